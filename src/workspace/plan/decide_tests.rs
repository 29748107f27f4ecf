//! Decisions: what lands in the adjudicator's layer, what deciding again replaces, and back.

use super::tests::{World, span};
use crate::model::*;
use crate::text::{ByteOffset, TextSpan};
use crate::workspace::{Command, DecidedPlace, EditedResult, Verdict};
use proptest::prelude::*;
use std::sync::Arc;

/// Ada and Ben on the bridge: the same claim, another extent, another tag, one alone each, and a link each.
pub(in crate::workspace) fn world() -> World {
    let mut world = World::new();
    world.tag(0, "The port", "claim", "a1", "");
    world.tag(0, "the bridge closes on Monday", "claim", "a2", "Ada");
    world.tag(0, "Never", "quote", "a3", "Mayor");
    world.tag(1, "stays open", "contradiction", "a4", "");
    relate(&mut world, "ra", "a2", "a4");
    world.author("ben");
    world.tag(0, "The port", "claim", "b1", "");
    world.tag(0, "bridge closes", "claim", "b2", "");
    world.tag(0, "Never", "claim", "b3", "");
    world.tag(1, "Two ships", "claim", "b5", "");
    relate(&mut world, "rb", "b2", "b5");
    world
}

pub(in crate::workspace) fn relate(world: &mut World, id: &str, from: &str, to: &str) {
    let relate = Command::Relate {
        relation_type: "contradicts".into(),
        from: from.into(),
        to: to.into(),
        features: vec![("kind".into(), "time".to_owned())],
        note: String::new(),
        id: Some(id.into()),
    };
    world.0.run(relate).unwrap();
}

/// A place by the ids on both sides: `a…` and `b…` are annotations, `ra…` and `rb…` links.
pub(in crate::workspace) fn place(document: &str, ids: &str) -> DecidedPlace {
    let of = |prefix: &'static str| ids.split(' ').filter(move |id| id.starts_with(prefix));
    DecidedPlace {
        document: document.into(),
        annotators: ["ada".into(), "ben".into()],
        a: of("a").map(Into::into).collect(),
        b: of("b").map(Into::into).collect(),
        relations_a: of("ra").map(Into::into).collect(),
        relations_b: of("rb").map(Into::into).collect(),
    }
}

pub(in crate::workspace) fn decide(places: &[DecidedPlace], outcome: Verdict) -> Command {
    Command::Decide {
        places: places.to_vec(),
        outcome,
        adjudicator: None,
        note: None,
    }
}

/// The final layer as `label: words`, in reading order, then its links.
pub(in crate::workspace) fn final_layer(project: &Project) -> Vec<String> {
    let documents = project.documents().iter();
    let all = documents.flat_map(|d| project.annotations_of(&d.id).map(move |a| (d, a)));
    let own = all.filter(|(_, a)| a.annotator.as_str() == "final");
    let mut found: Vec<String> = own
        .map(|(d, a)| format!("{}: {}", a.label, a.covered_text(d.text())))
        .collect();
    let words = |id: &AnnotationId| {
        let a = project.annotation(id).unwrap();
        a.covered_text(project.document(&a.document).unwrap().text())
    };
    let links = project
        .relations()
        .filter(|r| r.annotator.as_str() == "final");
    found.extend(links.map(|r| format!("{} – {}", words(&r.from), words(&r.to))));
    found
}

/// Every decision as `names → outcome, number of results`.
fn decided(project: &Project) -> Vec<String> {
    let mut found: Vec<String> = project
        .decisions()
        .map(|d| {
            let annotations = d.annotations().map(ToString::to_string);
            let names: Vec<_> = annotations
                .chain(d.relations().map(ToString::to_string))
                .collect();
            format!(
                "{} → {} {}",
                names.join(" "),
                d.outcome.as_str(),
                d.result.len()
            )
        })
        .collect();
    found.sort();
    found
}

#[test]
fn each_outcome_takes_what_it_says_and_makes_the_adjudicator() {
    for (outcome, expected) in [
        (Verdict::A, vec!["quote: Never"]),
        (Verdict::B, vec!["claim: Never"]),
        (Verdict::Both, vec!["quote: Never", "claim: Never"]),
        (Verdict::Neither, vec![]),
    ] {
        world().check(
            decide(&[place("d0", "a3 b3")], outcome.clone()),
            |p, done| {
                assert_eq!(final_layer(p), expected);
                let adjudicator = p.annotator(&"final".into()).unwrap();
                assert_eq!(adjudicator.kind, AnnotatorKind::Adjudicator);
                assert_eq!(done.annotator, Some("final".into()));
                let [id] = done.decisions.as_slice() else {
                    panic!("one decision: {done:?}");
                };
                let decision = p.decision(id).unwrap();
                assert_eq!(decision.outcome, outcome.word());
                assert_eq!(decision.result_annotations(), done.annotations);
                assert_eq!(decision.adjudicator.as_str(), "final");
            },
        );
    }
}

#[test]
fn values_and_notes_come_along_and_the_origin_says_where_from() {
    let mut world = world();
    world.author("ada");
    let note = Command::SetNote {
        annotation: "a3".into(),
        note: "loud".to_owned(),
    };
    world.0.run(note).unwrap();
    world.check(decide(&[place("d0", "a3 b3")], Verdict::A), |p, done| {
        let copy = p.annotation(&done.annotations[0]).unwrap();
        assert_eq!(copy.features.get("speaker"), Some("Mayor"));
        assert_eq!(
            (copy.note.as_str(), copy.origin.as_str()),
            ("loud", "adjudication")
        );
    });
}

#[test]
fn what_is_the_same_in_both_is_taken_once() {
    world().check(decide(&[place("d0", "a1 b1")], Verdict::Both), |p, _| {
        assert_eq!(final_layer(p), ["claim: The port"]);
        assert_eq!(decided(p), ["a1 b1 → both 1"]);
    });
}

#[test]
fn values_that_only_one_has_are_united() {
    let mut world = world();
    let set = |world: &mut World, author: &str, id: &str, name: &str, value: &str| {
        world.author(author);
        let set = Command::SetFeature {
            annotation: id.into(),
            name: name.into(),
            value: value.to_owned(),
        };
        world.0.run(set).unwrap();
    };
    set(&mut world, "ada", "a1", "speaker", "Port");
    set(&mut world, "ben", "b1", "source_kind", "official");
    let both = decide(&[place("d0", "a1 b1")], Verdict::Both);
    world.check(both.clone(), |p, done| {
        let [one] = done.annotations.as_slice() else {
            panic!("one copy: {done:?}");
        };
        let features = &p.annotation(one).unwrap().features;
        assert_eq!(features.get("speaker"), Some("Port"));
        assert_eq!(features.get("source_kind"), Some("official"));
    });
    set(&mut world, "ben", "b1", "speaker", "Harbour");
    world.check(both, |p, _| assert_eq!(final_layer(p).len(), 2));
}

#[test]
fn deciding_again_replaces_and_keeps_the_note_and_the_id() {
    let mut world = world();
    let first = Command::Decide {
        places: vec![place("d0", "a3 b3")],
        outcome: Verdict::A,
        adjudicator: None,
        note: Some("Cries are quotes.".to_owned()),
    };
    let made = world.0.run(first).unwrap();
    world.check(decide(&[place("d0", "a3 b3")], Verdict::B), |p, done| {
        assert_eq!(final_layer(p), ["claim: Never"]);
        assert_eq!(done.decisions, made.decisions);
        let decision = p.decision(&done.decisions[0]).unwrap();
        assert_eq!(decision.note, "Cries are quotes.");
    });
    // The place may be cut otherwise by a later alignment.
    world.check(decide(&[place("d0", "a3")], Verdict::Neither), |p, _| {
        assert_eq!(final_layer(p), [""; 0]);
        assert_eq!(decided(p), ["a3 → neither 0"]);
    });
}

#[test]
fn the_same_decision_again_changes_nothing() {
    let mut world = world();
    let command = decide(&[place("d0", "a3 b3"), place("d0", "a1 b1")], Verdict::Both);
    world.0.run(command.clone()).unwrap();
    let before = world.0.project().clone();
    let again = world.0.run(command).unwrap();
    assert_eq!(again.step, None);
    assert_eq!(*world.0.project(), before);
}

#[test]
fn many_places_are_one_step() {
    let places = [
        place("d0", "a1 b1"),
        place("d0", "a3 b3"),
        place("d1", "b5"),
    ];
    world().check(decide(&places, Verdict::B), |p, done| {
        assert_eq!(
            final_layer(p),
            ["claim: The port", "claim: Never", "claim: Two ships"]
        );
        assert_eq!(done.description, "Take B at 3 places");
    });
}

#[test]
fn an_edited_result_is_the_adjudicators_own() {
    let edit = |features| {
        Verdict::Edited(EditedResult {
            spans: vec![span(0, "bridge closes on Monday")],
            label: "contradiction".into(),
            features,
        })
    };
    let mut world = world();
    world.check(decide(&[place("d0", "a2 b2")], edit(None)), |p, done| {
        assert_eq!(final_layer(p), ["contradiction: bridge closes on Monday"]);
        assert_eq!(decided(p), ["a2 b2 → edited 1"]);
        let made = p.annotation(&done.annotations[0]).unwrap();
        assert_eq!(made.features.get("speaker"), Some("Ada"));
    });
    let own = vec![("speaker".into(), "Port".to_owned())];
    world.check(
        decide(&[place("d0", "a2 b2")], edit(Some(own))),
        |p, done| {
            let made = p.annotation(&done.annotations[0]).unwrap();
            assert_eq!(made.features.get("speaker"), Some("Port"));
            assert_eq!(final_layer(p).len(), 1);
        },
    );
    let two = [place("d0", "a2 b2"), place("d0", "a3 b3")];
    let why = "only one place at a time can be settled by an edit";
    world.check_refused(decide(&two, edit(None)), why);
}

#[test]
fn an_edit_of_something_lost_settles_where_it_lies() {
    let mut world = world();
    let text = "The port says the bridge closes on Tuesday. Nobody says more.";
    let newer = Document::new(
        "d0".into(),
        "Article 0".to_owned(),
        Source::default(),
        text.into(),
    );
    world
        .0
        .run(Command::ReplaceDocument(Arc::new(newer)))
        .unwrap();
    let lost = world.0.project().annotation(&"a3".into()).unwrap();
    assert_eq!(lost.anchor, Some(AnchorState::Lost));
    let right = TextSpan::new(text, ByteOffset(44), ByteOffset(50)).unwrap();
    let edit = Verdict::Edited(EditedResult {
        spans: vec![right],
        label: "quote".into(),
        features: None,
    });
    world.check(decide(&[place("d0", "a3 b3")], edit), |p, done| {
        let made = p.annotation(&done.annotations[0]).unwrap();
        assert_eq!((made.anchor, made.old_spans.len()), (None, 0));
        assert_eq!(final_layer(p), ["quote: Nobody"]);
    });
    // Taken as it is, it is lost as before.
    world.check(decide(&[place("d0", "a3 b3")], Verdict::A), |p, done| {
        let made = p.annotation(&done.annotations[0]).unwrap();
        assert_eq!(made.anchor, Some(AnchorState::Lost));
    });
}

#[test]
fn the_notes_of_decisions_that_become_one_stay() {
    let mut world = world();
    let noted = |ids: &str, note: Option<&str>| Command::Decide {
        places: vec![place("d0", ids)],
        outcome: Verdict::A,
        adjudicator: None,
        note: note.map(str::to_owned),
    };
    world.0.run(noted("a2", Some("Whole clauses."))).unwrap();
    world.0.run(noted("b2", Some("No articles."))).unwrap();
    let notes = |p: &Project| -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for d in p.decisions() {
            lines.extend(d.note.lines().map(str::to_owned));
        }
        lines.sort();
        lines
    };
    world.check(noted("a2 b2", None), |p, _| {
        assert_eq!(p.decisions().len(), 1);
        assert_eq!(notes(p), ["No articles.", "Whole clauses."]);
    });
    world.0.run(Command::Undo).unwrap();
    // What is written now stands for the note that was shown: that of the later decision.
    world.check(noted("a2 b2", Some("Clauses.")), |p, _| {
        assert_eq!(notes(p).len(), 2);
        assert!(notes(p).contains(&"Clauses.".to_owned()));
    });
}

#[test]
fn a_note_on_a_link_survives_an_end_that_is_decided_otherwise() {
    let mut world = world();
    let ends = [place("d0", "a2 b2"), place("d1", "a4")];
    world.0.run(decide(&ends, Verdict::A)).unwrap();
    let link = Command::Decide {
        places: vec![place("", "ra")],
        outcome: Verdict::A,
        adjudicator: None,
        note: Some("Times clash.".to_owned()),
    };
    world.0.run(link).unwrap();
    world.check(decide(&ends[..1], Verdict::Neither), |p, _| {
        let link = p.decisions().find(|d| d.is_about_links()).unwrap();
        assert_eq!(link.outcome, DecisionOutcome::Open);
        assert_eq!(link.note, "Times clash.");
    });
}

#[test]
fn an_ordinary_edit_of_a_result_makes_the_decision_edited() {
    let mut world = world();
    let made = world
        .0
        .run(decide(&[place("d0", "a3 b3")], Verdict::A))
        .unwrap();
    let result = made.annotations[0].clone();
    world.author("final");
    let relabel = Command::Relabel {
        annotation: result.clone(),
        label: "claim".into(),
    };
    world.check(relabel, |p, _| {
        assert_eq!(decided(p), ["a3 b3 → edited 1"]);
    });
    let batch = Command::Batch {
        description: "Tidy".to_owned(),
        commands: vec![
            Command::SetSpans {
                annotation: result.clone(),
                spans: vec![span(0, "Never,")],
            },
            Command::Remove {
                annotations: vec![result],
            },
        ],
    };
    world.check(batch, |p, _| {
        assert_eq!(decided(p), ["a3 b3 → edited 0"]);
    });
    // A note is not what was decided about.
    let made = world
        .0
        .run(decide(&[place("d0", "a1 b1")], Verdict::A))
        .unwrap();
    let note = Command::SetNote {
        annotation: made.annotations[0].clone(),
        note: "so".to_owned(),
    };
    world.check(note, |p, _| {
        assert!(decided(p).contains(&"a1 b1 → a 1".to_owned()));
    });
}

#[test]
fn a_link_joins_the_copies_of_its_ends() {
    let mut world = world();
    let link = place("d0", "ra");
    world.check_refused(
        decide(std::slice::from_ref(&link), Verdict::A),
        "the link ends at “the bridge closes on Monday” in “Article 0”: decide that place first",
    );
    world
        .0
        .run(decide(&[place("d0", "a2 b2")], Verdict::B))
        .unwrap();
    let all = [link.clone(), place("d1", "a4")];
    world.check(decide(&all, Verdict::A), |p, done| {
        assert_eq!(
            final_layer(p),
            [
                "claim: bridge closes",
                "contradiction: stays open",
                "bridge closes – stays open"
            ]
        );
        let copy = p.relation(&done.relations[0]).unwrap();
        assert_eq!(copy.features.get("kind"), Some("time"));
        assert_eq!(decided(p), ["a2 b2 → b 1", "a4 → a 1", "ra → a 1"]);
        let decision = p.decisions().find(|d| d.is_about_links()).unwrap();
        assert_eq!(decision.document.as_str(), "d0");
    });
    world.check(decide(&[link], Verdict::Neither), |p, _| {
        assert_eq!(
            p.relations()
                .filter(|r| r.annotator.as_str() == "final")
                .count(),
            0
        );
    });
}

#[test]
fn links_follow_an_end_that_is_decided_otherwise() {
    let mut world = world();
    let all = [place("d0", "a2 b2"), place("d1", "a4"), place("", "ra")];
    world.0.run(decide(&all, Verdict::A)).unwrap();
    world.check(decide(&all[..1], Verdict::B), |p, _| {
        assert!(final_layer(p).contains(&"bridge closes – stays open".to_owned()));
        assert!(decided(p).contains(&"ra → a 1".to_owned()));
    });
    // Nothing is left to link: the link is open again.
    world.check(decide(&all[..1], Verdict::Neither), |p, _| {
        assert_eq!(final_layer(p), ["contradiction: stays open"]);
        assert_eq!(decided(p), ["a2 b2 → neither 0", "a4 → a 1"]);
    });
    world.check_refused(
        decide(&all[2..], Verdict::A),
        "the link ends at “the bridge closes on Monday” in “Article 0”, where nothing was taken: \
         decide that place otherwise, or take neither link",
    );
}

#[test]
fn undeciding_opens_the_place_again() {
    let mut world = world();
    let all = [place("d0", "a2 b2"), place("d1", "a4"), place("", "ra")];
    let made = world.0.run(decide(&all, Verdict::A)).unwrap();
    // In any order: the link goes with its end.
    let all = Command::Undecide {
        decisions: made.decisions.clone(),
    };
    world.check(all, |p, _| {
        assert_eq!(decided(p), [""; 0]);
        assert_eq!(final_layer(p), [""; 0]);
    });
    world.0.run(Command::Undo).unwrap();
    let one = Command::Undecide {
        decisions: vec![made.decisions[2].clone()],
    };
    world.check(one, |p, _| assert_eq!(final_layer(p).len(), 2));
    let none = Command::Undecide {
        decisions: vec!["k9".into()],
    };
    world.check_refused(none, "there is no decision k9");
}

#[test]
fn what_another_decision_or_a_hand_put_there_stays() {
    let mut world = world();
    world.author("ada");
    world.tag(0, "Never", "quote", "a9", "Mayor");
    let made = world
        .0
        .run(decide(&[place("d0", "a3"), place("d0", "a9")], Verdict::A))
        .unwrap();
    // Both are the same words, tag and speaker: one copy, named by two decisions.
    assert_eq!(made.annotations.len(), 1);
    let undecide = |id: &DecisionId| Command::Undecide {
        decisions: vec![id.clone()],
    };
    world.check(undecide(&made.decisions[0]), |p, _| {
        assert_eq!(final_layer(p), ["quote: Never"]);
    });
    world.check(undecide(&made.decisions[1]), |p, _| {
        assert_eq!(final_layer(p), [""; 0]);
    });
    world.author("final");
    world.tag(1, "Two ships", "claim", "f1", "");
    let made = world
        .0
        .run(decide(&[place("d1", "b5")], Verdict::B))
        .unwrap();
    assert_eq!(made.annotations, []);
    world.check(undecide(&made.decisions[0]), |p, _| {
        assert_eq!(final_layer(p), ["claim: Two ships"]);
    });
}

#[test]
fn a_record_outlives_what_it_names() {
    let mut world = world();
    world
        .0
        .run(decide(&[place("d0", "a3 b3")], Verdict::A))
        .unwrap();
    world.author("ada");
    let remove = Command::Remove {
        annotations: vec!["a3".into()],
    };
    world.check(remove, |p, _| {
        assert_eq!(decided(p), ["a3 b3 → a 1"]);
        assert_eq!(p.check(), []);
    });
    world.check(decide(&[place("d0", "b3")], Verdict::B), |p, _| {
        assert_eq!(decided(p), ["b3 → b 1"]);
        assert_eq!(final_layer(p), ["claim: Never"]);
    });
    let gone = Command::RemoveDocument {
        document: "d0".into(),
    };
    world.check(gone, |p, _| assert_eq!(decided(p), [""; 0]));
    let gone = Command::RemoveAnnotator {
        annotator: "final".into(),
    };
    world.check(gone, |p, _| assert_eq!(decided(p), [""; 0]));
}

#[test]
fn a_note_is_set_by_itself() {
    let mut world = world();
    let made = world
        .0
        .run(decide(&[place("d0", "a3 b3")], Verdict::A))
        .unwrap();
    let note = Command::SetDecisionNote {
        decision: made.decisions[0].clone(),
        note: "Cries are quotes.".to_owned(),
    };
    world.check(note, |p, _| {
        let decision = p.decision(&made.decisions[0]).unwrap();
        assert_eq!(decision.note, "Cries are quotes.");
    });
}

#[test]
fn a_note_can_be_written_where_nothing_is_decided_yet() {
    let mut world = world();
    let noted = |ids: &str, outcome, note: &str| Command::Decide {
        places: vec![place("d0", ids)],
        outcome,
        adjudicator: None,
        note: Some(note.to_owned()),
    };
    let id = |world: &World| world.0.project().decisions().next().unwrap().id.clone();
    let set = |decision, note: &str| Command::SetDecisionNote {
        decision,
        note: note.to_owned(),
    };
    let why = "a place that stays open needs a note";
    world.check_refused(noted("a3 b3", Verdict::Open, " "), why);
    world.check(noted("a3 b3", Verdict::Open, "Cries?"), |p, done| {
        assert_eq!(decided(p), ["a3 b3 → open 0"]);
        assert_eq!(done.description, "Note on “Never”");
        assert_eq!(final_layer(p), [""; 0]);
    });
    // Without its text nothing is left of it.
    let open = id(&world);
    world.check(set(open.clone(), ""), |p, _| {
        assert_eq!(decided(p), [""; 0]);
    });
    world.0.run(Command::Undo).unwrap();
    // What is decided then keeps it, and taken back it is a note again.
    world.check(decide(&[place("d0", "a3 b3")], Verdict::B), |p, _| {
        assert_eq!(decided(p), ["a3 b3 → b 1"]);
        assert_eq!(p.decision(&open).unwrap().note, "Cries?");
    });
    world.check(
        noted("a3 b3", Verdict::Open, "Cries are quotes."),
        |p, _| {
            assert_eq!(decided(p), ["a3 b3 → b 1"]);
            assert_eq!(p.decision(&open).unwrap().note, "Cries are quotes.");
        },
    );
    let back = Command::Undecide {
        decisions: vec![open.clone()],
    };
    world.check(back.clone(), |p, _| {
        assert_eq!(decided(p), ["a3 b3 → open 0"]);
        assert_eq!(p.decision(&open).unwrap().note, "Cries are quotes.");
        assert_eq!(final_layer(p), [""; 0]);
    });
    world.check(back, |p, _| assert_eq!(decided(p), [""; 0]));
    // The end of a link is not decided by a note about it.
    world.0.run(noted("a2 b2", Verdict::Open, "?")).unwrap();
    world.check_refused(
        decide(&[place("d0", "ra")], Verdict::A),
        "the link ends at “the bridge closes on Monday” in “Article 0”: decide that place first",
    );
}

#[test]
fn who_adjudicates_can_be_said() {
    let named = |adjudicator: &str| Command::Decide {
        places: vec![place("d0", "a3 b3")],
        outcome: Verdict::A,
        adjudicator: Some(adjudicator.into()),
        note: None,
    };
    let mut world = world();
    world.check(named("lead"), |p, _| {
        let lead = p.annotator(&"lead".into()).unwrap();
        assert_eq!(lead.kind, AnnotatorKind::Adjudicator);
    });
    let why = "ben is one of the two: let another annotator be the adjudicator";
    world.check_refused(named("ben"), why);
    // Each adjudicator decides for themselves.
    world.check(named("final"), |p, _| assert_eq!(p.decisions().len(), 2));
}

#[test]
fn a_place_that_is_not_there_is_refused() {
    let mut world = world();
    for (names, why) in [
        ("a9 b3", "there is no annotation a9"),
        ("rb ra9", "there is no link ra9"),
        ("a4 b3", "the annotation a4 is on the article d1, not on d0"),
        ("", "a place to decide needs an annotation or a link"),
    ] {
        world.check_refused(decide(&[place("d0", names)], Verdict::A), why);
    }
    let mut swapped = place("d0", "a3 b3");
    swapped.annotators.reverse();
    let why = "the annotation a3 is in the layer of ada, not of ben";
    world.check_refused(decide(&[swapped], Verdict::A), why);
    world.check_refused(decide(&[], Verdict::A), "there is no place to decide");
    let overlapping = [place("d0", "a3 b3"), place("d0", "b2 b3")];
    let why = "two of the places name b3";
    world.check_refused(decide(&overlapping, Verdict::A), why);
}

/// Either some of the places are decided, or one decision is taken back.
#[derive(Clone, Debug)]
enum Deed {
    Decide(Vec<usize>, usize),
    Undecide(usize),
}

fn deed() -> impl Strategy<Value = Deed> {
    let places = prop::collection::vec(0_usize..9, 1..4);
    prop_oneof![
        4 => (places, 0_usize..5).prop_map(|(places, outcome)| Deed::Decide(places, outcome)),
        1 => (0_usize..9).prop_map(Deed::Undecide),
    ]
}

/// The final layer holds exactly what decisions name, and each decision names what is there.
fn assert_sound(project: &Project) {
    let is_final = |id: &AnnotatorId| id.as_str() == "final";
    let mut named: Vec<AnnotationId> = Vec::new();
    let mut linked: Vec<RelationId> = Vec::new();
    for decision in project.decisions() {
        named.extend(decision.result_annotations());
        linked.extend(decision.result_relations());
    }
    named.sort();
    named.dedup();
    linked.sort();
    linked.dedup();
    let own = project.annotations().filter(|a| is_final(&a.annotator));
    assert_eq!(own.map(|a| a.id.clone()).collect::<Vec<_>>(), named);
    let own = project.relations().filter(|r| is_final(&r.annotator));
    assert_eq!(own.map(|r| r.id.clone()).collect::<Vec<_>>(), linked);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_decisions_leave_a_sound_layer_and_can_be_undone(deeds in prop::collection::vec(deed(), 1..16)) {
        let all = [
            ("d0", "a1 b1"), ("d0", "a2 b2"), ("d0", "a3 b3"), ("d1", "b5"), ("d1", "a4"),
            ("d0", "a2"), ("d0", "b2 b3"), ("d0", "ra"), ("d0", "rb"),
        ]
        .map(|(document, ids)| place(document, ids));
        let outcomes = [Verdict::A, Verdict::B, Verdict::Both, Verdict::Neither, Verdict::Open];
        let mut world = world();
        let first = world.0.project().clone();
        let mut n_steps = 0;
        for deed in deeds {
            let command = match deed {
                Deed::Decide(places, outcome) => {
                    let places: Vec<_> = places.iter().map(|i| all[*i].clone()).collect();
                    let mut command = decide(&places, outcomes[outcome].clone());
                    if let Command::Decide { outcome: Verdict::Open, note, .. } = &mut command {
                        *note = Some("Why?".to_owned());
                    }
                    command
                }
                Deed::Undecide(nth) => {
                    let ids: Vec<_> = world.0.project().decisions().map(|d| d.id.clone()).collect();
                    let Some(id) = nth.checked_rem(ids.len()).map(|i| ids[i].clone()) else {
                        continue;
                    };
                    Command::Undecide { decisions: vec![id] }
                }
            };
            // Refused where a link has no end yet.
            let Ok(done) = world.0.run(command.clone()) else {
                continue;
            };
            n_steps += usize::from(done.step.is_some());
            assert_sound(world.0.project());
            let once = world.0.project().clone();
            if matches!(command, Command::Decide { .. }) && world.0.run(command).unwrap().step.is_some() {
                // Places that name the same thing replace each other each time: the layer is the same.
                prop_assert_eq!(final_layer(world.0.project()), final_layer(&once));
                n_steps += 1;
            }
        }
        for _ in 0..n_steps {
            world.0.run(Command::Undo).unwrap();
        }
        prop_assert_eq!(world.0.project(), &first);
    }
}
