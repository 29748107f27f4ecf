//! All quotations of one text.

use std::ops::Range;

use super::FoundQuote;
use super::blocks::blocks;
use super::cjk;
use super::draft::{Draft, Part, drafts, is_whole};
use super::extent::{Shape, trimmed};
use super::judge::{Carried, Judgement, is_headline, judge};
use super::marks::{Family, marks};
use super::names::Names;
use super::pairs::{Ending, Pair, pairs};
use super::phrases::{Who, Words};
use super::posts::posts;
use super::speakers::{Speaker, Speakers};
use super::tokens::Tokens;
use super::words::{Class, WordLists};

/// The quotations of `text` in reading order, with their speakers and how sure each is.
///
/// Reads the text a few times, each time in linear time; looks no further than some sentences around each quotation. A
/// text of 4 GiB or more is not read at all.
#[must_use]
pub fn quotes_in(text: &str, lists: &WordLists) -> Vec<FoundQuote> {
    let blocks = blocks(text);
    let marks = marks(text, &blocks);
    let pairs = pairs(&marks, &blocks);
    let outer: Vec<Range<usize>> = pairs
        .iter()
        .filter(|pair| !pair.is_nested)
        .map(|pair| pair.outer.clone())
        .collect();
    let mut found: Vec<FoundQuote> = posts(text, &blocks, &outer)
        .into_iter()
        .map(|post| FoundQuote {
            spans: vec![post.words],
            why: format!("a post of {}", post.name),
            speaker: Some(post.name),
            score: 0.75,
        })
        .collect();
    if pairs.is_empty() {
        return found;
    }
    let language = lists.language_of(text);
    let Some(tokens) = Tokens::new(text, &blocks, &pairs, language) else {
        return Vec::new();
    };
    let names = Names::new(&tokens);
    let words = Words {
        tokens: &tokens,
        names: &names,
    };
    let mut finder = Finder {
        text,
        words,
        pairs: &pairs,
        speakers: Speakers::new(words),
        last_end: None,
    };
    for draft in drafts(words, &pairs, &finder.speakers) {
        found.extend(finder.quote(&draft));
    }
    found.extend(finder.nested());
    found.sort_by_key(|quote| quote.spans.first().map_or(0, |span| span.start));
    found
}

struct Finder<'a, 't> {
    text: &'t str,
    words: Words<'a, 't>,
    pairs: &'a [Pair],
    speakers: Speakers<'a, 't>,
    /// The token behind the last quotation that had a speaker.
    last_end: Option<usize>,
}

/// A speaker is carried over no more than this many paragraphs.
const MAX_CARRY: u32 = 2;

impl Finder<'_, '_> {
    fn quote(&mut self, draft: &Draft) -> Option<FoundQuote> {
        let first = draft.parts.first()?;
        let spans: Vec<Range<usize>> = draft
            .parts
            .iter()
            .flat_map(|part| self.fragments(part))
            .collect();
        if spans.is_empty() {
            return None;
        }
        let pair = &self.pairs[first.pair];
        if let Some(said) = cjk::attribution(self.text, pair) {
            return Some(FoundQuote {
                spans,
                speaker: said.speaker,
                score: said.score,
                why: said.why,
            });
        }
        let attribution = draft.attribution().copied();
        let named = attribution
            .and_then(|a| a.who)
            .and_then(|who| self.speakers.resolve(who));
        let (speaker, carried) = match named {
            Some(speaker) => (Some(speaker), Carried::No),
            None if attribution.is_some_and(|a| a.who.is_some()) => (None, Carried::No),
            None if is_headline(self.words, first) => (self.of_headline(first), Carried::No),
            None => self.carried(first.site.first),
        };
        let Judgement { score, why } =
            judge(self.words, self.pairs, draft, speaker.as_ref(), carried);
        if score >= 0.5
            && let Some(speaker) = &speaker
        {
            let at = attribution
                .and_then(|a| a.who)
                .map_or(first.site.first, Who::first);
            self.speakers.remember(at, speaker.clone());
            self.last_end = draft.parts.last().map(|part| part.site.end);
        }
        Some(FoundQuote {
            spans,
            speaker: speaker.map(|speaker| speaker.name),
            score,
            why,
        })
    }

    /// The words of one pair of marks, in two fragments where “said Venn” stands between them.
    fn fragments(&self, part: &Part) -> Vec<Range<usize>> {
        let pair = &self.pairs[part.pair];
        let keeps = is_whole(self.words, part, pair.ending);
        let inner = pair.inner.clone();
        let pieces = match part.inserted {
            Some(inserted) => {
                let tokens = &self.words.tokens.list;
                let before = inner.start..tokens[inserted.first].start as usize;
                vec![before, tokens[inserted.last].end as usize..inner.end]
            }
            None => vec![inner],
        };
        pieces
            .into_iter()
            .filter_map(|piece| trimmed(self.text, piece, keeps))
            .collect()
    }

    /// ‘We were lucky’: the late fame of Ada Venn.
    fn of_headline(&self, part: &Part) -> Option<Speaker> {
        let tokens = self.words.tokens;
        let block = tokens.list[part.site.first].block;
        let behind = tokens.list.partition_point(|token| token.block <= block);
        let mention = self
            .words
            .names
            .between(part.site.end, behind)
            .iter()
            .find(|mention| mention.person.is_some())?;
        self.speakers.resolve(Who::Name {
            first: mention.first,
            last: mention.last,
        })
    }

    /// Who speaks where the words around say nothing: whom the sentence before is about, or who spoke last.
    fn carried(&self, site: usize) -> (Option<Speaker>, Carried) {
        let tokens = self.words.tokens;
        let block = tokens.list[site].block;
        let last = self.last_end.filter(|&end| end <= site);
        let near = last.filter(|&end| block - tokens.list[end - 1].block <= MAX_CARRY);
        // Where the narration since the last quotation begins: behind that one's sentence.
        let from = near.map_or_else(
            || {
                (0..site)
                    .rev()
                    .take(120)
                    .take_while(|&i| tokens.list[i].block + 1 >= block)
                    .last()
                    .unwrap_or(site)
            },
            |end| {
                let sentence = tokens.list[end - 1].sentence;
                (end..site)
                    .find(|&i| tokens.list[i].sentence != sentence)
                    .unwrap_or(site)
            },
        );
        let begins_sentence =
            site == 0 || tokens.list[site - 1].sentence != tokens.list[site].sentence;
        let is_told = from < site && begins_sentence && tokens.list[site - 1].quote == 0;
        if is_told && let Some(speaker) = self.speakers.in_narration(from, site) {
            return (Some(speaker), Carried::Narration);
        }
        if near.is_some() {
            return (self.speakers.last().cloned(), Carried::Last);
        }
        (None, Carried::No)
    }

    /// Quotations inside quotations.
    fn nested(&self) -> Vec<FoundQuote> {
        let mut found = Vec::new();
        for pair in self.pairs.iter().filter(|pair| pair.is_nested) {
            if pair.ending == Ending::Open || pair.family == Family::Corner {
                continue;
            }
            let inner = self.text.get(pair.inner.clone()).unwrap_or_default();
            let shape = Shape::of(inner);
            let first = self.words.tokens.at_byte(pair.outer.start);
            let said = first.checked_sub(1).and_then(|last| self.said_before(last));
            let is_speech = said.is_some() && shape.begins_large && shape.n_words >= 2;
            let keeps = is_speech || shape.has_inner_stop;
            let Some(span) = trimmed(self.text, pair.inner.clone(), keeps) else {
                continue;
            };
            let (score, why) = if is_speech {
                (
                    0.45,
                    "a quotation inside a quotation, with a verb of speech before it",
                )
            } else {
                (0.3, "inside a quotation")
            };
            found.push(FoundQuote {
                spans: vec![span],
                speaker: said.flatten(),
                score,
                why: why.to_owned(),
            });
        }
        found
    }

    /// Whether a verb of speech stands at token `last` or a little before, in the same quotation; and who is named
    /// before it.
    #[allow(
        clippy::option_option,
        reason = "no verb is not the same as a verb without a name"
    )]
    fn said_before(&self, last: usize) -> Option<Option<String>> {
        let tokens = self.words.tokens;
        let quote = tokens.get(last)?.quote;
        let verb = (last.saturating_sub(3)..=last).rev().find(|&i| {
            tokens.list[i].quote == quote && tokens.is(i, Class::SAID.or(Class::SAYING))
        })?;
        let name = verb
            .checked_sub(1)
            .and_then(|i| self.words.names.at(i))
            .map(|mention| match mention.person {
                Some(p) => {
                    let person = self.words.names.people[p];
                    tokens.words(person.first, person.last).to_owned()
                }
                None => tokens.words(mention.first, mention.last).to_owned(),
            });
        Some(name)
    }
}
