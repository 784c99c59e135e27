//! Bytes → pages: encodings, kinds of input, compressed and archived ones, folders, standard input.
//!
//! An input is a file or standard input; it holds one page (text, HTML) or many (a WARC, crawled documents, an export of
//! a comment service). [`Pages`] streams them as [`SavedPage`]s, bytes with what is known of them; decoding one into a
//! [`Page`] is the work of whoever reads it, so that many threads can.

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
pub(crate) use encoding::{decode, decode_html};
pub use error::PageError;
pub use export::Status;
#[cfg(feature = "archives")]
use export::with_offset_of_epoch;
pub(crate) use export::{ExportComment, ExportThread, Statuses};
pub use files::Input;
pub(crate) use files::inputs;
pub(crate) use kind::{Kind, kind};
#[cfg(feature = "archives")]
pub use pages::Pages;

use crate::time::Clock;

/// A page as it was saved, decoded.
#[derive(Debug, Default)]
pub struct Page {
    /// What records call it: the path as given, or `file#record`.
    pub name: String,
    /// Its address, where the record that it came in says so.
    pub url: Option<String>,
    /// When it was saved, where the record that it came in says so.
    pub saved: Option<Clock>,
    /// What is on it.
    pub content: Content,
    /// What a user should know: what was cut on the way.
    pub warnings: Vec<String>,
}

/// What is on a page.
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

/// A page as it was saved: bytes, and what the record that they came in says of them.
#[derive(Debug, Default)]
pub struct SavedPage {
    /// What records call it.
    pub name: String,
    /// Its address.
    pub url: Option<String>,
    /// When it was saved.
    pub saved: Option<Clock>,
    /// The character encoding that its server declared.
    pub charset: Option<String>,
    /// What it is, where that is known before looking.
    pub kind: Option<Kind>,
    /// The bytes.
    pub body: Body,
}

/// The bytes of a page, or a page that its file already held in parts.
#[derive(Debug)]
pub enum Body {
    /// As saved.
    Bytes(Vec<u8>),
    /// One article of an export.
    Export(ExportThread),
}

impl Default for Body {
    fn default() -> Self {
        Self::Bytes(Vec::new())
    }
}

/// The largest page that is read, in bytes.
pub(crate) const LARGEST: u64 = 64 << 20;

impl Page {
    /// Reads the page in a file; the first, where it holds many (with the feature `archives`).
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

    /// Decodes a page of unknown kind; `name` is what records call it.
    ///
    /// # Errors
    /// As [`Page::read`].
    pub fn from_bytes(bytes: &[u8], name: String) -> Result<Self, PageError> {
        SavedPage { name, body: Body::Bytes(bytes.to_vec()), ..SavedPage::default() }.decode()
    }
}

impl SavedPage {
    /// Decodes the page: its characters, and its elements if it is HTML.
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
                    return Err(PageError::TooLarge { file: said(&name) });
                }
                let is_html = match known {
                    Some(known) => known == Kind::Html,
                    None => kind(&bytes) == Kind::Html,
                };
                let text = if is_html { decode_html(&bytes, charset.as_deref()) } else { decode(&bytes) };
                let text = text.ok_or_else(|| PageError::Binary { file: said(&name) })?;
                if text.trim().is_empty() {
                    return Err(PageError::Empty { file: said(&name) });
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

/// What messages call a page that records call so: "a.warc#7" is record 7 of a.warc, "-#1" standard input.
fn said(name: &str) -> String {
    match name.rsplit_once('#') {
        _ if name == "-#1" => "standard input".into(),
        Some((file, record)) if record.bytes().all(|byte| byte.is_ascii_digit()) => {
            let file = if file == "-" { "standard input" } else { file };
            format!("{file}, record {record}")
        }
        _ => name.into(),
    }
}

/// Endings of files that hold pages.
pub(crate) const PAGE_ENDINGS: [&str; 17] = [
    "txt", "text", "html", "htm", "xhtml", "mhtml", "mht", "xml", "rss", "atom", "warc", "wet", "arc", "gz", "zst",
    "zstd", "wxr",
];
