//! `mushrif evaluate`: how good a model is on labels that it has not seen.

use super::Ending;
use super::arguments::ModelArguments;
use super::labels::{Found, LabelArguments, LabelFiles};
use super::output::Output;
use super::problems::{Problems, say};
use super::resources::TEMPORARY;
use crate::bayes::{Dealt, Parameters, Resources, Trainer};
use crate::evaluate::{Evaluation, Parts, Report};
use crate::label::{Fingerprints, Label};
use crate::scoring::{Judge, ModelName};
use anyhow::Context;
use std::borrow::Cow;
use std::path::{Path, PathBuf};

/// What `mushrif evaluate` is given.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    labels: LabelArguments,
    #[command(flatten)]
    model: ModelArguments,
    /// Part the labels in K, and judge each part by a model of the others instead of a given one
    #[arg(long, value_name = "K", conflicts_with = "model", value_parser = clap::value_parser!(u32).range(2..=50))]
    cross_validate: Option<u32>,
    /// Judge the labels of each source (each file, where they name none) by a model of the others
    #[arg(long, conflicts_with_all = ["model", "cross_validate"])]
    leave_one_source_out: bool,
    /// How many of the comments judged most wrongly to show for each label
    #[arg(long, value_name = "N", default_value_t = 5)]
    mistakes: usize,
    /// How to write the report; by FILE's ending if not said, else a table
    #[arg(long, value_enum, value_name = "FORMAT")]
    format: Option<Format>,
    /// Write the report to this file instead of standard output
    #[arg(short, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// How a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Table,
    Json,
    Html,
}

impl Format {
    fn of(file: Option<&Path>) -> Self {
        match file.and_then(Path::extension).and_then(|ending| ending.to_str()) {
            Some("json") => Self::Json,
            Some("html" | "htm") => Self::Html,
            _ => Self::Table,
        }
    }

    fn write(self, report: &Report<'_>) -> anyhow::Result<String> {
        Ok(match self {
            Self::Table => format!("{}\n", report.table()),
            Self::Json => format!("{}\n", serde_json::to_string_pretty(report)?),
            Self::Html => report.html(),
        })
    }
}

pub fn run(arguments: &Arguments) -> anyhow::Result<Ending> {
    let output = arguments.output.as_deref();
    super::arguments::refuse_overwriting(output, &arguments.labels.labels)?;
    let mut files = LabelFiles::open(&arguments.labels.labels, Resources::default())?;
    let mut problems = Problems::default();
    let mut evaluation = Evaluation::new(arguments.mistakes);
    let judge = match (arguments.cross_validate, arguments.leave_one_source_out) {
        (None, false) => Some(arguments.model.judge(None)?),
        _ => None,
    };
    let mut method = "the model as it is".to_string();
    match &judge {
        Some(judge) => {
            let mut clerk = judge.clerk();
            files.every(&mut problems, &mut |found| judged(&mut evaluation, &mut clerk, found));
        }
        None => method = held_out(arguments, &mut files, &mut problems, &mut evaluation)?,
    }
    let ending = problems.ending(arguments.labels.strict);
    if matches!(ending, Ending::Failed) {
        return Ok(ending);
    }
    let model = judge.as_ref().map(|judge| ModelName { name: &judge.model().head.name, hash: judge.model().hash() });
    let thresholds = judge.as_ref().map_or([None; 3], |judge| judge.policy().thresholds);
    let report = evaluation.report(model, method, thresholds);
    if let Some(judge) = &judge {
        warn_of_flattery(judge, &report);
    }
    let format = arguments.format.unwrap_or(Format::of(output));
    let mut output = Output::open(output, arguments.labels.strict)?;
    output.write(format.write(&report)?.as_bytes()).context("cannot write the report")?;
    output.finish(true)?;
    Ok(ending)
}

/// Labels that a model has learnt from cannot tell how good it is.
fn warn_of_flattery(judge: &Judge, report: &Report<'_>) {
    let learnt = judge.model().head.sources.iter().map(|source| &source.name);
    let both: Vec<&str> = learnt.filter(|name| report.sources.contains_key(*name)).map(String::as_str).collect();
    if !both.is_empty() {
        say(&format!(
            "the model has learnt from labels of {}; if these are among them, the figures flatter it \
             (--cross-validate and --leave-one-source-out do not)",
            both.join(", ")
        ));
    }
}

fn judged(evaluation: &mut Evaluation, clerk: &mut crate::scoring::Clerk<'_>, found: Found<'_>) {
    let label = sourced(found);
    clerk.about(label.article.as_deref());
    let judgement = clerk.judge(&[("text", &label.text)]);
    evaluation.add(&label, &judgement, &format!("{}, {}", found.file.display(), found.place));
}

/// A label that names no source is of the file that it stands in.
fn sourced(found: Found<'_>) -> Cow<'_, Label> {
    match &found.label.source {
        Some(_) => Cow::Borrowed(found.label),
        None => {
            let source = found.file.file_stem().map(|stem| stem.to_string_lossy().into_owned());
            Cow::Owned(Label { source, ..found.label.clone() })
        }
    }
}

/// Judges each part of the labels by a model of the others, and says how the labels were parted.
fn held_out(
    arguments: &Arguments,
    files: &mut LabelFiles,
    problems: &mut Problems,
    evaluation: &mut Evaluation,
) -> anyhow::Result<String> {
    let mut sources = std::collections::BTreeSet::new();
    files.first_pass(problems, &|_| None, |_| (), &mut |found, ()| {
        sources.extend(sourced(found).source.clone());
    })?;
    let parts = match arguments.cross_validate {
        Some(folds) => Parts::Folds(folds),
        None => Parts::Sources(sources),
    };
    if parts.count() < 2 {
        anyhow::bail!(
            "the labels name a single source, so none can be left out; --cross-validate parts them by chance"
        );
    }
    let mut fingerprints = Fingerprints::default();
    for part in 0..parts.count() {
        let mut trainer = Trainer::new(Parameters::default());
        files.again(|found| Dealt::of(found.label), &mut |found, dealt| {
            let label = sourced(found);
            if parts.of(&label, &mut fingerprints) != part {
                trainer.count_dealt(&label, &dealt);
            }
        });
        let mut training = trainer.counted().context(TEMPORARY)?;
        let (out_of_fold, meanings) = training.checking();
        files.again(|found| out_of_fold.scores(found.label), &mut |found, scores| {
            let label = sourced(found);
            if parts.of(&label, &mut fingerprints) != part {
                meanings.keep(&label, scores);
            }
        });
        let model = training.finish("held out");
        if model.features() == 0 {
            say(&format!("part {} of {}: nothing could be learnt from the others", part + 1, parts.count()));
        }
        let policy = arguments.model.policy(&model);
        let judge = Judge::new(model).with_policy(policy);
        let mut clerk = judge.clerk();
        files.again(|_| (), &mut |found, ()| {
            if parts.of(&sourced(found), &mut fingerprints) == part {
                judged(evaluation, &mut clerk, found);
            }
        });
    }
    Ok(parts.describe())
}
