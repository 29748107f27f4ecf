//! Signs of symbol fonts as characters, where Unicode has them.

/// The Symbol font from 0x21 to 0x7E, as in the Unicode consortium's table of Adobe's encoding; U+FFFD where it has none.
const SYMBOL_LOW: &str = "!∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_\u{FFFD}αβχδεφγηιϕκλµνοπθρστυϖωξψζ{|}∼";
/// The same from 0xA0 to 0xFE.
const SYMBOL_HIGH: &str = "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊\u{2329}®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪\u{FFFD}\u{232A}∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭";

/// Runs of signs of Wingdings: the code of the first, and the signs from there on. What has no near character of its own
/// in Unicode is not in it.
const WINGDINGS: &[(u8, &str)] = &[
    (0x22, "✂✁"),
    (0x29, "✆"),
    (0x36, "⌛"),
    (0x3E, "✇"),
    (0x3F, "✍"),
    (0x41, "✌"),
    (0x45, "☜☞☝☟"),
    (0x4A, "☺"),
    (0x4C, "☹"),
    (0x4E, "☠"),
    (0x51, "✈☼"),
    (0x54, "❄"),
    (0x56, "✞"),
    (0x58, "✠✡☪☯"),
    (0x5E, "♈♉♊♋♌♍♎♏♐♑♒♓"),
    (0x6C, "●❍■□"),
    (0x71, "❑❒"),
    (0x75, "◆❖"),
    (0x78, "⌧"),
    (0x7A, "⌘❀✿❝❞"),
    (0x80, "⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿"),
    (0x9F, "•"),
    (0xA1, "○"),
    (0xA4, "◉◎"),
    (0xA7, "▪◻"),
    (0xAB, "★✶✴✹✵"),
    (0xB5, "✪✰"),
    (0xD5, "⌫⌦"),
    (0xD8, "➢"),
    (0xDC, "➲"),
    (0xDF, "←→↑↓↖↗↙↘"),
    (0xE8, "➔"),
    (0xEF, "⇦⇨⇧⇩"),
    (0xFB, "✗✓☒☑"),
];

/// The character of `code` in `font`: in symbol fonts the private code of their sign (U+F000 and on) or the code itself,
/// else a character as it is. `None` where Unicode has none that is known here.
pub fn character(font: &str, code: u32) -> Option<char> {
    let own = match code {
        0xF000..=0xF0FF => u8::try_from(code - 0xF000).ok()?,
        0x21..=0xFF => u8::try_from(code).ok()?,
        _ => return char::from_u32(code).filter(|c| !is_private(*c) && !c.is_control()),
    };
    if own == 0x20 {
        return Some(' ');
    }
    let found = if font.eq_ignore_ascii_case("Symbol") {
        let (first, signs) = if own < 0xA0 {
            (0x21, SYMBOL_LOW)
        } else {
            (0xA0, SYMBOL_HIGH)
        };
        signs.chars().nth(usize::from(own.checked_sub(first)?))
    } else if font.eq_ignore_ascii_case("Wingdings") {
        WINGDINGS.iter().find_map(|(first, signs)| {
            let at = usize::from(own.checked_sub(*first)?);
            signs.chars().nth(at)
        })
    } else if code < 0xF000 && !is_symbol_font(font) {
        char::from_u32(code).filter(|c| !c.is_control())
    } else {
        None
    };
    found.filter(|c| *c != '\u{FFFD}')
}

/// Whether the codes of a font's signs are no characters.
fn is_symbol_font(font: &str) -> bool {
    let font = font.to_ascii_lowercase();
    ["wingdings", "webdings", "marlett", "dingbats"]
        .iter()
        .any(|name| font.contains(name))
}

fn is_private(c: char) -> bool {
    matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_of_symbol_fonts_are_characters_where_unicode_has_them() {
        assert_eq!(SYMBOL_LOW.chars().count(), 0x7E - 0x21 + 1);
        assert_eq!(SYMBOL_HIGH.chars().count(), 0xFE - 0xA0 + 1);
        for (font, code, expected) in [
            ("Symbol", 0xF061, Some('α')),
            ("symbol", 0xB3, Some('≥')),
            ("Symbol", 0xF060, None),
            ("Symbol", 0xF080, None),
            ("Wingdings", 0xF0E0, Some('→')),
            ("Wingdings", 0xF0FC, Some('✓')),
            ("Wingdings", 0xF095, Some('❿')),
            ("Wingdings", 0xF021, None),
            ("Webdings", 0xF061, None),
            ("Wingdings 3", 0x61, None),
            ("Arial", 0x2022, Some('•')),
            ("Arial", 0xE9, Some('é')),
            ("Arial", 0xF0E9, None),
            ("Arial", 0x9, None),
            ("Wingdings", 0x2713, Some('✓')),
            ("Arial", 0xD800, None),
        ] {
            assert_eq!(character(font, code), expected, "{font} {code:X}");
        }
    }
}
