//! The tag set: labels, features, relation types.

use super::annotation::ForeignFields;
use super::id::{FeatureId, LabelId, RelationTypeId};

/// A tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Unique among labels.
    pub id: LabelId,
    /// Shown to the user.
    pub name: String,
    /// `#rrggbb`.
    pub color: String,
    /// The key that gives it: one of `1`…`9`, or empty.
    pub key: String,
    /// When to use it.
    pub description: String,
    /// Unknown fields.
    pub foreign: ForeignFields,
}

/// What values a feature takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FeatureKind {
    /// Any text.
    Text,
    /// One of [`Feature::values`].
    Choice,
    /// A kind this program does not know; treated as text, written back as read.
    Other(String),
}

impl FeatureKind {
    /// The word in the project file.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Text => "text",
            Self::Choice => "choice",
            Self::Other(kind) => kind,
        }
    }
}

/// A named value that annotations or relations can carry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feature {
    /// Unique among features.
    pub id: FeatureId,
    /// Shown to the user.
    pub name: String,
    /// What values it takes.
    pub kind: FeatureKind,
    /// The values of a choice, in the user's order.
    pub values: Vec<String>,
    /// Labels whose annotations carry it.
    pub labels: Vec<LabelId>,
    /// Relation types whose relations carry it.
    pub relation_types: Vec<RelationTypeId>,
    /// Unknown fields.
    pub foreign: ForeignFields,
}

/// A type of link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelationType {
    /// Unique among relation types.
    pub id: RelationTypeId,
    /// Shown to the user.
    pub name: String,
    /// The key that gives it between the two L, or empty.
    pub key: String,
    /// Whether the two ends are interchangeable.
    pub symmetric: bool,
    /// Labels that may stand at the one end.
    pub from: Vec<LabelId>,
    /// Labels that may stand at the other end.
    pub to: Vec<LabelId>,
    /// Unknown fields.
    pub foreign: ForeignFields,
}

/// The tag set of a project.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Schema {
    /// In the user's order.
    pub labels: Vec<Label>,
    /// In the user's order.
    pub features: Vec<Feature>,
    /// In the user's order.
    pub relation_types: Vec<RelationType>,
    /// Unknown fields.
    pub foreign: ForeignFields,
}

impl Schema {
    /// The label of that id.
    #[must_use]
    pub fn label(&self, id: &LabelId) -> Option<&Label> {
        self.labels.iter().find(|l| l.id == *id)
    }

    /// The relation type of that id.
    #[must_use]
    pub fn relation_type(&self, id: &RelationTypeId) -> Option<&RelationType> {
        self.relation_types.iter().find(|t| t.id == *id)
    }

    /// The feature of that id.
    #[must_use]
    pub fn feature(&self, id: &str) -> Option<&Feature> {
        self.features.iter().find(|f| f.id.as_str() == id)
    }

    /// Features that annotations of `label` carry, in the user's order.
    pub fn features_of_label<'a>(
        &'a self,
        label: &'a LabelId,
    ) -> impl Iterator<Item = &'a Feature> {
        self.features
            .iter()
            .filter(move |f| f.labels.contains(label))
    }

    /// Claim, quote and contradiction with their features and the four relation types: what a new project
    /// starts with (`PROJECT_FORMAT`, version 1).
    #[must_use]
    #[allow(clippy::too_many_lines, reason = "one table")]
    pub fn standard() -> Self {
        let label = |id: &str, name: &str, color: &str, key: &str, description: &str| Label {
            id: id.into(),
            name: name.into(),
            color: color.into(),
            key: key.into(),
            description: description.into(),
            foreign: ForeignFields::default(),
        };
        let feature =
            |id: &str, name: &str, values: &[&str], labels: &[&str], types: &[&str]| Feature {
                id: id.into(),
                name: name.into(),
                kind: if values.is_empty() {
                    FeatureKind::Text
                } else {
                    FeatureKind::Choice
                },
                values: values.iter().map(|v| (*v).to_owned()).collect(),
                labels: labels.iter().map(|l| LabelId::from(*l)).collect(),
                relation_types: types.iter().map(|t| RelationTypeId::from(*t)).collect(),
                foreign: ForeignFields::default(),
            };
        let any = || {
            ["claim", "quote", "contradiction"]
                .map(LabelId::from)
                .to_vec()
        };
        let relation_type = |id: &str, name: &str, key: &str, symmetric: bool| RelationType {
            id: id.into(),
            name: name.into(),
            key: key.into(),
            symmetric,
            from: any(),
            to: any(),
            foreign: ForeignFields::default(),
        };
        Self {
            labels: vec![
                label(
                    "claim",
                    "Claim",
                    "#2f6fd0",
                    "1",
                    "A statement that can be true or false.",
                ),
                label(
                    "quote",
                    "Quote",
                    "#0e8a68",
                    "2",
                    "Somebody's words, given as theirs.",
                ),
                label(
                    "contradiction",
                    "Contradiction",
                    "#c4501b",
                    "3",
                    "The narrowest words that cannot hold together with words elsewhere.",
                ),
            ],
            features: vec![
                feature("speaker", "Speaker", &[], &["claim", "quote"], &[]),
                feature(
                    "directness",
                    "Directness",
                    &["direct", "indirect", "mixed"],
                    &["quote"],
                    &[],
                ),
                feature(
                    "source_kind",
                    "Source kind",
                    &["outlet", "official", "witness", "document", "other"],
                    &["claim"],
                    &[],
                ),
                feature(
                    "kind",
                    "Kind",
                    &[
                        "negation",
                        "antonym",
                        "number",
                        "time",
                        "place",
                        "attribution",
                        "title",
                        "other",
                    ],
                    &[],
                    &["contradicts"],
                ),
            ],
            relation_types: vec![
                relation_type("contradicts", "contradicts", "1", true),
                relation_type("supports", "supports", "2", false),
                relation_type("same_claim", "same claim", "3", true),
                relation_type("quote_variant", "quote variant", "4", true),
            ],
            foreign: ForeignFields::default(),
        }
    }

    /// What the guidelines of a new project say, in Markdown.
    pub const STANDARD_GUIDELINES: &'static str = "# Guidelines\n\n\
        - A **claim** is a statement that can be true or false. Leave out the final full stop.\n\
        - A **quote** is somebody's words. Leave out the quotation marks. A quote interrupted by \
        “she said” is one annotation with two fragments.\n\
        - A **contradiction** is the narrowest words that clash. Link its two sides.\n";
}
