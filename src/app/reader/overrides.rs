//! Controls that force a direction on what follows them: shown as marks, without any force. Else a text could be shown
//! in another order than it is read and quoted in ("Trojan Source", CVE-2021-42574).

use std::borrow::Cow;

/// Has no width, no force, and as many bytes as the controls it stands for: WORD JOINER.
const POWERLESS: &str = "\u{2060}";

/// What was begun and is not ended yet (Unicode Standard Annex 9, X2 to X7).
#[derive(Clone, Copy, PartialEq)]
enum Begun {
    Embedding,
    Override,
    Isolate,
}

/// The paragraph with powerless characters in the place of overrides and of their ends; byte for byte as long.
/// Embeddings and isolates, which Arabic and Hebrew need, stay.
pub fn without_overrides(paragraph: &str) -> Cow<'_, str> {
    if !paragraph.contains(['\u{202D}', '\u{202E}']) {
        return Cow::Borrowed(paragraph);
    }
    let mut out = String::with_capacity(paragraph.len());
    let mut begun: Vec<Begun> = Vec::new();
    for c in paragraph.chars() {
        let mut is_powerless = false;
        match c {
            '\u{202A}' | '\u{202B}' => begun.push(Begun::Embedding),
            '\u{202D}' | '\u{202E}' => {
                begun.push(Begun::Override);
                is_powerless = true;
            }
            '\u{2066}'..='\u{2068}' => begun.push(Begun::Isolate),
            '\u{202C}' if begun.last() != Some(&Begun::Isolate) => {
                is_powerless = begun.pop() == Some(Begun::Override);
            }
            '\u{2069}' => {
                if let Some(at) = begun.iter().rposition(|b| *b == Begun::Isolate) {
                    begun.truncate(at);
                }
            }
            _ => {}
        }
        if is_powerless {
            out.push_str(POWERLESS);
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::without_overrides;

    fn check(before: &str, after: &str) {
        assert_eq!(without_overrides(before), after, "{before:?}");
        assert_eq!(without_overrides(before).len(), before.len());
    }

    #[test]
    fn an_override_and_its_end_lose_their_force() {
        check("a \u{202E}b c\u{202C} d", "a \u{2060}b c\u{2060} d");
        check("\u{202D}ab", "\u{2060}ab");
    }

    #[test]
    fn embeddings_and_isolates_stay_with_their_ends() {
        check(
            "\u{202B}a\u{202C} \u{2067}b\u{2069}",
            "\u{202B}a\u{202C} \u{2067}b\u{2069}",
        );
        check(
            "\u{202B}a \u{202E}b\u{202C} c\u{202C}",
            "\u{202B}a \u{2060}b\u{2060} c\u{202C}",
        );
        // The end of an isolate ends what was begun in it.
        check(
            "\u{2067}a \u{202E}b\u{2069} c\u{202C}",
            "\u{2067}a \u{2060}b\u{2069} c\u{202C}",
        );
    }
}
