//! From lines to curves on the screen, and which of them is under the pointer. Nothing is drawn here.

use super::arrange::Arrangement;
use super::gather::{EndAt, LinkLine};
use egui::{Pos2, Rect, Vec2, pos2, vec2};

/// A curve has this many pieces.
const N_PIECES: usize = 24;
/// Ends in the window stand this far from the text, in points.
const INSET: f32 = 5.0;
/// A link into an article that is not shown goes out this far, in points.
const STUB: f32 = 14.0;
/// Ends out of the window stand this far apart, in points, and this far from the edge.
const STEP: f32 = 9.0;
/// More ends out of the window are not spread.
const MAX_STEPS: usize = 4;
/// The pointer is on an end that is this near, in points.
const END_REACH: f32 = 7.0;
/// The pointer is on a curve that is this near, in points.
const CURVE_REACH: f32 = 4.5;

/// How an end is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndSign {
    /// A dot: it is in the window.
    Dot,
    /// A triangle that points up: it is further up.
    Up,
    /// A triangle that points down: it is further down.
    Down,
    /// A ring: it is in an article that is not shown.
    Ring,
}

/// A link on the screen.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// From the first end to the second one.
    pub points: Vec<Pos2>,
    /// Where the ends are drawn, and how.
    pub ends: [(Pos2, EndSign); 2],
}

/// What the pointer is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hit {
    /// The curve of this line.
    Curve(usize),
    /// This end, 0 or 1, of this line.
    End(usize, usize),
}

impl Hit {
    /// The line.
    #[must_use]
    pub fn line(self) -> usize {
        match self {
            Self::Curve(line) | Self::End(line, _) => line,
        }
    }
}

/// The side of the gutter that a text is at: where it is, the way into the gutter, the text's height on the screen.
#[derive(Clone, Copy)]
struct Shore {
    x: f32,
    inwards: f32,
    top: f32,
    bottom: f32,
}

impl Shore {
    fn of(arrangement: &Arrangement, gutter: Rect, text: usize) -> Self {
        let rect = arrangement
            .texts
            .iter()
            .find(|slot| slot.idx == text)
            .map_or(gutter, |slot| slot.rect);
        let is_left = arrangement.is_stacked || text == 0;
        Self {
            x: if is_left {
                gutter.left()
            } else {
                gutter.right()
            },
            inwards: if is_left { 1.0 } else { -1.0 },
            top: rect.top(),
            bottom: rect.bottom(),
        }
    }

    fn at(&self, inset: f32, y: f32) -> Pos2 {
        pos2(self.x + self.inwards * inset, y)
    }
}

/// The curves of all lines, in their order; none where there is no gutter.
#[must_use]
pub fn curves(arrangement: &Arrangement, lines: &[LinkLine]) -> Vec<Curve> {
    let Some(gutter) = arrangement.gutter else {
        return Vec::new();
    };
    let mut n_out = [[0_usize; 2]; 2];
    let mut curves = Vec::with_capacity(lines.len());
    for line in lines {
        let shores = [0, 1].map(|e| Shore::of(arrangement, gutter, line.ends[e].text));
        let mut ends = [0, 1].map(|e| {
            let shore = &shores[e];
            let mut out_of = |way: usize| {
                let n = &mut n_out[line.ends[e].text.min(1)][way];
                *n += 1;
                #[allow(clippy::cast_precision_loss, reason = "a handful")]
                let steps = (*n - 1).min(MAX_STEPS) as f32;
                (INSET + steps * STEP).min(gutter.width() - INSET)
            };
            match line.ends[e].at {
                EndAt::Row(y) => (shore.at(INSET, y), EndSign::Dot),
                EndAt::Above => (shore.at(out_of(0), shore.top + STEP), EndSign::Up),
                EndAt::Below => (shore.at(out_of(1), shore.bottom - STEP), EndSign::Down),
                EndAt::Elsewhere => (shore.at(INSET, shore.top), EndSign::Ring),
            }
        });
        // A stub has the height of its other end, which is in the window.
        for e in [0, 1] {
            if ends[e].1 == EndSign::Ring {
                let from = ends[1 - e].0;
                ends[e].0 = from + vec2(shores[1 - e].inwards * STUB, 0.0);
            }
        }
        let ways = [0, 1].map(|e| match ends[e].1 {
            EndSign::Ring => -shores[1 - e].inwards,
            _ => shores[e].inwards,
        });
        curves.push(Curve {
            points: between(gutter, ends.map(|(at, _)| at), ways),
            ends,
        });
    }
    curves
}

/// A cubic curve that leaves both ends into the gutter.
fn between(gutter: Rect, [from, to]: [Pos2; 2], [from_way, to_way]: [f32; 2]) -> Vec<Pos2> {
    // Ends at the same side are joined by an arc, the wider the further they are apart.
    let is_arc = from_way * to_way > 0.0;
    let most = gutter.width() - INSET;
    let bend = if is_arc {
        ((to.y - from.y).abs() * 0.4).clamp(most * 0.35, most)
    } else {
        ((to.x - from.x).abs() * 0.6).min(most)
    };
    // A cubic curve stays among its four points: with these in the gutter all of it is.
    let control = [(from, from_way), (to, to_way)].map(|(end, way)| {
        let x = (end.x + way * bend).clamp(gutter.left(), gutter.right());
        pos2(x, end.y)
    });
    let point = |t: f32| {
        let s = 1.0 - t;
        let sum: Vec2 = s * s * s * from.to_vec2()
            + 3.0 * s * s * t * control[0].to_vec2()
            + 3.0 * s * t * t * control[1].to_vec2()
            + t * t * t * to.to_vec2();
        sum.to_pos2()
    };
    #[allow(clippy::cast_precision_loss, reason = "a handful")]
    let pieces = (0..=N_PIECES).map(|i| point(i as f32 / N_PIECES as f32));
    pieces.collect()
}

/// What is under the pointer: an end before a curve, the nearest one, of equal ones the one on top.
#[must_use]
pub fn hit(curves: &[Curve], pointer: Pos2) -> Option<Hit> {
    let mut best: Option<(f32, Hit)> = None;
    let mut take = |distance: f32, reach: f32, hit: Hit| {
        if distance <= reach && best.is_none_or(|(least, _)| distance <= least) {
            best = Some((distance, hit));
        }
    };
    for (line, curve) in curves.iter().enumerate() {
        for (end, (at, _)) in curve.ends.iter().enumerate() {
            take(at.distance(pointer), END_REACH, Hit::End(line, end));
        }
    }
    if let Some((_, hit)) = best {
        return Some(hit);
    }
    let mut best: Option<(f32, Hit)> = None;
    for (line, curve) in curves.iter().enumerate() {
        let distance = distance_to(&curve.points, pointer);
        if distance <= CURVE_REACH && best.is_none_or(|(least, _)| distance <= least) {
            best = Some((distance, Hit::Curve(line)));
        }
    }
    best.map(|(_, hit)| hit)
}

/// The distance from a point to a path, in points.
fn distance_to(path: &[Pos2], point: Pos2) -> f32 {
    path.windows(2)
        .map(|piece| {
            let (a, along) = (piece[0], piece[1] - piece[0]);
            let length = along.length_sq();
            let t = if length > 0.0 {
                ((point - a).dot(along) / length).clamp(0.0, 1.0)
            } else {
                0.0
            };
            (a + along * t).distance(point)
        })
        .fold(f32::INFINITY, f32::min)
}
