//! `mushrif summary`: what share of the comments is flagged, where, when and by which words.

use super::Ending;
use super::arguments::{self, ListArguments, ModelArguments};
use super::choice::ChoiceArguments;
use super::export::{each_line, explain};
use super::output::Output;
use super::paths::OutputPath;
use super::problems::Problems;
use super::report_format::ReportFormat;
use super::session;
use super::tally::Counts;
use super::terminal::harmless;
use crate::record::ScoredComment;
use crate::workflow::summary::Summary;
use anyhow::Context;
use std::path::PathBuf;

/// What `mushrif summary` is given.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Comments that `mushrif score` wrote; none, or -, is standard input
    #[arg(value_name = "SCORED")]
    paths: Vec<PathBuf>,
    /// The model that scored them, for the deciding words; the default one if not said
    #[arg(long, value_name = "MODEL")]
    model: Option<PathBuf>,
    #[command(flatten)]
    lists: ListArguments,
    #[command(flatten)]
    choice: ChoiceArguments,
    /// How to write the summary; by FILE's ending if not said, else a table
    #[arg(long, value_enum, value_name = "FORMAT")]
    format: Option<ReportFormat>,
    /// Write the summary to this file instead of standard output
    #[arg(short, value_name = "FILE")]
    output: Option<OutputPath>,
    /// Write nothing if any line cannot be read
    #[arg(long)]
    strict: bool,
}

/// The deciding words of a comment that are counted, for each label.
const WORDS: usize = 5;

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Ending> {
    if arguments.paths.is_empty() && arguments::standard_input_is_a_terminal() {
        return arguments::help("summary");
    }
    let output = arguments.output.as_ref();
    let (model, lists) = (arguments.model.clone(), arguments.lists.clone());
    let model = ModelArguments { model, lists, ..ModelArguments::default() };
    let classifier = model.classifier(None)?;
    let mut lease = classifier.lease();
    let mut problems = Problems::strict(arguments.strict);
    let mut summary = Summary::default();
    let paths = if arguments.paths.is_empty() { vec![PathBuf::from("-")] } else { arguments.paths.clone() };
    for path in &paths {
        let mut counts = Counts::default();
        each_line(path, &mut problems, |line| {
            let mut scored = ScoredComment::parse(line)?;
            if arguments.choice.takes(&scored) {
                counts.comment(&scored.comment);
                counts.flags(&scored.prediction);
                if !scored.prediction.flags.is_empty() {
                    explain(&mut scored, &classifier, &mut lease, WORDS);
                }
                summary.add(&scored);
            }
            Ok(())
        });
        problems.tally.counts.add(counts);
    }
    let ending = problems.ending();
    if !ending.is_written() {
        return Ok(ending);
    }
    let report = summary.report();
    let locale = session::written();
    let text = match arguments.format.unwrap_or_else(|| ReportFormat::of(output.map(|path| &**path))) {
        ReportFormat::Table => harmless(&report.table(locale)).into_owned(),
        ReportFormat::Json => format!("{}\n", serde_json::to_string_pretty(&report)?),
        ReportFormat::Html => report.html(locale),
    };
    let mut output = Output::open(output, arguments.strict)?;
    output.write(text.as_bytes()).context("cannot write the summary")?;
    output.finish(true)?;
    problems.say_done();
    Ok(ending)
}
