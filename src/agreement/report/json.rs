//! The comparison as one JSON object: what `countermark compare --json` prints.

use super::{Changed, Subject};
use crate::agreement::comparison::Measure;
use crate::agreement::{Between, Comparison, Interval, NoInterval, PlaceKind, Undefined};
use serde::Serialize;

/// The object, on one line. Keys stand in the order of this file, so that the same comparison gives the same bytes.
#[must_use]
pub fn json(subject: &Subject<'_>) -> String {
    let comparison = subject.comparison;
    let mut fields = vec![
        ("version", text(&subject.version)),
        ("annotators", text(&comparison.annotators)),
        ("documents", documents(subject)),
        ("counts", counts(comparison)),
        ("parameters", parameters(comparison)),
        ("measures", measures(comparison)),
        ("alignment", alignment(subject)),
        ("links", links(subject)),
        ("confusion", confusion(comparison)),
        ("places", places(comparison)),
        ("unmatched", unmatched(subject)),
        ("left_out", omitted(subject)),
        ("inputs", inputs(subject)),
    ];
    if !subject.reanchored.is_empty() {
        fields.push(("reanchored", reanchored(subject)));
    }
    if let Some(changed) = &subject.changed {
        fields.push(("change", change(changed)));
    }
    object(&fields)
}

/// JSON of a plain value.
fn text(value: &(impl Serialize + ?Sized)) -> String {
    // Strings, numbers and lists of them cannot fail.
    serde_json::to_string(value).unwrap_or_else(|_| "null".to_owned())
}

/// Fields whose values are JSON already.
fn object(fields: &[(&str, String)]) -> String {
    let fields = fields
        .iter()
        .map(|(key, value)| format!("{}:{value}", text(key)));
    format!("{{{}}}", fields.collect::<Vec<_>>().join(","))
}

/// Values that are JSON already.
fn array(values: impl Iterator<Item = String>) -> String {
    format!("[{}]", values.collect::<Vec<_>>().join(","))
}

/// A count, without a decimal point where it is whole.
fn count(n: f64) -> String {
    if n.fract() == 0.0 && n.abs() < 9e15 {
        format!("{n:.0}")
    } else {
        text(&n)
    }
}

fn documents(subject: &Subject<'_>) -> String {
    let only = |side| {
        let left_out = subject.left_out.iter();
        text(&left_out.filter(|d| d.side == side).count())
    };
    object(&[
        ("compared", text(&subject.comparison.n_compared)),
        ("only_a", only(0)),
        ("only_b", only(1)),
    ])
}

fn counts(comparison: &Comparison) -> String {
    let spans = &comparison.n_spans;
    if let ([a, b], [repeated_a, repeated_b]) = (spans.as_slice(), comparison.n_folded.as_slice()) {
        return object(&[
            ("a", text(a)),
            ("b", text(b)),
            ("repeated_a", text(repeated_a)),
            ("repeated_b", text(repeated_b)),
        ]);
    }
    let by_annotator = comparison.annotators.iter().zip(spans);
    let fields: Vec<_> = by_annotator.map(|(id, n)| (id.as_str(), text(n))).collect();
    object(&fields)
}

fn parameters(comparison: &Comparison) -> String {
    let gamma = &comparison.settings.gamma;
    let d = &gamma.dissimilarity;
    let bootstrap = &comparison.settings.bootstrap;
    let gamma = object(&[
        ("alpha", count(d.alpha)),
        ("beta", count(d.beta)),
        ("delta_empty", count(d.delta_empty)),
        ("sampler", text(gamma.sampler.name())),
        (
            "samples",
            text(&comparison.n_samples().map_or(0, |(_, most)| most)),
        ),
        ("precision", text(&gamma.precision)),
        ("seed", text(&gamma.seed)),
    ]);
    let bootstrap = object(&[
        ("replicates", text(&bootstrap.replicates)),
        ("seed", text(&bootstrap.seed)),
    ]);
    object(&[("gamma", gamma), ("bootstrap", bootstrap)])
}

fn measures(comparison: &Comparison) -> String {
    array(comparison.measures.iter().map(|m| measure(comparison, m)))
}

fn measure(comparison: &Comparison, measure: &Measure) -> String {
    let annotator = |i: usize| text(&comparison.annotators[i]);
    let mut fields = vec![
        ("id", text(measure.id)),
        ("label", text(&measure.label)),
        (
            "document",
            text(&measure.document.map(|d| &comparison.documents[d].id)),
        ),
    ];
    if let Some((a, b)) = measure.pair {
        fields.push(("pair", array([a, b].into_iter().map(annotator))));
    }
    if let Some(left_out) = measure.without {
        fields.push(("without", annotator(left_out)));
    }
    if measure.id.starts_with("nervaluate") {
        fields.push(("gold", annotator(measure.pair.map_or(0, |p| p.0))));
    }
    fields.push(("value", text(&measure.value.ok())));
    fields.extend(interval(measure.interval));
    let n: Vec<_> = measure
        .counts
        .iter()
        .map(|(name, n)| (*name, count(*n)))
        .collect();
    fields.push(("n", object(&n)));
    let why = measure.value.err().map(Undefined::words);
    fields.push(("undefined", text(&why)));
    object(&fields)
}

fn interval(interval: Result<Interval, NoInterval>) -> [(&'static str, String); 2] {
    match interval {
        Ok(interval) => [
            ("ci", text(&[interval.low, interval.high])),
            ("dropped_replicates", text(&interval.n_dropped)),
        ],
        Err(why) => [
            ("ci", "null".to_owned()),
            ("undefined_ci", text(why.words())),
        ],
    }
}

fn alignment(subject: &Subject<'_>) -> String {
    let comparison = subject.comparison;
    let id = move |unit: Option<usize>| text(&unit.map(|u| &subject.input.units[u].id));
    array(comparison.between.iter().flat_map(|between| {
        between.places.iter().map(move |place| {
            let mut fields = pair(comparison, between);
            fields.extend([
                ("document", text(&comparison.documents[place.document].id)),
                ("a", id(place.a)),
                ("b", id(place.b)),
                ("kind", text(place.kind.id())),
                ("disorder", count(place.disorder)),
            ]);
            fields.extend(other_fields(place.has_other_fields));
            object(&fields)
        })
    }))
}

/// Said only where both have something there and their fields or notes are not the same: no kind and no figure tells.
fn other_fields(is_so: bool) -> Option<(&'static str, String)> {
    is_so.then(|| ("other_fields", "true".to_owned()))
}

/// Whom something between two is about; of two annotators it goes without saying.
fn pair(comparison: &Comparison, between: &Between) -> Vec<(&'static str, String)> {
    if comparison.annotators.len() == 2 {
        return Vec::new();
    }
    let ids = [between.pair.0, between.pair.1].map(|i| comparison.annotators.get(i));
    vec![("pair", text(&ids))]
}

fn links(subject: &Subject<'_>) -> String {
    let id = move |link: Option<usize>| text(&link.map(|l| &subject.input.links[l].id));
    let comparison = subject.comparison;
    array(comparison.between.iter().flat_map(|between| {
        between.links.iter().map(move |link| {
            let mut fields = pair(comparison, between);
            fields.extend([
                ("a", id(link.a)),
                ("b", id(link.b)),
                ("kind", text(link.kind.id())),
            ]);
            fields.extend(other_fields(link.has_other_fields));
            object(&fields)
        })
    }))
}

fn confusion(comparison: &Comparison) -> String {
    let labels = comparison.labels.iter().map(String::as_str);
    let labels: Vec<&str> = labels.chain(["(none)"]).collect();
    let labels = ("labels", text(&labels));
    if comparison.annotators.len() == 2 {
        return object(&[labels, ("counts", text(comparison.confusion()))]);
    }
    let pairs = comparison.between.iter().map(|between| {
        let mut fields = pair(comparison, between);
        fields.push(("counts", text(&between.confusion.counts)));
        object(&fields)
    });
    object(&[labels, ("pairs", array(pairs))])
}

fn places(comparison: &Comparison) -> String {
    object(&PlaceKind::ALL.map(|kind| (kind.id(), text(&comparison.n_places(kind)))))
}

fn reanchored(subject: &Subject<'_>) -> String {
    array(subject.reanchored.iter().map(|one| {
        object(&[
            ("a", text(&one.a)),
            ("b", text(&one.b)),
            ("title", text(&one.title)),
            ("exact", text(&one.exact)),
            ("moved", text(&one.moved)),
            ("changed", text(&one.changed)),
            ("lost", text(&one.lost)),
        ])
    }))
}

fn change(changed: &Changed<'_>) -> String {
    let measures = changed.changes.iter().map(|one| {
        let mut fields = vec![
            ("id", text(one.id)),
            ("label", text(&one.label)),
            ("before", text(&one.before.ok())),
            ("now", text(&one.after.ok())),
            ("difference", text(&one.difference.ok())),
        ];
        fields.extend(interval(one.interval));
        let why = one.difference.err().map(Undefined::words);
        fields.push(("undefined", text(&why)));
        object(&fields)
    });
    object(&[
        ("since", text(&changed.since)),
        ("file_sha256", text(&changed.file_sha256)),
        ("documents", text(&changed.n_articles)),
        ("measures", array(measures)),
    ])
}

fn omitted(subject: &Subject<'_>) -> String {
    let annotators = subject.comparison.annotators.iter();
    array(annotators.zip(&subject.omitted).map(|(id, omitted)| {
        object(&[
            ("annotator", text(id)),
            ("lost", text(&omitted.lost)),
            ("links", text(&omitted.links)),
            ("set_aside", text(&omitted.set_aside)),
        ])
    }))
}

fn inputs(subject: &Subject<'_>) -> String {
    array(subject.sources.iter().map(|source| {
        object(&[
            ("name", text(&source.name)),
            ("sha256", text(&source.sha256)),
            ("file_sha256", text(&source.file_sha256)),
        ])
    }))
}

fn unmatched(subject: &Subject<'_>) -> String {
    array(subject.left_out.iter().map(|d| {
        object(&[
            ("side", text(if d.side == 0 { "a" } else { "b" })),
            ("document", text(&d.id)),
            ("title", text(&d.title)),
            ("reason", text(&d.reason)),
        ])
    }))
}
