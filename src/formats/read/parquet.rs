//! Rows of Parquet files, as JSON: our own tables and their rewritings by other programs.

use super::imported::ImportError;
use ::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use arrow::array::{Array, AsArray as _};
use arrow::datatypes::{DataType, Int32Type, Int64Type};
use bytes::Bytes;
use serde_json::{Map, Value, json};

/// Hands on the rows of a file as JSON objects, counted from 1, as they are read.
pub(super) fn each_row(
    path: &str,
    bytes: &[u8],
    mut take: impl FnMut(usize, Value),
) -> Result<(), ImportError> {
    let fault = |what: String| {
        ImportError::new(
            format!("this is not sound Parquet ({what})"),
            path,
            "write the dataset anew",
        )
    };
    let builder = ParquetRecordBatchReaderBuilder::try_new(Bytes::copy_from_slice(bytes))
        .map_err(|e| fault(e.to_string()))?;
    let reader = builder.build().map_err(|e| fault(e.to_string()))?;
    let mut n = 0;
    for batch in reader {
        let batch = batch.map_err(|e| fault(e.to_string()))?;
        let schema = batch.schema();
        for row in 0..batch.num_rows() {
            let mut map = Map::new();
            for (field, column) in schema.fields().iter().zip(batch.columns()) {
                map.insert(field.name().clone(), cell(column.as_ref(), row));
            }
            n += 1;
            take(n, Value::Object(map));
        }
    }
    Ok(())
}

/// A cell of the kinds that our tables and their rewritings by other programs have.
fn cell(array: &dyn Array, row: usize) -> Value {
    if array.is_null(row) {
        return Value::Null;
    }
    let list = |inner: &dyn Array| Value::Array((0..inner.len()).map(|i| cell(inner, i)).collect());
    match array.data_type() {
        DataType::Utf8 => json!(array.as_string::<i32>().value(row)),
        DataType::LargeUtf8 => json!(array.as_string::<i64>().value(row)),
        DataType::Utf8View => json!(array.as_string_view().value(row)),
        DataType::Int64 => json!(array.as_primitive::<Int64Type>().value(row)),
        DataType::Int32 => json!(array.as_primitive::<Int32Type>().value(row)),
        DataType::List(_) => list(array.as_list::<i32>().value(row).as_ref()),
        DataType::LargeList(_) => list(array.as_list::<i64>().value(row).as_ref()),
        DataType::Struct(fields) => {
            let columns = array.as_struct();
            let entries = fields.iter().zip(columns.columns());
            Value::Object(
                entries
                    .map(|(f, c)| (f.name().clone(), cell(c.as_ref(), row)))
                    .collect(),
            )
        }
        _ => Value::Null,
    }
}
