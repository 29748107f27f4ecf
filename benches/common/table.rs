//! Markdown tables with goals beside the figures.

/// The figures that stand against a goal, and which of them miss it.
#[derive(Clone, Debug, Default)]
pub struct Goals {
    n_judged: usize,
    missed: Vec<String>,
}

impl Goals {
    /// `figure` with its goal, at most `limit`; a miss is marked and remembered as `what`.
    pub fn at_most(&mut self, what: &str, figure: f64, limit: f64) -> String {
        self.n_judged += 1;
        let is_met = figure <= limit;
        if !is_met {
            self.missed
                .push(format!("{what}: {} > {}", number(figure), number(limit)));
        }
        let mark = if is_met { "" } else { " ✗" };
        format!("{} (≤ {}){mark}", number(figure), number(limit))
    }

    /// Says how it went.
    pub fn print(&self) {
        if self.missed.is_empty() {
            println!("All {} figures with a goal meet it.", self.n_judged);
            return;
        }
        println!(
            "{} of {} figures miss their goal:",
            self.missed.len(),
            self.n_judged
        );
        for missed in &self.missed {
            println!("- {missed}");
        }
    }
}

/// A table under construction.
#[derive(Clone, Debug)]
pub struct Table {
    heads: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// With these column heads.
    #[must_use]
    pub fn new(heads: &[&str]) -> Self {
        Self {
            heads: heads.iter().map(|&head| head.to_owned()).collect(),
            rows: Vec::new(),
        }
    }

    /// Adds a row.
    pub fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }

    /// As Markdown: the first column to the left, the others to the right.
    pub fn print(&self, title: &str) {
        println!("\n**{title}**\n");
        let width = |i: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(i));
            let widths = cells.chain(self.heads.get(i)).map(|c| c.chars().count());
            widths.max().unwrap_or(0)
        };
        let line = |cells: &[String]| {
            let cells = cells.iter().enumerate().map(|(i, cell)| match i {
                0 => format!(" {cell:<0$} ", width(i)),
                _ => format!(" {cell:>0$} ", width(i)),
            });
            println!("|{}|", cells.collect::<Vec<_>>().join("|"));
        };
        line(&self.heads);
        let rules = (0..self.heads.len()).map(|i| match i {
            0 => "-".repeat(width(i) + 2),
            _ => format!("{}:", "-".repeat(width(i) + 1)),
        });
        println!("|{}|", rules.collect::<Vec<_>>().join("|"));
        for row in &self.rows {
            line(row);
        }
        println!();
    }
}

/// A figure with three significant digits.
#[must_use]
pub fn number(figure: f64) -> String {
    let size = figure.abs();
    if size >= 99.95 || figure == 0.0 {
        format!("{figure:.0}")
    } else if size >= 9.995 {
        format!("{figure:.1}")
    } else {
        format!("{figure:.2}")
    }
}
