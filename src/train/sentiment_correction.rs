//! The correction of the sentiments: multinomial logistic regression on top of naive Bayes.
//!
//! Naive Bayes takes each feature for independent evidence of a sentiment. The correction has its log-odds, out of fold, as
//! its offset, and learns from the same comments what they get wrong: a value a feature and sentiment, and a constant a
//! source and sentiment that is not kept, so that the shares of a source are not learnt as the meaning of its words. On
//! comments out of fold (macro-F1 of the printed label): Arabizi .583 → .673, public corpora .662 → .672; without
//! the constants, .02 to .03 less on a corpus that was not in training (`training/tried.md`).

use super::example::{fold, keys_of};
use super::lbfgs::minimise;
use crate::calibration::Calibration;
use crate::label::{Label, TARGETS, UNNAMED_SOURCE};
use crate::model::{Parameters, SentimentCorrection, Weights};
use crate::record::Sentiment;
use crate::text::feature_extractor::FeatureKey;
use crate::text::key_map::KeyMap;
use crate::text::punctuation::{PUNCTUATION_MARKS, Punctuation};
use std::collections::BTreeMap;

/// How many features are corrected; 2,000 leave half of the gain, all 62,000 add nothing.
const FEATURES: usize = 8000;
/// How often a comment of the domain counts.
const OF_DOMAIN: f64 = 3.0;
/// How often another one counts, times its source's weight.
const OF_OTHERS: f64 = 0.3;
/// The L2 penalty of the values.
const PENALTY: f64 = 150.0;
/// The L2 penalty of the constants: only that those of a source with one sentiment stay finite.
const PENALTY_OF_SOURCE: f64 = 0.1;
/// Steps of the minimisation: stopping early is a part of the shrinkage.
const STEPS: usize = 20;

/// Comments with a sentiment, each with its log-odds by weights that were fitted without it.
#[derive(Debug)]
pub struct SentimentExamples {
    examples: Vec<SentimentExample>,
    sources: Vec<String>,
    /// The slopes of the calibrations of the three sentiments: log-odds a unit of score.
    slopes: [f64; 3],
}

#[derive(Debug)]
struct SentimentExample {
    fold: u8,
    source: usize,
    sentiment: Sentiment,
    /// How often it counts.
    weight: f64,
    /// The log-odds of the three sentiments.
    log_odds: [f64; 3],
    /// The number of its features, repetitions counted.
    length: u32,
    /// Its marks of punctuation, a bit each.
    punctuation: Punctuation,
    /// Its features, sorted, each with how often it occurs.
    features: Vec<(FeatureKey, u32)>,
}

/// The features that a correction is fitted on, and each comment as a row of a sparse matrix.
struct Design {
    keys: Vec<FeatureKey>,
    /// The inverse document frequency of each feature.
    idf: Vec<f64>,
    /// The number of comments of each feature.
    comments: Vec<u32>,
    /// For each example that counts, its index, and its features with count · idf / √length.
    rows: Vec<(usize, Vec<(u32, f32)>)>,
}

impl SentimentExamples {
    /// The examples among these labels, each with its out-of-fold scores, mixed; `None` where sentiments are not calibrated.
    pub(super) fn new(
        labels: &[Label],
        scores: &[[f64; TARGETS]],
        calibrations: [Option<Calibration>; 3],
        parameters: &Parameters,
    ) -> Option<Self> {
        let [Some(negative), Some(neutral), Some(positive)] = calibrations else { return None };
        let curves = [negative, neutral, positive];
        let mut sources: BTreeMap<&str, usize> = BTreeMap::new();
        let mut names = Vec::new();
        let mut examples = Vec::new();
        for (label, scores) in labels.iter().zip(scores) {
            let Some(sentiment) = label.sentiment else { continue };
            let keys = keys_of(label);
            let name = label.source.as_deref().unwrap_or(UNNAMED_SOURCE);
            let source = *sources.entry(name).or_insert_with(|| {
                names.push(name.to_string());
                names.len() - 1
            });
            let of_source = parameters.source_weights.get(name).copied().unwrap_or(1.0);
            let weight = if parameters.is_in_domain(name) { OF_DOMAIN } else { OF_OTHERS * of_source };
            let log_odds = |index: usize| {
                let prior = Some(parameters.sentiment_prior[index]);
                curves[index].log_odds(scores[TARGETS - 3 + index], prior)
            };
            let (fold, length) = (fold(&keys), keys.len() as u32);
            let log_odds = std::array::from_fn(log_odds);
            examples.push(SentimentExample {
                fold,
                source,
                sentiment,
                weight,
                log_odds,
                length,
                punctuation: Punctuation::of([label.text.as_str()]),
                features: counted(keys),
            });
        }
        Some(Self { examples, sources: names, slopes: curves.map(|curve| curve.slope) })
    }

    /// The correction fitted on the examples of all sources but one, indexed.
    #[must_use]
    pub fn without_source(&self, weights: &Weights, source: Option<&str>) -> CorrectionTable {
        CorrectionTable::new(&self.fit(weights, |other, _| Some(other) != source))
    }

    /// The correction fitted on the examples of these sources and folds, of features that have weights.
    pub(super) fn fit(&self, weights: &Weights, wanted: impl Fn(&str, u8) -> bool) -> SentimentCorrection {
        let design = self.design(weights, |example| wanted(&self.sources[example.source], example.fold));
        let marks = 3 * design.keys.len();
        let constants = marks + 3 * PUNCTUATION_MARKS;
        let size = constants + 3 * self.sources.len();
        let values = minimise(size, STEPS, |values, gradient| {
            for (index, (slope, value)) in gradient.iter_mut().zip(values).enumerate() {
                *slope = value * if index < marks { PENALTY } else { PENALTY_OF_SOURCE };
            }
            let mut loss = dot(values, gradient) / 2.0;
            for (example, row) in &design.rows {
                let example = &self.examples[*example];
                let constant = constants + 3 * example.source;
                let mut log_odds: [f64; 3] =
                    std::array::from_fn(|index| example.log_odds[index] + values[constant + index]);
                for (feature, share) in row {
                    let at = 3 * *feature as usize;
                    for (log_odds, value) in log_odds.iter_mut().zip(&values[at..at + 3]) {
                        *log_odds += f64::from(*share) * value;
                    }
                }
                for mark in example.punctuation.present() {
                    let at = marks + 3 * mark;
                    for (log_odds, value) in log_odds.iter_mut().zip(&values[at..at + 3]) {
                        *log_odds += value;
                    }
                }
                let largest = log_odds.iter().copied().fold(f64::MIN, f64::max);
                let odds = log_odds.map(|log_odds| (log_odds - largest).exp());
                let sum: f64 = odds.iter().sum();
                let truth = example.sentiment as usize;
                loss += example.weight * (sum.ln() + largest - log_odds[truth]);
                let errors: [f64; 3] = std::array::from_fn(|index| {
                    example.weight * (odds[index] / sum - f64::from(u8::from(index == truth)))
                });
                gradient[constant..constant + 3].iter_mut().zip(errors).for_each(|(slope, error)| *slope += error);
                for mark in example.punctuation.present() {
                    let at = marks + 3 * mark;
                    for (slope, error) in gradient[at..at + 3].iter_mut().zip(errors) {
                        *slope += error;
                    }
                }
                for (feature, share) in row {
                    let at = 3 * *feature as usize;
                    for (slope, error) in gradient[at..at + 3].iter_mut().zip(errors) {
                        *slope += f64::from(*share) * error;
                    }
                }
            }
            loss
        });
        self.strongest(&design, &values)
    }

    /// The examples that count, as rows.
    fn design(&self, weights: &Weights, wanted: impl Fn(&SentimentExample) -> bool) -> Design {
        let keys: Vec<FeatureKey> = weights.rows.iter().map(|row| row.0).collect();
        let indices: KeyMap<u32> = keys.iter().copied().zip(0..).collect();
        let mut comments = vec![0_u32; keys.len()];
        let mut rows: Vec<(usize, Vec<(u32, f32)>)> = Vec::new();
        for (number, example) in self.examples.iter().enumerate().filter(|(_, example)| wanted(example)) {
            let known = example.features.iter().filter_map(|(key, count)| Some((*indices.get(key)?, *count as f32)));
            let row: Vec<(u32, f32)> = known.collect();
            row.iter().for_each(|(index, _)| comments[*index as usize] += 1);
            rows.push((number, row));
        }
        let all = rows.len() as f64;
        let idf: Vec<f64> = comments.iter().map(|with| ((1.0 + all) / (1.0 + f64::from(*with))).ln() + 1.0).collect();
        for (number, row) in &mut rows {
            let length = f64::from(self.examples[*number].length.max(1)).sqrt();
            row.iter_mut().for_each(|(index, share)| *share *= (idf[*index as usize] / length) as f32);
        }
        Design { keys, idf, comments, rows }
    }

    /// The values of the features that correct most, rounded to a byte each.
    fn strongest(&self, design: &Design, values: &[f64]) -> SentimentCorrection {
        let largest =
            |index: usize| values[3 * index..3 * index + 3].iter().fold(0.0_f64, |most, value| most.max(value.abs()));
        let mut ranked: Vec<(f64, usize)> = (0..design.keys.len())
            .map(|index| (largest(index) * f64::from(design.comments[index]).sqrt(), index))
            .filter(|(rank, _)| *rank > 0.0)
            .collect();
        ranked.sort_unstable_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
        ranked.truncate(FEATURES);
        ranked.sort_unstable_by_key(|(_, index)| *index);
        let most = ranked.iter().map(|(_, index)| largest(*index) * design.idf[*index]).fold(0.0, f64::max);
        let step = most / f64::from(i8::MAX);
        let row = |index: usize| {
            let value = |at: usize| (values[3 * index + at] * design.idf[index] / step).round() as i8;
            (design.keys[index], std::array::from_fn(value))
        };
        let of_mark = |mark: usize| {
            std::array::from_fn(|at| (values[3 * (design.keys.len() + mark) + at] / self.slopes[at]) as f32)
        };
        let punctuation = std::array::from_fn(of_mark);
        let rows = ranked.into_iter().map(|(_, index)| row(index)).filter(|(_, values)| *values != [0; 3]).collect();
        SentimentCorrection { steps: self.slopes.map(|slope| (step / slope) as f32), rows, punctuation }
    }
}

/// Keys, sorted, each with how often it occurs.
fn counted(mut keys: Vec<FeatureKey>) -> Vec<(FeatureKey, u32)> {
    keys.sort_unstable();
    keys.chunk_by(|one, other| one == other).map(|same| (same[0], same.len() as u32)).collect()
}

fn dot(one: &[f64], other: &[f64]) -> f64 {
    one.iter().zip(other).map(|(one, other)| one * other).sum()
}

/// A correction indexed by feature.
#[derive(Debug, Clone, Default)]
pub struct CorrectionTable {
    values: KeyMap<[i8; 3]>,
    steps: [f32; 3],
    punctuation: [[f32; 3]; PUNCTUATION_MARKS],
}

impl CorrectionTable {
    /// Indexes a correction.
    pub(super) fn new(correction: &SentimentCorrection) -> Self {
        Self {
            values: correction.rows.iter().copied().collect(),
            steps: correction.steps,
            punctuation: correction.punctuation,
        }
    }

    /// Adds to the scores of a comment, mixed, what the correction says of its features.
    pub fn add(&self, features: &[FeatureKey], punctuation: Punctuation, scores: &mut [f64; TARGETS]) {
        if self.values.is_empty() {
            return;
        }
        let mut sums = [0_i32; 3];
        for values in features.iter().filter_map(|key| self.values.get(key)) {
            sums.iter_mut().zip(values).for_each(|(sum, value)| *sum += i32::from(*value));
        }
        let length = (features.len().max(1) as f64).sqrt();
        for ((score, sum), step) in scores[TARGETS - 3..].iter_mut().zip(sums).zip(self.steps) {
            *score += f64::from(sum) * f64::from(step) / length;
        }
        for mark in punctuation.present() {
            let of_mark = self.punctuation[mark];
            scores[TARGETS - 3..].iter_mut().zip(of_mark).for_each(|(score, more)| *score += f64::from(more));
        }
    }
}
