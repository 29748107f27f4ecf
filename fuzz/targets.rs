//! What is tried on hostile bytes: each takes any bytes and panics where a rule is broken. `cargo fuzz` makes the bytes
//! up; `tests/hostile.rs` takes the corpus and bytes near it.
#![allow(dead_code, reason = "each fuzz target takes one of them")]

use countermark::edit::apply_all;
use countermark::formats::FileSet;
use countermark::formats::read::{
    ImportTarget, ReadSettings, detect, into_project, read_files, table_heads,
};
use countermark::ingest::{
    ArticleFile, CHOOSABLE_ENCODINGS, READERS, ReadOptions, decode, read_article, reader_for,
};
use countermark::model::{Document, Project, ProjectHead, Source};
use countermark::storage::hash::Sha256Sum;
use countermark::storage::journal::JournalContents;
use countermark::storage::journal_body::{step_from_json, step_to_json};
use countermark::storage::project_file::{read_project, write_project};
use countermark::text::{AnchorFate, Anchors, ByteOffset, TextSpan};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A project file: an error, or a project that is the same after it was written and read.
pub fn project(bytes: &[u8]) {
    let Ok(loaded) = read_project(bytes) else {
        return;
    };
    let _ = loaded.project.check();
    if loaded.read_only_reason.is_some() {
        return;
    }
    let written = write_project(&loaded.project);
    let again = read_project(&written).expect("what was written can be read");
    assert!(
        again.project == loaded.project,
        "reading what was written gives the same"
    );
    assert!(
        write_project(&again.project) == written,
        "writing it again gives the same bytes"
    );
}

/// A journal: an error, or lines that lie in it one behind the other, and steps that are the same after they were
/// written and read.
pub fn journal(bytes: &[u8]) {
    // A checksum guards each line; what is behind it must hold without that.
    for line in String::from_utf8_lossy(bytes).lines() {
        if let Some(at) = line.find('{') {
            step(&line[at..]);
        }
    }
    let Ok(contents) = JournalContents::read(bytes) else {
        return;
    };
    assert!(
        contents.valid_len <= bytes.len(),
        "good lines lie in the journal"
    );
    assert!(
        contents
            .lines
            .is_sorted_by(|a, b| a.start < b.start && a.seq < b.seq)
    );
    let torn = contents
        .torn_tail
        .as_ref()
        .map_or(0, |tail| tail.bytes.len());
    assert_eq!(
        contents.valid_len + torn,
        bytes.len(),
        "every byte is good or kept"
    );
    let file = Sha256Sum::of(bytes);
    let _ = contents.trimmed(bytes, file, 256);
    assert_eq!(
        JournalContents::read(&bytes[..contents.valid_len]).map(|c| c.lines),
        Ok(contents.lines)
    );
}

/// A step of the journal: an error, or one that is the same after it was written and read, and that changes an empty
/// project so that its inverse takes the change back, or not at all.
fn step(body: &str) {
    let Ok(step) = step_from_json(body) else {
        return;
    };
    let again = step_from_json(&step_to_json(&step)).expect("a written step can be read");
    assert!(again == step, "reading a written step gives the same");
    let before = Project::default();
    let mut project = before.clone();
    if let Ok(inverse) = apply_all(&mut project, &step.ops) {
        apply_all(&mut project, &inverse).expect("an inverse fits");
    }
    assert!(project == before, "all of it is taken back");
}

/// An article file, as each format that takes it and in an encoding that the first byte chooses: an error, or texts without
/// carriage returns, with titles.
pub fn article(bytes: &[u8]) {
    let choice = usize::from(bytes.first().copied().unwrap_or_default());
    let encoding = CHOOSABLE_ENCODINGS
        .get(choice % (CHOOSABLE_ENCODINGS.len() + 1))
        .map(|choosable| choosable.encoding);
    let decoded = decode(bytes, encoding);
    assert!(
        decoded.text.len() <= 3 * bytes.len() + 3,
        "a byte becomes three at most"
    );
    // Each reader that takes the bytes under one of its names, once.
    let mut ids = Vec::new();
    for extension in READERS
        .iter()
        .filter_map(|reader| reader.kind().extensions.first())
    {
        let path = format!("folder/article.{extension}");
        let file = ArticleFile { path: &path, bytes };
        let id = reader_for(&file).map(|reader| reader.kind().id);
        if ids.contains(&id) {
            continue;
        }
        ids.push(id);
        for insists in [false, true] {
            let options = ReadOptions {
                encoding,
                allow_binary: insists,
                whole_page: insists,
                columns: None,
            };
            for article in read_article(&file, &options).unwrap_or_default() {
                assert!(!article.title.is_empty(), "an article has a title");
                assert!(!article.text.contains('\r'), "line ends are line feeds");
                let document = article.into_document("d".into());
                assert!(document.index().n_chars() <= document.text().len());
                assert_eq!(document.sha256, document.text_sha256());
            }
        }
    }
}

/// Two versions of a text, with `\x01` between them: every place of the first has a sound place in the second, in the
/// same one its own.
pub fn anchor(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (old, new) = text.split_once('\u{1}').unwrap_or((&text, ""));
    let anchors = Anchors::new(old, new);
    for change in anchors.changes() {
        assert!(
            old.get(change.old).is_some() && new.get(change.new).is_some(),
            "what differs lies in the texts"
        );
    }
    let same = Anchors::new(old, old);
    let ends: Vec<usize> = old.char_indices().map(|(at, _)| at).collect();
    let step = ends.len() / 40 + 1;
    let mut spans: Vec<TextSpan> = Vec::new();
    for (i, &start) in ends.iter().enumerate().step_by(step) {
        for length in [1, 4, 30] {
            let end = ends.get(i + length).copied().unwrap_or(old.len());
            let span = TextSpan::new(old, ByteOffset(start), ByteOffset(end)).expect("a place");
            let own = same.anchor(&[span]).expect("a text has places");
            assert!(
                own.fate == AnchorFate::Exact && own.spans == [span],
                "in the same text a place is exact"
            );
            if spans.last().is_none_or(|last| last.end() <= span.start()) {
                spans.push(span);
            }
            let found = anchors.anchor(&[span]);
            assert!(found.is_some() || new.is_empty(), "there is a place");
            for place in found.into_iter().flat_map(|found| found.spans) {
                assert_eq!(
                    TextSpan::new(new, place.start(), place.end()),
                    Ok(place),
                    "a place lies in the text"
                );
            }
        }
    }
    if let Some(found) = anchors.anchor(&spans) {
        assert!(
            found.spans.windows(2).all(|w| w[0].end() <= w[1].start()),
            "fragments stand in order"
        );
    }
}

/// Files of another tool, as one format's reader takes them: an error with a place, or annotations that lie in their
/// texts and links that join two of them. Several files stand one after the other, each behind a line `=== PATH`.
pub fn import(format: &str, ending: &str, bytes: &[u8]) {
    let files = file_set(ending, bytes);
    let settings = ReadSettings::default();
    let _ = detect(&files);
    let _ = table_heads(&files, None);
    let read = match read_files(Some(format), &files, &settings, &|_, _| true) {
        Ok(read) => read,
        Err(error) => {
            assert!(!error.what.is_empty(), "an error says what is the matter");
            return;
        }
    };
    let text = "One \u{1f6a2} two three.\nThe port says the bridge is safe.\n";
    let mut base = Project::new(ProjectHead::default());
    let document = Document::new("d1".into(), "d1".to_owned(), Source::default(), text.into());
    let own = Some((0, Arc::new(document)));
    base.put_document(&"d1".into(), own).expect("it is sound");
    let mut n = 0;
    let mut target = ImportTarget {
        base: &base,
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
    let read = into_project(read, &mut target);
    let all = base.documents().iter().map(|d| &**d);
    let texts: BTreeMap<&str, &str> = all
        .chain(read.documents.iter().map(|d| &**d))
        .map(|d| (d.id.as_str(), &**d.text()))
        .collect();
    let mut ids = BTreeSet::new();
    for a in &read.annotations {
        assert!(ids.insert(&a.id), "ids are unique");
        let text = texts[a.document.as_str()];
        for span in &a.spans {
            assert_eq!(
                TextSpan::new(text, span.start(), span.end()),
                Ok(*span),
                "a span lies in its text"
            );
        }
        assert!(
            a.spans.windows(2).all(|w| w[0].end() <= w[1].start()),
            "fragments stand in order"
        );
        assert!(
            read.schema.label(&a.label).is_some(),
            "a tag is in the tag set"
        );
    }
    for link in &read.relations {
        assert!(
            ids.contains(&link.from) && ids.contains(&link.to),
            "a link joins annotations"
        );
    }
}

fn file_set(ending: &str, bytes: &[u8]) -> FileSet {
    const MARK: &[u8] = b"=== ";
    let mut files = FileSet::default();
    let Some(rest) = bytes.strip_prefix(MARK) else {
        files.insert(format!("input.{ending}"), bytes.to_vec());
        return files;
    };
    let mut rest = rest;
    loop {
        let end = rest.windows(5).position(|w| w == b"\n=== ");
        let (file, after) = match end {
            Some(end) => (&rest[..=end], Some(&rest[end + 5..])),
            None => (rest, None),
        };
        let line = file.iter().position(|b| *b == b'\n').unwrap_or(file.len());
        let path = String::from_utf8_lossy(&file[..line]).into_owned();
        files.insert(path, file.get(line + 1..).unwrap_or_default().to_vec());
        match after {
            Some(after) => rest = after,
            None => return files,
        }
    }
}

/// The formats that are read, with the ending of a file of theirs.
pub const IMPORTS: [(&str, &str); 15] = [
    ("brat", "ann"),
    ("conll", "conll"),
    ("csv", "csv"),
    ("dataset", "parquet"),
    ("dataset-jsonl", "jsonl"),
    ("doccano", "jsonl"),
    ("label-studio", "json"),
    ("prodigy", "jsonl"),
    ("refi-qda", "qdpx"),
    ("spacy", "spacy"),
    ("uima-json", "json"),
    ("uima-xmi", "xmi"),
    ("web-annotation", "jsonld"),
    ("webanno-tsv", "tsv"),
    ("xlsx", "xlsx"),
];
