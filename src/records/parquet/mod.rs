//! Parquet: records out, comments in, crawled documents in. A batch of rows at a time, so that memory stays flat.
//!
//! The crates behind it are large, so they are behind the feature `parquet`; without it, everything here is an error
//! that names the feature.

#[cfg(feature = "parquet")]
use parquet::arrow::arrow_reader::{ArrowReaderOptions, ParquetRecordBatchReaderBuilder};
use std::path::Path;

#[cfg(not(feature = "parquet"))]
mod absent;
#[cfg(feature = "parquet")]
mod documents;
#[cfg(feature = "parquet")]
mod read;
#[cfg(feature = "parquet")]
mod values;
#[cfg(feature = "parquet")]
mod write;

#[cfg(not(feature = "parquet"))]
use absent as present;
#[cfg(feature = "parquet")]
mod present {
    pub(super) use super::documents::documents;
    pub(super) use super::read::lines;
    pub(super) use super::write::rows;
}

/// The first four bytes of every Parquet file, and its last.
pub const MAGIC: &[u8; 4] = b"PAR1";

/// A crawled document, a row of a Parquet file such as FineWeb's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The number of its row, from 1.
    pub record: u64,
    /// Its address: the column `url`.
    pub url: Option<String>,
    /// When it was crawled, as the column `date` says: a timestamp as `2013-05-18T05:48:54Z`.
    pub date: Option<String>,
    /// The page: the column `html`, or else `text` (or `content`). `None` where it is null.
    pub content: Option<Vec<u8>>,
    /// Whether it is HTML, not text that somebody took out of it.
    pub is_html: bool,
}

/// Documents one after the other; an error is the last.
pub type Documents = Box<dyn Iterator<Item = Result<Document, String>> + Send>;

/// The crawled documents of a Parquet file, one a row, a few rows at a time.
///
/// # Errors
/// A sentence where the file cannot be read, is no Parquet file, or has none of the columns; and from every build
/// without the feature `parquet`.
pub fn documents(file: &Path) -> Result<Documents, String> {
    present::documents(file)
}

/// The rows of a Parquet file as pieces of JSON Lines, the number of a line that of its row.
///
/// # Errors
/// A sentence where the file cannot be read or is no Parquet file; and from every build without the feature `parquet`.
pub fn lines(file: std::fs::File) -> Result<super::Source, String> {
    present::lines(file)
}

/// Rows written as Parquet.
pub(super) fn rows<W: std::io::Write + Send + 'static>(out: W) -> Result<Box<dyn super::writing::Rows<W>>, String> {
    present::rows(out)
}

/// Opens a file by what Parquet itself says of its columns: what the writing program added for itself, such as which
/// texts it kept as numbers, is of no concern to us.
#[cfg(feature = "parquet")]
fn open(file: std::fs::File) -> Result<ParquetRecordBatchReaderBuilder<std::fs::File>, String> {
    let options = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
    ParquetRecordBatchReaderBuilder::try_new_with_options(file, options).map_err(damaged)
}

/// Runs what reads a file that may be damaged. The crate checks most of what it reads; where it does not, it panics,
/// and for us that is an error of the file like any other.
#[cfg(feature = "parquet")]
fn guarded<T>(read: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(read))
        .unwrap_or_else(|_| Err("damaged: the Parquet reader cannot make sense of it; copy the file again".into()))
}

/// What the crate says is wrong with a file, as a sentence with a remedy.
#[cfg(feature = "parquet")]
fn damaged(error: impl std::fmt::Display) -> String {
    format!("not a Parquet file that can be read ({error}); it may be cut short, copy it again")
}
