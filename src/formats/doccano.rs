//! doccano's JSON lines: one file an annotator, one line an article. Offsets are UTF-16 units, which its editor counts; the key
//! `offset_unit` says so and ends among the line's metadata. Ids of entities are whole numbers.

use super::losses::what;
use super::options::ExportOptions;
use super::output::{AsWrite, Output};
use super::registry::{ExportError, Progress, json_line};
use super::view::View;
use super::written::{Keeps, Written};
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Serialize)]
struct Entity<'p> {
    id: usize,
    label: &'p str,
    start_offset: usize,
    end_offset: usize,
}

#[derive(Serialize)]
struct Relation<'p> {
    id: usize,
    from_id: usize,
    to_id: usize,
    #[serde(rename = "type")]
    kind: &'p str,
}

#[derive(Serialize)]
struct Line<'p> {
    id: usize,
    text: &'p str,
    entities: Vec<Entity<'p>>,
    relations: Vec<Relation<'p>>,
    doc_id: &'p str,
    title: &'p str,
    offset_unit: &'static str,
}

pub(super) fn write(
    view: &View<'_>,
    _options: &ExportOptions,
    output: &mut dyn Output,
    progress: &mut Progress<'_>,
) -> Result<Written, ExportError> {
    let (mut n_entities, mut n_relations) = (0, 0);
    let mut scratch = Vec::new();
    let n = view.documents.len();
    for (a, annotator) in view.annotators.iter().enumerate() {
        output.begin(&format!("{}.jsonl", annotator.file))?;
        for (i, d) in view.documents.iter().enumerate() {
            progress.tick(a * n + i, view.annotators.len() * n)?;
            let mut number_of: BTreeMap<&str, usize> = BTreeMap::new();
            let mut entities = Vec::new();
            for row in d.rows_of(a) {
                for (k, fragment) in row.fragments.iter().enumerate() {
                    n_entities += 1;
                    if k == 0 {
                        number_of.insert(row.id(), n_entities);
                    }
                    entities.push(Entity {
                        id: n_entities,
                        label: row.label(),
                        start_offset: d.utf16(fragment.0),
                        end_offset: d.utf16(fragment.1),
                    });
                }
            }
            let mut relations = Vec::new();
            for link in view.links_within(i, a) {
                let number = |id: &str| number_of.get(id).copied();
                let ends = (
                    number(link.relation.from.as_str()),
                    number(link.relation.to.as_str()),
                );
                if let (Some(from_id), Some(to_id)) = ends {
                    n_relations += 1;
                    relations.push(Relation {
                        id: n_relations,
                        from_id,
                        to_id,
                        kind: link.relation.relation_type.as_str(),
                    });
                }
            }
            let line = Line {
                id: i + 1,
                text: d.text(),
                entities,
                relations,
                doc_id: d.id(),
                title: &d.document.title,
                offset_unit: "utf-16",
            };
            json_line(&mut AsWrite(output), &mut scratch, &line)?;
        }
    }
    let mut written = Written::of(view, &[Keeps::ArticleIds, Keeps::ArticleTitles]);
    written.lose_cross_links(view);
    written.losses.add(what::FRAGMENTS, view.n_fragmented());
    written.lose_attributes(view);
    Ok(written)
}
