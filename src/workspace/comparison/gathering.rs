//! The layers of the sides as plain data.

use super::{DocumentMatch, Side};
use crate::agreement::report::Omitted;
use crate::agreement::{Document, Input, Link, LinkType, Runner, Unit, Values, runner, tokens_of};
use crate::model::{AnchorState, AnnotationId, DocumentId, Features, ListName};
use crate::text::CharOffset;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// The layers of the sides as plain data.
#[derive(Clone, Debug, Default)]
pub struct Gathered {
    /// Which documents are compared.
    pub documents: DocumentMatch,
    /// The data.
    pub input: Input,
    /// What is not in it, of each side.
    pub omitted: Vec<Omitted>,
}

/// Makes plain data of the sides: all in one project, or two in two. An annotation whose words are lost is left out, for
/// where it is kept says nothing about that place. `None`: cancelled, or no sides.
#[must_use]
pub fn gathered(sides: &[Side], runner: &dyn Runner) -> Option<Gathered> {
    let (first, last) = (sides.first()?, sides.last()?);
    let matched = if sides
        .iter()
        .all(|side| Arc::ptr_eq(&side.project, &first.project))
    {
        DocumentMatch::within(&first.project)
    } else {
        DocumentMatch::of(&first.project, &last.project)
    };
    let mut input = Input {
        annotators: sides.iter().map(|s| s.annotator.to_string()).collect(),
        ..Input::default()
    };
    schemas(sides, &mut input);
    let labels: HashMap<String, usize> = numbered(&input.labels);
    let found = runner::map(runner, matched.both.len(), |i| {
        one_document(sides, &matched.both[i], i, &labels)
    })?;
    let mut omitted: Vec<Omitted> = sides.iter().map(of_faulty).collect();
    for (document, units, n_lost) in found {
        input.documents.push(document);
        let (units, values): (Vec<Unit>, Vec<Values>) = units.into_iter().unzip();
        input.units.extend(units);
        input.unit_values.extend(values);
        for (omitted, n) in omitted.iter_mut().zip(n_lost) {
            omitted.lost += n;
        }
    }
    links(sides, &mut input, &mut omitted);
    Some(Gathered {
        documents: matched,
        input,
        omitted,
    })
}

/// What of a layer the project holds as faulty.
fn of_faulty(side: &Side) -> Omitted {
    #[derive(serde::Deserialize)]
    struct Whose {
        annotator: String,
    }
    let faulty = side.project.set_aside().iter();
    let faulty = faulty.filter(|one| one.list == ListName::Annotations);
    let own = faulty.filter(|one| {
        let whose = serde_json::from_str::<Whose>(&one.raw);
        whose.is_ok_and(|whose| whose.annotator == side.annotator.as_str())
    });
    Omitted {
        set_aside: own.count(),
        ..Omitted::default()
    }
}

/// What is said beyond tag or type: values of fields, those that are no text as they stand in the file, and the note.
fn values_of(features: &Features, note: &str) -> Values {
    let texts = features.iter().map(|(name, value)| (name.as_str(), value));
    let others = features.foreign.0.iter();
    let others = others.map(|(name, raw)| (name.as_str(), raw.as_str()));
    let note = [("note", note.trim())].into_iter();
    let all = texts.chain(others).chain(note);
    let set = all.filter(|(_, value)| !value.is_empty());
    set.map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

/// A document, the units in it, and how many annotations of each side are lost there.
fn one_document(
    sides: &[Side],
    (id, other): &(DocumentId, DocumentId),
    place: usize,
    labels: &HashMap<String, usize>,
) -> (Document, Vec<(Unit, Values)>, Vec<usize>) {
    let mut units = Vec::new();
    let mut n_lost = vec![0; sides.len()];
    let document = sides.first().and_then(|side| side.project.document(id));
    let Some(document) = document else {
        // Cannot be: the pairs are made of the documents. The place is kept, for units count by it.
        return (Document::default(), units, n_lost);
    };
    let text = document.text();
    for (annotator, side) in sides.iter().enumerate() {
        let id = if annotator == 0 { id } else { other };
        let own = side.project.annotations_of(id);
        for annotation in own.filter(|a| a.annotator == side.annotator) {
            if annotation.anchor == Some(AnchorState::Lost) {
                n_lost[annotator] += 1;
                continue;
            }
            let char_of = |byte| document.index().char_from_byte(text, byte);
            let fragment = |span: &crate::text::TextSpan| {
                let (start, end) = (char_of(span.start())?, char_of(span.end())?);
                Some((CharOffset::get(start), CharOffset::get(end)))
            };
            // A label that no tag set has would have been set aside with its annotation.
            let Some(&label) = labels.get(annotation.label.as_str()) else {
                continue;
            };
            let unit = Unit {
                id: annotation.id.to_string(),
                document: place,
                annotator,
                label,
                fragments: annotation.spans.iter().filter_map(fragment).collect(),
            };
            units.push((unit, values_of(&annotation.features, &annotation.note)));
        }
    }
    let plain = Document {
        id: id.to_string(),
        title: document.title.clone(),
        length: document.index().n_chars(),
        tokens: tokens_of(text),
        assigned: None,
    };
    (plain, units, n_lost)
}

fn numbered(names: &[String]) -> HashMap<String, usize> {
    names.iter().cloned().zip(0..).collect()
}

/// The labels and types of the first project, then those that only another has.
fn schemas(sides: &[Side], input: &mut Input) {
    for side in sides {
        let schema = side.project.schema();
        for label in &schema.labels {
            if !input.labels.iter().any(|l| l == label.id.as_str()) {
                input.labels.push(label.id.to_string());
            }
        }
        for link_type in &schema.relation_types {
            if !input
                .link_types
                .iter()
                .any(|t| t.id == link_type.id.as_str())
            {
                input.link_types.push(LinkType {
                    id: link_type.id.to_string(),
                    is_symmetric: link_type.symmetric,
                });
            }
        }
    }
}

fn links(sides: &[Side], input: &mut Input, omitted: &mut [Omitted]) {
    let units: HashMap<(usize, &str), usize> = input
        .units
        .iter()
        .enumerate()
        .map(|(i, u)| ((u.annotator, u.id.as_str()), i))
        .collect();
    let types: BTreeMap<&str, usize> = input
        .link_types
        .iter()
        .enumerate()
        .map(|(i, t)| (t.id.as_str(), i))
        .collect();
    let (mut found, mut values) = (Vec::new(), Vec::new());
    for (annotator, side) in sides.iter().enumerate() {
        for relation in side.project.relations() {
            if relation.annotator != side.annotator {
                continue;
            }
            let unit = |id: &str| units.get(&(annotator, id)).copied();
            let ends = (unit(relation.from.as_str()), unit(relation.to.as_str()));
            let link_type = types.get(relation.relation_type.as_str());
            let is_lost = |id: &AnnotationId| {
                let end = side.project.annotation(id);
                end.is_some_and(|a| a.anchor == Some(AnchorState::Lost))
            };
            if is_lost(&relation.from) || is_lost(&relation.to) {
                omitted[annotator].links += 1;
            }
            // An end on an article that the other has not: nothing to compare.
            if let ((Some(from), Some(to)), Some(&link_type)) = (ends, link_type) {
                found.push(Link {
                    id: relation.id.to_string(),
                    annotator,
                    from,
                    to,
                    link_type,
                });
                values.push(values_of(&relation.features, &relation.note));
            }
        }
    }
    (input.links, input.link_values) = (found, values);
}
