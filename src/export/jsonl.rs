//! JSON Lines: the records as they are.

use super::{ExportError, Exporter, Item};
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
    fn write(&mut self, item: &Item<'_>) -> Result<(), ExportError> {
        writeln!(self.out, "{}", item.line)?;
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<(), ExportError> {
        Ok(self.out.flush()?)
    }
}
