//! Annotations made elsewhere, in: the dialog opened, and what was read put into a project as one step.

use super::context::{AppAction, Current};
use super::dialogs::{Dialog, ImportDialog};
use super::dispatch::sentence;
use super::opening::{progress_bar_ui, until_bar, user_name};
use super::panels::wording::counted;
use super::project_view::OpenProject;
use super::shell::Shell;
use super::ui_command::UiCommand;
use super::window::App;
use crate::formats::read::ImportedProject;
use crate::model::{Annotator, AnnotatorId, AnnotatorKind, ForeignFields, Project};
use crate::suggest::SuggestionKind;
use crate::text::ByteOffset;
use crate::workspace::settings::{OtherLayers, SuggestionChoice};
use crate::workspace::{
    Command, Environment, Job, Prepared, Workspace, did_not_come_in, looks_like_annotations,
    new_project,
};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// So many entries that did not come in are listed.
const MAX_TOLD: usize = 500;
/// Where the project has changed so often meanwhile, the window waits for the import: it is to come in at last.
const MAX_REFUSALS: usize = 2;

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

    /// Adds what was read: one step in this project, or a project of its own. Worked out and done beside the window.
    pub(super) fn import(&mut self, sent: ImportSent) {
        if self.opening.importing.is_some() {
            return self.toasts.say("An import is under way already");
        }
        self.spawn_import(sent, Instant::now(), 0);
    }

    /// `since`: when somebody asked for it. `n_refused`: how often the project had changed meanwhile.
    fn spawn_import(&mut self, sent: ImportSent, since: Instant, n_refused: usize) {
        let env = self.env.clone();
        let job = if sent.as_new {
            let (read, format, title) = (sent.read.clone(), sent.format, sent.title.clone());
            Job::spawn(&self.env.wake, "import", move |_| {
                let into = as_new(&env, &title, &read)?;
                Ok((into, Told::of(&read, format)))
            })
        } else {
            let Some(open) = &self.open else {
                return;
            };
            let preparing = open.workspace.preparing();
            let (read, format) = (sent.read.clone(), sent.format);
            Job::spawn(&self.env.wake, "import", move |_| {
                let command = Command::Import(read.clone());
                let prepared = preparing.prepare(&command).map_err(|e| e.to_string())?;
                Ok((Done::Open(Box::new(prepared)), Told::of(&read, format)))
            })
        };
        self.opening.importing = Some(Importing {
            sent,
            job,
            since,
            n_refused,
        });
    }

    /// Takes what an import has worked out.
    pub(super) fn poll_import(&mut self) {
        let Some(result) = self.opening.importing.as_ref().and_then(|i| i.job.poll()) else {
            return;
        };
        let Some(importing) = self.opening.importing.take() else {
            return;
        };
        let done = result.unwrap_or_else(|lost| Err(lost.to_string()));
        let taken = done.and_then(|(into, told)| self.take_import(into, told, importing));
        if let Err(why) = taken {
            let text = format!("{}\n\nNothing was changed.", sentence(&why));
            self.dialogs
                .say("The annotations could not be imported", text);
        }
    }

    fn take_import(&mut self, into: Done, told: Told, importing: Importing) -> Result<(), String> {
        let Importing {
            sent,
            since,
            n_refused,
            ..
        } = importing;
        let mut step = None;
        match into {
            Done::New(workspace) => self.show(*workspace),
            Done::Open(prepared) => {
                let Some(open) = &mut self.open else {
                    return Err("the project was closed meanwhile".to_owned());
                };
                if !prepared.is_for(&open.workspace) {
                    return Err("another project was opened meanwhile".to_owned());
                }
                let outcome = if open.workspace.can_take(&prepared) {
                    open.workspace.take(*prepared)
                } else if n_refused < MAX_REFUSALS {
                    // Somebody went on working: once more, on what is there now.
                    self.spawn_import(sent, since, n_refused + 1);
                    return Ok(());
                } else {
                    open.workspace.run(Command::Import(sent.read))
                };
                let outcome = outcome.map_err(|e| e.to_string())?;
                step = outcome.step;
                open.go_to_outcome(&outcome);
                if let Some(start) = prediction_start(open) {
                    // What a program has tagged is to be judged, not to be read only.
                    open.leave_current();
                    open.reader.set_caret(start);
                    open.walk_when_found = Some((true, Instant::now()));
                    let choice = &mut self.settings.suggestions.choice;
                    if !choice.kinds().contains(&SuggestionKind::Machine) {
                        *choice = SuggestionChoice::Machine;
                    }
                }
                self.suggest_predictions();
            }
        }
        let mut words = told.words(self.open.as_ref().map(|open| open.workspace.project()));
        let is_hidden = self.settings.other_layers == OtherLayers::Hidden;
        if let Some(open) = self.open.as_ref().filter(|_| is_hidden)
            && told.is_of_other_people(&open.workspace)
        {
            let keys = UiCommand::ShowOtherLayers.keys_text();
            words = format!("{words}. Others’ layers are hidden, {keys} shows them");
        }
        self.toasts.say_undoable(words, step);
        if let Some((title, text)) = told.faults {
            self.dialogs.say(title, text);
        }
        Ok(())
    }
}

/// An import under way.
pub(super) struct Importing {
    /// For doing it once more, where the project has changed meanwhile.
    sent: ImportSent,
    job: Job<Result<(Done, Told), String>>,
    since: Instant,
    n_refused: usize,
}

impl Importing {
    /// Whether it may be done without: a new project is on the disk sooner than here.
    pub(super) fn may_cancel(&self) -> bool {
        !self.sent.as_new
    }

    /// How long until it gets a bar; nothing where it has one.
    pub(super) fn until_bar(&self) -> Option<Duration> {
        until_bar(self.since)
    }

    pub(super) fn progress_ui(&self, shell: &Shell<'_>, ui: &mut egui::Ui) {
        if self.until_bar().is_none() {
            let cancel = self.may_cancel().then_some(AppAction::CancelImport);
            progress_bar_ui(shell, ui, "Importing…", &self.job.progress(), cancel);
        }
    }
}

/// Where what was read has gone.
enum Done {
    /// Onto a copy of the open project.
    Open(Box<Prepared>),
    /// Into a new one.
    New(Box<Workspace>),
}

/// What is said of an import.
struct Told {
    n_annotations: usize,
    /// In whose layers they are.
    layers: BTreeSet<AnnotatorId>,
    n_faults: usize,
    format: &'static str,
    /// What did not come in, in the words of the preview, which is gone: nothing else keeps it. Title and text.
    faults: Option<(String, String)>,
}

impl Told {
    fn of(read: &ImportedProject, format: &'static str) -> Self {
        Self {
            n_annotations: read.annotations.len(),
            layers: read.people.values().map(|(id, _)| id.clone()).collect(),
            n_faults: read.faults.len(),
            format,
            faults: (!read.faults.is_empty()).then(|| told_faults(read, format)),
        }
    }

    /// Whether all of it lies in layers of people other than the one who annotates.
    fn is_of_other_people(&self, workspace: &Workspace) -> bool {
        let is_other_person = |id: &AnnotatorId| {
            let who = workspace.project().annotator(id);
            let is_person = who.is_some_and(|a| a.kind != AnnotatorKind::Machine);
            is_person && workspace.annotator() != Some(id)
        };
        !self.layers.is_empty() && self.layers.iter().all(is_other_person)
    }

    fn words(&self, project: Option<&Project>) -> String {
        let n = counted(self.n_annotations, "annotation", "annotations");
        let mut words = format!("Imported {n}");
        if let (Some(project), Some(first)) = (project, self.layers.first()) {
            // Others’ layers may be hidden: it is said where to look.
            let who = project.annotator(first);
            let name = who.map_or(first.as_str(), |a| a.name.as_str());
            let others = match self.layers.len() - 1 {
                0 => String::new(),
                n => format!(" and {n} more"),
            };
            words = format!("{words} into the layer of {name}{others}");
        }
        if self.n_faults > 0 {
            words = format!("{words}; {}", did_not_come_in(self.format, self.n_faults));
        }
        words
    }
}

/// Title and text.
fn told_faults(read: &ImportedProject, format: &str) -> (String, String) {
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
    (title, text.trim_end().to_owned())
}

/// Where the current annotation begins, if it is of a program's layer and others' are to judge it.
fn prediction_start(open: &OpenProject) -> Option<ByteOffset> {
    let Current::Annotation(id) = &open.current else {
        return None;
    };
    let project = open.workspace.project();
    let annotation = project.annotation(id)?;
    let who = project.annotator(&annotation.annotator)?;
    let is_own = open.workspace.annotator() == Some(&who.id);
    (who.kind == AnnotatorKind::Machine && !is_own).then(|| annotation.start())
}

/// A project of what was read, open and on the disk.
fn as_new(env: &Environment, title: &str, read: &ImportedProject) -> Result<Done, String> {
    let made = new_project(env, title, read).and_then(|mut project| {
        put_person(&mut project)?;
        Ok(project)
    });
    let project = made.map_err(|e| e.to_string())?;
    let workspace = Workspace::create(env.clone(), None, project, true, false);
    let workspace = workspace.map_err(|e| format!("{}\n\n{}", e.message, sentence(&e.help)))?;
    Ok(Done::New(Box::new(workspace)))
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
