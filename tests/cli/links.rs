//! Links from words, speakers, types of links and suggestions, by `edit`.

use crate::world::World;
use serde_json::json;

fn edit(world: &World, annotator: &str, lines: &[&str]) -> String {
    let args = ["edit", "p.json", "--annotator", annotator];
    world.run_with(&args, &lines.join("\n")).out
}

#[test]
fn a_link_from_words_and_from_anothers_annotation_is_one_step() {
    let world = World::with_project();
    let tag = r#"{"do":"annotate","document":"Bridge closes","label":"quote","spans":[[15,35]],"id":"b1","features":{"speaker":"Port"}}"#;
    edit(&world, "Ben", &[tag]);
    let before = world.json("p.json");
    let plain = r#"{"do":"link","type":"contradicts","from":[{"annotation":"b1"}],"to":{"document":"Port reopens","spans":[[13,31]]}}"#;
    let copied = r#"{"do":"link","type":"contradicts","from":[{"copy_of":"b1"}],"to":{"document":"Port reopens","spans":[[13,31]]},"features":{"kind":"negation"},"note":"both cannot hold"}"#;
    let mixed =
        r#"{"do":"link","type":"contradicts","from":[],"to":{"annotation":"b1","copy_of":"b1"}}"#;
    let out = edit(&world, "ada-example", &[plain, mixed, copied]);
    assert_eq!(
        out,
        "{\"error\":\"the annotation b1 is in the layer of ben, not of ada-example; {\\\"copy_of\\\":\\\"b1\\\"} in its place links a copy of it\",\"line\":1}\n\
         {\"error\":\"an end is an annotation, or copy_of, or document with spans and perhaps label\",\"line\":2}\n\
         {\"ack\":3}\n"
    );
    let after = world.json("p.json");
    let annotations = after["annotations"].as_array().unwrap();
    assert_eq!(annotations.len(), 3);
    let own: Vec<_> = annotations
        .iter()
        .filter(|a| a["annotator"] == "ada-example")
        .collect();
    assert_eq!(own[0]["label"], "quote");
    assert_eq!(own[0]["origin"], "copy");
    assert_eq!(own[0]["features"], json!({"speaker": "Port"}));
    assert_eq!(own[1]["label"], "contradiction");
    assert_eq!(own[1]["text"], json!(["The bridge is open"]));
    let link = &after["relations"][0];
    assert_eq!(link["type"], "contradicts");
    assert_eq!((&link["from"], &link["to"]), (&own[0]["id"], &own[1]["id"]));
    assert_eq!(link["features"], json!({"kind": "negation"}));
    assert_eq!(link["note"], "both cannot hold");
    let swap = format!(r#"{{"do":"swap_relation","relation":{}}}"#, link["id"]);
    edit(&world, "ada-example", &[&swap]);
    assert_eq!(world.json("p.json")["relations"][0]["from"], own[1]["id"]);
    let undo = r#"{"do":"undo"}"#;
    edit(&world, "ada-example", &[undo, undo]);
    let mut back = world.json("p.json");
    // The step that comes after: whoever opens with a new name is added to the project.
    back["annotators"] = before["annotators"].clone();
    assert_eq!(back, before);
}

#[test]
fn relating_anothers_annotation_offers_the_line_that_copies_it() {
    let world = World::with_project();
    let tag = |id: &str, document: &str| {
        format!(
            r#"{{"do":"annotate","document":"{document}","label":"quote","spans":[[13,20]],"id":"{id}"}}"#
        )
    };
    edit(&world, "Ben", &[&tag("b1", "Bridge closes")]);
    let relate = r#"{"do":"relate","type":"contradicts","from":"b1","to":"a1"}"#;
    let out = edit(&world, "ada-example", &[&tag("a1", "Port reopens"), relate]);
    let answer: serde_json::Value = serde_json::from_str(out.lines().nth(1).unwrap()).unwrap();
    let error = answer["error"].as_str().unwrap();
    let line =
        r#"{"do":"link","type":"contradicts","from":[{"copy_of":"b1"}],"to":{"annotation":"a1"}}"#;
    assert_eq!(
        error,
        format!(
            "the annotation b1 is in the layer of ben, not of ada-example; {line} links a copy of it"
        )
    );
    // The line as it is offered.
    assert_eq!(edit(&world, "ada-example", &[line]), "{\"ack\":1}\n");
}

#[test]
fn two_links_of_one_type_between_the_same_two_are_a_notice() {
    let world = World::with_project();
    let tag = |id: &str, document: &str| {
        format!(
            r#"{{"do":"annotate","document":"{document}","label":"claim","spans":[[13,20]],"id":"{id}"}}"#
        )
    };
    let relate = |id: &str, relation_type: &str, from: &str, to: &str| {
        format!(
            r#"{{"do":"relate","type":"{relation_type}","from":"{from}","to":"{to}","id":"{id}"}}"#
        )
    };
    let lines = [
        tag("a1", "Bridge closes"),
        tag("a2", "Port reopens"),
        relate("r1", "contradicts", "a1", "a2"),
        relate("r2", "contradicts", "a2", "a1"),
        // This type has a direction.
        relate("s1", "supports", "a1", "a2"),
        relate("s2", "supports", "a2", "a1"),
    ];
    edit(&world, "ada-example", &lines.each_ref().map(String::as_str));
    let checked = world.run(&["check", "p.json"]);
    assert_eq!(checked.code, Some(0));
    let notices: Vec<&str> = checked
        .err
        .lines()
        .filter(|l| l.contains("relation"))
        .collect();
    assert_eq!(
        notices,
        [
            "notice: relation r2: r1 joins the same two annotations, as contradicts too; both are counted: p.json"
        ]
    );
}

#[test]
fn speakers_are_merged_in_every_layer() {
    let world = World::with_project();
    let tag = |id: &str, speaker: &str| {
        format!(
            r#"{{"do":"annotate","document":"Bridge closes","label":"quote","spans":[[15,35]],"id":"{id}","features":{{"speaker":"{speaker}"}}}}"#
        )
    };
    edit(&world, "Ben", &[&tag("b1", "the port")]);
    let out = edit(
        &world,
        "ada-example",
        &[
            &tag("a1", "Port of Example"),
            r#"{"do":"add_speaker","name":"Port of Example","id":"s1"}"#,
            r#"{"do":"merge_speakers","into":"s1","speakers":["The Port"]}"#,
            r#"{"do":"merge_speakers","into":"s1","speakers":["nobody"]}"#,
            r#"{"do":"set_speaker_aliases","speaker":"the port","aliases":["the port","PoE"]}"#,
            r#"{"do":"rename_speaker","speaker":"poe","name":"Port"}"#,
        ],
    );
    assert_eq!(
        out,
        "{\"ack\":1}\n{\"ack\":2}\n{\"ack\":3}\n{\"error\":\"nobody is called nobody\",\"line\":4}\n\
         {\"ack\":5}\n{\"ack\":6}\n"
    );
    let project = world.json("p.json");
    assert_eq!(
        project["speakers"],
        json!([{"id": "s1", "name": "Port", "aliases": ["the port", "PoE"]}])
    );
    for annotation in project["annotations"].as_array().unwrap() {
        assert_eq!(annotation["features"], json!({"speaker": "Port"}));
    }
    let remove = [r#"{"do":"remove_speaker","speaker":"PoE"}"#; 2];
    assert_eq!(
        edit(&world, "ada-example", &remove),
        "{\"ack\":1}\n{\"error\":\"PoE is not on the list of speakers\",\"line\":2}\n"
    );
    assert_eq!(world.json("p.json")["speakers"], json!([]));
}

#[test]
fn a_type_of_link_comes_and_goes() {
    let world = World::with_project();
    let out = edit(
        &world,
        "ada-example",
        &[
            r#"{"do":"put_relation_type","id":"corrects","key":"5"}"#,
            r#"{"do":"link","type":"corrects","from":[{"document":"Bridge closes","spans":[[15,35]],"label":"quote"}],"to":{"document":"Port reopens","spans":[[13,31]],"label":"claim"}}"#,
            r#"{"do":"remove_relation_type","type":"corrects"}"#,
            r#"{"do":"remove_relation_type","type":"corrects","move_to":"supports"}"#,
        ],
    );
    assert_eq!(
        out,
        "{\"ack\":1}\n{\"ack\":2}\n\
         {\"error\":\"the type corrects has 1 links: say where they go\",\"line\":3}\n{\"ack\":4}\n"
    );
    let project = world.json("p.json");
    assert_eq!(project["relations"][0]["type"], "supports");
    assert_eq!(
        project["schema"]["relation_types"]
            .as_array()
            .unwrap()
            .len(),
        4
    );
}

#[test]
fn a_line_of_suggest_can_be_accepted_and_rejected() {
    let world = World::with_project();
    let quote = r#"{"kind":"quotes","score":0.93,"why":"between quotation marks","spans":[{"document":"Bridge closes","fragments":[[15,35]],"label":"quote","features":{"speaker":"Port"}}]}"#;
    let accept = format!(r#"{{"do":"accept_suggestions","suggestions":[{quote}]}}"#);
    let reject = format!(r#"{{"do":"reject_suggestions","suggestions":[{quote}]}}"#);
    let unknown = accept.replace("quotes", "guesses");
    assert_eq!(
        edit(&world, "ada-example", &[&accept, &reject, &unknown]),
        "{\"ack\":1}\n{\"ack\":2}\n{\"error\":\"a suggestion is one of quotes, repeats, quote-variants, contradictions, machine, not guesses\",\"line\":3}\n"
    );
    let project = world.json("p.json");
    let annotation = &project["annotations"][0];
    assert_eq!(annotation["text"], json!(["We will not close it"]));
    assert_eq!(annotation["origin"], "suggestion");
    assert_eq!(annotation["features"], json!({"speaker": "Port"}));
    assert_eq!(
        project["rejected"],
        json!([{
            "kind": "quotes",
            "documents": [project["documents"][0]["sha256"]],
            "spans": [[[15, 35]]],
            "annotator": "ada-example"
        }])
    );
    // Every line is a step, also what a second program reads from the journal alone.
    let undo = edit(&world, "ada-example", &[r#"{"do":"undo"}"#]);
    assert_eq!(undo, "{\"ack\":1}\n");
    assert_eq!(world.json("p.json")["rejected"], json!([]));
}
