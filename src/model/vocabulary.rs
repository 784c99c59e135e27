//! The vocabulary: the feature keys that have weights.

use crate::text::feature_extractor::FeatureKey;
use serde::{Deserialize, Serialize};

/// Sorted feature keys, kept as the steps between neighbours, which the file writes in fewer bytes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Vocabulary {
    steps: Vec<u64>,
}

impl Vocabulary {
    /// The vocabulary of these keys, which are sorted.
    pub(super) fn new(sorted: impl Iterator<Item = FeatureKey>) -> Self {
        Self { steps: steps(sorted) }
    }

    /// The vocabulary with these steps between its keys.
    pub(super) fn of_steps(steps: Vec<u64>) -> Self {
        Self { steps }
    }

    /// How many keys it has.
    pub(super) fn len(&self) -> usize {
        self.steps.len()
    }

    /// The keys, sorted.
    pub(super) fn keys(&self) -> impl Iterator<Item = FeatureKey> {
        self.steps.iter().scan(0_u64, |key, step| {
            *key = key.wrapping_add(*step);
            Some(*key)
        })
    }
}

/// The differences between sorted numbers; the first is the first number itself.
pub(super) fn steps(sorted: impl Iterator<Item = u64>) -> Vec<u64> {
    sorted
        .scan(0_u64, |before, key| {
            let step = key.wrapping_sub(*before);
            *before = key;
            Some(step)
        })
        .collect()
}
