//! The import dialog: which files of which format, where they go, and what would come in, before anything is done.

mod columns;
mod draft;
mod preview;
mod reading;

pub use draft::{ImportDraft, Target};

use self::reading::{Basis, Files, Reading};
use super::path::in_home;
use super::{buttons_ui, has_nobody_the_keyboard};
use crate::app::context::{AppAction, PathPurpose, ViewContext};
use crate::app::panels::annotators::kind_in_words;
use crate::app::panels::parts::{section_ui, warning_ui, weak_ui};
use crate::app::shell::Shell;
use crate::app::tokens::size;
use crate::app::widgets::words::{in_order, label_ui};
use crate::formats::{FORMATS, format_of};
use crate::model::AnnotatorKind;
use crate::workspace::{Environment, Job};
use egui::{ComboBox, Id, Layout, RichText, ScrollArea, TextEdit, Ui};
use std::path::PathBuf;
use std::sync::Arc;

/// The dialog's width, points; small windows have less.
pub(super) const WIDTH: f32 = 860.0;
/// What the heading and the buttons take of the height, points.
const EDGES: f32 = 108.0;
/// More of the height, points, is not needed.
const MOST: f32 = 640.0;

/// Why there is nothing to import, where all of it is there.
const NOTHING_ADDED: &str = "Nothing would be added";

/// The dialog with its scratch.
pub struct ImportDialog {
    env: Environment,
    draft: ImportDraft,
    /// The files that were read, and of which inputs.
    files: Option<(Vec<PathBuf>, Files)>,
    gathering: Option<(Vec<PathBuf>, Job<Files>)>,
    /// What was read last, and its preview.
    shown: Option<(Basis, Reading)>,
    job: Option<(Basis, Job<Reading>)>,
    /// What was given up and has not ended yet.
    ending: Option<Job<Reading>>,
    /// The keyboard waits for the button that imports, which cannot be pressed yet, at this control.
    waiting: Option<Id>,
    /// Something was given the keyboard.
    has_begun: bool,
    /// A path as typed.
    typed: String,
    /// What to tell about the paths.
    remark: String,
}

impl ImportDialog {
    /// With these files and folders; `has_project`: one is open that can be changed.
    #[must_use]
    pub fn new(env: Environment, inputs: Vec<PathBuf>, has_project: bool) -> Self {
        let target = if has_project {
            Target::AsInTheFiles
        } else {
            Target::NewProject
        };
        Self {
            env,
            draft: ImportDraft {
                inputs,
                target,
                ..ImportDraft::default()
            },
            files: None,
            gathering: None,
            shown: None,
            job: None,
            ending: None,
            waiting: None,
            has_begun: false,
            typed: String::new(),
            remark: String::new(),
        }
    }

    /// Files and folders to read too.
    pub fn add(&mut self, paths: Vec<PathBuf>) {
        for path in paths {
            if !self.draft.inputs.contains(&path) {
                self.draft.inputs.push(path);
            }
        }
        self.remark.clear();
    }

    /// The system has no dialog to pick files.
    pub fn tell_no_picker(&mut self) {
        "This system offers no file dialog: type the path, or drop files on the window"
            .clone_into(&mut self.remark);
    }

    /// What is chosen, for tests.
    #[must_use]
    pub fn draft(&self) -> &ImportDraft {
        &self.draft
    }

    /// Draws it; says whether it is done.
    pub(super) fn ui(&mut self, shell: &Shell<'_>, ui: &mut Ui, max_height: f32) -> bool {
        let view = shell.view.as_ref();
        self.follow(view);
        ui.heading("Import annotations");
        let height = (max_height - EDGES).clamp(120.0, MOST);
        let (mut first, mut harmless, mut name) = (None, None, None);
        // Always the full height: what appears below must move nothing under the pointer.
        ScrollArea::vertical()
            .id_salt("import")
            .max_height(height)
            .auto_shrink([false, false])
            .show(ui, |ui| {
                // Room for the scroll bar.
                ui.set_max_width(ui.available_width() - size::GROUP);
                let field = self.inputs_ui(shell, ui);
                if self.draft.inputs.is_empty() {
                    first = Some(field);
                }
                if !self.draft.inputs.is_empty() {
                    harmless = Some(self.format_ui(shell, ui));
                    name = self.target_ui(shell, view, ui);
                    self.columns_ui(shell, ui);
                    self.preview_ui(shell, view, ui);
                }
            });
        buttons_ui(ui, |ui| {
            let ready = self.ready();
            let button = ui.add_enabled(ready.is_some(), egui::Button::new("Import"));
            let why = self.why_not();
            let button = button.on_disabled_hover_text(why);
            let sent = button.clicked().then_some(ready).flatten();
            let cancel = ui.button("Cancel");
            if self.adds_nothing() {
                // Beside the button: above it may be scrolled out of sight.
                warning_ui(ui, shell.tokens, NOTHING_ADDED);
            }
            // Until something can be imported, Enter must not throw everything away.
            let usual = match &harmless {
                _ if button.enabled() => &button,
                Some(harmless) => harmless,
                None => &cancel,
            };
            // Given once: what is worked out meanwhile takes the keyboard from nobody.
            if !std::mem::replace(&mut self.has_begun, true) {
                first.as_ref().unwrap_or(usual).request_focus();
            } else if has_nobody_the_keyboard(ui) {
                name.as_ref().unwrap_or(usual).request_focus();
            }
            let focused = ui.memory(egui::Memory::focused);
            if button.enabled() && focused.is_some() && focused == self.waiting {
                button.request_focus();
            }
            let waits = harmless.filter(|h| !button.enabled() && focused == Some(h.id));
            self.waiting = waits.map(|h| h.id);
            if let Some(sent) = sent {
                shell.sender.act(AppAction::Import(Box::new(sent)));
                return true;
            }
            cancel.clicked()
        })
    }

    /// Which files and folders.
    fn inputs_ui(&mut self, shell: &Shell<'_>, ui: &mut Ui) -> egui::Response {
        section_ui(ui, shell.tokens, "Files and folders of the other tool");
        let mut gone = None;
        for (i, path) in self.draft.inputs.iter().enumerate() {
            ui.horizontal(|ui| {
                let name = path.display().to_string();
                let remove = ui
                    .button("Remove")
                    .accessible_name(format!("Remove {name}"));
                if remove.clicked() {
                    gone = Some(i);
                }
                ui.add(egui::Label::new(&name).truncate())
                    .on_hover_text(&name);
            });
        }
        if let Some(i) = gone {
            self.draft.inputs.remove(i);
        }
        let row = ui.horizontal(|ui| {
            for (text, purpose) in [
                ("Add files…", PathPurpose::ImportFiles),
                ("Add a folder…", PathPurpose::ImportFolder),
            ] {
                if ui.button(text).clicked() {
                    shell.sender.act(AppAction::AskForFiles(purpose));
                }
            }
            let label = ui.label("or a path");
            let right = ui.with_layout(Layout::right_to_left(egui::Align::Center), |ui| {
                let add = ui.button("Add").clicked();
                let edit = TextEdit::singleline(&mut self.typed).desired_width(f32::INFINITY);
                let field = ui
                    .add(edit)
                    .labelled_by(label.id)
                    .accessible_name("Path to import");
                let entered = field.lost_focus() && ui.input(|i| i.key_pressed(egui::Key::Enter));
                let typed = self.typed.trim().trim_matches('"');
                if (add || entered) && !typed.is_empty() {
                    let path = in_home(typed);
                    self.typed.clear();
                    self.add(vec![path]);
                }
                field
            });
            right.inner
        });
        if !self.remark.is_empty() {
            let remark = RichText::new(&self.remark).size(size::SMALL);
            label_ui(ui, remark.color(shell.tokens.warning));
        }
        if self.draft.inputs.is_empty() {
            let hint = "Exports of Label Studio, doccano, brat, INCEpTION, Prodigy and spaCy, REFI-QDA projects, Web Annotations, CoNLL, \
                        our own datasets, and tables of spans (CSV, TSV, XLSX). You can drop them on the window.";
            weak_ui(ui, shell.tokens, hint);
        }
        row.inner
    }

    /// Whether what was read is in the project already.
    fn adds_nothing(&self) -> bool {
        let preview = self.shown.as_ref().and_then(|(_, r)| r.preview.as_ref());
        self.job.is_none() && preview.is_some_and(|preview| !preview.adds)
    }

    /// Why nothing can be imported, in words.
    fn why_not(&self) -> String {
        if let Err(fault) = self.draft.asked() {
            return fault;
        }
        let failed = match (&self.files, &self.shown) {
            (Some((_, Err(fault))), _) => Some(fault),
            (_, Some((_, reading))) => reading.read.as_ref().err(),
            _ => None,
        };
        match failed {
            Some(fault) => crate::app::dispatch::sentence(&fault.what),
            None if self.adds_nothing() => NOTHING_ADDED.to_owned(),
            None => "There is nothing to import yet".to_owned(),
        }
    }

    /// A name for somebody new: as the files call their only annotator, else as the first file is called.
    fn likely_name(&self) -> String {
        let read = self.shown.as_ref();
        let read = read.and_then(|(_, reading)| reading.read.as_ref().ok());
        let mut people = read.map(|read| read.project.people.keys());
        let only = people.as_mut().and_then(|all| {
            let first = all.next();
            first.filter(|name| !name.is_empty() && all.next().is_none())
        });
        let stem = || self.draft.inputs.first().and_then(|path| path.file_stem());
        let stem = || stem().map(|stem| stem.to_string_lossy().into_owned());
        only.cloned().or_else(stem).unwrap_or_default()
    }

    /// Of which format; recognised unless somebody says so. Gives the list of formats.
    fn format_ui(&mut self, shell: &Shell<'_>, ui: &mut Ui) -> egui::Response {
        let found = self.shown.as_ref().and_then(|(_, reading)| {
            let read = reading.read.as_ref().ok()?;
            format_of(read.format)
        });
        let automatic = match found {
            Some(format) if self.draft.format.is_none() => format!("Recognised: {}", format.name),
            _ => "Recognise it".to_owned(),
        };
        let chosen = self.draft.format.and_then(format_of);
        ui.add_space(size::GROUP);
        ui.horizontal(|ui| {
            let label = ui.label("Format");
            let combo = ComboBox::from_id_salt("format of the import")
                .selected_text(chosen.map_or(automatic.as_str(), |f| f.name))
                .width(300.0)
                .show_ui(ui, |ui| {
                    let row = ui.selectable_label(chosen.is_none(), "Recognise it");
                    if row.clicked() {
                        self.draft.format = None;
                    }
                    for format in FORMATS.iter().filter(|f| f.is_read()) {
                        let is_chosen = self.draft.format == Some(format.id);
                        if ui.selectable_label(is_chosen, format.name).clicked() {
                            self.draft.format = Some(format.id);
                        }
                    }
                });
            let list = combo
                .response
                .labelled_by(label.id)
                .accessible_name("Format");
            if let Some(format) = chosen.or(found) {
                weak_ui(ui, shell.tokens, &format!("offsets in {}", format.unit));
            }
            list
        })
        .inner
    }

    /// Where the annotations go, and what those are who are new.
    /// Gives the field of a new annotator's name where one is wanted.
    fn target_ui(
        &mut self,
        shell: &Shell<'_>,
        view: Option<&ViewContext<'_>>,
        ui: &mut Ui,
    ) -> Option<egui::Response> {
        section_ui(ui, shell.tokens, "Where to");
        let likely = self.likely_name();
        let draft = &mut self.draft;
        let may_add = view.is_some_and(|v| !v.is_read_only());
        let mut wants_name = false;
        ui.horizontal_wrapped(|ui| {
            ui.radio_value(&mut draft.target, Target::NewProject, "A new project");
            if !may_add {
                return;
            }
            let as_files = "This project, annotators as in the files";
            ui.radio_value(&mut draft.target, Target::AsInTheFiles, as_files);
            let new = "This project, a new annotator";
            let radio = ui.radio_value(&mut draft.target, Target::NewAnnotator, new);
            wants_name = radio.clicked();
            if wants_name && draft.new_name.is_empty() {
                draft.new_name = likely;
            }
            let people = view.map_or(&[][..], |v| v.project().annotators());
            let is_existing = matches!(draft.target, Target::Existing(_));
            if let Some(first) = people.first() {
                let radio = ui.radio(is_existing, "This project, the layer of");
                if radio.clicked() && !is_existing {
                    draft.target = Target::Existing(first.id.clone());
                }
                if is_existing {
                    existing_ui(ui, &mut draft.target, people);
                }
            }
        });
        let mut name = None;
        ui.horizontal_wrapped(|ui| {
            if draft.target == Target::NewAnnotator {
                let label = ui.label("Name");
                let field = ui
                    .add(TextEdit::singleline(&mut draft.new_name).desired_width(160.0))
                    .labelled_by(label.id)
                    .accessible_name("Name of the new annotator");
                if wants_name {
                    field.request_focus();
                }
                name = Some(field);
            }
        });
        ui.horizontal_wrapped(|ui| {
            if draft.makes_annotators() {
                ui.label("New annotators are");
                for (kind, words) in [
                    (None, "as the files say"),
                    (Some(AnnotatorKind::Human), "people"),
                    (
                        Some(AnnotatorKind::Machine),
                        "programs: their annotations are suggestions",
                    ),
                ] {
                    ui.radio_value(&mut draft.kind, kind, words);
                }
            }
        });
        if let Err(fault) = draft.asked() {
            ui.label(RichText::new(fault).color(shell.tokens.error));
        }
        name
    }

    /// Which column holds what, for tables.
    fn columns_ui(&mut self, shell: &Shell<'_>, ui: &mut Ui) {
        let Some((basis, reading)) = &self.shown else {
            return;
        };
        let is_table = |id: &str| matches!(id, "csv" | "xlsx");
        let asked = basis.2.format.as_deref();
        let is_meant = match (&reading.read, asked) {
            (Ok(read), _) => is_table(read.format),
            (Err(_), Some(format)) => is_table(format),
            (Err(_), None) => true,
        };
        if let Some(head) = reading.heads.first()
            && is_meant
        {
            let is_refused = reading.read.is_err();
            let columns = &mut self.draft.columns;
            columns::columns_ui(shell.tokens, ui, (head, is_refused), columns);
        }
    }

    fn preview_ui(&mut self, shell: &Shell<'_>, view: Option<&ViewContext<'_>>, ui: &mut Ui) {
        let t = shell.tokens;
        let busy = match (&self.gathering, &self.job) {
            (Some((_, job)), _) => Some(("Reading files…", job.progress())),
            (None, Some((_, job))) => Some(("Working out what comes in…", job.progress())),
            (None, None) => {
                let job = self.ending.as_ref();
                job.map(|job| ("Working out what comes in…", job.progress()))
            }
        };
        if let Some((words, progress)) = busy {
            ui.add_space(size::GROUP);
            ui.horizontal(|ui| {
                ui.spinner();
                ui.label(words);
                if let Some(percent) = (100 * progress.done).checked_div(progress.total) {
                    ui.label(format!("{percent} %"));
                }
                ui.add(egui::Label::new(&progress.what).truncate());
            });
        }
        let failed = match (&self.files, &self.shown) {
            (Some((inputs, Err(fault))), _) if *inputs == self.draft.inputs => Some(fault),
            (_, Some((_, reading))) => reading.read.as_ref().err(),
            _ => None,
        };
        if let Some(fault) = failed {
            ui.add_space(size::GROUP);
            let what = crate::app::dispatch::sentence(&fault.what);
            label_ui(ui, RichText::new(what).color(t.error));
            if !fault.help.is_empty() {
                label_ui(ui, crate::app::dispatch::sentence(&fault.help));
            }
            return;
        }
        let Some((_, reading)) = &self.shown else {
            return;
        };
        let (Ok(read), Some(preview)) = (&reading.read, &reading.preview) else {
            return;
        };
        let labels = match (view, &self.draft.target) {
            (Some(view), target) if *target != Target::NewProject => {
                &view.project().schema().labels
            }
            _ => &read.project.schema.labels,
        };
        let into_here = self.draft.target != Target::NewProject;
        let parts = preview::Parts {
            tokens: t,
            preview,
            schema: &read.project.schema,
            labels,
            into_here,
        };
        parts.ui(ui, &mut self.draft.labels);
    }
}

/// Whose layer, of those who are there.
fn existing_ui(ui: &mut Ui, target: &mut Target, people: &[Arc<crate::model::Annotator>]) {
    let chosen = match target {
        Target::Existing(id) => people.iter().find(|a| a.id == *id),
        _ => None,
    };
    let words = |a: &crate::model::Annotator| format!("{} ({})", a.name, kind_in_words(&a.kind));
    let text = chosen.map_or_else(|| "…".to_owned(), |a| words(a));
    let shown = in_order(ui, text.as_str(), 160.0);
    let combo = ComboBox::from_id_salt("layer of the import")
        .selected_text(shown)
        .width(160.0)
        .show_ui(ui, |ui| {
            for person in people {
                let is_chosen = chosen.is_some_and(|c| c.id == person.id);
                if ui.selectable_label(is_chosen, words(person)).clicked() {
                    *target = Target::Existing(person.id.clone());
                }
            }
        });
    combo.response.accessible_name("Layer of the import");
}
