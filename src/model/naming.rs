//! Ids and titles that are made out of what people wrote.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// Longest first line that is taken as a title, in code points.
pub const MAX_TITLE_CHARS: usize = 150;

/// `line` without the blanks around it, if it can be a title: not empty and at most [`MAX_TITLE_CHARS`].
#[must_use]
pub fn as_title(line: &str) -> Option<&str> {
    let title = line.trim();
    let fits = title.chars().take(MAX_TITLE_CHARS + 1).count() <= MAX_TITLE_CHARS;
    (fits && !title.is_empty()).then_some(title)
}

/// The first line if it can be a title, else the file's name.
#[must_use]
pub fn title_of(text: &str, file_name: &str) -> String {
    let first_line = text.split('\n').next().unwrap_or("");
    as_title(first_line).unwrap_or(file_name).to_owned()
}

/// Lower-case letters and digits of `name` with hyphens between, or `otherwise` where none is left. Latin letters stand
/// without their accents, those of other scripts as they are.
#[must_use]
pub fn slug(name: &str, otherwise: &str) -> String {
    let mut out = String::new();
    let small = name.chars().flat_map(char::to_lowercase);
    for c in small.collect::<String>().nfd() {
        if let Some(plain) = plain_latin(c) {
            out.push_str(plain);
        } else if is_combining_mark(c) {
            // Part of a letter in Russian, Korean or Hindi, an accent on a Latin one.
            if out.ends_with(|base: char| !base.is_ascii()) {
                out.push(c);
            }
        } else if c.is_alphanumeric() {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    let out: String = out.trim_end_matches('-').nfc().collect();
    if out.is_empty() {
        otherwise.to_owned()
    } else {
        out
    }
}

/// The letters that a small Latin letter is written with which no accent makes of another one.
const fn plain_latin(c: char) -> Option<&'static str> {
    Some(match c {
        'ł' => "l",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'ħ' => "h",
        'ı' => "i",
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        _ => return None,
    })
}

/// Whether something new may have this id: nothing that is empty or that cannot be seen. What has another one in a
/// project file is set aside.
#[must_use]
pub fn is_sound_id(id: &str) -> bool {
    !id.is_empty() && !id.chars().any(char::is_control)
}

/// `wanted`, or with `between` and a number from 2 on behind it, so that it is not taken.
pub fn free_name(wanted: &str, between: &str, is_taken: impl Fn(&str) -> bool) -> String {
    if !is_taken(wanted) {
        return wanted.to_owned();
    }
    let mut n = 2_u64;
    loop {
        let candidate = format!("{wanted}{between}{n}");
        if !is_taken(&candidate) {
            return candidate;
        }
        n += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(title_of(text, "file.txt"), expected);
    }

    #[test]
    fn the_first_line_is_the_title_only_where_it_fits() {
        check("Bridge closes\nText.", "Bridge closes");
        check("  Bridge closes \t\nText.", "Bridge closes");
        check("", "file.txt");
        check("\nBridge closes", "file.txt");
        check("\u{a0}\nBridge closes", "file.txt");
        check("No line end", "No line end");
    }

    #[test]
    fn the_limit_counts_code_points_after_trimming() {
        let longest = "é".repeat(MAX_TITLE_CHARS);
        check(&format!("  {longest}  \nText."), &longest);
        check(&format!("{longest}x\nText."), "file.txt");
    }

    #[test]
    fn slugs_are_letters_digits_and_hyphens() {
        for (name, expected) in [
            ("Ada  Lovelace!", "ada-lovelace"),
            ("Łukasz Żółć", "lukasz-zolc"),
            ("José A\u{301}lvarez", "jose-alvarez"),
            ("Weiß, Bjørn & Ægir", "weiss-bjorn-aegir"),
            ("İpek", "ipek"),
            ("王", "王"),
            ("Юлия Чайкина", "юлия-чайкина"),
            ("김민준 2", "김민준-2"),
            ("हिन्दी", "हिन्दी"),
            ("🙂 …", "x"),
        ] {
            assert_eq!(slug(name, "x"), expected);
        }
    }

    #[test]
    fn an_id_is_something_that_can_be_seen() {
        for (id, is_sound) in [("a1", true), ("王 1", true), ("", false), ("a\n", false)] {
            assert_eq!(is_sound_id(id), is_sound, "{id:?}");
        }
    }

    #[test]
    fn a_taken_name_gets_the_first_free_number() {
        let taken = ["a", "a-2"];
        assert_eq!(free_name("a", "-", |n| taken.contains(&n)), "a-3");
        assert_eq!(free_name("b", "-", |n| taken.contains(&n)), "b");
    }
}
