//! Reading for the import dialog, beside the window: the files, then what they would add where they go.

use super::ImportDialog;
use super::draft::{ImportPreview, Target};
use crate::app::context::ViewContext;
use crate::app::importing::ImportSent;
use crate::formats::FileSet;
use crate::formats::read::{TableHead, table_heads};
use crate::model::{Project, ProjectHead};
use crate::workspace::{ImportAsked, ImportFailure, ImportRead, Job, gather_files, read_gathered};
use std::sync::Arc;

/// What was read: how its tables begin, and what would be added or why nothing can be.
pub(super) struct Reading {
    pub heads: Vec<TableHead>,
    pub read: Result<ImportRead, Fault>,
    /// What is shown of it.
    pub preview: Option<ImportPreview>,
}

/// Why nothing could be read, and what to do.
pub(super) struct Fault {
    pub what: String,
    pub help: String,
}

/// What was read belongs to: the revision, a new project or the open one, the choice.
pub(super) type Basis = (u64, bool, ImportAsked);
pub(super) type Files = Result<Arc<FileSet>, Fault>;

impl ImportDialog {
    /// What would be sent, where it is read and adds something.
    pub(super) fn ready(&self) -> Option<ImportSent> {
        if self.job.is_some() || self.ending.is_some() || self.gathering.is_some() {
            return None;
        }
        let (basis, reading) = self.shown.as_ref()?;
        // What is shown must be of what is chosen now.
        let as_new = self.draft.target == Target::NewProject;
        if basis.1 != as_new || self.draft.asked().ok().as_ref() != Some(&basis.2) {
            return None;
        }
        let read = reading.read.as_ref().ok()?;
        let format = read.format;
        reading.preview.as_ref().filter(|p| p.adds)?;
        let title = self.draft.inputs.first().and_then(|p| p.file_stem());
        Some(ImportSent {
            read: read.project.clone(),
            format,
            as_new: basis.1,
            title: title.unwrap_or_default().to_string_lossy().into_owned(),
        })
    }

    /// Reads anew, beside the window, what other files or another choice ask for.
    pub(super) fn follow(&mut self, view: Option<&ViewContext<'_>>) {
        if view.is_none_or(ViewContext::is_read_only) {
            self.draft.target = Target::NewProject;
        }
        self.follow_files();
        if self.ending.as_ref().is_some_and(|job| job.poll().is_some()) {
            self.ending = None;
        }
        let revision = view.map_or(0, |v| v.workspace.revision());
        let as_new = self.draft.target == Target::NewProject;
        let base = || match view {
            Some(view) if !as_new => view.project().clone(),
            _ => Project::new(ProjectHead::default()),
        };
        if let Some((_, job)) = &self.job
            && let Some(done) = job.poll()
            && let Some((basis, _)) = self.job.take()
        {
            let reading = done.unwrap_or_else(|lost| Reading {
                heads: Vec::new(),
                preview: None,
                read: Err(Fault {
                    what: lost.to_string(),
                    help: "This is a fault of the program; nothing was changed".to_owned(),
                }),
            });
            self.shown = Some((basis, reading));
        }
        let files = match &self.files {
            Some((inputs, Ok(files))) if *inputs == self.draft.inputs => files.clone(),
            _ => return self.cancel(),
        };
        let Ok(asked) = self.draft.asked() else {
            return self.cancel();
        };
        let basis = (revision, as_new, asked);
        if self.shown.as_ref().is_some_and(|(b, _)| *b == basis) {
            return self.cancel();
        }
        if self.job.as_ref().is_some_and(|(b, _)| *b == basis) {
            return;
        }
        self.cancel();
        // One at a time: what is given up ends soon, and until then has the files in hand.
        if self.ending.is_some() {
            return;
        }
        let (base, asked, env) = (base(), basis.2.clone(), self.env.clone());
        let job = Job::spawn(&self.env.wake, "read annotations", move |context| {
            let read = read_gathered(&env, &base, &files, &asked, context).map_err(fault);
            Reading {
                heads: table_heads(&files, asked.settings.columns.as_ref()),
                preview: read
                    .as_ref()
                    .ok()
                    .map(|read| ImportPreview::gather(&base, read)),
                read,
            }
        });
        self.job = Some((basis, job));
    }

    fn follow_files(&mut self) {
        if let Some((_, job)) = &self.gathering
            && let Some(done) = job.poll()
            && let Some((inputs, _)) = self.gathering.take()
        {
            let done = done.unwrap_or_else(|lost| {
                Err(Fault {
                    what: lost.to_string(),
                    help: String::new(),
                })
            });
            self.files = Some((inputs, done));
        }
        let inputs = &self.draft.inputs;
        if self.files.as_ref().is_some_and(|(of, _)| of == inputs) {
            return;
        }
        if self.gathering.as_ref().is_some_and(|(of, _)| of == inputs) {
            return;
        }
        if let Some((_, job)) = self.gathering.take() {
            job.cancel();
        }
        self.shown = None;
        if inputs.is_empty() {
            return;
        }
        let (fs, all) = (self.env.fs.clone(), inputs.clone());
        let job = Job::spawn(&self.env.wake, "read files to import", move |context| {
            let files = gather_files(&fs, &all, context);
            files.map(Arc::new).map_err(fault)
        });
        self.gathering = Some((inputs.clone(), job));
    }

    fn cancel(&mut self) {
        if let Some((_, job)) = self.job.take() {
            job.cancel();
            self.ending = Some(job);
        }
    }
}

impl Drop for ImportDialog {
    /// Nobody is left to see what is read.
    fn drop(&mut self) {
        self.cancel();
        if let Some((_, job)) = self.gathering.take() {
            job.cancel();
        }
    }
}

/// Help is written for the command line: what the dialog has, it names instead.
fn help_in_window(help: String) -> String {
    if help.contains("--columns") {
        "Choose above which column holds what".to_owned()
    } else if help.contains("--from") || help.contains("countermark formats") {
        "Choose the format above, if you know it".to_owned()
    } else {
        help
    }
}

fn fault(failure: ImportFailure) -> Fault {
    match failure {
        ImportFailure::Storage(error) => Fault {
            what: error.to_string(),
            help: error.help().to_owned(),
        },
        ImportFailure::Read(error) => {
            let what = if error.place.starts_with("--") {
                error.what.clone()
            } else {
                error.to_string()
            };
            Fault {
                what,
                help: help_in_window(error.help),
            }
        }
        ImportFailure::Cancelled => Fault {
            what: failure.to_string(),
            help: String::new(),
        },
    }
}
