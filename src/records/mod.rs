//! Comment records that people bring: JSON Lines, CSV, spreadsheets; what is scored of each, and the same record back
//! with more in it.

mod added;
mod line;
mod pieces;
mod table;

pub use added::Added;
pub use line::{Record, RecordError};
pub use pieces::{PIECE, Piece, Source, pieces, row_pieces};
pub use table::{Row, csv_lines, delimiter, workbook_lines};
