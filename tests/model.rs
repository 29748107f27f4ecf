//! The workspace against a model of a few lines: random commands, undo, saves, kills and reopenings.
//!
//! `COUNTERMARK_FULL_TESTS=1` runs 10 000 sequences instead of 300.
#![allow(
    clippy::unwrap_used,
    clippy::too_many_lines,
    clippy::single_match_else,
    reason = "a test that fails should say where"
)]

use countermark::edit::speakers::SpeakerRef;
use countermark::model::{
    Annotation, AnnotationId, AnnotatorKind, Document, DocumentId, LabelId, ProgressState, Project,
    ProjectHead, Source, SpeakerNames,
};
use countermark::storage::crash_fs::CrashFs;
use countermark::text::{ByteOffset, TextSpan};
use countermark::workspace::{
    Access, Command, CommandError, CountingIds, DecidedPlace, Environment, FixedClock, LinkEnd,
    OpenOptions, Verdict, Workspace,
};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

const PATH: &str = "/disk/p.json";
const TEXTS: [&str; 2] = [
    "The port 🚢 says the bridge closes on Monday.",
    "“Never,” says the mayor, naïve as ever: the bridge stays open. שלום",
];
const NAMES: [&str; 3] = ["Ada Example", "the mayor", "Ben Ÿ"];
const LABELS: [&str; 3] = ["claim", "quote", "contradiction"];

/// Document, label, start, end, note.
type Mark = (usize, usize, usize, usize, String);

/// What of a decision stands in the final layer, with its speaker.
type Final = (Mark, Option<usize>);

/// What the project should hold: annotation → (document, label, start, end, note), and progress per document.
#[derive(Clone, Debug, Default, PartialEq)]
struct Truth {
    annotations: BTreeMap<String, Mark>,
    links: BTreeMap<String, (String, String)>,
    /// Who is named, by annotation.
    speakers: BTreeMap<String, usize>,
    progress: BTreeMap<usize, ProgressState>,
    /// What was decided about an annotation, and what of it stands in the final layer, with its speaker.
    decided: BTreeMap<String, (bool, Option<Final>)>,
}

impl Truth {
    /// The final layer: what is the same stands there once.
    fn final_layer(&self) -> BTreeSet<Final> {
        let taken = self.decided.values();
        taken.filter_map(|(_, copy)| copy.clone()).collect()
    }
}

#[derive(Clone, Debug)]
enum Deed {
    Annotate {
        document: usize,
        label: usize,
        from: usize,
        to: usize,
    },
    Relabel {
        nth: usize,
        label: usize,
    },
    Note {
        nth: usize,
        note: String,
    },
    Move {
        nth: usize,
        from: usize,
        to: usize,
    },
    Remove {
        nth: usize,
    },
    Link {
        nth: usize,
        other: usize,
    },
    Unlink {
        nth: usize,
    },
    Turn {
        nth: usize,
    },
    /// A link from plain words.
    LinkWords {
        document: usize,
        from: usize,
        to: usize,
        other: usize,
    },
    Speaker {
        nth: usize,
        name: usize,
    },
    MergeSpeakers {
        kept: usize,
        merged: usize,
    },
    Progress {
        document: usize,
        state: ProgressState,
    },
    /// The adjudicator takes an annotation, or takes what the other annotator has there: nothing.
    Decide {
        nth: usize,
        is_taken: bool,
    },
    Undecide {
        nth: usize,
    },
    Undo,
    Redo,
    Save,
    Kill,
    CloseAndReopen,
}

fn deed() -> impl Strategy<Value = Deed> {
    let n = 0_usize..12;
    let place = 0_usize..40;
    let state = prop::sample::select(ProgressState::ALL.to_vec());
    prop_oneof![
        8 => (0_usize..2, 0_usize..3, place.clone(), place.clone())
            .prop_map(|(document, label, from, to)| Deed::Annotate { document, label, from, to }),
        3 => (n.clone(), 0_usize..3).prop_map(|(nth, label)| Deed::Relabel { nth, label }),
        2 => (n.clone(), "[a-z\"\\\\é🚢\n]{0,6}").prop_map(|(nth, note)| Deed::Note { nth, note }),
        2 => (0_usize..2, place.clone(), place.clone(), n.clone())
            .prop_map(|(document, from, to, other)| Deed::LinkWords { document, from, to, other }),
        2 => (n.clone(), place.clone(), place).prop_map(|(nth, from, to)| Deed::Move { nth, from, to }),
        3 => n.clone().prop_map(|nth| Deed::Remove { nth }),
        3 => (n.clone(), n.clone()).prop_map(|(nth, other)| Deed::Link { nth, other }),
        1 => n.clone().prop_map(|nth| Deed::Unlink { nth }),
        1 => n.clone().prop_map(|nth| Deed::Turn { nth }),
        3 => (n.clone(), any::<bool>()).prop_map(|(nth, is_taken)| Deed::Decide { nth, is_taken }),
        1 => n.clone().prop_map(|nth| Deed::Undecide { nth }),
        3 => (n, 0_usize..NAMES.len()).prop_map(|(nth, name)| Deed::Speaker { nth, name }),
        1 => (0_usize..NAMES.len(), 0_usize..NAMES.len())
            .prop_map(|(kept, merged)| Deed::MergeSpeakers { kept, merged }),
        1 => (0_usize..2, state).prop_map(|(document, state)| Deed::Progress { document, state }),
        6 => Just(Deed::Undo),
        4 => Just(Deed::Redo),
        1 => Just(Deed::Save),
        1 => Just(Deed::Kill),
        1 => Just(Deed::CloseAndReopen),
    ]
}

struct World {
    fs: CrashFs,
    workspace: Option<Workspace>,
    ids: Arc<CountingIds>,
    truth: Truth,
    undo: Vec<Truth>,
    redo: Vec<Truth>,
    /// Commands come from a script: each one is a step, also one that changes nothing.
    is_script: bool,
}

impl World {
    fn env(fs: &CrashFs, ids: &Arc<CountingIds>) -> Environment {
        Environment {
            fs: Arc::new(fs.clone()),
            clock: Arc::new(FixedClock::default()),
            ids: ids.clone(),
            dirs: None,
            wake: Arc::new(|| {}),
        }
    }

    fn new(is_script: bool) -> Self {
        let fs = CrashFs::with_folder("/disk");
        let ids = Arc::new(CountingIds::default());
        let project = Project::new(ProjectHead::default());
        let env = Self::env(&fs, &ids);
        let mut workspace =
            Workspace::create(env, Some(Path::new(PATH)), project, false, false).unwrap();
        for id in ["ada", "ben"] {
            let add = Command::AddAnnotator {
                id: Some(id.into()),
                name: id.to_owned(),
                kind: AnnotatorKind::Human,
            };
            workspace.run(add).unwrap();
        }
        workspace.set_annotator(Some("ada".into()));
        let documents = TEXTS.iter().enumerate().map(|(i, text)| {
            let id = DocumentId::from(format!("d{i}"));
            Arc::new(Document::new(
                id,
                format!("Article {i}"),
                Source::default(),
                (*text).into(),
            ))
        });
        workspace
            .run(Command::AddDocuments(documents.collect()))
            .unwrap();
        Self {
            fs,
            workspace: Some(workspace),
            ids,
            truth: Truth::default(),
            undo: Vec::new(),
            redo: Vec::new(),
            is_script,
        }
    }

    fn workspace(&mut self) -> &mut Workspace {
        self.workspace.as_mut().unwrap()
    }

    fn reopen(&mut self) {
        let options = OpenOptions {
            access: Access::Write,
            in_background: false,
        };
        let env = Self::env(&self.fs, &self.ids);
        let opened = Workspace::open(env, Path::new(PATH), options).unwrap();
        self.workspace = Some(opened.workspace);
        self.workspace().set_annotator(Some("ada".into()));
    }

    fn nth(&self, nth: usize) -> Option<(AnnotationId, usize)> {
        let n = self.truth.annotations.len();
        let (id, a) = self.truth.annotations.iter().nth(nth.checked_rem(n)?)?;
        Some((AnnotationId::from(id.as_str()), a.0))
    }

    /// The new state is in force, and what was in force can be undone to.
    fn edit(&mut self, command: Command, change: impl FnOnce(&mut Truth, &str)) {
        let before = self.truth.clone();
        let outcome = if self.is_script {
            self.workspace().run_as_step(command).unwrap()
        } else {
            self.workspace().run(command).unwrap()
        };
        let new_id = outcome
            .annotations
            .first()
            .map(ToString::to_string)
            .or_else(|| outcome.relations.first().map(ToString::to_string));
        change(&mut self.truth, &new_id.unwrap_or_default());
        let must_be_step = self.is_script || self.truth != before;
        assert!(outcome.step.is_some() || !must_be_step);
        if outcome.step.is_some() {
            self.undo.push(before);
            self.redo.clear();
        }
    }

    fn nth_link(&self, nth: usize) -> Option<String> {
        let n = self.truth.links.len();
        self.truth.links.keys().nth(nth.checked_rem(n)?).cloned()
    }

    fn act(&mut self, deed: &Deed) {
        match deed {
            Deed::Annotate {
                document,
                label,
                from,
                to,
            } => {
                let Some(span) = span(TEXTS[*document], *from, *to) else {
                    return;
                };
                let command = Command::Annotate {
                    document: DocumentId::from(format!("d{document}")),
                    label: LABELS[*label].into(),
                    spans: vec![span],
                    features: Vec::new(),
                    note: String::new(),
                    id: None,
                    origin: "hand".to_owned(),
                };
                let (start, end) = (span.start().get(), span.end().get());
                self.edit(command, |truth, id| {
                    let value = (*document, *label, start, end, String::new());
                    truth.annotations.insert(id.to_owned(), value);
                });
            }
            Deed::Relabel { nth, label } => {
                let Some((annotation, _)) = self.nth(*nth) else {
                    return;
                };
                let command = Command::Relabel {
                    annotation: annotation.clone(),
                    label: LABELS[*label].into(),
                };
                self.edit(command, |truth, _| {
                    truth.annotations.get_mut(annotation.as_str()).unwrap().1 = *label;
                });
            }
            Deed::Note { nth, note } => {
                let Some((annotation, _)) = self.nth(*nth) else {
                    return;
                };
                let command = Command::SetNote {
                    annotation: annotation.clone(),
                    note: note.clone(),
                };
                self.edit(command, |truth, _| {
                    truth
                        .annotations
                        .get_mut(annotation.as_str())
                        .unwrap()
                        .4
                        .clone_from(note);
                });
            }
            Deed::Move { nth, from, to } => {
                let Some((annotation, document)) = self.nth(*nth) else {
                    return;
                };
                let Some(span) = span(TEXTS[document], *from, *to) else {
                    return;
                };
                let command = Command::SetSpans {
                    annotation: annotation.clone(),
                    spans: vec![span],
                };
                self.edit(command, |truth, _| {
                    let value = truth.annotations.get_mut(annotation.as_str()).unwrap();
                    (value.2, value.3) = (span.start().get(), span.end().get());
                });
            }
            Deed::Remove { nth } => {
                let Some((annotation, _)) = self.nth(*nth) else {
                    return;
                };
                let command = Command::Remove {
                    annotations: vec![annotation.clone()],
                };
                self.edit(command, |truth, _| {
                    truth.annotations.remove(annotation.as_str());
                    let gone = annotation.as_str();
                    truth.links.retain(|_, (a, b)| a != gone && b != gone);
                    truth.speakers.remove(gone);
                });
            }
            Deed::Link { nth, other } => {
                let (Some((from, _)), Some((to, _))) = (self.nth(*nth), self.nth(*other)) else {
                    return;
                };
                if from == to {
                    return;
                }
                let command = Command::Relate {
                    relation_type: "contradicts".into(),
                    from: from.clone(),
                    to: to.clone(),
                    features: Vec::new(),
                    note: String::new(),
                    id: None,
                };
                self.edit(command, |truth, id| {
                    truth
                        .links
                        .insert(id.to_owned(), (from.to_string(), to.to_string()));
                });
            }
            Deed::Unlink { nth } => {
                let Some(link) = self.nth_link(*nth) else {
                    return;
                };
                let command = Command::Unrelate {
                    relation: link.as_str().into(),
                };
                self.edit(command, |truth, _| {
                    truth.links.remove(&link);
                });
            }
            Deed::Turn { nth } => {
                let Some(link) = self.nth_link(*nth) else {
                    return;
                };
                let command = Command::SwapRelation {
                    relation: link.as_str().into(),
                };
                self.edit(command, |truth, _| {
                    let (from, to) = truth.links.get_mut(&link).unwrap();
                    std::mem::swap(from, to);
                });
            }
            Deed::LinkWords {
                document,
                from,
                to,
                other,
            } => {
                let (Some(span), Some((target, _))) =
                    (span(TEXTS[*document], *from, *to), self.nth(*other))
                else {
                    return;
                };
                let (start, end) = (span.start().get(), span.end().get());
                let on_it = |a: &Mark| (a.0, a.2, a.3) == (*document, start, end);
                if self.truth.annotations.values().any(on_it) {
                    return;
                }
                let command = Command::Link {
                    relation_type: "supports".into(),
                    from: vec![LinkEnd::Words {
                        document: DocumentId::from(format!("d{document}")),
                        spans: vec![span],
                        label: Some(LABELS[2].into()),
                    }],
                    to: LinkEnd::Annotation(target.clone()),
                    features: Vec::new(),
                    note: String::new(),
                };
                let before = self.truth.clone();
                let outcome = self.workspace().run(command).unwrap();
                let made = outcome.annotations[0].to_string();
                let value = (*document, 2, start, end, String::new());
                self.truth.annotations.insert(made.clone(), value);
                let ends = (made, target.to_string());
                self.truth
                    .links
                    .insert(outcome.relations[0].to_string(), ends);
                self.undo.push(before);
                self.redo.clear();
            }
            Deed::Speaker { nth, name } => {
                let Some((annotation, _)) = self.nth(*nth) else {
                    return;
                };
                let command = Command::SetFeature {
                    annotation: annotation.clone(),
                    name: "speaker".into(),
                    value: NAMES[*name].to_owned(),
                };
                self.edit(command, |truth, _| {
                    truth.speakers.insert(annotation.to_string(), *name);
                });
            }
            Deed::MergeSpeakers { kept, merged } => {
                let named = |name: usize| SpeakerRef::Named(NAMES[name].to_owned());
                let command = Command::MergeSpeakers {
                    kept: named(*kept),
                    merged: vec![named(*merged)],
                };
                let before = self.truth.clone();
                // Refused where nobody is called so, or the two are one already.
                let Ok(outcome) = self.workspace().run(command) else {
                    return;
                };
                assert!(outcome.step.is_some());
                let names = SpeakerNames::of(self.workspace().project());
                let name = names.resolved(NAMES[*merged]);
                let name = NAMES.iter().position(|n| *n == name).unwrap();
                let same: Vec<usize> = (0..NAMES.len())
                    .filter(|n| names.resolved(NAMES[*n]) == NAMES[name])
                    .collect();
                assert!(same.contains(kept) && same.contains(merged));
                for speaker in self.truth.speakers.values_mut() {
                    if same.contains(speaker) {
                        *speaker = name;
                    }
                }
                let copies = self.truth.decided.values_mut();
                for (_, speaker) in copies.filter_map(|(_, copy)| copy.as_mut()) {
                    *speaker = speaker.map(|s| if same.contains(&s) { name } else { s });
                }
                self.undo.push(before);
                self.redo.clear();
            }
            Deed::Progress { document, state } => {
                let command = Command::SetProgress {
                    document: DocumentId::from(format!("d{document}")),
                    state: *state,
                };
                self.edit(command, |truth, _| {
                    truth.progress.insert(*document, *state);
                });
            }
            Deed::Decide { nth, is_taken } => {
                let Some((annotation, document)) = self.nth(*nth) else {
                    return;
                };
                let command = Command::Decide {
                    places: vec![DecidedPlace {
                        document: DocumentId::from(format!("d{document}")),
                        annotators: ["ada".into(), "ben".into()],
                        a: vec![annotation.clone()],
                        b: Vec::new(),
                        relations_a: Vec::new(),
                        relations_b: Vec::new(),
                    }],
                    outcome: if *is_taken { Verdict::A } else { Verdict::B },
                    adjudicator: None,
                    note: None,
                };
                self.edit(command, |truth, _| {
                    let id = annotation.to_string();
                    let mark = truth.annotations[&id].clone();
                    let copy = (mark, truth.speakers.get(&id).copied());
                    truth
                        .decided
                        .insert(id, (*is_taken, is_taken.then_some(copy)));
                });
            }
            Deed::Undecide { nth } => {
                let n = self.truth.decided.len();
                let nth = nth.checked_rem(n);
                let Some(id) = nth.and_then(|i| self.truth.decided.keys().nth(i).cloned()) else {
                    return;
                };
                let named = |d: &&Arc<countermark::model::Decision>| d.a[0].as_str() == id;
                let decision = self.workspace().project().decisions().find(named);
                let command = Command::Undecide {
                    decisions: vec![decision.unwrap().id.clone()],
                };
                self.edit(command, |truth, _| {
                    truth.decided.remove(&id);
                });
            }
            Deed::Undo => {
                // The first steps made the annotators and the articles: the model begins behind them.
                let Some(before) = self.undo.pop() else {
                    return;
                };
                self.workspace().run(Command::Undo).unwrap();
                self.redo.push(std::mem::replace(&mut self.truth, before));
            }
            Deed::Redo => match self.redo.pop() {
                Some(after) => {
                    self.workspace().run(Command::Redo).unwrap();
                    self.undo.push(std::mem::replace(&mut self.truth, after));
                }
                None => {
                    let nothing = self.workspace().run(Command::Redo).unwrap_err();
                    assert_eq!(nothing, CommandError::NothingTo("redo"));
                }
            },
            Deed::Save => {
                self.workspace().save_and_wait().unwrap();
                assert!(!self.workspace().is_dirty());
            }
            Deed::Kill => {
                let after = self.fs.after_kill();
                drop(self.workspace.take());
                self.fs = after;
                self.reopen();
            }
            Deed::CloseAndReopen => {
                let closed = self.workspace.take().unwrap().close();
                assert!(closed.is_ok());
                self.reopen();
                assert!(!self.workspace().is_dirty());
            }
        }
    }

    fn seen(&mut self) -> Truth {
        let project = self.workspace().project();
        let document = |id: &DocumentId| project.document_position(id).unwrap();
        let label = |id: &LabelId| LABELS.iter().position(|l| *l == id.as_str()).unwrap();
        let mark = |a: &Annotation| {
            let place = (a.start().get(), a.end().get());
            (
                document(&a.document),
                label(&a.label),
                place.0,
                place.1,
                a.note.clone(),
            )
        };
        let speaker = |a: &Annotation| {
            let name = a.features.get("speaker")?;
            NAMES.iter().position(|n| *n == name)
        };
        let layer = |id: &'static str| {
            let all = project.annotations();
            all.filter(move |a| a.annotator.as_str() == id)
        };
        let copy = |d: &countermark::model::Decision| {
            let id = d.result_annotations().into_iter().next()?;
            let a = project.annotation(&id).unwrap();
            Some((mark(a), speaker(a)))
        };
        let decided = project.decisions().map(|d| {
            let is_taken = d.outcome.as_str() == "a";
            (d.a[0].to_string(), (is_taken, copy(d)))
        });
        let truth = Truth {
            annotations: layer("ada").map(|a| (a.id.to_string(), mark(a))).collect(),
            links: project
                .relations()
                .map(|r| (r.id.to_string(), (r.from.to_string(), r.to.to_string())))
                .collect(),
            speakers: layer("ada")
                .filter_map(|a| Some((a.id.to_string(), speaker(a)?)))
                .collect(),
            decided: decided.collect(),
            progress: project
                .all_progress()
                .map(|(d, _, p)| (document(d), p.state))
                .collect(),
        };
        let final_layer: BTreeSet<_> = layer("final").map(|a| (mark(a), speaker(a))).collect();
        assert_eq!(final_layer, truth.final_layer());
        truth
    }
}

/// The code points `from`..`to` of `text`, in either order, if there are any.
fn span(text: &str, from: usize, to: usize) -> Option<TextSpan> {
    let byte = |n: usize| text.char_indices().nth(n).map_or(text.len(), |(i, _)| i);
    let (a, b) = (byte(from.min(to)), byte(from.max(to)));
    TextSpan::new(text, ByteOffset(a), ByteOffset(b)).ok()
}

fn cases() -> u32 {
    let is_full = std::env::var_os("COUNTERMARK_FULL_TESTS").is_some();
    if is_full { 10_000 } else { 300 }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_workspace_does_what_the_model_does(
        deeds in prop::collection::vec(deed(), 50),
        is_script in any::<bool>(),
    ) {
        let mut world = World::new(is_script);
        for deed in &deeds {
            world.act(deed);
            let truth = world.truth.clone();
            prop_assert_eq!(world.seen(), truth, "after {:?}", deed);
        }
        // Everything back and everything again: undo and redo cancel out.
        let last = world.truth.clone();
        let n = world.undo.len();
        for _ in 0..n {
            world.act(&Deed::Undo);
        }
        prop_assert_eq!(world.seen(), Truth::default());
        for _ in 0..n {
            world.act(&Deed::Redo);
        }
        prop_assert_eq!(world.seen(), last);
    }
}
