//! `import`: what comes in, what is told, and that nothing is guessed.

use crate::world::World;

const TRAP: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/formats/trap.json");

#[test]
fn an_export_comes_back_as_a_sound_project() {
    let world = World::new();
    assert_eq!(
        world
            .run(&["export", TRAP, "--to", "brat", "-o", "brat"])
            .code,
        Some(0)
    );
    let ran = world.run(&["import", "brat", "-o", "back.json"]);
    assert_eq!(
        ran.done(),
        "back.json: 5 articles (brat), 19 annotations, 5 links\n\
         annotator ada → ada: 9 annotations\n\
         annotator ben_b-1 → ben_b-1: 8 annotations\n\
         annotator final → final: 2 annotations\n\
         tag claim → claim: 12 annotations\n\
         tag contradiction → contradiction: 1 annotation\n\
         tag my_label → my_label: 1 annotation\n\
         tag quote → quote: 5 annotations\n"
    );
    assert_eq!(world.run(&["check", "back.json"]).code, Some(0));
    world
        .run(&["import", "brat", "-o", "back.json"])
        .check_error(4, &["error: the file exists already: back.json"]);
}

#[test]
fn an_import_into_a_project_is_one_step() {
    let world = World::new();
    world.write("p/a.txt", "The port says the bridge is safe.\n");
    let made = world.run(&["new", "p/a.txt", "-o", "p.json", "--annotator", "ada"]);
    assert_eq!(made.code, Some(0));
    world.write(
        "spans.csv",
        "document,start,end,label,text,coder\na.txt,4,8,claim,port,bea\na.txt,0,3,claim,bridge,bea\na.txt,0,3,claim,nowhere,bea\n",
    );
    let ran = world.run(&["import", "spans.csv", "--into", "p.json"]);
    assert_eq!(ran.code, Some(0));
    assert_eq!(
        ran.out,
        "p.json: 1 article (csv), 2 annotations, 0 links\nannotator bea → bea: 2 annotations\ntag claim → claim: 2 annotations\n"
    );
    assert_eq!(
        ran.err,
        "notice: 1 annotation found by their words within 50 characters of their place\n\
         notice: spans.csv:3: found by its words within 50 characters of its place\n\
         warning: spans.csv:4: its words are not in the article\n"
    );
    let project = world.json("p.json");
    let spans: Vec<_> = project["annotations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|a| a["text"].clone())
        .collect();
    assert_eq!(
        spans,
        [
            serde_json::json!(["port"]),
            serde_json::json!(["bridge"]),
            serde_json::json!(["nowhere"])
        ]
    );
    // What does not fit is kept, as a problem with its reason.
    let checked = world.run(&["check", "p.json"]);
    assert_eq!(checked.code, Some(1));
    let undone = world.run_with(
        &["edit", "p.json", "--annotator", "ada"],
        "{\"do\":\"undo\"}\n",
    );
    assert_eq!(undone.code, Some(0));
    assert_eq!(world.json("p.json")["annotations"], serde_json::json!([]));
}

#[test]
fn tags_of_the_files_go_where_they_are_sent() {
    let world = World::with_project();
    world.write(
        "spans.csv",
        "document,start,end,label,text\na.txt,0,6,Rumour,Bridge\na.txt,7,13,Hearsay,closes\n",
    );
    let import = |labels: &str| {
        let into = [
            "import",
            "spans.csv",
            "--into",
            "p.json",
            "--labels",
            labels,
        ];
        world.run(&into)
    };
    import("Rumour=nowhere").check(
        2,
        "",
        "error: the project has no tag nowhere\nhelp: it has claim, quote, contradiction\n",
    );
    assert_eq!(import("Rumour").code, Some(2));
    let ran = import("Rumour=Quote,Hearsay=");
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let project = world.json("p.json");
    let annotations = project["annotations"].as_array().unwrap();
    let mut tags: Vec<&str> = annotations
        .iter()
        .map(|a| a["label"].as_str().unwrap())
        .collect();
    tags.sort_unstable();
    assert_eq!(tags, ["Hearsay", "quote"]);
}

#[test]
fn what_does_not_fit_a_new_project_is_listed_as_a_problem() {
    let world = World::new();
    world.write("in/documents.csv", "document,title,text\nd1,T,one two\n");
    world.write(
        "in/spans.csv",
        "document,start,end,label,text\nd1,0,3,claim,six\n",
    );
    let ran = world.run(&["import", "in", "-o", "p.json"]);
    assert_eq!(ran.code, Some(0));
    assert_eq!(
        ran.err,
        "warning: spans.csv:2: its words are not in the article\n"
    );
    let checked = world.run(&["check", "p.json"]);
    assert_eq!(checked.code, Some(1));
}

#[test]
fn columns_of_another_tool_are_mapped() {
    let world = World::new();
    world.write("documents.csv", "doc_id,text\nart7,One loaded word.\n");
    world.write("labels.tsv", "art7\tloaded\t5\t11\n");
    world.write(
        "columns.json",
        r#"{"header":["document","label","start","end"],"one_based":true,"delimiter":"\t"}"#,
    );
    world.write("columns2.json", r#"{"begin":"x"}"#);
    let wrong = world.run(&[
        "import",
        "labels.tsv",
        "-o",
        "x.json",
        "--columns",
        "columns2.json",
    ]);
    assert_eq!(wrong.code, Some(3));
    let first = world.run(&["import", "documents.csv", "-o", "p.json"]);
    assert_eq!(first.code, Some(0), "{first:?}");
    let ran = world.run(&[
        "import",
        "labels.tsv",
        "--into",
        "p.json",
        "--from",
        "csv",
        "--columns",
        "columns.json",
        "--annotator",
        "Bea",
    ]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let annotation = &world.json("p.json")["annotations"][0];
    assert_eq!(
        (&annotation["spans"], &annotation["text"]),
        (
            &serde_json::json!([[4, 10]]),
            &serde_json::json!(["loaded"])
        )
    );
    assert_eq!(annotation["annotator"], "bea");
}

#[test]
fn what_is_no_dataset_is_refused_with_its_place() {
    let world = World::new();
    world.write(
        "patterns.jsonl",
        "{\"label\":\"X\",\"pattern\":[{\"lower\":\"x\"}]}\n",
    );
    let ran = world.run(&[
        "import",
        "patterns.jsonl",
        "--from",
        "prodigy",
        "-o",
        "p.json",
    ]);
    ran.check_error(
        3,
        &["error: this is a file of patterns, not of annotations: patterns.jsonl"],
    );
    world.write(
        "broken.jsonl",
        "{\"text\":\"a\",\"spans\":[]}\n{\"text\":\n",
    );
    let ran = world.run(&[
        "import",
        "broken.jsonl",
        "--from",
        "prodigy",
        "-o",
        "p.json",
    ]);
    assert_eq!(ran.code, Some(3));
    assert!(ran.err.contains("broken.jsonl:3"), "{}", ran.err);
    world.write("noise.bin", [0_u8, 159, 146, 150]);
    let ran = world.run(&["import", "noise.bin", "-o", "p.json"]);
    ran.check_error(3, &["error: no format is recognised here: noise.bin"]);
    assert!(!world.path("p.json").exists());
}

#[test]
fn offsets_without_words_are_never_laid_over_another_text() {
    let world = World::new();
    world.write(
        "p/d1.txt",
        "A new first line.\nThe port says the bridge is safe.\n",
    );
    let made = world.run(&["new", "p/d1.txt", "-o", "p.json", "--annotator", "ada"]);
    assert_eq!(made.code, Some(0));
    // doccano states no words: its own text has them, a line earlier, and once words that are gone.
    world.write(
        "bea.jsonl",
        "{\"text\":\"The port says the old bridge is safe.\\n\",\"doc_id\":\"d1\",\"offset_unit\":\"utf-16\",         \"entities\":[{\"id\":1,\"label\":\"claim\",\"start_offset\":4,\"end_offset\":13},         {\"id\":2,\"label\":\"claim\",\"start_offset\":18,\"end_offset\":28}]}\n",
    );
    let ran = world.run(&["import", "bea.jsonl", "--into", "p.json"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(
        ran.err.contains("its words are not in the article"),
        "{}",
        ran.err
    );
    let annotations = &world.json("p.json")["annotations"];
    assert_eq!(annotations[0]["text"], serde_json::json!(["port says"]));
    // What was not found is kept as it was stated, as a problem.
    assert_eq!(annotations.as_array().unwrap().len(), 2);
    let checked = world.run(&["check", "p.json"]);
    assert_eq!((checked.code, checked.out.lines().count()), (Some(1), 1));
}

#[test]
fn a_table_that_begins_with_an_x_is_no_compressed_file() {
    let world = World::new();
    world.write("in/documents.csv", "document,text\nd1,Café one two\n");
    world.write(
        "in/spans.csv",
        "xtra,document,start,end,label,text\né,d1,0,4,claim,Café\n",
    );
    let ran = world.run(&["import", "in", "-o", "p.json"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_eq!(
        world.json("p.json")["annotations"][0]["text"],
        serde_json::json!(["Café"])
    );
}

#[test]
fn predictions_come_in_as_a_machine_and_are_suggested() {
    let world = World::new();
    world.write("p/a.txt", "The port says the bridge is safe.\n");
    let made = world.run(&["new", "p/a.txt", "-o", "p.json", "--annotator", "ada"]);
    assert_eq!(made.code, Some(0));
    world.write(
        "spans.csv",
        "document,start,end,label,text,attr_score\na.txt,4,8,claim,port,0.75\n",
    );
    let machine = ["--annotator", "Tagger", "--kind", "machine"];
    let into = ["import", "spans.csv", "--into", "p.json"];
    let ran = world.run(&[&into[..], &machine[..]].concat());
    assert_eq!(
        ran.done(),
        "p.json: 1 article (csv), 1 annotation, 0 links\nannotator (nobody named) → tagger: 1 annotation\ntag claim → claim: 1 annotation\n"
    );
    let project = world.json("p.json");
    let kinds: Vec<_> = project["annotators"]
        .as_array()
        .unwrap()
        .iter()
        .map(|a| a["kind"].clone())
        .collect();
    assert_eq!(kinds, ["human", "machine"]);
    let ran = world.run(&["suggest", "p.json", "--kind", "machine"]);
    assert_eq!(
        ran.done(),
        "0.75  by Tagger\n      The port says the bridge is safe.:1: claim “port”\n1 suggestion\n"
    );
    // Somebody who is there does not become a program.
    let ada = ["--annotator", "ada", "--kind", "machine"];
    world.run(&[&into[..], &ada[..]].concat()).check_error(
        2,
        &[
            "error: ada is in the project already, of the kind human",
            "help: name another one with --annotator, or leave --kind away",
        ],
    );
    assert_eq!(world.json("p.json"), project);
}

/// A brat folder of one article with one annotation.
fn brat_folder(world: &World, folder: &str, words: &str) {
    world.write(&format!("{folder}/doc1.txt"), "One two three.\n");
    let at = "One two three.".find(words).unwrap();
    let line = format!("T1\tclaim {at} {}\t{words}\n", at + words.len());
    world.write(&format!("{folder}/doc1.ann"), &line);
}

#[test]
fn several_inputs_with_files_of_one_name_all_come_in() {
    let world = World::new();
    brat_folder(&world, "ada", "One");
    brat_folder(&world, "ben", "two");
    brat_folder(&world, "x/ben", "three");
    let ran = world.run(&["import", "ada", "ben/", "x/ben", "ada", "-o", "p.json"]);
    assert_eq!(
        ran.done(),
        "p.json: 1 article (brat), 3 annotations, 0 links\n\
         annotator ada → ada: 1 annotation\n\
         annotator ben → ben: 1 annotation\n\
         annotator ben-2 → ben-2: 1 annotation\n\
         tag claim → claim: 3 annotations\n"
    );
    // Files of different folders, by their own names.
    for (who, start) in [("a", 0), ("b", 4)] {
        let end = start + 3;
        let line = format!(
            "{{\"text\":\"One two three.\",\"_annotator_id\":\"{who}\",\"spans\":[{{\"start\":{start},\"end\":{end},\"label\":\"X\"}}]}}\n"
        );
        world.write(&format!("{who}/annotations.jsonl"), &line);
    }
    let both = ["a/annotations.jsonl", "b/annotations.jsonl"];
    let ran = world.run(&["import", both[0], both[1], "-o", "q.json"]);
    assert!(
        ran.done()
            .starts_with("q.json: 1 article (prodigy), 2 annotations"),
        "{ran:?}"
    );
}

#[test]
fn what_did_not_fit_is_replaced_when_it_comes_once_more() {
    let world = World::new();
    world.write("p/a.txt", "The port says the bridge is safe.\n");
    let made = world.run(&["new", "p/a.txt", "-o", "p.json", "--annotator", "ada"]);
    assert_eq!(made.code, Some(0));
    let import = |row: &str| {
        let table = format!("span_id,document,start,end,label,text,coder\n{row}\n");
        world.write("spans.csv", &table);
        world.run(&["import", "spans.csv", "--into", "p.json"])
    };
    let texts = || {
        let project = world.json("p.json");
        let all = project["annotations"].as_array().unwrap().iter();
        let words = all.map(|a| a["text"][0].as_str().unwrap().to_owned());
        words.collect::<std::collections::BTreeSet<_>>()
    };
    assert_eq!(import("s1,a.txt,4,8,claim,harbour,bea").code, Some(0));
    // As it was, once more: still one problem, and the import is not refused.
    let again = import("s1,a.txt,4,8,claim,harbour,bea");
    assert_eq!(again.code, Some(0));
    let of = |words: &[&str]| -> std::collections::BTreeSet<String> {
        words.iter().map(|w| (*w).to_owned()).collect()
    };
    assert_eq!(texts(), of(&["harbour"]));
    assert_eq!(world.run(&["check", "p.json"]).code, Some(1));
    // Of somebody else it is another one.
    assert_eq!(import("s1,a.txt,9,13,claim,says,cy").code, Some(0));
    assert_eq!(texts(), of(&["harbour", "says"]));
    let mended = import("s1,a.txt,4,8,claim,port,bea");
    assert_eq!(mended.code, Some(0));
    assert_eq!(
        mended.err,
        "notice: 1 annotation of an earlier import did not fit: what is stated now takes their place\n"
    );
    assert_eq!(world.run(&["check", "p.json"]).code, Some(0));
    assert_eq!(texts(), of(&["port", "says"]));
    let undone = world.run_with(
        &["edit", "p.json", "--annotator", "ada"],
        "{\"do\":\"undo\"}\n",
    );
    assert_eq!(undone.code, Some(0));
    assert_eq!(world.run(&["check", "p.json"]).code, Some(1));
}

#[test]
fn a_codebook_alone_brings_its_tags() {
    let world = World::new();
    world.write("p/a.txt", "One.\n");
    let made = world.run(&["new", "p/a.txt", "-o", "p.json", "--annotator", "ada"]);
    assert_eq!(made.code, Some(0));
    world.write(
        "book.qdc",
        "<CodeBook xmlns=\"urn:QDA-XML:codebook:1.0\" origin=\"x\"><Codes>\
         <Code guid=\"A\" name=\"Economy\" isCodable=\"true\"><Code guid=\"B\" name=\"positive\" isCodable=\"true\"/></Code>\
         <Code guid=\"C\" name=\"Health\" isCodable=\"true\"><Code guid=\"D\" name=\"positive\" isCodable=\"true\"/></Code>\
         </Codes></CodeBook>",
    );
    let ran = world.run(&["import", "book.qdc", "--into", "p.json"]);
    assert_eq!(ran.code, Some(0));
    let project = world.json("p.json");
    let labels = project["schema"]["labels"].as_array().unwrap().clone();
    let names: Vec<_> = labels.iter().filter_map(|l| l["name"].as_str()).collect();
    for name in ["Economy", "Economy/positive", "Health/positive"] {
        assert!(names.contains(&name), "{names:?}");
    }
    assert!(!names.contains(&"positive"));
}

#[test]
fn one_file_of_brat_brings_its_text_and_its_tags() {
    let world = World::new();
    brat_folder(&world, "in", "two");
    world.write("in/annotation.conf", "[entities]\nclaim\nRumour\n");
    let ran = world.run(&["import", "in/doc1.ann", "-o", "p.json"]);
    assert_eq!(
        ran.done(),
        "p.json: 1 article (brat), 1 annotation, 0 links\nannotator (nobody named) → Imported: 1 annotation\ntag claim → claim: 1 annotation\n"
    );
    let labels = world.json("p.json")["schema"]["labels"].clone();
    let mut labels = labels.as_array().unwrap().iter();
    assert!(labels.any(|label| label["name"] == "Rumour"));
    // Named too, it is no second file of its name.
    let both = ["import", "in/doc1.ann", "in/doc1.txt", "-o", "q.json"];
    assert_eq!(world.run(&both).code, Some(0));
}

#[test]
fn files_of_which_nothing_comes_in_make_no_project() {
    let world = World::new();
    world.write("a.ann", "T1\tX 0 3\tOne\n");
    world.run(&["import", "a.ann", "-o", "p.json"]).check_error(
        3,
        &["error: nothing can be brought in: there is no .txt beside it: a.ann"],
    );
    assert!(!world.path("p.json").exists());
    world.write("empty.jsonl", "");
    let empty = ["import", "empty.jsonl", "--from", "prodigy", "-o", "p.json"];
    assert_eq!(world.run(&empty).code, Some(0));
}

#[test]
fn an_import_that_comes_twice_is_told_and_adds_nothing() {
    let world = World::new();
    let made = world.run(&["export", TRAP, "--to", "dataset-jsonl", "-o", TRAP_EXPORT.0]);
    assert_eq!(made.code, Some(0));
    let first = world.run(&["import", TRAP_EXPORT.0, "-o", "p.json"]);
    assert_eq!(first.done().lines().next(), Some(TRAP_EXPORT.1));
    let before = world.json("p.json");
    let again = world.run(&["import", TRAP_EXPORT.0, "--into", "p.json"]);
    assert_eq!(again.code, Some(0));
    assert_eq!(
        again.err,
        "notice: 19 annotations that the project has already: not added again\n\
         notice: 5 links that the project has already: not added again\n"
    );
    assert_eq!(world.json("p.json"), before);
}

/// The folder of an export of the trap project, and how its import is told.
const TRAP_EXPORT: (&str, &str) = (
    "set",
    "p.json: 5 articles (dataset-jsonl), 19 annotations, 5 links",
);

#[test]
fn a_journal_whose_file_is_gone_is_not_replaced_unasked() {
    let world = World::new();
    world.write("a.txt", "One.\n");
    world.write("p.json.journal", "whatever it holds");
    let made = world.run(&["new", "a.txt", "-o", "p.json"]);
    let wanted = [
        "error: there is the journal of a project of this name, whose file is gone: p.json.journal",
        "help: choose another name, or begin anew with --force, which keeps that journal aside under another name",
    ];
    made.check_error(4, &wanted);
    world.write("in/documents.csv", "document,text\nd1,One\n");
    let import = ["import", "in", "-o", "p.json"];
    world.run(&import).check_error(4, &wanted);
    let forced = [&import[..], &["--force"]].concat();
    assert_eq!(world.run(&forced).code, Some(0));
    let kept = std::fs::read_dir(world.path("")).unwrap().any(|entry| {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap_or_default();
        bytes == b"whatever it holds"
    });
    assert!(kept);
}
