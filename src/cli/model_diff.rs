//! `mushrif model diff`: how two models differ in their weights and, on comments, in their words and decisions.
//!
//! A model keeps hashes of features and no words, so the words that moved are looked for in comments that are given.

use super::Ending;
use super::arguments::{CommentArguments, read_model};
use super::problems::Problems;
use super::scoring::{self, each};
use super::session;
use super::terminal::{self, harmless};
use super::text::one_line;
use crate::label::Target;
use crate::locale::Locale;
use crate::model::{Model, WEIGHTS};
use crate::record::{Field, Flag, Prediction};
use crate::score::{Classifier, article_text, comment_fields, fields};
use crate::text::{TokenKind, Tokenizer};
use crate::workflow::score::Scored;
use serde::Serialize;
use std::collections::{BTreeMap, HashSet};
use std::io::{IsTerminal, Write};
use std::path::PathBuf;

/// What `mushrif model diff` is given.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The one model; `default` is that inside the program
    one: PathBuf,
    /// The other
    other: PathBuf,
    /// Comments, as `score` reads them: their words that moved most, and the decisions on them that change
    #[arg(long, value_name = "FILE")]
    on: Option<PathBuf>,
    /// How to write the differences; text in a terminal if not said, else json
    #[arg(long, value_enum, value_name = "FORMAT")]
    format: Option<DiffFormat>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum DiffFormat {
    Text,
    Json,
}

/// The most words that are compared, and the most that are told for each label.
const WORDS: usize = 100_000;
const TOLD: usize = 10;
/// The most changed decisions that are listed.
const LISTED: usize = 100;
/// The number of characters of a comment that are shown as text.
const SHOWN: usize = 80;
/// The least move of a word that is told, in log-odds.
const LEAST: f64 = 0.005;

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Ending> {
    let [one, other] = [&arguments.one, &arguments.other].map(|file| read_model(Some(file)));
    let (one, other) = (one?, other?);
    let mut problems = Problems::default();
    let on = match &arguments.on {
        Some(file) => Some(on_comments([one.clone(), other.clone()].map(Classifier::new), file, &mut problems)?),
        None => None,
    };
    let ending = problems.ending();
    if ending == Ending::Failed {
        return Ok(ending);
    }
    let difference = diff(&one, &other, on);
    let is_text = match arguments.format {
        Some(format) => format == DiffFormat::Text,
        None => std::io::stdout().is_terminal(),
    };
    let locale = if std::io::stdout().is_terminal() { session::spoken() } else { session::written() };
    let mut out = std::io::BufWriter::new(terminal::stdout());
    match is_text {
        true => out.write_all(harmless(&difference.text(locale)).as_bytes())?,
        false => writeln!(out, "{}", serde_json::to_string_pretty(&difference)?)?,
    }
    out.flush()?;
    Ok(ending)
}

/// The differences on comments.
#[derive(Serialize)]
struct OnComments {
    comments: u64,
    /// For each label, the words that moved most. A weight is the log-odds that the word by itself adds, calibrated.
    words: BTreeMap<&'static str, Vec<Moved>>,
    /// How many decisions change, by flag.
    changed: BTreeMap<&'static str, u64>,
    /// The first of them.
    decisions: Vec<Decision>,
}

#[derive(Serialize)]
struct Moved {
    word: String,
    one: f64,
    other: f64,
}

#[derive(Serialize)]
struct Decision {
    flag: Flag,
    /// The score by the one model and by the other.
    scores: [Option<f64>; 2],
    /// Whether the other model raises the flag.
    flagged: bool,
    text: String,
}

/// What is collected of a chunk of comments.
#[derive(Default)]
struct Collected {
    comments: u64,
    words: Vec<(u64, String)>,
    decisions: Vec<Decision>,
}

fn on_comments(models: [Classifier; 2], file: &std::path::Path, problems: &mut Problems) -> anyhow::Result<OnComments> {
    let comments = CommentArguments { paths: vec![file.into()], ..CommentArguments::default() };
    let collect = |collected: &mut Collected, scored: &Scored<'_>, _: &Prediction| {
        let (fields, article) = match scored {
            Scored::Line(line) => (vec![(Field::Text, *line)], None),
            Scored::Record(record) => {
                let article = record.article().map(str::to_owned);
                (fields(record.author(), record.title(), record.text(), record.site()), article)
            }
            Scored::OfPage(comment) => (
                comment_fields(comment, Field::Body),
                comment.article.as_deref().map(|article| article_text(article).into()),
            ),
        };
        collected.comments += 1;
        let [before, after] =
            [&models[0], &models[1]].map(|model| model.lease().predict(&fields, article.as_deref()).clone());
        let text = || fields.iter().map(|(_, text)| *text).collect::<Vec<_>>().join("\n");
        for flag in Flag::ALL.into_iter().filter(|flag| before.flags.contains(flag) != after.flags.contains(flag)) {
            let scores = [&before, &after].map(|prediction| prediction.scores.printed(flag));
            collected.decisions.push(Decision { flag, scores, flagged: after.flags.contains(&flag), text: text() });
        }
        let mut tokenizer = Tokenizer::default();
        for (_, text) in &fields {
            tokenizer.tokenize(text);
            let words = tokenizer
                .tokens()
                .filter(|word| matches!(word.kind, TokenKind::Arabic | TokenKind::Latin | TokenKind::Emoji));
            collected.words.extend(words.map(|word| (word.key, text[word.start..word.end].to_owned())));
        }
        Ok(())
    };
    let mut on = OnComments { comments: 0, words: BTreeMap::new(), changed: BTreeMap::new(), decisions: Vec::new() };
    let (mut seen, mut words) = (HashSet::new(), Vec::new());
    each(&scoring::Arguments::all_of(&comments, None), &models[0], problems, &collect, &mut |collected, _| {
        on.comments += collected.comments;
        for decision in collected.decisions {
            *on.changed.entry(decision.flag.name()).or_default() += 1;
            if on.decisions.len() < LISTED {
                on.decisions.push(decision);
            }
        }
        words.extend(
            collected
                .words
                .into_iter()
                .filter(|(key, _)| seen.len() < WORDS && seen.insert(*key))
                .map(|(_, word)| word),
        );
        Ok(())
    })?;
    on.words = moved(&models, words);
    Ok(on)
}

/// The words that moved most, for each label.
fn moved(models: &[Classifier; 2], words: Vec<String>) -> BTreeMap<&'static str, Vec<Moved>> {
    let mut leases = [models[0].lease(), models[1].lease()];
    let mut by_label: BTreeMap<&'static str, Vec<Moved>> = BTreeMap::new();
    for word in words {
        let [one, other] = leases.each_mut().map(|lease| lease.explain(&[(Field::Text, &word)], None));
        for target in Target::ALL {
            let weight = |reasons: &[crate::record::Reason]| {
                let sum: f64 =
                    reasons.iter().filter(|reason| reason.label == target.name()).map(|reason| reason.weight).sum();
                (sum * 1e4).round() / 1e4
            };
            let (one, other) = (weight(&one), weight(&other));
            if (one - other).abs() >= LEAST {
                by_label.entry(target.name()).or_default().push(Moved { word: word.clone(), one, other });
            }
        }
    }
    for moved in by_label.values_mut() {
        let by = |moved: &Moved| (moved.one - moved.other).abs();
        moved.sort_by(|one, other| by(other).total_cmp(&by(one)).then_with(|| one.word.cmp(&other.word)));
        moved.truncate(TOLD);
    }
    by_label
}

#[derive(Serialize)]
struct Difference {
    same_weights: bool,
    only_in_one: usize,
    only_in_other: usize,
    in_both: usize,
    /// For each label, the largest difference between the weights of a shared feature, in log-odds before calibration.
    largest_difference: BTreeMap<&'static str, f64>,
    thresholds: BTreeMap<&'static str, [Option<f64>; 2]>,
    /// The differences on the comments of `--on`.
    on: Option<OnComments>,
}

fn diff(one: &Model, other: &Model, on: Option<OnComments>) -> Difference {
    let weights = |model: &Model| -> BTreeMap<u64, [f64; WEIGHTS]> {
        let scales = *model.scales();
        let scaled =
            |row: [i16; WEIGHTS]| std::array::from_fn(|index| f64::from(row[index]) * f64::from(scales[index]));
        model.rows().map(|(key, row)| (key, scaled(row))).collect()
    };
    let (first, second) = (weights(one), weights(other));
    let mut largest = [0.0_f64; WEIGHTS];
    let mut in_both = 0;
    for (key, row) in &first {
        let Some(found) = second.get(key) else { continue };
        in_both += 1;
        for (largest, (a, b)) in largest.iter_mut().zip(row.iter().zip(found)) {
            *largest = largest.max((a - b).abs());
        }
    }
    Difference {
        same_weights: first == second,
        only_in_one: first.len() - in_both,
        only_in_other: second.len() - in_both,
        in_both,
        largest_difference: Target::ALL.into_iter().map(|target| (target.name(), largest[target as usize])).collect(),
        thresholds: Flag::ALL
            .into_iter()
            .map(|flag| (flag.name(), [one.threshold(flag), other.threshold(flag)]))
            .collect(),
        on,
    }
}

impl Difference {
    /// The differences for a person.
    fn text(&self, locale: Locale) -> String {
        let number = |value: &dyn std::fmt::Display| locale.number(value);
        let figure = |value: Option<f64>, decimals: usize| {
            value.map_or(locale.word("diff.none").into(), |value| locale.number(format!("{value:.decimals$}")))
        };
        let mut lines = Vec::new();
        lines.push(match self.same_weights {
            true => locale.word("diff.same").into(),
            false => {
                let counts = [self.in_both, self.only_in_one, self.only_in_other].map(|count| number(&count));
                locale.phrase("diff.features", &[&counts[0], &counts[1], &counts[2]])
            }
        });
        for (flag, [one, other]) in &self.thresholds {
            let [one, other] = [one, other].map(|threshold| figure(*threshold, 4));
            lines.push(locale.phrase("diff.threshold", &[&locale.word(flag), &one, &other]));
        }
        let Some(on) = &self.on else {
            lines.push(locale.word("diff.on").into());
            return lines.join("\n") + "\n";
        };
        for (label, words) in &on.words {
            lines.push(format!("\n{}", locale.phrase("diff.words", &[&locale.word(label)])));
            for Moved { word, one, other } in words {
                let [one, other] = [one, other].map(|weight| locale.number(format!("{weight:+.2}")));
                let arrow = if locale.is_right_to_left() { '←' } else { '→' };
                lines.push(format!("  {one} {arrow} {other}  {}", one_line(word)));
            }
        }
        let changed: u64 = on.changed.values().sum();
        let told = locale.phrase("diff.changed", &[&number(&changed), &number(&on.comments)]);
        lines.push(format!("\n{told}"));
        for decision in &on.decisions {
            let [one, other] = decision.scores.map(|score| figure(score, 2));
            let now = locale.word(if decision.flagged { "diff.raised" } else { "diff.lowered" });
            let shown: String = one_line(&decision.text).chars().take(SHOWN).collect();
            let flag = locale.word(decision.flag.name());
            lines.push(format!("  {}", locale.phrase("diff.decision", &[&flag, &one, &other, &now, &shown])));
        }
        let unlisted = changed.saturating_sub(on.decisions.len() as u64);
        if unlisted > 0 {
            lines.push(format!("  {}", locale.phrase("diff.more", &[&number(&unlisted)])));
        }
        lines.join("\n") + "\n"
    }
}
