//! Which format files are of, by their content.

use super::chunks::is_tag;
use super::imported::ImportError;
use super::label_studio::{is_minimal, minimal};
use super::spacy_pairs::{is_pair, is_second_half};
use super::spacy_training::is_training;
use super::spans_table::is_headless;
use super::unpack::unpacked;
use super::{Watch, has_ending, jsonl, split_path};
use crate::formats::output::{File, FileSet};
use serde_json::Value;
use std::io::Cursor;
use std::ops::ControlFlow;

const HELP: &str = "say what it is with --from; countermark formats lists the formats";

/// The id of the format that the files are of.
///
/// # Errors
/// No format is recognised.
pub fn detect(files: &FileSet) -> Result<&'static str, ImportError> {
    let unpacked = unpacked(files)?;
    let files = &*unpacked.files;
    let any = |ending: &str| files.paths().any(|path| has_ending(path, ending));
    if any("ann") {
        return Ok("brat");
    }
    if any("qdpx") || any("qde") || any("qdc") {
        return Ok("refi-qda");
    }
    if any("parquet") {
        return Ok("dataset");
    }
    if any("spacy") {
        return Ok("spacy");
    }
    if any("xlsx") {
        return Ok("xlsx");
    }
    if any("jsonld") {
        return Ok("web-annotation");
    }
    let mut first_fault = None;
    for (path, file) in files.files() {
        match of_file(path, file) {
            Ok(Some(format)) => return Ok(format),
            Ok(None) => {}
            Err(fault) => first_fault = first_fault.or(Some(fault)),
        }
    }
    if let Some(fault) = first_fault {
        return Err(fault);
    }
    let place = files.paths().next().unwrap_or("");
    Err(ImportError::new(
        "no format is recognised here",
        place,
        HELP,
    ))
}

/// By how a file begins; one of JSON is read up to the value that tells.
fn of_file(path: &str, file: &File) -> Result<Option<&'static str>, ImportError> {
    let head = file.head();
    let head = head.map_err(|e| ImportError::unreadable(path, &e.to_string()))?;
    if head.starts_with(b"PK\x03\x04") {
        return Ok(of_zip(file.bytes()));
    }
    if head.starts_with(b"PAR1") {
        return Ok(Some("dataset"));
    }
    if is_zlib(&head) {
        return Ok(Some("spacy"));
    }
    let is_cut = head.len() < file.n_bytes();
    let text = match std::str::from_utf8(&head) {
        Ok(text) => text,
        Err(error) if is_cut && error.error_len().is_none() => {
            std::str::from_utf8(&head[..error.valid_up_to()]).unwrap_or_default()
        }
        // Of another encoding: the reader says so.
        Err(_) => return Ok(of_lines(path, &String::from_utf8_lossy(&head))),
    };
    let text = match text.rsplit_once('\n') {
        Some((lines, _)) if is_cut => lines,
        _ => text,
    };
    let text = text.trim_start_matches('\u{feff}').trim_start();
    if text.starts_with("#FORMAT=WebAnno TSV") {
        return Ok(Some("webanno-tsv"));
    }
    if text.starts_with('<') {
        return Ok(of_xml(text));
    }
    if text.starts_with('{') || text.starts_with('[') {
        let mut found = None;
        jsonl::each_until(path, file, &Watch::none(), |_, value| {
            if is_minimal(&value) {
                return Err(minimal(path));
            }
            found = of_json(&value);
            Ok(match found {
                Some(_) => ControlFlow::Break(()),
                None => ControlFlow::Continue(()),
            })
        })?;
        return Ok(found);
    }
    Ok(of_lines(path, text))
}

/// Columns of tokens, or a table.
fn of_lines(path: &str, text: &str) -> Option<&'static str> {
    if has_ending(path, "conll") || has_ending(path, "iob") || has_ending(path, "bio") {
        return Some("conll");
    }
    let is_table = has_ending(path, "csv") || has_ending(path, "tsv");
    if looks_like_columns(text, is_table) {
        return Some("conll");
    }
    (is_table || is_headless(text)).then_some("csv")
}

/// Whether lines have a token and its tag. A table has tags of other shapes in its last column, or a heading.
fn looks_like_columns(text: &str, is_table: bool) -> bool {
    let lines = text.lines().take(20);
    let shows = |l: &str| {
        let l = l.trim_end();
        l.ends_with("\tO") || l.ends_with(" O") || l.contains("\tB-")
    };
    if !is_table && lines.clone().any(shows) {
        return true;
    }
    let tag = |line: &str| {
        let columns = if is_table {
            line.rsplit_once('\t')
        } else {
            line.rsplit_once(char::is_whitespace)
        };
        columns.is_some_and(|(_, tag)| is_tag(tag))
    };
    let mut tokens = lines
        .filter(|l| !l.trim().is_empty() && !l.starts_with(['#', '-']))
        .peekable();
    tokens.peek().is_some() && tokens.all(tag)
}

/// Whether a zlib stream begins here (RFC 1950, 2.2): deflate, and a checksum over the first two bytes.
pub(super) fn is_zlib(bytes: &[u8]) -> bool {
    matches!(bytes, [method @ 0x78, flags, ..] if (u16::from(*method) << 8 | u16::from(*flags)).is_multiple_of(31))
}

pub(super) fn of_zip(bytes: &[u8]) -> Option<&'static str> {
    let zip = zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
    let names: Vec<String> = zip
        .file_names()
        .filter_map(Result::ok)
        .map(|n| n.to_lowercase())
        .collect();
    if names.iter().any(|n| has_ending(n, "qde")) {
        return Some("refi-qda");
    }
    names.iter().any(|n| n.starts_with("xl/")).then_some("xlsx")
}

fn of_xml(text: &str) -> Option<&'static str> {
    let head: String = text.chars().take(4000).collect();
    if head.contains("http://www.omg.org/XMI") {
        return Some("uima-xmi");
    }
    head.contains("QDA-XML").then_some("refi-qda")
}

/// By the keys of one value.
fn of_json(value: &Value) -> Option<&'static str> {
    let has = |key: &str| value.get(key).is_some();
    if has("%FEATURE_STRUCTURES") || (has("_context") && has("_views")) {
        return Some("uima-json");
    }
    if has("@context") || (has("target") && (has("uri") || has("body") || has("motivation"))) {
        return Some("web-annotation");
    }
    if has("span_id") || (has("doc_id") && has("char_count")) || has("link_id") {
        return Some("dataset-jsonl");
    }
    let rows = jsonl::items(value, "rows");
    if rows
        .iter()
        .any(|row| of_json(row) == Some("web-annotation"))
    {
        return Some("web-annotation");
    }
    if jsonl::items(value, "paragraphs").iter().any(is_training) {
        return Some("prodigy");
    }
    let mut annotations = jsonl::items(value, "annotations").iter();
    if is_pair(value) || is_second_half(value) || annotations.any(is_pair) {
        return Some("prodigy");
    }
    // doccano has called the text so, too.
    let is_text = value.get("data").is_some_and(Value::is_string);
    if has("data") && !is_text && (has("annotations") || has("predictions") || has("completions")) {
        return Some("label-studio");
    }
    if !has("text") && !is_text {
        return None;
    }
    let is_prodigy = ["tokens", "_input_hash", "_task_hash", "_view_id", "answer"]
        .iter()
        .any(|k| has(k));
    if is_prodigy || has("ents") {
        return Some("prodigy");
    }
    if has("entities") || has("label") || has("labels") || has("annotations") {
        return Some("doccano");
    }
    (has("spans") || has("cats")).then_some("prodigy")
}

/// Whether a path is one of our dataset folder's.
pub(super) fn is_table(path: &str, table: &str) -> bool {
    let (folder, name) = split_path(path);
    let (_, last) = split_path(folder);
    last == table || name.rsplit_once('.').is_some_and(|(stem, _)| stem == table)
}
