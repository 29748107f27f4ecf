//! A tag's colour with its line pattern, so that tags differ without colour.

use crate::app::reader::{MarkStyle, Pattern};
use crate::app::tokens::size;
use egui::{Painter, Pos2, Rect, Response, Sense, Shape, Stroke, Ui, vec2};

/// Length of one period of a wave, points.
const WAVE: f32 = 6.0;

/// Draws the swatch of a tag: its ground, and its line below as in the text. It has no name of its own: the tag's
/// name stands beside it.
pub fn swatch_ui(ui: &mut Ui, style: &MarkStyle) -> Response {
    let (rect, response) =
        ui.allocate_exact_size(vec2(size::SWATCH + 6.0, size::SWATCH), Sense::hover());
    if ui.is_rect_visible(rect) {
        paint_swatch(ui.painter(), rect, style);
    }
    response
}

/// Paints a swatch into `rect`.
pub fn paint_swatch(painter: &Painter, rect: Rect, style: &MarkStyle) {
    let box_ = Rect::from_min_max(rect.min, rect.max - vec2(0.0, 5.0));
    painter.rect_filled(box_, 2.0, style.ground);
    let (left, right, y) = (rect.left(), rect.right(), rect.bottom() - 2.0);
    let stroke = Stroke::new(2.0, style.color);
    let line = |a: f32, b: f32, y: f32, stroke: Stroke| {
        painter.line_segment([Pos2::new(a, y), Pos2::new(b, y)], stroke);
    };
    match style.pattern {
        Pattern::Solid => line(left, right, y, stroke),
        Pattern::Double => {
            line(left, right, y - 2.0, Stroke::new(1.2, style.color));
            line(left, right, y + 1.2, Stroke::new(1.2, style.color));
        }
        Pattern::Dashed => strokes(left, right, &[6.0], 2.5, |a, b| line(a, b, y, stroke)),
        Pattern::Dotted => strokes(left, right, &[2.0], 2.0, |a, b| line(a, b, y, stroke)),
        Pattern::DashDot => {
            strokes(left, right, &[6.0, 2.0], 2.5, |a, b| line(a, b, y, stroke));
        }
        Pattern::Wavy => {
            // As long as in a swatch, however long the line.
            let periods = ((right - left) / WAVE).round().max(1.0);
            let n = (periods * 6.0) as usize;
            let points = (0..=n).map(|i| {
                let t = i as f32 / n as f32;
                let wave = (t * periods * std::f32::consts::TAU).sin() * 1.6;
                Pos2::new(left + t * (right - left), y - wave)
            });
            painter.add(Shape::line(points.collect(), Stroke::new(1.6, style.color)));
        }
    }
}

/// Strokes of these lengths in turn, with gaps between, from `left` to `right`.
fn strokes(left: f32, right: f32, lengths: &[f32], gap: f32, mut draw: impl FnMut(f32, f32)) {
    let mut x = left;
    for length in lengths.iter().cycle() {
        if x >= right {
            break;
        }
        draw(x, (x + length).min(right));
        x += length + gap;
    }
}
