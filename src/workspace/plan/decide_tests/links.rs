//! Decisions about links: between what, of which type, and where they go with their ends.

use super::super::tests::span;
use super::{decide, decided, final_layer, place, world};
use crate::model::*;
use crate::workspace::{Command, EditedAnnotation, EditedLink, EditedResult, Verdict};

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

/// Whose ends these are, of whom, with what type; the links of the final layer.
fn final_links(project: &Project) -> Vec<String> {
    let all = project.relations();
    let own = all.filter(|r| r.annotator.as_str() == "final");
    let words = |id: &AnnotationId| {
        let a = project.annotation(id).unwrap();
        assert_eq!(a.annotator.as_str(), "final");
        a.covered_text(project.document(&a.document).unwrap().text())
    };
    own.map(|r| {
        let kind = r.features.get("kind").unwrap_or("-");
        format!(
            "{} {}: {kind}: {}",
            words(&r.from),
            r.relation_type,
            words(&r.to)
        )
    })
    .collect()
}

fn edited(relation_type: &str, ends: [Option<&str>; 2], kind: Option<&str>) -> Verdict {
    let [from, to] = ends.map(|id| id.map(Into::into));
    Verdict::Edited(EditedResult::Link(EditedLink {
        relation_type: relation_type.into(),
        from,
        to,
        features: kind.map(|kind| vec![("kind".into(), kind.to_owned())]),
    }))
}

#[test]
fn an_edited_link_has_the_type_and_ends_that_the_adjudicator_gives() {
    let mut world = world();
    let link = [place("", "ra")];
    world.check_refused(
        decide(&link, edited("supports", [None; 2], None)),
        "the link ends at “the bridge closes on Monday” in “Article 0”: decide that place first",
    );
    let ends = [place("d0", "a2 b2"), place("d1", "a4")];
    world.0.run(decide(&ends, Verdict::A)).unwrap();
    world.0.run(decide(&link, Verdict::A)).unwrap();
    // What is not said is as the annotator had it; the link that was taken before goes.
    let typed = decide(&link, edited("supports", [None; 2], None));
    world.check(typed.clone(), |p, done| {
        let expected = "the bridge closes on Monday supports: time: stays open";
        assert_eq!(final_links(p), [expected]);
        assert!(decided(p).contains(&"ra → edited 1".to_owned()));
        let decision = p.decision(&done.decisions[0]).unwrap();
        assert_eq!(decision.result_relations(), done.relations);
        assert_eq!(
            done.description,
            "Settle the link of “the bridge closes on Monday” by an edit"
        );
    });
    // The same again is no step.
    assert_eq!(world.0.run(typed).unwrap().step, None);
    let turned = edited("supports", [Some("a4"), Some("a2")], Some("place"));
    world.check(decide(&link, turned), |p, _| {
        let expected = "stays open supports: place: the bridge closes on Monday";
        assert_eq!(final_links(p), [expected]);
        assert_eq!(p.decisions().filter(|d| d.is_about_links()).count(), 1);
    });
    // Ends that are the adjudicator's own are taken as they are.
    let own = |p: &Project, words: &str| {
        let all = p.documents().iter().flat_map(|d| p.annotations_of(&d.id));
        let mut own = all.filter(|a| a.annotator.as_str() == "final");
        let found = own.find(|a| {
            let document = p.document(&a.document).unwrap();
            a.covered_text(document.text()) == words
        });
        found.unwrap().id.to_string()
    };
    let from = own(world.0.project(), "stays open");
    let by_own = edited("same_claim", [Some(&from), Some("a2")], None);
    world.check(decide(&link, by_own), |p, _| {
        let expected = "stays open same_claim: time: the bridge closes on Monday";
        assert_eq!(final_links(p), [expected]);
    });
    // Taken back, nothing of it is left.
    let id = world.0.project().decisions().find(|d| d.is_about_links());
    let decisions = vec![id.unwrap().id.clone()];
    world.check(Command::Undecide { decisions }, |p, _| {
        assert_eq!(final_links(p), [""; 0]);
    });
}

#[test]
fn a_link_of_one_alone_may_be_given_the_others_end() {
    let mut world = world();
    let ends = [place("d0", "a2 b2"), place("d1", "a4"), place("d1", "b5")];
    world.0.run(decide(&ends, Verdict::Both)).unwrap();
    let link = [place("", "rb")];
    let edit = edited("contradicts", [None, Some("a4")], None);
    world.check(decide(&link, edit), |p, _| {
        assert_eq!(
            final_links(p),
            ["bridge closes contradicts: time: stays open"]
        );
    });
}

#[test]
fn an_edit_that_does_not_fit_what_is_decided_is_refused() {
    let mut world = world();
    let ends = [place("d0", "a2 b2"), place("d1", "a4")];
    world.0.run(decide(&ends, Verdict::A)).unwrap();
    world
        .0
        .run(Command::AddAnnotator {
            id: Some("cy".into()),
            name: "cy".to_owned(),
            kind: AnnotatorKind::Human,
        })
        .unwrap();
    world.author("cy");
    world.tag(1, "Two ships", "claim", "c1", "");
    let link = place("", "ra");
    let words = Verdict::Edited(EditedResult::Annotation(EditedAnnotation {
        spans: vec![span(0, "Never")],
        label: "claim".into(),
        features: None,
    }));
    let as_link = |ends| edited("supports", ends, None);
    for (places, edit, why) in [
        (
            vec![link.clone()],
            words,
            "a link is settled by an edit of its type and ends, not of words",
        ),
        (
            vec![place("d0", "a3 b3")],
            as_link([None; 2]),
            "an annotation is settled by an edit of its words and tag",
        ),
        (
            vec![link.clone(), place("", "rb")],
            as_link([None; 2]),
            "only one place at a time can be settled by an edit",
        ),
        (
            vec![link.clone()],
            as_link([None, Some("c1")]),
            "the annotation c1 is in the layer of neither ada nor ben",
        ),
        (
            vec![link.clone()],
            as_link([None, Some("a9")]),
            "there is no annotation a9",
        ),
        (
            vec![link.clone()],
            as_link([None, Some("a2")]),
            "both ends of the link ra are “the bridge closes on Monday” in the adjudicated layer",
        ),
        (
            vec![link.clone()],
            edited("corrects", [None; 2], None),
            "there is no type of link corrects",
        ),
    ] {
        world.check_refused(decide(&places, edit), why);
    }
}

#[test]
fn an_ordinary_edit_of_a_link_that_was_taken_makes_the_decision_edited() {
    let mut world = world();
    let all = [place("d0", "a2 b2"), place("d1", "a4"), place("", "ra")];
    let made = world.0.run(decide(&all, Verdict::A)).unwrap();
    let relation = made.relations[0].clone();
    world.author("final");
    let typed = Command::SetRelationType {
        relation: relation.clone(),
        relation_type: "supports".into(),
    };
    world.check(typed, |p, _| {
        assert!(decided(p).contains(&"ra → edited 1".to_owned()));
    });
    world.check(Command::SwapRelation { relation }, |p, _| {
        let expected = "stays open supports: time: the bridge closes on Monday";
        assert_eq!(final_links(p), [expected]);
    });
}
