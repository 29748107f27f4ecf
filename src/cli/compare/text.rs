//! The comparison for people who read a terminal.

use super::differences;
use crate::agreement::catalogue::{CATALOGUE, Description, FRAGMENTS, OF_PAIRS, first_panel};
use crate::agreement::report::{Changed, Subject};
use crate::agreement::{Comparison, Figure, Measure, PlaceKind};
use crate::agreement::{counted as in_words, made};
use crate::cli::console::{Console, counted};

pub fn print(subject: &Subject<'_>, console: &mut Console) {
    let comparison = subject.comparison;
    let people: Vec<String> = subject
        .names
        .iter()
        .zip(&comparison.n_spans)
        .map(|(name, n)| format!("{name} ({})", counted(*n, "span")))
        .collect();
    let articles = counted(comparison.n_compared, "article");
    console.result(&format!("{}: {articles}", people.join(", ")));
    if comparison.n_folded.iter().any(|n| *n > 0) {
        let total: usize = comparison.n_folded.iter().sum();
        let repeated = counted(total, "span");
        console.result(&format!(
            "Counted once: {repeated} that repeat the same place and tag"
        ));
    }
    for line in subject.omitted_in_words().chain(made::caution(comparison)) {
        console.result(&line);
    }
    for one in &subject.reanchored {
        let (id, words) = (&one.a, one.in_words());
        console.result(&format!("Of two texts: {} ({id}): {words}", one.title));
    }
    for left_out in &subject.left_out {
        let side = if left_out.side == 0 {
            "first"
        } else {
            "second"
        };
        console.result(&format!(
            "Only in the {side}: {} ({}): {}",
            left_out.title, left_out.id, left_out.reason
        ));
    }
    console.result("");
    figures(comparison, &subject.names, console);
    if let Some(changed) = &subject.changed {
        changes(changed, console);
    }
    if comparison.annotators.len() == 2 {
        places(comparison, console);
        confusion(subject, console);
        differences::print(subject, console);
    } else {
        matrix(subject, console);
    }
    console.result("");
    console.result(&made::parameters(comparison));
    if let Some(line) = made::reporting_line(comparison) {
        console.result(&format!("For a paper: {line}"));
    }
    console.result(FRAGMENTS);
}

/// What changed since an earlier state, of the first panel.
fn changes(changed: &Changed<'_>, console: &mut Console) {
    console.result("");
    console.result(&format!(
        "Changed since {}, {} of both",
        changed.since,
        counted(changed.n_articles, "article")
    ));
    let heads = ["Figure", "Before", "Now", "Difference", "95 % interval"];
    let mut rows = vec![heads.map(str::to_owned)];
    for (name, change) in changed.first() {
        let shown = |value: Figure| value.map_or_else(|_| "n/a".to_owned(), number);
        let interval = change.interval.map_or_else(
            |why| format!("none: {}", why.words()),
            |i| format!("{} – {}", number(i.low), number(i.high)),
        );
        rows.push([
            name.to_owned(),
            shown(change.before),
            shown(change.after),
            shown(change.difference),
            interval,
        ]);
    }
    table(&rows, console);
}

fn of_all(measure: &Measure) -> bool {
    measure.document.is_none() && measure.pair.is_none() && measure.without.is_none()
}

/// The first panel, then what is defined of the rest.
fn figures(comparison: &Comparison, names: &[String], console: &mut Console) {
    let mut rows = vec![["Figure", "Value", "95 % interval", "Counted"].map(str::to_owned)];
    let first = first_panel(names.len());
    let rest = CATALOGUE.iter().filter(|d| !first.contains(d));
    for description in first.iter().copied().chain(rest) {
        let is_first = first.contains(&description);
        let own = |m: &&Measure| m.id == description.id && of_all(m);
        let found: Vec<&Measure> = comparison.measures.iter().filter(own).collect();
        let is_wanted = is_first || found.iter().any(|m| m.value.is_ok());
        if !is_wanted || description.id == "gamma.disorder" {
            continue;
        }
        // Single tags of what is shown first; others are in --json.
        let shown = |m: &&&Measure| m.label.is_none() || is_first && m.value.is_ok();
        rows.extend(
            found
                .iter()
                .filter(shown)
                .map(|m| row(description, m, comparison, names)),
        );
    }
    if comparison.settings.is_per_document {
        rows.extend(per_document(comparison, names));
    }
    table(&rows, console);
}

fn per_document(comparison: &Comparison, names: &[String]) -> Vec<[String; 4]> {
    let mut rows = Vec::new();
    for (i, document) in comparison.documents.iter().enumerate() {
        rows.push(["", "", "", ""].map(str::to_owned));
        rows.push([document.title.as_str(), "", "", ""].map(str::to_owned));
        for description in CATALOGUE.iter().filter(|d| d.is_default) {
            let own = comparison.measures.iter().filter(|m| {
                m.id == description.id
                    && m.document == Some(i)
                    && m.label.is_none()
                    && m.pair.is_none()
            });
            rows.extend(own.map(|m| row(description, m, comparison, names)));
        }
    }
    rows
}

fn row(
    description: &Description,
    measure: &Measure,
    comparison: &Comparison,
    names: &[String],
) -> [String; 4] {
    let name = match &measure.label {
        Some(label) => format!("  {label}"),
        None => description.name.to_owned(),
    };
    let Ok(value) = measure.value else {
        let why = comparison.why_not(measure).unwrap_or_default();
        return [name, "n/a".to_owned(), String::new(), why];
    };
    let value = number(value);
    let interval = match measure.interval {
        Ok(interval) => format!("{} – {}", number(interval.low), number(interval.high)),
        Err(_) => String::new(),
    };
    [name, value, interval, in_words::words(measure, names)]
}

/// Three decimals, without the zero before the point that statistics leave out.
fn number(value: f64) -> String {
    let shown = format!("{value:.3}");
    match shown.strip_prefix("-0.") {
        _ if shown == "-0.000" => ".000".to_owned(),
        Some(decimals) => format!("-.{decimals}"),
        None => shown
            .strip_prefix("0.")
            .map_or_else(|| shown.clone(), |decimals| format!(".{decimals}")),
    }
}

/// Columns apart by two blanks, the first and last to the left.
fn table<const N: usize>(rows: &[[String; N]], console: &mut Console) {
    let width = |i: usize| {
        let cells = rows.iter().map(|row| row[i].chars().count());
        cells.max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..N).map(width).collect();
    for row in rows {
        let cells = row
            .iter()
            .zip(&widths)
            .enumerate()
            .map(|(i, (cell, width))| {
                if i == 0 || i == N - 1 {
                    format!("{cell:<width$}")
                } else {
                    format!("{cell:>width$}")
                }
            });
        let line = cells.collect::<Vec<_>>().join("  ");
        console.result(line.trim_end());
    }
}

fn places(comparison: &Comparison, console: &mut Console) {
    let words = |kind| match kind {
        PlaceKind::Same => "same",
        PlaceKind::Boundary => "other boundary",
        PlaceKind::Label => "other tag",
        PlaceKind::BoundaryAndLabel => "other boundary and tag",
        PlaceKind::OnlyA => "only the first",
        PlaceKind::OnlyB => "only the second",
    };
    let n_fields = comparison.places().iter().filter(|p| p.is_of_fields());
    let of_fields = match n_fields.count() {
        0 => String::new(),
        n => format!(" ({n} with other fields)"),
    };
    let counts = PlaceKind::ALL.map(|k| {
        let more = if k == PlaceKind::Same { &of_fields } else { "" };
        format!("{} {}{more}", comparison.n_places(k), words(k))
    });
    console.result("");
    console.result(&format!("Places (alignment of γ): {}", counts.join(", ")));
}

fn confusion(subject: &Subject<'_>, console: &mut Console) {
    let counts = subject.comparison.confusion();
    console.result("");
    console.result("Tags of spans matched by position (rows: the first, columns: the second)");
    let mut names: Vec<&str> = subject.label_names.iter().map(String::as_str).collect();
    names.push("(none)");
    let widths: Vec<usize> = names.iter().map(|n| n.chars().count().max(4)).collect();
    let first = widths.iter().copied().max().unwrap_or(0);
    let line = |head: &str, cells: Vec<String>| {
        let cells = cells.iter().zip(&widths).map(|(c, w)| format!("{c:>w$}"));
        format!("{head:<first$}  {}", cells.collect::<Vec<_>>().join("  "))
    };
    let heads = names.iter().map(|n| (*n).to_owned()).collect();
    console.result(&line("", heads));
    for (name, row) in names.iter().zip(counts) {
        let cells = row.iter().map(usize::to_string).collect();
        console.result(line(name, cells).trim_end());
    }
}

/// Pairs of three and more annotators.
fn matrix(subject: &Subject<'_>, console: &mut Console) {
    let comparison = subject.comparison;
    for id in OF_PAIRS {
        let name = CATALOGUE.iter().find(|d| d.id == id).map_or(id, |d| d.name);
        console.result("");
        console.result(&format!("{name}, pair by pair"));
        for (i, a) in subject.names.iter().enumerate() {
            for (j, b) in subject.names.iter().enumerate().skip(i + 1) {
                let own = comparison.measures.iter().find(|m| {
                    m.id == id
                        && m.pair == Some((i, j))
                        && m.label.is_none()
                        && m.document.is_none()
                });
                let value = own.map(|m| m.value);
                let shown = match value {
                    Some(Ok(value)) => number(value),
                    Some(Err(why)) => format!("n/a ({})", why.words()),
                    None => continue,
                };
                console.result(&format!("  {a}, {b}: {shown}"));
            }
        }
    }
    console.result("");
    for description in CATALOGUE {
        let own = comparison
            .measures
            .iter()
            .filter(|m| m.id == description.id);
        for measure in own {
            if let (Some(i), Ok(value)) = (measure.without, measure.value) {
                let (figure, name) = (description.name, &subject.names[i]);
                console.result(&format!("{figure} without {name}: {}", number(value)));
            }
        }
    }
    console.result("");
    console.result("Every place of two of them is told with --annotators A,B");
}
