//! A file of comments → chunks of whole lines, for several threads.

use super::rows::Row;
use crate::bounded::{GIVE_UP, LONGEST_LINE};
use std::io::{self, BufRead};

/// A chunk of a comment file: whole lines, and the number of the first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineChunk {
    /// The number of its first line, from 1.
    pub first_line: u64,
    /// The bytes of the lines.
    pub bytes: Vec<u8>,
}

impl LineChunk {
    /// The lines that are not blank, with their numbers; `None` for one that is not UTF-8.
    pub fn lines(&self) -> impl Iterator<Item = (u64, Option<&str>)> {
        self.every_line()
            .filter(|(_, line)| line.is_none_or(|line| !line.bytes().all(|byte| byte.is_ascii_whitespace())))
    }

    /// As [`LineChunk::lines`], blank ones included.
    pub(crate) fn every_line(&self) -> impl Iterator<Item = (u64, Option<&str>)> {
        let all = simdutf8::basic::from_utf8(&self.bytes).ok();
        let mut begin = 0;
        let last = (!self.bytes.ends_with(b"\n")).then_some(self.bytes.len());
        let ends = memchr::memchr_iter(b'\n', &self.bytes).chain(last);
        ends.zip(self.first_line..).map(move |(end, number)| {
            let range = std::mem::replace(&mut begin, end + 1)..end;
            // If any line is not UTF-8, each is checked by itself.
            let alone = || std::str::from_utf8(&self.bytes[range.clone()]).ok();
            (number, all.map_or_else(alone, |all| all.get(range.clone())))
        })
    }
}

/// Returns one chunk after the other, or the line number and text of a problem.
pub(crate) type Source = Box<dyn FnMut() -> Option<Result<LineChunk, (u64, String)>> + Send>;

/// Bytes read at a time.
pub(crate) const CHUNK: usize = 1 << 17;

/// Cuts input into chunks of whole lines: as many as have arrived, so that a caller who writes one line gets an answer.
pub(crate) fn line_chunks(mut reader: impl BufRead + Send + 'static) -> Source {
    let mut next_line = 1;
    let mut too_long = false;
    let mut skipped = 0;
    let mut readable = true;
    Box::new(move || {
        if !readable {
            return None;
        }
        let first_line = next_line;
        let mut bytes = Vec::new();
        loop {
            let chunk = match reader.fill_buf() {
                Ok(chunk) => chunk,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => {
                    readable = false;
                    return Some(Err((next_line, format!("cannot be read: {error}"))));
                }
            };
            if chunk.is_empty() {
                let last = std::mem::take(&mut too_long);
                return if last {
                    Some(Err(too_long_line(first_line)))
                } else {
                    (!bytes.is_empty()).then_some(Ok(LineChunk { first_line, bytes }))
                };
            }
            let whole = memchr::memrchr(b'\n', chunk).map(|at| at + 1);
            let taken = if too_long {
                memchr::memchr(b'\n', chunk).map_or(chunk.len(), |at| at + 1)
            } else {
                whole.unwrap_or(chunk.len())
            };
            skipped += if too_long { taken } else { 0 };
            if too_long && whole.is_none() && skipped > GIVE_UP {
                readable = false;
                return Some(Err((first_line, "has no end within 1 GiB; nothing more is read".into())));
            }
            next_line += memchr::memchr_iter(b'\n', &chunk[..taken]).count() as u64;
            if !too_long {
                bytes.extend_from_slice(&chunk[..taken]);
            }
            reader.consume(taken);
            if whole.is_some() {
                if std::mem::take(&mut too_long) {
                    return Some(Err(too_long_line(first_line)));
                }
                return Some(Ok(LineChunk { first_line, bytes }));
            }
            if bytes.len() > LONGEST_LINE {
                too_long = true;
                skipped = 0;
                bytes = Vec::new();
            }
        }
    })
}

/// Collects rows of a table, already JSON lines, into chunks.
pub(crate) fn row_chunks(rows: impl Iterator<Item = Row> + Send + 'static) -> Source {
    let mut rows = rows;
    Box::new(move || {
        rows.next().map(|(line, row)| match row {
            Ok(row) => Ok(LineChunk { first_line: line, bytes: row.into_bytes() }),
            Err(problem) => Err((line, problem)),
        })
    })
}

fn too_long_line(line: u64) -> (u64, String) {
    (line, format!("longer than {} MiB, which no comment is", LONGEST_LINE >> 20))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{BufReader, Read};

    fn all(reader: impl Read + Send + 'static, buffer: usize) -> Vec<Result<LineChunk, (u64, String)>> {
        std::iter::from_fn(line_chunks(BufReader::with_capacity(buffer, reader))).collect()
    }

    #[test]
    fn pieces_end_at_line_ends_and_know_their_first_line() {
        for buffer in [1, 3, 7, 100] {
            let found = all("ab\ncdef\n\nlast".as_bytes(), buffer);
            let mut line = 1;
            let mut bytes = Vec::new();
            for piece in found {
                let piece = piece.unwrap();
                assert_eq!(piece.first_line, line);
                line += piece.bytes.iter().filter(|byte| **byte == b'\n').count() as u64;
                bytes.extend(piece.bytes);
            }
            assert_eq!(bytes, b"ab\ncdef\n\nlast");
        }
    }

    #[test]
    fn blank_lines_are_counted_and_one_that_is_not_utf_8_is_the_only_one() {
        let piece = LineChunk { first_line: 7, bytes: b"a\n \r\n\xFF\n\xD9\x83\n\nlast".to_vec() };
        let lines: Vec<_> = piece.lines().collect();
        assert_eq!(lines, [(7, Some("a")), (9, None), (10, Some("ك")), (12, Some("last"))]);
        let every: Vec<_> = piece.every_line().map(|(number, _)| number).collect();
        assert_eq!(every, [7, 8, 9, 10, 11, 12]);
        let ended = LineChunk { first_line: 1, bytes: b"a\n\n".to_vec() };
        assert_eq!(ended.every_line().count(), 2);
    }

    #[test]
    fn a_line_without_end_is_named_and_the_next_is_read() {
        let long = std::io::repeat(b'a').take(LONGEST_LINE as u64 + 2).chain("\nb\n".as_bytes());
        let found = all(long, CHUNK);
        assert_eq!(found[0].as_ref().unwrap_err().0, 1);
        assert_eq!(found[1].as_ref().unwrap(), &LineChunk { first_line: 2, bytes: b"b\n".to_vec() });
    }
}
