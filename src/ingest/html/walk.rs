//! A page from its first to its last word.

use crate::ingest::blocks::Blocks;
use dom_smoothie::Readability;

/// What is done with an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Stands in the line.
    Inline,
    /// A line of its own.
    Line,
    /// A paragraph of its own.
    Paragraph,
    /// A paragraph whose blanks and line ends are text.
    Preformatted,
    Row,
    Cell,
    /// `<br>`.
    Break,
    /// A short quotation, which browsers show in quotation marks.
    Quotation,
    /// Shows nothing, or nothing that is text.
    Nothing,
}

fn kind(name: &str) -> Kind {
    match name {
        "br" => Kind::Break,
        "tr" => Kind::Row,
        "td" | "th" => Kind::Cell,
        "pre" | "listing" | "plaintext" | "xmp" => Kind::Preformatted,
        "q" => Kind::Quotation,
        "li" | "dt" | "dd" | "caption" | "summary" | "legend" | "optgroup" => Kind::Line,
        "address" | "article" | "aside" | "blockquote" | "body" | "center" | "details"
        | "dialog" | "dir" | "div" | "dl" | "fieldset" | "figcaption" | "figure" | "footer"
        | "form" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "header" | "hgroup" | "hr"
        | "html" | "main" | "menu" | "nav" | "ol" | "p" | "search" | "section" | "table" | "ul" => {
            Kind::Paragraph
        }
        "head" | "title" | "script" | "style" | "noscript" | "template" | "iframe" | "frame"
        | "object" | "embed" | "svg" | "math" | "canvas" | "audio" | "video" | "map" | "select"
        | "option" | "datalist" | "button" | "input" | "textarea" | "meter" | "progress"
        | "noframes" | "noembed"
        // Readings beside a word are no words of the sentence.
        | "rt" | "rtc" | "rp" => Kind::Nothing,
        _ => Kind::Inline,
    }
}

/// The id that the search for the article gives to what it found.
const FOUND: &str = "[id=readability-page-1]";
/// A heading of the first order.
pub const HEADING: &str = "h1";

/// What of a page is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Everything that it shows.
    Page,
    /// Of a page that was searched for its article, what was found; else as above.
    Found,
    /// The heading of the first order with this number, counted from 0; where there is none, as above.
    Heading(usize),
}

/// Tells `out` what a part of the page shows.
///
/// Neither calls itself nor keeps a stack of nodes: the depth of a page is not bounded by that of our stack.
pub fn walk(page: &Readability, part: Part, out: &mut Blocks) {
    let mut n_lists = 0_usize;
    let mut n_preformatted = 0_usize;
    let mut n_quotations = 0_usize;
    let (selected, number) = match part {
        Part::Page => (None, 0),
        Part::Found => (Some(page.doc.select_single(FOUND)), 0),
        Part::Heading(number) => (Some(page.doc.select(HEADING)), number),
    };
    let found = selected.as_ref().and_then(|s| s.nodes().get(number));
    let start = found.copied().unwrap_or_else(|| page.doc.root());
    let mut node = start;
    loop {
        let mut inside = None;
        if node.is_text() {
            let text = node.text();
            if n_preformatted > 0 {
                out.verbatim(&text);
            } else {
                out.flowing(&text);
            }
        } else if let Some(name) = node.node_name() {
            let kind = kind(&name);
            let is_shown = kind != Kind::Nothing
                && !node.has_attr("hidden")
                && !node.attr("style").is_some_and(|style| hides(&style));
            if is_shown {
                n_lists += usize::from(is_list(&name));
                n_preformatted += usize::from(kind == Kind::Preformatted);
                open(kind, &name, n_lists, &mut n_quotations, out);
                inside = node.first_child();
                if inside.is_none() {
                    n_lists -= usize::from(is_list(&name));
                    n_preformatted -= usize::from(kind == Kind::Preformatted);
                    close(kind, &name, n_lists, &mut n_quotations, out);
                }
            }
        } else {
            inside = node.first_child();
        }
        if let Some(inside) = inside {
            node = inside;
            continue;
        }
        // To the next node in the order of the file; every element that ends on the way has been opened.
        loop {
            if node.id == start.id {
                return;
            }
            if let Some(next) = node.next_sibling() {
                node = next;
                break;
            }
            let Some(parent) = node.parent() else {
                return;
            };
            node = parent;
            if let Some(name) = node.node_name() {
                let kind = kind(&name);
                n_lists -= usize::from(is_list(&name));
                n_preformatted -= usize::from(kind == Kind::Preformatted);
                close(kind, &name, n_lists, &mut n_quotations, out);
            }
        }
    }
}

fn is_list(name: &str) -> bool {
    matches!(name, "ul" | "ol" | "menu" | "dir" | "dl")
}

/// Marks around a quotation and around one inside it.
const QUOTATION_MARKS: [[&str; 2]; 2] = [["\u{201C}", "\u{201D}"], ["\u{2018}", "\u{2019}"]];

/// `n_lists`: lists around it, itself counted.
fn open(kind: Kind, name: &str, n_lists: usize, n_quotations: &mut usize, out: &mut Blocks) {
    match kind {
        Kind::Break => out.line_break(),
        Kind::Row => out.open_row(),
        Kind::Cell => out.open_cell(),
        Kind::Line => out.line(),
        // A list inside a list belongs to its item.
        Kind::Paragraph if is_list(name) && n_lists > 1 => out.line(),
        Kind::Paragraph | Kind::Preformatted => out.paragraph(),
        Kind::Quotation => {
            out.verbatim(QUOTATION_MARKS[*n_quotations % 2][0]);
            *n_quotations += 1;
        }
        Kind::Inline | Kind::Nothing => {}
    }
}

/// `n_lists`: lists around it, itself not counted.
fn close(kind: Kind, name: &str, n_lists: usize, n_quotations: &mut usize, out: &mut Blocks) {
    match kind {
        Kind::Row => out.close_row(),
        Kind::Cell => out.close_cell(),
        Kind::Line => out.line(),
        Kind::Paragraph if is_list(name) && n_lists > 0 => out.line(),
        Kind::Paragraph | Kind::Preformatted => out.paragraph(),
        Kind::Quotation => {
            *n_quotations = n_quotations.saturating_sub(1);
            out.verbatim(QUOTATION_MARKS[*n_quotations % 2][1]);
        }
        Kind::Break | Kind::Inline | Kind::Nothing => {}
    }
}

/// Whether this style shows nothing.
fn hides(style: &str) -> bool {
    style.split(';').any(|declaration| {
        let Some((property, value)) = declaration.split_once(':') else {
            return false;
        };
        let value = value.trim_end_matches("!important").trim();
        let property = property.trim();
        property.eq_ignore_ascii_case("display") && value.eq_ignore_ascii_case("none")
            || property.eq_ignore_ascii_case("visibility") && value.eq_ignore_ascii_case("hidden")
    })
}
