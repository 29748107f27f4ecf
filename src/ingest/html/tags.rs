//! The tags of a page, one behind the other, as the tokenizer of HTML finds them (WHATWG HTML, 13.2.5): none in a
//! comment, and none in what [`Tags::skip_text`] passes over.

use std::ops::Range;

/// A start or end tag.
pub struct Tag<'a> {
    /// As it stands there.
    pub name: &'a str,
    pub is_end: bool,
    /// Ends in `/>`. In HTML that means nothing, in SVG, `MathML` and XHTML that there is no end tag.
    pub closes_itself: bool,
    /// From `<` to `>`, in bytes of the page.
    pub place: Range<usize>,
    /// The whole tag.
    pub source: &'a str,
    /// What stands in front of it, behind the tag before: nothing, blanks, or words.
    pub text_before: Text,
}

/// The text between two tags.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Text {
    None,
    Blank,
    Words,
}

impl<'a> Tag<'a> {
    /// Its attributes, each a name and a value, in which entities stand as they are.
    pub fn attributes(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        let source = self.source;
        let mut at = 1 + usize::from(self.is_end) + self.name.len();
        std::iter::from_fn(move || {
            let bytes = source.as_bytes();
            while bytes.get(at).is_some_and(|b| is_blank(*b) || *b == b'/') {
                at += 1;
            }
            if *bytes.get(at)? == b'>' {
                return None;
            }
            let start = at;
            let (name_end, end) = attribute(bytes, at)?;
            at = end;
            let value = source.get(name_end..end)?.trim_start();
            let value = value.strip_prefix('=').unwrap_or(value).trim_start();
            let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
            let value = quote.map_or(value, |quote| value.trim_matches(quote));
            Some((source.get(start..name_end)?, value))
        })
    }
}

impl Text {
    fn of(text: &str) -> Self {
        if text.is_empty() {
            Self::None
        } else if text.bytes().all(is_blank) {
            Self::Blank
        } else {
            Self::Words
        }
    }
}

/// Goes through a page.
pub struct Tags<'a> {
    html: &'a str,
    at: usize,
}

impl<'a> Tags<'a> {
    pub fn new(html: &'a str) -> Self {
        Self { html, at: 0 }
    }

    /// The next tag. `is_foreign`: the place is inside SVG or `MathML`, where there are sections of character data.
    pub fn next(&mut self, is_foreign: bool) -> Option<Tag<'a>> {
        let mut text = Text::None;
        loop {
            let start = self.at + self.html.get(self.at..)?.find('<')?;
            text = text.max(Text::of(&self.html[self.at..start]));
            let rest = &self.html[start..];
            let sign = |n: usize| rest.as_bytes().get(n).copied().unwrap_or_default();
            let length = match sign(1) {
                b'/' if sign(2).is_ascii_alphabetic() => return self.tag(start, true, text),
                b'!' if rest.starts_with("<!--") => comment(rest)?,
                b'!' if is_foreign && rest.starts_with("<![CDATA[") => rest.find("]]>")? + 3,
                b'!' | b'?' | b'/' => rest.find('>')? + 1,
                letter if letter.is_ascii_alphabetic() => return self.tag(start, false, text),
                _ => {
                    text = Text::Words;
                    1
                }
            };
            self.at = start + length;
        }
    }

    fn tag(&mut self, start: usize, is_end: bool, text_before: Text) -> Option<Tag<'a>> {
        let bytes = self.html.as_bytes();
        let name_start = start + 1 + usize::from(is_end);
        let is_name = |b: &u8| !is_blank(*b) && !matches!(b, b'/' | b'>');
        let length = bytes[name_start..]
            .iter()
            .take_while(|b| is_name(b))
            .count();
        let mut at = name_start + length;
        let mut closes_itself = false;
        loop {
            match *bytes.get(at)? {
                b'>' => break,
                b'/' => {
                    at += 1;
                    closes_itself = true;
                    continue;
                }
                sign if is_blank(sign) => at += 1,
                _ => at = attribute(bytes, at)?.1,
            }
            closes_itself = false;
        }
        self.at = at + 1;
        Some(Tag {
            name: &self.html[name_start..name_start + length],
            is_end,
            closes_itself,
            place: start..self.at,
            source: &self.html[start..self.at],
            text_before,
        })
    }

    /// Passes over the content of an element that holds text and no tags, up to its end tag.
    pub fn skip_text(&mut self, name: &str) {
        let is_script = name == "script";
        // In a script a comment may hold a script, whose end tag does not end the outer one.
        let (mut is_comment, mut is_inner) = (false, false);
        while let Some(found) = self.html[self.at..].find(['<', '-']) {
            let rest = &self.html[self.at + found..];
            let mut length = 1;
            if names(rest.strip_prefix("</"), name) {
                if !is_inner {
                    self.at += found;
                    return;
                }
                is_inner = false;
            } else if is_script && !is_comment && rest.starts_with("<!--") {
                is_comment = true;
                // The two dashes may be those of its end as well.
                length = 2;
            } else if is_comment && rest.starts_with("-->") {
                (is_comment, is_inner) = (false, false);
            } else if is_comment && names(rest.strip_prefix('<'), name) {
                is_inner = true;
            }
            self.at += found + length;
        }
        self.skip_rest();
    }

    /// Passes over all that follows.
    pub fn skip_rest(&mut self) {
        self.at = self.html.len();
    }
}

const fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'\x0C')
}

/// Whether `rest` begins with this name and what can stand behind the name of a tag.
fn names(rest: Option<&str>, name: &str) -> bool {
    let bytes = rest.map(str::as_bytes).unwrap_or_default();
    let is_same = bytes
        .get(..name.len())
        .is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()));
    let next = bytes.get(name.len()).copied().unwrap_or_default();
    is_same && (is_blank(next) || matches!(next, b'/' | b'>'))
}

/// The length of the comment that begins here. The dashes that it begins with may be those of its end: `<!-->`.
fn comment(rest: &str) -> Option<usize> {
    let mut at = 2;
    loop {
        at += rest.get(at..)?.find("--")?;
        let behind = &rest[at + 2..];
        if behind.starts_with('>') {
            return Some(at + 3);
        }
        if at >= 4 && behind.starts_with("!>") {
            return Some(at + 4);
        }
        at += 1;
    }
}

/// Where the name of the attribute that begins at `at` ends, and where its value does.
fn attribute(bytes: &[u8], at: usize) -> Option<(usize, usize)> {
    let ends_name = |b: &u8| is_blank(*b) || matches!(b, b'/' | b'>' | b'=');
    let skip_blanks = |from: usize| {
        let rest = bytes.get(from..).unwrap_or_default();
        from + rest.iter().take_while(|b| is_blank(**b)).count()
    };
    // An equals sign in front is part of the name.
    let name_end = at + 1 + bytes.get(at + 1..)?.iter().position(ends_name)?;
    let equals = skip_blanks(name_end);
    if *bytes.get(equals)? != b'=' {
        return Some((name_end, name_end));
    }
    let value = skip_blanks(equals + 1);
    let rest = bytes.get(value + 1..)?;
    let end = match bytes[value] {
        quote @ (b'"' | b'\'') => value + 2 + rest.iter().position(|b| *b == quote)?,
        b'>' => value,
        _ => value + 1 + rest.iter().position(|b| is_blank(*b) || *b == b'>')?,
    };
    Some((name_end, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(html: &str, expected: &[&str]) {
        let mut tags = Tags::new(html);
        let mut found = Vec::new();
        while let Some(tag) = tags.next(false) {
            let mut words = vec![tag.source];
            words.extend(tag.attributes().flat_map(|(name, value)| [name, value]));
            if tag.closes_itself {
                words.push("/");
            }
            if !tag.is_end && matches!(tag.name, "script" | "style") {
                tags.skip_text(tag.name);
            }
            found.push(words.join(" "));
        }
        assert_eq!(found, expected, "{html}");
    }

    #[test]
    fn tags_end_where_the_standard_says() {
        check("a<b>c</b >d", &["<b>", "</b >"]);
        check(
            "<a x='>' =y z=\"a\">",
            &["<a x='>' =y z=\"a\"> x > =y  z a"],
        );
        check(
            "<a t=it's><br/><br / ><a b=c/>",
            &["<a t=it's> t it's", "<br/> /", "<br / >", "<a b=c/> b c/"],
        );
        check("1 < 2 <3></>< b><a", &[]);
        check("<a b=><i>", &["<a b=> b ", "<i>"]);
    }

    #[test]
    fn comments_and_scripts_hold_no_tags() {
        check(
            "<!-- <p> --><!--><a><!---><b><!-- <p> --!><i><!x <p>",
            &["<a>", "<b>", "<i>"],
        );
        check(
            "<?xml x?><script>if (i<n) '</div>'</scripts></SCRIPT ><p>",
            &["<script>", "</SCRIPT >", "<p>"],
        );
        check(
            "<script><!--<script></script><p></script><b>",
            &["<script>", "</script>", "<b>"],
        );
        check(
            "<script><!--><script></script><b>",
            &["<script>", "</script>", "<b>"],
        );
        check("<style><p>", &["<style>"]);
    }
}
