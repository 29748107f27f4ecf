//! What of a project is exported: the chosen layers, tags and articles, in the project's order, with offsets in code
//! points. Every writer works from this, so that all of them choose alike.

use super::names::{FileNames, free_id};
use super::options::ExportOptions;
use super::split;
use crate::model::{
    AnchorState, Annotation, AnnotationId, Annotator, AnnotatorKind, Document, Project, Relation,
};
use crate::text::ByteOffset;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// One annotation to write.
#[derive(Clone, Debug)]
pub struct Row<'p> {
    /// The annotation.
    pub annotation: &'p Annotation,
    /// Its annotator's place in [`View::annotators`].
    pub annotator: usize,
    /// `[start, end)` of each fragment, in code points.
    pub fragments: Vec<(usize, usize)>,
}

impl<'p> Row<'p> {
    /// The first fragment's start, in code points.
    #[must_use]
    pub fn start(&self) -> usize {
        self.fragments.first().map_or(0, |f| f.0)
    }

    /// The last fragment's end, in code points.
    #[must_use]
    pub fn end(&self) -> usize {
        self.fragments.last().map_or(0, |f| f.1)
    }

    /// The annotation's id.
    #[must_use]
    pub fn id(&self) -> &'p str {
        self.annotation.id.as_str()
    }

    /// The annotation's tag.
    #[must_use]
    pub fn label(&self) -> &'p str {
        self.annotation.label.as_str()
    }

    /// The words from the first fragment's start to the last one's end.
    #[must_use]
    pub fn extent<'t>(&self, text: &'t str) -> &'t str {
        let (start, end) = (self.annotation.start().0, self.annotation.end().0);
        text.get(start..end).unwrap_or("")
    }

    /// The words of the `n`-th fragment, counted from 0.
    #[must_use]
    pub fn fragment<'t>(&self, text: &'t str, n: usize) -> &'t str {
        let span = self.annotation.spans.get(n);
        span.map_or("", |span| span.of(text))
    }

    /// Name and value of each feature.
    pub fn features(&self) -> impl Iterator<Item = (&'p str, &'p str)> {
        self.annotation
            .features
            .iter()
            .map(|(n, v)| (n.as_str(), v))
    }
}

/// One article to write.
#[derive(Clone, Debug)]
pub struct DocumentView<'p> {
    /// The article.
    pub document: &'p Document,
    /// A name for its files, unique among the exported ones.
    pub file: String,
    /// Its part's place in [`View::splits`].
    pub split: usize,
    /// Its annotations by annotator's place, start, end, id.
    pub rows: Vec<Row<'p>>,
}

impl<'p> DocumentView<'p> {
    /// The text.
    #[must_use]
    pub fn text(&self) -> &'p str {
        self.document.text()
    }

    /// The article's id.
    #[must_use]
    pub fn id(&self) -> &'p str {
        self.document.id.as_str()
    }

    /// The annotations of one annotator.
    pub fn rows_of(&self, annotator: usize) -> impl Iterator<Item = &Row<'p>> {
        self.rows.iter().filter(move |r| r.annotator == annotator)
    }

    /// UTF-16 units before a place in code points.
    #[must_use]
    pub fn utf16(&self, chars: usize) -> usize {
        let text = self.text();
        let index = self.document.index();
        index
            .byte_from_char(text, crate::text::CharOffset(chars))
            .and_then(|byte| index.utf16_from_byte(text, byte))
            .map_or(0, |o| o.0)
    }

    /// The words between two places in code points.
    #[must_use]
    pub fn slice(&self, start: usize, end: usize) -> &'p str {
        let text = self.text();
        let byte = |o| {
            self.document
                .index()
                .byte_from_char(text, crate::text::CharOffset(o))
        };
        match (byte(start), byte(end)) {
            (Some(s), Some(e)) => text.get(s.0..e.0).unwrap_or(""),
            _ => "",
        }
    }
}

/// One annotator to write.
#[derive(Clone, Debug)]
pub struct AnnotatorView<'p> {
    /// The annotator.
    pub annotator: &'p Annotator,
    /// A name for its files and folders, unique among the exported ones.
    pub file: String,
}

impl<'p> AnnotatorView<'p> {
    /// The annotator's id.
    #[must_use]
    pub fn id(&self) -> &'p str {
        self.annotator.id.as_str()
    }
}

/// Where an annotation stands in a [`View`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// In [`View::documents`].
    pub document: usize,
    /// In [`DocumentView::rows`].
    pub row: usize,
}

/// One link to write; both ends are among the rows.
#[derive(Clone, Copy, Debug)]
pub struct LinkView<'p> {
    /// The link.
    pub relation: &'p Relation,
    /// Where it starts.
    pub from: Place,
    /// Where it ends.
    pub to: Place,
}

/// What is exported.
#[derive(Clone, Debug)]
pub struct View<'p> {
    /// The whole project.
    pub project: &'p Project,
    /// In the project's order.
    pub annotators: Vec<AnnotatorView<'p>>,
    /// In the project's order.
    pub documents: Vec<DocumentView<'p>>,
    /// By id.
    pub links: Vec<LinkView<'p>>,
    /// Annotations that were chosen but have lost their place, and are left out: their words are gone from the text.
    pub n_lost: usize,
    /// Links with an end that was not chosen.
    pub n_half_links: usize,
    /// The parts' names; always at least one.
    pub splits: Vec<String>,
    /// For each document the places in `links` of those that start there.
    links_from: Vec<Vec<usize>>,
}

impl<'p> View<'p> {
    /// Chooses from a project.
    #[must_use]
    pub fn new(project: &'p Project, options: &ExportOptions) -> Self {
        let mut names = FileNames::default();
        let annotators: Vec<AnnotatorView<'p>> = project
            .annotators()
            .iter()
            .filter(|a| is_chosen(a, options))
            .map(|a| AnnotatorView {
                annotator: a,
                file: names.take(a.id.as_str()),
            })
            .collect();
        let place_of: BTreeMap<&str, usize> = annotators
            .iter()
            .enumerate()
            .map(|(i, a)| (a.id(), i))
            .collect();
        let labels: BTreeSet<&str> = options
            .labels
            .iter()
            .map(crate::model::LabelId::as_str)
            .collect();
        let has_label = |a: &Annotation| labels.is_empty() || labels.contains(a.label.as_str());
        let has_state = |d: &Document| {
            options.states.is_empty()
                || annotators.iter().any(|a| {
                    let state = project.progress_state(&d.id, &a.annotator.id);
                    options.states.contains(&state)
                })
        };
        let mut n_lost = 0;
        let mut names = FileNames::default();
        let mut documents: Vec<DocumentView<'p>> = project
            .documents()
            .iter()
            .filter(|d| has_state(d))
            .map(|document| {
                let mut rows: Vec<Row<'p>> = project
                    .annotations_of(&document.id)
                    .filter(|a| has_label(a))
                    .filter_map(|a| {
                        let annotator = *place_of.get(a.annotator.as_str())?;
                        if a.anchor == Some(AnchorState::Lost) {
                            n_lost += 1;
                            return None;
                        }
                        Some(Row {
                            annotation: a,
                            annotator,
                            fragments: fragments(document, a)?,
                        })
                    })
                    .collect();
                rows.sort_by(|a, b| order(a).cmp(&order(b)));
                DocumentView {
                    document,
                    file: names.take(document.id.as_str()),
                    split: 0,
                    rows,
                }
            })
            .collect();
        let splits = split::assign(project, &mut documents, options);
        let mut view = Self {
            project,
            annotators,
            documents,
            links: Vec::new(),
            n_lost,
            n_half_links: 0,
            splits,
            links_from: Vec::new(),
        };
        view.find_links();
        view
    }

    fn find_links(&mut self) {
        let mut places: BTreeMap<&'p AnnotationId, Place> = BTreeMap::new();
        for (document, d) in self.documents.iter().enumerate() {
            for (row, r) in d.rows.iter().enumerate() {
                places.insert(&r.annotation.id, Place { document, row });
            }
        }
        let chosen: BTreeSet<&str> = self.annotators.iter().map(AnnotatorView::id).collect();
        for relation in self.project.relations() {
            if !chosen.contains(relation.annotator.as_str()) {
                continue;
            }
            match (places.get(&relation.from), places.get(&relation.to)) {
                (Some(&from), Some(&to)) => self.links.push(LinkView { relation, from, to }),
                _ => self.n_half_links += 1,
            }
        }
        self.links_from = vec![Vec::new(); self.documents.len()];
        for (i, link) in self.links.iter().enumerate() {
            self.links_from[link.from.document].push(i);
        }
    }

    /// The row at a place.
    #[must_use]
    pub fn row(&self, place: Place) -> &Row<'p> {
        &self.documents[place.document].rows[place.row]
    }

    /// How many annotations there are.
    #[must_use]
    pub fn n_rows(&self) -> usize {
        self.documents.iter().map(|d| d.rows.len()).sum()
    }

    /// The links whose two ends stand in this article and layer.
    pub fn links_within(
        &self,
        document: usize,
        annotator: usize,
    ) -> impl Iterator<Item = &LinkView<'p>> {
        let here = self.links_from.get(document).map_or(&[][..], Vec::as_slice);
        here.iter().map(|&i| &self.links[i]).filter(move |link| {
            link.to.document == document
                && self.row(link.from).annotator == annotator
                && self.row(link.to).annotator == annotator
        })
    }

    /// How many annotations nobody has looked at since their article changed.
    #[must_use]
    pub fn n_unreviewed(&self) -> usize {
        let rows = self.documents.iter().flat_map(|d| &d.rows);
        rows.filter(|r| r.annotation.anchor.is_some()).count()
    }

    /// How many links leave their article.
    #[must_use]
    pub fn n_cross_links(&self) -> usize {
        let leaves = |l: &&LinkView<'_>| l.from.document != l.to.document;
        self.links.iter().filter(leaves).count()
    }

    /// How many annotations have several fragments.
    #[must_use]
    pub fn n_fragmented(&self) -> usize {
        let rows = self.documents.iter().flat_map(|d| &d.rows);
        rows.filter(|r| r.fragments.len() > 1).count()
    }

    /// The names of all features on the rows, sorted.
    #[must_use]
    pub fn feature_names(&self) -> Vec<&'p str> {
        let rows = self.documents.iter().flat_map(|d| &d.rows);
        let names: BTreeSet<&str> = rows.flat_map(|r| r.features().map(|(n, _)| n)).collect();
        names.into_iter().collect()
    }

    /// An id for each fragment of each annotation, the first fragment having the annotation's own: unique over all.
    #[must_use]
    pub fn fragment_ids(&self) -> FragmentIds {
        let mut ids = BTreeMap::new();
        if self.n_fragmented() == 0 {
            return FragmentIds(ids);
        }
        let rows = || self.documents.iter().flat_map(|d| &d.rows);
        let mut taken: BTreeSet<String> = rows().map(|r| r.id().to_owned()).collect();
        for row in rows().filter(|r| r.fragments.len() > 1) {
            for n in 1..row.fragments.len() {
                let id = free_id(&format!("{}.{}", row.id(), n + 1), &mut taken);
                ids.insert((row.id().to_owned(), n), id);
            }
        }
        FragmentIds(ids)
    }
}

/// Ids of fragments; see [`View::fragment_ids`].
#[derive(Clone, Debug, Default)]
pub struct FragmentIds(BTreeMap<(String, usize), String>);

impl FragmentIds {
    /// The id of the `n`-th fragment, counted from 0.
    #[must_use]
    pub fn get<'a>(&'a self, row: &Row<'a>, n: usize) -> &'a str {
        if n == 0 {
            return row.id();
        }
        let found = self.0.get(&(row.id().to_owned(), n));
        found.map_or(row.id(), String::as_str)
    }
}

fn is_chosen(annotator: &Arc<Annotator>, options: &ExportOptions) -> bool {
    if options.annotators.is_empty() {
        annotator.kind != AnnotatorKind::Machine
    } else {
        options.annotators.contains(&annotator.id)
    }
}

fn order<'a>(row: &'a Row<'_>) -> (usize, usize, usize, &'a str) {
    (row.annotator, row.start(), row.end(), row.id())
}

/// The fragments in code points; nothing for one that does not fit its text, which a project does not hold.
fn fragments(document: &Document, annotation: &Annotation) -> Option<Vec<(usize, usize)>> {
    let text = document.text();
    let index = document.index();
    let char_at = |byte: ByteOffset| index.char_from_byte(text, byte).map(|c| c.0);
    let one = |s: &crate::text::TextSpan| Some((char_at(s.start())?, char_at(s.end())?));
    annotation.spans.iter().map(one).collect()
}
