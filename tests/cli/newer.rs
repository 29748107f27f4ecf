//! Article files that change beside the project.

use crate::world::World;
use serde_json::json;

#[test]
fn a_newer_version_takes_the_annotations_with_it() {
    let world = World::with_project();
    let d = world.document(0);
    let tag = |start: usize, end: usize, id: &str| {
        format!(
            "{{\"do\":\"annotate\",\"document\":\"{d}\",\"label\":\"claim\",\"spans\":[[{start},{end}]],\"id\":\"{id}\"}}\n"
        )
    };
    let tags = [tag(15, 35, "a1"), tag(7, 13, "a2"), tag(54, 65, "a3")].concat();
    world.run_with(&["edit", "p.json"], &tags).check(
        0,
        "{\"ack\":1}\n{\"ack\":2}\n{\"ack\":3}\n",
        "",
    );
    world.run(&["check", "p.json"]).check(0, "", "");

    world.write(
        "articles/a.txt",
        "New at noon.\n\nBridge opens\n“We will not close it,” the port said. 🙂\n",
    );
    let notice = format!(
        "notice: the file of article {d} has changed since it was read, replace_article of `countermark edit` takes it in: DIR/articles/a.txt\n"
    );
    world.run(&["check", "p.json"]).check(0, "", &notice);

    let replace = format!("{{\"do\":\"replace_article\",\"document\":\"{d}\"}}");
    world
        .run_with(&["edit", "p.json"], &replace)
        .check(0, "{\"ack\":1}\n", "");
    world.run(&["check", "p.json"]).check(0, "", "");
    let project = world.json("p.json");
    assert_eq!(
        project["documents"][0]["text"],
        "New at noon.\n\nBridge opens\n“We will not close it,” the port said. 🙂\n"
    );
    assert_eq!(project["documents"][0]["title"], "Bridge closes");
    let find = |project: &serde_json::Value, id: &str| {
        let all = project["annotations"].as_array().unwrap();
        all.iter().find(|a| a["id"] == id).unwrap().clone()
    };
    let exact = find(&project, "a1");
    assert_eq!(exact["text"], json!(["We will not close it"]));
    assert_eq!(exact["spans"], json!([[28, 48]]));
    assert_eq!(
        (&exact["anchor"], &exact["old_spans"]),
        (&json!(null), &json!(null))
    );
    let changed = find(&project, "a2");
    assert_eq!(changed["text"], json!(["opens"]));
    assert_eq!(changed["anchor"], "changed");
    assert_eq!(changed["old_spans"], json!([[7, 13]]));
    assert_eq!(changed["old_text"], json!(["closes"]));
    assert_eq!(find(&project, "a3")["anchor"], "lost");

    // What is lost is not written as if it were tagged there, and all that is doubtful is counted.
    let ran = world.run(&["export", "p.json", "--to", "csv", "-o", "out", "--json"]);
    let told: serde_json::Value = serde_json::from_str(ran.done()).unwrap();
    assert_eq!(told["written"]["annotations"], 2);
    let count = |start: &str| {
        let losses = told["losses"].as_array().unwrap();
        let found = losses
            .iter()
            .find(|l| l["what"].as_str().unwrap().starts_with(start));
        found.map(|l| l["count"].clone())
    };
    assert_eq!(count("annotations whose words are gone"), Some(json!(1)));
    assert_eq!(
        count("annotations, written without the mark"),
        Some(json!(1))
    );
    let written = world.read("out/spans.csv");
    assert!(!written.split([',', '\n']).any(|cell| cell == "a3"));

    let lines = "{\"do\":\"accept_places\",\"annotations\":[\"a2\"]}\n{\"do\":\"accept_places\",\"annotations\":[\"a1\"]}\n";
    world.run_with(&["edit", "p.json"], lines).check(
        1,
        "{\"ack\":1}\n{\"error\":\"no annotation there waits for a look\",\"line\":2}\n",
        "",
    );
    let settled = find(&world.json("p.json"), "a2");
    assert_eq!(
        (&settled["anchor"], &settled["old_text"]),
        (&json!(null), &json!(null))
    );
    world
        .run_with(
            &["edit", "p.json"],
            "{\"do\":\"undo\"}\n{\"do\":\"undo\"}\n",
        )
        .check(0, "{\"ack\":1}\n{\"ack\":2}\n", "");
    let back = world.json("p.json");
    assert_eq!(find(&back, "a2")["text"], json!(["closes"]));
    assert_eq!(find(&back, "a3")["spans"], json!([[54, 65]]));
}

#[test]
fn what_cannot_be_replaced_is_told() {
    let world = World::with_project();
    let d = world.document(1);
    let line = |path: &str| {
        format!("{{\"do\":\"replace_article\",\"document\":\"{d}\",\"path\":\"{path}\"}}\n")
    };
    let lines = [line("none.txt"), line("articles")].concat();
    let ran = world.run_with(&["edit", "p.json"], &lines);
    ran.check(
        1,
        "{\"error\":\"the article cannot be read: No such file or directory (os error 2): none.txt\",\"line\":1}\n{\"error\":\"the article cannot be read: it is a folder: articles\",\"line\":2}\n",
        "",
    );
    world.write("other/b.txt", "Port reopens\nThe bridge is open again.\n");
    world
        .run_with(&["edit", "p.json"], &line("other/b.txt"))
        .check(0, "{\"ack\":1}\n", "");
    let document = world.json("p.json")["documents"][1].clone();
    assert_eq!(
        document["text"],
        "Port reopens\nThe bridge is open again.\n"
    );
    assert_eq!(document["source"]["path"], "articles/b.txt");
}

#[test]
fn a_file_outside_the_projects_folder_is_found_where_it_was_read_from() {
    let world = World::with_project();
    world.write("elsewhere/e.txt", "Bridge opens\nAt noon.\n");
    world.write("inside/x.txt", "");
    let made = world.run(&["new", "elsewhere/e.txt", "-o", "inside/q.json"]);
    assert_eq!(made.code, Some(0), "{}", made.err);
    world.run(&["check", "inside/q.json"]).check(0, "", "");
    world.write("elsewhere/e.txt", "Bridge closes\nAt noon.\n");
    let checked = world.run(&["check", "inside/q.json"]);
    assert!(
        checked.err.contains("has changed since it was read")
            && checked.err.contains("elsewhere/e.txt"),
        "{}",
        checked.err
    );
    let replace = "{\"do\":\"replace_article\",\"document\":\"e.txt\"}\n";
    let edited = world.run_with(&["edit", "inside/q.json"], replace);
    edited.check(0, "{\"ack\":1}\n", "");
    world.run(&["check", "inside/q.json"]).check(0, "", "");
    // One that comes in later, too.
    world.write("elsewhere/f.txt", "Ferry goes\nAt noon.\n");
    let add = "{\"do\":\"add_articles\",\"paths\":[\"elsewhere/f.txt\"]}\n";
    let added = world.run_with(&["edit", "inside/q.json"], add);
    added.check(0, "{\"ack\":1}\n", "");
    world.write("elsewhere/f.txt", "Ferry stays\nAt noon.\n");
    let checked = world.run(&["check", "inside/q.json"]);
    assert!(checked.err.contains("elsewhere/f.txt"), "{}", checked.err);
}
