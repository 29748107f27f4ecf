//! Articles whose file has changed: looked for beside the window, offered, taken when somebody says so.

use super::dialogs::{Dialog, NewerDialog};
use super::project_view::OpenProject;
use super::window::App;
use crate::model::{Document, DocumentId};
use crate::workspace::settings::BottomTab;
use crate::workspace::{
    Command, Job, Newer, NewerArticles, RealFiles, SeenFiles, anchor_counts, in_place_of,
    look_for_newer, shown,
};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A newer version that somebody may take.
#[derive(Clone, Debug)]
pub struct Offer {
    /// What it is and what it does.
    pub newer: Arc<Newer>,
    /// The same as an article of its own, where it came by hand and may be one.
    pub as_other: Option<Arc<Document>>,
}

/// What is known about files that changed.
#[derive(Default)]
pub struct NewerFiles {
    looking: Option<Job<NewerArticles>>,
    comparing: Option<Job<Vec<Offer>>>,
    /// What files held at the last look.
    seen: SeenFiles,
    /// Somebody asked: say so when there is nothing, and show what there is.
    is_asked: bool,
    /// Not answered yet, in the order of the articles.
    pub offers: Vec<Offer>,
    /// Hashes of files that were left as they are, by article.
    left: BTreeMap<DocumentId, String>,
}

impl NewerFiles {
    /// Whether nothing is under way.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.looking.is_none() && self.comparing.is_none()
    }

    /// What the bar says; `None` where nothing is offered that came unasked.
    #[must_use]
    pub fn in_words(&self) -> Option<String> {
        let names: Vec<String> = self
            .offers
            .iter()
            .filter(|offer| offer.as_other.is_none())
            .map(|offer| file_name(&offer.newer.path))
            .collect();
        match &names[..] {
            [] => None,
            [one] => Some(format!(
                "The article file {one} has changed since it was read."
            )),
            [first, second] => Some(format!(
                "2 article files have changed since they were read: {first}, {second}."
            )),
            [first, second, others @ ..] => Some(format!(
                "{} article files have changed since they were read: {first}, {second} and {} more.",
                names.len(),
                others.len()
            )),
        }
    }

    fn put(&mut self, offer: Offer) {
        let id = &offer.newer.new.id;
        self.offers.retain(|other| other.newer.new.id != *id);
        self.offers.push(offer);
    }

    fn take(&mut self, ids: &[DocumentId]) -> Vec<Offer> {
        let is_meant = |offer: &Offer| ids.contains(&offer.newer.new.id);
        let (taken, kept) = self.offers.drain(..).partition(is_meant);
        self.offers = kept;
        taken
    }
}

pub(super) fn file_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    name.to_string_lossy().into_owned()
}

/// Which article files are not where they were; nothing where all are.
fn missing_in_words(missing: &[PathBuf]) -> Option<String> {
    let remedy = "open them from where they are now";
    let names: Vec<String> = missing.iter().map(|path| file_name(path)).collect();
    match &names[..] {
        [] => None,
        [one] => Some(format!(
            "The article file {one} was not found: open it from where it is now"
        )),
        [first, second] => Some(format!(
            "2 article files were not found: {first}, {second}; {remedy}"
        )),
        [first, second, others @ ..] => Some(format!(
            "{} article files were not found: {first}, {second} and {} more; {remedy}",
            names.len(),
            others.len()
        )),
    }
}

/// # Newer versions of articles
impl App {
    /// Looks whether article files have changed: when a project opens, when the window gets the keyboard, when asked.
    pub(super) fn look_for_newer(&mut self, is_asked: bool) {
        let Some(open) = &mut self.open else {
            return;
        };
        let origins = open.origins.clone();
        open.newer.is_asked |= is_asked;
        let is_writable = open.workspace.read_only().is_none();
        if !is_writable || open.newer.looking.is_some() {
            return;
        }
        let project = open.workspace.project().clone();
        let folder = open.folder().map(Path::to_owned);
        let env = self.env.clone();
        let seen = std::mem::take(&mut open.newer.seen);
        let job = Job::spawn(&self.env.wake, "look for newer articles", move |job| {
            look_for_newer(&env, &project, folder.as_deref(), &origins, seen, job)
        });
        open.newer.looking = Some(job);
    }

    /// Whether files are being looked at.
    #[cfg(test)]
    pub(super) fn is_looking(&self) -> bool {
        self.open.as_ref().is_some_and(|open| !open.newer.is_idle())
    }

    /// Takes what was found.
    pub(super) fn poll_newer(&mut self) {
        let Some(open) = &mut self.open else {
            return;
        };
        if let Some(result) = open.newer.looking.as_ref().and_then(Job::poll) {
            open.newer.looking = None;
            let is_asked = std::mem::take(&mut open.newer.is_asked);
            let mut found = result.unwrap_or_default();
            open.newer.seen = std::mem::take(&mut found.seen);
            for (path, why) in &found.failures {
                log::info!("{}: {why}", path.display());
            }
            open.take_found(found.newer, is_asked);
            if is_asked {
                let missing = missing_in_words(&found.missing);
                let is_quiet = found.failures.is_empty() && missing.is_none();
                if !open.newer.offers.is_empty() {
                    self.show_newer();
                } else if let Some((path, why)) = found.failures.first() {
                    self.toasts.say(format!("{}: {why}", file_name(path)));
                } else if is_quiet {
                    self.toasts.say("No article file has changed");
                }
                if let Some(words) = missing {
                    self.toasts.say(words);
                }
            }
        }
        let Some(open) = &mut self.open else {
            return;
        };
        if let Some(result) = open.newer.comparing.as_ref().and_then(Job::poll) {
            open.newer.comparing = None;
            for offer in result.unwrap_or_default() {
                open.newer.put(offer);
            }
            self.show_newer();
        }
    }

    /// Opens the dialog on what is offered; where nothing is, looks first.
    pub(super) fn review_newer(&mut self) {
        let has_offers = self
            .open
            .as_ref()
            .is_some_and(|o| !o.newer.offers.is_empty());
        if has_offers {
            self.show_newer();
        } else {
            self.look_for_newer(true);
        }
    }

    fn show_newer(&mut self) {
        let Some(open) = &self.open else {
            return;
        };
        if let Some(dialog) = NewerDialog::new(open.workspace.project(), &open.newer.offers) {
            self.dialogs.open(Dialog::Newer(Box::new(dialog)));
        }
    }

    /// Puts the newer versions in the place of these articles, as one step.
    pub(super) fn take_newer(&mut self, ids: &[DocumentId]) {
        let Some(open) = &mut self.open else {
            return;
        };
        let offers = open.newer.take(ids);
        let commands: Vec<Command> = offers
            .iter()
            .map(|offer| Command::ReplaceDocument(offer.newer.new.clone()))
            .collect();
        let (command, words) = match (&commands[..], &offers[..]) {
            ([], _) => return,
            ([one], [offer, ..]) => {
                let title = shown(&offer.newer.new.title);
                (one.clone(), format!("Took the newer version of {title}"))
            }
            (all, _) => {
                let description = format!("Take {} newer versions of articles", all.len());
                let words = format!("Took {} newer versions", all.len());
                let commands = commands.clone();
                (
                    Command::Batch {
                        description,
                        commands,
                    },
                    words,
                )
            }
        };
        for offer in &offers {
            let id = offer.newer.new.id.clone();
            if offer.as_other.is_some() {
                open.origins.insert(id, offer.newer.path.clone());
            }
        }
        match open.workspace.run(command) {
            Ok(outcome) => {
                // A selection was one of the old text.
                open.leave_current();
                let told = anchor_counts(outcome.anchored);
                if told.is_empty() {
                    self.toasts.say_undoable(words, outcome.step);
                } else {
                    let words = format!("{words}: {told}, see To review");
                    self.toasts.say_undoable(words, outcome.step);
                    self.settings.panels.bottom = true;
                    self.settings.panels.tab = BottomTab::Review;
                }
            }
            Err(error) => self
                .toasts
                .say(super::dispatch::sentence(&error.to_string())),
        }
        self.remember_origins();
        self.show_newer_again();
    }

    /// Leaves these articles as they are; the same files are not offered again before the next start.
    pub(super) fn leave_newer(&mut self, ids: &[DocumentId]) {
        let Some(open) = &mut self.open else {
            return;
        };
        for offer in open.newer.take(ids) {
            let new = &offer.newer.new;
            open.newer
                .left
                .insert(new.id.clone(), new.source.sha256.clone());
        }
        self.show_newer_again();
    }

    pub(super) fn leave_all_newer(&mut self) {
        let offers = self.open.as_ref().map(|open| &open.newer.offers);
        let ids = offers.into_iter().flatten().map(|o| o.newer.new.id.clone());
        let ids: Vec<DocumentId> = ids.collect();
        self.leave_newer(&ids);
    }

    /// Adds the newer version of this article as an article of its own.
    pub(super) fn add_newer_as_other(&mut self, id: &DocumentId) {
        let Some(open) = &mut self.open else {
            return;
        };
        let offers = open.newer.take(std::slice::from_ref(id));
        let Some((offer, other)) = offers
            .into_iter()
            .find_map(|offer| Some((offer.newer.clone(), offer.as_other?)))
        else {
            return;
        };
        open.origins.insert(other.id.clone(), offer.path.clone());
        self.run_command(Command::AddDocuments(vec![other]));
        self.remember_origins();
        self.show_newer_again();
    }

    /// What is still offered by hand is asked next.
    fn show_newer_again(&mut self) {
        let is_open = self.dialogs.close_newer();
        let has_offers = self
            .open
            .as_ref()
            .is_some_and(|o| !o.newer.offers.is_empty());
        if is_open && has_offers {
            self.show_newer();
        }
    }

    /// Of articles just read, those that are another text of one that is there, by its file, are asked about; gives back
    /// the others.
    pub(super) fn ask_about_newer(
        &mut self,
        documents: Vec<Arc<Document>>,
        origins: &BTreeMap<DocumentId, PathBuf>,
        files: &mut RealFiles,
    ) -> Vec<Arc<Document>> {
        let Some(open) = &mut self.open else {
            return documents;
        };
        let project = open.workspace.project();
        let pairs = pairs_of_files(files, open, &documents, origins);
        let mut others = documents;
        let asked: HashSet<&DocumentId> = pairs.iter().map(|(_, new)| &new.id).collect();
        others.retain(|new| !asked.contains(&new.id));
        if pairs.is_empty() {
            return others;
        }
        let project = project.clone();
        let origins = origins.clone();
        let job = Job::spawn(&self.env.wake, "compare versions of articles", move |_| {
            let offer = |(old, other): (Arc<Document>, Arc<Document>)| {
                let mut new = in_place_of(&old, Document::clone(&other));
                new.title.clone_from(&old.title);
                let path = origins.get(&other.id).cloned();
                let path = path.unwrap_or_else(|| PathBuf::from(&new.source.path));
                let newer = Newer::of(&project, path, Arc::new(new), Vec::new())?;
                Some(Offer {
                    newer: Arc::new(newer),
                    as_other: Some(other),
                })
            };
            pairs.into_iter().filter_map(offer).collect()
        });
        open.newer.comparing = Some(job);
        others
    }
}

/// An article and what was just read of its file.
type Pair = (Arc<Document>, Arc<Document>);

/// Articles of the project with another text of the same file that was just read: of a file that is nowhere any more
/// one that is called the same. Where several would fit, none is taken.
fn pairs_of_files(
    files: &mut RealFiles,
    open: &OpenProject,
    documents: &[Arc<Document>],
    origins: &BTreeMap<DocumentId, PathBuf>,
) -> Vec<Pair> {
    let names: HashSet<&OsStr> = documents.iter().filter_map(name_of).collect();
    let is_alike = |old: &&Arc<Document>| name_of(old).is_some_and(|name| names.contains(name));
    // All rows of a table and all start pages of a tree have one name: by place, not each with each.
    let mut by_real: HashMap<PathBuf, Vec<&Arc<Document>>> = HashMap::new();
    let mut by_stored: HashMap<&str, Vec<&Arc<Document>>> = HashMap::new();
    let mut gone: Vec<&Arc<Document>> = Vec::new();
    for old in open.workspace.project().documents().iter().filter(is_alike) {
        if let Some(real) = open.origins.find_real(files, old, open.folder()) {
            by_real.entry(real).or_default().push(old);
        } else {
            let stored = old.source.path.as_str();
            by_stored.entry(stored).or_default().push(old);
            gone.push(old);
        }
    }
    let news = || documents.iter().filter(|new| name_of(new).is_some());
    let mut claims: Vec<(&Arc<Document>, &Arc<Document>)> = Vec::new();
    for new in news() {
        let real = origins.get(&new.id).map(|path| files.at_or_same(path));
        let there = real.and_then(|real| by_real.get(&real));
        let stored = by_stored.get(new.source.path.as_str());
        let mut fitting = there.into_iter().chain(stored).flatten();
        if let (Some(old), None) = (fitting.next(), fitting.next()) {
            claims.push((old, new));
        }
    }
    let mut pairs = clear_ones(&claims);
    let olds: HashSet<DocumentId> = pairs.iter().map(|(old, _)| old.id.clone()).collect();
    let taken: HashSet<DocumentId> = pairs.iter().map(|(_, new)| new.id.clone()).collect();
    let mut by_name: HashMap<Option<&OsStr>, Vec<&Arc<Document>>> = HashMap::new();
    for old in gone.into_iter().filter(|old| !olds.contains(&old.id)) {
        by_name.entry(name_of(old)).or_default().push(old);
    }
    claims.clear();
    for new in news().filter(|new| !taken.contains(&new.id)) {
        if let Some([old]) = by_name.get(&name_of(new)).map(Vec::as_slice) {
            claims.push((old, new));
        }
    }
    pairs.extend(clear_ones(&claims));
    pairs.retain(|(old, new)| old.text() != new.text());
    pairs
}

/// What the file of the article is called; `None` where it came from none.
fn name_of(document: &Arc<Document>) -> Option<&OsStr> {
    Path::new(&document.source.path).file_name()
}

/// Those whose old article only one new one claims, by the old ones' ids.
fn clear_ones(claims: &[(&Arc<Document>, &Arc<Document>)]) -> Vec<Pair> {
    let mut by_old: BTreeMap<&DocumentId, Vec<Pair>> = BTreeMap::new();
    for (old, new) in claims {
        let pair = (Arc::clone(old), Arc::clone(new));
        by_old.entry(&old.id).or_default().push(pair);
    }
    let all = by_old.into_values();
    all.filter(|all| all.len() == 1).flatten().collect()
}

impl OpenProject {
    /// Offers what was found, but for what was left before and what is no newer version any more.
    fn take_found(&mut self, found: Vec<Newer>, is_asked: bool) {
        let project = self.workspace.project();
        let by_hand = |offer: &Offer| offer.as_other.is_some();
        self.newer.offers.retain(by_hand);
        for newer in found {
            let is_current = project
                .document(&newer.new.id)
                .is_some_and(|d| d.source.sha256 == newer.old.source.sha256);
            let hash = &newer.new.source.sha256;
            let is_left = self.newer.left.get(&newer.new.id) == Some(hash);
            let is_asked_already = self
                .newer
                .offers
                .iter()
                .any(|offer| offer.newer.new.id == newer.new.id);
            if is_current && !is_asked_already && (is_asked || !is_left) {
                self.newer.put(Offer {
                    newer: Arc::new(newer),
                    as_other: None,
                });
            }
        }
    }
}
