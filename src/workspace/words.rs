//! Steps in words, as the History panel and the undo item of the menu show them.

use super::command::{DecidedPlace, Verdict};
use crate::edit::replace::AnchorCounts;
use crate::ingest::{EXTENT, WHOLE_PAGE};
use crate::model::{
    Annotation, AnnotationId, Document, FeatureId, Label, LabelId, ProgressState, Project,
    RelationId, RelationType, RelationTypeId,
};
use crate::text::TextSpan;
use std::sync::Arc;

/// Longest piece of text shown in a step, in code points.
const SHOWN_CHARS: usize = 40;

/// The text in quotation marks on one line, cut at 40 code points.
pub fn shown(text: &str) -> String {
    let one_line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match one_line.char_indices().nth(SHOWN_CHARS) {
        Some((cut, _)) => format!("“{}…”", one_line[..cut].trim_end()),
        None => format!("“{one_line}”"),
    }
}

pub(super) fn title(document: &Document) -> String {
    shown(&document.title)
}

pub(super) fn replace_document(document: &Document, counts: AnchorCounts) -> String {
    let title = title(document);
    match anchor_counts(counts) {
        told if told.is_empty() => format!("Take the newer version of {title}"),
        told => format!("Take the newer version of {title}: {told}"),
    }
}

/// Those that are to be looked at, by state: `2 moved, 1 lost`. Empty where there are none.
pub fn anchor_counts(counts: AnchorCounts) -> String {
    let all = [
        (counts.moved, "moved"),
        (counts.changed, "changed"),
        (counts.lost, "lost"),
    ];
    let told = all.iter().filter(|(n, _)| *n > 0);
    let told: Vec<String> = told.map(|(n, word)| format!("{n} {word}")).collect();
    told.join(", ")
}

pub(super) fn label_name(project: &Project, id: &LabelId) -> String {
    let label = project.schema().label(id);
    label.map_or_else(|| id.to_string(), |l| l.name.clone())
}

/// What changes about a tag, or that it is new; several changes at once are one of the tag.
pub(super) fn put_label(old: Option<&Label>, new: &Label, is_moved: bool) -> String {
    let name = &new.name;
    let Some(old) = old else {
        return format!("Add the tag {name}");
    };
    let same_but = |change: &dyn Fn(&mut Label)| {
        let mut changed = old.clone();
        change(&mut changed);
        changed == *new
    };
    if old == new && is_moved {
        format!("Move the tag {name}")
    } else if old == new {
        format!("Change the tag {name}")
    } else if same_but(&|l| l.name.clone_from(name)) {
        format!("Rename the tag {} to {name}", old.name)
    } else if same_but(&|l| l.color.clone_from(&new.color)) {
        format!("Recolour the tag {name}")
    } else if same_but(&|l| l.description.clone_from(&new.description)) {
        format!("Change when to use the tag {name}")
    } else if same_but(&|l| l.key.clone_from(&new.key)) {
        match new.key.as_str() {
            "" => format!("Take the key from the tag {name}"),
            key => format!("Give the tag {name} the key {key}"),
        }
    } else {
        format!("Change the tag {name}")
    }
}

pub(super) fn type_name(project: &Project, id: &RelationTypeId) -> String {
    let kind = project.schema().relation_type(id);
    kind.map_or_else(|| id.to_string(), |t| t.name.clone())
}

pub(super) fn put_relation_type(project: &Project, new: &RelationType) -> String {
    let name = &new.name;
    match project.schema().relation_type(&new.id) {
        None => format!("Add the type of link {name}"),
        Some(old) if old.name != *name => format!("Rename the type of link {} to {name}", old.name),
        Some(_) => format!("Change the type of link {name}"),
    }
}

/// The words of an annotation, or its id where it is not there.
pub(super) fn words_of(project: &Project, id: &AnnotationId) -> String {
    let a = project.annotation(id);
    let found = a.and_then(|a| Some((a, project.document(&a.document)?)));
    found.map_or_else(
        || id.to_string(),
        |(a, document)| shown(&a.covered_text(document.text())),
    )
}

pub(super) fn link(
    project: &Project,
    from: &[AnnotationId],
    to: &AnnotationId,
    relation_type: &RelationTypeId,
) -> String {
    let (to, name) = (words_of(project, to), type_name(project, relation_type));
    match from {
        [one] => format!("Link {} with {to}: {name}", words_of(project, one)),
        _ => format!("Link {} places with {to}: {name}", from.len()),
    }
}

/// What is decided, and where.
pub(super) fn decide(project: &Project, places: &[DecidedPlace], outcome: &Verdict) -> String {
    let end_of = |id: &RelationId| project.relation(id).map(|r| r.from.clone());
    let at = match places {
        [one] => {
            let mut marks = one.a.iter().chain(&one.b);
            let mut links = one.relations_a.iter().chain(&one.relations_b);
            match (marks.next(), links.next()) {
                (Some(id), _) => words_of(project, id),
                (None, Some(id)) => {
                    let end = end_of(id).map(|id| words_of(project, &id));
                    format!("the link of {}", end.unwrap_or_default())
                }
                (None, None) => "a place".to_owned(),
            }
        }
        _ => format!("{} places", places.len()),
    };
    match outcome {
        Verdict::A => format!("Take A at {at}"),
        Verdict::B => format!("Take B at {at}"),
        Verdict::Both => format!("Take both at {at}"),
        Verdict::Neither => format!("Take neither at {at}"),
        Verdict::Edited(_) => format!("Settle {at} by an edit"),
        Verdict::Open => format!("Note on {at}"),
    }
}

/// An article whose file was read in another way.
pub(super) fn read_again(old: Option<&Document>, new: &Document) -> String {
    let extent = |d: &Document| d.metadata.get(EXTENT).to_owned();
    let title = title(new);
    if old.is_some_and(|old| extent(old) != extent(new)) {
        if extent(new) == WHOLE_PAGE {
            format!("Take the whole page of {title}")
        } else {
            format!("Take the article alone of {title}")
        }
    } else if new.source.encoding.is_empty() {
        format!("Read {title} again")
    } else {
        format!("Read {title} as {}", new.source.encoding)
    }
}

pub(super) fn annotate(a: &Annotation, text: &str, project: &Project) -> String {
    format!(
        "Tag {} as {}",
        shown(&a.covered_text(text)),
        label_name(project, &a.label)
    )
}

pub(super) fn relabel(a: &Annotation, text: &str, project: &Project, label: &LabelId) -> String {
    format!(
        "Change the tag of {} to {}",
        shown(&a.covered_text(text)),
        label_name(project, label)
    )
}

/// Which end moved over which words, where it is one end; else what it covers now.
pub(super) fn set_spans(old: Option<&Annotation>, a: &Annotation, text: &str) -> String {
    let moved = old.and_then(|old| Some((old, moved_end(&old.spans, &a.spans)?)));
    let over = moved
        .as_ref()
        .and_then(|(_, end)| text.get(end.over.clone()));
    match (moved, over) {
        (Some((old, end)), Some(over)) if !over.trim().is_empty() => format!(
            "Move the {} of {} {} over {}",
            end.which,
            shown(&old.covered_text(text)),
            if end.is_back { "back" } else { "forward" },
            shown(over)
        ),
        _ => format!("Change the extent to {}", shown(&a.covered_text(text))),
    }
}

/// One end of a fragment that moved.
struct MovedEnd {
    which: &'static str,
    is_back: bool,
    /// The bytes between where it was and where it is.
    over: std::ops::Range<usize>,
}

/// The end that differs, where it is the only one.
fn moved_end(old: &[TextSpan], new: &[TextSpan]) -> Option<MovedEnd> {
    if old.len() != new.len() {
        return None;
    }
    let ends = |spans: &[TextSpan]| -> Vec<usize> {
        let both = spans.iter().flat_map(|s| [s.start().get(), s.end().get()]);
        both.collect()
    };
    let (old, new) = (ends(old), ends(new));
    let mut differ = old
        .iter()
        .zip(&new)
        .enumerate()
        .filter(|(_, (o, n))| o != n);
    let (nth, (&from, &to)) = differ.next()?;
    if differ.next().is_some() {
        return None;
    }
    Some(MovedEnd {
        which: if nth.is_multiple_of(2) {
            "start"
        } else {
            "end"
        },
        is_back: to < from,
        over: from.min(to)..from.max(to),
    })
}

/// A link by what it joins: `the link of “ten weeks” with “a year”`.
pub(super) fn the_link(project: &Project, id: &RelationId) -> String {
    project.relation(id).map_or_else(
        || format!("the link {id}"),
        |r| {
            let (from, to) = (words_of(project, &r.from), words_of(project, &r.to));
            format!("the link of {from} with {to}")
        },
    )
}

pub(super) fn set_feature(
    a: &Annotation,
    text: &str,
    project: &Project,
    name: &FeatureId,
    value: &str,
) -> String {
    let feature = project.schema().feature(name.as_str());
    let feature = feature.map_or(name.as_str(), |f| f.name.as_str());
    let covered = shown(&a.covered_text(text));
    if value.is_empty() {
        format!("Clear {} of {covered}", feature.to_lowercase())
    } else {
        format!("Set {} of {covered} to {value}", feature.to_lowercase())
    }
}

pub(super) fn set_note(a: &Annotation, text: &str) -> String {
    format!("Change the note on {}", shown(&a.covered_text(text)))
}

pub(super) fn remove(a: &Annotation, text: &str, project: &Project) -> String {
    format!(
        "Remove {} {}",
        label_name(project, &a.label).to_lowercase(),
        shown(&a.covered_text(text))
    )
}

pub(super) fn progress(title: &str, state: ProgressState) -> String {
    match state {
        ProgressState::Untouched => format!("Mark {title} as untouched"),
        ProgressState::InProgress => format!("Mark {title} as in progress"),
        ProgressState::Done => format!("Mark {title} as done"),
    }
}

pub(super) fn add_documents(documents: &[Arc<Document>]) -> String {
    match documents {
        [one] => format!("Add the article {}", title(one)),
        _ => format!("Add {} articles", documents.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::put_label;
    use crate::model::{Label, Schema};

    #[test]
    fn a_change_of_a_tag_says_what_changed() {
        let old = Schema::standard().labels.remove(0);
        let other = Schema::standard().labels.remove(1).color;
        let words = |change: &dyn Fn(&mut Label)| {
            let mut new = old.clone();
            change(&mut new);
            put_label(Some(&old), &new, false)
        };
        assert_eq!(
            words(&|l| l.name = "Statement".to_owned()),
            "Rename the tag Claim to Statement"
        );
        assert_eq!(
            words(&|l| l.color.clone_from(&other)),
            "Recolour the tag Claim"
        );
        assert_eq!(
            words(&|l| l.key = "7".to_owned()),
            "Give the tag Claim the key 7"
        );
        assert_eq!(
            words(&|l| {
                l.key.clear();
                l.description.clear();
                l.color.clone_from(&other);
            }),
            "Change the tag Claim"
        );
        assert_eq!(put_label(Some(&old), &old, true), "Move the tag Claim");
        assert_eq!(put_label(None, &old, false), "Add the tag Claim");
    }
}
