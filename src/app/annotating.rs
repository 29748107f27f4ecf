//! The keys' deeds on the text: tag, change, remove, nudge, grow, go to the next. Each works on the one thing that is
//! current.

use super::context::Current;
use super::panels::annotations::PickedDeed;
use super::project_view::OpenProject;
use super::tag_bar::label_of_key;
use crate::model::{Annotation, AnnotationId, DocumentId, LabelId, ProgressState};
use crate::text::{self, ByteOffset, TextSpan};
use crate::workspace::settings::{OtherLayers, SnapChoice};
use crate::workspace::{Command, CommandError, Outcome};
use std::sync::Arc;

/// Which end of a span, and which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nudge {
    /// The start, towards the start of the text.
    StartBack,
    /// The start, towards the end of the text.
    StartForward,
    /// The end, towards the start of the text.
    EndBack,
    /// The end, towards the end of the text.
    EndForward,
}

impl OpenProject {
    /// Tags the selection with the label of a key, or gives the current annotation this label.
    pub fn tag(&mut self, key: u8) -> Result<Outcome, CommandError> {
        let Some(label) = label_of_key(self.workspace.project().schema(), key) else {
            return Err(CommandError::Refused(format!("no tag has the key {key}")));
        };
        match self.current.clone() {
            Current::Selection { document, spans } => {
                if let Some(same) = self.own_twin(&document, &label, &spans) {
                    self.reader.set_selection(None);
                    self.current = Current::Annotation(same);
                    let what = "these words have this tag already: here it is";
                    return Err(CommandError::Refused(what.to_owned()));
                }
                let outcome = self.workspace.run(Command::Annotate {
                    document,
                    label,
                    spans,
                    features: Vec::new(),
                    note: String::new(),
                    id: None,
                    origin: "hand".to_owned(),
                })?;
                if let Some(id) = outcome.annotations.first() {
                    let caret = self.reader.caret();
                    self.reader.set_selection(None);
                    self.reader.set_caret(caret);
                    self.current = Current::Annotation(id.clone());
                }
                Ok(outcome)
            }
            Current::Annotation(annotation) => {
                self.workspace.run(Command::Relabel { annotation, label })
            }
            Current::Nothing | Current::Link(_) | Current::Suggestion { .. } => Err(
                CommandError::Refused("select words or an annotation first".to_owned()),
            ),
        }
    }

    /// The annotation of one's own layer with this label on exactly these words.
    fn own_twin(
        &self,
        document: &DocumentId,
        label: &LabelId,
        spans: &[TextSpan],
    ) -> Option<AnnotationId> {
        let project = self.workspace.project();
        let (first, last) = (spans.first()?, spans.last()?);
        let around = project.annotations_touching(document, first.start().get()..last.end().get());
        let twin = around.into_iter().find(|a| {
            a.label == *label
                && a.spans == spans
                && Some(&a.annotator) == self.workspace.annotator()
        });
        twin.map(|a| a.id.clone())
    }

    /// A tag's key: for the rows picked in the annotations table while it has the keyboard, else for what is current.
    pub fn tag_picked_or_current(&mut self, key: u8) -> Result<(), CommandError> {
        if let Some(label) = label_of_key(self.workspace.project().schema(), key)
            && let Some(command) = self.picked_command(PickedDeed::Tag(label))
        {
            return self.workspace.run(command).map(drop);
        }
        self.tag(key).map(drop)
    }

    /// Delete: for the rows picked in the annotations table while it has the keyboard, else for what is current.
    pub fn delete_picked_or_current(&mut self) -> Result<(), CommandError> {
        if let Some(command) = self.picked_command(PickedDeed::Remove) {
            return self.workspace.run(command).map(drop);
        }
        self.delete_current().map(drop)
    }

    fn picked_command(&mut self, deed: PickedDeed) -> Option<Command> {
        let (project, annotator) = (self.workspace.project(), self.workspace.annotator());
        self.panels
            .annotations
            .picked_command(project, annotator, deed)
    }

    /// Removes the current annotation or link.
    pub fn delete_current(&mut self) -> Result<Outcome, CommandError> {
        match self.current.clone() {
            Current::Annotation(id) => {
                let outcome = self.workspace.run(Command::Remove {
                    annotations: vec![id],
                })?;
                self.current = Current::Nothing;
                Ok(outcome)
            }
            Current::Link(relation) => {
                let outcome = self.workspace.run(Command::Unrelate { relation })?;
                self.current = Current::Nothing;
                Ok(outcome)
            }
            Current::Nothing | Current::Selection { .. } | Current::Suggestion { .. } => Err(
                CommandError::Refused("select an annotation or a link first".to_owned()),
            ),
        }
    }

    /// Moves one end of the current annotation, of the fragment of it that was chosen, or of the selection by a character
    /// or a word.
    pub fn nudge(&mut self, nudge: Nudge, snap: SnapChoice) -> Result<(), CommandError> {
        let (document, spans) = match &self.current {
            Current::Selection { document, spans } => (document.clone(), spans.clone()),
            Current::Annotation(id) => match self.annotation(id) {
                Some(a) => (a.document.clone(), a.spans.clone()),
                None => return Ok(()),
            },
            _ => return Ok(()),
        };
        let Some(text) = self
            .workspace
            .project()
            .document(&document)
            .map(|d| d.text().clone())
        else {
            return Ok(());
        };
        let fragment = self.chosen_fragment();
        let Some(spans) = nudged(&text, &spans, fragment, nudge, snap) else {
            return Err(CommandError::Refused(
                "there is no room to move this end".to_owned(),
            ));
        };
        if let Current::Annotation(id) = &self.current {
            let annotation = id.clone();
            self.workspace
                .run(Command::SetSpans { annotation, spans })?;
            return Ok(());
        }
        if let [span] = spans[..] {
            self.reader.set_selection(Some(span));
        }
        self.current = Current::Selection { document, spans };
        Ok(())
    }

    /// The next larger unit around what is current becomes the selection.
    pub fn grow_selection(&mut self) {
        if let Current::Annotation(id) = &self.current
            && let Some(a) = self.annotation(id)
            && Some(&a.document) == self.document.as_ref()
            && let Some(document) = self.workspace.project().document(&a.document)
            && let Ok(extent) = TextSpan::new(document.text(), a.start(), a.end())
        {
            self.panes.focused_mut().reader.set_selection(Some(extent));
        }
        if let Current::Suggestion { part, .. } = &self.current
            && let Some(side) = self.current_suggestion().and_then(|s| s.parts.get(*part))
            && Some(&side.document) == self.document.as_ref()
            && let (Some(first), Some(last)) = (side.spans.first(), side.spans.last())
            && let Some(document) = self.workspace.project().document(&side.document)
            && let Ok(extent) = TextSpan::new(document.text(), first.start(), last.end())
        {
            self.reader.set_selection(Some(extent));
        }
        self.reader.grow_selection();
        self.take_selection();
    }

    /// The next smaller unit becomes the selection.
    pub fn shrink_selection(&mut self) {
        self.reader.shrink_selection();
        self.take_selection();
    }

    /// Whether the article shown has annotations that one walks to.
    #[must_use]
    pub fn has_annotations_here(&self, others: OtherLayers) -> bool {
        let project = self.workspace.project();
        let document = self.document.as_ref();
        let layer = document.and_then(|document| project.layer(document));
        let annotator = self.workspace.annotator();
        layer.is_some_and(|layer| {
            let mut all = layer
                .starting_from(0)
                .filter_map(|id| project.annotation(id));
            all.any(|a| others == OtherLayers::Faint || Some(&a.annotator) == annotator)
        })
    }

    /// The annotation of the layers shown before or behind what is current, in this article.
    #[must_use]
    pub fn neighbour_annotation(&self, forward: bool, others: OtherLayers) -> Option<AnnotationId> {
        let document = self.document.as_ref()?;
        let project = self.workspace.project();
        let layer = project.layer(document)?;
        let is_shown = |id: &&AnnotationId| {
            project.annotation(id).is_some_and(|a| {
                others == OtherLayers::Faint || Some(&a.annotator) == self.workspace.annotator()
            })
        };
        let current = match &self.current {
            Current::Annotation(id) => self
                .annotation(id)
                .filter(|a| a.document == *document)
                .map(|a| (a.start().get(), id)),
            _ => None,
        };
        let Some((start, current)) = current else {
            let caret = self
                .reader
                .selection()
                .map_or(self.reader.caret(), TextSpan::start)
                .get();
            return if forward {
                layer.starting_from(caret).find(is_shown).cloned()
            } else {
                layer.starting_before(caret).find(is_shown).cloned()
            };
        };
        if forward {
            let mut behind = layer
                .starting_from(start)
                .skip_while(|id| *id != current)
                .skip(1);
            return behind.find(is_shown).cloned();
        }
        let same_start = layer
            .starting_from(start)
            .take_while(|id| *id != current)
            .filter(is_shown)
            .last();
        same_start
            .or_else(|| layer.starting_before(start).find(is_shown))
            .cloned()
    }

    /// Records how far the annotator is with the article shown.
    pub fn set_progress(&mut self, state: ProgressState) -> Result<Outcome, CommandError> {
        let Some(document) = self.document.clone() else {
            return Ok(Outcome::default());
        };
        self.workspace.run(Command::SetProgress { document, state })
    }

    /// The words of what is current.
    #[must_use]
    pub fn current_words(&self) -> Option<String> {
        let project = self.workspace.project();
        match &self.current {
            Current::Selection { document, spans } => {
                let text = project.document(document)?.text();
                let parts: Vec<&str> = spans.iter().map(|s| s.of(text)).collect();
                Some(parts.join(" … "))
            }
            Current::Annotation(id) => {
                let a = project.annotation(id)?;
                Some(a.covered_text(project.document(&a.document)?.text()))
            }
            Current::Suggestion { part, .. } => {
                let side = self.current_suggestion()?.parts.get(*part)?;
                let text = project.document(&side.document)?.text();
                let parts: Vec<&str> = side.spans.iter().map(|s| s.of(text)).collect();
                Some(parts.join(" … "))
            }
            _ => None,
        }
    }

    fn annotation(&self, id: &AnnotationId) -> Option<&Arc<Annotation>> {
        self.workspace.project().annotation(id)
    }

    /// Whether the annotation is in the current annotator's layer.
    #[must_use]
    pub fn is_own(&self, id: &AnnotationId) -> bool {
        self.annotation(id)
            .is_some_and(|a| Some(&a.annotator) == self.workspace.annotator())
    }
}

/// The spans with one end of a fragment moved by a word or a character, over blanks; without a fragment it is one of the
/// outer ends. `None` where it would leave nothing, run into the next fragment, or not move.
fn nudged(
    content: &str,
    spans: &[TextSpan],
    fragment: Option<usize>,
    nudge: Nudge,
    snap: SnapChoice,
) -> Option<Vec<TextSpan>> {
    let by_character = snap == SnapChoice::Character;
    let back = |at: ByteOffset| {
        if by_character {
            text::prev_grapheme(content, at)
        } else {
            text::prev_word_start(content, at)
        }
    };
    let forward = |at: ByteOffset| {
        if by_character {
            text::next_grapheme(content, at)
        } else {
            text::next_word_end(content, at)
        }
    };
    let is_blank = |from: ByteOffset, to: ByteOffset| {
        content
            .get(from.get()..to.get())
            .is_some_and(|s| s.chars().all(text::is_blank))
    };
    let mut spans = spans.to_vec();
    let is_start = matches!(nudge, Nudge::StartBack | Nudge::StartForward);
    let last = spans.len().checked_sub(1)?;
    let outer = if is_start { 0 } else { last };
    let at = fragment.filter(|at| *at <= last).unwrap_or(outer);
    let old = *spans.get(at)?;
    let (mut start, mut end) = (old.start(), old.end());
    // An end that moves outwards goes over blanks to something that can be tagged.
    match nudge {
        Nudge::StartBack => {
            start = back(start);
            while start > ByteOffset::ZERO && is_blank(start, old.start()) {
                start = back(start);
            }
        }
        Nudge::EndForward => {
            end = forward(end);
            while end.get() < content.len() && is_blank(old.end(), end) {
                end = forward(end);
            }
        }
        Nudge::StartForward => start = forward(start),
        Nudge::EndBack => end = back(end),
    }
    let new = text::trim_blanks(content, TextSpan::new(content, start, end).ok()?)?;
    let before = at.checked_sub(1).and_then(|at| spans.get(at));
    let is_free = before.is_none_or(|before| before.end() < new.start())
        && spans
            .get(at + 1)
            .is_none_or(|next| new.end() < next.start());
    if new == old || !is_free {
        return None;
    }
    *spans.get_mut(at)? = new;
    Some(spans)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `before` and `after` mark the span with brackets.
    fn check(nudge: Nudge, snap: SnapChoice, before: &str, after: Option<&str>) {
        let (content, span) = marked(before);
        let found = nudged(&content, &[span], None, nudge, snap).map(|spans| {
            let mut shown = content.clone();
            shown.insert(spans[0].end().get(), ']');
            shown.insert(spans[0].start().get(), '[');
            shown
        });
        assert_eq!(found.as_deref(), after, "{nudge:?} {snap:?}");
    }

    fn marked(text: &str) -> (String, TextSpan) {
        let start = text.find('[').unwrap();
        let end = text.find(']').unwrap() - 1;
        let content = text.replace(['[', ']'], "");
        let span = TextSpan::new(&content, ByteOffset(start), ByteOffset(end)).unwrap();
        (content, span)
    }

    #[test]
    fn ends_move_by_words_over_blanks() {
        use Nudge::{EndBack, EndForward, StartBack, StartForward};
        let word = SnapChoice::Word;
        check(
            StartBack,
            word,
            "the old [bridge] fell",
            Some("the [old bridge] fell"),
        );
        check(
            EndForward,
            word,
            "the old [bridge] fell",
            Some("the old [bridge fell]"),
        );
        check(
            StartForward,
            word,
            "the [old bridge] fell",
            Some("the old [bridge] fell"),
        );
        check(
            EndBack,
            word,
            "the [old bridge] fell",
            Some("the [old] bridge fell"),
        );
        check(EndBack, word, "the [old] bridge fell", None);
        check(StartForward, word, "the [old] bridge fell", None);
        check(StartBack, word, "[the] old", None);
        check(EndForward, word, "the [old]", None);
    }

    #[test]
    fn ends_move_by_characters_never_inside_one() {
        use Nudge::{EndBack, EndForward, StartBack, StartForward};
        let character = SnapChoice::Character;
        check(StartBack, character, "a [b] c", Some("[a b] c"));
        check(EndForward, character, "a [b] c", Some("a [b c]"));
        check(EndBack, character, "a[b👩‍👩‍👧]c", Some("a[b]👩‍👩‍👧c"));
        check(
            StartForward,
            character,
            "a[e\u{301}b]c",
            Some("ae\u{301}[b]c"),
        );
    }

    #[test]
    fn the_ends_of_a_fragment_stop_before_the_next_one() {
        let content = "one two three four";
        let span = |a, b| TextSpan::new(content, ByteOffset(a), ByteOffset(b)).unwrap();
        let spans = [span(0, 3), span(8, 13)];
        let moved = |fragment, nudge| nudged(content, &spans, fragment, nudge, SnapChoice::Word);
        assert_eq!(
            moved(Some(0), Nudge::EndForward),
            Some(vec![span(0, 7), span(8, 13)])
        );
        assert_eq!(
            moved(Some(1), Nudge::StartBack),
            Some(vec![span(0, 3), span(4, 13)])
        );
        assert_eq!(
            moved(None, Nudge::EndForward),
            Some(vec![span(0, 3), span(8, 18)])
        );
        let near = [span(0, 7), span(8, 13)];
        let further = nudged(content, &near, Some(0), Nudge::EndForward, SnapChoice::Word);
        assert_eq!(further, None);
    }
}
