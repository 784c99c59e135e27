//! A file that is sent to the disk while it is written, so that the wait at its end is short.
//!
//! Two million scored comments, 1 GB, took 3.87 s without it and 3.54 s with it; thrown away, 2.97 s.

use std::fs::File;
use std::io::{self, Write};
use std::thread::{JoinHandle, spawn};

/// The bytes after which another part is sent to the disk.
const PART: usize = 1 << 24;

/// A file being written, with the thread that waits for the disk.
#[derive(Debug)]
pub(super) struct SynchronisedFile {
    file: File,
    /// Bytes since the last part.
    waiting: usize,
    /// Its result must not be lost: the system tells a failure once.
    writing: Option<JoinHandle<io::Result<()>>>,
}

impl SynchronisedFile {
    pub(super) fn new(file: File) -> Self {
        Self { file, waiting: 0, writing: None }
    }

    /// Waits until all of it is on the disk, its name apart.
    ///
    /// # Errors
    /// Where the disk failed, also for an earlier part.
    pub(super) fn synchronise(&mut self) -> io::Result<()> {
        self.join()?;
        self.file.sync_all()
    }

    /// Waits for the part that is on its way.
    fn join(&mut self) -> io::Result<()> {
        match self.writing.take().map(JoinHandle::join) {
            None => Ok(()),
            Some(Ok(result)) => result,
            Some(Err(_)) => Err(io::Error::other("the thread that waits for the disk failed")),
        }
    }
}

impl Write for SynchronisedFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.file.write(bytes)?;
        self.waiting += count;
        if self.waiting >= PART && self.writing.as_ref().is_none_or(JoinHandle::is_finished) {
            self.join()?;
            let file = self.file.try_clone()?;
            self.writing = Some(spawn(move || file.sync_data()));
            self.waiting = 0;
        }
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Read, Seek};

    #[test]
    fn a_file_of_several_parts_is_whole() {
        let file = tempfile::tempfile().unwrap();
        let mut read = file.try_clone().unwrap();
        let mut written = SynchronisedFile::new(file);
        let part: Vec<u8> = (0..PART + 1).map(|index| (index % 251) as u8).collect();
        for _ in 0..3 {
            written.write_all(&part).unwrap();
        }
        written.synchronise().unwrap();
        let mut found = Vec::new();
        read.rewind().unwrap();
        read.read_to_end(&mut found).unwrap();
        assert!(found == part.repeat(3));
    }

    #[test]
    fn a_failed_part_fails_the_end() {
        let mut written = SynchronisedFile::new(tempfile::tempfile().unwrap());
        written.writing = Some(spawn(|| Err(io::ErrorKind::StorageFull.into())));
        assert_eq!(written.synchronise().unwrap_err().kind(), io::ErrorKind::StorageFull);
    }
}
