//! Every grapheme has a place, and the place leads back to it.
use super::world::{Pane, World, pane, span};
use egui::pos2;
use proptest::prelude::*;
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;

fn graphemes(text: &str) -> Vec<Range<usize>> {
    text.grapheme_indices(true)
        .map(|(start, grapheme)| start..start + grapheme.len())
        .collect()
}

/// The middle of each grapheme's rectangle is that grapheme; its halves are its two ends.
fn check_round_trip(pane: &Pane, text: &str) -> Result<(), String> {
    let state = &pane.state().state;
    for grapheme in graphemes(text) {
        let rects = state.rects_of(span(text, grapheme.clone()));
        let [rect] = rects[..] else {
            if text[grapheme.clone()].contains('\n') {
                continue;
            }
            return Err(format!("{grapheme:?} has {} rectangles", rects.len()));
        };
        if rect.width() < 1.0 || rect.bottom() > 470.0 {
            continue;
        }
        let found = state.grapheme_at(rect.center());
        if found != Some(grapheme.clone()) {
            return Err(format!("{grapheme:?} is drawn, {found:?} is found there"));
        }
        let y = rect.center().y;
        let mut ends = [
            state.byte_at(pos2(rect.left() + rect.width() * 0.2, y)).0,
            state.byte_at(pos2(rect.right() - rect.width() * 0.2, y)).0,
        ];
        ends.sort_unstable();
        if ends != [grapheme.start, grapheme.end] {
            return Err(format!("{grapheme:?} has the ends {ends:?}"));
        }
    }
    Ok(())
}

#[test]
fn every_grapheme_of_many_scripts() {
    for text in [
        "The office finally affords fjords: “naïve” Œuvre",
        "قال الميناء إن الجسر سيغلق لمدة 12 شهرا (على الأقل).",
        "הנמל אמר שהגשר (port bridge) ייסגר ל־12 חודשים.",
        "abc שלום def مرحبا ghi",
        "東京の橋は一年間閉鎖される。漢字かな交じり文",
        "한국어 텍스트입니다",
        "สะพานจะปิดเป็นเวลาหนึ่งปี",
        "पुल एक साल के लिए बंद रहेगा क्षत्रिय",
        "பாலம் ஒரு வருடம் மூடப்படும்",
        "e\u{301}a\u{308}o\u{302}\u{323} 👩‍👩‍👧‍👦 🇩🇪 👍🏽 end",
        "tab\there\tand a very long word: Donaudampfschifffahrtsgesellschaft",
        "zero\u{200b}width \u{202e}override\u{202c} done \u{feff} \u{7}",
        "line\u{2028}separator\u{2029}paragraph\u{85}next\u{b}tab\u{c}feed",
        "one\n\n\ntwo\n",
    ] {
        let pane = pane(World::new(text));
        check_round_trip(&pane, text).unwrap_or_else(|error| panic!("{text:?}: {error}"));
    }
}

#[test]
fn the_text_is_shown_before_the_fonts_of_its_script_are_found() {
    let text = "Latin words, then שלום עולם and 東京の橋.";
    let mut world = World::new(text);
    world.engine = world.engine.beside(&egui::Context::default());
    let mut pane = pane(world);
    for _ in 0..6000 {
        check_round_trip(&pane, text).unwrap_or_else(|error| panic!("{error}"));
        if !pane.state().engine.waits_for_fonts() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
        pane.run();
    }
    assert!(!pane.state().engine.waits_for_fonts());
    // Everything is laid out as if they had been there from the beginning.
    let whole = |pane: &Pane| pane.state().state.rects_of(span(text, 0..text.len()));
    pane.run();
    assert_eq!(whole(&pane), whole(&super::world::pane(World::new(text))));
}

#[test]
fn an_override_turns_nothing_round() {
    for text in [
        "safe \u{202e}gpj.exe stays",
        "\u{202e}a b\u{202c} c",
        "x \u{202d}שלום\u{202c} y",
    ] {
        let pane = pane(World::new(text));
        let left = |words: &str| {
            let start = text.find(words).unwrap();
            pane.state()
                .state
                .rects_of(span(text, start..start + words.len()))[0]
                .left()
        };
        let words: Vec<&str> = text
            .split(|c: char| c == ' ' || ('\u{202c}'..='\u{202e}').contains(&c))
            .filter(|word| word.is_ascii() && !word.is_empty())
            .collect();
        let places: Vec<f32> = words.iter().map(|word| left(word)).collect();
        assert!(places.is_sorted(), "{text:?}: {words:?} at {places:?}");
        if let Some(word) = words.iter().find(|word| word.len() > 3) {
            assert!(left(&word[..1]) < left(&word[1..2]), "{text:?}");
        }
    }
}

#[test]
fn a_right_to_left_paragraph_begins_on_the_right() {
    let text = "Left\nשמאל\n";
    let pane = pane(World::new(text));
    let first = |words: &str| {
        let start = text.find(words).unwrap();
        let len = words.chars().next().unwrap().len_utf8();
        pane.state().state.rects_of(span(text, start..start + len))[0]
    };
    assert!(first("Left").left() < 120.0);
    assert!(first("שמאל").right() > 600.0);
}

#[test]
fn a_span_over_both_directions_has_its_pieces() {
    let text = "abc שלום עולם def";
    let pane = pane(World::new(text));
    let start = text.find('ש').unwrap();
    // The first Hebrew word and what follows it up to "d": two pieces, the second word between them.
    let whole = pane
        .state()
        .state
        .rects_of(span(text, 0..start + "שלום".len()));
    assert_eq!(whole.len(), 2);
    let all = pane.state().state.rects_of(span(text, 0..text.len()));
    assert_eq!(all.len(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_text_is_shown_and_hit(text in "(\\PC|[\u{0}-\u{1f}\u{200b}-\u{200f}\u{202a}-\u{202e}\u{2066}-\u{2069}\u{590}-\u{5ff}\u{620}-\u{64a}\u{1f468}\u{1f3fd}\u{301}a-z \n]){0,80}") {
        let pane = pane(World::new(&text));
        let state = &pane.state().state;
        for grapheme in graphemes(&text) {
            for rect in state.rects_of(span(&text, grapheme.clone())) {
                let byte = state.byte_at(rect.center()).0;
                prop_assert!(text.is_char_boundary(byte));
                prop_assert!(
                    byte == text.len() || graphemes(&text).iter().any(|g| g.start == byte),
                    "{} is inside a grapheme of {:?}", byte, text
                );
                if rect.width() >= 1.0 && rect.bottom() < 470.0 {
                    let found = state.grapheme_at(rect.center());
                    prop_assert!(found.is_some(), "{:?} of {:?}", grapheme, text);
                }
            }
        }
    }
}
