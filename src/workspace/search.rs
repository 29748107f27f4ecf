//! Search over all articles of a project: on another thread, with progress and cancel, hits as they are found.

use super::jobs::{Job, JobContext, JobProgress};
use crate::model::{Document, DocumentId, Project};
use crate::text::{
    ByteOffset, Pattern, PatternError, Query, TextSpan, ceil_grapheme, floor_grapheme,
};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};

/// So many hits are kept for the window; more are only counted.
pub const MAX_KEPT: usize = 10_000;

/// The hits in one article.
#[derive(Clone, Debug)]
pub struct DocumentHits {
    /// The article as it was searched.
    pub document: Arc<Document>,
    /// In the order of the text; the first ones where there are too many to keep.
    pub hits: Vec<TextSpan>,
    /// How many there are, kept or not.
    pub n_hits: usize,
}

impl DocumentHits {
    /// Whether the article still has the text in which the hits were found.
    #[must_use]
    pub fn is_current(&self, project: &Project) -> bool {
        project.document(&self.document.id).is_some_and(|d| {
            Arc::ptr_eq(d.text(), self.document.text()) || d.text() == self.document.text()
        })
    }
}

/// Looks for `pattern` in `documents`, in their order, and hands out what is found article by article.
///
/// At most `max_kept` hits are handed out; the others are counted, and an article with none of the first is left out.
/// Returns the number of all hits; when cancelled, of those found so far.
pub fn search(
    documents: &[Arc<Document>],
    pattern: &Pattern,
    max_kept: usize,
    context: &JobContext,
    found: &mut dyn FnMut(DocumentHits),
) -> usize {
    let n_bytes: usize = documents.iter().map(|d| d.text().len()).sum();
    let (mut n_hits, mut n_done) = (0, 0);
    let is_wanted = || !context.is_cancelled();
    for document in documents {
        if context.is_cancelled() {
            break;
        }
        let room = max_kept.saturating_sub(n_hits);
        let mut all = pattern.hits_while(document.text(), &is_wanted);
        let hits: Vec<TextSpan> = all.by_ref().take(room).collect();
        let n = hits.len() + all.count();
        n_hits += n;
        if !hits.is_empty() {
            found(DocumentHits {
                document: document.clone(),
                hits,
                n_hits: n,
            });
        }
        n_done += document.text().len();
        context.set_progress(n_done as u64, n_bytes as u64);
    }
    n_hits
}

/// About `n_chars` code points before and behind a hit, without parts of graphemes.
#[must_use]
pub fn surroundings(text: &str, hit: TextSpan, n_chars: usize) -> (&str, &str) {
    let (before, behind) = (&text[..hit.start().0], &text[hit.end().0..]);
    let start = match n_chars.checked_sub(1) {
        Some(n) => before.char_indices().nth_back(n).map_or(0, |(i, _)| i),
        None => before.len(),
    };
    let end = behind.char_indices().nth(n_chars);
    let end = hit.end().0 + end.map_or(behind.len(), |(i, _)| i);
    let start = ceil_grapheme(text, ByteOffset(start)).min(hit.start());
    let end = floor_grapheme(text, ByteOffset(end)).max(hit.end());
    (&text[start.0..hit.start().0], &text[hit.end().0..end.0])
}

/// A search under way or done, with what it has found.
pub struct Search {
    query: Query,
    job: Option<Job<usize>>,
    arriving: Receiver<DocumentHits>,
    results: Vec<DocumentHits>,
    /// Of all articles searched so far, the kept and the others.
    n_hits: usize,
    n_kept: usize,
    /// It ended before its time.
    is_cut_short: bool,
}

impl Search {
    /// Starts to look for `query` in all articles, or in one; `wake` is called when there is something new.
    ///
    /// # Errors
    /// Where it cannot be looked for.
    pub fn start(
        project: &Project,
        only: Option<&DocumentId>,
        query: Query,
        wake: &Arc<dyn Fn() + Send + Sync>,
    ) -> Result<Self, PatternError> {
        let pattern = Pattern::new(&query)?;
        let documents: Vec<Arc<Document>> = match only {
            Some(id) => project.document(id).cloned().into_iter().collect(),
            None => project.documents().to_vec(),
        };
        let (sender, arriving) = channel();
        let wake_again = wake.clone();
        let job = Job::spawn(wake, "Search", move |context| {
            search(&documents, &pattern, MAX_KEPT, context, &mut |hits| {
                // Nobody may want them any more.
                if sender.send(hits).is_ok() {
                    wake_again();
                }
            })
        });
        Ok(Self {
            query,
            job: Some(job),
            arriving,
            results: Vec::new(),
            n_hits: 0,
            n_kept: 0,
            is_cut_short: false,
        })
    }

    /// Takes in what was found since the last call; whether anything is new.
    pub fn poll(&mut self) -> bool {
        // Asked first: what an ended job has found has arrived.
        let ended = self.job.as_ref().and_then(Job::poll);
        let mut is_new = ended.is_some();
        for hits in self.arriving.try_iter() {
            self.n_hits += hits.n_hits;
            self.n_kept += hits.hits.len();
            self.results.push(hits);
            is_new = true;
        }
        if let Some(end) = ended {
            self.job = None;
            match end {
                Ok(n_hits) => self.n_hits = n_hits,
                Err(_) => self.is_cut_short = true,
            }
        }
        is_new
    }

    /// What is looked for.
    #[must_use]
    pub fn query(&self) -> &Query {
        &self.query
    }

    /// How far it is; `None` when it has ended.
    #[must_use]
    pub fn progress(&self) -> Option<JobProgress> {
        self.job.as_ref().map(Job::progress)
    }

    /// Stops it; what was found stays.
    pub fn cancel(&mut self) {
        if let Some(job) = &self.job {
            job.cancel();
            self.is_cut_short = true;
        }
    }

    /// Whether it was cancelled or failed before all articles were searched.
    #[must_use]
    pub fn is_cut_short(&self) -> bool {
        self.is_cut_short
    }

    /// What is found so far, in the order of the articles.
    #[must_use]
    pub fn results(&self) -> &[DocumentHits] {
        &self.results
    }

    /// How many hits there are so far, those not kept included.
    #[must_use]
    pub fn n_hits(&self) -> usize {
        self.n_hits
    }

    /// How many hits [`Self::results`] holds.
    #[must_use]
    pub fn n_kept(&self) -> usize {
        self.n_kept
    }
}

impl Drop for Search {
    fn drop(&mut self) {
        self.cancel();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ProjectHead, Source};

    fn document(id: &str, text: &str) -> Arc<Document> {
        let (title, source) = (format!("Article {id}"), Source::default());
        Arc::new(Document::new(id.into(), title, source, text.into()))
    }

    fn query(text: &str) -> Query {
        Query {
            text: text.to_owned(),
            ..Query::default()
        }
    }

    /// What is found, as `article: hit hit`, one line an article.
    fn shown(results: &[DocumentHits]) -> Vec<String> {
        let line = |r: &DocumentHits| {
            let starts: Vec<String> = r.hits.iter().map(|h| h.start().to_string()).collect();
            format!("{}: {} of {}", r.document.id, starts.join(" "), r.n_hits)
        };
        results.iter().map(line).collect()
    }

    #[test]
    fn hits_come_in_the_order_of_the_articles_and_the_text() {
        let documents = [
            document("d2", "a port, a port"),
            document("d3", "nothing"),
            document("d1", "the port"),
        ];
        let pattern = Pattern::new(&query("port")).expect("sound");
        let mut results = Vec::new();
        let mut keep = |hits| results.push(hits);
        let n = search(&documents, &pattern, 10, &JobContext::default(), &mut keep);
        assert_eq!(n, 3);
        assert_eq!(shown(&results), ["d2: 2 10 of 2", "d1: 4 of 1"]);
    }

    #[test]
    fn hits_beyond_what_is_kept_are_counted() {
        let documents: Vec<_> = ["d1", "d2", "d3"].map(|id| document(id, "aaaa")).into();
        let pattern = Pattern::new(&query("a")).expect("sound");
        let mut results = Vec::new();
        let mut keep = |hits| results.push(hits);
        let n = search(&documents, &pattern, 6, &JobContext::default(), &mut keep);
        assert_eq!(n, 12);
        assert_eq!(shown(&results), ["d1: 0 1 2 3 of 4", "d2: 0 1 of 4"]);
    }

    #[test]
    fn surroundings_hold_whole_graphemes() {
        let text = "one é two 👩‍👩‍👧 three";
        let hit = TextSpan::new(text, ByteOffset(7), ByteOffset(10)).expect("a span");
        assert_eq!(hit.of(text), "two");
        assert_eq!(surroundings(text, hit, 3), (" é ", " "));
        assert_eq!(surroundings(text, hit, 0), ("", ""));
        assert_eq!(surroundings(text, hit, 99), ("one é ", " 👩‍👩‍👧 three"));
    }

    fn finished(mut search: Search) -> Search {
        while search.progress().is_some() {
            search.poll();
            std::thread::yield_now();
        }
        search
    }

    #[test]
    fn a_search_runs_beside_and_knows_when_an_article_changed() {
        let mut project = Project::new(ProjectHead::default());
        for (i, d) in [document("d1", "a port"), document("d2", "port")]
            .iter()
            .enumerate()
        {
            let put = project.put_document(&d.id, Some((i, d.clone())));
            put.expect("a new document");
        }
        let wake: Arc<dyn Fn() + Send + Sync> = Arc::new(|| {});
        let start = |only: Option<&DocumentId>, text: &str| {
            Search::start(&project, only, query(text), &wake)
        };
        let all = finished(start(None, "port").expect("sound"));
        assert_eq!(shown(all.results()), ["d1: 2 of 1", "d2: 0 of 1"]);
        assert_eq!(
            (all.n_hits(), all.n_kept(), all.is_cut_short()),
            (2, 2, false)
        );
        let one = finished(start(Some(&"d2".into()), "port").expect("sound"));
        assert_eq!(shown(one.results()), ["d2: 0 of 1"]);
        assert!(start(None, "").is_err());
        assert!(all.results().iter().all(|r| r.is_current(&project)));
        let other = document("d2", "no more");
        let put = project.put_document(&"d2".into(), Some((1, other)));
        put.expect("a change");
        let current: Vec<bool> = all
            .results()
            .iter()
            .map(|r| r.is_current(&project))
            .collect();
        assert_eq!(current, [true, false]);
    }
}
