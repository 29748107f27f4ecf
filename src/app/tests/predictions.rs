//! What a program has annotated, as suggestions to a person.

use super::*;
use crate::model::{AnnotationId, AnnotatorKind, Feature, FeatureKind, ForeignFields};
use crate::suggest::SuggestionKind;
use crate::workspace::Command;
use crate::workspace::settings::{OtherLayers, SuggestionChoice};

const SHIFT: Modifiers = Modifiers::SHIFT;

const ARTICLES: [(&str, &str); 2] = [
    (
        "a.txt",
        "Quay\n\nThe quay closes in May. Nobody was asked. Ships wait.",
    ),
    ("b.txt", "No plan\n\nThe quay stays open."),
];

/// Two articles; Tagger has a sure claim, a claim without a score, an unlikely one, and a link to the other article.
fn predicted() -> (TempDir, Window) {
    let home = tempfile::tempdir().unwrap();
    let paths: Vec<PathBuf> = ARTICLES
        .iter()
        .map(|(name, text)| article(home.path(), name, text))
        .collect();
    let mut h = window_of(home.path(), (1280.0, 800.0), &paths);
    wait_for(&mut h, "the articles", |h| {
        let open = app(h).open.as_ref();
        open.is_some_and(|open| open.document.is_some())
    });
    let workspace = &mut app(&mut h).open.as_mut().unwrap().workspace;
    let me = workspace.annotator().cloned();
    let program = workspace
        .run(Command::AddAnnotator {
            id: None,
            name: "Tagger".to_owned(),
            kind: AnnotatorKind::Machine,
        })
        .unwrap();
    workspace
        .run(Command::PutFeature(Feature {
            id: "score".into(),
            name: "Score".to_owned(),
            kind: FeatureKind::Text,
            values: Vec::new(),
            labels: vec!["claim".into()],
            relation_types: Vec::new(),
            foreign: ForeignFields::default(),
        }))
        .unwrap();
    workspace.set_annotator(program.annotator);
    let mut ends: Vec<AnnotationId> = Vec::new();
    for (document, words, score) in [
        (0, "The quay closes in May", "0.9"),
        (0, "Nobody was asked", ""),
        (0, "Ships wait", "20 %"),
        (1, "The quay stays open", "0.8"),
    ] {
        let document = workspace.project().documents()[document].clone();
        let at = document.text().find(words).unwrap();
        let end = ByteOffset(at + words.len());
        let span = TextSpan::new(document.text(), ByteOffset(at), end).unwrap();
        let features = [score].into_iter().filter(|s| !s.is_empty());
        let outcome = workspace
            .run(Command::Annotate {
                document: document.id.clone(),
                label: "claim".into(),
                spans: vec![span],
                features: features.map(|s| ("score".into(), s.to_owned())).collect(),
                note: String::new(),
                id: None,
                origin: "import".to_owned(),
            })
            .unwrap();
        ends.extend(outcome.annotations);
    }
    workspace
        .run(Command::Relate {
            relation_type: "contradicts".into(),
            from: ends[0].clone(),
            to: ends[3].clone(),
            features: Vec::new(),
            note: String::new(),
            id: None,
        })
        .unwrap();
    workspace.set_annotator(me);
    app(&mut h).suggest_predictions();
    looked(&mut h);
    (home, h)
}

fn looked(h: &mut Window) {
    wait_for(h, "the predictions", |h| {
        let open = app(h).open.as_ref().unwrap();
        open.suggestions.is_asked(&[SuggestionKind::Machine])
            && !open.suggestions.is_looking(&SuggestionKind::ALL)
    });
    steps(h, 2);
}

fn own(h: &mut Window) -> Vec<String> {
    let workspace = &app(h).open.as_ref().unwrap().workspace;
    let me = workspace.annotator().unwrap();
    let project = workspace.project();
    let all = project.annotations().filter(|a| a.annotator == *me);
    let words = all.map(|a| {
        let text = project.document(&a.document).unwrap().text();
        assert_eq!(a.origin, "suggestion");
        assert_eq!(a.features.get("score"), None);
        format!("{}: {}", a.label, a.covered_text(text))
    });
    let mut words: Vec<_> = words.collect();
    words.sort();
    words
}

#[test]
fn predictions_are_outlined_and_enter_takes_one_over() {
    let (_home, mut h) = predicted();
    assert_eq!(
        app(&mut h).settings.suggestions.choice,
        SuggestionChoice::Machine
    );
    h.get_by_label("Suggestion: Prediction, likely: “The quay closes in May”");
    h.get_by_label("Suggestion: Prediction, possible: “Nobody was asked”");
    assert!(
        h.query_by_label_contains("unlikely: “Ships wait”")
            .is_none()
    );
    press(&mut h, NONE, Key::S);
    h.get_by_label("Suggested: prediction");
    h.get_by_label("by Tagger");
    press(&mut h, NONE, Key::Enter);
    assert_eq!(own(&mut h), ["claim: The quay closes in May"]);
    let undo = app(&mut h).facts().undo.unwrap();
    assert!(undo.ends_with("(by Tagger)"), "{undo}");
    press(&mut h, CTRL, Key::Z);
    assert_eq!(own(&mut h), Vec::<String>::new());
    h.get_by_label("Suggestion: Prediction, likely: “The quay closes in May”");
}

#[test]
fn a_rejected_prediction_stays_rejected_when_it_is_looked_for_again() {
    let (_home, mut h) = predicted();
    press(&mut h, NONE, Key::S);
    press(&mut h, NONE, Key::S);
    // Of the pair that begins on the same words the single one comes first.
    let name = "Suggestion: Prediction, possible: “Nobody was asked”";
    for _ in 0..4 {
        let open = app(&mut h).open.as_ref().unwrap();
        if open.current_words().as_deref() == Some("Nobody was asked") {
            break;
        }
        press(&mut h, NONE, Key::S);
    }
    press(&mut h, NONE, Key::Delete);
    assert!(h.query_by_label(name).is_none());
    app(&mut h).look_for_suggestions(true);
    looked(&mut h);
    assert!(h.query_by_label(name).is_none());
    assert_eq!(own(&mut h), Vec::<String>::new());
    press(&mut h, CTRL, Key::Z);
    press(&mut h, CTRL, Key::PageUp);
    h.get_by_label(name);
}

#[test]
fn all_predictions_of_the_article_are_one_step_and_links_bring_both_ends() {
    let (_home, mut h) = predicted();
    press(&mut h, CTRL | SHIFT, Key::Enter);
    assert_eq!(
        own(&mut h),
        [
            "claim: Nobody was asked",
            "claim: The quay closes in May",
            "claim: The quay stays open",
        ]
    );
    let project = app(&mut h).open.as_ref().unwrap().workspace.project();
    let types: Vec<_> = project
        .relations()
        .map(|r| r.relation_type.as_str())
        .collect();
    assert_eq!(types, ["contradicts", "contradicts"]);
    press(&mut h, CTRL, Key::Z);
    assert_eq!(own(&mut h), Vec::<String>::new());
}

#[test]
fn a_layer_that_is_suggested_is_not_drawn_beside_too() {
    let (_home, mut h) = predicted();
    app(&mut h).settings.other_layers = OtherLayers::Faint;
    steps(&mut h, 3);
    let layer = "Claim, by Tagger: “The quay closes in May”";
    assert!(h.query_by_label(layer).is_none());
    h.get_by_label("Suggestion: Prediction, likely: “The quay closes in May”");
    app(&mut h).settings.suggestions.choice = SuggestionChoice::Quotes;
    steps(&mut h, 3);
    h.get_by_label(layer);
    assert!(
        h.query_by_label_contains("Suggestion: Prediction")
            .is_none()
    );
}
