//! What a table format is to the writer of records.

use super::columns::Columns;
use std::io;

/// Writer of rows in one table format. To add a format, implement this and name it in [`super::RecordWriter::new`].
pub(crate) trait TableWriter<W>: Send {
    /// Whether columns have types, so that a value may not be storable.
    fn is_typed(&self) -> bool;

    /// Writes the header.
    fn begin(&mut self, head: &Columns) -> io::Result<()>;

    /// Adds a row: one JSON value a column.
    fn add(&mut self, head: &Columns, row: &[&str]) -> io::Result<()>;

    /// Writes out all complete rows.
    fn settle(&mut self) -> io::Result<()>;

    /// Ends the table and returns the inner writer.
    fn end(self: Box<Self>) -> io::Result<W>;
}
