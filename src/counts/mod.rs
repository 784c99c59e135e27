//! Counts: the mass of each feature in each group of comments, as integers.
//!
//! A comment of *m* features adds 1/√m, in fixed point, to each feature, in the *group* of its source, fold and labels.
//! Integers make addition and subtraction exact, in any order and on any number of threads. Weights, idf, selection and
//! smoothing are applied to the sums afterwards, never inside.
//!
//! [`build`] counts labels; [`spill`] keeps what does not fit into memory in temporary files; [`view`] iterates over
//! counts in memory and in files; [`file`] is the file of full counts beside a model.

#[cfg(feature = "train")]
mod build;
#[cfg(feature = "train")]
mod file;
#[cfg(feature = "train")]
mod resources;
#[cfg(feature = "train")]
mod spill;
#[cfg(feature = "train")]
mod subset;
mod valid;
#[cfg(feature = "train")]
mod view;

#[cfg(feature = "train")]
pub use build::CountsBuilder;
#[cfg(feature = "train")]
pub use file::{CountsError, CountsFile, Secret};
#[cfg(feature = "train")]
pub use resources::Resources;
#[cfg(feature = "train")]
pub(crate) use spill::SpilledCounts;
#[cfg(feature = "train")]
pub(crate) use subset::CountsSubset;
#[cfg(feature = "train")]
pub(crate) use view::{CountsView, FeatureCursor, NO_FOLD};

pub(crate) use valid::{problem_of_entry, problem_of_groups};

use crate::label::{Label, LabelValues, UNNAMED_SOURCE};
use crate::text::feature_extractor::FeatureKey;
use serde::{Deserialize, Serialize};
#[cfg(test)]
use std::collections::BTreeMap;

/// Fixed-point units of a mass of 1.
pub(crate) const UNIT: f64 = (1 << 14) as f64;

/// Folds of cross-validation: the labels of each are scored by weights fitted on the others.
pub const FOLDS: u8 = 5;

/// What comments that are counted together share: source, fold and labels.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Group {
    /// Where the labels come from.
    pub source: String,
    /// The fold, below [`FOLDS`].
    pub fold: u8,
    /// The values of their labels.
    pub known: LabelValues,
}

impl Group {
    /// The group that a label is counted in.
    #[must_use]
    pub fn of(label: &Label, fold: u8) -> Self {
        let source = label.source.as_deref().unwrap_or(UNNAMED_SOURCE).to_string();
        Self { source, fold, known: LabelValues::from(label) }
    }
}

/// The counts of one feature in one group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Entry {
    /// The key of the feature.
    pub key: FeatureKey,
    /// An index into `Counts::groups`.
    pub group: u32,
    /// Comments of the group that have the feature.
    pub comments: u32,
    /// The sum of their 1/√m, in units of 1 / `UNIT`.
    pub mass: u64,
}

impl Entry {
    /// Adds another entry of the same feature and group.
    pub(super) fn join(&mut self, other: &Self) {
        self.comments = self.comments.saturating_add(other.comments);
        self.mass = self.mass.saturating_add(other.mass);
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
    /// The counts as if each comment had been counted `times` times.
    #[must_use]
    pub fn times(&self, times: u32) -> Self {
        let mut all = self.clone();
        for (_, comments) in &mut all.groups {
            *comments = comments.saturating_mul(u64::from(times));
        }
        for entry in &mut all.entries {
            entry.comments = entry.comments.saturating_mul(times);
            entry.mass = entry.mass.saturating_mul(u64::from(times));
        }
        all
    }
}

/// Joins neighbours of the same feature and group.
fn join_neighbours(entries: &mut Vec<Entry>) {
    entries.dedup_by(|later, earlier| {
        let same = later.key == earlier.key && later.group == earlier.group;
        if same {
            earlier.join(later);
        }
        same
    });
}

/// Reference implementations for the property tests.
#[cfg(test)]
impl Counts {
    /// The sum of both counts.
    pub(crate) fn plus(&self, other: &Self) -> Self {
        let offset = self.groups.len() as u32;
        let shifted = other.entries.iter().map(|entry| Entry { group: entry.group + offset, ..*entry });
        Self {
            groups: self.groups.iter().chain(&other.groups).cloned().collect(),
            entries: self.entries.iter().copied().chain(shifted).collect(),
        }
        .normalised()
    }

    /// The same counts with all folds merged.
    pub(crate) fn without_folds(mut self) -> Self {
        self.groups.iter_mut().for_each(|(group, _)| group.fold = 0);
        self.normalised()
    }

    /// Sorts groups and entries, and joins equal ones.
    fn normalised(mut self) -> Self {
        let mut groups: BTreeMap<Group, u64> = BTreeMap::new();
        for (group, comments) in &self.groups {
            *groups.entry(group.clone()).or_insert(0) += comments;
        }
        let sorted: Vec<(Group, u64)> = groups.into_iter().collect();
        for entry in &mut self.entries {
            let group = &self.groups[entry.group as usize].0;
            entry.group = sorted.iter().position(|(other, _)| other == group).unwrap() as u32;
        }
        self.entries.sort_by_key(|entry| (entry.key, entry.group));
        join_neighbours(&mut self.entries);
        Self { groups: sorted, entries: self.entries }
    }
}
