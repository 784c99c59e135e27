//! Bytes → pages: encodings, kinds of input, compression, archives, folders, standard input.
//!
//! An input is a file or standard input; it contains one page (text, HTML) or many (a WARC, crawled documents, an
//! export of a comment service). [`Pages`] streams them as [`SavedPage`]s, which are bytes with metadata; decoding one
//! into a [`Page`] is left to the caller, so that many threads can do it.

#[cfg(feature = "archives")]
mod arc;
#[cfg(feature = "archives")]
mod archive;
#[cfg(feature = "archives")]
mod blocks;
#[cfg(feature = "archives")]
mod compression;
mod encoding;
mod error;
mod export;
mod files;
pub(crate) mod html;
#[cfg(feature = "archives")]
mod http;
#[cfg(feature = "archives")]
mod json;
mod kind;
#[cfg(feature = "archives")]
mod mhtml;
#[cfg(feature = "archives")]
mod mime;
#[cfg(feature = "archives")]
mod pages;
pub(crate) mod parquet;
#[cfg(feature = "archives")]
mod recode;
#[cfg(feature = "archives")]
mod tables;
#[cfg(feature = "archives")]
mod warc;

#[cfg(feature = "archives")]
pub(crate) use archive::Stream;
#[cfg(feature = "tables")]
pub(crate) use compression::MOST_EXPANSION;
pub(crate) use encoding::{decode, decode_html};
pub use error::PageError;
pub use export::Status;
#[cfg(feature = "tables")]
pub(crate) use export::resolved;
pub(crate) use export::{ExportComment, ExportThread, Statuses};
#[cfg(feature = "archives")]
use export::{with_offset, with_offset_of_epoch};
pub use files::Input;
pub(crate) use files::inputs;
pub(crate) use kind::{InputFormat, kind};
#[cfg(feature = "archives")]
pub use pages::Pages;

use crate::time::Clock;

/// A decoded page.
#[derive(Debug, Default)]
pub struct Page {
    /// Its name in records: the path as given, or `file#record`.
    pub name: String,
    /// Its URL, from the archive record or document that contained it.
    pub url: Option<String>,
    /// When it was saved, from the archive record or document that contained it.
    pub saved: Option<Clock>,
    /// Its content.
    #[doc(hidden)]
    pub content: Content,
    /// Warnings for the user: what was cut while reading.
    pub warnings: Vec<String>,
}

/// The content of a page.
#[derive(Debug)]
pub enum Content {
    /// Plain text, with `\n` line ends.
    Text(String),
    /// HTML.
    Html(html::Tree),
    /// One article of an export, with its comments.
    Export(ExportThread),
}

impl Default for Content {
    fn default() -> Self {
        Self::Text(String::new())
    }
}

/// A saved page: its bytes, not yet decoded, and the metadata of its record.
#[derive(Debug, Default)]
pub struct SavedPage {
    /// Its name in records.
    pub name: String,
    /// Its URL.
    pub url: Option<String>,
    /// When it was saved.
    pub saved: Option<Clock>,
    /// The character encoding that its server declared.
    pub(crate) charset: Option<String>,
    /// Its kind, where known without looking at the bytes.
    pub(crate) kind: Option<InputFormat>,
    /// Its content.
    pub(crate) body: Body,
}

/// The bytes of a page, or an article of an export, which is parsed already.
#[derive(Debug)]
pub(crate) enum Body {
    /// The bytes as saved.
    Bytes(Vec<u8>),
    /// One article of an export.
    Export(ExportThread),
}

impl Default for Body {
    fn default() -> Self {
        Self::Bytes(Vec::new())
    }
}

/// The largest page, in bytes; larger ones are an error.
pub(crate) const LARGEST: u64 = 64 << 20;

impl Page {
    /// Reads the page in a file; the first one, if there are many (with the feature `archives`).
    ///
    /// # Errors
    /// [`PageError`], naming the file: unreadable, empty, binary or too large.
    pub fn read(path: &std::path::Path) -> Result<Self, PageError> {
        #[cfg(feature = "archives")]
        {
            let mut pages = Pages::of(&Input::File(path.into()))?;
            let empty = || PageError::Empty { file: path.display().to_string() };
            pages.next().ok_or_else(empty)??.decode()
        }
        #[cfg(not(feature = "archives"))]
        {
            let file = path.display().to_string();
            let bytes = std::fs::read(path).map_err(|source| PageError::Unreadable { file: file.clone(), source })?;
            Self::from_bytes(&bytes, file)
        }
    }

    /// Decodes a page of unknown kind; `name` is its name in records.
    ///
    /// # Errors
    /// As [`Page::read`].
    pub fn from_bytes(bytes: &[u8], name: String) -> Result<Self, PageError> {
        SavedPage { name, body: Body::Bytes(bytes.to_vec()), ..SavedPage::default() }.decode()
    }
}

impl SavedPage {
    /// Decodes the page: characters, and the tree of elements if it is HTML.
    ///
    /// # Errors
    /// [`PageError`], naming the file: empty, binary or too large.
    pub fn decode(self) -> Result<Page, PageError> {
        let Self { name, url, saved, charset, kind: known, body } = self;
        let mut warnings = Vec::new();
        let content = match body {
            Body::Export(thread) => Content::Export(thread),
            Body::Bytes(bytes) => {
                if bytes.len() as u64 > LARGEST {
                    return Err(PageError::TooLarge { file: name_in_messages(&name) });
                }
                let is_html = match known {
                    Some(known) => known == InputFormat::Html,
                    None => kind(&bytes) == InputFormat::Html,
                };
                let text = if is_html { decode_html(&bytes, charset.as_deref()) } else { decode(&bytes) };
                let text = text.ok_or_else(|| PageError::Binary { file: name_in_messages(&name) })?;
                if text.trim().is_empty() {
                    return Err(PageError::Empty { file: name_in_messages(&name) });
                }
                if is_html {
                    let tree = html::Tree::parse(&text);
                    warnings.extend_from_slice(tree.warnings());
                    Content::Html(tree)
                } else if text.contains('\r') {
                    Content::Text(text.replace("\r\n", "\n").replace('\r', "\n"))
                } else {
                    Content::Text(text.into_owned())
                }
            }
        };
        Ok(Page { name, url, saved, content, warnings })
    }
}

/// The name in messages of a page's name in records: "a.warc#7" is record 7 of a.warc, "-#1" standard input.
fn name_in_messages(name: &str) -> String {
    match name.rsplit_once('#') {
        _ if name == "-#1" => "standard input".into(),
        Some((file, record)) if record.bytes().all(|byte| byte.is_ascii_digit()) => {
            let file = if file == "-" { "standard input" } else { file };
            format!("{file}, record {record}")
        }
        _ => name.into(),
    }
}

/// Endings of files that contain pages.
pub(crate) const PAGE_ENDINGS: [&str; 17] = [
    "txt", "text", "html", "htm", "xhtml", "mhtml", "mht", "xml", "rss", "atom", "warc", "wet", "arc", "gz", "zst",
    "zstd", "wxr",
];
