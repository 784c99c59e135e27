//! Scores → flags: probabilities, thresholds, and what is too little to be sure of.

use crate::bayes::calibration::{logistic, logit};
use crate::bayes::{COLUMNS, Calibration, Column, Model, RawScores};
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

/// The logistic curve of each column, if it has one, and the shift of its log-odds for another prior: worked out once.
#[derive(Debug, Clone, PartialEq)]
pub struct Curves([Option<(Calibration, f64)>; COLUMNS]);

impl Curves {
    fn log_odds(&self, column: Column, raw: &RawScores) -> Option<f64> {
        let (calibration, shift) = self.0[column as usize]?;
        Some(calibration.slope * raw.of(column) + calibration.offset + shift)
    }
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

    /// How the raw scores of a model are read under these priors.
    #[must_use]
    pub fn curves(&self, model: &Model) -> Curves {
        Curves(Column::ALL.map(|column| {
            let prior = match column {
                Column::Hostile => self.priors[Flag::Hostile as usize],
                Column::Sectarian => self.priors[Flag::Sectarian as usize],
                // None of the three is favoured beforehand.
                Column::Negative | Column::Neutral | Column::Positive => Some(1.0 / 3.0),
            };
            model.calibration(column).map(|calibration| (*calibration, calibration.shift(prior)))
        }))
    }

    /// Judges raw scores of a text in this language; `off_topic` is its probability, where there is an article.
    #[must_use]
    pub fn judge(
        &self,
        curves: &Curves,
        raw: &RawScores,
        off_topic: Option<f64>,
        language: Option<Language>,
        has_emoji: bool,
    ) -> Judgement {
        let scored = language.is_some_and(Language::is_scored);
        let sentiment = (scored || language.is_none() && has_emoji).then(|| sentiment(curves, raw)).flatten();
        if !scored {
            return Judgement {
                scores: Scores::default(),
                sentiment,
                flags: Vec::new(),
                uncertain: sentiment.is_some(),
            };
        }
        let probability = |column: Column| curves.log_odds(column, raw).map(logistic);
        let hostile = probability(Column::Hostile);
        let sectarian =
            probability(Column::Sectarian).map(|sectarian| hostile.map_or(sectarian, |hostile| sectarian.min(hostile)));
        let scores = Scores {
            hostile: hostile.map(Probability),
            sectarian: sectarian.map(Probability),
            off_topic: off_topic.map(Probability),
        };
        let reached = Flag::ALL.map(|flag| self.reaches(flag, scores.of(flag)));
        // What is sectarian is hostile, also where its own score falls short.
        let raised =
            |flag: &Flag| reached[*flag as usize] || *flag == Flag::Hostile && reached[Flag::Sectarian as usize];
        let flags: Vec<Flag> = Flag::ALL.into_iter().filter(raised).collect();
        let toss_up = Flag::ALL.iter().filter_map(|flag| scores.of(*flag)).any(|score| TOSS_UP.contains(&score));
        let uncertain = raw.known < FEW_FEATURES || toss_up || language == Some(Language::Arabizi);
        Judgement { scores, sentiment, flags, uncertain }
    }

    /// Compared as printed: a threshold that a person reads off a score and types in means that score.
    fn reaches(&self, flag: Flag, score: Option<f64>) -> bool {
        match (score, self.thresholds[flag as usize]) {
            (Some(score), Some(threshold)) => Probability(score).printed() >= Probability(threshold).printed(),
            _ => false,
        }
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

/// The three sentiments, each calibrated against the others and brought to a sum of one, none favoured beforehand.
fn sentiment(curves: &Curves, raw: &RawScores) -> Option<SentimentScores> {
    let columns = [Column::Negative, Column::Neutral, Column::Positive];
    let mut odds = [0.0; 3];
    for (odds, column) in odds.iter_mut().zip(columns) {
        *odds = curves.log_odds(column, raw)?.exp().min(1e12);
    }
    let sum: f64 = odds.iter().sum();
    let share = odds.map(|odds| odds / sum);
    let best = (0..3).max_by(|one, other| share[*one].total_cmp(&share[*other])).unwrap_or(1);
    Some(SentimentScores {
        label: Sentiment::ALL[best],
        negative: Probability(share[0]),
        neutral: Probability(share[1]),
        positive: Probability(share[2]),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn policy() -> Policy {
        Policy { thresholds: [Some(0.6), Some(0.3), None], priors: [None; 3] }
    }

    fn flagged(policy: &Policy, rows: &[[Option<f64>; 3]]) -> u64 {
        let reached = |row: &&[Option<f64>; 3]| Flag::ALL.iter().any(|flag| policy.reaches(*flag, row[*flag as usize]));
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
