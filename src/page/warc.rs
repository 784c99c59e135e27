//! WARC and WET: the pages of a web archive, one record after the other.
//!
//! ISO 28500, <https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/>. Read are responses and
//! resources of HTML or text, and conversions to text, as Common Crawl's WET files have them. Other records are passed
//! over. After a record that is broken, the next that begins as a record does is read.

use super::archive::{Stream, read_error};
use super::http::{self, Media};
use super::kind::Kind;
use super::{Body, LARGEST, PageError, SavedPage};
use std::io::{self, BufRead, Read};

/// The longest head of a record, in bytes.
const LONGEST_HEAD: usize = 1 << 16;

/// The pages of an archive.
pub(super) struct Records {
    stream: Stream,
    /// What messages and records call the file.
    name: String,
    record_name: String,
    /// The number of the record that was read last, from 1, of records of any kind.
    number: u64,
    ended: bool,
}

/// The head of a record.
#[derive(Debug, Default)]
struct Head {
    length: Option<u64>,
    kind: String,
    content_type: String,
    url: Option<String>,
    date: Option<String>,
}

impl Records {
    pub(super) fn new(stream: Stream, name: String, record_name: String) -> Self {
        Self { stream, name, record_name, number: 0, ended: false }
    }

    fn problem(&self, problem: impl Into<String>) -> PageError {
        PageError::Broken { file: self.place(), problem: problem.into() }
    }

    /// What messages call the record.
    fn place(&self) -> String {
        format!("{}, record {}", self.name, self.number)
    }

    /// Reads the next record; `Ok(None)` for one that holds no page.
    fn record(&mut self) -> Result<Option<SavedPage>, PageError> {
        let head = match self.head() {
            Ok(Some(head)) => head,
            Ok(None) => {
                self.ended = true;
                return Ok(None);
            }
            Err(error) => return Err(self.failed(error)),
        };
        self.number += 1;
        let Some(length) = head.length else {
            self.skip_to_record();
            return Err(self.problem("has no Content-Length; it is passed over, the next is read"));
        };
        let is_page = head.is_page();
        if is_page && length > LARGEST {
            let skipped = self.skip(length);
            return Err(skipped.err().unwrap_or_else(|| PageError::TooLarge { file: self.place() }));
        }
        if !is_page {
            return self.skip(length).map(|()| None);
        }
        let block = self.block(length)?;
        Ok(self.page(head, block))
    }

    /// The lines before the block; none at the end of the file.
    fn head(&mut self) -> io::Result<Option<Head>> {
        loop {
            let line = self.line()?;
            let Some(line) = line else { return Ok(None) };
            // Two empty lines end a record; whatever else stands between records is passed over.
            if line.starts_with(b"WARC/") {
                break;
            }
        }
        let mut head = Head::default();
        let mut read = 0;
        while let Some(line) = self.line()?.filter(|line| !line.is_empty()) {
            read += line.len();
            if read > LONGEST_HEAD {
                break;
            }
            head.take(&line);
        }
        Ok(Some(head))
    }

    /// One line without its end, of no more than [`LONGEST_HEAD`] bytes; the rest of a longer one comes as the next.
    fn line(&mut self) -> io::Result<Option<Vec<u8>>> {
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

    fn block(&mut self, length: u64) -> Result<Vec<u8>, PageError> {
        let mut block = Vec::new();
        let read = (&mut self.stream).take(length).read_to_end(&mut block);
        match read {
            Ok(read) if read as u64 == length => Ok(block),
            Ok(_) => {
                self.ended = true;
                Err(self.problem("is cut short: the file ends in it; save the archive again"))
            }
            Err(error) => Err(self.failed(error)),
        }
    }

    fn skip(&mut self, length: u64) -> Result<(), PageError> {
        match io::copy(&mut (&mut self.stream).take(length), &mut io::sink()) {
            Ok(skipped) => {
                if skipped < length {
                    self.ended = true;
                    return Err(self.problem("is cut short: the file ends in it; save the archive again"));
                }
                Ok(())
            }
            Err(error) => Err(self.failed(error)),
        }
    }

    /// After bytes that cannot be decompressed: on to the next part that can.
    fn failed(&mut self, error: io::Error) -> PageError {
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
    fn skip_to_record(&mut self) {
        loop {
            match self.stream.peek(5) {
                Ok([]) => return self.ended = true,
                Ok(next) if next.starts_with(b"WARC/") => return,
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

    fn page(&self, head: Head, block: Vec<u8>) -> Option<SavedPage> {
        let page = SavedPage {
            name: format!("{}#{}", self.record_name, self.number),
            url: head.url,
            saved: head.date.and_then(|date| date.parse().ok()),
            ..SavedPage::default()
        };
        if head.kind == "response" && head.content_type.starts_with("application/http") {
            let response = http::response(block)?;
            let (kind, charset) = (response.kind, response.charset);
            return Some(SavedPage { charset, kind, body: Body::Bytes(response.body), ..page });
        }
        let kind = if head.kind == "conversion" { Some(Kind::Text) } else { Media::of(&head.content_type).kind() };
        Some(SavedPage { charset: http::charset(&head.content_type), kind, body: Body::Bytes(block), ..page })
    }
}

impl Head {
    fn take(&mut self, line: &[u8]) {
        let line = String::from_utf8_lossy(line);
        let Some((name, value)) = line.split_once(':') else { return };
        let value = value.trim();
        match name.trim().to_ascii_lowercase().as_str() {
            "content-length" => self.length = value.parse().ok(),
            "warc-type" => self.kind = value.to_ascii_lowercase(),
            "content-type" => self.content_type = value.to_ascii_lowercase(),
            // Some writers put the address in angle brackets.
            "warc-target-uri" => self.url = Some(value.trim_matches(['<', '>']).into()),
            "warc-date" => self.date = Some(value.into()),
            _ => {}
        }
    }

    fn is_page(&self) -> bool {
        let is_http = self.content_type.starts_with("application/http");
        match self.kind.as_str() {
            "response" => is_http || Media::of(&self.content_type) != Media::Other,
            "resource" => Media::of(&self.content_type) != Media::Other,
            "conversion" => true,
            _ => false,
        }
    }
}

impl Iterator for Records {
    type Item = Result<SavedPage, PageError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.ended {
            match self.record() {
                Ok(Some(page)) => return Some(Ok(page)),
                Ok(None) => {}
                Err(problem) => return Some(Err(problem)),
            }
        }
        None
    }
}
