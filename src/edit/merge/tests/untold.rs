//! Whatever two sides do to one base: nothing of either goes untold.

use super::*;
use proptest::prelude::*;

/// What a side may do to the base.
#[derive(Clone, Debug)]
enum Deed {
    Mark(
        &'static str,
        &'static str,
        &'static str,
        &'static str,
        usize,
    ),
    Unmark(&'static str),
    Link(
        &'static str,
        &'static str,
        &'static str,
        &'static str,
        &'static str,
    ),
    Unlink(&'static str),
    RemoveDocument(&'static str),
    RemoveAnnotator(&'static str),
    AddLabel(&'static str),
    Relabel(&'static str, &'static str),
    RemoveType(&'static str),
    Title(&'static str, &'static str),
    Outlet(&'static str, &'static str),
    Name(&'static str, &'static str),
    Field(&'static str, &'static str),
    Progress(&'static str, &'static str),
    Decide(&'static str, DecisionOutcome, &'static str, &'static str),
    Undecide(&'static str),
}

fn change_document(project: &Project, id: &str, change: impl FnOnce(&mut Document)) -> Vec<EditOp> {
    let Some(place) = project.document_position(&id.into()) else {
        return Vec::new();
    };
    let mut document = Document::clone(&project.documents()[place]);
    change(&mut document);
    vec![EditOp::Document {
        id: id.into(),
        to: Some((place, Arc::new(document))),
    }]
}

/// What cannot be done is not done.
fn act(project: &mut Project, deed: &Deed) {
    let ops = match deed.clone() {
        Deed::Mark(id, document, who, label, start) => {
            Ok(vec![mark(id, document, who, label, start)])
        }
        Deed::Unmark(id) => compose::remove_annotations(project, &[id.into()]),
        Deed::Link(id, who, kind, from, to) => Ok(vec![link(id, who, kind, from, to)]),
        Deed::Unlink(id) => Ok(vec![EditOp::Relation {
            id: id.into(),
            to: None,
        }]),
        Deed::RemoveDocument(id) => compose::remove_document(project, &id.into()),
        Deed::RemoveAnnotator(id) => compose::remove_annotator(project, &id.into()),
        Deed::AddLabel(id) => Ok(vec![compose::put_label(project, label(id), None)]),
        Deed::Relabel(from, to) => {
            compose::remove_label(project, &from.into(), &Orphans::MoveTo(to.into()))
        }
        Deed::RemoveType(id) => {
            let mut schema = Schema::clone(project.schema());
            schema.relation_types.retain(|t| t.id.as_str() != id);
            Ok(vec![EditOp::Schema(Arc::new(schema))])
        }
        Deed::Title(id, title) => Ok(change_document(project, id, |d| {
            title.clone_into(&mut d.title);
        })),
        Deed::Outlet(id, outlet) => Ok(change_document(project, id, |d| {
            for (name, value) in &mut d.metadata.fields {
                if name == "outlet" {
                    outlet.clone_into(value);
                }
            }
        })),
        Deed::Field(name, value) => {
            let mut head = project.head().clone();
            head.foreign.0.retain(|(known, _)| known != name);
            head.foreign.0.push((name.to_owned(), value.to_owned()));
            Ok(vec![EditOp::Head(Arc::new(head))])
        }
        Deed::Name(id, name) => Ok(vec![person(id, name)]),
        Deed::Progress(document, who) => Ok(vec![compose::set_progress(
            project,
            &document.into(),
            &who.into(),
            ProgressState::InProgress,
        )]),
        Deed::Decide(id, outcome, place, note) => Ok(vec![record(id, outcome, place, note, "7")]),
        Deed::Undecide(id) => Ok(vec![EditOp::Decision {
            id: id.into(),
            to: None,
        }]),
    };
    if let Ok(ops) = ops {
        let _ = apply_all(project, &ops);
    }
}

fn some_deed() -> impl Strategy<Value = Deed> {
    let id = || prop::sample::select(vec!["a1", "a2", "a3", "b1", "b2", "n1", "n2"]);
    let document = || prop::sample::select(vec!["d1", "d2"]);
    let who = || prop::sample::select(vec!["ada", "ben", "cy"]);
    let label = || prop::sample::select(vec!["claim", "quote", "opinion"]);
    let kind = || prop::sample::select(vec!["supports", "contradicts"]);
    let note = prop::sample::select(vec!["", "Why?", "Ask."]);
    let outcome = prop::sample::select(vec![
        DecisionOutcome::A,
        DecisionOutcome::B,
        DecisionOutcome::Open,
    ]);
    prop_oneof![
        6 => (id(), document(), who(), label(), 0..40_usize)
            .prop_map(|(id, d, who, label, start)| {
                // Nothing in the program moves an annotation to another layer.
                let who = match id.as_bytes() {
                    [b'a', ..] => "ada",
                    [b'b', ..] => "ben",
                    _ => who,
                };
                Deed::Mark(id, d, who, label, start)
            }),
        3 => id().prop_map(Deed::Unmark),
        4 => (prop::sample::select(vec!["r1", "r2"]), who(), kind(), id(), id())
            .prop_map(|(id, who, kind, from, to)| Deed::Link(id, who, kind, from, to)),
        1 => prop::sample::select(vec!["r1", "r2"]).prop_map(Deed::Unlink),
        1 => document().prop_map(Deed::RemoveDocument),
        1 => who().prop_map(Deed::RemoveAnnotator),
        1 => Just(Deed::AddLabel("opinion")),
        2 => (label(), label()).prop_map(|(from, to)| Deed::Relabel(from, to)),
        1 => kind().prop_map(Deed::RemoveType),
        1 => (document(), prop::sample::select(vec!["New", "Newer"]))
            .prop_map(|(d, title)| Deed::Title(d, title)),
        1 => (document(), prop::sample::select(vec!["ANSA", "BBC"]))
            .prop_map(|(d, outlet)| Deed::Outlet(d, outlet)),
        1 => (prop::sample::select(vec!["x", "y"]), prop::sample::select(vec!["1", "2"]))
            .prop_map(|(name, value)| Deed::Field(name, value)),
        2 => (who(), prop::sample::select(vec!["Ada", "Cy", "Cyril"]))
            .prop_map(|(who, name)| Deed::Name(who, name)),
        1 => (document(), who()).prop_map(|(d, who)| Deed::Progress(d, who)),
        2 => (prop::sample::select(vec!["k1", "k2", "k3"]), outcome, id(), note)
            .prop_map(|(id, outcome, place, note)| Deed::Decide(id, outcome, place, note)),
        1 => prop::sample::select(vec!["k1", "k2"]).prop_map(Deed::Undecide),
    ]
}

fn is_annotation(there: &Annotation, asked: &Annotation) -> bool {
    there.spans == asked.spans && there.label == asked.label
}

/// What `side` has otherwise than the base is there, or told.
fn check_kept(base: &Project, side: &Project, merged: &Merged) -> Result<(), TestCaseError> {
    let project = &merged.project;
    let is_told = |what: &str| merged.notes.iter().any(|n| n.contains(what));
    for asked in side.annotations() {
        if base.annotation(&asked.id) != Some(asked) {
            let there = project.annotations().any(|a| is_annotation(a, asked));
            prop_assert!(there, "{} {:?}", asked.id, merged.notes);
        }
    }
    for asked in side.relations() {
        if base.relation(&asked.id) != Some(asked) {
            let all = project.relations();
            let mut same = all.filter(|r| r.relation_type == asked.relation_type);
            let is_there = same.any(|r| {
                let ends = [(&r.from, &asked.from), (&r.to, &asked.to)];
                ends.iter()
                    .all(|(now, then)| now == then || now.as_str().starts_with(&format!("{then}-")))
            });
            prop_assert!(is_there, "{} {:?}", asked.id, merged.notes);
        }
    }
    for asked in side.documents() {
        let what = format!("article {}", asked.id);
        let (old, now) = (base.document(&asked.id), project.document(&asked.id));
        for of in [
            |d: &Document| d.title.clone(),
            |d: &Document| d.metadata.get("outlet").to_owned(),
        ] {
            let (old, now) = (old.map(|d| of(d)), now.map(|d| of(d)));
            let asked = Some(of(asked));
            prop_assert!(old == asked || now == asked || is_told(&what));
        }
    }
    for field in &side.head().foreign.0 {
        let is_there = project.head().foreign.0.contains(field);
        let what = format!("the field “{}” of the project", field.0);
        prop_assert!(base.head().foreign.0.contains(field) || is_there || is_told(&what));
    }
    for asked in side.annotators() {
        if base.annotator(&asked.id) != Some(asked) {
            let is_there = project.annotators().iter().any(|a| a.name == asked.name);
            let what = format!("annotator {}", asked.id);
            prop_assert!(is_there || is_told(&what));
        }
    }
    for asked in &side.schema().labels {
        if base.schema().label(&asked.id) != Some(asked) {
            let is_there = project.schema().label(&asked.id).is_some();
            let what = format!("tag {}", asked.id);
            prop_assert!(is_there || is_told(&what));
        }
    }
    for (d, a, asked) in side.all_progress() {
        if base.progress(d, a) != Some(asked) {
            let mut all = project.all_progress();
            let is_there = all.any(|(now, who, p)| {
                now == d
                    && (who == a || who.as_str().starts_with(&format!("{a}-")))
                    && p.state >= asked.state
            });
            let what = format!("progress of {a}");
            prop_assert!(is_there || is_told(&what), "{:?}", merged.notes);
        }
    }
    for asked in side.decisions() {
        let old = base.decision(&asked.id);
        let is_noted = |d: &Arc<Decision>| d.note.contains(&asked.note);
        if old.is_none_or(|old| old.note != asked.note) && !asked.note.is_empty() {
            prop_assert!(project.decisions().any(is_noted), "{:?}", merged.notes);
        }
        let is_decided = old.is_none_or(|old| old.outcome != asked.outcome);
        if is_decided && asked.outcome != DecisionOutcome::Open {
            let mut all = project.decisions();
            // Where both sides gave one id to different things, theirs has another one.
            let is_same = |d: &Decision| {
                let mut ids = d.a.iter().zip(&asked.a);
                d.a.len() == asked.a.len()
                    && ids.all(|(now, id)| now == id || now.as_str().starts_with(&format!("{id}-")))
            };
            let is_there = all.any(|d| is_same(d) && d.outcome == asked.outcome);
            prop_assert!(is_there, "{} {:?}", asked.id, merged.notes);
        }
    }
    Ok(())
}

/// What one side removed and the other left alone is gone, or told.
fn check_gone(base: &Project, sides: [&Project; 2], merged: &Merged) -> Result<(), TestCaseError> {
    let is_told = |id: &str| merged.notes.iter().any(|n| n.contains(id));
    for (gone, other) in [(sides[0], sides[1]), (sides[1], sides[0])] {
        for old in base
            .annotations()
            .filter(|old| gone.annotation(&old.id).is_none())
        {
            let is_back = merged.project.annotation(&old.id).is_some();
            let is_unchanged = other.annotation(&old.id).is_none_or(|a| a == old);
            let is_told = is_told(old.id.as_str())
                || is_told(&format!("article {}", old.document))
                || is_told(&format!("annotator {}", old.annotator));
            prop_assert!(!(is_back && is_unchanged) || is_told);
        }
        for old in base
            .relations()
            .filter(|old| gone.relation(&old.id).is_none())
        {
            let is_back = merged.project.relation(&old.id).is_some();
            let is_unchanged = other.relation(&old.id).is_none_or(|r| r == old);
            let is_told =
                is_told(old.id.as_str()) || is_told("the article") || is_told("annotator");
            prop_assert!(!(is_back && is_unchanged) || is_told);
        }
        for old in base
            .documents()
            .iter()
            .filter(|old| gone.document(&old.id).is_none())
        {
            let is_back = merged.project.document(&old.id).is_some();
            prop_assert!(!is_back || is_told(old.id.as_str()));
        }
    }
    Ok(())
}

/// What is gone though what it stood on is there: one side removed it by itself.
fn check_followers(
    base: &Project,
    sides: [&Project; 2],
    merged: &Merged,
) -> Result<(), TestCaseError> {
    let check = |what: &str, has: &dyn Fn(&Project) -> bool, stands: &dyn Fn(&Project) -> bool| {
        let is_there = has(&merged.project) || !stands(&merged.project);
        let is_wanted_gone = sides.iter().any(|side| !has(side) && stands(side));
        prop_assert!(is_there || is_wanted_gone, "{} {:?}", what, merged.notes);
        Ok(())
    };
    let schema = merged.project.schema();
    for old in base.relations() {
        let has = |p: &Project| p.relation(&old.id).is_some();
        let stands = |p: &Project| {
            let mut ends = [&old.from, &old.to].into_iter();
            ends.all(|id| p.annotation(id).is_some())
        };
        if schema.relation_type(&old.relation_type).is_some() {
            check(old.id.as_str(), &has, &stands)?;
        }
    }
    for old in base.annotations() {
        let has = |p: &Project| p.annotation(&old.id).is_some();
        let stands = |p: &Project| {
            p.document(&old.document).is_some() && p.annotator(&old.annotator).is_some()
        };
        if schema.label(&old.label).is_some() {
            check(old.id.as_str(), &has, &stands)?;
        }
    }
    for (d, a, _) in base.all_progress() {
        let has = |p: &Project| p.progress(d, a).is_some();
        let stands = |p: &Project| p.document(d).is_some() && p.annotator(a).is_some();
        check("progress", &has, &stands)?;
    }
    for old in base.decisions() {
        let has = |p: &Project| p.decision(&old.id).is_some();
        let stands = |p: &Project| p.document(&old.document).is_some();
        check(old.id.as_str(), &has, &stands)?;
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1024, ..ProptestConfig::default() })]

    #[test]
    fn nothing_of_either_side_goes_untold(
        our_deeds in prop::collection::vec(some_deed(), 0..8),
        their_deeds in prop::collection::vec(some_deed(), 0..8),
    ) {
        let base = base();
        let (mut ours, mut theirs) = (base.clone(), base.clone());
        for deed in &our_deeds {
            act(&mut ours, deed);
        }
        for deed in &their_deeds {
            act(&mut theirs, deed);
        }
        let merged = merged(&ours, &theirs);
        prop_assert!(merged.notes.iter().all(|n| !n.starts_with("left out")), "{:?}", merged.notes);
        prop_assert!(merged.project.check().iter().all(|p| p.kind.is_notice()));
        check_kept(&base, &ours, &merged)?;
        check_kept(&base, &theirs, &merged)?;
        check_gone(&base, [&ours, &theirs], &merged)?;
        check_followers(&base, [&ours, &theirs], &merged)?;
        let other_way = three_way(&base, &theirs, &ours);
        prop_assert_eq!(merged.notes.len(), other_way.notes.len());
        prop_assert_eq!(merged.n_kept_twice, other_way.n_kept_twice);
        prop_assert_eq!(merged.n_clashes, other_way.n_clashes);
    }
}
