//! The two passes over labels that make a model.
//!
//! The first counts, each label in a fold that its text decides. The second scores each label by weights fitted without
//! its fold, which gives the histograms that calibration and thresholds are drawn from. Retraining is the same with
//! counts and histograms to begin with.

use super::calibration::{Calibration, Histogram};
use super::counts::{Counter, Counts, FOLDS};
use super::fit::{Parameters, Weights, fit};
use super::model::{Learnt, Memory, Model, upper};
use super::{COLUMNS, Column, UNNAMED_SOURCE, WEIGHTS};
use crate::label::Label;
use crate::relevance::Relevance;
use crate::text::features::{self, Key};

/// The first pass.
#[derive(Debug, Default)]
pub struct Trainer {
    parameters: Parameters,
    counter: Counter,
    features: Vec<Key>,
    /// What was known before: nothing, full counts, or what a published model carries.
    before: Before,
}

#[derive(Debug, Default)]
struct Before {
    counts: Counts,
    plain: Vec<u32>,
    histograms: [Histogram; COLUMNS],
    weight: u32,
    relevance: Option<Relevance>,
}

impl Trainer {
    /// Begins with nothing.
    #[must_use]
    pub fn new(parameters: Parameters) -> Self {
        Self { parameters, before: Before { weight: 1, ..Before::default() }, ..Self::default() }
    }

    /// Begins with a model's histograms and either its full counts or what it carries; each new label counts `weight`
    /// times.
    #[must_use]
    pub fn from_model(model: &Model, memory: Memory, weight: u32) -> Self {
        let before = Before {
            counts: memory.counts,
            plain: memory.plain,
            histograms: model.head.histograms.clone(),
            weight: weight.max(1),
            relevance: model.head.relevance.clone(),
        };
        Self { parameters: model.head.parameters.clone(), before, ..Self::default() }
    }

    /// The model judges off-topic by this, which is not learnt here: [`crate::relevance::learn`].
    #[must_use]
    pub fn with_relevance(mut self, relevance: Option<Relevance>) -> Self {
        self.before.relevance = relevance;
        self
    }

    /// Counts a label. `false` where there is nothing to count: no label known, or no feature in the text.
    pub fn count(&mut self, label: &Label) -> bool {
        features_of(label, &mut self.features);
        if self.features.is_empty() || !label.says_something() {
            return false;
        }
        let fold = fold(&self.features);
        self.counter.add(label, fold, &mut self.features);
        true
    }

    /// Ends the first pass.
    #[must_use]
    pub fn counted(self) -> Training {
        let Self { parameters, counter, before, .. } = self;
        let fresh = without_plain(counter.finish().times(before.weight.max(1)), &before.plain);
        let counts = if before.counts.groups.is_empty() { fresh } else { fresh.plus(&of_no_fold(before.counts)) };
        let folds = std::thread::scope(|scope| {
            let (counts, parameters) = (&counts, &parameters);
            let fits: Vec<_> = (0..FOLDS)
                .map(|fold| scope.spawn(move || fit(counts, parameters, |group| group.fold != fold)))
                .collect();
            fits.into_iter().map(|fit| fit.join().unwrap_or_default()).collect()
        });
        Training {
            parameters,
            counts,
            plain: before.plain,
            folds,
            histograms: before.histograms,
            relevance: before.relevance,
            features: Vec::new(),
        }
    }
}

/// Old counts belong to no fold, so every fold's weights rest on them.
fn of_no_fold(mut counts: Counts) -> Counts {
    for (group, _) in &mut counts.groups {
        group.fold = OLD;
    }
    counts
}

/// Leaves out features whose old counts are not at hand although there were many.
fn without_plain(mut counts: Counts, plain: &[u32]) -> Counts {
    if !plain.is_empty() {
        counts.entries.retain(|entry| plain.binary_search(&upper(entry.key)).is_err());
    }
    counts
}

/// The fold of counts from before: none of those that labels are dealt into.
const OLD: u8 = FOLDS;

/// The second pass.
#[derive(Debug)]
pub struct Training {
    parameters: Parameters,
    counts: Counts,
    plain: Vec<u32>,
    folds: Vec<Weights>,
    histograms: [Histogram; COLUMNS],
    relevance: Option<Relevance>,
    features: Vec<Key>,
}

impl Training {
    /// Scores a label by the weights that have not seen it, and keeps what it meant. Returns the raw scores.
    pub fn check(&mut self, label: &Label) -> [f64; COLUMNS] {
        features_of(label, &mut self.features);
        let fold = fold(&self.features);
        let scores = self.parameters.blend.apply(raw_scores(&self.folds[fold as usize], &self.features));
        for column in Column::ALL {
            if let Some(answer) = column.truth(label) {
                let source = label.source.as_deref().unwrap_or(UNNAMED_SOURCE);
                self.histograms[column as usize].add(source, answer, scores[column as usize]);
            }
        }
        scores
    }

    /// The full counts, folds forgotten: to keep beside the model, and never to be published.
    #[must_use]
    pub fn full_counts(&self) -> Counts {
        self.counts.without_folds()
    }

    /// The model.
    #[must_use]
    pub fn finish(self, name: &str) -> Model {
        let counts = self.counts.without_folds();
        let weights = fit(&counts, &self.parameters, |_| true);
        let fitted: [(Option<Calibration>, Option<f64>); COLUMNS] =
            std::array::from_fn(|column| calibrated(&self.histograms[column]));
        let thresholds = [fitted[0].1, fitted[1].1, self.relevance.as_ref().and_then(Relevance::threshold)];
        let calibrations = fitted.map(|(calibration, _)| calibration);
        let learnt = Learnt {
            parameters: &self.parameters,
            weights: &weights,
            counts: &counts,
            calibrations,
            thresholds,
            histograms: self.histograms,
            plain: &self.plain,
            relevance: self.relevance,
        };
        Model::new(name, learnt)
    }
}

/// The curve through out-of-fold scores, and the default threshold on it; `None` where one of the answers is missing.
#[must_use]
pub fn calibrated(histogram: &Histogram) -> (Option<Calibration>, Option<f64>) {
    let calibration = Calibration::fit(&histogram.points());
    (calibration, calibration.map(|calibration| default_threshold(histogram, &calibration)))
}

/// The default threshold: the probability at which F0.5 is highest out of fold, sources counting alike. F0.5 holds
/// precision twice as dear as recall: whoever moderates wants to see what is likely, and lower thresholds are theirs to set.
fn default_threshold(histogram: &Histogram, calibration: &Calibration) -> f64 {
    const BETA_SQUARED: f64 = 0.25;
    let points = histogram.points();
    let all: f64 = points.iter().filter(|point| point.answer).map(|point| point.weight).sum();
    let (mut found, mut raised) = (0.0, 0.0);
    let mut best = (0.0, 0.5);
    let mut rest = points.as_slice();
    while let Some(last) = rest.last() {
        let same = rest.iter().rev().take_while(|point| point.score == last.score).count();
        let (before, tied) = rest.split_at(rest.len() - same);
        raised += tied.iter().map(|point| point.weight).sum::<f64>();
        found += tied.iter().filter(|point| point.answer).map(|point| point.weight).sum::<f64>();
        let f_beta = (1.0 + BETA_SQUARED) * found / (BETA_SQUARED * all + raised);
        if f_beta > best.0 {
            // Halfway to the next lower score.
            let lower = before.last().map_or(last.score, |point| point.score);
            best = (f_beta, calibration.probability((last.score + lower) / 2.0, None));
        }
        rest = before;
    }
    // Four decimals, as it is printed: what a person types back means the same.
    (best.1 * 1e4).round() / 1e4
}

/// The raw scores of a comment's features by the plain formula, not blended: the sum of weights over the root of their
/// number.
#[must_use]
pub fn raw_scores(weights: &Weights, features: &[Key]) -> [f64; WEIGHTS] {
    let mut sums = [0.0; WEIGHTS];
    for row in features.iter().filter_map(|key| weights.of(*key)) {
        for (sum, weight) in sums.iter_mut().zip(row) {
            *sum += f64::from(*weight);
        }
    }
    let length = (features.len().max(1) as f64).sqrt();
    sums.map(|sum| sum / length)
}

fn features_of(label: &Label, features: &mut Vec<Key>) {
    features.clear();
    features::of_comment([label.text.as_str()], |key| features.push(key));
}

/// The fold of a comment, by its text.
#[must_use]
pub fn fold_of(text: &str) -> u8 {
    let mut keys = Vec::new();
    features::of_comment([text], |key| keys.push(key));
    fold(&keys)
}

/// The fold of a comment: decided by what is in it, so that a comment said twice is in one fold.
fn fold(features: &[Key]) -> u8 {
    let mixed = features.iter().fold(0_u64, |sum, key| sum.wrapping_add(*key));
    (crate::text::fold::mix(mixed) % u64::from(FOLDS)) as u8
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bayes::Blend;
    use crate::bayes::scorer::Scorer;
    use proptest::prelude::*;
    use std::path::Path;

    const WORDS: [&str; 14] =
        ["حمار", "كلب", "شكرا", "جميل", "رائع", "خائن", "الخبر", "المقال", "اليوم", "البلد", "ناس", "قال", "هذا", "في"];

    fn labels() -> impl Strategy<Value = Vec<Label>> {
        let row = (prop::collection::vec(0..WORDS.len(), 2..7), 0..3_u8);
        prop::collection::vec(row, 40..120).prop_map(|rows| {
            rows.into_iter()
                .map(|(words, source)| {
                    let hostile = words.iter().any(|word| matches!(word, 0 | 1 | 5));
                    Label {
                        text: words.iter().map(|word| WORDS[*word]).collect::<Vec<_>>().join(" "),
                        hostile: Some(hostile),
                        sectarian: (source == 0).then_some(hostile && words.len() > 4),
                        source: Some(format!("source {source}")),
                        ..Label::default()
                    }
                })
                .collect()
        })
    }

    fn trained(labels: &[Label], trainer: Trainer) -> (Model, Counts) {
        let mut trainer = trainer;
        for label in labels {
            trainer.count(label);
        }
        let mut training = trainer.counted();
        for label in labels {
            training.check(label);
        }
        let counts = training.full_counts();
        (training.finish("test"), counts)
    }

    fn weights(model: &Model) -> Vec<(Key, [i16; WEIGHTS], [f32; WEIGHTS])> {
        model.rows().map(|(key, weights)| (key, *weights, *model.scales())).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(16))]

        #[test]
        fn retraining_from_full_counts_gives_the_weights_of_training_on_the_union(old in labels(), new in labels()) {
            let (first, counts) = trained(&old, Trainer::new(Parameters::default()));
            let memory = Memory { counts, plain: Vec::new() };
            let (retrained, _) = trained(&new, Trainer::from_model(&first, memory, 1));
            let union: Vec<Label> = old.iter().chain(&new).cloned().collect();
            let (whole, _) = trained(&union, Trainer::new(Parameters::default()));
            prop_assert_eq!(weights(&retrained), weights(&whole));
        }

        #[test]
        fn the_scorer_gives_what_the_plain_formula_gives(labels in labels(), text in "[ا-ي ]{0,40}") {
            let (model, _) = trained(&labels, Trainer::new(Parameters::default()));
            let scorer = Scorer::new(&model);
            let mut worker = scorer.worker();
            for text in labels.iter().map(|label| label.text.as_str()).chain([text.as_str()]) {
                let raw = worker.score([text]);
                let mut features = Vec::new();
                features::of_comment([text], |key| features.push(key));
                let rows: std::collections::HashMap<Key, &[i16; WEIGHTS]> = model.rows().collect();
                let plain: [f64; WEIGHTS] = std::array::from_fn(|column| {
                    let sum: f64 = features
                        .iter()
                        .filter_map(|key| rows.get(key))
                        .map(|row| f64::from(row[column]) * f64::from(model.scales()[column]))
                        .sum();
                    sum / (features.len().max(1) as f64).sqrt()
                });
                for (found, expected) in raw.columns.into_iter().zip(Blend::default().apply(plain)) {
                    prop_assert!((found - expected).abs() < 1e-9);
                }
            }
        }

        #[test]
        fn the_same_labels_in_any_order_give_the_same_bytes(labels in labels()) {
            let mut reversed = labels.clone();
            reversed.reverse();
            let one = trained(&labels, Trainer::new(Parameters::default())).0;
            let other = trained(&reversed, Trainer::new(Parameters::default())).0;
            prop_assert_eq!(one.to_bytes(), other.to_bytes());
        }
    }

    #[test]
    fn an_explanation_sums_to_the_log_odds_without_the_offset() {
        let rows: Vec<Label> = (0..60)
            .map(|index| Label {
                text: format!("{} {} كلام {}", WORDS[index % 6], WORDS[index % 5 + 6], WORDS[index % 11]),
                hostile: Some(matches!(index % 6, 0 | 1 | 5)),
                ..Label::default()
            })
            .collect();
        let (model, _) = trained(&rows, Trainer::new(Parameters::default()));
        let scorer = Scorer::new(&model);
        let text = "هذا حمار يا ناس هذا في البلد";
        let reasons = super::super::explanation::explain(&model, &scorer, &[("body", text)]);
        let sum: f64 = reasons.iter().filter(|reason| reason.label == "hostile").map(|reason| reason.weight).sum();
        let raw = scorer.worker().score([text]).of(Column::Hostile);
        let calibration = model.calibration(Column::Hostile).unwrap();
        assert!((sum - raw * calibration.slope).abs() < 1e-9);
        assert_eq!(Model::parse(&model.to_bytes(), Path::new("m")).unwrap(), model);
    }
}
