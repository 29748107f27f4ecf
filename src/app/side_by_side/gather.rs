//! Which links are seen between two texts, and where their ends are: plain data from the project and from what the texts
//! show. The work depends on what is seen and on its links, never on the length of a text or on the number of all links.

use crate::app::reader::Pattern;
use crate::model::{
    Annotation, AnnotationId, DocumentId, Project, Relation, RelationId, RelationTypeId, Schema,
};
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

/// More links are not looked at in one frame: somebody may have tied thousands to one place.
const MAX_LINKS: usize = 400;

/// What a text shows.
#[derive(Clone, Debug)]
pub struct Seen<'a> {
    /// Which text, counted from the left.
    pub text: usize,
    /// Its article.
    pub document: &'a DocumentId,
    /// The bytes of it in the window.
    pub bytes: Range<usize>,
}

/// Where an end of a link is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum EndAt {
    /// In the window, at this height of the screen.
    Row(f32),
    /// Further up in the text.
    Above,
    /// Further down in the text.
    Below,
    /// In an article that neither text shows.
    Elsewhere,
}

impl EndAt {
    fn is_row(self) -> bool {
        matches!(self, Self::Row(_))
    }
}

/// One end of a line.
#[derive(Clone, Debug, PartialEq)]
pub struct LineEnd {
    /// In or beside which text it is drawn; for [`EndAt::Elsewhere`] the text that would show it.
    pub text: usize,
    /// The annotation.
    pub annotation: AnnotationId,
    /// Where it is.
    pub at: EndAt,
}

/// A link to be drawn. One that joins two places of an article that is shown twice can have two lines.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkLine {
    /// The link.
    pub link: RelationId,
    /// Its two ends.
    pub ends: [LineEnd; 2],
    /// The pattern of its type.
    pub pattern: Pattern,
    /// Whether it is the current one.
    pub is_current: bool,
    /// Whether it is one's own; others' are drawn faintly.
    pub is_own: bool,
}

/// All lines of a frame.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lines {
    /// The current one last, so that it lies on top.
    pub lines: Vec<LinkLine>,
    /// There are more links than are drawn.
    pub is_cut: bool,
}

/// What is asked of the project and the texts.
pub struct Sources<'a> {
    /// The project.
    pub project: &'a Project,
    /// The two texts.
    pub seen: &'a [Seen<'a>],
    /// The link that is current.
    pub current: Option<&'a RelationId>,
    /// Whether a link is one's own; `None` where its layer is hidden.
    pub own: &'a dyn Fn(&Relation) -> Option<bool>,
    /// Where an annotation is in a text that shows its article.
    pub place: &'a dyn Fn(usize, &Annotation) -> EndAt,
}

/// The lines of all links that touch what is seen.
#[must_use]
pub fn gather(sources: &Sources<'_>) -> Lines {
    let mut found = Lines::default();
    let (links, is_cut) = links_seen(sources);
    found.is_cut = is_cut;
    for link in links {
        let Some(is_own) = (sources.own)(&link) else {
            continue;
        };
        let is_current = sources.current == Some(&link.id);
        let pattern = pattern_of(sources.project.schema(), &link.relation_type);
        found
            .lines
            .extend(ends_of(sources, &link).into_iter().map(|ends| LinkLine {
                link: link.id.clone(),
                ends,
                pattern,
                is_current,
                is_own,
            }));
    }
    found.lines.sort_by_key(|line| line.is_current);
    found
}

/// The links with an end on what is seen, each once, and the current one; and whether there are more.
fn links_seen(sources: &Sources<'_>) -> (Vec<Arc<Relation>>, bool) {
    let project = sources.project;
    let mut ids = BTreeSet::new();
    let mut links = Vec::new();
    if let Some(current) = sources.current.and_then(|id| project.relation(id)) {
        ids.insert(&current.id);
        links.push(current.clone());
    }
    let mut n_looked = 0;
    for seen in sources.seen {
        for a in project.annotations_touching(seen.document, seen.bytes.clone()) {
            for link in project.relations_of(&a.id) {
                n_looked += 1;
                if n_looked > 2 * MAX_LINKS || links.len() >= MAX_LINKS {
                    return (links, true);
                }
                if ids.insert(&link.id) {
                    links.push(link.clone());
                }
            }
        }
    }
    (links, false)
}

/// Where the lines of a link begin and end; none where no end is in the window.
fn ends_of(sources: &Sources<'_>, link: &Relation) -> Vec<[LineEnd; 2]> {
    let project = sources.project;
    let (Some(from), Some(to)) = (project.annotation(&link.from), project.annotation(&link.to))
    else {
        return Vec::new();
    };
    let shows = |text: usize, a: &Annotation| {
        let mut seen = sources.seen.iter();
        seen.any(|s| s.text == text && *s.document == a.document)
    };
    let end = |text: usize, a: &Annotation| LineEnd {
        text,
        annotation: a.id.clone(),
        at: (sources.place)(text, a),
    };
    let is_seen = |ends: &[LineEnd; 2]| ends.iter().any(|end| end.at.is_row());
    let across: Vec<[LineEnd; 2]> = [(0, 1), (1, 0)]
        .into_iter()
        .filter(|(i, j)| shows(*i, from) && shows(*j, to))
        .map(|(i, j)| [end(i, from), end(j, to)])
        .collect();
    if !across.is_empty() {
        // An article shown twice: one line is enough where both its ends are in the window.
        let whole = across
            .iter()
            .find(|ends| ends.iter().all(|e| e.at.is_row()));
        return match whole {
            Some(whole) => vec![whole.clone()],
            None => across.into_iter().filter(is_seen).collect(),
        };
    }
    let mut lines = Vec::new();
    for text in [0, 1] {
        let other = 1 - text;
        let elsewhere = |a: &Annotation| LineEnd {
            text: other,
            annotation: a.id.clone(),
            at: EndAt::Elsewhere,
        };
        lines.extend(match (shows(text, from), shows(text, to)) {
            (true, true) => Some([end(text, from), end(text, to)]),
            (true, false) => Some([end(text, from), elsewhere(to)]),
            (false, true) => Some([elsewhere(from), end(text, to)]),
            (false, false) => None,
        });
    }
    lines.retain(is_seen);
    lines
}

/// The pattern of a link's type, by its place in the tag set.
#[must_use]
pub fn pattern_of(schema: &Schema, kind: &RelationTypeId) -> Pattern {
    let at = schema.relation_types.iter().position(|t| t.id == *kind);
    Pattern::ALL[at.unwrap_or_default() % Pattern::ALL.len()]
}

/// What a link says: its type and both texts, such as `contradicts: “We will not …” and “It closes”`.
#[must_use]
pub fn link_name(project: &Project, link: &Relation) -> String {
    let words = |id: &AnnotationId| {
        let words = project.annotation(id).and_then(|a| {
            let document = project.document(&a.document)?;
            Some(crate::workspace::shown(&a.covered_text(document.text())))
        });
        words.unwrap_or_default()
    };
    format!(
        "{}: {} and {}",
        type_name(project.schema(), &link.relation_type),
        words(&link.from),
        words(&link.to)
    )
}

/// The name of a link's type.
#[must_use]
pub fn type_name<'a>(schema: &'a Schema, kind: &'a RelationTypeId) -> &'a str {
    let mut types = schema.relation_types.iter();
    types
        .find(|t| t.id == *kind)
        .map_or(kind.as_str(), |t| t.name.as_str())
}
