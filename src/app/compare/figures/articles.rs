//! Agreement article by article: a plot and a table; a click on either shows the figures of that article.

use super::super::letter;
use super::data::{ArticleRow, FiguresData};
use super::table::right_ui;
use super::{Click, plots};
use crate::agreement::figure::decimals;
use crate::app::panels::parts::{cell_ui, list_row_ui, section_ui};
use crate::app::tokens::{Tokens, size};
use crate::app::widgets::{VirtualList, words};
use egui::{Rect, Sense, Ui, UiBuilder, pos2, vec2};

/// Width of a column of numbers, points.
const COLUMN: f32 = 78.0;
/// Rows of the table that are seen at once.
const ROWS: usize = 8;

/// Where the cells of a row stand: the title, then the numbers.
fn columns(row: Rect, n: usize) -> Vec<Rect> {
    let row = row.shrink2(vec2(size::GAP, 0.0));
    let width = COLUMN.min(row.width() * 0.6 / n.max(1) as f32);
    let title = row.right() - width * n as f32;
    let mut cells = vec![Rect::from_min_max(row.min, pos2(title, row.bottom()))];
    for i in 0..n {
        let left = title + width * i as f32;
        let min = pos2(left + size::GAP, row.top());
        cells.push(Rect::from_min_max(min, pos2(left + width, row.bottom())));
    }
    cells
}

/// One article in words.
pub fn spoken(data: &FiguresData, row: &ArticleRow) -> String {
    let spans = data.names.iter().zip(&row.n_spans);
    let spans = spans.map(|(name, n)| format!("{name} {n}"));
    let values = data.articles.columns.iter().zip(&row.values);
    let values = values.map(|((_, name), value)| match value {
        Ok(value) => format!("{name} {}", decimals(*value)),
        Err(why) => format!("{name} {why}"),
    });
    let all: Vec<String> = spans.chain(values).collect();
    format!("{}: {}", row.title, all.join(", "))
}

/// Draws plot and table.
pub fn articles_ui(
    ui: &mut Ui,
    (tokens, chosen): (&Tokens, Option<usize>),
    data: &FiguresData,
    list: &mut VirtualList,
) -> Option<Click> {
    section_ui(ui, tokens, "Article by article");
    let mut pressed = plots::articles_ui(ui, tokens, data, chosen);
    let n = data.names.len() + data.articles.columns.len();
    let (head, _) = ui.allocate_exact_size(vec2(ui.available_width(), size::ROW), Sense::hover());
    // Names are long: a letter stands for each.
    let heads = data.names.iter().enumerate();
    let heads = heads.map(|(i, name)| {
        let whose = format!("Spans of {}: {name}", letter(i));
        (letter(i).to_string(), Some(whose))
    });
    let figures = data.articles.columns.iter();
    let heads = heads.chain(figures.map(|(_, name)| ((*name).to_owned(), None)));
    // The list keeps this much for its bar.
    let bar = if data.articles.rows.len() > ROWS {
        10.0
    } else {
        0.0
    };
    let head_row = Rect::from_min_max(head.min, pos2(head.right() - bar, head.bottom()));
    let cells = columns(head_row, n);
    cell_ui(ui, cells[0], "Article", tokens.weak);
    for (i, (cell, (name, whose))) in cells[1..].iter().zip(heads).enumerate() {
        right_ui(ui, *cell, &name, tokens.weak);
        if let Some(whose) = whose {
            let head = ui.interact(*cell, ui.scope_id().with(("head", i)), Sense::hover());
            words::hover(head.accessible_name(&whose), &whose);
        }
    }
    let n_rows = data.articles.rows.len();
    let height = n_rows.clamp(1, ROWS) as f32 * size::ROW;
    let room = vec2(ui.available_width(), height);
    let (rect, _) = ui.allocate_exact_size(room, Sense::hover());
    let mut inner = ui.new_child(
        UiBuilder::new()
            .max_rect(rect)
            .id_salt("articles of figures"),
    );
    let shown = list.show(
        &mut inner,
        "Articles",
        n_rows,
        size::ROW,
        chosen,
        |ui, i| {
            let Some(row) = data.articles.rows.get(i) else {
                return;
            };
            let name = spoken(data, row);
            let (rect, response) = list_row_ui(ui, tokens, &name, chosen == Some(i));
            let cells = columns(rect, n);
            let title = format!("{}  {}", i + 1, row.title);
            cell_ui(ui, cells[0], &title, tokens.text);
            for (cell, n) in cells[1..].iter().zip(&row.n_spans) {
                right_ui(ui, *cell, n, tokens.text);
            }
            for (cell, value) in cells[1 + row.n_spans.len()..].iter().zip(&row.values) {
                match value {
                    Ok(value) => right_ui(ui, *cell, &decimals(*value), tokens.text),
                    Err(_) => right_ui(ui, *cell, "n/a", tokens.weak),
                }
            }
            if response.on_hover_text(name).clicked() {
                pressed = Some(i);
            }
        },
    );
    if pressed.is_some() {
        shown.response.request_focus();
    }
    let to = pressed.or(shown.moved_to)?;
    // A second click shows all again.
    Some(Click::Article((chosen != Some(to)).then_some(to)))
}
