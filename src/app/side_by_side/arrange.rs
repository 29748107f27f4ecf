//! Where two texts, their titles and the gutter between them stand in the room there is.

use egui::{Rect, pos2};

/// Width of the gutter where the links are drawn, in points.
const GUTTER: f32 = 56.0;
/// Height of a title, in points.
const TITLE: f32 = 30.0;
/// Two texts stand beside each other where each gets this width, in points.
const LEAST_WIDTH: f32 = 300.0;
/// Else one below the other where each gets this height, in points, with its title.
const LEAST_HEIGHT: f32 = 170.0;

/// A rectangle for one of the texts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Slot {
    /// Which text, counted from the left.
    pub idx: usize,
    /// Where on the screen.
    pub rect: Rect,
}

/// Where everything stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Arrangement {
    /// The title of each text.
    pub titles: [Slot; 2],
    /// The texts that have room: both, or the focused one.
    pub texts: Vec<Slot>,
    /// Where the links are drawn: between the texts, or to the right of both where one stands below the other.
    pub gutter: Option<Rect>,
    /// One text stands below the other.
    pub is_stacked: bool,
    /// Only one of the texts has room; the titles switch between them.
    pub is_single: bool,
}

impl Arrangement {
    /// In a word where a text stands.
    #[must_use]
    pub fn side(&self, idx: usize) -> &'static str {
        match (self.is_stacked, idx) {
            (false, 0) => "left",
            (false, _) => "right",
            (true, 0) => "upper",
            (true, _) => "lower",
        }
    }
}

/// Beside each other where there is width, else one below the other where there is height, else the focused one alone.
#[must_use]
pub fn arrange(room: Rect, focused: usize) -> Arrangement {
    let cut = |left: f32, top: f32, right: f32, bottom: f32| {
        Rect::from_min_max(pos2(left, top), pos2(right.max(left), bottom.max(top)))
    };
    let (l, t, r, b) = (room.left(), room.top(), room.right(), room.bottom());
    let slots = |rects: [Rect; 2]| {
        let [first, second] = rects;
        [
            Slot {
                idx: 0,
                rect: first,
            },
            Slot {
                idx: 1,
                rect: second,
            },
        ]
    };
    if room.width() >= 2.0 * LEAST_WIDTH + GUTTER {
        let width = ((room.width() - GUTTER) / 2.0).floor();
        let (end, start) = (l + width, r - width);
        let below = t + TITLE;
        let titles = slots([cut(l, t, end, below), cut(start, t, r, below)]);
        let texts = slots([cut(l, below, end, b), cut(start, below, r, b)]);
        return Arrangement {
            titles,
            texts: texts.to_vec(),
            gutter: Some(cut(end, t, start, b)),
            is_stacked: false,
            is_single: false,
        };
    }
    if room.height() >= 2.0 * LEAST_HEIGHT && room.width() >= LEAST_WIDTH / 2.0 {
        let middle = (t + room.height() / 2.0).floor();
        let right = r - GUTTER / 2.0;
        let titles = slots([
            cut(l, t, right, t + TITLE),
            cut(l, middle, right, middle + TITLE),
        ]);
        let texts = slots([
            cut(l, t + TITLE, right, middle),
            cut(l, middle + TITLE, right, b),
        ]);
        return Arrangement {
            titles,
            texts: texts.to_vec(),
            gutter: Some(cut(right, t, r, b)),
            is_stacked: true,
            is_single: false,
        };
    }
    let (middle, below) = ((l + room.width() / 2.0).floor(), t + TITLE);
    Arrangement {
        titles: slots([cut(l, t, middle, below), cut(middle, t, r, below)]),
        texts: vec![Slot {
            idx: focused,
            rect: cut(l, below, r, b),
        }],
        gutter: None,
        is_stacked: false,
        is_single: true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::vec2;
    use proptest::prelude::*;

    fn room(width: f32, height: f32) -> Rect {
        Rect::from_min_size(pos2(100.0, 80.0), vec2(width, height))
    }

    #[test]
    fn beside_each_other_then_below_then_one_alone() {
        let wide = arrange(room(760.0, 600.0), 0);
        assert_eq!((wide.side(0), wide.side(1)), ("left", "right"));
        let narrow = arrange(room(480.0, 600.0), 0);
        assert_eq!((narrow.side(0), narrow.side(1)), ("upper", "lower"));
        let tiny = arrange(room(300.0, 250.0), 1);
        assert!(tiny.is_single && tiny.gutter.is_none());
        assert_eq!(tiny.texts[0].idx, 1);
    }

    proptest! {
        #[test]
        fn nothing_overlaps_and_nothing_stands_outside(
            width in 0.0_f32..3000.0,
            height in 0.0_f32..2000.0,
            focused in 0_usize..2,
        ) {
            let room = room(width, height);
            let found = arrange(room, focused);
            let mut rects: Vec<Rect> = found.titles.iter().map(|s| s.rect).collect();
            rects.extend(found.texts.iter().map(|s| s.rect));
            rects.extend(found.gutter);
            // Where there is no room at all the title stands over the edge.
            prop_assume!(height >= TITLE);
            for (i, a) in rects.iter().enumerate() {
                prop_assert!(room.expand(0.01).contains_rect(*a), "{a:?} in {room:?}");
                for b in &rects[i + 1..] {
                    let shared = a.intersect(*b);
                    prop_assert!(!(shared.width() > 0.01 && shared.height() > 0.01), "{a:?} {b:?}");
                }
            }
            prop_assert!(found.texts.iter().any(|s| s.idx == focused));
        }
    }
}
