//! `mushrif evaluate`: measures a model on labels that it was not trained on.

use super::Ending;
use super::arguments::ModelArguments;
use super::learning::{LabelArguments, read_parameters};
use super::output::Output;
use super::paths::OutputPath;
use super::problems::{Problems, say};
use super::report_format::ReportFormat;
use super::session;
use super::terminal::harmless;
use crate::counts::Resources;
use crate::evaluate::{Evaluation, Report};
use crate::model::Model;
use crate::score::Classifier;
use crate::workflow::{LabelSet, cross_validate, evaluate};
use anyhow::{Context, bail};
use std::io::IsTerminal;
use std::path::PathBuf;

/// What `mushrif evaluate` is given.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    labels: LabelArguments,
    #[command(flatten)]
    model: ModelArguments,
    /// Part the labels in K, and judge each part by a model of the others instead of a given one
    #[arg(long, value_name = "K", conflicts_with_all = ["model", "allow", "flag"], value_parser = clap::value_parser!(u32).range(2..=50))]
    cross_validate: Option<u32>,
    /// Judge the labels of each source (each file, where they name none) by a model of the others
    #[arg(long, conflicts_with_all = ["model", "allow", "flag", "cross_validate"])]
    leave_one_source_out: bool,
    /// A TOML file with parameters of the fit of those models, as `train` takes it
    #[arg(long, value_name = "FILE", conflicts_with = "model")]
    parameters: Option<PathBuf>,
    /// How many of the comments judged most wrongly to show for each label
    #[arg(long, value_name = "N", default_value_t = 5)]
    mistakes: usize,
    /// How to write the report; by FILE's ending if not said, else a table
    #[arg(long, value_enum, value_name = "FORMAT")]
    format: Option<ReportFormat>,
    /// Write the report to this file instead of standard output
    #[arg(short, value_name = "FILE")]
    output: Option<OutputPath>,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Ending> {
    let output = arguments.output.as_ref();
    let format = arguments.format.map_or_else(|| ReportFormat::of(output.map(|path| &**path)), Ok)?;
    let mut labels = LabelSet::open(&arguments.labels.labels, Resources::default())?;
    let mut problems = Problems::strict(arguments.labels.strict);
    let mut evaluation = Evaluation::new(arguments.mistakes);
    let classifier = match (arguments.cross_validate, arguments.leave_one_source_out) {
        (None, false) => Some(arguments.model.classifier(None)?),
        _ => None,
    };
    let mut method = "the model as it is".to_string();
    match &classifier {
        Some(classifier) => evaluate(classifier, &labels, &mut evaluation, &mut problems),
        None => {
            let policy = |model: &Model| arguments.model.policy(model);
            let folds = arguments.cross_validate;
            let parameters = read_parameters(arguments.parameters.as_deref())?;
            method = cross_validate(&mut labels, folds, &parameters, policy, &mut evaluation, &mut problems)?.context(
                "the labels name a single source, so none can be left out; --cross-validate parts them by chance",
            )?;
        }
    }
    let ending = problems.ending();
    if matches!(ending, Ending::Failed) {
        return Ok(ending);
    }
    if problems.is_nothing_read() {
        bail!("no label was found; a label file has a comment a line, such as {{\"text\": \"…\", \"hostile\": true}}");
    }
    let mut report = evaluation.report(classifier.as_ref(), method);
    if let Some(classifier) = classifier.as_ref().filter(|classifier| classifier.lists().is_some()) {
        let mut without = Evaluation::new(0);
        evaluate(&classifier.with_lists(None), &labels, &mut without, &mut Problems::quiet());
        report.without_lists = Some(without.report(None, String::new()).all);
    }
    if let Some(classifier) = &classifier {
        warn_of_flattery(classifier, &report);
    }
    let is_for_the_eye = output.is_none() && std::io::stdout().is_terminal();
    let locale = if is_for_the_eye { session::spoken() } else { session::written() };
    let text = match format {
        ReportFormat::Table => format!("{}\n", harmless(&report.table_in(locale))),
        ReportFormat::Json => format!("{}\n", serde_json::to_string_pretty(&report)?),
        ReportFormat::Html => report.html_in(locale),
    };
    let mut output = Output::open(output, arguments.labels.strict)?;
    output.write(text.as_bytes()).context("cannot write the report")?;
    output.finish(true)?;
    problems.say_labels_done();
    Ok(ending)
}

/// Warns if the labels share a source with the model's training data: the figures would be too good.
fn warn_of_flattery(classifier: &Classifier, report: &Report) {
    let trained_on = classifier.model().sources().iter().map(|source| &source.name);
    let both: Vec<&str> = trained_on.filter(|name| report.sources.contains_key(*name)).map(String::as_str).collect();
    if !both.is_empty() {
        say(&format!(
            "the model has learnt from labels of {}; if these are among them, the figures flatter it \
             (--cross-validate and --leave-one-source-out do not)",
            both.join(", ")
        ));
    }
}
