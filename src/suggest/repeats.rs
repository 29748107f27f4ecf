//! The words of an annotation, standing elsewhere too.
//!
//! Equal are words in folded form; punctuation between them must be the same as well. One pass over all texts,
//! whatever the number of annotations: the first words of every annotated text are looked up at every word.

use super::corpus::{Corpus, Token, WordId};
use super::excerpt::excerpt;
use super::suggestion::{Cancelled, SuggestedSpan, Suggestion, SuggestionKind, Watch};
use crate::model::{Annotation, AnnotatorId, Document, LabelId, Project};
use crate::text::{ByteOffset, TextSpan, fold};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Fragments of one annotation stand at most this many words apart where it is repeated.
const MAX_GAP_WORDS: usize = 60;
/// Annotated texts are told apart by at most this many of their first words, then held against the text.
const KEY_WORDS: usize = 4;

/// What is looked for: the words of one or more annotations of one tag.
struct Pattern {
    label: LabelId,
    /// The words of each fragment, never empty.
    fragments: Vec<Vec<WordId>>,
    /// Each fragment folded, from its first word to its last.
    folded: Vec<String>,
    /// What stands behind the last word of the annotation, folded: often nothing, or a full stop.
    tail: String,
    /// How often which speaker is set; empty for none.
    speakers: BTreeMap<String, usize>,
    n_annotations: usize,
    example: String,
}

/// Finds the texts of `annotator`'s annotations (of everybody's for `None`) elsewhere.
///
/// Left out is what lies in an annotation of the same tag by the annotator (by anybody for `None`) already. Where the
/// same text has several speakers, the one set most often is taken.
///
/// # Errors
/// When `watch` says stop.
pub fn repeats(
    project: &Project,
    annotator: Option<&AnnotatorId>,
    watch: Watch<'_>,
) -> Result<Vec<Suggestion>, Cancelled> {
    let n_bytes: u64 = project
        .documents()
        .iter()
        .map(|d| d.text().len() as u64)
        .sum();
    let corpus = Corpus::new(project, watch, 2 * n_bytes)?;
    let patterns = patterns(project, annotator, &corpus);
    let mut by_key: HashMap<&[WordId], Vec<usize>> = HashMap::new();
    for (i, pattern) in patterns.iter().enumerate() {
        let first = &pattern.fragments[0];
        by_key
            .entry(&first[..first.len().min(KEY_WORDS)])
            .or_default()
            .push(i);
    }
    let mut found = Vec::new();
    let mut n_read = n_bytes;
    for document in &corpus.documents {
        if !watch(n_read, 2 * n_bytes) {
            return Err(Cancelled);
        }
        n_read += document.document.text().len() as u64;
        let words: Vec<WordId> = document.tokens.iter().map(|t| t.word).collect();
        for at in 0..words.len() {
            for n in 1..=KEY_WORDS.min(words.len() - at) {
                for &i in by_key.get(&words[at..at + n]).into_iter().flatten() {
                    let pattern = &patterns[i];
                    let place = Place {
                        document: &document.document,
                        tokens: &document.tokens,
                        words: &words,
                    };
                    if let Some(spans) = place.spans(pattern, at)
                        && !is_annotated(project, annotator, &document.document, pattern, &spans)
                    {
                        found.push(suggestion(&corpus, pattern, &document.document, spans));
                    }
                }
            }
        }
    }
    Ok(found)
}

fn patterns(project: &Project, annotator: Option<&AnnotatorId>, corpus: &Corpus) -> Vec<Pattern> {
    let mut patterns: Vec<Pattern> = Vec::new();
    let mut by_words: HashMap<(LabelId, Vec<String>, String), usize> = HashMap::new();
    for document in &corpus.documents {
        let text = document.document.text();
        let annotations = project
            .annotations_of(&document.document.id)
            .filter(|a| annotator.is_none_or(|wanted| a.annotator == *wanted));
        for annotation in annotations {
            let Some(words) = Words::of(annotation, text, &document.tokens) else {
                continue;
            };
            let key = (
                annotation.label.clone(),
                words.folded.clone(),
                words.tail.clone(),
            );
            let i = *by_words.entry(key).or_insert_with(|| {
                patterns.push(Pattern {
                    label: annotation.label.clone(),
                    fragments: words.fragments,
                    folded: words.folded,
                    tail: words.tail,
                    speakers: BTreeMap::new(),
                    n_annotations: 0,
                    example: document.document.title.clone(),
                });
                patterns.len() - 1
            });
            let speaker = annotation.features.get("speaker").unwrap_or_default();
            *patterns[i].speakers.entry(speaker.to_owned()).or_default() += 1;
            patterns[i].n_annotations += 1;
        }
    }
    patterns
}

/// The words of an annotation.
struct Words {
    fragments: Vec<Vec<WordId>>,
    folded: Vec<String>,
    tail: String,
}

impl Words {
    /// `None` where a fragment has no word, or begins or ends inside one: it is not looked for.
    fn of(annotation: &Annotation, text: &str, tokens: &[Token]) -> Option<Self> {
        let mut words = Self {
            fragments: Vec::new(),
            folded: Vec::new(),
            tail: String::new(),
        };
        for span in &annotation.spans {
            let (start, end) = (span.start().0, span.end().0);
            let first = tokens.partition_point(|t| (t.start as usize) < start);
            let behind = tokens.partition_point(|t| (t.end as usize) <= end);
            let inside = tokens.get(first..behind).filter(|t| !t.is_empty())?;
            let is_cut = |i: usize| {
                tokens
                    .get(i)
                    .is_some_and(|t| (t.start as usize) < end && start < (t.end as usize))
            };
            if is_cut(behind) || first.checked_sub(1).is_some_and(is_cut) {
                return None;
            }
            let last_end = inside.last()?.end as usize;
            words
                .fragments
                .push(inside.iter().map(|t| t.word).collect());
            words
                .folded
                .push(fold(text.get(inside[0].start as usize..last_end)?));
            words.tail = fold(text.get(last_end..end)?);
        }
        (!words.fragments.is_empty()).then_some(words)
    }
}

/// A text in which a pattern is looked for.
struct Place<'a> {
    document: &'a Document,
    tokens: &'a [Token],
    words: &'a [WordId],
}

impl Place<'_> {
    /// The stretches that have the pattern's words, the first of them at the word `at`.
    fn spans(&self, pattern: &Pattern, at: usize) -> Option<Vec<TextSpan>> {
        let mut spans = Vec::with_capacity(pattern.fragments.len());
        let mut next = at;
        for (i, (words, folded)) in pattern.fragments.iter().zip(&pattern.folded).enumerate() {
            let is_last = i + 1 == pattern.fragments.len();
            let tail = if is_last { pattern.tail.as_str() } else { "" };
            let last_start = if i == 0 { at } else { next + MAX_GAP_WORDS };
            let (span, behind) =
                (next..=last_start).find_map(|at| self.span(words, folded, tail, at))?;
            spans.push(span);
            next = behind;
        }
        Some(spans)
    }

    /// The stretch at the word `at` if it has these words, and the number of the word behind it.
    fn span(
        &self,
        words: &[WordId],
        folded: &str,
        tail: &str,
        at: usize,
    ) -> Option<(TextSpan, usize)> {
        let behind = at + words.len();
        if self.words.get(at..behind)? != words {
            return None;
        }
        let text = self.document.text();
        let start = self.tokens.get(at)?.start as usize;
        let end = self.tokens.get(behind - 1)?.end as usize;
        if fold(text.get(start..end)?) != folded {
            return None;
        }
        // The full stop of the annotated text belongs to it here too, if it is there.
        let rest = text.get(end..)?;
        let tail_len = rest
            .char_indices()
            .map(|(i, c)| i + c.len_utf8())
            .take(tail.chars().count())
            .find(|&n| !tail.is_empty() && fold(&rest[..n]) == tail)
            .unwrap_or(0);
        let span = TextSpan::new(text, ByteOffset(start), ByteOffset(end + tail_len)).ok()?;
        Some((span, behind))
    }
}

/// Whether an annotation of the same tag covers all of it.
fn is_annotated(
    project: &Project,
    annotator: Option<&AnnotatorId>,
    document: &Document,
    pattern: &Pattern,
    spans: &[TextSpan],
) -> bool {
    let (Some(first), Some(last)) = (spans.first(), spans.last()) else {
        return true;
    };
    let words = spans.iter().map(|span| {
        // What stands behind the last word may be left out of the annotation.
        let text = span.of(document.text());
        let kept = text.trim_end_matches(|c: char| !c.is_alphanumeric()).len();
        span.start().0..span.start().0 + kept
    });
    let words: Vec<_> = words.collect();
    project
        .annotations_touching(&document.id, first.start().0..last.end().0)
        .into_iter()
        .filter(|a| a.label == pattern.label)
        .filter(|a| annotator.is_none_or(|wanted| a.annotator == *wanted))
        .any(|a| {
            words.iter().all(|range| {
                a.spans
                    .iter()
                    .any(|span| span.start().0 <= range.start && range.end <= span.end().0)
            })
        })
}

fn suggestion(
    corpus: &Corpus,
    pattern: &Pattern,
    document: &Arc<Document>,
    spans: Vec<TextSpan>,
) -> Suggestion {
    let bits: f32 = pattern
        .fragments
        .iter()
        .flatten()
        .map(|&word| corpus.bits(word))
        .sum();
    // The speaker set most often, the first by name of several.
    let speaker = pattern
        .speakers
        .iter()
        .max_by_key(|(name, n)| (**n, std::cmp::Reverse(*name)))
        .map(|(name, _)| name.clone())
        .filter(|name| !name.is_empty());
    let places = match pattern.n_annotations {
        1 => String::new(),
        n => format!(" and {} more", n - 1),
    };
    Suggestion {
        link: None,
        kind: SuggestionKind::Repeats,
        score: 1.0 - (-bits / 10.0).exp2(),
        why: format!(
            "the same words are tagged {} in {}{places}",
            pattern.label,
            excerpt(&pattern.example)
        ),
        parts: vec![SuggestedSpan {
            document: document.id.clone(),
            spans,
            label: pattern.label.clone(),
            features: speaker
                .map(|name| ("speaker".into(), name))
                .into_iter()
                .collect(),
            annotation: None,
        }],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::suggest::fixture::{annotate, project};
    use proptest::prelude::*;

    /// The suggestions for ada as `document: words`, in the order found.
    fn found(project: &Project) -> Vec<String> {
        let found = repeats(project, Some(&"ada".into()), &mut |_, _| true).unwrap();
        let show = |s: &Suggestion| {
            let part = &s.parts[0];
            let text = project.document(&part.document).unwrap().text();
            let words: Vec<_> = part.spans.iter().map(|span| span.of(text)).collect();
            format!("{}: {}", part.document, words.join(" | "))
        };
        found.iter().map(show).collect()
    }

    #[test]
    fn folded_whole_words_elsewhere() {
        let mut project = project(&[
            "The Café\u{A0}de l’Océan sank. A cafe de l'ocean? Cafe de l’oceane.",
            "“CAFÉ DE L'OCÉAN”! And the cafe, de l'ocean.",
        ]);
        annotate(
            &mut project,
            "a",
            "ada",
            0,
            "claim",
            "Café\u{A0}de l’Océan",
            &[],
        );
        assert_eq!(
            found(&project),
            ["d0: cafe de l'ocean", "d1: CAFÉ DE L'OCÉAN"]
        );
    }

    #[test]
    fn with_tag_and_speaker() {
        let mut project = project(&[
            "We will not close. We will not close!",
            "We will not close.",
        ]);
        annotate(
            &mut project,
            "a",
            "ada",
            0,
            "quote",
            "We will not close.",
            &[("speaker", "Mara Lind")],
        );
        assert_eq!(
            found(&project),
            ["d0: We will not close", "d1: We will not close."]
        );
        let found = repeats(&project, None, &mut |_, _| true).unwrap();
        assert_eq!(found[0].parts[0].label, "quote".into());
        assert_eq!(
            found[0].parts[0].features,
            [("speaker".into(), "Mara Lind".to_owned())]
        );
        assert_eq!(
            found[0].why,
            "the same words are tagged quote in “Article 0”"
        );
        assert!(found[0].score > 0.5);
    }

    #[test]
    fn what_is_annotated_already_is_left_out() {
        let texts = [
            "The pier is safe. Everyone knows the pier is safe.",
            "The pier is safe",
        ];
        let mut project = project(&texts);
        annotate(
            &mut project,
            "a",
            "ada",
            0,
            "claim",
            "The pier is safe",
            &[],
        );
        annotate(
            &mut project,
            "b",
            "ada",
            0,
            "claim",
            "knows the pier is safe",
            &[],
        );
        annotate(
            &mut project,
            "c",
            "ben",
            1,
            "claim",
            "The pier is safe",
            &[],
        );
        // Ben's is not ada's.
        assert_eq!(found(&project), ["d1: The pier is safe"]);
        let of_all = repeats(&project, None, &mut |_, _| true).unwrap();
        assert_eq!(of_all, []);
        // Another tag is another thing.
        annotate(
            &mut project,
            "d",
            "ada",
            1,
            "quote",
            "The pier is safe",
            &[],
        );
        assert_eq!(
            found(&project),
            [
                "d0: The pier is safe",
                "d0: the pier is safe",
                "d1: The pier is safe"
            ]
        );
    }

    #[test]
    fn several_fragments() {
        let mut project = project(&[
            "“We tried,” she said, “and we failed.”",
            "“We tried,” said the mayor on Friday, “and we failed.” We tried.",
        ]);
        annotate(&mut project, "a", "ada", 0, "quote", "We tried", &[]);
        let mut a = (**project.annotation(&"a".into()).unwrap()).clone();
        let text = project.documents()[0].text().clone();
        let start = text.find("and").unwrap();
        let second = TextSpan::new(&text, ByteOffset(start), ByteOffset(start + 14)).unwrap();
        a.spans.push(second);
        project.put_annotation(&"a".into(), Some(a.into())).unwrap();
        assert_eq!(found(&project), ["d1: We tried | and we failed."]);
    }

    #[test]
    fn places_inside_words_are_not_looked_for() {
        let mut project = project(&["harbours", "harbour harbours"]);
        annotate(&mut project, "a", "ada", 0, "claim", "harbour", &[]);
        assert_eq!(found(&project), <[String; 0]>::default());
    }

    #[test]
    fn common_words_score_low() {
        let mut project = project(&["They have it. The lighthouse", "they have a lighthouse"]);
        annotate(&mut project, "a", "ada", 0, "claim", "They", &[]);
        annotate(&mut project, "b", "ada", 0, "claim", "lighthouse", &[]);
        let found = repeats(&project, None, &mut |_, _| true).unwrap();
        assert!(found[0].score < 0.5 && found[1].score > 0.5, "{found:?}");
    }

    proptest! {
        /// Against the plain way: at every word of every text, is this what is annotated?
        #[test]
        fn as_a_naive_search(texts in prop::collection::vec("[ab] ([ab]{1,2}[ ,]){0,12}", 1..4), from in 0..6_usize, n in 1..4_usize) {
            let words: Vec<_> = texts[0].split([' ', ',']).filter(|w| !w.is_empty()).collect();
            let from = from.min(words.len() - 1);
            let start = words[from].as_ptr() as usize - texts[0].as_ptr() as usize;
            let last = words[(from + n - 1).min(words.len() - 1)];
            let end = last.as_ptr() as usize - texts[0].as_ptr() as usize + last.len();
            let wanted = &texts[0][start..end];
            let strs: Vec<_> = texts.iter().map(String::as_str).collect();
            let mut project = project(&strs);
            annotate(&mut project, "a", "ada", 0, "claim", words[0], &[]);
            let mut a = (**project.annotation(&"a".into()).unwrap_or_else(|| unreachable!())).clone();
            a.spans = vec![TextSpan::new(&texts[0], ByteOffset(start), ByteOffset(end)).unwrap()];
            project.put_annotation(&"a".into(), Some(a.into())).unwrap();
            let mut expected = Vec::new();
            for (d, text) in texts.iter().enumerate() {
                for (at, _) in text.match_indices(|c: char| c.is_alphabetic()) {
                    let is_word = |c: Option<char>| c.is_some_and(char::is_alphabetic);
                    if text[at..].starts_with(wanted)
                        && !is_word(text[..at].chars().next_back())
                        && !is_word(text[at + wanted.len()..].chars().next())
                        && (d, at) != (0, start)
                    {
                        expected.push((d, at));
                    }
                }
            }
            let found: Vec<_> = repeats(&project, None, &mut |_, _| true)
                .unwrap()
                .iter()
                .map(|s| (project.document_position(&s.parts[0].document).unwrap(), s.parts[0].spans[0].start().0))
                .collect();
            prop_assert_eq!(found, expected);
        }
    }
}
