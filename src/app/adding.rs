//! Articles for the open project: read from files and folders beside the window, and once more in another encoding.

use super::dialogs::Dialog;
use super::window::App;
use crate::ingest::{ReadOptions, encoding_by_name};
use crate::model::DocumentId;
use crate::workspace::{ArticlesRead, Asked, Command, Job, read_articles, read_asked};
use std::path::{Path, PathBuf};
use std::sync::Arc;

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
        let job = Job::spawn(&self.env.wake, "read articles", move |job| {
            read_asked(&env, &all, base.as_deref(), &options, job)
        });
        self.opening.reading = Some(job);
    }

    /// The folder that article paths are stored relative to.
    fn base(&self) -> Option<PathBuf> {
        let path = self.open.as_ref()?.workspace.path()?;
        path.parent().map(Path::to_owned)
    }

    pub(super) fn take_articles(&mut self, read: ArticlesRead) {
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
        let documents = self.ask_about_newer(read.documents, &origins);
        let n = documents.len();
        self.opening.origins.extend(read.origins);
        if n > 0 {
            if self.open.is_none() {
                self.new_project();
            }
            self.run_command(Command::AddDocuments(documents));
            let text = match n {
                1 => "One article added".to_owned(),
                n => format!("{n} articles added"),
            };
            self.toasts.say(text);
        }
        let n_warnings = read.warnings.len();
        for (path, warning) in read.warnings.iter().take(MAX_WARNINGS) {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            self.toasts.say(format!("{name}: {warning}"));
        }
        if n_warnings > MAX_WARNINGS {
            log::warn!(
                "{} further warnings about articles",
                n_warnings - MAX_WARNINGS
            );
        }
        if !read.failures.is_empty() {
            if n == 0 {
                self.dialogs.ask_path_again();
            }
            self.dialogs.open(Dialog::Failures {
                failures: read.failures,
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

    /// Reads an article's file again in another encoding.
    pub(super) fn read_again(&mut self, id: &DocumentId, encoding: &str) {
        let Some(document) = self
            .open
            .as_ref()
            .and_then(|o| o.workspace.project().document(id))
        else {
            return;
        };
        let Some(encoding) = encoding_by_name(encoding) else {
            self.toasts
                .say(format!("The encoding {encoding} is not known"));
            return;
        };
        let base = self.base();
        let stored = PathBuf::from(&document.source.path);
        let path = match (self.opening.origins.get(id), &base) {
            (Some(origin), _) => origin.clone(),
            (None, Some(base)) => base.join(stored),
            (None, None) => stored,
        };
        let options = ReadOptions {
            encoding: Some(encoding),
            ..ReadOptions::default()
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
        let Some(new) = read.documents.first() else {
            return;
        };
        let mut new = (**new).clone();
        new.id = id.clone();
        new.metadata = old.metadata.clone();
        new.source.path.clone_from(&old.source.path);
        let mut words = format!("Read as {}", new.source.encoding);
        for (_, warning) in &read.warnings {
            words.push_str(". Mind: ");
            words.push_str(warning);
        }
        self.run_command(Command::ReplaceUntouchedDocument(Arc::new(new)));
        self.toasts.say(words);
    }
}
