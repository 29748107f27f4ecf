//! Exports of the trap project read back: the same annotations, but for what the export said that it could not hold; and damaged copies of
//! every export, which no reader may trip over.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on ends, in its helpers too"
)]

#[path = "formats/round_trip.rs"]
mod round_trip;

use countermark::formats::read::{
    ImportTarget, ImportedProject, ReadSettings, detect, into_project, read_files,
};
use countermark::formats::{ExportOptions, FORMATS, FileSet, View, Written, format_of};
use countermark::model::{Annotation, Document, DocumentId, Project, ProjectHead, Source};
use countermark::storage::project_file::read_project;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

const TRAP: &[u8] = include_bytes!("formats/trap.json");

fn trap() -> Project {
    read_project(TRAP)
        .expect("the trap project is sound")
        .project
}

fn exported(project: &Project, format: &str) -> (FileSet, Written) {
    let options = ExportOptions::default();
    let view = View::new(project, &options);
    let mut files = FileSet::default();
    let written = format_of(format)
        .unwrap()
        .write(&view, &options, &mut files, &mut |_, _| true)
        .unwrap();
    (files, written)
}

fn imported(files: &FileSet, format: &str) -> ImportedProject {
    let read = read_files(Some(format), files, &ReadSettings::default(), &|_, _| true).unwrap();
    let mut n = 0;
    let mut target = ImportTarget {
        base: &Project::new(ProjectHead::default()),
        annotator: None,
        kind: None,
        labels: &BTreeMap::new(),
        now: "2026-01-01T00:00:00Z".to_owned(),
        next_id: &mut || {
            n += 1;
            format!("new{n}")
        },
        goes_on: &|_, _| true,
    };
    into_project(read, &mut target)
}

/// One annotation for comparing: article (by the words around), tag, byte ranges, features, note.
type Seen = (
    usize,
    String,
    Vec<(usize, usize)>,
    Vec<(String, String)>,
    String,
);

/// What a format keeps of an annotation.
#[derive(Clone, Copy)]
struct Keeps {
    features: bool,
    fragments: bool,
    links: usize,
}

fn plain(name: &str) -> String {
    name.chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || c == '-' {
                c
            } else {
                '_'
            }
        })
        .collect()
}

fn seen<'a>(
    annotations: impl Iterator<Item = &'a Annotation>,
    place: &BTreeMap<String, usize>,
    keeps: Keeps,
) -> BTreeSet<Seen> {
    let mut out = BTreeSet::new();
    for a in annotations {
        let all: Vec<(usize, usize)> = a.spans.iter().map(|s| (s.start().0, s.end().0)).collect();
        let pieces: Vec<Vec<(usize, usize)>> = if keeps.fragments {
            vec![all]
        } else {
            all.into_iter().map(|s| vec![s]).collect()
        };
        for spans in pieces {
            let features = a
                .features
                .iter()
                .map(|(n, v)| (n.as_str().to_owned(), v.to_owned()));
            out.insert((
                place[a.document.as_str()],
                plain(a.label.as_str()),
                spans,
                if keeps.features {
                    features.collect()
                } else {
                    Vec::new()
                },
                if keeps.features {
                    a.note.clone()
                } else {
                    String::new()
                },
            ));
        }
    }
    out
}

#[test]
fn what_an_export_keeps_comes_back_as_it_was() {
    let project = trap();
    let everything = Keeps {
        features: true,
        fragments: true,
        links: 5,
    };
    let within = Keeps {
        links: 3,
        ..everything
    };
    let bare = Keeps {
        features: false,
        fragments: false,
        links: 0,
    };
    let table = [
        ("dataset", everything),
        ("dataset-jsonl", everything),
        ("csv", everything),
        ("xlsx", everything),
        ("refi-qda", everything),
        ("label-studio", within),
        ("prodigy", within),
        ("brat", everything),
        ("web-annotation", everything),
        ("uima-xmi", within),
        ("uima-json", within),
        ("spacy", bare),
        ("doccano", Keeps { links: 3, ..bare }),
    ];
    for (format, keeps) in table {
        let (files, written) = exported(&project, format);
        assert_eq!(detect(&files).unwrap(), format, "recognised");
        let back = imported(&files, format);
        assert!(back.faults.is_empty(), "{format}: {:?}", back.faults);
        assert!(
            back.placements.is_empty(),
            "{format}: {:?}",
            back.placements
        );
        let place_of = |documents: Vec<&str>| -> BTreeMap<String, usize> {
            documents
                .into_iter()
                .enumerate()
                .map(|(i, d)| (d.to_owned(), i))
                .collect()
        };
        // Articles by their length: it stays the same whatever their names become.
        let by_length = |mut all: Vec<(usize, &str)>| -> BTreeMap<String, usize> {
            // Longest first: what a format leaves out has no text.
            all.sort_unstable_by(|a, b| b.cmp(a));
            place_of(all.into_iter().map(|(_, id)| id).collect())
        };
        let ours = by_length(
            project
                .documents()
                .iter()
                .map(|d| (d.text().len(), d.id.as_str()))
                .collect(),
        );
        let theirs = by_length(
            back.documents
                .iter()
                .map(|d| (d.text().len(), d.id.as_str()))
                .collect(),
        );
        let people = ["ada", "ben b.", "final"];
        let chosen = project
            .annotations()
            .map(|a| &**a)
            .filter(|a| people.contains(&a.annotator.as_str()));
        let want = seen(chosen, &ours, keeps);
        let got = seen(back.annotations.iter().map(|a| &**a), &theirs, keeps);
        let missing: Vec<_> = want.difference(&got).collect();
        let extra: Vec<_> = got.difference(&want).collect();
        assert!(
            missing.is_empty() && extra.is_empty(),
            "{format}: missing {missing:#?} extra {extra:#?}"
        );
        assert_eq!(back.relations.len(), keeps.links, "{format}: links");
        assert_eq!(written.relations, keeps.links, "{format}: links written");
    }
}

#[test]
fn conll_keeps_the_words_of_each_flat_layer() {
    let project = trap();
    let (files, written) = exported(&project, "conll");
    assert_eq!(detect(&files).unwrap(), "conll");
    let back = imported(&files, "conll");
    assert!(back.faults.is_empty(), "{:?}", back.faults);
    assert!(back.placements.is_empty(), "{:?}", back.placements);
    let words = |a: &Annotation, text: &str| -> Vec<(String, String)> {
        let of = |s: &countermark::text::TextSpan| {
            // No token holds a blank, so that one at an edge is not in the file.
            let words = text[s.start().0..s.end().0].trim();
            (plain(a.label.as_str()), words.to_owned())
        };
        a.spans.iter().map(of).collect()
    };
    // Within a tag the longer of two that overlap is kept.
    let gone = ["a6", "b4", "b5"];
    assert_eq!(
        written
            .losses
            .count("annotations that overlap another one of the same tag"),
        gone.len()
    );
    let people = ["ada", "ben b.", "final"];
    let mut want: Vec<_> = project
        .annotations()
        .filter(|a| people.contains(&a.annotator.as_str()) && !gone.contains(&a.id.as_str()))
        .flat_map(|a| words(a, project.document(&a.document).unwrap().text()))
        .collect();
    let text_of = |id: &countermark::model::DocumentId| {
        let found = back.documents.iter().find(|d| d.id == *id);
        found.unwrap().text().clone()
    };
    let all = back.annotations.iter();
    let mut got: Vec<_> = all.flat_map(|a| words(a, &text_of(&a.document))).collect();
    want.sort();
    got.sort();
    assert_eq!(got, want);
    let mut names: Vec<_> = back.annotators.iter().map(|a| a.id.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["ada", "ben_b-1", "final"]);
}

#[test]
fn brat_keeps_the_colours_of_tags() {
    let project = trap();
    let back = imported(&exported(&project, "brat").0, "brat");
    let colors = |labels: &[countermark::model::Label]| -> BTreeMap<String, String> {
        let all = labels.iter();
        all.map(|l| (l.id.to_string(), l.color.clone())).collect()
    };
    let theirs = colors(&back.schema.labels);
    // The file spells the names of others in its own way.
    let is_plain = |l: &&countermark::model::Label| {
        let mut chars = l.id.as_str().chars();
        chars.all(|c| c.is_ascii_alphanumeric())
    };
    let ours: Vec<_> = project.schema().labels.iter().filter(is_plain).collect();
    assert!(ours.len() > 2);
    for label in ours {
        assert_eq!(theirs.get(label.id.as_str()), Some(&label.color));
    }
}

#[test]
fn the_dataset_folder_holds_the_tag_set_the_people_and_the_details_of_links() {
    let project = trap();
    for format in ["dataset", "dataset-jsonl"] {
        let back = imported(&exported(&project, format).0, format);
        assert_eq!(back.title, project.head().title);
        assert_eq!(back.guidelines, project.head().guidelines);
        let names = |labels: &[countermark::model::Label]| -> Vec<(String, String, String)> {
            labels
                .iter()
                .map(|l| (l.id.to_string(), l.name.clone(), l.color.clone()))
                .collect()
        };
        assert_eq!(names(&back.schema.labels), names(&project.schema().labels));
        let link = |r: &countermark::model::Relation| {
            (
                r.id.clone(),
                r.relation_type.clone(),
                r.from.clone(),
                r.to.clone(),
                r.features.clone(),
                r.note.clone(),
            )
        };
        let want: Vec<_> = project.relations().map(|r| link(r)).collect();
        assert_eq!(
            back.relations.iter().map(|r| link(r)).collect::<Vec<_>>(),
            want
        );
        let name = |id: &str| {
            back.annotators
                .iter()
                .find(|a| a.id.as_str() == id)
                .map(|a| a.name.clone())
        };
        assert_eq!(name("ben b."), Some("Ben".to_owned()));
    }
}

#[test]
fn a_link_of_what_brat_cannot_hold_is_counted() {
    let mut json: serde_json::Value = serde_json::from_slice(TRAP).unwrap();
    let text = json["documents"][1]["text"].as_str().unwrap().to_owned();
    let at = text.chars().position(|c| c == '\n').unwrap();
    let mut only_break = json["annotations"][12].clone();
    only_break["id"] = "break".into();
    only_break["spans"] = serde_json::json!([[at, at + 1]]);
    only_break["text"] = serde_json::json!(["\n"]);
    json["annotations"].as_array_mut().unwrap().push(only_break);
    let mut link = json["relations"][0].clone();
    link["id"] = "lost".into();
    link["to"] = "break".into();
    json["relations"].as_array_mut().unwrap().push(link);
    let project = read_project(json.to_string().as_bytes()).unwrap().project;
    assert_eq!(project.relations().len(), 6, "the link is sound");
    let (_, written) = exported(&project, "brat");
    assert_eq!((written.annotations, written.relations), (19, 5));
    assert_eq!(
        written
            .losses
            .count("links of annotations of blanks or line breaks only"),
        1
    );
}

#[test]
fn cells_hold_every_text_whatever_its_length_and_signs() {
    let texts = [
        "ä𐐷 b\n".repeat(20_000),
        "<r>_x0041_ & _x00_</r>\nwords\n".to_owned(),
        " \ttwo blanks before and after \n ".to_owned(),
        "=1+1".to_owned(),
    ];
    let mut project = Project::new(ProjectHead::default());
    for (i, text) in texts.iter().enumerate() {
        let id = DocumentId::from(format!("d{i}").as_str());
        let (title, source) = (format!("Title {i}"), Source::default());
        let document = Document::new(id.clone(), title, source, text.as_str().into());
        project
            .put_document(&id, Some((i, Arc::new(document))))
            .unwrap();
    }
    let (files, written) = exported(&project, "xlsx");
    assert_eq!((written.documents, written.annotations), (4, 0));
    let back = imported(&files, "xlsx");
    assert!(back.faults.is_empty(), "{:?}", back.faults);
    let got: Vec<&str> = back.documents.iter().map(|d| &**d.text()).collect();
    assert_eq!(got, texts);
}

#[test]
fn an_export_is_the_same_each_time() {
    let project = trap();
    for format in FORMATS.iter().filter(|f| f.is_written()) {
        assert_eq!(
            exported(&project, format.id).0,
            exported(&project, format.id).0,
            "{}",
            format.id
        );
    }
}

#[test]
fn the_other_annotators_layer_is_copied_where_a_link_crosses() {
    let mut files = FileSet::default();
    let tables = [
        ("documents.csv", "document,title,text\nd1,T,one two three\n"),
        (
            "spans.csv",
            "span_id,document,annotator,label,start,end,text\na,d1,ada,claim,0,3,one\nb,d1,ben,claim,4,7,two\n",
        ),
        (
            "links.csv",
            "link_id,annotator,type,source,target\nr,ada,contradicts,a,b\n",
        ),
    ];
    for (name, text) in tables {
        files.insert(name, text.as_bytes().to_vec());
    }
    let back = imported(&files, "csv");
    assert_eq!(
        (back.annotations.len(), back.n_copied, back.relations.len()),
        (3, 1, 1)
    );
    let to = back
        .annotations
        .iter()
        .find(|a| a.id == back.relations[0].to)
        .unwrap();
    assert_eq!((to.annotator.as_str(), to.spans.len()), ("ada", 1));
}

/// A small generator of places, so that a failure can be found again (Knuth's MMIX constants).
fn next(state: &mut u64) -> usize {
    *state = state
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1_442_695_040_888_963_407);
    usize::try_from(*state >> 33).unwrap()
}

#[test]
fn no_reader_trips_over_a_damaged_file() {
    let project = trap();
    let mut state = 7;
    for format in FORMATS.iter().filter(|f| f.is_written() && f.is_read()) {
        let (files, _) = exported(&project, format.id);
        let names: Vec<String> = files.iter().map(|(n, _)| n.to_owned()).collect();
        for name in &names {
            let whole = files.get(name).unwrap().to_vec();
            for round in 0..24 {
                let mut bytes = whole.clone();
                if bytes.is_empty() {
                    continue;
                }
                let at = next(&mut state) % bytes.len();
                match round % 3 {
                    0 => bytes.truncate(at),
                    1 => bytes[at] = u8::try_from(next(&mut state) % 256).unwrap(),
                    _ => {
                        let end = (at + next(&mut state) % 40).min(bytes.len());
                        bytes.drain(at..end);
                    }
                }
                let mut damaged = files.clone();
                damaged.insert(name.clone(), bytes);
                let format_id = detect(&damaged).unwrap_or(format.id);
                // Read or refused in words; what is read is placed or listed.
                match read_files(
                    Some(format_id),
                    &damaged,
                    &ReadSettings::default(),
                    &|_, _| true,
                ) {
                    Ok(read) => {
                        let mut target = ImportTarget {
                            base: &project,
                            annotator: None,
                            kind: None,
                            labels: &BTreeMap::new(),
                            now: String::new(),
                            next_id: &mut || "x".to_owned(),
                            goes_on: &|_, _| true,
                        };
                        let _ = into_project(read, &mut target);
                    }
                    Err(error) => {
                        assert!(!error.what.is_empty() && !error.place.is_empty(), "{name}");
                    }
                }
            }
        }
    }
}

/// Files that other tools really wrote, where they are at hand: articles, annotations, links and faults of each, or what is told.
#[test]
fn files_of_other_tools_come_in_or_are_refused_with_their_place() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/formats/samples");
    if !folder.exists() {
        return;
    }
    let legacy = "this is the legacy UIMA JSON, which has no fixed form: chunk2000_ref.json";
    let columns = "the line has 2 columns where 3 are wanted: labeling.invalid.conll:2";
    let table: &[(&str, Result<[usize; 4], &str>)] = &[
        ("brat/news_tutorial", Ok([5, 78, 47, 0])),
        ("conll/conll2003-en.conll", Ok([1, 3, 0, 0])),
        ("conll/germeval2014_test.conll", Ok([1, 6, 0, 0])),
        ("conll/labeling.invalid.conll", Err(columns)),
        ("conll/ner-token-per-line.iob", Ok([1, 7, 0, 0])),
        ("doccano/example.jsonl", Ok([2, 1, 0, 1])),
        ("doccano/example_overlapping.jsonl", Ok([1, 2, 0, 0])),
        ("doccano/intent.jsonl", Ok([4, 2, 0, 1])),
        ("doccano/relation_extraction.jsonl", Ok([1, 4, 3, 0])),
        (
            "label_studio/named_entity_annotation.json",
            Ok([1, 1, 0, 0]),
        ),
        (
            "label_studio/rich_text_plain_annotation.json",
            Ok([1, 0, 0, 1]),
        ),
        (
            "prodigy_spacy/emerson_annotated_text.jsonl",
            Ok([30, 30, 0, 0]),
        ),
        ("prodigy_spacy/ner_tweets_demo.jsonl", Ok([1, 1, 0, 0])),
        ("prodigy_spacy/ner_tweets_demo.spacy", Ok([1, 1, 0, 0])),
        (
            "uima_json/casWithEmojiUnicodeTextAndAnnotations.json",
            Ok([1, 9, 0, 0]),
        ),
        ("uima_json/chunk2000_ref.json", Err(legacy)),
        ("uima_xmi/small_cas.xmi", Ok([1, 0, 0, 0])),
        ("uima_xmi/testSentenceWithEmoji.xmi", Ok([1, 1, 0, 0])),
        ("web_annotation/anno23.json", Ok([0, 0, 0, 1])),
    ];
    for (path, want) in table {
        let mut files = FileSet::default();
        let whole = folder.join(path);
        let inside: Vec<_> = if whole.is_dir() {
            whole
                .read_dir()
                .unwrap()
                .map(|e| e.unwrap().path())
                .collect()
        } else {
            vec![whole]
        };
        for file in inside {
            let name = file.file_name().unwrap().to_string_lossy().into_owned();
            files.insert(name, std::fs::read(&file).unwrap());
        }
        let got = detect(&files)
            .and_then(|format| {
                read_files(Some(format), &files, &ReadSettings::default(), &|_, _| true)
            })
            .map(|read| {
                let mut n = 0;
                let mut target = ImportTarget {
                    base: &Project::new(ProjectHead::default()),
                    annotator: None,
                    kind: None,
                    labels: &BTreeMap::new(),
                    now: String::new(),
                    next_id: &mut || {
                        n += 1;
                        n.to_string()
                    },
                    goes_on: &|_, _| true,
                };
                let back = into_project(read, &mut target);
                [
                    back.documents.len(),
                    back.annotations.len(),
                    back.relations.len(),
                    back.faults.len(),
                ]
            })
            .map_err(|error| error.to_string());
        assert_eq!(
            got.as_ref().map_err(String::as_str),
            want.as_ref().map_err(|e| *e),
            "{path}"
        );
    }
}
