//! Parquet files as input: opened, guarded against damage, and read as crawled documents.
//!
//! The crates behind it are large, so they are optional (feature `parquet`); without it, every function here returns an
//! error that names the feature. Comments in Parquet are read and written by `table::parquet`.

#[cfg(feature = "parquet")]
mod documents;
#[cfg(feature = "parquet")]
mod values;

#[cfg(feature = "parquet")]
pub(crate) use values::{options, text};

#[cfg(feature = "parquet")]
use parquet::arrow::arrow_reader::{ArrowReaderOptions, ParquetRecordBatchReaderBuilder};
use std::fs::File;

/// The error of a build without the feature `parquet`.
#[cfg(not(feature = "parquet"))]
pub(crate) const ABSENT: &str = "this build knows no Parquet; convert to JSON Lines or CSV, or build Mushrif with the feature \
                                 `parquet` (cargo install --features parquet), as the released program is";

/// A crawled document: a row of a Parquet file such as FineWeb's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The row number, from 1.
    pub record: u64,
    /// The column `url`.
    pub url: Option<String>,
    /// When it was crawled, from the column `date`; a timestamp as `2013-05-18T05:48:54Z`.
    pub date: Option<String>,
    /// The page: the column `html`, or else `text` (or `content`). `None` where it is null.
    pub content: Option<Vec<u8>>,
    /// Whether `content` is HTML rather than plain text extracted from it.
    pub is_html: bool,
}

/// Documents in file order; after an error there are no more.
pub(crate) type Documents = Box<dyn Iterator<Item = Result<Document, String>> + Send>;

/// The crawled documents of a Parquet file, one a row, a few rows at a time.
///
/// # Errors
/// A sentence where the file is no Parquet file, or has none of the columns; and in every build
/// without the feature `parquet`.
pub fn documents(file: File) -> Result<Documents, String> {
    #[cfg(feature = "parquet")]
    return documents::documents(file);
    #[cfg(not(feature = "parquet"))]
    {
        let _ = file;
        Err(ABSENT.into())
    }
}

/// Opens a file by its Parquet schema alone: the Arrow schema that the writing program stored beside it (such as
/// dictionary encodings) is skipped.
#[cfg(feature = "parquet")]
pub(crate) fn open(file: File) -> Result<ParquetRecordBatchReaderBuilder<File>, String> {
    let options = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
    ParquetRecordBatchReaderBuilder::try_new_with_options(file, options).map_err(damaged)
}

/// Runs a closure that reads a file that may be damaged. The crate checks most of what it reads; where it does not, it
/// panics, and the panic is returned as an error.
#[cfg(feature = "parquet")]
pub(crate) fn guarded<T>(read: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(read))
        .unwrap_or_else(|_| Err("damaged: the Parquet reader cannot make sense of it; copy the file again".into()))
}

/// An error of the crate as a sentence with a remedy.
#[cfg(feature = "parquet")]
pub(crate) fn damaged(error: impl std::fmt::Display) -> String {
    format!("not a Parquet file that can be read ({error}); it may be cut short, copy it again")
}
