//! What comes a second time, and whose layer it comes to.

use super::*;

/// The project with what was read.
fn with(base: &Project, read: &ImportedProject) -> Project {
    let mut project = base.clone();
    project.set_schema(Arc::new(read.schema.clone())).unwrap();
    for annotator in &read.annotators {
        let n = project.annotators().len();
        let put = Some((n, Arc::new(annotator.clone())));
        project.put_annotator(&annotator.id, put).unwrap();
    }
    for document in &read.documents {
        let n = project.documents().len();
        let put = Some((n, Arc::clone(document)));
        project.put_document(&document.id, put).unwrap();
    }
    for a in &read.annotations {
        let put = Some(Arc::clone(a));
        project.put_annotation(&a.id, put).unwrap();
    }
    for r in &read.relations {
        let put = Some(Arc::clone(r));
        project.put_relation(&r.id, put).unwrap();
    }
    project
}

fn empty() -> Project {
    Project::new(ProjectHead::default())
}

const SPANS: &str = "span_id,document,start,end,label,text,annotator,attr_speaker\n\
    s1,d1,0,3,X,One,ada,Mayor\ns2,d1,0,3,X,One,ada,Mayor\ns3,d1,4,7,Y,two,ben,\n";
const DOCUMENTS: &str = "document,text\nd1,One two three\n";
const LINKS: &str = "link_id,type,source,target\nr1,supports,s1,s2\nr2,supports,s2,s3\n";

#[test]
fn the_same_files_a_second_time_add_nothing() {
    let all = |spans: &str| {
        files(&[
            ("spans.csv", spans),
            ("documents.csv", DOCUMENTS),
            ("links.csv", LINKS),
        ])
    };
    let first = into_base(&empty(), &all(SPANS), None);
    // Of a link between two people's layers the far end is copied.
    let counts = (
        first.annotations.len(),
        first.relations.len(),
        first.n_there,
    );
    assert_eq!(counts, (4, 2, 0));
    let project = with(&empty(), &first);
    let again = into_base(&project, &all(SPANS), None);
    assert!(
        again.annotations.is_empty() && again.relations.is_empty(),
        "{again:?}"
    );
    assert_eq!(
        (again.n_there, again.n_links_there, again.n_copied),
        (3, 2, 0)
    );
    assert_eq!(again.refusal(), None);
    // Of two that are alike one more is a new one; another value is another annotation.
    let more = format!("{SPANS}s4,d1,0,3,X,One,ada,Mayor\ns5,d1,4,7,Y,two,ben,Clerk\n");
    let again = into_base(&project, &all(&more), None);
    assert_eq!((again.n_there, again.annotations.len()), (3, 2));
}

fn tsv(tag: &str) -> String {
    format!(
        "#FORMAT=WebAnno TSV 3.3\n#T_SP=custom.Span|value\n\n\n#Text=One two\n1-1\t0-3\tOne\t{tag}\t\n1-2\t4-7\ttwo\t_\t\n"
    )
}

#[test]
fn files_of_one_text_are_one_article_of_two_people() {
    let set = files(&[("t-user1.tsv", &tsv("X")), ("t-user2.tsv", &tsv("Y"))]);
    let want = [["t", "user1", "X", "One"], ["t", "user2", "Y", "One"]];
    assert_eq!(seen(&alone(&set), &[]), want);
}

#[test]
fn what_nobody_is_named_for_does_not_mix_with_an_earlier_import() {
    let first = into_base(&empty(), &files(&[("t.tsv", &tsv("X"))]), None);
    let project = with(&empty(), &first);
    assert_eq!(first.annotators[0].name, "Imported");
    let second = into_base(&project, &files(&[("t.tsv", &tsv("Y"))]), None);
    assert_eq!(second.annotators[0].name, "Imported 2");
    assert_eq!(second.remarks[0].place, "Imported 2");
    // What is all there belongs to the layer that has it.
    let project = with(&project, &second);
    for tag in ["X", "Y"] {
        let again = into_base(&project, &files(&[("t.tsv", &tsv(tag))]), None);
        assert!(again.annotators.is_empty() && again.remarks.is_empty());
        assert_eq!((again.n_there, again.annotations.len()), (1, 0));
    }
    // Who asks for it has it.
    let asked = into_base(&project, &files(&[("t.tsv", &tsv("Z"))]), Some("Imported"));
    assert_eq!(asked.annotations[0].annotator.as_str(), "Imported");
}

#[test]
fn an_id_of_the_file_stays_as_it_is() {
    let row = "{\"text\":\"One two\",\"spans\":[{\"start\":0,\"end\":3,\"label\":\"X\"}],\"_annotator_id\":\"ben b./x, é\"}";
    let read = alone(&files(&[("a.jsonl", row)]));
    assert_eq!(read.annotators[0].id.as_str(), "ben b./x, é");
}

#[test]
fn files_of_which_nothing_comes_in_are_refused_with_the_first_reason() {
    let refusal = |files: &FileSet| {
        let error = alone(files).refusal();
        error.map(|e| e.to_string())
    };
    let ann = files(&[("a.ann", "T1\tX 0 3\tOne\n")]);
    let want = "nothing can be brought in: there is no .txt beside it: a.ann";
    assert_eq!(refusal(&ann).as_deref(), Some(want));
    let row = r#"{"uri":"https://a.example/","tags":["X"],"target":[{"selector":[{"type":"TextQuoteSelector","exact":"One"}]}]}"#;
    let rows = files(&[("a.json", &format!("[{row},{row}]"))]);
    let want = "nothing can be brought in: the file has no text of this article, and the project has no article of this name: 2 annotations did not come in: https://a.example/";
    assert_eq!(refusal(&rows).as_deref(), Some(want));
    // Sound files without an annotation are none of those.
    let rejected = r#"{"text":"One","answer":"reject"}"#;
    assert_eq!(refusal(&files(&[("a.jsonl", rejected)])), None);
    assert_eq!(refusal(&files(&[("a.ann", ""), ("a.txt", "")])), None);
}

#[test]
fn what_a_file_says_less_of_is_there_already() {
    let whole = "span_id,document,start,end,label,text,annotator,attr_speaker,fragments\n\
        s1,d1,0,3,X,One,ada,Mayor,\ns2,d1,0,13,Y,One … three,ada,,0-3;8-13\n";
    let first = into_base(
        &empty(),
        &files(&[("spans.csv", whole), ("documents.csv", DOCUMENTS)]),
        None,
    );
    assert_eq!(first.annotations.len(), 2);
    let project = with(&empty(), &first);
    let less = "document,start,end,label,annotator\nd1,0,3,X,ada\nd1,0,3,Y,ada\nd1,8,13,Y,ada\nd1,4,7,Y,ada\n";
    let read = into_base(&project, &files(&[("less.csv", less)]), None);
    let new: Vec<_> = read.annotations.iter().map(|a| a.label.as_str()).collect();
    assert_eq!((new.as_slice(), read.n_there), (["Y"].as_slice(), 3));
    let other = "document,start,end,label,annotator,attr_speaker\nd1,0,3,X,ada,Clerk\n";
    let read = into_base(&project, &files(&[("other.csv", other)]), None);
    assert_eq!(read.annotations.len(), 1);
}
