//! Which links are seen and where they run, as plain data.

use super::arrange::arrange;
use super::curves::{EndSign, Hit, curves, hit};
use super::gather::{EndAt, LineEnd, LinkLine, Seen, Sources, gather, link_name};
use crate::app::panels::fixture;
use crate::app::reader::Pattern;
use crate::model::{Annotation, DocumentId, Project, Relation};
use egui::{Rect, pos2, vec2};
use proptest::prelude::*;
use std::sync::Arc;

/// Adds a link of Ada's.
fn link(project: &mut Project, id: &str, kind: &str, from: &str, to: &str) {
    let model = project.relation(&"r1".into()).unwrap();
    let relation = Relation {
        id: id.into(),
        relation_type: kind.into(),
        from: from.into(),
        to: to.into(),
        ..Relation::clone(model)
    };
    project
        .put_relation(&id.into(), Some(Arc::new(relation)))
        .unwrap();
}

/// What is gathered where the texts show `shown` articles, each whole, and annotations starting with `out` are further
/// down. A line is written as `link: text.annotation place – text.annotation place`.
fn check(
    project: &Project,
    shown: [&str; 2],
    current: Option<&str>,
    below: &[(usize, &str)],
    expect: &[&str],
) {
    let documents = shown.map(DocumentId::from);
    let seen: Vec<Seen<'_>> = documents
        .iter()
        .enumerate()
        .map(|(text, document)| Seen {
            text,
            document,
            bytes: 0..1000,
        })
        .collect();
    let current = current.map(Into::into);
    let found = gather(&Sources {
        project,
        seen: &seen,
        current: current.as_ref(),
        own: &|link| Some(link.annotator.as_str() == "ada"),
        place: &|text, a: &Annotation| {
            if below.contains(&(text, a.id.as_str())) {
                EndAt::Below
            } else {
                EndAt::Row(10.0)
            }
        },
    });
    let end = |end: &LineEnd| {
        let place = match end.at {
            EndAt::Row(_) => "row",
            EndAt::Above => "above",
            EndAt::Below => "below",
            EndAt::Elsewhere => "elsewhere",
        };
        format!("{}.{} {place}", end.text, end.annotation)
    };
    let lines: Vec<String> = found
        .lines
        .iter()
        .map(|l| format!("{}: {} – {}", l.link, end(&l.ends[0]), end(&l.ends[1])))
        .collect();
    assert_eq!(lines, expect);
    assert!(!found.is_cut);
}

#[test]
fn a_link_runs_from_the_one_text_to_the_other_whichever_shows_which() {
    let project = fixture::project();
    check(
        &project,
        ["d1", "d2"],
        None,
        &[],
        &["r1: 0.a1 row – 1.a4 row"],
    );
    check(
        &project,
        ["d2", "d1"],
        None,
        &[],
        &["r1: 1.a1 row – 0.a4 row"],
    );
    check(
        &project,
        ["d1", "d2"],
        None,
        &[(1, "a4")],
        &["r1: 0.a1 row – 1.a4 below"],
    );
    check(&project, ["d1", "d2"], None, &[(0, "a1"), (1, "a4")], &[]);
}

#[test]
fn a_link_into_an_article_that_is_not_shown_is_a_stub() {
    let project = fixture::project();
    check(
        &project,
        ["d1", "d1"],
        None,
        &[],
        &[
            "r1: 0.a1 row – 1.a4 elsewhere",
            "r1: 1.a1 row – 0.a4 elsewhere",
        ],
    );
}

#[test]
fn a_link_inside_an_article_that_is_shown_twice_runs_across() {
    let mut project = fixture::project();
    link(&mut project, "r2", "same_claim", "a1", "a2");
    check(
        &project,
        ["d1", "d2"],
        Some("r1"),
        &[],
        &["r2: 0.a1 row – 0.a2 row", "r1: 0.a1 row – 1.a4 row"],
    );
    let unlinked = {
        project.put_relation(&"r1".into(), None).unwrap();
        project
    };
    check(
        &unlinked,
        ["d1", "d1"],
        None,
        &[],
        &["r2: 0.a1 row – 1.a2 row"],
    );
    check(
        &unlinked,
        ["d1", "d1"],
        None,
        &[(0, "a1"), (1, "a1")],
        &["r2: 0.a1 below – 1.a2 row", "r2: 1.a1 below – 0.a2 row"],
    );
}

#[test]
fn thousands_of_links_at_one_place_are_cut() {
    let mut project = fixture::project();
    for n in 0..3000 {
        link(&mut project, &format!("n{n}"), "contradicts", "a1", "a4");
    }
    let documents = ["d1", "d2"].map(DocumentId::from);
    let seen: Vec<Seen<'_>> = (0..2)
        .map(|text| Seen {
            text,
            document: &documents[text],
            bytes: 0..1000,
        })
        .collect();
    let current = "n2999".into();
    let found = gather(&Sources {
        project: &project,
        seen: &seen,
        current: Some(&current),
        own: &|_| Some(true),
        place: &|_, _| EndAt::Row(1.0),
    });
    assert!(found.is_cut);
    assert!(found.lines.len() <= 400);
    assert!(
        found.lines.last().unwrap().is_current,
        "the current one is among them"
    );
}

#[test]
fn hidden_layers_have_no_lines() {
    let project = fixture::project();
    let documents = ["d1", "d2"].map(DocumentId::from);
    let seen = [Seen {
        text: 0,
        document: &documents[0],
        bytes: 0..1000,
    }];
    let found = gather(&Sources {
        project: &project,
        seen: &seen,
        current: None,
        own: &|_| None,
        place: &|_, _| EndAt::Row(1.0),
    });
    assert!(found.lines.is_empty());
}

#[test]
fn a_link_is_named_by_its_type_and_both_texts() {
    let project = fixture::project();
    let link = project.relation(&"r1".into()).unwrap();
    assert_eq!(
        link_name(&project, link),
        "contradicts: “The bridge will close” and “It stays open”"
    );
}

fn line(ends: [(usize, EndAt); 2]) -> LinkLine {
    LinkLine {
        link: "r".into(),
        ends: ends.map(|(text, at)| LineEnd {
            text,
            annotation: "a".into(),
            at,
        }),
        pattern: Pattern::Solid,
        is_current: false,
        is_own: true,
    }
}

fn end_at() -> impl Strategy<Value = EndAt> {
    prop_oneof![
        (120.0_f32..700.0).prop_map(EndAt::Row),
        Just(EndAt::Above),
        Just(EndAt::Below),
    ]
}

proptest! {
    #[test]
    fn curves_stay_in_the_gutter_and_are_found_where_they_run(
        width in 320.0_f32..2000.0,
        ends in prop::collection::vec(((0_usize..2, end_at()), (0_usize..2, end_at())), 1..12),
    ) {
        let room = Rect::from_min_size(pos2(50.0, 60.0), vec2(width, 700.0));
        let arrangement = arrange(room, 0);
        let gutter = arrangement.gutter.unwrap();
        let lines: Vec<LinkLine> = ends.into_iter().map(|(a, b)| line([a, b])).collect();
        let curves = curves(&arrangement, &lines);
        prop_assert_eq!(curves.len(), lines.len());
        for (at, curve) in curves.iter().enumerate() {
            prop_assert_eq!(curve.points[0], curve.ends[0].0);
            prop_assert!(curve.points[curve.points.len() - 1].distance(curve.ends[1].0) < 0.1);
            for point in &curve.points {
                prop_assert!(gutter.expand(0.1).contains(*point), "{point:?} in {gutter:?}");
            }
            for (end, (place, sign)) in curve.ends.iter().enumerate() {
                let expected = match lines[at].ends[end].at {
                    EndAt::Row(y) => {
                        prop_assert_eq!(place.y, y);
                        EndSign::Dot
                    }
                    EndAt::Above => EndSign::Up,
                    EndAt::Below => EndSign::Down,
                    EndAt::Elsewhere => EndSign::Ring,
                };
                prop_assert_eq!(*sign, expected);
                prop_assert!(matches!(hit(&curves, *place), Some(Hit::End(..))));
            }
            // Somewhere on the way it is found, itself or one that lies upon it.
            let middle = curve.points[curve.points.len() / 2];
            prop_assert!(hit(&curves, middle).is_some());
            prop_assert_eq!(hit(&curves[at..=at], middle).map(Hit::line), Some(0));
        }
        prop_assert_eq!(hit(&curves, gutter.center_top() - vec2(0.0, 30.0)), None);
    }

    #[test]
    fn a_stub_stays_at_the_height_of_its_end(y in 120.0_f32..700.0, text in 0_usize..2) {
        let room = Rect::from_min_size(pos2(0.0, 60.0), vec2(900.0, 700.0));
        let arrangement = arrange(room, 0);
        let line = line([(text, EndAt::Row(y)), (1 - text, EndAt::Elsewhere)]);
        let curves = curves(&arrangement, &[line]);
        prop_assert!(curves[0].points.iter().all(|p| (p.y - y).abs() < 0.01));
        prop_assert!(arrangement.gutter.unwrap().contains(curves[0].ends[1].0));
        prop_assert_eq!(curves[0].ends[1].1, EndSign::Ring);
    }
}
