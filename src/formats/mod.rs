//! Floor 3: datasets out, other tools' work in. One file a format; a registry names them all.
//!
//! Bytes only: where they go is an [`Output`], given from above; where they come from, a [`FileSet`]. What comes from other
//! rooms (the chosen annotators, the seed of a split) is in the options as plain data. Knows no paths on a disk, no clock, no
//! window. Offsets in files are code points unless the format says otherwise (RFC 8259 JSON strings hold the same text in
//! every format; UIMA and doccano count UTF-16 units).
mod attributes;
mod brat;
mod conll;
mod csv_tables;
mod dataset;
mod doccano;
mod label_studio;
mod losses;
mod names;
mod options;
mod ours;
mod output;
mod prodigy;
pub mod read;
mod refi_codes;
mod refi_qda;
mod registry;
mod spacy;
mod split;
mod spread;
mod spreadsheet;
mod tables;
mod tokens;
mod uima;
mod view;
mod web_annotation;
mod written;
mod xlsx;
mod xml;

pub use losses::{Loss, Losses, what};
pub use options::{ExportOptions, Share};
pub use ours::{Existing, is_own_file, own_files};
pub use output::{File, FileSet, FileSource, Output};
pub use registry::{Audience, ExportError, FORMATS, Format, format_of};
pub use view::View;
pub use written::Written;
