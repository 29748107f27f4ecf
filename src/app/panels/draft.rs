//! What is typed before it becomes an edit: one field's draft, and what every place with such fields can do.

use crate::app::context::Sender;
use crate::model::Project;

/// A panel or a dialog with fields in which something is typed.
///
/// The window asks all of them: the status tells that somebody is typing, a pause turns what is typed into an edit, and
/// what closes is left first. So a kill costs what was typed in the last seconds at most.
pub trait Typed {
    /// Whether something is typed that would be an edit and is none yet.
    fn has_draft(&self) -> bool;

    /// Sends what is typed; the typing goes on, and what cannot be taken as it stands stays in its field.
    fn commit(&mut self, project: &Project, sender: &Sender);

    /// Sends what is typed and ends the typing: the place is closed.
    fn leave(&mut self, project: &Project, sender: &Sender) {
        self.commit(project, sender);
    }
}

/// What a typed text amounts to; `None` where it is nothing that could be taken.
pub type Meaning = fn(&str) -> Option<String>;

/// A name; an empty one is none.
pub fn name(text: &str) -> Option<String> {
    let name = text.trim();
    (!name.is_empty()).then(|| name.to_owned())
}

/// What a person is typing for the value that belongs to `K`, committed once.
///
/// A draft whose value is changed by somebody else (undo, another panel) is dropped for the new value. A draft
/// whose owner changes goes to its own owner, never to the next one.
#[derive(Clone, Debug)]
pub struct Draft<K> {
    owner: Option<K>,
    /// The value that the draft started from.
    base: String,
    /// What the field shows.
    pub text: String,
    meaning: Meaning,
}

impl<K> Default for Draft<K> {
    fn default() -> Self {
        // Any text; blanks around it do not count.
        Self::of(|text| Some(text.trim().to_owned()))
    }
}

impl<K> Draft<K> {
    /// An empty draft of a field whose texts mean this.
    pub fn of(meaning: Meaning) -> Self {
        Self {
            owner: None,
            base: String::new(),
            text: String::new(),
            meaning,
        }
    }
}

impl<K: Clone + PartialEq> Draft<K> {
    /// Whose draft it is.
    pub fn owner(&self) -> Option<&K> {
        self.owner.as_ref()
    }

    /// Shows `value` of `owner` from now on. Gives what is left to commit for the owner before.
    pub fn follow(&mut self, owner: &K, value: &str) -> Option<(K, String)> {
        if self.owner.as_ref() == Some(owner) {
            if self.base != value {
                value.clone_into(&mut self.base);
                // A blank at the end of what is being typed is no reason to take the text away.
                if (self.meaning)(&self.text).as_deref() != Some(value) {
                    value.clone_into(&mut self.text);
                }
            }
            return None;
        }
        let left = self.commit();
        self.owner = Some(owner.clone());
        value.clone_into(&mut self.base);
        value.clone_into(&mut self.text);
        left
    }

    /// What is to be committed, if anything was changed that can be taken; then nothing is left.
    pub fn commit(&mut self) -> Option<(K, String)> {
        if !self.is_changed() {
            return None;
        }
        self.base.clone_from(&self.text);
        self.owner.clone().map(|owner| (owner, self.text.clone()))
    }

    /// As [`Self::commit`], for a field that is left: what cannot be taken goes.
    pub fn leave(&mut self) -> Option<(K, String)> {
        if (self.meaning)(&self.text).is_none() {
            self.text.clone_from(&self.base);
        }
        self.commit()
    }

    /// Whether something typed could be committed and is not.
    pub fn is_changed(&self) -> bool {
        self.owner.is_some()
            && self.base != self.text
            && (self.meaning)(&self.text).is_some_and(|meant| meant != self.base)
    }
}

#[cfg(test)]
mod tests {
    use super::{Draft, name};

    #[test]
    fn an_untouched_draft_commits_nothing() {
        let mut draft = Draft::default();
        assert_eq!(draft.follow(&"a1", "Ada"), None);
        assert_eq!(draft.commit(), None);
    }

    #[test]
    fn a_changed_draft_commits_once() {
        let mut draft = Draft::default();
        draft.follow(&"a1", "Ada");
        draft.text = "Ben".to_owned();
        assert_eq!(draft.commit(), Some(("a1", "Ben".to_owned())));
        assert_eq!(draft.commit(), None);
    }

    #[test]
    fn undo_refreshes_the_field() {
        let mut draft = Draft::default();
        draft.follow(&"a1", "Ada");
        draft.text = "Ben".to_owned();
        draft.commit();
        draft.follow(&"a1", "Ben");
        draft.follow(&"a1", "Ada");
        assert_eq!(draft.text, "Ada");
        assert_eq!(draft.commit(), None);
    }

    #[test]
    fn switching_commits_to_the_owner_before() {
        let mut draft = Draft::default();
        draft.follow(&"a1", "Ada");
        draft.text = "Ben".to_owned();
        assert_eq!(draft.follow(&"a2", "Cy"), Some(("a1", "Ben".to_owned())));
        assert_eq!(draft.text, "Cy");
        assert_eq!(draft.commit(), None);
    }

    #[test]
    fn a_blank_at_the_end_stays_while_typing_goes_on() {
        let mut draft = Draft::default();
        draft.follow(&"a1", "");
        draft.text = "Ada ".to_owned();
        assert_eq!(draft.commit(), Some(("a1", "Ada ".to_owned())));
        draft.follow(&"a1", "Ada");
        assert_eq!(draft.text, "Ada ");
        assert!(!draft.is_changed());
        draft.text.push('L');
        assert!(draft.is_changed());
    }

    #[test]
    fn an_edit_elsewhere_on_the_same_owner_leaves_the_draft() {
        let mut draft = Draft::default();
        draft.follow(&"a1", "Ada");
        draft.text = "Ben".to_owned();
        draft.follow(&"a1", "Ada");
        assert_eq!(draft.text, "Ben");
    }

    #[test]
    fn an_empty_name_waits_while_it_is_typed_and_goes_when_the_field_is_left() {
        let mut draft = Draft::of(name);
        draft.follow(&"a1", "Ada");
        draft.text = " ".to_owned();
        assert!(!draft.is_changed());
        assert_eq!((draft.commit(), draft.text.as_str()), (None, " "));
        assert_eq!((draft.leave(), draft.text.as_str()), (None, "Ada"));
        draft.text = "Ben ".to_owned();
        assert_eq!(draft.leave(), Some(("a1", "Ben ".to_owned())));
    }
}
