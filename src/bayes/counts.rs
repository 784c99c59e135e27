//! Counts: how much of each feature each kind of comment has, as integers.
//!
//! A comment of *m* features adds 1/√m, in fixed point, to each feature, in the *group* of its source, fold and labels.
//! Integers make adding, taking back, and any order or number of threads exact. Weights, idf, selection and smoothing
//! are applied to the sums afterwards, never inside.

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
        let mut whole = self.clone();
        for (group, _) in &mut whole.groups {
            group.fold = 0;
        }
        whole.normalised()
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
        entries.sort_unstable_by_key(|entry| (entry.key, entry.group));
        joined(&mut entries);
        Self { groups: groups.into_iter().collect(), entries }
    }
}

/// Joins neighbours of the same feature and group.
fn joined(entries: &mut Vec<Entry>) {
    entries.dedup_by(|later, earlier| {
        let same = later.key == earlier.key && later.group == earlier.group;
        if same {
            earlier.comments = earlier.comments.saturating_add(later.comments);
            earlier.mass += later.mass;
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
                Some(sum) if (sum.key, sum.group) == (key, group) => Some(Entry {
                    comments: sum.comments.saturating_add(entry.comments),
                    mass: sum.mass + entry.mass,
                    ..sum
                }),
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

/// Counts labels, one at a time.
#[derive(Debug, Default)]
pub struct Counter {
    groups: BTreeMap<Group, u32>,
    comments: Vec<u64>,
    /// Not yet sorted.
    fresh: Vec<Entry>,
    /// Sorted and joined, each run longer than all later ones together.
    runs: Vec<Vec<Entry>>,
}

impl Counter {
    /// Entries gathered before they are sorted: 96 MiB.
    const RUN: usize = 1 << 22;

    /// Counts one comment: its label and its features, in which a feature may stand several times.
    pub fn add(&mut self, label: &Label, fold: u8, features: &mut [Key]) {
        self.add_to(Group::of(label, fold), features);
    }

    /// Counts one comment of a group by its features, in which a feature may stand several times.
    pub fn add_to(&mut self, group: Group, features: &mut [Key]) {
        if features.is_empty() {
            return;
        }
        let new = self.groups.len() as u32;
        let group = *self.groups.entry(group).or_insert(new);
        if group == new {
            self.comments.push(0);
        }
        self.comments[group as usize] += 1;
        let mass = (UNIT / (features.len() as f64).sqrt()).round() as u64;
        features.sort_unstable();
        for same in features.chunk_by(|one, other| one == other) {
            self.fresh.push(Entry { key: same[0], group, comments: 1, mass: mass * same.len() as u64 });
        }
        if self.fresh.len() >= Self::RUN {
            self.settle();
        }
    }

    /// Sorts what is fresh into a run, and merges runs while the last is not much shorter than the one before.
    fn settle(&mut self) {
        let mut run = std::mem::take(&mut self.fresh);
        run.sort_unstable_by_key(|entry| (entry.key, entry.group));
        joined(&mut run);
        while let Some(before) = self.runs.pop_if(|before| before.len() < 2 * run.len()) {
            let mut both = Vec::with_capacity(before.len() + run.len());
            merge(vec![before.into_iter().peekable(), run.into_iter().peekable()], |entry| both.push(entry));
            run = both;
        }
        self.runs.push(run);
    }

    /// The counts, in an order that does not depend on the order of counting.
    #[must_use]
    pub fn finish(mut self) -> Counts {
        self.settle();
        let runs = std::mem::take(&mut self.runs);
        let mut entries = Vec::with_capacity(runs.iter().map(Vec::len).sum());
        merge(runs.into_iter().map(|run| run.into_iter().peekable()).collect(), |entry| entries.push(entry));
        let mut groups: Vec<(Group, u64)> =
            self.groups.iter().map(|(group, place)| (group.clone(), self.comments[*place as usize])).collect();
        // Groups came in the order of counting, entries speak of them in that order; BTreeMap lists them sorted.
        let mut place = vec![0; groups.len()];
        for (sorted, index) in self.groups.values().enumerate() {
            place[*index as usize] = sorted as u32;
        }
        for same in entries.chunk_by_mut(|one, other| one.key == other.key) {
            for entry in same.iter_mut() {
                entry.group = place[entry.group as usize];
            }
            same.sort_unstable_by_key(|entry| entry.group);
        }
        groups.sort();
        Counts { groups, entries }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn counted(rows: &[(u8, Vec<u64>)]) -> Counts {
        let mut counter = Counter::default();
        for (kind, features) in rows {
            let label = Label {
                hostile: Some(kind % 2 == 0),
                source: (kind % 3 == 0).then(|| format!("source {}", kind % 5)),
                ..Label::default()
            };
            counter.add(&label, kind % FOLDS, &mut features.clone());
        }
        counter.finish()
    }

    fn rows() -> impl Strategy<Value = Vec<(u8, Vec<u64>)>> {
        prop::collection::vec((any::<u8>(), prop::collection::vec(0..30_u64, 1..12)), 0..30)
    }

    proptest! {
        #[test]
        fn counting_parts_and_adding_them_is_counting_all(one in rows(), other in rows()) {
            let all: Vec<_> = one.iter().chain(&other).cloned().collect();
            prop_assert_eq!(counted(&one).plus(&counted(&other)), counted(&all));
        }

        #[test]
        fn the_order_of_comments_does_not_matter(rows in rows()) {
            let mut reversed = rows.clone();
            reversed.reverse();
            prop_assert_eq!(counted(&rows), counted(&reversed));
        }

        #[test]
        fn forgetting_folds_and_adding_commute(one in rows(), other in rows()) {
            let apart = counted(&one).without_folds().plus(&counted(&other).without_folds());
            prop_assert_eq!(apart, counted(&one).plus(&counted(&other)).without_folds());
        }

        #[test]
        fn counting_twice_is_counting_times_two(rows in rows()) {
            let twice: Vec<_> = rows.iter().chain(&rows).cloned().collect();
            prop_assert_eq!(counted(&rows).times(2), counted(&twice));
        }
    }
}
