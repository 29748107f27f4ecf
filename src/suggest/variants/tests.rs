//! Variants found, and who they are given to.

use super::*;
use crate::suggest::fixture::{annotate, project};
use crate::text::fold;
use proptest::prelude::*;

fn found(project: &Project) -> Vec<Suggestion> {
    quote_variants(project, None, &mut |_, _| true).unwrap()
}

/// Each side as `document: words`.
fn sides(project: &Project, suggestion: &Suggestion) -> Vec<String> {
    let show = |part: &SuggestedSpan| {
        let text = project.document(&part.document).unwrap().text();
        let words: Vec<_> = part.spans.iter().map(|span| span.of(text)).collect();
        format!("{}: {}", part.document, words.join(" … "))
    };
    suggestion.parts.iter().map(show).collect()
}

#[track_caller]
fn check(texts: &[&str], expected: &[[&str; 2]], why: &str) {
    let project = project(texts);
    let found = found(&project);
    let sides: Vec<_> = found.iter().map(|s| sides(&project, s)).collect();
    assert_eq!(sides, expected, "{found:?}");
    assert_eq!(found.first().map_or("", |s| s.why.as_str()), why);
}

#[test]
fn other_case_and_punctuation() {
    check(
        &[
            "“We shall rebuild the lighthouse, stone by stone!” Mara Lind said.",
            "Lind: « WE SHALL REBUILD the lighthouse — stone by stone ».",
        ],
        &[[
            "d0: We shall rebuild the lighthouse, stone by stone!",
            "d1: WE SHALL REBUILD the lighthouse — stone by stone",
        ]],
        "the same words, in quotation marks in both, Lind near both",
    );
}

#[test]
fn inserted_and_left_out_words() {
    check(
        &[
            "“We shall rebuild the lighthouse before the autumn storms,” Mara Lind said.",
            "“We shall rebuild [it] … before the autumn storms,” Lind said.",
        ],
        &[[
            "d0: We shall rebuild the lighthouse before the autumn storms",
            "d1: We shall rebuild [it] … before the autumn storms",
        ]],
        "7 of 8 words the same, in quotation marks in both, Lind near both: We shall rebuild [the lighthouse → it] before the autumn storms",
    );
}

#[test]
fn without_quotation_marks_on_one_side() {
    check(
        &[
            "“The keepers of the lighthouse were never paid for their nights,” Mara Lind said.",
            "Lind told the council the keepers of the lighthouse were never paid for their nights.",
        ],
        &[[
            "d0: The keepers of the lighthouse were never paid for their nights",
            "d1: the keepers of the lighthouse were never paid for their nights",
        ]],
        "the same words, in quotation marks in “Article 0” only, Lind near both",
    );
}

#[test]
fn a_fragment_of_two_words() {
    check(
        &[
            "Mara Lind called it “barnacled nonsense”.",
            "“This is barnacled nonsense and you know it,” Mara Lind said.",
        ],
        &[[
            "d0: barnacled nonsense",
            "d1: This is barnacled nonsense and you know it",
        ]],
        "all 2 words of the shorter one in both, in quotation marks in both, Lind near both: [– → This is] barnacled nonsense [– → and you know it]",
    );
}

#[test]
fn not_within_one_article_and_not_without_any_mark() {
    check(
        &[
            "“The lighthouse must never close again,” she said. “The lighthouse must never close again.”",
        ],
        &[],
        "",
    );
    check(
        &[
            "Sign up for the newsletter of the lighthouse keepers.",
            "Sign up for the newsletter of the lighthouse keepers.",
        ],
        &[],
        "",
    );
}

/// Every pair of many places with the same words, and every short quotation among many that begin as it does.
#[test]
fn many_places_of_the_same_words() {
    let texts: Vec<String> = (0..70)
        .map(|i| format!("Reader {i}: “The keepers of the lighthouse were never paid.”"))
        .collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    assert_eq!(found(&project(&texts)).len(), 70 * 69 / 2);
    let mut texts: Vec<String> = (0..70)
        .map(|i| format!("Reader {i} is “quite unhappily barnacled{i}”."))
        .collect();
    texts.push("Somebody is quite unhappily barnacled69 today.".to_owned());
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let project = project(&texts);
    let sides: Vec<_> = found(&project).iter().map(|s| sides(&project, s)).collect();
    let last = [
        "d69: quite unhappily barnacled69",
        "d70: quite unhappily barnacled69",
    ];
    assert!(sides.iter().any(|s| *s == last), "{sides:?}");
}

/// A sentence under every article, and a quotation that has it: some of the places, and what else they share with it.
#[test]
fn a_quotation_that_repeats_itself() {
    let cheers = "hip hip hooray for the lighthouse ".repeat(3000);
    let texts = [
        format!("Mara Lind said: “{cheers}and goodbye.”"),
        format!("So she said: “{cheers}and good evening.”"),
    ];
    let project = project(&[&texts[0], &texts[1]]);
    let found = found(&project);
    assert_eq!(found.len(), 1);
    let sides = sides(&project, &found[0]);
    assert!(sides.iter().all(|side| side.len() > 3000 * 34), "{found:?}");
}

#[test]
fn very_many_places_without_quotation_marks() {
    let sentence = "Subscribe to the harbour news and never miss a lighthouse again.";
    let mut texts: Vec<String> = (0..400)
        .map(|i| format!("News number {i}. {sentence}"))
        .collect();
    texts.push(format!(
        "Mara Lind said: “{sentence} It was barnacled nonsense from rivers.”"
    ));
    texts.push(format!(
        "So. {sentence} It was barnacled nonsense from rivers, some say."
    ));
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let project = project(&texts);
    let found = found(&project);
    assert_eq!(found.len(), 65);
    let told = "401 places without quotation marks have such words, the first 64 are listed";
    assert!(
        found.iter().take(64).all(|s| s.why.ends_with(told)),
        "{}",
        found[0].why
    );
    let last = sides(&project, &found[64]);
    assert!(last[1].starts_with("d401: Subscribe") && last[1].ends_with("nonsense from rivers"));
}

/// Words of everybody are shown where they are 25 characters long.
#[test]
fn common_words_are_shown_by_their_length() {
    let n_with = |words: &str| {
        let texts = [
            format!("“Blue zebras {words} green apples,” Mara Lind said."),
            format!("Old trains {words} wet roads."),
        ];
        found(&project(&[&texts[0], &texts[1]])).len()
    };
    assert_eq!(n_with("and as it was in all of the"), 1);
    assert_eq!(n_with("and, as it was - in all,"), 1);
    assert_eq!(n_with("and as it was in all"), 0);
}

#[test]
fn annotated_sides_are_used() {
    let texts = [
        "“We shall rebuild the lighthouse, stone by stone,” Mara Lind said.",
        "“We shall rebuild the lighthouse, stone by stone,” Mara Lind said.",
    ];
    let mut project = project(&texts);
    let words = "We shall rebuild the lighthouse, stone by stone";
    annotate(&mut project, "a", "ada", 0, "quote", words, &[]);
    let of_all = found(&project);
    assert_eq!(of_all[0].parts[0].annotation, Some("a".into()));
    assert_eq!(of_all[0].parts[1].annotation, None);
    let of_ben = quote_variants(&project, Some(&"ben".into()), &mut |_, _| true).unwrap();
    assert_eq!(of_ben[0].parts[0].annotation, None);
}

#[test]
fn a_host_sentence_keeps_its_full_stop() {
    #[track_caller]
    fn check(text: &str, words: &str) {
        let whole = "“It is a navy that sinks its own boats in a calm,” said Mara Lind.";
        let project = project(&[text, whole]);
        let found = found(&project);
        let part = &found[0].parts[0];
        assert_eq!(part.spans[0].of(text), words, "{text}");
        let speaker = part
            .features
            .iter()
            .find(|(id, _)| id.as_str() == "speaker");
        assert_eq!(
            speaker.map(|(_, name)| name.as_str()),
            Some("Mara Lind"),
            "{text}"
        );
    }
    check(
        "Mara Lind called it a “navy that sinks its own boats.”",
        "navy that sinks its own boats",
    );
    check(
        "Mara Lind called it a \"navy that sinks its own boats.\"",
        "navy that sinks its own boats",
    );
    check(
        "Mara Lind called it a ‘navy that sinks its own boats’.",
        "navy that sinks its own boats",
    );
    check(
        "Mara Lind called it a “navy that sinks its own boats,” and left.",
        "navy that sinks its own boats",
    );
    check(
        "Mara Lind said: “A navy that sinks its own boats.”",
        "A navy that sinks its own boats.",
    );
}

#[test]
fn a_side_annotated_with_other_points_is_used() {
    let texts = [
        "Mara Lind called it a “navy that sinks its own boats.”",
        "“It is a navy that sinks its own boats in a calm,” said Mara Lind.",
    ];
    for words in [
        "navy that sinks its own boats",
        "navy that sinks its own boats.",
        "“navy that sinks its own boats.”",
    ] {
        let mut project = project(&texts);
        annotate(&mut project, "a", "ada", 0, "quote", words, &[]);
        assert_eq!(
            found(&project)[0].parts[0].annotation,
            Some("a".into()),
            "{words}"
        );
    }
}

/// On real articles, where they are at hand: one sentence in three wordings.
#[test]
fn three_wordings_in_real_articles() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/articles");
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let texts: Vec<String> = paths
        .iter()
        .map(|path| std::fs::read_to_string(path).unwrap())
        .collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let project = project(&texts);
    let shown: Vec<_> = found(&project)
        .into_iter()
        .filter(|s| s.score >= crate::suggest::SHOWN_FROM)
        .map(|s| sides(&project, &s))
        .collect();
    let has = |a: &str, b: &str, word: &str| {
        shown.iter().any(|sides| {
            sides[0].starts_with(a)
                && sides[1].starts_with(b)
                && sides.iter().all(|side| side.contains(word))
        })
    };
    assert!(has("d1", "d2", "militia") && has("d1", "d4", "militia") && has("d2", "d4", "militia"));
    assert!(has("d1", "d3", "welcome") && has("d1", "d4", "welcome") && has("d3", "d4", "welcome"));
}

fn words(n: std::ops::RangeInclusive<usize>) -> impl Strategy<Value = String> {
    prop::collection::vec("[a-z]{1,9}", n).prop_map(|words| words.join(" "))
}

proptest! {
    /// Every pair that shares a run of 25 characters after folding is found, wherever the run is cut.
    #[test]
    fn a_common_run_of_25_characters(
        shared in words(6..=12), from in 0..8_usize, before in words(1..=6), behind in words(1..=6),
        other_before in words(1..=6), other_behind in words(1..=6), is_quoted in any::<bool>(), shout in any::<bool>(),
    ) {
        let run: String = shared.chars().skip(from).take(25).collect();
        prop_assume!(run.len() == 25 && run.trim() == run);
        let other_run = if shout { run.to_uppercase().replace(' ', "\u{A0}\n") } else { run.clone() };
        let first = format!("Zora spoke: “{before} {run} {behind}” so.");
        let other_run_fold = fold(&other_run);
        prop_assert_eq!(&other_run_fold, &run);
        let second = if is_quoted && !shout {
            format!("Then “{other_before} {other_run} {other_behind}” so.")
        } else {
            format!("Then {other_before} {other_run} {other_behind} so.")
        };
        let project = project(&[&first, &second]);
        let at = second.find(&other_run).unwrap();
        let touches = found(&project).iter().any(|s| {
            s.parts[0].document.as_str() == "d0"
                && s.parts[1].document.as_str() == "d1"
                && s.parts[1].spans.iter().any(|span| span.start().0 < at + other_run.len() && at < span.end().0)
        });
        prop_assert!(touches, "{first} / {second}");
    }

    #[test]
    fn any_text_is_taken(texts in prop::collection::vec("([a-c]{1,2}|[“”‘’\"'«» .\n]){0,60}", 0..4)) {
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let project = project(&texts);
        for suggestion in found(&project) {
            prop_assert_eq!(suggestion.parts.len(), 2);
            prop_assert!(suggestion.parts[0].document != suggestion.parts[1].document);
            prop_assert!((0.0..=1.0).contains(&suggestion.score));
        }
    }
}
