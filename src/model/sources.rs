//! What a model was trained on, source by source.

use crate::counts::Counts;
use crate::label::{TARGETS, Target};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How many labels of each kind a source gave.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceSummary {
    /// The name of the source.
    pub name: String,
    /// The number of its comments.
    pub comments: u64,
    /// For each target, how many comments are labelled for it, and how many against.
    pub known: [(u64, u64); TARGETS],
}

/// The sources of these counts, sorted by name.
pub(super) fn summaries(counts: &Counts) -> Vec<SourceSummary> {
    let mut summaries: BTreeMap<&str, SourceSummary> = BTreeMap::new();
    for (group, comments) in &counts.groups {
        let summary = summaries.entry(&group.source).or_default();
        summary.name.clone_from(&group.source);
        summary.comments += comments;
        for target in Target::ALL {
            match target.truth(&group.known) {
                Some(true) => summary.known[target as usize].0 += comments,
                Some(false) => summary.known[target as usize].1 += comments,
                None => {}
            }
        }
    }
    summaries.into_values().collect()
}
