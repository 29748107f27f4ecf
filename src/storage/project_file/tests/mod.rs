//! Before → act → after: a file as text, what is read from it, what is written again.

mod journal;
mod problems;
mod properties;
mod refusals;
mod speed;
mod writing;

use super::read::read_whole;
use super::{LoadedProject, ProjectFileError, read_project};
use crate::model::{Project, sha256_hex};
use std::fmt::Write as _;

/// Two documents, two annotators, one annotation each way, one relation; `LIST` of `replaced` has other elements.
pub(super) struct Fixture {
    lists: Vec<(&'static str, Vec<String>)>,
    /// More top-level keys, each ending with a comma.
    more: String,
}

pub(super) const D1_TEXT: &str = "Zoë said 👍🏽 yes.\nNo, said Ben.";
pub(super) const LABELS: &str = r#"[{"id":"claim","name":"Claim"},{"id":"quote","name":"Quote"}]"#;

pub(super) fn document(id: &str, text: &str) -> String {
    let json = serde_json::to_string(text).unwrap();
    format!(
        r#"{{"id":"{id}","title":"T","sha256":"{}","text":{json}}}"#,
        sha256_hex(text.as_bytes())
    )
}

pub(super) fn annotation(id: &str, spans: &str, words: &str) -> String {
    format!(
        r#"{{"id":"{id}","document":"d1","annotator":"ada","label":"claim","spans":{spans},"text":{words}}}"#
    )
}

impl Fixture {
    pub(super) fn new() -> Self {
        let list = |elements: &[&str]| elements.iter().map(|e| (*e).to_owned()).collect();
        Self {
            lists: vec![
                (
                    "annotators",
                    list(&[
                        r#"{"id":"ada","name":"Ada"}"#,
                        r#"{"id":"ben","name":"Ben","kind":"machine"}"#,
                    ]),
                ),
                (
                    "documents",
                    vec![document("d1", D1_TEXT), document("d2", "Two words.")],
                ),
                (
                    "annotations",
                    vec![
                        annotation("a1", "[[0,3]]", r#"["Zoë"]"#),
                        annotation("a2", "[[9,11],[12,15]]", r#"["👍🏽","yes"]"#),
                    ],
                ),
                (
                    "relations",
                    list(&[
                        r#"{"id":"r1","type":"contradicts","annotator":"ada","from":"a1","to":"a2"}"#,
                    ]),
                ),
                (
                    "progress",
                    list(&[r#"{"document":"d1","annotator":"ada","state":"done"}"#]),
                ),
                (
                    "decisions",
                    list(&[
                        r#"{"id":"k1","document":"d1","annotators":["ada","ben"],"a":["a1"],"outcome":"a","adjudicator":"ben"}"#,
                    ]),
                ),
                (
                    "speakers",
                    list(&[r#"{"id":"s1","name":"Zoë","aliases":["Z"]}"#]),
                ),
                ("rejected", list(&[r#"{"kind":"quotes","spans":[[0,1]]}"#])),
            ],
            more: String::new(),
        }
    }

    pub(super) fn with(mut self, list: &str, element: impl Into<String>) -> Self {
        let found = self.lists.iter_mut().find(|(name, _)| *name == list);
        found.unwrap().1.push(element.into());
        self
    }

    pub(super) fn only(mut self, list: &str, elements: &[&str]) -> Self {
        let found = self.lists.iter_mut().find(|(name, _)| *name == list);
        found.unwrap().1 = elements.iter().map(|e| (*e).to_owned()).collect();
        self
    }

    pub(super) fn more(mut self, keys: &str) -> Self {
        self.more = keys.to_owned();
        self
    }

    pub(super) fn json(&self) -> String {
        let types = r#"[{"id":"contradicts","symmetric":true,"from":["claim"],"to":["claim"]}]"#;
        let mut out = format!(
            "{{\"format\":\"countermark-project\",\"version\":1,\"offset_unit\":\"unicode-code-point\",\
             {}\"schema\":{{\"labels\":{LABELS},\"relation_types\":{types}}}",
            self.more
        );
        for (name, elements) in &self.lists {
            let _ = write!(out, ",\n\"{name}\":[{}]", elements.join(",\n"));
        }
        out + "}"
    }

    pub(super) fn read(&self) -> Project {
        read(&self.json()).unwrap().project
    }
}

pub(super) fn read(json: &str) -> Result<LoadedProject, ProjectFileError> {
    let read = read_project(json.as_bytes());
    assert_same(
        &read,
        &read_whole(json.strip_prefix('\u{feff}').unwrap_or(json)),
    );
    read
}

/// The quick way of reading and the one that knows the faults give the same.
pub(super) fn assert_same(
    quick: &Result<LoadedProject, ProjectFileError>,
    whole: &Result<LoadedProject, ProjectFileError>,
) {
    match (quick, whole) {
        (Ok(quick), Ok(whole)) => {
            assert_eq!(quick.project, whole.project);
            assert_eq!(quick.read_only_reason, whole.read_only_reason);
        }
        (Err(quick), Err(whole)) => assert_eq!(quick, whole),
        _ => panic!("read quickly: {quick:?}\nread whole: {whole:?}"),
    }
}

/// Sound and set aside together, list by list in the order of the format.
pub(super) fn n_elements(project: &Project) -> usize {
    project.annotators().len()
        + project.documents().len()
        + project.n_annotations()
        + project.relations().len()
        + project.all_progress().count()
        + project.decisions().count()
        + project.speakers().count()
        + project.rejected().count()
        + project.set_aside().len()
}

#[test]
fn everything_sound_is_taken() {
    let project = Fixture::new().read();
    assert_eq!(project.set_aside(), []);
    assert_eq!(n_elements(&project), 11);
    assert_eq!(project.check(), []);
    let a2 = project.annotation(&"a2".into()).unwrap();
    assert_eq!(a2.covered_text(D1_TEXT), "👍🏽 … yes");
    assert_eq!(a2.start().get(), "Zoë said ".len());
}

#[test]
fn any_order_any_white_space_and_a_byte_order_mark_are_accepted() {
    let json = "\u{feff} { \"documents\" : [ ] ,\r\n\t\"schema\":{\"labels\":[]},\"offset_unit\":\"unicode-code-point\"\n,\
                \"version\":1, \"title\":\"T\", \"format\":\"countermark-project\" }\n";
    let project = read(json).unwrap().project;
    assert_eq!(project.head().title, "T");
    assert!(project.schema().labels.is_empty());
}

#[test]
fn a_newer_version_is_read_only_and_names_both() {
    let json = Fixture::new()
        .json()
        .replace("\"version\":1", "\"version\":7");
    let loaded = read(&json).unwrap();
    assert_eq!(loaded.project.n_annotations(), 2);
    let reason = loaded.read_only_reason.unwrap();
    assert_eq!((reason.found.as_str(), reason.known), ("7", 1));
    assert!(reason.to_string().contains("version 7"));
    let broken = json.replace("\"labels\"", "\"tags\"");
    let error = read(&broken).unwrap_err().to_string();
    assert!(
        error.contains("version 7") && error.contains("labels"),
        "{error}"
    );
}

#[test]
fn unknown_keys_of_every_level_come_back_as_they_were() {
    let odd = r#""x":{"n":[1.0,1e999,-0,123456789012345678901234567890]},"y":"\ud800\u0041""#;
    let with = |json: &str| json.replacen('{', &format!("{{{odd},"), 1);
    let doc = document("d3", "Text");
    let doc = doc.replace(
        r#""title""#,
        &format!(r#""source":{{{odd}}},"metadata":{{"outlet":"O","rank":5}},"title""#),
    );
    let ann = annotation("a3", "[[0,1]]", r#"["Z"]"#).replace(
        r#""text""#,
        r#""features":{"speaker":"Zoë","sure":0.50},"text""#,
    );
    let json = Fixture::new()
        .with("documents", with(&doc))
        .with("annotations", with(&ann))
        .with("annotators", with(r#"{"id":"c"}"#))
        .with(
            "relations",
            with(r#"{"id":"r2","type":"contradicts","annotator":"ada","from":"a1","to":"a2"}"#),
        )
        .with(
            "progress",
            with(r#"{"document":"d2","annotator":"ada","state":"in_progress"}"#),
        )
        .with("speakers", with(r#"{"id":"s2"}"#))
        .more(&format!("{odd},"))
        .json()
        .replace(
            r#""schema":{"#,
            &format!(r#""schema":{{{odd},"features":[{{"id":"f",{odd}}}],"#),
        )
        .replace(r#"{"id":"claim","#, &format!(r#"{{{odd},"id":"claim","#))
        .replace(
            r#"{"id":"contradicts","#,
            &format!(r#"{{{odd},"id":"contradicts","#),
        );
    let project = read(&json).unwrap().project;
    assert_eq!(project.set_aside(), []);
    let written = String::from_utf8(super::write_project(&project)).unwrap();
    assert_eq!(written.matches(odd).count(), 10, "{written}");
    // The head and the tag set have a line for each key.
    let on_lines = odd.replace("},", "},\n");
    assert_eq!(written.matches(&on_lines).count(), 2, "{written}");
    assert!(written.contains(r#""metadata":{"outlet":"O","rank":5}"#));
    assert!(written.contains(r#""features":{"speaker":"Zoë","sure":0.50}"#));
    assert_eq!(read(&written).unwrap().project, project);
}

#[test]
fn an_unknown_value_on_several_lines_is_put_on_one() {
    let project = Fixture::new()
        .more("\"x\": {\n  \"a\": [1,\r\n 2],\n\"b\":\"c  \\\" \\n{ d\"\n},")
        .read();
    let expected = r#"{"a":[1,2],"b":"c  \" \n{ d"}"#;
    assert_eq!(
        project.head().foreign.0,
        [("x".to_owned(), expected.to_owned())]
    );
}
