//! Which files an export of ours has written: an export may replace and remove those, and nothing else. A folder gets no list
//! of them beside the format's own files, so they are known by what every writer writes at their places.

use super::brat;
use std::collections::BTreeSet;
use std::io::Read as _;
use std::path::Path;

/// What stands in the card of every dataset.
pub(super) const CARD_MARK: &str = "written by Countermark";
/// What stands in the properties of every spreadsheet.
pub(super) const XLSX_MARK: &str = "Written by Countermark";

/// Bytes of an entry of an archive that are looked at: what is searched stands behind a title at most.
const MAX_HEAD: u64 = 1 << 16;

/// A folder that is there already.
pub struct Existing<'a> {
    /// Relative paths of its files, with `/`.
    pub paths: &'a BTreeSet<String>,
    /// Gives a file's bytes; nothing where it cannot be read.
    pub read: &'a dyn Fn(&str) -> Option<Vec<u8>>,
}

impl Existing<'_> {
    fn has(&self, path: &str) -> bool {
        self.paths.contains(path)
    }

    fn is(&self, path: &str, known: impl Fn(&[u8]) -> bool) -> bool {
        self.has(path) && (self.read)(path).is_some_and(|bytes| known(&bytes))
    }
}

/// Of these files those that an export has written, whatever its format.
#[must_use]
pub fn own_files(existing: &Existing<'_>) -> BTreeSet<String> {
    let has_card = existing.is("README.md", |b| contains(b, CARD_MARK));
    let has_config = existing.is("label_config.xml", is_label_config);
    let has_types = existing.is("TypeSystem.xml", |b| {
        contains(&b[..b.len().min(400)], "<name>custom.Span</name>")
    });
    let texts = named_texts(existing);
    let folders: BTreeSet<&str> = existing
        .paths
        .iter()
        .filter_map(|p| Some(p.split_once('/')?.0))
        .collect();
    let brat_folders: BTreeSet<&str> = folders
        .into_iter()
        .filter(|f| is_brat_folder(existing, f))
        .collect();
    let is_own = |path: &&String| {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let ending = name.rsplit_once('.').map_or("", |n| n.1);
        let is = |known: fn(&[u8]) -> bool| existing.is(path, known);
        match (folder, name) {
            ("", "README.md") => has_card,
            ("", "label_config.xml") => has_config,
            ("", "TypeSystem.xml") => has_types,
            ("", "tasks.json") => {
                has_config && is(|b| b.starts_with(b"[\n{\"annotations\":") || b == b"[\n]\n")
            }
            ("", "spans.csv") => is(|b| {
                has_head(
                    b,
                    "\u{feff}span_id,document,annotator,label,start,end,text,fragments,",
                )
            }),
            ("", "links.csv") => is(|b| {
                has_head(
                    b,
                    "\u{feff}link_id,annotator,type,source,target,source_doc,target_doc,",
                )
            }),
            ("", "documents.csv") => {
                is(|b| has_head(b, "\u{feff}document,title,text,source_path,"))
            }
            ("", "cross_links.tsv") => is(|b| has_head(b, brat::CROSS_LINKS_HEAD)),
            ("", "annotations.jsonld") => is(is_web_annotation),
            ("", "codebook.qdc") => {
                is(|b| contains(&b[..b.len().min(400)], "origin=\"Countermark "))
            }
            ("", _) if ending == "conll" => is(is_conll),
            ("", _) if matches!(ending, "xlsx" | "qdpx" | "spacy" | "jsonl") => {
                is(is_doccano) || existing.is(path, |b| is_own_file(name, b))
            }
            ("texts", _) => texts.contains(name),
            _ if path.starts_with("data/") => has_card && is_table(path),
            _ if brat_folders.contains(folder) => is_brat_file(existing, folder, name),
            _ if folder.contains('/') => false,
            _ if ending == "xmi" => {
                has_types
                    && is(|b| {
                        contains(
                            &b[..b.len().min(600)],
                            "xmlns:custom=\"http:///custom.ecore\"",
                        )
                    })
            }
            _ if ending == "json" => is(|b| {
                has_head(
                    b,
                    "{\"%FEATURE_STRUCTURES\":[{\"%ID\":1,\"%TYPE\":\"uima.cas.Sofa\"",
                )
            }),
            _ => false,
        }
    };
    existing.paths.iter().filter(is_own).cloned().collect()
}

/// Whether an export has written this one file, which is called so.
#[must_use]
pub fn is_own_file(name: &str, bytes: &[u8]) -> bool {
    let ending = name.rsplit_once('.').map_or("", |n| n.1);
    let entry = |entry: &str| zip_entry(bytes, entry).unwrap_or_default();
    match ending.to_ascii_lowercase().as_str() {
        "xlsx" => contains(&entry("docProps/core.xml"), XLSX_MARK),
        "qdpx" => contains(&entry("project.qde"), "origin=\"Countermark "),
        "jsonl" => is_prodigy(bytes),
        "spacy" => is_doc_bin(bytes),
        _ => false,
    }
}

fn has_head(bytes: &[u8], head: &str) -> bool {
    bytes.starts_with(head.as_bytes())
}

fn contains(bytes: &[u8], words: &str) -> bool {
    String::from_utf8_lossy(bytes).contains(words)
}

/// `data/TABLE.ENDING` or `data/TABLE/PART-00000-of-00001.ENDING`.
fn is_table(path: &str) -> bool {
    let Some((stem, "parquet" | "jsonl")) = path.rsplit_once('.') else {
        return false;
    };
    let parts: Vec<&str> = stem.split('/').collect();
    let is_name = |table: &str| matches!(table, "documents" | "spans" | "links");
    match parts[..] {
        ["data", table] => is_name(table),
        ["data", table, part] => is_name(table) && part.contains("-of-"),
        _ => false,
    }
}

fn is_label_config(bytes: &[u8]) -> bool {
    let end = "<TextArea name=\"annotator\" toName=\"text\" maxSubmissions=\"1\" editable=\"true\"/>\n</View>\n";
    has_head(bytes, "<View>\n  <Labels name=\"label\" toName=\"text\">\n")
        && bytes.ends_with(end.as_bytes())
}

fn is_web_annotation(bytes: &[u8]) -> bool {
    has_head(bytes, super::web_annotation::HEAD)
}

fn is_conll(bytes: &[u8]) -> bool {
    let line = bytes.split(|b| *b == b'\n').next().unwrap_or_default();
    bytes.is_empty() || (line.starts_with(b"-DOCSTART-\t") && line.ends_with(b"\t_\tO"))
}

/// One line an article, from its text to the unit that no other program writes last.
fn is_doccano(bytes: &[u8]) -> bool {
    has_head(bytes, "{\"id\":1,\"text\":") && bytes.ends_with(b"\"offset_unit\":\"utf-16\"}\n")
}

/// Prodigy itself writes hashes and a time behind.
fn is_prodigy(bytes: &[u8]) -> bool {
    let start = bytes.len().saturating_sub(4096);
    has_head(bytes, "{\"text\":")
        && contains(
            &bytes[start..],
            "\"answer\":\"accept\",\"_view_id\":\"spans_manual\",\"_annotator_id\":",
        )
        && bytes.ends_with(b"\"}\n")
}

fn is_doc_bin(bytes: &[u8]) -> bool {
    let mut whole = Vec::new();
    let n = flate2::read::ZlibDecoder::new(bytes).read_to_end(&mut whole);
    n.is_ok() && contains(&whole, "annotator") && contains(&whole, "doc_id")
}

/// An entry of an archive, or as much of its beginning as tells who wrote it.
fn zip_entry(bytes: &[u8], name: &str) -> Option<Vec<u8>> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).ok()?;
    let mut out = Vec::new();
    let entry = archive.by_name(name).ok()?;
    entry.take(MAX_HEAD).read_to_end(&mut out).ok()?;
    Some(out)
}

/// Names of files in `texts/` that belong to what stands beside: to a `CoNLL` file those that it names, to a page of Web
/// Annotations all, for it does not name an article that nobody has marked.
fn named_texts(existing: &Existing<'_>) -> BTreeSet<String> {
    if existing.is("annotations.jsonld", is_web_annotation) {
        let names = existing
            .paths
            .iter()
            .filter_map(|p| p.strip_prefix("texts/"));
        return names
            .filter(|n| Path::new(n).extension().is_some_and(|e| e == "txt"))
            .map(str::to_owned)
            .collect();
    }
    let mut out = BTreeSet::new();
    for path in existing.paths.iter().filter(|p| !p.contains('/')) {
        if path.rsplit_once('.').is_none_or(|n| n.1 != "conll") {
            continue;
        }
        let bytes = (existing.read)(path).unwrap_or_default();
        if !is_conll(&bytes) {
            continue;
        }
        let text = String::from_utf8_lossy(&bytes);
        let named = text.lines().filter_map(|line| {
            let rest = line.strip_prefix("-DOCSTART-\t")?;
            rest.strip_suffix("\t_\tO")
        });
        out.extend(named.map(|name| format!("{name}.txt")));
    }
    out
}

fn is_brat_folder(existing: &Existing<'_>, folder: &str) -> bool {
    let overlaps = |b: &[u8]| contains(b, brat::OVERLAPS);
    let drawing = |b: &[u8]| contains(b, brat::DRAWING);
    existing.is(&format!("{folder}/annotation.conf"), overlaps)
        && existing.is(&format!("{folder}/visual.conf"), drawing)
}

/// The configuration, and a text with its annotations.
fn is_brat_file(existing: &Existing<'_>, folder: &str, name: &str) -> bool {
    let beside = |stem: &str, ending: &str| existing.has(&format!("{folder}/{stem}.{ending}"));
    match name.rsplit_once('.') {
        Some(("annotation" | "visual", "conf")) => true,
        Some((stem, "txt")) => beside(stem, "ann"),
        Some((stem, "ann")) => beside(stem, "txt"),
        _ => false,
    }
}
