//! brat standoff: a folder for each annotator with `DOC.txt`, `DOC.ann`, `annotation.conf` and `visual.conf`. Offsets are code points
//! of the `.txt`. A fragment may not hold a line break, so it is cut there. Links between articles stand in `cross_links.tsv`.

use super::attributes::{AttributeNames, NOTE};
use super::losses::what;
use super::names::PlainNames;
use super::options::ExportOptions;
use super::output::Output;
use super::registry::{ExportError, Progress};
use super::view::{LinkView, Place, Row, View};
use super::written::{Keeps, Written};
use crate::model::FeatureKind;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

pub(super) const CROSS_LINKS_HEAD: &str = "link_id\tannotator\ttype\tsource_annotator\tsource_doc\tsource_T\ttarget_annotator\ttarget_doc\ttarget_T\n";

/// What allows annotations to overlap.
pub(super) const OVERLAPS: &str = "<OVERLAP> Arg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>\n";
/// How spans and arcs look.
pub(super) const DRAWING: &str = "SPAN_DEFAULT fgColor:black, bgColor:lightgreen, borderColor:darken\nARC_DEFAULT color:black, arrowHead:triangle-5\n";

/// Where Python's `splitlines` breaks a line, by which brat reads `.ann` files.
pub(super) const fn is_line_break(c: char) -> bool {
    matches!(
        c,
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{1c}'..='\u{1e}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

pub(super) fn write(
    view: &View<'_>,
    _options: &ExportOptions,
    output: &mut dyn Output,
    progress: &mut Progress<'_>,
) -> Result<Written, ExportError> {
    let mut names = Names::of(view);
    let keeps = [Keeps::ArticleFileNames, Keeps::TagNames, Keeps::TagColors];
    let mut written = Written::of(view, &keeps);
    let (mut n_break_only, mut n_trimmed) = (0, 0);
    // The number of T lines of each row; 0: it has none.
    let mut numbers: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    let n = view.documents.len();
    for (a, annotator) in view.annotators.iter().enumerate() {
        let folder = &annotator.file;
        let conf = names.annotation_conf(view);
        output.begin(&format!("{folder}/annotation.conf"))?;
        output.write(conf.as_bytes())?;
        output.begin(&format!("{folder}/visual.conf"))?;
        output.write(names.visual_conf(view).as_bytes())?;
        for (i, d) in view.documents.iter().enumerate() {
            progress.tick(a * n + i, view.annotators.len() * n)?;
            output.begin(&format!("{folder}/{}.txt", d.file))?;
            output.write(d.text().as_bytes())?;
            let mut lines = Lines::default();
            for (r, row) in d
                .rows
                .iter()
                .enumerate()
                .filter(|(_, row)| row.annotator == a)
            {
                if lines.row(row, d.text(), &mut names) {
                    numbers.insert((i, r), lines.n_t);
                    n_trimmed += usize::from(is_trimmed(row, d.text()));
                } else {
                    n_break_only += 1;
                }
            }
            for link in view.links_within(i, a) {
                let number = |place: Place| numbers.get(&(place.document, place.row));
                if let (Some(from), Some(to)) = (number(link.from), number(link.to)) {
                    lines.n_r += 1;
                    let kind = names.types.get(link.relation.relation_type.as_str());
                    // Writing to a String cannot fail.
                    let _ = writeln!(
                        lines.text,
                        "R{}\t{kind} Arg1:T{from} Arg2:T{to}\t",
                        lines.n_r
                    );
                }
            }
            output.begin(&format!("{folder}/{}.ann", d.file))?;
            output.write(lines.text.as_bytes())?;
        }
    }
    output.begin("cross_links.tsv")?;
    output.write(cross_links(view, &numbers).as_bytes())?;
    let has_number = |place: Place| numbers.contains_key(&(place.document, place.row));
    let is_lost = |l: &&LinkView<'_>| !(has_number(l.from) && has_number(l.to));
    let n_lost_links = view.links.iter().filter(is_lost).count();
    written.relations -= n_lost_links;
    written.losses.add(
        "links of annotations of blanks or line breaks only",
        n_lost_links,
    );
    written.annotations -= n_break_only;
    written
        .losses
        .add("annotations of blanks or line breaks only", n_break_only);
    written.losses.add(what::ENDS, n_trimmed);
    written.losses.add(what::SPELLING, names.n_respelled());
    Ok(written)
}

fn cross_links(view: &View<'_>, numbers: &BTreeMap<(usize, usize), usize>) -> String {
    let mut out = String::from(CROSS_LINKS_HEAD);
    for link in &view.links {
        let number = |place: Place| numbers.get(&(place.document, place.row));
        let (Some(from), Some(to)) = (number(link.from), number(link.to)) else {
            continue;
        };
        if link.from.document == link.to.document {
            continue;
        }
        let annotator = |place: Place| view.annotators[view.row(place).annotator].file.as_str();
        let document = |place: Place| view.documents[place.document].file.as_str();
        // Writing to a String cannot fail.
        let _ = writeln!(
            out,
            "{}\t{}\t{}\t{}\t{}\tT{from}\t{}\t{}\tT{to}",
            escaped(link.relation.id.as_str()),
            annotator(link.from),
            escaped(link.relation.relation_type.as_str()),
            annotator(link.from),
            document(link.from),
            annotator(link.to),
            document(link.to),
        );
    }
    out
}

/// The lines of one `.ann`.
#[derive(Default)]
struct Lines {
    text: String,
    n_t: usize,
    n_a: usize,
    n_notes: usize,
    n_r: usize,
}

impl Lines {
    /// Adds an annotation; false where nothing is left of it beside line breaks, or only blanks between several: brat refuses
    /// pieces that are blank.
    fn row(&mut self, row: &Row<'_>, text: &str, names: &mut Names) -> bool {
        let pieces = pieces(row, text);
        let is_cut_blank = pieces.len() > 1 && pieces.iter().all(|p| p.2.trim().is_empty());
        if pieces.is_empty() || is_cut_blank {
            return false;
        }
        self.n_t += 1;
        let t = self.n_t;
        let places: Vec<String> = pieces.iter().map(|p| format!("{} {}", p.0, p.1)).collect();
        let words: Vec<&str> = pieces.iter().map(|p| p.2).collect();
        let label = names.labels.get(row.label());
        // Writing to a String cannot fail.
        let _ = writeln!(
            self.text,
            "T{t}\t{label} {}\t{}",
            places.join(";"),
            words.join(" ")
        );
        for (name, value) in row.features() {
            if let Some(choice) = names.choice(name, value) {
                self.n_a += 1;
                let name = names.features.get(names.attributes.get(name));
                let _ = writeln!(self.text, "A{}\t{name} T{t} {choice}", self.n_a);
            } else {
                let words = format!("{}={value}", names.attributes.get(name));
                self.note(t, &words);
            }
        }
        let note = &row.annotation.note;
        if !note.is_empty() {
            self.note(t, &format!("{NOTE}={note}"));
        }
        true
    }

    fn note(&mut self, t: usize, words: &str) {
        self.n_notes += 1;
        // Writing to a String cannot fail.
        let _ = writeln!(
            self.text,
            "#{}\tAnnotatorNotes T{t}\t{}",
            self.n_notes,
            escaped(words)
        );
    }
}

/// Text on one line without tabs.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if is_line_break(c) => {
                // Writing to a String cannot fail.
                let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out
}

/// Whether a line break at an end of a fragment is not written.
fn is_trimmed(row: &Row<'_>, text: &str) -> bool {
    let words = |span: &crate::text::TextSpan| {
        let words = span.of(text);
        words.starts_with(is_line_break) || words.ends_with(is_line_break)
    };
    row.annotation.spans.iter().any(words)
}

/// The fragments cut at line breaks: start and end in code points, and the words.
fn pieces<'t>(row: &Row<'_>, text: &'t str) -> Vec<(usize, usize, &'t str)> {
    let mut out = Vec::new();
    for (span, &(first_char, _)) in row.annotation.spans.iter().zip(&row.fragments) {
        let words = span.of(text);
        let words = &text[span.start().0..span.start().0 + words.len()];
        let mut piece: Option<(usize, usize)> = None;
        let mut at = first_char;
        for (byte, c) in words.char_indices() {
            if is_line_break(c) {
                if let Some((start, start_byte)) = piece.take() {
                    out.push((start, at, &words[start_byte..byte]));
                }
            } else if piece.is_none() {
                piece = Some((at, byte));
            }
            at += 1;
        }
        if let Some((start, start_byte)) = piece {
            out.push((start, at, &words[start_byte..]));
        }
    }
    out
}

/// Names that brat takes for tags, link types, features and their choices.
struct Names {
    attributes: AttributeNames,
    labels: PlainNames,
    types: PlainNames,
    features: PlainNames,
    /// For each feature that is a choice, the names of its values.
    choices: BTreeMap<String, PlainNames>,
}

impl Names {
    fn of(view: &View<'_>) -> Self {
        let schema = view.project.schema();
        let choices = schema
            .features
            .iter()
            .filter(|f| f.kind == FeatureKind::Choice && !f.labels.is_empty())
            // brat has no place for a value of other characters, it stands in a note then.
            .filter(|f| f.values.iter().all(|v| is_plain(v)))
            .map(|f| (f.id.as_str().to_owned(), PlainNames::default()))
            .collect();
        let mut names = Self {
            attributes: AttributeNames::of(view, &[], Some('=')),
            labels: PlainNames::default(),
            types: PlainNames::default(),
            features: PlainNames::default(),
            choices,
        };
        // In the order of the tag set, so that the same project has the same names.
        for label in &schema.labels {
            names.labels.get(label.id.as_str());
        }
        for kind in &schema.relation_types {
            names.types.get(kind.id.as_str());
        }
        for feature in &schema.features {
            names
                .features
                .get(names.attributes.get(feature.id.as_str()));
        }
        let rows = view.documents.iter().flat_map(|d| &d.rows);
        for row in rows {
            names.labels.get(row.label());
        }
        for link in &view.links {
            names.types.get(link.relation.relation_type.as_str());
        }
        names
    }

    /// How many tags, types of links and features are called otherwise.
    fn n_respelled(&self) -> usize {
        // Other features stand in notes, under names of any characters.
        let in_notes = |id: &str| !self.choices.contains_key(id);
        self.labels.n_changed()
            + self.types.n_changed()
            + self.features.n_changed_but(in_notes)
            + self.attributes.n_changed()
    }

    fn choice(&mut self, feature: &str, value: &str) -> Option<String> {
        let values = self.choices.get_mut(feature)?;
        is_plain(value).then(|| values.get(value))
    }

    fn annotation_conf(&mut self, view: &View<'_>) -> String {
        let schema = view.project.schema();
        let rows = || view.documents.iter().flat_map(|d| &d.rows);
        let mut out = String::from("[entities]\n");
        let in_schema = schema.labels.iter().map(|l| l.id.as_str());
        for label in unique(in_schema.chain(rows().map(Row::label))) {
            out.push_str(&self.labels.get(label));
            out.push('\n');
        }
        out.push_str("\n[relations]\n");
        out.push_str(OVERLAPS);
        let in_schema = schema.relation_types.iter().map(|t| t.id.as_str());
        let used = view.links.iter().map(|l| l.relation.relation_type.as_str());
        for kind in unique(in_schema.chain(used)) {
            let _ = writeln!(out, "{} Arg1:<ENTITY>, Arg2:<ENTITY>", self.types.get(kind));
        }
        out.push_str("\n[events]\n\n[attributes]\n");
        let ids: Vec<String> = self.choices.keys().cloned().collect();
        for id in ids {
            let Some(feature) = schema.feature(&id) else {
                continue;
            };
            let mut values: Vec<&str> = feature.values.iter().map(String::as_str).collect();
            let used = rows()
                .flat_map(Row::features)
                .filter(|(n, v)| *n == id && is_plain(v));
            values.extend(used.map(|(_, v)| v));
            let values: Vec<String> = unique(values.into_iter())
                .into_iter()
                .filter_map(|v| self.choice(&id, v))
                .collect();
            if !values.is_empty() {
                let name = self.features.get(self.attributes.get(&id));
                let _ = writeln!(out, "{name} Arg:<ENTITY>, Value:{}", values.join("|"));
            }
        }
        out
    }

    fn visual_conf(&mut self, view: &View<'_>) -> String {
        let schema = view.project.schema();
        let mut out = String::from("[labels]\n");
        for label in &schema.labels {
            let shown = one_line(&label.name);
            let _ = writeln!(out, "{} | {shown}", self.labels.get(label.id.as_str()));
        }
        for kind in &schema.relation_types {
            let shown = one_line(&kind.name);
            let _ = writeln!(out, "{} | {shown}", self.types.get(kind.id.as_str()));
        }
        out.push_str("\n[drawing]\n");
        out.push_str(DRAWING);
        for label in &schema.labels {
            let is_color = label.color.len() == 7 && label.color.starts_with('#');
            if is_color {
                let name = self.labels.get(label.id.as_str());
                let _ = writeln!(out, "{name} bgColor:{}", label.color);
            }
        }
        out
    }
}

fn unique<'a>(ids: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut seen = BTreeSet::new();
    ids.filter(|id| seen.insert(*id)).collect()
}

fn one_line(text: &str) -> String {
    text.replace(|c: char| is_line_break(c) || c == '|' || c == '\t', " ")
}

fn is_plain(value: &str) -> bool {
    !value.is_empty()
        && value
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
}
