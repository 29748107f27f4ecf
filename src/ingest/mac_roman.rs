//! Telling Mac Roman, which no web browser guesses, from the other single-byte encodings of Latin script.

use encoding_rs::{Encoding, MACINTOSH};

/// Whether `sample` reads better as Mac Roman than as `other`.
///
/// Each byte outside ASCII that has an ASCII neighbour letter is judged by whether its character is at home
/// there: small letters inside words, opening quotes before them, closing ones behind. Text whose words are
/// mostly outside ASCII (Cyrillic, Greek, …) is never Mac Roman.
pub fn is_likelier(sample: &[u8], other: &'static Encoding) -> bool {
    let mac = Table::of(MACINTOSH);
    let other = Table::of(other);
    let (mut n_high, mut n_judged) = (0_u32, 0_u32);
    let (mut mac_score, mut other_score) = (0_i64, 0_i64);
    for (i, &byte) in sample.iter().enumerate() {
        if byte < 0x80 {
            continue;
        }
        n_high += 1;
        let before = i.checked_sub(1).map_or(b' ', |i| sample[i]);
        let after = sample.get(i + 1).copied().unwrap_or(b' ');
        if before.is_ascii_alphabetic() || after.is_ascii_alphabetic() {
            n_judged += 1;
            mac_score += fitness(before, mac.char_of(byte), after);
            other_score += fitness(before, other.char_of(byte), after);
        }
    }
    n_judged * 2 >= n_high && n_judged > 0 && mac_score > 0 && mac_score > other_score
}

/// The upper half of a single-byte encoding.
struct Table([char; 128]);

impl Table {
    fn of(encoding: &'static Encoding) -> Self {
        let mut chars = ['\u{FFFD}'; 128];
        for (byte, slot) in (0x80_u8..=0xFF).zip(&mut chars) {
            let bytes = [byte];
            let (text, _) = encoding.decode_without_bom_handling(&bytes);
            *slot = text.chars().next().unwrap_or('\u{FFFD}');
        }
        Self(chars)
    }

    fn char_of(&self, byte: u8) -> char {
        self.0[usize::from(byte & 0x7F)]
    }
}

/// How well `c` stands between two bytes, at least one of which is an ASCII letter.
fn fitness(before: u8, c: char, after: u8) -> i64 {
    let (is_behind, is_ahead) = (before.is_ascii_alphabetic(), after.is_ascii_alphabetic());
    let is_inside = is_behind && is_ahead;
    match c {
        '\u{FFFD}' | '\u{80}'..='\u{9F}' => -6,
        _ if c.is_lowercase() => 2,
        _ if c.is_uppercase() && is_behind => {
            if before.is_ascii_uppercase() {
                1
            } else {
                -3
            }
        }
        _ if c.is_uppercase() => 1,
        '’' | '‘' if is_inside => 2,
        '“' | '„' | '«' | '‘' | '‚' | '¿' | '¡' => {
            if is_ahead {
                2
            } else {
                -1
            }
        }
        '”' | '»' | '’' | '…' => {
            if is_behind {
                2
            } else {
                -1
            }
        }
        '–' | '—' | '\u{A0}' | '\u{AD}' => 1,
        _ => -2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{ISO_8859_2, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252, WINDOWS_1254};

    fn mac_bytes(text: &str) -> Vec<u8> {
        let (bytes, _, has_unmappable) = MACINTOSH.encode(text);
        assert!(!has_unmappable, "{text}");
        bytes.into_owned()
    }

    #[test]
    fn mac_roman_is_told_from_western_windows() {
        for text in [
            "Le pont du port ferme pour un an, a déclaré la préfète à la presse.",
            "Die Brücke wird für ein Jahr geschlossen, heißt es aus dem Rathaus.",
            "“We will not close it,” the port’s spokesperson said — twice.",
            "El puente cerrará un año, según la alcaldía; ¿quién pagará mañana?",
        ] {
            let bytes = mac_bytes(text);
            for other in [WINDOWS_1252, WINDOWS_1250, WINDOWS_1254, ISO_8859_2] {
                assert!(is_likelier(&bytes, other), "{text} as {}", other.name());
            }
        }
    }

    #[test]
    fn the_others_are_not_taken_for_mac_roman() {
        for (encoding, text) in [
            (
                WINDOWS_1252,
                "Le pont du port ferme pour un an, a déclaré la préfète.",
            ),
            (
                WINDOWS_1252,
                "Die Brücke wird für ein Jahr geschlossen, heißt es „bald“.",
            ),
            (
                WINDOWS_1252,
                "“We will not close it,” the port’s spokesperson said.",
            ),
            (
                WINDOWS_1250,
                "Přístav dnes oznámil, že most bude uzavřen na celý rok.",
            ),
            (
                ISO_8859_2,
                "Władze portu twierdzą, że most zostanie zamknięty na rok.",
            ),
            (
                WINDOWS_1254,
                "Köprü bir yıl boyunca kapalı kalacağını açıkladı, değişiklik.",
            ),
            (
                WINDOWS_1251,
                "Мост закроют на год, сообщила администрация порта (ООО Port).",
            ),
        ] {
            let (bytes, _, has_unmappable) = encoding.encode(text);
            assert!(!has_unmappable, "{text}");
            assert!(!is_likelier(&bytes, encoding), "{text}");
        }
    }
}
