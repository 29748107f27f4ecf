//! The spans behind a figure: a list by the figure's own matching, and a sentence that says how it matches.

use crate::agreement::gamma::{Aligner, Dissimilarity, Span};
use crate::agreement::links::{self, Ends, LinkMatching, LinkRules};
use crate::agreement::nary::{self, Effort};
use crate::agreement::nervaluate::{self, Judgement, Scheme};
use crate::agreement::{Layers, Unit, describe, f1, shifts};
use crate::workspace::comparison::Compared;
use std::collections::HashSet;

/// What somebody wants to see the spans of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A figure, of one tag or of all.
    Figure {
        /// Its id.
        id: &'static str,
        /// The tag or type of link.
        label: Option<String>,
    },
    /// A figure of two of three and more annotators.
    Pair {
        /// Its id.
        id: &'static str,
        /// Places of the annotators.
        pair: (usize, usize),
    },
    /// A figure of all but one of three and more annotators.
    Without {
        /// Its id.
        id: &'static str,
        /// Place of the one who is left out.
        annotator: usize,
    },
    /// Places of the boundary histograms.
    Shift {
        /// Ends, else starts.
        is_end: bool,
        /// Place among [`shifts::classes`].
        class: usize,
    },
    /// A cell of the confusion matrix; the place behind the last tag: no partner.
    Cell {
        /// The first annotator's tag.
        row: usize,
        /// The second one's.
        column: usize,
    },
}

/// The target, in all articles or in one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// What.
    pub target: Target,
    /// Only this article.
    pub document: Option<usize>,
}

/// Spans that answer to each other, or one alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BehindRow {
    /// Place in the input's documents.
    pub document: usize,
    /// A span of each annotator of the list, as a place in the input's units.
    pub units: Vec<Option<usize>>,
    /// The other ends, where the row is about links.
    pub other_ends: Option<Vec<Option<usize>>>,
    /// Whether the annotators agree here.
    pub is_agreed: bool,
    /// How they agree or differ.
    pub kind: RowKind,
}

/// How annotators agree or differ in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowKind {
    /// Same words, same tag.
    Same,
    /// Other words, same tag.
    Boundary,
    /// Same words, another tag.
    Label,
    /// Neither is the same.
    BoundaryAndLabel,
    /// Only this one, by place among the annotators of the comparison.
    Only(usize),
    /// The same link.
    SameLink,
    /// Of so many, all have the same.
    All(usize),
    /// Some (first) of all (second) have the same.
    SomeSame(usize, usize),
    /// Some (first) of all (second) have something, and it differs.
    SomeApart(usize, usize),
    /// As the first annotator's span is gold.
    Judged(Judgement),
}

impl RowKind {
    /// In words; `names`: what the annotators are called.
    #[must_use]
    pub fn words(self, names: &[String]) -> String {
        let fixed = match self {
            Self::Same => "Same",
            Self::Boundary => "Other boundary",
            Self::Label => "Other tag",
            Self::BoundaryAndLabel => "Other boundary and tag",
            Self::Only(who) => {
                return format!("Only {}", names.get(who).map_or("", String::as_str));
            }
            Self::SameLink => "Same link",
            Self::All(n) => return format!("All {n}, the same"),
            Self::SomeSame(n, all) => return format!("{n} of {all}, the same"),
            Self::SomeApart(n, all) => return format!("{n} of {all}, apart"),
            Self::Judged(Judgement::Correct) => "Correct",
            Self::Judged(Judgement::Incorrect) => "Incorrect",
            Self::Judged(Judgement::Partial) => "Overlap, counts half",
            Self::Judged(Judgement::Missed) => "Missed",
            Self::Judged(Judgement::Spurious) => "Spurious",
        };
        fixed.to_owned()
    }

    /// Whether it is a difference between two spans.
    #[must_use]
    pub const fn is_apart(self) -> bool {
        matches!(self, Self::Boundary | Self::Label | Self::BoundaryAndLabel)
    }
}

/// What is behind a figure.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Behind {
    /// How spans are matched.
    pub how: String,
    /// Whose spans stand in a row, as places of the annotators.
    pub annotators: Vec<usize>,
    /// In reading order.
    pub rows: Vec<BehindRow>,
}

/// How a figure matches spans.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Matching {
    Exact,
    Extent,
    Overlap,
    ExtentOverlap,
    Aligned(Dissimilarity),
    Positional,
    /// In the order of reading, with the first annotator's spans as gold.
    Greedy(Scheme),
    /// By none: it counts characters, tokens or boundaries. The alignment of γ is shown.
    Elsewise(&'static str),
    /// Links, by how their ends are matched.
    Links {
        ends: &'static str,
        is_typed: bool,
    },
}

impl Matching {
    fn of(id: &str) -> Self {
        const CHARACTERS: &str =
            "compares characters and matches no spans; listed is the alignment of γ (α = β = 1)";
        const TOKENS: &str =
            "compares tokens and matches no spans; listed is the alignment of γ (α = β = 1)";
        const BOUNDARIES: &str =
            "compares boundaries and matches no spans; listed is the alignment of γ (α = β = 1)";
        if let Some(scheme) = Scheme::ALL.into_iter().find(|s| s.id() == id) {
            return Self::Greedy(scheme);
        }
        match id {
            "f1.strict" | "bootstrap.f1.strict" => Self::Exact,
            "f1.extent" => Self::Extent,
            "f1.iou50" => Self::Overlap,
            "f1.iou50.unlabelled" => Self::ExtentOverlap,
            "gamma.alpha3" | "gamma.disorder.pooled.alpha3" => {
                Self::Aligned(Dissimilarity::ALPHA_3)
            }
            "gamma.disorder.pooled.beta0" => Self::Aligned(Dissimilarity::POSITION_FIRST),
            id if id.starts_with("gamma") => Self::Aligned(Dissimilarity::STANDARD),
            id if id.starts_with("matched.") => Self::Positional,
            id if id.starts_with("links.") => Self::Links {
                ends: ["exact", "overlap"]
                    .into_iter()
                    .find(|ends| id.contains(ends))
                    .unwrap_or("aligned"),
                is_typed: !id.ends_with(".unlabelled"),
            },
            "boundary.similarity" => Self::Elsewise(BOUNDARIES),
            id if id.contains("token") => Self::Elsewise(TOKENS),
            _ => Self::Elsewise(CHARACTERS),
        }
    }

    fn sentence(self, name: &str) -> String {
        match self {
            Self::Exact => "Matched by the very same words and the same tag".to_owned(),
            Self::Extent => "Matched by the very same words, whatever the tag".to_owned(),
            Self::Overlap => "Matched one to one where spans of one tag share at least half of the characters that \
                 either has (IoU ≥ 0.5)"
                .to_owned(),
            Self::ExtentOverlap => "Matched one to one where spans share at least half of the characters that either \
                 has (IoU ≥ 0.5), whatever the tag; places with several tags count once"
                .to_owned(),
            Self::Aligned(d) if d == Dissimilarity::ALPHA_3 => {
                "Matched by the best alignment with α = 3, β = 1: place and tag together, place weighing more".to_owned()
            }
            Self::Aligned(d) if d == Dissimilarity::POSITION_FIRST => positional_sentence(),
            Self::Aligned(_) => "Matched by the alignment of γ (α = β = 1): the best pairing of all spans by place and \
                 tag together; each pair counts by how far it is apart"
                .to_owned(),
            Self::Positional => positional_sentence(),
            Self::Greedy(scheme) => {
                let is_correct = match scheme {
                    Scheme::Strict => "the very same words and the same tag",
                    Scheme::Exact => "the very same words",
                    Scheme::Partial => "the very same words; any other overlap counts half",
                    Scheme::Type => "any overlap with the same tag",
                };
                format!(
                    "Matched in the order of reading, the first annotator’s spans as gold: each span of the second takes \
                     what is correct, else the first free one that it overlaps. Correct is {is_correct}"
                )
            }
            Self::Elsewise(how) => format!("{name} {how}"),
            Self::Links { ends, is_typed } => {
                let by_ends = match ends {
                    "exact" => "Links matched by ends of the very same words",
                    "overlap" => "Links matched one to one where both ends share a character",
                    _ => "Links matched by the alignment of γ (α = β = 1): both ends answer to each other",
                };
                let of_type = if is_typed {
                    "and the type is the same"
                } else {
                    "whatever the type"
                };
                format!("{by_ends}, {of_type}")
            }
        }
    }
}

fn positional_sentence() -> String {
    "Matched by place alone (β = 0), so that the tag does not steer the match".to_owned()
}

/// Finds the spans behind what was asked for.
pub fn behind(compared: &Compared, asked: &Asked) -> Behind {
    let n = compared.comparison.annotators.len();
    let (id, label, pair) = match &asked.target {
        Target::Figure { id, label } => (*id, label.as_deref(), (n == 2).then_some((0, 1))),
        Target::Pair { id, pair } => (*id, None, Some(*pair)),
        Target::Without { id, .. } => (*id, None, None),
        Target::Shift { .. } => ("gamma", None, Some((0, 1))),
        Target::Cell { .. } => ("matched.label_kappa", None, Some((0, 1))),
    };
    let name = describe(id).map_or(id, |d| d.name);
    if id.ends_with(".mean_pairwise") {
        return Behind {
            how: format!("{name} is a mean: choose a pair in the matrix to see its spans"),
            ..Behind::default()
        };
    }
    let layers = Layers::new(&compared.input);
    let annotators: Vec<usize> = match (pair, &asked.target) {
        (Some((a, b)), _) => vec![a, b],
        (None, Target::Without { annotator, .. }) => (0..n).filter(|i| i != annotator).collect(),
        (None, _) => (0..n).collect(),
    };
    let pair = match annotators.as_slice() {
        [a, b] => Some((*a, *b)),
        _ => None,
    };
    let finder = Finder {
        compared,
        documents: layers.shared_documents(&annotators),
        layers,
        annotators,
    };
    let matching = Matching::of(id);
    let mut how = matching.sentence(name);
    let mut rows = match (pair, matching) {
        (None, _) => {
            let d = match matching {
                Matching::Aligned(d) => d,
                _ => Dissimilarity::STANDARD,
            };
            if let Some(rows) = finder.together(&d) {
                if d != Dissimilarity::STANDARD {
                    how.push_str("; all annotators together");
                } else if matches!(matching, Matching::Aligned(_)) {
                    "Matched by the alignment of γ of all annotators together (α = β = 1)"
                        .clone_into(&mut how);
                }
                rows
            } else {
                "The best alignment of all annotators together would take too long: choose a pair in the matrix to \
                 see its spans"
                    .clone_into(&mut how);
                Vec::new()
            }
        }
        (Some(pair), Matching::Links { ends, is_typed }) => {
            let rules = LinkRules {
                is_typed,
                ..LinkRules::STANDARD
            };
            finder.links(pair, ends, rules, label)
        }
        (Some(pair), Matching::Greedy(scheme)) => finder.judged(pair, scheme, label),
        (Some(pair), matching) => finder.spans(pair, matching),
    };
    rows.retain(|row| finder.fits(row, asked.document, label));
    if matching == Matching::Positional && !matches!(asked.target, Target::Cell { .. }) {
        // κ of tags is about pairs only.
        rows.retain(|row| row.units.iter().all(Option::is_some));
        how.push_str("; a span without partner does not count");
    }
    if let Target::Cell { row, column } = asked.target {
        let none = compared.input.labels.len();
        let label = |unit: Option<usize>| unit.map_or(none, |u| compared.input.units[u].label);
        rows.retain(|found| label(found.units[0]) == row && label(found.units[1]) == column);
    }
    if let Target::Shift { is_end, class } = asked.target {
        let shifted = compared.comparison.places().iter().filter(|place| {
            let shift = place.shift(&compared.input);
            let shift = shift.map(|(start, end)| if is_end { end } else { start });
            shift.is_some_and(|shift| shifts::class_of(shift) == class)
        });
        let shifted: HashSet<_> = shifted.map(|place| (place.a, place.b)).collect();
        rows.retain(|row| matches!(row.units[..], [a, b] if shifted.contains(&(a, b))));
    }
    rows.sort_by_key(|row| finder.place_of(row));
    Behind {
        how,
        annotators: finder.annotators,
        rows,
    }
}

type Pairs = Vec<(Option<usize>, Option<usize>)>;

struct Finder<'a> {
    compared: &'a Compared,
    layers: Layers<'a>,
    documents: Vec<usize>,
    annotators: Vec<usize>,
}

impl<'a> Finder<'a> {
    fn unit(&self, unit: usize) -> &'a Unit {
        &self.compared.input.units[unit]
    }

    /// Whether a row lies in the article and is about the tag, or type of link.
    fn fits(&self, row: &BehindRow, document: Option<usize>, label: Option<&str>) -> bool {
        let ends = row.other_ends.iter().flatten().flatten();
        let mut units = row.units.iter().flatten().chain(ends);
        let is_there = document
            .is_none_or(|d| row.document == d || units.any(|u| self.unit(*u).document == d));
        let is_of = label.is_none_or(|label| {
            let input = &self.compared.input;
            let of = |u: &usize| input.labels[self.unit(*u).label] == label;
            // Rows of links are found by type already.
            row.other_ends.is_some() || row.units.iter().flatten().any(of)
        });
        is_there && is_of
    }

    fn place_of(&self, row: &BehindRow) -> (usize, usize, usize, usize) {
        let first = row.units.iter().flatten().copied();
        let first = first.min_by_key(|u| (self.unit(*u).start(), *u));
        let (start, end) = first.map_or((0, 0), |u| (self.unit(u).start(), self.unit(u).end()));
        (row.document, start, end, first.unwrap_or(0))
    }

    fn spans(&self, pair: (usize, usize), matching: Matching) -> Vec<BehindRow> {
        let mut rows = Vec::new();
        for &document in &self.documents {
            for (a, b) in self.matched(document, pair, matching) {
                let (kind, is_same) = self.kind_of(pair, a, b);
                let is_agreed = match matching {
                    Matching::Exact
                    | Matching::Overlap
                    | Matching::Extent
                    | Matching::ExtentOverlap => a.is_some() && b.is_some(),
                    Matching::Positional => match (a, b) {
                        (Some(a), Some(b)) => self.unit(a).label == self.unit(b).label,
                        _ => false,
                    },
                    _ => is_same,
                };
                rows.push(BehindRow {
                    document,
                    units: vec![a, b],
                    other_ends: None,
                    is_agreed,
                    kind,
                });
            }
        }
        rows
    }

    /// By the matching of a scheme with gold; `label`: only spans of this tag.
    fn judged(&self, pair: (usize, usize), scheme: Scheme, label: Option<&str>) -> Vec<BehindRow> {
        let labels = &self.compared.input.labels;
        let label = label.and_then(|label| labels.iter().position(|l| l == label));
        let rows = self.documents.iter().flat_map(|&document| {
            let all = nervaluate::matching(&self.layers, document, pair, scheme, label);
            all.into_iter().map(move |judged| BehindRow {
                document,
                units: vec![judged.gold, judged.predicted],
                other_ends: None,
                is_agreed: judged.judgement == Judgement::Correct,
                kind: RowKind::Judged(judged.judgement),
            })
        });
        rows.collect()
    }

    /// And whether the two are the same.
    fn kind_of(&self, pair: (usize, usize), a: Option<usize>, b: Option<usize>) -> (RowKind, bool) {
        let (Some(a), Some(b)) = (a, b) else {
            let who = if a.is_some() { pair.0 } else { pair.1 };
            return (RowKind::Only(who), false);
        };
        let (a, b) = (self.unit(a), self.unit(b));
        match (a.fragments == b.fragments, a.label == b.label) {
            (true, true) => (RowKind::Same, true),
            (false, true) => (RowKind::Boundary, false),
            (true, false) => (RowKind::Label, false),
            (false, false) => (RowKind::BoundaryAndLabel, false),
        }
    }

    /// All spans of both in a document, matched.
    fn matched(&self, document: usize, pair: (usize, usize), matching: Matching) -> Pairs {
        let (a, b) = match matching {
            Matching::Extent | Matching::ExtentOverlap => (
                f1::distinct_extents(&self.layers, pair.0, document),
                f1::distinct_extents(&self.layers, pair.1, document),
            ),
            _ => (
                self.layers.of(pair.0, document).to_vec(),
                self.layers.of(pair.1, document).to_vec(),
            ),
        };
        let pairs: Vec<(usize, usize)> = match matching {
            Matching::Exact => self.same(&a, &b, |u| (&u.fragments, Some(u.label))),
            Matching::Extent => self.same(&a, &b, |u| &u.fragments),
            Matching::Overlap => f1::overlap_matching(&self.layers, document, pair),
            Matching::ExtentOverlap => f1::extent_overlap_matching(&self.layers, document, pair),
            Matching::Positional => self.aligned(&a, &b, &Dissimilarity::POSITION_FIRST),
            Matching::Aligned(d) => self.aligned(&a, &b, &d),
            Matching::Elsewise(_) | Matching::Links { .. } | Matching::Greedy(_) => {
                self.aligned(&a, &b, &Dissimilarity::STANDARD)
            }
        };
        with_rest(&a, &b, &pairs)
    }

    /// Places in two lists, sorted by key, that have one key.
    fn same<K: Ord>(
        &self,
        a: &[usize],
        b: &[usize],
        key: impl Fn(&'a Unit) -> K,
    ) -> Vec<(usize, usize)> {
        let (mut i, mut j) = (0, 0);
        let mut found = Vec::new();
        while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
            match key(self.unit(*x)).cmp(&key(self.unit(*y))) {
                std::cmp::Ordering::Less => i += 1,
                std::cmp::Ordering::Greater => j += 1,
                std::cmp::Ordering::Equal => {
                    found.push((i, j));
                    i += 1;
                    j += 1;
                }
            }
        }
        found
    }

    fn extents(&self, units: &[usize]) -> Vec<Span> {
        units.iter().map(|u| Span::of(self.unit(*u))).collect()
    }

    fn aligned(&self, a: &[usize], b: &[usize], d: &Dissimilarity) -> Vec<(usize, usize)> {
        let mut aligner = Aligner::default();
        aligner.align(&self.extents(a), &self.extents(b), d);
        aligner.pairs().collect()
    }

    /// The alignment of all annotators; `None` where it would take too long.
    fn together(&self, d: &Dissimilarity) -> Option<Vec<BehindRow>> {
        let mut rows = Vec::new();
        let n = self.annotators.len();
        for &document in &self.documents {
            let units: Vec<&[usize]> = self
                .annotators
                .iter()
                .map(|a| self.layers.of(*a, document))
                .collect();
            let spans: Vec<Vec<Span>> = units.iter().map(|own| self.extents(own)).collect();
            // Bounded by its steps: nobody need be able to stop it.
            let alignment = nary::align(&spans, d, Effort::default(), &|| false)?;
            for tuple in alignment.tuples {
                let mut found = vec![None; n];
                for (annotator, i) in tuple {
                    found[annotator] = Some(units[annotator][i]);
                }
                rows.push(self.row_of_many(document, found));
            }
        }
        Some(rows)
    }

    fn row_of_many(&self, document: usize, units: Vec<Option<usize>>) -> BehindRow {
        let there: Vec<&Unit> = units.iter().flatten().map(|u| self.unit(*u)).collect();
        let is_equal = there
            .windows(2)
            .all(|two| two[0].fragments == two[1].fragments && two[0].label == two[1].label);
        let (n, all) = (there.len(), units.len());
        let is_agreed = n == all && is_equal;
        let kind = match (is_agreed, is_equal) {
            (true, _) => RowKind::All(all),
            (false, true) if n == 1 => {
                let place = units.iter().position(Option::is_some).unwrap_or(0);
                RowKind::Only(self.annotators.get(place).copied().unwrap_or(place))
            }
            (false, true) => RowKind::SomeSame(n, all),
            (false, false) => RowKind::SomeApart(n, all),
        };
        BehindRow {
            document,
            units,
            other_ends: None,
            is_agreed,
            kind,
        }
    }

    fn links(
        &self,
        pair: (usize, usize),
        ends: &str,
        rules: LinkRules,
        label: Option<&str>,
    ) -> Vec<BehindRow> {
        let mut partner = vec![None; self.compared.input.units.len()];
        if ends == "aligned" {
            for &document in &self.documents {
                let d = Matching::Aligned(Dissimilarity::STANDARD);
                for (a, b) in self.matched(document, pair, d) {
                    if let (Some(a), Some(b)) = (a, b) {
                        partner[a] = Some(b);
                        partner[b] = Some(a);
                    }
                }
            }
        }
        let ends = match ends {
            "exact" => Ends::Exact,
            "overlap" => Ends::Overlap,
            _ => Ends::Aligned(&partner),
        };
        let found = links::matching(&self.layers, &self.documents, pair, ends, rules);
        self.link_rows(pair, &found, label)
    }

    fn link_rows(
        &self,
        pair: (usize, usize),
        found: &LinkMatching,
        label: Option<&str>,
    ) -> Vec<BehindRow> {
        let types = &self.compared.input.link_types;
        let a: Vec<usize> = (0..found.a.len()).collect();
        let b: Vec<usize> = (0..found.b.len()).collect();
        let rows = with_rest(&a, &b, &found.pairs)
            .into_iter()
            .filter_map(|(i, j)| {
                let (one, other) = (i.map(|i| found.a[i]), j.map(|j| found.b[j]));
                let first = one.or(other)?;
                if label.is_some_and(|label| types[first.link_type].id != label) {
                    return None;
                }
                let (one, other) = (one.map(|l| l.ends), other.map(|l| l.ends));
                let first = first.ends[0];
                let kind = match (one.is_some(), other.is_some()) {
                    (true, true) => RowKind::SameLink,
                    (is_a, _) => RowKind::Only(if is_a { pair.0 } else { pair.1 }),
                };
                Some(BehindRow {
                    document: self.unit(first).document,
                    units: vec![one.map(|e| e[0]), other.map(|e| e[0])],
                    other_ends: Some(vec![one.map(|e| e[1]), other.map(|e| e[1])]),
                    is_agreed: one.is_some() && other.is_some(),
                    kind,
                })
            });
        rows.collect()
    }
}

/// Pairs of places in two lists, then what is in no pair.
fn with_rest(a: &[usize], b: &[usize], pairs: &[(usize, usize)]) -> Pairs {
    let (mut is_in_a, mut is_in_b) = (vec![false; a.len()], vec![false; b.len()]);
    let mut found = Pairs::new();
    for &(i, j) in pairs {
        is_in_a[i] = true;
        is_in_b[j] = true;
        found.push((Some(a[i]), Some(b[j])));
    }
    let rest = |list: &[usize], is_in: Vec<bool>| -> Vec<usize> {
        let alone = list.iter().zip(is_in).filter(|(_, is_in)| !is_in);
        alone.map(|(unit, _)| *unit).collect()
    };
    found.extend(rest(a, is_in_a).into_iter().map(|unit| (Some(unit), None)));
    found.extend(rest(b, is_in_b).into_iter().map(|unit| (None, Some(unit))));
    found
}
