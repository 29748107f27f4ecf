//! What came of an export: what was written, and everything of the project that the format has no place for. A writer names
//! what its format keeps; all else is counted as lost, so that nothing is left out without being told.

use super::losses::{Losses, what};
use super::view::{DocumentView, View};
use crate::model::{AnnotatorKind, Label, ProgressState, Speaker};
use std::sync::Arc;

/// What came of an export.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Articles written.
    pub documents: usize,
    /// Annotations written, each counted once whatever its fragments.
    pub annotations: usize,
    /// Links written.
    pub relations: usize,
    /// What the format could not hold.
    pub losses: Losses,
}

/// Something that a format may have a place for beside texts and tagged annotations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keeps {
    /// The project's title.
    ProjectTitle,
    Guidelines,
    /// Ids of articles as they are.
    ArticleIds,
    /// Names of files made of the articles' ids.
    ArticleFileNames,
    ArticleTitles,
    /// Outlet, address, author, …
    ArticleDetails,
    /// Where an article's file was.
    Paths,
    /// A file's kind, encoding, line ends, size and hash.
    Files,
    /// Ids of annotators as they are, not only names of files made of them.
    AnnotatorIds,
    AnnotatorNames,
    AnnotatorKinds,
    /// Ids of annotations.
    Ids,
    /// When annotations were made and changed.
    Times,
    /// How annotations came about.
    Origins,
    /// Ids, features, notes and times of links.
    LinkDetails,
    TagNames,
    TagColors,
    TagKeys,
    TagDescriptions,
    /// What fields and types of links there are, and who carries them.
    Definitions,
}

impl Keeps {
    /// All that a project's dataset folder has a place for.
    pub const ALL: &'static [Self] = &[
        Self::ProjectTitle,
        Self::Guidelines,
        Self::ArticleIds,
        Self::ArticleTitles,
        Self::ArticleDetails,
        Self::Paths,
        Self::Files,
        Self::AnnotatorIds,
        Self::AnnotatorNames,
        Self::AnnotatorKinds,
        Self::Ids,
        Self::Times,
        Self::Origins,
        Self::LinkDetails,
        Self::TagNames,
        Self::TagColors,
        Self::TagKeys,
        Self::TagDescriptions,
        Self::Definitions,
    ];
}

impl Written {
    /// Everything chosen was written, of what stands around it only what `keeps` names.
    pub(super) fn of(view: &View<'_>, keeps: &[Keeps]) -> Self {
        let mut written = Self {
            documents: view.documents.len(),
            annotations: view.n_rows(),
            relations: view.links.len(),
            losses: Losses::default(),
        };
        let has = |part| keeps.contains(&part);
        written.lose_work(view);
        written.lose_head(view, &has);
        written.lose_articles(view, &has);
        written.lose_people(view, &has);
        written.lose_marks(view, &has);
        written
    }

    /// What no format holds.
    fn lose_work(&mut self, view: &View<'_>) {
        let project = view.project;
        let losses = &mut self.losses;
        losses.add(what::LOST, view.n_lost);
        losses.add(what::UNREVIEWED, view.n_unreviewed());
        losses.add(what::HALF_LINKS, view.n_half_links);
        losses.add(what::DECISIONS, project.decisions().count());
        losses.add(what::REJECTED, project.rejected().count());
        let with_aliases = |s: &&Arc<Speaker>| !s.aliases.is_empty();
        losses.add(
            what::ALIASES,
            project.speakers().filter(with_aliases).count(),
        );
        let is_begun =
            |(_, _, p): &(_, _, &crate::model::Progress)| p.state != ProgressState::Untouched;
        losses.add(
            what::PROGRESS,
            project.all_progress().filter(is_begun).count(),
        );
        losses.add(what::FAULTY, project.set_aside().len());
    }

    fn lose_head(&mut self, view: &View<'_>, has: &impl Fn(Keeps) -> bool) {
        let (head, schema) = (view.project.head(), view.project.schema());
        if !has(Keeps::ProjectTitle) {
            let n = usize::from(!head.title.is_empty());
            self.losses.add(what::PROJECT_TITLE, n);
        }
        if !has(Keeps::Guidelines) {
            let n = usize::from(!head.guidelines.is_empty());
            self.losses.add(what::GUIDELINES, n);
        }
        let is_cut = |l: &&Label| {
            (!has(Keeps::TagNames) && l.name != l.id.as_str())
                || (!has(Keeps::TagColors) && !l.color.is_empty())
                || (!has(Keeps::TagKeys) && !l.key.is_empty())
                || (!has(Keeps::TagDescriptions) && !l.description.is_empty())
        };
        let n_cut = schema.labels.iter().filter(is_cut).count();
        self.losses.add(what::TAG_SET, n_cut);
        if !has(Keeps::Definitions) {
            let n = schema.features.len() + schema.relation_types.len();
            self.losses.add(what::DEFINITIONS, n);
        }
    }

    fn lose_articles(&mut self, view: &View<'_>, has: &impl Fn(Keeps) -> bool) {
        let documents = || view.documents.iter().map(|d| d.document);
        if has(Keeps::ArticleFileNames) {
            let n = view.documents.iter().filter(|d| d.file != d.id()).count();
            self.losses.add(what::SPELLING, n);
        } else if !has(Keeps::ArticleIds) {
            self.losses.add(what::ARTICLE_IDS, view.documents.len());
        }
        if !has(Keeps::ArticleTitles) {
            let n = documents().filter(|d| !d.title.is_empty()).count();
            self.losses.add(what::TITLES, n);
        }
        if !has(Keeps::ArticleDetails) {
            let fields = documents().map(|d| &d.metadata.fields);
            let with_some = fields.filter(|fields| fields.iter().any(|(_, v)| !v.is_empty()));
            self.losses.add(what::METADATA, with_some.count());
        }
        if !has(Keeps::Paths) {
            let n = documents().filter(|d| !d.source.path.is_empty()).count();
            self.losses.add(what::PATHS, n);
        }
        if !has(Keeps::Files) {
            let n = documents().filter(|d| !d.source.sha256.is_empty()).count();
            self.losses.add(what::FILES, n);
        }
    }

    fn lose_people(&mut self, view: &View<'_>, has: &impl Fn(Keeps) -> bool) {
        let people = || view.annotators.iter();
        if !has(Keeps::AnnotatorIds) {
            let n = people().filter(|a| a.file != a.id()).count();
            self.losses.add(what::SPELLING, n);
        }
        if !has(Keeps::AnnotatorNames) {
            let n = people().filter(|a| a.annotator.name != a.id()).count();
            self.losses.add(what::NAMES, n);
        }
        if !has(Keeps::AnnotatorKinds) {
            let n = people().filter(|a| a.annotator.kind != AnnotatorKind::Human);
            self.losses.add(what::KINDS, n.count());
        }
    }

    fn lose_marks(&mut self, view: &View<'_>, has: &impl Fn(Keeps) -> bool) {
        let rows = || view.documents.iter().flat_map(|d| &d.rows);
        if !has(Keeps::Ids) {
            self.losses.add(what::IDS, view.n_rows());
        }
        if !has(Keeps::Times) {
            let is_timed = rows()
                .map(|r| r.annotation)
                .filter(|a| !a.created.is_empty() || !a.modified.is_empty());
            self.losses.add(what::TIMES, is_timed.count());
        }
        if !has(Keeps::Origins) {
            let n = rows().filter(|r| !r.annotation.origin.is_empty()).count();
            self.losses.add(what::ORIGINS, n);
        }
        if !has(Keeps::LinkDetails) {
            self.losses.add(what::LINK_DETAILS, view.links.len());
        }
    }

    /// Articles without a text, in which nothing can be marked, were not written.
    pub(super) fn lose_empty_articles(&mut self, view: &View<'_>) {
        let is_empty = |d: &&DocumentView<'_>| d.text().is_empty();
        let n = view.documents.iter().filter(is_empty).count();
        self.losses.add(what::EMPTY_ARTICLES, n);
        self.documents -= n;
    }

    /// No link could be written.
    pub(super) fn lose_links(&mut self, view: &View<'_>) {
        self.losses.add(what::LINKS, view.links.len());
        self.losses.remove(what::LINK_DETAILS);
        self.relations = 0;
    }

    /// Neither features nor notes could be written.
    pub(super) fn lose_attributes(&mut self, view: &View<'_>) {
        let rows = || view.documents.iter().flat_map(|d| &d.rows);
        let n_features = rows().map(|r| r.features().count()).sum();
        self.losses.add(what::FEATURES, n_features);
        let with_note = rows().filter(|r| !r.annotation.note.is_empty());
        self.losses.add(what::NOTES, with_note.count());
    }

    /// Links that leave their article or layer could not be written.
    pub(super) fn lose_cross_links(&mut self, view: &View<'_>) {
        self.losses.add(what::CROSS_LINKS, view.n_cross_links());
        self.relations -= view.n_cross_links();
        self.losses.remove(what::LINK_DETAILS);
        self.losses.add(what::LINK_DETAILS, self.relations);
    }
}
