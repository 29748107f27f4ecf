use crate::world::World;
use serde_json::{Value, json};

#[allow(clippy::format_collect, reason = "a test's few lines")]
fn annotate(world: &World, file: &str, who: &str, lines: &[(usize, &str, [usize; 2], &str)]) {
    let edits: String = lines
        .iter()
        .map(|(document, label, span, id)| {
            let line = json!({
                "do": "annotate", "document": world.document(*document), "label": label,
                "spans": [span], "id": id,
            });
            format!("{line}\n")
        })
        .collect();
    let ran = world.run_with(&["edit", file, "--annotator", who], &edits);
    assert_eq!(ran.code, Some(0), "{ran:?}");
}

fn copy(world: &World, to: &[&str]) {
    for name in to {
        std::fs::copy(world.path("p.json"), world.path(name)).unwrap();
    }
}

fn ids(project: &Value) -> Vec<&str> {
    let all = project["annotations"].as_array().unwrap();
    all.iter().map(|a| a["id"].as_str().unwrap()).collect()
}

#[test]
fn copies_of_two_annotators_become_one_project() {
    let world = World::with_project();
    copy(&world, &["q.json"]);
    annotate(
        &world,
        "p.json",
        "ada-example",
        &[(0, "quote", [15, 35], "a1")],
    );
    annotate(&world, "q.json", "Ben", &[(1, "claim", [13, 31], "b1")]);
    let ran = world.run(&["merge", "p.json", "q.json", "-o", "out.json"]);
    ran.check(
        0,
        "out.json: 2 articles, 2 annotators, 2 annotations, 0 links\n",
        "",
    );
    assert_eq!(ids(&world.json("out.json")), ["a1", "b1"]);
    assert_eq!(world.run(&["check", "out.json"]).code, Some(0));
    let again = world.run(&["merge", "p.json", "q.json", "-o", "out.json"]);
    assert_eq!(again.code, Some(4), "{again:?}");
}

#[test]
fn one_id_with_two_names_is_two_people() {
    let world = World::with_project();
    let text = world.read("p.json").replace("Ada Example", "Adam Example");
    world.write("q.json", text);
    annotate(
        &world,
        "p.json",
        "ada-example",
        &[(0, "quote", [15, 35], "a1")],
    );
    annotate(
        &world,
        "q.json",
        "ada-example",
        &[(0, "claim", [15, 35], "a1")],
    );
    let ran = world.run(&["merge", "p.json", "q.json", "-o", "out.json"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let out = world.json("out.json");
    assert_eq!(out["annotators"].as_array().unwrap().len(), 2);
    assert_eq!(out["annotators"][1]["id"], "ada-example-2");
    assert_eq!(ids(&out), ["a1", "a1-2"]);
    assert_eq!(out["annotations"][1]["annotator"], "ada-example-2");
}

#[test]
fn two_versions_of_one_annotation_are_both_kept() {
    let world = World::with_project();
    annotate(
        &world,
        "p.json",
        "ada-example",
        &[(0, "quote", [15, 35], "a1")],
    );
    copy(&world, &["q.json"]);
    let change = "{\"do\":\"set_spans\",\"annotation\":\"a1\",\"spans\":[[15,30]]}\n";
    assert_eq!(world.run_with(&["edit", "q.json"], change).code, Some(0));
    let ran = world.run(&["merge", "p.json", "q.json", "-o", "out.json"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let out = world.json("out.json");
    let mut found = ids(&out);
    found.sort_unstable();
    assert_eq!(found, ["a1", "a1-2"]);
    let flagged = out["annotations"]
        .as_array()
        .unwrap()
        .iter()
        .find(|a| a["id"] == "a1-2");
    assert_eq!(
        flagged.unwrap()["note"],
        "Other version, kept by a merge of a1."
    );
}

#[test]
fn the_driver_takes_both_sides_of_disjoint_edits() {
    let world = World::with_project();
    copy(&world, &["base.json", "q.json"]);
    annotate(
        &world,
        "p.json",
        "ada-example",
        &[(0, "quote", [15, 35], "a1")],
    );
    annotate(
        &world,
        "q.json",
        "ada-example",
        &[(1, "claim", [13, 31], "a2")],
    );
    let ran = world.run(&["merge-driver", "base.json", "p.json", "q.json"]);
    ran.check(0, "", "");
    assert_eq!(ids(&world.json("p.json")), ["a1", "a2"]);
    assert_eq!(ids(&world.json("q.json")), ["a2"], "theirs is only read");
}

#[test]
fn the_driver_keeps_both_versions_of_what_both_changed() {
    let world = World::with_project();
    annotate(
        &world,
        "p.json",
        "ada-example",
        &[(0, "quote", [15, 35], "a1")],
    );
    copy(&world, &["base.json", "q.json"]);
    let change = |to: usize| {
        format!("{{\"do\":\"set_spans\",\"annotation\":\"a1\",\"spans\":[[15,{to}]]}}\n")
    };
    assert_eq!(
        world.run_with(&["edit", "p.json"], &change(30)).code,
        Some(0)
    );
    assert_eq!(
        world.run_with(&["edit", "q.json"], &change(28)).code,
        Some(0)
    );
    let ran = world.run(&["merge-driver", "base.json", "p.json", "q.json"]);
    let told = "notice: both changed the annotation a1; theirs is a1-2\n";
    ran.check(1, "", told);
    let out = world.json("p.json");
    let spans: Vec<_> = out["annotations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|a| json!([a["id"], a["spans"]]))
        .collect();
    assert_eq!(
        json!(spans),
        json!([["a1-2", [[15, 28]]], ["a1", [[15, 30]]]])
    );
    // Apart from the journal, which belongs to the file that was there before.
    world.write("merged.json", world.read("p.json"));
    assert_eq!(world.run(&["check", "merged.json"]).code, Some(0));
}

#[test]
fn the_driver_takes_disjoint_edits_of_one_article_and_of_unknown_fields() {
    let world = World::with_project();
    copy(&world, &["base.json", "q.json"]);
    let mut ours = world.json("p.json");
    ours["documents"][0]["title"] = json!("Ours");
    ours["ours"] = json!([1, 1.0]);
    world.write("p.json", ours.to_string());
    let mut theirs = world.json("q.json");
    theirs["documents"][0]["metadata"]["outlet"] = json!("ANSA");
    theirs["theirs"] = json!("2");
    world.write("q.json", theirs.to_string());
    let ran = world.run(&["merge-driver", "base.json", "p.json", "q.json"]);
    // What was written from outside has no use for the journal of what stood there before.
    let told = "notice: The file was replaced from outside. Its old journal, of which every edit was saved before, is kept in DIR/p.json.journal.aside-1; undo begins anew: p.json\n";
    ran.check(0, "", told);
    let merged = world.json("p.json");
    assert_eq!(merged["documents"][0]["title"], "Ours");
    assert_eq!(merged["documents"][0]["metadata"]["outlet"], "ANSA");
    assert_eq!(merged["ours"], json!([1, 1.0]));
    assert_eq!(merged["theirs"], "2");
}

#[test]
fn what_is_of_a_newer_version_is_not_merged() {
    let world = World::with_project();
    let mut newer = world.json("p.json");
    newer["version"] = json!(2);
    world.write("newer.json", newer.to_string());
    let ran = world.run(&["merge", "p.json", "newer.json", "-o", "out.json"]);
    assert_eq!(ran.code, Some(3), "{ran:?}");
    assert!(
        ran.err.contains("error: it is of a newer version: "),
        "{ran:?}"
    );
    assert!(ran.err.contains("help: "), "{ran:?}");
    assert!(!world.path("out.json").exists());
    let ran = world.run(&["merge-driver", "p.json", "p.json", "newer.json"]);
    assert_eq!(ran.code, Some(3), "{ran:?}");
}

#[test]
fn what_is_no_project_leaves_ours_as_it_is() {
    let world = World::with_project();
    world.write("broken.json", "{");
    let before = world.read("p.json");
    let ran = world.run(&["merge-driver", "p.json", "p.json", "broken.json"]);
    assert_eq!(ran.code, Some(3), "{ran:?}");
    assert_eq!(world.read("p.json"), before);
}

#[test]
fn git_merges_two_branches_without_conflict_marks() {
    let world = World::with_project();
    let git = |arguments: &[&str]| {
        let run = std::process::Command::new("git")
            .args(["-c", "user.name=Ada", "-c", "user.email=ada@example.org"])
            .args(arguments)
            .current_dir(world.path(""))
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_SYSTEM", "/dev/null")
            .output();
        run.is_ok_and(|out| out.status.success())
    };
    if !git(&["init", "-q", "-b", "main"]) {
        eprintln!("git is not there, so it was not tried");
        return;
    }
    let program = env!("CARGO_BIN_EXE_countermark");
    let driver = format!("'{program}' merge-driver %O %A %B");
    world.write(".gitattributes", "p.json merge=countermark\n");
    world.write(".gitignore", "*.journal\n*.lock\n*.bak\nhome\n");
    assert!(git(&["config", "merge.countermark.driver", &driver]));
    let commit = |message: &str| {
        assert!(git(&["add", "p.json", ".gitattributes", ".gitignore"]));
        assert!(git(&["commit", "-q", "-m", message]), "{message}");
    };
    let forget_journal = || {
        for name in ["p.json.journal", "p.json.bak", "p.json.lock"] {
            let _ = std::fs::remove_file(world.path(name));
        }
    };
    commit("base");
    assert!(git(&["checkout", "-q", "-b", "ben"]));
    annotate(&world, "p.json", "Ben", &[(0, "claim", [15, 35], "b1")]);
    commit("ben");
    assert!(git(&["checkout", "-q", "main"]));
    forget_journal();
    annotate(
        &world,
        "p.json",
        "ada-example",
        &[(0, "quote", [15, 35], "a1")],
    );
    commit("ada");
    assert!(git(&["merge", "-q", "ben"]));
    assert_eq!(ids(&world.json("p.json")), ["a1", "b1"]);

    // Ben changes the tag set, and Ada goes on with the old one: nothing is lost.
    assert!(git(&["checkout", "-q", "ben"]));
    assert!(git(&["merge", "-q", "main"]));
    forget_journal();
    let edits = THEIR_TAGS.replace("q1", "a1");
    let ran = world.run_with(&["edit", "p.json", "--annotator", "ada-example"], &edits);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    commit("tags");
    assert!(git(&["checkout", "-q", "main"]));
    forget_journal();
    let new = [(1, "quote", [13, 31], "a2")];
    annotate(&world, "p.json", "ada-example", &new);
    commit("more");
    assert!(git(&["merge", "-q", "ben"]));
    let merged = world.json("p.json");
    let all = merged["annotations"].as_array().unwrap().iter();
    let labels: Vec<_> = all
        .map(|a| (a["id"].as_str(), a["label"].as_str()))
        .collect();
    assert_eq!(
        labels,
        [
            (Some("a1"), Some("opinion")),
            (Some("b1"), Some("claim")),
            (Some("a2"), Some("quote")),
        ]
    );
    forget_journal();
    assert_eq!(world.run(&["check", "p.json"]).code, Some(0));

    // Both change one annotation: git asks for a look.
    let tag = |label: &str| {
        format!("{{\"do\":\"relabel\",\"annotation\":\"b1\",\"label\":\"{label}\"}}\n")
    };
    for (branch, label) in [("ben", "opinion"), ("main", "contradiction")] {
        assert!(git(&["checkout", "-q", branch]));
        forget_journal();
        let ran = world.run_with(&["edit", "p.json", "--annotator", "ben"], &tag(label));
        assert_eq!(ran.code, Some(0), "{ran:?}");
        commit(branch);
    }
    assert!(!git(&["merge", "-q", "ben"]));
    assert_eq!(
        world.json("p.json")["annotations"]
            .as_array()
            .unwrap()
            .len(),
        4
    );
}

/// Runs the driver on two sides of `p.json`, made by edits.
fn driven(ours: &str, theirs: &str) -> (World, crate::world::Ran) {
    let world = World::with_project();
    annotate(
        &world,
        "p.json",
        "ada-example",
        &[
            (0, "quote", [15, 35], "q1"),
            (0, "claim", [0, 6], "c1"),
            (1, "claim", [13, 31], "c2"),
        ],
    );
    copy(&world, &["base.json", "q.json"]);
    for (file, edits) in [("p.json", ours), ("q.json", theirs)] {
        let edits = edits.replace("D0", &world.document(0));
        let ran = world.run_with(&["edit", file], &edits);
        assert_eq!(ran.code, Some(0), "{ran:?}");
    }
    let ran = world.run(&["merge-driver", "base.json", "p.json", "q.json"]);
    world.write("merged.json", world.read("p.json"));
    assert_eq!(world.run(&["check", "merged.json"]).code, Some(0));
    (world, ran)
}

const OUR_EDIT: &str = r#"{"do":"annotate","document":"D0","label":"claim","spans":[[15,20]],"id":"o1"}
"#;

const THEIR_TAGS: &str = r##"{"do":"put_label","id":"opinion","name":"Opinion","color":"#884400"}
{"do":"relabel","annotation":"q1","label":"opinion"}
{"do":"remove_label","label":"quote"}
"##;

#[test]
fn the_driver_takes_a_changed_tag_set_with_its_relabels() {
    let (world, ran) = driven(OUR_EDIT, THEIR_TAGS);
    ran.check(0, "", "");
    let merged = world.json("p.json");
    let label = |id: &str| {
        let all = merged["annotations"].as_array().unwrap();
        all.iter().find(|a| a["id"] == id).unwrap()["label"].clone()
    };
    assert_eq!(label("q1"), "opinion");
    assert_eq!(label("o1"), "claim");
    let labels = merged["schema"]["labels"].as_array().unwrap();
    assert!(labels.iter().all(|l| l["id"] != "quote"));
}

#[test]
fn the_driver_tells_what_it_brought_back() {
    let (world, ran) = driven(
        "{\"do\":\"remove_article\",\"document\":\"D0\"}\n",
        r#"{"do":"set_spans","annotation":"q1","spans":[[15,30]]}
"#,
    );
    let id = world.json("base.json")["documents"][0]["id"].clone();
    let id = id.as_str().unwrap();
    let told = format!(
        "notice: we removed the annotation q1, they changed it; it is back\n\
         notice: we removed the article {id}, they worked on it; it is back\n"
    );
    ran.check(1, "", &told);
    let mut all: Vec<String> = ids(&world.json("p.json"))
        .into_iter()
        .map(str::to_owned)
        .collect();
    all.sort();
    assert_eq!(all, ["c1", "c2", "q1"], "the article is back whole");
    let (world, ran) = driven(
        "{\"do\":\"set_note\",\"annotation\":\"c1\",\"note\":\"Sure?\"}\n",
        "{\"do\":\"remove\",\"annotation\":\"c1\"}\n",
    );
    let told = "notice: they removed the annotation c1, we changed it; ours stays\n";
    ran.check(1, "", told);
    assert_eq!(ids(&world.json("p.json")).len(), 3);
    let (world, ran) = driven(
        "{\"do\":\"remove\",\"annotation\":\"c1\"}\n",
        "{\"do\":\"relate\",\"type\":\"supports\",\"from\":\"c1\",\"to\":\"c2\",\"id\":\"r1\"}\n",
    );
    let told = "notice: we removed the annotation c1, their link r1 ends at it; it is back\n";
    ran.check(0, "", told);
    assert_eq!(world.json("p.json")["relations"][0]["id"], "r1");
}
