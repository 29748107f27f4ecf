//! Made-up texts: the same ones in every run, with words, sentences and paragraphs as lengthy as in articles.

/// A random generator (`SplitMix64`) that gives the same numbers in every run.
#[derive(Clone, Debug)]
pub struct Random(pub u64);

impl Random {
    /// The next number.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `limit`, which is not 0.
    pub fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    /// One of them.
    pub fn one_of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

/// What a made-up text looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Latin letters with some accents, paragraphs between blank lines.
    Paragraphs,
    /// The same without any line end.
    SingleLine,
    /// Latin, Greek, Cyrillic, Arabic, Hebrew, Chinese, emoji, also within one paragraph.
    Mixed,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Paragraphs, Self::SingleLine, Self::Mixed];

    /// For tables and arguments.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Paragraphs => "paragraphs",
            Self::SingleLine => "one line",
            Self::Mixed => "mixed scripts",
        }
    }
}

const SYLLABLES: &[&str] = &[
    "ba", "ber", "bri", "ca", "con", "da", "de", "di", "dor", "e", "en", "er", "fa", "for", "ga",
    "ge", "har", "hi", "in", "ka", "la", "le", "li", "lon", "ma", "men", "mi", "na", "ne", "no",
    "o", "on", "par", "pe", "por", "qui", "ra", "re", "ri", "sa", "se", "sho", "si", "ta", "te",
    "ti", "tor", "u", "un", "va", "ver", "vi", "wa", "y", "ffi", "fl", "é", "ö", "ñ",
];
const ALPHABETS: &[&str] = &[
    "αβγδεζηθικλμνξοπρστυφχψωάέή",
    "абвгдежзиклмнопрстуфхцчшыэюя",
    "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
    "אבגדהוזחטיכלמנסעפצקרשתםןף",
];
const HAN: &str =
    "的一是不了人我在有他这为之大来以个中上们到说国和地也子时道出而要于就下得可你年生";
const EMOJI: &[&str] = &["🚢", "👩‍👩‍👧", "🇮🇹", "👍🏽", "⚖️"];

/// Words from frequent to rare.
fn vocabulary(random: &mut Random) -> Vec<String> {
    let word = |_| {
        (0..=random.below(4))
            .map(|_| *random.one_of(SYLLABLES))
            .collect()
    };
    (0..4000).map(word).collect()
}

fn foreign_words(random: &mut Random, alphabet: &str) -> Vec<String> {
    let letters: Vec<char> = alphabet.chars().collect();
    let word = |_| {
        (0..2 + random.below(7))
            .map(|_| *random.one_of(&letters))
            .collect()
    };
    (0..500).map(word).collect()
}

/// A text of `n_bytes`, or a few less where a character would be cut.
#[must_use]
pub fn made_up(kind: Kind, n_bytes: usize, seed: u64) -> String {
    let mut random = Random(seed);
    let mut writer = Writer {
        latin: vocabulary(&mut Random(7)),
        foreign: ALPHABETS
            .iter()
            .map(|a| foreign_words(&mut Random(11), a))
            .collect(),
        han: HAN.chars().collect(),
        text: String::with_capacity(n_bytes + 4096),
    };
    while writer.text.len() < n_bytes {
        for _ in 0..2 + random.below(5) {
            match (kind, random.below(3)) {
                (Kind::Mixed, 0) => writer.foreign_sentence(&mut random),
                (Kind::Mixed, 1) => writer.han_sentence(&mut random),
                _ => writer.sentence(&mut random),
            }
        }
        if kind != Kind::SingleLine {
            writer.text.pop();
            writer.text.push_str("\n\n");
        }
    }
    let mut text = writer.text;
    let mut end = n_bytes;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.truncate(end);
    text
}

struct Writer {
    latin: Vec<String>,
    foreign: Vec<Vec<String>>,
    han: Vec<char>,
    text: String,
}

impl Writer {
    /// Six to twenty-four words, one in seven sentences a quotation.
    fn sentence(&mut self, random: &mut Random) {
        let is_quote = random.below(7) == 0;
        if is_quote {
            self.text.push('“');
        }
        let n_words = 6 + random.below(19);
        for i in 0..n_words {
            // The smaller of two numbers: frequent words come often, rare ones do occur.
            let at = random
                .below(4000)
                .min(random.below(4000))
                .min(random.below(4000));
            let word = &self.latin[at];
            if i == 0 {
                self.text
                    .extend(word.chars().take(1).flat_map(char::to_uppercase));
                self.text.extend(word.chars().skip(1));
            } else {
                self.text.push_str(word);
            }
            let is_last = i + 1 == n_words;
            match random.below(12) {
                0 if !is_last => self.text.push_str(", "),
                _ if !is_last => self.text.push(' '),
                _ => {}
            }
        }
        self.text
            .push_str(if is_quote { ",” they said. " } else { ". " });
    }

    /// Words of one alphabet with a Latin name and a number among them.
    fn foreign_sentence(&mut self, random: &mut Random) {
        let language = random.below(self.foreign.len());
        for _ in 0..6 + random.below(12) {
            self.text
                .push_str(random.one_of::<String>(&self.foreign[language]));
            self.text.push(' ');
        }
        self.text.push_str(random.one_of::<String>(&self.latin));
        self.text.push_str(" 42. ");
    }

    fn han_sentence(&mut self, random: &mut Random) {
        for _ in 0..10 + random.below(30) {
            self.text.push(*random.one_of(&self.han));
        }
        self.text.push_str(random.one_of::<&str>(EMOJI));
        self.text.push_str("。 ");
    }
}
