use crate::world::World;

#[test]
fn articles_come_in_path_order_with_their_source() {
    let world = World::new();
    world.write("in/b.txt", "Second\r\nText\r\n");
    world.write("in/a/z.md", "---\nauthor: Ada\n---\n\n# First\n");
    world.write("in/c.txt", b"na\xEFve caf\xE9 d\xE9j\xE0 vu\n");
    let made = world.run(&["new", "in", "-o", "p.json", "--annotator", "Ben B."]);
    made.check(
        0,
        "p.json: 3 articles, 60 characters\n",
        "warning: the encoding was guessed: windows-1252: in/c.txt\n",
    );
    let project = world.json("p.json");
    assert_eq!(project["format"], "countermark-project");
    assert_eq!(project["title"], "p");
    assert_eq!(project["annotators"][0]["id"], "ben-b");
    assert_eq!(project["annotators"][0]["name"], "Ben B.");
    assert_eq!(project["annotators"][0]["kind"], "human");
    let documents = project["documents"].as_array().unwrap();
    let column = |name: &str| {
        documents
            .iter()
            .map(|d| d[name].clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(column("title"), ["First", "Second", "naïve café déjà vu"]);
    assert_eq!(documents[0]["source"]["path"], "in/a/z.md");
    assert_eq!(documents[0]["source"]["media_type"], "text/markdown");
    assert_eq!(documents[0]["metadata"]["author"], "Ada");
    assert_eq!(documents[1]["source"]["newline"], "crlf");
    assert_eq!(documents[1]["text"], "Second\nText\n");
    assert_eq!(documents[1]["source"]["bytes"], 14);
    assert_eq!(documents[2]["source"]["encoding"], "windows-1252");
    world.run(&["check", "p.json"]).check(0, "", "");
}

#[test]
fn source_paths_are_relative_and_portable() {
    let world = World::new();
    world.write("in/sub/a.txt", "First\n");
    world.write("out/b.txt", "Second\n");
    let absolute = world.path("in");
    let arguments = [
        "new",
        absolute.to_str().unwrap(),
        "out/b.txt",
        "-o",
        "out/p.json",
    ];
    world.run(&arguments).done();
    let documents = &world.json("out/p.json")["documents"];
    let path = |i: usize| documents[i]["source"]["path"].clone();
    assert_eq!([path(0), path(1)], ["in/sub/a.txt", "b.txt"]);
    world
        .run(&["new", absolute.to_str().unwrap(), "-o", "p.json"])
        .done();
    let documents = &world.json("p.json")["documents"];
    assert_eq!(documents[0]["source"]["path"], "in/sub/a.txt");
}

#[test]
fn the_annotator_is_the_login_name_where_none_is_given() {
    let world = World::with_project();
    let annotators = &world.json("p.json")["annotators"];
    assert_eq!(annotators[0]["id"], "ada-example");
    assert_eq!(annotators[0]["name"], "Ada Example");
    assert_eq!(world.json("p.json")["title"], "Harbour");
}

#[test]
fn an_existing_file_is_replaced_only_when_forced() {
    let world = World::with_project();
    let before = world.read("p.json");
    world.write("c.txt", "Third\n");
    let refused = world.run(&["new", "c.txt", "-o", "p.json"]);
    refused.check(
        4,
        "",
        "error: the file exists already: p.json\nhelp: choose another name, or replace it with --force\n",
    );
    assert_eq!(world.read("p.json"), before);
    let forced = world.run(&["new", "c.txt", "-o", "p.json", "--force"]);
    assert_eq!(forced.code, Some(0), "{forced:?}");
    assert_eq!(
        world.json("p.json")["documents"].as_array().unwrap().len(),
        1
    );
    assert_eq!(world.read("p.json.bak"), before);
    assert_eq!(world.run(&["check", "p.json"]).code, Some(0));
}

#[test]
fn what_cannot_be_read_is_listed_and_the_others_come_in() {
    let world = World::new();
    world.write("in/a.txt", "First\n");
    world.write("in/b.txt", b"\x7FELF\0\0\0\x01");
    let made = world.run(&["new", "in", "nowhere.txt", "-o", "p.json"]);
    made.check_error(3, &["error: looks like a binary file: in/b.txt"]);
    assert!(made.err.contains("nowhere.txt"), "{made:?}");
    assert_eq!(made.out, "p.json: 1 article, 6 characters\n");
    assert_eq!(
        world.json("p.json")["documents"].as_array().unwrap().len(),
        1
    );
}

#[test]
fn without_any_article_no_project_is_made() {
    let world = World::new();
    let made = world.run(&["new", "nowhere.txt", "-o", "p.json"]);
    assert_eq!((made.code, made.out.as_str()), (Some(3), ""));
    made.check_error(
        3,
        &[
            "error: there is no such file: nowhere.txt",
            "help: check the name, or look whether the file was moved",
            "error: no article could be read, so no project was made",
            "help: mend what is told above, or name other files",
        ],
    );
    assert!(!world.path("p.json").exists());
}

#[test]
#[cfg(unix)]
fn what_is_named_twice_or_linked_to_comes_in_once_and_loops_end() {
    let world = World::new();
    world.write("d/x.txt", "One\n");
    world.write("d/sub/y.txt", "Two\n");
    for (to, at) in [("..", "d/sub/up"), (".", "d/here"), ("sub", "d/other")] {
        std::os::unix::fs::symlink(to, world.path(at)).unwrap();
    }
    let made = world.run(&["new", "d", "d/x.txt", "d", "-o", "p.json"]);
    assert_eq!(made.code, Some(0), "{made:?}");
    assert_eq!(made.out, "p.json: 2 articles, 8 characters\n");
    let told = "warning: what was named twice, or is linked to, is read once";
    assert_eq!(made.err.matches(told).count(), 1, "{made:?}");
    assert_eq!(made.err.lines().count(), 1, "{made:?}");
    // A folder of annotations is walked in the same way.
    let into = world.run(&["import", "d", "--into", "p.json"]);
    assert!(into.code.is_some(), "{into:?}");
}

#[test]
fn an_empty_file_is_an_empty_article() {
    let world = World::new();
    world.write("empty.txt", "");
    let made = world.run(&["new", "empty.txt", "-o", "p.json"]);
    made.check(
        0,
        "p.json: 1 article, 0 characters\n",
        "warning: there is no text in the file; it came in as an empty article: empty.txt\n",
    );
    let document = &world.json("p.json")["documents"][0];
    assert_eq!(
        (&document["title"], &document["text"]),
        (&"empty.txt".into(), &"".into())
    );
}

#[test]
fn the_tag_set_comes_from_a_file() {
    let schema = r##"{"labels":[{"id":"x","name":"X","color":"#112233","key":"1","description":""}],"features":[],"relation_types":[]}"##;
    let world = World::new();
    world.write("a.txt", "First\n");
    world.write("schema.json", schema);
    world
        .run(&["new", "a.txt", "-o", "p.json", "--schema", "schema.json"])
        .done();
    world
        .run(&["new", "a.txt", "-o", "q.json", "--schema", "p.json"])
        .done();
    for name in ["p.json", "q.json"] {
        assert_eq!(world.json(name)["schema"]["labels"][0]["id"], "x", "{name}");
    }
    world.write("broken.json", "{\"labels\":[\n}");
    let made = world.run(&["new", "a.txt", "-o", "r.json", "--schema", "broken.json"]);
    assert_eq!(made.code, Some(3), "{made:?}");
    assert!(
        made.err.starts_with("error: the tag set cannot be read: "),
        "{made:?}"
    );
    assert!(made.err.contains("line 2 column 1"), "{made:?}");
    assert!(
        made.err
            .contains(": broken.json\nhelp: give a project, or an object with labels"),
        "{made:?}"
    );
    assert!(!world.path("r.json").exists());
}

#[test]
fn a_project_is_no_article() {
    let world = World::with_project();
    let made = world.run(&["new", "p.json", "articles", "-o", "q.json"]);
    made.check_error(3, &["error: this is a project, not an article: p.json"]);
    assert_eq!(
        world.json("q.json")["documents"].as_array().unwrap().len(),
        2
    );
}

#[test]
fn a_folder_that_is_not_there_cannot_be_written() {
    let world = World::with_project();
    let made = world.run(&["new", "articles", "-o", "none/p.json"]);
    made.check(
        4,
        "",
        "error: cannot find the folder: No such file or directory (os error 2): none\n\
         help: check the name, or look whether the file was moved\n",
    );
}

#[cfg(unix)]
#[test]
fn a_pipe_among_the_articles_does_not_hang() {
    let world = World::new();
    world.write("in/a.txt", "First\n");
    let made = std::process::Command::new("mkfifo")
        .arg(world.path("in/pipe.txt"))
        .status();
    if !made.is_ok_and(|status| status.success()) {
        return;
    }
    let made = world.run(&["new", "in", "-o", "p.json"]);
    assert_eq!(
        world.json("p.json")["documents"].as_array().unwrap().len(),
        1,
        "{made:?}"
    );
}
