//! Layers of spans, and the slots in them.

use super::{Layer, Row, SLOTS, Slot, Stacked, Stands, Taking};
use super::{split_unescaped, stack, unescaped, with_number};
use crate::formats::read::cas_labels::{LOOSE, SEGMENTS, is_segment, short_name, take_label};
use crate::formats::read::imported::ImportedLink;
use std::collections::{BTreeMap, BTreeSet};

impl Taking<'_> {
    pub(super) fn spans(&mut self, rows: &[Row], layer: &Layer) {
        if is_segment(&layer.name) {
            self.out.leave_out_n(SEGMENTS, n_spans(rows, layer));
            return;
        }
        let mut by_number: BTreeMap<String, usize> = BTreeMap::new();
        for row in rows {
            for (k, stacked) in stack(row, layer).into_iter().enumerate() {
                let known = stacked.number.as_ref().and_then(|n| by_number.get(n));
                let i = if let Some(&i) = known {
                    self.extend(i, row);
                    i
                } else {
                    let label = label_and_features(layer, &stacked);
                    if row.start == row.end {
                        let place = self.place(row);
                        self.out.fault(place, format!("{} covers nothing", label.0));
                        continue;
                    }
                    let key = format!("{}:{}:{}:{k}", self.path, row.line, layer.column);
                    self.note_slots(row, layer, &stacked, &key);
                    self.begin(row, key, label.0, label.1)
                };
                let number = stacked.number.unwrap_or_default();
                let Some(annotation) = self.out.annotations.get(i) else {
                    continue;
                };
                self.at.entry(row.id.clone()).or_default().push(Stands {
                    layer: layer.name.clone(),
                    number: number.clone(),
                    key: annotation.key.clone(),
                });
                if !number.is_empty() {
                    by_number.insert(number, i);
                }
            }
        }
    }

    /// Keeps the slots of an annotation until all that may fill them is known.
    fn note_slots(&mut self, row: &Row, layer: &Layer, stacked: &Stacked, host: &str) {
        for column in (0..layer.features.len()).filter(|c| layer.is_slots(*c)) {
            let cell = |at: usize| stacked.cells.get(at).and_then(Option::as_deref);
            let (roles, fillers) = (cell(column), cell(column + 1));
            let roles = roles.map_or_else(Vec::new, |roles| split_unescaped(roles, ';'));
            let fillers = fillers.map_or_else(Vec::new, |all| split_unescaped(all, ';'));
            for n in 0..roles.len().max(fillers.len()) {
                let role = roles
                    .get(n)
                    .filter(|role| !matches!(&***role, "*" | "_" | ""));
                let role = role.map(|role| unescaped(role));
                let filler = fillers.get(n).map_or("", String::as_str);
                let (token, number) = with_number(filler);
                if matches!(&*token, "*" | "_" | "") && role.is_none() {
                    continue;
                }
                self.slots.push(Slot {
                    host: host.to_owned(),
                    kind: role.unwrap_or_else(|| slot_name(layer.feature(column)).to_owned()),
                    base: layer.feature(column + 1).to_owned(),
                    token,
                    number: number.unwrap_or_default(),
                    line: row.line,
                });
            }
        }
    }

    /// Makes links of the slots, in the order of the file.
    pub(super) fn fill_slots(&mut self) {
        let mut slots = std::mem::take(&mut self.slots);
        slots.sort_by_key(|slot| slot.line);
        for slot in slots {
            let filler = self.find(&slot.base, &slot.token, &slot.number, &slot.host);
            let Some(to) = filler.map(str::to_owned) else {
                self.out.leave_out(LOOSE);
                continue;
            };
            self.out.links.push(ImportedLink {
                kind: slot.kind,
                from: slot.host,
                to,
                ..ImportedLink::default()
            });
        }
    }
}

/// How many annotations a layer has.
fn n_spans(rows: &[Row], layer: &Layer) -> usize {
    let mut seen = BTreeSet::new();
    let all = rows.iter().flat_map(|row| stack(row, layer));
    all.filter(|stacked| match &stacked.number {
        Some(number) => seen.insert(number.clone()),
        None => true,
    })
    .count()
}

/// The tag, which is the layer's name where no feature is one, and the other features.
fn label_and_features(layer: &Layer, stacked: &Stacked) -> (String, Vec<(String, String)>) {
    let is_plain = |column: &usize| !layer.is_slots(*column) && !layer.names_tokens(*column);
    let mut features: Vec<(String, String)> = Vec::new();
    for column in (0..layer.n_columns()).filter(is_plain) {
        let name = match layer.feature(column) {
            "" => "value",
            name => name,
        };
        if let Some(Some(value)) = stacked.cells.get(column) {
            features.push((name.to_owned(), unescaped(value)));
        }
    }
    let label = take_label(&mut features).or_else(|| {
        // A layer's only feature says what is what in it.
        let is_only = (0..layer.n_columns()).filter(is_plain).count() == 1;
        features.pop_if(|_| is_only).map(|(_, value)| value)
    });
    let label = label.unwrap_or_else(|| short_name(&layer.name).to_owned());
    (label, features)
}

/// The feature of `ROLE_custom.Host:links_custom.Link`: `links`.
fn slot_name(head: &str) -> &str {
    let name = head.strip_prefix(SLOTS).unwrap_or(head);
    let name = name.rsplit_once(':').map_or(name, |(_, name)| name);
    let before = name.split('.').next().unwrap_or(name);
    before.rsplit_once('_').map_or(before, |(name, _)| name)
}
