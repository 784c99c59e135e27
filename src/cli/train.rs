//! `mushrif train`: trains a model from labels.

use super::Ending;
use super::learning::{CountsArguments, LabelArguments, NewModelArguments, read_parameters};
use super::problems::{Problems, say};
use super::resources::ResourceArguments;
use super::session;
use crate::counts::CountsFile;
use crate::workflow::{LabelSet, Train, WorkflowError, train};
use std::path::PathBuf;

/// What `mushrif train` is given.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    labels: LabelArguments,
    #[command(flatten)]
    new: NewModelArguments,
    #[command(flatten)]
    counts: CountsArguments,
    /// The name of the model; the file's name if not said
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// A TOML file with parameters of the fit, such as training/ar-news.toml; what it leaves out is as without it
    #[arg(long, value_name = "FILE")]
    parameters: Option<PathBuf>,
    #[command(flatten)]
    resources: ResourceArguments,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Ending> {
    let Arguments { labels, new, counts, name, parameters, resources } = arguments;
    let parameters = read_parameters(parameters.as_deref())?;
    let mut full = counts.counts.is_some().then(|| counts.secret().map(CountsFile::new)).transpose()?;
    let resources = resources.resources();
    let mut set = LabelSet::open(&labels.labels, resources)?;
    let mut problems = Problems::strict(labels.strict);
    let name = name.clone().unwrap_or_else(|| new.name());
    let how = Train { name: &name, parameters, resources, counts: full.as_mut() };
    let trained = match train(&mut set, how, &mut problems) {
        Err(WorkflowError::Stopped) => return Ok(problems.ending()),
        other => other?,
    };
    new.write(&trained.model, counts.counts.as_ref().zip(full.as_ref()))?;
    let locale = session::spoken();
    let labels = locale.number(trained.labels);
    let (duplicates, features) = (locale.number(set.duplicates), locale.number(trained.model.features()));
    let (name, hash) = (trained.model.name(), trained.model.hash());
    if trained.labels < FEW_LABELS {
        say(&locale.phrase("train.few", &[&labels, &locale.number(FEW_LABELS)]));
    }
    let ending = problems.ending();
    problems.say_trained(locale.phrase("train.done", &[&labels, &duplicates, &features, &name, &hash]));
    Ok(ending)
}

/// A model of fewer labels knows little: the shares of a label in its words are still chance.
const FEW_LABELS: u64 = 1000;
