//! Where spans went after their text changed: a diff of the old and the new text first, a search for the words with
//! what stands around them second. Every place comes with a state; a look-alike is never taken for the thing.
//!
//! ```text
//! old  The port said so. [No ship will leave] before May, it added.
//! new  (Update) The port said so. [No ship will leave] before June, it added.     exact
//! new  It added: [No ship will leave]. The port said so.                          moved
//! new  The port said so. [No ships will leave] before May, it added.              changed
//! new  The port said so, it added.                                                lost
//! ```
//!
//! The same words are those that differ in form only: blanks, line ends, kinds of quotation marks and dashes, composed
//! and decomposed letters.
//!
//! Limitations: where nearly every word of a long stretch is new, and where it holds nothing but words that stand there
//! often, nothing in it is found by the diff. A stretch that was both moved and changed inside the span is lost.
mod align;
mod kept;
mod place;
mod search;
#[cfg(test)]
mod tests;
mod tokens;

use align::{NONE, align, slide, turned_round};
use kept::Kept;
use std::ops::Range;
use tokens::{Tokens, Words};

use super::offset::ByteOffset;
use super::span::TextSpan;

/// What became of a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AnchorFate {
    /// The same words in the same surroundings.
    Exact,
    /// The same words, but elsewhere, or in surroundings that prove little.
    Moved,
    /// The same place, with other words.
    Changed,
    /// Neither the words nor their place are found. The span is the nearest word that is still there.
    Lost,
}

/// A place in the new text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchored {
    /// Where, ascending and not overlapping; never empty.
    pub spans: Vec<TextSpan>,
    /// How sure that is.
    pub fate: AnchorFate,
}

/// A stretch in which the two texts differ, in bytes; one side may be empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextChange {
    /// In the old text.
    pub old: Range<usize>,
    /// In the new text.
    pub new: Range<usize>,
}

/// Two versions of a text, held against each other once.
#[derive(Debug)]
pub struct Anchors<'t> {
    old_text: &'t str,
    new_text: &'t str,
    old: Tokens,
    new: Tokens,
    /// For each token of the old text its partner in the new one, else [`NONE`].
    partner: Vec<u32>,
    /// The other way round.
    partner_of_new: Vec<u32>,
    kept: Kept,
    places_of: search::Occurrences,
}

impl<'t> Anchors<'t> {
    /// Compares two versions. Time and memory grow with their length.
    #[must_use]
    pub fn new(old_text: &'t str, new_text: &'t str) -> Self {
        let mut words = Words::default();
        let old = Tokens::new(old_text, &mut words);
        let new = Tokens::new(new_text, &mut words);
        let mut partner = align(old.keys(), new.keys());
        slide(&mut partner, &old, old_text);
        let mut partner_of_new = turned_round(&partner, new.len());
        slide(&mut partner_of_new, &new, new_text);
        let partner = turned_round(&partner_of_new, old.len());
        let places_of = search::Occurrences::new(old.keys(), new.keys());
        Self {
            old_text,
            new_text,
            old,
            new,
            kept: Kept::new(&partner),
            partner,
            partner_of_new,
            places_of,
        }
    }

    /// Where the fragments of one annotation went. `None` where the new text has no place for anything, because it is
    /// empty, or where `spans` is.
    ///
    /// `spans` were made against the old text. Fragments whose words are gone are left out as long as others are there;
    /// fragments that fall together become one.
    #[must_use]
    pub fn anchor(&self, spans: &[TextSpan]) -> Option<Anchored> {
        let mut found: Vec<(TextSpan, AnchorFate)> = Vec::with_capacity(spans.len());
        for span in spans {
            found.push(self.place(span.range())?);
        }
        let worst = found.iter().map(|f| f.1).max()?;
        let is_anywhere = found.iter().any(|f| f.1 != AnchorFate::Lost);
        let mut fate = worst;
        if is_anywhere && worst == AnchorFate::Lost {
            found.retain(|f| f.1 != AnchorFate::Lost);
            fate = AnchorFate::Changed;
        }
        if found.windows(2).any(|w| w[0].0.end() > w[1].0.start()) {
            fate = fate.max(AnchorFate::Changed);
            found.sort_by_key(|f| f.0);
        }
        let mut spans: Vec<TextSpan> = Vec::with_capacity(found.len());
        for (span, _) in found {
            match spans.last_mut() {
                Some(last) if last.end() > span.start() => {
                    let end = last.end().max(span.end());
                    *last = TextSpan::new(self.new_text, last.start(), end).ok()?;
                }
                _ => spans.push(span),
            }
        }
        Some(Anchored { spans, fate })
    }

    /// Where the texts differ, in order: whole words and signs. What differs in form only is not told.
    #[must_use]
    pub fn changes(&self) -> Vec<TextChange> {
        let mut found = Vec::new();
        let (mut i, mut j) = (0, 0);
        while i < self.old.len() || j < self.new.len() {
            let (from_i, from_j) = (i, j);
            while self.partner.get(i) == Some(&NONE) {
                i += 1;
            }
            while self.partner_of_new.get(j) == Some(&NONE) {
                j += 1;
            }
            if (from_i, from_j) == (i, j) {
                i += 1;
                j += 1;
                continue;
            }
            found.push(TextChange {
                old: self.old.stretch(from_i..i, self.old_text.len()),
                new: self.new.stretch(from_j..j, self.new_text.len()),
            });
        }
        found
    }

    fn span(&self, bytes: Range<usize>) -> Option<TextSpan> {
        TextSpan::new(
            self.new_text,
            ByteOffset(bytes.start),
            ByteOffset(bytes.end),
        )
        .ok()
    }
}
