//! UIMA CAS for INCEpTION, one file for each annotator and article, as XMI (OMG XMI 2.0, Apache UIMA) or CAS JSON 0.4. Offsets are
//! UTF-16 units. Spans and links are INCEpTION's built-in layers `custom.Span` and `custom.Relation`; a relation stands where its
//! Dependent (the target) does.

use super::attributes::{FRAGMENT_NAMES, NOTE};
use super::losses::what;
use super::names::{PlainNames, xml_safe};
use super::options::ExportOptions;
use super::output::Output;
use super::registry::{ExportError, Progress};
use super::spread::in_order;
use super::view::{DocumentView, FragmentIds, View};
use super::written::{Keeps, Written};
use super::xml;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;

/// Names that features of `uima.tcas.Annotation` and our own have already.
const RESERVED: &[&str] = &[
    "begin",
    "end",
    "sofa",
    "label",
    "spanId",
    "xmiID",
    "type",
    "id",
    NOTE,
    FRAGMENT_NAMES[0],
    FRAGMENT_NAMES[1],
    // By these a structure of two references is told from one without.
    "Governor",
    "Dependent",
    "governor",
    "dependent",
    "source",
    "target",
    "from",
    "to",
];
/// The id of the first span in a file; smaller ones are Sofa and document.
const FIRST_ID: usize = 10;

/// One `custom.Span`.
struct Span<'p> {
    id: usize,
    begin: usize,
    end: usize,
    /// `label`, `spanId`, features, in this order.
    features: Vec<(String, String)>,
    row_id: &'p str,
    is_first: bool,
}

/// One `custom.Relation`.
struct Relation {
    id: usize,
    begin: usize,
    end: usize,
    governor: usize,
    dependent: usize,
    features: Vec<(String, String)>,
}

struct Cas<'p> {
    spans: Vec<Span<'p>>,
    relations: Vec<Relation>,
    /// The text's length in UTF-16 units.
    length: usize,
}

struct Names {
    /// XML names of features by ours.
    features: BTreeMap<String, String>,
    /// Names of our own beside those: of the note and of what joins fragments, where there are any.
    own: Vec<&'static str>,
    /// How many features are called otherwise.
    n_respelled: usize,
}

impl Names {
    fn of(view: &View<'_>) -> Self {
        // XML names know no leading hyphen and CAS names no hyphen at all.
        let mut names = PlainNames::without(RESERVED).without_hyphens();
        let features: BTreeMap<String, String> = view
            .feature_names()
            .into_iter()
            .map(|id| (id.to_owned(), names.get(id)))
            .collect();
        let mut rows = view.documents.iter().flat_map(|d| &d.rows);
        let mut own = Vec::new();
        if rows.any(|r| !r.annotation.note.is_empty()) {
            own.push(NOTE);
        }
        if view.n_fragmented() > 0 {
            own.extend(FRAGMENT_NAMES);
        }
        Self {
            n_respelled: names.n_changed(),
            features,
            own,
        }
    }

    /// `label`, `spanId` and every feature.
    fn of_spans(&self) -> impl Iterator<Item = &str> {
        ["label", "spanId"]
            .into_iter()
            .chain(self.features.values().map(String::as_str))
            .chain(self.own.iter().copied())
    }
}

impl<'p> Cas<'p> {
    fn of(view: &View<'p>, i: usize, annotator: usize, names: &Names, ids: &FragmentIds) -> Self {
        let d = &view.documents[i];
        let mut spans = Vec::new();
        for row in d.rows_of(annotator) {
            for (n, fragment) in row.fragments.iter().enumerate() {
                let mut features = vec![
                    ("label".to_owned(), row.label().to_owned()),
                    ("spanId".to_owned(), ids.get(row, n).to_owned()),
                ];
                for (name, value) in row.features() {
                    if let Some(name) = names.features.get(name) {
                        features.push((name.clone(), value.to_owned()));
                    }
                }
                let note = &row.annotation.note;
                if !note.is_empty() {
                    features.push((NOTE.to_owned(), note.clone()));
                }
                if row.fragments.len() > 1 {
                    let values = [row.id().to_owned(), (n + 1).to_string()];
                    features.extend(FRAGMENT_NAMES.map(str::to_owned).into_iter().zip(values));
                }
                spans.push(Span {
                    id: FIRST_ID + spans.len(),
                    begin: d.utf16(fragment.0),
                    end: d.utf16(fragment.1),
                    features,
                    row_id: row.id(),
                    is_first: n == 0,
                });
            }
        }
        let relations = relations(view, i, annotator, &spans);
        Self {
            spans,
            relations,
            length: d.document.index().n_utf16(),
        }
    }

    fn members(&self) -> Vec<usize> {
        let spans = self.spans.iter().map(|s| s.id);
        spans.chain(self.relations.iter().map(|r| r.id)).collect()
    }
}

fn relations(view: &View<'_>, i: usize, annotator: usize, spans: &[Span<'_>]) -> Vec<Relation> {
    let first: BTreeMap<&str, &Span<'_>> = spans
        .iter()
        .filter(|s| s.is_first)
        .map(|s| (s.row_id, s))
        .collect();
    let mut out = Vec::new();
    for link in view.links_within(i, annotator) {
        let end = |id: &str| first.get(id).copied();
        let ends = (
            end(link.relation.from.as_str()),
            end(link.relation.to.as_str()),
        );
        if let (Some(from), Some(to)) = ends {
            let kind = link.relation.relation_type.as_str().to_owned();
            out.push(Relation {
                id: FIRST_ID + spans.len() + out.len(),
                begin: to.begin,
                end: to.end,
                governor: from.id,
                dependent: to.id,
                features: vec![("label".to_owned(), kind)],
            });
        }
    }
    out
}

fn written(view: &View<'_>, names: &Names, n_control: usize) -> Written {
    let mut written = Written::of(view, &[Keeps::ArticleFileNames, Keeps::Ids]);
    written.losses.add(what::SPELLING, names.n_respelled);
    written.lose_cross_links(view);
    written.losses.add(what::CONTROL, n_control);
    written
}

pub(super) fn write_xmi(
    view: &View<'_>,
    _options: &ExportOptions,
    output: &mut dyn Output,
    progress: &mut Progress<'_>,
) -> Result<Written, ExportError> {
    let names = Names::of(view);
    let ids = view.fragment_ids();
    output.begin("TypeSystem.xml")?;
    output.write(type_system(&names).as_bytes())?;
    let mut n_control = 0;
    let make = |a: usize, i: usize| {
        let mut n_control = 0;
        let cas = Cas::of(view, i, a, &names, &ids);
        let bytes = xmi(&cas, &view.documents[i], &mut n_control).into_bytes();
        (bytes, n_control)
    };
    for_each_file(view, progress, make, |path, (bytes, n)| {
        n_control += n;
        output.begin(&format!("{path}.xmi"))?;
        output.write(&bytes)
    })?;
    Ok(written(view, &names, n_control))
}

/// Makes something of each annotator and article and hands it on with the path of its file, whose ending is not known here.
fn for_each_file<T: Send>(
    view: &View<'_>,
    progress: &mut Progress<'_>,
    make: impl Fn(usize, usize) -> T + Sync,
    mut put: impl FnMut(&str, T) -> io::Result<()>,
) -> Result<(), ExportError> {
    let n = view.documents.len();
    let n_files = view.annotators.len() * n;
    in_order(
        n_files,
        |k| make(k / n, k % n),
        |k, made| {
            progress.tick(k, n_files)?;
            let (annotator, article) = (&view.annotators[k / n].file, &view.documents[k % n].file);
            Ok(put(&format!("{annotator}/{article}"), made)?)
        },
    )
}

fn type_system(names: &Names) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<typeSystemDescription xmlns=\"http://uima.apache.org/resourceSpecifier\"><types>\n",
    );
    let mut add = |name: &str, features: &[(&str, &str)]| {
        // Writing to a String cannot fail.
        let _ = write!(
            out,
            "<typeDescription><name>{name}</name><description/><supertypeName>uima.tcas.Annotation</supertypeName><features>"
        );
        for (feature, range) in features {
            let _ = write!(
                out,
                "<featureDescription><name>{feature}</name><description/><rangeTypeName>{range}</rangeTypeName></featureDescription>"
            );
        }
        out.push_str("</features></typeDescription>\n");
    };
    let of_spans: Vec<(&str, &str)> = names.of_spans().map(|n| (n, "uima.cas.String")).collect();
    add("custom.Span", &of_spans);
    let of_relations = [
        ("Dependent", "uima.tcas.Annotation"),
        ("Governor", "uima.tcas.Annotation"),
        ("label", "uima.cas.String"),
    ];
    add("custom.Relation", &of_relations);
    out.push_str("</types></typeSystemDescription>\n");
    out
}

fn xmi(cas: &Cas<'_>, d: &DocumentView<'_>, n_control: &mut usize) -> String {
    let mut attribute = |out: &mut String, name: &str, value: &str| {
        let (value, n) = xml_safe(value);
        *n_control += n;
        xml::attribute(out, name, &value);
    };
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<xmi:XMI xmlns:xmi=\"http://www.omg.org/XMI\" xmlns:cas=\"http:///uima/cas.ecore\" \
         xmlns:tcas=\"http:///uima/tcas.ecore\" xmlns:custom=\"http:///custom.ecore\" xmi:version=\"2.0\">\n  <cas:NULL xmi:id=\"0\"/>\n",
    );
    for span in &cas.spans {
        // Writing to a String cannot fail.
        let _ = write!(
            out,
            "  <custom:Span xmi:id=\"{}\" sofa=\"1\" begin=\"{}\" end=\"{}\"",
            span.id, span.begin, span.end
        );
        for (name, value) in &span.features {
            attribute(&mut out, name, value);
        }
        out.push_str("/>\n");
    }
    for r in &cas.relations {
        let _ = write!(
            out,
            "  <custom:Relation xmi:id=\"{}\" sofa=\"1\" begin=\"{}\" end=\"{}\" Governor=\"{}\" Dependent=\"{}\"",
            r.id, r.begin, r.end, r.governor, r.dependent
        );
        for (name, value) in &r.features {
            attribute(&mut out, name, value);
        }
        out.push_str("/>\n");
    }
    let _ = write!(
        out,
        "  <tcas:DocumentAnnotation xmi:id=\"2\" sofa=\"1\" begin=\"0\" end=\"{}\" language=\"x-unspecified\"/>\n  \
         <cas:Sofa xmi:id=\"1\" sofaNum=\"1\" sofaID=\"_InitialView\" mimeType=\"text\"",
        cas.length
    );
    attribute(&mut out, "sofaString", d.text());
    out.push_str("/>\n  <cas:View sofa=\"1\" members=\"2");
    for member in cas.members() {
        let _ = write!(out, " {member}");
    }
    out.push_str("\"/>\n</xmi:XMI>\n");
    out
}

pub(super) fn write_json(
    view: &View<'_>,
    _options: &ExportOptions,
    output: &mut dyn Output,
    progress: &mut Progress<'_>,
) -> Result<Written, ExportError> {
    let names = Names::of(view);
    let ids = view.fragment_ids();
    let make = |a: usize, i: usize| {
        let cas = Cas::of(view, i, a, &names, &ids);
        serde_json::to_vec(&cas_json(&cas, &view.documents[i], &names))
    };
    for_each_file(view, progress, make, |path, bytes| {
        output.begin(&format!("{path}.json"))?;
        output.write(&bytes?)?;
        output.write(b"\n")
    })?;
    Ok(written(view, &names, 0))
}

fn cas_json(cas: &Cas<'_>, d: &DocumentView<'_>, names: &Names) -> Value {
    let feature = |name: &str, range: &str| json!({"%NAME": name, "%RANGE": range});
    let mut span_type = Map::new();
    span_type.insert("%NAME".into(), json!("custom.Span"));
    span_type.insert("%SUPER_TYPE".into(), json!("uima.tcas.Annotation"));
    for name in names.of_spans() {
        span_type.insert(name.to_owned(), feature(name, "uima.cas.String"));
    }
    let relation_type = json!({
        "%NAME": "custom.Relation",
        "%SUPER_TYPE": "uima.tcas.Annotation",
        "Dependent": feature("Dependent", "uima.tcas.Annotation"),
        "Governor": feature("Governor", "uima.tcas.Annotation"),
        "label": feature("label", "uima.cas.String"),
    });
    let mut structures = vec![json!({
        "%ID": 1, "%TYPE": "uima.cas.Sofa", "sofaNum": 1, "sofaID": "_InitialView", "mimeType": "text", "sofaString": d.text(),
    })];
    let annotation =
        |id: usize, kind: &str, begin: usize, end: usize, features: &[(String, String)]| {
            let mut map = Map::new();
            map.insert("%ID".into(), json!(id));
            map.insert("%TYPE".into(), json!(kind));
            map.insert("@sofa".into(), json!(1));
            map.insert("begin".into(), json!(begin));
            map.insert("end".into(), json!(end));
            for (name, value) in features {
                map.insert(name.clone(), json!(value));
            }
            map
        };
    for s in &cas.spans {
        structures.push(annotation(s.id, "custom.Span", s.begin, s.end, &s.features).into());
    }
    for r in &cas.relations {
        let mut map = annotation(r.id, "custom.Relation", r.begin, r.end, &r.features);
        map.insert("@Governor".into(), json!(r.governor));
        map.insert("@Dependent".into(), json!(r.dependent));
        structures.push(map.into());
    }
    structures.push(json!({
        "%ID": 2, "%TYPE": "uima.tcas.DocumentAnnotation", "@sofa": 1, "begin": 0, "end": cas.length, "language": "x-unspecified",
    }));
    let mut members = cas.members();
    members.push(2);
    json!({
        "%TYPES": {"custom.Span": span_type, "custom.Relation": relation_type},
        "%FEATURE_STRUCTURES": structures,
        "%VIEWS": {"_InitialView": {"%SOFA": 1, "%MEMBERS": members}},
    })
}
