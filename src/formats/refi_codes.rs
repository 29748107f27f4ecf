//! Tags as the codes of REFI-QDA, in a project and as a codebook, and the GUIDs of everything.

use super::names::{derived_uuid, xml_safe};
use super::view::{Row, View};
use super::xml;
use std::collections::BTreeSet;

/// GUIDs of what a project holds, in upper case.
pub(super) struct Ids<'p> {
    /// The project's id.
    pub project: &'p str,
}

impl Ids<'_> {
    pub fn of(&self, kind: &str, id: &str) -> String {
        let mut buffer = uuid::Uuid::encode_buffer();
        let uuid = derived_uuid(self.project, kind, id).hyphenated();
        uuid.encode_upper(&mut buffer).to_owned()
    }
}

/// The codes, one a tag.
pub(super) fn codes(view: &View<'_>, ids: &Ids<'_>) -> String {
    let schema = view.project.schema();
    let mut out = String::from("<Codes>");
    let mut code = |id: &str, color: &str, description: &str| {
        out.push_str("<Code");
        xml::attribute(&mut out, "guid", &ids.of("label", id));
        xml::attribute(&mut out, "name", &xml_safe(id).0);
        out.push_str(" isCodable=\"true\"");
        let is_color = color.len() == 7
            && color.starts_with('#')
            && color[1..].chars().all(|c| c.is_ascii_hexdigit());
        if is_color {
            xml::attribute(&mut out, "color", color);
        }
        if description.is_empty() {
            out.push_str("/>");
        } else {
            out.push_str("><Description>");
            xml::text(&mut out, &xml_safe(description).0);
            out.push_str("</Description></Code>");
        }
    };
    let mut known = BTreeSet::new();
    for label in &schema.labels {
        known.insert(label.id.as_str());
        code(label.id.as_str(), &label.color, &label.description);
    }
    for id in used_labels(view).difference(&known) {
        code(id, "", "");
    }
    out.push_str("</Codes>");
    out
}

/// The codebook as a file of its own.
pub(super) fn codebook(view: &View<'_>, ids: &Ids<'_>) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<CodeBook xmlns=\"urn:QDA-XML:codebook:1.0\" origin=\"Countermark {}\">\n{}\n</CodeBook>\n",
        env!("CARGO_PKG_VERSION"),
        codes(view, ids)
    )
}

/// The tags of the annotations.
pub(super) fn used_labels<'p>(view: &View<'p>) -> BTreeSet<&'p str> {
    let rows = view.documents.iter().flat_map(|d| &d.rows);
    rows.map(Row::label).collect()
}
