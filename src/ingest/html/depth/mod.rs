//! How deep a page nests, told before a parser of HTML sees it.
//!
//! Deep nesting takes a parser hours: each open element is looked at when another one opens or closes. Ordinary pages
//! leave out end tags, hostile ones have end tags that close nothing (`<div></b>`), so a count of tags tells neither.
//! This follows the rules by which elements open and close (WHATWG HTML, 13.2.6) with their names alone. Where it does
//! not follow them to the letter, it takes a page for deeper than it is; implied `tbody` and `tr` are left out.

mod names;
#[cfg(test)]
mod tests;

use super::tags::{Tag, Tags, Text};
use names::{
    HEADINGS, IMPLIED, MARKERS, SCOPES, breaks_out, is_block, is_empty, is_formatting, is_inline,
    is_special, says_html,
};
use std::borrow::Cow;

/// Formatting that was left open is opened anew in each block: above so many times altogether a page is refused.
const MAX_REOPENED: usize = 5_000_000;
/// An end tag of formatting reaches this far into blocks inside it.
const REACH: usize = 8;

/// What is odd about the shape of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Elements inside elements, more than allowed.
    Deep,
    /// Attributes of one element, more than allowed.
    Attributes,
}

/// Refuses elements nested deeper than `max_depth` and elements with more than `max_attributes`.
///
/// # Errors
/// The first fault.
pub fn check(html: &str, max_depth: usize, max_attributes: usize) -> Result<(), Fault> {
    deepest(html, max_depth, max_attributes).map(drop)
}

fn deepest(html: &str, max_depth: usize, max_attributes: usize) -> Result<usize, Fault> {
    let mut tags = Tags::new(html);
    let mut shape = Shape::default();
    let mut deepest = 0;
    let mut n_framesets = 0;
    loop {
        let tag = tags.next(shape.has_sections());
        shape.text(tag.as_ref().map_or(Text::Words, |tag| tag.text_before));
        deepest = deepest.max(shape.open.len() + n_framesets);
        let Some(tag) = tag else {
            break;
        };
        // Each takes a byte at least, and a blank.
        if tag.source.len() / 2 > max_attributes && tag.attributes().count() > max_attributes {
            return Err(Fault::Attributes);
        }
        let name = lower(tag.name);
        if tag.is_end {
            shape.close(&name);
        } else if &*name == "frameset" {
            // Where they count, nothing else does.
            n_framesets += 1;
        } else if shape.open(name.clone(), &tag) {
            match &*name {
                "plaintext" => tags.skip_rest(),
                "script" | "style" | "title" | "textarea" | "xmp" | "iframe" | "noembed"
                | "noframes" => tags.skip_text(&name),
                _ => {}
            }
        }
        deepest = deepest.max(shape.open.len() + n_framesets);
        if deepest > max_depth || shape.n_reopened > MAX_REOPENED {
            return Err(Fault::Deep);
        }
    }
    if deepest > max_depth {
        return Err(Fault::Deep);
    }
    Ok(deepest)
}

fn lower(name: &str) -> Cow<'_, str> {
    if name.bytes().any(|b| b.is_ascii_uppercase()) {
        Cow::Owned(name.to_ascii_lowercase())
    } else {
        Cow::Borrowed(name)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Space {
    Html,
    Svg,
    Math,
}

/// An open element.
struct Open<'a> {
    /// Lower case.
    name: Cow<'a, str>,
    space: Space,
    /// Of formatting and forms, else 0.
    id: u64,
    /// Says that what is inside it is HTML.
    holds_html: bool,
}

impl Open<'_> {
    fn is(&self, name: &str) -> bool {
        self.space == Space::Html && self.name == name
    }

    fn is_any(&self, names: &[&str]) -> bool {
        self.space == Space::Html && names.contains(&&*self.name)
    }

    /// Inside it the rules of HTML hold again.
    fn is_bridge(&self) -> bool {
        match self.space {
            Space::Html => true,
            Space::Svg => matches!(&*self.name, "foreignobject" | "desc" | "title"),
            Space::Math => {
                self.holds_html || matches!(&*self.name, "mi" | "mo" | "mn" | "ms" | "mtext")
            }
        }
    }

    /// An end tag does not reach beyond it.
    fn is_scope(&self) -> bool {
        match self.space {
            Space::Html => SCOPES.contains(&&*self.name),
            _ => self.is_bridge() && !self.holds_html,
        }
    }

    fn is_special(&self) -> bool {
        self.space == Space::Html && is_special(&self.name)
    }

    /// Formatting does not reach beyond it.
    fn is_marker(&self) -> bool {
        self.is_any(MARKERS)
    }
}

/// Formatting that has not been closed, though its element may be, with a block around it.
struct Formatting<'a> {
    /// Empty for the marks that keep the formatting in front of a cell or the like out of it.
    name: Cow<'a, str>,
    /// The whole tag: only the same ones count as the same.
    source: &'a str,
    id: u64,
    is_open: bool,
}

/// Elements that are open, and formatting that is.
#[derive(Default)]
struct Shape<'a> {
    open: Vec<Open<'a>>,
    formatting: Vec<Formatting<'a>>,
    last_id: u64,
    /// The form that an end tag would close.
    form: Option<u64>,
    /// How often formatting was opened anew.
    n_reopened: usize,
}

impl<'a> Shape<'a> {
    /// Whether start tags are those of SVG or `MathML`.
    fn is_foreign(&self) -> bool {
        self.open.last().is_some_and(|top| !top.is_bridge())
    }

    /// Whether there are sections of character data.
    fn has_sections(&self) -> bool {
        self.open.last().is_some_and(|top| top.space != Space::Html)
    }

    fn truncate(&mut self, n: usize) {
        while self.open.len() > n {
            self.remove(self.open.len() - 1);
        }
    }

    fn remove(&mut self, at: usize) {
        let was = self.open.remove(at);
        if let Some(entry) = self
            .formatting
            .iter_mut()
            .rfind(|f| f.id == was.id && was.id > 0)
        {
            entry.is_open = false;
        }
    }

    /// Text, in which formatting goes on that a block has ended.
    fn text(&mut self, text: Text) {
        let is_between_rows = || {
            let top = self.open.last();
            top.is_some_and(|e| e.is_any(&["table", "tbody", "thead", "tfoot", "tr"]))
        };
        let is_text = text == Text::Words || text == Text::Blank && !is_between_rows();
        if is_text && !self.is_foreign() {
            self.reopen();
        }
    }

    fn reopen(&mut self) {
        let from = self.marker();
        let open = self.formatting.iter().rposition(|f| f.is_open);
        let from = open.map_or(0, |at| at + 1).max(from);
        for at in from..self.formatting.len() {
            let formatting = &mut self.formatting[at];
            formatting.is_open = true;
            let (name, id) = (formatting.name.clone(), formatting.id);
            self.push(name, Space::Html);
            if let Some(top) = self.open.last_mut() {
                top.id = id;
            }
            self.n_reopened += 1;
        }
    }

    /// The innermost element that `wanted` takes and that no element which `ends` takes stands in front of.
    fn find(
        &self,
        wanted: impl Fn(&Open<'a>) -> bool,
        ends: impl Fn(&Open<'a>) -> bool,
    ) -> Option<usize> {
        for (at, element) in self.open.iter().enumerate().rev() {
            if wanted(element) {
                return Some(at);
            }
            if ends(element) {
                return None;
            }
        }
        None
    }

    fn in_scope(&self, name: &str) -> Option<usize> {
        self.find(|e| e.is(name), Open::is_scope)
    }

    fn close_paragraph(&mut self) {
        let found = self.find(|e| e.is("p"), |e| e.is_scope() || e.is("button"));
        if let Some(at) = found {
            self.truncate(at);
        }
    }

    /// End tags that may be left out.
    fn close_implied(&mut self, except: &str) {
        while self
            .open
            .last()
            .is_some_and(|top| top.is_any(IMPLIED) && !top.is(except))
        {
            self.truncate(self.open.len() - 1);
        }
    }

    fn push(&mut self, name: Cow<'a, str>, space: Space) {
        self.open.push(Open {
            name,
            space,
            id: 0,
            holds_html: false,
        });
    }

    /// A start tag. Whether it is one of HTML.
    fn open(&mut self, name: Cow<'a, str>, tag: &Tag<'a>) -> bool {
        if self.is_foreign() {
            if !breaks_out(&name, tag) {
                let space = self.open.last().map_or(Space::Html, |top| top.space);
                if !tag.closes_itself {
                    let holds_html = space == Space::Math && says_html(&name, tag);
                    self.push(name, space);
                    if let Some(top) = self.open.last_mut() {
                        top.holds_html = holds_html;
                    }
                }
                return false;
            }
            while self.is_foreign() {
                self.truncate(self.open.len() - 1);
            }
        }
        if !self.make_room(&name) {
            return true;
        }
        if is_inline(&name) {
            self.reopen();
        }
        if is_empty(&name) {
            return true;
        }
        let space = match &*name {
            "svg" => Space::Svg,
            "math" => Space::Math,
            _ => Space::Html,
        };
        if space != Space::Html && tag.closes_itself {
            return true;
        }
        self.push(name.clone(), space);
        if is_formatting(&name) {
            self.add_formatting(name, tag.source);
        } else if name == "form" && !self.is_in_template() {
            self.form = Some(self.mark_last());
        } else if self.open.last().is_some_and(Open::is_marker) {
            self.formatting.push(Formatting {
                name: Cow::Borrowed(""),
                source: "",
                id: 0,
                is_open: false,
            });
        }
        true
    }

    /// Closes what an element of this name does not stand in. Whether there is one: some tags are passed over.
    fn make_room(&mut self, name: &str) -> bool {
        if name == "form" && self.form.is_some() && !self.is_in_template() {
            return false;
        }
        if is_block(name) {
            self.close_paragraph();
        }
        match name {
            "html" | "head" | "body" => return false,
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6"
                if self.open.last().is_some_and(|top| top.is_any(HEADINGS)) =>
            {
                self.truncate(self.open.len() - 1);
            }
            "li" => self.close_item(&["li"]),
            "dd" | "dt" => self.close_item(&["dd", "dt"]),
            "button" | "select" | "input" => {
                let of = if name == "button" { name } else { "select" };
                let found = self.in_scope(of);
                if let Some(at) = found {
                    self.truncate(at);
                }
                return name != "select" || found.is_none();
            }
            "option" | "optgroup" => {
                if self.in_scope("select").is_some() {
                    self.close_implied(if name == "option" { "optgroup" } else { "" });
                } else if self.open.last().is_some_and(|top| top.is("option")) {
                    self.truncate(self.open.len() - 1);
                }
            }
            "rb" | "rtc" if self.in_scope("ruby").is_some() => self.close_implied(""),
            "rp" | "rt" if self.in_scope("ruby").is_some() => self.close_implied("rtc"),
            "caption" | "tbody" | "thead" | "tfoot" => return self.back_to(&[]),
            "tr" => return self.back_to(&["tbody", "thead", "tfoot"]),
            "td" | "th" => return self.back_to(&["tr", "tbody", "thead", "tfoot"]),
            "a" => self.close_link(),
            "nobr" => {
                self.reopen();
                if self.in_scope("nobr").is_some() && !self.close_formatting("nobr") {
                    self.close_inline("nobr");
                }
            }
            _ => {}
        }
        true
    }

    /// Closes what is open inside the innermost table, or inside one of `names` in it. Whether there is a table.
    fn back_to(&mut self, names: &[&str]) -> bool {
        let is_place = |e: &Open<'a>| e.is_any(&["table", "template"]) || e.is_any(names);
        let Some(at) = self.find(is_place, |_| false) else {
            return false;
        };
        if !self.open[at].is("template") {
            self.truncate_in_table(at + 1);
        }
        true
    }

    fn close_item(&mut self, names: &[&str]) {
        let ends = |e: &Open<'a>| e.is_special() && !e.is_any(&["address", "div", "p"]);
        if let Some(at) = self.find(|e| e.is_any(names), ends) {
            self.truncate(at);
        }
        self.close_paragraph();
    }

    /// Where the formatting begins that counts here.
    fn marker(&self) -> usize {
        let marker = self.formatting.iter().rposition(|f| f.name.is_empty());
        marker.map_or(0, |at| at + 1)
    }

    fn clear_to_marker(&mut self) {
        self.formatting.truncate(self.marker().saturating_sub(1));
    }

    /// Closes what is open in a table from here on, with the cell that is.
    fn truncate_in_table(&mut self, n: usize) {
        let mut inside = self.open[n..].iter();
        let has_cell = inside.any(|e| e.is_any(&["td", "th", "caption"]));
        self.truncate(n);
        if has_cell {
            self.clear_to_marker();
        }
    }

    /// The element that was opened last is formatting.
    fn add_formatting(&mut self, name: Cow<'a, str>, source: &'a str) {
        let from = self.marker();
        let mut places =
            (from..self.formatting.len()).filter(|i| self.formatting[*i].source == source);
        let first = places.next();
        // Three of a kind at most are opened anew.
        if let Some(first) = first.filter(|_| places.count() >= 2) {
            self.formatting.remove(first);
        }
        let id = self.mark_last();
        self.formatting.push(Formatting {
            name,
            source,
            id,
            is_open: true,
        });
    }

    /// Gives the element that was opened last an id.
    fn mark_last(&mut self) -> u64 {
        self.last_id += 1;
        if let Some(top) = self.open.last_mut() {
            top.id = self.last_id;
        }
        self.last_id
    }

    fn is_in_template(&self) -> bool {
        self.open.iter().any(|e| e.is("template"))
    }

    /// A link does not stand in a link.
    fn close_link(&mut self) {
        let from = self.marker();
        let Some(link) = self.formatting[from..].iter().rfind(|f| f.name == "a") else {
            return;
        };
        let id = link.id;
        self.close_formatting("a");
        // One that cannot be reached is closed all the same.
        let place = self.open.iter().rposition(|e| e.id == id);
        if let Some(at) = place
            && self.find(|e| e.id == id, Open::is_scope).is_none()
        {
            self.remove(at);
            self.formatting.retain(|f| f.id != id);
        }
    }

    /// The end tag of an element that does not reach out of blocks.
    fn close_inline(&mut self, name: &str) {
        if let Some(at) = self.find(|e| e.is(name), Open::is_special) {
            self.truncate(at);
        }
    }

    /// An end tag of formatting (13.2.6.4.7, adoption agency). Whether there is any that it means.
    fn close_formatting(&mut self, name: &str) -> bool {
        let from = self.marker();
        let listed = self.formatting[from..].iter().rposition(|f| f.name == name);
        let Some(listed) = listed.map(|at| from + at) else {
            return false;
        };
        let id = self.formatting[listed].id;
        if let Some(at) = self.open.iter().rposition(|e| e.id == id) {
            if self.find(|e| e.id == id, Open::is_scope).is_none() {
                return true;
            }
            let blocks = (at + 1..self.open.len()).filter(|i| self.open[*i].is_special());
            let blocks: Vec<usize> = blocks.collect();
            if let Some(reached) = blocks.get(REACH - 1) {
                // It is closed around the blocks that it reaches, and goes on in the last of them.
                self.open[at..=*reached].rotate_left(1);
                return true;
            }
            match blocks.last() {
                Some(last) => self.truncate(last + 1),
                None => self.truncate(at + 1),
            }
            self.remove(at);
        }
        self.formatting.retain(|f| f.id != id);
        true
    }

    /// An end tag.
    fn close(&mut self, name: &str) {
        if matches!(name, "p" | "br") {
            while self.is_foreign() {
                self.truncate(self.open.len() - 1);
            }
        } else if self.has_sections() {
            let is_meant = |e: &Open<'a>| e.space == Space::Html || e.name == name;
            if let Some(at) = self.find(is_meant, |_| false)
                && self.open[at].space != Space::Html
            {
                self.truncate(at);
                return;
            }
        }
        let found = match name {
            "p" => return self.close_paragraph(),
            // It stands for a start tag.
            "br" => return self.reopen(),
            "li" => self.find(|e| e.is("li"), |e| e.is_scope() || e.is_any(&["ol", "ul"])),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.find(|e| e.is_any(HEADINGS), Open::is_scope)
            }
            "form" if self.is_in_template() => self.in_scope("form"),
            "form" => {
                if let Some(id) = self.form.take()
                    && let Some(at) = self.find(|e| e.id == id, Open::is_scope)
                {
                    self.close_implied("");
                    self.remove(at);
                }
                return;
            }
            "table" | "tbody" | "thead" | "tfoot" | "tr" | "td" | "th" | "caption" => {
                if let Some(at) = self.find(|e| e.is(name), |e| e.is_any(&["table", "template"])) {
                    self.truncate_in_table(at);
                }
                return;
            }
            "template" | "applet" | "marquee" | "object" => {
                let is_template = name == "template";
                let ends = |e: &Open<'a>| e.is_scope() && !is_template;
                if let Some(at) = self.find(|e| e.is(name), ends) {
                    self.truncate(at);
                    self.clear_to_marker();
                }
                return;
            }
            _ if is_formatting(name) => {
                // One that is open but no longer counts as formatting ends as any element.
                let is_listed = |e: &Open<'a>| self.formatting.iter().any(|f| f.id == e.id);
                let top = self.open.last().filter(|e| e.is(name) && !is_listed(e));
                if top.is_some() || !self.close_formatting(name) {
                    self.close_inline(name);
                }
                return;
            }
            "dd" | "dt" | "button" | "select" => self.in_scope(name),
            _ if is_block(name) => self.in_scope(name),
            _ => return self.close_inline(name),
        };
        if let Some(at) = found {
            self.truncate(at);
        }
    }
}
