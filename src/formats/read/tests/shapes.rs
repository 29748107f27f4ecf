//! Shapes of files that other tools write now and then: nothing of them is lost unseen.

use super::*;

fn conll(name: &str, text: &str) -> ImportedProject {
    let set = files(&[(name, text)]);
    assert_eq!(detect(&set), Ok("conll"));
    alone(&set)
}

fn words(read: &ImportedProject) -> Vec<[&str; 2]> {
    seen(read, &[])
        .into_iter()
        .map(|row| [row[2], row[3]])
        .collect()
}

#[test]
fn columns_of_every_scheme_give_their_chunks() {
    let read = conll("a.bio", "东 B-GPE\n方 M-GPE\n城 E-GPE\n有 O\n");
    assert_eq!(words(&read), [["GPE", "东 方 城"]]);
    let read = conll("a.txt", "Ann\tperson-actor\nLee\tperson-actor\nwent\tO\n");
    assert_eq!(words(&read), [["person-actor", "Ann Lee"]]);
    let read = conll("a.txt", "Ann\tB_PER\t\nLee\tI_PER\t\nwent\tO\t\n");
    assert_eq!(words(&read), [["PER", "Ann Lee"]]);
    let read = conll("a.txt", "10\u{a0}000 B-N\nmen I-N\n");
    assert_eq!(words(&read), [["N", "10\u{a0}000 men"]]);
    let read = conll("a.conll", "Ann\tNN\nLee\tNN\nwent\tVB\n");
    assert_eq!(seen(&read, &[]), [[""; 4]; 0]);
    let what = "tags of tokens that are neither O nor begin or go on with a chunk";
    assert!(left_out(&read).contains(&(what, 3)));
}

#[test]
fn columns_in_another_encoding_are_refused_as_that() {
    let mut set = FileSet::default();
    set.insert("esp.train", b"Pe\xf1a B-PER\nva O\n".to_vec());
    assert_eq!(detect(&set), Ok("conll"));
    let read = read_files(None, &set, &ReadSettings::default(), &|_, _| true);
    assert_eq!(
        read.unwrap_err().to_string(),
        "this is not UTF-8: esp.train:1"
    );
}

#[test]
fn several_values_of_one_name_are_all_kept() {
    let set = files(&[
        ("a.txt", "Rome won\n"),
        (
            "a.ann",
            "T1\tLOC 0 4\tRome\nN1\tReference T1 Wiki:1\tRome\nN2\tReference T1 Data:2\tRome\nN3\tReference T1 Data:2\tRome\n",
        ),
    ]);
    let read = alone(&set);
    let features = &read.annotations[0].features;
    let values: Vec<&str> = features.iter().map(|(_, value)| value).collect();
    assert_eq!(values.concat(), "Wiki:1 Rome; Data:2 Rome");
}

/// A project of one text, with a selection called `name` at these places.
fn selected(text: &[u8], name: &str, start: usize, end: usize) -> ImportedProject {
    let qde = format!(
        r#"<Project origin="Other 1" name="P"><CodeBook><Codes><Code guid="c1" name="X"/></Codes></CodeBook><Sources>
<TextSource guid="s1" name="One" plainTextPath="internal://s1.txt">
<PlainTextSelection guid="p1" name="{name}" startPosition="{start}" endPosition="{end}"><Coding guid="k1"><CodeRef targetGUID="c1"/></Coding></PlainTextSelection></TextSource></Sources></Project>"#
    );
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in [("project.qde", qde.as_bytes()), ("Sources/s1.txt", text)] {
        zip.start_file(name, zip::write::SimpleFileOptions::default())
            .unwrap();
        zip.write_all(content).unwrap();
    }
    let mut set = FileSet::default();
    set.insert("p.qdpx", zip.finish().unwrap().into_inner());
    alone(&set)
}

#[test]
fn a_text_of_a_qda_project_is_read_in_its_encoding() {
    let utf16: Vec<u8> = "\u{feff}Ända hit"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let read = selected(&utf16, "hit", 5, 8);
    assert_eq!(words(&read), [["X", "hit"]]);
    let read = selected(b"\xc4nda hit", "hit", 5, 8);
    assert_eq!(words(&read), [["X", "hit"]]);
    assert_eq!(
        left_out(&read),
        [("texts that are not UTF-8, read as windows-1252", 1)]
    );
}

#[test]
fn the_names_of_selections_tell_how_emoji_are_counted() {
    let text = "😀😀 hello there".as_bytes();
    assert_eq!(words(&selected(text, "hello", 3, 8)), [["X", "hello"]]);
    assert_eq!(words(&selected(text, "hello", 5, 10)), [["X", "hello"]]);
    assert_eq!(words(&selected(text, "", 3, 8)), [["X", "hello"]]);
}

/// Tag, note, features and words of what one annotation of the page "One two" gives.
fn on_a_page(item: &str) -> Vec<String> {
    let item =
        format!(r#"{{"@context":"http://www.w3.org/ns/anno.jsonld","type":"Annotation",{item}}}"#);
    let base = vec![article("d1", "One two", "https://a.example/p")];
    let read = into(base.clone(), &files(&[("a.jsonld", &item)]), None);
    let rows = seen(&read, &base);
    let all = read.annotations.iter().zip(rows);
    all.map(|(a, row)| {
        let features: Vec<_> = a.features.iter().map(|(n, v)| format!("{n}={v}")).collect();
        format!("{} {} [{}] {}", row[2], row[3], features.concat(), a.note)
    })
    .collect()
}

#[test]
fn a_body_without_a_purpose_has_the_motivation_of_its_annotation() {
    let target = r#""target":{"source":"https://a.example/p","selector":{"type":"TextQuoteSelector","exact":"two"}}"#;
    let tagging = r#""motivation":"tagging","body":{"type":"TextualBody","value":"X"}"#;
    assert_eq!(on_a_page(&format!("{tagging},{target}")), ["X two [] "]);
    let words = r#""motivation":"tagging","bodyValue":"X""#;
    assert_eq!(on_a_page(&format!("{words},{target}")), ["X two [] "]);
    let class = r#""body":{"type":"SpecificResource","purpose":"classifying","source":"https://v.example/ns#City"}"#;
    assert_eq!(
        on_a_page(&format!("{class},{target}")),
        ["City two [class=https://v.example/ns#City] "]
    );
    let comment = r#""motivation":"commenting","body":{"type":"TextualBody","value":"so"}"#;
    assert_eq!(
        on_a_page(&format!("{comment},{target}")),
        ["comment two [] so"]
    );
}

#[test]
fn selectors_are_read_in_all_their_forms() {
    let on = |target: &str| {
        on_a_page(&format!(
            r#""motivation":"tagging","body":"X","target":{target}"#
        ))
    };
    let quote = r#"{"type":"TextQuoteSelector","exact":"two"}"#;
    let refined = format!(
        r#"{{"source":{{"id":"https://a.example/p"}},"selector":{{"type":"FragmentSelector","value":"p1","refinedBy":{quote}}}}}"#
    );
    assert_eq!(on(&refined), ["X two [] "]);
    let several = r#"{"source":"https://a.example/p","selector":{"type":["TextPositionSelector"],"start":4,"end":7}}"#;
    assert_eq!(on(several), ["X two [] "]);
    let at = |n| format!(r#"{{"type":"TextPositionSelector","start":{n},"end":{n}}}"#);
    let range = format!(
        r#"{{"source":"https://a.example/p","selector":{{"type":"RangeSelector","startSelector":{},"endSelector":{}}}}}"#,
        at(0),
        at(3)
    );
    assert_eq!(on(&range), ["X One [] "]);
}

#[test]
fn two_creators_of_one_name_are_two_annotators() {
    let item = |n: usize| {
        format!(
            r#"{{"type":"Annotation","creator":{{"id":"u{n}","name":"Ann"}},"motivation":"tagging","body":"X","target":{{"source":"d1","selector":{{"type":"TextQuoteSelector","exact":"two"}}}}}}"#
        )
    };
    let page = format!(
        r#"{{"@context":"http://www.w3.org/ns/anno.jsonld","items":[{},{},{}]}}"#,
        item(1),
        item(2),
        item(1)
    );
    let base = vec![article("d1", "One two", "")];
    let read = into(base, &files(&[("a.jsonld", &page)]), None);
    let names: Vec<_> = read.annotators.iter().map(|a| a.name.as_str()).collect();
    assert_eq!(names, ["Ann", "Ann (u2)"]);
}

#[test]
fn a_table_of_spans_takes_the_texts_that_lie_beside_it() {
    let spans = "document,start,end,label,text\na.txt,4.0,7.0,X,two\nb,,,Y,far\na.txt,,,Z,\n";
    let set = files(&[
        ("spans.csv", spans),
        ("a.txt", "One two"),
        ("b.txt", "So far off"),
        ("about.txt", "Nobody's text"),
    ]);
    assert_eq!(detect(&set), Ok("csv"));
    let read = alone(&set);
    assert_eq!(words(&read), [["X", "two"], ["Y", "far"]]);
    assert_eq!(
        left_out(&read),
        [("text files that no row of a table names", 1)]
    );
    assert_eq!(read.faults[0].what, "start or end is no number");
    let set = files(&[
        ("all.labels", "123\tDoubt\t4\t7\n"),
        ("article123.txt", "One two"),
    ]);
    assert_eq!(words(&alone(&set)), [["Doubt", "two"]]);
}

#[test]
fn what_a_qda_project_groups_is_counted_and_people_of_one_name_stay_apart() {
    let coded = |n: usize, user: &str| {
        format!(
            r#"<PlainTextSelection guid="p{n}" startPosition="0" endPosition="3"><Coding guid="k{n}" creatingUser="{user}"><CodeRef targetGUID="c2"/></Coding></PlainTextSelection>"#
        )
    };
    let qde = format!(
        r#"<Project name="P"><Users><User guid="u1" name="Ann"/><User guid="u2" name="Ann"/></Users>
<CodeBook><Codes><Code guid="c1" name="Above"><Code guid="c2" name="X"/></Code></Codes></CodeBook>
<Cases><Case guid="a1" name="One"/></Cases><Sources><TextSource guid="s1" name="One"><PlainTextContent>One two</PlainTextContent>{}{}</TextSource></Sources>
<Sets><Set guid="e1" name="All"/></Sets></Project>"#,
        coded(1, "u1"),
        coded(2, "u2")
    );
    let read = alone(&files(&[("p.qde", &qde)]));
    let names: Vec<_> = read.annotators.iter().map(|a| a.name.as_str()).collect();
    assert_eq!(names, ["Ann", "Ann 2"]);
    assert_eq!(words(&read), [["X", "One"], ["X", "One"]]);
    let counted = [
        ("cases with what is said of them", 1),
        ("codes above others (tags stand in no order)", 1),
        ("sets of sources and codes", 1),
    ];
    assert_eq!(left_out(&read), counted);
}
