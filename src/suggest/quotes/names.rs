//! Names in an article: who is a person, what is an organisation, and which mentions are of one person.
//!
//! Limitation: told from capital letters, titles, given names and neighbours. A name that nothing tells is kept as
//! "something named": good enough to be a speaker where a verb of speech stands beside it, never for a pronoun.

use super::called::told_single;
use super::mention::{is_told_as_person, mention, run_from};
use super::tokens::{Kind, Tokens};
use super::words::{Class, FnvMap};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    Person,
    Organisation,
    Unknown,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Gender {
    Female,
    Male,
    #[default]
    Unknown,
}

impl Gender {
    pub(super) fn of(class: Class) -> Self {
        let female = class.has(Class::FEMALE) || class.has(Class::MS);
        let male = class.has(Class::MALE) || class.has(Class::MR);
        match (female, male) {
            (true, false) => Self::Female,
            (false, true) => Self::Male,
            _ => Self::Unknown,
        }
    }

    pub(super) fn fits(self, other: Self) -> bool {
        self == Self::Unknown || other == Self::Unknown || self == other
    }
}

/// One place where a name stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mention {
    /// Tokens of the name without titles, both inclusive.
    pub(super) first: usize,
    pub(super) last: usize,
    pub(super) sort: Sort,
    pub(super) gender: Gender,
    /// Index into [`Names::people`].
    pub(super) person: Option<usize>,
    /// Begins before its titles.
    pub(super) run_start: usize,
    /// Followed by `’s`.
    pub(super) is_possessive: bool,
    /// Behind “of”, “with”, “by”, “told” or a bracket: rarely who speaks.
    pub(super) is_oblique: bool,
    pub(super) is_in_quote: bool,
    /// Begins its sentence, behind nothing but an article: its subject.
    pub(super) is_leading: bool,
}

/// Somebody with a full name.
#[derive(Clone, Copy, Debug)]
pub(super) struct Person {
    /// Tokens of the fullest name.
    pub(super) first: usize,
    pub(super) last: usize,
    pub(super) gender: Gender,
}

/// All names of an article.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// In order.
    pub(super) mentions: Vec<Mention>,
    pub(super) people: Vec<Person>,
    /// (token of the office's noun, person), in order of the tokens.
    pub(super) offices: Vec<(usize, usize)>,
}

impl Names {
    pub(super) fn new(tokens: &Tokens<'_>) -> Self {
        let mut names = Self::default();
        let mut i = 0;
        while i < tokens.list.len() {
            if let Some((first, last)) = run_from(tokens, i) {
                names.mentions.extend(mention(tokens, first, last));
                i = last + 1;
            } else {
                i += 1;
            }
        }
        names.find_people(tokens);
        names.find_offices(tokens);
        names
    }

    /// The mention that token `i` is part of, by its titles too.
    pub(super) fn at(&self, i: usize) -> Option<&Mention> {
        let behind = self.mentions.partition_point(|m| m.run_start <= i);
        self.mentions[..behind]
            .last()
            .filter(|mention| i <= mention.last)
    }

    /// The mentions that end before token `i`, the last first.
    pub(super) fn before(&self, i: usize) -> impl Iterator<Item = &Mention> {
        let behind = self.mentions.partition_point(|m| m.last < i);
        self.mentions[..behind].iter().rev()
    }

    /// The mentions among tokens `from..to`, in order.
    pub(super) fn between(&self, from: usize, to: usize) -> &[Mention] {
        let a = self.mentions.partition_point(|m| m.first < from);
        let b = self.mentions.partition_point(|m| m.first < to);
        self.mentions.get(a..b).unwrap_or_default()
    }

    fn find_people(&mut self, tokens: &Tokens<'_>) {
        let mut singles: FnvMap<&str, usize> = FnvMap::default();
        for mention in &self.mentions {
            if mention.first == mention.last {
                *singles.entry(tokens.word(mention.last)).or_default() += 1;
            }
        }
        let mut by_last: FnvMap<&str, Vec<usize>> = FnvMap::default();
        let mut by_first: FnvMap<&str, Vec<usize>> = FnvMap::default();
        for i in 0..self.mentions.len() {
            let m = self.mentions[i];
            let n_words = m.last - m.first + 1;
            let last = tokens.word(m.last);
            if n_words < 2 {
                continue;
            }
            let is_person = m.sort == Sort::Person
                || m.sort == Sort::Unknown
                    && n_words <= 4
                    && (is_told_as_person(tokens, &m) || singles.contains_key(last));
            if !is_person {
                continue;
            }
            self.mentions[i].sort = Sort::Person;
            let known = by_last.get(last).and_then(|people| {
                people.iter().copied().find(|&p| {
                    let person = &self.people[p];
                    let first = tokens.word(person.first);
                    person.gender.fits(m.gender) && first == tokens.word(m.first)
                })
            });
            let p = known.unwrap_or_else(|| {
                self.people.push(Person {
                    first: m.first,
                    last: m.last,
                    gender: m.gender,
                });
                let p = self.people.len() - 1;
                by_last.entry(last).or_default().push(p);
                by_first.entry(tokens.word(m.first)).or_default().push(p);
                p
            });
            self.mentions[i].person = Some(p);
            if self.people[p].gender == Gender::Unknown {
                self.people[p].gender = m.gender;
            }
        }
        self.tell_singles(tokens);
        for i in 0..self.mentions.len() {
            let m = self.mentions[i];
            if m.person.is_some() || m.sort == Sort::Organisation || m.last - m.first > 2 {
                continue;
            }
            let word = tokens.word(m.last);
            let choose = |people: &Vec<usize>| {
                let fitting = || {
                    people
                        .iter()
                        .copied()
                        .filter(|&p| self.people[p].gender.fits(m.gender))
                };
                fitting()
                    .rfind(|&p| self.people[p].first <= m.first)
                    .or_else(|| fitting().next())
            };
            let by_first = || {
                (m.first == m.last && m.sort != Sort::Person)
                    .then(|| by_first.get(word).and_then(choose))
                    .flatten()
            };
            let person = by_last.get(word).and_then(choose).or_else(by_first);
            if let Some(p) = person {
                self.mentions[i].person = Some(p);
                self.mentions[i].sort = Sort::Person;
                if self.people[p].gender == Gender::Unknown {
                    self.people[p].gender = m.gender;
                }
            } else if m.sort == Sort::Person {
                // Mr Venn, never named in full.
                self.people.push(Person {
                    first: m.first,
                    last: m.last,
                    gender: m.gender,
                });
                let p = self.people.len() - 1;
                self.mentions[i].person = Some(p);
                by_last.entry(word).or_default().push(p);
            }
        }
    }

    /// Makes people of names of one word that are told as such in one place.
    fn tell_singles(&mut self, tokens: &Tokens<'_>) {
        let mut told: FnvMap<&str, Gender> = FnvMap::default();
        for m in self.mentions.iter().filter(|m| m.sort == Sort::Unknown) {
            if let Some(gender) = told_single(tokens, m) {
                let known = told.entry(tokens.word(m.first)).or_insert(gender);
                if *known == Gender::Unknown {
                    *known = gender;
                }
            }
        }
        for m in &mut self.mentions {
            if m.first == m.last
                && m.sort == Sort::Unknown
                && let Some(gender) = told.get(tokens.word(m.first))
            {
                m.sort = Sort::Person;
                m.gender = *gender;
            }
        }
    }

    fn find_offices(&mut self, tokens: &Tokens<'_>) {
        let is_office = |i: usize| tokens.is(i, Class::ROLE.or(Class::TITLE).or(Class::GROUP));
        for mention in &self.mentions {
            let Some(p) = mention.person else {
                continue;
            };
            let sentence = tokens.list[mention.first].sentence;
            let same = |i: usize| {
                tokens
                    .get(i)
                    .is_some_and(|token| token.sentence == sentence)
            };
            // Mayor Venn; ferry boss Venn; the mayor of Sund, Orlo Venn.
            let mut i = mention.first;
            let mut n_commas = 0;
            let mut n_words = 0;
            while i > 0 && same(i - 1) && n_words < 6 {
                i -= 1;
                if tokens.is_kind(i, Kind::Comma) {
                    n_commas += 1;
                    if n_commas > 1 || i + 1 != mention.first {
                        break;
                    }
                    continue;
                }
                if tokens.list[i].kind != Kind::Word
                    || tokens.is(i, Class::SAID.or(Class::CONJUNCTION))
                {
                    break;
                }
                n_words += 1;
                if is_office(i) {
                    self.offices.push((i, p));
                    if n_commas == 0 {
                        break;
                    }
                } else if n_commas == 0 && !tokens.list[i].is_capital && !tokens.is_word(i, "of") {
                    break;
                }
            }
            // Venn, the mayor of Sund; Venn, 45, head of …; Venn is the mayor.
            let mut i = mention.last + 1;
            let mut n_words = 0;
            let is_apposition = tokens.is_kind(i, Kind::Comma)
                || tokens.is_kind(i, Kind::OpenBracket)
                || tokens.is_word(i, "is")
                || tokens.is_word(i, "as")
                || tokens.is_word(i, "was");
            while is_apposition && same(i) && n_words < 9 {
                if tokens.is(i, Class::SPEECH) {
                    break;
                }
                if is_office(i) && !tokens.list[i].is_possessive {
                    // Its noun is the last of several: the prime minister.
                    let noun = (i..i + 4).take_while(|&k| same(k) && is_office(k)).last();
                    self.offices.push((noun.unwrap_or(i), p));
                    break;
                }
                n_words += 1;
                i += 1;
            }
        }
        self.offices.sort_unstable();
        self.offices.dedup();
    }
}
