//! Iteration over counts in memory or in files: one feature at a time, in any number of passes.

use super::{Counts, Entry, FOLDS, Group};
use std::io;

/// The fold of counts that retraining starts from: it is never left out.
pub(crate) const NO_FOLD: u8 = FOLDS;

/// A cursor over features, sorted by key.
pub(crate) trait FeatureCursor {
    /// The entries of the next feature, sorted by group; `None` after the last.
    fn next_feature(&mut self) -> io::Result<Option<&[Entry]>>;
}

/// Counts that can be iterated over, sorted by feature and group.
pub(crate) trait CountsView: Sync {
    /// The groups of the entries, each with its number of comments.
    fn groups(&self) -> &[(Group, u64)];

    /// Calls `make` with a cursor over each shard, possibly on several threads, and `take` with each result, in the
    /// order of the shards.
    fn shards<T: Send>(
        &self,
        make: impl Fn(&mut dyn FeatureCursor) -> io::Result<T> + Sync,
        take: impl FnMut(T) -> io::Result<()>,
    ) -> io::Result<()>;

    /// All counts, in memory.
    fn counts(&self) -> io::Result<Counts> {
        let mut entries = Vec::new();
        let of_shard = |features: &mut dyn FeatureCursor| {
            let mut entries = Vec::new();
            while let Some(same) = features.next_feature()? {
                entries.extend_from_slice(same);
            }
            Ok(entries)
        };
        self.shards(of_shard, |shard: Vec<Entry>| {
            entries.extend(shard);
            Ok(())
        })?;
        Ok(Counts { groups: self.groups().to_vec(), entries })
    }
}

/// A cursor over counts in memory, which are one shard.
struct InMemory<'counts>(&'counts [Entry]);

impl FeatureCursor for InMemory<'_> {
    fn next_feature(&mut self) -> io::Result<Option<&[Entry]>> {
        let Some(first) = self.0.first() else { return Ok(None) };
        let length = self.0.iter().take_while(|entry| entry.key == first.key).count();
        let (same, rest) = self.0.split_at(length);
        self.0 = rest;
        Ok(Some(same))
    }
}

impl CountsView for Counts {
    fn groups(&self) -> &[(Group, u64)] {
        &self.groups
    }

    fn shards<T: Send>(
        &self,
        make: impl Fn(&mut dyn FeatureCursor) -> io::Result<T> + Sync,
        mut take: impl FnMut(T) -> io::Result<()>,
    ) -> io::Result<()> {
        take(make(&mut InMemory(&self.entries))?)
    }
}
