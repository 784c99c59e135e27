//! A prediction in 24 bytes, with the numbers that the program prints: ten-thousandths.

use mushrif::{Field, Flag, Language, Prediction, Probability, Sentiment};

/// A probability in ten-thousandths, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Printed(u16);

impl Printed {
    const NONE: Self = Self(u16::MAX);

    fn of(probability: Option<Probability>) -> Self {
        match probability {
            Some(value) if (0.0..=1.0).contains(&value.0) => Self(value.printed() as u16),
            _ => Self::NONE,
        }
    }

    /// The probability as the program prints it.
    pub fn value(self) -> Option<f64> {
        (self != Self::NONE).then(|| f64::from(self.0) / 1e4)
    }
}

/// The prediction of a text, or that there is no text.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// The scores of hostile, sectarian and off topic.
    pub scores: [Printed; 3],
    /// The probabilities of negative, neutral and positive.
    pub sentiments: [Printed; 3],
    /// The most probable sentiment.
    pub sentiment: Option<Sentiment>,
    /// The flags, a bit each in the order of [`Flag::ALL`].
    flags: u8,
    /// The fields that were scored, a bit each.
    scored: u8,
    /// Whether the scores are unreliable.
    pub uncertain: bool,
    /// Whether there was a text.
    pub is_there: bool,
    /// The language of the text.
    pub language: Option<Language>,
}

/// Fields of a comment in the order in which they are scored.
const FIELDS: [Field; 4] = [Field::Author, Field::Title, Field::Body, Field::Text];

impl Row {
    /// The row of a missing text.
    pub const MISSING: Self = Self {
        scores: [Printed::NONE; 3],
        sentiments: [Printed::NONE; 3],
        sentiment: None,
        flags: 0,
        scored: 0,
        uncertain: false,
        is_there: false,
        language: None,
    };

    /// The row of a prediction.
    pub fn of(prediction: &Prediction) -> Self {
        let (scores, sentiment) = (&prediction.scores, prediction.sentiment.as_ref());
        let sentiments = sentiment.map(|one| [one.negative, one.neutral, one.positive]);
        Self {
            scores: [scores.hostile, scores.sectarian, scores.off_topic].map(Printed::of),
            sentiments: sentiments.map_or([Printed::NONE; 3], |all| all.map(|one| Printed::of(Some(one)))),
            sentiment: sentiment.map(|one| one.label),
            flags: prediction.flags.iter().fold(0, |bits, flag| bits | 1 << *flag as u8),
            scored: prediction.scored.iter().fold(0, |bits, field| bits | 1 << *field as u8),
            uncertain: prediction.uncertain,
            is_there: true,
            language: prediction.language,
        }
    }

    /// Whether a flag is raised.
    pub fn has(&self, flag: Flag) -> bool {
        self.flags & 1 << flag as u8 != 0
    }

    /// The names of the flags that are raised.
    pub fn flags(&self) -> impl Iterator<Item = &'static str> {
        Flag::ALL.into_iter().filter(|flag| self.has(*flag)).map(Flag::name)
    }

    /// The names of the fields that were scored.
    pub fn scored(&self) -> impl Iterator<Item = &'static str> {
        FIELDS.into_iter().filter(|field| self.scored & 1 << *field as u8 != 0).map(Field::name)
    }

    /// The fields that were scored, a bit each: author, title, body, text.
    pub fn scored_bits(&self) -> u8 {
        self.scored
    }

    /// The BCP 47 tag of the language.
    pub fn language(&self) -> Option<&'static str> {
        self.language.map(Language::tag)
    }
}
