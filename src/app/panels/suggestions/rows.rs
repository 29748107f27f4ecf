//! The rows of the list of suggestions: which, in which order, and what each says.

use crate::app::panels::wording::{contains_folded, on_one_line};
use crate::app::suggesting::{name_of, score_word};
use crate::model::{DocumentId, LabelId, Project, RelationTypeId};
use crate::suggest::{SuggestedSpan, Suggestion, SuggestionKind};
use crate::text::{ByteOffset, snap};
use crate::workspace::Job;
use crate::workspace::suggestions::{Counts, FoundSet, Judge, Query, SuggestionOrder};
use std::sync::Arc;

/// Up to so many candidates the rows are worked out at once; above, on another thread.
const AT_ONCE: usize = 4_000;

/// How much of a side's words is shown at most, code points; the column's width cuts further.
const SHOWN_CHARS: usize = 300;

/// How much of a sentence is shown before and behind the words, code points.
const CONTEXT_CHARS: usize = 120;

/// The name of the feature that is told with the words.
pub const SPEAKER: &str = "speaker";

/// What the list is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListQuery {
    /// Which candidates.
    pub query: Query,
    /// In which order.
    pub order: SuggestionOrder,
    /// With these words in their text, speaker, reason or title, in any case.
    pub text: String,
}

/// The numbers of the candidates asked for, and how many open ones of each kind there are.
///
/// Costs a look at every candidate, with `text` at its words too. `None` when `cancelled` said so on the way.
pub fn rows(
    found: &FoundSet,
    judge: &Judge,
    asked: &ListQuery,
    cancelled: &dyn Fn() -> bool,
) -> Option<(Vec<u64>, Counts)> {
    let (mut listed, counts) = found.list(judge, &asked.query, asked.order, cancelled)?;
    let needle = asked.text.trim().to_lowercase();
    if !needle.is_empty() {
        let fits = |s: &Suggestion| fits(judge.project(), s, &needle);
        listed.retain(|number| found.by_number(*number).is_some_and(fits));
    }
    Some((listed, counts))
}

/// Gives nothing when it was cancelled.
type RowsJob = Job<Option<(Vec<u64>, Counts)>>;

/// What rows belong to: the revision of the project, the search, the question.
type Basis = (u64, u64, ListQuery);

/// The rows, worked out once for a revision, a search and a question.
#[derive(Default)]
pub struct Rows {
    of: Option<Basis>,
    /// The numbers of the candidates, in order.
    pub numbers: Vec<u64>,
    /// How many open ones of each kind there are.
    pub counts: Counts,
    /// What the numbers count.
    pub found: FoundSet,
    /// Goes up whenever the numbers are others.
    pub version: u64,
    /// Under way, and what it will belong to.
    job: Option<(Basis, FoundSet, RowsJob)>,
}

impl Rows {
    /// Whether the rows are those of `basis`; where not, they are on the way and the old ones stay.
    pub fn follow(
        &mut self,
        found: &FoundSet,
        judge: &Judge,
        basis: &Basis,
        egui: &egui::Context,
    ) -> bool {
        if let Some((_, _, job)) = &self.job
            && let Some(done) = job.poll()
            && let Some((of, found, _)) = self.job.take()
            && let Ok(Some(rows)) = done
        {
            self.take(of, found, rows);
        }
        if self.of.as_ref() == Some(basis) {
            self.cancel();
            return true;
        }
        let n: usize = SuggestionKind::ALL
            .into_iter()
            .filter_map(|kind| found.of(kind))
            .map(|f| f.suggestions().len())
            .sum();
        if n <= AT_ONCE {
            self.cancel();
            let rows = rows(found, judge, &basis.2, &|| false).unwrap_or_default();
            self.take(basis.clone(), found.clone(), rows);
            return true;
        }
        if self.job.as_ref().is_none_or(|(of, _, _)| of != basis) {
            self.cancel();
            let egui = egui.clone();
            let wake: Arc<dyn Fn() + Send + Sync> = Arc::new(move || egui.request_repaint());
            let (judge, asked, set) = (judge.clone(), basis.2.clone(), found.clone());
            let job = Job::spawn(&wake, "list suggestions", move |context| {
                rows(&set, &judge, &asked, &|| context.is_cancelled())
            });
            self.job = Some((basis.clone(), found.clone(), job));
        }
        false
    }

    fn take(&mut self, of: Basis, found: FoundSet, (numbers, counts): (Vec<u64>, Counts)) {
        self.numbers = numbers;
        self.counts = counts;
        self.found = found;
        self.of = Some(of);
        self.version += 1;
    }

    fn cancel(&mut self) {
        if let Some((_, _, job)) = self.job.take() {
            job.cancel();
        }
    }

    /// The candidate of a row.
    pub fn suggestion(&self, row: usize) -> Option<&Suggestion> {
        self.found.by_number(*self.numbers.get(row)?)
    }
}

/// What a row says.
#[derive(Clone, Debug, PartialEq)]
pub struct RowData {
    /// Which rules found it.
    pub kind: SuggestionKind,
    /// The type of link, where the kind does not say it.
    pub link: Option<RelationTypeId>,
    /// 0 to 1.
    pub score: f32,
    /// Whether it was given; else it only orders.
    pub has_score: bool,
    /// The reason.
    pub why: String,
    /// One place, or the sides of a link.
    pub sides: Vec<SideData>,
}

/// One place of a candidate in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SideData {
    /// Whose text.
    pub document: DocumentId,
    /// Its title.
    pub title: String,
    /// What stands before the words in their sentence, where that is needed to judge; on one line, cut at its start.
    pub before: String,
    /// The words, on one line.
    pub words: String,
    /// What stands behind them, cut at its end.
    pub after: String,
    /// Who says it; empty where not known.
    pub speaker: String,
    /// The tag that accepting gives.
    pub label: LabelId,
}

impl SideData {
    /// Whether something of the sentence around the words is told.
    pub fn has_context(&self) -> bool {
        !self.before.is_empty() || !self.after.is_empty()
    }
}

impl RowData {
    /// What there is to say of a candidate, with the sentences around its words where these alone say too little.
    pub fn gather(project: &Project, suggestion: &Suggestion) -> Self {
        let mut row = Self::without_context(project, suggestion);
        let is_short = match suggestion.kind {
            SuggestionKind::Quotes | SuggestionKind::QuoteVariants => false,
            SuggestionKind::Repeats | SuggestionKind::Contradictions | SuggestionKind::Machine => {
                true
            }
        };
        if is_short {
            for (side, part) in row.sides.iter_mut().zip(&suggestion.parts) {
                if let Some((before, after)) = context(project, part) {
                    side.before = before;
                    side.after = after;
                }
            }
        }
        row
    }

    fn without_context(project: &Project, suggestion: &Suggestion) -> Self {
        let sides = suggestion.parts.iter();
        Self {
            kind: suggestion.kind,
            link: suggestion.link.clone(),
            score: suggestion.score,
            has_score: suggestion.has_score(),
            why: on_one_line(&suggestion.why, SHOWN_CHARS),
            sides: sides.map(|part| side(project, part)).collect(),
        }
    }

    fn has(&self, needle: &str) -> bool {
        contains_folded(&self.why, needle)
            || self.sides.iter().any(|side| {
                contains_folded(&side.words, needle)
                    || contains_folded(&side.speaker, needle)
                    || contains_folded(&side.title, needle)
            })
    }

    /// Such as `Likely, 0.93`; no number where none was given.
    pub fn score_in_words(&self) -> String {
        crate::app::dispatch::sentence(&self.score_with(", "))
    }

    fn score_with(&self, separator: &str) -> String {
        let word = score_word(self.score);
        if self.has_score {
            format!("{word}{separator}{:.2}", self.score)
        } else {
            word.to_owned()
        }
    }

    /// What a screen reader says.
    pub fn accessible_name(&self) -> String {
        let sides = self.sides.iter().map(|side| {
            let speaker = match side.speaker.as_str() {
                "" => String::new(),
                name => format!(", speaker: {name}"),
            };
            let (before, words, after) = (&side.before, &side.words, &side.after);
            format!("{before}“{words}”{after}{speaker}, in “{}”", side.title)
        });
        let sides: Vec<String> = sides.collect();
        format!(
            "{}, {}: {}. {}",
            name_of(self.kind, self.link.as_ref()),
            self.score_with(" "),
            sides.join(" and "),
            self.why
        )
    }
}

fn side(project: &Project, part: &SuggestedSpan) -> SideData {
    let document = project.document(&part.document);
    let speaker = part
        .features
        .iter()
        .find(|(name, _)| name.as_str() == SPEAKER);
    SideData {
        document: part.document.clone(),
        title: document
            .map(|d| on_one_line(&d.title, SHOWN_CHARS))
            .unwrap_or_default(),
        before: String::new(),
        words: on_one_line(&words_of(project, part), SHOWN_CHARS),
        after: String::new(),
        speaker: speaker.map(|(_, name)| name.clone()).unwrap_or_default(),
        label: part.label.clone(),
    }
}

/// All words of a part, as they stand in the text.
pub fn words_of(project: &Project, part: &SuggestedSpan) -> String {
    let document = project.document(&part.document);
    let fragments = part.spans.iter().filter_map(|span| {
        let text = document?.text();
        text.get(span.range())
    });
    let fragments: Vec<&str> = fragments.collect();
    fragments.join(" … ")
}

/// Whether a candidate has `needle`, in small letters, in its words, speaker, reason or title.
pub fn fits(project: &Project, suggestion: &Suggestion, needle: &str) -> bool {
    needle.is_empty() || RowData::without_context(project, suggestion).has(needle)
}

/// The rest of the sentence before and behind a part's words.
fn context(project: &Project, part: &SuggestedSpan) -> Option<(String, String)> {
    let text = project.document(&part.document)?.text();
    let (first, last) = (part.spans.first()?, part.spans.last()?);
    let last_letter = snap::floor_grapheme(text, ByteOffset(last.end().get().saturating_sub(1)));
    let start = snap::sentence_at(text, first.start())?.start();
    let end = snap::sentence_at(text, last_letter)?.end();
    let before = text.get(start.get()..first.start().get());
    let after = text.get(last.end().get()..end.get());
    Some((
        tail(before.unwrap_or_default(), CONTEXT_CHARS),
        head(after.unwrap_or_default(), CONTEXT_CHARS),
    ))
}

/// The last `n_chars` code points of `text`, on one line with its blank at the end.
pub fn tail(text: &str, n_chars: usize) -> String {
    let n = text.chars().count();
    let mut starts = text.char_indices().map(|(at, _)| at);
    let cut = starts.nth(n.saturating_sub(n_chars)).unwrap_or(0);
    let sign = if cut > 0 { "…" } else { "" };
    let blank = if text.ends_with(char::is_whitespace) {
        " "
    } else {
        ""
    };
    let words = text.get(cut..).unwrap_or_default();
    format!("{sign}{}{blank}", on_one_line(words, n_chars))
}

/// The first `n_chars` code points of `text`, on one line with its blank at the start.
fn head(text: &str, n_chars: usize) -> String {
    let blank = if text.starts_with(char::is_whitespace) {
        " "
    } else {
        ""
    };
    format!("{blank}{}", on_one_line(text, n_chars))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn context_is_cut_on_the_far_side() {
        assert_eq!(tail("the port said\nthat ", 9), "…aid that ");
        assert_eq!(tail("(", 9), "(");
        assert_eq!(tail("", 9), "");
        assert_eq!(head(" people were\nhurt.", 8), " people w…");
        assert_eq!(head(".", 8), ".");
    }

    #[test]
    fn a_clash_is_told_with_its_sentences_and_a_quotation_by_itself() {
        let project = crate::app::panels::fixture::project();
        let document = &project.documents()[1];
        let text = document.text();
        let at = text.find("open").expect("the word");
        let span = crate::text::TextSpan::new(text, ByteOffset(at), ByteOffset(at + 4));
        let part = SuggestedSpan {
            document: document.id.clone(),
            spans: vec![span.expect("a span")],
            label: "contradiction".into(),
            features: vec![(SPEAKER.into(), "Port".to_owned())],
            annotation: None,
        };
        let mut suggestion = Suggestion {
            link: None,
            kind: SuggestionKind::Contradictions,
            score: 0.62,
            why: "open, closed".to_owned(),
            parts: vec![part],
        };
        let row = RowData::gather(&project, &suggestion);
        let side = &row.sides[0];
        let told = [&side.before, &side.words, &side.after];
        assert_eq!(told, ["It stays ", "open", ", the port says."]);
        assert_eq!(
            row.accessible_name(),
            "Contradiction, possible 0.62: It stays “open”, the port says., speaker: Port, in “No plan, says port”. open, closed"
        );
        suggestion.kind = SuggestionKind::Quotes;
        assert!(
            RowData::gather(&project, &suggestion).sides[0]
                .before
                .is_empty()
        );
    }
}
