//! The encodings that a user can choose from when the guess is wrong.

use encoding_rs::{
    BIG5, EUC_JP, EUC_KR, Encoding, GB18030, IBM866, ISO_2022_JP, ISO_8859_2, ISO_8859_3,
    ISO_8859_4, ISO_8859_5, ISO_8859_6, ISO_8859_7, ISO_8859_8, ISO_8859_10, ISO_8859_13,
    ISO_8859_14, ISO_8859_15, ISO_8859_16, KOI8_R, KOI8_U, MACINTOSH, SHIFT_JIS, UTF_8, UTF_16BE,
    UTF_16LE, WINDOWS_874, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252, WINDOWS_1253, WINDOWS_1254,
    WINDOWS_1255, WINDOWS_1256, WINDOWS_1257, WINDOWS_1258, X_MAC_CYRILLIC,
};

/// An encoding with the words a user knows it by.
#[derive(Clone, Copy, Debug)]
pub struct ChoosableEncoding {
    /// What decodes.
    pub encoding: &'static Encoding,
    /// Script or region, such as "Western".
    pub script: &'static str,
}

macro_rules! choosable {
    ($($script:literal: $($encoding:expr),+;)+) => {
        &[$($(ChoosableEncoding { encoding: $encoding, script: $script },)+)+]
    };
}

/// Every choosable encoding, the most frequent first.
pub static CHOOSABLE_ENCODINGS: &[ChoosableEncoding] = choosable! {
    "Unicode": UTF_8, UTF_16LE, UTF_16BE;
    "Western": WINDOWS_1252, MACINTOSH, ISO_8859_15, ISO_8859_14, ISO_8859_3;
    "Central European": WINDOWS_1250, ISO_8859_2, ISO_8859_16;
    "Baltic and Nordic": WINDOWS_1257, ISO_8859_13, ISO_8859_4, ISO_8859_10;
    "Cyrillic": WINDOWS_1251, KOI8_R, KOI8_U, ISO_8859_5, IBM866, X_MAC_CYRILLIC;
    "Greek": WINDOWS_1253, ISO_8859_7;
    "Turkish": WINDOWS_1254;
    "Hebrew": WINDOWS_1255, ISO_8859_8;
    "Arabic": WINDOWS_1256, ISO_8859_6;
    "Vietnamese": WINDOWS_1258;
    "Thai": WINDOWS_874;
    "Chinese": GB18030, BIG5;
    "Japanese": SHIFT_JIS, EUC_JP, ISO_2022_JP;
    "Korean": EUC_KR;
};

/// The name as it stands in the project file: the standard's, in lower case.
#[must_use]
pub fn encoding_name(encoding: &'static Encoding) -> String {
    encoding.name().to_ascii_lowercase()
}

/// The encoding of this name or of one of the standard's other labels for it (`latin1`, `cp1252`), in any
/// case.
#[must_use]
pub fn encoding_by_name(name: &str) -> Option<&'static Encoding> {
    Encoding::for_label_no_replacement(name.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_choosable_encoding_is_found_by_its_name() {
        for choice in CHOOSABLE_ENCODINGS {
            let name = encoding_name(choice.encoding);
            assert_eq!(encoding_by_name(&name), Some(choice.encoding), "{name}");
        }
        assert_eq!(encoding_by_name("Latin1"), Some(WINDOWS_1252));
        assert_eq!(encoding_by_name("nonsense"), None);
    }

    #[test]
    fn no_encoding_is_offered_twice_and_mac_roman_is_there() {
        let mut names: Vec<_> = CHOOSABLE_ENCODINGS
            .iter()
            .map(|c| encoding_name(c.encoding))
            .collect();
        assert!(names.iter().any(|n| n == "macintosh"));
        let n = names.len();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), n);
    }
}
