//! The list of speakers as ops: rename everywhere, merge, aliases.
//!
//! The list belongs to the project, so a new name is set in every annotator's layer.

use super::op::{EditError, EditOp};
use crate::model::{
    FeatureId, Features, Project, SPEAKER_FEATURE, Speaker, SpeakerId, SpeakerNames, speaker_key,
};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Which speaker is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SpeakerRef {
    /// One of the list.
    Listed(SpeakerId),
    /// By a name or alias, or a name that only annotations carry.
    Named(String),
}

/// A speaker that was found.
struct Found {
    listed: Option<Arc<Speaker>>,
    name: String,
    /// The keys of all names that mean this one.
    keys: BTreeSet<String>,
}

fn find(project: &Project, speaker: &SpeakerRef) -> Result<Found, EditError> {
    let names = SpeakerNames::of(project);
    let listed = match speaker {
        SpeakerRef::Listed(id) => project
            .speaker(id)
            .ok_or_else(|| EditError(format!("there is no speaker {id}")))?,
        SpeakerRef::Named(name) => {
            if let Some(listed) = names.speaker(name) {
                listed
            } else {
                let Some(spelled) = spelled(project, name) else {
                    return Err(EditError(format!("nobody is called {name}")));
                };
                return Ok(Found {
                    listed: None,
                    name: spelled,
                    keys: BTreeSet::from([speaker_key(name)]),
                });
            }
        }
    };
    let all = std::iter::once(&listed.name).chain(&listed.aliases);
    let mine = all.filter(|n| names.speaker(n).is_some_and(|s| s.id == listed.id));
    Ok(Found {
        name: listed.name.clone(),
        keys: mine.map(|n| speaker_key(n)).collect(),
        listed: Some(listed.clone()),
    })
}

/// The name as the first annotation in reading order, or else a link, spells it; `None` where nothing carries it.
fn spelled(project: &Project, name: &str) -> Option<String> {
    let key = speaker_key(name);
    let carried = |features: &Features| {
        let value = features.get(SPEAKER_FEATURE);
        let same = value.filter(|value| speaker_key(value) == key);
        same.map(one_line)
    };
    let documents = project.documents().iter();
    let mut annotations = documents.flat_map(|d| project.annotations_of(&d.id));
    annotations
        .find_map(|a| carried(&a.features))
        .or_else(|| project.relations().find_map(|r| carried(&r.features)))
}

fn one_line(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn checked_name(name: &str) -> Result<String, EditError> {
    let name = one_line(name);
    if name.is_empty() {
        return Err(EditError("a speaker needs a name".to_owned()));
    }
    Ok(name)
}

/// Aliases without empty ones, without those that mean the same, and without the name itself.
fn tidy_aliases(name: &str, aliases: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut seen = BTreeSet::from([speaker_key(name)]);
    let mut kept = Vec::new();
    for alias in aliases {
        let alias = one_line(&alias);
        if !alias.is_empty() && seen.insert(speaker_key(&alias)) {
            kept.push(alias);
        }
    }
    kept
}

/// Refuses a name that means somebody else already.
fn free(project: &Project, name: &str, but: Option<&SpeakerId>) -> Result<(), EditError> {
    match SpeakerNames::of(project).speaker(name) {
        Some(other) if Some(&other.id) != but => {
            let who = &other.name;
            let also = if speaker_key(who) == speaker_key(name) {
                String::new()
            } else {
                format!(" for {who}")
            };
            Err(EditError(format!(
                "{name} is in the list already{also}: merge the two"
            )))
        }
        _ => Ok(()),
    }
}

/// Sets the name on every annotation and link that carries one of `keys`.
fn set_names(project: &Project, keys: &BTreeSet<String>, name: &str, now: &str) -> Vec<EditOp> {
    let wanted = |features: &Features| {
        let value = features.get(SPEAKER_FEATURE);
        value.is_some_and(|value| value != name && keys.contains(&speaker_key(value)))
    };
    let feature = || FeatureId::from(SPEAKER_FEATURE);
    let annotations = project.annotations().filter(|a| wanted(&a.features));
    let annotations = annotations.map(|a| {
        let mut new = (**a).clone();
        new.features.set(feature(), name);
        now.clone_into(&mut new.modified);
        EditOp::Annotation {
            id: a.id.clone(),
            to: Some(Arc::new(new)),
        }
    });
    let relations = project.relations().filter(|r| wanted(&r.features));
    let relations = relations.map(|r| {
        let mut new = (**r).clone();
        new.features.set(feature(), name);
        now.clone_into(&mut new.modified);
        EditOp::Relation {
            id: r.id.clone(),
            to: Some(Arc::new(new)),
        }
    });
    annotations.chain(relations).collect()
}

fn put(speaker: Speaker) -> EditOp {
    EditOp::Speaker {
        id: speaker.id.clone(),
        to: Some(Arc::new(speaker)),
    }
}

/// Puts somebody on the list.
///
/// # Errors
/// When the name is empty, or it or an alias means somebody else already.
pub fn add(
    project: &Project,
    id: SpeakerId,
    name: &str,
    aliases: &[String],
) -> Result<EditOp, EditError> {
    let name = checked_name(name)?;
    if project.speaker(&id).is_some() {
        return Err(EditError(format!("the speaker {id} exists already")));
    }
    free(project, &name, None)?;
    let aliases = tidy_aliases(&name, aliases.iter().cloned());
    for alias in &aliases {
        free(project, alias, None)?;
    }
    Ok(put(Speaker {
        id,
        name,
        aliases,
        foreign: crate::model::ForeignFields::default(),
    }))
}

/// Renames a speaker in the list and in every layer; also what carries an alias gets the new name.
///
/// # Errors
/// When nobody is meant by `speaker`, the name is empty, or it means somebody else already.
pub fn rename(
    project: &Project,
    speaker: &SpeakerRef,
    name: &str,
    now: &str,
) -> Result<Vec<EditOp>, EditError> {
    let found = find(project, speaker)?;
    let name = checked_name(name)?;
    free(project, &name, found.listed.as_ref().map(|s| &s.id))?;
    let mut ops = set_names(project, &found.keys, &name, now);
    if let Some(listed) = &found.listed {
        let mut new = (**listed).clone();
        new.aliases = tidy_aliases(&name, new.aliases);
        new.name = name;
        if new != **listed {
            ops.push(put(new));
        }
    }
    Ok(ops)
}

/// Says which other names mean this speaker, who comes onto the list as `new_id` if not there. What annotations
/// carry stays as it is.
///
/// # Errors
/// When nobody is meant by `speaker`, or an alias means somebody else already.
pub fn set_aliases(
    project: &Project,
    speaker: &SpeakerRef,
    aliases: &[String],
    new_id: SpeakerId,
) -> Result<Vec<EditOp>, EditError> {
    let found = find(project, speaker)?;
    let aliases = tidy_aliases(&found.name, aliases.iter().cloned());
    for alias in &aliases {
        free(project, alias, found.listed.as_ref().map(|s| &s.id))?;
    }
    let mut new = found.into_speaker(new_id);
    if new.aliases == aliases && project.speaker(&new.id).is_some() {
        return Ok(Vec::new());
    }
    new.aliases = aliases;
    Ok(vec![put(new)])
}

/// Makes one speaker of several: the others leave the list, their names and aliases become aliases of the one kept,
/// and every layer names the one kept, who comes onto the list as `new_id` if not there.
///
/// # Errors
/// When somebody is not found, or all are the same.
pub fn merge(
    project: &Project,
    kept: &SpeakerRef,
    merged: &[SpeakerRef],
    new_id: SpeakerId,
    now: &str,
) -> Result<Vec<EditOp>, EditError> {
    let kept = find(project, kept)?;
    let mut keys = kept.keys.clone();
    let name = kept.name.clone();
    let kept_id = kept.listed.as_ref().map(|s| s.id.clone());
    let mut new = kept.into_speaker(new_id);
    let mut aliases = std::mem::take(&mut new.aliases);
    let mut gone = BTreeSet::new();
    let mut is_any = false;
    for other in merged {
        let other = find(project, other)?;
        let same = match (&kept_id, &other.listed) {
            (Some(id), Some(listed)) => *id == listed.id,
            (None, None) => other.keys.is_subset(&keys),
            _ => false,
        };
        if same {
            continue;
        }
        is_any = true;
        keys.extend(other.keys);
        aliases.push(other.name);
        if let Some(listed) = other.listed {
            aliases.extend(listed.aliases.iter().cloned());
            gone.insert(listed.id.clone());
        }
    }
    if !is_any {
        return Err(EditError(format!("{name} is one speaker already")));
    }
    new.aliases = tidy_aliases(&name, aliases);
    let mut ops: Vec<EditOp> = gone
        .into_iter()
        .map(|id| EditOp::Speaker { id, to: None })
        .collect();
    ops.push(put(new));
    ops.extend(set_names(project, &keys, &name, now));
    Ok(ops)
}

/// Takes a speaker off the list. What annotations carry stays as it is.
///
/// # Errors
/// When there is none by that id.
pub fn remove(project: &Project, id: &SpeakerId) -> Result<EditOp, EditError> {
    if project.speaker(id).is_none() {
        return Err(EditError(format!("there is no speaker {id}")));
    }
    Ok(EditOp::Speaker {
        id: id.clone(),
        to: None,
    })
}

impl Found {
    fn into_speaker(self, new_id: SpeakerId) -> Speaker {
        match self.listed {
            Some(listed) => (*listed).clone(),
            None => Speaker {
                id: new_id,
                name: self.name,
                aliases: Vec::new(),
                foreign: crate::model::ForeignFields::default(),
            },
        }
    }
}
