//! A text field's draft: what is typed before it becomes an edit.

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
}

impl<K> Default for Draft<K> {
    fn default() -> Self {
        Self {
            owner: None,
            base: String::new(),
            text: String::new(),
        }
    }
}

impl<K: Clone + PartialEq> Draft<K> {
    /// Shows `value` of `owner` from now on. Gives what is left to commit for the owner before.
    pub fn follow(&mut self, owner: &K, value: &str) -> Option<(K, String)> {
        if self.owner.as_ref() == Some(owner) {
            if self.base != value {
                value.clone_into(&mut self.base);
                // A blank at the end of what is being typed is no reason to take the text away.
                if self.text.trim() != value {
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

    /// What is to be committed, if anything was changed; afterwards nothing is left.
    pub fn commit(&mut self) -> Option<(K, String)> {
        if !self.is_changed() {
            return None;
        }
        self.base.clone_from(&self.text);
        self.owner.clone().map(|owner| (owner, self.text.clone()))
    }

    /// Whether something typed is not committed. Blanks around it do not count.
    pub fn is_changed(&self) -> bool {
        self.owner.is_some() && self.base != self.text && self.base != self.text.trim()
    }

    /// Back to the value that the draft started from.
    pub fn revert(&mut self) {
        self.text.clone_from(&self.base);
    }
}

#[cfg(test)]
mod tests {
    use super::Draft;

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
}
