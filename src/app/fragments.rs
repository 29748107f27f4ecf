//! Annotations of several fragments by keys: one more from the selection, to each of them, one away.

use super::context::Current;
use super::panes::TextPane;
use super::project_view::OpenProject;
use super::reader::Where;
use crate::model::{Annotation, AnnotationId, DocumentId};
use crate::text::TextSpan;
use crate::workspace::{Command, CommandError};
use std::sync::Arc;

/// What a pane remembers about fragments.
#[derive(Clone, Debug, Default)]
pub struct Fragments {
    /// The annotation that was current last: what is selected next can become a fragment of it.
    last: Option<AnnotationId>,
    /// The fragment that the keys act on, of which annotation.
    chosen: Option<(AnnotationId, usize)>,
}

impl Fragments {
    /// At the end of a frame: the current annotation is the one that further words can be added to.
    pub fn follow(&mut self, current: &Current) {
        if let Current::Annotation(id) = current
            && self.last.as_ref() != Some(id)
        {
            self.last = Some(id.clone());
        }
    }
}

impl TextPane {
    /// The fragment of the current annotation that the keys act on; `None` while they act on all of it.
    #[must_use]
    pub fn chosen_fragment(&self) -> Option<usize> {
        match (&self.current, &self.fragments.chosen) {
            (Current::Annotation(current), Some((of, idx))) if current == of => Some(*idx),
            _ => None,
        }
    }
}

fn refused<T>(why: &str) -> Result<T, CommandError> {
    Err(CommandError::Refused(why.to_owned()))
}

impl OpenProject {
    /// The annotation to which the selection can be added: one's own in this article, current before the selection was.
    #[must_use]
    pub fn fragment_target(&self) -> Option<&Arc<Annotation>> {
        let id = self.fragments.last.as_ref().filter(|id| self.is_own(id))?;
        let target = self.workspace.project().annotation(id)?;
        (Some(&target.document) == self.document.as_ref()).then_some(target)
    }

    /// The selection becomes a fragment, or several, of the annotation that was current before it.
    pub fn add_selection_as_fragment(&mut self) -> Result<(), CommandError> {
        let Current::Selection { document, spans } = self.current.clone() else {
            return refused("select the words first");
        };
        let Some(target) = self.fragment_target() else {
            return refused("go to the annotation first, then select the words that belong to it");
        };
        let (annotation, mut all) = (target.id.clone(), target.spans.clone());
        all.extend(spans);
        let spans = self.joined(&document, all);
        self.workspace.run(Command::SetSpans {
            annotation: annotation.clone(),
            spans,
        })?;
        let caret = self.reader.caret();
        self.reader.set_caret(caret);
        self.current = Current::Annotation(annotation);
        Ok(())
    }

    /// The next fragment of the current annotation is the one that the keys act on, behind the last one the first.
    pub fn next_fragment(&mut self) -> Result<(), CommandError> {
        let Some((annotation, spans)) = self.current_spans() else {
            return refused("select an annotation first");
        };
        let next = match self.chosen_fragment() {
            Some(idx) => (idx + 1) % spans.len().max(1),
            None => self.fragment_at_caret(&spans).unwrap_or_default(),
        };
        if let Some(span) = spans.get(next) {
            self.reader.set_caret(span.start());
            self.reader.scroll_to(span.start(), Where::Nearest);
            self.fragments.chosen = Some((annotation, next));
        }
        Ok(())
    }

    /// The chosen fragment, else the one with the caret, is no part of the current annotation any more.
    pub fn remove_fragment(&mut self) -> Result<(), CommandError> {
        let Some((annotation, mut spans)) = self.current_spans() else {
            return refused("select an annotation first");
        };
        if spans.len() < 2 {
            return refused("it has one fragment only: Delete removes the annotation");
        }
        let chosen = self.chosen_fragment();
        let idx = chosen.or_else(|| self.fragment_at_caret(&spans));
        let Some(idx) = idx.filter(|idx| *idx < spans.len()) else {
            return refused("choose one of its fragments first");
        };
        spans.remove(idx);
        let chosen = chosen.map(|idx| (annotation.clone(), idx.min(spans.len() - 1)));
        self.workspace
            .run(Command::SetSpans { annotation, spans })?;
        self.fragments.chosen = chosen.filter(|_| self.n_fragments() > 1);
        Ok(())
    }

    /// How many fragments the current annotation has; 0 where none is current.
    #[must_use]
    pub fn n_fragments(&self) -> usize {
        self.current_spans().map_or(0, |(_, spans)| spans.len())
    }

    /// The current annotation's fragment on which the keys act.
    #[must_use]
    pub fn chosen_span(&self, pane: &TextPane) -> Option<TextSpan> {
        let Current::Annotation(id) = &pane.current else {
            return None;
        };
        let annotation = self.workspace.project().annotation(id)?;
        annotation.spans.get(pane.chosen_fragment()?).copied()
    }

    fn current_spans(&self) -> Option<(AnnotationId, Vec<TextSpan>)> {
        let Current::Annotation(id) = &self.current else {
            return None;
        };
        let annotation = self.workspace.project().annotation(id)?;
        Some((id.clone(), annotation.spans.clone()))
    }

    /// The fragment that the caret stands in, or at an end of.
    fn fragment_at_caret(&self, spans: &[TextSpan]) -> Option<usize> {
        let caret = self.reader.caret();
        let holds = |span: &TextSpan| span.start() <= caret && caret <= span.end();
        spans.iter().position(holds)
    }

    /// Ctrl and a drag or a double click: another fragment for what is current, or the first one of a new selection.
    pub fn add_fragment(&mut self, span: TextSpan) -> Result<(), CommandError> {
        let Some(document) = self.document.clone() else {
            return Ok(());
        };
        match self.current.clone() {
            Current::Annotation(id) if self.is_own(&id) => {
                let (_, mut spans) = self.current_spans().unwrap_or((id.clone(), Vec::new()));
                spans.push(span);
                let spans = self.joined(&document, spans);
                self.workspace.run(Command::SetSpans {
                    annotation: id,
                    spans,
                })?;
            }
            Current::Selection { mut spans, .. } => {
                spans.push(span);
                let spans = self.joined(&document, spans);
                self.reader.set_selection(None);
                self.current = Current::Selection { document, spans };
            }
            _ => {
                self.current = Current::Selection {
                    document,
                    spans: vec![span],
                };
            }
        }
        Ok(())
    }

    fn joined(&self, document: &DocumentId, spans: Vec<TextSpan>) -> Vec<TextSpan> {
        match self.workspace.project().document(document) {
            Some(document) => join_spans(document.text(), spans),
            None => spans,
        }
    }
}

/// The spans in order, those that overlap or touch joined.
fn join_spans(text: &str, mut spans: Vec<TextSpan>) -> Vec<TextSpan> {
    spans.sort_unstable();
    let mut joined: Vec<TextSpan> = Vec::new();
    for span in spans {
        match joined.last_mut() {
            Some(last) if span.start() <= last.end() => {
                let end = last.end().max(span.end());
                if let Ok(both) = TextSpan::new(text, last.start(), end) {
                    *last = both;
                }
            }
            _ => joined.push(span),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::ByteOffset;

    #[test]
    fn fragments_that_touch_become_one() {
        let text = "one two three";
        let span = |a, b| TextSpan::new(text, ByteOffset(a), ByteOffset(b)).unwrap();
        assert_eq!(
            join_spans(text, vec![span(8, 13), span(0, 3)]),
            [span(0, 3), span(8, 13)]
        );
        assert_eq!(join_spans(text, vec![span(4, 7), span(0, 5)]), [span(0, 7)]);
    }
}
