//! L … L: a link that has its first side and waits for the second, which may lie in another article.

use super::context::Current;
use super::project_view::OpenProject;
use super::tag_bar::key_digit;
use crate::model::{AnnotationId, Project, RelationId, RelationTypeId, Schema};
use crate::workspace::{Command, CommandError, LinkEnd, Outcome, shown};

/// The type that a link has unless another is chosen.
const STANDARD_TYPE: &str = "contradicts";

/// A link that is begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Linking {
    /// The sides marked so far; empty while only a copy was offered.
    pub from: Vec<LinkEnd>,
    /// Its type.
    pub relation_type: RelationTypeId,
    /// Another annotator's annotation, of which a copy is linked when L is pressed on it again.
    pub offer: Option<AnnotationId>,
}

/// What L did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkStep {
    /// A side is marked, or a copy offered: the bar says so.
    Waiting,
    /// The link is made.
    Made(Box<Outcome>),
}

/// The type of link of a key.
#[must_use]
pub fn type_of_key(schema: &Schema, n: u8) -> Option<RelationTypeId> {
    let types = schema.relation_types.iter();
    let mut found = types.filter(|t| key_digit(&t.key) == Some(n));
    found.next().map(|t| t.id.clone())
}

fn refused<T>(why: &str) -> Result<T, CommandError> {
    Err(CommandError::Refused(why.to_owned()))
}

impl OpenProject {
    /// L: marks the first side, or makes the link with what is current as the second.
    pub fn link_here(&mut self) -> Result<LinkStep, CommandError> {
        let Some(end) = self.end_here()? else {
            return Ok(LinkStep::Waiting);
        };
        let Some(linking) = self.linking.as_mut().filter(|l| !l.from.is_empty()) else {
            return self.begin_link(end);
        };
        if linking.from.contains(&end) {
            return refused("the link starts here: go to its other side and press L there");
        }
        let command = Command::Link {
            relation_type: linking.relation_type.clone(),
            from: linking.from.clone(),
            to: end,
            features: Vec::new(),
            note: String::new(),
        };
        let outcome = self.workspace.run(command)?;
        for end in self.linking.take().into_iter().flat_map(|l| l.from) {
            if let LinkEnd::Words {
                document, spans, ..
            } = end
            {
                self.panes.leave_selection(&document, &spans);
            }
        }
        let caret = self.reader.caret();
        self.reader.set_selection(None);
        self.reader.set_caret(caret);
        if let Some(id) = outcome.relations.last() {
            self.current = Current::Link(id.clone());
        }
        Ok(LinkStep::Made(Box::new(outcome)))
    }

    /// Shift+L: marks one more side to link from.
    pub fn link_from_here_too(&mut self) -> Result<LinkStep, CommandError> {
        let Some(end) = self.end_here()? else {
            return Ok(LinkStep::Waiting);
        };
        match &mut self.linking {
            Some(linking) if linking.from.contains(&end) => refused("the link starts here already"),
            Some(linking) => {
                linking.offer = None;
                linking.from.push(end);
                Ok(LinkStep::Waiting)
            }
            None => self.begin_link(end),
        }
    }

    fn begin_link(&mut self, end: LinkEnd) -> Result<LinkStep, CommandError> {
        let Some(relation_type) = self.standard_type() else {
            return refused("the tag set has no types of links");
        };
        self.linking = Some(Linking {
            from: vec![end],
            relation_type,
            offer: None,
        });
        Ok(LinkStep::Waiting)
    }

    fn standard_type(&self) -> Option<RelationTypeId> {
        let begun = self.linking.as_ref().map(|l| l.relation_type.clone());
        let types = &self.workspace.project().schema().relation_types;
        let standard = types.iter().find(|t| t.id.as_str() == STANDARD_TYPE);
        begun.or_else(|| standard.or(types.first()).map(|t| t.id.clone()))
    }

    /// What is current, as a side of a link. `None` where it is another annotator's annotation: a copy of it is offered
    /// then, and taken when L is pressed again.
    fn end_here(&mut self) -> Result<Option<LinkEnd>, CommandError> {
        match self.current.clone() {
            Current::Selection { document, spans } => Ok(Some(LinkEnd::Words {
                document,
                spans,
                label: None,
            })),
            Current::Annotation(id) if self.is_own(&id) => Ok(Some(LinkEnd::Annotation(id))),
            Current::Annotation(id) => {
                let offer = Some(id.clone());
                if self.linking.as_ref().is_some_and(|l| l.offer == offer) {
                    return Ok(Some(LinkEnd::CopyOf(id)));
                }
                let Some(relation_type) = self.standard_type() else {
                    return refused("the tag set has no types of links");
                };
                match &mut self.linking {
                    Some(linking) => linking.offer = offer,
                    None => {
                        self.linking = Some(Linking {
                            from: Vec::new(),
                            relation_type,
                            offer,
                        });
                    }
                }
                Ok(None)
            }
            Current::Suggestion { .. } => {
                refused("accept the suggestion first, then link its annotation")
            }
            Current::Nothing | Current::Link(_) => refused("select words or an annotation first"),
        }
    }

    /// A digit between L and L gives the link's type; on a link that is current it changes the type. `None`: the digit
    /// is for something else.
    pub fn link_type_key(&mut self, key: u8) -> Option<Result<(), CommandError>> {
        let found = type_of_key(self.workspace.project().schema(), key);
        if self.linking.is_none() && !matches!(self.current, Current::Link(_)) {
            return None;
        }
        let Some(relation_type) = found else {
            return Some(refused("no type of link has this key"));
        };
        if self.linking.is_some() {
            self.set_link_type(relation_type);
            return Some(Ok(()));
        }
        let Current::Link(relation) = self.current.clone() else {
            return None;
        };
        let command = Command::SetRelationType {
            relation,
            relation_type,
        };
        Some(self.workspace.run(command).map(drop))
    }

    /// The two sides of the current link change places.
    pub fn turn_link(&mut self) -> Result<(), CommandError> {
        match self.current.clone() {
            Current::Link(relation) => {
                let command = Command::SwapRelation { relation };
                self.workspace.run(command).map(drop)
            }
            _ => refused("select a link first"),
        }
    }

    /// The type of the link that is begun.
    pub fn set_link_type(&mut self, relation_type: RelationTypeId) {
        if let Some(linking) = &mut self.linking {
            linking.relation_type = relation_type;
        }
    }

    /// Gives up the link that is begun. Says whether there was one.
    pub fn leave_link(&mut self) -> bool {
        self.linking.take().is_some()
    }

    /// After a change: sides that are gone are no sides any more.
    pub(super) fn settle_link(&mut self) {
        let Some(linking) = &mut self.linking else {
            return;
        };
        let project = self.workspace.project();
        linking.from.retain(|end| match end {
            LinkEnd::Annotation(id) | LinkEnd::CopyOf(id) => project.annotation(id).is_some(),
            LinkEnd::Words { document, .. } => project.document(document).is_some(),
        });
        linking.offer.take_if(|id| project.annotation(id).is_none());
        let has_type = project.schema().relation_type(&linking.relation_type);
        if linking.from.is_empty() && linking.offer.is_none() || has_type.is_none() {
            self.linking = None;
        }
    }

    /// Shows the other end of the current link, or that of the current annotation's next link.
    pub fn go_to_other_side(&mut self) -> Result<(), CommandError> {
        let project = self.workspace.project();
        let found = match &self.current {
            // The first side was shown last unless the text stands on the second one.
            Current::Link(id) => project.relation(id).map(|r| {
                let is_at_to = project.annotation(&r.to).is_some_and(|a| {
                    Some(&a.document) == self.document.as_ref() && a.start() == self.reader.caret()
                });
                (id.clone(), !is_at_to)
            }),
            Current::Annotation(id) => {
                let mut links = project.relations_of(id);
                links.next().map(|r| (r.id.clone(), r.from == *id))
            }
            _ => None,
        };
        match found {
            Some((link, is_to)) => {
                self.go_to_link_end(&link, is_to);
                Ok(())
            }
            None => refused("select a link or an annotation with a link first"),
        }
    }

    /// Shows one end of a link; the link stays current.
    pub fn go_to_link_end(&mut self, id: &RelationId, is_to: bool) {
        let Some(relation) = self.workspace.project().relation(id).cloned() else {
            return;
        };
        self.go_to_annotation(if is_to { &relation.to } else { &relation.from });
        self.current = Current::Link(id.clone());
    }
}

/// What the bar of a link that is begun shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkBarData {
    /// `Link from “the bridge”`.
    pub from: String,
    /// What to do next.
    pub hint: String,
    /// Every type: id, name with its key.
    pub types: Vec<(RelationTypeId, String)>,
    /// Place of the type chosen.
    pub chosen: Option<usize>,
}

impl LinkBarData {
    /// In words.
    #[must_use]
    pub fn gather(project: &Project, linking: &Linking) -> Self {
        let from = match linking.from.as_slice() {
            [] => "Link".to_owned(),
            [one] => format!("Link from {}", words_of(project, one)),
            all => format!("Link from {} places", all.len()),
        };
        let whose = linking.offer.as_ref().and_then(|id| {
            let a = project.annotation(id)?;
            let name = project.annotator(&a.annotator).map(|who| who.name.clone());
            Some((words_of_annotation(project, id), name?))
        });
        let hint = match whose {
            Some((words, name)) => format!(
                "{words} is {name}’s, and a link joins annotations of your own layer. Press L again to link a copy of it"
            ),
            None => "Go to the other side and press L".to_owned(),
        };
        let all = project.schema().relation_types.iter();
        Self {
            from,
            hint,
            types: all
                .map(|t| {
                    (
                        t.id.clone(),
                        format!("{} {}", t.key, t.name).trim().to_owned(),
                    )
                })
                .collect(),
            chosen: project
                .schema()
                .relation_types
                .iter()
                .position(|t| t.id == linking.relation_type),
        }
    }
}

fn words_of(project: &Project, end: &LinkEnd) -> String {
    match end {
        LinkEnd::Annotation(id) => words_of_annotation(project, id),
        LinkEnd::CopyOf(id) => format!("a copy of {}", words_of_annotation(project, id)),
        LinkEnd::Words {
            document, spans, ..
        } => {
            let text = project.document(document).map(|d| d.text().clone());
            let text = text.unwrap_or_default();
            let parts = spans.iter().map(|s| {
                let range = s.start().get()..s.end().get();
                text.get(range).unwrap_or_default()
            });
            shown(&parts.collect::<Vec<_>>().join(" … "))
        }
    }
}

fn words_of_annotation(project: &Project, id: &AnnotationId) -> String {
    let a = project.annotation(id);
    let found = a.and_then(|a| Some((a, project.document(&a.document)?)));
    found.map_or_else(String::new, |(a, d)| shown(&a.covered_text(d.text())))
}
