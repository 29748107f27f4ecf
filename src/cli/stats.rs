//! `countermark stats`: counts.

use super::console::{Console, counted};
use super::error::{CliError, exit};
use super::open;
use crate::model::{AnnotatorId, DocumentId, ProgressState, Project};
use clap::Args;
use serde::ser::{Serialize, SerializeMap as _, Serializer};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

/// Count annotations per tag, annotator and article, links and progress.
#[derive(Debug, Args)]
pub struct StatsArgs {
    /// The project.
    project: PathBuf,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

/// Sound elements only. Names stand in the project's order.
#[derive(serde::Serialize)]
struct Stats {
    documents: usize,
    characters: usize,
    annotators: Vec<AnnotatorRow>,
    labels: Counts,
    relations: Counts,
    problems: usize,
}

#[derive(serde::Serialize)]
struct AnnotatorRow {
    id: String,
    annotations: usize,
}

/// Written as one JSON object in this order.
struct Counts(Vec<(String, usize)>);

impl Serialize for Counts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, n) in &self.0 {
            map.serialize_entry(name, n)?;
        }
        map.end()
    }
}

/// How often each name comes, the `known` ones first and also where they never come.
fn count<'a>(
    known: impl Iterator<Item = &'a str>,
    found: impl Iterator<Item = &'a str>,
) -> Vec<(String, usize)> {
    let mut by_name: BTreeMap<&str, usize> = BTreeMap::new();
    for name in found {
        *by_name.entry(name).or_default() += 1;
    }
    let mut out = Vec::new();
    for name in known {
        out.push((name.to_owned(), by_name.remove(name).unwrap_or(0)));
    }
    out.extend(by_name.into_iter().map(|(name, n)| (name.to_owned(), n)));
    out
}

impl Stats {
    fn of(project: &Project, n_problems: usize) -> Self {
        let schema = project.schema();
        let annotators = count(
            project.annotators().iter().map(|a| a.id.as_str()),
            project.annotations().map(|a| a.annotator.as_str()),
        );
        Self {
            documents: project.documents().len(),
            characters: project
                .documents()
                .iter()
                .map(|d| d.index().n_chars())
                .sum(),
            annotators: annotators
                .into_iter()
                .map(|(id, annotations)| AnnotatorRow { id, annotations })
                .collect(),
            labels: Counts(count(
                schema.labels.iter().map(|l| l.id.as_str()),
                project.annotations().map(|a| a.label.as_str()),
            )),
            relations: Counts(count(
                schema.relation_types.iter().map(|t| t.id.as_str()),
                project.relations().map(|r| r.relation_type.as_str()),
            )),
            problems: n_problems,
        }
    }
}

pub fn run(args: &StatsArgs, console: &mut Console) -> Result<u8, CliError> {
    let workspace = open::for_reading(&args.project, console)?;
    let problems = workspace.problems().iter();
    let n_problems = problems.filter(|p| !p.kind.is_notice()).count();
    let project = workspace.project();
    let stats = Stats::of(project, n_problems);
    if args.json {
        open::print_json(console, &stats);
    } else {
        print(project, &stats, console);
    }
    Ok(exit::DONE)
}

fn print(project: &Project, stats: &Stats, console: &mut Console) {
    let all = [
        counted(stats.documents, "article"),
        counted(stats.characters, "character"),
        counted(project.n_annotations(), "annotation"),
        counted(project.relations().len(), "link"),
        counted(stats.problems, "problem"),
    ];
    let n_decisions = project.decisions().len();
    let decided = (n_decisions > 0).then(|| counted(n_decisions, "decision"));
    let all: Vec<String> = all.into_iter().chain(decided).collect();
    console.result(&all.join(", "));
    console.result("");
    print_table(console, &annotators_table(project));
    console.result("");
    print_table(console, &links_table(stats));
    console.result("");
    print_table(console, &documents_table(project));
}

/// One row an annotator: annotations by label, and articles by progress.
fn annotators_table(project: &Project) -> Vec<Vec<String>> {
    let labels = &project.schema().labels;
    let mut head = vec!["Annotator".to_owned()];
    head.extend(labels.iter().map(|l| l.name.clone()));
    head.extend(["All", "Done", "In progress", "Untouched"].map(str::to_owned));
    let mut by_label: BTreeMap<(&AnnotatorId, &str), usize> = BTreeMap::new();
    for a in project.annotations() {
        *by_label
            .entry((&a.annotator, a.label.as_str()))
            .or_default() += 1;
    }
    let mut states: BTreeMap<(&AnnotatorId, ProgressState), usize> = BTreeMap::new();
    for annotator in project.annotators() {
        for document in project.documents() {
            let state = project.progress_state(&document.id, &annotator.id);
            *states.entry((&annotator.id, state)).or_default() += 1;
        }
    }
    let mut table = vec![head];
    for annotator in project.annotators() {
        let id = &annotator.id;
        let n = |label: &str| by_label.get(&(id, label)).copied().unwrap_or(0);
        let counts: Vec<_> = labels.iter().map(|l| n(l.id.as_str())).collect();
        let mut row = vec![annotator.name.clone()];
        row.extend(counts.iter().map(ToString::to_string));
        row.push(counts.iter().sum::<usize>().to_string());
        for state in [
            ProgressState::Done,
            ProgressState::InProgress,
            ProgressState::Untouched,
        ] {
            row.push(states.get(&(id, state)).copied().unwrap_or(0).to_string());
        }
        table.push(row);
    }
    table
}

fn links_table(stats: &Stats) -> Vec<Vec<String>> {
    let mut table = vec![vec!["Links".to_owned(), String::new()]];
    let rows = stats.relations.0.iter();
    table.extend(rows.map(|(name, n)| vec![name.clone(), n.to_string()]));
    table
}

/// One row an article: annotations by label, all layers together.
fn documents_table(project: &Project) -> Vec<Vec<String>> {
    let labels = &project.schema().labels;
    let mut head = vec!["Article".to_owned()];
    head.extend(labels.iter().map(|l| l.name.clone()));
    head.push("Characters".to_owned());
    let mut by_label: BTreeMap<(&DocumentId, &str), usize> = BTreeMap::new();
    for a in project.annotations() {
        *by_label.entry((&a.document, a.label.as_str())).or_default() += 1;
    }
    let mut table = vec![head];
    for document in project.documents() {
        let mut row = vec![document.title.clone()];
        for label in labels {
            let n = by_label.get(&(&document.id, label.id.as_str()));
            row.push(n.copied().unwrap_or(0).to_string());
        }
        row.push(document.index().n_chars().to_string());
        table.push(row);
    }
    table
}

/// Widest first column, in code points.
const MAX_NAME_CHARS: usize = 48;

/// Prints the first column to the left, the others to the right.
fn print_table(console: &mut Console, table: &[Vec<String>]) {
    let cut = |cell: &str| -> String {
        if cell.chars().count() <= MAX_NAME_CHARS {
            return cell.to_owned();
        }
        let start: String = cell.chars().take(MAX_NAME_CHARS - 1).collect();
        format!("{start}…")
    };
    let n_columns = table.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..n_columns)
        .map(|i| {
            let cells = table.iter().filter_map(|row| row.get(i));
            cells
                .map(|cell| cut(cell).chars().count())
                .max()
                .unwrap_or(0)
        })
        .collect();
    for row in table {
        let mut line = String::new();
        for (i, (cell, width)) in row.iter().zip(&widths).enumerate() {
            let cell = cut(cell);
            // Writing to a String cannot fail.
            if i == 0 {
                let _ = write!(line, "{cell:<width$}");
            } else {
                let _ = write!(line, "  {cell:>width$}");
            }
        }
        console.result(line.trim_end());
    }
}
