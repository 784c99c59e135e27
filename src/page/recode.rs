//! Re-encodes a stream of bytes in any encoding as UTF-8, for parsers that accept nothing else. Invalid bytes become
//! U+FFFD: one bad byte in an export of years must not end it.

use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8};
use std::io::{self, BufRead, Read};

use super::archive::Stream;

/// Bytes decoded at a time.
const CHUNK: usize = 1 << 14;
/// Bytes searched for an XML declaration.
const DECLARATION: usize = 256;

/// A reader of UTF-8 over a reader of another encoding.
pub(super) struct Utf8<R> {
    source: R,
    decoder: Decoder,
    text: String,
    at: usize,
    ended: bool,
}

impl Utf8<Stream> {
    /// For XML, whose declaration names its encoding: `<?xml version="1.0" encoding="windows-1256"?>`.
    pub(super) fn of_xml(mut stream: Stream) -> Self {
        // A read error here is reported by the next read.
        let beginning = stream.peek(DECLARATION).unwrap_or_default();
        let beginning = String::from_utf8_lossy(&beginning[..beginning.len().min(DECLARATION)]).into_owned();
        Self::new(stream, declared(&beginning).unwrap_or(UTF_8))
    }
}

fn declared(beginning: &str) -> Option<&'static Encoding> {
    let declaration = beginning.split_once("<?xml")?.1.split_once("?>")?.0;
    let value = declaration.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let label = value.strip_prefix(['"', '\''])?.split(['"', '\'']).next()?;
    // A declaration readable as ASCII bytes is not in UTF-16.
    Encoding::for_label(label.as_bytes()).map(Encoding::output_encoding)
}

impl<R: BufRead> Utf8<R> {
    fn new(source: R, encoding: &'static Encoding) -> Self {
        // A byte-order mark overrides the declaration, and is not part of the text.
        Self { source, decoder: encoding.new_decoder(), text: String::with_capacity(CHUNK), at: 0, ended: false }
    }

    fn decode_more(&mut self) -> io::Result<()> {
        self.text.clear();
        self.at = 0;
        while self.text.is_empty() && !self.ended {
            let bytes = self.source.fill_buf()?;
            let (bytes, last) = (&bytes[..bytes.len().min(CHUNK)], bytes.is_empty());
            self.text.reserve(self.decoder.max_utf8_buffer_length(bytes.len()).unwrap_or(4 * CHUNK));
            let (result, read, _) = self.decoder.decode_to_string(bytes, &mut self.text, last);
            self.source.consume(read);
            self.ended = last && result == CoderResult::InputEmpty;
        }
        Ok(())
    }
}

impl<R: BufRead> Read for Utf8<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let count = available.len().min(buffer.len());
        buffer[..count].copy_from_slice(&available[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl<R: BufRead> BufRead for Utf8<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at == self.text.len() {
            self.decode_more()?;
        }
        Ok(&self.text.as_bytes()[self.at..])
    }

    fn consume(&mut self, count: usize) {
        self.at = (self.at + count).min(self.text.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> String {
        let stream = Stream::of(Box::new(io::Cursor::new(bytes.to_vec()))).unwrap();
        let mut text = String::new();
        Utf8::of_xml(stream).read_to_string(&mut text).unwrap();
        text
    }

    #[test]
    fn the_declared_encoding_is_read_and_bad_bytes_cost_themselves_alone() {
        let xml = |label: &str| format!("<?xml version=\"1.0\" encoding='{label}'?><a>خبر</a>");
        for (label, encoding) in [("UTF-8", UTF_8), ("windows-1256", encoding_rs::WINDOWS_1256), ("x", UTF_8)] {
            assert_eq!(read(&encoding.encode(&xml(label)).0), xml(label));
        }
        let mut bad = xml("utf-8").into_bytes();
        bad.extend(b"\xFF\xD8b");
        assert_eq!(read(&bad), format!("{}\u{FFFD}\u{FFFD}b", xml("utf-8")));
        let long = format!("<?xml version=\"1.0\"?>{}", "خبر ".repeat(CHUNK));
        assert_eq!(read(long.as_bytes()), long);
        assert_eq!(read(b""), "");
    }
}
