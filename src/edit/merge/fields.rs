//! The fields of one element that both sides changed, each by itself.

use super::decide::is_theirs;
use super::notes::Notes;
use crate::model::{Annotator, Document, ForeignFields, Progress};

/// Fields by name, as text.
type Named = [(String, String)];

/// Settles the fields of one element, one after the other.
pub(super) struct Fields<'n> {
    /// Of which element, for the notes.
    what: String,
    notes: &'n mut Notes,
}

impl<'n> Fields<'n> {
    pub(super) fn of(what: impl Into<String>, notes: &'n mut Notes) -> Self {
        let what = what.into();
        Self { what, notes }
    }

    /// Whether theirs is to be taken. What both changed is told by this name, and ours stays. `base` is `None` where the
    /// field cannot be empty and the element is new on both sides.
    pub(super) fn takes<T: PartialEq + ?Sized>(
        &mut self,
        name: &str,
        base: Option<&T>,
        ours: &T,
        theirs: &T,
    ) -> bool {
        let verdict = match base {
            Some(base) => is_theirs(&base, &ours, &theirs),
            None => (ours == theirs).then_some(false),
        };
        if verdict.is_none() {
            let note = format!("both changed {name} of {}; ours stays", self.what);
            self.notes.clash(note);
        }
        verdict == Some(true)
    }

    /// Fields that are there or not, each merged by itself, in our order with their new ones behind.
    pub(super) fn named(
        &mut self,
        called: impl Fn(&str) -> String,
        base: &Named,
        ours: &Named,
        theirs: &Named,
    ) -> Vec<(String, String)> {
        let find = |list: &'_ Named, name: &str| {
            let found = list.iter().find(|(known, _)| known == name);
            found.map(|(_, value)| value.clone())
        };
        let mut both = Vec::new();
        let new = theirs.iter().filter(|(n, _)| find(ours, n).is_none());
        for (name, _) in ours.iter().chain(new) {
            let [old, own, other] = [base, ours, theirs].map(|list| find(list, name));
            // An empty value says nothing.
            let said = |value: &Option<String>| value.clone().filter(|v| !v.is_empty());
            let value = match is_theirs(&said(&old), &said(&own), &said(&other)) {
                Some(false) => own,
                Some(true) => other,
                None => {
                    let (name, what) = (called(name), &self.what);
                    self.notes.clash(match (said(&own), said(&other)) {
                        (None, _) => {
                            format!("we removed {name} of {what}, they changed it; it is back")
                        }
                        (_, None) => {
                            format!("they removed {name} of {what}, we changed it; ours stays")
                        }
                        _ => format!("both changed {name} of {what}; ours stays"),
                    });
                    said(&own).or(other)
                }
            };
            both.extend(value.map(|value| (name.clone(), value)));
        }
        both
    }

    /// Unknown fields.
    pub(super) fn foreign(
        &mut self,
        base: Option<&ForeignFields>,
        ours: &ForeignFields,
        theirs: &ForeignFields,
    ) -> ForeignFields {
        let base = base.map_or(&[][..], |b| &b.0);
        let called = |name: &str| format!("the field “{name}”");
        ForeignFields(self.named(called, base, &ours.0, &theirs.0))
    }
}

/// An article of two sides. The text is ours: both have the same one by now, or it is told.
pub(super) fn both_documents(
    base: Option<&Document>,
    ours: &Document,
    theirs: &Document,
    notes: &mut Notes,
) -> Document {
    let mut both = ours.clone();
    let mut fields = Fields::of(format!("the article {}", ours.id), notes);
    let title = base.map_or("", |b| &b.title);
    if fields.takes("the title", Some(title), &*ours.title, &*theirs.title) {
        both.title.clone_from(&theirs.title);
    }
    // Where both read the same text, it does not matter from which file.
    let source = base.map_or(&theirs.source, |b| &b.source);
    if fields.takes("the file", Some(source), &ours.source, &theirs.source) {
        both.source = theirs.source.clone();
    }
    let sha256 = base.map_or(&theirs.sha256, |b| &b.sha256);
    if fields.takes("the hash", Some(sha256), &ours.sha256, &theirs.sha256) {
        both.sha256.clone_from(&theirs.sha256);
    }
    both.metadata.fields = fields.named(
        |name| format!("the {name}"),
        base.map_or(&[], |b| &b.metadata.fields),
        &ours.metadata.fields,
        &theirs.metadata.fields,
    );
    both.metadata.foreign = fields.foreign(
        base.map(|b| &b.metadata.foreign),
        &ours.metadata.foreign,
        &theirs.metadata.foreign,
    );
    both.foreign = fields.foreign(base.map(|b| &b.foreign), &ours.foreign, &theirs.foreign);
    both
}

/// An annotator of two sides.
pub(super) fn both_annotators(
    base: Option<&Annotator>,
    ours: &Annotator,
    theirs: &Annotator,
    notes: &mut Notes,
) -> Annotator {
    let mut both = ours.clone();
    let mut fields = Fields::of(format!("the annotator {}", ours.id), notes);
    let name = base.map(|b| &b.name);
    if fields.takes("the name", name, &ours.name, &theirs.name) {
        both.name.clone_from(&theirs.name);
    }
    let kind = base.map(|b| &b.kind);
    if fields.takes("the kind", kind, &ours.kind, &theirs.kind) {
        both.kind = theirs.kind.clone();
    }
    both.foreign = fields.foreign(base.map(|b| &b.foreign), &ours.foreign, &theirs.foreign);
    both
}

/// Progress of two sides. Where both changed it, who is done stays done.
pub(super) fn both_progress(
    what: &str,
    base: Option<&Progress>,
    ours: &Progress,
    theirs: &Progress,
    notes: &mut Notes,
) -> Progress {
    let state = base.map(|b| b.state).unwrap_or_default();
    let state = match is_theirs(&state, &ours.state, &theirs.state) {
        Some(false) => ours.state,
        Some(true) => theirs.state,
        None => ours.state.max(theirs.state),
    };
    let base = base.map(|b| &b.foreign);
    let foreign = Fields::of(what, notes).foreign(base, &ours.foreign, &theirs.foreign);
    Progress { state, foreign }
}
