//! `mushrif evaluate`: how good a model is on labels that it has not seen.

use super::Ending;
use super::arguments::ModelArguments;
use super::problems::Problems;
use crate::evaluate::Evaluation;
use crate::label::read;
use serde::Serialize;
use std::io::Write;
use std::path::PathBuf;

/// What `mushrif evaluate` is given.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Labels that the model has not seen: .jsonl, .csv, .xlsx
    #[arg(value_name = "LABELS", required = true)]
    labels: Vec<PathBuf>,
    #[command(flatten)]
    model: ModelArguments,
    /// Print JSON instead of a table
    #[arg(long)]
    json: bool,
    /// Print nothing if any line cannot be read
    #[arg(long)]
    strict: bool,
}

#[derive(Serialize)]
struct Report<'a> {
    model: crate::scoring::ModelName<'a>,
    all: crate::evaluate::Figures,
    sources: std::collections::BTreeMap<&'a str, crate::evaluate::Figures>,
}

pub fn run(arguments: &Arguments) -> anyhow::Result<Ending> {
    let judge = arguments.model.judge(None)?;
    let mut clerk = judge.clerk();
    let mut problems = Problems::default();
    let mut evaluation = Evaluation::default();
    for file in &arguments.labels {
        let labels = match read(file) {
            Ok(labels) => labels,
            Err(error) => {
                problems.add(error);
                continue;
            }
        };
        for label in labels {
            match label {
                Ok((_, label)) => {
                    clerk.about(label.article.as_deref());
                    evaluation.add(&label, &clerk.judge(&[("text", &label.text)]));
                    problems.done(1);
                }
                Err(error) => problems.add(error),
            }
        }
    }
    let ending = problems.ending(arguments.strict);
    if matches!(ending, Ending::Failed) {
        return Ok(ending);
    }
    let mut out = std::io::stdout().lock();
    if arguments.json {
        let model = crate::scoring::ModelName { name: &judge.model().head.name, hash: judge.model().hash() };
        let report = Report { model, all: evaluation.all(), sources: evaluation.sources() };
        serde_json::to_writer_pretty(&mut out, &report)?;
        writeln!(out)?;
    } else {
        writeln!(out, "{}", evaluation.table())?;
    }
    Ok(ending)
}
