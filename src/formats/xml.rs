//! Text in XML that is written by hand: element by element, in the order that the schemas want.

use std::fmt::Write as _;

/// Text for the inside of an element.
pub(super) fn text(out: &mut String, text: &str) {
    let is_plain = |b: u8| !matches!(b, b'&' | b'<' | b'>' | b'\r');
    escape(out, text, is_plain, |out, c| match c {
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        '\r' => out.push_str("&#13;"),
        c => out.push(c),
    });
}

/// ` name="value"`. Line breaks and tabs are written as numbers, or a parser would make blanks of them (XML 1.0, 3.3.3).
pub(super) fn attribute(out: &mut String, name: &str, value: &str) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    // 0xc2 and 0xe2 begin the two line breaks above ASCII, and others.
    let is_plain = |b: u8| {
        let is_ascii = matches!(b, b'&' | b'<' | b'>' | b'"' | b'\n' | b'\r' | b'\t');
        !is_ascii && b != 0xc2 && b != 0xe2
    };
    escape(out, value, is_plain, |out, c| match c {
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        '"' => out.push_str("&quot;"),
        '\n' | '\r' | '\t' | '\u{85}' | '\u{2028}' => {
            // Writing to a String cannot fail.
            let _ = write!(out, "&#{};", u32::from(c));
        }
        c => out.push(c),
    });
    out.push('"');
}

/// Copies `text` as far as its bytes are plain, and hands each other character to `push`. What is not plain begins a character.
fn escape(
    out: &mut String,
    text: &str,
    is_plain: impl Fn(u8) -> bool,
    push: impl Fn(&mut String, char),
) {
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|b| !is_plain(b)) {
        let (plain, from) = rest.split_at(at);
        out.push_str(plain);
        let mut chars = from.chars();
        if let Some(c) = chars.next() {
            push(out, c);
        }
        rest = chars.as_str();
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_a_parser_would_take_for_something_else_is_written_otherwise() {
        let mut out = String::new();
        super::text(&mut out, "a<b>&\r\n\"ü–\u{2028}");
        assert_eq!(out, "a&lt;b&gt;&amp;&#13;\n\"ü–\u{2028}");
        out.clear();
        super::attribute(&mut out, "n", "a<b>&\r\n\t\"ü–\u{2028}\u{85}»");
        let want = " n=\"a&lt;b&gt;&amp;&#13;&#10;&#9;&quot;ü–&#8232;&#133;»\"";
        assert_eq!(out, want);
    }
}
