//! What was counted, wherever it is kept, and what of it is wanted in memory.

use super::counter::Resources;
use super::counts::{Counts, Entry, Group};
use super::runs::{Encoder, Entries, Runs, SHARDS};
use std::collections::BTreeMap;
use std::io;

/// What was counted, wherever it is kept.
#[derive(Debug, Clone, Default)]
pub struct Counted {
    resources: Resources,
    groups: Vec<(Group, u64)>,
    /// Where among the groups those stand that the runs speak of.
    places: Vec<u32>,
    runs: Runs,
}

impl Counted {
    /// Runs, the groups that they are of, and where among these those stand that the runs speak of.
    pub(super) fn new(resources: Resources, groups: Vec<(Group, u64)>, places: Vec<u32>, runs: Runs) -> Self {
        Self { resources, groups, places, runs }
    }

    /// How many features there are, and how many entries.
    ///
    /// # Errors
    /// Where a temporary file cannot be read.
    pub(super) fn size(&self) -> io::Result<(u64, u64)> {
        let mut size = (0, 0);
        let of_shard = |shard: Entries<'_>| {
            let (mut last, mut features, mut entries) = (None, 0, 0);
            shard(&mut |entry| {
                features += u64::from(last.replace(entry.key) != Some(entry.key));
                entries += 1;
            })?;
            Ok((features, entries))
        };
        self.runs.merged(self.resources.threads, of_shard, |(features, entries)| {
            size = (size.0 + features, size.1 + entries);
            Ok(())
        })?;
        Ok(size)
    }

    /// The features that `keep` wants, by their entries and the groups that these are of.
    ///
    /// # Errors
    /// Where a temporary file cannot be written or read.
    pub(super) fn only(&self, keep: impl Fn(&[Entry], &[(Group, u64)]) -> bool + Sync) -> io::Result<Self> {
        let mut run = Vec::with_capacity(SHARDS);
        let encoded = |shard: Entries<'_>| {
            let mut encoder = Encoder::default();
            self.each_feature(shard, &mut |same| {
                if keep(same, &self.groups) {
                    same.iter().for_each(|entry| encoder.add(*entry));
                }
            })?;
            Ok(encoder.bytes)
        };
        self.runs.merged(self.resources.threads, encoded, |mut bytes: Vec<u8>| {
            bytes.shrink_to_fit();
            run.push(bytes);
            Ok(())
        })?;
        let mut runs = Runs::default();
        runs.add(run, self.resources.runs(), self.resources.threads)?;
        let places = (0..self.groups.len() as u32).collect();
        Ok(Self { groups: self.groups.clone(), places, runs, ..*self })
    }

    /// The counts of the groups that `of` wants, their folds forgotten.
    ///
    /// # Errors
    /// Where a temporary file cannot be read.
    pub(super) fn part(&self, of: impl Fn(&Group) -> bool) -> io::Result<Counts> {
        let mut groups: BTreeMap<Group, u64> = BTreeMap::new();
        let foldless = |group: &Group| Group { fold: 0, ..group.clone() };
        for (group, comments) in self.groups.iter().filter(|(group, _)| of(group)) {
            *groups.entry(foldless(group)).or_insert(0) += comments;
        }
        let place = |group: &Group| groups.keys().position(|other| *other == foldless(group)).map(|place| place as u32);
        let places: Vec<Option<u32>> =
            self.groups.iter().map(|(group, _)| place(group).filter(|_| of(group))).collect();
        let entries = self.gathered(|same, kept| {
            let first = kept.len();
            let placed = |entry: &Entry| Some(Entry { group: places[entry.group as usize]?, ..*entry });
            kept.extend(same.iter().filter_map(placed));
            kept[first..].sort_unstable_by_key(|entry| entry.group);
            join_from(kept, first);
        })?;
        Ok(Counts { groups: groups.into_iter().collect(), entries })
    }

    /// The counts of the features that `keep` wants, by their entries and the groups that these are of, in an order that
    /// does not depend on the order of counting.
    ///
    /// # Errors
    /// Where a temporary file cannot be read.
    pub fn counts(&self, keep: impl Fn(&[Entry], &[(Group, u64)]) -> bool + Sync) -> io::Result<Counts> {
        let entries = self.gathered(|same, kept| {
            if keep(same, &self.groups) {
                kept.extend_from_slice(same);
            }
        })?;
        Ok(Counts { groups: self.groups.clone(), entries })
    }

    /// What `take` keeps of each feature's entries, in order.
    fn gathered(&self, take: impl Fn(&[Entry], &mut Vec<Entry>) + Sync) -> io::Result<Vec<Entry>> {
        let mut entries = Vec::new();
        let kept = |shard: Entries<'_>| {
            let mut kept = Vec::new();
            self.each_feature(shard, &mut |same| take(same, &mut kept))?;
            Ok(kept)
        };
        self.runs.merged(self.resources.threads, kept, |shard: Vec<Entry>| {
            if entries.is_empty() {
                // Features are hashes, so that one shard is about as long as another: no list is grown by doubling.
                entries.reserve_exact((shard.len() + shard.len() / 16) * SHARDS);
            }
            entries.extend(shard);
            Ok(())
        })?;
        entries.shrink_to_fit();
        Ok(entries)
    }

    /// Tells the entries of each feature of a shard, sorted by group.
    fn each_feature(&self, shard: Entries<'_>, tell: &mut dyn FnMut(&[Entry])) -> io::Result<()> {
        let mut same: Vec<Entry> = Vec::new();
        let mut close = |same: &mut Vec<Entry>| {
            same.sort_unstable_by_key(|entry| entry.group);
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

/// Joins neighbours of the same group, from `first` on, all of one feature.
fn join_from(entries: &mut Vec<Entry>, first: usize) {
    let mut last = first;
    for next in first + 1..entries.len() {
        let entry = entries[next];
        if entries[last].group == entry.group {
            entries[last].join(&entry);
        } else {
            last += 1;
            entries[last] = entry;
        }
    }
    entries.truncate(entries.len().min(last + 1));
}
