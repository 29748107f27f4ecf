//! Rows of Parquet files, as JSON: our own tables and their rewritings by other programs.

use super::imported::ImportError;
use ::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use arrow::array::{Array, AsArray as _};
use arrow::datatypes::{DataType, Int32Type, Int64Type};
use bytes::Bytes;
use serde_json::{Map, Value, json};
use std::panic::{AssertUnwindSafe, catch_unwind};

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
    // In a damaged file the library meets what it takes for impossible: its panic is one more fault of the file.
    let bytes = Bytes::copy_from_slice(bytes);
    let opened = catch_unwind(AssertUnwindSafe(|| {
        ParquetRecordBatchReaderBuilder::try_new(bytes)
            .and_then(ParquetRecordBatchReaderBuilder::build)
    }));
    let damaged = |_| fault("its parts do not fit each other".to_owned());
    let mut reader = opened.map_err(damaged)?.map_err(|e| fault(e.to_string()))?;
    let mut n = 0;
    while let Some(batch) = catch_unwind(AssertUnwindSafe(|| reader.next())).map_err(damaged)? {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_library_takes_for_impossible_is_a_fault_of_the_file() {
        let bytes =
            include_bytes!("../../../fuzz/corpus/import_dataset/levels_out_of_bounds.parquet");
        let fault = each_row("spans.parquet", bytes, |_, _| {}).unwrap_err();
        assert_eq!(
            fault.what,
            "this is not sound Parquet (its parts do not fit each other)"
        );
    }
}
