//! Values of fields, and notes: no figure counts them, but two who mark a place alike may say different things of it.

use super::input::{Layers, LinkKey};
use std::collections::{BTreeSet, HashMap};

/// What is said of an annotation or a link beyond its tag or type: names with their values, by name.
pub type Values = Vec<(String, String)>;

/// In words: `speaker: Sala · note: …`; empty where nothing is said.
#[must_use]
pub fn in_words(values: &[(String, String)]) -> String {
    let all = values
        .iter()
        .map(|(name, value)| format!("{name}: {value}"));
    all.collect::<Vec<_>>().join(" · ")
}

/// What each layer says at a place or of a link, repeated ones together.
pub(super) struct Said<'a> {
    layers: &'a Layers<'a>,
    /// For each unit that others repeat, those.
    repeats: HashMap<usize, Vec<usize>>,
    alike: HashMap<LinkKey, Vec<usize>>,
}

impl<'a> Said<'a> {
    pub(super) fn of(layers: &'a Layers<'a>) -> Self {
        let mut said = Self {
            layers,
            repeats: HashMap::new(),
            alike: HashMap::new(),
        };
        // Where values are known, they are known of every unit and link.
        let n_units = layers.input.units.len().min(layers.input.unit_values.len());
        for unit in 0..n_units {
            let standing = layers.standing_for(unit);
            if standing != unit {
                said.repeats.entry(standing).or_default().push(unit);
            }
        }
        for link in 0..layers.input.link_values.len() {
            if let Some(key) = layers.link_key(link) {
                said.alike.entry(key).or_default().push(link);
            }
        }
        said
    }

    /// Whether two layers say different things where they marked the same, each by the unit that stands for its own.
    pub(super) fn of_units_differs(&self, a: usize, b: usize) -> bool {
        let all = |unit: usize| {
            let repeats = self.repeats.get(&unit).into_iter().flatten();
            [unit].into_iter().chain(repeats.copied()).collect()
        };
        differ(&self.layers.input.unit_values, all(a), all(b))
    }

    /// The same of two links.
    pub(super) fn of_links_differs(&self, a: usize, b: usize) -> bool {
        let all = |link: usize| {
            let key = self.layers.link_key(link);
            let alike = key.and_then(|key| self.alike.get(&key));
            alike.cloned().unwrap_or_default()
        };
        differ(&self.layers.input.link_values, all(a), all(b))
    }
}

fn differ(values: &[Values], a: Vec<usize>, b: Vec<usize>) -> bool {
    let said = |all: Vec<usize>| -> BTreeSet<&Values> {
        all.into_iter().filter_map(|i| values.get(i)).collect()
    };
    said(a) != said(b)
}
