//! What the names of elements say about how they open and close. All in lower case.

use super::super::tags::Tag;

pub const HEADINGS: &[&str] = &["h1", "h2", "h3", "h4", "h5", "h6"];

/// End tags that may be left out.
pub const IMPLIED: &[&str] = &[
    "dd", "dt", "li", "optgroup", "option", "p", "rb", "rp", "rt", "rtc",
];

/// End tags do not reach beyond these.
pub const SCOPES: &[&str] = &[
    "applet", "caption", "html", "marquee", "object", "select", "table", "td", "template", "th",
];

/// Formatting does not reach beyond these.
pub const MARKERS: &[&str] = &[
    "applet", "caption", "marquee", "object", "td", "template", "th",
];

const FORMATTING: &[&str] = &[
    "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u",
];

const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "center",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "listing",
    "main",
    "menu",
    "nav",
    "ol",
    "p",
    "plaintext",
    "pre",
    "search",
    "section",
    "summary",
    "ul",
    "xmp",
];

const NOT_REOPENING: &[&str] = &[
    "base", "basefont", "bgsound", "caption", "col", "colgroup", "dd", "dt", "frame", "iframe",
    "li", "link", "meta", "noembed", "noframes", "param", "rb", "rp", "rt", "rtc", "script",
    "source", "style", "table", "tbody", "td", "template", "textarea", "tfoot", "th", "thead",
    "title", "tr", "track",
];

const EMPTY: &[&str] = &[
    "area", "base", "basefont", "bgsound", "br", "col", "colgroup", "embed", "frame", "hr",
    "iframe", "image", "img", "input", "keygen", "link", "meta", "noembed", "noframes", "param",
    "script", "source", "style", "textarea", "title", "track", "wbr", "xmp",
];

const SPECIAL: &[&str] = &[
    "applet", "button", "caption", "dd", "dt", "li", "marquee", "noscript", "object", "select",
    "table", "tbody", "td", "template", "tfoot", "th", "thead", "tr",
];

const BREAKING_OUT: &[&str] = &[
    "b",
    "big",
    "blockquote",
    "body",
    "br",
    "center",
    "code",
    "dd",
    "div",
    "dl",
    "dt",
    "em",
    "embed",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "hr",
    "i",
    "img",
    "li",
    "listing",
    "menu",
    "meta",
    "nobr",
    "ol",
    "p",
    "pre",
    "ruby",
    "s",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "sup",
    "table",
    "tt",
    "u",
    "ul",
    "var",
];

/// Goes on in the next block where a block around it ends.
pub fn is_formatting(name: &str) -> bool {
    FORMATTING.contains(&name)
}

/// Closes a paragraph that is open.
pub fn is_block(name: &str) -> bool {
    BLOCKS.contains(&name)
}

/// Formatting that a block has ended goes on in it, or around it.
pub fn is_inline(name: &str) -> bool {
    (!is_block(name) || name == "xmp") && !NOT_REOPENING.contains(&name)
}

/// Never holds elements.
pub fn is_empty(name: &str) -> bool {
    EMPTY.contains(&name)
}

/// End tags of inline elements do not reach beyond it.
pub fn is_special(name: &str) -> bool {
    SPECIAL.contains(&name) || is_block(name) && !matches!(name, "dialog" | "search")
}

/// Whether the element of `MathML` says that there is HTML in it.
pub fn says_html(name: &str, tag: &Tag<'_>) -> bool {
    let mut attributes = tag.attributes();
    let encoding = attributes.find(|(name, _)| name.eq_ignore_ascii_case("encoding"));
    let is_html = |(_, value): (&str, &str)| {
        value.eq_ignore_ascii_case("text/html")
            || value.eq_ignore_ascii_case("application/xhtml+xml")
    };
    name == "annotation-xml" && encoding.is_some_and(is_html)
}

/// An element of HTML that ends SVG and `MathML` where it begins.
pub fn breaks_out(name: &str, tag: &Tag<'_>) -> bool {
    let is_styled = |(name, _): (&str, &str)| {
        let styles = ["color", "face", "size"];
        styles.iter().any(|style| name.eq_ignore_ascii_case(style))
    };
    BREAKING_OUT.contains(&name) || name == "font" && tag.attributes().any(is_styled)
}
