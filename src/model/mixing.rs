//! Mixing: the raw scores of related targets, and the length of a comment, taken together.
//!
//! A comment's raw scores are six sums of weights. What is negative is more often hostile, what is hostile is more often
//! negative, and what has more words has more room for either. The factors are those of logistic regressions on
//! out-of-fold raw scores of comments labelled by the guide, rounded; `training/ar-news.toml` has those of the default model.

use super::WEIGHTS;
use crate::label::TARGETS;
use serde::{Deserialize, Serialize};

/// How the raw scores of a target are mixed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mixing {
    /// The factors of hostile.
    pub hostile: Factors,
    /// How sectarian is mixed.
    pub sectarian: SectarianMixing,
    /// The factors of the negative sentiment.
    pub negative: Factors,
    /// The factors of the neutral sentiment.
    pub neutral: Factors,
    /// The factors of the positive sentiment.
    pub positive: Factors,
}

/// The factors of five raw scores in a target, and of the natural logarithm of the number of features.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Factors {
    /// The factor of the raw score of hostile against not.
    pub hostile: f64,
    /// The factor of the raw score of sectarian against neither sectarian nor hostile.
    pub sectarian: f64,
    /// The factor of the raw score of the negative sentiment against the mean of the three.
    pub negative: f64,
    /// The factor of that of the neutral sentiment.
    pub neutral: f64,
    /// The factor of that of the positive sentiment.
    pub positive: f64,
    /// The factor of ln(number of features): among readers' comments of newspapers the length alone ranks hostile ones with an
    /// AUROC of 0.69.
    pub length: f64,
}

/// How sectarian is mixed: its raw score, and shares of two others up to caps.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SectarianMixing {
    /// The factor of hostile (with its negative sentiment) in sectarian: what is sectarian is hostile …
    pub of_hostile: f64,
    /// … up to this raw score: beyond, more hostility says nothing of whom it is against.
    pub hostile_cap: f64,
    /// The factor of the negative sentiment's lead that is added to hostile in that.
    pub of_negative: f64,
    /// The factor of the log-ratio of sectarian against other hostile comments …
    pub of_community: f64,
    /// … up to this raw score: once it is clear that a community is spoken of, more of that says nothing of how.
    pub community_cap: f64,
}

impl Default for Mixing {
    /// What suits labels of any site: without length, which says something only where readers write freely.
    fn default() -> Self {
        let none = Factors::default();
        Self {
            hostile: Factors { hostile: 1.0, negative: 0.1, neutral: -0.05, positive: -0.05, ..none },
            sectarian: SectarianMixing {
                of_hostile: 0.52,
                hostile_cap: 8.0,
                of_negative: 0.3,
                of_community: 0.6,
                community_cap: 15.0,
            },
            negative: Factors { negative: 1.0, hostile: 0.3, ..none },
            neutral: Factors { neutral: 1.0, hostile: -0.15, ..none },
            positive: Factors { positive: 1.0, hostile: -0.15, ..none },
        }
    }
}

/// The shares of a comment's sums that lie below their caps, 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Shares {
    hostile: f64,
    community: f64,
}

impl Mixing {
    /// Mixes the raw scores of a comment of this many features.
    #[must_use]
    pub fn apply(&self, raw: [f64; WEIGHTS], features: u32) -> [f64; TARGETS] {
        let mut mixed = self.part(raw, self.shares(raw));
        for (target, length) in mixed.iter_mut().zip(self.of_length(features)) {
            *target += length;
        }
        mixed
    }

    /// What a number of features adds to each target.
    #[must_use]
    pub fn of_length(&self, features: u32) -> [f64; TARGETS] {
        let length = f64::from(features.max(1)).ln();
        [self.hostile.length, 0.0, self.negative.length, self.neutral.length, self.positive.length]
            .map(|factor| factor * length)
    }

    /// The shares of its sums that are mixed into sectarian: 1 for a sum below its cap, the cap over the sum above it.
    pub(crate) fn shares(&self, raw: [f64; WEIGHTS]) -> Shares {
        let below = |sum: f64, cap: f64| if sum > cap { cap / sum } else { 1.0 };
        Shares {
            hostile: below(self.with_negative(raw), self.sectarian.hostile_cap),
            community: below(raw[TARGETS], self.sectarian.community_cap),
        }
    }

    /// Mixes a part of a comment's sums, such as a word's; the mixed parts of a comment and its length sum to the mixed
    /// whole.
    pub(crate) fn part(&self, raw: [f64; WEIGHTS], shares: Shares) -> [f64; TARGETS] {
        let SectarianMixing { of_hostile, of_community, .. } = self.sectarian;
        let sectarian = raw[1]
            + of_hostile * shares.hostile * self.with_negative(raw)
            + of_community * shares.community * raw[TARGETS];
        let [hostile, negative, neutral, positive] =
            [self.hostile, self.negative, self.neutral, self.positive].map(|factors| factors.of(raw));
        [hostile, sectarian, negative, neutral, positive]
    }

    fn with_negative(&self, raw: [f64; WEIGHTS]) -> f64 {
        raw[0] + self.sectarian.of_negative * lead(raw)
    }
}

impl Factors {
    fn of(&self, [hostile, sectarian, negative, neutral, positive, _]: [f64; WEIGHTS]) -> f64 {
        self.hostile * hostile
            + self.sectarian * sectarian
            + self.negative * negative
            + self.neutral * neutral
            + self.positive * positive
    }
}

/// The lead of negative: its score less the mean of neutral and positive.
fn lead([_, _, negative, neutral, positive, _]: [f64; WEIGHTS]) -> f64 {
    negative - (neutral + positive) / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mixed_parts_of_a_comment_and_its_length_sum_to_the_whole_below_and_above_the_caps() {
        let mut mixing = Mixing::default();
        mixing.hostile.length = 2.0;
        for factor in [0.3, 9.0] {
            let parts = [[2.0, 1.0, 0.5, 0.1, -0.6, 3.0], [1.5, -1.0, 0.2, 0.0, 0.3, -0.5]]
                .map(|part| part.map(|v| v * factor));
            let whole: [f64; WEIGHTS] = std::array::from_fn(|index| parts[0][index] + parts[1][index]);
            let shares = mixing.shares(whole);
            assert_eq!((shares.hostile < 1.0, shares.community < 1.0), (factor > 1.0, factor > 1.0));
            let mixed = parts.map(|part| mixing.part(part, shares));
            let of_length = mixing.of_length(20);
            for (target, expected) in mixing.apply(whole, 20).into_iter().enumerate() {
                assert!((mixed[0][target] + mixed[1][target] + of_length[target] - expected).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn a_longer_comment_of_the_same_raw_scores_is_more_hostile_where_length_counts() {
        let mut mixing = Mixing::default();
        assert_eq!(mixing.apply([1.0; WEIGHTS], 5), mixing.apply([1.0; WEIGHTS], 500));
        mixing.hostile.length = 2.0;
        assert!(mixing.apply([1.0; WEIGHTS], 5)[0] < mixing.apply([1.0; WEIGHTS], 500)[0]);
        assert_eq!(mixing.of_length(0), [0.0; TARGETS]);
    }
}
