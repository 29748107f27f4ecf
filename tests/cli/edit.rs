use crate::world::{Session, World};
use serde_json::json;

#[test]
fn each_line_is_answered_and_the_rest_goes_on() {
    let world = World::with_project();
    let (a, b) = (world.document(0), world.document(1));
    let lines = [
        format!(r#"{{"do":"annotate","document":"{a}","label":"quote","spans":[[15,35]],"features":{{"speaker":"Port"}},"id":"a1"}}"#),
        r#"{"do":"annotate","document":"Port reopens","label":"claim","spans":[[13,32]],"id":"a2"}"#.to_owned(),
        String::new(),
        "no json".to_owned(),
        r#"{"do":"set_spans","annotation":"a2","spans":[[13,31]]}"#.to_owned(),
        r#"{"do":"relate","type":"contradicts","from":"a1","to":"a2","id":"r1"}"#.to_owned(),
        r#"{"do":"annotate","document":"articles/b.txt","label":"nonsense","spans":[[0,4]]}"#.to_owned(),
        format!(r#"{{"do":"annotate","document":"{b}","label":"claim","spans":[[0,99]]}}"#),
        r#"{"do":"annotate","document":"nowhere","label":"claim","spans":[[0,9]]}"#.to_owned(),
        r#"{"do":"remove","annotation":"a1"}"#.to_owned(),
        r#"{"do":"undo"}"#.to_owned(),
        r#"{"do":"progress","document":"Port reopens","state":"done"}"#.to_owned(),
        r#"{"do":"set_note","annotation":"a1","note":"first"}"#.to_owned(),
        r#"{"do":"undo"}"#.to_owned(),
        r#"{"do":"redo"}"#.to_owned(),
        r#"{"do":"redo"}"#.to_owned(),
        r#"{"do":"save"}"#.to_owned(),
        r#"{"do":"relabel","annotation":"a1","label":"claim"}"#.to_owned(),
    ];
    let ran = world.run_with(&["edit", "p.json"], &lines.join("\n"));
    assert_eq!((ran.code, ran.err.as_str()), (Some(1), ""), "{ran:?}");
    let answers: Vec<serde_json::Value> = ran
        .out
        .lines()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect();
    let refused = [4, 7, 8, 9, 16];
    let expected: Vec<u64> = (1..=18).filter(|n| *n != 3).collect();
    assert_eq!(answers.len(), expected.len(), "{ran:?}");
    for (answer, n) in answers.iter().zip(expected) {
        if refused.contains(&n) {
            assert_eq!(answer["line"], n, "{answer}");
            assert!(answer["error"].as_str().is_some_and(|e| !e.is_empty()));
        } else {
            assert_eq!(answer, &json!({ "ack": n }));
        }
    }
    assert_eq!(answers[7]["error"], "there is no article nowhere");
    let project = world.json("p.json");
    let annotations = project["annotations"].as_array().unwrap();
    assert_eq!(annotations.len(), 2);
    assert_eq!(annotations[0]["id"], "a1");
    assert_eq!(annotations[0]["label"], "claim");
    assert_eq!(annotations[0]["note"], "first");
    assert_eq!(annotations[0]["annotator"], "ada-example");
    assert_eq!(annotations[0]["origin"], "hand");
    assert_eq!(annotations[0]["spans"], json!([[15, 35]]));
    assert_eq!(annotations[0]["text"], json!(["We will not close it"]));
    assert_eq!(annotations[0]["features"], json!({"speaker": "Port"}));
    assert_eq!(annotations[1]["text"], json!(["The bridge is open"]));
    assert_eq!(project["relations"][0]["id"], "r1");
    assert_eq!(project["progress"].as_array().unwrap().len(), 1);
    world.run(&["check", "p.json"]).check(0, "", "");
}

#[test]
fn spans_are_taken_exactly_as_given() {
    let world = World::with_project();
    // Blanks at both ends, an emoji in the middle, the last character of the text.
    let line = r#"{"do":"annotate","document":"Bridge closes","label":"claim","spans":[[13,14],[51,56],[67,68]],"id":"a1"}"#;
    world
        .run_with(&["edit", "p.json"], line)
        .check(0, "{\"ack\":1}\n", "");
    let a = &world.json("p.json")["annotations"][0];
    assert_eq!(a["spans"], json!([[13, 14], [51, 56], [67, 68]]));
    assert_eq!(a["text"], json!(["\n", ". 🙂 T", "\n"]));
}

#[test]
fn a_script_is_read_instead_of_standard_input() {
    let world = World::with_project();
    world.write(
        "ops.jsonl",
        "{\"do\":\"set_project_title\",\"title\":\"New\"}\r\n{\"do\":\"save\"}\r\n",
    );
    let ran = world.run_with(&["edit", "p.json", "--script", "ops.jsonl"], "never read");
    ran.check(0, "{\"ack\":1}\n{\"ack\":2}\n", "");
    assert_eq!(world.json("p.json")["title"], "New");
    let ran = world.run(&["edit", "p.json", "--script", "none.jsonl"]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(3), ""), "{ran:?}");
    assert!(
        ran.err.starts_with("error: the script cannot be read"),
        "{ran:?}"
    );
}

#[test]
fn a_script_may_be_standard_input_or_a_pipe_and_begin_with_a_mark() {
    let world = World::with_project();
    let line = "\u{feff}{\"do\":\"progress\",\"document\":\"Port reopens\",\"state\":\"done\"}\n";
    for script in ["-", "/dev/stdin"] {
        let ran = world.run_with(&["edit", "p.json", "--script", script], line);
        ran.check(0, "{\"ack\":1}\n", "");
    }
    let ran = world.run(&["edit", "p.json", "--script", "articles"]);
    assert_eq!(ran.code, Some(3), "{ran:?}");
    assert!(ran.err.contains("it is a folder"), "{ran:?}");
    let made = std::process::Command::new("mkfifo")
        .arg(world.path("pipe"))
        .status();
    if made.is_ok_and(|status| status.success()) {
        let (pipe, line) = (world.path("pipe"), line.to_owned());
        let feeder = std::thread::spawn(move || std::fs::write(pipe, line).unwrap());
        let ran = world.run(&["edit", "p.json", "--script", "pipe"]);
        ran.check(0, "{\"ack\":1}\n", "");
        feeder.join().unwrap();
    }
}

#[test]
fn an_id_that_cannot_be_seen_is_refused_and_is_a_problem_in_a_file() {
    let world = World::with_project();
    let annotate = |id: &str| {
        format!(
            r#"{{"do":"annotate","document":"Port reopens","label":"claim","spans":[[0,4]],"id":"{id}"}}"#
        )
    };
    let lines = [
        annotate(""),
        annotate("a\\n"),
        r#"{"do":"add_annotator","name":"Ben","id":""}"#.to_owned(),
        annotate("a1"),
        annotate("a2"),
        r#"{"do":"relate","type":"supports","from":"a1","to":"a2","id":""}"#.to_owned(),
    ];
    let ran = world.run_with(&["edit", "p.json"], &lines.join("\n"));
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert_eq!(
        ran.out.matches("an id must not be empty").count(),
        4,
        "{ran:?}"
    );
    assert_eq!(ran.out.matches("ack").count(), 2, "{ran:?}");
    assert_eq!(world.run(&["check", "p.json"]).code, Some(0));
    let old = world.read("p.json").replace("\"id\":\"a1\"", "\"id\":\"\"");
    world.write("old.json", old);
    let ran = world.run(&["check", "old.json", "--json"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.out.contains(r#""kind":"malformed""#), "{ran:?}");
    let ran = world.run(&["stats", "old.json"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
}

#[test]
fn articles_that_are_here_stay_out_unless_asked_for_again() {
    let world = World::with_project();
    let lines = [
        r#"{"do":"add_articles","paths":["articles"]}"#,
        r#"{"do":"add_articles","paths":["articles/a.txt"],"again":true}"#,
    ];
    let ran = world.run_with(&["edit", "p.json"], &lines.join("\n"));
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(
        ran.out.contains("2 articles are here already and stay out"),
        "{ran:?}"
    );
    assert_eq!(
        world.json("p.json")["documents"].as_array().unwrap().len(),
        3
    );
}

#[test]
fn an_answer_comes_before_the_next_line_is_sent() {
    let world = World::with_project();
    let mut session = Session::start(&world, &["edit", "p.json"]);
    assert_eq!(
        session.ask(r#"{"do":"set_project_title","title":"One"}"#),
        r#"{"ack":1}"#
    );
    assert_eq!(session.ask(r#"{"do":"save"}"#), r#"{"ack":2}"#);
    assert_eq!(world.json("p.json")["title"], "One");
    assert!(
        session
            .ask("{")
            .starts_with(r#"{"error":"not a line of JSON: "#)
    );
    assert_eq!(session.finish(), Some(1));
}

#[test]
fn while_it_is_open_others_read_and_nobody_else_writes() {
    let world = World::with_project();
    let mut session = Session::start(&world, &["edit", "p.json"]);
    let line = r#"{"do":"annotate","document":"Port reopens","label":"claim","spans":[[0,4]]}"#;
    assert_eq!(session.ask(line), r#"{"ack":1}"#);
    let stats = world.run(&["stats", "p.json", "--json"]);
    assert!(stats.out.contains(r#""labels":{"claim":1,"#), "{stats:?}");
    let second = world.run(&["edit", "p.json"]);
    assert_eq!(
        (second.code, second.out.as_str()),
        (Some(4), ""),
        "{second:?}"
    );
    assert!(
        second.err.starts_with("error: ") && second.err.contains("\nhelp: "),
        "{second:?}"
    );
    assert_eq!(session.finish(), Some(0));
    assert_eq!(world.run(&["edit", "p.json"]).code, Some(0));
}

#[test]
fn a_new_annotator_is_made_and_an_unclear_one_refused() {
    let world = World::with_project();
    let line = r#"{"do":"annotate","document":"Port reopens","label":"claim","spans":[[0,4]]}"#;
    let ran = world.run_with(&["edit", "p.json", "--annotator", "Ben Example"], line);
    ran.check(0, "{\"ack\":1}\n", "");
    let project = world.json("p.json");
    assert_eq!(project["annotators"][1]["id"], "ben-example");
    assert_eq!(project["annotators"][1]["kind"], "human");
    assert_eq!(project["annotations"][0]["annotator"], "ben-example");
    // By id and by name it is the same one.
    for name in ["ben-example", "Ben Example"] {
        assert_eq!(
            world.run(&["edit", "p.json", "--annotator", name]).code,
            Some(0)
        );
        assert_eq!(
            world.json("p.json")["annotators"].as_array().unwrap().len(),
            2
        );
    }
    let ran = world.run(&["edit", "p.json"]);
    ran.check(
        2,
        "",
        "error: the project has 2 human annotators\n\
         help: say whose layer with --annotator: ada-example (Ada Example), ben-example (Ben Example)\n",
    );
    let line = r#"{"do":"rename_annotator","annotator":"ben-example","name":"Ada Example"}"#;
    let ran = world.run_with(&["edit", "p.json", "--annotator", "ada-example"], line);
    assert_eq!(ran.code, Some(0));
    let ran = world.run(&["edit", "p.json", "--annotator", "Ada Example"]);
    ran.check_error(2, &["error: 2 annotators are named Ada Example"]);
}

#[test]
fn only_the_own_layer_is_changed() {
    let world = World::with_project();
    let line =
        r#"{"do":"annotate","document":"Port reopens","label":"claim","spans":[[0,4]],"id":"a1"}"#;
    world
        .run_with(&["edit", "p.json"], line)
        .check(0, "{\"ack\":1}\n", "");
    let line = r#"{"do":"remove","annotation":"a1"}"#;
    let ran = world.run_with(&["edit", "p.json", "--annotator", "Ben"], line);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.out.contains("layer"), "{ran:?}");
    assert_eq!(
        world.json("p.json")["annotations"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[test]
fn undo_leaves_the_layers_of_others_and_the_own_annotator() {
    let world = World::with_project();
    let tag = |id: &str| {
        format!(
            r#"{{"do":"annotate","document":"Port reopens","label":"claim","spans":[[0,4]],"id":"{id}"}}"#
        )
    };
    let undo = r#"{"do":"undo"}"#;
    let ben = ["edit", "p.json", "--annotator", "Ben"];
    assert_eq!(
        world.run_with(&["edit", "p.json"], &tag("a1")).code,
        Some(0)
    );
    let ran = world.run_with(&ben, &format!("{}\n{undo}\n{undo}\n{undo}", tag("b1")));
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.out.starts_with("{\"ack\":1}\n{\"ack\":2}\n"), "{ran:?}");
    assert_eq!(ran.out.matches("annotator came").count(), 2, "{ran:?}");
    // Ada's step is the last but one of the whole history now; it is not Ben's to undo.
    let ran = world.run_with(
        &["edit", "p.json", "--annotator", "ada-example"],
        &tag("a2"),
    );
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let ran = world.run_with(&ben, undo);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.out.contains("in the layer of Ada Example"), "{ran:?}");
    let ids: Vec<_> = world.json("p.json")["annotations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|a| a["id"].clone())
        .collect();
    assert_eq!(ids, ["a1", "a2"]);
    // What belongs to all is anybody's.
    let title = r#"{"do":"set_project_title","title":"New"}"#;
    let ran = world.run_with(&["edit", "p.json", "--annotator", "ada-example"], title);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    world.run_with(&ben, undo).check(0, "{\"ack\":1}\n", "");
    assert_eq!(world.json("p.json")["title"], "Harbour");
}

#[test]
fn each_command_that_was_done_is_a_step() {
    let world = World::with_project();
    let lines = [
        r#"{"do":"annotate","document":"Port reopens","label":"quote","spans":[[0,4]],"id":"a1"}"#,
        r#"{"do":"relabel","annotation":"a1","label":"quote"}"#,
        r#"{"do":"set_spans","annotation":"a1","spans":[[0,4]]}"#,
        r#"{"do":"set_note","annotation":"a1","note":""}"#,
    ];
    let undo = ["{\"do\":\"undo\"}"; 3];
    let all = [&lines[..], &undo[..]].concat().join("\n");
    assert_eq!(world.run_with(&["edit", "p.json"], &all).code, Some(0));
    let annotations = |world: &World| world.json("p.json")["annotations"].clone();
    assert_eq!(annotations(&world).as_array().unwrap().len(), 1);
    // They are in the journal as steps, so a later run goes on from there.
    let ran = world.run_with(
        &["edit", "p.json"],
        "{\"do\":\"redo\"}\n{\"do\":\"undo\"}\n{\"do\":\"undo\"}",
    );
    ran.check(0, "{\"ack\":1}\n{\"ack\":2}\n{\"ack\":3}\n", "");
    assert_eq!(annotations(&world).as_array().unwrap().len(), 0);
}

#[test]
fn a_save_without_edits_changes_nothing() {
    let world = World::with_project();
    let before = world.read("p.json");
    world
        .run_with(&["edit", "p.json"], "{\"do\":\"save\"}\n")
        .check(0, "{\"ack\":1}\n", "");
    assert_eq!(world.read("p.json"), before);
    assert!(!world.path("p.json.bak").exists());
}

#[test]
fn a_file_in_another_form_becomes_canonical_and_keeps_what_is_unknown() {
    let world = World::with_project();
    let canonical = world.read("p.json");
    let mut project = world.json("p.json");
    let pretty = canonical
        .replace("\":{", "\" : {\n\t")
        .replace("},", "}\n,");
    assert_ne!(pretty, canonical);
    world.write("p.json", &pretty);
    std::fs::remove_file(world.path("p.json.journal")).unwrap();
    world.run(&["edit", "p.json"]).check(0, "", "");
    assert_eq!(world.read("p.json"), canonical);
    assert_eq!(world.read("p.json.bak"), pretty);
    // Unknown fields at every level, numbers that no float holds.
    project["x_top"] = json!({"deep": [1, {"a": null}]});
    project["documents"][0]["x_doc"] = json!("é🙂");
    project["annotators"][0]["x"] = json!(12_345_678_901_234_567_890_u64);
    project["schema"]["labels"][0]["x"] = json!([true]);
    world.write("q.json", serde_json::to_string(&project).unwrap());
    let line =
        r#"{"do":"annotate","document":"Port reopens","label":"claim","spans":[[0,4]],"id":"a1"}"#;
    world
        .run_with(&["edit", "q.json"], line)
        .check(0, "{\"ack\":1}\n", "");
    let after = world.json("q.json");
    assert_eq!(after["x_top"], project["x_top"]);
    assert_eq!(after["documents"], project["documents"]);
    assert_eq!(after["annotators"], project["annotators"]);
    assert_eq!(after["schema"], project["schema"]);
    assert_eq!(after["annotations"][0]["text"], json!(["Port"]));
}

#[test]
fn undo_reaches_back_past_a_restart() {
    let world = World::with_project();
    let line = r#"{"do":"set_project_title","title":"New"}"#;
    world
        .run_with(&["edit", "p.json"], line)
        .check(0, "{\"ack\":1}\n", "");
    assert_eq!(world.json("p.json")["title"], "New");
    world
        .run_with(&["edit", "p.json"], "{\"do\":\"undo\"}")
        .check(0, "{\"ack\":1}\n", "");
    assert_eq!(world.json("p.json")["title"], "Harbour");
    world
        .run_with(&["edit", "p.json"], "{\"do\":\"redo\"}")
        .check(0, "{\"ack\":1}\n", "");
    assert_eq!(world.json("p.json")["title"], "New");
}

#[test]
fn everything_else_has_a_command() {
    let world = World::with_project();
    world.write("c.txt", "Third caf\u{e9}\n");
    let lines = [
        r#"{"do":"add_articles","paths":["c.txt"]}"#,
        r#"{"do":"move_article","document":"c.txt","place":0}"#,
        r#"{"do":"set_article_title","document":"c.txt","title":"Third"}"#,
        r#"{"do":"set_metadata","document":"Third","fields":{"outlet":"Post","desk":"City"}}"#,
        r#"{"do":"set_encoding","document":"Third","encoding":"windows-1252"}"#,
        r##"{"do":"put_label","id":"rumour","name":"Rumour","color":"#aa5500","key":"4"}"##,
        r#"{"do":"put_feature","id":"tone","name":"Tone","kind":"choice","values":["calm","loud"],"labels":["rumour"]}"#,
        r#"{"do":"batch","description":"Two at once","commands":[{"do":"annotate","document":"Third","label":"rumour","spans":[[0,5]],"id":"b1"},{"do":"set_spans","annotation":"b1","spans":[[0,4]]}]}"#,
        r#"{"do":"remove_label","label":"rumour"}"#,
        r#"{"do":"remove_label","label":"rumour","move_to":"claim"}"#,
        r#"{"do":"set_guidelines","text":"Be brief."}"#,
        r#"{"do":"add_annotator","name":"Final","kind":"adjudicator","id":"final"}"#,
        r#"{"do":"remove_article","document":"Port reopens"}"#,
    ];
    let ran = world.run_with(&["edit", "p.json"], &lines.join("\n"));
    assert_eq!(ran.code, Some(1), "{ran:?}");
    let refused: Vec<_> = ran.out.lines().filter(|l| l.contains("error")).collect();
    assert_eq!(refused.len(), 1, "{ran:?}");
    assert!(refused[0].ends_with("\"line\":9}"), "{ran:?}");
    let project = world.json("p.json");
    let documents = project["documents"].as_array().unwrap();
    let titles: Vec<_> = documents.iter().map(|d| d["title"].clone()).collect();
    assert_eq!(titles, ["Third", "Bridge closes"]);
    assert_eq!(documents[0]["text"], "Third cafÃ©\n");
    assert_eq!(documents[0]["source"]["encoding"], "windows-1252");
    assert_eq!(documents[0]["metadata"]["outlet"], "Post");
    assert_eq!(documents[0]["metadata"]["desk"], "City");
    assert_eq!(project["annotations"][0]["text"], json!(["Thir"]));
    assert_eq!(project["annotations"][0]["label"], "claim");
    assert_eq!(project["guidelines"], "Be brief.");
    assert_eq!(project["annotators"][1]["kind"], "adjudicator");
    world.run(&["check", "p.json"]).check(0, "", "");
}

#[test]
fn the_list_of_commands_is_json_with_comments() {
    let world = World::new();
    let ran = world.run(&["edit", "--list"]);
    let (comments, examples): (Vec<_>, Vec<_>) =
        ran.done().lines().partition(|l| l.starts_with("# "));
    assert_eq!(comments.len(), examples.len());
    for example in &examples {
        assert!(
            serde_json::from_str::<serde_json::Value>(example).is_ok(),
            "{example}"
        );
    }
    assert!(
        examples
            .iter()
            .any(|e| e.starts_with(r#"{"do":"unrelate","#))
    );
}

#[test]
fn what_is_no_project_is_not_touched() {
    let world = World::new();
    world.write("broken.json", "{\"format\":");
    let ran = world.run_with(&["edit", "broken.json"], "{\"do\":\"save\"}\n");
    assert_eq!((ran.code, ran.out.as_str()), (Some(3), ""), "{ran:?}");
    assert_eq!(world.read("broken.json"), "{\"format\":");
    let ran = world.run(&["edit", "none.json"]);
    assert_eq!(ran.code, Some(3), "{ran:?}");
    assert!(!world.path("none.json").exists());
}

#[test]
fn a_table_of_articles_comes_in_without_its_bad_rows() {
    let world = World::with_project();
    world.write("t.csv", "what,headline\nIt closes.,Bridge\n,Nothing\n");
    let line =
        r#"{"do":"add_articles","paths":["t.csv"],"columns":{"text":"what","title":"headline"}}"#;
    world.run_with(&["edit", "p.json"], line).check(
        0,
        "{\"ack\":1,\"notes\":[\"row 3: it has no text: t.csv\"]}\n",
        "",
    );
    let project = world.json("p.json");
    let added = project["documents"].as_array().unwrap().last().unwrap();
    assert_eq!(added["title"], "Bridge");
    assert_eq!(added["text"], "It closes.");
    world.write(
        "w.html",
        "<title>W</title><footer>Imprint</footer><p>Words.</p>",
    );
    let line = r#"{"do":"add_articles","paths":["w.html"],"whole_page":true}"#;
    world
        .run_with(&["edit", "p.json"], line)
        .check(0, "{\"ack\":1}\n", "");
    let project = world.json("p.json");
    let added = project["documents"].as_array().unwrap().last().unwrap();
    assert_eq!(added["text"], "Imprint\n\nWords.");
}
