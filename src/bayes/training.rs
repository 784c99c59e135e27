//! The two passes over labels that make a model.
//!
//! The first counts, each label in a fold that its text decides. The second scores each label by weights fitted without
//! its fold, which gives the histograms that calibration and thresholds are drawn from. Retraining is the same with
//! counts and histograms to begin with.

use super::calibration::{Calibration, Histogram};
use super::counted::Counted;
use super::counter::{Counter, Resources};
use super::counts::{Counts, Entry, FOLDS, Group};
use super::deal::Dealt;
use super::fit::{Weights, fit_within};
use super::model::{Learnt, Memory, Model, PLAIN_FROM, upper};
use super::out_of_fold::{Meanings, OutOfFold};
use super::parameters::Parameters;
use super::part::{Features, NO_FOLD, Part, Shard};
use super::{COLUMNS, WEIGHTS};
use crate::label::Label;
use crate::pipeline::in_order;
use crate::relevance::Relevance;
use crate::text::features::Key;
use std::io;

/// The first pass.
#[derive(Debug, Default)]
pub struct Trainer {
    parameters: Parameters,
    resources: Resources,
    /// Whether nobody will ask for the full counts.
    only_model: bool,
    counter: Counter,
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
        self.count_dealt(label, &Dealt::of(label))
    }

    /// [`Trainer::count`] of a label that has been dealt.
    pub fn count_dealt(&mut self, label: &Label, dealt: &Dealt) -> bool {
        self.counter.add_sorted(label, dealt.fold, &dealt.features);
        !dealt.features.is_empty()
    }

    /// Ends the first pass.
    ///
    /// # Errors
    /// Where a temporary file cannot be written or read.
    pub fn counted(self) -> io::Result<Training> {
        let Self { parameters, resources, only_model, mut counter, before } = self;
        let Before { counts, plain, histograms, weight, relevance } = before;
        // They belong to no fold, so every fold's weights rest on them.
        counter.add_counts(&Counts { groups: in_no_fold(counts.groups), entries: counts.entries });
        let all = counter.counted()?;
        // What can have no weight, however the folds fall, is not even looked at: it is by far the most.
        let may_matter = |same: &[Entry], groups: &[(Group, u64)]| may_matter(same, groups, weight, &parameters);
        let (counted, features) = all.only(may_matter)?;
        let all = Some(all).filter(|_| !only_model);
        let at_once = at_once(features, resources);
        let part = |fold: u8| {
            let part = Part::new(&counted, weight, |group| group.fold != fold).without_plain(&plain);
            part.on_threads(resources.threads / at_once)
        };
        let mut fits: Vec<Weights> = Vec::with_capacity(usize::from(FOLDS) + 1);
        let mut failed = Ok(());
        // The last is without nothing.
        let mut next = (0..FOLDS).chain([NOTHING]);
        in_order(
            at_once,
            || next.next(),
            || (),
            |(), fold| fit_within(&part(fold), &parameters, resources.memory / 2 / at_once as u64),
            |fitted: io::Result<Weights>| {
                failed = fitted.map(|weights| fits.push(weights));
                failed.is_ok()
            },
        );
        failed?;
        let weights = fits.pop().unwrap_or_default();
        let rest = part(NOTHING).on_threads(resources.threads);
        let memory = remembered(&rest, &weights, plain.clone())?;
        let out_of_fold = OutOfFold::new(fits, parameters.blend);
        Ok(Training {
            parameters,
            memory,
            weights,
            all,
            weight,
            out_of_fold,
            meanings: Meanings(histograms),
            relevance,
        })
    }
}

/// A fold that no group is of.
const NOTHING: u8 = u8::MAX;

fn in_no_fold(groups: Vec<(Group, u64)>) -> Vec<(Group, u64)> {
    groups.into_iter().map(|(group, comments)| (Group { fold: NO_FOLD, ..group }, comments)).collect()
}

/// What a model remembers: the counts of features with weights, and which other features were common.
fn remembered(part: &Part<'_>, weights: &Weights, plain_before: Vec<u32>) -> io::Result<Memory> {
    let mut merged: Vec<Key> = weights.companions.iter().map(|(_, companion)| *companion).collect();
    merged.sort_unstable();
    let mut memory = Memory { counts: Counts::default(), plain: plain_before };
    let of_shard = |shard: Shard<'_>| {
        let (mut entries, mut plain) = (Vec::new(), Vec::new());
        shard(&mut |same| {
            let key = same[0].key;
            if weights.of(key).is_some() {
                entries.extend_from_slice(same);
            } else if merged.binary_search(&key).is_err()
                && same.iter().map(|entry| u64::from(entry.comments)).sum::<u64>() >= PLAIN_FROM
            {
                plain.push(upper(key));
            }
        })?;
        Ok((entries, plain))
    };
    part.shards(of_shard, |(entries, plain): (Vec<Entry>, Vec<u32>)| {
        memory.counts.entries.extend(entries);
        memory.plain.extend(plain);
        Ok(())
    })?;
    memory.plain.sort_unstable();
    memory.plain.dedup();
    memory.counts.groups = part.groups().to_vec();
    Ok(memory)
}

/// Bytes that a fit holds for each feature where it keeps what it asks of them, about.
const OF_A_FEATURE: u64 = 192;

/// How many fits are made at once: as many as there are threads and memory for.
fn at_once(features: u64, resources: Resources) -> usize {
    let fits = usize::try_from(resources.memory / 2 / (features * OF_A_FEATURE).max(1)).unwrap_or(usize::MAX);
    resources.threads.min(fits).clamp(1, usize::from(FOLDS) + 1)
}

/// Whether a feature could pass the privacy cut over any part of the groups, or be remembered as plain. Over a part there
/// are no more comments and no more sources of them, so what fails over all fails over each.
fn may_matter(same: &[Entry], groups: &[(Group, u64)], weight: u32, parameters: &Parameters) -> bool {
    let group = |entry: &Entry| &groups[entry.group as usize].0;
    let times = |entry: &Entry| if group(entry).fold < NO_FOLD { u64::from(weight) } else { 1 };
    let comments: u64 = same.iter().map(|entry| u64::from(entry.comments) * times(entry)).sum();
    let of_two = same.iter().any(|entry| group(entry).source != group(&same[0]).source);
    let enough = if of_two {
        parameters.comments_of_two_sources.min(parameters.comments_of_one_source)
    } else {
        parameters.comments_of_one_source
    };
    comments >= u64::from(enough).min(PLAIN_FROM)
}

/// The second pass.
#[derive(Debug)]
pub struct Training {
    parameters: Parameters,
    /// What the model will carry.
    memory: Memory,
    /// The weights of all labels.
    weights: Weights,
    /// All that was counted, unless nobody will ask.
    all: Option<Counted>,
    /// How often each new label counts.
    weight: u32,
    out_of_fold: OutOfFold,
    meanings: Meanings,
    relevance: Option<Relevance>,
}

impl Training {
    /// Scores a label by the weights that have not seen it, and keeps what it meant. Returns the raw scores.
    pub fn check(&mut self, label: &Label) -> [f64; COLUMNS] {
        let scores = self.out_of_fold.scores(label);
        self.meanings.keep(label, scores);
        scores
    }

    /// [`Training::check`] in its two steps: scoring, which all threads can do at once, and keeping, in any order.
    pub fn checking(&mut self) -> (&OutOfFold, &mut Meanings) {
        (&self.out_of_fold, &mut self.meanings)
    }

    /// The full counts, folds forgotten: to keep beside the model, and never to be published. They are put together in
    /// memory.
    ///
    /// # Errors
    /// Where a temporary file cannot be read.
    pub fn full_counts(&self) -> io::Result<Counts> {
        let all = |all: &Counted| Part::new(all, self.weight, |_| true).counts(|_| true);
        self.all.as_ref().map_or_else(|| Ok(self.memory.counts.clone()), all)
    }

    /// The model.
    #[must_use]
    pub fn finish(self, name: &str) -> Model {
        let fitted: [(Option<Calibration>, Option<f64>); COLUMNS] =
            std::array::from_fn(|column| calibrated(&self.meanings.0[column]));
        let thresholds = [fitted[0].1, fitted[1].1, self.relevance.as_ref().and_then(Relevance::threshold)];
        let calibrations = fitted.map(|(calibration, _)| calibration);
        let learnt = Learnt {
            parameters: &self.parameters,
            weights: &self.weights,
            counts: &self.memory.counts,
            calibrations,
            thresholds,
            histograms: self.meanings.0,
            plain: &self.memory.plain,
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
    super::out_of_fold::summed(features.iter().filter_map(|key| weights.of(*key)), features.len())
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
        labels.iter().for_each(|label| {
            training.check(label);
        });
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
