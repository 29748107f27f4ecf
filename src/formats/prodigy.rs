//! Prodigy's JSON lines: one line for each article and annotator, with tokens. `token_end` is inclusive; `head` and `child` of
//! a relation are tokens. Attributes are not in the format; readers keep further keys of a span.

use super::attributes::{AttributeNames, FRAGMENT_NAMES};
use super::losses::what;
use super::options::ExportOptions;
use super::output::{AsWrite, Output};
use super::registry::{ExportError, Progress, json_line};
use super::tokens::tokens;
use super::view::{DocumentView, FragmentIds, Row, View};
use super::written::{Keeps, Written};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A token as Prodigy and spaCy have it: one blank after it is no token of its own.
pub(super) struct Token<'t> {
    pub text: &'t str,
    pub start: usize,
    pub end: usize,
    pub space: bool,
}

#[derive(Serialize)]
struct JsonToken<'t> {
    text: &'t str,
    start: usize,
    end: usize,
    id: usize,
    ws: bool,
}

#[derive(Serialize)]
struct JsonSpan<'t> {
    start: usize,
    end: usize,
    token_start: usize,
    token_end: usize,
    label: &'t str,
    text: &'t str,
    id: &'t str,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    attributes: BTreeMap<&'t str, &'t str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    annotation_id: Option<&'t str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fragment: Option<usize>,
}

#[derive(Serialize)]
struct Bounds<'t> {
    start: usize,
    end: usize,
    token_start: usize,
    token_end: usize,
    label: &'t str,
}

#[derive(Serialize)]
struct JsonRelation<'t> {
    head: usize,
    child: usize,
    head_span: Bounds<'t>,
    child_span: Bounds<'t>,
    label: &'t str,
    id: &'t str,
    head_id: &'t str,
    child_id: &'t str,
}

#[derive(Serialize)]
struct Meta<'t> {
    doc_id: &'t str,
    title: &'t str,
}

#[derive(Serialize)]
struct Line<'t> {
    text: &'t str,
    tokens: Vec<JsonToken<'t>>,
    spans: Vec<JsonSpan<'t>>,
    relations: Vec<JsonRelation<'t>>,
    meta: Meta<'t>,
    answer: &'static str,
    _view_id: &'static str,
    _annotator_id: &'t str,
    _session_id: &'t str,
}

/// The tokens of an article, cut at the edges of one annotator's fragments.
pub(super) fn tokens_of<'p>(d: &DocumentView<'p>, annotator: usize) -> Vec<Token<'p>> {
    let fragments = || {
        d.rows_of(annotator)
            .flat_map(|r| r.fragments.iter().copied())
    };
    let starts: BTreeSet<usize> = fragments().map(|f| f.0).collect();
    let ends: BTreeSet<usize> = fragments().map(|f| f.1).collect();
    let mut out: Vec<Token<'p>> = Vec::new();
    for (start, end, text) in tokens(d.text(), fragments().flat_map(|f| [f.0, f.1])) {
        // A blank at which a fragment starts or ends stays a token.
        let is_edge = starts.contains(&start) || ends.contains(&end);
        match out.last_mut() {
            Some(last) if text == " " && !last.space && !is_edge => last.space = true,
            _ => out.push(Token {
                text,
                start,
                end,
                space: false,
            }),
        }
    }
    out
}

/// The places of tokens by where they start and end.
pub(super) struct TokenEdges {
    starts: BTreeMap<usize, usize>,
    ends: BTreeMap<usize, usize>,
}

impl TokenEdges {
    pub fn of(tokens: &[Token<'_>]) -> Self {
        let starts = tokens
            .iter()
            .enumerate()
            .map(|(i, t)| (t.start, i))
            .collect();
        let ends = tokens.iter().enumerate().map(|(i, t)| (t.end, i)).collect();
        Self { starts, ends }
    }

    /// First and last token of a fragment; nothing where its edges are no tokens' edges.
    pub fn of_fragment(&self, fragment: (usize, usize)) -> Option<(usize, usize)> {
        Some((*self.starts.get(&fragment.0)?, *self.ends.get(&fragment.1)?))
    }
}

fn bounds<'p>(row: &Row<'p>, edges: &TokenEdges) -> Option<Bounds<'p>> {
    let fragment = *row.fragments.first()?;
    let (token_start, token_end) = edges.of_fragment(fragment)?;
    Some(Bounds {
        start: fragment.0,
        end: fragment.1,
        token_start,
        token_end,
        label: row.label(),
    })
}

fn spans_of<'a>(
    d: &DocumentView<'a>,
    row: &Row<'a>,
    edges: &TokenEdges,
    ids: &'a FragmentIds,
    names: &'a AttributeNames,
) -> Vec<JsonSpan<'a>> {
    let is_many = row.fragments.len() > 1;
    let one = |(n, fragment): (usize, &(usize, usize))| {
        let (token_start, token_end) = edges.of_fragment(*fragment)?;
        Some(JsonSpan {
            start: fragment.0,
            end: fragment.1,
            token_start,
            token_end,
            label: row.label(),
            text: d.slice(fragment.0, fragment.1),
            id: ids.get(row, n),
            attributes: names.pairs(row).collect(),
            annotation_id: is_many.then(|| row.id()),
            fragment: is_many.then_some(n + 1),
        })
    };
    row.fragments.iter().enumerate().filter_map(one).collect()
}

pub(super) fn write(
    view: &View<'_>,
    options: &ExportOptions,
    output: &mut dyn Output,
    progress: &mut Progress<'_>,
) -> Result<Written, ExportError> {
    let ids = view.fragment_ids();
    let names = AttributeNames::of(view, &FRAGMENT_NAMES, None);
    output.begin(
        options
            .single_file
            .as_deref()
            .unwrap_or("annotations.jsonl"),
    )?;
    let mut scratch = Vec::new();
    let n = view.documents.len();
    for (a, annotator) in view.annotators.iter().enumerate() {
        for (i, d) in view.documents.iter().enumerate() {
            progress.tick(a * n + i, view.annotators.len() * n)?;
            if d.text().is_empty() {
                continue;
            }
            let tokens = tokens_of(d, a);
            let edges = TokenEdges::of(&tokens);
            let relations = view.links_within(i, a).filter_map(|link| {
                let (from, to) = (view.row(link.from), view.row(link.to));
                let (head_span, child_span) = (bounds(from, &edges)?, bounds(to, &edges)?);
                Some(JsonRelation {
                    head: head_span.token_end,
                    child: child_span.token_end,
                    head_span,
                    child_span,
                    label: link.relation.relation_type.as_str(),
                    id: link.relation.id.as_str(),
                    head_id: from.id(),
                    child_id: to.id(),
                })
            });
            let line = Line {
                text: d.text(),
                spans: d
                    .rows_of(a)
                    .flat_map(|r| spans_of(d, r, &edges, &ids, &names))
                    .collect(),
                relations: relations.collect(),
                tokens: tokens
                    .iter()
                    .enumerate()
                    .map(|(id, t)| JsonToken {
                        text: t.text,
                        start: t.start,
                        end: t.end,
                        id,
                        ws: t.space,
                    })
                    .collect(),
                meta: Meta {
                    doc_id: d.id(),
                    title: &d.document.title,
                },
                answer: "accept",
                _view_id: "spans_manual",
                _annotator_id: annotator.id(),
                _session_id: annotator.id(),
            };
            json_line(&mut AsWrite(output), &mut scratch, &line)?;
        }
    }
    let keeps = [
        Keeps::ArticleIds,
        Keeps::ArticleTitles,
        Keeps::AnnotatorIds,
        Keeps::Ids,
    ];
    let mut written = Written::of(view, &keeps);
    written.lose_cross_links(view);
    written.lose_empty_articles(view);
    written.losses.add(what::SPELLING, names.n_changed());
    Ok(written)
}
