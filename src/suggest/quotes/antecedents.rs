//! Whom a pronoun means, or “the company”: the last fitting person or body before it.

use super::names::{Gender, Mention, Sort};
use super::phrases::Who;
use super::speakers::{Speaker, Speakers};
use super::tokens::Kind;
use super::words::Class;

/// A pronoun means somebody named not more than this many sentences before.
const MAX_SENTENCES: u32 = 14;

/// Nouns by which a body is called that has another word in its name, or none.
const PLAIN_BODIES: &[&str] = &[
    "company",
    "firm",
    "club",
    "group",
    "charity",
    "airline",
    "carrier",
    "retailer",
    "supermarket",
    "chain",
    "brand",
    "agency",
    "operator",
    "organisation",
    "organization",
    "party",
    "union",
    "regulator",
    "watchdog",
    "bank",
    "lender",
    "insurer",
    "carmaker",
    "automaker",
    "planemaker",
    "drugmaker",
    "chipmaker",
    "manufacturer",
    "maker",
    "developer",
    "broadcaster",
    "newspaper",
    "network",
    "studio",
    "label",
    "institution",
    "body",
    "startup",
    "start-up",
    "business",
];

impl Speakers<'_, '_> {
    pub(super) fn of_pronoun(&self, at: usize) -> Option<Speaker> {
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
        if class.has(Class::IT)
            && let Some(speaker) = self.body_in_narration(at)
        {
            return Some(speaker);
        }
        class
            .has(Class::THEY.or(Class::IT))
            .then(|| self.last_body(at, class.has(Class::IT)))
            .flatten()
    }

    /// “A neighbour said she heard a bang. ‘…,’ she said.”: somebody without a name, in the same paragraph and with no name
    /// nearer.
    pub(super) fn somebody_in_block(&self, at: usize) -> Option<Speaker> {
        let words = &self.words;
        let tokens = words.tokens;
        let here = tokens.get(at)?;
        let mut end = at;
        for _ in 0..4 {
            let last = end.checked_sub(1)?;
            // The paragraph before, where this one begins with the quotation.
            let is_near = tokens.list[last].block == here.block
                || tokens.list[last].block + 1 == here.block
                    && !(end..at).any(|i| words.is_outside(i));
            if !is_near {
                return None;
            }
            let low = words.sentence_start(last).min(last);
            if let Some(Who::Noun { first, last }) = self.subject_of(low, end)
                && ["a", "an", "one", "another"]
                    .iter()
                    .any(|word| tokens.is_word(first, word))
                // What follows the noun may be a verb that no list has.
                && let Some(head) = (first..=last).find(|&i| words.is(i, Class::ROLE))
                && (first..head).all(|i| !tokens.list[i].is_possessive)
            {
                // A spokesman for the port.
                let goes_on = matches!(tokens.word(head + 1), "for" | "of" | "from" | "at");
                return self.of_noun(first, if goes_on { last } else { head });
            }
            let has_person = words
                .names
                .between(low, end)
                .iter()
                .any(|m| !m.is_in_quote && m.sort == Sort::Person);
            if has_person {
                return None;
            }
            end = low;
        }
        None
    }

    /// “The council disagreed. ‘…,’ it said.”: what one of the sentences before is about, where it is a body or a thing
    /// that has words in it, and no one has spoken for another body since.
    fn body_in_narration(&self, at: usize) -> Option<Speaker> {
        const N_SENTENCES: usize = 3;
        let words = &self.words;
        let tokens = words.tokens;
        let block = tokens.get(at)?.block;
        let spoken = self.spoke.iter().rev().find(|(_, speaker)| speaker.is_body);
        let mut end = at;
        for _ in 0..N_SENTENCES {
            let low = words.sentence_start(end.checked_sub(1)?);
            let sentence = tokens.list[low].sentence;
            if tokens.list[low].block + 1 < block {
                return None;
            }
            if let Some((_, speaker)) = spoken.filter(|(spoken, _)| *spoken >= sentence) {
                return Some(speaker.clone());
            }
            match self.subject_of(low, end) {
                Some(Who::Noun { first, last }) => {
                    if let Some(last) = self.body_head(first, last) {
                        return self.of_noun(first, last);
                    }
                }
                Some(Who::Name { first, last }) => {
                    // The mine’s owner, Salda Metals, denied it.
                    let is_told_so = first > low && tokens.is_kind(first - 1, Kind::Comma);
                    let is_body = words.names.at(first).is_some_and(|m| match m.sort {
                        Sort::Organisation => m.is_leading || is_told_so,
                        Sort::Unknown => is_told_so || m.is_leading,
                        Sort::Person => false,
                    });
                    if is_body {
                        return Some(self.named(first, last));
                    }
                }
                Some(Who::Pronoun(_)) | None => {}
            }
            end = low;
        }
        None
    }

    /// The subject of what is said among tokens `low..end`, else the first that may be one.
    fn subject_of(&self, low: usize, end: usize) -> Option<Who> {
        let words = &self.words;
        let said = (low..end)
            .find(|&i| {
                words.is(i, Class::SAID)
                    && words.is_verb(i)
                    && !words.is_passive(i)
                    && !(i > low && words.is(i - 1, Class::WHO))
            })
            .and_then(|verb| words.subject_before(verb, low));
        said.or_else(|| words.sentence_subject(low, end))
    }

    /// Where the body or written thing that the phrase `first..=last` begins with ends; what follows it may be a verb
    /// that no list has.
    fn body_head(&self, first: usize, last: usize) -> Option<usize> {
        let words = &self.words;
        let is_body = |i: usize| words.is(i, Class::GROUP.or(Class::WRITTEN));
        let head = (first..=last).find(|&i| is_body(i))?;
        let head = (head..=last).take_while(|&i| is_body(i)).last()?;
        let is_of_person = (first..=head).any(|i| words.is_small(i, Class::PREPOSITION))
            || head < last && words.is(head + 1, Class::ROLE);
        // The chamber of commerce.
        let goes_on = head < last && words.is_small(head + 1, Class::PREPOSITION);
        (!is_of_person).then_some(if goes_on { last } else { head })
    }

    /// The last person before token `at` of fitting gender: who spoke in the nearest sentence, else who is named first
    /// there, as its subject.
    pub(super) fn last_person(&self, at: usize, gender: Gender) -> Option<Speaker> {
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
        // “For Ada Venn, it came too late. ‘…,’ she said.” after words of an envoy without a name.
        let nearer = oblique.filter(|m| {
            gender != Gender::Unknown
                && spoken.is_some_and(|(sentence, speaker)| {
                    speaker.person.is_none() && *sentence < tokens.list[m.first].sentence
                })
        });
        let is_last = best.is_none_or(|(m, _)| spoken.is_some_and(|(s, _)| m <= *s));
        if let Some(person) = nearer.filter(|_| is_last).and_then(|m| m.person) {
            return Some(self.person(person));
        }
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
    pub(super) fn last_named(&self, at: usize) -> Option<Speaker> {
        let tokens = self.words.tokens;
        let here = tokens.get(at)?.sentence;
        let may_be = |m: &&Mention| {
            m.sort == Sort::Unknown && (1..3).contains(&(m.last - m.first)) && !m.is_in_quote
        };
        let mention = self.words.names.before(at).take(20).find(may_be)?;
        (here - tokens.list[mention.first].sentence <= 4)
            .then(|| self.named(mention.first, mention.last))
    }

    /// The last organisation or group before token `at`, or who spoke last; `is_thing`: no person.
    pub(super) fn last_body(&self, at: usize, is_thing: bool) -> Option<Speaker> {
        let tokens = self.words.tokens;
        let here = tokens.get(at)?.sentence;
        let spoken = self.spoke.iter().rev().find(|(sentence, speaker)| {
            *sentence <= here && here - sentence <= MAX_SENTENCES && (speaker.is_body || !is_thing)
        });
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
    pub(super) fn body_before(&self, at: usize, noun: &str) -> Option<Speaker> {
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
        let plain = PLAIN_BODIES.contains(&noun);
        let is_beside_group = |m: &&Mention| {
            let sentence = tokens.list[m.first].sentence;
            let near = |i: usize| {
                tokens.get(i).is_some_and(|token| {
                    token.sentence == sentence && token.class.has(Class::GROUP)
                })
            };
            let is_behind = tokens.is_kind(m.first.wrapping_sub(1), Kind::Comma)
                && near(m.first.wrapping_sub(2));
            let is_before =
                tokens.is_kind(m.last + 1, Kind::Comma) && (m.last + 2..m.last + 6).any(near);
            m.sort != Sort::Person && !m.is_in_quote && (is_behind || is_before)
        };
        let here = tokens.get(at)?.sentence;
        let is_near = |m: &Mention| here - tokens.list[m.first].sentence <= 3;
        // “The agency could not reach Novard. The company had said …”
        let is_business = matches!(
            noun,
            "company" | "firm" | "retailer" | "carmaker" | "business"
        );
        let last_unknown = || {
            self.words
                .names
                .before(at)
                .take_while(|m| here - tokens.list[m.first].sentence <= 1)
                .find(|m| {
                    m.sort == Sort::Unknown
                        && !m.is_in_quote
                        && !m.is_oblique
                        && !m.is_possessive
                        && here > tokens.list[m.first].sentence
                })
        };
        let found = bodies()
            .filter(|m| !tokens.is(m.last + 1, Class::GROUP))
            .find(has_word)
            .or_else(|| {
                let mut all = self.words.names.before(at).take(80);
                all.find(is_beside_group).filter(|_| plain)
            })
            .or_else(|| {
                bodies()
                    .find(|m| !m.is_oblique && is_near(m))
                    .filter(|_| plain)
            })
            .or_else(|| last_unknown().filter(|_| is_business))
            .or_else(|| bodies().find(|m| !m.is_oblique).filter(|_| plain))?;
        Some(self.named(found.first, found.last))
    }
}
