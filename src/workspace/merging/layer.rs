//! One annotator's layer of another project, into this one: so that two people's files can be adjudicated.

use super::Gathering;
use crate::edit::EditOp;
use crate::edit::merge::{Names, union_of};
use crate::model::{
    AnnotationId, Annotator, AnnotatorId, DocumentId, ListName, Project, RelationId, Schema,
};
use crate::workspace::comparison::DocumentMatch;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What taking a layer means for a project.
#[derive(Clone, Debug)]
pub struct TakenLayer {
    /// What brings it in.
    pub ops: Vec<EditOp>,
    /// Whose layer it is here.
    pub annotator: AnnotatorId,
    /// The annotations that are new here.
    pub annotations: Vec<AnnotationId>,
    /// The links that are new here.
    pub relations: Vec<RelationId>,
    /// What is to be known: what lies on articles that are not here, versions that were kept. In words.
    pub notes: Vec<String>,
}

/// Why no layer is taken out of a project of a newer version, in words; `whose`: its path, or what it is called.
#[must_use]
pub fn newer_refusal(whose: &str) -> String {
    format!("{whose} is of a newer version, of which this program may not know all")
}

/// Works out how the layer of `annotator` in `other` comes into `project`, by the rules of [`super::gather`], with two
/// differences: only articles that are here already count, by the hash of their text, and of the tag set only what the
/// layer uses is added. `name`: the annotator is made anew under this name, whoever is here already; without it the
/// annotator is the same where id and name are.
///
/// # Errors
/// In words, when there is no such annotator, or the name is empty.
pub fn take_layer(
    project: &Project,
    other: &Project,
    annotator: &AnnotatorId,
    name: Option<&str>,
) -> Result<TakenLayer, String> {
    let Some(known) = other.annotator(annotator) else {
        return Err(format!("the other project has no annotator {annotator}"));
    };
    let mut gathering = Gathering::new(project.clone(), "this project's");
    let mut names = Names::default();
    let matched = DocumentMatch::of(project, other);
    for (ours, theirs) in matched.both {
        names.documents.insert(theirs, ours);
    }
    let part = part_of(other, annotator, &names);
    for unmatched in &matched.only_b {
        let theirs = other.annotations_of(&unmatched.id);
        let n = theirs.filter(|a| a.annotator == *annotator).count();
        if n > 0 {
            let why = match &unmatched.candidate {
                Some(_) => "whose text differs from that of the article here",
                None => "which is not in this project",
            };
            let title = match unmatched.title.as_str() {
                "" => unmatched.id.as_str(),
                title => title,
            };
            let title = crate::workspace::words::shown(title);
            let n = some(n, "annotation");
            gathering
                .notes
                .push(format!("left out: {n} on the article {title}, {why}"));
        }
    }
    tell_left_out(&mut gathering, other, &part, annotator);
    let used = used_of(&part);
    gathering.tell_other_tags(&used);
    let union = union_of(project.schema(), &used);
    if union != **project.schema() {
        gathering.apply(EditOp::Schema(Arc::new(union)), "the tag set");
    }
    match name.map(str::trim) {
        Some("") => return Err("an annotator needs a name".to_owned()),
        Some(name) => gathering.new_annotator(known, name, &mut names),
        None => gathering.annotators(&part, &mut names),
    }
    gathering.annotations(&part, &mut names);
    gathering.relations(&part, &mut names);
    take_faulty(&mut gathering, other, annotator, &names);
    gathering.progress(&part, &names);
    gathering.speakers(&part);
    Ok(TakenLayer {
        annotator: names.annotators.get(annotator).unwrap_or(annotator).clone(),
        annotations: new_ids(&gathering.ops, |op| match op {
            EditOp::Annotation { id, to: Some(_) } => {
                Some(id).filter(|id| project.annotation(id).is_none())
            }
            _ => None,
        }),
        relations: new_ids(&gathering.ops, |op| match op {
            EditOp::Relation { id, to: Some(_) } => {
                Some(id).filter(|id| project.relation(id).is_none())
            }
            _ => None,
        }),
        ops: gathering.ops,
        notes: gathering.notes,
    })
}

/// Such as `1 link`, `2 links`.
fn some(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

fn new_ids<'o, T: Clone + 'o>(
    ops: &'o [EditOp],
    id: impl Fn(&'o EditOp) -> Option<&'o T>,
) -> Vec<T> {
    ops.iter().filter_map(id).cloned().collect()
}

/// What goes with articles that are not here: links that end on them, progress with them.
fn tell_left_out(
    gathering: &mut Gathering,
    other: &Project,
    part: &Project,
    annotator: &AnnotatorId,
) {
    let links = other.relations().filter(|r| r.annotator == *annotator);
    let links = links.filter(|r| part.relation(&r.id).is_none()).count();
    if links > 0 {
        gathering.notes.push(format!(
            "left out: {} with an end on an article that was left out",
            some(links, "link")
        ));
    }
    let progress = other.all_progress().filter(|(_, a, _)| *a == annotator);
    let progress = progress.filter(|(d, a, _)| part.progress(d, a).is_none());
    let progress = progress.count();
    if progress > 0 {
        gathering.notes.push(format!(
            "left out: the progress with {}",
            some(progress, "article")
        ));
    }
    let decisions = other.decisions().filter(|d| d.adjudicator == *annotator);
    let decisions = decisions.count();
    if decisions > 0 {
        gathering.notes.push(format!(
            "left out: {decisions} decisions that this annotator took in the other project"
        ));
    }
}

/// What an annotation or link names, as far as it can be read.
#[derive(serde::Deserialize)]
struct Named {
    annotator: String,
    document: Option<String>,
    from: Option<String>,
    to: Option<String>,
}

impl Named {
    /// Whether all of it is called here as there.
    fn is_called_so(&self, names: &Names) -> bool {
        let annotator = AnnotatorId::from(self.annotator.as_str());
        let document = self.document.as_deref().map(DocumentId::from);
        let ends = self.from.iter().chain(&self.to);
        let mut ends = ends.map(|id| AnnotationId::from(id.as_str()));
        names.annotator(&annotator) == annotator
            && document.is_none_or(|id| names.documents.get(&id) == Some(&id))
            && ends.all(|id| names.annotations.get(&id).is_none_or(|new| *new == id))
    }
}

/// Faulty annotations and links of the layer come along as they are, where what they name is called here as there: in
/// text that is kept as it was no id can be given anew. The others are told.
fn take_faulty(gathering: &mut Gathering, other: &Project, annotator: &AnnotatorId, names: &Names) {
    let mut n_left_out = 0_usize;
    for element in other.set_aside() {
        if !matches!(element.list, ListName::Annotations | ListName::Relations) {
            continue;
        }
        let named = serde_json::from_str::<Named>(&element.raw).ok();
        if named
            .as_ref()
            .is_some_and(|named| named.annotator != annotator.as_str())
        {
            // Of another layer.
            continue;
        }
        let whole = &gathering.whole;
        if whole.set_aside().contains(element) {
            continue;
        }
        let id = element.id.as_deref();
        let is_free = id.is_none_or(|id| !whole.has_id(element.list, id));
        if is_free && named.is_some_and(|named| named.is_called_so(names)) {
            gathering.apply(EditOp::set_aside(element, true), "something faulty");
        } else {
            n_left_out += 1;
        }
    }
    if n_left_out > 0 {
        let what = if n_left_out == 1 {
            "annotation or link"
        } else {
            "annotations or links"
        };
        gathering.notes.push(format!(
            "left out: {n_left_out} {what} among the problems of the other project"
        ));
    }
}

/// The other project with nothing in it but the layer on known articles, and the speakers that it names.
fn part_of(other: &Project, annotator: &AnnotatorId, names: &Names) -> Project {
    let is_known = |id: &DocumentId| names.documents.contains_key(id);
    let mut part = other.clone();
    let gone: Vec<AnnotationId> = other
        .annotations()
        .filter(|a| a.annotator != *annotator || !is_known(&a.document))
        .map(|a| a.id.clone())
        .collect();
    let gone: BTreeSet<AnnotationId> = gone.into_iter().collect();
    let links: Vec<RelationId> = other
        .relations()
        .filter(|r| gone.contains(&r.from) || gone.contains(&r.to))
        .map(|r| r.id.clone())
        .collect();
    // Taking things out of a sound project cannot fail in this order: links, annotations, progress, annotators.
    for id in &links {
        let _ = part.put_relation(id, None);
    }
    for id in &gone {
        let _ = part.put_annotation(id, None);
    }
    let progress: Vec<_> = other
        .all_progress()
        .filter(|(d, a, _)| *a != annotator || !is_known(d))
        .map(|(d, a, _)| (d.clone(), a.clone()))
        .collect();
    for (d, a) in &progress {
        let _ = part.put_progress(d, a, None);
    }
    for one in other.annotators().iter().filter(|a| a.id != *annotator) {
        let _ = part.put_annotator(&one.id, None);
    }
    let spoken: BTreeSet<&str> = part
        .annotations()
        .filter_map(|a| a.features.get(crate::model::SPEAKER_FEATURE))
        .collect();
    let silent: Vec<_> = other
        .speakers()
        .filter(|s| {
            let mut all = s.aliases.iter().chain([&s.name]);
            !all.any(|name| spoken.contains(name.as_str()))
        })
        .map(|s| s.id.clone())
        .collect();
    for id in &silent {
        let _ = part.put_speaker(id, None);
    }
    part
}

/// Of a project's tag set, what its annotations and links use.
fn used_of(part: &Project) -> Schema {
    let labels: BTreeSet<_> = part.annotations().map(|a| &a.label).collect();
    let types: BTreeSet<_> = part.relations().map(|r| &r.relation_type).collect();
    let on_marks = part.annotations().flat_map(|a| a.features.iter());
    let on_links = part.relations().flat_map(|r| r.features.iter());
    let features: BTreeSet<_> = on_marks.chain(on_links).map(|(name, _)| name).collect();
    let mut used = (**part.schema()).clone();
    used.labels.retain(|l| labels.contains(&l.id));
    used.features.retain(|f| features.contains(&f.id));
    used.relation_types.retain(|t| types.contains(&t.id));
    used
}

impl Gathering {
    /// The annotator under another name, with an id of their own.
    fn new_annotator(&mut self, known: &Annotator, name: &str, names: &mut Names) {
        let id = self.free_annotator_id(&crate::model::slug(name, "annotator"));
        names.annotators.insert(known.id.clone(), id.clone());
        let annotator = Annotator {
            id: id.clone(),
            name: name.to_owned(),
            ..known.clone()
        };
        let to = Some((self.whole.annotators().len(), Arc::new(annotator)));
        let op = EditOp::Annotator { id: id.clone(), to };
        self.apply(op, &format!("the annotator {id}"));
    }
}
