//! Bytes → pages: encodings, kinds of input, folders, standard input.

mod encoding;
mod files;

pub use encoding::decode;
pub use files::{Input, inputs};

use crate::time::Clock;
use std::path::PathBuf;

/// A page as it was saved, decoded.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// What records call it: the path as given, or `file#record`.
    pub name: String,
    /// Its address, where the record that it came in says so.
    pub url: Option<String>,
    /// When it was saved, where the record that it came in says so.
    pub saved: Option<Clock>,
    /// Its text, with `\n` line ends.
    pub text: String,
}

/// What can be wrong with an input.
#[derive(Debug, thiserror::Error)]
pub enum PageError {
    /// The file or folder cannot be opened or read.
    #[error("{file}: cannot be read: {source}")]
    Unreadable {
        /// The file.
        file: String,
        /// Why.
        source: std::io::Error,
    },
    /// A folder without any file of the kinds that are looked for.
    #[error("{file}: no file in this folder ends in {endings}; name the files, or a folder that has them")]
    NothingInFolder {
        /// The folder.
        file: String,
        /// The endings.
        endings: String,
    },
    /// There is nothing in it.
    #[error("{file}: empty; save the page again")]
    Empty {
        /// The file.
        file: String,
    },
    /// It is not text.
    #[error("{file}: binary, not a page; give the page as plain text")]
    Binary {
        /// The file.
        file: String,
    },
    /// It is of a kind that is not read yet.
    #[error("{file}: {what}; this version reads plain-text extracts of pages: save the page as text")]
    NotYet {
        /// The file.
        file: String,
        /// What it is.
        what: &'static str,
    },
    /// It is larger than any page.
    #[error("{file}: larger than {} MiB, which no page is", LARGEST >> 20)]
    TooLarge {
        /// The file.
        file: String,
    },
}

/// The largest page that is read, in bytes.
pub const LARGEST: u64 = 64 << 20;

impl Page {
    /// Reads a page from a file.
    ///
    /// # Errors
    /// [`PageError`], naming the file: unreadable, empty, binary, HTML, or too large.
    pub fn read(path: &std::path::Path) -> Result<Self, PageError> {
        let name = path.display().to_string();
        let unreadable = |source| PageError::Unreadable { file: name.clone(), source };
        let file = std::fs::File::open(path).map_err(unreadable)?;
        if file.metadata().map_err(unreadable)?.is_dir() {
            return Err(unreadable(std::io::Error::other("a folder")));
        }
        Self::from_reader(file, name)
    }

    /// Reads a page from any reader; `name` is what records call it.
    ///
    /// # Errors
    /// As [`Page::read`].
    pub fn from_reader(reader: impl std::io::Read, name: String) -> Result<Self, PageError> {
        use std::io::Read;
        let mut bytes = Vec::new();
        let unreadable = |source| PageError::Unreadable { file: name.clone(), source };
        reader.take(LARGEST + 1).read_to_end(&mut bytes).map_err(unreadable)?;
        Self::from_bytes(&bytes, name)
    }

    /// Decodes a page; `name` is what records call it.
    ///
    /// # Errors
    /// As [`Page::read`].
    pub fn from_bytes(bytes: &[u8], name: String) -> Result<Self, PageError> {
        if bytes.len() as u64 > LARGEST {
            return Err(PageError::TooLarge { file: name });
        }
        let text = decode(bytes).ok_or_else(|| PageError::Binary { file: name.clone() })?;
        let text = if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text.into_owned() };
        if text.trim().is_empty() {
            return Err(PageError::Empty { file: name });
        }
        if let Some(what) = not_yet(&text) {
            return Err(PageError::NotYet { file: name, what });
        }
        Ok(Self { name, text, ..Self::default() })
    }
}

/// What a text is that is no plain-text page, by its first kilobyte.
fn not_yet(text: &str) -> Option<&'static str> {
    let beginning = text[..text.floor_char_boundary(1024)].trim_start().to_ascii_lowercase();
    if beginning.starts_with('<') && (beginning.contains("<html") || beginning.contains("<!doctype")) {
        Some("HTML")
    } else if beginning.starts_with("warc/") {
        Some("a WARC")
    } else if beginning.starts_with("{\"") {
        Some("JSON Lines")
    } else {
        None
    }
}

/// Endings of files that hold one page.
pub const PAGE_ENDINGS: [&str; 4] = ["txt", "text", "html", "htm"];

/// A path that a user gave, or `-`.
pub type Path = PathBuf;
