//! Projects without a name, offered where recent ones are: leaving one must not lose it.

use super::opening::{Opening, sample_project};
use super::panels::wording::counted;
use super::title_row::shortened;
use super::window::App;
use crate::workspace::settings::Settings;
use crate::workspace::{Job, Unnamed, Workspace, unnamed_projects};
use std::path::{Path, PathBuf};

/// What is known of them.
#[derive(Default)]
pub(super) struct UnnamedList {
    rows: Vec<Unnamed>,
    /// The rows are those of the folder as it is, or are on the way.
    is_known: bool,
    job: Option<Job<Vec<Unnamed>>>,
}

impl UnnamedList {
    pub(super) fn is_idle(&self) -> bool {
        self.job.is_none() && self.is_known
    }
}

impl Opening {
    /// The projects without a name that can be opened, those changed last first. The open one is not among them.
    #[must_use]
    pub fn unnamed(&self, settings: &Settings, open: Option<&Path>) -> Vec<&Unnamed> {
        let is_offered =
            |u: &&Unnamed| Some(u.path.as_path()) != open && !settings.named.contains(&u.path);
        self.unnamed.rows.iter().filter(is_offered).collect()
    }
}

/// What is said of one of them, such as `Harbour bridge: 5 articles, 2026-11-22`.
#[must_use]
pub fn in_words(unnamed: &Unnamed) -> String {
    let title = shortened(&unnamed.title, 40);
    let Some(n) = unnamed.n_documents else {
        return format!("{title}: cannot be read");
    };
    let articles = counted(n, "article", "articles");
    // The day of the time is enough to tell them apart.
    let day = unnamed.at.get(..10).unwrap_or(&unnamed.at);
    format!("{title}: {articles}, {day}")
}

impl App {
    /// Looks into the folder when something there may have changed, beside the window.
    pub(super) fn poll_unnamed(&mut self) {
        let is_busy = self.opening.project.is_some() || !self.opening.closing.is_empty();
        let list = &mut self.opening.unnamed;
        if let Some(result) = list.job.as_ref().and_then(Job::poll) {
            list.job = None;
            list.rows = result.unwrap_or_default();
        }
        if list.is_known || list.job.is_some() || is_busy {
            return;
        }
        list.is_known = true;
        let env = self.env.clone();
        list.job = Some(Job::spawn(&self.env.wake, "unnamed projects", move |job| {
            unnamed_projects(&env, &sample_project(), job)
        }));
    }

    /// The folder of projects without a name is looked into again.
    pub(super) fn look_for_unnamed(&mut self) {
        self.opening.unnamed.is_known = false;
    }

    /// A project goes on under another name; what is left of one without a name is not offered any more.
    pub(super) fn note_named(&mut self, from: PathBuf) {
        if self.env.is_unnamed(&from) {
            self.settings.forget_unnamed(from);
        }
    }

    /// Says where a project without a name is found again that is being left.
    pub(super) fn tell_unnamed(&mut self, left: &Workspace) {
        let has_work = !left.history().steps().is_empty() && !left.project().documents().is_empty();
        if left.path().is_none() && left.read_only().is_none() && has_work {
            self.toasts.say(format!(
                "{} has no name yet: it is kept under Recent projects",
                left.name()
            ));
        }
    }
}
