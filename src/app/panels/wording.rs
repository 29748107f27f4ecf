//! Words that several panels show: times, shortened texts, counts.

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// What to do in a project without an article, by the key of the command.
pub const NO_ARTICLE_HINT: &str =
    "Add articles with Alt+O, or drop files or a folder on the window";

/// Marks of a quotation that words may begin or end with.
const MARKS: [char; 6] = ['“', '”', '„', '"', '«', '»'];

/// `“words”`; where the words begin or end with such marks themselves `‘“words”’`, so that none is doubled.
pub fn quoted(words: &str) -> String {
    if words.starts_with(MARKS) || words.ends_with(MARKS) {
        format!("‘{words}’")
    } else {
        format!("“{words}”")
    }
}

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// An RFC 3339 time as `21 Nov 2026, 20:13 UTC`; what is no such time is shown as it stands.
pub fn time_in_words(rfc3339: &str) -> String {
    let Ok(at) = OffsetDateTime::parse(rfc3339, &Rfc3339) else {
        return rfc3339.to_owned();
    };
    let at = at.to_offset(time::UtcOffset::UTC);
    let month = MONTHS
        .get(usize::from(u8::from(at.month())) - 1)
        .copied()
        .unwrap_or_default();
    format!(
        "{} {month} {}, {:02}:{:02} UTC",
        at.day(),
        at.year(),
        at.hour(),
        at.minute()
    )
}

/// `text` on one line, cut at `n_chars` code points with `…`.
///
/// Reads no more than it shows, so that it is cheap for a span over a whole book.
pub fn on_one_line(text: &str, n_chars: usize) -> String {
    let mut out = String::new();
    let mut n = 0;
    let mut blank = false;
    for c in text.chars() {
        if c.is_whitespace() {
            blank = !out.is_empty();
            continue;
        }
        if n + usize::from(blank) >= n_chars {
            out.push('…');
            return out;
        }
        if blank {
            out.push(' ');
            n += 1;
            blank = false;
        }
        out.push(c);
        n += 1;
    }
    out
}

/// `1 annotation`, `1 204 annotations`: with thin spaces between the thousands.
pub fn counted(n: usize, one: &str, many: &str) -> String {
    format!("{} {}", thousands(n), if n == 1 { one } else { many })
}

/// The number with narrow no-break spaces between its thousands, from 10 000 on.
pub fn thousands(n: usize) -> String {
    let digits = n.to_string();
    if digits.len() < 5 {
        return digits;
    }
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push('\u{202f}');
        }
        out.push(digit);
    }
    out
}

/// Whether `text` has `needle`, which is lower case already, in any case.
pub fn contains_folded(text: &str, needle: &str) -> bool {
    needle.is_empty() || text.to_lowercase().contains(needle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_a_quotation_are_not_doubled() {
        assert_eq!(quoted("a ferry"), "“a ferry”");
        assert_eq!(quoted("a “ferry” goes"), "“a “ferry” goes”");
        assert_eq!(quoted("“This is"), "‘“This is’");
        assert_eq!(quoted("so„"), "‘so„’");
        assert_eq!(quoted(""), "“”");
    }

    #[test]
    fn the_hint_of_an_empty_project_names_the_key_of_its_command() {
        let key = crate::app::ui_command::UiCommand::AddArticles.key_text();
        assert!(NO_ARTICLE_HINT.contains(&key), "{key}");
    }

    #[test]
    fn times_are_read_by_people() {
        assert_eq!(
            time_in_words("2026-11-21T20:13:09Z"),
            "21 Nov 2026, 20:13 UTC"
        );
        assert_eq!(
            time_in_words("2026-11-21T20:13:09+02:00"),
            "21 Nov 2026, 18:13 UTC"
        );
        assert_eq!(time_in_words("last Tuesday"), "last Tuesday");
    }

    #[test]
    fn long_texts_are_cut_between_characters() {
        assert_eq!(on_one_line("  one\n two  ", 20), "one two");
        assert_eq!(on_one_line("äöü äöü", 5), "äöü ä…");
        assert_eq!(on_one_line("äöü äöü", 3), "äöü…");
        assert_eq!(on_one_line("äöü", 3), "äöü");
        assert_eq!(on_one_line("", 3), "");
    }

    #[test]
    fn counts_have_their_word() {
        assert_eq!(counted(1, "tag", "tags"), "1 tag");
        assert_eq!(counted(1204, "tag", "tags"), "1204 tags");
        assert_eq!(counted(200_000, "tag", "tags"), "200\u{202f}000 tags");
    }
}
