//! The dataset's card: what is in it, for people and for the Hugging Face hub.

use super::columns::Kind;
use super::{ExportOptions, Output, Table, View};
use crate::formats::ours::CARD_MARK;
use crate::formats::registry::ExportError;
use serde_json::json;
use std::collections::BTreeMap;
use std::fmt::Write as _;

pub(super) fn write(
    view: &View<'_>,
    options: &ExportOptions,
    ending: &str,
    output: &mut dyn Output,
) -> Result<(), ExportError> {
    let mut card = front_matter(view, options, ending);
    body(&mut card, view, options);
    output.begin("README.md")?;
    output.write(card.as_bytes())?;
    Ok(())
}

fn front_matter(view: &View<'_>, options: &ExportOptions, ending: &str) -> String {
    let mut out = String::from("---\n");
    let title = &view.project.head().title;
    if !title.is_empty() {
        // Writing to a String cannot fail.
        let _ = writeln!(out, "pretty_name: {}", json!(title));
    }
    let license = if options.license.is_empty() {
        "unknown"
    } else {
        &options.license
    };
    let _ = writeln!(out, "license: {}", json!(license));
    out.push_str("tags:\n- countermark\n- span-annotation\n");
    // The library loads no table and no part without a row, and with one such named it loads none of the others.
    let filled = filled_parts(view);
    if filled.is_empty() {
        out.push_str("---\n");
        return out;
    }
    out.push_str("configs:\n");
    for (table, parts) in &filled {
        let name = table.name();
        let _ = writeln!(out, "- config_name: {name}");
        if options.splits.is_empty() {
            let _ = writeln!(out, "  data_files: data/{name}.{ending}");
        } else {
            out.push_str("  data_files:\n");
            for split in parts {
                let _ = writeln!(out, "  - split: {}", json!(split));
                let path = format!("data/{name}/{split}-*.{ending}");
                let _ = writeln!(out, "    path: {}", json!(path));
            }
        }
        if *table == Table::Spans {
            out.push_str("  default: true\n");
        }
    }
    // Without them a list that is empty in all rows of one file has another type there than in the next.
    out.push_str("dataset_info:\n");
    for (table, _) in &filled {
        let _ = writeln!(out, "- config_name: {}\n  features:", table.name());
        for (column, kind) in table.columns() {
            let _ = writeln!(out, "  - name: {column}\n{}", feature(*kind));
        }
    }
    out.push_str("---\n");
    out
}

/// The tables that have a row, each with the parts in which it has one.
fn filled_parts<'v>(view: &'v View<'_>) -> Vec<(Table, Vec<&'v str>)> {
    let parts_of = |table: Table| -> Vec<&'v str> {
        let splits = view.splits.iter().enumerate();
        splits
            .filter(|(i, _)| table.n_rows(view, *i) > 0)
            .map(|(_, name)| name.as_str())
            .collect()
    };
    Table::ALL
        .into_iter()
        .map(|table| (table, parts_of(table)))
        .filter(|(_, parts)| !parts.is_empty())
        .collect()
}

/// A column's type as the hub's library writes it in a card.
const fn feature(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "    dtype: string",
        Kind::Number => "    dtype: int64",
        Kind::Pairs => {
            "    list:\n    - name: name\n      dtype: string\n    - name: value\n      dtype: string"
        }
        Kind::Fragments => "    list:\n      list: int64",
    }
}

/// What `load_dataset` does not find, in words; empty where it finds everything.
fn not_loaded(view: &View<'_>) -> String {
    let filled = filled_parts(view);
    let mut out = String::new();
    for table in Table::ALL {
        let name = table.name();
        let Some((_, parts)) = filled.iter().find(|(t, _)| *t == table) else {
            let _ = writeln!(
                out,
                "- `{name}` has no row: its file is there, but `load_dataset` knows no configuration `{name}`."
            );
            continue;
        };
        for part in &view.splits {
            if !parts.contains(&part.as_str()) {
                let _ = writeln!(
                    out,
                    "- `{name}` has no row in the part `{part}`: its file is there, but `load_dataset` knows no such split."
                );
            }
        }
    }
    out
}

fn body(out: &mut String, view: &View<'_>, options: &ExportOptions) {
    let project = view.project;
    let title = match project.head().title.as_str() {
        "" => "Annotated articles",
        title => title,
    };
    let _ = writeln!(out, "\n# {}\n", title.replace('\n', " "));
    let _ = writeln!(
        out,
        "{} articles, {} annotations, {} links by {} annotators, {CARD_MARK} {}.\n",
        view.documents.len(),
        view.n_rows(),
        view.links.len(),
        view.annotators.len(),
        env!("CARGO_PKG_VERSION"),
    );
    out.push_str(
        "Offsets are half-open, `[start, end)`, in Unicode code points of `documents.text`; `start_utf16` and `end_utf16` count \
         UTF-16 units. `text` is what stands between `start` and `end`. An annotation of several fragments is one row: \
         `fragments` lists them, `start` and `end` cover all. `source` and `target` of a link are `span_id`s.\n\n",
    );
    let not_loaded = not_loaded(view);
    if !not_loaded.is_empty() {
        let _ = writeln!(out, "Without rows:\n\n{not_loaded}");
    }
    counts(out, view);
    tag_set(out, view);
    if !options.figures.is_empty() {
        out.push_str("## Agreement\n\n");
        for line in &options.figures {
            let _ = writeln!(out, "- {}", line.replace('\n', " "));
        }
        out.push('\n');
    }
    let guidelines = project.head().guidelines.trim_end();
    if !guidelines.is_empty() {
        let _ = writeln!(out, "## Guidelines\n\n{guidelines}\n");
    }
    let block = serde_json::to_string_pretty(&as_json(view)).unwrap_or_default();
    let _ = writeln!(
        out,
        "## Tag set and annotators, for programs\n\n```json\n{}\n```",
        block.replace("```", "\\u0060``")
    );
}

fn counts(out: &mut String, view: &View<'_>) {
    out.push_str("## Counts\n\n| tag |");
    for split in &view.splits {
        let _ = write!(out, " {} |", cell(split));
    }
    out.push_str("\n| --- |");
    out.push_str(&" ---: |".repeat(view.splits.len()));
    out.push('\n');
    let n_splits = view.splits.len();
    let mut by_label: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for label in &view.project.schema().labels {
        by_label.insert(label.id.as_str(), vec![0; n_splits]);
    }
    let mut articles = vec![0_usize; n_splits];
    for d in &view.documents {
        articles[d.split] += 1;
        for row in &d.rows {
            by_label
                .entry(row.label())
                .or_insert_with(|| vec![0; n_splits])[d.split] += 1;
        }
    }
    let mut line = |name: &str, numbers: &[usize]| {
        let _ = write!(out, "| {} |", cell(name));
        for n in numbers {
            let _ = write!(out, " {n} |");
        }
        out.push('\n');
    };
    line("(articles)", &articles);
    for (label, numbers) in &by_label {
        line(label, numbers);
    }
    out.push('\n');
}

fn tag_set(out: &mut String, view: &View<'_>) {
    out.push_str("## Tags\n\n");
    for label in &view.project.schema().labels {
        let _ = writeln!(
            out,
            "- `{}` ({}): {}",
            label.id, label.name, label.description
        );
    }
    out.push('\n');
}

/// Text for a cell of a Markdown table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

/// Tag set and annotators in the shape of the project file, so that an import has them whole.
fn as_json(view: &View<'_>) -> serde_json::Value {
    let schema = view.project.schema();
    let ids = |list: &[crate::model::LabelId]| -> Vec<String> {
        list.iter().map(|l| l.as_str().to_owned()).collect()
    };
    let labels: Vec<_> = schema
        .labels
        .iter()
        .map(|l| {
            json!({"id": l.id.as_str(), "name": l.name, "color": l.color, "key": l.key, "description": l.description})
        })
        .collect();
    let features: Vec<_> = schema
        .features
        .iter()
        .map(|f| {
            let types: Vec<&str> = f
                .relation_types
                .iter()
                .map(crate::model::RelationTypeId::as_str)
                .collect();
            json!({"id": f.id.as_str(), "name": f.name, "kind": f.kind.as_str(), "values": f.values,
                "labels": ids(&f.labels), "relation_types": types})
        })
        .collect();
    let types: Vec<_> = schema
        .relation_types
        .iter()
        .map(|t| {
            json!({"id": t.id.as_str(), "name": t.name, "key": t.key, "symmetric": t.symmetric,
                "from": ids(&t.from), "to": ids(&t.to)})
        })
        .collect();
    let annotators: Vec<_> = view
        .annotators
        .iter()
        .map(|a| json!({"id": a.id(), "name": a.annotator.name, "kind": a.annotator.kind.as_str()}))
        .collect();
    json!({"guidelines": view.project.head().guidelines, "schema": {"labels": labels, "features": features, "relation_types": types}, "annotators": annotators})
}
