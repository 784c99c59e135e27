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

    /// What must be added to each raw score for a unit more of the mixed score of each sentiment (the columns: negative,
    /// neutral, positive), up to log-odds that the three have in common, which change no probability of theirs; `slopes`
    /// are those of their calibrations. Hostile and sectarian stay as they are. `None` where the factors allow none.
    ///
    /// Five linear equations: the three sentiments, hostile, and hostile as it is mixed into sectarian; the unknown are the
    /// raw scores of hostile and of the sentiments, and the common log-odds.
    pub(crate) fn columns_of_sentiments(&self, slopes: [f64; 3]) -> Option<[[f64; 3]; WEIGHTS]> {
        let units: [[f64; WEIGHTS]; 4] =
            [0, 2, 3, 4].map(|index| std::array::from_fn(|at| f64::from(u8::from(at == index))));
        let sentiments = [self.negative, self.neutral, self.positive];
        // A row an equation: the factors of the five unknown, then the right-hand side for each column.
        let mut rows = [[0.0; 8]; 5];
        for (unknown, unit) in units.into_iter().enumerate() {
            for (row, factors) in rows.iter_mut().zip(sentiments) {
                row[unknown] = factors.of(unit);
            }
            rows[3][unknown] = self.hostile.of(unit);
            rows[4][unknown] = self.with_negative(unit);
        }
        for (index, slope) in slopes.into_iter().enumerate() {
            rows[index][4] = -1.0 / slope;
            rows[index][5 + index] = 1.0;
        }
        eliminate(&mut rows)?;
        let [hostile, negative, neutral, positive, _] = rows.map(|row| [row[5], row[6], row[7]]);
        let columns = [hostile, [0.0; 3], negative, neutral, positive, [0.0; 3]];
        columns.iter().flatten().all(|factor| factor.abs() < MOST_OF_COLUMN).then_some(columns)
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

/// The largest factor of a correction: beyond, the equations have hardly a solution, and weights would lose their precision.
const MOST_OF_COLUMN: f64 = 1e3;

/// Solves linear equations by Gauss-Jordan elimination with partial pivoting: afterwards what follows the first `N` numbers
/// of each row is the solution. `None` where there is none.
fn eliminate<const N: usize, const ALL: usize>(rows: &mut [[f64; ALL]; N]) -> Option<()> {
    for column in 0..N {
        let pivot = (column..N).max_by(|one, other| rows[*one][column].abs().total_cmp(&rows[*other][column].abs()))?;
        rows.swap(column, pivot);
        let divisor = rows[column][column];
        if !divisor.is_finite() || divisor.abs() < 1e-9 {
            return None;
        }
        rows[column] = rows[column].map(|value| value / divisor);
        let pivot = rows[column];
        for (_, row) in rows.iter_mut().enumerate().filter(|(index, _)| *index != column) {
            let factor = row[column];
            row.iter_mut().zip(pivot).for_each(|(value, of_pivot)| *value -= factor * of_pivot);
        }
    }
    Some(())
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
    fn what_is_added_to_a_sentiment_changes_no_other_and_neither_hostile_nor_sectarian() {
        let recipe = Mixing {
            hostile: Factors {
                hostile: 1.0,
                sectarian: 0.2,
                negative: 0.05,
                neutral: -0.08,
                positive: 0.05,
                length: 3.8,
            },
            negative: Factors { hostile: 0.32, negative: 1.0, neutral: -0.43, positive: -0.49, ..Factors::default() },
            neutral: Factors { hostile: -0.14, negative: -0.68, neutral: 0.43, positive: -0.71, ..Factors::default() },
            positive: Factors { hostile: -0.19, negative: -0.32, positive: 1.2, ..Factors::default() },
            ..Mixing::default()
        };
        let slopes = [0.3, 0.25, 0.35];
        for mixing in [Mixing::default(), recipe] {
            let columns = mixing.columns_of_sentiments(slopes).unwrap();
            // Beyond the cap of hostile in sectarian too.
            for raw in [[1.0, 2.0, 0.5, 0.1, -0.6, 3.0], [30.0, 2.0, 5.0, 0.1, -0.6, 30.0]] {
                for (sentiment, added) in [0, 1, 2].into_iter().zip([0.7, -2.0, 1.5]) {
                    let more = std::array::from_fn(|at| raw[at] + columns[at][sentiment] * added);
                    let [before, after] = [raw, more].map(|raw| mixing.apply(raw, 20));
                    assert!((before[0] - after[0]).abs() < 1e-9 && (before[1] - after[1]).abs() < 1e-9);
                    let moved: [f64; 3] = std::array::from_fn(|at| slopes[at] * (after[2 + at] - before[2 + at]));
                    for other in 0..3 {
                        let expected = if other == sentiment { slopes[sentiment] * added } else { 0.0 };
                        let common = moved[(sentiment + 1) % 3];
                        assert!((moved[other] - common - expected).abs() < 1e-9, "{moved:?}");
                    }
                }
            }
        }
        let none = Factors::default();
        let no_way = Mixing { negative: none, neutral: none, positive: none, ..Mixing::default() };
        assert_eq!(no_way.columns_of_sentiments(slopes), None);
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
