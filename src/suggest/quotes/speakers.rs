//! From the words that name a speaker to the speaker: the full name, whom a pronoun or an office means.

use super::names::{Gender, Mention, Sort};
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
    words: Words<'a, 't>,
    /// Who spoke in which sentence.
    spoke: Vec<(u32, Speaker)>,
}

/// A pronoun means somebody named not more than this many sentences before.
const MAX_SENTENCES: u32 = 14;

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

    fn person(&self, number: usize) -> Speaker {
        let person = self.words.names.people[number];
        Speaker {
            name: clean(self.words.tokens.words(person.first, person.last)),
            gender: person.gender,
            person: Some(number),
            is_body: false,
        }
    }

    fn named(&self, first: usize, last: usize) -> Speaker {
        let tokens = self.words.tokens;
        let mention = self.words.names.at(first).filter(|m| m.first == first);
        if let Some(person) = mention.and_then(|m| m.person) {
            return self.person(person);
        }
        let is_body = mention.is_some_and(|m| m.sort == Sort::Organisation);
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

    fn of_noun(&self, first: usize, last: usize) -> Option<Speaker> {
        let words = &self.words;
        let tokens = words.tokens;
        let mut start = first;
        while start < last
            && words.is(start, Class::DETERMINER)
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
        if words.is(head, Class::WRITTEN) && words.is(first, Class::HE.or(Class::SHE)) {
            return self.of_pronoun(first);
        }
        let noun = tokens.word(head).to_lowercase();
        let plural = words.is(head, Class::ROLE) && noun.ends_with('s');
        if is_definite && !plural && words.is(head, Class::ROLE.or(Class::TITLE)) {
            if let Some(person) = self.holder(&noun, first) {
                return Some(self.person(person));
            }
            if (start..head).all(|i| !tokens.list[i].is_possessive)
                && let Some(speaker) = self.described(&noun, first)
            {
                return Some(speaker);
            }
        }
        let is_bare = head == last && start == last;
        if is_bare
            && noun.starts_with("spokes")
            && let Some(body) = self.last_body(first)
            && body.is_body
        {
            return Some(Speaker {
                name: format!("{} {noun}", body.name),
                ..body
            });
        }
        if is_definite
            && !plural
            && (noun.ends_with("-year-old") || noun.ends_with("-jährige"))
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

    /// Who holds the office `noun`: the last one named before token `at`, else the first one after.
    fn holder(&self, noun: &str, at: usize) -> Option<usize> {
        let names = self.words.names;
        let tokens = self.words.tokens;
        let is_same = |&&(i, _): &&(usize, usize)| tokens.word(i).eq_ignore_ascii_case(noun);
        let behind = names.offices.partition_point(|&(i, _)| i < at);
        let before = names.offices[..behind].iter().rev().take(60).find(is_same);
        before
            .or_else(|| names.offices[behind..].iter().take(60).find(is_same))
            .map(|&(_, person)| person)
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

    fn of_pronoun(&self, at: usize) -> Option<Speaker> {
        let words = &self.words;
        let class = words.tokens.get(at)?.class;
        let word = words.tokens.word(at);
        if class.has(Class::HE.or(Class::SHE).or(Class::THEY))
            && let Some(speaker) = self.somebody_in_block(at)
        {
            return Some(speaker);
        }
        if class.has(Class::HE) || word.ends_with("-il") {
            return self.last_person(at, Gender::Male);
        }
        if class.has(Class::SHE) || word.ends_with("-elle") {
            return self.last_person(at, Gender::Female);
        }
        if class.has(Class::THEY.or(Class::IT)) {
            return self.last_body(at);
        }
        None
    }

    /// “A neighbour said she heard a bang. ‘…,’ she said.”: somebody without a name, in the same paragraph and with no name
    /// nearer.
    fn somebody_in_block(&self, at: usize) -> Option<Speaker> {
        let words = &self.words;
        let tokens = words.tokens;
        let here = tokens.get(at)?;
        let mut end = at;
        for _ in 0..4 {
            let last = end.checked_sub(1)?;
            if tokens.list[last].block != here.block {
                return None;
            }
            let low = words.sentence_start(last).min(last);
            let has_person = words
                .names
                .between(low, end)
                .iter()
                .any(|m| !m.is_in_quote && m.sort == Sort::Person);
            if has_person {
                return None;
            }
            if let Some(Who::Noun { first, last }) = words.sentence_subject(low, end)
                && ["a", "an", "one", "another"]
                    .iter()
                    .any(|word| tokens.is_word(first, word))
                && words.is(last, Class::ROLE)
                && (first..last).all(|i| !tokens.list[i].is_possessive)
            {
                return self.of_noun(first, last);
            }
            end = low;
        }
        None
    }

    /// The last person before token `at` of fitting gender: who spoke in the nearest sentence, else who is named first
    /// there, as its subject.
    fn last_person(&self, at: usize, gender: Gender) -> Option<Speaker> {
        let tokens = self.words.tokens;
        let here = tokens.get(at)?.sentence;
        let mut spoke = self.spoke.iter().rev().peekable();
        let mut oblique: Option<&Mention> = None;
        let mut best: Option<(u32, &Mention)> = None;
        let earlier = self.words.names.before(at).take(60);
        for mention in earlier {
            if mention.is_in_quote || mention.sort != Sort::Person {
                continue;
            }
            let Some(person) = mention.person else {
                continue;
            };
            if !self.words.names.people[person].gender.fits(gender) {
                continue;
            }
            let sentence = tokens.list[mention.first].sentence;
            if here - sentence > MAX_SENTENCES {
                break;
            }
            if best.is_some_and(|(nearest, _)| nearest != sentence) {
                break;
            }
            if mention.is_oblique || mention.is_possessive {
                oblique = oblique.or(Some(mention));
                continue;
            }
            best = Some((sentence, mention));
        }
        let fits = |(sentence, speaker): &&(u32, Speaker)| {
            *sentence <= here && !speaker.is_body && speaker.gender.fits(gender)
        };
        while spoke.peek().is_some_and(|entry| !fits(entry)) {
            spoke.next();
        }
        let spoken = spoke
            .peek()
            .filter(|(sentence, _)| here - sentence <= MAX_SENTENCES);
        match (spoken, best) {
            (Some((s, speaker)), Some((m, _))) if *s >= m => Some(speaker.clone()),
            (Some((_, speaker)), None) => Some(speaker.clone()),
            (_, Some((_, mention))) => mention.person.map(|p| self.person(p)),
            (None, None) => oblique
                .and_then(|mention| mention.person)
                .map(|p| self.person(p))
                .or_else(|| self.last_named(at)),
        }
    }

    /// The last thing of two or three words that may be a person's name, where nobody is told as a person.
    fn last_named(&self, at: usize) -> Option<Speaker> {
        let tokens = self.words.tokens;
        let here = tokens.get(at)?.sentence;
        let may_be = |m: &&Mention| {
            m.sort == Sort::Unknown && (1..3).contains(&(m.last - m.first)) && !m.is_in_quote
        };
        let mention = self.words.names.before(at).take(20).find(may_be)?;
        (here - tokens.list[mention.first].sentence <= 4)
            .then(|| self.named(mention.first, mention.last))
    }

    /// The last organisation or group before token `at`, or who spoke last.
    fn last_body(&self, at: usize) -> Option<Speaker> {
        let tokens = self.words.tokens;
        let here = tokens.get(at)?.sentence;
        let spoken = self
            .spoke
            .iter()
            .rev()
            .find(|(sentence, _)| *sentence <= here && here - sentence <= MAX_SENTENCES);
        let mut best: Option<(u32, &Mention)> = None;
        let mut oblique: Option<&Mention> = None;
        for mention in self.words.names.before(at).take(40) {
            if mention.is_in_quote || mention.sort != Sort::Organisation {
                continue;
            }
            let sentence = tokens.list[mention.first].sentence;
            if here - sentence > MAX_SENTENCES {
                break;
            }
            // A subject a few sentences back is likelier than what is named on the way.
            if mention.is_leading && here - sentence <= 3 {
                best = Some((sentence, mention));
                break;
            }
            oblique = oblique.or(Some(mention));
            if best.is_none_or(|(near, _)| near == sentence)
                && !mention.is_oblique
                && !mention.is_possessive
            {
                best = Some((sentence, mention));
            }
        }
        match (spoken, best) {
            (Some((s, speaker)), Some((m, _))) if *s >= m => Some(speaker.clone()),
            (_, Some((_, mention))) => Some(self.named(mention.first, mention.last)),
            (Some((_, speaker)), None) => Some(speaker.clone()),
            (None, None) => oblique.map(|mention| self.named(mention.first, mention.last)),
        }
    }

    /// “the ministry”: the last organisation before token `at` that has the word in its name, else the last one.
    fn body_before(&self, at: usize, noun: &str) -> Option<Speaker> {
        let tokens = self.words.tokens;
        let bodies = || {
            self.words
                .names
                .before(at)
                .take(80)
                .filter(|m| m.sort == Sort::Organisation && !m.is_in_quote)
        };
        let has_word =
            |m: &&Mention| (m.first..=m.last).any(|i| tokens.word(i).eq_ignore_ascii_case(noun));
        let plain = matches!(
            noun,
            "company"
                | "firm"
                | "club"
                | "group"
                | "charity"
                | "airline"
                | "retailer"
                | "agency"
                | "operator"
                | "organisation"
                | "organization"
                | "party"
                | "union"
                | "regulator"
                | "watchdog"
                | "bank"
        );
        let is_beside_group = |m: &&Mention| {
            let sentence = tokens.list[m.first].sentence;
            let near = |i: usize| {
                tokens.get(i).is_some_and(|token| {
                    token.sentence == sentence && token.class.has(Class::GROUP)
                })
            };
            m.sort != Sort::Person
                && !m.is_in_quote
                && tokens.is_kind(m.first.wrapping_sub(1), Kind::Comma)
                && near(m.first.wrapping_sub(2))
                || tokens.is_kind(m.last + 1, Kind::Comma) && (m.last + 2..m.last + 6).any(near)
        };
        let found = bodies()
            .find(has_word)
            .or_else(|| {
                let mut all = self.words.names.before(at).take(80);
                all.find(is_beside_group).filter(|_| plain)
            })
            .or_else(|| bodies().find(|m| !m.is_oblique).filter(|_| plain))?;
        Some(self.named(found.first, found.last))
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
