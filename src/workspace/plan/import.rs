//! What an import has worked out, as one step.

use super::{CommandError, Plan};
use crate::edit::EditOp;
use crate::formats::read::ImportedProject;
use crate::model::{AnnotatorId, Project};
use crate::workspace::merging;
use crate::workspace::reanchoring::on_texts_of;
use crate::workspace::words::{anchor_counts, shown};
use std::sync::Arc;

/// Works out [`super::Command::Import`]. Annotations that do not fit their text are kept aside, each with its reason.
#[allow(
    clippy::unnecessary_wraps,
    reason = "of the same shape as those beside it"
)]
pub(super) fn plan(project: &Project, imported: &ImportedProject) -> Result<Plan, CommandError> {
    let mut ops = Vec::new();
    if imported.schema != **project.schema() {
        ops.push(EditOp::Schema(Arc::new(imported.schema.clone())));
    }
    let first = project.annotators().len();
    for (i, annotator) in imported.annotators.iter().enumerate() {
        let id = annotator.id.clone();
        let to = Some((first + i, Arc::new(annotator.clone())));
        ops.push(EditOp::Annotator { id, to });
    }
    let first = project.documents().len();
    for (i, document) in imported.documents.iter().enumerate() {
        let id = document.id.clone();
        let to = Some((first + i, Arc::clone(document)));
        ops.push(EditOp::Document { id, to });
    }
    for element in &imported.replaced {
        ops.push(EditOp::set_aside(element, false));
    }
    for annotation in &imported.annotations {
        let id = annotation.id.clone();
        let to = Some(Arc::clone(annotation));
        ops.push(EditOp::Annotation { id, to });
    }
    for relation in &imported.relations {
        let id = relation.id.clone();
        let to = Some(Arc::clone(relation));
        ops.push(EditOp::Relation { id, to });
    }
    for element in &imported.set_aside {
        ops.push(EditOp::set_aside(element, true));
    }
    let counted = |n: usize, one: &str| format!("{n} {one}{}", if n == 1 { "" } else { "s" });
    let words = format!(
        "Import {} and {}",
        counted(imported.annotations.len(), "annotation"),
        counted(imported.relations.len(), "link")
    );
    Ok(Plan::of(ops, words))
}

/// Works out [`super::Command::TakeLayer`]. With a time, annotations on articles whose texts differ are put onto the texts
/// of this project then. The step does not name the annotator: names may be hidden until everything is decided.
pub(super) fn take_layer(
    project: &Project,
    other: &Project,
    (annotator, name): (&AnnotatorId, Option<&str>),
    reanchored: Option<&str>,
) -> Result<Plan, CommandError> {
    let on_texts = reanchored.map(|now| on_texts_of(project, other, annotator, now));
    let (other, moved) = match &on_texts {
        Some((other, moved)) => (other, moved.as_slice()),
        None => (other, &[][..]),
    };
    let taken = merging::take_layer(project, other, annotator, name);
    let taken = taken.map_err(CommandError::Refused)?;
    let words = format!(
        "Take in a layer of another project: {} annotations, {} links",
        taken.annotations.len(),
        taken.relations.len()
    );
    let mut plan = Plan::of(taken.ops, words);
    let is_new = project.annotator(&taken.annotator).is_none();
    plan.outcome.annotator = is_new.then_some(taken.annotator);
    plan.outcome.annotations = taken.annotations;
    plan.outcome.relations = taken.relations;
    let told = moved.iter().filter(|one| one.counts.n_to_review() > 0);
    plan.outcome.notes = told
        .map(|one| {
            let states = anchor_counts(one.counts);
            let title = shown(&one.title);
            format!("to be reviewed in {title}, whose texts differ: {states}")
        })
        .collect();
    plan.outcome.notes.extend(taken.notes);
    Ok(plan)
}

#[cfg(test)]
mod tests {
    use super::super::tests::World;
    use crate::model::fixture::claim;
    use crate::model::{AnchorState, Document, Source};
    use crate::workspace::{Command, Outcome};
    use std::sync::Arc;

    const THERE: &str =
        "Yesterday it rained. The port says the bridge closes on Monday, not before.";

    /// The world of the tests, with Ben's layer of another file: of two articles, one with another text.
    fn taken(is_reanchored: bool) -> (World, Outcome) {
        let mut world = World::new();
        let mut other = world.0.project().clone();
        let title = other.documents()[0].title.clone();
        let document = Document::new("d0".into(), title, Source::default(), THERE.into());
        other
            .put_document(&"d0".into(), Some((0, Arc::new(document))))
            .unwrap();
        let here = other.documents()[1].text().to_string();
        let of = |words: &str| THERE.find(words).map(|at| at..at + words.len()).unwrap();
        for annotation in [
            claim("b1", "d0", "ben", THERE, of("the bridge closes on Monday")),
            claim("b2", "d0", "ben", THERE, of("Yesterday it rained.")),
            claim("b3", "d1", "ben", &here, 0..10),
        ] {
            let id = annotation.id.clone();
            other
                .put_annotation(&id, Some(Arc::new(annotation)))
                .unwrap();
        }
        let outcome = world.0.run(Command::TakeLayer {
            other: Arc::new(other),
            annotator: "ben".into(),
            name: None,
            is_reanchored,
        });
        (world, outcome.unwrap())
    }

    #[test]
    fn a_layer_on_other_texts_comes_in_with_its_states_where_that_is_asked() {
        let (mut world, outcome) = taken(true);
        let project = world.0.project();
        assert_eq!(project.n_annotations(), 3);
        let b1 = project.annotation(&"b1".into()).unwrap();
        let text = project.document(&"d0".into()).unwrap().text();
        assert_eq!(b1.covered_text(text), "the bridge closes on Monday");
        assert_ne!(b1.anchor, Some(AnchorState::Lost));
        let b2 = project.annotation(&"b2".into()).unwrap();
        assert_eq!(b2.anchor, Some(AnchorState::Lost));
        assert_eq!(b2.old_words(), "Yesterday it rained.");
        assert!(
            outcome.notes[0].starts_with("to be reviewed in “Article 0”, whose texts differ: ")
        );
        assert!(
            !outcome.description.contains("ben"),
            "{}",
            outcome.description
        );
        world.0.run(Command::Undo).unwrap();
        assert_eq!(world.0.project().n_annotations(), 0);
    }

    #[test]
    fn else_it_is_told_what_is_left_out() {
        let (world, outcome) = taken(false);
        assert_eq!(world.0.project().n_annotations(), 1);
        assert_eq!(
            outcome.notes,
            [
                "left out: 2 annotations on the article “Article 0”, whose text differs from that of the article here"
            ]
        );
    }
}
