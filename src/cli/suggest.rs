//! `countermark suggest`: candidates for annotations and links.

use super::annotator;
use super::console::{Console, counted};
use super::error::{CliError, exit};
use super::{open, progress};
use crate::model::{AnnotatorId, Document, Project};
use crate::suggest::{self, Cancelled, SHOWN_FROM, SuggestedSpan, Suggestion, SuggestionKind};
use crate::workspace::Rejections;
use clap::Args;
use clap::builder::PossibleValuesParser;
use serde::Serialize;
use serde::ser::{SerializeMap as _, Serializer};
use std::path::PathBuf;

/// Find candidates for annotations and links, with a score and the reason.
///
/// They are hints of simple rules: read each before you take it over. Nothing is changed. What is annotated
/// already is not suggested again, nor what was rejected.
#[derive(Debug, Args)]
pub struct SuggestArgs {
    /// The project.
    project: PathBuf,
    /// What to look for.
    #[arg(long, value_parser = PossibleValuesParser::new(SuggestionKind::ALL.iter().map(|kind| kind.as_str())))]
    kind: String,
    /// For this annotator only, by id or name; without it what anybody annotated or rejected counts.
    #[arg(long, value_name = "NAME")]
    annotator: Option<String>,
    /// Also print the unlikely ones, of a score below 0.5.
    #[arg(long, conflicts_with = "min_score")]
    all: bool,
    /// Print those of this score and above, 0 to 1.
    #[arg(long, value_name = "SCORE", value_parser = score)]
    min_score: Option<f64>,
    /// Print one JSON object a line.
    #[arg(long)]
    json: bool,
}

fn score(given: &str) -> Result<f64, String> {
    match given.parse::<f64>() {
        Ok(score) if (0.0..=1.0).contains(&score) => Ok(score),
        _ => Err("a number from 0 to 1 is needed".to_owned()),
    }
}

/// One line of `--json`.
#[derive(Serialize)]
struct Row<'a> {
    kind: &'static str,
    score: f64,
    why: &'a str,
    spans: Vec<SpanRow<'a>>,
}

#[derive(Serialize)]
struct SpanRow<'a> {
    document: &'a str,
    /// Code points.
    fragments: Vec<[usize; 2]>,
    label: &'a str,
    features: FeaturesRow<'a>,
}

struct FeaturesRow<'a>(&'a SuggestedSpan);

impl Serialize for FeaturesRow<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.features.len()))?;
        for (name, value) in &self.0.features {
            map.serialize_entry(name.as_str(), value)?;
        }
        map.end()
    }
}

pub fn run(args: &SuggestArgs, console: &mut Console) -> Result<u8, CliError> {
    let workspace = open::for_reading(&args.project, console)?;
    let project = workspace.project().clone();
    let annotator = match &args.annotator {
        None => None,
        Some(given) => Some(annotator::find(&project, given)?.ok_or_else(|| {
            let known: Vec<_> = project.annotators().iter().map(|a| a.id.as_str()).collect();
            CliError::usage(
                format!("the project has no annotator {given}"),
                format!("it has {}", known.join(", ")),
            )
        })?),
    };
    // Clap has let no other word through.
    let kind = SuggestionKind::from_word(&args.kind).unwrap_or(SuggestionKind::Quotes);
    let rejections: Vec<_> = project
        .annotators()
        .iter()
        .filter(|a| annotator.as_ref().is_none_or(|wanted| a.id == *wanted))
        .map(|a| Rejections::of(&project, &a.id))
        .collect();
    let mut found = find(project.clone(), kind, annotator)?;
    found.retain(|s| !rejections.iter().any(|r| r.holds(&project, s)));
    let lowest = match (args.all, args.min_score) {
        (true, _) => 0.0,
        (false, Some(score)) => score,
        (false, None) => f64::from(SHOWN_FROM),
    };
    let n_found = found.len();
    let shown: Vec<_> = found.iter().filter(|s| shown_score(s) >= lowest).collect();
    for suggestion in &shown {
        if args.json {
            open::print_json(console, &row(&project, suggestion));
        } else {
            print(&project, suggestion, console);
        }
    }
    if !args.json {
        let left_out = n_found - shown.len();
        let unlikely = match left_out {
            0 => String::new(),
            n => format!("; {n} of a lower score, see --all"),
        };
        console.result(&format!("{}{unlikely}", counted(shown.len(), "suggestion")));
    }
    Ok(exit::DONE)
}

fn find(
    project: Project,
    kind: SuggestionKind,
    annotator: Option<AnnotatorId>,
) -> Result<Vec<Suggestion>, CliError> {
    let found = progress::watch("Reading articles", move |context| {
        suggest::suggest(&project, kind, annotator.as_ref(), &mut |done, total| {
            context.set_progress(done, total);
            !context.is_cancelled()
        })
    })?;
    // Nobody cancels on the command line but by ending the process.
    Ok(found.unwrap_or_else(|Cancelled| Vec::new()))
}

/// With three digits, and judged as it is printed.
fn shown_score(suggestion: &Suggestion) -> f64 {
    (f64::from(suggestion.score) * 1000.0).round() / 1000.0
}

fn row<'a>(project: &'a Project, suggestion: &'a Suggestion) -> Row<'a> {
    Row {
        kind: suggestion.kind.as_str(),
        score: shown_score(suggestion),
        why: &suggestion.why,
        spans: suggestion
            .parts
            .iter()
            .map(|part| SpanRow {
                document: part.document.as_str(),
                fragments: project
                    .document(&part.document)
                    .map(|document| fragments(document, part))
                    .unwrap_or_default(),
                label: part.label.as_str(),
                features: FeaturesRow(part),
            })
            .collect(),
    }
}

fn fragments(document: &Document, part: &SuggestedSpan) -> Vec<[usize; 2]> {
    let place = |offset| {
        let found = document.index().char_from_byte(document.text(), offset);
        found.map_or(0, |at| at.0)
    };
    let spans = part.spans.iter();
    spans
        .map(|span| [place(span.start()), place(span.end())])
        .collect()
}

/// Widest text of a side, in code points.
const MAX_TEXT_CHARS: usize = 160;

/// Score and reason, then a line for each side.
fn print(project: &Project, suggestion: &Suggestion, console: &mut Console) {
    console.result(&format!(
        "{:.2}  {}",
        shown_score(suggestion),
        suggestion.why
    ));
    for part in &suggestion.parts {
        let Some(document) = project.document(&part.document) else {
            continue;
        };
        let texts: Vec<_> = part
            .spans
            .iter()
            .map(|span| span.of(document.text()))
            .collect();
        let text = texts.join(" … ");
        let words: Vec<_> = text.split_whitespace().collect();
        let mut text = words.join(" ");
        if let Some((cut, _)) = text.char_indices().nth(MAX_TEXT_CHARS) {
            text.truncate(cut);
            text.push('…');
        }
        let start = part.spans.first().map(|span| span.start());
        let line = start.and_then(|at| document.index().line_col(document.text(), at));
        let line = line.map_or_else(String::new, |place| format!(":{}", place.line + 1));
        let features: Vec<_> = part
            .features
            .iter()
            .map(|(name, value)| format!("{name} {value}"))
            .collect();
        let features = match features.join(", ") {
            none if none.is_empty() => none,
            some => format!(" ({some})"),
        };
        console.result(&format!(
            "      {}{line}: {} “{text}”{features}",
            document.title, part.label
        ));
    }
}
