//! What a page says about itself: title, outlet, author, date, address.

use super::linked_data::LinkedData;
use dom_smoothie::{Article as Found, Readability};

/// What a page says; empty where it says nothing.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// The title without the outlet's name, where that could be told.
    pub title: String,
    /// The site.
    pub outlet: String,
    /// Who wrote it.
    pub author: String,
    /// When, in the page's own notation.
    pub published: String,
    /// Where it stands on the web; http or https.
    pub url: String,
    /// In the page's linked data; what is guessed from the page's look does not take its place.
    linked: LinkedData,
}

/// Where pages put the date, the best first: selector and attribute.
const DATES: &[(&str, &str)] = &[
    ("meta[property=\"article:published_time\"]", "content"),
    ("[itemprop=datePublished]", "content"),
    ("[itemprop=datePublished]", "datetime"),
    ("meta[name=\"date\" i]", "content"),
    ("meta[name=\"pubdate\" i]", "content"),
    ("meta[name=\"publishdate\" i]", "content"),
    ("meta[name=\"publish-date\" i]", "content"),
    ("meta[name=\"publication_date\" i]", "content"),
    ("meta[name=\"dc.date\" i]", "content"),
    ("meta[name=\"dc.date.issued\" i]", "content"),
    ("meta[name=\"dcterms.date\" i]", "content"),
    ("meta[name=\"sailthru.date\" i]", "content"),
    ("meta[name=\"parsely-pub-date\" i]", "content"),
    ("article time[datetime]", "datetime"),
    ("time[datetime]", "datetime"),
];

/// Where pages put their own address.
const ADDRESSES: &[(&str, &str)] = &[
    ("link[rel=canonical i]", "href"),
    ("meta[property=\"og:url\"]", "content"),
    ("meta[name=\"parsely-link\" i]", "content"),
];

/// Where pages put the name of the outlet.
const OUTLETS: &[(&str, &str)] = &[
    ("meta[property=\"og:site_name\"]", "content"),
    ("meta[name=\"application-name\" i]", "content"),
    ("meta[name=\"publisher\" i]", "content"),
    ("meta[name=\"dc.publisher\" i]", "content"),
];

/// Where pages put the author's name.
const AUTHORS: &[(&str, &str)] = &[
    ("meta[name=\"author\" i]", "content"),
    ("meta[name=\"dc.creator\" i]", "content"),
    ("meta[name=\"parsely-author\" i]", "content"),
    ("meta[itemprop=author]", "content"),
];

impl Facts {
    /// Of a page that has not been taken apart yet, and its source.
    pub fn of(page: &Readability, html: &str) -> Self {
        let first = |places: &[(&str, &str)]| {
            let values = places.iter().filter_map(|(selector, attribute)| {
                let value = page.doc.select_single(selector).attr(attribute)?;
                let value = value.trim().to_owned();
                (!value.is_empty()).then_some(value)
            });
            values.collect::<Vec<_>>()
        };
        let linked = LinkedData::of(page);
        let best = |places: &[(&str, &str)], stated: &str| {
            let found = first(places).into_iter().next();
            found.unwrap_or_else(|| stated.to_owned())
        };
        let stated = Some(&linked.url).filter(|url| is_web_address(url));
        let mut addresses = first(ADDRESSES).into_iter().chain(stated.cloned());
        let address = addresses.find(|a| is_web_address(a));
        Self {
            title: match linked.headline.as_str() {
                "" => page.get_article_title().to_string(),
                headline => headline.to_owned(),
            },
            outlet: best(OUTLETS, &linked.outlet),
            author: best(AUTHORS, &linked.author),
            published: best(DATES, &linked.published),
            url: address.or_else(|| saved_from(html)).unwrap_or_default(),
            linked,
        }
    }

    /// Adds what the search for the article found out, also from linked data in the page.
    pub fn add(&mut self, found: &Found) {
        let set = |field: &mut String, value: Option<&str>| {
            if let Some(value) = value.map(str::trim).filter(|v| !v.is_empty()) {
                value.clone_into(field);
            }
        };
        set(&mut self.title, Some(&found.title));
        set(&mut self.outlet, found.site_name.as_deref());
        set(&mut self.published, found.published_time.as_deref());
        set(&mut self.author, found.byline.as_deref().map(without_by));
        set(&mut self.title, Some(&self.linked.headline));
        set(&mut self.author, Some(&self.linked.author));
        if self.url.is_empty() {
            let stated = found.url.as_deref().filter(|url| is_web_address(url));
            set(&mut self.url, stated);
        }
    }
}

/// The names in "By Ada Example".
fn without_by(byline: &str) -> &str {
    let byline = byline.trim();
    let start = byline.get(..3).unwrap_or_default();
    if start.eq_ignore_ascii_case("by ") || start.eq_ignore_ascii_case("by:") {
        byline[3..].trim()
    } else {
        byline
    }
}

pub fn is_web_address(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
}

/// The address in the comment that `SingleFile` and browsers write on top of what they save.
fn saved_from(html: &str) -> Option<String> {
    let head = html.get(..html.len().min(4096)).unwrap_or_else(|| {
        // The cut fell into a character.
        let end = (0..4096).rev().find(|i| html.is_char_boundary(*i));
        &html[..end.unwrap_or(0)]
    });
    let comment = head.split("<!--").nth(1)?.split("-->").next()?;
    let is_saved = comment.contains("SingleFile") || comment.contains("saved from url=");
    let start = comment.find("http")?;
    let address = comment[start..].split_whitespace().next()?;
    (is_saved && is_web_address(address)).then(|| address.to_owned())
}
