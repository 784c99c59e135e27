//! The second pass over labels: scores them out of fold, and makes the model.
//!
//! Each label is scored by weights fitted without its fold; calibrations and thresholds are fitted to the histograms of
//! those scores. Retraining is the same, started from earlier counts and histograms.

use super::{CorrectionTable, OutOfFoldHistograms, OutOfFoldWeights, SentimentExamples};
use crate::calibration::{PrecisionWeight, calibrated};
use crate::counts::{Counts, CountsSubset, CountsView, SpilledCounts};
use crate::label::{Label, TARGETS, Target};
use crate::model::{Model, ModelParts, Parameters, RetrainCounts, SentimentCorrection, Weights};
use crate::pipeline::in_order;
use crate::relevance::Relevance;
use std::io;

/// Labels that a thread takes at a time.
const BATCH: usize = 64;

/// Scores labels out of fold, then makes the model.
#[derive(Debug)]
pub struct SecondPass {
    pub(super) parameters: Parameters,
    /// The counts that the model will carry.
    pub(super) retrain_counts: RetrainCounts,
    /// The weights fitted on all labels.
    pub(super) weights: Weights,
    /// All counts, unless only the model is wanted.
    pub(super) all: Option<SpilledCounts>,
    /// The factor on the counts of new labels.
    pub(super) weight: u32,
    pub(super) threads: usize,
    pub(super) out_of_fold: OutOfFoldWeights,
    pub(super) histograms: OutOfFoldHistograms,
    pub(super) relevance: Option<Relevance>,
    pub(super) correction: Option<SentimentCorrection>,
}

impl SecondPass {
    /// Scores a label by the weights fitted without its fold, and adds the scores to the histograms; returns them.
    pub fn score(&mut self, label: &Label) -> [f64; TARGETS] {
        let scores = self.out_of_fold.scores(label);
        self.histograms.keep(label, scores);
        scores
    }

    /// Corrects the scores of sentiments by logistic regression on labels, those that were counted, before any is scored;
    /// each fold is corrected without its labels. Returns what the correction was fitted on; `None` where there is nothing
    /// to correct. Few labels give a correction that helps none: it is for tens of thousands.
    pub fn correct_sentiments(&mut self, labels: &[Label]) -> Option<SentimentExamples> {
        let scores = self.scores(labels);
        let mut histograms = OutOfFoldHistograms::new(Default::default(), &self.parameters);
        labels.iter().zip(&scores).for_each(|(label, scores)| histograms.keep(label, *scores));
        let calibrations = Target::SENTIMENTS.map(|target| {
            let histogram = &histograms.targets[target as usize];
            calibrated(histogram, &self.parameters.calibration_weights, None, PrecisionWeight::FLAGS).0
        });
        let examples = SentimentExamples::new(labels, &scores, calibrations, &self.parameters)?;
        // The last leaves nothing out.
        let weights: Vec<_> = self.out_of_fold.weights().chain([&self.weights]).collect();
        let mut weights = weights.into_iter().zip(0..);
        let mut corrections = Vec::new();
        in_order(
            self.threads,
            || weights.next(),
            || (),
            |(), (weights, without)| examples.fit(weights, |_, fold| fold != without),
            |correction| {
                corrections.push(correction);
                true
            },
        );
        self.correction = corrections.pop();
        self.out_of_fold.correct(corrections.iter().map(CorrectionTable::new));
        Some(examples)
    }

    /// [`SecondPass::score`] of many labels, on all threads.
    pub fn score_all(&mut self, labels: &[Label]) -> Vec<[f64; TARGETS]> {
        let all = self.scores(labels);
        labels.iter().zip(&all).for_each(|(label, scores)| self.histograms.keep(label, *scores));
        all
    }

    /// The scores of many labels, on all threads.
    fn scores(&self, labels: &[Label]) -> Vec<[f64; TARGETS]> {
        let mut parts = labels.chunks(BATCH);
        let mut all = Vec::with_capacity(labels.len());
        let scores = |part: &[Label]| part.iter().map(|label| self.out_of_fold.scores(label)).collect::<Vec<_>>();
        in_order(
            self.threads,
            || parts.next(),
            || (),
            |(), part| scores(part),
            |scores| {
                all.extend(scores);
                true
            },
        );
        all
    }

    /// [`SecondPass::score`] in two steps: scoring, on any number of threads, and adding to histograms, in any order.
    pub fn parts(&mut self) -> (&OutOfFoldWeights, &mut OutOfFoldHistograms) {
        (&self.out_of_fold, &mut self.histograms)
    }

    /// The full counts, folds merged, in memory: to be kept beside the model, and never published.
    ///
    /// # Errors
    /// Where a temporary file cannot be read.
    pub fn full_counts(&self) -> io::Result<Counts> {
        let all = |all: &SpilledCounts| CountsSubset::new(all, self.weight, |_| true).counts();
        self.all.as_ref().map_or_else(|| Ok(self.retrain_counts.counts.clone()), all)
    }

    /// Fits calibrations and thresholds, and makes the model.
    #[must_use]
    pub fn finish(self, name: &str) -> Model {
        let fitted = Target::ALL.map(|target| {
            let (histogram, prior) = (&self.histograms.targets[target as usize], self.parameters.prior(target));
            calibrated(histogram, &self.parameters.calibration_weights, prior, PrecisionWeight::FLAGS)
        });
        let thresholds = [fitted[0].1, fitted[1].1, self.relevance.as_ref().and_then(Relevance::threshold)];
        let calibrations = fitted.map(|(calibration, _)| calibration);
        let parts = ModelParts {
            parameters: &self.parameters,
            weights: &self.weights,
            counts: &self.retrain_counts.counts,
            calibrations,
            thresholds,
            histograms: self.histograms.targets,
            unweighted: &self.retrain_counts.unweighted,
            relevance: self.relevance,
            correction: self.correction.as_ref(),
        };
        Model::new(name, parts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::counts::{Entry, Resources};
    use crate::model::{Mixing, WEIGHTS};
    use crate::record::{Comment, Field, Probability, Sentiment};
    use crate::score::{Classifier, Scorer};
    use crate::text::feature_extractor::{self, FeatureKey};
    use crate::train::first_pass::may_matter;
    use crate::train::{FirstPass, fit};
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

    fn trained(labels: &[Label], trainer: FirstPass) -> (Model, Counts) {
        let mut trainer = trainer;
        for label in labels {
            trainer.count(label);
        }
        let mut training = trainer.counted().unwrap();
        training.score_all(labels);
        let counts = training.full_counts().unwrap();
        (training.finish("test"), counts)
    }

    fn weights(model: &Model) -> Vec<(FeatureKey, [i16; WEIGHTS], [f32; WEIGHTS])> {
        model.rows().map(|(key, weights)| (key, weights, *model.scales())).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(16))]

        #[test]
        fn retraining_from_full_counts_gives_the_weights_of_training_on_the_union(old in labels(), new in labels()) {
            let (first, counts) = trained(&old, FirstPass::new(Parameters::default()));
            let before = RetrainCounts { counts, unweighted: Vec::new() };
            let (retrained, _) = trained(&new, FirstPass::from_model(&first, before, 1).unwrap());
            let union: Vec<Label> = old.iter().chain(&new).cloned().collect();
            let (whole, _) = trained(&union, FirstPass::new(Parameters::default()));
            prop_assert_eq!(weights(&retrained), weights(&whole));
        }

        #[test]
        fn the_scorer_gives_what_the_formula_gives(labels in labels(), text in "[ا-ي ]{0,40}") {
            let (model, _) = trained(&labels, FirstPass::new(Parameters::default()));
            let mut scorer = Scorer::new(&model);
            for text in labels.iter().map(|label| label.text.as_str()).chain([text.as_str()]) {
                let raw = scorer.score([text]);
                let mut features = Vec::new();
                feature_extractor::of_comment([text], |key| features.push(key));
                let rows: std::collections::HashMap<FeatureKey, [i16; WEIGHTS]> = model.rows().collect();
                let unmixed: [f64; WEIGHTS] = std::array::from_fn(|column| {
                    let sum: f64 = features
                        .iter()
                        .filter_map(|key| rows.get(key))
                        .map(|row| f64::from(row[column]) * f64::from(model.scales()[column]))
                        .sum();
                    sum / (features.len().max(1) as f64).sqrt()
                });
                for (found, expected) in raw.targets.into_iter().zip(Mixing::default().apply(unmixed, features.len() as u32)) {
                    prop_assert!((found - expected).abs() < 1e-9);
                }
            }
        }

        #[test]
        fn threads_and_memory_change_no_byte(
            labels in labels(), threads in 2..5_usize, memory in prop::sample::select(vec![0_u64, 4_000, 1 << 30])
        ) {
            let (one, counts) = trained(&labels, FirstPass::new(Parameters::default()));
            let resources = Resources { threads, memory };
            let (other, other_counts) = trained(&labels, FirstPass::new(Parameters::default()).with_resources(resources));
            prop_assert_eq!(one.to_bytes(), other.to_bytes());
            prop_assert_eq!(counts, other_counts);
        }

        #[test]
        fn leaving_out_what_cannot_matter_changes_no_weight(labels in labels()) {
            let mut trainer = FirstPass::new(Parameters::default());
            labels.iter().for_each(|label| {
                trainer.count(label);
            });
            let training = trainer.counted().unwrap();
            let all = training.full_counts().unwrap();
            let matters = |same: &&[Entry]| may_matter(same, &all.groups, 1, &training.parameters);
            let parts = all.entries.chunk_by(|one, other| one.key == other.key).filter(matters).flatten().copied();
            let parts = Counts { groups: all.groups.clone(), entries: parts.collect() };
            prop_assert!(parts.entries.len() < all.entries.len(), "something is left out");
            let weights = |counts: &Counts| fit(counts, &training.parameters, |_| true).unwrap();
            prop_assert_eq!(weights(&all), weights(&parts));
            let every = |counts: &Counts, part: &str| fit(counts, &training.parameters, |group| group.source != part).unwrap();
            prop_assert_eq!(every(&all, "source 1"), every(&parts, "source 1"));
        }

        #[test]
        fn the_same_labels_in_any_order_give_the_same_bytes(labels in labels()) {
            let mut reversed = labels.clone();
            reversed.reverse();
            let one = trained(&labels, FirstPass::new(Parameters::default())).0;
            let other = trained(&reversed, FirstPass::new(Parameters::default())).0;
            prop_assert_eq!(one.to_bytes(), other.to_bytes());
        }
    }

    /// Comments of three sentiments, each with words and a mark of its own among others.
    fn with_sentiment() -> Vec<Label> {
        let row = |index: usize| {
            let sentiment = Sentiment::ALL[index % 3];
            let word = [["كلب", "حمار"], ["الخبر", "اليوم"], ["جميل", "رائع"]][index % 3][index / 3 % 2];
            let mark = ["!", "؟", ""][index % 3];
            Label {
                text: format!("{word} {} {}{mark} {}", WORDS[index % 14], WORDS[index % 11], WORDS[index % 5 + 9]),
                hostile: Some(index.is_multiple_of(3)),
                sectarian: Some(index.is_multiple_of(9)),
                sentiment: Some(sentiment),
                source: Some(format!("source {}", index % 2)),
                ..Label::default()
            }
        };
        (0..240).map(row).collect()
    }

    fn corrected(labels: &[Label], resources: Resources) -> (Model, Vec<[f64; TARGETS]>) {
        let mut first = FirstPass::new(Parameters::default()).with_resources(resources);
        labels.iter().for_each(|label| assert!(first.count(label)));
        let mut second = first.counted().unwrap();
        assert!(second.correct_sentiments(labels).is_some());
        let scores = second.score_all(labels);
        (second.finish("corrected"), scores)
    }

    #[test]
    fn a_correction_of_sentiments_lowers_their_loss_and_leaves_hostile_and_sectarian_as_they_are() {
        let labels = with_sentiment();
        let plain = trained(&labels, FirstPass::new(Parameters::default())).0;
        let (corrected, _) = corrected(&labels, Resources::default());
        assert_eq!((plain.to_bytes()[8], corrected.to_bytes()[8]), (3, 4), "the formats");
        assert!(plain.punctuation().is_none() && corrected.punctuation().is_some());
        let loss = |model: &Model| {
            let classifier = Classifier::new(model.clone());
            let loss = |label: &Label| {
                let found = classifier.classify(&Comment::new(label.text.as_str())).sentiment.unwrap();
                -[found.negative, found.neutral, found.positive][label.sentiment.unwrap() as usize].0.ln()
            };
            labels.iter().map(loss).sum::<f64>()
        };
        assert!(loss(&corrected) < 0.9 * loss(&plain), "{} {}", loss(&corrected), loss(&plain));
        let [plain, corrected] = [plain, corrected].map(Classifier::new);
        for label in &labels {
            let comment = Comment::new(label.text.as_str());
            let [before, after] = [&plain, &corrected].map(|classifier| classifier.classify(&comment).scores);
            let differ =
                |one: Option<Probability>, other: Option<Probability>| (one.unwrap().0 - other.unwrap().0).abs();
            assert!(differ(before.hostile, after.hostile) < 1e-3, "{label:?}");
            assert!(differ(before.sectarian, after.sectarian) < 1e-3, "{label:?}");
        }
    }

    #[test]
    fn a_corrected_model_scores_as_its_own_out_of_fold_scores_up_to_what_the_sentiments_have_in_common() {
        let labels = with_sentiment();
        let (model, _) = corrected(&labels, Resources::default());
        // Retrained from its full counts with nothing new, each fold has the weights of all.
        let (_, counts) = trained(&labels, FirstPass::new(Parameters::default()));
        let before = RetrainCounts { counts, unweighted: Vec::new() };
        let second = FirstPass::from_model(&model, before, 1).unwrap().counted().unwrap();
        let mut scorer = Scorer::new(&model);
        for label in &labels {
            let (expected, found) = (second.out_of_fold.scores(label), scorer.score([label.text.as_str()]).targets);
            let log_odds = |scores: [f64; TARGETS]| {
                Target::SENTIMENTS.map(|target| model.calibration(target).unwrap().slope * scores[target as usize])
            };
            let [one, other] = [expected, found].map(log_odds);
            let common = one[0] - other[0];
            for (one, other) in one.into_iter().zip(other) {
                assert!((one - other - common).abs() < 5e-3, "{expected:?} {found:?}");
            }
        }
    }

    #[test]
    fn retraining_keeps_the_correction_and_a_file_too() {
        let labels = with_sentiment();
        let (model, _) = corrected(&labels, Resources::default());
        let bytes = model.to_bytes();
        assert_eq!(bytes[8], 4, "the format");
        let read = Model::parse(&bytes, Path::new("m")).unwrap();
        assert_eq!(read, model);
        assert_eq!(read.correction(), model.correction());
        let kept = model.retrain_counts(Path::new("m")).unwrap();
        let again = trained(&labels[..30], FirstPass::from_model(&model, kept, 1).unwrap()).0;
        assert_eq!(again.punctuation(), model.punctuation());
        let (before, after) = (model.correction().unwrap(), again.correction().unwrap());
        assert!(!after.rows.is_empty() && after.rows.iter().all(|row| before.rows.contains(row)));
    }

    #[test]
    fn a_correction_is_the_same_on_any_number_of_threads() {
        let labels = with_sentiment();
        let with = |threads| corrected(&labels, Resources { threads, ..Resources::default() });
        let (one, other) = (with(1), with(3));
        assert_eq!(one.0.to_bytes(), other.0.to_bytes());
        assert_eq!(one.1, other.1);
    }

    #[test]
    fn an_explanation_of_a_corrected_sentiment_sums_to_its_log_odds_without_the_offset() {
        let labels = with_sentiment();
        let (model, _) = corrected(&labels, Resources::default());
        let classifier = Classifier::new(model.clone());
        let (title, body) = ("كلب! (والله)", "جميل! هذا الخبر؟؟ نعم؟");
        let reasons = classifier.lease().explain(&[(Field::Title, title), (Field::Body, body)], None);
        let raw = Scorer::new(&model).score([title, body]);
        let marks = |text: &str| reasons.iter().filter(|reason| reason.text == text && reason.weight != 0.0).count();
        assert_eq!(["!", "؟؟", "؟"].map(marks), [3, 3, 0], "each where it first stands, for each sentiment");
        for target in Target::SENTIMENTS {
            let of_target = reasons.iter().filter(|reason| reason.label == target.name());
            let sum: f64 = of_target.map(|reason| reason.weight).sum();
            assert!((sum - raw.of(target) * model.calibration(target).unwrap().slope).abs() < 1e-9);
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
        let (model, _) = trained(&rows, FirstPass::new(Parameters::default()));
        let text = "هذا حمار يا ناس هذا في البلد";
        let classifier = Classifier::new(model.clone());
        let reasons = classifier.lease().explain(&[(Field::Body, text)], None);
        let sum: f64 = reasons.iter().filter(|reason| reason.label == "hostile").map(|reason| reason.weight).sum();
        let raw = Scorer::new(&model).score([text]).of(Target::Hostile);
        let calibration = model.calibration(Target::Hostile).unwrap();
        assert!((sum - raw * calibration.slope).abs() < 1e-9);
        assert_eq!(Model::parse(&model.to_bytes(), Path::new("m")).unwrap(), model);
    }
}
