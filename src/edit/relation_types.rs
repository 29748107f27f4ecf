//! The types of links in the tag set, as ops.

use super::op::{EditError, EditOp};
use crate::model::{Project, RelationType, RelationTypeId};
use std::sync::Arc;

/// What happens to the links of a type that goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OrphanLinks {
    /// They get this type.
    MoveTo(RelationTypeId),
    /// They go too.
    Remove,
    /// The type is refused to go while it has any.
    Refuse,
}

/// Adds a type or changes the one of the same id; `place` moves it in the list.
///
/// A key that another type has is taken from that one.
#[must_use]
pub fn put(project: &Project, new: RelationType, place: Option<usize>) -> EditOp {
    let mut schema = (**project.schema()).clone();
    let types = &mut schema.relation_types;
    if !new.key.is_empty() {
        let others = types.iter_mut().filter(|t| t.id != new.id);
        for other in others.filter(|t| t.key == new.key) {
            other.key.clear();
        }
    }
    let at = types.iter().position(|t| t.id == new.id);
    let place = place.or(at).unwrap_or(types.len());
    if let Some(at) = at {
        types.remove(at);
    }
    types.insert(place.min(types.len()), new);
    EditOp::Schema(Arc::new(schema))
}

/// Takes a type out of the tag set.
///
/// # Errors
/// When there is no such type, nothing to move to, or it has links and `orphans` refuses.
pub fn remove(
    project: &Project,
    id: &RelationTypeId,
    orphans: &OrphanLinks,
    now: &str,
) -> Result<Vec<EditOp>, EditError> {
    let schema = project.schema();
    if schema.relation_type(id).is_none() {
        return Err(EditError(format!("there is no type of link {id}")));
    }
    let links: Vec<_> = project
        .relations()
        .filter(|r| r.relation_type == *id)
        .collect();
    let mut ops: Vec<EditOp> = match orphans {
        _ if links.is_empty() => Vec::new(),
        OrphanLinks::Refuse => {
            return Err(EditError(format!(
                "the type {id} has {} links: say where they go",
                links.len()
            )));
        }
        OrphanLinks::Remove => links
            .iter()
            .map(|r| EditOp::Relation {
                id: r.id.clone(),
                to: None,
            })
            .collect(),
        OrphanLinks::MoveTo(to) => {
            if to == id || schema.relation_type(to).is_none() {
                return Err(EditError(format!("{to} is no type to move links to")));
            }
            let moved = |r: &&Arc<crate::model::Relation>| {
                let mut new = (***r).clone();
                new.relation_type = to.clone();
                now.clone_into(&mut new.modified);
                EditOp::Relation {
                    id: r.id.clone(),
                    to: Some(Arc::new(new)),
                }
            };
            links.iter().map(moved).collect()
        }
    };
    let mut schema = (**schema).clone();
    schema.relation_types.retain(|t| t.id != *id);
    for feature in &mut schema.features {
        feature.relation_types.retain(|t| t != id);
    }
    ops.push(EditOp::Schema(Arc::new(schema)));
    Ok(ops)
}
