//! The weights of features, as training fits them.

use super::WEIGHTS;
use crate::text::feature_extractor::FeatureKey;

/// The weights of the selected features, sorted by key; a column is 0 where its task did not select the feature.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Weights {
    /// A feature and what it weighs for each column.
    pub rows: Vec<(FeatureKey, [f32; WEIGHTS])>,
    /// Features whose counts are those of a feature with weights, which speaks for them: that feature, and the other.
    /// Retraining may tell them apart.
    pub companions: Vec<(FeatureKey, FeatureKey)>,
}

impl Weights {
    /// The weights of a feature: all 0 for one that is not known.
    #[must_use]
    pub fn of(&self, key: FeatureKey) -> Option<&[f32; WEIGHTS]> {
        self.rows.binary_search_by_key(&key, |row| row.0).ok().map(|index| &self.rows[index].1)
    }
}
