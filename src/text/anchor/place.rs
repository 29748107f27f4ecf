//! The place of one span in the new text, with the evidence for it.

use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::super::grapheme::{ceil_grapheme, floor_grapheme};
use super::super::offset::ByteOffset;
use super::super::span::TextSpan;
use super::align::NONE;
use super::search::{is_same, same_before, same_behind};
use super::{AnchorFate, Anchors};

/// Surroundings that count, in bytes without blanks, a side.
const CONTEXT: usize = 32;
/// Words that stand once in both texts are no look-alike if they have this many bytes, with what is the same around them.
const ENOUGH: usize = 32;
/// Surroundings on both sides that show where words stood that are other words now.
const CLEAR: usize = 12;
/// The longest changed stretch, in characters, that is compared letter by letter.
const MAX_LETTERS: usize = 600;
/// So many letters in a row are not the same by chance.
const SURE_LETTERS: usize = 3;
/// How much of a changed span must still be there, in percent: by words, and by letters, where chance gives more.
const SAME_WORDS: usize = 50;
const SAME_LETTERS: usize = 70;
/// So many words and signs are looked at for a word to wait at.
const NEAR: usize = 8;
/// Places of the same words that are looked at.
const MAX_PLACES: usize = 256;

/// How much of the surroundings is the same.
#[derive(Clone, Copy)]
struct Context {
    before: usize,
    behind: usize,
    /// As far as context goes, or up to the start of both texts.
    is_full_before: bool,
    is_full_behind: bool,
}

impl Anchors<'_> {
    /// Where `span` (bytes of the old text) went. `None`: the new text has no place for anything.
    pub(super) fn place(&self, span: Range<usize>) -> Option<(TextSpan, AnchorFate)> {
        let first = self.old.first_ending_behind(span.start);
        let behind = self.old.n_starting_before(span.end);
        if first >= behind {
            return self.place_of_blanks(span, first);
        }
        let tokens = first..behind;
        let by_diff = self.by_diff(&span, &tokens);
        if let Some(found) = &by_diff {
            let there = self.tokens_in_new(found);
            if is_same(
                self.old.keys(),
                self.new.keys(),
                tokens.clone(),
                there.clone(),
            ) {
                let fate = if self.is_proven(&tokens, &there) {
                    AnchorFate::Exact
                } else {
                    AnchorFate::Moved
                };
                return Some((self.span(found.clone())?, fate));
            }
            if self.is_mostly_there(&tokens, &there, found, &span) {
                return Some((self.span(found.clone())?, AnchorFate::Changed));
            }
        }
        if let Some(found) = self.by_search(&span, &tokens) {
            return Some((self.span(found)?, AnchorFate::Moved));
        }
        if let Some(found) = by_diff {
            let there = self.tokens_in_new(&found);
            let context = self.context(&tokens, &there);
            let is_clear = context.before.max(context.behind) >= CLEAR
                && (context.before >= CLEAR || context.is_full_before)
                && (context.behind >= CLEAR || context.is_full_behind);
            if is_clear && there.len() <= 3 * tokens.len() + 3 {
                return Some((self.span(found)?, AnchorFate::Changed));
            }
        }
        Some((self.nearest(first)?, AnchorFate::Lost))
    }

    /// A span of nothing but blanks stays where its neighbours stay.
    fn place_of_blanks(&self, span: Range<usize>, next: usize) -> Option<(TextSpan, AnchorFate)> {
        let found = || {
            let (gap, new_gap) = (self.old_gap(next), self.gap_of_partner(next)?);
            let is_same = self.old_text[gap.clone()] == self.new_text[new_gap.clone()];
            let start = new_gap.start + (span.start - gap.start);
            (is_same && span.start >= gap.start && span.end <= gap.end)
                .then(|| start..start + span.len())
        };
        match found() {
            Some(bytes) => Some((self.span(bytes)?, AnchorFate::Exact)),
            None => Some((self.nearest(next)?, AnchorFate::Lost)),
        }
    }

    /// The bytes between token `next` of the old text and the one before it.
    fn old_gap(&self, next: usize) -> Range<usize> {
        let start = next.checked_sub(1).map_or(0, |i| self.old.end(i));
        let end = if next < self.old.len() {
            self.old.start(next)
        } else {
            self.old_text.len()
        };
        start..end
    }

    /// The bytes in the new text that answer to [`Self::old_gap`], where both neighbours stand beside each other there.
    fn gap_of_partner(&self, next: usize) -> Option<Range<usize>> {
        let before = match next.checked_sub(1) {
            None => None,
            Some(i) => Some(self.partner_of(i)?),
        };
        let behind = if next < self.old.len() {
            self.partner_of(next)?
        } else {
            self.new.len()
        };
        if before.map_or(0, |j| j + 1) != behind {
            return None;
        }
        let start = before.map_or(0, |j| self.new.end(j));
        let end = if behind < self.new.len() {
            self.new.start(behind)
        } else {
            self.new_text.len()
        };
        Some(start..end)
    }

    fn partner_of(&self, i: usize) -> Option<usize> {
        let j = *self.partner.get(i)?;
        (j != NONE).then_some(j as usize)
    }

    /// The words of the new text that these bytes touch.
    fn tokens_in_new(&self, bytes: &Range<usize>) -> Range<usize> {
        let first = self.new.first_ending_behind(bytes.start);
        first..self.new.n_starting_before(bytes.end).max(first)
    }

    /// Both ends carried over by the diff. `None` where that leaves nothing.
    fn by_diff(&self, span: &Range<usize>, tokens: &Range<usize>) -> Option<Range<usize>> {
        let start = self.start_by_diff(span.start, tokens)?;
        let end = self.end_by_diff(span.end, tokens)?;
        (start < end).then_some(start..end)
    }

    fn start_by_diff(&self, at: usize, tokens: &Range<usize>) -> Option<usize> {
        let i = tokens.start;
        let token = self.old.start(i);
        if let Some(j) = self.partner_of(i) {
            let start = self.new.start(j);
            if at <= token {
                let blanks = &self.old_text[at..token];
                let new_gap = j.checked_sub(1).map_or(0, |j| self.new.end(j))..start;
                let is_there = self.new_text[new_gap].ends_with(blanks);
                return Some(if is_there {
                    start - blanks.len()
                } else {
                    start
                });
            }
            return Some(self.inside(i, j, at, true));
        }
        let hunk = self.hunk(i);
        if hunk.new.is_empty() {
            // Its first words are gone; what is left of it begins behind them.
            let next = (hunk.old.end < tokens.end).then_some(hunk.old.end)?;
            return Some(self.new.start(self.partner_of(next)?));
        }
        Some(self.guess(i, at.max(token), &hunk, true))
    }

    fn end_by_diff(&self, at: usize, tokens: &Range<usize>) -> Option<usize> {
        let i = tokens.end - 1;
        let token = self.old.end(i);
        if let Some(j) = self.partner_of(i) {
            let end = self.new.end(j);
            if at >= token {
                let blanks = &self.old_text[token..at];
                let next = if j + 1 < self.new.len() {
                    self.new.start(j + 1)
                } else {
                    self.new_text.len()
                };
                let is_there = self.new_text[end..next].starts_with(blanks);
                return Some(if is_there { end + blanks.len() } else { end });
            }
            return Some(self.inside(i, j, at, false));
        }
        let hunk = self.hunk(i);
        if hunk.new.is_empty() {
            let last = hunk.old.start.checked_sub(1)?;
            let last = (last >= tokens.start).then_some(last)?;
            return Some(self.new.end(self.partner_of(last)?));
        }
        Some(self.guess(i, at.min(token), &hunk, false))
    }

    /// A place inside the old token `i`, as a place inside the new token `j`; between graphemes unless both are the same.
    fn inside(&self, i: usize, j: usize, at: usize, is_start: bool) -> usize {
        let (old, new) = (self.old.bytes(i..i + 1), self.new.bytes(j..j + 1));
        let offset = at - old.start;
        if self.old_text[old.clone()] == self.new_text[new.clone()] {
            return new.start + offset;
        }
        let n_chars = self.old_text[old.start..at].chars().count();
        let word = &self.new_text[new.clone()];
        let there = word
            .char_indices()
            .nth(n_chars)
            .map_or(word.len(), |(at, _)| at);
        let there = ByteOffset(new.start + there);
        if is_start {
            floor_grapheme(self.new_text, there).0
        } else {
            ceil_grapheme(self.new_text, there).0
        }
    }

    /// The stretch without partners around the old token `i`, in both texts.
    fn hunk(&self, i: usize) -> Hunk {
        let Range { start, end } = self.kept.gap(i);
        let before = start
            .checked_sub(1)
            .map_or(0, |i| self.partner[i] as usize + 1);
        let behind = if end < self.partner.len() {
            self.partner[end] as usize
        } else {
            self.new.len()
        };
        Hunk {
            old: start..end,
            new: before..behind,
        }
    }

    /// Where in a changed stretch, not empty, a span starts or ends that did so at `at`, in or at an end of token `i`.
    fn guess(&self, i: usize, at: usize, hunk: &Hunk, is_start: bool) -> usize {
        let edge_of = |j: usize| {
            if is_start {
                self.new.start(j)
            } else {
                self.new.end(j)
            }
        };
        let is_edge = at
            == if is_start {
                self.old.start(i)
            } else {
                self.old.end(i)
            };
        let n_before = i - hunk.old.start;
        if hunk.old.len() == hunk.new.len() {
            let j = hunk.new.start + n_before;
            return if is_edge {
                edge_of(j)
            } else {
                self.inside(i, j, at, is_start)
            };
        }
        if is_edge && is_start && n_before == 0 {
            return edge_of(hunk.new.start);
        }
        if is_edge && !is_start && i + 1 == hunk.old.end {
            return edge_of(hunk.new.end - 1);
        }
        if let Some(byte) = self.guess_by_letters(at, hunk, is_start) {
            return byte;
        }
        let j = if is_start {
            hunk.new.end.saturating_sub(hunk.old.end - i)
        } else {
            hunk.new.start + n_before
        };
        edge_of(j.clamp(hunk.new.start, hunk.new.end - 1))
    }

    fn guess_by_letters(&self, at: usize, hunk: &Hunk, is_start: bool) -> Option<usize> {
        let old = self.old.bytes(hunk.old.clone());
        let new = self.new.bytes(hunk.new.clone());
        let old_letters = letters(&self.old_text[old.clone()])?;
        let new_letters = letters(&self.new_text[new.clone()])?;
        // The letter that has to stay in the span.
        let n_before = self.old_text[old.start..at].chars().count();
        let letter = if is_start {
            n_before
        } else {
            n_before.checked_sub(1)?
        };
        let ops = capture_diff_slices(Algorithm::Myers, &old_letters, &new_letters);
        let op = ops.iter().find(|op| op.old_range().contains(&letter))?;
        let into = letter - op.old_range().start;
        let n_new = op.new_range().len();
        let there = match n_new.checked_sub(1) {
            Some(last) => op.new_range().start + into.min(last),
            None if is_start => op.new_range().start.min(new_letters.len() - 1),
            None => op.new_range().start.checked_sub(1)?,
        };
        let text = &self.new_text[new.clone()];
        let (offset, c) = text.char_indices().nth(there)?;
        let byte = new.start + offset;
        // A few letters in a row are the same by chance: then the word that they stand in is meant.
        if matches!(op, DiffOp::Equal { len, .. } if *len >= SURE_LETTERS) {
            return Some(if is_start {
                floor_grapheme(self.new_text, ByteOffset(byte)).0
            } else {
                ceil_grapheme(self.new_text, ByteOffset(byte + c.len_utf8())).0
            });
        }
        Some(if is_start {
            let j = self.new.first_ending_behind(byte);
            self.new.start(j.clamp(hunk.new.start, hunk.new.end - 1))
        } else {
            let j = self.new.n_starting_before(byte + 1).saturating_sub(1);
            self.new.end(j.clamp(hunk.new.start, hunk.new.end - 1))
        })
    }

    /// What is the same around two runs of words.
    fn context(&self, old: &Range<usize>, new: &Range<usize>) -> Context {
        let (a, b) = (self.old.keys(), self.new.keys());
        let n_before = same_before(a, b, old.start, new.start, CONTEXT);
        let n_behind = same_behind(a, b, old.end, new.end, CONTEXT);
        let first = old.start - n_before;
        let last = old.end + n_behind;
        let mut before = self.old.weight(first..old.start);
        let mut behind = self.old.weight(old.end..last);
        // Where something was put in, what stood there stands beyond it.
        if before < CONTEXT && first > 0 {
            before += self.beyond(first - 1, |i| i.checked_sub(1));
        }
        if behind < CONTEXT && last < a.len() {
            behind += self.beyond(last, |i| Some(i + 1));
        }
        let is_at_start = first == 0 && n_before == new.start;
        let is_at_end = last == a.len() && new.end + n_behind == b.len();
        let is_full_before = before >= CONTEXT || is_at_start;
        let is_full_behind = behind >= CONTEXT || is_at_end;
        Context {
            before: before.min(CONTEXT),
            behind: behind.min(CONTEXT),
            is_full_before: is_full_before || (first == 0 && is_full_behind),
            is_full_behind: is_full_behind || (last == a.len() && is_full_before),
        }
    }

    /// The weight of a run of old words, from `i` on, that stands in one piece in the new text too; 0 where it is short.
    fn beyond(&self, i: usize, next: impl Fn(usize) -> Option<usize>) -> usize {
        let (mut weight, mut at) = (0, Some(i));
        let mut expected = self.partner_of(i);
        while let (Some(i), Some(j)) = (at, expected) {
            if self.partner_of(i) != Some(j) || weight >= CONTEXT {
                break;
            }
            weight += self.old.weight(i..i + 1);
            (at, expected) = (next(i), next(j));
        }
        if weight >= CLEAR { weight } else { 0 }
    }

    /// Whether the same words stand in surroundings that nothing else has.
    fn is_proven(&self, old: &Range<usize>, new: &Range<usize>) -> bool {
        let context = self.context(old, new);
        if context.is_full_before && context.is_full_behind {
            return true;
        }
        let around = context.before + context.behind;
        if self.stands_once(old) {
            return around + self.old.weight(old.clone()) >= ENOUGH;
        }
        around >= CONTEXT + CLEAR && context.before.min(context.behind) >= CLEAR
    }

    /// Whether the words stand once in both texts.
    fn stands_once(&self, tokens: &Range<usize>) -> bool {
        let words = &self.old.keys()[tokens.clone()];
        let n = |found: Option<Vec<usize>>| found.map_or(2, |places| places.len());
        n(self.places_of.in_old(self.old.keys(), words, 2)) == 1
            && n(self.places_of.in_new(self.new.keys(), words, 2)) == 1
    }

    /// Whether enough of the span is where the diff has it.
    fn is_mostly_there(
        &self,
        old: &Range<usize>,
        new: &Range<usize>,
        new_bytes: &Range<usize>,
        old_bytes: &Range<usize>,
    ) -> bool {
        let stays = |&i: &usize| self.partner_of(i).is_some_and(|j| new.contains(&j));
        let kept: usize = old
            .clone()
            .filter(stays)
            .map(|i| self.old.weight(i..i + 1))
            .sum();
        let total = self.old.weight(old.clone()) + self.new.weight(new.clone());
        if 2 * kept * 100 >= total * SAME_WORDS {
            return true;
        }
        let old = letters(&self.old_text[old_bytes.clone()]);
        let new = letters(&self.new_text[new_bytes.clone()]);
        let (Some(old), Some(new)) = (old, new) else {
            return false;
        };
        let ops = capture_diff_slices(Algorithm::Myers, &old, &new);
        let same = ops.iter().filter_map(|op| match op {
            DiffOp::Equal { len, .. } => Some(*len),
            _ => None,
        });
        2 * same.sum::<usize>() * 100 >= (old.len() + new.len()) * SAME_LETTERS
    }

    /// The same words elsewhere in the new text, where they are one thing only: no other words of the old text have
    /// become them, and no second place has as much around it.
    fn by_search(&self, span: &Range<usize>, tokens: &Range<usize>) -> Option<Range<usize>> {
        let words = &self.old.keys()[tokens.clone()];
        let places = self
            .places_of
            .in_new(self.new.keys(), words, MAX_PLACES + 1)?;
        if places.len() > MAX_PLACES {
            return None;
        }
        let is_free = |&at: &usize| !self.is_taken(at..at + words.len());
        let mut best: Option<(usize, usize)> = None;
        let mut second = None;
        for at in places.into_iter().filter(is_free) {
            let context = self.context(tokens, &(at..at + words.len()));
            let around = context.before + context.behind;
            match best {
                Some((most, _)) if around <= most => second = second.max(Some(around)),
                _ => {
                    second = second.max(best.map(|b| b.0));
                    best = Some((around, at));
                }
            }
        }
        let (around, at) = best?;
        let weight = self.old.weight(tokens.clone());
        let needed = if second.is_some() || !self.stands_once(tokens) {
            CONTEXT
        } else {
            (CONTEXT - CLEAR).saturating_sub(weight)
        };
        let is_clear = second.is_none_or(|second| around >= second + CLEAR);
        if around < needed || !is_clear {
            return None;
        }
        let (first, last) = (at, at + words.len() - 1);
        let start = if span.start <= self.old.start(tokens.start) {
            self.new.start(first)
        } else {
            self.inside(tokens.start, first, span.start, true)
        };
        let end = if span.end >= self.old.end(tokens.end - 1) {
            self.new.end(last)
        } else {
            self.inside(tokens.end - 1, last, span.end, false)
        };
        (start < end).then_some(start..end)
    }

    /// Whether these words of the new text are what other words of the old one, in one piece, have become.
    fn is_taken(&self, new: Range<usize>) -> bool {
        let first = self.partner_of_new[new.start];
        first != NONE
            && new
                .clone()
                .all(|j| self.partner_of_new[j] == first + (j - new.start) as u32)
    }

    /// The word nearest to where old token `i` stood: the next one that is still there, else the one before, else any.
    fn nearest(&self, i: usize) -> Option<TextSpan> {
        let at = i.min(self.partner.len());
        // A word rather than a sign, where one is near.
        let is_word = |j: &usize| {
            let mut chars = self.new_text[self.new.start(*j)..].chars();
            chars.next().is_some_and(char::is_alphanumeric)
        };
        let behind = |n: usize| {
            let partners = self.kept.from(at).filter_map(|i| self.partner_of(i));
            partners.take(n)
        };
        let before = || self.kept.before(at).and_then(|i| self.partner_of(i));
        let token = behind(NEAR)
            .find(is_word)
            .or_else(|| behind(1).next())
            .or_else(before)
            .or_else(|| (self.new.len() > 0).then_some(0));
        match token {
            Some(j) => self.span(self.new.bytes(j..j + 1)),
            // A text of nothing but blanks.
            None => self.span(0..ceil_grapheme(self.new_text, ByteOffset(1)).0),
        }
    }
}

/// The characters of a stretch that is short enough to be compared letter by letter.
fn letters(text: &str) -> Option<Vec<char>> {
    let found: Vec<char> = text.chars().take(MAX_LETTERS + 1).collect();
    (found.len() <= MAX_LETTERS).then_some(found)
}

/// A changed stretch, in tokens of both texts.
struct Hunk {
    old: Range<usize>,
    new: Range<usize>,
}
