use crate::world::World;

/// Two articles: `Bridge closes` and `Café notes`, whose ids are written D1 and D2.
fn world() -> World {
    let world = World::with_project();
    world.write(
        "articles/c.txt",
        "Café notes\nA street\u{2011}level cafe\u{301}, “the Port” 🙂 said;\nports\u{A0}stay.\n",
    );
    let add = r#"{"do":"add_articles","paths":["articles/c.txt"]}"#;
    assert_eq!(world.run_with(&["edit", "p.json"], add).code, Some(0));
    world
}

#[track_caller]
fn check(arguments: &[&str], expected: &str) {
    let world = world();
    let mut all = vec!["search", "p.json"];
    all.extend(arguments);
    assert_eq!(world.run(&all).done(), expected, "{arguments:?}");
}

#[test]
fn plain_text_is_found_as_it_is() {
    check(
        &["port"],
        "\
Bridge closes 42-46: idge closes “We will not close it,” the ⟦port⟧ said. 🙂 Then it did. 
Café notes 52-56:  street\u{2011}level cafe\u{301}, “the Port” 🙂 said; ⟦port⟧s stay. 
",
    );
    check(&["nowhere"], "");
}

#[test]
fn folded_text_is_found_in_all_its_forms() {
    check(
        &["--fold", "PORT"],
        "\
Bridge closes 42-46: idge closes “We will not close it,” the ⟦port⟧ said. 🙂 Then it did. 
Port reopens 0-4: ⟦Port⟧ reopens The bridge is open. 
Café notes 38-42: Café notes A street\u{2011}level cafe\u{301}, “the ⟦Port⟧” 🙂 said; ports stay. 
Café notes 52-56:  street\u{2011}level cafe\u{301}, “the Port” 🙂 said; ⟦port⟧s stay. 
",
    );
    check(
        &["--fold", "street-level CAFÉ, \"the"],
        "Café notes 13-37: Café notes A ⟦street\u{2011}level cafe\u{301}, “the⟧ Port” 🙂 said; ports stay. \n",
    );
}

#[test]
fn json_has_the_shape_of_the_contract() {
    let world = world();
    let id = world.document(2);
    let ran = world.run(&["search", "p.json", "--json", "--fold", "street-level CAFÉ"]);
    let expected = format!(
        "{{\"document\":\"{id}\",\"start\":13,\"end\":31,\"text\":\"street\u{2011}level cafe\u{301}\",\
         \"before\":\"Café notes\\nA \",\"after\":\", “the Port” 🙂 said;\\nports\u{A0}stay.\\n\"}}\n"
    );
    assert_eq!(ran.done(), expected);
}

#[test]
fn expressions_and_whole_words() {
    check(
        &["--regex", "(?i)^port[a-z]*"],
        "\
Port reopens 0-4: ⟦Port⟧ reopens The bridge is open. 
Café notes 52-57:  street\u{2011}level cafe\u{301}, “the Port” 🙂 said; ⟦ports⟧ stay. 
",
    );
    check(
        &["--word", "port"],
        "Bridge closes 42-46: idge closes “We will not close it,” the ⟦port⟧ said. 🙂 Then it did. \n",
    );
    let world = world();
    world.run(&["search", "p.json", "--regex", "é(b"]).check(
        2,
        "",
        "error: the expression is faulty at character 2: unclosed group\n\
         help: countermark search --help says where the syntax is told; without --regex the text is found as it is\n",
    );
    world.run(&["search", "p.json", ""]).check(
        2,
        "",
        "error: there is nothing to search for\nhelp: give a word or a part of a sentence\n",
    );
}

#[test]
fn several_projects_name_theirs_and_one_that_cannot_be_read_does_not_stop_the_others() {
    let world = world();
    world.write("q.json", world.read("p.json"));
    let ran = world.run(&["search", "p.json", "none.json", "q.json", "reopens"]);
    let line = "Port reopens 5-12: Port ⟦reopens⟧ The bridge is open. \n";
    assert_eq!(ran.code, Some(3), "{ran:?}");
    assert_eq!(ran.out, format!("p.json: {line}q.json: {line}"));
    assert!(ran.err.starts_with("error: "), "{ran:?}");
    let ran = world.run(&["search", "p.json", "q.json", "--json", "reopens"]);
    let lines: Vec<serde_json::Value> = ran
        .done()
        .lines()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[1]["path"], "q.json");
}

#[test]
fn the_journal_is_read_and_nothing_is_written() {
    let world = world();
    let d = world.document(1);
    // An edit that is in the journal only.
    let mut session = crate::world::Session::start(&world, &["edit", "p.json"]);
    let line = format!(r#"{{"do":"remove_article","document":"{d}"}}"#);
    assert_eq!(session.ask(&line), r#"{"ack":1}"#);
    let ran = world.run(&["search", "p.json", "reopens"]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(0), ""), "{ran:?}");
    session.kill();
}

#[test]
fn many_places_are_tagged_as_one_step() {
    let world = world();
    let (a, b) = (world.document(0), world.document(1));
    let many = format!(
        r#"{{"do":"annotate_many","label":"claim","places":[{{"document":"{a}","spans":[[42,46]]}},{{"document":"{b}","spans":[[0,4]]}},{{"document":"{b}","spans":[[0,4]]}}],"features":{{"speaker":"Port"}},"origin":"search"}}"#
    );
    let lines = format!("{many}\n{many}\n{{\"do\":\"undo\"}}\n{{\"do\":\"redo\"}}\n");
    let ran = world.run_with(&["edit", "p.json"], &lines);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let project = world.json("p.json");
    let all = project["annotations"].as_array().unwrap();
    let texts: Vec<_> = all.iter().map(|a| a["text"][0].clone()).collect();
    assert_eq!(texts, ["port", "Port"]);
    assert_eq!(all[0]["origin"], "search");
    assert_eq!(all[1]["features"]["speaker"], "Port");
    // What changes nothing is a step as well.
    let undo = "{\"do\":\"undo\"}\n".repeat(3);
    let undone = format!("{many}\n{undo}");
    assert_eq!(world.run_with(&["edit", "p.json"], &undone).code, Some(0));
    let project = world.json("p.json");
    assert_eq!(project["annotations"].as_array().unwrap().len(), 0);
}
