//! The weights that have not seen a fold: what the second pass scores its labels by, as often as there are labels.

use super::WEIGHTS;
use super::fit::Weights;
use super::training::summed;
use crate::text::features::Key;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// The weights that have not seen a fold, ready to be looked up.
#[derive(Debug, Default)]
pub(super) struct Fold {
    weights: Weights,
    /// Where each feature stands among the weights.
    places: HashMap<Key, u32, BuildKeyHasher>,
}

impl Fold {
    pub(super) fn new(weights: Weights) -> Self {
        let places = weights.rows.iter().enumerate().map(|(place, row)| (row.0, place as u32)).collect();
        Self { weights, places }
    }

    /// The raw scores of a comment's features, not blended.
    pub(super) fn raw_scores(&self, features: &[Key]) -> [f64; WEIGHTS] {
        let row = |key: &Key| self.places.get(key).map(|place| &self.weights.rows[*place as usize].1);
        summed(features.iter().filter_map(row), features.len())
    }
}

/// Features are hashes already.
#[derive(Debug, Default, Clone, Copy)]
struct KeyHasher(u64);
type BuildKeyHasher = BuildHasherDefault<KeyHasher>;

impl Hasher for KeyHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.0 = self.0.rotate_left(8) ^ u64::from(*byte));
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
}
