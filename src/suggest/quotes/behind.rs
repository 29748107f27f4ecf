//! Attributions behind a quotation.

use super::attribution::{Attribution, Place, Reach, Site};
use super::phrases::{Who, Words};
use super::tokens::Kind;
use super::words::Class;

impl Words<'_, '_> {
    /// “‘…,’ said Venn”, “‘…,’ the mayor, Orlo Venn, said”, “‘…,’ according to Venn”, “‘…’ — Orlo Venn”.
    pub(super) fn after(&self, site: Site) -> Option<Attribution> {
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
    pub(super) fn unlisted_verb(&self, from: usize, high: usize) -> Option<(Who, usize)> {
        let may_be_verb = |i: usize| {
            i < high
                && self.is_kind(i, Kind::Word)
                && !self.tokens.list[i].is_capital
                && !self.is(i, Class::FUNCTION)
        };
        // “Ferrante snorts.”, “Venn shrugs as”: where no noun can follow.
        let is_present = |i: usize| {
            may_be_verb(i)
                && self.tokens.word(i).ends_with('s')
                && !self.tokens.word(i).ends_with("ss")
                && !self.is_noun_too(i)
                && (i + 1 >= high
                    || !self.is_kind(i + 1, Kind::Word)
                    || self.is(i + 1, Class::FUNCTION.or(Class::ELSEWHERE)))
        };
        let is_past =
            |i: usize| may_be_verb(i) && self.tokens.word(i).ends_with("ed") || is_present(i);
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

    /// “court told”, “inquest hears”: somebody tells them.
    fn is_told(&self, verb: usize, who: Who) -> bool {
        const HEARING: &[&str] = &[
            "court", "inquest", "jury", "tribunal", "hearing", "inquiry", "trial", "judge",
        ];
        let ends = self.tokens.get(verb + 1).is_none_or(|next| {
            next.block != self.tokens.list[verb].block || next.kind == Kind::Stop
        });
        ends && matches!(self.tokens.word(verb), "told" | "hears" | "heard")
            && match who {
                Who::Name { last, .. } | Who::Noun { last, .. } => {
                    HEARING.iter().any(|word| self.tokens.is_word(last, word))
                }
                Who::Pronoun(_) => false,
            }
    }

    /// dit-il, a-t-elle: the pronoun is part of the verb.
    pub(super) fn joined_pronoun(&self, verb: usize) -> Option<Who> {
        let word = self.tokens.word(verb);
        (word.ends_with("-il") || word.ends_with("-elle")).then_some(Who::Pronoun(verb))
    }

    /// Whether what follows the verb leads to another quotation: “Venn said: ‘…’”.
    pub(super) fn introduces_next(&self, verb: usize, high: usize) -> bool {
        self.tokens.get(high).is_some_and(|next| next.quote > 0)
            && high > verb
            && (self.is_kind(high - 1, Kind::Colon)
                || self.is_kind(high - 1, Kind::Comma) && high - verb <= 3
                || high - verb <= 2)
    }

    /// A subject that begins at `from` and its verb of speech before `high`.
    pub(super) fn subject_then_verb(&self, from: usize, high: usize) -> Option<(Who, usize)> {
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
            let Some(who) = who.filter(|who| !self.is_told(verb, *who)) else {
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
    pub(super) fn trailing(&self, site: Site) -> Option<Attribution> {
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
