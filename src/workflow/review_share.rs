//! Review share: thresholds that flag the share of comments that people have time to look at.

use crate::calibration::{logistic, logit};
use crate::record::{Flag, Probability, Scores};
use crate::score::Policy;
use std::collections::BTreeMap;

/// A histogram of how far comments are above or below the thresholds, to find thresholds that flag a given share.
///
/// All thresholds move together, by the same log-odds, so that a flag keeps its weight beside the others. As scores are
/// taken as printed, there are at most 10,001 of each flag to keep, however many comments there are.
#[derive(Debug, Clone, Default)]
pub struct ReviewShare {
    /// Comments by how far their highest score is above its threshold, in billionths of log-odds.
    counts: BTreeMap<i64, u64>,
    comments: u64,
}

impl ReviewShare {
    /// Adds a comment by its scores.
    pub fn add(&mut self, policy: &Policy, scores: &Scores) {
        self.comments += 1;
        let above = |flag| Some(log_odds(scores.of(flag)?) - log_odds(policy.threshold(flag)?));
        if let Some(margin) = Flag::ALL.into_iter().filter_map(above).max_by(f64::total_cmp) {
            *self.counts.entry((margin * 1e9).round() as i64).or_insert(0) += 1;
        }
    }

    /// How many comments there are.
    #[must_use]
    pub fn comments(&self) -> u64 {
        self.comments
    }

    /// The policy whose thresholds flag about this share of the comments, as near as equal scores allow, and how many
    /// they flag.
    #[must_use]
    pub fn policy(&self, policy: &Policy, share: f64) -> (Policy, u64) {
        let wanted = share * self.comments as f64;
        let (mut best, mut flagged) = ((None, 0), 0);
        for (margin, count) in self.counts.iter().rev() {
            flagged += count;
            if (flagged as f64 - wanted).abs() < (best.1 as f64 - wanted).abs() {
                best = (Some(*margin as f64 / 1e9), flagged);
            }
        }
        // Rounded up to a score that can be printed, less a little, since the sum of log-odds is not exact.
        let moved = |threshold: f64, by: f64| ((logistic(log_odds(threshold) + by) * 1e4 - 1e-3).ceil() / 1e4).max(0.0);
        let thresholds = Flag::ALL.map(|flag| Some(moved(policy.threshold(flag)?, best.0?)));
        (policy.clone().with_thresholds(thresholds), best.1)
    }
}

/// The log-odds of a probability as it is printed; finite for one of 0 or 1, and beyond those of all others.
fn log_odds(probability: f64) -> f64 {
    logit((f64::from(Probability(probability).printed()) / 1e4).clamp(2e-5, 1.0 - 2e-5))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Model;
    use crate::score::reaches;
    use proptest::prelude::*;
    use std::sync::LazyLock;

    static POLICY: LazyLock<Policy> =
        LazyLock::new(|| Policy::of(&Model::default_model().unwrap()).with_thresholds([Some(0.6), Some(0.3), None]));

    fn policy() -> Policy {
        POLICY.clone()
    }

    fn scores([hostile, sectarian, off_topic]: [Option<f64>; 3]) -> Scores {
        let [hostile, sectarian, off_topic] = [hostile, sectarian, off_topic].map(|score| score.map(Probability));
        Scores { hostile, sectarian, off_topic }
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
            let mut share_of = ReviewShare::default();
            rows.iter().for_each(|row| share_of.add(&policy(), &scores(*row)));
            let (found, count) = share_of.policy(&policy(), share);
            prop_assert_eq!(flagged(&found, &rows), count);
            let gap = |count: u64| (count as f64 - share * rows.len() as f64).abs();
            for by in -60..60 {
                let moved = |threshold: f64| logistic(log_odds(threshold) + f64::from(by) / 7.0);
                let other = policy().with_thresholds(Flag::ALL.map(|flag| policy().threshold(flag).map(moved)));
                prop_assert!(gap(count) <= gap(flagged(&other, &rows)) + 1e-9);
            }
        }
    }

    #[test]
    fn comments_without_scores_count_among_all_and_are_never_flagged() {
        let mut share_of = ReviewShare::default();
        (0..8).for_each(|_| share_of.add(&policy(), &Scores::default()));
        share_of.add(&policy(), &scores([Some(0.2), Some(0.01), None]));
        share_of.add(&policy(), &scores([Some(0.1), Some(0.01), None]));
        let (found, count) = share_of.policy(&policy(), 0.1);
        assert_eq!((found.threshold(Flag::Hostile), count), (Some(0.2), 1));
        assert_eq!(share_of.policy(&policy(), 0.9).1, 2);
        assert_eq!(share_of.policy(&policy(), 0.0).0.threshold(Flag::Hostile), None);
    }
}
