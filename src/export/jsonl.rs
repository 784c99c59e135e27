//! JSON Lines: the records, unchanged.

use super::{ExportError, Exporter};
use crate::record::ScoredComment;
use std::io::Write;

pub(super) struct JsonLines<W> {
    out: W,
}

impl<W> JsonLines<W> {
    pub(super) fn new(out: W) -> Self {
        Self { out }
    }
}

impl<W: Write> Exporter for JsonLines<W> {
    fn write(&mut self, line: &str, _: &ScoredComment) -> Result<(), ExportError> {
        writeln!(self.out, "{}", line.trim_start_matches('\u{FEFF}').trim())?;
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<(), ExportError> {
        Ok(self.out.flush()?)
    }
}
