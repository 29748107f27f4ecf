//! Just enough of Rust's grammar to read which paths a source file names: comments are dropped, literals are told apart.
//!
//! Limits: macros are read as if their input were Rust; what a macro makes is not seen.

/// One token and the line it stands on (from 1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    pub kind: Kind,
    pub line: usize,
}

/// What a token is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A name or keyword, without a leading `r#`.
    Ident(String),
    /// `::`
    PathSeparator,
    /// Any other punctuation, one character each.
    Punct(char),
    /// A number.
    Number,
    /// A string of any sort, its content as written.
    Str(String),
    /// A character, a byte or a lifetime.
    Other,
}

impl Token {
    /// Whether this is the name or keyword `name`.
    pub fn is_ident(&self, name: &str) -> bool {
        matches!(&self.kind, Kind::Ident(text) if text == name)
    }

    /// Whether this is the punctuation `c`.
    pub fn is_punct(&self, c: char) -> bool {
        self.kind == Kind::Punct(c)
    }
}

/// Reads a whole source file; never fails, an unclosed literal ends with the file.
pub fn tokens(source: &str) -> Vec<Token> {
    let mut lexer = Lexer {
        chars: source.chars().collect(),
        at: 0,
        line: 1,
    };
    let mut out = Vec::new();
    while lexer.at < lexer.chars.len() {
        let line = lexer.line;
        if let Some(kind) = lexer.next_kind() {
            out.push(Token { kind, line });
        }
    }
    out
}

struct Lexer {
    chars: Vec<char>,
    at: usize,
    line: usize,
}

impl Lexer {
    fn peek(&self, ahead: usize) -> char {
        self.chars.get(self.at + ahead).copied().unwrap_or('\0')
    }

    fn bump(&mut self) -> char {
        let c = self.peek(0);
        self.line += usize::from(c == '\n');
        self.at += 1;
        c
    }

    fn next_kind(&mut self) -> Option<Kind> {
        match (self.peek(0), self.peek(1)) {
            ('/', '/') => {
                while self.at < self.chars.len() && self.peek(0) != '\n' {
                    self.bump();
                }
                None
            }
            ('/', '*') => {
                self.block_comment();
                None
            }
            (':', ':') => {
                self.at += 2;
                Some(Kind::PathSeparator)
            }
            ('"', _) => Some(self.quoted()),
            ('\'', _) => Some(self.char_or_lifetime()),
            (c, _) if c.is_whitespace() => {
                self.bump();
                None
            }
            (c, _) if c.is_ascii_digit() => {
                while self.peek(0).is_alphanumeric() || self.peek(0) == '_' {
                    self.bump();
                }
                Some(Kind::Number)
            }
            (c, _) if c.is_alphabetic() || c == '_' => Some(self.ident_or_prefixed()),
            _ => Some(Kind::Punct(self.bump())),
        }
    }

    fn block_comment(&mut self) {
        let mut depth = 0;
        while self.at < self.chars.len() {
            match (self.peek(0), self.peek(1)) {
                ('/', '*') => {
                    depth += 1;
                    self.at += 2;
                }
                ('*', '/') => {
                    depth -= 1;
                    self.at += 2;
                    if depth == 0 {
                        return;
                    }
                }
                _ => {
                    self.bump();
                }
            }
        }
    }

    fn quoted(&mut self) -> Kind {
        self.bump();
        let mut content = String::new();
        while self.at < self.chars.len() {
            match self.bump() {
                '"' => break,
                '\\' => {
                    content.push('\\');
                    content.push(self.bump());
                }
                c => content.push(c),
            }
        }
        Kind::Str(content)
    }

    fn raw(&mut self) -> Kind {
        let mut hashes = 0;
        while self.peek(0) == '#' {
            self.bump();
            hashes += 1;
        }
        self.bump();
        let mut content = String::new();
        while self.at < self.chars.len() {
            let c = self.bump();
            if c == '"' && (0..hashes).all(|ahead| self.peek(ahead) == '#') {
                self.at += hashes;
                break;
            }
            content.push(c);
        }
        Kind::Str(content)
    }

    fn char_or_lifetime(&mut self) -> Kind {
        self.bump();
        if self.peek(0) == '\\' {
            self.at += 2;
            while self.at < self.chars.len() && self.bump() != '\'' {}
        } else if self.peek(1) == '\'' {
            self.bump();
            self.bump();
        } else {
            while self.peek(0).is_alphanumeric() || self.peek(0) == '_' {
                self.bump();
            }
        }
        Kind::Other
    }

    fn ident_or_prefixed(&mut self) -> Kind {
        let mut name = String::new();
        while self.peek(0).is_alphanumeric() || self.peek(0) == '_' {
            name.push(self.bump());
        }
        match (name.as_str(), self.peek(0), self.peek(1)) {
            ("r" | "br" | "cr", '"', _) | ("r" | "br" | "cr", '#', '"' | '#') => self.raw(),
            ("b" | "c", '"', _) => self.quoted(),
            ("b", '\'', _) => self.char_or_lifetime(),
            ("r", '#', _) => {
                self.bump();
                self.ident_or_prefixed()
            }
            _ => Kind::Ident(name),
        }
    }
}
