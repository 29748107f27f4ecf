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
        "CoNLL (IOB2): 5 articles, 16 annotations, 0 links in 17 files\n\
         lost: 5 links\n\
         lost: 3 annotations that overlap another one of the same tag\n\
         lost: 2 annotations of several fragments, written as one annotation a fragment\n\
         lost: 8 features of annotations\n\
         lost: 1 note of annotations\n\
         lost: 1 annotation without the blanks or line breaks at their ends\n\
         lost: 1 page of guidelines\n\
         lost: 4 details of tags (name, colour, key or description)\n\
         lost: 3 names of annotators (their ids are written)\n\
         lost: 1 kind of annotators (adjudicator, program)\n\
         lost: 4 titles of articles\n\
         lost: 5 details of articles (outlet, address, …)\n\
         lost: 19 times of annotations (made, changed)\n\
         lost: 19 origins of annotations (by hand, from a suggestion, …)\n\
         lost: 19 ids of annotations\n\
         lost: 3 names in another spelling (the format does not take theirs)\n\
         lost: 1 title of the project\n\
         lost: 5 descriptions of articles’ files (kind, encoding, size, hash)\n\
         lost: 5 paths of articles’ files\n\
         lost: 6 definitions of fields and types of links\n"
    );
    let report = world.run(&["export", TRAP, "--to", "csv", "-o", "tables", "--json"]);
    assert_eq!(
        report.done(),
        "{\"format\":\"csv\",\"files\":[\"documents.csv\",\"links.csv\",\"spans.csv\"],\
         \"written\":{\"documents\":5,\"annotations\":19,\"relations\":5},\
         \"losses\":[{\"what\":\"page of guidelines\",\"count\":1},\
         {\"what\":\"details of tags (name, colour, key or description)\",\"count\":4},\
         {\"what\":\"names of annotators (their ids are written)\",\"count\":3},\
         {\"what\":\"kinds of annotators (adjudicator, program)\",\"count\":1},\
         {\"what\":\"title of the project\",\"count\":1},\
         {\"what\":\"descriptions of articles’ files (kind, encoding, size, hash)\",\"count\":5},\
         {\"what\":\"definitions of fields and types of links\",\"count\":6}]}\n"
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
fn every_format_replaces_its_own_files_and_leaves_none_of_an_earlier_export() {
    let world = World::new();
    let formats = world.run(&["formats", "--json"]);
    let formats: serde_json::Value = serde_json::from_str(formats.done()).unwrap();
    let mut before: Vec<&str> = Vec::new();
    let ids: Vec<&str> = formats
        .as_array()
        .unwrap()
        .iter()
        .filter(|f| f["export"] == true)
        .map(|f| f["id"].as_str().unwrap())
        .collect();
    for id in ids {
        // All, then one annotator alone, in one and the same folder; then the next format there.
        for who in [&[][..], &["--annotator", "ada"]] {
            let alone = format!("alone-{id}-{}", who.len());
            for out in [alone.as_str(), "shared"] {
                let given = ["export", TRAP, "--to", id, "-o", out, "--force"];
                let ran = world.run(&[&given, who].concat());
                assert_eq!(ran.code, Some(0), "{id} after {before:?}: {}", ran.err);
            }
            assert_eq!(
                names(&world, "shared"),
                names(&world, &alone),
                "{id} after {before:?}"
            );
        }
        before.push(id);
    }
}

#[test]
fn what_no_export_wrote_is_not_replaced() {
    let world = World::new();
    let check = |format: &str, out: &str, path: &str, what: &str| {
        world.write(path, "mine");
        world
            .run(&["export", TRAP, "--to", format, "-o", out, "--force"])
            .check_error(4, &[what]);
        assert_eq!(world.read(path), "mine");
    };
    let file = "error: the file exists already and no export wrote it: mine.xlsx";
    check("xlsx", "mine.xlsx", "mine.xlsx", file);
    let inside = |name: &str| {
        format!(
            "error: the export could not be written: {name} is there already and no export wrote it: tables"
        )
    };
    check("csv", "tables", "tables/spans.csv", &inside("spans.csv"));
    check(
        "web-annotation",
        "web",
        "web/texts/d1.txt",
        &inside("texts/d1.txt").replace("tables", "web"),
    );
    check(
        "brat",
        "brat",
        "brat/ada/d1.ann",
        &inside("ada/d1.ann").replace("tables", "brat"),
    );
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
    assert!(matches!(sizes, [5, 0] | [0, 5]), "{sizes:?}");
}

/// The ids of the articles in a part.
fn part(world: &World, out: &str, name: &str) -> Vec<String> {
    let rows = world.read(&format!("{out}/data/documents/{name}-00000-of-00001.jsonl"));
    let id = |line: &str| {
        let row: serde_json::Value = serde_json::from_str(line).unwrap();
        row["doc_id"].as_str().unwrap().to_owned()
    };
    rows.lines().map(id).collect()
}

/// A project of 200 short articles; `change` may do something to it.
fn many(world: &World, name: &str, change: impl Fn(&mut serde_json::Value)) {
    let mut project: serde_json::Value =
        serde_json::from_slice(&std::fs::read(TRAP).unwrap()).unwrap();
    let one = project["documents"][3].clone();
    for n in 0..200 {
        let mut document = one.clone();
        document["id"] = format!("n{n}").into();
        document["text"] = format!("Short article {n}").into();
        document["sha256"] = "".into();
        project["documents"].as_array_mut().unwrap().push(document);
    }
    change(&mut project);
    world.write(name, project.to_string());
}

#[test]
fn no_annotation_no_article_and_no_choice_of_annotators_moves_an_article() {
    let world = World::new();
    many(&world, "a.json", |_| {});
    many(&world, "b.json", |project| {
        let mut more = project["documents"][5].clone();
        more["id"] = "more".into();
        more["text"] = "One article more".into();
        project["documents"].as_array_mut().unwrap().insert(0, more);
        let mut claim = project["annotations"][0].clone();
        claim["id"] = "one-more".into();
        project["annotations"].as_array_mut().unwrap().push(claim);
    });
    let export = |file: &str, out: &str, more: &[&str]| {
        let given = [
            "export",
            file,
            "--to",
            "dataset-jsonl",
            "-o",
            out,
            "--split",
            "train=0.8,dev=0.1,test=0.1",
        ];
        assert_eq!(world.run(&[&given, more].concat()).code, Some(0));
        ["train", "dev", "test"].map(|name| part(&world, out, name))
    };
    let first = export("a.json", "first", &[]);
    assert_eq!(
        export(
            "a.json",
            "ben",
            &["--annotator", "ben b.", "--labels", "quote"]
        ),
        first
    );
    let mut second = export("b.json", "second", &[]);
    for ids in &mut second {
        ids.retain(|id| id != "more");
    }
    assert_eq!(second, first);
    let sizes = first.map(|ids| ids.len());
    assert!(
        (140..=180).contains(&sizes[0]) && sizes[1] > 8 && sizes[2] > 8,
        "{sizes:?}"
    );
    let balanced = export("a.json", "balanced", &["--balance"]);
    assert_eq!(
        export("a.json", "of-ben", &["--balance", "--annotator", "ben b."]),
        balanced
    );
    let sizes = balanced.map(|ids| ids.len());
    assert!((162..=164).contains(&sizes[0]), "{sizes:?}");
}

#[test]
fn balanced_parts_have_their_share_of_each_tag() {
    let world = World::new();
    // Some articles have very many claims, others a few contradictions: by chance they stand anywhere.
    many(&world, "a.json", |project| {
        let one = project["annotations"][0].clone();
        let annotations = project["annotations"].as_array_mut().unwrap();
        for n in 0..200 {
            let (label, times) = match n % 20 {
                0 => ("claim", 40),
                7 => ("contradiction", 3),
                _ => ("quote", 1),
            };
            for k in 0..times {
                let mut annotation = one.clone();
                annotation["id"] = format!("m{n}-{k}").into();
                annotation["document"] = format!("n{n}").into();
                annotation["annotator"] = "ada".into();
                annotation["label"] = label.into();
                annotation["spans"] = serde_json::json!([[0, 5]]);
                annotation["text"] = serde_json::json!(["Short"]);
                annotations.push(annotation);
            }
        }
    });
    let given = ["export", "a.json", "--to", "dataset-jsonl", "-o", "out"];
    let split = ["--split", "train=0.8,test=0.2", "--balance"];
    world.run(&[&given[..], &split].concat()).done();
    let count = |part: &str, label: &str| -> usize {
        let rows = world.read(&format!("out/data/spans/{part}-00000-of-00001.jsonl"));
        let is_it = |line: &&str| line.contains(&format!("\"label\":\"{label}\""));
        rows.lines().filter(is_it).count()
    };
    for label in ["claim", "contradiction", "quote"] {
        let (train, test) = (count("train", label), count("test", label));
        let share = test as f64 / (train + test) as f64;
        assert!(
            (0.14..=0.26).contains(&share),
            "{label}: {train} and {test}"
        );
    }
}

#[test]
fn a_card_names_no_table_and_no_part_without_a_row() {
    let world = World::new();
    many(&world, "p.json", |project| {
        project["relations"] = serde_json::json!([]);
    });
    let split = ["--split", "train=1,none=0"];
    for more in [&[][..], &split] {
        let given = [
            "export",
            "p.json",
            "--to",
            "dataset-jsonl",
            "-o",
            "out",
            "--force",
        ];
        assert_eq!(world.run(&[&given, more].concat()).code, Some(0));
        let card = world.read("out/README.md");
        let front = card.split("---\n").nth(1).unwrap();
        assert!(front.contains("- config_name: spans\n"), "{front}");
        assert!(
            !front.contains("links") && !front.contains("none"),
            "{front}"
        );
        assert!(
            card.contains("- `links` has no row: its file is there"),
            "{card}"
        );
        assert_eq!(
            card.contains("- `spans` has no row in the part `none`"),
            !more.is_empty()
        );
        assert!(
            front.contains("  - name: fragments\n    list:\n      list: int64\n"),
            "{front}"
        );
    }
    assert_eq!(world.read("out/data/links/none-00000-of-00001.jsonl"), "");
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
    let ran = world.run(&[
        "export", TRAP, "--to", "dataset", "-o", "out", "--split", "all=1",
    ]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("call the part otherwise"), "{}", ran.err);
    check(
        &["--split", "a=1,b=1"],
        "error: csv has no parts: --split is for datasets",
    );
    check(
        &["--balance"],
        "error: --balance says how to split, and there is no --split",
    );
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

#[test]
fn a_detail_that_no_article_has_groups_nothing() {
    let world = World::new();
    let given = ["export", TRAP, "--to", "dataset-jsonl", "-o", "out"];
    let parts = ["--split", "train=0.5,test=0.5", "--group-by", "nope"];
    world.run(&[&given[..], &parts[..]].concat()).check_error(
        2,
        &[
            "error: no article has the detail nope",
            "help: they have author, outlet, published",
        ],
    );
    assert!(!world.path("out").exists());
}

#[test]
fn an_export_in_the_place_of_another_leaves_no_empty_folder() {
    let world = World::new();
    let export = |format: &str| {
        let ran = world.run(&["export", TRAP, "--to", format, "-o", "out", "--force"]);
        assert_eq!(ran.code, Some(0), "{ran:?}");
    };
    export("brat");
    world.write("out/final/mine.txt", "mine");
    std::fs::create_dir(world.path("out/empty")).unwrap();
    export("csv");
    let names = std::fs::read_dir(world.path("out")).unwrap();
    let mut names: Vec<_> = names.map(|e| e.unwrap().file_name()).collect();
    names.sort();
    // What somebody else made stays.
    assert_eq!(
        names,
        ["documents.csv", "empty", "final", "links.csv", "spans.csv"]
    );
}
