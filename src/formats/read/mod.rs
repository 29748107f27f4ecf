//! Reading what other tools wrote. Each reader says what its file says ([`Imported`]); one place holds it against the texts.
mod brat;
mod cas;
mod cas_labels;
mod chunks;
mod columns;
mod conll;
mod dataset;
mod details;
mod detect;
mod doccano;
mod folders;
mod imported;
mod inception;
mod json_items;
mod jsonl;
mod label_studio;
#[cfg(feature = "parquet")]
mod parquet;
mod parts;
mod place;
mod prodigy;
mod project;
mod refi_qda;
mod refi_texts;
mod rendered;
#[cfg(test)]
mod samples_tests;
mod spacy;
mod spacy_pairs;
mod spacy_training;
mod spans_table;
#[cfg(test)]
mod tests;
mod texts_beside;
mod type_system;
mod uima;
mod unpack;
mod watch;
mod web_annotation;
mod web_selectors;
mod webanno_tsv;
mod xml_tree;

pub use columns::{ColumnMap, TableHead, table_heads};
pub use detect::detect;
pub use imported::{
    Around, ImportError, ImportFault, Imported, ImportedAnnotation, ImportedAnnotator,
    ImportedDocument, ImportedFragment, ImportedLabel, ImportedLink, Unit,
};
pub use place::Placement;
pub use project::{ImportTarget, ImportedProject, into_project};
pub use watch::GoesOn;

use super::output::{File, FileSet};
use watch::Watch;

/// What a reader may be told beside the files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadSettings {
    /// Which column holds what, for tables of another tool.
    pub columns: Option<ColumnMap>,
}

type Read = fn(&FileSet, &ReadSettings, &Watch<'_>) -> Result<Imported, ImportError>;

/// The reader of a format's id.
pub(super) fn reader_of(format: &str) -> Option<Read> {
    Some(match format {
        #[cfg(feature = "parquet")]
        "dataset" => dataset::read_parquet,
        "dataset-jsonl" => dataset::read_jsonl,
        "csv" => spans_table::read_csv,
        "xlsx" => spans_table::read_xlsx,
        "refi-qda" => refi_qda::read,
        "label-studio" => label_studio::read,
        "prodigy" => prodigy::read,
        "spacy" => spacy::read,
        "brat" => brat::read,
        "web-annotation" => web_annotation::read,
        "uima-xmi" => uima::read_xmi,
        "uima-json" => uima::read_json,
        "conll" => conll::read,
        "doccano" => doccano::read,
        "webanno-tsv" => webanno_tsv::read,
        _ => return None,
    })
}

/// Reads files of a format; without one the format is recognised by content.
///
/// # Errors
/// The format is not known or not recognised, a file is not what it should be, or `progress` said that nobody wants it.
pub fn read_files(
    format: Option<&str>,
    files: &FileSet,
    settings: &ReadSettings,
    progress: GoesOn<'_>,
) -> Result<Imported, ImportError> {
    let unpacked = unpack::unpacked(files)?;
    let files = &*unpacked.files;
    let format = match format {
        Some(format) => format,
        None => detect(files)?,
    };
    let Some(read) = reader_of(format) else {
        return Err(ImportError::new(
            format!("{format} cannot be read"),
            "--from",
            "countermark formats lists what can be read",
        ));
    };
    let imported = read(files, settings, &Watch::new(files, progress));
    all_read(files)?;
    let mut imported = imported?;
    imported.join_fragments();
    imported.leave_out_n(inception::ASIDE, unpacked.n_aside);
    Ok(imported)
}

/// UTF-8 text of a file, a byte-order mark left in place.
fn utf8<'f>(path: &str, bytes: &'f [u8]) -> Result<&'f str, ImportError> {
    simdutf8::compat::from_utf8(bytes)
        .map_err(|error| utf8_fault(path, parts::breaks(&bytes[..error.valid_up_to()])))
}

/// What is said of a file that is not UTF-8 after so many line breaks.
fn utf8_fault(path: &str, n_breaks: usize) -> ImportError {
    ImportError::new(
        "this is not UTF-8",
        format!("{path}:{}", n_breaks + 1),
        "save it as UTF-8, or write it anew from the tool that made it",
    )
}

/// # Errors
/// A file that was to be read whole could not be.
fn all_read(files: &FileSet) -> Result<(), ImportError> {
    let fault = |(path, file): (&str, &File)| Some(ImportError::unreadable(path, file.fault()?));
    files.files().find_map(fault).map_or(Ok(()), Err)
}

/// The same without a byte-order mark.
fn utf8_without_mark<'f>(path: &str, bytes: &'f [u8]) -> Result<&'f str, ImportError> {
    let text = utf8(path, bytes)?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// Folder and name of a relative path.
fn split_path(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

/// A file's name without its ending.
fn stem(path: &str) -> &str {
    let (_, name) = split_path(path);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

fn has_ending(path: &str, ending: &str) -> bool {
    path.rsplit_once('.')
        .is_some_and(|(_, e)| e.eq_ignore_ascii_case(ending))
}
