//! Crawled documents, one JSON object a line, as FineWeb, CulturaX and mC4 are published: `text` or `html`, `url`, `date`.

use super::archive::{Stream, read_error};
use super::kind::Kind;
use super::{Body, LARGEST, PageError, SavedPage};
use serde::Deserialize;
use serde_json::Value;
use std::collections::HashMap;
use std::io::{BufRead, Read};

/// Where sets keep when a page was crawled.
const DATES: [&str; 5] = ["date", "warc_date", "crawl_date", "timestamp", "date_download"];

/// The documents of a file.
pub(super) struct Documents {
    stream: Stream,
    name: String,
    record_name: String,
    line: u64,
    ended: bool,
}

/// A document: its fields, whose names differ from one published set to the other; a set may have several of one meaning.
#[derive(Deserialize)]
struct Document(HashMap<String, Value>);

impl Document {
    /// The first of these fields that is a text.
    fn take(&mut self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| match self.0.remove(*name) {
            Some(Value::String(text)) => Some(text),
            _ => None,
        })
    }
}

impl Documents {
    pub(super) fn new(stream: Stream, name: String, record_name: String) -> Self {
        Self { stream, name, record_name, line: 0, ended: false }
    }

    fn problem(&self, problem: String) -> PageError {
        PageError::Broken { file: format!("{}, line {}", self.name, self.line), problem }
    }

    /// Reads the next line that is not blank; none at the end.
    fn document(&mut self) -> Result<Option<SavedPage>, PageError> {
        let line = loop {
            let mut line = Vec::new();
            let read = (&mut self.stream).take(LARGEST + 1).read_until(b'\n', &mut line);
            self.line += 1;
            match read {
                Ok(0) => return Ok(None),
                Ok(_) => {}
                Err(error) => {
                    self.ended = true;
                    return Err(read_error(&self.name, error));
                }
            }
            if line.len() as u64 > LARGEST {
                self.skip_line()?;
                return Err(PageError::TooLarge { file: format!("{}, line {}", self.name, self.line) });
            }
            if !line.iter().all(u8::is_ascii_whitespace) {
                break line;
            }
        };
        let line = line.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(&line);
        let mut document: Document = serde_json::from_slice(line)
            .map_err(|error| self.problem(format!("not a crawled document as JSON: {error}")))?;
        let (kind, text) = match (document.take(&["html"]), document.take(&["text", "content", "raw_content"])) {
            (Some(html), _) => (Some(Kind::Html), html),
            (None, Some(text)) => (Some(Kind::Text), text),
            (None, None) => {
                let problem = "no field \"text\" or \"html\"; a crawled document has one of them";
                return Err(self.problem(problem.into()));
            }
        };
        Ok(Some(SavedPage {
            name: format!("{}#{}", self.record_name, self.line),
            url: document.take(&["url", "uri", "source_url"]),
            saved: document.take(&DATES).and_then(|date| date.trim().parse().ok()),
            charset: Some("utf-8".into()),
            kind,
            body: Body::Bytes(text.into_bytes()),
        }))
    }

    fn skip_line(&mut self) -> Result<(), PageError> {
        loop {
            let bytes = self.stream.fill_buf().map_err(|error| read_error(&self.name, error))?;
            let end = memchr::memchr(b'\n', bytes);
            let count = end.map_or(bytes.len(), |at| at + 1);
            self.stream.consume(count);
            if end.is_some() || count == 0 {
                return Ok(());
            }
        }
    }
}

impl Iterator for Documents {
    type Item = Result<SavedPage, PageError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        self.document().transpose()
    }
}
