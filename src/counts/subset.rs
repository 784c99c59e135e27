//! The counts of some groups, as a view of the counts of all.

use super::spill::{SpilledCounts, SpilledShard};
use super::view::{CountsView, FeatureCursor, NO_FOLD};
use super::{Entry, Group};
use crate::text::feature_extractor::key_prefix;
use std::collections::BTreeMap;
use std::io;

/// The counts of some groups, folds merged.
pub(crate) struct CountsSubset<'counts> {
    counts: &'counts SpilledCounts,
    groups: Vec<(Group, u64)>,
    /// For each group of `counts` that is in the subset: its index in `groups`, and whether it is new.
    roles: Vec<Option<(u32, bool)>>,
    /// The factor on the counts of new comments.
    weight: u32,
    /// Sorted key prefixes of features whose old counts were not kept, so that their new counts alone would mislead.
    unweighted: &'counts [u32],
    threads: usize,
}

impl<'counts> CountsSubset<'counts> {
    /// The groups for which `of` is true, each new comment counted `weight` times.
    pub(crate) fn new(counts: &'counts SpilledCounts, weight: u32, of: impl Fn(&Group) -> bool) -> Self {
        let foldless = |group: &Group| Group { fold: 0, ..group.clone() };
        let mut groups: BTreeMap<Group, u64> = BTreeMap::new();
        for (group, comments) in counts.groups.iter().filter(|(group, _)| of(group)) {
            let times = if group.fold < NO_FOLD { u64::from(weight) } else { 1 };
            *groups.entry(foldless(group)).or_insert(0) += comments.saturating_mul(times);
        }
        let groups: Vec<(Group, u64)> = groups.into_iter().collect();
        let index = |group: &Group| groups.binary_search_by(|(other, _)| other.cmp(&foldless(group))).ok();
        let role = |group: &Group| index(group).filter(|_| of(group)).map(|index| (index as u32, group.fold < NO_FOLD));
        let roles = counts.groups.iter().map(|(group, _)| role(group)).collect();
        Self { counts, groups, roles, weight, unweighted: &[], threads: counts.resources.threads }
    }

    /// The same without the new counts of these features.
    pub(crate) fn without_new_of(self, unweighted: &'counts [u32]) -> Self {
        Self { unweighted, ..self }
    }

    /// The same, read on so many threads.
    pub(crate) fn on_threads(self, threads: usize) -> Self {
        Self { threads, ..self }
    }

    /// Writes the entries of a feature that are in this subset to `cut`, weighted and summed by group.
    fn cut(&self, same: &[Entry], cut: &mut Vec<Entry>) {
        cut.clear();
        let is_unweighted =
            same.first().is_some_and(|first| self.unweighted.binary_search(&key_prefix(first.key)).is_ok());
        cut.extend(same.iter().filter_map(|entry| {
            let (group, is_new) = self.roles[entry.group as usize]?;
            let (comments, mass) = match is_new {
                true if is_unweighted => return None,
                true => (entry.comments.saturating_mul(self.weight), entry.mass.saturating_mul(u64::from(self.weight))),
                false => (entry.comments, entry.mass),
            };
            Some(Entry { group, comments, mass, ..*entry })
        }));
        if !cut.is_sorted_by_key(|entry| entry.group) {
            cut.sort_unstable_by_key(|entry| entry.group);
        }
        super::join_neighbours(cut);
    }
}

/// A cursor over the features of a shard, restricted to a subset of the groups.
struct SubsetShard<'counts> {
    subset: &'counts CountsSubset<'counts>,
    shard: SpilledShard<'counts>,
    cut: Vec<Entry>,
}

impl FeatureCursor for SubsetShard<'_> {
    fn next_feature(&mut self) -> io::Result<Option<&[Entry]>> {
        while let Some(same) = self.shard.next_feature()? {
            self.subset.cut(same, &mut self.cut);
            if !self.cut.is_empty() {
                return Ok(Some(&self.cut));
            }
        }
        Ok(None)
    }
}

impl CountsView for CountsSubset<'_> {
    fn groups(&self) -> &[(Group, u64)] {
        &self.groups
    }

    fn shards<T: Send>(
        &self,
        make: impl Fn(&mut dyn FeatureCursor) -> io::Result<T> + Sync,
        take: impl FnMut(T) -> io::Result<()>,
    ) -> io::Result<()> {
        let make = |shard: SpilledShard<'_>| make(&mut SubsetShard { subset: self, shard, cut: Vec::new() });
        self.counts.merged(self.threads, make, take)
    }
}
