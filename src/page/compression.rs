//! Decompression of gzip and Zstandard with a limit on the expansion ratio.

use flate2::bufread::GzDecoder;
use std::io::{self, BufRead, Read};

/// The largest ratio of output to input bytes. Archives of pages expand ten-fold; deflate can expand a thousand-fold.
pub(crate) const MOST_EXPANSION: u64 = 200;
/// Output bytes below which the ratio is not checked.
const TOO_FEW: u64 = 1 << 20;
/// The largest dictionary of a compressed WARC, in bytes.
const LARGEST_DICTIONARY: u64 = 16 << 20;

/// A buffered reader of any source.
pub(super) type Bytes = Box<dyn BufRead + Send>;

/// A reader that counts the bytes consumed.
pub(super) struct Counted {
    reader: Bytes,
    count: u64,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(buffer)?;
        self.count += count as u64;
        Ok(count)
    }
}

impl BufRead for Counted {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.reader.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        self.count += count as u64;
        self.reader.consume(count);
    }
}

/// The error for input that expands more than [`MOST_EXPANSION`] times.
#[derive(Debug, thiserror::Error)]
#[error("expands to more than {MOST_EXPANSION} times its size")]
pub(super) struct Bomb;

/// Gzip of many members, as archives are written: one record a member.
pub(super) struct Gzip {
    /// `None` only while the next member is being opened.
    member: Option<GzDecoder<Counted>>,
    /// Bytes that came out of this member.
    out: u64,
    /// How many members were begun.
    pub(super) members: u64,
}

/// The first bytes of a member: its magic, and deflate, the only method there is.
const MAGIC: [u8; 3] = [0x1F, 0x8B, 8];

impl Gzip {
    pub(super) fn new(reader: Bytes) -> Self {
        Self { member: Some(GzDecoder::new(Counted { reader, count: 0 })), out: 0, members: 1 }
    }

    /// Continues with the next member; `false` at the end of the file.
    fn next_member(&mut self) -> io::Result<bool> {
        let Some(member) = self.member.take() else { return Ok(false) };
        let mut counted = member.into_inner();
        let more = counted.fill_buf()?.first() == Some(&MAGIC[0]);
        if more {
            counted.count = 0;
            self.out = 0;
            self.members += 1;
            self.member = Some(GzDecoder::new(counted));
        }
        Ok(more)
    }

    /// After an error: searches for the next member header; `false` where there is none.
    pub(super) fn recover(&mut self) -> io::Result<bool> {
        let Some(member) = self.member.take() else { return Ok(false) };
        let mut counted = member.into_inner();
        if !skip_to(&mut counted, &MAGIC)? {
            return Ok(false);
        }
        counted.count = 0;
        self.out = 0;
        self.members += 1;
        self.member = Some(GzDecoder::new(counted));
        Ok(true)
    }
}

/// Consumes what is before the next of these bytes; `false` where they do not come.
fn skip_to(reader: &mut impl BufRead, magic: &[u8]) -> io::Result<bool> {
    loop {
        let bytes = reader.fill_buf()?;
        if bytes.is_empty() {
            return Ok(false);
        }
        let Some(at) = memchr::memchr(magic[0], bytes) else {
            let length = bytes.len();
            reader.consume(length);
            continue;
        };
        let next = &bytes[at..bytes.len().min(at + magic.len())];
        // What is beyond the buffer is not seen: then the attempt may fail, and the search goes on.
        let found = magic.starts_with(next);
        reader.consume(if found { at } else { at + 1 });
        if found {
            return Ok(true);
        }
    }
}

impl Read for Gzip {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let Some(member) = &mut self.member else { return Ok(0) };
            let count = member.read(buffer)?;
            if count == 0 && !buffer.is_empty() {
                if !self.next_member()? {
                    return Ok(0);
                }
                continue;
            }
            self.out += count as u64;
            refuse_bomb(self.out, member.get_ref().count)?;
            return Ok(count);
        }
    }
}

/// Zstandard of many frames, with the dictionary that a compressed WARC may begin with.
pub(super) struct Zstandard {
    /// `None` only while the next frame is being looked for.
    decoder: Option<zstd::Decoder<'static, Counted>>,
    dictionary: Vec<u8>,
    out: u64,
}

const FRAME: [u8; 4] = [0x28, 0xB5, 0x2F, 0xFD];

impl Zstandard {
    pub(super) fn new(mut reader: Bytes) -> io::Result<Self> {
        let dictionary = dictionary(&mut reader)?;
        let decoder = zstd::Decoder::with_dictionary(Counted { reader, count: 0 }, &dictionary)?;
        Ok(Self { decoder: Some(decoder), out: dictionary.len() as u64, dictionary })
    }

    /// After an error: searches for the next frame, which has the same dictionary; `false` where there is none.
    pub(super) fn recover(&mut self) -> io::Result<bool> {
        let Some(decoder) = self.decoder.take() else { return Ok(false) };
        let mut counted = decoder.finish();
        // The frame that failed may not have been consumed at all.
        if counted.fill_buf()?.starts_with(&FRAME) {
            counted.consume(1);
        }
        if !skip_to(&mut counted, &FRAME)? {
            return Ok(false);
        }
        counted.count = 0;
        self.out = self.dictionary.len() as u64;
        self.decoder = Some(zstd::Decoder::with_dictionary(counted, &self.dictionary)?);
        Ok(true)
    }
}

/// The dictionary in a first skippable frame, which may itself be compressed:
/// <https://iipc.github.io/warc-specifications/specifications/warc-zstd/>.
fn dictionary(reader: &mut Bytes) -> io::Result<Vec<u8>> {
    const DICTIONARY: [u8; 4] = [0x5D, 0x2A, 0x4D, 0x18];
    if !reader.fill_buf()?.starts_with(&DICTIONARY) {
        return Ok(Vec::new());
    }
    let mut head = [0; 8];
    reader.read_exact(&mut head)?;
    let length = u64::from(u32::from_le_bytes([head[4], head[5], head[6], head[7]]));
    if length > LARGEST_DICTIONARY {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "its dictionary is too large"));
    }
    let mut stored = Vec::new();
    reader.take(length).read_to_end(&mut stored)?;
    if !stored.starts_with(&FRAME) {
        return Ok(stored);
    }
    let mut opened = Vec::new();
    zstd::Decoder::with_buffer(&stored[..])?.take(LARGEST_DICTIONARY).read_to_end(&mut opened)?;
    Ok(opened)
}

impl Read for Zstandard {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let Some(decoder) = &mut self.decoder else { return Ok(0) };
        let count = decoder.read(buffer)?;
        self.out += count as u64;
        refuse_bomb(self.out, decoder.get_ref().count)?;
        Ok(count)
    }
}

pub(super) fn refuse_bomb(out: u64, taken: u64) -> io::Result<()> {
    if out > TOO_FEW && out / MOST_EXPANSION > taken {
        return Err(io::Error::new(io::ErrorKind::InvalidData, Bomb));
    }
    Ok(())
}

/// Whether an error is a [`Bomb`].
pub(super) fn is_bomb(error: &io::Error) -> bool {
    error.get_ref().is_some_and(|inner| inner.is::<Bomb>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn reader(bytes: Vec<u8>) -> Bytes {
        Box::new(io::Cursor::new(bytes))
    }

    #[test]
    fn members_are_read_one_after_the_other_and_padding_is_not() {
        let bytes = [gzip(b"one "), gzip(b""), gzip(b"two"), vec![0; 512]].concat();
        let mut text = String::new();
        Gzip::new(reader(bytes)).read_to_string(&mut text).unwrap();
        assert_eq!(text, "one two");
    }

    #[test]
    fn after_a_broken_member_the_next_is_found() {
        let mut broken = gzip(&b"lost ".repeat(100));
        let middle = broken.len() / 2;
        broken[middle] ^= 0xFF;
        let mut gzip = Gzip::new(reader([broken, gzip(b"found")].concat()));
        let mut text = String::new();
        let mut rounds = 0;
        while let Err(_error) = gzip.read_to_string(&mut text) {
            text.clear();
            rounds += 1;
            assert!(rounds < 10 && gzip.recover().unwrap());
        }
        assert!(text.ends_with("found"), "{text}");
    }

    #[test]
    fn after_a_broken_frame_the_next_is_found_with_the_same_dictionary() {
        let samples: Vec<Vec<u8>> = (0..2000).map(|n| format!("record {n} and more {}", n * 7).into_bytes()).collect();
        let dictionary = zstd::dict::from_samples(&samples, 4096).unwrap();
        let frame = |text: &str| {
            let mut encoder = zstd::Encoder::with_dictionary(Vec::new(), 3, &dictionary).unwrap();
            encoder.include_checksum(true).unwrap();
            encoder.write_all(text.as_bytes()).unwrap();
            encoder.finish().unwrap()
        };
        for at in 0..frame("record 2 that is lost").len() {
            let mut broken = frame("record 2 that is lost");
            broken[at] ^= 0x55;
            let head = [&[0x5D, 0x2A, 0x4D, 0x18][..], &(dictionary.len() as u32).to_le_bytes(), &dictionary].concat();
            let file = [head, frame("record 1 "), broken, frame("record 3")].concat();
            let mut zstandard = Zstandard::new(reader(file)).unwrap();
            let mut text = Vec::new();
            let mut rounds = 0;
            while zstandard.read_to_end(&mut text).is_err() {
                rounds += 1;
                assert!(rounds < 10, "byte {at}");
                if !zstandard.recover().unwrap() {
                    break;
                }
            }
            let text = String::from_utf8_lossy(&text);
            // A broken length may take the frame behind it for its own content, and give it as that.
            assert!(text.starts_with("record 1 ") && text.contains("record 3"), "byte {at}: {text}");
        }
    }

    #[test]
    fn what_expands_a_thousand_fold_is_refused() {
        let zeros = vec![0; 64 << 20];
        let error = Gzip::new(reader(gzip(&zeros))).read_to_end(&mut Vec::new()).unwrap_err();
        assert!(is_bomb(&error));
        let frame = zstd::encode_all(&zeros[..], 3).unwrap();
        let error = Zstandard::new(reader(frame)).unwrap().read_to_end(&mut Vec::new()).unwrap_err();
        assert!(is_bomb(&error));
    }

    #[test]
    fn the_dictionary_of_a_compressed_archive_is_used() {
        let samples: Vec<Vec<u8>> =
            (0..2000).map(|n| format!("WARC/1.0 record {n} and more {}", n * 7).into_bytes()).collect();
        let dictionary = zstd::dict::from_samples(&samples, 4096).unwrap();
        let mut encoder = zstd::Encoder::with_dictionary(Vec::new(), 3, &dictionary).unwrap();
        encoder.write_all(b"WARC/1.0 record 7").unwrap();
        let frame = encoder.finish().unwrap();
        for stored in [dictionary.clone(), zstd::encode_all(&dictionary[..], 3).unwrap()] {
            let mut file = vec![0x5D, 0x2A, 0x4D, 0x18];
            file.extend((stored.len() as u32).to_le_bytes());
            file.extend(stored);
            file.extend(&frame);
            let mut text = String::new();
            Zstandard::new(reader(file)).unwrap().read_to_string(&mut text).unwrap();
            assert_eq!(text, "WARC/1.0 record 7");
        }
    }
}
