//! Rich text, read from its tokens as the specification says (RTF 1.9.1): code pages of file and fonts, `\u` with
//! what stands in for it, groups that hold no text.

mod text;

use super::guard::guarded;
use super::{Article, ArticleFile, ArticleKind, ArticleReader, IngestError, ReadOptions, Warning};
use text::RtfText;

/// See the module.
pub struct RtfReader;

const FORMAT: &str = "RTF";
const MARK: &[u8] = b"{\\rtf";
/// Most signs with a meaning in one file. All of its parts are in memory at once, and each is begun or ended by one.
const MAX_SIGNS: usize = 8_000_000;

impl ArticleReader for RtfReader {
    fn kind(&self) -> &'static ArticleKind {
        &ArticleKind {
            id: "rtf",
            name: "Rich text",
            extensions: &["rtf"],
            media_type: "application/rtf",
            takes: "paragraphs, tabs, line breaks, tables, footnotes at the end; title and author",
            leaves_out: "pictures, headers and footers, numbers of lists, hidden and deleted text",
        }
    }

    fn shows_in(&self, file: &ArticleFile<'_>) -> bool {
        file.bytes.starts_with(MARK) && !file.has_extension(&["txt", "text"])
    }

    fn read(
        &self,
        file: &ArticleFile<'_>,
        options: &ReadOptions,
    ) -> Result<Vec<Article>, IngestError> {
        if !file.bytes.starts_with(MARK) {
            return Err(IngestError::Broken {
                format: FORMAT,
                reason: "it does not begin as one".to_owned(),
            });
        }
        let is_sign = |b: &&u8| matches!(b, b'{' | b'}' | b'\\' | b'\r' | b'\n');
        if file.bytes.iter().filter(is_sign).count() > MAX_SIGNS {
            return Err(IngestError::Broken {
                format: FORMAT,
                reason: format!("it has more than the {MAX_SIGNS} groups and words that are read"),
            });
        }
        let found = guarded(FORMAT, || {
            let Ok((rest, tokens)) = rtf_grimoire::tokenizer::parse(file.bytes) else {
                return Err(IngestError::Broken {
                    format: FORMAT,
                    reason: "its words cannot be told apart".to_owned(),
                });
            };
            let mut text = RtfText::new(options.encoding);
            for token in &tokens {
                text.take(token);
            }
            Ok(text.finish(!rest.is_empty()))
        })?;
        if found.text.trim().is_empty() {
            return Err(IngestError::NoText { format: FORMAT });
        }
        let mut article = Article::extracted(file, self.kind().media_type, found.text);
        article.put_title(&found.title);
        article.put_metadata("author", &found.author);
        if found.is_cut_off {
            article.warnings.push(Warning::CutOff);
        }
        Ok(vec![article])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::fixture::read_first;

    fn read(rtf: &str) -> Article {
        read_first("in/a.rtf", rtf.as_bytes()).unwrap()
    }

    fn check(inside: &str, expected: &str) {
        let article = read(&format!("{{\\rtf1\\ansi\\ansicpg1252 {inside}}}"));
        assert_eq!(&*article.text, expected, "{inside}");
        assert_eq!(article.warnings, []);
    }

    #[test]
    fn characters_come_from_bytes_numbers_and_names() {
        check("caf\\'e9 \\'84x\\'93", "café „x“");
        check(
            "a\\u8212-b\\u8239?c\\uc0\\u233 d",
            "a\u{2014}b\u{202f}c\u{e9}d",
        );
        check("\\u-10179 ?\\u-8542 ?!", "🚢!");
        // As LibreOffice writes it: a control word between the halves.
        check("\\uc0 \\u55357\\uc1 \\u56898\\'3f n", "🙂 n");
        check("\\uc2 \\u8217 \\'81\\'82x{\\uc0 \\u233}y", "’xéy");
        check(
            "a\\lquote b\\rdblquote\\emdash\\bullet c\\~d\\_e",
            "a‘b”—•c\u{a0}d\u{2011}e",
        );
        check("a\\\\b\\{c\\}", "a\\b{c}");
        check("one\r\ntwo", "onetwo");
        // Only half of a pair, at the end and before a character.
        check("\\u-10179 ?x\\u-10179 ?", "\u{fffd}x\u{fffd}");
    }

    #[test]
    fn fonts_have_code_pages() {
        check(
            "{\\fonttbl{\\f0\\fcharset0 A;}{\\f1\\fcharset204 B;}{\\f2\\fcharset128 C;}}\\f1 \\'cf\\'f0 \\f0 \\'e9{\\f2 \\'83A}\\'e9",
            "Пр éアé",
        );
    }

    #[test]
    fn lines_tables_fields_and_notes_stand_where_they_stood() {
        check("a\\par b\\line c\\tab d\\par\\par", "a\nb\nc\td");
        check(
            "\\trowd a\\cell b\\cell\\row c\\cell d\\cell\\row\\pard e",
            "a\tb\nc\td\ne",
        );
        check(
            "x\\chftn{\\footnote\\chftn A note.} y{\\footnote\\ftnalt Two.}.\\par",
            "x[1] y[2].\n\n[1] A note.\n[2] Two.",
        );
        check(
            "{\\field{\\*\\fldinst HYPERLINK \"x\"}{\\fldrslt shown}}",
            "shown",
        );
    }

    #[test]
    fn what_is_no_text_stays_out() {
        check(
            "{\\stylesheet{\\s0 Normal;}}{\\*\\generator X;}{\\header h}{\\pict\\wmetafile8 0102}{\\listtext\\tab 1.}a{\\v hidden}{\\deleted gone}b",
            "ab",
        );
    }

    #[test]
    fn title_and_author_are_stated() {
        let article = read(
            "{\\rtf1{\\info{\\title The quay}{\\author Ada \\'c9xample}{\\keywords k}}Text\\par}",
        );
        assert_eq!(&*article.text, "Text");
        assert_eq!(article.title, "The quay");
        assert_eq!(article.metadata.get("author"), "Ada Éxample");
    }

    #[test]
    fn the_title_in_unicode_counts_and_only_that_of_the_file() {
        let article = read(
            "{\\rtf1{\\info{\\upr{\\title ????}{\\*\\ud{\\title \\u1070?\\u1083?\\u1080?\\u1103?}}}}Text\\par}",
        );
        assert_eq!(article.title, "Юлия");
        let article = read("{\\rtf1{\\*\\x{\\title No}{\\author No}}Text\\par}");
        assert_eq!(
            (article.title.as_str(), article.metadata.get("author")),
            ("Text", "")
        );
    }

    #[test]
    fn more_groups_than_memory_has_room_for_are_refused() {
        let bytes = format!("{{\\rtf1 {}}}", "{}".repeat(MAX_SIGNS / 2 + 1));
        let error = read_first("a.rtf", bytes.as_bytes()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "this is no sound RTF file: it has more than the 8000000 groups and words that are read"
        );
    }

    #[test]
    fn a_file_that_ends_early_is_read_with_a_warning() {
        let article = read("{\\rtf1 one\\par tw");
        assert_eq!(&*article.text, "one\ntw");
        assert_eq!(article.warnings, [Warning::CutOff]);
        let error = RtfReader
            .read(
                &ArticleFile {
                    path: "a.rtf",
                    bytes: b"x",
                },
                &ReadOptions::default(),
            )
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            "this is no sound RTF file: it does not begin as one"
        );
    }
}
