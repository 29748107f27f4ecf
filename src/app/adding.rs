//! Articles for the open project: read from files and folders beside the window, and once more in another encoding.

use super::context::{AppAction, ReadAgain};
use super::dialogs::{ColumnsDialog, Dialog, MessageAnswer};
use super::dispatch::sentence;
use super::window::App;
use crate::ingest::{EXTENT, ReadOptions, Table, WHOLE_PAGE, encoding_by_name};
use crate::model::{Document, DocumentId};
use crate::workspace::{
    ArticlesRead, Asked, Command, Job, KnownArticles, RealFiles, in_place_of, options_of,
    read_articles, read_asked, read_table,
};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// So many titles are told of articles that are here already.
const MAX_TITLES: usize = 5;
/// So many warnings about articles are told.
const MAX_WARNINGS: usize = 3;

/// # Reading articles
impl App {
    /// Reads files and folders as articles for the open project, or for a new one.
    pub(super) fn read_asked(&mut self, all: Vec<Asked>, options: ReadOptions) {
        if self.opening.reading.is_some() {
            self.toasts
                .say("Articles are being read already; wait or cancel first");
            return;
        }
        if let Some(reason) = self
            .open
            .as_ref()
            .and_then(|open| open.workspace.read_only())
        {
            self.toasts.say(format!(
                "No article can be added, the project is open for reading only: {reason}"
            ));
            return;
        }
        if let Some(folder) = all.first().and_then(|asked| asked.named.parent()) {
            self.settings.last_folder = Some(folder.to_owned());
        }
        let base = self.base();
        let env = self.env.clone();
        let open = self.open.as_ref();
        let there = open.map(|open| (open.workspace.project().clone(), open.origins.clone()));
        let job = Job::spawn(&self.env.wake, "read articles", move |job| {
            let folder = base.as_deref();
            let read = read_asked(&env, &all, folder, &options, job);
            let mut files = RealFiles::new(env.fs.clone());
            if let Some((project, origins)) = &there {
                files.look_up(&read, project, folder, origins);
            }
            (read, files)
        });
        self.opening.reading = Some(job);
    }

    /// The folder that article paths are stored relative to.
    fn base(&self) -> Option<PathBuf> {
        self.open.as_ref()?.folder().map(Path::to_owned)
    }

    /// Where article files lie that the project's own paths do not lead to is kept for the next start, beside the window.
    pub(super) fn remember_origins(&mut self) {
        if let Some(open) = &mut self.open {
            open.workspace.remember_origins(&open.origins);
        }
    }

    /// Takes what was read. `files`: where it lies, and what it may be another version of; what is missing is asked of the
    /// disk here and now.
    pub(super) fn take_articles(&mut self, read: ArticlesRead, mut files: RealFiles) {
        if read.documents.is_empty()
            && read.failures.is_empty()
            && let [project] = &read.projects[..]
        {
            return self.open_project(project.clone());
        }
        for project in read.projects.iter().take(1) {
            self.toasts.say(format!(
                "{} is a project, not an article: open it by itself",
                project.display()
            ));
        }
        let n_read = read.documents.len();
        let origins = read.origins.iter().cloned().collect();
        let (here, documents) = self.split_here_already(read.documents, &origins, &mut files);
        let documents = self.ask_about_newer(documents, &origins, &mut files);
        let n = self.add_documents(documents);
        if let Some(open) = &mut self.open {
            open.origins.extend(read.origins);
        }
        self.remember_origins();
        self.ask_about_here_already(here);
        self.dialogs.keep_warnings(&read.warnings);
        let (looks, others): (Vec<_>, Vec<_>) =
            read.warnings.into_iter().partition(|w| w.wants_a_look);
        for warning in others.iter().take(MAX_WARNINGS) {
            let name = warning.path.file_name().unwrap_or_default();
            let name = name.to_string_lossy();
            self.toasts.say(format!("{name}: {}", warning.words));
        }
        if others.len() > MAX_WARNINGS {
            log::warn!(
                "{} further warnings about articles",
                others.len() - MAX_WARNINGS
            );
        }
        match read.left_out.len() {
            0 => {}
            1 => self
                .toasts
                .say("One file in the folder is of a kind that is not read"),
            n => self.toasts.say(format!(
                "{n} files in the folders are of kinds that are not read"
            )),
        }
        if !read.failures.is_empty() || !looks.is_empty() {
            if n == 0 {
                self.dialogs.ask_path_again();
            }
            self.dialogs.open(Dialog::Failures {
                failures: read.failures,
                warnings: looks,
                has_others: n > 0,
            });
        } else if n_read == 0 && read.projects.is_empty() {
            self.toasts.say(if read.is_cancelled {
                "Cancelled, nothing was added"
            } else {
                "There is no article there"
            });
        }
    }

    /// Adds articles to the open project, or to a new one; how many.
    pub(super) fn add_documents(&mut self, documents: Vec<Arc<Document>>) -> usize {
        let n = documents.len();
        if n == 0 {
            return 0;
        }
        if self.open.is_none() {
            self.new_project();
        }
        if !self.run_edit(Command::AddDocuments(documents)) {
            // Why has been told.
            return 0;
        }
        self.toasts.say(match n {
            1 => "One article added".to_owned(),
            n => format!("{n} articles added"),
        });
        n
    }

    /// Takes those articles apart that are in the project as they are: of the same file, with the same text.
    fn split_here_already(
        &self,
        documents: Vec<Arc<Document>>,
        origins: &BTreeMap<DocumentId, PathBuf>,
        files: &mut RealFiles,
    ) -> (Vec<Arc<Document>>, Vec<Arc<Document>>) {
        let Some(open) = &self.open else {
            return (Vec::new(), documents);
        };
        let articles = KnownArticles::of(open.workspace.project());
        let (folder, known) = (open.folder(), &open.origins);
        documents.into_iter().partition(|new| {
            let place = origins.get(&new.id).map(PathBuf::as_path);
            articles.has(new, |old| {
                known.is_same_file(files, folder, old, (new, place))
                    || known.may_be_same_file(files, folder, old, new)
            })
        })
    }

    fn ask_about_here_already(&mut self, here: Vec<Arc<Document>>) {
        let title = match here.len() {
            0 => return,
            1 => "This article is here already".to_owned(),
            n => format!("{n} articles are here already"),
        };
        let titles = here.iter().take(MAX_TITLES).map(|d| d.title.as_str());
        let mut text = titles.collect::<Vec<_>>().join("\n");
        if here.len() > MAX_TITLES {
            text.push_str("\n…");
        }
        text.push_str("\n\nThe files and their texts are the same.");
        let answer = MessageAnswer::act("Add once more", AppAction::AddOnceMore(here));
        self.dialogs.ask(title, text, vec![answer]);
    }

    /// Looks into a table of articles, to ask which column holds what.
    pub(super) fn look_at_table(&mut self, asked: Asked) {
        if self.opening.table.is_some() {
            self.toasts.say("A table is being read already");
            return;
        }
        let (env, path) = (self.env.clone(), asked.path.clone());
        let job = Job::spawn(&self.env.wake, "read table", move |_| {
            read_table(&env, &path)
        });
        self.opening.table = Some((asked, job));
    }

    pub(super) fn take_table(&mut self, asked: Asked, table: Result<Table, String>) {
        match table {
            Ok(table) if !table.columns.is_empty() => {
                self.dialogs
                    .open(Dialog::Columns(ColumnsDialog::new(asked, table)));
            }
            Ok(_) => self
                .dialogs
                .say("The table is empty", asked.path.display().to_string()),
            Err(reason) => self.dialogs.say(
                "The table could not be read",
                format!("{}: {}", sentence(&reason), asked.path.display()),
            ),
        }
    }

    /// Reads an article's file again in another way.
    pub(super) fn read_again(&mut self, id: &DocumentId, how: &ReadAgain) {
        let Some(document) = self
            .open
            .as_ref()
            .and_then(|o| o.workspace.project().document(id))
        else {
            return;
        };
        let before = options_of(document);
        let options = match how {
            ReadAgain::Encoding(name) => ReadOptions {
                encoding: encoding_by_name(name),
                ..before
            },
            ReadAgain::WholePage(whole_page) => ReadOptions {
                encoding: encoding_by_name(&document.source.encoding),
                whole_page: *whole_page,
                ..before
            },
        };
        let base = self.base();
        let origins = self.open.as_ref().map(|open| &open.origins);
        let found = origins.and_then(|all| all.find(&*self.env.fs, document, base.as_deref()));
        // What the project alone says is never followed out of its folder.
        let Some(path) = found else {
            let stored = document.source.path.clone();
            self.dialogs.say("The article’s file was not found", stored);
            return;
        };
        let env = self.env.clone();
        let job = Job::spawn(&self.env.wake, "read article again", move |job| {
            read_articles(&env, &[path], base.as_deref(), &options, job)
        });
        self.opening.reading_again = Some((id.clone(), job));
    }

    pub(super) fn take_again(&mut self, id: &DocumentId, read: ArticlesRead) {
        if !read.failures.is_empty() {
            self.dialogs.open(Dialog::Failures {
                failures: read.failures,
                warnings: Vec::new(),
                has_others: false,
            });
            return;
        }
        let Some(old) = self
            .open
            .as_ref()
            .and_then(|o| o.workspace.project().document(id))
        else {
            return;
        };
        // Of a table the same row.
        let is_same = |new: &&Arc<Document>| new.metadata.get("row") == old.metadata.get("row");
        let Some(found) = read.documents.iter().find(is_same) else {
            return;
        };
        let new = in_place_of(old, (**found).clone());
        let is_whole = new.metadata.get(EXTENT) == WHOLE_PAGE;
        let was_whole = old.metadata.get(EXTENT) == WHOLE_PAGE;
        let mut words = match (was_whole, is_whole) {
            (false, true) => "The whole page is the text now".to_owned(),
            (true, false) => "The article alone is the text now".to_owned(),
            _ => format!("Read as {}", new.source.encoding),
        };
        let mut warnings = read.warnings;
        warnings.retain(|warning| warning.document == found.id);
        for warning in &mut warnings {
            words.push_str(". Mind: ");
            words.push_str(&warning.words);
            warning.document = id.clone();
        }
        if self.run_edit(Command::ReplaceUntouchedDocument(Arc::new(new))) {
            self.dialogs.forget_warnings(id);
            self.dialogs.keep_warnings(&warnings);
            self.toasts.say(words);
        }
    }
}
