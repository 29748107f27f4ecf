//! The articles that could not be read, each with its reason, and those whose text wants a look.

use super::{buttons_ui, focus_first};
use crate::app::context::AppAction;
use crate::app::importing::may_be_annotations;
use crate::app::panels::wording::counted;
use crate::app::shell::Shell;
use crate::ingest::TABLE_EXTENSIONS;
use crate::workspace::{ArticleFailure, ArticleWarning, Asked};
use egui::{RichText, Ui};
use std::collections::BTreeMap;
use std::path::Path;

/// Height of one file with its reason, points.
const ROW: f32 = 38.0;

pub(super) fn failures_ui(
    shell: &Shell<'_>,
    ui: &mut Ui,
    failures: &[ArticleFailure],
    warnings: &[ArticleWarning],
    has_others: bool,
) -> bool {
    let rows = rows_left_out(failures);
    let n_files = failures.iter().filter(|f| f.of_rows.is_none()).count();
    ui.heading(match (n_files, &rows, warnings.len()) {
        (0, Some(rows), _) => rows.clone(),
        (0, None, 1) => "One article wants a look".to_owned(),
        (0, None, n) => format!("{n} articles want a look"),
        (1, ..) => "One file could not be read".to_owned(),
        (n, ..) => format!("{n} files could not be read"),
    });
    if n_files > 0
        && let Some(rows) = rows
    {
        ui.label(rows);
    }
    if failures.is_empty() {
        ui.label("Compare the text with the file before you annotate it.");
    } else if has_others {
        ui.label(match warnings.len() {
            0 => "The others came in. Files are never changed.".to_owned(),
            n => format!(
                "The others came in; {} a look. Files are never changed.",
                counted(n, "text wants", "texts want")
            ),
        });
    }
    let rows: Vec<(&Path, &str, &str)> = failures
        .iter()
        .map(|f| {
            // The button below says what to do about columns.
            let help = if f.needs_columns { "" } else { f.help.as_str() };
            (f.path.as_path(), f.reason.as_str(), help)
        })
        .chain(
            warnings
                .iter()
                .map(|w| (w.path.as_path(), w.words.as_str(), "")),
        )
        .collect();
    let height = ui.available_height().max(200.0) - 90.0;
    egui::ScrollArea::vertical()
        .max_height(height)
        .auto_shrink([false, true])
        .show_rows(ui, ROW + 6.0, rows.len(), |ui, shown| {
            for (path, reason, help) in &rows[shown] {
                ui.vertical(|ui| {
                    ui.set_height(ROW);
                    let path = path.display().to_string();
                    ui.add(egui::Label::new(RichText::new(&path).strong()).truncate())
                        .on_hover_text(&path);
                    let text = RichText::new(*reason).color(shell.tokens.weak);
                    ui.add(egui::Label::new(text).truncate())
                        .on_hover_text(told(reason, help));
                });
            }
        });
    buttons_ui(ui, |ui| {
        let ok = ui.button("OK");
        focus_first(ui, &ok);
        let columns = failures.iter().find(|f| f.needs_columns);
        let asks_columns = columns.is_some_and(|failure| {
            let button = ui.button("Choose columns…");
            let is_chosen = button
                .on_hover_text("Says which column of the table holds the articles' text")
                .clicked();
            if is_chosen {
                shell.sender.act(AppAction::LookAtTable(asked(failure)));
            }
            is_chosen
        });
        let binary: Vec<_> = failures.iter().filter(|f| f.is_binary).collect();
        let opens_anyway = !binary.is_empty()
            && ui
                .button("Open anyway")
                .on_hover_text("Reads what looks like no text, as well as it goes")
                .clicked();
        if opens_anyway {
            let asked = binary.iter().map(|failure| asked(failure));
            shell.sender.act(AppAction::OpenAnyway(asked.collect()));
        }
        let others: Vec<_> = failures.iter().filter(|f| is_importable(f)).collect();
        let imports = !others.is_empty()
            && ui
                .button("Import annotations…")
                .on_hover_text("Looks whether another annotation tool wrote it")
                .clicked();
        if imports {
            let paths = others.iter().map(|f| f.path.clone()).collect();
            shell.sender.act(AppAction::OpenImport(paths));
        }
        ok.clicked() || opens_anyway || asks_columns || imports
    })
}

/// "1 row of 5 was left out", over all tables that have such rows.
fn rows_left_out(failures: &[ArticleFailure]) -> Option<String> {
    let tables: BTreeMap<&Path, usize> = failures
        .iter()
        .filter_map(|f| Some((f.path.as_path(), f.of_rows?)))
        .collect();
    let n_rows: usize = tables.values().sum();
    match failures.iter().filter(|f| f.of_rows.is_some()).count() {
        0 => None,
        1 => Some(format!("1 row of {n_rows} was left out")),
        n => Some(format!("{n} rows of {n_rows} were left out")),
    }
}

/// Whether another tool's annotations may be in it. Of tables only one that was not read because it looks so, or in
/// which no column is known to hold texts.
fn is_importable(failure: &ArticleFailure) -> bool {
    let ending = failure.path.extension().and_then(|e| e.to_str());
    let is_table =
        ending.is_some_and(|e| TABLE_EXTENSIONS.iter().any(|t| e.eq_ignore_ascii_case(t)));
    if failure.of_rows.is_some() || is_table && !failure.needs_columns {
        return false;
    }
    may_be_annotations(&failure.path)
}

fn asked(failure: &ArticleFailure) -> Asked {
    Asked {
        path: failure.path.clone(),
        named: failure.named.clone(),
    }
}

/// The whole reason, and what to do.
fn told(reason: &str, help: &str) -> String {
    if help.is_empty() {
        reason.to_owned()
    } else {
        format!("{reason}\n\n{help}")
    }
}
