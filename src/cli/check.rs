//! `countermark check`: loads, verifies, lists problems.

use super::console::{Console, one_line};
use super::error::exit;
use super::open;
use crate::model::{AnnotationId, DocumentId, Problem, RelationId};
use crate::workspace::{JobContext, Origins, SeenFiles, Workspace, changed_files};
use clap::Args;
use serde::Serialize;
use std::path::PathBuf;

/// Verify projects and list their problems.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// The projects.
    #[arg(required = true, value_name = "PROJECT")]
    projects: Vec<PathBuf>,
    /// Print one JSON object a project.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Report<'a> {
    path: String,
    problems: Vec<ProblemRow<'a>>,
}

#[derive(Serialize)]
struct ProblemRow<'a> {
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    annotation: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    relation: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    document: Option<&'a str>,
    message: &'a str,
}

impl<'a> ProblemRow<'a> {
    fn of(problem: &'a Problem) -> Self {
        Self {
            kind: problem.kind.as_str(),
            annotation: problem.annotation.as_ref().map(AnnotationId::as_str),
            relation: problem.relation.as_ref().map(RelationId::as_str),
            document: problem.document.as_ref().map(DocumentId::as_str),
            message: &problem.message,
        }
    }
}

pub fn run(args: &CheckArgs, console: &mut Console) -> u8 {
    let mut code = exit::DONE;
    for path in &args.projects {
        let workspace = match open::for_reading(path, console) {
            Ok(workspace) => workspace,
            Err(error) => {
                console.error(&error);
                code = code.max(error.code);
                continue;
            }
        };
        let shown = path.display();
        let (notices, problems): (Vec<_>, Vec<_>) = workspace
            .problems()
            .iter()
            // What a newer version means by its elements is not for this one to judge.
            .partition(|p| p.kind.is_notice() || workspace.is_newer_version());
        if args.json {
            let report = Report {
                path: shown.to_string(),
                problems: problems.iter().copied().map(ProblemRow::of).collect(),
            };
            open::print_json(console, &report);
        } else {
            for problem in &problems {
                console.result(&one_line(&format!("{shown}: {}", problem.message)));
            }
        }
        for notice in notices {
            console.notice(&one_line(&format!("{}: {shown}", notice.message)));
        }
        tell_changed(&workspace, console);
        if !problems.is_empty() {
            code = code.max(exit::FAULTS);
        } else if !args.json && Console::is_watched() {
            console.tell(&format!("{shown}: no problems"));
        }
    }
    code
}

/// Article files that are no longer what was read.
fn tell_changed(workspace: &Workspace, console: &mut Console) {
    let fs = workspace.env().fs.as_ref();
    let (project, folder) = (workspace.project(), workspace.file().parent());
    let (mut seen, job) = (SeenFiles::default(), JobContext::default());
    let origins = Origins::load(workspace.env(), project);
    let now = changed_files(fs, project, folder, &origins, &mut seen, &job);
    for (id, path) in now.changed {
        console.notice(&one_line(&format!(
            "the file of article {id} has changed since it was read, replace_article of `countermark edit` takes it in: {}",
            path.display()
        )));
    }
}
