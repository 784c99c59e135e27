//! Sorted runs of entries: counts that are too many for memory, and the merge that makes one of them all.
//!
//! A run is sorted by feature and group and written in few bytes: differences between neighbours, in as many bytes as
//! they need. It is cut into shards by the first bits of the features, so that threads can each take some. Runs stay in
//! memory until they are more than may, then all of them are merged into one in a file.

use super::counts::Entry;
use crate::pipeline::in_order;
use crate::text::features::Key;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::sync::{Arc, Mutex, PoisonError};

/// How many parts a run is cut into, by the first six bits of the features.
pub(super) const SHARDS: usize = 64;

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

    /// Merges the runs in memory into one in a file.
    fn spill(&mut self, threads: usize) -> io::Result<()> {
        let (mut kept, in_memory): (Vec<Run>, Vec<Run>) =
            std::mem::take(&mut self.runs).into_iter().partition(|run| matches!(run, Run::File { .. }));
        let runs = Self { runs: in_memory, bytes: 0 };
        let mut file = io::BufWriter::with_capacity(1 << 20, tempfile::tempfile()?);
        let mut begins = vec![0];
        let encoded = |entries: Entries<'_>| {
            let mut encoder = Encoder::default();
            entries(&mut |entry| encoder.add(entry))?;
            Ok(encoder.bytes)
        };
        runs.merged(threads, encoded, |bytes: Vec<u8>| {
            begins.push(begins.last().copied().unwrap_or(0) + bytes.len() as u64);
            file.write_all(&bytes)
        })?;
        let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
        kept.push(Run::File { file: Arc::new(Mutex::new(file)), begins });
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
        let mut heads: BinaryHeap<Reverse<(Key, u32, usize)>> = BinaryHeap::new();
        let mut entries = Vec::with_capacity(decoders.len());
        for (index, decoder) in decoders.iter_mut().enumerate() {
            let entry = decoder.next()?;
            heads.extend(entry.map(|entry| Reverse((entry.key, entry.group, index))));
            entries.push(entry);
        }
        let mut open: Option<Entry> = None;
        while let Some(Reverse((key, group, index))) = heads.pop() {
            if let Some(entry) = entries[index].take() {
                match &mut open {
                    Some(sum) if (sum.key, sum.group) == (key, group) => sum.join(&entry),
                    _ => open.replace(entry).into_iter().for_each(&mut *tell),
                }
            }
            entries[index] = decoders[index].next()?;
            heads.extend(entries[index].map(|entry| Reverse((entry.key, entry.group, index))));
        }
        open.into_iter().for_each(tell);
        Ok(())
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

    fn number(&mut self) -> u64 {
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
