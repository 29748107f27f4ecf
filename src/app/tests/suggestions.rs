//! Suggestions in the window, found by rules that anybody can follow by eye.

use super::*;
use crate::model::{AnnotatorId, Document, Project};
use crate::suggest::{Cancelled, SuggestedSpan, Suggestion, SuggestionKind, Watch};
use crate::workspace::settings::SuggestionChoice;
use crate::workspace::suggestions::{Search, SuggestionKey, Suggestions};

const SHIFT: Modifiers = Modifiers::SHIFT;

const ARTICLES: [(&str, &str); 3] = [
    (
        "a.txt",
        "Ferry to stop\n\n“We will wait,” says Ada. The “help” came late. “Never again,” says Ben.",
    ),
    ("b.txt", "Ferry to go on\n\nNobody was asked about it."),
    ("c.txt", "Ferry in doubt\n\n“We will not wait,” says Ada."),
];

/// `quotes`: what stands between “ and ”, a single word scored low, the speaker behind `says`. `quote-variants`: two
/// quotations that begin with the same word.
#[allow(clippy::unnecessary_wraps, reason = "the shape of every search")]
fn search(
    project: &Project,
    kind: SuggestionKind,
    _: Option<&AnnotatorId>,
    _: Watch<'_>,
) -> Result<Vec<Suggestion>, Cancelled> {
    let quotations: Vec<(SuggestedSpan, &str)> = project
        .documents()
        .iter()
        .flat_map(|document| quotations(document))
        .collect();
    let suggestion = |parts, score| Suggestion {
        link: None,
        kind,
        score,
        why: "stands between quotation marks".to_owned(),
        parts,
    };
    let mut found = Vec::new();
    if kind == SuggestionKind::Quotes {
        for (part, words) in &quotations {
            let score = if words.contains(' ') { 0.9 } else { 0.3 };
            found.push(suggestion(vec![part.clone()], score));
        }
    }
    if kind == SuggestionKind::QuoteVariants {
        for (n, (a, words)) in quotations.iter().enumerate() {
            let same = |w: &str| w.split(' ').next() == words.split(' ').next();
            for (b, _) in quotations[n + 1..].iter().filter(|(_, w)| same(w)) {
                found.push(suggestion(vec![a.clone(), b.clone()], 0.7));
            }
        }
    }
    found.sort_by(|a, b| b.score.total_cmp(&a.score));
    Ok(found)
}

fn quotations(document: &Document) -> Vec<(SuggestedSpan, &str)> {
    let text = document.text();
    let marks = text.match_indices('“');
    let found = marks.filter_map(|(at, mark)| {
        let start = at + mark.len();
        let words = text[start..].split('”').next()?;
        let end = start + words.len();
        let behind = text[end..].split(['.', ' ']).nth(2)?;
        let speaker = ["Ada", "Ben"].into_iter().find(|name| *name == behind);
        let part = SuggestedSpan {
            document: document.id.clone(),
            spans: vec![TextSpan::new(text, ByteOffset(start), ByteOffset(end)).ok()?],
            label: "quote".into(),
            features: speaker
                .map(|name| ("speaker".into(), name.to_owned()))
                .into_iter()
                .collect(),
            annotation: None,
        };
        Some((part, words))
    });
    found.collect()
}

/// The three articles, with the first of them shown.
fn ferry() -> (TempDir, Window) {
    let home = tempfile::tempdir().unwrap();
    let paths: Vec<PathBuf> = ARTICLES
        .iter()
        .map(|(name, text)| article(home.path(), name, text))
        .collect();
    let mut h = window_of(home.path(), (1280.0, 800.0), &paths);
    wait_for(&mut h, "the articles", |h| {
        app(h)
            .open
            .as_ref()
            .is_some_and(|open| open.document.is_some())
    });
    look_by(&mut h, search);
    (home, h)
}

fn look_by(h: &mut Window, search: Search) {
    let wake: Arc<dyn Fn() + Send + Sync> = Arc::new(|| {});
    app(h).open.as_mut().unwrap().suggestions = Suggestions::new(&wake, search);
}

/// S, or Shift+S, until what is looked for is found.
fn walk(h: &mut Window, modifiers: Modifiers) {
    press(h, modifiers, Key::S);
    wait_for(h, "the search", |h| {
        let open = app(h).open.as_ref().unwrap();
        !open.suggestions.is_looking(&SuggestionKind::ALL) && open.walk_when_found.is_none()
    });
    steps(h, 2);
}

/// The words of the place that is current, where a suggestion is.
fn current(h: &mut Window) -> Option<String> {
    let open = app(h).open.as_ref().unwrap();
    open.current_suggestion()?;
    open.current_words()
}

fn title(h: &mut Window) -> String {
    let open = app(h).open.as_ref().unwrap();
    let id = open.document.clone().unwrap();
    let document = open.workspace.project().document(&id).unwrap();
    document.title.clone()
}

fn choose(h: &mut Window, choice: SuggestionChoice) {
    app(h).settings.suggestions.choice = choice;
    steps(h, 2);
}

#[test]
fn s_walks_over_the_articles_and_round() {
    let (_home, mut h) = ferry();
    walk(&mut h, NONE);
    assert_eq!(current(&mut h).as_deref(), Some("We will wait,"));
    h.get_by_label("Suggestion: Quote, likely: “We will wait,”");
    h.get_by_label("Suggested: quote");
    walk(&mut h, NONE);
    assert_eq!(current(&mut h).as_deref(), Some("Never again,"));
    walk(&mut h, NONE);
    assert_eq!(current(&mut h).as_deref(), Some("We will not wait,"));
    assert_eq!(title(&mut h), "Ferry in doubt");
    walk(&mut h, NONE);
    assert_eq!(current(&mut h).as_deref(), Some("We will wait,"));
    walk(&mut h, SHIFT);
    assert_eq!(current(&mut h).as_deref(), Some("We will not wait,"));
    press(&mut h, NONE, Key::Escape);
    assert_eq!(current(&mut h), None);
    // Still drawn, no longer current; from the caret the same one comes first.
    walk(&mut h, NONE);
    assert_eq!(current(&mut h).as_deref(), Some("We will not wait,"));
}

#[test]
fn enter_accepts_and_goes_on_and_undo_takes_all_of_it_back() {
    let (_home, mut h) = ferry();
    walk(&mut h, NONE);
    press(&mut h, NONE, Key::Enter);
    assert_eq!(n_annotations(&mut h), 1);
    assert_eq!(current(&mut h).as_deref(), Some("Never again,"));
    let open = app(&mut h).open.as_ref().unwrap();
    let a = open.workspace.project().annotations().next().unwrap();
    assert_eq!(a.label.as_str(), "quote");
    assert_eq!(a.features.get("speaker"), Some("Ada"));
    assert_eq!(a.origin, "suggestion");
    // What is accepted is an annotation now, and no suggestion.
    h.get_by_label("Quote, speaker: Ada: “We will wait,”");
    assert!(
        h.query_by_label("Suggestion: Quote, likely: “We will wait,”")
            .is_none()
    );

    press(&mut h, CTRL, Key::Z);
    assert_eq!(n_annotations(&mut h), 0);
    h.get_by_label("Suggestion: Quote, likely: “We will wait,”");
    assert!(
        app(&mut h)
            .facts()
            .undo
            .is_none_or(|what| !what.contains("suggestion"))
    );
}

#[test]
fn a_tags_key_accepts_with_that_tag() {
    let (_home, mut h) = ferry();
    walk(&mut h, NONE);
    h.get_by_label("1 Claim").click();
    steps(&mut h, 3);
    let open = app(&mut h).open.as_ref().unwrap();
    let a = open.workspace.project().annotations().next().unwrap();
    assert_eq!(a.label.as_str(), "claim");
    assert_eq!(current(&mut h).as_deref(), Some("Never again,"));
}

#[test]
fn delete_rejects_for_good_and_undo_brings_back() {
    let (home, mut h) = ferry();
    walk(&mut h, NONE);
    press(&mut h, NONE, Key::Delete);
    assert_eq!(current(&mut h).as_deref(), Some("Never again,"));
    press(&mut h, NONE, Key::Delete);
    assert_eq!(current(&mut h).as_deref(), Some("We will not wait,"));
    assert_eq!(n_annotations(&mut h), 0);
    press(&mut h, CTRL, Key::Z);
    app(&mut h).remember_place();
    app(&mut h).save_settings();
    assert!(app(&mut h).close_project());
    drop(h);

    let mut h = window_of(home.path(), (1280.0, 800.0), &[]);
    wait_for(&mut h, "the project", |h| app(h).open.is_some());
    look_by(&mut h, search);
    press(&mut h, CTRL, Key::PageUp);
    press(&mut h, CTRL, Key::PageUp);
    assert_eq!(title(&mut h), "Ferry to stop");
    walk(&mut h, NONE);
    // The first one stays rejected, the second one was undone.
    assert_eq!(current(&mut h).as_deref(), Some("Never again,"));
}

#[test]
fn all_of_a_kind_in_the_article_are_one_step() {
    let (_home, mut h) = ferry();
    walk(&mut h, NONE);
    press(&mut h, CTRL | SHIFT, Key::Enter);
    assert_eq!(n_annotations(&mut h), 2, "the unlikely one is not shown");
    assert_eq!(current(&mut h), None);
    press(&mut h, CTRL, Key::Z);
    assert_eq!(n_annotations(&mut h), 0);
    app(&mut h).settings.suggestions.unlikely = true;
    press(&mut h, CTRL | SHIFT, Key::Enter);
    assert_eq!(n_annotations(&mut h), 3);
}

#[test]
fn a_pair_shows_both_sides_and_accepting_links_them_in_one_step() {
    let (_home, mut h) = ferry();
    choose(&mut h, SuggestionChoice::QuoteVariants);
    walk(&mut h, NONE);
    assert_eq!(current(&mut h).as_deref(), Some("We will wait,"));
    h.get_by_label("In this article");
    h.get_by_label("In “Ferry in doubt”");
    press(&mut h, Modifiers::ALT, Key::L);
    assert_eq!(current(&mut h).as_deref(), Some("We will not wait,"));
    assert_eq!(title(&mut h), "Ferry in doubt");
    h.get_by_label("Go there").click();
    steps(&mut h, 3);
    assert_eq!(title(&mut h), "Ferry to stop");
    press(&mut h, SHIFT, Key::F8);
    for title in ["Text, left: Ferry to stop", "Text, right: Ferry in doubt"] {
        h.get_by_label(title);
    }
    h.get_by_label("Suggestion: Quote variant, possible: “We will wait,”");
    h.get_by_label("Suggestion: Quote variant, possible: “We will not wait,”");
    press(&mut h, NONE, Key::Enter);
    let project = app(&mut h).open.as_ref().unwrap().workspace.project();
    assert_eq!(project.n_annotations(), 2);
    let links: Vec<_> = project
        .relations()
        .map(|r| r.relation_type.as_str())
        .collect();
    assert_eq!(links, ["quote_variant"]);
    press(&mut h, CTRL, Key::Z);
    let project = app(&mut h).open.as_ref().unwrap().workspace.project();
    assert_eq!((project.n_annotations(), project.relations().len()), (0, 0));
}

#[test]
fn a_click_on_the_frame_makes_it_current_and_an_annotation_there_comes_first() {
    let (_home, mut h) = ferry();
    walk(&mut h, NONE);
    press(&mut h, NONE, Key::Escape);
    h.get_by_label("Suggestion: Quote, likely: “Never again,”")
        .click_accesskit();
    steps(&mut h, 2);
    assert_eq!(current(&mut h).as_deref(), Some("Never again,"));
    press(&mut h, CTRL, Key::C);
    select(&mut h, "again");
    press(&mut h, NONE, Key::Num1);
    let open = app(&mut h).open.as_ref().unwrap();
    let text = open.document.clone().unwrap();
    let text = open
        .workspace
        .project()
        .document(&text)
        .unwrap()
        .text()
        .clone();
    let at = text.find("again").unwrap();
    let span = TextSpan::new(&text, ByteOffset(at), ByteOffset(at + 5)).unwrap();
    let place = open.reader.rects_of(span)[0].center();
    press(&mut h, NONE, Key::Escape);
    click(&mut h, place);
    let open = app(&mut h).open.as_ref().unwrap();
    assert!(matches!(open.current, Current::Annotation(_)));
    click(&mut h, place);
    assert_eq!(current(&mut h).as_deref(), Some("Never again,"));
}

fn click(h: &mut Window, pos: egui::Pos2) {
    h.event(egui::Event::PointerMoved(pos));
    h.step();
    for pressed in [true, false] {
        h.event(egui::Event::PointerButton {
            pos,
            button: egui::PointerButton::Primary,
            pressed,
            modifiers: NONE,
        });
        h.step();
    }
    // Long enough that the next click is no double click.
    steps(h, 4);
}

fn open_tab(h: &mut Window) {
    // Room for every row.
    app(h).settings.panels.bottom_height = 340.0;
    press(h, CTRL | SHIFT, Key::Y);
    wait_for(h, "the search", |h| {
        let open = app(h).open.as_ref().unwrap();
        !open.suggestions.is_looking(&SuggestionKind::ALL)
    });
    steps(h, 3);
}

const FIRST_ROW: &str = "Quote, likely 0.90: “We will wait,”, speaker: Ada, in “Ferry to stop”. stands between quotation marks";
const SECOND_ROW: &str = "Quote, likely 0.90: “Never again,”, speaker: Ben, in “Ferry to stop”. stands between quotation marks";
const LAST_ROW: &str = "Quote, likely 0.90: “We will not wait,”, speaker: Ada, in “Ferry in doubt”. stands between quotation marks";

#[test]
fn the_tab_looks_lists_filters_and_decides() {
    let (_home, mut h) = ferry();
    open_tab(&mut h);
    h.get_by_label("Quotes (3)");
    for row in [FIRST_ROW, SECOND_ROW, LAST_ROW] {
        h.get_by_label(row);
    }
    h.get_by_label("This article").click();
    steps(&mut h, 3);
    assert!(h.query_by_label(LAST_ROW).is_none());
    h.get_by_label("This article").click();
    steps(&mut h, 3);
    h.get_by_label("Unlikely ones too").click();
    steps(&mut h, 3);
    h.get_by_label("Quotes (4)");
    h.get_by_label("Filter suggestions").focus();
    h.step();
    h.get_by_label("Filter suggestions").type_text("BEN");
    steps(&mut h, 3);
    assert!(h.query_by_label(FIRST_ROW).is_none());
    h.get_by_label(SECOND_ROW).click();
    steps(&mut h, 3);
    assert_eq!(current(&mut h).as_deref(), Some("Never again,"));
    h.get_all_by_label("Accept").next().unwrap().click();
    steps(&mut h, 3);
    assert_eq!(n_annotations(&mut h), 1);
    assert!(h.query_by_label(SECOND_ROW).is_none());
    h.get_by_label("Nothing found");
}

#[test]
fn in_the_list_arrows_go_and_enter_accepts_in_its_order() {
    let (_home, mut h) = ferry();
    open_tab(&mut h);
    h.get_by_label(FIRST_ROW).click();
    steps(&mut h, 3);
    h.get_by_role_and_label(Role::ListBox, "Suggestions")
        .focus();
    h.step();
    press(&mut h, NONE, Key::ArrowDown);
    assert_eq!(current(&mut h).as_deref(), Some("Never again,"));
    press(&mut h, NONE, Key::ArrowUp);
    press(&mut h, NONE, Key::Enter);
    assert_eq!(n_annotations(&mut h), 1);
    assert_eq!(current(&mut h).as_deref(), Some("Never again,"));
    press(&mut h, NONE, Key::Delete);
    assert_eq!(current(&mut h).as_deref(), Some("We will not wait,"));
    press(&mut h, NONE, Key::Num3);
    assert_eq!(n_annotations(&mut h), 2);
    assert_eq!(current(&mut h), None);
    h.get_by_label("No suggestion is left");
}

#[test]
fn a_long_search_shows_how_far_it_is_and_can_be_cancelled() {
    let (_home, mut h) = ferry();
    look_by(&mut h, |_, _, _, watch| {
        while watch(1, 2) {
            std::thread::sleep(Duration::from_millis(1));
        }
        Err(Cancelled)
    });
    press(&mut h, CTRL | SHIFT, Key::Y);
    steps(&mut h, 2);
    h.get_by_role_and_label(Role::ProgressIndicator, "Looking for quotes…");
    // The window goes on meanwhile.
    select(&mut h, "Ferry");
    press(&mut h, NONE, Key::Num1);
    assert_eq!(n_annotations(&mut h), 1);
    h.get_by_label("Cancel").click();
    steps(&mut h, 3);
    h.get_by_label("The search was cancelled");
    assert!(h.query_by_label("Cancel").is_none());
    look_by(&mut h, search);
    h.get_by_label("Look for suggestions");
}

#[test]
fn what_is_undone_elsewhere_does_not_stay_current() {
    let (_home, mut h) = ferry();
    walk(&mut h, NONE);
    let open = app(&mut h).open.as_mut().unwrap();
    let suggestion = open.current_suggestion().unwrap().clone();
    let key = SuggestionKey::of(&suggestion);
    let reject = crate::workspace::Command::RejectSuggestions(vec![suggestion]);
    open.workspace.run(reject).unwrap();
    steps(&mut h, 2);
    assert_eq!(current(&mut h), None);
    let open = app(&mut h).open.as_ref().unwrap();
    assert!(
        !open
            .suggestions
            .found()
            .is_open(open.suggestions.judge(), &key)
    );
}

#[test]
fn hidden_in_the_text_only_the_current_one_is_drawn() {
    let (_home, mut h) = ferry();
    walk(&mut h, NONE);
    app(&mut h).settings.suggestions.in_text = false;
    steps(&mut h, 2);
    h.get_by_label("Suggestion: Quote, likely: “We will wait,”");
    assert!(
        h.query_by_label("Suggestion: Quote, likely: “Never again,”")
            .is_none()
    );
}

#[test]
fn accepting_all_leaves_out_what_lies_on_ones_own() {
    let (_home, mut h) = ferry();
    select(&mut h, "wait");
    press(&mut h, NONE, Key::Num2);
    press(&mut h, NONE, Key::Escape);
    press(&mut h, CTRL, Key::Home);
    walk(&mut h, NONE);
    assert_eq!(current(&mut h).as_deref(), Some("We will wait,"));
    h.get_by_label_contains("Overlaps your Quote “wait”");
    press(&mut h, CTRL | SHIFT, Key::Enter);
    let words: Vec<String> = {
        let project = app(&mut h).open.as_ref().unwrap().workspace.project();
        let text = |id| project.document(id).unwrap().text().clone();
        let all = project.annotations();
        all.map(|a| a.covered_text(&text(&a.document))).collect()
    };
    assert_eq!(words, ["wait", "Never again,"]);
    let said = |t: &str| t.contains("1 suggestion accepted, 1 left out that overlaps");
    assert!(app(&mut h).toasts.iter().any(said));
    walk(&mut h, NONE);
    press(&mut h, CTRL | SHIFT, Key::Enter);
    let said = |t: &str| t.contains("None is accepted: 1 left out");
    assert!(app(&mut h).toasts.iter().any(said));
}

#[test]
fn what_the_filter_does_not_list_is_neither_accepted_nor_gone_on_to() {
    let (_home, mut h) = ferry();
    open_tab(&mut h);
    h.get_by_label(FIRST_ROW).click();
    steps(&mut h, 3);
    h.get_by_label("Accept 2 here");
    h.get_by_label("Filter suggestions").focus();
    h.step();
    h.get_by_label("Filter suggestions").type_text("ben");
    steps(&mut h, 3);
    assert_eq!(current(&mut h), None, "it is not in the list any more");
    h.get_by_label("Accept 1 here").click();
    steps(&mut h, 3);
    assert_eq!(n_annotations(&mut h), 1);
    press(&mut h, CTRL, Key::Z);
    assert_eq!(n_annotations(&mut h), 0);

    h.get_by_label(SECOND_ROW).click();
    steps(&mut h, 3);
    press(&mut h, NONE, Key::Enter);
    assert_eq!(n_annotations(&mut h), 1);
    assert_eq!(current(&mut h), None);
    press(&mut h, NONE, Key::Enter);
    assert_eq!(n_annotations(&mut h), 1);
}

/// As `search`, where what stands later is the better.
fn later_is_better(
    project: &Project,
    kind: SuggestionKind,
    annotator: Option<&AnnotatorId>,
    watch: Watch<'_>,
) -> Result<Vec<Suggestion>, Cancelled> {
    let mut found = search(project, kind, annotator, watch)?;
    found.retain(|s| s.score > 0.5);
    let document = |s: &Suggestion| s.parts[0].document.clone();
    let start = |s: &Suggestion| s.parts[0].spans[0].start().get();
    found.sort_by_key(|s| (document(s), start(s)));
    for (n, s) in found.iter_mut().enumerate() {
        s.score = 0.6 + 0.1 * n as f32;
    }
    Ok(found)
}

#[test]
fn the_buttons_above_the_list_go_on_in_its_order() {
    let (_home, mut h) = ferry();
    look_by(&mut h, later_is_better);
    choose(&mut h, SuggestionChoice::Quotes);
    press(&mut h, CTRL | SHIFT, Key::Y);
    walk(&mut h, SHIFT);
    assert_eq!(current(&mut h).as_deref(), Some("We will not wait,"));
    // The text has the keyboard, not the list.
    let ctx = h.ctx.clone();
    app(&mut h).focus_reader(&ctx);
    steps(&mut h, 2);
    let lower = |h: &Window| {
        let buttons = h.get_all_by_role_and_label(Role::Button, "Reject");
        let lowest = buttons.max_by(|a, b| a.rect().top().total_cmp(&b.rect().top()));
        lowest.unwrap().rect().center()
    };
    let place = lower(&h);
    h.hover_at(place);
    h.step();
    for pressed in [true, false] {
        h.event(egui::Event::PointerButton {
            pos: place,
            button: egui::PointerButton::Primary,
            pressed,
            modifiers: NONE,
        });
        h.step();
    }
    steps(&mut h, 3);
    // The next in the list; in the text the first one of all would come.
    assert_eq!(current(&mut h).as_deref(), Some("Never again,"));
}

#[test]
fn another_article_is_told_and_told_no_longer_once_one_has_left_it() {
    let (_home, mut h) = ferry();
    for _ in 0..3 {
        walk(&mut h, NONE);
    }
    assert_eq!(title(&mut h), "Ferry in doubt");
    let is_said = |h: &mut Window| app(h).toasts.iter().any(|t| t == "Now in “Ferry in doubt”");
    assert!(is_said(&mut h));
    press(&mut h, CTRL, Key::PageUp);
    assert!(!is_said(&mut h));
}
