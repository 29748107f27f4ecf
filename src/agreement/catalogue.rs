//! What each figure means, in words: name, sentence, formula, source. Shown by the window, the command line and the
//! report alike.

/// A figure described.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Description {
    /// The id in [`super::Measure`].
    pub id: &'static str,
    /// What it is called.
    pub name: &'static str,
    /// Whether it belongs to the panel that is shown first.
    pub is_default: bool,
    /// What it says, in one sentence.
    pub meaning: &'static str,
    /// How it is worked out.
    pub formula: &'static str,
    /// Where it comes from.
    pub source: &'static str,
}

macro_rules! catalogue {
    ($($default:literal $id:literal $name:literal: $meaning:literal; $formula:literal; $source:literal)*) => {
        /// Every figure, in the order of showing; the panel that is shown first comes first.
        pub const CATALOGUE: &[Description] = &[$(Description {
            id: $id,
            name: $name,
            is_default: $default == 1,
            meaning: $meaning,
            formula: $formula,
            source: $source,
        }),*];
    };
}

const _: &str = "A row: 1 in the first panel or 0, id, name: meaning; formula; source";
catalogue! {
    1 "f1.strict" "F1, strict": "How many spans both marked with the very same words and tag."; "2·TP / (|A| + |B|), TP: same fragments and tag"; "Hripcsak & Rothschild 2005, JAMIA 12:296"
    1 "f1.iou50" "F1, overlap": "The same, where spans of one tag that share at least half of their characters count as equal."; "2·TP / (|A| + |B|), TP: largest one-to-one matching with intersection ≥ ½ union"; "maximum matching, not greedy"
    1 "gamma" "γ": "How much better the best alignment of the spans is than chance, by place and tag together; 1 is perfect, 0 is chance."; "1 − Σ x̄·δ_observed / Σ x̄·δ_chance, summed over articles"; "Mathet, Widlöcher & Métivier 2015, Computational Linguistics 41(3):437"
    1 "ualpha.u" "uα": "Agreement on which characters carry which tag, beyond chance, spans being wholes."; "1 − (ℓ − ΣO_cc) / (ℓ − ΣE_cc)"; "Krippendorff, Mathet, Bouvry & Widlöcher 2016, Quality & Quantity 50:2347, erratum 50:2365"
    1 "ualpha.binary" "|uα": "The same for marked or not marked, whatever the tag."; "1 − ΣO_φk / ΣE_φk, φ: not marked"; "Krippendorff et al. 2016, as above"
    1 "ualpha.cu" "cuα": "Agreement on the tag where both marked something; to be read with its coverage."; "1 − (ℓ* − ΣO_cc) / (ℓ* − ΣE*_cc), characters that both marked"; "Krippendorff et al. 2016, as above"
    1 "matched.label_kappa" "κ of tags": "Agreement on the tag of spans that answer to each other by place, beyond chance."; "(P_o − P_e) / (1 − P_e) over spans matched by position (β = 0)"; "Cohen 1960, Educational and Psychological Measurement 20:37"
    1 "links.f1.aligned" "Link F1, aligned": "How many links both made between spans that answer to each other."; "2·TP / (|A| + |B|), ends matched by the alignment of γ, same type"; "link ends by best alignment, one-to-one"
    1 "links.f1.exact" "Link F1, exact": "The same with ends of exactly the same words: the lower end of the range."; "2·TP / (|A| + |B|), same extents and type"; "set F1, as F1 strict"
    1 "links.f1.overlap" "Link F1, overlap": "The same with ends that share a character: the upper end of the range."; "2·TP / (|A| + |B|), largest matching of links whose ends overlap"; "maximum matching"
    1 "links.alignable_share" "Links with aligned ends": "Share of links of which both ends answer to a span of the other: no more can agree."; "links with both ends aligned / all links"; "ceiling of link F1, aligned"
    0 "f1.extent" "F1, same words": "How many spans both marked with the very same words, whatever the tag."; "2·TP / (|A| + |B|), TP: same fragments"; "Hripcsak & Rothschild 2005"
    0 "f1.iou50.unlabelled" "F1, overlap, any tag": "Overlap F1 of distinct extents, whatever the tag."; "as F1 overlap, tags left aside"; "maximum matching"
    0 "f1.token" "F1 of tokens": "How many words both covered with the same tag."; "2·TP / (|A| + |B|) over the multiset of (token, tag)"; "as in bratiaa"
    0 "gamma.disorder.pooled" "Disorder": "Mean disorder of the best alignment, 0 to the number of annotators; γ before it is held against chance."; "Σ of disorders / mean number of spans"; "Mathet et al. 2015, §4"
    0 "gamma.disorder" "Disorder (as above)": "The same, and for single articles δ of each."; "Σ of disorders / mean number of spans"; "Mathet et al. 2015, §4"
    0 "gamma.disorder.pooled.alpha3" "Disorder, α = 3": "The same with places weighing three times as much."; "d = 3·d_pos + d_cat"; "Mathet et al. 2015; the authors' own tool"
    0 "gamma.disorder.pooled.beta0" "Disorder of places": "The same by place only."; "d = d_pos"; "Mathet et al. 2015"
    0 "gamma.alpha3" "γ, α = 3": "γ with places weighing three times as much, as in the authors' own tool."; "as γ, d = 3·d_pos + d_cat"; "Mathet et al. 2015"
    0 "gamma.shuffle" "γ, shuffle": "γ against chance made by shifting real layers."; "as γ, chance by circular shift"; "Mathet et al. 2015, §5.2"
    0 "gamma.cat" "γ-cat": "Agreement on the tag of aligned spans, nearer ones weighing more."; "1 − D_observed / D_chance, weights max(0, 1 − d_pos) / (n_v − 1)"; "Mathet 2017, Computational Linguistics 43(3):661"
    0 "gamma.k" "γ-k": "The same for one tag."; "as γ-cat, pairs of which one span has the tag"; "Mathet 2017"
    0 "gamma.mean_pairwise" "γ, mean of pairs": "Mean of γ over all pairs of annotators."; "mean over pairs"; "Mathet et al. 2015"
    0 "ualpha.k" "(k)uα": "Agreement on one tag where both marked something."; "1 − (E*_·k / ℓ*_k)·(ℓ*_k − O_kk) / (E*_·k − E*_kk)"; "Krippendorff et al. 2016"
    0 "alpha_u.1995" "α_U (1995)": "The older unitizing α, as INCEpTION gives it."; "1 − ΣD_o / ΣD_e"; "Krippendorff 1995, Sociological Methodology 25:47"
    0 "kappa.char.cohen" "κ of characters": "Agreement of single characters; spans of long texts look better here than they are."; "(P_o − P_e) / (1 − P_e) over characters and their sets of tags"; "Cohen 1960"
    0 "alpha.char.nominal" "α of characters": "Krippendorff's α of single characters."; "1 − D_o / D_e over characters and their sets of tags"; "Krippendorff 2011"
    0 "agreement.char.percent" "Equal characters": "Share of characters with the same tags."; "P_o"; "no correction for chance"
    0 "fleiss.char" "π of characters": "Fleiss' κ of single characters, for two annotators Scott's π."; "(P_o − Σp²) / (1 − Σp²)"; "Fleiss 1971, Psychological Bulletin 76:378"
    0 "ac1.char" "AC1 of characters": "Gwet's AC1 of single characters."; "P_e = Σp(1 − p) / (q − 1)"; "Gwet 2008, British J. of Mathematical and Statistical Psychology 61:29"
    0 "kappa.token.cohen" "κ of tokens": "As κ of characters, of runs of non-blanks."; "(P_o − P_e) / (1 − P_e)"; "Cohen 1960"
    0 "alpha.token.nominal" "α of tokens": "As α of characters, of runs of non-blanks."; "1 − D_o / D_e"; "Krippendorff 2011"
    0 "agreement.token.percent" "Equal tokens": "Share of tokens with the same tags."; "P_o"; "no correction for chance"
    0 "fleiss.token" "π of tokens": "Fleiss' κ of tokens."; "(P_o − Σp²) / (1 − Σp²)"; "Fleiss 1971"
    0 "ac1.token" "AC1 of tokens": "Gwet's AC1 of tokens."; "P_e = Σp(1 − p) / (q − 1)"; "Gwet 2008"
    0 "alpha.token.masi" "α of sets, MASI": "α of tokens where sets of tags may agree in part."; "δ = 1 − J·M"; "Passonneau 2006, LREC"
    0 "alpha.token.jaccard" "α of sets, Jaccard": "The same with the Jaccard distance."; "δ = 1 − |∩| / |∪|"; "Passonneau 2006"
    0 "matched.label_percent" "Equal tags": "Share of matched spans with the same tag."; "same / matched"; "no correction for chance"
    0 "matched.label_alpha" "α of tags": "Krippendorff's α of the tags of matched spans."; "1 − D_o / D_e"; "Krippendorff 2011"
    0 "links.f1.aligned.unlabelled" "Link F1, aligned, any type": "Link F1 aligned, whatever the type."; "2·TP / (|A| + |B|), ends matched by the alignment of γ"; "link ends by best alignment, one-to-one"
    0 "links.f1.exact.unlabelled" "Link F1, exact, any type": "Link F1 exact, whatever the type."; "2·TP / (|A| + |B|), same extents"; "set F1, as F1 strict"
    0 "links.f1.overlap.unlabelled" "Link F1, overlap, any type": "Link F1 overlap, whatever the type."; "2·TP / (|A| + |B|), largest matching of links whose ends overlap"; "maximum matching"
    0 "links.kappa.aligned_pairs" "κ of links": "Agreement on whether and how two aligned spans are linked; nearly all pairs are not."; "κ over all pairs of aligned spans"; "Cohen 1960"
    0 "links.ac1.aligned_pairs" "AC1 of links": "The same by Gwet's AC1."; "AC1 over all pairs of aligned spans"; "Gwet 2008"
    0 "nervaluate.strict" "SemEval, strict": "The first annotator as gold: same words and tag."; "F1 of COR / ACT and COR / POS"; "SemEval-2013 task 9.1; nervaluate 1.2"
    0 "nervaluate.exact" "SemEval, exact": "The first annotator as gold: same words."; "F1 of COR / ACT and COR / POS"; "SemEval-2013 task 9.1; nervaluate 1.2"
    0 "nervaluate.partial" "SemEval, partial": "The first annotator as gold: any overlap, for half."; "F1 of (COR + ½PAR) / ACT and / POS"; "SemEval-2013 task 9.1; nervaluate 1.2"
    0 "nervaluate.ent_type" "SemEval, type": "The first annotator as gold: overlap and tag."; "F1 of COR / ACT and COR / POS"; "SemEval-2013 task 9.1; nervaluate 1.2"
    0 "boundary.similarity" "B": "Agreement of two full segmentations by their boundaries; not for sparse spans."; "1 − weighted edits / (edits + matches), n_t = 2 tokens"; "Fournier 2013, ACL P13-1167"
    0 "bootstrap.f1.strict" "F1 strict, mean of draws": "Mean of F1 strict over the draws of articles that its interval is made of, with their deviation: its standard error."; "mean over draws of articles with replacement"; "Efron 1979, Annals of Statistics 7:1"
    0 "f1.strict.mean_pairwise" "F1 strict, mean of pairs": "Mean over all pairs of annotators."; "mean over pairs"; "Hripcsak & Rothschild 2005"
    0 "f1.extent.mean_pairwise" "F1 same words, mean of pairs": "Mean over all pairs of annotators."; "mean over pairs"; "Hripcsak & Rothschild 2005"
    0 "f1.iou50.mean_pairwise" "F1 overlap, mean of pairs": "Mean over all pairs of annotators."; "mean over pairs"; "maximum matching"
}

/// The description of a figure.
#[must_use]
pub fn describe(id: &str) -> Option<&'static Description> {
    CATALOGUE.iter().find(|d| d.id == id)
}

/// The panel that is shown first for three and more annotators.
const OF_MANY: [&str; 8] = [
    "f1.strict.mean_pairwise",
    "f1.iou50.mean_pairwise",
    "gamma",
    "gamma.mean_pairwise",
    "ualpha.u",
    "ualpha.binary",
    "ualpha.cu",
    "alpha.char.nominal",
];

/// Figures that are shown pair by pair for three and more annotators.
pub const OF_PAIRS: [&str; 6] = [
    "f1.strict",
    "f1.iou50",
    "gamma",
    "ualpha.u",
    "matched.label_kappa",
    "links.f1.aligned",
];

/// The figures that are shown first for so many annotators, in the order of showing.
#[must_use]
pub fn first_panel(n_annotators: usize) -> Vec<&'static Description> {
    if n_annotators > 2 {
        return OF_MANY.into_iter().filter_map(describe).collect();
    }
    CATALOGUE.iter().filter(|d| d.is_default).collect()
}

/// What is said of annotations with several fragments, wherever figures are shown.
pub const FRAGMENTS: &str = "An annotation of several fragments counts as one span for F1, by its fragments' characters for κ, α and uα, and by its covering extent for γ, α_U of 1995, SemEval's schemes and the ends of links.";

#[cfg(test)]
mod tests {
    use super::super::{Document, Input, Serial, Settings, Unit, compare};
    use super::*;

    #[test]
    fn the_first_panel_of_many_is_described_whole() {
        assert_eq!(first_panel(3).len(), OF_MANY.len());
        assert!(first_panel(2).iter().all(|d| d.is_default));
    }

    #[test]
    fn every_figure_is_described_once() {
        for n in [2, 3] {
            let input = Input {
                annotators: (0..n).map(|i: usize| i.to_string()).collect(),
                labels: vec!["claim".to_owned()],
                documents: vec![Document {
                    length: 9,
                    ..Document::default()
                }],
                units: vec![Unit {
                    id: String::new(),
                    document: 0,
                    annotator: 0,
                    label: 0,
                    fragments: vec![(1, 4)],
                }],
                ..Input::default()
            };
            let settings = Settings {
                is_advanced: true,
                ..Settings::default()
            };
            let comparison = compare(&input, &settings, &Serial).unwrap();
            for measure in comparison.measures {
                let found = CATALOGUE.iter().filter(|d| d.id == measure.id).count();
                assert_eq!(found, 1, "{}", measure.id);
            }
        }
    }
}
