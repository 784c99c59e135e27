//! The two passes over labels that make a model.
//!
//! The first counts, each label in a fold that its text decides. The second scores each label by weights fitted without
//! its fold, which gives the histograms that calibration and thresholds are drawn from. Retraining is the same with
//! counts and histograms to begin with.

use super::calibration::{Calibration, Histogram};
use super::counted::Counted;
use super::counter::{Counter, Resources};
use super::counts::{Counts, Entry, FOLDS, Group};
use super::fit::{Parameters, Weights, fit};
use super::model::{Learnt, Memory, Model, PLAIN_FROM, upper};
use super::out_of_fold::Fold;
use super::{COLUMNS, Column, UNNAMED_SOURCE, WEIGHTS};
use crate::label::Label;
use crate::pipeline::in_order;
use crate::relevance::Relevance;
use crate::text::Folded;
use crate::text::features::{self, Key};
use std::io;

/// The first pass.
#[derive(Debug, Default)]
pub struct Trainer {
    parameters: Parameters,
    resources: Resources,
    /// Whether nobody will ask for the full counts.
    only_model: bool,
    counter: Counter,
    /// Labels whose features all threads will tell together.
    waiting: Vec<Label>,
    folded: Folded,
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
            // They belong to no fold, so every fold's weights rest on them.
            counts: memory.counts.forget_folds(),
            plain: memory.plain,
            histograms: model.histograms(),
            weight: weight.max(1),
            relevance: model.head.relevance.clone(),
        };
        Self { parameters: model.head.parameters.clone(), before, ..Self::default() }
    }

    /// Uses these threads and this memory; what comes out is the same with any.
    #[must_use]
    pub fn with_resources(self, resources: Resources) -> Self {
        Self { resources, counter: Counter::new(resources), ..self }
    }

    /// Lets go of what only [`Training::full_counts`] needs, which is much: those are then the counts of the features
    /// that could have weights.
    #[must_use]
    pub fn only_for_a_model(self) -> Self {
        Self { only_model: true, ..self }
    }

    /// The model judges off-topic by this, which is not learnt here: [`crate::relevance::learn`].
    #[must_use]
    pub fn with_relevance(mut self, relevance: Option<Relevance>) -> Self {
        self.before.relevance = relevance;
        self
    }

    /// Counts a label. `false` where there is nothing to count: no label known, or no feature in the text.
    pub fn count(&mut self, label: &Label) -> bool {
        if !label.says_something() || !self.has_features(&label.text) {
            return false;
        }
        self.waiting.push(Label { article: None, ..label.clone() });
        if self.waiting.len() >= TOGETHER {
            self.count_waiting();
        }
        true
    }

    fn has_features(&mut self, text: &str) -> bool {
        let mut any = false;
        self.folded.fold(text);
        for word in self.folded.words() {
            features::of_word(&word, |_| any = true);
            if any {
                break;
            }
        }
        any
    }

    fn count_waiting(&mut self) {
        let counter = &mut self.counter;
        on_all_threads(self.resources.threads, &std::mem::take(&mut self.waiting), keys_of, |label, mut features| {
            let fold = fold(&features);
            counter.add(label, fold, &mut features);
        });
    }

    /// Ends the first pass.
    ///
    /// # Errors
    /// Where a temporary file cannot be written or read.
    pub fn counted(mut self) -> io::Result<Training> {
        self.count_waiting();
        let Self { parameters, resources, only_model, counter, before, .. } = self;
        let counted = counter.counted()?;
        let is_first = before.counts.groups.is_empty() && before.plain.is_empty() && before.weight <= 1;
        let (counted, all) = if is_first {
            // What can have no weight, however the folds fall, is not even looked at: it is by far the most.
            let may_matter = |same: &[Entry], groups: &[(Group, u64)]| may_matter(same, groups, &parameters);
            (counted.only(may_matter)?, Some(counted).filter(|_| !only_model))
        } else {
            (counted, None)
        };
        let without = |fold: u8| -> io::Result<Counts> {
            let mut fresh = counted.part(|group| group.fold != fold)?;
            if before.weight > 1 {
                fresh = fresh.times(before.weight);
            }
            let fresh = without_plain(fresh, &before.plain);
            Ok(if before.counts.groups.is_empty() { fresh } else { fresh.plus(&before.counts) })
        };
        let mut fits = Vec::with_capacity(usize::from(FOLDS) + 1);
        let mut failed = None;
        let mut next = 0..=FOLDS;
        in_order(
            at_once(&counted, &before.counts, resources)?,
            || next.next(),
            || (),
            // No label is in the fold after the last: without it there are all.
            |(), fold| {
                let counts = without(fold)?;
                let weights = fit(&counts, &parameters, |_| true);
                Ok((weights, Some(counts).filter(|_| fold == FOLDS)))
            },
            |fitted: io::Result<_>| match fitted {
                Ok(fitted) => {
                    fits.push(fitted);
                    true
                }
                Err(error) => {
                    failed = Some(error);
                    false
                }
            },
        );
        if let Some(error) = failed {
            return Err(error);
        }
        let (weights, counts) = fits.pop().unwrap_or_default();
        let folds = fits.into_iter().map(|(weights, _)| Fold::new(weights)).collect();
        Ok(Training {
            parameters,
            resources,
            counts: counts.unwrap_or_default(),
            weights,
            all,
            plain: before.plain,
            folds,
            histograms: before.histograms,
            relevance: before.relevance,
        })
    }
}

/// How many labels are given to the threads at a time.
const TOGETHER: usize = 1 << 12;

/// Does `work` for all labels on all threads, and gives the results to `take` in the order of the labels.
fn on_all_threads<R: Send>(
    threads: usize,
    labels: &[Label],
    work: impl Fn(&Label) -> R + Sync,
    mut take: impl FnMut(&Label, R),
) {
    let mut parts = labels.chunks(64);
    in_order(
        threads,
        || parts.next(),
        || (),
        |(), part| (part, part.iter().map(&work).collect::<Vec<_>>()),
        |(part, results)| {
            part.iter().zip(results).for_each(|(label, result)| take(label, result));
            true
        },
    );
}

/// Bytes that a fit holds for each feature, about.
const OF_A_FEATURE: u64 = 256;

/// How many fits are made at once: as many as there are threads and memory for.
fn at_once(counted: &Counted, before: &Counts, resources: Resources) -> io::Result<usize> {
    let (features, entries) = counted.size()?;
    let old = before.entries.len() as u64;
    // Of five folds' entries about a third remain where folds are forgotten; half of them is on the safe side.
    let bytes = (features + old) * OF_A_FEATURE + (entries / 2 + old) * size_of::<Entry>() as u64;
    let fits = usize::try_from((resources.memory / 4 * 3) / bytes.max(1)).unwrap_or(usize::MAX);
    Ok(resources.threads.min(fits).max(1))
}

/// Whether a feature could pass the privacy cut over any part of the groups, or be remembered as plain. Over a part there
/// are no more comments and no more sources of them, so what fails over all fails over each.
fn may_matter(same: &[Entry], groups: &[(Group, u64)], parameters: &Parameters) -> bool {
    let source = |entry: &Entry| &groups[entry.group as usize].0.source;
    let comments: u64 = same.iter().map(|entry| u64::from(entry.comments)).sum();
    let of_two = same.iter().any(|entry| source(entry) != source(&same[0]));
    let enough = if of_two {
        parameters.comments_of_two_sources.min(parameters.comments_of_one_source)
    } else {
        parameters.comments_of_one_source
    };
    comments >= u64::from(enough).min(PLAIN_FROM)
}

/// Leaves out features whose old counts are not at hand although there were many.
fn without_plain(mut counts: Counts, plain: &[u32]) -> Counts {
    if !plain.is_empty() {
        counts.entries.retain(|entry| plain.binary_search(&upper(entry.key)).is_err());
    }
    counts
}

/// The second pass.
#[derive(Debug)]
pub struct Training {
    parameters: Parameters,
    resources: Resources,
    /// The counts, folds forgotten; only of features that could have weights, if there are `all`.
    counts: Counts,
    /// The weights of all labels.
    weights: Weights,
    /// All that was counted, where `counts` is a part of it.
    all: Option<Counted>,
    plain: Vec<u32>,
    folds: Vec<Fold>,
    histograms: [Histogram; COLUMNS],
    relevance: Option<Relevance>,
}

impl Training {
    /// Scores a label by the weights that have not seen it, and keeps what it meant. Returns the raw scores.
    pub fn check(&mut self, label: &Label) -> [f64; COLUMNS] {
        let scores = self.out_of_fold(label);
        self.keep(label, scores);
        scores
    }

    /// [`Training::check`] of many labels, on all threads.
    pub fn check_all(&mut self, labels: &[Label]) -> Vec<[f64; COLUMNS]> {
        let mut all = Vec::with_capacity(labels.len());
        on_all_threads(self.resources.threads, labels, |label| self.out_of_fold(label), |_, scores| all.push(scores));
        labels.iter().zip(&all).for_each(|(label, scores)| self.keep(label, *scores));
        all
    }

    fn out_of_fold(&self, label: &Label) -> [f64; COLUMNS] {
        let features = keys_of(label);
        self.parameters.blend.apply(self.folds[fold(&features) as usize].raw_scores(&features))
    }

    fn keep(&mut self, label: &Label, scores: [f64; COLUMNS]) {
        for column in Column::ALL {
            if let Some(answer) = column.truth(label) {
                let source = label.source.as_deref().unwrap_or(UNNAMED_SOURCE);
                self.histograms[column as usize].add(source, answer, scores[column as usize]);
            }
        }
    }

    /// The full counts, folds forgotten: to keep beside the model, and never to be published. They are put together in
    /// memory.
    ///
    /// # Errors
    /// Where a temporary file cannot be read.
    pub fn full_counts(&self) -> io::Result<Counts> {
        self.all.as_ref().map_or_else(|| Ok(self.counts.clone()), |all| all.part(|_| true))
    }

    /// The model.
    #[must_use]
    pub fn finish(self, name: &str) -> Model {
        let fitted: [(Option<Calibration>, Option<f64>); COLUMNS] =
            std::array::from_fn(|column| calibrated(&self.histograms[column]));
        let thresholds = [fitted[0].1, fitted[1].1, self.relevance.as_ref().and_then(Relevance::threshold)];
        let calibrations = fitted.map(|(calibration, _)| calibration);
        let learnt = Learnt {
            parameters: &self.parameters,
            weights: &self.weights,
            counts: &self.counts,
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
    summed(features.iter().filter_map(|key| weights.of(*key)), features.len())
}

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

fn keys_of(label: &Label) -> Vec<Key> {
    let mut keys = Vec::new();
    features::of_comment([label.text.as_str()], |key| keys.push(key));
    keys
}

/// The fold of a label's comment.
#[must_use]
pub fn fold_of(label: &Label) -> u8 {
    fold(&keys_of(label))
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
        let mut training = trainer.counted().unwrap();
        training.check_all(labels);
        let counts = training.full_counts().unwrap();
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
        fn threads_and_memory_change_no_byte(
            labels in labels(), threads in 2..5_usize, memory in prop::sample::select(vec![0_u64, 4_000, 1 << 30])
        ) {
            let (one, counts) = trained(&labels, Trainer::new(Parameters::default()));
            let resources = Resources { threads, memory };
            let (other, other_counts) = trained(&labels, Trainer::new(Parameters::default()).with_resources(resources));
            prop_assert_eq!(one.to_bytes(), other.to_bytes());
            prop_assert_eq!(counts, other_counts);
        }

        #[test]
        fn what_cannot_matter_is_left_out_without_a_trace(labels in labels()) {
            let mut trainer = Trainer::new(Parameters::default());
            labels.iter().for_each(|label| {
                trainer.count(label);
            });
            let training = trainer.counted().unwrap();
            let all = training.full_counts().unwrap();
            let parts = training.counts.clone();
            prop_assert!(parts.entries.len() < all.entries.len(), "something is left out");
            prop_assert_eq!(fit(&all, &training.parameters, |_| true), fit(&parts, &training.parameters, |_| true));
            let every = |counts: &Counts, part: &str| fit(counts, &training.parameters, |group| group.source != part);
            prop_assert_eq!(every(&all, "source 1"), every(&parts, "source 1"));
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
