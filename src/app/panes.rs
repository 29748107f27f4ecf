//! The reading texts of the window: one, or two side by side. Each has its article, its caret and selection, its scroll
//! place and its current thing; one of them is focused, and all that speaks of "the current thing" means that one's.

use super::context::Current;
use super::fragments::Fragments;
use super::reader::{ReaderState, Where, reader_id};
use crate::model::{Annotation, Document, DocumentId, Project};
use crate::text::{ByteOffset, TextSpan};
use crate::workspace::settings::PanePlace;
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

/// One reading text.
#[derive(Default)]
pub struct TextPane {
    /// The article shown. Invariant: it exists in the project, see [`Self::settle`].
    pub document: Option<DocumentId>,
    /// What Enter, Delete and 1…9 act on while this text is the focused one.
    pub current: Current,
    /// The text with caret, selection and scroll place.
    pub reader: ReaderState,
    /// To which annotation words can be added, and which of its fragments the keys act on.
    pub(super) fragments: Fragments,
    /// Where the articles were left.
    places: BTreeMap<DocumentId, Left>,
}

/// Where an article was left.
#[derive(Clone, Copy, Debug)]
struct Left {
    top: (ByteOffset, Where),
    caret: ByteOffset,
}

impl TextPane {
    /// Shows an article where it was left; nothing is current then.
    pub fn show_document(&mut self, project: &Project, id: &DocumentId) {
        if self.document.as_ref() == Some(id) {
            return;
        }
        if let Some(left) = self.document.take() {
            let place = Left {
                top: self.reader.top_place(),
                caret: self.reader.caret(),
            };
            self.places.insert(left, place);
        }
        let left = self.places.get(id).copied();
        self.document = Some(id.clone());
        self.current = Current::Nothing;
        if let Some(document) = project.document(id) {
            self.reader.show_document(key_of(document), document.text());
            self.reader
                .set_caret(left.map_or(ByteOffset::ZERO, |left| left.caret));
        }
        let top = left.map(|left| left.top);
        // At its beginning a text stands by itself.
        if let Some((byte, place)) = top.filter(|top| *top != (ByteOffset::ZERO, Where::Top)) {
            self.reader.scroll_to(byte, place);
        }
    }

    /// Shows an annotation and makes it current.
    pub fn show_annotation(&mut self, project: &Project, a: &Annotation) {
        self.show_document(project, &a.document);
        self.reader.set_selection(None);
        self.reader
            .scroll_to_all(a.start(), a.end(), Where::Nearest);
        self.reader.set_caret(a.start());
        self.current = Current::Annotation(a.id.clone());
    }

    /// What is selected in the text is current.
    pub fn take_selection(&mut self) {
        let Some(document) = self.document.clone() else {
            return;
        };
        self.current = match self.reader.selection() {
            Some(span) => Current::Selection {
                document,
                spans: vec![span],
            },
            None => Current::Nothing,
        };
    }

    /// Nothing is selected and nothing is current. Says whether something was.
    pub fn leave_current(&mut self) -> bool {
        let was = self.current != Current::Nothing || self.reader.selection().is_some();
        self.current = Current::Nothing;
        self.reader.set_selection(None);
        self.fragments = Fragments::default();
        was
    }

    /// Where this text stands, to find it again at the next start.
    #[must_use]
    pub fn place(&self) -> Option<PanePlace> {
        Some(PanePlace {
            document: self.document.as_ref()?.to_string(),
            byte: self.reader.top_byte().get(),
            caret: Some(self.reader.caret().get()),
            annotation: match &self.current {
                Current::Annotation(id) => id.to_string(),
                _ => String::new(),
            },
        })
    }

    /// Shows the place where this text stood at the last start; an article that is gone is not shown. The annotation that
    /// was current is so again where `is_shown` says that its layer is seen.
    pub fn show_place(
        &mut self,
        project: &Project,
        place: &PanePlace,
        is_shown: impl Fn(&Annotation) -> bool,
    ) {
        let mut documents = project.documents().iter();
        let Some(document) = documents.find(|d| d.id.as_str() == place.document) else {
            return;
        };
        let left = Left {
            top: (ByteOffset(place.byte), Where::Top),
            caret: ByteOffset(place.caret.unwrap_or(place.byte)),
        };
        self.places.insert(document.id.clone(), left);
        self.show_document(project, &document.id);
        let annotation = project.annotation(&place.annotation.as_str().into());
        if let Some(a) = annotation.filter(|a| a.document == document.id && is_shown(a)) {
            self.current = Current::Annotation(a.id.clone());
        }
    }

    /// After a change: the article shown and what is current still exist, or something else takes their place.
    fn settle(&mut self, project: &Project) {
        let is_gone = match &self.current {
            // Whether a suggestion is still open is looked at with each frame.
            Current::Nothing | Current::Suggestion { .. } => false,
            // Its article may be gone, or have another text.
            Current::Selection { document, spans } => project.document(document).is_none_or(|d| {
                let fits = |s: &TextSpan| TextSpan::new(d.text(), s.start(), s.end()).is_ok();
                !spans.iter().all(fits)
            }),
            Current::Annotation(id) => project.annotation(id).is_none(),
            Current::Link(id) => project.relation(id).is_none(),
        };
        if is_gone {
            self.current = Current::Nothing;
        }
        let shown = self.document.as_ref();
        if shown.is_some_and(|id| project.document(id).is_some()) {
            return;
        }
        match project.documents().first() {
            Some(first) => self.show_document(project, &first.id),
            None => self.document = None,
        }
    }
}

/// All reading texts, from left to right.
pub struct Panes {
    /// Invariant: never empty, and two where `is_split`.
    all: Vec<TextPane>,
    /// Invariant: the place of one of them.
    focused: usize,
    /// Two texts are seen; else the focused one alone, the other waits where it is.
    is_split: bool,
    /// The one that was focused when [`Self::follow_keyboard`] looked last.
    seen: usize,
}

impl Default for Panes {
    fn default() -> Self {
        Self {
            all: vec![TextPane::default()],
            focused: 0,
            is_split: false,
            seen: 0,
        }
    }
}

impl Panes {
    /// The text that has the keyboard, or will have it when the keyboard comes back to the texts.
    #[must_use]
    pub fn focused(&self) -> &TextPane {
        &self.all[self.focused]
    }

    /// As [`Self::focused`].
    pub fn focused_mut(&mut self) -> &mut TextPane {
        &mut self.all[self.focused]
    }

    /// Which one is focused, counted from the left.
    #[must_use]
    pub fn focused_idx(&self) -> usize {
        self.focused
    }

    /// The text at a place counted from the left.
    #[must_use]
    pub fn get(&self, idx: usize) -> Option<&TextPane> {
        self.all.get(idx)
    }

    /// As [`Self::get`].
    pub fn get_mut(&mut self, idx: usize) -> Option<&mut TextPane> {
        self.all.get_mut(idx)
    }

    /// The places of the texts that are seen, from left to right.
    pub fn shown(&self) -> impl Iterator<Item = usize> + use<> {
        if self.is_split {
            0..self.all.len()
        } else {
            self.focused..self.focused + 1
        }
    }

    /// Whether two texts are seen.
    #[must_use]
    pub fn is_split(&self) -> bool {
        self.is_split
    }

    /// Focuses the text at this place, if it is one that is seen.
    pub fn focus(&mut self, idx: usize) {
        if self.shown().any(|shown| shown == idx) {
            self.focused = idx;
        }
    }

    /// The text seen that is not the focused one.
    #[must_use]
    pub fn other_idx(&self) -> Option<usize> {
        self.shown().find(|idx| *idx != self.focused)
    }

    /// A text seen that shows this article: the focused one first.
    #[must_use]
    pub fn showing(&self, document: &DocumentId) -> Option<usize> {
        let shows = |idx: &usize| self.all[*idx].document.as_ref() == Some(document);
        Some(self.focused)
            .filter(shows)
            .or_else(|| self.shown().find(shows))
    }

    /// One text or two. The second one begins with the article behind the first one's in the list, where it was not
    /// there before.
    pub fn split(&mut self, is_split: bool, project: &Project) {
        self.is_split = is_split;
        while is_split && self.all.len() < 2 {
            let mut second = TextPane::default();
            let documents = project.documents();
            let shown = self.focused().document.as_ref();
            let at = shown.and_then(|id| project.document_position(id));
            let next = at.map_or(0, |at| (at + 1) % documents.len().max(1));
            if let Some(document) = documents.get(next) {
                second.show_document(project, &document.id);
            }
            self.all.push(second);
        }
    }

    /// Another text beside the first one, to be seen when the window is split.
    pub fn add(&mut self, pane: TextPane) {
        if self.all.len() < 2 {
            self.all.push(pane);
        }
    }

    /// Which text is the focused one before anything is seen.
    pub fn start_at(&mut self, idx: usize) {
        if idx < self.all.len() {
            self.focused = idx;
            self.seen = idx;
        }
    }

    /// The text with the keyboard is the focused one; where another became the focused one otherwise, the keyboard goes
    /// to it, if a text had it.
    pub fn follow_keyboard(&mut self, ctx: &egui::Context) {
        let holder = ctx.memory(egui::Memory::focused);
        let with_keyboard = (0..self.all.len()).find(|idx| Some(text_id(*idx)) == holder);
        if let Some(idx) = with_keyboard.filter(|idx| *idx != self.focused) {
            let is_seen = self.shown().any(|shown| shown == idx);
            if is_seen && self.focused == self.seen {
                self.focused = idx;
            } else {
                ctx.memory_mut(|m| m.request_focus(text_id(self.focused)));
            }
        }
        self.seen = self.focused;
    }

    /// Words that became an annotation are selected no more, in whatever text they were.
    pub fn leave_selection(&mut self, document: &DocumentId, spans: &[TextSpan]) {
        for pane in &mut self.all {
            if let Current::Selection {
                document: d,
                spans: s,
            } = &pane.current
                && d == document
                && s == spans
            {
                let caret = pane.reader.caret();
                pane.leave_current();
                pane.reader.set_caret(caret);
            }
        }
    }

    /// At the end of a frame: what can be made of the next selection is known.
    pub fn follow_current(&mut self) {
        for pane in &mut self.all {
            pane.fragments.follow(&pane.current);
        }
    }

    /// After a change of the project: what every text shows still exists.
    pub fn settle(&mut self, project: &Project) {
        for pane in &mut self.all {
            pane.settle(project);
        }
    }
}

/// The scope in which the text at this place is drawn: the same wherever it stands in the window.
#[must_use]
pub fn text_scope(idx: usize) -> egui::Id {
    egui::Id::unique(("text", idx))
}

/// The widget of the text at this place, to give it the keyboard.
#[must_use]
pub fn text_id(idx: usize) -> egui::Id {
    reader_id(text_scope(idx))
}

/// What the reading pane takes as another article: another id or another text.
#[must_use]
pub fn key_of(document: &Document) -> u64 {
    let mut hasher = DefaultHasher::new();
    document.id.hash(&mut hasher);
    document.sha256.hash(&mut hasher);
    hasher.finish()
}
