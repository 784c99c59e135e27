//! Labels → counts → model → scores: additive naive Bayes.
//!
//! - [`counts`]: integer sums that add up and subtract. Nothing that could be decided later is decided here.
//! - [`fit`]: evidence weighed by source, features selected, the fit itself by linfa-bayes, weights shrunk.
//! - [`calibration`]: raw sums of weights → probabilities, from scores that were never trained on.
//! - [`training`]: the two passes over labels that make a model of all this.
//! - [`model`]: what is saved. [`scorer`]: what runs. [`explanation`]: which words decided.

pub mod calibration;
pub mod counts;
pub mod explanation;
pub mod fit;
pub mod model;
pub mod scorer;
pub mod training;

pub use calibration::{Calibration, Histogram};
pub use counts::{Counter, Counts};
pub use explanation::Reason;
pub use fit::Parameters;
pub use model::{Model, ModelError};
pub use scorer::{RawScores, Scorer, Worker};
pub use training::{Trainer, Training};

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

/// The source of labels that name none.
pub const UNNAMED_SOURCE: &str = "local";
