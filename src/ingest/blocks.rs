//! Text out of blocks, lines and cells: what a reader of a marked-up format tells its findings to.

/// What stands between two pieces of text, the weaker first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    #[default]
    None,
    Blank,
    Tab,
    Line,
    Paragraph,
}

/// Collects a text. Gaps are kept back until something follows, so that the text neither begins nor ends with one, and
/// of several gaps the widest counts.
///
/// Rows of tables become lines with tabs between the cells. A cell that holds several blocks is no cell of figures but
/// part of a layout: its blocks stay blocks.
#[derive(Debug, Default)]
pub struct Blocks {
    text: String,
    gap: Gap,
    /// How many gaps of a line or more have been written.
    n_breaks: usize,
    /// Of each open row.
    rows: Vec<Row>,
}

#[derive(Debug, Default)]
struct Row {
    /// The number of breaks and the length of the text when the open cell began.
    cell: Option<(usize, usize)>,
    has_blocks: bool,
}

impl Blocks {
    /// Text in which runs of blanks and line ends count as one blank, as in HTML. A no-break space is no blank.
    pub fn flowing(&mut self, text: &str) {
        let is_blank = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r' | '\x0C');
        if text.starts_with(is_blank) {
            self.widen(Gap::Blank);
        }
        let mut words = text.split(is_blank).filter(|w| !w.is_empty()).peekable();
        if words.peek().is_none() {
            return;
        }
        while let Some(word) = words.next() {
            self.put(word);
            if words.peek().is_some() {
                self.widen(Gap::Blank);
            }
        }
        if text.ends_with(is_blank) {
            self.widen(Gap::Blank);
        }
    }

    /// Text as it stands, with its blanks and line ends.
    pub fn verbatim(&mut self, text: &str) {
        if !text.is_empty() {
            self.put(text);
        }
    }

    /// A new line inside a paragraph. Each one counts.
    pub fn line_break(&mut self) {
        // The first one inside a paragraph is a gap, which a following block takes in; a further one is text.
        if self.gap == Gap::Line {
            self.put("");
            self.gap = Gap::Line;
        }
        self.widen(Gap::Line);
    }

    /// What follows stands on a line of its own.
    pub fn line(&mut self) {
        self.block(Gap::Line);
    }

    /// What follows is a paragraph of its own, behind an empty line.
    pub fn paragraph(&mut self) {
        self.block(Gap::Paragraph);
    }

    /// A row of a table begins.
    pub fn open_row(&mut self) {
        self.block(Gap::Line);
        self.rows.push(Row::default());
    }

    /// The row ends.
    pub fn close_row(&mut self) {
        let row = self.rows.pop().unwrap_or_default();
        if row.has_blocks {
            self.widen(Gap::Paragraph);
        } else {
            // The last cell's own gap goes: a row is one line.
            self.gap = Gap::None;
            self.widen(Gap::Line);
        }
    }

    /// A cell of the row begins.
    pub fn open_cell(&mut self) {
        let is_first = self.rows.last().is_none_or(|row| row.cell.is_none());
        if !is_first {
            self.widen(Gap::Tab);
        }
        let place = (self.n_breaks, self.text.len());
        if let Some(row) = self.rows.last_mut() {
            row.cell = Some(place);
        }
    }

    /// The cell ends. One without words leaves no trace: in layouts such cells are margins.
    pub fn close_cell(&mut self) {
        let (n_breaks, end) = (self.n_breaks, self.text.len());
        let Some(row) = self.rows.last_mut() else {
            return;
        };
        let Some((n_before, start)) = row.cell.filter(|(_, start)| *start < end) else {
            return;
        };
        // The gap in front of the cell's first words is not the cell's.
        let n_leading = usize::from(self.text[start..].starts_with('\n'));
        if n_breaks - n_before > n_leading {
            row.has_blocks = true;
            self.widen(Gap::Paragraph);
        } else {
            self.gap = Gap::None;
        }
    }

    /// All of it.
    pub fn finish(self) -> String {
        let length = self.text.trim_end_matches(['\t', '\n', ' ']).len();
        let mut text = self.text;
        text.truncate(length);
        text
    }

    fn block(&mut self, gap: Gap) {
        // A block that a cell begins with stands where the cell stands.
        let begins_cell = self.rows.last().and_then(|row| row.cell);
        if begins_cell.is_some_and(|(_, start)| start == self.text.len()) {
            return;
        }
        self.widen(gap);
    }

    fn widen(&mut self, gap: Gap) {
        self.gap = self.gap.max(gap);
    }

    fn put(&mut self, words: &str) {
        let gap = std::mem::take(&mut self.gap);
        if !self.text.is_empty() {
            self.n_breaks += usize::from(gap >= Gap::Line);
            self.text.push_str(match gap {
                Gap::None => "",
                Gap::Blank if self.text.ends_with([' ', '\n', '\t']) => "",
                Gap::Blank => " ",
                Gap::Tab => "\t",
                Gap::Line => "\n",
                Gap::Paragraph => "\n\n",
            });
        }
        self.text.push_str(words);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `word` flowing text, `|` paragraph, `/` line break, `[` `]` a row, `(` `)` a cell.
    fn check(signs: &str, expected: &str) {
        let mut blocks = Blocks::default();
        for piece in signs.split_inclusive(|c: char| "|/[]()".contains(c)) {
            let words = piece.trim_end_matches(|c: char| "|/[]()".contains(c));
            blocks.flowing(words);
            match &piece[words.len()..] {
                "|" => blocks.paragraph(),
                "/" => blocks.line_break(),
                "[" => blocks.open_row(),
                "]" => blocks.close_row(),
                "(" => blocks.open_cell(),
                ")" => blocks.close_cell(),
                _ => {}
            }
        }
        assert_eq!(blocks.finish(), expected, "{signs}");
    }

    #[test]
    fn of_several_gaps_the_widest_counts() {
        check("|a ||\n b/c|/|d|", "a\n\nb\nc\n\nd");
        check("a  b\t\nc", "a b c");
        check("a//b", "a\n\nb");
        check("a\u{a0} b", "a\u{a0} b");
        check("", "");
    }

    #[test]
    fn rows_of_figures_are_lines_and_cells_of_a_layout_are_blocks() {
        check("x|[(a)(|b|)][(c)()(d)]y", "x\n\na\tb\nc\td\ny");
        check("[(|a||b|)(c)]d", "a\n\nb\n\nc\n\nd");
        check("[([(a)(b)])(c)]", "a\tb\tc");
        check(")(]a[", "a");
    }
}
