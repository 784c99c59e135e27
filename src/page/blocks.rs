//! Blocks of an archive: a head, then so many bytes, one record after the other. What WARC and ARC have in common.

use super::archive::{Stream, read_error};
use super::{LARGEST, PageError};
use std::io::{self, BufRead, Read};

/// The longest head of a record, in bytes.
pub(super) const LONGEST_HEAD: usize = 1 << 16;

/// An archive that is being read.
pub(super) struct Blocks {
    stream: Stream,
    /// What messages call the file.
    name: String,
    /// Whether bytes are the beginning of a record.
    begins: fn(&[u8]) -> bool,
    /// The number of the record that was read last, from 1, of records of any kind.
    pub(super) number: u64,
    /// Whether nothing more can be read.
    pub(super) ended: bool,
}

impl Blocks {
    pub(super) fn new(stream: Stream, name: String, begins: fn(&[u8]) -> bool) -> Self {
        Self { stream, name, begins, number: 0, ended: false }
    }

    pub(super) fn problem(&self, problem: impl Into<String>) -> PageError {
        PageError::Broken { file: self.place(), problem: problem.into() }
    }

    /// What messages call the record.
    fn place(&self) -> String {
        format!("{}, record {}", self.name, self.number)
    }

    /// One line without its end, of no more than [`LONGEST_HEAD`] bytes; the rest of a longer one comes as the next.
    pub(super) fn line(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut line = Vec::new();
        let mut limited = (&mut self.stream).take(LONGEST_HEAD as u64);
        if limited.read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        while matches!(line.last(), Some(b'\n' | b'\r')) {
            line.pop();
        }
        Ok(Some(line))
    }

    /// The block of a record, whole; it is passed over where it is larger than any page.
    pub(super) fn block(&mut self, length: u64) -> Result<Vec<u8>, PageError> {
        if length > LARGEST {
            let skipped = self.skip(length);
            return Err(skipped.err().unwrap_or_else(|| PageError::TooLarge { file: self.place() }));
        }
        let mut block = Vec::new();
        let read = (&mut self.stream).take(length).read_to_end(&mut block);
        match read {
            Ok(read) if read as u64 == length => Ok(block),
            Ok(_) => Err(self.cut_short()),
            Err(error) => Err(self.failed(error)),
        }
    }

    /// Passes over the block of a record.
    pub(super) fn skip(&mut self, length: u64) -> Result<(), PageError> {
        match io::copy(&mut (&mut self.stream).take(length), &mut io::sink()) {
            Ok(skipped) if skipped < length => Err(self.cut_short()),
            Ok(_) => Ok(()),
            Err(error) => Err(self.failed(error)),
        }
    }

    fn cut_short(&mut self) -> PageError {
        self.ended = true;
        self.problem("is cut short: the file ends in it; save the archive again")
    }

    /// After bytes that cannot be decompressed: on to the next part that can.
    pub(super) fn failed(&mut self, error: io::Error) -> PageError {
        match self.stream.recover() {
            Ok(true) => self.skip_to_record(),
            _ => self.ended = true,
        }
        let rest = if self.ended { "what follows is not read" } else { "the next that can be read is" };
        match read_error(&self.name, error) {
            PageError::Bomb { times, .. } => {
                self.problem(format!("expands to more than {times} times its size; {rest}"))
            }
            PageError::Unreadable { source, .. } => self.problem(format!("cannot be read: {source}; {rest}")),
            other => other,
        }
    }

    /// Goes on to where a record begins.
    pub(super) fn skip_to_record(&mut self) {
        loop {
            match self.stream.peek(LONGEST_HEAD) {
                Ok([]) => return self.ended = true,
                Ok(next) if (self.begins)(next) => return,
                Ok(next) => {
                    let count = memchr::memchr(b'\n', next).map_or(next.len(), |at| at + 1);
                    self.stream.consume(count);
                }
                Err(_) => match self.stream.recover() {
                    Ok(true) => {}
                    _ => return self.ended = true,
                },
            }
        }
    }
}
