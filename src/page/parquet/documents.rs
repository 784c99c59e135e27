//! Crawled documents from Parquet, as FineWeb and others publish them: columns `text` or `html`, `url` and `date`.

use super::values::{bytes, options};
use super::{Document, Documents, damaged, guarded, open};
use arrow_array::{Array, RecordBatch};
use arrow_json::writer::make_encoder;
use arrow_schema::{DataType, Schema};
use parquet::arrow::ProjectionMask;
use std::fs::File;

/// Rows decoded at a time: pages are long.
const BATCH: usize = 32;

/// Columns that contain the page, in order of preference.
const CONTENT: [&str; 3] = ["html", "text", "content"];

pub(super) fn documents(file: File) -> Result<Documents, String> {
    let (mut reader, content) = guarded(|| {
        let builder = open(file)?;
        let content = CONTENT.into_iter().find(|name| holds_text(builder.schema(), name)).ok_or(
            "none of the columns \"html\", \"text\" and \"content\"; crawled documents have one of them, with \"url\" and \"date\"",
        )?;
        // Only these columns are decoded.
        let mask = ProjectionMask::columns(builder.parquet_schema(), [content, "url", "date"]);
        let reader = builder.with_projection(mask).with_batch_size(BATCH).build().map_err(damaged)?;
        Ok((reader, content))
    })?;
    let mut record = 0;
    let mut ended = false;
    let batches = std::iter::from_fn(move || {
        if ended {
            return None;
        }
        let read = guarded(|| match reader.next() {
            None => Ok(Vec::new()),
            Some(batch) => of_batch(&batch.map_err(damaged)?, content, &mut record),
        });
        match read {
            Ok(documents) if documents.is_empty() => None,
            Ok(documents) => Some(documents.into_iter().map(Ok).collect::<Vec<_>>()),
            Err(problem) => {
                ended = true;
                Some(vec![Err(problem)])
            }
        }
    });
    Ok(Box::new(batches.flatten()))
}

/// Whether a schema has a column of strings or bytes by this name.
fn holds_text(schema: &Schema, name: &str) -> bool {
    schema.field_with_name(name).is_ok_and(|field| is_text(field.data_type()))
}

fn is_text(kind: &DataType) -> bool {
    use DataType::{Binary, BinaryView, LargeBinary, LargeUtf8, Utf8, Utf8View};
    matches!(kind, Utf8 | LargeUtf8 | Utf8View | Binary | LargeBinary | BinaryView)
}

fn of_batch(batch: &RecordBatch, content: &str, record: &mut u64) -> Result<Vec<Document>, String> {
    let (url, date) = (texts(batch, "url")?, texts(batch, "date")?);
    let page = batch.column_by_name(content).ok_or("a column is missing")?;
    let documents = url.into_iter().zip(date).enumerate().map(|(row, (url, date))| {
        *record += 1;
        let content_of_row = (!page.is_null(row)).then(|| bytes(page.as_ref(), row).to_vec());
        Document { record: *record, url, date, content: content_of_row, is_html: content == "html" }
    });
    Ok(documents.collect())
}

/// A column as strings; dates may be strings, dates or timestamps. All `None` where it is absent.
fn texts(batch: &RecordBatch, name: &str) -> Result<Vec<Option<String>>, String> {
    let schema = batch.schema();
    let Some((index, field)) = schema.fields().find(name) else {
        return Ok(vec![None; batch.num_rows()]);
    };
    let array = batch.column(index).as_ref();
    if is_text(array.data_type()) {
        let text = |row: usize| String::from_utf8_lossy(bytes(array, row)).into_owned();
        return Ok((0..batch.num_rows()).map(|row| (!array.is_null(row)).then(|| text(row))).collect());
    }
    let options = options();
    let mut encoder = make_encoder(field, array, &options).map_err(damaged)?;
    let text = |row: usize| {
        let mut json = Vec::new();
        (!encoder.is_null(row)).then(|| {
            encoder.encode(row, &mut json);
            String::from_utf8_lossy(&json).trim_matches('"').to_string()
        })
    };
    Ok((0..batch.num_rows()).map(text).collect())
}
