//! The order in which the characters of a line stand, where some of them read from right to left (Unicode Standard
//! Annex 9).
//!
//! egui shapes each word of such a script rightly, but sets the words of a line from left to right. So it gets a line
//! in pieces, from left to right as they are to be seen: words of such a script as they are written, and what lies
//! between them turned round.

use std::borrow::Cow;
use unicode_bidi::{BidiClass, BidiInfo, Level, bidi_class};
use unicode_segmentation::UnicodeSegmentation as _;

/// Whether a text holds something that reads from right to left. Quick where it does not.
#[must_use]
pub fn has_rtl(text: &str) -> bool {
    // Nothing below U+0590 reads from right to left; its UTF-8 begins with 0xD6.
    text.bytes().any(|byte| byte >= 0xD6) && text.chars().any(is_rtl_letter)
}

/// Whether the text as a whole reads from right to left: its first letter does.
#[must_use]
pub fn is_rtl_paragraph(text: &str) -> bool {
    let mut classes = text.chars().map(bidi_class);
    let first = classes.find(|class| matches!(class, BidiClass::L | BidiClass::R | BidiClass::AL));
    matches!(first, Some(BidiClass::R | BidiClass::AL))
}

/// The pieces of one line from left to right. Controls of direction have no effect and are left out: a title must not
/// turn round what stands beside it.
#[must_use]
pub fn pieces(line: &str, is_rtl_paragraph: bool) -> Vec<String> {
    let line = without_controls(line);
    let level = if is_rtl_paragraph {
        Level::rtl()
    } else {
        Level::ltr()
    };
    let info = BidiInfo::new(&line, Some(level));
    let mut pieces = Vec::new();
    let mut paragraphs: Vec<_> = info.paragraphs.iter().collect();
    if is_rtl_paragraph {
        paragraphs.reverse();
    }
    for paragraph in paragraphs {
        let (levels, runs) = info.visual_runs(paragraph, paragraph.range.clone());
        for run in runs {
            let text = &line[run.clone()];
            if levels[run.start].is_rtl() {
                push_turned(text, &mut pieces);
            } else {
                pieces.push(text.to_owned());
            }
        }
    }
    pieces
}

/// A run that reads from right to left: its words as they are, the last one first.
fn push_turned(run: &str, pieces: &mut Vec<String>) {
    let mut groups: Vec<(bool, String)> = Vec::new();
    for grapheme in run.graphemes(true) {
        let is_word = grapheme.chars().next().is_some_and(is_rtl_letter);
        match groups.last_mut() {
            Some((was_word, group)) if *was_word == is_word => group.push_str(grapheme),
            _ => groups.push((is_word, grapheme.to_owned())),
        }
    }
    for (is_word, group) in groups.into_iter().rev() {
        pieces.push(if is_word {
            group
        } else {
            group.graphemes(true).rev().map(mirrored).collect()
        });
    }
}

fn is_rtl_letter(c: char) -> bool {
    matches!(bidi_class(c), BidiClass::R | BidiClass::AL)
}

/// Brackets open to the other side.
fn mirrored(grapheme: &str) -> &str {
    match grapheme {
        "(" => ")",
        ")" => "(",
        "[" => "]",
        "]" => "[",
        "{" => "}",
        "}" => "{",
        "<" => ">",
        ">" => "<",
        "«" => "»",
        "»" => "«",
        "‹" => "›",
        "›" => "‹",
        other => other,
    }
}

fn without_controls(line: &str) -> Cow<'_, str> {
    let is_control = |c: char| matches!(c, '\u{200E}' | '\u{200F}' | '\u{061C}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    if line.contains(is_control) {
        Cow::Owned(line.replace(is_control, ""))
    } else {
        Cow::Borrowed(line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As the eye sees it: each word that reads from right to left turned round.
    fn seen(line: &str) -> String {
        let turned = |piece: &String| -> String {
            if piece.chars().any(is_rtl_letter) {
                piece.graphemes(true).rev().collect()
            } else {
                piece.clone()
            }
        };
        pieces(line, is_rtl_paragraph(line))
            .iter()
            .map(turned)
            .collect()
    }

    #[test]
    fn only_what_reads_from_right_to_left_needs_an_order() {
        for text in ["", "Bridge", "Brücke – “closed”", "港口大桥", "👩‍👩‍👧", "สะพาน"]
        {
            assert!(!has_rtl(text), "{text}");
            assert_eq!(pieces(text, false).concat(), text);
        }
        for text in ["גשר", "the גשר", "جسر", "ܓܫܪܐ"] {
            assert!(has_rtl(text), "{text}");
        }
    }

    #[test]
    fn words_stand_from_right_to_left_and_their_letters_stay() {
        assert_eq!(pieces("אבג דהו", true), ["דהו", " ", "אבג"]);
        assert_eq!(seen("אבג דהו"), "והד גבא");
        assert_eq!(seen("the אבג דהו, closed"), "the והד גבא, closed");
        assert_eq!(seen("אבג closed דהו"), "והד closed גבא");
    }

    #[test]
    fn figures_brackets_and_marks_stand_as_the_rules_say() {
        // Examples of UAX 9, section 4 and its rule L4, with Hebrew letters.
        assert_eq!(seen("אבג 2026 דהו"), "והד 2026 גבא");
        assert_eq!(seen("אבג (דהו)"), "(והד) גבא");
        assert_eq!(seen("אבג."), ".גבא");
        assert_eq!(seen("אבג «דהו»!"), "!«והד» גבא");
        assert_eq!(seen("a (אבג) b"), "a (גבא) b");
    }

    #[test]
    fn an_accent_stays_on_its_letter() {
        assert_eq!(pieces("שָׁלוֹם", true), ["שָׁלוֹם"]);
        assert_eq!(pieces("می‌خواهم", true), ["می‌خواهم"]);
    }

    #[test]
    fn controls_of_direction_turn_nothing_round() {
        assert_eq!(pieces("safe\u{202E}gpj.exe", false).concat(), "safegpj.exe");
        assert_eq!(seen("\u{2067}a\u{2069} אבג"), "a גבא");
    }

    #[test]
    fn no_character_is_lost_whatever_the_text() {
        let sorted = |text: &str| {
            let mut chars: Vec<char> = text.chars().map(mirrored_char).collect();
            chars.sort_unstable();
            chars
        };
        for line in [
            "אב\u{5B0}1 x",
            "\u{301}אב",
            "א\tב\u{2029}ג",
            "1٢ア(א",
            "\u{5D0}\u{200D}\u{1F600}",
        ] {
            for is_rtl in [false, true] {
                assert_eq!(
                    sorted(&pieces(line, is_rtl).concat()),
                    sorted(line),
                    "{line:?}"
                );
            }
        }
    }

    fn mirrored_char(c: char) -> char {
        if c == ')' { '(' } else { c }
    }
}
