//! Pages in small, held against the parser.

use super::*;
use dom_smoothie::Readability;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

fn told(html: &str) -> usize {
    deepest(html, usize::MAX, usize::MAX).unwrap()
}

/// Of the page as the parser has it; without `html` and `body`.
fn real(html: &str) -> usize {
    let page = Readability::from(html);
    let (mut depth, mut deepest) = (0_usize, 0);
    let root = page.doc.root();
    let mut node = root;
    loop {
        if let Some(inside) = node.first_child() {
            node = inside;
            depth += 1;
            deepest = deepest.max(depth);
            continue;
        }
        loop {
            if node.id == root.id {
                return deepest.saturating_sub(3);
            }
            if let Some(next) = node.next_sibling() {
                node = next;
                break;
            }
            let Some(parent) = node.parent() else {
                return deepest.saturating_sub(3);
            };
            node = parent;
            depth -= 1;
        }
    }
}

#[track_caller]
fn check_flat(html: &str) {
    let html = html.repeat(50);
    assert!(told(&html) < 20, "{} {}", told(&html), &html[..60]);
}

#[test]
fn what_stands_in_ordinary_pages_is_not_deep() {
    check_flat("<svg><path d=\"\"/><g><path d='M 1'/></g></svg>");
    check_flat("<script>if (i<n && n<m) x = '<div>'; <!-- <div> --></script><!-- <div><div> -->");
    check_flat(
        "<script type='application/ld+json'>{\"a\":\"<div><b>\"}</script><style>a<b</style>",
    );
    check_flat("<p>a<br><img><p>b");
    check_flat("<li>a<li>b");
    check_flat("<dt>a<dd>b<option>c");
    check_flat("<a name=x>y<p><b>z<p>");
    check_flat("<table><tr><td>a<td>b<tr><td>c<tbody><tr><th>d</table>");
    check_flat("<ruby>x<rt>y<rt>z</ruby><h1>a</h2><h2>b</h1>");
    check_flat("<div><span>a<i>b</div></span></div>");
}

#[test]
fn what_closes_nothing_does_not_hide_depth() {
    for html in [
        "<div></b>",
        "<b><div></b>",
        "<span><div></span>",
        "<li><dd>",
        "<svg></svg><g><div/>",
        "<div><select></div></select>",
        "<p><b id=%>x</p>",
        "<div><script><!--<script></script></div></script>",
        "<div title='</div>'>",
        "<svg><font x=color></font>",
    ] {
        let numbered: String = (0..50).map(|i| html.replace('%', &i.to_string())).collect();
        let (told, real) = (told(&numbered), real(&numbered));
        assert!(real + 3 >= 50 && told + 3 >= real, "{html} {told} {real}");
    }
}

const PIECES: &[&str] = &[
    "<div>",
    "</div>",
    "<p>",
    "</p>",
    "<b>",
    "</b>",
    "<b id=%>",
    "<i>",
    "</i>",
    "<a href=%>",
    "</a>",
    "<span>",
    "</span>",
    "<li>",
    "</li>",
    "<ul>",
    "</ul>",
    "<dd>",
    "<dt>",
    "</dl>",
    "<h1>",
    "</h2>",
    "<table>",
    "</table>",
    "<tr>",
    "</tr>",
    "<td>",
    "</td>",
    "<caption>",
    "<tbody>",
    "<select>",
    "</select>",
    "<option>",
    "<optgroup>",
    "<input>",
    "<button>",
    "</button>",
    "<form>",
    "</form>",
    "<object>",
    "</object>",
    "<template>",
    "</template>",
    "<svg>",
    "</svg>",
    "<g>",
    "</g>",
    "<g/>",
    "<foreignObject>",
    "</foreignObject>",
    "<desc>",
    "<math>",
    "</math>",
    "<mi>",
    "</mi>",
    "<annotation-xml>",
    "<annotation-xml encoding=text/html>",
    "<x/>",
    "</x>",
    "<ruby>",
    "<rt>",
    "<rtc>",
    "</ruby>",
    "<nobr>",
    "<hr>",
    "<noscript>",
    "</noscript>",
    "<font color=%>",
    "<font x>",
    "</font>",
    "<script>",
    "</script>",
    "<!--",
    "-->",
    "<title>",
    "</title>",
    "<br>",
    "</br>",
    "<body>",
    "</body>",
    "<html>",
    "<![CDATA[",
    "]]>",
    "word",
    " ",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, rng_seed: RngSeed::Fixed(7), ..ProptestConfig::default() })]
    /// The same pieces again and again: what grows in the parser must grow here.
    #[test]
    fn no_page_is_deeper_than_told(places in proptest::collection::vec(0..PIECES.len(), 1..9)) {
        let unit: String = places.into_iter().map(|i| PIECES[i]).collect();
        let numbered: String = (0..60).map(|i| unit.replace('%', &i.to_string())).collect();
        let page = format!("<body>{numbered}");
        let (told, real) = (told(&page), real(&page));
        prop_assert!(real <= 4 * told + 30, "{unit} {told} {real}");
    }
}
