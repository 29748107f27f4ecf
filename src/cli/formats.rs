//! `countermark formats`: what can be read and written.

use super::console::Console;
use super::error::exit;
use super::open::print_json;
use crate::formats::{FORMATS, Format};
use clap::Args;
use serde::Serialize;
use std::fmt::Write as _;

/// List the formats that can be written and read, with what each keeps and loses.
#[derive(Debug, Args)]
pub struct FormatsArgs {
    /// Print one JSON array.
    #[arg(long, conflicts_with = "markdown")]
    json: bool,
    /// Print the table that stands in README.md.
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
        print_json(console, &FORMATS.iter().map(row).collect::<Vec<_>>());
    } else if args.markdown {
        console.write(markdown_table().as_bytes());
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
    exit::DONE
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
