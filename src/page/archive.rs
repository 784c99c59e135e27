//! An input as a stream of bytes, decompressed where it is compressed, with look-ahead.

use super::compression::{Bytes, Gzip, Zstandard, is_bomb};
use super::kind::{InputFormat, LOOK, LOOK_FOR_ROOT, kind, kind_if_certain};
use super::{Input, PageError};
use std::io::{self, BufRead, BufReader, Read};

/// Bytes per read.
const CHUNK: usize = 1 << 17;

/// The bytes of an input, decompressed where it is compressed.
pub(crate) struct Stream {
    source: ByteSource,
    buffer: Vec<u8>,
    at: usize,
    /// The error that occurred after the bytes that are still buffered.
    failed: Option<io::Error>,
}

enum ByteSource {
    Plain(Bytes),
    Gzip(Box<Gzip>),
    Zstandard(Box<Zstandard>),
}

impl Read for ByteSource {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(reader) => reader.read(buffer),
            Self::Gzip(reader) => reader.read(buffer),
            Self::Zstandard(reader) => reader.read(buffer),
        }
    }
}

impl Stream {
    /// Opens an input.
    ///
    /// # Errors
    /// [`PageError::Unreadable`], naming the file.
    pub(crate) fn open(input: &Input) -> Result<Self, PageError> {
        let reader: Bytes = match input {
            Input::Standard => Box::new(BufReader::with_capacity(CHUNK, io::stdin())),
            Input::File(path) => {
                let unreadable = |source| PageError::Unreadable { file: path.display().to_string(), source };
                let file = std::fs::File::open(path).map_err(unreadable)?;
                if file.metadata().map_err(unreadable)?.is_dir() {
                    return Err(unreadable(io::Error::other("a folder")));
                }
                Box::new(BufReader::with_capacity(CHUNK, file))
            }
        };
        Self::of(reader).map_err(|source| PageError::Unreadable { file: input.name(), source })
    }

    /// A stream over these bytes, decompressed if they are gzip or Zstandard.
    pub(super) fn of(reader: Bytes) -> io::Result<Self> {
        let mut plain = Self { source: ByteSource::Plain(reader), buffer: Vec::new(), at: 0, failed: None };
        let found = kind(plain.peek(4)?);
        if !matches!(found, InputFormat::Gzip | InputFormat::Zstandard) {
            return Ok(plain);
        }
        let ByteSource::Plain(rest) = plain.source else { return Err(io::Error::other("not plain")) };
        let whole: Bytes = Box::new(io::Cursor::new(plain.buffer).chain(rest));
        let source = match found {
            InputFormat::Gzip => ByteSource::Gzip(Box::new(Gzip::new(whole))),
            _ => ByteSource::Zstandard(Box::new(Zstandard::new(whole)?)),
        };
        Ok(Self { source, buffer: Vec::new(), at: 0, failed: None })
    }

    /// Looks ahead without consuming: at least `count` bytes, or all that are left.
    ///
    /// # Errors
    /// Reading or decompression failed.
    pub(crate) fn peek(&mut self, count: usize) -> io::Result<&[u8]> {
        while self.buffer.len() - self.at < count {
            if self.read_more()? == 0 {
                break;
            }
        }
        Ok(&self.buffer[self.at..])
    }

    /// The kind of the input, by its next bytes.
    ///
    /// On a pipe it reads no more than it needs, so that a caller who writes one record and waits gets an answer.
    ///
    /// # Errors
    /// Reading or decompression failed.
    pub(crate) fn kind(&mut self) -> io::Result<InputFormat> {
        let first = self.peek(4)?;
        if first.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{') {
            return self.peek(4).map(kind);
        }
        let mut look = LOOK;
        loop {
            let next = self.peek(look)?;
            match kind_if_certain(next) {
                Some(kind) => return Ok(kind),
                None if next.len() < look || look >= LOOK_FOR_ROOT => return Ok(kind(next)),
                None => look *= 8,
            }
        }
    }

    /// After an error: continues at the next compressed member; `false` where there is none.
    pub(super) fn recover(&mut self) -> io::Result<bool> {
        self.buffer.clear();
        self.at = 0;
        self.failed = None;
        match &mut self.source {
            ByteSource::Gzip(gzip) => gzip.recover(),
            ByteSource::Zstandard(zstandard) => zstandard.recover(),
            ByteSource::Plain(_) => Ok(false),
        }
    }

    /// How many compressed members were begun, where that is known.
    pub(super) fn members(&self) -> Option<u64> {
        match &self.source {
            ByteSource::Gzip(gzip) => Some(gzip.members),
            ByteSource::Plain(_) | ByteSource::Zstandard(_) => None,
        }
    }

    fn read_more(&mut self) -> io::Result<usize> {
        self.buffer.drain(..self.at);
        self.at = 0;
        match self.failed.take() {
            Some(error) if self.buffer.is_empty() => return Err(error),
            Some(error) => {
                self.failed = Some(error);
                return Ok(0);
            }
            None => {}
        }
        let begin = self.buffer.len();
        self.buffer.resize(begin + CHUNK, 0);
        let read = loop {
            match self.source.read(&mut self.buffer[begin..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => break other,
            }
        };
        self.buffer.truncate(begin + *read.as_ref().unwrap_or(&0));
        match read {
            Err(error) if !self.buffer.is_empty() => {
                self.failed = Some(error);
                Ok(0)
            }
            read => read,
        }
    }
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let count = available.len().min(buffer.len());
        buffer[..count].copy_from_slice(&available[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl BufRead for Stream {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.peek(1)
    }

    fn consume(&mut self, count: usize) {
        self.at += count;
    }
}

/// A read error as a [`PageError`] that names the file.
pub(super) fn read_error(file: &str, source: io::Error) -> PageError {
    if is_bomb(&source) {
        return PageError::Bomb { file: file.into(), times: super::compression::MOST_EXPANSION };
    }
    PageError::Unreadable { file: file.into(), source }
}
