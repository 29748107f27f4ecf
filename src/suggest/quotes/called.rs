//! Single names that are told as a person's by what stands beside them: “Jonas, her son”, “her brother Jonas”.

use super::mention::begins_sentence;
use super::names::{Gender, Mention};
use super::tokens::{Kind, Tokens};
use super::words::Class;

/// Nouns of class `role` that places and firms are called by too: “Vertex, a rival”.
const NOT_ONLY_PEOPLE: &[&str] = &[
    "owner",
    "rival",
    "leader",
    "champion",
    "host",
    "star",
    "broadcaster",
    "winner",
    "partner",
    "opponent",
    "player",
    "trader",
    "model",
    "police",
    "people",
    "veteran",
    "insider",
    "newcomer",
    "favourite",
    "supplier",
    "builder",
];

const MALE_KIN: &[&str] = &[
    "son",
    "father",
    "brother",
    "husband",
    "uncle",
    "grandfather",
    "boy",
    "man",
    "dad",
    "grandson",
    "nephew",
    "boyfriend",
    "stepfather",
    "stepson",
    "widower",
];

const FEMALE_KIN: &[&str] = &[
    "daughter",
    "mother",
    "sister",
    "wife",
    "aunt",
    "grandmother",
    "girl",
    "woman",
    "mum",
    "mom",
    "granddaughter",
    "niece",
    "girlfriend",
    "stepmother",
    "stepdaughter",
    "widow",
];

/// A noun for one person and for nothing else, outside names.
fn is_person_noun(tokens: &Tokens<'_>, i: usize) -> bool {
    let word = tokens.word(i);
    tokens.is(i, Class::ROLE)
        && (!tokens.list[i].is_capital || begins_sentence(tokens, i))
        && !word.ends_with('s')
        && !NOT_ONLY_PEOPLE.iter().any(|other| tokens.is_word(i, other))
}

fn gender_of_noun(tokens: &Tokens<'_>, i: usize) -> Gender {
    let is_one_of = |nouns: &[&str]| nouns.iter().any(|noun| tokens.is_word(i, noun));
    if is_one_of(MALE_KIN) {
        Gender::Male
    } else if is_one_of(FEMALE_KIN) {
        Gender::Female
    } else {
        Gender::Unknown
    }
}

/// The gender of whom a mention of one word names, where it is told as a person; `None` where nothing tells it.
pub(super) fn told_single(tokens: &Tokens<'_>, mention: &Mention) -> Option<Gender> {
    let at = mention.first;
    // The Irishman, 56, said.
    let has_article =
        at > 0 && tokens.is(at - 1, Class::DETERMINER) && !tokens.is(at - 1, Class::PRONOUN);
    if mention.last != at || mention.is_possessive || mention.is_in_quote || has_article {
        return None;
    }
    let own = Gender::of(tokens.list[at].class);
    let told = told_behind(tokens, at).or_else(|| told_before(tokens, at));
    let is_called = || is_called(tokens, at) || is_named_speaker(tokens, at);
    match told {
        _ if mention.is_oblique && !is_called() => None,
        Some(Gender::Unknown) => Some(own),
        Some(gender) => Some(gender),
        None => is_called().then_some(own),
    }
}

fn is_same_sentence(tokens: &Tokens<'_>, a: usize, b: usize) -> bool {
    matches!((tokens.get(a), tokens.get(b)), (Some(a), Some(b)) if a.sentence == b.sentence)
}

/// “Nino, 20,”, “Nino, who”, “Jonas, her son,”, “Zdenka, a tram driver from Brno,”.
fn told_behind(tokens: &Tokens<'_>, at: usize) -> Option<Gender> {
    const N_WORDS: usize = 5;
    if !tokens.is_kind(at + 1, Kind::Comma) || !is_same_sentence(tokens, at, at + 2) {
        return None;
    }
    let next = at + 2;
    let is_age = tokens.is_kind(next, Kind::Number)
        && tokens
            .word(next)
            .parse::<u8>()
            .is_ok_and(|age| (4..115).contains(&age))
        && matches!(
            tokens.get(next + 1).map(|t| t.kind),
            Some(Kind::Comma | Kind::Stop)
        );
    if is_age || tokens.is_word(next, "who") {
        return Some(Gender::Unknown);
    }
    if !tokens.is(next, Class::DETERMINER) {
        return None;
    }
    let noun = (next + 1..next + 1 + N_WORDS)
        .take_while(|&i| {
            tokens.is_kind(i, Kind::Word)
                && is_same_sentence(tokens, at, i)
                && !tokens.is(i, Class::FUNCTION.or(Class::SAID))
        })
        .last()?;
    // In the Courier, the mayor said: no apposition.
    let is_closed = match tokens.get(noun + 1) {
        Some(token) if token.kind == Kind::Word => {
            token.class.has(Class::PREPOSITION.or(Class::WHO))
        }
        Some(token) => matches!(token.kind, Kind::Comma | Kind::Stop),
        None => true,
    };
    (is_closed && is_person_noun(tokens, noun)).then(|| gender_of_noun(tokens, noun))
}

/// “her brother Jonas”, “their father, Luis,”, “his call sign, Fox,”.
fn told_before(tokens: &Tokens<'_>, at: usize) -> Option<Gender> {
    let before = at
        .checked_sub(1)
        .filter(|&i| is_same_sentence(tokens, i, at))?;
    if is_person_noun(tokens, before) {
        return Some(gender_of_noun(tokens, before));
    }
    let noun = before
        .checked_sub(1)
        .filter(|_| tokens.is_kind(before, Kind::Comma))?;
    let is_closed = matches!(
        tokens.get(at + 1).map(|t| t.kind),
        Some(Kind::Comma | Kind::Stop)
    );
    let is_name_of = ["name", "sign"]
        .iter()
        .any(|word| tokens.is_word(noun, word));
    let is_owned = (noun.saturating_sub(3)..noun).any(|i| {
        tokens.is(i, Class::DETERMINER) && tokens.is(i, Class::PRONOUN)
            || tokens.list[i].is_possessive
    });
    let is_kin = gender_of_noun(tokens, noun) != Gender::Unknown;
    if is_closed && is_owned && (is_name_of || is_kin || is_person_noun(tokens, noun)) {
        return Some(gender_of_noun(tokens, noun));
    }
    None
}

/// “who asked to be called Sam”, “identified only as Sam”, “a boy named Sam”, “gave his name as Sam”.
fn is_called(tokens: &Tokens<'_>, at: usize) -> bool {
    let Some(before) = at.checked_sub(1) else {
        return false;
    };
    let is_word = |i: usize, words: &[&str]| words.iter().any(|word| tokens.is_word(i, word));
    if is_word(before, &["called", "named"]) {
        let known = before.checked_sub(1);
        return known.is_some_and(|i| tokens.is_word(i, "be") || is_person_noun(tokens, i));
    }
    is_word(before, &["as"])
        && (before.saturating_sub(7)..before).rev().any(|i| {
            is_same_sentence(tokens, i, at)
                && is_word(
                    i,
                    &["identified", "named", "gave", "gives", "giving", "name"],
                )
        })
}

/// “Mia said”, “said Mia”: a given name beside a verb of speech.
fn is_named_speaker(tokens: &Tokens<'_>, at: usize) -> bool {
    let is_said = |i: usize| is_same_sentence(tokens, i, at) && tokens.is(i, Class::SAID);
    tokens.is(at, Class::GIVEN_NAME)
        && (is_said(at + 1) || at > 0 && is_said(at - 1) && tokens.list[at - 1].quote == 0)
}
