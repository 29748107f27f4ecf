//! What is tagged, counted: by tag, by annotator, by article.

use crate::app::overview::OverviewQuery;
use crate::model::{AnnotatorId, DocumentId, LabelId, ProgressState, Project};
use std::collections::BTreeMap;

/// What is counted, in the order of tag set, annotators and articles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// How many annotations each tag has.
    pub labels: Vec<(LabelId, usize)>,
    /// Whose layers are counted.
    pub annotators: Vec<OfAnnotator>,
    /// Every article.
    pub articles: Vec<OfArticle>,
    /// How many links.
    pub n_links: usize,
}

/// What one annotator has done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfAnnotator {
    /// Who.
    pub id: AnnotatorId,
    /// How many annotations.
    pub n: usize,
    /// How many articles are done.
    pub n_done: usize,
    /// How many are in progress.
    pub n_in_progress: usize,
}

/// What is tagged in one article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfArticle {
    /// Which.
    pub id: DocumentId,
    /// How many annotations each tag of [`Counts::labels`] has.
    pub by_label: Vec<usize>,
}

impl OfArticle {
    /// How many annotations it has.
    pub fn n(&self) -> usize {
        self.by_label.iter().sum()
    }
}

impl Counts {
    /// How many annotations there are.
    pub fn n(&self) -> usize {
        self.labels.iter().map(|(_, n)| n).sum()
    }

    /// Counts in one pass over the articles: each of them knows how often each annotator used each tag. `None` when
    /// `cancelled` said so on the way.
    pub fn gather(
        project: &Project,
        query: &OverviewQuery,
        cancelled: &dyn Fn() -> bool,
    ) -> Option<Self> {
        let labels = &project.schema().labels;
        let place: BTreeMap<&LabelId, usize> =
            labels.iter().enumerate().map(|(i, l)| (&l.id, i)).collect();
        let shown = project.annotators().iter().filter(|a| query.shows(&a.id));
        let mut annotators: BTreeMap<&AnnotatorId, OfAnnotator> = shown
            .map(|a| {
                let of = OfAnnotator {
                    id: a.id.clone(),
                    n: 0,
                    n_done: 0,
                    n_in_progress: 0,
                };
                (&a.id, of)
            })
            .collect();
        let mut totals = vec![0; labels.len()];
        let mut articles = Vec::with_capacity(project.documents().len());
        for (seen, document) in project.documents().iter().enumerate() {
            if seen % 256 == 0 && cancelled() {
                return None;
            }
            let mut by_label = vec![0; labels.len()];
            let layer = project.layer(&document.id);
            for (who, label, n) in layer.iter().flat_map(|layer| layer.counts()) {
                let (Some(of), Some(&i)) = (annotators.get_mut(who), place.get(label)) else {
                    continue;
                };
                of.n += n;
                by_label[i] += n;
                totals[i] += n;
            }
            for of in annotators.values_mut() {
                match project.progress_state(&document.id, &of.id) {
                    ProgressState::Done => of.n_done += 1,
                    ProgressState::InProgress => of.n_in_progress += 1,
                    ProgressState::Untouched => {}
                }
            }
            articles.push(OfArticle {
                id: document.id.clone(),
                by_label,
            });
        }
        let links = project.relations().filter(|r| query.shows(&r.annotator));
        let order = project.annotators().iter();
        Some(Self {
            labels: labels.iter().map(|l| l.id.clone()).zip(totals).collect(),
            annotators: order.filter_map(|a| annotators.remove(&a.id)).collect(),
            articles,
            n_links: links.count(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::panels::fixture::project;

    fn of(others: bool) -> Counts {
        let query = OverviewQuery {
            annotator: Some("ada".into()),
            others,
        };
        Counts::gather(&project(), &query, &|| false).expect("not cancelled")
    }

    fn check(counts: &Counts, labels: &[usize], articles: &[&[usize]], annotators: &[usize]) {
        let found: Vec<usize> = counts.labels.iter().map(|(_, n)| *n).collect();
        assert_eq!(found, labels);
        let found: Vec<&[usize]> = counts.articles.iter().map(|a| &a.by_label[..]).collect();
        assert_eq!(found, articles);
        let found: Vec<usize> = counts.annotators.iter().map(|a| a.n).collect();
        assert_eq!(found, annotators);
        assert_eq!(counts.n(), annotators.iter().sum::<usize>());
    }

    #[test]
    fn ones_own_layer_is_counted_and_the_others_where_they_are_shown() {
        check(&of(false), &[2, 1, 1], &[&[1, 1, 1], &[1, 0, 0]], &[4]);
        check(&of(true), &[3, 1, 1], &[&[2, 1, 1], &[1, 0, 0]], &[4, 1]);
        assert_eq!(of(false).n_links, 1);
        // Whoever has tagged something has begun, without a word about it.
        let there = project();
        for who in &of(true).annotators {
            let states = |wanted| {
                let documents = there.documents().iter();
                let all = documents.filter(|d| there.progress_state(&d.id, &who.id) == wanted);
                all.count()
            };
            assert_eq!(who.n_done, states(ProgressState::Done));
            assert_eq!(who.n_in_progress, states(ProgressState::InProgress));
        }
        assert!(of(true).annotators.iter().all(|who| who.n_in_progress > 0));
        let nobody = OverviewQuery::default();
        assert_eq!(Counts::gather(&project(), &nobody, &|| true), None);
    }
}
