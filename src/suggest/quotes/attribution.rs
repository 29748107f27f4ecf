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
pub(super) const REACH: usize = 60;

impl Words<'_, '_> {
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
        // A verb before a colon that nobody is named with.
        let mut nobody: Option<Attribution> = None;
        for i in (low..end).rev() {
            if !self.is_outside(i) {
                continue;
            }
            if self.is_kind(i, Kind::Semicolon) {
                break;
            }
            let before = self.source_before(i, low, end);
            if let Some(found) = before.or_else(|| self.turned_round(i, low, end)) {
                return Some(found);
            }
            if !self.is_verb(i) || nobody.is_some() && !self.is(i, Class::SAID) {
                continue;
            }
            let who = self.subject_or_agent(i, low, site);
            let written = || {
                (is_colon && nobody.is_none() && !self.is_passive(i))
                    .then(|| self.written_thing(low, i))
                    .flatten()
            };
            let who = who.or_else(written);
            let distance = end - i;
            let is_near = is_colon
                || distance <= 4
                || has_comma && distance <= 14
                || distance <= 7 && self.tokens.is_word(end - 1, "that");
            let found = Attribution {
                who,
                verb: Some(i),
                reach: if is_near {
                    Reach::Beside
                } else {
                    Reach::Clause
                },
                place: Place::Before,
            };
            if who.is_some() {
                return Some(found);
            }
            if is_colon {
                nobody = nobody.or(Some(found));
            }
        }
        if nobody.is_none() && is_colon {
            return self.label(low, end);
        }
        nobody
    }

    /// “according to Venn”, “in the words of Venn” at token `i`.
    fn source_before(&self, i: usize, low: usize, end: usize) -> Option<Attribution> {
        let is_words_of = self.tokens.is_word(i, "words")
            && self.tokens.is_word(i + 1, "of")
            && i > low
            && self.tokens.is_word(i - 1, "the");
        // “in its words”, “in Venn’s own words”
        if self.tokens.is_word(i, "words") && i > low + 1 {
            let owner = i - 1 - usize::from(self.tokens.is_word(i - 1, "own"));
            let is_near = owner > low && self.tokens.is_word(owner - 1, "in");
            let who = if self.is_possessive_pronoun(owner) && is_near {
                Some(Who::Pronoun(owner))
            } else {
                self.names
                    .at(owner)
                    .filter(|m| m.is_possessive && m.last == owner)
                    .map(Who::name)
            };
            if let Some(who) = who {
                return Some(Attribution {
                    who: Some(who),
                    verb: None,
                    reach: Reach::Clause,
                    place: Place::Before,
                });
            }
        }
        if !self.is(i, Class::SOURCE) && !is_words_of {
            return None;
        }
        let from = i + 1 + usize::from(self.is(i + 1, Class::PREPOSITION));
        let (who, behind) = self.phrase_after(from, end)?;
        Some(Attribution {
            who: Some(who),
            verb: Some(i),
            reach: if end - behind <= 1 {
                Reach::Beside
            } else {
                Reach::Clause
            },
            place: Place::Before,
        })
    }

    /// “Said Venn: ‘…’”, “It is, said Venn, ‘…’” with the verb at token `i`.
    fn turned_round(&self, i: usize, low: usize, end: usize) -> Option<Attribution> {
        let is_said = self.is(i, Class::SAID) && self.is_verb(i);
        let last = end.checked_sub(1).filter(|_| is_said)?;
        let begins = i == low
            && self.tokens.list[i].is_capital
            && !["told", "asked"]
                .iter()
                .any(|word| self.tokens.is_word(i, word));
        let is_cut = |i: usize| self.is_kind(i, Kind::Comma) || self.is_kind(i, Kind::Dash);
        let is_inserted = || i > low && is_cut(i - 1) && is_cut(last);
        if !(begins && self.is_kind(last, Kind::Colon) || is_inserted()) {
            return None;
        }
        let (who, behind) = self.phrase_after(i + 1, end)?;
        (begins || behind == last).then_some(Attribution {
            who: Some(who),
            verb: Some(i),
            reach: Reach::Beside,
            place: Place::Before,
        })
    }

    /// Who the verb at `i` before `site` is said of: its subject, or whom “by” names.
    fn subject_or_agent(&self, i: usize, low: usize, site: Site) -> Option<Who> {
        // “was branded a ‘diva’ by Venn”
        let by_after = || {
            (self.is_passive(i) && self.tokens.is_word(site.end, "by"))
                .then(|| self.phrase_after(site.end + 1, self.sentence_end(site.end)))
                .flatten()
                .map(|(who, _)| who)
        };
        self.passive_subject(i, site.first)
            .or_else(by_after)
            .or_else(|| self.subject(i, low).filter(|_| !self.is_passive(i)))
    }

    /// “Venn on the vote: ‘…’”, “In a statement, the port authority: ‘…’”
    #[allow(
        clippy::unnecessary_wraps,
        reason = "of the same shape as those beside it"
    )]
    fn label(&self, low: usize, end: usize) -> Option<Attribution> {
        let mention = self
            .names
            .between(low, end)
            .iter()
            .filter(|m| !m.is_in_quote)
            .min_by_key(|m| (m.is_oblique || m.is_possessive, m.sort == Sort::Unknown));
        let pronoun = (low..end)
            .find(|&i| self.is(i, Class::HE.or(Class::SHE)) && !self.tokens.is_name_word(i));
        // “Mayor of Sund defends ban: ‘…’”
        let is_alone = self.is_kind(low + 1, Kind::Colon) && self.is(low, Class::GROUP);
        let noun = (self.is(low, Class::ROLE) || is_alone)
            .then(|| self.names.at(low).is_none().then(|| self.noun_at(low, end)))
            .flatten();
        let named = mention.filter(|m| !m.is_oblique && !m.is_possessive);
        let who = noun
            .or(named.map(Who::name))
            .or(pronoun.map(Who::Pronoun))
            .or(mention.map(Who::name))
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
}

impl Words<'_, '_> {
    /// “Mayor of Sund defends ban”: the noun at `low` with what “of” says of it; what follows may be any verb.
    fn noun_at(&self, low: usize, end: usize) -> Who {
        let of = self.tokens.is_word(low + 1, "of") && low + 2 < end;
        let last = if of {
            self.names.at(low + 2).map_or(low + 2, |m| m.last)
        } else {
            low
        };
        Who::Noun { first: low, last }
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
