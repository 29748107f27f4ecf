//! Who is meant by a name, and who said what.

use super::annotation::Annotation;
use super::id::{AnnotationId, AnnotatorId, SpeakerId};
use super::project::{Project, Speaker};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The feature that holds a speaker's name.
pub const SPEAKER_FEATURE: &str = "speaker";

/// What two spellings of a name have in common: letter case and runs of blanks do not count.
#[must_use]
pub fn speaker_key(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    words.join(" ").to_lowercase()
}

/// The names and aliases of a project's speakers, for looking up.
#[derive(Clone, Debug)]
pub struct SpeakerNames<'p> {
    by_key: BTreeMap<String, &'p Arc<Speaker>>,
}

impl<'p> SpeakerNames<'p> {
    /// Those of `project`. A name goes before an alias; of two speakers of one name the first by id is meant.
    #[must_use]
    pub fn of(project: &'p Project) -> Self {
        let mut by_key = BTreeMap::new();
        for speaker in project.speakers() {
            by_key.entry(speaker_key(&speaker.name)).or_insert(speaker);
        }
        for speaker in project.speakers() {
            for alias in &speaker.aliases {
                by_key.entry(speaker_key(alias)).or_insert(speaker);
            }
        }
        Self { by_key }
    }

    /// The speaker of the list who is meant by `name`.
    #[must_use]
    pub fn speaker(&self, name: &str) -> Option<&'p Arc<Speaker>> {
        self.by_key.get(&speaker_key(name)).copied()
    }

    /// The name to show for `name`: that of the speaker who is meant, else `name` itself.
    #[must_use]
    pub fn resolved<'n>(&self, name: &'n str) -> &'n str
    where
        'p: 'n,
    {
        self.speaker(name).map_or(name, |s| s.name.as_str())
    }

    /// Who says an annotation's words, by the name in the list where there is one: whom the annotation names, else whom
    /// the shortest annotation of the same layer around it names.
    #[must_use]
    pub fn said_by(&self, project: &'p Project, a: &'p Annotation) -> Option<&'p str> {
        let named = |a: &'p Annotation| Some(self.resolved(a.features.get(SPEAKER_FEATURE)?));
        named(a).or_else(|| {
            let (start, end) = (a.start(), a.end());
            let around = project.annotations_touching(&a.document, start.get()..end.get());
            around
                .into_iter()
                .filter(|o| o.annotator == a.annotator && o.start() <= start && o.end() >= end)
                .filter_map(|o| Some((o.end().get() - o.start().get(), named(o)?)))
                .min_by_key(|(length, _)| *length)
                .map(|(_, name)| name)
        })
    }
}

/// Somebody who is named as a speaker, listed or not, with what they said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voice {
    /// The name in the list, or as the first annotation in reading order spells it.
    pub name: String,
    /// Their place in the list of speakers; `None` where only annotations name them.
    pub speaker: Option<SpeakerId>,
    /// Other names of the same one.
    pub aliases: Vec<String>,
    /// What they said, in reading order.
    pub annotations: Vec<AnnotationId>,
}

/// Who said what, in all documents: every listed speaker and every other name that annotations carry, by name. With
/// an annotator only what stands in that layer is counted.
#[must_use]
pub fn voices(project: &Project, annotator: Option<&AnnotatorId>) -> Vec<Voice> {
    let names = SpeakerNames::of(project);
    // Listed speakers by id too: two of one name stay two.
    let mut found: BTreeMap<(String, Option<SpeakerId>), Voice> = project
        .speakers()
        .map(|s| {
            let voice = Voice {
                name: s.name.clone(),
                speaker: Some(s.id.clone()),
                aliases: s.aliases.clone(),
                annotations: Vec::new(),
            };
            ((speaker_key(&s.name), Some(s.id.clone())), voice)
        })
        .collect();
    for document in project.documents() {
        for a in project.annotations_of(&document.id) {
            let Some(name) = a.features.get(SPEAKER_FEATURE) else {
                continue;
            };
            if annotator.is_some_and(|wanted| a.annotator != *wanted) {
                continue;
            }
            let listed = names.speaker(name);
            let key = speaker_key(listed.map_or(name, |s| s.name.as_str()));
            if key.is_empty() {
                continue;
            }
            let voice = found
                .entry((key, listed.map(|s| s.id.clone())))
                .or_insert_with(|| Voice {
                    name: name.trim().to_owned(),
                    speaker: None,
                    aliases: Vec::new(),
                    annotations: Vec::new(),
                });
            voice.annotations.push(a.id.clone());
        }
    }
    found.into_values().collect()
}
