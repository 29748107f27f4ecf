//! Every format under the id of the command line, with what it keeps and loses.

use super::options::ExportOptions;
use super::output::Output;
use super::view::View;
use super::written::Written;
use super::{
    brat, conll, csv_tables, dataset, doccano, label_studio, prodigy, refi_qda, spacy, uima,
    web_annotation, xlsx,
};
use serde::Serialize;
use std::io;
use thiserror::Error;

/// Why an export was not finished.
#[derive(Debug, Error)]
pub enum ExportError {
    /// The output could not take it.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// Nobody wants it any more.
    #[error("cancelled")]
    Cancelled,
    /// A library refused what it was given.
    #[error("{0}")]
    Other(String),
}

impl From<zip::result::ZipError> for ExportError {
    fn from(error: zip::result::ZipError) -> Self {
        match error {
            zip::result::ZipError::Io(io) => Self::Io(io),
            other => Self::Other(other.to_string()),
        }
    }
}

/// Told how far the work is, `(done, total)`; answers whether it is still wanted.
pub struct Progress<'a>(pub &'a mut dyn FnMut(usize, usize) -> bool);

impl Progress<'_> {
    pub(super) fn tick(&mut self, done: usize, total: usize) -> Result<(), ExportError> {
        if (self.0)(done, total) {
            Ok(())
        } else {
            Err(ExportError::Cancelled)
        }
    }
}

type Write = fn(
    &View<'_>,
    &ExportOptions,
    &mut dyn Output,
    &mut Progress<'_>,
) -> Result<Written, ExportError>;

/// Who a format is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Those who train and measure programs.
    Datasets,
    /// Those who count and sort in a table.
    Tables,
    /// Those who code texts in a program for qualitative research.
    Qualitative,
    /// Those who go on in another annotation tool.
    Tools,
    /// Those who keep or publish.
    Archives,
}

impl Audience {
    /// Everybody, in the order of lists.
    pub const ALL: [Self; 5] = [
        Self::Datasets,
        Self::Tables,
        Self::Qualitative,
        Self::Tools,
        Self::Archives,
    ];

    /// In words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Datasets => "Datasets and training",
            Self::Tables => "Tables and spreadsheets",
            Self::Qualitative => "Qualitative research",
            Self::Tools => "Annotation tools",
            Self::Archives => "Archives and the web",
        }
    }
}

/// One format.
pub struct Format {
    /// The id on the command line.
    pub id: &'static str,
    /// Who it is for.
    pub audience: Audience,
    /// What people call it.
    pub name: &'static str,
    /// What stands in OUT.
    pub holds: &'static str,
    /// What offsets count in it.
    pub unit: &'static str,
    /// What it keeps.
    pub keeps: &'static str,
    /// What it loses.
    pub loses: &'static str,
    /// The ending that makes OUT one file instead of a folder.
    pub single_ending: Option<&'static str>,
    /// Whether `-o -` writes to standard output.
    pub to_stdout: bool,
    /// Whether it is a dataset with a card: it has parts such as train and test, and names its licence.
    pub has_card: bool,
    write: Option<Write>,
}

impl Format {
    /// Whether it can be written.
    #[must_use]
    pub const fn is_written(&self) -> bool {
        self.write.is_some()
    }

    /// Whether it can be read.
    #[must_use]
    pub fn is_read(&self) -> bool {
        super::read::reader_of(self.id).is_some()
    }

    /// What it keeps and what it loses, in a sentence or two.
    #[must_use]
    pub fn keeps_and_loses(&self) -> String {
        match (self.keeps, self.loses) {
            ("", _) => String::new(),
            (keeps, "") => format!("Keeps {keeps}."),
            (keeps, loses) => format!("Keeps {keeps}. Loses {loses}."),
        }
    }

    /// Writes what the view holds.
    pub fn write(
        &self,
        view: &View<'_>,
        options: &ExportOptions,
        output: &mut dyn Output,
        progress: &mut dyn FnMut(usize, usize) -> bool,
    ) -> Result<Written, ExportError> {
        let Some(write) = self.write else {
            return Err(ExportError::Other(format!("{} is read only", self.name)));
        };
        write(view, options, output, &mut Progress(progress))
    }
}

/// The format of an id.
#[must_use]
pub fn format_of(id: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|f| f.id == id)
}

/// Writes one value as a line of JSON; `line` is scratch space.
pub(super) fn json_line(
    to: &mut dyn io::Write,
    line: &mut Vec<u8>,
    value: &impl Serialize,
) -> Result<(), ExportError> {
    line.clear();
    serde_json::to_writer(&mut *line, value).map_err(io::Error::from)?;
    line.push(b'\n');
    Ok(to.write_all(line)?)
}

const fn format(id: &'static str, name: &'static str, write: Option<Write>) -> Format {
    Format {
        id,
        audience: Audience::Tools,
        name,
        holds: "",
        unit: "code points",
        keeps: "",
        loses: "",
        single_ending: None,
        to_stdout: false,
        has_card: false,
        write,
    }
}

const ALL_BUT_STATE: &str =
    "states of articles, decisions, other names of speakers, rejected suggestions";

/// Every format, in the order of the command line's documentation.
pub static FORMATS: &[Format] = &[
    #[cfg(feature = "parquet")]
    Format {
        audience: Audience::Datasets,
        has_card: true,
        holds: "README.md, data/*.parquet",
        unit: "code points and UTF-16 units",
        keeps: "annotations with all that they hold, all annotators, links between articles, tag set, guidelines, details of articles, splits",
        loses: ALL_BUT_STATE,
        ..format(
            "dataset",
            "Dataset folder (Parquet)",
            Some(dataset::write_parquet),
        )
    },
    Format {
        audience: Audience::Datasets,
        has_card: true,
        holds: "README.md, data/*.jsonl",
        unit: "code points and UTF-16 units",
        keeps: "annotations with all that they hold, all annotators, links between articles, tag set, guidelines, details of articles, splits",
        loses: ALL_BUT_STATE,
        to_stdout: true,
        ..format(
            "dataset-jsonl",
            "Dataset folder (JSON lines)",
            Some(dataset::write_jsonl),
        )
    },
    Format {
        audience: Audience::Tables,
        holds: "spans.csv, links.csv, documents.csv",
        keeps: "annotations with fragments, features and notes, links between articles, details of articles, all annotators",
        loses: "names and kinds of annotators, the tag set’s names, colours and keys, guidelines, kinds and hashes of articles’ files",
        ..format("csv", "CSV tables", Some(csv_tables::write))
    },
    Format {
        audience: Audience::Tables,
        holds: "annotations.xlsx",
        keeps: "annotations with fragments, features and notes, links between articles, details of articles, all annotators",
        loses: "names and kinds of annotators, the tag set’s names, colours and keys, guidelines, kinds and hashes of articles’ files; texts above 32 767 UTF-16 units are cut into columns",
        single_ending: Some("xlsx"),
        ..format("xlsx", "Spreadsheet (XLSX)", Some(xlsx::write))
    },
    Format {
        audience: Audience::Qualitative,
        holds: "one .qdpx, one .qdc",
        keeps: "annotations, annotators, tags with colours, links between articles, features and notes as a memo, details of articles, guidelines",
        loses: "details of links, ids, origins, names of annotators, the tag set’s names and keys, control characters",
        single_ending: Some("qdpx"),
        ..format("refi-qda", "REFI-QDA project", Some(refi_qda::write))
    },
    Format {
        holds: "tasks.json, label_config.xml",
        keeps: "annotations with features, annotators, links within an article, tags with colours",
        loses: "links between articles, details of links, details and files of articles, times and origins, names of annotators, guidelines",
        ..format("label-studio", "Label Studio", Some(label_studio::write))
    },
    Format {
        audience: Audience::Datasets,
        holds: "annotations.jsonl",
        keeps: "overlapping annotations with features, annotators, links within an article",
        loses: "articles without text, links between articles, details of links, details and files of articles, times and origins, names of annotators, guidelines, the tag set",
        single_ending: Some("jsonl"),
        to_stdout: true,
        ..format("prodigy", "Prodigy (JSON lines)", Some(prodigy::write))
    },
    Format {
        audience: Audience::Datasets,
        holds: "corpus.spacy",
        keeps: "overlapping annotations, annotators",
        loses: "articles without text, links, features, notes, titles, details and files of articles, times and origins, names of annotators, guidelines, the tag set",
        single_ending: Some("spacy"),
        ..format("spacy", "spaCy DocBin", Some(spacy::write))
    },
    Format {
        holds: "ANNOTATOR/DOC.txt, .ann, configuration; cross_links.tsv",
        keeps: "annotations with fragments, features and notes, annotators, tags with colours, links (between articles in a table beside)",
        loses: "details of links, ids, titles, details and files of articles, times and origins, names of annotators, guidelines",
        ..format("brat", "brat standoff", Some(brat::write))
    },
    Format {
        audience: Audience::Archives,
        holds: "annotations.jsonld, texts/",
        keeps: "annotations with fragments, features, notes and times, annotators, links between articles",
        loses: "details of links, ids, titles, details and files of articles, origins, guidelines, the tag set",
        ..format(
            "web-annotation",
            "W3C Web Annotation",
            Some(web_annotation::write),
        )
    },
    Format {
        holds: "ANNOTATOR/DOC.xmi + TypeSystem.xml",
        unit: "UTF-16 units",
        keeps: "annotations with features and notes, annotators, links within an article",
        loses: "links between articles, details of links, titles, details and files of articles, times and origins, names of annotators, guidelines, the tag set, control characters",
        ..format(
            "uima-xmi",
            "UIMA CAS XMI (INCEpTION)",
            Some(uima::write_xmi),
        )
    },
    Format {
        holds: "ANNOTATOR/DOC.json",
        unit: "UTF-16 units",
        keeps: "annotations with features and notes, annotators, links within an article",
        loses: "links between articles, details of links, titles, details and files of articles, times and origins, names of annotators, guidelines, the tag set",
        ..format(
            "uima-json",
            "UIMA CAS JSON 0.4 (INCEpTION)",
            Some(uima::write_json),
        )
    },
    Format {
        audience: Audience::Datasets,
        holds: "ANNOTATOR.LABEL.conll, texts/",
        unit: "tokens, and code points beside them",
        keeps: "one flat layer a file: annotators, tags",
        loses: "overlaps within a tag, blanks at ends, links, features, notes, ids, titles, details and files of articles, times and origins, names of annotators, guidelines, the tag set",
        ..format("conll", "CoNLL (IOB2)", Some(conll::write))
    },
    Format {
        holds: "ANNOTATOR.jsonl",
        unit: "UTF-16 units",
        keeps: "annotations, annotators, links within an article",
        loses: "links between articles, features, notes, details of links, ids, details and files of articles, times and origins, names of annotators, guidelines, the tag set",
        ..format("doccano", "doccano (JSON lines)", Some(doccano::write))
    },
    Format {
        unit: "UTF-16 units",
        keeps: "annotations of all layers with their features, links within an article, slots and chains as links; annotators by folders or names of files",
        loses: "what stands between sentences (blanks take its place), lemmas",
        ..format("webanno-tsv", "WebAnno TSV 3", None)
    },
];
