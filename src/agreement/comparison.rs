//! A comparison as it is shown and written: figures with intervals, every place where two agree or differ.
//!
//! [`compare`] is for two annotators; with more, [`super::group`] adds what is made for any number.

use super::between::{Between, LinkPlace, Place, PlaceKind};
use super::bootstrap::{self, BootstrapSettings, Interval, NoInterval};
use super::expected::GammaSettings;
use super::figure::{Figure, Undefined, decimals, finite};
use super::group;
use super::input::{Input, Layers};
use super::pair::{PairWork, Whole, pair_work};
use super::runner::Runner;
use super::statistic::{Block, Statistic};
use super::values::Said;

/// What to work out.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Settings {
    /// For γ.
    pub gamma: GammaSettings,
    /// For intervals.
    pub bootstrap: BootstrapSettings,
    /// Whether single documents get entries of their own.
    pub is_per_document: bool,
    /// Whether γ with α = 3 and with the shuffle is worked out as well.
    pub is_advanced: bool,
}

/// One figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Measure {
    /// Which measure: `f1.strict`, `gamma`, …
    pub id: &'static str,
    /// The label, or type of link, that it is about.
    pub label: Option<String>,
    /// The document that it is about, as a place in [`Comparison::documents`]; `None`: all.
    pub document: Option<usize>,
    /// The annotators, where there are more than two and it is about a pair; places in
    /// [`Comparison::annotators`].
    pub pair: Option<(usize, usize)>,
    /// The annotator who was left out.
    pub without: Option<usize>,
    /// The value, or why there is none.
    pub value: Figure,
    /// The 95 % interval, or why there is none.
    pub interval: Result<Interval, NoInterval>,
    /// What was counted.
    pub counts: Vec<(&'static str, f64)>,
}

/// One document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentRow {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// How many spans each annotator has there; `None`: not assigned.
    pub n_spans: Vec<Option<usize>>,
}

/// Everything that a comparison found.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// Their ids.
    pub annotators: Vec<String>,
    /// Labels, in the order of the tag set.
    pub labels: Vec<String>,
    /// All documents of the input.
    pub documents: Vec<DocumentRow>,
    /// How many of them all annotators had.
    pub n_compared: usize,
    /// Spans of each annotator in the compared documents, equal ones counted once.
    pub n_spans: Vec<usize>,
    /// Spans of each annotator that repeat another one: same place, same label.
    pub n_folded: Vec<usize>,
    /// How it was made.
    pub settings: Settings,
    /// The figures.
    pub measures: Vec<Measure>,
    /// What lies between the annotators of each pair.
    pub between: Vec<Between>,
}

impl Comparison {
    /// The figure over all documents and labels.
    #[must_use]
    pub fn measure(&self, id: &str) -> Option<&Measure> {
        self.measure_of(id, None)
    }

    /// The figure of one label over all documents.
    #[must_use]
    pub fn measure_of(&self, id: &str, label: Option<&str>) -> Option<&Measure> {
        self.measures.iter().find(|m| {
            m.id == id
                && m.label.as_deref() == label
                && m.document.is_none()
                && m.pair.is_none()
                && m.without.is_none()
        })
    }

    /// The two annotators of the input; `None` where there are more.
    fn of_two(&self) -> Option<&Between> {
        match self.between.as_slice() {
            [only] => Some(only),
            _ => None,
        }
    }

    /// Every place of two annotators; of more there are none here, but in [`Self::between`].
    #[must_use]
    pub fn places(&self) -> &[Place] {
        self.of_two().map_or(&[], |two| &two.places)
    }

    /// Every link of two annotators, likewise.
    #[must_use]
    pub fn links(&self) -> &[LinkPlace] {
        self.of_two().map_or(&[], |two| &two.links)
    }

    /// Labels of matched spans of two annotators, row by row; likewise.
    #[must_use]
    pub fn confusion(&self) -> &[Vec<usize>] {
        self.of_two().map_or(&[], |two| &two.confusion.counts)
    }

    /// How many places there are of a kind, over all pairs.
    #[must_use]
    pub fn n_places(&self, kind: PlaceKind) -> usize {
        let places = self.between.iter().flat_map(|pair| &pair.places);
        places.filter(|p| p.kind == kind).count()
    }

    /// Chance samples of an article that γ took: fewest and most, for each pair draws as many as it needs. `None`: there
    /// is no γ.
    #[must_use]
    pub fn n_samples(&self) -> Option<(usize, usize)> {
        let of_gamma = self
            .measures
            .iter()
            .filter(|m| m.id == "gamma" && m.document.is_none());
        let counts = of_gamma.flat_map(|m| &m.counts);
        let samples = counts.filter(|(what, n)| *what == "samples" && *n > 0.0);
        samples.map(|(_, n)| *n as usize).fold(None, |found, n| {
            Some(found.map_or((n, n), |(least, most): (usize, usize)| {
                (least.min(n), most.max(n))
            }))
        })
    }

    /// Why a measure has no value: `not defined because …`. Where γ of all annotators together would take too long, the
    /// mean of the pairs is said, which stands in for it.
    #[must_use]
    pub fn why_not(&self, measure: &Measure) -> Option<String> {
        let why = measure.value.err()?;
        let is_of_all =
            measure.id == "gamma" && measure.document.is_none() && measure.pair.is_none();
        if why == Undefined::TooLarge
            && is_of_all
            && let Some(mean) = self.measure("gamma.mean_pairwise")
            && let Ok(mean) = mean.value
        {
            return Some(format!(
                "not defined because the best alignment of all annotators together would take too long; the mean of the \
                 pairs stands in for it: {}",
                decimals(mean)
            ));
        }
        Some(format!("not defined because {why}"))
    }

    /// In how many of the places with other boundaries start or end differ, in words: of a quotation that is interrupted
    /// in one layer only, neither does.
    #[must_use]
    pub fn shifted_words(&self, input: &Input) -> String {
        let kinds = [PlaceKind::Boundary, PlaceKind::BoundaryAndLabel];
        let n_other: usize = kinds.iter().map(|kind| self.n_places(*kind)).sum();
        let n = self.shifts(input).len();
        let places = if n_other == 1 { "place" } else { "places" };
        let inside = match n_other.saturating_sub(n) {
            0 => return format!("in {n} {places} with other boundaries"),
            1 => "the other one begins and ends alike, and only its fragments differ".to_owned(),
            more => {
                format!("the other {more} begin and end alike, and only their fragments differ")
            }
        };
        format!("in {n} of {n_other} {places} with other boundaries; {inside}")
    }

    /// By how much the second annotator's ends differ from the first one's where both marked a place with other
    /// boundaries: (start, end) in code points, negative where the second lies before the first.
    #[must_use]
    pub fn shifts(&self, input: &Input) -> Vec<(i64, i64)> {
        let moved = self.places().iter().filter_map(|place| place.shift(input));
        moved.collect()
    }
}

/// Compares all annotators of the input: two with each other, more by pairs and together. `None`: cancelled, or fewer
/// than two.
#[must_use]
pub fn compare(input: &Input, settings: &Settings, runner: &dyn Runner) -> Option<Comparison> {
    let layers = Layers::new(input);
    let everybody: Vec<usize> = (0..input.annotators.len()).collect();
    if everybody.len() < 2 {
        return None;
    }
    let shared = layers.shared_documents(&everybody);
    let mut comparison = Comparison {
        annotators: input.annotators.clone(),
        labels: input.labels.clone(),
        documents: document_rows(&layers),
        n_compared: shared.len(),
        n_spans: everybody
            .iter()
            .map(|&i| shared.iter().map(|&d| layers.of(i, d).len()).sum())
            .collect(),
        n_folded: everybody.iter().map(|&i| layers.n_folded(i)).collect(),
        settings: *settings,
        measures: Vec::new(),
        between: Vec::new(),
    };
    if everybody.len() == 2 {
        let work = pair_work(
            &layers,
            (0, 1),
            &settings.gamma,
            settings.is_advanced,
            runner,
        )?;
        comparison.measures = measures(&work, None, settings, runner)?;
        let said = Said::of(&layers);
        comparison.between = vec![Between::of(&layers, (0, 1), &work, &said)];
    } else {
        group::compare(&layers, settings, runner, &mut comparison)?;
    }
    Some(comparison)
}

fn document_rows(layers: &Layers<'_>) -> Vec<DocumentRow> {
    let n_annotators = layers.input.annotators.len();
    let documents = layers.input.documents.iter().enumerate();
    documents
        .map(|(d, document)| DocumentRow {
            id: document.id.clone(),
            title: document.title.clone(),
            n_spans: (0..n_annotators)
                .map(|i| document.is_assigned(i).then(|| layers.of(i, d).len()))
                .collect(),
        })
        .collect()
}

/// The figures of two annotators.
pub(super) fn measures(
    work: &PairWork,
    pair: Option<(usize, usize)>,
    settings: &Settings,
    runner: &dyn Runner,
) -> Option<Vec<Measure>> {
    let mut found = of_statistics(
        &work.blocks,
        &work.statistics,
        &work.documents,
        settings,
        runner,
    )?;
    found.extend(of_wholes(&work.wholes, &work.documents, settings));
    count_samples(&mut found, &work.n_samples);
    let strict = |m: &&Measure| m.id == "f1.strict" && m.label.is_none() && m.document.is_none();
    let drawn = found
        .iter()
        .find(strict)
        .map(|strict| of_draws(strict, settings));
    found.extend(drawn);
    for measure in &mut found {
        measure.pair = pair;
    }
    Some(found)
}

/// How many chance samples of each article these figures took.
pub(super) fn count_samples(measures: &mut [Measure], n_samples: &[(&'static str, usize)]) {
    for measure in measures.iter_mut().filter(|m| m.label.is_none()) {
        let own = n_samples.iter().find(|(id, _)| *id == measure.id);
        let own = own.map(|(_, n)| ("samples", *n as f64));
        measure.counts.extend(own);
    }
}

/// The mean of F1 strict over the draws of articles, which is what other tools give as its bootstrap.
fn of_draws(strict: &Measure, settings: &Settings) -> Measure {
    let replicates = settings.bootstrap.replicates as f64;
    let (value, counts) = match (strict.interval, strict.value) {
        (Ok(interval), _) => {
            let counts = vec![
                ("replicates", replicates - interval.n_dropped as f64),
                ("deviation", interval.deviation),
            ];
            (Ok(interval.mean), counts)
        }
        (Err(_), Err(why)) => (Err(why), Vec::new()),
        (Err(NoInterval::FewReplicates), _) => (Err(Undefined::FewReplicates), Vec::new()),
        (Err(_), _) => (Err(Undefined::FewDocuments), Vec::new()),
    };
    Measure {
        id: bootstrap::OF_STRICT_F1,
        value,
        counts,
        ..strict.clone()
    }
}

/// Figures that are sums over documents.
pub(super) fn of_statistics(
    blocks: &[Block],
    statistics: &[Statistic],
    documents: &[usize],
    settings: &Settings,
    runner: &dyn Runner,
) -> Option<Vec<Measure>> {
    let intervals = bootstrap::intervals(blocks, statistics, settings.bootstrap, runner)?;
    let totals: Vec<Vec<f64>> = blocks.iter().map(Block::total).collect();
    let measure = |statistic: &Statistic, sums: &[f64]| Measure {
        id: statistic.id,
        label: statistic.label.clone(),
        document: None,
        pair: None,
        without: None,
        value: if documents.is_empty() {
            Err(Undefined::NoDocuments)
        } else {
            statistic.value(sums)
        },
        interval: Err(NoInterval::OneDocument),
        counts: statistic.counts(sums),
    };
    let mut found = Vec::new();
    for (statistic, interval) in statistics.iter().zip(intervals) {
        let mut whole = measure(statistic, &totals[statistic.block]);
        whole.interval = whole.value.map_err(|_| NoInterval::NoValue).and(interval);
        found.push(whole);
    }
    if settings.is_per_document {
        for statistic in statistics {
            let rows = blocks[statistic.block].rows();
            for (row, document) in rows.zip(documents) {
                let mut single = measure(statistic, row);
                single.document = Some(*document);
                found.push(single);
            }
        }
    }
    Some(found)
}

/// Figures that are none.
pub(super) fn of_wholes(
    wholes: &[Whole],
    documents: &[usize],
    settings: &Settings,
) -> Vec<Measure> {
    let mut found = Vec::new();
    for whole in wholes {
        let value = if documents.is_empty() {
            Err(Undefined::NoDocuments)
        } else {
            finite(whole.value)
        };
        let measure = Measure {
            id: whole.id,
            label: whole.label.clone(),
            document: None,
            pair: None,
            without: None,
            value,
            interval: Err(match value {
                Ok(_) => NoInterval::NotASum,
                Err(_) => NoInterval::NoValue,
            }),
            counts: whole.counts.clone(),
        };
        if settings.is_per_document {
            for (value, document) in whole.documents.iter().zip(documents) {
                found.push(Measure {
                    document: Some(*document),
                    value: finite(*value),
                    interval: Err(NoInterval::OneDocument),
                    counts: Vec::new(),
                    ..measure.clone()
                });
            }
        }
        found.push(measure);
    }
    found
}

#[cfg(test)]
mod tests;
