//! Streaming JSON scanner, in bounded memory: an export of a chat of years is one object.
//!
//! It finds only where values begin and end; the values themselves are parsed by `serde_json`.

use crate::page::archive::Stream;
use std::io::{self, BufRead};

/// A scanner over a stream of JSON.
pub(super) struct Scanner {
    stream: Stream,
    /// Bytes consumed.
    at: u64,
}

/// The reason why a value cannot be read.
#[derive(Debug)]
pub(super) enum Fault {
    /// Reading the stream failed.
    Io(io::Error),
    /// Not JSON; the text is what was expected.
    Awaited(&'static str),
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl Scanner {
    pub(super) fn new(stream: Stream) -> Self {
        Self { stream, at: 0 }
    }

    /// Bytes consumed.
    pub(super) fn at(&self) -> u64 {
        self.at
    }

    fn take(&mut self, count: usize) {
        self.stream.consume(count);
        self.at += count as u64;
    }

    /// The next byte that is not white space, not consumed; `None` at the end.
    pub(super) fn next(&mut self) -> io::Result<Option<u8>> {
        loop {
            let bytes = self.stream.fill_buf()?;
            if bytes.is_empty() {
                return Ok(None);
            }
            // A byte order mark may stand before the first value.
            let is_space = |byte: &&u8| byte.is_ascii_whitespace() || matches!(byte, 0xEF | 0xBB | 0xBF);
            match bytes.iter().position(|byte| !is_space(&byte)) {
                Some(count) => {
                    let found = bytes[count];
                    self.take(count);
                    return Ok(Some(found));
                }
                None => {
                    let count = bytes.len();
                    self.take(count);
                }
            }
        }
    }

    /// Consumes the next byte that is not white space if it equals `wanted`.
    pub(super) fn takes(&mut self, wanted: u8) -> io::Result<bool> {
        let is_next = self.next()? == Some(wanted);
        if is_next {
            self.take(1);
        }
        Ok(is_next)
    }

    /// Advances to the next member of an object or array that `close` ends; `false`, with `close` consumed, at its end.
    pub(super) fn goes_on(&mut self, close: u8) -> Result<bool, Fault> {
        // There is no comma before the first member, and many tools write one after the last.
        self.takes(b',')?;
        if self.takes(close)? {
            return Ok(false);
        }
        match self.next()? {
            Some(_) => Ok(true),
            None => Err(Fault::Awaited("the end of what is open; the file is cut short")),
        }
    }

    /// Reads a key of an object and its colon.
    pub(super) fn key(&mut self) -> Result<String, Fault> {
        if self.next()? != Some(b'"') {
            return Err(Fault::Awaited("a key in quotation marks"));
        }
        let key = self.value(1 << 16)?.and_then(|key| serde_json::from_slice(&key).ok()).unwrap_or_default();
        if !self.takes(b':')? {
            return Err(Fault::Awaited("a colon"));
        }
        Ok(key)
    }

    /// The bytes of the next value; `None`, with the value skipped, where there are more than `most`.
    pub(super) fn value(&mut self, most: usize) -> Result<Option<Vec<u8>>, Fault> {
        if self.next()?.is_none() {
            return Err(Fault::Awaited("a value; the file is cut short"));
        }
        let mut kept = Vec::new();
        let mut is_short = true;
        let mut end = End::default();
        loop {
            let bytes = self.stream.fill_buf()?;
            if bytes.is_empty() {
                return match end.is_scalar() {
                    true => Ok(is_short.then_some(kept)),
                    false => Err(Fault::Awaited("the end of a value; the file is cut short")),
                };
            }
            let (count, is_whole) = end.look(bytes).ok_or(Fault::Awaited("a value"))?;
            is_short &= kept.len() + count <= most;
            if is_short {
                kept.extend_from_slice(&bytes[..count]);
            } else {
                kept = Vec::new();
            }
            self.take(count);
            if is_whole {
                return Ok(is_short.then_some(kept));
            }
        }
    }
}

/// State of the search for the end of a value.
#[derive(Default)]
struct End {
    depth: u64,
    in_string: bool,
    is_escaped: bool,
    /// Whether a number or word has begun.
    in_scalar: bool,
}

impl End {
    fn is_scalar(&self) -> bool {
        self.in_scalar && self.depth == 0
    }

    /// How many of these bytes belong to the value, and whether it ends with them; `None` where no value begins so.
    fn look(&mut self, bytes: &[u8]) -> Option<(usize, bool)> {
        let mut at = 0;
        while at < bytes.len() {
            if self.in_string {
                if self.is_escaped {
                    self.is_escaped = false;
                    at += 1;
                    continue;
                }
                let Some(found) = memchr::memchr2(b'"', b'\\', &bytes[at..]) else { return Some((bytes.len(), false)) };
                at += found + 1;
                if bytes[at - 1] == b'\\' {
                    self.is_escaped = true;
                } else {
                    self.in_string = false;
                    if self.depth == 0 {
                        return Some((at, true));
                    }
                }
                continue;
            }
            match bytes[at] {
                b'"' if !self.is_scalar() => self.in_string = true,
                b'{' | b'[' if !self.is_scalar() => self.depth += 1,
                b'}' | b']' if self.depth > 0 => {
                    self.depth -= 1;
                    if self.depth == 0 {
                        return Some((at + 1, true));
                    }
                }
                _ if self.depth > 0 => {}
                // A number or a word ends at the first other byte.
                b',' | b'}' | b']' | b':' | b'"' | b'{' | b'[' | b' ' | b'\t' | b'\r' | b'\n' => {
                    return self.in_scalar.then_some((at, true));
                }
                _ => self.in_scalar = true,
            }
            at += 1;
        }
        Some((bytes.len(), false))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scanner(text: &str) -> Scanner {
        Scanner::new(Stream::of(Box::new(io::Cursor::new(text.as_bytes().to_vec()))).unwrap())
    }

    #[test]
    fn values_end_where_they_end_whatever_is_in_them() {
        for value in
            ["{}", "[]", "\"a\"", "\"\\\"\"", "{\"a\":\"}\\\\\",\"b\":[1,{}]}", "-1.5e3", "true", "null", "[[\"]\"]]"]
        {
            for behind in ["", " ", ",", "]", "\n1"] {
                let mut scanner = scanner(&format!(" {value}{behind}"));
                assert_eq!(scanner.value(1 << 10).unwrap().unwrap(), value.as_bytes(), "{value}{behind}");
            }
        }
    }

    #[test]
    fn what_is_too_long_is_passed_over_and_what_is_cut_or_no_value_is_a_fault() {
        let mut long = scanner(&format!("[\"{}\"] 1", "x".repeat(1 << 20)));
        assert!(matches!(long.value(1 << 10), Ok(None)));
        assert_eq!(long.value(8).unwrap().unwrap(), b"1");
        for text in ["", "{", "[1", "\"a", ",", "]"] {
            assert!(scanner(text).value(1 << 10).is_err(), "{text}");
        }
    }
}
