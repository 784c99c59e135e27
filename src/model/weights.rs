//! The weights of features, as training fits them.

use super::WEIGHTS;
use crate::text::feature_extractor::FeatureKey;

/// The weights of the selected features, sorted by key.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Weights {
    /// Each feature with its weights, in the order of [`WEIGHTS`].
    pub rows: Vec<(FeatureKey, [f32; WEIGHTS])>,
    /// Features with the same counts as one with weights, into which they were merged: that feature, and the other.
    /// Retraining may separate them.
    pub companions: Vec<(FeatureKey, FeatureKey)>,
}

impl Weights {
    /// The weights of a feature; `None` for one without.
    #[must_use]
    pub fn of(&self, key: FeatureKey) -> Option<&[f32; WEIGHTS]> {
        self.rows.binary_search_by_key(&key, |row| row.0).ok().map(|index| &self.rows[index].1)
    }
}
