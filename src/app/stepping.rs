//! Undo, redo and the way through the history: in words that whoever annotates may read, and over steps of others only
//! when told so.

use super::context::AppAction;
use super::dialogs::MessageAnswer;
use super::dispatch::sentence;
use super::window::App;
use crate::edit::Step;
use crate::model::{AnnotatorId, AnnotatorKind};
use crate::workspace::settings::{OtherLayers, Settings, WorkArea};
use crate::workspace::{Command, CommandError, Outcome, Workspace};
use std::sync::Arc;

/// Somebody whose name is hidden.
const ANOTHER: &str = "another annotator";

/// What a step did, in words. Of one in somebody else's layer only whose it is, while those layers are hidden from an
/// annotator.
pub fn step_words(step: &Step, workspace: &Workspace, settings: &Settings) -> String {
    match workspace.others_step(step) {
        Some(owner) if hides_layers(workspace, settings) => {
            format!("A step of {}", who(&owner, workspace, settings))
        }
        _ => step.description.clone(),
    }
}

/// Who took a step, by name; empty where nobody was chosen.
pub fn step_author(step: &Step, workspace: &Workspace, settings: &Settings) -> String {
    if step.author.is_empty() {
        return String::new();
    }
    who(
        &AnnotatorId::from(step.author.as_str()),
        workspace,
        settings,
    )
}

fn who(id: &AnnotatorId, workspace: &Workspace, settings: &Settings) -> String {
    if settings.hides_names && workspace.annotator() != Some(id) {
        return ANOTHER.to_owned();
    }
    workspace.name_of(id)
}

/// Whether whoever annotates is not to see what the others did. An adjudicator is.
fn hides_layers(workspace: &Workspace, settings: &Settings) -> bool {
    let me = workspace.annotator();
    let me = me.and_then(|id| workspace.project().annotator(id));
    settings.other_layers == OtherLayers::Hidden
        && me.is_some_and(|me| me.kind == AnnotatorKind::Human)
}

/// # Undo and redo
impl App {
    pub(super) fn undo(&mut self, command: &Command) {
        let Some(open) = &mut self.open else {
            return;
        };
        let history = open.workspace.history();
        let is_undo = matches!(command, Command::Undo);
        let (step, to) = if is_undo {
            let before = history.undoable().nth_back(1).map_or(0, |s| s.number);
            (history.next_undo().cloned(), before)
        } else {
            let step = history.next_redo().cloned();
            let number = step.as_ref().map_or(0, |s| s.number);
            (step, number)
        };
        let words = step.map(|step| step_words(&step, &open.workspace, &self.settings));
        match open.workspace.run(command.clone()) {
            Ok(outcome) => self.show_stepped(&outcome, is_undo, &words.unwrap_or_default()),
            Err(CommandError::OthersStep { .. }) => self.ask_over_others(1, is_undo, to),
            Err(error) => self.toasts.say(sentence(&error.to_string())),
        }
    }

    fn show_stepped(&mut self, outcome: &Outcome, is_undo: bool, words: &str) {
        let Some(open) = &mut self.open else {
            return;
        };
        if self.settings.work_area == WorkArea::Compare {
            open.panels.compare.show_changed();
        } else {
            open.go_to_outcome(outcome);
        }
        let done = if is_undo { "Undone" } else { "Redone" };
        self.toasts.say(format!("{done}: {words}"));
    }

    /// Asks before steps in others' layers are undone or redone on the way to the step `to`.
    fn ask_over_others(&mut self, n: usize, is_undo: bool, to: u64) {
        let Some(open) = &self.open else {
            return;
        };
        let history = open.workspace.history();
        let next = if is_undo {
            history.next_undo()
        } else {
            history.next_redo()
        };
        let owner = next.and_then(|step| open.workspace.others_step(step));
        let owner = owner.map(|id| who(&id, &open.workspace, &self.settings));
        let (verb, does) = if is_undo {
            ("Undo", "Undo takes back what was done last in the project")
        } else {
            (
                "Redo",
                "Redo does again what was undone last in the project",
            )
        };
        let (title, text) = match owner.filter(|_| n == 1) {
            Some(who) => (
                format!("This is a step of {who}"),
                format!("{does}. That changed the layer of {who}, not yours."),
            ),
            None => (
                "Steps of others are among these".to_owned(),
                format!("{does}. {n} of these steps changed the layers of others, not yours."),
            ),
        };
        let goes_on = AppAction::GoToStepOfAnyone(to);
        let answer = MessageAnswer::act(format!("{verb} it all the same"), goes_on);
        self.dialogs.ask(title, text, vec![answer]);
    }

    /// Undoes or redoes until the edit of this number is the last one in force; `over_others`: also what changed others'
    /// layers, else it asks first.
    pub(super) fn go_to_step(&mut self, number: u64, over_others: bool) {
        let Some(open) = &mut self.open else {
            return;
        };
        let history = open.workspace.history();
        let is_undo = number == 0 || history.undoable().any(|s| s.number == number);
        let steps: Vec<Arc<Step>> = if is_undo {
            let later = |s: &&Arc<Step>| s.number > number;
            history
                .undoable()
                .rev()
                .take_while(later)
                .cloned()
                .collect()
        } else {
            let last = history.redoable().position(|s| s.number == number);
            let n = last.map_or(0, |i| i + 1);
            history.redoable().take(n).cloned().collect()
        };
        let is_others = |step: &&Arc<Step>| open.workspace.others_step(step).is_some();
        let n_others = steps.iter().filter(is_others).count();
        if n_others > 0 && !over_others {
            return self.ask_over_others(n_others, is_undo, number);
        }
        let words = steps
            .last()
            .map(|step| step_words(step, &open.workspace, &self.settings));
        let may_show = n_others == 0 || !hides_layers(&open.workspace, &self.settings);
        let mut last = Outcome::default();
        for _ in &steps {
            let stepped = if is_undo {
                open.workspace.undo_anyones()
            } else {
                open.workspace.redo_anyones()
            };
            match stepped {
                Ok(outcome) => last = outcome,
                Err(error) => {
                    self.toasts.say(sentence(&error.to_string()));
                    break;
                }
            }
        }
        if may_show {
            open.go_to_outcome(&last);
        }
        let n = steps.len();
        if n > 1 {
            let (done, back) = if is_undo {
                (
                    "undone",
                    "Redo or a later line of the history brings them back",
                )
            } else {
                ("done again", "Undo takes them back")
            };
            self.toasts.say(format!("{n} steps {done}. {back}"));
        } else if over_others && let Some(words) = words {
            let done = if is_undo { "Undone" } else { "Redone" };
            self.toasts.say(format!("{done}: {words}"));
        }
    }
}
