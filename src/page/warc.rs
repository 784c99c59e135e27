//! WARC and WET: the pages of a web archive.
//!
//! ISO 28500, <https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/>. Records of the types
//! response and resource with HTML or text are read, and conversion records of text, as in Common Crawl's WET files.
//! Others are skipped. After a malformed record, reading continues at the next record header.

use super::archive::Stream;
use super::blocks::{Blocks, LONGEST_HEAD};
use super::http::{self, Media};
use super::kind::InputFormat;
use super::{Body, PageError, SavedPage};
use std::io;

/// Iterator over the pages of a WARC file.
pub(super) struct Records {
    blocks: Blocks,
    record_name: String,
}

/// The header of a record.
#[derive(Debug, Default)]
struct WarcHead {
    length: Option<u64>,
    kind: String,
    content_type: String,
    url: Option<String>,
    date: Option<String>,
}

impl Records {
    pub(super) fn new(stream: Stream, name: String, record_name: String) -> Self {
        Self { blocks: Blocks::new(stream, name, |bytes| bytes.starts_with(b"WARC/")), record_name }
    }

    /// Reads the next record; `Ok(None)` for a record that is not a page.
    fn record(&mut self) -> Result<Option<SavedPage>, PageError> {
        let head = match self.head() {
            Ok(Some(head)) => head,
            Ok(None) => {
                self.blocks.ended = true;
                return Ok(None);
            }
            Err(error) => return Err(self.blocks.failed_before_record(error)),
        };
        self.blocks.number += 1;
        let Some(length) = head.length else {
            self.blocks.skip_to_record();
            return Err(self.blocks.problem("has no Content-Length; it is passed over, the next is read"));
        };
        if !head.is_page() {
            return self.blocks.skip(length).map(|()| None);
        }
        let block = self.blocks.block(length)?;
        Ok(self.page(head, block))
    }

    /// Reads a record's header lines; `None` at the end of the file.
    fn head(&mut self) -> io::Result<Option<WarcHead>> {
        loop {
            let line = self.blocks.line()?;
            let Some(line) = line else { return Ok(None) };
            // Two empty lines end a record; anything else between records is skipped.
            if line.starts_with(b"WARC/") {
                break;
            }
        }
        let mut head = WarcHead::default();
        let mut read = 0;
        while let Some(line) = self.blocks.line()?.filter(|line| !line.is_empty()) {
            read += line.len();
            if read > LONGEST_HEAD {
                break;
            }
            head.take(&line);
        }
        Ok(Some(head))
    }

    fn page(&self, head: WarcHead, block: Vec<u8>) -> Option<SavedPage> {
        let page = SavedPage {
            name: format!("{}#{}", self.record_name, self.blocks.number),
            url: head.url,
            saved: head.date.and_then(|date| date.parse().ok()),
            ..SavedPage::default()
        };
        if head.kind == "response" && head.content_type.starts_with("application/http") {
            let response = http::response(block)?;
            let (kind, charset) = (response.kind, response.charset);
            return Some(SavedPage { charset, kind, body: Body::Bytes(response.body), ..page });
        }
        let kind =
            if head.kind == "conversion" { Some(InputFormat::Text) } else { Media::of(&head.content_type).kind() };
        Some(SavedPage { charset: http::charset(&head.content_type), kind, body: Body::Bytes(block), ..page })
    }
}

impl WarcHead {
    fn take(&mut self, line: &[u8]) {
        let line = String::from_utf8_lossy(line);
        let Some((name, value)) = line.split_once(':') else { return };
        let value = value.trim();
        match name.trim().to_ascii_lowercase().as_str() {
            "content-length" => self.length = value.parse().ok(),
            "warc-type" => self.kind = value.to_ascii_lowercase(),
            "content-type" => self.content_type = value.to_ascii_lowercase(),
            // Some writers put the URL in angle brackets.
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
        while !self.blocks.ended {
            match self.record() {
                Ok(Some(page)) => return Some(Ok(page)),
                Ok(None) => {}
                Err(problem) => return Some(Err(problem)),
            }
        }
        None
    }
}
