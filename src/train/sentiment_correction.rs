//! The correction of the sentiments: multinomial logistic regression on top of naive Bayes.
//!
//! Naive Bayes takes each feature for independent evidence of a sentiment. The correction has its log-odds, out of fold, as
//! its offset, and learns from the same comments what they get wrong: a value a sentiment for each feature, for each mark of
//! punctuation, and for each source. Those of sources are not kept: they are there so that the shares of a source are not
//! learnt as the meaning of its words. On comments out of fold (macro-F1 of the printed label) newspapers had .695 in place
//! of .689 (.687 without punctuation), Arabizi .676 of .583, public corpora .671 of .662, when it was new; without the values of
//! sources .02 to .03 less on a corpus that was not in training (`training/tried.md`).

use super::example::{fold, keys_of};
use super::lbfgs::minimise;
use crate::calibration::Calibration;
use crate::label::{Label, TARGETS, Target, UNNAMED_SOURCE};
use crate::model::{Parameters, SentimentCorrection, Weights};
use crate::record::Sentiment;
use crate::text::feature_extractor::FeatureKey;
use crate::text::key_map::KeyMap;
use crate::text::punctuation::{PUNCTUATION_MARKS, Punctuation};
use std::collections::BTreeMap;

/// How many features are corrected: 2,000 lose two thirds of the gain on comments drawn for content, all add nothing.
const FEATURES: usize = 8000;
/// The L2 penalty of the values of features.
const PENALTY: f64 = 75.0;
/// The L2 penalty of the values of punctuation and sources: only that those of a source with one sentiment stay finite.
const PENALTY_OF_OTHERS: f64 = 0.05;
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

/// A sparse matrix, a row a comment that counts. Its columns are the features, then the marks of punctuation, then the sources.
struct Design {
    keys: Vec<FeatureKey>,
    /// The inverse document frequency of each feature.
    idf: Vec<f64>,
    /// The number of comments of each feature.
    comments: Vec<u32>,
    /// The number of columns.
    columns: usize,
    /// For each row, the index of its example, and the end of its cells.
    rows: Vec<(usize, usize)>,
    /// Column and value: of a feature count · idf / √length, of the others 1.
    cells: Vec<(u32, f32)>,
}

/// The numbers of a column side by side: one a sentiment, and one that is not used, so that they fill vectors.
const LANES: usize = 4;

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
            // The many comments of the domain are not made heavier: they would teach the public corpora's sentiments away.
            let weight = if parameters.is_in_domain(name) { 1.0 } else { of_source };
            let log_odds = |index: usize| {
                let prior = Some(parameters.sentiment_prior[index]);
                curves[index].log_odds(scores[Target::SENTIMENTS[index] as usize], prior)
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
        let values = minimise(LANES * design.columns, STEPS, |values, gradient| {
            let (values, gradient) = (values.as_chunks::<LANES>().0, gradient.as_chunks_mut::<LANES>().0);
            self.loss(&design, values, gradient)
        });
        self.strongest(&design, values.as_chunks::<LANES>().0)
    }

    /// The log-loss of the examples that count, and the penalties; writes its gradient.
    fn loss(&self, design: &Design, values: &[[f64; LANES]], gradient: &mut [[f64; LANES]]) -> f64 {
        let mut loss = 0.0;
        for (column, (slopes, values)) in gradient.iter_mut().zip(values).enumerate() {
            let penalty = if column < design.keys.len() { PENALTY } else { PENALTY_OF_OTHERS };
            *slopes = values.map(|value| penalty * value);
            loss += values.iter().map(|value| penalty * value * value / 2.0).sum::<f64>();
        }
        let mut begin = 0;
        for (example, end) in &design.rows {
            let (example, cells) = (&self.examples[*example], &design.cells[begin..*end]);
            begin = *end;
            let mut log_odds = [0.0; LANES];
            for (column, share) in cells {
                let of_column = values[*column as usize];
                for lane in 0..LANES {
                    log_odds[lane] += f64::from(*share) * of_column[lane];
                }
            }
            let log_odds: [f64; 3] = std::array::from_fn(|index| log_odds[index] + example.log_odds[index]);
            let largest = log_odds.iter().copied().fold(f64::MIN, f64::max);
            let odds = log_odds.map(|log_odds| (log_odds - largest).exp());
            let sum: f64 = odds.iter().sum();
            let truth = example.sentiment as usize;
            loss += example.weight * (sum.ln() + largest - log_odds[truth]);
            let mut errors = [0.0; LANES];
            for (index, odds) in odds.into_iter().enumerate() {
                errors[index] = example.weight * (odds / sum - f64::from(u8::from(index == truth)));
            }
            for (column, share) in cells {
                let slopes = &mut gradient[*column as usize];
                for lane in 0..LANES {
                    slopes[lane] += f64::from(*share) * errors[lane];
                }
            }
        }
        loss
    }

    /// The examples that count, as rows.
    fn design(&self, weights: &Weights, wanted: impl Fn(&SentimentExample) -> bool) -> Design {
        let keys: Vec<FeatureKey> = weights.rows.iter().map(|row| row.0).collect();
        let indices: KeyMap<u32> = keys.iter().copied().zip(0..).collect();
        let marks = keys.len();
        let sources = marks + PUNCTUATION_MARKS;
        let mut comments = vec![0_u32; keys.len()];
        let (mut rows, mut cells) = (Vec::new(), Vec::new());
        for (number, example) in self.examples.iter().enumerate().filter(|(_, example)| wanted(example)) {
            let length = f64::from(example.length.max(1)).sqrt();
            for (key, count) in &example.features {
                if let Some(index) = indices.get(key) {
                    comments[*index as usize] += 1;
                    cells.push((*index, (f64::from(*count) / length) as f32));
                }
            }
            let others = example.punctuation.present().map(|mark| marks + mark).chain([sources + example.source]);
            cells.extend(others.map(|column| (column as u32, 1.0)));
            rows.push((number, cells.len()));
        }
        let all = rows.len() as f64;
        let idf: Vec<f64> = comments.iter().map(|with| ((1.0 + all) / (1.0 + f64::from(*with))).ln() + 1.0).collect();
        for (column, share) in &mut cells {
            *share *= idf.get(*column as usize).map_or(1.0, |idf| *idf as f32);
        }
        Design { keys, idf, comments, columns: sources + self.sources.len(), rows, cells }
    }

    /// The values of the features that correct most, rounded to a byte each, and those of punctuation.
    fn strongest(&self, design: &Design, values: &[[f64; LANES]]) -> SentimentCorrection {
        let largest = |index: usize| values[index].iter().fold(0.0_f64, |most, value| most.max(value.abs()));
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
            let value = |at: usize| (values[index][at] * design.idf[index] / step).round() as i8;
            (design.keys[index], std::array::from_fn(value))
        };
        let rows = ranked.into_iter().map(|(_, index)| row(index)).filter(|(_, values)| *values != [0; 3]).collect();
        let of_mark =
            |mark: usize| std::array::from_fn(|at| (values[design.keys.len() + mark][at] / self.slopes[at]) as f32);
        let steps = self.slopes.map(|slope| (step / slope) as f32);
        SentimentCorrection { steps, punctuation: std::array::from_fn(of_mark), rows }
    }
}

/// Keys, sorted, each with how often it occurs.
fn counted(mut keys: Vec<FeatureKey>) -> Vec<(FeatureKey, u32)> {
    keys.sort_unstable();
    keys.chunk_by(|one, other| one == other).map(|same| (same[0], same.len() as u32)).collect()
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
        for ((score, sum), step) in scores[Target::Negative as usize..].iter_mut().zip(sums).zip(self.steps) {
            *score += f64::from(sum) * f64::from(step) / length;
        }
        for mark in punctuation.present() {
            let of_mark = self.punctuation[mark];
            scores[Target::Negative as usize..]
                .iter_mut()
                .zip(of_mark)
                .for_each(|(score, more)| *score += f64::from(more));
        }
    }
}
