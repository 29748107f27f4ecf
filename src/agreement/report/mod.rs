//! A comparison for others: JSON, a table of all aligned pairs, and a page that needs nothing but a browser.
//!
//! Pure functions over a [`Subject`]; the same data and the same version give the same bytes.
mod csv;
mod html;
mod json;
mod svg;

pub use csv::csv;
pub use html::html;
pub use json::json;

use super::catalogue::first_panel;
use super::values::in_words;
use super::{Change, Comparison, Input};

/// A file that was compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its name.
    pub name: String,
    /// SHA-256 of the project as it was compared, edits in the journal included, in the form of a saved file.
    pub sha256: String,
    /// SHA-256 of the file as it lay there, where it could be read.
    pub file_sha256: Option<String>,
}

/// A document that was not compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// Which project has it: 0 or 1.
    pub side: usize,
    /// Its id there.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Why.
    pub reason: String,
}

/// Two versions of an article, compared on the text of the first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reanchored {
    /// Its title.
    pub title: String,
    /// Its id in the first project.
    pub a: String,
    /// Its id in the second project.
    pub b: String,
    /// Annotations of the second annotator with the same words in the same surroundings.
    pub exact: usize,
    /// With the same words elsewhere, or in surroundings that prove little.
    pub moved: usize,
    /// With other words in the same place.
    pub changed: usize,
    /// Without a place on the first text: not compared.
    pub lost: usize,
}

impl Reanchored {
    /// What was done, in words.
    #[must_use]
    pub fn in_words(&self) -> String {
        format!(
            "compared on the first text: {} exact, {} moved, {} changed, {} lost and left out",
            self.exact, self.moved, self.changed, self.lost
        )
    }
}

/// What of one annotator's layer was not compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Omitted {
    /// Annotations whose words are gone from their article: where they are kept is no judgement about that place.
    pub lost: usize,
    /// Links with such an end.
    pub links: usize,
    /// Annotations that the project holds as faulty, those without any character included.
    pub set_aside: usize,
}

impl Omitted {
    /// In words; `None` where all was compared.
    #[must_use]
    pub fn in_words(&self, name: &str) -> Option<String> {
        let counted = |n: usize, one: &str, rest: &str| match n {
            0 => None,
            1 => Some(format!("1 {one} {rest}")),
            n => Some(format!("{n} {one}s {rest}")),
        };
        let parts = [
            counted(self.lost, "annotation", "whose words are lost"),
            counted(self.links, "link", "with a lost end"),
            counted(self.set_aside, "annotation", "set aside as faulty"),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        (!parts.is_empty()).then(|| format!("Left out of {name}: {}", parts.join(", ")))
    }
}

/// What changed since an earlier state of the project.
#[derive(Clone, Debug)]
pub struct Changed<'a> {
    /// Name of its file.
    pub since: String,
    /// SHA-256 of that file, where it could be read.
    pub file_sha256: Option<String>,
    /// Articles that both states have.
    pub n_articles: usize,
    /// Figures of both.
    pub changes: &'a [Change],
}

impl Changed<'_> {
    /// The figures that are shown first, of all labels together, with what each is called.
    pub fn first(&self) -> impl Iterator<Item = (&'static str, &Change)> {
        let described = first_panel(2).into_iter();
        described.filter_map(|description| {
            let is_it = |c: &&Change| c.id == description.id && c.label.is_none();
            Some((description.name, self.changes.iter().find(is_it)?))
        })
    }
}

/// Everything that a report tells.
#[derive(Clone, Debug)]
pub struct Subject<'a> {
    /// What was found.
    pub comparison: &'a Comparison,
    /// What it was found in.
    pub input: &'a Input,
    /// Names of the annotators, no two alike.
    pub names: Vec<String>,
    /// Names of the labels, in the order of the input.
    pub label_names: Vec<String>,
    /// Names of the types of links, in the order of the input.
    pub link_type_names: Vec<String>,
    /// The words of each unit of the input.
    pub words: Vec<String>,
    /// The files.
    pub sources: Vec<Source>,
    /// Documents that only one has.
    pub left_out: Vec<LeftOut>,
    /// Documents whose texts differ, compared all the same.
    pub reanchored: Vec<Reanchored>,
    /// What of each annotator's layer was not compared.
    pub omitted: Vec<Omitted>,
    /// What changed since an earlier state, where somebody asked.
    pub changed: Option<Changed<'a>>,
    /// Version of the program.
    pub version: String,
}

impl Subject<'_> {
    /// What was left out of each layer, a line an annotator.
    pub fn omitted_in_words(&self) -> impl Iterator<Item = String> + '_ {
        let layers = self.names.iter().zip(&self.omitted);
        layers.filter_map(|(name, omitted)| omitted.in_words(name))
    }

    /// What the type of a link is called.
    #[must_use]
    pub fn link_type(&self, link: usize) -> &str {
        let link_type = self.input.links[link].link_type;
        let name = self.link_type_names.get(link_type);
        name.map_or("", String::as_str)
    }

    /// The project of an annotator, of two projects or of one.
    fn source_of(&self, annotator: usize) -> Option<&Source> {
        self.sources.get(annotator).or(self.sources.last())
    }

    /// What is said of a unit beyond its tag, in words; empty where nothing is.
    #[must_use]
    pub fn fields(&self, unit: usize) -> String {
        let values = self.input.unit_values.get(unit);
        values.map_or_else(String::new, |values| in_words(values))
    }

    /// What is said of a link beyond its type, in words; empty where nothing is.
    #[must_use]
    pub fn link_fields(&self, link: usize) -> String {
        let values = self.input.link_values.get(link);
        values.map_or_else(String::new, |values| in_words(values))
    }

    /// What the label of a unit is called.
    #[must_use]
    pub fn label(&self, unit: usize) -> &str {
        let label = self.input.units[unit].label;
        self.label_names.get(label).map_or("", String::as_str)
    }
}
