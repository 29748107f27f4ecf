//! The texts of a project as numbered words, and how rare each word is.

use super::suggestion::{Cancelled, Watch};
use super::word_lists::{FREQUENT_WORDS, FUNCTION_WORDS};
use crate::model::{Document, Project};
use crate::text::fold;
use std::collections::HashMap;
use std::sync::Arc;

/// A word's number, the same in all texts of a corpus.
pub(super) type WordId = u32;

/// A word at its place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub word: WordId,
    /// Bytes of the text. A possessive's `’s` is left out.
    pub start: u32,
    pub end: u32,
    pub flags: Flags,
}

/// How a word is written and what stands before it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Flags {
    /// Begins with an upper-case letter.
    pub is_capital: bool,
    /// The first word behind a full stop, a colon, an opening quotation mark or a line end.
    pub is_first: bool,
    /// Two letters or more, all of them upper case.
    pub is_upper: bool,
    /// Begins with a digit.
    pub is_number: bool,
}

/// What is known about a word.
#[derive(Clone, Debug)]
pub(super) struct Word {
    pub text: Box<str>,
    /// How often it comes in all texts.
    pub n: u32,
    /// In how many texts.
    pub n_documents: u32,
    /// How often with a capital where a common word would have none.
    pub n_capital: u32,
    pub is_function: bool,
    pub is_frequent: bool,
    last_document: u32,
}

/// One text.
pub(super) struct DocumentWords {
    pub document: Arc<Document>,
    pub tokens: Vec<Token>,
}

/// All texts of a project.
pub(super) struct Corpus {
    pub documents: Vec<DocumentWords>,
    words: Vec<Word>,
    by_text: HashMap<Box<str>, WordId>,
    n_tokens: u32,
}

/// A word of the middle sort is expected once in 2^this words of other people's texts; see [`Corpus::bits`].
const PRIOR_BITS: [f32; 3] = [12.5, 8.5, 5.0];
/// How many words of other texts weigh as much as the project's own.
const PRIOR_WEIGHT: f32 = 6000.0;

impl Corpus {
    /// Reads all texts; tells `watch` the number of bytes read, of `total` in all.
    pub fn new(project: &Project, watch: Watch<'_>, total: u64) -> Result<Self, Cancelled> {
        let mut corpus = Self {
            documents: Vec::with_capacity(project.documents().len()),
            words: Vec::new(),
            by_text: HashMap::new(),
            n_tokens: 0,
        };
        let mut n_read = 0;
        for (document_idx, document) in project.documents().iter().enumerate() {
            if !watch(n_read, total) {
                return Err(Cancelled);
            }
            let tokens = corpus.read(document_idx as u32, document.text());
            n_read += document.text().len() as u64;
            corpus.documents.push(DocumentWords {
                document: document.clone(),
                tokens,
            });
        }
        Ok(corpus)
    }

    /// How many different words there are; their numbers are those below it.
    pub fn n_words(&self) -> usize {
        self.words.len()
    }

    /// The word of that number; the corpus gave it out.
    pub fn word(&self, id: WordId) -> &Word {
        &self.words[id as usize]
    }

    /// The number of a word in folded form, if any text has it.
    #[cfg(test)]
    pub fn id(&self, folded: &str) -> Option<WordId> {
        self.by_text.get(folded).copied()
    }

    /// How surprising a word is, in bits: its frequency in the project and, since a project may be small, in
    /// newspapers at large as far as the word lists know it (additive smoothing with a prior).
    pub fn bits(&self, id: WordId) -> f32 {
        let word = self.word(id);
        self.bits_of(word.n, word)
    }

    /// The same for a family of words that come `n` times together and are of the sort of `word`.
    pub fn bits_of(&self, n: u32, word: &Word) -> f32 {
        let prior = match (word.is_function, word.is_frequent) {
            (true, _) => PRIOR_BITS[2],
            (false, true) => PRIOR_BITS[1],
            (false, false) => PRIOR_BITS[0],
        };
        let expected = PRIOR_WEIGHT * (-prior).exp2();
        let share = (n as f32 + expected) / (self.n_tokens as f32 + PRIOR_WEIGHT);
        -share.log2()
    }

    /// Whether a word is mostly written with a capital where a common word has none: a name.
    pub fn is_name(&self, token: &Token) -> bool {
        let word = self.word(token.word);
        token.flags.is_capital && !word.is_function && (!token.flags.is_first || word.n_capital > 0)
    }

    fn read(&mut self, document_idx: u32, text: &str) -> Vec<Token> {
        // Places are kept in 32 bits; nobody reads an article of 4 GiB.
        if u32::try_from(text.len()).is_err() {
            return Vec::new();
        }
        let mut tokens = Vec::with_capacity(text.len() / 6);
        let mut folded = String::new();
        for piece in Pieces::new(text) {
            folded.clear();
            fold_word(&text[piece.start..piece.end], &mut folded);
            if folded.is_empty() {
                continue;
            }
            let id = self.number(&folded);
            let word = &mut self.words[id as usize];
            word.n += 1;
            if piece.flags.is_capital && !piece.flags.is_first {
                word.n_capital += 1;
            }
            if word.last_document != document_idx + 1 {
                word.last_document = document_idx + 1;
                word.n_documents += 1;
            }
            tokens.push(Token {
                word: id,
                start: piece.start as u32,
                end: piece.end as u32,
                flags: piece.flags,
            });
        }
        self.n_tokens = self.n_tokens.saturating_add(tokens.len() as u32);
        tokens
    }

    fn number(&mut self, folded: &str) -> WordId {
        if let Some(&id) = self.by_text.get(folded) {
            return id;
        }
        let id = self.words.len() as WordId;
        self.words.push(Word {
            text: folded.into(),
            n: 0,
            n_documents: 0,
            n_capital: 0,
            is_function: FUNCTION_WORDS.contains(folded),
            is_frequent: FREQUENT_WORDS.contains(folded),
            last_document: 0,
        });
        self.by_text.insert(folded.into(), id);
        id
    }
}

fn fold_word(word: &str, out: &mut String) {
    if word.is_ascii() {
        out.extend(word.chars().map(|c| c.to_ascii_lowercase()));
    } else {
        out.push_str(&fold(word));
    }
}

/// A word before it has a number.
pub(super) struct Piece {
    pub start: usize,
    pub end: usize,
    pub flags: Flags,
}

/// The words of a text: runs of letters and digits, with the apostrophes between letters and the points and
/// commas between digits; in scripts without blanks every character is one.
pub(super) struct Pieces<'t> {
    text: &'t str,
    at: usize,
    is_first: bool,
}

impl<'t> Pieces<'t> {
    pub fn new(text: &'t str) -> Self {
        Self {
            text,
            at: 0,
            is_first: true,
        }
    }

    /// Where the word that starts at `start` ends.
    fn end_of(&self, start: usize, first: char) -> usize {
        let mut before = first;
        let mut end = start + first.len_utf8();
        let mut chars = self.text[end..].char_indices().peekable();
        let base = end;
        while let Some((i, c)) = chars.next() {
            let after = chars.peek().map(|&(_, c)| c);
            let goes_on = if c.is_ascii_alphanumeric() {
                true
            } else if is_alone(c) {
                false
            } else if c.is_alphanumeric() || is_inside(c) {
                true
            } else {
                let after_is = |test: fn(char) -> bool| after.is_some_and(test);
                match c {
                    '\'' | '’' | 'ʼ' => before.is_alphabetic() && after_is(char::is_alphabetic),
                    '.' | ',' | ':' => before.is_ascii_digit() && after_is(|c| c.is_ascii_digit()),
                    _ => false,
                }
            };
            if !goes_on {
                break;
            }
            before = c;
            end = base + i + c.len_utf8();
        }
        end
    }
}

impl Iterator for Pieces<'_> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        loop {
            let c = self.text[self.at..].chars().next()?;
            if c.is_alphanumeric() {
                break;
            }
            self.at += c.len_utf8();
            match c {
                '.' | '!' | '?' | ':' | '\n' | '“' | '”' | '„' | '"' | '«' | '»' | '‘' | '「'
                | '『' | '。' | '！' | '？' | '…' | '•' => {
                    self.is_first = true;
                }
                _ => {}
            }
        }
        let start = self.at;
        let first = self.text[start..].chars().next()?;
        let end = if is_alone(first) {
            start + first.len_utf8()
        } else {
            self.end_of(start, first)
        };
        self.at = end;
        let word = &self.text[start..end];
        let possessive = ["'s", "’s", "ʼs", "'S", "’S"]
            .into_iter()
            .find_map(|mark| word.strip_suffix(mark))
            .filter(|stem| !is_contraction(stem));
        let piece = Piece {
            start,
            end: start + possessive.map_or(word.len(), str::len),
            flags: Flags {
                is_capital: first.is_uppercase(),
                is_upper: is_upper(word),
                is_first: self.is_first,
                is_number: first.is_ascii_digit(),
            },
        };
        self.is_first = false;
        Some(piece)
    }
}

fn is_upper(word: &str) -> bool {
    let mut letters = word.chars().filter(|c| c.is_alphabetic());
    letters.next().is_some_and(char::is_uppercase)
        && letters.next().is_some_and(char::is_uppercase)
        && letters.all(char::is_uppercase)
}

/// it’s, that’s: "is", not a possessive.
fn is_contraction(stem: &str) -> bool {
    [
        "it", "that", "there", "here", "what", "who", "he", "she", "let", "where", "how",
    ]
    .iter()
    .any(|word| stem.eq_ignore_ascii_case(word))
}

/// A character of a script that puts no blanks between words.
fn is_alone(c: char) -> bool {
    matches!(
        c,
        '\u{E00}'..='\u{EFF}'
            | '\u{1000}'..='\u{109F}'
            | '\u{1780}'..='\u{17FF}'
            | '\u{3040}'..='\u{30FF}'
            | '\u{3400}'..='\u{4DBF}'
            | '\u{4E00}'..='\u{9FFF}'
            | '\u{F900}'..='\u{FAFF}'
            | '\u{20000}'..='\u{3FFFF}'
    )
}

/// Marks and invisible characters that stand inside words.
fn is_inside(c: char) -> bool {
    !c.is_ascii() && fold(c.encode_utf8(&mut [0; 4])).is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::suggest::fixture::project;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let project = project(&[text]);
        let corpus = Corpus::new(&project, &mut |_, _| true, 0).unwrap();
        let words: Vec<_> = corpus.documents[0]
            .tokens
            .iter()
            .map(|t| &text[t.start as usize..t.end as usize])
            .collect();
        assert_eq!(words.join("|"), expected);
    }

    #[test]
    fn words() {
        check("“It’s so,” Ann’s aunt said.", "It’s|so|Ann|aunt|said");
        check("12,000 at 10:30, 3.5 km. 7th", "12,000|at|10:30|3.5|km|7th");
        check(
            "Milano\u{2011}Cortina U.S. don't",
            "Milano|Cortina|U|S|don't",
        );
        check(
            "東京 cafe\u{301}s co\u{AD}op",
            "東|京|cafe\u{301}s|co\u{AD}op",
        );
        check("’90s \u{301}x 👍", "90s|x");
        check("", "");
    }

    #[test]
    fn rare_words_carry_more() {
        let project = project(&["The mayor said the ferry and the ferry and the lighthouse."]);
        let corpus = Corpus::new(&project, &mut |_, _| true, 0).unwrap();
        let bits = |word| corpus.bits(corpus.id(word).unwrap());
        assert!(bits("the") < bits("said"));
        assert!(bits("said") < bits("ferry"));
        assert!(bits("ferry") < bits("lighthouse"));
    }

    #[test]
    fn it_can_be_cancelled() {
        let project = project(&["a", "b"]);
        assert!(Corpus::new(&project, &mut |_, _| false, 0).is_err());
    }
}
