//! Labels → counts → model → scores: additive naive Bayes.
//!
//! - [`counts`]: integer sums that add up and subtract. Nothing that could be decided later is decided here.
//!   [`counter`] makes them of labels, however many.
//! - [`full_counts`]: the same as a file, with the rows behind them, so that one can be forgotten.
//! - [`fit`]: evidence weighed by source, features selected, the fit itself by linfa-bayes, weights shrunk;
//!   [`parameters`] says how.
//! - [`calibration`]: raw sums of weights → probabilities, from scores that were never trained on.
//! - [`training`]: the two passes over labels that make a model of all this.
//! - [`model`]: what is saved. [`scorer`]: what runs. [`worker`]: who runs it, and what it remembers ([`memo`])
//!   and adds up ([`sums`]).
//! - [`explanation`]: which words decided.

pub mod calibration;
mod carried;
pub mod counted;
pub mod counter;
pub mod counts;
pub mod deal;
mod encoding;
mod evidence;
pub mod explanation;
pub mod fit;
pub mod full_counts;
mod marks;
pub mod memo;
pub mod model;
mod model_error;
pub mod out_of_fold;
pub mod packed;
mod pairs;
pub mod parameters;
mod part;
mod runs;
pub mod scorer;
mod selection;
mod source_summary;
mod strangers;
pub mod sums;
mod task;
mod threshold;
mod trainer;
pub mod training;
pub mod worker;

pub use calibration::{Calibration, Histogram};
pub use counter::{Counter, Resources};
pub use counts::Counts;
pub use deal::Dealt;
pub use explanation::Reason;
pub use full_counts::{CountsError, FullCounts, Secret};
pub use model::{Model, ModelError};
pub use parameters::Parameters;
pub use scorer::{RawScores, Scorer};
pub use trainer::Trainer;
pub use training::Training;
pub use worker::Worker;

use crate::label::{Flag, Label, Sentiment};
use serde::{Deserialize, Serialize};

/// What the model tells: one column of weights each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Column {
    /// For hostile, against not.
    Hostile,
    /// For sectarian, against not.
    Sectarian,
    /// For negative sentiment, against the mean of the three.
    Negative,
    /// For neutral sentiment.
    Neutral,
    /// For positive sentiment.
    Positive,
}

/// How many columns there are.
pub const COLUMNS: usize = 5;

/// How many weights a feature has: one a column, and in the last place how far it speaks of a community rather than of
/// other people, which sectarian is made of as well ([`Blend`]).
pub const WEIGHTS: usize = COLUMNS + 1;

impl Column {
    /// All, in the order of their weights.
    pub const ALL: [Self; COLUMNS] = [Self::Hostile, Self::Sectarian, Self::Negative, Self::Neutral, Self::Positive];

    /// The name that records use.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Hostile => "hostile",
            Self::Sectarian => "sectarian",
            Self::Negative => "negative",
            Self::Neutral => "neutral",
            Self::Positive => "positive",
        }
    }

    /// Whether a label is for this column, against it, or says nothing.
    #[must_use]
    pub fn truth(self, label: &Label) -> Option<bool> {
        let sentiment = |wanted: Sentiment| label.sentiment.map(|sentiment| sentiment == wanted);
        match self {
            Self::Hostile => label.flag(Flag::Hostile),
            Self::Sectarian => label.flag(Flag::Sectarian),
            Self::Negative => sentiment(Sentiment::Negative),
            Self::Neutral => sentiment(Sentiment::Neutral),
            Self::Positive => sentiment(Sentiment::Positive),
        }
    }
}

/// What the columns lend each other: sums that are known to mean something for a neighbour as well.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Blend {
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

impl Default for Blend {
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
pub struct Shares {
    hostile: f64,
    community: f64,
}

impl Blend {
    /// Blends the raw scores of a comment.
    #[must_use]
    pub fn apply(&self, raw: [f64; WEIGHTS]) -> [f64; COLUMNS] {
        self.part(raw, self.shares(raw))
    }

    /// What share of its sums a comment lends to sectarian: all below a cap, above it as much as reaches it.
    #[must_use]
    pub fn shares(&self, raw: [f64; WEIGHTS]) -> Shares {
        let below = |sum: f64, cap: f64| if sum > cap { cap / sum } else { 1.0 };
        Shares { hostile: below(self.lent(raw), self.hostile_cap), community: below(raw[COLUMNS], self.community_cap) }
    }

    /// Blends a part of a comment's sum, such as a word's; the parts of a comment sum to the whole.
    #[must_use]
    pub fn part(&self, raw: [f64; WEIGHTS], shares: Shares) -> [f64; COLUMNS] {
        let [hostile, sectarian, negative, neutral, positive, community] = raw;
        let from_hostile = self.negative_of_hostile * hostile;
        [
            hostile + self.hostile_of_negative * lead(raw),
            sectarian
                + self.sectarian_of_hostile * shares.hostile * self.lent(raw)
                + self.sectarian_of_community * shares.community * community,
            negative + from_hostile,
            neutral - from_hostile / 2.0,
            positive - from_hostile / 2.0,
        ]
    }

    fn lent(&self, raw: [f64; WEIGHTS]) -> f64 {
        raw[0] + self.sectarian_of_negative * lead(raw)
    }
}

/// How far negative leads the mean of neutral and positive.
fn lead([_, _, negative, neutral, positive, _]: [f64; WEIGHTS]) -> f64 {
    negative - (neutral + positive) / 2.0
}

/// The source of labels that name none.
pub const UNNAMED_SOURCE: &str = "local";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_blended_parts_of_a_comment_sum_to_the_whole_below_and_above_the_caps() {
        let blend = Blend::default();
        for factor in [0.3, 9.0] {
            let parts = [[2.0, 1.0, 0.5, 0.1, -0.6, 3.0], [1.5, -1.0, 0.2, 0.0, 0.3, -0.5]]
                .map(|part| part.map(|v| v * factor));
            let whole: [f64; WEIGHTS] = std::array::from_fn(|column| parts[0][column] + parts[1][column]);
            let shares = blend.shares(whole);
            assert_eq!((shares.hostile < 1.0, shares.community < 1.0), (factor > 1.0, factor > 1.0));
            let blended = parts.map(|part| blend.part(part, shares));
            for (column, expected) in blend.apply(whole).into_iter().enumerate() {
                assert!((blended[0][column] + blended[1][column] - expected).abs() < 1e-9);
            }
        }
    }
}
