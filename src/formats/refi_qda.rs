//! REFI-QDA 1.0 (www.qdasoftware.org): a `.qdpx` with `project.qde` and one UTF-8 text an article, and the codebook as `.qdc`. Offsets are code
//! points, the end exclusive. Features and notes have no place of their own and stand in a selection's description, as
//! `name=value; …`, where every program shows them.

use super::attributes::{AttributeNames, FRAGMENT_NAMES};
use super::losses::what;
use super::names::xml_safe;
use super::options::ExportOptions;
use super::output::Output;
use super::refi_codes::{Ids, codebook, codes, used_labels};
use super::registry::{ExportError, Progress};
use super::view::{DocumentView, FragmentIds, Row, View};
use super::written::{Keeps, Written};
use super::xml;
use crate::model::RelationId;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// Code points of a selection's name.
const NAME_LENGTH: usize = 40;
/// More effort of packing makes what is mostly ids hardly smaller.
const EFFORT: i64 = 1;

pub(super) fn write(
    view: &View<'_>,
    options: &ExportOptions,
    output: &mut dyn Output,
    progress: &mut Progress<'_>,
) -> Result<Written, ExportError> {
    let ids = Ids {
        project: &view.project.head().id,
    };
    let keeps = [
        Keeps::ProjectTitle,
        Keeps::Guidelines,
        Keeps::ArticleTitles,
        Keeps::ArticleDetails,
        Keeps::AnnotatorIds,
        Keeps::Times,
        Keeps::TagColors,
        Keeps::TagDescriptions,
    ];
    let mut written = Written::of(view, &keeps);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    // No time of writing: the same project gives the same bytes.
    let file = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(EFFORT))
        .last_modified_time(DateTime::default());
    let mut writer = Writer {
        view,
        ids: &ids,
        users: view
            .annotators
            .iter()
            .map(|a| ids.of("annotator", a.id()))
            .collect(),
        codes: used_labels(view)
            .into_iter()
            .map(|id| (id, ids.of("label", id)))
            .collect(),
        fragment_ids: view.fragment_ids(),
        links_from: links_from(view),
        names: AttributeNames::of(view, &FRAGMENT_NAMES, Some('=')),
        titles: BTreeSet::new(),
        n_renamed: 0,
        n_control: 0,
    };
    zip.start_file("project.qde", file)?;
    zip.write_all(writer.head().as_bytes())?;
    for (i, d) in view.documents.iter().enumerate() {
        progress.tick(i, 2 * view.documents.len())?;
        zip.write_all(writer.source(d).as_bytes())?;
    }
    zip.write_all(writer.tail().as_bytes())?;
    let mut n_control = writer.n_control;
    for (i, d) in view.documents.iter().enumerate() {
        progress.tick(view.documents.len() + i, 2 * view.documents.len())?;
        let name = format!("sources/{}.txt", ids.of("document", d.id()));
        zip.start_file(name, file)?;
        let (text, n) = xml_safe(d.text());
        n_control += n;
        zip.write_all(text.as_bytes())?;
    }
    let bytes = zip.finish()?.into_inner();
    output.begin(options.single_file.as_deref().unwrap_or("project.qdpx"))?;
    output.write(&bytes)?;
    if options.single_file.is_none() {
        output.begin("codebook.qdc")?;
        output.write(codebook(view, &ids).as_bytes())?;
    }
    written.losses.add(what::CONTROL, n_control);
    written
        .losses
        .add(what::SPELLING, writer.n_renamed + writer.names.n_changed());
    Ok(written)
}

fn links_from<'p>(view: &View<'p>) -> BTreeMap<&'p str, Vec<&'p RelationId>> {
    let mut out: BTreeMap<&str, Vec<&RelationId>> = BTreeMap::new();
    for link in &view.links {
        out.entry(link.relation.from.as_str())
            .or_default()
            .push(&link.relation.id);
    }
    out
}

struct Writer<'v, 'p> {
    view: &'v View<'p>,
    ids: &'v Ids<'p>,
    /// GUIDs of annotators, in their places.
    users: Vec<String>,
    /// GUIDs of the tags that are used.
    codes: BTreeMap<&'p str, String>,
    fragment_ids: FragmentIds,
    links_from: BTreeMap<&'p str, Vec<&'p RelationId>>,
    names: AttributeNames,
    titles: BTreeSet<String>,
    /// Articles whose title another one has too.
    n_renamed: usize,
    n_control: usize,
}

impl<'p> Writer<'_, 'p> {
    fn attribute(&mut self, out: &mut String, name: &str, value: &str) {
        let (value, n) = xml_safe(value);
        self.n_control += n;
        xml::attribute(out, name, &value);
    }

    fn head(&mut self) -> String {
        let view = self.view;
        let project = view.project;
        let mut out = String::from(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<Project xmlns=\"urn:QDA-XML:project:1.0\"",
        );
        let title = match project.head().title.as_str() {
            "" => "Countermark project",
            title => title,
        };
        self.attribute(&mut out, "name", title);
        xml::attribute(
            &mut out,
            "origin",
            concat!("Countermark ", env!("CARGO_PKG_VERSION")),
        );
        if let Some(first) = view.annotators.first() {
            xml::attribute(
                &mut out,
                "creatingUserGUID",
                &self.ids.of("annotator", first.id()),
            );
        }
        if is_time(&project.head().created) {
            xml::attribute(&mut out, "creationDateTime", &project.head().created);
        }
        out.push_str(">\n<Users>");
        for annotator in &view.annotators {
            out.push_str("<User");
            xml::attribute(&mut out, "guid", &self.ids.of("annotator", annotator.id()));
            self.attribute(&mut out, "name", annotator.id());
            out.push_str("/>");
        }
        out.push_str("</Users>\n<CodeBook>");
        out.push_str(&codes(view, self.ids));
        out.push_str("</CodeBook>\n");
        let names = metadata_names(view);
        if !names.is_empty() {
            out.push_str("<Variables>");
            for name in names {
                out.push_str("<Variable");
                xml::attribute(&mut out, "guid", &self.ids.of("variable", name));
                self.attribute(&mut out, "name", name);
                out.push_str(" typeOfVariable=\"Text\"/>");
            }
            out.push_str("</Variables>\n");
        }
        out.push_str("<Sources>\n");
        out
    }

    /// A title that no source had before: programs tell sources by their names.
    fn title(&mut self, d: &DocumentView<'_>) -> String {
        let title = match d.document.title.as_str() {
            "" => d.id(),
            title => title,
        };
        let mut name = title.to_owned();
        let mut n = 1;
        while !self.titles.insert(name.clone()) {
            n += 1;
            name = format!("{title} ({n})");
        }
        self.n_renamed += usize::from(n > 1);
        name
    }

    fn source(&mut self, d: &DocumentView<'p>) -> String {
        let guid = self.ids.of("document", d.id());
        let mut out = String::from("<TextSource");
        xml::attribute(&mut out, "guid", &guid);
        let title = self.title(d);
        self.attribute(&mut out, "name", &title);
        xml::attribute(&mut out, "plainTextPath", &format!("internal://{guid}.txt"));
        out.push_str(">\n");
        for row in &d.rows {
            for n in 0..row.fragments.len() {
                self.selection(&mut out, d, row, n);
            }
        }
        for (name, value) in &d.document.metadata.fields {
            if value.is_empty() {
                continue;
            }
            let variable = self.ids.of("variable", name);
            let (value, n) = xml_safe(value);
            self.n_control += n;
            // Writing to a String cannot fail.
            let _ = write!(
                out,
                "<VariableValue><VariableRef targetGUID=\"{variable}\"/><TextValue>"
            );
            xml::text(&mut out, &value);
            out.push_str("</TextValue></VariableValue>\n");
        }
        out.push_str("</TextSource>\n");
        out
    }

    fn selection(&mut self, out: &mut String, d: &DocumentView<'p>, row: &Row<'p>, n: usize) {
        let (start, end) = row.fragments[n];
        let id = self.fragment_ids.get(row, n).to_owned();
        out.push_str("<PlainTextSelection");
        xml::attribute(out, "guid", &self.ids.of("annotation", &id));
        self.attribute(out, "name", &name_of(row.fragment(d.text(), n)));
        let user = self.users.get(row.annotator).map_or("", String::as_str);
        // Writing to a String cannot fail.
        let _ = write!(
            out,
            " startPosition=\"{start}\" endPosition=\"{end}\" creatingUser=\"{user}\""
        );
        let (created, modified) = (&row.annotation.created, &row.annotation.modified);
        let is_created = is_time(created);
        let is_modified = (is_created && created == modified) || is_time(modified);
        if is_created {
            xml::attribute(out, "creationDateTime", created);
        }
        if is_modified {
            xml::attribute(out, "modifiedDateTime", modified);
        }
        out.push('>');
        let description = self.description(row, n);
        if !description.is_empty() {
            let (text, n_control) = xml_safe(&description);
            self.n_control += n_control;
            out.push_str("<Description>");
            xml::text(out, &text);
            out.push_str("</Description>");
        }
        out.push_str("<Coding");
        xml::attribute(out, "guid", &self.ids.of("coding", &id));
        let _ = write!(out, " creatingUser=\"{user}\"");
        if is_created {
            xml::attribute(out, "creationDateTime", created);
        }
        let code = self.codes.get(row.label()).map_or("", String::as_str);
        let _ = writeln!(
            out,
            "><CodeRef targetGUID=\"{code}\"/></Coding></PlainTextSelection>"
        );
    }

    /// `name=value; …`, then a line for each link that starts here. `;` and `\` in values have a `\` before them.
    fn description(&self, row: &Row<'p>, n: usize) -> String {
        let escape = |text: &str| text.replace('\\', "\\\\").replace(';', "\\;");
        let mut parts: Vec<String> = self
            .names
            .pairs(row)
            .map(|(name, value)| format!("{}={}", escape(name), escape(value)))
            .collect();
        if row.fragments.len() > 1 {
            parts.push(format!("annotation_id={}", escape(row.id())));
            parts.push(format!("fragment={}", n + 1));
        }
        let mut out = parts.join("; ");
        if n > 0 {
            return out;
        }
        for relation in self.links_from.get(row.id()).into_iter().flatten() {
            let Some(relation) = self.view.project.relation(relation) else {
                continue;
            };
            let Some(to) = self.view.project.annotation(&relation.to) else {
                continue;
            };
            let Some(document) = self.view.project.document(&to.document) else {
                continue;
            };
            let words = to.covered_text(document.text());
            if !out.is_empty() {
                out.push('\n');
            }
            let _ = write!(
                out,
                "{} -> “{}”",
                relation.relation_type,
                words.replace('\n', " ")
            );
        }
        out
    }

    fn tail(&mut self) -> String {
        let mut out = String::from("</Sources>\n");
        if !self.view.links.is_empty() {
            out.push_str("<Links>");
            for link in &self.view.links {
                let relation = link.relation;
                out.push_str("<Link");
                xml::attribute(
                    &mut out,
                    "guid",
                    &self.ids.of("relation", relation.id.as_str()),
                );
                self.attribute(&mut out, "name", relation.relation_type.as_str());
                let from = self.ids.of("annotation", relation.from.as_str());
                let to = self.ids.of("annotation", relation.to.as_str());
                let _ = write!(
                    out,
                    " direction=\"OneWay\" originGUID=\"{from}\" targetGUID=\"{to}\"/>"
                );
            }
            out.push_str("</Links>\n");
        }
        let guidelines = &self.view.project.head().guidelines;
        if !guidelines.is_empty() {
            let (text, n) = xml_safe(guidelines);
            self.n_control += n;
            out.push_str("<Description>");
            xml::text(&mut out, &text);
            out.push_str("</Description>\n");
        }
        out.push_str("</Project>\n");
        out
    }
}

fn metadata_names<'p>(view: &View<'p>) -> BTreeSet<&'p str> {
    let documents = view.documents.iter();
    let fields = documents.flat_map(|d| &d.document.metadata.fields);
    fields
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, _)| name.as_str())
        .collect()
}

/// Whether this is a time that XML Schema takes (`dateTime` with a zone).
fn is_time(time: &str) -> bool {
    use time::OffsetDateTime;
    use time::format_description::well_known::Rfc3339;
    OffsetDateTime::parse(time, &Rfc3339).is_ok()
}

/// How a selection is called: its first characters, in one line.
fn name_of(words: &str) -> String {
    let mut name = String::new();
    let mut room = NAME_LENGTH;
    for (i, word) in words.split_whitespace().enumerate() {
        let blank = if i == 0 { "" } else { " " };
        for c in blank.chars().chain(word.chars()) {
            if room == 0 {
                return name;
            }
            name.push(c);
            room -= 1;
        }
    }
    name
}
