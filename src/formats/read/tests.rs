//! What readers make of files of other tools, held against the texts: articles, people, tags, places and what is told.

mod again;
mod layers;
mod lines;
mod lying;
mod projects;
mod recognised;
mod shapes;

use super::*;
use crate::model::{Document, Project, ProjectHead, Source};
use std::collections::BTreeMap;
use std::io::{Cursor, Write as _};
use std::sync::Arc;

fn files(all: &[(&str, &str)]) -> FileSet {
    let mut files = FileSet::default();
    for (path, text) in all {
        files.insert(*path, text.as_bytes().to_vec());
    }
    files
}

fn zip_of(all: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in all {
        let options = zip::write::SimpleFileOptions::default();
        zip.start_file(*name, options).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// An article for a project: id, text, address of its page.
fn article(id: &str, text: &str, url: &str) -> Document {
    let mut document = Document::new(
        id.into(),
        format!("Title of {id}"),
        Source::default(),
        text.into(),
    );
    document.metadata.fields = vec![("url".to_owned(), url.to_owned())];
    document
}

/// Reads what is recognised, into a project of these articles; `annotator` as with `--annotator`.
fn into(articles: Vec<Document>, files: &FileSet, annotator: Option<&str>) -> ImportedProject {
    let mut base = Project::new(ProjectHead::default());
    for (i, document) in articles.into_iter().enumerate() {
        let id = document.id.clone();
        base.put_document(&id, Some((i, Arc::new(document))))
            .unwrap();
    }
    into_base(&base, files, annotator)
}

/// The same into a project.
fn into_base(base: &Project, files: &FileSet, annotator: Option<&str>) -> ImportedProject {
    let read = read_files(None, files, &ReadSettings::default(), &|_, _| true).unwrap();
    let mut n = 0;
    into_project(
        read,
        &mut ImportTarget {
            base,
            annotator: annotator.map(str::to_owned),
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

fn alone(files: &FileSet) -> ImportedProject {
    into(Vec::new(), files, None)
}

/// Article, annotator, tag and words of every annotation, sorted.
fn seen<'r>(read: &'r ImportedProject, base: &'r [Document]) -> Vec<[&'r str; 4]> {
    let text = |id: &str| {
        let all = read.documents.iter().map(|d| &**d).chain(base);
        all.filter(|d| d.id.as_str() == id)
            .map(|d| &**d.text())
            .next()
            .unwrap()
    };
    let of = |a: &'r std::sync::Arc<crate::model::Annotation>| {
        let words = a.spans.first().unwrap().of(text(a.document.as_str()));
        [
            a.document.as_str(),
            a.annotator.as_str(),
            a.label.as_str(),
            words,
        ]
    };
    let mut all: Vec<_> = read.annotations.iter().map(of).collect();
    all.sort_unstable();
    all
}

fn left_out(read: &ImportedProject) -> Vec<(&str, usize)> {
    read.left_out
        .iter()
        .map(|(w, n)| (w.as_str(), *n))
        .collect()
}

const QDE: &str = r#"<Project origin="ORIGIN" name="P"><CodeBook><Codes>
<Code guid="c1" name="Economy"><Code guid="c2" name="positive"/></Code>
<Code guid="c3" name="Health"><Code guid="c4" name="positive"/></Code></Codes></CodeBook><Sources>
<TextSource guid="s1" name="One" plainTextPath="internal://s1.txt">
<PlainTextSelection guid="p1" name="NAME" startPosition="4" endPosition="8"><Coding guid="k1"><CodeRef targetGUID="c2"/></Coding></PlainTextSelection>
<PlainTextSelection guid="p2" name="" startPosition="0" endPosition="1"><Coding guid="k2"><CodeRef targetGUID="c4"/></Coding></PlainTextSelection></TextSource>
<TextSource guid="s2" name="Two" plainTextPath="internal://gone.txt"/>
<PDFSource guid="s3" name="a.pdf"><PDFSelection guid="q1"><Representation guid="r1"><PlainTextContent>of the page</PlainTextContent></Representation></PDFSelection></PDFSource>
<PDFSource guid="s4" name="b.pdf"><PDFSelection guid="q2"/><PDFSelection guid="q3"/>
<Representation guid="r2" name="text of b"><PlainTextContent>words of b</PlainTextContent>
<PlainTextSelection guid="q2" startPosition="0" endPosition="5"><Coding guid="k3"><CodeRef targetGUID="c1"/></Coding></PlainTextSelection></Representation></PDFSource>
<VideoSource guid="s5" name="v"><Transcript guid="t1" plainTextPath="internal://t.txt"/><VideoSelection guid="v1"/></VideoSource>
</Sources></Project>"#;

fn qdpx(origin: &str, name: &str) -> FileSet {
    let qde = QDE.replace("ORIGIN", origin).replace("NAME", name);
    let mut set = FileSet::default();
    let bytes = zip_of(&[("project.qde", &qde), ("Sources/s1.txt", "a\r\nb quay")]);
    set.insert("p.qdpx", bytes);
    set
}

#[test]
fn a_qda_project_tells_codes_of_one_name_apart_and_counts_what_has_no_text() {
    let read = alone(&qdpx("Other 1", "quay"));
    let want = [
        ["S1", "Imported", "Economy/positive", "quay"],
        ["S1", "Imported", "Health/positive", "a"],
        ["S4", "Imported", "Economy", "words"],
    ];
    assert_eq!(seen(&read, &[]), want);
    let titles: Vec<_> = read.documents.iter().map(|d| d.title.as_str()).collect();
    assert_eq!(titles, ["One", "b.pdf"]);
    assert_eq!(
        left_out(&read),
        [
            ("PDF files without their text", 1),
            ("pictures, sounds and films", 1),
            ("selections in pictures, sounds and films", 1),
            ("selections on pages of PDF files", 2),
            ("texts whose file is not in the archive", 1),
            ("transcripts of sounds and films", 1),
        ]
    );
}

#[test]
fn line_breaks_of_a_qda_project_count_as_names_or_the_program_say() {
    let covered = |origin: &str, name: &str| {
        let read = alone(&qdpx(origin, name));
        seen(&read, &[])[0][3].to_owned()
    };
    assert_eq!(covered("ATLAS.ti 9", ""), "quay");
    assert_eq!(covered("MAXQDA", ""), " qua");
    assert_eq!(covered("MAXQDA", "quay"), "quay");
}

#[test]
fn an_archive_that_unpacks_too_far_is_refused() {
    let blanks = " ".repeat(5 << 20);
    let mut set = FileSet::default();
    set.insert("p.qdpx", zip_of(&[("project.qde", &blanks)]));
    let refused = read_files(None, &set, &ReadSettings::default(), &|_, _| true).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "this is not a sound archive (unpacked it has more than 200 times its size): p.qdpx"
    );
    let mut set = FileSet::default();
    set.insert("p.xlsx", zip_of(&[("xl/workbook.xml", &blanks)]));
    let refused = read_files(None, &set, &ReadSettings::default(), &|_, _| true).unwrap_err();
    assert!(
        refused.to_string().contains("200 times its size"),
        "{refused}"
    );
}

#[test]
fn articles_of_one_text_each_get_their_own_annotations() {
    let line = |id: &str, label: &str| {
        format!("{{\"doc_id\":\"{id}\",\"text\":\"Same.\",\"label\":[[0,4,\"{label}\"]]}}\n")
    };
    let base = || vec![article("d1", "Same.", ""), article("d2", "Same.", "")];
    let set = files(&[("ada.jsonl", &[line("d1", "A"), line("d2", "B")].concat())]);
    let read = into(base(), &set, None);
    let want = [["d1", "ada", "A", "Same"], ["d2", "ada", "B", "Same"]];
    assert_eq!(seen(&read, &base()), want);
    // Called otherwise: one after the other.
    let set = files(&[("ada.jsonl", &[line("x", "A"), line("y", "B")].concat())]);
    assert_eq!(seen(&into(base(), &set, None), &base()), want);
}

#[test]
fn a_token_of_a_number_sign_is_no_comment() {
    let set = files(&[
        (
            "ada.my.tag.conll",
            "-DOCSTART-\td1\t_\tO\n\n#\t0\t1\tB-my.tag\nhashtag\t1\t8\tI-my.tag\n\n",
        ),
        (
            "j.smith.X.conll",
            "-DOCSTART-\td1\t_\tO\n\nhashtag\t1\t8\tB-X\n",
        ),
        (
            "j.doe.X.conll",
            "-DOCSTART-\td1\t_\tO\n\nhashtag\t1\t8\tB-X\n",
        ),
        ("texts/d1.txt", "#hashtag\n"),
    ]);
    let want = [
        ["d1", "ada", "my.tag", "#hashtag"],
        ["d1", "j.doe", "X", "hashtag"],
        ["d1", "j.smith", "X", "hashtag"],
    ];
    assert_eq!(seen(&alone(&set), &[]), want);
    let set = files(&[("x.conll", "#\thttp://a.example\n# words\n#\n# B-X\nOne O\n")]);
    let read = alone(&set);
    assert_eq!(&**read.documents[0].text(), "# One");
    assert_eq!(seen(&read, &[])[0][1..], ["x", "X", "#"]);
}

#[test]
fn tokens_are_held_against_the_text_beside_them() {
    let set = files(&[
        (
            "ada.X.conll",
            "-DOCSTART-\td1\t_\tO\n\nb\t2\t3\tB-X\nquay\t4\t8\tI-X\nbay\t0\t3\tB-X\n",
        ),
        ("texts/d1.txt", "a\r\nb quay\r\n"),
    ]);
    let read = alone(&set);
    assert_eq!(seen(&read, &[]), [["d1", "ada", "X", "b quay"]]);
    assert_eq!(read.faults[0].what, "its words are not in the article");
}

/// A CAS of one text with these structures.
fn cas(text: &str, structures: &str) -> String {
    let sofa = format!(r#"{{"%ID":1,"%TYPE":"uima.cas.Sofa","sofaString":"{text}"}}"#);
    format!(r#"{{"%FEATURE_STRUCTURES":[{sofa}{structures}]}}"#)
}

#[test]
fn a_feature_called_source_is_no_end_of_a_link() {
    let json = cas(
        "One two",
        r#",{"%ID":2,"%TYPE":"custom.Span","@sofa":1,"begin":0,"end":3,"label":"X","source":"BBC","target":"all"}"#,
    );
    let xmi = r#"<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="c" xmlns:custom="d">
<cas:Sofa xmi:id="1" sofaString="One two"/>
<custom:Span xmi:id="2" sofa="1" begin="0" end="3" label="X" source="BBC" target="all"/>
<custom:Span xmi:id="3" sofa="1" begin="4" end="7" label="Y" source="1" target="2"/>
<custom:Link xmi:id="4" sofa="1" begin="4" end="7" label="near" from="2" to="3"/></xmi:XMI>"#;
    let read = alone(&files(&[("ada/d1.json", &json)]));
    assert_eq!(seen(&read, &[]), [["d1", "ada", "X", "One"]]);
    assert_eq!(read.annotations[0].features.iter().count(), 2);
    let read = alone(&files(&[("ada/d1.xmi", xmi)]));
    let want = [["d1", "ada", "X", "One"], ["d1", "ada", "Y", "two"]];
    assert_eq!(seen(&read, &[]), want);
    let links: Vec<_> = read
        .relations
        .iter()
        .map(|r| r.relation_type.as_str())
        .collect();
    assert_eq!(links, ["near"]);
}

#[test]
fn folders_of_articles_hold_files_of_annotators() {
    let span = r#",{"%ID":2,"%TYPE":"custom.Span","@sofa":1,"begin":0,"end":3,"label":"X"}"#;
    let one = cas("One two", span);
    let two = cas("Two three", span);
    let set = files(&[
        ("d1/ada.json", &one),
        ("d1/ben.json", &one),
        ("d2/ada.json", &two),
    ]);
    let read = alone(&set);
    let want = [
        ["d1", "ada", "X", "One"],
        ["d1", "ben", "X", "One"],
        ["d2", "ada", "X", "Two"],
    ];
    assert_eq!(seen(&read, &[]), want);
    let tsv = |tag: &str| {
        format!(
            "#FORMAT=WebAnno TSV 3.3\n#T_SP=custom.Span|value\n\n\n#Text=One two\n1-1\t0-3\tOne\t{tag}\t\n1-2\t4-7\ttwo\t_\t\n"
        )
    };
    let set = files(&[("doc1/ada.tsv", &tsv("X")), ("doc1/ben.tsv", &tsv("Y"))]);
    let read = alone(&set);
    let want = [["doc1", "ada", "X", "One"], ["doc1", "ben", "Y", "One"]];
    assert_eq!(seen(&read, &[]), want);
}

const TSV: &str = "#FORMAT=WebAnno TSV 3.3\n#T_SP=custom.Span|value\n#T_RL=custom.Link|kind|BT_custom.Span\n\n\n\
    #Text=I like it 😊 .\n1-1\t0-1\tI\tA[1]|B[2]\tsees|knows\t1-4[0_1]|1-4[0_2]\t\n1-2\t2-6\tlike\tA[1]\t_\t_\t\n\
    1-3\t7-9\tit\t_\t_\t_\t\n1-4\t10-12\t😊\t*\t_\t_\t\n\n#Text=Next one.\n2-1\t20-24\tNext\tC\\|c\t_\t_\t\n";

#[test]
fn webanno_tsv_is_rebuilt_from_its_offsets_and_held_against_its_tokens() {
    let read = alone(&files(&[("d.tsv", TSV)]));
    assert_eq!(&**read.documents[0].text(), "I like it 😊 .      Next one.");
    let want = [
        ["d", "Imported", "A", "I like"],
        ["d", "Imported", "B", "I"],
        ["d", "Imported", "C|c", "Next"],
        ["d", "Imported", "Span", "😊"],
    ];
    assert_eq!(seen(&read, &[]), want);
    let of = |id: &crate::model::AnnotationId| {
        let a = read.annotations.iter().find(|a| a.id == *id).unwrap();
        a.label.as_str()
    };
    let links: Vec<_> = read
        .relations
        .iter()
        .map(|r| (r.relation_type.as_str(), of(&r.from), of(&r.to)))
        .collect();
    assert_eq!(links, [("sees", "Span", "A"), ("knows", "Span", "B")]);
    // A token that is not where its offsets say is looked for.
    let moved = TSV.replace("2-1\t20-24\tNext", "2-1\t20-24\tone");
    let read = alone(&files(&[("d.tsv", &moved)]));
    assert!(seen(&read, &[]).contains(&["d", "Imported", "C|c", "one"]));
    let gone = TSV.replace("2-1\t20-24\tNext", "2-1\t20-24\tnobody");
    let read = alone(&files(&[("d.tsv", &gone)]));
    assert_eq!(read.faults[0].what, "its words are not in the article");
}

#[test]
fn an_offset_beyond_all_bounds_is_refused_with_its_line() {
    let far = TSV.replace("20-24", "99999999999-99999999999");
    let refused = read_files(
        None,
        &files(&[("d.tsv", &far)]),
        &ReadSettings::default(),
        &|_, _| true,
    );
    let words = refused.unwrap_err().to_string();
    assert!(
        words.contains("are missing before this sentence"),
        "{words}"
    );
    assert!(words.ends_with("d.tsv:13"), "{words}");
}

#[test]
fn doccano_counts_what_each_line_says_or_fits_best() {
    let family = "👨\\u200d👩\\u200d👧 quay bay";
    let line =
        |unit: &str, label: &str| format!("{{\"text\":\"{family}\",\"label\":[{label}]{unit}}}\n");
    let utf16 = line(",\"offset_unit\":\"utf-16\"", "[9,13,\"U\"]");
    let graphemes = line("", "[2,6,\"G\"],[7,10,\"G\"]");
    let set = files(&[
        ("ada.jsonl", &[utf16, graphemes.clone()].concat()),
        ("ben.jsonl", &graphemes),
    ]);
    let read = alone(&set);
    let words: Vec<_> = seen(&read, &[])
        .iter()
        .map(|s| [s[1], s[2], s[3]])
        .collect();
    let want = [
        ["ada", "G", "bay"],
        ["ada", "G", "quay"],
        ["ada", "U", "quay"],
        ["ben", "G", "bay"],
        ["ben", "G", "quay"],
    ];
    let mut words = words;
    words.sort_unstable();
    assert_eq!(words, want);
    // Nobody gives the article an id: the first of ben's is the first of ada's.
    assert_eq!(read.documents.len(), 2);
}

#[test]
fn quotations_are_found_by_the_address_of_their_page() {
    let text = "The climate is warm.\nThe climate law passed.";
    let base = || {
        vec![
            article("d1", text, "https://a.example/page/"),
            article("d2", "Other.", ""),
        ]
    };
    let row = r#"{"uri":"http://a.example/page#top","user":"ada","tags":["X"],"target":[{"selector":[
        {"type":"TextQuoteSelector","exact":"climate","prefix":"The ","suffix":" law"},
        {"type":"TextPositionSelector","start":204,"end":211}]}]}"#;
    let set = files(&[("export.json", &format!("[{row}]"))]);
    let read = into(base(), &set, None);
    assert_eq!(seen(&read, &base()), [["d1", "ada", "X", "climate"]]);
    assert_eq!(read.annotations[0].spans[0].start().0, 25);
}

#[test]
fn predictions_beside_a_persons_work_stay_a_programs() {
    let task = r#"[{"id":1,"data":{"text":"One two"},
        "annotations":[{"id":1,"completed_by":7,"result":[{"id":"r1","type":"labels","value":{"start":0,"end":3,"text":"One","labels":["X"]}}]}],
        "predictions":[{"model_version":"m","result":[{"id":"r2","type":"labels","value":{"start":4,"end":7,"text":"two","labels":["X"]}}]}]}]"#;
    let read = into(Vec::new(), &files(&[("t.json", task)]), Some("Ada"));
    let want = [["t-1", "ada", "X", "One"], ["t-1", "m", "X", "two"]];
    assert_eq!(seen(&read, &[]), want);
    let kinds: Vec<_> = read.annotators.iter().map(|a| a.kind.as_str()).collect();
    assert_eq!(kinds, ["human", "machine"]);
}

#[test]
fn regions_of_paragraphs_count_in_their_paragraph() {
    let task = r#"[{"id":1,"data":{"dialogue":[{"author":"a","text":"One two"},{"author":"b","text":"two three"}]},
        "annotations":[{"id":1,"result":[{"id":"r1","type":"paragraphlabels",
        "value":{"start":"1","end":"1","startOffset":0,"endOffset":3,"text":"two","paragraphlabels":["X"]}}]}]}]"#;
    let read = alone(&files(&[("t.json", task)]));
    assert_eq!(&**read.documents[0].text(), "One two\ntwo three");
    assert_eq!(read.annotations[0].spans[0].start().0, 8);
    // Where the paragraphs are not there, its words must stand once.
    let plain = task.replace(
        r#""dialogue":[{"author":"a","text":"One two"},{"author":"b","text":"two three"}]"#,
        r#""text":"two and two""#,
    );
    let read = alone(&files(&[("t.json", &plain)]));
    assert!(read.annotations.is_empty());
    assert_eq!(read.set_aside.len(), 1);
}

#[test]
fn fragments_are_joined_over_a_line_break_for_brat_alone() {
    let csv = "document,text\nd1,\"one\ntwo\"\n";
    let spans = "document,start,end,label,text,fragments\nd1,0,7,X,\"one\ntwo\",0-3;4-7\n";
    let read = alone(&files(&[("documents.csv", csv), ("spans.csv", spans)]));
    assert_eq!(read.annotations[0].spans.len(), 2);
    let ann = "T1\tX 0 3;4 7\tone two\n";
    let read = alone(&files(&[("d1.txt", "one\ntwo"), ("d1.ann", ann)]));
    assert_eq!(read.annotations[0].spans.len(), 1);
}

#[test]
fn a_stated_title_is_kept_though_it_is_empty() {
    let line =
        |title: &str| format!("{{\"doc_id\":\"d\",\"char_count\":4,\"text\":\"One.\"{title}}}\n");
    let title = |title: &str| {
        let read = alone(&files(&[("data/documents.jsonl", &line(title))]));
        read.documents[0].title.clone()
    };
    assert_eq!(title(",\"title\":\"\""), "");
    assert_eq!(title(",\"title\":\"T\""), "T");
    assert_eq!(title(""), "One.");
}

#[test]
fn an_archive_of_files_is_taken_as_their_folder() {
    let line = |tag: &str| format!("{{\"text\":\"One two\",\"label\":[[0,3,\"{tag}\"]]}}\n");
    let all = [("ada.jsonl", line("X")), ("ben.jsonl", line("Y"))];
    let all: Vec<(&str, &str)> = all.iter().map(|(n, c)| (*n, c.as_str())).collect();
    let mut set = FileSet::default();
    set.insert("export.zip", zip_of(&all));
    assert_eq!(detect(&set), Ok("doccano"));
    let want = [["ada-1", "ada", "X", "One"], ["ada-1", "ben", "Y", "One"]];
    assert_eq!(seen(&alone(&set), &[]), want);
    let blanks = " ".repeat(5 << 20);
    set.insert("more.zip", zip_of(&[("a.jsonl", &blanks)]));
    let refused = detect(&set).unwrap_err().to_string();
    assert!(
        refused.ends_with("200 times its size): more.zip"),
        "{refused}"
    );
}

#[test]
fn reading_and_placing_end_when_nobody_wants_them() {
    let set = files(&[("a.txt", "One"), ("a.ann", "T1\tX 0 3\tOne\n")]);
    let settings = ReadSettings::default();
    let given_up = read_files(None, &set, &settings, &|_, _| false).unwrap_err();
    assert_eq!(given_up.what, "the import was given up");
    let told = std::cell::RefCell::new(Vec::new());
    let keep = |done, total| {
        told.borrow_mut().push((done, total));
        true
    };
    let read = read_files(None, &set, &settings, &keep).unwrap();
    assert_eq!(*told.borrow(), [(0, 16)]);
    let base = Project::new(ProjectHead::default());
    let out = into_project(
        read,
        &mut ImportTarget {
            base: &base,
            annotator: None,
            kind: None,
            labels: &BTreeMap::new(),
            now: String::new(),
            next_id: &mut || "x".to_owned(),
            goes_on: &|_, _| false,
        },
    );
    assert!(out.annotations.is_empty());
}
