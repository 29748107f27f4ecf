//! The list of differences with its filters.

use super::deeds::CompareDeed;
use super::rows::{Entry, Filter, Kind, Standing, What};
use super::settle::{Settling, outcome_words};
use super::{CompareState, Made, letter};
use crate::agreement::{LinkKind, PlaceKind};
use crate::app::context::{AppAction, ViewContext};
use crate::app::panels::parts::{cell_ui, empty_ui, list_row_ui, weak_ui};
use crate::app::panels::wording::{counted, on_one_line, quoted, thousands};
use crate::app::tokens::size;
use crate::app::ui_command::UiCommand;
use crate::app::widgets::paint_swatch;
use crate::app::window_parts::{Part, part_is_here};
use crate::edit::replace::AnchorCounts;
use crate::workspace::adjudication::Agreements;
use crate::workspace::{Compared, Unmatched};
use egui::containers::menu::{MenuButton, MenuConfig};
use egui::{ComboBox, PopupCloseBehavior, Rect, RichText, Ui, WidgetInfo, pos2, vec2};

/// How much of a text is read for a row, code points.
const SHOWN_CHARS: usize = 120;
/// So many articles of two texts are told one by one, with so much of their titles.
const MAX_REANCHORED: usize = 3;
const TITLE_CHARS: usize = 40;
/// In lists lower than this, points, the filters are behind a button, and so wide there.
const LOW: f32 = 260.0;
const FOLDED: f32 = 320.0;
/// Room for the sign of a kind, points.
const SIGN: f32 = 30.0;

/// Draws filters and list.
pub fn list_ui(ctx: &ViewContext<'_>, ui: &mut Ui, state: &mut CompareState) {
    // A message that comes and goes below the list does not change what stands above it.
    if ui.available_height() + state.messages_height < LOW {
        // In little room the list would vanish below what narrows it.
        ui.horizontal_wrapped(|ui| {
            folded_ui(ctx, ui, state);
            agreements_ui(ctx, ui, state);
        });
    } else {
        filters_ui(ctx, ui, state);
        reanchor_ui(ctx, ui, state);
        agreements_ui(ctx, ui, state);
    }
    ui.add_space(size::GAP);
    let Some(made) = &state.made else {
        return;
    };
    let n_entries = made.shown.2.len();
    // Articles that were not compared stand at the end, unless one article is asked for.
    let left_out = match state.filter.document {
        None => left_out(&made.compared),
        Some(_) => Vec::new(),
    };
    if n_entries == 0 {
        let (title, hint) =
            if state.filter.standing == Standing::Open && state.settling.is_finished() {
                (
                    "Every difference is decided",
                    "Choose “Open and decided” above to see what was taken",
                )
            } else if state.filter.is_narrow() {
                (
                    "Nothing of this kind",
                    "Choose other kinds, tags or articles above",
                )
            } else if made.compared.documents.both.is_empty() {
                (
                    "Nothing is compared",
                    "No article of one has the same text as one of the other",
                )
            } else if made.entries.all.is_empty() {
                ("Nobody marked anything", "There is nothing to compare yet")
            } else {
                (
                    "They agree on everything",
                    "Tick “agreed too” to see all places",
                )
            };
        empty_ui(ui, ctx.tokens, title, hint);
        if left_out.is_empty() {
            return;
        }
    }
    let chosen = made.row();
    let mut pressed = None;
    let n_rows = n_entries + left_out.len();
    let shown = state.list.show(
        ui,
        "Differences",
        n_rows,
        size::ARTICLE_ROW,
        chosen,
        |ui, row| match made.shown.2.get(row) {
            Some(&entry) => {
                if entry_ui(ctx, ui, (made, &state.settling), entry, chosen == Some(row)) {
                    pressed = Some(entry);
                }
            }
            None => left_out_ui(ctx, ui, left_out[row - n_entries]),
        },
    );
    part_is_here(ui, Part::List, shown.response.id, shown.response.rect);
    if pressed.is_some() {
        shown.response.request_focus();
    }
    let moved = shown
        .moved_to
        .and_then(|row| made.shown.2.get(row))
        .copied();
    if let Some(entry) = pressed.or(moved) {
        ctx.sender.act(AppAction::Compare(CompareDeed::Show(entry)));
    }
}

/// The filters behind a button, and how much they leave.
fn folded_ui(ctx: &ViewContext<'_>, ui: &mut Ui, state: &mut CompareState) {
    let is_narrow = state.filter.is_narrow();
    let text = if is_narrow { "Filters ●" } else { "Filters" };
    let close = PopupCloseBehavior::CloseOnClickOutside;
    let config = MenuConfig::new().close_behavior(close);
    let (button, _) = MenuButton::new(text).config(config).ui(ui, |ui| {
        ui.set_max_width(FOLDED);
        filters_ui(ctx, ui, state);
        reanchor_ui(ctx, ui, state);
    });
    button.on_hover_text("Kinds, tags and articles that are listed");
    let n_all = (state.made.as_ref()).map_or(0, |made| made.entries.n_disagreements());
    let n = state.listed().len();
    let words = if is_narrow || state.filter.with_agreed {
        format!("{} listed", thousands(n))
    } else {
        counted(n_all, "difference", "differences")
    };
    weak_ui(ui, ctx.tokens, &words);
}

/// Offers to compare articles whose texts differ, and tells how that went.
fn reanchor_ui(ctx: &ViewContext<'_>, ui: &mut Ui, state: &CompareState) {
    let Some(made) = &state.made else {
        return;
    };
    let is_on = state.work.is_reanchored();
    let reanchored = &made.compared.reanchored;
    let left_out = made.compared.documents.only_a.iter();
    let n_others = left_out.filter(|d| d.candidate.is_some()).count();
    let n = n_others + reanchored.len();
    if n == 0 {
        return;
    }
    let words = format!(
        "Compare {} whose {} too",
        counted(n, "article", "articles"),
        if n == 1 {
            "text differs"
        } else {
            "texts differ"
        }
    );
    let mut wanted = is_on;
    let ticked = ui.checkbox(&mut wanted, words).on_hover_text(
        "B's annotations are put onto A's text for this comparison; nothing is changed, and what is lost is left out",
    );
    if ticked.changed() {
        ctx.sender
            .act(AppAction::Compare(CompareDeed::Reanchor(wanted)));
    }
    if reanchored.len() > MAX_REANCHORED {
        let mut counts = AnchorCounts::default();
        for one in reanchored {
            counts += one.counts;
        }
        let n = counted(reanchored.len(), "article", "articles");
        let words = format!("{n}: {}", counts_in_words(counts));
        weak_ui(ui, ctx.tokens, &words);
        return;
    }
    for one in reanchored {
        let title = on_one_line(&one.title, TITLE_CHARS);
        let words = format!("{title}: {}", counts_in_words(one.counts));
        weak_ui(ui, ctx.tokens, &words);
    }
}

/// How B's annotations fared on A's text.
fn counts_in_words(counts: AnchorCounts) -> String {
    let all = [
        (counts.exact, "exact"),
        (counts.moved, "moved"),
        (counts.changed, "changed"),
        (counts.lost, "lost and left out"),
    ];
    let told = all.iter().filter(|(n, _)| *n > 0);
    let told: Vec<String> = told.map(|(n, word)| format!("{n} {word}")).collect();
    match counts.n_all() {
        0 => "B marked nothing".to_owned(),
        _ => format!("of B {}", told.join(", ")),
    }
}

/// The articles that were not compared: of which side, and which.
fn left_out(compared: &Compared) -> Vec<(usize, &Unmatched)> {
    let documents = &compared.documents;
    let a = documents.only_a.iter().map(|d| (0, d));
    a.chain(documents.only_b.iter().map(|d| (1, d))).collect()
}

fn left_out_ui(ctx: &ViewContext<'_>, ui: &mut Ui, (side, document): (usize, &Unmatched)) {
    let title = on_one_line(&document.title, SHOWN_CHARS);
    let title = if title.is_empty() {
        document.id.to_string()
    } else {
        title
    };
    let letter = letter(side);
    let reason = document.reason();
    let name = format!("Not compared, {letter}: {title}, {reason}");
    let (rect, response) = list_row_ui(ui, ctx.tokens, &name, false);
    response.on_hover_text(&name);
    two_lines_ui(
        ctx,
        ui,
        rect.shrink2(vec2(size::GROUP, 2.0)),
        (&format!("Not compared, {letter}: {title}"), &reason),
    );
}

fn two_lines_ui(ctx: &ViewContext<'_>, ui: &Ui, rect: Rect, (first, second): (&str, &str)) {
    let middle = rect.center().y;
    let upper = Rect::from_min_max(rect.min, pos2(rect.right(), middle));
    let lower = Rect::from_min_max(pos2(rect.left(), middle), rect.max);
    cell_ui(ui, upper, first, ctx.tokens.text);
    cell_ui(ui, lower, second, ctx.tokens.weak);
}

/// What a row says.
pub(super) struct RowData {
    /// The sign of its kind.
    pub sign: &'static str,
    /// The tags of A and B, each once: id.
    pub labels: Vec<String>,
    /// The words.
    pub words: String,
    /// Kind, tags, article.
    pub below: String,
    /// All of it.
    pub name: String,
}

impl RowData {
    /// Made of an entry.
    pub(super) fn gather(compared: &Compared, entry: &Entry) -> Self {
        let input = &compared.input;
        let label_name = |label: usize| label_name(compared, label);
        let title = compared.comparison.documents.get(entry.document);
        let title = title.map_or_else(String::new, |d| on_one_line(&d.title, SHOWN_CHARS));
        let words = |unit: usize| on_one_line(&compared.words(unit), SHOWN_CHARS);
        let kind = entry.kind.words();
        match entry.what {
            What::Spans { a, b } => {
                let mut labels: Vec<usize> = [a, b]
                    .into_iter()
                    .flatten()
                    .map(|u| input.units[u].label)
                    .collect();
                labels.dedup();
                let tags: Vec<String> = labels.iter().map(|l| label_name(*l)).collect();
                let tags = tags.join(" → ");
                let words = words(entry.first);
                Self {
                    sign: entry.kind.sign(),
                    labels: labels.iter().map(|l| input.labels[*l].clone()).collect(),
                    name: format!("{kind}: {tags} {}, in {title}", quoted(&words)),
                    below: format!("{kind} · {tags} · {title}"),
                    words: quoted(&words),
                }
            }
            What::Links { a, b } => {
                let link = [a, b]
                    .into_iter()
                    .flatten()
                    .find_map(|l| input.links.get(l));
                let ends = link.map_or_else(String::new, |link| {
                    format!(
                        "{} → {}",
                        quoted(&words(link.from)),
                        quoted(&words(link.to))
                    )
                });
                let links = [a, b].into_iter().flatten();
                let types = links.filter_map(|l| Some(input.links.get(l)?.link_type));
                let mut types: Vec<usize> = types.collect();
                types.dedup();
                let types: Vec<String> =
                    types.iter().map(|t| link_type_name(compared, *t)).collect();
                let types = types.join(" → ");
                Self {
                    sign: entry.kind.sign(),
                    labels: Vec::new(),
                    name: format!("{kind}: {types} {ends}, in {title}"),
                    below: format!("{kind} · {types} · {title}"),
                    words: ends,
                }
            }
        }
    }
}

/// What a label is called in the projects compared.
pub(super) fn label_name(compared: &Compared, label: usize) -> String {
    let Some(id) = compared.input.labels.get(label) else {
        return String::new();
    };
    let schemas = compared.sides.iter().map(|side| side.project.schema());
    let mut labels = schemas.flat_map(|s| &s.labels);
    let found = labels.find(|l| l.id.as_str() == id && !l.name.is_empty());
    found.map_or_else(|| id.clone(), |l| l.name.clone())
}

/// What a type of link is called in the projects compared.
pub(super) fn link_type_name(compared: &Compared, link_type: usize) -> String {
    let Some(found) = compared.input.link_types.get(link_type) else {
        return String::new();
    };
    let schemas = compared.sides.iter().map(|side| side.project.schema());
    let mut types = schemas.flat_map(|s| &s.relation_types);
    let known = types.find(|t| t.id.as_str() == found.id && !t.name.is_empty());
    known.map_or_else(|| found.id.clone(), |t| t.name.clone())
}

/// One difference. Says whether it was clicked.
fn entry_ui(
    ctx: &ViewContext<'_>,
    ui: &mut Ui,
    (made, settling): (&Made, &Settling),
    entry: usize,
    is_chosen: bool,
) -> bool {
    let Some(entry) = made.entries.all.get(entry) else {
        return false;
    };
    let mut data = RowData::gather(&made.compared, entry);
    let settled = settling.state(entry);
    if let Some(settled) = settled {
        let words = outcome_words(settled.outcome, entry.what.has());
        let again = settled.stale.map_or("", |_| ", look again");
        data.name = format!("{}, {words}{again}", data.name);
        data.below = format!("{words}{again} · {}", data.below);
    }
    let (rect, response) = list_row_ui(ui, ctx.tokens, &data.name, is_chosen);
    let inner = rect.shrink2(vec2(size::GROUP, 2.0));
    let sign = Rect::from_min_max(inner.min, pos2(inner.left() + SIGN, inner.center().y));
    cell_ui(ui, sign, data.sign, ctx.tokens.text);
    let mut left = inner.left() + SIGN;
    for label in &data.labels {
        let center = pos2(
            left + size::SWATCH / 2.0,
            f32::midpoint(inner.top(), inner.center().y),
        );
        let swatch = Rect::from_center_size(center, vec2(size::SWATCH, size::SWATCH));
        let style = ctx.tokens.mark_style(
            made.compared.sides[0].project.schema(),
            &label.as_str().into(),
        );
        paint_swatch(ui.painter(), swatch, &style);
        left += size::SWATCH + size::GAP;
    }
    let tick = match settled {
        Some(settled) if settled.stale.is_some() => ("⚠", ctx.tokens.warning),
        Some(_) => ("✓", ctx.tokens.good),
        None => ("", ctx.tokens.text),
    };
    let right = inner.right() - size::SWATCH;
    let middle = inner.center().y;
    let end = Rect::from_min_max(pos2(right, inner.top()), pos2(inner.right(), middle));
    cell_ui(ui, end, tick.0, tick.1);
    let upper = Rect::from_min_max(pos2(left, inner.top()), pos2(right, middle));
    cell_ui(ui, upper, &data.words, ctx.tokens.text);
    let lower = Rect::from_min_max(pos2(inner.left() + SIGN, inner.center().y), inner.max);
    cell_ui(ui, lower, &data.below, ctx.tokens.weak);
    response.on_hover_text(&data.name).clicked()
}

/// Kinds with their counts, and the choice of tag and article.
fn filters_ui(ctx: &ViewContext<'_>, ui: &mut Ui, state: &mut CompareState) {
    let Some(made) = &state.made else {
        return;
    };
    let filter = &mut state.filter;
    ui.spacing_mut().item_spacing = vec2(size::GAP, size::GAP);
    ui.horizontal_wrapped(|ui| {
        let n = made.entries.n_disagreements();
        let all = counted(n, "difference", "differences");
        chip_ui(
            ui,
            &format!("all {}", thousands(n)),
            &all,
            filter.kind.is_none(),
        )
        .then(|| filter.kind = None);
        for kind in Kind::ALL {
            let n = made.entries.n_of(kind);
            if n == 0 {
                continue;
            }
            let name = format!("{}: {}", kind.words(), thousands(n));
            let text = format!("{} {}", kind.sign(), thousands(n));
            let is_on = filter.kind == Some(kind);
            if chip_ui(ui, &text, &name, is_on) {
                filter.kind = (!is_on).then_some(kind);
            }
        }
    });
    ui.horizontal_wrapped(|ui| {
        let width = ((ui.available_width() - size::GROUP) / 2.0).clamp(80.0, 200.0);
        let tag = |label: usize| label_name(&made.compared, label);
        let text = filter.label.map_or_else(|| "All tags".to_owned(), tag);
        choice_ui(
            ui,
            ("Tag", &text, width),
            "All tags",
            &mut filter.label,
            made.compared.input.labels.len(),
            &tag,
        );
        let documents = &made.compared.comparison.documents;
        let title = |i: usize| {
            let title = documents.get(i).map_or("", |d| d.title.as_str());
            on_one_line(title, 60)
        };
        let text = filter
            .document
            .map_or_else(|| "All articles".to_owned(), title);
        choice_ui(
            ui,
            ("Article", &text, width),
            "All articles",
            &mut filter.document,
            documents.len(),
            &title,
        );
    });
    if state.settling.can_decide() {
        standing_ui(ui, filter);
    }
    let n_agreed: usize = Kind::ALL
        .iter()
        .filter(|k| k.is_agreed())
        .map(|k| made.entries.n_of(*k))
        .sum();
    ui.horizontal_wrapped(|ui| {
        let n_of = |kind| made.entries.n_of(kind);
        let places = counted(n_of(Kind::Place(PlaceKind::Same)), "place", "places");
        let links = counted(n_of(Kind::Link(LinkKind::Same)), "link", "links");
        ui.checkbox(
            &mut filter.with_agreed,
            format!("Agreed too ({})", thousands(n_agreed)),
        )
        .on_hover_text(format!(
            "Lists {places} and {links} on which both agree, fields and notes included, accepted already or not"
        ));
        weak_ui(ui, ctx.tokens, "as aligned for γ");
    });
}

/// The choice between what is open and what is decided.
fn standing_ui(ui: &mut Ui, filter: &mut Filter) {
    ui.horizontal_wrapped(|ui| {
        for standing in Standing::ALL {
            let is_on = filter.standing == standing;
            if chip_ui(ui, standing.words(), standing.words(), is_on) {
                filter.standing = standing;
            }
        }
    });
}

/// One button for everything on which both agree, and what waits.
fn agreements_ui(ctx: &ViewContext<'_>, ui: &mut Ui, state: &CompareState) {
    let agreements = &state.agreements;
    if ctx.is_read_only() {
        return;
    }
    if !agreements.open.is_empty() {
        let n = counted(agreements.open.len(), "agreement", "agreements");
        let button = ui.button(format!("Accept {n}"));
        let tooltip = UiCommand::AcceptAgreements.spec().tooltip;
        if button.on_hover_text(tooltip).clicked() {
            ctx.sender.ui(UiCommand::AcceptAgreements);
        }
    }
    let waiting = waiting_in_words(agreements);
    if !waiting.is_empty() {
        weak_ui(ui, ctx.tokens, &waiting);
    }
}

/// Why not all that both agree on can be accepted at once; empty where it can.
fn waiting_in_words(agreements: &Agreements) -> String {
    let told = |n: usize, one: &str, more: &str| match n {
        0 => None,
        1 => Some(format!("1 {one}")),
        n => Some(format!("{} {more}", thousands(n))),
    };
    let parts = [
        told(
            agreements.n_ends_open,
            "agreed link waits: an end of it is open",
            "agreed links wait: an end of each is open",
        ),
        told(
            agreements.n_ends_gone,
            "agreed link ends where nothing was taken",
            "agreed links end where nothing was taken",
        ),
        told(
            agreements.n_elsewhere,
            "agreement waits: something else was settled there between others",
            "agreements wait: something else was settled there between others",
        ),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    parts.join("; ")
}

/// A small button that is on or off. Says whether it was clicked.
fn chip_ui(ui: &mut Ui, text: &str, name: &str, is_on: bool) -> bool {
    let chip = ui.add(egui::Button::selectable(
        is_on,
        RichText::new(text).size(size::SMALL),
    ));
    chip.widget_info(|| WidgetInfo::selected(egui::Role::RadioButton, true, is_on, name));
    chip.on_hover_text(name).clicked()
}

/// A list to choose one of `n` from, or all.
fn choice_ui(
    ui: &mut Ui,
    (name, text, width): (&str, &str, f32),
    all: &str,
    chosen: &mut Option<usize>,
    n: usize,
    title: &dyn Fn(usize) -> String,
) {
    let combo = ComboBox::from_id_salt(name)
        .selected_text(text)
        .width(width)
        .truncate()
        .show_ui(ui, |ui| {
            ui.selectable_value(chosen, None, all);
            for i in 0..n {
                ui.selectable_value(chosen, Some(i), title(i));
            }
        });
    combo.response.accessible_name(name);
}
