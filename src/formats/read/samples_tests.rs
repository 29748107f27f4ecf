//! Files that other tools really wrote, where they are at hand beside the project: the words under every annotation, and
//! damaged copies, which no reader may trip over.

use super::*;
use crate::model::{Document, Project, ProjectHead, Source};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

fn folder() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/formats/samples");
    folder.exists().then_some(folder)
}

/// A file, or all files of a folder.
fn files(path: &Path) -> FileSet {
    let mut files = FileSet::default();
    let inside = if path.is_dir() {
        let entries = path.read_dir().unwrap();
        entries.map(|e| e.unwrap().path()).collect()
    } else {
        vec![path.to_owned()]
    };
    for file in inside {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        files.insert(name, std::fs::read(&file).unwrap());
    }
    files
}

fn placed(read: Imported, base: &Project) -> ImportedProject {
    let mut n = 0;
    into_project(
        read,
        &mut ImportTarget {
            base,
            annotator: None,
            kind: None,
            labels: &BTreeMap::new(),
            now: String::new(),
            next_id: &mut || {
                n += 1;
                format!("new{n}")
            },
            goes_on: &|_, _| true,
        },
    )
}

/// So many code points of the words are compared.
const SHOWN: usize = 24;

/// `tag=words` of every annotation, in the order of the file.
fn seen(read: &ImportedProject, base: &Project) -> Vec<String> {
    let all = base.documents().iter().map(|d| &**d);
    let texts: BTreeMap<&str, &str> = all
        .chain(read.documents.iter().map(|d| &**d))
        .map(|d| (d.id.as_str(), &**d.text()))
        .collect();
    let of = |a: &Arc<crate::model::Annotation>| {
        let text = texts[a.document.as_str()];
        let words: Vec<&str> = a.spans.iter().map(|s| s.of(text)).collect();
        let words: String = words.join("/").chars().take(SHOWN).collect();
        format!("{}={words}", a.label)
    };
    read.annotations.iter().map(of).collect()
}

fn check(path: &str, want: &[&str]) {
    let Some(folder) = folder() else {
        return;
    };
    let read = read_files(
        None,
        &files(&folder.join(path)),
        &ReadSettings::default(),
        &|_, _| true,
    );
    let base = Project::new(ProjectHead::default());
    let read = placed(read.unwrap(), &base);
    assert_eq!(seen(&read, &base), want, "{path}");
}

#[test]
#[allow(clippy::too_many_lines, reason = "one file after the other")]
fn the_words_under_the_annotations_of_other_tools() {
    check(
        "label_studio/named_entity_annotation.json",
        &["Date=February 22"],
    );
    check("label_studio/rich_text_plain_annotation.json", &[]);
    check(
        "conll/ner-token-per-line.iob",
        &[
            "PERSON=Sebastian Thrun",
            "ORG=Google",
            "DATE=2007",
            "NORP=American",
            "PERSON=Thrun",
            "ORG=Recode",
            "DATE=earlier this week",
        ],
    );
    check(
        "conll/germeval2014_test.conll",
        &[
            "LOC=Stuttgart",
            "LOC=Braunschweig",
            "LOC=Bonn",
            "LOCpart=Troia-Ausstellung",
            "OTH=Troia - Traum und Wirkli",
            "LOC=Troia",
        ],
    );
    check(
        "conll/conll2003-en.conll",
        &["ORG=U.N.", "PER=Ekeus", "LOC=Baghdad"],
    );
    check("uima_xmi/testSentenceWithEmoji.xmi", &["NamedEntity=😊"]);
    check("uima_xmi/small_cas.xmi", &[]);
    check(
        "prodigy_spacy/ner_tweets_demo.spacy",
        &["PERSON=Ed Sheeran"],
    );
    check(
        "prodigy_spacy/ner_tweets_demo.jsonl",
        &["PERSON=Ed Sheeran"],
    );
    check(
        "uima_json/casWithEmojiUnicodeTextAndAnnotations.json",
        &[
            "Annotation=🥳",
            "Annotation=This",
            "Annotation=👳🏻\u{200d}♀\u{fe0f}",
            "Annotation=is",
            "Annotation=✆",
            "Annotation=a",
            "Annotation=🧔🏾\u{200d}♂\u{fe0f}",
            "Annotation=test",
            "Annotation=👻",
        ],
    );
    check(
        "uima_json/casWithTextAndAnnotations.json",
        &[
            "Annotation=This",
            "Annotation=is",
            "Annotation=a",
            "Annotation=test",
        ],
    );
    check("webanno_tsv/testSentenceWithEmoji.tsv", &["Span=😊"]);
    check(
        "webanno_tsv/testStackedSubMultiTokenSpanWithFeatureValue.tsv",
        &[
            "2a=aaaaaa bbbbbb",
            "2b=aaaaaa bbbbbb",
            "7a=aaaaaa bbb",
            "7b=aaaaaa bbb",
            "1a=aaaaaa",
            "1b=aaaaaa",
            "9a=aaa bbbbbb ccc",
            "9b=aaa bbbbbb ccc",
            "6a=aaa bbbbbb",
            "6b=aaa bbbbbb",
            "8a=aaa bbb",
            "8b=aaa bbb",
            "4a=bbb",
            "4b=bbb",
            "5a=bbbb",
            "5b=bbbb",
            "3a=b",
            "3b=b",
        ],
    );
    check("doccano/example_overlapping.jsonl", &["LOC=e", "LOC=e"]);
    check("doccano/example.jsonl", &["LOC=e"]);
    check("doccano/intent.jsonl", &["LOC=e", "LOC=e"]);
    check(
        "doccano/relation_extraction.jsonl",
        &[
            "ORG=Google",
            "DATE=September 4, 1998",
            "PERSON=Larry Page",
            "PERSON=Sergey Brin",
        ],
    );
    check("refi_qda/TestProject.qdpx", &[]);
    check("refi_qda/atlasti_standard_project.qde", &[]);
    check(
        "webanno_tsv/testTokenBoundedSpanWithNastyFeatureValue.tsv",
        &[
            "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity:value=This",
            "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity:value=is",
            "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity:value=a",
            "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity:value=test",
            "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity:value=.",
        ],
    );
    for user in ["user1", "user2"] {
        check_tokens(&format!("webanno_tsv/relationLabelTest-{user}.tsv"));
    }
}

/// Each token has a part of speech, in the order of the sentence, and one link; its lemma is told of.
fn check_tokens(path: &str) {
    let Some(folder) = folder() else {
        return;
    };
    let set = files(&folder.join(path));
    let base = Project::new(ProjectHead::default());
    let read = read_files(None, &set, &ReadSettings::default(), &|_, _| true).unwrap();
    let read = placed(read, &base);
    let text = read.documents[0].text();
    let tokens: Vec<&str> = text.split_whitespace().collect();
    let covered = read.annotations.iter().map(|a| a.spans[0].of(text));
    assert_eq!(covered.collect::<Vec<_>>(), tokens, "{path}");
    let lemmas = read.left_out.get("tokens, sentences and lemmas");
    assert_eq!(lemmas, Some(&tokens.len()), "{path}");
    assert_eq!(read.relations.len(), tokens.len(), "{path}");
}

#[test]
fn what_programs_state_as_words_is_what_is_covered() {
    let Some(folder) = folder() else {
        return;
    };
    for path in [
        "brat/news_tutorial",
        "prodigy_spacy/emerson_annotated_text.jsonl",
    ] {
        let set = files(&folder.join(path));
        let read = read_files(None, &set, &ReadSettings::default(), &|_, _| true).unwrap();
        let base = Project::new(ProjectHead::default());
        let stated: Vec<Option<String>> = read
            .annotations
            .iter()
            .map(|a| a.fragments[0].text.clone())
            .collect();
        let read = placed(read, &base);
        assert!(
            read.placements.is_empty() && read.faults.is_empty(),
            "{path}"
        );
        let texts: BTreeMap<&str, &str> = read
            .documents
            .iter()
            .map(|d| (d.id.as_str(), &**d.text()))
            .collect();
        assert_eq!(read.annotations.len(), stated.len());
        for (a, stated) in read.annotations.iter().zip(stated) {
            let words = a.spans[0].of(texts[a.document.as_str()]);
            match stated {
                Some(stated) => assert_eq!(words, stated, "{path}"),
                None => assert_eq!(words, "Emerson", "{path}"),
            }
        }
    }
}

#[test]
fn quotations_of_recogito_come_to_their_positions() {
    let Some(folder) = folder() else {
        return;
    };
    let name = "recogito_quote_position_linking.w3c";
    let set = files(&folder.join("web_annotation").join(format!("{name}.json")));
    // The article is not at hand: its words stand where the file says, and look-alikes elsewhere.
    let mut text = vec![b'.'; 1200];
    for (at, words) in [
        (10, "Troy"),
        (124, "Troy"),
        (646, "death in battle"),
        (963, "Ithaca"),
    ] {
        text[at..at + words.len()].copy_from_slice(words.as_bytes());
    }
    let text = String::from_utf8(text).unwrap();
    let mut base = Project::new(ProjectHead::default());
    let own = Document::new(name.into(), name.to_owned(), Source::default(), text.into());
    base.put_document(&name.into(), Some((0, Arc::new(own))))
        .unwrap();
    let read = read_files(None, &set, &ReadSettings::default(), &|_, _| true).unwrap();
    let read = placed(read, &base);
    let places: Vec<_> = read
        .annotations
        .iter()
        .map(|a| (a.label.as_str(), a.spans[0].start().0))
        .collect();
    let want = [
        ("A Tag", 124),
        ("Another Tag", 124),
        ("comment", 646),
        ("comment", 963),
    ];
    assert_eq!(places, want);
    assert_eq!(
        read.placements.get(&Placement::Near),
        Some(&1),
        "Ithaca is one shorter than stated"
    );
    assert_eq!(read.relations.len(), 1);
}

#[test]
fn damaged_copies_are_read_or_refused() {
    let Some(folder) = folder() else {
        return;
    };
    let mut paths = Vec::new();
    for format in folder.read_dir().unwrap() {
        let format = format.unwrap().path();
        if format.is_dir() {
            paths.extend(format.read_dir().unwrap().map(|e| e.unwrap().path()));
        }
    }
    paths.sort();
    let text = "One two.";
    let mut base = Project::new(ProjectHead::default());
    let own = Document::new("d1".into(), "d1".to_owned(), Source::default(), text.into());
    base.put_document(&"d1".into(), Some((0, Arc::new(own))))
        .unwrap();
    // A small generator of places, so that a failure can be found again (Knuth's MMIX constants).
    let mut state = 11_u64;
    let mut next = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap()
    };
    for path in paths {
        let whole = files(&path);
        let format = detect(&whole).ok();
        let names: Vec<String> = whole.iter().map(|(name, _)| name.to_owned()).collect();
        for name in &names {
            for round in 0..12 {
                let mut bytes = whole.get(name).unwrap().to_vec();
                if bytes.is_empty() {
                    continue;
                }
                let at = next() % bytes.len();
                match round % 3 {
                    0 => bytes.truncate(at),
                    1 => bytes[at] ^= 1 << (next() % 8),
                    _ => {
                        let end = (at + next() % 40).min(bytes.len());
                        bytes.drain(at..end);
                    }
                }
                let mut damaged = whole.clone();
                damaged.insert(name.clone(), bytes);
                let settings = ReadSettings::default();
                match read_files(format, &damaged, &settings, &|_, _| true) {
                    Ok(read) => {
                        let _ = placed(read, &base);
                    }
                    Err(error) => assert!(!error.what.is_empty(), "{name}"),
                }
            }
        }
    }
}
