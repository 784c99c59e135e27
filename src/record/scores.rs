//! The scores of a comment.

use super::{Flag, Sentiment};
use crate::locale::Locale;
use serde::{Deserialize, Serialize, Serializer};

/// A probability, printed with four decimals.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Deserialize)]
#[serde(transparent)]
pub struct Probability(pub f64);

impl Probability {
    /// The probability as printed: in ten-thousandths, halves rounded up.
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

/// The scores of the three flags; null where the language or the article is missing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Scores {
    /// The probability of hostile.
    pub hostile: Option<Probability>,
    /// The probability of sectarian, at most that of hostile.
    pub sectarian: Option<Probability>,
    /// The probability of off topic.
    pub off_topic: Option<Probability>,
}

impl Scores {
    /// The score of a flag, rounded as printed to four decimals.
    pub(crate) fn printed(&self, flag: Flag) -> Option<f64> {
        self.of(flag).map(|score| f64::from(Probability(score).printed()) / 1e4)
    }

    /// Each flag that has one, with its value, for people.
    pub(crate) fn in_words(&self, locale: Locale) -> String {
        let each = Flag::ALL.into_iter().filter_map(|flag| {
            let value = locale.number(format!("{:.4}", self.printed(flag)?));
            Some(format!("{} {value}", locale.word(flag.name())))
        });
        each.collect::<Vec<_>>().join(locale.comma())
    }

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

/// The sentiment of a comment and the probabilities of the three classes, which sum to one.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct SentimentScores {
    /// The most probable class.
    pub label: Sentiment,
    /// The probability of negative.
    pub negative: Probability,
    /// The probability of neutral.
    pub neutral: Probability,
    /// The probability of positive.
    pub positive: Probability,
}
