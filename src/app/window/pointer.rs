//! The pointer when everything in the window becomes larger or smaller: egui counts its place in points, and goes on with
//! the points of the old size until the pointer moves. A click would land elsewhere than where the pointer is seen.

use egui::{Event, Pos2, RawInput};

/// Which size of a point the window system's last place of the pointer belongs to.
#[derive(Clone, Copy, Debug, Default)]
pub struct PointerScale {
    /// At the last move; `None` before the first one.
    zoom: Option<f32>,
}

impl PointerScale {
    /// Before a frame: the places of `input`, counted while the zoom was `was`, in points of the zoom that the frame has,
    /// `is`. A button that is pressed without a move comes with the place of the last move. `latest`: where the pointer
    /// was in the last frame.
    pub fn rescale(&mut self, was: f32, is: f32, latest: Option<Pos2>, input: &mut RawInput) {
        let mut moves = false;
        for event in &mut input.events {
            match event {
                Event::PointerMoved(place) => {
                    moves = true;
                    self.zoom = Some(was);
                    *place = scaled(*place, was / is);
                }
                Event::PointerButton { pos, .. } => {
                    *pos = scaled(*pos, self.zoom.unwrap_or(was) / is);
                }
                Event::Touch { pos, .. } => *pos = scaled(*pos, was / is),
                _ => {}
            }
        }
        if was != is
            && !moves
            && let Some(latest) = latest
        {
            // It stands still, and yet at another place in points.
            let moved = Event::PointerMoved(scaled(latest, was / is));
            input.events.insert(0, moved);
        }
    }
}

fn scaled(place: Pos2, by: f32) -> Pos2 {
    (place.to_vec2() * by).to_pos2()
}
