//! Iterator over the pages of an input.

use super::archive::{Stream, read_error};
use super::export::Threads;
use super::json::{Documents, Exports, is_one_object};
use super::kind::InputFormat;
use super::{Body, Input, LARGEST, PageError, SavedPage, arc, mhtml, tables, warc};
use std::io::Read;

/// Iterator over the pages of an input: of an archive (WARC, ARC), of crawled documents, of an export of comments, or one.
/// What cannot be read is an error, and the next page comes after it.
///
/// ```
/// use mushrif::extract::{Clocks, Pages, extract};
///
/// let crawl = r#"{"url": "https://example.org/1", "text": "خبر"}
/// {"url": "https://example.org/2", "text": "خبر آخر"}"#;
/// for page in Pages::from_reader(crawl.as_bytes(), "crawl.jsonl")? {
///     let found = extract(&page?.decode()?, &Clocks::default());
///     println!("{}: {} comments", found.page.page, found.comments.len());
/// }
/// # Ok::<(), mushrif::extract::PageError>(())
/// ```
pub struct Pages {
    inside: Inside,
}

enum Inside {
    One(Option<Box<SavedPage>>),
    Many(Box<dyn Iterator<Item = Result<SavedPage, PageError>> + Send>),
}

impl Pages {
    /// Opens an input; its first bytes determine its kind.
    ///
    /// # Errors
    /// [`PageError`]: the input cannot be opened, or its only page cannot be read.
    pub fn of(input: &Input) -> Result<Self, PageError> {
        Self::from_stream(Stream::open(input)?, input)
    }

    /// The pages of an input that is already open.
    ///
    /// # Errors
    /// As [`Pages::of`].
    pub(crate) fn from_stream(mut stream: Stream, input: &Input) -> Result<Self, PageError> {
        let kind = stream.kind().map_err(|error| read_error(&input.name(), error))?;
        if kind == InputFormat::Parquet {
            return Ok(Self { inside: Inside::Many(tables::pages(stream, input)?) });
        }
        Self::inside(stream, kind, input.name(), input.record_name())
    }

    /// The pages in the bytes of any reader; `name` is the input's name in messages and records.
    ///
    /// # Errors
    /// As [`Pages::of`].
    pub fn from_reader(reader: impl std::io::BufRead + Send + 'static, name: &str) -> Result<Self, PageError> {
        let mut stream = Stream::of(Box::new(reader)).map_err(|error| read_error(name, error))?;
        let kind = stream.kind().map_err(|error| read_error(name, error))?;
        Self::inside(stream, kind, name.into(), name.into())
    }

    fn inside(mut stream: Stream, kind: InputFormat, name: String, record_name: String) -> Result<Self, PageError> {
        let inside = match kind {
            InputFormat::Warc => Inside::Many(Box::new(warc::Records::new(stream, name, record_name))),
            InputFormat::Json if is_one_object(&mut stream).map_err(|error| read_error(&name, error))? => {
                Inside::Many(Box::new(Exports::new(stream, name, record_name)))
            }
            InputFormat::Json => Inside::Many(Box::new(Documents::new(stream, name, record_name))),
            InputFormat::Arc => Inside::Many(Box::new(arc::Records::new(stream, name, record_name))),
            InputFormat::Mhtml => Inside::One(Some(Box::new(mhtml::page(stream, &name, record_name)?))),
            InputFormat::JsonArray => Inside::Many(Box::new(Exports::new(stream, name, record_name))),
            InputFormat::Export => Inside::Many(Box::new(Threads::new(stream, name, record_name))),
            _ => {
                let mut bytes = Vec::new();
                if let Err(error) = stream.take(LARGEST + 1).read_to_end(&mut bytes) {
                    return Err(read_error(&name, error));
                }
                // The page on standard input is its first record.
                let name = if record_name == "-" { "-#1".into() } else { record_name };
                Inside::One(Some(Box::new(SavedPage { name, body: Body::Bytes(bytes), ..SavedPage::default() })))
            }
        };
        Ok(Self { inside })
    }
}

impl Iterator for Pages {
    type Item = Result<SavedPage, PageError>;

    fn next(&mut self) -> Option<Self::Item> {
        match &mut self.inside {
            Inside::One(page) => page.take().map(|page| Ok(*page)),
            Inside::Many(pages) => pages.next(),
        }
    }
}
