//! What readers make of tasks of Label Studio.

use crate::formats::output::FileSet;
use crate::formats::read::{ImportTarget, ImportedProject, ReadSettings, into_project, read_files};
use crate::model::{Annotation, Project, ProjectHead};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Reads files into an empty project.
fn read(all: &[(&str, String)]) -> ImportedProject {
    let mut files = FileSet::default();
    for (path, text) in all {
        files.insert(*path, text.as_bytes().to_vec());
    }
    let settings = ReadSettings::default();
    let read = read_files(Some("label-studio"), &files, &settings, &|_, _| true).unwrap();
    let mut n = 0;
    into_project(
        read,
        &mut ImportTarget {
            base: &Project::new(ProjectHead::default()),
            annotator: None,
            kind: None,
            labels: &BTreeMap::new(),
            now: String::new(),
            next_id: &mut || {
                n += 1;
                format!("new{n}")
            },
            goes_on: &|_, _| true,
        },
    )
}

/// A task of this data, and these results of one person.
fn task(data: &Value, results: &Value) -> ImportedProject {
    let task = json!([{"id": 1, "data": data, "annotations": [{"id": 1, "result": results}]}]);
    read(&[("t.json", task.to_string())])
}

/// A region with the tag X.
fn region(id: &str, object: &str, (start, end): (usize, usize), words: &str) -> Value {
    json!({"id": id, "from_name": "tags", "to_name": object, "type": "labels",
        "value": {"start": start, "end": end, "text": words, "labels": ["X"]}})
}

/// Article, start and words of every annotation.
fn places<'r>(read: &'r ImportedProject) -> Vec<(&'r str, usize, &'r str)> {
    let of = |a: &'r Arc<Annotation>| {
        let mut documents = read.documents.iter();
        let document = documents.find(|d| d.id == a.document).unwrap();
        let span = a.spans[0];
        let words = span.of(document.text());
        (document.id.as_str(), span.start().0, words)
    };
    read.annotations.iter().map(of).collect()
}

fn left_out(read: &ImportedProject) -> Vec<(&str, usize)> {
    let all = read.left_out.iter();
    all.map(|(what, n)| (what.as_str(), *n)).collect()
}

const NO_TEXT: (&str, usize) = (super::NO_TEXT, 1);

#[test]
fn each_text_of_a_task_is_an_article_and_has_the_regions_of_its_object() {
    let data = json!({"text1": "Alpha quay", "text2": "Gamma quay bay", "title": "T"});
    let results = json!([
        region("a", "text1", (6, 10), "quay"),
        region("b", "text2", (6, 10), "quay"),
        {"type": "relation", "from_id": "a", "to_id": "b", "labels": ["same"]}
    ]);
    let read = task(&data, &results);
    let want = [("t-1-text1", 6, "quay"), ("t-1-text2", 6, "quay")];
    assert_eq!(places(&read), want);
    assert_eq!((read.relations.len(), read.faults.len()), (1, 0));
    let titles: Vec<&str> = read.documents.iter().map(|d| &*d.title).collect();
    assert_eq!(titles, ["T (text1)", "T (text2)"]);
}

#[test]
fn an_object_shows_what_its_words_or_the_configuration_tell() {
    // By words at their numbers: the key `text` is another field.
    let data = json!({"text": "One quay", "body": "A long quay"});
    let read = task(&data, &json!([region("a", "text", (7, 11), "quay")]));
    assert_eq!(places(&read), [("t-1", 7, "quay")]);
    assert_eq!(read.documents[0].metadata.get("text"), "One quay");
    // By the configuration, which alone tells it where no words are stated.
    let config = r#"<View><Text name="one" value="$b"/><Text name="two" value="$a"/><Labels name="tags" toName="one"/></View>"#;
    let mut bare = region("a", "two", (0, 3), "");
    bare["value"].as_object_mut().unwrap().remove("text");
    let tasks = json!([{"id": 1, "data": {"a": "One two", "b": "Six ten eleven"}, "annotations": [{"result": [bare]}]}]);
    let files = [("c.xml", config.to_owned()), ("t.json", tasks.to_string())];
    let read = self::read(&files);
    assert_eq!(places(&read), [("t-1-a", 0, "One")]);
    assert_eq!(read.documents.len(), 2);
}

#[test]
fn a_text_about_which_only_questions_are_answered_is_an_article_too() {
    let data = json!({"text": "One quay", "claim": "A quay"});
    let answer = json!({"id": "q", "from_name": "n", "to_name": "claim", "type": "choices", "value": {"choices": ["x"]}});
    let read = task(&data, &json!([region("a", "text", (4, 8), "quay"), answer]));
    let ids: Vec<&str> = read.documents.iter().map(|d| d.id.as_str()).collect();
    assert_eq!(ids, ["t-1-claim", "t-1-text"]);
    assert_eq!(places(&read), [("t-1-text", 4, "quay")]);
}

#[test]
fn regions_of_sound_and_pictures_are_left_out_and_counted() {
    let data = json!({"talk": [{"author": "a", "text": "One two three"}]});
    let of_sound = json!({"id": "s", "from_name": "l", "to_name": "audio", "source": "$video", "type": "labels",
        "value": {"start": 2, "end": 4, "labels": ["X"]}});
    let of_talk = json!({"id": "t", "from_name": "l", "to_name": "text", "source": "$talk", "type": "paragraphlabels",
        "value": {"start": "0", "end": "0", "startOffset": 4, "endOffset": 7, "paragraphlabels": ["X"]}});
    let of_both = json!({"type": "relation", "from_id": "s", "to_id": "t"});
    let answer = json!({"id": "s", "from_name": "n", "to_name": "audio", "type": "number", "value": {"number": 3}});
    let read = task(&data, &json!([of_sound, of_talk, of_both, answer]));
    assert_eq!(places(&read), [("t-1", 4, "two")]);
    let want = [
        ("answers about regions that are left out", 1),
        NO_TEXT,
        ("relations of regions that are left out", 1),
    ];
    assert_eq!((left_out(&read), read.faults.len()), (want.to_vec(), 0));
    // Pictures, and sound whose object is called as the address among the data.
    let data = json!({"text": "One two", "audio": "https://a.example/one.wav"});
    let mut of_sound = region("a", "audio", (0, 1), "");
    of_sound["value"].as_object_mut().unwrap().remove("text");
    let of_picture = json!({"id": "p", "to_name": "img", "type": "labels", "value": {"x": 1, "y": 2, "labels": ["X"]}});
    let brush =
        json!({"id": "q", "to_name": "img", "type": "brushlabels", "value": {"format": "rle"}});
    let read = task(
        &data,
        &json!([
            of_sound,
            of_picture,
            brush,
            region("b", "text", (0, 3), "One")
        ]),
    );
    assert_eq!(places(&read), [("t-1", 0, "One")]);
    assert_eq!(left_out(&read), [(super::NO_TEXT, 3)]);
}

#[test]
fn line_breaks_that_the_editor_writes_as_two_signs_are_undone() {
    let data = json!({"text": "First line.\nSecond line.\r\nThird \\n line. 👩 a\nb"});
    let results = json!([
        region("a", "text", (6, 18), "line.\\nSecond"),
        region("b", "text", (19, 31), "line.\\n\\nThird"),
        region("c", "text", (32, 39), "\\n line"),
        region("d", "text", (44, 47), "a\\nb"),
        region("e", "text", (0, 1), "a\\nb")
    ]);
    let read = task(&data, &results);
    let words: Vec<&str> = places(&read).into_iter().map(|(_, _, w)| w).collect();
    let want = ["line.\nSecond", "line.\nThird", "\\n line", "a\nb", "a\nb"];
    assert_eq!((words, read.faults.len()), (want.to_vec(), 0));
}

#[test]
fn people_of_one_first_name_are_two() {
    let one = |n: usize, by: Value| json!({"id": n, "completed_by": by, "result": [region(&format!("r{n}"), "text", (0, 3), "One")]});
    let user = |n: usize, mail: &str| json!({"id": n, "email": mail, "first_name": "Eva"});
    let tasks = json!([{"id": 1, "data": {"text": "One"}, "annotations": [
        one(1, user(4, "eva.a@x.example")), one(2, user(5, "eva.b@x.example")), one(3, json!(4)),
        one(4, json!({"id": 6, "email": "", "username": "kim", "first_name": "Kim", "last_name": "Lee"})), one(5, json!(7))
    ]}]);
    let read = read(&[("t.json", tasks.to_string())]);
    let people: Vec<_> = read
        .annotators
        .iter()
        .map(|a| (a.id.as_str(), &*a.name))
        .collect();
    let want = [
        ("eva.a@x.example", "Eva (eva.a@x.example)"),
        ("eva.b@x.example", "Eva (eva.b@x.example)"),
        ("kim", "Kim Lee"),
        ("user 7", "user 7"),
    ];
    let ids: Vec<&str> = read
        .annotations
        .iter()
        .map(|a| a.annotator.as_str())
        .collect();
    assert_eq!(ids[2], "eva.a@x.example");
    assert_eq!(people, want);
}

#[test]
fn notes_and_answers_about_regions_come_in_and_about_articles_are_counted() {
    let mut noted = region("a", "text", (0, 3), "One");
    noted["meta"] = json!({"text": ["unsure", "ask"]});
    let of = |id: &str, kind: &str, value: Value| json!({"id": id, "from_name": format!("{kind}1"), "to_name": "text", "type": kind, "value": {kind: value}});
    let results = json!([
        noted,
        of("a", "taxonomy", json!([["News", "Local"], ["Sport"]])),
        of("a", "datetime", json!("2024-01-02")),
        of("a", "number", json!(3)),
        of("a", "rating", json!(4)),
        of("a", "choices", json!(["x", "y"])),
        of("b", "taxonomy", json!([["News"]])),
        of("c", "datetime", json!("2024")),
        of("d", "ranker", json!({"x": ["1"]})),
        {"id": "a", "from_name": "note", "type": "textarea", "value": {"start": 0, "end": 3, "text": ["more"]}}
    ]);
    let read = task(&json!({"text": "One two"}), &results);
    let a = &read.annotations[0];
    assert_eq!(a.note, "unsure\nask\nmore");
    let of = |name: &str| a.features.get(name).unwrap_or("-");
    let names = ["taxonomy1", "datetime1", "number1", "rating1", "choices1"];
    let want = ["News > Local; Sport", "2024-01-02", "3", "4", "x; y"];
    assert_eq!(names.map(of), want);
    assert_eq!(left_out(&read), [("answers about whole articles", 3)]);
}

#[test]
fn tags_of_pages_are_read_under_each_of_their_names() {
    for (kind, key) in [
        ("htmllabels", "htmllabels"),
        ("hypertextlabels", "htmllabels"),
        ("hypertextlabels", "hypertextlabels"),
    ] {
        let value = json!({"start": "/p[1]/text()[1]", "end": "/p[1]/text()[1]", "startOffset": 4, "endOffset": 7, "text": "two",
            "globalOffsets": {"start": 4, "end": 7}, key: ["X"]});
        let results = json!([{"id": "a", "to_name": "text", "type": kind, "value": value}]);
        let read = task(&json!({"text": "<p>One two</p>"}), &results);
        assert_eq!(places(&read), [("t-1", 7, "two")], "{kind} {key}");
    }
}

#[test]
fn paragraphs_have_their_words_under_any_key() {
    let turn = |who: &str, words: &str| json!({"author": who, "a_language": "a language of length", "content": words});
    let data = json!({"chat": [turn("A", "Hello there"), turn("B", "Good day")]});
    let results = json!([{"id": "a", "to_name": "p", "type": "paragraphlabels",
        "value": {"start": "1", "end": "1", "startOffset": 5, "endOffset": 8, "text": "day", "paragraphlabels": ["X"]}}]);
    let read = task(&data, &results);
    assert_eq!(places(&read), [("t-1", 17, "day")]);
}

#[test]
fn what_the_data_say_of_an_article_becomes_its_details() {
    let data = json!({"text": "One", "url": "http://a.example", "source": "The Quay", "published": "2024-01-01",
        "author": "Eva", "section": "p. 3", "words": 3, "parts": [{"a": 1}], "none": null});
    let read = task(&data, &json!([]));
    let metadata = &read.documents[0].metadata;
    let names = ["url", "outlet", "published", "author", "section", "words"];
    let want = [
        "http://a.example",
        "The Quay",
        "2024-01-01",
        "Eva",
        "p. 3",
        "3",
    ];
    assert_eq!(names.map(|name| metadata.get(name)), want);
    assert_eq!(left_out(&read), [("further details of articles", 1)]);
}

#[test]
fn old_exports_without_words_count_as_browsers_do() {
    let result = json!([{"id": "a", "type": "labels", "to_name": "t", "value": {"start": 5, "end": 9, "labels": ["X"]}}]);
    let of = |key: &str| {
        let tasks =
            json!([{"id": 1, "data": {"text": "👩👩 quay bay"}, key: [{"result": result}]}]);
        read(&[("t.json", tasks.to_string())])
    };
    assert_eq!(places(&of("completions")), [("t-1", 9, "quay")]);
    assert_eq!(places(&of("annotations")), [("t-1", 11, "ay b")]);
}
