//! Records as CSV without loss: every text as it is, quoted by RFC 4180, line breaks kept, no formula defused. (CSV for
//! people and their spreadsheet programs comes from `mushrif export`.)

use super::columns::Columns;
use super::row_writer::TableWriter;
use std::io::{self, Write};

pub(super) struct CsvWriter<W> {
    out: W,
    /// Whole rows not yet written, so that a pipe that closes never receives half a row.
    ready: csv::Writer<Vec<u8>>,
}

impl<W> CsvWriter<W> {
    pub(super) fn new(out: W) -> Self {
        Self { out, ready: csv::Writer::from_writer(Vec::new()) }
    }
}

impl<W: Write + Send> TableWriter<W> for CsvWriter<W> {
    fn is_typed(&self) -> bool {
        false
    }

    fn begin(&mut self, head: &Columns) -> io::Result<()> {
        Ok(self.ready.write_record(head.columns.iter().map(|column| &column.title))?)
    }

    fn add(&mut self, head: &Columns, row: &[&str]) -> io::Result<()> {
        for (column, raw) in head.columns.iter().zip(row) {
            match *raw {
                "null" => self.ready.write_field("")?,
                raw => self.ready.write_field(column.text(raw).as_bytes())?,
            }
        }
        Ok(self.ready.write_record(None::<&[u8]>)?)
    }

    fn settle(&mut self) -> io::Result<()> {
        let ready = std::mem::replace(&mut self.ready, csv::Writer::from_writer(Vec::new()));
        let bytes = ready.into_inner().map_err(csv::IntoInnerError::into_error)?;
        self.out.write_all(&bytes)
    }

    fn end(mut self: Box<Self>) -> io::Result<W> {
        self.settle()?;
        Ok(self.out)
    }
}
