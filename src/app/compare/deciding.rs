//! Settling differences: take A, B, both, neither, edit; take back; everything agreed on at once.

use super::deeds::CompareDeed;
use super::rows::{Entry, What};
use super::settle::{NoteOf, outcome_words};
use super::work::Asked;
use crate::app::compare::CompareState;
use crate::app::context::{AppAction, Current};
use crate::app::dialogs::MessageAnswer;
use crate::app::dispatch::sentence;
use crate::app::panels::wording::counted;
use crate::app::project_view::OpenProject;
use crate::app::window::App;
use crate::model::{Features, Project};
use crate::workspace::merging::newer_refusal;
use crate::workspace::{
    Command, CommandError, Compared, DecidedPlace, EditedAnnotation, EditedLink, EditedResult,
    Item, Outcome, Verdict, decided_place,
};
use std::sync::Arc;

/// What came of a decision.
enum Decided {
    /// It is made: the step that can be undone, and what to say.
    Made(Box<Outcome>, String),
    /// The other layer is not in the open project.
    NotHere,
}

/// What a decision about the current difference is about.
struct Deciding {
    /// Of a link, its ends that are still open.
    ends: Vec<DecidedPlace>,
    place: DecidedPlace,
}

impl Deciding {
    /// The one command that decides it all. Ends go with what is taken, of a link that is edited with whose it was; what
    /// is noted is about the link.
    fn command(self, verdict: &Verdict, [has_a, _]: [bool; 2], note: Option<String>) -> Command {
        let decide = |places, outcome, note| Command::Decide {
            places,
            outcome,
            adjudicator: None,
            note,
        };
        let of_ends = match verdict {
            Verdict::Edited(_) if has_a => Verdict::A,
            Verdict::Edited(_) => Verdict::B,
            other => other.clone(),
        };
        let decision = decide(vec![self.place], verdict.clone(), note);
        if self.ends.is_empty() {
            return decision;
        }
        Command::Batch {
            description: String::new(),
            commands: vec![decide(self.ends, of_ends, None), decision],
        }
    }
}

impl CompareState {
    /// The places that a decision about the current difference is about.
    fn places_to_decide(&self, verdict: &Verdict) -> Option<Deciding> {
        let compared = self.compared()?;
        let entry = self.current()?;
        let adjudication = self.settling.adjudication()?;
        let [has_a, has_b] = entry.what.has();
        let takes_something = match verdict {
            Verdict::A => has_a,
            Verdict::B => has_b,
            Verdict::Both | Verdict::Edited(_) => true,
            Verdict::Neither | Verdict::Open => false,
        };
        let ends: Vec<Item> = match entry.item() {
            Item::Link(link) if takes_something => adjudication.open_ends(compared, link),
            _ => Vec::new(),
        };
        let ends = ends.into_iter().map(|item| decided_place(compared, item));
        Some(Deciding {
            ends: ends.collect::<Option<Vec<_>>>()?,
            place: decided_place(compared, entry.item())?,
        })
    }

    /// What is being typed about the current place, taken along by what is decided now.
    fn typed_note(&mut self) -> Option<String> {
        let record = self.current().and_then(|entry| self.settling.record(entry));
        let owner = match record {
            Some(record) => NoteOf::Decision(record.decision.clone()),
            None => NoteOf::Place(self.current.clone()?),
        };
        if self.note.owner() != Some(&owner) {
            return None;
        }
        self.note.commit().map(|(_, note)| note)
    }

    /// Whether the current difference was decided like that, and need not be looked at again.
    fn is_decided_as(&self, verdict: &Verdict) -> bool {
        let is_edit = matches!(verdict, Verdict::Edited(_));
        let settled = self
            .settled()
            .filter(|_| !is_edit && !self.note.is_changed());
        settled.is_some_and(|s| s.outcome == verdict.word() && s.stale.is_none())
    }

    /// Whether the current difference is one of links.
    fn is_at_link(&self) -> bool {
        matches!(self.current().map(|e| e.what), Some(What::Links { .. }))
    }

    /// What an edit of the current place begins with: what the adjudicated layer holds there already, else what A has, else
    /// what B has.
    fn first_draft(&self, project: &Project) -> Option<EditedResult> {
        let entry = self.current()?;
        let compared = self.compared()?;
        let there = self.settling.elsewhere(entry);
        if let Some(first) = there.and_then(|there| there.result.first()) {
            return draft_of(project, entry, first);
        }
        Some(match entry.what {
            What::Spans { a, b } => {
                let annotation = compared.annotation(a.or(b)?)?;
                EditedResult::Annotation(EditedAnnotation {
                    spans: annotation.spans.clone(),
                    label: annotation.label.clone(),
                    features: None,
                })
            }
            What::Links { a, b } => {
                let input = &compared.input;
                let link = input.links.get(a.or(b)?)?;
                let kind = input.link_types.get(link.link_type)?;
                EditedResult::Link(EditedLink {
                    relation_type: kind.id.as_str().into(),
                    from: None,
                    to: None,
                    features: None,
                })
            }
        })
    }
}

/// The edit that leaves a result as it is.
fn draft_of(project: &Project, entry: &Entry, id: &Arc<str>) -> Option<EditedResult> {
    let values = |features: &Features| {
        let all = features.iter();
        Some(
            all.map(|(name, value)| (name.clone(), value.to_owned()))
                .collect(),
        )
    };
    Some(match entry.what {
        What::Spans { .. } => {
            let annotation = project.annotation(&id.clone().into())?;
            EditedResult::Annotation(EditedAnnotation {
                spans: annotation.spans.clone(),
                label: annotation.label.clone(),
                features: values(&annotation.features),
            })
        }
        What::Links { .. } => {
            let link = project.relation(&id.clone().into())?;
            EditedResult::Link(EditedLink {
                relation_type: link.relation_type.clone(),
                from: Some(link.from.clone()),
                to: Some(link.to.clone()),
                features: values(&link.features),
            })
        }
    })
}

impl OpenProject {
    /// Who annotated before a result was edited does so again, where none is any more. `is_seen`: Compare is shown.
    pub(super) fn give_back_annotator(&mut self, is_seen: bool) {
        let is_edited = is_seen && self.current != Current::Nothing;
        if !is_edited && let Some(before) = self.panels.compare.before.take() {
            self.workspace.set_annotator(Some(before));
        }
    }

    /// Decides about the current difference.
    fn decide(&mut self, verdict: &Verdict) -> Result<Decided, CommandError> {
        let compare = &mut self.panels.compare;
        let Some(deciding) = compare.places_to_decide(verdict) else {
            return Ok(Decided::NotHere);
        };
        let n_ends = deciding.ends.len();
        let entry = compare.current().copied();
        let has = entry.map_or([true; 2], |entry| entry.what.has());
        let note = compare.typed_note();
        let outcome = self.workspace.run(deciding.command(verdict, has, note))?;
        let mut words = sentence(outcome_words(verdict.word(), has));
        if n_ends > 0 {
            let ends = counted(n_ends, "end", "ends");
            words = format!("{words}, with {ends} of the link");
        }
        if !outcome.notes.is_empty() {
            words.push_str(", in place of what was settled there between others");
        }
        self.panels.compare.follow(&self.workspace);
        Ok(Decided::Made(Box::new(outcome), words))
    }

    /// Selects what was decided about the current difference, in the adjudicator's layer.
    fn select_result(&mut self) -> bool {
        let compare = &self.panels.compare;
        let Some(result) = compare.settled().and_then(|s| s.result.first()).cloned() else {
            return false;
        };
        let is_link = compare.is_at_link();
        let adjudicator = compare.settling.adjudicator().cloned();
        let before = self.workspace.annotator().cloned();
        if self.panels.compare.before.is_none() && before != adjudicator {
            self.panels.compare.before = before;
        }
        self.workspace.set_annotator(adjudicator);
        self.panels.compare.follow(&self.workspace);
        // What is edited from now on is of the place that is current now.
        self.panels.compare.has_moved = false;
        if is_link {
            self.go_to_link(&(&*result).into());
        } else {
            self.go_to_annotation(&(&*result).into());
        }
        self.current != Current::Nothing
    }
}

impl App {
    /// Decides about the current difference and goes on to the next open one.
    pub(in crate::app) fn decide(&mut self, verdict: &Verdict) {
        let Some(open) = &mut self.open else {
            return;
        };
        open.leave_current();
        if open.panels.compare.is_decided_as(verdict) {
            // Nothing would change: no step that undo would seem to do nothing about.
            self.toasts.say("It is decided like that already");
            return;
        }
        match open.decide(verdict) {
            Ok(Decided::Made(outcome, words)) => {
                let compare = &mut open.panels.compare;
                let made = compare.made.as_ref();
                if let Some(next) = made.and_then(|made| made.next_open(&compare.settling)) {
                    compare.show(next);
                    self.toasts.say_undoable(words, outcome.step);
                } else {
                    compare.leave_unlisted();
                    let is_finished = compare.settling.is_finished();
                    let end = if is_finished {
                        "Every difference is decided"
                    } else {
                        "Nothing that is listed is open"
                    };
                    self.toasts
                        .say_undoable(format!("{words}. {end}"), outcome.step);
                }
            }
            Ok(Decided::NotHere) => self.offer_layer(),
            Err(error) => self.toasts.say(sentence(&error.to_string())),
        }
    }

    /// Makes a result of the current difference, if there is none, and selects it to be changed by the ordinary keys.
    pub(in crate::app) fn edit_result(&mut self) {
        let Some(open) = &mut self.open else {
            return;
        };
        open.leave_current();
        let hint = if open.panels.compare.is_at_link() {
            "1 to 9 change its type, T turns it round; N goes on"
        } else {
            "Tags, ends and fields change the result now; N goes on"
        };
        if !open.select_result() {
            let Some(draft) = open.panels.compare.first_draft(open.workspace.project()) else {
                return;
            };
            match open.decide(&Verdict::Edited(draft)) {
                Ok(Decided::Made(outcome, words)) => {
                    open.select_result();
                    let text = format!("{words}. {hint}");
                    return self.toasts.say_undoable(text, outcome.step);
                }
                Ok(Decided::NotHere) => return self.offer_layer(),
                Err(error) => return self.toasts.say(sentence(&error.to_string())),
            }
        }
        self.toasts.say(hint);
    }

    /// Opens the current place again.
    pub(in crate::app) fn open_again(&mut self) {
        let Some(open) = &mut self.open else {
            return;
        };
        open.leave_current();
        let Some(settled) = open.panels.compare.settled() else {
            return;
        };
        let decisions = vec![settled.decision.clone()];
        match open.workspace.run(Command::Undecide { decisions }) {
            Ok(outcome) => {
                open.panels.compare.follow(&open.workspace);
                let words = sentence(&outcome.description);
                self.toasts.say_undoable(words, outcome.step);
            }
            Err(error) => self.toasts.say(sentence(&error.to_string())),
        }
    }

    /// Everything on which both agree, as one step.
    pub(in crate::app) fn accept_agreements(&mut self) {
        let Some(open) = &mut self.open else {
            return;
        };
        open.leave_current();
        let compare = &open.panels.compare;
        if !compare.settling.can_decide() {
            return self.offer_layer();
        }
        let Some(compared) = compare.compared().cloned() else {
            return;
        };
        let items = (compare.settling)
            .agreements(&compared, open.workspace.project())
            .open;
        let places = items.iter().map(|item| decided_place(&compared, *item));
        let places: Vec<DecidedPlace> = places.flatten().collect();
        let n = places.len();
        if n == 0 {
            return self.toasts.say("No agreement is left to accept");
        }
        let result = open.workspace.run(Command::Decide {
            places,
            outcome: Verdict::Both,
            adjudicator: None,
            note: None,
        });
        match result {
            Ok(outcome) => {
                open.panels.compare.follow(&open.workspace);
                let mut words = format!("{} accepted", counted(n, "agreement", "agreements"));
                for note in &outcome.notes {
                    words = format!("{words}. {}", sentence(note));
                }
                self.toasts.say_undoable(words, outcome.step);
            }
            Err(error) => self.toasts.say(sentence(&error.to_string())),
        }
    }

    /// Shows or hides who the two are.
    pub(in crate::app) fn toggle_names(&mut self) {
        self.settings.hides_names = !self.settings.hides_names;
        if let Some(open) = &mut self.open {
            open.panels.compare.hides_names = self.settings.hides_names;
        }
    }

    /// Both layers must be in one project: offers to take the other one in.
    fn offer_layer(&mut self) {
        let open = self.open.as_ref();
        let Some(compare) = open.map(|open| &open.panels.compare) else {
            return;
        };
        let asked = compare.work.found().map(|found| &found.asked);
        let (Some(Asked::With { other, .. }), Some(compared)) = (asked, compare.compared()) else {
            let words = "Differences are settled between two annotators: choose two";
            return self.toasts.say(words);
        };
        let who = compare.side_name(compared, 1);
        let from = if compare.are_names_hidden() {
            // A file is often called like whose it is.
            "the other file".to_owned()
        } else {
            other.path.display().to_string()
        };
        if other.is_newer {
            let why = sentence(&newer_refusal(&from));
            return self.dialogs.say("The other layer cannot be taken in", why);
        }
        let text = format!(
            "To settle differences, both layers must be in this project. The annotations and links of {who} are copied from \
             {from} into this project, as one step that can be undone; the other file stays as it is.{}",
            what_stays_out(compared)
        );
        let take = AppAction::Compare(CompareDeed::TakeLayer);
        self.dialogs.ask(
            "Take the other layer into this project?",
            text,
            vec![MessageAnswer::act("Take it in", take)],
        );
    }

    /// Takes the other project's layer in and compares with that.
    pub(super) fn take_layer(&mut self) {
        let Some(open) = &mut self.open else {
            return;
        };
        let compare = &mut open.panels.compare;
        let Some(found) = compare.work.found().cloned() else {
            return;
        };
        let Asked::With { other, a, b } = found.asked else {
            return;
        };
        if other.is_newer {
            return;
        }
        // Somebody of the same id here has a layer already: that of the other file comes in beside it.
        let is_here = open.workspace.project().annotator(&b).is_some();
        let known = other.project.annotator(&b).filter(|_| is_here);
        let name = known.map(|b| format!("{} ({})", b.name, other.name));
        let result = open.workspace.run(Command::TakeLayer {
            other: other.project.clone(),
            annotator: b,
            name,
            // What is seen is what comes in.
            is_reanchored: !found.compared.reanchored.is_empty(),
        });
        match result {
            Ok(outcome) => {
                if let Some(taken) = outcome.annotator.clone() {
                    open.panels.compare.work.ask(Asked::Within(vec![a, taken]));
                }
                self.toasts
                    .say_undoable(outcome.description.clone(), outcome.step);
                if !outcome.notes.is_empty() {
                    self.dialogs
                        .say("The layer was taken in", outcome.notes.join("\n"));
                }
            }
            Err(error) => self.toasts.say(sentence(&error.to_string())),
        }
    }
}

/// What of B's layer stays out when it is taken in, on articles that are not compared: in sentences, empty where nothing.
fn what_stays_out(compared: &Compared) -> String {
    let Some(side) = compared.sides.get(1) else {
        return String::new();
    };
    let n_of = |differs: bool| {
        let articles = compared.documents.only_b.iter();
        let articles = articles.filter(|d| d.candidate.is_some() == differs);
        let all = articles.flat_map(|d| side.project.annotations_of(&d.id));
        all.filter(|a| a.annotator == side.annotator).count()
    };
    let (n_differing, n_elsewhere) = (n_of(true), n_of(false));
    let mut text = String::new();
    if n_differing > 0 {
        let n = counted(n_differing, "annotation", "annotations");
        text = format!(
            "\n\n{n} on articles whose texts differ would stay out. To take them in too, put onto the texts that are here, tick \
             “whose texts differ too” above the list first."
        );
    }
    if n_elsewhere > 0 {
        let n = counted(n_elsewhere, "annotation", "annotations");
        text.push_str("\n\n");
        text.push_str(&n);
        text.push_str(" on articles that are not in this project would stay out.");
    }
    text
}
