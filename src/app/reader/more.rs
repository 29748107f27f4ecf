//! The sign behind a row that has more marks than room for their lines: `+3`. A click on it lists all of them.
use super::theme::ReaderTheme;
use egui::{CornerRadius, FontId, Painter, Rect, pos2, vec2};
use std::ops::Range;

/// Its letters are so much smaller than the text's.
const SIZE: f32 = 0.7;
/// They are never smaller, points.
const LEAST_SIZE: f32 = 10.0;

/// Such a sign.
#[derive(Clone, Debug)]
pub(super) struct More {
    /// Until it is painted, the words with these marks; then itself, on the screen.
    pub rect: Rect,
    /// The bytes of the row that these marks cover.
    pub bytes: Range<usize>,
    /// How many there are.
    n: usize,
    /// The height of the last line on the screen.
    y: f32,
    text_size: f32,
}

impl More {
    /// Of no mark yet, behind these words; `y` is the height of the last line.
    pub fn new(words: Rect, bytes: Range<usize>, y: f32, text_size: f32) -> Self {
        Self {
            rect: words,
            bytes,
            n: 0,
            y,
            text_size,
        }
    }

    /// One more mark on these words.
    pub fn add(&mut self, words: Rect, bytes: &Range<usize>) {
        self.n += 1;
        self.rect |= words;
        self.bytes = self.bytes.start.min(bytes.start)..self.bytes.end.max(bytes.end);
    }

    /// Paints it behind the words, so that none is covered, but never out of the pane; from then on it knows its place.
    pub fn paint(&mut self, painter: &Painter, theme: &ReaderTheme) {
        let font = FontId::proportional((self.text_size * SIZE).max(LEAST_SIZE));
        let shown = painter.layout_no_wrap(format!("+{}", self.n), font, theme.background);
        let size = shown.size() + vec2(6.0, 0.0);
        let left = (self.rect.right() + 2.0).min(painter.clip_rect().right() - size.x);
        let corner = pos2(left.round(), (self.y - size.y / 2.0).round());
        self.rect = Rect::from_min_size(corner, size);
        painter.rect_filled(self.rect, CornerRadius::same(3), theme.text);
        painter.galley(corner + vec2(3.0, 0.0), shown, theme.background);
    }
}
