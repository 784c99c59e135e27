//! Errors of model files.

use std::path::PathBuf;

/// The newest format that this program writes and reads: that of models with a correction of the sentiments.
pub(super) const VERSION: u32 = 4;
/// The oldest format that it reads, and writes for models without one.
pub(super) const OLDEST: u32 = 3;

/// An error of a model file.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// The file cannot be opened or read.
    #[error("{}: cannot be read: {source}", file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// The cause.
        source: std::io::Error,
    },
    /// The file is something else.
    #[error("{}: not a Mushrif model; a model is made with `mushrif train LABELS -o MODEL`", file.display())]
    NotAModel {
        /// The file.
        file: PathBuf,
    },
    /// The file is of a format that this program does not know.
    #[error("{}: a model of format {found}, and this program reads formats {OLDEST} to {VERSION}; update Mushrif", file.display())]
    Newer {
        /// The file.
        file: PathBuf,
        /// Its format.
        found: u32,
    },
    /// The file is of a format that programs before this one wrote.
    #[error("{}: a model of format {found}, and this program reads formats {OLDEST} to {VERSION}; train it again from its labels, or retrain the default model with them", file.display())]
    Older {
        /// The file.
        file: PathBuf,
        /// Its format.
        found: u32,
    },
    /// The file is cut short or its bytes have changed.
    #[error("{}: cut short or damaged ({what}); copy or train it again", file.display())]
    Damaged {
        /// The file.
        file: PathBuf,
        /// The check that failed.
        what: &'static str,
    },
    /// The file is whole, but no training gives such a model.
    #[error("{}: not a model that training gives ({what}); train it again", file.display())]
    Impossible {
        /// The file.
        file: PathBuf,
        /// The check that failed.
        what: &'static str,
    },
}
