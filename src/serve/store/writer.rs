//! The thread that writes.

use super::StoreError;
use rusqlite::Connection;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use tokio::sync::oneshot;

/// The most writes that wait.
const MOST_WAITING: usize = 4096;
/// The most writes of one transaction.
const TOGETHER: usize = 512;

type Write = Box<dyn FnOnce(&Connection) -> rusqlite::Result<()> + Send>;

/// A write, and whom to tell when it is on disk.
struct Job {
    write: Write,
    done: oneshot::Sender<Result<(), StoreError>>,
}

#[derive(Debug)]
pub(super) struct Writer {
    /// `None` once closed.
    jobs: Mutex<Option<SyncSender<Job>>>,
    waiting: Arc<AtomicUsize>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Writer {
    pub(super) fn start(connection: Connection) -> Result<Self, StoreError> {
        let (sender, receiver) = sync_channel(MOST_WAITING);
        let waiting = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&waiting);
        let thread = std::thread::Builder::new().name("store".into());
        let thread = thread
            .spawn(move || run(&connection, &receiver, &counted))
            .map_err(|error| StoreError::Failed(error.to_string()))?;
        Ok(Self { jobs: Mutex::new(Some(sender)), waiting, thread: Mutex::new(Some(thread)) })
    }

    pub(super) fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }

    /// Writes, and returns what the write returned when it is on disk.
    pub(super) async fn write<T: Send + 'static>(
        &self,
        write: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (sender, returned) = oneshot::channel();
        self.done(move |connection| {
            // Whoever asked may be gone; what was written stays.
            let _ = sender.send(write(connection)?);
            Ok(())
        })
        .await?;
        returned.await.map_err(|_| StoreError::Failed("it is closed".into()))
    }

    async fn done(
        &self,
        write: impl FnOnce(&Connection) -> rusqlite::Result<()> + Send + 'static,
    ) -> Result<(), StoreError> {
        let (done, told) = oneshot::channel();
        let sender = self.jobs.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let closed = || StoreError::Failed("it is closed".into());
        let sender = sender.ok_or_else(closed)?;
        self.waiting.fetch_add(1, Ordering::Relaxed);
        if let Err(error) = sender.try_send(Job { write: Box::new(write), done }) {
            self.waiting.fetch_sub(1, Ordering::Relaxed);
            return Err(match error {
                TrySendError::Full(_) => StoreError::Busy,
                TrySendError::Disconnected(_) => closed(),
            });
        }
        drop(sender);
        told.await.unwrap_or_else(|_| Err(closed()))
    }

    pub(super) fn close(&self) {
        drop(self.jobs.lock().unwrap_or_else(PoisonError::into_inner).take());
        if let Some(thread) = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take() {
            let _ = thread.join();
        }
    }
}

fn run(connection: &Connection, jobs: &Receiver<Job>, waiting: &AtomicUsize) {
    while let Ok(first) = jobs.recv() {
        let batch: Vec<Job> = std::iter::once(first).chain(jobs.try_iter().take(TOGETHER - 1)).collect();
        waiting.fetch_sub(batch.len(), Ordering::Relaxed);
        let (writes, told): (Vec<Write>, Vec<_>) = batch.into_iter().map(|job| (job.write, job.done)).unzip();
        let results = together(connection, writes);
        for (done, result) in told.into_iter().zip(results) {
            // A client that is gone needs no answer; its label is kept.
            let _ = done.send(result);
        }
    }
}

/// Does writes in one transaction; one that fails leaves the others.
fn together(connection: &Connection, writes: Vec<Write>) -> Vec<Result<(), StoreError>> {
    let count = writes.len();
    let all = || -> rusqlite::Result<Vec<Result<(), StoreError>>> {
        connection.execute_batch("BEGIN IMMEDIATE")?;
        let mut results = Vec::with_capacity(count);
        for write in writes {
            connection.execute_batch("SAVEPOINT one")?;
            let result = write(connection);
            let end = if result.is_ok() { "RELEASE one" } else { "ROLLBACK TO one; RELEASE one" };
            connection.execute_batch(end)?;
            results.push(result.map_err(StoreError::from));
        }
        connection.execute_batch("COMMIT")?;
        Ok(results)
    };
    all().unwrap_or_else(|error| {
        if !connection.is_autocommit() {
            let _ = connection.execute_batch("ROLLBACK");
        }
        let problem = error.to_string();
        (0..count).map(|_| Err(StoreError::Failed(problem.clone()))).collect()
    })
}
