//! What `LibreOffice` saved: an article of our own with all that a text can have, the articles that lie beside the project,
//! where they do, and a spreadsheet that we wrote. Skipped where there is no `soffice`; `.ci/run` runs it, as it takes its time:
//! `cargo test --test cli office -- --ignored --nocapture`.

use crate::world::World;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

const TRAP: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/formats/trap.json");
const KINDS: [&str; 5] = ["docx", "odt", "rtf", "html", "pdf"];

const TOP: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
    <office:document xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
    xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" \
    xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
    xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" \
    xmlns:fo=\"urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0\" \
    office:version=\"1.3\" office:mimetype=\"application/vnd.oasis.opendocument.text\">\
    <office:automatic-styles>\
    <style:style style:name=\"gap\" style:family=\"paragraph\"><style:paragraph-properties fo:margin-bottom=\"0.8cm\"/></style:style>\
    <style:style style:name=\"head\" style:family=\"paragraph\"><style:paragraph-properties fo:margin-bottom=\"0.8cm\"/><style:text-properties fo:font-size=\"20pt\"/></style:style>\
    <style:style style:name=\"hidden\" style:family=\"text\"><style:text-properties text:display=\"none\"/></style:style>\
    </office:automatic-styles><office:body><office:text>";
const END: &str = "</office:text></office:body></office:document>";

/// Converts all files of the folder `in` to these kinds, into the folder `out`, each kind in one run; whether there is a
/// program for it.
fn convert(world: &World, kinds: &[&str]) -> bool {
    let is_there = Command::new("soffice")
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    if !is_there {
        eprintln!("skipped: LibreOffice (soffice) is not installed");
        return false;
    }
    let files = std::fs::read_dir(world.path("in")).unwrap();
    let files: Vec<_> = files.map(|entry| entry.unwrap().path()).collect();
    let profile = format!(
        "-env:UserInstallation=file://{}",
        world.path("profile").display()
    );
    for kind in kinds {
        let status = Command::new("soffice")
            .args(["--headless", &profile, "--convert-to", kind, "--outdir"])
            .arg(world.path("out"))
            .args(&files)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .unwrap();
        assert!(status.success(), "{kind}");
    }
    true
}

/// Text and title of each file of the folder `out`, by its name.
fn read_back(world: &World) -> BTreeMap<String, (String, String)> {
    world
        .run(&["new", "out", "-o", "p.json"])
        .check_error(0, &[]);
    let words = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let project = world.json("p.json");
    let documents = project["documents"].as_array().unwrap();
    let read = documents.iter().map(|d| {
        let path = words(&d["source"]["path"]);
        let name = Path::new(&path).file_name().unwrap().to_str().unwrap();
        (name.to_owned(), (words(&d["text"]), words(&d["title"])))
    });
    read.collect()
}

/// The paragraphs without empty ones: some of the kinds have them between all paragraphs, others have none.
fn paragraphs(text: &str) -> Vec<&str> {
    text.lines()
        .filter(|line| !line.trim().is_empty())
        .collect()
}

#[test]
#[ignore = "starts LibreOffice; .ci/run runs it"]
fn an_article_comes_back_from_every_kind_that_libreoffice_saves() {
    let body = "<text:h text:outline-level=\"1\" text:style-name=\"head\">Harbour bridge closes</text:h>\
        <text:p text:style-name=\"gap\">“We will not close it”, the port said. 🙂 né e\u{301} שלום عربي 𝔘<text:span text:style-name=\"hidden\"> never shown</text:span>.</text:p>\
        <text:p text:style-name=\"gap\">– a dash begins this line</text:p>\
        <text:p text:style-name=\"gap\">* a star begins this one</text:p>\
        <text:p text:style-name=\"gap\">3) a number this one</text:p>\
        <text:p text:style-name=\"gap\">One<text:tab/>two<text:line-break/>three &lt;four&gt; &amp; five</text:p>\
        <table:table><table:table-column table:number-columns-repeated=\"2\"/>\
        <table:table-row><table:table-cell><text:p>Way</text:p></table:table-cell><table:table-cell><text:p>Minutes</text:p></table:table-cell></table:table-row>\
        <table:table-row><table:table-cell><text:p>Ferry</text:p></table:table-cell><table:table-cell><text:p>14</text:p></table:table-cell></table:table-row>\
        </table:table><text:p>The end.</text:p>";
    let expected = [
        "Harbour bridge closes",
        "“We will not close it”, the port said. 🙂 né e\u{301} שלום عربي 𝔘.",
        "– a dash begins this line",
        "* a star begins this one",
        "3) a number this one",
        "One\ttwo",
        "three <four> & five",
        "Way\tMinutes",
        "Ferry\t14",
        "The end.",
    ];
    let world = World::new();
    world.write("in/a.fodt", format!("{TOP}{body}{END}"));
    if !convert(&world, &KINDS) {
        return;
    }
    let read = read_back(&world);
    assert_eq!(read.len(), KINDS.len());
    for (name, (text, title)) in &read {
        assert_eq!(title, "Harbour bridge closes", "{name}");
        let found = paragraphs(text);
        match name.as_str() {
            // It knows neither tabs nor line ends, and which way a word is written is worked out from its signs.
            "a.pdf" => {
                let words: Vec<&str> = text.split_whitespace().collect();
                // One glyph for a letter and its accent, and the file names it by one character.
                let wanted = expected.join(" ").replace("e\u{301}", "é");
                let wanted: Vec<&str> = wanted.split_whitespace().collect();
                assert_eq!(words, wanted);
                // Lines above a table may be taken for rows of it: a tab stands behind them then.
                for line in &expected[2..5] {
                    let is_there = found.iter().any(|found| found.trim_end() == *line);
                    assert!(is_there, "{line}: {text}");
                }
            }
            // A tab between words is a blank there.
            "a.html" => {
                let mut expected = expected;
                expected[5] = "One two";
                assert_eq!(found, expected);
            }
            _ => assert_eq!(found, expected, "{name}"),
        }
    }
}

#[test]
#[ignore = "starts LibreOffice; .ci/run runs it"]
fn the_articles_beside_the_project_come_back_too() {
    let Ok(folder) = std::fs::read_dir("../shared/articles") else {
        eprintln!("skipped: there is no folder ../shared/articles");
        return;
    };
    let world = World::new();
    let mut texts = BTreeMap::new();
    for entry in folder {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let text = text.trim_start_matches('\u{FEFF}').replace("\r\n", "\n");
        let mut body = String::new();
        for line in text.lines() {
            let line = line.replace('&', "&amp;").replace('<', "&lt;");
            let line = line.replace('\t', "<text:tab/>");
            let line = line.replace("  ", " <text:s/>");
            write!(body, "<text:p>{line}</text:p>").unwrap();
        }
        let stem = path.file_stem().unwrap().to_str().unwrap().to_owned();
        world.write(&format!("in/{stem}.fodt"), format!("{TOP}{body}{END}"));
        texts.insert(stem, text);
    }
    if !convert(&world, &KINDS) {
        return;
    }
    let read = read_back(&world);
    assert_eq!(read.len(), KINDS.len() * texts.len());
    for (name, (found, _)) in &read {
        let (stem, kind) = name.rsplit_once('.').unwrap();
        let text = texts[stem].trim_end_matches('\n');
        match kind {
            "html" => assert_eq!(paragraphs(found), paragraphs(text), "{name}"),
            // LibreOffice writes a hyphen at which no line breaks as any other, and says so in the file.
            "pdf" => {
                let text = text.replace('\u{2011}', "-");
                let words: Vec<&str> = found.split_whitespace().collect();
                let wanted: Vec<&str> = text.split_whitespace().collect();
                assert_eq!(words, wanted, "{name}");
            }
            _ => assert_eq!(found, text, "{name}"),
        }
    }
}

#[test]
#[ignore = "starts LibreOffice; .ci/run runs it"]
fn a_spreadsheet_of_ours_opens_in_libreoffice_and_holds_the_same_when_it_is_saved_there() {
    let world = World::new();
    std::fs::create_dir(world.path("in")).unwrap();
    world
        .run(&["export", TRAP, "--to", "xlsx", "-o", "in/trap.xlsx"])
        .check_error(0, &[]);
    if !convert(&world, &["xlsx"]) {
        return;
    }
    let read = |name: &str, project: &str| {
        world
            .run(&["import", name, "-o", project])
            .check_error(0, &[]);
        let read = world.json(project);
        ["documents", "annotators", "annotations", "relations"].map(|list| read[list].clone())
    };
    let ours = read("in/trap.xlsx", "ours.json");
    let [documents, _, annotations, relations] = &ours;
    let n = |list: &serde_json::Value| list.as_array().unwrap().len();
    assert_eq!((n(documents), n(annotations), n(relations)), (5, 19, 5));
    assert_eq!(ours, read("out/trap.xlsx", "theirs.json"));
}
