//! Asks for a path in a field: the way that works where the system offers no file dialog.

use super::{buttons_ui, focus_first};
use crate::app::context::{AppAction, PathPurpose};
use crate::app::shell::Shell;
use crate::app::tokens::size;
use crate::workspace::reporting::ReportKind;
use crate::workspace::settings::Settings;
use egui::{Key, RichText, TextEdit, Ui};
use std::path::PathBuf;

/// What is typed.
#[derive(Clone)]
pub struct PathDraft {
    purpose: PathPurpose,
    path: String,
    /// What stood in the field at first.
    prefix: String,
    /// What to tell about the path.
    remark: String,
    /// The path was sent; whether it is good turns out later.
    is_sent: bool,
}

impl PathDraft {
    /// A field that begins with the folder used last. `project`: the name of the project that is saved; of a report the
    /// name of its file.
    #[must_use]
    pub fn new(purpose: PathPurpose, settings: &Settings, project: Option<&str>) -> Self {
        let folder = good_folder(settings);
        let path = match purpose {
            PathPurpose::SaveAs => folder.join(format!(
                "{}.json",
                file_name_of(project.unwrap_or_default())
            )),
            PathPurpose::SaveReport(_) => folder.join(project.unwrap_or_default()),
            _ => folder.join(""),
        };
        let path = path.display().to_string();
        Self {
            purpose,
            prefix: path.clone(),
            path,
            remark: String::new(),
            is_sent: false,
        }
    }

    pub(super) fn ui(&mut self, shell: &Shell<'_>, ui: &mut Ui) -> bool {
        let (title, hint, button) = match self.purpose {
            PathPurpose::Open => (
                "Open",
                "A project (.json), an article, or a folder of articles",
                "Open",
            ),
            PathPurpose::AddArticles => (
                "Add articles",
                "A file with an article (text, web page, Word, PDF, …), or a folder",
                "Add",
            ),
            PathPurpose::AddFolder => (
                "Add a folder of articles",
                "A folder; everything below it is read",
                "Add",
            ),
            PathPurpose::AddTable => (
                "Add a table of articles",
                "A table with an article in each row (.csv, .tsv, .jsonl, .xlsx)",
                "Look at it",
            ),
            PathPurpose::SaveAs => ("Save as", "The project file, ending in .json", "Save"),
            PathPurpose::SaveReport(ReportKind::Page) => {
                ("Save report", "The page, ending in .html", "Save")
            }
            PathPurpose::SaveReport(ReportKind::Pairs) => {
                ("Save pairs as CSV", "The table, ending in .csv", "Save")
            }
            PathPurpose::SaveReport(ReportKind::Json) => {
                ("Save JSON", "The file, ending in .json", "Save")
            }
            PathPurpose::SaveReport(ReportKind::Notes) => {
                ("Export the notes", "The page, ending in .md", "Save")
            }
            PathPurpose::CompareWith => (
                "Compare with another project",
                "The other project file (.json)",
                "Compare",
            ),
            // These have a field in their own dialog.
            PathPurpose::ExportFolder
            | PathPurpose::ExportFile(_)
            | PathPurpose::ImportFiles
            | PathPurpose::ImportFolder => ("Path", "The folder or file", "Take"),
        };
        ui.heading(title);
        let or_drop = match self.purpose {
            PathPurpose::SaveAs | PathPurpose::SaveReport(_) => ".",
            _ => ", or drop files on the window.",
        };
        let how = format!(
            "This system offers no file dialog (a desktop portal or zenity would bring one). \
             Type or paste the path here{or_drop}"
        );
        ui.label(RichText::new(how).color(shell.tokens.weak));
        ui.add_space(size::GAP);
        let label = ui.label(hint);
        let field = ui
            .add(TextEdit::singleline(&mut self.path).desired_width(f32::INFINITY))
            .labelled_by(label.id);
        // Enter takes the keyboard from the field; looked at before it comes back.
        let entered = field.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter));
        focus_first(ui, &field);
        if field.changed() {
            self.remark.clear();
        }
        if !self.remark.is_empty() {
            ui.label(RichText::new(&self.remark).color(shell.tokens.error));
        }
        let is_project = matches!(self.purpose, PathPurpose::Open | PathPurpose::CompareWith);
        if is_project && !shell.settings.recent.is_empty() {
            ui.add_space(size::GROUP);
            ui.label(RichText::new("Recent projects").strong());
            for path in shell.settings.recent.iter().take(8) {
                let text = path.display().to_string();
                if ui
                    .add(egui::Button::new(&text).frame(false).truncate())
                    .clicked()
                {
                    self.path = text;
                }
            }
        }
        buttons_ui(ui, |ui| {
            let go = ui.button(button).clicked() || entered;
            let cancel = ui.button("Cancel").clicked();
            if go && self.try_send(shell) {
                return true;
            }
            cancel
        })
    }

    /// Sends the path if there is one.
    fn try_send(&mut self, shell: &Shell<'_>) -> bool {
        let typed = behind_prefix(&self.path, &self.prefix)
            .trim()
            .trim_matches('"');
        if typed.is_empty() {
            "Type a path first".clone_into(&mut self.remark);
            return false;
        }
        let path = in_home(typed);
        let action = match self.purpose {
            PathPurpose::SaveAs => AppAction::SaveAsPath {
                path: with_json(path),
                may_replace: false,
            },
            PathPurpose::CompareWith => AppAction::CompareWith(path),
            PathPurpose::SaveReport(kind) => AppAction::SaveReportPath {
                kind,
                path: with_ending(path, kind.ending()),
                may_replace: false,
            },
            PathPurpose::AddTable => AppAction::LookAtTable(path.into()),
            _ => AppAction::OpenPaths(vec![path]),
        };
        shell.sender.act(action);
        self.is_sent = true;
        true
    }

    /// The same path to be asked for again, if it was sent.
    pub(super) fn sent(&self) -> Option<Self> {
        self.is_sent.then(|| Self {
            is_sent: false,
            ..self.clone()
        })
    }
}

/// Where a path may well begin: the folder used last, else where people keep documents, else home.
pub(in crate::app) fn good_folder(settings: &Settings) -> PathBuf {
    let home = std::env::home_dir().unwrap_or_default();
    [settings.last_folder.clone(), Some(home.join("Documents"))]
        .into_iter()
        .flatten()
        .find(|folder| folder.is_absolute() && folder.is_dir())
        .unwrap_or(home)
}

/// What was typed or pasted: a whole path put behind the folder that stood there counts alone.
fn behind_prefix<'a>(path: &'a str, prefix: &str) -> &'a str {
    let rest = path.strip_prefix(prefix).unwrap_or(path);
    let is_whole = PathBuf::from(rest).is_absolute() || rest.starts_with("~/");
    if is_whole { rest } else { path }
}

/// A path that starts with `~/` starts in the home folder.
pub(in crate::app) fn in_home(typed: &str) -> PathBuf {
    match (typed.strip_prefix("~/"), std::env::home_dir()) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => PathBuf::from(typed),
    }
}

/// The path with `.json` behind it where it has another ending.
#[must_use]
pub fn with_json(path: PathBuf) -> PathBuf {
    with_ending(path, "json")
}

/// The path with a dot and `ending` behind it where it has another ending.
#[must_use]
pub fn with_ending(path: PathBuf, ending: &str) -> PathBuf {
    let has = |e: &std::ffi::OsStr| e.eq_ignore_ascii_case(ending);
    if path.extension().is_some_and(has) {
        return path;
    }
    let mut name = path.into_os_string();
    name.push(".");
    name.push(ending);
    PathBuf::from(name)
}

/// A project's name as a file name: separators and control characters become hyphens.
#[must_use]
pub fn file_name_of(name: &str) -> String {
    let cleaned: String = name
        .chars()
        .map(|c| {
            if c.is_control() || "/\\:*?\"<>|".contains(c) {
                '-'
            } else {
                c
            }
        })
        .collect();
    let cleaned = cleaned.trim().trim_start_matches('.');
    if cleaned.is_empty() {
        "Untitled".to_owned()
    } else {
        cleaned.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_project_file_ends_in_json() {
        assert_eq!(with_json("a/b".into()), PathBuf::from("a/b.json"));
        assert_eq!(with_json("a/b.JSON".into()), PathBuf::from("a/b.JSON"));
        assert_eq!(with_json("a/b.txt".into()), PathBuf::from("a/b.txt.json"));
    }

    #[test]
    fn a_whole_path_behind_the_folder_that_stood_there_counts_alone() {
        let typed = |path| behind_prefix(path, "/home/ada/");
        assert_eq!(typed("/home/ada//tmp/a.txt"), "/tmp/a.txt");
        assert_eq!(typed("/home/ada/~/a.txt"), "~/a.txt");
        assert_eq!(typed("/home/ada/a.txt"), "/home/ada/a.txt");
        assert_eq!(typed("/tmp/a.txt"), "/tmp/a.txt");
        assert_eq!(typed("/home/ada/"), "/home/ada/");
    }

    #[test]
    fn a_name_makes_a_file_name() {
        assert_eq!(file_name_of("Harbour: part 1/2"), "Harbour- part 1-2");
        assert_eq!(file_name_of(" .. "), "Untitled");
        assert_eq!(file_name_of(""), "Untitled");
    }
}
