//! Where two sentences state the same thing otherwise.

use super::lexicon::{LemmaId, Lexicon};
use super::numbers::Counted;
use super::polarity::{is_negated, verb_start};
use super::statement::{Fact, Statement, View, What};
use super::times::Time;
use crate::suggest::corpus::Corpus;
use std::collections::HashSet;
use std::ops::Range;

/// Words that may not both hold.
#[derive(Clone, Debug)]
pub(super) struct Clash {
    /// A value of the feature `kind` of a contradiction.
    pub kind: &'static str,
    /// The narrowest words, by their numbers in their documents.
    pub first: Range<usize>,
    pub second: Range<usize>,
    /// Whose titles they are, if they are titles.
    pub person: Option<LemmaId>,
    /// How likely, as log-odds.
    pub points: f32,
}

/// What both sentences are about.
pub(super) struct Common {
    /// Lemmas of both with their weights, sorted by lemma.
    pub terms: Vec<(LemmaId, f32)>,
    /// Bits of the sentence that tells less.
    pub shorter: f32,
    /// How much the two articles have in common, 0 to 1.
    pub articles: f32,
    pub is_one_article: bool,
    /// Both name somebody or something, but nobody and nothing in common.
    pub is_of_others: bool,
}

impl Common {
    /// The terms of both.
    pub fn of(a: &Statement, b: &Statement, articles: f32) -> Self {
        let mut terms = Vec::new();
        let (mut i, mut j) = (0, 0);
        while let (Some(x), Some(y)) = (a.terms.get(i), b.terms.get(j)) {
            if x.0 == y.0 {
                terms.push((x.0, x.1.min(y.1)));
            }
            i += usize::from(x.0 <= y.0);
            j += usize::from(y.0 <= x.0);
        }
        let total = |statement: &Statement| -> f32 { statement.terms.iter().map(|t| t.1).sum() };
        Self {
            terms,
            shorter: total(a).min(total(b)),
            articles,
            is_one_article: a.document == b.document,
            is_of_others: !a.names.is_empty()
                && !b.names.is_empty()
                && !a.names.iter().any(|name| b.names.contains(name)),
        }
    }

    /// Bits of the common terms without these.
    fn bits_without(&self, without: &[LemmaId]) -> f32 {
        let kept = self.terms.iter().filter(|t| !without.contains(&t.0));
        kept.map(|t| t.1).sum()
    }
}

/// What a time loses where other things seem to be told of it, as log-odds.
const OTHER_VERB: f32 = 0.8;
/// Words around a fact that count as its own.
const NEAR_WORDS: usize = 6;

/// Everything in which two sentences clash, the likeliest of each place. `nested` are places of which one lies in the
/// other.
pub(super) fn clashes(
    corpus: &Corpus,
    lexicon: &Lexicon,
    a: &Statement,
    b: &Statement,
    common: &Common,
    nested: &HashSet<(LemmaId, LemmaId)>,
) -> Vec<Clash> {
    let pair = Pair {
        corpus,
        lexicon,
        a,
        b,
        common,
        nested,
    };
    let mut found: Vec<Clash> = Vec::new();
    for fact_a in &a.facts {
        for fact_b in &b.facts {
            found.extend(pair.clash(fact_a, fact_b));
        }
    }
    found.extend(pair.negation(a, b, false));
    found.extend(pair.negation(b, a, true));
    // A negated opposite is the same thing, and one clash is enough for a place.
    found.sort_by(|x, y| y.points.total_cmp(&x.points));
    let mut kept: Vec<Clash> = Vec::new();
    for clash in found {
        let touches = |other: &Clash| {
            overlaps(&other.first, &clash.first) || overlaps(&other.second, &clash.second)
        };
        if !kept.iter().any(touches) {
            kept.push(clash);
        }
    }
    kept
}

fn overlaps(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

struct Pair<'a> {
    corpus: &'a Corpus,
    lexicon: &'a Lexicon,
    a: &'a Statement,
    b: &'a Statement,
    common: &'a Common,
    nested: &'a HashSet<(LemmaId, LemmaId)>,
}

impl Pair<'_> {
    fn clash(&self, a: &Fact, b: &Fact) -> Option<Clash> {
        let near = self.near(&a.words, &b.words);
        let (kind, bonus, without): (_, f32, Vec<LemmaId>) = match (&a.what, &b.what) {
            (What::Quantity(x), What::Quantity(y)) => {
                // One text counts up: the first floor, the second floor.
                let is_row = matches!(x.of, Counted::Ordinal(_)) && self.common.is_one_article;
                if !x.is_of_same(y) || !x.clashes(y) || is_row || self.is_agreed(a, b) {
                    return None;
                }
                let bonus = match (x.of, y.of) {
                    (Counted::AgeOf(_), _) => 2.0,
                    (Counted::Unit(_), _) if near < 4.0 => -2.0,
                    (Counted::Unit(_) | Counted::Ordinal(_), _) => 0.1 * near.min(15.0) - 0.6,
                    (
                        Counted::Noun {
                            lemma: m, weight, ..
                        },
                        Counted::Noun { lemma: n, .. },
                    ) => {
                        let kin = if m == n { 0.0 } else { -1.6 };
                        kin + 0.08 * weight.min(10.0) + 0.12 * near.min(15.0) - 0.8
                    }
                    (Counted::Noun { .. }, _) => 0.0,
                };
                ("number", bonus, Vec::new())
            }
            (What::Time(x), What::Time(y)) => {
                if !x.is_like(*y) || !x.clashes(*y) || self.is_agreed(a, b) {
                    return None;
                }
                let is_alike = self.is_told_alike(&a.words, &b.words);
                let sort = match x {
                    // Much happens to one thing over the years.
                    Time::Date(date) if date.day.is_none() && !is_alike => return None,
                    Time::Clock { .. } => 0.3,
                    Time::Date(date) if date.is_year() => -0.6,
                    Time::Date(_) | Time::Day(_) => -0.2,
                };
                let sort = if is_alike { sort } else { sort - OTHER_VERB };
                ("time", sort + 0.08 * near.min(15.0) - 0.4, Vec::new())
            }
            (What::Place(x), What::Place(y)) => {
                let is_shared = x.name.iter().any(|name| self.has(self.b, *name))
                    || y.name.iter().any(|name| self.has(self.a, *name));
                let is_inside = x.name.iter().any(|p| {
                    y.name
                        .iter()
                        .any(|q| self.nested.contains(&(*p, *q)) || self.nested.contains(&(*q, *p)))
                });
                if x.head != y.head || is_shared || is_inside || self.is_agreed(a, b) {
                    return None;
                }
                ("place", 0.08 * near.min(15.0) - 0.2, Vec::new())
            }
            (What::Title(x), What::Title(y)) => {
                if x.person != y.person || x.words == y.words || self.is_agreed(a, b) {
                    return None;
                }
                let is_part = |p: &[LemmaId], q: &[LemmaId]| p.iter().all(|word| q.contains(word));
                let is_shade = is_part(&x.words, &y.words) || is_part(&y.words, &x.words);
                // The name alone says that both are about the same person.
                ("title", if is_shade { 1.3 } else { 1.6 }, Vec::new())
            }
            (What::Opposite(line, side), What::Opposite(other, other_side)) => {
                if line != other || side == other_side {
                    return None;
                }
                let has_both = |statement: &Statement, side: bool| {
                    statement
                        .facts
                        .iter()
                        .any(|f| matches!(f.what, What::Opposite(l, s) if l == *line && s == side))
                };
                if has_both(self.a, *other_side) || has_both(self.b, *side) {
                    return None;
                }
                ("antonym", 0.1 * near.min(12.0) - 1.0, Vec::new())
            }
            _ => return None,
        };
        let person = match &a.what {
            What::Title(title) => Some(title.person),
            _ => None,
        };
        Some(Clash {
            kind,
            person,
            first: a.words.clone(),
            second: b.words.clone(),
            points: self.points(&without) + bonus,
        })
    }

    /// What is negated in one sentence and not in the other, by the word that tells most.
    fn negation(&self, negating: &Statement, other: &Statement, is_turned: bool) -> Option<Clash> {
        let negated = |statement: &Statement, lemma: LemmaId| {
            statement
                .facts
                .iter()
                .any(|f| matches!(f.what, What::Negated(l, _) if l == lemma))
        };
        let weight = |lemma: LemmaId| {
            let at = self.common.terms.binary_search_by_key(&lemma, |t| t.0);
            at.ok().map(|i| self.common.terms[i].1)
        };
        let candidates = negating.facts.iter().filter_map(|fact| match fact.what {
            What::Negated(lemma, is_verbal) if !negated(other, lemma) => {
                Some((fact, lemma, weight(lemma)?, is_verbal))
            }
            _ => None,
        });
        let (fact, lemma, bits, is_verbal) = candidates.max_by(|x, y| x.2.total_cmp(&y.2))?;
        let view = self.view(other);
        let is_it = |i: &usize| view.entry(*i).is_some_and(|e| e.lemma == lemma);
        let at = (0..view.len()).find(|i| is_it(i) && !view.is_name(*i))?;
        if is_negated(&view, at) {
            return None;
        }
        let words = view.words(verb_start(&view, at)..at + 1);
        let near = self.near_in(negating, &fact.words, other, &words);
        let sort = if is_verbal { 0.0 } else { -0.8 };
        let points = sort + self.points(&[lemma]) + 0.06 * bits + 0.08 * near.min(15.0) - 1.0;
        let (first, second) = if is_turned {
            (words, fact.words.clone())
        } else {
            (fact.words.clone(), words)
        };
        Some(Clash {
            kind: "negation",
            person: None,
            first,
            second,
            points,
        })
    }

    /// How likely both sentences are about the same thing.
    fn points(&self, without: &[LemmaId]) -> f32 {
        let bits = self.common.bits_without(without);
        let share = bits / self.common.shorter.max(1.0);
        // An article has everything in common with itself.
        let articles = if self.common.is_one_article {
            0.2
        } else {
            self.common.articles.min(0.5)
        };
        let mut points =
            0.07 * (bits.min(60.0) - 20.0) + 2.5 * (share - 0.4) + 5.0 * (articles - 0.2);
        if self.common.is_one_article {
            points -= 1.0;
        }
        if self.common.terms.len() < 2 && articles < 0.3 {
            points -= 2.0;
        }
        if self.common.is_of_others {
            points -= 1.0;
        }
        if self.a.is_update || self.b.is_update {
            points -= 0.5;
        }
        points
    }

    /// Whether one sentence also states what the other does.
    fn is_agreed(&self, a: &Fact, b: &Fact) -> bool {
        let agrees = |fact: &Fact, statement: &Statement| {
            statement
                .facts
                .iter()
                .any(|other| match (&fact.what, &other.what) {
                    (What::Quantity(x), What::Quantity(y)) => x.is_of_same(y) && !x.clashes(y),
                    (What::Time(x), What::Time(y)) => x.is_like(*y) && !x.clashes(*y),
                    (What::Place(x), What::Place(y)) => x.name == y.name,
                    (What::Title(x), What::Title(y)) => x.person == y.person && x.words == y.words,
                    _ => false,
                })
        };
        agrees(a, self.b) || agrees(b, self.a)
    }

    #[allow(clippy::unused_self, reason = "a question like those beside it")]
    fn has(&self, statement: &Statement, lemma: LemmaId) -> bool {
        statement
            .terms
            .binary_search_by_key(&lemma, |t| t.0)
            .is_ok()
    }

    /// Bits of what stands near both facts.
    fn near(&self, a: &Range<usize>, b: &Range<usize>) -> f32 {
        self.near_in(self.a, a, self.b, b)
    }

    /// Whether what is told of one time, by the nearest bearing word that is no name, is told near the other too.
    fn is_told_alike(&self, a: &Range<usize>, b: &Range<usize>) -> bool {
        let told =
            |of: &Statement, words: &Range<usize>, near: &Statement, near_words: &Range<usize>| {
                let head = self.head(of, words);
                head.is_some_and(|head| self.around(near, near_words).contains(&head))
            };
        told(self.a, a, self.b, b) || told(self.b, b, self.a, a)
    }

    /// The nearest bearing word before a fact, else behind it, that is no name.
    fn head(&self, statement: &Statement, words: &Range<usize>) -> Option<LemmaId> {
        let view = self.view(statement);
        let place = |word: usize| word.saturating_sub(statement.words.start);
        let before = place(words.start.saturating_sub(NEAR_WORDS))..place(words.start);
        let behind = place(words.end)..place(words.end + NEAR_WORDS).min(view.len());
        before
            .rev()
            .chain(behind)
            .filter(|i| !view.is_name(*i))
            .filter_map(|i| view.entry(i))
            .find(|entry| entry.weight > 0.0)
            .map(|entry| entry.lemma)
    }

    /// The lemmas around a fact.
    fn around(&self, statement: &Statement, words: &Range<usize>) -> Vec<LemmaId> {
        let tokens = &self.corpus.documents[statement.document].tokens;
        let start = words
            .start
            .saturating_sub(NEAR_WORDS)
            .max(statement.words.start);
        let end = (words.end + NEAR_WORDS).min(statement.words.end);
        let near = (start..end).filter(|i| !words.contains(i));
        near.filter_map(|i| tokens.get(i))
            .map(|token| self.lexicon.entry(token.word).lemma)
            .collect()
    }

    fn near_in(
        &self,
        first: &Statement,
        a: &Range<usize>,
        second: &Statement,
        b: &Range<usize>,
    ) -> f32 {
        let (near_a, near_b) = (self.around(first, a), self.around(second, b));
        let both = |term: &&(LemmaId, f32)| near_a.contains(&term.0) && near_b.contains(&term.0);
        self.common.terms.iter().filter(both).map(|t| t.1).sum()
    }

    fn view<'b>(&'b self, statement: &Statement) -> View<'b> {
        let document = &self.corpus.documents[statement.document];
        View {
            corpus: self.corpus,
            lexicon: self.lexicon,
            text: document.document.text(),
            tokens: document
                .tokens
                .get(statement.words.clone())
                .unwrap_or_default(),
            start: statement.words.start,
        }
    }
}
