//! Which documents of two projects are the same.

use crate::model::{Document, DocumentId, Project};
use std::collections::HashMap;
use std::sync::Arc;

/// A document that only one project has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmatched {
    /// Its id.
    pub id: DocumentId,
    /// Its title.
    pub title: String,
    /// One of the same id or title in the other project, whose text differs.
    pub candidate: Option<DocumentId>,
    /// What that one is called.
    pub candidate_title: String,
}

impl Unmatched {
    /// Why it has no partner, in words.
    #[must_use]
    pub fn reason(&self) -> String {
        match &self.candidate {
            Some(_) if self.candidate_title == self.title => {
                "its text in the other project differs".to_owned()
            }
            Some(id) if self.candidate_title.is_empty() => {
                format!("the text of {id} in the other project differs")
            }
            Some(_) => format!(
                "the text of “{}” in the other project differs",
                self.candidate_title
            ),
            None => "the other project has no article with this text".to_owned(),
        }
    }
}

/// Which documents of two projects are the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DocumentMatch {
    /// Pairs, in the order of the first project.
    pub both: Vec<(DocumentId, DocumentId)>,
    /// Only in the first.
    pub only_a: Vec<Unmatched>,
    /// Only in the second.
    pub only_b: Vec<Unmatched>,
}

impl DocumentMatch {
    /// Matches by the hash of the text; equal texts first by id, then by title, then in order.
    #[must_use]
    pub fn of(a: &Project, b: &Project) -> Self {
        let mut free: HashMap<&str, Vec<usize>> = HashMap::new();
        for (j, document) in b.documents().iter().enumerate() {
            free.entry(document.text_sha256()).or_default().push(j);
        }
        let mut partner: Vec<Option<usize>> = vec![None; a.documents().len()];
        for rule in 0..3 {
            for (document, partner) in a.documents().iter().zip(&mut partner) {
                let Some(equal) = free.get_mut(document.text_sha256()) else {
                    continue;
                };
                let fits = |&j: &usize| {
                    let other = &b.documents()[j];
                    match rule {
                        0 => other.id == document.id,
                        1 => other.title == document.title,
                        _ => true,
                    }
                };
                if partner.is_none()
                    && let Some(at) = equal.iter().position(fits)
                {
                    *partner = Some(equal.remove(at));
                }
            }
        }
        let mut found = Self::default();
        let mut is_taken = vec![false; b.documents().len()];
        for (document, partner) in a.documents().iter().zip(partner) {
            if let Some(j) = partner {
                is_taken[j] = true;
                let other = b.documents()[j].id.clone();
                found.both.push((document.id.clone(), other));
            } else {
                found.only_a.push(unmatched(document, b));
            }
        }
        for (document, is_taken) in b.documents().iter().zip(is_taken) {
            if !is_taken {
                found.only_b.push(unmatched(document, a));
            }
        }
        found
    }

    /// All documents of one project with themselves.
    #[must_use]
    pub fn within(project: &Project) -> Self {
        let ids = project.documents().iter().map(|d| d.id.clone());
        Self {
            both: ids.map(|id| (id.clone(), id)).collect(),
            ..Self::default()
        }
    }
}

fn unmatched(document: &Document, other: &Project) -> Unmatched {
    let by_title = |d: &&Arc<Document>| !document.title.is_empty() && d.title == document.title;
    let candidate = other
        .document(&document.id)
        .or_else(|| other.documents().iter().find(by_title));
    Unmatched {
        id: document.id.clone(),
        title: document.title.clone(),
        candidate: candidate.map(|d| d.id.clone()),
        candidate_title: candidate.map_or_else(String::new, |d| d.title.clone()),
    }
}
