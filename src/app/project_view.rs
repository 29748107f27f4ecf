//! The open project with what the window remembers about it: the texts shown, what is current, what panels hold.

use super::context::{Current, Message, Sender, ViewContext};
use super::linking::Linking;
use super::panels;
use super::panels::draft::Typed;
use super::panes::{Panes, TextPane};
use super::reader::Where;
use super::shell::Shell;
use crate::edit::EditOp;
use crate::model::{Annotation, AnnotationId, DocumentId, ProgressState, Project, RelationId};
use crate::suggest::suggest;
use crate::text::ByteOffset;
use crate::workspace::settings::{OtherLayers, Place, Settings};
use crate::workspace::suggestions::Suggestions;
use crate::workspace::{Origins, Outcome, Workspace};
use std::ops::{Deref, DerefMut};
use std::path::Path;
use std::time::Instant;

/// What is current where nothing of the texts is seen.
static NOTHING: Current = Current::Nothing;

/// A project in the window.
///
/// It reads as its focused text: `open.document`, `open.current` and `open.reader` are that one's (see [`TextPane`]), so
/// that a command acts on the current thing without knowing how many texts there are.
pub struct OpenProject {
    /// The project.
    pub workspace: Workspace,
    /// The reading texts.
    pub panes: Panes,
    /// The link that is begun and has no second side yet.
    pub linking: Option<Linking>,
    /// What is looked for in the focused text.
    pub find: super::find::FindHere,
    /// Candidates for annotations and links.
    pub suggestions: Suggestions,
    /// S was pressed before there was one: which way, and when.
    pub walk_when_found: Option<(bool, Instant)>,
    /// The panels' own states.
    pub panels: PanelStates,
    /// Article files that have changed.
    pub newer: super::newer::NewerFiles,
    /// Where the files of articles lie, as far as it is known.
    pub origins: Origins,
    /// Somebody else wrote the project file: what to tell.
    pub changed_outside: Option<String>,
    /// Something was typed and not yet an edit when the last frame ended.
    pub is_typing: bool,
    /// The revision that the texts were last compared with.
    settled_at: Option<u64>,
}

impl Deref for OpenProject {
    type Target = TextPane;

    fn deref(&self) -> &TextPane {
        self.panes.focused()
    }
}

impl DerefMut for OpenProject {
    fn deref_mut(&mut self) -> &mut TextPane {
        self.panes.focused_mut()
    }
}

/// Scratch of the panels.
#[derive(Default)]
pub struct PanelStates {
    /// Left.
    pub articles: panels::articles::ArticlesState,
    /// Right.
    pub inspector: panels::inspector::InspectorState,
    /// Bottom.
    pub annotations: panels::annotations::AnnotationsState,
    /// Bottom.
    pub links: panels::links::LinksState,
    /// In the middle.
    pub compare: super::compare::CompareState,
    /// In the middle.
    pub overview: super::overview::OverviewState,
    /// Bottom.
    pub problems: panels::problems::ProblemsState,
    /// Bottom.
    pub review: panels::review::ReviewState,
    /// Bottom.
    pub history: panels::history::HistoryState,
    /// Bottom.
    pub search: panels::search::SearchState,
    /// Bottom.
    pub suggestions: panels::suggestions::SuggestionsState,
    /// Beside the text.
    pub guidelines: panels::guidelines::GuidelinesState,
    /// In its dialog.
    pub tagset: panels::tagset::TagSetState,
    /// In its dialog.
    pub annotators: panels::annotators::AnnotatorsState,
    /// In its dialog.
    pub article_details: panels::article_details::ArticleDetailsState,
    /// Over the text.
    pub stack_menu: super::stack_menu::StackMenu,
}

impl PanelStates {
    /// Every place where something can be typed.
    fn typed(&self) -> [&dyn Typed; 7] {
        [
            &self.compare,
            &self.overview,
            &self.inspector,
            &self.guidelines,
            &self.tagset,
            &self.annotators,
            &self.article_details,
        ]
    }

    fn typed_mut(&mut self) -> [&mut dyn Typed; 7] {
        [
            &mut self.compare,
            &mut self.overview,
            &mut self.inspector,
            &mut self.guidelines,
            &mut self.tagset,
            &mut self.annotators,
            &mut self.article_details,
        ]
    }
}

impl OpenProject {
    /// Shows a project where it was left.
    #[must_use]
    pub fn new(mut workspace: Workspace, settings: &Settings) -> Self {
        let place = workspace.file().to_owned();
        let place = settings.places.get(&place).cloned().unwrap_or_default();
        let project = workspace.project();
        let remembered = project
            .annotators()
            .iter()
            .find(|a| a.id.as_str() == place.annotator);
        // Where several people annotate, nobody is taken for granted: whoever sits here may be none of them.
        let annotator = remembered.map(|a| a.id.clone());
        if remembered_differs(&workspace, annotator.as_ref()) {
            workspace.set_annotator(annotator);
        }
        let suggestions = Suggestions::new(&workspace.env().wake, suggest);
        let mut open = Self {
            origins: Origins::load(workspace.env(), workspace.project()),
            panes: panes_at(&workspace, &place, settings),
            workspace,
            suggestions,
            walk_when_found: None,
            linking: None,
            find: super::find::FindHere::default(),
            panels: PanelStates::default(),
            newer: super::newer::NewerFiles::default(),
            changed_outside: None,
            is_typing: false,
            settled_at: None,
        };
        open.settle();
        open
    }

    /// The folder that article paths are relative to; `None` while the project has no name.
    #[must_use]
    pub fn folder(&self) -> Option<&Path> {
        self.workspace.path()?.parent()
    }

    /// Where one is, to find it again at the next start.
    #[must_use]
    pub fn place(&self) -> Place {
        let place_of = |idx| self.panes.get(idx).and_then(TextPane::place);
        Place {
            left: place_of(0).unwrap_or_default(),
            right: place_of(1),
            is_right_focused: self.panes.focused_idx() == 1,
            annotator: self
                .workspace
                .annotator()
                .map(ToString::to_string)
                .unwrap_or_default(),
        }
    }

    /// The focused text shows an article where it was left; nothing is current then.
    pub fn show_document(&mut self, id: &DocumentId) {
        let project = self.workspace.project();
        self.panes.focused_mut().show_document(project, id);
    }

    /// The text that shows an article becomes the focused one; where none does, the focused one shows it.
    pub fn go_to_document(&mut self, id: &DocumentId) {
        if let Some(pane) = self.panes.showing(id) {
            self.panes.focus(pane);
        }
        self.show_document(id);
    }

    /// Shows an annotation and makes it current.
    pub fn go_to_annotation(&mut self, id: &AnnotationId) {
        let Some(a) = self.workspace.project().annotation(id).cloned() else {
            return;
        };
        self.go_to_document(&a.document);
        let project = self.workspace.project();
        self.panes.focused_mut().show_annotation(project, &a);
    }

    /// Shows a link's first side, or both where two texts are seen; the link is current then.
    pub fn go_to_link(&mut self, id: &RelationId) {
        if self.panes.is_split() {
            return self.show_both_sides(id);
        }
        let Some(relation) = self.workspace.project().relation(id).cloned() else {
            return;
        };
        self.go_to_annotation(&relation.from);
        self.current = Current::Link(id.clone());
    }

    /// Shows a place of an article.
    pub fn go_to_place(&mut self, document: &DocumentId, offset: ByteOffset) {
        self.go_to_document(document);
        self.reader.scroll_to(offset, Where::Center);
        self.reader.set_caret(offset);
    }

    /// Goes to where an undo, a redo or a command of another part of the window changed something.
    ///
    /// Where a step changed something in several articles, one that is shown stays.
    pub fn go_to_outcome(&mut self, outcome: &Outcome) {
        let place = self.place_in_shown(outcome);
        if let Some((document, annotation)) = place.as_ref().or(outcome.place.as_ref()) {
            if self.workspace.project().annotation(annotation).is_some() {
                self.go_to_annotation(annotation);
            } else if self.workspace.project().document(document).is_some() {
                // It is gone: to where it was.
                let document = document.clone();
                let offset = self.place_before_last_step(annotation);
                self.go_to_document(&document);
                if let Some(offset) = offset {
                    self.reader.scroll_to(offset, Where::Nearest);
                    self.reader.set_caret(offset);
                }
            }
        } else if let Some(document) = outcome.documents.first() {
            self.go_to_document(document);
        } else if let Some(relation) = &outcome.relation {
            let end_of = |end: &AnnotationId| self.workspace.project().annotation(end);
            let ends = self.workspace.project().relation(relation);
            let ends = ends.and_then(|r| Some((end_of(&r.from)?, end_of(&r.to)?)));
            let is_shown = |a: &Annotation| self.panes.showing(&a.document).is_some();
            if ends.is_some_and(|(from, to)| !is_shown(from) && is_shown(to)) {
                self.go_to_link_end(relation, true);
            } else {
                self.go_to_link(relation);
            }
        }
    }

    /// The first annotation that a step changed in an article that is shown, the focused text's first.
    fn place_in_shown(&self, outcome: &Outcome) -> Option<(DocumentId, AnnotationId)> {
        outcome.place.as_ref()?;
        let step = self.workspace.history().steps().last()?;
        if outcome.step != Some(step.number) {
            return None;
        }
        let focused = self.document.as_ref();
        let ops = step.ops.iter().chain(&step.inverse);
        let shown = ops.filter_map(|op| match op {
            EditOp::Annotation { id, to: Some(a) } if self.panes.showing(&a.document).is_some() => {
                Some((a.document.clone(), id.clone()))
            }
            _ => None,
        });
        shown.min_by_key(|(document, _)| Some(document) != focused)
    }

    /// Where an annotation began that the last step took away.
    fn place_before_last_step(&self, id: &AnnotationId) -> Option<ByteOffset> {
        let step = self.workspace.history().steps().last()?;
        step.inverse.iter().find_map(|op| match op {
            EditOp::Annotation {
                id: of,
                to: Some(a),
            } if of == id => Some(a.start()),
            _ => None,
        })
    }

    /// Whether something is typed in a panel or a dialog and not yet an edit.
    pub fn has_draft(&self) -> bool {
        self.panels.typed().iter().any(|place| place.has_draft())
    }

    /// What is typed becomes an edit; the typing goes on. Gives what could not be taken, in words.
    pub fn commit_drafts(&mut self) -> Vec<String> {
        self.run_drafts(|place, project, sender| place.commit(project, sender))
    }

    /// What is typed becomes an edit, and the typing ends. Gives what could not be taken, in words.
    pub fn leave_drafts(&mut self) -> Vec<String> {
        self.run_drafts(|place, project, sender| place.leave(project, sender))
    }

    fn run_drafts(&mut self, deed: fn(&mut dyn Typed, &Project, &Sender)) -> Vec<String> {
        let sender = Sender::default();
        for place in self.panels.typed_mut() {
            deed(place, self.workspace.project(), &sender);
        }
        let mut refused = Vec::new();
        for message in sender.take() {
            if let Message::Command(command) = message
                && let Err(error) = self.workspace.run(*command)
            {
                log::warn!("what was typed could not be taken: {error}");
                refused.push(error.to_string());
            }
        }
        refused
    }

    /// After a change: the articles shown and what is current still exist, or something else takes their place.
    pub fn settle(&mut self) {
        let revision = self.workspace.revision();
        if self.settled_at == Some(revision) && self.document.is_some() {
            return;
        }
        self.settled_at = Some(revision);
        self.settle_link();
        self.panes.settle(self.workspace.project());
    }

    /// The article `by` places further in the list.
    #[must_use]
    pub fn neighbour(&self, by: isize) -> Option<DocumentId> {
        let project = self.workspace.project();
        let at = project.document_position(self.document.as_ref()?)?;
        let to = at.checked_add_signed(by)?;
        project.documents().get(to).map(|d| d.id.clone())
    }

    /// The next article behind this one, from the top again at the end, that the annotator has not done.
    #[must_use]
    pub fn next_unfinished(&self) -> Option<DocumentId> {
        let project = self.workspace.project();
        let annotator = self.workspace.annotator()?;
        let at = project.document_position(self.document.as_ref()?)?;
        let all = project.documents();
        (at + 1..all.len())
            .chain(0..at)
            .map(|i| &all[i].id)
            .find(|id| project.progress_state(id, annotator) != ProgressState::Done)
            .cloned()
    }

    /// What the panels see this frame.
    #[must_use]
    pub fn view<'a>(&'a self, shell: &Shell<'a>) -> ViewContext<'a> {
        ViewContext {
            workspace: &self.workspace,
            tokens: shell.tokens,
            settings: shell.settings,
            document: self.document.as_ref(),
            current: if shell.facts.is_current_hidden {
                &NOTHING
            } else {
                &self.current
            },
            suggestions: &self.suggestions,
            sender: shell.sender,
            linking: self.linking.as_ref(),
            has_draft: self.is_typing,
        }
    }
}

/// The texts where they were left.
fn panes_at(workspace: &Workspace, place: &Place, settings: &Settings) -> Panes {
    let project = workspace.project();
    let is_shown = |a: &Annotation| {
        workspace.annotator() == Some(&a.annotator) || settings.other_layers == OtherLayers::Faint
    };
    let mut panes = Panes::default();
    let left = panes.focused_mut();
    left.show_place(project, &place.left, is_shown);
    if let Some(right) = &place.right {
        let mut pane = TextPane::default();
        pane.show_place(project, right, is_shown);
        panes.add(pane);
        panes.start_at(usize::from(place.is_right_focused));
    }
    panes
}

fn remembered_differs(
    workspace: &Workspace,
    annotator: Option<&crate::model::AnnotatorId>,
) -> bool {
    annotator.is_some() && workspace.annotator() != annotator
}
