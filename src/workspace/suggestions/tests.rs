//! Candidates against a project of three short articles, with rules that anybody can follow by eye.
use super::*;
use crate::model::{
    Annotator, AnnotatorKind, Document, ForeignFields, LabelId, ProjectHead, Source,
};
use crate::storage::crash_fs::CrashFs;
use crate::suggest::SuggestedSpan;
use crate::text::{ByteOffset, TextSpan};
use crate::workspace::{Command, CountingIds, Environment, FixedClock};
use proptest::prelude::*;
use std::path::Path;

const TEXTS: [&str; 3] = [
    "“We will wait,” says Ada. The “help” came. “Never again,” says Ben.",
    "Nothing is said here, and we will wait.",
    "“We will not wait,” says Ada.",
];

/// `quotes`: what stands between “ and ”, a single word scored low. `repeats`: what is annotated, elsewhere.
/// `quote-variants`: two quotations that begin with the same word.
#[allow(clippy::unnecessary_wraps, reason = "the shape of every search")]
fn search(
    project: &Project,
    kind: SuggestionKind,
    annotator: Option<&AnnotatorId>,
    _: Watch<'_>,
) -> Result<Vec<Suggestion>, Cancelled> {
    let one = |part: SuggestedSpan, score| Suggestion {
        link: None,
        kind,
        score,
        why: "between quotation marks".to_owned(),
        parts: vec![part],
    };
    let mut found = Vec::new();
    match kind {
        SuggestionKind::Quotes => {
            for part in quotations(project) {
                let n_blanks = words_of(project, &part).matches(' ').count();
                found.push(one(part, if n_blanks == 0 { 0.3 } else { 0.9 }));
            }
        }
        SuggestionKind::Repeats => {
            for a in project
                .annotations()
                .filter(|a| annotator == Some(&a.annotator))
            {
                let home = project.document(&a.document).expect("its article");
                let words = a.covered_text(home.text());
                for document in project.documents() {
                    let text = document.text().to_lowercase();
                    for (at, _) in text.match_indices(&words.to_lowercase()) {
                        let part = part(document, at, at + words.len(), a.label.as_str());
                        if (&a.document, &a.spans) != (&document.id, &part.spans) {
                            found.push(one(part, 0.8));
                        }
                    }
                }
            }
        }
        SuggestionKind::QuoteVariants => {
            let all = quotations(project);
            for (n, a) in all.iter().enumerate() {
                for b in &all[n + 1..] {
                    let first = |p| words_of(project, p).split(' ').next().map(str::to_owned);
                    if first(a) == first(b) {
                        let parts = vec![a.clone(), b.clone()];
                        found.push(Suggestion {
                            parts,
                            ..one(a.clone(), 0.7)
                        });
                    }
                }
            }
        }
        SuggestionKind::Contradictions | SuggestionKind::Machine => {}
    }
    found.sort_by(|a, b| b.score.total_cmp(&a.score));
    Ok(found)
}

fn part(document: &Document, start: usize, end: usize, label: &str) -> SuggestedSpan {
    let span = TextSpan::new(document.text(), ByteOffset(start), ByteOffset(end));
    SuggestedSpan {
        document: document.id.clone(),
        spans: vec![span.expect("a span")],
        label: label.into(),
        features: Vec::new(),
        annotation: None,
    }
}

fn quotations(project: &Project) -> Vec<SuggestedSpan> {
    let mut found = Vec::new();
    for document in project.documents() {
        for (at, mark) in document.text().match_indices('“') {
            let start = at + mark.len();
            if let Some(n) = document.text()[start..].find('”') {
                found.push(part(document, start, start + n, "quote"));
            }
        }
    }
    found
}

fn words_of(project: &Project, part: &SuggestedSpan) -> String {
    let text = project
        .document(&part.document)
        .expect("its article")
        .text();
    part.spans[0].of(text).to_owned()
}

fn workspace() -> Workspace {
    let mut project = Project::new(ProjectHead::default());
    let annotator = Annotator {
        id: "ada".into(),
        name: "Ada".to_owned(),
        kind: AnnotatorKind::Human,
        foreign: ForeignFields::default(),
    };
    project
        .put_annotator(&"ada".into(), Some((0, Arc::new(annotator))))
        .expect("an annotator");
    for (n, text) in TEXTS.into_iter().enumerate() {
        let document = document(n, text);
        project
            .put_document(&document.id, Some((n, Arc::new(document.clone()))))
            .expect("an article");
    }
    let env = Environment {
        fs: Arc::new(CrashFs::with_folder("/disk")),
        clock: Arc::new(FixedClock::default()),
        ids: Arc::new(CountingIds::default()),
        dirs: None,
        wake: Arc::new(|| {}),
    };
    let path = Some(Path::new("/disk/p.json"));
    let mut workspace = Workspace::create(env, path, project, false, false).expect("a project");
    workspace.set_annotator(Some("ada".into()));
    workspace
}

fn document(n: usize, text: &str) -> Document {
    let id = format!("d{}", n + 1);
    Document::new(
        id.as_str().into(),
        id.clone(),
        Source::default(),
        text.into(),
    )
}

/// Everything of these kinds is looked for and found.
fn looked_for(workspace: &Workspace, kinds: &[SuggestionKind]) -> Suggestions {
    let wake: Arc<dyn Fn() + Send + Sync> = Arc::new(|| {});
    let mut suggestions = Suggestions::new(&wake, search);
    for kind in kinds {
        suggestions.look_for(*kind, workspace);
    }
    wait(&mut suggestions, workspace, kinds);
    suggestions
}

fn wait(suggestions: &mut Suggestions, workspace: &Workspace, kinds: &[SuggestionKind]) {
    let now = Instant::now();
    while suggestions.is_looking(kinds) {
        std::thread::sleep(Duration::from_millis(1));
        suggestions.tick(workspace, &[], now);
    }
}

fn query(kinds: &[SuggestionKind]) -> Query {
    Query {
        kinds: kinds.to_vec(),
        unlikely: false,
        document: None,
    }
}

/// The open candidates as the words of their first side, in text order.
fn open_words(suggestions: &mut Suggestions, workspace: &Workspace, query: &Query) -> Vec<String> {
    suggestions.follow(workspace);
    let found = suggestions.found();
    let order = SuggestionOrder::InTextOrder;
    let (listed, _) = found
        .list(suggestions.judge(), query, order, &|| false)
        .expect("not cancelled");
    let words = |n: &u64| {
        let s = found.by_number(*n).expect("listed");
        words_of(workspace.project(), &s.parts[0])
    };
    listed.iter().map(words).collect()
}

const QUOTES: &[SuggestionKind] = &[SuggestionKind::Quotes];
const VARIANTS: &[SuggestionKind] = &[SuggestionKind::QuoteVariants];
const REPEATS: &[SuggestionKind] = &[SuggestionKind::Repeats];

fn by_words(suggestions: &Suggestions, workspace: &Workspace, words: &str) -> Suggestion {
    let found = suggestions
        .found()
        .of(SuggestionKind::Quotes)
        .expect("found");
    let is_it = |s: &&Suggestion| words_of(workspace.project(), &s.parts[0]).starts_with(words);
    found.suggestions().iter().find(is_it).expect("it").clone()
}

fn accept(workspace: &mut Workspace, suggestion: Suggestion, label: Option<LabelId>) {
    let command = Command::AcceptSuggestions {
        suggestions: vec![suggestion],
        label,
    };
    workspace.run(command).expect("accepted");
}

#[test]
fn what_is_accepted_or_rejected_is_not_open_and_undo_opens_it_again() {
    let mut workspace = workspace();
    let mut suggestions = looked_for(&workspace, QUOTES);
    let all = ["We will wait,", "Never again,", "We will not wait,"];
    let query = query(QUOTES);
    assert_eq!(open_words(&mut suggestions, &workspace, &query), all);

    let first = by_words(&suggestions, &workspace, "We will wait");
    accept(&mut workspace, first, None);
    assert_eq!(open_words(&mut suggestions, &workspace, &query), all[1..]);
    let never = by_words(&suggestions, &workspace, "Never");
    let reject = Command::RejectSuggestions(vec![never]);
    workspace.run(reject).expect("rejected");
    assert_eq!(open_words(&mut suggestions, &workspace, &query), all[2..]);

    workspace.run(Command::Undo).expect("undone");
    assert_eq!(open_words(&mut suggestions, &workspace, &query), all[1..]);
    workspace.run(Command::Undo).expect("undone");
    assert_eq!(open_words(&mut suggestions, &workspace, &query), all);
}

#[test]
fn accepted_with_another_tag_it_is_not_open_either() {
    let mut workspace = workspace();
    let mut suggestions = looked_for(&workspace, QUOTES);
    let never = by_words(&suggestions, &workspace, "Never");
    accept(&mut workspace, never, Some("claim".into()));
    let open = open_words(&mut suggestions, &workspace, &query(QUOTES));
    assert_eq!(open, ["We will wait,", "We will not wait,"]);
}

#[test]
fn a_hand_made_annotation_on_nearly_the_same_words_counts_one_of_another_tag_does_not() {
    let mut workspace = workspace();
    let mut suggestions = looked_for(&workspace, QUOTES);
    let text = workspace.project().documents()[0].text().clone();
    let at = text.find("Never").expect("the words");
    let span = TextSpan::new(&text, ByteOffset(at), ByteOffset(at + "Never again".len()));
    let by_hand = |label: &str| Command::Annotate {
        document: "d1".into(),
        label: label.into(),
        spans: vec![span.clone().expect("a span")],
        features: Vec::new(),
        note: String::new(),
        id: None,
        origin: "hand".to_owned(),
    };
    let n_open = |suggestions: &mut Suggestions, workspace: &Workspace| {
        open_words(suggestions, workspace, &query(QUOTES)).len()
    };
    workspace.run(by_hand("claim")).expect("annotated");
    assert_eq!(n_open(&mut suggestions, &workspace), 3);
    workspace.run(by_hand("quote")).expect("annotated");
    assert_eq!(n_open(&mut suggestions, &workspace), 2);
}

#[test]
fn unlikely_ones_come_on_request_only() {
    let workspace = workspace();
    let mut suggestions = looked_for(&workspace, QUOTES);
    let unlikely = Query {
        unlikely: true,
        ..query(QUOTES)
    };
    let open = open_words(&mut suggestions, &workspace, &unlikely);
    assert_eq!(
        open,
        ["We will wait,", "help", "Never again,", "We will not wait,"]
    );
}

#[test]
fn one_walks_through_the_article_then_to_the_next_that_has_some_and_round() {
    let workspace = workspace();
    let suggestions = looked_for(&workspace, QUOTES);
    let walk = |document: &str, byte: usize, on: Option<&SuggestionKey>, forward: bool| {
        let from = (&document.into(), byte, on.map(|key| (key, 0)));
        let stop =
            suggestions
                .found()
                .neighbour(suggestions.judge(), &query(QUOTES), from, forward)?;
        let s = suggestions.found().get(&stop.key)?;
        let words = words_of(workspace.project(), &s.parts[stop.part]);
        Some((words, stop.is_past_the_end))
    };
    let key = |words: &str| SuggestionKey::of(&by_words(&suggestions, &workspace, words));
    let (first, last) = (key("We will wait"), key("We will not"));
    let told = |words: &str, past: bool| Some((words.to_owned(), past));
    assert_eq!(walk("d1", 0, None, true), told("We will wait,", false));
    assert_eq!(
        walk("d1", 0, Some(&first), true),
        told("Never again,", false)
    );
    assert_eq!(walk("d2", 5, None, true), told("We will not wait,", false));
    assert_eq!(walk("d2", 5, None, false), told("Never again,", false));
    assert_eq!(
        walk("d3", 0, Some(&last), true),
        told("We will wait,", true)
    );
    assert_eq!(
        walk("d1", 0, Some(&first), false),
        told("We will not wait,", true)
    );
    assert_eq!(walk("d1", 0, None, false), told("We will not wait,", true));
}

#[test]
fn behind_the_last_one_of_the_only_article_it_begins_again_and_alone_it_has_no_neighbour() {
    let mut workspace = workspace();
    for id in ["d2", "d3"] {
        let document = id.into();
        workspace
            .run(Command::RemoveDocument { document })
            .expect("removed");
    }
    let mut suggestions = looked_for(&workspace, QUOTES);
    let never = SuggestionKey::of(&by_words(&suggestions, &workspace, "Never"));
    let next = |suggestions: &Suggestions| {
        let from = (&"d1".into(), 0, Some((&never, 0)));
        let query = query(QUOTES);
        suggestions
            .found()
            .neighbour(suggestions.judge(), &query, from, true)
    };
    assert!(next(&suggestions).is_some_and(|stop| stop.is_past_the_end));
    let first = by_words(&suggestions, &workspace, "We will wait");
    accept(&mut workspace, first, None);
    suggestions.follow(&workspace);
    assert_eq!(next(&suggestions), None);
}

#[test]
fn a_pair_is_open_until_its_sides_are_linked() {
    let mut workspace = workspace();
    let mut suggestions = looked_for(&workspace, &[VARIANTS, QUOTES].concat());
    let query = query(VARIANTS);
    assert_eq!(
        open_words(&mut suggestions, &workspace, &query),
        ["We will wait,"]
    );
    // Both sides are annotated: still no link.
    for words in ["We will wait", "We will not"] {
        let quote = by_words(&suggestions, &workspace, words);
        accept(&mut workspace, quote, None);
    }
    assert_eq!(open_words(&mut suggestions, &workspace, &query).len(), 1);
    let found = suggestions.found().of(SuggestionKind::QuoteVariants);
    let pair = found.expect("found").suggestions()[0].clone();
    accept(&mut workspace, pair, None);
    assert_eq!(workspace.project().n_annotations(), 2);
    assert_eq!(workspace.project().relations().len(), 1);
    assert!(open_words(&mut suggestions, &workspace, &query).is_empty());
    workspace.run(Command::Undo).expect("undone");
    assert_eq!(open_words(&mut suggestions, &workspace, &query).len(), 1);
}

#[test]
fn in_another_text_nothing_is_open_until_it_was_looked_at() {
    let mut workspace = workspace();
    let mut suggestions = looked_for(&workspace, QUOTES);
    let other = document(2, "Now she says “We will wait” to all.");
    let replace = Command::ReplaceUntouchedDocument(Arc::new(other));
    workspace.run(replace).expect("replaced");
    let query = query(QUOTES);
    let before = open_words(&mut suggestions, &workspace, &query);
    assert_eq!(before, ["We will wait,", "Never again,"]);

    let start = Instant::now();
    assert!(suggestions.tick(&workspace, QUOTES, start).is_some());
    assert!(
        !suggestions.is_looking(QUOTES),
        "something changed just now"
    );
    suggestions.tick(&workspace, QUOTES, start + CALM);
    wait(&mut suggestions, &workspace, QUOTES);
    let after = open_words(&mut suggestions, &workspace, &query);
    assert_eq!(after, ["We will wait,", "Never again,", "We will wait"]);
    assert_eq!(suggestions.tick(&workspace, QUOTES, start + CALM), None);
}

#[test]
fn repeats_are_looked_for_again_when_annotations_changed_and_rested_quotes_are_not() {
    let mut workspace = workspace();
    let both = [REPEATS, QUOTES].concat();
    let mut suggestions = looked_for(&workspace, &both);
    let repeats = query(REPEATS);
    assert!(open_words(&mut suggestions, &workspace, &repeats).is_empty());
    let text = workspace.project().documents()[1].text().clone();
    let at = text.find("we will wait").expect("the words");
    let span = TextSpan::new(&text, ByteOffset(at), ByteOffset(at + "we will wait".len()));
    let annotate = Command::Annotate {
        document: "d2".into(),
        label: "claim".into(),
        spans: vec![span.expect("a span")],
        features: Vec::new(),
        note: String::new(),
        id: None,
        origin: "hand".to_owned(),
    };
    workspace.run(annotate).expect("annotated");
    let start = Instant::now();
    suggestions.tick(&workspace, &both, start);
    assert!(!suggestions.is_looking(&both));
    suggestions.tick(&workspace, &both, start + CALM);
    assert!(!suggestions.is_looking(QUOTES));
    wait(&mut suggestions, &workspace, REPEATS);
    let open = open_words(&mut suggestions, &workspace, &repeats);
    assert_eq!(open, ["We will wait"]);
}

#[test]
fn a_search_that_was_stopped_says_so_and_does_not_begin_by_itself() {
    let workspace = workspace();
    let wake: Arc<dyn Fn() + Send + Sync> = Arc::new(|| {});
    let endless: Search = |_, _, _, watch| {
        while watch(1, 2) {
            std::thread::sleep(Duration::from_millis(1));
        }
        Err(Cancelled)
    };
    let mut suggestions = Suggestions::new(&wake, endless);
    assert_eq!(
        suggestions.state(SuggestionKind::Quotes),
        SearchState::NotAsked
    );
    suggestions.look_for(SuggestionKind::Quotes, &workspace);
    let state = suggestions.state(SuggestionKind::Quotes);
    assert!(matches!(state, SearchState::Looking(_)));
    suggestions.stop(SuggestionKind::Quotes);
    assert_eq!(
        suggestions.state(SuggestionKind::Quotes),
        SearchState::Stopped
    );
    suggestions.tick(&workspace, QUOTES, Instant::now() + CALM * 2);
    assert!(!suggestions.is_looking(QUOTES));
}

#[test]
fn counts_are_told_for_what_was_looked_for() {
    let workspace = workspace();
    let suggestions = looked_for(&workspace, QUOTES);
    let in_first = Query {
        document: Some("d1".into()),
        ..query(&[])
    };
    let best = SuggestionOrder::BestFirst;
    let list = |query: &Query| {
        let judge = suggestions.judge();
        suggestions.found().list(judge, query, best, &|| false)
    };
    let (listed, counts) = list(&in_first).expect("not cancelled");
    assert!(listed.is_empty());
    assert_eq!(counts, [Some(2), None, None, None, None]);
    assert_eq!(list(&query(&[])).expect("not cancelled").1[0], Some(3));
}

proptest! {
    #[test]
    fn what_touches_a_range_is_what_shares_a_byte_with_it(
        spans in prop::collection::vec((0_usize..60, 1_usize..20), 0..20),
        start in 0_usize..80,
        len in 1_usize..30,
    ) {
        let text = "x".repeat(100);
        let mut project = Project::new(ProjectHead::default());
        let document = document(0, &text);
        let candidates = spans.iter().map(|(at, n)| Suggestion {
            link: None,
            kind: SuggestionKind::Quotes,
            score: 1.0,
            why: String::new(),
            parts: vec![part(&document, *at, at + n, "quote")],
        });
        let candidates: Vec<Suggestion> = candidates.collect();
        project
            .put_document(&document.id, Some((0, Arc::new(document.clone()))))
            .expect("an article");
        let found = Found::new(&project, candidates);
        let range = start..start + len;
        let touching: Vec<_> = found.touching(&document.id, range.clone()).collect();
        let all = found.places(&document.id).iter().copied();
        let expected: Vec<_> = all
            .filter(|p| p.start < range.end && range.start < p.end)
            .collect();
        prop_assert_eq!(touching, expected);
    }
}
