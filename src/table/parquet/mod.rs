//! Comments from and to Parquet, a batch of rows at a time, in constant memory.
//!
//! Optional (feature `parquet`), as [`crate::page::parquet`] is.

#[cfg(feature = "parquet")]
mod read;
#[cfg(feature = "parquet")]
mod write;

#[cfg(not(feature = "parquet"))]
use crate::page::parquet::ABSENT;

/// The rows of a Parquet file as chunks of JSON Lines; a line has the number of its row.
///
/// # Errors
/// A sentence where the file cannot be read or is no Parquet file; and in every build without the feature `parquet`.
pub fn lines(file: std::fs::File) -> Result<super::Source, String> {
    #[cfg(feature = "parquet")]
    return read::lines(file);
    #[cfg(not(feature = "parquet"))]
    {
        drop(file);
        Err(ABSENT.into())
    }
}

/// A writer of rows as Parquet.
pub(super) fn rows<W: std::io::Write + Send + 'static>(
    out: W,
) -> Result<Box<dyn super::row_writer::TableWriter<W>>, String> {
    #[cfg(feature = "parquet")]
    return write::rows(out);
    #[cfg(not(feature = "parquet"))]
    {
        drop(out);
        Err(ABSENT.into())
    }
}
