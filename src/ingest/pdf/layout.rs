//! The lines of a PDF file as they stand on its pages, for what `unpdf` does not give out with its paragraphs.

use std::cell::OnceCell;
use unpdf::Page;
use unpdf::parser::backend::RawBackend;
use unpdf::parser::{LayoutAnalyzer, TextBlock};

/// The file once more, read when a page is first asked for.
pub struct Layout<'a> {
    bytes: &'a [u8],
    /// `None` inside where the reading failed.
    backend: OnceCell<Option<RawBackend>>,
}

impl<'a> Layout<'a> {
    /// Of a file that could be read.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            backend: OnceCell::new(),
        }
    }

    /// The blocks of lines of a page; none where they cannot be worked out.
    pub fn blocks(&self, page: &Page) -> Vec<TextBlock> {
        let backend = self.backend.get_or_init(|| {
            let loaded = RawBackend::load_bytes(self.bytes);
            loaded.ok()
        });
        let Some(backend) = backend else {
            return Vec::new();
        };
        let blocks = LayoutAnalyzer::new(backend).extract_page_blocks(page.number);
        blocks.unwrap_or_default()
    }
}
