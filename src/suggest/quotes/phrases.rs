//! Who is named before or behind a place: noun phrases and subjects, told by word classes alone.
//!
//! Limitation: no grammar. Verbs that are in no list look like nouns, so phrases are kept short and end at every
//! word of grammar.

use super::names::{Mention, Names, Sort};
use super::tokens::{Kind, Tokens};
use super::words::Class;

/// Whom a phrase names, as token numbers, both inclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Who {
    Name { first: usize, last: usize },
    Noun { first: usize, last: usize },
    Pronoun(usize),
}

impl Who {
    pub(super) const fn first(self) -> usize {
        match self {
            Self::Name { first, .. } | Self::Noun { first, .. } => first,
            Self::Pronoun(at) => at,
        }
    }

    pub(super) fn name(mention: &Mention) -> Self {
        Self::Name {
            first: mention.first,
            last: mention.last,
        }
    }
}

/// An article's words and names.
#[derive(Clone, Copy)]
pub(super) struct Words<'a, 't> {
    pub(super) tokens: &'a Tokens<'t>,
    pub(super) names: &'a Names,
}

const MAX_NOUN: usize = 16;

impl Words<'_, '_> {
    pub(super) fn is(&self, i: usize, class: Class) -> bool {
        self.tokens.is(i, class)
    }

    pub(super) fn is_kind(&self, i: usize, kind: Kind) -> bool {
        self.tokens.is_kind(i, kind)
    }

    pub(super) fn is_outside(&self, i: usize) -> bool {
        self.tokens.get(i).is_some_and(|token| token.quote == 0)
    }

    /// Whom “press secretary Ada Venn” names behind the body `m`, or the office or body alone: “White House press
    /// secretary”, “US consulate”.
    pub(super) fn officer_of(&self, m: &Mention) -> Option<Who> {
        const N_WORDS: usize = 4;
        if m.sort == Sort::Person || m.is_possessive {
            return None;
        }
        let is_noun = |i: usize| self.is(i, Class::ROLE.or(Class::GROUP));
        let is_plain = |&i: &usize| {
            self.is_kind(i, Kind::Word)
                && self.is_outside(i)
                && !self.tokens.list[i].is_capital
                && !self.tokens.list[i - 1].is_possessive
                && !self.is(i, Class::FUNCTION)
                && (!self.is_verb(i) || is_noun(i))
        };
        let noun = (m.last + 1..=m.last + N_WORDS)
            .take_while(is_plain)
            .filter(|&i| is_noun(i))
            .last()?;
        let named = self.names.at(noun + 1).filter(|named| {
            named.run_start == noun + 1
                && (named.sort != Sort::Organisation || self.is(noun, Class::GROUP))
        });
        Some(match named {
            Some(named) if !named.is_possessive => Who::name(named),
            Some(_) => return None,
            None => Who::Noun {
                first: m.first,
                last: noun,
            },
        })
    }

    /// Small and not a name: “will” but not “Will Venn”.
    pub(super) fn is_small(&self, i: usize, class: Class) -> bool {
        self.is(i, class) && !self.tokens.is_name_word(i)
    }

    /// The noun phrase that ends before token `end`.
    pub(super) fn phrase_before(&self, end: usize, low: usize) -> Option<Who> {
        let i = end.checked_sub(1).filter(|&i| i >= low)?;
        let token = self.tokens.get(i).filter(|token| token.quote == 0)?;
        if !matches!(token.kind, Kind::Word | Kind::Number) {
            return None;
        }
        let is_name = self.tokens.is_name_word(i);
        if !is_name && self.is(i, Class::WHO) {
            let comma = i > low && self.is_kind(i - 1, Kind::Comma);
            return self.phrase_before(i - usize::from(comma), low);
        }
        // one of them
        if !is_name
            && self.is(i, Class::THEY)
            && i > low + 1
            && self.tokens.is_word(i - 1, "of")
            && let Some(Who::Noun { first, .. }) = self.noun_before(i - 1, low)
        {
            return Some(Who::Noun { first, last: i });
        }
        // A sign behind him said.
        let is_object = matches!(self.tokens.word(i), "him" | "them" | "me" | "us" | "it")
            && i > low + 1
            && self.is_small(i - 1, Class::PREPOSITION);
        if !is_name && is_object {
            return self.noun_before(i - 1, low);
        }
        if !is_name && self.is(i, Class::PRONOUN) {
            let is_speaker = !self.is(i, Class::I) && !self.is_possessive_pronoun(i)
                || self.tokens.is_word(i, "her");
            return is_speaker.then_some(Who::Pronoun(i));
        }
        if let Some(mention) = self.names.at(i).filter(|m| m.last == i) {
            let before = mention.first.checked_sub(1).filter(|&b| b >= low);
            let is_of = before.is_some_and(|b| {
                self.is_small(b, Class::PREPOSITION)
                    && b > low
                    && self.is_kind(b - 1, Kind::Word)
                    && !self.is(b - 1, Class::FUNCTION)
            });
            let is_article_of = before.is_some_and(|b| {
                self.is(b, Class::DETERMINER)
                    && b > low + 1
                    && self.is_small(b - 1, Class::PREPOSITION)
                    && self.is_kind(b - 2, Kind::Word)
                    && !self.is(b - 2, Class::FUNCTION)
            });
            if !(is_of || is_article_of) {
                return Some(self.with_other(mention, low).unwrap_or(Who::name(mention)));
            }
        }
        self.noun_before(end, low)
    }

    /// “Starling and Hobbs said”: the two names that a sentence, or what follows a quotation, begins with.
    fn with_other(&self, mention: &Mention, low: usize) -> Option<Who> {
        let and = mention.run_start.checked_sub(1).filter(|&i| i > low)?;
        if !self.tokens.is_word(and, "and") {
            return None;
        }
        let other = self
            .names
            .at(and - 1)
            .filter(|m| m.last + 1 == and && m.run_start >= low)?;
        let begins = other.run_start == low
            || self.is_kind(other.run_start - 1, Kind::Comma)
                && other.run_start > 1
                && !self.is_outside(other.run_start - 2)
            || !self.is_outside(other.run_start - 1);
        (begins && !other.is_possessive && other.sort == mention.sort).then_some(Who::Noun {
            first: other.first,
            last: mention.last,
        })
    }

    /// As [`Self::phrase_before`], for a phrase that does not end in a name of its own.
    fn noun_before(&self, end: usize, low: usize) -> Option<Who> {
        let mut first = end;
        let mut i = end;
        while i > low && end - i < MAX_NOUN {
            i -= 1;
            let token = &self.tokens.list[i];
            if token.quote > 0 || !matches!(token.kind, Kind::Word | Kind::Number) {
                break;
            }
            // Health and Safety Executive: the whole name.
            if let Some(mention) = self.names.at(i).filter(|m| m.last == i && m.first >= low) {
                first = mention.run_start.max(low);
                i = first;
                continue;
            }
            let is_name = self.tokens.is_name_word(i);
            if !is_name {
                let stops = Class::CONJUNCTION.or(Class::AUXILIARY).or(Class::SOURCE);
                if self.is(i, stops)
                    || self.is(i, Class::PRONOUN) && !self.is(i, Class::DETERMINER)
                    || self.is(i, Class::ADVERB) && !self.is(i, Class::DETERMINER)
                    || self.is_verb(i) && !self.is_noun_too(i)
                {
                    break;
                }
                if self.is(i, Class::DETERMINER) {
                    first = i;
                    if i > low && self.is_small(i - 1, Class::PREPOSITION) {
                        continue;
                    }
                    break;
                }
            }
            first = i;
        }
        while first < end && self.is_small(first, Class::PREPOSITION) {
            first += 1;
        }
        let last = end - 1;
        if first > last || self.is_small(last, Class::PREPOSITION) {
            return None;
        }
        // “Ada Venn of Sund”: the name, not the place.
        if let Some(mention) = self.names.at(first)
            && mention.sort == Sort::Person
            && mention.last < last
            && self.is_small(mention.last + 1, Class::PREPOSITION)
            && !mention.is_possessive
        {
            return Some(Who::name(mention));
        }
        let is_only_grammar = (first..=last).all(|i| {
            self.is(i, Class::FUNCTION) && !self.tokens.is_name_word(i)
                || self.is_kind(i, Kind::Number)
        });
        let stands_for_somebody = ["one", "another", "others", "some", "many", "both", "all"]
            .iter()
            .any(|word| last == first && self.tokens.is_word(first, word));
        (!is_only_grammar || stands_for_somebody).then_some(Who::Noun { first, last })
    }

    /// The noun phrase that begins at token `start`; nothing from token `high` on belongs to it. Gives also where it
    /// ends, exclusive.
    pub(super) fn phrase_after(&self, start: usize, high: usize) -> Option<(Who, usize)> {
        let mut start = start;
        while start < high
            && self.is_small(start, Class::ADVERB)
            && !self.is(start, Class::DETERMINER)
        {
            start += 1;
        }
        // „…“, sagte am Montag Bürgermeister Venn.
        if start + 1 < high
            && self.is_small(start, Class::PREPOSITION)
            && self.is(start + 1, Class::ELSEWHERE)
        {
            start += 2;
        }
        let token = self.tokens.get(start).filter(|_| start < high)?;
        if token.kind != Kind::Word && token.kind != Kind::Number || token.quote > 0 {
            return None;
        }
        let is_name = self.tokens.is_name_word(start);
        if !is_name && self.is(start, Class::PRONOUN) && !self.is_possessive_pronoun(start) {
            let is_speaker =
                !self.is(start, Class::I.or(Class::WHO)) || self.is(start, Class::DETERMINER);
            if !self.is(start, Class::DETERMINER) {
                return is_speaker.then_some((Who::Pronoun(start), start + 1));
            }
        }
        let end = self.phrase_end(start, high);
        if end <= start {
            return None;
        }
        let mut who = self.head_of(start, end);
        let is_person = |who: &Who| {
            matches!(who, Who::Name { first, .. }
                if self.names.at(*first).is_some_and(|m| m.sort == Sort::Person))
        };
        // said the mayor, Orlo Venn.
        let mut behind = end;
        if !is_person(&who)
            && self.is_kind(end, Kind::Comma)
            && let Some(near) = self.names.at(end + 1)
            && (self.is(end - 1, Class::GROUP)
                || near.sort != Sort::Organisation && near.last > near.first)
            && (end + 1..near.first).all(|i| self.tokens.list[i].is_capital)
            && near.last < high
            && (near.last + 1 >= high
                || !self.is_kind(near.last + 1, Kind::Word)
                || self.is(near.last + 1, Class::FUNCTION))
            && (matches!(who, Who::Noun { .. }) || near.sort == Sort::Person)
        {
            who = Who::name(near);
            behind = near.last + 1;
        }
        Some((who, behind))
    }

    fn phrase_end(&self, start: usize, high: usize) -> usize {
        let mut end = start;
        while end < high && end - start < MAX_NOUN {
            let token = &self.tokens.list[end];
            if token.quote > 0 || !matches!(token.kind, Kind::Word | Kind::Number) {
                break;
            }
            if let Some(mention) = self.names.at(end)
                && mention.last >= end
            {
                end = mention.last + 1;
                continue;
            }
            if self.tokens.is_name_word(end) {
                end += 1;
                continue;
            }
            let is_after_name = end > start && self.names.at(end - 1).is_some();
            let is_person_name = is_after_name
                && self
                    .names
                    .at(end - 1)
                    .is_some_and(|m| m.sort == Sort::Person && !m.is_possessive);
            if self.is(
                end,
                Class::CONJUNCTION
                    .or(Class::AUXILIARY)
                    .or(Class::WHO)
                    .or(Class::ELSEWHERE),
            ) && !(self.is(end, Class::DETERMINER) && end == start)
                || self.is_verb(end) && !self.is_noun_too(end)
            {
                break;
            }
            if self.is(end, Class::PREPOSITION) {
                let goes_on = matches!(
                    self.tokens.word(end),
                    "of" | "for"
                        | "from"
                        | "at"
                        | "with"
                        | "de"
                        | "du"
                        | "des"
                        | "della"
                        | "del"
                        | "di"
                        | "der"
                        | "von"
                        | "vom"
                );
                // a report published by the institute
                let is_by = self.tokens.is_word(end, "by")
                    && end > start + 1
                    && self.tokens.word(end - 1).ends_with("ed");
                if !(goes_on || is_by) || is_person_name || end == start {
                    break;
                }
            } else if self.is(end, Class::DETERMINER) {
                let is_first = end == start || self.is(end - 1, Class::PREPOSITION);
                if !is_first {
                    break;
                }
            } else if self.is(end, Class::ADVERB.or(Class::PRONOUN)) {
                break;
            } else if is_person_name {
                // said Ada Venn outside: what comes is no part of the name, unless another name ends it.
                break;
            }
            end += 1;
        }
        // A preposition or article that nothing follows.
        while end > start
            && self.is_small(end - 1, Class::PREPOSITION.or(Class::DETERMINER))
            && !self.tokens.is_word(end - 1, "one")
        {
            end -= 1;
        }
        end
    }

    /// Whom the phrase of tokens `start..end` names.
    fn head_of(&self, start: usize, end: usize) -> Who {
        let noun = Who::Noun {
            first: start,
            last: end - 1,
        };
        let mentions = self.names.between(start, end);
        let is_free = |m: &Mention| {
            m.first == start || {
                let before = m.first - 1;
                !(self.is_small(before, Class::PREPOSITION)
                    || self.is(before, Class::DETERMINER)
                        && before > start
                        && self.is(before - 1, Class::PREPOSITION))
            }
        };
        let Some(first) = mentions.first() else {
            return noun;
        };
        // Sund mayor Orlo Venn; its manager Ada Venn; the Rev Ada Venn.
        let named = mentions
            .iter()
            .filter(|m| is_free(m) && !m.is_possessive && m.last < end)
            .find(|m| {
                m.sort == Sort::Person
                    || m.first > start && self.is(m.first - 1, Class::ROLE.or(Class::TITLE))
            });
        if let Some(named) = named {
            let is_behind_of = mentions
                .iter()
                .any(|m| m.first < named.first && self.is_small(m.last + 1, Class::PREPOSITION))
                && named.sort != Sort::Person;
            if !is_behind_of {
                return Who::name(named);
            }
        }
        let is_whole = is_free(first) && first.last + 1 == end && !first.is_possessive;
        if is_whole && (first.first..=first.first).all(|_| first.first - start <= 2) {
            return Who::name(first);
        }
        noun
    }
}
