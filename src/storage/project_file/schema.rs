//! The head's parts that are not judged one by one: the tag set. A fault in it refuses the file.

use super::object::{Fields, Object, Text, fill, parse, required};
use crate::model::{
    Feature, FeatureKind, ForeignFields, Label, LabelId, RelationType, RelationTypeId, Schema,
};
use serde::de::MapAccess;

/// Reads the value of the key `schema`.
pub(super) fn parse_schema(json: &str) -> Result<Schema, serde_json::Error> {
    parse::<SchemaFields<'_>>(json)
}

#[derive(Default)]
struct SchemaFields<'de> {
    labels: Option<Vec<Object<'de, LabelFields<'de>>>>,
    features: Option<Vec<Object<'de, FeatureFields<'de>>>>,
    relation_types: Option<Vec<Object<'de, RelationTypeFields<'de>>>>,
}

impl<'de> Fields<'de> for SchemaFields<'de> {
    const WHAT: &'static str = "the tag set";
    type Whole = Schema;

    fn take<A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<bool, A::Error> {
        match key {
            "labels" => fill(&mut self.labels, key, map)?,
            "features" => fill(&mut self.features, key, map)?,
            "relation_types" => fill(&mut self.relation_types, key, map)?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn whole(self, foreign: ForeignFields) -> Result<Schema, String> {
        let labels = required(self.labels, "labels")?;
        Ok(Schema {
            labels: labels.into_iter().map(|o| o.0).collect(),
            features: self.features.into_iter().flatten().map(|o| o.0).collect(),
            relation_types: self
                .relation_types
                .into_iter()
                .flatten()
                .map(|o| o.0)
                .collect(),
            foreign,
        })
    }
}

#[derive(Default)]
struct LabelFields<'de> {
    id: Option<Text<'de>>,
    name: Option<Text<'de>>,
    color: Option<Text<'de>>,
    key: Option<Text<'de>>,
    description: Option<Text<'de>>,
}

impl<'de> Fields<'de> for LabelFields<'de> {
    const WHAT: &'static str = "a label";
    type Whole = Label;

    fn take<A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<bool, A::Error> {
        match key {
            "id" => fill(&mut self.id, key, map)?,
            "name" => fill(&mut self.name, key, map)?,
            "color" => fill(&mut self.color, key, map)?,
            "key" => fill(&mut self.key, key, map)?,
            "description" => fill(&mut self.description, key, map)?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn whole(self, foreign: ForeignFields) -> Result<Label, String> {
        Ok(Label {
            id: required(self.id, "id")?.shared().into(),
            name: Text::or_empty(self.name),
            color: Text::or_empty(self.color),
            key: Text::or_empty(self.key),
            description: Text::or_empty(self.description),
            foreign,
        })
    }
}

#[derive(Default)]
struct FeatureFields<'de> {
    id: Option<Text<'de>>,
    name: Option<Text<'de>>,
    kind: Option<Text<'de>>,
    values: Option<Vec<Text<'de>>>,
    labels: Option<Vec<Text<'de>>>,
    relation_types: Option<Vec<Text<'de>>>,
}

impl<'de> Fields<'de> for FeatureFields<'de> {
    const WHAT: &'static str = "a feature";
    type Whole = Feature;

    fn take<A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<bool, A::Error> {
        match key {
            "id" => fill(&mut self.id, key, map)?,
            "name" => fill(&mut self.name, key, map)?,
            "kind" => fill(&mut self.kind, key, map)?,
            "values" => fill(&mut self.values, key, map)?,
            "labels" => fill(&mut self.labels, key, map)?,
            "relation_types" => fill(&mut self.relation_types, key, map)?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn whole(self, foreign: ForeignFields) -> Result<Feature, String> {
        let kind = self.kind.map_or(FeatureKind::Text, |kind| match &*kind.0 {
            "text" => FeatureKind::Text,
            "choice" => FeatureKind::Choice,
            other => FeatureKind::Other(other.to_owned()),
        });
        let types = self.relation_types.into_iter().flatten();
        Ok(Feature {
            id: required(self.id, "id")?.shared().into(),
            name: Text::or_empty(self.name),
            kind,
            values: self
                .values
                .into_iter()
                .flatten()
                .map(|v| v.0.into_owned())
                .collect(),
            labels: label_ids(self.labels),
            relation_types: types.map(|t| RelationTypeId::new(t.shared())).collect(),
            foreign,
        })
    }
}

#[derive(Default)]
struct RelationTypeFields<'de> {
    id: Option<Text<'de>>,
    name: Option<Text<'de>>,
    key: Option<Text<'de>>,
    symmetric: Option<bool>,
    from: Option<Vec<Text<'de>>>,
    to: Option<Vec<Text<'de>>>,
}

impl<'de> Fields<'de> for RelationTypeFields<'de> {
    const WHAT: &'static str = "a relation type";
    type Whole = RelationType;

    fn take<A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<bool, A::Error> {
        match key {
            "id" => fill(&mut self.id, key, map)?,
            "name" => fill(&mut self.name, key, map)?,
            "key" => fill(&mut self.key, key, map)?,
            "symmetric" => fill(&mut self.symmetric, key, map)?,
            "from" => fill(&mut self.from, key, map)?,
            "to" => fill(&mut self.to, key, map)?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn whole(self, foreign: ForeignFields) -> Result<RelationType, String> {
        Ok(RelationType {
            id: required(self.id, "id")?.shared().into(),
            name: Text::or_empty(self.name),
            key: Text::or_empty(self.key),
            symmetric: self.symmetric.unwrap_or(false),
            from: label_ids(self.from),
            to: label_ids(self.to),
            foreign,
        })
    }
}

fn label_ids(names: Option<Vec<Text<'_>>>) -> Vec<LabelId> {
    let names = names.into_iter().flatten();
    names.map(|name| LabelId::new(name.shared())).collect()
}
