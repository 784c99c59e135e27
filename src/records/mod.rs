//! Comment records that people bring and take away: what is scored of each, and the same record back with more in it.
//!
//! In: JSON Lines, CSV, Parquet, spreadsheets; each row becomes a JSON line, so that everything behind is the same for
//! all. Out: JSON Lines, CSV, Parquet ([`RecordWriter`]), one file here a format.

mod added;
pub mod columns;
mod csv;
mod fields;
mod format;
mod line;
pub mod parquet;
mod pieces;
mod table;
pub mod writing;

pub use added::Added;
pub use fields::{Field, fields};
pub use format::Format;
pub use line::{Record, RecordError, rewritten};
pub use pieces::{PIECE, Piece, Source, pieces, row_pieces};
pub use table::{Row, csv_lines, delimiter, workbook_lines};
pub use writing::RecordWriter;
