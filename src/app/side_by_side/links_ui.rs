//! The links between two texts, drawn in the gutter: what is gathered becomes curves, these are painted, the pointer and
//! screen readers act on them.

use super::arrange::Arrangement;
use super::curves::{Curve, EndSign, Hit, curves, hit};
use super::gather::{EndAt, Lines, LinkLine, Seen, Sources, gather, link_name, type_name};
use crate::app::context::{AppAction, Current};
use crate::app::project_view::OpenProject;
use crate::app::reader::{Pattern, ReaderState};
use crate::app::reading_pane::TextTools;
use crate::app::tokens::Tokens;
use crate::model::{Annotation, AnnotationId, Project, Relation};
use crate::text::TextSpan;
use crate::workspace::settings::OtherLayers;
use egui::{
    Align2, Color32, CursorIcon, FontId, Painter, Pos2, Rect, Sense, Shape, Stroke, Ui, vec2,
};

/// Draws the links and acts on the pointer.
pub fn links_ui(open: &OpenProject, arrangement: &Arrangement, tools: &TextTools<'_>, ui: &mut Ui) {
    let Some(gutter) = arrangement.gutter else {
        return;
    };
    let tokens = tools.tokens;
    let painter = ui.painter_at(gutter);
    painter.rect_filled(gutter, 0.0, tokens.panel);
    let found = gather_from(open, arrangement, tools.settings.other_layers);
    let curves = curves(arrangement, &found.lines);
    let id = egui::Id::unique("links between the texts");
    let response = ui.interact(gutter, id, Sense::click());
    let under = response.hover_pos().and_then(|at| hit(&curves, at));
    for (at, (line, curve)) in found.lines.iter().zip(&curves).enumerate() {
        let is_hovered = under.is_some_and(|hit| hit.line() == at);
        paint_line(&painter, tokens, line, curve, is_hovered);
    }
    if found.is_cut {
        painter.text(
            gutter.center_bottom() - vec2(0.0, 4.0),
            Align2::CENTER_BOTTOM,
            "more…",
            FontId::proportional(11.0),
            tokens.weak,
        );
    }
    let project = open.workspace.project();
    if let Some(hit) = under {
        ui.ctx().set_cursor_icon(CursorIcon::PointingHand);
        if response.clicked() {
            tools.sender.act(action_of(&found.lines, hit));
        }
        let line = &found.lines[hit.line()];
        response.on_hover_ui_at_pointer(|ui| hover_ui(project, tokens, line, hit, ui));
    }
    expose(ui, id, tools, project, (&found.lines, &curves));
}

/// What a click does: on a curve the link is current; on an end its partner is brought into the window, on one that is
/// out of the window itself.
fn action_of(lines: &[LinkLine], hit: Hit) -> AppAction {
    let line = &lines[hit.line()];
    match hit {
        Hit::Curve(_) => AppAction::SetCurrent(Current::Link(line.link.clone())),
        Hit::End(_, end) => {
            let wanted = match line.ends[end].at {
                EndAt::Row(_) => &line.ends[1 - end],
                _ => &line.ends[end],
            };
            AppAction::RevealInText {
                text: wanted.text,
                annotation: wanted.annotation.clone(),
            }
        }
    }
}

fn gather_from(open: &OpenProject, arrangement: &Arrangement, others: OtherLayers) -> Lines {
    let project = open.workspace.project();
    let annotator = open.workspace.annotator();
    let seen: Vec<Seen<'_>> = (arrangement.texts.iter())
        .filter_map(|slot| {
            let pane = open.panes.get(slot.idx)?;
            Some(Seen {
                text: slot.idx,
                document: pane.document.as_ref()?,
                bytes: pane.reader.visible_range(),
            })
        })
        .collect();
    gather(&Sources {
        project,
        seen: &seen,
        current: match &open.current {
            Current::Link(id) => Some(id),
            _ => None,
        },
        own: &|link: &Relation| {
            let is_own = annotator == Some(&link.annotator);
            (is_own || others == OtherLayers::Faint).then_some(is_own)
        },
        place: &|text, a| {
            let slot = arrangement.texts.iter().find(|slot| slot.idx == text);
            match (slot, open.panes.get(text)) {
                (Some(slot), Some(pane)) => place_in(&pane.reader, slot.rect, a),
                _ => EndAt::Below,
            }
        },
    })
}

/// Where an annotation is in a text that shows its article.
fn place_in(reader: &ReaderState, window: Rect, a: &Annotation) -> EndAt {
    let rows = a
        .spans
        .iter()
        .flat_map(|span: &TextSpan| reader.rects_of(*span));
    let mut nearest = None;
    for row in rows {
        let y = row.center().y;
        if window.y_range().contains(y) {
            return EndAt::Row(y);
        }
        nearest.get_or_insert(y);
    }
    let is_above = match nearest {
        Some(y) => y < window.center().y,
        None => a.start().get() < reader.visible_range().start,
    };
    if is_above { EndAt::Above } else { EndAt::Below }
}

/// Type and both texts, and what a click does.
fn hover_ui(project: &Project, tokens: &Tokens, line: &LinkLine, hit: Hit, ui: &mut Ui) {
    let Some(link) = project.relation(&line.link) else {
        return;
    };
    ui.strong(type_name(project.schema(), &link.relation_type));
    for end in [&link.from, &link.to] {
        ui.label(words_of(project, end));
        if let Some(title) = title_of(project, end) {
            ui.label(egui::RichText::new(title).small().color(tokens.weak));
        }
    }
    let click = match hit {
        Hit::Curve(_) => "Click: makes this link current",
        Hit::End(_, end) if matches!(line.ends[end].at, EndAt::Row(_)) => {
            "Click: brings the other end into view"
        }
        Hit::End(..) => "Click: brings this end into view",
    };
    ui.label(egui::RichText::new(click).small().color(tokens.weak));
}

fn words_of(project: &Project, id: &AnnotationId) -> String {
    let words = project.annotation(id).and_then(|a| {
        let document = project.document(&a.document)?;
        Some(a.covered_text(document.text()))
    });
    let words = words.unwrap_or_default();
    let words = words.replace('\n', " ");
    crate::app::panels::wording::quoted(&crate::app::title_row::shortened(&words, 160))
}

fn title_of<'a>(project: &'a Project, id: &AnnotationId) -> Option<&'a str> {
    let a = project.annotation(id)?;
    project.document(&a.document).map(|d| d.title.as_str())
}

/// The colour and the width of a line.
fn look_of(tokens: &Tokens, line: &LinkLine, is_hovered: bool) -> Stroke {
    if line.is_current {
        return Stroke::new(2.5, tokens.accent);
    }
    let color = if is_hovered {
        tokens.text
    } else {
        tokens.frame
    };
    let color = if line.is_own || is_hovered {
        color
    } else {
        color.gamma_multiply(0.55)
    };
    Stroke::new(if is_hovered { 2.0 } else { 1.3 }, color)
}

fn paint_line(
    painter: &Painter,
    tokens: &Tokens,
    line: &LinkLine,
    curve: &Curve,
    is_hovered: bool,
) {
    let stroke = look_of(tokens, line, is_hovered);
    paint_path(painter, &curve.points, line.pattern, stroke);
    for (at, sign) in curve.ends {
        paint_end(painter, tokens, at, sign, stroke);
    }
}

fn paint_path(painter: &Painter, path: &[Pos2], pattern: Pattern, stroke: Stroke) {
    let w = stroke.width;
    let dashes = |lengths: &[f32], gaps: &[f32]| {
        painter.extend(Shape::dashed_line_with_offset(
            path, stroke, lengths, gaps, 0.0,
        ));
    };
    match pattern {
        Pattern::Solid => {
            painter.add(Shape::line(path.to_vec(), stroke));
        }
        Pattern::Double => {
            let thin = Stroke::new((w * 0.6).max(0.8), stroke.color);
            for side in [-1.0, 1.0] {
                painter.add(Shape::line(beside(path, |_| side * w), thin));
            }
        }
        Pattern::Dashed => dashes(&[6.0], &[4.0]),
        Pattern::Dotted => dashes(&[1.5], &[3.0]),
        Pattern::DashDot => dashes(&[6.0, 1.5], &[3.0, 3.0]),
        Pattern::Wavy => {
            let wave = beside(&finer(path), |along| 1.8 * (along * 0.9).sin());
            painter.add(Shape::line(wave, stroke));
        }
    }
}

/// The path moved to its side by `shift` of the length so far, in points.
fn beside(path: &[Pos2], shift: impl Fn(f32) -> f32) -> Vec<Pos2> {
    let mut along = 0.0;
    let mut out = Vec::with_capacity(path.len());
    for (i, at) in path.iter().enumerate() {
        let before = path[i.saturating_sub(1)];
        let after = path[(i + 1).min(path.len() - 1)];
        along += at.distance(before);
        out.push(*at + (after - before).normalized().rot90() * shift(along));
    }
    out
}

/// The path with points at most two points apart.
fn finer(path: &[Pos2]) -> Vec<Pos2> {
    let mut out: Vec<Pos2> = path.first().copied().into_iter().collect();
    for piece in path.windows(2) {
        let n = (piece[0].distance(piece[1]) / 2.0).ceil().clamp(1.0, 200.0);
        let mut step = 1.0;
        while step <= n {
            out.push(piece[0].lerp(piece[1], step / n));
            step += 1.0;
        }
    }
    out
}

fn paint_end(painter: &Painter, tokens: &Tokens, at: Pos2, sign: EndSign, stroke: Stroke) {
    let r = stroke.width + 2.0;
    let color: Color32 = stroke.color;
    let triangle = |way: f32| {
        let points = vec![
            at + vec2(-r, -way * r * 0.7),
            at + vec2(r, -way * r * 0.7),
            at + vec2(0.0, way * r),
        ];
        Shape::convex_polygon(points, color, Stroke::NONE)
    };
    match sign {
        EndSign::Dot => {
            painter.circle_filled(at, r * 0.8, color);
        }
        EndSign::Up => {
            painter.add(triangle(-1.0));
        }
        EndSign::Down => {
            painter.add(triangle(1.0));
        }
        EndSign::Ring => {
            painter.circle(at, r, tokens.panel, Stroke::new(1.3, color));
        }
    }
}

/// A node for each line and each of its ends, for screen readers and tests. Does nothing when no screen reader listens.
fn expose(
    ui: &mut Ui,
    gutter: egui::Id,
    tools: &TextTools<'_>,
    project: &Project,
    (lines, curves): (&[LinkLine], &[Curve]),
) {
    let is_on = ui.ctx().accesskit_node_builder(gutter, |node| {
        node.set_role(egui::accesskit::Role::Group);
        node.set_label("Links between the texts");
    });
    if is_on.is_none() {
        return;
    }
    for (at, (line, curve)) in lines.iter().zip(curves).enumerate() {
        let Some(link) = project.relation(&line.link) else {
            continue;
        };
        let name = link_name(project, link);
        let middle = curve.points[curve.points.len() / 2];
        let targets = [
            (Hit::Curve(at), middle, format!("Link, {name}")),
            (
                Hit::End(at, 0),
                curve.ends[0].0,
                format!("First end of the link, {name}"),
            ),
            (
                Hit::End(at, 1),
                curve.ends[1].0,
                format!("Second end of the link, {name}"),
            ),
        ];
        for (part, (hit, place, name)) in targets.into_iter().enumerate() {
            let id = egui::Id::unique(("link between the texts", at, part));
            let rect = Rect::from_center_size(place, vec2(8.0, 8.0));
            ui.interact(rect, id, Sense::hover());
            ui.ctx().accesskit_node_builder(id, |node| {
                node.set_role(egui::accesskit::Role::Link);
                node.set_label(name);
                node.set_selected(line.is_current);
                node.add_action(egui::accesskit::Action::Click);
                node.set_bounds(egui::accesskit::Rect {
                    x0: rect.left().into(),
                    y0: rect.top().into(),
                    x1: rect.right().into(),
                    y1: rect.bottom().into(),
                });
            });
            let action = egui::accesskit::Action::Click;
            if ui.input(|i| i.has_accesskit_action_request(id, action)) {
                tools.sender.act(action_of(lines, hit));
            }
        }
    }
}
