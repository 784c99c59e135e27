//! A model: weights, calibration, thresholds, and the counts that retraining starts from.
//!
//! | module | what is in it |
//! | --- | --- |
//! | [`file`](mod@file) | the bytes of a model file |
//! | [`vocabulary`] | the feature keys that have weights |
//! | [`weights`] | what training fits |
//! | [`parameters`], [`mixing`] | how weights are fitted, and how raw scores of related targets are mixed |
//! | [`correction`] | what logistic regression adds to the scores of the sentiments |
//! | [`retrain_counts`] | the counts that retraining starts from |
//! | [`sources`] | what a model was trained on |

mod correction;
mod error;
mod file;
mod mixing;
mod parameters;
mod retrain_counts;
mod sources;
mod task;
mod valid;
mod vocabulary;
mod weights;

pub(crate) use correction::SentimentCorrection;
pub use error::ModelError;
pub use mixing::{Factors, Mixing, SectarianMixing};
pub use parameters::{Parameters, TaskParameters};
pub use retrain_counts::RetrainCounts;
#[cfg(feature = "train")]
pub(crate) use retrain_counts::UNWEIGHTED_FROM;
pub(crate) use sources::SourceSummary;
pub(crate) use task::{CLASSES, Task};
pub use weights::Weights;

use crate::calibration::{Calibration, ExpectedFigures, Histogram, outcome};
use crate::counts::Counts;
use crate::label::{TARGETS, Target};
use crate::record::Flag;
use crate::relevance::Relevance;
use crate::text::feature_extractor::FeatureKey;
use crate::text::punctuation::PUNCTUATION_MARKS;
use correction::StoredCorrection;
use retrain_counts::StoredCounts;
#[cfg(feature = "train")]
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::path::Path;
use vocabulary::Vocabulary;

/// How many weights a feature has: one a target, and in the last place the log-ratio of sectarian against other hostile
/// comments, which is mixed into sectarian ([`Mixing`]).
pub const WEIGHTS: usize = TARGETS + 1;

/// A model: weights, calibration, thresholds, and the counts that retraining starts from.
///
/// It is immutable: what derives another model from it, such as [`Model::recalibrated`], makes a new one with a hash of
/// its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    scoring: file::ScoringPart,
    /// The out-of-fold scores behind the calibrations, encoded; see [`Model::histograms`].
    histograms: Cow<'static, [u8]>,
    /// Counts of the features that the model carries, encoded; see [`Model::retrain_counts`].
    counts: Cow<'static, [u8]>,
    /// The first eight hexadecimal digits of the file's checksum.
    hash: String,
}

/// The results of training, of which a model is made.
#[derive(Debug)]
pub(crate) struct ModelParts<'a> {
    /// The parameters of training.
    pub(crate) parameters: &'a Parameters,
    /// The weights of all targets.
    pub(crate) weights: &'a Weights,
    /// The counts that the weights were fitted on.
    pub(crate) counts: &'a Counts,
    /// The calibration of each target.
    pub(crate) calibrations: [Option<Calibration>; TARGETS],
    /// The default threshold of each flag.
    pub(crate) thresholds: [Option<f64>; 3],
    /// The out-of-fold scores of each target.
    pub(crate) histograms: [Histogram; TARGETS],
    /// Prefixes of common features without weights, those of earlier models among them.
    pub(crate) unweighted: &'a [u32],
    /// The model of off-topic.
    pub(crate) relevance: Option<Relevance>,
    /// The correction of the sentiments.
    pub(crate) correction: Option<&'a SentimentCorrection>,
}

/// What the largest weight is quantised to: half of what 16 bits hold, so that a correction folded into it does not saturate. Where it
/// did, scores of a sentiment were off by a fiftieth.
const LARGEST_WEIGHT: f32 = 16_384.0;

impl Model {
    /// Makes a model of its parts: weights quantised to 16 bits, counts cut down to the features that have weights.
    pub(crate) fn new(name: &str, parts: ModelParts<'_>) -> Self {
        let ModelParts { parameters, weights, counts, calibrations, thresholds, histograms, unweighted, .. } = parts;
        let vocabulary = Vocabulary::new(weights.rows.iter().map(|row| row.0));
        let largest = |target: usize| weights.rows.iter().map(|row| row.1[target].abs()).fold(0.0_f32, f32::max);
        let scales: [f32; WEIGHTS] =
            std::array::from_fn(|target| (largest(target) / LARGEST_WEIGHT).max(f32::MIN_POSITIVE));
        let quantised = |row: &[f32; WEIGHTS]| -> [i16; WEIGHTS] {
            std::array::from_fn(|target| (row[target] / scales[target]).round() as i16)
        };
        let scoring = file::ScoringPart {
            name: name.into(),
            parameters: parameters.clone(),
            sources: sources::summaries(counts),
            correction: parts.correction.and_then(|correction| StoredCorrection::of(correction, &vocabulary)),
            vocabulary,
            scales,
            weights: weights.rows.iter().map(|row| quantised(&row.1)).collect(),
            calibrations,
            thresholds: in_order(thresholds),
            relevance: parts.relevance,
        };
        let stored = StoredCounts::of(counts, weights, unweighted);
        let counts = postcard::to_stdvec(&stored).unwrap_or_default().into();
        let histograms = postcard::to_stdvec(&histograms).unwrap_or_default().into();
        Self { scoring, histograms, counts, hash: String::new() }.hashed()
    }

    /// The same with the hash of its bytes.
    fn hashed(mut self) -> Self {
        self.hash = file::encode(&self).1;
        self
    }

    /// The default model, which is part of the program: its bytes are borrowed, not copied, and its checksum is not
    /// verified again, which would take longer than all else.
    ///
    /// ```
    /// let model = mushrif::Model::default_model()?;
    /// assert!(model.features() > 10_000);
    /// # Ok::<(), mushrif::ModelError>(())
    /// ```
    ///
    /// # Errors
    /// [`ModelError`] if the program was built with a model of another format.
    pub fn default_model() -> Result<Self, ModelError> {
        file::default_model()
    }

    /// Reads a model file.
    ///
    /// # Errors
    /// [`ModelError`], naming the file: unreadable, no model, newer, or damaged.
    pub fn read(file: &Path) -> Result<Self, ModelError> {
        let bytes =
            crate::bounded::read(file).map_err(|source| ModelError::Unreadable { file: file.into(), source })?;
        Self::parse(&bytes, file)
    }

    /// Reads a model from bytes; `file` is named in errors.
    ///
    /// # Errors
    /// [`ModelError`], as [`Model::read`].
    pub fn parse(bytes: &[u8], file: &Path) -> Result<Self, ModelError> {
        let model = file::decode(bytes, file)?;
        if let Some(what) = valid::problem(&model.scoring) {
            return Err(ModelError::Impossible { file: file.into(), what });
        }
        model.histograms(file)?;
        Ok(model)
    }

    /// The bytes of the model file.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        file::encode(self).0
    }

    /// The name of the model.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.scoring.name
    }

    /// The first eight hexadecimal digits of the checksum of its file, which name exactly this model.
    #[must_use]
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// How many features have weights.
    #[must_use]
    pub fn features(&self) -> usize {
        self.scoring.weights.len()
    }

    /// The parameters that it was trained with.
    #[must_use]
    pub fn parameters(&self) -> &Parameters {
        &self.scoring.parameters
    }

    /// The sources that it was trained on, sorted by name.
    #[must_use]
    pub fn sources(&self) -> &[SourceSummary] {
        &self.scoring.sources
    }

    /// The default threshold of a flag: the least probability that raises it; `None` for one that is not scored.
    #[must_use]
    pub fn threshold(&self, flag: Flag) -> Option<f64> {
        self.scoring.thresholds[flag as usize]
    }

    /// The calibration of a target; `None` where nothing was labelled.
    #[must_use]
    pub(crate) fn calibration(&self, target: Target) -> Option<&Calibration> {
        self.scoring.calibrations[target as usize].as_ref()
    }

    /// The model of off-topic, where it has one.
    pub(crate) fn relevance(&self) -> Option<&Relevance> {
        self.scoring.relevance.as_ref()
    }

    /// The features, sorted by key, with their weights in whole numbers, corrected; multiply by [`Model::scales`].
    pub(crate) fn rows(&self) -> impl Iterator<Item = (FeatureKey, [i16; WEIGHTS])> {
        let folded = self.scoring.correction.as_ref().zip(self.columns_of_correction());
        let mut corrected =
            folded.iter().flat_map(|(correction, _)| correction.by_index()).collect::<Vec<_>>().into_iter().peekable();
        let rows = self.scoring.vocabulary.keys().zip(&self.scoring.weights).enumerate();
        rows.map(move |(index, (key, row))| {
            let Some((_, values)) = corrected.next_if(|(corrected, _)| *corrected == index) else { return (key, *row) };
            let Some((correction, columns)) = &folded else { return (key, *row) };
            let added = correction.added(values);
            let weight = |at: usize| {
                let more: f64 = columns[at].iter().zip(added).map(|(factor, added)| factor * added).sum();
                let steps = more / f64::from(self.scales()[at]);
                // To the nearest, without a call; saturates beyond twice the largest weight.
                row[at].saturating_add((steps + 0.5_f64.copysign(steps)) as i16)
            };
            (key, std::array::from_fn(weight))
        })
    }

    /// What a unit more of each sentiment's score, mixed, takes of the weights; `None` where sentiments are not calibrated.
    fn columns_of_correction(&self) -> Option<[[f64; 3]; WEIGHTS]> {
        let slopes = Target::SENTIMENTS.map(|target| self.calibration(target));
        let [Some(negative), Some(neutral), Some(positive)] = slopes else { return None };
        self.parameters().mixing.columns_of_sentiments([negative, neutral, positive].map(|curve| curve.slope))
    }

    /// What the presence of each mark of punctuation adds to the score of each sentiment, mixed; `None` where it adds nothing.
    pub(crate) fn punctuation(&self) -> Option<[[f64; 3]; PUNCTUATION_MARKS]> {
        self.scoring.correction.as_ref().map(StoredCorrection::punctuation)
    }

    /// The correction of the sentiments, where it has one.
    #[cfg(feature = "train")]
    pub(crate) fn correction(&self) -> Option<SentimentCorrection> {
        self.scoring.correction.as_ref().map(|correction| correction.by_key(&self.scoring.vocabulary))
    }

    /// What a quantised weight of 1 stands for, in the order of a feature's weights.
    #[must_use]
    pub(crate) fn scales(&self) -> &[f32; WEIGHTS] {
        &self.scoring.scales
    }

    /// The out-of-fold scores behind the calibrations. They are decoded here, since only retraining needs them.
    ///
    /// # Errors
    /// [`ModelError::Impossible`] where they cannot be decoded; `file` is named in it.
    pub(crate) fn histograms(&self, file: &Path) -> Result<[Histogram; TARGETS], ModelError> {
        file::histograms(&self.histograms, file)
    }

    /// What comes of the default threshold of a flag on the comments of the calibration, out of fold; `None` where the
    /// model keeps none.
    ///
    /// # Errors
    /// [`ModelError::Impossible`] where they cannot be decoded; `file` is named in it.
    pub(crate) fn outcome(&self, target: Target, file: &Path) -> Result<Option<ExpectedFigures>, ModelError> {
        let histogram = &self.histograms(file)?[target as usize];
        let threshold = target.flag().and_then(|flag| self.threshold(flag));
        let weights = &self.scoring.parameters.calibration_weights;
        Ok(self.calibration(target).zip(threshold).and_then(|(curve, at)| outcome(histogram, weights, curve, at)))
    }

    /// The counts that retraining starts from, where the full ones are not given.
    ///
    /// # Errors
    /// [`ModelError::Impossible`] where they cannot be decoded; `file` is named in it.
    pub(crate) fn retrain_counts(&self, file: &Path) -> Result<RetrainCounts, ModelError> {
        let stored = postcard::from_bytes(&self.counts).map_err(|_| "its counts cannot be read");
        stored
            .and_then(|stored: StoredCounts| stored.open(self.scoring.vocabulary.keys()))
            .map_err(|what| ModelError::Impossible { file: file.into(), what })
    }

    /// SHA-256 of what was counted and fitted: weights, the counts that it carries, and the comments of each source. Its
    /// full counts keep it, and every label more or less changes it; calibration does not.
    #[cfg(feature = "train")]
    pub(crate) fn hash_of_counted(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        self.scales().iter().for_each(|scale| hash.update(scale.to_le_bytes()));
        for (key, weights) in self.scoring.vocabulary.keys().zip(&self.scoring.weights) {
            hash.update(key.to_le_bytes());
            weights.iter().for_each(|weight| hash.update(weight.to_le_bytes()));
        }
        hash.update(postcard::to_stdvec(self.sources()).unwrap_or_default());
        hash.update(&self.counts);
        hash.finalize().into()
    }

    /// The same model by another name, with the calibrations and thresholds that are given in place of its own.
    #[must_use]
    pub fn recalibrated(
        mut self,
        name: &str,
        fitted: impl IntoIterator<Item = (Target, Option<Calibration>, Option<f64>)>,
    ) -> Self {
        self.scoring.name = name.into();
        for (target, calibration, threshold) in fitted {
            self.scoring.calibrations[target as usize] = calibration;
            if let Some(flag) = target.flag() {
                self.scoring.thresholds[flag as usize] = threshold;
            }
        }
        self.scoring.thresholds = in_order(self.scoring.thresholds);
        self.hashed()
    }

    /// The same model with this default threshold of off topic, which has no calibration.
    #[must_use]
    pub fn with_off_topic_threshold(mut self, threshold: Option<f64>) -> Self {
        self.scoring.thresholds[Flag::OffTopic as usize] = threshold;
        self.hashed()
    }
}

/// Thresholds in which that of sectarian is not below that of hostile: what is flagged sectarian is flagged hostile.
pub(crate) fn in_order([hostile, sectarian, off_topic]: [Option<f64>; 3]) -> [Option<f64>; 3] {
    let sectarian = sectarian.map(|least| hostile.map_or(least, |hostile| least.max(hostile)));
    [hostile, sectarian, off_topic]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::counts::{Entry, Group};
    use crate::label::Label;

    pub(super) fn model() -> Model {
        let weights = Weights {
            rows: vec![(10, [1.0, 0.0, 0.5, 0.0, -0.5, 0.2]), (99, [-1.0; WEIGHTS])],
            companions: vec![(10, 70), (10, 80)],
        };
        let group = Group { source: "a".into(), fold: 0, known: (&Label::default()).into() };
        let entry = |key, comments| Entry { key, group: 0, comments, mass: 7 };
        let mut entries = vec![entry(10, 3), entry(50 << 32, 25), entry(70, 3), entry(80, 3), entry(99, 4)];
        entries.sort_by_key(|entry| entry.key);
        let counts = Counts { groups: vec![(group, 30)], entries };
        let kept = RetrainCounts::of(&counts, &weights, Vec::new()).unwrap();
        let punctuation = [[0.5, -0.25, 0.0]; PUNCTUATION_MARKS];
        let correction = SentimentCorrection { steps: [0.1; 3], punctuation, rows: vec![(99, [1, -127, 3])] };
        let parts = ModelParts {
            parameters: &Parameters::default(),
            weights: &weights,
            counts: &kept.counts,
            calibrations: [None; TARGETS],
            thresholds: [None; 3],
            histograms: Default::default(),
            unweighted: &kept.unweighted,
            relevance: None,
            correction: Some(&correction),
        };
        Model::new("m", parts)
    }

    #[test]
    fn a_model_comes_back_from_its_bytes_as_it_was() {
        let model = model();
        assert_eq!(Model::parse(&model.to_bytes(), Path::new("m")).unwrap(), model);
    }

    #[test]
    fn the_counts_of_weighted_features_and_their_companions_are_carried_and_common_unweighted_ones_listed() {
        let kept = model().retrain_counts(Path::new("m")).unwrap();
        assert_eq!(kept.counts.entries.iter().map(|entry| entry.key).collect::<Vec<_>>(), [10, 70, 80, 99]);
        assert_eq!(kept.unweighted, [50]);
    }

    #[test]
    fn a_model_with_another_threshold_has_another_hash_and_it_is_that_of_its_file() {
        let model = model();
        let calibration = Calibration { slope: 1.0, offset: 0.0, prior: 0.5 };
        let other = model.clone().recalibrated("m", [(Target::Hostile, Some(calibration), Some(0.25))]);
        assert_ne!(model.hash(), other.hash());
        assert_eq!(Model::parse(&other.to_bytes(), Path::new("m")).unwrap().hash(), other.hash());
        assert_eq!(other.threshold(Flag::Hostile), Some(0.25));
    }
}
