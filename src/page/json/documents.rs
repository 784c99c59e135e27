//! Crawled documents, one JSON object a line, as FineWeb, CulturaX and mC4 are published: `text` or `html`, `url`,
//! `date`; and comments as scrapers write them, one a line.

use super::exports::{Exports, answer, page};
use super::threads::{Growing, Grown};
use crate::page::archive::{Stream, read_error};
use crate::page::kind::InputFormat;
use crate::page::{Body, ExportThread, LARGEST, PageError, SavedPage};
use serde::de::IgnoredAny;
use serde_json::{Map, Value};
use std::collections::VecDeque;
use std::io::{BufRead, Read};

/// Fields with the date of the crawl.
const DATES: [&str; 5] = ["date", "warc_date", "crawl_date", "timestamp", "date_download"];

/// Iterator over crawled documents of a file, and comments that scrapers wrote one a line.
pub(in crate::page) struct Documents {
    stream: Stream,
    name: String,
    record_name: String,
    line: u64,
    growing: Growing,
    /// The line at which the current thread began.
    began: u64,
    ready: VecDeque<Result<SavedPage, PageError>>,
    ended: bool,
}

/// The fields of a document. Names differ between data sets, and one set may have several of one meaning.
struct Document(Map<String, Value>);

impl Document {
    /// The first of these fields that is a string; removes it.
    fn take(&mut self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| match self.0.remove(*name) {
            Some(Value::String(text)) => Some(text),
            _ => None,
        })
    }
}

/// Whether JSON that begins with an object is one object over several lines, rather than one object a line.
pub(in crate::page) fn is_one_object(stream: &mut Stream) -> std::io::Result<bool> {
    /// The longest first line of such an object, in bytes.
    const LONGEST: usize = 1 << 12;
    let mut look = 8;
    loop {
        let bytes = stream.peek(look)?;
        let begin = bytes.iter().position(|byte| *byte == b'{').unwrap_or(bytes.len());
        if let Some(end) = memchr::memchr(b'\n', &bytes[begin..]) {
            let line = bytes[begin..begin + end].trim_ascii_end();
            let is_cut = serde_json::from_slice::<IgnoredAny>(line).is_err_and(|error| error.is_eof());
            return Ok(is_cut && (line.ends_with(b"{") || line.ends_with(b",")));
        }
        if bytes.len() < look || look >= LONGEST {
            return Ok(false);
        }
        look *= 2;
    }
}

/// Whether an object is an export of chats or of a video, or an interface's answer, rather than a document or a comment.
fn is_export(record: &Map<String, Value>) -> bool {
    let is_array = |name: &str| record.get(name).is_some_and(Value::is_array);
    let is_document = ["text", "html", "content", "raw_content"].iter().any(|name| record.contains_key(*name));
    is_array("comments")
        || is_array("messages")
        || record.get("chats").is_some_and(Value::is_object)
        || !is_document && answer(record).is_some()
}

impl Documents {
    pub(in crate::page) fn new(stream: Stream, name: String, record_name: String) -> Self {
        let (growing, ready) = (Growing::default(), VecDeque::new());
        Self { stream, name, record_name, line: 0, growing, began: 0, ready, ended: false }
    }

    fn problem(&self, problem: String) -> PageError {
        PageError::Broken { file: format!("{}, line {}", self.name, self.line), problem }
    }

    /// Reads the next line that is not blank and queues its pages.
    fn read_line(&mut self) -> Result<(), PageError> {
        let line = loop {
            let mut line = Vec::new();
            let read = (&mut self.stream).take(LARGEST + 1).read_until(b'\n', &mut line);
            self.line += 1;
            match read {
                Ok(0) => {
                    self.ended = true;
                    return Ok(());
                }
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
        let record: Map<String, Value> = serde_json::from_slice(line)
            .map_err(|error| self.problem(format!("not a crawled document as JSON: {error}")))?;
        if is_export(&record) {
            return self.export(line);
        }
        match self.growing.take(&record) {
            Grown::Taken if self.began == 0 => self.began = self.line,
            Grown::Taken => {}
            Grown::Next(thread) => {
                self.push(*thread);
                self.began = self.line;
            }
            Grown::Unknown => {
                self.finish_thread();
                let page = self.document(Document(record))?;
                self.ready.push_back(Ok(page));
            }
        }
        Ok(())
    }

    fn push(&mut self, thread: ExportThread) {
        self.ready.push_back(Ok(page(format!("{}#{}", self.record_name, self.began), thread)));
    }

    fn finish_thread(&mut self) {
        if let Some(thread) = self.growing.finish() {
            self.push(thread);
        }
        self.began = 0;
    }

    /// Queues the pages of a line that is an export by itself, such as yt-dlp's `info.json` of a video.
    fn export(&mut self, line: &[u8]) -> Result<(), PageError> {
        self.finish_thread();
        let unreadable = |error| read_error(&self.name, error);
        let stream = Stream::of(Box::new(std::io::Cursor::new(line.to_vec()))).map_err(unreadable)?;
        let name = format!("{}, line {}", self.name, self.line);
        self.ready.extend(Exports::new(stream, name, format!("{}#{}", self.record_name, self.line)));
        Ok(())
    }

    fn document(&self, mut document: Document) -> Result<SavedPage, PageError> {
        let (kind, text) = match (document.take(&["html"]), document.take(&["text", "content", "raw_content"])) {
            (Some(html), _) => (Some(InputFormat::Html), html),
            (None, Some(text)) => (Some(InputFormat::Text), text),
            (None, None) => {
                let problem = "no field \"text\" or \"html\"; a crawled document has one of them";
                return Err(self.problem(problem.into()));
            }
        };
        Ok(SavedPage {
            name: format!("{}#{}", self.record_name, self.line),
            url: document.take(&["url", "uri", "source_url"]),
            saved: document.take(&DATES).and_then(|date| date.trim().parse().ok()),
            charset: Some("utf-8".into()),
            kind,
            body: Body::Bytes(text.into_bytes()),
        })
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
        while self.ready.is_empty() && !self.ended {
            if let Err(problem) = self.read_line() {
                self.ready.push_back(Err(problem));
            }
            if self.ended {
                self.finish_thread();
            }
        }
        self.ready.pop_front()
    }
}
