//! What a merge has to tell.

/// Sentences, and how many of them ask for a decision.
#[derive(Clone, Debug, Default)]
pub(super) struct Notes {
    pub(super) words: Vec<String>,
    pub(super) n_clashes: usize,
}

impl Notes {
    /// Something that is to be known, with nothing lost.
    pub(super) fn tell(&mut self, note: String) {
        self.words.push(note);
    }

    /// Something that a person should decide.
    pub(super) fn clash(&mut self, note: String) {
        self.n_clashes += 1;
        self.words.push(note);
    }
}
