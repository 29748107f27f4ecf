//! “the foreign minister”: who holds an office, by its noun and the words that tell it from others of that noun.

use super::names::Sort;
use super::speakers::{Speaker, Speakers};
use super::tokens::Kind;
use super::words::Class;

/// Words that make another office of one: whoever is the deputy mayor is not the mayor.
const RANKS: &[&str] = &[
    "prime",
    "vice",
    "deputy",
    "former",
    "ex",
    "shadow",
    "assistant",
    "associate",
    "junior",
    "retired",
    "late",
    "elect",
];

/// Nouns of offices by which the only person of an article may be called without having been introduced so.
const LEADING: &[&str] = &[
    "president",
    "leader",
    "minister",
    "premier",
    "chancellor",
    "governor",
    "senator",
    "mayor",
    "secretary",
    "chairman",
    "chairwoman",
    "chair",
    "chief",
    "executive",
    "commissioner",
    "ambassador",
    "envoy",
    "lawmaker",
    "director",
    "founder",
    "plumber",
    "chef",
    "baker",
    "farmer",
    "fisherman",
    "teacher",
    "designer",
    "engineer",
    "scientist",
    "professor",
    "economist",
    "historian",
    "poet",
    "photographer",
    "producer",
    "presenter",
    "entrepreneur",
    "activist",
    "campaigner",
    "surgeon",
    "biologist",
    "celebrity",
    "influencer",
];

/// Words that tell nothing of an office.
const ANYONES: &[&str] = &[
    "local",
    "new",
    "current",
    "senior",
    "top",
    "longtime",
    "long-time",
    "veteran",
    "then",
    "fellow",
];

/// Nouns of those who may be called a body's chief.
const HEADS: &[&str] = &[
    "general",
    "president",
    "chairman",
    "chairwoman",
    "chair",
    "executive",
    "director",
    "manager",
    "coach",
    "commissioner",
    "secretary",
    "leader",
    "ceo",
    "chief",
];

/// An office as a phrase names it.
struct Office<'t> {
    noun: &'t str,
    ranks: Vec<&'t str>,
    /// “foreign”, “Turin”, “of Lombardy”.
    fields: Vec<&'t str>,
    /// A body of people is among the fields: “the union president”.
    has_body: bool,
}

/// How well an office fits one that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// One of the two says more than the other.
    Possible,
    Sure,
}

impl Office<'_> {
    /// Whether `held` may be the office `self`.
    fn fit(&self, held: &Self) -> Option<Fit> {
        let has_rank = |office: &Self, rank: &&str| {
            office
                .ranks
                .iter()
                .any(|other| other.eq_ignore_ascii_case(rank))
        };
        let is_one_rank = self.ranks.iter().all(|rank| has_rank(held, rank))
            && held.ranks.iter().all(|rank| has_rank(self, rank));
        let is_shared = |field: &&str| held.fields.iter().any(|other| is_one_field(field, other));
        if !is_one_rank {
            return None;
        }
        if !self.noun.eq_ignore_ascii_case(held.noun) {
            // “the UN chief” of a secretary-general
            let is_head = matches!(self.noun, "chief" | "boss" | "head")
                && HEADS
                    .iter()
                    .any(|noun| noun.eq_ignore_ascii_case(held.noun));
            // “the detective” of a detective inspector
            let is_part = self.fields.is_empty()
                && held
                    .fields
                    .iter()
                    .any(|field| field.eq_ignore_ascii_case(self.noun));
            let is_shared = self.fields.iter().any(is_shared);
            return (is_head && is_shared || is_part).then_some(Fit::Possible);
        }
        if self.fields.is_empty() {
            return Some(Fit::Sure);
        }
        if held.fields.is_empty() {
            return (!self.has_body).then_some(Fit::Possible);
        }
        self.fields.iter().any(is_shared).then_some(Fit::Sure)
    }
}

/// The same word, or a country and its people: “Norwegian” and “Norway”, “defense” and “defence”.
fn is_one_field(a: &str, b: &str) -> bool {
    let n_same = a
        .bytes()
        .zip(b.bytes())
        .take_while(|(x, y)| x.eq_ignore_ascii_case(y))
        .count();
    let is_of_people = |word: &str| word.ends_with("sh") || word.ends_with("ch");
    let starts_large = |word: &str| word.starts_with(char::is_uppercase);
    a.eq_ignore_ascii_case(b)
        || n_same >= 5
        || starts_large(a)
            && starts_large(b)
            && (n_same >= 3 || n_same == 2 && (is_of_people(a) || is_of_people(b)))
}

impl<'t> Speakers<'_, 't> {
    /// The office whose noun is token `at`.
    fn office(&self, at: usize) -> Office<'t> {
        const N_WORDS: usize = 5;
        let words = &self.words;
        let tokens = words.tokens;
        let mut office = Office {
            noun: tokens.word(at),
            ranks: Vec::new(),
            fields: Vec::new(),
            has_body: false,
        };
        // Vice-president, president-elect.
        let mut joined = None;
        if let Some((first, last)) = office.noun.rsplit_once(['-', '‑']) {
            let is_first = RANKS.contains(&last);
            office.noun = if is_first { first } else { last };
            joined = Some(if is_first { last } else { first });
        }
        let is_large = tokens.list[at].is_capital;
        let sentence = tokens.list[at].sentence;
        let mut before: Vec<usize> = Vec::new();
        // Without an article, what stands before may be a verb that no list has.
        let mut is_told = at <= N_WORDS;
        for i in (0..at).rev().take(N_WORDS) {
            let token = &tokens.list[i];
            if token.sentence != sentence || token.kind != Kind::Word {
                is_told = true;
                break;
            }
            if words.is_small(i, Class::FUNCTION.or(Class::SPEECH).or(Class::ELSEWHERE)) {
                is_told = words.is(i, Class::FUNCTION);
                break;
            }
            // Met Foreign Minister Ada Venn.
            if is_large && !token.is_capital {
                is_told = true;
                break;
            }
            before.push(i);
            if token.is_possessive {
                is_told = true;
                break;
            }
        }
        // The local MP is the Labour MP.
        before.retain(|&i| !ANYONES.iter().any(|word| tokens.is_word(i, word)));
        let is_known =
            |i: usize| words.is(i, Class::TITLE.or(Class::ROLE)) || RANKS.contains(&tokens.word(i));
        let all = before.iter().filter(|&&i| is_told || is_known(i));
        let named = all.map(|&i| tokens.word(i)).chain(joined);
        for word in named {
            if RANKS.iter().any(|rank| rank.eq_ignore_ascii_case(word)) {
                office.ranks.push(word);
            } else {
                office.fields.push(word);
            }
        }
        let is_group = |i: &usize| words.is(*i, Class::GROUP);
        office.has_body = before.iter().any(is_group);
        // President of Kestria, minister for foreign affairs.
        if matches!(tokens.word(at + 1), "of" | "for") {
            let behind = (at + 2..at + 2 + N_WORDS).take_while(|&i| {
                tokens.is_kind(i, Kind::Word)
                    && (words.is(i, Class::DETERMINER) && i == at + 2
                        || !words.is(i, Class::FUNCTION.or(Class::SPEECH))
                        || tokens.is_name_word(i))
            });
            let behind = behind.filter(|&i| !words.is_small(i, Class::DETERMINER));
            office.fields.extend(behind.map(|i| tokens.word(i)));
        }
        office
    }

    /// Who holds the office whose noun is token `head`: the last one named before token `at`, else the first one after.
    pub(super) fn holder(&self, head: usize, at: usize) -> Option<usize> {
        const N_OFFICES: usize = 60;
        let names = self.words.names;
        let asked = self.office(head);
        let behind = names.offices.partition_point(|&(i, _)| i < at);
        let (before, after) = names.offices.split_at(behind);
        let near = before.iter().rev().take(N_OFFICES);
        let near = near.chain(after.iter().filter(|(i, _)| *i != head).take(N_OFFICES));
        let mut best: Option<(Fit, usize)> = None;
        for &(i, person) in near {
            let Some(fit) = asked.fit(&self.office(i)) else {
                continue;
            };
            if best.is_none_or(|(known, _)| fit > known) {
                best = Some((fit, person));
            }
            if fit == Fit::Sure {
                break;
            }
        }
        best.map(|(_, person)| person)
    }

    /// “Aldo Riva warned Europe … The French president said”: the only person named so far, of whom no office is told.
    pub(super) fn only_person(&self, noun: &str, at: usize) -> Option<Speaker> {
        if !LEADING.contains(&noun) {
            return None;
        }
        let names = self.words.names;
        let mut people = names
            .before(at)
            .filter(|m| m.sort == Sort::Person && !m.is_in_quote)
            .filter_map(|m| m.person);
        let only = people.next()?;
        let has_office = || names.offices.iter().any(|&(_, person)| person == only);
        (people.all(|person| person == only) && !has_office()).then(|| self.person(only))
    }
}
