//! `CoNLL` columns: chunks of tokens in the last column (or in two, as `GermEval` has them). Where START and END stand beside, as our export writes them, the text is
//! that of `texts/`; else it is rebuilt by joining tokens with blanks, and the original spacing is gone.

use super::chunks::{Scheme, chunks, is_tag, name_of};
use super::imported::{ImportError, Imported, ImportedAnnotation, ImportedFragment, Unit};
use super::parts::in_parts;
use super::{ReadSettings, Watch, split_path, stem};
use crate::formats::output::{File, FileSet};
use crate::text::{CharOffset, LineIndex};
use std::borrow::Cow;
use std::ops::ControlFlow;

pub(super) fn read(
    files: &FileSet,
    _: &ReadSettings,
    watch: &Watch<'_>,
) -> Result<Imported, ImportError> {
    let mut out = Imported::new("conll", Unit::CodePoints);
    let is_text = |path: &str| split_path(split_path(path).0).1 == "texts";
    let mut n_tokens = 0;
    for (path, file) in files.files().filter(|(p, _)| !is_text(p)) {
        watch.file_of(path, file.n_bytes())?;
        let reading = Reading {
            out: &mut out,
            files,
            path,
            is_numbered: are_numbered(path, file)?,
            line: 0,
            n_columns: None,
            k: 0,
            name: String::new(),
            are_placed: true,
            label: None,
            scheme: None,
            n_tokens: 0,
        };
        n_tokens += reading.read(file, watch)?;
    }
    if n_tokens == 0 {
        return Err(ImportError::new(
            "there are no tokens here",
            files.paths().next().unwrap_or(""),
            "a CoNLL file has a token and its tag on each line",
        ));
    }
    Ok(out)
}

/// The tags of a token.
enum Tags<'t> {
    One(&'t str),
    Several(Vec<&'t str>),
}

impl<'t> Tags<'t> {
    fn as_slice(&self) -> &[&'t str] {
        match self {
            Tags::One(tag) => std::slice::from_ref(tag),
            Tags::Several(tags) => tags,
        }
    }
}

/// One line of a token.
struct Token<'t> {
    line: usize,
    text: &'t str,
    tags: Tags<'t>,
    /// Where it stands, where the file says so.
    place: Option<(usize, usize)>,
    /// A sentence begins here.
    is_first: bool,
}

/// What a line is.
enum Line<'t> {
    Blank,
    /// An article begins, with its name or an empty one.
    Begin(&'t str),
    Comment,
    /// A token; its columns were put where they were wanted.
    Token,
}

fn line_of<'t>(line: &'t str, columns: &mut Vec<&'t str>, n_columns: Option<usize>) -> Line<'t> {
    columns.clear();
    let mut from = 0;
    for tab in memchr::memchr_iter(b'\t', line.as_bytes()) {
        columns.push(&line[from..tab]);
        from = tab + 1;
    }
    let has_tabs = from > 0;
    if has_tabs {
        columns.push(&line[from..]);
        // A tab too many at the end of the line.
        while columns.len() > 2 && columns.last().is_some_and(|c| c.trim().is_empty()) {
            columns.pop();
        }
    } else {
        // Not at every blank: a token may hold one that does not break a line.
        columns.extend(line.split_ascii_whitespace());
    }
    if columns.iter().all(|column| column.trim().is_empty()) {
        return Line::Blank;
    }
    if columns.first() == Some(&"-DOCSTART-") {
        let name = columns.get(1).filter(|c| has_tabs && **c != "-X-");
        return Line::Begin(name.unwrap_or(&""));
    }
    if is_comment(line, columns, n_columns) {
        return Line::Comment;
    }
    Line::Token
}

/// The first line without its break, and how many bytes it has with it; nothing where it may go on.
fn first_line(text: &str, is_last: bool) -> Option<(&str, usize)> {
    let (line, n) = match memchr::memchr(b'\n', text.as_bytes()) {
        Some(end) => (&text[..end], end + 1),
        None if is_last && !text.is_empty() => (text, text.len()),
        None => return None,
    };
    Some((line.trim_end_matches('\r'), n))
}

/// Whether the first column numbers the tokens, from 1 on in each sentence.
fn are_numbered(path: &str, file: &File) -> Result<bool, ImportError> {
    let (mut n, mut most, mut is_first, mut n_columns) = (0, 0, true, None);
    let mut are_so = true;
    in_parts(path, file, &mut |text, is_last| {
        let (mut at, mut columns) = (0, Vec::new());
        while let Some((line, n_bytes)) = first_line(&text[at..], is_last) {
            at += n_bytes;
            match line_of(line, &mut columns, n_columns) {
                Line::Blank | Line::Begin(_) => is_first = true,
                Line::Comment => {}
                Line::Token => {
                    n_columns.get_or_insert(columns.len());
                    n = if is_first { 1 } else { n + 1 };
                    most = n.max(most);
                    is_first = false;
                    are_so = columns.len() >= 3 && columns[0].parse() == Ok(n);
                    if !are_so {
                        return Ok(ControlFlow::Break(()));
                    }
                }
            }
        }
        Ok(ControlFlow::Continue(at))
    })?;
    // One number alone may be a word.
    Ok(are_so && most > 1)
}

/// The reading of one file, an article at a time.
struct Reading<'a> {
    out: &'a mut Imported,
    files: &'a FileSet,
    path: &'a str,
    is_numbered: bool,
    /// Lines done with.
    line: usize,
    /// How many columns a line of a token has.
    n_columns: Option<usize>,
    /// The number of the article that comes, and its name.
    k: usize,
    name: String,
    /// Every token so far says where it stands.
    are_placed: bool,
    /// The name of the first tag of all.
    label: Option<String>,
    /// How tags are written, since the first that is not `O`.
    scheme: Option<Scheme>,
    n_tokens: usize,
}

impl Reading<'_> {
    /// Reads the file; says how many tokens it has.
    fn read(mut self, file: &File, watch: &Watch<'_>) -> Result<usize, ImportError> {
        let first = self.out.annotations.len();
        let mut n_done = 0;
        in_parts(self.path, file, &mut |text, is_last| {
            let mut at = 0;
            while let Some(n_bytes) = self.article(&text[at..], is_last)? {
                at += n_bytes;
                watch.inside(self.path, n_done + at)?;
            }
            n_done += at;
            Ok(ControlFlow::Continue(at))
        })?;
        // Whose it is, the whole file tells.
        let who = annotator_of(self.path, self.are_placed, self.label.as_deref());
        let who = self.out.annotator(who);
        for annotation in self.out.annotations.iter_mut().skip(first) {
            annotation.annotator = who;
        }
        Ok(self.n_tokens)
    }

    /// Reads an article up to the line at which the next one begins, and says how many bytes that is. Where there is no
    /// such line, the article may go on and nothing is done, or it is the last one.
    fn article(&mut self, text: &str, is_last: bool) -> Result<Option<usize>, ImportError> {
        let (mut at, mut line_number, mut n_columns) = (0, self.line, self.n_columns);
        let (mut columns, mut tokens, mut is_first) = (Vec::new(), Vec::new(), true);
        let next = loop {
            let Some((line, n_bytes)) = first_line(&text[at..], is_last) else {
                break None;
            };
            at += n_bytes;
            line_number += 1;
            match line_of(line, &mut columns, n_columns) {
                Line::Blank => is_first = true,
                Line::Comment => {}
                Line::Begin(name) => break Some(name.to_owned()),
                Line::Token => {
                    let wanted = *n_columns.get_or_insert(columns.len());
                    if columns.len() != wanted || columns.len() < 2 {
                        let n = columns.len();
                        return Err(ImportError::new(
                            format!("the line has {n} columns where {wanted} are wanted"),
                            format!("{}:{line_number}", self.path),
                            "every line of a token has the same columns, the token first and its tag last",
                        ));
                    }
                    tokens.push(token(&columns, line_number, is_first, self.is_numbered));
                    is_first = false;
                }
            }
        };
        if next.is_none() && !is_last {
            return Ok(None);
        }
        (self.line, self.n_columns) = (line_number, n_columns);
        if !tokens.is_empty() || !self.name.is_empty() {
            self.take(&tokens);
        }
        self.k += 1;
        let has_next = next.is_some();
        self.name = next.unwrap_or_default();
        Ok(has_next.then_some(at))
    }

    /// Adds an article.
    fn take(&mut self, tokens: &[Token<'_>]) {
        self.n_tokens += tokens.len();
        if self.label.is_none() {
            let mut tags = tokens.iter().flat_map(|t| t.tags.as_slice());
            self.label = tags.find_map(|tag| name_of(tag)).map(str::to_owned);
        }
        if self.scheme.is_none() {
            let tags = tokens.iter().flat_map(|t| t.tags.as_slice());
            self.scheme = Scheme::of(tags.copied());
        }
        let are_placed = tokens.iter().all(|t| t.place.is_some());
        self.are_placed &= are_placed;
        let key = match self.name.as_str() {
            "" => format!("{}-{}", stem(self.path), self.k),
            name => name.to_owned(),
        };
        let beside = match split_path(self.path).0 {
            "" => format!("texts/{key}.txt"),
            folder => format!("{folder}/texts/{key}.txt"),
        };
        let stored = if are_placed {
            self.files.get(&beside)
        } else {
            None
        };
        let stored = stored.and_then(|b| std::str::from_utf8(b).ok());
        let (text, places) = if let Some(text) = stored {
            (Cow::Borrowed(text), None)
        } else {
            let (text, places) = rebuilt(tokens);
            let what = "the spacing between tokens: texts are tokens joined by blanks";
            self.out.leave_out(what);
            (Cow::Owned(text), Some(places))
        };
        let document = self.out.document(&key, "", &text);
        let place = |i: usize| match &places {
            Some(places) => places[i],
            None => tokens[i].place.unwrap_or_default(),
        };
        let mut bytes = Bytes::of(&text);
        let mut slice =
            |(start, end): (usize, usize)| text.get(bytes.of_char(start)?..bytes.of_char(end)?);
        let n_layers = tokens.iter().map(|t| t.tags.as_slice().len()).max();
        for layer in 0..n_layers.unwrap_or(0) {
            let tags = tokens.iter().map(|t| {
                let tag = t.tags.as_slice().get(layer).copied().unwrap_or("O");
                (tag, t.is_first)
            });
            let found = chunks(tags, self.scheme);
            let what = "tags of tokens that are neither O nor begin or go on with a chunk";
            self.out.leave_out_n(what, found.n_other);
            for (label, first, last) in found.all {
                let (start, end) = (place(first).0, place(last).1);
                // Every token is held against the text; where one is not there, the words are looked for.
                let is_there = (first..=last).all(|i| slice(place(i)) == Some(tokens[i].text));
                let words = if is_there {
                    slice((start, end)).unwrap_or_default().to_owned()
                } else {
                    let words: Vec<&str> = tokens[first..=last].iter().map(|t| t.text).collect();
                    words.join(" ")
                };
                self.out.annotations.push(ImportedAnnotation {
                    key: format!("{}:{}:{layer}", self.path, tokens[first].line),
                    document,
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
}

/// Finds characters in a text, those soon after the last one fast.
pub(super) struct Bytes<'t> {
    text: &'t str,
    index: Option<LineIndex>,
    /// The character asked for last, and its byte.
    last: (usize, usize),
}

/// So many characters are counted from the last one on.
const SOON: usize = 64;

impl<'t> Bytes<'t> {
    pub fn of(text: &'t str) -> Self {
        Self {
            text,
            index: None,
            last: (0, 0),
        }
    }

    /// The byte at which a character starts, or the text ends.
    pub fn of_char(&mut self, at: usize) -> Option<usize> {
        let (char, byte) = self.last;
        let on = at.checked_sub(char).filter(|on| *on <= SOON);
        let byte = if let Some(on) = on {
            let rest = self.text.get(byte..)?;
            let mut ends = rest.char_indices().map(|(i, _)| i).chain([rest.len()]);
            byte + ends.nth(on)?
        } else {
            let text = self.text;
            let index = self.index.get_or_insert_with(|| LineIndex::new(text));
            index.byte_from_char(text, CharOffset(at))?.0
        };
        self.last = (at, byte);
        Some(byte)
    }
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

/// Our export calls a file ANNOTATOR.TAG.conll; of other files the name is the annotator's. `label`: the first tag in it.
fn annotator_of<'p>(path: &'p str, are_placed: bool, label: Option<&str>) -> &'p str {
    let stem = stem(path);
    let Some((who, end)) = stem.rsplit_once('.').filter(|_| are_placed) else {
        return stem;
    };
    match label {
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

/// A token out of its columns, of which there are two or more.
fn token<'t>(columns: &[&'t str], line: usize, is_first: bool, is_numbered: bool) -> Token<'t> {
    let place = match columns {
        [_, start, end, _] if !is_numbered => start.parse().ok().zip(end.parse().ok()),
        _ => None,
    };
    let tags = match columns {
        // GermEval has two columns of tags.
        [_, _, tags @ ..] if is_numbered && tags.iter().all(|t| is_tag(t) || *t == "-") => {
            Tags::Several(tags.to_vec())
        }
        _ => Tags::One(columns[columns.len() - 1]),
    };
    Token {
        line,
        text: columns[usize::from(is_numbered)],
        tags,
        place,
        is_first,
    }
}

/// Tokens joined by blanks, sentences by line breaks, and where each stands.
fn rebuilt(tokens: &[Token<'_>]) -> (String, Vec<(usize, usize)>) {
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
        text.push_str(token.text);
        at += n;
    }
    (text, places)
}
