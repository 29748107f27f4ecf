//! The export dialog: a format, what of the project, what the files will look like and lack, and where to.

mod draft;
mod preview;

pub use draft::{Choices, ExportDraft};
pub(super) use preview::{contents_in_words, losses_ui};

use super::{buttons_ui, focus_first};
use crate::app::context::{AppAction, PathPurpose, ViewContext};
use crate::app::panels::articles::state_word;
use crate::app::panels::parts::{section_ui, weak_ui};
use crate::app::panels::wording::{on_one_line, thousands};
use crate::app::shell::Shell;
use crate::app::tokens::{semibold, size};
use crate::app::widgets::swatch_ui;
use crate::app::widgets::words::{in_order, label_ui};
use crate::formats::{Audience, ExportOptions, FORMATS, Format};
use crate::model::ProgressState;
use crate::workspace::{ExportPreview, Job, preview_export};
use egui::{ComboBox, Layout, RichText, ScrollArea, TextEdit, Ui, vec2};
use std::path::PathBuf;

/// Why nothing can be exported.
const NO_ARTICLE: &str = "The project has no article";

/// The dialog's width, points; small windows have less.
pub(super) const WIDTH: f32 = 860.0;
/// The list of formats, points, where the window is wide and where not.
const LIST: (f32, f32) = (248.0, 196.0);
/// Room for a tag, points, and how much of its name is shown, code points.
const TAG: f32 = 176.0;
const TAG_CHARS: usize = 18;
/// What the heading, the path and the buttons take of the height, points.
const EDGES: f32 = 158.0;
/// More of the height, points, is not needed.
const MOST: f32 = 600.0;

/// What a preview belongs to: the revision, the format, the choice.
type Basis = (u64, &'static str, ExportOptions);
type PreviewJob = Job<Result<ExportPreview, String>>;

/// The dialog with its scratch.
pub struct ExportDialog {
    draft: ExportDraft,
    choices: Option<(u64, Choices)>,
    /// What was worked out last.
    shown: Option<(Basis, Result<ExportPreview, String>)>,
    job: Option<(Basis, PreviewJob)>,
    /// The file whose first lines are seen.
    file: usize,
    /// What to tell about the path.
    remark: String,
    /// The chosen format was brought into view.
    has_scrolled: bool,
}

impl ExportDialog {
    /// With this choice.
    #[must_use]
    pub fn new(draft: ExportDraft) -> Self {
        Self {
            draft,
            choices: None,
            shown: None,
            job: None,
            file: 0,
            remark: String::new(),
            has_scrolled: false,
        }
    }

    /// A folder or file was picked; `is_full_folder`: it holds something already.
    pub fn take_path(&mut self, path: PathBuf, is_full_folder: bool) {
        self.draft.take_path(path, is_full_folder);
        self.remark.clear();
    }

    /// The system has no dialog to pick a path.
    pub fn tell_no_picker(&mut self) {
        "This system offers no file dialog: type the path here".clone_into(&mut self.remark);
    }

    /// What is chosen.
    #[must_use]
    pub fn draft(&self) -> &ExportDraft {
        &self.draft
    }

    /// Draws it; says whether it is done.
    pub(super) fn ui(&mut self, shell: &Shell<'_>, ui: &mut Ui, max_height: f32) -> bool {
        let (Some(view), Some(format)) = (&shell.view, self.draft.chosen_format()) else {
            return true;
        };
        self.follow(view);
        ui.heading("Export");
        ui.add_space(size::GAP);
        let width = ui.available_width();
        let list = if width < 780.0 { LIST.1 } else { LIST.0 };
        let height = (max_height - EDGES).clamp(120.0, MOST);
        ui.horizontal_top(|ui| {
            ui.allocate_ui_with_layout(
                vec2(list, height),
                Layout::top_down_justified(egui::Align::Min),
                |ui| {
                    ui.set_min_height(height);
                    ScrollArea::vertical()
                        .id_salt("formats")
                        .auto_shrink([false, false])
                        .show(ui, |ui| self.formats_ui(shell, ui));
                },
            );
            ui.add_space(size::GROUP);
            let rest = vec2(ui.available_width(), height);
            ui.allocate_ui_with_layout(rest, Layout::top_down(egui::Align::Min), |ui| {
                ui.set_min_height(height);
                ScrollArea::vertical()
                    .id_salt(("export", format.id))
                    .auto_shrink([false, false])
                    .show(ui, |ui| self.choice_ui(shell, view, format, ui));
            });
        });
        self.path_ui(shell, format, ui);
        buttons_ui(ui, |ui| {
            let has_articles = !view.project().documents().is_empty();
            let button = ui.add_enabled(has_articles, egui::Button::new("Export"));
            let button = button.on_disabled_hover_text(NO_ARTICLE);
            focus_first(ui, &button);
            let cancel = ui.button("Cancel").clicked();
            if button.clicked() {
                match self.draft.asked(view.project()) {
                    Ok(asked) => {
                        let draft = Box::new(self.draft.clone());
                        shell.sender.act(AppAction::KeepExport(draft));
                        shell.sender.act(AppAction::Export(Box::new(asked)));
                        return true;
                    }
                    Err(fault) => self.remark = fault,
                }
            }
            cancel
        })
    }

    /// Works out anew what would be written, beside the window, where something else is chosen.
    fn follow(&mut self, view: &ViewContext<'_>) {
        let revision = view.workspace.revision();
        if self.choices.as_ref().is_none_or(|(r, _)| *r != revision) {
            self.choices = Some((revision, Choices::gather(view.project())));
        }
        if let Some((_, job)) = &self.job
            && let Some(done) = job.poll()
            && let Some((basis, _)) = self.job.take()
        {
            let done = done.unwrap_or_else(|lost| Err(lost.to_string()));
            if self.shown.as_ref().is_none_or(|(b, _)| b.1 != basis.1) {
                self.file = 0;
            }
            self.shown = Some((basis, done));
        }
        let (Some(format), Ok(options)) = (
            self.draft.chosen_format(),
            self.draft.options(view.project()),
        ) else {
            self.cancel();
            self.shown = None;
            return;
        };
        let basis = (revision, format.id, options);
        if self.shown.as_ref().is_some_and(|(b, _)| *b == basis) {
            return self.cancel();
        }
        if self.job.as_ref().is_some_and(|(b, _)| *b == basis) {
            return;
        }
        self.cancel();
        let (project, options) = (view.project().clone(), basis.2.clone());
        let wake = &view.workspace.env().wake;
        let job = Job::spawn(wake, "preview of an export", move |context| {
            preview_export(&project, format, &options, context).map_err(|e| e.to_string())
        });
        self.job = Some((basis, job));
    }

    fn cancel(&mut self) {
        if let Some((_, job)) = self.job.take() {
            job.cancel();
        }
    }

    fn formats_ui(&mut self, shell: &Shell<'_>, ui: &mut Ui) {
        for audience in Audience::ALL {
            section_ui(ui, shell.tokens, audience.words());
            for format in FORMATS.iter().filter(|f| f.is_written()) {
                if format.audience != audience {
                    continue;
                }
                let is_chosen = format.id == self.draft.format;
                let row = ui.selectable_label(is_chosen, format.name);
                if is_chosen && !self.has_scrolled {
                    row.scroll_to_me(Some(egui::Align::Center));
                    self.has_scrolled = true;
                }
                if row.on_hover_text(format.keeps_and_loses()).clicked() {
                    self.draft.choose_format(format.id);
                    self.remark.clear();
                }
            }
        }
    }

    fn choice_ui(
        &mut self,
        shell: &Shell<'_>,
        view: &ViewContext<'_>,
        format: &Format,
        ui: &mut Ui,
    ) {
        let t = shell.tokens;
        ui.label(RichText::new(format.name).family(semibold()));
        ui.label(format.keeps_and_loses());
        let unit = format!("Writes {}. Offsets in {}.", format.holds, format.unit);
        weak_ui(ui, t, &unit);
        self.annotators_ui(shell, ui);
        self.labels_ui(shell, view, ui);
        section_ui(ui, t, "Articles, by state with one of the annotators");
        ui.horizontal_wrapped(|ui| {
            for (state, is_on) in ProgressState::ALL.into_iter().zip(&mut self.draft.states) {
                ui.checkbox(is_on, crate::app::dispatch::sentence(state_word(state)));
            }
        });
        if format.has_card {
            self.parts_ui(shell, ui);
        }
        if view.project().documents().is_empty() {
            // Nothing would be written: neither is anything lost.
            return;
        }
        if let Err(fault) = self.draft.options(view.project()) {
            ui.add_space(size::GROUP);
            ui.label(RichText::new(fault).color(t.error));
            return;
        }
        let progress = self.job.as_ref().map(|(_, job)| job.progress());
        let shown = self.shown.as_ref().filter(|(b, _)| b.1 == format.id);
        let shown = shown.map(|(_, result)| result);
        preview::preview_ui(t, ui, format, shown, progress.as_ref(), &mut self.file);
    }

    fn annotators_ui(&mut self, shell: &Shell<'_>, ui: &mut Ui) {
        section_ui(ui, shell.tokens, "Whose annotations");
        let Some((_, choices)) = &self.choices else {
            return;
        };
        for row in &choices.annotators {
            let mut is_on = self.draft.annotators.contains(&row.id);
            let words = format!("{} ({}, {})", row.name, row.kind, row.layer_in_words());
            let shown = in_order(ui, words.as_str(), ui.available_width());
            let check = ui.checkbox(&mut is_on, shown).accessible_name(&words);
            if check.changed() {
                if is_on {
                    self.draft.annotators.insert(row.id.clone());
                } else {
                    self.draft.annotators.remove(&row.id);
                }
            }
        }
        if choices.annotators.is_empty() {
            weak_ui(ui, shell.tokens, "The project has no annotator yet");
        }
    }

    fn labels_ui(&mut self, shell: &Shell<'_>, view: &ViewContext<'_>, ui: &mut Ui) {
        section_ui(ui, shell.tokens, "Tags");
        let Some((_, choices)) = &self.choices else {
            return;
        };
        let schema = view.project().schema();
        let n_in_a_row = (ui.available_width() / TAG).max(1.0) as usize;
        let grid = egui::Grid::new("tags of the export").spacing([size::SECTION, size::GAP]);
        grid.show(ui, |ui| {
            for (i, (id, name)) in choices.labels.iter().enumerate() {
                if i > 0 && i % n_in_a_row == 0 {
                    ui.end_row();
                }
                let mut is_on = self.draft.labels.contains(id);
                let n = choices.n_of(id, &self.draft.annotators);
                let words = format!("{} ({})", on_one_line(name, TAG_CHARS), thousands(n));
                ui.horizontal(|ui| {
                    swatch_ui(ui, &shell.tokens.mark_style(schema, id));
                    let shown = in_order(ui, words.as_str(), f32::INFINITY);
                    let check = ui.checkbox(&mut is_on, shown).accessible_name(&words);
                    if check.changed() {
                        if is_on {
                            self.draft.labels.insert(id.clone());
                        } else {
                            self.draft.labels.remove(id);
                        }
                    }
                });
            }
        });
    }

    /// In a line that is always seen: what would be written, and what would be lost.
    fn summary_ui(&self, shell: &Shell<'_>, ui: &mut Ui) {
        let t = shell.tokens;
        let mut documents = shell.view.iter().flat_map(|v| v.project().documents());
        if documents.next().is_none() {
            let line = RichText::new(format!("⚠ {NO_ARTICLE}"));
            ui.label(line.size(size::SMALL).color(t.warning));
            return;
        }
        let shown = self
            .shown
            .as_ref()
            .filter(|(b, _)| b.1 == self.draft.format);
        let Some((_, Ok(preview))) = shown else {
            // Its line stays, so that nothing moves when there is something to say.
            return weak_ui(ui, t, " ");
        };
        let losses = &preview.written.losses;
        let (text, color) = if losses.is_empty() {
            ("✓ Nothing is lost".to_owned(), t.good)
        } else {
            let lost = preview::losses_in_a_line(losses);
            (format!("⚠ {lost}"), t.warning)
        };
        let line = RichText::new(&text).size(size::SMALL).color(color);
        ui.add(egui::Label::new(line).truncate())
            .on_hover_text(text);
    }

    /// The parts of a dataset, and its licence.
    fn parts_ui(&mut self, shell: &Shell<'_>, ui: &mut Ui) {
        section_ui(ui, shell.tokens, "Dataset");
        let draft = &mut self.draft;
        ui.checkbox(&mut draft.is_split, "Split into parts by whole articles");
        if draft.is_split {
            let mut gone = None;
            for (i, (name, share)) in draft.parts.iter_mut().enumerate() {
                ui.horizontal(|ui| {
                    ui.add(TextEdit::singleline(name).desired_width(96.0))
                        .accessible_name(format!("Name of part {}", i + 1));
                    let label = ui.label("share");
                    ui.add(TextEdit::singleline(share).desired_width(56.0))
                        .labelled_by(label.id)
                        .accessible_name(format!("Share of part {}", i + 1));
                    let remove = ui
                        .button("Remove")
                        .accessible_name(format!("Remove part {}", i + 1));
                    if remove.clicked() {
                        gone = Some(i);
                    }
                });
            }
            if let Some(i) = gone {
                draft.parts.remove(i);
            }
            ui.horizontal_wrapped(|ui| {
                if ui.button("Add a part").clicked() {
                    draft
                        .parts
                        .push((format!("part{}", draft.parts.len() + 1), "0.1".to_owned()));
                }
                let seed = ui.label("Seed");
                ui.add(TextEdit::singleline(&mut draft.seed).desired_width(72.0))
                    .labelled_by(seed.id);
                let details = self.choices.as_ref().map(|(_, c)| c.details.as_slice());
                group_ui(ui, &mut draft.group_by, details.unwrap_or_default());
            });
            ui.checkbox(&mut draft.is_balanced, "Balance the parts by tags");
            let words = if draft.is_balanced {
                "Shares of articles and of each tag are met as nearly as possible. Parts change when annotations do"
            } else {
                "With the same seed an article stays in its part for ever; shares are met on the average"
            };
            weak_ui(ui, shell.tokens, words);
        }
        ui.horizontal(|ui| {
            let label = ui.label("Licence");
            ui.add(
                TextEdit::singleline(&mut draft.license)
                    .hint_text("such as cc-by-4.0; unknown where empty")
                    .desired_width(ui.available_width().min(320.0)),
            )
            .labelled_by(label.id);
        });
    }

    fn path_ui(&mut self, shell: &Shell<'_>, format: &Format, ui: &mut Ui) {
        ui.add_space(size::GROUP);
        ui.horizontal(|ui| {
            let what = match format.single_ending {
                Some(_) => "File or folder",
                None => "Folder",
            };
            let label = ui.label(what);
            ui.with_layout(Layout::right_to_left(egui::Align::Center), |ui| {
                let choose = ui.button("Choose…");
                if choose
                    .on_hover_text("Asks the system for a place")
                    .clicked()
                {
                    let purpose = match format.single_ending {
                        Some(ending) => PathPurpose::ExportFile(ending),
                        None => PathPurpose::ExportFolder,
                    };
                    shell.sender.act(AppAction::AskForFiles(purpose));
                }
                let edit = TextEdit::singleline(&mut self.draft.path).desired_width(f32::INFINITY);
                let field = ui.add(edit).labelled_by(label.id);
                if field.changed() {
                    self.draft.path_was_typed();
                    self.remark.clear();
                }
            });
        });
        if self.remark.is_empty() {
            return self.summary_ui(shell, ui);
        }
        let color = shell.tokens.error;
        label_ui(
            ui,
            RichText::new(&self.remark).size(size::SMALL).color(color),
        );
    }
}

impl Drop for ExportDialog {
    /// Nobody is left to see the preview.
    fn drop(&mut self) {
        self.cancel();
    }
}

/// Which detail keeps articles together.
fn group_ui(ui: &mut Ui, chosen: &mut String, details: &[String]) {
    let label = ui.label("Keep together by");
    let name = |detail: &str| match detail {
        "" => "nothing".to_owned(),
        detail => detail.to_owned(),
    };
    let combo = ComboBox::from_id_salt("group articles by")
        .selected_text(name(chosen))
        .width(120.0)
        .show_ui(ui, |ui| {
            for detail in std::iter::once("").chain(details.iter().map(String::as_str)) {
                if ui
                    .selectable_label(chosen == detail, name(detail))
                    .clicked()
                {
                    detail.clone_into(chosen);
                }
            }
        });
    combo
        .response
        .labelled_by(label.id)
        .accessible_name("Keep together by");
}
