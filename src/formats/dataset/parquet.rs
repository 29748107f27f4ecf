//! Tables of Parquet: explicit schemas (no column of type null), zstd, row groups of at most 64 k rows, so that `DuckDB`,
//! Polars, Spark and `datasets` read them as they are.

use super::columns::Kind;
use super::{ExportOptions, Output, Part, Table, TableRow, View, each_row, parts};
use crate::formats::output::AsWrite;
use crate::formats::registry::{ExportError, Progress};
use crate::formats::tables::{
    DocumentRow, LinkRow, Pair, SpanRow, document_row, link_row, span_row,
};
use ::parquet::arrow::ArrowWriter;
use ::parquet::basic::Compression;
use ::parquet::file::properties::WriterProperties;
use arrow::array::{
    ArrayRef, Int64Builder, ListBuilder, RecordBatch, StringBuilder, StructBuilder,
};
use arrow::datatypes::{DataType, Field, Fields, Schema};
use std::sync::Arc;

/// Rows of one row group.
const ROW_GROUP: usize = 65_536;
/// Bytes of texts gathered before they are handed to the writer.
const BATCH_BYTES: usize = 8 << 20;

pub(super) fn write(
    view: &View<'_>,
    options: &ExportOptions,
    output: &mut dyn Output,
    watch: &mut Progress<'_>,
) -> Result<(), ExportError> {
    for table in Table::ALL {
        for part in parts(view, options, table, "parquet") {
            output.begin(&part.path)?;
            write_part(view, table, &part, output, watch)?;
        }
    }
    Ok(())
}

fn write_part(
    view: &View<'_>,
    table: Table,
    part: &Part,
    output: &mut dyn Output,
    watch: &mut Progress<'_>,
) -> Result<(), ExportError> {
    let mut columns = Columns::new(table.columns());
    let mut as_write = AsWrite(output);
    let mut writer =
        ArrowWriter::try_new(&mut as_write, columns.schema.clone(), Some(properties()))
            .map_err(parquet_error)?;
    each_row(view, table, part, watch, |row| {
        match row {
            TableRow::Document(d) => columns.document(&document_row(d)),
            TableRow::Span(d, row) => columns.span(&span_row(view, d, row)),
            TableRow::Link(link) => columns.link(&link_row(view, link)),
        }
        if columns.is_full() {
            writer.write(&columns.take()?).map_err(parquet_error)?;
        }
        Ok(())
    })?;
    writer.write(&columns.take()?).map_err(parquet_error)?;
    writer.close().map_err(parquet_error)?;
    Ok(())
}

fn properties() -> WriterProperties {
    WriterProperties::builder()
        .set_compression(Compression::ZSTD(::parquet::basic::ZstdLevel::default()))
        .set_max_row_group_row_count(Some(ROW_GROUP))
        .set_created_by(concat!("countermark ", env!("CARGO_PKG_VERSION")).to_owned())
        .build()
}

fn parquet_error(error: ::parquet::errors::ParquetError) -> ExportError {
    match error {
        ::parquet::errors::ParquetError::External(inner) => match inner.downcast() {
            Ok(io) => ExportError::Io(*io),
            Err(other) => ExportError::Other(other.to_string()),
        },
        other => ExportError::Other(other.to_string()),
    }
}

enum Column {
    Text(StringBuilder),
    Number(Int64Builder),
    Pairs(ListBuilder<StructBuilder>),
    Fragments(ListBuilder<ListBuilder<Int64Builder>>),
}

fn pair_fields() -> Fields {
    let text = |name: &str| Field::new(name, DataType::Utf8, true);
    Fields::from(vec![text("name"), text("value")])
}

impl Column {
    fn new(kind: Kind) -> Self {
        match kind {
            Kind::Text => Self::Text(StringBuilder::new()),
            Kind::Number => Self::Number(Int64Builder::new()),
            Kind::Pairs => Self::Pairs(ListBuilder::new(StructBuilder::from_fields(
                pair_fields(),
                0,
            ))),
            Kind::Fragments => {
                Self::Fragments(ListBuilder::new(ListBuilder::new(Int64Builder::new())))
            }
        }
    }

    fn data_type(kind: Kind) -> DataType {
        let list = |item: DataType| DataType::List(Arc::new(Field::new("item", item, true)));
        match kind {
            Kind::Text => DataType::Utf8,
            Kind::Number => DataType::Int64,
            Kind::Pairs => list(DataType::Struct(pair_fields())),
            Kind::Fragments => list(list(DataType::Int64)),
        }
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            Self::Text(b) => Arc::new(b.finish()),
            Self::Number(b) => Arc::new(b.finish()),
            Self::Pairs(b) => Arc::new(b.finish()),
            Self::Fragments(b) => Arc::new(b.finish()),
        }
    }
}

/// The value of one cell.
enum Cell<'a> {
    Text(&'a str),
    Number(i64),
    Pairs(&'a [Pair<'a>]),
    Fragments(&'a [(i64, i64)]),
}

struct Columns {
    schema: Arc<Schema>,
    columns: Vec<Column>,
    n_rows: usize,
    n_bytes: usize,
}

impl Columns {
    fn new(of: &[(&str, Kind)]) -> Self {
        let field = |(name, kind): &(&str, Kind)| Field::new(*name, Column::data_type(*kind), true);
        Self {
            schema: Arc::new(Schema::new(of.iter().map(field).collect::<Vec<_>>())),
            columns: of.iter().map(|(_, kind)| Column::new(*kind)).collect(),
            n_rows: 0,
            n_bytes: 0,
        }
    }

    fn is_full(&self) -> bool {
        self.n_rows >= ROW_GROUP || self.n_bytes >= BATCH_BYTES
    }

    fn take(&mut self) -> Result<RecordBatch, ExportError> {
        (self.n_rows, self.n_bytes) = (0, 0);
        let arrays = self.columns.iter_mut().map(Column::finish).collect();
        RecordBatch::try_new(self.schema.clone(), arrays)
            .map_err(|error| ExportError::Other(error.to_string()))
    }

    fn push(&mut self, cells: &[Cell<'_>]) {
        self.n_rows += 1;
        for (column, cell) in self.columns.iter_mut().zip(cells) {
            match (column, cell) {
                (Column::Text(b), Cell::Text(text)) => {
                    self.n_bytes += text.len();
                    b.append_value(text);
                }
                (Column::Number(b), Cell::Number(n)) => b.append_value(*n),
                (Column::Pairs(b), Cell::Pairs(pairs)) => {
                    for pair in *pairs {
                        let values = b.values();
                        for (i, text) in [pair.name, pair.value].into_iter().enumerate() {
                            if let Some(field) = values.field_builder::<StringBuilder>(i) {
                                field.append_value(text);
                            }
                        }
                        values.append(true);
                    }
                    b.append(true);
                }
                (Column::Fragments(b), Cell::Fragments(fragments)) => {
                    for (start, end) in *fragments {
                        b.values().values().append_value(*start);
                        b.values().values().append_value(*end);
                        b.values().append(true);
                    }
                    b.append(true);
                }
                // The tables above and the rows below name the same kinds.
                _ => {}
            }
        }
    }

    fn document(&mut self, r: &DocumentRow<'_>) {
        self.push(&[
            Cell::Text(r.doc_id),
            Cell::Text(r.title),
            Cell::Text(r.text),
            Cell::Number(r.char_count),
            Cell::Text(r.sha256),
            Cell::Text(r.source_path),
            Cell::Text(r.source_media_type),
            Cell::Text(r.source_encoding),
            Cell::Text(r.source_newline),
            Cell::Number(r.source_bytes),
            Cell::Text(r.source_sha256),
            Cell::Pairs(&r.metadata),
        ]);
    }

    fn span(&mut self, r: &SpanRow<'_>) {
        self.push(&[
            Cell::Text(r.span_id),
            Cell::Text(r.doc_id),
            Cell::Text(r.annotator),
            Cell::Text(r.label),
            Cell::Number(r.start),
            Cell::Number(r.end),
            Cell::Number(r.start_utf16),
            Cell::Number(r.end_utf16),
            Cell::Text(r.text),
            Cell::Pairs(&r.attributes),
            Cell::Fragments(&r.fragments),
            Cell::Text(r.note),
            Cell::Text(r.origin),
            Cell::Text(r.created),
            Cell::Text(r.modified),
        ]);
    }

    fn link(&mut self, r: &LinkRow<'_>) {
        self.push(&[
            Cell::Text(r.link_id),
            Cell::Text(r.annotator),
            Cell::Text(r.kind),
            Cell::Text(r.source),
            Cell::Text(r.target),
            Cell::Text(r.source_doc),
            Cell::Text(r.target_doc),
            Cell::Pairs(&r.attributes),
            Cell::Text(r.note),
            Cell::Text(r.created),
            Cell::Text(r.modified),
        ]);
    }
}
