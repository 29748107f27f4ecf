//! Characters that cannot be seen, or that turn others around, and the short names they are shown by.

use super::grapheme::is_grapheme_boundary;
use super::is_blank;
use super::offset::ByteOffset;

/// Names of U+0000..=U+001F (ISO/IEC 6429, as in the Unicode code charts).
const C0: [&str; 32] = [
    "NUL", "SOH", "STX", "ETX", "EOT", "ENQ", "ACK", "BEL", "BS", "HT", "LF", "VT", "FF", "CR",
    "SO", "SI", "DLE", "DC1", "DC2", "DC3", "DC4", "NAK", "SYN", "ETB", "CAN", "EM", "SUB", "ESC",
    "FS", "GS", "RS", "US",
];

/// Names of U+0080..=U+009F.
const C1: [&str; 32] = [
    "PAD", "HOP", "BPH", "NBH", "IND", "NEL", "SSA", "ESA", "HTS", "HTJ", "VTS", "PLD", "PLU",
    "RI", "SS2", "SS3", "DCS", "PU1", "PU2", "STS", "CCH", "MW", "SPA", "EPA", "SOS", "SGCI",
    "SCI", "CSI", "ST", "OSC", "PM", "APC",
];

/// Names of U+FE00..=U+FE0F.
const VARIATIONS: [&str; 16] = [
    "VS1", "VS2", "VS3", "VS4", "VS5", "VS6", "VS7", "VS8", "VS9", "VS10", "VS11", "VS12", "VS13",
    "VS14", "VS15", "VS16",
];

/// The short name of a control, zero-width, bidi, tag or variation character, e.g. "ZWJ", "RLO", "NUL".
///
/// `None` for all that can be seen, for tab, line feed and the blanks that have a width. Some of these
/// belong to sound text in some places (ZWJ in an emoji): [`is_marked`] knows where.
#[must_use]
pub fn mark_for(c: char) -> Option<&'static str> {
    let from = |names: &'static [&'static str], first: char| {
        names
            .get((c as usize).wrapping_sub(first as usize))
            .copied()
    };
    let name = match c {
        '\t' | '\n' | ' '..='~' => return None,
        '\0'..='\x1F' => return from(&C0, '\0'),
        '\x7F' => "DEL",
        '\u{80}'..='\u{9F}' => return from(&C1, '\u{80}'),
        '\u{AD}' => "SHY",
        '\u{34F}' => "CGJ",
        '\u{61C}' => "ALM",
        '\u{115F}' => "HCF",
        '\u{1160}' => "HJF",
        '\u{17B4}' => "KIVAQ",
        '\u{17B5}' => "KIVAA",
        '\u{180B}' => "FVS1",
        '\u{180C}' => "FVS2",
        '\u{180D}' => "FVS3",
        '\u{180E}' => "MVS",
        '\u{180F}' => "FVS4",
        '\u{200B}' => "ZWSP",
        '\u{200C}' => "ZWNJ",
        '\u{200D}' => "ZWJ",
        '\u{200E}' => "LRM",
        '\u{200F}' => "RLM",
        '\u{2028}' => "LS",
        '\u{2029}' => "PS",
        '\u{202A}' => "LRE",
        '\u{202B}' => "RLE",
        '\u{202C}' => "PDF",
        '\u{202D}' => "LRO",
        '\u{202E}' => "RLO",
        '\u{2060}' => "WJ",
        '\u{2061}' => "FA",
        '\u{2062}' => "IT",
        '\u{2063}' => "IS",
        '\u{2064}' => "IP",
        '\u{2066}' => "LRI",
        '\u{2067}' => "RLI",
        '\u{2068}' => "FSI",
        '\u{2069}' => "PDI",
        '\u{206A}' => "ISS",
        '\u{206B}' => "ASS",
        '\u{206C}' => "IAFS",
        '\u{206D}' => "AAFS",
        '\u{206E}' => "NADS",
        '\u{206F}' => "NODS",
        '\u{3164}' => "HF",
        '\u{FE00}'..='\u{FE0F}' => return from(&VARIATIONS, '\u{FE00}'),
        '\u{FEFF}' => "BOM",
        '\u{FFA0}' => "HWHF",
        '\u{FFF9}' => "IAA",
        '\u{FFFA}' => "IAS",
        '\u{FFFB}' => "IAT",
        '\u{FFFC}' => "OBJ",
        '\u{13430}'..='\u{1343F}' => "EHC",
        '\u{1BCA0}'..='\u{1BCA3}' => "SHC",
        '\u{1D173}'..='\u{1D17A}' => "MUS",
        '\u{E0000}'..='\u{E007F}' => "TAG",
        '\u{E0100}'..='\u{E01EF}' => "VS",
        _ => return None,
    };
    Some(name)
}

/// Whether the character at `offset` is to be shown as a mark: it has a name in [`mark_for`] and does
/// not do its work in an emoji or a script that needs it. False at the end and inside a code point.
///
/// Limitation: what is sound is judged by the neighbours, so a joiner hidden between two letters of a
/// joining script is not told from a wanted one.
#[must_use]
pub fn is_marked(text: &str, offset: ByteOffset) -> bool {
    let Some((before, rest)) = text.split_at_checked(offset.0) else {
        return false;
    };
    let mut chars = rest.chars();
    let Some(c) = chars.next() else {
        return false;
    };
    mark_for(c).is_some() && !is_sound(text, before, c, chars.next())
}

/// How many characters of `text` are to be shown as marks. Reads all of it.
#[must_use]
pub fn count_marks(text: &str) -> usize {
    text.char_indices()
        .filter(|&(i, c)| mark_for(c).is_some() && is_marked(text, ByteOffset(i)))
        .count()
}

fn is_sound(text: &str, before: &str, c: char, next: Option<char>) -> bool {
    let Some(prev) = before.chars().next_back() else {
        return false;
    };
    match c {
        '\u{200C}' | '\u{200D}' => next.is_some_and(|next| {
            (is_joining(prev) && is_joining(next))
                || (c == '\u{200D}' && joins_emoji(text, before, next))
        }),
        // One variation selector behind something that can vary; several in a row hide data.
        '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}' => {
            mark_for(prev).is_none() && !is_blank(prev) && !prev.is_ascii_alphabetic()
        }
        '\u{180B}'..='\u{180F}' => {
            ('\u{1800}'..='\u{18AF}').contains(&prev) && mark_for(prev).is_none()
        }
        '\u{E0020}'..='\u{E007F}' => is_in_flag(text, before, c),
        _ => false,
    }
}

/// Whether the text breaks neither before the ZWJ nor behind it, and an emoji follows (GB11 of UAX #29).
fn joins_emoji(text: &str, before: &str, next: char) -> bool {
    let behind = before.len() + '\u{200D}'.len_utf8();
    let is_extending = || {
        let mut pair = String::from("a");
        pair.push(next);
        !is_grapheme_boundary(&pair, ByteOffset(1))
    };
    !next.is_alphabetic() && !is_grapheme_boundary(text, ByteOffset(behind)) && !is_extending()
}

/// Whether a letter or sign is of a script whose shapes ZWJ and ZWNJ steer: Arabic, Syriac, N'Ko,
/// Mandaic, the Indic scripts up to Khmer, Mongolian and others of their kind.
fn is_joining(c: char) -> bool {
    let is_in_block = matches!(c,
        '\u{600}'..='\u{8FF}'
        | '\u{900}'..='\u{DFF}'
        | '\u{1000}'..='\u{109F}'
        | '\u{1780}'..='\u{17FF}'
        | '\u{1800}'..='\u{18AF}'
        | '\u{1B00}'..='\u{1BBF}'
        | '\u{A840}'..='\u{A8DF}'
        | '\u{FB50}'..='\u{FDFF}'
        | '\u{FE70}'..='\u{FEFC}'
        | '\u{10AC0}'..='\u{10AFF}'
        | '\u{11000}'..='\u{114DF}'
        | '\u{1E900}'..='\u{1E95F}');
    is_in_block && mark_for(c).is_none() && !c.is_ascii_punctuation() && !c.is_numeric()
}

/// Whether a tag character is one of a flag: a black flag, up to six letters or digits, a cancel tag.
fn is_in_flag(text: &str, before: &str, c: char) -> bool {
    let is_tag = |c: &char| ('\u{E0020}'..='\u{E007E}').contains(c);
    let n_before = before.chars().rev().take(8).take_while(is_tag).count();
    let head = &before[..before.len() - n_before * c.len_utf8()];
    let tail = text.get(before.len()..).unwrap_or_default();
    let n_behind = tail.chars().take(8).take_while(is_tag).count();
    let is_ended = c == '\u{E007F}' || tail.chars().nth(n_behind) == Some('\u{E007F}');
    head.ends_with('\u{1F3F4}') && n_before + n_behind <= 6 && n_before + n_behind > 0 && is_ended
}

#[cfg(test)]
mod tests {
    use super::super::test_texts::nasty_text;
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    /// Every marked character of `text` written as its name in braces.
    #[track_caller]
    fn check(text: &str, expected: &str) {
        let mut shown = String::new();
        for (i, c) in text.char_indices() {
            match mark_for(c) {
                Some(name) if is_marked(text, ByteOffset(i)) => {
                    shown.extend(["{", name, "}"]);
                }
                _ => shown.push(c),
            }
        }
        assert_eq!(shown, expected);
    }

    #[test]
    fn controls_and_bidi() {
        check("a\0b\x7F\r\n\t\u{9B}", "a{NUL}b{DEL}{CR}\n\t{CSI}");
        check(
            "a\u{202E}b\u{202C}\u{2067}c\u{2069}",
            "a{RLO}b{PDF}{RLI}c{PDI}",
        );
        check(
            "\u{FEFF}a\u{200B}b\u{AD}c\u{2060}",
            "{BOM}a{ZWSP}b{SHY}c{WJ}",
        );
        check("a\u{A0}b\u{3000}c é日👍", "a\u{A0}b\u{3000}c é日👍");
    }

    #[test]
    fn joiners_in_emoji_and_joining_scripts() {
        check("👩‍👩‍👧 👍🏽‍👩", "👩‍👩‍👧 👍🏽‍👩");
        check(
            "می\u{200C}خواهم क\u{94D}\u{200D}ष",
            "می\u{200C}خواهم क\u{94D}\u{200D}ष",
        );
        check("a\u{200D}b \u{200C}c", "a{ZWJ}b {ZWNJ}c");
        check("👩\u{200D}", "👩{ZWJ}");
        check("👩\u{200D}a \u{200D}👩", "👩{ZWJ}a {ZWJ}👩");
    }

    #[test]
    fn selectors_and_tags() {
        check(
            "☕\u{FE0F} 1\u{FE0F}\u{20E3} 葛\u{E0100}",
            "☕\u{FE0F} 1\u{FE0F}\u{20E3} 葛\u{E0100}",
        );
        check("a\u{FE0F} ☕\u{FE0F}\u{FE01}", "a{VS16} ☕\u{FE0F}{VS2}");
        let wales = "🏴\u{E0067}\u{E0062}\u{E0077}\u{E006C}\u{E0073}\u{E007F}";
        check(wales, wales);
        check("hi\u{E0068}\u{E0069}", "hi{TAG}{TAG}");
        check("🏴\u{E0068}\u{E0069}!", "🏴{TAG}{TAG}!");
    }

    #[test]
    fn what_cannot_be_seen_has_a_name() {
        let hidden =
            regex::Regex::new(r"[\p{Cf}\p{Default_Ignorable_Code_Point}\u{2028}\u{2029}--\p{Cn}]")
                .unwrap();
        // Signs of the class Cf that have a shape: they stand above or below a number, or before a lesson.
        let shown = regex::Regex::new(r"\p{Prepended_Concatenation_Mark}").unwrap();
        let nameless: Vec<char> = ('\0'..=char::MAX)
            .filter(|c| mark_for(*c).is_none())
            .filter(|c| {
                let text = c.to_string();
                hidden.is_match(&text) && !shown.is_match(&text)
            })
            .collect();
        assert_eq!(nameless, Vec::<char>::new());
    }

    #[test]
    fn counts() {
        assert_eq!(count_marks("a\0👩‍👧\u{200B}"), 2);
        assert_eq!(count_marks(""), 0);
        let long = "🏴".to_owned() + &"\u{E0068}".repeat(20_000);
        assert_eq!(count_marks(&long), 20_000);
    }

    #[test]
    fn every_control_has_a_name_of_its_own() {
        let controls = (0..0xA0_u32)
            .filter_map(char::from_u32)
            .filter(|c| c.is_control());
        let names: BTreeSet<_> = controls.filter_map(mark_for).collect();
        assert_eq!(names.len(), 65 - 2);
    }

    proptest! {
        #[test]
        fn no_offset_panics(text in nasty_text()) {
            let n = (0..text.len() + 2).filter(|&i| is_marked(&text, ByteOffset(i))).count();
            prop_assert_eq!(n, count_marks(&text));
        }
    }
}
