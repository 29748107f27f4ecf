//! What would be written: counts, what the format cannot hold, the parts, the files and how they begin.

use crate::app::panels::parts::{section_ui, weak_ui};
use crate::app::panels::wording::{counted, thousands};
use crate::app::tokens::{Tokens, semibold, size};
use crate::formats::{Format, Losses, Written};
use crate::workspace::{ExportPreview, FileHead, JobProgress, PreviewFile};
use egui::{ComboBox, RichText, ScrollArea, TextStyle, Ui};

/// So many lines of a file are shown.
const LINES: usize = 14;
/// So much of a line, code points.
const LINE_CHARS: usize = 400;
/// Room for the count of a loss, points.
const COUNT: f32 = 40.0;
/// So many files can be chosen from.
const MAX_FILES: usize = 40;

/// Draws it; `file` is the one whose first lines are seen.
pub(super) fn preview_ui(
    tokens: &Tokens,
    ui: &mut Ui,
    format: &Format,
    shown: Option<&Result<ExportPreview, String>>,
    progress: Option<&JobProgress>,
    file: &mut usize,
) {
    section_ui(ui, tokens, "What will be written");
    if let Some(progress) = progress
        && (shown.is_none() || progress.total > 0)
    {
        let per_cent = (progress.done * 100).checked_div(progress.total);
        let words = match per_cent {
            Some(n) => format!("Working it out… {n} %"),
            None => "Working it out…".to_owned(),
        };
        weak_ui(ui, tokens, &words);
    }
    let preview = match shown {
        None => return,
        Some(Err(fault)) => {
            let fault = crate::app::dispatch::sentence(fault);
            ui.label(RichText::new(fault).color(tokens.error));
            return;
        }
        Some(Ok(preview)) => preview,
    };
    let n_bytes = preview.files.iter().map(|f| f.n_bytes).sum();
    ui.label(format!(
        "{} in {}, {}",
        contents_in_words(&preview.written),
        counted(preview.files.len(), "file", "files"),
        bytes_in_words(n_bytes)
    ));
    if preview.parts.len() > 1 {
        for part in &preview.parts {
            let (articles, annotations) = (
                counted(part.n_documents, "article", "articles"),
                counted(part.n_annotations, "annotation", "annotations"),
            );
            ui.label(format!("{}: {articles}, {annotations}", part.name));
        }
    }
    losses_ui(tokens, ui, format.name, &preview.written.losses);
    files_ui(tokens, ui, &preview.files, file);
}

/// Such as `5 articles, 40 annotations, 12 links`.
pub(in crate::app::dialogs) fn contents_in_words(written: &Written) -> String {
    format!(
        "{}, {}, {}",
        counted(written.documents, "article", "articles"),
        counted(written.annotations, "annotation", "annotations"),
        counted(written.relations, "link", "links"),
    )
}

/// What is lost, in a line, such as `Lost: 12 details of links, 1 page of guidelines`.
pub(super) fn losses_in_a_line(losses: &Losses) -> String {
    let all = losses.list().into_iter();
    let all: Vec<String> = all
        .map(|loss| format!("{} {}", thousands(loss.count), loss.words()))
        .collect();
    format!("Lost: {}", all.join(", "))
}

/// What a format cannot hold, counted.
pub(in crate::app::dialogs) fn losses_ui(
    tokens: &Tokens,
    ui: &mut Ui,
    format: &str,
    losses: &Losses,
) {
    section_ui(ui, tokens, &format!("What {format} cannot hold"));
    if losses.is_empty() {
        ui.label(RichText::new("✓ Nothing is lost").color(tokens.good));
        return;
    }
    for loss in losses.list() {
        ui.horizontal_top(|ui| {
            let n = RichText::new(thousands(loss.count)).family(semibold());
            let width = ui.label(n.color(tokens.warning)).rect.width();
            ui.add_space((COUNT - width).max(0.0));
            // Long ones wrap beside their count.
            ui.add(egui::Label::new(loss.words()).wrap());
        });
    }
}

fn files_ui(tokens: &Tokens, ui: &mut Ui, files: &[PreviewFile], chosen: &mut usize) {
    section_ui(ui, tokens, "How the files begin");
    *chosen = (*chosen).min(files.len().saturating_sub(1));
    let Some(file) = files.get(*chosen) else {
        weak_ui(ui, tokens, "No file would be written");
        return;
    };
    let name = |f: &PreviewFile| format!("{}, {}", f.path, bytes_in_words(f.n_bytes));
    let combo = ComboBox::from_id_salt("file of the export")
        .selected_text(name(file))
        .width(ui.available_width().min(340.0))
        .truncate()
        .show_ui(ui, |ui| {
            for (i, file) in files.iter().take(MAX_FILES).enumerate() {
                if ui.selectable_label(i == *chosen, name(file)).clicked() {
                    *chosen = i;
                }
            }
            if files.len() > MAX_FILES {
                let n = counted(files.len() - MAX_FILES, "further file", "further files");
                weak_ui(ui, tokens, &n);
            }
        });
    combo.response.accessible_name("File of the export");
    let Some(file) = files.get(*chosen) else {
        return;
    };
    let text = match &file.head {
        FileHead::Text(text) => text,
        FileHead::Binary => return weak_ui(ui, tokens, "This file is not for reading by eye"),
        FileHead::NotKept => return,
    };
    egui::Frame::new()
        .fill(tokens.page)
        .stroke(egui::Stroke::new(1.0, tokens.line))
        .corner_radius(size::CORNER)
        .inner_margin(6)
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ScrollArea::horizontal()
                .id_salt(("head", *chosen))
                .auto_shrink([false, true])
                .show(ui, |ui| {
                    let font = TextStyle::Monospace.resolve(ui.style());
                    let text = RichText::new(first_lines(text))
                        .font(font)
                        .color(tokens.text);
                    ui.add(egui::Label::new(text).extend().selectable(true));
                });
        });
}

/// The first lines as they are shown: without a byte-order mark, long ones cut.
fn first_lines(text: &str) -> String {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut out = String::new();
    for line in text.lines().take(LINES) {
        if !out.is_empty() {
            out.push('\n');
        }
        match line.char_indices().nth(LINE_CHARS) {
            Some((cut, _)) => {
                out.push_str(&line[..cut]);
                out.push('…');
            }
            None => out.push_str(line),
        }
    }
    out
}

/// Such as `640 bytes`, `12 kB`, `3.4 MB`.
fn bytes_in_words(n: u64) -> String {
    match n {
        1 => "1 byte".to_owned(),
        0..1000 => format!("{n} bytes"),
        1000..1_000_000 => format!("{} kB", n.div_ceil(1000)),
        _ => format!("{:.1} MB", n as f64 / 1e6),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_by_people() {
        let words = [0, 1, 999, 1000, 12_345, 3_400_000].map(bytes_in_words);
        assert_eq!(
            words,
            ["0 bytes", "1 byte", "999 bytes", "1 kB", "13 kB", "3.4 MB"]
        );
    }

    #[test]
    fn the_first_lines_are_cut_between_characters() {
        assert_eq!(first_lines("\u{feff}a,b\r\nc,d\r\n"), "a,b\nc,d");
        let long = "ä".repeat(LINE_CHARS + 1);
        assert_eq!(first_lines(&long).chars().count(), LINE_CHARS + 1);
        assert!(first_lines(&long).ends_with("ä…"));
        let many = "x\n".repeat(LINES + 5);
        assert_eq!(first_lines(&many).lines().count(), LINES);
    }
}
