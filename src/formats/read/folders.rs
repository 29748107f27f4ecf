//! Who annotated, and which article it is, where folders say so: tools write ANNOTATOR/ARTICLE or ARTICLE/ANNOTATOR.

use super::inception::is_nobody;
use super::{split_path, stem};
use std::collections::BTreeMap;

/// What a folder stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// ANNOTATOR/ARTICLE, as our export writes it.
    AnnotatorFirst,
    /// ARTICLE/ANNOTATOR, as the export of a whole project of `INCEpTION` has it.
    ArticleFirst,
}

/// What a file is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct OfFile {
    pub article: String,
    /// Empty where no folder says.
    pub annotator: String,
}

/// Folders in which whole projects keep a folder an article.
const OF_PROJECTS: [&str; 4] = ["annotation", "curation", "annotation_ser", "curation_ser"];

/// Finds the order for files with their paths and texts: files of one article have one text. Where that does not tell,
/// names do, else it is `otherwise`.
pub(super) fn of_files(files: &[(&str, &str)], otherwise: Order) -> Vec<OfFile> {
    let paths: Vec<String> = files.iter().map(|(path, _)| of_person(path)).collect();
    let texts = files.iter().map(|(_, text)| *text);
    let files: Vec<(&str, &str)> = paths.iter().map(String::as_str).zip(texts).collect();
    let mut all = of_paths(&files, otherwise);
    for file in &mut all {
        if is_nobody(&file.annotator) {
            file.annotator.clear();
        }
    }
    all
}

/// The path by which a file is told: that of its folder where the folder has the person's name, as an archive has that was
/// unpacked, ARTICLE/ANNOTATOR/FILE.
fn of_person(path: &str) -> String {
    let (folder, name) = split_path(path);
    let (above, person) = split_path(folder);
    let is_of_project = OF_PROJECTS.contains(&split_path(split_path(above).0).1);
    let is_named = !above.is_empty() && (stem(path) == person || is_of_project);
    match name.rsplit_once('.') {
        Some((_, ending)) if is_named => format!("{folder}.{ending}"),
        _ => path.to_owned(),
    }
}

fn of_paths(files: &[(&str, &str)], otherwise: Order) -> Vec<OfFile> {
    let order = order(files).unwrap_or(otherwise);
    let together = of_one_text(files);
    let of = |(path, _): &(&str, &str)| {
        let (folder, _) = split_path(path);
        let folder = split_path(folder).1.to_owned();
        let file = stem(path).to_owned();
        match order {
            _ if together.contains_key(path) => together[path].clone(),
            _ if folder.is_empty() => OfFile {
                article: file,
                annotator: String::new(),
            },
            Order::AnnotatorFirst => OfFile {
                article: file,
                annotator: folder,
            },
            Order::ArticleFirst => OfFile {
                article: folder,
                annotator: file,
            },
        }
    };
    files.iter().map(of).collect()
}

/// Files in no folder of which several have one text: their names tell the people apart. What the names begin with alike is
/// the article's, up to a sign between.
fn of_one_text<'f>(files: &[(&'f str, &str)]) -> BTreeMap<&'f str, OfFile> {
    let mut by_text: BTreeMap<&str, Vec<&'f str>> = BTreeMap::new();
    let alone = files
        .iter()
        .filter(|(path, _)| split_path(path).0.is_empty());
    for (path, text) in alone.filter(|(_, text)| !text.trim().is_empty()) {
        by_text.entry(text).or_default().push(path);
    }
    let mut out = BTreeMap::new();
    for paths in by_text.values().filter(|paths| paths.len() > 1) {
        let first = stem(paths[0]);
        let is_common = |n: &usize| {
            let start = first.get(..*n);
            start.is_some_and(|start| paths.iter().all(|path| stem(path).starts_with(start)))
        };
        let ends = first.char_indices().filter(|(_, c)| !c.is_alphanumeric());
        let cut = ends
            .map(|(at, c)| at + c.len_utf8())
            .filter(is_common)
            .max();
        let is_rest = |cut: &usize| paths.iter().all(|path| stem(path).len() > *cut);
        let cut = cut.filter(is_rest).unwrap_or(0);
        let article = first[..cut].trim_end_matches(|c: char| !c.is_alphanumeric());
        for path in paths {
            let file = OfFile {
                article: if article.is_empty() { first } else { article }.to_owned(),
                annotator: stem(path)[cut..].to_owned(),
            };
            out.insert(*path, file);
        }
    }
    out
}

fn order(files: &[(&str, &str)]) -> Option<Order> {
    let mut by_folder: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut by_name: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let inside = |path: &str| !split_path(path).0.is_empty();
    for (path, text) in files.iter().filter(|(path, _)| inside(path)) {
        by_folder.entry(split_path(path).0).or_default().push(text);
        by_name.entry(stem(path)).or_default().push(text);
    }
    // How many files have a text in common with all others of their group; nothing where they differ in one.
    let alike = |groups: &BTreeMap<&str, Vec<&str>>| {
        let several = groups.values().filter(|texts| texts.len() > 1);
        let mut n = 0;
        for texts in several {
            if texts.windows(2).any(|pair| pair[0] != pair[1]) {
                return None;
            }
            n += texts.len();
        }
        Some(n)
    };
    match (alike(&by_folder), alike(&by_name)) {
        (None, Some(_)) => return Some(Order::AnnotatorFirst),
        (Some(_), None) => return Some(Order::ArticleFirst),
        (Some(folder), Some(name)) if folder != name => {
            return Some(if folder > name {
                Order::ArticleFirst
            } else {
                Order::AnnotatorFirst
            });
        }
        _ => {}
    }
    let is_article = |folder: &&str| {
        let (above, name) = split_path(folder);
        let is_of_project = OF_PROJECTS.contains(&split_path(above).1);
        let is_file = ["txt", "html", "xml", "pdf", "tsv", "xmi", "conll"]
            .iter()
            .any(|ending| super::has_ending(name, ending));
        is_of_project || is_file
    };
    let is_said = !by_folder.is_empty() && by_folder.keys().all(is_article);
    is_said.then_some(Order::ArticleFirst)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(files: &[(&str, &str)], otherwise: Order, want: &[(&str, &str)]) {
        let got = of_files(files, otherwise);
        let got: Vec<_> = got
            .iter()
            .map(|f| (f.article.as_str(), f.annotator.as_str()))
            .collect();
        assert_eq!(got, want);
    }

    #[test]
    fn the_texts_say_what_folders_stand_for() {
        use Order::{AnnotatorFirst, ArticleFirst};
        let by_article = [("one/ada.x", "1"), ("one/ben.x", "1"), ("two/ada.x", "2")];
        let want = [("one", "ada"), ("one", "ben"), ("two", "ada")];
        check(&by_article, AnnotatorFirst, &want);
        let by_annotator = [("ada/one.x", "1"), ("ben/one.x", "1"), ("ada/two.x", "2")];
        let want = [("one", "ada"), ("one", "ben"), ("two", "ada")];
        check(&by_annotator, ArticleFirst, &want);
    }

    #[test]
    fn names_of_files_tell_people_apart_where_several_have_one_text() {
        let files = [("t-user1.x", "1"), ("t-user2.x", "1"), ("u.x", "2")];
        let want = [("t", "user1"), ("t", "user2"), ("u", "")];
        check(&files, Order::ArticleFirst, &want);
        let files = [("ada.x", "1"), ("adam.x", "1")];
        check(
            &files,
            Order::ArticleFirst,
            &[("ada", "ada"), ("ada", "adam")],
        );
    }

    #[test]
    fn a_folder_of_a_person_in_that_of_an_article_is_the_persons() {
        let files = [
            ("doc.txt/ada/ada.x", "1"),
            ("doc.txt/ben/ben.x", "1"),
            ("doc.txt/INITIAL_CAS/INITIAL_CAS.x", "1"),
        ];
        let want = [("doc.txt", "ada"), ("doc.txt", "ben"), ("doc.txt", "")];
        check(&files, Order::AnnotatorFirst, &want);
        let files = [("p/annotation/doc/ada.b/doc.x", "1")];
        check(&files, Order::AnnotatorFirst, &[("doc", "ada.b")]);
        // Ours of an article that has its author's name.
        let files = [("ada/ada.x", "1"), ("ben/ada.x", "1")];
        let want = [("ada", "ada"), ("ada", "ben")];
        check(&files, Order::AnnotatorFirst, &want);
    }

    #[test]
    fn names_say_it_where_texts_do_not() {
        use Order::{AnnotatorFirst, ArticleFirst};
        let one = [("annotation/one/ada.x", "1")];
        check(&one, AnnotatorFirst, &[("one", "ada")]);
        let one = [("one.txt/ada.x", "1")];
        check(&one, AnnotatorFirst, &[("one.txt", "ada")]);
        let plain = [("a/b.x", "1"), ("c.x", "2")];
        check(&plain, AnnotatorFirst, &[("b", "a"), ("c", "")]);
        check(&plain, ArticleFirst, &[("a", "b"), ("c", "")]);
    }
}
