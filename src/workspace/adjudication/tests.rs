//! The state of a comparison's places by the decisions, and the page of notes.

use super::*;
use crate::model::Decision;
use crate::workspace::plan::decide_tests::{decide, place, relate, world};
use crate::workspace::plan::tests::World;
use crate::workspace::{Command, EditedLink, EditedResult, Verdict};

fn compared(world: &World) -> Compared {
    let project = Arc::new(world.0.project().clone());
    let sides = ["ada", "ben"].map(|id| Side {
        project: project.clone(),
        annotator: id.into(),
    });
    let settings = Settings::default();
    compare_in_job(sides.to_vec(), &settings, &JobContext::default()).unwrap()
}

fn state(world: &World, compared: &Compared) -> Adjudication {
    let adjudicator = adjudicator_of(world.0.project(), None);
    Adjudication::of(compared, world.0.project(), adjudicator.as_ref()).unwrap()
}

/// Every place and link as the ids that it names and its state.
fn told(world: &World, compared: &Compared) -> Vec<String> {
    let state = state(world, compared);
    let one = |item| {
        let place = decided_place(compared, item).unwrap();
        let annotations = place.a.iter().chain(&place.b).map(ToString::to_string);
        let relations = place.relations_a.iter().chain(&place.relations_b);
        let names: Vec<String> = annotations
            .chain(relations.map(ToString::to_string))
            .collect();
        let settled = match state.state(item) {
            None => "open".to_owned(),
            Some(s) => match s.stale {
                None => s.outcome.as_str().to_owned(),
                Some(stale) => format!("{} ({stale:?})", s.outcome.as_str()),
            },
        };
        format!("{}: {settled}", names.join(" "))
    };
    state.items().map(one).collect()
}

#[test]
fn places_are_open_until_they_are_decided_and_found_again_later() {
    let mut world = world();
    let before = compared(&world);
    assert_eq!(
        told(&world, &before),
        [
            "a1 b1: open",
            "a2 b2: open",
            "a3 b3: open",
            "a4: open",
            "b5: open",
            "ra: open",
            "rb: open"
        ]
    );
    let take = |world: &mut World, place, outcome| {
        world.0.run(decide(&[place], outcome)).unwrap();
    };
    take(&mut world, place("d0", "a2 b2"), Verdict::B);
    take(&mut world, place("d1", "a4"), Verdict::Neither);
    let expected = [
        "a1 b1: open",
        "a2 b2: b",
        "a3 b3: open",
        "a4: neither",
        "b5: open",
        "ra: open",
        "rb: open",
    ];
    assert_eq!(told(&world, &before), expected);
    assert_eq!(told(&world, &compared(&world)), expected);
    let counts = state(&world, &before).counts(|item| matches!(item, Item::Place(_)));
    assert_eq!((counts.n_all, counts.n_decided, counts.n_stale), (5, 2, 0));
    world.0.run(Command::Undo).unwrap();
    assert_eq!(told(&world, &before)[3], "a4: open");
}

#[test]
fn the_other_order_of_the_two_is_the_same_comparison() {
    let mut world = world();
    world
        .0
        .run(decide(&[place("d0", "a2 b2")], Verdict::A))
        .unwrap();
    let project = Arc::new(world.0.project().clone());
    let sides = ["ben", "ada"].map(|id| Side {
        project: project.clone(),
        annotator: id.into(),
    });
    let settings = Settings::default();
    let compared = compare_in_job(sides.to_vec(), &settings, &JobContext::default()).unwrap();
    assert_eq!(told(&world, &compared)[1], "b2 a2: b");
}

#[test]
fn what_changed_since_is_to_be_looked_at_again() {
    let mut world = world();
    let all = ["a1 b1", "a2 b2", "a3 b3"].map(|ids| place("d0", ids));
    world.0.run(decide(&all, Verdict::A)).unwrap();
    world
        .0
        .run(decide(&[place("d1", "b5")], Verdict::B))
        .unwrap();
    let mut project = world.0.project().clone();
    let change =
        |project: &mut Project, id: &str, change: &dyn Fn(&mut crate::model::Annotation)| {
            let mut changed = (**project.annotation(&id.into()).unwrap()).clone();
            change(&mut changed);
            project
                .put_annotation(&id.into(), Some(Arc::new(changed)))
                .unwrap();
        };
    change(&mut project, "a1", &|a| {
        a.modified = "2026-01-02T03:04:05.5Z".to_owned();
    });
    project.put_relation(&"rb".into(), None).unwrap();
    project.put_annotation(&"b2".into(), None).unwrap();
    let gone = project.decisions().find(|d| d.b == ["b5".into()]).unwrap();
    project
        .put_annotation(&gone.result_annotations()[0], None)
        .unwrap();
    let project = Arc::new(project);
    let sides = ["ada", "ben"].map(|id| Side {
        project: project.clone(),
        annotator: id.into(),
    });
    let compared = compare_in_job(sides.to_vec(), &Settings::default(), &JobContext::default());
    let compared = compared.unwrap();
    let found = Adjudication::of(&compared, &project, Some(&"final".into())).unwrap();
    let stale = |i: usize| found.record(Item::Place(i)).map(|s| s.stale);
    assert_eq!(stale(0), Some(Some(Stale::Changed)));
    assert_eq!(stale(1), Some(Some(Stale::Gone)));
    assert_eq!(stale(2), Some(None));
    assert_eq!(stale(3), None);
    assert_eq!(stale(4), Some(Some(Stale::ResultGone)));
    // The walk stops at what is open or stale, and goes round.
    let at = |from| found.next_open(Some(Item::Place(from)), |_| true);
    assert_eq!(at(0), Some(Item::Place(1)));
    assert_eq!(at(1), Some(Item::Place(3)));
    assert_eq!(at(4), Some(Item::Link(0)));
    assert_eq!(
        found.next_open(Some(Item::Link(0)), |_| true),
        Some(Item::Place(0))
    );
    assert_eq!(
        found.previous_open(Some(Item::Place(3)), |_| true),
        Some(Item::Place(1))
    );
    assert_eq!(
        found.previous_open(Some(Item::Place(0)), |_| true),
        Some(Item::Link(0))
    );
    assert_eq!(found.previous_open(None, |_| true), Some(Item::Link(0)));
    assert_eq!(found.next_open(None, |item| item == Item::Place(2)), None);
}

#[test]
fn two_decisions_about_one_place_are_told() {
    let mut world = world();
    world
        .0
        .run(decide(&[place("d0", "a2 b2")], Verdict::A))
        .unwrap();
    let mut project = world.0.project().clone();
    let twin = project.decisions().next().unwrap();
    let twin = Decision {
        id: "twin".into(),
        outcome: DecisionOutcome::B,
        at: "2026-02-02T03:04:05Z".to_owned(),
        ..(**twin).clone()
    };
    project
        .put_decision(&"twin".into(), Some(Arc::new(twin)))
        .unwrap();
    let found = Adjudication::of(&compared(&world), &project, Some(&"final".into())).unwrap();
    let settled = found.record(Item::Place(1)).cloned().unwrap();
    assert_eq!(
        (settled.outcome, settled.stale),
        (DecisionOutcome::B, Some(Stale::Twice))
    );
}

#[test]
fn agreements_are_taken_in_bulk_with_the_links_between_them() {
    let mut world = world();
    world.tag(1, "stays open", "contradiction", "b4", "");
    world.tag(0, "the bridge closes on Monday", "claim", "b6", "");
    relate(&mut world, "rbc", "b6", "b4");
    let pair = ["ada".into(), "ben".into()];
    let agreed = |world: &World| {
        let project = Arc::new(world.0.project().clone());
        let adjudicator = adjudicator_of(&project, None);
        open_agreements_of(&project, pair.each_ref(), adjudicator.as_ref())
    };
    let found = agreed(&world);
    // Ada names a speaker at the bridge and Ben does not: that is to be decided, and the link between waits for it.
    assert_eq!(found, [place("d0", "a1 b1"), place("d1", "a4 b4")]);
    let set = |value: &str| Command::SetFeature {
        annotation: "b6".into(),
        name: "speaker".into(),
        value: value.to_owned(),
    };
    world.0.run(set("Ada")).unwrap();
    let found = agreed(&world);
    assert_eq!(
        found,
        [
            place("d0", "a1 b1"),
            place("d0", "a2 b6"),
            place("d1", "a4 b4"),
            place("d0", "ra rbc"),
        ]
    );
    let all = decide(&found, Verdict::Both);
    world.check(all, |p, _| {
        let own = |id: &AnnotatorId| id.as_str() == "final";
        assert_eq!(p.annotations().filter(|a| own(&a.annotator)).count(), 3);
        assert_eq!(p.relations().filter(|r| own(&r.annotator)).count(), 1);
    });
    assert_eq!(agreed(&world), []);
    // Another speaker is another opinion.
    world.0.run(Command::Undo).unwrap();
    world.0.run(set("Ben")).unwrap();
    assert_eq!(agreed(&world), [place("d0", "a1 b1"), place("d1", "a4 b4")]);
}

#[test]
fn a_link_says_which_ends_are_still_open() {
    let mut world = world();
    world
        .0
        .run(decide(&[place("d1", "a4")], Verdict::A))
        .unwrap();
    let compared = compared(&world);
    let state = state(&world, &compared);
    assert_eq!(state.open_ends(&compared, 0), [Item::Place(1)]);
    assert_eq!(
        state.open_ends(&compared, 1),
        [Item::Place(1), Item::Place(4)]
    );
}

/// Ada tags Ben's words twice, each time with another speaker, and begins her link at the second one.
fn world_with_a_repeat() -> World {
    let mut world = World::new();
    world.tag(0, "the bridge closes on Monday", "claim", "a1", "Mayor");
    world.tag(0, "the bridge closes on Monday", "claim", "a9", "Port");
    world.tag(1, "stays open", "contradiction", "a4", "");
    relate(&mut world, "ra", "a9", "a4");
    world.author("ben");
    world.tag(0, "the bridge closes on Monday", "claim", "b1", "");
    world.tag(1, "stays open", "contradiction", "b4", "");
    relate(&mut world, "rb", "b1", "b4");
    world
}

#[test]
fn what_repeats_is_decided_with_what_it_repeats_and_links_may_end_there() {
    let mut world = world_with_a_repeat();
    let before = compared(&world);
    assert_eq!(
        told(&world, &before),
        ["a1 a9 b1: open", "a4 b4: open", "ra rb: open"]
    );
    assert_eq!(
        state(&world, &before).open_ends(&before, 0),
        [Item::Place(0), Item::Place(1)]
    );
    // Two speakers for the same words contradict each other: no agreement, and its link is none.
    assert_eq!(
        state(&world, &before)
            .agreements(&before, world.0.project())
            .open,
        [Item::Place(1)]
    );
    let speakers = |world: &World| -> Vec<String> {
        let own = world.0.project().annotations();
        let own = own.filter(|a| a.annotator.as_str() == "final" && a.label.as_str() == "claim");
        let values = own.map(|a| a.features.get("speaker").unwrap_or("").to_owned());
        let mut found: Vec<String> = values.collect();
        found.sort();
        found
    };
    let decide_at = |world: &mut World, i: usize, outcome| {
        let place = decided_place(&before, Item::Place(i)).unwrap();
        world.0.run(decide(&[place], outcome)).unwrap();
    };
    // Whatever is taken there, Ada's link can be taken after it.
    for (outcome, expected) in [
        (Verdict::B, vec![""]),
        (Verdict::A, vec!["Mayor", "Port"]),
        (Verdict::Both, vec!["Mayor", "Port"]),
    ] {
        decide_at(&mut world, 0, outcome.clone());
        assert_eq!(speakers(&world), expected);
        decide_at(&mut world, 1, Verdict::A);
        let link = decided_place(&before, Item::Link(0)).unwrap();
        let done = world.0.run(decide(&[link], Verdict::A)).unwrap();
        if outcome == Verdict::A {
            let project = world.0.project();
            let link = project.relation(&done.relations[0]).unwrap();
            let end = project.annotation(&link.from).unwrap();
            assert_eq!(
                end.features.get("speaker"),
                Some("Port"),
                "the end's own copy"
            );
        }
        assert_eq!(told(&world, &before)[2], "ra rb: a");
        for _ in 0..3 {
            world.0.run(Command::Undo).unwrap();
        }
    }
}

#[test]
fn plain_repeats_are_one_copy() {
    let mut world = World::new();
    world.tag(0, "The port", "claim", "a1", "");
    world.tag(0, "The port", "claim", "a2", "Mayor");
    world.author("ben");
    world.tag(0, "The port", "claim", "b1", "");
    let before = compared(&world);
    let state = state(&world, &before);
    // The speaker is Ada's alone.
    let agreements = state.agreements(&before, world.0.project());
    assert_eq!(agreements, Agreements::default());
    let place = decided_place(&before, Item::Place(0)).unwrap();
    assert_eq!(place, self::place("d0", "a1 a2 b1"));
    for outcome in [Verdict::A, Verdict::Both] {
        world.check(decide(std::slice::from_ref(&place), outcome), |p, done| {
            let results = p.decision(&done.decisions[0]).unwrap().result_annotations();
            let [id] = results.as_slice() else {
                panic!("one copy: {results:?}");
            };
            let copy = p.annotation(id).unwrap();
            assert_eq!(copy.features.get("speaker"), Some("Mayor"));
        });
    }
    // A decision from before the repeat was there is to be looked at again.
    let alone = self::place("d0", "a1 b1");
    world.0.run(decide(&[alone], Verdict::A)).unwrap();
    assert_eq!(told(&world, &before), ["a1 a2 b1: a (OtherPlace)"]);
}

#[test]
fn repeated_links_are_decided_together() {
    let mut world = world();
    world.author("ada");
    let link = |features: Vec<_>, id: &str| Command::Relate {
        relation_type: "contradicts".into(),
        from: "a4".into(),
        to: "a2".into(),
        features,
        note: String::new(),
        id: Some(id.into()),
    };
    // The type is symmetric: the other way round is the same link.
    world.0.run(link(Vec::new(), "ra2")).unwrap();
    assert!(told(&world, &compared(&world)).contains(&"ra ra2: open".to_owned()));
    let places = [
        place("d0", "a2 b2"),
        place("d1", "a4"),
        place("d0", "ra ra2"),
    ];
    world.check(decide(&places, Verdict::A), |_, done| {
        assert_eq!(done.relations.len(), 1);
    });
}

#[test]
fn another_project_cannot_be_adjudicated_here() {
    let world = world();
    let (one, other) = (world.0.project().clone(), world.0.project().clone());
    let side = |project: Project, id: &str| Side {
        project: Arc::new(project),
        annotator: id.into(),
    };
    let sides = vec![side(one, "ada"), side(other, "ben")];
    let compared = compare_in_job(sides, &Settings::default(), &JobContext::default()).unwrap();
    assert_eq!(Adjudication::of(&compared, world.0.project(), None), None);
}

#[test]
fn notes_are_a_page_with_examples() {
    let mut world = world();
    let noted = |places: &[DecidedPlace], outcome, note: &str| Command::Decide {
        places: places.to_vec(),
        outcome,
        adjudicator: None,
        note: Some(note.to_owned()),
    };
    let title = Command::SetProjectTitle("Harbour *1*".to_owned());
    world.0.run(title).unwrap();
    let cries = "Cries are quotes.";
    world
        .0
        .run(noted(&[place("d0", "a3 b3")], Verdict::A, cries))
        .unwrap();
    world
        .0
        .run(noted(&[place("d1", "b5")], Verdict::Neither, cries))
        .unwrap();
    let ends = [place("d0", "a2 b2"), place("d1", "a4")];
    world.0.run(decide(&ends, Verdict::A)).unwrap();
    world
        .0
        .run(noted(&[place("d0", "ra")], Verdict::A, "Times clash."))
        .unwrap();
    world
        .0
        .run(noted(&[place("d0", "a1 b1")], Verdict::Open, "Alike?"))
        .unwrap();
    let page = String::from_utf8(guideline_notes(world.0.project())).unwrap();
    assert_eq!(
        page,
        "# Notes on disagreements: Harbour \\*1\\*

## 1

Alike?

**Article 0**

- ada: Claim “The port”
- ben: Claim “The port”
- Not decided yet

## 2

Times clash.

**Article 0**

- ada: Claim “the bridge closes on Monday” (speaker: Ada) – contradicts – Contradiction “stays open”
- ben: nothing
- Decided, as ada: Claim “the bridge closes on Monday” (speaker: Ada) – contradicts – Contradiction “stays open”

## 3

Cries are quotes.

**Article 0**

- ada: Quote “Never” (speaker: Mayor)
- ben: Claim “Never”
- Decided, as ada: Quote “Never” (speaker: Mayor)

**Article 1**

- ada: nothing
- ben: Claim “Two ships”
- Decided, neither: nothing
"
    );
    let empty = guideline_notes(&Project::default());
    let empty = String::from_utf8(empty).unwrap();
    assert_eq!(empty, "# Notes on disagreements\n\nNothing has a note.\n");
}

#[test]
fn whose_differences_were_decided_last_is_known() {
    let mut world = world();
    assert_eq!(last_pair(world.0.project()), None);
    world
        .0
        .run(decide(&[place("d0", "a2 b2")], Verdict::B))
        .unwrap();
    let pair = ["ada".into(), "ben".into()];
    assert_eq!(last_pair(world.0.project()), Some(pair));
}

#[test]
fn other_fields_or_notes_are_a_difference_that_no_figure_counts() {
    let mut world = World::new();
    world.tag(0, "The port", "quote", "a1", "Giu");
    world.tag(1, "stays open", "claim", "a4", "");
    relate(&mut world, "ra", "a1", "a4");
    world.author("ben");
    world.tag(0, "The port", "quote", "b1", "Giuseppe Sala");
    world.tag(1, "stays open", "claim", "b4", "");
    relate(&mut world, "rb", "b1", "b4");
    world
        .0
        .run(Command::SetRelationFeature {
            relation: "rb".into(),
            name: "kind".into(),
            value: "number".to_owned(),
        })
        .unwrap();
    let compared = compared(&world);
    let places = compared.comparison.places();
    assert!(places[0].is_of_fields() && !places[1].is_of_fields());
    assert!(compared.comparison.links()[0].is_of_fields());
    let strict = compared.comparison.measure("f1.strict").unwrap();
    assert_eq!(strict.value, Ok(1.0), "figures are without fields");
    let found = state(&world, &compared).agreements(&compared, world.0.project());
    assert_eq!(found.open, [Item::Place(1)]);
    // Reports say it, and what each said.
    let subject = compared.subject(&[]);
    let table = String::from_utf8(crate::agreement::report::csv(&subject).unwrap()).unwrap();
    let rows: Vec<&str> = table.lines().collect();
    assert!(rows[0].ends_with(",b_project_sha256,fields,a_fields,b_fields"));
    assert!(
        rows[1].ends_with(",other,speaker: Giu,speaker: Giuseppe Sala"),
        "{}",
        rows[1]
    );
    assert!(rows[2].ends_with(",same,,"), "{}", rows[2]);
    assert!(
        rows[3].ends_with(",other,kind: time,kind: number"),
        "{}",
        rows[3]
    );
    let page = crate::agreement::report::html(&subject);
    assert!(page.contains("2 the same, 1 of them with other fields or notes"));
    assert!(page.contains("speaker: Giuseppe Sala"));
    let json = crate::agreement::report::json(&subject);
    assert_eq!(json.matches("\"kind\":\"same\"").count(), 3);
    assert_eq!(json.matches("\"other_fields\":true").count(), 2);
}

/// Somebody more, who annotates from now on.
fn join(world: &mut World, id: &str) {
    let add = Command::AddAnnotator {
        id: Some(id.into()),
        name: id.to_owned(),
        kind: AnnotatorKind::Human,
    };
    world.0.run(add).unwrap();
    world.author(id);
}

/// A place of two, whoever they are.
fn of(pair: [&str; 2], a: &[&str], b: &[&str]) -> DecidedPlace {
    DecidedPlace {
        annotators: pair.map(Into::into),
        a: a.iter().map(|id| (*id).into()).collect(),
        b: b.iter().map(|id| (*id).into()).collect(),
        ..place("d0", "")
    }
}

fn final_speakers(world: &World) -> Vec<String> {
    let own = world.0.project().annotations();
    let own = own.filter(|a| a.annotator.as_str() == "final");
    let mut found: Vec<String> = own
        .map(|a| a.features.get("speaker").unwrap_or("").to_owned())
        .collect();
    found.sort();
    found
}

#[test]
fn one_place_has_one_result_whichever_two_are_compared() {
    let mut world = World::new();
    world.tag(0, "The port", "quote", "a1", "Giu");
    world.author("ben");
    world.tag(0, "The port", "quote", "b1", "Giuseppe Sala");
    join(&mut world, "cy");
    world.tag(0, "The port", "quote", "c1", "Giu");
    join(&mut world, "dan");
    world.tag(0, "The port", "quote", "d9", "Port");
    let (ada_ben, ada_cy) = (
        of(["ada", "ben"], &["a1"], &["b1"]),
        of(["ada", "cy"], &["a1"], &["c1"]),
    );
    world.0.run(decide(&[ada_ben], Verdict::B)).unwrap();
    let compare = |world: &World, pair: [&str; 2]| {
        let project = Arc::new(world.0.project().clone());
        let sides = pair.map(|id| Side {
            project: project.clone(),
            annotator: id.into(),
        });
        compare_in_job(sides.to_vec(), &Settings::default(), &JobContext::default()).unwrap()
    };
    let known = |world: &World, pair: [&str; 2]| {
        let compared = compare(world, pair);
        let found = Adjudication::of(&compared, world.0.project(), Some(&"final".into()));
        (found.unwrap(), compared)
    };
    // What is there is known, also to two who had no part in it, and no agreement goes over it.
    let (found, compared) = known(&world, ["ada", "cy"]);
    let there = found.elsewhere(Item::Place(0)).unwrap();
    assert_eq!(there.pairs, [["ada".into(), "ben".into()]]);
    assert_eq!(there.result.len(), 1);
    let agreements = found.agreements(&compared, world.0.project());
    assert_eq!((agreements.open.len(), agreements.n_elsewhere), (0, 1));
    let (found, _) = known(&world, ["cy", "dan"]);
    assert_eq!(found.elsewhere(Item::Place(0)), Some(&there.clone()));

    // A decision takes its place, and says so; what was decided before is an edited place with the same result.
    let done = world.0.run(decide(&[ada_cy], Verdict::A)).unwrap();
    assert_eq!(done.notes.len(), 1);
    assert_eq!(final_speakers(&world), ["Giu"]);
    let (found, _) = known(&world, ["ada", "ben"]);
    let before = found.state(Item::Place(0)).unwrap();
    assert_eq!(
        (before.outcome, before.stale),
        (DecisionOutcome::Edited, None)
    );
    let (found, _) = known(&world, ["ada", "cy"]);
    assert_eq!(found.state(Item::Place(0)).unwrap().result, before.result);
    world.0.run(Command::Undo).unwrap();
    assert_eq!(final_speakers(&world), ["Giuseppe Sala"]);
    world.0.run(Command::Redo).unwrap();

    // Again otherwise, by two who had no part in it, and with nothing.
    let cy_dan = of(["cy", "dan"], &["c1"], &["d9"]);
    let places = [cy_dan];
    world.0.run(decide(&places, Verdict::B)).unwrap();
    assert_eq!(final_speakers(&world), ["Port"]);
    world.0.run(decide(&places, Verdict::Neither)).unwrap();
    assert_eq!(final_speakers(&world), Vec::<String>::new());
    let outcomes: Vec<&str> = world
        .0
        .project()
        .decisions()
        .map(|d| d.outcome.as_str())
        .collect();
    assert_eq!(outcomes, ["neither"; 3]);
}

#[test]
fn what_is_there_already_is_taken_again_and_other_places_are_left_alone() {
    let mut world = World::new();
    world.tag(0, "The port", "quote", "a1", "Giu");
    world.tag(0, "the bridge closes on Monday", "claim", "a2", "");
    world.author("ben");
    world.tag(0, "The port", "quote", "b1", "Sala");
    world.tag(0, "the bridge closes on Monday", "claim", "b2", "");
    join(&mut world, "cy");
    world.tag(0, "The port", "claim", "c1", "");
    world.tag(0, "the bridge closes", "claim", "c2", "");
    let both = [
        of(["ada", "ben"], &["a1"], &["b1"]),
        of(["ada", "ben"], &["a2"], &["b2"]),
    ];
    world.0.run(decide(&both, Verdict::Both)).unwrap();
    assert_eq!(final_speakers(&world), ["", "Giu", "Sala"]);
    // Ada's quote is there: nothing new, so that Ben's stays beside it.
    let ada_cy = of(["ada", "cy"], &["a1"], &["c1"]);
    let done = world.0.run(decide(&[ada_cy], Verdict::A)).unwrap();
    assert_eq!(done.notes, Vec::<String>::new());
    assert_eq!(final_speakers(&world), ["", "Giu", "Sala"]);
    // What Cy has alone lies in Ada's claim, whose place is another one of these two.
    let only_cy = of(["ada", "cy"], &[], &["c2"]);
    world.0.run(decide(&[only_cy], Verdict::B)).unwrap();
    assert_eq!(final_speakers(&world), ["", "", "Giu", "Sala"]);
}

#[test]
fn that_nothing_belongs_there_is_known_to_others_too() {
    let mut world = World::new();
    world.tag(0, "The port", "quote", "a1", "");
    join(&mut world, "cy");
    world.tag(0, "The port", "quote", "c1", "");
    let only_ada = of(["ada", "ben"], &["a1"], &[]);
    world.0.run(decide(&[only_ada], Verdict::Neither)).unwrap();
    let project = Arc::new(world.0.project().clone());
    let pair = [&"ada".into(), &"cy".into()];
    let adjudicator = adjudicator_of(&project, None);
    let agreed = open_agreements_of(&project, pair, adjudicator.as_ref());
    assert_eq!(agreed, [], "nothing goes over it in bulk");
    let both = of(["ada", "cy"], &["a1"], &["c1"]);
    let done = world.0.run(decide(&[both], Verdict::Both)).unwrap();
    assert_eq!(done.notes.len(), 1);
    let decisions = world.0.project().decisions();
    let mut told: Vec<(&str, usize)> = decisions
        .map(|d| (d.outcome.as_str(), d.result.len()))
        .collect();
    told.sort_unstable();
    assert_eq!(told, [("both", 1), ("edited", 1)]);
}

#[test]
fn a_link_that_was_settled_with_other_ends_is_no_agreement() {
    let settled = |verdict: Verdict| {
        let mut world = World::new();
        for (who, id) in [("ada", "a"), ("ben", "b"), ("cy", "c")] {
            match who {
                "ada" => {}
                "ben" => world.author("ben"),
                _ => join(&mut world, who),
            }
            world.tag(0, "The port", "claim", &format!("{id}1"), "");
            world.tag(
                0,
                "the bridge closes on Monday",
                "claim",
                &format!("{id}2"),
                "",
            );
            world.tag(1, "stays open", "claim", &format!("{id}4"), "");
            if who != "ben" {
                relate(
                    &mut world,
                    &format!("r{id}"),
                    &format!("{id}1"),
                    &format!("{id}4"),
                );
            }
        }
        let pair = ["ada", "ben"];
        let places = [
            of(pair, &["a1"], &["b1"]),
            of(pair, &["a2"], &["b2"]),
            DecidedPlace {
                document: "d1".into(),
                ..of(pair, &["a4"], &["b4"])
            },
        ];
        world.0.run(decide(&places, Verdict::Both)).unwrap();
        let link = DecidedPlace {
            relations_a: vec!["ra".into()],
            ..of(pair, &[], &[])
        };
        world.0.run(decide(&[link], verdict)).unwrap();
        let project = Arc::new(world.0.project().clone());
        let agreed = open_agreements_of(
            &project,
            [&"ada".into(), &"cy".into()],
            adjudicator_of(&project, None).as_ref(),
        );
        agreed
            .iter()
            .filter(|place| !place.relations_a.is_empty())
            .count()
    };
    // The same is there already: it is taken again.
    assert_eq!(settled(Verdict::A), 1);
    let moved = EditedLink {
        relation_type: "contradicts".into(),
        from: None,
        to: Some("a2".into()),
        features: None,
    };
    assert_eq!(settled(Verdict::Edited(EditedResult::Link(moved))), 0);
}
