//! The subject of a verb of speech: before it, shared with an earlier verb, or the first of its sentence.

use super::attribution::REACH;
use super::mention::dateline_end;
use super::names::{Mention, Sort};
use super::phrases::{Who, Words};
use super::tokens::Kind;
use super::words::Class;

impl Words<'_, '_> {
    /// The subject of the verb at `verb`; nothing before token `low` belongs to it.
    pub(super) fn subject_before(&self, verb: usize, low: usize) -> Option<Who> {
        let end = self.skip_back(verb, low);
        if end <= low || !self.is_outside(end - 1) {
            return None;
        }
        if !self.is_cut(end - 1) {
            return self.phrase_before(end, low);
        }
        let pieces = self.pieces_before(end, low);
        if let [(_, stop)] = pieces[..] {
            return self.phrase_before(stop, low);
        }
        for k in 1..pieces.len() {
            let (start, stop) = pieces[k];
            let is_aside = k + 1 < pieces.len()
                && (start >= stop
                    || self.is_kind(start, Kind::Number)
                    || self.is(start, Class::WHO.or(Class::PREPOSITION).or(Class::SAYING))
                    || self.tokens.word(start).ends_with("ing")
                        && !self.tokens.list[start].is_capital);
            if is_aside {
                continue;
            }
            let who = self.phrase_before(stop, start);
            let (near_start, near_stop) = pieces[k - 1];
            let near = self.whole_name(near_start, near_stop);
            match who {
                Some(Who::Name { first, .. }) => {
                    let is_person = |m: &&Mention| m.sort == Sort::Person;
                    let mention = self.names.at(first).filter(is_person);
                    return match near.filter(|m| m.sort == Sort::Person) {
                        Some(near) if mention.is_none() => Some(Who::name(near)),
                        _ => who,
                    };
                }
                Some(Who::Noun { .. }) => {
                    let is_named = |m: &&Mention| {
                        m.sort == Sort::Person
                            || m.last > m.first
                            || self.is(m.first, Class::GIVEN_NAME)
                    };
                    if let Some(body) = self.named_body(who, near_start, near_stop) {
                        return Some(body);
                    }
                    // The top Republican, Sen. Orlo Venn of Sund, said.
                    let near = near.or_else(|| {
                        let first = self.names.between(near_start, near_stop).first()?;
                        let is_title = |i: usize| self.is(i, Class::ANY_TITLE.or(Class::ROLE));
                        (first.sort == Sort::Person
                            && !first.is_possessive
                            && (near_start..first.first).all(is_title))
                        .then_some(first)
                    });
                    // The suspect, identified as Orlo Venn of Sund, said.
                    let inside = || {
                        let tells = ["called", "identified", "named", "name"];
                        let is_named_so = self.tokens.word(near_start).ends_with("ed")
                            || (near_start..near_stop)
                                .any(|i| tells.iter().any(|word| self.tokens.is_word(i, word)));
                        let mut people = self
                            .names
                            .between(near_start, near_stop)
                            .iter()
                            .filter(|m| m.sort == Sort::Person);
                        people.next().filter(|_| is_named_so)
                    };
                    let named = near.filter(is_named).or_else(inside);
                    // One of them, a retired skipper, said.
                    let told = match who {
                        Some(Who::Noun { last, .. }) if self.is(last, Class::THEY) => {
                            self.phrase_before(near_stop, near_start)
                        }
                        _ => None,
                    };
                    return named.map(Who::name).or(told).or(who);
                }
                Some(Who::Pronoun(_)) => return who,
                None => {}
            }
        }
        let (start, stop) = pieces[0];
        self.whole_name(start, stop).map(Who::name)
    }

    /// A comma, bracket or dash.
    fn is_cut(&self, i: usize) -> bool {
        self.tokens.get(i).is_some_and(|token| {
            matches!(
                token.kind,
                Kind::Comma | Kind::OpenBracket | Kind::CloseBracket | Kind::Dash
            )
        })
    }

    /// “Venn, 45, the mayor of Sund, said”: what stands before the cut at `end - 1`, in pieces between cuts, the nearest
    /// first. What stands in brackets is nobody's name and left out.
    fn pieces_before(&self, end: usize, low: usize) -> Vec<(usize, usize)> {
        const N_TOKENS: usize = 45;
        const N_PIECES: usize = 6;
        let opening = |close: usize| {
            let mut near = (low..close).rev().take(12);
            near.find(|&i| self.is_kind(i, Kind::OpenBracket))
        };
        let skipped = |i: usize| {
            let is_closing = self.is_kind(i, Kind::CloseBracket);
            is_closing.then(|| opening(i)).flatten().unwrap_or(i)
        };
        let mut pieces: Vec<(usize, usize)> = Vec::new();
        let mut i = skipped(end - 1);
        let mut piece_end = i;
        while i > low && end - i < N_TOKENS && pieces.len() < N_PIECES && self.is_outside(i - 1) {
            i -= 1;
            if self.is_cut(i) {
                if i + 1 < piece_end || !self.is_kind(i, Kind::CloseBracket) {
                    pieces.push((i + 1, piece_end));
                }
                i = skipped(i);
                piece_end = i;
            } else if matches!(
                self.tokens.list[i].kind,
                Kind::Stop | Kind::Semicolon | Kind::Colon
            ) {
                i += 1;
                break;
            }
        }
        pieces.push((i, piece_end));
        pieces
    }

    /// “The gas company, Enerflow, said”, “a spokesman for the maker, Aerion, said”: with the name of the body that the
    /// phrase ends in.
    fn named_body(&self, who: Option<Who>, start: usize, stop: usize) -> Option<Who> {
        let Some(Who::Noun { first, last }) = who else {
            return None;
        };
        let named = self
            .whole_name(start, stop)
            .filter(|m| m.sort != Sort::Person && self.is(last, Class::GROUP))?;
        let is_all = !(first..last).any(|i| self.is(i, Class::ROLE.or(Class::WRITTEN)));
        Some(if is_all {
            Who::name(named)
        } else {
            Who::Noun {
                first,
                last: named.last,
            }
        })
    }

    /// The mention that tokens `start..stop` are, with its titles, and nothing else.
    pub(super) fn whole_name(&self, start: usize, stop: usize) -> Option<&Mention> {
        let last = stop.checked_sub(1).filter(|&last| last >= start)?;
        let mention = self.names.at(last)?;
        let is_title = |i: usize| {
            self.is(i, Class::ANY_TITLE.or(Class::ROLE).or(Class::DETERMINER))
                || self.tokens.list[i].is_capital
                || self.is_kind(i, Kind::Word)
                    && !self.is(i, Class::FUNCTION.or(Class::SPEECH))
                    && mention.sort == Sort::Person
        };
        (mention.last == last && mention.first >= start && (start..mention.first).all(is_title))
            .then_some(mention)
    }

    /// First token of the sentence around token `i`, at most [`REACH`] back.
    pub(super) fn sentence_start(&self, i: usize) -> usize {
        let Some(token) = self.tokens.get(i) else {
            return i;
        };
        let mut start = i;
        while start > 0
            && i - start < REACH
            && self.tokens.list[start - 1].sentence == token.sentence
        {
            start -= 1;
        }
        dateline_end(self.tokens, start)
            .filter(|&end| end <= i)
            .unwrap_or(start)
    }

    /// The token behind the sentence around token `i`, at most [`REACH`] on.
    pub(super) fn sentence_end(&self, i: usize) -> usize {
        let Some(token) = self.tokens.get(i) else {
            return i;
        };
        let mut end = i;
        while end - i < REACH
            && self
                .tokens
                .get(end)
                .is_some_and(|next| next.sentence == token.sentence)
        {
            end += 1;
        }
        end
    }

    /// The subject of a verb, also of one that shares it with an earlier one (“…, adding:”, “and called it”).
    pub(super) fn subject(&self, verb: usize, low: usize) -> Option<Who> {
        let is_sharing = self.is(verb, Class::SAYING) && !self.is(verb, Class::SAID)
            || verb > low
                && (self.is(verb - 1, Class::CONJUNCTION) && !self.is(verb - 1, Class::WHO)
                    || self.tokens.is_word(verb - 1, "to"));
        // “with one writing: ‘…’”
        if self.is(verb, Class::SAYING)
            && let Some(with) = (low..verb)
                .rev()
                .take(14)
                .find(|&i| self.tokens.is_word(i, "with"))
            && self.is_kind(with.saturating_sub(1), Kind::Comma)
            && let Some(who) = self.subject_before(verb, with + 1)
        {
            return Some(who);
        }
        // “quoted Venn as saying”, “Venn was quoted as saying”
        if verb > low + 1 && self.is(verb, Class::SAYING) && self.tokens.is_word(verb - 1, "as") {
            return if self.is_quoted_as(verb - 2) {
                self.subject_before(verb - 2, low)
            } else {
                self.quoted_object(verb - 1, low)
            };
        }
        if !is_sharing && let Some(who) = self.subject_before(verb, low) {
            return Some(who);
        }
        // “and also called it”
        let end = (low..verb)
            .rev()
            .find(|&i| !self.is(i, Class::ADVERB.or(Class::AUXILIARY)));
        if !is_sharing && !end.is_some_and(|i| self.is(i, Class::CONJUNCTION)) {
            return None;
        }
        // The first verb is the main clause's; those between may be of clauses inside.
        let is_plain = |i: usize| self.is_verb(i) && (i == 0 || !self.tokens.is_word(i - 1, "to"));
        for other in (low..verb).filter(|&i| is_plain(i)).take(3) {
            let who = self
                .subject_before(other, low)
                .or_else(|| {
                    let is_behind_quote = other > 0
                        && (self.tokens.list[other - 1].quote > 0
                            || self.is_kind(other - 1, Kind::Comma)
                                && other > 1
                                && self.tokens.list[other - 2].quote > 0);
                    is_behind_quote
                        .then(|| self.phrase_after(other + 1, verb))
                        .flatten()
                        .map(|(who, _)| who)
                })
                .filter(|_| !self.is(other, Class::SAYING) || self.is(other, Class::SAID));
            if who.is_some() {
                return who;
            }
        }
        self.sentence_subject(low, verb)
    }

    /// “Media quoted the mayor, Ada Venn, as saying”: whom the words between the verb and “as” name.
    fn quoted_object(&self, end: usize, low: usize) -> Option<Who> {
        let verb = (low..end).rev().find(|&i| self.is_verb(i))?;
        let (who, _) = self.phrase_after(verb + 1, end)?;
        Some(who)
    }

    /// The first of tokens `low..high` that may be a subject.
    pub(super) fn sentence_subject(&self, low: usize, high: usize) -> Option<Who> {
        let pronoun = (low..high).find(|&i| {
            self.is_outside(i)
                && self.is(i, Class::HE.or(Class::SHE).or(Class::THEY))
                && !self.is(i, Class::DETERMINER)
                && !matches!(self.tokens.word(i), "him" | "them" | "himself" | "herself")
                && !self.tokens.is_name_word(i)
        });
        let mention = self
            .names
            .between(low, high)
            .iter()
            .find(|m| !m.is_in_quote && !m.is_oblique && !m.is_possessive);
        let noun = (low..high).find(|&i| {
            self.is_outside(i)
                && (self.is(i, Class::ROLE.or(Class::GROUP))
                    || self.is(i, Class::WRITTEN) && i <= low + 2)
                && !self.tokens.list[i].is_capital
                && !(i > low
                    && (self.is(i - 1, Class::PREPOSITION)
                        || self.is(i - 1, Class::DETERMINER)
                            && i > low + 1
                            && self.is(i - 2, Class::PREPOSITION)
                            && !self.tokens.is_word(i - 2, "as")))
        });
        let mut best: Option<(usize, Who)> = None;
        let mut offer = |at: usize, who: Who| {
            if best.is_none_or(|(first, _)| at < first) {
                best = Some((at, who));
            }
        };
        if let Some(i) = pronoun {
            offer(i, Who::Pronoun(i));
        }
        if let Some(m) = mention {
            let who = Who::Name {
                first: m.first,
                last: m.last,
            };
            // “port boss Ada Venn”: the name before the noun.
            let follows_noun = noun.is_some_and(|i| i < m.first && m.first - i <= 3);
            // “Sund manager Orlo Venn”, “White House press secretary Ada Venn”
            let who = self.officer_of(m).unwrap_or(who);
            offer(if follows_noun { 0 } else { m.first }, who);
        }
        if let Some(i) = noun {
            // A head teacher: from the article on.
            let mut first = i;
            while first > low
                && i - first < 4
                && self.is_kind(first - 1, Kind::Word)
                && !self.is(first, Class::DETERMINER)
                && (self.is(first - 1, Class::DETERMINER)
                    || !self.is(first - 1, Class::FUNCTION.or(Class::SPEECH)))
            {
                first -= 1;
            }
            let end = self
                .phrase_after(first, high)
                .map_or(Who::Noun { first, last: i }, |(who, _)| who);
            offer(i, end);
        }
        best.map(|(_, who)| who)
    }

    /// “was described by Venn as”. Whoever quotes or reports words does not say them.
    pub(super) fn passive_subject(&self, verb: usize, high: usize) -> Option<Who> {
        let is_relayed = matches!(self.tokens.word(verb), "quoted" | "reported" | "relayed");
        if is_relayed || !self.tokens.is_word(verb + 1, "by") || verb + 2 >= high {
            return None;
        }
        self.phrase_after(verb + 2, high).map(|(who, _)| who)
    }

    /// “a message sent at noon read: ‘…’”: the thing that has words in it.
    pub(super) fn written_thing(&self, low: usize, verb: usize) -> Option<Who> {
        let noun = (low..verb).find(|&i| {
            self.is(i, Class::WRITTEN) && !self.tokens.list[i].is_capital && self.is_outside(i)
        })?;
        let mut first = noun;
        while first > low
            && self.is_kind(first - 1, Kind::Word)
            && !self.is(first - 1, Class::FUNCTION)
        {
            first -= 1;
        }
        let mut last = noun;
        while last + 1 < verb && self.is(last + 1, Class::WRITTEN) {
            last += 1;
        }
        Some(Who::Noun { first, last })
    }
}
