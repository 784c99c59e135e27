//! ARC: the format of web archives before WARC, in which the Internet Archive and others kept the web until 2008.
//!
//! <https://archive.org/web/researcher/ArcFileFormat.php>: one header line a record, `URL IP-address archive-date
//! content-type length` (version 2 has more fields between), then `length` bytes of an HTTP response. Only successful
//! responses of HTML or text are read. The headers were compared with `space-in-url.arc` in the tests of warcio.

use super::archive::Stream;
use super::blocks::Blocks;
use super::http;
use super::{Body, PageError, SavedPage};

/// Iterator over the pages of an ARC file.
pub(super) struct Records {
    blocks: Blocks,
    record_name: String,
}

/// The header line of a record.
#[derive(Debug, PartialEq, Eq)]
struct ArcHead {
    url: String,
    date: Option<String>,
    length: u64,
}

impl ArcHead {
    /// Parses a header line; the URL may contain spaces, which some crawlers left in it.
    fn of(line: &[u8]) -> Option<Self> {
        const FIELDS_OF_VERSION_1: usize = 5;
        let line = std::str::from_utf8(line).ok()?;
        let scheme = line.split_once(':')?.0;
        let is_scheme = !scheme.is_empty() && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let fields: Vec<&str> = line.split(' ').collect();
        if !is_scheme || fields.len() < FIELDS_OF_VERSION_1 {
            return None;
        }
        let is_date = |field: &&&str| field.len() == 14 && field.bytes().all(|byte| byte.is_ascii_digit());
        // After the URL and the IP address.
        let date = fields.iter().skip(2).find(is_date).copied();
        let before = fields.iter().position(|field| Some(*field) == date).unwrap_or(2).saturating_sub(1);
        Some(Self {
            url: fields[..before.max(1)].join(" "),
            date: date.map(moment),
            length: fields.last()?.parse().ok()?,
        })
    }
}

/// 20080430204825 → 2008-04-30T20:48:25Z
fn moment(digits: &str) -> String {
    let part = |range| digits.get(range).unwrap_or_default();
    format!("{}-{}-{}T{}:{}:{}Z", part(0..4), part(4..6), part(6..8), part(8..10), part(10..12), part(12..14))
}

/// Whether bytes begin with a record's header.
fn begins(bytes: &[u8]) -> bool {
    let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    ArcHead::of(line.trim_ascii_end()).is_some()
}

impl Records {
    pub(super) fn new(stream: Stream, name: String, record_name: String) -> Self {
        Self { blocks: Blocks::new(stream, name, begins), record_name }
    }

    /// Reads the next record; `Ok(None)` for a record that is not a page.
    fn record(&mut self) -> Result<Option<SavedPage>, PageError> {
        let blocks = &mut self.blocks;
        let line = loop {
            match blocks.line() {
                // An empty line ends a record.
                Ok(Some(line)) if line.is_empty() => {}
                Ok(Some(line)) => break line,
                Ok(None) => {
                    blocks.ended = true;
                    return Ok(None);
                }
                Err(error) => return Err(blocks.failed_before_record(error)),
            }
        };
        blocks.number += 1;
        let Some(head) = ArcHead::of(&line) else {
            blocks.skip_to_record();
            return Err(blocks.problem("has no head of an ARC record; it is passed over, the next is read"));
        };
        if !head.url.starts_with("http") {
            return blocks.skip(head.length).map(|()| None);
        }
        let block = blocks.block(head.length)?;
        Ok(http::response(block).map(|response| SavedPage {
            name: format!("{}#{}", self.record_name, blocks.number),
            url: Some(head.url),
            saved: head.date.and_then(|date| date.parse().ok()),
            charset: response.charset,
            kind: response.kind,
            body: Body::Bytes(response.body),
        }))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_of_both_versions_are_read_and_other_lines_are_none() {
        let head = |url: &str| ArcHead { url: url.into(), date: Some("2014-02-16T05:02:21Z".into()), length: 157 };
        for (line, expected) in [
            ("http://example.com/ 93.184.216.119 20140216050221 text/html 157", Some(head("http://example.com/"))),
            (
                "http://example.com/a b 93.184.216.119 20140216050221 text/html 157",
                Some(head("http://example.com/a b")),
            ),
            (
                "http://example.com/ 93.184.216.119 20140216050221 text/html 200 AB12 - 0 a.arc 157",
                Some(head("http://example.com/")),
            ),
            ("http://example.com/ 93.184.216.119 20140216050221 text/html x", None),
            ("HTTP/1.1 200 OK", None),
            ("خبر عن كذا: 1 2 3 4", None),
            ("", None),
        ] {
            assert_eq!(ArcHead::of(line.as_bytes()), expected, "{line}");
        }
    }
}
