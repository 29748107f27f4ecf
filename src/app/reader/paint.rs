//! Drawing: grounds, then underlines, then glyphs, then caret and labels. Nothing is decided here
//! but looks; the shaping is never cut at the edges of a mark.
use super::atlas::N_SUBPIXELS;
use super::engine::TextEngine;
use super::layout::Row;
use super::model::{Mark, MarkLayer, Pattern, ReaderInput};
use super::more::More;
use super::state::{ReaderState, VisibleBlock};
use crate::text::{TextSpan, segments};
use egui::{
    Align2, Color32, CornerRadius, FontId, Mesh, Painter, Pos2, Rect, Shape, Stroke, StrokeKind,
    pos2, vec2,
};
use std::collections::BTreeMap;
use std::ops::Range;

/// Underlines do not go deeper: further ones are counted.
const MAX_LANES: usize = 6;
/// So many tints are laid on each other.
const MAX_GROUNDS: usize = 3;
/// How much of a colour is left in another annotator's layer.
const FAINT: f32 = 0.45;
/// Strokes and gaps of a candidate's outline, in points.
const DASH: (f32, f32) = (4.0, 3.0);

/// Where the lines of a row go, in points below the baseline: negative ones above the words.
#[derive(Clone, Copy)]
struct Lanes {
    first: f32,
    pitch: f32,
    thickness: f32,
}

impl Lanes {
    fn of(row: &Row) -> Self {
        let room = row.bottom() - row.baseline;
        let thickness = (row.size / 12.0).clamp(1.0, 2.5);
        let first = row.size * 0.17;
        #[allow(clippy::cast_precision_loss, reason = "a handful")]
        let gaps = (MAX_LANES - 1) as f32;
        let pitch = ((room - first - thickness) / gaps).clamp(thickness, thickness * 2.2);
        Self {
            first,
            pitch,
            thickness,
        }
    }

    /// Those above the words, from the words upwards.
    fn above(row: &Row) -> Self {
        let thickness = (row.size / 12.0).clamp(1.0, 2.5);
        let first = -row.size * 0.9;
        let room = row.baseline - row.top + first - thickness;
        #[allow(clippy::cast_precision_loss, reason = "a handful")]
        let gaps = (MAX_LANES - 1) as f32;
        let pitch = (room / gaps).clamp(thickness, thickness * 2.2);
        Self {
            first,
            pitch: -pitch,
            thickness,
        }
    }

    fn of_side(row: &Row, is_above: bool) -> Self {
        if is_above {
            Self::above(row)
        } else {
            Self::of(row)
        }
    }
}

/// Draws the text and all that lies on it, clipped to `painter`. Gives the signs of lines that have no room.
pub(super) fn paint_text(
    painter: &Painter,
    engine: &mut TextEngine,
    state: &ReaderState,
    input: &ReaderInput<'_>,
    marks: &[Mark],
    bytes: &Range<usize>,
) -> Vec<More> {
    let canvas = Canvas {
        painter,
        state,
        clip: painter.clip_rect(),
        pixel: 1.0 / painter.pixels_per_point(),
    };
    let mut grounds = Mesh::default();
    let hits = (input.search_hits)(bytes.clone());
    for hit in &hits {
        canvas.add_grounds(&mut grounds, hit, input.theme.search_hit);
    }
    canvas.add_mark_grounds(&mut grounds, marks, bytes);
    for mark in marks {
        if mark.layer == MarkLayer::Suggestion && mark.is_current {
            for span in &mark.spans {
                canvas.add_grounds(&mut grounds, &span.range(), input.theme.suggestion_ground);
            }
        }
    }
    let dragged = state
        .drag
        .filter(|drag| drag.is_fragment)
        .and_then(|drag| drag.preview);
    let selected = state.selection.iter().chain(input.pending).chain(&dragged);
    for span in selected {
        canvas.add_grounds(&mut grounds, &span.range(), input.theme.selection);
    }
    if !grounds.is_empty() {
        painter.add(grounds);
    }
    for hit in &hits {
        canvas.paint_outline(hit, input.theme.search_outline);
    }
    let mut more = Vec::new();
    for is_above in [false, true] {
        canvas.paint_lines(marks, is_above, input, &mut more);
    }
    canvas.paint_suggestions(marks, input);
    canvas.paint_glyphs(engine, input);
    canvas.paint_hidden(input);
    let is_focused = state
        .id
        .is_some_and(|id| painter.ctx().memory(|m| m.has_focus(id)));
    canvas.paint_caret(if is_focused {
        input.theme.caret
    } else {
        input.theme.caret.gamma_multiply(FAINT)
    });
    for more in &mut more {
        more.paint(painter, input.theme);
    }
    more
}

struct Canvas<'a> {
    painter: &'a Painter,
    state: &'a ReaderState,
    clip: Rect,
    /// Size of a physical pixel in points.
    pixel: f32,
}

impl Canvas<'_> {
    fn snap(&self, v: f32) -> f32 {
        (v / self.pixel).round() * self.pixel
    }

    fn rows_of(&self, visible: &VisibleBlock) -> Range<usize> {
        visible.rows_between(self.clip.top(), self.clip.bottom())
    }

    /// Every visible piece of a byte range: its block, its row, its left and right edge on screen.
    fn for_pieces(&self, bytes: &Range<usize>, mut add: impl FnMut(&VisibleBlock, &Row, f32, f32)) {
        for visible in &self.state.view.blocks {
            let rows = self.rows_of(visible);
            let left_edge = self.state.view.left;
            visible
                .layout
                .for_pieces(visible.local(bytes), rows, |row, left, right| {
                    add(visible, row, left_edge + left, left_edge + right);
                });
        }
    }

    /// The ground of a piece of a row.
    fn ground_rect(&self, visible: &VisibleBlock, row: &Row, left: f32, right: f32) -> Rect {
        let baseline = visible.top + row.baseline;
        Rect::from_min_max(
            pos2(left, self.snap(baseline - row.size * 0.82)),
            pos2(right, self.snap(baseline + row.size * 0.26)),
        )
    }

    fn add_grounds(&self, mesh: &mut Mesh, bytes: &Range<usize>, color: Color32) {
        self.for_pieces(bytes, |visible, row, left, right| {
            mesh.add_colored_rect(self.ground_rect(visible, row, left, right), color);
        });
    }

    /// A thin line around each piece of a row, where grounds of other things may lie on its own.
    fn paint_outline(&self, bytes: &Range<usize>, color: Color32) {
        let stroke = Stroke::new(self.pixel.max(1.0), color);
        self.for_pieces(bytes, |visible, row, left, right| {
            let rect = self.ground_rect(visible, row, left, right);
            self.painter
                .rect_stroke(rect, 2.0, stroke, egui::StrokeKind::Outside);
        });
    }

    /// One tint for each stretch that the same marks cover, blended where they lie on each other.
    fn add_mark_grounds(&self, mesh: &mut Mesh, marks: &[Mark], bytes: &Range<usize>) {
        let spans: Vec<(TextSpan, usize)> = marks
            .iter()
            .enumerate()
            .filter(|(_, mark)| mark.layer != MarkLayer::Suggestion)
            .flat_map(|(idx, mark)| mark.spans.iter().map(move |&span| (span, idx)))
            .collect();
        for segment in segments::segments(bytes.clone(), &spans) {
            // More would hide the words; the current one is seen in any case.
            let (current, others): (Vec<usize>, Vec<usize>) =
                segment.ids.iter().partition(|idx| marks[**idx].is_current);
            let mut tint = Color32::TRANSPARENT;
            for idx in others.into_iter().take(MAX_GROUNDS).chain(current) {
                let mark = &marks[idx];
                let ground = match (mark.layer, mark.is_current) {
                    (MarkLayer::Other, false) => mark.style.ground.gamma_multiply(FAINT),
                    (_, true) => mark.style.ground.blend(mark.style.ground),
                    _ => mark.style.ground,
                };
                tint = tint.blend(ground);
            }
            self.add_grounds(mesh, &segment.range, tint);
        }
    }

    /// The lines on one side of the words. What has no room for a line of its own is told by a sign behind the row.
    fn paint_lines(
        &self,
        marks: &[Mark],
        is_above: bool,
        input: &ReaderInput<'_>,
        more: &mut Vec<More>,
    ) {
        // Candidates have no lane: an underline stays where it is when they come and go.
        let spans: Vec<(TextSpan, usize)> = marks
            .iter()
            .enumerate()
            .filter(|(_, mark)| mark.layer != MarkLayer::Suggestion && mark.is_above == is_above)
            .flat_map(|(idx, mark)| mark.spans.iter().map(move |&span| (span, idx)))
            .collect();
        let lanes = segments::lanes(&spans);
        let mut mesh = Mesh::default();
        let mut shapes = Vec::new();
        let mut hidden: BTreeMap<(usize, u32), More> = BTreeMap::new();
        for ((span, idx), lane) in spans.iter().zip(lanes) {
            let mark = &marks[*idx];
            let color = match mark.layer {
                MarkLayer::Other if !mark.is_current => mark.style.color.gamma_multiply(FAINT),
                _ => mark.style.color,
            };
            self.for_pieces(&span.range(), |visible, row, left, right| {
                if mark.is_current {
                    let outline = self
                        .ground_rect(visible, row, left, right)
                        .expand2(vec2(1.0, 0.0));
                    shapes.push(Shape::rect_stroke(
                        outline,
                        CornerRadius::same(2),
                        Stroke::new(1.5, input.theme.current_outline),
                        StrokeKind::Outside,
                    ));
                }
                let place = Lanes::of_side(row, is_above);
                #[allow(clippy::cast_precision_loss, reason = "a handful")]
                let depth = place.first + place.pitch * lane.min(MAX_LANES - 1) as f32;
                let y = visible.top + row.baseline + depth;
                if lane >= MAX_LANES {
                    let start = visible.start + row.bytes.start as usize;
                    let end = visible.start + row.bytes.end as usize;
                    let covered = span.start().get().max(start)..span.end().get().min(end);
                    let ground = self.ground_rect(visible, row, left, right);
                    let more = More::new(ground, covered.clone(), y, row.size);
                    hidden
                        .entry((visible.block, row.bytes.start))
                        .or_insert(more)
                        .add(ground, &covered);
                    if !mark.is_current {
                        return;
                    }
                }
                let thickness = place.thickness * if mark.is_current { 1.6 } else { 1.0 };
                let line = Line {
                    left,
                    right,
                    y,
                    thickness: self.snap(thickness).max(self.pixel),
                };
                self.underline(&mut mesh, &mut shapes, &line, mark.style.pattern, color);
            });
        }
        if !mesh.is_empty() {
            self.painter.add(mesh);
        }
        self.painter.extend(shapes);
        more.extend(hidden.into_values());
    }

    /// Candidates: a dashed frame around each fragment, open where it goes on in another row.
    fn paint_suggestions(&self, marks: &[Mark], input: &ReaderInput<'_>) {
        let mut shapes = Vec::new();
        let frames = marks
            .iter()
            .filter(|mark| mark.layer == MarkLayer::Suggestion)
            .flat_map(|mark| {
                mark.spans
                    .iter()
                    .map(|span| (span.range(), mark.is_current))
            });
        for (bytes, is_current) in frames {
            let stroke = if is_current {
                Stroke::new(2.0, input.theme.current_outline)
            } else {
                Stroke::new(1.2, input.theme.suggestion)
            };
            self.for_pieces(&bytes, |visible, row, left, right| {
                let rect = self
                    .ground_rect(visible, row, left, right)
                    .expand2(vec2(1.5, row.size * 0.06));
                let begins = bytes.start >= visible.start + row.bytes.start as usize;
                let ends = bytes.end <= visible.start + row.bytes.end as usize;
                let (is_left_closed, is_right_closed) = if row.is_rtl {
                    (ends, begins)
                } else {
                    (begins, ends)
                };
                for path in frame_paths(rect, is_left_closed, is_right_closed) {
                    shapes.extend(Shape::dashed_line(&path, stroke, DASH.0, DASH.1));
                }
            });
        }
        self.painter.extend(shapes);
    }

    /// One underline in its pattern. Patterns hang on the screen's x, so that pieces join.
    fn underline(
        &self,
        mesh: &mut Mesh,
        shapes: &mut Vec<Shape>,
        line: &Line,
        pattern: Pattern,
        color: Color32,
    ) {
        let t = line.thickness;
        let top = self.snap(line.y - t / 2.0);
        let mut stroke = |left: f32, right: f32, top: f32, height: f32| {
            let (left, right) = (left.max(line.left), right.min(line.right));
            if right > left {
                mesh.add_colored_rect(
                    Rect::from_min_max(pos2(left, top), pos2(right, top + height)),
                    color,
                );
            }
        };
        let mut repeat = |period: f32, strokes: &[(f32, f32)]| {
            let mut x = (line.left / period).floor() * period;
            while x < line.right {
                for &(from, to) in strokes {
                    stroke(x + from, x + to, top, t);
                }
                x += period;
            }
        };
        match pattern {
            Pattern::Solid => stroke(line.left, line.right, top, t),
            Pattern::Double => {
                let thin = (t * 0.5).max(self.pixel);
                stroke(line.left, line.right, top - thin, thin);
                stroke(line.left, line.right, top + t, thin);
            }
            Pattern::Dashed => repeat(t * 7.0, &[(0.0, t * 4.5)]),
            Pattern::Dotted => repeat(t * 2.4, &[(0.0, t * 1.1)]),
            Pattern::DashDot => repeat(t * 9.0, &[(0.0, t * 4.5), (t * 6.2, t * 7.3)]),
            Pattern::Wavy => {
                let (half, height) = (t * 2.2, t * 0.9);
                let mut points = vec![];
                let mut x = line.left;
                while x < line.right {
                    points.push(x);
                    x += half / 4.0;
                }
                points.push(line.right);
                let wave = points
                    .into_iter()
                    .map(|x| pos2(x, line.y + height * (x / half * std::f32::consts::PI).sin()))
                    .collect();
                shapes.push(Shape::line(wave, Stroke::new(t * 0.9, color)));
            }
        }
    }

    fn paint_glyphs(&self, engine: &mut TextEngine, input: &ReaderInput<'_>) {
        let ctx = self.painter.ctx();
        let ppp = 1.0 / self.pixel;
        let mut meshes: Vec<Mesh> = Vec::new();
        for visible in &self.state.view.blocks {
            for row in &visible.layout.rows[self.rows_of(visible)] {
                let color = if row.is_heading {
                    input.theme.heading
                } else {
                    input.theme.text
                };
                let baseline = visible.top + row.baseline;
                let glyphs = row.glyphs.start as usize..row.glyphs.end as usize;
                for glyph in visible.layout.glyphs.get(glyphs).unwrap_or_default() {
                    let Some(face) = engine.faces.get(glyph.face as usize) else {
                        continue;
                    };
                    let x = (self.state.view.left + glyph.x) * ppp;
                    let y = ((baseline + glyph.y) * ppp).round();
                    #[allow(
                        clippy::cast_possible_truncation,
                        clippy::cast_sign_loss,
                        reason = "0 to 3"
                    )]
                    let subpixel = ((x - x.floor()) * f32::from(N_SUBPIXELS)) as u8;
                    let Some(slot) = engine.atlas.slot(
                        ctx,
                        face,
                        glyph.face,
                        glyph.id,
                        subpixel.min(N_SUBPIXELS - 1),
                    ) else {
                        continue;
                    };
                    while meshes.len() <= slot.page {
                        let texture = engine.atlas.texture(meshes.len()).unwrap_or_default();
                        meshes.push(Mesh::with_texture(texture));
                    }
                    let place = Rect::from_min_size(
                        (pos2(x.floor(), y) + slot.offset) / ppp,
                        slot.size / ppp,
                    );
                    let color = if slot.is_color { Color32::WHITE } else { color };
                    meshes[slot.page].add_rect_with_uv(place, slot.uv, color);
                }
            }
        }
        for mesh in meshes {
            if !mesh.is_empty() {
                self.painter.add(mesh);
            }
        }
    }

    /// Labels in the room of control, zero-width and bidi characters.
    fn paint_hidden(&self, input: &ReaderInput<'_>) {
        for visible in &self.state.view.blocks {
            let rows = self.rows_of(visible);
            for hidden in &visible.layout.hidden {
                let bytes = hidden.start..hidden.start + u32::from(hidden.len);
                visible
                    .layout
                    .for_pieces(bytes, rows.clone(), |row, left, right| {
                        let left = self.state.view.left + left;
                        let right = self.state.view.left + right;
                        let box_rect = self
                            .ground_rect(visible, row, left, right)
                            .shrink2(vec2(1.0, row.size * 0.16));
                        self.painter.rect_filled(
                            box_rect,
                            CornerRadius::same(2),
                            input.theme.hidden_ground,
                        );
                        self.painter.text(
                            box_rect.center(),
                            Align2::CENTER_CENTER,
                            hidden.name,
                            FontId::monospace(row.size * 0.52),
                            input.theme.hidden_text,
                        );
                    });
            }
        }
    }

    fn paint_caret(&self, color: Color32) {
        let Some(rect) = self.state.caret_rect() else {
            return;
        };
        let width = self.snap(1.6).max(self.pixel);
        let left = self.snap(rect.left() - width / 2.0);
        self.painter.rect_filled(
            Rect::from_min_max(
                pos2(left, self.snap(rect.top())),
                pos2(left + width, self.snap(rect.bottom())),
            ),
            CornerRadius::ZERO,
            color,
        );
    }
}

/// The lines of a frame whose left and right side may be open.
fn frame_paths(rect: Rect, is_left_closed: bool, is_right_closed: bool) -> Vec<Vec<Pos2>> {
    let (lt, rt) = (rect.left_top(), rect.right_top());
    let (lb, rb) = (rect.left_bottom(), rect.right_bottom());
    match (is_left_closed, is_right_closed) {
        (true, true) => vec![vec![lt, rt, rb, lb, lt]],
        (true, false) => vec![vec![rt, lt, lb, rb]],
        (false, true) => vec![vec![lt, rt, rb, lb]],
        (false, false) => vec![vec![lt, rt], vec![lb, rb]],
    }
}

/// A piece of an underline: `y` is its middle.
struct Line {
    left: f32,
    right: f32,
    y: f32,
    thickness: f32,
}
