//! Labels as training examples: features and fold.

use crate::counts::FOLDS;
use crate::label::Label;
use crate::text::feature_extractor::{self, FeatureKey};
use crate::text::mix;

/// The features and the fold of a label.
#[derive(Debug)]
pub struct Example {
    pub(super) fold: u8,
    /// The features of its text, sorted; empty where the label has no value.
    pub(super) features: Vec<FeatureKey>,
}

impl Example {
    /// Extracts the features of a label and derives its fold: the slow part of counting, which any thread can do.
    #[must_use]
    pub fn of(label: &Label) -> Self {
        let mut features = if label.says_something() { keys_of(label) } else { Vec::new() };
        features.sort_unstable();
        Self { fold: fold(&features), features }
    }
}

/// The features of a label's text, in text order.
pub(super) fn keys_of(label: &Label) -> Vec<FeatureKey> {
    // Enough for most comments.
    let mut keys = Vec::with_capacity(256);
    feature_extractor::of_comment([label.text.as_str()], |key| keys.push(key));
    keys
}

/// The fold of a label's comment.
#[must_use]
pub fn fold_of(label: &Label) -> u8 {
    fold(&keys_of(label))
}

/// The fold of a comment, a hash of its features: repetitions of a comment are in one fold.
pub(super) fn fold(features: &[FeatureKey]) -> u8 {
    let mixed = features.iter().fold(0_u64, |sum, key| sum.wrapping_add(*key));
    (mix(mixed) % u64::from(FOLDS)) as u8
}
