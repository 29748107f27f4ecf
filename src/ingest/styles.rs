//! Which named styles of an office file hide the text that has them.

use std::collections::BTreeMap;

/// Styles that follow others are followed this far; files may have circles.
const MAX_PARENTS: usize = 32;

/// What the styles of a file say about hiding, by their names.
#[derive(Default)]
pub struct HidingStyles(BTreeMap<String, Style>);

#[derive(Default)]
struct Style {
    /// The style that it is made after; empty where there is none.
    parent: String,
    /// Whether it hides text, where it says so itself.
    hides: Option<bool>,
}

impl HidingStyles {
    /// A style begins.
    pub fn put(&mut self, name: &str, parent: &str) {
        let style = self.0.entry(name.to_owned()).or_default();
        parent.clone_into(&mut style.parent);
    }

    /// A style says whether it hides text.
    pub fn say(&mut self, name: &str, hides: bool) {
        self.0.entry(name.to_owned()).or_default().hides = Some(hides);
    }

    /// Whether text of a style is hidden, by the style itself or by the nearest that it is made after.
    pub fn hides(&self, name: &str) -> bool {
        let mut name = name;
        for _ in 0..MAX_PARENTS {
            let Some(style) = self.0.get(name) else {
                return false;
            };
            if let Some(hides) = style.hides {
                return hides;
            }
            name = &style.parent;
        }
        false
    }

    /// Whether no style hides anything.
    pub fn is_empty(&self) -> bool {
        !self.0.values().any(|style| style.hides == Some(true))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_counts_and_circles_end() {
        let mut styles = HidingStyles::default();
        styles.put("Hidden", "");
        styles.say("Hidden", true);
        styles.put("Note", "Hidden");
        styles.put("Shown", "Hidden");
        styles.say("Shown", false);
        styles.put("a", "b");
        styles.put("b", "a");
        let hides = ["Hidden", "Note", "Shown", "a", "none"].map(|name| styles.hides(name));
        assert_eq!(hides, [true, true, false, false, false]);
        assert!(!styles.is_empty());
    }
}
