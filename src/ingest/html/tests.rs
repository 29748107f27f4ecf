//! Pages in small, and what comes out of them.

use super::*;
use crate::ingest::Confidence;

/// A page as outlets make them, in small.
pub(in crate::ingest) const NEWS_PAGE: &str = r#"<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<title>Harbour bridge closes for a year | The Gull's Post</title>
<meta property="og:site_name" content="The Gull's Post">
<meta name="author" content="Ada Example">
<meta property="article:published_time" content="2026-01-02T08:30:00+01:00">
<link rel="canonical" href="https://gull.example/harbour/bridge">
<script>var menu = "not for readers";</script><style>p { color: red }</style></head>
<body>
<nav class="menu"><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport</a></li></ul></nav>
<article><h1>Harbour bridge closes for a year</h1>
<p>The old swing bridge will close on Monday, the port office said, and nobody on the quay was
surprised. “We have waited for this since the spring,” said Mina&nbsp;Okafor, who keeps the kiosk beside it.</p>
<p>The repair will cost 4.2 million, according to the council; the shipyard's own estimate, made in
autumn, was half of that. The council did not say<br>why the two figures differ so much.</p>
<ul><li>The ferry runs every ten minutes, also at night.</li><li>Lorries go round by the north gate.</li></ul>
<table><tr><th>Way</th><th>Minutes</th></tr><tr><td><p>Bridge</p></td><td>3</td></tr><tr><td>Ferry</td><td>14</td></tr></table>
<blockquote><p>Everybody here has an opinion about the bridge, and hardly anybody has a key to it.</p></blockquote>
</article>
<aside class="related"><h2>More stories</h2><ul><li><a href="/x">Seagulls elect a mayor</a></li>
<li><a href="/y">Ten harbours to see before you sink</a></li></ul></aside>
<footer><p>About us. Imprint. All rights reserved.</p></footer>
</body></html>"#;

fn read_with(path: &str, bytes: &[u8], options: &ReadOptions) -> Article {
    let file = ArticleFile { path, bytes };
    HtmlReader.read(&file, options).unwrap().remove(0)
}

fn whole(html: &str) -> String {
    whole_text(html).unwrap()
}

#[test]
fn the_article_comes_in_and_menus_and_related_links_do_not() {
    let article = read_with("in/a.html", NEWS_PAGE.as_bytes(), &ReadOptions::default());
    let expected = "Harbour bridge closes for a year\n\n\
         The old swing bridge will close on Monday, the port office said, and nobody on the quay was \
         surprised. “We have waited for this since the spring,” said Mina\u{a0}Okafor, who keeps the kiosk beside it.\n\n\
         The repair will cost 4.2 million, according to the council; the shipyard's own estimate, made in \
         autumn, was half of that. The council did not say\nwhy the two figures differ so much.\n\n\
         The ferry runs every ten minutes, also at night.\nLorries go round by the north gate.\n\n\
         Way\tMinutes\nBridge\t3\nFerry\t14\n\n\
         Everybody here has an opinion about the bridge, and hardly anybody has a key to it.";
    assert_eq!(&*article.text, expected);
    assert_eq!(article.title, "Harbour bridge closes for a year");
    let metadata = |name| article.metadata.get(name).to_owned();
    assert_eq!(metadata("outlet"), "The Gull's Post");
    assert_eq!(metadata("author"), "Ada Example");
    assert_eq!(metadata("published"), "2026-01-02T08:30:00+01:00");
    assert_eq!(metadata("url"), "https://gull.example/harbour/bridge");
    assert_eq!(article.metadata.fields.len(), 4);
    assert_eq!(article.warnings, []);
    assert_eq!(article.source.media_type, "text/html");
    assert_eq!(article.source.encoding, "utf-8");
    assert_eq!(article.source.bytes, NEWS_PAGE.len() as u64);
    assert_eq!(
        article.source.sha256,
        crate::model::sha256_hex(NEWS_PAGE.as_bytes())
    );
    let document = article.into_document("d".into());
    assert_eq!(document.sha256, document.text_sha256());
}

/// What a page says about itself with these lines in its head: title, outlet, author, published, url.
fn facts_of(head: &str) -> [String; 5] {
    let paragraph = "<p>The ferry goes every ten minutes, also at night, and nobody on the quay waits for long.</p>";
    let html = format!(
        "<html><head><title>Ferry – Gull</title>{head}</head><body><article>{}</article></body></html>",
        paragraph.repeat(4)
    );
    let article = read_with("in/a.html", html.as_bytes(), &ReadOptions::default());
    let of = |name| article.metadata.get(name).to_owned();
    [
        article.title.clone(),
        of("outlet"),
        of("author"),
        of("published"),
        of("url"),
    ]
}

fn linked(json: &str) -> [String; 5] {
    facts_of(&format!(
        "<script type=\"application/ld+json\">{json}</script>"
    ))
}

#[test]
fn linked_data_says_who_wrote_what_when_and_where() {
    let expected = [
        "The ferry at night",
        "The Gull",
        "Ada Example, Ben Muster",
        "2026-03-04",
        "https://gull.example/f",
    ];
    let graph = r##"{"@context":"https://schema.org","@graph":[
        {"@type":"WebSite","name":"A site"},
        {"@type":["NewsArticle"],"headline":"The ferry at  night","datePublished":"2026-03-04",
         "mainEntityOfPage":{"@id":"https://gull.example/f"},
         "author":[{"@id":"#ada"},{"@type":"Person","name":"Ben Muster"}],"publisher":{"@id":"#gull"}},
        {"@type":"Person","@id":"#ada","name":"Ada Example"},
        {"@type":"Organization","@id":"#gull","name":"The Gull"}]}"##;
    assert_eq!(linked(graph), expected);
    let list = r#"[{"@type":"BreadcrumbList"},{"@type":"BlogPosting","headline":"The ferry at night",
        "author":["Ada Example","Ben Muster"],"publisher":"The Gull","dateCreated":"2026-03-04",
        "mainEntityOfPage":"https://gull.example/f"}]"#;
    assert_eq!(linked(list), expected);
}

#[test]
fn linked_data_that_is_none_says_nothing() {
    let nothing = facts_of("");
    let deep = "[".repeat(100_000);
    for json in [
        "{",
        "null",
        "[1, \"two\"]",
        r#"{"@graph":{"@type":"Article"}}"#,
        &deep,
    ] {
        assert_eq!(linked(json), nothing, "{json:.20}");
    }
    let odd = r#"{"@type":"Article","headline":7,"author":{"name":["Ada"]},"url":"javascript:x"}"#;
    assert_eq!(linked(odd), nothing);
}

#[test]
fn other_notations_of_author_and_address_are_known() {
    let parsely = "<meta name=parsely-link content=\"https://gull.example/p\"><meta itemprop=author content=\"Ada Example\">";
    let [_, _, author, _, url] = facts_of(parsely);
    assert_eq!(
        (author.as_str(), url.as_str()),
        ("Ada Example", "https://gull.example/p")
    );
}

#[test]
fn the_whole_page_has_everything_that_is_shown() {
    let options = ReadOptions {
        whole_page: true,
        ..ReadOptions::default()
    };
    let article = read_with("a.html", NEWS_PAGE.as_bytes(), &options);
    let text = &article.text;
    assert!(
        text.starts_with("Home\nSport\n\nHarbour bridge closes for a year\n\nThe old"),
        "{text}"
    );
    assert!(text.ends_with("More stories\n\nSeagulls elect a mayor\nTen harbours to see before you sink\n\nAbout us. Imprint. All rights reserved."));
    assert!(!text.contains("not for readers") && !text.contains("color"));
    assert_eq!(article.title, "Harbour bridge closes for a year");
    assert_eq!(article.metadata.get("extent"), "whole page");
}

#[test]
fn pages_have_the_media_types_of_their_readers() {
    let web_archive = crate::ingest::WebArchiveReader.kind().media_type;
    assert!(crate::ingest::is_page(HtmlReader.kind().media_type));
    assert!(crate::ingest::is_page(web_archive) && !crate::ingest::is_page("text/plain"));
}

#[test]
fn a_page_of_a_text_program_is_a_text() {
    let page = "<html><head><meta name=\"generator\" content=\"LibreOffice 7.4.7.2 (Linux)\"/></head>\
                <body><p>Short title</p><p><br/></p><p>One line.</p></body></html>";
    let article = read_with("a.html", page.as_bytes(), &ReadOptions::default());
    assert_eq!(&*article.text, "Short title\n\nOne line.");
    assert_eq!(article.title, "Short title");
    assert_eq!(article.warnings, []);
}

#[test]
fn a_page_without_an_article_comes_in_whole_with_a_warning_and_an_empty_one_is_refused() {
    let article = read_with("a.html", b"<footer>x</footer>", &ReadOptions::default());
    assert_eq!((&*article.text, article.title.as_str()), ("x", "x"));
    assert_eq!(article.warnings, [Warning::NoArticleFound]);
    let file = ArticleFile {
        path: "a.html",
        bytes: b"<p hidden>x</p>",
    };
    let error = HtmlReader.read(&file, &ReadOptions::default()).unwrap_err();
    assert_eq!(error, IngestError::NoText { format: "HTML" });
}

#[test]
fn in_xhtml_what_closes_itself_is_closed() {
    let page = "<html><head><script src=\"a.js\"/><title/></head><body><p>One.</p><div/><p>Two.</p></body></html>";
    let read =
        |path: &str, page: &str| read_with(path, page.as_bytes(), &ReadOptions::default()).text;
    assert_eq!(&*read("a.xhtml", page), "One.\n\nTwo.");
    let marked = format!("<?xml version=\"1.0\"?>\n{page}");
    assert_eq!(&*read("a.html", &marked), "One.\n\nTwo.");
}

#[test]
fn the_declared_encoding_is_taken() {
    let page = b"<html><head><meta charset=iso-8859-1></head><body><p>caf\xE9 \x96 d\xE9j\xE0 vu</p></body>";
    let article = read_with("a.htm", page, &ReadOptions::default());
    assert_eq!(&*article.text, "café – déjà vu");
    assert_eq!(article.source.encoding, "windows-1252");
    let options = ReadOptions {
        encoding: Some(encoding_rs::WINDOWS_1251),
        ..ReadOptions::default()
    };
    assert_eq!(&*read_with("a.htm", page, &options).text, "cafй – dйjа vu");
}

#[test]
fn blanks_lists_quotations_and_hidden_parts_are_as_on_the_screen() {
    assert_eq!(whole("a<b> b</b>\n  c&nbsp; d"), "a b c\u{a0} d");
    assert_eq!(
        whole("<p>a</p>b<div>c<div>d</div></div>"),
        "a\n\nb\n\nc\n\nd"
    );
    assert_eq!(whole("a<br><br>b<br>c"), "a\n\nb\nc");
    assert_eq!(
        whole("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>d"),
        "a\nb\nc\n\nd"
    );
    assert_eq!(whole("<pre>a  b\n\tc</pre>d"), "a  b\n\tc\n\nd");
    assert_eq!(whole("<q>a <q>b</q></q>"), "“a ‘b’”");
    assert_eq!(
        whole("<p><ruby>東京<rp>(</rp><rt>とうきょう</rt><rp>)</rp></ruby>タワー"),
        "東京タワー"
    );
    assert_eq!(
        whole("a<span style='color:red; DISPLAY : none'>b</span><i hidden>c</i>d"),
        "ad"
    );
    assert_eq!(whole("<select><option>a</select><button>b</button>c"), "c");
}

#[test]
fn addresses_of_saved_pages_are_found() {
    let saved = "<!DOCTYPE html> <html><!--\n Page saved with SingleFile \n url: https://gull.example/a?b=1 \n saved date: now\n--><p>x</p>";
    let article = read_with("a.html", saved.as_bytes(), &ReadOptions::default());
    assert_eq!(article.metadata.get("url"), "https://gull.example/a?b=1");
    let saved = "<!-- saved from url=(0022)https://gull.example/b -->\n<html><link rel=canonical href='/b'><p>x</p>";
    let article = read_with("a.html", saved.as_bytes(), &ReadOptions::default());
    assert_eq!(article.metadata.get("url"), "https://gull.example/b");
}

#[test]
fn too_deep_a_page_is_refused_and_a_deep_one_is_read() {
    let deep = format!("{}x", "<div>".repeat(1000));
    assert_eq!(whole(&deep), "x");
    let error = whole_text(&"<div>".repeat(100_000)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "this is no sound HTML file: elements are nested more than 1500 deep"
    );
    let error = whole_text(&"<div></b>".repeat(200_000)).unwrap_err();
    assert!(error.to_string().ends_with("more than 1500 deep"));
    assert_eq!(whole(&format!("{}x", "<p>".repeat(10_000))), "x");
    let picture = format!("<svg>{}</svg>x", "<path d=\"\"/>".repeat(1501));
    assert_eq!(whole(&picture), "x");
    let error = whole_text(&format!("<p {}>", "a=1 ".repeat(20_001))).unwrap_err();
    assert_eq!(
        error.to_string(),
        "this is no sound HTML file: an element has more than 20000 attributes"
    );
}

#[test]
fn content_tells_a_page_by_any_name_but_that_of_a_text() {
    let check = |path: &str, bytes: &[u8], expected| {
        assert_eq!(
            HtmlReader.recognises(&ArticleFile { path, bytes }),
            expected
        );
    };
    check("a.html", b"", Confidence::Name);
    check(
        "a.doc",
        b"\xEF\xBB\xBF \n<!doctype HTML><p>",
        Confidence::Content,
    );
    check("a.txt", b"<html>", Confidence::No);
    check("a.doc", b"<p>", Confidence::No);
}

#[test]
fn an_article_that_is_little_of_a_long_page_is_told() {
    let sentence =
        "The ferry, the office said on Monday, will leave from the other bank, as it did before. ";
    let article = format!(
        "<article><h1>Ferry</h1><p>{0}</p><p>{0}</p></article>",
        sentence.repeat(2)
    );
    let list = |n| "<li><a href=\"x\">A gull of the north shore</a></li>".repeat(n);
    let page = |n| {
        format!(
            "<html><body>{article}<ul class=\"sidebar\">{}</ul></body></html>",
            list(n)
        )
    };
    let read = |n| read_with("a.html", page(n).as_bytes(), &ReadOptions::default());
    let [short, long] = [3, 200].map(read);
    assert_eq!(short.text, long.text);
    assert_eq!(short.warnings, []);
    let shown = read_with(
        "a.html",
        page(200).as_bytes(),
        &ReadOptions {
            whole_page: true,
            ..ReadOptions::default()
        },
    );
    let percent = long.text.chars().count() * 100 / shown.text.chars().count();
    assert_eq!(long.warnings, [Warning::SmallPart { percent }]);
}

#[test]
fn a_page_without_a_title_keeps_its_one_heading() {
    let text =
        "The ferry, the office said on Monday, will leave from the other bank, as it did before.";
    let page = format!(
        "<html><body><div><h1>Ferry moves</h1><p>{text}</p><p>{text} Again.</p></div></body></html>"
    );
    let article = read_with("a.html", page.as_bytes(), &ReadOptions::default());
    assert!(
        article.text.starts_with("Ferry moves\n\nThe ferry"),
        "{}",
        article.text
    );
    assert_eq!(article.title, "Ferry moves");
}
