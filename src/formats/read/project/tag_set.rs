//! The tag set of an import: tags, features and types of links found in the project's, or added.

use super::super::imported::Imported;
use super::{ImportTarget, ImportedProject, free};
use crate::model::{
    AnnotationId, Feature, FeatureKind, ForeignFields, Label, LabelId, RelationType,
    RelationTypeId, Schema,
};
use std::collections::{BTreeMap, BTreeSet};

/// Sets `out.schema` and gives the id for each name of a tag in the file.
pub(super) fn schema(
    imported: &Imported,
    target: &mut ImportTarget<'_>,
    out: &mut ImportedProject,
) -> BTreeMap<String, LabelId> {
    let (base, chosen) = (target.base, target.labels);
    let used: BTreeSet<&str> = imported
        .annotations
        .iter()
        .map(|a| a.label.as_str())
        .collect();
    let is_new = base.documents().is_empty() && base.n_annotations() == 0;
    out.schema = match &imported.schema {
        Some(schema) if is_new => schema.clone(),
        _ => (**base.schema()).clone(),
    };
    let known = |schema: &Schema, name: &str| {
        match chosen.get(name) {
            Some(Some(id)) if schema.label(id).is_some() => return Some(id.clone()),
            Some(None) => return None,
            _ => {}
        }
        let by_id = schema.labels.iter().find(|l| l.id.as_str() == name);
        let by_name = || {
            schema
                .labels
                .iter()
                .find(|l| l.name.to_lowercase() == name.to_lowercase())
        };
        by_id.or_else(by_name).map(|l| l.id.clone())
    };
    if is_new
        && imported.schema.is_none()
        && !used.is_empty()
        && !used.iter().any(|n| known(&out.schema, n).is_some())
    {
        // Nothing of the standard tag set is meant.
        out.schema.labels.clear();
        out.schema.features.clear();
    }
    let mut map = BTreeMap::new();
    let defined = imported.labels.iter().map(|l| l.id.as_str());
    // A codebook alone is wanted for its tags.
    let wanted: Vec<&str> = if is_new || imported.annotations.is_empty() {
        defined.chain(used.iter().copied()).collect()
    } else {
        used.into_iter().collect()
    };
    for name in wanted {
        if map.contains_key(name) {
            continue;
        }
        if let Some(id) = known(&out.schema, name) {
            map.insert(name.to_owned(), id);
            continue;
        }
        let said = imported.labels.iter().find(|l| l.id == name);
        let n = out.schema.labels.len();
        let key = (1..=9)
            .map(|k| k.to_string())
            .find(|k| !out.schema.labels.iter().any(|l| l.key == *k));
        let wanted = match name.trim() {
            "" => "tag",
            _ => name,
        };
        let labels = out.schema.labels.iter();
        let mut taken: BTreeSet<String> = labels.map(|l| l.id.as_str().to_owned()).collect();
        let id: LabelId = free(wanted, &mut taken, &mut *target.next_id).into();
        let is_color = |c: &&str| {
            c.len() == 7 && c.starts_with('#') && c[1..].chars().all(|c| c.is_ascii_hexdigit())
        };
        out.schema.labels.push(Label {
            id: id.clone(),
            name: id.as_str().to_owned(),
            color: said
                .map(|l| l.color.as_str())
                .filter(is_color)
                .unwrap_or(COLORS[n % COLORS.len()])
                .to_owned(),
            key: key.unwrap_or_default(),
            description: said.map_or(String::new(), |l| l.description.clone()),
            foreign: ForeignFields::default(),
        });
        map.insert(name.to_owned(), id);
    }
    map
}

/// Colours for tags that come without one: dark enough on light ground, far from each other.
const COLORS: &[&str] = &[
    "#2f6fd0", "#0e8a68", "#c4501b", "#8a4fbf", "#a8325e", "#6b7a12", "#0f7f93", "#9a6a00",
    "#5a6473",
];

/// The type of link of a name; added where there is none.
pub(super) fn type_id(schema: &mut Schema, name: &str, symmetric: bool) -> RelationTypeId {
    let name = if name.trim().is_empty() {
        "related"
    } else {
        name
    };
    let by_id = schema.relation_types.iter().find(|t| t.id.as_str() == name);
    let by_name = || {
        schema
            .relation_types
            .iter()
            .find(|t| t.name.to_lowercase() == name.to_lowercase())
    };
    if let Some(found) = by_id.or_else(by_name) {
        return found.id.clone();
    }
    let key = (1..=9)
        .map(|k| k.to_string())
        .find(|k| !schema.relation_types.iter().any(|t| t.key == *k));
    schema.relation_types.push(RelationType {
        id: name.into(),
        name: name.to_owned(),
        key: key.unwrap_or_default(),
        symmetric,
        from: Vec::new(),
        to: Vec::new(),
        foreign: ForeignFields::default(),
    });
    name.into()
}

/// Adds the features that are used, gives them to the tags that use them, and lets types of links join any tag they join.
pub(super) fn complete_schema(imported: &Imported, out: &mut ImportedProject) {
    let schema = &mut out.schema;
    let links = out.relations.iter();
    let ends: BTreeSet<&AnnotationId> = links.flat_map(|r| [&r.from, &r.to]).collect();
    let linked = out.annotations.iter().filter(|a| ends.contains(&a.id));
    let label_of: BTreeMap<&AnnotationId, &LabelId> = linked.map(|a| (&a.id, &a.label)).collect();
    for a in &out.annotations {
        for (name, value) in a.features.iter() {
            let feature = if let Some(feature) = schema.features.iter_mut().find(|f| f.id == *name)
            {
                feature
            } else {
                let choices = imported.choices.get(name.as_str());
                schema.features.push(Feature {
                    id: name.clone(),
                    name: name.as_str().to_owned(),
                    kind: if choices.is_some() {
                        FeatureKind::Choice
                    } else {
                        FeatureKind::Text
                    },
                    values: choices.cloned().unwrap_or_default(),
                    labels: Vec::new(),
                    relation_types: Vec::new(),
                    foreign: ForeignFields::default(),
                });
                let last = schema.features.len() - 1;
                &mut schema.features[last]
            };
            if !feature.labels.contains(&a.label) {
                feature.labels.push(a.label.clone());
            }
            if feature.kind == FeatureKind::Choice && !feature.values.iter().any(|v| v == value) {
                feature.values.push(value.to_owned());
            }
        }
    }
    for r in &out.relations {
        let Some(kind) = schema
            .relation_types
            .iter_mut()
            .find(|t| t.id == r.relation_type)
        else {
            continue;
        };
        for (list, end) in [(&mut kind.from, &r.from), (&mut kind.to, &r.to)] {
            if let Some(label) = label_of.get(end)
                && !list.contains(label)
            {
                list.push((*label).clone());
            }
        }
    }
}
