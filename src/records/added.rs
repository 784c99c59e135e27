//! The fields that `score` adds to a record, written by hand: the bytes that serde_json would write, several times as
//! fast, since a number of four decimals needs no general way to print numbers.

use crate::policy::Probability;
use crate::scoring::Scored;

/// Fields that are added to a record.
pub trait Added {
    /// Writes them as `"name":value`, joined by commas.
    ///
    /// # Errors
    /// Where a value cannot be written as JSON.
    fn write(&self, out: &mut Vec<u8>) -> Result<(), serde_json::Error>;
}

impl Added for Scored<'_> {
    fn write(&self, out: &mut Vec<u8>) -> Result<(), serde_json::Error> {
        // Once, instead of at every field.
        out.reserve(512);
        out.extend_from_slice(b"\"scores\":{\"hostile\":");
        score(self.scores.hostile, out);
        out.extend_from_slice(b",\"sectarian\":");
        score(self.scores.sectarian, out);
        out.extend_from_slice(b",\"off_topic\":");
        score(self.scores.off_topic, out);
        out.extend_from_slice(b"},\"sentiment\":");
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
        names(self.scored.iter().copied(), out);
        out.extend_from_slice(b"],\"model\":{\"name\":");
        serde_json::to_writer(&mut *out, self.model.name)?;
        out.extend_from_slice(b",\"hash\":");
        serde_json::to_writer(&mut *out, self.model.hash)?;
        out.push(b'}');
        if let Some(reasons) = &self.reasons {
            out.extend_from_slice(b",\"reasons\":");
            serde_json::to_writer(out, reasons)?;
        }
        Ok(())
    }
}

/// Names of ours, which need no escapes.
fn names(names: impl Iterator<Item = &'static str>, out: &mut Vec<u8>) {
    for (index, name) in names.enumerate() {
        out.extend_from_slice(if index == 0 { b"\"" } else { b",\"" });
        out.extend_from_slice(name.as_bytes());
        out.push(b'"');
    }
}

fn score(score: Option<Probability>, out: &mut Vec<u8>) {
    match score {
        Some(value) => probability(value, out),
        None => out.extend_from_slice(b"null"),
    }
}

/// A probability with at most four decimals and at least one.
fn probability(probability: Probability, out: &mut Vec<u8>) {
    if !(0.0..=1.0).contains(&probability.0) {
        // Not a number.
        out.extend_from_slice(b"null");
        return;
    }
    let mut rest = probability.printed();
    let mut digits = *b"0.0000";
    if rest == 10_000 {
        digits[0] = b'1';
        rest = 0;
    }
    for place in digits[2..].iter_mut().rev() {
        *place = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    let end = digits.iter().rposition(|digit| *digit != b'0').map_or(3, |last| (last + 1).max(3));
    out.extend_from_slice(&digits[..end]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::{Flag, Sentiment};
    use crate::policy::{Scores, SentimentScores};
    use crate::scoring::ModelName;
    use proptest::prelude::*;

    fn probabilities() -> impl Strategy<Value = Probability> {
        let printed = (0..=10_000_u32).prop_map(|value| f64::from(value) / 1e4);
        let between = (0..10_000_u32).prop_map(|value| (f64::from(value) + 0.5) / 1e4);
        prop_oneof![0.0..=1.0, printed, between, 0.9999..=1.0, 0.0..0.0001].prop_map(Probability)
    }

    proptest! {
        #[test]
        fn the_bytes_are_those_that_serde_json_writes(
            hostile in prop::option::of(probabilities()),
            sectarian in prop::option::of(probabilities()),
            off_topic in prop::option::of(probabilities()),
            sentiment in prop::option::of([probabilities(), probabilities(), probabilities()]),
            flags in prop::sample::subsequence(Flag::ALL.to_vec(), 0..=3),
            scored in prop::sample::subsequence(vec!["author", "title", "body"], 0..=3),
            uncertain: bool,
            reasons: bool,
            name in "\\PC{0,8}",
        ) {
            let sentiment = sentiment.map(|[negative, neutral, positive]| SentimentScores {
                label: Sentiment::Neutral, negative, neutral, positive,
            });
            let scores = Scores { hostile, sectarian, off_topic };
            let model = ModelName { name: &name, hash: "5f2c9e1a" };
            let reasons = reasons.then(Vec::new);
            let scored = Scored { scores, sentiment, flags, uncertain, scored, model, reasons };
            let mut out = vec![b'{'];
            scored.write(&mut out).unwrap();
            out.push(b'}');
            prop_assert_eq!(String::from_utf8(out).unwrap(), serde_json::to_string(&scored).unwrap());
        }
    }
}
