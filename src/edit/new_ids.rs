//! An element of the tag set that nothing uses yet gets another id.

use super::op::{EditError, EditOp};
use super::{compose, relation_types};
use crate::model::{Feature, Label, LabelId, Project, RelationType, RelationTypeId, Schema};
use std::sync::Arc;

/// An element of the tag set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TagSetElement {
    /// A tag.
    Label(Label),
    /// A field.
    Feature(Feature),
    /// A type of link.
    RelationType(RelationType),
}

impl TagSetElement {
    /// Its id.
    #[must_use]
    pub fn id(&self) -> &str {
        match self {
            Self::Label(l) => l.id.as_str(),
            Self::Feature(f) => f.id.as_str(),
            Self::RelationType(t) => t.id.as_str(),
        }
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Label(l) => &l.name,
            Self::Feature(f) => &f.name,
            Self::RelationType(t) => &t.name,
        }
    }
}

/// Whether an annotation or a link, in whichever layer, has the element of this id and of the kind of `like`.
#[must_use]
pub fn is_used(project: &Project, id: &str, like: &TagSetElement) -> bool {
    match like {
        TagSetElement::Label(_) => project.annotations().any(|a| a.label.as_str() == id),
        TagSetElement::Feature(_) => {
            project.annotations().any(|a| a.features.get(id).is_some())
                || project.relations().any(|r| r.features.get(id).is_some())
        }
        TagSetElement::RelationType(_) => {
            let mut types = project.relations().map(|r| &r.relation_type);
            types.any(|t| t.as_str() == id)
        }
    }
}

/// Puts `element` in the place of the one of the id `old`, wherever the tag set names that.
///
/// # Errors
/// There is no such element, something uses it, or the new id is another one's.
pub fn put(project: &Project, old: &str, element: &TagSetElement) -> Result<EditOp, EditError> {
    if is_used(project, old, element) {
        return Err(EditError(format!("{old} is in use and keeps its id")));
    }
    let mut schema = (**project.schema()).clone();
    let is_taken = match element {
        TagSetElement::Label(new) => schema.label(&new.id).is_some(),
        TagSetElement::Feature(new) => schema.feature(new.id.as_str()).is_some(),
        TagSetElement::RelationType(new) => schema.relation_type(&new.id).is_some(),
    };
    if is_taken {
        return Err(EditError("another one has this id".to_owned()));
    }
    if !rename(&mut schema, old, element) {
        return Err(EditError(format!("the tag set has no {old}")));
    }
    let mut renamed = project.clone();
    renamed.set_schema(Arc::new(schema))?;
    Ok(match element.clone() {
        TagSetElement::Label(new) => compose::put_label(&renamed, new, None),
        TagSetElement::Feature(new) => compose::put_feature(&renamed, new),
        TagSetElement::RelationType(new) => relation_types::put(&renamed, new, None),
    })
}

/// Says whether there was one to rename.
fn rename(schema: &mut Schema, old: &str, element: &TagSetElement) -> bool {
    match element {
        TagSetElement::Label(new) => {
            let old = LabelId::from(old);
            let ends = schema.relation_types.iter_mut();
            let ends = ends.flat_map(|t| [&mut t.from, &mut t.to]);
            let carriers = schema.features.iter_mut().map(|f| &mut f.labels);
            for id in ends.chain(carriers).flatten().filter(|id| **id == old) {
                *id = new.id.clone();
            }
            let found = schema.labels.iter_mut().find(|l| l.id == old);
            found.map(|l| l.id = new.id.clone()).is_some()
        }
        TagSetElement::Feature(new) => {
            let found = schema.features.iter_mut().find(|f| f.id.as_str() == old);
            found.map(|f| f.id = new.id.clone()).is_some()
        }
        TagSetElement::RelationType(new) => {
            let old = RelationTypeId::from(old);
            let carriers = schema.features.iter_mut();
            for id in carriers.flat_map(|f| &mut f.relation_types) {
                if *id == old {
                    *id = new.id.clone();
                }
            }
            let found = schema.relation_types.iter_mut().find(|t| t.id == old);
            found.map(|t| t.id = new.id.clone()).is_some()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ProjectHead;

    fn project() -> Project {
        let mut project = Project::new(ProjectHead::default());
        project
            .set_schema(Arc::new(Schema::standard()))
            .expect("the standard tag set");
        project
    }

    #[test]
    fn an_unused_tag_gets_another_id_wherever_the_tag_set_names_it_in_one_step() {
        let mut project = project();
        let before = project.schema().clone();
        let mut label = before.labels[1].clone();
        label.id = "statement".into();
        "Statement".clone_into(&mut label.name);
        let op = put(&project, "quote", &TagSetElement::Label(label.clone())).expect("an op");
        let back = op.apply(&mut project).expect("it fits");
        let after = project.schema().clone();
        assert_eq!(after.labels[1], label);
        let names = format!("{after:?}");
        assert!(
            !names.contains("\"quote\"") && names.contains("\"statement\""),
            "{names}"
        );
        assert_eq!(after.features[1].labels, ["statement".into()]);
        back.apply(&mut project).expect("it is taken back");
        assert_eq!(*project.schema(), before);
    }

    #[test]
    fn fields_and_types_get_ids_too_and_no_id_is_given_twice() {
        let project = project();
        let schema = project.schema().clone();
        let mut feature = schema.features[0].clone();
        feature.id = "voice".into();
        let element = TagSetElement::Feature(feature);
        assert!(put(&project, "speaker", &element).is_ok());
        assert!(put(&project, "nobody", &element).is_err());
        let mut kind = schema.relation_types[0].clone();
        assert!(
            put(
                &project,
                kind.id.as_str(),
                &TagSetElement::RelationType(kind.clone())
            )
            .is_err()
        );
        let old = kind.id.to_string();
        kind.id = "clashes".into();
        assert!(put(&project, &old, &TagSetElement::RelationType(kind)).is_ok());
    }
}
