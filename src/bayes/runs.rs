//! Sorted runs of entries: counts that are too many for memory, and the merge that makes one of them all.
//!
//! A run is sorted by feature and group and written in few bytes: differences between neighbours, in as many bytes as
//! they need. It is cut into shards by the first bits of the features, so that threads can each take some. Runs stay in
//! memory until they are more than may, then all of them are merged into one in a file.

use super::counts::Entry;
use crate::pipeline::in_order;
use crate::text::features::Key;
use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::sync::{Arc, Mutex, PoisonError};

/// How many parts a run is cut into, by the first eight bits of the features: few enough to be cheap, and so many that
/// what is made of one is small.
pub(super) const SHARDS: usize = 256;

/// Most runs in files: beyond them they are merged, so that no system runs out of open files.
const FILES: usize = 64;

/// The shard of a feature.
pub(super) fn shard(key: Key) -> usize {
    (key >> (u64::BITS - SHARDS.ilog2())) as usize
}

/// What a run is read back by at a time, in bytes.
const BLOCK: usize = 1 << 16;

/// Where the shards of a run are.
#[derive(Debug, Clone)]
enum Run {
    Memory(Vec<Vec<u8>>),
    File {
        file: Arc<Mutex<File>>,
        /// Where each shard begins, and where the last ends.
        begins: Vec<u64>,
    },
}

/// The entries of a shard, in order: whoever is given this calls it with what is to be told of each.
pub(super) type Entries<'a> = &'a mut dyn FnMut(&mut dyn FnMut(Entry)) -> io::Result<()>;

/// Sorted runs.
#[derive(Debug, Clone, Default)]
pub(super) struct Runs {
    runs: Vec<Run>,
    /// Bytes of the runs in memory.
    bytes: u64,
}

impl Runs {
    /// Adds a run, given as the sorted entries of each shard; past `memory` bytes, runs go to a file.
    pub(super) fn add(&mut self, shards: Vec<Vec<u8>>, memory: u64, threads: usize) -> io::Result<()> {
        self.bytes += shards.iter().map(|shard| shard.len() as u64).sum::<u64>();
        self.runs.push(Run::Memory(shards));
        if self.bytes > memory { self.spill(threads) } else { Ok(()) }
    }

    /// How many runs are in files.
    #[cfg(test)]
    pub(super) fn in_files(&self) -> usize {
        self.runs.iter().filter(|run| matches!(run, Run::File { .. })).count()
    }

    /// Merges the runs in memory into one in a file, and all files into one where they are many.
    fn spill(&mut self, threads: usize) -> io::Result<()> {
        let (mut kept, mut merged): (Vec<Run>, Vec<Run>) =
            std::mem::take(&mut self.runs).into_iter().partition(|run| matches!(run, Run::File { .. }));
        if kept.len() >= FILES {
            merged.append(&mut kept);
        }
        let merged = Self { runs: merged, bytes: 0 };
        let mut writer = RunWriter::new(0);
        let encoded = |entries: Entries<'_>| {
            let mut encoder = Encoder::default();
            entries(&mut |entry| encoder.add(entry))?;
            Ok(encoder.bytes)
        };
        merged.merged(threads, encoded, |bytes: Vec<u8>| writer.push(bytes))?;
        kept.push(writer.finish()?);
        *self = Self { runs: kept, bytes: 0 };
        Ok(())
    }

    /// Merges all runs, shard after shard on all threads, entries of the same feature and group joined: `make` is given
    /// a shard's entries in order, and what it makes of them is given to `take`, the shards in order.
    pub(super) fn merged<T: Send>(
        &self,
        threads: usize,
        make: impl Fn(Entries<'_>) -> io::Result<T> + Sync,
        mut take: impl FnMut(T) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut shards = 0..SHARDS;
        let mut result = Ok(());
        in_order(
            threads,
            || shards.next(),
            || (),
            |(), shard| make(&mut |tell| self.merge_shard(shard, tell)),
            |made| {
                result = made.and_then(&mut take);
                result.is_ok()
            },
        );
        result
    }

    fn merge_shard(&self, shard: usize, tell: &mut dyn FnMut(Entry)) -> io::Result<()> {
        let mut decoders: Vec<Decoder<'_>> = self.runs.iter().map(|run| Decoder::new(run, shard)).collect();
        if let [alone] = &mut decoders[..] {
            while let Some(entry) = alone.next()? {
                tell(entry);
            }
            return Ok(());
        }
        // The next entry of each run that has one, the smallest on top.
        let mut heads: BinaryHeap<Reverse<Head>> = BinaryHeap::new();
        for (run, decoder) in decoders.iter_mut().enumerate() {
            heads.extend(decoder.next()?.map(|entry| Reverse(Head { entry, run })));
        }
        let mut open: Option<Entry> = None;
        while let Some(mut top) = heads.peek_mut() {
            let Reverse(Head { entry, run }) = *top;
            match &mut open {
                Some(sum) if (sum.key, sum.group) == (entry.key, entry.group) => sum.join(&entry),
                _ => open.replace(entry).into_iter().for_each(&mut *tell),
            }
            match decoders[run].next()? {
                // Let go of, it sinks to its place.
                Some(next) => top.0.entry = next,
                None => drop(PeekMut::pop(top)),
            }
        }
        open.into_iter().for_each(tell);
        Ok(())
    }
}

/// A run's next entry, by feature and group.
#[derive(Clone, Copy)]
struct Head {
    entry: Entry,
    run: usize,
}

impl Head {
    fn rank(&self) -> (Key, u32) {
        (self.entry.key, self.entry.group)
    }
}

impl Ord for Head {
    fn cmp(&self, other: &Self) -> Ordering {
        self.rank().cmp(&other.rank())
    }
}

impl PartialOrd for Head {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Head {
    fn eq(&self, other: &Self) -> bool {
        self.rank() == other.rank()
    }
}

impl Eq for Head {}

/// Puts a run together, shard after shard: in memory as long as it may, then in a file.
pub(super) struct RunWriter {
    memory: u64,
    bytes: u64,
    shards: Vec<Vec<u8>>,
    file: Option<io::BufWriter<File>>,
    begins: Vec<u64>,
}

impl RunWriter {
    /// Of which so many bytes may be in memory.
    pub(super) fn new(memory: u64) -> Self {
        Self { memory, bytes: 0, shards: Vec::new(), file: None, begins: vec![0] }
    }

    /// Adds the next shard.
    pub(super) fn push(&mut self, mut shard: Vec<u8>) -> io::Result<()> {
        self.bytes += shard.len() as u64;
        self.begins.push(self.bytes);
        if self.file.is_none() && self.bytes > self.memory {
            let mut file = io::BufWriter::with_capacity(1 << 20, tempfile::tempfile()?);
            for shard in std::mem::take(&mut self.shards) {
                file.write_all(&shard)?;
            }
            self.file = Some(file);
        }
        match &mut self.file {
            Some(file) => file.write_all(&shard)?,
            None => {
                shard.shrink_to_fit();
                self.shards.push(shard);
            }
        }
        Ok(())
    }

    fn finish(self) -> io::Result<Run> {
        let Some(file) = self.file else { return Ok(Run::Memory(self.shards)) };
        let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
        Ok(Run::File { file: Arc::new(Mutex::new(file)), begins: self.begins })
    }

    /// The run, alone.
    pub(super) fn runs(self) -> io::Result<Runs> {
        let bytes = if self.file.is_none() { self.bytes } else { 0 };
        Ok(Runs { runs: vec![self.finish()?], bytes })
    }
}

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
struct Decoder<'run> {
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
    fn new(run: &'run Run, shard: usize) -> Self {
        let (block, rest) = match run {
            Run::Memory(shards) => (shards[shard].as_slice().into(), None),
            Run::File { file, begins } => (Vec::new().into(), Some((&**file, begins[shard], begins[shard + 1]))),
        };
        Self { block, at: 0, rest, last: 0 }
    }

    fn next(&mut self) -> io::Result<Option<Entry>> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    /// Keys of all shards, so few that they meet.
    fn entries() -> impl Strategy<Value = Vec<Entry>> {
        let entry = (0..40_u64, 0..5_u32, 1..300_u32, any::<u32>()).prop_map(|(key, group, comments, mass)| Entry {
            key: key.wrapping_mul(0x9E37_79B9_7F4A_7C15),
            group,
            comments,
            mass: u64::from(mass),
        });
        prop::collection::vec(entry, 0..60)
    }

    fn encoded(mut entries: Vec<Entry>) -> Vec<Vec<u8>> {
        entries.sort();
        let mut encoders: Vec<Encoder> = (0..SHARDS).map(|_| Encoder::default()).collect();
        entries.into_iter().for_each(|entry| encoders[shard(entry.key)].add(entry));
        encoders.into_iter().map(|encoder| encoder.bytes).collect()
    }

    proptest! {
        #[test]
        fn runs_merge_into_the_sums_of_all_wherever_they_are_kept(
            runs in prop::collection::vec(entries(), 0..6), memory in 0..600_u64, threads in 1..4_usize
        ) {
            let mut all = Runs::default();
            let mut sums: BTreeMap<(Key, u32), (u32, u64)> = BTreeMap::new();
            for run in runs {
                for entry in &run {
                    let sum = sums.entry((entry.key, entry.group)).or_default();
                    *sum = (sum.0 + entry.comments, sum.1 + entry.mass);
                }
                all.add(encoded(run), memory, threads).unwrap();
            }
            let mut found = Vec::new();
            let gather = |entries: Entries<'_>| {
                let mut shard = Vec::new();
                entries(&mut |entry| shard.push(entry))?;
                Ok(shard)
            };
            all.merged(threads, gather, |shard| {
                found.extend(shard);
                Ok(())
            }).unwrap();
            let expected: Vec<Entry> =
                sums.into_iter().map(|((key, group), (comments, mass))| Entry { key, group, comments, mass }).collect();
            prop_assert_eq!(found, expected);
            prop_assert!(memory > 0 || all.in_files() == all.runs.len());
        }
    }

    #[test]
    fn a_shard_longer_than_a_block_is_read_back_whole() {
        let entries: Vec<Entry> =
            (0..40_000).map(|key| Entry { key: key * 1000, group: 7, comments: 1, mass: 9 }).collect();
        let mut runs = Runs::default();
        runs.add(encoded(entries.clone()), 0, 2).unwrap();
        assert_eq!(runs.in_files(), 1);
        let mut found = Vec::new();
        runs.merge_shard(0, &mut |entry| found.push(entry)).unwrap();
        assert_eq!(found, entries);
    }
}
