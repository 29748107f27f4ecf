//! Parts of a dataset: whole articles only, the same for the same seed for ever, whatever else changes in the program.

use super::options::ExportOptions;
use super::view::DocumentView;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;

/// Gives each document its part and gives the parts' names; without shares there is one part, `train`.
///
/// Articles of one group are taken together, groups in an order drawn from the seed; each goes to the part that lacks
/// most of what the group brings (articles and annotations of each tag), as in the iterative stratification of Sechidis,
/// Tsoumakas and Vlahavas (2011, ECML PKDD, section 3.2), one pass and without its search for the rarest tag.
pub(super) fn assign(documents: &mut [DocumentView<'_>], options: &ExportOptions) -> Vec<String> {
    let shares: Vec<f64> = options.splits.iter().map(|s| s.share.max(0.0)).collect();
    let sum: f64 = shares.iter().sum();
    if shares.is_empty() || sum <= 0.0 {
        return vec!["train".to_owned()];
    }
    let mut groups: BTreeMap<(Vec<u8>, String), Vec<usize>> = BTreeMap::new();
    for (i, d) in documents.iter().enumerate() {
        let group = options
            .group_by
            .as_deref()
            .map(|f| d.document.metadata.get(f));
        // An article without the value is a group of its own.
        let key = match group {
            Some(value) if !value.is_empty() => format!("group:{value}"),
            _ => format!("document:{}", d.id()),
        };
        let drawn = Sha256::digest(format!("{}\n{key}", options.seed).as_bytes()).to_vec();
        groups.entry((drawn, key)).or_default().push(i);
    }
    let total = count(documents, 0..documents.len());
    let mut held: Vec<BTreeMap<String, f64>> = vec![BTreeMap::new(); shares.len()];
    for members in groups.into_values() {
        let brings = count(documents, members.iter().copied());
        let lack = |part: usize| -> f64 {
            let of = |(what, n): (&String, &f64)| {
                let all = total.get(what).copied().unwrap_or(1.0);
                let wanted = shares[part] / sum * all;
                (wanted - held[part].get(what).copied().unwrap_or(0.0)) / all * n / all.sqrt()
            };
            brings.iter().map(of).sum()
        };
        let mut best = 0;
        for part in 1..shares.len() {
            // Of parts that lack alike the earlier one is taken.
            if lack(part) > lack(best) + 1e-12 {
                best = part;
            }
        }
        for (what, n) in &brings {
            *held[best].entry(what.clone()).or_default() += n;
        }
        for i in members {
            documents[i].split = best;
        }
    }
    options.splits.iter().map(|s| s.name.clone()).collect()
}

/// How many articles, and how many annotations of each tag, these documents hold.
fn count(
    documents: &[DocumentView<'_>],
    members: impl Iterator<Item = usize>,
) -> BTreeMap<String, f64> {
    let mut out: BTreeMap<String, f64> = BTreeMap::new();
    for i in members {
        *out.entry("article".to_owned()).or_default() += 1.0;
        for row in &documents[i].rows {
            *out.entry(format!("tag:{}", row.label())).or_default() += 1.0;
        }
    }
    out
}
