//! What the import dialog has chosen, and what the preview says, as plain data.

use crate::app::panels::annotators::kind_in_words;
use crate::app::panels::wording::counted;
use crate::formats::read::{ColumnMap, ReadSettings};
use crate::model::{AnnotatorId, AnnotatorKind, LabelId, Project};
use crate::workspace::{ImportAsked, ImportRead, did_not_come_in, doubts};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Where the annotations go.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Target {
    /// Into a project of their own.
    NewProject,
    /// Into the open project, under the annotators that the files name.
    #[default]
    AsInTheFiles,
    /// Into the layer of somebody who is there.
    Existing(AnnotatorId),
    /// Into the layer of somebody new.
    NewAnnotator,
}

/// Everything that is chosen in the dialog.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ImportDraft {
    /// Files and folders.
    pub inputs: Vec<PathBuf>,
    /// The format's id; without it the format is recognised.
    pub format: Option<&'static str>,
    /// Where to.
    pub target: Target,
    /// The name of somebody new, as typed.
    pub new_name: String,
    /// What those are who are new; `None`: as the files say, else people.
    pub kind: Option<AnnotatorKind>,
    /// Which column holds what; `None`: by their names.
    pub columns: Option<ColumnMap>,
    /// Where tags go that somebody chose a place for.
    pub labels: BTreeMap<String, Option<LabelId>>,
}

impl ImportDraft {
    /// What the import is asked for; the fault in words where something is missing.
    ///
    /// # Errors
    /// What is wrong, to be read by people.
    pub fn asked(&self) -> Result<ImportAsked, String> {
        if self.inputs.is_empty() {
            return Err("Choose files or a folder first".to_owned());
        }
        let name = self.new_name.trim();
        let annotator = match &self.target {
            Target::NewProject | Target::AsInTheFiles => None,
            Target::Existing(id) => Some(id.as_str().to_owned()),
            Target::NewAnnotator if name.is_empty() => {
                return Err("Name the new annotator".to_owned());
            }
            Target::NewAnnotator => Some(name.to_owned()),
        };
        Ok(ImportAsked {
            inputs: self.inputs.clone(),
            format: self.format.map(str::to_owned),
            annotator,
            kind: self.kind.clone().filter(|_| self.makes_annotators()),
            labels: self.labels.clone(),
            settings: ReadSettings {
                columns: self.columns.clone(),
            },
        })
    }

    /// Whether somebody new may come in.
    #[must_use]
    pub fn makes_annotators(&self) -> bool {
        !matches!(self.target, Target::Existing(_))
    }
}

/// A tag of the files, and where it goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagRow {
    /// Its name in the files.
    pub name: String,
    /// Where it goes.
    pub label: LabelId,
    /// That tag's name.
    pub label_name: String,
    /// Whether the tag is new.
    pub is_new: bool,
    /// How many annotations have it.
    pub n: usize,
}

/// What would come in, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportPreview {
    /// Such as `2 articles: 1 is here already, 1 new`.
    pub articles: String,
    /// Such as `47 annotations and 5 links`.
    pub contents: String,
    /// Such as `bea → Bea (new, person): 12 annotations`.
    pub people: Vec<String>,
    /// The tags.
    pub tags: Vec<TagRow>,
    /// How places were found that were not the stated ones, what was copied, what is left out.
    pub doubts: Vec<String>,
    /// Annotations that are not where the files say, each with how it was found.
    pub found_elsewhere: Vec<String>,
    /// What does not come in: where it stands, and why.
    pub faults: Vec<(String, String)>,
    /// Such as `3 rows did not come in`.
    pub n_faults: String,
    /// How many annotations do not fit their text.
    pub n_unfit: usize,
    /// Something would be added.
    pub adds: bool,
}

impl ImportPreview {
    /// What `read` would add to `base`.
    #[must_use]
    pub fn gather(base: &Project, read: &ImportRead) -> Self {
        let project = &read.project;
        let (n_new, n_here) = (project.documents.len(), project.n_found_documents);
        let articles = counted(n_new + n_here, "article", "articles");
        let articles = match (n_new, n_here) {
            (0, 0) => articles,
            (_, 0) => format!("{articles}, new"),
            (0, 1) => format!("{articles}, here already"),
            (0, _) => format!("{articles}, all here already"),
            (new, here) => format!("{articles}: {here} here already, {new} new"),
        };
        let person = |(name, (id, n)): (&String, &(AnnotatorId, usize))| {
            let new = project.annotators.iter().find(|a| a.id == *id);
            let known = base.annotator(id).map(|a| &**a);
            let who = new.or(known);
            let shown = who.map_or(id.as_str(), |a| a.name.as_str());
            let kind = who.map_or("", |a| kind_in_words(&a.kind));
            let new = if new.is_some() { "new, " } else { "" };
            let name = match name.as_str() {
                "" => "(nobody named)",
                name => name,
            };
            let n = counted(*n, "annotation", "annotations");
            format!("{name} → {shown} ({new}{kind}): {n}")
        };
        let tag = |(name, (id, n)): (&String, &(LabelId, usize))| TagRow {
            name: name.clone(),
            label: id.clone(),
            label_name: project
                .schema
                .label(id)
                .map_or_else(|| id.to_string(), |l| l.name.clone()),
            is_new: base.schema().label(id).is_none(),
            n: *n,
        };
        let faults = project.faults.iter();
        Self {
            articles,
            contents: format!(
                "{} and {}",
                counted(
                    project.annotations.len() - project.n_copied,
                    "annotation",
                    "annotations"
                ),
                counted(project.relations.len(), "link", "links")
            ),
            people: project.people.iter().map(person).collect(),
            tags: project.labels.iter().map(tag).collect(),
            doubts: doubts(project),
            found_elsewhere: project
                .found_elsewhere
                .iter()
                .map(|(id, how)| format!("{id}: {}", how.words()))
                .collect(),
            faults: faults.map(|f| (f.place.clone(), f.what.clone())).collect(),
            n_faults: did_not_come_in(read.format, project.faults.len()),
            n_unfit: project.set_aside.len(),
            adds: n_new > 0
                || !project.annotations.is_empty()
                || !project.relations.is_empty()
                || project.set_aside.len() > project.replaced.len()
                || project.schema != **base.schema(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::panels::fixture;
    use crate::formats::FileSet;
    use crate::storage::RealFs;
    use crate::workspace::{CountingIds, Environment, FixedClock, JobContext, read_gathered};
    use std::sync::Arc;

    fn read(draft: &ImportDraft, csv: &str) -> ImportPreview {
        let env = Environment {
            fs: Arc::new(RealFs),
            clock: Arc::new(FixedClock::default()),
            ids: Arc::new(CountingIds::default()),
            dirs: None,
            wake: Arc::new(|| {}),
        };
        let base = fixture::project();
        let mut files = FileSet::default();
        files.insert("spans.csv", csv.as_bytes().to_vec());
        let asked = draft.asked().unwrap();
        let read = read_gathered(&env, &base, &files, &asked, &JobContext::default()).unwrap();
        ImportPreview::gather(&base, &read)
    }

    fn draft(target: Target) -> ImportDraft {
        ImportDraft {
            inputs: vec!["spans.csv".into()],
            target,
            ..ImportDraft::default()
        }
    }

    const TABLE: &str = "doc,start,end,tag,text,coder\n\
        d1,0,10,claim,The bridge,bea\n\
        d1,1,5,Rumour,close,bea\n\
        d2,0,4,claim,nowhere,bea\n";

    #[test]
    fn what_would_come_in_is_told_before_anything_is_done() {
        let preview = read(&draft(Target::AsInTheFiles), TABLE);
        assert_eq!(preview.articles, "2 articles, all here already");
        assert_eq!(preview.contents, "2 annotations and 0 links");
        assert_eq!(preview.people, ["bea → bea (new, person): 2 annotations"]);
        let tags = preview.tags.iter();
        let tags: Vec<_> = tags
            .map(|t| (t.name.as_str(), t.label.as_str(), t.is_new, t.n))
            .collect();
        assert_eq!(
            tags,
            [("Rumour", "Rumour", true, 1), ("claim", "claim", false, 1)]
        );
        assert_eq!(preview.n_unfit, 1);
        assert_eq!(preview.faults[0].1, "its words are not in the article");
        assert_eq!(preview.doubts.len(), 1);
        assert_eq!(
            preview.found_elsewhere,
            ["spans.csv:3: found by its words within 50 characters of its place"]
        );
        assert!(preview.adds);
    }

    #[test]
    fn tags_and_annotators_go_where_somebody_sends_them() {
        let mut draft = draft(Target::NewAnnotator);
        assert_eq!(draft.asked().unwrap_err(), "Name the new annotator");
        "Tagger".clone_into(&mut draft.new_name);
        draft.kind = Some(AnnotatorKind::Machine);
        draft
            .labels
            .insert("Rumour".to_owned(), Some("quote".into()));
        draft.labels.insert("claim".to_owned(), None);
        let preview = read(&draft, TABLE);
        assert_eq!(
            preview.people,
            ["bea → Tagger (new, program): 2 annotations"]
        );
        let tags = preview.tags.iter();
        let tags: Vec<_> = tags
            .map(|t| (t.name.as_str(), t.label.as_str(), t.is_new))
            .collect();
        assert_eq!(
            tags,
            [("Rumour", "quote", false), ("claim", "claim-2", true)]
        );

        draft.target = Target::Existing("ben".into());
        let preview = read(&draft, TABLE);
        assert_eq!(preview.people, ["bea → Ben (person): 2 annotations"]);
    }

    #[test]
    fn without_files_there_is_nothing_to_read() {
        let fault = ImportDraft::default().asked().unwrap_err();
        assert_eq!(fault, "Choose files or a folder first");
    }
}
