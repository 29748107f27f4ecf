//! The picture: articles or speakers on a circle, contradictions as lines between them. Each node and line is a control.

use super::data::{Entry, Filter, GroupBy, Overview};
use crate::app::panels::parts::one_line;
use crate::app::panels::wording::counted;
use crate::app::tokens::{Tokens, size};
use crate::model::Project;
use egui::{Pos2, Rect, Sense, Shape, Stroke, Ui, Vec2, WidgetInfo, pos2, vec2};
use std::collections::BTreeMap;

/// Nodes drawn at most: those with the most contradictions.
const NODES: usize = 16;

/// A node's radius, points, with one contradiction.
const NODE: f32 = 6.0;

/// The picture as plain data.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Picture {
    /// On the circle, clockwise from the top.
    pub nodes: Vec<Node>,
    /// Between them.
    pub edges: Vec<Edge>,
    /// How many nodes there was no room for.
    pub n_left_out: usize,
}

/// An article or a speaker.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// What a click on it chooses.
    pub filter: Filter,
    /// Its name.
    pub title: String,
    /// How many contradictions it takes part in.
    pub n: usize,
}

/// The contradictions between two nodes, or inside one.
#[derive(Clone, Debug, PartialEq)]
pub struct Edge {
    /// What a click on it chooses.
    pub filter: Filter,
    /// In words.
    pub title: String,
    /// Places of its ends in [`Picture::nodes`].
    pub ends: [usize; 2],
    /// How many contradictions.
    pub n: usize,
}

impl Picture {
    /// The picture of these contradictions.
    pub fn gather(project: &Project, overview: &Overview, by: GroupBy) -> Self {
        let mut nodes: BTreeMap<Filter, usize> = BTreeMap::new();
        let mut edges: BTreeMap<Filter, ([Filter; 2], usize)> = BTreeMap::new();
        for entry in &overview.contradictions {
            let (ends, edge) = Entry::edge(entry, by);
            *nodes.entry(ends[0].clone()).or_default() += 1;
            if ends[0] != ends[1] {
                *nodes.entry(ends[1].clone()).or_default() += 1;
            }
            edges.entry(edge).or_insert_with(|| (ends, 0)).1 += 1;
        }
        let mut by_count: Vec<(Filter, usize)> = nodes.into_iter().collect();
        by_count.sort_by(|(a, n), (b, m)| m.cmp(n).then(a.cmp(b)));
        let n_left_out = by_count.len().saturating_sub(NODES);
        by_count.truncate(NODES);
        // On the circle in the user's order of articles, or by name, so that it stays while counts change.
        let order = |filter: &Filter| match filter {
            Filter::Article(id) => (project.document_position(id), String::new()),
            other => (None, other.title(project).to_lowercase()),
        };
        by_count.sort_by_cached_key(|(filter, _)| order(filter));
        let nodes: Vec<Node> = by_count
            .into_iter()
            .map(|(filter, n)| Node {
                title: filter.title(project),
                filter,
                n,
            })
            .collect();
        let place = |filter: &Filter| nodes.iter().position(|node| node.filter == *filter);
        let edges = edges
            .into_iter()
            .filter_map(|(filter, (ends, n))| {
                Some(Edge {
                    title: filter.title(project),
                    ends: [place(&ends[0])?, place(&ends[1])?],
                    filter,
                    n,
                })
            })
            .collect();
        Self {
            nodes,
            edges,
            n_left_out,
        }
    }
}

/// Where the `i`-th of `n` nodes stands: clockwise from the top.
fn node_at(center: Pos2, radius: f32, i: usize, n: usize) -> Pos2 {
    let turn = i as f32 / n.max(1) as f32 * std::f32::consts::TAU;
    center + vec2(turn.sin(), -turn.cos()) * radius
}

/// The points of a line from `a` to `b` that bends towards the middle of the circle.
fn curve(a: Pos2, b: Pos2, center: Pos2) -> Vec<Pos2> {
    let middle = a + (b - a) * 0.5;
    let control = middle + (center - middle) * 0.5;
    (0..=24)
        .map(|i| {
            let t = i as f32 / 24.0;
            let (first, second) = (a + (control - a) * t, control + (b - control) * t);
            first + (second - first) * t
        })
        .collect()
}

/// A loop outside the circle at a node: contradictions inside one article or speaker.
fn knot(at: Pos2, center: Pos2) -> Vec<Pos2> {
    let out = (at - center).normalized();
    let middle = at - out * (NODE * 2.2);
    let n = 24;
    (0..=n)
        .map(|i| {
            let turn = i as f32 / n as f32 * std::f32::consts::TAU;
            middle + vec2(turn.cos(), turn.sin()) * (NODE * 1.8)
        })
        .collect()
}

/// How thick a line of so many contradictions is, points.
fn thickness(n: usize) -> f32 {
    (0.5 + 1.5 * (n as f32).sqrt()).min(9.0)
}

fn radius_of(n: usize) -> f32 {
    (NODE + 1.5 * (n as f32).sqrt()).min(16.0)
}

/// Draws it into `side` × `side` points; what is clicked becomes the filter, and a second click takes it away.
pub fn picture_ui(
    ui: &mut Ui,
    tokens: &Tokens,
    picture: &Picture,
    room: Vec2,
    filter: &mut Option<Filter>,
) {
    let (rect, _) = ui.allocate_exact_size(room, Sense::hover());
    let labels = vec2((rect.width() * 0.24).min(96.0), size::ROW);
    let center = rect.center();
    // Room for the largest node and the gap to its name, too.
    let room = rect.size() / 2.0 - labels - Vec2::splat(18.0);
    let radius = room.min_elem().max(24.0);
    let n = picture.nodes.len();
    let at = |i: usize| node_at(center, radius, i, n);
    let mut chosen = None;
    for (i, edge) in picture.edges.iter().enumerate() {
        if edge_ui(
            ui,
            tokens,
            (i, edge),
            edge.ends.map(at),
            center,
            filter.as_ref(),
        ) {
            chosen = Some(edge.filter.clone());
        }
    }
    for (i, node) in picture.nodes.iter().enumerate() {
        let label = label_rect(at(i), center, radius_of(node.n), labels, rect);
        if node_ui(ui, tokens, (i, node), at(i), label, filter.as_ref()) {
            chosen = Some(node.filter.clone());
        }
    }
    if let Some(chosen) = chosen {
        *filter = if filter.as_ref() == Some(&chosen) {
            None
        } else {
            Some(chosen)
        };
    }
}

/// Where a node's name stands: outside the circle, inside the room.
fn label_rect(at: Pos2, center: Pos2, node: f32, size: Vec2, room: Rect) -> Rect {
    let gap = node + 4.0;
    let out = at - center;
    let label = if out.x.abs() < size.x * 0.3 {
        let y = if out.y < 0.0 {
            -gap - size.y / 2.0
        } else {
            gap + size.y / 2.0
        };
        Rect::from_center_size(at + vec2(0.0, y), vec2(size.x * 1.6, size.y))
    } else if out.x > 0.0 {
        Rect::from_min_size(at + vec2(gap, -size.y / 2.0), size)
    } else {
        Rect::from_min_size(at + vec2(-gap - size.x, -size.y / 2.0), size)
    };
    let shift = vec2(
        (room.left() - label.left()).max(0.0) + (room.right() - label.right()).min(0.0),
        0.0,
    );
    label.translate(shift)
}

fn is_on(own: &Filter, filter: Option<&Filter>) -> bool {
    filter.is_none_or(|f| f == own)
}

fn edge_ui(
    ui: &Ui,
    tokens: &Tokens,
    (i, edge): (usize, &Edge),
    ends: [Pos2; 2],
    center: Pos2,
    filter: Option<&Filter>,
) -> bool {
    let is_loop = edge.ends[0] == edge.ends[1];
    let points = if is_loop {
        knot(ends[0], center)
    } else {
        curve(ends[0], ends[1], center)
    };
    // The middle of the line, or the innermost point of the loop: the number stands there, and is the control.
    let middle = if is_loop {
        let nearest = points
            .iter()
            .min_by(|a, b| a.distance(center).total_cmp(&b.distance(center)));
        nearest.copied().unwrap_or(center)
    } else {
        points[points.len() / 2]
    };
    let text = edge.n.to_string();
    let text = one_line(ui, &text, tokens.text, 60.0, false);
    let badge = Rect::from_center_size(middle, text.size() + vec2(8.0, 0.0));
    let id = ui.scope_id().with(("contradictions line", i));
    let response = ui.interact(badge, id, Sense::click());
    let is_chosen = filter == Some(&edge.filter);
    let name = format!(
        "{}: {}",
        edge.title,
        counted(edge.n, "contradiction", "contradictions")
    );
    response.widget_info(|| WidgetInfo::selected(egui::Role::Button, true, is_chosen, &name));
    let strong = is_chosen || response.hovered() || response.has_focus();
    let color = if strong {
        tokens.accent
    } else if is_on(&edge.filter, filter) || touches(edge, filter) {
        tokens.frame
    } else {
        tokens.line
    };
    let stroke = Stroke::new(thickness(edge.n), color);
    ui.painter().add(Shape::line(points, stroke));
    let (ground, frame) = if strong {
        (tokens.chosen, tokens.accent)
    } else {
        (tokens.raised, tokens.frame)
    };
    ui.painter().rect(
        badge,
        8.0,
        ground,
        Stroke::new(1.0, frame),
        egui::StrokeKind::Inside,
    );
    let at = badge.center() - text.size() / 2.0;
    ui.painter().galley(at, text, tokens.text);
    response.on_hover_text(name).clicked()
}

/// Whether an edge ends at the node that is chosen.
fn touches(edge: &Edge, filter: Option<&Filter>) -> bool {
    match (filter, &edge.filter) {
        (Some(Filter::Article(id)), Filter::Articles(a, b)) => id == a || id == b,
        (Some(Filter::Speaker(name)), Filter::Speakers(a, b)) => name == a || name == b,
        _ => false,
    }
}

fn node_ui(
    ui: &Ui,
    tokens: &Tokens,
    (i, node): (usize, &Node),
    at: Pos2,
    label: Rect,
    filter: Option<&Filter>,
) -> bool {
    let radius = radius_of(node.n);
    let circle = Rect::from_center_size(at, Vec2::splat(radius * 2.0));
    let id = ui.scope_id().with(("contradictions node", i));
    let response = ui.interact(circle.union(label), id, Sense::click());
    let is_chosen = filter == Some(&node.filter);
    let name = format!(
        "{}: {}",
        node.title,
        counted(node.n, "contradiction", "contradictions")
    );
    response.widget_info(|| WidgetInfo::selected(egui::Role::Button, true, is_chosen, &name));
    let strong = is_chosen || response.hovered() || response.has_focus();
    let (ground, frame) = if strong {
        (tokens.chosen, Stroke::new(2.0, tokens.accent))
    } else {
        (tokens.control, Stroke::new(1.5, tokens.frame))
    };
    ui.painter().circle(at, radius, ground, frame);
    let text = one_line(ui, &node.title, tokens.text, label.width(), false);
    let x = if label.center().x > at.x + 2.0 {
        label.left()
    } else if label.center().x < at.x - 2.0 {
        label.right() - text.size().x
    } else {
        label.center().x - text.size().x / 2.0
    };
    let y = label.center().y - text.size().y / 2.0;
    ui.painter().galley(pos2(x, y), text, tokens.text);
    response.on_hover_text(name).clicked()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::overview::data::{OverviewQuery, overview};
    use crate::app::panels::fixture::project;

    #[test]
    fn the_picture_counts_what_the_board_lists() {
        let project = project();
        let query = OverviewQuery {
            annotator: Some("ada".into()),
            others: false,
        };
        let all = overview(&project, &query, &|| false).expect("not cancelled");
        for by in GroupBy::ALL {
            let picture = Picture::gather(&project, &all, by);
            assert_eq!(picture.nodes.len(), 2);
            let edges: usize = picture.edges.iter().map(|e| e.n).sum();
            assert_eq!(edges, all.contradictions.len());
            for edge in &picture.edges {
                assert_eq!(all.shown(Some(&edge.filter)).len(), edge.n);
            }
            for node in &picture.nodes {
                assert_eq!(all.shown(Some(&node.filter)).len(), node.n);
            }
        }
    }

    #[test]
    fn nodes_stand_on_the_circle_and_lines_between_them() {
        let center = pos2(100.0, 100.0);
        for n in 1..=NODES {
            for i in 0..n {
                let at = node_at(center, 80.0, i, n);
                assert!((at.distance(center) - 80.0).abs() < 0.01);
            }
        }
        let (a, b) = (node_at(center, 80.0, 0, 4), node_at(center, 80.0, 1, 4));
        let line = curve(a, b, center);
        assert!(line[0].distance(a) < 0.01 && line[24].distance(b) < 0.01);
        let straight = a + (b - a) * 0.5;
        assert!(line[12].distance(center) < straight.distance(center));
        assert!(thickness(4) > thickness(1) && thickness(10_000) <= 9.0);
    }

    #[test]
    fn names_stay_inside_the_room() {
        let room = Rect::from_min_size(Pos2::ZERO, vec2(300.0, 260.0));
        for n in 1..=NODES {
            for i in 0..n {
                let at = node_at(room.center(), 70.0, i, n);
                let label = label_rect(at, room.center(), 10.0, vec2(72.0, 24.0), room);
                assert!(label.left() >= -0.01 && label.right() <= 300.01, "{n} {i}");
            }
        }
    }
}
