//! `mushrif explain`: the words that decided a score, with their weights.

use super::Ending;
use super::arguments::{self, ModelArguments};
use super::terminal;
use super::text::{Style, WORDS, coloured, one_line, strongest};
use crate::bounded::read_stream;
use crate::label::Target;
use crate::record::{ByRule, Field, Flag, Prediction, Probability};
use crate::relevance::Relevance;
use crate::score::Classifier;
use crate::text::Language;
use anyhow::Context;
use serde::Serialize;
use std::fmt::Write as _;
use std::io::{IsTerminal, Write};

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
    /// Show the weight of every word for every label
    #[arg(long)]
    all: bool,
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
    /// Whether the flag is raised: by its score, by the site's list, or hostile by that of sectarian.
    flagged: bool,
    /// Whether it is raised by the site's list alone.
    #[serde(skip)]
    by_rule: bool,
    /// The log-odds without any word.
    prior: f64,
    words: Vec<ExplainedWord>,
}

impl Explained {
    /// Whether the score reaches the threshold, as printed.
    fn reaches(&self) -> bool {
        let printed = |value: f64| Probability(value).printed();
        self.threshold.is_some_and(|threshold| printed(self.score) >= printed(threshold))
    }
}

#[derive(Serialize)]
struct ExplainedWord {
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

/// What is decided, first of all.
#[derive(Serialize)]
struct Explanation {
    flags: Vec<Flag>,
    sentiment: Option<&'static str>,
    uncertain: bool,
    /// The phrases of the site's list that raised flags.
    #[serde(skip_serializing_if = "Option::is_none")]
    by_rule: Option<Vec<ByRule>>,
    language: Option<Language>,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Ending> {
    let text = match arguments.text.as_deref() {
        Some(text) if text != "-" => text.to_string(),
        None if arguments::standard_input_is_a_terminal() => return arguments::help("explain"),
        _ => {
            let bytes = read_stream(std::io::stdin()).context("standard input: cannot be read")?;
            let text = String::from_utf8(bytes).context("standard input: not UTF-8")?;
            text.trim_end().to_string()
        }
    };
    let article = arguments.article.as_deref();
    if arguments.json || !std::io::stdout().is_terminal() {
        let classifier = arguments.model.classifier(None)?;
        writeln!(terminal::stdout(), "{}", explanation(&classifier, &text, article))?;
    } else {
        let classifier = arguments.model.classifier(Some(WORDS))?;
        let prediction = classifier.lease().predict(&[(Field::Text, &text)], article).clone();
        let explained = explained(&classifier, &text, article, &prediction);
        let shown = shown(Style::of_output(), &text, &prediction, &explained, arguments);
        std::io::stdout().write_all(shown.as_bytes())?;
    }
    Ok(Ending::Done)
}

/// The explanation of a comment, as `--json` prints it.
pub(crate) fn explanation(classifier: &Classifier, text: &str, article: Option<&str>) -> serde_json::Value {
    let classifier = classifier.with_reasons(Some(WORDS));
    let prediction = classifier.lease().predict(&[(Field::Text, text)], article).clone();
    let explained = explained(&classifier, text, article, &prediction);
    let verdict = Explanation {
        flags: prediction.flags.clone(),
        sentiment: prediction.sentiment.map(|sentiment| sentiment.label.name()),
        uncertain: prediction.uncertain,
        by_rule: prediction.by_rule.clone(),
        language: prediction.language,
    };
    let deciding = strongest(prediction.reasons.as_deref().unwrap_or_default());
    serde_json::json!({ "text": text, "verdict": verdict, "deciding": deciding, "labels": explained })
}

/// The explanation for a terminal: the verdict and the words that decided most, the score of each label against its
/// threshold, and with `--all` the weight of every word.
fn shown(style: Style, text: &str, prediction: &Prediction, explained: &[Explained], arguments: &Arguments) -> String {
    let locale = style.locale;
    if text.trim().is_empty() {
        return format!("{}\n", locale.word("empty.text"));
    }
    let mut shown = String::new();
    match prediction.language {
        None => {
            let _ = writeln!(shown, "{}", locale.word("language.none"));
        }
        Some(language) if !language.is_scored() => {
            return format!("{}\n", locale.phrase("language.other", &[&language.tag()]));
        }
        Some(_) => {
            let _ = writeln!(shown, "{}", style.verdict(prediction));
        }
    }
    let reasons = strongest(prediction.reasons.as_deref().unwrap_or_default());
    match reasons.is_empty() {
        true => {
            let _ = writeln!(shown, "{}", locale.word("explain.no_words"));
        }
        false => {
            let _ = writeln!(shown, "{} {}", locale.word("explain.words"), style.words(&reasons));
        }
    }
    if style.coloured {
        let _ = writeln!(shown, "\n{}\n", coloured(text, &["text"], &reasons));
    }
    for label in explained {
        let name = locale.word(label.label);
        let score = style.number(format!("{:.4}", label.score));
        let line = match label.threshold.map(|threshold| style.number(format!("{threshold:.4}"))) {
            None => locale.phrase("explain.score", &[&name, &score]),
            Some(threshold) => {
                let key = match (label.flagged, label.reaches()) {
                    _ if label.by_rule => "explain.by_rule",
                    (true, true) => "explain.from",
                    (true, false) => "explain.implied",
                    (false, _) => "explain.below",
                };
                locale.phrase(key, &[&name, &score, &threshold])
            }
        };
        let _ = writeln!(shown, "{line}");
        if arguments.all {
            let before = style.number(format!("{:+.2}", label.prior));
            let _ = writeln!(shown, "  {}", locale.phrase("explain.before", &[&before]));
            for word in &label.words {
                let read = word.read.as_ref().map(|read| format!("  ({})", locale.phrase("explain.read", &[read])));
                let weight = style.number(format!("{:+.2}", word.weight));
                let _ = writeln!(shown, "  {weight}  {}{}", one_line(&word.text), read.unwrap_or_default());
            }
        }
    }
    if arguments.article.is_none() && prediction.scores.hostile.is_some() {
        let _ = writeln!(shown, "{}", locale.word("explain.no_article"));
    }
    if !arguments.all && !explained.is_empty() {
        let _ = writeln!(shown, "{}", locale.word("explain.all"));
    }
    shown
}

fn explained(classifier: &Classifier, text: &str, article: Option<&str>, prediction: &Prediction) -> Vec<Explained> {
    let reasons = classifier.lease().explain(&[(Field::Text, text)], article);
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
        let mut words: Vec<ExplainedWord> = reasons
            .iter()
            .filter(|reason| reason.label == label && reason.weight.abs() >= LEAST)
            .map(|reason| ExplainedWord {
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
            flagged: flag.is_some_and(|flag| prediction.flags.contains(&flag)),
            by_rule: flag.is_some_and(|flag| is_by_rule(prediction, flag)),
            prior: rounded(calibration.log_odds(0.0, prior)),
            words,
        });
    }
    explained
}

/// Whether a phrase of the site's list raises a flag that its score does not.
fn is_by_rule(prediction: &Prediction, flag: Flag) -> bool {
    let raises = |rule: &ByRule| rule.flag == flag || (rule.flag, flag) == (Flag::Sectarian, Flag::Hostile);
    let reaches = prediction.scores.printed(flag).zip(prediction.thresholds.printed(flag));
    prediction.by_rule.iter().flatten().any(raises) && reaches.is_none_or(|(score, least)| score < least)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, options: &[&str]) -> String {
        #[derive(clap::Parser)]
        struct Line {
            #[command(flatten)]
            arguments: Arguments,
        }
        let Line { arguments } = clap::Parser::parse_from([&["explain", text][..], options].concat());
        let classifier = arguments.model.classifier(Some(WORDS)).unwrap();
        let prediction = classifier.lease().predict(&[(Field::Text, text)], None).clone();
        let explained = explained(&classifier, text, None, &prediction);
        shown(Style::default(), text, &prediction, &explained, &arguments)
    }

    #[test]
    fn the_verdict_stands_first_and_five_words_after_it() {
        let shown = of("يا حمار يا كلب، كلكم لصوص وخونة", &[]);
        let lines: Vec<&str> = shown.lines().collect();
        assert!(lines[0].starts_with("flagged: hostile"), "{shown}");
        assert!(lines[1].matches(" · ").count() < WORDS && lines[1].contains("حمار"), "{shown}");
        assert!(lines.len() < 12, "{shown}");
        assert!(of("يا حمار يا كلب، كلكم لصوص وخونة", &["--all"]).lines().count() > 20);
    }

    #[test]
    fn what_is_not_scored_is_named_for_what_it_is() {
        assert_eq!(of("", &[]), "there is no text\n");
        assert!(of("Merci beaucoup pour cet article, c'est très bien", &[]).starts_with("not in Arabic (fr)"));
        assert!(of("123", &[]).starts_with("no letters"));
    }
}
