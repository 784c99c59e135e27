//! Raw scores → probabilities, flags and uncertainty, by calibrations, priors and thresholds.

use super::weight_table::RawScores;
use crate::calibration::logistic;
use crate::label::{TARGETS, Target};
use crate::model::{Model, in_order};
use crate::record::{Flag, Prediction, Probability, Scores, Sentiment, SentimentScores};
use crate::text::Language;

/// How scores become flags: the threshold of each flag, and its prior.
///
/// ```
/// use mushrif::{Flag, Model, Policy};
///
/// let model = Model::default_model()?;
/// let policy = Policy::of(&model).with_threshold(Flag::Hostile, 0.8).with_prior(Flag::Hostile, 0.05);
/// assert_eq!(policy.threshold(Flag::Hostile), Some(0.8));
/// # Ok::<(), mushrif::ModelError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    thresholds: [Option<f64>; 3],
    priors: [Option<f64>; 3],
}

/// A policy compiled for a model: what is the same for every comment, computed once.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct CompiledPolicy {
    /// The logistic curve of each target, shifted to its prior: slope, and log-odds at raw score zero.
    slopes: [f64; TARGETS],
    offsets: [f64; TARGETS],
    has_curve: [bool; TARGETS],
    /// The least score that raises each flag, as printed; above all scores for a flag that is never raised.
    thresholds: [u32; 3],
}

impl CompiledPolicy {
    /// The log-odds of these targets; 0 where there is no curve.
    fn log_odds<const N: usize>(&self, targets: [Target; N], raw: &RawScores) -> [f64; N] {
        targets.map(|target| self.slopes[target as usize] * raw.of(target) + self.offsets[target as usize])
    }

    fn has_curve(&self, target: Target) -> bool {
        self.has_curve[target as usize]
    }

    fn raises(&self, flag: Flag, score: Option<Probability>) -> bool {
        reaches(score, self.thresholds[flag as usize])
    }

    /// Sets the scores, sentiment, flags and uncertainty of a prediction from the raw scores of a text in this
    /// language; `off_topic` is a probability, where there is an article.
    pub(super) fn apply(
        &self,
        raw: &RawScores,
        off_topic: Option<f64>,
        language: Option<Language>,
        has_emoji: bool,
        prediction: &mut Prediction,
    ) {
        let scored = language.is_some_and(Language::is_scored);
        prediction.sentiment = (scored || language.is_none() && has_emoji).then(|| self.sentiment(raw)).flatten();
        prediction.flags.clear();
        if !scored {
            prediction.scores = Scores::default();
            prediction.uncertain = prediction.sentiment.is_some();
            return;
        }
        let [hostile, sectarian] = self.log_odds([Target::Hostile, Target::Sectarian], raw).map(logistic);
        let below = if self.has_curve(Target::Hostile) { hostile } else { 1.0 };
        let hostile = self.has_curve(Target::Hostile).then_some(hostile);
        let sectarian = self.has_curve(Target::Sectarian).then_some(sectarian.min(below));
        let [hostile, sectarian, off_topic] = [hostile, sectarian, off_topic].map(|score| score.map(Probability));
        prediction.scores = Scores { hostile, sectarian, off_topic };
        let is_sectarian = self.raises(Flag::Sectarian, sectarian);
        // Sectarian implies hostile, even where the hostile score is below its threshold.
        if is_sectarian || self.raises(Flag::Hostile, hostile) {
            prediction.flags.push(Flag::Hostile);
        }
        if is_sectarian {
            prediction.flags.push(Flag::Sectarian);
        }
        if self.raises(Flag::OffTopic, off_topic) {
            prediction.flags.push(Flag::OffTopic);
        }
        let is_in_band = |score: Option<Probability>| score.is_some_and(|score| UNCERTAIN_BAND.contains(&score.0));
        let in_band = is_in_band(hostile) | is_in_band(sectarian) | is_in_band(off_topic);
        prediction.uncertain = raw.known < FEW_FEATURES || in_band || language == Some(Language::Arabizi);
    }

    /// The three sentiments, each calibrated against the others at the model's prior, and normalised to a sum of 1.
    fn sentiment(&self, raw: &RawScores) -> Option<SentimentScores> {
        let targets = Target::SENTIMENTS;
        if !targets.iter().all(|target| self.has_curve(*target)) {
            return None;
        }
        let [negative, neutral, positive] = self.log_odds(targets, raw).map(|log_odds| log_odds.exp().min(1e12));
        let sum = negative + neutral + positive;
        let [negative, neutral, positive] = [negative, neutral, positive].map(|odds| odds / sum);
        // Of equal ones the more positive.
        let label = if positive >= neutral && positive >= negative {
            Sentiment::Positive
        } else if neutral >= negative {
            Sentiment::Neutral
        } else {
            Sentiment::Negative
        };
        let [negative, neutral, positive] = [negative, neutral, positive].map(Probability);
        Some(SentimentScores { label, negative, neutral, positive })
    }
}

/// Whether a score reaches a threshold. Compared as printed: a threshold that a person reads off a score and types in
/// means that score.
pub(crate) fn reaches(score: Option<Probability>, printed_threshold: u32) -> bool {
    score.is_some_and(|score| score.printed() >= printed_threshold)
}

/// A prediction from fewer known features than this is uncertain.
const FEW_FEATURES: u32 = 5;
/// Scores whose precision out of fold is between 40 % and 60 % are uncertain. Scores are calibrated, so precision is
/// the score itself.
const UNCERTAIN_BAND: std::ops::Range<f64> = 0.4..0.6;

impl Policy {
    /// The thresholds of a model, and the priors of its calibrations.
    #[must_use]
    pub fn of(model: &Model) -> Self {
        Self { thresholds: Flag::ALL.map(|flag| model.threshold(flag)), priors: [None; 3] }
    }

    /// The same with the least score, 0 to 1, that raises a flag.
    #[must_use]
    pub fn with_threshold(mut self, flag: Flag, threshold: f64) -> Self {
        self.thresholds[flag as usize] = Some(threshold);
        self
    }

    /// The same with the share of comments, 0 to 1, that have the flag.
    #[must_use]
    pub fn with_prior(mut self, flag: Flag, prior: f64) -> Self {
        self.priors[flag as usize] = Some(prior);
        self
    }

    /// The least score that raises a flag; `None` for one that is never raised. That of sectarian is not below that of
    /// hostile, since what is sectarian is hostile.
    #[must_use]
    pub fn threshold(&self, flag: Flag) -> Option<f64> {
        in_order(self.thresholds)[flag as usize]
    }

    /// The thresholds as records print them.
    pub(super) fn as_printed(&self) -> Scores {
        let [hostile, sectarian, off_topic] = self.thresholds.map(|threshold| threshold.map(Probability));
        Scores { hostile, sectarian, off_topic }
    }

    /// The share of comments that have the flag; `None` for that of the model's calibration.
    #[must_use]
    pub fn prior(&self, flag: Flag) -> Option<f64> {
        self.priors[flag as usize]
    }

    /// The same with these thresholds, in the order of [`Flag::ALL`].
    pub(crate) fn with_thresholds(self, thresholds: [Option<f64>; 3]) -> Self {
        Self { thresholds, ..self }
    }

    /// Compiles it for a model.
    pub(super) fn compile(&self, model: &Model) -> CompiledPolicy {
        let curves = Target::ALL.map(|target| {
            let prior = match target.flag() {
                Some(flag) => self.prior(flag),
                None => Some(model.parameters().sentiment_prior[target as usize - Target::Negative as usize]),
            };
            model.calibration(target).map(|curve| (curve.slope, curve.offset + curve.shift(prior)))
        });
        CompiledPolicy {
            slopes: curves.map(|curve| curve.map_or(0.0, |(slope, _)| slope)),
            offsets: curves.map(|curve| curve.map_or(0.0, |(_, offset)| offset)),
            has_curve: curves.map(|curve| curve.is_some()),
            thresholds: self.printed_thresholds(),
        }
    }

    /// The least scores that raise flags, in ten-thousandths as printed; `u32::MAX` where there is no threshold.
    pub(crate) fn printed_thresholds(&self) -> [u32; 3] {
        in_order(self.thresholds).map(|threshold| threshold.map_or(u32::MAX, |least| Probability(least).printed()))
    }
}
