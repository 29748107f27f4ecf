//! Standard output and standard error.

use super::error::{CliError, exit};
use std::io::{self, BufWriter, IsTerminal as _, Stdout, Write as _};

/// Where a command prints. A reader of standard output that goes away is no failure: what it would have
/// been told is dropped, and the work goes on.
pub struct Console {
    /// Not locked: a job may write there too, after [`Console::flush`].
    out: BufWriter<Stdout>,
    /// Nobody reads any more, or writing failed.
    is_closed: bool,
    failure: Option<io::Error>,
}

impl Console {
    /// The process's own.
    pub fn new() -> Self {
        Self {
            out: BufWriter::new(io::stdout()),
            is_closed: false,
            failure: None,
        }
    }

    /// Prints a line of results.
    pub fn result(&mut self, line: &str) {
        self.write(line.as_bytes());
        self.write(b"\n");
    }

    /// Prints results that bring their own line ends.
    pub fn write(&mut self, bytes: &[u8]) {
        if !self.is_closed {
            let written = self.out.write_all(bytes);
            self.note(written);
        }
    }

    /// Hands over what was printed so far.
    pub fn flush(&mut self) {
        if !self.is_closed {
            let flushed = self.out.flush();
            self.note(flushed);
        }
    }

    fn note(&mut self, outcome: io::Result<()>) {
        if let Err(error) = outcome {
            self.is_closed = true;
            if error.kind() != io::ErrorKind::BrokenPipe {
                self.failure = Some(error);
            }
        }
    }

    /// Prints to standard error.
    pub fn tell(&mut self, text: &str) {
        // Results stand before what is said about them, where both go to one terminal. Where standard error
        // is closed there is nobody to tell.
        self.flush();
        let _ = writeln!(io::stderr().lock(), "{text}");
    }

    /// Prints something that is good to know.
    pub fn notice(&mut self, text: &str) {
        self.tell(&format!("notice: {text}"));
    }

    /// Prints something that may be wrong.
    pub fn warning(&mut self, text: &str) {
        self.tell(&format!("warning: {text}"));
    }

    /// Prints a failure and what to do.
    pub fn error(&mut self, error: &CliError) {
        let mut text = format!("error: {}", error.message);
        if let Some(path) = &error.path {
            text.push_str(": ");
            text.push_str(&path.display().to_string());
        }
        if !error.help.is_empty() {
            text.push_str("\nhelp: ");
            text.push_str(&error.help);
        }
        self.tell(&text);
    }

    /// Whether a person watches standard error.
    pub fn is_watched() -> bool {
        io::stderr().is_terminal()
    }

    /// Hands over the rest. The exit code: `code`, unless results were lost.
    pub fn finish(mut self, code: u8) -> u8 {
        self.flush();
        let Some(error) = self.failure.take() else {
            return code;
        };
        self.error(&CliError {
            message: format!("the results cannot be written: {error}"),
            path: None,
            help: "look where standard output goes".to_owned(),
            code: exit::OUTPUT,
        });
        code.max(exit::OUTPUT)
    }
}

/// Words of a file as one line: line breaks and other controls in them are written as `\n` or `\u{1b}`.
pub fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') {
            line.extend(c.escape_default());
        } else {
            line.push(c);
        }
    }
    line
}

/// A number with its noun: "1 article", "2 articles".
pub fn counted(n: usize, noun: &str) -> String {
    let plural = if n == 1 { "" } else { "s" };
    format!("{n} {noun}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_breaks_of_a_file_do_not_break_lines() {
        assert_eq!(
            one_line("a\nb\u{1b}[2J“ë”\u{2028}"),
            "a\\nb\\u{1b}[2J“ë”\\u{2028}"
        );
    }
}
