use crate::world::World;

/// A project with one annotation, `a1`, on “We will not close it,”.
fn annotated() -> World {
    let world = World::with_project();
    let d = world.document(0);
    let line = format!(
        "{{\"do\":\"annotate\",\"document\":\"{d}\",\"label\":\"quote\",\"spans\":[[15,35]],\"id\":\"a1\"}}\n"
    );
    world
        .run_with(&["edit", "p.json"], &line)
        .check(0, "{\"ack\":1}\n", "");
    world
}

#[test]
fn a_sound_project_has_no_lines() {
    let world = annotated();
    world.run(&["check", "p.json"]).check(0, "", "");
    let json = world.run(&["check", "p.json", "--json"]);
    json.check(0, "{\"path\":\"p.json\",\"problems\":[]}\n", "");
}

#[test]
fn a_problem_is_a_line_and_a_fault() {
    let world = annotated();
    let d = world.document(0);
    let broken = world.read("p.json").replace("[[15,35]]", "[[16,36]]");
    world.write("broken.json", &broken);
    let text = world.run(&["check", "broken.json"]);
    assert_eq!((text.code, text.err.as_str()), (Some(1), ""), "{text:?}");
    assert_eq!(text.out.lines().count(), 1, "{text:?}");
    assert!(text.out.starts_with("broken.json: "), "{text:?}");
    let json = world.run(&["check", "p.json", "broken.json", "--json"]);
    assert_eq!((json.code, json.err.as_str()), (Some(1), ""), "{json:?}");
    let lines: Vec<serde_json::Value> = json
        .out
        .lines()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect();
    assert_eq!(lines[0]["problems"], serde_json::json!([]));
    assert_eq!(lines[1]["path"], "broken.json");
    let problem = &lines[1]["problems"][0];
    assert_eq!(problem["kind"], "span_text");
    assert_eq!(problem["annotation"], "a1");
    assert_eq!(problem["document"], d);
    assert_eq!(
        text.out,
        format!("broken.json: {}\n", problem["message"].as_str().unwrap())
    );
    // Looking has changed nothing.
    assert_eq!(world.read("broken.json"), broken);
    assert!(!world.path("broken.json.lock").exists());
    assert!(!world.path("broken.json.journal").exists());
}

#[test]
fn a_file_changed_from_outside_is_read_without_its_journal() {
    let world = annotated();
    let journal = world.read("p.json.journal");
    let broken = world
        .read("p.json")
        .replace("[\"We will not", "[\"We shall no");
    world.write("p.json", &broken);
    let check = world.run(&["check", "p.json"]);
    let told = "the journal belongs to another state of the file and was not read: p.json";
    assert!(check.out.contains("a1"), "{check:?}");
    let notice = check.err.to_lowercase();
    assert!(notice.contains(told), "{check:?}");
    assert_eq!(check.code, Some(1), "{check:?}");
    let stats = world.run(&["stats", "p.json"]);
    assert_eq!(stats.code, Some(0), "{stats:?}");
    assert_eq!(world.read("p.json.journal"), journal);

    // Whoever writes gets a new journal; the old one is kept.
    let title = broken.replace("Harbour", "Harbours");
    world.write("p.json", title);
    let note = r#"{"do":"progress","document":"Port reopens","state":"done"}"#;
    let ran = world.run_with(&["edit", "p.json"], note);
    assert_eq!((ran.code, ran.out.as_str()), (Some(0), "{\"ack\":1}\n"));
    assert!(ran.err.contains("p.json.journal.aside-1"), "{ran:?}");
    assert_eq!(world.read("p.json.journal.aside-1"), journal);
    assert_eq!(world.json("p.json")["title"], "Harbours");
    assert_eq!(world.run(&["check", "p.json"]).err, "");
}

#[test]
fn what_is_no_project_is_refused_with_its_place() {
    let world = World::new();
    world.write(
        "broken.json",
        "{\"format\":\"countermark-project\",\n\"version\":1,,}",
    );
    world.write("other.json", "{\"a\":1}");
    for (name, words) in [
        ("broken.json", "line 2"),
        ("other.json", "format"),
        ("none.json", "error: "),
    ] {
        let ran = world.run(&["check", name]);
        assert_eq!((ran.code, ran.out.as_str()), (Some(3), ""), "{ran:?}");
        assert!(
            ran.err.starts_with("error: ") && ran.err.contains(words),
            "{ran:?}"
        );
        assert!(ran.err.contains(&format!("{name}\nhelp: ")), "{ran:?}");
    }
}

#[test]
fn a_file_that_fails_does_not_hide_the_others() {
    let world = annotated();
    let ran = world.run(&["check", "none.json", "p.json", "--json"]);
    assert_eq!(ran.code, Some(3));
    assert_eq!(ran.out, "{\"path\":\"p.json\",\"problems\":[]}\n");
}

#[test]
fn a_newer_version_is_a_notice() {
    let world = annotated();
    world.write(
        "newer.json",
        world
            .read("p.json")
            .replace("\"version\":1", "\"version\":7"),
    );
    let ran = world.run(&["check", "newer.json"]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(0), ""), "{ran:?}");
    assert!(
        ran.err.starts_with("notice: ") && ran.err.contains('7'),
        "{ran:?}"
    );
    let ran = world.run(&["edit", "newer.json"]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(3), ""), "{ran:?}");
}

#[test]
fn a_value_outside_the_tag_set_is_a_notice() {
    let world = annotated();
    let line =
        "{\"do\":\"set_feature\",\"annotation\":\"a1\",\"name\":\"mood\",\"value\":\"grim\"}\n";
    world
        .run_with(&["edit", "p.json"], line)
        .check(0, "{\"ack\":1}\n", "");
    let ran = world.run(&["check", "p.json"]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(0), ""), "{ran:?}");
    assert!(
        ran.err.starts_with("notice: ") && ran.err.contains("mood"),
        "{ran:?}"
    );
}
