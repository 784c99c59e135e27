//! Errors of reading an input.

use super::LARGEST;

/// An error of reading an input.
#[derive(Debug, thiserror::Error)]
pub enum PageError {
    /// The file or folder cannot be opened or read.
    #[error("{file}: cannot be read: {source}")]
    Unreadable {
        /// The file.
        file: String,
        /// The cause.
        source: std::io::Error,
    },
    /// A folder without any file of the wanted endings.
    #[error("{file}: no file in this folder ends in {endings}; name the files, or a folder that has them")]
    NothingInFolder {
        /// The folder.
        file: String,
        /// The endings.
        endings: String,
    },
    /// The file is empty.
    #[error("{file}: empty; save the page again")]
    Empty {
        /// The file.
        file: String,
    },
    /// The file is not text.
    #[error("{file}: binary, not a page; give the page as HTML, plain text or in a WARC")]
    Binary {
        /// The file.
        file: String,
    },
    /// The page is larger than the limit of 64 MiB.
    #[error("{file}: larger than {} MiB, which no page is", LARGEST >> 20)]
    TooLarge {
        /// The file.
        file: String,
    },
    /// Decompression expands it beyond the allowed ratio.
    #[error("{file}: expands to more than {times} times its size, which no page does; what follows in it is not read")]
    Bomb {
        /// The file or record.
        file: String,
        /// The largest allowed ratio.
        times: u64,
    },
    /// A part of an archive, an export or a list of documents is malformed.
    #[error("{file}: {problem}")]
    Broken {
        /// The file, with record or line.
        file: String,
        /// What is wrong, and whether the rest was read.
        problem: String,
    },
}
