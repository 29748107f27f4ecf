//! Tag sets put together.

use super::decide::{both_lists, is_theirs};
use super::fields::Fields;
use super::notes::Notes;
use crate::model::{Feature, Label, RelationType, Schema};
use std::collections::BTreeSet;

/// Ours, with the labels, features and types that only theirs has.
pub(crate) fn union_of(ours: &Schema, theirs: &Schema) -> Schema {
    let mut union = ours.clone();
    for label in &theirs.labels {
        if union.label(&label.id).is_none() {
            union.labels.push(label.clone());
        }
    }
    for feature in &theirs.features {
        if union.feature(feature.id.as_str()).is_none() {
            union.features.push(feature.clone());
        }
    }
    for kind in &theirs.relation_types {
        if union.relation_type(&kind.id).is_none() {
            union.relation_types.push(kind.clone());
        }
    }
    union
}

/// What both made of `base`: as the side that changed it has it, and where both did, merged by its parts.
pub(super) fn merged(base: &Schema, ours: &Schema, theirs: &Schema, notes: &mut Notes) -> Schema {
    match is_theirs(base, ours, theirs) {
        Some(false) => return ours.clone(),
        Some(true) => return theirs.clone(),
        None => {}
    }
    let mut fields = Fields::of("the tag set", notes);
    let foreign = fields.foreign(Some(&base.foreign), &ours.foreign, &theirs.foreign);
    let mut schema = Schema {
        labels: list(&base.labels, &ours.labels, &theirs.labels, notes),
        features: list(&base.features, &ours.features, &theirs.features, notes),
        relation_types: list(
            &base.relation_types,
            &ours.relation_types,
            &theirs.relation_types,
            notes,
        ),
        foreign,
    };
    // A key gives one tag: the first one has it.
    let mut keys = BTreeSet::new();
    for label in &mut schema.labels {
        if !label.key.is_empty() && !keys.insert(label.key.clone()) {
            label.key.clear();
        }
    }
    let mut keys = BTreeSet::new();
    for kind in &mut schema.relation_types {
        if !kind.key.is_empty() && !keys.insert(kind.key.clone()) {
            kind.key.clear();
        }
    }
    schema
}

/// A part of the tag set.
trait Part: Clone + PartialEq {
    fn name(&self) -> String;
    fn is(&self, other: &Self) -> bool;
    /// Takes what they changed since `base`; what both changed is told.
    fn take(&mut self, base: Option<&Self>, theirs: &Self, notes: &mut Notes);
}

/// Each field by itself: single ones, lists, and those that are not known here.
macro_rules! take_fields {
    ($ours:ident, $base:ident, $theirs:ident, $notes:ident; $($field:ident $called:literal),*; $($list:ident),*) => {{
        let mut fields = Fields::of($ours.name(), $notes);
        $(
            let base = $base.map(|b| &b.$field);
            if fields.takes($called, base, &$ours.$field, &$theirs.$field) {
                $ours.$field.clone_from(&$theirs.$field);
            }
        )*
        let base = $base.map(|b| &b.foreign);
        $ours.foreign = fields.foreign(base, &$ours.foreign, &$theirs.foreign);
        $(
            let nothing = Vec::new();
            let base = $base.map_or(&nothing, |b| &b.$list);
            $ours.$list = both_lists(base, &$ours.$list, &$theirs.$list);
        )*
    }};
}

impl Part for Label {
    fn name(&self) -> String {
        format!("the tag {}", self.id)
    }
    fn is(&self, other: &Self) -> bool {
        self.id == other.id
    }
    fn take(&mut self, base: Option<&Self>, theirs: &Self, notes: &mut Notes) {
        take_fields!(self, base, theirs, notes; name "the name", color "the colour", key "the key", description "the description";);
    }
}

impl Part for Feature {
    fn name(&self) -> String {
        format!("the feature {}", self.id)
    }
    fn is(&self, other: &Self) -> bool {
        self.id == other.id
    }
    fn take(&mut self, base: Option<&Self>, theirs: &Self, notes: &mut Notes) {
        take_fields!(self, base, theirs, notes; name "the name", kind "the kind"; values, labels, relation_types);
    }
}

impl Part for RelationType {
    fn name(&self) -> String {
        format!("the type of links {}", self.id)
    }
    fn is(&self, other: &Self) -> bool {
        self.id == other.id
    }
    fn take(&mut self, base: Option<&Self>, theirs: &Self, notes: &mut Notes) {
        take_fields!(self, base, theirs, notes; name "the name", key "the key", symmetric "the direction"; from, to);
    }
}

fn list<P: Part>(base: &[P], ours: &[P], theirs: &[P], notes: &mut Notes) -> Vec<P> {
    let find = |list: &'_ [P], part: &P| list.iter().find(|p| p.is(part)).cloned();
    let mut merged = Vec::new();
    for own in ours {
        let before = find(base, own);
        match find(theirs, own) {
            Some(other) => {
                let mut both = own.clone();
                both.take(before.as_ref(), &other, notes);
                merged.push(both);
            }
            None if before.as_ref() == Some(own) => {}
            None => {
                if before.is_some() {
                    notes.clash(format!(
                        "they removed {}, we changed it; ours stays",
                        own.name()
                    ));
                }
                merged.push(own.clone());
            }
        }
    }
    for other in theirs.iter().filter(|t| find(ours, t).is_none()) {
        match find(base, other) {
            Some(before) if before == *other => continue,
            Some(_) => notes.clash(format!(
                "we removed {}, they changed it; it is back",
                other.name()
            )),
            None => {}
        }
        merged.push(other.clone());
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_both_added_to_a_tag_set_is_there_without_a_doubt() {
        let base = Schema::standard();
        let with = |id: &str| {
            let mut schema = base.clone();
            let mut label = schema.labels[0].clone();
            label.id = id.into();
            "4".clone_into(&mut label.key);
            schema.labels.push(label);
            schema.features[0].labels.push(id.into());
            for kind in &mut schema.relation_types {
                kind.from.push(id.into());
            }
            schema
        };
        let mut notes = Notes::default();
        let both = merged(&base, &with("ours"), &with("theirs"), &mut notes);
        assert_eq!(notes.words, Vec::<String>::new());
        let labels: Vec<_> = both
            .labels
            .iter()
            .map(|l| (l.id.as_str(), &*l.key))
            .collect();
        assert_eq!(labels[3..], [("ours", "4"), ("theirs", "")]);
        assert_eq!(both.features[0].labels.len(), 4);
        assert_eq!(both.relation_types[0].from.len(), 5);
    }

    #[test]
    fn of_a_field_that_both_changed_ours_stays_and_it_is_told() {
        let base = Schema::standard();
        let (mut ours, mut theirs) = (base.clone(), base.clone());
        ours.labels[0].name = "Ours".to_owned();
        ours.labels.remove(1);
        theirs.labels[0].name = "Theirs".to_owned();
        theirs.labels[0].color = "#000000".to_owned();
        theirs.labels[1].name = "Said".to_owned();
        theirs.labels.remove(2);
        let mut notes = Notes::default();
        let both = merged(&base, &ours, &theirs, &mut notes);
        assert_eq!(
            notes.words,
            [
                "both changed the name of the tag claim; ours stays",
                "we removed the tag quote, they changed it; it is back"
            ]
        );
        let labels: Vec<_> = both.labels.iter().map(|l| (&*l.name, &*l.color)).collect();
        assert_eq!(labels[0], ("Ours", "#000000"));
        assert_eq!((labels[1].0, labels.len()), ("Said", 2));
    }
}
