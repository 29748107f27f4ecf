//! From a paragraph to its cells: graphemes, hidden characters, headings.
use super::layout::{Cell, HiddenChar};
use crate::text::{ByteOffset, marks};
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;

/// Blocks are a few KiB long, so offsets in them fit.
pub fn at_u32(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

/// 1 to 6 for `# ` to `###### `, else 0.
pub fn heading_level(paragraph: &str) -> usize {
    let level = paragraph.bytes().take_while(|&b| b == b'#').count();
    match paragraph.as_bytes().get(level) {
        Some(b' ') if level <= 6 => level,
        _ => 0,
    }
}

/// From the top of a row to the baseline: the room below it is for the underlines, up to four.
pub fn row_baseline(size: f32, row_height: f32, line_height: f32) -> f32 {
    let wanted = size * (0.92 + 0.3 * (line_height - 1.5).max(0.0));
    wanted.min(row_height - 0.22 * size).round()
}

/// The characters of `paragraph` that are drawn as a mark. Offsets from the start of the paragraph.
pub fn hidden_chars(text: &str, place: usize, paragraph: &str) -> Vec<HiddenChar> {
    paragraph
        .char_indices()
        .filter_map(|(start, c)| {
            let mark = marks::mark_for(c)?;
            if !marks::is_marked(text, ByteOffset(place + start)) {
                return None;
            }
            #[allow(clippy::cast_precision_loss, reason = "a few letters")]
            let room = 0.5 + 0.36 * mark.len() as f32;
            Some(HiddenChar {
                start: at_u32(start),
                len: u8::try_from(c.len_utf8()).unwrap_or(1),
                name: mark,
                room,
            })
        })
        .collect()
}

/// Whether the cell at `x` is a tab or shown by a mark, so that a font without it needs no box for it.
pub fn is_blank_or_hidden(
    cells: &[Cell],
    x: f32,
    at: usize,
    paragraph: &str,
    hidden: &[HiddenChar],
) -> bool {
    let middle = |cell: &&Cell| cell.x - 0.5 <= x && x < cell.x + cell.width.max(1.0) - 0.5;
    let shift = at_u32(at);
    cells.iter().filter(middle).any(|cell| {
        let start = cell.start.saturating_sub(shift);
        hidden.iter().any(|hidden| hidden.start == start)
            || paragraph.as_bytes().get(start as usize) == Some(&b'\t')
    })
}

/// Where graphemes begin, ended by the length; empty when every byte is one.
pub fn grapheme_starts(paragraph: &str) -> Vec<u32> {
    if paragraph.is_ascii() {
        return Vec::new();
    }
    paragraph
        .grapheme_indices(true)
        .map(|(start, _)| at_u32(start))
        .chain([at_u32(paragraph.len())])
        .collect()
}

/// Adds a shaped cluster as whole graphemes: a cluster of several graphemes is split evenly, the
/// parts of one grapheme that lies in several clusters each stand for the whole of it.
pub fn push_cells(
    cells: &mut Vec<Cell>,
    first_of_row: usize,
    graphemes: &[u32],
    bytes: Range<usize>,
    at: usize,
    (x, width, is_rtl): (f32, f32, bool),
) {
    let (start, end) = (at_u32(bytes.start), at_u32(bytes.end));
    let shift = at_u32(at);
    if graphemes.is_empty() {
        cells.push(Cell {
            start: start + shift,
            end: end + shift,
            x,
            width,
            is_rtl,
        });
        return;
    }
    let first = graphemes.partition_point(|&g| g <= start).saturating_sub(1);
    let n_inside = graphemes[first..]
        .windows(2)
        .take_while(|pair| pair[0] < end)
        .count()
        .max(1);
    #[allow(clippy::cast_precision_loss, reason = "a few graphemes")]
    let each = width / n_inside as f32;
    for place in 0..n_inside {
        let grapheme = if is_rtl {
            first + n_inside - 1 - place
        } else {
            first + place
        };
        let (Some(&from), Some(&to)) = (graphemes.get(grapheme), graphemes.get(grapheme + 1))
        else {
            continue;
        };
        #[allow(clippy::cast_precision_loss, reason = "a few graphemes")]
        let cell = Cell {
            start: from + shift,
            end: to + shift,
            x: x + each * place as f32,
            width: each,
            is_rtl,
        };
        if let Some(last) = cells[first_of_row..].last_mut()
            && (last.start, last.end, last.is_rtl) == (cell.start, cell.end, cell.is_rtl)
        {
            last.width += cell.width;
        } else {
            cells.push(cell);
        }
    }
}
