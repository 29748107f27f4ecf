//! Fonts and shaping: a paragraph's characters in, rows of cells and glyphs out.
use super::atlas::Atlas;
use super::cells::{
    at_u32, grapheme_starts, heading_level, hidden_chars, is_blank_or_hidden, push_cells,
    row_baseline,
};
use super::layout::{BlockLayout, Face, GlyphAt, HiddenChar, Row};
use super::system_fonts::{Bundled, SystemFonts, TextStyle, Wanted};
use crate::text::marks;
use egui::Context;
use parley::layout::Run;
use parley::{FontContext, Layout, LayoutContext, PositionedLayoutItem};
use std::collections::HashMap;
use std::ops::Range;

/// How much of a text is shaped beside the window once the system's fonts are there. Looking for the font of a script is
/// slow the first time.
const SAMPLE_BYTES: usize = 16 << 10;

/// What a layout depends on. Sizes in points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LayoutParams {
    /// Width of the column.
    pub width: f32,
    /// Size of running text.
    pub text_size: f32,
    /// Row height as a multiple of the text size.
    pub line_height: f32,
    /// Room behind each paragraph.
    pub paragraph_gap: f32,
    /// Whether headings of Markdown are set larger and bold.
    pub is_markdown: bool,
    /// Which fonts there are: [`TextEngine::take_system_fonts`].
    pub font_set: u32,
}

#[derive(PartialEq, Eq, Hash)]
struct FaceKey {
    font: u64,
    index: u32,
    size_bits: u32,
    is_emboldened: bool,
    skew: i32,
    coords: Vec<i16>,
}

/// Fonts, shaping scratch space and glyph pictures: one for each window, shared by its panes.
pub struct TextEngine {
    fonts: FontContext,
    layouts: LayoutContext<()>,
    pub(super) atlas: Atlas,
    families: Vec<String>,
    bundled: Bundled,
    system: SystemFonts,
    font_set: u32,
    /// Who is told when fonts have come that are looked for beside the window.
    window: Option<Context>,
    pub(super) faces: Vec<Face>,
    face_ids: HashMap<FaceKey, u16>,
    covered: HashMap<char, bool>,
    advances: HashMap<u32, f32>,
}

impl TextEngine {
    /// `fonts` are the bytes of font files, `families` the names of the text families among them,
    /// in order of preference. The system's fonts are only looked at once a text needs a character
    /// that none of these has.
    #[must_use]
    pub fn new(fonts: &[&'static [u8]], families: &[&str]) -> Self {
        let bundled = Bundled::new(fonts);
        Self {
            fonts: bundled.context(),
            layouts: LayoutContext::new(),
            atlas: Atlas::default(),
            families: families.iter().map(|&name| name.to_owned()).collect(),
            bundled,
            system: SystemFonts::default(),
            font_set: 0,
            window: None,
            faces: Vec::new(),
            face_ids: HashMap::new(),
            covered: HashMap::new(),
            advances: HashMap::new(),
        }
    }

    /// Looks for the system's fonts beside the window: it shows the text meanwhile, and again once they are there. On a
    /// system that has not listed its fonts yet they can take many seconds.
    #[must_use]
    pub fn beside(mut self, window: &Context) -> Self {
        self.window = Some(window.clone());
        self
    }

    /// Takes in the system's fonts if they have come; gives the number of this set of fonts. Layouts of another set are
    /// to be made anew.
    pub fn take_system_fonts(&mut self) -> u32 {
        if let Some(fonts) = self.system.take() {
            self.fonts = fonts;
            self.font_set += 1;
        }
        self.font_set
    }

    /// Whether a text needs fonts of the system that have not come yet.
    #[must_use]
    pub fn waits_for_fonts(&self) -> bool {
        self.system.is_coming()
    }

    /// How wide a character of running text is on average, in points.
    pub fn average_advance(&mut self, text_size: f32) -> f32 {
        const SAMPLE: &str = "the quick brown fox jumps over the lazy dog and nobody minds it much";
        if let Some(&advance) = self.advances.get(&text_size.to_bits()) {
            return advance;
        }
        let layout = self.shape(SAMPLE, text_size, false, &[], None);
        #[allow(clippy::cast_precision_loss, reason = "a short sample")]
        let advance = layout.full_width() / SAMPLE.len() as f32;
        let advance = if advance > 0.0 {
            advance
        } else {
            text_size * 0.5
        };
        self.advances.insert(text_size.to_bits(), advance);
        advance
    }

    /// Lays out the bytes `range` of `text`: one block. `is_last` says that it ends the text, so
    /// that a line feed at its end is followed by an empty row.
    pub fn layout_block(
        &mut self,
        text: &str,
        range: Range<usize>,
        is_last: bool,
        params: &LayoutParams,
    ) -> BlockLayout {
        self.want_fonts_for(text, range.clone());
        let mut block = BlockLayout::default();
        let source = text.get(range.clone()).unwrap_or_default();
        let mut at = 0;
        while at <= source.len() {
            let rest = &source[at..];
            let (len, is_ended) = match rest.find('\n') {
                Some(len) => (len, true),
                None => (rest.len(), false),
            };
            if len == 0 && !is_ended && !(is_last || source.is_empty()) {
                break;
            }
            self.add_paragraph(&mut block, text, range.start + at, at, &rest[..len], params);
            if let (true, Some(row)) = (is_ended, block.rows.last_mut()) {
                row.is_hard = true;
                row.has_line_feed = true;
                block.height += params.paragraph_gap;
            }
            if !is_ended {
                break;
            }
            at += len + 1;
        }
        block.rows.shrink_to_fit();
        block.cells.shrink_to_fit();
        block.glyphs.shrink_to_fit();
        block
    }

    /// Appends the rows of one paragraph (without its line feed), which begins `at` bytes into the
    /// block and at byte `place` of the text.
    fn add_paragraph(
        &mut self,
        block: &mut BlockLayout,
        text: &str,
        place: usize,
        at: usize,
        paragraph: &str,
        params: &LayoutParams,
    ) {
        let level = if params.is_markdown {
            heading_level(paragraph)
        } else {
            0
        };
        let size = params.text_size
            * match level {
                1 => 1.5,
                2 => 1.28,
                3 => 1.12,
                _ => 1.0,
            };
        let row_height = (size * params.line_height).round().max(1.0);
        let baseline = row_baseline(size, row_height, params.line_height);
        if paragraph.is_empty() {
            block.push_row(Row {
                bytes: at_u32(at)..at_u32(at),
                is_hard: true,
                ..Row::empty(block.height, row_height, baseline, size, level > 0)
            });
            return;
        }
        let hidden = hidden_chars(text, place, paragraph);
        let layout = self.shape(paragraph, size, level > 0, &hidden, Some(params.width));
        let graphemes = grapheme_starts(paragraph);
        let n_rows = layout.len();
        for (row_idx, line) in layout.lines().enumerate() {
            let bytes = line.text_range();
            let metrics = line.metrics();
            let (first_cell, first_glyph) = (block.cells.len(), block.glyphs.len());
            let mut x = metrics.offset + metrics.inline_min_coord;
            let left = x;
            for run in line.runs() {
                let is_rtl = run.is_rtl();
                for cluster in run.visual_clusters() {
                    let advance = cluster.advance();
                    push_cells(
                        &mut block.cells,
                        first_cell,
                        &graphemes,
                        cluster.text_range(),
                        at,
                        (x, advance, is_rtl),
                    );
                    x += advance;
                }
            }
            for item in line.items() {
                let PositionedLayoutItem::GlyphRun(glyph_run) = item else {
                    continue;
                };
                let face = self.face_of(glyph_run.run());
                let line_baseline = metrics.baseline;
                for glyph in glyph_run.positioned_glyphs() {
                    if glyph.id == 0
                        && is_blank_or_hidden(
                            &block.cells[first_cell..],
                            glyph.x,
                            at,
                            paragraph,
                            &hidden,
                        )
                    {
                        continue;
                    }
                    if let Ok(id) = u16::try_from(glyph.id) {
                        block.glyphs.push(GlyphAt {
                            face,
                            id,
                            x: glyph.x,
                            y: glyph.y - line_baseline,
                        });
                    }
                }
            }
            block.push_row(Row {
                bytes: at_u32(at + bytes.start)..at_u32(at + bytes.end),
                cells: at_u32(first_cell)..at_u32(block.cells.len()),
                glyphs: at_u32(first_glyph)..at_u32(block.glyphs.len()),
                left,
                right: x,
                is_rtl: layout.is_rtl(),
                is_hard: row_idx + 1 == n_rows,
                ..Row::empty(block.height, row_height, baseline, size, level > 0)
            });
        }
        block
            .hidden
            .extend(hidden.into_iter().map(|hidden| HiddenChar {
                start: at_u32(at) + hidden.start,
                ..hidden
            }));
    }

    fn shape(
        &mut self,
        text: &str,
        size: f32,
        is_bold: bool,
        hidden: &[HiddenChar],
        width: Option<f32>,
    ) -> Layout<()> {
        let style = TextStyle {
            families: &self.families,
            has_system_fonts: self.system.are_here(),
            size,
            is_bold,
            hidden,
            width,
        };
        style.shape(&mut self.fonts, &mut self.layouts, text)
    }

    /// Brings in the system's fonts the first time that a character needs them.
    fn want_fonts_for(&mut self, text: &str, range: Range<usize>) {
        if !self.system.are_unasked() {
            return;
        }
        let block = text.get(range.clone()).unwrap_or_default();
        if block.chars().all(|c| c.is_ascii() || self.covers(c)) {
            return;
        }
        let sample = text.get(range.start..).unwrap_or_default();
        let sample = sample
            .get(..sample.floor_char_boundary(SAMPLE_BYTES))
            .unwrap_or_default();
        let wanted = Wanted {
            bundled: self.bundled.clone(),
            families: self.families.clone(),
            sample: sample.to_owned(),
        };
        if let Some(window) = &self.window {
            self.system = wanted.look_beside(window.clone());
        } else {
            self.fonts = wanted.look();
            self.system = SystemFonts::Here;
        }
    }

    fn covers(&mut self, c: char) -> bool {
        let bundled = &self.bundled;
        let covered = self.covered.entry(c);
        *covered.or_insert_with(|| marks::mark_for(c).is_some() || bundled.covers(c))
    }

    /// The number of a run's font at its size, shared by all blocks.
    fn face_of(&mut self, run: &Run<'_, ()>) -> u16 {
        let font = run.font();
        let synthesis = run.synthesis();
        let coords: Vec<i16> = run
            .normalized_coords()
            .iter()
            .map(|c| c.to_bits())
            .collect();
        #[allow(clippy::cast_possible_truncation, reason = "an angle in degrees")]
        let key = FaceKey {
            font: font.data.id(),
            index: font.index,
            size_bits: run.font_size().to_bits(),
            is_emboldened: synthesis.embolden(),
            skew: synthesis.skew().map_or(0, |degrees| degrees as i32),
            coords,
        };
        if let Some(&id) = self.face_ids.get(&key) {
            return id;
        }
        let Ok(id) = u16::try_from(self.faces.len()) else {
            return u16::MAX;
        };
        self.faces.push(Face {
            font: font.clone(),
            coords: key.coords.clone(),
            size: run.font_size(),
            is_emboldened: synthesis.embolden(),
            skew: synthesis.skew(),
        });
        self.face_ids.insert(key, id);
        id
    }
}
