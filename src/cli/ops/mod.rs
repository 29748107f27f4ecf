//! The commands of `countermark edit`: one JSON object a line, as data and as workspace commands.
mod decide;
mod links;
mod list;
mod resolve;

pub use list::list_lines;
pub use resolve::{Deed, Resolver};

use crate::ingest::RowColumns;
use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

/// One line. Offsets are code points; names are ids unless the field says otherwise.
#[derive(Debug, Deserialize, PartialEq)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
pub enum Op {
    /// Tags a place.
    Annotate {
        document: String,
        label: String,
        spans: Vec<[u64; 2]>,
        #[serde(default)]
        features: BTreeMap<String, String>,
        #[serde(default)]
        note: String,
        id: Option<String>,
        origin: Option<String>,
    },
    /// Tags many places as one step; those that have the tag already are left out.
    AnnotateMany {
        label: String,
        #[serde(deserialize_with = "objects")]
        places: Vec<PlaceOp>,
        #[serde(default)]
        features: BTreeMap<String, String>,
        origin: Option<String>,
    },
    /// Changes a tag.
    Relabel { annotation: String, label: String },
    /// Changes an extent.
    SetSpans {
        annotation: String,
        spans: Vec<[u64; 2]>,
    },
    /// Sets a field; an empty value clears it.
    SetFeature {
        annotation: String,
        name: String,
        value: String,
    },
    /// Sets a note.
    SetNote { annotation: String, note: String },
    /// Removes an annotation with its links.
    Remove { annotation: String },
    /// Links two annotations.
    Relate {
        #[serde(rename = "type")]
        relation_type: String,
        from: String,
        to: String,
        #[serde(default)]
        features: BTreeMap<String, String>,
        #[serde(default)]
        note: String,
        id: Option<String>,
    },
    /// Links each of `from` with `to`, making the annotations that are missing.
    Link {
        #[serde(rename = "type")]
        relation_type: String,
        #[serde(deserialize_with = "objects")]
        from: Vec<EndSpec>,
        #[serde(deserialize_with = "object")]
        to: EndSpec,
        #[serde(default)]
        features: BTreeMap<String, String>,
        #[serde(default)]
        note: String,
    },
    /// Copies annotations of other layers into one's own.
    Copy { annotations: Vec<String> },
    /// Turns a link round.
    SwapRelation { relation: String },
    /// Removes a link.
    Unrelate { relation: String },
    /// Changes a link's type.
    SetRelationType {
        relation: String,
        #[serde(rename = "type")]
        relation_type: String,
    },
    /// Sets a field of a link.
    SetRelationFeature {
        relation: String,
        name: String,
        value: String,
    },
    /// Sets a link's note.
    SetRelationNote { relation: String, note: String },
    /// Takes back the last step.
    Undo {},
    /// Does it again.
    Redo {},
    /// Records progress.
    Progress { document: String, state: String },
    /// Writes the project file.
    Save {},
    /// Adds article files and folders.
    AddArticles {
        paths: Vec<String>,
        columns: Option<RowColumns>,
        #[serde(default)]
        whole_page: bool,
        #[serde(default)]
        again: bool,
    },
    /// Removes an article with everything on it.
    RemoveArticle { document: String },
    /// Moves an article; places count from 0.
    MoveArticle { document: String, place: usize },
    /// Renames an article.
    SetArticleTitle { document: String, title: String },
    /// Changes what is known about an article; fields not named stay.
    SetMetadata {
        document: String,
        fields: BTreeMap<String, String>,
    },
    /// Reads an article's file again in another encoding, while nothing is annotated on it.
    SetEncoding {
        document: String,
        encoding: String,
        path: Option<String>,
    },
    /// Takes the newer version of an article's file, or another file; annotations of every layer move with it.
    ReplaceArticle {
        document: String,
        path: Option<String>,
    },
    /// Says that the places of annotations are right as they are after their article has changed.
    AcceptPlaces { annotations: Vec<String> },
    /// Reads the file of a web page again: all that it shows, or its article alone; while nothing is annotated on it.
    SetWholePage {
        document: String,
        whole_page: bool,
        path: Option<String>,
    },
    /// Adds an annotator.
    AddAnnotator {
        name: String,
        kind: Option<String>,
        id: Option<String>,
    },
    /// Renames an annotator.
    RenameAnnotator { annotator: String, name: String },
    /// Removes an annotator with the layer.
    RemoveAnnotator { annotator: String },
    /// Changes the project's title.
    SetProjectTitle { title: String },
    /// Changes the guidelines.
    SetGuidelines { text: String },
    /// Adds a label, or changes the fields given of the one with this id.
    PutLabel {
        id: String,
        name: Option<String>,
        color: Option<String>,
        key: Option<String>,
        description: Option<String>,
        place: Option<usize>,
    },
    /// Removes a label; its annotations are moved or removed as said, else it must have none.
    RemoveLabel {
        label: String,
        move_to: Option<String>,
        #[serde(default)]
        remove_annotations: bool,
    },
    /// Adds a feature, or changes the fields given of the one with this id.
    PutFeature {
        id: String,
        name: Option<String>,
        kind: Option<String>,
        values: Option<Vec<String>>,
        labels: Option<Vec<String>>,
        relation_types: Option<Vec<String>>,
    },
    /// Takes a feature out of the tag set; values that have it stay.
    RemoveFeature { feature: String },
    /// Adds a type of link, or changes the fields given of the one with this id.
    PutRelationType {
        id: String,
        name: Option<String>,
        key: Option<String>,
        symmetric: Option<bool>,
        from: Option<Vec<String>>,
        to: Option<Vec<String>>,
        place: Option<usize>,
    },
    /// Removes a type of link; its links are moved or removed as said, else it must have none.
    RemoveRelationType {
        #[serde(rename = "type")]
        relation_type: String,
        move_to: Option<String>,
        #[serde(default)]
        remove_links: bool,
    },
    /// Puts somebody on the list of speakers.
    AddSpeaker {
        name: String,
        #[serde(default)]
        aliases: Vec<String>,
        id: Option<String>,
    },
    /// Renames a speaker, given by id or name, in every layer.
    RenameSpeaker { speaker: String, name: String },
    /// Says which other names mean a speaker, given by id or name.
    SetSpeakerAliases {
        speaker: String,
        aliases: Vec<String>,
    },
    /// Makes one speaker of several, each given by id or name, in every layer.
    MergeSpeakers { into: String, speakers: Vec<String> },
    /// Takes a speaker, given by id or name, off the list.
    RemoveSpeaker { speaker: String },
    /// Makes annotations and links of suggestions.
    AcceptSuggestions {
        #[serde(deserialize_with = "objects")]
        suggestions: Vec<SuggestionSpec>,
        label: Option<String>,
    },
    /// Remembers suggestions as rejected.
    RejectSuggestions {
        #[serde(deserialize_with = "objects")]
        suggestions: Vec<SuggestionSpec>,
    },
    /// Settles one place of two annotators; several in a batch are one step.
    Decide {
        annotators: [String; 2],
        #[serde(default)]
        a: Vec<String>,
        #[serde(default)]
        b: Vec<String>,
        #[serde(default)]
        relations_a: Vec<String>,
        #[serde(default)]
        relations_b: Vec<String>,
        outcome: String,
        spans: Option<Vec<[u64; 2]>>,
        label: Option<String>,
        #[serde(rename = "type")]
        relation_type: Option<String>,
        from: Option<String>,
        to: Option<String>,
        features: Option<BTreeMap<String, String>>,
        adjudicator: Option<String>,
        note: Option<String>,
    },
    /// Takes all at once on which two annotators agree.
    DecideAgreements {
        annotators: [String; 2],
        adjudicator: Option<String>,
    },
    /// Takes a decision back.
    Undecide { decision: String },
    /// Sets a decision's note.
    DecisionNote { decision: String, note: String },
    /// Brings one annotator's layer of another project file in.
    TakeLayer {
        project: String,
        annotator: String,
        name: Option<String>,
        /// Annotations on articles whose texts differ come in too, put onto the texts here.
        #[serde(default)]
        reanchor: bool,
    },
    /// Several commands as one undo step: all or none.
    Batch {
        #[serde(deserialize_with = "objects")]
        commands: Vec<Op>,
        description: Option<String>,
    },
}

/// Where a link ends: an annotation, a copy of another layer's, or words.
#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct EndSpec {
    annotation: Option<String>,
    copy_of: Option<String>,
    document: Option<String>,
    spans: Option<Vec<[u64; 2]>>,
    label: Option<String>,
}

/// A suggestion as `countermark suggest --json` prints it. Score and reason may be left out.
#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct SuggestionSpec {
    kind: String,
    #[serde(deserialize_with = "objects")]
    spans: Vec<SuggestedSpec>,
    score: Option<f32>,
    #[serde(default)]
    why: String,
}

/// One place of a suggestion.
#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct SuggestedSpec {
    document: String,
    fragments: Vec<[u64; 2]>,
    label: String,
    #[serde(default)]
    features: BTreeMap<String, String>,
}

/// One place of `annotate_many`.
#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct PlaceOp {
    document: String,
    spans: Vec<[u64; 2]>,
}

impl Op {
    /// Reads one line.
    ///
    /// # Errors
    /// In words for people, without the place of the line in its file.
    pub fn parse(line: &[u8]) -> Result<Self, String> {
        let is_object = line.trim_ascii_start().first() == Some(&b'{');
        if !is_object && serde_json::from_slice::<IgnoredAny>(line).is_ok() {
            return Err(
                "a command is a JSON object such as {\"do\":\"undo\"}, this is something else"
                    .to_owned(),
            );
        }
        serde_json::from_slice(line).map_err(|error| {
            let words = error.to_string();
            if words.starts_with("unknown variant") {
                let name = words.split('`').nth(1).unwrap_or_default();
                return format!("there is no command {name}: `countermark edit --list` prints all");
            }
            match error.classify() {
                serde_json::error::Category::Data => without_place(&words),
                _ => format!("not a line of JSON: {}", column_only(&words)),
            }
        })
    }
}

/// Fields by name: of a list serde would take them by their order.
struct Named<T>(T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Named<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NamedVisitor<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for NamedVisitor<T> {
            type Value = Named<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a JSON object")
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map)).map(Named)
            }
        }
        deserializer.deserialize_map(NamedVisitor(PhantomData))
    }
}

fn object<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<T, D::Error> {
    Named::deserialize(deserializer).map(|named| named.0)
}

fn objects<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Vec<T>, D::Error> {
    let all = Vec::<Named<T>>::deserialize(deserializer)?;
    Ok(all.into_iter().map(|named| named.0).collect())
}

/// Every line is line 1 to the JSON reader, which would mislead.
fn column_only(words: &str) -> String {
    words.replace(" at line 1 column ", " at column ")
}

fn without_place(words: &str) -> String {
    let end = words.rfind(" at line ").unwrap_or(words.len());
    words[..end].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check_error(line: &str, expected: &str) {
        assert_eq!(Op::parse(line.as_bytes()).unwrap_err(), expected);
    }

    #[test]
    fn a_fault_is_told_in_words() {
        check_error(
            "",
            "not a line of JSON: EOF while parsing a value at line 1 column 0"
                .replace(" at line 1 column ", " at column ")
                .as_str(),
        );
        check_error(
            r#"{"do":"undo""#,
            "not a line of JSON: EOF while parsing an object at column 12",
        );
        check_error(
            r#"{"do":"frobnicate"}"#,
            "there is no command frobnicate: `countermark edit --list` prints all",
        );
        check_error(r#"{"do":"remove"}"#, "missing field `annotation`");
        check_error(r#"{"annotation":"a1"}"#, "missing field `do`");
        check_error(
            r#"{"do":"remove","annotation":"a1","x":1}"#,
            "unknown field `x`, expected `annotation`",
        );
    }

    #[test]
    fn what_is_no_object_is_refused() {
        for line in [r#"["remove","a01"]"#, "\"undo\"", "7", "null"] {
            check_error(
                line,
                r#"a command is a JSON object such as {"do":"undo"}, this is something else"#,
            );
        }
        for inside in [
            r#"{"do":"batch","commands":[["remove","a01"]]}"#,
            r#"{"do":"annotate_many","label":"claim","places":[["d1",[[0,1]]]]}"#,
            r#"{"do":"link","type":"supports","from":[{"annotation":"a1"}],"to":["a2",null,null,null,null]}"#,
        ] {
            check_error(inside, "invalid type: sequence, expected a JSON object");
        }
        let sound =
            r#"{"do":"batch","commands":[{"do":"remove","annotation":"a01"},{"do":"undo"}]}"#;
        assert!(Op::parse(sound.as_bytes()).is_ok());
    }

    #[test]
    fn offsets_that_are_no_counts_are_refused() {
        for span in [
            "[-1,2]",
            "[0.5,2]",
            "[1]",
            "[1,2,3]",
            "[1,18446744073709551616]",
            "[\"1\",2]",
        ] {
            let line = format!(r#"{{"do":"set_spans","annotation":"a1","spans":[{span}]}}"#);
            assert!(Op::parse(line.as_bytes()).is_err(), "{span}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(
            head in r#"(\{"do":"(annotate|batch|undo|set_spans|put_label)")?,?"#,
            bytes in proptest::collection::vec(any::<u8>(), 0..60),
        ) {
            let line = [head.as_bytes(), &bytes].concat();
            if let Err(words) = Op::parse(&line) {
                prop_assert!(!words.is_empty() && !words.contains("line 1"));
            }
        }
    }

    #[test]
    fn what_is_nested_too_deep_is_refused() {
        let deep = format!("{}{}", "[".repeat(1_000_000), "]".repeat(1_000_000));
        assert!(Op::parse(deep.as_bytes()).is_err());
        let line = format!(r#"{{"do":"undo","x":{deep}}}"#);
        assert!(Op::parse(line.as_bytes()).is_err());
    }
}
