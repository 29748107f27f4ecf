//! Fonts and shaping: a paragraph's characters in, rows of cells and glyphs out.
use super::atlas::Atlas;
use super::cells::{
    at_u32, grapheme_starts, heading_level, hidden_chars, is_blank_or_hidden, push_cells,
    row_baseline,
};
use super::layout::{BlockLayout, Face, GlyphAt, HiddenChar, Row};
use super::overrides::without_overrides;
use crate::text::marks;
use parley::fontique::{Blob, Collection, CollectionOptions, SourceCache};
use parley::layout::Run;
use parley::{
    Alignment, AlignmentOptions, FontContext, FontFamily, FontFamilyName, FontWeight,
    GenericFamily, Layout, LayoutContext, OverflowWrap, PositionedLayoutItem, StyleProperty,
};
use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

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
    bundled: Vec<&'static [u8]>,
    pub(super) faces: Vec<Face>,
    face_ids: HashMap<FaceKey, u16>,
    covered: HashMap<char, bool>,
    has_system_fonts: bool,
    may_use_system_fonts: bool,
    advances: HashMap<u32, f32>,
}

impl TextEngine {
    /// `fonts` are the bytes of font files, `families` the names of the text families among them,
    /// in order of preference. The system's fonts are only looked at once a text needs a character
    /// that none of these has.
    #[must_use]
    pub fn new(fonts: &[&'static [u8]], families: &[&str]) -> Self {
        let mut collection = Collection::new(CollectionOptions {
            shared: false,
            system_fonts: false,
        });
        for bytes in fonts {
            collection.register_fonts(Blob::new(Arc::new(*bytes)), None);
        }
        Self {
            fonts: FontContext {
                collection,
                source_cache: SourceCache::default(),
            },
            layouts: LayoutContext::new(),
            atlas: Atlas::default(),
            families: families.iter().map(|&name| name.to_owned()).collect(),
            bundled: fonts.to_vec(),
            faces: Vec::new(),
            face_ids: HashMap::new(),
            covered: HashMap::new(),
            has_system_fonts: false,
            may_use_system_fonts: true,
            advances: HashMap::new(),
        }
    }

    /// Never looks at the system's fonts: the same picture on every machine.
    #[must_use]
    pub fn without_system_fonts(mut self) -> Self {
        self.may_use_system_fonts = false;
        self
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
        self.want_fonts_for(text);
        let powerless = without_overrides(text);
        let text = powerless.as_ref();
        let mut names: Vec<FontFamilyName<'_>> = self
            .families
            .iter()
            .map(|name| FontFamilyName::named(name))
            .collect();
        if self.has_system_fonts || names.is_empty() {
            names.push(FontFamilyName::Generic(GenericFamily::Serif));
            names.push(FontFamilyName::Generic(GenericFamily::SansSerif));
        }
        let mut builder = self
            .layouts
            .ranged_builder(&mut self.fonts, text, 1.0, false);
        builder.push_default(StyleProperty::FontSize(size));
        builder.push_default(StyleProperty::OverflowWrap(OverflowWrap::Anywhere));
        builder.push_default(StyleProperty::FontFamily(FontFamily::List(Cow::Owned(
            names,
        ))));
        if is_bold {
            builder.push_default(StyleProperty::FontWeight(FontWeight::BOLD));
        }
        for hidden in hidden {
            let start = hidden.start as usize;
            builder.push(
                StyleProperty::LetterSpacing(hidden.room * size),
                start..start + usize::from(hidden.len),
            );
        }
        for (start, _) in text.match_indices('\t') {
            builder.push(StyleProperty::LetterSpacing(size * 2.0), start..=start);
        }
        let mut layout = builder.build(text);
        layout.break_all_lines(width);
        layout.align(Alignment::Start, AlignmentOptions::default());
        layout
    }

    /// Brings in the system's fonts the first time that a character needs them.
    fn want_fonts_for(&mut self, text: &str) {
        if self.has_system_fonts || !self.may_use_system_fonts {
            return;
        }
        if self.bundled.is_empty() || text.chars().any(|c| !c.is_ascii() && !self.covers(c)) {
            self.has_system_fonts = true;
            self.fonts.collection.load_system_fonts();
        }
    }

    fn covers(&mut self, c: char) -> bool {
        let bundled = &self.bundled;
        *self.covered.entry(c).or_insert_with(|| {
            marks::mark_for(c).is_some()
                || bundled.iter().any(|bytes| {
                    swash::FontRef::from_index(bytes, 0)
                        .is_some_and(|font| font.charmap().map(c) != 0)
                })
        })
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
