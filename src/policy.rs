//! Scores → flags: probabilities, thresholds, and what is too little to be sure of.

use crate::bayes::{Column, Model, RawScores};
use crate::label::{Flag, Sentiment};
use crate::text::Language;
use serde::{Serialize, Serializer};

/// A score, printed with four decimals.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Probability(pub f64);

impl Serialize for Probability {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64((self.0 * 1e4).round() / 1e4)
    }
}

/// The scores of the three flags; null where there is none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Scores {
    /// The probability of hostile.
    pub hostile: Option<Probability>,
    /// The probability of sectarian, never above that of hostile.
    pub sectarian: Option<Probability>,
    /// The probability of off topic.
    pub off_topic: Option<Probability>,
}

impl Scores {
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

/// The sentiment of a comment.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct SentimentScores {
    /// The most probable.
    pub label: Sentiment,
    /// The probability of negative.
    pub negative: Probability,
    /// The probability of neutral.
    pub neutral: Probability,
    /// The probability of positive.
    pub positive: Probability,
}

/// What is said of a comment.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// The scores.
    pub scores: Scores,
    /// The sentiment; `None` where nothing can be said.
    pub sentiment: Option<SentimentScores>,
    /// The flags whose score reaches its threshold.
    pub flags: Vec<Flag>,
    /// Whether a person should look before anything rests on it.
    pub uncertain: bool,
}

/// How scores become flags.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    /// The least score that flags, a flag in the order of [`Flag::ALL`]; `None` never flags.
    pub thresholds: [Option<f64>; 3],
    /// What share of comments has the flag, where the user says so; else the model's own.
    pub priors: [Option<f64>; 3],
}

/// Fewer known features than this are too few to be sure.
const FEW_FEATURES: u32 = 5;
/// Scores of which between 40 % and 60 % turned out to be right, out of fold, are a toss-up. Scores are calibrated, so
/// they are that share themselves.
const TOSS_UP: std::ops::Range<f64> = 0.4..0.6;

impl Policy {
    /// The thresholds and priors of a model.
    #[must_use]
    pub fn of(model: &Model) -> Self {
        Self { thresholds: model.head.thresholds, priors: [None; 3] }
    }

    /// Judges raw scores of a text in this language; `off_topic` is its probability, where there is an article.
    #[must_use]
    pub fn judge(
        &self,
        model: &Model,
        raw: &RawScores,
        off_topic: Option<f64>,
        language: Option<Language>,
        has_emoji: bool,
    ) -> Judgement {
        let scored = language.is_some_and(Language::is_scored);
        let sentiment = (scored || language.is_none() && has_emoji).then(|| sentiment(model, raw)).flatten();
        if !scored {
            return Judgement {
                scores: Scores::default(),
                sentiment,
                flags: Vec::new(),
                uncertain: sentiment.is_some(),
            };
        }
        let probability = |column: Column, flag: Flag| {
            let calibration = model.calibration(column)?;
            Some(calibration.probability(raw.of(column), self.priors[flag as usize]))
        };
        let hostile = probability(Column::Hostile, Flag::Hostile);
        let sectarian = probability(Column::Sectarian, Flag::Sectarian)
            .map(|sectarian| hostile.map_or(sectarian, |hostile| sectarian.min(hostile)));
        let scores = Scores {
            hostile: hostile.map(Probability),
            sectarian: sectarian.map(Probability),
            off_topic: off_topic.map(Probability),
        };
        let reached = Flag::ALL.map(|flag| self.reaches(flag, scores.of(flag)));
        // What is sectarian is hostile, also where its own score falls short.
        let raised =
            |flag: &Flag| reached[*flag as usize] || *flag == Flag::Hostile && reached[Flag::Sectarian as usize];
        let flags: Vec<Flag> = Flag::ALL.into_iter().filter(raised).collect();
        let toss_up = Flag::ALL.iter().filter_map(|flag| scores.of(*flag)).any(|score| TOSS_UP.contains(&score));
        let uncertain = raw.known < FEW_FEATURES || toss_up || language == Some(Language::Arabizi);
        Judgement { scores, sentiment, flags, uncertain }
    }

    /// Compared as printed: a threshold that a person reads off a score and types in means that score.
    fn reaches(&self, flag: Flag, score: Option<f64>) -> bool {
        let rounded = |value: f64| (value * 1e4).round();
        match (score, self.thresholds[flag as usize]) {
            (Some(score), Some(threshold)) => rounded(score) >= rounded(threshold),
            _ => false,
        }
    }
}

/// The three sentiments, each calibrated against the others and brought to a sum of one, none favoured beforehand.
fn sentiment(model: &Model, raw: &RawScores) -> Option<SentimentScores> {
    let columns = [Column::Negative, Column::Neutral, Column::Positive];
    let mut odds = [0.0; 3];
    for (odds, column) in odds.iter_mut().zip(columns) {
        *odds = model.calibration(column)?.log_odds(raw.of(column), Some(1.0 / 3.0)).exp().min(1e12);
    }
    let sum: f64 = odds.iter().sum();
    let share = odds.map(|odds| odds / sum);
    let best = (0..3).max_by(|one, other| share[*one].total_cmp(&share[*other])).unwrap_or(1);
    Some(SentimentScores {
        label: Sentiment::ALL[best],
        negative: Probability(share[0]),
        neutral: Probability(share[1]),
        positive: Probability(share[2]),
    })
}
