//! Where a word ends: inner apostrophes, hyphens and points, and the full stops of abbreviations.

/// Abbreviations whose full stop ends no sentence.
pub(super) fn is_abbreviation(word: &str) -> bool {
    matches!(
        word,
        "Mr" | "Mrs"
            | "Ms"
            | "Dr"
            | "Prof"
            | "Sen"
            | "Rep"
            | "Gov"
            | "Gen"
            | "Col"
            | "Lt"
            | "Sgt"
            | "Capt"
            | "Maj"
            | "Cmdr"
            | "Adm"
            | "Rev"
            | "Hon"
            | "St"
            | "Jr"
            | "Sr"
            | "Supt"
            | "Insp"
            | "Det"
            | "Cllr"
            | "Inc"
            | "Ltd"
            | "Corp"
            | "Co"
            | "Jan"
            | "Feb"
            | "Mar"
            | "Apr"
            | "Aug"
            | "Sept"
            | "Sep"
            | "Oct"
            | "Nov"
            | "Dec"
            | "No"
            | "vs"
            | "Sra"
            | "Mme"
            | "Mlle"
    )
}

/// Where the word that begins at `start` ends. Inner apostrophes, hyphens and points belong to it, and the full stop
/// of an abbreviation or initial.
pub(super) fn word_end(text: &str, start: usize, limit: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = start;
    let is_letter_at = |i: usize| {
        i < limit
            && (bytes[i].is_ascii_alphanumeric()
                || bytes[i] >= 0x80
                    && text
                        .get(i..)
                        .and_then(|rest| rest.chars().next())
                        .is_some_and(is_letter))
    };
    while at < limit {
        let byte = bytes[at];
        if byte.is_ascii_alphanumeric() {
            at += 1;
        } else if byte >= 0x80 {
            let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) else {
                break;
            };
            let next = at + c.len_utf8();
            let is_mark = matches!(c, '\u{300}'..='\u{36F}' | '\u{AD}');
            let joins = matches!(c, '’' | '‐' | '‑') && is_letter_at(next);
            if is_letter(c) || is_mark || joins {
                at = next;
            } else {
                break;
            }
        } else {
            let joins = match byte {
                b'\'' | b'-' | b'&' => is_letter_at(at + 1),
                b'.' | b',' => {
                    // 3.5, 1,000; U.S., D-N.M.
                    let is_before_digit = bytes[at - 1].is_ascii_digit()
                        && at + 1 < limit
                        && bytes[at + 1].is_ascii_digit();
                    let is_initialism = byte == b'.'
                        && bytes[at - 1].is_ascii_alphabetic()
                        && (at - 1 == start || matches!(bytes[at - 2], b'.' | b'-'))
                        && at + 1 < limit
                        && bytes[at + 1].is_ascii_alphabetic()
                        && (at + 2 >= limit || !bytes[at + 2].is_ascii_alphanumeric());
                    // BORL3.SA, VLO.L
                    let is_large = |i: usize| {
                        bytes
                            .get(i)
                            .is_some_and(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
                    };
                    let is_ticker = byte == b'.'
                        && is_large(at - 1)
                        && at + 1 < limit
                        && is_large(at + 1)
                        && !bytes.get(at + 2).is_some_and(u8::is_ascii_lowercase);
                    is_before_digit || is_initialism || is_ticker
                }
                _ => false,
            };
            if !joins {
                break;
            }
            at += 1;
        }
    }
    let word = &text[start..at];
    if at < limit && bytes[at] == b'.' && bytes.get(at + 1) != Some(&b'.') {
        let is_initial = word.len() == 1 && bytes[start].is_ascii_uppercase() && word != "I";
        let is_initialism = word.contains('.') && !word.starts_with(|c: char| c.is_numeric());
        let is_followed = bytes.get(at + 1) == Some(&b' ') && at + 1 < limit;
        if is_initialism || is_followed && (is_initial || is_abbreviation(word)) {
            return at + 1;
        }
    }
    at
}

/// A letter or digit; the signs of U+2000 to U+206F, of which news is full, without a look into the tables.
pub(super) fn is_letter(c: char) -> bool {
    !('\u{2000}'..='\u{206F}').contains(&c) && c.is_alphanumeric()
}
