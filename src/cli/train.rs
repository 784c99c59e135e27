//! `mushrif train`: trains a model from labels.

use super::Ending;
use super::learning::{CountsArguments, LabelArguments, NewModelArguments, with_remedy};
use super::problems::{Problems, say};
use super::resources::ResourceArguments;
use super::session;
use crate::counts::CountsFile;
use crate::model::Parameters;
use crate::workflow::{LabelSet, Train, WorkflowError, train};
use anyhow::{Context, bail};
use std::path::{Path, PathBuf};

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
    /// A TOML file with parameters of the fit; those of the default model if not said
    #[arg(long, value_name = "FILE")]
    parameters: Option<PathBuf>,
    #[command(flatten)]
    resources: ResourceArguments,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Ending> {
    let Arguments { labels, new, counts, name, parameters, resources } = arguments;
    let parameters = parameters.as_deref().map(read_parameters).transpose()?.unwrap_or_default();
    let mut full = counts.counts.is_some().then(|| counts.secret().map(CountsFile::new)).transpose()?;
    let resources = resources.resources();
    let mut set = LabelSet::open(&labels.labels, resources)?;
    let mut problems = Problems::strict(labels.strict);
    let name = name.clone().unwrap_or_else(|| new.name());
    let how = Train { name: &name, parameters, resources, counts: full.as_mut() };
    let trained = match train(&mut set, how, &mut problems) {
        Err(WorkflowError::Stopped) => return Ok(problems.ending()),
        other => other.map_err(with_remedy)?,
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

/// Reads training parameters from a TOML file; those that it leaves out are the default model's.
fn read_parameters(file: &Path) -> anyhow::Result<Parameters> {
    let name = file.display();
    let bytes = crate::bounded::read(file).with_context(|| format!("{name}: cannot be read"))?;
    let text = String::from_utf8(bytes).with_context(|| format!("{name}: not UTF-8"))?;
    let parameters: Parameters = toml::from_str(&text)
        .with_context(|| format!("{name}: not parameters; `mushrif model info` shows those of a model"))?;
    match parameters.problem() {
        Some(problem) => bail!("{name}: {problem}"),
        None => Ok(parameters),
    }
}
