//! Marked texts: `⟦ ⟧` stand around what is found.

use super::folding::{fold, is_ignored};
use super::*;
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

fn query(kind: &str, text: &str) -> Query {
    Query {
        text: text.to_owned(),
        is_word: kind.contains("word"),
        is_regex: kind.contains("regex"),
        is_folded: kind.contains("fold"),
    }
}

fn shown(text: &str, hits: impl Iterator<Item = TextSpan>) -> String {
    let (mut shown, mut at) = (String::new(), 0);
    for hit in hits {
        shown += &text[at..hit.start().0];
        shown.push('⟦');
        shown += hit.of(text);
        shown.push('⟧');
        at = hit.end().0;
    }
    shown + &text[at..]
}

#[track_caller]
fn check(kind: &str, pattern: &str, expected: &str) {
    let text = expected.replace(['⟦', '⟧'], "");
    let pattern = Pattern::new(&query(kind, pattern)).expect("a sound query");
    assert_eq!(shown(&text, pattern.hits(&text)), expected);
}

#[test]
fn plain_text_is_found_as_it_is() {
    check("", "port", "the ⟦port⟧ and the air⟦port⟧, but no Port");
    check("", "a.c", "abc ⟦a.c⟧ a.C");
    check("", "aa", "⟦aa⟧⟦aa⟧a");
    check("", "世界", "こんにちは⟦世界⟧。");
    check("", "’s ", "it⟦’s ⟧so, it's so, it’s\u{A0}so");
    check("", "a\nb", "⟦a\nb⟧ a b");
    check("", "none", "nothing here");
}

#[test]
fn no_hit_holds_a_part_of_a_grapheme() {
    check("", "cafe", "⟦cafe⟧ cafe\u{301}");
    check("", "👩", "⟦👩⟧ 👩‍👩‍👧");
    check("", "\u{301}", "e\u{301}");
    check("", "🇪🇫", "🇩🇪🇫🇷");
    check("regex", "caf.", "⟦cafe\u{301}⟧ ⟦café⟧");
    check("regex", "\u{301}", "a⟦e\u{301}⟧a");
    check("fold", "🇪🇫", "🇩🇪🇫🇷");
    check("fold", "ก", "⟦ก⟧ กำ");
    check("fold", "\0", "a⟦\0⟧b");
    check("fold", "\0", "a b");
    check("fold", "b\0", "ab");
    check("fold", "가", "각 ⟦가⟧ 가\u{11A8}");
}

#[test]
fn whole_words() {
    check(
        "word",
        "port",
        "the ⟦port⟧, air-⟦port⟧, airport, ports, “⟦port⟧”",
    );
    check("word", "is", "it ⟦is⟧ isn’t this");
    check("word", "3", "⟦3⟧ 3.5 13 3,5 ⟦3⟧.");
    check("word", "U.S", "the ⟦U.S⟧. and U.S.A.");
    check("word", "世界", "こんにちは⟦世界⟧。");
    check("word", "สอง", "ทุก⟦สอง⟧สัปดาห์");
    check("word", "the port", "in ⟦the port⟧, the ports");
    check("word fold", "PORT", "the ⟦pört⟧ ports ⟦Port⟧");
    check("word regex", "p[a-z]+", "⟦port⟧ airport ⟦pier⟧");
    check("word", "(a", "so ⟦(a⟧ b (ab");
}

#[test]
fn case_and_accents_fold() {
    check(
        "fold",
        "malaga",
        "⟦Málaga⟧ ⟦MALAGA⟧ ⟦Ma\u{301}laga⟧ Malága⟦malaga⟧"
            .replace("Malága⟦", "⟦Malága⟧⟦")
            .as_str(),
    );
    check("fold", "Ma\u{301}laga", "⟦malaga⟧ ⟦Málaga⟧");
    check("fold", "STRASSE", "⟦Straße⟧ ⟦strasse⟧ ⟦STRAẞE⟧");
    check("fold", "straße", "⟦Strasse⟧");
    check("fold", "sss", "⟦sß⟧s ⟦ßs⟧s ßß s");
    check("fold", "office", "⟦oﬃce⟧ ⟦oﬀice⟧ ⟦ofﬁce⟧ ⟦Office⟧");
    check("fold", "s", "ß ⟦s⟧ ⟦S⟧ ⟦ſ⟧");
    check("fold", "οδος", "⟦ΟΔΟΣ⟧ ⟦οδός⟧");
    check("fold", "أحمد", "⟦أَحْمَد⟧ ⟦احمد⟧");
    check("fold", "が", "か⟦が⟧⟦か\u{3099}⟧");
    check(
        "fold",
        "각",
        "⟦각⟧ ⟦\u{1100}\u{1161}\u{11A8}⟧ ⟦가\u{11A8}⟧ 가",
    );
    check(
        "fold",
        "한",
        "⟦한⟧ ⟦\u{1112}\u{1161}\u{11AB}⟧ ⟦하\u{11AB}⟧ 하",
    );
    check("fold", "कि", "⟦कि⟧ का");
    check("fold", "Donau", "⟦Don\u{AD}au⟧");
    check("fold", "\u{301}", "e\u{301}");
}

#[test]
fn quotation_marks_hyphens_and_blanks_fold() {
    check("fold", "\"it's\"", "⟦“it’s”⟧ ⟦\"it's\"⟧ ⟦„it‘s‟⟧ «it’s»");
    check(
        "fold",
        "street-level",
        "⟦street\u{2011}level⟧ ⟦Street\u{2010}level⟧ street–level",
    );
    check(
        "fold",
        "5 000 €",
        "⟦5\u{202F}000\u{A0}€⟧ ⟦5 \n\n 000 €⟧ 5000 €",
    );
    check(
        "fold",
        "5\u{A0}\u{A0}000",
        "⟦5 000⟧ ⟦5\u{2009}000⟧ ⟦5\n000⟧",
    );
    check("fold", "a b", "⟦a \u{301}b⟧");
}

#[test]
fn expressions() {
    check("regex", r"\d+ (people|men)", "⟦12 people⟧, ⟦3 men⟧, x men");
    check("regex", "^The|e$", "⟦The⟧ on⟦e⟧\n⟦The⟧ The tw⟦e⟧");
    check("regex", "x*", "a⟦xx⟧b⟦x⟧é");
    check("regex", "a.c", "⟦abc⟧ a\nc");
    check("regex", "(?i)PORT", "⟦Port⟧");
    check("regex fold", "m[aá]yor+s?", "⟦Mayorrs⟧ ⟦MÁYOR⟧");
    check("regex fold", r"ca(fé|ke)\b", "⟦Café⟧ ⟦cafe\u{301}⟧ ⟦CAKE⟧");
    check("regex fold", "it's( not)?", "⟦It’s\u{A0}not⟧ ⟦it's⟧");
    check("regex fold", r"\x41\.\-[b-d]{2}(?<n>e)", "⟦a.\u{2011}bcé⟧");
    check("regex fold", r"\p{Lu}\p{Greek}", "⟦xα⟧");
    check("regex fold", r"[]x]+[[:digit:]]", "a⟦]X1⟧");
}

#[track_caller]
fn check_error(kind: &str, pattern: &str, expected: &str) {
    let error = Pattern::new(&query(kind, pattern)).expect_err("a fault");
    assert_eq!(error.to_string(), expected);
}

#[test]
fn faults_are_told_with_their_place() {
    check_error("", "", "there is nothing to search for");
    check_error(
        "regex",
        "é(b",
        "the expression is faulty at character 2: unclosed group",
    );
    check_error(
        "regex fold",
        "éa[b",
        "the expression is faulty at character 3: unclosed character class",
    );
    check_error(
        "regex",
        r"a\2",
        "the expression is faulty at character 2: backreferences are not supported",
    );
    check_error("regex", "a\n(", "the expression is faulty: unclosed group");
    check_error(
        "regex fold",
        "(?x)a b",
        "an expression with the flag x cannot be folded",
    );
    check_error(
        "",
        &"a".repeat(5_001),
        "the text has 5001 characters; at most 5000 can be searched for",
    );
}

#[test]
fn hostile_expressions_are_refused_or_end() {
    check_error(
        "regex",
        r"(\w{500}){500}",
        "the expression is too large: make repetitions or classes smaller",
    );
    let deep = format!("{}a{}", "(".repeat(1_000), ")".repeat(1_000));
    assert!(Pattern::new(&query("regex", &deep)).is_err());
    let text = "a".repeat(100_000);
    let pattern = Pattern::new(&query("regex", "(a*)*b|(a|aa)+$")).expect("sound");
    assert_eq!(pattern.hits(&text).count(), 1);
    let long = "é ’-ß".repeat(1_000);
    let pattern = Pattern::new(&query("fold", &long)).expect("sound");
    assert_eq!(pattern.hits(&long.to_uppercase()).count(), 1);
}

#[test]
fn a_search_that_is_not_wanted_stops() {
    let pattern = Pattern::new(&query("", "a")).expect("sound");
    let n = std::cell::Cell::new(0);
    let is_wanted = || {
        n.set(n.get() + 1);
        n.get() <= 3
    };
    assert_eq!(pattern.hits_while("aaaaaaa", &is_wanted).count(), 3);
}

#[test]
fn what_has_ended_is_not_searched_again() {
    let pattern = Pattern::new(&query("", "a")).expect("sound");
    let n = std::cell::Cell::new(0);
    let is_wanted = || n.replace(n.get() + 1) < 99;
    let mut hits = pattern.hits_while("abab", &is_wanted);
    assert_eq!(hits.by_ref().count(), 2);
    let n_asked = n.get();
    assert!(hits.next().is_none());
    assert_eq!(n.get(), n_asked);
}

#[test]
fn folded_words_in_long_texts() {
    // Wherever a hit stands among the bytes that are looked at together.
    for n in 0..140 {
        let dots = ".".repeat(n);
        for (pattern, word) in [
            ("office", "oﬃce"),
            ("a", "á"),
            ("it's so", "it’s\u{A0}\n so"),
            ("resume", "re\u{301}\u{301}sume\u{301}"),
            ("ss", "ß"),
            ("kelvin", "\u{212A}elvin"),
        ] {
            let text = format!("{dots}⟦{word}⟧{dots}⟦{}⟧{dots}", pattern.to_uppercase());
            check("fold", pattern, &text);
        }
    }
}

/// Small pieces that fold to few things, so that hits are many.
const PIECES: &[&str] = &[
    "a",
    "A",
    "á",
    "a\u{301}",
    "s",
    "ß",
    "ẞ",
    "S",
    "f",
    "ﬀ",
    "ﬃ",
    "i",
    "İ",
    "ı",
    "'",
    "’",
    "-",
    "\u{2011}",
    " ",
    "\u{A0}",
    "\n",
    "\u{AD}",
    "\u{301}",
    "が",
    "か",
    "か\u{3099}",
    "가",
    "\u{1100}\u{1161}",
    "\u{11A8}",
    "👩\u{200D}",
    "👩",
];

fn small_text(max: usize) -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(PIECES), 1..=max).prop_map(|all| all.concat())
}

/// Every place between two graphemes.
fn boundaries(text: &str) -> Vec<usize> {
    (0..=text.len())
        .filter(|&i| is_grapheme_boundary(text, ByteOffset(i)))
        .collect()
}

/// The leftmost, then longest stretches that `is_hit` takes, apart from each other.
fn naive(text: &str, is_hit: impl Fn(&str) -> bool) -> Vec<&str> {
    let (all, mut found, mut from) = (boundaries(text), Vec::new(), 0);
    for &start in &all {
        let end = || {
            all.iter()
                .rev()
                .find(|&&end| end > start && is_hit(&text[start..end]))
        };
        if start >= from
            && let Some(&end) = end()
        {
            found.push(&text[start..end]);
            from = end;
        }
    }
    found
}

fn found(kind: &str, pattern: &str, text: &str) -> Result<Vec<String>, TestCaseError> {
    let pattern = Pattern::new(&query(kind, pattern));
    let pattern = pattern.map_err(|e| TestCaseError::fail(e.to_string()))?;
    Ok(pattern.hits(text).map(|h| h.of(text).to_owned()).collect())
}

proptest! {
    #[test]
    fn plain_search_agrees_with_comparing(text in small_text(40), pattern in small_text(3)) {
        let expected = naive(&text, |piece| piece == pattern);
        prop_assert_eq!(found("", &pattern, &text)?, expected);
    }

    #[test]
    fn folded_search_agrees_with_comparing_what_is_folded(
        text in small_text(40),
        pattern in small_text(4),
    ) {
        let folded = fold(&pattern);
        prop_assume!(!folded.is_empty());
        let expected = naive(&text, |piece| {
            !piece.starts_with(is_ignored) && fold(piece) == folded
        });
        prop_assert_eq!(found("fold", &pattern, &text)?, expected);
    }

    #[test]
    fn the_quick_way_finds_what_the_full_expression_finds(
        text in small_text(200),
        pattern in "[a-c fis'\"-]{1,6}",
    ) {
        let quick = Pattern::new(&query("fold", &pattern)).unwrap();
        let folded = folded_chars(&pattern);
        let full = Way::Expression(full_expression(&pattern, &folded).unwrap());
        let is_quick = matches!(quick.way, Way::Words(_));
        prop_assert!(is_quick || pattern.trim_matches([' ', '\'']).is_empty());
        let full = Pattern { way: full, ..quick.clone() };
        let expected: Vec<TextSpan> = full.hits(&text).collect();
        prop_assert_eq!(quick.hits(&text).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_folded_expression_of_plain_letters_finds_what_folded_search_finds(
        text in small_text(40),
        pattern in "[a s'ké]{1,4}",
    ) {
        // An expression is widened to graphemes where words are not, so only hits without joiners compare.
        let text = text.replace(['\u{200D}', '\u{11A8}', '\u{3099}'], "");
        let mut pattern = pattern;
        while pattern.contains("  ") {
            pattern = pattern.replace("  ", " ");
        }
        let words = found("fold", &pattern, &text)?;
        prop_assume!(!fold(&pattern).contains("ss"));
        prop_assert_eq!(found("fold regex", &pattern, &text)?, words);
    }

    #[test]
    fn any_expression_is_refused_or_gives_hits_apart(
        text in small_text(30),
        pattern in r"[a-c()\[\]{}?*+|.^$\\ßx 0-9:<>é-]{1,12}",
        kind in prop::sample::select(&["regex", "regex fold", "regex word fold"][..]),
    ) {
        if let Ok(pattern) = Pattern::new(&query(kind, &pattern)) {
            let mut from = 0;
            for hit in pattern.hits(&text) {
                prop_assert!(hit.start().0 >= from && hit.end() > hit.start());
                prop_assert!(is_grapheme_boundary(&text, hit.start()));
                prop_assert!(is_grapheme_boundary(&text, hit.end()));
                from = hit.end().0;
            }
        }
    }
}
