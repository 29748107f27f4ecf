//! The quotation around a place.
//!
//! Limitation: at most 8 KiB to each side are read, so the marks of a longer quotation are not found.

use super::offset::ByteOffset;
use super::quotes::{QuotePair, quote_pairs};
use super::span::TextSpan;
use super::window::{is_whole_line, window};

const REACH: usize = 8192;

/// The quotations near `offset`, in its paragraph.
pub(super) fn pairs_near(text: &str, offset: ByteOffset) -> Vec<QuotePair> {
    let around = window(text, offset, REACH);
    let is_whole = is_whole_line(text, &around);
    let mut pairs = quote_pairs(text, around);
    pairs.retain(|pair| pair.is_closed || is_whole);
    pairs
}

/// The words, without the marks, of the innermost quotation that `offset` is in; its marks count as in it.
///
/// A quotation that its paragraph opens with and never closes reaches to the end of the paragraph.
#[must_use]
pub fn quotation_at(text: &str, offset: ByteOffset) -> Option<TextSpan> {
    pairs_near(text, offset)
        .into_iter()
        .filter(|pair| {
            pair.whole.contains(offset) || (!pair.is_closed && pair.whole.end() == offset)
        })
        .min_by_key(|pair| pair.whole.len())
        .map(|pair| pair.words)
}

#[cfg(test)]
mod tests {
    use super::super::test_texts::{place, show};
    use super::*;

    #[track_caller]
    fn check(before: &str, after: &str) {
        let (text, offset) = place(before);
        assert_eq!(show(&text, quotation_at(&text, offset)), after);
    }

    #[test]
    fn the_innermost_quotation() {
        check("“He said ‘g‸o’ to me.”", "“He said ‘⟦go⟧’ to me.”");
        check("“He ‸said ‘go’ to me.”", "“⟦He said ‘go’ to me.⟧”");
        check("x ‸“no” y", "x “⟦no⟧” y");
        check("x “no‸” y", "x “⟦no⟧” y");
        check("x “no”‸ y", "x “no” y");
        check("‸", "");
    }

    #[test]
    fn within_the_paragraph() {
        check("“One\ntw‸o”", "“One\ntwo”");
        check("“One‸\n“two”", "“⟦One⟧\n“two”");
        check("“On‸e\n“two”", "“⟦One⟧\n“two”");
    }

    #[test]
    fn a_line_of_ten_megabytes_costs_a_window() {
        let text = "say “yes” or ".repeat(700_000);
        let near_middle = text[..text.floor_char_boundary(5_000_000)]
            .rfind("yes")
            .unwrap_or(0);
        let found = quotation_at(&text, ByteOffset(near_middle));
        assert_eq!(found.map(|s| s.of(&text)), Some("yes"));
    }
}
