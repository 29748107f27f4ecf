//! One name: how far it runs, what is its title, whether it is a person's.

use super::joined::{is_joint, joined_to};
use super::names::{Gender, Mention, Sort};
use super::tokens::{Kind, Token, Tokens};
use super::words::Class;

/// A name runs over so many words at most.
const MAX_WORDS: usize = 10;

/// The name that begins at token `i`: capitalised words, with “de”, “van” and the like between.
pub(super) fn run_from(tokens: &Tokens<'_>, i: usize) -> Option<(usize, usize)> {
    if !tokens.is_name_word(i) {
        return None;
    }
    let mut last = i;
    while last + 1 < tokens.list.len() && last - i + 1 < MAX_WORDS {
        if tokens.list[last].is_possessive {
            break;
        }
        let next = last + 1;
        if !is_beside(tokens, last, next) {
            let Some(end) = joined_to(tokens, i, last) else {
                break;
            };
            last = end;
        } else if tokens.is_name_word(next) {
            last = next;
        } else if is_particle(tokens.word(next))
            && is_beside(tokens, next, next + 1)
            && tokens.is_name_word(next + 1)
        {
            last = next + 1;
        } else if is_particle(tokens.word(next))
            && is_particle(tokens.word(next + 1))
            && is_beside(tokens, next, next + 1)
            && is_beside(tokens, next + 1, next + 2)
            && tokens.is_name_word(next + 2)
        {
            last = next + 2;
        } else if let Some(end) = joined_to(tokens, i, last) {
            last = end;
        } else {
            break;
        }
    }
    Some((i, last))
}

/// Nothing but one blank stands between two tokens.
pub(super) fn is_beside(tokens: &Tokens<'_>, a: usize, b: usize) -> bool {
    let (Some(x), Some(y)) = (tokens.get(a), tokens.get(b)) else {
        return false;
    };
    let between = tokens
        .text
        .get(x.end as usize..y.start as usize)
        .unwrap_or("x.");
    // The Seafarers’ Union.
    let between = if between.len() > 1 && tokens.word(a).ends_with('s') {
        between.trim_start_matches(['’', '\''])
    } else {
        between
    };
    x.quote == y.quote && x.block == y.block && !between.is_empty() && between.trim().is_empty()
}

fn is_particle(word: &str) -> bool {
    matches!(
        word,
        "de" | "da"
            | "di"
            | "del"
            | "della"
            | "dos"
            | "du"
            | "von"
            | "van"
            | "der"
            | "den"
            | "ten"
            | "ter"
            | "la"
            | "le"
            | "al"
            | "el"
            | "bin"
            | "bint"
            | "ibn"
            | "y"
            | "zu"
            | "af"
    )
}

/// The name among the capitalised words `start..=last`, titles and sentence beginnings taken off.
#[allow(
    clippy::too_many_lines,
    reason = "one case after the other, each of them short"
)]
pub(super) fn mention(tokens: &Tokens<'_>, start: usize, last: usize) -> Option<Mention> {
    let token = |i: usize| &tokens.list[i];
    let mut gender = Gender::Unknown;
    let mut has_title = false;
    let mut first = start;
    // The last title word with a name behind it.
    for i in start..last {
        let is_of_body =
            token(i + 1).class.has(Class::ORGANISATION) && !token(i).class.has(Class::MR);
        if token(i).class.has(Class::ANY_TITLE)
            && !is_of_body
            && !is_inner_given_name(tokens, start, i)
        {
            has_title = true;
            first = i + 1;
            gender = match Gender::of(without_given_name(token(i).class)) {
                Gender::Unknown => gender,
                told => told,
            };
        }
    }
    if first < last && is_particle(tokens.word(first)) && has_title {
        // Sprecher der Polizei: an office of something, not a person's title.
        has_title = false;
        gender = Gender::Unknown;
        first = start;
    }
    // The Deputy Speaker: titles only.
    let is_title_only = has_title
        && (first..=last).all(|i| token(i).class.has(Class::TITLE.or(Class::ROLE)))
        && !is_given_name(token(first));
    if is_title_only {
        has_title = false;
        first = start;
    }
    // Wife Tansy said: no part of the name.
    let is_noun_first = !has_title
        && first < last
        && token(first).class.has(Class::ROLE)
        && !token(first).class.has(Class::GIVEN_NAME)
        && !tokens.word(first).ends_with('s')
        && !tokens.is_word(first, "police")
        && begins_sentence(tokens, first)
        && (first..=last).all(|i| !token(i).class.has(Class::ORGANISATION.or(Class::GROUP)));
    if is_noun_first {
        first += 1;
    }
    // The Belgian Jef Verhaegen.
    let is_demonym = |i: usize| {
        let word = tokens.word(i);
        [
            "ian", "ish", "ese", "Dutch", "French", "Swiss", "Greek", "German", "American",
            "Korean",
        ]
        .iter()
        .any(|end| word.ends_with(end))
    };
    let has_demonym = !has_title && last - first == 2 && is_demonym(first);
    if has_demonym {
        first += 1;
    }
    // “Secretary of State Marco Rubio”, “Amnesty researcher Ada Venn”: from the given name on.
    let named = (first..last).find(|&i| is_given_name(token(i)));
    let is_joined = (first..last).any(|i| is_joint(tokens, i));
    // Secretary of State Marco Rubio: the state is the office's.
    let is_behind_office = start > 1
        && tokens.is_word(start - 1, "of")
        && token(start - 2).class.has(Class::TITLE.or(Class::ROLE))
        && named.is_some_and(|named| named > first)
        && !ends_as_organisation(tokens, last);
    let is_organisation = is_joined
        || !is_behind_office
            && (first..=last).any(|i| token(i).class.has(Class::ORGANISATION))
            && !(named == Some(first) && last - first < 3 && !ends_as_organisation(tokens, last));
    let has_given_name = named.is_some() && !is_organisation;
    if let Some(named) = named
        && !is_organisation
        && (named == first || named - first <= 2)
    {
        first = named;
    }
    if gender == Gender::Unknown && has_given_name {
        gender = Gender::of(token(first).class);
    }
    let n_words = last - first + 1;
    let word = tokens.word(first);
    let is_acronym = n_words == 1 && word.len() >= 2 && word.chars().all(|c| !c.is_lowercase());
    // LONDON, Oct 22 (Coast Wire) - Shares …
    // Also FRANKFURT/DETROIT.
    let block = (start.saturating_sub(3)..=start).find(|&i| token(i).block == token(start).block);
    let begins_block = block.filter(|&i| i == 0 || token(i - 1).block != token(i).block);
    let is_dateline = is_acronym
        && begins_block.is_some_and(|i| word.len() > 4 || dateline_end(tokens, i).is_some());
    let is_acronym = is_acronym && !is_dateline;
    // Rail operator WestLine.
    let is_named_group = start > 0
        && token(start - 1).class.has(Class::GROUP)
        && !token(start - 1).is_capital
        && token(start - 1).sentence == token(start).sentence
        && named.is_none();
    // The Sund Ferry; Brightwell Care, which runs homes.
    let is_told_as_body =
        start > 0 && follows_article(tokens, start) && n_words > 1 && !has_demonym
            || tokens.is_kind(last + 1, Kind::Comma) && tokens.is_word(last + 2, "which");
    let sort = if is_named_group && !has_title || is_organisation || is_acronym && !has_title {
        Sort::Organisation
    } else if has_given_name || has_title {
        Sort::Person
    } else if is_told_as_body {
        Sort::Organisation
    } else {
        Sort::Unknown
    };
    if n_words == 1 && first == start && is_common_at_start(tokens, first) {
        return None;
    }
    Some(Mention {
        first,
        last,
        sort,
        gender,
        person: None,
        run_start: start,
        is_possessive: token(last).is_possessive,
        is_oblique: start > 0
            && token(start - 1).sentence == token(start).sentence
            && (token(start - 1).class.has(Class::PREPOSITION)
                || token(start - 1).kind == Kind::OpenBracket
                || is_hearer(tokens, start)),
        is_in_quote: token(start).quote > 0,
        is_leading: {
            let sentence = token(start).sentence;
            let begins = |i: usize| i == 0 || token(i - 1).sentence != sentence;
            let is_subject = begins(start)
                || token(start - 1).class.has(Class::DETERMINER) && begins(start - 1)
                || token(start - 1).is_possessive && token(start - 1).is_capital;
            is_subject && !is_dateline
        },
    })
}

/// “LONDON, May 4 (Coast Wire) — Shares fell”, where `start` begins a paragraph: the token behind the dash.
pub(super) fn dateline_end(tokens: &Tokens<'_>, start: usize) -> Option<usize> {
    const N_TOKENS: usize = 16;
    let word = tokens.word(start);
    let begins = start == 0 || tokens.list[start - 1].block != tokens.list[start].block;
    let is_place = word.len() > 2 && word.chars().all(char::is_uppercase);
    if !(begins && is_place) {
        return None;
    }
    let dash = (start + 1..start + N_TOKENS).find(|&i| tokens.is_kind(i, Kind::Dash))?;
    let is_large = |i: usize| !tokens.is_kind(i, Kind::Word) || tokens.list[i].is_capital;
    (start..dash).all(is_large).then_some(dash + 1)
}

/// “told the Courier”: no subject.
fn is_hearer(tokens: &Tokens<'_>, start: usize) -> bool {
    let article = usize::from(tokens.is_word(start - 1, "the"));
    (start - 1)
        .checked_sub(article)
        .is_some_and(|i| matches!(tokens.word(i), "told" | "tells" | "telling"))
}

/// Only what a word is as a title.
fn without_given_name(class: Class) -> Class {
    class.without(Class::GIVEN_NAME)
}

fn is_given_name(token: &Token) -> bool {
    token.class.has(Class::GIVEN_NAME) && !token.is_possessive
}

/// “Ada King”, “Orlo Prince”: a title's word as a surname.
fn is_inner_given_name(tokens: &Tokens<'_>, start: usize, i: usize) -> bool {
    i > start
        && tokens.list[i - 1].class.has(Class::GIVEN_NAME)
        && tokens.list[i].class.has(Class::MR.or(Class::MS))
}

fn ends_as_organisation(tokens: &Tokens<'_>, last: usize) -> bool {
    tokens.is(last, Class::ORGANISATION)
}

fn follows_article(tokens: &Tokens<'_>, start: usize) -> bool {
    tokens.is_word(start - 1, "the")
}

/// “Police”, “Residents”, “Critics”: a common word with a capital because it begins the sentence.
fn is_common_at_start(tokens: &Tokens<'_>, i: usize) -> bool {
    let token = &tokens.list[i];
    begins_sentence(tokens, i)
        && token.class.has(
            Class::ROLE
                .or(Class::GROUP)
                .or(Class::SPEECH)
                .or(Class::WRITTEN)
                .or(Class::WORK)
                .or(Class::TERM),
        )
}

pub(super) fn begins_sentence(tokens: &Tokens<'_>, i: usize) -> bool {
    let Some((before, token)) = i
        .checked_sub(1)
        .and_then(|b| tokens.get(b))
        .zip(tokens.get(i))
    else {
        return i == 0;
    };
    before.sentence != token.sentence || before.kind == Kind::Stop || before.quote != token.quote
}

/// “Wanjiru Mwende, 45,”, “Mwende, who …”, “manager Wanjiru Mwende”, “said Wanjiru Mwende”.
pub(super) fn is_told_as_person(tokens: &Tokens<'_>, mention: &Mention) -> bool {
    let next = mention.last + 1;
    let same = |i: usize| {
        tokens
            .get(i)
            .is_some_and(|t| t.sentence == tokens.list[mention.first].sentence)
    };
    let has_apposition = same(next)
        && tokens.is_kind(next, Kind::Comma)
        && same(next + 1)
        && (tokens.is_kind(next + 1, Kind::Number) || tokens.is(next + 1, Class::WHO));
    let has_verb = same(next) && tokens.is(next, Class::SAID);
    let is_behind = mention.run_start > 0 && same(mention.run_start - 1) && {
        let before = mention.run_start - 1;
        tokens.is(before, Class::SAID) && mention.last - mention.first < 3
            || tokens.is(before, Class::ROLE) && !tokens.list[before].is_capital
    };
    // Her producer, the Belgian Wanjiru Mwende.
    let is_role_near = (mention.run_start.saturating_sub(5)..mention.run_start)
        .rev()
        .take_while(|&i| same(i))
        .take_while(|&i| {
            let token = &tokens.list[i];
            token.kind == Kind::Comma
                || token.is_capital
                || token.class.has(Class::DETERMINER.or(Class::ROLE))
        })
        // The mine’s owner, Salda Metals: no person for sure.
        .any(|i| tokens.is(i, Class::ROLE) && !matches!(tokens.word(i), "owner" | "rival"));
    has_apposition || has_verb || is_behind || is_role_near
}
