//! A pane with a text, a fixed size and fixed fonts.
use super::super::{
    MapInput, MapMarks, Mark, MarkId, MarkLayer, MarkStyle, Pattern, ReaderEvent, ReaderInput,
    ReaderState, ReaderTheme, TextEngine, reader_ui,
};
use crate::text::TextSpan;
use crate::text::{ByteOffset, snap::Snap};
use egui::{Color32, Modifiers, PointerButton, Pos2, Rect, Vec2};
use egui_kittest::Harness;
use std::ops::Range;
use std::sync::Arc;

const REGULAR: &[u8] = include_bytes!("../../../../assets/fonts/Literata-Regular.ttf");
const BOLD: &[u8] = include_bytes!("../../../../assets/fonts/Literata-Bold.ttf");

pub fn engine() -> TextEngine {
    TextEngine::new(&[REGULAR, BOLD], &["Literata"])
}

pub fn theme(dark: bool) -> ReaderTheme {
    let gray = Color32::from_gray;
    let (paper, ink) = if dark { (24, 222) } else { (252, 28) };
    ReaderTheme {
        dark,
        background: gray(paper),
        text: gray(ink),
        heading: gray(ink),
        hidden_text: gray(paper),
        hidden_ground: gray(128),
        selection: tint([70, 130, 220], 90),
        search_hit: tint([240, 200, 0], 110),
        search_outline: tint([160, 120, 0], 255),
        caret: gray(ink),
        current_outline: gray(128),
        suggestion: gray(128),
        suggestion_ground: tint([128, 128, 128], 40),
        scroll_track: gray(if dark { 34 } else { 242 }),
        scroll_thumb: gray(if dark { 80 } else { 190 }),
        scroll_thumb_active: gray(128),
        focus_ring: tint([70, 130, 220], 255),
    }
}

pub fn tint([r, g, b]: [u8; 3], alpha: u8) -> Color32 {
    Color32::from_rgba_unmultiplied(r, g, b, alpha)
}

pub struct World {
    pub engine: TextEngine,
    pub state: ReaderState,
    pub text: Arc<str>,
    pub key: u64,
    pub theme: ReaderTheme,
    pub text_size: f32,
    pub is_markdown: bool,
    pub marks: Vec<Mark>,
    pub hits: Vec<Range<usize>>,
    pub snap: Snap,
    pub covered: f32,
    pub events: Vec<ReaderEvent>,
    pub n_frames: usize,
    /// Where the map has marks; asked for ranges of the text.
    pub map: Vec<usize>,
    pub n_map: std::cell::Cell<usize>,
    pub asked: std::cell::RefCell<Vec<Range<usize>>>,
}

impl World {
    pub fn new(text: &str) -> Self {
        Self {
            engine: engine(),
            state: ReaderState::new(),
            text: Arc::from(text),
            key: 1,
            theme: theme(false),
            text_size: 17.0,
            is_markdown: false,
            marks: Vec::new(),
            hits: Vec::new(),
            snap: Snap::Word,
            covered: 0.0,
            events: Vec::new(),
            n_frames: 0,
            map: Vec::new(),
            n_map: std::cell::Cell::default(),
            asked: std::cell::RefCell::default(),
        }
    }

    pub fn ui(&mut self, ui: &mut egui::Ui) {
        self.n_frames += 1;
        let touching = |bytes: Range<usize>| {
            self.asked.borrow_mut().push(bytes.clone());
            let touches =
                |span: &TextSpan| span.start().0 < bytes.end && bytes.start < span.end().0;
            let touched = |mark: &&Mark| mark.spans.iter().any(touches);
            self.marks.iter().filter(touched).cloned().collect()
        };
        let hits = |bytes: Range<usize>| {
            let touches = |hit: &&Range<usize>| hit.start < bytes.end && bytes.start < hit.end;
            self.hits.iter().filter(touches).cloned().collect()
        };
        let map = |bytes: Range<usize>| {
            self.n_map.set(self.n_map.get() + 1);
            let first = self.map.iter().find(|at| bytes.contains(at)).copied();
            MapMarks {
                colors: first.iter().map(|_| Color32::RED).collect(),
                first,
                hit: None,
            }
        };
        let input = ReaderInput {
            map: Some(MapInput {
                key: self.map.len() as u64,
                marks: &map,
            }),
            document_key: self.key,
            text: &self.text,
            title: "The article",
            theme: &self.theme,
            text_size: self.text_size,
            column_chars: 68.0,
            line_height: 1.6,
            paragraph_spacing: 6.0,
            is_markdown: self.is_markdown,
            marks: &touching,
            search_hits: &hits,
            pending: &[],
            snap: self.snap,
            covered: self.covered,
        };
        let events = reader_ui(ui, &mut self.engine, &mut self.state, &input);
        self.events.extend(events);
    }

    pub fn span(&self, words: &str) -> TextSpan {
        let start = self.text.find(words).expect("the words are in the text");
        span(&self.text, start..start + words.len())
    }

    pub fn tag(&mut self, id: &str, words: &[&str], pattern: Pattern) {
        let spans = words.iter().map(|words| self.span(words)).collect();
        let rgb = match pattern {
            Pattern::Solid => [47, 111, 208],
            Pattern::Dashed => [20, 130, 90],
            _ => [200, 60, 60],
        };
        self.marks.push(Mark {
            id: MarkId::Annotation(id.into()),
            spans,
            style: MarkStyle {
                color: tint(rgb, 255),
                ground: tint(rgb, 38),
                pattern,
            },
            name: "Quote".to_owned(),
            layer: MarkLayer::Own,
            is_above: false,
            is_current: false,
        });
    }
}

pub fn span(text: &str, bytes: Range<usize>) -> TextSpan {
    TextSpan::new(text, ByteOffset(bytes.start), ByteOffset(bytes.end)).expect("a span")
}

pub type Pane = Harness<'static, World>;

pub fn pane(world: World) -> Pane {
    sized(world, Vec2::new(760.0, 480.0))
}

pub fn sized(world: World, size: Vec2) -> Pane {
    let mut pane = Harness::builder()
        .with_size(size)
        .with_step_dt(0.05)
        .build_ui_state(|ui, world: &mut World| world.ui(ui), world);
    pane.run();
    pane
}

/// The left or right half of the first or last grapheme of some bytes.
pub fn point(pane: &Pane, bytes: Range<usize>, share: f32) -> Pos2 {
    let rect = rect_of(pane, bytes);
    Pos2::new(rect.left() + rect.width() * share, rect.center().y)
}

pub fn rect_of(pane: &Pane, bytes: Range<usize>) -> Rect {
    let text = pane.state().text.clone();
    let rects = pane.state().state.rects_of(span(&text, bytes.clone()));
    *rects
        .first()
        .unwrap_or_else(|| panic!("{bytes:?} is not in the window"))
}

/// Presses at one place, moves to the other in steps, releases there.
pub fn drag(pane: &mut Pane, from: Pos2, to: Pos2, modifiers: Modifiers) {
    hold(pane, modifiers);
    pane.hover_at(from);
    pane.run();
    pane.event(press(from, true, modifiers));
    pane.run();
    for step in 1_u8..=4 {
        pane.hover_at(from + (to - from) * (f32::from(step) / 4.0));
        pane.run_steps(1);
    }
    pane.event(press(to, false, modifiers));
    pane.run();
    hold(pane, Modifiers::NONE);
}

pub fn click(pane: &mut Pane, at: Pos2, n: usize, modifiers: Modifiers) {
    hold(pane, modifiers);
    pane.hover_at(at);
    pane.run_steps(1);
    for _ in 0..n {
        pane.event(press(at, true, modifiers));
        pane.event(press(at, false, modifiers));
        pane.run_steps(1);
    }
    pane.run();
    hold(pane, Modifiers::NONE);
    // So that the next click does not count as a double one.
    pane.run_steps(12);
}

fn hold(pane: &Pane, modifiers: Modifiers) {
    pane.event(egui::Event::ModifiersChanged(modifiers));
}

fn press(pos: Pos2, pressed: bool, modifiers: Modifiers) -> egui::Event {
    egui::Event::PointerButton {
        pos,
        button: PointerButton::Primary,
        pressed,
        modifiers,
    }
}

pub fn selected(pane: &Pane) -> &str {
    let world = pane.state();
    match world.state.selection() {
        Some(span) => &world.text[span.range()],
        None => "",
    }
}
