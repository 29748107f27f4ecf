//! Lines and pairs of doccano, Prodigy and spaCy: what they say beside texts and spans.

use super::*;
use std::io::Read as _;

fn check(name: &str, text: &str, format: &str) -> ImportedProject {
    let set = files(&[(name, text)]);
    assert_eq!(detect(&set), Ok(format), "{text}");
    alone(&set)
}

fn words(read: &ImportedProject) -> Vec<[&str; 3]> {
    seen(read, &[])
        .into_iter()
        .map(|[_, who, tag, words]| [who, tag, words])
        .collect()
}

#[test]
fn users_of_old_doccano_have_a_layer_each_and_numbers_for_tags() {
    let one = |tag: u8, start: u8, user: u8| {
        let end = start + 3;
        format!("{{\"label\":{tag},\"start_offset\":{start},\"end_offset\":{end},\"user\":{user}}}")
    };
    let all = [one(2, 0, 1), one(3, 4, 2), one(3, 0, 2)].join(",");
    let line = format!(
        "{{\"id\":1,\"text\":\"One two\",\"meta\":{{\"url\":\"http://a.example\"}},\"annotation_approver\":null,\"annotations\":[{all}]}}\n"
    );
    let bare = "{\"id\":2,\"text\":\"Six\",\"annotations\":[]}\n";
    let read = check("a.jsonl", &(line + bare), "doccano");
    let want = [
        ["user 1", "2", "One"],
        ["user 2", "3", "One"],
        ["user 2", "3", "two"],
    ];
    assert_eq!(words(&read), want);
    assert_eq!(read.documents.len(), 2);
    assert_eq!(read.documents[0].metadata.get("url"), "http://a.example");
    assert_eq!(read.remarks.len(), 1);
    assert!(read.remarks[0].what.starts_with("the tags are numbers"));
}

#[test]
fn doccano_has_its_text_under_data_too() {
    let lines = "{\"id\":1,\"data\":\"One two\",\"label\":[[0,3,\"X\"]]}\n{\"id\":2,\"data\":\"👩 Six\",\"label\":[[3,6,\"Y\"]]}\n";
    let read = check("eva.jsonl", lines, "doccano");
    assert_eq!(words(&read), [["eva", "X", "One"], ["eva", "Y", "Six"]]);
}

#[test]
fn what_doccano_says_of_an_article_comes_in_or_is_counted() {
    let line = r#"{"id":1,"text":"One two","label":[[0,3,"X"]],"Comments":["look","again"],"source":"The Quay","url":"http://a.example","parts":[[1]]}"#;
    let read = check("a.jsonl", line, "doccano");
    let metadata = &read.documents[0].metadata;
    assert_eq!(
        (metadata.get("outlet"), metadata.get("url")),
        ("The Quay", "http://a.example")
    );
    let want = [
        ("comments about articles", 2),
        ("further details of articles", 1),
    ];
    assert_eq!(left_out(&read), want);
}

#[test]
fn pairs_of_a_text_and_its_entities_are_read_in_each_shape() {
    let one =
        r#"["👩 Ann met Bob", {"entities": [[2, 5, "PER"]], "spans": {"sc": [[2, 13, "EVENT"]]}}]"#;
    let two = r#"["In Rome", {"entities": [[3, 7, "LOC", "Q1"]], "cats": {"A": 1.0, "B": 0.0}, "links": {"3,7": {"Q1": 1.0}}, "heads": [1, 1]}]"#;
    let shapes = [
        ("a.json", format!("[{one}, {two}]")),
        ("a.jsonl", format!("{one}\n{two}\n")),
        ("a.jsonl", format!("[{one}]\n[{two}]\n")),
        (
            "a.json",
            format!("{{\"classes\": [\"PER\"], \"annotations\": [{one}, null, {two}]}}"),
        ),
    ];
    for (name, text) in shapes {
        let read = check(name, &text, "prodigy");
        let own: Vec<_> = words(&read).iter().map(|[_, tag, w]| [*tag, *w]).collect();
        let want = [["EVENT", "Ann met Bob"], ["PER", "Ann"], ["LOC", "Rome"]];
        assert_eq!(own, want, "{text}");
        let of_rome = read
            .annotations
            .iter()
            .find(|a| a.label.as_str() == "LOC")
            .unwrap();
        assert_eq!(of_rome.features.get("kb_id"), Some("Q1"));
        let want = [
            ("articles’ grammar (parts of speech, heads, lemmas)", 1),
            ("categories of whole articles", 2),
            ("links of annotations to a knowledge base", 1),
        ];
        assert_eq!(
            (left_out(&read), read.faults.len()),
            (want.to_vec(), 0),
            "{text}"
        );
    }
    let read = check(
        "a.json",
        r#"[["One", {"entities": [["x"], {"start": 0, "end": 3, "label": "X"}]}]]"#,
        "prodigy",
    );
    assert_eq!(
        read.faults[0].what,
        "annotation 1 of “One” is not understood"
    );
    assert_eq!(read.annotations.len(), 1);
}

#[test]
fn a_text_without_its_second_half_is_told() {
    let one = r#"["One", {"entities": [[0, 3, "X"]]}]"#;
    let read = check(
        "a.json",
        &format!("[{one}, \"Two\", {one}, \"Six\"]"),
        "prodigy",
    );
    let told: Vec<&str> = read.faults.iter().map(|f| &*f.what).collect();
    let want = [
        "nothing is said of the text “Two”",
        "nothing is said of the text “Six”",
    ];
    assert_eq!((told, read.annotations.len()), (want.to_vec(), 2));
}

#[test]
fn what_prodigy_says_of_an_article_comes_in_or_is_counted() {
    let line = r#"{"text":"Ann Lee","title":"T","_input_hash":1,"meta":{"source":"The Quay","url":"u","score":0.5},"options":[{"id":"a"}],"accept":["a","b"],
        "label":"GOOD","spans":[{"start":0,"end":3,"label":"PER","kb_id":"Q7"}],"answer":"accept"}"#;
    let read = check("a.jsonl", line, "prodigy");
    let document = &read.documents[0];
    let metadata = &document.metadata;
    assert_eq!(
        (
            &*document.title,
            metadata.get("outlet"),
            metadata.get("url")
        ),
        ("T", "The Quay", "u")
    );
    assert_eq!(read.annotations[0].features.get("kb_id"), Some("Q7"));
    let want = [
        ("categories of whole articles", 3),
        ("scores and patterns of questions", 1),
    ];
    assert_eq!(left_out(&read), want);
    // A question about one span, and a text that has categories alone.
    let line = r#"{"text":"Ann Lee","label":"PER","spans":[{"start":0,"end":3,"label":"PER"}],"answer":"accept"}"#;
    assert_eq!(left_out(&check("a.jsonl", line, "prodigy")), []);
    let read = check(
        "a.jsonl",
        r#"{"text":"Ann","cats":{"A":1.0,"B":0.0}}"#,
        "prodigy",
    );
    assert_eq!(left_out(&read), [("categories of whole articles", 2)]);
}

#[test]
fn categories_of_a_doc_bin_are_counted() {
    let bytes = include_bytes!("../../../../fuzz/corpus/import_spacy/scores.spacy");
    let mut packed = Vec::new();
    let mut zlib = flate2::read::ZlibDecoder::new(&bytes[..]);
    zlib.read_to_end(&mut packed).unwrap();
    let mut bin = rmpv::decode::read_value(&mut packed.as_slice()).unwrap();
    let rmpv::Value::Map(parts) = &mut bin else {
        panic!("a DocBin is a map");
    };
    parts.retain(|(name, _)| name.as_str() != Some("cats"));
    let cats = rmpv::Value::Map(vec![("A".into(), 1.0.into()), ("B".into(), 0.0.into())]);
    parts.push(("cats".into(), rmpv::Value::Array(vec![cats])));
    let mut out = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    rmpv::encode::write_value(&mut out, &bin).unwrap();
    let mut set = FileSet::default();
    set.insert("a.spacy", out.finish().unwrap());
    assert_eq!(
        left_out(&alone(&set)),
        [("categories of whole articles", 2)]
    );
}
