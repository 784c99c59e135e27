//! The labels of a comment: three flags and a sentiment.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// The sentiment of a comment as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sentiment {
    /// Against somebody or something, or unhappy; sarcasm is negative.
    Negative,
    /// A report, a question, a condolence.
    Neutral,
    /// For somebody or something, or happy.
    Positive,
}

impl Sentiment {
    /// All three, in print order.
    pub const ALL: [Self; 3] = [Self::Negative, Self::Neutral, Self::Positive];

    /// The name in records.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Negative => "negative",
            Self::Neutral => "neutral",
            Self::Positive => "positive",
        }
    }
}

impl FromStr for Sentiment {
    type Err = ();

    /// Parses a name, in English or Arabic, in any case.
    fn from_str(text: &str) -> Result<Self, ()> {
        match text.trim().to_lowercase().as_str() {
            "negative" | "neg" | "سلبي" | "سلبية" => Ok(Self::Negative),
            "neutral" | "neu" | "محايد" | "محايدة" => Ok(Self::Neutral),
            "positive" | "pos" | "إيجابي" | "ايجابي" | "إيجابية" => Ok(Self::Positive),
            _ => Err(()),
        }
    }
}

/// A flag of a comment: true or false.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flag {
    /// Attacks, insults, threatens or dehumanises.
    Hostile,
    /// Attacks people as members of a religious, sectarian or ethnic community.
    Sectarian,
    /// Says nothing about the article or its subject.
    OffTopic,
}

impl Flag {
    /// All three, in print order.
    pub const ALL: [Self; 3] = [Self::Hostile, Self::Sectarian, Self::OffTopic];

    /// The name in records and options.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Hostile => "hostile",
            Self::Sectarian => "sectarian",
            Self::OffTopic => "off_topic",
        }
    }
}

impl fmt::Display for Flag {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl FromStr for Flag {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|flag| flag.name() == text)
            .ok_or_else(|| format!("\"{text}\" is no flag; the flags are hostile, sectarian and off_topic"))
    }
}
