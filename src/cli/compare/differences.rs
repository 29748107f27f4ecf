//! Every place where two annotators differ, and every link, a line each.

use crate::agreement::report::Subject;
use crate::agreement::{LinkKind, PlaceKind};
use crate::cli::console::Console;

/// So much of the words of an annotation is shown, in code points.
const SHOWN: usize = 60;

pub fn print(subject: &Subject<'_>, console: &mut Console) {
    let comparison = subject.comparison;
    let mut last = None;
    for place in comparison.places() {
        let what = match place.kind {
            PlaceKind::Same if place.has_other_fields => "other fields",
            PlaceKind::Same => continue,
            PlaceKind::Boundary => "other boundary",
            PlaceKind::Label => "other tag",
            PlaceKind::BoundaryAndLabel => "other boundary and tag",
            PlaceKind::OnlyA | PlaceKind::OnlyB => "only",
        };
        if last != Some(place.document) {
            let document = &comparison.documents[place.document];
            console.result("");
            console.result(&format!(
                "Differences in {} ({})",
                one_line(&document.title),
                document.id
            ));
            last = Some(place.document);
        }
        let told = of_both(subject, [place.a, place.b], |unit| {
            let fields = in_brackets(&subject.fields(unit));
            let label = one_line(subject.label(unit));
            format!("{label} {}{fields}", span(subject, unit))
        });
        console.result(&format!("  {what}: {told}"));
    }
    let mut is_first = true;
    for link in comparison.links() {
        let what = match link.kind {
            LinkKind::Same if link.has_other_fields => "other fields",
            LinkKind::Same => continue,
            LinkKind::Type => "other type",
            LinkKind::OnlyA | LinkKind::OnlyB => "only",
        };
        if is_first {
            console.result("");
            console.result("Differences in links");
            is_first = false;
        }
        let told = of_both(subject, [link.a, link.b], |link| {
            let data = &subject.input.links[link];
            let end = |unit: usize| {
                let document = subject.input.units[unit].document;
                let id = &subject.comparison.documents[document].id;
                format!("{id} {}", span(subject, unit))
            };
            let link_type = one_line(subject.link_type(link));
            let fields = in_brackets(&subject.link_fields(link));
            format!("{link_type} {} → {}{fields}", end(data.from), end(data.to))
        });
        console.result(&format!("  {what}: {told}"));
    }
}

/// What each has there, with the name.
fn of_both(
    subject: &Subject<'_>,
    both: [Option<usize>; 2],
    told: impl Fn(usize) -> String,
) -> String {
    let each = both.into_iter().zip(&subject.names);
    let each = each.filter_map(|(one, name)| Some(format!("{} {}", one_line(name), told(one?))));
    each.collect::<Vec<_>>().join("; ")
}

/// ` (speaker: Sala)`, empty where nothing is said.
fn in_brackets(fields: &str) -> String {
    match one_line(fields) {
        none if none.is_empty() => none,
        said => format!(" ({said})"),
    }
}

/// `15-35 “words”`
fn span(subject: &Subject<'_>, unit: usize) -> String {
    let fragments = &subject.input.units[unit].fragments;
    let ends: Vec<String> = fragments.iter().map(|(s, e)| format!("{s}-{e}")).collect();
    let words = one_line(subject.words.get(unit).map_or("", String::as_str));
    let shown = match words.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{}…", words[..at].trim_end()),
        None => words,
    };
    format!("{} “{shown}”", ends.join(","))
}

/// On one line, and nothing in it that a terminal would obey.
fn one_line(text: &str) -> String {
    let is_break = |c: char| c.is_whitespace() || c.is_control();
    let words = text.split(is_break).filter(|w| !w.is_empty());
    words.collect::<Vec<_>>().join(" ")
}
