//! Who a quotation is given to by the words around it.

use super::names::Sort;
use super::phrases::{Who, Words};
use super::tokens::{Kind, Tokens};
use super::words::Class;

/// How near the words stand that say who speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reach {
    /// In the same sentence.
    Clause,
    /// Right beside the quotation.
    Beside,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Before,
    After,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Attribution {
    pub(super) who: Option<Who>,
    /// The verb, or “according”.
    pub(super) verb: Option<usize>,
    pub(super) reach: Reach,
    pub(super) place: Place,
}

/// Where a quotation stands among the tokens.
#[derive(Clone, Copy, Debug)]
pub(super) struct Site {
    /// Its first token.
    pub(super) first: usize,
    /// The token behind its last one.
    pub(super) end: usize,
    /// The last character inside is a comma, or one follows its mark.
    pub(super) has_comma: bool,
    /// The last character inside is a full stop.
    pub(super) has_stop: bool,
    /// The last character inside is ? or ! or ….
    pub(super) has_cry: bool,
}

impl Site {
    /// Ends as a sentence does.
    pub(super) const fn has_stop_or_cry(&self) -> bool {
        self.has_stop || self.has_cry
    }
}

/// Not further than this many tokens from a quotation.
const REACH: usize = 60;

impl Words<'_, '_> {
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
        start
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

    /// Who the words around `site` give it to.
    pub(super) fn attribution(&self, site: Site) -> Option<Attribution> {
        let before = self.before(site);
        let after = self.after(site);
        let is_colon = site.first > 0 && self.is_kind(site.first - 1, Kind::Colon);
        let named = |a: &Option<Attribution>| a.is_some_and(|a| a.who.is_some());
        let is_beside = |a: &Option<Attribution>| a.is_some_and(|a| a.reach == Reach::Beside);
        if is_colon && before.is_some() {
            return before;
        }
        // “told officers that he was ‘not going back’, according to a complaint”
        let is_second_hand = named(&before)
            && after
                .and_then(|a| a.verb)
                .is_some_and(|verb| self.is(verb, Class::SOURCE));
        if is_second_hand {
            return before;
        }
        if site.has_comma && is_beside(&after) && named(&after) {
            return after;
        }
        if is_beside(&before) && named(&before) {
            return before;
        }
        if is_beside(&after) && named(&after) {
            return after;
        }
        if named(&before) {
            return before;
        }
        let trailing = self.trailing(site);
        if named(&trailing) {
            return trailing;
        }
        before.or(after)
    }

    /// “Venn said: ‘…’”, “According to Venn, ‘…’”, “Venn said that the plan was ‘…’”.
    fn before(&self, site: Site) -> Option<Attribution> {
        let end = site.first;
        let last = end.checked_sub(1)?;
        let token = self.tokens.get(last)?;
        let is_here = self
            .tokens
            .get(end)
            .is_some_and(|first| first.sentence == token.sentence);
        let is_colon = token.kind == Kind::Colon;
        let is_before_colon = is_colon
            && self
                .tokens
                .get(end)
                .is_some_and(|first| first.block <= token.block + 1);
        if !is_here && (token.quote > 0 || !is_before_colon) {
            return None;
        }
        let low = self.sentence_start(last);
        let has_comma = token.kind == Kind::Comma;
        let mut i = end;
        while i > low {
            i -= 1;
            if !self.is_outside(i) {
                continue;
            }
            if self.is_kind(i, Kind::Semicolon) {
                break;
            }
            let distance = end - i;
            // According to Venn; in the words of Venn
            let is_words_of = self.tokens.is_word(i, "words")
                && self.tokens.is_word(i + 1, "of")
                && i > low
                && self.tokens.is_word(i - 1, "the");
            if self.is(i, Class::SOURCE) || is_words_of {
                let from = i + 1 + usize::from(self.is(i + 1, Class::PREPOSITION));
                let Some((who, behind)) = self.phrase_after(from, end) else {
                    continue;
                };
                return Some(Attribution {
                    who: Some(who),
                    verb: Some(i),
                    reach: if end - behind <= 1 {
                        Reach::Beside
                    } else {
                        Reach::Clause
                    },
                    place: Place::Before,
                });
            }
            if !self.is_verb(i) {
                continue;
            }
            // “was branded a ‘diva’ by Venn”
            let by_after = || {
                (self.is_passive(i) && self.tokens.is_word(site.end, "by"))
                    .then(|| self.phrase_after(site.end + 1, self.sentence_end(site.end)))
                    .flatten()
                    .map(|(who, _)| who)
            };
            let who = self
                .passive_subject(i, end)
                .or_else(by_after)
                .or_else(|| self.subject(i, low).filter(|_| !self.is_passive(i)));
            if who.is_none() && !is_colon {
                continue;
            }
            let who = who.or_else(|| self.written_thing(low, i));
            let is_near = is_colon
                || distance <= 4
                || has_comma && distance <= 14
                || distance <= 7 && self.tokens.is_word(end - 1, "that");
            return Some(Attribution {
                who,
                verb: Some(i),
                reach: if is_near {
                    Reach::Beside
                } else {
                    Reach::Clause
                },
                place: Place::Before,
            });
        }
        if is_colon {
            return self.label(low, end);
        }
        None
    }

    /// “Venn on the vote: ‘…’”, “In a statement, the port authority: ‘…’”
    fn label(&self, low: usize, end: usize) -> Option<Attribution> {
        let mention = self
            .names
            .between(low, end)
            .iter()
            .filter(|m| !m.is_in_quote)
            .min_by_key(|m| (m.is_oblique || m.is_possessive, m.sort == Sort::Unknown));
        let pronoun = (low..end)
            .find(|&i| self.is(i, Class::HE.or(Class::SHE)) && !self.tokens.is_name_word(i));
        let named = mention.filter(|m| !m.is_oblique && !m.is_possessive);
        let who = named
            .map(|m| Who::Name {
                first: m.first,
                last: m.last,
            })
            .or(pronoun.map(Who::Pronoun))
            .or_else(|| {
                let m = mention?;
                Some(Who::Name {
                    first: m.first,
                    last: m.last,
                })
            })
            .or_else(|| {
                let noun = (low..end).find(|&i| self.is(i, Class::WRITTEN))?;
                let (who, _) = self.phrase_after(noun, end)?;
                (!self.is_kind(noun + 1, Kind::Colon)).then_some(who)
            });
        let is_written = (low..end).any(|i| self.is(i, Class::WRITTEN.or(Class::TERM)));
        Some(Attribution {
            who,
            verb: None,
            reach: if end - low <= 14 || is_written {
                Reach::Beside
            } else {
                Reach::Clause
            },
            place: Place::Before,
        })
    }

    /// “a message sent at noon read: ‘…’”: the thing that has words in it.
    fn written_thing(&self, low: usize, verb: usize) -> Option<Who> {
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

    /// “was described by Venn as”.
    fn passive_subject(&self, verb: usize, high: usize) -> Option<Who> {
        if !self.tokens.is_word(verb + 1, "by") || verb + 2 >= high {
            return None;
        }
        self.phrase_after(verb + 2, high).map(|(who, _)| who)
    }

    /// The subject of a verb, also of one that shares it with an earlier one (“…, adding:”, “and called it”).
    fn subject(&self, verb: usize, low: usize) -> Option<Who> {
        let is_sharing = self.is(verb, Class::SAYING) && !self.is(verb, Class::SAID)
            || verb > low
                && (self.is(verb - 1, Class::CONJUNCTION) && !self.is(verb - 1, Class::WHO)
                    || self.tokens.is_word(verb - 1, "to"));
        // “with one writing: ‘…’”
        if self.is(verb, Class::SAYING)
            && let Some(with) = (low..verb)
                .rev()
                .take(4)
                .find(|&i| self.tokens.is_word(i, "with"))
            && let Some(who) = self.phrase_before(verb, with + 1)
        {
            return Some(who);
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
            // “Sund manager Orlo Venn”
            let behind = (noun == Some(m.last + 1))
                .then(|| self.names.at(m.last + 2))
                .flatten()
                .filter(|named| named.sort == Sort::Person && !named.is_possessive);
            let who = behind.map_or(who, |named| Who::Name {
                first: named.first,
                last: named.last,
            });
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

    /// “‘…,’ said Venn”, “‘…,’ the mayor, Orlo Venn, said”, “‘…,’ according to Venn”, “‘…’ — Orlo Venn”.
    fn after(&self, site: Site) -> Option<Attribution> {
        let mut from = site.end;
        let dash = self.is_kind(from, Kind::Dash);
        while self.is_kind(from, Kind::Comma) || self.is_kind(from, Kind::Dash) {
            from += 1;
        }
        let token = self.tokens.get(from)?;
        let inside = self.tokens.get(site.end.checked_sub(1)?)?;
        if token.quote > 0 || token.block != inside.block {
            return None;
        }
        let mut high = self.sentence_end(from);
        if let Some(quoted) = (from..high).find(|&i| !self.is_outside(i)) {
            high = quoted;
        }
        let found = |who, verb, reach| {
            Some(Attribution {
                who: Some(who),
                verb: Some(verb),
                reach,
                place: Place::After,
            })
        };
        // said Venn; a déclaré Venn.
        let mut verb = from;
        while verb < high
            && self.is(verb, Class::AUXILIARY.or(Class::ADVERB))
            && !self.tokens.list[verb].is_capital
        {
            verb += 1;
        }
        if self.is(verb, Class::SAID.or(Class::JUDGED))
            && verb < high
            && !self.tokens.list[verb].is_capital
        {
            if let Some((who, _)) = self.phrase_after(verb + 1, high) {
                return found(who, verb, Reach::Beside);
            }
            if let Some(who) = self.joined_pronoun(verb) {
                return found(who, verb, Reach::Beside);
            }
        }
        if self.is(from, Class::SOURCE) && !self.tokens.list[from].is_capital {
            let noun = from + 1 + usize::from(self.is(from + 1, Class::PREPOSITION));
            if let Some((who, _)) = self.phrase_after(noun, high) {
                return found(who, from, Reach::Beside);
            }
        }
        if let Some((who, verb)) = self.subject_then_verb(from, high)
            && !self.is_passive(verb)
        {
            let has_aside = (from..verb).any(|i| self.is_kind(i, Kind::Comma));
            let is_sure = site.has_comma || site.has_cry || dash || !site.has_stop && !has_aside;
            let is_next = self.introduces_next(verb, high);
            let is_close = verb - from <= 4 && !has_aside;
            if is_sure || is_close && !is_next {
                return found(who, verb, Reach::Beside);
            }
        }
        if (site.has_comma || site.has_cry)
            && let Some((who, verb)) = self.unlisted_verb(from, high)
        {
            return found(who, verb, Reach::Beside);
        }
        if dash && let Some(mention) = self.names.at(from) {
            let ends = mention.last + 1 >= high
                || !self.is_kind(mention.last + 1, Kind::Word)
                || self.is(mention.last + 1, Class::PREPOSITION);
            if ends {
                return Some(Attribution {
                    who: Some(Who::Name {
                        first: mention.first,
                        last: mention.last,
                    }),
                    verb: None,
                    reach: Reach::Beside,
                    place: Place::After,
                });
            }
        }
        None
    }

    /// “‘…!’ he roared”, “‘…,’ Venn grumbled”, “‘…,’ grumbled Venn”: any small word where only a verb can stand.
    fn unlisted_verb(&self, from: usize, high: usize) -> Option<(Who, usize)> {
        let may_be_verb = |i: usize| {
            i < high
                && self.is_kind(i, Kind::Word)
                && !self.tokens.list[i].is_capital
                && !self.is(i, Class::FUNCTION)
        };
        let is_past = |i: usize| may_be_verb(i) && self.tokens.word(i).ends_with("ed");
        let is_pronoun = self.is(from, Class::HE.or(Class::SHE).or(Class::THEY))
            && !self.is(from, Class::DETERMINER);
        if is_pronoun && may_be_verb(from + 1) {
            return Some((Who::Pronoun(from), from + 1));
        }
        let name_at = |i: usize| {
            let mention = self.names.at(i)?;
            (mention.first <= i + 3 && !mention.is_possessive).then_some(mention)
        };
        let (mention, verb) = if is_past(from) {
            (name_at(from + 1)?, from)
        } else {
            let mention = name_at(from)?;
            (mention, mention.last + 1)
        };
        let who = Who::Name {
            first: mention.first,
            last: mention.last,
        };
        is_past(verb).then_some((who, verb))
    }

    /// dit-il, a-t-elle: the pronoun is part of the verb.
    fn joined_pronoun(&self, verb: usize) -> Option<Who> {
        let word = self.tokens.word(verb);
        (word.ends_with("-il") || word.ends_with("-elle")).then_some(Who::Pronoun(verb))
    }

    /// Whether what follows the verb leads to another quotation: “Venn said: ‘…’”.
    fn introduces_next(&self, verb: usize, high: usize) -> bool {
        self.tokens.get(high).is_some_and(|next| next.quote > 0)
            && high > verb
            && (self.is_kind(high - 1, Kind::Colon)
                || self.is_kind(high - 1, Kind::Comma) && high - verb <= 3
                || high - verb <= 2)
    }

    /// A subject that begins at `from` and its verb of speech before `high`.
    fn subject_then_verb(&self, from: usize, high: usize) -> Option<(Who, usize)> {
        let verbs = (from + 1..high.min(from + 32)).filter(|&i| {
            self.is_verb(i)
                && self.is(i, Class::SAID.or(Class::JUDGED))
                && !self.tokens.is_name_word(i)
        });
        for verb in verbs.take(3) {
            // “Venn likes to say”
            let who = if self.tokens.is_word(verb - 1, "to") {
                self.sentence_subject(from, verb)
            } else {
                self.subject_before(verb, from)
            };
            let Some(who) = who else {
                continue;
            };
            let first = who.first();
            let is_plain = (from..first).all(|i| {
                self.is_kind(i, Kind::Word)
                    && (!self.is(i, Class::FUNCTION)
                        || self.is(i, Class::DETERMINER.or(Class::PREPOSITION))
                        || self.tokens.is_name_word(i))
                    && !self.is_verb(i)
            });
            let has_comma = (from..verb)
                .any(|i| self.is_kind(i, Kind::Comma) || self.is_kind(i, Kind::OpenBracket));
            let begins = self.tokens.is_name_word(from)
                || self.is(
                    from,
                    Class::DETERMINER
                        .or(Class::PRONOUN)
                        .or(Class::ROLE)
                        .or(Class::GROUP)
                        .or(Class::ANY_TITLE),
                )
                || first == from
                || is_plain && first - from <= 4;
            if begins && (is_plain || has_comma) {
                return Some((who, verb));
            }
        }
        None
    }

    /// “It was ‘reckless’ and wrong, Venn said.”
    fn trailing(&self, site: Site) -> Option<Attribution> {
        let from = site.end;
        let token = self.tokens.get(from)?;
        let inside = self.tokens.get(site.end.checked_sub(1)?)?;
        if token.sentence != inside.sentence {
            return None;
        }
        let high = self.sentence_end(from);
        for i in from..high {
            if !self.is_outside(i) || !self.is_kind(i, Kind::Comma) {
                continue;
            }
            if self.is(i + 1, Class::SOURCE) {
                let noun = i + 2 + usize::from(self.is(i + 2, Class::PREPOSITION));
                if let Some((who, _)) = self.phrase_after(noun, high) {
                    return Some(Attribution {
                        who: Some(who),
                        verb: Some(i + 1),
                        reach: Reach::Clause,
                        place: Place::After,
                    });
                }
            }
            // “…, kritisierte Ada Venn.”
            if self.is_verb(i + 1)
                && self.is(i + 1, Class::SAID)
                && let Some((who, behind)) = self.phrase_after(i + 2, high)
                && (behind >= high || !self.is_kind(behind, Kind::Word))
            {
                return Some(Attribution {
                    who: Some(who),
                    verb: Some(i + 1),
                    reach: Reach::Clause,
                    place: Place::After,
                });
            }
            let next_quote = (i + 1..high).find(|&k| !self.is_outside(k)).unwrap_or(high);
            if let Some((who, verb)) = self.subject_then_verb(i + 1, next_quote) {
                return Some(Attribution {
                    who: Some(who),
                    verb: Some(verb),
                    reach: Reach::Clause,
                    place: Place::After,
                });
            }
        }
        // “‘Reckless’ was how Venn described it.”
        let verb = (from..high).find(|&i| {
            self.is_outside(i) && self.is(i, Class::SAID.or(Class::JUDGED)) && self.is_verb(i)
        })?;
        let how = (from..verb).any(|i| {
            ["how", "what", "all"]
                .iter()
                .any(|word| self.tokens.is_word(i, word))
        });
        let who = self.subject_before(verb, from).filter(|_| how)?;
        Some(Attribution {
            who: Some(who),
            verb: Some(verb),
            reach: Reach::Clause,
            place: Place::After,
        })
    }
}

/// The word of a verb, for a person to read.
pub(super) fn verb_words<'t>(tokens: &Tokens<'t>, attribution: &Attribution) -> Option<&'t str> {
    let verb = attribution.verb?;
    let last = if tokens.is(verb, Class::SOURCE) && tokens.is_word(verb + 1, "to") {
        verb + 1
    } else {
        verb
    };
    Some(tokens.words(verb, last))
}
