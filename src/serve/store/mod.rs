//! The store: comments, labels, sessions and the review desk in one SQLite file.
//!
//! One thread writes: what waits is written in one transaction and acknowledged after its commit is on disk
//! (write-ahead log, synchronous FULL), so that many writers share one wait for the disk. Readers have connections of
//! their own.

pub(super) mod desk;
mod index;
mod labels;
mod likeness;
mod open;
mod sessions;
mod writer;

pub(super) use desk::{
    Act, Answer, Appeal, BlindLabel, Day, Entry, Event, Filter, GivenLabel, Group, Labelled, NewVersion, Note, Order,
    Outcome, Relative, Row, TrainingLabel, Version,
};
pub(crate) use desk::{Filler, NewArticle, NewComment, State, Whose, erase};
pub(super) use labels::NewLabel;
pub(super) use sessions::Session;

use rusqlite::Connection;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};
use writer::Writer;

/// An error of the store.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StoreError {
    /// The folder or the file cannot be made or opened.
    #[error("{file}: the store cannot be opened: {problem}; name another folder with --store")]
    Unusable { file: String, problem: String },
    /// A newer program made it.
    #[error(
        "{file}: a store of version {found}, made by a newer mushrif; this one knows version {known}: use the newer program"
    )]
    Newer { file: String, found: i64, known: i64 },
    /// It could not be written or read.
    #[error("the store failed: {0}")]
    Failed(String),
    /// More is waiting to be written than is good.
    #[error("the store has too much to write; try again")]
    Busy,
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Failed(error.to_string())
    }
}

/// A store, shared by threads.
#[derive(Debug)]
pub(super) struct Store {
    file: PathBuf,
    writer: Writer,
    /// For short questions; long ones open their own.
    reader: Mutex<Connection>,
    /// For questions of the desk, which may take a tenth of a second.
    desk: Mutex<Connection>,
}

impl Store {
    /// Opens the store in a folder, or makes it.
    pub(super) fn open(folder: &Path) -> Result<Self, StoreError> {
        let file = open::prepare(folder)?;
        let writer = Writer::start(open::connect(&file)?)?;
        let [reader, desk] = [open::connect(&file)?, open::connect(&file)?].map(Mutex::new);
        Ok(Self { reader, desk, file, writer })
    }

    /// The folder of the store.
    pub(super) fn folder(&self) -> &Path {
        self.file.parent().unwrap_or(Path::new("."))
    }

    /// The folder of the models that are made at the desk.
    pub(super) fn models(&self) -> PathBuf {
        self.folder().join("models")
    }

    /// The number of writes that wait.
    pub(super) fn waiting(&self) -> usize {
        self.writer.waiting()
    }

    /// Writes what waits and closes.
    pub(super) fn close(&self) {
        self.writer.close();
    }

    fn read<T>(&self, read: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, StoreError> {
        Ok(read(&self.reader.lock().unwrap_or_else(PoisonError::into_inner))?)
    }

    fn ask<T>(&self, ask: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, StoreError> {
        Ok(ask(&self.desk.lock().unwrap_or_else(PoisonError::into_inner))?)
    }
}

/// Now, in seconds since 1970.
pub(super) fn now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs() as i64)
}
