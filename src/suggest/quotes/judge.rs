//! How sure it is that words in quotation marks are somebody's, 0 to 1, and why.
//!
//! The figures only order; what matters is which side of one half they fall on. Speech beside a verb of speech is
//! surest; words that an article merely sets off (scare quotes, titles, terms) are left below.

use super::attribution::{Attribution, Place, Reach, verb_words};
use super::draft::{Draft, Part};
use super::pairs::{Ending, Pair};
use super::phrases::{Who, Words};
use super::speakers::Speaker;
use super::tokens::Kind;
use super::words::Class;

/// A judgement.
pub(super) struct Judgement {
    pub(super) score: f32,
    pub(super) why: String,
}

/// Where a quotation without attribution of its own has its speaker from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Carried {
    No,
    /// Who spoke last.
    Last,
    /// Whom the sentence before is about.
    Narration,
}

/// Judges one quotation of an article.
pub(super) fn judge(
    words: Words<'_, '_>,
    pairs: &[Pair],
    draft: &Draft,
    speaker: Option<&Speaker>,
    carried: Carried,
) -> Judgement {
    let Some(part) = draft.parts.first() else {
        return Judgement {
            score: 0.0,
            why: String::new(),
        };
    };
    let attribution = draft.attribution();
    let pair = &pairs[part.pair];
    let n_words: usize = draft.parts.iter().map(|part| part.shape.n_words).sum();
    let is_large = part.shape.begins_large;
    let mut why = marks_words(draft, pairs);
    let mut score: f32;
    let reach = attribution.filter(|a| a.who.is_some()).map(|a| a.reach);
    match reach {
        Some(Reach::Beside) => {
            score = match (is_large, n_words) {
                (true, 3..) | (false, 5..) => 0.95,
                (true, _) => 0.85,
                (false, 2..) => 0.8,
                (false, _) => 0.6,
            };
        }
        Some(Reach::Clause) => {
            score = match (is_large, n_words) {
                (true, 4..) => 0.85,
                (false, 4..) => 0.8,
                (_, 2..) => 0.65,
                _ => 0.52,
            };
        }
        None => {
            let is_alone = fills_paragraph(words, part, draft);
            let is_introduced = attribution.is_some_and(|a| a.reach == Reach::Beside);
            score = match (is_large, n_words) {
                (true, 1..) if is_introduced => 0.8,
                (true, 2..) if is_alone && part.site.has_stop_or_cry() => 0.7,
                (true, 5..) if is_alone && carried != Carried::No => 0.82,
                (true, 5..) if is_alone => 0.66,
                (true, 4..) if carried != Carried::No => 0.7,
                (true, 3..) if is_headline(words, part) => 0.6,
                _ if is_cry(words, part) => 0.55,
                (true, 4..) if part.site.has_comma && begins_sentence(words, part) => 0.6,
                (true, 6..) => 0.55,
                (false, 8..) => 0.5,
                (_, 4..) => 0.35,
                (_, 2..) => 0.25,
                _ => 0.12,
            };
        }
    }
    match (attribution, speaker) {
        (Some(attribution), Some(speaker)) if attribution.who.is_some() => {
            why.push_str("; ");
            why.push_str(&attribution_words(words, attribution, speaker));
        }
        (_, Some(speaker)) if carried == Carried::Last => {
            why.push_str("; goes on from ");
            why.push_str(&speaker.name);
        }
        (_, Some(speaker)) if carried == Carried::Narration => {
            why.push_str("; the sentence before is about ");
            why.push_str(&speaker.name);
        }
        _ => why.push_str("; nobody is named as its speaker"),
    }
    for (cap, reason) in caps(words, part, pair, reach, draft) {
        if cap < score {
            score = cap;
            why.push_str("; ");
            why.push_str(reason);
        }
    }
    Judgement { score, why }
}

fn marks_words(draft: &Draft, pairs: &[Pair]) -> String {
    let goes_on = draft
        .parts
        .iter()
        .any(|part| pairs[part.pair].ending == Ending::GoesOn);
    let mut why = "quotation marks".to_owned();
    if goes_on {
        why.push_str(", opened again in the next paragraph");
    } else if draft.parts.len() > 1 {
        why.push_str(", interrupted");
    }
    why
}

fn attribution_words(words: Words<'_, '_>, attribution: &Attribution, speaker: &Speaker) -> String {
    let side = match attribution.place {
        Place::Before => "before",
        Place::After => "after",
    };
    match verb_words(words.tokens, attribution) {
        Some(verb) => format!("“{verb}” with {} {side} it", speaker.name),
        None => format!("{} {side} it", speaker.name),
    }
}

/// What speaks against a quotation: the score it may not be above, and the words for it.
fn caps(
    words: Words<'_, '_>,
    part: &Part,
    pair: &Pair,
    reach: Option<Reach>,
    draft: &Draft,
) -> Vec<(f32, &'static str)> {
    let mut caps = Vec::new();
    if pair.ending == Ending::Open {
        caps.push((0.4, "the closing mark is missing"));
    }
    let tokens = words.tokens;
    let site = &part.site;
    let before = site
        .first
        .checked_sub(1)
        .filter(|&i| tokens.list[i].sentence == tokens.list[site.first].sentence);
    let is_single_part = draft.parts.len() == 1;
    let ends_as_speech = site.has_stop || site.has_cry;
    // Read from “The Sea of Salt”.
    let is_behind_preposition =
        before.is_some_and(|i| words.is_small(i, Class::PREPOSITION) && !tokens.is_word(i, "as"));
    let is_said_beside = reach == Some(Reach::Beside)
        && !is_behind_preposition
        && part.attribution.and_then(|a| a.verb).is_some_and(|verb| {
            words.is(verb, Class::SAID.or(Class::SAYING)) && !words.is(verb, Class::JUDGED)
        });
    if let Some(before) = before
        && is_single_part
    {
        let near = |class: Class| {
            words.is(before, class)
                || words.is_kind(before, Kind::Comma)
                    && before > 0
                    && words.is(before - 1, class)
                    && !ends_as_speech
        };
        let n_words = part.shape.n_words;
        let is_sign = words.is(before, Class::SPEECH)
            && ["reading", "read", "reads", "saying", "said"].contains(&tokens.word(before))
            && before > 0
            && words.is(before - 1, Class::TERM);
        let is_written = part.attribution.and_then(|a| a.who).is_some_and(|who| {
            matches!(who, Who::Name { .. } | Who::Pronoun(_))
                && tokens.is_word(before.saturating_sub(1), "caption")
        });
        let is_on_sign = words.is_kind(before, Kind::Colon)
            && before > 0
            && words.is(before - 1, Class::TERM)
            && !is_written;
        if (words.is(before, Class::TERM) || is_sign || is_on_sign) && n_words <= 8 {
            caps.push((0.3, "a word or name that is only mentioned"));
        }
        if near(Class::WORK) && part.shape.is_title_case {
            caps.push((0.2, "the title of a work"));
        }
        if is_given_name(words, part) {
            caps.push((0.4, "a name that somebody or something is given"));
        }
        if n_words == 1 && reach == Some(Reach::Clause) && is_in_midst(words, part) {
            caps.push((0.4, "a single word in the midst of a sentence"));
        }
        if is_attributive(words, part, before) {
            caps.push((0.4, "set off inside a phrase"));
        }
        if words.is(before, Class::WRITTEN) && n_words <= 4 && reach != Some(Reach::Beside) {
            caps.push((0.4, "the words of a thing"));
        }
    }
    if is_single_part && part.shape.is_title_case && !ends_as_speech && !is_said_beside {
        caps.push((0.3, "written like a title"));
    }
    // “Fair play” is not his style.
    let is_mention = is_single_part
        && !ends_as_speech
        && !site.has_comma
        && tokens.get(site.end).is_some_and(|next| {
            next.kind == Kind::Word
                && !next.is_capital
                && next.sentence == tokens.list[site.end - 1].sentence
        });
    if reach.is_none() && is_mention && before.is_none() {
        caps.push((0.45, "the sentence goes on after it"));
    }
    let names_sign = part
        .attribution
        .and_then(|a| a.who)
        .is_some_and(|who| match who {
            Who::Noun { first, last } => (first..=last).any(|i| words.is(i, Class::TERM)),
            _ => false,
        });
    if names_sign {
        caps.push((0.45, "the words of a sign"));
    }
    if reach.is_none() && is_heading(words, part) && !is_headline(words, part) {
        caps.push((0.4, "in a heading"));
    }
    caps
}

/// ‘dubbed the pair “Sundlund”’: a name of one to three words, each with a capital.
fn is_given_name(words: Words<'_, '_>, part: &Part) -> bool {
    let tokens = words.tokens;
    let names = |verb| {
        let stems = ["dub", "nickname", "christen", "rename"];
        stems.iter().any(|stem| tokens.word(verb).starts_with(stem))
            || tokens.word(verb).starts_with("call")
                && ["self", "selves"]
                    .iter()
                    .any(|end| tokens.word(verb + 1).ends_with(end))
    };
    let is_naming = part.attribution.and_then(|a| a.verb).is_some_and(names);
    let site = &part.site;
    is_naming
        && part.shape.n_words <= 3
        && (site.first..site.end)
            .filter(|&i| words.is_kind(i, Kind::Word))
            .all(|i| tokens.list[i].is_capital || words.is(i, Class::FUNCTION))
}

/// ‘mussels “remember” the heat’: the sentence goes on with a noun phrase.
fn is_in_midst(words: Words<'_, '_>, part: &Part) -> bool {
    let tokens = words.tokens;
    let site = &part.site;
    let goes_on = Class::CONJUNCTION
        .or(Class::PREPOSITION)
        .or(Class::ADVERB)
        .or(Class::ELSEWHERE);
    tokens.get(site.end).is_some_and(|next| {
        next.kind == Kind::Word
            && next.sentence == tokens.list[site.end - 1].sentence
            && !next.class.has(goes_on)
    }) && !site.has_comma
        && !site.has_stop
}

/// ‘a “golden” handshake’: the words stand before a noun that they describe.
fn is_attributive(words: Words<'_, '_>, part: &Part, before: usize) -> bool {
    let tokens = words.tokens;
    let site = &part.site;
    // “all legal means” available: a phrase of its own.
    let is_phrase = words.is(site.first, Class::DETERMINER) && part.shape.n_words > 1;
    if part.shape.n_words > 3 || is_phrase || site.has_comma || site.has_stop || site.has_cry {
        return false;
    }
    let Some(next) = tokens.get(site.end) else {
        return false;
    };
    let is_before_noun = next.sentence == tokens.list[site.end - 1].sentence
        && next.kind == Kind::Word
        && !words.is(site.end, Class::FUNCTION)
        && !words.is_verb(site.end)
        && !tokens.word(site.end).ends_with("ing");
    let is_adjacent = tokens
        .text
        .get(tokens.list[site.end - 1].end as usize..next.start as usize)
        .is_some_and(|between| !between.contains([',', '.', ';', ':', '\n']));
    let is_behind_article = words.is(before, Class::DETERMINER.or(Class::CONJUNCTION))
        || words.is(before, Class::PREPOSITION) && !words.tokens.is_word(before, "as")
        || words.is_kind(before, Kind::Word) && !words.is(before, Class::FUNCTION);
    is_before_noun && is_adjacent && is_behind_article && !words.is(before, Class::SPEECH)
}

/// Whether the paragraph holds nothing but the quotation.
fn fills_paragraph(words: Words<'_, '_>, part: &Part, draft: &Draft) -> bool {
    let tokens = words.tokens;
    let last = draft.parts.last().unwrap_or(part);
    let block = tokens.list[part.site.first].block;
    let end_block = tokens.list[last.site.end - 1].block;
    let is_first = part.site.first == 0 || tokens.list[part.site.first - 1].block != block;
    let is_last = tokens
        .get(last.site.end)
        .is_none_or(|next| next.block != end_block);
    is_first && is_last
}

/// ‘We were lucky’: Town counts the cost.
pub(super) fn is_headline(words: Words<'_, '_>, part: &Part) -> bool {
    let tokens = words.tokens;
    let first = part.site.first;
    let begins = first == 0 || tokens.list[first - 1].block != tokens.list[first].block;
    begins && words.is_kind(part.site.end, Kind::Colon)
}

fn begins_sentence(words: Words<'_, '_>, part: &Part) -> bool {
    let tokens = words.tokens;
    let first = part.site.first;
    first == 0 || tokens.list[first - 1].sentence != tokens.list[first].sentence
}

/// Shouts of “shame!”.
fn is_cry(words: Words<'_, '_>, part: &Part) -> bool {
    let first = part.site.first;
    first >= 2
        && words.tokens.is_word(first - 1, "of")
        && [
            "shouts", "chants", "cries", "calls", "yells", "screams", "shout", "chant", "cry",
        ]
        .iter()
        .any(|word| words.tokens.is_word(first - 2, word))
}

/// A short paragraph without a full stop.
fn is_heading(words: Words<'_, '_>, part: &Part) -> bool {
    const MAX_TOKENS: usize = 20;
    let tokens = words.tokens;
    let block = tokens.list[part.site.first].block;
    let mut first = part.site.first;
    while first > 0 && tokens.list[first - 1].block == block {
        first -= 1;
        if part.site.first - first > MAX_TOKENS {
            return false;
        }
    }
    let mut end = part.site.end;
    while tokens.get(end).is_some_and(|token| token.block == block) {
        end += 1;
        if end - first > MAX_TOKENS {
            return false;
        }
    }
    !tokens
        .get(end.saturating_sub(1))
        .is_some_and(|last| matches!(last.kind, Kind::Stop | Kind::Colon))
}
