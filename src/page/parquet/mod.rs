//! Parquet files as input: opened, guarded against damage, and read as crawled documents.
//!
//! The crates behind it are large, so they are optional (feature `parquet`); without it, every function here returns an
//! error that names the feature. Comments in Parquet are read and written by `table::parquet`.

#[cfg(feature = "parquet")]
mod documents;
#[cfg(feature = "parquet")]
mod page_headers;
#[cfg(feature = "parquet")]
mod values;

#[cfg(feature = "parquet")]
pub(crate) use values::{options, text};

#[cfg(feature = "parquet")]
use arrow_schema::{DataType, FieldRef, Fields, Schema};
#[cfg(feature = "parquet")]
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder};
use std::fs::File;
#[cfg(feature = "parquet")]
use std::io::BufReader;
#[cfg(feature = "parquet")]
use std::sync::Arc;

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

/// The largest ratio of a column's size to the bytes that it takes in the file, and the size below which it is not
/// checked: a page of a column is decompressed as a whole.
#[cfg(feature = "parquet")]
const MOST_EXPANSION: i64 = 200;
#[cfg(feature = "parquet")]
const LARGE: i64 = 256 << 20;

/// Opens a file by its Parquet schema alone: the Arrow schema that the writing program stored beside it (such as
/// dictionary encodings) is skipped. Strings are views of the pages that they are in: a string that is written once for
/// a thousand rows is once in memory, too.
#[cfg(feature = "parquet")]
pub(crate) fn open(file: File) -> Result<ParquetRecordBatchReaderBuilder<File>, String> {
    let options = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
    let metadata = ArrowReaderMetadata::load(&file, options.clone()).map_err(damaged)?;
    let mut pages = BufReader::new(file.try_clone().map_err(damaged)?);
    for column in metadata.metadata().row_groups().iter().flat_map(|group| group.columns()) {
        let (large, packed) = (column.uncompressed_size(), column.compressed_size());
        if large > LARGE && large / MOST_EXPANSION > packed {
            return Err(format!(
                "the column {} expands to more than {MOST_EXPANSION} times its size; write it anew in smaller row groups",
                column.column_path().string()
            ));
        }
        page_headers::check(&mut pages, column)?;
    }
    let as_view = |field: &FieldRef| match field.data_type() {
        DataType::Utf8 => Arc::new(field.as_ref().clone().with_data_type(DataType::Utf8View)),
        DataType::Binary => Arc::new(field.as_ref().clone().with_data_type(DataType::BinaryView)),
        _ => Arc::clone(field),
    };
    let fields: Fields = metadata.schema().fields().iter().map(as_view).collect();
    let options = options.with_schema(Arc::new(Schema::new(fields)));
    let metadata = ArrowReaderMetadata::try_new(Arc::clone(metadata.metadata()), options).map_err(damaged)?;
    Ok(ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata))
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
