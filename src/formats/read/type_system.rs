//! What a type system beside UIMA XMI says of features: in XMI itself a reference to a structure is a number like any other.

use super::cas_labels::short_name;
use super::xml_tree::Element;
use std::collections::BTreeMap;

/// Types stand above types this deep.
const MAX_DEPTH: usize = 100;

/// What is known of types, of all type systems together.
#[derive(Default)]
pub(super) struct Types {
    all: BTreeMap<String, Type>,
}

#[derive(Default)]
struct Type {
    parent: String,
    /// The type of the values of each feature.
    ranges: BTreeMap<String, String>,
}

impl Types {
    /// Adds the types of a type system.
    pub(super) fn add(&mut self, root: &Element) {
        let words = |element: &Element, name: &str| {
            let child = element.child(name);
            child.map_or_else(String::new, |c| c.text.trim().to_owned())
        };
        root.walk(&mut |element| {
            if element.name != "typeDescription" {
                return;
            }
            let known = self.all.entry(words(element, "name")).or_default();
            known.parent = words(element, "supertypeName");
            let features = element.child("features").into_iter();
            for feature in features.flat_map(|f| f.all("featureDescription")) {
                let range = words(feature, "rangeTypeName");
                known.ranges.insert(words(feature, "name"), range);
            }
        });
    }

    /// Whether a feature of a type names other structures; nothing where the type system does not tell.
    pub(super) fn is_reference(&self, kind: &str, feature: &str) -> Option<bool> {
        let range = self.lineage(kind).find_map(|t| t.ranges.get(feature))?;
        Some(!self.is_plain(range))
    }

    fn is_plain(&self, range: &str) -> bool {
        if let Some(name) = range.strip_prefix("uima.cas.") {
            // Arrays and lists of other than structures stand in the attribute itself.
            return !matches!(
                name,
                "FSArray" | "FSList" | "TOP" | "AnnotationBase" | "Sofa"
            ) && !name.ends_with("FSList");
        }
        // A choice of words is a type below that of words.
        let parent = |t: &Type| short_name(&t.parent) == "String";
        self.all.get(range).is_some_and(parent)
    }

    /// The type and those above it.
    fn lineage<'t>(&'t self, kind: &str) -> impl Iterator<Item = &'t Type> {
        let above = |known: &&'t Type| self.all.get(&known.parent);
        std::iter::successors(self.all.get(kind), above).take(MAX_DEPTH)
    }
}

/// The name of a type by the namespace of its element: `http:///webanno/custom.ecore` and `Span` → `webanno.custom.Span`.
pub(super) fn type_name(root: &Element, element: &Element) -> String {
    let space = root.attribute(&format!("xmlns:{}", element.prefix));
    let space = space.strip_prefix("http:///").unwrap_or(space);
    let space = space.strip_suffix(".ecore").unwrap_or(space);
    match space {
        "" | "uima/noNamespace" => element.name.clone(),
        space => format!("{}.{}", space.replace('/', "."), element.name),
    }
}

#[cfg(test)]
mod tests {
    use super::super::xml_tree::parse;
    use super::*;

    #[test]
    fn a_feature_is_a_reference_by_its_range_and_that_of_types_above() {
        let feature = |name: &str, range: &str| {
            format!(
                "<featureDescription><name>{name}</name><rangeTypeName>{range}</rangeTypeName></featureDescription>"
            )
        };
        let own = |name: &str, parent: &str, features: &str| {
            format!(
                "<typeDescription><name>{name}</name><supertypeName>{parent}</supertypeName><features>{features}</features></typeDescription>"
            )
        };
        let all = [
            own("c.Stance", "uima.cas.String", ""),
            own(
                "c.Base",
                "uima.tcas.Annotation",
                &[feature("other", "c.Base"), feature("n", "uima.cas.Integer")].concat(),
            ),
            own(
                "c.Own",
                "c.Base",
                &[
                    feature("stance", "c.Stance"),
                    feature("links", "uima.cas.FSArray"),
                ]
                .concat(),
            ),
            own("c.Ring", "c.Ring", ""),
        ];
        let xml = format!(
            "<typeSystemDescription><types>{}</types></typeSystemDescription>",
            all.concat()
        );
        let mut types = Types::default();
        types.add(&parse("t", &xml).unwrap());
        for (feature, want) in [
            ("other", Some(true)),
            ("n", Some(false)),
            ("stance", Some(false)),
            ("links", Some(true)),
            ("unknown", None),
        ] {
            assert_eq!(types.is_reference("c.Own", feature), want, "{feature}");
        }
        assert_eq!(types.is_reference("c.Ring", "any"), None);
        assert_eq!(types.is_reference("c.Gone", "any"), None);
    }
}
