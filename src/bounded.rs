//! Reading with a bound: a device without end, or a line without one, is named instead of filling the memory.

use std::fs::File;
use std::io::{self, BufRead, Read};
use std::path::Path;

/// The most bytes of what is no regular file and says no length: a device, a pipe, standard input.
const MOST_OF_STREAM: u64 = 64 << 20;
/// The longest line, in bytes.
pub(crate) const LONGEST_LINE: usize = 64 << 20;
/// Bytes of one line after which nothing more is read.
pub(crate) const GIVE_UP: usize = 1 << 30;

/// A whole file; of a device or pipe at most 64 MiB.
///
/// # Errors
/// Where it cannot be read, or a device or pipe has more.
pub(crate) fn read(file: &Path) -> io::Result<Vec<u8>> {
    let opened = File::open(file)?;
    if opened.metadata()?.is_file() {
        return std::fs::read(file);
    }
    read_stream(opened)
}

/// A whole text, as [`read`] reads it.
///
/// # Errors
/// Also where it is not UTF-8.
#[cfg(feature = "serve")]
pub(crate) fn read_text(file: &Path) -> io::Result<String> {
    String::from_utf8(read(file)?).map_err(|_| io::Error::other("not UTF-8; save the file as UTF-8"))
}

/// All of a stream, if it is no longer than 64 MiB.
///
/// # Errors
/// Where it cannot be read, or has more.
pub(crate) fn read_stream(stream: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    stream.take(MOST_OF_STREAM + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MOST_OF_STREAM {
        return Err(io::Error::other(format!("has more than {} MiB and no end", MOST_OF_STREAM >> 20)));
    }
    Ok(bytes)
}

/// The next line, without its end.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum LineRead {
    /// It is in the buffer.
    Whole,
    /// It is longer than [`LONGEST_LINE`], and was skipped.
    TooLong,
    /// It has no end within [`GIVE_UP`] bytes: there is no use in reading on.
    Endless,
    /// There is none.
    None,
}

impl LineRead {
    /// What is wrong with a line that is not read.
    pub(crate) fn problem(&self) -> Option<&'static str> {
        match self {
            Self::Whole | Self::None => None,
            Self::TooLong => Some("longer than 64 MiB, which no comment is"),
            Self::Endless => Some("has no end within 1 GiB; nothing more is read"),
        }
    }
}

/// Copies lines until their end.
///
/// # Errors
/// Where they cannot be read or written, or one has no end within [`GIVE_UP`] bytes.
pub(crate) fn copy_lines(mut from: impl BufRead, mut to: impl io::Write) -> io::Result<()> {
    let mut length = 0;
    loop {
        let bytes = match from.fill_buf() {
            Ok([]) => return to.flush(),
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        length = memchr::memrchr(b'\n', bytes).map_or(length, |_| 0) + bytes.len();
        if length > GIVE_UP {
            return Err(io::Error::other("a line has no end within 1 GiB"));
        }
        to.write_all(bytes)?;
        let taken = bytes.len();
        from.consume(taken);
    }
}

/// Reads a line into `line`.
///
/// # Errors
/// Where it cannot be read.
pub(crate) fn read_line(mut reader: impl BufRead, line: &mut Vec<u8>) -> io::Result<LineRead> {
    line.clear();
    let mut skipped = 0;
    let mut is_any = false;
    loop {
        let bytes = match reader.fill_buf() {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        is_any |= !bytes.is_empty();
        let end = memchr::memchr(b'\n', bytes);
        let taken = end.unwrap_or(bytes.len());
        if skipped == 0 && line.len() + taken <= LONGEST_LINE {
            line.extend_from_slice(&bytes[..taken]);
        } else {
            skipped += line.len() + taken;
            *line = Vec::new();
        }
        let is_over = bytes.is_empty() || end.is_some();
        reader.consume(taken + usize::from(end.is_some()));
        match (is_over, skipped) {
            (true, 0) if is_any => return Ok(LineRead::Whole),
            (true, 0) => return Ok(LineRead::None),
            (true, _) => return Ok(LineRead::TooLong),
            (false, GIVE_UP..) => return Ok(LineRead::Endless),
            (false, _) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::BufReader;

    #[test]
    fn lines_are_whole_or_named_and_the_next_is_read() {
        let long = io::repeat(b'x').take(LONGEST_LINE as u64 + 1);
        let mut reader = BufReader::new("a\n\n".as_bytes().chain(long).chain("\nlast".as_bytes()));
        let mut line = Vec::new();
        let mut next = || (read_line(&mut reader, &mut line).unwrap(), String::from_utf8(line.clone()).unwrap());
        assert_eq!(next(), (LineRead::Whole, "a".into()));
        assert_eq!(next(), (LineRead::Whole, String::new()));
        assert_eq!(next().0, LineRead::TooLong);
        assert_eq!(next(), (LineRead::Whole, "last".into()));
        assert_eq!(next().0, LineRead::None);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_device_without_end_ends() {
        assert!(read(Path::new("/dev/zero")).unwrap_err().to_string().contains("no end"));
        assert_eq!(read(Path::new("/dev/null")).unwrap(), b"");
        let mut zeros = BufReader::with_capacity(1 << 20, File::open("/dev/zero").unwrap());
        assert_eq!(read_line(&mut zeros, &mut Vec::new()).unwrap(), LineRead::Endless);
    }
}
