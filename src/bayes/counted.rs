//! What was counted, wherever it is kept, and what of it is wanted in memory.

use super::counter::Resources;
use super::counts::{Entry, Group};
use super::encoding::Encoder;
use super::runs::{Entries, RunWriter, Runs};
use std::io;

/// What was counted, wherever it is kept.
#[derive(Debug, Clone, Default)]
pub struct Counted {
    pub(super) resources: Resources,
    pub(super) groups: Vec<(Group, u64)>,
    /// Where among the groups those stand that the runs speak of.
    places: Vec<u32>,
    runs: Runs,
}

impl Counted {
    /// Runs, the groups that they are of, and where among these those stand that the runs speak of.
    pub(super) fn new(resources: Resources, groups: Vec<(Group, u64)>, places: Vec<u32>, runs: Runs) -> Self {
        Self { resources, groups, places, runs }
    }

    /// The features that `keep` wants, by their entries and the groups that these are of, and how many they are. The groups
    /// stand in the order in which they are sorted where folds are forgotten.
    ///
    /// # Errors
    /// Where a temporary file cannot be written or read.
    pub(super) fn only(&self, keep: impl Fn(&[Entry], &[(Group, u64)]) -> bool + Sync) -> io::Result<(Self, u64)> {
        let mut order: Vec<usize> = (0..self.groups.len()).collect();
        order.sort_unstable_by_key(|place| {
            let Group { source, fold, known } = &self.groups[*place].0;
            (source, known, fold)
        });
        let mut moved = vec![0; order.len()];
        order.iter().enumerate().for_each(|(new, old)| moved[*old] = new as u32);
        let mut features = 0;
        let mut run = RunWriter::new(self.resources.runs());
        let encoded = |shard: Entries<'_>| {
            let mut encoder = Encoder::default();
            let (mut features, mut kept) = (0, Vec::new());
            self.each_feature(shard, &mut |same| {
                if keep(same, &self.groups) {
                    features += 1;
                    kept.clear();
                    kept.extend(same.iter().map(|entry| Entry { group: moved[entry.group as usize], ..*entry }));
                    kept.sort_unstable_by_key(|entry: &Entry| entry.group);
                    kept.iter().for_each(|entry| encoder.add(*entry));
                }
            })?;
            Ok((encoder.bytes, features))
        };
        self.merged(self.resources.threads, encoded, |(bytes, of_shard)| {
            features += of_shard;
            run.push(bytes)
        })?;
        let groups = order.into_iter().map(|place| self.groups[place].clone()).collect();
        let places = (0..self.groups.len() as u32).collect();
        Ok((Self { groups, places, runs: run.runs()?, ..*self }, features))
    }

    /// Gives each shard to `make`, on these threads, and what it makes of them to `take`, in order.
    pub(super) fn merged<T: Send>(
        &self,
        threads: usize,
        make: impl Fn(Entries<'_>) -> io::Result<T> + Sync,
        take: impl FnMut(T) -> io::Result<()>,
    ) -> io::Result<()> {
        self.runs.merged(threads, make, take)
    }

    /// Tells the entries of each feature of a shard, sorted by group.
    pub(super) fn each_feature(&self, shard: Entries<'_>, tell: &mut dyn FnMut(&[Entry])) -> io::Result<()> {
        let mut same: Vec<Entry> = Vec::new();
        let mut close = |same: &mut Vec<Entry>| {
            if !same.is_sorted_by_key(|entry| entry.group) {
                same.sort_unstable_by_key(|entry| entry.group);
            }
            tell(same);
            same.clear();
        };
        shard(&mut |entry| {
            if same.first().is_some_and(|first| first.key != entry.key) {
                close(&mut same);
            }
            same.push(Entry { group: self.places[entry.group as usize], ..entry });
        })?;
        if !same.is_empty() {
            close(&mut same);
        }
        Ok(())
    }
}
