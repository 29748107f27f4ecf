//! `CoNLL` columns: IOB1, IOB2 or BIOES in the last column (or in two, as `GermEval` has them). Where START and END stand beside, as our export writes them, the text is
//! that of `texts/`; else it is rebuilt by joining tokens with blanks, and the original spacing is gone.

use super::imported::{ImportError, Imported, ImportedAnnotation, ImportedFragment, Unit};
use super::{ReadSettings, Watch, split_path, stem, utf8_without_mark};
use crate::formats::output::FileSet;
use crate::text::{CharOffset, LineIndex};

pub(super) fn read(
    files: &FileSet,
    _: &ReadSettings,
    watch: &Watch<'_>,
) -> Result<Imported, ImportError> {
    let mut out = Imported::new("conll", Unit::CodePoints);
    let is_text = |path: &str| split_path(split_path(path).0).1 == "texts";
    let mut n_tokens = 0;
    for (path, bytes) in files.iter().filter(|(p, _)| !is_text(p)) {
        watch.file(path, bytes)?;
        let text = utf8_without_mark(path, bytes)?;
        n_tokens += read_file(&mut out, files, path, text)?;
    }
    if n_tokens == 0 {
        return Err(ImportError::new(
            "there are no tokens here",
            files.iter().next().map_or("", |f| f.0),
            "a CoNLL file has a token and its tag on each line",
        ));
    }
    Ok(out)
}

/// One line of a token.
struct Token {
    line: usize,
    text: String,
    tags: Vec<String>,
    /// Where it stands, where the file says so.
    place: Option<(usize, usize)>,
    /// A sentence begins here.
    is_first: bool,
}

#[derive(Default)]
struct Article {
    name: String,
    tokens: Vec<Token>,
}

/// One line of a token as it stands.
struct Row<'t> {
    line: usize,
    columns: Vec<&'t str>,
    is_first: bool,
}

/// The lines of an article.
#[derive(Default)]
struct Rows<'t> {
    name: String,
    rows: Vec<Row<'t>>,
}

/// Whether the first column numbers the tokens, from 1 on in each sentence.
fn are_numbered<'r, 't: 'r>(rows: impl Iterator<Item = &'r Row<'t>>) -> bool {
    let (mut n, mut most) = (0, 0);
    for row in rows {
        n = if row.is_first { 1 } else { n + 1 };
        most = n.max(most);
        if row.columns.len() < 3 || row.columns[0].parse() != Ok(n) {
            return false;
        }
    }
    // One number alone may be a word.
    most > 1
}

fn read_file(
    out: &mut Imported,
    files: &FileSet,
    path: &str,
    text: &str,
) -> Result<usize, ImportError> {
    let mut articles = vec![Rows::default()];
    let mut n_columns = None;
    let mut is_first = true;
    for (n, line) in text.lines().enumerate() {
        let line = line.trim_end_matches('\r');
        if line.trim().is_empty() {
            is_first = true;
            continue;
        }
        let columns: Vec<&str> = if line.contains('\t') {
            line.split('\t').collect()
        } else {
            line.split_whitespace().collect()
        };
        if columns[0] == "-DOCSTART-" {
            let name = columns
                .get(1)
                .filter(|c| line.contains('\t') && **c != "-X-")
                .unwrap_or(&"");
            articles.push(Rows {
                name: (*name).to_owned(),
                rows: Vec::new(),
            });
            is_first = true;
            continue;
        }
        if is_comment(line, &columns, n_columns) {
            continue;
        }
        let wanted = *n_columns.get_or_insert(columns.len());
        if columns.len() != wanted || columns.len() < 2 {
            return Err(ImportError::new(
                format!(
                    "the line has {} columns where {wanted} are wanted",
                    columns.len()
                ),
                format!("{path}:{}", n + 1),
                "every line of a token has the same columns, the token first and its tag last",
            ));
        }
        if let Some(article) = articles.last_mut() {
            article.rows.push(Row {
                line: n + 1,
                columns,
                is_first,
            });
        }
        is_first = false;
    }
    let is_numbered = are_numbered(articles.iter().flat_map(|a| &a.rows));
    let articles: Vec<Article> = articles
        .into_iter()
        .map(|a| Article {
            name: a.name,
            tokens: a.rows.iter().map(|row| token(row, is_numbered)).collect(),
        })
        .collect();
    let who = out.annotator(annotator_of(path, &articles));
    let mut n_tokens = 0;
    for (k, article) in articles
        .into_iter()
        .enumerate()
        .filter(|(_, a)| !a.tokens.is_empty() || !a.name.is_empty())
    {
        n_tokens += article.tokens.len();
        take(out, files, path, k, who, article);
    }
    Ok(n_tokens)
}

/// A line of `#` alone, or of `#` and words; not a token `#` with its columns.
fn is_comment(line: &str, columns: &[&str], n_columns: Option<usize>) -> bool {
    let is_token = columns.len() > 1
        && columns.last().is_some_and(|last| is_tag(last))
        && n_columns.is_none_or(|n| n == columns.len());
    match line.strip_prefix('#') {
        Some(rest) => columns.len() == 1 || (rest.starts_with([' ', '\t']) && !is_token),
        None => false,
    }
}

/// Our export calls a file ANNOTATOR.TAG.conll; of other files the name is the annotator's.
fn annotator_of<'p>(path: &'p str, articles: &[Article]) -> &'p str {
    let stem = stem(path);
    let is_of_ours = articles
        .iter()
        .all(|a| a.tokens.iter().all(|t| t.place.is_some()));
    let Some((who, end)) = stem.rsplit_once('.').filter(|_| is_of_ours) else {
        return stem;
    };
    let tags = articles
        .iter()
        .flat_map(|a| &a.tokens)
        .flat_map(|t| &t.tags);
    let mut labels = tags.filter_map(|t| Some(t.split_once('-')?.1));
    match labels.next() {
        // Names of tags may hold dots themselves, and stand in the file's name as they can.
        Some(label) => {
            let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
            let is_plain = label.chars().all(plain);
            let cut = stem.strip_suffix(label).filter(|_| is_plain);
            cut.and_then(|c| c.strip_suffix('.')).unwrap_or(who)
        }
        None if end.is_empty() => stem,
        None => who,
    }
}

pub(super) fn is_tag(column: &str) -> bool {
    column == "O"
        || column
            .split_once('-')
            .is_some_and(|(p, _)| matches!(p, "B" | "I" | "E" | "S" | "L" | "U"))
}

fn token(row: &Row<'_>, is_numbered: bool) -> Token {
    let columns = row.columns.as_slice();
    let place = match columns {
        [_, start, end, _] if !is_numbered => start.parse().ok().zip(end.parse().ok()),
        _ => None,
    };
    let text = columns[usize::from(is_numbered)];
    let tags = match columns {
        // GermEval has two columns of tags.
        [_, _, tags @ ..] if is_numbered && tags.iter().all(|t| is_tag(t) || *t == "-") => tags,
        _ => &columns[columns.len() - 1..],
    };
    Token {
        line: row.line,
        text: text.to_owned(),
        tags: tags.iter().map(|t| (*t).to_owned()).collect(),
        place,
        is_first: row.is_first,
    }
}

#[allow(clippy::needless_pass_by_value, reason = "it is used up")]
fn take(
    out: &mut Imported,
    files: &FileSet,
    path: &str,
    k: usize,
    annotator: usize,
    article: Article,
) {
    let key = if article.name.is_empty() {
        format!("{}-{k}", stem(path))
    } else {
        article.name.clone()
    };
    let (folder, _) = split_path(path);
    let beside = if folder.is_empty() {
        format!("texts/{key}.txt")
    } else {
        format!("{folder}/texts/{key}.txt")
    };
    let stored = files.get(&beside).and_then(|b| std::str::from_utf8(b).ok());
    let has_places = article.tokens.iter().all(|t| t.place.is_some());
    let stored = stored.filter(|_| has_places);
    let (text, places) = match stored {
        Some(text) => (
            text.to_owned(),
            article.tokens.iter().filter_map(|t| t.place).collect(),
        ),
        None => rebuilt(&article.tokens),
    };
    if stored.is_none() {
        out.leave_out("the spacing between tokens: texts are tokens joined by blanks");
    }
    let document = out.document(&key, "", &text);
    let index = LineIndex::new(&text);
    let slice = |(start, end): (usize, usize)| {
        let byte = |at| Some(index.byte_from_char(&text, CharOffset(at))?.0);
        text.get(byte(start)?..byte(end)?)
    };
    let n_layers = article
        .tokens
        .iter()
        .map(|t| t.tags.len())
        .max()
        .unwrap_or(0);
    for layer in 0..n_layers {
        let tags = article.tokens.iter().map(|t| {
            let tag = t.tags.get(layer).map_or("O", String::as_str);
            (tag, t.is_first)
        });
        for (label, first, last) in chunks(tags) {
            let (start, end) = (places[first].0, places[last].1);
            let tokens = &article.tokens[first..=last];
            let mut each = tokens.iter().zip(&places[first..=last]);
            // Every token is held against the text; where one is not there, the words are looked for.
            let words = if each.all(|(t, place)| slice(*place) == Some(&*t.text)) {
                slice((start, end)).unwrap_or_default().to_owned()
            } else {
                let words: Vec<&str> = tokens.iter().map(|t| t.text.as_str()).collect();
                words.join(" ")
            };
            out.annotations.push(ImportedAnnotation {
                key: format!("{path}:{}:{layer}", article.tokens[first].line),
                document,
                annotator,
                label,
                fragments: vec![ImportedFragment {
                    start,
                    end,
                    text: Some(words),
                    ..ImportedFragment::default()
                }],
                ..ImportedAnnotation::default()
            });
        }
    }
}

/// Tokens joined by blanks, sentences by line breaks, and where each stands.
fn rebuilt(tokens: &[Token]) -> (String, Vec<(usize, usize)>) {
    let mut text = String::new();
    let mut at = 0;
    let mut places = Vec::with_capacity(tokens.len());
    for token in tokens {
        if at > 0 {
            text.push(if token.is_first { '\n' } else { ' ' });
            at += 1;
        }
        let n = token.text.chars().count();
        places.push((at, at + n));
        text.push_str(&token.text);
        at += n;
    }
    (text, places)
}

/// Tag, first and last token of each chunk, out of each token's tag and whether a sentence begins with it: a chunk goes on
/// with `I`, `E` or `L` of the same tag in the same sentence.
pub(super) fn chunks<'t>(
    tags: impl Iterator<Item = (&'t str, bool)>,
) -> Vec<(String, usize, usize)> {
    let mut out: Vec<(String, usize, usize)> = Vec::new();
    let mut open: Option<usize> = None;
    for (i, (tag, is_first)) in tags.enumerate() {
        let Some((prefix, label)) = tag
            .split_once('-')
            .filter(|(p, _)| matches!(*p, "B" | "I" | "E" | "S" | "L" | "U"))
        else {
            open = None;
            continue;
        };
        let goes_on = matches!(prefix, "I" | "E" | "L")
            && !is_first
            && open.is_some_and(|o| out[o].0 == label);
        if let Some(o) = open.filter(|_| goes_on) {
            out[o].2 = i;
        } else {
            open = Some(out.len());
            out.push((label.to_owned(), i, i));
        }
        if matches!(prefix, "E" | "L" | "S" | "U") {
            open = None;
        }
    }
    out
}
