//! What a figure counted, in words.

use super::Measure;
use super::figure::decimals;

/// A count with as many decimals as it needs.
fn amount(n: f64) -> String {
    if n.fract() == 0.0 {
        format!("{n:.0}")
    } else if (2.0 * n).fract() == 0.0 {
        // Half of a link lies in each of its articles.
        format!("{n:.1}")
    } else {
        decimals(n)
    }
}

/// With fewer spans or links on either side an interval looks surer than it is.
const FEW: f64 = 10.0;

/// `10 agree, Ada 65, Ben 40`. `names`: of all annotators; where there are more than two, those of a measure's pair. Beside an
/// interval that few spans or links stand behind, that is said.
#[must_use]
pub fn words(measure: &Measure, names: &[String]) -> String {
    let counts = counts_in_words(measure, names);
    let n_of = |what: &str| {
        let found = measure.counts.iter().find(|(name, _)| *name == what);
        found.map(|(_, n)| *n)
    };
    match (n_of("a"), n_of("b")) {
        (Some(a), Some(b)) if measure.interval.is_ok() && a.max(b) < FEW => {
            format!("{counts}; with fewer than {FEW} of each the interval says little")
        }
        _ => counts,
    }
}

fn counts_in_words(measure: &Measure, names: &[String]) -> String {
    let pair = match (measure.pair, names.len()) {
        (Some(pair), _) => Some(pair),
        (None, 2) => Some((0, 1)),
        // Of more than two nobody is the first.
        (None, _) => None,
    };
    let name = |i: usize| names.get(i).map_or("", String::as_str);
    let (first, second) = pair.map_or(("", ""), |(a, b)| (name(a), name(b)));
    if let [
        ("alignable_a", a),
        ("alignable_b", b),
        ("a", all_a),
        ("b", all_b),
    ] = measure.counts[..]
    {
        return format!(
            "both ends aligned: {first} {} of {}, {second} {} of {}",
            amount(a),
            amount(all_a),
            amount(b),
            amount(all_b)
        );
    }
    let mut words = Vec::new();
    for (what, n) in &measure.counts {
        let n = *n;
        words.push(match *what {
            "tp" => format!("{} agree", amount(n)),
            "a" | "b" if pair.is_none() => continue,
            "a" => format!("{first} {}", amount(n)),
            "b" => format!("{second} {}", amount(n)),
            "linked_a" => format!("linked by {first} {}", amount(n)),
            "linked_b" => format!("by {second} {}", amount(n)),
            "coverage" => format!("coverage {:.1} %", n * 100.0),
            "share_a" | "share_b" => format!("{:.1} % of pairs", n * 100.0),
            "observed_disorder" => format!("disorder {}", decimals(n)),
            "chance_disorder" => format!("by chance {}", decimals(n)),
            "undefined" if n == 0.0 => continue,
            // Said once for all figures, but where pairs differ.
            "samples" if measure.pair.is_none() => continue,
            "samples" => format!("{n} chance samples an article"),
            "too_large" => format!("{n} too long to work out"),
            "replicates" => format!("{n} draws"),
            other => format!("{} {}", other.replace('_', " "), amount(n)),
        });
    }
    words.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agreement::{Interval, NoInterval};

    fn said(
        counts: &[(&'static str, f64)],
        pair: Option<(usize, usize)>,
        names: &[&str],
    ) -> String {
        let measure = Measure {
            id: "f1.strict",
            label: None,
            document: None,
            pair,
            without: None,
            value: Ok(0.5),
            interval: Err(NoInterval::NotAsked),
            counts: counts.to_vec(),
        };
        let names: Vec<String> = names.iter().map(|n| (*n).to_owned()).collect();
        words(&measure, &names)
    }

    #[test]
    fn counts_are_said_with_the_names_of_whom_they_are_about() {
        let counts = [("tp", 10.0), ("a", 65.0), ("b", 1.5)];
        let two = ["Ada", "Ben"];
        let three = ["Ada", "Ben", "Cy"];
        assert_eq!(said(&counts, None, &two), "10 agree, Ada 65, Ben 1.5");
        assert_eq!(
            said(&counts, Some((0, 2)), &three),
            "10 agree, Ada 65, Cy 1.5"
        );
        assert_eq!(said(&counts, None, &three), "10 agree");
        assert_eq!(said(&[("coverage", 0.4612)], None, &two), "coverage 46.1 %");
        let links = [
            ("alignable_a", 8.0),
            ("alignable_b", 11.0),
            ("a", 22.0),
            ("b", 11.0),
        ];
        assert_eq!(
            said(&links, None, &two),
            "both ends aligned: Ada 8 of 22, Ben 11 of 11"
        );
    }

    #[test]
    fn few_links_are_no_ground_for_an_interval() {
        let of = |n: f64, is_estimated: bool| {
            let interval = Interval {
                low: 0.0,
                high: 0.0,
                mean: 0.0,
                deviation: 0.0,
                n_dropped: 0,
            };
            let measure = Measure {
                id: "links.f1.exact",
                label: None,
                document: None,
                pair: None,
                without: None,
                value: Ok(0.0),
                interval: if is_estimated {
                    Ok(interval)
                } else {
                    Err(NoInterval::FewDocuments)
                },
                counts: vec![("tp", 0.0), ("a", n), ("b", 2.0)],
            };
            let names = ["Ada", "Ben"].map(str::to_owned);
            words(&measure, &names)
        };
        assert_eq!(
            of(3.0, true),
            "0 agree, Ada 3, Ben 2; with fewer than 10 of each the interval says little"
        );
        assert_eq!(of(3.0, false), "0 agree, Ada 3, Ben 2");
        assert_eq!(of(10.0, true), "0 agree, Ada 10, Ben 2");
    }
}
