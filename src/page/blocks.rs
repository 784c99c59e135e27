//! Records of an archive, each a header followed by a block of known length: the part common to WARC and ARC.

use super::archive::{Stream, read_error};
use super::{LARGEST, PageError};
use std::io::{self, BufRead, Read};

/// The longest header of a record, in bytes.
pub(super) const LONGEST_HEAD: usize = 1 << 16;

/// Reads the records of one archive.
pub(super) struct Blocks {
    stream: Stream,
    /// The file's name in messages.
    name: String,
    /// Whether bytes begin with a record's header.
    begins: fn(&[u8]) -> bool,
    /// The number of the last record read, from 1; records of every kind count.
    pub(super) number: u64,
    /// Whether the end, or an error that cannot be recovered from, was reached.
    pub(super) ended: bool,
}

impl Blocks {
    pub(super) fn new(stream: Stream, name: String, begins: fn(&[u8]) -> bool) -> Self {
        Self { stream, name, begins, number: 0, ended: false }
    }

    pub(super) fn problem(&self, problem: impl Into<String>) -> PageError {
        PageError::Broken { file: self.location(), problem: problem.into() }
    }

    /// The current record's name in messages.
    fn location(&self) -> String {
        format!("{}, record {}", self.name, self.number)
    }

    /// One line without its line end, at most [`LONGEST_HEAD`] bytes; the rest of a longer one is returned as the next.
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

    /// The whole block of a record; an error, with the block skipped, if it is larger than [`LARGEST`].
    pub(super) fn block(&mut self, length: u64) -> Result<Vec<u8>, PageError> {
        if length > LARGEST {
            let skipped = self.skip(length);
            return Err(skipped.err().unwrap_or_else(|| PageError::TooLarge { file: self.location() }));
        }
        let mut block = Vec::new();
        let read = (&mut self.stream).take(length).read_to_end(&mut block);
        match read {
            Ok(read) if read as u64 == length => Ok(block),
            Ok(_) => Err(self.cut_short()),
            Err(error) => Err(self.failed(error)),
        }
    }

    /// Skips the block of a record.
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

    /// [`Blocks::failed`] where a record's header was to be read. The record counts, so that those after it have their own
    /// numbers, unless the damage was found at the end of the one before: archives have a member for each record.
    pub(super) fn failed_before_record(&mut self, error: io::Error) -> PageError {
        if self.stream.members().is_none_or(|members| members > self.number) {
            self.number += 1;
        }
        self.failed(error)
    }

    /// The error for bytes that cannot be decompressed; positions the stream at the next member that can be.
    pub(super) fn failed(&mut self, error: io::Error) -> PageError {
        let location = self.location();
        match self.stream.recover() {
            Ok(true) => self.skip_to_record(),
            _ => self.ended = true,
        }
        let rest = if self.ended { "what follows is not read" } else { "the next that can be read is" };
        let problem = match read_error(&self.name, error) {
            PageError::Bomb { times, .. } => format!("expands to more than {times} times its size; {rest}"),
            PageError::Unreadable { source, .. } => format!("cannot be read: {source}; {rest}"),
            other => return other,
        };
        PageError::Broken { file: location, problem }
    }

    /// Skips to the next record header.
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
                    // Another record is lost.
                    Ok(true) => self.number += 1,
                    _ => return self.ended = true,
                },
            }
        }
    }
}
