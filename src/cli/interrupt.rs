//! Ctrl-C: removes unfinished files and exits with 130.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Installs the handler, which removes unfinished files and ends the program.
pub(super) fn watch() {
    // A second handler cannot be installed; then the first does the same.
    let _ = ctrlc::set_handler(|| {
        for file in UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
            let _ = std::fs::remove_file(file);
        }
        std::process::exit(130);
    });
}

/// Registers a file that is being written.
pub(super) fn begin(file: &Path) {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner).push(file.into());
}

/// Unregisters a file that is complete or removed.
pub(super) fn end(file: &Path) {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner).retain(|other| other != file);
}
