//! Texts cut to a length that fits into a reason.

/// The longest text that is shown whole, in code points.
const MAX_CHARS: usize = 60;

/// In quotation marks, on one line, cut with `…` where it is long.
pub(super) fn excerpt(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let line = words.join(" ");
    if line.chars().count() <= MAX_CHARS {
        return format!("“{line}”");
    }
    let start: String = line.chars().take(MAX_CHARS - 1).collect();
    format!("“{}…”", start.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_ones_are_cut() {
        assert_eq!(excerpt(" a\n b "), "“a b”");
        let cut = excerpt(&"é ".repeat(100));
        assert_eq!(cut.chars().count(), MAX_CHARS + 2);
        assert!(cut.ends_with("é…”"));
    }
}
