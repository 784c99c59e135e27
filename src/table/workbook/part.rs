//! The parts of a workbook's zip, decompressed as a stream with a bound on the expansion.

use crate::page::MOST_EXPANSION;
use flate2::read::DeflateDecoder;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Take};
use zip::{CompressionMethod, ZipArchive};

/// Output bytes below which the expansion is not checked.
const TOO_FEW: u64 = 1 << 20;
/// The most bytes of one tag or text of XML: they are read as a whole.
const LONGEST_TOKEN: usize = super::LONGEST_CELL + (1 << 16);

/// How a compound file begins (MS-CFB, §2.2), as which Excel saves an .xls, and an .xlsx that has a password.
const COMPOUND_FILE: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
/// The most bytes of a part that are looked through for a word.
const LOOKED_THROUGH: u64 = 1 << 20;

/// An open zip.
pub(super) struct Archive {
    zip: ZipArchive<BufReader<File>>,
    file: File,
    length: u64,
}

impl Archive {
    pub(super) fn open(mut file: File, length: u64) -> Result<Self, String> {
        let unreadable = |error: io::Error| format!("cannot be read: {error}");
        let mut beginning = Vec::new();
        file.by_ref().take(COMPOUND_FILE.len() as u64).read_to_end(&mut beginning).map_err(unreadable)?;
        if beginning == COMPOUND_FILE {
            return Err("not a spreadsheet that can be read: an old Excel file (.xls) or one with a password; save it as .xlsx without a password".into());
        }
        let clone = file.try_clone().map_err(unreadable)?;
        let zip = ZipArchive::new(BufReader::new(clone))
            .map_err(|error| format!("not a spreadsheet that can be read ({error}); save it as .xlsx or .csv"))?;
        Ok(Self { zip, file, length })
    }

    /// Whether a part, by its name, has this text near its beginning.
    pub(super) fn has(&mut self, name: &str, text: &str) -> Result<bool, String> {
        let Some(part) = self.part(name)? else { return Ok(false) };
        let mut bytes = Vec::new();
        // What cannot be read has it not; the sheet will tell what is wrong.
        let _ = part.reader.take(LOOKED_THROUGH).read_to_end(&mut bytes);
        Ok(bytes.windows(text.len()).any(|found| found == text.as_bytes()))
    }

    /// A part by its name, whose case does not matter; `None` where there is none.
    pub(super) fn part(&mut self, name: &str) -> Result<Option<WorkbookPart>, String> {
        let is_named = |found: &str| found.replace('\\', "/").trim_start_matches('/').eq_ignore_ascii_case(name);
        let index = self.zip.file_names().position(|found| found.is_ok_and(|found| is_named(&found)));
        let Some(index) = index else { return Ok(None) };
        let broken = |error: &dyn std::fmt::Display| format!("not a spreadsheet that can be read ({name}: {error})");
        let entry = self.zip.by_index_raw(index).map_err(|error| broken(&error))?;
        if entry.encrypted() {
            return Err("not a spreadsheet that can be read: it is encrypted; save it without a password".into());
        }
        let (method, length) = (entry.compression(), entry.compressed_size().min(self.length));
        let start = entry.data_start().ok_or_else(|| broken(&"no data"))?;
        drop(entry);
        // Each part reads by itself from here on: parts are read one after the other, and all before the sheet as a whole.
        let mut file = self.file.try_clone().map_err(|error| broken(&error))?;
        file.seek(SeekFrom::Start(start)).map_err(|error| broken(&error))?;
        let stored = file.take(length);
        let source = match method {
            CompressionMethod::Stored => Source::Stored(stored),
            CompressionMethod::Deflated => {
                Source::Deflated(Box::new(DeflateDecoder::new(BufReader::with_capacity(1 << 15, stored))))
            }
            other => return Err(broken(&format!("compressed by {other:?}, which spreadsheet programs do not"))),
        };
        let most = (length * MOST_EXPANSION).max(TOO_FEW);
        let limited = Limited { source, left: most, is_bomb: false };
        Ok(Some(WorkbookPart { reader: BufReader::with_capacity(1 << 16, limited), token: 0, is_too_long: false }))
    }
}

enum Source {
    Stored(Take<File>),
    Deflated(Box<DeflateDecoder<BufReader<Take<File>>>>),
}

/// The decompressed bytes, as many as may be.
struct Limited {
    source: Source,
    left: u64,
    is_bomb: bool,
}

impl Read for Limited {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = match &mut self.source {
            Source::Stored(source) => source.read(buffer)?,
            Source::Deflated(source) => source.read(buffer)?,
        };
        match self.left.checked_sub(count as u64) {
            Some(left) => self.left = left,
            None => {
                self.is_bomb = true;
                return Err(io::ErrorKind::InvalidData.into());
            }
        }
        Ok(count)
    }
}

/// A part of a workbook, for an XML reader.
pub(super) struct WorkbookPart {
    reader: BufReader<Limited>,
    /// Bytes since the last token.
    token: usize,
    is_too_long: bool,
}

impl WorkbookPart {
    /// Begins a token.
    pub(super) fn begin_token(&mut self) {
        self.token = 0;
    }

    /// Why reading ended, where it was for a bound.
    pub(super) fn exceeded(&self) -> Option<String> {
        if self.reader.get_ref().is_bomb {
            return Some(format!("expands to more than {MOST_EXPANSION} times its size"));
        }
        self.is_too_long.then(|| format!("a cell is longer than {} MiB", super::LONGEST_CELL >> 20))
    }
}

impl Read for WorkbookPart {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.reader.read(buffer)
    }
}

impl BufRead for WorkbookPart {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.token > LONGEST_TOKEN {
            self.is_too_long = true;
            return Err(io::ErrorKind::InvalidData.into());
        }
        self.reader.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        self.token += count;
        self.reader.consume(count);
    }
}
