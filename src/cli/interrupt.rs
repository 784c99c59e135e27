//! Ctrl-C: what is half written is removed, and the program ends with 130.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// From now on, an interruption removes unfinished files and ends the program.
pub(super) fn watch() {
    // A second handler cannot be set; then the first does the same.
    let _ = ctrlc::set_handler(|| {
        for file in UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
            let _ = std::fs::remove_file(file);
        }
        std::process::exit(130);
    });
}

/// A file that is being written.
pub(super) fn begin(file: &Path) {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner).push(file.into());
}

/// A file that is whole, or gone.
pub(super) fn end(file: &Path) {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner).retain(|other| other != file);
}
