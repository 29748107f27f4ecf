//! The word lists that attributions are found by: plain text, replaceable, bundled for five languages.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::OnceLock;

use super::word_ends::is_letter;
use thiserror::Error;

/// What a word may be: a set, because one word may be several things.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Class(u32);

macro_rules! classes {
    ($($constant:ident = $bit:literal, $word:literal;)*) => {
        impl Class {
            $(pub(super) const $constant: Self = Self(1 << $bit);)*

            fn from_word(word: &str) -> Option<Self> {
                match word {
                    $($word => Some(Self::$constant),)*
                    "either" => Some(Self(Self::FEMALE.0 | Self::MALE.0)),
                    _ => None,
                }
            }
        }
    };
}

// What each one means stands in `assets/word_lists/README.md`.
classes! {
    COMMON = 0, "common";
    SAID = 1, "said";
    SAYING = 2, "saying";
    JUDGED = 3, "judged";
    SOURCE = 4, "source";
    AUXILIARY = 5, "auxiliary";
    ADVERB = 6, "adverb";
    PREPOSITION = 7, "preposition";
    CONJUNCTION = 8, "conjunction";
    DETERMINER = 9, "determiner";
    HE = 10, "he";
    SHE = 11, "she";
    THEY = 12, "they";
    IT = 13, "it";
    WHO = 14, "who";
    I = 15, "i";
    TITLE = 16, "title";
    MR = 17, "mr";
    MS = 18, "ms";
    ROLE = 19, "role";
    GROUP = 20, "group";
    ORGANISATION = 21, "organisation";
    WRITTEN = 22, "written";
    WORK = 23, "work";
    TERM = 24, "term";
    ELSEWHERE = 25, "elsewhere";
    FEMALE = 26, "female";
    MALE = 27, "male";
}

impl Class {
    pub(super) const NONE: Self = Self(0);
    /// Any form of a verb of speech.
    pub(super) const SPEECH: Self = Self(Self::SAID.0 | Self::SAYING.0 | Self::JUDGED.0);
    pub(super) const PRONOUN: Self =
        Self(Self::HE.0 | Self::SHE.0 | Self::THEY.0 | Self::IT.0 | Self::WHO.0 | Self::I.0);
    pub(super) const ANY_TITLE: Self = Self(Self::TITLE.0 | Self::MR.0 | Self::MS.0);
    pub(super) const GIVEN_NAME: Self = Self(Self::FEMALE.0 | Self::MALE.0);
    /// Words of grammar, which are nobody's name.
    pub(super) const FUNCTION: Self = Self(
        Self::PRONOUN.0
            | Self::DETERMINER.0
            | Self::PREPOSITION.0
            | Self::CONJUNCTION.0
            | Self::AUXILIARY.0
            | Self::ADVERB.0
            | Self::SOURCE.0,
    );

    pub(super) const fn has(self, any_of: Self) -> bool {
        self.0 & any_of.0 != 0
    }

    pub(super) const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    pub(super) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// FNV-1a: short keys, and nobody's input chooses what is in the table.
#[derive(Clone, Copy)]
pub(super) struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for Fnv {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

/// A map with short keys.
pub(super) type FnvMap<K, V> = HashMap<K, V, BuildHasherDefault<Fnv>>;

/// The words of one language.
#[derive(Clone, Debug, Default)]
pub(super) struct Language {
    words: FnvMap<Box<str>, Class>,
}

impl Language {
    /// The classes of a word in small letters with `'` for every apostrophe.
    pub(super) fn class(&self, word: &str) -> Class {
        self.words.get(word).copied().unwrap_or(Class::NONE)
    }

    fn add(&mut self, list: &str) -> Result<(), WordListError> {
        for (i, line) in list.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let class = line
                .split_once(':')
                .and_then(|(name, words)| Some((Class::from_word(name.trim())?, words)));
            let Some((class, words)) = class else {
                return Err(WordListError {
                    line: i + 1,
                    text: line.to_owned(),
                });
            };
            for word in words.split_whitespace() {
                let word = word.to_lowercase().replace('’', "'");
                let entry = self.words.entry(word.into()).or_default();
                *entry = entry.or(class);
            }
        }
        Ok(())
    }
}

/// A line of a word list that is no `class: words`.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("line {line} of the word list names no class: {text}")]
pub struct WordListError {
    /// 1-based.
    pub line: usize,
    /// The line.
    pub text: String,
}

/// The word lists of some languages; which one an article is read by is told from its frequent words.
#[derive(Clone, Debug)]
pub struct WordLists {
    languages: Vec<Language>,
    /// In which languages a word is frequent, a bit each; the first 32 can be told.
    common: FnvMap<Box<str>, u32>,
}

impl WordLists {
    /// Reads one language after the other, each given as its lists (see `assets/word_lists/README.md`). The first is
    /// taken where an article tells nothing.
    ///
    /// # Errors
    /// Names the first line that is no `class: words`.
    pub fn parse(languages: &[&[&str]]) -> Result<Self, WordListError> {
        let read = |lists: &&[&str]| {
            let mut language = Language::default();
            for list in *lists {
                language.add(list)?;
            }
            Ok(language)
        };
        let languages: Vec<Language> = languages.iter().map(read).collect::<Result<_, _>>()?;
        let mut common: FnvMap<Box<str>, u32> = FnvMap::default();
        for (i, language) in languages.iter().enumerate().take(32) {
            let words = language.words.iter();
            for (word, _) in words.filter(|(_, class)| class.has(Class::COMMON)) {
                *common.entry(word.clone()).or_default() |= 1 << i;
            }
        }
        Ok(Self { languages, common })
    }

    /// English, German, French, Italian, Spanish and Russian as they come with the program.
    #[must_use]
    pub fn bundled() -> &'static Self {
        static BUNDLED: OnceLock<WordLists> = OnceLock::new();
        const NAMES: &str = include_str!("../../../assets/word_lists/given_names.txt");
        const LISTS: [&str; 6] = [
            include_str!("../../../assets/word_lists/en/speech.txt"),
            include_str!("../../../assets/word_lists/de/speech.txt"),
            include_str!("../../../assets/word_lists/fr/speech.txt"),
            include_str!("../../../assets/word_lists/it/speech.txt"),
            include_str!("../../../assets/word_lists/es/speech.txt"),
            include_str!("../../../assets/word_lists/ru/speech.txt"),
        ];
        BUNDLED.get_or_init(|| {
            let languages = LISTS.map(|list| [list, NAMES]);
            let languages: Vec<&[&str]> = languages.iter().map(|lists| &lists[..]).collect();
            // A test holds the bundled lists to be sound; without any, quotations go without speakers.
            Self::parse(&languages).unwrap_or(Self {
                languages: Vec::new(),
                common: FnvMap::default(),
            })
        })
    }

    /// The language of `text`, told from its first words.
    pub(super) fn language_of(&self, text: &str) -> &Language {
        const N_WORDS: usize = 100;
        static NO_WORDS: OnceLock<Language> = OnceLock::new();
        let mut counts = vec![0_usize; self.languages.len()];
        let words =
            text.split(|c: char| !(c.is_ascii_alphabetic() || c >= '\u{C0}' && is_letter(c)));
        let mut small = String::new();
        for word in words.filter(|word| !word.is_empty()).take(N_WORDS) {
            small.clear();
            if word.is_ascii() {
                small.push_str(word);
                small.make_ascii_lowercase();
            } else {
                small.extend(word.chars().flat_map(char::to_lowercase));
            }
            let languages = self.common.get(small.as_str()).copied().unwrap_or(0);
            if languages != 0 {
                for (i, count) in counts.iter_mut().enumerate().take(32) {
                    *count += usize::from(languages & (1 << i) != 0);
                }
            }
        }
        let most = counts.iter().copied().max().unwrap_or(0);
        let best = counts.iter().position(|&count| count == most);
        best.and_then(|i| self.languages.get(i))
            .unwrap_or_else(|| NO_WORDS.get_or_init(Language::default))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bundled_lists_are_sound() {
        let lists = WordLists::bundled();
        assert_eq!(lists.languages.len(), 6);
        let english = &lists.languages[0];
        assert!(english.class("said").has(Class::SAID));
        assert!(english.class("giuseppe").has(Class::MALE));
        assert!(!english.class("giuseppe").has(Class::FEMALE));
        assert!(
            lists
                .languages
                .iter()
                .all(|language| language.words.len() > 100)
        );
    }

    #[test]
    fn a_faulty_line_is_named() {
        let error = WordLists::parse(&[&["said: says\n\n# note\nwhat: ever"]]).unwrap_err();
        assert_eq!(error.line, 4);
        assert!(WordLists::parse(&[&["no colon"]]).is_err());
    }

    #[test]
    fn the_language_is_told_from_frequent_words() {
        #[track_caller]
        fn check(text: &str, verb: &str) {
            let language = WordLists::bundled().language_of(text);
            assert!(language.class(verb).has(Class::SAID), "{text}: {verb}");
        }
        check("The ferry is late and the mayor is on it.", "says");
        check(
            "Die Fähre ist zu spät, und der Bürgermeister sitzt auf ihr.",
            "sagte",
        );
        check(
            "Le bac est en retard et le maire est dans la cabine.",
            "déclaré",
        );
        check("Il traghetto è in ritardo e non si sa perché.", "detto");
        check("El barco no ha llegado y los pasajeros esperan.", "dijo");
        check(
            "Паром опоздал, и мэр был на нём, но не сказал об этом.",
            "заявил",
        );
        check("", "says");
    }
}
