//! Tables as their files have them, and how much of one is held in memory.

use crate::ingest::IngestError;
use std::borrow::Cow;
use std::collections::HashSet;

/// Most rows of a table, as many as a project can have articles.
const MAX_ROWS: usize = 100_000;
/// Most columns.
pub const MAX_COLUMNS: usize = 1_000;
/// Most bytes that all cells take, with the names of their columns, which each article keeps.
const MAX_BYTES: usize = 512 << 20;
/// What a cell takes beside its words, in bytes.
const CELL_BYTES: usize = 64;

/// A table as it stands in its file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// Names of the columns; of two with the same name the second has a number behind it.
    pub columns: Vec<String>,
    /// Its rows without the line of names, in order.
    pub rows: Vec<TableRow>,
    /// Rows that cannot be read, by the number that a person finds them by, and why.
    pub bad_rows: Vec<(usize, String)>,
    /// The columns hold places in a text, so the rows are annotations.
    pub has_annotations: Option<String>,
}

impl Table {
    /// Where the column of this name stands; case and blanks around it do not matter where no name is the same.
    pub(super) fn place(&self, column: &str) -> Option<usize> {
        let exact = self.columns.iter().position(|c| c == column);
        exact.or_else(|| {
            self.columns
                .iter()
                .position(|c| c.trim().eq_ignore_ascii_case(column.trim()))
        })
    }
}

/// A row of a [`Table`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableRow {
    /// The number that a person finds it by. The line of names is 1 if nothing stands above it.
    pub number: usize,
    /// The place of its column and what is in it, in order; cells without anything are left out.
    pub cells: Vec<(usize, Cell)>,
}

impl TableRow {
    /// What is in a column.
    #[must_use]
    pub fn cell(&self, column: usize) -> Option<&Cell> {
        let at = self.cells.binary_search_by_key(&column, |cell| cell.0);
        Some(&self.cells.get(at.ok()?)?.1)
    }
}

/// What stands in one place of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Words.
    Text(String),
    /// Several, as in a list of JSON.
    List(Vec<String>),
    /// JSON that is neither, or whose words cannot be read, as it stands in the file.
    Json(String),
}

impl Cell {
    /// As a person writes it: of a list with commas between.
    #[must_use]
    pub fn words(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) | Self::Json(text) => Cow::Borrowed(text),
            Self::List(items) => Cow::Owned(items.join(", ")),
        }
    }

    /// As the text of an article: of a list each a paragraph.
    ///
    /// # Errors
    /// In words: it is no text.
    pub(super) fn into_text(self) -> Result<String, String> {
        match self {
            Self::Text(text) => Ok(text),
            Self::List(paragraphs) => Ok(paragraphs.join("\n\n")),
            Self::Json(json) if json.starts_with('"') => {
                Err("its text has an escape that stands for half a character".to_owned())
            }
            Self::Json(_) => Err("its text is no string and no list of strings".to_owned()),
        }
    }
}

/// Makes a table, within the caps.
#[derive(Default)]
pub(super) struct TableMaker {
    /// What is made so far.
    pub table: Table,
    names: Names,
    n_bytes: usize,
}

impl TableMaker {
    /// A new column; where it stands.
    pub fn add_column(&mut self, name: &str) -> Result<usize, IngestError> {
        if self.table.columns.len() >= MAX_COLUMNS {
            return Err(broken(&format!(
                "it has more than the {MAX_COLUMNS} columns that are read"
            )));
        }
        let name = if name.trim().is_empty() {
            String::new()
        } else {
            self.names.free(name)
        };
        self.table.columns.push(name);
        Ok(self.table.columns.len() - 1)
    }

    /// Counts a cell before it is kept, given the bytes of its words.
    pub fn count(&mut self, n_bytes: usize) -> Result<(), IngestError> {
        self.n_bytes = self.n_bytes.saturating_add(n_bytes + CELL_BYTES);
        if self.n_bytes > MAX_BYTES {
            let n_mib = MAX_BYTES >> 20;
            return Err(broken(&format!(
                "its cells take more than the {n_mib} MiB that are read"
            )));
        }
        Ok(())
    }

    /// A row, whose cells are counted and stand in order.
    pub fn add_row(&mut self, number: usize, cells: Vec<(usize, Cell)>) -> Result<(), IngestError> {
        self.table.rows.push(TableRow { number, cells });
        self.check_rows()
    }

    /// A row that cannot be read.
    pub fn add_bad_row(&mut self, number: usize, reason: String) -> Result<(), IngestError> {
        self.table.bad_rows.push((number, reason));
        self.check_rows()
    }

    fn check_rows(&self) -> Result<(), IngestError> {
        check_rows(self.table.rows.len() + self.table.bad_rows.len())
    }
}

/// Refuses more rows than are read; the line of names is none.
pub(super) fn check_rows(n: usize) -> Result<(), IngestError> {
    if n > MAX_ROWS {
        return Err(broken(&format!(
            "it has more than the {MAX_ROWS} rows that are read"
        )));
    }
    Ok(())
}

pub(super) fn broken(reason: &str) -> IngestError {
    IngestError::Broken {
        format: "table",
        reason: reason.to_owned(),
    }
}

/// Names of which no two are the same.
#[derive(Default)]
pub(super) struct Names(HashSet<String>);

impl Names {
    /// `name`, with a number behind it where that is taken.
    pub fn free(&mut self, name: &str) -> String {
        let mut free = name.to_owned();
        let mut n = 1;
        while !self.0.insert(free.clone()) {
            n += 1;
            free = format!("{name}_{n}");
        }
        free
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_memory_cannot_hold_is_refused() {
        let mut maker = TableMaker::default();
        for _ in 0..512 {
            maker.count((1 << 20) - CELL_BYTES).unwrap();
        }
        let error = maker.count(0).unwrap_err().to_string();
        assert!(
            error.ends_with("more than the 512 MiB that are read"),
            "{error}"
        );
        for i in 0..MAX_COLUMNS {
            assert_eq!(maker.add_column("x").unwrap(), i);
        }
        let error = maker.add_column("x").unwrap_err().to_string();
        assert!(
            error.ends_with("more than the 1000 columns that are read"),
            "{error}"
        );
        assert_eq!(maker.table.columns[..3], ["x", "x_2", "x_3"]);
        for i in 0..MAX_ROWS {
            maker.add_row(i, Vec::new()).unwrap();
        }
        let error = maker.add_bad_row(0, String::new()).unwrap_err().to_string();
        assert!(
            error.ends_with("more than the 100000 rows that are read"),
            "{error}"
        );
    }
}
