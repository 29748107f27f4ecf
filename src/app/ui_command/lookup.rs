//! A command in words of the present state: menu item, tooltip, keys, whether it is on.
use super::{Chord, Facts, UiCommand};

impl UiCommand {
    /// The menu item in words of the state: the tag's name, what is undone.
    #[must_use]
    pub fn text(self, facts: &Facts) -> String {
        let text = self.spec().text;
        match self {
            Self::Tag(n) if facts.is_linking || facts.has_link => {
                match facts.link_types.iter().find(|(key, _)| *key == n) {
                    Some((_, name)) if facts.is_linking => format!("Link: {name}"),
                    Some((_, name)) => format!("Change the type to {name}"),
                    None => text.to_owned(),
                }
            }
            Self::Link if facts.is_linking => "Link with this".to_owned(),
            Self::Tag(n) => match facts.tags.iter().find(|(key, _)| *key == n) {
                Some((_, name)) if facts.has_suggestion => format!("Accept as {name}"),
                Some((_, name)) if facts.has_annotation => format!("Change the tag to {name}"),
                Some((_, name)) => format!("Tag as {name}"),
                None => text.to_owned(),
            },
            Self::AddFragment => match &facts.fragment_of {
                Some(what) => format!("Add to {what}"),
                None => text.to_owned(),
            },
            Self::EditFirstField if facts.has_suggestion => "Accept the suggestion".to_owned(),
            Self::Delete if facts.has_suggestion => "Reject the suggestion".to_owned(),
            Self::Undo => match &facts.undo {
                Some(what) => format!("Undo: {what}"),
                None => text.to_owned(),
            },
            Self::Redo => match &facts.redo {
                Some(what) => format!("Redo: {what}"),
                None => text.to_owned(),
            },
            _ => text.to_owned(),
        }
    }

    /// The tooltip with the keys, such as `Takes back the last step (Ctrl+Z)`, and the reason where it cannot run.
    #[must_use]
    pub fn tooltip(self, facts: &Facts) -> String {
        let keys = self.keys_text();
        let mut out = self.spec().tooltip.to_owned();
        if !keys.is_empty() {
            out.push_str(" (");
            out.push_str(&keys);
            out.push(')');
        }
        if let Some(why) = self.unavailable(facts) {
            out.push('\n');
            out.push_str(why);
        }
        out
    }

    /// The first key, as menus show it; empty where there is none.
    #[must_use]
    pub fn key_text(self) -> String {
        self.spec()
            .keys
            .first()
            .map(Chord::text)
            .unwrap_or_default()
    }

    /// All keys, such as `[ or P`.
    #[must_use]
    pub fn keys_text(self) -> String {
        let keys: Vec<String> = self.spec().keys.iter().map(Chord::text).collect();
        keys.join(" or ")
    }

    /// Whether a choice or panel is on.
    #[must_use]
    pub fn switched_on(self, facts: &Facts) -> Option<bool> {
        matches!(
            self,
            Self::Area(_)
                | Self::HideNames
                | Self::ShowArticles
                | Self::ShowInspector
                | Self::ShowBottom
                | Self::ShowGuidelines
                | Self::ShowOtherLayers
                | Self::SuggestionsInText
                | Self::UnlikelySuggestions
                | Self::SnapWord
                | Self::SnapSentence
                | Self::SnapCharacter
                | Self::ThemeSystem
                | Self::ThemeLight
                | Self::ThemeDark
                | Self::MarkDone
                | Self::MarkInProgress
                | Self::MarkUntouched
        )
        .then(|| facts.switched_on.contains(&self))
    }
}
