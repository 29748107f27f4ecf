//! Small random projects through every format and back: what an export does not report as lost is the same afterwards.

use super::{exported, imported, plain};
use countermark::formats::{FORMATS, what};
use countermark::model::{Annotation, Document, Features, Project, Relation};
use countermark::storage::project_file::read_project;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Map, Value, json};

const TIME: &str = "2025-06-07T08:09:10Z";
/// Words of the articles: what other programs count otherwise, and what they take for something else.
const WORDS: &[&str] = &[
    "harbour",
    " ",
    "=1+1",
    "\n",
    "\t",
    "🚢",
    "\u{1F469}\u{1F3FD}\u{200D}\u{1F680}",
    "#",
    "e\u{301}",
    "שלום",
    "\u{2028}",
    "\u{85}",
    "\u{a0}",
    "“no”",
    ";",
    "a|b\\c",
    "<b>&amp;",
];
/// Names of features: such as formats use themselves, and such as they cannot spell.
const FEATURES: &[&str] = &[
    "speaker",
    "note",
    "source",
    "target",
    "fragment",
    "annotation_id",
    "label",
    "two words",
    "two-words",
    "two_words",
    "x=y",
];
const VALUES: &[&str] = &[
    "Ada",
    "-1",
    " =2",
    "a; b=c\\d",
    "\u{a0}@x",
    "two\nlines",
    "‹ü›",
];

/// Ids of the two annotators, which begin with another letter each.
const PEOPLE: &[[&str; 2]] = &[["ada", "ben"], ["ada", "ben b./x"], ["Ada’s, ü", "ben:1@x"]];

/// One annotation as it is drawn.
type Drawn = (
    Index,
    usize,
    usize,
    Vec<(Index, Index)>,
    Vec<(usize, usize)>,
    usize,
);

fn projects() -> impl Strategy<Value = Project> {
    let text = prop::collection::vec(select(WORDS), 3..14);
    let texts = prop::collection::vec(text, 1..4);
    let places = prop::collection::vec((any::<Index>(), any::<Index>()), 1..4);
    let features = prop::collection::vec((0..FEATURES.len(), 0..VALUES.len()), 0..4);
    let drawn = (
        any::<Index>(),
        0..2_usize,
        0..3_usize,
        places,
        features,
        0..VALUES.len() + 1,
    );
    let annotations = prop::collection::vec(drawn, 0..8);
    let links = prop::collection::vec((any::<Index>(), any::<Index>(), 0..VALUES.len()), 0..4);
    let people = select(PEOPLE);
    (texts, annotations, links, people).prop_map(|(texts, annotations, links, people)| {
        let texts: Vec<String> = texts
            .iter()
            .enumerate()
            .map(|(i, words)| format!("Article {i} {}", words.concat()))
            .collect();
        project(&texts, &annotations, &links, people)
    })
}

fn project(
    texts: &[String],
    drawn: &[Drawn],
    links: &[(Index, Index, usize)],
    people: [&str; 2],
) -> Project {
    let labels = ["claim", "quote", "my label"];
    let label = |id: &&str| json!({"id": id, "name": id.to_uppercase(), "color": "#2f6fd0", "key": "", "description": "When?"});
    let feature = |id: &&str| json!({"id": id, "name": id, "kind": "text", "labels": labels});
    let documents: Vec<Value> = texts
        .iter()
        .enumerate()
        .map(|(i, text)| {
            let sha256 = countermark::model::sha256_hex(text.as_bytes());
            json!({
                "id": format!("d{i}"), "title": format!("Title {i}"), "sha256": sha256, "text": text,
                "source": {"path": format!("in/d{i}.html"), "media_type": "text/html", "encoding": "windows-1252", "newline": "crlf", "bytes": 99, "sha256": "ab"},
                "metadata": {"outlet": "The Gull", "url": "", "published": "", "author": "-"},
            })
        })
        .collect();
    let mut annotations: Vec<Value> = Vec::new();
    for (n, (document, who, label, places, features, note)) in drawn.iter().enumerate() {
        let d = document.index(texts.len());
        let spans = spans(&texts[d], places);
        if spans.is_empty() {
            continue;
        }
        let chars: Vec<char> = texts[d].chars().collect();
        let words: Vec<String> = spans
            .iter()
            .map(|s| chars[s[0]..s[1]].iter().collect())
            .collect();
        let features: Map<String, Value> = features
            .iter()
            .map(|(name, value)| (FEATURES[*name].to_owned(), VALUES[*value].into()))
            .collect();
        annotations.push(json!({
            "id": format!("a{n}"), "document": format!("d{d}"), "annotator": people[*who], "label": labels[*label],
            "spans": spans, "text": words, "features": features, "note": VALUES.get(*note).unwrap_or(&""),
            "origin": "suggestion", "created": TIME, "modified": TIME,
        }));
    }
    let mut relations = Vec::new();
    for (n, (from, to, note)) in links.iter().enumerate() {
        if annotations.is_empty() {
            continue;
        }
        let (from, to) = (from.get(&annotations), to.get(&annotations));
        if from["id"] != to["id"] && from["annotator"] == to["annotator"] {
            relations.push(json!({
                "id": format!("r{n}"), "type": "goes with", "annotator": from["annotator"], "from": from["id"], "to": to["id"],
                "features": {}, "note": VALUES[*note], "created": TIME, "modified": TIME,
            }));
        }
    }
    let whole = json!({
        "format": "countermark-project", "version": 1, "offset_unit": "unicode-code-point", "id": "p", "title": "Round trips",
        "created": TIME, "guidelines": "Mark all.",
        "schema": {
            "labels": labels.iter().map(label).collect::<Vec<_>>(),
            "features": FEATURES.iter().map(feature).collect::<Vec<_>>(),
            "relation_types": [{"id": "goes with", "name": "Goes with", "key": "", "symmetric": false, "from": labels, "to": labels}],
        },
        "annotators": [{"id": people[0], "name": "Ada", "kind": "human"}, {"id": people[1], "name": "Ben", "kind": "adjudicator"}],
        "documents": documents, "annotations": annotations, "relations": relations,
        "progress": [], "decisions": [], "speakers": [], "rejected": [],
    });
    let read = read_project(whole.to_string().as_bytes()).expect("a project");
    assert!(
        read.project.set_aside().is_empty(),
        "drawn projects are sound"
    );
    read.project
}

/// Fragments in order, with something else than a line break between them: an import joins what only line breaks part.
fn spans(text: &str, places: &[(Index, Index)]) -> Vec<[usize; 2]> {
    let chars: Vec<char> = text.chars().collect();
    let mut edges: Vec<usize> = places
        .iter()
        .flat_map(|(a, b)| [a.index(chars.len() + 1), b.index(chars.len() + 1)])
        .collect();
    edges.sort_unstable();
    let mut out: Vec<[usize; 2]> = Vec::new();
    for pair in edges.chunks(2) {
        let (start, end) = (pair[0], pair[1]);
        let is_apart = out
            .last()
            .is_none_or(|last| chars[last[1]..start].iter().any(|c| !c.is_whitespace()));
        if start < end && is_apart {
            out.push([start, end]);
        }
    }
    out
}

/// What the losses of an export leave to compare.
struct Compared<'a> {
    format: &'a str,
    has_lost: &'a dyn Fn(&str) -> bool,
}

impl Compared<'_> {
    fn unless(&self, what: &str, value: String) -> String {
        if (self.has_lost)(what) {
            String::new()
        } else {
            value
        }
    }

    /// Fragments by their words' ends: without blanks there, where the format cannot hold any.
    fn fragments(&self, a: &Annotation, text: &str) -> Vec<(usize, usize)> {
        let is_trimmed = (self.has_lost)(what::ENDS);
        let is_end = |c: char| c.is_whitespace();
        let one = |span: &countermark::text::TextSpan| {
            let words = span.of(text);
            let start = span.start().0;
            if !is_trimmed {
                return (start, start + words.len());
            }
            let cut = words.len() - words.trim_start_matches(is_end).len();
            (start + cut, start + cut + words.trim_matches(is_end).len())
        };
        let all = a.spans.iter().map(one);
        all.filter(|(start, end)| start < end).collect()
    }

    fn features(&self, features: &Features) -> String {
        let mut all: Vec<String> = features
            .iter()
            .map(|(name, value)| {
                // Names that a format keeps for itself have `_` after them, reported as another spelling.
                let name = name.as_str();
                let name = if (self.has_lost)(what::SPELLING) {
                    plain(name)
                        .replace('-', "_")
                        .trim_end_matches('_')
                        .to_owned()
                } else {
                    name.to_owned()
                };
                format!("{name}={value:?}")
            })
            .collect();
        all.sort();
        all.join(",")
    }

    /// One line for each annotation, or for each of its fragments.
    fn annotation(&self, a: &Annotation, document: &Document) -> Vec<String> {
        let text = document.text();
        let fragments = self.fragments(a, text);
        let pieces: Vec<Vec<(usize, usize)>> = if (self.has_lost)(what::FRAGMENTS) {
            fragments.into_iter().map(|f| vec![f]).collect()
        } else {
            vec![fragments]
        };
        let rest = [
            self.unless(what::IDS, a.id.to_string()),
            self.unless(what::FEATURES, self.features(&a.features)),
            self.unless(what::NOTES, a.note.clone()),
            self.unless(what::TIMES, format!("{} {}", a.created, a.modified)),
            self.unless(what::ORIGINS, a.origin.clone()),
        ];
        // Fragments that nothing joins have ids of their own.
        let rest = if (self.has_lost)(what::FRAGMENTS) {
            &rest[1..]
        } else {
            &rest[..]
        };
        let line = |p: &Vec<(usize, usize)>| {
            format!(
                "{} {} {} {p:?} {rest:?}",
                &text[..9],
                self.person(a.annotator.as_str()),
                plain(a.label.as_str())
            )
        };
        pieces.iter().map(line).collect()
    }

    /// Who annotated, by the first letter where ids are spelled otherwise.
    fn person<'i>(&self, id: &'i str) -> &'i str {
        if (self.has_lost)(what::SPELLING) {
            &id[..1]
        } else {
            id
        }
    }

    fn link(&self, r: &Relation, ends: &[String; 2]) -> String {
        let details = format!("{} {} {} {}", r.id, r.note, r.created, r.modified);
        let details = self.unless(what::LINK_DETAILS, details);
        format!("{} {ends:?} {details}", plain(r.relation_type.as_str()))
    }

    fn document(&self, d: &Document) -> String {
        let mut source = d.source.clone();
        source.path.clear();
        let mut fields = d.metadata.fields.clone();
        fields.sort();
        let parts = [
            self.unless(what::TITLES, d.title.clone()),
            self.unless(what::METADATA, format!("{fields:?}")),
            self.unless(what::PATHS, d.source.path.clone()),
            self.unless(what::FILES, format!("{source:?}")),
            self.unless(what::ARTICLE_IDS, d.id.to_string()),
        ];
        format!("{} {parts:?}", d.text())
    }

    #[track_caller]
    fn same(&self, of: &str, mut ours: Vec<String>, mut theirs: Vec<String>) {
        ours.sort();
        theirs.sort();
        assert_eq!(ours, theirs, "{of} of {}", self.format);
    }
}

#[track_caller]
fn check(project: &Project, format: &str) {
    let (files, written) = exported(project, format);
    let back = imported(&files, format);
    assert!(back.faults.is_empty(), "{format}: {:?}", back.faults);
    let has_lost = |what: &str| written.losses.count(what) > 0;
    let compared = Compared {
        format,
        has_lost: &has_lost,
    };

    let ours: Vec<&Document> = project.documents().iter().map(|d| &**d).collect();
    let theirs: Vec<&Document> = back.documents.iter().map(|d| &**d).collect();
    let lines = |all: &[&Document]| all.iter().map(|d| compared.document(d)).collect();
    compared.same("articles", lines(&ours), lines(&theirs));

    let line = |a: &Annotation, all: &[&Document]| {
        let document = all
            .iter()
            .find(|d| d.id == a.document)
            .expect("the article");
        compared.annotation(a, document)
    };
    let our_lines: Vec<String> = project.annotations().flat_map(|a| line(a, &ours)).collect();
    let their_lines: Vec<String> = back
        .annotations
        .iter()
        .flat_map(|a| line(a, &theirs))
        .collect();
    let n_left_out = project.n_annotations() - written.annotations;
    if n_left_out == 0 {
        compared.same("annotations", our_lines, their_lines);
    } else {
        // Overlaps, blanks, line breaks: counted one by one.
        let kinds = [
            what::OVERLAPS,
            "annotations of blanks only",
            "annotations of blanks or line breaks only",
        ];
        let n_reported: usize = kinds.iter().map(|w| written.losses.count(w)).sum();
        assert_eq!(n_left_out, n_reported, "{format}");
        for line in &their_lines {
            assert!(
                our_lines.contains(line),
                "{format}: {line} came from nowhere in {our_lines:#?}"
            );
        }
    }

    if !has_lost(what::LINKS) && n_left_out == 0 {
        let end =
            |list: &[&Annotation], id: &countermark::model::AnnotationId, all: &[&Document]| {
                let a = list.iter().find(|a| a.id == *id).expect("the end");
                (
                    a.document.clone(),
                    line(a, all).first().cloned().unwrap_or_default(),
                )
            };
        let lines = |relations: &[&Relation], list: &[&Annotation], all: &[&Document]| {
            let one = |r: &&Relation| {
                let (from, to) = (end(list, &r.from, all), end(list, &r.to, all));
                let is_lost = has_lost(what::CROSS_LINKS) && from.0 != to.0;
                (!is_lost).then(|| compared.link(r, &[from.1, to.1]))
            };
            relations.iter().filter_map(one).collect::<Vec<_>>()
        };
        let our_relations: Vec<&Relation> = project.relations().map(|r| &**r).collect();
        let our_annotations: Vec<&Annotation> = project.annotations().map(|a| &**a).collect();
        let ours = lines(&our_relations, &our_annotations, &ours);
        assert_eq!(ours.len(), written.relations, "{format}: links written");
        let their_relations: Vec<&Relation> = back.relations.iter().map(|r| &**r).collect();
        let their_annotations: Vec<&Annotation> = back.annotations.iter().map(|a| &**a).collect();
        compared.same(
            "links",
            ours,
            lines(&their_relations, &their_annotations, &theirs),
        );
    }

    if !has_lost(what::PROJECT_TITLE) {
        assert_eq!(back.title, project.head().title, "{format}");
    }
    if !has_lost(what::GUIDELINES) {
        assert_eq!(back.guidelines, project.head().guidelines, "{format}");
    }
    if !has_lost(what::TAG_SET) && !has_lost(what::DEFINITIONS) {
        assert_eq!(&back.schema, &**project.schema(), "{format}");
    }
    for theirs in &back.annotators {
        let id = &theirs.id;
        let Some(ours) = project.annotator(id) else {
            assert!(has_lost(what::SPELLING), "{format}: {id} came from nowhere");
            continue;
        };
        if !has_lost(what::NAMES) {
            assert_eq!(theirs.name, ours.name, "{format}");
        }
        if !has_lost(what::KINDS) {
            assert_eq!(theirs.kind, ours.kind, "{format}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_not_reported_as_lost_comes_back(project in projects()) {
        for format in FORMATS.iter().filter(|f| f.is_written() && f.is_read()) {
            check(&project, format.id);
        }
    }
}
