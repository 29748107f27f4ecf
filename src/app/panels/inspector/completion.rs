//! Values to choose from while a field is typed into.

use crate::model::{AnnotatorId, FeatureId, Project};
use std::cmp::Reverse;
use std::collections::HashMap;

/// Entries shown at once.
pub const SHOWN: usize = 8;

/// The feature whose values are the project's speakers too.
const SPEAKER: &str = "speaker";

/// The values that `feature` has anywhere in the project, the most frequent first, then by name; for
/// the speaker also those that the project lists but nobody has. How often others have a value is counted only where
/// `only_of` names nobody: hidden layers give their names, so that one spelling is used, and nothing else.
///
/// Costs one pass over all annotations: call it when the field gets the focus, not every frame.
pub fn used_values(
    project: &Project,
    feature: &FeatureId,
    only_of: Option<&AnnotatorId>,
) -> Vec<(String, usize)> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for a in project.annotations() {
        if let Some(value) = a.features.get(feature.as_str()) {
            let is_counted = only_of.is_none_or(|id| a.annotator == *id);
            *counts.entry(value).or_default() += usize::from(is_counted);
        }
    }
    if feature.as_str() == SPEAKER {
        for speaker in project.speakers().filter(|s| !s.name.is_empty()) {
            counts.entry(&speaker.name).or_default();
        }
    }
    // Sorted by all that is in it, so the map's order does not show.
    let mut values: Vec<(String, usize)> =
        counts.into_iter().map(|(v, n)| (v.to_owned(), n)).collect();
    values.sort_by(|(a, n), (b, m)| (Reverse(n), a).cmp(&(Reverse(m), b)));
    values
}

/// The values that go with what is typed: first those that begin with it, then those with a word that does,
/// then those that contain it; in any case. The typed value itself is left out; nothing typed takes all.
pub fn matching<'a>(values: &'a [(String, usize)], typed: &str) -> Vec<&'a (String, usize)> {
    let needle = typed.trim().to_lowercase();
    let mut found: Vec<(usize, &(String, usize))> = values
        .iter()
        .filter(|(value, _)| value != typed.trim())
        .filter_map(|entry| {
            let value = entry.0.to_lowercase();
            let rank = if value.starts_with(&needle) {
                0
            } else if value
                .split_whitespace()
                .any(|word| word.starts_with(&needle))
            {
                1
            } else if value.contains(&needle) {
                2
            } else {
                return None;
            };
            Some((rank, entry))
        })
        .collect();
    found.sort_by_key(|(rank, _)| *rank);
    found
        .into_iter()
        .map(|(_, entry)| entry)
        .take(SHOWN)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::panels::fixture::project;
    use crate::model::{ForeignFields, Speaker};
    use std::sync::Arc;

    fn values(entries: &[(&str, usize)]) -> Vec<(String, usize)> {
        entries.iter().map(|(v, n)| ((*v).to_owned(), *n)).collect()
    }

    #[test]
    fn values_come_from_annotations_and_speakers() {
        let mut project = project();
        let mut third = (**project.annotation(&"a1".into()).expect("there")).clone();
        third.features.set("speaker".into(), "The port");
        project
            .put_annotation(&"a1".into(), Some(Arc::new(third)))
            .expect("sound");
        let speaker = Speaker {
            id: "s1".into(),
            name: "City council".to_owned(),
            aliases: Vec::new(),
            foreign: ForeignFields::default(),
        };
        project
            .put_speaker(&"s1".into(), Some(Arc::new(speaker)))
            .expect("sound");
        assert_eq!(
            used_values(&project, &"speaker".into(), None),
            values(&[("The port", 2), ("Port office", 1), ("City council", 0)])
        );
        assert_eq!(used_values(&project, &"directness".into(), None), []);
        // Of a hidden layer the names are offered, but not how often it has them.
        let hidden = used_values(&project, &"speaker".into(), Some(&"nobody".into()));
        assert_eq!(
            hidden,
            values(&[("City council", 0), ("Port office", 0), ("The port", 0)])
        );
    }

    #[test]
    fn matches_begin_with_what_is_typed_first() {
        let values = values(&[
            ("Airport", 9),
            ("The port", 5),
            ("Port office", 1),
            ("Ada", 1),
        ]);
        let names = |typed| -> Vec<&str> {
            matching(&values, typed)
                .iter()
                .map(|(v, _)| v.as_str())
                .collect()
        };
        assert_eq!(names("por"), ["Port office", "The port", "Airport"]);
        assert_eq!(names(""), ["Airport", "The port", "Port office", "Ada"]);
        assert_eq!(names("Ada"), [""; 0]);
        assert_eq!(names("zzz"), [""; 0]);
    }
}
