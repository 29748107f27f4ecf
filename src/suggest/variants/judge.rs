//! How much two places look like the same words of somebody.

use super::quotations::{Quotation, names_around};
use crate::suggest::corpus::{Corpus, Token, WordId};
use crate::text::fold;
use similar::{Algorithm, DiffOp, capture_diff_slices};
use std::collections::HashSet;
use std::ops::Range;

/// The other side of a candidate.
pub(super) enum Other<'q> {
    /// Stands in quotation marks too.
    Quotation(&'q Quotation),
    /// Words of a text that are not in quotation marks.
    Stretch {
        document: usize,
        words: Range<usize>,
    },
}

impl Other<'_> {
    fn words(&self, corpus: &Corpus) -> Vec<Token> {
        match self {
            Self::Quotation(quotation) => quotation.words(corpus),
            Self::Stretch { document, words } => corpus.documents[*document]
                .tokens
                .get(words.clone())
                .unwrap_or_default()
                .to_vec(),
        }
    }

    fn names(&self, corpus: &Corpus) -> Vec<WordId> {
        match self {
            Self::Quotation(quotation) => quotation.names.clone(),
            Self::Stretch { document, words } => {
                names_around(corpus, *document, std::slice::from_ref(words))
            }
        }
    }
}

/// What was found out about a pair.
#[derive(Clone, Debug)]
pub(super) struct Judgement {
    /// 0 to 1.
    pub score: f32,
    pub n_same: usize,
    /// Words of the shorter side.
    pub n_words: usize,
    /// The rarest name near both, as the quotation's article writes it.
    pub name: Option<String>,
}

/// Weight of common words in bits: they come in phrases, so that each tells less than its frequency says.
const FUNCTION_SHARE: f32 = 0.4;
const FREQUENT_SHARE: f32 = 0.6;
/// A name inside a quotation: two articles on one event share it anyway.
const NAME_SHARE: f32 = 0.5;
/// A word on its own counts only from this weight on, a pair always.
const LONE_WEIGHT: f32 = 9.0;
/// What must be the same, in bits, where both stand in quotation marks, and where only one does.
const NEEDED_QUOTED: f32 = 24.0;
const NEEDED_PLAIN: f32 = 36.0;
/// How much the share of the shorter side that is the same counts.
const COVERAGE_WEIGHT: f32 = 20.0;
const COVERAGE_NEUTRAL: f32 = 0.6;
/// Where two articles set exactly the same words in quotation marks.
const EXACT: f32 = 4.0;
/// How much a name near both counts at most, and the bits of names that make it count so much.
const NAMES_WEIGHT: f32 = 9.0;
const NAMES_BITS: f32 = 12.0;
/// Where both have a speaker, but not the same.
const OTHER_SPEAKER: f32 = -5.0;
/// Bits from a score of 0.5 to one of 0.73.
const SCALE: f32 = 6.0;
/// The best score of what looks like a title or a name.
const TITLE_SCORE: f32 = 0.3;
/// What a word tells that was in the quotation before.
const AGAIN_SHARE: f32 = 0.5;
/// Longer sides are compared as far as this.
const MAX_WORDS: usize = 600;

/// Compares a quotation with another place.
pub(super) fn judge(corpus: &Corpus, quotation: &Quotation, other: &Other<'_>) -> Judgement {
    let mut first = quotation.words(corpus);
    let mut second = other.words(corpus);
    first.truncate(MAX_WORDS);
    second.truncate(MAX_WORDS);
    let ids = |tokens: &[Token]| -> Vec<WordId> { tokens.iter().map(|t| t.word).collect() };
    let first_weights = weights(corpus, &first);
    let mut same = 0.0;
    let mut n_same = 0;
    for op in capture_diff_slices(Algorithm::Myers, &ids(&first), &ids(&second)) {
        if let DiffOp::Equal { old_index, len, .. } = op {
            let block = &first_weights[old_index..old_index + len];
            let block_weight: f32 = block.iter().sum();
            if len > 1 || block_weight >= LONE_WEIGHT || first.len().min(second.len()) <= len {
                same += block_weight;
                n_same += len;
            }
        }
    }
    let is_quoted = matches!(other, Other::Quotation(_));
    let total: f32 = first_weights.iter().sum();
    let shorter = if is_quoted {
        total.min(weights(corpus, &second).iter().sum())
    } else {
        // The other side is nothing but what is the same.
        total
    };
    let coverage = (same / shorter.max(0.1)).min(1.0);
    let names = other.names(corpus);
    let shared = quotation
        .names
        .iter()
        .filter(|name| names.binary_search(name).is_ok())
        .copied();
    let shared: Vec<WordId> = shared.collect();
    let names_bits: f32 = shared.iter().map(|&name| corpus.bits(name)).sum();
    let speakers = match other {
        Other::Quotation(other) => same_speaker(quotation, other),
        Other::Stretch { .. } => None,
    };
    let needed = if is_quoted {
        NEEDED_QUOTED
    } else {
        NEEDED_PLAIN
    };
    let mut bits = same - needed
        + COVERAGE_WEIGHT * (coverage - COVERAGE_NEUTRAL)
        + NAMES_WEIGHT * (names_bits / NAMES_BITS).min(1.0);
    if is_quoted && ids(&first) == ids(&second) {
        bits += EXACT;
    }
    match speakers {
        Some(false) => bits += OTHER_SPEAKER,
        Some(true) => bits += NAMES_WEIGHT * (1.0 - (names_bits / NAMES_BITS).min(1.0)),
        None => {}
    }
    let mut score = score_of(bits);
    if is_title(corpus, &first) || is_title(corpus, &second) {
        score = score.min(TITLE_SCORE);
    }
    let rarest = |a: &WordId, b: &WordId| corpus.bits(*a).total_cmp(&corpus.bits(*b));
    Judgement {
        score: score.min(0.99),
        n_same,
        n_words: first.len().min(second.len()),
        name: shared
            .into_iter()
            .max_by(rarest)
            .map(|name| written(corpus, quotation, name)),
    }
}

/// A score that is not below that of a quotation and a stretch of another text that is in no quotation marks, by the words of the
/// stretch alone: were all of them in the quotation, and every name around it near both. `total` is what the quotation's
/// words tell, see [`told`].
pub(super) fn best_score(corpus: &Corpus, total: f32, stretch: &[Token]) -> f32 {
    let most = |token: &Token| {
        let share = if corpus.word(token.word).is_function {
            FUNCTION_SHARE
        } else {
            1.0
        };
        share * corpus.bits(token.word)
    };
    let same: f32 = stretch.iter().map(most).sum();
    let coverage = (same / total.max(0.1)).min(1.0);
    let bits = same - NEEDED_PLAIN + COVERAGE_WEIGHT * (coverage - COVERAGE_NEUTRAL) + NAMES_WEIGHT;
    score_of(bits)
}

/// What the words of a quotation tell, in bits.
pub(super) fn told(corpus: &Corpus, quotation: &Quotation) -> f32 {
    let mut words = quotation.words(corpus);
    words.truncate(MAX_WORDS);
    weights(corpus, &words).iter().sum()
}

fn score_of(bits: f32) -> f32 {
    1.0 / (1.0 + (-bits / SCALE).exp())
}

/// A name as it stands near a quotation.
fn written(corpus: &Corpus, quotation: &Quotation, name: WordId) -> String {
    let document = &corpus.documents[quotation.document];
    let extent = quotation.extent();
    let near = |t: &&Token| t.word == name && t.flags.is_capital;
    let behind = document.tokens[extent.end..].iter().find(near);
    let found = behind.or_else(|| document.tokens[..extent.start].iter().rfind(near));
    let text = found.and_then(|t| {
        let text = document.document.text();
        text.get(t.start as usize..t.end as usize)
    });
    text.unwrap_or(&corpus.word(name).text).to_owned()
}

/// What each word tells; one that came before tells less.
fn weights(corpus: &Corpus, tokens: &[Token]) -> Vec<f32> {
    let mut seen = HashSet::new();
    let weight = |t: &Token| {
        let again = if seen.insert(t.word) {
            1.0
        } else {
            AGAIN_SHARE
        };
        again * weight(corpus, t)
    };
    tokens.iter().map(weight).collect()
}

/// What a word tells about the sameness of two places, in bits.
pub(super) fn weight(corpus: &Corpus, token: &Token) -> f32 {
    let word = corpus.word(token.word);
    let share = if word.is_function {
        FUNCTION_SHARE
    } else if corpus.is_name(token) {
        NAME_SHARE
    } else if word.is_frequent {
        FREQUENT_SHARE
    } else {
        1.0
    };
    share * corpus.bits(token.word)
}

/// Every word that could be small is written with a capital: a title or a name.
fn is_title(corpus: &Corpus, tokens: &[Token]) -> bool {
    let mut bearing = tokens
        .iter()
        .filter(|t| !corpus.word(t.word).is_function && !t.flags.is_number)
        .peekable();
    let is_shouted = tokens.iter().filter(|t| t.flags.is_upper).count() * 2 > tokens.len();
    bearing.peek().is_some()
        && bearing.all(|t| t.flags.is_capital)
        && tokens.len() < 12
        && !is_shouted
}

/// The same, where the last word of one speaker is in the other. `None` where one has no speaker, or one is an office
/// ("the mayor"), which may be the other's.
fn same_speaker(first: &Quotation, second: &Quotation) -> Option<bool> {
    let (first, second) = (first.speaker.as_deref()?, second.speaker.as_deref()?);
    let words = |name: &str| -> Vec<String> {
        let words = name.split(|c: char| !c.is_alphanumeric());
        words.filter(|w| !w.is_empty()).map(fold).collect()
    };
    let is_name = |name: &str| {
        let last = name.split_whitespace().next_back();
        last.is_some_and(|word| word.starts_with(char::is_uppercase))
    };
    let (a, b) = (words(first), words(second));
    let has_last_of = |a: &[String], b: &[String]| a.last().is_some_and(|last| b.contains(last));
    let is_same = has_last_of(&a, &b) || has_last_of(&b, &a);
    (is_same || is_name(first) && is_name(second)).then_some(is_same)
}
