//! Lists of annotations in the Overview: contested claims with what stands against each, contradictions that lack a side,
//! what a speaker says.

use super::{Kit, OverviewState, list_is_here};
use crate::app::context::AppAction;
use crate::app::panels::parts::{cell_ui, empty_ui, list_row_ui};
use crate::app::panels::wording::{counted, on_one_line};
use crate::app::tokens::size;
use crate::app::widgets::{VirtualList, paint_swatch};
use crate::model::{Annotation, AnnotationId, SpeakerNames};
use egui::{Rect, RichText, Ui, pos2, vec2};

/// How much of a text is read for a row, code points.
const SHOWN_CHARS: usize = 200;
/// Room for a count before a row, points.
const COUNT: f32 = 32.0;

/// A row of the contested claims.
#[derive(Clone, Copy)]
enum ContestedRow {
    /// The claim at this place of the list.
    Claim(usize),
    /// Of this claim, what stands against it at this place.
    Against(usize, usize),
}

/// Each contested claim, and below it who contradicts it, where, and in which words.
pub(super) fn contested_ui(ui: &mut Ui, kit: Kit<'_>, state: &mut OverviewState) {
    let all = &state.worked.value;
    if all.contested.is_empty() {
        let hint = match all.n_claims {
            0 => "No claim is tagged yet".to_owned(),
            n => format!(
                "Of {} none has a contradiction, nor has an annotation on its words",
                counted(n, "claim", "claims")
            ),
        };
        return empty_ui(ui, kit.tokens, "No claim is contested", &hint);
    }
    let words = format!(
        "{} of {} contradicted by something, in the claim itself or in words inside it",
        all.contested.len(),
        counted(all.n_claims, "claim is", "claims are")
    );
    ui.label(RichText::new(words).color(kit.tokens.weak));
    let rows: Vec<ContestedRow> = all
        .contested
        .iter()
        .enumerate()
        .flat_map(|(i, claim)| {
            let against = (0..claim.by.len()).map(move |k| ContestedRow::Against(i, k));
            std::iter::once(ContestedRow::Claim(i)).chain(against)
        })
        .collect();
    let action = |row: ContestedRow| match row {
        ContestedRow::Claim(i) => AppAction::GoToAnnotation(all.contested[i].claim.clone()),
        ContestedRow::Against(i, k) => {
            let against = &all.contested[i].by[k];
            AppAction::GoToLinkEnd {
                relation: against.relation.clone(),
                is_to: against.is_to,
            }
        }
    };
    let annotation = |row: ContestedRow| {
        let id = match row {
            ContestedRow::Claim(i) => &all.contested[i].claim,
            ContestedRow::Against(i, k) => {
                let against = &all.contested[i].by[k];
                let link = kit.project.relation(&against.relation)?;
                if against.is_to { &link.to } else { &link.from }
            }
        };
        kit.project.annotation(id)
    };
    let names = SpeakerNames::of(kit.project);
    let mut pressed = None;
    let at = state.row;
    let name = "Contested claims";
    let shown = state
        .claims
        .show(ui, name, rows.len(), size::ROW, at, |ui, i| {
            let row = rows[i];
            let Some(a) = annotation(row) else {
                return;
            };
            let lead = match row {
                ContestedRow::Claim(i) => Lead::Contradicted(all.contested[i].by.len()),
                ContestedRow::Against(..) => Lead::Against,
            };
            if annotation_row_ui(ui, kit, Some(&names), a, lead, at == Some(i)) {
                pressed = Some(i);
            }
        });
    list_is_here(ui, &shown);
    if let Some(row) = shown.moved_to {
        state.row = Some(row);
    }
    let entered = at.filter(|_| shown.entered);
    if let Some(row) = pressed.or(entered).and_then(|i| rows.get(i)) {
        kit.sender.act(action(*row));
    }
}

pub(super) fn one_sided_ui(ui: &mut Ui, kit: Kit<'_>, state: &mut OverviewState) {
    let all = &state.worked.value;
    if all.one_sided.is_empty() {
        return empty_ui(
            ui,
            kit.tokens,
            "Nothing lacks its other side",
            "Each annotation with the tag contradiction has a link that says with what",
        );
    }
    let words = "Tagged as contradiction, without a link that says with what. Go there and press L, then L at the other side";
    ui.label(RichText::new(words).color(kit.tokens.weak));
    annotations_ui(
        ui,
        kit,
        "One side only",
        &all.one_sided,
        &mut state.one_sided,
        &mut state.row,
        true,
    );
}

/// A list of annotations; a click or Enter goes there. Where it is all that a tab has, who says them stands in it too.
pub(super) fn annotations_ui(
    ui: &mut Ui,
    kit: Kit<'_>,
    name: &str,
    rows: &[AnnotationId],
    list: &mut VirtualList,
    chosen: &mut Option<usize>,
    is_of_tab: bool,
) {
    let names = SpeakerNames::of(kit.project);
    let names = is_of_tab.then_some(&names);
    let mut pressed = None;
    let at = *chosen;
    let shown = list.show(ui, name, rows.len(), size::ROW, at, |ui, row| {
        let Some(a) = kit.project.annotation(&rows[row]) else {
            return;
        };
        if annotation_row_ui(ui, kit, names, a, Lead::Nothing, at == Some(row)) {
            pressed = Some(row);
        }
    });
    if is_of_tab {
        list_is_here(ui, &shown);
    }
    if let Some(row) = shown.moved_to {
        *chosen = Some(row);
    }
    let entered = at.filter(|_| shown.entered);
    if let Some(id) = pressed.or(entered).and_then(|row| rows.get(row)) {
        kit.sender.act(AppAction::GoToAnnotation(id.clone()));
    }
}

/// What stands before an annotation in a list.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lead {
    Nothing,
    /// By how many it is contradicted.
    Contradicted(usize),
    /// It contradicts the one above it.
    Against,
}

/// One annotation: what stands before it, its tag, its words, who says it (with `names`), its article. Says whether it
/// was clicked.
fn annotation_row_ui(
    ui: &mut Ui,
    kit: Kit<'_>,
    names: Option<&SpeakerNames<'_>>,
    a: &Annotation,
    lead: Lead,
    chosen: bool,
) -> bool {
    let Some(document) = kit.project.document(&a.document) else {
        return false;
    };
    let words = on_one_line(&a.covered_text(document.text()), SHOWN_CHARS);
    let title = on_one_line(&document.title, SHOWN_CHARS);
    let who = names.and_then(|names| names.said_by(kit.project, a));
    let who = who.unwrap_or_default();
    let label = kit.project.schema().label(&a.label);
    let label = label.map_or(a.label.as_str(), |l| l.name.as_str());
    let mut name = format!("{label} “{words}”");
    if !who.is_empty() {
        name = format!("{name}, {who}");
    }
    name = format!("{name}, in {title}");
    match lead {
        Lead::Nothing => {}
        Lead::Contradicted(n) => name = format!("{name}, contradicted {n}×"),
        Lead::Against => name = format!("Contradicted by {name}"),
    }
    let (rect, response) = list_row_ui(ui, kit.tokens, &name, chosen);
    let inner = rect.shrink2(vec2(size::GROUP, 0.0));
    let mut left = inner.left();
    let mut cell = |width: f32| {
        let cell = Rect::from_min_max(
            pos2(left, inner.top()),
            pos2((left + width).min(inner.right()), inner.bottom()),
        );
        left += width + size::GROUP;
        cell
    };
    match lead {
        Lead::Nothing => {}
        Lead::Contradicted(n) => cell_ui(ui, cell(COUNT), &format!("{n}×"), kit.tokens.text),
        Lead::Against => {
            let _ = cell(COUNT);
            cell_ui(ui, cell(size::SECTION), "↔", kit.tokens.weak);
        }
    }
    let swatch = cell(size::SWATCH);
    let swatch = Rect::from_center_size(swatch.center(), vec2(size::SWATCH, size::SWATCH));
    let style = kit.tokens.mark_style(kit.project.schema(), &a.label);
    paint_swatch(ui.painter(), swatch, &style);
    let room = inner.right() - swatch.right() - 3.0 * size::GROUP;
    if names.is_some() {
        cell_ui(ui, cell(room * 0.5), &words, kit.tokens.text);
        cell_ui(ui, cell(room * 0.2), who, kit.tokens.text);
    } else {
        cell_ui(ui, cell(room * 0.7), &words, kit.tokens.text);
    }
    cell_ui(ui, cell(room * 0.3), &title, kit.tokens.weak);
    response.on_hover_text(name).clicked()
}
