//! Decisions: what lands in the adjudicator's layer, what deciding again replaces, and back.

mod edits;
mod links;
mod notes;
mod random;

use super::tests::World;
use crate::model::*;
use crate::workspace::{Command, DecidedPlace, Verdict};

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
