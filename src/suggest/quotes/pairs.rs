//! Which quotation marks of an article belong together, over its paragraphs.
//!
//! Limitation: marks and their neighbours only. Where an article forgets one, the end of the paragraph is taken, and
//! the pair says so.

use std::ops::Range;

use super::marks::{Family, Mark, Side};

/// Further in than this, marks are not remembered.
const MAX_DEPTH: usize = 8;
/// A quotation over paragraphs whose opening mark is not repeated reaches no further, in bytes and paragraphs.
const MAX_SPAN: usize = 3000;
const MAX_BLOCKS: usize = 6;

/// How a quotation ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    /// By its closing mark.
    Closed,
    /// At the end of its paragraph; the next one opens it again.
    GoesOn,
    /// The closing mark is missing.
    Open,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pair {
    /// The words between the marks, blanks at the ends included.
    pub(super) inner: Range<usize>,
    /// The same with the marks.
    pub(super) outer: Range<usize>,
    pub(super) open: char,
    pub(super) family: Family,
    pub(super) ending: Ending,
    /// The paragraph where it opens.
    pub(super) block: usize,
    /// Inside another quotation.
    pub(super) is_nested: bool,
}

struct Pairing<'a> {
    marks: &'a [Mark],
    blocks: &'a [Range<usize>],
    stack: Vec<Mark>,
    pairs: Vec<Pair>,
}

/// Puts `marks` together; in order of their opening marks, outer ones before those inside.
pub(super) fn pairs(marks: &[Mark], blocks: &[Range<usize>]) -> Vec<Pair> {
    let mut pairing = Pairing {
        marks,
        blocks,
        stack: Vec::new(),
        pairs: Vec::new(),
    };
    for (i, mark) in marks.iter().enumerate() {
        if let Some(open) = pairing.stack.last()
            && open.block != mark.block
        {
            pairing.end_blocks(i);
        }
        pairing.take(i);
    }
    pairing.end_blocks(marks.len());
    let mut pairs = pairing.pairs;
    pairs.sort_by_key(|pair| (pair.outer.start, std::cmp::Reverse(pair.outer.end)));
    let mut outer_end = 0;
    for pair in &mut pairs {
        pair.is_nested = pair.outer.start < outer_end;
        outer_end = outer_end.max(pair.outer.end);
    }
    pairs
}

impl Pairing<'_> {
    fn take(&mut self, i: usize) {
        let mark = self.marks[i];
        if let Some(depth) = self.closes(i) {
            let open = self.stack[depth];
            self.stack.truncate(depth);
            self.push(open, mark.at, mark.end, Ending::Closed);
        } else if self.opens(&mark) {
            if let Some(depth) = self.replaces(i) {
                self.stack.truncate(depth);
            }
            if self.stack.len() == MAX_DEPTH {
                self.stack.remove(0);
            }
            self.stack.push(mark);
        }
    }

    fn push(&mut self, open: Mark, end: usize, outer_end: usize, ending: Ending) {
        if open.end < end {
            self.pairs.push(Pair {
                inner: open.end..end,
                outer: open.at..outer_end,
                open: open.c,
                family: open.family,
                ending,
                block: open.block,
                is_nested: false,
            });
        }
    }

    fn last_open(&self, family: Family) -> Option<usize> {
        self.stack.iter().rposition(|open| open.family == family)
    }

    /// The place in the stack of the mark that mark `i` closes.
    #[allow(clippy::match_same_arms, reason = "each arm is a case of its own")]
    fn closes(&self, i: usize) -> Option<usize> {
        let mark = &self.marks[i];
        let depth = self.last_open(mark.family)?;
        let open = &self.stack[depth];
        let is_closing = match mark.family {
            Family::Corner => closer_of(open.c) == Some(mark.c),
            // »So is it in Helsinki».
            Family::Angle => closer_of(open.c) == Some(mark.c) || open.c == '»' && mark.c == '»',
            Family::Double => match mark.side {
                Side::Closes => true,
                Side::Opens => open.c == '„' && mark.c == '“' && mark.is_certain,
                Side::Either => true,
            },
            Family::Single => {
                mark.side != Side::Opens
                    && (open.c == '\'') == (mark.c == '\'')
                    && !(mark.is_possessive && self.has_better_closer(i))
            }
        };
        is_closing.then_some(depth)
    }

    /// Whether, in the paragraph of the possible possessive `i`, a closing mark comes that is surely one, before
    /// another opens.
    fn has_better_closer(&self, i: usize) -> bool {
        let mark = &self.marks[i];
        self.marks[i + 1..]
            .iter()
            .take(12)
            .take_while(|other| other.block == mark.block)
            .filter(|other| other.family == Family::Single)
            .take_while(|other| other.side != Side::Opens)
            .any(|other| !other.is_possessive)
    }

    #[allow(clippy::match_same_arms, reason = "each arm is a case of its own")]
    #[allow(clippy::unused_self, reason = "a question like those beside it")]
    fn opens(&self, mark: &Mark) -> bool {
        match mark.family {
            Family::Double => match mark.side {
                Side::Opens => true,
                Side::Closes => false,
                Side::Either => !mark.is_certain || mark.c == '”',
            },
            Family::Single => mark.side == Side::Opens,
            Family::Angle => true,
            Family::Corner => mark.side == Side::Opens,
        }
    }

    /// Two opening marks of one family and nothing closed between: the first lacks its closing mark, unless two closing
    /// ones follow. Gives the first one's place in the stack.
    fn replaces(&self, i: usize) -> Option<usize> {
        let mark = &self.marks[i];
        if mark.family == Family::Corner || mark.family == Family::Angle {
            return None;
        }
        let depth = self.last_open(mark.family)?;
        // “He said ‘I read “Dune” twice’”: another family lies between.
        if depth + 1 < self.stack.len() && mark.family == Family::Double {
            return None;
        }
        let mut n_open = 2_usize;
        for other in self.marks[i + 1..]
            .iter()
            .take_while(|other| other.block == mark.block)
            .filter(|other| other.family == mark.family)
            .take(6)
        {
            match other.side {
                Side::Closes => {
                    n_open -= 1;
                    if n_open == 0 {
                        return None;
                    }
                }
                _ => break,
            }
        }
        Some(depth)
    }

    /// The paragraphs before mark `i` have ended with quotations open: decides on each.
    fn end_blocks(&mut self, i: usize) {
        let Some(first) = self.stack.first().copied() else {
            return;
        };
        let next = self.marks.get(i).copied();
        let block_end = self.blocks[first.block].end;
        // Which open mark is the outermost that can go on: single ones only from the paragraph's start.
        let outer = self.stack.iter().copied().find(|open| {
            open.family != Family::Single
                || open.is_introduced
                || open.at == self.blocks[open.block].start
        });
        self.stack.clear();
        let Some(outer) = outer else {
            return;
        };
        let is_repeated = next.is_some_and(|next| {
            next.block == outer.block + 1
                && next.at == self.blocks[next.block].start
                && next.family == outer.family
                && (next.c == outer.c
                    || outer.family == Family::Double && next.side != Side::Closes
                    || closer_of(outer.c) == Some(next.c))
        });
        if is_repeated {
            self.push(outer, block_end, block_end, Ending::GoesOn);
            return;
        }
        let closes_later = next.is_some_and(|next| {
            next.family == outer.family
                && next.block <= outer.block + MAX_BLOCKS
                && next.at - outer.end <= MAX_SPAN
                && match outer.family {
                    Family::Double => {
                        next.side == Side::Closes && (next.c != '"' || next.is_certain)
                    }
                    Family::Angle | Family::Corner => closer_of(outer.c) == Some(next.c),
                    Family::Single => false,
                }
        });
        if closes_later {
            // Mark `i` is taken next and finds this one open.
            let mut open = outer;
            if let Some(next) = next {
                open.block = next.block;
            }
            self.stack.push(open);
        } else if outer.family != Family::Single {
            self.push(outer, block_end, block_end, Ending::Open);
        }
    }
}

fn closer_of(open: char) -> Option<char> {
    Some(match open {
        '«' => '»',
        '»' => '«',
        '‹' => '›',
        '›' => '‹',
        '「' => '」',
        '『' => '』',
        '﹁' => '﹂',
        '﹃' => '﹄',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::blocks::blocks;
    use super::super::marks::marks;
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let blocks = blocks(text);
        let found: Vec<String> = pairs(&marks(text, &blocks), &blocks)
            .into_iter()
            .map(|pair| {
                let sign = match pair.ending {
                    Ending::Closed => "",
                    Ending::GoesOn => " →",
                    Ending::Open => " ?",
                };
                format!("{}{sign}", text[pair.inner].trim())
            })
            .collect();
        assert_eq!(found, expected, "in {text}");
    }

    #[test]
    fn marks_of_many_languages() {
        check("She said “no way” and “never”.", &["no way", "never"]);
        check("Er sagte „nein“ und ‚nie‘.", &["nein", "nie"]);
        check("„Tak” powiedział.", &["Tak"]);
        check("Hon sade ”nej” och gick.", &["nej"]);
        check(
            "Il dit « non » et «\u{A0}jamais\u{202F}».",
            &["non", "jamais"],
        );
        check("Er sagte »nein« und »nie«.", &["nein", "nie"]);
        check("彼は「はい」と『本』を", &["はい", "本"]);
        check("她说：“好的。”他笑了。“走吧。”", &["好的。", "走吧。"]);
        check("She said \"no way\" and \"never\".", &["no way", "never"]);
        check("She said 'no way' and left.", &["no way"]);
        check("She said ``no way'' and left.", &["no way"]);
    }

    #[test]
    fn nested() {
        check("“He said ‘go’ to me”", &["He said ‘go’ to me", "go"]);
        check("‘He said “go” to me’", &["He said “go” to me", "go"]);
        check("\"He said 'go' to me\"", &["He said 'go' to me", "go"]);
        check("“One “two” three”", &["One “two” three", "two"]);
        check("“We read ‘Dune’.”", &["We read ‘Dune’.", "Dune"]);
        check("“She said ‘go’”, he said", &["She said ‘go’", "go"]);
    }

    #[test]
    fn apostrophes() {
        check("It isn’t the workers’ union’s.", &[]);
        check("‘It isn’t so,’ he said.", &["It isn’t so,"]);
        check(
            "‘The workers’ union is strong,’ he said.",
            &["The workers’ union is strong,"],
        );
        check("a ‘war of nerves’ the city lost", &["war of nerves"]);
        check("In the ’90s rock ’n’ roll, ’tis said, was ‘it’.", &["it"]);
        check("the ‘90s and Sana‘a", &[]);
        check("In the '90s 'twas 'it'.", &["it"]);
        check("the teachers' union and the parents' council", &[]);
    }

    #[test]
    fn over_lines_and_paragraphs() {
        check(
            "“One.\n\n“Two.\n\n“Three,” he said.",
            &["One. →", "Two. →", "Three,"],
        );
        check("\"One.\n\n\"Two,\" he said.", &["One. →", "Two,"]);
        check("‘One.\n\n‘Two,’ he said.", &["One. →", "Two,"]);
        check("“One.\n\nTwo,” he said.", &["One.\n\nTwo,"]);
        check("« Un.\n\n» Deux », dit-il.", &["Un. →", "Deux"]);
    }

    #[test]
    fn missing_marks() {
        check(
            "“It goes on.\n\nNo end. “But here.”",
            &["It goes on. ?", "But here."],
        );
        check("“First “second,” he said.", &["second,"]);
        check("so” and so’ and “”", &[]);
        check("a 6\" pipe and a 5' rod", &[]);
        check("6\" pipes, he said: \"Fine.\"", &["Fine."]);
    }
}
