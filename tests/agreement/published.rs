//! Worked examples of the literature, small enough to stand here.

use countermark::agreement::nervaluate::{self, Scheme};
use countermark::agreement::{
    Document, Figure, Input, Layers, Serial, Settings, Undefined, Unit, compare,
};

/// Annotator, start, end, label.
type Row = (usize, usize, usize, usize);

fn input(n_annotators: usize, n_labels: usize, length: usize, rows: &[Row]) -> Input {
    let names = |n: usize| (0..n).map(|i| i.to_string()).collect();
    Input {
        annotators: names(n_annotators),
        labels: names(n_labels),
        documents: vec![Document {
            length,
            ..Document::default()
        }],
        units: rows
            .iter()
            .map(|(annotator, start, end, label)| Unit {
                id: String::new(),
                document: 0,
                annotator: *annotator,
                label: *label,
                fragments: vec![(*start, *end)],
            })
            .collect(),
        ..Input::default()
    }
}

fn figure(input: &Input, id: &str, label: Option<&str>) -> Figure {
    let comparison = compare(input, &Settings::default(), &Serial).unwrap();
    comparison.measure_of(id, label).unwrap().value
}

#[track_caller]
fn near(found: Figure, expected: f64, tolerance: f64) {
    let found = found.unwrap();
    assert!(
        (found - expected).abs() <= tolerance,
        "{found}, not {expected}"
    );
}

/// Krippendorff 2019, Content Analysis, 4th ed., figure 12.11 (labels 1 to 7).
fn alex_paul_suzan() -> Input {
    let rows = [
        (0, 2, 9, 0),
        (0, 11, 17, 1),
        (0, 24, 30, 4),
        (0, 32, 36, 5),
        (0, 36, 44, 5),
        (0, 44, 60, 6),
        (1, 2, 9, 0),
        (1, 11, 17, 2),
        (1, 19, 25, 4),
        (1, 32, 44, 5),
        (2, 2, 9, 0),
        (2, 11, 17, 3),
        (2, 21, 27, 4),
        (2, 32, 36, 5),
        (2, 36, 40, 5),
        (2, 40, 44, 5),
    ];
    input(3, 7, 60, &rows)
}

#[test]
fn the_unitizing_family_of_krippendorff_2016() {
    let input = alex_paul_suzan();
    near(figure(&input, "ualpha.u", None), 0.510, 0.0005);
    near(figure(&input, "ualpha.binary", None), 0.413, 0.0005);
    near(figure(&input, "ualpha.cu", None), 0.724, 0.0005);
    near(figure(&input, "ualpha.k", Some("0")), 1.0, 1e-9);
    near(figure(&input, "ualpha.k", Some("1")), 0.0, 1e-9);
    assert!(figure(&input, "ualpha.k", Some("6")).is_err(), "coverage 0");
}

#[test]
fn of_many_annotators_of_whom_two_meet_once_there_is_no_chance_of_labels() {
    for n in [3, 4, 5] {
        // One place, marked by two only: of three nothing is left to differ by chance, of more less than nothing.
        let apart = input(n, 2, 27, &[(0, 0, 5, 0), (1, 0, 5, 1)]);
        for (id, label) in [
            ("ualpha.cu", None),
            ("ualpha.k", Some("0")),
            ("ualpha.k", Some("1")),
        ] {
            let found = figure(&apart, id, label);
            assert_eq!(found, Err(Undefined::LittleInCommon), "{id} of {n}");
        }
    }
    // Of two there is, and of three who all marked it: all of it is apart, as chance would have it.
    let two = input(2, 2, 27, &[(0, 0, 5, 0), (1, 0, 5, 1)]);
    near(figure(&two, "ualpha.cu", None), 0.0, 1e-12);
    let all = input(3, 2, 27, &[(0, 0, 5, 0), (1, 0, 5, 1), (2, 0, 5, 0)]);
    near(figure(&all, "ualpha.cu", None), 0.0, 1e-12);
}

#[test]
fn the_disorder_of_three_is_exact() {
    // As pygamma-agreement and an integer program find it.
    let input = alex_paul_suzan();
    near(
        figure(&input, "gamma.disorder.pooled", None),
        0.653_541_666_666_666_8,
        1e-9,
    );
}

#[test]
fn unitizing_alpha_of_krippendorff_1995_example_a_and_of_dkpro() {
    // One long unit against three short ones.
    let input = input(
        2,
        1,
        10,
        &[(0, 1, 9, 0), (1, 2, 3, 0), (1, 4, 5, 0), (1, 6, 7, 0)],
    );
    near(figure(&input, "alpha_u.1995", Some("0")), -0.7003, 0.0001);
}

#[test]
fn a_single_unit_of_three_raters_agrees_as_by_chance() {
    let input = input(3, 1, 20, &[(0, 0, 1, 0)]);
    near(figure(&input, "alpha_u.1995", None), 0.0, 1e-9);
}

#[test]
fn the_scenarios_of_semeval_2013_task_9_1() {
    // DRUG, BRAND, GROUP.
    let rows = [
        (0, 0, 9, 0),
        (0, 20, 27, 1),
        (0, 43, 51, 0),
        (0, 60, 71, 0),
        (0, 85, 99, 2),
        (0, 110, 115, 0),
        (1, 0, 9, 0),
        (1, 30, 37, 1),
        (1, 40, 51, 0),
        (1, 60, 71, 1),
        (1, 80, 99, 0),
        (1, 110, 115, 0),
    ];
    let input = input(2, 3, 120, &rows);
    let layers = Layers::new(&input);
    let counts = |scheme| nervaluate::counts(&layers, 0, (0, 1), scheme, None);
    assert_eq!(counts(Scheme::Strict), [2.0, 3.0, 0.0, 1.0, 1.0]);
    assert_eq!(counts(Scheme::Exact), [3.0, 2.0, 0.0, 1.0, 1.0]);
    assert_eq!(counts(Scheme::Partial), [3.0, 0.0, 2.0, 1.0, 1.0]);
    assert_eq!(counts(Scheme::Type), [3.0, 2.0, 0.0, 1.0, 1.0]);
    near(figure(&input, "nervaluate.partial", None), 2.0 / 3.0, 1e-9);
}
