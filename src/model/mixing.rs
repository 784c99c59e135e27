//! Mixing: shares of some raw scores are added to those of related targets.

use super::WEIGHTS;
use crate::label::TARGETS;
use serde::{Deserialize, Serialize};

/// How much of each raw score is added to those of other targets: factors, and caps, which are raw scores.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Mixing {
    /// The factor of the negative sentiment's lead over the others in hostile.
    pub hostile_of_negative: f64,
    /// The factor of hostile (with its negative sentiment) in sectarian: what is sectarian is hostile …
    pub sectarian_of_hostile: f64,
    /// … up to this raw score: beyond, more hostility says nothing of whom it is against.
    pub hostile_cap: f64,
    /// The factor of the negative sentiment's lead that is added to hostile in that.
    pub sectarian_of_negative: f64,
    /// The factor in sectarian of the log-ratio of sectarian against other hostile comments …
    pub sectarian_of_community: f64,
    /// … up to this raw score: once it is clear that a community is spoken of, more of that says nothing of how.
    pub community_cap: f64,
    /// The factor of hostile in the negative sentiment; half of it is subtracted from the two others.
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

/// The shares of a comment's sums that lie below their caps, 0 to 1.
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

    /// The shares of its sums that are mixed into sectarian: 1 for a sum below its cap, the cap over the sum above it.
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

/// The lead of negative: its score less the mean of neutral and positive.
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
            let whole: [f64; WEIGHTS] = std::array::from_fn(|index| parts[0][index] + parts[1][index]);
            let shares = mixing.shares(whole);
            assert_eq!((shares.hostile < 1.0, shares.community < 1.0), (factor > 1.0, factor > 1.0));
            let mixed = parts.map(|part| mixing.part(part, shares));
            for (target, expected) in mixing.apply(whole).into_iter().enumerate() {
                assert!((mixed[0][target] + mixed[1][target] - expected).abs() < 1e-9);
            }
        }
    }
}
