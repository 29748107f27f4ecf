//! `countermark formats`: what can be read and written: datasets, and files of articles.

use super::console::Console;
use super::error::exit;
use super::open::print_json;
use crate::formats::{FORMATS, Format};
use crate::ingest::{ArticleKind, READERS};
use clap::Args;
use serde::Serialize;
use std::fmt::Write as _;

/// List the formats that can be written and read, with what each keeps and loses, and the kinds of article files.
#[derive(Debug, Args)]
pub struct FormatsArgs {
    /// Print one JSON array.
    #[arg(long, conflicts_with = "markdown")]
    json: bool,
    /// Print the tables that stand in README.md.
    #[arg(long)]
    markdown: bool,
}

#[derive(Serialize)]
struct Row {
    id: &'static str,
    name: &'static str,
    export: bool,
    import: bool,
    holds: &'static str,
    offset_unit: &'static str,
    keeps: &'static str,
    loses: &'static str,
}

#[derive(Serialize)]
struct ArticleRow {
    id: &'static str,
    name: &'static str,
    articles: bool,
    extensions: &'static [&'static str],
    media_type: &'static str,
    takes: &'static str,
    leaves_out: &'static str,
}

/// A row of either kind.
#[derive(Serialize)]
#[serde(untagged)]
enum AnyRow {
    Dataset(Row),
    Articles(ArticleRow),
}

fn article_row(kind: &ArticleKind) -> ArticleRow {
    ArticleRow {
        id: kind.id,
        name: kind.name,
        articles: true,
        extensions: kind.extensions,
        media_type: kind.media_type,
        takes: kind.takes,
        leaves_out: kind.leaves_out,
    }
}

/// `.html .htm`
fn endings(kind: &ArticleKind) -> String {
    let endings = kind.extensions.iter().map(|e| format!(".{e}"));
    endings.collect::<Vec<_>>().join(" ")
}

fn row(format: &Format) -> Row {
    Row {
        id: format.id,
        name: format.name,
        export: format.is_written(),
        import: format.is_read(),
        holds: format.holds,
        offset_unit: format.unit,
        keeps: format.keeps,
        loses: format.loses,
    }
}

pub fn run(args: &FormatsArgs, console: &mut Console) -> u8 {
    if args.json {
        let datasets = FORMATS.iter().map(|f| AnyRow::Dataset(row(f)));
        let articles = READERS
            .iter()
            .map(|r| AnyRow::Articles(article_row(r.kind())));
        print_json(console, &datasets.chain(articles).collect::<Vec<_>>());
    } else if args.markdown {
        console.write(format!("{}\n{}", markdown_table(), article_table()).as_bytes());
    } else {
        for format in FORMATS {
            let ways = match (format.is_written(), format.is_read()) {
                (true, true) => "export, import",
                (true, false) => "export",
                (false, _) => "import",
            };
            console.result(&format!("{:<15} {} ({ways})", format.id, format.name));
            for (what, words) in [
                ("holds", format.holds),
                ("offsets", format.unit),
                ("keeps", format.keeps),
                ("loses", format.loses),
            ] {
                if !words.is_empty() {
                    console.result(&format!("{:<15}   {what}: {words}", ""));
                }
            }
        }
    }
    if !args.json && !args.markdown {
        console.result("\nArticle files, for `countermark new` and the window:\n");
        for kind in READERS.iter().map(|r| r.kind()) {
            let words = format!("{:<15} {} ({})", kind.id, kind.name, endings(kind));
            console.result(&words);
            for (what, words) in [("takes", kind.takes), ("leaves out", kind.leaves_out)] {
                console.result(&format!("{:<15}   {what}: {words}", ""));
            }
        }
    }
    exit::DONE
}

/// The table of kinds of article files in the README, which a test holds to this.
pub fn article_table() -> String {
    let mut out = String::from(
        "| article files | endings | takes | leaves out |\n| --- | --- | --- | --- |\n",
    );
    for kind in READERS.iter().map(|r| r.kind()) {
        // Writing to a String cannot fail.
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} |",
            kind.name,
            endings(kind),
            kind.takes,
            kind.leaves_out
        );
    }
    out
}

/// The table of formats in the README, which a test holds to this.
pub fn markdown_table() -> String {
    let mut out = String::from(
        "| format | ways | offsets | keeps | loses |\n| --- | --- | --- | --- | --- |\n",
    );
    for format in FORMATS {
        let ways = match (format.is_written(), format.is_read()) {
            (true, true) => "out, in",
            (true, false) => "out",
            (false, _) => "in",
        };
        // Writing to a String cannot fail.
        let _ = writeln!(
            out,
            "| `{}` {} | {ways} | {} | {} | {} |",
            format.id, format.name, format.unit, format.keeps, format.loses
        );
    }
    out
}
