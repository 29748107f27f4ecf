//! Plots as SVG: drawn here, so that the page needs no script. Colours are classes of the page's style sheet.

use super::html::escaped;
use crate::agreement::figure::decimals;
use std::fmt::Write as _;

/// A row of the plot of figures: name, value, interval.
pub struct Bar {
    /// What it is.
    pub name: String,
    /// Where the dot stands.
    pub value: f64,
    /// Ends of the line.
    pub interval: Option<(f64, f64)>,
}

const NAME_WIDTH: f64 = 220.0;
const PLOT_WIDTH: f64 = 420.0;
const ROW: f64 = 24.0;

/// Dots with intervals on one scale. Figures that may be negative widen it to the left.
pub fn figures(title: &str, bars: &[Bar]) -> String {
    let low = bars
        .iter()
        .flat_map(|b| [Some(b.value), b.interval.map(|i| i.0)])
        .flatten()
        .fold(0.0, f64::min)
        .max(-1.0);
    let low = (low * 5.0).floor() / 5.0;
    let x = |value: f64| {
        let share = (value.clamp(low, 1.0) - low) / (1.0 - low);
        NAME_WIDTH + share * PLOT_WIDTH
    };
    let height = bars.len() as f64 * ROW + 28.0;
    let mut out = start(title, NAME_WIDTH + PLOT_WIDTH + 70.0, height);
    let n_ticks = ((1.0 - low) / 0.2).round() as usize;
    for i in 0..=n_ticks {
        let value = low + 0.2 * i as f64;
        let shown = format!("{value:.1}").replace('-', "−");
        let at = x(value);
        let _ = write!(
            out,
            "<line class=\"grid\" x1=\"{at:.1}\" y1=\"0\" x2=\"{at:.1}\" y2=\"{:.1}\"/>\
             <text class=\"tick\" x=\"{at:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{shown}</text>",
            height - 24.0,
            height - 8.0,
        );
    }
    for (i, bar) in bars.iter().enumerate() {
        let y = (i as f64 + 0.5) * ROW;
        let _ = write!(
            out,
            "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
            NAME_WIDTH - 10.0,
            y + 4.0,
            escaped(&bar.name)
        );
        if let Some((low, high)) = bar.interval {
            let _ = write!(
                out,
                "<line class=\"range\" x1=\"{:.1}\" y1=\"{y:.1}\" x2=\"{:.1}\" y2=\"{y:.1}\"/>",
                x(low),
                x(high)
            );
        }
        let _ = write!(
            out,
            "<circle class=\"dot\" cx=\"{:.1}\" cy=\"{y:.1}\" r=\"5\"/>\
             <text x=\"{:.1}\" y=\"{:.1}\">{}</text>",
            x(bar.value),
            NAME_WIDTH + PLOT_WIDTH + 12.0,
            y + 4.0,
            decimals(bar.value)
        );
    }
    out.push_str("</svg>");
    out
}

/// A square a cell, darker where it holds more of its row.
pub fn heat_map(title: &str, names: &[String], counts: &[Vec<usize>]) -> String {
    const CELL: f64 = 64.0;
    const HEAD: f64 = 130.0;
    let side = HEAD + names.len() as f64 * CELL;
    let mut out = start(title, side + 8.0, side - HEAD + 48.0);
    for (i, row) in counts.iter().enumerate() {
        let y = 40.0 + i as f64 * CELL;
        let all: usize = row.iter().sum();
        let _ = write!(
            out,
            "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
            HEAD - 8.0,
            y + CELL / 2.0 + 4.0,
            escaped(&shortened(&names[i], 18))
        );
        for (j, n) in row.iter().enumerate() {
            if (i + 1, j + 1) == (names.len(), names.len()) {
                // What nobody marked cannot be counted.
                continue;
            }
            let share = if all == 0 {
                0.0
            } else {
                *n as f64 / all as f64
            };
            let x = HEAD + j as f64 * CELL;
            // Never so dark that the number on it is hard to read, in either theme.
            let opacity = share / 2.0;
            let _ = write!(
                out,
                "<rect class=\"heat\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{CELL}\" height=\"{CELL}\" \
                 fill-opacity=\"{opacity:.3}\"/><text x=\"{:.1}\" y=\"{:.1}\" \
                 text-anchor=\"middle\">{n}</text>",
                x + CELL / 2.0,
                y + CELL / 2.0 + 4.0
            );
        }
    }
    for (j, name) in names.iter().enumerate() {
        let _ = write!(
            out,
            "<text x=\"{:.1}\" y=\"30\" text-anchor=\"middle\">{}</text>",
            HEAD + (j as f64 + 0.5) * CELL,
            escaped(&shortened(name, 9))
        );
    }
    out.push_str("</svg>");
    out
}

/// A column a class.
pub fn histogram(title: &str, classes: &[(String, usize)]) -> String {
    const HEIGHT: f64 = 150.0;
    const COLUMN: f64 = 58.0;
    let most = classes.iter().map(|c| c.1).max().unwrap_or(0).max(1);
    let width = classes.len() as f64 * COLUMN + 20.0;
    let mut out = start(title, width, HEIGHT + 50.0);
    for (i, (name, n)) in classes.iter().enumerate() {
        let height = *n as f64 / most as f64 * HEIGHT;
        let x = 10.0 + i as f64 * COLUMN;
        let middle = x + COLUMN / 2.0;
        let top = 20.0 + HEIGHT - height;
        let _ = write!(
            out,
            "<rect class=\"column\" x=\"{:.1}\" y=\"{top:.1}\" width=\"{:.1}\" height=\"{height:.1}\"/>\
             <text x=\"{middle:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{n}</text>\
             <text class=\"tick\" x=\"{middle:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>",
            x + 4.0,
            COLUMN - 8.0,
            top - 5.0,
            HEIGHT + 38.0,
            escaped(name)
        );
    }
    out.push_str("</svg>");
    out
}

fn start(title: &str, width: f64, height: f64) -> String {
    format!(
        "<svg role=\"img\" viewBox=\"0 0 {width:.0} {height:.0}\" width=\"{width:.0}\" height=\"{height:.0}\">\
         <title>{}</title>",
        escaped(title)
    )
}

/// At most `n` code points.
pub fn shortened(name: &str, n: usize) -> String {
    if name.chars().count() <= n {
        return name.to_owned();
    }
    let kept: String = name.chars().take(n - 1).collect();
    format!("{kept}…")
}
