//! Names of features in formats that have one place for features, notes and what else is said about an annotation.

use super::view::{Row, View};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// The name under which a note stands among the features.
pub(super) const NOTE: &str = "note";
/// What joins the fragments of one annotation again.
pub(super) const FRAGMENT_NAMES: [&str; 2] = ["annotation_id", "fragment"];

/// The names of features as a format writes them that keeps some names for itself: such a name has `_` after it.
#[derive(Debug, Default)]
pub(super) struct AttributeNames {
    /// Of those that are written otherwise.
    changed: BTreeMap<String, String>,
}

impl AttributeNames {
    /// With these names kept for the format itself, the note's always; `separator` may stand in no name, it becomes `_`.
    pub fn of(view: &View<'_>, reserved: &[&str], separator: Option<char>) -> Self {
        let names = view.feature_names();
        let mut taken: BTreeSet<Cow<'_, str>> = names.iter().map(|n| Cow::Borrowed(*n)).collect();
        taken.extend(reserved.iter().map(|n| Cow::Borrowed(*n)));
        taken.insert(Cow::Borrowed(NOTE));
        let mut changed = BTreeMap::new();
        for name in names {
            let is_cut = separator.is_some_and(|s| name.contains(s));
            if name != NOTE && !reserved.contains(&name) && !is_cut {
                continue;
            }
            let mut new = separator.map_or_else(|| name.to_owned(), |s| name.replace(s, "_"));
            while !taken.insert(Cow::Owned(new.clone())) {
                new.push('_');
            }
            changed.insert(name.to_owned(), new);
        }
        Self { changed }
    }

    /// The name for a feature.
    pub fn get<'a>(&'a self, name: &'a str) -> &'a str {
        self.changed.get(name).map_or(name, String::as_str)
    }

    /// Name and value of each feature, and the note under its name.
    pub fn pairs<'a>(&'a self, row: &Row<'a>) -> impl Iterator<Item = (&'a str, &'a str)> {
        let note = Some((NOTE, row.annotation.note.as_str())).filter(|(_, n)| !n.is_empty());
        row.features().map(|(n, v)| (self.get(n), v)).chain(note)
    }

    /// How many are written otherwise.
    pub fn n_changed(&self) -> usize {
        self.changed.len()
    }
}
