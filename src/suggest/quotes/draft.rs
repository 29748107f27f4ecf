//! From pairs of marks to quotations: which pairs are one quotation, and what each pair's surroundings say.

use super::attribution::{Attribution, Place, Reach, Site};
use super::extent::Shape;
use super::inserted::Inserted;
use super::marks::Family;
use super::pairs::{Ending, Pair};
use super::phrases::{Who, Words};
use super::speakers::Speakers;
use super::tokens::Kind;
use super::words::Class;

/// An interruption is not longer than this many tokens.
const MAX_GAP: usize = 45;

/// One pair of marks and what stands around it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    /// Index of the pair.
    pub(super) pair: usize,
    pub(super) site: Site,
    pub(super) shape: Shape,
    pub(super) attribution: Option<Attribution>,
    /// “said Venn” inside the marks.
    pub(super) inserted: Option<Inserted>,
    /// Goes on with the sentence of the part before it.
    pub(super) continues: bool,
}

/// A quotation of one or more parts.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub(super) parts: Vec<Part>,
}

impl Draft {
    /// The attribution of the whole: the first beside a part that names somebody, else the first that names somebody.
    pub(super) fn attribution(&self) -> Option<&Attribution> {
        let all = || {
            self.parts
                .iter()
                .filter_map(|part| part.attribution.as_ref())
        };
        all()
            .find(|a| a.who.is_some() && a.reach == Reach::Beside)
            .or_else(|| all().find(|a| a.who.is_some()))
            .or_else(|| all().next())
    }
}

/// The outermost quotations of an article.
pub(super) fn drafts(
    words: Words<'_, '_>,
    pairs: &[Pair],
    speakers: &Speakers<'_, '_>,
) -> Vec<Draft> {
    let mut drafts: Vec<Draft> = Vec::new();
    for (i, pair) in pairs.iter().enumerate() {
        if pair.is_nested {
            continue;
        }
        let Some(mut part) = part(words, pairs, i) else {
            continue;
        };
        let goes_on = |draft: &Draft| {
            let last = draft.parts.last();
            last.is_some_and(|last| is_one(words, pairs, speakers, last, &part))
        };
        // “…,” said Venn, who holds a “pilot” licence. “…”
        let n = drafts.len();
        let is_small = |draft: &Draft| {
            draft.parts.len() == 1
                && draft.parts[0].shape.n_words <= 4
                && draft.parts[0]
                    .attribution
                    .is_none_or(|a| a.reach != Reach::Beside)
        };
        let joined = if drafts.last().is_some_and(goes_on) {
            Some(n - 1)
        } else if n >= 2 && is_small(&drafts[n - 1]) && goes_on(&drafts[n - 2]) {
            Some(n - 2)
        } else {
            None
        };
        match joined.and_then(|i| drafts.get_mut(i)) {
            Some(draft) => {
                part.continues = !part.shape.begins_large;
                draft.parts.push(part);
            }
            None => drafts.push(Draft { parts: vec![part] }),
        }
    }
    drafts
}

fn part(words: Words<'_, '_>, pairs: &[Pair], i: usize) -> Option<Part> {
    let pair = pairs.get(i)?;
    let text = words.tokens.text;
    let inner = text.get(pair.inner.clone())?.trim_end();
    let first = words.tokens.at_byte(pair.inner.start);
    let end = words.tokens.at_byte(pair.inner.end);
    if first >= end {
        return None;
    }
    let last_char = inner.chars().next_back();
    let site = Site {
        first,
        end,
        has_comma: last_char == Some(',') || words.is_kind(end, Kind::Comma),
        has_stop: last_char == Some('.'),
        has_cry: matches!(last_char, Some('?' | '!' | '…' | '—' | '–')) || inner.ends_with("..."),
    };
    let inserted = (pair.family == Family::Angle)
        .then(|| words.inserted(site))
        .flatten();
    let inside = inserted.map(|inserted| inserted.attribution);
    Some(Part {
        pair: i,
        site,
        shape: Shape::of(inner),
        attribution: inside.or_else(|| words.attribution(site)),
        inserted,
        continues: false,
    })
}

/// Whether `next` goes on with the quotation that `last` is the end of so far.
fn is_one(
    words: Words<'_, '_>,
    pairs: &[Pair],
    speakers: &Speakers<'_, '_>,
    last: &Part,
    next: &Part,
) -> bool {
    let (a, b) = (&pairs[last.pair], &pairs[next.pair]);
    if a.ending == Ending::GoesOn {
        return a.family == b.family
            && words.tokens.list[last.site.end - 1].block + 1
                == words.tokens.list[next.site.first].block;
    }
    is_interruption(words, last, next) && is_same_speaker(speakers, last, next)
}

/// Whether nothing but "he said" stands between two parts.
fn is_interruption(words: Words<'_, '_>, last: &Part, next: &Part) -> bool {
    let tokens = words.tokens;
    let (from, to) = (last.site.end, next.site.first);
    let Some(said) = last
        .attribution
        .filter(|a| a.place == Place::After && a.reach == Reach::Beside && a.who.is_some())
    else {
        return false;
    };
    if from >= to
        || to - from > MAX_GAP
        || tokens.list[from - 1].block != tokens.list[to].block
        || (from..to).filter(|&i| !words.is_outside(i)).count() > 5
    {
        return false;
    }
    let close = &tokens.list[to - 1];
    let stops = (from..to - 1).any(|i| {
        words.is_outside(i)
            && matches!(
                tokens.list[i].kind,
                Kind::Stop | Kind::Colon | Kind::Semicolon
            )
    });
    let ends = matches!(close.kind, Kind::Stop | Kind::Comma | Kind::Dash);
    if stops || !ends || words.is(from, Class::CONJUNCTION) {
        return false;
    }
    // “…,” he said, adding, “…”
    let verb = said.verb.unwrap_or(from);
    let speaks_again = to >= 2 && to - 2 > verb && words.is_verb(to - 2)
        || close.kind != Kind::Stop
            && (verb + 1..to).any(|i| words.is(i, Class::SAYING) && !words.is(i, Class::SAID));
    if speaks_again {
        return false;
    }
    let begins_block = last.site.first == 0
        || tokens.list[last.site.first - 1].block != tokens.list[last.site.first].block;
    let begins_as_speech = last.shape.begins_large || last.continues || begins_block;
    let goes_on = if close.kind == Kind::Stop {
        next.shape.begins_large && !is_fragment(words, next)
    } else {
        true
    };
    begins_as_speech && goes_on
}

/// A quotation that is a part of the sentence around it: “Fair play” is not his style.
fn is_fragment(words: Words<'_, '_>, part: &Part) -> bool {
    let site = &part.site;
    if site.has_stop || site.has_cry || site.has_comma {
        return false;
    }
    let tokens = words.tokens;
    let is_said = part
        .attribution
        .is_some_and(|a| a.place == Place::After && a.reach == Reach::Beside);
    tokens.get(site.end).is_some_and(|next| {
        next.sentence == tokens.list[site.end - 1].sentence
            && next.kind == Kind::Word
            && !next.is_capital
    }) && !is_said
}

fn is_same_speaker(speakers: &Speakers<'_, '_>, last: &Part, next: &Part) -> bool {
    let (Some(a), Some(b)) = (last.attribution, next.attribution) else {
        return true;
    };
    if b.place == Place::Before {
        return b.verb == a.verb || b.who.is_none();
    }
    match (a.who, b.who) {
        (Some(a), Some(b @ (Who::Name { .. } | Who::Noun { .. }))) => {
            let name = |who| speakers.resolve(who).map(|speaker| speaker.name);
            matches!(a, Who::Pronoun(_)) || name(a) == name(b)
        }
        _ => true,
    }
}

/// Whether the part is a sentence of its own, so that a final full stop belongs to it.
pub(super) fn is_whole(words: Words<'_, '_>, part: &Part, ending: Ending) -> bool {
    let Part { site, shape, .. } = part;
    if shape.has_inner_stop || part.continues || ending == Ending::GoesOn {
        return true;
    }
    let tokens = words.tokens;
    let before = site
        .first
        .checked_sub(1)
        .filter(|&i| tokens.list[i].block == tokens.list[site.first].block);
    let Some(before) = before else {
        return true;
    };
    let token = &tokens.list[before];
    if token.sentence != tokens.list[site.first].sentence {
        return true;
    }
    let beside = part
        .attribution
        .filter(|a| a.place == Place::Before && a.reach == Reach::Beside);
    match token.kind {
        Kind::Colon => true,
        Kind::Comma if !shape.begins_large => {
            let verb = beside.and_then(|a| a.verb);
            shape.n_words >= 3
                && verb.is_some_and(|verb| {
                    before - verb <= 4
                        && (words.sentence_start(verb)..verb)
                            .all(|i| !words.is_kind(i, Kind::Comma) && words.is_outside(i))
                })
        }
        Kind::Word => {
            let verb = beside.and_then(|a| a.verb);
            // “called the ruling ‘A disgrace.’”: what somebody is called is no sentence.
            let is_judged = verb.is_some_and(|verb| words.is(verb, Class::JUDGED));
            shape.begins_large
                && beside.is_some()
                && !is_judged
                && !words.is(before, Class::FUNCTION.or(Class::JUDGED))
                && (!shape.begins_with_digit || verb == Some(before))
        }
        _ => shape.begins_large,
    }
}
