//! Counts: how much of each feature each kind of comment has, as integers.
//!
//! A comment of *m* features adds 1/√m, in fixed point, to each feature, in the *group* of its source, fold and labels.
//! Integers make adding, taking back, and any order or number of threads exact. Weights, idf, selection and smoothing
//! are applied to the sums afterwards, never inside.

pub use super::counter::Counter;

use super::UNNAMED_SOURCE;
use crate::label::{Label, Sentiment};
use crate::text::features::Key;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One comment's unit of mass in fixed point.
pub const UNIT: f64 = (1 << 14) as f64;

/// How many parts labels are dealt into, to score each part by a model that has not seen it.
pub const FOLDS: u8 = 5;

/// What is known of a comment: which comments are counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Known {
    /// Whether hostile.
    pub hostile: Option<bool>,
    /// Whether sectarian.
    pub sectarian: Option<bool>,
    /// Whether off topic.
    pub off_topic: Option<bool>,
    /// The sentiment.
    pub sentiment: Option<Sentiment>,
}

impl From<&Label> for Known {
    fn from(label: &Label) -> Self {
        Self {
            hostile: label.hostile,
            sectarian: label.sectarian,
            off_topic: label.off_topic,
            sentiment: label.sentiment,
        }
    }
}

/// Comments of one source, fold and labels.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Group {
    /// Where the labels come from.
    pub source: String,
    /// The fold, below [`FOLDS`].
    pub fold: u8,
    /// What is known of them.
    pub known: Known,
}

impl Group {
    /// The group that a label is counted in.
    #[must_use]
    pub fn of(label: &Label, fold: u8) -> Self {
        let source = label.source.as_deref().unwrap_or(UNNAMED_SOURCE).to_string();
        Self { source, fold, known: Known::from(label) }
    }
}

/// How much of a feature a group has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Entry {
    /// The feature.
    pub key: Key,
    /// An index into [`Counts::groups`].
    pub group: u32,
    /// In how many comments it is.
    pub comments: u32,
    /// Its mass, in units of 1 / [`UNIT`].
    pub mass: u64,
}

impl Entry {
    /// Adds another entry of the same feature and group.
    pub(super) fn join(&mut self, other: &Self) {
        self.comments = self.comments.saturating_add(other.comments);
        self.mass += other.mass;
    }
}

/// The full counts of a set of labels.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// The groups, sorted, each with its number of comments.
    pub groups: Vec<(Group, u64)>,
    /// The entries, sorted by feature and group; none is empty.
    pub entries: Vec<Entry>,
}

impl Counts {
    /// Both counts together.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        Self::merged(&[self, other])
    }

    /// Several counts together.
    #[must_use]
    pub fn merged(parts: &[&Self]) -> Self {
        let mut groups: BTreeMap<&Group, u64> = BTreeMap::new();
        for (group, comments) in parts.iter().flat_map(|part| &part.groups) {
            *groups.entry(group).or_insert(0) += comments;
        }
        let places: Vec<Vec<u32>> = parts
            .iter()
            .map(|part| {
                let place = |group: &Group| groups.keys().position(|other| *other == group).unwrap_or(0);
                part.groups.iter().map(|(group, _)| place(group) as u32).collect()
            })
            .collect();
        let runs = parts.iter().zip(&places).map(|(part, place)| {
            part.entries.iter().map(|entry| Entry { group: place[entry.group as usize], ..*entry })
        });
        let mut entries = Vec::with_capacity(parts.iter().map(|part| part.entries.len()).sum());
        merge(runs.map(Iterator::peekable).collect(), |entry| entries.push(entry));
        Self { groups: groups.into_iter().map(|(group, comments)| (group.clone(), comments)).collect(), entries }
    }

    /// The same counts with the folds forgotten, as they are kept in a file.
    #[must_use]
    pub fn without_folds(&self) -> Self {
        self.clone().forget_folds()
    }

    /// [`Counts::without_folds`] of counts that nobody needs any more.
    pub(super) fn forget_folds(mut self) -> Self {
        for (group, _) in &mut self.groups {
            group.fold = 0;
        }
        self.normalised()
    }

    /// The counts as if each comment had been counted `times` times.
    #[must_use]
    pub fn times(&self, times: u32) -> Self {
        let mut all = self.clone();
        for (_, comments) in &mut all.groups {
            *comments *= u64::from(times);
        }
        for entry in &mut all.entries {
            entry.comments = entry.comments.saturating_mul(times);
            entry.mass *= u64::from(times);
        }
        all
    }

    /// How many comments were counted.
    #[must_use]
    pub fn comments(&self) -> u64 {
        self.groups.iter().map(|(_, comments)| comments).sum()
    }

    /// Sorts groups, joins equal ones, and brings the entries in the order that follows.
    fn normalised(self) -> Self {
        let mut groups: BTreeMap<Group, u64> = BTreeMap::new();
        for (group, comments) in &self.groups {
            *groups.entry(group.clone()).or_insert(0) += comments;
        }
        let place: Vec<u32> = self
            .groups
            .iter()
            .map(|(group, _)| groups.keys().position(|other| other == group).unwrap_or(0) as u32)
            .collect();
        let mut entries = self.entries;
        for entry in &mut entries {
            entry.group = place[entry.group as usize];
        }
        for same in entries.chunk_by_mut(|one, other| one.key == other.key) {
            same.sort_unstable_by_key(|entry| entry.group);
        }
        joined(&mut entries);
        Self { groups: groups.into_iter().collect(), entries }
    }
}

/// Joins neighbours of the same feature and group.
fn joined(entries: &mut Vec<Entry>) {
    entries.dedup_by(|later, earlier| {
        let same = later.key == earlier.key && later.group == earlier.group;
        if same {
            earlier.join(later);
        }
        same
    });
}

/// Merges sorted runs into one, joining entries of the same feature and group.
fn merge<I: Iterator<Item = Entry>>(mut runs: Vec<std::iter::Peekable<I>>, mut tell: impl FnMut(Entry)) {
    use std::cmp::Reverse;
    use std::collections::BinaryHeap;
    let mut heads: BinaryHeap<Reverse<(Key, u32, usize)>> = BinaryHeap::new();
    for (index, run) in runs.iter_mut().enumerate() {
        heads.extend(run.peek().map(|entry| Reverse((entry.key, entry.group, index))));
    }
    let mut open: Option<Entry> = None;
    while let Some(Reverse((key, group, index))) = heads.pop() {
        if let Some(entry) = runs[index].next() {
            open = match open.take() {
                Some(mut sum) if (sum.key, sum.group) == (key, group) => {
                    sum.join(&entry);
                    Some(sum)
                }
                before => {
                    before.into_iter().for_each(&mut tell);
                    Some(entry)
                }
            };
        }
        heads.extend(runs[index].peek().map(|entry| Reverse((entry.key, entry.group, index))));
    }
    open.into_iter().for_each(tell);
}
