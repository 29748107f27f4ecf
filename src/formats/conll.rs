//! `CoNLL` columns TOKEN, START, END, TAG (IOB2), one file for each annotator and tag, so that tags may overlap each other. Within a
//! tag the longer of two overlapping annotations is kept. No sentence breaks inside an annotation, no token holds a blank.

use super::losses::what;
use super::names::FileNames;
use super::options::ExportOptions;
use super::output::Output;
use super::registry::{ExportError, Progress};
use super::spread::in_order;
use super::tokens::{is_blank, is_blank_char, push_number, tokens};
use super::view::{DocumentView, View};
use super::written::{Keeps, Written};
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn write(
    view: &View<'_>,
    _options: &ExportOptions,
    output: &mut dyn Output,
    progress: &mut Progress<'_>,
) -> Result<Written, ExportError> {
    for d in &view.documents {
        output.begin(&format!("texts/{}.txt", d.file))?;
        output.write(d.text().as_bytes())?;
    }
    let mut written = Written::of(view, &[Keeps::ArticleFileNames]);
    let used = view
        .documents
        .iter()
        .flat_map(|d| &d.rows)
        .map(super::view::Row::label);
    let in_schema = view.project.schema().labels.iter().map(|l| l.id.as_str());
    let labels: BTreeSet<&str> = used.chain(in_schema).collect();
    let mut names = FileNames::default();
    // Without a point, so that what stands before the last one is the annotator, whatever the names.
    let labels: Vec<(&str, String)> = labels
        .iter()
        .map(|l| (*l, names.take(&l.replace('.', "_"))))
        .collect();
    let (mut n_overlaps, mut n_blank, mut n_trimmed) = (0, 0, 0);
    let is_respelled = |l: &&&str| l.contains(char::is_whitespace);
    let tags = labels.iter().map(|(l, _)| l);
    written
        .losses
        .add(what::SPELLING, tags.filter(is_respelled).count());
    let n = view.documents.len();
    let n_files = view.annotators.len() * labels.len();
    for (a, annotator) in view.annotators.iter().enumerate() {
        for (l, (label, file)) in labels.iter().enumerate() {
            output.begin(&format!("{}.{file}.conll", annotator.file))?;
            let tag = label.replace(char::is_whitespace, "_");
            let make = |i: usize| {
                let d = &view.documents[i];
                let layer = Layer::of(d, a, label);
                (lines(d, &layer.spans, &tag), layer)
            };
            in_order(n, make, |i, (lines, layer)| {
                progress.tick((a * labels.len() + l) * n + i, n_files * n)?;
                n_overlaps += layer.n_overlaps;
                n_blank += layer.n_blank;
                n_trimmed += layer.n_trimmed;
                Ok(output.write(&lines)?)
            })?;
        }
    }
    written.annotations -= n_overlaps + n_blank;
    written.losses.add(what::OVERLAPS, n_overlaps);
    written.losses.add("annotations of blanks only", n_blank);
    written.losses.add(what::ENDS, n_trimmed);
    written.lose_links(view);
    written.lose_attributes(view);
    written.losses.add(what::FRAGMENTS, view.n_fragmented());
    Ok(written)
}

/// The fragments of one tag that do not overlap, ascending.
struct Layer {
    spans: Vec<(usize, usize)>,
    n_overlaps: usize,
    n_blank: usize,
    /// Annotations whose fragments begin or end with a blank, or are one.
    n_trimmed: usize,
}

impl Layer {
    fn of(d: &DocumentView<'_>, annotator: usize, label: &str) -> Self {
        let mut rows: Vec<_> = d
            .rows_of(annotator)
            .filter(|r| r.label() == label)
            .collect();
        let length =
            |r: &super::view::Row<'_>| r.fragments.iter().map(|f| f.1 - f.0).sum::<usize>();
        rows.sort_by_key(|r| (std::cmp::Reverse(length(r)), r.start(), r.id()));
        let mut layer = Self {
            spans: Vec::new(),
            n_overlaps: 0,
            n_blank: 0,
            n_trimmed: 0,
        };
        // By start; what is in it does not overlap, so that neighbours are enough to look at.
        let mut kept: BTreeMap<usize, usize> = BTreeMap::new();
        for row in rows {
            let words = |f: &(usize, usize)| !is_blank(d.slice(f.0, f.1));
            let fragments: Vec<(usize, usize)> =
                row.fragments.iter().copied().filter(words).collect();
            if fragments.is_empty() {
                layer.n_blank += 1;
                continue;
            }
            let is_free = |f: &(usize, usize)| {
                kept.range(..f.1)
                    .next_back()
                    .is_none_or(|(_, end)| *end <= f.0)
            };
            if !fragments.iter().all(is_free) {
                layer.n_overlaps += 1;
                continue;
            }
            let has_blank_end = |f: &(usize, usize)| {
                let words = d.slice(f.0, f.1);
                words.starts_with(is_blank_char) || words.ends_with(is_blank_char)
            };
            layer.n_trimmed += usize::from(row.fragments.iter().any(has_blank_end));
            kept.extend(fragments);
        }
        layer.spans = kept.into_iter().collect();
        layer
    }
}

fn lines(d: &DocumentView<'_>, spans: &[(usize, usize)], tag: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(d.text().len() * 12);
    out.extend_from_slice(b"-DOCSTART-\t");
    out.extend_from_slice(d.file.as_bytes());
    out.extend_from_slice(b"\t_\tO\n\n");
    let mut spans = spans.iter().copied().peekable();
    let mut begun: Option<(usize, usize)> = None;
    let (mut is_break, mut has_written) = (false, false);
    let cuts: Vec<usize> = spans.clone().flat_map(|s| [s.0, s.1]).collect();
    for (start, end, token) in tokens(d.text(), cuts) {
        // A token is blanks only or has none.
        if token.starts_with(is_blank_char) {
            is_break |= token.contains('\n');
            continue;
        }
        while spans.peek().is_some_and(|s| s.1 <= start) {
            spans.next();
        }
        let inside = spans.peek().copied().filter(|s| s.0 <= start);
        let goes_on = inside.is_some() && inside == begun;
        if is_break && has_written && !goes_on {
            out.push(b'\n');
        }
        (is_break, has_written) = (false, true);
        out.extend_from_slice(token.as_bytes());
        for place in [start, end] {
            out.push(b'\t');
            push_number(&mut out, place);
        }
        if inside.is_some() {
            out.extend_from_slice(if goes_on { b"\tI-" } else { b"\tB-" });
            out.extend_from_slice(tag.as_bytes());
            out.push(b'\n');
        } else {
            out.extend_from_slice(b"\tO\n");
        }
        begun = inside;
    }
    out.push(b'\n');
    out
}
