//! Labels dealt into folds by what is in them.

use super::counts::FOLDS;
use crate::label::Label;
use crate::text::features::{self, Key};
use crate::text::fold::mix;

/// What a label is counted by.
#[derive(Debug)]
pub struct Dealt {
    pub(super) fold: u8,
    /// The features of its text, sorted; none where nothing is known of it.
    pub(super) features: Vec<Key>,
}

impl Dealt {
    /// Deals a label: what of counting it takes long, and any thread can do.
    #[must_use]
    pub fn of(label: &Label) -> Self {
        let mut features = if label.says_something() { keys_of(label) } else { Vec::new() };
        features.sort_unstable();
        Self { fold: fold(&features), features }
    }
}

/// The features of a label's text, in the order in which they stand there.
pub(super) fn keys_of(label: &Label) -> Vec<Key> {
    // As many as most comments have.
    let mut keys = Vec::with_capacity(256);
    features::of_comment([label.text.as_str()], |key| keys.push(key));
    keys
}

/// The fold of a label's comment.
#[must_use]
pub fn fold_of(label: &Label) -> u8 {
    fold(&keys_of(label))
}

/// The fold of a comment: decided by what is in it, so that a comment said twice is in one fold.
pub(super) fn fold(features: &[Key]) -> u8 {
    let mixed = features.iter().fold(0_u64, |sum, key| sum.wrapping_add(*key));
    (mix(mixed) % u64::from(FOLDS)) as u8
}
