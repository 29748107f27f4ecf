//! Mails, and web pages that a browser put into one file: both are MIME messages.

use super::decoding::decode;
use super::guard::guarded;
use super::html;
use super::{Article, ArticleFile, ArticleKind, ArticleReader, IngestError, ReadOptions, Warning};
use encoding_rs::Encoding;
use mail_parser::decoders::{base64::base64_decode, quoted_printable::quoted_printable_decode};
use mail_parser::{
    Encoding as Transfer, Message, MessageParser, MessagePart, MimeHeaders as _, PartType,
};

/// Newsletters, press releases, letters.
pub struct MailReader;

/// `.mhtml` of a browser.
pub struct WebArchiveReader;

const MAIL: &str = "mail";
const WEB_ARCHIVE: &str = "web archive";

impl ArticleReader for MailReader {
    fn kind(&self) -> &'static ArticleKind {
        &ArticleKind {
            id: "eml",
            name: "Mail",
            extensions: &["eml"],
            media_type: "message/rfc822",
            takes: "the plain text of the letter, else its page; subject, sender, date",
            leaves_out: "attachments, other headers",
        }
    }

    fn read(
        &self,
        file: &ArticleFile<'_>,
        options: &ReadOptions,
    ) -> Result<Vec<Article>, IngestError> {
        let letter = guarded(MAIL, || Letter::of(file.bytes, options))?;
        let mut text = letter.plain.trim_matches(['\n', ' ']).to_owned();
        let pages = letter.pages.iter().map(|page| html::whole_text(page));
        let pages: Result<Vec<String>, _> = pages
            .filter(|page| !page.as_ref().is_ok_and(String::is_empty))
            .collect();
        let mut is_damaged = false;
        match pages {
            // The plain side of some newsletters only says that there is a page.
            Ok(pages) => {
                let page = pages.join("\n\n");
                if text.len() * 4 < page.len() {
                    text = page;
                }
            }
            Err(error) if text.is_empty() => return Err(error),
            Err(_) => is_damaged = true,
        }
        if text.is_empty() {
            return Err(IngestError::NoText { format: MAIL });
        }
        let mut article = Article::extracted(file, self.kind().media_type, text);
        if is_damaged {
            article.warnings.push(Warning::PartsUnreadable);
        }
        article.put_title(&letter.subject);
        article.put_metadata("author", &letter.from);
        article.put_metadata("published", &letter.date);
        Ok(vec![article])
    }
}

impl ArticleReader for WebArchiveReader {
    fn kind(&self) -> &'static ArticleKind {
        &ArticleKind {
            id: "mhtml",
            name: "Web archive",
            extensions: &["mhtml", "mht"],
            media_type: "multipart/related",
            takes: "as of a web page",
            leaves_out: "as of a web page",
        }
    }

    fn read(
        &self,
        file: &ArticleFile<'_>,
        options: &ReadOptions,
    ) -> Result<Vec<Article>, IngestError> {
        let (html, location) = guarded(WEB_ARCHIVE, || saved_page(file.bytes, options))?;
        let page = html::read_page(&html, options.whole_page)?;
        let mut article = Article::extracted(file, self.kind().media_type, String::new());
        article.put_metadata("url", &location);
        page.put_into(&mut article, options.whole_page);
        Ok(vec![article])
    }
}

fn message<'x>(format: &'static str, bytes: &'x [u8]) -> Result<Message<'x>, IngestError> {
    let parsed = MessageParser::default().parse(bytes);
    parsed.ok_or_else(|| IngestError::Broken {
        format,
        reason: "it has no headers".to_owned(),
    })
}

/// What is taken of a letter.
struct Letter {
    subject: String,
    from: String,
    date: String,
    plain: String,
    /// Those of the letter itself; an attached page is none.
    pages: Vec<String>,
}

impl Letter {
    fn of(bytes: &[u8], options: &ReadOptions) -> Result<Self, IngestError> {
        let message = message(MAIL, bytes)?;
        let sender = message.from().and_then(|from| from.first());
        let name = sender.and_then(|s| s.name.as_deref().or(s.address.as_deref()));
        let plain = message
            .text_bodies()
            .filter(|part| matches!(part.body, PartType::Text(_)))
            .map(|part| plain_text(&message, part, options));
        let plain: Vec<String> = plain.collect();
        let pages = message
            .html_bodies()
            .filter(|part| is_page(part))
            .map(|part| page_text(&message, part, options));
        Ok(Self {
            subject: message.subject().unwrap_or_default().to_owned(),
            from: name.unwrap_or_default().to_owned(),
            date: message.date().map_or_else(String::new, |date| {
                if date.is_valid() {
                    date.to_rfc3339()
                } else {
                    String::new()
                }
            }),
            plain: plain.join("\n\n"),
            pages: pages.collect(),
        })
    }
}

fn is_page(part: &MessagePart<'_>) -> bool {
    matches!(part.body, PartType::Html(_))
}

/// The page of a web archive, and where it stands on the web.
fn saved_page(bytes: &[u8], options: &ReadOptions) -> Result<(String, String), IngestError> {
    let message = message(WEB_ARCHIVE, bytes)?;
    let Some(page) = root(&message) else {
        return Err(IngestError::Broken {
            format: WEB_ARCHIVE,
            reason: "there is no page in it".to_owned(),
        });
    };
    Ok((page_text(&message, page, options), location(&message, page)))
}

/// The part that the others belong to (RFC 2387, 3.2): the one that `start` names, else the first; of alternatives in
/// its place the page.
fn root<'m, 'x>(message: &'m Message<'x>) -> Option<&'m MessagePart<'x>> {
    let mut part = message.parts.first()?;
    // Each step goes to a part behind the one before; a file that says otherwise is at fault.
    for _ in 0..message.parts.len() {
        let PartType::Multipart(ids) = &part.body else {
            break;
        };
        let inside = || ids.iter().filter_map(|id| message.parts.get(*id as usize));
        let kind = part.content_type();
        let subtype = kind.and_then(|kind| kind.subtype()).unwrap_or_default();
        let found = if subtype.eq_ignore_ascii_case("related") {
            let start = kind.and_then(|kind| kind.attribute("start"));
            let start = start.map(without_brackets);
            let is_start = |p: &&MessagePart<'x>| p.content_id().map(without_brackets) == start;
            inside().find(|p| start.is_some() && is_start(p))
        } else {
            inside().find(|p| is_page(p))
        };
        part = found.or_else(|| inside().next())?;
    }
    Some(part).filter(|part| is_page(part))
}

fn without_brackets(id: &str) -> &str {
    id.trim().trim_start_matches('<').trim_end_matches('>')
}

/// The part's bytes as they were before the message was made.
fn part_bytes(message: &Message<'_>, part: &MessagePart<'_>) -> Vec<u8> {
    let (start, end) = (part.offset_body as usize, part.offset_end as usize);
    let raw = message.raw_message.get(start..end).unwrap_or_default();
    let decoded = match part.encoding {
        Transfer::None => None,
        Transfer::QuotedPrintable => quoted_printable_decode(raw),
        Transfer::Base64 => base64_decode(raw),
    };
    decoded.unwrap_or_else(|| raw.to_owned())
}

fn declared(part: &MessagePart<'_>) -> Option<&'static Encoding> {
    let label = part.content_type()?.attribute("charset")?;
    Encoding::for_label_no_replacement(label.as_bytes())
}

fn plain_text(message: &Message<'_>, part: &MessagePart<'_>, options: &ReadOptions) -> String {
    let bytes = part_bytes(message, part);
    let encoding = options.encoding.or_else(|| declared(part));
    let text = decode(&bytes, encoding).text.into_owned();
    let is_flowed = part
        .content_type()
        .and_then(|kind| kind.attribute("format"))
        .is_some_and(|format| format.eq_ignore_ascii_case("flowed"));
    if is_flowed { unflowed(&text) } else { text }
}

fn page_text(message: &Message<'_>, part: &MessagePart<'_>, options: &ReadOptions) -> String {
    let bytes = part_bytes(message, part);
    let encoding = options
        .encoding
        .or_else(|| declared(part))
        .or_else(|| html::encoding_of(&bytes));
    decode(&bytes, encoding).text.into_owned()
}

/// The page's address, by the part's own header or by the message's.
fn location(message: &Message<'_>, part: &MessagePart<'_>) -> String {
    let of_part = part.content_location().map(str::to_owned);
    let of_message = || {
        let value = message.header("Snapshot-Content-Location")?;
        value.as_text().map(str::to_owned)
    };
    let found = of_message().or(of_part).unwrap_or_default();
    if html::is_web_address(found.trim()) {
        found
    } else {
        String::new()
    }
}

/// Paragraphs of a letter whose lines were broken for the way (RFC 3676, 4.1): a line that ends in a blank goes on.
fn unflowed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut lines = text.split('\n').peekable();
    while let Some(line) = lines.next() {
        // A line that would begin with a blank, `>` or `From ` has one blank more.
        let line = line.strip_prefix(' ').unwrap_or(line);
        out.push_str(line);
        let goes_on = line.ends_with(' ') && line != "-- ";
        if lines.peek().is_some() && !goes_on {
            out.push('\n');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::fixture::read_first;

    fn read(path: &str, text: &str) -> Result<Article, IngestError> {
        read_first(path, text.as_bytes())
    }

    const LETTER: &str = "From: =?utf-8?q?The_Gull=E2=80=99s_Post?= <news@gull.example>\r\n\
        To: reader@example.org\r\nSubject: =?iso-8859-1?q?Caf=E9_on_the_quay?=\r\n\
        Date: Fri, 2 Jan 2026 08:30:00 +0100\r\nMIME-Version: 1.0\r\n";

    #[test]
    fn the_plain_side_of_a_letter_is_read_with_its_headers() {
        let letter = format!(
            "{LETTER}Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n\
             Content-Type: text/plain; charset=iso-8859-1; format=flowed\r\n\
             Content-Transfer-Encoding: quoted-printable\r\n\r\n\
             The caf=E9 opens =96 at=20\r\nlast.\r\n\r\nIt sells t=E9=\r\n.\r\n--b\r\n\
             Content-Type: text/html; charset=utf-8\r\n\r\n<p>The page.</p>\r\n--b--\r\n"
        );
        let article = read("in/a.eml", &letter).unwrap();
        assert_eq!(&*article.text, "The café opens – at last.\n\nIt sells té.");
        assert_eq!(article.title, "Café on the quay");
        assert_eq!(article.metadata.get("author"), "The Gull’s Post");
        assert_eq!(
            article.metadata.get("published"),
            "2026-01-02T08:30:00+01:00"
        );
        assert_eq!(article.source.media_type, "message/rfc822");
        assert_eq!(article.source.bytes, letter.len() as u64);
    }

    #[test]
    fn a_letter_without_a_plain_side_gives_its_page() {
        let page = "<table><tr><td><h1>News</h1><p>One.</p><p>Two.</p></td></tr></table>";
        let letter = format!("{LETTER}Content-Type: text/html; charset=utf-8\r\n\r\n{page}\r\n");
        assert_eq!(
            &*read("a.eml", &letter).unwrap().text,
            "News\n\nOne.\n\nTwo."
        );
        let letter = format!(
            "{LETTER}Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n\
             See the page.\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>{}</p>\r\n--b--\r\n",
            "word ".repeat(40)
        );
        assert!(
            read("a.eml", &letter)
                .unwrap()
                .text
                .starts_with("word word")
        );
    }

    #[test]
    fn an_attached_page_is_not_the_letter() {
        let page = format!("<p>{}</p>", "attached ".repeat(100));
        let attachment = format!(
            "--b\r\nContent-Type: text/html; name=a.html\r\nContent-Disposition: attachment; filename=a.html\r\n\r\n{page}\r\n"
        );
        let letter = |body: &str| {
            let letter = format!(
                "{LETTER}Content-Type: multipart/mixed; boundary=b\r\n\r\n{body}{attachment}--b--\r\n"
            );
            read("a.eml", &letter).unwrap().text
        };
        let plain = "--b\r\nContent-Type: text/plain\r\n\r\nThe letter.\r\n";
        assert_eq!(&*letter(plain), "The letter.");
        let own = "--b\r\nContent-Type: text/html\r\n\r\n<p>The letter.</p>\r\n";
        assert_eq!(&*letter(own), "The letter.");
    }

    #[test]
    fn a_page_that_cannot_be_read_leaves_the_plain_side() {
        let letter = |plain: &str| {
            format!(
                "{LETTER}Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n\
                 {plain}\r\n--b\r\nContent-Type: text/html\r\n\r\n{}x\r\n--b--\r\n",
                "<div>".repeat(2_000)
            )
        };
        let article = read("a.eml", &letter("The letter.")).unwrap();
        assert_eq!(&*article.text, "The letter.");
        assert_eq!(article.warnings, [Warning::PartsUnreadable]);
        let error = read("a.eml", &letter("")).unwrap_err().to_string();
        assert!(error.ends_with("nested more than 1500 deep"), "{error}");
    }

    #[test]
    fn the_root_of_a_web_archive_is_the_page() {
        let archive = "From: x\r\nMIME-Version: 1.0\r\n\
            Content-Type: multipart/related; type=\"text/html\"; start=\"<b@x>\"; boundary=\"b\"\r\n\r\n\
            --b\r\nContent-Type: text/html\r\nContent-ID: <a@x>\r\n\r\n<p>A frame.</p>\r\n\
            --b\r\nContent-Type: text/html\r\nContent-ID: <b@x>\r\n\r\n<p>The page.</p>\r\n--b--\r\n";
        assert_eq!(&*read("a.mhtml", archive).unwrap().text, "The page.");
        let first = archive.replace("start=\"<b@x>\"; ", "");
        assert_eq!(&*read("a.mhtml", &first).unwrap().text, "A frame.");
    }

    #[test]
    fn a_letter_without_words_is_refused() {
        let letter = format!("{LETTER}Content-Type: image/png\r\n\r\nxx\r\n");
        let error = read("a.eml", &letter).unwrap_err();
        assert_eq!(error.to_string(), "there is no text in this mail file");
        let error = read("a.mhtml", &letter).unwrap_err();
        assert_eq!(
            error.to_string(),
            "this is no sound web archive file: there is no page in it"
        );
    }

    #[test]
    fn a_web_archive_is_read_as_its_page() {
        let page = super::html::NEWS_PAGE
            .replace('=', "=3D")
            .replace('\u{201C}', "=E2=80=9C");
        let page = page.replace("<link rel=3D\"canonical\"", "<link rel=3D\"other\"");
        let archive = format!(
            "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://gull.example/b\r\n\
             Subject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; type=\"text/html\"; boundary=\"b\"\r\n\r\n\
             --b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\
             Content-Location: https://gull.example/b\r\n\r\n{}\r\n--b\r\n\
             Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n--b--\r\n",
            page.replace('\n', "\r\n")
        );
        let article = read("a.mhtml", &archive).unwrap();
        assert!(
            article
                .text
                .starts_with("Harbour bridge closes for a year\n\nThe old swing bridge will close"),
            "{}",
            article.text
        );
        assert!(article.text.contains("“We have waited"), "{}", article.text);
        assert!(!article.text.contains("Home") && !article.text.contains("Seagulls"));
        assert_eq!(article.metadata.get("url"), "https://gull.example/b");
        assert_eq!(article.metadata.get("outlet"), "The Gull's Post");
        assert_eq!(article.source.media_type, "multipart/related");
    }
}
