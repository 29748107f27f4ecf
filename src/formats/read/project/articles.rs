//! The articles of an import: found in the project, or new.

use super::super::imported::{ImportFault, Imported, ImportedDocument};
use super::super::place::CanonicalText;
use super::super::stem;
use super::{ImportTarget, ImportedProject, free, taken_ids};
use crate::model::{
    Document, DocumentId, ListName, Metadata, Project, Source, sha256_hex, title_of,
};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The article that annotations of an imported one go to.
pub(super) struct Text {
    /// Its id in the project.
    pub id: DocumentId,
    /// Its text.
    pub text: CanonicalText,
    /// The file's own text, where it differs: what the file's offsets count, and where its words are read.
    pub stated: Option<CanonicalText>,
}

/// Finds each article in the project, by its text, else by its name, or makes a new one.
pub(super) fn documents(
    imported: &Imported,
    target: &mut ImportTarget<'_>,
    out: &mut ImportedProject,
) -> Vec<Option<Text>> {
    let base = target.base;
    let mut by_hash: BTreeMap<&str, Vec<&Arc<Document>>> = BTreeMap::new();
    for d in base.documents() {
        by_hash.entry(d.text_sha256()).or_default().push(d);
    }
    let ids = base.documents().iter().map(|d| d.id.as_str());
    let mut taken = taken_ids(base, ListName::Documents, ids);
    let names = Names::of(base);
    let mut found: BTreeSet<DocumentId> = BTreeSet::new();
    let mut texts = Vec::new();
    // Counted when the first article is missing.
    let mut n_of_each: Option<BTreeMap<usize, usize>> = None;
    for (i, d) in imported.documents.iter().enumerate() {
        let text = d.text.clone().map(CanonicalText::new);
        let same = text
            .as_ref()
            .filter(|_| !by_hash.is_empty())
            .and_then(|t| by_hash.get(sha256_hex(t.text.as_bytes()).as_str()))
            .map(Vec::as_slice);
        // Several articles of one text: the one that is called so, else the first to which nothing came.
        let same = match same {
            None | Some([]) => None,
            Some([one]) => Some(*one),
            Some(several) => names
                .find(base, d)
                .filter(|named| several.iter().any(|s| s.id == named.id))
                .or_else(|| several.iter().copied().find(|s| !found.contains(&s.id)))
                .or_else(|| several.first().copied()),
        };
        if let Some(document) = same {
            found.insert(document.id.clone());
            // The file's own line breaks stay what its offsets count.
            let id = document.id.clone();
            texts.push(text.map(|text| Text {
                id,
                text,
                stated: None,
            }));
            continue;
        }
        if let Some(document) = names.find(base, d) {
            found.insert(document.id.clone());
            if d.text.is_some() {
                out.remarks.push(ImportFault {
                    place: d.key.clone(),
                    what: "its text differs from the article of this name; annotations were looked for by their words".to_owned(),
                });
            }
            texts.push(Some(Text {
                id: document.id.clone(),
                text: CanonicalText::new(Arc::clone(document.text())),
                stated: text,
            }));
            continue;
        }
        let Some(text) = text else {
            let n = match n_of_each
                .get_or_insert_with(|| n_annotations(imported))
                .get(&i)
                .copied()
                .unwrap_or(0)
            {
                1 => "1 annotation".to_owned(),
                n => format!("{n} annotations"),
            };
            out.faults.push(ImportFault {
                place: d.key.clone(),
                what: format!("the file has no text of this article, and the project has no article of this name: {n} did not come in"),
            });
            texts.push(None);
            continue;
        };
        let id = free(&d.key, &mut taken, &mut *target.next_id);
        out.documents
            .push(Arc::new(new_document(&id, d, &text.text)));
        texts.push(Some(Text {
            id: id.into(),
            text,
            stated: None,
        }));
    }
    out.n_found_documents = found.len();
    texts
}

/// How many annotations each article has in the file.
fn n_annotations(imported: &Imported) -> BTreeMap<usize, usize> {
    let mut n: BTreeMap<usize, usize> = BTreeMap::new();
    for a in &imported.annotations {
        *n.entry(a.document).or_default() += 1;
    }
    n
}

/// The project's articles by everything they are called.
struct Names<'p>(BTreeMap<&'p str, BTreeSet<usize>>);

impl<'p> Names<'p> {
    fn of(base: &'p Project) -> Self {
        let mut names: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
        for (i, d) in base.documents().iter().enumerate() {
            let path = d.source.path.as_str();
            let url = address(d.metadata.get("url"));
            for name in [d.id.as_str(), &d.title, path, stem(path), url] {
                names.entry(name).or_default().insert(i);
            }
        }
        Self(names)
    }

    /// The article of an imported one's id, title, path or address, where just one is it.
    fn find(&self, base: &'p Project, d: &ImportedDocument) -> Option<&'p Arc<Document>> {
        let title = d.title.as_deref().unwrap_or("");
        let names = [d.key.as_str(), title, &d.source_path];
        let names = names
            .into_iter()
            .flat_map(|n| [n, stem(n), address(n)])
            .filter(|n| !n.is_empty());
        // Its own id is meant before anything else that is called so.
        if let Some(own) = base.document(&DocumentId::from(d.key.as_str())) {
            return Some(own);
        }
        let found: BTreeSet<usize> = names
            .filter_map(|n| self.0.get(n))
            .flatten()
            .copied()
            .collect();
        match found.first() {
            Some(&i) if found.len() == 1 => base.documents().get(i),
            _ => None,
        }
    }
}

/// A page's address without what differs from one visit to the next: scheme, mark and closing slash. Empty where it
/// is none.
fn address(url: &str) -> &str {
    let rest = ["https://", "http://"]
        .iter()
        .find_map(|scheme| url.strip_prefix(scheme));
    let rest = rest.map_or("", |r| r.split('#').next().unwrap_or(r));
    rest.trim_end_matches('/')
}

fn new_document(id: &str, d: &ImportedDocument, text: &Arc<str>) -> Document {
    let title = match &d.title {
        Some(title) => title.clone(),
        None => title_of(text, &d.key),
    };
    let path = if d.source_path.is_empty() {
        d.key.clone()
    } else {
        d.source_path.clone()
    };
    let mut metadata = Metadata::empty_standard();
    for (name, value) in &d.metadata {
        match metadata.fields.iter_mut().find(|(n, _)| n == name) {
            Some(field) => field.1.clone_from(value),
            None => metadata.fields.push((name.clone(), value.clone())),
        }
    }
    let mut new = Document::new(id.into(), title, Source::default(), Arc::clone(text));
    new.source = match &d.file {
        Some(stated) => Source {
            path,
            ..stated.clone()
        },
        None => Source {
            path,
            media_type: "text/plain".to_owned(),
            encoding: "utf-8".to_owned(),
            bytes: text.len() as u64,
            sha256: new.sha256.clone(),
            ..Source::default()
        },
    };
    new.metadata = metadata;
    new
}
