//! What can be wrong with an input.

use super::LARGEST;

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
    #[error("{file}: binary, not a page; give the page as HTML, plain text or in a WARC")]
    Binary {
        /// The file.
        file: String,
    },
    /// It is larger than any page.
    #[error("{file}: larger than {} MiB, which no page is", LARGEST >> 20)]
    TooLarge {
        /// The file.
        file: String,
    },
    /// It grows too much when it is decompressed.
    #[error("{file}: expands to more than {times} times its size, which no page does; what follows in it is not read")]
    Bomb {
        /// The file or record.
        file: String,
        /// The most that is allowed.
        times: u64,
    },
    /// A part of an archive, an export or a list of documents is not as it should be.
    #[error("{file}: {problem}")]
    Broken {
        /// The file, with record or line.
        file: String,
        /// What is wrong, and what became of the rest.
        problem: String,
    },
}
