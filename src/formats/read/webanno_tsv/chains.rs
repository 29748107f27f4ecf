//! Layers of chains: `type[chain]` in one column, `relation->chain-mention` in the other.

use super::{Layer, Row, Stands, Taking, split_unescaped, unescaped, with_number};
use crate::formats::read::cas_labels::{CHAIN_RELATION, chain_name, short_name, take_value};
use crate::formats::read::imported::ImportedLink;
use std::collections::BTreeMap;

/// How mentions are told of of which the file does not say where in their chain they stand.
const NOWHERE: &str = "mentions without a place in their chain";

impl Taking<'_> {
    pub(super) fn chains(&mut self, rows: &[Row], layer: &Layer) {
        // The place of the annotation, by chain and mention.
        let mut mentions: BTreeMap<(u64, u64), usize> = BTreeMap::new();
        for row in rows {
            let (types, places) = cells(row, layer);
            if types.len() > places.len() {
                self.out.leave_out_n(NOWHERE, types.len() - places.len());
            }
            for (k, (relation, chain, mention)) in places.into_iter().enumerate() {
                let i = if let Some(&i) = mentions.get(&(chain, mention)) {
                    self.extend(i, row);
                    i
                } else {
                    let is_of = |t: &&(String, Option<u64>)| t.1 == Some(chain);
                    let own = types.get(k).filter(is_of);
                    let own = own.or_else(|| types.iter().find(is_of));
                    let label = own.map(|(label, _)| label).filter(|l| !l.is_empty());
                    let label = label.map_or(short_name(&layer.name), String::as_str);
                    let key = format!("{}:{}:{}:{k}", self.path, row.line, layer.column);
                    let relation = Some(relation).filter(|r| !r.is_empty());
                    let features = relation.map(|r| (CHAIN_RELATION.to_owned(), r));
                    let features = features.into_iter().collect();
                    self.begin(row, key, label.to_owned(), features)
                };
                mentions.insert((chain, mention), i);
                if let Some(annotation) = self.out.annotations.get(i) {
                    self.at.entry(row.id.clone()).or_default().push(Stands {
                        layer: layer.name.clone(),
                        number: String::new(),
                        key: annotation.key.clone(),
                    });
                }
            }
        }
        self.link_mentions(&mentions, &chain_name(&layer.name));
    }

    /// Links each mention to the next one of its chain.
    fn link_mentions(&mut self, mentions: &BTreeMap<(u64, u64), usize>, plain: &str) {
        let next = mentions.iter().skip(1);
        for ((from, &i), (to, &k)) in mentions.iter().zip(next) {
            if from.0 != to.0 {
                continue;
            }
            let Some(to) = self.out.annotations.get(k).map(|a| a.key.clone()) else {
                continue;
            };
            let Some(mention) = self.out.annotations.get_mut(i) else {
                continue;
            };
            let kind = take_value(&mut mention.features, CHAIN_RELATION);
            let from = mention.key.clone();
            self.out.links.push(ImportedLink {
                kind: kind.unwrap_or_else(|| plain.to_owned()),
                from,
                to,
                ..ImportedLink::default()
            });
        }
    }
}

/// A mention's type and the number of its chain.
type Type = (String, Option<u64>);

/// What a row has of a layer of chains: the types, and relation, chain and mention. An empty word is one that is not set.
fn cells(row: &Row, layer: &Layer) -> (Vec<Type>, Vec<(String, u64, u64)>) {
    let (mut types, mut places) = (Vec::new(), Vec::new());
    let columns = row.columns.iter().skip(layer.column);
    for cell in columns.take(layer.n_columns()) {
        if cell == "_" || cell.is_empty() {
            continue;
        }
        for part in split_unescaped(cell, '|') {
            if let Some((relation, chain, mention)) = place_in_chain(&part) {
                places.push((word(relation), chain, mention));
            } else {
                let (value, chain) = with_number(&part);
                types.push((word(&value), chain.and_then(|c| c.parse().ok())));
            }
        }
    }
    (types, places)
}

fn word(value: &str) -> String {
    match value {
        "*" | "_" => String::new(),
        value => unescaped(value),
    }
}

/// `relation->1-2` → relation, chain 1, mention 2.
fn place_in_chain(part: &str) -> Option<(&str, u64, u64)> {
    let (relation, place) = part.rsplit_once("->")?;
    let (chain, mention) = place.split_once('-')?;
    Some((relation, chain.parse().ok()?, mention.parse().ok()?))
}
