//! XHTML for a parser of HTML.

use super::tags::Tags;

/// `<title/>` with an end tag of its own: a parser of HTML takes it for a start, and the whole page for a title.
pub fn with_end_tags(xhtml: &str) -> String {
    // These have no end tag in HTML either.
    const VOID: &[&str] = &[
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param",
        "source", "track", "wbr",
    ];
    let mut out = String::with_capacity(xhtml.len());
    let mut done = 0;
    let mut tags = Tags::new(xhtml);
    while let Some(tag) = tags.next(true) {
        if tag.is_end || VOID.contains(&tag.name) {
            continue;
        }
        if tag.closes_itself {
            out.push_str(xhtml[done..tag.place.end].trim_end_matches("/>"));
            out.push_str("></");
            out.push_str(tag.name);
            out.push('>');
            done = tag.place.end;
        } else if matches!(tag.name, "script" | "style") {
            tags.skip_text(tag.name);
        }
    }
    out.push_str(&xhtml[done..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_tags_that_close_themselves_change() {
        let check = |xhtml: &str, expected: &str| assert_eq!(with_end_tags(xhtml), expected);
        check("<title/>a<br/>", "<title></title>a<br/>");
        check("<a id='/>'/>b</a>", "<a id='/>'></a>b</a>");
        check("<!-- <p/> --><p>x", "<!-- <p/> --><p>x");
        check(
            "<script>a < '<p/>'</script><p/>",
            "<script>a < '<p/>'</script><p></p>",
        );
        check("a < b <p", "a < b <p");
        check("", "");
    }
}
