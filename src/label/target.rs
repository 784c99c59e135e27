//! The targets of a model: two flags and three sentiments.

use super::LabelValues;
use crate::record::{Flag, Sentiment};
use serde::{Deserialize, Serialize};

/// What a model predicts; a feature has a weight for each target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// Hostile against not hostile.
    Hostile,
    /// Sectarian against not sectarian.
    Sectarian,
    /// Negative sentiment against the mean of the three.
    Negative,
    /// Neutral sentiment, likewise.
    Neutral,
    /// Positive sentiment, likewise.
    Positive,
}

/// How many targets there are.
pub const TARGETS: usize = 5;

impl Target {
    /// All, in the order of their weights.
    pub const ALL: [Self; TARGETS] = [Self::Hostile, Self::Sectarian, Self::Negative, Self::Neutral, Self::Positive];

    /// Those of the three sentiments, the last.
    pub(crate) const SENTIMENTS: [Self; 3] = [Self::Negative, Self::Neutral, Self::Positive];

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

    /// Its flag; `None` for a sentiment.
    #[must_use]
    pub fn flag(self) -> Option<Flag> {
        match self {
            Self::Hostile => Some(Flag::Hostile),
            Self::Sectarian => Some(Flag::Sectarian),
            Self::Negative | Self::Neutral | Self::Positive => None,
        }
    }

    /// Whether this target is true of a label; `None` where unknown.
    #[must_use]
    pub fn truth(self, label: &LabelValues) -> Option<bool> {
        let sentiment = |wanted: Sentiment| label.sentiment.map(|sentiment| sentiment == wanted);
        match self {
            Self::Hostile => label.hostile,
            Self::Sectarian => label.sectarian,
            Self::Negative => sentiment(Sentiment::Negative),
            Self::Neutral => sentiment(Sentiment::Neutral),
            Self::Positive => sentiment(Sentiment::Positive),
        }
    }
}
