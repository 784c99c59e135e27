//! Guards a reader of CSV against quotation marks that are never closed, rows and lines without end.
//!
//! A quotation mark that begins a cell and is not closed makes one cell of all that follows: a thousand comments become
//! one, and nothing says so. Here such a row is a problem of its line, and reading goes on at the next line. The mark
//! counts as not closed where the file ends before the next mark, where the row is longer than any, and where the next
//! mark is on another line and neither doubled nor at the end of a cell (RFC 4180, §2.6–7). The CSV reader behind this
//! one gets an empty line in its place, so that it counts lines right.

use std::collections::VecDeque;
use std::io::{self, BufRead, Read};
use std::sync::{Arc, Mutex};

/// The longest row, in bytes.
pub(crate) const LONGEST_ROW: usize = 16 << 20;
/// Bytes of one line after which nothing more is read: a device without end is no file.
const GIVE_UP: usize = 1 << 30;

/// Problems of lines, in order, shared with the reader.
#[derive(Debug, Clone, Default)]
pub(crate) struct LineProblems(Arc<Mutex<VecDeque<(u64, String)>>>);

impl LineProblems {
    /// The next problem.
    pub(crate) fn next(&self) -> Option<(u64, String)> {
        self.0.lock().ok()?.pop_front()
    }

    fn add(&self, line: u64, problem: String) {
        if let Ok(mut problems) = self.0.lock() {
            problems.push_back((line, problem));
        }
    }
}

/// Where in a row a byte is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum QuoteState {
    CellBegins,
    Plain,
    Quoted,
    /// After a quotation mark in a quoted cell: its end, or the first of two.
    AfterMark,
}

/// The bytes of a CSV file without the rows that have a problem.
pub(crate) struct Quotes<R> {
    reader: R,
    delimiter: u8,
    problems: LineProblems,
    /// What was read and not passed on.
    buffer: Vec<u8>,
    /// Before this, everything was passed on; from here a row begins.
    begin: usize,
    /// The bytes up to here are whole rows, or have been looked at.
    at: usize,
    state: QuoteState,
    /// Whether the quoted cell goes over the end of a line.
    is_long: bool,
    /// The end of the rows that can be passed on.
    ready: usize,
    /// The line of `ready`, from 1.
    line: u64,
    /// Whether the rest of a line that is too long is skipped, and how much of it was.
    skipped: Option<usize>,
    is_over: bool,
}

impl<R: BufRead> Quotes<R> {
    /// Guards a reader of rows whose cells are parted by `delimiter`.
    pub(crate) fn new(reader: R, delimiter: u8) -> (Self, LineProblems) {
        let problems = LineProblems::default();
        let quotes = Self {
            reader,
            delimiter,
            problems: problems.clone(),
            buffer: Vec::new(),
            begin: 0,
            at: 0,
            state: QuoteState::CellBegins,
            is_long: false,
            ready: 0,
            line: 1,
            skipped: None,
            is_over: false,
        };
        (quotes, problems)
    }

    /// Looks at the bytes that were read, up to an unclosed mark; whether there is one.
    fn look(&mut self) -> bool {
        while let Some(byte) = self.buffer.get(self.at).copied() {
            self.state = match (self.state, byte) {
                (QuoteState::CellBegins, b'"') => {
                    self.is_long = false;
                    QuoteState::Quoted
                }
                (QuoteState::Quoted, b'"') => QuoteState::AfterMark,
                (QuoteState::Quoted, _) => {
                    self.is_long |= byte == b'\n';
                    QuoteState::Quoted
                }
                (QuoteState::AfterMark, b'"') => QuoteState::Quoted,
                (_, b'\n' | b'\r') => {
                    self.at += 1;
                    let row = &self.buffer[self.ready..self.at];
                    self.line += memchr::memchr_iter(b'\n', row).count() as u64;
                    self.ready = self.at;
                    self.state = QuoteState::CellBegins;
                    continue;
                }
                (_, byte) if byte == self.delimiter => QuoteState::CellBegins,
                (QuoteState::AfterMark, _) if self.is_long => return true,
                _ => QuoteState::Plain,
            };
            self.at += 1;
        }
        false
    }

    /// Leaves out the line at `ready`, and goes on at the next.
    fn leave_out(&mut self, problem: String) {
        self.problems.add(self.line, problem);
        match memchr::memchr(b'\n', &self.buffer[self.ready..]) {
            Some(end) => {
                // Its end stays, and is what the reader behind counts.
                self.begin = self.ready + end;
                self.at = self.begin;
                self.ready = self.begin;
            }
            None => {
                self.skipped = Some(self.buffer.len() - self.ready);
                self.buffer.truncate(self.ready);
                self.at = self.ready;
            }
        }
        self.state = QuoteState::CellBegins;
    }

    /// Reads on until rows are ready, or all is read.
    fn advance(&mut self) -> io::Result<()> {
        while self.begin == self.ready && !self.is_over {
            if self.look() {
                let problem = "a quotation mark is opened and not closed; close it, or write two where one is meant";
                // What stands before is passed on first.
                if self.begin < self.ready {
                    self.at = self.ready;
                    self.state = QuoteState::CellBegins;
                    return Ok(());
                }
                self.leave_out(problem.into());
                continue;
            }
            if self.begin < self.ready {
                return Ok(());
            }
            if self.buffer.len() - self.ready > LONGEST_ROW {
                let what = if self.state == QuoteState::Quoted { "a cell that is quoted" } else { "a row" };
                self.leave_out(format!(
                    "{what} is longer than {} MiB; is a quotation mark not closed?",
                    LONGEST_ROW >> 20
                ));
                continue;
            }
            self.read()?;
        }
        Ok(())
    }

    /// Reads more bytes.
    fn read(&mut self) -> io::Result<()> {
        if self.begin > 0 {
            self.buffer.drain(..self.begin);
            self.at -= self.begin;
            self.ready -= self.begin;
            self.begin = 0;
        }
        let bytes = match self.reader.fill_buf() {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => return Ok(()),
            Err(error) => return Err(error),
        };
        let length = bytes.len();
        if let Some(skipped) = self.skipped.filter(|_| length > 0) {
            let end = memchr::memchr(b'\n', bytes);
            if let Some(end) = end {
                self.buffer.extend_from_slice(&bytes[end..]);
                self.skipped = None;
            } else if skipped + length > GIVE_UP {
                self.problems.add(self.line, "has no end within 1 GiB; nothing more is read".into());
                self.is_over = true;
            } else {
                self.skipped = Some(skipped + length);
            }
        } else if length > 0 {
            self.buffer.extend_from_slice(bytes);
        } else if matches!(self.state, QuoteState::Quoted) && self.at > self.ready {
            self.leave_out("a quotation mark is opened and not closed by the end of the file; close it".into());
            // A last line without an end is left out as a whole.
            self.is_over = self.skipped.is_some();
        } else {
            self.ready = self.buffer.len();
            self.is_over = true;
        }
        self.reader.consume(length);
        Ok(())
    }
}

impl<R: BufRead> Read for Quotes<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.advance()?;
        let count = (self.ready - self.begin).min(out.len());
        out[..count].copy_from_slice(&self.buffer[self.begin..self.begin + count]);
        self.begin += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::BufReader;

    fn guarded(text: &str, buffer: usize) -> (String, Vec<u64>) {
        let (mut quotes, problems) = Quotes::new(BufReader::with_capacity(buffer, text.as_bytes()), b',');
        let mut out = String::new();
        quotes.read_to_string(&mut out).unwrap();
        (out, std::iter::from_fn(|| problems.next()).map(|(line, _)| line).collect())
    }

    #[test]
    fn a_mark_that_is_not_closed_takes_its_own_line_along_and_no_other() {
        for buffer in [1, 3, 100] {
            for (text, expected, lines) in [
                ("a,b\n1,\"x\n2,y\n3,z\n", "a,b\n\n2,y\n3,z\n", vec![2]),
                ("a\n\"x\n2,\"q\"\n", "a\n\n2,\"q\"\n", vec![2]),
                ("a\n\"x\n\"y\nz", "a\n\n\nz", vec![2, 3]),
                ("a\n\"x", "a\n", vec![2]),
                ("\"", "", vec![1]),
            ] {
                assert_eq!(guarded(text, buffer), (expected.into(), lines), "{text:?} {buffer}");
            }
        }
    }

    #[test]
    fn cells_of_several_lines_with_doubled_marks_are_whole() {
        for text in
            ["a,b\n\"x\ny \"\"z\"\"\n\",2\r\n3,\"\"\n", "a\n\"q\" w,e\n", "x,y\"z\n", "a\n\"b\"", "a\r\"b\rc\"\rd"]
        {
            for buffer in [1, 2, 100] {
                assert_eq!(guarded(text, buffer), (text.into(), vec![]), "{buffer}");
            }
        }
    }

    #[test]
    fn lines_are_as_many_as_before_and_time_is_linear_where_every_line_opens_a_mark() {
        let text = "\"x\"\"\n".repeat(200_000);
        let begin = std::time::Instant::now();
        let (out, lines) = guarded(&text, 1 << 16);
        assert_eq!(out.lines().count(), 200_000);
        assert!(lines.len() >= 100_000, "{}", lines.len());
        assert!(begin.elapsed().as_secs() < 20);
    }

    #[test]
    fn a_row_without_end_is_left_out() {
        let long = format!("a\n{}\nb\n", "x".repeat(LONGEST_ROW + (1 << 17)));
        assert!(guarded(&long, 1 << 16) == ("a\n\nb\n".into(), vec![2]));
    }

    proptest! {
        #[test]
        fn nothing_panics_and_lines_are_kept(text in "[\"\",a\\r\\n]{0,60}", buffer in 1..9_usize) {
            let (out, _) = guarded(&text, buffer);
            let lines = |text: &str| text.bytes().filter(|byte| *byte == b'\n').count();
            prop_assert_eq!(lines(&out), lines(&text));
        }
    }
}
