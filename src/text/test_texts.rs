//! Texts that break offset code, for the tests of this floor.

use super::{ByteOffset, TextSpan};
use proptest::prelude::*;

const PIECES: &[&str] = &[
    " ",
    " ",
    "\n",
    "\t",
    "a",
    "word",
    "Mr. ",
    "isn’t",
    "street-level",
    "3.5",
    ". ",
    "? ",
    "!",
    ",",
    "“",
    "”",
    "‘",
    "’",
    "\"",
    "'",
    "«",
    "»",
    "„",
    "「",
    "」",
    "(",
    ")",
    "é",
    "e\u{301}",
    "\u{301}",
    " \u{301}",
    "👩‍👩‍👧",
    "👍🏽",
    "🇩🇪",
    "🇫",
    "☕\u{FE0F}",
    "\u{200D}",
    "\u{200C}",
    "\u{200B}",
    "\u{A0}",
    "\u{FEFF}",
    "\u{2028}",
    "\u{85}",
    "\u{202E}",
    "\0",
    "مرحبا",
    "\u{600}",
    "שלום",
    "สวัสดี",
    "ครับ",
    "กำ",
    "こんにちは世界。",
    "東京",
    "क्षि",
    "각",
    "ᄀ",
    "\u{E0041}",
    "-",
    "\u{2011}",
    "_",
    "…",
    "U.S.",
    "The ",
    "[1]",
];

/// Up to thirty pieces in any order.
pub(super) fn nasty_text() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(PIECES), 0..30).prop_map(|pieces| pieces.concat())
}

/// A few pieces, repeated over several checkpoints and windows.
pub(super) fn long_text() -> impl Strategy<Value = String> {
    (nasty_text(), 1..60_usize, nasty_text()).prop_map(|(text, n, tail)| text.repeat(n) + &tail)
}

/// Takes the `‸` out of a text and says where it stood.
pub(super) fn place(marked: &str) -> (String, ByteOffset) {
    let (before, behind) = marked.split_once('‸').expect("a place marked by ‸");
    (format!("{before}{behind}"), ByteOffset(before.len()))
}

/// Takes the `⟦ ⟧` out of a text and says what they stood around.
pub(super) fn span(marked: &str) -> (String, TextSpan) {
    let (before, rest) = marked.split_once('⟦').expect("a start marked by ⟦");
    let (inside, behind) = rest.split_once('⟧').expect("an end marked by ⟧");
    let text = format!("{before}{inside}{behind}");
    let end = ByteOffset(before.len() + inside.len());
    let span = TextSpan::new(&text, ByteOffset(before.len()), end).expect("a span");
    (text, span)
}

/// Puts `⟦ ⟧` around a span; the bare text where there is none.
pub(super) fn show(text: &str, span: Option<TextSpan>) -> String {
    span.map_or(text.to_owned(), |span| {
        let (before, behind) = (&text[..span.start().0], &text[span.end().0..]);
        format!("{before}⟦{}⟧{behind}", span.of(text))
    })
}
