//! Reading and tagging by size of the text: opening, a frame of scrolling, a frame after a jump, a tag key press
//! until the new frame, memory. Without a window: layout, shapes and tessellation, no graphics card.
//!
//! `cargo bench --bench reading`; with `-- --quick` only the small texts, to see that it runs. Each size is measured
//! in a process of its own. `-- --only 10` takes the texts of 10 MB alone.
#![allow(
    clippy::expect_used,
    reason = "a measurement that fails should say where"
)]

mod common;

use common::process::{Figures, Memory};
use common::project::{document, environment, project};
use common::table::{Goals, Table, number};
use common::text::{Kind, Random, made_up};
use common::timer::{Samples, millis};
use common::{Mode, Sizes, count_name, put_file, size_name};
use countermark::app::reader::{
    Mark, MarkId, MarkLayer, MarkStyle, Pattern, ReaderInput, ReaderState, ReaderTheme, TextEngine,
    Where, reader_ui,
};
use countermark::ingest::ReadOptions;
use countermark::model::{AnnotationId, Document, DocumentId};
use countermark::storage::project_file::write_project;
use countermark::text::{ByteOffset, Snap, TextSpan, snap};
use countermark::workspace::{Access, Command, JobContext, OpenOptions, Workspace, read_articles};
use egui::{Color32, Event, Pos2, RawInput, Rect, Vec2};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// One annotation in so many bytes: 10 on 5 kB, 200 000 on 100 MB.
const BYTES_PER_ANNOTATION: usize = 500;
/// The texts with their sizes, in the order of the table.
const CASES: [(Kind, usize); 7] = [
    (Kind::Paragraphs, 5_000),
    (Kind::Paragraphs, 100_000),
    (Kind::Paragraphs, 1_000_000),
    (Kind::Paragraphs, 10_000_000),
    (Kind::Paragraphs, 100_000_000),
    (Kind::SingleLine, 10_000_000),
    (Kind::Mixed, 10_000_000),
];
const SCROLL_GOAL: f64 = 2.0;
const JUMP_GOAL: f64 = 8.0;
const TAG_GOAL: f64 = 8.0;
const MEMORY_GOAL: f64 = 30.0;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    if let ["--measure", what, folder, n_repeats, ..] = words[..] {
        let n_repeats = n_repeats.parse().expect("a number of repeats");
        let figures = match what {
            "article" => measure_article(Path::new(folder)),
            other => measure_project(Path::new(folder), other, n_repeats),
        };
        figures.print();
        return;
    }
    let Some(mode) = Mode::from_args(&args) else {
        return;
    };
    let sizes = Sizes::from_args(&args, mode);
    let mut tables = Tables::new();
    for (kind, n_bytes) in CASES {
        if sizes.has(n_bytes) {
            tables.measure(kind, n_bytes, mode);
        }
    }
    tables.print();
}

struct Tables {
    opening: Table,
    frames: Table,
    memory: Table,
    goals: Goals,
}

impl Tables {
    fn new() -> Self {
        Self {
            opening: Table::new(&[
                "text",
                "annotations",
                "article: read",
                "line index",
                "first frame",
                "together",
                "project: load",
                "first frame",
                "together",
                "with the system's fonts",
            ]),
            frames: Table::new(&[
                "text",
                "annotations",
                "scroll",
                "19 of 20 below",
                "jump",
                "19 of 20 below",
                "tag press",
                "19 of 20 below",
            ]),
            memory: Table::new(&[
                "text",
                "annotations",
                "beside the text",
                "for the annotations",
                "bytes each",
                "peak while opening",
            ]),
            goals: Goals::default(),
        }
    }

    fn measure(&mut self, kind: Kind, n_bytes: usize, mode: Mode) {
        let n_annotations = n_bytes / BYTES_PER_ANNOTATION;
        let size = size_name(n_bytes);
        let name = match kind {
            Kind::Paragraphs => size,
            _ => format!("{size}, {}", kind.name()),
        };
        eprintln!("measuring: {name}, {n_annotations} annotations");
        let folder = tempfile::tempdir().expect("a temporary folder");
        let n_made = make_files(folder.path(), kind, n_bytes, n_annotations);
        let at = folder.path().display().to_string();
        let n_repeats = mode.pick("100", "5");
        let article = Figures::from_child(&["--measure", "article", &at, n_repeats]);
        let annotated = Figures::from_child(&["--measure", "annotated", &at, n_repeats]);
        let bare = Figures::from_child(&["--measure", "bare", &at, n_repeats]);

        let goals = &mut self.goals;
        let first_frame_goal = match n_bytes {
            0..=10_000_000 => 150.0,
            _ => 1000.0,
        };
        let id = |figure: &str| format!("{name}: {figure}");
        let start = || vec![name.clone(), count_name(n_made)];
        let mut row = start();
        row.extend(["read", "index", "frame"].map(|f| number(article.get(f))));
        let what = id("article to first frame, ms");
        row.push(goals.at_most(&what, article.get("together"), first_frame_goal));
        row.extend(["load", "frame"].map(|f| number(annotated.get(f))));
        let what = id("project to first frame, ms");
        row.push(goals.at_most(&what, annotated.get("together"), first_frame_goal));
        row.push(match kind {
            Kind::Mixed => number(annotated.get("fonts")),
            _ => "–".to_owned(),
        });
        self.opening.row(row);

        let mut row = start();
        let kinds = [
            ("scroll", SCROLL_GOAL),
            ("jump", JUMP_GOAL),
            ("tag", TAG_GOAL),
        ];
        for (figure, goal) in kinds {
            let what = id(&format!("{figure}, ms"));
            row.push(goals.at_most(&what, annotated.get(figure), goal));
            row.push(number(annotated.get(&format!("{figure}_95"))));
        }
        self.frames.row(row);

        let mut row = start();
        let mb = 1e6;
        let beside = (bare.get("resident") - n_bytes as f64) / mb;
        row.push(goals.at_most(&id("memory beside the text, MB"), beside, MEMORY_GOAL));
        let for_annotations = annotated.get("resident") - bare.get("resident");
        row.push(number(for_annotations / mb));
        // Below some thousand annotations the pages of memory are larger than what is looked for.
        row.push(match n_made {
            0..2000 => "–".to_owned(),
            _ => number(for_annotations / n_made as f64),
        });
        row.push(number(annotated.get("peak") / mb));
        self.memory.row(row);
    }

    fn print(&self) {
        self.opening.print("Opening, ms");
        self.frames
            .print("Frames, ms: median, and what 19 of 20 stay below");
        self.memory.print("Memory, MB");
        self.goals.print();
    }
}

/// The article file, the project with the annotations and the one without. Says how many annotations it made.
fn make_files(folder: &Path, kind: Kind, n_bytes: usize, n_annotations: usize) -> usize {
    let text = made_up(kind, n_bytes, 1);
    put_file(&folder.join("article.txt"), text.as_bytes());
    let documents = [document(1, &text)];
    let annotated = project(&documents, n_annotations);
    put_file(&folder.join("annotated.json"), &write_project(&annotated));
    put_file(
        &folder.join("bare.json"),
        &write_project(&project(&documents, 0)),
    );
    annotated.n_annotations()
}

/// From the article file to the first frame: a project is open already, as after the start.
fn measure_article(folder: &Path) -> Figures {
    let mut pane = Pane::new();
    let nothing = Arc::new(Document::clone(&document(0, "")));
    let mut workspace = Workspace::create(
        environment(folder),
        Some(&folder.join("new.json")),
        project(&[], 0),
        true,
        false,
    )
    .expect("a new project");
    pane.frame(&workspace, &nothing, Vec::new());

    let mut figures = Figures::default();
    let start = Instant::now();
    let files = [folder.join("article.txt")];
    let env = workspace.env().clone();
    let read = read_articles(
        &env,
        &files,
        None,
        &ReadOptions::default(),
        &JobContext::default(),
    );
    let added = workspace.run(Command::AddDocuments(read.documents));
    let id = added.expect("the article comes in").documents.remove(0);
    let shown = document_of(&workspace, &id);
    figures.put("read", millis(start.elapsed()));
    let index = Instant::now();
    let n_lines = shown.index().n_lines();
    figures.put("index", millis(index.elapsed()));
    assert!(n_lines > 0);
    figures.put("frame", millis(pane.frame(&workspace, &shown, Vec::new())));
    figures.put("together", millis(start.elapsed()));
    assert!(!pane.state.visible_range().is_empty());
    figures
}

/// From the project file to the first frame; then scrolling, jumps, tags; then memory.
fn measure_project(folder: &Path, name: &str, n_repeats: usize) -> Figures {
    let before = Memory::of_self();
    let mut figures = Figures::default();
    let mut pane = Pane::new();

    let start = Instant::now();
    let options = OpenOptions {
        access: Access::Write,
        in_background: true,
    };
    let path = folder.join(format!("{name}.json"));
    let opened = Workspace::open(environment(folder), &path, options).expect("the project opens");
    figures.put("load", millis(start.elapsed()));
    let mut workspace = opened.workspace;
    assert!(
        workspace.problems().is_empty(),
        "the made-up project is sound"
    );
    let shown = workspace.project().documents()[0].clone();
    figures.put("frame", millis(pane.frame(&workspace, &shown, Vec::new())));
    figures.put("together", millis(start.elapsed()));
    figures.put("peak", Memory::of_self().peak as f64);
    while pane.engine.waits_for_fonts() {
        std::thread::sleep(Duration::from_millis(1));
        pane.frame(&workspace, &shown, Vec::new());
    }
    figures.put("fonts", millis(start.elapsed()));

    let put = |figures: &mut Figures, name: &str, samples: &Samples| {
        figures.put(name, samples.median_millis());
        figures.put(&format!("{name}_95"), samples.quantile_millis(0.95));
    };
    put(
        &mut figures,
        "scroll",
        &scroll(&mut pane, &workspace, &shown, 3 * n_repeats),
    );
    put(
        &mut figures,
        "jump",
        &jump(&mut pane, &workspace, &shown, n_repeats),
    );
    put(
        &mut figures,
        "tag",
        &tag(&mut pane, &mut workspace, &shown, n_repeats),
    );
    let now = Memory::of_self();
    figures.put(
        "resident",
        now.resident.saturating_sub(before.resident) as f64,
    );
    figures
}

/// Frames of a turning wheel, three rows a frame, down and up again; the first ones are not counted.
fn scroll(
    pane: &mut Pane,
    workspace: &Workspace,
    shown: &Arc<Document>,
    n_frames: usize,
) -> Samples {
    pane.frame(
        workspace,
        shown,
        vec![Event::PointerMoved(Pos2::new(600.0, 400.0))],
    );
    let before = pane.state.top_byte();
    let mut samples = Samples::default();
    for n in 0..n_frames + 10 {
        // A short text is at its end soon: turn round there.
        let is_down = (n / 40) % 2 == 0 || shown.text().len() > 1_000_000;
        let wheel = Event::MouseWheel {
            unit: egui::MouseWheelUnit::Point,
            delta: egui::vec2(0.0, if is_down { -80.0 } else { 80.0 }),
            phase: egui::TouchPhase::Move,
            modifiers: egui::Modifiers::NONE,
            source: egui::MouseWheelSource::Unknown,
        };
        let duration = pane.frame(workspace, shown, vec![wheel]);
        if n == 20 {
            assert_ne!(pane.state.top_byte(), before, "the wheel scrolls");
        }
        if n >= 10 {
            samples.push(duration);
        }
    }
    samples
}

/// The frame after a jump to anywhere.
fn jump(pane: &mut Pane, workspace: &Workspace, shown: &Arc<Document>, n_jumps: usize) -> Samples {
    let mut random = Random(5);
    let mut samples = Samples::default();
    for _ in 0..n_jumps {
        let place = ByteOffset(random.below(shown.text().len()));
        pane.state.scroll_to(place, Where::Center);
        samples.push(pane.frame(workspace, shown, Vec::new()));
        let visible = pane.state.visible_range();
        assert!(visible.contains(&place.0) || visible.end == place.0);
    }
    samples
}

/// A tag given to a word on the screen, until the frame that shows it; the journal is written meanwhile.
fn tag(
    pane: &mut Pane,
    workspace: &mut Workspace,
    shown: &Arc<Document>,
    n_tags: usize,
) -> Samples {
    let mut random = Random(6);
    let mut samples = Samples::default();
    let n_before = workspace.project().n_annotations();
    let mut n_tagged = 0;
    while n_tagged < n_tags {
        let place = ByteOffset(random.below(shown.text().len()));
        pane.state.scroll_to(place, Where::Center);
        pane.frame(workspace, shown, Vec::new());
        let Some(word) = snap::word_at(shown.text(), snap::floor_grapheme(shown.text(), place))
        else {
            continue;
        };
        pane.state.set_selection(Some(word));
        pane.frame(workspace, shown, Vec::new());
        let start = Instant::now();
        let command = annotate(&shown.id, word);
        workspace.run(command).expect("the tag is taken");
        workspace.poll();
        pane.frame(workspace, shown, Vec::new());
        samples.push(start.elapsed());
        n_tagged += 1;
    }
    assert_eq!(workspace.project().n_annotations(), n_before + n_tags);
    workspace.wait_until_safe().expect("the journal is written");
    samples
}

fn annotate(document: &DocumentId, span: TextSpan) -> Command {
    Command::Annotate {
        document: document.clone(),
        label: "claim".into(),
        spans: vec![span],
        features: Vec::new(),
        note: String::new(),
        id: None::<AnnotationId>,
        origin: "hand".to_owned(),
    }
}

fn document_of(workspace: &Workspace, id: &DocumentId) -> Arc<Document> {
    workspace
        .project()
        .document(id)
        .expect("it was just added")
        .clone()
}

/// The reading pane in a window of 1280 × 800 points without a graphics card.
struct Pane {
    ctx: egui::Context,
    engine: TextEngine,
    state: ReaderState,
    theme: ReaderTheme,
    n_frames: u32,
}

impl Pane {
    fn new() -> Self {
        const REGULAR: &[u8] = include_bytes!("../assets/fonts/Literata-Regular.ttf");
        const BOLD: &[u8] = include_bytes!("../assets/fonts/Literata-Bold.ttf");
        let ctx = egui::Context::default();
        Self {
            engine: TextEngine::new(&[REGULAR, BOLD], &["Literata"]).beside(&ctx),
            ctx,
            state: ReaderState::new(),
            theme: theme(),
            n_frames: 0,
        }
    }

    /// Input, layout, painting and tessellation of one frame.
    fn frame(
        &mut self,
        workspace: &Workspace,
        shown: &Arc<Document>,
        events: Vec<Event>,
    ) -> Duration {
        self.n_frames += 1;
        let raw = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, Vec2::new(1280.0, 800.0))),
            time: Some(f64::from(self.n_frames) / 60.0),
            events,
            ..RawInput::default()
        };
        let start = Instant::now();
        let marks = |range| marks_of(workspace, shown, range);
        let input = ReaderInput {
            document_key: shown.text().as_ptr() as u64,
            text: shown.text(),
            title: &shown.title,
            theme: &self.theme,
            text_size: 17.0,
            column_chars: 68.0,
            line_height: 1.6,
            paragraph_spacing: 6.0,
            is_markdown: false,
            covered: 0.0,
            marks: &marks,
            search_hits: &|_| Vec::new(),
            map: None,
            pending: &[],
            snap: Snap::Word,
        };
        let (engine, state) = (&mut self.engine, &mut self.state);
        let mut output = self.ctx.run_ui(raw, |ui| {
            reader_ui(ui, engine, state, &input);
        });
        let primitives = self.ctx.tessellate(output.shapes, output.pixels_per_point);
        output.textures_delta.clear();
        let duration = start.elapsed();
        assert!(!primitives.is_empty());
        duration
    }
}

fn marks_of(workspace: &Workspace, shown: &Arc<Document>, range: Range<usize>) -> Vec<Mark> {
    let project = workspace.project();
    let touching = project.annotations_touching(&shown.id, range);
    let mark = |a: &Arc<countermark::model::Annotation>| {
        let labels = &project.schema().labels;
        let place = labels.iter().position(|l| l.id == a.label).unwrap_or(0);
        let color = Color32::from_rgb(40, 110, 200);
        Mark {
            id: MarkId::Annotation(a.id.clone()),
            spans: a.spans.clone(),
            style: MarkStyle {
                color,
                ground: color.gamma_multiply(0.15),
                pattern: Pattern::ALL[place % Pattern::ALL.len()],
            },
            name: labels
                .get(place)
                .map_or_else(String::new, |l| l.name.clone()),
            layer: MarkLayer::Own,
            is_current: false,
            is_above: false,
        }
    };
    touching.into_iter().map(mark).collect()
}

fn theme() -> ReaderTheme {
    let gray = Color32::from_gray;
    ReaderTheme {
        dark: false,
        background: gray(252),
        text: gray(28),
        heading: gray(28),
        hidden_text: gray(252),
        hidden_ground: gray(128),
        selection: gray(200),
        search_hit: gray(220),
        search_outline: gray(120),
        caret: gray(28),
        suggestion: gray(128),
        suggestion_ground: gray(235),
        current_outline: gray(128),
        scroll_track: gray(242),
        scroll_thumb: gray(190),
        scroll_thumb_active: gray(128),
        focus_ring: gray(100),
    }
}
