use crate::world::World;
use countermark::model::sha256_hex;
use serde_json::{Value, json};

/// Two articles, two annotators, made by two people in two files.
fn two_files() -> World {
    let world = World::with_project();
    let (a, b) = (world.document(0), world.document(1));
    std::fs::copy(world.path("p.json"), world.path("q.json")).unwrap();
    let line = |document: &str, label: &str, start: usize, end: usize, id: &str| {
        format!(
            "{{\"do\":\"annotate\",\"document\":\"{document}\",\"label\":\"{label}\",\"spans\":[[{start},{end}]],\"id\":\"{id}\"}}\n"
        )
    };
    let link = |from: &str, to: &str, id: &str| {
        format!(
            "{{\"do\":\"relate\",\"type\":\"contradicts\",\"from\":\"{from}\",\"to\":\"{to}\",\"id\":\"{id}\"}}\n"
        )
    };
    let ada = [
        line(&a, "quote", 15, 35, "a1"),
        line(&a, "claim", 54, 66, "a2"),
        line(&b, "claim", 13, 31, "a3"),
        link("a2", "a3", "r1"),
    ]
    .concat();
    let ben = [
        line(&a, "quote", 15, 35, "b1"),
        line(&a, "contradiction", 54, 67, "b2"),
        line(&b, "claim", 13, 31, "b3"),
        line(&b, "quote", 0, 4, "b4"),
        link("b3", "b2", "s1"),
    ]
    .concat();
    let ran = world.run_with(&["edit", "p.json", "--annotator", "ada-example"], &ada);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let ran = world.run_with(&["edit", "q.json", "--annotator", "Ben"], &ben);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    world
}

fn compared(world: &World, arguments: &[&str]) -> Value {
    let ran = world.run(&[&["compare"], arguments, &["--json"]].concat());
    serde_json::from_str(ran.done()).unwrap()
}

fn measure<'a>(found: &'a Value, id: &str, label: Option<&str>) -> &'a Value {
    let all = found["measures"].as_array().unwrap();
    let own = |m: &&Value| m["id"] == id && m["label"] == json!(label) && m["document"].is_null();
    all.iter()
        .find(own)
        .unwrap_or_else(|| panic!("no {id} of {label:?}"))
}

#[test]
fn json_tells_figures_places_links_and_labels() {
    let world = two_files();
    let found = compared(&world, &["p.json", "q.json"]);
    assert_eq!(found["annotators"], json!(["ada-example", "ben"]));
    assert_eq!(
        found["documents"],
        json!({"compared": 2, "only_a": 0, "only_b": 0})
    );
    assert_eq!(found["counts"]["a"], 3);
    assert_eq!(found["counts"]["b"], 4);
    let strict = measure(&found, "f1.strict", None);
    assert_eq!(strict["n"], json!({"tp": 2, "a": 3, "b": 4}));
    assert!((strict["value"].as_f64().unwrap() - 4.0 / 7.0).abs() < 1e-12);
    assert!(strict["ci"].is_null());
    assert_eq!(strict["undefined_ci"], "fewer than 5 articles");
    let unused = measure(&found, "f1.strict", Some("contradiction"));
    assert_eq!(unused["value"], 0.0);
    assert_eq!(measure(&found, "f1.extent", None)["n"]["tp"], 2);
    assert_eq!(measure(&found, "f1.iou50", None)["n"]["tp"], 2);
    let (a, b) = (world.document(0), world.document(1));
    let places: Vec<_> = found["alignment"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| (&p["document"], &p["a"], &p["b"], &p["kind"]))
        .map(|(d, a, b, k)| json!([d, a, b, k]))
        .collect();
    assert_eq!(
        json!(places),
        json!([
            [a, "a1", "b1", "same"],
            [a, "a2", "b2", "boundary_and_label"],
            [b, null, "b4", "only_b"],
            [b, "a3", "b3", "same"],
        ])
    );
    assert_eq!(
        found["links"],
        json!([{"a": "r1", "b": "s1", "kind": "same"}])
    );
    assert_eq!(measure(&found, "links.f1.aligned", None)["value"], 1.0);
    assert_eq!(measure(&found, "links.f1.exact", None)["value"], 0.0);
    assert_eq!(measure(&found, "links.f1.overlap", None)["value"], 1.0);
    let labels = json!(["claim", "quote", "contradiction", "(none)"]);
    assert_eq!(found["confusion"]["labels"], labels);
    let counts = json!([[1, 0, 1, 0], [0, 1, 0, 0], [0, 0, 0, 0], [0, 1, 0, 0]]);
    assert_eq!(found["confusion"]["counts"], counts);
    let parameters = &found["parameters"];
    assert_eq!(parameters["gamma"]["sampler"], "statistical");
    assert_eq!(
        parameters["bootstrap"],
        json!({"replicates": 2000, "seed": 1})
    );
}

#[test]
fn the_ids_of_the_contract_are_always_there() {
    let world = World::with_project();
    let edits = format!(
        "{{\"do\":\"annotate\",\"document\":\"{}\",\"label\":\"quote\",\"spans\":[[15,35]],\"id\":\"b1\"}}\n\
         {{\"do\":\"remove\",\"annotation\":\"b1\"}}\n",
        world.document(0)
    );
    let ran = world.run_with(&["edit", "p.json", "--annotator", "ben"], &edits);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let found = compared(&world, &["p.json"]);
    for id in [
        "f1.strict",
        "f1.extent",
        "f1.iou50",
        "gamma",
        "gamma.disorder.pooled",
        "ualpha.u",
        "ualpha.binary",
        "ualpha.cu",
        "kappa.char.cohen",
        "alpha.char.nominal",
        "alpha_u.1995",
        "matched.label_kappa",
        "links.f1.exact",
        "links.f1.aligned",
        "links.f1.overlap",
    ] {
        let found = measure(&found, id, None);
        assert!(found["value"].is_null(), "{found}");
        assert!(!found["undefined"].as_str().unwrap().is_empty());
    }
    for id in [
        "f1.strict",
        "f1.iou50",
        "ualpha.u",
        "kappa.char.cohen",
        "alpha_u.1995",
    ] {
        assert!(measure(&found, id, Some("quote"))["value"].is_null());
    }
    assert_eq!(
        measure(&found, "gamma", None)["undefined"],
        "nobody marked anything"
    );
}

#[test]
fn single_articles_have_figures_only_when_asked() {
    let world = two_files();
    let has = |found: &Value| {
        let all = found["measures"].as_array().unwrap();
        all.iter().any(|m| !m["document"].is_null())
    };
    assert!(!has(&compared(&world, &["p.json", "q.json"])));
    let found = compared(&world, &["p.json", "q.json", "--per-document"]);
    assert!(has(&found));
    let second = world.document(1);
    let own =
        found["measures"].as_array().unwrap().iter().find(|m| {
            m["id"] == "f1.strict" && m["label"].is_null() && m["document"] == json!(second)
        });
    assert_eq!(own.unwrap()["n"], json!({"tp": 1, "a": 1, "b": 2}));
}

#[test]
fn the_result_is_the_same_each_time() {
    let world = two_files();
    let run = || {
        world
            .run(&["compare", "p.json", "q.json", "--json"])
            .done()
            .to_owned()
    };
    assert_eq!(run(), run());
}

#[test]
fn articles_are_matched_by_text_and_others_named() {
    let world = two_files();
    world.write("articles2/c.txt", "Another one\n");
    world.write("articles2/a.txt", world.read("articles/a.txt"));
    let made = world.run(&["new", "articles2", "-o", "r.json", "--annotator", "Cy"]);
    assert_eq!(made.code, Some(0), "{made:?}");
    let found = compared(&world, &["p.json", "r.json"]);
    assert_eq!(
        found["documents"],
        json!({"compared": 1, "only_a": 1, "only_b": 1})
    );
    assert_eq!(found["unmatched"][0]["title"], "Port reopens");
    assert_eq!(found["unmatched"][1]["title"], "Another one");
    assert_eq!(found["counts"]["a"], 2);
    assert_eq!(found["counts"]["b"], 0);
}

#[test]
fn three_annotators_give_a_matrix_and_two_can_be_chosen() {
    let world = three_in_one();
    let found = compared(&world, &["m.json"]);
    assert_eq!(found["annotators"], json!(["ada-example", "ben", "cy"]));
    let pairs: Vec<_> = found["measures"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|m| m["id"] == "f1.strict" && m["label"].is_null())
        .map(|m| m["pair"].clone())
        .collect();
    assert_eq!(
        json!(pairs),
        json!([["ada-example", "ben"], ["ada-example", "cy"], ["ben", "cy"]])
    );
    assert!(measure(&found, "alpha.char.nominal", None)["value"].is_number());
    let found = compared(&world, &["m.json", "--annotators", "ben,ada-example"]);
    assert_eq!(found["annotators"], json!(["ben", "ada-example"]));
    assert_eq!(found["counts"]["a"], 4);
}

/// Ada's, Ben's and Cy's layers in `m.json`.
fn three_in_one() -> World {
    let world = two_files();
    let merged = world.run(&["merge", "p.json", "q.json", "-o", "m.json"]);
    assert_eq!(merged.code, Some(0), "{merged:?}");
    let line = format!(
        "{{\"do\":\"annotate\",\"document\":\"{}\",\"label\":\"quote\",\"spans\":[[15,30]],\"id\":\"c1\"}}\n",
        world.document(0)
    );
    let ran = world.run_with(&["edit", "m.json", "--annotator", "Cy"], &line);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    world
}

#[test]
fn of_three_annotators_every_pair_is_listed_with_its_names() {
    let world = three_in_one();
    let ran = world.run(&["compare", "m.json", "--json", "--csv", "out.csv"]);
    let found: Value = serde_json::from_str(ran.done()).unwrap();
    let of = |list: &str, a: &str, b: &str| -> Vec<Value> {
        let all = found[list].as_array().unwrap().iter();
        let own = all.filter(|row| row["pair"] == json!([a, b]));
        own.map(|row| json!([row["a"], row["b"], row["kind"]]))
            .collect()
    };
    assert_eq!(of("alignment", "ada-example", "ben").len(), 4);
    assert_eq!(
        of("links", "ada-example", "ben"),
        [json!(["r1", "s1", "same"])]
    );
    assert_eq!(
        json!(of("alignment", "ben", "cy")),
        json!([
            ["b1", "c1", "boundary"],
            ["b2", null, "only_a"],
            ["b4", null, "only_a"],
            ["b3", null, "only_a"]
        ])
    );
    assert_eq!(found["places"]["only_b"], 1, "over all pairs");
    let pairs = found["confusion"]["pairs"].as_array().unwrap();
    assert_eq!(pairs.len(), 3);
    assert_eq!(pairs[2]["pair"], json!(["ben", "cy"]));
    assert_eq!(pairs[2]["counts"][1], json!([0, 1, 0, 1]), "quotes of Ben");
    let table = world.read("out.csv");
    let rows: Vec<&str> = table.lines().collect();
    assert!(rows[0].ends_with(
        ",a_annotator,b_annotator,a_project_sha256,b_project_sha256,fields,a_fields,b_fields"
    ));
    let n = |who: &str| rows.iter().filter(|row| row.contains(who)).count();
    assert_eq!(
        [n(",ada-example,ben,"), n(",ada-example,cy,"), n(",ben,cy,")],
        [5, 4, 5],
        "{table}"
    );
}

#[test]
fn of_three_annotators_together_the_advanced_figures_are_printed_too() {
    let world = three_in_one();
    let found = compared(&world, &["m.json", "--advanced"]);
    let all = found["measures"].as_array().unwrap();
    for id in [
        "gamma.alpha3",
        "gamma.shuffle",
        "gamma.cat",
        "gamma.disorder.pooled.alpha3",
        "gamma.disorder.pooled.beta0",
    ] {
        let of_all = |m: &&Value| m["id"] == id && m["pair"].is_null() && m["label"].is_null();
        let found = all.iter().find(of_all).unwrap_or_else(|| panic!("no {id}"));
        assert!(found["value"].is_number(), "{found}");
    }
    assert!(
        all.iter()
            .any(|m| m["id"] == "gamma.k" && m["pair"].is_null())
    );
    let untyped = measure(
        &compared(&world, &["p.json", "q.json"]),
        "links.f1.exact.unlabelled",
        None,
    )
    .clone();
    assert_eq!(untyped["n"], json!({"tp": 0, "a": 1, "b": 1}));
}

#[test]
fn sides_of_one_name_are_told_apart_by_their_files() {
    let world = two_files();
    std::fs::create_dir(world.path("old")).unwrap();
    for copy in ["r.json", "old/p.json"] {
        std::fs::copy(world.path("p.json"), world.path(copy)).unwrap();
    }
    let remove = "{\"do\":\"remove\",\"annotation\":\"a1\"}\n";
    for copy in ["r.json", "old/p.json"] {
        let ran = world.run_with(&["edit", copy, "--annotator", "ada-example"], remove);
        assert_eq!(ran.code, Some(0), "{ran:?}");
    }
    for (other, first, second) in [
        ("r.json", "Ada Example (p.json)", "Ada Example (r.json)"),
        ("old/p.json", "Ada Example (first)", "Ada Example (second)"),
    ] {
        let ran = world.run(&["compare", "p.json", other, "--report", "x.html", "--force"]);
        let text = ran.done();
        let begin = format!("{first} (3 spans), {second} (2 spans)");
        assert!(text.starts_with(&begin), "{text}");
        assert!(
            text.contains(&format!("only: {first} Quote 15-35")),
            "{text}"
        );
        let page = world.read("x.html");
        assert!(page.contains(&format!("<h1>Agreement of {first} and {second}</h1>")));
        assert!(page.contains(&format!("<li>1 only {first}</li>")), "{page}");
    }
}

#[test]
fn what_cannot_be_written_is_told_before_anything_is_worked_out() {
    let world = two_files();
    for output in ["--report", "--csv", "--notes"] {
        let ran = world.run(&["compare", "p.json", "q.json", output, "gone/x.html"]);
        assert_eq!((ran.code, ran.out.as_str()), (Some(4), ""), "{ran:?}");
        assert!(ran.err.contains("cannot find the folder"), "{ran:?}");
    }
    // A folder has the name: only the writing finds out, and it is no fault of an input.
    std::fs::create_dir(world.path("x.html")).unwrap();
    let ran = world.run(&[
        "compare", "p.json", "q.json", "--report", "x.html", "--force",
    ]);
    assert_eq!(ran.code, Some(4), "{ran:?}");
}

#[test]
fn no_two_files_of_a_comparison_may_have_one_name() {
    let world = two_files();
    let before = world.read("p.json");
    for more in [
        ["--report", "x.csv", "--force"].as_slice(),
        &["--report", "x.html", "--notes", "./x.html"],
        &["--csv", "p.json", "--force"],
    ] {
        let ran = world.run(&[&["compare", "p.json", "q.json"], more].concat());
        assert_eq!(ran.code, Some(2), "{ran:?}");
        assert!(ran.err.contains("would have one name"), "{ran:?}");
    }
    assert_eq!(world.read("p.json"), before);
    assert!(!world.path("x.csv").exists());
}

#[test]
fn what_changed_since_an_earlier_state_is_told_with_intervals_of_its_own() {
    let world = World::new();
    for i in 0..6 {
        let text = format!("Article {i}\nOne sentence here. Another one there.\n");
        world.write(&format!("articles/{i}.txt"), text);
    }
    let made = world.run(&["new", "articles", "-o", "now.json", "--annotator", "Ada"]);
    assert_eq!(made.code, Some(0), "{made:?}");
    let ids: Vec<String> = world.json("now.json")["documents"]
        .as_array()
        .unwrap()
        .iter()
        .map(|d| d["id"].as_str().unwrap().to_owned())
        .collect();
    let line = |document: &str, start: usize, end: usize| {
        format!(
            "{{\"do\":\"annotate\",\"document\":\"{document}\",\"label\":\"claim\",\"spans\":[[{start},{end}]]}}\n"
        )
    };
    let edit = |who: &str, lines: String| {
        let ran = world.run_with(&["edit", "now.json", "--annotator", who], &lines);
        assert_eq!(ran.code, Some(0), "{ran:?}");
    };
    edit(
        "ada",
        ids.iter()
            .map(|id| line(id, 10, 20) + &line(id, 30, 40))
            .collect(),
    );
    edit("Ben", ids.iter().map(|id| line(id, 10, 20)).collect());
    std::fs::copy(world.path("now.json"), world.path("old.json")).unwrap();
    edit("ben", ids.iter().map(|id| line(id, 30, 40)).collect());
    let found = compared(&world, &["now.json", "--before", "old.json"]);
    let change = &found["change"];
    assert_eq!(
        (&change["since"], &change["documents"]),
        (&json!("old.json"), &json!(6))
    );
    let all = change["measures"].as_array().unwrap();
    let is_strict = |m: &&Value| m["id"] == "f1.strict" && m["label"].is_null();
    let strict = all.iter().find(is_strict).unwrap();
    // 2·1 / 3 before, all agree now; of each article alike.
    assert_eq!(strict["now"], 1.0);
    let third = |v: &Value| (v.as_f64().unwrap() - 1.0 / 3.0).abs() < 1e-12;
    assert!(third(&strict["difference"]), "{strict}");
    assert!(
        third(&strict["ci"][0]) && third(&strict["ci"][1]),
        "{strict}"
    );
    let ran = world.run(&[
        "compare", "now.json", "--before", "old.json", "--report", "x.html",
    ]);
    let text = ran.done();
    assert!(
        text.contains("Changed since old.json, 6 articles of both"),
        "{text}"
    );
    assert!(
        world
            .read("x.html")
            .contains("<h2>Changed since old.json</h2>")
    );
    assert!(compared(&world, &["now.json"])["change"].is_null());
    edit("Cy", line(&ids[0], 0, 5));
    let ran = world.run(&["compare", "now.json", "--before", "old.json"]);
    ran.check_error(2, &["error: what changed is told of two annotators"]);
}

#[test]
fn who_is_unknown_or_missing_is_told() {
    let world = two_files();
    let ran = world.run(&["compare", "p.json", "--annotators", "ada-example,zoe"]);
    ran.check_error(2, &["error: there is no annotator zoe: p.json"]);
    let ran = world.run(&["compare", "p.json"]);
    ran.check_error(
        2,
        &["error: the project has fewer than two annotators: p.json"],
    );
    let ran = world.run(&["compare", "none.json", "q.json"]);
    assert_eq!(ran.code, Some(3), "{ran:?}");
}

#[test]
fn the_report_stands_by_itself_and_nothing_in_it_is_markup() {
    let world = World::new();
    world.write("x/a.txt", "<script>alert(1)</script> & “so”\n");
    let made = world.run(&["new", "x", "-o", "p.json", "--annotator", "<b>Ada</b>"]);
    assert_eq!(made.code, Some(0), "{made:?}");
    let id = world.document(0);
    let line = |start: usize, end: usize| {
        format!(
            "{{\"do\":\"annotate\",\"document\":\"{id}\",\"label\":\"claim\",\"spans\":[[{start},{end}]]}}\n"
        )
    };
    for (who, start, end) in [("<b>Ada</b>", 0, 8), ("=Ben", 0, 25)] {
        let ran = world.run_with(&["edit", "p.json", "--annotator", who], &line(start, end));
        assert_eq!(ran.code, Some(0), "{ran:?}");
    }
    let ran = world.run(&["compare", "p.json", "--report", "out.html"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let page = world.read("out.html");
    assert!(page.starts_with("<!DOCTYPE html>"));
    assert!(
        !page.contains("<script") && !page.contains("<b>Ada"),
        "{page}"
    );
    assert!(page.contains("&lt;b&gt;Ada&lt;/b&gt;"));
    assert!(!page.contains("http://") && !page.contains("https://"));
    assert!(page.contains("<svg") && page.contains("SHA-256"));
    let table = world.read("out.csv");
    assert!(
        table.starts_with("document,title,kind,disorder,a_id"),
        "{table}"
    );
    assert_eq!(table.lines().count(), 2);
    // Behind it stands what is said of fields.
    let hash = table.lines().nth(1).unwrap().rsplit(',').nth(3).unwrap();
    assert!(hash.len() == 64 && page.contains(hash), "{table}");
    let again = world.run(&["compare", "p.json", "--report", "out.html"]);
    assert_eq!(again.code, Some(4), "{again:?}");
    let again = world.run(&["compare", "p.json", "--report", "out.html", "--force"]);
    assert_eq!(again.code, Some(0), "{again:?}");
}

#[test]
fn articles_whose_texts_differ_are_compared_only_when_asked() {
    let world = two_files();
    let b = world.document(1);
    world.write(
        "b2.txt",
        "Update\n\nPort reopens\nThe bridge is open again.\n",
    );
    let replace =
        format!("{{\"do\":\"replace_article\",\"document\":\"{b}\",\"path\":\"b2.txt\"}}\n");
    let ran = world.run_with(&["edit", "q.json", "--annotator", "Ben"], &replace);
    assert_eq!(ran.code, Some(0), "{ran:?}");

    let found = compared(&world, &["p.json", "q.json"]);
    assert_eq!(
        found["documents"],
        json!({"compared": 1, "only_a": 1, "only_b": 1})
    );
    assert_eq!(found["reanchored"], json!(null));

    let found = compared(&world, &["p.json", "q.json", "--reanchor"]);
    assert_eq!(
        found["documents"],
        json!({"compared": 2, "only_a": 0, "only_b": 0})
    );
    assert_eq!(
        found["reanchored"],
        json!([{"a": b, "b": b, "title": "Port reopens", "exact": 0, "moved": 2, "changed": 0, "lost": 0}])
    );
    assert_eq!(found["counts"]["b"], 4);
    let ran = world.run(&["compare", "p.json", "q.json", "--reanchor"]);
    let line = format!(
        "Of two texts: Port reopens ({b}): compared on the first text: 0 exact, 2 moved, 0 changed, 0 lost and left out"
    );
    assert!(ran.done().lines().any(|l| l == line), "{ran:?}");
    let ran = world.run(&["compare", "p.json", "--reanchor"]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
}

#[test]
fn every_disagreement_is_told_in_words_and_links_in_the_files_too() {
    let world = two_files();
    let (a, b) = (world.document(0), world.document(1));
    let more = concat!(
        r#"{"do":"relate","type":"contradicts","from":"b1","to":"b4","id":"s2"}"#,
        "\n"
    );
    let ran = world.run_with(&["edit", "q.json", "--annotator", "Ben"], more);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let ran = world.run(&["compare", "p.json", "q.json", "--report", "out.html"]);
    let text = ran.done();
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let has = |begin: &str| lines.iter().any(|l| l.starts_with(begin));
    assert!(
        lines
            .iter()
            .any(|l| l.starts_with("Differences in") && l.ends_with(&format!("({a})"))),
        "{text}"
    );
    assert!(
        has("  other boundary and tag: Ada Example Claim 54-66 “"),
        "{text}"
    );
    assert!(has("  only: Ben Quote 0-4 “"), "{text}");
    assert!(has("Differences in links"), "{text}");
    let link = format!("  only: Ben contradicts {a} 15-35 “");
    assert!(
        has(&link) && text.contains(&format!(" → {b} 0-4 “")),
        "{text}"
    );
    assert!(has("For a paper: γ = "), "{text}");
    assert!(has("With fewer than 10 spans of an annotator"), "{text}");
    let page = world.read("out.html");
    assert!(page.contains("Links that differ") && page.contains("For a paper"));
    assert!(page.contains("With fewer than 10 spans"));
    let table = world.read("out.csv");
    let rows: Vec<&str> = table.lines().filter(|l| l.contains(",link,")).collect();
    assert_eq!(rows.len(), 2, "{table}");
    assert!(
        rows.iter()
            .any(|r| r.contains(",only_b,") && r.contains(",s2,")),
        "{table}"
    );
}

#[test]
fn json_names_the_inputs_by_hash_and_what_was_left_out() {
    let world = two_files();
    let found = compared(&world, &["p.json", "q.json"]);
    let inputs = found["inputs"].as_array().unwrap();
    let names: Vec<&Value> = inputs.iter().map(|i| &i["name"]).collect();
    assert_eq!(json!(names), json!(["p.json", "q.json"]));
    assert!(
        inputs
            .iter()
            .all(|i| i["sha256"].as_str().unwrap().len() == 64)
    );
    assert_ne!(inputs[0]["sha256"], inputs[1]["sha256"]);
    let bytes = std::fs::read(world.path("q.json")).unwrap();
    assert_eq!(inputs[1]["file_sha256"], sha256_hex(&bytes));
    assert_eq!(
        found["left_out"],
        json!([
            {"annotator": "ada-example", "lost": 0, "links": 0, "set_aside": 0},
            {"annotator": "ben", "lost": 0, "links": 0, "set_aside": 0}
        ])
    );
    let drawn = measure(&found, "bootstrap.f1.strict", None);
    assert_eq!(drawn["undefined"], "there are fewer than 5 articles");
    let gamma = measure(&found, "gamma", None);
    assert_eq!(
        gamma["n"]["samples"],
        found["parameters"]["gamma"]["samples"]
    );
}
