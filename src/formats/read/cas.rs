//! The structures of a UIMA CAS, of either file: what is an annotation, what a link, what an array of others.

use super::cas_labels::{
    CHAIN_RELATION, LOOSE, OF_TOKENS, SEGMENTS, chain_name, is_of_file, is_segment, short_name,
    take_label, take_value,
};
use super::imported::{Imported, ImportedAnnotation, ImportedFragment, ImportedLink};
use super::{split_path, stem};
use std::collections::{BTreeMap, BTreeSet};

/// A feature structure of either file.
#[derive(Default)]
pub(super) struct Structure {
    pub id: String,
    pub kind: String,
    pub begin: Option<usize>,
    pub end: Option<usize>,
    /// A begin or an end is stated that is no place in a text.
    pub is_misplaced: bool,
    pub sofa: String,
    pub values: Vec<(String, String)>,
    /// Features that name other structures, where the file marks them as such.
    pub references: Vec<(String, Vec<String>)>,
    /// What an array holds: values, or the ids of others.
    pub elements: Vec<String>,
    /// Features that name no other structure, however they look.
    pub plain: BTreeSet<String>,
}

impl Structure {
    fn value(&self, name: &str) -> Option<&str> {
        let found = self.values.iter().find(|(n, _)| n == name);
        found.map(|(_, value)| value.as_str())
    }

    fn reference(&self, name: &str) -> Option<&[String]> {
        let found = self.references.iter().find(|(n, _)| n == name);
        found.map(|(_, ids)| ids.as_slice())
    }

    /// The one structure that a feature names, where the file marks it or not.
    fn one(&self, name: &str) -> Option<&str> {
        match self.reference(name) {
            Some([id]) => Some(id),
            Some(_) => None,
            None => self.value(name),
        }
    }

    fn is_annotation(&self) -> bool {
        self.begin.is_some() && !is_segment(&self.kind)
    }

    fn is_array(&self) -> bool {
        let name = short_name(&self.kind);
        name.ends_with("[]") || self.is_of_uima() && name.ends_with("Array")
    }

    fn is_list(&self) -> bool {
        self.is_of_uima() && self.kind.ends_with("List")
    }

    /// Whether an array or a list holds other structures.
    fn holds_structures(&self) -> bool {
        let name = short_name(&self.kind);
        name.ends_with("[]") || name.ends_with("FSArray") || name.ends_with("FSList")
    }

    fn is_of_uima(&self) -> bool {
        self.kind.starts_with("cas.") || self.kind.starts_with("uima.cas.")
    }
}

/// Names of the two ends of a link, source and target, and whether tokens may be at them.
const ENDS: &[(&str, &str, bool)] = &[
    ("Governor", "Dependent", true),
    ("governor", "dependent", true),
    ("source", "target", false),
    ("from", "to", false),
];
/// So many references of a file are followed: arrays that others share could name far more than the file has bytes.
const MAX_REFERENCES: usize = 1 << 20;
/// How structures are told of that are no annotations and belong to none.
const NO_PLACE: &str = "structures without a place in the text";

/// A file's structures by their ids.
pub(super) struct Cas<'s> {
    all: &'s [Structure],
    by_id: BTreeMap<&'s str, &'s Structure>,
    n_followed: usize,
    /// The structures without a place that an annotation has.
    owned: BTreeSet<&'s str>,
}

/// A reference of an annotation to others.
struct Reference<'s> {
    from: &'s Structure,
    name: String,
    to: Vec<&'s Structure>,
    /// The word of a chain for how one mention stands to the next.
    kind: Option<String>,
}

/// What the features of a structure are.
struct Features<'s> {
    values: Vec<(String, String)>,
    references: Vec<(String, Vec<&'s Structure>)>,
}

/// A link of which the ends are not looked for yet.
struct Relation<'s> {
    kind: String,
    from: &'s str,
    to: &'s str,
    features: Vec<(String, String)>,
}

impl<'s> Cas<'s> {
    pub(super) fn new(all: &'s [Structure]) -> Self {
        Self {
            all,
            by_id: all.iter().map(|s| (s.id.as_str(), s)).collect(),
            n_followed: 0,
            owned: BTreeSet::new(),
        }
    }

    /// The sofa that has a text, and its text.
    pub(super) fn sofa(&self) -> Option<(&'s Structure, &'s str)> {
        self.all
            .iter()
            .find_map(|s| Some((s, s.value("sofaString")?)))
    }

    /// Adds all annotations and links of the text of this sofa.
    pub(super) fn take(&mut self, out: &mut Imported, path: &str, sofa: &str) {
        let (folder, _) = split_path(path);
        let prefix = format!("{folder}/{}", stem(path));
        let mut key_of: BTreeMap<&str, String> = BTreeMap::new();
        let (mut relations, mut references) = (Vec::new(), Vec::new());
        for s in self.all {
            let Some(fragment) = placed(out, path, sofa, s) else {
                continue;
            };
            let ends = self.ends(s);
            let Features {
                mut values,
                references: own,
            } = self.features(out, s, ends.map(|(names, _)| names));
            let label = take_label(&mut values);
            let label = label.unwrap_or_else(|| short_name(&s.kind).to_owned());
            let key = take_value(&mut values, "spanId");
            if let Some((_, (from, to))) = ends {
                // A link has no links of its own.
                out.leave_out_n(LOOSE, own.iter().map(|(_, to)| to.len()).sum());
                relations.push(Relation {
                    kind: label,
                    from,
                    to,
                    features: values,
                });
                continue;
            }
            for (name, to) in own {
                let is_chain = name == "next" && to.iter().any(|t| t.is_annotation());
                let kind = is_chain.then(|| take_value(&mut values, CHAIN_RELATION));
                references.push(Reference {
                    from: s,
                    name,
                    to,
                    kind: kind.map(|kind| kind.unwrap_or_else(|| chain_name(&s.kind))),
                });
            }
            let key = key.unwrap_or_else(|| format!("{prefix}/{}", s.id));
            key_of.insert(&s.id, key.clone());
            out.annotations.push(ImportedAnnotation {
                key,
                label,
                fragments: vec![fragment],
                features: values,
                ..ImportedAnnotation::default()
            });
        }
        for relation in relations {
            relate(out, &key_of, relation);
        }
        for reference in references {
            self.link(out, &key_of, reference);
        }
        out.leave_out_n(NO_PLACE, self.n_loose());
    }

    /// The names and ids of a link's ends. An end is one only where it names another structure: any feature may be called
    /// `source` or `from`.
    fn ends(&self, s: &'s Structure) -> Option<Ends<'s>> {
        ENDS.iter().find_map(|(from, to, of_tokens)| {
            let is_end = |id: &&str| {
                let there = self.by_id.get(id);
                there.is_some_and(|there| *of_tokens || there.is_annotation())
            };
            let one = |name: &str| s.one(name).filter(is_end);
            Some(((*from, *to), (one(from)?, one(to)?)))
        })
    }

    /// Tells values from references, without the ends of a link.
    fn features(
        &mut self,
        out: &mut Imported,
        s: &'s Structure,
        but: Option<(&str, &str)>,
    ) -> Features<'s> {
        let is_end = |name: &str| but.is_some_and(|(from, to)| name == from || name == to);
        let mut features = Features {
            values: Vec::new(),
            references: Vec::new(),
        };
        for (name, value) in &s.values {
            if value.is_empty() || is_end(name) {
                continue;
            }
            match self.guessed(s, name, value) {
                Some(ids) => self.follow(out, name, ids, &mut features),
                None => features.values.push((name.clone(), value.clone())),
            }
        }
        for (name, ids) in s.references.iter().filter(|(name, _)| !is_end(name)) {
            let ids = ids.iter().map(String::as_str).collect();
            self.follow(out, name, ids, &mut features);
        }
        features
    }

    /// The ids in a value that the file does not mark as naming others. One number alone may be anything, so it must be more
    /// than the id of an annotation.
    fn guessed(&self, s: &Structure, name: &str, value: &'s str) -> Option<Vec<&'s str>> {
        if s.plain.contains(name) || !value.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let ids: Vec<&str> = value.split_ascii_whitespace().collect();
        let named = ids.iter().map(|id| self.by_id.get(id).copied());
        let named: Vec<&Structure> = named.collect::<Option<_>>()?;
        let is_one_of_many = match named.as_slice() {
            [] => false,
            [one] => {
                one.is_array()
                    || one.is_list()
                    || self.is_slot(one)
                    || name == "next" && one.kind == s.kind && one.begin.is_some()
            }
            all => {
                all.iter().all(|one| self.is_slot(one)) || all.iter().all(|one| one.is_annotation())
            }
        };
        is_one_of_many.then_some(ids)
    }

    /// Whether a structure stands between an annotation and another one that has a part in it.
    fn is_slot(&self, s: &Structure) -> bool {
        s.begin.is_none() && self.target(s).is_some()
    }

    /// What a structure between two annotations leads to.
    fn target(&self, s: &Structure) -> Option<&'s Structure> {
        let id = match (s.one("target"), s.references.as_slice()) {
            (Some(id), _) => id,
            (None, [(_, ids)]) if ids.len() == 1 => ids.first()?,
            _ => return None,
        };
        self.by_id.get(id).copied()
    }

    /// Follows ids through arrays and lists to values and to structures.
    fn follow(
        &mut self,
        out: &mut Imported,
        name: &str,
        ids: Vec<&'s str>,
        features: &mut Features<'s>,
    ) {
        let (mut words, mut to) = (Vec::new(), Vec::new());
        // An array inside itself has no end.
        let mut seen = BTreeSet::new();
        let mut open: Vec<&str> = ids.into_iter().rev().collect();
        while let Some(id) = open.pop() {
            self.n_followed += 1;
            let Some(&s) = self
                .by_id
                .get(id)
                .filter(|_| self.n_followed <= MAX_REFERENCES)
            else {
                // 0 is XMI's word for nothing.
                out.leave_out_n(LOOSE, usize::from(id != "0"));
                continue;
            };
            if !s.is_array() && !s.is_list() {
                to.push(s);
                continue;
            }
            if !seen.insert(id) {
                continue;
            }
            if s.is_list() {
                open.extend(s.one("tail"));
            }
            if s.holds_structures() {
                open.extend(s.one("head").filter(|_| s.is_list()));
                open.extend(s.elements.iter().rev().map(String::as_str));
            } else {
                words.extend(s.elements.iter().map(String::as_str));
                words.extend(s.value("head").filter(|_| s.is_list()));
            }
        }
        words.retain(|word| !word.is_empty());
        if !words.is_empty() {
            features.values.push((name.to_owned(), words.join("; ")));
        }
        if !to.is_empty() {
            features.references.push((name.to_owned(), to));
        }
    }

    /// Links an annotation to those that a feature of it names, or that stand in its slots.
    fn link(
        &mut self,
        out: &mut Imported,
        key_of: &BTreeMap<&str, String>,
        reference: Reference<'s>,
    ) {
        let Some(from) = key_of.get(reference.from.id.as_str()) else {
            return;
        };
        for to in reference.to {
            let name = || reference.kind.clone().unwrap_or(reference.name.clone());
            let (kind, to, features) = if to.begin.is_none()
                && let Some(target) = self.target(to)
            {
                self.owned.insert(&to.id);
                let is_own = |(n, v): &&(String, String)| n != "target" && !v.is_empty();
                let mut features: Vec<_> = to.values.iter().filter(is_own).cloned().collect();
                let role = take_value(&mut features, "role");
                (role.unwrap_or_else(name), target, features)
            } else {
                (name(), to, Vec::new())
            };
            let Some(to) = key_of.get(to.id.as_str()) else {
                out.leave_out(LOOSE);
                self.owned.insert(&to.id);
                continue;
            };
            out.links.push(ImportedLink {
                kind,
                from: from.clone(),
                to: to.clone(),
                features,
                ..ImportedLink::default()
            });
        }
    }

    /// How many structures have no place and belong to nothing that has one.
    fn n_loose(&self) -> usize {
        let is_loose = |s: &&Structure| {
            s.begin.is_none()
                && !s.is_misplaced
                && !is_segment(&s.kind)
                && !is_of_file(&s.kind)
                && !s.is_array()
                && !s.is_list()
                && !self.owned.contains(s.id.as_str())
                && !self.is_chain(s)
        };
        self.all.iter().filter(is_loose).count()
    }

    /// Whether a structure only says where a chain begins.
    fn is_chain(&self, s: &Structure) -> bool {
        let first = s.one("first").and_then(|id| self.by_id.get(id));
        first.is_some_and(|first| first.is_annotation())
    }
}

type Ends<'s> = ((&'static str, &'static str), (&'s str, &'s str));

/// The place of a structure that is an annotation of the text; tells of what is none.
fn placed(out: &mut Imported, path: &str, sofa: &str, s: &Structure) -> Option<ImportedFragment> {
    if s.is_misplaced && !is_segment(&s.kind) {
        let name = short_name(&s.kind);
        let what = format!("{name} has a begin or an end that is no place in a text");
        out.fault(format!("{path}#{}", s.id), what);
        return None;
    }
    let (start, end) = s.begin.zip(s.end)?;
    if is_segment(&s.kind) {
        out.leave_out_n(SEGMENTS, usize::from(!is_of_file(&s.kind)));
        return None;
    }
    if !s.sofa.is_empty() && s.sofa != sofa {
        out.leave_out("annotations of another view");
        return None;
    }
    Some(ImportedFragment {
        start,
        end,
        ..ImportedFragment::default()
    })
}

fn relate(out: &mut Imported, key_of: &BTreeMap<&str, String>, relation: Relation<'_>) {
    let (Some(from), Some(to)) = (key_of.get(relation.from), key_of.get(relation.to)) else {
        out.leave_out(OF_TOKENS);
        return;
    };
    out.links.push(ImportedLink {
        kind: relation.kind,
        from: from.clone(),
        to: to.clone(),
        features: relation.features,
        ..ImportedLink::default()
    });
}
