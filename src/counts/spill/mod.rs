//! Counts that may exceed memory: sorted runs in memory and in temporary files, merged as they are read.

mod codec;
mod runs;

pub(super) use codec::Encoder;
pub(super) use runs::{MergedShard, SHARDS, SortedRuns, shard};

use super::view::{CountsView, FeatureCursor};
use super::{Entry, Group, Resources};
use runs::RunWriter;
use std::io;

/// Counts that are kept in sorted runs, in memory or in temporary files.
#[derive(Debug, Clone, Default)]
pub(crate) struct SpilledCounts {
    pub(crate) resources: Resources,
    pub(crate) groups: Vec<(Group, u64)>,
    /// For each group number in the runs, its index in `groups`.
    groups_of_runs: Vec<u32>,
    runs: SortedRuns,
}

impl SpilledCounts {
    /// The counts in these runs; `groups_of_runs` has the index in `groups` of each group number in them.
    pub(super) fn new(
        resources: Resources,
        groups: Vec<(Group, u64)>,
        groups_of_runs: Vec<u32>,
        runs: SortedRuns,
    ) -> Self {
        Self { resources, groups, groups_of_runs, runs }
    }

    /// The counts of the features for which `keep` is true of their entries and all groups, and the number of these
    /// features. The groups are ordered by source, labels and fold, so that they stay sorted when folds are merged.
    pub(crate) fn only(&self, keep: impl Fn(&[Entry], &[(Group, u64)]) -> bool + Sync) -> io::Result<(Self, u64)> {
        let mut order: Vec<usize> = (0..self.groups.len()).collect();
        order.sort_unstable_by_key(|index| {
            let Group { source, fold, known } = &self.groups[*index].0;
            (source, known, fold)
        });
        let mut moved = vec![0; order.len()];
        order.iter().enumerate().for_each(|(new, old)| moved[*old] = new as u32);
        let mut features = 0;
        let mut run = RunWriter::new(self.resources.run_bytes());
        let encoded = |mut features: SpilledShard<'_>| {
            let mut encoder = Encoder::default();
            let (mut count, mut kept) = (0, Vec::new());
            while let Some(same) = features.next_feature()? {
                if keep(same, &self.groups) {
                    count += 1;
                    kept.clear();
                    kept.extend(same.iter().map(|entry| Entry { group: moved[entry.group as usize], ..*entry }));
                    kept.sort_unstable_by_key(|entry: &Entry| entry.group);
                    kept.iter().for_each(|entry| encoder.add(*entry));
                }
            }
            Ok((encoder.bytes, count))
        };
        self.merged(self.resources.threads, encoded, |(bytes, of_shard)| {
            features += of_shard;
            run.push(bytes)
        })?;
        let groups = order.into_iter().map(|index| self.groups[index].clone()).collect();
        let groups_of_runs = (0..self.groups.len() as u32).collect();
        Ok((Self { groups, groups_of_runs, runs: run.runs()?, ..*self }, features))
    }

    /// Calls `make` with each shard, on so many threads, and `take` with each result, in order.
    pub(super) fn merged<T: Send>(
        &self,
        threads: usize,
        make: impl Fn(SpilledShard<'_>) -> io::Result<T> + Sync,
        take: impl FnMut(T) -> io::Result<()>,
    ) -> io::Result<()> {
        let make = |entries: MergedShard<'_>| {
            make(SpilledShard { entries, groups: &self.groups_of_runs, next: None, same: Vec::new() })
        };
        self.runs.merged(threads, make, take)
    }
}

/// A cursor over the features of a shard.
pub(super) struct SpilledShard<'counts> {
    entries: MergedShard<'counts>,
    groups: &'counts [u32],
    /// The first entry of the next feature.
    next: Option<Entry>,
    same: Vec<Entry>,
}

impl FeatureCursor for SpilledShard<'_> {
    fn next_feature(&mut self) -> io::Result<Option<&[Entry]>> {
        self.same.clear();
        self.same.extend(self.next.take());
        for entry in &mut self.entries {
            let entry = entry?;
            let changed = || io::Error::new(io::ErrorKind::InvalidData, "a temporary file of counts was changed");
            let entry = Entry { group: *self.groups.get(entry.group as usize).ok_or_else(changed)?, ..entry };
            if self.same.first().is_some_and(|first| first.key != entry.key) {
                self.next = Some(entry);
                break;
            }
            self.same.push(entry);
        }
        if !self.same.is_sorted_by_key(|entry| entry.group) {
            self.same.sort_unstable_by_key(|entry| entry.group);
        }
        Ok(Some(self.same.as_slice()).filter(|same| !same.is_empty()))
    }
}

impl CountsView for SpilledCounts {
    fn groups(&self) -> &[(Group, u64)] {
        &self.groups
    }

    fn shards<T: Send>(
        &self,
        make: impl Fn(&mut dyn FeatureCursor) -> io::Result<T> + Sync,
        take: impl FnMut(T) -> io::Result<()>,
    ) -> io::Result<()> {
        self.merged(self.resources.threads, |mut shard| make(&mut shard), take)
    }
}
