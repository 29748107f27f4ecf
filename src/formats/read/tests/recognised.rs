//! Shapes of files that are recognised, or refused by name, and what is read of them.

use super::*;

fn check(name: &str, text: &str, format: &str) -> ImportedProject {
    let set = files(&[(name, text)]);
    assert_eq!(detect(&set), Ok(format));
    alone(&set)
}

fn words(read: &ImportedProject) -> Vec<[&str; 2]> {
    seen(read, &[])
        .into_iter()
        .map(|[_, _, tag, words]| [tag, words])
        .collect()
}

#[test]
fn label_studio_without_ids_and_relations_is_refused_by_name() {
    let task = r#"[{"id":1,"text":"One two","label":[{"start":0,"end":3,"text":"One","labels":["X"]}],"annotator":1,"annotation_id":1,"lead_time":2.5}]"#;
    let set = files(&[("min.json", task)]);
    let refused = "this is Label Studio’s JSON-MIN, which leaves out ids, relations and who annotated: min.json";
    assert_eq!(detect(&set).unwrap_err().to_string(), refused);
    let settings = ReadSettings::default();
    let read = read_files(Some("label-studio"), &set, &settings, &|_, _| true);
    assert_eq!(read.unwrap_err().to_string(), format!("{refused}, task 1"));
}

#[test]
fn columns_of_tokens_are_no_table_whatever_the_file_is_called() {
    let read = check(
        "a.tsv",
        "Ann\tB-PER\nLee\tE-PER\nin\tO\nRome\tS-LOC\n\n",
        "conll",
    );
    assert_eq!(words(&read), [["LOC", "Rome"], ["PER", "Ann Lee"]]);
    let table = "document\tstart\tend\tlabel\nd\t0\t3\tO\n";
    assert_eq!(detect(&files(&[("a.tsv", table)])), Ok("csv"));
}

#[test]
fn numbers_before_tokens_are_no_words() {
    let rows = "1\tAnn\t_\tB-PER\n2\tLee\t_\tI-PER\n\n1\t7\t_\tO\n2\tYes\t_\tB-X\n";
    let read = check("a.conll", rows, "conll");
    assert_eq!(&**read.documents[0].text(), "Ann Lee\n7 Yes");
    assert_eq!(words(&read), [["PER", "Ann Lee"], ["X", "Yes"]]);
    // Numbers that are words do not begin anew with each sentence.
    let read = check("a.conll", "1\t_\tO\n2\t_\tO\n\n3\t_\tB-X\n", "conll");
    assert_eq!(&**read.documents[0].text(), "1 2\n3");
}

#[test]
fn an_answer_of_hypothesis_is_annotations_of_pages() {
    let row = r#"{"uri":"https://a.example/p","user":"acct:eve@hypothes.is","tags":["X"],"target":[{"selector":[{"type":"TextQuoteSelector","exact":"two"}]}]}"#;
    let set = files(&[("a.json", &format!("{{\"total\":1,\"rows\":[{row}]}}"))]);
    assert_eq!(detect(&set), Ok("web-annotation"));
    let base = vec![article("d1", "One two", "https://a.example/p")];
    let read = into(base.clone(), &set, None);
    assert_eq!(
        seen(&read, &base),
        [["d1", "acct:eve@hypothes.is", "X", "two"]]
    );
}

#[test]
fn training_files_of_spacy_2_are_read() {
    let token = |orth: &str, ner: &str| format!(r#"{{"orth":"{orth}","ner":"{ner}"}}"#);
    let tokens = [
        token("Ann", "B-PER"),
        token("Lee", "L-PER"),
        token("met", "O"),
        token("Bob", "U-PER"),
    ]
    .join(",");
    let json = |raw: &str| {
        let paragraph = format!(r#"{{{raw}"sentences":[{{"tokens":[{tokens}]}}]}}"#);
        format!(r#"[{{"id":7,"paragraphs":[{paragraph},{paragraph}]}}]"#)
    };
    let read = check("a.json", &json(r#""raw":"Ann  Lee met\tBob","#), "prodigy");
    assert_eq!(
        &**read.documents[0].text(),
        "Ann  Lee met\tBob\nAnn  Lee met\tBob"
    );
    let bob = ["PER", "Bob"];
    let lee = ["PER", "Ann  Lee"];
    assert_eq!(words(&read), [lee, lee, bob, bob]);
    let read = check("a.json", &json(""), "prodigy");
    assert_eq!(
        &**read.documents[0].text(),
        "Ann Lee met Bob\nAnn Lee met Bob"
    );
    let read = alone(&files(&[("a.json", &json(r#""raw":"Ann met Bob","#))]));
    assert_eq!(read.faults[0].what, "the token Lee is not in its paragraph");
}

#[test]
fn tables_of_techniques_need_no_heading() {
    let set = files(&[("a.labels", "111\tDoubt\t4\t7\n111\tLoaded_Language\t0\t3\n")]);
    assert_eq!(detect(&set), Ok("csv"));
    let mut own = article("d1", "One two", "");
    own.source.path = "articles/article111.txt".to_owned();
    let read = into(vec![own.clone()], &set, None);
    let seen = seen(&read, std::slice::from_ref(&own));
    assert_eq!(seen[0][2..], ["Doubt", "two"]);
    assert_eq!(read.remarks.len(), 1);
    let heads = table_heads(&set, None);
    assert_eq!(heads[0].header, ["article_id", "technique", "start", "end"]);
    assert_eq!(heads[0].rows.len(), 2);
}

#[test]
fn how_sure_a_program_was_becomes_a_feature() {
    let score = |name: &str, text: &str| {
        let read = alone(&files(&[(name, text)]));
        let all = read.annotations.iter();
        let scores = all.map(|a| a.features.get("score").unwrap_or("-").to_owned());
        scores.collect::<Vec<_>>()
    };
    let span = r#"{"text":"One two","spans":[{"start":0,"end":3,"label":"X","score":0.25},{"start":4,"end":7,"label":"X"}]}"#;
    assert_eq!(score("a.jsonl", span), ["0.25", "-"]);
    let entity = r#"{"text":"One two","entities":[{"id":1,"start_offset":0,"end_offset":3,"label":"X","score":0.5}]}"#;
    assert_eq!(score("a.jsonl", entity), ["0.5"]);
    let region = |id: &str, score: &str| {
        format!(
            r#"{{"id":"{id}","type":"labels","value":{{"start":0,"end":3,"text":"One","labels":["X"]}}{score}}}"#
        )
    };
    let task = format!(
        r#"[{{"id":1,"data":{{"text":"One two"}},"predictions":[{{"score":0.5,"result":[{},{}]}}]}}]"#,
        region("r1", r#","score":0.9"#),
        region("r2", "")
    );
    assert_eq!(score("a.json", &task), ["0.9", "0.5"]);
    // Written by spaCy: scores of a group, a score of a single span, none.
    let mut set = FileSet::default();
    let bytes = include_bytes!("../../../../fuzz/corpus/import_spacy/scores.spacy");
    set.insert("a.spacy", bytes.to_vec());
    let read = alone(&set);
    let mut seen: Vec<(&str, usize, &str)> = Vec::new();
    for a in &read.annotations {
        let score = a.features.get("score").unwrap_or("-");
        seen.push((a.label.as_str(), a.spans[0].start().get(), score));
    }
    seen.sort_unstable();
    assert_eq!(
        seen,
        [
            ("X", 0, "0.9"),
            ("X", 4, "0.75"),
            ("Y", 0, "-"),
            ("Y", 4, "0.25"),
            ("Z", 0, "-")
        ]
    );
    let table = "document,text\nd,One two\n";
    let spans = "document,start,end,label,Score\nd,0,3,X,80 %\n";
    let read = alone(&files(&[("d.csv", table), ("s.csv", spans)]));
    assert_eq!(read.annotations[0].features.get("score"), Some("80 %"));
}

#[test]
fn regions_of_a_page_count_what_the_page_shows() {
    let task = |text: &str| {
        let value = r#"{"start":"/p[1]/b[1]/text()[1]","startOffset":0,"endOffset":3,"globalOffsets":{"start":4,"end":7},"text":"two","hypertextlabels":["X"]}"#;
        let result = format!(r#"{{"id":"r","type":"hypertextlabels","value":{value}}}"#);
        format!(
            r#"[{{"id":1,"data":{{"html":"{text}"}},"annotations":[{{"result":[{result}]}}]}}]"#
        )
    };
    let read = alone(&files(&[(
        "a.json",
        &task("<p>two <b>two</b> and two</p>"),
    )]));
    assert_eq!(read.annotations[0].spans[0].start().0, 10);
    assert!(read.placements.is_empty());
}

#[test]
fn regions_without_a_tag_are_counted() {
    let task = r#"[{"id":1,"data":{"text":"One two"},"annotations":[{"result":[{"id":"r","type":"labels","value":{"start":0,"end":3,"text":"One","labels":[]}}]}]}]"#;
    let read = alone(&files(&[("a.json", task)]));
    assert_eq!(left_out(&read), [("regions without a tag", 1)]);
}

#[test]
fn ends_of_a_relation_that_are_no_spans_come_in_with_it() {
    let line = r#"{"text":"Ann met Bob","spans":[{"start":0,"end":3,"label":"PER"}],"relations":[{"label":"met",
        "head_span":{"start":0,"end":3,"label":"PER"},"child_span":{"start":8,"end":11,"label":"PER"}},{"label":"saw",
        "head_span":{"start":8,"end":11,"label":"PER"},"child_span":{"start":0,"end":3,"label":"PER"}}]}"#;
    let read = alone(&files(&[("a.jsonl", line)]));
    assert_eq!(words(&read), [["PER", "Ann"], ["PER", "Bob"]]);
    assert_eq!((read.relations.len(), read.faults.len()), (2, 0));
}
