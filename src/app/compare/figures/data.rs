//! What the page of figures says, gathered from a comparison: words and numbers, so that drawing decides nothing.

use crate::agreement::catalogue::{CATALOGUE, Description, OF_PAIRS, first_panel};
use crate::agreement::counted::words;
use crate::agreement::report::Omitted;
use crate::agreement::{Comparison, Measure, made, shifts};
use crate::app::panels::wording::counted;
use crate::workspace::comparison::Compared;
use std::collections::HashMap;

/// Figures of single articles that stand in the table of articles, where the comparison has them.
const OF_ARTICLES: [&str; 5] = [
    "f1.strict",
    "f1.iou50",
    "gamma",
    "ualpha.u",
    "ualpha.binary",
];

/// One figure, or the figure of one tag.
#[derive(Clone, Debug, PartialEq)]
pub struct FigureRow {
    /// Id of the measure.
    pub id: &'static str,
    /// Id of the tag or type of link that it is about.
    pub label: Option<String>,
    /// What it is called; of a tag the tag's name.
    pub name: String,
    /// The value, or `not defined because …`.
    pub value: Result<f64, String>,
    /// The ends of the 95 % interval, or why there is none.
    pub interval: Result<(f64, f64), String>,
    /// What was counted.
    pub counted: String,
}

/// A figure with those of its tags.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// What it means.
    pub description: &'static Description,
    /// Over all tags first.
    pub rows: Vec<FigureRow>,
}

/// One article of the table.
#[derive(Clone, Debug, PartialEq)]
pub struct ArticleRow {
    /// Its title.
    pub title: String,
    /// Spans of each annotator.
    pub n_spans: Vec<String>,
    /// A value a column, or why there is none.
    pub values: Vec<Result<f64, String>>,
}

/// Figures article by article.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ArticleTable {
    /// Id and name of each figure.
    pub columns: Vec<(&'static str, &'static str)>,
    /// In the order of the project.
    pub rows: Vec<ArticleRow>,
}

/// Tags of spans that answer to each other by place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConfusionData {
    /// Names of the tags, then what stands for no partner.
    pub names: Vec<String>,
    /// Rows: the first annotator; columns: the second.
    pub counts: Vec<Vec<usize>>,
}

/// A figure pair by pair.
#[derive(Clone, Debug, PartialEq)]
pub struct Matrix {
    /// Its id.
    pub id: &'static str,
    /// What it is called.
    pub name: &'static str,
    /// By place of the annotators; only above the diagonal.
    pub values: Vec<Vec<Option<Result<f64, String>>>>,
}

/// A figure without each annotator in turn.
#[derive(Clone, Debug, PartialEq)]
pub struct WithoutEach {
    /// Its id.
    pub id: &'static str,
    /// What it is called.
    pub name: &'static str,
    /// One value an annotator, or why there is none.
    pub values: Vec<Result<f64, String>>,
}

/// The whole page.
#[derive(Clone, Debug, PartialEq)]
pub struct FiguresData {
    /// Names of the annotators.
    pub names: Vec<String>,
    /// Names of labels and types of links by their ids.
    pub label_names: HashMap<String, String>,
    /// What was compared.
    pub head: String,
    /// What else is to be known about what was compared.
    pub remarks: Vec<String>,
    /// Articles that were not compared, with the reason.
    pub left_out: Vec<String>,
    /// The first panel.
    pub panel: Vec<Group>,
    /// All others.
    pub more: Vec<Group>,
    /// Article by article.
    pub articles: ArticleTable,
    /// Two annotators only.
    pub confusion: Option<ConfusionData>,
    /// Shifts of starts and of ends in classes; two annotators only.
    pub shifts: Option<[Vec<(String, usize)>; 2]>,
    /// In how many places these are, in words.
    pub shifted: String,
    /// Three and more annotators only.
    pub matrices: Vec<Matrix>,
    /// Three and more annotators only.
    pub without: Vec<WithoutEach>,
    /// How it was made, as it belongs into a paper.
    pub parameters: String,
    /// γ with all that belongs to it, as it belongs into a paper; empty where it is not defined.
    pub to_cite: String,
    /// Some annotation has several fragments.
    pub has_fragments: bool,
}

impl FiguresData {
    /// Gathers the page; `names`: what the annotators are called; `article`: the figures are those of this article
    /// instead of all.
    pub fn gather(compared: &Compared, names: &[String], article: Option<usize>) -> Self {
        let comparison = &compared.comparison;
        let gatherer = Gatherer {
            comparison,
            label_names: label_names(compared),
            names: names.to_vec(),
        };
        let (panel, more) = gatherer.panels(article);
        let is_pair = comparison.annotators.len() == 2;
        Self {
            head: gatherer.head(),
            remarks: gatherer.remarks(&compared.omitted),
            left_out: left_out(compared),
            articles: gatherer.articles(),
            confusion: is_pair.then(|| gatherer.confusion()),
            shifts: is_pair.then(|| {
                let found = comparison.shifts(&compared.input);
                let of = |end: fn(&(i64, i64)) -> i64| {
                    shifts::classes(&found.iter().map(end).collect::<Vec<i64>>())
                };
                [of(|s| s.0), of(|s| s.1)]
            }),
            shifted: comparison.shifted_words(&compared.input),
            matrices: gatherer.matrices(),
            without: gatherer.without(),
            parameters: made::parameters(comparison),
            to_cite: made::reporting_line(comparison).unwrap_or_default(),
            has_fragments: compared.input.units.iter().any(|u| u.fragments.len() > 1),
            panel,
            more,
            label_names: gatherer.label_names,
            names: gatherer.names,
        }
    }

    /// The name of a label or type of link.
    pub fn label_name<'a>(&'a self, id: &'a str) -> &'a str {
        self.label_names.get(id).map_or(id, String::as_str)
    }
}

/// Names of the labels and types of links by id; those of the first project win.
fn label_names(compared: &Compared) -> HashMap<String, String> {
    let mut names = HashMap::new();
    for side in &compared.sides {
        let schema = side.project.schema();
        let labels = schema.labels.iter().map(|l| (l.id.to_string(), &l.name));
        let types = schema.relation_types.iter();
        let types = types.map(|t| (t.id.to_string(), &t.name));
        for (id, name) in labels.chain(types).filter(|(_, name)| !name.is_empty()) {
            names.entry(id).or_insert_with(|| name.clone());
        }
    }
    names
}

fn left_out(compared: &Compared) -> Vec<String> {
    let sides = [
        (&compared.documents.only_a, "only in the first project"),
        (&compared.documents.only_b, "only in the second project"),
    ];
    let all = sides.into_iter().flat_map(|(documents, only)| {
        documents.iter().map(move |d| {
            let title = if d.title.is_empty() {
                d.id.as_str()
            } else {
                &d.title
            };
            format!("{title}, {only}: {}", d.reason())
        })
    });
    all.collect()
}

struct Gatherer<'a> {
    comparison: &'a Comparison,
    label_names: HashMap<String, String>,
    names: Vec<String>,
}

impl<'a> Gatherer<'a> {
    fn is_pair(&self) -> bool {
        self.names.len() == 2
    }

    fn head(&self) -> String {
        let spans = self.names.iter().zip(&self.comparison.n_spans);
        let spans: Vec<String> = spans
            .map(|(name, n)| format!("{name} {}", counted(*n, "span", "spans")))
            .collect();
        let articles = counted(self.comparison.n_compared, "article", "articles");
        format!("{articles} compared: {}", spans.join(", "))
    }

    fn remarks(&self, omitted: &[Omitted]) -> Vec<String> {
        let mut remarks = Vec::new();
        let folded = self.comparison.n_folded.iter().sum();
        if folded > 0 {
            remarks.push(format!(
                "{} that repeat the place and tag of another of the same annotator count once",
                counted(folded, "span", "spans")
            ));
        }
        let layers = self.names.iter().zip(omitted);
        remarks.extend(layers.filter_map(|(name, omitted)| omitted.in_words(name)));
        remarks.extend(made::caution(self.comparison));
        remarks
    }

    /// The first panel and the rest.
    fn panels(&self, article: Option<usize>) -> (Vec<Group>, Vec<Group>) {
        let mut by_id: HashMap<&'static str, Vec<&'a Measure>> = HashMap::new();
        for measure in &self.comparison.measures {
            let is_shown =
                measure.document == article && measure.pair.is_none() && measure.without.is_none();
            if is_shown {
                by_id.entry(measure.id).or_default().push(measure);
            }
        }
        let mut group = |description: &'static Description| {
            let mut found = by_id.remove(description.id)?;
            found.sort_by_key(|m| m.label.is_some());
            Some(Group {
                description,
                rows: found.iter().map(|m| self.row(description, m)).collect(),
            })
        };
        let first = first_panel(self.names.len());
        let panel = first.into_iter().filter_map(&mut group).collect();
        // The same as the pooled one, under the name that programs know.
        let rest = CATALOGUE.iter().filter(|d| d.id != "gamma.disorder");
        let more = rest.filter_map(&mut group).collect();
        (panel, more)
    }

    fn row(&self, description: &'static Description, measure: &Measure) -> FigureRow {
        FigureRow {
            id: measure.id,
            label: measure.label.clone(),
            name: match &measure.label {
                None => description.name.to_owned(),
                Some(id) => self.label_names.get(id).unwrap_or(id).clone(),
            },
            value: self.value(measure),
            interval: match measure.interval {
                Ok(i) => Ok((i.low, i.high)),
                Err(why) => Err(why.words().to_owned()),
            },
            counted: words(measure, &self.names),
        }
    }

    fn why_not(&self, measure: &Measure) -> String {
        self.comparison.why_not(measure).unwrap_or_default()
    }

    fn value(&self, measure: &Measure) -> Result<f64, String> {
        measure.value.map_err(|_| self.why_not(measure))
    }

    fn articles(&self) -> ArticleTable {
        let mut of: HashMap<(usize, &'static str), &Measure> = HashMap::new();
        for measure in &self.comparison.measures {
            if let (Some(document), None, None) = (measure.document, &measure.label, &measure.pair)
            {
                of.insert((document, measure.id), measure);
            }
        }
        let is_there = |id: &'static str| of.keys().any(|(_, other)| *other == id);
        let columns: Vec<(&'static str, &'static str)> = OF_ARTICLES
            .into_iter()
            .filter(|id| is_there(id))
            .filter_map(|id| Some((id, CATALOGUE.iter().find(|d| d.id == id)?.name)))
            .take(4)
            .collect();
        let documents = self.comparison.documents.iter().enumerate();
        let rows = documents.map(|(i, document)| ArticleRow {
            title: if document.title.is_empty() {
                document.id.clone()
            } else {
                document.title.clone()
            },
            n_spans: document
                .n_spans
                .iter()
                .map(|n| n.map_or_else(|| "not assigned".to_owned(), |n| n.to_string()))
                .collect(),
            values: columns
                .iter()
                .map(|(id, _)| match of.get(&(i, *id)) {
                    Some(measure) => self.value(measure),
                    None => Err("not worked out".to_owned()),
                })
                .collect(),
        });
        ArticleTable {
            rows: rows.collect(),
            columns,
        }
    }

    fn confusion(&self) -> ConfusionData {
        let labels = self.comparison.labels.iter();
        let mut names: Vec<String> = labels
            .map(|id| self.label_names.get(id).unwrap_or(id).clone())
            .collect();
        names.push("No partner".to_owned());
        ConfusionData {
            names,
            counts: self.comparison.confusion().to_vec(),
        }
    }

    fn matrices(&self) -> Vec<Matrix> {
        if self.is_pair() {
            return Vec::new();
        }
        let n = self.names.len();
        let mut found = Vec::new();
        for id in OF_PAIRS {
            let Some(description) = CATALOGUE.iter().find(|d| d.id == id) else {
                continue;
            };
            let mut values = vec![vec![None; n]; n];
            for measure in &self.comparison.measures {
                if let (true, Some((a, b)), None, None) = (
                    measure.id == id,
                    measure.pair,
                    &measure.label,
                    measure.document,
                ) {
                    values[a][b] = Some(self.value(measure));
                }
            }
            found.push(Matrix {
                id,
                name: description.name,
                values,
            });
        }
        found
    }

    fn without(&self) -> Vec<WithoutEach> {
        let mut of: HashMap<(&'static str, usize), &Measure> = HashMap::new();
        for measure in &self.comparison.measures {
            if let Some(i) = measure.without {
                of.entry((measure.id, i)).or_insert(measure);
            }
        }
        let mut found: Vec<WithoutEach> = Vec::new();
        for description in CATALOGUE.iter().filter(|_| !of.is_empty()) {
            let own = |i: usize| of.get(&(description.id, i)).copied();
            let values: Option<Vec<&Measure>> = (0..self.names.len()).map(own).collect();
            found.extend(values.map(|values| WithoutEach {
                id: description.id,
                name: description.name,
                values: values.iter().map(|m| self.value(m)).collect(),
            }));
        }
        found
    }
}
