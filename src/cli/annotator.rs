//! Whose layer a command works in.

use super::error::CliError;
use crate::model::{Annotator, AnnotatorId, AnnotatorKind, Project};

/// A name as it was given, without blanks around it.
///
/// # Errors
/// Nothing is left of it.
pub fn given(name: &str) -> Result<String, CliError> {
    let name = name.trim();
    if name.is_empty() {
        return Err(CliError::usage(
            "an annotator needs a name",
            "give one with --annotator, or leave the option out",
        ));
    }
    Ok(name.to_owned())
}

/// The annotator that `given` names by id or by a name that is unique; `None` where there is none.
///
/// # Errors
/// Several annotators have the name.
pub fn find(project: &Project, given: &str) -> Result<Option<AnnotatorId>, CliError> {
    let given = given.trim();
    let by_id = project.annotators().iter().find(|a| a.id.as_str() == given);
    if let Some(annotator) = by_id {
        return Ok(Some(annotator.id.clone()));
    }
    let named: Vec<_> = project
        .annotators()
        .iter()
        .filter(|a| a.name == given)
        .collect();
    match named.as_slice() {
        [] => Ok(None),
        [one] => Ok(Some(one.id.clone())),
        several => Err(CliError::usage(
            format!("{} annotators are named {given}", several.len()),
            format!("give the id: {}", list(several.iter().map(|a| &***a))),
        )),
    }
}

/// The project's only human annotator.
///
/// # Errors
/// There is none, or there are several.
pub fn only_human(project: &Project) -> Result<AnnotatorId, CliError> {
    let all = project.annotators().iter();
    let humans: Vec<_> = all.filter(|a| a.kind == AnnotatorKind::Human).collect();
    match humans.as_slice() {
        [one] => Ok(one.id.clone()),
        [] => Err(CliError::usage(
            "the project has no human annotator",
            "name one with --annotator; it is added to the project",
        )),
        several => Err(CliError::usage(
            format!("the project has {} human annotators", several.len()),
            format!(
                "say whose layer with --annotator: {}",
                list(several.iter().map(|a| &***a))
            ),
        )),
    }
}

fn list<'a>(annotators: impl Iterator<Item = &'a Annotator>) -> String {
    let all: Vec<_> = annotators
        .map(|a| format!("{} ({})", a.id, a.name))
        .collect();
    all.join(", ")
}

/// The login name, for who gave no name.
pub fn login_name() -> String {
    crate::storage::login::login_name().unwrap_or_else(|| "Annotator".to_owned())
}
