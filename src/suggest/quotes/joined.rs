//! Names of bodies that run over small words: “Ministry of Fisheries”, “Marks and Spencer”, “Johnson & Johnson”.

use super::mention::is_beside;
use super::tokens::{Kind, Tokens};
use super::words::Class;

/// What “of” and “for” belong to the name behind.
const HEADS: &[&str] = &[
    "ministry",
    "department",
    "office",
    "bureau",
    "centre",
    "centers",
    "center",
    "committee",
    "commission",
    "institute",
    "agency",
    "council",
    "bank",
    "university",
    "college",
    "court",
    "house",
    "board",
    "church",
    "association",
    "federation",
    "union",
    "league",
    "society",
    "school",
    "academy",
    "organisation",
    "organization",
    "campaign",
    "foundation",
    "chamber",
    "confederation",
    "authority",
];

/// What a name joined by “and” ends in: “Customs and Border Protection”.
const ENDS: &[&str] = &[
    "executive",
    "enforcement",
    "prevention",
    "protection",
    "sons",
    "daughters",
    "co",
    "partners",
    "administration",
];

/// Verbs of one: “Marks and Spencer has”.
const OF_ONE: &[&str] = &[
    "has", "is", "was", "says", "does", "plans", "denies", "wants", "insists", "claims", "its",
];

/// The last word of the name `start..=last` where it goes on behind “of”, “for”, “and” or “&”; `None` where it ends.
pub(super) fn joined_to(tokens: &Tokens<'_>, start: usize, last: usize) -> Option<usize> {
    if is_ampersand(tokens, last) {
        return is_name(tokens, last + 1).then_some(last + 1);
    }
    let next = last + 1;
    let is_head = HEADS.iter().any(|head| tokens.is_word(last, head));
    if is_head && is_beside(tokens, last, next) && matches!(tokens.word(next), "of" | "for" | "on")
    {
        // The Department for the Environment.
        let name = next + 1 + usize::from(tokens.word(next + 1) == "the");
        let is_near = is_beside(tokens, next, next + 1) && is_beside(tokens, name - 1, name);
        return (is_near && is_name(tokens, name)).then_some(name);
    }
    let has_head = (start..last)
        .any(|i| HEADS.iter().any(|head| tokens.is_word(i, head)) && is_small(tokens, i + 1));
    if has_head && tokens.is_kind(next, Kind::Comma) {
        return listed(tokens, next);
    }
    if !tokens.is_word(next, "and")
        || !is_beside(tokens, last, next)
        || !is_beside(tokens, next, next + 1)
    {
        return None;
    }
    let end = (next + 1..next + 5)
        .take_while(|&i| is_name(tokens, i) && (i == next + 1 || is_beside(tokens, i - 1, i)))
        .last()?;
    let is_body = (start..=last)
        .any(|i| tokens.is(i, Class::ORGANISATION) && !tokens.is(i, Class::GIVEN_NAME));
    let ends_as_body = (end > next + 1 || !is_body)
        && (tokens.is(end, Class::ORGANISATION)
            || ENDS.iter().any(|word| tokens.is_word(end, word)));
    let is_person = (start..=last).any(|i| tokens.is(i, Class::ANY_TITLE));
    let has_article = start > 0 && tokens.is_word(start - 1, "the");
    let is_single = start == last && end == next + 1;
    let is_joined = if has_head {
        true
    } else if has_article || end == next + 2 && start == last {
        !is_body && !is_person && ends_as_body
    } else {
        is_single && !is_person && (ends_as_body || is_one(tokens, last, end))
    };
    is_joined.then_some(end)
}

/// Whether a name goes on behind token `i` over a word that joins.
pub(super) fn is_joint(tokens: &Tokens<'_>, i: usize) -> bool {
    is_ampersand(tokens, i) || tokens.is_word(i, "and")
}

/// “Environment, Food and Rural Affairs”: the word before “and”, where capitalised words stand from the comma on.
fn listed(tokens: &Tokens<'_>, comma: usize) -> Option<usize> {
    let mut last = comma + 1;
    while is_name(tokens, last) {
        if tokens.is_word(last + 1, "and") {
            return is_name(tokens, last + 2).then_some(last);
        }
        last += if tokens.is_kind(last + 1, Kind::Comma) {
            2
        } else {
            1
        };
    }
    None
}

fn is_small(tokens: &Tokens<'_>, i: usize) -> bool {
    tokens.get(i).is_some_and(|token| !token.is_capital)
}

fn is_name(tokens: &Tokens<'_>, i: usize) -> bool {
    tokens.is_name_word(i)
}

/// Nothing but “ & ” stands behind the word.
fn is_ampersand(tokens: &Tokens<'_>, i: usize) -> bool {
    let (Some(a), Some(b)) = (tokens.get(i), tokens.get(i + 1)) else {
        return false;
    };
    let between = tokens.text.get(a.end as usize..b.start as usize);
    a.quote == b.quote && matches!(between, Some(" & " | " &amp; "))
}

/// “Marks and Spencer has”, “Marks and Spencer said it was”: one body, not two people.
fn is_one(tokens: &Tokens<'_>, last: usize, end: usize) -> bool {
    let is_given = |i: usize| tokens.is(i, Class::GIVEN_NAME);
    if is_given(last) && is_given(end) {
        return false;
    }
    let is_of_one = |i: usize| OF_ONE.iter().any(|word| tokens.word(i) == *word);
    is_of_one(end + 1)
        || tokens.is(end + 1, Class::SAID) && matches!(tokens.word(end + 2), "it" | "its")
}
