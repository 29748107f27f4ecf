//! Annotations made elsewhere, in: the dialog opened, and what was read put into a project as one step.

use super::dialogs::{Dialog, ImportDialog};
use super::dispatch::sentence;
use super::opening::user_name;
use super::panels::wording::counted;
use super::window::App;
use crate::formats::read::ImportedProject;
use crate::model::{Annotator, AnnotatorKind, ForeignFields, Project};
use crate::workspace::{Command, Workspace, did_not_come_in, looks_like_annotations, new_project};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// So many entries that did not come in are listed.
const MAX_TOLD: usize = 500;

/// What the dialog has read and shown.
#[derive(Clone, Debug, PartialEq)]
pub struct ImportSent {
    /// What is to be added.
    pub read: Arc<ImportedProject>,
    /// The id of the files' format.
    pub format: &'static str,
    /// As a project of its own.
    pub as_new: bool,
    /// The title of a new project whose files name none.
    pub title: String,
}

impl App {
    /// Opens the dialog on these files and folders; one that is open takes them too.
    pub(super) fn open_import(&mut self, paths: Vec<PathBuf>) {
        self.commit_drafts();
        if let Some(folder) = paths.first().and_then(|p| p.parent()) {
            self.settings.last_folder = Some(folder.to_owned());
        }
        if let Some(dialog) = self.dialogs.import_mut() {
            return dialog.add(paths);
        }
        let open = self.open.as_ref();
        let may_add = open.is_some_and(|open| open.workspace.read_only().is_none());
        let dialog = ImportDialog::new(self.env.clone(), paths, may_add);
        self.dialogs.open(Dialog::Import(Box::new(dialog)));
    }

    /// Whether these are files of another tool rather than articles or a project.
    pub(super) fn are_annotations(&self, paths: &[PathBuf]) -> bool {
        let fs = &*self.env.fs;
        self.dialogs.has_import() || paths.iter().any(|path| looks_like_annotations(fs, path))
    }

    /// Adds what was read: one step in this project, or a project of its own.
    pub(super) fn import(&mut self, sent: ImportSent) {
        let (n, read, format) = (sent.read.annotations.len(), sent.read.clone(), sent.format);
        let layers: BTreeSet<_> = sent
            .read
            .people
            .values()
            .map(|(id, _)| id.clone())
            .collect();
        if sent.as_new {
            if !self.import_as_new(&sent) {
                return;
            }
        } else {
            let Some(open) = &mut self.open else {
                return;
            };
            match open.workspace.run(Command::Import(sent.read)) {
                Ok(outcome) => open.go_to_outcome(&outcome),
                Err(error) => {
                    let text = format!("{}\n\nNothing was changed.", sentence(&error.to_string()));
                    return self
                        .dialogs
                        .say("The annotations could not be imported", text);
                }
            }
            self.suggest_predictions();
        }
        let step = (self.open.as_ref()).and_then(|o| o.workspace.history().next_undo());
        let step = step.map(|s| s.number).filter(|_| !sent.as_new);
        let mut words = format!("Imported {}", counted(n, "annotation", "annotations"));
        if let (Some(open), Some(first)) = (&self.open, layers.first()) {
            // Others’ layers may be hidden: it is said where to look.
            let who = open.workspace.project().annotator(first);
            let name = who.map_or(first.as_str(), |a| a.name.as_str());
            let others = match layers.len() - 1 {
                0 => String::new(),
                n => format!(" and {n} more"),
            };
            words = format!("{words} into the layer of {name}{others}");
        }
        if !read.faults.is_empty() {
            words = format!("{words}; {}", did_not_come_in(format, read.faults.len()));
        }
        self.toasts.say_undoable(words, step);
        self.tell_faults(&read, format);
    }

    /// What did not come in, in the words of the preview, which is gone: nothing else keeps it.
    fn tell_faults(&mut self, read: &ImportedProject, format: &str) {
        if read.faults.is_empty() {
            return;
        }
        let mut text = match read.set_aside.len() {
            0 => String::new(),
            n => format!("{}\n\n", kept_as_problems(n)),
        };
        for fault in read.faults.iter().take(MAX_TOLD) {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "{}: {}", fault.place, fault.what);
        }
        if read.faults.len() > MAX_TOLD {
            let _ = writeln!(text, "and {} more", read.faults.len() - MAX_TOLD);
        }
        let title = did_not_come_in(format, read.faults.len());
        self.dialogs.say(title, text.trim_end());
    }

    fn import_as_new(&mut self, sent: &ImportSent) -> bool {
        let made = new_project(&self.env, &sent.title, &sent.read).and_then(|mut project| {
            put_person(&mut project)?;
            Ok(project)
        });
        let project = match made {
            Ok(project) => project,
            Err(error) => {
                self.dialogs.say(
                    "The annotations could not be imported",
                    sentence(&error.to_string()),
                );
                return false;
            }
        };
        match Workspace::create(self.env.clone(), None, project, true, false) {
            Ok(workspace) => {
                self.show(workspace);
                true
            }
            Err(error) => {
                self.tell_open_error(&error);
                false
            }
        }
    }
}

/// Where annotations are that do not fit their text.
pub(super) fn kept_as_problems(n: usize) -> String {
    let n = counted(n, "annotation does", "annotations do");
    format!("{n} not fit the text: kept with the reason under Problems")
}

/// Somebody must be there to annotate: where the files name programs only, whoever sits here.
fn put_person(project: &mut Project) -> Result<(), crate::model::ModelError> {
    let is_person = |a: &Arc<Annotator>| a.kind != AnnotatorKind::Machine;
    if project.annotators().iter().any(is_person) {
        return Ok(());
    }
    let name = user_name();
    let wanted = crate::model::slug(&name, "annotator");
    let id = crate::model::free_name(&wanted, "-", |id| project.annotator(&id.into()).is_some());
    let annotator = Annotator {
        id: id.as_str().into(),
        name,
        kind: AnnotatorKind::Human,
        foreign: ForeignFields::default(),
    };
    project.put_annotator(&annotator.id.clone(), Some((0, Arc::new(annotator))))?;
    Ok(())
}

/// Whether a file that was refused as a project or an article may well hold annotations.
#[must_use]
pub fn may_be_annotations(path: &Path) -> bool {
    const ENDINGS: [&str; 8] = ["json", "jsonl", "csv", "tsv", "xlsx", "zip", "xml", "txt"];
    let ending = path.extension().and_then(|e| e.to_str());
    ending.is_some_and(|e| ENDINGS.iter().any(|known| e.eq_ignore_ascii_case(known)))
}
