//! Layers of relations: a row has the end of each, and says where it begins.

use super::{Layer, Row, Stacked, Taking, stack, unescaped, with_number};
use crate::formats::read::cas_labels::{OF_TOKENS, is_segment, short_name, take_label};
use crate::formats::read::imported::ImportedLink;

impl Taking<'_> {
    pub(super) fn relations(&mut self, rows: &[Row], layer: &Layer) {
        let last = layer.features.len().saturating_sub(1);
        let Some(base) = layer.feature(last).strip_prefix("BT_") else {
            self.out.fault(
                self.path,
                format!("the layer {} names no layer of its ends", layer.name),
            );
            return;
        };
        for row in rows {
            for stacked in stack(row, layer) {
                let Some(Some(source)) = stacked.cells.get(last) else {
                    continue;
                };
                if is_segment(base) {
                    self.out.leave_out(OF_TOKENS);
                    continue;
                }
                // `srcTok[srcId_tgtId]`
                let (token, numbers) = with_number(source);
                let numbers = numbers.unwrap_or_default();
                let (from_number, to_number) = numbers.split_once('_').unwrap_or((&numbers, ""));
                let (kind, features) = kind_and_features(layer, last, &stacked);
                let from = self.find(base, &token, from_number, "");
                let to = self.find(base, &row.id, to_number, "");
                if let (Some(from), Some(to)) = (from, to) {
                    let link = ImportedLink {
                        kind,
                        from: from.to_owned(),
                        to: to.to_owned(),
                        features,
                        ..ImportedLink::default()
                    };
                    self.out.links.push(link);
                } else {
                    let place = self.place(row);
                    let what = format!("the link {kind} has an end that is not there");
                    self.out.fault(place, what);
                }
            }
        }
    }
}

fn kind_and_features(
    layer: &Layer,
    n_features: usize,
    stacked: &Stacked,
) -> (String, Vec<(String, String)>) {
    let values = stacked.cells.iter().take(n_features).enumerate();
    let named = values.filter_map(|(column, value)| {
        let value = unescaped(value.as_deref()?);
        Some((layer.feature(column).to_owned(), value))
    });
    let mut features: Vec<(String, String)> = named.collect();
    let kind = take_label(&mut features).or_else(|| {
        let is_only = n_features == 1;
        features.pop_if(|_| is_only).map(|(_, value)| value)
    });
    let kind = kind.unwrap_or_else(|| short_name(&layer.name).to_owned());
    (kind, features)
}
