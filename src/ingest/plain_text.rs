//! Plain text in any encoding: also what reads a file that no other reader wants.

use super::{
    Article, ArticleFile, ArticleKind, ArticleReader, Confidence, IngestError, ReadOptions, Warning,
};
use crate::model::title_of;

/// See the module.
pub struct PlainTextReader;

impl ArticleReader for PlainTextReader {
    fn kind(&self) -> &'static ArticleKind {
        &ArticleKind {
            id: "text",
            name: "Plain text",
            extensions: &["txt", "text"],
            media_type: "text/plain",
            takes: "the text in any encoding; a short first line as the title",
            leaves_out: "nothing",
        }
    }

    fn recognises(&self, file: &ArticleFile<'_>) -> Confidence {
        if file.has_extension(self.kind().extensions) {
            Confidence::Name
        } else {
            Confidence::Fallback
        }
    }

    fn read(
        &self,
        file: &ArticleFile<'_>,
        options: &ReadOptions,
    ) -> Result<Vec<Article>, IngestError> {
        let mut article = Article::from_text_file(file, options, self.kind().media_type)?;
        article.title = title_of(&article.text, file.name());
        if article.text.trim().is_empty() {
            article.warnings.push(Warning::Empty);
        }
        if looks_like_markup(&article.text) {
            article.warnings.push(Warning::Markup);
        }
        Ok(vec![article])
    }
}

fn looks_like_markup(text: &str) -> bool {
    let start: String = text
        .trim_start()
        .chars()
        .take(14)
        .collect::<String>()
        .to_ascii_lowercase();
    ["<!doctype html", "<html", "<?xml", "{\\rtf"]
        .iter()
        .any(|mark| start.starts_with(mark))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{DocumentId, Newline, sha256_hex};

    fn read(path: &str, bytes: &[u8]) -> Article {
        let file = ArticleFile { path, bytes };
        let mut articles = PlainTextReader
            .read(&file, &ReadOptions::default())
            .unwrap();
        assert_eq!(articles.len(), 1);
        articles.remove(0)
    }

    #[test]
    fn the_source_tells_how_to_find_offsets_in_the_file_again() {
        let bytes = b"\xEF\xBB\xBFTitle\r\nText";
        let article = read("articles/a.txt", bytes);
        assert_eq!(&*article.text, "Title\nText");
        assert_eq!(article.source.path, "articles/a.txt");
        assert_eq!(article.source.media_type, "text/plain");
        assert_eq!(article.source.encoding, "utf-8");
        assert_eq!(article.source.newline, Newline::CrLf);
        assert_eq!(article.source.bytes, 14);
        assert_eq!(article.source.sha256, sha256_hex(bytes));
        assert_eq!(article.warnings, []);
    }

    #[test]
    fn an_empty_file_is_an_empty_document_called_after_the_file() {
        let article = read("folder/empty.txt", b"");
        assert_eq!(article.warnings, [Warning::Empty]);
        assert!(!Warning::Empty.wants_a_look());
        assert_eq!(read("blank.txt", b" \n").warnings, [Warning::Empty]);
        let document = article.into_document(DocumentId::new("d1"));
        assert_eq!(&**document.text(), "");
        assert_eq!(document.title, "empty.txt");
        assert_eq!(document.source.encoding, "utf-8");
        assert_eq!(document.sha256, sha256_hex(b""));
        assert_eq!(document.metadata.get("outlet"), "");
        assert_eq!(document.metadata.fields.len(), 4);
    }

    #[test]
    fn the_hash_of_the_document_is_that_of_its_text() {
        // Sizes of file and text agree in the last two although the bytes do not.
        let files: [&[u8]; 6] = [
            b"plain",
            b"\xEF\xBB\xBFbom",
            b"a\r\nb",
            b"a\rb",
            "né à la mer".as_bytes(),
            b"na\xEFve caf\xE9",
        ];
        for bytes in files {
            let document = read("a.txt", bytes).into_document(DocumentId::new("d1"));
            assert_eq!(document.sha256, sha256_hex(document.text().as_bytes()));
        }
    }

    #[test]
    fn binary_is_refused_until_the_user_insists() {
        let file = ArticleFile {
            path: "a.txt",
            bytes: b"abc\0def",
        };
        let refused = PlainTextReader.read(&file, &ReadOptions::default());
        assert_eq!(refused.unwrap_err(), IngestError::Binary);
        let options = ReadOptions {
            allow_binary: true,
            ..ReadOptions::default()
        };
        let article = PlainTextReader.read(&file, &options).unwrap().remove(0);
        assert_eq!(&*article.text, "abc\0def");
        let told = article.warnings.iter().map(ToString::to_string);
        assert_eq!(
            told.collect::<Vec<_>>(),
            ["invisible characters: 1 control"]
        );
    }

    #[test]
    fn the_source_of_a_web_page_opens_with_a_warning() {
        let article = read("a.html", b"\n<!DOCTYPE html><p>Text");
        assert_eq!(article.warnings, [Warning::Markup]);
    }

    #[test]
    fn real_articles_keep_every_character() {
        let Ok(folder) = std::fs::read_dir("../shared/articles") else {
            return;
        };
        for entry in folder {
            let path = entry.unwrap().path();
            let bytes = std::fs::read(&path).unwrap();
            let article = read(&path.to_string_lossy(), &bytes);
            let expected = String::from_utf8(bytes).unwrap();
            let expected = expected.strip_prefix('\u{FEFF}').unwrap_or(&expected);
            let expected = expected.replace("\r\n", "\n").replace('\r', "\n");
            assert_eq!(&*article.text, expected, "{}", path.display());
            let first_line = expected.lines().next().unwrap_or("").trim();
            let name = path.file_name().unwrap().to_string_lossy();
            let is_title = (1..=150).contains(&first_line.chars().count());
            assert_eq!(article.title, if is_title { first_line } else { &name });
        }
    }
}
