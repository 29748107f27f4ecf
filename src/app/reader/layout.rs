//! One block laid out: rows of cells and glyphs, and the questions that can be asked of them.
//! Offsets are bytes from the start of the block; sizes are points from its upper left corner.
use egui::{Rect, pos2};
use std::ops::Range;

/// A font at one size.
pub struct Face {
    /// The font file.
    pub font: parley::FontData,
    /// Place in the design space of a variable font.
    pub coords: Vec<i16>,
    /// Size in points.
    pub size: f32,
    /// Whether boldness must be faked.
    pub is_emboldened: bool,
    /// Angle of a faked italic in degrees.
    pub skew: Option<f32>,
}

/// A grapheme (or the part of one that lies in one run) in a row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cell {
    /// First byte of the grapheme.
    pub start: u32,
    /// The byte behind it.
    pub end: u32,
    /// Left edge.
    pub x: f32,
    /// Width, 0 for characters without one.
    pub width: f32,
    /// Whether it reads from right to left.
    pub is_rtl: bool,
}

impl Cell {
    fn right(&self) -> f32 {
        self.x + self.width
    }

    /// Where the caret before this grapheme stands.
    fn leading_x(&self) -> f32 {
        if self.is_rtl { self.right() } else { self.x }
    }

    /// Where the caret behind this grapheme stands.
    fn trailing_x(&self) -> f32 {
        if self.is_rtl { self.x } else { self.right() }
    }
}

/// A glyph and its pen position: x from the block, y from the row's baseline.
#[derive(Clone, Copy, Debug)]
pub struct GlyphAt {
    /// Number of its face in the engine.
    pub face: u16,
    /// Its number in the font.
    pub id: u16,
    /// Horizontal pen position.
    pub x: f32,
    /// Below the baseline.
    pub y: f32,
}

/// A character that is shown by a labelled mark.
#[derive(Clone, Copy, Debug)]
pub struct HiddenChar {
    /// Its first byte.
    pub start: u32,
    /// Its bytes.
    pub len: u8,
    /// Its label, such as "ZWSP".
    pub name: &'static str,
    /// How much room it is given, in units of the text size.
    pub room: f32,
}

/// One row.
#[derive(Clone, Debug)]
pub struct Row {
    /// Upper edge.
    pub top: f32,
    /// From its upper edge to the next row's (without the room between paragraphs).
    pub height: f32,
    /// Baseline, from the top of the block.
    pub baseline: f32,
    /// Its bytes, without a line feed.
    pub bytes: Range<u32>,
    /// Its cells, from left to right.
    pub cells: Range<u32>,
    /// Its glyphs.
    pub glyphs: Range<u32>,
    /// Left edge of its text.
    pub left: f32,
    /// Right edge of its text.
    pub right: f32,
    /// Whether its paragraph reads from right to left.
    pub is_rtl: bool,
    /// Whether a paragraph (or the block) ends with it.
    pub is_hard: bool,
    /// Whether a line feed follows its bytes.
    pub has_line_feed: bool,
    /// Text size.
    pub size: f32,
    /// Whether it belongs to a heading of Markdown.
    pub is_heading: bool,
}

impl Row {
    /// A row without text.
    pub(super) fn empty(top: f32, height: f32, baseline: f32, size: f32, is_heading: bool) -> Self {
        Self {
            top,
            height,
            baseline: top + baseline,
            bytes: 0..0,
            cells: 0..0,
            glyphs: 0..0,
            left: 0.0,
            right: 0.0,
            is_rtl: false,
            is_hard: false,
            has_line_feed: false,
            size,
            is_heading,
        }
    }

    /// Lower edge.
    #[must_use]
    pub fn bottom(&self) -> f32 {
        self.top + self.height
    }
}

/// A place in a block: a caret.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Byte in the block.
    pub byte: u32,
    /// At a soft line break: whether it belongs to the end of the upper row.
    pub is_upstream: bool,
}

/// One block laid out.
#[derive(Clone, Debug, Default)]
pub struct BlockLayout {
    /// From top to bottom.
    pub rows: Vec<Row>,
    /// Of all rows.
    pub cells: Vec<Cell>,
    /// Of all rows.
    pub glyphs: Vec<GlyphAt>,
    /// Characters shown by marks, in order.
    pub hidden: Vec<HiddenChar>,
    /// Height with the room behind its paragraphs.
    pub height: f32,
}

impl BlockLayout {
    pub(super) fn push_row(&mut self, row: Row) {
        self.height += row.height;
        self.rows.push(row);
    }

    /// What it holds in memory, in bytes.
    #[must_use]
    pub fn n_bytes(&self) -> usize {
        size_of::<Self>()
            + self.rows.capacity() * size_of::<Row>()
            + self.cells.capacity() * size_of::<Cell>()
            + self.glyphs.capacity() * size_of::<GlyphAt>()
            + self.hidden.capacity() * size_of::<HiddenChar>()
    }

    /// The cells of a row, from left to right.
    #[must_use]
    pub fn cells_of(&self, row: &Row) -> &[Cell] {
        self.cells
            .get(row.cells.start as usize..row.cells.end as usize)
            .unwrap_or_default()
    }

    /// The row that holds a place.
    #[must_use]
    pub fn row_of(&self, place: Place) -> usize {
        let idx = self
            .rows
            .partition_point(|row| row.bytes.start <= place.byte)
            .saturating_sub(1);
        if place.is_upstream
            && idx > 0
            && self.rows[idx].bytes.start == place.byte
            && self.rows[idx - 1].bytes.end == place.byte
        {
            return idx - 1;
        }
        idx
    }

    /// The row at height `y`; the first or last one above or below all.
    #[must_use]
    pub fn row_at(&self, y: f32) -> usize {
        self.rows
            .partition_point(|row| row.top <= y)
            .saturating_sub(1)
    }

    /// Where the caret of a place stands.
    #[must_use]
    pub fn caret_x(&self, row: &Row, byte: u32) -> f32 {
        let cells = self.cells_of(row);
        if let Some(cell) = cells.iter().find(|c| c.start <= byte && byte < c.end) {
            return cell.leading_x();
        }
        if let Some(cell) = cells.iter().find(|c| c.end == byte) {
            return cell.trailing_x();
        }
        row.left
    }

    /// The caret's place nearest to `x` in a row: always between graphemes.
    #[must_use]
    pub fn place_at(&self, row_idx: usize, x: f32) -> Place {
        let Some(row) = self.rows.get(row_idx) else {
            return Place::default();
        };
        let cells = self.cells_of(row);
        let nearest = cells
            .iter()
            .filter(|cell| cell.width > 0.0)
            .find(|cell| x < cell.right())
            .or_else(|| cells.iter().rev().find(|cell| cell.width > 0.0))
            .or_else(|| cells.last());
        let Some(cell) = nearest else {
            return Place {
                byte: row.bytes.start,
                is_upstream: false,
            };
        };
        let is_left_half = x < cell.x + cell.width * 0.5;
        let byte = if is_left_half == cell.is_rtl {
            cell.end
        } else {
            cell.start
        };
        Place {
            byte: byte.clamp(row.bytes.start, row.bytes.end.max(cell.end)),
            is_upstream: !row.is_hard && byte >= row.bytes.end,
        }
    }

    /// The byte range of the grapheme under a point in a row, `None` beside the text.
    #[must_use]
    pub fn grapheme_at(&self, row_idx: usize, x: f32) -> Option<Range<u32>> {
        let row = self.rows.get(row_idx)?;
        self.cells_of(row)
            .iter()
            .find(|cell| cell.x <= x && x < cell.right())
            .map(|cell| cell.start..cell.end)
    }

    /// Calls `add` with row and horizontal extent of every piece of `bytes`: one a row in text of
    /// one direction, several where directions mix.
    pub fn for_pieces(
        &self,
        bytes: Range<u32>,
        rows: Range<usize>,
        mut add: impl FnMut(&Row, f32, f32),
    ) {
        if bytes.is_empty() {
            return;
        }
        let first = self
            .rows
            .partition_point(|row| row.bytes.end < bytes.start)
            .max(rows.start);
        for row in self.rows.iter().take(rows.end).skip(first) {
            if row.bytes.start >= bytes.end {
                break;
            }
            let mut piece: Option<(f32, f32)> = None;
            for cell in self.cells_of(row) {
                if cell.start < bytes.end && bytes.start < cell.end {
                    piece = match piece {
                        Some((left, _)) => Some((left, cell.right())),
                        None => Some((cell.x, cell.right())),
                    };
                } else if cell.width > 0.0
                    && let Some((left, right)) = piece.take()
                {
                    add(row, left, right);
                }
            }
            if let Some((left, right)) = piece {
                add(row, left, right);
            }
        }
    }

    /// The rectangles of `bytes`, from the top of a row to its bottom.
    #[must_use]
    pub fn rects(&self, bytes: Range<u32>) -> Vec<Rect> {
        let mut rects = Vec::new();
        self.for_pieces(bytes, 0..self.rows.len(), |row, left, right| {
            rects.push(Rect::from_min_max(
                pos2(left, row.top),
                pos2(right, row.bottom()),
            ));
        });
        rects
    }
}
