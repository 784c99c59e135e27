//! Scores → flags: probabilities, thresholds, and what is too little to be sure of.

use crate::bayes::calibration::{logistic, logit};
use crate::bayes::{COLUMNS, Column, Model, RawScores};
use crate::label::{Flag, Sentiment};
use crate::text::Language;
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;

/// A score, printed with four decimals.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Probability(pub f64);

impl Probability {
    /// The score as it is printed: in ten-thousandths, half of one rounded up.
    #[inline]
    #[must_use]
    pub fn printed(self) -> u32 {
        let scaled = self.0 * 1e4;
        let below = scaled as u32;
        below + u32::from(scaled - f64::from(below) >= 0.5)
    }
}

impl Serialize for Probability {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0.is_nan() {
            return serializer.serialize_none();
        }
        serializer.serialize_f64(f64::from(self.printed()) / 1e4)
    }
}

/// The scores of the three flags; null where there is none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Scores {
    /// The probability of hostile.
    pub hostile: Option<Probability>,
    /// The probability of sectarian, never above that of hostile.
    pub sectarian: Option<Probability>,
    /// The probability of off topic.
    pub off_topic: Option<Probability>,
}

impl Scores {
    /// The score of a flag.
    #[must_use]
    pub fn of(&self, flag: Flag) -> Option<f64> {
        let score = match flag {
            Flag::Hostile => self.hostile,
            Flag::Sectarian => self.sectarian,
            Flag::OffTopic => self.off_topic,
        };
        score.map(|probability| probability.0)
    }
}

/// The sentiment of a comment.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct SentimentScores {
    /// The most probable.
    pub label: Sentiment,
    /// The probability of negative.
    pub negative: Probability,
    /// The probability of neutral.
    pub neutral: Probability,
    /// The probability of positive.
    pub positive: Probability,
}

/// What is said of a comment.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// The scores.
    pub scores: Scores,
    /// The sentiment; `None` where nothing can be said.
    pub sentiment: Option<SentimentScores>,
    /// The flags whose score reaches its threshold.
    pub flags: Vec<Flag>,
    /// Whether a person should look before anything rests on it.
    pub uncertain: bool,
}

/// How scores become flags.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    /// The least score that flags, a flag in the order of [`Flag::ALL`]; `None` never flags.
    pub thresholds: [Option<f64>; 3],
    /// What share of comments has the flag, where the user says so; else the model's own.
    pub priors: [Option<f64>; 3],
}

/// A policy made ready for the scores of a model: what is the same for every comment, worked out once.
#[derive(Debug, Clone, PartialEq)]
pub struct Ruling {
    /// The logistic curve of each column, moved to its prior: steepness, and log-odds at score zero.
    slopes: [f64; COLUMNS],
    offsets: [f64; COLUMNS],
    has_curve: [bool; COLUMNS],
    /// The least score that flags, as printed; above all scores for a flag that is never raised.
    thresholds: [u32; 3],
}

impl Ruling {
    /// The log-odds of some columns; 0 where there is no curve.
    fn log_odds<const N: usize>(&self, columns: [Column; N], raw: &RawScores) -> [f64; N] {
        columns.map(|column| self.slopes[column as usize] * raw.of(column) + self.offsets[column as usize])
    }

    fn has_curve(&self, column: Column) -> bool {
        self.has_curve[column as usize]
    }

    fn raises(&self, flag: Flag, score: Option<Probability>) -> bool {
        reaches(score, self.thresholds[flag as usize])
    }

    /// Judges raw scores of a text in this language; `off_topic` is its probability, where there is an article.
    #[must_use]
    pub fn judge(
        &self,
        raw: &RawScores,
        off_topic: Option<f64>,
        language: Option<Language>,
        has_emoji: bool,
    ) -> Judgement {
        let scored = language.is_some_and(Language::is_scored);
        let sentiment = (scored || language.is_none() && has_emoji).then(|| self.sentiment(raw)).flatten();
        if !scored {
            return Judgement {
                scores: Scores::default(),
                sentiment,
                flags: Vec::new(),
                uncertain: sentiment.is_some(),
            };
        }
        let [hostile, sectarian] = self.log_odds([Column::Hostile, Column::Sectarian], raw).map(logistic);
        let below = if self.has_curve(Column::Hostile) { hostile } else { 1.0 };
        let hostile = self.has_curve(Column::Hostile).then_some(hostile);
        let sectarian = self.has_curve(Column::Sectarian).then_some(sectarian.min(below));
        let [hostile, sectarian, off_topic] = [hostile, sectarian, off_topic].map(|score| score.map(Probability));
        let scores = Scores { hostile, sectarian, off_topic };
        let mut flags = Vec::new();
        let is_sectarian = self.raises(Flag::Sectarian, sectarian);
        // What is sectarian is hostile, also where its own score falls short.
        if is_sectarian || self.raises(Flag::Hostile, hostile) {
            flags.push(Flag::Hostile);
        }
        if is_sectarian {
            flags.push(Flag::Sectarian);
        }
        if self.raises(Flag::OffTopic, off_topic) {
            flags.push(Flag::OffTopic);
        }
        let is_toss_up = |score: Option<Probability>| score.is_some_and(|score| TOSS_UP.contains(&score.0));
        let toss_up = is_toss_up(hostile) | is_toss_up(sectarian) | is_toss_up(off_topic);
        let uncertain = raw.known < FEW_FEATURES || toss_up || language == Some(Language::Arabizi);
        Judgement { scores, sentiment, flags, uncertain }
    }

    /// The three sentiments, each calibrated against the others and brought to a sum of one, none favoured beforehand.
    fn sentiment(&self, raw: &RawScores) -> Option<SentimentScores> {
        let columns = [Column::Negative, Column::Neutral, Column::Positive];
        if !columns.iter().all(|column| self.has_curve(*column)) {
            return None;
        }
        let [negative, neutral, positive] = self.log_odds(columns, raw).map(|log_odds| log_odds.exp().min(1e12));
        let sum = negative + neutral + positive;
        let [negative, neutral, positive] = [negative, neutral, positive].map(|odds| odds / sum);
        // Of equals the kinder one.
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
fn reaches(score: Option<Probability>, printed_threshold: u32) -> bool {
    score.is_some_and(|score| score.printed() >= printed_threshold)
}

/// Fewer known features than this are too few to be sure.
const FEW_FEATURES: u32 = 5;
/// Scores of which between 40 % and 60 % turned out to be right, out of fold, are a toss-up. Scores are calibrated, so
/// they are that share themselves.
const TOSS_UP: std::ops::Range<f64> = 0.4..0.6;

impl Policy {
    /// The thresholds and priors of a model.
    #[must_use]
    pub fn of(model: &Model) -> Self {
        Self { thresholds: model.head.thresholds, priors: [None; 3] }
    }

    /// Makes it ready for the scores of a model.
    #[must_use]
    pub fn ruling(&self, model: &Model) -> Ruling {
        let curves = Column::ALL.map(|column| {
            let prior = match column {
                Column::Hostile => self.priors[Flag::Hostile as usize],
                Column::Sectarian => self.priors[Flag::Sectarian as usize],
                // None of the three is favoured beforehand.
                Column::Negative | Column::Neutral | Column::Positive => Some(1.0 / 3.0),
            };
            model.calibration(column).map(|curve| (curve.slope, curve.offset + curve.shift(prior)))
        });
        Ruling {
            slopes: curves.map(|curve| curve.map_or(0.0, |(slope, _)| slope)),
            offsets: curves.map(|curve| curve.map_or(0.0, |(_, offset)| offset)),
            has_curve: curves.map(|curve| curve.is_some()),
            thresholds: self.printed_thresholds(),
        }
    }

    /// The least scores that flag, as they are printed; above all scores where there is none.
    fn printed_thresholds(&self) -> [u32; 3] {
        self.thresholds.map(|threshold| threshold.map_or(u32::MAX, |least| Probability(least).printed()))
    }
}

/// How far many comments are above or below the thresholds, to find thresholds that flag a given share of them.
///
/// All thresholds move together, by the same log-odds, so that a flag keeps its weight beside the others. As scores count
/// as printed, there are at most 10,001 of each flag to remember, however many comments there are.
#[derive(Debug, Clone, Default)]
pub struct Urgencies {
    /// By the log-odds, in billionths, that the most urgent score of a comment is above its threshold.
    counts: BTreeMap<i64, u64>,
    comments: u64,
}

impl Urgencies {
    /// Adds a comment by its scores, in the order of [`Flag::ALL`].
    pub fn add(&mut self, policy: &Policy, scores: [Option<f64>; 3]) {
        self.comments += 1;
        let above = |(score, threshold): (Option<f64>, Option<f64>)| Some(log_odds(score?) - log_odds(threshold?));
        let most = scores.into_iter().zip(policy.thresholds).filter_map(above).max_by(f64::total_cmp);
        if let Some(urgency) = most {
            *self.counts.entry((urgency * 1e9).round() as i64).or_insert(0) += 1;
        }
    }

    /// How many comments there are.
    #[must_use]
    pub fn comments(&self) -> u64 {
        self.comments
    }

    /// The policy whose thresholds flag about this share of the comments, as near as like scores allow, and how many
    /// they flag.
    #[must_use]
    pub fn policy(&self, policy: &Policy, share: f64) -> (Policy, u64) {
        let wanted = share * self.comments as f64;
        let (mut best, mut flagged) = ((None, 0), 0);
        for (urgency, count) in self.counts.iter().rev() {
            flagged += count;
            if (flagged as f64 - wanted).abs() < (best.1 as f64 - wanted).abs() {
                best = (Some(*urgency as f64 / 1e9), flagged);
            }
        }
        // Rounded up to a score that can be printed; a little less, since the sum of log-odds is not exact.
        let moved = |threshold: f64, by: f64| ((logistic(log_odds(threshold) + by) * 1e4 - 1e-3).ceil() / 1e4).max(0.0);
        let thresholds = policy.thresholds.map(|threshold| Some(moved(threshold?, best.0?)));
        (Policy { thresholds, ..policy.clone() }, best.1)
    }
}

/// The log-odds of a probability as it is printed; finite for one of 0 or 1, and beyond those of all others.
fn log_odds(probability: f64) -> f64 {
    logit((f64::from(Probability(probability).printed()) / 1e4).clamp(2e-5, 1.0 - 2e-5))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn policy() -> Policy {
        Policy { thresholds: [Some(0.6), Some(0.3), None], priors: [None; 3] }
    }

    fn flagged(policy: &Policy, rows: &[[Option<f64>; 3]]) -> u64 {
        let thresholds = policy.printed_thresholds();
        let reached = |row: &&[Option<f64>; 3]| {
            row.iter().zip(thresholds).any(|(score, threshold)| reaches(score.map(Probability), threshold))
        };
        rows.iter().filter(reached).count() as u64
    }

    proptest! {
        #[test]
        fn the_thresholds_flag_as_many_as_they_say_and_no_other_move_comes_nearer(
            rows in prop::collection::vec((0..=10_000_u32, 0..=10_000_u32), 1..200),
            share in 0.0..1.0_f64,
        ) {
            let score = |score: u32| Some(f64::from(score) / 1e4);
            let rows: Vec<[Option<f64>; 3]> = rows.into_iter().map(|(one, two)| [score(one), score(two), None]).collect();
            let mut urgencies = Urgencies::default();
            rows.iter().for_each(|row| urgencies.add(&policy(), *row));
            let (found, count) = urgencies.policy(&policy(), share);
            prop_assert_eq!(flagged(&found, &rows), count);
            let gap = |count: u64| (count as f64 - share * rows.len() as f64).abs();
            for by in -60..60 {
                let moved = |threshold: f64| logistic(log_odds(threshold) + f64::from(by) / 7.0);
                let other = Policy { thresholds: policy().thresholds.map(|threshold| threshold.map(moved)), ..policy() };
                prop_assert!(gap(count) <= gap(flagged(&other, &rows)) + 1e-9);
            }
        }
    }

    #[test]
    fn comments_without_scores_count_among_all_and_are_never_flagged() {
        let mut urgencies = Urgencies::default();
        (0..8).for_each(|_| urgencies.add(&policy(), [None; 3]));
        urgencies.add(&policy(), [Some(0.2), Some(0.01), None]);
        urgencies.add(&policy(), [Some(0.1), Some(0.01), None]);
        let (found, count) = urgencies.policy(&policy(), 0.1);
        assert_eq!((found.thresholds[0], count), (Some(0.2), 1));
        assert_eq!(urgencies.policy(&policy(), 0.9).1, 2);
        assert_eq!(urgencies.policy(&policy(), 0.0).0.thresholds, [None; 3]);
    }
}
