//! What an export would write, without writing it: its files with their first lines, the parts of a split, and what the
//! format cannot hold. Everything is run through the writer, so that the counts are those of the export itself.

use super::exporting::ExportFailure;
use super::jobs::JobContext;
use crate::formats::{ExportError, ExportOptions, Format, Output, View, Written};
use crate::model::Project;
use std::io;
use std::path::PathBuf;

/// Bytes of a file that are kept to show its first lines.
const HEAD_BYTES: usize = 4096;
/// Files whose first lines are kept.
const MAX_HEADS: usize = 40;

/// What an export would write.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ExportPreview {
    /// Every file, in the order of writing.
    pub files: Vec<PreviewFile>,
    /// What the files hold, and what the format cannot.
    pub written: Written,
    /// The parts of the dataset; one where nothing is split.
    pub parts: Vec<PreviewPart>,
}

/// One file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreviewFile {
    /// Relative, with `/`.
    pub path: String,
    /// Its size.
    pub n_bytes: u64,
    /// How it begins.
    pub head: FileHead,
}

/// How a file begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileHead {
    /// With these lines.
    Text(String),
    /// With nothing that a person reads.
    Binary,
    /// One of so many that it was not kept.
    NotKept,
}

/// One part of a dataset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreviewPart {
    /// `train`, `test`, …
    pub name: String,
    /// Articles in it.
    pub n_documents: usize,
    /// Annotations in it.
    pub n_annotations: usize,
}

/// Runs an export that keeps the beginnings of its files only. Runs long: call it in a job.
///
/// # Errors
/// A library refused what it was given, or the job was given up.
pub fn preview_export(
    project: &Project,
    format: &Format,
    options: &ExportOptions,
    context: &JobContext,
) -> Result<ExportPreview, ExportFailure> {
    let view = View::new(project, options);
    let mut parts: Vec<PreviewPart> = view
        .splits
        .iter()
        .map(|name| PreviewPart {
            name: name.clone(),
            n_documents: 0,
            n_annotations: 0,
        })
        .collect();
    for document in &view.documents {
        if let Some(part) = parts.get_mut(document.split) {
            part.n_documents += 1;
            part.n_annotations += document.rows.len();
        }
    }
    let mut output = Heads::default();
    let mut progress = |done: usize, total: usize| {
        context.set_progress(done as u64, total as u64);
        !context.is_cancelled()
    };
    let written = format
        .write(&view, options, &mut output, &mut progress)
        .map_err(|error| match error {
            ExportError::Cancelled => ExportFailure::Cancelled,
            source => ExportFailure::Write {
                source,
                path: PathBuf::new(),
            },
        })?;
    Ok(ExportPreview {
        files: output.finish(),
        written,
        parts,
    })
}

/// Keeps how files begin, and counts the rest.
#[derive(Default)]
struct Heads {
    files: Vec<PreviewFile>,
    /// Of the file begun last, as much as is kept.
    head: Vec<u8>,
}

impl Heads {
    fn end_file(&mut self) {
        let keeps = self.files.len() <= MAX_HEADS;
        if let Some(file) = self.files.last_mut() {
            file.head = if keeps {
                let is_whole = file.n_bytes == self.head.len() as u64;
                head_of(&self.head, is_whole)
            } else {
                FileHead::NotKept
            };
        }
        self.head.clear();
    }

    fn finish(mut self) -> Vec<PreviewFile> {
        self.end_file();
        self.files
    }
}

impl Output for Heads {
    fn begin(&mut self, path: &str) -> io::Result<()> {
        self.end_file();
        self.files.push(PreviewFile {
            path: path.to_owned(),
            n_bytes: 0,
            head: FileHead::NotKept,
        });
        Ok(())
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        let n_files = self.files.len();
        let Some(file) = self.files.last_mut() else {
            return Err(io::Error::other("no file was begun"));
        };
        file.n_bytes += bytes.len() as u64;
        if n_files <= MAX_HEADS {
            let room = HEAD_BYTES - self.head.len().min(HEAD_BYTES);
            self.head.extend_from_slice(&bytes[..bytes.len().min(room)]);
        }
        Ok(())
    }
}

/// The beginning of a file as text, where it is one.
fn head_of(bytes: &[u8], is_whole: bool) -> FileHead {
    // Zip (XLSX, REFI-QDA) and Parquet say what they are.
    let is_known = bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PAR1");
    if is_known || bytes.contains(&0) {
        return FileHead::Binary;
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => FileHead::Text(text.to_owned()),
        // The last character may have been cut.
        Err(error) if error.error_len().is_none() && !is_whole => {
            let text = std::str::from_utf8(&bytes[..error.valid_up_to()]);
            FileHead::Text(text.unwrap_or_default().to_owned())
        }
        Err(_) => FileHead::Binary,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::{FORMATS, FileSet, Share};
    use proptest::prelude::*;

    fn sample() -> Project {
        let bytes = include_bytes!("../../sample_projects/harbour.json");
        let read = crate::storage::project_file::read_project(bytes);
        read.map(|read| read.project).expect("the sample")
    }

    #[test]
    fn a_preview_has_the_files_sizes_and_losses_of_the_export() {
        let project = sample();
        let context = JobContext::default();
        for format in FORMATS.iter().filter(|f| f.is_written()) {
            let options = ExportOptions::default();
            let preview = preview_export(&project, format, &options, &context).expect("a preview");
            let mut files = FileSet::default();
            let view = View::new(&project, &options);
            let written = format.write(&view, &options, &mut files, &mut |_, _| true);
            assert_eq!(
                preview.written,
                written.expect("an export"),
                "{}",
                format.id
            );
            assert_eq!(preview.files.len(), files.len(), "{}", format.id);
            for file in &preview.files {
                let bytes = files.get(&file.path).expect("the file");
                assert_eq!(file.n_bytes, bytes.len() as u64, "{}", file.path);
                if let FileHead::Text(head) = &file.head {
                    assert!(bytes.starts_with(head.as_bytes()), "{}", file.path);
                }
            }
        }
    }

    #[test]
    fn binary_files_are_told_from_text() {
        let project = sample();
        let head = |id: &str| {
            let format = crate::formats::format_of(id).expect("the format");
            let options = ExportOptions::default();
            let preview = preview_export(&project, format, &options, &JobContext::default());
            preview.expect("a preview").files[0].head.clone()
        };
        for id in ["xlsx", "refi-qda", "spacy"] {
            assert_eq!(head(id), FileHead::Binary, "{id}");
        }
        assert!(matches!(head("prodigy"), FileHead::Text(t) if t.starts_with('{')));
    }

    #[test]
    fn parts_count_every_article_once() {
        let project = sample();
        let options = ExportOptions {
            splits: vec![
                Share::new("train", 0.6).expect("a part"),
                Share::new("test", 0.4).expect("a part"),
            ],
            ..ExportOptions::default()
        };
        let format = crate::formats::format_of("dataset-jsonl").expect("the format");
        let preview = preview_export(&project, format, &options, &JobContext::default());
        let preview = preview.expect("a preview");
        let n: usize = preview.parts.iter().map(|p| p.n_documents).sum();
        assert_eq!((preview.parts.len(), n), (2, 5));
        let n: usize = preview.parts.iter().map(|p| p.n_annotations).sum();
        assert_eq!(n, preview.written.annotations);
    }

    proptest! {
        #[test]
        fn a_head_is_the_beginning_of_the_bytes(text in "\\PC{0,40}", cut in 0usize..60) {
            let bytes = text.as_bytes();
            let cut = cut.min(bytes.len());
            let FileHead::Text(head) = head_of(&bytes[..cut], cut == bytes.len()) else {
                return Err(TestCaseError::fail("text was taken for binary"));
            };
            prop_assert!(text.starts_with(&head));
            prop_assert!(cut - head.len() < 4);
        }
    }
}
