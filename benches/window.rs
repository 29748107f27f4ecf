//! The whole window by size of the text: from its start with a project to the first frame that shows the text, a
//! frame of scrolling, a tag key press until the frame that shows it. With every panel that is open at the first
//! start, driven by made-up mouse and keys, without a display and without a graphics card. And two texts side by side, a
//! link at every annotation; and two annotators compared.
//!
//! `cargo bench --bench window`; with `-- --quick` only the small texts, to see that it runs. Each size is measured
//! in a process of its own. `-- --only 10` takes the text of 10 MB alone.
#![allow(
    clippy::expect_used,
    reason = "a measurement that fails should say where"
)]

mod common;

use common::process::{Figures, Memory};
use common::project::{document, environment, link_in_pairs, project, second_annotator};
use common::table::{Goals, Table, number};
use common::text::{Kind, made_up};
use common::timer::{Samples, millis};
use common::{Mode, Sizes, count_name, put_file, size_name};
use countermark::app::App;
use countermark::storage::project_file::write_project;
use egui::{Event, Key, Modifiers, PointerButton, Pos2, RawInput, Rect, Vec2};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// One annotation in so many bytes: 10 on 5 kB, 200 000 on 100 MB.
const BYTES_PER_ANNOTATION: usize = 500;
const SIZES: [usize; 5] = [5_000, 100_000, 1_000_000, 10_000_000, 100_000_000];
const SIZES_BESIDE: [usize; 4] = [5_000, 100_000, 1_000_000, 10_000_000];
const SCROLL_GOAL: f64 = 2.0;
const BESIDE_GOAL: f64 = 2.0 * SCROLL_GOAL;
const TAG_GOAL: f64 = 8.0;
/// In the middle of the text.
const POINTER: Pos2 = Pos2::new(560.0, 380.0);
/// A window that shows no text for so long never will.
const PATIENCE: Duration = Duration::from_mins(1);

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    if let [
        what @ ("--measure" | "--measure-beside" | "--measure-compare"),
        folder,
        n_repeats,
        ..,
    ] = words[..]
    {
        let n_repeats = n_repeats.parse().expect("a number of repeats");
        let measured = match what {
            "--measure" => measure(Path::new(folder), n_repeats),
            "--measure-compare" => measure_compare(Path::new(folder), n_repeats),
            _ => measure_beside(Path::new(folder), n_repeats),
        };
        measured.print();
        return;
    }
    let Some(mode) = Mode::from_args(&args) else {
        return;
    };
    let sizes = Sizes::from_args(&args, mode);
    let mut goals = Goals::default();
    let mut table = Table::new(&[
        "text",
        "annotations",
        "start to text",
        "scroll",
        "19 of 20 below",
        "tag press",
        "19 of 20 below",
        "resident, MB",
    ]);
    for n_bytes in SIZES {
        if !sizes.has(n_bytes) {
            continue;
        }
        let name = size_name(n_bytes);
        eprintln!("measuring: {name}");
        let folder = tempfile::tempdir().expect("a temporary folder");
        let documents = [document(1, &made_up(Kind::Paragraphs, n_bytes, 1))];
        let made = project(&documents, n_bytes / BYTES_PER_ANNOTATION);
        put_file(&folder.path().join("window.json"), &write_project(&made));
        let at = folder.path().display().to_string();
        let figures = Figures::from_child(&["--measure", &at, mode.pick("100", "5")]);
        let mut row = vec![name.clone(), count_name(made.n_annotations())];
        row.push(number(figures.get("start")));
        for (figure, goal) in [("scroll", SCROLL_GOAL), ("tag", TAG_GOAL)] {
            let what = format!("{name}: {figure} in the whole window, ms");
            row.push(goals.at_most(&what, figures.get(figure), goal));
            row.push(number(figures.get(&format!("{figure}_95"))));
        }
        row.push(number(figures.get("resident") / 1e6));
        table.row(row);
    }
    table.print("The whole window, ms: median, and what 19 of 20 stay below");
    let mut table = Table::new(&[
        "each of two texts",
        "annotations",
        "links",
        "scroll",
        "19 of 20 below",
    ]);
    for n_bytes in SIZES_BESIDE.into_iter().filter(|n| sizes.has(*n)) {
        let name = size_name(n_bytes);
        eprintln!("measuring: two of {name} side by side");
        let folder = tempfile::tempdir().expect("a temporary folder");
        let documents = [1, 2].map(|n| {
            let seed = u64::try_from(n).unwrap_or_default();
            document(n, &made_up(Kind::Paragraphs, n_bytes, seed))
        });
        let mut made = project(&documents, 2 * n_bytes / BYTES_PER_ANNOTATION);
        let n_links = link_in_pairs(&mut made);
        put_file(&folder.path().join("window.json"), &write_project(&made));
        let at = folder.path().display().to_string();
        let figures = Figures::from_child(&["--measure-beside", &at, mode.pick("100", "5")]);
        let what = format!("{name}: scroll side by side, ms");
        table.row(vec![
            name,
            count_name(made.n_annotations()),
            count_name(n_links),
            goals.at_most(&what, figures.get("scroll"), BESIDE_GOAL),
            number(figures.get("scroll_95")),
        ]);
    }
    table.print("Two texts side by side, ms: median, and what 19 of 20 stay below");
    let n_bytes = mode.pick(1_000_000, 100_000);
    if sizes.has(n_bytes) {
        compare(n_bytes, mode.pick("100", "5"), &mut goals);
    }
    goals.print();
}

/// The same article in the reader and in Compare.
fn compare(n_bytes: usize, n_repeats: &str, goals: &mut Goals) {
    let name = size_name(n_bytes);
    eprintln!("measuring: two annotators of {name} compared");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let documents = [document(1, &made_up(Kind::Paragraphs, n_bytes, 1))];
    let mut made = project(&documents, n_bytes / BYTES_PER_ANNOTATION);
    let n_each = made.n_annotations();
    second_annotator(&mut made);
    put_file(&folder.path().join("window.json"), &write_project(&made));
    let at = folder.path().display().to_string();
    let figures = Figures::from_child(&["--measure-compare", &at, n_repeats]);
    let mut table = Table::new(&[
        "two annotators",
        "still",
        "19 of 20 below",
        "scroll",
        "19 of 20 below",
        "next",
        "19 of 20 below",
        "tag, decision",
        "19 of 20 below",
    ]);
    for (area, words) in [("annotate", "reader"), ("compare", "Compare")] {
        let mut row = vec![format!("{words}, {name}, {} each", count_name(n_each))];
        for (figure, goal) in [
            ("still", SCROLL_GOAL),
            ("scroll", SCROLL_GOAL),
            ("next", TAG_GOAL),
            ("step", TAG_GOAL),
        ] {
            let of = format!("{area}_{figure}");
            let what = format!("{words}: {figure}, ms");
            row.push(goals.at_most(&what, figures.get(&of), goal));
            row.push(number(figures.get(&format!("{of}_95"))));
        }
        table.row(row);
    }
    table.print("Two annotators on one article, ms: median, and what 19 of 20 stay below");
}

/// The article in the reader, then its two annotators compared: frames without input, frames of a turning wheel, N to
/// the next annotation or difference, and a digit that tags or A that decides.
fn measure_compare(folder: &Path, n_repeats: usize) -> Figures {
    let mut figures = Figures::default();
    let mut put = |area: &str, name: &str, samples: &Samples| {
        figures.put(&format!("{area}_{name}"), samples.median_millis());
        figures.put(&format!("{area}_{name}_95"), samples.quantile_millis(0.95));
    };
    let mut window = Window::opened(folder);
    window.rest();
    for area in ["annotate", "compare"] {
        if area == "compare" {
            let ctrl = Modifiers {
                ctrl: true,
                ..Modifiers::COMMAND
            };
            window.press_with(ctrl, Key::Num3);
            window.until_it_says("Differences ");
            window.rest();
        }
        put(area, "still", &still(&mut window, 3 * n_repeats));
        put(area, "scroll", &scroll(&mut window, 3 * n_repeats));
        put(area, "next", &presses(&mut window, Key::N, n_repeats));
        let step = if area == "compare" {
            presses(&mut window, Key::A, n_repeats)
        } else {
            tag(&mut window, n_repeats)
        };
        put(area, "step", &step);
    }
    drop(window);
    check_journal(&folder.join("window.json"), 2 * n_repeats);
    figures
}

/// Frames in which nothing happens.
fn still(window: &mut Window, n_frames: usize) -> Samples {
    let mut samples = Samples::default();
    for _ in 0..n_frames {
        samples.push(window.frame(Vec::new()));
    }
    samples
}

/// Presses of a key: both frames, the one that takes the key and the one that shows what came of it.
fn presses(window: &mut Window, which: Key, n_times: usize) -> Samples {
    let mut samples = Samples::default();
    for _ in 0..n_times {
        let taken = window.frame(vec![key(which, true)]);
        samples.push(taken + window.frame(vec![key(which, false)]));
        window.rest();
    }
    samples
}

/// The project in the window, split, and the wheel over the text on the left.
fn measure_beside(folder: &Path, n_repeats: usize) -> Figures {
    let mut figures = Figures::default();
    let mut window = Window::opened(folder);
    window.frame(vec![key(Key::F8, true)]);
    window.frame(vec![key(Key::F8, false)]);
    window.rest();
    let scrolls = scroll(&mut window, 3 * n_repeats);
    figures.put("scroll", scrolls.median_millis());
    figures.put("scroll_95", scrolls.quantile_millis(0.95));
    figures
}

fn measure(folder: &Path, n_repeats: usize) -> Figures {
    let mut figures = Figures::default();
    let file = folder.join("window.json");
    let start = Instant::now();
    let mut window = Window::opened(folder);
    figures.put("start", millis(start.elapsed()));
    window.rest();

    let put = |figures: &mut Figures, name: &str, samples: &Samples| {
        figures.put(name, samples.median_millis());
        figures.put(&format!("{name}_95"), samples.quantile_millis(0.95));
    };
    let scrolls = scroll(&mut window, 3 * n_repeats);
    put(&mut figures, "scroll", &scrolls);
    put(&mut figures, "tag", &tag(&mut window, n_repeats));
    figures.put("resident", Memory::of_self().resident as f64);
    drop(window);
    check_journal(&file, n_repeats);
    figures
}

/// Most tags are a line of the journal, or nothing was measured. Not all: a click on an annotation that has the tag
/// already changes nothing.
fn check_journal(file: &Path, n_tags: usize) {
    let mut journal = file.as_os_str().to_owned();
    journal.push(".journal");
    let start = Instant::now();
    loop {
        let lines = std::fs::read(&journal).unwrap_or_default();
        let n_lines = String::from_utf8_lossy(&lines).lines().count();
        if 2 * n_lines > n_tags {
            return;
        }
        assert!(
            start.elapsed() < PATIENCE,
            "{n_lines} lines of journal for {n_tags} tags"
        );
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Frames of a turning wheel; the first ones are not counted.
fn scroll(window: &mut Window, n_frames: usize) -> Samples {
    window.frame(vec![Event::PointerMoved(POINTER)]);
    let mut samples = Samples::default();
    for n in 0..n_frames + 10 {
        let duration = window.frame(vec![wheel(if (n / 40) % 2 == 0 { -80.0 } else { 80.0 })]);
        if n >= 10 {
            samples.push(duration);
        }
    }
    samples
}

/// A word is selected by a double click, then comes the key: both frames until the tag is seen, the one that takes
/// the key and the one that shows what came of it.
fn tag(window: &mut Window, n_tags: usize) -> Samples {
    let mut samples = Samples::default();
    for n in 0..n_tags {
        window.frame(vec![wheel(if (n / 20) % 2 == 0 { -120.0 } else { 120.0 })]);
        window.rest();
        for _ in 0..2 {
            window.frame(vec![press(true)]);
            window.frame(vec![press(false)]);
        }
        window.rest();
        // The same places come again when the wheel turns back: with another tag, as the same one changes nothing.
        let tag_key = [Key::Num1, Key::Num2, Key::Num3][(n / 20) % 3];
        let taken = window.frame(vec![key(tag_key, true)]);
        samples.push(taken + window.frame(vec![key(tag_key, false)]));
        window.rest();
    }
    samples
}

fn wheel(points: f32) -> Event {
    Event::MouseWheel {
        unit: egui::MouseWheelUnit::Point,
        delta: egui::vec2(0.0, points),
        phase: egui::TouchPhase::Move,
        modifiers: Modifiers::NONE,
        source: egui::MouseWheelSource::Unknown,
    }
}

fn press(pressed: bool) -> Event {
    Event::PointerButton {
        pos: POINTER,
        button: PointerButton::Primary,
        pressed,
        modifiers: Modifiers::NONE,
    }
}

fn key(key: Key, pressed: bool) -> Event {
    Event::Key {
        key,
        physical_key: Some(key),
        pressed,
        repeat: false,
        modifiers: Modifiers::NONE,
    }
}

/// Whether a shape is words that begin like this.
fn says(shape: &egui::Shape, words: &str) -> bool {
    match shape {
        egui::Shape::Text(text) => text.galley.text().starts_with(words),
        egui::Shape::Vec(shapes) => shapes.iter().any(|shape| says(shape, words)),
        _ => false,
    }
}

/// The program's window, 1280 × 800 points.
struct Window {
    ctx: egui::Context,
    app: App,
    /// Seconds since it was opened, as it is told.
    time: f64,
    /// The title that it asked for last.
    title: String,
    /// What is looked for in the words of a frame, and whether it stood there.
    looked_for: Option<(&'static str, bool)>,
}

impl Window {
    fn new(folder: &Path, file: PathBuf) -> Self {
        let ctx = egui::Context::default();
        let app = App::new(environment(folder), &ctx, vec![file]);
        Self {
            ctx,
            app,
            time: 0.0,
            title: String::new(),
            looked_for: None,
        }
    }

    fn press_with(&mut self, modifiers: Modifiers, which: Key) {
        for pressed in [true, false] {
            self.frame(vec![Event::Key {
                key: which,
                physical_key: Some(which),
                pressed,
                repeat: false,
                modifiers,
            }]);
        }
    }

    /// Frames until words that begin like this stand in the window.
    fn until_it_says(&mut self, words: &'static str) {
        let start = Instant::now();
        self.looked_for = Some((words, false));
        while self.looked_for == Some((words, false)) {
            assert!(start.elapsed() < PATIENCE, "the window says {words:?}");
            std::thread::sleep(Duration::from_millis(1));
            self.frame(Vec::new());
        }
        self.looked_for = None;
    }

    /// With the project of that folder, from its start until it shows the text.
    fn opened(folder: &Path) -> Self {
        let start = Instant::now();
        let mut window = Self::new(folder, folder.join("window.json"));
        while !window.shows("window") {
            assert!(start.elapsed() < PATIENCE, "the window shows the project");
            std::thread::sleep(Duration::from_micros(200));
            window.frame(Vec::new());
        }
        window.frame(Vec::new());
        window
    }

    fn shows(&self, name: &str) -> bool {
        self.title.contains(name)
    }

    /// Frames without input until half a second has gone by for the window.
    fn rest(&mut self) {
        for _ in 0..5 {
            self.time += 0.1;
            self.frame(Vec::new());
        }
    }

    /// Input, layout, painting and tessellation of one frame.
    fn frame(&mut self, events: Vec<Event>) -> Duration {
        self.time += 1.0 / 60.0;
        let raw = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, Vec2::new(1280.0, 800.0))),
            time: Some(self.time),
            focused: true,
            events,
            ..RawInput::default()
        };
        let start = Instant::now();
        let app = &mut self.app;
        let mut output = self.ctx.run_ui(raw, |ui| app.frame_ui(ui));
        if let Some((words, is_there)) = &mut self.looked_for {
            *is_there = output.shapes.iter().any(|shape| says(&shape.shape, words));
        }
        let primitives = self.ctx.tessellate(output.shapes, output.pixels_per_point);
        let duration = start.elapsed();
        output.textures_delta.clear();
        assert!(!primitives.is_empty());
        for viewport in output.viewport_output.values() {
            for command in &viewport.commands {
                if let egui::ViewportCommand::Title(title) = command {
                    self.title.clone_from(title);
                }
            }
        }
        duration
    }
}
