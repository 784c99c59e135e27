//! Out-of-fold weights: for each fold those fitted without it, by which the second pass scores its labels.

use super::CorrectionTable;
use super::example::{fold, keys_of};
use crate::calibration::Histogram;
use crate::label::{Label, LabelValues, TARGETS, Target, UNNAMED_SOURCE};
use crate::model::{Mixing, Parameters, WEIGHTS, Weights};
use crate::text::BloomFilter;
use crate::text::feature_extractor::FeatureKey;
use crate::text::key_map::KeyMap;
use crate::text::punctuation::Punctuation;
use std::collections::BTreeSet;

/// For each fold, the weights fitted without it.
#[derive(Debug)]
pub struct OutOfFoldWeights {
    folds: Vec<Fold>,
    mixing: Mixing,
}

impl OutOfFoldWeights {
    /// Indexes the weights fitted without each fold, in the order of the folds, each with this correction.
    pub(super) fn new(weights: Vec<Weights>, mixing: Mixing, correction: &CorrectionTable) -> Self {
        Self { folds: weights.into_iter().map(|weights| Fold::new(weights, correction.clone())).collect(), mixing }
    }

    /// The weights fitted without each fold.
    pub(super) fn weights(&self) -> impl Iterator<Item = &Weights> {
        self.folds.iter().map(|fold| &fold.weights)
    }

    /// Sets the correction of each fold.
    pub(super) fn correct(&mut self, corrections: impl Iterator<Item = CorrectionTable>) {
        self.folds.iter_mut().zip(corrections).for_each(|(fold, correction)| fold.correction = correction);
    }

    /// The raw scores of a label, mixed and corrected, by the weights fitted without its fold.
    #[must_use]
    pub fn scores(&self, label: &Label) -> [f64; TARGETS] {
        let features = keys_of(label);
        let fold = &self.folds[fold(&features) as usize];
        let mut scores = self.mixing.apply(fold.raw_scores(&features), features.len() as u32);
        fold.correction.add(&features, Punctuation::of([label.text.as_str()]), &mut scores);
        scores
    }
}

/// Out-of-fold scores with their labels: a histogram a target.
#[derive(Debug)]
pub struct OutOfFoldHistograms {
    pub(super) targets: [Histogram; TARGETS],
    /// The sources that calibration leaves out: their histograms would be half a megabyte of the default model.
    left_out: BTreeSet<String>,
}

impl OutOfFoldHistograms {
    /// Adds to these histograms the scores of sources that count in calibration.
    pub(super) fn new(targets: [Histogram; TARGETS], parameters: &Parameters) -> Self {
        let weights = parameters.calibration_weights.iter();
        let left_out = weights.filter(|(_, weight)| **weight <= 0.0).map(|(source, _)| source.clone()).collect();
        Self { targets, left_out }
    }

    /// Adds a label's scores, for the targets that the label has a value for.
    pub fn keep(&mut self, label: &Label, scores: [f64; TARGETS]) {
        let source = label.source.as_deref().unwrap_or(UNNAMED_SOURCE);
        if self.left_out.contains(source) {
            return;
        }
        let values = LabelValues::from(label);
        for target in Target::ALL {
            if let Some(answer) = target.truth(&values) {
                self.targets[target as usize].add(source, answer, scores[target as usize]);
            }
        }
    }
}

/// The weights fitted without a fold, indexed by feature.
#[derive(Debug, Default)]
struct Fold {
    weights: Weights,
    /// The row of each feature in `weights`.
    places: KeyMap<u32>,
    /// The features in `places`: most are not there, and the filter, which stays in the cache, answers for those.
    filter: BloomFilter,
    correction: CorrectionTable,
}

impl Fold {
    fn new(weights: Weights, correction: CorrectionTable) -> Self {
        let places = weights.rows.iter().enumerate().map(|(place, row)| (row.0, place as u32)).collect();
        let filter = weights.rows.iter().map(|row| row.0).collect();
        Self { weights, places, filter, correction }
    }

    /// The raw scores of a comment's features, not mixed.
    fn raw_scores(&self, features: &[FeatureKey]) -> [f64; WEIGHTS] {
        let row = |key: &FeatureKey| self.places.get(key).map(|place| &self.weights.rows[*place as usize].1);
        summed(features.iter().filter(|key| self.filter.may_contain(**key)).filter_map(row), features.len())
    }
}

/// The raw scores of a comment's features, not mixed: the sum of weights over the square root of the number of
/// features.
#[must_use]
pub fn raw_scores(weights: &Weights, features: &[FeatureKey]) -> [f64; WEIGHTS] {
    summed(features.iter().filter_map(|key| weights.of(*key)), features.len())
}

/// The sum of weights over the square root of the number of features.
pub(super) fn summed<'weights>(
    rows: impl Iterator<Item = &'weights [f32; WEIGHTS]>,
    features: usize,
) -> [f64; WEIGHTS] {
    let mut sums = [0.0; WEIGHTS];
    for row in rows {
        for (sum, weight) in sums.iter_mut().zip(row) {
            *sum += f64::from(*weight);
        }
    }
    let length = (features.max(1) as f64).sqrt();
    sums.map(|sum| sum / length)
}
