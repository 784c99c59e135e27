//! Comments from Parquet: each row becomes a JSON line, so that later steps are the same for all formats.

use crate::page::parquet::{damaged, guarded, open, options, text};
use crate::table::{LineChunk, RowField, Source, row_fields};
use arrow_array::RecordBatch;
use arrow_json::writer::{NullableEncoder, make_encoder};
use arrow_schema::ArrowError;
use std::fs::File;

/// Rows decoded at a time.
const BATCH: usize = 256;

/// Bytes of a chunk of JSON Lines, after which the next begins: a row can be long.
const CHUNK_BYTES: usize = 1 << 20;

pub(super) fn lines(file: File) -> Result<Source, String> {
    let mut reader = guarded(|| open(file)?.with_batch_size(BATCH).build().map_err(damaged))?;
    let mut first_line: u64 = 1;
    let mut ended = false;
    // The batch that is being written as lines, and the next row of it.
    let mut batch: Option<(RecordBatch, usize)> = None;
    Ok(Box::new(move || {
        if ended {
            return None;
        }
        let lines = guarded(|| {
            let (rows, from) = match batch.take() {
                Some(begun) => begun,
                None => match reader.next() {
                    None => return Ok(None),
                    Some(rows) => (rows.map_err(damaged)?, 0),
                },
            };
            let mut bytes = Vec::new();
            let to = json_lines(&rows, from, &mut bytes).map_err(damaged)?;
            if to < rows.num_rows() {
                batch = Some((rows, to));
            }
            Ok(Some(((to - from) as u64, bytes)))
        });
        match lines {
            Ok(None) => None,
            Ok(Some((rows, bytes))) => {
                let chunk = LineChunk { first_line, bytes };
                first_line += rows;
                Some(Ok(chunk))
            }
            Err(problem) => {
                ended = true;
                Some(Err((first_line, problem)))
            }
        }
    }))
}

/// Writes rows of a batch as JSON Lines, from this one on, until they are a chunk; returns the row after the last.
fn json_lines(batch: &RecordBatch, from: usize, out: &mut Vec<u8>) -> Result<usize, ArrowError> {
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
    let mut row = from;
    while row < batch.num_rows() && out.len() < CHUNK_BYTES {
        let begin = out.len();
        out.push(b'{');
        for field in &fields {
            if out.len() > begin + 1 {
                out.push(b',');
            }
            match field {
                RowField::Plain(column, name) => {
                    named(name, out);
                    value(&mut cells[*column], row, out);
                }
                RowField::Part(name, leaves) => {
                    named(name, out);
                    if leaves.iter().all(|(column, ..)| cells[*column].is_null(row)) {
                        out.extend_from_slice(b"null");
                        continue;
                    }
                    for (index, (column, leaf, _)) in leaves.iter().enumerate() {
                        out.push(if index == 0 { b'{' } else { b',' });
                        named(leaf, out);
                        value(&mut cells[*column], row, out);
                    }
                    out.push(b'}');
                }
            }
        }
        out.extend_from_slice(b"}\n");
        row += 1;
    }
    Ok(row)
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
