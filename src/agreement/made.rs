//! How a comparison was made, in words that belong into a paper, and what is to be known beside its figures.

use super::bootstrap::MIN_DOCUMENTS;
use super::figure::decimals;
use super::{Comparison, NoInterval};

/// With fewer spans of an annotator γ is to be read with its interval only, for its chance spreads widely.
const FEW_SPANS: usize = 10;

/// What γ and the intervals were worked out with.
#[must_use]
pub fn parameters(comparison: &Comparison) -> String {
    let gamma = &comparison.settings.gamma;
    let d = &gamma.dissimilarity;
    let bootstrap = &comparison.settings.bootstrap;
    format!(
        "γ: α = {}, β = {}, Δ = {}, {} sampler, {}, seed {}. Intervals: {} draws of articles with replacement, seed {}; \
         percentiles, BCa from 20 articles on.",
        d.alpha,
        d.beta,
        d.delta_empty,
        gamma.sampler.name(),
        samples(comparison),
        gamma.seed,
        bootstrap.replicates,
        bootstrap.seed,
    )
}

/// `30 chance samples an article`; where pairs drew different numbers, from the fewest to the most.
#[must_use]
pub fn samples(comparison: &Comparison) -> String {
    match comparison.n_samples() {
        None => "no chance samples".to_owned(),
        Some((least, most)) if least == most => format!("{most} chance samples an article"),
        Some((least, most)) => format!("{least} to {most} chance samples an article"),
    }
}

/// γ with all that belongs to it, in one line; `None` where it is not defined. With three and more annotators it is
/// γ of all together, where that would take too long the mean of the pairs.
#[must_use]
pub fn reporting_line(comparison: &Comparison) -> Option<String> {
    let defined = |id| comparison.measure(id).filter(|m| m.value.is_ok());
    let (name, gamma) = match (defined("gamma"), defined("gamma.mean_pairwise")) {
        (Some(gamma), _) => ("γ", gamma),
        (None, Some(mean)) => ("γ, mean of pairs", mean),
        (None, None) => return None,
    };
    let value = gamma.value.ok()?;
    let interval = gamma.interval.ok().map_or_else(String::new, |i| {
        format!(" [{}, {}]", decimals(i.low), decimals(i.high))
    });
    let settings = &comparison.settings.gamma;
    let d = &settings.dissimilarity;
    let spans: Vec<String> = comparison.n_spans.iter().map(usize::to_string).collect();
    let counted = |n: usize, one: &str| match n {
        1 => format!("1 {one}"),
        n => format!("{n} {one}s"),
    };
    let samples = match comparison.n_samples()? {
        (least, most) if least == most => format!("{most} samples"),
        (least, most) => format!("{least} to {most} samples"),
    };
    Some(format!(
        "{name} = {}{interval}, α = {}, β = {}, Δ = {}, {} sampler, {samples}, seed {}, {}, {}, {} spans",
        decimals(value),
        d.alpha,
        d.beta,
        d.delta_empty,
        settings.sampler.name(),
        settings.seed,
        counted(comparison.n_compared, "article"),
        counted(comparison.annotators.len(), "annotator"),
        spans.join("/"),
    ))
}

/// What is to be borne in mind with γ of so few spans; `None` where there are enough.
#[must_use]
pub fn caution(comparison: &Comparison) -> Option<String> {
    comparison.n_spans.iter().find(|n| **n < FEW_SPANS)?;
    let begin =
        format!("With fewer than {FEW_SPANS} spans of an annotator, read γ only with its interval");
    Some(if comparison.n_compared < MIN_DOCUMENTS {
        format!(
            "{begin}; there is none for {}",
            NoInterval::FewDocuments.words()
        )
    } else {
        begin
    })
}
