//! What opens over the window and wants an answer. One at a time is on top; Escape closes it, and a click beside it where
//! nothing that was typed or chosen would go.

mod columns;
mod dropped;
mod export;
mod exported;
mod failures;
mod help;
mod import;
mod message;
mod newer;
mod palette;
mod path;
mod remove_article;
mod settings;
mod who_annotates;

pub use columns::ColumnsDialog;
pub use export::{ExportDialog, ExportDraft};
pub use exported::Exported;
pub use import::ImportDialog;
pub use message::{Answer, MessageAnswer};
pub use newer::NewerDialog;
pub use palette::{Palette, PaletteKind, fuzzy_score};
pub(in crate::app) use path::good_folder;
pub use path::{PathDraft, file_name_of, with_ending, with_json};
pub use who_annotates::WhoAnnotates;

use super::context::DialogRequest;
use super::panels::annotators::annotators_ui;
use super::panels::article_details::article_details_ui;
use super::panels::draft::Typed as _;
use super::panels::parts::is_new_here;
use super::panels::tagset::tagset_ui;
use super::project_view::PanelStates;
use super::shell::Shell;
use super::tokens::size;
use crate::model::DocumentId;
use crate::workspace::{ArticleFailure, ArticleWarning};
use egui::{Id, Modal, Ui};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// The room for the contents of a dialog whose size stays, points; small windows have less.
const FIXED_HEIGHT: f32 = 520.0;

/// One open dialog with its scratch.
pub enum Dialog {
    /// Any command or any article.
    Palette(Palette),
    /// The key map, with its filter.
    Keys(String),
    /// Theme, sizes, layers.
    Settings,
    /// What this program is.
    About,
    /// An article's details.
    Article(DocumentId),
    /// Asks before an article goes.
    RemoveArticle(DocumentId),
    /// The tag set editor.
    TagSet,
    /// Who annotates.
    Annotators,
    /// Asks who annotates; holds the name of somebody new.
    WhoAnnotates(WhoAnnotates),
    /// Asks what is to be done with a project file that was dropped while another is open.
    Dropped(PathBuf),
    /// Asks for a path.
    Path(PathDraft),
    /// Articles that could not be read, and what was odd about those that could.
    Failures {
        /// Those that could not.
        failures: Vec<ArticleFailure>,
        /// What should be looked at of those that could.
        warnings: Vec<ArticleWarning>,
        /// Others came in.
        has_others: bool,
    },
    /// Which column of a table of articles holds what.
    Columns(ColumnsDialog),
    /// What is written where, in a format of another tool.
    Export(Box<ExportDialog>),
    /// What comes in of annotations made elsewhere.
    Import(Box<ImportDialog>),
    /// What an export has written.
    Exported(Exported),
    /// Newer versions of articles, to take or leave.
    Newer(Box<NewerDialog>),
    /// Says something that must be read.
    Message {
        /// In a few words.
        title: String,
        /// What happened, to which file, what to do.
        text: String,
        /// What can be done about it.
        answers: Vec<MessageAnswer>,
    },
}

impl Dialog {
    /// Whether something is typed or chosen in it that would go with it.
    const fn holds_work(&self) -> bool {
        matches!(
            self,
            Self::Path(_)
                | Self::Export(_)
                | Self::Import(_)
                | Self::Columns(_)
                | Self::Newer(_)
                | Self::Article(_)
                | Self::TagSet
                | Self::Annotators
        )
    }
}

/// The open dialogs, the topmost last.
#[derive(Default)]
pub struct Dialogs {
    open: Vec<Dialog>,
    /// The path that was typed and sent last, should it turn out to be wrong.
    sent_path: Option<PathDraft>,
    /// What was odd about articles that were read in this session.
    warnings: BTreeMap<DocumentId, Vec<String>>,
}

impl Dialogs {
    /// Opens a dialog over the others; one of the same kind is replaced.
    pub fn open(&mut self, dialog: Dialog) {
        let kind = std::mem::discriminant(&dialog);
        let is_same =
            |d: &Dialog| std::mem::discriminant(d) == kind && !matches!(d, Dialog::Message { .. });
        self.open.retain(|d| !is_same(d));
        self.open.push(dialog);
    }

    /// Says something that must be read.
    pub fn say(&mut self, title: impl Into<String>, text: impl Into<String>) {
        self.ask(title, text, Vec::new());
    }

    /// Says something, with answers.
    pub fn ask(
        &mut self,
        title: impl Into<String>,
        text: impl Into<String>,
        answers: Vec<MessageAnswer>,
    ) {
        self.open.push(Dialog::Message {
            title: title.into(),
            text: text.into(),
            answers,
        });
    }

    /// Opens what a panel asked for.
    pub fn request(&mut self, request: DialogRequest, shell: &Shell<'_>) {
        let dialog = match request {
            DialogRequest::TagSet => Dialog::TagSet,
            DialogRequest::Annotators => Dialog::Annotators,
            DialogRequest::Settings => Dialog::Settings,
            DialogRequest::Keys => Dialog::Keys(String::new()),
            DialogRequest::About => Dialog::About,
            DialogRequest::ArticleDetails(id) => Dialog::Article(id),
            DialogRequest::RemoveArticle(id) => Dialog::RemoveArticle(id),
            DialogRequest::Path(purpose) => {
                let name = shell.view.as_ref().map(|v| v.workspace.name());
                Dialog::Path(PathDraft::new(purpose, shell.settings, name.as_deref()))
            }
            DialogRequest::Message { title, text } => {
                self.say(title, text);
                return;
            }
        };
        self.open(dialog);
    }

    /// What was typed in the path dialog led nowhere: it opens again with it.
    pub fn ask_path_again(&mut self) {
        if let Some(draft) = self.sent_path.take() {
            self.open(Dialog::Path(draft));
        }
    }

    /// The export dialog, if it is open.
    pub fn export_mut(&mut self) -> Option<&mut ExportDialog> {
        self.open.iter_mut().find_map(|dialog| match dialog {
            Dialog::Export(dialog) => Some(&mut **dialog),
            _ => None,
        })
    }

    /// Closes the dialog on newer versions of articles; says whether it was open.
    pub fn close_newer(&mut self) -> bool {
        let n = self.open.len();
        self.open
            .retain(|dialog| !matches!(dialog, Dialog::Newer(_)));
        n != self.open.len()
    }

    /// Keeps what was odd about articles, for their details.
    pub fn keep_warnings(&mut self, warnings: &[ArticleWarning]) {
        for warning in warnings {
            let of_article = self.warnings.entry(warning.document.clone()).or_default();
            of_article.push(warning.words.clone());
        }
    }

    /// The article is read anew.
    pub fn forget_warnings(&mut self, id: &DocumentId) {
        self.warnings.remove(id);
    }

    /// The import dialog, if it is open.
    pub fn import_mut(&mut self) -> Option<&mut ImportDialog> {
        self.open.iter_mut().find_map(|dialog| match dialog {
            Dialog::Import(dialog) => Some(&mut **dialog),
            _ => None,
        })
    }

    /// Whether the import dialog is open: what is dropped is for it.
    #[must_use]
    pub fn has_import(&self) -> bool {
        self.open.iter().any(|d| matches!(d, Dialog::Import(_)))
    }

    /// Whether one is open.
    #[must_use]
    pub fn is_any_open(&self) -> bool {
        !self.open.is_empty()
    }

    /// Draws all of them and closes those that are done.
    pub fn ui(&mut self, shell: &Shell<'_>, panels: &mut PanelStates, ui: &Ui) {
        let n = self.open.len();
        let mut is_done = vec![false; n];
        for (i, dialog) in self.open.iter_mut().enumerate() {
            let is_top = i + 1 == n;
            is_done[i] = dialog_ui(shell, panels, &self.warnings, ui, i, dialog) && is_top;
        }
        if let (Some(Dialog::Path(draft)), Some(true)) = (self.open.last(), is_done.last()) {
            self.sent_path = draft.sent();
        }
        let mut i = 0;
        self.open.retain(|dialog| {
            let keep = !is_done[i];
            if !keep && let Some(view) = &shell.view {
                let project = view.project();
                match dialog {
                    Dialog::TagSet => panels.tagset.leave(project, shell.sender),
                    Dialog::Annotators => panels.annotators.leave(project, shell.sender),
                    Dialog::Article(_) => panels.article_details.leave(project, shell.sender),
                    _ => {}
                }
            }
            i += 1;
            keep
        });
    }
}

/// Draws one; says whether it is done.
fn dialog_ui(
    shell: &Shell<'_>,
    panels: &mut PanelStates,
    warnings: &BTreeMap<DocumentId, Vec<String>>,
    ui: &Ui,
    place: usize,
    dialog: &mut Dialog,
) -> bool {
    let screen = ui.ctx().content_rect();
    let width = match dialog {
        Dialog::TagSet => 620.0,
        Dialog::Annotators => 700.0,
        Dialog::Newer(_) => 680.0,
        Dialog::Keys(_) => 640.0,
        Dialog::Palette(_) => 560.0,
        Dialog::Export(_) => export::WIDTH,
        Dialog::Columns(_) => columns::WIDTH,
        Dialog::Import(_) => import::WIDTH,
        _ => size::DIALOG,
    };
    let width = f32::min(width, screen.width() - 48.0);
    let max_height = (screen.height() - 96.0).max(120.0);
    let id = Id::unique(("dialog", place));
    let mut area = Modal::default_area(id);
    if matches!(dialog, Dialog::TagSet | Dialog::Palette(_)) {
        // What appears in it while somebody works, such as a warning or fewer hits, moves nothing above.
        area = area.anchor(egui::Align2::CENTER_TOP, egui::vec2(0.0, 40.0));
    }
    let response = Modal::new(id)
        .area(area)
        .backdrop_color(shell.tokens.backdrop)
        .show(ui.ctx(), |ui| {
            ui.set_width(width);
            ui.set_max_height(max_height);
            // Fields stand out 3:1 from the dialog (WCAG 2.2, 1.4.11).
            ui.visuals_mut().widgets.inactive.bg_stroke =
                egui::Stroke::new(1.0, shell.tokens.frame);
            let view = shell.view.as_ref();
            match dialog {
                Dialog::Palette(palette) => palette.ui(shell, ui),
                Dialog::Keys(filter) => help::keys_ui(shell, ui, filter),
                Dialog::Settings => settings::settings_ui(shell, ui),
                Dialog::About => help::about_ui(shell, ui),
                Dialog::Article(id) => view.is_none_or(|view| {
                    if view.project().document(id).is_none() {
                        return true;
                    }
                    panel_dialog_ui(ui, "Article details", max_height, false, |ui| {
                        let warnings = warnings.get(id).map_or(&[][..], Vec::as_slice);
                        article_details_ui(view, ui, id, warnings, &mut panels.article_details)
                    })
                }),
                Dialog::RemoveArticle(id) => {
                    view.is_none_or(|view| remove_article::remove_article_ui(view, ui, id))
                }
                Dialog::Dropped(path) => dropped::dropped_ui(shell, ui, path),
                Dialog::Newer(newer) => newer.ui(shell, ui, max_height),
                Dialog::WhoAnnotates(question) => view.is_none_or(|view| question.ui(view, ui)),
                Dialog::Path(draft) => draft.ui(shell, ui),
                Dialog::Failures {
                    failures,
                    warnings,
                    has_others,
                } => failures::failures_ui(shell, ui, failures, warnings, *has_others),
                Dialog::Columns(dialog) => dialog.ui(shell, ui),
                Dialog::Export(dialog) => dialog.ui(shell, ui, max_height),
                Dialog::Import(dialog) => dialog.ui(shell, ui, max_height),
                Dialog::Exported(done) => exported::exported_ui(shell, ui, done),
                Dialog::Message {
                    title,
                    text,
                    answers,
                } => message::message_ui(shell, ui, title, text, answers),
                Dialog::TagSet => view.is_none_or(|view| {
                    panel_dialog_ui(ui, "Tag set", max_height, true, |ui| {
                        tagset_ui(view, ui, &mut panels.tagset);
                        None
                    })
                }),
                Dialog::Annotators => view.is_none_or(|view| {
                    panel_dialog_ui(ui, "Annotators", max_height, false, |ui| {
                        annotators_ui(view, ui, &mut panels.annotators);
                        None
                    })
                }),
            }
        });
    // Where something is typed or chosen, a click beside it is a slip.
    let is_slip = dialog.holds_work() && response.backdrop_response.clicked();
    response.inner || (response.should_close() && !is_slip)
}

fn panel_dialog_ui(
    ui: &mut Ui,
    title: &str,
    max_height: f32,
    // Always the full height, so that the buttons below stay where they are.
    is_fixed: bool,
    // Gives the control that has the keyboard first, where it is not the button.
    contents: impl FnOnce(&mut Ui) -> Option<egui::Response>,
) -> bool {
    ui.heading(title);
    ui.add_space(size::GAP);
    let first = egui::ScrollArea::vertical()
        .max_height(if is_fixed {
            (max_height - 90.0).min(FIXED_HEIGHT)
        } else {
            max_height - 90.0
        })
        .auto_shrink([false, !is_fixed])
        .show(ui, contents)
        .inner;
    buttons_ui(ui, |ui| {
        let close = ui.button("Close");
        focus_first_or(ui, first.as_ref().unwrap_or(&close), &close);
        close.clicked()
    })
}

/// The row of buttons at a dialog's end, from the right; the first one drawn is the outermost.
fn buttons_ui<R>(ui: &mut Ui, contents: impl FnOnce(&mut Ui) -> R) -> R {
    ui.add_space(size::GROUP);
    ui.allocate_ui_with_layout(
        egui::vec2(ui.available_width(), size::ROW),
        egui::Layout::right_to_left(egui::Align::Center),
        contents,
    )
    .inner
}

/// Gives a dialog's main control the keyboard when it opens, and again when nothing has it.
fn focus_first(ui: &Ui, control: &egui::Response) {
    focus_first_or(ui, control, control);
}

/// Gives a dialog's main control the keyboard when it opens, and another one when nothing has it later.
fn focus_first_or(ui: &Ui, control: &egui::Response, later: &egui::Response) {
    let is_new = is_new_here(ui, control);
    if is_new {
        control.request_focus();
    } else if has_nobody_the_keyboard(ui) {
        later.request_focus();
    }
}

/// Whether nothing has the keyboard, and this dialog is the topmost.
fn has_nobody_the_keyboard(ui: &Ui) -> bool {
    ui.memory(|m| m.focused().is_none() && m.top_modal_layer().is_none_or(|l| l == ui.layer_id()))
}
