//! `export` and `formats`: what stands on both outputs and in the folder.

use crate::world::World;

const TRAP: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/formats/trap.json");

fn names(world: &World, folder: &str) -> Vec<String> {
    let mut out = Vec::new();
    for entry in std::fs::read_dir(world.path(folder)).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        if entry.file_type().unwrap().is_dir() {
            let inner = names(world, &format!("{folder}/{name}"));
            out.extend(inner.into_iter().map(|i| format!("{name}/{i}")));
        } else {
            out.push(name);
        }
    }
    out.sort();
    out
}

#[test]
fn an_export_says_what_it_wrote_and_what_was_lost() {
    let world = World::new();
    let ran = world.run(&["export", TRAP, "--to", "conll", "-o", "out"]);
    assert_eq!(
        ran.done(),
        "CoNLL (IOB2): 4 articles, 16 annotations, 0 links in 16 files\n\
         lost: 2 annotations of several fragments, written as one annotation a fragment\n\
         lost: 3 annotations that overlap another one of their tag\n\
         lost: 4 colours, keys and descriptions of tags\n\
         lost: 8 features of annotations\n\
         lost: 1 page of guidelines\n\
         lost: 5 links\n\
         lost: 1 notes of annotations\n"
    );
    let report = world.run(&["export", TRAP, "--to", "csv", "-o", "tables", "--json"]);
    assert_eq!(
        report.done(),
        "{\"format\":\"csv\",\"files\":[\"documents.csv\",\"links.csv\",\"spans.csv\"],\
         \"written\":{\"documents\":4,\"annotations\":19,\"relations\":5},\
         \"losses\":[{\"what\":\"colours, keys and descriptions of tags\",\"count\":4},{\"what\":\"page of guidelines\",\"count\":1}]}\n"
    );
    assert_eq!(
        names(&world, "tables"),
        ["documents.csv", "links.csv", "spans.csv"]
    );
}

#[test]
fn a_folder_with_something_in_it_is_refused_and_only_files_of_an_export_are_replaced() {
    let world = World::new();
    world.write("out/mine.txt", "mine");
    let arguments = ["export", TRAP, "--to", "dataset-jsonl", "-o", "out"];
    world
        .run(&arguments)
        .check_error(4, &["error: the folder exists and is not empty: out"]);
    let forced = [
        "export",
        TRAP,
        "--to",
        "dataset-jsonl",
        "-o",
        "out",
        "--force",
    ];
    assert_eq!(world.run(&forced).code, Some(0));
    assert_eq!(world.run(&forced).code, Some(0));
    assert_eq!(world.read("out/mine.txt"), "mine");
    world.write("out/README.md", "my own words");
    assert_eq!(world.run(&forced).code, Some(4));
    assert_eq!(world.read("out/README.md"), "my own words");
}

#[test]
fn the_same_seed_gives_the_same_split_and_a_group_stays_together() {
    let world = World::new();
    let split = |out: &str, seed: &str| {
        let ran = world.run(&[
            "export",
            TRAP,
            "--to",
            "dataset-jsonl",
            "-o",
            out,
            "--split",
            "train=0.5,test=0.5",
            "--seed",
            seed,
        ]);
        assert_eq!(ran.code, Some(0), "{ran:?}");
        world.read(&format!("{out}/data/documents/train-00000-of-00001.jsonl"))
    };
    assert_eq!(split("a", "1"), split("b", "1"));
    let parts: std::collections::BTreeSet<String> = (2..12)
        .map(|seed| split(&format!("s{seed}"), &seed.to_string()))
        .collect();
    assert!(parts.len() > 1);
    let together = world.run(&[
        "export",
        TRAP,
        "--to",
        "dataset-jsonl",
        "-o",
        "g",
        "--split",
        "train=0.5,test=0.5",
        "--group-by",
        "outlet",
    ]);
    assert_eq!(together.code, Some(0));
    let sizes = ["train", "test"].map(|s| {
        world
            .read(&format!("g/data/documents/{s}-00000-of-00001.jsonl"))
            .lines()
            .count()
    });
    assert_eq!(sizes, [4, 0]);
}

#[test]
fn lines_go_to_standard_output_and_the_report_beside() {
    let world = World::new();
    let ran = world.run(&[
        "export",
        TRAP,
        "--to",
        "dataset-jsonl",
        "-o",
        "-",
        "--annotator",
        "final",
    ]);
    assert_eq!(ran.code, Some(0));
    assert_eq!(ran.out.lines().count(), 2);
    let row: serde_json::Value = serde_json::from_str(ran.out.lines().next().unwrap()).unwrap();
    assert_eq!((&row["span_id"], &row["start"]), (&"f1".into(), &38.into()));
    assert!(
        ran.err.starts_with("Dataset folder (JSON lines): "),
        "{}",
        ran.err
    );
}

#[test]
fn wrong_names_are_refused() {
    let world = World::new();
    let check = |more: &[&str], line: &str| {
        let arguments = [&["export", TRAP, "--to", "csv", "-o", "out"], more].concat();
        world.run(&arguments).check_error(2, &[line]);
    };
    check(
        &["--annotator", "zoe"],
        "error: the project has no annotator zoe",
    );
    check(
        &["--labels", "claim,none"],
        "error: the project has no tag none",
    );
    check(&["--split", "a=0,b=0"], "error: all shares are 0");
    let ran = world.run(&["export", TRAP, "--to", "xlsx", "-o", "-"]);
    ran.check_error(2, &["error: xlsx is not one stream of lines"]);
    assert!(!world.path("out").exists());
}

#[test]
fn the_readme_has_the_tables_of_formats() {
    let ran = World::new().run(&["formats", "--markdown"]);
    let readme = include_str!("../../README.md");
    let tables: Vec<&str> = ran.done().split("\n\n").collect();
    assert_eq!(tables.len(), 2, "{}", ran.out);
    for table in tables {
        assert!(readme.contains(table), "{table}");
    }
}

#[test]
fn kinds_of_article_files_are_listed_too() {
    let world = World::new();
    let ran = world.run(&["formats"]);
    let listed = "\nArticle files, for `countermark new` and the window:\n\n\
        text            Plain text (.txt .text)\n                  takes: the text in any encoding";
    assert!(ran.done().contains(listed), "{}", ran.out);
    assert!(
        ran.out
            .contains("\nhtml            Web page (.html .htm .xhtml)\n"),
        "{}",
        ran.out
    );
    let rows: serde_json::Value =
        serde_json::from_str(world.run(&["formats", "--json"]).done()).unwrap();
    let rows = rows.as_array().unwrap();
    let articles: Vec<_> = rows.iter().filter(|row| row["articles"] == true).collect();
    assert_eq!(articles.len(), 14);
    assert_eq!(articles[4]["id"], "docx");
    assert_eq!(
        articles[4]["extensions"],
        serde_json::json!(["docx", "docm"])
    );
    assert!(
        rows.iter()
            .any(|row| row["id"] == "brat" && row["export"] == true)
    );
}
