//! What the command table asks about the window's state.

use super::super::context::Current;
use super::super::overview::Tab;
use super::super::panels::wording::{on_one_line, quoted};
use super::super::project_view::OpenProject;
use super::super::stepping::step_words;
use super::super::tag_bar::key_digit;
use super::super::ui_command::{Facts, UiCommand};
use super::App;
use crate::edit::Step;
use crate::model::ProgressState;
use crate::workspace::settings::{OtherLayers, SnapChoice, ThemeChoice, WorkArea};
use std::sync::Arc;

/// How much of an annotation stands in the name of a command, code points.
const TARGET_CHARS: usize = 32;

impl App {
    /// What the command table asks.
    pub(in crate::app) fn facts(&self) -> Facts {
        let settings = &self.settings;
        let mut on = vec![UiCommand::Area(settings.work_area)];
        on.push(match settings.snap {
            SnapChoice::Word => UiCommand::SnapWord,
            SnapChoice::Sentence => UiCommand::SnapSentence,
            SnapChoice::Character => UiCommand::SnapCharacter,
        });
        on.push(match settings.theme {
            ThemeChoice::System => UiCommand::ThemeSystem,
            ThemeChoice::Light => UiCommand::ThemeLight,
            ThemeChoice::Dark => UiCommand::ThemeDark,
        });
        for (is_on, command) in [
            (settings.panels.articles, UiCommand::ShowArticles),
            (settings.panels.inspector, UiCommand::ShowInspector),
            (settings.panels.bottom, UiCommand::ShowBottom),
            (settings.panels.guidelines, UiCommand::ShowGuidelines),
            (
                settings.suggestions.unlikely,
                UiCommand::UnlikelySuggestions,
            ),
            (settings.suggestions.in_text, UiCommand::SuggestionsInText),
            (
                settings.other_layers == OtherLayers::Faint,
                UiCommand::ShowOtherLayers,
            ),
        ] {
            if is_on {
                on.push(command);
            }
        }
        let mut facts = Facts {
            switched_on: on,
            ..Facts::default()
        };
        let Some(open) = &self.open else {
            facts.has_project = false;
            return facts;
        };
        let (workspace, project) = (&open.workspace, open.workspace.project());
        facts.has_project = true;
        facts.read_only = workspace.read_only().is_some();
        facts.has_document = open.document.is_some();
        facts.n_annotators = project.annotators().len();
        let compare = &open.panels.compare;
        let is_seen = settings.work_area == WorkArea::Compare && compare.is_place_seen();
        facts.has_difference = is_seen && compare.current().is_some();
        facts.is_decided = is_seen && compare.settled().is_some();
        if settings.hides_names {
            facts.switched_on.push(UiCommand::HideNames);
        }
        let compared = open.panels.compare.compared();
        facts.n_compared = compared.map_or(0, |compared| compared.sides.len());
        facts.has_disagreements = open.panels.compare.has_disagreements();
        facts.has_other_documents = project.documents().len() > 1;
        facts.has_annotator = workspace.annotator().is_some();
        facts.has_ticked = open.panels.search.takes_keys();
        facts.has_picked = open.panels.annotations.takes_keys();
        let words = |step: &Arc<Step>| step_words(step, workspace, settings);
        facts.undo = workspace.history().next_undo().map(words);
        facts.redo = workspace.history().next_redo().map(words);
        facts.tags = project
            .schema()
            .labels
            .iter()
            .filter_map(|l| Some((key_digit(&l.key)?, l.name.clone())))
            .collect();
        facts.link_types = project
            .schema()
            .relation_types
            .iter()
            .filter_map(|t| Some((key_digit(&t.key)?, t.name.clone())))
            .collect();
        facts.is_linking = open.linking.is_some();
        facts.has_to_review = open.has_to_review();
        facts.has_reviewed = open.reviewed().is_some();
        facts.has_marks = open
            .document
            .as_ref()
            .and_then(|id| project.layer(id))
            .is_some_and(|l| !l.is_empty());
        if let (Some(document), Some(annotator)) = (&open.document, workspace.annotator()) {
            facts
                .switched_on
                .push(match project.progress_state(document, annotator) {
                    ProgressState::Done => UiCommand::MarkDone,
                    ProgressState::InProgress => UiCommand::MarkInProgress,
                    ProgressState::Untouched => UiCommand::MarkUntouched,
                });
        }
        facts.is_current_hidden = !is_current_seen(settings.work_area, open);
        if !facts.is_current_hidden {
            put_current(&mut facts, open);
        }
        facts
    }
}

/// Whether what is current is on the screen, so that keys may act on it. In the Overview it is the link of a card alone;
/// Compare begins with nothing current.
fn is_current_seen(area: WorkArea, open: &OpenProject) -> bool {
    let is_board = open.panels.overview.tab == Tab::Contradictions;
    match area {
        WorkArea::Annotate | WorkArea::SideBySide | WorkArea::Compare => true,
        WorkArea::Overview => is_board && matches!(open.current, Current::Link(_)),
    }
}

/// What the command table asks about the one thing that is current.
fn put_current(facts: &mut Facts, open: &OpenProject) {
    let (workspace, project) = (&open.workspace, open.workspace.project());
    match &open.current {
        Current::Nothing => {}
        Current::Selection { .. } => {
            facts.has_selection = true;
            facts.fragment_of = open.fragment_target().map(|a| {
                let words = a.covered_text(open.reader.text());
                let label = project.schema().label(&a.label);
                let label = label.map_or(a.label.as_str(), |l| l.name.as_str());
                format!("{label} {}", quoted(&on_one_line(&words, TARGET_CHARS)))
            });
        }
        Current::Link(id) => {
            facts.has_link = true;
            let relation = project.relation(id);
            let owner = relation.map(|r| &r.annotator);
            facts.is_own = owner.is_some() && owner == workspace.annotator();
            let kind = relation.map(|r| project.schema().relation_type(&r.relation_type));
            facts.is_link_directed = kind.flatten().is_some_and(|kind| !kind.symmetric);
        }
        Current::Suggestion { key, .. } => {
            facts.has_suggestion = true;
            facts.has_other_side = key.n_parts() > 1;
        }
        Current::Annotation(id) => {
            facts.has_annotation = true;
            facts.is_own = open.is_own(id);
            facts.n_fragments = open.n_fragments();
            facts.has_links = project.relations_of(id).next().is_some();
        }
    }
}
