//! The YAML block that may stand at the top of a Markdown file. Only lines `key: value` are understood;
//! lists, nested values and block texts are passed over, never guessed.

/// What a front matter says.
pub struct FrontMatter<'a> {
    /// The `title` it gives.
    pub title: Option<String>,
    /// What follows it from the first line that is not blank; the whole text where there is none.
    pub body: &'a str,
    /// Keys in lower case, in the file's order.
    values: Vec<(String, String)>,
}

/// Longest block that is taken as front matter, in bytes: a rule `---` at the top of a book is none.
const MAX_BYTES: usize = 64 * 1024;

/// Metadata field, and the keys that may hold it, the best first.
const KEYS: [(&str, &[&str]); 4] = [
    ("outlet", &["outlet", "publisher", "site", "site_name"]),
    ("url", &["url", "link", "canonical_url", "source_url"]),
    (
        "published",
        &["published", "date", "published_at", "pubdate"],
    ),
    ("author", &["author", "authors", "byline"]),
];

impl<'a> FrontMatter<'a> {
    /// The front matter of `text`, empty where there is none.
    pub fn of(text: &'a str) -> Self {
        Self::parse(text).unwrap_or(Self {
            title: None,
            body: text,
            values: Vec::new(),
        })
    }

    fn parse(text: &'a str) -> Option<Self> {
        let (first, mut rest) = text.split_once('\n')?;
        if first.trim_end() != "---" {
            return None;
        }
        let start = text.len() - rest.len();
        let mut values = Vec::new();
        // The key whose list stands on the lines below it.
        let mut open_list: Option<String> = None;
        loop {
            let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
            if matches!(line.trim_end(), "---" | "...") {
                rest = after;
                break;
            }
            if after.is_empty() || text.len() - after.len() - start > MAX_BYTES {
                return None;
            }
            if let Some(value) = item(line) {
                add_item(&mut values, open_list.as_deref(), value);
            } else if !line.starts_with([' ', '\t']) {
                open_list = key_alone(line);
                values.extend(key_and_value(line));
            }
            rest = after;
        }
        let title = values.iter().find(|(key, _)| key == "title");
        Some(Self {
            title: title.map(|(_, value)| value.clone()),
            body: rest.trim_start_matches(['\n', ' ', '\t']),
            values,
        })
    }

    /// The value for a metadata field of a document, if one of its keys is there.
    pub fn metadata(&self, field: &str) -> Option<&str> {
        let (_, keys) = KEYS.iter().find(|(name, _)| *name == field)?;
        keys.iter()
            .find_map(|key| self.values.iter().find(|(found, _)| found == key))
            .map(|(_, value)| value.as_str())
    }
}

/// A line `key:` or `key: value`, the key in small letters.
fn key_of(line: &str) -> Option<(String, &str)> {
    let (key, value) = line.split_once(':')?;
    let is_key = !key.is_empty()
        && key
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'));
    if !is_key || !(value.is_empty() || value.starts_with([' ', '\t'])) {
        return None;
    }
    Some((key.to_ascii_lowercase(), value.trim()))
}

fn key_alone(line: &str) -> Option<String> {
    let (key, value) = key_of(line)?;
    value.is_empty().then_some(key)
}

/// A line `key: value` with a plain or quoted text as its value, or several in brackets.
fn key_and_value(line: &str) -> Option<(String, String)> {
    let (key, value) = key_of(line)?;
    let value = match value.strip_prefix('[') {
        Some(list) => bracketed(list)?,
        None => scalar(value)?,
    };
    (!value.is_empty()).then_some((key, value))
}

/// The text of a line `- text`, or the name in `- name: text`.
fn item(line: &str) -> Option<String> {
    let text = line.trim_start().strip_prefix("- ")?.trim();
    match key_of(text) {
        Some((key, name)) if key == "name" => scalar(name),
        Some(_) => None,
        None => scalar(text),
    }
}

/// What is several is told one after the other.
fn add_item(values: &mut Vec<(String, String)>, key: Option<&str>, value: String) {
    let Some(key) = key else {
        return;
    };
    match values.last_mut() {
        Some((last, all)) if last == key => {
            all.push_str(", ");
            all.push_str(&value);
        }
        _ => values.push((key.to_owned(), value)),
    }
}

/// The texts of a list in brackets, behind its first one. A list of lists is none.
fn bracketed(list: &str) -> Option<String> {
    let mut items = vec![String::new()];
    let mut quote = None;
    let mut chars = list.chars();
    loop {
        let c = chars.next()?;
        match (quote, c) {
            (None, ']') => break,
            (None, '[' | '{') => return None,
            (None, ',') => items.push(String::new()),
            (_, c) => {
                // An escaped mark is still one of the text.
                let is_escaped = quote == Some('"') && items.last()?.ends_with('\\');
                if quote == Some(c) && !is_escaped {
                    quote = None;
                } else if quote.is_none()
                    && matches!(c, '"' | '\'')
                    && items.last()?.trim().is_empty()
                {
                    quote = Some(c);
                }
                items.last_mut()?.push(c);
            }
        }
    }
    let items = items
        .iter()
        .map(|item| item.trim())
        .filter(|i| !i.is_empty());
    let items: Option<Vec<String>> = items.map(scalar).collect();
    Some(items?.join(", "))
}

fn scalar(value: &str) -> Option<String> {
    match value.chars().next()? {
        '"' => double_quoted(value.get(1..)?),
        '\'' => single_quoted(value.get(1..)?),
        // Collections, block texts, anchors, references, tags, comments.
        '[' | '{' | '|' | '>' | '&' | '*' | '!' | '#' | '%' | '@' | '`' => None,
        _ => {
            let end = value.find(" #").unwrap_or(value.len());
            Some(value[..end].trim_end().to_owned())
        }
    }
}

fn single_quoted(inside: &str) -> Option<String> {
    let mut out = String::new();
    let mut chars = inside.chars();
    while let Some(c) = chars.next() {
        if c != '\'' {
            out.push(c);
        } else if chars.as_str().starts_with('\'') {
            chars.next();
            out.push('\'');
        } else {
            return Some(out);
        }
    }
    None
}

fn double_quoted(inside: &str) -> Option<String> {
    let mut out = String::new();
    let mut chars = inside.chars();
    loop {
        match chars.next()? {
            '"' => return Some(out),
            '\\' => match chars.next()? {
                c @ ('"' | '\\' | '/') => out.push(c),
                't' | 'n' => out.push(' '),
                _ => return None,
            },
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(value: &str, expected: Option<&str>) {
        let text = format!("---\nauthor: {value}\n---\n");
        assert_eq!(FrontMatter::of(&text).metadata("author"), expected);
    }

    #[test]
    fn only_plain_values_are_taken() {
        check("Ada", Some("Ada"));
        check("Ada # a comment", Some("Ada"));
        check(r#""Ada \"A.\" Example""#, Some(r#"Ada "A." Example"#));
        check("'Ada''s'", Some("Ada's"));
        check("'no end", None);
        check(r#""odd \q escape""#, None);
        check("[Ada, Ben]", Some("Ada, Ben"));
        check(
            r#"["Example, Ada", 'Ben''s' ] # a comment"#,
            Some("Example, Ada, Ben's"),
        );
        check("\n  - Ada\n  - \"Ben B.\"\ntags: x", Some("Ada, Ben B."));
        check("\n- name: Ada\n  url: here\n- name: Ben", Some("Ada, Ben"));
        check("[[Ada], Ben]", None);
        check("[Ada", None);
        check("[]", None);
        check("|", None);
        check("", None);
    }

    #[test]
    fn what_does_not_end_is_no_front_matter() {
        for text in [
            "---\nauthor: Ada",
            "---\nauthor: Ada\n",
            "---",
            "--- \n",
            "",
            "text",
        ] {
            let found = FrontMatter::of(text);
            assert_eq!((found.metadata("author"), found.body), (None, text));
        }
        let long = format!(
            "---\nauthor: Ada\n{}---\n",
            "a line\n".repeat(MAX_BYTES / 6)
        );
        assert_eq!(FrontMatter::of(&long).metadata("author"), None);
    }

    #[test]
    fn the_body_starts_at_its_first_line() {
        assert_eq!(FrontMatter::of("---\na: b\n---\n\n\nBody\n").body, "Body\n");
        assert_eq!(FrontMatter::of("---\na: b\n...").body, "");
    }
}
