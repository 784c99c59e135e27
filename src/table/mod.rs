//! Table formats: records as JSON Lines, CSV, Parquet and spreadsheets. Handles columns, rows and JSON, independent of
//! scores.
//!
//! Input: each row becomes a JSON line ([`rows`], [`parquet`]), and lines are read in chunks for several threads
//! ([`chunks`]). Output: each format is written from JSON lines ([`writer`]); the columns of a table and their types
//! are inferred from the first records ([`columns`]).

pub(crate) mod chunks;
pub(crate) mod columns;
mod csv;
pub(crate) mod exported;
mod format;
pub(crate) mod guard;
pub(crate) mod parquet;
mod quotes;
mod row_fields;
mod row_writer;
mod rows;
mod unique_names;
pub(crate) mod workbook;
pub(crate) mod writer;

pub(crate) use chunks::{CHUNK, LineChunk, Source, line_chunks, row_chunks};
pub(crate) use format::Format;
#[cfg(feature = "parquet")]
pub(crate) use row_fields::{RowField, row_fields};
pub(crate) use rows::{CsvRows, csv_lines, workbook_lines};
pub(crate) use writer::RecordWriter;
