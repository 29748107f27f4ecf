//! Adjudication from the command line: decisions, their undoing, the notes, another file's layer.

use crate::world::World;
use serde_json::{Value, json};

/// Ada and Ben in one project: `a1`/`b1` the same, `a2`/`b2` another tag, `b3` alone, a link each.
fn world() -> World {
    let world = World::with_project();
    let edit = |who: &str, lines: &[&str]| {
        let ran = world.run_with(&["edit", "p.json", "--annotator", who], &lines.join("\n"));
        assert_eq!(ran.code, Some(0), "{ran:?}");
    };
    edit(
        "ada-example",
        &[
            r#"{"do":"annotate","document":"Bridge closes","label":"quote","spans":[[15,35]],"id":"a1"}"#,
            r#"{"do":"annotate","document":"Bridge closes","label":"claim","spans":[[54,66]],"features":{"speaker":"Port"},"id":"a2"}"#,
            r#"{"do":"relate","type":"contradicts","from":"a1","to":"a2","id":"ra"}"#,
        ],
    );
    edit(
        "Ben",
        &[
            r#"{"do":"annotate","document":"Bridge closes","label":"quote","spans":[[15,35]],"id":"b1"}"#,
            r#"{"do":"annotate","document":"Bridge closes","label":"contradiction","spans":[[54,66]],"id":"b2"}"#,
            r#"{"do":"annotate","document":"Port reopens","label":"claim","spans":[[13,31]],"id":"b3"}"#,
            r#"{"do":"relate","type":"contradicts","from":"b1","to":"b2","id":"rb"}"#,
        ],
    );
    world
}

fn edit(world: &World, who: &str, lines: &[&str]) -> String {
    let ran = world.run_with(&["edit", "p.json", "--annotator", who], &lines.join("\n"));
    assert_eq!(ran.err, "", "{ran:?}");
    ran.out
}

/// The adjudicated layer as `label words`, then the number of its links.
fn final_layer(project: &Value) -> (Vec<String>, usize) {
    let of = |list: &str| {
        let all = project[list].as_array().unwrap().iter();
        all.filter(|e| e["annotator"] == "final")
            .collect::<Vec<_>>()
    };
    let word = |a: &&Value| {
        format!(
            "{} {}",
            a["label"].as_str().unwrap(),
            a["text"][0].as_str().unwrap()
        )
    };
    (
        of("annotations").iter().map(word).collect(),
        of("relations").len(),
    )
}

#[test]
fn places_are_decided_undone_and_decided_again() {
    let world = world();
    let out = edit(
        &world,
        "ada-example",
        &[
            r#"{"do":"decide","annotators":["ada-example","Ben"],"relations_a":["ra"],"relations_b":["rb"],"outcome":"both"}"#,
            r#"{"do":"decide_agreements","annotators":["ada-example","ben"]}"#,
            r#"{"do":"decide","annotators":["ada-example","ben"],"a":["a2"],"b":["b2"],"outcome":"a","note":"What is said is a claim."}"#,
            r#"{"do":"decide","annotators":["ada-example","ben"],"b":["b3"],"outcome":"a"}"#,
            r#"{"do":"decide","annotators":["ada-example","ben"],"relations_a":["ra"],"relations_b":["rb"],"outcome":"both"}"#,
            r#"{"do":"decide","annotators":["ada-example","ben"],"b":["b3"],"outcome":"edited","spans":[[13,24]],"label":"claim"}"#,
            r#"{"do":"decide","annotators":["ada-example","ben"],"b":["b3"],"outcome":"edited"}"#,
            r#"{"do":"decide","annotators":["ada-example","ben"],"b":["b3"],"outcome":"c"}"#,
            r#"{"do":"undo"}"#,
            r#"{"do":"decide_agreements","annotators":["ada-example","ben"]}"#,
        ],
    );
    assert_eq!(
        out,
        "{\"error\":\"the link ends at “We will not close it” in “Bridge closes”: decide that place first\",\"line\":1}\n\
         {\"ack\":2}\n{\"ack\":3}\n{\"ack\":4}\n{\"ack\":5}\n{\"ack\":6}\n\
         {\"error\":\"the outcome edited needs spans and label\",\"line\":7}\n\
         {\"error\":\"an outcome is a, b, both, neither, edited or open, not c\",\"line\":8}\n\
         {\"ack\":9}\n{\"error\":\"there is no place to decide\",\"line\":10}\n"
    );
    let project = world.json("p.json");
    let words = project["annotations"].as_array().unwrap();
    let said = words.iter().find(|a| a["id"] == "a2").unwrap()["text"][0].clone();
    let claim = format!("claim {}", said.as_str().unwrap());
    assert_eq!(
        final_layer(&project),
        (vec!["quote We will not close it".to_owned(), claim], 1)
    );
    assert_eq!(
        project["annotators"][2],
        json!({"id": "final", "name": "Final", "kind": "adjudicator"})
    );
    let decisions = project["decisions"].as_array().unwrap();
    assert_eq!(decisions.len(), 4);
    let taken = decisions.iter().find(|d| d["a"] == json!(["a2"])).unwrap();
    let keys: Vec<&str> = taken
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    assert_eq!(keys.len(), 12);
    assert_eq!(taken["annotators"], json!(["ada-example", "ben"]));
    assert_eq!(
        (&taken["outcome"], &taken["adjudicator"]),
        (&json!("a"), &json!("final"))
    );
    assert_eq!(world.run(&["check", "p.json"]).code, Some(0));
    let stats = world.run(&["stats", "p.json"]);
    assert!(stats.done().contains(", 4 decisions\n"), "{stats:?}");

    let id = taken["id"].as_str().unwrap();
    let note = format!(r#"{{"do":"decision_note","decision":"{id}","note":"Said, so a claim."}}"#);
    let undecide = format!(r#"{{"do":"undecide","decision":"{id}"}}"#);
    let out = edit(
        &world,
        "Final",
        &[&note, &undecide, &undecide, &undecide, r#"{"do":"undo"}"#],
    );
    // Once, and the note is left; twice, and that is gone too.
    assert_eq!(
        out,
        format!(
            "{{\"ack\":1}}\n{{\"ack\":2}}\n{{\"ack\":3}}\n{{\"error\":\"there is no decision {id}\",\"line\":4}}\n{{\"ack\":5}}\n"
        )
    );
    let after = world.json("p.json");
    let kept = after["decisions"].as_array().unwrap();
    let kept = kept.iter().find(|d| d["id"] == id).unwrap();
    assert_eq!(
        (&kept["note"], &kept["outcome"], &kept["result"]),
        (&json!("Said, so a claim."), &json!("open"), &json!([]))
    );
}

#[test]
fn the_notes_are_written_as_markdown() {
    let world = world();
    edit(
        &world,
        "ada-example",
        &[
            r#"{"do":"decide","annotators":["ada-example","ben"],"a":["a1"],"b":["b1"],"outcome":"neither","note":"No *scare* quotes."}"#,
        ],
    );
    let compare = |more: &[&str]| {
        let arguments = ["compare", "p.json", "--annotators", "ada-example,ben"];
        world.run(&[&arguments, more].concat())
    };
    compare(&["--notes", "notes.md"]).done();
    let page = world.read("notes.md");
    assert_eq!(
        page.split_once("## 1").unwrap().1,
        "\n\nNo *scare* quotes.\n\n**Bridge closes**\n\n- Ada Example: Quote “We will not close it”\n\
         - Ben: Quote “We will not close it”\n- Decided, neither: nothing\n"
    );
    let again = compare(&["--notes", "notes.md"]);
    assert_eq!(again.code, Some(4), "{again:?}");
    compare(&["--notes", "notes.md", "--force"]).done();
}

#[test]
fn the_layer_of_another_file_comes_in_and_is_adjudicated() {
    let world = World::with_project();
    std::fs::copy(world.path("p.json"), world.path("q.json")).unwrap();
    let annotate = |file: &str, who: &str, label: &str| {
        let line = format!(
            r#"{{"do":"annotate","document":"Bridge closes","label":"{label}","spans":[[15,35]],"id":"a1"}}"#
        );
        let ran = world.run_with(&["edit", file, "--annotator", who], &line);
        assert_eq!(ran.code, Some(0), "{ran:?}");
    };
    annotate("p.json", "ada-example", "quote");
    annotate("q.json", "Ben", "claim");
    let take = |annotator: &str| {
        json!({"do": "take_layer", "project": "q.json", "annotator": annotator}).to_string()
    };
    let mut newer = world.json("q.json");
    newer["version"] = json!(2);
    world.write("newer.json", newer.to_string());
    let lines = [
        take("Ben"),
        take("Carl"),
        take("Ben").replace("q.json", "newer.json"),
        r#"{"do":"decide","annotators":["ada-example","ben"],"a":["a1"],"b":["a1-2"],"outcome":"b"}"#.to_owned(),
    ];
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let out = edit(&world, "ada-example", &lines);
    assert_eq!(
        out,
        "{\"ack\":1}\n{\"error\":\"q.json has no annotator Carl\",\"line\":2}\n\
         {\"error\":\"newer.json is of a newer version, of which this program may not know all\",\"line\":3}\n\
         {\"ack\":4}\n"
    );
    let (layer, _) = final_layer(&world.json("p.json"));
    assert_eq!(layer, ["claim We will not close it"]);
}

#[test]
fn the_adjudicated_layer_is_compared_and_exported_like_any_other() {
    let world = world();
    edit(
        &world,
        "ada-example",
        &[r#"{"do":"decide_agreements","annotators":["ada-example","ben"]}"#],
    );
    let ran = world.run(&["compare", "p.json", "--annotators", "ben,Final", "--json"]);
    let found: Value = serde_json::from_str(ran.done()).unwrap();
    assert_eq!(found["annotators"], json!(["ben", "final"]));
    let ran = world.run(&["export", "p.json", "--to", "brat", "-o", "out"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(world.path("out/final").is_dir());
}

#[test]
fn a_link_is_settled_by_an_edit_of_its_type_and_ends() {
    let world = world();
    let decide = |fields: &str| {
        format!(
            r#"{{"do":"decide","annotators":["ada-example","ben"],"relations_a":["ra"],"relations_b":["rb"],{fields}}}"#
        )
    };
    let lines = [
        r#"{"do":"decide_agreements","annotators":["ada-example","ben"]}"#.to_owned(),
        r#"{"do":"decide","annotators":["ada-example","ben"],"a":["a2"],"b":["b2"],"outcome":"a"}"#
            .to_owned(),
        decide(r#""outcome":"edited","type":"supports","features":{"kind":"time"}"#),
        decide(r#""outcome":"edited","type":"supports","from":"b2","to":"a1","note":"Turned.""#),
        decide(r#""outcome":"edited""#),
        decide(r#""outcome":"edited","spans":[[13,24]],"label":"claim""#),
        decide(r#""outcome":"edited","type":"supports","label":"claim""#),
        decide(r#""outcome":"both","type":"supports""#),
        decide(r#""outcome":"edited","type":"corrects""#),
        r#"{"do":"decide","annotators":["ada-example","ben"],"b":["b3"],"outcome":"edited","spans":[[13,24]],"label":"claim","type":"supports"}"#
            .to_owned(),
    ];
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let out = edit(&world, "ada-example", &lines);
    let needs =
        "the outcome edited of a link needs its type, and takes from and to, not spans and label";
    assert_eq!(
        out,
        format!(
            "{{\"ack\":1}}\n{{\"ack\":2}}\n{{\"ack\":3}}\n{{\"ack\":4}}\n\
             {{\"error\":\"{needs}\",\"line\":5}}\n\
             {{\"error\":\"{needs}\",\"line\":6}}\n\
             {{\"error\":\"{needs}\",\"line\":7}}\n\
             {{\"error\":\"spans, label, type, from, to and features are for the outcome edited\",\"line\":8}}\n\
             {{\"error\":\"there is no type of link corrects\",\"line\":9}}\n\
             {{\"error\":\"the outcome edited needs spans and label\",\"line\":10}}\n"
        )
    );
    let project = world.json("p.json");
    let all = project["relations"].as_array().unwrap().iter();
    let own: Vec<_> = all.filter(|r| r["annotator"] == "final").collect();
    let [link] = own.as_slice() else {
        panic!("one link: {own:?}");
    };
    assert_eq!(link["type"], "supports");
    let words = |id: &Value| {
        let all = project["annotations"].as_array().unwrap();
        let found = all.iter().find(|a| a["id"] == *id).unwrap();
        assert_eq!(found["annotator"], "final");
        found["label"].clone()
    };
    assert_eq!(
        (words(&link["from"]), words(&link["to"])),
        (json!("claim"), json!("quote"))
    );
    let decisions = project["decisions"].as_array().unwrap().iter();
    let of_links: Vec<_> = decisions
        .filter(|d| d["relations_a"] == json!(["ra"]))
        .collect();
    let [decision] = of_links.as_slice() else {
        panic!("one decision: {of_links:?}");
    };
    assert_eq!(
        (&decision["outcome"], &decision["note"], &decision["result"]),
        (&json!("edited"), &json!("Turned."), &json!([link["id"]]))
    );
    assert_eq!(world.run(&["check", "p.json"]).code, Some(0));
}

#[test]
fn what_was_settled_between_others_is_replaced_and_that_is_said() {
    let world = world();
    edit(
        &world,
        "Ben",
        &[
            r#"{"do":"decide","annotators":["ada-example","ben"],"a":["a2"],"b":["b2"],"outcome":"b"}"#,
        ],
    );
    edit(
        &world,
        "Cy",
        &[
            r#"{"do":"annotate","document":"Bridge closes","label":"claim","spans":[[54,66]],"id":"c2"}"#,
        ],
    );
    let said = edit(
        &world,
        "Cy",
        &[
            r#"{"do":"decide","annotators":["ada-example","cy"],"a":["a2"],"b":["c2"],"outcome":"a"}"#,
        ],
    );
    assert!(said.contains("settled there between others"), "{said}");
    let project = world.json("p.json");
    let (layer, _) = final_layer(&project);
    assert!(
        layer.len() == 1 && layer[0].starts_with("claim "),
        "{layer:?}"
    );
    let all = project["decisions"].as_array().unwrap();
    let mut outcomes: Vec<&str> = all.iter().filter_map(|d| d["outcome"].as_str()).collect();
    outcomes.sort_unstable();
    assert_eq!(outcomes, ["a", "edited"]);
    let ran = world.run(&["compare", "p.json", "--annotators", "ada-example,cy"]);
    let told = ran.done();
    assert!(told.contains("other fields: "), "{told}");
    assert!(told.contains("(speaker: Port)"), "{told}");
}
