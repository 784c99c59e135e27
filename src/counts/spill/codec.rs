//! Entries in few bytes: differences between neighbours, each number in as many bytes as it needs (LEB128).

use crate::counts::Entry;
use crate::text::feature_extractor::FeatureKey;
use crate::varint;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::{Mutex, PoisonError};

/// What a run is read back by at a time, in bytes.
const BLOCK: usize = 1 << 16;

/// Writes the sorted entries of a shard.
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

/// Reads the entries of a shard back.
pub(in crate::counts) struct Decoder<'run> {
    block: std::borrow::Cow<'run, [u8]>,
    at: usize,
    /// What of the shard is still in the file: the file, from where, to where.
    rest: Option<(&'run Mutex<File>, u64, u64)>,
    last: FeatureKey,
}

/// The longest entry, in bytes: four numbers.
const LONGEST: usize = 4 * varint::LONGEST;

impl<'run> Decoder<'run> {
    /// Of a shard in memory.
    pub(in crate::counts) fn of_memory(shard: &'run [u8]) -> Self {
        Self { block: shard.into(), at: 0, rest: None, last: 0 }
    }

    /// Of a shard in a file, from where to where.
    pub(in crate::counts) fn of_file(file: &'run Mutex<File>, from: u64, to: u64) -> Self {
        Self { block: Vec::new().into(), at: 0, rest: Some((file, from, to)), last: 0 }
    }

    /// The next entry.
    pub(in crate::counts) fn next(&mut self) -> io::Result<Option<Entry>> {
        if self.block.len() - self.at < LONGEST {
            self.fill()?;
        }
        if self.at == self.block.len() {
            return Ok(None);
        }
        self.last = self.last.wrapping_add(self.number());
        let (group, comments) = (self.number() as u32, self.number() as u32);
        Ok(Some(Entry { key: self.last, group, comments, mass: self.number() }))
    }

    /// The next number; what this program wrote itself is never cut short.
    #[inline]
    fn number(&mut self) -> u64 {
        let (number, length) = varint::read(&self.block[self.at..]).unwrap_or((0, self.block.len() - self.at));
        self.at += length;
        number
    }

    /// Reads on, if there is more in the file.
    fn fill(&mut self) -> io::Result<()> {
        let Some((file, from, to)) = self.rest.filter(|(_, from, to)| from < to) else { return Ok(()) };
        let mut block = self.block[self.at..].to_vec();
        let kept = block.len();
        let length = usize::try_from(to - from).unwrap_or(BLOCK).min(BLOCK);
        block.resize(kept + length, 0);
        // One file for all threads: who reads also sets from where.
        let mut opened = file.lock().unwrap_or_else(PoisonError::into_inner);
        opened.seek(SeekFrom::Start(from))?;
        opened.read_exact(&mut block[kept..])?;
        self.rest = Some((file, from + length as u64, to));
        (self.block, self.at) = (block.into(), 0);
        Ok(())
    }
}
