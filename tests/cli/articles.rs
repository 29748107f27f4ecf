//! `new` with every kind of article file: what stands on both outputs and in the project.

use crate::world::World;
use serde_json::Value;

/// The small files of the corpus, under the names that they have there.
const FILES: &[(&str, &[u8])] = &[
    (
        "book.epub",
        include_bytes!("../../fuzz/corpus/article/book.epub"),
    ),
    (
        "letter.eml",
        include_bytes!("../../fuzz/corpus/article/letter.eml"),
    ),
    (
        "open.odt",
        include_bytes!("../../fuzz/corpus/article/open.odt"),
    ),
    (
        "page.html",
        include_bytes!("../../fuzz/corpus/article/page.html"),
    ),
    (
        "page.mhtml",
        include_bytes!("../../fuzz/corpus/article/page.mhtml"),
    ),
    (
        "rich.rtf",
        include_bytes!("../../fuzz/corpus/article/rich.rtf"),
    ),
    (
        "rows.csv",
        include_bytes!("../../fuzz/corpus/article/rows.csv"),
    ),
    (
        "rows.jsonl",
        include_bytes!("../../fuzz/corpus/article/rows.jsonl"),
    ),
    (
        "rows.xlsx",
        include_bytes!("../../fuzz/corpus/article/rows.xlsx"),
    ),
    (
        "scan.pdf",
        include_bytes!("../../fuzz/corpus/article/scan.pdf"),
    ),
    (
        "text.pdf",
        include_bytes!("../../fuzz/corpus/article/text.pdf"),
    ),
    ("two.md", include_bytes!("../../fuzz/corpus/article/two.md")),
    (
        "word.docx",
        include_bytes!("../../fuzz/corpus/article/word.docx"),
    ),
];

fn file(name: &str) -> &'static [u8] {
    FILES.iter().find(|(n, _)| *n == name).unwrap().1
}

fn documents(world: &World) -> Vec<Value> {
    world.json("p.json")["documents"]
        .as_array()
        .unwrap()
        .clone()
}

/// `file: title: first line of the text`.
fn told(documents: &[Value]) -> Vec<String> {
    let words = |value: &Value| value.as_str().unwrap().to_owned();
    let line = |d: &Value| {
        words(&d["text"])
            .lines()
            .next()
            .unwrap_or("")
            .chars()
            .take(24)
            .collect::<String>()
    };
    documents
        .iter()
        .map(|d| {
            format!(
                "{}: {}: {}",
                words(&d["source"]["path"]),
                words(&d["title"]),
                line(d)
            )
        })
        .collect()
}

#[test]
fn a_folder_of_every_kind_comes_in_in_path_order() {
    let world = World::new();
    for (name, bytes) in FILES {
        world.write(&format!("in/{name}"), bytes);
    }
    world.write("in/picture.png", b"\x89PNG");
    world.write("in/style.CSS", "p {}");
    world.write("in/page_files/frame.html", "<p>An advertisement.");
    world.write("in/data.json", "{}");
    let made = world.run(&["new", "in", "-o", "p.json"]);
    made.check(
        3,
        "p.json: 13 articles, 2328 characters\n",
        "error: row 4: it has 1 cell instead of 4: in/rows.csv\n\
         help: mend this row in the table, or do without it\n\
         error: row 3: it has no text: in/rows.csv\n\
         help: mend this row in the table, or do without it\n\
         error: row 2: it is no JSON object (column 2): in/rows.jsonl\n\
         help: mend this row in the table, or do without it\n\
         error: this PDF file has no text layer: its page is a picture: in/scan.pdf\n\
         help: let another program recognise the text (OCR) and open what it makes\n\
         warning: 1 of 2 pages is a picture without a text layer and was left out: in/text.pdf\n\
         warning: 3 files in the folders are of kinds that are not read (css, json, png)\n",
    );
    let documents = documents(&world);
    assert_eq!(
        told(&documents),
        [
            "in/book.epub: The Quay: One",
            "in/letter.eml: Café on the quay: The café opens – at last",
            "in/open.odt: The bridge: Harbour notes",
            "in/page.html: Harbour bridge closes for a year: Harbour bridge closes fo",
            "in/page.mhtml: Harbour bridge closes for a year: Harbour bridge closes fo",
            "in/rich.rtf: The quay: Café —🚢",
            "in/rows.csv: Bridge: The old swing bridge wil",
            "in/rows.jsonl: Bridge: The old swing bridge wil",
            "in/rows.jsonl: Short.: Short.",
            "in/rows.xlsx: Bridge: The old swing bridge wil",
            "in/text.pdf: The bridge: Harbour bridge closes",
            "in/two.md: No stop: ---",
            "in/word.docx: The bridge: Harbour notes",
        ]
    );
    let page = &documents[3];
    assert_eq!(page["metadata"]["outlet"], "The Gull's Post");
    assert_eq!(page["metadata"]["author"], "Ada Example");
    assert_eq!(page["metadata"]["published"], "2026-01-02T08:30:00+01:00");
    assert_eq!(
        page["metadata"]["url"],
        "https://gull.example/harbour/bridge"
    );
    assert_eq!(page["source"]["media_type"], "text/html");
    assert_eq!(page["source"]["bytes"], file("page.html").len());
    assert_eq!(documents[8]["metadata"]["row"], "3");
    assert_eq!(documents[12]["source"]["bytes"], file("word.docx").len());
    world.run(&["check", "p.json"]).check(0, "", "");
}

#[test]
fn the_whole_page_is_a_choice() {
    let world = World::new();
    world.write("a.html", file("page.html"));
    world.run(&["new", "a.html", "-o", "p.json"]).done();
    assert!(!world.read("p.json").contains("Seagulls elect a mayor"));
    let made = world.run(&["new", "a.html", "-o", "p.json", "--force", "--whole-page"]);
    assert_eq!(made.code, Some(0), "{made:?}");
    let document = &documents(&world)[0];
    let text = document["text"].as_str().unwrap();
    assert!(text.starts_with("Home\nSport\n\nHarbour bridge"), "{text}");
    assert!(text.contains("Seagulls elect a mayor"), "{text}");
    assert_eq!(document["metadata"]["extent"], "whole page");
}

#[test]
fn the_whole_page_can_be_taken_later_while_nothing_is_annotated() {
    let world = World::new();
    world.write("a.html", file("page.html"));
    world.write("b.txt", "A text.\n");
    world
        .run(&["new", "a.html", "b.txt", "-o", "p.json"])
        .done();
    let edit = |line: &str| world.run_with(&["edit", "p.json"], line);
    let whole = r#"{"do":"set_whole_page","document":"a.html","whole_page":true}"#;
    edit(whole).check(0, "{\"ack\":1}\n", "");
    let document = &documents(&world)[0];
    assert!(
        document["text"]
            .as_str()
            .unwrap()
            .starts_with("Home\nSport\n")
    );
    assert_eq!(document["metadata"]["extent"], "whole page");
    assert_eq!(document["metadata"]["author"], "Ada Example");
    edit(&whole.replace("true", "false")).check(0, "{\"ack\":1}\n", "");
    let document = &documents(&world)[0];
    assert!(
        document["text"]
            .as_str()
            .unwrap()
            .starts_with("Harbour bridge closes")
    );
    assert_eq!(document["metadata"]["extent"], Value::Null);
    edit(&whole.replace("a.html", "b.txt")).check(
        1,
        "{\"error\":\"only of a web page the whole page can be taken\",\"line\":1}\n",
        "",
    );
}

#[test]
fn columns_of_a_table_are_guessed_or_named() {
    let world = World::new();
    world.write("a.csv", "who,what,where\nAda,It rains.,The Gull\n");
    world.run(&["new", "a.csv", "-o", "p.json"]).check(
        3,
        "",
        "error: no column has a name for texts; there are: who, what, where: a.csv\n\
         help: say which column holds the articles' text: --columns, or the dialog of columns in the window\n\
         error: no article could be read, so no project was made\n\
         help: mend what is told above, or name other files\n",
    );
    world.write("map.json", "{\"text\":\"what\",\"outlet\":\"where\"}");
    let made = world.run(&["new", "a.csv", "-o", "p.json", "--columns", "map.json"]);
    made.check(0, "p.json: 1 article, 9 characters\n", "");
    let document = &documents(&world)[0];
    assert_eq!(document["title"], "It rains.");
    assert_eq!(
        document["metadata"],
        serde_json::json!({"outlet":"The Gull","url":"","published":"","author":"","who":"Ada","row":"2","columns":"{\"text\":\"what\",\"outlet\":\"where\"}"})
    );
    world.write("map.json", "{\"text\":\"what\",\"tex\":1}");
    let made = world.run(&["new", "a.csv", "-o", "q.json", "--columns", "map.json"]);
    assert_eq!(made.code, Some(3), "{made:?}");
    assert!(
        made.err
            .starts_with("error: this is no map of columns (unknown field `tex`"),
        "{made:?}"
    );
}

#[test]
fn annotations_are_not_taken_for_articles() {
    let world = World::new();
    world.write(
        "a.jsonl",
        "{\"text\":\"It rains.\",\"spans\":[{\"start\":0,\"end\":2,\"label\":\"x\"}]}\n",
    );
    world.run(&["new", "a.jsonl", "-o", "p.json"]).check(
        3,
        "",
        "error: this may be annotations, not articles: its lines have lists called spans: a.jsonl\n\
         help: annotations are imported; if these are articles, say which column holds their text: --columns, or the dialog of columns in the window\n\
         error: no article could be read, so no project was made\n\
         help: mend what is told above, or name other files\n",
    );
    assert!(!world.path("p.json").exists());
}

#[test]
fn damaged_files_are_told_apart_from_empty_ones() {
    let world = World::new();
    world.write("a.docx", &file("word.docx")[..900]);
    world.write("b.pdf", "%PDF-1.7\n");
    world.write("c.odt", "no archive");
    let made = world.run(&["new", "a.docx", "b.pdf", "c.odt", "-o", "p.json"]);
    assert_eq!(made.code, Some(3), "{made:?}");
    let errors: Vec<&str> = made
        .err
        .lines()
        .filter(|l| l.starts_with("error: this"))
        .collect();
    assert_eq!(errors.len(), 3, "{made:?}");
    for (error, kind) in errors.iter().zip(["Word", "PDF", "OpenDocument"]) {
        assert!(
            error.starts_with(&format!("error: this is no sound {kind} file: ")),
            "{error}"
        );
    }
}
