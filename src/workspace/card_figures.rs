//! What a dataset's card says of the annotators' agreement: figures over what is exported, as lines of plain words, so
//! that the formats need not know how they are made.

use super::comparison::{Side, gathered, names};
use super::jobs::{JobContext, Threads};
use crate::agreement::catalogue::describe;
use crate::agreement::figure::decimals;
use crate::agreement::{Comparison, Measure, NoInterval, Settings, compare, counted, made};
use crate::formats::{ExportOptions, View};
use crate::model::{AnnotatorKind, Project};
use std::collections::HashSet;
use std::sync::Arc;

/// The figures of two annotators, and of more.
const OF_TWO: [&str; 3] = ["f1.strict", "gamma", "ualpha.u"];
const OF_MANY: [&str; 3] = ["f1.strict.mean_pairwise", "gamma", "ualpha.u"];

/// A line each: who and where, then F1 strict, γ and uα with interval and counts. Nothing where fewer than two people's
/// layers are exported. `None`: cancelled.
///
/// An adjudicator's layer is made of the others' and a machine's is nobody's judgement: neither is compared.
pub(super) fn card_figures(
    project: &Project,
    options: &ExportOptions,
    context: &JobContext,
) -> Option<Vec<String>> {
    let view = View::new(project, options);
    let people = view.annotators.iter().map(|a| a.annotator);
    let people = people.filter(|a| a.kind == AnnotatorKind::Human);
    let shared = Arc::new(project.clone());
    let sides: Vec<Side> = people
        .map(|annotator| Side {
            project: shared.clone(),
            annotator: annotator.id.clone(),
        })
        .collect();
    if sides.len() < 2 {
        return Some(Vec::new());
    }
    let threads = Threads::new(context);
    let mut input = gathered(&sides, &threads)?.input;
    let documents: HashSet<&str> = view
        .documents
        .iter()
        .map(|d| d.document.id.as_str())
        .collect();
    for document in &mut input.documents {
        if !documents.contains(document.id.as_str()) {
            document.assigned = Some(vec![false; sides.len()]);
        }
    }
    let labels: Vec<bool> = input
        .labels
        .iter()
        .map(|label| {
            options.labels.is_empty() || options.labels.iter().any(|l| l.as_str() == label)
        })
        .collect();
    input.links.clear();
    input.link_values.clear();
    input.unit_values.clear();
    input.units.retain(|unit| labels[unit.label]);
    let comparison = compare(&input, &Settings::default(), &threads)?;
    let names = names(&sides, &[]);
    Some(lines(&comparison, &names, project))
}

fn lines(comparison: &Comparison, names: &[String], project: &Project) -> Vec<String> {
    let n = comparison.n_compared;
    let articles = if n == 1 { "article" } else { "articles" };
    let mut lines = vec![format!(
        "{}, {n} {articles}; 95 % intervals in brackets",
        names.join(", ")
    )];
    let mut has_few = false;
    let of = if names.len() == 2 { OF_TWO } else { OF_MANY };
    for id in of {
        let Some(about) = describe(id) else {
            continue;
        };
        let Some(whole) = comparison.measure(id) else {
            continue;
        };
        lines.push(line(comparison, about.name, whole, names));
        has_few |= whole.interval == Err(NoInterval::FewDocuments);
        if whole.value.is_ok() {
            continue;
        }
        // Where spans of several tags overlap, single tags have a value.
        for label in &project.schema().labels {
            let single = comparison.measure_of(id, Some(label.id.as_str()));
            if let Some(single) = single.filter(|m| m.value.is_ok()) {
                let name = format!("{} of `{}`", about.name, label.id);
                lines.push(line(comparison, &name, single, names));
                has_few |= single.interval == Err(NoInterval::FewDocuments);
            }
        }
    }
    if has_few {
        lines.push(format!(
            "No intervals: {}",
            NoInterval::FewDocuments.words()
        ));
    }
    lines.extend(made::caution(comparison));
    lines.push(made::parameters(comparison));
    lines
}

fn line(comparison: &Comparison, name: &str, measure: &Measure, names: &[String]) -> String {
    if let Some(why) = comparison.why_not(measure) {
        return format!("{name}: {why}");
    }
    let value = measure.value.map_or_else(|_| String::new(), decimals);
    let interval = measure.interval.ok().map_or_else(String::new, |i| {
        format!(" [{}, {}]", decimals(i.low), decimals(i.high))
    });
    let counted = counted::words(measure, names);
    format!("{name}: {value}{interval} ({counted})")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::format_of;
    use crate::model::LabelId;
    use crate::storage::RealFs;
    use crate::storage::file_system::read_regular;
    use crate::storage::project_file::read_project;
    use crate::workspace::{ExportTarget, export};

    fn sample() -> Project {
        let bytes = include_bytes!("../../sample_projects/harbour.json");
        read_project(bytes).expect("the sample is sound").project
    }

    fn card(format: &str, options: ExportOptions) -> String {
        let folder = tempfile::tempdir().unwrap();
        let target = ExportTarget::Path {
            path: folder.path().join("out"),
            force: false,
        };
        let format = format_of(format).unwrap();
        let context = JobContext::default();
        export(&RealFs, &sample(), format, options, target, &context).unwrap();
        let path = folder.path().join("out/README.md");
        let bytes = read_regular(&RealFs, &path, 1 << 20, "the card").unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn the_card_of_a_dataset_says_how_far_its_annotators_agree() {
        for format in ["dataset", "dataset-jsonl"] {
            let card = card(format, ExportOptions::default());
            let agreement = card.split("## Agreement\n\n").nth(1).unwrap();
            let lines: Vec<&str> = agreement.lines().take(4).collect();
            assert_eq!(
                lines,
                [
                    "- Ada, Ben, 5 articles; 95 % intervals in brackets",
                    "- F1, strict: 0.190 [0.100, 0.267] (10 agree, Ada 65, Ben 40)",
                    "- γ: 0.544 [0.480, 0.593] (Ada 65, Ben 40, disorder 0.669, by chance 1.468)",
                    "- uα: not defined because spans of one annotator overlap; see the values of the single tags",
                ]
            );
            assert!(agreement.contains("- uα of `quote`: 0.794 [0.687, 0.907]"));
        }
    }

    #[test]
    fn one_annotator_has_nobody_to_agree_with() {
        let options = ExportOptions {
            annotators: vec!["ada".into()],
            ..ExportOptions::default()
        };
        assert!(!card("dataset-jsonl", options).contains("## Agreement"));
    }

    #[test]
    fn only_what_is_exported_is_compared() {
        let options = ExportOptions {
            labels: vec![LabelId::from("quote")],
            ..ExportOptions::default()
        };
        let found = card_figures(&sample(), &options, &JobContext::default()).unwrap();
        assert_eq!(
            found[1],
            "F1, strict: 0.353 [0.121, 0.629] (6 agree, Ada 19, Ben 15)"
        );
    }
}
