//! The notes of decisions, and of places still open, as a Markdown page: each note with the places that it was written about.

use crate::model::{
    AnnotationId, AnnotatorId, Decision, DecisionOutcome, Project, Relation, RelationId,
};
use std::fmt::Write as _;
use std::sync::Arc;

/// All notes of decisions with their examples, as Markdown (UTF-8). Decisions with the same note stand together;
/// the notes are in the order of the articles. What an example names may be gone: then it is told so.
#[must_use]
pub fn guideline_notes(project: &Project) -> Vec<u8> {
    let mut noted: Vec<&Arc<Decision>> = project
        .decisions()
        .filter(|d| !d.note.trim().is_empty())
        .collect();
    noted.sort_by_cached_key(|d| place_of(project, d));
    let mut groups: Vec<(&str, Vec<&Arc<Decision>>)> = Vec::new();
    for decision in noted {
        let note = decision.note.trim();
        match groups.iter_mut().find(|(known, _)| *known == note) {
            Some((_, group)) => group.push(decision),
            None => groups.push((note, vec![decision])),
        }
    }
    let title = &project.head().title;
    let mut out = String::from("# Notes on disagreements");
    if !title.is_empty() {
        out.push_str(": ");
        out.push_str(&plain(title));
    }
    out.push('\n');
    if groups.is_empty() {
        out.push_str("\nNothing has a note.\n");
    }
    for (i, (note, group)) in groups.iter().enumerate() {
        // Writing to a String cannot fail.
        let _ = write!(out, "\n## {}\n\n{note}\n", i + 1);
        for decision in group {
            example(project, decision, &mut out);
        }
    }
    out.into_bytes()
}

/// By the article's place, then by the place in the text, then by id.
fn place_of(project: &Project, decision: &Decision) -> (Option<usize>, usize, String) {
    let ends = decision.relations().filter_map(|id| project.relation(id));
    let mut marks = decision.annotations().chain(ends.map(|r| &r.from));
    let first = marks.find_map(|id| project.annotation(id));
    (
        project.document_position(&decision.document),
        first.map_or(usize::MAX, |a| a.start().get()),
        decision.id.to_string(),
    )
}

fn example(project: &Project, decision: &Decision, out: &mut String) {
    let document = project.document(&decision.document);
    let title = document.map_or_else(|| decision.document.as_str(), |d| d.title.as_str());
    let [a, b] = &decision.annotators;
    let result_marks = decision.result_annotations();
    let result_links = decision.result_relations();
    let _ = write!(out, "\n**{}**\n\n", plain(title));
    for (who, marks, links) in [
        (a, &decision.a, &decision.relations_a),
        (b, &decision.b, &decision.relations_b),
    ] {
        let what = side(project, marks, links);
        let _ = writeln!(out, "- {}: {what}", name(project, who));
    }
    let _ = match taken(project, decision) {
        Some(taken) => {
            let result = side(project, &result_marks, &result_links);
            writeln!(out, "- Decided, {taken}: {result}")
        }
        None => writeln!(out, "- Not decided yet"),
    };
}

/// What was taken, in words; `None`: nothing yet.
fn taken(project: &Project, decision: &Decision) -> Option<String> {
    let of = |id: &AnnotatorId| format!("as {}", name(project, id));
    let [a, b] = &decision.annotators;
    Some(match decision.outcome {
        DecisionOutcome::A => of(a),
        DecisionOutcome::B => of(b),
        DecisionOutcome::Both => "both".to_owned(),
        DecisionOutcome::Neither => "neither".to_owned(),
        DecisionOutcome::Edited => "with an edit".to_owned(),
        DecisionOutcome::Open => return None,
    })
}

fn name(project: &Project, id: &AnnotatorId) -> String {
    let annotator = project.annotator(id).filter(|a| !a.name.is_empty());
    plain(annotator.map_or(id.as_str(), |a| a.name.as_str()))
}

fn side(project: &Project, marks: &[AnnotationId], links: &[RelationId]) -> String {
    let marks = marks.iter().map(|id| mark(project, id));
    let links = links.iter().map(|id| match project.relation(id) {
        Some(relation) => link(project, relation),
        None => "a link that is gone".to_owned(),
    });
    let all: Vec<String> = marks.chain(links).collect();
    if all.is_empty() {
        "nothing".to_owned()
    } else {
        all.join("; ")
    }
}

fn mark(project: &Project, id: &AnnotationId) -> String {
    let found = project.annotation(id);
    let found = found.and_then(|a| Some((a, project.document(&a.document)?)));
    let Some((a, document)) = found else {
        return "an annotation that is gone".to_owned();
    };
    let label = project.schema().label(&a.label);
    let label = label.map_or_else(|| a.label.to_string(), |l| l.name.clone());
    let mut words = format!(
        "{} “{}”",
        plain(&label),
        plain(&a.covered_text(document.text()))
    );
    let values: Vec<String> = a
        .features
        .iter()
        .map(|(name, value)| {
            let feature = project.schema().feature(name.as_str());
            let name = feature.map_or(name.as_str(), |f| f.name.as_str());
            format!("{}: {}", plain(&name.to_lowercase()), plain(value))
        })
        .collect();
    if !values.is_empty() {
        let _ = write!(words, " ({})", values.join(", "));
    }
    words
}

fn link(project: &Project, relation: &Relation) -> String {
    let kind = project.schema().relation_type(&relation.relation_type);
    let kind = kind.map_or_else(|| relation.relation_type.to_string(), |t| t.name.clone());
    format!(
        "{} – {} – {}",
        mark(project, &relation.from),
        plain(&kind),
        mark(project, &relation.to)
    )
}

/// Text on one line that Markdown shows as it is.
fn plain(text: &str) -> String {
    let one_line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut out = String::with_capacity(one_line.len());
    for c in one_line.chars() {
        if matches!(
            c,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '&' | '~'
        ) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
