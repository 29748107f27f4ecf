//! Markdown. The source text is the document: what the annotator sees is what offsets count.

use super::front_matter::FrontMatter;
use super::{Article, ArticleFile, ArticleKind, ArticleReader, IngestError, ReadOptions, Warning};
use crate::model::as_title;

/// See the module.
pub struct MarkdownReader;

impl ArticleReader for MarkdownReader {
    fn kind(&self) -> &'static ArticleKind {
        &ArticleKind {
            id: "markdown",
            name: "Markdown",
            extensions: &["md", "markdown", "mdown", "mkd"],
            media_type: "text/markdown",
            takes: "the source text; title, outlet, author, date and address from the front matter",
            leaves_out: "nothing",
        }
    }

    fn read(
        &self,
        file: &ArticleFile<'_>,
        options: &ReadOptions,
    ) -> Result<Vec<Article>, IngestError> {
        let mut article = Article::from_text_file(file, options, self.kind().media_type)?;
        let front_matter = FrontMatter::of(&article.text);
        let heading = heading_line(front_matter.body);
        let title = front_matter.title.as_deref().and_then(as_title);
        if let Some(title) = title.or_else(|| as_title(heading)) {
            title.clone_into(&mut article.title);
        }
        for (name, value) in &mut article.metadata.fields {
            if let Some(found) = front_matter.metadata(name) {
                found.clone_into(value);
            }
        }
        if article.text.trim().is_empty() {
            article.warnings.push(Warning::Empty);
        }
        Ok(vec![article])
    }
}

/// The first line of `body` without the marks of a heading around it.
fn heading_line(body: &str) -> &str {
    let line = body.split('\n').next().unwrap_or("").trim();
    let text = line.trim_start_matches('#');
    let n_marks = line.len() - text.len();
    let is_heading =
        (1..=6).contains(&n_marks) && (text.is_empty() || text.starts_with([' ', '\t']));
    if !is_heading {
        return line;
    }
    let text = text.trim();
    let without_closing = text.trim_end_matches('#');
    if without_closing.is_empty() || without_closing.ends_with([' ', '\t']) {
        without_closing.trim()
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Article {
        let file = ArticleFile {
            path: "folder/a.md",
            bytes: text.as_bytes(),
        };
        MarkdownReader
            .read(&file, &ReadOptions::default())
            .unwrap()
            .remove(0)
    }

    fn check_title(text: &str, expected: &str) {
        let article = read(text);
        assert_eq!(article.title, expected);
        assert_eq!(&*article.text, text, "the text stays as it is");
        assert_eq!(article.source.media_type, "text/markdown");
    }

    #[test]
    fn a_heading_gives_the_title_without_its_marks() {
        check_title("# Bridge closes\n\nText.", "Bridge closes");
        check_title("## Bridge closes ##\nText.", "Bridge closes");
        check_title("# About C#\nText.", "About C#");
        check_title("Bridge closes\n===\nText.", "Bridge closes");
        check_title("#hashtag of the day\nText.", "#hashtag of the day");
        check_title("####### Seven\nText.", "####### Seven");
        check_title("# \nText.", "a.md");
        check_title("#\nText.", "a.md");
        check_title("", "a.md");
    }

    #[test]
    fn front_matter_fills_the_metadata_and_stays_in_the_text() {
        let text = "---\ntitle: \"Port: no plan\"\nauthor: Ada Example\ndate: 2026-01-02\n\
                    url: https://example.org/a\noutlet: 'The Gull''s Post'\ntags: [a, b]\n---\n\n# Other\n";
        check_title(text, "Port: no plan");
        let metadata = read(text).metadata;
        assert_eq!(metadata.get("author"), "Ada Example");
        assert_eq!(metadata.get("published"), "2026-01-02");
        assert_eq!(metadata.get("url"), "https://example.org/a");
        assert_eq!(metadata.get("outlet"), "The Gull's Post");
        assert_eq!(metadata.fields.len(), 4);
    }

    #[test]
    fn without_a_title_there_the_heading_below_counts() {
        check_title(
            "---\nauthor: Ada\n---\n\n# Bridge closes\n",
            "Bridge closes",
        );
        check_title("---\nauthor: Ada\n---\n", "a.md");
    }
}
