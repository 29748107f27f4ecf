//! The row at the top: menus, any command, who annotates, and whether the work is safe and saved.

use super::context::{AppAction, ViewContext};
use super::menus::{menus_ui, opens_a_list};
use super::panels;
use super::shell::Shell;
use super::tokens::size;
use super::ui_command::{Group, UiCommand};
use super::unnamed::in_words;
use super::widgets::words::{in_order, text_width};
use super::work_area::areas_ui;
use crate::workspace::settings::WorkArea;
use crate::workspace::{SafeState, SaveStatus, SavedState, Unnamed};
use egui::{Align2, Button, MenuBar, Response, RichText, TextStyle, Ui, vec2};
use std::path::Path;

/// Narrower windows, in points, get shorter words in this row.
const NARROW: f32 = 820.0;
/// Narrower windows, in points, have the work areas in the View menu only.
const TINY: f32 = 640.0;
/// Room for the separators and gaps of the row, points.
const GAPS: f32 = 90.0;
/// The name of who annotates keeps this room, points, before the work areas stand side by side.
const LEAST_NAME: f32 = 160.0;

/// Draws the row; `unnamed` are the projects without a name that can be opened.
pub fn title_row_ui(shell: &Shell<'_>, unnamed: &[&Unnamed], ui: &mut Ui) {
    MenuBar::new().ui(ui, |ui| {
        let is_narrow = ui.max_rect().width() < NARROW;
        if is_narrow {
            ui.spacing_mut().button_padding.x = 5.0;
            ui.spacing_mut().item_spacing.x = 2.0;
        }
        menus_ui(shell, unnamed, ui);
        let width = ui.max_rect().width();
        if shell.view.is_some() && width >= TINY {
            ui.separator();
            let others = areas_width(shell, ui) + palette_width(ui, is_narrow) + status_width(ui);
            let is_menu = ui.available_width() < others + LEAST_NAME + GAPS;
            areas_ui(shell, is_menu, ui);
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if let Some(ctx) = &shell.view {
                status_ui(ctx, ui);
                ui.separator();
                let room = ui.available_width() - palette_width(ui, is_narrow) - GAPS / 2.0;
                panels::annotators::chooser_ui(ctx, room, ui);
                ui.separator();
            }
            let text = RichText::new(palette_text(is_narrow)).small();
            let palette = ui.add(Button::new(text).frame(false));
            palette
                .widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, "Any command"));
            if palette
                .on_hover_text(UiCommand::Palette.tooltip(shell.facts))
                .clicked()
            {
                shell.sender.ui(UiCommand::Palette);
            }
        });
    });
}

fn palette_text(is_narrow: bool) -> String {
    if is_narrow {
        UiCommand::Palette.key_text()
    } else {
        format!("Any command  {}", UiCommand::Palette.key_text())
    }
}

fn palette_width(ui: &Ui, is_narrow: bool) -> f32 {
    text_width(ui, &palette_text(is_narrow), &TextStyle::Small)
}

/// The work areas side by side, points.
fn areas_width(shell: &Shell<'_>, ui: &Ui) -> f32 {
    let padding = 2.0 * ui.spacing().button_padding.x + 4.0;
    let areas = WorkArea::ALL.iter().map(|area| {
        let text = UiCommand::Area(*area).text(shell.facts);
        text_width(ui, &text, &TextStyle::Button) + padding
    });
    areas.sum()
}

/// The two words about saving with what stands between them, points.
fn status_width(ui: &Ui) -> f32 {
    let widest = |words: [&str; 3]| {
        let all = words.map(|word| text_width(ui, word, &TextStyle::Body));
        all.into_iter().fold(0.0, f32::max)
    };
    widest(SAVED_WORDS) + widest(SAFE_WORDS) + size::GROUP
}

/// Before the text of an item, where the mark stands of those that are on.
const MARK_ROOM: &str = "     ";

/// All commands of a menu.
pub(super) fn items_ui(shell: &Shell<'_>, unnamed: &[&Unnamed], ui: &mut Ui, group: Group) {
    let mut is_first = true;
    let in_group = |command: &&UiCommand| {
        let spec = command.spec();
        spec.group == group && spec.in_menu
    };
    let has_marks = UiCommand::ALL
        .iter()
        .filter(in_group)
        .any(|command| command.switched_on(shell.facts).is_some());
    for command in UiCommand::ALL {
        let spec = command.spec();
        if spec.group != group || !spec.in_menu {
            continue;
        }
        if let UiCommand::Tag(n) = command
            && !shell.facts.tags.iter().any(|(key, _)| key == n)
        {
            continue;
        }
        if spec.starts_section && !is_first {
            ui.separator();
        }
        is_first = false;
        marked_item_ui(shell, ui, *command, has_marks);
        if *command == UiCommand::OpenProject {
            recent_ui(shell, unnamed, ui);
        }
    }
}

/// One command as a menu item: its text, its key, whether it is on, why it cannot run.
pub fn item_ui(shell: &Shell<'_>, ui: &mut Ui, command: UiCommand) -> Response {
    let has_mark = command.switched_on(shell.facts).is_some();
    marked_item_ui(shell, ui, command, has_mark)
}

/// The item with room for a mark before its text, where others of the list have one.
fn marked_item_ui(shell: &Shell<'_>, ui: &mut Ui, command: UiCommand, has_marks: bool) -> Response {
    let on = command.switched_on(shell.facts);
    let room = if has_marks { MARK_ROOM } else { "" };
    let text = format!("{room}{}", command.text(shell.facts));
    let shown = in_order(ui, shortened(&text, 60), f32::INFINITY);
    let button = Button::new(shown).shortcut_text(command.key_text());
    let may_run = command.unavailable(shell.facts).is_none();
    let response = ui.add_enabled(may_run, button);
    if on == Some(true) {
        let padding = ui.spacing().button_padding.x;
        let color = ui.style().interact(&response).text_color();
        ui.painter().text(
            response.rect.left_center() + vec2(padding, 0.0),
            Align2::LEFT_CENTER,
            "✓",
            TextStyle::Button.resolve(ui.style()),
            color,
        );
    }
    let name = command.text(shell.facts);
    response.widget_info(|| match on {
        Some(on) => egui::WidgetInfo::selected(egui::Role::MenuItemCheckBox, may_run, on, &name),
        None => egui::WidgetInfo::labeled(egui::Role::MenuItem, may_run, &name),
    });
    let tooltip = command.tooltip(shell.facts);
    let response = response
        .on_hover_text(&tooltip)
        .on_disabled_hover_text(&tooltip);
    if response.gained_focus() {
        // Walked to by keys: a menu that scrolls shows it.
        response.scroll_to_me(None);
    }
    if response.clicked() {
        shell.sender.ui(command);
        ui.close();
    }
    response
}

fn recent_ui(shell: &Shell<'_>, unnamed: &[&Unnamed], ui: &mut Ui) {
    let recent = &shell.settings.recent;
    if recent.is_empty() && unnamed.is_empty() {
        ui.add_enabled(false, Button::new("Recent projects"))
            .on_disabled_hover_text("No project has been opened yet");
        return;
    }
    let shown = ui.menu_button("Recent projects", |ui| {
        ui.set_min_width(200.0);
        let height = (ui.ctx().content_rect().height() - 64.0).max(120.0);
        egui::ScrollArea::vertical()
            .max_height(height)
            .show(ui, |ui| {
                for path in recent {
                    let name = path.file_stem().map_or_else(
                        || path.display().to_string(),
                        |stem| stem.to_string_lossy().into_owned(),
                    );
                    recent_item_ui(shell, ui, &shortened(&name, 50), path);
                }
                if unnamed.is_empty() {
                    return;
                }
                if !recent.is_empty() {
                    ui.separator();
                }
                ui.label(RichText::new("Not named yet").color(shell.tokens.weak));
                for project in unnamed {
                    recent_item_ui(shell, ui, &in_words(project), &project.path);
                }
            });
    });
    opens_a_list(ui, shown.response.id);
}

fn recent_item_ui(shell: &Shell<'_>, ui: &mut Ui, name: &str, path: &Path) {
    let shown = in_order(ui, name.to_owned(), f32::INFINITY);
    if ui
        .button(shown)
        .accessible_name(name)
        .on_hover_text(path.display().to_string())
        .clicked()
    {
        let paths = vec![path.to_owned()];
        shell.sender.act(AppAction::OpenPaths(paths));
        ui.close();
    }
}

/// The text cut to `n_chars` characters, with an ellipsis where it was longer.
pub fn shortened(text: &str, n_chars: usize) -> String {
    match text.char_indices().nth(n_chars) {
        Some((cut, _)) => format!("{}…", text[..cut].trim_end()),
        None => text.to_owned(),
    }
}

/// The two words, and what hovering says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusData {
    /// Whether the last edit is in the journal.
    pub safe: &'static str,
    /// When and where.
    pub safe_hover: String,
    /// Whether the project file holds it.
    pub saved: &'static str,
    /// When and where.
    pub saved_hover: String,
    /// Something failed.
    pub has_failed: bool,
}

impl StatusData {
    /// The words for a state.
    #[must_use]
    pub fn gather(status: &SaveStatus, has_draft: bool) -> Self {
        let at = |when: &Option<String>| match when {
            Some(when) => format!(" at {when}"),
            None => String::new(),
        };
        let journal = crate::storage::store::journal_path(&status.file);
        let journal = journal.display();
        let (safe, safe_hover) = match &status.safe {
            SafeState::Safe | SafeState::Writing if has_draft => (
                "Typing…",
                "What is being typed becomes an edit with Enter, when the field is left, and after a pause"
                    .to_owned(),
            ),
            SafeState::Safe => (
                "Safe ✓",
                format!(
                    "Every edit is in the journal{}\n{journal}",
                    at(&status.safe_at)
                ),
            ),
            SafeState::Writing => (
                "Writing…",
                format!("The last edit is being written to the journal\n{journal}"),
            ),
            SafeState::Failed(why) => (
                "Not safe!",
                format!(
                    "The last edits could not be written to the journal: {}. {}",
                    why.message, why.help
                ),
            ),
        };
        let mut file = status.file.display().to_string();
        if !status.is_named {
            file.push_str("\nThe project has no name yet: save it as a file of your own");
        }
        let (saved, saved_hover) = match &status.saved {
            SavedState::Saved if has_draft => (
                "Unsaved",
                format!("The project file does not hold what is being typed yet\n{file}"),
            ),
            SavedState::Saved => (
                "Saved",
                format!(
                    "The project file holds every edit{}\n{file}",
                    at(&status.saved_at)
                ),
            ),
            SavedState::Unsaved => (
                "Unsaved",
                format!(
                    "The project file does not hold the last edits yet; last saved{}\n{file}",
                    at(&status.saved_at)
                ),
            ),
            SavedState::Saving => (
                "Saving…",
                format!("The project file is being written\n{file}"),
            ),
            SavedState::Failed(why) => (
                "Not saved!",
                format!("{}. {}\n{file}", why.message, why.help),
            ),
        };
        Self {
            safe,
            safe_hover,
            saved,
            saved_hover,
            has_failed: matches!(status.safe, SafeState::Failed(_))
                || matches!(status.saved, SavedState::Failed(_)),
        }
    }
}

/// The usual words of the status: the room is for the widest of them.
const SAVED_WORDS: [&str; 3] = ["Saved", "Unsaved", "Saving…"];
const SAFE_WORDS: [&str; 3] = ["Safe ✓", "Writing…", "Typing…"];

fn status_ui(ctx: &ViewContext<'_>, ui: &mut Ui) {
    if ctx.is_read_only() {
        ui.label(
            RichText::new("Read only")
                .color(ctx.tokens.warning)
                .strong(),
        )
        .on_hover_text(ctx.workspace.read_only().unwrap_or_default());
        return;
    }
    let data = StatusData::gather(&ctx.workspace.status(), ctx.has_draft);
    let color = if data.has_failed {
        ctx.tokens.error
    } else {
        ctx.tokens.weak
    };
    ui.spacing_mut().item_spacing.x = size::GROUP;
    for (word, hover, usual) in [
        (data.saved, &data.saved_hover, SAVED_WORDS),
        (data.safe, &data.safe_hover, SAFE_WORDS),
    ] {
        // As wide as the widest of the usual words: what stands beside it does not move when they change.
        let width_of = |word: &str| text_width(ui, word, &TextStyle::Body);
        let width = usual.into_iter().map(width_of).fold(0.0, f32::max);
        let size = egui::vec2(width, ui.spacing().interact_size.y);
        let layout = egui::Layout::left_to_right(egui::Align::Center);
        ui.allocate_ui_with_layout(size, layout, |ui| {
            ui.set_min_width(width);
            ui.label(RichText::new(word).color(color))
                .on_hover_text(hover);
        });
    }
}
