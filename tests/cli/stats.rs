use crate::world::World;

fn annotated() -> World {
    let world = World::with_project();
    let (a, b) = (world.document(0), world.document(1));
    let lines = format!(
        concat!(
            "{{\"do\":\"annotate\",\"document\":\"{a}\",\"label\":\"quote\",\"spans\":[[15,35]],\"id\":\"a1\"}}\n",
            "{{\"do\":\"annotate\",\"document\":\"{b}\",\"label\":\"claim\",\"spans\":[[13,31]],\"id\":\"a2\"}}\n",
            "{{\"do\":\"relate\",\"type\":\"contradicts\",\"from\":\"a1\",\"to\":\"a2\",\"id\":\"r1\"}}\n",
            "{{\"do\":\"progress\",\"document\":\"{b}\",\"state\":\"done\"}}\n",
        ),
        a = a,
        b = b
    );
    assert_eq!(world.run_with(&["edit", "p.json"], &lines).code, Some(0));
    world
}

#[test]
fn json_has_the_shape_of_the_contract() {
    let world = annotated();
    let ran = world.run(&["stats", "p.json", "--json"]);
    assert_eq!(
        ran.done(),
        concat!(
            r#"{"documents":2,"characters":101,"annotators":[{"id":"ada-example","annotations":2}],"#,
            r#""labels":{"claim":1,"quote":1,"contradiction":0},"#,
            r#""relations":{"contradicts":1,"supports":0,"same_claim":0,"quote_variant":0},"problems":0}"#,
            "\n"
        )
    );
}

#[test]
fn faulty_elements_are_problems_and_not_counted() {
    let world = annotated();
    world.write(
        "broken.json",
        world.read("p.json").replace("[[15,35]]", "[[15,36]]"),
    );
    let ran = world.run(&["stats", "broken.json", "--json"]);
    let stats: serde_json::Value = serde_json::from_str(ran.done()).unwrap();
    // The link goes with its end.
    assert_eq!(stats["problems"], 2);
    assert_eq!(stats["labels"]["quote"], 0);
    assert_eq!(stats["relations"]["contradicts"], 0);
    assert_eq!(stats["annotators"][0]["annotations"], 1);
}

#[test]
fn the_table_names_tags_people_and_articles() {
    let world = annotated();
    let ran = world.run(&["stats", "p.json"]);
    let expected = "\
2 articles, 101 characters, 2 annotations, 1 link, 0 problems

Annotator    Claim  Quote  Contradiction  All  Done  In progress  Untouched
Ada Example      1      1              0    2     1            1          0

Links
contradicts    1
supports       0
same_claim     0
quote_variant  0

Article        Claim  Quote  Contradiction  Characters
Bridge closes      0      1              0          68
Port reopens       1      0              0          33
";
    assert_eq!(ran.done(), expected);
}

#[test]
fn what_cannot_be_read_ends_with_3() {
    let world = World::new();
    let ran = world.run(&["stats", "none.json"]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(3), ""), "{ran:?}");
}
