//! Saved web pages: the article's own text by the rules of Readability, or all that the page shows.
//!
//! Honest limitations: what a script puts into the page after loading is only there if the page was saved as it was
//! shown (`SingleFile`, "web page, complete"). Readability leaves out comments, and now and then a caption or a lead.

mod charset;
mod depth;
mod headline;
mod linked_data;
mod metadata;
mod tags;
mod walk;
mod xhtml;

use super::blocks::Blocks;
use super::guard::guarded;
use super::{
    Article, ArticleFile, ArticleKind, ArticleReader, EXTENT, IngestError, ReadOptions, WHOLE_PAGE,
    Warning,
};
pub(super) use charset::encoding_of;
use depth::Fault;
use dom_smoothie::Readability;
use metadata::Facts;
pub(super) use metadata::is_web_address;
use std::borrow::Cow;
use walk::{Part, walk};
pub(super) use xhtml::with_end_tags;

const FORMAT: &str = "HTML";
/// Elements inside elements up to here; browsers stop at 512.
const MAX_DEPTH: usize = 1_500;
/// Attributes of one element up to here.
const MAX_ATTRIBUTES: usize = 20_000;
/// Programs whose pages are a text and nothing else.
const TEXT_PROGRAMS: &[&str] = &[
    "libreoffice",
    "openoffice",
    "microsoft word",
    "pandoc",
    "abiword",
    "google docs",
    "calibre",
];

/// See the module.
pub struct HtmlReader;

impl ArticleReader for HtmlReader {
    fn kind(&self) -> &'static ArticleKind {
        &ArticleKind {
            id: "html",
            name: "Web page",
            extensions: &["html", "htm", "xhtml"],
            media_type: "text/html",
            takes: "the article's own text with its headline; title, outlet, author, date and address from the page's metadata",
            leaves_out: "menus, related links, comments (the whole page by choice); pictures, readings above words (furigana)",
        }
    }

    fn shows_in(&self, file: &ArticleFile<'_>) -> bool {
        !file.has_extension(self.kind().extensions)
            && !file.has_extension(&["txt", "text"])
            && looks_like_html(file.bytes)
    }

    fn read(
        &self,
        file: &ArticleFile<'_>,
        options: &ReadOptions,
    ) -> Result<Vec<Article>, IngestError> {
        let decoding = ReadOptions {
            encoding: options.encoding.or_else(|| encoding_of(file.bytes)),
            ..options.clone()
        };
        let mut article = Article::from_text_file(file, &decoding, self.kind().media_type)?;
        let is_xhtml = file.has_extension(&["xhtml"]);
        let html = if is_xhtml && !has_xml_mark(&article.text) {
            Cow::Owned(with_end_tags(&article.text))
        } else {
            Cow::Borrowed(&*article.text)
        };
        let page = read_page(&html, options.whole_page)?;
        page.put_into(&mut article, options.whole_page);
        Ok(vec![article])
    }
}

/// On a page that shows so many characters, less than one in [`SMALL_PART`] is little for its article.
const LONG_PAGE: usize = 2_000;
const SMALL_PART: usize = 6;

/// What a page gave; its text is not empty.
pub(super) struct Page {
    text: String,
    facts: Facts,
    is_article_missing: bool,
    /// Characters of all that the page shows, where an article was found in it.
    n_shown: usize,
}

impl Page {
    /// Text, title, metadata and warnings of `article` become those of the page.
    pub(super) fn put_into(self, article: &mut Article, is_whole_page: bool) {
        let n_taken = self.text.chars().count();
        article.put_text(self.text);
        article.put_title(&self.facts.title);
        for (name, value) in [
            ("outlet", &self.facts.outlet),
            ("url", &self.facts.url),
            ("published", &self.facts.published),
            ("author", &self.facts.author),
        ] {
            article.put_metadata(name, value);
        }
        if is_whole_page {
            article.put_metadata(EXTENT, WHOLE_PAGE);
        }
        if self.is_article_missing {
            article.warnings.push(Warning::NoArticleFound);
        }
        if self.n_shown >= LONG_PAGE && n_taken < self.n_shown / SMALL_PART {
            let percent = n_taken * 100 / self.n_shown;
            article.warnings.push(Warning::SmallPart { percent });
        }
    }
}

/// Whether the file says in its first bytes that it is XML.
fn has_xml_mark(html: &str) -> bool {
    html.trim_start().starts_with("<?xml")
}

/// The article in the page, or the whole page.
pub(super) fn read_page(html: &str, is_whole_page: bool) -> Result<Page, IngestError> {
    let closed = has_xml_mark(html).then(|| with_end_tags(html));
    let html = closed.as_deref().unwrap_or(html);
    check_shape(html)?;
    let page = guarded(FORMAT, || {
        let mut page = Readability::from(html);
        let mut facts = Facts::of(&page, html);
        let is_text = is_made_by_text_program(&page);
        if is_whole_page || is_text {
            return Ok(Page {
                text: text_of(&page, Part::Page),
                facts,
                is_article_missing: false,
                n_shown: 0,
            });
        }
        let n_shown = text_of(&page, Part::Page).chars().count();
        let headings = headline::headings(&page);
        let page_title = page.get_article_title().to_string();
        if let Ok(found) = page.parse() {
            facts.add(&found);
            let text = text_of(&page, Part::Found);
            if !text.is_empty() {
                let titles = [&*facts.title, &page_title, &found.title];
                let is_untitled = titles.iter().all(|title| title.trim().is_empty());
                // A page without a title says in its one heading what it is about.
                if let ([heading], true) = (headings.as_slice(), is_untitled) {
                    facts.title.clone_from(heading);
                }
                let titles = [&*facts.title, &page_title, &found.title];
                return Ok(Page {
                    text: headline::with_headline(text, &headings, &titles),
                    facts,
                    is_article_missing: false,
                    n_shown,
                });
            }
        }
        // The search for the article has taken the page apart.
        Ok(Page {
            text: text_of(&Readability::from(html), Part::Page),
            facts,
            is_article_missing: true,
            n_shown: 0,
        })
    })?;
    if page.text.is_empty() {
        return Err(IngestError::NoText { format: FORMAT });
    }
    Ok(page)
}

/// All text that a page shows.
pub(super) fn whole_text(html: &str) -> Result<String, IngestError> {
    check_shape(html)?;
    guarded(FORMAT, || Ok(text_of(&Readability::from(html), Part::Page)))
}

fn text_of(page: &Readability, part: Part) -> String {
    let mut blocks = Blocks::default();
    walk(page, part, &mut blocks);
    blocks.finish()
}

fn is_made_by_text_program(page: &Readability) -> bool {
    let generator = page.doc.select_single("meta[name=generator i]");
    let generator = generator.attr("content").unwrap_or_default().to_lowercase();
    TEXT_PROGRAMS.iter().any(|name| generator.contains(name))
}

/// Refuses what would take a parser of HTML hours: each open element is looked at when another one opens, each attribute
/// when another one follows.
fn check_shape(html: &str) -> Result<(), IngestError> {
    depth::check(html, MAX_DEPTH, MAX_ATTRIBUTES).map_err(|fault| IngestError::Broken {
        format: FORMAT,
        reason: match fault {
            Fault::Deep => format!("elements are nested more than {MAX_DEPTH} deep"),
            Fault::Attributes => {
                format!("an element has more than {MAX_ATTRIBUTES} attributes")
            }
        },
    })
}

fn looks_like_html(bytes: &[u8]) -> bool {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(512)]);
    let start = start.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}');
    let mut start = start.chars().take(15).collect::<String>();
    start.make_ascii_lowercase();
    start.starts_with("<!doctype html") || start.starts_with("<html")
}

#[cfg(test)]
mod tests;
#[cfg(test)]
pub(super) use tests::NEWS_PAGE;
