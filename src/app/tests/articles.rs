//! Article files in the window: kinds, the whole page, tables, what wants a look.

use super::*;

const PAGE: &[u8] = include_bytes!("../../../fuzz/corpus/article/page.html");
const PDF: &[u8] = include_bytes!("../../../fuzz/corpus/article/text.pdf");

fn text_of_last(h: &mut Window) -> String {
    let open = app(h).open.as_ref().unwrap();
    let documents = open.workspace.project().documents();
    documents.last().unwrap().text().to_string()
}

fn wait_for_articles(h: &mut Window, n: usize) {
    wait_for(h, "the articles", |h| {
        let open = app(h).open.as_ref().unwrap();
        open.workspace.project().documents().len() == n
    });
    steps(h, 2);
}

fn open_details(h: &mut Window) {
    let last = {
        let open = app(h).open.as_ref().unwrap();
        open.workspace
            .project()
            .documents()
            .last()
            .unwrap()
            .id
            .clone()
    };
    app(h)
        .dialogs
        .open(crate::app::dialogs::Dialog::Article(last));
    steps(h, 3);
}

#[test]
fn the_details_show_the_kind_and_take_the_whole_page() {
    let (home, mut h) = sample();
    let path = article(home.path(), "page.html", PAGE);
    app(&mut h).open_paths(vec![path]);
    wait_for_articles(&mut h, 6);
    assert!(text_of_last(&mut h).starts_with("Harbour bridge closes"));
    open_details(&mut h);
    h.get_by_label("Web page");
    h.get_by_label("Whole page").click();
    wait_for(&mut h, "the whole page", |h| {
        text_of_last(h).starts_with("Home\nSport")
    });
    steps(&mut h, 3);
    h.get_by_label("Whole page").click();
    wait_for(&mut h, "the article alone", |h| {
        text_of_last(h).starts_with("Harbour bridge closes")
    });
    press(&mut h, NONE, Key::Escape);
    press(&mut h, CTRL, Key::Z);
    assert!(text_of_last(&mut h).starts_with("Home\nSport"), "undo");
}

#[test]
fn what_a_pdf_lacks_is_told_in_a_dialog_and_in_its_details() {
    let (home, mut h) = sample();
    let path = article(home.path(), "text.pdf", PDF);
    app(&mut h).open_paths(vec![path]);
    wait_for_articles(&mut h, 6);
    h.get_by_label("One article wants a look");
    let words = "1 of 2 pages is a picture without a text layer and was left out";
    h.get_by_label(words);
    press(&mut h, NONE, Key::Enter);
    assert!(!app(&mut h).dialogs.is_any_open());
    open_details(&mut h);
    h.get_by_label("PDF");
    h.get_by_label_contains(words);
    assert!(h.query_by_label_contains("Encoding").is_none());
    assert!(h.query_by_label("Whole page").is_none());
}

#[test]
fn a_row_that_is_left_out_is_told_as_a_row() {
    let (home, mut h) = sample();
    let long = "The ferry goes every ten minutes. ".repeat(8);
    let table = format!("title,text\nA,{long}\nB\nC,{long}\n");
    let path = article(home.path(), "table.csv", table);
    let empty = article(home.path(), "empty.txt", "");
    app(&mut h).open_paths(vec![path, empty]);
    wait_for_articles(&mut h, 8);
    h.get_by_label("1 row of 3 was left out");
    h.get_by_label("row 3: it has 1 cell instead of 2");
    // Nothing in it looks like annotations, and no file was unreadable.
    assert!(h.query_by_label("Import annotations…").is_none());
    assert!(h.query_by_label_contains("could not be read").is_none());
    press(&mut h, NONE, Key::Enter);
    h.get_by_label_contains("empty.txt: there is no text in the file");
}

#[test]
fn a_table_whose_columns_cannot_be_told_asks_for_them() {
    let (home, mut h) = sample();
    let path = article(
        home.path(),
        "table.csv",
        "who,what\nAda,It rains on the quay.\nBen,It does not.\n",
    );
    app(&mut h).open_paths(vec![path]);
    wait_for(&mut h, "the failure", |h| {
        h.query_by_label("Choose columns…").is_some()
    });
    steps(&mut h, 2);
    h.get_by_label("Import annotations…");
    h.get_by_label("Choose columns…").click();
    wait_for(&mut h, "the columns", |h| {
        h.query_by_label("Columns of the table").is_some()
    });
    steps(&mut h, 3);
    h.get_by_label("It rains on the quay.");
    // Without a column for the text there is nothing to add.
    h.get_by_label("Add articles").click();
    steps(&mut h, 2);
    h.get_by_label("Columns of the table");
    h.get_by_label("Text: –").click();
    steps(&mut h, 3);
    h.get_by_role_and_label(Role::Button, "what").click();
    steps(&mut h, 3);
    h.get_by_label("Text: what");
    h.get_by_label("Author: –").click();
    steps(&mut h, 3);
    h.get_by_role_and_label(Role::Button, "who").click();
    steps(&mut h, 3);
    h.get_by_label("Add articles").click();
    wait_for_articles(&mut h, 7);
    let open = app(&mut h).open.as_ref().unwrap();
    let documents = open.workspace.project().documents();
    assert_eq!(&**documents[5].text(), "It rains on the quay.");
    assert_eq!(documents[6].metadata.get("author"), "Ben");
}

#[test]
fn what_is_here_already_comes_in_once_more_only_when_asked_to() {
    let (home, mut h) = sample();
    let folder = home.path().join("news");
    app(&mut h).env.fs.create_dir_all(&folder).unwrap();
    let a = article(&folder, "a.txt", "Ferry\n\nText of a.");
    article(&folder, "b.txt", "Bridge\n\nText of b.");
    app(&mut h).open_paths(vec![a]);
    wait_for_articles(&mut h, 6);
    // The folder holds one that is here and one that is not.
    app(&mut h).open_paths(vec![folder]);
    wait_for_articles(&mut h, 7);
    h.get_by_label("This article is here already");
    assert!(text_of_last(&mut h).contains("Text of b"));
    h.get_by_label("Add once more").click();
    wait_for_articles(&mut h, 8);
    assert!(text_of_last(&mut h).contains("Text of a"));
    assert!(!app(&mut h).dialogs.is_any_open());
}
