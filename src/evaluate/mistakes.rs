//! The worst mistakes of a model.

use crate::label::Label;
use crate::record::{Flag, Prediction, Probability, Sentiment};
use serde::Serialize;

/// Keeps the worst mistakes of each label.
#[derive(Debug)]
pub(super) struct Mistakes {
    most: usize,
    /// For each flag, then sentiment: the worst first, each with the distance of its score from the right one.
    worst: [Vec<(f64, Mistake)>; 4],
}

/// A comment whose prediction is wrong.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Mistake {
    /// The name of the flag, or `sentiment`.
    pub label: &'static str,
    /// The answer of the label.
    pub truth: Answer,
    /// The answer of the model.
    pub said: Answer,
    /// The score of the flag; of sentiment, the probability of the right one.
    pub score: Probability,
    /// The text of the comment.
    pub text: String,
    /// Its position in the label files.
    #[serde(rename = "place")]
    pub position: String,
    /// Where its label comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The community that it names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub community: Option<String>,
}

/// A value of a flag or of the sentiment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Answer {
    /// Whether a flag holds.
    Flag(bool),
    /// The sentiment.
    Sentiment(Sentiment),
}

impl Answer {
    /// The key of its name in the files of [`Locale`](crate::locale::Locale).
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Flag(true) => "report.yes",
            Self::Flag(false) => "report.no",
            Self::Sentiment(sentiment) => sentiment.name(),
        }
    }
}

impl Mistakes {
    /// An empty list that keeps at most `most` mistakes a flag and of sentiment.
    pub(super) fn new(most: usize) -> Self {
        Self { most, worst: Default::default() }
    }

    pub(super) fn add(&mut self, label: &Label, prediction: &Prediction, position: &str) {
        for flag in Flag::ALL {
            let (Some(truth), Some(score)) = (label.flag(flag), prediction.scores.of(flag)) else { continue };
            let said = prediction.flags.contains(&flag);
            if said != truth {
                let gap = (f64::from(u8::from(truth)) - score).abs();
                let [truth, said] = [truth, said].map(Answer::Flag);
                self.keep(flag as usize, gap, || mistake(label, position, flag.name(), truth, said, score));
            }
        }
        if let (Some(truth), Some(said)) = (label.sentiment, prediction.sentiment)
            && said.label != truth
        {
            let score = match truth {
                Sentiment::Negative => said.negative.0,
                Sentiment::Neutral => said.neutral.0,
                Sentiment::Positive => said.positive.0,
            };
            let (truth, said) = (Answer::Sentiment(truth), Answer::Sentiment(said.label));
            self.keep(3, 1.0 - score, || mistake(label, position, "sentiment", truth, said, score));
        }
    }

    /// Inserts a mistake if it is among the worst; of two that are equally wrong the earlier one is kept.
    fn keep(&mut self, list: usize, gap: f64, mistake: impl FnOnce() -> Mistake) {
        let worst = &mut self.worst[list];
        let rank = worst.partition_point(|(other, _)| *other >= gap);
        if rank < self.most {
            worst.insert(rank, (gap, mistake()));
            worst.truncate(self.most);
        }
    }

    /// The worst mistakes of each label, the worst first.
    pub(super) fn worst(&self) -> Vec<Mistake> {
        self.worst.iter().flatten().map(|(_, mistake)| mistake.clone()).collect()
    }
}

fn mistake(label: &Label, position: &str, name: &'static str, truth: Answer, said: Answer, score: f64) -> Mistake {
    Mistake {
        label: name,
        truth,
        said,
        score: Probability(score),
        text: label.text.clone(),
        position: position.into(),
        source: label.source.clone(),
        community: label.community.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Scores;

    #[test]
    fn the_worst_mistakes_are_kept_and_right_predictions_are_not() {
        let mut mistakes = Mistakes::new(2);
        for (number, (truth, score)) in
            [(true, 0.3), (false, 0.95), (true, 0.9), (true, 0.05), (false, 0.7)].into_iter().enumerate()
        {
            let prediction = Prediction {
                scores: Scores { hostile: Some(Probability(score)), ..Scores::default() },
                flags: if score >= 0.5 { vec![Flag::Hostile] } else { Vec::new() },
                ..Prediction::default()
            };
            mistakes.add(&Label { hostile: Some(truth), ..Label::default() }, &prediction, &number.to_string());
        }
        let worst = mistakes.worst();
        assert_eq!(worst.iter().map(|mistake| mistake.position.as_str()).collect::<Vec<_>>(), ["1", "3"]);
        assert_eq!((worst[0].truth, worst[0].said), (Answer::Flag(false), Answer::Flag(true)));
    }
}
