//! Sorted runs of entries and their k-way merge: an external sort of counts that exceed memory.
//!
//! A run is sorted by feature and group, encoded as [`super::codec`] says, and cut into shards by the first bits of the
//! keys, which threads read in parallel. Runs stay in memory up to a limit; past it, those in memory are merged into
//! one in a file.

use super::codec::{Decoder, Encoder};
use crate::counts::Entry;
use crate::pipeline::in_order;
use crate::text::feature_extractor::FeatureKey;
use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;
use std::fs::File;
use std::io::{self, Write};
use std::sync::{Arc, Mutex};

/// Shards of a run, by the first eight bits of the keys: few enough to be cheap, and so many that what is made of one
/// is small.
pub(in crate::counts) const SHARDS: usize = 256;

/// Most runs in files: beyond, they are merged into one, so that no system's limit of open files is reached.
const FILES: usize = 64;

/// The shard of a feature.
pub(in crate::counts) fn shard(key: FeatureKey) -> usize {
    (key >> (u64::BITS - SHARDS.ilog2())) as usize
}

/// The encoded shards of a run, in memory or in a file.
#[derive(Debug, Clone)]
enum Run {
    Memory(Vec<Vec<u8>>),
    File {
        file: Arc<Mutex<File>>,
        /// The offset of each shard, and that of the end.
        begins: Vec<u64>,
    },
}

impl Run {
    fn decoder(&self, shard: usize) -> Decoder<'_> {
        match self {
            Self::Memory(shards) => Decoder::of_memory(&shards[shard]),
            Self::File { file, begins } => Decoder::of_file(file, begins[shard], begins[shard + 1]),
        }
    }
}

/// A set of sorted runs, in memory and in files.
#[derive(Debug, Clone, Default)]
pub(in crate::counts) struct SortedRuns {
    runs: Vec<Run>,
    /// Bytes of the runs in memory.
    bytes: u64,
}

impl SortedRuns {
    /// Adds a run, given as the sorted entries of each shard; past `memory` bytes, runs go to a file.
    pub(in crate::counts) fn add(&mut self, shards: Vec<Vec<u8>>, memory: u64, threads: usize) -> io::Result<()> {
        self.bytes += shards.iter().map(|shard| shard.len() as u64).sum::<u64>();
        self.runs.push(Run::Memory(shards));
        if self.bytes > memory { self.spill(threads) } else { Ok(()) }
    }

    /// How many runs are in files.
    #[cfg(test)]
    pub(in crate::counts) fn in_files(&self) -> usize {
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
        let encoded = |shard: MergedShard<'_>| {
            let mut encoder = Encoder::default();
            for entry in shard {
                encoder.add(entry?);
            }
            Ok(encoder.bytes)
        };
        merged.merged(threads, encoded, |bytes: Vec<u8>| writer.push(bytes))?;
        kept.push(writer.finish()?);
        *self = Self { runs: kept, bytes: 0 };
        Ok(())
    }

    /// Merges all runs, the shards in parallel: calls `make` with the merged entries of each shard and `take` with each
    /// result, in the order of the shards.
    pub(in crate::counts) fn merged<T: Send>(
        &self,
        threads: usize,
        make: impl Fn(MergedShard<'_>) -> io::Result<T> + Sync,
        mut take: impl FnMut(T) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut shards = 0..SHARDS;
        let mut result = Ok(());
        in_order(
            threads,
            || shards.next(),
            || (),
            |(), shard| make(self.shard(shard)?),
            |made| {
                result = made.and_then(&mut take);
                result.is_ok()
            },
        );
        result
    }

    /// The merged entries of a shard.
    fn shard(&self, shard: usize) -> io::Result<MergedShard<'_>> {
        let mut decoders: Vec<Decoder<'_>> = self.runs.iter().map(|run| run.decoder(shard)).collect();
        let mut heads = BinaryHeap::with_capacity(decoders.len());
        // One run alone needs no heap.
        if decoders.len() > 1 {
            for (run, decoder) in decoders.iter_mut().enumerate() {
                heads.extend(decoder.next()?.map(|entry| Reverse(RunHead { entry, run })));
            }
        }
        Ok(MergedShard { decoders, heads, sum: None })
    }
}

/// The entries of a shard of all runs, sorted by feature and group, each feature and group once: a k-way merge.
pub(in crate::counts) struct MergedShard<'runs> {
    decoders: Vec<Decoder<'runs>>,
    /// The next entry of each run that has one, the smallest on top; empty where there is one run only.
    heads: BinaryHeap<Reverse<RunHead>>,
    /// The sum so far of a feature and group, which the next entry may belong to.
    sum: Option<Entry>,
}

impl MergedShard<'_> {
    /// The next entry of any run, not yet joined with those of the same feature and group.
    #[inline]
    fn next_of_runs(&mut self) -> io::Result<Option<Entry>> {
        if let [alone] = &mut self.decoders[..] {
            return alone.next();
        }
        let Some(mut top) = self.heads.peek_mut() else { return Ok(None) };
        let Reverse(RunHead { entry, run }) = *top;
        match self.decoders[run].next()? {
            // The heap restores its order when `top` is dropped.
            Some(next) => top.0.entry = next,
            None => drop(PeekMut::pop(top)),
        }
        Ok(Some(entry))
    }
}

impl Iterator for MergedShard<'_> {
    type Item = io::Result<Entry>;

    fn next(&mut self) -> Option<io::Result<Entry>> {
        loop {
            match self.next_of_runs() {
                Ok(None) => return self.sum.take().map(Ok),
                Ok(Some(entry)) => match &mut self.sum {
                    Some(sum) if (sum.key, sum.group) == (entry.key, entry.group) => sum.join(&entry),
                    sum => {
                        if let Some(whole) = sum.replace(entry) {
                            return Some(Ok(whole));
                        }
                    }
                },
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

/// A run's next entry, ordered by feature and group.
#[derive(Clone, Copy)]
struct RunHead {
    entry: Entry,
    run: usize,
}

impl RunHead {
    fn rank(&self) -> (FeatureKey, u32) {
        (self.entry.key, self.entry.group)
    }
}

impl Ord for RunHead {
    fn cmp(&self, other: &Self) -> Ordering {
        self.rank().cmp(&other.rank())
    }
}

impl PartialOrd for RunHead {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for RunHead {
    fn eq(&self, other: &Self) -> bool {
        self.rank() == other.rank()
    }
}

impl Eq for RunHead {}

/// Writes a run, shard by shard: in memory up to a limit, then in a file.
pub(in crate::counts) struct RunWriter {
    memory: u64,
    bytes: u64,
    shards: Vec<Vec<u8>>,
    file: Option<io::BufWriter<File>>,
    begins: Vec<u64>,
}

impl RunWriter {
    /// A writer that keeps up to `memory` bytes in memory.
    pub(in crate::counts) fn new(memory: u64) -> Self {
        Self { memory, bytes: 0, shards: Vec::new(), file: None, begins: vec![0] }
    }

    /// Adds the next shard.
    pub(in crate::counts) fn push(&mut self, mut shard: Vec<u8>) -> io::Result<()> {
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

    /// The run, as the only one.
    pub(in crate::counts) fn runs(self) -> io::Result<SortedRuns> {
        let bytes = if self.file.is_none() { self.bytes } else { 0 };
        Ok(SortedRuns { runs: vec![self.finish()?], bytes })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    /// Keys of all shards, few enough that they repeat.
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
            let mut all = SortedRuns::default();
            let mut sums: BTreeMap<(FeatureKey, u32), (u32, u64)> = BTreeMap::new();
            for run in runs {
                for entry in &run {
                    let sum = sums.entry((entry.key, entry.group)).or_default();
                    *sum = (sum.0 + entry.comments, sum.1 + entry.mass);
                }
                all.add(encoded(run), memory, threads).unwrap();
            }
            let mut found = Vec::new();
            let gather = |shard: MergedShard<'_>| shard.collect::<io::Result<Vec<Entry>>>();
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
        let mut runs = SortedRuns::default();
        runs.add(encoded(entries.clone()), 0, 2).unwrap();
        assert_eq!(runs.in_files(), 1);
        let found: Vec<Entry> = runs.shard(0).unwrap().collect::<io::Result<_>>().unwrap();
        assert_eq!(found, entries);
    }
}
