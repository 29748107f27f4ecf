//! What an article is called when nobody has said so.

/// Longest first line that is taken as a title, in code points.
pub const MAX_TITLE_CHARS: usize = 150;

/// `line` without the blanks around it, if it can be a title: not empty and at most [`MAX_TITLE_CHARS`].
#[must_use]
pub(super) fn as_title(line: &str) -> Option<&str> {
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
}
