//! The Problems panel: what is wrong with the project file, with a way to each place.

use super::parts::{cell_ui, empty_ui, list_row_ui};
use super::wording::{counted, on_one_line, quoted};
use super::worked::Worked;
use crate::app::context::{AppAction, Sender, ViewContext};
use crate::app::tokens::{Tokens, size};
use crate::app::widgets::{VirtualList, words};
use crate::app::window_parts::{Part, part_has_list};
use crate::model::{
    AnnotationId, DocumentId, ListName, Problem, ProblemKind, Project, RelationId, SetAside,
};
use egui::{Rect, Response, pos2};
use serde_json::Value;
use std::collections::BTreeMap;

/// So many characters of an article's title are shown.
const TITLE: usize = 40;

/// So many characters of an annotation's words are shown.
const WORDS: usize = 60;

/// Room for the sign before a line, points.
const SIGN: f32 = 22.0;

/// Room for sign and kind, points.
const KIND: f32 = 240.0;

/// Scratch of the Problems panel.
#[derive(Default)]
pub struct ProblemsState {
    list: VirtualList,
    /// What is wrong with the project as it stands.
    found: Worked<(), Vec<Problem>>,
    data: ProblemsData,
    /// The revision, and the version of what was found, that the lines belong to.
    gathered: Option<(u64, u64)>,
    /// The line that arrow keys start from.
    chosen: Option<usize>,
}

/// What is wrong, in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProblemsData {
    /// Problems first, then notices.
    pub rows: Vec<ProblemRow>,
    /// How many of the rows are problems.
    pub n_problems: usize,
}

/// One line of the panel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProblemRow {
    /// What kind of fault, in words.
    pub kind: &'static str,
    /// Which words of which article, and what to do.
    pub message: String,
    /// The same in the terms of the project file, with ids and numbers.
    pub detail: String,
    /// Whether nothing is lost or set aside by it.
    pub is_notice: bool,
    /// Where to look.
    pub place: Option<Place>,
}

/// Where a problem can be seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// At a sound annotation.
    Annotation(AnnotationId),
    /// At a sound link.
    Link(RelationId),
    /// Somewhere in an article.
    Document(DocumentId),
}

impl ProblemsData {
    /// `problems` as found, and what was set aside where they do not name it.
    pub fn gather(project: &Project, problems: &[Problem]) -> Self {
        let asides: BTreeMap<&str, &SetAside> = project
            .set_aside()
            .iter()
            .map(|s| (s.problem.message.as_str(), s))
            .collect();
        let beside = project.set_aside().iter().map(|s| &s.problem);
        let missing = beside.filter(|p| !problems.contains(p));
        let mut rows: Vec<ProblemRow> = problems
            .iter()
            .chain(missing)
            .map(|p| ProblemRow {
                kind: kind_in_words(p.kind),
                message: in_plain_words(project, p, asides.get(p.message.as_str()).copied()),
                detail: p.message.clone(),
                is_notice: p.kind.is_notice(),
                place: place(project, p),
            })
            .collect();
        rows.sort_by_key(|r| r.is_notice);
        let n_problems = rows.iter().filter(|r| !r.is_notice).count();
        Self { rows, n_problems }
    }

    /// How many there are, and what becomes of them.
    pub fn summary(&self) -> String {
        let n_notices = self.rows.len() - self.n_problems;
        let notices = counted(n_notices, "notice", "notices");
        if self.n_problems == 0 {
            return format!("{notices}: nothing is set aside");
        }
        let problems = counted(self.n_problems, "problem", "problems");
        let fate = "what is faulty is kept in the file as it is";
        if n_notices == 0 {
            format!("{problems}: {fate}")
        } else {
            format!("{problems} and {notices}: {fate}")
        }
    }
}

impl ProblemRow {
    /// What a screen reader says.
    pub fn accessible_name(&self) -> String {
        let what = if self.is_notice { "Notice" } else { "Problem" };
        format!("{what}: {}: {}", self.kind, self.message)
    }
}

/// Which words of which article are concerned, and what to do.
fn in_plain_words(project: &Project, problem: &Problem, aside: Option<&SetAside>) -> String {
    let raw = aside.and_then(|a| serde_json::from_str::<Value>(&a.raw).ok());
    let stated = |key: &str| raw.as_ref()?.get(key)?.as_str();
    let document = problem
        .document
        .as_ref()
        .map(DocumentId::as_str)
        .or_else(|| stated("document"))
        .and_then(|id| project.document(&id.into()));
    let sound = problem
        .annotation
        .as_ref()
        .and_then(|id| project.annotation(id));
    let document = document.or_else(|| project.document(&sound?.document));
    let words = match (sound, document) {
        (Some(a), Some(d)) => Some(a.covered_text(d.text())),
        _ => raw.as_ref().and_then(stated_words),
    };
    let title = document.map_or_else(String::new, |d| {
        format!(" in “{}”", on_one_line(&d.title, TITLE))
    });
    let words = words.filter(|w| !w.trim().is_empty());
    let list = aside.map(|a| a.list);
    let subject = if let Some(words) = words {
        format!("{}{title}", quoted(&on_one_line(&words, WORDS)))
    } else if problem.annotation.is_some() || list == Some(ListName::Annotations) {
        format!("An annotation{title}")
    } else if problem.relation.is_some() || list == Some(ListName::Relations) {
        "A link of two annotations".to_owned()
    } else if let Some(document) = document {
        format!("The article “{}”", on_one_line(&document.title, TITLE))
    } else if let Some(title) = stated("title").filter(|_| list == Some(ListName::Documents)) {
        format!("The article “{}”", on_one_line(title, TITLE))
    } else if let Some(name) = stated("name").filter(|_| list == Some(ListName::Annotators)) {
        format!("The annotator {}", on_one_line(name, TITLE))
    } else {
        // Nothing that has words of its own: the file's terms say the most.
        on_one_line(&problem.message, WORDS + TITLE)
    };
    format!("{subject}: {}", advice(problem.kind))
}

/// The words that a faulty annotation says it holds.
fn stated_words(raw: &Value) -> Option<String> {
    let parts = raw.get("text")?.as_array()?.iter();
    let parts: Vec<&str> = parts.filter_map(Value::as_str).collect();
    Some(parts.join(" … "))
}

/// What to do about a fault.
const fn advice(kind: ProblemKind) -> &'static str {
    match kind {
        ProblemKind::Malformed => "make it again here, or mend it in the project file",
        ProblemKind::DuplicateId => {
            "the first of the two is used; make the other one again here, or mend it in the project file"
        }
        ProblemKind::DocumentSha256 => {
            "its text was changed outside; compare it with the source and check its annotations"
        }
        ProblemKind::SpanEmpty | ProblemKind::SpanBounds | ProblemKind::SpanOrder => {
            "its place does not fit the text; tag the words again"
        }
        ProblemKind::SpanText => "other words stand at its place; tag the words again",
        ProblemKind::UnknownLabel => "its tag is not in the tag set; tag the words again",
        ProblemKind::UnknownDocument => {
            "its article is not in the project, or is faulty itself; mend that in the project file"
        }
        ProblemKind::UnknownAnnotator => {
            "its annotator is not in the project; mend that in the project file"
        }
        ProblemKind::UnknownRelationType => "its type is not in the tag set; make the link again",
        ProblemKind::BrokenRelation => {
            "one of its annotations is missing or faulty; mend that one, or make the link again"
        }
        ProblemKind::RelationLayer => {
            "its annotations are of different annotators; make the link again"
        }
        ProblemKind::UnknownFeature => "add the field to the tag set, or leave it as it is",
        ProblemKind::UnknownValue => "choose one of the values, or add this one to the tag set",
        ProblemKind::RelationEnds => "check whether it is the right type of link",
        ProblemKind::RepeatedRelation => {
            "the same two are linked by this type already, and both links are counted; remove one"
        }
    }
}

fn place(project: &Project, problem: &Problem) -> Option<Place> {
    let annotation = problem.annotation.as_ref();
    let relation = problem.relation.as_ref();
    let document = problem.document.as_ref();
    annotation
        .filter(|id| project.annotation(id).is_some())
        .cloned()
        .map(Place::Annotation)
        .or_else(|| {
            let sound = relation.filter(|id| project.relation(id).is_some());
            sound.cloned().map(Place::Link)
        })
        .or_else(|| {
            let known = document.filter(|id| project.document(id).is_some());
            known.cloned().map(Place::Document)
        })
}

/// The kind of a fault in a few words.
pub const fn kind_in_words(kind: ProblemKind) -> &'static str {
    match kind {
        ProblemKind::Malformed => "Not as the format wants it",
        ProblemKind::DuplicateId => "Id used twice",
        ProblemKind::DocumentSha256 => "Text does not fit its checksum",
        ProblemKind::SpanEmpty => "Empty place",
        ProblemKind::SpanBounds => "Place outside the text",
        ProblemKind::SpanOrder => "Fragments out of order",
        ProblemKind::SpanText => "Place holds other words",
        ProblemKind::UnknownLabel => "Unknown tag",
        ProblemKind::UnknownDocument => "Unknown article",
        ProblemKind::UnknownAnnotator => "Unknown annotator",
        ProblemKind::UnknownRelationType => "Unknown type of link",
        ProblemKind::BrokenRelation => "Link without its end",
        ProblemKind::RelationLayer => "Link between two layers",
        ProblemKind::UnknownFeature => "Field not in the tag set",
        ProblemKind::UnknownValue => "Value not in the tag set",
        ProblemKind::RelationEnds => "Link not meant for these tags",
        ProblemKind::RepeatedRelation => "Two links of one type between the same annotations",
    }
}

/// How many problems there are, without the notices.
pub fn n_problems(ctx: &ViewContext<'_>) -> usize {
    let project = ctx.project();
    // No edit gives an article a wrong checksum, but it may be replaced or go.
    let is_article = |p: &&Problem| p.kind == ProblemKind::DocumentSha256;
    let is_still_wrong = |p: &&Problem| {
        let document = p.document.as_ref().and_then(|id| project.document(id));
        document.is_some_and(|d| d.text_sha256() != d.sha256)
    };
    let opened = ctx.workspace.problems().iter();
    project.set_aside().len() + opened.filter(is_article).filter(is_still_wrong).count()
}

/// What is wrong with the project as it stands: what has been mended since it was opened is not listed any more.
#[allow(
    clippy::unnecessary_wraps,
    clippy::trivially_copy_pass_by_ref,
    reason = "as what is worked out aside is called"
)]
fn check(project: &Project, (): &(), _is_cancelled: &dyn Fn() -> bool) -> Option<Vec<Problem>> {
    Some(project.check())
}

/// What is wrong with the project file; a click goes to the place where there is one.
pub fn problems_panel_ui(ctx: &ViewContext<'_>, ui: &mut egui::Ui, state: &mut ProblemsState) {
    let (project, revision) = (ctx.project(), ctx.workspace.revision());
    if state.found.version == 0 {
        // Known from the opening, until the first look of its own.
        state.found.value = ctx.workspace.problems().to_vec();
    }
    let size = project.n_annotations() + project.relations().len();
    let size = (project, revision, size);
    state.found.follow(size, &(), check, ui.ctx());
    let of = (revision, state.found.version);
    if state.gathered != Some(of) {
        let data = ProblemsData::gather(project, &state.found.value);
        if data != state.data {
            state.chosen = None;
            state.data = data;
        }
        state.gathered = Some(of);
    }
    problems_ui(ui, ctx.tokens, ctx.sender, state);
}

fn problems_ui(ui: &mut egui::Ui, tokens: &Tokens, sender: &Sender, state: &mut ProblemsState) {
    let ProblemsState {
        list, data, chosen, ..
    } = state;
    if data.rows.is_empty() {
        empty_ui(
            ui,
            tokens,
            "No problems",
            "Every place holds exactly the words that the project file says it holds",
        );
        return;
    }
    ui.label(data.summary());
    let mut pressed = None;
    let n = data.rows.len();
    let shown = list.show(ui, "Problems", n, size::ROW, *chosen, |ui, i| {
        if row_ui(ui, tokens, &data.rows[i], *chosen == Some(i)).clicked() {
            pressed = Some(i);
        }
    });
    part_has_list(ui, Part::Bottom, shown.response.id);
    if shown.moved_to.is_some() {
        *chosen = shown.moved_to;
    }
    if pressed.is_some() {
        *chosen = pressed;
        shown.response.request_focus();
    } else if shown.entered {
        pressed = *chosen;
    }
    match pressed.and_then(|i| data.rows.get(i)?.place.clone()) {
        Some(Place::Annotation(id)) => sender.act(AppAction::GoToAnnotation(id)),
        Some(Place::Link(id)) => sender.act(AppAction::GoToLink(id)),
        Some(Place::Document(id)) => sender.act(AppAction::GoToDocument(id)),
        None => {}
    }
}

fn row_ui(ui: &mut egui::Ui, tokens: &Tokens, row: &ProblemRow, chosen: bool) -> Response {
    let (rect, response) = list_row_ui(ui, tokens, &row.accessible_name(), chosen);
    let (sign, color) = if row.is_notice {
        ("•", tokens.weak)
    } else {
        ("⚠", tokens.warning)
    };
    let column = |from: f32, to: f32| {
        Rect::from_min_max(pos2(from, rect.top()), pos2(to.max(from), rect.bottom()))
    };
    let left = rect.left() + size::GROUP;
    let right = rect.right() - size::GROUP;
    let middle = left + KIND.min(rect.width() * 0.4);
    let kind_left = left + SIGN;
    cell_ui(ui, column(left, kind_left), sign, color);
    cell_ui(
        ui,
        column(kind_left, middle - size::GROUP),
        row.kind,
        tokens.text,
    );
    cell_ui(ui, column(middle, right), &row.message, tokens.text);
    let way = if row.place.is_some() {
        "\n\nClick to go there"
    } else {
        ""
    };
    words::hover(
        response,
        &format!(
            "{}\n{}\n\nIn the project file: {}{way}",
            row.kind, row.message, row.detail
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::context::Message;
    use crate::app::panels::fixture::project;
    use egui_kittest::{Harness, kittest::Queryable as _};

    const DOUBLE: &str = "Problem: Id used twice: annotator x: twice: the first of the two is used; make the other one again here, or mend it in the project file";
    const MOVED: &str = "Problem: Place holds other words: “It opens” in “No plan, says port”: other words stand at its place; tag the words again";
    const FIELD: &str = "Notice: Field not in the tag set: “The bridge will close” in “Harbour bridge to close”: add the field to the tag set, or leave it as it is";

    fn data() -> ProblemsData {
        let mut project = project();
        let aside = Problem {
            document: Some("d2".into()),
            annotation: Some("x9".into()),
            ..Problem::new(ProblemKind::SpanText, "annotation x9: holds other words")
        };
        project.push_set_aside(SetAside {
            list: ListName::Annotations,
            id: Some("x9".to_owned()),
            raw: r#"{"text":["It opens"]}"#.to_owned(),
            problem: aside.clone(),
        });
        let notice = Problem {
            annotation: Some("a1".into()),
            ..Problem::new(ProblemKind::UnknownFeature, "annotation a1: no feature x")
        };
        let nowhere = Problem::new(ProblemKind::DuplicateId, "annotator x: twice");
        ProblemsData::gather(&project, &[notice, nowhere, aside])
    }

    #[test]
    fn problems_come_before_notices_and_each_once() {
        let data = data();
        let names: Vec<String> = data.rows.iter().map(ProblemRow::accessible_name).collect();
        assert_eq!(names, [DOUBLE, MOVED, FIELD,]);
        assert_eq!(
            data.summary(),
            "2 problems and 1 notice: what is faulty is kept in the file as it is"
        );
        assert_eq!(data.rows[1].detail, "annotation x9: holds other words");
        let places: Vec<Option<Place>> = data.rows.into_iter().map(|r| r.place).collect();
        assert_eq!(
            places,
            [
                None,
                Some(Place::Document("d2".into())),
                Some(Place::Annotation("a1".into()))
            ]
        );
    }

    fn harness(data: ProblemsData) -> Harness<'static, (Sender, ProblemsState)> {
        let state = ProblemsState {
            data,
            ..ProblemsState::default()
        };
        let ui = |ui: &mut egui::Ui, (sender, state): &mut (Sender, ProblemsState)| {
            problems_ui(ui, &Tokens::light(), sender, state);
        };
        let mut harness = Harness::builder()
            .with_size(egui::vec2(600.0, 200.0))
            .with_context_setup(Tokens::install)
            .build_ui_state(ui, (Sender::default(), state));
        harness.run();
        harness
    }

    #[test]
    fn a_click_goes_to_the_place_where_there_is_one() {
        let mut harness = harness(data());
        for (name, expected) in [
            (DOUBLE, vec![]),
            (
                MOVED,
                vec![Message::Act(AppAction::GoToDocument("d2".into()))],
            ),
            (
                FIELD,
                vec![Message::Act(AppAction::GoToAnnotation("a1".into()))],
            ),
        ] {
            harness.get_by_label(name).click();
            harness.run();
            assert_eq!(harness.state().0.take(), expected, "{name}");
        }
    }

    #[test]
    fn a_sound_project_says_so() {
        harness(ProblemsData::default()).get_by_label("No problems");
    }
}
