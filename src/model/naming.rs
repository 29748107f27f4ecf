//! Ids and titles that are made out of what people wrote.

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

/// Lower-case ASCII letters and digits of `name` with hyphens between, or `otherwise` where none is left.
#[must_use]
pub fn slug(name: &str, otherwise: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_lowercase());
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    let out = out.trim_end_matches('-');
    if out.is_empty() {
        otherwise.to_owned()
    } else {
        out.to_owned()
    }
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
        assert_eq!(slug("Ada  Lovelace!", "x"), "ada-lovelace");
        assert_eq!(slug("Юлия", "x"), "x");
    }

    #[test]
    fn a_taken_name_gets_the_first_free_number() {
        let taken = ["a", "a-2"];
        assert_eq!(free_name("a", "-", |n| taken.contains(&n)), "a-3");
        assert_eq!(free_name("b", "-", |n| taken.contains(&n)), "b");
    }
}
