//! What a build without the feature `parquet` says.

use super::Documents;
use crate::records::Source;
use crate::records::writing::Rows;
use std::fs::File;
use std::io::Write;
use std::path::Path;

const ABSENT: &str = "this build knows no Parquet; convert to JSON Lines or CSV, or build Mushrif with the feature \
                      `parquet` (cargo install --features parquet), as the released program is";

pub(super) fn documents(_: &Path) -> Result<Documents, String> {
    Err(ABSENT.into())
}

pub(super) fn lines(_: File) -> Result<Source, String> {
    Err(ABSENT.into())
}

pub(super) fn rows<W: Write + Send + 'static>(_: W) -> Result<Box<dyn Rows<W>>, String> {
    Err(ABSENT.into())
}
