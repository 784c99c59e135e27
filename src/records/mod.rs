//! Comment records that people bring: JSON Lines, CSV, spreadsheets; what is scored of each, and the same record back
//! with more in it.

mod line;
mod table;

pub use line::{Record, RecordError};
pub use table::{Row, csv_lines, workbook_lines};
