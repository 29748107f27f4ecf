//! Places where folded words could be, found by one letter of them and those beside it, many bytes at a time.
//!
//! In every hit the letter is there in ASCII, between its neighbours or bytes of other characters, or another character stands
//! for it, which is told by its first byte. All of that is comparing bytes, without a branch, so that the compiler makes
//! instructions of it that take 16 bytes or more at once.

use super::folding::Variants;

/// Bytes looked at in one go.
const BLOCK: usize = 32;
/// With the byte before them and the one behind.
const WINDOW: usize = BLOCK + 2;
const HIGH_BITS: u64 = 0x8080_8080_8080_8080;

/// A letter of folded words with its neighbours.
#[derive(Clone, Debug)]
pub(super) struct Probe {
    letter: Letter,
    before: Letter,
    behind: Letter,
    /// The first bytes of the other characters that stand for the letter.
    leads: Vec<u8>,
    /// How many letters of the words stand before it.
    place: usize,
}

/// A letter in either case; some signs count as others, so that it is told quickly.
#[derive(Clone, Copy, Debug)]
struct Letter {
    byte: u8,
    /// All bits where any byte will do, else none.
    any: u8,
}

/// What both cases of an ASCII letter have in common.
const CASE: u8 = 0x20;

impl Letter {
    const ANY: Self = Self { byte: 0, any: 0xFF };

    /// `None` for a blank and the like: it is written in too many ways.
    fn new(folded: char) -> Option<Self> {
        let byte = u8::try_from(folded).ok()? | CASE;
        let all = Variants::get().of(folded).into_iter();
        let is_told = all.filter(char::is_ascii).all(|c| c as u8 | CASE == byte);
        // A NUL looks as a blank does, and as what stands behind the text.
        (is_told && byte != CASE).then_some(Self { byte, any: 0 })
    }

    /// All bits where it is this letter, else none.
    #[inline]
    fn bits(self, byte: u8) -> u8 {
        u8::from(byte | CASE == self.byte).wrapping_neg() | self.any
    }
}

impl Probe {
    /// A letter of what words fold to, all of it ASCII, that is rare with its neighbours and rarely in another character.
    /// `None` where none of it can be told quickly.
    pub fn new(folded: &[char]) -> Option<Self> {
        let all = (0..folded.len()).filter_map(|place| Self::at(folded, place));
        all.min_by_key(Self::frequency)
    }

    fn at(folded: &[char], place: usize) -> Option<Self> {
        let letter = |place: Option<usize>| folded.get(place?).copied().and_then(Letter::new);
        Some(Self {
            letter: letter(Some(place))?,
            before: letter(place.checked_sub(1)).unwrap_or(Letter::ANY),
            behind: letter(Some(place + 1)).unwrap_or(Letter::ANY),
            leads: leads(folded, place),
            place,
        })
    }

    /// How often it could be there, in a million bytes, with the time to tell it.
    fn frequency(&self) -> u32 {
        let beside = |letter: Letter| match letter.any {
            // In another character too.
            0 => 20 + per_mille(letter.byte),
            _ => 1_000,
        };
        let in_ascii =
            per_mille(self.letter.byte) * beside(self.before) / 100 * beside(self.behind) / 10;
        let leads = self.leads.iter();
        in_ascii + leads.map(|&lead| of_lead(lead) + 500).sum::<u32>()
    }

    /// How many letters of the words stand before it.
    pub fn place(&self) -> usize {
        self.place
    }

    /// What `check` makes of the first place at `at` or behind of which it makes something. In every hit of the words one
    /// place is among those it is asked: where the letter is, or the character that stands for it. They are asked in order.
    pub fn find<T>(
        &self,
        bytes: &[u8],
        at: usize,
        check: impl FnMut(usize) -> Option<T>,
    ) -> Option<T> {
        match *self.leads {
            [] => self.find_with(bytes, at, |_| 0, check),
            [a] => self.find_with(bytes, at, is_of([a]), check),
            [a, b] => self.find_with(bytes, at, is_of([a, b]), check),
            [a, b, c] => self.find_with(bytes, at, is_of([a, b, c]), check),
            // More are not told apart: every character counts.
            _ => self.find_with(bytes, at, |byte| byte & (byte << 1), check),
        }
    }

    fn find_with<T>(
        &self,
        bytes: &[u8],
        at: usize,
        is_lead: impl Fn(u8) -> u8,
        mut check: impl FnMut(usize) -> Option<T>,
    ) -> Option<T> {
        let mut start = at;
        while start < bytes.len() {
            let rest = start.checked_sub(1).and_then(|i| bytes.get(i..));
            let marks = match rest.and_then(<[u8]>::first_chunk) {
                Some(window) => self.marks(window, &is_lead),
                None => self.marks(&padded(bytes, start), &is_lead),
            };
            let (words, _) = marks.as_chunks::<8>();
            let words = words.iter().map(|word| u64::from_le_bytes(*word));
            if words.clone().fold(0, |all, word| all | word) & HIGH_BITS != 0 {
                for (i, word) in words.enumerate() {
                    let mut marks = word & HIGH_BITS;
                    while marks != 0 {
                        let found = check(start + i * 8 + marks.trailing_zeros() as usize / 8);
                        if found.is_some() {
                            return found;
                        }
                        marks &= marks - 1;
                    }
                }
            }
            start += BLOCK;
        }
        None
    }

    /// A high bit at every byte where a hit could be.
    #[inline]
    fn marks(&self, window: &[u8; WINDOW], is_lead: impl Fn(u8) -> u8) -> [u8; BLOCK] {
        let mut marks = [0; BLOCK];
        for (i, mark) in marks.iter_mut().enumerate() {
            let [before, byte, behind] = [window[i], window[i + 1], window[i + 2]];
            let in_ascii = self.letter.bits(byte)
                & (self.before.bits(before) | before)
                & (self.behind.bits(behind) | behind);
            *mark = in_ascii | is_lead(byte);
        }
        marks
    }
}

/// All bits where a byte is one of these, else none.
fn is_of<const N: usize>(leads: [u8; N]) -> impl Fn(u8) -> u8 {
    move |byte| {
        let each = leads
            .iter()
            .map(|&lead| u8::from(byte == lead).wrapping_neg());
        each.fold(0, |any, is| any | is)
    }
}

/// The window of the block at `start` where the text does not reach over all of it.
#[cold]
fn padded(bytes: &[u8], start: usize) -> [u8; WINDOW] {
    let mut window = [0; WINDOW];
    let from = start.saturating_sub(1);
    let at = from + 1 - start;
    let rest = &bytes[from..bytes.len().min(from + WINDOW - at)];
    window[at..at + rest.len()].copy_from_slice(rest);
    window
}

/// The first bytes of the characters, not ASCII, that stand for the letter at `place`, alone or with others.
fn leads(folded: &[char], place: usize) -> Vec<u8> {
    let variants = Variants::get();
    let singles = variants.of(folded[place]).into_iter();
    let several = (0..=place).flat_map(|start| {
        let all = variants.at_start_of(&folded[start..]);
        all.filter(move |(n, _)| start + n > place).map(|(_, c)| c)
    });
    let others = singles.chain(several).filter(|c| !c.is_ascii());
    let mut leads: Vec<u8> = others
        .map(|c| c.encode_utf8(&mut [0; 4]).as_bytes()[0])
        .collect();
    leads.sort_unstable();
    leads.dedup();
    leads
}

/// About how often a letter comes in a thousand bytes; English texts, but it only has to tell rare ones.
fn per_mille(letter: u8) -> u32 {
    const OF_LETTERS: [u8; 26] = [
        82, 15, 28, 43, 127, 22, 20, 61, 70, 2, 8, 40, 24, 67, 75, 19, 1, 60, 63, 91, 28, 10, 24,
        2, 20, 1,
    ];
    match letter {
        b'a'..=b'z' => u32::from(OF_LETTERS[usize::from(letter - b'a')]),
        _ => 6,
    }
}

/// About how often a first byte comes in a million bytes of European languages.
fn of_lead(lead: u8) -> u32 {
    match lead {
        0xC3 => 8_000,
        0xE2 => 5_000,
        0xC2 | 0xC4 | 0xC5 => 2_000,
        _ => 100,
    }
}
