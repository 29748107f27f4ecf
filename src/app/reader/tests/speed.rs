//! How long frames take, by size of the text: `cargo test --release --lib speed -- --ignored --nocapture`.
use super::super::{BlockIndex, MarkLayer, MarkStyle, Pattern, Where, reader_ui};
use super::super::{Mark, ReaderInput, ReaderState, TextEngine};
use super::world::{engine, span, theme, tint};
use crate::model::AnnotationId;
use crate::text::ByteOffset;
use crate::text::snap::Snap;
use egui::{Event, Pos2, RawInput, Rect, Vec2};
use std::fmt::Write as _;
use std::ops::Range;
use std::sync::Arc;
use std::time::{Duration, Instant};

struct Bench {
    ctx: egui::Context,
    engine: TextEngine,
    state: ReaderState,
    text: Arc<str>,
    marks: Vec<Mark>,
}

impl Bench {
    /// Input, layout, painting and tessellation of one frame.
    fn frame(&mut self, events: Vec<Event>) -> Duration {
        let raw = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, Vec2::new(1280.0, 800.0))),
            events,
            ..RawInput::default()
        };
        let theme = theme(false);
        let marks = |bytes: Range<usize>| {
            let first = self
                .marks
                .partition_point(|mark| mark.spans[0].end().0 <= bytes.start);
            self.marks[first..]
                .iter()
                .take_while(|mark| mark.spans[0].start().0 < bytes.end)
                .cloned()
                .collect()
        };
        let input = ReaderInput {
            document_key: 1,
            text: &self.text,
            title: "The article",
            theme: &theme,
            text_size: 17.0,
            column_chars: 68.0,
            line_height: 1.6,
            paragraph_spacing: 6.0,
            is_markdown: false,
            marks: &marks,
            search_hits: &|_| Vec::new(),
            pending: &[],
            snap: Snap::Word,
        };
        let start = Instant::now();
        let mut output = self.ctx.run_ui(raw, |ui| {
            reader_ui(ui, &mut self.engine, &mut self.state, &input);
        });
        let primitives = self.ctx.tessellate(output.shapes, 1.0);
        assert!(!primitives.is_empty());
        output.textures_delta.clear();
        start.elapsed()
    }
}

#[test]
#[ignore = "measures"]
fn speed() {
    let mut article = String::new();
    for n in 0..400 {
        let words = "The port said it would close, “naïve” as ever. ".repeat(n % 9);
        let _ = writeln!(article, "Paragraph {n}. {words}");
    }
    println!(
        "{:>12} {:>10} {:>10} {:>10} {:>10} {:>10} {:>10}",
        "bytes", "index", "first", "wheel", "worst", "jump", "tag"
    );
    for n_bytes in [5_000_usize, 100_000, 1_000_000, 10_000_000, 100_000_000] {
        let mut text = article.repeat(n_bytes / article.len() + 1);
        let mut end = n_bytes;
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        text.truncate(end);
        let text: Arc<str> = text.into();
        let start = Instant::now();
        let n_blocks = BlockIndex::new(&text).n_blocks();
        let index = start.elapsed();
        assert!(n_blocks > 0);
        let marks = (0..n_bytes / 500).filter_map(|n| {
            let start = n * 500;
            (text.is_char_boundary(start) && text.is_char_boundary(start + 40)).then(|| Mark {
                id: AnnotationId::new(n.to_string()),
                spans: vec![span(&text, start..start + 40)],
                style: MarkStyle {
                    color: tint([47, 111, 208], 255),
                    ground: tint([47, 111, 208], 38),
                    pattern: Pattern::ALL[n % 6],
                },
                name: "Claim".to_owned(),
                layer: MarkLayer::Own,
                is_current: false,
            })
        });
        let mut bench = Bench {
            ctx: egui::Context::default(),
            engine: engine(),
            state: ReaderState::new(),
            marks: marks.collect(),
            text,
        };
        let first = bench.frame(Vec::new());
        bench.frame(vec![Event::PointerMoved(Pos2::new(500.0, 300.0))]);
        let mut wheels = Vec::new();
        for _ in 0..60 {
            wheels.push(bench.frame(vec![Event::MouseWheel {
                unit: egui::MouseWheelUnit::Point,
                delta: egui::vec2(0.0, -30.0),
                phase: egui::TouchPhase::Move,
                modifiers: egui::Modifiers::NONE,
                source: egui::MouseWheelSource::Unknown,
            }]));
        }
        let mut jumps = Vec::new();
        for n in 0..30_usize {
            let at = n.wrapping_mul(7_919_777) % n_bytes;
            bench.state.scroll_to(ByteOffset(at), Where::Center);
            jumps.push(bench.frame(Vec::new()));
        }
        let extra = bench.marks[0].clone();
        bench.marks.insert(0, extra);
        let tag = bench.frame(Vec::new());
        let mean = |times: &[Duration]| {
            times.iter().sum::<Duration>() / u32::try_from(times.len()).unwrap_or(1)
        };
        let worst = wheels.iter().max().copied().unwrap_or_default();
        println!(
            "{n_bytes:>12} {index:>10.1?} {first:>10.1?} {:>10.1?} {worst:>10.1?} {:>10.1?} {tag:>10.1?}",
            mean(&wheels),
            mean(&jumps),
        );
    }
}
