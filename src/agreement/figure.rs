//! A figure, or why there is none.

use std::fmt;

/// The value of a measure; where it is not defined, the reason.
pub type Figure = Result<f64, Undefined>;

/// Why a measure has no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Undefined {
    /// There is no document that all have.
    NoDocuments,
    /// Nobody marked anything.
    NothingMarked,
    /// Nobody used the label.
    LabelNotUsed,
    /// Nobody made a link.
    NoLinks,
    /// There is no text to compare.
    NoText,
    /// All items have the same value: agreement beyond chance is 0/0.
    OneCategory,
    /// Chance alone would agree as well as can be: 0/0.
    NoChance,
    /// Spans of one annotator overlap, and the measure wants a text cut into separate pieces.
    Overlap,
    /// Spans of one annotator with the same label overlap.
    SameLabelOverlap,
    /// No place was marked by both.
    NothingInCommon,
    /// What both marked has one label only.
    OneLabelInCommon,
    /// What was marked by more than one is so little that nothing in it can differ by chance.
    LittleInCommon,
    /// No span of one is matched with a span of the other.
    NothingMatched,
    /// Fewer than two spans are matched, so there is no pair to link.
    NoCandidatePairs,
    /// Some text of an annotator is in no span, and the measure wants every part of it in one.
    NotASegmentation,
    /// No document was cut at any place.
    NoBoundaries,
    /// The exact value would take too long.
    TooLarge,
    /// Fewer than 5 documents.
    FewDocuments,
    /// Nearly all draws of documents leave it undefined.
    FewReplicates,
    /// The formula gives no finite number: our bug, if ever.
    NotANumber,
}

impl Undefined {
    /// The reason in words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::NoDocuments => "there is no article that all have",
            Self::NothingMarked => "nobody marked anything",
            Self::LabelNotUsed => "nobody used this tag",
            Self::NoLinks => "nobody made a link",
            Self::NoText => "there is no text",
            Self::OneCategory => {
                "all items have one value, so there is nothing to agree about beyond chance"
            }
            Self::NoChance => "chance alone agrees as well as can be",
            Self::Overlap => "spans of one annotator overlap; see the values of the single tags",
            Self::SameLabelOverlap => "spans of one annotator with the same tag overlap",
            Self::NothingInCommon => "no place was marked by both",
            Self::OneLabelInCommon => "the places that both marked have one tag only",
            Self::LittleInCommon => {
                "what more than one marked is too little for anything in it to differ by chance"
            }
            Self::NothingMatched => "no span of one is matched with a span of the other",
            Self::NoCandidatePairs => "fewer than two spans are matched",
            Self::NotASegmentation => {
                "the spans do not cut the whole text into pieces, without gap and overlap"
            }
            Self::NoBoundaries => "nobody cut the text anywhere",
            Self::TooLarge => "the exact value would take too long",
            Self::FewDocuments => "there are fewer than 5 articles",
            Self::FewReplicates => "most draws of articles leave it undefined",
            Self::NotANumber => "the formula gives no finite number",
        }
    }
}

impl fmt::Display for Undefined {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}

/// A value as people read it: three decimals, a real minus, no negative zero.
#[must_use]
pub fn decimals(value: f64) -> String {
    let shown = format!("{value:.3}");
    if shown == "-0.000" {
        return "0.000".to_owned();
    }
    shown.replace('-', "−")
}

/// A value that is shown, written or drawn from must be a number: whatever a formula gave passes here.
pub(super) fn finite(figure: Figure) -> Figure {
    match figure {
        Ok(value) if !value.is_finite() => Err(Undefined::NotANumber),
        figure => figure,
    }
}

/// A ratio, or the reason where the denominator is 0.
pub(super) fn ratio(numerator: f64, denominator: f64, otherwise: Undefined) -> Figure {
    if denominator == 0.0 {
        Err(otherwise)
    } else {
        Ok(numerator / denominator)
    }
}

#[cfg(test)]
mod tests {
    use super::{Undefined, decimals, finite};

    #[test]
    fn what_is_no_number_is_not_defined() {
        for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert_eq!(finite(Ok(value)), Err(Undefined::NotANumber));
        }
        assert_eq!(finite(Ok(-0.5)), Ok(-0.5));
    }

    #[test]
    fn values_have_three_decimals_and_no_negative_zero() {
        assert_eq!(
            [0.43149, -0.25, -0.0001, 1.0].map(decimals),
            ["0.431", "−0.250", "0.000", "1.000"]
        );
    }
}
