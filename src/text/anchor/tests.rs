//! Marked texts, properties, and the real articles where they are at hand.

use super::super::grapheme::is_grapheme_boundary;
use super::super::snap::{sentences_in, words_in};
use super::super::test_texts::nasty_text;
use super::*;
use proptest::prelude::*;
use rand::SeedableRng as _;
use rand_pcg::Pcg64Mcg;
use std::path::Path;

/// A text with `⟦ ⟧` around spans, apart.
fn marked(text: &str) -> (String, Vec<TextSpan>) {
    let (mut plain, mut ends) = (String::new(), Vec::new());
    for c in text.chars() {
        match c {
            '⟦' | '⟧' => ends.push(plain.len()),
            c => plain.push(c),
        }
    }
    let span = |pair: &[usize]| TextSpan::new(&plain, ByteOffset(pair[0]), ByteOffset(pair[1]));
    let spans = ends.chunks(2).map(|pair| span(pair).unwrap()).collect();
    (plain, spans)
}

fn show(text: &str, spans: &[TextSpan]) -> String {
    let mut out = text.to_owned();
    for span in spans.iter().rev() {
        out.insert(span.end().0, '⟧');
        out.insert(span.start().0, '⟦');
    }
    out
}

/// `old` and `new` with marks; the fate of the one annotation whose fragments are marked.
#[track_caller]
fn check(old: &str, new: &str, fate: AnchorFate) {
    let (old_text, spans) = marked(old);
    let (new_text, _) = marked(new);
    let found = Anchors::new(&old_text, &new_text).anchor(&spans).unwrap();
    assert_eq!(
        (show(&new_text, &found.spans).as_str(), found.fate),
        (new, fate)
    );
}

#[test]
fn the_same_words_in_the_same_surroundings_are_exact() {
    use AnchorFate::Exact;
    let old = "The port said so on Monday. ⟦No ship will leave⟧ before the first of May, it added.";
    check(old, old, Exact);
    check(
        old,
        "Update: the mayor has answered.\n\nThe port said so on Monday. ⟦No ship will leave⟧ before the first of May, it added.",
        Exact,
    );
    check(
        old,
        "The port said so on Monday. ⟦No ship will leave⟧ before the end of June, it added.",
        Exact,
    );
    check(
        old,
        "The port said so\non Monday. ⟦No ship\n  will leave⟧ before the first of May, it added.",
        Exact,
    );
}

#[test]
fn another_form_of_the_same_words_is_exact() {
    use AnchorFate::Exact;
    check(
        "“⟦It’s the café’s – the mayor’s⟧”, she said in the harbour.",
        "\"⟦It's the cafe\u{301}'s - the mayor's⟧\", she said in the harbour.",
        Exact,
    );
    check("⟦a⟧", "⟦a⟧", Exact);
    check("a⟦ ⟧b", "a⟦ ⟧b", Exact);
    check("x ⟦ a b ⟧ y", "x ⟦ a b ⟧ y", Exact);
}

#[test]
fn words_that_stand_elsewhere_are_moved() {
    check(
        "⟦No ship will leave the harbour before May⟧, the port said. The mayor was not there. Nobody else had a word to say about it.",
        "The mayor was not there. Nobody else had a word to say about it. ⟦No ship will leave the harbour before May⟧, the port said.",
        AnchorFate::Moved,
    );
}

#[test]
fn other_words_in_the_same_place_are_changed() {
    use AnchorFate::Changed;
    check(
        "In the harbour the police counted ⟦12⟧ people on the bridge at noon.",
        "In the harbour the police counted ⟦14⟧ people on the bridge at noon.",
        Changed,
    );
    check(
        "The port said so. ⟦No ship will leave⟧ before May, it added.",
        "The port said so. ⟦No big ship wil leave⟧ before May, it added.",
        Changed,
    );
    check(
        "The port said so. ⟦No ship will leave⟧ before May, it added.",
        "The port said so. ⟦Not a ship will ever leave⟧ before May, it added.",
        Changed,
    );
    check(
        "He said: ⟦we go⟧, he smiled at all of them, ⟦and we stay away⟧. That was all of it.",
        "He said: ⟦we go⟧, he smiled at all of them. That was all of it.",
        Changed,
    );
}

#[test]
fn words_that_are_gone_are_lost_and_the_nearest_word_keeps_their_place() {
    use AnchorFate::Lost;
    check(
        "The port said so. ⟦No ship will leave.⟧ The mayor was away.",
        "The port said so. ⟦The⟧ mayor was away.",
        Lost,
    );
    check("⟦all of it⟧", "⟦nothing⟧ here", Lost);
    check("⟦all of it⟧", "⟦ ⟧ ", Lost);
    let (old, spans) = marked("⟦a⟧");
    assert_eq!(Anchors::new(&old, "").anchor(&spans), None);
    assert_eq!(Anchors::new(&old, "a").anchor(&[]), None);
}

#[test]
fn a_look_alike_is_never_exact() {
    // The words of one of two equal sentences are gone: which of them is left?
    let old = "Yes, she said. The mayor asked about the bridge once more. ⟦Yes, she said.⟧ Then the port was asked.";
    let new = "Yes, she said. The mayor asked about the bridge once more. Then the port was asked.";
    let (old, spans) = marked(old);
    let found = Anchors::new(&old, new).anchor(&spans).unwrap();
    assert_eq!(found.fate, AnchorFate::Lost);
    // The paragraph was written anew; a short word in it is another one.
    let (old, spans) = marked("Nobody knows what ⟦the⟧ port has in mind with its old cranes.");
    let found = Anchors::new(
        &old,
        "Since Monday the cranes of our harbour have stood still.",
    );
    assert_ne!(found.anchor(&spans).unwrap().fate, AnchorFate::Exact);
}

#[test]
fn changes_are_told_in_order() {
    let (old, new) = ("a b c d e f", "x a b D e");
    let told: Vec<(&str, &str)> = Anchors::new(old, new)
        .changes()
        .into_iter()
        .map(|change| (&old[change.old], &new[change.new]))
        .collect();
    assert_eq!(told, [("", "x"), ("c d", "D"), ("f", "")]);
    assert!(Anchors::new("a  b", "a\nb").changes().is_empty());
    // A sentence that is gone is told as that sentence, not from full stop to full stop.
    let (old, new) = ("We go. You stay. They wait.", "We go. They wait.");
    let told = Anchors::new(old, new).changes();
    assert_eq!((told.len(), &old[told[0].old.clone()]), (1, "You stay."));
    let told = Anchors::new(new, old).changes();
    assert_eq!((told.len(), &old[told[0].new.clone()]), (1, "You stay."));
}

#[test]
fn a_megabyte_in_another_form_takes_no_long_time() {
    let mut rng = Pcg64Mcg::seed_from_u64(7);
    let mut old = String::new();
    while old.len() < 1_000_000 {
        let word: String = (0..rng.random_range(2..9))
            .map(|_| char::from(rng.random_range(b'a'..=b'p')))
            .collect();
        old.push_str(&word);
        old.push_str(if rng.random_bool(0.1) { ".\n\n" } else { " " });
    }
    let new = old.replace("\n\n", "\n").replace(' ', "\n");
    let anchors = Anchors::new(&old, &new);
    assert!(anchors.changes().is_empty());
    let hostile = "a ".repeat(500_000);
    let anchors = Anchors::new(&hostile, &old);
    let span = TextSpan::new(&hostile, ByteOffset(0), ByteOffset(900_000)).unwrap();
    assert_eq!(anchors.anchor(&[span]).unwrap().fate, AnchorFate::Lost);
    let anchors = Anchors::new(&hostile, &hostile[2..]);
    assert!(anchors.anchor(&[span]).is_some());
}

fn spans_of(text: &str, ends: &[(usize, usize)]) -> Vec<TextSpan> {
    let mut found: Vec<TextSpan> = Vec::new();
    for &(a, b) in ends {
        let n = text.len() + 1;
        let (a, b) = (a % n, b % n);
        let start = text.floor_char_boundary(a.min(b));
        let end = text.floor_char_boundary(a.max(b));
        found.extend(TextSpan::new(text, ByteOffset(start), ByteOffset(end)));
    }
    found
}

proptest! {
    #[test]
    fn the_same_text_changes_nothing(text in nasty_text(), ends in proptest::collection::vec(any::<(usize, usize)>(), 1..6)) {
        let anchors = Anchors::new(&text, &text);
        prop_assert!(anchors.changes().is_empty());
        for span in spans_of(&text, &ends) {
            let found = anchors.anchor(&[span]).unwrap();
            prop_assert_eq!(found, Anchored { spans: vec![span], fate: AnchorFate::Exact });
        }
    }

    #[test]
    fn any_two_texts_give_places_that_are_sound(
        old in nasty_text(),
        new in nasty_text(),
        ends in proptest::collection::vec(any::<(usize, usize)>(), 1..6),
    ) {
        let anchors = Anchors::new(&old, &new);
        let (mut o, mut n) = (0, 0);
        for change in anchors.changes() {
            prop_assert!(change.old.start >= o && change.new.start >= n);
            prop_assert!(old.get(change.old.clone()).is_some() && new.get(change.new.clone()).is_some());
            (o, n) = (change.old.end, change.new.end);
        }
        let spans = spans_of(&old, &ends);
        for span in &spans {
            let Some(found) = anchors.anchor(&[*span]) else {
                prop_assert!(new.is_empty());
                continue;
            };
            let place = found.spans[0];
            prop_assert_eq!(TextSpan::new(&new, place.start(), place.end()), Ok(place));
            let was_whole = is_grapheme_boundary(&old, span.start()) && is_grapheme_boundary(&old, span.end());
            if was_whole {
                prop_assert!(is_grapheme_boundary(&new, place.start()) && is_grapheme_boundary(&new, place.end()));
            }
        }
        if let Some(found) = anchors.anchor(&spans) {
            prop_assert!(!found.spans.is_empty());
            prop_assert!(found.spans.windows(2).all(|w| w[0].end() <= w[1].start()));
        }
    }

    #[test]
    fn unchanged_words_in_unchanged_surroundings_are_exact(
        before in "[a-f]{1,4}( [a-f]{1,4}){0,30}",
        behind in "[a-f]{1,4}( [a-f]{1,4}){0,30}",
        words in "[g-z]{1,6}( [g-z]{1,6}){0,5}",
        around in "[g-z]{4,8}( [g-z]{4,8}){8,9}",
        new_before in "[a-f]{0,4}( [a-f]{1,4}){0,40}",
        new_behind in "[a-f]{0,4}( [a-f]{1,4}){0,40}",
    ) {
        let text = |before: &str, behind: &str| format!("{before} {around}. ⟦{words}⟧. {around}! {behind}");
        let (old, spans) = marked(&text(&before, &behind));
        let marked_new = text(&new_before, &new_behind);
        let (new, _) = marked(&marked_new);
        let found = Anchors::new(&old, &new).anchor(&spans).unwrap();
        prop_assert_eq!((show(&new, &found.spans), found.fate), (marked_new, AnchorFate::Exact));
    }

    #[test]
    fn what_is_put_in_before_a_span_only_shifts_it(
        words in proptest::collection::vec("[a-z]{1,6}", 20..60),
        inserted in "[A-Z]{1,5}( [A-Z]{1,5}){0,20}\n",
        at in any::<usize>(),
    ) {
        let old = words.join(" ");
        let new = format!("{inserted}{old}");
        let at = at % words.len();
        let start = words[..at].iter().map(|w| w.len() + 1).sum::<usize>();
        let span = TextSpan::new(&old, ByteOffset(start), ByteOffset(start + words[at].len())).unwrap();
        let found = Anchors::new(&old, &new).anchor(&[span]).unwrap();
        prop_assert_eq!(found.fate, AnchorFate::Exact);
        prop_assert_eq!(found.spans[0].start().0, start + inserted.len());
        prop_assert_eq!(found.spans[0].of(&new), span.of(&old));
    }
}

/// The real articles, where they are at hand, each with spans as people tag them: sentences, and runs of a few words.
fn articles() -> Vec<(String, Vec<TextSpan>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/articles");
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut paths: Vec<_> = entries.filter_map(|e| Some(e.ok()?.path())).collect();
    paths.sort();
    let texts = paths
        .iter()
        .filter_map(|path| std::fs::read_to_string(path).ok());
    let found = texts.map(|text| {
        let mut spans: Vec<TextSpan> = Vec::new();
        for (i, sentence) in sentences_in(&text, 0..text.len()).into_iter().enumerate() {
            let words: Vec<TextSpan> = words_in(&text, sentence.range()).into_iter().collect();
            if let (0, [first, ..]) = (i % 2, &words[..]) {
                let last = words[(3 + i % 5).min(words.len() - 1)];
                spans.extend(TextSpan::new(&text, first.start(), last.end()));
            }
            if let Some(last) = words.last() {
                spans.extend(TextSpan::new(&text, words[0].start(), last.end()));
                spans.push(words[words.len() / 2]);
            }
        }
        (text, spans)
    });
    found.collect()
}

#[test]
fn real_articles_in_another_form_keep_every_place() {
    type Form = (&'static str, fn(&str) -> String);
    let forms: [Form; 7] = [
        ("as it is", str::to_owned),
        ("an added paragraph", |t| {
            format!("Update of this article.\n\n{t}")
        }),
        ("one line a sentence", |t| t.replace(". ", ".\n")),
        ("lines joined", |t| t.replace('\n', " ")),
        ("blanks doubled", |t| t.replace(' ', "  ")),
        ("straight quotes", |t| {
            t.replace(['“', '”'], "\"").replace(['‘', '’'], "'")
        }),
        ("a non-breaking blank", |t| t.replace(' ', "\u{A0}")),
    ];
    let squeezed = |text: &str| -> String {
        text.chars()
            .filter(|c| !c.is_whitespace())
            .map(|c| match c {
                '“' | '”' => '"',
                '‘' | '’' => '\'',
                c => c,
            })
            .collect()
    };
    let mut n = 0;
    for (text, spans) in articles() {
        for (name, form) in forms {
            let new = form(&text);
            let anchors = Anchors::new(&text, &new);
            for span in &spans {
                let found = anchors.anchor(&[*span]).unwrap();
                let place = found.spans[0];
                assert_eq!(found.fate, AnchorFate::Exact, "{name}: {}", span.of(&text));
                assert_eq!(squeezed(place.of(&new)), squeezed(span.of(&text)), "{name}");
                assert_eq!(
                    squeezed(&new[place.end().0..]),
                    squeezed(&text[span.end().0..]),
                    "{name}"
                );
                n += 1;
            }
        }
    }
    if n > 0 {
        assert!(n >= 7 * 157, "{n} places");
    }
}

/// A text after somebody typed in it: one letter in a hundred put in, left out or replaced. With it for each byte of the
/// old text where it may stand in the new one: what was typed there may count for either side.
fn typed(text: &str, rng: &mut Pcg64Mcg) -> (String, Vec<(usize, usize)>) {
    let mut new = String::new();
    let mut places = vec![(0, 0); text.len() + 1];
    let mut low = 0;
    let mut open: Vec<usize> = Vec::new();
    for (at, c) in text.char_indices() {
        open.push(at);
        let letter = char::from(rng.random_range(b'a'..=b'z'));
        let (is_kept, put_in) = match rng.random_range(0..300) {
            0 => (true, Some(letter)),
            1 => (false, None),
            2 => (false, Some(letter)),
            _ => (true, None),
        };
        let is_replaced = !is_kept && put_in.is_some();
        if !is_replaced {
            new.extend(put_in);
        }
        if is_kept || is_replaced {
            for at in open.drain(..) {
                places[at] = (low, new.len());
            }
            new.push(if is_kept { c } else { letter });
            low = new.len();
        }
    }
    open.push(text.len());
    for at in open {
        places[at] = (low, new.len());
    }
    (new, places)
}

#[test]
fn real_articles_after_some_typing_keep_nearly_every_place() {
    let mut rng = Pcg64Mcg::seed_from_u64(1);
    let (mut n, mut n_right, mut n_exact, mut n_false) = (0, 0, 0, 0);
    for round in 0..5 {
        for (text, spans) in articles() {
            let (new, places) = typed(&text, &mut rng);
            let anchors = Anchors::new(&text, &new);
            for span in &spans {
                let found = anchors.anchor(&[*span]).unwrap();
                let place = found.spans[0];
                let is_at = |at: usize, (low, high): (usize, usize)| low <= at && at <= high;
                let is_right = is_at(place.start().0, places[span.start().0])
                    && is_at(place.end().0, places[span.end().0]);
                n += 1;
                n_right += usize::from(is_right);
                if found.fate == AnchorFate::Exact {
                    n_exact += 1;
                    n_false += usize::from(!is_right);
                }
                if !is_right && std::env::var_os("SHOW_ANCHORS").is_some() {
                    eprintln!(
                        "{round} {:?}: {:?} → {:?}",
                        found.fate,
                        span.of(&text),
                        place.of(&new)
                    );
                }
            }
        }
    }
    if n > 0 {
        println!("{n_right} of {n} right, {n_exact} exact");
        assert!(
            n_right * 100 >= n * 99,
            "{n_right} of {n} have the right ends"
        );
        assert_eq!(n_false, 0, "places in the wrong that nobody is asked about");
        assert!(n_exact * 100 >= n * 40, "{n_exact} of {n} need no look");
    }
}

#[test]
fn a_new_paragraph_before_one_that_begins_alike_takes_nothing_of_it() {
    check(
        "One.\n\n⟦The port said yes⟧.\n\nTwo.",
        "One.\n\nThe port said maybe.\n\n⟦The port said yes⟧.\n\nTwo.",
        AnchorFate::Moved,
    );
    check(
        "One.\n\n⟦The port⟧ said yes.\n\nTwo.",
        "One.\n\nThe port said maybe.\n\n⟦The port⟧ said yes.\n\nTwo.",
        AnchorFate::Moved,
    );
}

#[test]
fn of_two_places_with_the_same_words_the_one_with_more_around_it_is_taken() {
    check(
        "Alpha beta gamma.\n\n⟦Big red fox⟧ ran off today, they say.\n\nOmega psi chi.",
        "Omega psi chi.\n\nSo ⟦Big red fox⟧ ran off today, they say.\n\nThen a Big red fox sat.\n\nAlpha beta gamma.",
        AnchorFate::Moved,
    );
    check(
        "Alpha beta gamma.\n\nToday, they say, came the ⟦big red fox⟧.\n\nOmega psi chi.",
        "Omega psi chi.\n\nThen a big red fox sat.\n\nToday, they say, came the ⟦big red fox⟧ again.\n\nAlpha beta gamma.",
        AnchorFate::Moved,
    );
}

#[test]
fn a_long_span_with_a_few_other_words_is_changed_and_not_lost() {
    let words: Vec<String> = (0..4_000).map(|i| format!("word{i}")).collect();
    let old = format!("Before. ⟦{}⟧ Behind.", words.join(" "));
    let new = old
        .replace("word1000 ", "something ")
        .replace("word3000 ", "");
    check(&old, &new, AnchorFate::Changed);
}
