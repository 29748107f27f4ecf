//! Which files an export of ours has written: an export may replace and remove those, and nothing else. A folder gets no list
//! of them beside the format's own files, so they are known by what every writer writes at their places.

use super::brat;
use std::collections::BTreeSet;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

/// What stands in the card of every dataset.
pub(super) const CARD_MARK: &str = "written by Countermark";
/// What stands in the properties of every spreadsheet.
pub(super) const XLSX_MARK: &str = "Written by Countermark";

/// Bytes at the start of a file, or of an entry of an archive, that are looked at: what is searched stands behind a title at most.
const MAX_HEAD: u64 = 1 << 16;
/// Bytes at the end of a file that are looked at.
const MAX_TAIL: usize = 1 << 16;
/// Bytes that are read at once.
const PART: usize = 1 << 18;
/// The most bytes of a file that is read whole.
const MAX_WHOLE: u64 = 1 << 31;

/// A folder that is there already.
pub struct Existing<'a> {
    /// Relative paths of its files, with `/`.
    pub paths: &'a BTreeSet<String>,
    /// Opens a file at its start; nothing where it cannot be read.
    pub open: &'a dyn Fn(&str) -> Option<Box<dyn Read>>,
}

/// The start and the end of a file; both are all of a short one.
struct Ends {
    head: Vec<u8>,
    tail: Vec<u8>,
}

impl Ends {
    fn of(mut from: impl Read) -> io::Result<Self> {
        let mut head = Vec::new();
        from.by_ref().take(MAX_HEAD).read_to_end(&mut head)?;
        let mut tail = head.clone();
        loop {
            let n_before = tail.len();
            let n = from.by_ref().take(PART as u64).read_to_end(&mut tail)?;
            tail.drain(..(n_before + n).saturating_sub(MAX_TAIL));
            if n == 0 {
                return Ok(Self { head, tail });
            }
        }
    }
}

impl Existing<'_> {
    fn has(&self, path: &str) -> bool {
        self.paths.contains(path)
    }

    fn open(&self, path: &str) -> Option<Box<dyn Read>> {
        (self.open)(path).filter(|_| self.has(path))
    }

    /// Whether the whole of a small file is known.
    fn is(&self, path: &str, known: impl Fn(&[u8]) -> bool) -> bool {
        self.starts(path, MAX_WHOLE, known)
    }

    /// Whether the start of a file is known.
    fn begins(&self, path: &str, known: impl Fn(&[u8]) -> bool) -> bool {
        self.starts(path, MAX_HEAD, known)
    }

    /// Whether so many bytes of a file, or all of a shorter one, are known.
    fn starts(&self, path: &str, max_bytes: u64, known: impl Fn(&[u8]) -> bool) -> bool {
        let start = self.open(path).and_then(|file| {
            let mut start = Vec::new();
            file.take(max_bytes).read_to_end(&mut start).ok()?;
            Some(start)
        });
        start.is_some_and(|bytes| known(&bytes))
    }
}

/// Of these files those that an export has written, whatever its format.
#[must_use]
pub fn own_files(existing: &Existing<'_>) -> BTreeSet<String> {
    let has_card = existing.is("README.md", |b| contains(b, CARD_MARK));
    let has_config = existing.is("label_config.xml", is_label_config);
    let has_types = existing.begins("TypeSystem.xml", |b| {
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
    let is_ours = |path: &&String| {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let ending = name.rsplit_once('.').map_or("", |n| n.1);
        let is = |known: fn(&[u8]) -> bool| existing.begins(path, known);
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
                existing.open(path).is_some_and(|file| is_own(name, file))
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
    existing.paths.iter().filter(is_ours).cloned().collect()
}

/// Whether an export has written this one file, which is called so.
#[must_use]
pub fn is_own_file(name: &str, file: impl Read) -> bool {
    let ending = name.rsplit_once('.').map_or("", |n| n.1);
    match ending.to_ascii_lowercase().as_str() {
        "xlsx" => zip_entry(file, "docProps/core.xml").is_some_and(|e| contains(&e, XLSX_MARK)),
        "qdpx" => {
            let entry = zip_entry(file, "project.qde");
            entry.is_some_and(|e| contains(&e, "origin=\"Countermark "))
        }
        "jsonl" => Ends::of(file).is_ok_and(|ends| is_prodigy(&ends)),
        "spacy" => is_doc_bin(file),
        _ => false,
    }
}

/// The same, and doccano's lines, which are a folder's file and no export by themselves.
fn is_own(name: &str, file: impl Read) -> bool {
    match name.strip_suffix(".jsonl") {
        Some(_) => Ends::of(file).is_ok_and(|ends| is_doccano(&ends) || is_prodigy(&ends)),
        None => is_own_file(name, file),
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
fn is_doccano(ends: &Ends) -> bool {
    let end = b"\"offset_unit\":\"utf-16\"}\n";
    has_head(&ends.head, "{\"id\":1,\"text\":") && ends.tail.ends_with(end)
}

/// Prodigy itself writes hashes and a time behind.
fn is_prodigy(ends: &Ends) -> bool {
    let start = ends.tail.len().saturating_sub(4096);
    has_head(&ends.head, "{\"text\":")
        && contains(
            &ends.tail[start..],
            "\"answer\":\"accept\",\"_view_id\":\"spans_manual\",\"_annotator_id\":",
        )
        && ends.tail.ends_with(b"\"}\n")
}

/// The user data of each article stands at the end.
fn is_doc_bin(file: impl Read) -> bool {
    let ends = Ends::of(flate2::read::ZlibDecoder::new(file));
    ends.is_ok_and(|ends| contains(&ends.tail, "annotator") && contains(&ends.tail, "doc_id"))
}

/// An entry of an archive, or as much of its beginning as tells who wrote it.
fn zip_entry(file: impl Read, name: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    file.take(MAX_WHOLE).read_to_end(&mut bytes).ok()?;
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).ok()?;
    let mut out = Vec::new();
    let entry = archive.by_name(name).ok()?;
    entry.take(MAX_HEAD).read_to_end(&mut out).ok()?;
    Some(out)
}

/// Names of files in `texts/` that belong to what stands beside: to a `CoNLL` file those that it names (each file of an
/// export names all articles), to a page of Web Annotations all, for it does not name an article that nobody has marked.
fn named_texts(existing: &Existing<'_>) -> BTreeSet<String> {
    if existing.begins("annotations.jsonld", is_web_annotation) {
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
        if path.rsplit_once('.').is_none_or(|n| n.1 != "conll") || !existing.begins(path, is_conll)
        {
            continue;
        }
        if let Some(file) = existing.open(path) {
            add_named(&mut out, BufReader::with_capacity(PART, file));
        }
        if !out.is_empty() {
            break;
        }
    }
    out
}

/// Adds the names of texts of the articles of a `CoNLL` file.
fn add_named(out: &mut BTreeSet<String>, mut file: impl BufRead) {
    let mut line = Vec::new();
    // What cannot be read to its end names what it has named until then.
    while file.read_until(b'\n', &mut line).is_ok_and(|n| n > 0) {
        let name = line
            .strip_prefix(b"-DOCSTART-\t")
            .and_then(|rest| rest.strip_suffix(b"\t_\tO\n"));
        if let Some(name) = name {
            out.insert(format!("{}.txt", String::from_utf8_lossy(name)));
        }
        line.clear();
    }
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
