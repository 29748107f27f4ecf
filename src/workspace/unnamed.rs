//! Projects that nobody has named yet: they lie in the application's own folder, where nobody would look for them.

use super::environment::Environment;
use super::{Access, JobContext, OpenOptions, Workspace};
use crate::model::Project;
use std::path::{Path, PathBuf};

/// So many are read, those changed last.
const MAX_READ: usize = 40;

/// A project without a name, as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unnamed {
    /// Its file.
    pub path: PathBuf,
    /// Its title, or else that of its first article.
    pub title: String,
    /// How many articles it has; `None` where it cannot be read.
    pub n_documents: Option<usize>,
    /// When it was changed last, RFC 3339; empty where it cannot be read.
    pub at: String,
}

/// The projects in the application's folder that hold somebody's work, those changed last first. Left out are those with
/// nothing in them, and copies of `sample` that nobody has changed. What cannot be read is listed too. Reads beside
/// whoever has a project open; journals count.
#[must_use]
pub fn unnamed_projects(env: &Environment, sample: &Project, job: &JobContext) -> Vec<Unnamed> {
    let Some(folder) = env
        .dirs
        .as_ref()
        .map(crate::storage::dirs::AppDirs::unnamed)
    else {
        return Vec::new();
    };
    let mut files: Vec<(i128, PathBuf)> = env
        .fs
        .read_dir(&folder)
        .unwrap_or_default()
        .iter()
        .map(|name| folder.join(name))
        .filter(|path| path.extension().is_some_and(|e| e == "json"))
        .filter_map(|path| Some((env.fs.metadata(&path).ok()?.modified_nanos, path)))
        .collect();
    files.sort_by(|a, b| b.cmp(a));
    files.truncate(MAX_READ);
    let wanted = files.into_iter().take_while(|_| !job.is_cancelled());
    let mut found: Vec<Unnamed> = wanted
        .filter_map(|(_, path)| look(env, path, sample))
        .collect();
    // By the steps' times, as a file is also written when nothing has changed.
    found.sort_by(|a, b| b.at.cmp(&a.at));
    found
}

fn look(env: &Environment, path: PathBuf, sample: &Project) -> Option<Unnamed> {
    let options = OpenOptions {
        access: Access::Read,
        in_background: false,
    };
    let Ok(opened) = Workspace::open(env.clone(), &path, options) else {
        return Some(Unnamed {
            title: file_name(&path),
            path,
            n_documents: None,
            at: String::new(),
        });
    };
    let (project, steps) = (opened.workspace.project(), opened.workspace.history());
    let last = steps.steps().last();
    let is_untouched = last.is_none() && (project.documents().is_empty() || project == sample);
    if is_untouched {
        return None;
    }
    let head = project.head();
    let first = project.documents().first().map(|d| d.title.clone());
    let title = Some(head.title.clone()).filter(|title| !title.is_empty());
    Some(Unnamed {
        path,
        title: title.or(first).unwrap_or_else(|| "Untitled".to_owned()),
        n_documents: Some(project.documents().len()),
        at: last.map_or_else(|| head.created.clone(), |step| step.at.clone()),
    })
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Document, ProjectHead, Source};
    use crate::storage::crash_fs::CrashFs;
    use crate::storage::dirs::AppDirs;
    use crate::workspace::{Command, CountingIds, FixedClock};
    use std::sync::Arc;

    fn environment() -> Environment {
        Environment {
            fs: Arc::new(CrashFs::with_folder("/disk")),
            clock: Arc::new(FixedClock::default()),
            ids: Arc::new(CountingIds::default()),
            dirs: Some(AppDirs::below(Path::new("/disk/app"))),
            wake: Arc::new(|| {}),
        }
    }

    fn article(id: &str, title: &str) -> Arc<Document> {
        let text = format!("Text of {id}.");
        let document = Document::new(id.into(), title.to_owned(), Source::default(), text.into());
        Arc::new(document)
    }

    fn create(env: &Environment, project: &Project) -> Workspace {
        Workspace::create(env.clone(), None, project.clone(), false, false).unwrap()
    }

    fn list(env: &Environment, sample: &Project) -> Vec<(String, Option<usize>)> {
        let all = unnamed_projects(env, sample, &JobContext::default());
        all.into_iter().map(|u| (u.title, u.n_documents)).collect()
    }

    #[test]
    fn work_without_a_name_is_listed_and_what_nobody_touched_is_not() {
        let env = environment();
        let head = ProjectHead {
            id: "the sample".to_owned(),
            title: "Sample".to_owned(),
            ..ProjectHead::default()
        };
        let mut sample = Project::new(head);
        sample
            .put_document(&"s1".into(), Some((0, article("s1", "Harbour"))))
            .unwrap();
        let empty = Project::new(ProjectHead::default());
        for untouched in [&sample, &empty] {
            create(&env, untouched).close().map_err(|e| e.0).unwrap();
        }
        assert_eq!(list(&env, &sample), []);

        // Still open, with edits that only the journal holds.
        let mut mine = create(&env, &empty);
        let two = vec![article("d1", "Bridge"), article("d2", "Ferry")];
        mine.run(Command::AddDocuments(two)).unwrap();
        assert_eq!(list(&env, &sample), [("Bridge".to_owned(), Some(2))]);

        let mut touched = create(&env, &sample);
        let one = vec![article("d3", "Tunnel")];
        touched.run(Command::AddDocuments(one)).unwrap();
        touched.close().map_err(|e| e.0).unwrap();
        let folder = AppDirs::below(Path::new("/disk/app")).unnamed();
        let mut broken = env.fs.create_new(&folder.join("x.json"), None).unwrap();
        broken.write_all(b"{").unwrap();
        let mut all = list(&env, &sample);
        all.sort();
        let named = |title: &str, n| (title.to_owned(), n);
        assert_eq!(
            all,
            [
                named("Bridge", Some(2)),
                named("Sample", Some(2)),
                named("x.json", None)
            ]
        );
    }
}
