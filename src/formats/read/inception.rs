//! Projects as `INCEpTION` exports them whole: which of their files hold what people annotated.

use super::{has_ending, split_path, stem};
use std::collections::BTreeSet;

/// How the other files of a project are told of.
pub(super) const ASIDE: &str = "files of the INCEpTION project that hold no annotations to read";
/// Folders with a folder an article, in which each person has a file.
const FOLDERS: [&str; 2] = ["annotation", "curation"];
/// Forms of annotations that are read. What a project keeps for itself (`.ser`) is of one version of one program.
const ENDINGS: [&str; 6] = ["tsv", "xmi", "xml", "json", "conll", "zip"];
/// The name of what was there before anybody annotated.
const INITIAL: &str = "INITIAL_CAS";

/// Which of these files are read, folders not among them.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Kept<'p> {
    pub paths: BTreeSet<&'p str>,
    /// How many others there are.
    pub n_aside: usize,
    /// Whether this is a whole project.
    pub is_project: bool,
}

/// Chooses those with annotations where files are a whole project. What was there before anybody annotated is nobody's, and
/// stays only where an article has nothing else.
pub(super) fn kept<'p>(paths: impl Iterator<Item = &'p str>) -> Kept<'p> {
    let all: BTreeSet<&str> = paths.filter(|path| !path.ends_with('/')).collect();
    let roots: BTreeSet<&str> = all.iter().filter_map(|path| root(path)).collect();
    let is_wanted = |path: &&&str| {
        let own = roots.iter().find(|root| path.starts_with(**root));
        own.is_none_or(|root| is_annotation(path.get(root.len()..).unwrap_or(path)))
    };
    let mut paths: BTreeSet<&str> = all.iter().filter(is_wanted).copied().collect();
    let others: BTreeSet<&str> = paths
        .iter()
        .filter(|path| of_nobody(path).is_none())
        // A person may have a folder in that of the article.
        .flat_map(|path| [split_path(path).0, split_path(split_path(path).0).0])
        .collect();
    paths.retain(|path| of_nobody(path).is_none_or(|article| !others.contains(article)));
    Kept {
        n_aside: all.len() - paths.len(),
        paths,
        is_project: !roots.is_empty(),
    }
}

/// Whether a name stands for nobody.
pub(super) fn is_nobody(name: &str) -> bool {
    name == INITIAL
}

/// The folder of the article where a file is of nobody.
fn of_nobody(path: &str) -> Option<&str> {
    let (folder, _) = split_path(path);
    let (above, name) = split_path(folder);
    if name == INITIAL {
        return Some(above);
    }
    (stem(path) == INITIAL).then_some(folder)
}

/// What stands before the paths of a project's files, by the path of the file that every project has.
fn root(path: &str) -> Option<&str> {
    let (folder, name) = split_path(path);
    let is_its = name.starts_with("exportedproject") && has_ending(name, "json");
    let cut = if folder.is_empty() {
        0
    } else {
        folder.len() + 1
    };
    is_its.then(|| path.get(..cut)).flatten()
}

fn is_annotation(path: &str) -> bool {
    let mut parts = path.split('/');
    let is_inside = parts.next().is_some_and(|first| FOLDERS.contains(&first));
    is_inside && parts.count() >= 2 && ENDINGS.iter().any(|ending| has_ending(path, ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(paths: &[&str], want: &[&str], n_aside: usize) {
        let kept = kept(paths.iter().copied());
        assert_eq!(kept.paths.into_iter().collect::<Vec<_>>(), want);
        assert_eq!(kept.n_aside, n_aside);
    }

    #[test]
    fn of_a_project_only_annotations_are_read() {
        check(
            &[
                "p/exportedproject1.json",
                "p/annotation/",
                "p/annotation/a.txt/ada.tsv",
                "p/annotation/a.txt/INITIAL_CAS.tsv",
                "p/annotation/b.txt/INITIAL_CAS.tsv",
                "p/annotation_ser/a.txt/ada.ser",
                "p/curation/a.txt/CURATION_USER.zip",
                "p/source/a.txt",
                "other.tsv",
            ],
            &[
                "other.tsv",
                "p/annotation/a.txt/ada.tsv",
                "p/annotation/b.txt/INITIAL_CAS.tsv",
                "p/curation/a.txt/CURATION_USER.zip",
            ],
            4,
        );
    }

    #[test]
    fn what_was_there_first_stays_where_there_is_nothing_else() {
        let all = [
            "a/INITIAL_CAS/INITIAL_CAS.xmi",
            "a/ada/ada.xmi",
            "b/INITIAL_CAS/INITIAL_CAS.xmi",
        ];
        check(&all, &all[1..], 1);
    }

    #[test]
    fn files_of_no_project_are_all_read() {
        let all = ["annotation/a/ada.ser", "source/a.txt"];
        check(&all, &all, 0);
    }
}
