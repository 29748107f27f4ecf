//! Links, speakers, types and suggestions: before, act, after, and back.

use crate::edit::relation_types::OrphanLinks;
use crate::edit::speakers::SpeakerRef;
use crate::model::*;
use crate::storage::crash_fs::CrashFs;
use crate::suggest::{SuggestedSpan, Suggestion, SuggestionKind};
use crate::text::{ByteOffset, TextSpan};
use crate::workspace::{
    Command, CountingIds, Environment, FixedClock, LinkEnd, Outcome, Workspace,
};
use std::path::Path;
use std::sync::Arc;

const TEXTS: [&str; 2] = [
    "The port says the bridge closes on Monday. “Never,” says the mayor.",
    "The bridge stays open, says Mayor Example. Two ships wait.",
];

/// A project of two articles with Ada, who annotates, and Ben.
pub(in crate::workspace) struct World(pub(in crate::workspace) Workspace);

impl World {
    pub(in crate::workspace) fn new() -> Self {
        let env = Environment {
            fs: Arc::new(CrashFs::with_folder("/disk")),
            clock: Arc::new(FixedClock::default()),
            ids: Arc::new(CountingIds::default()),
            dirs: None,
            wake: Arc::new(|| {}),
        };
        let project = Project::new(ProjectHead::default());
        let path = Some(Path::new("/disk/p.json"));
        let mut ws = Workspace::create(env, path, project, false, false).unwrap();
        for name in ["ada", "ben"] {
            ws.run(Command::AddAnnotator {
                id: Some(name.into()),
                name: name.to_owned(),
                kind: AnnotatorKind::Human,
            })
            .unwrap();
        }
        let documents = TEXTS.iter().enumerate().map(|(i, text)| {
            let id = DocumentId::from(format!("d{i}"));
            Arc::new(Document::new(
                id,
                format!("Article {i}"),
                Source::default(),
                (*text).into(),
            ))
        });
        ws.run(Command::AddDocuments(documents.collect())).unwrap();
        let mut world = Self(ws);
        world.author("ada");
        world
    }

    pub(in crate::workspace) fn author(&mut self, id: &str) {
        self.0.set_annotator(Some(id.into()));
    }

    pub(in crate::workspace) fn tag(
        &mut self,
        document: usize,
        words: &str,
        label: &str,
        id: &str,
        speaker: &str,
    ) {
        self.0
            .run(Command::Annotate {
                document: DocumentId::from(format!("d{document}")),
                label: label.into(),
                spans: vec![span(document, words)],
                features: vec![("speaker".into(), speaker.to_owned())],
                note: String::new(),
                id: Some(id.into()),
                origin: "hand".to_owned(),
            })
            .unwrap();
    }

    /// Does it, sees what `after` says, takes it back in one step and finds all as it was, does it again.
    pub(in crate::workspace) fn check(
        &mut self,
        command: Command,
        after: impl Fn(&Project, &Outcome),
    ) {
        let before = self.0.project().clone();
        let outcome = self.0.run(command).unwrap();
        after(self.0.project(), &outcome);
        let done = self.0.project().clone();
        self.0.run(Command::Undo).unwrap();
        assert_eq!(*self.0.project(), before);
        self.0.run(Command::Redo).unwrap();
        assert_eq!(*self.0.project(), done);
    }

    pub(in crate::workspace) fn check_refused(&mut self, command: Command, why: &str) {
        let before = self.0.project().clone();
        let error = self.0.run(command).unwrap_err();
        assert_eq!(error.to_string(), why);
        assert_eq!(*self.0.project(), before);
    }
}

pub(in crate::workspace) fn span(document: usize, words: &str) -> TextSpan {
    let text = TEXTS[document];
    let start = text.find(words).unwrap();
    TextSpan::new(text, ByteOffset(start), ByteOffset(start + words.len())).unwrap()
}

fn words(document: usize, text: &str) -> LinkEnd {
    LinkEnd::Words {
        document: DocumentId::from(format!("d{document}")),
        spans: vec![span(document, text)],
        label: None,
    }
}

fn link(relation_type: &str, from: &[LinkEnd], to: LinkEnd) -> Command {
    Command::Link {
        relation_type: relation_type.into(),
        from: from.to_vec(),
        to,
        features: Vec::new(),
        note: String::new(),
    }
}

/// Every annotation of Ada's as `label: words`, in reading order.
fn marked(project: &Project) -> Vec<String> {
    let documents = project.documents().iter();
    let all = documents.flat_map(|d| {
        project
            .annotations_of(&d.id)
            .map(|a| (d.text().clone(), a.clone()))
    });
    all.filter(|(_, a)| a.annotator.as_str() == "ada")
        .map(|(text, a)| format!("{}: {}", a.label, a.covered_text(&text)))
        .collect()
}

/// Every link as `from -type-> to`, in words.
fn links(project: &Project) -> Vec<String> {
    let text = |id: &AnnotationId| {
        let a = project.annotation(id).unwrap();
        a.covered_text(project.document(&a.document).unwrap().text())
    };
    let all = project.relations();
    let mut all: Vec<String> = all
        .map(|r| format!("{} -{}-> {}", text(&r.from), r.relation_type, text(&r.to)))
        .collect();
    all.sort();
    all
}

#[test]
fn a_link_from_plain_words_makes_the_annotations_in_the_same_step() {
    let mut world = World::new();
    world.check(
        link("contradicts", &[words(0, "closes")], words(1, "stays open")),
        |p, outcome| {
            assert_eq!(
                marked(p),
                ["contradiction: closes", "contradiction: stays open"]
            );
            assert_eq!(links(p), ["closes -contradicts-> stays open"]);
            assert_eq!(
                outcome.description,
                "Link “closes” with “stays open”: contradicts"
            );
            assert_eq!(outcome.annotations.len(), 2);
            assert_eq!(outcome.relations.len(), 1);
            assert_eq!(outcome.relation, outcome.relations.first().cloned());
        },
    );
}

#[test]
fn an_annotation_on_exactly_these_words_is_linked_and_none_made() {
    let mut world = World::new();
    world.tag(0, "closes", "claim", "a1", "");
    world.check(
        link("contradicts", &[words(0, "closes")], words(1, "stays open")),
        |p, _| {
            assert_eq!(marked(p), ["claim: closes", "contradiction: stays open"]);
        },
    );
}

#[test]
fn what_words_become_follows_the_type() {
    for (kind, label) in [
        ("contradicts", "contradiction"),
        ("quote_variant", "quote"),
        ("supports", "claim"),
        ("same_claim", "claim"),
    ] {
        let mut world = World::new();
        world.check(
            link(kind, &[words(0, "closes")], words(1, "stays open")),
            |p, _| {
                assert_eq!(
                    marked(p),
                    [format!("{label}: closes"), format!("{label}: stays open")]
                );
            },
        );
    }
}

#[test]
fn several_places_are_linked_with_one_and_linked_pairs_are_left_out() {
    let mut world = World::new();
    world.tag(0, "the bridge closes", "claim", "a1", "");
    world.tag(0, "Never", "quote", "a2", "");
    world.tag(1, "stays open", "claim", "a3", "");
    let end = |id: &str| LinkEnd::Annotation(id.into());
    world.check(link("contradicts", &[end("a3")], end("a1")), |p, _| {
        assert_eq!(links(p).len(), 1);
    });
    world.check(
        link("contradicts", &[end("a1"), end("a2"), end("a1")], end("a3")),
        |p, outcome| {
            // The pair a1, a3 is linked the other way round, which is the same for this type.
            assert_eq!(
                links(p),
                [
                    "Never -contradicts-> stays open",
                    "stays open -contradicts-> the bridge closes"
                ]
            );
            assert_eq!(
                outcome.description,
                "Link 2 places with “stays open”: contradicts"
            );
        },
    );
    world.check_refused(
        link("contradicts", &[end("a1"), end("a2")], end("a3")),
        "they are all linked already",
    );
    world.check(link("supports", &[end("a1")], end("a3")), |p, _| {
        assert_eq!(links(p).len(), 3);
    });
    // A type with a direction may go both ways.
    world.check(link("supports", &[end("a3")], end("a1")), |p, _| {
        assert_eq!(links(p).len(), 4);
    });
    world.check_refused(
        link("supports", &[end("a3")], end("a1")),
        "the two are linked already",
    );
    world.check_refused(
        link("contradicts", &[end("a1")], end("a1")),
        "an annotation cannot be linked with itself",
    );
    world.check_refused(link("contradicts", &[], end("a1")), "a link needs two ends");
    world.check_refused(
        link("nonsense", &[end("a1")], end("a2")),
        "there is no type of link nonsense",
    );
}

#[test]
fn anothers_annotation_is_refused_or_copied_in_the_same_step() {
    let mut world = World::new();
    world.author("ben");
    world.tag(0, "Never", "quote", "b1", "the mayor");
    world.author("ada");
    world.check_refused(
        link(
            "contradicts",
            &[LinkEnd::Annotation("b1".into())],
            words(1, "stays open"),
        ),
        "the annotation b1 is in the layer of ben, not of ada",
    );
    let copied = link(
        "contradicts",
        &[LinkEnd::CopyOf("b1".into())],
        words(1, "stays open"),
    );
    world.check(copied, |p, outcome| {
        assert_eq!(marked(p), ["quote: Never", "contradiction: stays open"]);
        let copy = p.annotation(&outcome.annotations[0]).unwrap();
        assert_eq!(copy.features.get("speaker"), Some("the mayor"));
        assert_eq!(copy.origin, "copy");
        assert!(p.annotation(&"b1".into()).is_some());
    });
    // The copy is there now: none is made again.
    world.check(
        link(
            "supports",
            &[LinkEnd::CopyOf("b1".into())],
            words(1, "Two ships wait"),
        ),
        |p, _| assert_eq!(p.n_annotations(), 4),
    );
    let outcome = world
        .0
        .run(Command::CopyAnnotations {
            annotations: vec!["b1".into()],
        })
        .unwrap();
    assert_eq!(outcome.step, None);
}

#[test]
fn a_link_is_turned_round() {
    let mut world = World::new();
    world.check(
        link("supports", &[words(0, "closes")], words(1, "stays open")),
        |p, _| assert_eq!(links(p), ["closes -supports-> stays open"]),
    );
    let id = world.0.project().relations().next().unwrap().id.clone();
    world.check(Command::SwapRelation { relation: id }, |p, outcome| {
        assert_eq!(links(p), ["stays open -supports-> closes"]);
        assert_eq!(
            outcome.description,
            "Turn the link of “closes” with “stays open” round"
        );
    });
}

#[test]
fn steps_name_the_link_and_the_end_that_moved() {
    let mut world = World::new();
    let ends = link("supports", &[words(0, "closes")], words(1, "stays open"));
    world.0.run(ends).unwrap();
    let relation = world.0.project().relations().next().unwrap().id.clone();
    let new = RelationTypeId::from("contradicts");
    let words = |world: &mut World, command| world.0.run(command).unwrap().description;
    let typed = Command::SetRelationType {
        relation: relation.clone(),
        relation_type: new,
    };
    assert_eq!(
        words(&mut world, typed),
        "Change the type of the link of “closes” with “stays open” to contradicts"
    );
    let gone = Command::Unrelate { relation };
    assert_eq!(
        words(&mut world, gone),
        "Remove the link of “closes” with “stays open”"
    );
    world.tag(0, "the bridge closes", "claim", "a1", "");
    let mut moved = |to: &str| {
        let spans = vec![span(0, to)];
        let annotation = "a1".into();
        words(&mut world, Command::SetSpans { annotation, spans })
    };
    assert_eq!(
        moved("the bridge closes on"),
        "Move the end of “the bridge closes” forward over “on”"
    );
    assert_eq!(
        moved("bridge closes on"),
        "Move the start of “the bridge closes on” forward over “the”"
    );
    assert_eq!(
        moved("bridge closes"),
        "Move the end of “bridge closes on” back over “on”"
    );
    assert_eq!(moved("says the"), "Change the extent to “says the”");
}

#[test]
fn a_type_goes_with_its_links_or_moves_them() {
    let mut world = World::new();
    let new = RelationType {
        id: "corrects".into(),
        name: "corrects".to_owned(),
        key: "1".to_owned(),
        symmetric: false,
        from: vec!["claim".into()],
        to: vec!["claim".into()],
        foreign: ForeignFields::default(),
    };
    world.check(
        Command::PutRelationType {
            relation_type: new,
            place: Some(1),
        },
        |p, outcome| {
            let types = &p.schema().relation_types;
            assert_eq!(types[1].id.as_str(), "corrects");
            assert_eq!((types[0].key.as_str(), types[1].key.as_str()), ("", "1"));
            assert_eq!(outcome.description, "Add the type of link corrects");
        },
    );
    world.check(
        link("corrects", &[words(0, "closes")], words(1, "stays open")),
        |p, _| assert_eq!(links(p), ["closes -corrects-> stays open"]),
    );
    let remove = |orphans| Command::RemoveRelationType {
        relation_type: "corrects".into(),
        orphans,
    };
    world.check_refused(
        remove(OrphanLinks::Refuse),
        "the type corrects has 1 links: say where they go",
    );
    world.check_refused(
        remove(OrphanLinks::MoveTo("nonsense".into())),
        "nonsense is no type to move links to",
    );
    let kept = world.0.project().clone();
    world.check(remove(OrphanLinks::MoveTo("supports".into())), |p, _| {
        assert_eq!(links(p), ["closes -supports-> stays open"]);
        assert!(p.schema().relation_type(&"corrects".into()).is_none());
    });
    world.0.run(Command::Undo).unwrap();
    assert_eq!(*world.0.project(), kept);
    world.check(remove(OrphanLinks::Remove), |p, _| {
        assert_eq!(links(p), [""; 0]);
        assert_eq!(marked(p).len(), 2);
    });
}

/// Ada: a1 “the mayor”, a2 “Port”; Ben: b1 “The  Mayor”, b2 “Mayor Example”.
fn speaking() -> World {
    let mut world = World::new();
    world.tag(0, "Never", "quote", "a1", "the mayor");
    world.tag(0, "the bridge closes", "claim", "a2", "Port");
    world.author("ben");
    world.tag(0, "Never", "quote", "b1", "The  Mayor");
    world.tag(1, "The bridge stays open", "quote", "b2", "Mayor Example");
    world.author("ada");
    world
}

fn named(name: &str) -> SpeakerRef {
    SpeakerRef::Named(name.to_owned())
}

/// Each voice as `name (aliases): annotations`; one that is not on the list with a question mark.
fn heard(project: &Project) -> Vec<String> {
    let all = voices(project, None).into_iter();
    all.map(|v| {
        let listed = if v.speaker.is_some() { "" } else { "?" };
        let said: Vec<_> = v.annotations.iter().map(AnnotationId::as_str).collect();
        format!(
            "{}{listed} ({}): {}",
            v.name,
            v.aliases.join(", "),
            said.join(" ")
        )
    })
    .collect()
}

#[test]
fn names_that_differ_in_letter_case_and_blanks_are_one_voice() {
    let world = speaking();
    assert_eq!(
        heard(world.0.project()),
        [
            "Mayor Example? (): b2",
            "Port? (): a2",
            "the mayor? (): a1 b1"
        ]
    );
    let ada = voices(world.0.project(), Some(&"ada".into()));
    let said: Vec<usize> = ada.iter().map(|v| v.annotations.len()).collect();
    assert_eq!(said, [1, 1]);
}

#[test]
fn merging_speakers_renames_in_every_layer_and_keeps_the_other_names() {
    let mut world = speaking();
    let merge = Command::MergeSpeakers {
        kept: named("Mayor Example"),
        merged: vec![named("the mayor")],
    };
    world.check(merge.clone(), |p, outcome| {
        assert_eq!(
            heard(p),
            ["Mayor Example (the mayor): a1 b1 b2", "Port? (): a2"]
        );
        for id in ["a1", "b1", "b2"] {
            let a = p.annotation(&id.into()).unwrap();
            assert_eq!(a.features.get("speaker"), Some("Mayor Example"));
        }
        assert_eq!(
            outcome.description,
            "Merge the speaker the mayor into Mayor Example"
        );
    });
    world.check_refused(merge, "Mayor Example is one speaker already");
    world.check(
        Command::MergeSpeakers {
            kept: named("port"),
            merged: vec![named("THE MAYOR")],
        },
        |p, _| {
            assert_eq!(heard(p), ["Port (Mayor Example, the mayor): a2 a1 b1 b2"]);
        },
    );
    world.check_refused(
        Command::MergeSpeakers {
            kept: named("Port"),
            merged: vec![named("nobody")],
        },
        "nobody is called nobody",
    );
}

#[test]
fn renaming_a_speaker_renames_in_every_layer_also_under_an_alias() {
    let mut world = speaking();
    world.check(
        Command::SetSpeakerAliases {
            speaker: named("Mayor Example"),
            aliases: vec![
                " the mayor ".to_owned(),
                "The Mayor".to_owned(),
                String::new(),
            ],
        },
        |p, _| {
            assert_eq!(
                heard(p),
                ["Mayor Example (the mayor): a1 b1 b2", "Port? (): a2"]
            );
            let a = p.annotation(&"a1".into()).unwrap();
            assert_eq!(a.features.get("speaker"), Some("the mayor"));
        },
    );
    world.check(
        Command::RenameSpeaker {
            speaker: named("the mayor"),
            name: "Mo Example".to_owned(),
        },
        |p, outcome| {
            assert_eq!(
                heard(p),
                ["Mo Example (the mayor): a1 b1 b2", "Port? (): a2"]
            );
            let a = p.annotation(&"a1".into()).unwrap();
            assert_eq!(a.features.get("speaker"), Some("Mo Example"));
            assert_eq!(
                outcome.description,
                "Rename the speaker the mayor to Mo Example"
            );
        },
    );
    // Nobody on the list: only what annotations carry changes.
    world.check(
        Command::RenameSpeaker {
            speaker: named("Port"),
            name: "Port of Example".to_owned(),
        },
        |p, _| {
            assert_eq!(
                heard(p),
                [
                    "Mo Example (the mayor): a1 b1 b2",
                    "Port of Example? (): a2"
                ]
            );
        },
    );
    let rename = |name: &str| Command::RenameSpeaker {
        speaker: named("Port of Example"),
        name: name.to_owned(),
    };
    world.tag(1, "Two ships wait", "claim", "a3", "Harbour");
    world.check(rename("harbour"), |p, outcome| {
        assert_eq!(
            outcome.description,
            "Merge the speaker Port of Example into harbour, named in 1 other place"
        );
        assert_eq!(heard(p).len(), 2);
    });
    world.0.run(Command::Undo).unwrap();
    world.check_refused(rename("  "), "a speaker needs a name");
    world.check_refused(
        rename("the mayor"),
        "the mayor is in the list already for Mo Example: merge the two",
    );
}

#[test]
fn a_speaker_is_added_and_taken_off_the_list() {
    let mut world = speaking();
    let add = |name: &str, aliases: &[&str]| Command::AddSpeaker {
        id: None,
        name: name.to_owned(),
        aliases: aliases.iter().map(|a| (*a).to_owned()).collect(),
    };
    world.check(add(" Port  of Example ", &["port"]), |p, outcome| {
        assert_eq!(
            heard(p),
            [
                "Mayor Example? (): b2",
                "Port of Example (port): a2",
                "the mayor? (): a1 b1"
            ]
        );
        assert!(outcome.speaker.is_some());
    });
    world.check_refused(add("", &[]), "a speaker needs a name");
    world.check_refused(
        add("Somebody", &["PORT"]),
        "PORT is in the list already for Port of Example: merge the two",
    );
    let speaker = world.0.project().speakers().next().unwrap().id.clone();
    world.check(Command::RemoveSpeaker { speaker }, |p, _| {
        assert_eq!(heard(p)[1], "Port? (): a2");
    });
}

fn suggestion(kind: SuggestionKind, parts: &[(usize, &str, &str)]) -> Suggestion {
    let parts = parts.iter().map(|(document, words, label)| SuggestedSpan {
        document: DocumentId::from(format!("d{document}")),
        spans: vec![span(*document, words)],
        label: (*label).into(),
        features: vec![
            ("speaker".into(), "the mayor".to_owned()),
            ("kind".into(), "negation".to_owned()),
        ],
        annotation: None,
    });
    Suggestion {
        link: None,
        kind,
        score: 0.9,
        why: "a test".to_owned(),
        parts: parts.collect(),
    }
}

fn accept(suggestions: &[Suggestion], label: Option<&str>) -> Command {
    Command::AcceptSuggestions {
        suggestions: suggestions.to_vec(),
        label: label.map(Into::into),
    }
}

#[test]
fn an_accepted_quote_is_an_annotation_with_its_speaker() {
    let mut world = World::new();
    let quote = suggestion(SuggestionKind::Quotes, &[(0, "Never", "quote")]);
    world.check(accept(std::slice::from_ref(&quote), None), |p, outcome| {
        assert_eq!(marked(p), ["quote: Never"]);
        let a = p.annotation(&outcome.annotations[0]).unwrap();
        assert_eq!(a.origin, "suggestion");
        // `kind` belongs to links only.
        assert_eq!(a.features.iter().len(), 1);
        assert_eq!(a.features.get("speaker"), Some("the mayor"));
        assert_eq!(outcome.description, "Accept the suggestion “Never”");
    });
    let again = world.0.run(accept(std::slice::from_ref(&quote), None));
    assert_eq!(again.unwrap().step, None);
    world.check(accept(&[quote], Some("claim")), |p, _| {
        assert_eq!(marked(p), ["quote: Never", "claim: Never"]);
    });
}

#[test]
fn an_accepted_contradiction_uses_what_stands_there_and_links_it() {
    let mut world = World::new();
    world.tag(0, "closes", "claim", "a1", "");
    let sides = [
        (0, "closes", "contradiction"),
        (1, "stays open", "contradiction"),
    ];
    let pair = suggestion(SuggestionKind::Contradictions, &sides);
    world.check(accept(&[pair.clone(), pair], None), |p, outcome| {
        assert_eq!(marked(p), ["claim: closes", "contradiction: stays open"]);
        assert_eq!(links(p), ["closes -contradicts-> stays open"]);
        let link = p.relation(&outcome.relations[0]).unwrap();
        assert_eq!(link.features.get("kind"), Some("negation"));
        assert_eq!(link.features.iter().len(), 1);
        assert_eq!(outcome.description, "Accept 2 suggestions");
    });
}

#[test]
fn of_several_wordings_all_are_linked_with_the_first() {
    let mut world = World::new();
    let sides = [
        (0, "Never", "quote"),
        (1, "stays open", "quote"),
        (1, "Two ships", "quote"),
    ];
    let same = suggestion(SuggestionKind::QuoteVariants, &sides);
    world.check(accept(&[same], None), |p, _| {
        assert_eq!(
            links(p),
            [
                "Never -quote_variant-> Two ships",
                "Never -quote_variant-> stays open"
            ]
        );
    });
}

#[test]
fn what_one_annotator_rejected_stays_rejected_for_that_one() {
    let mut world = World::new();
    let sides = [
        (0, "closes", "contradiction"),
        (1, "stays open", "contradiction"),
    ];
    let pair = suggestion(SuggestionKind::Contradictions, &sides);
    let turned = {
        let sides = [sides[1], sides[0]];
        suggestion(SuggestionKind::Contradictions, &sides)
    };
    let other = suggestion(SuggestionKind::QuoteVariants, &sides);
    world.check(
        Command::RejectSuggestions(vec![pair.clone(), turned.clone()]),
        |p, outcome| {
            assert_eq!(p.rejected().count(), 1);
            assert_eq!(outcome.description, "Reject 2 suggestions");
        },
    );
    assert!(world.0.is_rejected(&pair) && world.0.is_rejected(&turned));
    assert!(!world.0.is_rejected(&other));
    let again = world.0.run(Command::RejectSuggestions(vec![turned]));
    assert_eq!(again.unwrap().step, None);
    world.author("ben");
    assert!(!world.0.is_rejected(&pair));
    world.author("ada");
    world.0.run(Command::Undo).unwrap();
    assert!(!world.0.is_rejected(&pair));
}
