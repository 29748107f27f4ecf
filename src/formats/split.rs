//! Parts of a dataset: whole articles only, the same for the same seed for ever.
//!
//! An article's part comes from the seed and its own text (or its group) alone, so that neither another article nor another
//! annotation nor another choice of annotators and tags ever moves it; shares are then met on the average. Balanced parts
//! meet shares and tags as nearly as they can, and depend on everything that people have marked in the chosen articles.

use super::options::ExportOptions;
use super::view::DocumentView;
use crate::model::{AnnotatorId, AnnotatorKind, Project};
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// 2^53: so many different draws an `f64` tells apart.
const DRAWS: f64 = 9_007_199_254_740_992.0;

/// Gives each document its part and gives the parts' names; without shares there is one part, `train`.
pub(super) fn assign(
    project: &Project,
    documents: &mut [DocumentView<'_>],
    options: &ExportOptions,
) -> Vec<String> {
    let shares: Vec<f64> = options.splits.iter().map(|s| s.share.max(0.0)).collect();
    let sum: f64 = shares.iter().sum();
    if shares.is_empty() || sum <= 0.0 {
        return vec!["train".to_owned()];
    }
    let shares: Vec<f64> = shares.into_iter().map(|s| s / sum).collect();
    let mut groups: BTreeMap<([u8; 32], String), Vec<usize>> = BTreeMap::new();
    for (i, d) in documents.iter().enumerate() {
        let field = options.group_by.as_deref();
        let key = match field.map(|f| d.document.metadata.get(f)) {
            Some(value) if !value.is_empty() => format!("group:{value}"),
            // By its text, so that copies of one article do not stand on both sides of a split.
            _ => format!("text:{}", d.document.text_sha256()),
        };
        let drawn = Sha256::digest(format!("{}\n{key}", options.seed).as_bytes());
        groups.entry((drawn.into(), key)).or_default().push(i);
    }
    if options.balanced {
        balance(project, documents, &shares, groups.into_values());
    } else {
        for ((drawn, _), members) in groups {
            let part = part_of(&drawn, &shares);
            for i in members {
                documents[i].split = part;
            }
        }
    }
    options.splits.iter().map(|s| s.name.clone()).collect()
}

/// The part in whose share a draw lies, when the shares are laid one after the other from 0 to 1.
fn part_of(drawn: &[u8; 32], shares: &[f64]) -> usize {
    let mut first = [0; 8];
    first.copy_from_slice(&drawn[..8]);
    let draw = (u64::from_be_bytes(first) >> 11) as f64 / DRAWS;
    let mut end = 0.0;
    for (part, share) in shares.iter().enumerate() {
        end += share;
        if draw < end {
            return part;
        }
    }
    // The sum of the shares may be a little below 1.
    shares.iter().rposition(|s| *s > 0.0).unwrap_or(0)
}

/// Groups in an order drawn from the seed, each to the part that lacks most of what the group brings (articles and
/// annotations of each tag), as in the iterative stratification of Sechidis, Tsoumakas and Vlahavas (2011, ECML PKDD,
/// section 3.2), one pass and without its search for the rarest tag.
fn balance(
    project: &Project,
    documents: &mut [DocumentView<'_>],
    shares: &[f64],
    groups: impl Iterator<Item = Vec<usize>>,
) {
    let counts: Vec<BTreeMap<String, f64>> = counts(project, documents);
    let total = sum_of(counts.iter());
    let mut held: Vec<BTreeMap<String, f64>> = vec![BTreeMap::new(); shares.len()];
    for members in groups {
        let brings = sum_of(members.iter().map(|i| &counts[*i]));
        let lack = |part: usize| -> f64 {
            let of = |(what, n): (&String, &f64)| {
                let all = total.get(what).copied().unwrap_or(1.0);
                let wanted = shares[part] * all;
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
}

/// For each document 1 article and how many annotations of each tag people have made, whoever is exported.
fn counts(project: &Project, documents: &[DocumentView<'_>]) -> Vec<BTreeMap<String, f64>> {
    let people = project.annotators().iter();
    let people: BTreeSet<&AnnotatorId> = people
        .filter(|a| a.kind == AnnotatorKind::Human)
        .map(|a| &a.id)
        .collect();
    let of = |d: &DocumentView<'_>| {
        let mut out = BTreeMap::from([("article".to_owned(), 1.0)]);
        for a in project.annotations_of(&d.document.id) {
            if people.contains(&a.annotator) {
                *out.entry(format!("tag:{}", a.label)).or_default() += 1.0;
            }
        }
        out
    };
    documents.iter().map(of).collect()
}

fn sum_of<'a>(counts: impl Iterator<Item = &'a BTreeMap<String, f64>>) -> BTreeMap<String, f64> {
    let mut out: BTreeMap<String, f64> = BTreeMap::new();
    for (what, n) in counts.flatten() {
        *out.entry(what.clone()).or_default() += n;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::part_of;

    #[test]
    fn a_draw_falls_into_the_share_that_it_lies_in() {
        let shares = [0.5, 0.0, 0.25, 0.25];
        let part = |first: u8| {
            let mut drawn = [0; 32];
            drawn[0] = first;
            part_of(&drawn, &shares)
        };
        assert_eq!([0, 127, 128, 191, 192, 255].map(part), [0, 0, 2, 2, 3, 3]);
        // Shares whose sum is not quite 1.
        assert_eq!(part_of(&[255; 32], &[0.3, 0.6, 0.0]), 1);
    }
}
