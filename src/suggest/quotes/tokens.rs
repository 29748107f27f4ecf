//! The words and points of an article, with what the word lists say of them.

use std::ops::Range;

use super::pairs::{Ending, Pair};
use super::word_ends::{is_letter, word_end};
use super::words::{Class, Language};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    Number,
    Comma,
    Colon,
    Semicolon,
    /// `.`, `!`, `?`, `…`
    Stop,
    Dash,
    OpenBracket,
    CloseBracket,
    Other,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    /// Bytes of the article. A word's `’s` is not covered.
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) kind: Kind,
    pub(super) class: Class,
    /// Begins with a capital letter.
    pub(super) is_capital: bool,
    /// Followed by `’s`.
    pub(super) is_possessive: bool,
    /// Which paragraph.
    pub(super) block: u32,
    /// Which outermost quotation it stands in, plus one; 0 for none.
    pub(super) quote: u32,
    /// Which sentence; a quotation belongs to the one around it.
    pub(super) sentence: u32,
}

/// The tokens of an article, in order.
pub(super) struct Tokens<'t> {
    pub(super) text: &'t str,
    pub(super) list: Vec<Token>,
}

impl<'t> Tokens<'t> {
    /// Cuts `blocks` of `text`. `pairs` are the quotations; tokens know in which outermost one they stand.
    ///
    /// `None` for a text of 4 GiB or more.
    pub(super) fn new(
        text: &'t str,
        blocks: &[Range<usize>],
        pairs: &[Pair],
        language: &Language,
    ) -> Option<Self> {
        u32::try_from(text.len()).ok()?;
        let mut cutter = Cutter {
            text,
            pairs,
            language,
            list: Vec::with_capacity(text.len() / 5),
            small: String::new(),
            pair: 0,
            sentence: 0,
            block: 0,
            ends_sentence: false,
        };
        for (number, block) in blocks.iter().enumerate() {
            cutter.block = number as u32;
            cutter.sentence += 1;
            cutter.ends_sentence = false;
            cutter.cut(block.clone());
        }
        Some(Self {
            text,
            list: cutter.list,
        })
    }

    pub(super) fn get(&self, i: usize) -> Option<&Token> {
        self.list.get(i)
    }

    /// The words of tokens `first..=last` as they stand in the article, without a last `’s`.
    pub(super) fn words(&self, first: usize, last: usize) -> &'t str {
        match (self.list.get(first), self.list.get(last)) {
            (Some(a), Some(b)) => self
                .text
                .get(a.start as usize..b.end as usize)
                .unwrap_or_default(),
            _ => "",
        }
    }

    pub(super) fn word(&self, i: usize) -> &'t str {
        self.words(i, i)
    }

    /// Whether token `i` is a word of any of these classes.
    pub(super) fn is(&self, i: usize, class: Class) -> bool {
        self.list.get(i).is_some_and(|token| token.class.has(class))
    }

    pub(super) fn is_kind(&self, i: usize, kind: Kind) -> bool {
        self.list.get(i).is_some_and(|token| token.kind == kind)
    }

    /// Whether token `i` is the word `word` (small letters).
    pub(super) fn is_word(&self, i: usize, word: &str) -> bool {
        self.word(i).eq_ignore_ascii_case(word)
    }

    /// The first token that starts at or behind a byte.
    pub(super) fn at_byte(&self, byte: usize) -> usize {
        self.list
            .partition_point(|token| (token.start as usize) < byte)
    }

    /// A capitalised word that may be of a name: neither a function word nor a day.
    pub(super) fn is_name_word(&self, i: usize) -> bool {
        self.list.get(i).is_some_and(|token| {
            token.kind == Kind::Word
                && token.is_capital
                && (!token.class.has(Class::ELSEWHERE) || self.is_month_as_name(i, token))
                && (!token.class.has(Class::FUNCTION) || self.is_in_name(i, token))
        })
    }

    /// “April Venn”, “Jan Venn”, but not “in April Venn”.
    fn is_month_as_name(&self, i: usize, token: &Token) -> bool {
        let next = self.list.get(i + 1);
        let is_before_name = next.is_some_and(|next| {
            next.is_capital && next.start == token.end + 1 && !next.class.has(Class::ELSEWHERE)
        });
        let is_behind_preposition = i > 0
            && self.list[i - 1].sentence == token.sentence
            && self.list[i - 1].class.has(Class::FUNCTION);
        token.class.has(Class::GIVEN_NAME) && is_before_name && !is_behind_preposition
    }

    /// “IT”, “Will Smith”, “May”: function words that are names where they stand.
    fn is_in_name(&self, i: usize, token: &Token) -> bool {
        let word = self.word(i);
        let is_acronym = word.len() > 1 && word.chars().all(|c| c.is_uppercase() || c == '.');
        if is_acronym {
            return true;
        }
        // “conductor Even Ruud”, but not “The Mayor Of Sund”.
        let is_behind_small = i > 0
            && self.list[i - 1].sentence == token.sentence
            && self.list[i - 1].kind == Kind::Word
            && !self.list[i - 1].is_capital
            && token.class.has(Class::ADVERB.or(Class::AUXILIARY));
        // Birthright Now.
        let is_behind_name = i > 0
            && self.list[i - 1].is_capital
            && self.list[i - 1].end + 1 == token.start
            && self.list[i - 1].quote == token.quote
            && !self.list[i - 1]
                .class
                .has(Class::FUNCTION.or(Class::ELSEWHERE))
            && token.class.has(Class::ADVERB);
        if is_behind_name {
            return true;
        }
        (token.class.has(Class::GIVEN_NAME) || is_behind_small)
            && self
                .list
                .get(i + 1)
                .is_some_and(|next| next.is_capital && next.start == token.end + 1)
    }
}

struct Cutter<'a> {
    text: &'a str,
    pairs: &'a [Pair],
    language: &'a Language,
    list: Vec<Token>,
    small: String,
    /// The first outermost pair that does not end before here.
    pair: usize,
    sentence: u32,
    block: u32,
    /// A stop outside quotations, or a quotation that ends in one, was the last thing.
    ends_sentence: bool,
}

impl Cutter<'_> {
    fn cut(&mut self, block: Range<usize>) {
        let text = self.text;
        let bytes = text.as_bytes();
        let mut at = block.start;
        while at < block.end {
            let byte = bytes[at];
            if byte.is_ascii_alphanumeric() {
                at = self.word(at, block.end);
                continue;
            }
            if byte.is_ascii() {
                if let Some(kind) = ascii_kind(byte) {
                    let len = if byte == b'.' {
                        bytes[at..block.end]
                            .iter()
                            .take_while(|b| **b == b'.')
                            .count()
                    } else {
                        1
                    };
                    self.point(kind, at, at + len);
                    at += len;
                } else {
                    at += 1;
                }
                continue;
            }
            let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) else {
                break;
            };
            if is_letter(c) {
                at = self.word(at, block.end);
                continue;
            }
            let end = at + c.len_utf8();
            let kind = match c {
                '…' | '。' | '！' | '？' => Some(Kind::Stop),
                '，' | '、' => Some(Kind::Comma),
                '：' => Some(Kind::Colon),
                '—' | '–' | '―' | '−' => Some(Kind::Dash),
                _ => None,
            };
            if let Some(kind) = kind {
                self.point(kind, at, end);
            }
            at = end;
        }
    }

    /// Takes the word that begins at `start`; gives where to go on.
    fn word(&mut self, start: usize, limit: usize) -> usize {
        let end = word_end(self.text, start, limit);
        let word = &self.text[start..end];
        let mut core = end;
        let mut is_possessive = false;
        for suffix in ["'s", "’s"] {
            if let Some(stem) = word.strip_suffix(suffix)
                && !stem.is_empty()
            {
                core = start + stem.len();
                is_possessive = true;
            }
        }
        let stem = &self.text[start..core];
        self.small.clear();
        if stem.is_ascii() {
            self.small.push_str(stem);
            self.small.make_ascii_lowercase();
        } else {
            let small = stem
                .chars()
                .flat_map(char::to_lowercase)
                .map(|c| if c == '’' { '\'' } else { c });
            self.small.extend(small);
        }
        let key = self.small.trim_end_matches('.');
        let first = stem.chars().next().unwrap_or(' ');
        let mut class = self.language.class(key);
        // We’re, didn’t, they’ve: the word before the apostrophe.
        if class == Class::NONE
            && let Some((stem, _)) = key.split_once('\'')
        {
            let stem = self.language.class(stem.trim_end_matches('n'));
            if stem.has(Class::PRONOUN.or(Class::AUXILIARY)) {
                class = stem;
            }
        }
        let is_contracted = is_possessive && class.has(Class::PRONOUN);
        self.put(Token {
            start: start as u32,
            end: core as u32,
            kind: if first.is_numeric() {
                Kind::Number
            } else {
                Kind::Word
            },
            class,
            is_capital: first.is_uppercase(),
            is_possessive: is_possessive && !is_contracted,
            block: 0,
            quote: 0,
            sentence: 0,
        });
        end
    }

    fn point(&mut self, kind: Kind, start: usize, end: usize) {
        self.put(Token {
            start: start as u32,
            end: end as u32,
            kind,
            class: Class::NONE,
            is_capital: false,
            is_possessive: false,
            block: 0,
            quote: 0,
            sentence: 0,
        });
    }

    fn put(&mut self, mut token: Token) {
        let start = token.start as usize;
        while let Some(pair) = self.pairs.get(self.pair)
            && (pair.is_nested || pair.outer.end <= start)
        {
            if !pair.is_nested && pair.ending != Ending::Open {
                let inner = self.text[pair.inner.clone()].trim_end();
                if inner.ends_with(['.', '!', '?', '…', '。']) {
                    self.ends_sentence = true;
                }
            }
            self.pair += 1;
        }
        let is_inside = self
            .pairs
            .get(self.pair)
            .is_some_and(|pair| pair.outer.start <= start);
        token.quote = if is_inside { self.pair as u32 + 1 } else { 0 };
        // (R-Mont.) said: a bracket that closes begins nothing.
        let waits = matches!(token.kind, Kind::Stop | Kind::CloseBracket);
        if self.ends_sentence && !waits {
            let begins = token.kind != Kind::Comma && token.kind != Kind::Dash;
            let is_small = token.kind == Kind::Word && !token.is_capital;
            if begins && !is_small {
                self.sentence += 1;
            }
            self.ends_sentence = false;
        }
        if token.kind == Kind::Stop && !is_inside {
            self.ends_sentence = true;
        }
        token.block = self.block;
        token.sentence = self.sentence;
        self.list.push(token);
    }
}

fn ascii_kind(byte: u8) -> Option<Kind> {
    Some(match byte {
        b'.' | b'!' | b'?' => Kind::Stop,
        b',' => Kind::Comma,
        b':' => Kind::Colon,
        b';' => Kind::Semicolon,
        b'-' => Kind::Dash,
        b'(' | b'[' => Kind::OpenBracket,
        b')' | b']' => Kind::CloseBracket,
        b'@' | b'/' | b'#' | b'*' | b'|' | b'+' | b'=' | b'_' => Kind::Other,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::blocks::blocks;
    use super::super::marks::marks;
    use super::super::pairs::pairs;
    use super::super::words::WordLists;
    use super::*;

    /// Each sentence's tokens, joined with `|`; words in quotations in braces.
    fn shown(text: &str) -> Vec<String> {
        let blocks = blocks(text);
        let pairs = pairs(&marks(text, &blocks), &blocks);
        let language = WordLists::bundled().language_of(text);
        let tokens = Tokens::new(text, &blocks, &pairs, language).unwrap();
        let mut sentences: Vec<String> = Vec::new();
        let mut last = 0;
        for (i, token) in tokens.list.iter().enumerate() {
            let word = if token.quote > 0 {
                format!("{{{}}}", tokens.word(i))
            } else {
                tokens.word(i).to_owned()
            };
            if token.sentence == last {
                let sentence = sentences.last_mut().unwrap();
                sentence.push('|');
                sentence.push_str(&word);
            } else {
                sentences.push(word);
                last = token.sentence;
            }
        }
        sentences
    }

    #[test]
    fn words_and_points() {
        assert_eq!(
            shown("Sen. J. P. Venn’s U.S. trip cost 1,200.50 crowns, didn't it?"),
            ["Sen.|J.|P.|Venn|U.S.|trip|cost|1,200.50|crowns|,|didn't|it|?"]
        );
        assert_eq!(
            shown("Half‑year for Al-Azm... It rained."),
            ["Half‑year|for|Al-Azm|...", "It|rained|."]
        );
    }

    #[test]
    fn sentences_and_quotations() {
        assert_eq!(
            shown("“We go.” Ada left. “So,” he said. “Bye.”"),
            [
                "{We}|{go}|{.}",
                "Ada|left|.",
                "{So}|{,}|he|said|.",
                "{Bye}|{.}"
            ]
        );
        assert_eq!(shown("“We go!” he said."), ["{We}|{go}|{!}|he|said|."]);
    }
}
