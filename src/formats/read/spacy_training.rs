//! The JSON by which version 2 of spaCy was trained: articles of paragraphs of sentences of tokens, entities as BILUO tags on the
//! tokens. Each article becomes one text of its paragraphs.

use super::chunks::{Scheme, chunks};
use super::imported::{Imported, ImportedAnnotation, ImportedFragment};
use super::jsonl::{id, items, text};
use super::stem;
use serde_json::Value;

/// Whether this is a paragraph of such a file.
pub(super) fn is_training(paragraph: &Value) -> bool {
    let sentences = items(paragraph, "sentences");
    sentences.iter().any(|s| s.get("tokens").is_some())
}

/// A token: its place in the article, its tag, and whether a sentence begins with it.
struct Token<'v> {
    start: usize,
    end: usize,
    tag: &'v str,
    is_first: bool,
}

/// Reads an article where the value is one; says whether it is.
pub(super) fn read(out: &mut Imported, path: &str, line: usize, article: &Value) -> bool {
    let paragraphs = items(article, "paragraphs");
    if !paragraphs.iter().any(is_training) {
        return false;
    }
    let place = format!("{path}:{line}");
    let mut words = String::new();
    let mut tokens = Vec::new();
    for paragraph in paragraphs {
        if !words.is_empty() {
            words.push('\n');
        }
        if !items(paragraph, "cats").is_empty() {
            out.leave_out("categories of whole articles");
        }
        if let Err(token) = take(paragraph, &mut words, &mut tokens) {
            out.fault(
                place.clone(),
                format!("the token {token} is not in its paragraph"),
            );
        }
    }
    let key = id(article.get("id")).unwrap_or_else(|| line.to_string());
    let document = out.document(&format!("{}-{key}", stem(path)), "", &words);
    let annotator = out.annotator("");
    let tags = tokens.iter().map(|t| (t.tag, t.is_first));
    let found = chunks(tags, Some(Scheme::Lettered));
    let what = "tags of tokens that are neither O nor begin or go on with a chunk";
    out.leave_out_n(what, found.n_other);
    for (label, first, last) in found.all {
        out.annotations.push(ImportedAnnotation {
            key: format!("{place}/{first}"),
            document,
            annotator,
            label,
            fragments: vec![ImportedFragment {
                start: tokens[first].start,
                end: tokens[last].end,
                ..ImportedFragment::default()
            }],
            ..ImportedAnnotation::default()
        });
    }
    true
}

/// Adds a paragraph's text and tokens. The text is what the file has, else the tokens with blanks between.
fn take<'v>(
    paragraph: &'v Value,
    words: &mut String,
    tokens: &mut Vec<Token<'v>>,
) -> Result<(), &'v str> {
    let before = words.chars().count();
    let raw = text(paragraph, "raw");
    words.push_str(raw);
    // Where the next token is looked for, in bytes and in code points of the paragraph.
    let (mut byte, mut at) = (0, 0);
    let mut built = String::new();
    for sentence in items(paragraph, "sentences") {
        for (n, token) in items(sentence, "tokens").iter().enumerate() {
            let orth = text(token, "orth");
            let n_chars = orth.chars().count();
            if raw.is_empty() {
                if !built.is_empty() {
                    built.push(' ');
                    at += 1;
                }
                built.push_str(orth);
            } else {
                let gap = raw[byte..].find(orth).ok_or(orth)?;
                at += raw[byte..byte + gap].chars().count();
                byte += gap + orth.len();
            }
            tokens.push(Token {
                start: before + at,
                end: before + at + n_chars,
                tag: Some(text(token, "ner"))
                    .filter(|t| !t.is_empty())
                    .unwrap_or("O"),
                is_first: n == 0,
            });
            at += n_chars;
        }
    }
    words.push_str(&built);
    Ok(())
}
