//! `countermark search`: finds text in all articles.

use super::console::Console;
use super::error::{CliError, exit};
use super::{open, progress};
use crate::text::{CharOffset, Pattern, PatternError, Query, TextSpan};
use crate::workspace::DocumentHits;
use crate::workspace::search::{search, surroundings};
use clap::Args;
use serde::Serialize;
use std::ffi::OsString;
use std::path::Path;

/// So much text is printed before and behind a hit, in code points.
const CONTEXT_CHARS: usize = 40;

/// Find text in all articles of projects.
///
/// Without an option the text is found exactly as it is given, upper and lower case apart, also inside words. Each hit
/// is printed as ARTICLE START-END: the words around it, with ⟦ ⟧ around the hit; places count code points.
#[derive(Debug, Args)]
#[command(override_usage = "countermark search [OPTIONS] <PROJECT>... <PATTERN>")]
pub struct SearchArgs {
    /// The projects, then what is looked for; after a lone -- where that begins with a hyphen.
    #[arg(required = true, value_names = ["PROJECT", "PATTERN"])]
    values: Vec<OsString>,
    /// The pattern is a regular expression (syntax: <https://docs.rs/regex/#syntax>); ^ and $ are the ends of lines.
    #[arg(long)]
    regex: bool,
    /// Take no notice of case, accents, the shape of quotation marks and hyphens, the kind and number of blanks.
    #[arg(long)]
    fold: bool,
    /// Find whole words only.
    #[arg(long)]
    word: bool,
    /// Print one JSON object a hit.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct HitRow<'a> {
    /// Only where several projects are searched.
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<String>,
    document: &'a str,
    start: usize,
    end: usize,
    text: &'a str,
    before: &'a str,
    after: &'a str,
}

impl<'a> HitRow<'a> {
    fn of(found: &'a DocumentHits, hit: TextSpan, path: Option<&Path>) -> Self {
        let document = &found.document;
        let text = document.text();
        let chars = |offset| {
            let place = document.index().char_from_byte(text, offset);
            // A hit lies between characters of its text.
            place.map_or(0, CharOffset::get)
        };
        let (before, after) = surroundings(text, hit, CONTEXT_CHARS);
        Self {
            path: path.map(|p| p.display().to_string()),
            document: document.id.as_str(),
            start: chars(hit.start()),
            end: chars(hit.end()),
            text: hit.of(text),
            before,
            after,
        }
    }

    fn line(&self, title: &str) -> String {
        let path = self
            .path
            .as_ref()
            .map_or(String::new(), |p| format!("{p}: "));
        let [before, text, after] = [self.before, self.text, self.after].map(on_one_line);
        let (start, end) = (self.start, self.end);
        let title = on_one_line(title);
        format!("{path}{title} {start}-{end}: {before}⟦{text}⟧{after}")
    }
}

/// Line breaks and tabs as blanks.
fn on_one_line(text: &str) -> String {
    text.replace(|c: char| c.is_control() || c.is_whitespace(), " ")
}

impl From<PatternError> for CliError {
    fn from(error: PatternError) -> Self {
        let help = match &error {
            PatternError::Expression { .. } => {
                "countermark search --help says where the syntax is told; without --regex the text is found as it is"
            }
            PatternError::Empty | PatternError::TooLong { .. } => {
                "give a word or a part of a sentence"
            }
            PatternError::TooLarge | PatternError::FoldedVerbose => "use a simpler expression",
        };
        Self::usage(error.to_string(), help)
    }
}

pub fn run(args: &SearchArgs, console: &mut Console) -> Result<u8, CliError> {
    let (projects, text) = match args.values.split_last() {
        Some((text, projects)) if !projects.is_empty() => (projects, text),
        _ => {
            return Err(CliError::usage(
                "a project or the pattern is missing",
                "countermark search PROJECT PATTERN",
            ));
        }
    };
    let Some(text) = text.to_str() else {
        return Err(CliError::usage(
            "the pattern is not UTF-8",
            "set the terminal to UTF-8",
        ));
    };
    let pattern = Pattern::new(&Query {
        text: text.to_owned(),
        is_word: args.word,
        is_regex: args.regex,
        is_folded: args.fold,
    })?;
    let mut code = exit::DONE;
    for path in projects.iter().map(Path::new) {
        let shown = (projects.len() > 1).then_some(path);
        match search_project(path, shown, &pattern, args.json, console) {
            Ok(()) => {}
            Err(error) => {
                console.error(&error);
                code = code.max(error.code);
            }
        }
    }
    Ok(code)
}

/// Searches one project; `shown`: its path, where the results have to say it.
fn search_project(
    path: &Path,
    shown: Option<&Path>,
    pattern: &Pattern,
    json: bool,
    console: &mut Console,
) -> Result<(), CliError> {
    let workspace = open::for_reading(path, console)?;
    let project = workspace.project().clone();
    let pattern = pattern.clone();
    let results = progress::watch("Searching", move |context| {
        let mut results = Vec::new();
        let mut keep = |hits| results.push(hits);
        let documents = project.documents();
        search(documents, &pattern, usize::MAX, context, &mut keep);
        results
    })?;
    for found in &results {
        for &hit in &found.hits {
            let row = HitRow::of(found, hit, shown);
            if json {
                open::print_json(console, &row);
            } else {
                console.result(&row.line(&found.document.title));
            }
        }
    }
    Ok(())
}
