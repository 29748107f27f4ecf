//! From the words that name a speaker to the speaker: the full name, whom a pronoun or an office means.

use super::names::{Gender, Sort};
use super::phrases::{Who, Words};
use super::tokens::Kind;
use super::words::Class;

/// Who says something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Speaker {
    /// The fullest name, or the words that name them, without article.
    pub(super) name: String,
    pub(super) gender: Gender,
    /// A person of the article, by number.
    pub(super) person: Option<usize>,
    pub(super) is_body: bool,
}

/// The speakers so far, in reading order.
pub(super) struct Speakers<'a, 't> {
    pub(super) words: Words<'a, 't>,
    /// Who spoke in which sentence.
    pub(super) spoke: Vec<(u32, Speaker)>,
}

impl<'a, 't> Speakers<'a, 't> {
    pub(super) fn new(words: Words<'a, 't>) -> Self {
        Self {
            words,
            spoke: Vec::new(),
        }
    }

    pub(super) fn last(&self) -> Option<&Speaker> {
        self.spoke.last().map(|(_, speaker)| speaker)
    }

    /// Remembers that `speaker` spoke in the sentence of token `at`.
    pub(super) fn remember(&mut self, at: usize, speaker: Speaker) {
        let sentence = self.words.tokens.get(at).map_or(0, |token| token.sentence);
        self.spoke.push((sentence, speaker));
    }

    /// Whom `who` means.
    pub(super) fn resolve(&self, who: Who) -> Option<Speaker> {
        match who {
            Who::Name { first, last } => Some(self.named(first, last)),
            Who::Noun { first, last } => self.of_noun(first, last),
            Who::Pronoun(at) => self.of_pronoun(at),
        }
    }

    pub(super) fn person(&self, number: usize) -> Speaker {
        let person = self.words.names.people[number];
        Speaker {
            name: clean(self.words.tokens.words(person.first, person.last)),
            gender: person.gender,
            person: Some(number),
            is_body: false,
        }
    }

    pub(super) fn named(&self, first: usize, last: usize) -> Speaker {
        let tokens = self.words.tokens;
        let mention = self.words.names.at(first).filter(|m| m.first == first);
        if let Some(person) = mention.and_then(|m| m.person) {
            return self.person(person);
        }
        let is_body = mention.is_some_and(|m| m.sort == Sort::Organisation);
        // The Home Secretary.
        if is_body
            && last > first
            && self.words.is(last, Class::ROLE.or(Class::TITLE))
            && !self.words.is(last, Class::ORGANISATION.or(Class::GROUP))
            && let Some(speaker) = self.of_noun(first, last)
        {
            return speaker;
        }
        if first == last
            && !is_body
            && is_of_a_country(tokens.word(first))
            && first > 0
            && tokens.is_word(first - 1, "the")
            && let Some(speaker) = self.last_person(first, Gender::Unknown)
        {
            return speaker;
        }
        // Italy’s Interior Ministry.
        let mut from = first;
        if is_body
            && first > 0
            && tokens.list[first - 1].is_possessive
            && tokens.list[first - 1].is_capital
            && tokens.list[first - 1].sentence == tokens.list[first].sentence
        {
            from = self
                .words
                .names
                .at(first - 1)
                .map_or(first - 1, |m| m.first);
        }
        Speaker {
            name: clean(tokens.words(from, last)),
            gender: mention.map_or(Gender::Unknown, |m| m.gender),
            person: None,
            is_body,
        }
    }

    pub(super) fn of_noun(&self, first: usize, last: usize) -> Option<Speaker> {
        let words = &self.words;
        let tokens = words.tokens;
        let mut start = first;
        while start < last
            && words.is(start, Class::DETERMINER)
            && !words.is(start + 1, Class::PREPOSITION)
            && (!tokens.is_name_word(start) || tokens.is_word(start, "the"))
            && !tokens.is_kind(start, Kind::Number)
        {
            start += 1;
        }
        let determiner = tokens.word(first).to_lowercase();
        let is_definite = start == first
            || matches!(
                determiner.as_str(),
                "the" | "this" | "that" | "der" | "die" | "le" | "la" | "il" | "el"
            );
        let head = (start..=last)
            .find(|&i| i > start && words.is(i, Class::PREPOSITION))
            .map_or(last, |i| i - 1);
        // A statement from the port authority: who made it.
        if words.is(head, Class::WRITTEN)
            && head < last
            && matches!(tokens.word(head + 1), "from" | "by" | "of" | "for")
            && !tokens.is_kind(head + 2, Kind::Number)
            && let Some((who, _)) = words.phrase_after(head + 2, last + 1)
        {
            return self.resolve_plain(who);
        }
        if words.is(head, Class::WRITTEN)
            && words.is(first, Class::HE.or(Class::SHE))
            && let Some(speaker) = self.of_pronoun(first)
        {
            return Some(speaker);
        }
        let noun = tokens.word(head).to_lowercase();
        let plural = words.is(head, Class::ROLE) && noun.ends_with('s');
        if is_definite && !plural && words.is(head, Class::ROLE.or(Class::TITLE)) {
            if let Some(person) = self.holder(head, first) {
                return Some(self.person(person));
            }
            if (start..head).all(|i| !tokens.list[i].is_possessive)
                && let Some(speaker) = self
                    .described(&noun, first)
                    .or_else(|| self.only_person(&noun, first))
            {
                return Some(speaker);
            }
        }
        let is_bare = head == last && start == last;
        if noun.starts_with("spokes")
            && let Some(speaker) = self.of_spokesman(first, start, head, last)
        {
            return Some(speaker);
        }
        // The plumber, 33, said.
        let is_aged = words.is(head, Class::ROLE)
            && tokens.is_kind(last + 1, Kind::Comma)
            && tokens.is_kind(last + 2, Kind::Number)
            && tokens.is_kind(last + 3, Kind::Comma);
        if is_definite
            && !plural
            && (is_aged || noun.ends_with("-year-old") || noun.ends_with("-jährige"))
            && let Some(speaker) = self.last_person(first, Gender::Unknown)
        {
            return Some(speaker);
        }
        if is_definite
            && is_bare
            && words.is(head, Class::GROUP)
            && let Some(body) = self.body_before(first, &noun)
        {
            return Some(body);
        }
        Some(Speaker {
            name: clean(tokens.words(start, last)),
            gender: Gender::Unknown,
            person: None,
            is_body: plural || !words.is(head, Class::ROLE.or(Class::TITLE)),
        })
    }

    /// “A spokesman for the operator”, “a spokesman”: for whom, by name. The phrase is `start..=last`, its noun `head`.
    fn of_spokesman(
        &self,
        first: usize,
        start: usize,
        head: usize,
        last: usize,
    ) -> Option<Speaker> {
        let tokens = self.words.tokens;
        let noun = tokens.word(head).to_lowercase();
        if head == last && start == last {
            let body = self.last_body(first, true).filter(|body| body.is_body)?;
            return Some(Speaker {
                name: format!("{} {noun}", body.name),
                ..body
            });
        }
        let is_of_body = matches!(tokens.word(head + 1), "for" | "of")
            && head + 3 == last
            && self.words.is(last, Class::GROUP)
            && tokens.is_word(head + 2, "the");
        let body = is_of_body
            .then(|| self.body_before(first, &tokens.word(last).to_lowercase()))
            .flatten()?;
        Some(Speaker {
            name: format!("{noun} for {}", body.name),
            ..body
        })
    }

    fn resolve_plain(&self, who: Who) -> Option<Speaker> {
        match who {
            Who::Noun { first, last } => {
                let first = if self.words.is(first, Class::DETERMINER) && first < last {
                    first + 1
                } else {
                    first
                };
                Some(Speaker {
                    name: clean(self.words.tokens.words(first, last)),
                    gender: Gender::Unknown,
                    person: None,
                    is_body: true,
                })
            }
            other => self.resolve(other),
        }
    }

    /// “the singer”, “the father”: words that describe somebody named, where nobody is called so.
    fn described(&self, noun: &str, at: usize) -> Option<Speaker> {
        const DESCRIBING: &[&str] = &[
            "actor",
            "actress",
            "singer",
            "author",
            "writer",
            "novelist",
            "striker",
            "midfielder",
            "defender",
            "goalkeeper",
            "winger",
            "forward",
            "politician",
            "star",
            "champion",
            "veteran",
            "billionaire",
            "rapper",
            "comedian",
            "musician",
            "artist",
            "boss",
            "coach",
            "manager",
            "frontman",
            "swimmer",
            "runner",
            "rider",
            "driver",
            "pilot",
            "candidate",
            "incumbent",
            "lawmaker",
            "mother",
            "father",
            "woman",
            "graduate",
            "newcomer",
            "teenager",
            "pensioner",
            "man",
            "premier",
            "skipper",
            "captain",
        ];
        DESCRIBING
            .contains(&noun)
            .then(|| self.last_person(at, Gender::Unknown))
            .flatten()
            .filter(|speaker| speaker.person.is_some())
    }

    /// Whoever the narration between tokens `from..to` is about: the subject of its last sentence.
    pub(super) fn in_narration(&self, from: usize, to: usize) -> Option<Speaker> {
        let last = to.checked_sub(1).filter(|&last| last >= from)?;
        let low = self.words.sentence_start(last).max(from);
        let who = self.words.sentence_subject(low, to)?;
        match who {
            Who::Name { first, .. } => {
                let mention = self.words.names.at(first)?;
                (mention.sort == Sort::Person)
                    .then(|| self.resolve(who))
                    .flatten()
            }
            Who::Pronoun(at) if self.words.is(at, Class::HE.or(Class::SHE)) => self.of_pronoun(at),
            Who::Noun { first, .. } => self
                .of_noun(first, first)
                .filter(|speaker| speaker.person.is_some()),
            Who::Pronoun(_) => None,
        }
    }
}

/// The Irishman, the Italian, the Spaniard.
fn is_of_a_country(word: &str) -> bool {
    ["man", "woman", "ian", "ish", "ese", "ard"]
        .iter()
        .any(|end| word.len() > end.len() + 2 && word.ends_with(end))
}

/// A name on one line, without marks at its ends.
fn clean(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    let name = words.join(" ");
    name.trim_matches(|c: char| {
        matches!(
            c,
            ',' | '“' | '”' | '"' | '‘' | '«' | '»' | '(' | ')' | ':' | ';'
        )
    })
    .to_owned()
}
