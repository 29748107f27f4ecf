//! Random projects and random damage.

use super::super::read::read_whole;
use super::super::{read_project, write_project};
use super::{Fixture, assert_same, n_elements};
use crate::model::{
    AnchorState, Annotation, Annotator, AnnotatorKind, Decision, DecisionOutcome, Document,
    Feature, FeatureKind, Features, ForeignFields, Label, Metadata, Newline, OldSpan, Progress,
    ProgressState, Project, ProjectHead, Relation, RelationType, Schema, Source, Speaker,
};
use crate::text::{ByteOffset, TextSpan};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use std::sync::Arc;

fn words() -> impl Strategy<Value = String> {
    let nasty = select(vec![
        "",
        "a",
        "é",
        "e\u{301}",
        "👩‍👩‍👧",
        "\u{202e}x",
        "שלום",
        "a\"b\\c",
        "\n",
        "\t\u{0}\u{1f}\u{7f}",
        "\u{2028}",
        "𝔘",
        "\u{feff}",
        "</script>",
    ]);
    prop_oneof![3 => vec(nasty, 0..4).prop_map(|parts| parts.concat()), 1 => ".{0,12}"]
}

fn foreign() -> impl Strategy<Value = ForeignFields> {
    let value = select(vec![
        "1.0",
        "1e999",
        "-0",
        "null",
        "[{\"id\":\"id\"}]",
        "\"\\ud800\"",
        "{\"a\":1,\"a\":2}",
        "\"\\u0041\"",
    ]);
    vec((words(), value), 0..3).prop_map(|fields| {
        let named = fields.into_iter().enumerate();
        ForeignFields(
            named
                .map(|(i, (name, raw))| (format!("x{i}{name}"), raw.to_owned()))
                .collect(),
        )
    })
}

fn features() -> impl Strategy<Value = Features> {
    (vec((words(), words()), 0..3), foreign()).prop_map(|(values, foreign)| {
        let mut features = Features::default();
        for (name, value) in values {
            features.set(format!("f{name}").into(), value);
        }
        features.foreign = foreign;
        features
    })
}

fn schema() -> impl Strategy<Value = Schema> {
    (
        vec((words(), foreign()), 3),
        vec((any::<bool>(), foreign()), 2),
        foreign(),
    )
        .prop_map(|(names, types, foreign)| {
            let labels = names
                .into_iter()
                .enumerate()
                .map(|(i, (name, foreign))| Label {
                    id: format!("l{i}").into(),
                    color: "#000000".to_owned(),
                    key: i.to_string(),
                    description: name.clone(),
                    name,
                    foreign,
                });
            let relation_types = types
                .into_iter()
                .enumerate()
                .map(|(i, (symmetric, foreign))| RelationType {
                    id: format!("t{i}").into(),
                    name: String::new(),
                    key: String::new(),
                    symmetric,
                    from: vec!["l0".into()],
                    to: vec!["l1".into(), "gone".into()],
                    foreign,
                });
            Schema {
                labels: labels.collect(),
                features: vec![Feature {
                    id: "speaker".into(),
                    name: "Speaker".to_owned(),
                    kind: FeatureKind::Other("rating".to_owned()),
                    values: vec!["1".to_owned()],
                    labels: vec!["l0".into()],
                    relation_types: vec!["t1".into()],
                    foreign: foreign.clone(),
                }],
                relation_types: relation_types.collect(),
                foreign,
            }
        })
}

fn head() -> impl Strategy<Value = ProjectHead> {
    (words(), words(), words(), foreign()).prop_map(|(id, title, guidelines, foreign)| {
        ProjectHead {
            id,
            title,
            created: String::new(),
            guidelines,
            foreign,
        }
    })
}

/// Two ends of a span per fragment, as shares of the text's code points.
type Place = (Index, Vec<Index>, Index, Index);

fn spans_in(text: &str, ends: &[Index]) -> Vec<TextSpan> {
    let starts: Vec<usize> = text
        .char_indices()
        .map(|(i, _)| i)
        .chain([text.len()])
        .collect();
    let mut ends: Vec<usize> = ends.iter().map(|i| starts[i.index(starts.len())]).collect();
    ends.sort_unstable();
    ends.dedup();
    let pairs = ends.chunks_exact(2);
    pairs
        .map(|pair| TextSpan::new(text, ByteOffset(pair[0]), ByteOffset(pair[1])).unwrap())
        .collect()
}

prop_compose! {
    fn project()(
        head in head(),
        schema in schema(),
        texts in vec((words(), words(), words(), foreign()), 1..4),
        places in vec((any::<Index>(), vec(any::<Index>(), 2..5), any::<Index>(), any::<Index>()), 0..8),
        details in vec((features(), words(), foreign()), 8),
        links in vec((any::<Index>(), any::<Index>(), features(), foreign()), 0..4),
        speakers in vec((words(), foreign()), 0..3),
        decisions in vec((select(DecisionOutcome::ALL.to_vec()), words(), foreign()), 0..3),
        aside in vec(select(vec![
            ("annotations", "{\"id\":\"bad\",\"spans\":[[0.5,1]]}"), ("annotations", "7"),
            ("documents", "{\"id\":\"d0\",\n \"text\":\"again\"}"), ("relations", "[]"),
            ("progress", "{\"state\":\"odd\"}"), ("decisions", "{}"), ("speakers", "null"), ("rejected", "\"x\""),
            ("annotators", "{\"id\":\"ada\"}"), ("annotations", "{\"id\":\"\\ud800\"}"),
        ]), 0..4),
    ) -> Project {
        let mut project = Project::new(head);
        project.set_schema(Arc::new(schema)).unwrap();
        for (i, (id, kind)) in [("ben", AnnotatorKind::Machine), ("ada", AnnotatorKind::Other("panel".into()))].into_iter().enumerate() {
            let annotator = Annotator { id: id.into(), name: id.to_owned(), kind, foreign: ForeignFields::default() };
            project.put_annotator(&id.into(), Some((i, Arc::new(annotator)))).unwrap();
        }
        for (i, (text, title, meta, foreign)) in texts.into_iter().enumerate() {
            let source = Source { path: title.clone(), newline: Newline::ALL[i], bytes: u64::MAX, foreign: foreign.clone(), ..Source::default() };
            let metadata = Metadata { fields: vec![("outlet".to_owned(), meta)], foreign: foreign.clone() };
            let id = format!("d{}", 9 - i);
            let document = Document::as_stated(id.clone().into(), title, source, metadata, "stated".to_owned(), text.into(), foreign);
            project.put_document(&id.into(), Some((i, Arc::new(document)))).unwrap();
        }
        let mut ids = Vec::new();
        for (i, (place, (features, note, foreign))) in places.into_iter().zip(details).enumerate() {
            let (document, ends, label, annotator): Place = place;
            let document = project.documents()[document.index(project.documents().len())].clone();
            let spans = spans_in(document.text(), &ends);
            if spans.is_empty() { continue; }
            let old = OldSpan { start: 0, end: i, text: note.clone() };
            let annotation = Annotation {
                id: format!("a{}", 20 - i).into(),
                document: document.id.clone(),
                annotator: ["ada", "ben"][annotator.index(2)].into(),
                label: format!("l{}", label.index(3)).into(),
                spans, features, note,
                origin: "hand".to_owned(), created: String::new(), modified: String::new(),
                anchor: AnchorState::ALL.get(i).copied(),
                old_spans: if i < 3 { vec![old] } else { Vec::new() },
                foreign,
            };
            let id = annotation.id.clone();
            project.put_annotation(&id, Some(Arc::new(annotation))).unwrap();
            project.put_progress(&document.id, &"ada".into(), Some(Progress { state: ProgressState::ALL[i % 3], ..Progress::default() })).unwrap();
            ids.push(id);
        }
        for (i, (from, to, features, foreign)) in links.into_iter().enumerate().filter(|_| !ids.is_empty()) {
            let (from, to) = (&ids[from.index(ids.len())], &ids[to.index(ids.len())]);
            let relation = Relation {
                id: format!("r{i}").into(), relation_type: format!("t{}", i % 2).into(),
                annotator: project.annotation(from).unwrap().annotator.clone(),
                from: from.clone(), to: to.clone(), features,
                note: String::new(), created: String::new(), modified: String::new(), foreign,
            };
            let id = relation.id.clone();
            // Links across layers are refused.
            let _ = project.put_relation(&id, Some(Arc::new(relation)));
        }
        for (i, (name, foreign)) in speakers.into_iter().enumerate() {
            let id = format!("s{i}");
            let speaker = Speaker { id: id.clone().into(), aliases: vec![name.clone()], name, foreign };
            project.put_speaker(&id.into(), Some(Arc::new(speaker))).unwrap();
        }
        for (i, (outcome, note, foreign)) in decisions.into_iter().enumerate() {
            let id = format!("k{i}");
            let decision = Decision {
                id: id.as_str().into(), document: "d9".into(), annotators: ["ada".into(), "ben".into()],
                a: ids.first().cloned().into_iter().collect(), b: vec![note.as_str().into()],
                relations_a: vec![note.as_str().into()], relations_b: Vec::new(), outcome,
                result: vec![note.as_str().into(), "f".into()], adjudicator: note.as_str().into(),
                at: note.clone(), note, foreign,
            };
            project.put_decision(&id.into(), Some(Arc::new(decision))).unwrap();
        }
        project.put_rejected(&"{\"kind\":\"quotes\"}".into(), true);
        // What is set aside comes from a file.
        let mut json = String::from_utf8(write_project(&project)).unwrap();
        for (list, element) in aside {
            let empty = format!("\"{list}\":[]");
            let at = json.find(&format!("\n\"{list}\":[")).unwrap() + list.len() + 5;
            if json.contains(&empty) {
                json.insert_str(at, element);
            } else {
                json.insert_str(at, &format!("\n{element},"));
            }
        }
        read_project(json.as_bytes()).unwrap().project
    }
}

/// What is put into a file, and how many characters go for it.
fn damage() -> impl Strategy<Value = (&'static str, usize)> {
    let new = select(vec![
        "",
        ",",
        "\"",
        "\\",
        "[",
        "]",
        "{",
        "}",
        ":",
        " ",
        "\n",
        "1",
        "-",
        "null",
        "[]",
        "{}",
        "[1 2]",
        ",]",
        "}}",
        "\u{0}",
        "\\ud800",
        "\\u0061",
        "1e999",
        "\"annotations\":[],",
        "\"x\":[[]],",
        "\u{feff}",
        "é",
    ]);
    (new, 0_usize..4)
}

proptest! {
    #[test]
    fn written_and_read_it_is_the_same(project in project()) {
        let bytes = write_project(&project);
        let again = read_project(&bytes).unwrap().project;
        prop_assert_eq!(&again, &project);
        prop_assert_eq!(write_project(&again), bytes);
    }

    #[test]
    fn damage_is_refused_or_every_element_is_still_there(project in project(), at in any::<Index>(), new in any::<u8>(), how in 0..3) {
        let mut bytes = write_project(&project);
        let at = at.index(bytes.len());
        match how {
            0 => bytes[at] = new,
            1 => { bytes.remove(at); }
            _ => bytes.insert(at, new),
        }
        if let Ok(loaded) = read_project(&bytes) {
            let value: serde_json::Map<String, serde_json::Value> = lenient(&bytes);
            let lists = ["annotators", "documents", "annotations", "relations", "progress", "decisions", "speakers", "rejected"];
            let expected: usize = lists.iter().filter_map(|l| value.get(*l)?.as_array()).map(Vec::len).sum();
            prop_assert_eq!(n_elements(&loaded.project), expected);
            let again = read_project(&write_project(&loaded.project)).unwrap().project;
            prop_assert_eq!(again, loaded.project);
        }
    }

    #[test]
    fn a_damaged_file_is_read_as_the_json_parser_takes_it_apart(project in project(), damage in vec((any::<Index>(), damage()), 1..4)) {
        let mut file = String::from_utf8(write_project(&project)).unwrap();
        for (at, (new, n_gone)) in damage {
            let places: Vec<usize> = file.char_indices().map(|(i, _)| i).chain([file.len()]).collect();
            let i = at.index(places.len());
            let end = places[(i + n_gone).min(places.len() - 1)];
            file.replace_range(places[i]..end, new);
        }
        assert_same(&read_project(file.as_bytes()), &read_whole(file.strip_prefix('\u{feff}').unwrap_or(&file)));
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in vec(any::<u8>(), 0..60), at in any::<Index>()) {
        let _ = read_project(&bytes);
        let mut file = Fixture::new().json().into_bytes();
        let at = at.index(file.len());
        file.splice(at..at, bytes);
        let _ = read_project(&file);
    }
}

/// The top level as an independent reader sees it: only the number of elements of each list matters, so values
/// that `Value` cannot hold (lone surrogates, 1e999) are taken as raw text.
fn lenient(bytes: &[u8]) -> serde_json::Map<String, serde_json::Value> {
    use serde_json::value::RawValue;
    use std::collections::BTreeMap;
    let top: BTreeMap<String, Box<RawValue>> = serde_json::from_slice(bytes).unwrap();
    let lists = top.into_iter().filter_map(|(name, raw)| {
        let elements: Vec<Box<RawValue>> = serde_json::from_str(raw.get()).ok()?;
        Some((name, vec![serde_json::Value::Null; elements.len()].into()))
    });
    lists.collect()
}
