//! Bytes to text: byte-order mark first, then strict UTF-8, then a guess that the user can overrule.
//!
//! Honest limitations: a guess from a few letters is often wrong; single-byte encodings of one region differ
//! in a handful of letters only. Therefore [`EncodingGuess::is_sure`], and the choice in [`decode`].

use super::mac_roman;
use crate::model::Newline;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{DecoderResult, Encoding, GB18030, GBK, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE};
use std::borrow::Cow;

/// How much of a file is looked at for guessing, in bytes.
const SAMPLE_BYTES: usize = 512 * 1024;

/// The encoding that a file was decoded with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EncodingGuess {
    /// What decoded the file.
    pub encoding: &'static Encoding,
    /// Said by a byte-order mark, proved by strict UTF-8, or chosen by the user.
    pub is_sure: bool,
    /// The file starts with a byte-order mark of UTF-32, which no encoding here can read.
    pub is_utf32: bool,
}

impl EncodingGuess {
    const fn sure(encoding: &'static Encoding) -> Self {
        Self {
            encoding,
            is_sure: true,
            is_utf32: false,
        }
    }

    const fn unsure(encoding: &'static Encoding) -> Self {
        Self {
            encoding,
            is_sure: false,
            is_utf32: false,
        }
    }
}

/// A decoded file.
#[derive(Clone, Debug)]
pub struct Decoded<'a> {
    /// Without byte-order mark, with `\n` line ends only, else unchanged.
    pub text: Cow<'a, str>,
    /// The encoding taken.
    pub guess: EncodingGuess,
    /// The line ends that the file had.
    pub newline: Newline,
    /// How many U+FFFD stand in `text` for bytes that the encoding does not allow.
    pub n_replaced: usize,
}

impl Decoded<'_> {
    /// Whether the text is none: it has NUL characters, more than a tenth of its start are control
    /// characters, or the file starts as a PDF.
    #[must_use]
    pub fn looks_binary(&self, file: &[u8]) -> bool {
        if file.starts_with(b"%PDF-") || self.text.as_bytes().contains(&0) {
            return true;
        }
        let start = &self.text.as_bytes()[..self.text.len().min(SAMPLE_BYTES)];
        let n_controls = start
            .iter()
            .filter(|b| **b < 0x20 && !matches!(**b, b'\n' | b'\t' | 0x0C | 0x1B | 0x08))
            .count();
        n_controls * 10 > start.len()
    }
}

/// Decodes a file. Never fails: what `chosen` or the guess does not allow becomes U+FFFD and is counted.
/// A byte-order mark is dropped if it belongs to the encoding taken; one more after it is text.
///
/// Costs about one pass over the bytes for each of finding the encoding, decoding and line ends; a UTF-8
/// file without carriage returns is borrowed, not copied.
#[must_use]
pub fn decode<'a>(bytes: &'a [u8], chosen: Option<&'static Encoding>) -> Decoded<'a> {
    let mark = Encoding::for_bom(bytes);
    let body = |encoding| match mark {
        Some((of, n_bytes)) if of == encoding => &bytes[n_bytes..],
        _ => bytes,
    };
    let utf8 = std::str::from_utf8(body(UTF_8)).ok();
    let guess = chosen.map_or_else(|| guess(bytes, utf8), EncodingGuess::sure);
    let body = body(guess.encoding);
    let (text, n_replaced) = match utf8 {
        Some(text) if guess.encoding == UTF_8 => (Cow::Borrowed(text), 0),
        _ => match guess.encoding.decode_without_bom_handling(body) {
            (text, false) => (text, 0),
            (text, true) => (text, count_malformed(guess.encoding, body)),
        },
    };
    let (text, newline) = with_line_feeds(text);
    Decoded {
        text,
        guess,
        newline,
        n_replaced,
    }
}

/// `utf8`: the bytes without mark, if they are valid UTF-8.
fn guess(bytes: &[u8], utf8: Option<&str>) -> EncodingGuess {
    if bytes.starts_with(&[0xFF, 0xFE, 0, 0]) || bytes.starts_with(&[0, 0, 0xFE, 0xFF]) {
        return EncodingGuess {
            is_utf32: true,
            ..EncodingGuess::unsure(UTF_8)
        };
    }
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return EncodingGuess::sure(encoding);
    }
    let kinds = ByteKinds::of(bytes);
    if kinds.has_nul
        && let Some(encoding) = guess_utf16(bytes)
    {
        return EncodingGuess::unsure(encoding);
    }
    if utf8.is_some() {
        return guess_among_utf8(bytes, kinds);
    }
    let sample = sample_of(bytes, |b| b >= 0x80);
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(&sample, true);
    let mut guess = detector.guess(None, Utf8Detection::Allow);
    if guess == UTF_8 || is_damaged_utf8(&sample, guess) {
        return EncodingGuess::unsure(UTF_8);
    }
    if guess == GBK {
        // The same decoder by its wider name, which other programs need for the rarer characters.
        guess = GB18030;
    }
    if guess.is_single_byte() && mac_roman::is_likelier(&sample, guess) {
        guess = encoding_rs::MACINTOSH;
    }
    EncodingGuess::unsure(guess)
}

/// Which bytes occur.
#[derive(Clone, Copy, Default)]
struct ByteKinds {
    has_nul: bool,
    has_escape: bool,
    is_ascii: bool,
}

impl ByteKinds {
    /// One pass, in pieces that the compiler makes wide comparisons of.
    fn of(bytes: &[u8]) -> Self {
        let (mut nul, mut escape, mut high) = (0_u8, 0_u8, 0_u8);
        for piece in bytes.chunks(4096) {
            for byte in piece {
                nul |= u8::from(*byte == 0);
                escape |= u8::from(*byte == 0x1B);
                high |= *byte;
            }
        }
        Self {
            has_nul: nul != 0,
            has_escape: escape != 0,
            is_ascii: high < 0x80,
        }
    }
}

/// Bytes that are valid UTF-8. ISO-2022-JP is such, being ASCII with escape sequences.
fn guess_among_utf8(bytes: &[u8], kinds: ByteKinds) -> EncodingGuess {
    if kinds.has_escape && kinds.is_ascii {
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
        let sample = sample_of(bytes, |b| b == 0x1B);
        detector.feed(&sample, true);
        if detector.guess(None, Utf8Detection::Deny) == ISO_2022_JP {
            return EncodingGuess::unsure(ISO_2022_JP);
        }
    }
    EncodingGuess::sure(UTF_8)
}

/// The first parts of a file that have bytes worth looking at, cut at line ends where there are some.
fn sample_of(bytes: &[u8], is_telling: impl Fn(u8) -> bool) -> Cow<'_, [u8]> {
    if bytes.len() <= SAMPLE_BYTES {
        return Cow::Borrowed(bytes);
    }
    let mut sample = Vec::with_capacity(SAMPLE_BYTES);
    let mut rest = bytes;
    while !rest.is_empty() && sample.len() < SAMPLE_BYTES {
        let longest = &rest[..rest.len().min(16 * 1024)];
        let line_end = longest.iter().rposition(|b| matches!(b, b'\n' | b'\r'));
        let (part, after) = rest.split_at(line_end.map_or(longest.len(), |i| i + 1));
        if part.iter().any(|b| is_telling(*b)) {
            sample.extend_from_slice(part);
        }
        rest = after;
    }
    Cow::Owned(sample)
}

/// Whether bytes that are not UTF-8 were so before somebody damaged them: sequences of several bytes that
/// are valid come about by chance seldom in single-byte encodings, and in a seventh of the characters of
/// East Asian ones.
fn is_damaged_utf8(sample: &[u8], guess: &'static Encoding) -> bool {
    let (mut n_valid, mut n_invalid) = (0_usize, 0_usize);
    for chunk in sample.utf8_chunks() {
        n_valid += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        n_invalid += usize::from(!chunk.invalid().is_empty());
    }
    if guess.is_single_byte() {
        n_valid > 0 && n_valid * 2 >= n_invalid
    } else {
        n_valid > n_invalid
    }
}

/// UTF-16 without a mark, of a file that has NUL bytes. Text in Latin letters has a NUL in every other byte.
/// In other scripts only blanks and digits have; then the bytes taken one by one must be no likely text.
fn guess_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    if !bytes.len().is_multiple_of(2) {
        return None;
    }
    let sample = &bytes[..bytes.len().min(SAMPLE_BYTES)];
    let n_units = sample.len() / 2;
    let n_first_nul = sample.iter().step_by(2).filter(|b| **b == 0).count();
    let n_second_nul = sample
        .iter()
        .skip(1)
        .step_by(2)
        .filter(|b| **b == 0)
        .count();
    let (encoding, n_high_nul) = if n_second_nul >= n_first_nul {
        (UTF_16LE, n_second_nul)
    } else {
        (UTF_16BE, n_first_nul)
    };
    let n_odd_bytes = sample
        .iter()
        .filter(|b| **b >= 0x7F || (**b < 0x20 && !matches!(**b, 0 | b'\t' | b'\n' | 0x0C | b'\r')))
        .count();
    let is_latin = n_high_nul * 10 >= n_units * 4;
    let is_other_script = n_odd_bytes * 20 > sample.len();
    ((is_latin || is_other_script) && is_plausible_utf16(sample, encoding)).then_some(encoding)
}

fn is_plausible_utf16(sample: &[u8], encoding: &'static Encoding) -> bool {
    let units = sample.as_chunks::<2>().0.iter().map(|pair| {
        if encoding == UTF_16LE {
            u16::from_le_bytes(*pair)
        } else {
            u16::from_be_bytes(*pair)
        }
    });
    let n_units = sample.len() / 2;
    char::decode_utf16(units)
        .enumerate()
        .all(|(i, unit)| match unit {
            Ok(c) => {
                matches!(c, '\t' | '\n' | '\r' | '\u{C}')
                    || !(c.is_control()
                        || matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{FFFE}' | '\u{FFFF}'))
            }
            // The sample may end within a pair of surrogates.
            Err(_) => i + 2 >= n_units,
        })
}

/// How many U+FFFD the decoder puts in.
fn count_malformed(encoding: &'static Encoding, bytes: &[u8]) -> usize {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut scratch = [0_u8; 4096];
    let mut rest = bytes;
    let mut n_malformed = 0;
    loop {
        let (result, n_read, _) =
            decoder.decode_to_utf8_without_replacement(rest, &mut scratch, true);
        rest = &rest[n_read..];
        match result {
            DecoderResult::InputEmpty => return n_malformed,
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(..) => n_malformed += 1,
        }
    }
}

/// `text` with every CRLF and lone CR made LF, and what there was.
fn with_line_feeds(text: Cow<'_, str>) -> (Cow<'_, str>, Newline) {
    if !text.as_bytes().contains(&b'\r') {
        return (text, Newline::Lf);
    }
    let mut out = String::with_capacity(text.len());
    let (mut has_lf, mut has_crlf, mut has_cr) = (false, false, false);
    let mut rest = &*text;
    while let Some((before, after)) = rest.split_once('\r') {
        has_lf = has_lf || before.as_bytes().contains(&b'\n');
        out.push_str(before);
        out.push('\n');
        rest = if let Some(after_crlf) = after.strip_prefix('\n') {
            has_crlf = true;
            after_crlf
        } else {
            has_cr = true;
            after
        };
    }
    has_lf = has_lf || rest.as_bytes().contains(&b'\n');
    out.push_str(rest);
    let newline = match (has_lf, has_crlf, has_cr) {
        (_, false, false) => Newline::Lf,
        (false, true, false) => Newline::CrLf,
        (false, false, true) => Newline::Cr,
        _ => Newline::Mixed,
    };
    (Cow::Owned(out), newline)
}

#[cfg(test)]
#[path = "decoding_tests.rs"]
mod tests;
