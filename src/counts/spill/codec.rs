//! The encoding of sorted entries: key as difference from the last, group, comments and mass, each as LEB128.

use crate::counts::Entry;
use crate::text::feature_extractor::FeatureKey;
use crate::varint;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::{Mutex, PoisonError};

/// Bytes of a run that are read at a time.
const BLOCK: usize = 1 << 16;

/// Encodes the sorted entries of a shard.
#[derive(Default)]
pub(in crate::counts) struct Encoder {
    pub(in crate::counts) bytes: Vec<u8>,
    last: FeatureKey,
}

impl Encoder {
    pub(in crate::counts) fn add(&mut self, entry: Entry) {
        varint::write(entry.key.wrapping_sub(self.last), &mut self.bytes);
        self.last = entry.key;
        varint::write(u64::from(entry.group), &mut self.bytes);
        varint::write(u64::from(entry.comments), &mut self.bytes);
        varint::write(entry.mass, &mut self.bytes);
    }
}

/// Decodes the entries of a shard.
pub(in crate::counts) struct Decoder<'run> {
    block: std::borrow::Cow<'run, [u8]>,
    at: usize,
    /// The part of the shard not yet read: the file, and the offsets where the part begins and ends.
    rest: Option<(&'run Mutex<File>, u64, u64)>,
    last: FeatureKey,
}

#[cold]
fn damaged() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "a temporary file of counts was changed by another program")
}

/// The longest entry, in bytes: four numbers.
const LONGEST: usize = 4 * varint::LONGEST;

impl<'run> Decoder<'run> {
    /// A decoder of a shard in memory.
    pub(in crate::counts) fn of_memory(shard: &'run [u8]) -> Self {
        Self { block: shard.into(), at: 0, rest: None, last: 0 }
    }

    /// A decoder of a shard in a file, between two offsets.
    pub(in crate::counts) fn of_file(file: &'run Mutex<File>, from: u64, to: u64) -> Self {
        Self { block: Vec::new().into(), at: 0, rest: Some((file, from, to)), last: 0 }
    }

    /// The next entry; `None` at the end of the shard.
    pub(in crate::counts) fn next(&mut self) -> io::Result<Option<Entry>> {
        if self.block.len() - self.at < LONGEST {
            self.fill()?;
        }
        if self.at == self.block.len() {
            return Ok(None);
        }
        self.last = self.last.wrapping_add(self.number()?);
        let (group, comments) = (self.small_number()?, self.small_number()?);
        Ok(Some(Entry { key: self.last, group, comments, mass: self.number()? }))
    }

    /// The next number; an error where it is cut short, as by another program that wrote to the file.
    #[inline]
    fn number(&mut self) -> io::Result<u64> {
        let (number, length) = varint::read(&self.block[self.at..]).ok_or_else(damaged)?;
        self.at += length;
        Ok(number)
    }

    #[inline]
    fn small_number(&mut self) -> io::Result<u32> {
        u32::try_from(self.number()?).map_err(|_| damaged())
    }

    /// Reads the next block of the file, if there is one.
    fn fill(&mut self) -> io::Result<()> {
        let Some((file, from, to)) = self.rest.filter(|(_, from, to)| from < to) else { return Ok(()) };
        let mut block = self.block[self.at..].to_vec();
        let kept = block.len();
        let length = usize::try_from(to - from).unwrap_or(BLOCK).min(BLOCK);
        block.resize(kept + length, 0);
        // All threads share the file, so a read sets its offset under the same lock.
        let mut opened = file.lock().unwrap_or_else(PoisonError::into_inner);
        opened.seek(SeekFrom::Start(from))?;
        opened.read_exact(&mut block[kept..])?;
        self.rest = Some((file, from + length as u64, to));
        (self.block, self.at) = (block.into(), 0);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_cut_short_is_an_error() {
        let mut encoder = Encoder::default();
        encoder.add(Entry { key: 1 << 40, group: 300, comments: 2, mass: 900 });
        let whole = encoder.bytes;
        assert!(Decoder::of_memory(&whole).next().unwrap().is_some());
        for length in 1..whole.len() {
            assert!(Decoder::of_memory(&whole[..length]).next().is_err(), "{length}");
        }
    }
}
