//! Entries in few bytes: differences between neighbours, each number in as many bytes as it needs (LEB128).

use super::counts::Entry;
use crate::text::features::Key;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::{Mutex, PoisonError};

/// What a run is read back by at a time, in bytes.
const BLOCK: usize = 1 << 16;

/// Writes the sorted entries of a shard.
#[derive(Default)]
pub(super) struct Encoder {
    pub(super) bytes: Vec<u8>,
    last: Key,
}

impl Encoder {
    pub(super) fn add(&mut self, entry: Entry) {
        self.number(entry.key.wrapping_sub(self.last));
        self.last = entry.key;
        self.number(u64::from(entry.group));
        self.number(u64::from(entry.comments));
        self.number(entry.mass);
    }

    /// Seven bits a byte, the lowest first; the eighth says that more follow (LEB128).
    fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.bytes.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.bytes.push(number as u8);
    }
}

/// Reads the entries of a shard back.
pub(super) struct Decoder<'run> {
    block: std::borrow::Cow<'run, [u8]>,
    at: usize,
    /// What of the shard is still in the file: the file, from where, to where.
    rest: Option<(&'run Mutex<File>, u64, u64)>,
    last: Key,
}

/// Joins the seven lower bits of each of eight bytes: pairs, pairs of pairs, and their pair.
fn joined(bytes: u64) -> u64 {
    let sevens = bytes & 0x7F7F_7F7F_7F7F_7F7F;
    let fourteens = sevens & 0x00FF_00FF_00FF_00FF | (sevens & 0xFF00_FF00_FF00_FF00) >> 1;
    let more = fourteens & 0x0000_FFFF_0000_FFFF | (fourteens & 0xFFFF_0000_FFFF_0000) >> 2;
    more & 0xFFFF_FFFF | more >> 32 << 28
}

/// The longest entry, in bytes: four numbers.
const LONGEST: usize = 40;

impl<'run> Decoder<'run> {
    /// Of a shard in memory.
    pub(super) fn of_memory(shard: &'run [u8]) -> Self {
        Self { block: shard.into(), at: 0, rest: None, last: 0 }
    }

    /// Of a shard in a file, from where to where.
    pub(super) fn of_file(file: &'run Mutex<File>, from: u64, to: u64) -> Self {
        Self { block: Vec::new().into(), at: 0, rest: Some((file, from, to)), last: 0 }
    }

    /// The next entry.
    pub(super) fn next(&mut self) -> io::Result<Option<Entry>> {
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

    #[inline]
    fn number(&mut self) -> u64 {
        let rest = &self.block[self.at..];
        if let Some(byte) = rest.first().filter(|byte| **byte < 0x80) {
            self.at += 1;
            return u64::from(*byte);
        }
        match rest.first_chunk::<8>() {
            Some(eight) => {
                let eight = u64::from_le_bytes(*eight);
                // The first byte whose eighth bit says that no more follow.
                let length = (!eight & 0x8080_8080_8080_8080).trailing_zeros() / 8 + 1;
                if length <= 8 {
                    self.at += length as usize;
                    return joined(eight & (u64::MAX >> (64 - 8 * length)));
                }
                self.slow_number()
            }
            None => self.slow_number(),
        }
    }

    #[inline(never)]
    fn slow_number(&mut self) -> u64 {
        let mut number = 0;
        for (index, byte) in self.block[self.at..].iter().enumerate().take(10) {
            number |= u64::from(byte & 0x7F) << (7 * index);
            if *byte < 0x80 {
                self.at += index + 1;
                return number;
            }
        }
        self.at = self.block.len();
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
