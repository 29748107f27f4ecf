//! Characters that count in offsets but that nobody sees.

use std::fmt;

/// How many of each kind a text has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HiddenCharacters {
    /// Control characters except line feed, tab and form feed.
    pub n_controls: usize,
    /// Marks, embeddings, overrides and isolates of the bidirectional algorithm.
    pub n_bidi: usize,
    /// Zero-width characters, soft hyphens and other invisible format characters.
    pub n_zero_width: usize,
    /// Tag characters (U+E0000 to U+E007F).
    pub n_tags: usize,
}

/// Bytes looked at together, fewer than 256.
const PIECE: usize = 64;

impl HiddenCharacters {
    /// Counts them. Joiners and tags inside emoji are counted too: this only informs.
    #[must_use]
    pub fn count(text: &str) -> Self {
        let mut found = Self::default();
        for (i, piece) in text.as_bytes().chunks(PIECE).enumerate() {
            // Every byte is looked at, so that the compiler makes wide comparisons of it. Wrapping: it does so in
            // every profile, and a piece has fewer bytes than would pass the end.
            let candidates = piece.iter().map(|b| u8::from(may_hide(*b)));
            if candidates.fold(0, u8::wrapping_add) == 0 {
                continue;
            }
            for (j, _) in piece.iter().enumerate().filter(|(_, b)| may_hide(**b)) {
                // A character that begins in this piece may end in the next one.
                let rest = text.get(i * PIECE + j..);
                if let Some(c) = rest.and_then(|rest| rest.chars().next()) {
                    found.add(c);
                }
            }
        }
        found
    }

    fn add(&mut self, c: char) {
        match c {
            '\n' | '\t' | '\u{C}' | ' '..='~' => {}
            '\0'..='\u{1F}' | '\u{7F}'..='\u{9F}' => self.n_controls += 1,
            '\u{61C}'
            | '\u{200E}'
            | '\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2066}'..='\u{2069}' => self.n_bidi += 1,
            '\u{AD}'
            | '\u{180E}'
            | '\u{200B}'..='\u{200D}'
            | '\u{2060}'..='\u{2064}'
            | '\u{206A}'..='\u{206F}'
            | '\u{FEFF}'
            | '\u{FFF9}'..='\u{FFFB}' => {
                self.n_zero_width += 1;
            }
            '\u{E0000}'..='\u{E007F}' => self.n_tags += 1,
            _ => {}
        }
    }

    /// All kinds together.
    #[must_use]
    pub const fn n_total(&self) -> usize {
        self.n_controls + self.n_bidi + self.n_zero_width + self.n_tags
    }
}

/// Whether a hidden character may begin with this byte: a control, or a leading byte of one of them.
const fn may_hide(byte: u8) -> bool {
    matches!(
        byte,
        0..=0x09 | 0x0B..=0x1F | 0x7F | 0xC2 | 0xD8 | 0xE1 | 0xE2 | 0xEF | 0xF3
    )
}

impl fmt::Display for HiddenCharacters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kinds = [
            (self.n_controls, "control"),
            (self.n_bidi, "text direction"),
            (self.n_zero_width, "zero-width"),
            (self.n_tags, "tag"),
        ];
        f.write_str("invisible characters: ")?;
        let mut is_first = true;
        for (n, name) in kinds.into_iter().filter(|(n, _)| *n > 0) {
            if !is_first {
                f.write_str(", ")?;
            }
            is_first = false;
            write!(f, "{n} {name}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn no_hidden_character_begins_with_another_byte() {
        for c in '\0'..=char::MAX {
            let mut found = HiddenCharacters::default();
            found.add(c);
            let first = c.encode_utf8(&mut [0; 4]).as_bytes()[0];
            assert!(found.n_total() == 0 || may_hide(first), "{c:?}");
        }
    }

    #[test]
    fn each_kind_is_counted_once() {
        let found = HiddenCharacters::count("a\u{202E}b\u{200B}c\u{1}d\u{E0041}\tef\n\u{AD}é🙂");
        let expected = HiddenCharacters {
            n_controls: 1,
            n_bidi: 1,
            n_zero_width: 2,
            n_tags: 1,
        };
        assert_eq!(found, expected);
        assert_eq!(
            found.to_string(),
            "invisible characters: 1 control, 1 text direction, 2 zero-width, 1 tag"
        );
    }

    proptest! {
        #[test]
        fn the_quick_path_counts_as_the_slow_one(text in "[ -~\\n]{0,600}[\\PC\u{200B}\u{1}\u{202E}]{0,40}[ -~]{0,600}") {
            let mut slow = HiddenCharacters::default();
            text.chars().for_each(|c| slow.add(c));
            prop_assert_eq!(HiddenCharacters::count(&text), slow);
        }
    }
}
