//! Which feature of a UIMA layer is its tag and which layers only cut up the text, alike for every form in which a CAS is kept.

/// Names of features that hold a tag, first found first taken.
const LABELS: &[&str] = &[
    "label",
    "value",
    "PosValue",
    "DependencyType",
    "role",
    "identifier",
    "category",
    "referenceType",
];

/// How layers that cut up the text are told of.
pub(super) const SEGMENTS: &str = "tokens, sentences and lemmas";
/// How links are told of of which an end is a token or another segment.
pub(super) const OF_TOKENS: &str = "relations between tokens";
/// How references are told of that lead to nothing that came in.
pub(super) const LOOSE: &str = "references to what is no annotation here";
/// The feature of a mention that says how it stands to the next one of its chain.
pub(super) const CHAIN_RELATION: &str = "referenceRelation";

/// A type's name without what stands before it.
pub(super) fn short_name(kind: &str) -> &str {
    kind.rsplit(['.', ':']).next().unwrap_or(kind)
}

/// The name of links between mentions of a chain that have none of their own: `CoreferenceLink` → `CoreferenceChain`.
pub(super) fn chain_name(kind: &str) -> String {
    let short = short_name(kind);
    format!("{}Chain", short.strip_suffix("Link").unwrap_or(short))
}

/// Whether structures of a type cut up the text or describe its file.
pub(super) fn is_segment(kind: &str) -> bool {
    is_of_file(kind)
        || matches!(
            short_name(kind).to_lowercase().as_str(),
            "token"
                | "sentence"
                | "paragraph"
                | "lemma"
                | "stem"
                | "morphologicalfeatures"
                | "heading"
                | "div"
        )
}

/// Whether structures of a type describe the file, so that nothing is lost with them.
pub(super) fn is_of_file(kind: &str) -> bool {
    matches!(
        short_name(kind).to_lowercase().as_str(),
        "documentmetadata"
            | "documentannotation"
            | "casmetadata"
            | "tagsetdescription"
            | "sofa"
            | "view"
            | "null"
    )
}

/// Takes the value of the feature that is the tag out of all features of an annotation.
pub(super) fn take_label(features: &mut Vec<(String, String)>) -> Option<String> {
    let place = LABELS.iter().find_map(|label| {
        let is = |(name, value): &(String, String)| name == label && !value.is_empty();
        features.iter().position(is)
    })?;
    Some(features.remove(place).1)
}

/// Takes the value of a feature.
pub(super) fn take_value(features: &mut Vec<(String, String)>, name: &str) -> Option<String> {
    let is = |(n, value): &(String, String)| n == name && !value.is_empty();
    let place = features.iter().position(is)?;
    Some(features.remove(place).1)
}
