//! Tokens for the formats that count in them. The text is cut into words, single marks and runs of blanks, and at every
//! edge of a span besides, so that every span is whole tokens and the tokens put together are the text.

use unicode_normalization::char::is_combining_mark;

/// Cuts `text` at `cuts` (code points) too; gives `[start, end)` in code points and the token's text, ascending, without gaps.
pub(super) fn tokens(
    text: &str,
    cuts: impl IntoIterator<Item = usize>,
) -> Vec<(usize, usize, &str)> {
    let mut cuts: Vec<usize> = cuts.into_iter().collect();
    cuts.sort_unstable();
    let mut cuts = cuts.into_iter().peekable();
    let mut out = Vec::new();
    let (mut start, mut rest) = (0, text);
    while let Some((n_chars, n_bytes)) = first_token(rest) {
        let end = start + n_chars;
        let (mut token, behind) = rest.split_at(n_bytes);
        while let Some(cut) = cuts.next_if(|cut| *cut < end) {
            let at = token.char_indices().nth(cut.saturating_sub(start));
            // An edge that a token has anyway.
            let Some((at, _)) = at.filter(|at| at.0 > 0) else {
                continue;
            };
            let (before, after) = token.split_at(at);
            out.push((start, cut, before));
            (start, token) = (cut, after);
        }
        out.push((start, end, token));
        (start, rest) = (end, behind);
    }
    out
}

/// Length of the first token, in code points and in bytes.
fn first_token(text: &str) -> Option<(usize, usize)> {
    let mut chars = text.char_indices();
    let class = Class::of(chars.next()?.1);
    let mut n_chars = 1;
    for (byte, c) in chars {
        if !class.goes_on_with(Class::of(c)) {
            return Some((n_chars, byte));
        }
        n_chars += 1;
    }
    Some((n_chars, text.len()))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Word,
    Mark,
    Blanks,
    OtherBlanks,
    LineBreak,
}

impl Class {
    fn of(c: char) -> Self {
        match ASCII.get(c as usize) {
            Some(class) => *class,
            None if is_blank_char(c) => Self::OtherBlanks,
            None if c.is_alphanumeric() || is_part_of_a_word(c) => Self::Word,
            None => Self::Mark,
        }
    }

    const fn of_ascii(c: u8) -> Self {
        match c {
            b'\n' => Self::LineBreak,
            b' ' => Self::Blanks,
            b'\t'..=b'\r' | 0x1c..=0x1f => Self::OtherBlanks,
            b'_' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => Self::Word,
            _ => Self::Mark,
        }
    }

    fn goes_on_with(self, next: Self) -> bool {
        self == next && matches!(self, Self::Word | Self::Blanks | Self::OtherBlanks)
    }
}

/// Whether a character that is no letter stands within words: accents of decomposed text, the vowel killers of Indian
/// scripts, and the joiners that Persian has within words.
fn is_part_of_a_word(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}') || is_combining_mark(c)
}

/// What ASCII is, which most text is made of.
const ASCII: [Class; 128] = {
    let mut all = [Class::Mark; 128];
    let mut c = 0;
    while c < 128 {
        all[c] = Class::of_ascii(c as u8);
        c += 1;
    }
    all
};

/// Adds a number in digits: files have two and more for each token.
pub(super) fn push_number(to: &mut Vec<u8>, number: usize) {
    to.extend_from_slice(itoa::Buffer::new().format(number).as_bytes());
}

/// Whether a token is nothing but blanks.
pub(super) fn is_blank(token: &str) -> bool {
    token.chars().all(is_blank_char)
}

/// Whether a character is white space, to Python too.
pub(super) fn is_blank_char(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{1c}'..='\u{1f}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_marks_and_blanks_are_tokens_cut_at_the_edges_of_spans() {
        let words: Vec<&str> = tokens("Oh, no…  x\n\nyes", [1, 14])
            .iter()
            .map(|t| t.2)
            .collect();
        let want = [
            "O", "h", ",", " ", "no", "…", "  ", "x", "\n", "\n", "ye", "s",
        ];
        assert_eq!(words, want);
    }

    #[test]
    fn a_word_is_whole_with_its_accents_vowel_killers_and_joiners() {
        for word in [
            "cafe\u{301}s",
            "हिन्दी",
            "می\u{200c}خواهم",
            "שָׁלוֹם",
            "ภาษาไทย",
        ] {
            let words: Vec<&str> = tokens(word, []).iter().map(|t| t.2).collect();
            assert_eq!(words, [word]);
        }
    }

    #[test]
    fn ascii_is_of_the_class_that_its_properties_say() {
        for c in '\0'..='\x7f' {
            let want = match c {
                '\n' => Class::LineBreak,
                ' ' => Class::Blanks,
                _ if is_blank_char(c) => Class::OtherBlanks,
                _ if c.is_alphanumeric() || is_part_of_a_word(c) || c == '_' => Class::Word,
                _ => Class::Mark,
            };
            assert!(Class::of(c) == want, "{c:?}");
        }
    }

    proptest! {
        #[test]
        fn tokens_put_together_are_the_text_and_have_the_cuts(text in "\\PC{0,40}", cut in 0_usize..40) {
            let all = tokens(&text, [cut]);
            let joined: String = all.iter().map(|t| t.2).collect();
            prop_assert_eq!(&joined, &text);
            let n_chars = text.chars().count();
            let edges: Vec<usize> = all.iter().flat_map(|t| [t.0, t.1]).collect();
            prop_assert!(cut == 0 || cut >= n_chars || edges.contains(&cut));
            prop_assert!(all.windows(2).all(|w| w[0].1 == w[1].0));
        }
    }
}
