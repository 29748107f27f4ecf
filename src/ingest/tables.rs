//! Rows of tables in word processors' files.

/// A row as text, given the paragraphs of each cell: one line with tabs where every cell is one paragraph at most, else
/// (a layout rather than a table) each paragraph on a line of its own.
pub fn row_text(cells: Vec<Vec<String>>) -> Vec<String> {
    let is_layout = cells
        .iter()
        .any(|cell| cell.iter().filter(|line| !line.trim().is_empty()).count() > 1);
    if is_layout {
        return cells.into_iter().flatten().collect();
    }
    let words = cells.iter().map(|cell| {
        let line = cell.iter().find(|line| !line.trim().is_empty());
        line.map_or("", String::as_str)
    });
    vec![words.collect::<Vec<_>>().join("\t")]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_one_line_and_a_layout_is_many() {
        let cell = |lines: &[&str]| lines.iter().map(|&l| l.to_owned()).collect::<Vec<_>>();
        let row = vec![cell(&["a"]), cell(&[]), cell(&["b", ""])];
        assert_eq!(row_text(row), ["a\t\tb"]);
        let row = vec![cell(&["a", "b"]), cell(&["c"])];
        assert_eq!(row_text(row), ["a", "b", "c"]);
    }
}
