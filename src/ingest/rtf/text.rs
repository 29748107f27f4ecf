//! From tokens of rich text to characters.

use crate::ingest::notes::Notes;
use encoding_rs::Encoding;
use rtf_grimoire::tokenizer::Token;
use std::collections::BTreeMap;

/// Groups inside groups are told apart this deep; what is deeper belongs to the deepest.
const MAX_DEPTH: usize = 4_096;

/// What a file gave.
pub struct Found {
    pub text: String,
    pub title: String,
    pub author: String,
    /// The file ends inside a group.
    pub is_cut_off: bool,
}

/// Where the characters of a group go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Text,
    Note,
    Title,
    Author,
    Nowhere,
}

/// What holds inside a group.
#[derive(Clone, Copy, Debug)]
struct Group {
    place: Place,
    encoding: &'static Encoding,
    /// How many characters stand in for a `\u`.
    n_stand_in: usize,
    is_hidden: bool,
    is_deleted: bool,
    /// Inside the table of fonts.
    is_fonts: bool,
    /// Inside what the file says about itself.
    is_info: bool,
    /// The group has had a word: `\*` means something only as the first.
    has_begun: bool,
}

/// Reads tokens one after the other.
pub struct RtfText {
    groups: Vec<Group>,
    n_too_deep: usize,
    /// Chosen by the user.
    chosen: Option<&'static Encoding>,
    fonts: BTreeMap<i32, &'static Encoding>,
    /// The font that is being described.
    font: i32,
    file_encoding: &'static Encoding,
    /// Bytes of the encoding that are not decoded yet.
    bytes: Vec<u8>,
    /// The first half of a pair.
    half: Option<u16>,
    /// Characters still to be passed over, as they stand in for one that was read.
    n_to_skip: usize,
    text: String,
    note: String,
    title: String,
    author: String,
    notes: Notes,
}

impl RtfText {
    /// `chosen` decodes what the file says is in its own code page.
    pub fn new(chosen: Option<&'static Encoding>) -> Self {
        let encoding = chosen.unwrap_or(encoding_rs::WINDOWS_1252);
        Self {
            groups: vec![Group {
                place: Place::Text,
                encoding,
                n_stand_in: 1,
                is_hidden: false,
                is_deleted: false,
                is_fonts: false,
                is_info: false,
                has_begun: true,
            }],
            n_too_deep: 0,
            chosen,
            fonts: BTreeMap::new(),
            font: 0,
            file_encoding: encoding,
            bytes: Vec::new(),
            half: None,
            n_to_skip: 0,
            text: String::new(),
            note: String::new(),
            title: String::new(),
            author: String::new(),
            notes: Notes::default(),
        }
    }

    /// The next token.
    pub fn take(&mut self, token: &Token) {
        match token {
            Token::StartGroup => self.open(),
            Token::EndGroup => self.close(),
            Token::Newline(_) => {}
            Token::ControlBin(_) => self.n_to_skip = self.n_to_skip.saturating_sub(1),
            Token::Text(bytes) => {
                let n_skipped = self.n_to_skip.min(bytes.len());
                self.n_to_skip -= n_skipped;
                if n_skipped < bytes.len() {
                    self.group().has_begun = true;
                    self.half_is_over();
                    self.bytes.extend_from_slice(&bytes[n_skipped..]);
                }
            }
            Token::ControlSymbol(symbol) => self.symbol(*symbol),
            Token::ControlWord { name, arg } => {
                self.word(name, *arg);
                self.group().has_begun = true;
            }
        }
    }

    /// All of it.
    pub fn finish(mut self, is_cut_off: bool) -> Found {
        let is_cut_off = is_cut_off || self.groups.len() > 1;
        while self.groups.len() > 1 {
            self.close();
        }
        self.flush();
        let mut lines: Vec<String> = self.text.split('\n').map(str::to_owned).collect();
        self.notes.append_to(&mut lines);
        Found {
            text: lines.join("\n").trim_matches('\n').to_owned(),
            title: self.title,
            author: self.author,
            is_cut_off,
        }
    }

    fn group(&mut self) -> &mut Group {
        if self.groups.is_empty() {
            // The lowest group is never closed.
            let fresh = Self::new(self.chosen).groups;
            self.groups = fresh;
        }
        let last = self.groups.len() - 1;
        &mut self.groups[last]
    }

    fn open(&mut self) {
        self.flush();
        self.n_to_skip = 0;
        self.group().has_begun = true;
        let inside = Group {
            has_begun: false,
            ..*self.group()
        };
        if self.groups.len() < MAX_DEPTH {
            self.groups.push(inside);
        } else {
            self.n_too_deep += 1;
        }
    }

    fn close(&mut self) {
        self.flush();
        self.n_to_skip = 0;
        if self.n_too_deep > 0 {
            self.n_too_deep -= 1;
        } else if self.groups.len() > 1 {
            let was = self.groups.pop().map(|group| group.place);
            if was == Some(Place::Note) && self.group().place != Place::Note {
                let words = std::mem::take(&mut self.note);
                let mark = self.notes.add(&words);
                self.push(&mark);
            }
        }
    }

    fn symbol(&mut self, symbol: char) {
        if self.skip_one() {
            return;
        }
        let is_first = !self.group().has_begun;
        self.group().has_begun = true;
        match symbol {
            // A destination that only some readers know.
            '*' if is_first => self.group().place = Place::Nowhere,
            '\\' | '{' | '}' => self.bytes.push(symbol as u8),
            '~' => self.push("\u{A0}"),
            '_' => self.push("\u{2011}"),
            '-' => self.push("\u{AD}"),
            '\n' | '\r' => self.push("\n"),
            '\t' => self.push("\t"),
            _ => {}
        }
    }

    fn word(&mut self, name: &str, arg: Option<i32>) {
        if name == "'" {
            if !self.skip_one() {
                self.half_is_over();
                self.bytes.push(arg.unwrap_or(0) as u8);
            }
            return;
        }
        if self.n_to_skip > 0 && !matches!(name, "u" | "uc") {
            self.n_to_skip -= 1;
            return;
        }
        if name == "u" {
            self.n_to_skip = 0;
            self.code_unit(arg.unwrap_or(0) as u16);
            self.n_to_skip = self.group().n_stand_in;
            return;
        }
        if name == "uc" {
            // May stand between the halves of a pair, which it does not part.
            self.group().n_stand_in = usize::try_from(arg.unwrap_or(1)).unwrap_or(1).min(64);
            return;
        }
        self.flush();
        if matches!(name, "row" | "nestrow") && self.text.ends_with('\t') {
            // Behind the last cell of a row stands nothing.
            self.text.pop();
        }
        if let Some(text) = special(name) {
            self.push(text);
            return;
        }
        let is_on = arg != Some(0);
        match name {
            "ansicpg" => self.set_code_page(code_page(arg.unwrap_or(1252))),
            "mac" => self.set_code_page(Some(encoding_rs::MACINTOSH)),
            "fonttbl" => {
                self.group().place = Place::Nowhere;
                self.group().is_fonts = true;
            }
            "f" if self.group().is_fonts => self.font = arg.unwrap_or(0),
            "fcharset" if self.group().is_fonts => {
                if let Some(encoding) = charset(arg.unwrap_or(0)) {
                    self.fonts.insert(self.font, encoding);
                }
            }
            "f" => {
                let of_font = self.fonts.get(&arg.unwrap_or(0)).copied();
                let encoding = of_font.unwrap_or(self.file_encoding);
                self.group().encoding = encoding;
            }
            "plain" => {
                let encoding = self.file_encoding;
                let group = self.group();
                group.encoding = encoding;
                group.is_hidden = false;
                group.is_deleted = false;
            }
            "v" => self.group().is_hidden = is_on,
            "deleted" => self.group().is_deleted = is_on,
            "info" => {
                self.group().place = Place::Nowhere;
                self.group().is_info = true;
            }
            // Given twice, the second time in Unicode: that one counts.
            "title" if self.group().is_info => {
                self.group().place = Place::Title;
                self.title.clear();
            }
            "author" if self.group().is_info => {
                self.group().place = Place::Author;
                self.author.clear();
            }
            "footnote" if self.group().place == Place::Text => self.group().place = Place::Note,
            _ if is_no_text(name) => self.group().place = Place::Nowhere,
            _ => {}
        }
    }

    fn set_code_page(&mut self, encoding: Option<&'static Encoding>) {
        if let Some(encoding) = self.chosen.or(encoding) {
            self.file_encoding = encoding;
            for group in &mut self.groups {
                group.encoding = encoding;
            }
        }
    }

    /// Whether this character only stands in for one that was read.
    fn skip_one(&mut self) -> bool {
        let is_stand_in = self.n_to_skip > 0;
        self.n_to_skip = self.n_to_skip.saturating_sub(1);
        is_stand_in
    }

    /// A number of UTF-16.
    fn code_unit(&mut self, unit: u16) {
        self.decode_bytes();
        match (self.half.take(), unit) {
            (Some(first), 0xDC00..=0xDFFF) => {
                let pair = char::decode_utf16([first, unit]).next();
                let c = pair
                    .and_then(Result::ok)
                    .unwrap_or(char::REPLACEMENT_CHARACTER);
                self.push_here(c.encode_utf8(&mut [0; 4]));
            }
            (first, unit) => {
                if first.is_some() {
                    self.push_here("\u{FFFD}");
                }
                if matches!(unit, 0xD800..=0xDBFF) {
                    self.half = Some(unit);
                } else {
                    let c = char::from_u32(u32::from(unit)).unwrap_or(char::REPLACEMENT_CHARACTER);
                    self.push_here(c.encode_utf8(&mut [0; 4]));
                }
            }
        }
    }

    /// A half whose other half did not come.
    fn half_is_over(&mut self) {
        if self.half.take().is_some() {
            self.push_here("\u{FFFD}");
        }
    }

    fn decode_bytes(&mut self) {
        if !self.bytes.is_empty() {
            let bytes = std::mem::take(&mut self.bytes);
            let encoding = self.group().encoding;
            let (text, _) = encoding.decode_without_bom_handling(&bytes);
            self.push_here(&text);
        }
    }

    fn flush(&mut self) {
        self.decode_bytes();
        self.half_is_over();
    }

    fn push(&mut self, text: &str) {
        self.flush();
        self.push_here(text);
    }

    fn push_here(&mut self, text: &str) {
        let group = *self.group();
        if group.is_hidden || group.is_deleted {
            return;
        }
        match group.place {
            Place::Text => self.text.push_str(text),
            Place::Note => self.note.push_str(&text.replace('\n', " ")),
            Place::Title => self.title.push_str(text),
            Place::Author => self.author.push_str(text),
            Place::Nowhere => {}
        }
    }
}

/// Words that are characters.
fn special(name: &str) -> Option<&'static str> {
    Some(match name {
        "par" | "line" | "sect" | "page" | "column" | "softline" | "row" | "nestrow" => "\n",
        "tab" | "cell" | "nestcell" => "\t",
        "emdash" => "\u{2014}",
        "endash" => "\u{2013}",
        "lquote" => "\u{2018}",
        "rquote" => "\u{2019}",
        "ldblquote" => "\u{201C}",
        "rdblquote" => "\u{201D}",
        "bullet" => "\u{2022}",
        "emspace" => "\u{2003}",
        "enspace" => "\u{2002}",
        "qmspace" => "\u{2005}",
        "zwj" => "\u{200D}",
        "zwnj" => "\u{200C}",
        "zwbo" => "\u{200B}",
        "zwnbo" => "\u{2060}",
        "ltrmark" => "\u{200E}",
        "rtlmark" => "\u{200F}",
        _ => return None,
    })
}

/// Groups that hold no text of the article, or text that is not shown.
fn is_no_text(name: &str) -> bool {
    matches!(
        name,
        "colortbl"
            | "stylesheet"
            | "pict"
            | "objdata"
            | "header"
            | "headerl"
            | "headerr"
            | "headerf"
            | "footer"
            | "footerl"
            | "footerr"
            | "footerf"
            | "listtext"
            | "pntext"
            | "fldinst"
            | "nonshppict"
            | "listtable"
            | "listoverridetable"
            | "rsidtbl"
            | "revtbl"
            | "filetbl"
            | "xe"
            | "tc"
            | "tcn"
            | "rxe"
            | "ud"
            | "themedata"
            | "datastore"
            | "template"
            | "ftnsep"
            | "ftnsepc"
            | "aftnsep"
            | "aftnsepc"
    )
}

fn code_page(number: i32) -> Option<&'static Encoding> {
    use encoding_rs as e;
    Some(match number {
        437 | 850 | 1252 | 28591 => e::WINDOWS_1252,
        866 => e::IBM866,
        874 => e::WINDOWS_874,
        932 => e::SHIFT_JIS,
        936 | 54936 => e::GB18030,
        949 => e::EUC_KR,
        950 => e::BIG5,
        1250 => e::WINDOWS_1250,
        1251 => e::WINDOWS_1251,
        1253 => e::WINDOWS_1253,
        1254 => e::WINDOWS_1254,
        1255 => e::WINDOWS_1255,
        1256 => e::WINDOWS_1256,
        1257 => e::WINDOWS_1257,
        1258 => e::WINDOWS_1258,
        10000 => e::MACINTOSH,
        10007 => e::X_MAC_CYRILLIC,
        20866 => e::KOI8_R,
        21866 => e::KOI8_U,
        65001 => e::UTF_8,
        _ => return None,
    })
}

/// By the number of a font's character set; `None` where it is that of the file.
fn charset(number: i32) -> Option<&'static Encoding> {
    code_page(match number {
        77 => 10000,
        128 => 932,
        129 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        _ => return None,
    })
}
