//! Crawled documents, one JSON object a line, as FineWeb, CulturaX and mC4 are published: `text` or `html`, `url`, `date`.

use super::archive::{Stream, read_error};
use super::kind::Kind;
use super::{Body, LARGEST, PageError, SavedPage};
use serde::Deserialize;
use std::io::{BufRead, Read};

/// The documents of a file.
pub(super) struct Documents {
    stream: Stream,
    name: String,
    record_name: String,
    line: u64,
    ended: bool,
}

/// A document. The names are those of published sets.
#[derive(Deserialize)]
struct Document {
    html: Option<String>,
    #[serde(alias = "content", alias = "raw_content")]
    text: Option<String>,
    #[serde(alias = "uri", alias = "source_url")]
    url: Option<String>,
    #[serde(alias = "warc_date", alias = "timestamp", alias = "crawl_date", alias = "date_download")]
    date: Option<serde_json::Value>,
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
        let document: Document = serde_json::from_slice(line)
            .map_err(|error| self.problem(format!("not a crawled document as JSON: {error}")))?;
        let (kind, text) = match (document.html, document.text) {
            (Some(html), _) => (Some(Kind::Html), html),
            (None, Some(text)) => (Some(Kind::Text), text),
            (None, None) => {
                let problem = "no field \"text\" or \"html\"; a crawled document has one of them";
                return Err(self.problem(problem.into()));
            }
        };
        Ok(Some(SavedPage {
            name: format!("{}#{}", self.record_name, self.line),
            url: document.url,
            saved: document.date.and_then(|date| date.as_str().and_then(|date| date.trim().parse().ok())),
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
