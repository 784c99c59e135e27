//! `mushrif explain`: which words decided, and how much.

use super::Ending;
use super::arguments::{self, ModelArguments};
use crate::bayes::{Calibration, Column};
use crate::label::Flag;
use crate::scoring::Judge;
use serde::Serialize;
use std::io::{IsTerminal, Read, Write};

/// What `mushrif explain` is given.
#[derive(Debug, clap::Args)]
pub struct Arguments {
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

/// What speaks for and against a label.
#[derive(Serialize)]
struct Explained {
    label: &'static str,
    score: f64,
    /// The log-odds before any word.
    prior: f64,
    words: Vec<Word>,
}

#[derive(Serialize)]
struct Word {
    text: String,
    /// How it was read, where it was in disguise.
    #[serde(skip_serializing_if = "Option::is_none")]
    read: Option<String>,
    start: usize,
    end: usize,
    weight: f64,
}

/// Words that weigh less, in log-odds, are left out.
const LEAST: f64 = 0.005;

pub fn run(arguments: &Arguments) -> anyhow::Result<Ending> {
    let text = match arguments.text.as_deref() {
        Some(text) if text != "-" => text.to_string(),
        None if arguments::standard_input_is_a_terminal() => return arguments::help("explain"),
        _ => {
            let mut text = String::new();
            std::io::stdin().read_to_string(&mut text)?;
            text.trim_end().to_string()
        }
    };
    let judge = arguments.model.judge(None)?;
    let explained = explained(&judge, &text, arguments.article.as_deref());
    let mut out = std::io::stdout().lock();
    if arguments.json || !out.is_terminal() {
        serde_json::to_writer(&mut out, &serde_json::json!({ "text": text, "labels": explained }))?;
        writeln!(out)?;
        return Ok(Ending::Done);
    }
    for label in &explained {
        writeln!(out, "{} {:.4}   (before any word: {:+.2})", label.label, label.score, label.prior)?;
        for word in &label.words {
            let colour = if word.weight > 0.0 { "31" } else { "32" };
            let read = word.read.as_ref().map_or_else(String::new, |read| format!(" (read as {read})"));
            writeln!(out, "  \u{1B}[{colour}m{:+.2}\u{1B}[0m  {}{read}", word.weight, word.text)?;
        }
    }
    Ok(Ending::Done)
}

fn explained(judge: &Judge, text: &str, article: Option<&str>) -> Vec<Explained> {
    let mut clerk = judge.clerk();
    clerk.about(article);
    let scored = clerk.score(&[("text", text)]);
    let reasons = clerk.explain(&[("text", text)]);
    let rounded = |value: f64| (value * 1e4).round() / 1e4;
    let sentiment = |column: Column| {
        scored.sentiment.map(|found| match column {
            Column::Negative => found.negative.0,
            Column::Neutral => found.neutral.0,
            _ => found.positive.0,
        })
    };
    let score_of = |column: Column| match column {
        Column::Hostile => scored.scores.hostile.map(|score| score.0),
        Column::Sectarian => scored.scores.sectarian.map(|score| score.0),
        other => sentiment(other),
    };
    let off_topic = judge.model().head.relevance.as_ref().and_then(|relevance| relevance.calibration());
    let labels: [(&'static str, Option<f64>, Option<&Calibration>); 6] = [
        (Column::Hostile.name(), score_of(Column::Hostile), judge.model().calibration(Column::Hostile)),
        (Column::Sectarian.name(), score_of(Column::Sectarian), judge.model().calibration(Column::Sectarian)),
        (Flag::OffTopic.name(), scored.scores.of(Flag::OffTopic), off_topic),
        (Column::Negative.name(), score_of(Column::Negative), judge.model().calibration(Column::Negative)),
        (Column::Neutral.name(), score_of(Column::Neutral), judge.model().calibration(Column::Neutral)),
        (Column::Positive.name(), score_of(Column::Positive), judge.model().calibration(Column::Positive)),
    ];
    let mut explained = Vec::new();
    for (label, score, calibration) in labels {
        let (Some(score), Some(calibration)) = (score, calibration) else { continue };
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
        let prior = rounded(calibration.log_odds(0.0, None));
        explained.push(Explained { label, score: rounded(score), prior, words });
    }
    explained
}
