//! A part of what was counted, as a fit goes through it: feature after feature, as often as it likes, never all at once.

use super::counted::Counted;
use super::counts::{Counts, Entry, FOLDS, Group};
use super::model::upper;
use std::collections::BTreeMap;
use std::io;

/// The fold of what was counted before: none of those that are left out.
pub(super) const NO_FOLD: u8 = FOLDS;

/// The features of a shard: whoever is given this calls it with what is to be told of the entries of each.
pub(super) type Shard<'a> = &'a mut dyn FnMut(&mut dyn FnMut(&[Entry])) -> io::Result<()>;

/// Counts that can be gone through, sorted by feature and group.
pub(super) trait Features: Sync {
    /// The groups that entries speak of, each with its number of comments.
    fn groups(&self) -> &[(Group, u64)];

    /// Gives shards of features to `make`, and what it makes of them to `take`, in order.
    fn shards<T: Send>(
        &self,
        make: impl Fn(Shard<'_>) -> io::Result<T> + Sync,
        take: impl FnMut(T) -> io::Result<()>,
    ) -> io::Result<()>;

    /// All of them, in memory.
    fn counts(&self) -> io::Result<Counts> {
        let mut entries = Vec::new();
        let of_shard = |shard: Shard<'_>| {
            let mut entries = Vec::new();
            shard(&mut |same| entries.extend_from_slice(same))?;
            Ok(entries)
        };
        self.shards(of_shard, |shard: Vec<Entry>| {
            entries.extend(shard);
            Ok(())
        })?;
        Ok(Counts { groups: self.groups().to_vec(), entries })
    }
}

impl Features for Counts {
    fn groups(&self) -> &[(Group, u64)] {
        &self.groups
    }

    fn shards<T: Send>(
        &self,
        make: impl Fn(Shard<'_>) -> io::Result<T> + Sync,
        mut take: impl FnMut(T) -> io::Result<()>,
    ) -> io::Result<()> {
        take(make(&mut |tell| {
            self.entries.chunk_by(|one, other| one.key == other.key).for_each(tell);
            Ok(())
        })?)
    }
}

impl Features for Counted {
    fn groups(&self) -> &[(Group, u64)] {
        &self.groups
    }

    fn shards<T: Send>(
        &self,
        make: impl Fn(Shard<'_>) -> io::Result<T> + Sync,
        take: impl FnMut(T) -> io::Result<()>,
    ) -> io::Result<()> {
        let made = |shard: super::runs::Entries<'_>| make(&mut |tell| self.each_feature(shard, tell));
        self.merged(self.resources.threads, made, take)
    }
}

/// The counts of some groups, folds forgotten.
pub(super) struct Part<'counted> {
    counted: &'counted Counted,
    groups: Vec<(Group, u64)>,
    /// For each group of all, if it is of this part, where it stands here and whether it is new.
    roles: Vec<Option<(u32, bool)>>,
    /// How often each new comment counts.
    weight: u32,
    /// Features whose old counts are not at hand, so that the new ones cannot be judged: the upper halves of their keys.
    plain: &'counted [u32],
    threads: usize,
}

impl<'counted> Part<'counted> {
    /// The groups that `of` wants, each new comment counted `weight` times.
    pub(super) fn new(counted: &'counted Counted, weight: u32, of: impl Fn(&Group) -> bool) -> Self {
        let foldless = |group: &Group| Group { fold: 0, ..group.clone() };
        let mut groups: BTreeMap<Group, u64> = BTreeMap::new();
        for (group, comments) in counted.groups.iter().filter(|(group, _)| of(group)) {
            let times = if group.fold < NO_FOLD { u64::from(weight) } else { 1 };
            *groups.entry(foldless(group)).or_insert(0) += comments * times;
        }
        let groups: Vec<(Group, u64)> = groups.into_iter().collect();
        let place = |group: &Group| groups.binary_search_by(|(other, _)| other.cmp(&foldless(group))).ok();
        let role = |group: &Group| place(group).filter(|_| of(group)).map(|place| (place as u32, group.fold < NO_FOLD));
        let roles = counted.groups.iter().map(|(group, _)| role(group)).collect();
        Self { counted, groups, roles, weight, plain: &[], threads: counted.resources.threads }
    }

    /// The same without what is new of these features.
    pub(super) fn without_plain(self, plain: &'counted [u32]) -> Self {
        Self { plain, ..self }
    }

    /// The same gone through on so many threads.
    pub(super) fn on_threads(self, threads: usize) -> Self {
        Self { threads, ..self }
    }

    /// Makes of a feature's entries those of this part.
    fn cut(&self, same: &[Entry], cut: &mut Vec<Entry>) {
        cut.clear();
        let is_plain = same.first().is_some_and(|first| self.plain.binary_search(&upper(first.key)).is_ok());
        cut.extend(same.iter().filter_map(|entry| {
            let (group, is_new) = self.roles[entry.group as usize]?;
            let (comments, mass) = match is_new {
                true if is_plain => return None,
                true => (entry.comments.saturating_mul(self.weight), entry.mass * u64::from(self.weight)),
                false => (entry.comments, entry.mass),
            };
            Some(Entry { group, comments, mass, ..*entry })
        }));
        if !cut.is_sorted_by_key(|entry| entry.group) {
            cut.sort_unstable_by_key(|entry| entry.group);
        }
        cut.dedup_by(|later, earlier| {
            let is_same = later.group == earlier.group;
            if is_same {
                earlier.join(later);
            }
            is_same
        });
    }
}

impl Features for Part<'_> {
    fn groups(&self) -> &[(Group, u64)] {
        &self.groups
    }

    fn shards<T: Send>(
        &self,
        make: impl Fn(Shard<'_>) -> io::Result<T> + Sync,
        take: impl FnMut(T) -> io::Result<()>,
    ) -> io::Result<()> {
        let made = |shard: super::runs::Entries<'_>| {
            let mut cut = Vec::new();
            make(&mut |tell| {
                self.counted.each_feature(shard, &mut |same| {
                    self.cut(same, &mut cut);
                    if !cut.is_empty() {
                        tell(&cut);
                    }
                })
            })
        };
        self.counted.merged(self.threads, made, take)
    }
}
