//! Keys with their modifiers, how people write them and where they act.
use egui::{Key, Modifiers};

/// Where a key acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Everywhere, in fields too.
    Anywhere,
    /// Not while a field has the focus, nor under a dialog.
    OutsideFields,
    /// Only while the reading text has the focus.
    InText,
    /// In the work area Compare, not while a field has the focus; goes before what the key does elsewhere.
    InCompare,
}

/// A key with its modifiers; `ctrl` is Cmd on macOS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chord {
    /// Ctrl, on macOS Cmd.
    pub ctrl: bool,
    /// Shift.
    pub shift: bool,
    /// Alt.
    pub alt: bool,
    /// The key.
    pub key: Key,
    /// Where it acts.
    pub scope: Scope,
}

impl Chord {
    pub(super) const fn new(key: Key, scope: Scope) -> Self {
        Self {
            ctrl: false,
            shift: false,
            alt: false,
            key,
            scope,
        }
    }

    pub(super) const fn ctrl(key: Key) -> Self {
        Self {
            ctrl: true,
            ..Self::new(key, Scope::Anywhere)
        }
    }

    pub(super) const fn ctrl_shift(key: Key) -> Self {
        Self {
            shift: true,
            ..Self::ctrl(key)
        }
    }

    pub(super) const fn alt(key: Key) -> Self {
        Self {
            alt: true,
            ..Self::new(key, Scope::OutsideFields)
        }
    }

    pub(super) const fn shift_alt(key: Key) -> Self {
        Self {
            shift: true,
            ..Self::alt(key)
        }
    }

    pub(super) const fn plain(key: Key) -> Self {
        Self::new(key, Scope::OutsideFields)
    }

    pub(super) const fn anywhere(key: Key) -> Self {
        Self::new(key, Scope::Anywhere)
    }

    pub(super) const fn in_text(mut self) -> Self {
        self.scope = Scope::InText;
        self
    }

    pub(super) const fn in_compare(mut self) -> Self {
        self.scope = Scope::InCompare;
        self
    }

    pub(super) const fn outside_fields(mut self) -> Self {
        self.scope = Scope::OutsideFields;
        self
    }

    /// Whether exactly these modifiers are held.
    #[must_use]
    pub fn matches_modifiers(&self, held: Modifiers) -> bool {
        held.command == self.ctrl && held.shift == self.shift && held.alt == self.alt
    }

    /// As people write it, such as `Ctrl+Shift+Z`.
    #[must_use]
    pub fn text(&self) -> String {
        let mac = cfg!(target_os = "macos");
        let mut out = String::new();
        for (held, name) in [
            (self.ctrl, if mac { "Cmd+" } else { "Ctrl+" }),
            (self.shift, "Shift+"),
            (self.alt, "Alt+"),
        ] {
            if held {
                out.push_str(name);
            }
        }
        out.push_str(match self.key {
            Key::ArrowUp => "↑",
            Key::ArrowDown => "↓",
            Key::ArrowLeft => "←",
            Key::ArrowRight => "→",
            Key::PageUp => "PgUp",
            Key::PageDown => "PgDn",
            Key::OpenBracket => "[",
            Key::CloseBracket => "]",
            Key::Plus => "plus",
            Key::Minus => "minus",
            Key::Backslash => "\\",
            Key::Equals => "=",
            Key::Comma => ",",
            Key::Period => ".",
            key => key.name(),
        });
        out
    }
}
