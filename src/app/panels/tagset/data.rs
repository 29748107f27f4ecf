//! What the tag set editor knows: counts, free ids and keys, colours that stand out.

use crate::app::panels::wording::counted;
use crate::app::tokens::{Tokens, contrast, parse_hex, to_hex};
use crate::edit::new_ids::{TagSetElement, is_used};
use crate::model::{
    AnnotatorId, DocumentLayer, Feature, FeatureId, FeatureKind, ForeignFields, Label, LabelId,
    Project, RelationType, Schema, free_name, slug,
};
use egui::Color32;
use egui::ecolor::Hsva;
use std::collections::BTreeMap;

/// A tag's line should stand out from the page at least so much (WCAG 2.2, 1.4.11).
pub const WANTED_CONTRAST: f32 = 3.0;

/// How often each tag is used.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Uses(BTreeMap<LabelId, BTreeMap<AnnotatorId, usize>>);

impl Uses {
    /// Costs one look at each article.
    pub fn gather(project: &Project) -> Self {
        let mut uses = Self::default();
        for document in project.documents() {
            let counts = project
                .layer(&document.id)
                .into_iter()
                .flat_map(DocumentLayer::counts);
            for (annotator, label, n) in counts {
                let of_label = uses.0.entry(label.clone()).or_default();
                *of_label.entry(annotator.clone()).or_default() += n;
            }
        }
        uses
    }

    /// Annotations with this tag, of every annotator.
    pub fn n(&self, label: &LabelId) -> usize {
        self.0.get(label).map_or(0, |by| by.values().sum())
    }

    /// Such as `3 annotations (Ada: 2, Ben: 1)`.
    pub fn in_words(&self, project: &Project, label: &LabelId) -> String {
        let total = counted(self.n(label), "annotation", "annotations");
        let Some(by) = self.0.get(label) else {
            return total;
        };
        let each: Vec<String> = project
            .annotators()
            .iter()
            .filter_map(|a| by.get(&a.id).map(|n| format!("{}: {n}", a.name)))
            .collect();
        format!("{total} ({})", each.join(", "))
    }
}

/// How many annotations and links hold a value of the feature. Costs a pass over all of them.
pub fn n_values(project: &Project, feature: &FeatureId) -> usize {
    let on_annotations = project
        .annotations()
        .filter(|a| a.features.get(feature.as_str()).is_some());
    let on_links = project
        .relations()
        .filter(|r| r.features.get(feature.as_str()).is_some());
    on_annotations.count() + on_links.count()
}

/// A tag that is not in the set yet, with the first free key and a colour unlike the others.
pub fn new_label(schema: &Schema) -> Label {
    let name = free_name("New tag", " ", |name| {
        schema.labels.iter().any(|l| l.name == name)
    });
    let id = free_name(&slug(&name, "tag"), "-", |id| {
        schema.label(&id.into()).is_some()
    });
    Label {
        id: id.into(),
        name,
        color: new_color(schema),
        key: free_key(schema.labels.iter().map(|l| l.key.as_str())),
        description: String::new(),
        foreign: ForeignFields::default(),
    }
}

/// A field that is not in the set yet, carried by every tag.
pub fn new_feature(schema: &Schema) -> Feature {
    let name = free_name("New field", " ", |name| {
        schema.features.iter().any(|f| f.name == name)
    });
    let id = free_name(&slug(&name, "field"), "-", |id| {
        schema.feature(id).is_some()
    });
    Feature {
        id: id.into(),
        name,
        kind: FeatureKind::Text,
        values: Vec::new(),
        labels: schema.labels.iter().map(|l| l.id.clone()).collect(),
        relation_types: Vec::new(),
        foreign: ForeignFields::default(),
    }
}

/// A type of link that is not in the set yet, with the first free key, for every tag at both ends.
pub fn new_type(schema: &Schema) -> RelationType {
    let types = &schema.relation_types;
    let name = free_name("new type", " ", |name| types.iter().any(|t| t.name == name));
    let id = free_name(&slug(&name, "link"), "-", |id| {
        schema.relation_type(&id.into()).is_some()
    });
    let labels: Vec<LabelId> = schema.labels.iter().map(|l| l.id.clone()).collect();
    RelationType {
        id: id.into(),
        name,
        key: free_key(types.iter().map(|t| t.key.as_str())),
        symmetric: false,
        from: labels.clone(),
        to: labels,
        foreign: ForeignFields::default(),
    }
}

/// Whether an id came with a name that the editor proposed, such as `new-tag` or `new-tag-2`.
fn is_proposed(id: &str, base: &str) -> bool {
    let rest = id.strip_prefix(base);
    let is_number = |n: &str| n.parse::<u32>().is_ok();
    rest.is_some_and(|rest| rest.is_empty() || rest.strip_prefix('-').is_some_and(is_number))
}

/// The id that an element gets out of the name that somebody gave it: ids stand in every export, and one that tells of nothing
/// is of no use there. Nothing where it has an id of its own or is in use.
pub fn named_id(project: &Project, element: &TagSetElement) -> Option<String> {
    let schema = project.schema();
    let (id, base, otherwise) = match element {
        TagSetElement::Label(l) => (l.id.as_str(), "new-tag", "tag"),
        TagSetElement::Feature(f) => (f.id.as_str(), "new-field", "field"),
        TagSetElement::RelationType(t) => (t.id.as_str(), "new-type", "link"),
    };
    let wanted = slug(element.name(), otherwise);
    if !is_proposed(id, base) || is_proposed(&wanted, base) || is_used(project, id, element) {
        return None;
    }
    let is_taken = |id: &str| match element {
        TagSetElement::Label(_) => schema.label(&id.into()).is_some(),
        TagSetElement::Feature(_) => schema.feature(id).is_some(),
        TagSetElement::RelationType(_) => schema.relation_type(&id.into()).is_some(),
    };
    Some(free_name(&wanted, "-", is_taken))
}

/// The first digit from 1 on that is none of `taken`; empty where there is none.
fn free_key<'a>(taken: impl Iterator<Item = &'a str>) -> String {
    let taken: Vec<&str> = taken.collect();
    let mut keys = (1..=9_u8).map(|n| n.to_string());
    let free = keys.find(|key| taken.iter().all(|t| t != key));
    free.unwrap_or_default()
}

/// Such as `3 links`.
pub fn links_in_words(n: usize) -> String {
    counted(n, "link", "links")
}

/// A colour whose hue is far from those in use, and that stands out on both themes' pages.
fn new_color(schema: &Schema) -> String {
    let used: Vec<f32> = schema
        .labels
        .iter()
        .filter_map(|l| parse_hex(&l.color))
        .map(|c| Hsva::from(c).h)
        .collect();
    let distance = |hue: f32| {
        let gaps = used.iter().map(|u| {
            let gap = (u - hue).abs();
            gap.min(1.0 - gap)
        });
        gaps.fold(1.0_f32, f32::min)
    };
    // Begins at violet, which the standard tags leave free.
    let hues = (0..36_u8).map(|i| (0.75 + f32::from(i) / 36.0).fract());
    let hue = hues.fold(0.75, |best, hue| {
        if distance(hue) > distance(best) {
            hue
        } else {
            best
        }
    });
    let color = (0..=60_u8)
        .map(|i| Color32::from(Hsva::new(hue, 0.7, 0.9 - f32::from(i) / 100.0, 1.0)))
        .max_by(|a, b| least_contrast(*a).total_cmp(&least_contrast(*b)));
    to_hex(color.unwrap_or_default())
}

/// The smaller one of the contrasts on the two themes' pages.
pub fn least_contrast(color: Color32) -> f32 {
    let on = |tokens: Tokens| contrast(color, tokens.page);
    on(Tokens::light()).min(on(Tokens::dark()))
}

/// What is to be said of a colour: the figures, and whether it is a warning.
pub fn contrast_in_words(hex: &str) -> (String, bool) {
    let Some(color) = parse_hex(hex) else {
        return (
            "Write the colour as # and six digits 0–9, a–f".to_owned(),
            true,
        );
    };
    let light = contrast(color, Tokens::light().page);
    let dark = contrast(color, Tokens::dark().page);
    let figures = format!("Contrast {light:.1}:1 on the light page, {dark:.1}:1 on the dark one");
    let weak: Vec<&str> = [(light, "light"), (dark, "dark")]
        .into_iter()
        .filter(|(ratio, _)| *ratio < WANTED_CONTRAST)
        .map(|(_, theme)| theme)
        .collect();
    if weak.is_empty() {
        return (figures, false);
    }
    let words = format!(
        "{figures}. Less than 3:1 is hard to see: with the {} theme the line is drawn in a stronger shade",
        weak.join(" and the ")
    );
    (words, true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::panels::fixture::project;

    #[test]
    fn uses_are_counted_by_annotator() {
        let project = project();
        let uses = Uses::gather(&project);
        assert_eq!(
            uses.in_words(&project, &"claim".into()),
            "3 annotations (Ada: 2, Ben: 1)"
        );
        assert_eq!(
            uses.in_words(&project, &"quote".into()),
            "1 annotation (Ada: 1)"
        );
        assert_eq!(uses.in_words(&project, &"other".into()), "0 annotations");
        assert_eq!(n_values(&project, &"speaker".into()), 2);
    }

    #[test]
    fn new_tags_take_what_is_free() {
        let mut schema = Schema::standard();
        let first = new_label(&schema);
        assert_eq!(
            (first.id.as_str(), first.name.as_str(), first.key.as_str()),
            ("new-tag", "New tag", "4")
        );
        schema.labels.push(first);
        let second = new_label(&schema);
        assert_eq!(
            (
                second.id.as_str(),
                second.name.as_str(),
                second.key.as_str()
            ),
            ("new-tag-2", "New tag 2", "5")
        );
        let field = new_feature(&schema);
        assert_eq!((field.id.as_str(), field.labels.len()), ("new-field", 4));
    }

    #[test]
    fn an_id_is_made_of_the_name_only_where_it_was_proposed_and_nothing_uses_it() {
        let project = project();
        let mut label = new_label(project.schema());
        let id = |l: &Label| named_id(&project, &TagSetElement::Label(l.clone()));
        assert_eq!(id(&label), None);
        "Framing (of blame)".clone_into(&mut label.name);
        assert_eq!(id(&label), Some("framing-of-blame".to_owned()));
        "Claim".clone_into(&mut label.name);
        assert_eq!(id(&label), Some("claim-2".to_owned()));
        let mut used = project.schema().labels[0].clone();
        "Statement".clone_into(&mut used.name);
        assert_eq!(id(&used), None);
        let mut field = new_feature(project.schema());
        field.id = "new-field-3".into();
        "Topic".clone_into(&mut field.name);
        let id = named_id(&project, &TagSetElement::Feature(field));
        assert_eq!(id, Some("topic".to_owned()));
    }

    #[test]
    fn twenty_new_colours_stand_out_and_differ() {
        let mut schema = Schema::standard();
        for _ in 0..20 {
            schema.labels.push(new_label(&schema));
        }
        for (i, label) in schema.labels.iter().enumerate().skip(3) {
            let color = parse_hex(&label.color).expect("a colour");
            assert!(least_contrast(color) >= WANTED_CONTRAST, "{}", label.color);
            let twin = schema.labels[..i].iter().find(|l| l.color == label.color);
            assert_eq!(twin, None, "{}", label.color);
        }
    }

    #[test]
    fn a_faint_colour_is_warned_of() {
        let (words, warns) = contrast_in_words("#ffee88");
        assert!(warns && words.contains("with the light theme"), "{words}");
        let (words, warns) = contrast_in_words("#2f6fd0");
        assert!(!warns && words.starts_with("Contrast 4."), "{words}");
        assert!(contrast_in_words("blue").1);
    }
}
