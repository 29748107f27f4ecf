//! The JSON of one step in the journal: who, when, what in words, the ops and their inverse.
//!
//! ```json
//! {"number":7,"kind":"edit","author":"ada","at":"…","description":"Tag “the bridge” as claim",
//!  "ops":[{"set":"annotation","id":"a1","to":{…}}],"inverse":[{"set":"annotation","id":"a1","to":null}]}
//! ```
//! (on one line). Elements stand as in the project file, apart from two things: spans are in UTF-8 bytes and the
//! words they cover are left out, so that neither direction needs the project.
//!
//! Limitation: what is read is of the right form, but fits no project yet; applying the ops judges it.

use super::project_file::object::{Fields, Object, Text, fill, parse, required};
use super::project_file::write::{ObjectWriter, write_array, write_progress};
use super::project_file::{
    ElementError, ReadElement, SpanUnit, WriteElement, element_error, read_element,
};
use crate::edit::{EditOp, Step, StepKind};
use crate::model::{ForeignFields, ListName, Problem, ProblemKind, Progress, SetAside};
use serde::de::MapAccess;
use serde_json::value::RawValue;
use std::sync::Arc;

/// The body of a step's journal line: JSON without a line break.
#[must_use]
pub fn step_to_json(step: &Step) -> String {
    let mut out = Vec::with_capacity(512);
    let mut object = ObjectWriter::new(&mut out);
    object.raw("number", &step.number.to_string());
    let (kind, of) = match step.kind {
        StepKind::Edit => ("edit", None),
        StepKind::Undo(of) => ("undo", Some(of)),
        StepKind::Redo(of) => ("redo", Some(of)),
    };
    object.text("kind", kind);
    if let Some(of) = of {
        object.raw("of", &of.to_string());
    }
    object.text("author", &step.author);
    object.text("at", &step.at);
    object.text("description", &step.description);
    write_array(object.value("ops"), &step.ops, write_op);
    write_array(object.value("inverse"), &step.inverse, write_op);
    object.end();
    // Every part was a string before, so nothing is replaced.
    String::from_utf8(out).unwrap_or_else(|e| String::from_utf8_lossy(e.as_bytes()).into_owned())
}

/// Reads the body of a journal line.
///
/// # Errors
/// When it is no JSON or not of the form of [`step_to_json`]. It never panics.
pub fn step_from_json(json: &str) -> Result<Step, ElementError> {
    parse::<StepFields<'_>>(json).map_err(|error| element_error(json, &error))
}

fn write_op(out: &mut Vec<u8>, op: &EditOp) {
    let mut object = ObjectWriter::new(out);
    let mut begin = |set: &str, id: Option<&str>| {
        object.text("set", set);
        if let Some(id) = id {
            object.text("id", id);
        }
    };
    match op {
        EditOp::Head(head) => {
            begin("head", None);
            write_to(&mut object, Some(&**head));
        }
        EditOp::Schema(schema) => {
            begin("schema", None);
            write_to(&mut object, Some(&**schema));
        }
        EditOp::Annotator { id, to } => {
            begin("annotator", Some(id.as_str()));
            write_placed(&mut object, to.as_ref());
        }
        EditOp::Document { id, to } => {
            begin("document", Some(id.as_str()));
            write_placed(&mut object, to.as_ref());
        }
        EditOp::Annotation { id, to } => {
            begin("annotation", Some(id.as_str()));
            write_to(&mut object, to.as_deref());
        }
        EditOp::Relation { id, to } => {
            begin("relation", Some(id.as_str()));
            write_to(&mut object, to.as_deref());
        }
        EditOp::Progress {
            document,
            annotator,
            to,
        } => {
            begin("progress", None);
            let (document, annotator) = (document.as_str(), annotator.as_str());
            object.text("document", document);
            object.text("annotator", annotator);
            match to {
                Some(progress) => write_progress(object.value("to"), document, annotator, progress),
                None => object.raw("to", "null"),
            }
        }
        EditOp::Speaker { id, to } => {
            begin("speaker", Some(id.as_str()));
            write_to(&mut object, to.as_deref());
        }
        EditOp::Decision { id, to } => {
            begin("decision", Some(id.as_str()));
            write_to(&mut object, to.as_deref());
        }
        EditOp::SetAside { element, present } => {
            begin("set_aside", element.id.as_deref());
            let problem = &element.problem;
            object.text("list", element.list.as_str());
            object.text("raw", &element.raw);
            object.text("kind", problem.kind.as_str());
            object.text("why", &problem.message);
            if let Some(id) = &problem.annotation {
                object.text("annotation", id.as_str());
            }
            if let Some(id) = &problem.relation {
                object.text("relation", id.as_str());
            }
            if let Some(id) = &problem.document {
                object.text("document", id.as_str());
            }
            object.raw("present", if *present { "true" } else { "false" });
        }
        EditOp::Rejected { raw, present } => {
            begin("rejected", None);
            object.text("raw", raw);
            object.raw("present", if *present { "true" } else { "false" });
        }
    }
    object.end();
}

fn write_to<T: WriteElement>(object: &mut ObjectWriter<'_>, to: Option<&T>) {
    match to {
        Some(element) => element.write(object.value("to"), SpanUnit::Bytes),
        None => object.raw("to", "null"),
    }
}

fn write_placed<T: WriteElement>(object: &mut ObjectWriter<'_>, to: Option<&(usize, Arc<T>)>) {
    if let Some((place, _)) = to {
        object.raw("place", &place.to_string());
    }
    write_to(object, to.map(|(_, element)| &**element));
}

#[derive(Default)]
struct StepFields<'de> {
    number: Option<u64>,
    kind: Option<Text<'de>>,
    of: Option<u64>,
    author: Option<Text<'de>>,
    at: Option<Text<'de>>,
    description: Option<Text<'de>>,
    ops: Option<Vec<Object<'de, OpFields<'de>>>>,
    inverse: Option<Vec<Object<'de, OpFields<'de>>>>,
}

impl<'de> Fields<'de> for StepFields<'de> {
    const WHAT: &'static str = "a step";
    type Whole = Step;

    fn take<A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<bool, A::Error> {
        match key {
            "number" => fill(&mut self.number, key, map)?,
            "kind" => fill(&mut self.kind, key, map)?,
            "of" => fill(&mut self.of, key, map)?,
            "author" => fill(&mut self.author, key, map)?,
            "at" => fill(&mut self.at, key, map)?,
            "description" => fill(&mut self.description, key, map)?,
            "ops" => fill(&mut self.ops, key, map)?,
            "inverse" => fill(&mut self.inverse, key, map)?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn whole(self, foreign: ForeignFields) -> Result<Step, String> {
        nothing_else(&foreign)?;
        let kind = match &*required(self.kind, "kind")?.0 {
            "edit" => StepKind::Edit,
            "undo" => StepKind::Undo(required(self.of, "of")?),
            "redo" => StepKind::Redo(required(self.of, "of")?),
            other => {
                return Err(format!(
                    "kind is {other:?}, expected one of edit, undo, redo"
                ));
            }
        };
        let ops = |list: Vec<Object<'de, OpFields<'de>>>| list.into_iter().map(|op| op.0).collect();
        Ok(Step {
            number: required(self.number, "number")?,
            kind,
            description: Text::or_empty(self.description),
            author: Text::or_empty(self.author),
            at: Text::or_empty(self.at),
            ops: ops(required(self.ops, "ops")?),
            inverse: ops(required(self.inverse, "inverse")?),
        })
    }
}

/// A key that this program does not know would mean a change that it cannot make.
fn nothing_else(foreign: &ForeignFields) -> Result<(), String> {
    match foreign.0.first() {
        None => Ok(()),
        Some((name, _)) => Err(format!("the key {name:?} is unknown here")),
    }
}

#[derive(Default)]
struct OpFields<'de> {
    set: Option<Text<'de>>,
    id: Option<Text<'de>>,
    document: Option<Text<'de>>,
    annotator: Option<Text<'de>>,
    annotation: Option<Text<'de>>,
    relation: Option<Text<'de>>,
    place: Option<u64>,
    to: Option<&'de RawValue>,
    list: Option<Text<'de>>,
    kind: Option<Text<'de>>,
    raw: Option<Text<'de>>,
    why: Option<Text<'de>>,
    present: Option<bool>,
}

impl<'de> Fields<'de> for OpFields<'de> {
    const WHAT: &'static str = "an op";
    type Whole = EditOp;

    fn take<A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<bool, A::Error> {
        match key {
            "set" => fill(&mut self.set, key, map)?,
            "id" => fill(&mut self.id, key, map)?,
            "document" => fill(&mut self.document, key, map)?,
            "annotator" => fill(&mut self.annotator, key, map)?,
            "annotation" => fill(&mut self.annotation, key, map)?,
            "relation" => fill(&mut self.relation, key, map)?,
            "list" => fill(&mut self.list, key, map)?,
            "kind" => fill(&mut self.kind, key, map)?,
            "place" => fill(&mut self.place, key, map)?,
            "to" => fill(&mut self.to, key, map)?,
            "raw" => fill(&mut self.raw, key, map)?,
            "why" => fill(&mut self.why, key, map)?,
            "present" => fill(&mut self.present, key, map)?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn whole(mut self, foreign: ForeignFields) -> Result<EditOp, String> {
        nothing_else(&foreign)?;
        let set = required(self.set.take(), "set")?;
        let id = || required(self.id.as_ref(), "id").map(Text::shared);
        Ok(match &*set.0 {
            "head" => EditOp::Head(Arc::new(read_something(self.to)?)),
            "schema" => EditOp::Schema(Arc::new(read_something(self.to)?)),
            "annotator" => EditOp::Annotator {
                id: id()?.into(),
                to: read_placed(self.place, self.to)?,
            },
            "document" => EditOp::Document {
                id: id()?.into(),
                to: read_placed(self.place, self.to)?,
            },
            "annotation" => EditOp::Annotation {
                id: id()?.into(),
                to: read_to(self.to)?.map(Arc::new),
            },
            "relation" => EditOp::Relation {
                id: id()?.into(),
                to: read_to(self.to)?.map(Arc::new),
            },
            "progress" => EditOp::Progress {
                document: required(self.document, "document")?.shared().into(),
                annotator: required(self.annotator, "annotator")?.shared().into(),
                to: read_to::<Progress>(self.to)?,
            },
            "speaker" => EditOp::Speaker {
                id: id()?.into(),
                to: read_to(self.to)?.map(Arc::new),
            },
            "decision" => EditOp::Decision {
                id: id()?.into(),
                to: read_to(self.to)?.map(Arc::new),
            },
            "set_aside" => self.set_aside()?,
            "unfit_annotation" => self.unfit_annotation()?,
            "rejected" => EditOp::Rejected {
                raw: required(self.raw, "raw")?.shared(),
                present: required(self.present, "present")?,
            },
            other => {
                return Err(format!(
                    "an op sets {other:?}, which this program does not know"
                ));
            }
        })
    }
}

impl OpFields<'_> {
    fn set_aside(self) -> Result<EditOp, String> {
        let (list, kind) = (required(self.list, "list")?, required(self.kind, "kind")?);
        let unknown = |what: &str, word: &str| format!("the {what} {word:?} is unknown");
        let list = ListName::from_key(&list.0).ok_or_else(|| unknown("list", &list.0))?;
        let kind = ProblemKind::from_word(&kind.0).ok_or_else(|| unknown("kind", &kind.0))?;
        let element = SetAside {
            list,
            id: self.id.map(|id| id.0.into_owned()),
            raw: required(self.raw, "raw")?.0.into_owned(),
            problem: Problem {
                annotation: self.annotation.map(|id| id.shared().into()),
                relation: self.relation.map(|id| id.shared().into()),
                document: self.document.map(|id| id.shared().into()),
                ..Problem::new(kind, required(self.why, "why")?.0)
            },
        };
        Ok(EditOp::SetAside {
            element: Arc::new(element),
            present: required(self.present, "present")?,
        })
    }

    /// As earlier versions wrote it, of annotations alone.
    fn unfit_annotation(self) -> Result<EditOp, String> {
        let id = required(self.id, "id")?;
        let document = required(self.document, "document")?;
        let element = SetAside {
            list: ListName::Annotations,
            problem: Problem {
                annotation: Some(id.shared().into()),
                document: Some(document.shared().into()),
                ..Problem::new(ProblemKind::SpanText, required(self.why, "why")?.0)
            },
            id: Some(id.0.into_owned()),
            raw: required(self.raw, "raw")?.0.into_owned(),
        };
        Ok(EditOp::SetAside {
            element: Arc::new(element),
            present: required(self.present, "present")?,
        })
    }
}

/// The value of `to`; `null` is nothing.
fn read_to<T: ReadElement>(to: Option<&RawValue>) -> Result<Option<T>, String> {
    let json = required(to, "to")?.get();
    if json == "null" {
        return Ok(None);
    }
    read_element(json)
        .map(Some)
        .map_err(|e: ElementError| e.to_string())
}

fn read_something<T: ReadElement>(to: Option<&RawValue>) -> Result<T, String> {
    read_to(to)?.ok_or_else(|| "this cannot be set to nothing".to_owned())
}

fn read_placed<T: ReadElement>(
    place: Option<u64>,
    to: Option<&RawValue>,
) -> Result<Option<(usize, Arc<T>)>, String> {
    let Some(element) = read_to(to)? else {
        return Ok(None);
    };
    let place = usize::try_from(required(place, "place")?).unwrap_or(usize::MAX);
    Ok(Some((place, Arc::new(element))))
}
