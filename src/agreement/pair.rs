//! Two annotators: every measure as sums over the documents that both had, the alignments, and the links.

use super::board::{Board, positions_on_board, ualpha_on_board};
use super::chance::Sampler;
use super::coding::TwoCoders;
use super::expected::GammaSettings;
use super::f1::{self, Counts};
use super::figure::{Figure, Undefined};
use super::gamma::{Aligner, Dissimilarity, Span};
use super::input::Layers;
use super::links::{self, CandidatePairs, Ends, LinkMatching, LinkRules};
use super::nervaluate::{self, Scheme};
use super::positions::{self, Cells, Item, LabelSets};
use super::runner::{self, Runner};
use super::statistic::{Block, Kind, Statistic};
use super::{alpha_u, boundary, expected, ualpha};

/// A pair of units of one document, with their disorder.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Matched {
    /// The first annotator's unit.
    pub a: usize,
    /// The second one's.
    pub b: usize,
    /// d of the two.
    pub disorder: f64,
}

/// A measure that is worked out over all documents at once.
#[derive(Clone, Debug, PartialEq)]
pub struct Whole {
    /// Its id.
    pub id: &'static str,
    /// The label it is about.
    pub label: Option<String>,
    /// Its value.
    pub value: Figure,
    /// The values of single documents, where they mean something.
    pub documents: Vec<Figure>,
    /// What was counted.
    pub counts: Vec<(&'static str, f64)>,
}

/// Everything about two annotators but the intervals.
#[derive(Clone, Debug)]
pub struct PairWork {
    /// The documents that were assigned to both, ascending.
    pub documents: Vec<usize>,
    /// Sums of documents.
    pub blocks: Vec<Block>,
    /// Measures of these sums.
    pub statistics: Vec<Statistic>,
    /// Measures that are no sums.
    pub wholes: Vec<Whole>,
    /// The alignment of γ (α = β = 1), document by document.
    pub aligned: Vec<Vec<Matched>>,
    /// Positions first (β = 0), document by document.
    pub positional: Vec<Vec<Matched>>,
    /// Links by the alignment of γ.
    pub links: LinkMatching,
    /// For each unit of the input its partner in the alignment of γ.
    pub partner: Vec<Option<usize>>,
    /// Chance samples of each document, of each figure that is held against chance.
    pub n_samples: Vec<(&'static str, usize)>,
}

/// What is worked out for one document.
struct DocumentSums {
    strict: Vec<Counts>,
    extent: Counts,
    overlap: [Vec<Counts>; 2],
    token: Vec<Counts>,
    cells: [Cells; 2],
    sets: [LabelSets; 2],
    units: Vec<f64>,
    layers: Vec<f64>,
    nervaluate: Vec<f64>,
    boundary: boundary::Sums,
    aligned: Vec<Matched>,
    aligned_total: f64,
    positional: Vec<Matched>,
    positional_total: f64,
    /// Sums over the matched spans of `positional`.
    matched: Vec<f64>,
    total_alpha_3: f64,
    n_units: [f64; 2],
}

/// Boundaries fewer than this many tokens apart are one that was moved.
const BOUNDARY_WINDOW: usize = 2;

fn spans(layers: &Layers<'_>, annotator: usize, document: usize) -> Vec<Span> {
    let units = layers.units_of(annotator, document).map(Span::of);
    let mut spans: Vec<Span> = units.collect();
    // Interrupted units are sorted by their fragments, which need not be the order of their ends.
    spans.sort_by(|u, v| u.start.total_cmp(&v.start).then(u.end.total_cmp(&v.end)));
    spans
}

/// The units of these annotators in each document as spans, sorted by start.
#[must_use]
pub fn continua(
    layers: &Layers<'_>,
    documents: &[usize],
    annotators: &[usize],
) -> Vec<Vec<Vec<Span>>> {
    let of = |&document: &usize| {
        let all = annotators.iter().map(|&i| spans(layers, i, document));
        all.collect()
    };
    documents.iter().map(of).collect()
}

fn align(
    layers: &Layers<'_>,
    document: usize,
    pair: (usize, usize),
    d: &Dissimilarity,
    aligner: &mut Aligner,
) -> (Vec<Matched>, f64) {
    let (a, b) = (layers.of(pair.0, document), layers.of(pair.1, document));
    let spans = |units: &[usize]| {
        let all = units.iter().map(|&u| Span::of(&layers.input.units[u]));
        all.collect::<Vec<Span>>()
    };
    let (x, y) = (spans(a), spans(b));
    let total = aligner.align(&x, &y, d);
    let matched = aligner.pairs().map(|(i, j)| Matched {
        a: a[i],
        b: b[j],
        disorder: d.of(&x[i], &y[j]),
    });
    (matched.collect(), total)
}

fn document_sums(layers: &Layers<'_>, document: usize, pair: (usize, usize)) -> DocumentSums {
    let both = [pair.0, pair.1];
    let labels = 0..layers.input.labels.len();
    let mut aligner = Aligner::default();
    let mut run = |d: &Dissimilarity| align(layers, document, pair, d, &mut aligner);
    let (aligned, aligned_total) = run(&Dissimilarity::STANDARD);
    let (_, total_alpha_3) = run(&Dissimilarity::ALPHA_3);
    let (positional, positional_total) = run(&Dissimilarity::POSITION_FIRST);
    let label = |unit: usize| layers.input.units[unit].label;
    let mut matched = vec![0.0; TwoCoders::width(layers.input.labels.len())];
    for pair in &positional {
        TwoCoders::add(&mut matched, label(pair.a), label(pair.b), 1.0);
    }
    let mut sets = [LabelSets::default(), LabelSets::default()];
    let cells = [Item::Char, Item::Token].map(|item| {
        let sets = &mut sets[usize::from(item == Item::Token)];
        positions::cells(layers, document, &both, item, sets)
    });
    let by_label: Vec<Counts> = labels
        .clone()
        .map(|label| positions::token_counts(layers, document, pair, label))
        .collect();
    let mut token = vec![[0.0; 3]];
    for counts in &by_label {
        for (sum, n) in token[0].iter_mut().zip(counts) {
            *sum += n;
        }
    }
    token.extend(by_label);
    let mut nervaluate_counts = Vec::new();
    for scheme in Scheme::ALL {
        for label in std::iter::once(None).chain(labels.clone().map(Some)) {
            let counts = nervaluate::counts(layers, document, pair, scheme, label);
            nervaluate_counts.extend(counts);
        }
    }
    let units = layers.of(pair.0, document);
    let others = layers.of(pair.1, document);
    let overlapping = f1::overlap_matching(layers, document, pair);
    DocumentSums {
        strict: f1::strict(layers, document, pair),
        extent: f1::extent(layers, document, pair),
        overlap: [
            f1::overlap_counts(layers, document, pair, &overlapping),
            vec![f1::overlap_unlabelled(layers, document, pair)],
        ],
        token,
        cells,
        sets,
        units: ualpha::document_sums(layers, document, &both),
        layers: labels
            .flat_map(|label| ualpha::layer_sums(layers, document, &both, label))
            .collect(),
        nervaluate: nervaluate_counts,
        boundary: boundary::sums(layers, document, pair, BOUNDARY_WINDOW),
        aligned,
        aligned_total,
        positional,
        positional_total,
        matched,
        total_alpha_3,
        n_units: [units.len() as f64, others.len() as f64],
    }
}

fn flat(counts: &[Counts]) -> Vec<f64> {
    counts.iter().flatten().copied().collect()
}

/// Works everything out; `None` where it was cancelled.
pub fn pair_work(
    layers: &Layers<'_>,
    pair: (usize, usize),
    settings: &GammaSettings,
    is_advanced: bool,
    runner: &dyn Runner,
) -> Option<PairWork> {
    let documents = layers.shared_documents(&[pair.0, pair.1]);
    let all = runner::map(runner, documents.len(), |i| {
        document_sums(layers, documents[i], pair)
    })?;
    let mut board = Board {
        labels: layers.input.labels.clone(),
        ..Board::default()
    };
    let n_labels = layers.input.labels.len();
    spans_on_board(&mut board, &all, n_labels);
    for (at, item) in [Item::Char, Item::Token].into_iter().enumerate() {
        let tables: Vec<_> = all.iter().map(|d| (&d.sets[at], &d.cells[at])).collect();
        positions_on_board(&mut board, item, &tables, 2);
    }
    units_on_board(&mut board, &all, n_labels);
    let mut partner = vec![None; layers.input.units.len()];
    for matched in all.iter().flat_map(|d| &d.aligned) {
        partner[matched.a] = Some(matched.b);
        partner[matched.b] = Some(matched.a);
    }
    let mut wholes = Vec::new();
    let links = links_on_board(&mut board, &mut wholes, layers, &documents, pair, &partner);
    let continua = continua(layers, &documents, &[pair.0, pair.1]);
    let mut n_samples = Vec::new();
    for (id, settings) in gamma_variants(settings, is_advanced) {
        let found = expected::expected(&continua, n_labels, &settings, runner)?;
        let rows = found.documents.iter().zip(&all);
        let rows = rows.map(|(d, sums)| d.gamma_row(sums.n_units));
        let block = board.block(6, rows);
        board.add(id, None, block, 0, 6, Kind::Gamma(2));
        n_samples.push((id, found.n_samples));
        if id == "gamma" {
            let n_spans: f64 = all.iter().flat_map(|d| d.n_units).sum();
            label_gammas(&mut wholes, &layers.input.labels, &found.labels, n_spans);
        }
    }
    alpha_u_wholes(&mut wholes, layers, &documents, &[pair.0, pair.1]);
    Some(PairWork {
        documents,
        blocks: board.blocks,
        statistics: board.statistics,
        wholes,
        aligned: all.iter().map(|d| d.aligned.clone()).collect(),
        positional: all.iter().map(|d| d.positional.clone()).collect(),
        links,
        partner,
        n_samples,
    })
}

/// γ as it is worked out: as the settings say; if asked for with α = 3, and against chance by shuffling.
pub(super) fn gamma_variants(
    settings: &GammaSettings,
    is_advanced: bool,
) -> impl Iterator<Item = (&'static str, GammaSettings)> {
    let more = [
        (
            "gamma.alpha3",
            GammaSettings {
                dissimilarity: Dissimilarity::ALPHA_3,
                ..*settings
            },
        ),
        (
            "gamma.shuffle",
            GammaSettings {
                sampler: Sampler::Shuffle,
                ..*settings
            },
        ),
    ];
    let more = more.into_iter().filter(move |_| is_advanced);
    std::iter::once(("gamma", *settings)).chain(more)
}

fn spans_on_board(board: &mut Board, all: &[DocumentSums], n_labels: usize) {
    let width = 3 * (1 + n_labels);
    let strict = board.block(width, all.iter().map(|d| flat(&d.strict)));
    board.add_with_labels("f1.strict", strict, 3, &Kind::F1);
    let extent = board.block(3, all.iter().map(|d| d.extent.to_vec()));
    board.add("f1.extent", None, extent, 0, 3, Kind::F1);
    let overlap = board.block(width, all.iter().map(|d| flat(&d.overlap[0])));
    board.add_with_labels("f1.iou50", overlap, 3, &Kind::F1);
    let unlabelled = board.block(3, all.iter().map(|d| flat(&d.overlap[1])));
    board.add("f1.iou50.unlabelled", None, unlabelled, 0, 3, Kind::F1);
    let token = board.block(width, all.iter().map(|d| flat(&d.token)));
    board.add_with_labels("f1.token", token, 3, &Kind::F1);
    let step = 5 * (1 + n_labels);
    let block = board.block(4 * step, all.iter().map(|d| d.nervaluate.clone()));
    for (i, scheme) in Scheme::ALL.into_iter().enumerate() {
        for label in 0..=n_labels {
            let from = i * step + 5 * label;
            let of = label.checked_sub(1);
            board.add(scheme.id(), of, block, from, 5, Kind::Nervaluate);
        }
    }
    let boundary = board.block(3, all.iter().map(|d| d.boundary.to_vec()));
    board.add("boundary.similarity", None, boundary, 0, 3, Kind::Boundary);
    for (id, total) in [
        (
            "gamma.disorder",
            (|d: &DocumentSums| d.aligned_total) as fn(&DocumentSums) -> f64,
        ),
        ("gamma.disorder.pooled", |d| d.aligned_total),
        ("gamma.disorder.pooled.alpha3", |d| d.total_alpha_3),
        ("gamma.disorder.pooled.beta0", |d| d.positional_total),
    ] {
        let rows = all
            .iter()
            .map(|d| vec![total(d), d.n_units[0] + d.n_units[1], 0.0]);
        let block = board.block(3, rows);
        board.add(id, None, block, 0, 3, Kind::Disorder(2));
    }
}

fn units_on_board(board: &mut Board, all: &[DocumentSums], n_labels: usize) {
    let rows = all.iter().map(|d| (d.units.clone(), d.layers.clone()));
    ualpha_on_board(board, rows.collect::<Vec<_>>().into_iter(), n_labels);
    let width = TwoCoders::width(n_labels) + 2;
    let rows = all.iter().map(|d| {
        let mut row = d.matched.clone();
        row.extend(d.n_units);
        row
    });
    let block = board.block(width, rows);
    for (id, kind) in [
        ("matched.label_kappa", Kind::MatchedKappa),
        ("matched.label_percent", Kind::MatchedPercent),
        ("matched.label_alpha", Kind::MatchedAlpha),
    ] {
        board.add(id, None, block, 0, width, kind);
    }
}

/// γ-cat and γ-k, which come with γ.
pub(super) fn label_gammas(
    wholes: &mut Vec<Whole>,
    labels: &[String],
    figures: &[Figure],
    n_spans: f64,
) {
    let empty = |figure: Figure| {
        if n_spans == 0.0 {
            Err(Undefined::NothingMarked)
        } else {
            figure
        }
    };
    for (i, figure) in figures.iter().enumerate() {
        let label = i.checked_sub(1).map(|l| labels[l].clone());
        wholes.push(Whole {
            id: if i == 0 { "gamma.cat" } else { "gamma.k" },
            label,
            value: empty(*figure),
            documents: Vec::new(),
            counts: Vec::new(),
        });
    }
}

/// `α_U` of 1995, whole and document by document.
pub(super) fn alpha_u_wholes(
    wholes: &mut Vec<Whole>,
    layers: &Layers<'_>,
    documents: &[usize],
    annotators: &[usize],
) {
    let all = alpha_u::disagreements(layers, documents, annotators);
    let single: Vec<Vec<_>> = documents
        .iter()
        .map(|&d| alpha_u::disagreements(layers, &[d], annotators))
        .collect();
    let counts = |d: Option<alpha_u::Disagreement>| {
        d.map_or_else(Vec::new, |d| {
            vec![("observed", d.observed), ("expected", d.expected)]
        })
    };
    wholes.push(Whole {
        id: "alpha_u.1995",
        label: None,
        value: alpha_u::alpha(&all),
        documents: single.iter().map(|d| alpha_u::alpha(d)).collect(),
        counts: Vec::new(),
    });
    for (label, found) in all.iter().enumerate() {
        let alpha = |d: Result<alpha_u::Disagreement, Undefined>| {
            d.and_then(super::alpha_u::Disagreement::alpha)
        };
        wholes.push(Whole {
            id: "alpha_u.1995",
            label: Some(layers.input.labels[label].clone()),
            value: alpha(*found),
            documents: single.iter().map(|d| alpha(d[label])).collect(),
            counts: counts(found.ok()),
        });
    }
}

fn links_on_board(
    board: &mut Board,
    wholes: &mut Vec<Whole>,
    layers: &Layers<'_>,
    documents: &[usize],
    pair: (usize, usize),
    partner: &[Option<usize>],
) -> LinkMatching {
    let types = &layers.input.link_types;
    let mut aligned = LinkMatching::default();
    for (id, untyped_id, ends) in [
        ("links.f1.exact", "links.f1.exact.unlabelled", Ends::Exact),
        (
            "links.f1.aligned",
            "links.f1.aligned.unlabelled",
            Ends::Aligned(partner),
        ),
        (
            "links.f1.overlap",
            "links.f1.overlap.unlabelled",
            Ends::Overlap,
        ),
    ] {
        let untyped = LinkRules {
            is_typed: false,
            ..LinkRules::STANDARD
        };
        let untyped = links::matching(layers, documents, pair, ends, untyped);
        let rows = untyped.counts(layers, documents, None);
        let block = board.block(3, rows.into_iter().map(|row| row.to_vec()));
        board.add(untyped_id, None, block, 0, 3, Kind::LinkF1);
        let matching = links::matching(layers, documents, pair, ends, LinkRules::STANDARD);
        let mut rows: Vec<Vec<f64>> = vec![Vec::new(); documents.len()];
        for of_type in std::iter::once(None).chain((0..types.len()).map(Some)) {
            let counts = matching.counts(layers, documents, of_type);
            for (row, counts) in rows.iter_mut().zip(counts) {
                row.extend(counts);
            }
        }
        let block = board.block(3 * (1 + types.len()), rows.into_iter());
        let labels = std::mem::replace(
            &mut board.labels,
            types.iter().map(|t| t.id.clone()).collect(),
        );
        board.add_with_labels(id, block, 3, &Kind::LinkF1);
        board.labels = labels;
        if id == "links.f1.aligned" {
            aligned = matching;
        }
    }
    let n_aligned = partner.iter().flatten().count() / 2;
    let pairs = CandidatePairs::new(&aligned, partner, n_aligned);
    let alignable = aligned.alignable(layers, documents, partner);
    let block = board.block(4, alignable.into_iter().map(|row| row.to_vec()));
    board.add("links.alignable_share", None, block, 0, 4, Kind::LinkShare);
    let share = |n: f64| {
        if pairs.n_pairs == 0.0 {
            0.0
        } else {
            n / pairs.n_pairs
        }
    };
    let counts = vec![
        ("pairs", pairs.n_pairs),
        ("linked_a", pairs.n_linked[0]),
        ("linked_b", pairs.n_linked[1]),
        ("share_a", share(pairs.n_linked[0])),
        ("share_b", share(pairs.n_linked[1])),
    ];
    let mut whole = |id, value, counts| {
        wholes.push(Whole {
            id,
            label: None,
            value,
            documents: Vec::new(),
            counts,
        });
    };
    whole("links.kappa.aligned_pairs", pairs.kappa(), counts.clone());
    whole("links.ac1.aligned_pairs", pairs.ac1(), counts);
    aligned
}
