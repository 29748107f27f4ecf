//! Labels in the order in which they read, in every script. egui alone sets the words of Arabic and Hebrew in the wrong
//! order; screen readers get every text as it is written.

use super::reading_order::{has_rtl, is_rtl_paragraph, pieces};
use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{
    Align, FontSelection, Galley, Label, Layout, Response, RichText, Role, Ui, WidgetInfo,
    WidgetText,
};
use std::sync::Arc;
use unicode_segmentation::UnicodeSegmentation as _;

/// A label that wraps.
pub fn label_ui(ui: &mut Ui, text: impl Into<RichText>) -> Response {
    let rich = text.into();
    if !has_rtl(rich.text()) {
        return ui.add(Label::new(rich).wrap());
    }
    let text = rich.text().to_owned();
    let format = format_of(ui, rich);
    let is_rtl = is_rtl_paragraph(&text);
    let mut job = set_in_lines(ui, &text, &format, ui.available_width());
    let add = |ui: &mut Ui, job| ui.add(Label::new(job).extend().selectable(false));
    let response = if is_rtl && ui.layout().is_vertical() {
        job.halign = Align::RIGHT;
        ui.with_layout(Layout::top_down(Align::Max), |ui| add(ui, job))
            .inner
    } else {
        add(ui, job)
    };
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &text));
    response
}

/// Says `text` while the pointer rests on something.
pub fn hover(response: Response, text: &str) -> Response {
    if has_rtl(text) {
        response.on_hover_ui(|ui| {
            label_ui(ui, text);
        })
    } else {
        response.on_hover_text(text)
    }
}

/// The words of a button or another widget with one line, cut with `…` where they are wider than `width` points. Give
/// the widget its accessible name: it would have that of the words as they stand.
pub fn in_order(ui: &Ui, text: impl Into<RichText>, width: f32) -> WidgetText {
    let rich = text.into();
    if !has_rtl(rich.text()) {
        return rich.into();
    }
    let text = rich.text().to_owned();
    let format = format_of(ui, rich);
    one_line(ui, &text, &format, width).into()
}

/// The words of a button that wraps, in lines of at most `width` points. Give the widget its accessible name.
pub fn in_lines(ui: &Ui, text: impl Into<RichText>, width: f32) -> WidgetText {
    let rich = text.into();
    if !has_rtl(rich.text()) {
        return rich.into();
    }
    let text = rich.text().to_owned();
    let format = format_of(ui, rich);
    set_in_lines(ui, &text, &format, width).into()
}

/// How wide a text is on one line in a style of egui's, points.
pub fn text_width(ui: &Ui, text: &str, style: &egui::TextStyle) -> f32 {
    let font = style.resolve(ui.style());
    let color = egui::Color32::PLACEHOLDER;
    let galley = ui.painter().layout_no_wrap(text.to_owned(), font, color);
    galley.size().x
}

/// Text on one line that ends with `…` where it is wider than `width` points.
pub fn one_line(ui: &Ui, text: &str, format: &TextFormat, width: f32) -> Arc<Galley> {
    let width = width.max(0.0);
    if !has_rtl(text) {
        let mut job = LayoutJob::single_section(text.to_owned(), format.clone());
        job.wrap = TextWrapping::truncate_at_width(width);
        return ui.painter().layout_job(job);
    }
    let is_rtl = is_rtl_paragraph(text);
    let set = |text: &str| ui.painter().layout_job(line_job(text, is_rtl, format));
    let whole = set(text);
    if whole.size().x <= width {
        return whole;
    }
    // The longest start that fits with the ellipsis behind it. Wider text never fits better, so halving finds it.
    let ends: Vec<usize> = text
        .grapheme_indices(true)
        .map(|(at, grapheme)| at + grapheme.len())
        .collect();
    let cut = |n: usize| {
        let end = n.checked_sub(1).map_or(0, |i| ends[i]);
        set(&format!("{}…", text[..end].trim_end()))
    };
    let (mut fits, mut too_many) = (0, ends.len());
    while fits + 1 < too_many {
        let n = usize::midpoint(fits, too_many);
        if cut(n).size().x <= width {
            fits = n;
        } else {
            too_many = n;
        }
    }
    cut(fits)
}

fn format_of(ui: &Ui, rich: RichText) -> TextFormat {
    let text = WidgetText::from(rich);
    let job = text.into_layout_job(ui.style(), FontSelection::Default, ui.text_valign());
    let first = job.sections.first();
    first.map_or_else(TextFormat::default, |section| section.format.clone())
}

/// One line that does not wrap.
fn line_job(line: &str, is_rtl: bool, format: &TextFormat) -> LayoutJob {
    let mut job = LayoutJob::default();
    job.wrap.max_width = f32::INFINITY;
    job.break_on_newline = false;
    append_line(&mut job, line, is_rtl, format);
    job
}

fn append_line(job: &mut LayoutJob, line: &str, is_rtl: bool, format: &TextFormat) {
    for piece in pieces(line, is_rtl) {
        // Each piece is a section of its own: egui shapes sections one by one.
        job.append(&piece, 0.0, format.clone());
    }
}

/// Every paragraph in lines of at most `width` points, each line in its order.
fn set_in_lines(ui: &Ui, text: &str, format: &TextFormat, width: f32) -> LayoutJob {
    let mut job = LayoutJob::default();
    job.wrap.max_width = f32::INFINITY;
    for (i, paragraph) in text.split('\n').enumerate() {
        let is_rtl = is_rtl_paragraph(paragraph);
        for (j, line) in lines(ui, paragraph, format, width).iter().enumerate() {
            if i + j > 0 {
                job.append("\n", 0.0, format.clone());
            }
            append_line(&mut job, line.trim_end(), is_rtl, format);
        }
    }
    job
}

/// A paragraph cut where its lines are full: between words, else between graphemes.
fn lines<'a>(ui: &Ui, paragraph: &'a str, format: &TextFormat, width: f32) -> Vec<&'a str> {
    let wide = |text: &str| {
        let job = line_job(text.trim_end(), false, format);
        ui.painter().layout_job(job).size().x
    };
    let mut lines = Vec::new();
    let mut start = 0;
    let mut end = 0;
    for word in paragraph.split_inclusive(' ') {
        let word_end = end + word.len();
        if end > start && wide(&paragraph[start..word_end]) > width {
            lines.push(&paragraph[start..end]);
            start = end;
        }
        end = word_end;
        while wide(&paragraph[start..end]) > width {
            let Some(cut) = widest(&paragraph[start..end], width, wide) else {
                break;
            };
            lines.push(&paragraph[start..start + cut]);
            start += cut;
        }
    }
    lines.push(&paragraph[start..]);
    lines
}

/// Where to cut a word that alone is too wide; `None` where it is one grapheme.
fn widest(word: &str, width: f32, wide: impl Fn(&str) -> f32) -> Option<usize> {
    let starts: Vec<usize> = word.grapheme_indices(true).map(|(at, _)| at).collect();
    let inner = starts.get(1..).filter(|inner| !inner.is_empty())?;
    let n = inner.partition_point(|cut| wide(&word[..*cut]) <= width);
    Some(inner[n.saturating_sub(1)])
}
