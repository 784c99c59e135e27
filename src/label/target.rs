//! What a model predicts: two flags and three sentiments, a target each.

use super::LabelValues;
use crate::record::{Flag, Sentiment};
use serde::{Deserialize, Serialize};

/// A target of the model: one weight a feature each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
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

/// How many targets there are.
pub const TARGETS: usize = 5;

impl Target {
    /// All, in the order of their weights.
    pub const ALL: [Self; TARGETS] = [Self::Hostile, Self::Sectarian, Self::Negative, Self::Neutral, Self::Positive];

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

    /// The flag that it is of; `None` for a sentiment.
    #[must_use]
    pub fn flag(self) -> Option<Flag> {
        match self {
            Self::Hostile => Some(Flag::Hostile),
            Self::Sectarian => Some(Flag::Sectarian),
            Self::Negative | Self::Neutral | Self::Positive => None,
        }
    }

    /// Whether a label is for this target, against it, or says nothing (`None`).
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
