//! Prodigy's JSON lines: one line for each article and annotator, with tokens. `token_end` is inclusive; `head` and `child` of
//! a relation are tokens. Attributes are not in the format; readers keep further keys of a span.

use super::attributes::{AttributeNames, FRAGMENT_NAMES};
use super::losses::what;
use super::options::ExportOptions;
use super::output::Output;
use super::registry::{ExportError, Progress};
use super::spread::in_order;
use super::tokens::{push_number, tokens};
use super::view::{DocumentView, FragmentIds, Row, View};
use super::written::{Keeps, Written};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io;

/// A token as Prodigy and spaCy have it: one blank after it is no token of its own.
pub(super) struct Token<'t> {
    pub text: &'t str,
    pub start: usize,
    pub end: usize,
    pub space: bool,
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

/// What stands in a line after the text and the tokens.
#[derive(Serialize)]
struct Rest<'t> {
    spans: Vec<JsonSpan<'t>>,
    relations: Vec<JsonRelation<'t>>,
    meta: Meta<'t>,
    answer: &'static str,
    _view_id: &'static str,
    _annotator_id: &'t str,
    _session_id: &'t str,
}

/// Adds tokens as JSON: they are nearly all of a file, and all are of one form.
fn push_tokens(line: &mut Vec<u8>, tokens: &[Token<'_>]) -> Result<(), ExportError> {
    line.push(b'[');
    for (id, token) in tokens.iter().enumerate() {
        if id > 0 {
            line.push(b',');
        }
        line.extend_from_slice(b"{\"text\":");
        push_json(line, token.text)?;
        let numbers: [(&[u8], usize); 3] = [
            (b",\"start\":", token.start),
            (b",\"end\":", token.end),
            (b",\"id\":", id),
        ];
        for (key, number) in numbers {
            line.extend_from_slice(key);
            push_number(line, number);
        }
        let space: &[u8] = if token.space {
            b",\"ws\":true}"
        } else {
            b",\"ws\":false}"
        };
        line.extend_from_slice(space);
    }
    line.push(b']');
    Ok(())
}

fn push_json(line: &mut Vec<u8>, value: &(impl Serialize + ?Sized)) -> Result<(), ExportError> {
    Ok(serde_json::to_writer(line, value).map_err(io::Error::from)?)
}

/// The tokens of an article, cut at the edges of one annotator's fragments.
pub(super) fn tokens_of<'p>(d: &DocumentView<'p>, annotator: usize) -> Vec<Token<'p>> {
    let fragments = || d.rows_of(annotator).flat_map(|r| &r.fragments);
    let sorted = |mut places: Vec<usize>| {
        places.sort_unstable();
        places
    };
    let starts = sorted(fragments().map(|f| f.0).collect());
    let ends = sorted(fragments().map(|f| f.1).collect());
    let mut out: Vec<Token<'p>> = Vec::new();
    for (start, end, text) in tokens(d.text(), starts.iter().chain(&ends).copied()) {
        // A blank at which a fragment starts or ends stays a token.
        let is_edge = || starts.binary_search(&start).is_ok() || ends.binary_search(&end).is_ok();
        match out.last_mut() {
            Some(last) if text == " " && !last.space && !is_edge() => last.space = true,
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

/// First and last token of a fragment; nothing where its edges are no tokens' edges.
pub(super) fn tokens_within(
    tokens: &[Token<'_>],
    fragment: (usize, usize),
) -> Option<(usize, usize)> {
    let first = tokens.binary_search_by_key(&fragment.0, |t| t.start).ok()?;
    let last = tokens.binary_search_by_key(&fragment.1, |t| t.end).ok()?;
    Some((first, last))
}

fn bounds<'p>(row: &Row<'p>, tokens: &[Token<'_>]) -> Option<Bounds<'p>> {
    let fragment = *row.fragments.first()?;
    let (token_start, token_end) = tokens_within(tokens, fragment)?;
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
    tokens: &[Token<'_>],
    ids: &'a FragmentIds,
    names: &'a AttributeNames,
) -> Vec<JsonSpan<'a>> {
    let is_many = row.fragments.len() > 1;
    let one = |(n, fragment): (usize, &(usize, usize))| {
        let (token_start, token_end) = tokens_within(tokens, *fragment)?;
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

/// The line of an annotator's article; nothing where it has no text.
fn line_of(
    view: &View<'_>,
    (a, i): (usize, usize),
    ids: &FragmentIds,
    names: &AttributeNames,
) -> Result<Vec<u8>, ExportError> {
    let (d, annotator) = (&view.documents[i], &view.annotators[a]);
    let mut line = Vec::new();
    if d.text().is_empty() {
        return Ok(line);
    }
    let tokens = tokens_of(d, a);
    let relations = view.links_within(i, a).filter_map(|link| {
        let (from, to) = (view.row(link.from), view.row(link.to));
        let (head_span, child_span) = (bounds(from, &tokens)?, bounds(to, &tokens)?);
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
    let rest = Rest {
        spans: d
            .rows_of(a)
            .flat_map(|r| spans_of(d, r, &tokens, ids, names))
            .collect(),
        relations: relations.collect(),
        meta: Meta {
            doc_id: d.id(),
            title: &d.document.title,
        },
        answer: "accept",
        _view_id: "spans_manual",
        _annotator_id: annotator.id(),
        _session_id: annotator.id(),
    };
    line.reserve(d.text().len() * 2 + tokens.len() * 64);
    line.extend_from_slice(b"{\"text\":");
    push_json(&mut line, d.text())?;
    line.extend_from_slice(b",\"tokens\":");
    push_tokens(&mut line, &tokens)?;
    let begin = line.len();
    push_json(&mut line, &rest)?;
    // The object goes on where the other one would begin.
    if let Some(brace) = line.get_mut(begin) {
        *brace = b',';
    }
    line.push(b'\n');
    Ok(line)
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
    let n = view.documents.len();
    let n_all = view.annotators.len() * n;
    let make = |i: usize| line_of(view, (i / n, i % n), &ids, &names);
    in_order(n_all, make, |i, line| {
        progress.tick(i, n_all)?;
        Ok(output.write(&line?)?)
    })?;
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
