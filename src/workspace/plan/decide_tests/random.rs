//! Any decisions in any order.

use super::{decide, final_layer, place, world};
use crate::model::*;
use crate::workspace::{Command, EditedLink, EditedResult, Verdict};
use proptest::prelude::*;

/// Either some of the places are decided, or one decision is taken back.
#[derive(Clone, Debug)]
enum Deed {
    Decide(Vec<usize>, usize),
    Undecide(usize),
}

fn deed() -> impl Strategy<Value = Deed> {
    let places = prop::collection::vec(0_usize..9, 1..4);
    prop_oneof![
        4 => (places, 0_usize..7).prop_map(|(places, outcome)| Deed::Decide(places, outcome)),
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
        let edited = |from: Option<&str>, to: Option<&str>| {
            Verdict::Edited(EditedResult::Link(EditedLink {
                relation_type: "supports".into(),
                from: from.map(Into::into),
                to: to.map(Into::into),
                features: None,
            }))
        };
        let outcomes = [
            Verdict::A, Verdict::B, Verdict::Both, Verdict::Neither, Verdict::Open,
            edited(None, None), edited(Some("b5"), Some("a2")),
        ];
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
