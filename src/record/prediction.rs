//! A prediction: the model's output for a comment.

use super::{ByRule, Flag, Probability, Reason, Scores, SentimentScores};
use crate::text::Language;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The model's output for a comment.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Prediction {
    /// The calibrated probabilities of the flags; null where the language is not scored.
    pub scores: Scores,
    /// The sentiment; `None` where the language is not scored and there are no emoji.
    #[serde(default)]
    pub sentiment: Option<SentimentScores>,
    /// The flags whose score reaches the threshold.
    #[serde(default)]
    pub flags: Vec<Flag>,
    /// Whether the scores are unreliable: too few known features, or a score in the uncertain band.
    #[serde(default)]
    pub uncertain: bool,
    /// The fields that were scored.
    #[serde(default)]
    pub scored: Vec<Field>,
    /// The least scores that raise the flags; null for a flag that is never raised.
    #[serde(default)]
    pub thresholds: Scores,
    /// The model that made the prediction.
    #[serde(default)]
    pub model: Arc<ModelId>,
    /// The words with the largest weights, where requested; of a comment flagged off topic always those of that flag,
    /// since its record need not have the article's text, without which they cannot be found again.
    #[serde(default)]
    pub reasons: Option<Vec<Reason>>,
    /// The phrases of a site's own list that raised flags; `None` where there is no list. The scores are the model's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by_rule: Option<Vec<ByRule>>,
    /// The detected language; `None` without letters. Not part of a record.
    #[serde(skip)]
    pub language: Option<Language>,
}

/// A model's name and hash.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelId {
    /// The model's name.
    #[serde(default)]
    pub name: String,
    /// Eight hexadecimal digits of a hash of the model.
    #[serde(default)]
    pub hash: String,
    /// Eight hexadecimal digits of a hash of the site's own lists, where there are any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lists: Option<String>,
}

impl ModelId {
    /// Its name and hash, and the hash of the lists.
    #[cfg_attr(not(feature = "tables"), allow(dead_code))]
    pub(crate) fn in_words(&self, lists: impl FnOnce(&str) -> String) -> String {
        let lists = self.lists.as_deref().map(lists);
        [Some(self.name.clone()), Some(self.hash.clone()), lists].into_iter().flatten().collect::<Vec<_>>().join(" ")
    }
}

/// A field of a comment that is scored.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Field {
    /// The author's name, on sites where readers write text in it.
    Author,
    /// The comment's own title.
    Title,
    /// The text, in records of `extract`.
    #[default]
    Body,
    /// The text, in plain records.
    Text,
}

impl Field {
    /// The name in records.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Author => "author",
            Self::Title => "title",
            Self::Body => "body",
            Self::Text => "text",
        }
    }
}

impl Prediction {
    /// Appends its fields as JSON, `"name":value` joined by commas: the bytes that serde_json writes, several times as
    /// fast, since four decimals need no general formatting of numbers (18 % of the time of `score`).
    pub(crate) fn write_fields(&self, out: &mut Vec<u8>) -> Result<(), serde_json::Error> {
        // Formatted once, instead of at every field.
        out.reserve(512);
        out.extend_from_slice(b"\"scores\":");
        scores(&self.scores, out);
        out.extend_from_slice(b",\"sentiment\":");
        match &self.sentiment {
            None => out.extend_from_slice(b"null"),
            Some(sentiment) => {
                out.extend_from_slice(b"{\"label\":\"");
                out.extend_from_slice(sentiment.label.name().as_bytes());
                out.extend_from_slice(b"\",\"negative\":");
                probability(sentiment.negative, out);
                out.extend_from_slice(b",\"neutral\":");
                probability(sentiment.neutral, out);
                out.extend_from_slice(b",\"positive\":");
                probability(sentiment.positive, out);
                out.push(b'}');
            }
        }
        out.extend_from_slice(b",\"flags\":[");
        names(self.flags.iter().map(|flag| flag.name()), out);
        out.extend_from_slice(if self.uncertain { b"],\"uncertain\":true" } else { b"],\"uncertain\":false" });
        out.extend_from_slice(b",\"scored\":[");
        names(self.scored.iter().map(|field| field.name()), out);
        out.extend_from_slice(b"],\"thresholds\":");
        scores(&self.thresholds, out);
        out.extend_from_slice(b",\"model\":{\"name\":");
        serde_json::to_writer(&mut *out, &self.model.name)?;
        out.extend_from_slice(b",\"hash\":");
        serde_json::to_writer(&mut *out, &self.model.hash)?;
        if let Some(lists) = &self.model.lists {
            out.extend_from_slice(b",\"lists\":");
            serde_json::to_writer(&mut *out, lists)?;
        }
        match &self.reasons {
            None => out.extend_from_slice(b"},\"reasons\":null"),
            Some(reasons) => {
                out.extend_from_slice(b"},\"reasons\":");
                serde_json::to_writer(&mut *out, reasons)?;
            }
        }
        if let Some(by_rule) = &self.by_rule {
            out.extend_from_slice(b",\"by_rule\":");
            serde_json::to_writer(out, by_rule)?;
        }
        Ok(())
    }
}

/// Writes an array of our own names, which need no escapes.
fn names(names: impl Iterator<Item = &'static str>, out: &mut Vec<u8>) {
    for (index, name) in names.enumerate() {
        out.extend_from_slice(if index == 0 { b"\"" } else { b",\"" });
        out.extend_from_slice(name.as_bytes());
        out.push(b'"');
    }
}

fn scores(scores: &Scores, out: &mut Vec<u8>) {
    out.extend_from_slice(b"{\"hostile\":");
    score(scores.hostile, out);
    out.extend_from_slice(b",\"sectarian\":");
    score(scores.sectarian, out);
    out.extend_from_slice(b",\"off_topic\":");
    score(scores.off_topic, out);
    out.push(b'}');
}

fn score(score: Option<Probability>, out: &mut Vec<u8>) {
    match score {
        Some(value) => probability(value, out),
        None => out.extend_from_slice(b"null"),
    }
}

/// Every probability as printed, in ten-thousandths: at most four decimals and at least one, and in the last byte how many
/// bytes these are.
static PRINTED: [[u8; 8]; 10_001] = {
    let mut printed = [*b"0.0000\0\x06"; 10_001];
    let mut number = 0;
    while number < printed.len() {
        let digits = &mut printed[number];
        digits[0] = b'0' + (number / 10_000) as u8;
        let (mut rest, mut position) = (number % 10_000, 5);
        while position > 1 {
            digits[position] = b'0' + (rest % 10) as u8;
            rest /= 10;
            position -= 1;
        }
        while digits[7] > 3 && digits[digits[7] as usize - 1] == b'0' {
            digits[7] -= 1;
        }
        number += 1;
    }
    printed
};

/// Writes a probability, by a table: a fifth of the instructions that its digits take.
#[inline]
fn probability(probability: Probability, out: &mut Vec<u8>) {
    if !(0.0..=1.0).contains(&probability.0) {
        // NaN or infinite.
        out.extend_from_slice(b"null");
        return;
    }
    let printed = &PRINTED[probability.printed() as usize];
    let end = out.len() + usize::from(printed[7]);
    out.extend_from_slice(printed);
    out.truncate(end);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Sentiment;
    use proptest::prelude::*;

    fn probabilities() -> impl Strategy<Value = Probability> {
        let printed = (0..=10_000_u32).prop_map(|value| f64::from(value) / 1e4);
        let between = (0..10_000_u32).prop_map(|value| (f64::from(value) + 0.5) / 1e4);
        prop_oneof![0.0..=1.0, printed, between, 0.9999..=1.0, 0.0..0.0001].prop_map(Probability)
    }

    prop_compose! {
        fn predictions()(
            hostile in prop::option::of(probabilities()),
            sectarian in prop::option::of(probabilities()),
            off_topic in prop::option::of(probabilities()),
            sentiment in prop::option::of([probabilities(), probabilities(), probabilities()]),
            flags in prop::sample::subsequence(Flag::ALL.to_vec(), 0..=3),
            scored in prop::sample::subsequence(vec![Field::Author, Field::Title, Field::Body], 0..=3),
            uncertain: bool,
            reasons: bool,
            rule: bool,
            name in "\\PC{0,8}",
        ) -> Prediction {
            let sentiment = sentiment.map(|[negative, neutral, positive]| SentimentScores {
                label: Sentiment::Neutral, negative, neutral, positive,
            });
            let reason = Reason {
                field: "body".into(), start: 1, end: 3, text: name.clone(), read: None, label: "hostile".into(), weight: 0.5,
            };
            Prediction {
                scores: Scores { hostile, sectarian, off_topic },
                sentiment,
                flags,
                uncertain,
                scored,
                thresholds: Scores { hostile: sectarian, sectarian: off_topic, off_topic: hostile },
                model: Arc::new(ModelId { name, hash: "5f2c9e1a".into(), lists: rule.then(|| "0b".into()) }),
                reasons: reasons.then(|| vec![reason]),
                by_rule: rule.then(|| vec![ByRule { flag: Flag::Hostile, phrase: "\"".into(), field: "body".into(), start: 0, end: 1 }]),
                language: None,
            }
        }
    }

    proptest! {
        #[test]
        fn the_bytes_are_those_that_serde_json_writes(prediction in predictions()) {
            let mut out = vec![b'{'];
            prediction.write_fields(&mut out).unwrap();
            out.push(b'}');
            prop_assert_eq!(String::from_utf8(out).unwrap(), serde_json::to_string(&prediction).unwrap());
        }

        #[test]
        fn a_prediction_comes_back_as_it_was_printed(prediction in predictions()) {
            let printed = serde_json::to_string(&prediction).unwrap();
            let read: Prediction = serde_json::from_str(&printed).unwrap();
            prop_assert_eq!(serde_json::to_string(&read).unwrap(), printed);
        }
    }
}
