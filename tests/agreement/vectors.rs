//! Every test vector of `../shared/agreement`, where that folder is: figures of other tools and of published
//! examples, each held at its tolerance.

use countermark::agreement::chance::Sampler;
use countermark::agreement::coding::{Coders, TwoCoders};
use countermark::agreement::figure::Figure;
use countermark::agreement::gamma::{Aligner, Dissimilarity, Span};
use countermark::agreement::links::{self, Ends, LinkRules};
use countermark::agreement::nary::{self, Effort};
use countermark::agreement::{
    BootstrapSettings, Comparison, Document, GammaSettings, Input, Layers, Link, LinkType, Serial,
    Settings, Unit, alpha_u, boundary, compare, expected, f1, pair,
};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

pub fn number(value: &Value) -> usize {
    usize::try_from(value.as_u64().unwrap()).unwrap()
}

pub fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

pub fn words(value: &Value) -> Vec<String> {
    let all = list(value).iter();
    all.map(|v| v.as_str().unwrap().to_owned()).collect()
}

/// The vector as input, with these annotators only. All positions times `stretch`.
fn input(vector: &Value, annotators: &[String], stretch: usize) -> Input {
    let labels = words(&vector["labels"]);
    let place = |list: &[String], wanted: &str| list.iter().position(|x| x == wanted);
    let assigned = |document: &str| {
        vector.get("assignments").map(|assignments| {
            let has = |a: &String| words(&assignments[a]).iter().any(|d| d == document);
            annotators.iter().map(has).collect()
        })
    };
    let documents: Vec<Document> = list(&vector["documents"])
        .iter()
        .map(|d| Document {
            id: text(d, "id").to_owned(),
            title: String::new(),
            length: number(&d["length"]) * stretch,
            tokens: list(&d["tokens"])
                .iter()
                .map(|t| (number(&t[0]), number(&t[1])))
                .collect(),
            assigned: assigned(text(d, "id")),
        })
        .collect();
    let mut units = Vec::new();
    for span in list(&vector["spans"]) {
        let Some(annotator) = place(annotators, text(span, "annotator")) else {
            continue;
        };
        let document = text(span, "doc");
        units.push(Unit {
            id: text(span, "id").to_owned(),
            document: documents.iter().position(|d| d.id == document).unwrap(),
            annotator,
            label: place(&labels, text(span, "label")).unwrap(),
            fragments: vec![(
                number(&span["start"]) * stretch,
                number(&span["end"]) * stretch,
            )],
        });
    }
    let mut types: Vec<String> = Vec::new();
    let mut all_links = Vec::new();
    for link in list(&vector["links"]) {
        let Some(annotator) = place(annotators, text(link, "annotator")) else {
            continue;
        };
        let unit = |key: &str| units.iter().position(|u| u.id == text(link, key)).unwrap();
        let label = text(link, "label").to_owned();
        let link_type = place(&types, &label).unwrap_or_else(|| {
            types.push(label);
            types.len() - 1
        });
        all_links.push(Link {
            id: text(link, "id").to_owned(),
            annotator,
            from: unit("from"),
            to: unit("to"),
            link_type,
        });
    }
    Input {
        annotators: annotators.to_vec(),
        labels,
        link_types: types
            .into_iter()
            .map(|id| LinkType {
                is_symmetric: id == "contradicts",
                id,
            })
            .collect(),
        documents,
        units,
        links: all_links,
        ..Input::default()
    }
}

fn settings() -> Settings {
    Settings {
        gamma: GammaSettings {
            samples: 2,
            max_samples: 2,
            ..GammaSettings::default()
        },
        bootstrap: BootstrapSettings {
            replicates: 10,
            seed: 1,
        },
        ..Settings::default()
    }
}

fn dissimilarity(params: &Value) -> Dissimilarity {
    let of = |key: &str| params[key].as_f64().unwrap();
    Dissimilarity {
        alpha: of("alpha"),
        beta: of("beta"),
        delta_empty: of("delta_empty"),
    }
}

fn total(units: &[Vec<Span>], d: &Dissimilarity) -> f64 {
    match units {
        [a, b] => Aligner::default().align(a, b, d),
        _ => {
            nary::align(units, d, Effort::default(), &|| false)
                .unwrap()
                .total
        }
    }
}

fn disorder(units: &[Vec<Span>], d: &Dissimilarity) -> f64 {
    let n_units: usize = units.iter().map(Vec::len).sum();
    if n_units == 0 {
        return 0.0;
    }
    total(units, d) * units.len() as f64 / n_units as f64
}

fn continua(input: &Input, documents: &[usize]) -> Vec<Vec<Vec<Span>>> {
    let layers = Layers::new(input);
    let everybody: Vec<usize> = (0..input.annotators.len()).collect();
    pair::continua(&layers, documents, &everybody)
}

fn documents_of(input: &Input, expected: &Value) -> Vec<usize> {
    let everybody: Vec<usize> = (0..input.annotators.len()).collect();
    match expected["doc"].as_str() {
        Some(id) => vec![input.documents.iter().position(|d| d.id == id).unwrap()],
        None => Layers::new(input).shared_documents(&everybody),
    }
}

fn value_of(comparison: &Comparison, id: &str, label: Option<&str>) -> Figure {
    let measure = comparison.measure_of(id, label);
    measure
        .unwrap_or_else(|| panic!("no {id} of {label:?}"))
        .value
}

/// γ with at least as many samples as the tool drew.
fn gamma(input: &Input, expected: &Value) -> Figure {
    let params = &expected["params"];
    let samples = params["n_samples"].as_u64().unwrap_or(300) as usize;
    let settings = GammaSettings {
        dissimilarity: dissimilarity(params),
        sampler: match params["sampler"].as_str() {
            Some("shuffle") => Sampler::Shuffle,
            _ => Sampler::Statistical,
        },
        samples: samples.max(300),
        max_samples: samples.max(300),
        precision: 0.0,
        seed: 7,
    };
    let continua = continua(input, &documents_of(input, expected));
    let found = expected::expected(&continua, input.labels.len(), &settings, &Serial);
    let found = found.unwrap();
    let sum = |f: fn(&expected::DocumentDisorder) -> f64| found.documents.iter().map(f).sum();
    countermark::agreement::gamma::gamma(sum(|d| d.observed.unwrap()), sum(|d| d.expected.unwrap()))
}

/// The mean over draws; the ends of the interval and the deviation are held too, where the vector tells them.
fn bootstrap(input: &Input, expected: &Value, faults: &mut Vec<String>) -> Figure {
    let with_draws = Settings {
        bootstrap: BootstrapSettings {
            replicates: 10_000,
            seed: 1,
        },
        ..settings()
    };
    let comparison = compare(input, &with_draws, &Serial).unwrap();
    let label = expected["label"].as_str();
    let strict = comparison.measure_of("f1.strict", label).unwrap();
    let interval = strict.interval.ok();
    let detail = &expected["detail"];
    let ends = ["ci", "interval"].map(|key| &detail[key]);
    let ends = ends.into_iter().chain([&expected["value"]]);
    let ends = ends.flat_map(|ends| [(&ends[0], true), (&ends[1], false)]);
    let named = [
        (&detail["low"], true),
        (&detail["high"], false),
        (&detail["lower"], true),
        (&detail["upper"], false),
    ];
    for (wanted, is_low) in ends.chain(named) {
        let Some(wanted) = wanted.as_f64() else {
            continue;
        };
        let found = interval.map(|i| if is_low { i.low } else { i.high });
        let tolerance = expected["tol"].as_f64().unwrap();
        if found.is_none_or(|found| (found - wanted).abs() > tolerance) {
            faults.push(format!("bootstrap: {found:?}, not {wanted} ± {tolerance}"));
        }
    }
    match (label, interval) {
        (Some(_), Some(interval)) => Ok(interval.mean),
        (Some(_), None) => strict.value,
        (None, _) => value_of(&comparison, "bootstrap.f1.strict", None),
    }
}

#[allow(
    clippy::unnecessary_wraps,
    reason = "of the same shape as those beside it"
)]
fn replay(input: &Input, expected: &Value) -> Figure {
    let d = dissimilarity(&expected["params"]);
    let observed = continua(input, &documents_of(input, expected));
    let samples = list(&expected["replay"]);
    let mut sum = 0.0;
    for sample in samples {
        let annotators = words(&sample["annotators"]);
        let mut units: Vec<Vec<Span>> = vec![Vec::new(); annotators.len()];
        for span in list(&sample["spans"]) {
            let of = |key: &str| span[key].as_f64().unwrap();
            let annotator = annotators.iter().position(|a| a == text(span, "annotator"));
            let label = input.labels.iter().position(|l| l == text(span, "label"));
            units[annotator.unwrap()].push(Span {
                start: of("start"),
                end: of("end"),
                label: label.unwrap(),
            });
        }
        sum += disorder(&units, &d);
    }
    Ok(1.0 - disorder(&observed[0], &d) / (sum / samples.len() as f64))
}

fn link_f1(input: &Input, expected: &Value) -> Figure {
    let layers = Layers::new(input);
    let documents = documents_of(input, expected);
    let mut partner = vec![None; input.units.len()];
    for &document in &documents {
        let (a, b) = (layers.of(0, document), layers.of(1, document));
        let spans = |units: &[usize]| -> Vec<Span> {
            units.iter().map(|&u| Span::of(&input.units[u])).collect()
        };
        let mut aligner = Aligner::default();
        aligner.align(&spans(a), &spans(b), &Dissimilarity::STANDARD);
        for (i, j) in aligner.pairs() {
            partner[a[i]] = Some(b[j]);
            partner[b[j]] = Some(a[i]);
        }
    }
    let ends = match text(expected, "mode") {
        "exact" => Ends::Exact,
        "aligned" => Ends::Aligned(&partner),
        "overlap" => Ends::Overlap,
        other => panic!("{other}"),
    };
    let rules = LinkRules {
        is_typed: expected["labelled"].as_bool().unwrap(),
        is_directed: expected["directed"].as_bool(),
    };
    let found = links::matching(&layers, &documents, (0, 1), ends, rules);
    let counts = [found.pairs.len(), found.a.len(), found.b.len()];
    let detail = &expected["detail"];
    let wanted = ["tp", "n_a", "n_b"].map(|key| number(&detail[key]));
    assert_eq!(counts, wanted, "counts of links");
    f1::f1(
        &counts.map(|n| n as f64),
        countermark::agreement::Undefined::NoLinks,
    )
}

/// Comparisons of one vector, by annotators and stretch.
type Known = BTreeMap<(Vec<String>, usize), Comparison>;

/// What we find for an expectation, or `None` where it is not to be held (a tie, a value that its source took
/// back).
fn found(
    vector: &Value,
    expected: &Value,
    known: &mut Known,
    faults: &mut Vec<String>,
) -> Option<Figure> {
    let metric = text(expected, "metric");
    let detail = &expected["detail"];
    if expected["superseded"].as_bool() == Some(true)
        || detail["unique_alignment"].as_bool() == Some(false) && !metric.starts_with("gamma")
    {
        return None;
    }
    let named = ["pair", "annotators"].iter().find_map(|k| expected.get(*k));
    let mut annotators = named.map_or_else(|| words(&vector["annotators"]), words);
    if let Some(gold) = expected["gold"].as_str() {
        annotators.sort_by_key(|a| a != gold);
    }
    let stretch = expected["stretch"].as_u64().unwrap_or(1) as usize;
    let input = input(vector, &annotators, stretch);
    let label = ["label", "layer"]
        .iter()
        .find_map(|k| expected[*k].as_str());
    match metric {
        "gamma.disorder" => {
            let d = dissimilarity(&expected["params"]);
            let units = continua(&input, &documents_of(&input, expected));
            Some(Ok(disorder(&units[0], &d)))
        }
        "gamma" => Some(gamma(&input, expected)),
        "bootstrap.f1.strict" => Some(bootstrap(&input, expected, faults)),
        "gamma.replay" => Some(replay(&input, expected)),
        "links.f1" => Some(link_f1(&input, expected)),
        "alpha_u.1995.D_o" | "alpha_u.1995.D_e" => {
            let layers = Layers::new(&input);
            let label = input
                .labels
                .iter()
                .position(|l| Some(&**l) == label)
                .unwrap();
            let documents = documents_of(&input, expected);
            let everybody: Vec<usize> = (0..annotators.len()).collect();
            let all = alpha_u::disagreements(&layers, &documents, &everybody);
            let found = all[label].unwrap();
            Some(Ok(if metric.ends_with("D_o") {
                found.observed
            } else {
                found.expected
            }))
        }
        _ => {
            let key = (annotators, stretch);
            let comparison = known
                .entry(key)
                .or_insert_with(|| compare(&input, &settings(), &Serial).unwrap());
            let params = &expected["params"];
            let id = match metric {
                "f1.iou50" if expected["labelled"].as_bool() == Some(false) => {
                    "f1.iou50.unlabelled"
                }
                "ualpha.layer.u" => "ualpha.u",
                "gamma.disorder.pooled" if params["alpha"].as_f64() == Some(3.0) => {
                    "gamma.disorder.pooled.alpha3"
                }
                "gamma.disorder.pooled" if params["beta"].as_f64() == Some(0.0) => {
                    "gamma.disorder.pooled.beta0"
                }
                other => other,
            };
            let value = value_of(comparison, id, label);
            check_detail(comparison, id, label, detail, faults);
            Some(value)
        }
    }
}

/// Counts that the vector tells, where we tell them too.
fn check_detail(
    comparison: &Comparison,
    id: &str,
    label: Option<&str>,
    detail: &Value,
    faults: &mut Vec<String>,
) {
    let measure = comparison.measure_of(id, label).unwrap();
    for (theirs, ours) in [
        ("tp", "tp"),
        ("n_a", "a"),
        ("n_b", "b"),
        ("coverage", "coverage"),
        ("n_matched", "matched"),
        ("n_pairs", "pairs"),
        ("correct", "correct"),
        ("incorrect", "incorrect"),
        ("partial", "partial"),
        ("missed", "missed"),
        ("spurious", "spurious"),
    ] {
        let count = measure.counts.iter().find(|c| c.0 == ours);
        if let (Some(wanted), Some((_, count))) = (detail[theirs].as_f64(), count)
            && (count - wanted).abs() > 1e-4
        {
            faults.push(format!("{id} {ours}: {count}, not {wanted}"));
        }
    }
}

fn check(expected: &Value, found: Figure) -> Result<(), String> {
    let metric = text(expected, "metric");
    if expected["value"].is_array() {
        // Its members were held where they were found.
        return Ok(());
    }
    match (expected["value"].as_f64(), found) {
        (None, Err(_)) => Ok(()),
        (None, Ok(value)) => Err(format!("{metric}: {value}, where none is defined")),
        (Some(wanted), Err(why)) => Err(format!("{metric}: {wanted} expected, but {why}")),
        (Some(wanted), Ok(value)) => {
            let tolerance = expected["tol"].as_f64().unwrap();
            if (value - wanted).abs() <= tolerance {
                Ok(())
            } else {
                Err(format!("{metric}: {value}, not {wanted} ± {tolerance}"))
            }
        }
    }
}

fn coding(vector: &Value, expected: &Value) -> Figure {
    let mut categories: Vec<&str> = Vec::new();
    let mut items: Vec<Vec<usize>> = Vec::new();
    for item in list(&vector["items"]) {
        let judgements = list(item).iter().filter_map(Value::as_str);
        let of = |c| {
            categories.iter().position(|x| *x == c).unwrap_or_else(|| {
                categories.push(c);
                categories.len() - 1
            })
        };
        items.push(judgements.map(of).collect());
    }
    let q = categories.len();
    let mut many = vec![0.0; Coders::width(q)];
    let mut two = vec![0.0; TwoCoders::width(q)];
    for item in &items {
        Coders::add(&mut many, item, 1.0, |_, _| 1.0);
        if let [a, b] = item.as_slice() {
            TwoCoders::add(&mut two, *a, *b, 1.0);
        }
    }
    let (many, two) = (Coders(&many), TwoCoders(&two));
    match text(expected, "metric") {
        "kappa.cohen" => two.cohen(),
        "pi.scott" => two.fleiss(),
        "kappa.fleiss" => many.fleiss(),
        "agreement.percent" => many.percent(),
        "ac1.gwet" => many.ac1(),
        "alpha.nominal" => many.alpha_nominal(),
        other => panic!("unknown metric {other}"),
    }
}

fn dissimilarities(vector: &Value) {
    let span = |v: &Value| Span {
        start: v[0].as_f64().unwrap(),
        end: v[1].as_f64().unwrap(),
        label: 0,
    };
    for pair in list(&vector["published_pairs"]) {
        let d = Dissimilarity {
            delta_empty: pair["delta_empty"].as_f64().unwrap(),
            ..Dissimilarity::STANDARD
        };
        let found = d.positional(&span(&pair["a"]), &span(&pair["b"]));
        assert!((found - pair["exact"].as_f64().unwrap()).abs() < 1e-9);
    }
    let table = &vector["pygamma_table"];
    let d = Dissimilarity {
        delta_empty: table["delta_empty"].as_f64().unwrap(),
        ..Dissimilarity::STANDARD
    };
    let wanted = list(&table["d_pos_row_major"]);
    let mut at = 0;
    for a in list(&table["liza"]) {
        for b in list(&table["pierrot"]) {
            let found = d.positional(&span(a), &span(b));
            assert!(
                (found - wanted[at].as_f64().unwrap()).abs() < 1e-9,
                "{a} {b}"
            );
            at += 1;
        }
    }
    assert_eq!(at, wanted.len());
}

fn segmentations(vector: &Value) {
    let cuts = |lengths: &Value| {
        let mut at = 0;
        let mut cuts: Vec<usize> = list(lengths)
            .iter()
            .map(|n| {
                at += number(n);
                at
            })
            .collect();
        cuts.pop();
        cuts
    };
    for case in list(&vector["cases"]) {
        let sums = boundary::compare(&cuts(&case["a"]), &cuts(&case["b"]), number(&case["n_t"]));
        let found = boundary::similarity(&sums).unwrap();
        assert!((found - case["B"].as_f64().unwrap()).abs() < 1e-9, "{case}");
    }
}

/// Where the vectors are; `None`, with a word about it, where they are not.
pub fn vector_folder() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/agreement");
    let folder = match std::env::var_os("COUNTERMARK_VECTORS") {
        Some(folder) => PathBuf::from(folder),
        None => folder,
    };
    if !folder.is_dir() {
        eprintln!("Not there, nothing held against it: {}", folder.display());
        return None;
    }
    Some(folder)
}

pub fn vectors(folder: &Path) -> Vec<PathBuf> {
    let mut paths = Vec::new();
    for kind in ["generated", "published"] {
        let entries = std::fs::read_dir(folder.join(kind)).unwrap();
        paths.extend(entries.map(|e| e.unwrap().path()));
    }
    paths.retain(|p| p.extension().is_some_and(|e| e == "json"));
    paths.sort();
    paths
}

#[test]
fn every_vector_at_its_tolerance() {
    let Some(folder) = vector_folder() else {
        return;
    };
    let mut faults = Vec::new();
    let mut n_held = 0;
    for path in vectors(&folder) {
        let vector: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let mut known = Known::new();
        match text(&vector, "format") {
            "iaa-dissimilarity/1" => dissimilarities(&vector),
            "iaa-segmentation/1" => segmentations(&vector),
            format => {
                for expected in list(&vector["expected"]) {
                    let mut counts = Vec::new();
                    let found = if format == "iaa-coding/1" {
                        Some(coding(&vector, expected))
                    } else {
                        found(&vector, expected, &mut known, &mut counts)
                    };
                    faults.extend(counts.into_iter().map(|c| format!("{name}: {c}")));
                    let Some(found) = found else { continue };
                    n_held += 1;
                    if let Err(fault) = check(expected, found) {
                        let mut which = expected.clone();
                        let map = which.as_object_mut().unwrap();
                        map.retain(|_, v| v.to_string().len() < 200);
                        map.remove("tool");
                        faults.push(format!("{name}: {fault}\n    {which}"));
                    }
                }
            }
        }
    }
    assert!(
        faults.is_empty(),
        "{} of {n_held}:\n{}",
        faults.len(),
        faults.join("\n")
    );
    assert!(n_held > 500, "only {n_held} held");
}
