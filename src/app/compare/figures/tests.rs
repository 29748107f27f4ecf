//! The page of figures: what is gathered, as text; and the page as a person or a screen reader uses it.

use super::*;
use crate::agreement::nervaluate::Judgement;
use crate::agreement::{Settings, Undefined};
use crate::app::panels::fixture::project as fixture;
use crate::model::{Annotation, Annotator, Project, Relation};
use crate::storage::project_file::read_project;
use crate::text::{ByteOffset, TextSpan};
use crate::workspace::JobContext;
use crate::workspace::comparison::{Side, compare_in_job, people};
use egui::{Key, vec2};
use egui_kittest::{Harness, kittest::Queryable as _};

/// The fixture with more of Ben's: a quote as Ada's, her contradiction as a claim, her last claim with other boundaries,
/// and her link.
fn project() -> Project {
    let mut project = fixture();
    for (id, like, document, label, words) in [
        ("b2", "a2", "d1", "quote", None),
        ("b3", "a3", "d1", "claim", None),
        ("b4", "a4", "d2", "claim", Some("It stays open, the")),
    ] {
        let mut annotation = like_of(&project, like);
        annotation.id = id.into();
        annotation.annotator = "ben".into();
        annotation.label = label.into();
        if let Some(words) = words {
            let text = project.document(&document.into()).unwrap().text().clone();
            let start = text.find(words).unwrap();
            let end = ByteOffset(start + words.len());
            annotation.spans = vec![TextSpan::new(&text, ByteOffset(start), end).unwrap()];
        }
        put(&mut project, annotation);
    }
    let mut link: Relation = (**project.relation(&"r1".into()).unwrap()).clone();
    link.id = "r2".into();
    link.annotator = "ben".into();
    (link.from, link.to) = ("b4".into(), "b1".into());
    project
        .put_relation(&"r2".into(), Some(Arc::new(link)))
        .unwrap();
    project
}

fn like_of(project: &Project, id: &str) -> Annotation {
    (**project.annotation(&id.into()).unwrap()).clone()
}

fn put(project: &mut Project, annotation: Annotation) {
    let id = annotation.id.clone();
    project
        .put_annotation(&id, Some(Arc::new(annotation)))
        .unwrap();
}

fn compared_of(project: Project) -> Arc<Compared> {
    let project = Arc::new(project);
    let sides = people(&project).into_iter().map(|annotator| Side {
        project: project.clone(),
        annotator,
    });
    let settings = Settings {
        is_per_document: true,
        ..Settings::default()
    };
    let found = compare_in_job(sides.collect(), &settings, &JobContext::default());
    Arc::new(found.unwrap())
}

fn sample() -> Project {
    let bytes = include_bytes!("../../../../sample_projects/harbour.json");
    read_project(bytes).unwrap().project
}

/// With Cy, who has marked what Ada has, but for the contradiction.
fn of_three() -> Project {
    let mut project = project();
    let mut cy: Annotator = (**project.annotator(&"ben".into()).unwrap()).clone();
    (cy.id, cy.name) = ("cy".into(), "Cy".to_owned());
    project
        .put_annotator(&"cy".into(), Some((2, Arc::new(cy))))
        .unwrap();
    for (id, like) in [("c1", "a1"), ("c2", "a2"), ("c4", "a4")] {
        let mut annotation = like_of(&project, like);
        annotation.id = id.into();
        annotation.annotator = "cy".into();
        put(&mut project, annotation);
    }
    project
}

fn lines(groups: &[data::Group]) -> Vec<String> {
    let rows = groups.iter().flat_map(|group| {
        let figure = group.description.name;
        group.rows.iter().map(move |row| table::spoken(figure, row))
    });
    rows.collect()
}

fn names_of(compared: &Compared) -> Vec<String> {
    compared.sides.iter().map(Side::name).collect()
}

fn gathered(compared: &Compared, article: Option<usize>) -> FiguresData {
    FiguresData::gather(compared, &names_of(compared), article)
}

fn figure(id: &'static str) -> Asked {
    Asked {
        target: Target::Figure { id, label: None },
        document: None,
    }
}

#[test]
fn the_first_panel_says_value_interval_and_counts_or_why_there_is_none() {
    let data = gathered(&compared_of(project()), None);
    assert_eq!(data.head, "2 articles compared: Ada 4 spans, Ben 4 spans");
    let whole: Vec<data::Group> = data
        .panel
        .iter()
        .map(|group| data::Group {
            rows: group
                .rows
                .iter()
                .filter(|row| row.label.is_none())
                .cloned()
                .collect(),
            ..group.clone()
        })
        .collect();
    const OVERLAP: &str = "spans of one annotator overlap; see the values of the single tags";
    assert_eq!(
        lines(&whole),
        [
            "F1, strict: 0.250, no interval: fewer than 5 articles; 1 agree, Ada 4, Ben 4".to_owned(),
            "F1, overlap: 0.500, no interval: fewer than 5 articles; 2 agree, Ada 4, Ben 4".to_owned(),
            "γ: 0.598, no interval: fewer than 5 articles; Ada 4, Ben 4, disorder 0.334, by chance 0.831".to_owned(),
            format!("uα: not defined because {OVERLAP}"),
            format!("|uα: not defined because {OVERLAP}"),
            format!("cuα: not defined because {OVERLAP}"),
            "κ of tags: 0.556, no interval: fewer than 5 articles; matched 4, same 3, Ada 4, Ben 4, coverage 100.0 %"
                .to_owned(),
            "Link F1, aligned: 1.000, no interval: fewer than 5 articles; 1 agree, Ada 1, Ben 1".to_owned(),
            "Link F1, exact: 0.000, no interval: fewer than 5 articles; 0 agree, Ada 1, Ben 1".to_owned(),
            "Link F1, overlap: 1.000, no interval: fewer than 5 articles; 1 agree, Ada 1, Ben 1".to_owned(),
            "Links with aligned ends: 1.000, no interval: fewer than 5 articles; both ends aligned: Ada 1 of 1, Ben 1 of 1"
                .to_owned(),
        ]
    );
    assert_eq!(
        lines(&data.panel[..1])[1..],
        [
            "F1, strict, Claim: 0.000, no interval: fewer than 5 articles; 0 agree, Ada 2, Ben 3",
            "F1, strict, Quote: 1.000, no interval: fewer than 5 articles; 1 agree, Ada 1, Ben 1",
            "F1, strict, Contradiction: 0.000, no interval: fewer than 5 articles; 0 agree, Ada 1, Ben 0",
        ]
    );
    assert_eq!(
        data.to_cite,
        "γ = 0.598, α = 1, β = 1, Δ = 1, statistical sampler, 971 samples, seed 1, 2 articles, 2 annotators, 4/4 spans"
    );
}

#[test]
fn five_articles_give_intervals() {
    let data = gathered(&compared_of(sample()), None);
    let strict = &data.panel[0].rows[0];
    let value = strict.value.clone().unwrap();
    let (low, high) = strict.interval.clone().unwrap();
    assert!(
        low <= value && value <= high && low < high,
        "{low} {value} {high}"
    );
}

#[test]
fn figures_of_one_article_are_its_own() {
    let compared = compared_of(project());
    let data = gathered(&compared, Some(1));
    let strict = lines(&data.panel).into_iter().next();
    assert_eq!(
        strict.as_deref(),
        Some(
            "F1, strict: 0.000, no interval: it is the value of one article; 0 agree, Ada 1, Ben 1"
        )
    );
    let articles: Vec<String> = data
        .articles
        .rows
        .iter()
        .map(|row| articles::spoken(&data, row))
        .collect();
    assert_eq!(
        articles,
        [
            "Harbour bridge to close: Ada 3, Ben 3, F1, strict 0.333, F1, overlap 0.333, γ 0.605, uα not defined \
             because spans of one annotator overlap; see the values of the single tags",
            "No plan, says port: Ada 1, Ben 1, F1, strict 0.000, F1, overlap 1.000, γ −1.085, uα 0.707",
        ]
    );
}

#[test]
fn nothing_marked_is_told_and_is_no_number() {
    let mut empty = fixture();
    empty.put_relation(&"r1".into(), None).unwrap();
    for id in ["a1", "a2", "a3", "a4", "b1"] {
        empty.put_annotation(&id.into(), None).unwrap();
    }
    let compared = compared_of(empty);
    let data = gathered(&compared, None);
    for row in data.panel.iter().flat_map(|group| &group.rows) {
        let why = row.value.as_ref().expect_err(row.id);
        assert!(why.starts_with("not defined because "), "{why}");
    }
}

/// What is behind a figure counts as the figure does.
#[test]
fn the_spans_behind_a_figure_are_those_it_counts() {
    for project in [project(), sample()] {
        let compared = compared_of(project);
        let mut n_checked = 0;
        for measure in &compared.comparison.measures {
            let count = |name| measure.counts.iter().find(|c| c.0 == name).map(|c| c.1);
            let (Some(tp), Some(a), Some(b)) = (count("tp"), count("a"), count("b")) else {
                continue;
            };
            if measure.id == "f1.token"
                || (measure.id.starts_with("links") && measure.document.is_some())
            {
                continue;
            }
            let asked = Asked {
                target: Target::Figure {
                    id: measure.id,
                    label: measure.label.clone(),
                },
                document: measure.document,
            };
            let found = behind(&compared, &asked);
            let n = |of: &dyn Fn(&&BehindRow) -> bool| found.rows.iter().filter(of).count() as f64;
            let counted = (
                n(&|row| row.is_agreed),
                n(&|row| row.units[0].is_some()),
                n(&|row| row.units[1].is_some()),
            );
            assert_eq!(counted, (tp, a, b), "{asked:?}");
            n_checked += 1;
        }
        assert!(n_checked > 20, "{n_checked}");
    }
}

#[test]
fn figures_with_gold_show_their_own_matching() {
    let mut n_checked = 0;
    for project in [project(), sample()] {
        let compared = compared_of(project);
        for measure in &compared.comparison.measures {
            if !measure.id.starts_with("nervaluate") {
                continue;
            }
            let asked = Asked {
                target: Target::Figure {
                    id: measure.id,
                    label: measure.label.clone(),
                },
                document: measure.document,
            };
            let found = behind(&compared, &asked);
            let n = |judgement| {
                let kind = RowKind::Judged(judgement);
                found.rows.iter().filter(|row| row.kind == kind).count() as f64
            };
            let counted = [
                ("correct", n(Judgement::Correct)),
                ("incorrect", n(Judgement::Incorrect)),
                ("partial", n(Judgement::Partial)),
                ("missed", n(Judgement::Missed)),
                ("spurious", n(Judgement::Spurious)),
            ];
            assert_eq!(measure.counts, counted, "{asked:?}");
            n_checked += 1;
        }
    }
    assert!(n_checked > 20, "{n_checked}");
}

#[test]
fn the_places_behind_a_bar_are_as_many_as_it_says() {
    let compared = compared_of(sample());
    let data = gathered(&compared, None);
    let shifts = data.shifts.unwrap();
    let mut total = 0;
    for (is_end, classes) in [false, true].into_iter().zip(shifts) {
        for (class, (name, n)) in classes.into_iter().enumerate() {
            let asked = Asked {
                target: Target::Shift { is_end, class },
                document: None,
            };
            assert_eq!(behind(&compared, &asked).rows.len(), n, "{is_end} {name}");
            total += n;
        }
    }
    assert!(total > 4, "{total}");
}

#[test]
fn the_spans_behind_a_cell_are_as_many_as_it_says() {
    let compared = compared_of(sample());
    let counts = compared.comparison.confusion();
    let mut total = 0;
    for (row, counts) in counts.iter().enumerate() {
        for (column, n) in counts.iter().enumerate() {
            let asked = Asked {
                target: Target::Cell { row, column },
                document: None,
            };
            assert_eq!(behind(&compared, &asked).rows.len(), *n, "{row} {column}");
            total += n;
        }
    }
    assert!(total > 10, "{total}");
}

#[test]
fn each_figure_says_how_it_matches() {
    let compared = compared_of(project());
    let kinds = |asked: &Asked| -> Vec<String> {
        let found = behind(&compared, asked);
        let names = ["Ada", "Ben"].map(str::to_owned);
        let rows = found.rows.into_iter();
        rows.map(|row| row.kind.words(&names)).collect()
    };
    assert_eq!(
        kinds(&figure("gamma")),
        ["Other boundary", "Same", "Other tag", "Other boundary"]
    );
    assert_eq!(
        kinds(&figure("f1.strict")),
        [
            "Only Ada", "Only Ben", "Same", "Only Ada", "Only Ben", "Only Ada", "Only Ben"
        ]
    );
    assert_eq!(kinds(&figure("links.f1.aligned")), ["Same link"]);
    let how = |id| behind(&compared, &figure(id)).how;
    assert!(how("f1.strict").contains("very same words"));
    assert!(how("f1.iou50").contains("IoU ≥ 0.5"));
    assert!(how("matched.label_kappa").contains("β = 0"));
    assert!(how("gamma").contains("α = β = 1"));
    assert!(how("ualpha.u").contains("matches no spans"));
}

#[test]
fn three_annotators_have_pairs_and_everybody_together() {
    let compared = compared_of(of_three());
    let data = gathered(&compared, None);
    assert_eq!(data.confusion, None);
    let strict = &data.matrices[0].values;
    // Ada and Cy share three of four and three.
    assert_eq!(strict[0][2], Some(Ok(6.0 / 7.0)));
    assert_eq!(strict[2][0], None);
    let names: Vec<&str> = data.panel.iter().map(|g| g.description.name).collect();
    assert_eq!(
        names[..4],
        [
            "F1 strict, mean of pairs",
            "F1 overlap, mean of pairs",
            "γ",
            "γ, mean of pairs"
        ]
    );
    let asked = Asked {
        target: Target::Pair {
            id: "f1.strict",
            pair: (0, 2),
        },
        document: None,
    };
    let found = behind(&compared, &asked);
    assert_eq!(found.annotators, [0, 2]);
    assert_eq!(found.rows.iter().filter(|row| row.is_agreed).count(), 3);
    let together = behind(&compared, &figure("gamma"));
    assert_eq!(together.annotators, [0, 1, 2]);
    assert!(together.rows.iter().any(|row| row.kind == RowKind::All(3)));
    // Without Ben, Ada and Cy are left.
    let without = behind(
        &compared,
        &Asked {
            target: Target::Without {
                id: "ualpha.u",
                annotator: 1,
            },
            document: None,
        },
    );
    assert_eq!(without.annotators, [0, 2]);
    assert!(!without.rows.is_empty());
    assert!(data.without.iter().any(|row| row.id == "ualpha.u"));
    let mean = behind(&compared, &figure("f1.strict.mean_pairwise"));
    assert!(mean.rows.is_empty() && mean.how.contains("choose a pair"));
}

#[test]
fn where_all_together_would_take_too_long_the_mean_of_pairs_stands_in_and_is_called_so() {
    let mut compared = (*compared_of(of_three())).clone();
    let gamma = compared.comparison.measures.iter_mut();
    for measure in gamma.filter(|m| m.id == "gamma" && m.pair.is_none() && m.document.is_none()) {
        measure.value = Err(Undefined::TooLarge);
    }
    let data = gathered(&compared, None);
    let row = data
        .panel
        .iter()
        .flat_map(|g| &g.rows)
        .find(|row| row.id == "gamma");
    let why = row.unwrap().value.as_ref().unwrap_err();
    assert!(
        why.contains("too long; the mean of the pairs stands in for it: 0."),
        "{why}"
    );
    assert!(
        data.to_cite.starts_with("γ, mean of pairs = 0.") && !data.to_cite.contains(" 0 samples"),
        "{}",
        data.to_cite
    );
    assert!(!data.parameters.contains("no chance samples"));
}

#[test]
fn few_spans_and_what_is_left_out_are_said() {
    let mut project = project();
    let mut lost = like_of(&project, "b2");
    lost.anchor = Some(crate::model::AnchorState::Lost);
    put(&mut project, lost);
    let data = gathered(&compared_of(project), None);
    assert_eq!(data.head, "2 articles compared: Ada 4 spans, Ben 3 spans");
    assert_eq!(
        data.remarks,
        [
            "Left out of Ben: 1 annotation whose words are lost",
            "With fewer than 10 spans of an annotator, read γ only with its interval; there is none for fewer than 5 \
             articles"
        ]
    );
}

#[test]
fn pairs_of_three_have_tags_and_links_too_and_means_without_each() {
    let data = gathered(&compared_of(of_three()), None);
    let ids: Vec<&str> = data.matrices.iter().map(|m| m.id).collect();
    assert_eq!(ids[4..], ["matched.label_kappa", "links.f1.aligned"]);
    let links = &data.matrices[5].values;
    assert_eq!(links[0][1], Some(Ok(1.0)));
    let row = |name: &str| data.without.iter().find(|row| row.name == name).unwrap();
    // Without Ben only Ada and Cy are left.
    assert_eq!(row("F1 strict, mean of pairs").values[1], Ok(6.0 / 7.0));
    assert!(row("γ, mean of pairs").values.iter().all(Result::is_ok));
}

struct World {
    compared: Arc<Compared>,
    state: FiguresState,
    answer: Option<FiguresAnswer>,
}

fn harness(project: Project, width: f32) -> Harness<'static, World> {
    let world = World {
        compared: compared_of(project),
        state: FiguresState::default(),
        answer: None,
    };
    let mut harness = Harness::builder()
        .with_size(vec2(width, 2400.0))
        .with_context_setup(Tokens::install)
        // Titles of the sample hold emoji.
        .allow_missing_glyphs()
        .build_ui_state(
            |ui, w: &mut World| {
                let kit = FiguresKit {
                    compared: &w.compared,
                    names: &names_of(&w.compared),
                    version: 1,
                    tokens: &Tokens::of(ui.ctx()),
                };
                let answer = figures_ui(ui, kit, &mut w.state);
                w.answer = answer.or(w.answer.take());
            },
            world,
        );
    harness.run();
    harness
}

/// The first row of the page.
const STRICT: &str = "F1, strict: 0.250, no interval: fewer than 5 articles; 1 agree, Ada 4, Ben 4";

fn unit_of(compared: &Compared, id: &str) -> usize {
    compared
        .input
        .units
        .iter()
        .position(|u| u.id == id)
        .unwrap()
}

#[test]
fn a_figure_has_a_name_and_says_its_formula_when_asked() {
    let mut h = harness(project(), 1000.0);
    h.get_by_label(STRICT);
    assert!(h.query_by_label_contains("Formula: 2·TP").is_none());
    h.get_by_label("Formula and source of F1, strict").click();
    h.run();
    h.get_by_label_contains("Formula: 2·TP");
    h.get_by_label_contains("Hripcsak");
}

#[test]
fn an_undefined_figure_says_why() {
    let mut one_tag = project();
    for id in ["a2", "a3", "b2", "b3"] {
        one_tag.put_annotation(&id.into(), None).unwrap();
    }
    let mut h = harness(one_tag, 1000.0);
    h.get_by_label_contains("κ of tags: not defined because ");
    h.run();
}

#[test]
fn a_cell_lists_its_spans_and_a_row_leads_into_the_text() {
    for width in [1000.0, 560.0] {
        let mut h = harness(project(), width);
        h.get_by_label("Ada: Contradiction, Ben: Claim: 1 span")
            .click();
        h.run();
        h.get_by_label_contains("Matched by place alone (β = 0)");
        h.get_by_label(
            "Other tag; Ada: Contradiction “not wait”, Ben: Claim “not wait”; in Harbour bridge to close",
        )
        .click();
        h.run();
        let w = h.state();
        let units = vec![unit_of(&w.compared, "a3"), unit_of(&w.compared, "b3")];
        let show = FiguresAnswer::Show { units };
        assert_eq!(w.answer, Some(show), "{width}");
        let close = if width > 700.0 {
            "Close the list"
        } else {
            "Back to the figures"
        };
        h.get_by_label(close).click();
        h.run();
        h.get_by_label("Ada: Contradiction, Ben: Claim: 1 span");
        assert!(h.query_by_label("Spans").is_none());
    }
}

#[test]
fn the_list_is_walked_by_keys_and_filtered() {
    let mut h = harness(project(), 1000.0);
    h.get_by_label(STRICT).click();
    h.run();
    h.get_by_label("Agree 1");
    h.get_by_label("Differ 6").click();
    h.run();
    assert!(h.query_by_label_contains("Same; Ada").is_none());
    h.get_by_label("Spans").focus();
    h.run();
    h.key_press(Key::ArrowDown);
    h.run();
    h.key_press(Key::Enter);
    h.run();
    let w = h.state();
    let units = vec![unit_of(&w.compared, "a1")];
    assert_eq!(w.answer, Some(FiguresAnswer::Show { units }));
}

#[test]
fn an_article_shows_its_figures_and_goes_back_to_all() {
    let mut h = harness(project(), 1000.0);
    h.get_by_label_contains("No plan, says port: Ada 1")
        .scroll_to_me();
    h.run();
    h.get_by_label_contains("No plan, says port: Ada 1").click();
    h.run();
    h.get_by_label("Figures of “No plan, says port”");
    h.get_by_label(
        "F1, strict: 0.000, no interval: it is the value of one article; 0 agree, Ada 1, Ben 1",
    );
    h.get_by_label("Figures of the next article").click();
    h.run();
    h.get_by_label("Figures of “Harbour bridge to close”");
    h.get_by_label("Figures of all articles").click();
    h.run();
    h.get_by_label(STRICT);
}

#[test]
fn plots_tell_their_values_to_who_does_not_see_them() {
    let h = harness(project(), 1000.0);
    h.get_by_label_contains("Plot of the figures with their 95 % intervals. F1, strict: 0.250");
    h.get_by_label_contains("Plot of agreement article by article: F1, strict from 0.000 to");
    h.get_by_label_contains("Starts, shifts in characters and how often: ");
    h.get_by_label_contains("Ends, shifts in characters and how often: ");
}

#[test]
fn pairs_of_three_are_shown_chosen_and_compared_alone() {
    let mut h = harness(of_three(), 1000.0);
    h.get_by_label("F1, strict, Ada and Cy: 0.857").click();
    h.run();
    h.get_by_label_contains("Matched by the very same words");
    h.get_by_label("Agree 3");
    h.get_by_label("Ada and Cy").click();
    h.run();
    assert_eq!(h.state().answer, Some(FiguresAnswer::ComparePair(0, 2)));
}

#[test]
fn reports_are_asked_for() {
    let mut h = harness(project(), 1000.0);
    h.get_by_label("Save report…").click();
    h.run();
    assert_eq!(
        h.state().answer,
        Some(FiguresAnswer::Save(ReportKind::Page))
    );
}

/// Pictures to look at: `COUNTERMARK_PICTURES=folder cargo test --lib figures_are_drawn -- --ignored`.
#[test]
#[ignore = "draws pictures to look at"]
fn figures_are_drawn() {
    let folder = std::env::var_os("COUNTERMARK_PICTURES")
        .map_or_else(std::env::temp_dir, std::path::PathBuf::from);
    for (name, project, width, is_dark) in [
        ("light", sample(), 1180.0, false),
        ("dark", sample(), 1180.0, true),
        ("narrow", sample(), 560.0, false),
        ("three", of_three(), 900.0, false),
    ] {
        let mut h = harness(project, width);
        let theme = if is_dark {
            egui::Theme::Dark
        } else {
            egui::Theme::Light
        };
        h.ctx.set_theme(theme);
        h.run();
        let save = |h: &mut Harness<'_, World>, what: &str| {
            let picture = h.render().unwrap();
            picture
                .save(folder.join(format!("figures_{name}{what}.png")))
                .unwrap();
        };
        save(&mut h, "");
        let first = if name == "three" {
            "F1, strict, Ada and Cy: 0.857"
        } else {
            "Formula and source of γ"
        };
        h.get_by_label(first).click();
        h.run();
        if name != "three" {
            h.get_by_label_contains("More figures: ").click();
            h.run();
            h.get_by_label_contains("F1, overlap, Quote: 0.765").click();
            h.run();
        }
        save(&mut h, "_list");
    }
}

#[test]
fn hidden_names_stand_nowhere_on_the_page() {
    let compared = compared_of(sample());
    let hidden: Vec<String> = (1..=2).map(|n| format!("Annotator {n}")).collect();
    let data = FiguresData::gather(&compared, &hidden, None);
    let names = names_of(&compared);
    let said = format!(
        "{:?}",
        (&data.head, &data.panel, &data.articles, &data.remarks)
    );
    assert!(said.contains("Annotator 1"), "{said}");
    // And the list behind each figure.
    let mut listed = Vec::new();
    for group in data.panel.iter().chain(&data.more) {
        for row in &group.rows {
            let asked = Asked {
                target: Target::Figure {
                    id: row.id,
                    label: row.label.clone(),
                },
                document: None,
            };
            let found = behind(&compared, &asked);
            listed.push(behind_ui::title(&compared, &data, &asked));
            listed.push(found.how);
            listed.extend(found.rows.iter().map(|row| row.kind.words(&hidden)));
        }
    }
    let listed = listed.join("\n");
    assert!(listed.contains("Only Annotator 2"), "{listed}");
    for name in names {
        assert!(!said.contains(&name), "{name} in {said}");
        assert!(!listed.contains(&name), "{name} in {listed}");
    }
}
