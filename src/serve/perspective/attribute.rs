//! Attributes, and what of a prediction answers them.

use crate::record::{Prediction, Probability};

/// What answers an attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Attribute {
    Hostile,
    Sectarian,
    /// Only under an article.
    OffTopic,
    Negative,
    Neutral,
    Positive,
    /// One of Perspective's that nothing here judges, but that lenient servers answer with the hostile score: what has
    /// it is a part of what is hostile.
    PartOfHostile,
    /// One of Perspective's that nothing here judges.
    Unjudged,
}

impl Attribute {
    /// The attribute of a name; `None` where Perspective has none of it.
    pub(super) fn of_name(name: &str) -> Option<Self> {
        Some(match name.strip_suffix("_EXPERIMENTAL").unwrap_or(name) {
            "TOXICITY" | "INSULT" | "MUSHRIF_HOSTILE" => Self::Hostile,
            "IDENTITY_ATTACK" | "MUSHRIF_SECTARIAN" => Self::Sectarian,
            "UNSUBSTANTIAL" | "MUSHRIF_OFF_TOPIC" => Self::OffTopic,
            "MUSHRIF_NEGATIVE" => Self::Negative,
            "MUSHRIF_NEUTRAL" => Self::Neutral,
            "MUSHRIF_POSITIVE" => Self::Positive,
            "SEVERE_TOXICITY" | "PROFANITY" | "THREAT" | "SEXUALLY_EXPLICIT" | "FLIRTATION" => Self::PartOfHostile,
            // Made for English comments of the New York Times, and those for bridges between people.
            "ATTACK_ON_AUTHOR"
            | "ATTACK_ON_COMMENTER"
            | "INCOHERENT"
            | "INFLAMMATORY"
            | "LIKELY_TO_REJECT"
            | "OBSCENE"
            | "SPAM"
            | "AFFINITY"
            | "COMPASSION"
            | "CURIOSITY"
            | "NUANCE"
            | "PERSONAL_STORY"
            | "REASONING"
            | "RESPECT" => Self::Unjudged,
            _ => return None,
        })
    }

    /// Its score in a prediction, where it has one.
    pub(super) fn score(self, prediction: &Prediction) -> Option<f64> {
        let sentiment = prediction.sentiment.as_ref();
        let score = match self {
            Self::Hostile | Self::PartOfHostile => prediction.scores.hostile,
            Self::Sectarian => prediction.scores.sectarian,
            Self::OffTopic => prediction.scores.off_topic,
            Self::Negative => sentiment.map(|found| found.negative),
            Self::Neutral => sentiment.map(|found| found.neutral),
            Self::Positive => sentiment.map(|found| found.positive),
            Self::Unjudged => None,
        };
        // As printed everywhere, with four decimals.
        score.map(|score: Probability| f64::from(score.printed()) / 1e4)
    }
}
