//! Notes for the guidelines: with decisions, and about places that are open.

use super::super::tests::World;
use super::{decide, decided, final_layer, place, world};
use crate::model::*;
use crate::workspace::{Command, Verdict};

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
