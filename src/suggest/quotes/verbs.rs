//! Which words are verbs of speech in their place, and what stands between a subject and its verb.

use super::phrases::Words;
use super::tokens::Kind;
use super::words::Class;

impl Words<'_, '_> {
    /// A form of a verb of speech, not a noun of the same letters (“the report”, “his comments”).
    pub(super) fn is_verb(&self, i: usize) -> bool {
        if !self.is(i, Class::SPEECH) || !self.is_outside(i) {
            return false;
        }
        let Some(token) = self.tokens.get(i) else {
            return false;
        };
        if i == 0 || token.is_possessive {
            return i == 0;
        }
        // shot back, went on
        let word = self.tokens.word(i);
        let is_phrasal = [
            "shot", "hit", "fired", "went", "goes", "lashed", "put", "puts",
        ]
        .iter()
        .any(|verb| word.eq_ignore_ascii_case(verb));
        if is_phrasal && !matches!(self.tokens.word(i + 1), "back" | "out" | "on" | "it") {
            return false;
        }
        // spoke of, referred to
        let needed: &[&str] = match word {
            "speak" | "speaks" | "spoke" | "spoken" => &["of", "about"],
            "refer" | "refers" | "referred" | "referring" => &["to"],
            _ => &[],
        };
        if !needed.is_empty() && !needed.contains(&self.tokens.word(i + 1)) {
            return false;
        }
        let is_behind = |class| self.is(i - 1, class) && self.is_outside(i - 1);
        let before_is_possessive = self.tokens.list[i - 1].is_possessive;
        if self.is_participle(i) || self.is_plain_noun(i) {
            return false;
        }
        // “said” and “asked” are no nouns, “claims” and “comment” may be.
        if word.ends_with("ed") || ["said", "told", "wrote", "says", "tells"].contains(&word) {
            return true;
        }
        let follows_noun_sign = is_behind(Class::DETERMINER) && !is_behind(Class::PRONOUN)
            || is_behind(Class::PREPOSITION) && !self.tokens.is_word(i - 1, "to")
            || before_is_possessive;
        let is_noun_too = token.class.has(Class::WRITTEN) || ends_plural(self.tokens.word(i));
        // “by saying”, but “the ruling”, “his own warning”
        let is_noun_like = matches!(
            word,
            "warning" | "ruling" | "finding" | "reading" | "posting"
        ) && i > 1
            && self.is_article(i - 2)
            && !self.is(i - 1, Class::ROLE.or(Class::GROUP).or(Class::FUNCTION))
            && !self.tokens.is_name_word(i - 1);
        if is_noun_like {
            return false;
        }
        let is_article = self.is_article(i - 1) && self.is_outside(i - 1);
        let is_gerund = token.class.has(Class::SAYING) && !is_article && !before_is_possessive;
        !(follows_noun_sign && !is_gerund || is_noun_too && self.is_possessive_pronoun(i - 1))
    }

    /// “an emailed statement”, “in reported comments”, “in a statement posted online”: a form in -ed that tells of a
    /// noun instead of what somebody does.
    fn is_participle(&self, i: usize) -> bool {
        let Some(before) = i.checked_sub(1) else {
            return false;
        };
        if !self.tokens.word(i).ends_with("ed") || !self.is_outside(before) {
            return false;
        }
        if self.is_article(before) || self.is_small(before, Class::PREPOSITION) {
            return !self.tokens.is_word(before, "to");
        }
        // The noun before stands behind a preposition: it is nobody who says something.
        if !self.is(before, Class::WRITTEN) || self.tokens.is_name_word(before) {
            return false;
        }
        let start = (0..before)
            .rev()
            .take(5)
            .find(|&k| !self.is_kind(k, Kind::Word) || self.is_small(k, Class::FUNCTION));
        start.is_some_and(|k| {
            let k = if self.is_small(k, Class::DETERMINER) {
                k.checked_sub(1)
            } else {
                Some(k)
            };
            k.is_some_and(|k| self.is_small(k, Class::PREPOSITION))
        })
    }

    /// “an emailed reply”, “call bells”: the plain form of a verb that is a noun too, where nobody stands before it who
    /// could do it.
    fn is_plain_noun(&self, i: usize) -> bool {
        let word = self.tokens.word(i);
        let may_be_noun = [
            "reply", "answer", "comment", "report", "call", "claim", "demand", "label", "brand",
            "term", "note", "request", "attack", "blame", "praise", "shout", "chant", "scream",
            "cry", "joke",
        ];
        if !may_be_noun.contains(&word) {
            return false;
        }
        // Call bells unplugged.
        let next = i + 1;
        let is_compound = word == "call"
            && self.is_kind(next, Kind::Word)
            && self.is_outside(next)
            && !self.is(next, Class::FUNCTION)
            && !self.tokens.is_name_word(next);
        if is_compound {
            return true;
        }
        let before = (0..i).rev().find(|&k| !self.is_small(k, Class::ADVERB));
        before.is_some_and(|k| {
            let before = self.tokens.word(k);
            let is_of_many = before.ends_with('s') && !before.ends_with("ss")
                || [
                    "people", "police", "men", "women", "children", "media", "you",
                ]
                .contains(&before);
            let may_do = self.is(
                k,
                Class::PRONOUN.or(Class::AUXILIARY).or(Class::CONJUNCTION),
            );
            let is_owner = self.is_possessive_pronoun(k) && !self.tokens.is_word(k, "her")
                || self.tokens.list[k].is_possessive;
            let does_it = is_of_many || may_do || self.tokens.is_name_word(k);
            let is_plain = self.is_kind(k, Kind::Word) && self.is_outside(k);
            is_plain && !self.tokens.is_word(k, "to") && (is_owner || !does_it)
        })
    }

    /// “a”, “the”, “its”: a noun follows.
    fn is_article(&self, i: usize) -> bool {
        ["a", "an", "the", "its", "his", "their", "our", "my"]
            .iter()
            .any(|word| self.tokens.is_word(i, word))
    }

    /// “is asked”, “was described”: somebody else speaks.
    pub(super) fn is_passive(&self, verb: usize) -> bool {
        if self.is(verb, Class::SAYING) && !self.is(verb, Class::SAID) {
            return false;
        }
        if self.is_quoted_as(verb) {
            return false;
        }
        let end = (0..verb)
            .rev()
            .take(3)
            .find(|&i| !self.is_small(i, Class::ADVERB));
        end.is_some_and(|i| {
            let word = self.tokens.word(i);
            ["is", "are", "was", "were", "be", "been", "being"].contains(&word)
                || ["’s", "'s"].iter().any(|s| word.ends_with(s)) && self.is(i, Class::PRONOUN)
        })
    }

    /// “was quoted as saying”: what the verb of speech at `verb` is followed by makes its subject speak.
    pub(super) fn is_quoted_as(&self, verb: usize) -> bool {
        matches!(
            self.tokens.word(verb),
            "quoted" | "cited" | "reported" | "heard"
        ) && self.tokens.is_word(verb + 1, "as")
            && self.is(verb + 2, Class::SAYING)
    }

    pub(super) fn is_possessive_pronoun(&self, i: usize) -> bool {
        self.is(i, Class::DETERMINER) && self.is(i, Class::PRONOUN)
    }

    /// Steps back from `end` over auxiliaries, adverbs and days that stand between a subject and its verb.
    pub(super) fn skip_back(&self, mut end: usize, low: usize) -> usize {
        while end > low {
            let i = end - 1;
            let word = self.tokens.word(i);
            let is_adverb = self.tokens.is_kind(i, Kind::Word)
                && !self.tokens.list[i].is_capital
                && word.ends_with("ly")
                && !matches!(word, "family" | "assembly" | "ally" | "monopoly" | "bully");
            if self.is_small(i, Class::AUXILIARY.or(Class::ADVERB)) || is_adverb {
                end = i;
            } else if self.is(i, Class::ELSEWHERE) {
                end = i;
                if end > low && self.is(end - 1, Class::PREPOSITION) {
                    end -= 1;
                }
            } else {
                break;
            }
        }
        end
    }

    pub(super) fn is_noun_too(&self, i: usize) -> bool {
        self.is(
            i,
            Class::WRITTEN
                .or(Class::GROUP)
                .or(Class::ROLE)
                .or(Class::WORK),
        )
    }
}

fn ends_plural(word: &str) -> bool {
    word.ends_with('s')
}
