//! Quotations found, on marked texts of our own: `⟦name¦words⟧` is a quotation with its speaker.

use super::*;
use proptest::prelude::*;

/// Marks `⟦speaker¦words⟧` in `text` for what is found at 0.5 and above; fragments after the first have `+` for a name.
fn marked(text: &str) -> String {
    let mut inserts: Vec<(usize, String)> = Vec::new();
    for quote in quotes_in(text, WordLists::bundled()) {
        if quote.score < super::super::SHOWN_FROM {
            continue;
        }
        for (i, span) in quote.spans.iter().enumerate() {
            let name = if i > 0 {
                "+"
            } else {
                quote.speaker.as_deref().unwrap_or("-")
            };
            inserts.push((span.start, format!("⟦{name}¦")));
            inserts.push((span.end, "⟧".to_owned()));
        }
    }
    inserts.sort();
    let mut shown = text.to_owned();
    for (at, insert) in inserts.iter().rev() {
        shown.insert_str(*at, insert);
    }
    shown
}

/// `expected` is the text with the marks that must be found.
#[track_caller]
fn check(expected: &str) {
    assert_eq!(found_in(expected), expected);
}

/// As [`check`] for many texts, with all that are otherwise at once.
#[track_caller]
pub(super) fn check_all(expected: &[&str]) {
    let otherwise: Vec<String> = expected
        .iter()
        .map(|text| (text, found_in(text)))
        .filter(|(text, found)| found != *text)
        .map(|(text, found)| format!("wanted {text}\nfound  {found}"))
        .collect();
    assert!(otherwise.is_empty(), "{}", otherwise.join("\n"));
}

/// The text without its marks, marked as found.
fn found_in(expected: &str) -> String {
    let mut text = String::new();
    let mut rest = expected;
    while let Some(at) = rest.find('⟦') {
        text.push_str(&rest[..at]);
        let behind = rest[at..].find('¦').expect("a name and ¦") + at + '¦'.len_utf8();
        rest = &rest[behind..];
    }
    text.push_str(rest);
    marked(&text.replace('⟧', ""))
}

#[test]
fn attribution_behind() {
    check("“⟦Orlo Venn¦We will go⟧,” said Orlo Venn.");
    check("“⟦Orlo Venn¦We will go⟧,” Orlo Venn said.");
    check("“⟦Orlo Venn¦We will go⟧,” said the mayor, Orlo Venn.");
    check("“⟦Orlo Venn¦We will go⟧,” the mayor, Orlo Venn, told reporters on Monday.");
    check("“⟦Orlo Venn¦Will we go?⟧” Orlo Venn, 45, who runs the ferry, asked.");
    check("“⟦Orlo Venn¦We will go⟧”, according to Orlo Venn.");
    check("“⟦Orlo Venn¦We will go.⟧” — Orlo Venn, ferryman");
    check("“⟦spokesperson for the port¦We will go⟧,” a spokesperson for the port said.");
    check("“⟦residents¦We will go⟧,” residents said.");
}

#[test]
fn attribution_before() {
    check("Orlo Venn said: “⟦Orlo Venn¦We will go.⟧”");
    check("Orlo Venn told the radio, “⟦Orlo Venn¦We will go.⟧”");
    check("In a statement, the port authority said: “⟦port authority¦We will go.⟧”");
    check("Orlo Venn stressed that “⟦Orlo Venn¦all ferries remain in port⟧.”");
    check("Orlo Venn called the plan “⟦Orlo Venn¦reckless⟧.”");
    check("According to Orlo Venn, “⟦Orlo Venn¦the ferry is late⟧”.");
    check("Orlo Venn: “⟦Orlo Venn¦We will go.⟧”");
}

#[test]
fn interrupted() {
    check("“⟦Orlo Venn¦It works⟧,” said Orlo Venn. “⟦+¦It is safe.⟧”");
    check("“⟦Orlo Venn¦It works⟧,” said Orlo Venn, “⟦+¦and it is safe.⟧”");
    check("“⟦Orlo Venn¦It works.⟧\n\n“⟦+¦It is safe⟧,” said Orlo Venn.");
}

#[test]
fn pronouns_and_offices() {
    check("Mayor Ada Venn left. “⟦Ada Venn¦We will go⟧,” she said.");
    check(
        "Ada Venn is the mayor. Orlo Sund runs the ferry. “⟦Ada Venn¦We will go⟧,” the mayor said.",
    );
    check("Ada Venn met Orlo Sund. “⟦Orlo Sund¦We will go⟧,” he said.");
    check(
        "“⟦Ada Venn¦We go⟧,” said Ada Venn.\n\nThe wind rose.\n\n“⟦Ada Venn¦It is not far to the quay.⟧”",
    );
}

#[test]
fn somebody_of_a_group() {
    check("The crews wait. One of them, a retired skipper, said: “⟦retired skipper¦We will go.⟧”");
    check("The crews wait. “⟦one of them¦We will go⟧,” one of them said.");
    check("A neighbour heard a bang. “⟦neighbour¦I ran out⟧,” she said.");
}

#[test]
fn no_speech() {
    check("The so-called “sea wall” is a heap of stones.");
    check("Her novel “The Sea of Salt” was read by many.");
    check("The “golden” handshake cost a million.");
    check("It’s the workers’ union’s turn, and rock ’n’ roll.");
}

proptest! {
    #[test]
    fn never_panics(text in "[\\PC“”‘’\"'«»„「」 \n.,:—]{0,200}") {
        for quote in quotes_in(&text, WordLists::bundled()) {
            prop_assert!((0.0..=1.0).contains(&quote.score));
            prop_assert!(!quote.spans.is_empty());
            let mut end = 0;
            for span in quote.spans {
                prop_assert!(end <= span.start && span.start < span.end);
                prop_assert!(text.get(span.clone()).is_some());
                end = span.end;
            }
        }
    }

    #[test]
    fn never_panics_on_news(
        pieces in proptest::collection::vec(
            proptest::sample::select(&[
                "“", "”", "‘", "’", "\"", "'", "«", "»", "「", "」", " ", " ", " ", "\n", "\n\n", ",", ".", ":", "—", "(@a)",
                "he", "said", "Orlo", "Venn", "the", "mayor", "of", "told", "according", "to", "who", "and", "Ministry",
                "adding", "It", "was", "U.S.", "’s", "は", "と述べた", "https://t.co/x", "1,000", "ſ", "İ",
            ][..]),
            0..80,
        )
    ) {
        let text = pieces.concat();
        for quote in quotes_in(&text, WordLists::bundled()) {
            for span in quote.spans {
                prop_assert!(text.get(span).is_some_and(|words| !words.is_empty()));
            }
        }
    }
}
