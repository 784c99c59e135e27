//! `mushrif explain`: the words that decided a score, with their weights.

use super::Ending;
use super::arguments::{self, ModelArguments};
use super::terminal::{self, harmless};
use crate::label::Target;
use crate::record::{Field, Flag, Probability};
use crate::relevance::Relevance;
use crate::score::Classifier;
use serde::Serialize;
use std::fmt::Write as _;
use std::io::{IsTerminal, Read, Write};

/// What `mushrif explain` is given.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The comment; none, or -, is standard input
    #[arg(value_name = "TEXT", allow_hyphen_values = true)]
    text: Option<String>,
    /// The article that the comment stands under: its title or its text
    #[arg(long, value_name = "TEXT")]
    article: Option<String>,
    #[command(flatten)]
    model: ModelArguments,
    /// Print JSON even in a terminal
    #[arg(long)]
    json: bool,
}

/// The weights for and against a label.
#[derive(Serialize)]
struct Explained {
    label: &'static str,
    score: f64,
    /// The threshold of the flag; null for a sentiment, where the most probable class is chosen.
    threshold: Option<f64>,
    /// The log-odds without any word.
    prior: f64,
    words: Vec<Word>,
}

#[derive(Serialize)]
struct Word {
    /// The word as written.
    text: String,
    /// The normalised letters, where it was disguised.
    #[serde(skip_serializing_if = "Option::is_none")]
    read: Option<String>,
    start: usize,
    end: usize,
    weight: f64,
}

/// The least weight of a word that is printed, in log-odds.
const LEAST: f64 = 0.005;
/// The prior of each sentiment.
const ONE_OF_THREE: f64 = 1.0 / 3.0;

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Ending> {
    let text = match arguments.text.as_deref() {
        Some(text) if text != "-" => text.to_string(),
        None if arguments::standard_input_is_a_terminal() => return arguments::help("explain"),
        _ => {
            let mut text = String::new();
            std::io::stdin().read_to_string(&mut text)?;
            text.trim_end().to_string()
        }
    };
    let classifier = arguments.model.classifier(None)?;
    let explained = explained(&classifier, &text, arguments.article.as_deref());
    if arguments.json || !std::io::stdout().is_terminal() {
        let record = serde_json::json!({ "text": text, "labels": explained });
        writeln!(terminal::stdout(), "{record}")?;
    } else {
        // https://no-color.org
        let coloured = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        std::io::stdout().write_all(shown(&text, &explained, coloured).as_bytes())?;
    }
    Ok(Ending::Done)
}

const RED: &str = "\u{1B}[31m";
const GREEN: &str = "\u{1B}[32m";
const PLAIN: &str = "\u{1B}[0m";
/// The least weight of a word that is coloured, in log-odds: 0.7 doubles the odds.
const MUCH: f64 = 0.7;

/// The explanation for a terminal: the comment with words coloured by their weight for the first label, then the
/// words of each label. Red is for hostile, which a moderator looks for, green against.
fn shown(text: &str, explained: &[Explained], coloured: bool) -> String {
    if explained.is_empty() {
        return "not in Arabic, so not judged\n".into();
    }
    let mut shown = if coloured { highlighted(text, explained) } else { String::new() };
    for label in explained {
        let reached = match label.threshold {
            Some(threshold) if label.score >= threshold => format!(", flagged from {threshold:.4}"),
            Some(threshold) => format!(", not flagged below {threshold:.4}"),
            None => String::new(),
        };
        let _ = writeln!(shown, "{} {:.4}{reached}   (before any word: {:+.2})", label.label, label.score, label.prior);
        for word in &label.words {
            let (begin, end) =
                match (coloured && label.label != "neutral", (word.weight > 0.0) == (label.label != "positive")) {
                    (false, _) => ("", ""),
                    (true, true) => (RED, PLAIN),
                    (true, false) => (GREEN, PLAIN),
                };
            let read = word.read.as_ref().map_or_else(String::new, |read| format!("  (read as {read})"));
            let text = harmless(&word.text);
            let _ = writeln!(shown, "  {begin}{:+.2}{end}  {text}{read}", word.weight);
        }
    }
    shown
}

/// The comment with words of large weight for or against the first label coloured.
fn highlighted(text: &str, explained: &[Explained]) -> String {
    let mut words: Vec<&Word> = explained[0].words.iter().filter(|word| word.weight.abs() >= MUCH).collect();
    words.sort_by_key(|word| word.start);
    let mut words = words.into_iter().peekable();
    let mut shown = String::new();
    for (at, letter) in text.chars().enumerate() {
        if let Some(word) = words.peek().filter(|word| word.start == at) {
            shown.push_str(if word.weight > 0.0 { RED } else { GREEN });
        }
        shown.push_str(&harmless(letter.encode_utf8(&mut [0; 4])));
        if words.next_if(|word| word.end == at + 1).is_some() {
            shown.push_str(PLAIN);
        }
    }
    shown.push_str("\n\n");
    shown
}

fn explained(classifier: &Classifier, text: &str, article: Option<&str>) -> Vec<Explained> {
    let mut lease = classifier.lease();
    let fields = [(Field::Text, text)];
    let reasons = lease.explain(&fields, article);
    let prediction = lease.predict(&fields, article);
    let rounded = |value: f64| (value * 1e4).round() / 1e4;
    let (model, sentiment) = (classifier.model(), prediction.sentiment.as_ref());
    let off_topic = model.relevance().and_then(Relevance::calibration);
    let of = |target: Target, score: Option<Probability>| (target.name(), score, model.calibration(target));
    let labels = [
        of(Target::Hostile, prediction.scores.hostile),
        of(Target::Sectarian, prediction.scores.sectarian),
        (Flag::OffTopic.name(), prediction.scores.off_topic, off_topic),
        of(Target::Negative, sentiment.map(|found| found.negative)),
        of(Target::Neutral, sentiment.map(|found| found.neutral)),
        of(Target::Positive, sentiment.map(|found| found.positive)),
    ];
    let mut explained = Vec::new();
    for (label, score, calibration) in labels {
        let (Some(score), Some(calibration)) = (score, calibration) else { continue };
        let flag = Flag::ALL.into_iter().find(|flag| flag.name() == label);
        let mut words: Vec<Word> = reasons
            .iter()
            .filter(|reason| reason.label == label && reason.weight.abs() >= LEAST)
            .map(|reason| Word {
                text: reason.text.clone(),
                read: reason.read.clone(),
                start: reason.start,
                end: reason.end,
                weight: rounded(reason.weight),
            })
            .collect();
        words.sort_by(|one, other| other.weight.abs().total_cmp(&one.weight.abs()).then(one.start.cmp(&other.start)));
        let prior = flag.map_or(Some(ONE_OF_THREE), |flag| classifier.policy().prior(flag));
        explained.push(Explained {
            label,
            score: rounded(score.0),
            threshold: flag.and_then(|flag| classifier.policy().threshold(flag)),
            prior: rounded(calibration.log_odds(0.0, prior)),
            words,
        });
    }
    explained
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_shows_for_and_against_in_colour_and_how_a_disguise_was_read() {
        let word = |text: &str, read: Option<&str>, weight| Word {
            text: text.into(),
            read: read.map(String::from),
            start: 0,
            end: 1,
            weight,
        };
        let words = vec![word("ح.م.ا.ر", Some("حمار"), 1.5), word("شكرا", None, -0.25)];
        let explained = [Explained { label: "hostile", score: 0.9, threshold: Some(0.5), prior: -1.0, words }];
        assert_eq!(
            shown("ح", &explained, true),
            "\u{1B}[31mح\u{1B}[0m\n\nhostile 0.9000, flagged from 0.5000   (before any word: -1.00)\n  \u{1B}[31m+1.50\u{1B}[0m  ح.م.ا.ر  \
             (read as حمار)\n  \u{1B}[32m-0.25\u{1B}[0m  شكرا\n"
        );
        assert!(!shown("ح", &explained, false).contains('\u{1B}'));
    }

    #[test]
    fn a_comment_cannot_send_control_sequences_to_the_terminal() {
        let text = "ك\u{1B}[2Jلب";
        let word = Word { text: text.into(), read: None, start: 0, end: 7, weight: 1.0 };
        let explained = [Explained { label: "hostile", score: 0.9, threshold: None, prior: 0.0, words: vec![word] }];
        for coloured in [true, false] {
            let shown = shown(text, &explained, coloured);
            assert!(shown.contains("ك\\u001b[2Jلب") && !shown.contains("\u{1B}[2J"), "{shown:?}");
        }
    }
}
