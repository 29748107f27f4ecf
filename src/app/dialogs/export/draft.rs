//! What the export dialog has chosen, as plain data.

use crate::app::exporting::ExportAsked;
use crate::app::panels::annotators::AnnotatorRow;
use crate::formats::{ExportOptions, Format, Share, format_of};
use crate::model::{AnnotatorId, AnnotatorKind, DocumentLayer, LabelId, ProgressState, Project};
use crate::workspace::single_file;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The format that is chosen at first.
const FIRST: &str = "dataset";

/// Everything that is chosen in the dialog.
#[derive(Clone, Debug, PartialEq)]
pub struct ExportDraft {
    /// The format's id.
    pub format: &'static str,
    /// Whose layers.
    pub annotators: BTreeSet<AnnotatorId>,
    /// Which tags.
    pub labels: BTreeSet<LabelId>,
    /// The annotators and tags that there were to choose from: who comes later was not left out by anybody.
    known: (BTreeSet<AnnotatorId>, BTreeSet<LabelId>),
    /// Articles in which of [`ProgressState::ALL`].
    pub states: [bool; ProgressState::ALL.len()],
    /// The dataset has parts.
    pub is_split: bool,
    /// Name and share of each part, as typed.
    pub parts: Vec<(String, String)>,
    /// As typed.
    pub seed: String,
    /// Articles with the same value of this detail stay together; empty: each by itself.
    pub group_by: String,
    /// Parts meet their shares of every tag as nearly as they can.
    pub is_balanced: bool,
    /// As typed.
    pub license: String,
    /// Where to, as typed.
    pub path: String,
    /// The folder in which a name is proposed.
    folder: PathBuf,
    /// The project's name, made a file's.
    name: String,
    /// Somebody has typed or picked the path: it does not follow the format.
    is_own_path: bool,
}

impl ExportDraft {
    /// Every person and adjudicator, every tag, every article, below `folder`.
    #[must_use]
    pub fn new(project: &Project, name: String, folder: PathBuf) -> Self {
        let draft = Self {
            format: FIRST,
            annotators: BTreeSet::new(),
            labels: BTreeSet::new(),
            known: (BTreeSet::new(), BTreeSet::new()),
            states: [true; ProgressState::ALL.len()],
            is_split: false,
            parts: [("train", "0.8"), ("dev", "0.1"), ("test", "0.1")]
                .map(|(name, share)| (name.to_owned(), share.to_owned()))
                .to_vec(),
            seed: "1".to_owned(),
            group_by: String::new(),
            is_balanced: false,
            license: String::new(),
            path: String::new(),
            folder,
            name,
            is_own_path: false,
        };
        let mut draft = draft.again(project);
        draft.propose_path();
        draft
    }

    /// The same for the project as it stands now: what is gone is not chosen any more; who and what has come since is, apart
    /// from programs.
    #[must_use]
    pub fn again(mut self, project: &Project) -> Self {
        self.annotators.retain(|id| project.annotator(id).is_some());
        self.labels
            .retain(|id| project.schema().label(id).is_some());
        for annotator in project.annotators() {
            let is_new = self.known.0.insert(annotator.id.clone());
            if is_new && annotator.kind != AnnotatorKind::Machine {
                self.annotators.insert(annotator.id.clone());
            }
        }
        for label in &project.schema().labels {
            if self.known.1.insert(label.id.clone()) {
                self.labels.insert(label.id.clone());
            }
        }
        self
    }

    /// The chosen format.
    #[must_use]
    pub fn chosen_format(&self) -> Option<&'static Format> {
        format_of(self.format)
    }

    /// Chooses a format; a path that nobody typed follows.
    pub fn choose_format(&mut self, id: &'static str) {
        let ending = |id| format_of(id).and_then(|f| f.single_ending);
        // A file's name with the ending of another format would be taken for a folder's.
        let has_old_ending =
            ending(self.format).is_some_and(|e| has_ending(Path::new(&self.path), e));
        self.format = id;
        if !self.is_own_path || has_old_ending {
            self.is_own_path = false;
            self.propose_path();
        }
    }

    /// The path was typed.
    pub fn path_was_typed(&mut self) {
        self.is_own_path = true;
    }

    /// A folder or file was picked. Into a folder that holds something already, a folder of its own is proposed.
    pub fn take_path(&mut self, path: PathBuf, is_full_folder: bool) {
        self.is_own_path = !is_full_folder;
        if is_full_folder {
            self.folder = path;
            self.propose_path();
        } else {
            self.path = path.display().to_string();
        }
    }

    /// The name that is proposed for the file or folder.
    #[must_use]
    pub fn proposed_name(&self) -> String {
        match self.chosen_format().and_then(|f| f.single_ending) {
            Some(ending) => format!("{}.{ending}", self.name),
            None => format!("{}-{}", self.name, self.format),
        }
    }

    fn propose_path(&mut self) {
        let path = self.folder.join(self.proposed_name());
        self.path = path.display().to_string();
    }

    /// What the export is asked for; the fault in words where something is missing.
    ///
    /// # Errors
    /// What is wrong, to be read by people.
    pub fn options(&self, project: &Project) -> Result<ExportOptions, String> {
        let all = project.annotators().iter().map(|a| a.id.clone());
        let annotators: Vec<AnnotatorId> = all.filter(|id| self.annotators.contains(id)).collect();
        if annotators.is_empty() {
            return Err("Choose at least one annotator".to_owned());
        }
        let known = project.schema().labels.iter().map(|l| l.id.clone());
        let (n_known, mut labels): (usize, Vec<LabelId>) = (
            project.schema().labels.len(),
            known.filter(|id| self.labels.contains(id)).collect(),
        );
        if labels.is_empty() && n_known > 0 {
            return Err("Choose at least one tag".to_owned());
        }
        if labels.len() == n_known {
            labels.clear();
        }
        let mut states: Vec<ProgressState> = ProgressState::ALL
            .into_iter()
            .zip(self.states)
            .filter_map(|(state, is_on)| is_on.then_some(state))
            .collect();
        if states.is_empty() {
            return Err("Choose articles of at least one state".to_owned());
        }
        if states.len() == ProgressState::ALL.len() {
            states.clear();
        }
        let format = self.chosen_format();
        let has_card = format.is_some_and(|f| f.has_card);
        let mut options = ExportOptions {
            annotators,
            labels,
            states,
            // A file of its own may hold less than the folder: REFI-QDA's has no codebook beside it.
            single_file: format.and_then(|f| single_file(f, Path::new(self.typed_path()))),
            ..ExportOptions::default()
        };
        if has_card {
            self.license.trim().clone_into(&mut options.license);
        }
        if has_card && self.is_split {
            options.splits = self.shares()?;
            let seed = self.seed.trim().parse();
            options.seed =
                seed.map_err(|_| "The seed is a whole number of 0 or more".to_owned())?;
            options.balanced = self.is_balanced;
            options.group_by = Some(self.group_by.clone()).filter(|g| !g.is_empty());
        }
        Ok(options)
    }

    fn typed_path(&self) -> &str {
        self.path.trim().trim_matches('"')
    }

    fn shares(&self) -> Result<Vec<Share>, String> {
        let sentence = crate::app::dispatch::sentence;
        let mut shares = Vec::new();
        for (name, share) in &self.parts {
            let share: f64 = share
                .trim()
                .replace(',', ".")
                .parse()
                .map_err(|_| format!("The share of {name} is no number"))?;
            shares.push(Share::new(name, share).map_err(|fault| sentence(&fault))?);
        }
        match Share::fault_of(&shares) {
            _ if shares.is_empty() => Err("Add at least one part".to_owned()),
            Some((what, _)) => Err(sentence(what)),
            None => Ok(shares),
        }
    }

    /// What is to be written where.
    ///
    /// # Errors
    /// What is wrong, to be read by people.
    pub fn asked(&self, project: &Project) -> Result<ExportAsked, String> {
        let options = self.options(project)?;
        let typed = self.typed_path();
        if typed.is_empty() {
            return Err("Say where to".to_owned());
        }
        Ok(ExportAsked {
            format: self.format,
            options,
            path: self.folder.join(super::super::path::in_home(typed)),
            force: false,
        })
    }
}

fn has_ending(path: &Path, ending: &str) -> bool {
    path.extension()
        .is_some_and(|e| e.eq_ignore_ascii_case(ending))
}

/// What there is to choose from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choices {
    /// Whose layers there are.
    pub annotators: Vec<AnnotatorRow>,
    /// Tags with their names.
    pub labels: Vec<(LabelId, String)>,
    /// How many annotations of each annotator have each tag.
    counts: BTreeMap<(AnnotatorId, LabelId), usize>,
    /// Details that some article has, such as the outlet.
    pub details: Vec<String>,
}

impl Choices {
    /// Costs one look at each article and link.
    #[must_use]
    pub fn gather(project: &Project) -> Self {
        let mut counts: BTreeMap<(AnnotatorId, LabelId), usize> = BTreeMap::new();
        let mut details = BTreeSet::new();
        for document in project.documents() {
            let layer = project.layer(&document.id);
            for (annotator, label, n) in layer.into_iter().flat_map(DocumentLayer::counts) {
                let both = (annotator.clone(), label.clone());
                *counts.entry(both).or_default() += n;
            }
            let fields = document.metadata.fields.iter();
            details.extend(
                fields
                    .filter(|(_, value)| !value.is_empty())
                    .map(|(name, _)| name),
            );
        }
        let labels = project.schema().labels.iter();
        Self {
            annotators: AnnotatorRow::gather(project),
            labels: labels.map(|l| (l.id.clone(), l.name.clone())).collect(),
            counts,
            details: details.into_iter().cloned().collect(),
        }
    }
}

impl Choices {
    /// How many annotations of these annotators have the tag.
    #[must_use]
    pub fn n_of(&self, label: &LabelId, annotators: &BTreeSet<AnnotatorId>) -> usize {
        let own = self.counts.iter().filter(|((who, of), _)| {
            let is_chosen = annotators.contains(who);
            is_chosen && of == label
        });
        own.map(|(_, n)| n).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::panels::fixture;

    fn draft() -> (Project, ExportDraft) {
        let project = fixture::project();
        let draft = ExportDraft::new(&project, "Ferry".to_owned(), "/out".into());
        (project, draft)
    }

    #[test]
    fn all_of_people_is_chosen_at_first_and_no_program() {
        let (project, draft) = draft();
        let options = draft.options(&project).unwrap();
        let people = project.annotators().iter();
        let people = people.filter(|a| a.kind != AnnotatorKind::Machine);
        assert_eq!(options.annotators.len(), people.count());
        assert_eq!((options.labels.len(), options.states.len()), (0, 0));
        assert_eq!(options.splits, []);
    }

    #[test]
    fn who_and_what_comes_later_is_chosen_and_what_was_unticked_stays_so() {
        let (mut project, mut draft) = draft();
        let first = project.annotators()[0].id.clone();
        let tag = project.schema().labels[0].id.clone();
        draft.annotators.remove(&first);
        draft.labels.remove(&tag);
        let place = project.annotators().len();
        for (i, (id, kind)) in [
            ("late", AnnotatorKind::Human),
            ("bot", AnnotatorKind::Machine),
        ]
        .into_iter()
        .enumerate()
        {
            let mut annotator = (*project.annotators()[0]).clone();
            annotator.id = id.into();
            annotator.kind = kind;
            let to = Some((place + i, std::sync::Arc::new(annotator)));
            project.put_annotator(&id.into(), to).unwrap();
        }
        let mut schema = (**project.schema()).clone();
        let mut label = schema.labels[0].clone();
        label.id = "late-tag".into();
        schema.labels.push(label);
        project.set_schema(std::sync::Arc::new(schema)).unwrap();
        let again = draft.again(&project);
        let has = |id: &str| again.annotators.contains(id);
        assert_eq!(
            (has("late"), has("bot"), has(first.as_str())),
            (true, false, false)
        );
        assert!(again.labels.contains("late-tag") && !again.labels.contains(&tag));
    }

    #[test]
    fn what_is_missing_is_said() {
        let (project, draft) = draft();
        let fault = |change: &dyn Fn(&mut ExportDraft)| {
            let mut draft = draft.clone();
            change(&mut draft);
            draft.asked(&project).map(|_| ()).unwrap_err()
        };
        assert_eq!(
            fault(&|d| d.annotators.clear()),
            "Choose at least one annotator"
        );
        assert_eq!(fault(&|d| d.labels.clear()), "Choose at least one tag");
        assert_eq!(
            fault(&|d| d.states = [false; 3]),
            "Choose articles of at least one state"
        );
        assert_eq!(fault(&|d| " ".clone_into(&mut d.path)), "Say where to");
        let split = |d: &mut ExportDraft, parts: &[(&str, &str)]| {
            d.is_split = true;
            let own = |(n, s): &(&str, &str)| ((*n).to_owned(), (*s).to_owned());
            d.parts = parts.iter().map(own).collect();
        };
        assert_eq!(
            fault(&|d| split(d, &[("train", "x")])),
            "The share of train is no number"
        );
        assert_eq!(fault(&|d| split(d, &[("train", "0")])), "All shares are 0");
        assert_eq!(
            fault(&|d| split(d, &[("a", "1"), ("a", "1")])),
            "Two parts have the same name"
        );
        assert_eq!(fault(&|d| split(d, &[])), "Add at least one part");
        assert_eq!(
            fault(&|d| {
                split(d, &[("a", "1")]);
                "-1".clone_into(&mut d.seed);
            }),
            "The seed is a whole number of 0 or more"
        );
    }

    #[test]
    fn parts_are_for_formats_that_have_them() {
        let (project, mut draft) = draft();
        draft.is_split = true;
        assert_eq!(draft.options(&project).unwrap().splits.len(), 3);
        draft.choose_format("brat");
        assert_eq!(draft.options(&project).unwrap().splits, []);
    }

    #[test]
    fn the_path_follows_the_format_until_somebody_types_one() {
        let (_, mut draft) = draft();
        assert_eq!(draft.path, "/out/Ferry-dataset");
        draft.choose_format("xlsx");
        assert_eq!(draft.path, "/out/Ferry.xlsx");
        draft.take_path("/full".into(), true);
        assert_eq!(draft.path, "/full/Ferry.xlsx");
        "/mine/table.xlsx".clone_into(&mut draft.path);
        draft.path_was_typed();
        draft.choose_format("csv");
        // No folder that is called like a spreadsheet.
        assert_eq!(draft.path, "/full/Ferry-csv");
        "/mine/out".clone_into(&mut draft.path);
        draft.path_was_typed();
        draft.choose_format("brat");
        assert_eq!(draft.path, "/mine/out");
    }

    #[test]
    fn a_path_with_the_ending_of_a_file_is_one_file_in_the_preview_too() {
        let (project, mut draft) = draft();
        let n_files = |draft: &ExportDraft| {
            let options = draft.options(&project).unwrap();
            let format = draft.chosen_format().unwrap();
            let context = crate::workspace::JobContext::default();
            let preview = crate::workspace::preview_export(&project, format, &options, &context);
            preview.unwrap().files.len()
        };
        draft.choose_format("refi-qda");
        assert_eq!(draft.path, "/out/Ferry.qdpx");
        assert_eq!(n_files(&draft), 1);
        "/out/folder".clone_into(&mut draft.path);
        assert_eq!(n_files(&draft), 2, "with the codebook");
    }

    #[test]
    fn details_to_group_by_are_those_that_some_article_has() {
        let project = fixture::project();
        let choices = Choices::gather(&project);
        for name in &choices.details {
            let has = |d: &std::sync::Arc<crate::model::Document>| !d.metadata.get(name).is_empty();
            assert!(project.documents().iter().any(has), "{name}");
        }
        let n_of = |annotators: &BTreeSet<AnnotatorId>| -> usize {
            let labels = choices.labels.iter();
            labels.map(|(id, _)| choices.n_of(id, annotators)).sum()
        };
        let all = project.annotators().iter().map(|a| a.id.clone()).collect();
        assert_eq!(n_of(&all), project.n_annotations());
        let one = BTreeSet::from([project.annotators()[0].id.clone()]);
        let own = project.annotations().filter(|a| one.contains(&a.annotator));
        assert_eq!(n_of(&one), own.count());
    }
}
