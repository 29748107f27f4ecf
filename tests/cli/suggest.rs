use crate::world::World;

/// Two articles with words that stand in both; the ids are `ada-example` and those of the articles.
fn with_annotations() -> World {
    let world = World::new();
    world.write(
        "articles/a.txt",
        "Ferry stopped\n🙂 “The slipway is cracked,” Mara Lind said. They had tea.\n",
    );
    world.write(
        "articles/b.txt",
        "Ferry returns\nWas it true that THE SLIPWAY is\u{A0}cracked? They were told so.\n",
    );
    let made = world.run(&["new", "articles", "-o", "p.json", "--title", "Ferry"]);
    assert_eq!(made.code, Some(0), "{made:?}");
    let lines = format!(
        concat!(
            "{{\"do\":\"annotate\",\"document\":\"{a}\",\"label\":\"quote\",\"spans\":[[17,39]],",
            "\"features\":{{\"speaker\":\"Mara Lind\"}},\"id\":\"a1\"}}\n",
            "{{\"do\":\"annotate\",\"document\":\"{a}\",\"label\":\"claim\",\"spans\":[[58,62]],\"id\":\"a2\"}}\n",
        ),
        a = world.document(0)
    );
    assert_eq!(world.run_with(&["edit", "p.json"], &lines).code, Some(0));
    world
}

#[test]
fn repeats_as_json_lines() {
    let world = with_annotations();
    let ran = world.run(&["suggest", "p.json", "--kind", "repeats", "--json"]);
    let expected = format!(
        concat!(
            r#"{{"kind":"repeats","score":0.89,"why":"the same words are tagged quote in “Ferry stopped”","#,
            r#""spans":[{{"document":"{b}","fragments":[[31,53]],"label":"quote","features":{{"speaker":"Mara Lind"}}}}]}}"#,
            "\n"
        ),
        b = world.document(1)
    );
    assert_eq!(ran.done(), expected);
}

#[test]
fn repeats_for_a_reader_with_the_unlikely_ones() {
    let world = with_annotations();
    let ran = world.run(&["suggest", "p.json", "--kind", "repeats"]);
    let likely = "\
0.89  the same words are tagged quote in “Ferry stopped”
      Ferry returns:2: quote “THE SLIPWAY is cracked” (speaker Mara Lind)
";
    let end = "1 suggestion; 1 of a lower score, see --all\n";
    assert_eq!(ran.done(), format!("{likely}{end}"));
    let ran = world.run(&["suggest", "p.json", "--kind", "repeats", "--all"]);
    let unlikely = "\
0.29  the same words are tagged claim in “Ferry stopped”
      Ferry returns:2: claim “They”
2 suggestions
";
    assert_eq!(ran.done(), format!("{likely}{unlikely}"));
    let ran = world.run(&[
        "suggest",
        "p.json",
        "--kind",
        "repeats",
        "--min-score",
        "0.9",
    ]);
    assert_eq!(ran.done(), "0 suggestions; 2 of a lower score, see --all\n");
}

#[test]
fn an_annotator_by_id_or_name() {
    let world = with_annotations();
    for name in ["ada-example", "Ada Example"] {
        let ran = world.run(&[
            "suggest",
            "p.json",
            "--kind",
            "repeats",
            "--annotator",
            name,
        ]);
        assert!(ran.done().contains("1 suggestion;"), "{ran:?}");
    }
    let ran = world.run(&[
        "suggest",
        "p.json",
        "--kind",
        "repeats",
        "--annotator",
        "Zoe",
    ]);
    ran.check_error(
        2,
        &[
            "error: the project has no annotator Zoe",
            "help: it has ada-example",
        ],
    );
}

#[test]
fn nothing_is_written_and_nothing_found_is_no_fault() {
    let world = World::with_project();
    let before = world.read("p.json");
    let ran = world.run(&["suggest", "p.json", "--kind", "repeats", "--json"]);
    assert_eq!(ran.done(), "");
    assert_eq!(world.read("p.json"), before);
    let ran = world.run(&["suggest", "none.json", "--kind", "repeats"]);
    assert_eq!(ran.code, Some(3));
    for score in ["2", "-1", "x", "NaN"] {
        let given = format!("--min-score={score}");
        let ran = world.run(&["suggest", "p.json", "--kind", "repeats", &given]);
        assert_eq!(ran.code, Some(2), "{ran:?}");
    }
}

#[test]
fn what_was_rejected_is_left_out() {
    let world = with_annotations();
    let found = world.run(&["suggest", "p.json", "--kind", "repeats", "--json"]);
    let reject = format!(
        r#"{{"do":"reject_suggestions","suggestions":[{}]}}"#,
        found.done().trim()
    );
    assert_eq!(
        world.run_with(&["edit", "p.json"], &reject).out,
        "{\"ack\":1}\n"
    );
    let ran = world.run(&["suggest", "p.json", "--kind", "repeats", "--json"]);
    assert_eq!(ran.done(), "");
}

#[test]
fn what_was_accepted_is_not_suggested_again() {
    let world = with_annotations();
    let found = world.run(&["suggest", "p.json", "--kind", "repeats", "--json"]);
    let accept = format!(
        r#"{{"do":"accept_suggestions","suggestions":[{}]}}"#,
        found.done().trim()
    );
    assert_eq!(
        world.run_with(&["edit", "p.json"], &accept).out,
        "{\"ack\":1}\n"
    );
    let ran = world.run(&["suggest", "p.json", "--kind", "repeats", "--json"]);
    assert_eq!(ran.done(), "");
}

#[test]
fn a_quotation_with_its_speaker_and_fragments() {
    let world = World::new();
    world.write(
        "articles/a.txt",
        concat!(
            "Ferry stopped\n",
            "🙂 “The slipway is cracked,” said Mara Lind, the mayor. “We knew,” she added, “for years.”\n",
        ),
    );
    let made = world.run(&["new", "articles", "-o", "p.json"]);
    assert_eq!(made.code, Some(0), "{made:?}");
    let ran = world.run(&["suggest", "p.json", "--kind", "quotes", "--json"]);
    let expected = format!(
        concat!(
            r#"{{"kind":"quotes","score":0.95,"why":"quotation marks, interrupted; “said” with Mara Lind after it","#,
            r#""spans":[{{"document":"{a}","fragments":[[17,39],[70,77],[92,102]],"label":"quote","#,
            r#""features":{{"speaker":"Mara Lind","directness":"direct"}}}}]}}"#,
            "\n"
        ),
        a = world.document(0)
    );
    assert_eq!(ran.done(), expected);
}

#[test]
fn the_same_quotation_in_two_articles() {
    let world = World::new();
    world.write(
        "articles/a.txt",
        "Ferry stopped\n“The slipway is cracked from end to end,” Mara Lind said.\n",
    );
    world.write(
        "articles/b.txt",
        "Ferry returns\nMara Lind had called the slipway 🙂 «cracked from end … to end».\n",
    );
    let made = world.run(&["new", "articles", "-o", "p.json", "--title", "Ferry"]);
    assert_eq!(made.code, Some(0), "{made:?}");
    let ran = world.run(&["suggest", "p.json", "--kind", "quote-variants", "--json"]);
    let expected = format!(
        concat!(
            r#"{{"kind":"quote-variants","score":0.928,"why":"all 5 words of the shorter one in both, in quotation marks in both, Lind near both: "#,
            r#"[The slipway is → –] cracked from end to end","spans":["#,
            r#"{{"document":"{a}","fragments":[[15,53]],"label":"quote","features":{{"speaker":"Mara Lind"}}}},"#,
            r#"{{"document":"{b}","fragments":[[50,75]],"label":"quote","features":{{"speaker":"Mara Lind"}}}}]}}"#,
            "\n"
        ),
        a = world.document(0),
        b = world.document(1),
    );
    assert_eq!(ran.done(), expected);
    // What was found can be taken over as it is: two quotes and their link.
    let accept = format!(
        r#"{{"do":"accept_suggestions","suggestions":[{}]}}"#,
        ran.done().trim()
    );
    assert_eq!(
        world.run_with(&["edit", "p.json"], &accept).out,
        "{\"ack\":1}\n"
    );
    assert_eq!(
        world.json("p.json")["relations"][0]["type"],
        "quote_variant"
    );
    let ran = world.run(&["suggest", "p.json", "--kind", "quote-variants", "--json"]);
    assert_eq!(ran.done(), "");
}

#[test]
fn statements_that_may_not_both_hold() {
    let world = World::new();
    world.write(
        "articles/a.txt",
        "Ferry aground\n🙂 The Merrow Star grounded off Saltmarsh, injuring 12 people.\n",
    );
    world.write(
        "articles/b.txt",
        "Ferry freed\nNine people were injured when the Merrow Star grounded off Saltmarsh.\n",
    );
    let made = world.run(&["new", "articles", "-o", "p.json", "--title", "Ferry"]);
    assert_eq!(made.code, Some(0), "{made:?}");
    let ran = world.run(&["suggest", "p.json", "--kind", "contradictions", "--json"]);
    let expected = format!(
        concat!(
            r#"{{"kind":"contradictions","score":0.95,"why":"the numbers differ: “12 people” and “Nine people”; "#,
            r#"both sentences have Merrow, Star, grounded, Saltmarsh","spans":["#,
            r#"{{"document":"{a}","fragments":[[65,74]],"label":"contradiction","features":{{"kind":"number"}}}},"#,
            r#"{{"document":"{b}","fragments":[[12,23]],"label":"contradiction","features":{{"kind":"number"}}}}]}}"#,
            "\n"
        ),
        a = world.document(0),
        b = world.document(1),
    );
    assert_eq!(ran.done(), expected);
    // Taken over: two annotations and their link, which has the kind.
    let accept = format!(
        r#"{{"do":"accept_suggestions","suggestions":[{}]}}"#,
        ran.done().trim()
    );
    assert_eq!(
        world.run_with(&["edit", "p.json"], &accept).out,
        "{\"ack\":1}\n"
    );
    let project = world.json("p.json");
    assert_eq!(project["relations"][0]["type"], "contradicts");
    assert_eq!(project["relations"][0]["features"]["kind"], "number");
    assert_eq!(project["annotations"][0]["label"], "contradiction");
    assert_eq!(project["annotations"][0]["features"], serde_json::json!({}));
    let ran = world.run(&["suggest", "p.json", "--kind", "contradictions", "--json"]);
    assert_eq!(ran.done(), "");
}
