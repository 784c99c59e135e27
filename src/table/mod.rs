//! Formats of tables: records as JSON Lines, CSV, Parquet and spreadsheets. Knows columns, rows and JSON, and nothing of
//! scores.
//!
//! In: each row becomes a JSON line ([`rows`], [`parquet`]), and lines are read in chunks that threads share out
//! ([`chunks`]). Out: JSON lines go in, and each format makes its own of them ([`writer`]); which columns a table has,
//! and of which type, is learnt from the first records ([`columns`]).

pub(crate) mod chunks;
pub(crate) mod columns;
mod csv;
mod format;
pub(crate) mod parquet;
mod row_fields;
mod rows;
pub(crate) mod writer;

pub(crate) use chunks::{CHUNK, LineChunk, Source, line_chunks, row_chunks};
pub(crate) use format::Format;
#[cfg(feature = "parquet")]
pub(crate) use row_fields::{RowField, row_fields};
pub(crate) use rows::{csv_lines, delimiter, workbook_lines};
pub(crate) use writer::RecordWriter;
