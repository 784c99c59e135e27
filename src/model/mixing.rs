//! Mixing: raw scores that are known to mean something for a neighbouring target as well.

use super::WEIGHTS;
use crate::label::TARGETS;
use serde::{Deserialize, Serialize};

/// How much of each raw score is added to those of other targets; all are factors but for the caps, which are raw scores.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Mixing {
    /// How much of the negative sentiment's lead over the others hostile contains.
    pub hostile_of_negative: f64,
    /// How much of hostile (and its negative sentiment) sectarian contains: what is sectarian is hostile …
    pub sectarian_of_hostile: f64,
    /// … up to this much of it: beyond, more hostility says nothing of whom it is against.
    pub hostile_cap: f64,
    /// How much of the negative sentiment counts with hostile in that.
    pub sectarian_of_negative: f64,
    /// How much of what tells attacks on communities from other attacks sectarian contains …
    pub sectarian_of_community: f64,
    /// … up to this much of it: once it is plain that a community is spoken of, more of that says nothing of how.
    pub community_cap: f64,
    /// How much of hostile the negative sentiment contains, and the two others lack half of.
    pub negative_of_hostile: f64,
}

impl Default for Mixing {
    fn default() -> Self {
        Self {
            hostile_of_negative: 0.1,
            sectarian_of_hostile: 0.52,
            hostile_cap: 8.0,
            sectarian_of_negative: 0.3,
            sectarian_of_community: 0.6,
            community_cap: 15.0,
            negative_of_hostile: 0.3,
        }
    }
}

/// What share of a comment's sums lies below their caps.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Shares {
    hostile: f64,
    community: f64,
}

impl Mixing {
    /// Mixes the raw scores of a comment.
    #[must_use]
    pub fn apply(&self, raw: [f64; WEIGHTS]) -> [f64; TARGETS] {
        self.part(raw, self.shares(raw))
    }

    /// What share of its sums is mixed into sectarian: all of a sum below its cap, the cap over the sum above it.
    pub(crate) fn shares(&self, raw: [f64; WEIGHTS]) -> Shares {
        let below = |sum: f64, cap: f64| if sum > cap { cap / sum } else { 1.0 };
        Shares {
            hostile: below(self.with_negative(raw), self.hostile_cap),
            community: below(raw[TARGETS], self.community_cap),
        }
    }

    /// Mixes a part of a comment's sums, such as a word's; the mixed parts of a comment sum to the mixed whole.
    pub(crate) fn part(&self, raw: [f64; WEIGHTS], shares: Shares) -> [f64; TARGETS] {
        let [hostile, sectarian, negative, neutral, positive, community] = raw;
        let from_hostile = self.negative_of_hostile * hostile;
        [
            hostile + self.hostile_of_negative * lead(raw),
            sectarian
                + self.sectarian_of_hostile * shares.hostile * self.with_negative(raw)
                + self.sectarian_of_community * shares.community * community,
            negative + from_hostile,
            neutral - from_hostile / 2.0,
            positive - from_hostile / 2.0,
        ]
    }

    fn with_negative(&self, raw: [f64; WEIGHTS]) -> f64 {
        raw[0] + self.sectarian_of_negative * lead(raw)
    }
}

/// How far negative leads the mean of neutral and positive.
fn lead([_, _, negative, neutral, positive, _]: [f64; WEIGHTS]) -> f64 {
    negative - (neutral + positive) / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mixed_parts_of_a_comment_sum_to_the_whole_below_and_above_the_caps() {
        let mixing = Mixing::default();
        for factor in [0.3, 9.0] {
            let parts = [[2.0, 1.0, 0.5, 0.1, -0.6, 3.0], [1.5, -1.0, 0.2, 0.0, 0.3, -0.5]]
                .map(|part| part.map(|v| v * factor));
            let whole: [f64; WEIGHTS] = std::array::from_fn(|column| parts[0][column] + parts[1][column]);
            let shares = mixing.shares(whole);
            assert_eq!((shares.hostile < 1.0, shares.community < 1.0), (factor > 1.0, factor > 1.0));
            let mixed = parts.map(|part| mixing.part(part, shares));
            for (column, expected) in mixing.apply(whole).into_iter().enumerate() {
                assert!((mixed[0][column] + mixed[1][column] - expected).abs() < 1e-9);
            }
        }
    }
}
