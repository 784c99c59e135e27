//! The sizes that the pages of a Parquet file state in their own headers, checked before any is read: the crate allocates
//! what a header says, whatever the file's metadata said of the column.
//!
//! A header is Thrift's compact protocol
//! (<https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md>) of the structure `PageHeader`
//! (<https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift>). The crate keeps its own reader
//! of it private.

use super::damaged;
use parquet::file::metadata::ColumnChunkMetaData;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek};

/// The largest page, in bytes, that is decompressed: writers make pages of about 1 MiB, some one of each row group.
const LARGEST_PAGE: i64 = 256 << 20;

/// The longest header, in bytes: it may hold the least and the greatest value of its page.
const LONGEST_HEADER: u64 = 16 << 20;

/// The deepest structure of a header is three levels down.
const DEEPEST: u32 = 8;

/// Checks the headers of all pages of a column.
///
/// # Errors
/// A sentence where a page is larger than [`LARGEST_PAGE`], states more values than it has bytes for, or cannot be read.
pub(super) fn check(file: &mut BufReader<File>, column: &ColumnChunkMetaData) -> Result<(), String> {
    let refused = |problem: &str| {
        format!("a page of the column {} {problem}; write it anew in smaller row groups", column.column_path().string())
    };
    let (mut offset, length) = column.byte_range();
    let end = offset.saturating_add(length);
    while offset < end {
        let header = PageHeader::read(file, offset).map_err(damaged)?;
        if header.unpacked > LARGEST_PAGE {
            return Err(refused(&format!("is larger than {} MiB", LARGEST_PAGE >> 20)));
        }
        // Each value of a dictionary has its length before it, or is one byte at least.
        if header.dictionary_values > header.unpacked {
            return Err(refused("states more values than it has bytes"));
        }
        if header.unpacked < 0 || header.packed < 0 || header.dictionary_values < 0 {
            return Err(damaged("a page of negative size"));
        }
        offset = offset.saturating_add(header.length).saturating_add(header.packed as u64);
    }
    Ok(())
}

/// What the check needs of a page's header.
#[derive(Default)]
struct PageHeader {
    /// Bytes of the header itself.
    length: u64,
    /// Bytes of the page in the file, and when decompressed.
    packed: i64,
    unpacked: i64,
    /// Values of a page that is a dictionary, otherwise 0.
    dictionary_values: i64,
}

impl PageHeader {
    fn read(file: &mut BufReader<File>, offset: u64) -> io::Result<Self> {
        let mut header = Self::default();
        // A relative seek keeps what is already in the buffer.
        let now = file.stream_position()?;
        file.seek_relative(offset.wrapping_sub(now) as i64)?;
        let mut bytes = file.by_ref().take(LONGEST_HEADER);
        structure(&mut bytes, (0, 0), &mut |parent, field, value| match (parent, field) {
            (0, 2) => header.unpacked = value,
            (0, 3) => header.packed = value,
            // `dictionary_page_header.num_values`
            (7, 1) => header.dictionary_values = value,
            _ => {}
        })?;
        header.length = LONGEST_HEADER - bytes.limit();
        Ok(header)
    }
}

/// Reads a structure to its end and gives each whole number in it, with the numbers of its field and of the field of the
/// outermost structure that it is in (`parent`, 0 for that structure itself).
fn structure<R: Read>(
    bytes: &mut R,
    (parent, depth): (i16, u32),
    number: &mut dyn FnMut(i16, i16, i64),
) -> io::Result<()> {
    let mut field: i16 = 0;
    loop {
        let [head] = exactly(bytes)?;
        if head == 0 {
            return Ok(());
        }
        field = match head >> 4 {
            0 => signed(bytes)? as i16,
            step => field.wrapping_add(i16::from(step)),
        };
        match head & 15 {
            // Whole numbers of 16, 32 and 64 bits.
            4..=6 => number(parent, field, signed(bytes)?),
            // True and false, whose value is the type.
            1 | 2 => {}
            12 if depth < DEEPEST => {
                let inside = if parent == 0 { field } else { parent };
                structure(bytes, (inside, depth + 1), number)?;
            }
            3 => drop(exactly::<1>(bytes)?),
            7 => drop(exactly::<8>(bytes)?),
            8 => {
                let length = unsigned(bytes)?;
                io::copy(&mut bytes.by_ref().take(length), &mut io::sink())?;
            }
            // No list, set or map stands in a page's header.
            _ => return Err(io::Error::other("a page's header cannot be read")),
        }
    }
}

fn exactly<const N: usize>(bytes: &mut impl Read) -> io::Result<[u8; N]> {
    let mut buffer = [0; N];
    bytes.read_exact(&mut buffer)?;
    Ok(buffer)
}

/// A whole number in groups of seven bits, the lowest first.
fn unsigned(bytes: &mut impl Read) -> io::Result<u64> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let [byte] = exactly(bytes)?;
        value |= u64::from(byte & 0x7F) << shift;
        if byte < 0x80 {
            return Ok(value);
        }
    }
    Err(io::Error::other("a number of more than 64 bits"))
}

/// A whole number whose sign is its lowest bit.
fn signed(bytes: &mut impl Read) -> io::Result<i64> {
    let value = unsigned(bytes)?;
    Ok((value >> 1) as i64 ^ -((value & 1) as i64))
}
