//! Comments from Parquet: each row becomes a JSON line, so that later steps are the same for all formats.

use crate::page::parquet::{damaged, guarded, open, options, text};
use crate::table::{LineChunk, RowField, Source, row_fields};
use arrow_array::RecordBatch;
use arrow_json::writer::{NullableEncoder, make_encoder};
use arrow_schema::ArrowError;
use std::fs::File;

/// Rows decoded at a time.
const BATCH: usize = 1024;

pub(super) fn lines(file: File) -> Result<Source, String> {
    let mut reader = guarded(|| open(file)?.with_batch_size(BATCH).build().map_err(damaged))?;
    let mut row: u64 = 1;
    let mut ended = false;
    Ok(Box::new(move || {
        if ended {
            return None;
        }
        let first_line = row;
        let lines = guarded(|| match reader.next() {
            None => Ok(None),
            Some(batch) => {
                let batch = batch.map_err(damaged)?;
                let bytes = json_lines(&batch).map_err(damaged)?;
                Ok(Some((batch.num_rows() as u64, bytes)))
            }
        });
        match lines {
            Ok(None) => None,
            Ok(Some((rows, bytes))) => {
                row += rows;
                Some(Ok(LineChunk { first_line, bytes }))
            }
            Err(problem) => {
                ended = true;
                Some(Err((first_line, problem)))
            }
        }
    }))
}

/// The rows of a batch as JSON Lines.
fn json_lines(batch: &RecordBatch) -> Result<Vec<u8>, ArrowError> {
    let schema = batch.schema();
    let options = options();
    let titles: Vec<String> = schema.fields().iter().map(|field| field.name().clone()).collect();
    let mut cells: Vec<NullableEncoder<'_>> = schema
        .fields()
        .iter()
        .zip(batch.columns())
        .map(|(field, array)| make_encoder(field, array.as_ref(), &options))
        .collect::<Result<_, _>>()?;
    let fields = row_fields(&titles);
    let mut out = Vec::new();
    for row in 0..batch.num_rows() {
        let begin = out.len();
        out.push(b'{');
        for field in &fields {
            if out.len() > begin + 1 {
                out.push(b',');
            }
            match field {
                RowField::Plain(column, name) => {
                    named(name, &mut out);
                    value(&mut cells[*column], row, &mut out);
                }
                RowField::Part(name, leaves) => {
                    named(name, &mut out);
                    if leaves.iter().all(|(column, ..)| cells[*column].is_null(row)) {
                        out.extend_from_slice(b"null");
                        continue;
                    }
                    for (index, (column, leaf, _)) in leaves.iter().enumerate() {
                        out.push(if index == 0 { b'{' } else { b',' });
                        named(leaf, &mut out);
                        value(&mut cells[*column], row, &mut out);
                    }
                    out.push(b'}');
                }
            }
        }
        out.extend_from_slice(b"}\n");
    }
    Ok(out)
}

fn named(name: &str, out: &mut Vec<u8>) {
    text(name, out);
    out.push(b':');
}

fn value(cells: &mut NullableEncoder<'_>, row: usize, out: &mut Vec<u8>) {
    if cells.is_null(row) {
        out.extend_from_slice(b"null");
    } else {
        cells.encode(row, out);
    }
}
