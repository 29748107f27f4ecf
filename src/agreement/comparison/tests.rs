//! What is compared and what comes of it, over all measures.

use super::super::between::LinkKind;
use super::super::input::{Document, Link, LinkType, Unit};
use super::super::runner::Serial;
use super::*;

/// So many documents, in each two spans of both annotators at the same places.
fn input(n_documents: usize) -> Input {
    let mut input = Input {
        annotators: vec!["ada".into(), "ben".into()],
        labels: vec!["claim".into()],
        link_types: [
            ("supports", false),
            ("attacks", false),
            ("contradicts", true),
        ]
        .map(|(id, is_symmetric)| LinkType {
            id: id.into(),
            is_symmetric,
        })
        .into(),
        ..Input::default()
    };
    for document in 0..n_documents {
        input.documents.push(Document {
            length: 100,
            ..Document::default()
        });
        for (annotator, start) in [(0, 0), (0, 50), (1, 0), (1, 50)] {
            input.units.push(Unit {
                id: String::new(),
                document,
                annotator,
                label: 0,
                fragments: vec![(start, start + 10)],
            });
        }
    }
    input
}

fn link(input: &mut Input, annotator: usize, (from, to): (usize, usize), link_type: usize) {
    input.links.push(Link {
        id: String::new(),
        annotator,
        from,
        to,
        link_type,
    });
}

fn compared(input: &Input) -> Comparison {
    compare(input, &Settings::default(), &Serial).unwrap()
}

#[test]
fn without_a_common_document_that_is_the_reason() {
    for n in [2, 3] {
        let mut input = input(0);
        input.annotators = (0..n).map(|i: usize| i.to_string()).collect();
        for measure in compared(&input).measures {
            assert_eq!(measure.value, Err(Undefined::NoDocuments), "{}", measure.id);
            assert!(measure.interval.is_err());
        }
    }
}

#[test]
fn a_link_of_another_type_is_found_by_its_ends_either_way_round_only_where_a_type_has_no_direction()
{
    let mut input = input(1);
    // Ada's spans are 0 and 1, Ben's at the same places 2 and 3.
    link(&mut input, 0, (0, 1), 0);
    link(&mut input, 1, (3, 2), 1);
    link(&mut input, 1, (3, 2), 2);
    link(&mut input, 1, (2, 3), 1);
    let found = compared(&input);
    let kinds: Vec<_> = found.links().iter().map(|l| (l.a, l.b, l.kind)).collect();
    assert_eq!(
        kinds,
        [
            (Some(0), Some(2), LinkKind::Type),
            (None, Some(1), LinkKind::OnlyB),
            (None, Some(3), LinkKind::OnlyB),
        ]
    );
}

#[test]
fn the_share_of_links_with_aligned_ends_has_an_interval_and_single_values() {
    let mut input = input(6);
    for document in 0..6 {
        let first = 4 * document;
        link(&mut input, 0, (first, first + 1), 0);
        link(&mut input, 1, (first + 2, first + 3), 0);
    }
    // Ben has not marked one end in half of the articles.
    for document in 0..3 {
        input.units[4 * document + 3].fragments = vec![(80, 90)];
    }
    let settings = Settings {
        is_per_document: true,
        ..Settings::default()
    };
    let found = compare(&input, &settings, &Serial).unwrap();
    let share = found.measure("links.alignable_share").unwrap();
    assert_eq!(share.value, Ok(0.5));
    let interval = share.interval.unwrap();
    assert!(interval.low < 0.5 && 0.5 < interval.high, "{interval:?}");
    let single = found
        .measures
        .iter()
        .find(|m| m.id == "links.alignable_share" && m.document == Some(5));
    assert_eq!(single.unwrap().value, Ok(1.0));
    assert_eq!(
        share.counts,
        [
            ("alignable_a", 3.0),
            ("alignable_b", 3.0),
            ("a", 6.0),
            ("b", 6.0)
        ]
    );
}

#[test]
fn the_mean_of_draws_is_near_the_value_and_needs_five_documents() {
    let mut six = input(6);
    for document in 0..3 {
        six.units[4 * document + 3].fragments = vec![(80, 90)];
    }
    let found = compared(&six);
    let drawn = found.measure("bootstrap.f1.strict").unwrap();
    let strict = found.measure("f1.strict").unwrap();
    assert!((drawn.value.unwrap() - strict.value.unwrap()).abs() < 0.01);
    assert_eq!(drawn.interval, strict.interval);
    // An article has .5 or 1: the mean of six has the deviation .25/√6.
    let deviation = drawn.counts.iter().find(|c| c.0 == "deviation").unwrap().1;
    assert!(
        (deviation - 0.25 / 6_f64.sqrt()).abs() < 0.01,
        "{deviation}"
    );
    let few = compared(&input(4));
    let drawn = few.measure("bootstrap.f1.strict").unwrap();
    assert_eq!(drawn.value, Err(Undefined::FewDocuments));
}

#[test]
fn one_place_with_other_boundaries_is_one_place() {
    let mut input = input(1);
    let words = |input: &Input| compared(input).shifted_words(input);
    input.units[2].fragments = vec![(1, 10)];
    assert_eq!(words(&input), "in 1 place with other boundaries");
    input.units[3].fragments = vec![(51, 60)];
    assert_eq!(words(&input), "in 2 places with other boundaries");
}
