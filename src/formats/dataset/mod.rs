//! The dataset folder: three tables (articles, spans, links) as JSON lines or Parquet, and a card `README.md` whose front
//! matter lets Hugging Face `datasets` load each table without a network (hub documentation, "Manual configuration").
mod card;
mod columns;
mod jsonl;
#[cfg(feature = "parquet")]
mod parquet;

use super::losses::what;
use super::options::ExportOptions;
use super::output::Output;
use super::registry::{ExportError, Progress};
use super::view::{DocumentView, LinkView, Row, View};
use super::written::{Keeps, Written};

/// The most rows in one file of a split.
const MAX_ROWS: usize = 1_000_000;

/// One file of one table: its path and the part it holds.
struct Part {
    path: String,
    split: usize,
    range: std::ops::Range<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Table {
    Documents,
    Spans,
    Links,
}

impl Table {
    const ALL: [Self; 3] = [Self::Documents, Self::Spans, Self::Links];

    const fn name(self) -> &'static str {
        match self {
            Self::Documents => "documents",
            Self::Spans => "spans",
            Self::Links => "links",
        }
    }

    /// How many rows the table has in one split.
    fn n_rows(self, view: &View<'_>, split: usize) -> usize {
        let documents = || view.documents.iter().filter(|d| d.split == split);
        match self {
            Self::Documents => documents().count(),
            Self::Spans => documents().map(|d| d.rows.len()).sum(),
            Self::Links => links_of(view, split).count(),
        }
    }
}

/// One row of one table.
enum TableRow<'v, 'p> {
    Document(&'v DocumentView<'p>),
    Span(&'v DocumentView<'p>, &'v Row<'p>),
    Link(&'v LinkView<'p>),
}

/// Hands over every row of a part, in order.
fn each_row<'v, 'p>(
    view: &'v View<'p>,
    table: Table,
    part: &Part,
    watch: &mut Progress<'_>,
    mut take: impl FnMut(TableRow<'v, 'p>) -> Result<(), ExportError>,
) -> Result<(), ExportError> {
    let mut n = 0;
    let mut is_here = || {
        n += 1;
        part.range.contains(&(n - 1))
    };
    if table == Table::Links {
        for link in links_of(view, part.split).filter(|_| is_here()) {
            take(TableRow::Link(link))?;
        }
        return Ok(());
    }
    for (i, d) in view.documents.iter().enumerate() {
        if d.split != part.split {
            continue;
        }
        watch.tick(i, view.documents.len())?;
        if table == Table::Documents {
            if is_here() {
                take(TableRow::Document(d))?;
            }
            continue;
        }
        for row in d.rows.iter().filter(|_| is_here()) {
            take(TableRow::Span(d, row))?;
        }
    }
    Ok(())
}

/// The links whose source stands in a split.
fn links_of<'v, 'p>(view: &'v View<'p>, split: usize) -> impl Iterator<Item = &'v LinkView<'p>> {
    view.links
        .iter()
        .filter(move |l| view.documents[l.from.document].split == split)
}

/// The files of one table. Without splits one file, whatever its length.
fn parts(view: &View<'_>, options: &ExportOptions, table: Table, ending: &str) -> Vec<Part> {
    let name = table.name();
    let mut parts = Vec::new();
    for (split, split_name) in view.splits.iter().enumerate() {
        let n_rows = table.n_rows(view, split);
        if options.splits.is_empty() {
            let path = format!("data/{name}.{ending}");
            parts.push(Part {
                path,
                split,
                range: 0..n_rows,
            });
            continue;
        }
        let n_parts = n_rows.div_ceil(MAX_ROWS).max(1);
        for n in 0..n_parts {
            let path = format!("data/{name}/{split_name}-{n:05}-of-{n_parts:05}.{ending}");
            let range = n * MAX_ROWS..((n + 1) * MAX_ROWS).min(n_rows);
            parts.push(Part { path, split, range });
        }
    }
    parts
}

/// Writes the folder with tables of JSON lines.
pub(super) fn write_jsonl(
    view: &View<'_>,
    options: &ExportOptions,
    output: &mut dyn Output,
    watch: &mut Progress<'_>,
) -> Result<Written, ExportError> {
    if let Some(path) = &options.single_file {
        // Standard output: the spans alone.
        let keeps = [
            Keeps::ArticleIds,
            Keeps::AnnotatorIds,
            Keeps::Ids,
            Keeps::Times,
            Keeps::Origins,
        ];
        let mut written = Written::of(view, &keeps);
        written.lose_links(view);
        written
            .losses
            .add("texts of articles", view.documents.len());
        jsonl::write_spans_alone(view, path, output, watch)?;
        return Ok(written);
    }
    card::write(view, options, "jsonl", output)?;
    jsonl::write(view, options, output, watch)?;
    Ok(written(view))
}

/// Writes the folder with tables of Parquet.
#[cfg(feature = "parquet")]
pub(super) fn write_parquet(
    view: &View<'_>,
    options: &ExportOptions,
    output: &mut dyn Output,
    watch: &mut Progress<'_>,
) -> Result<Written, ExportError> {
    card::write(view, options, "parquet", output)?;
    parquet::write(view, options, output, watch)?;
    Ok(written(view))
}

fn written(view: &View<'_>) -> Written {
    let mut written = Written::of(view, Keeps::ALL);
    let crosses = |l: &&LinkView<'_>| {
        view.documents[l.from.document].split != view.documents[l.to.document].split
    };
    let n = view.links.iter().filter(crosses).count();
    written.losses.add(what::SPLIT_LINKS, n);
    written
}
