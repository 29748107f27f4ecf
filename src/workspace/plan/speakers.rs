//! The list of speakers, as commands.

use super::super::command::{Command, CommandError};
use super::{Plan, Planner};
use crate::edit::speakers::{self, SpeakerRef};
use crate::model::{Project, SpeakerId, Voice, speaker_key, voices};

impl Planner<'_> {
    pub(super) fn speakers(&self, command: &Command) -> Result<Plan, CommandError> {
        let project = self.project;
        let now = self.env.clock.now_rfc3339();
        let new_id = || SpeakerId::from(self.env.ids.next_id());
        Ok(match command {
            Command::AddSpeaker { id, name, aliases } => {
                let id = id.clone().unwrap_or_else(new_id);
                let op = speakers::add(project, id.clone(), name, aliases)?;
                let mut plan = Plan::of(vec![op], format!("Add the speaker {}", name.trim()));
                plan.outcome.speaker = Some(id);
                plan
            }
            Command::RenameSpeaker { speaker, name } => {
                let ops = speakers::rename(project, speaker, name, &now)?;
                let old = shown_name(project, speaker);
                let name = name.trim();
                let words = match places_of_other(project, speaker, name) {
                    0 => format!("Rename the speaker {old} to {name}"),
                    1 => format!("Merge the speaker {old} into {name}, named in 1 other place"),
                    n => format!("Merge the speaker {old} into {name}, named in {n} other places"),
                };
                Plan::of(ops, words)
            }
            Command::SetSpeakerAliases { speaker, aliases } => {
                let ops = speakers::set_aliases(project, speaker, aliases, new_id())?;
                let name = shown_name(project, speaker);
                Plan::of(ops, format!("Change the other names of {name}"))
            }
            Command::MergeSpeakers { kept, merged } => {
                let ops = speakers::merge(project, kept, merged, new_id(), &now)?;
                let name = shown_name(project, kept);
                let words = match merged.as_slice() {
                    [one] => format!("Merge the speaker {} into {name}", shown_name(project, one)),
                    _ => format!("Merge {} speakers into {name}", merged.len()),
                };
                Plan::of(ops, words)
            }
            Command::RemoveSpeaker { speaker } => {
                let name = shown_name(project, &SpeakerRef::Listed(speaker.clone()));
                let op = speakers::remove(project, speaker)?;
                Plan::of(vec![op], format!("Take {name} off the list of speakers"))
            }
            _ => Plan::default(),
        })
    }
}

/// In how many places somebody else is named so already, in all layers.
fn places_of_other(project: &Project, speaker: &SpeakerRef, name: &str) -> usize {
    let key = speaker_key(name);
    let is_same = |voice: &Voice| match speaker {
        SpeakerRef::Listed(id) => voice.speaker.as_ref() == Some(id),
        SpeakerRef::Named(named) => {
            let mut names = std::iter::once(&voice.name).chain(&voice.aliases);
            names.any(|n| speaker_key(n) == speaker_key(named))
        }
    };
    let mut all = voices(project, None).into_iter();
    let other = all.find(|voice| speaker_key(&voice.name) == key && !is_same(voice));
    other.map_or(0, |voice| voice.annotations.len())
}

fn shown_name(project: &Project, speaker: &SpeakerRef) -> String {
    match speaker {
        SpeakerRef::Listed(id) => project
            .speaker(id)
            .map_or_else(|| id.to_string(), |s| s.name.clone()),
        SpeakerRef::Named(name) => name.trim().to_owned(),
    }
}
