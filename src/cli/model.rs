//! `mushrif model`: information on a model, and the differences of two.

use super::Ending;
use super::arguments::ModelArguments;
use super::session;
use crate::calibration::ExpectedFigures;
use crate::label::Target;
use crate::model::Model;
use crate::record::Flag;
use crate::relevance::Relevance;
use crate::score::Classifier;
use clap::Subcommand;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

/// What `mushrif model` is given.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: ModelCommand,
}

#[derive(Debug, Subcommand)]
enum ModelCommand {
    /// What a model was made of and how it judges, as JSON
    Info {
        /// The model; the default one if not said
        #[arg(value_name = "MODEL")]
        file: Option<PathBuf>,
        #[command(flatten)]
        model: ModelArguments,
    },
    /// How two models differ: in their weights and, on comments, in their words and decisions
    Diff(super::model_diff::Arguments),
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Ending> {
    let (file, model) = match &arguments.command {
        ModelCommand::Info { file, model } => (file, model),
        ModelCommand::Diff(arguments) => return super::model_diff::run(arguments),
    };
    let model = ModelArguments { model: file.clone().or(model.model.clone()), ..model.clone() };
    let classifier = model.classifier(None)?;
    let mut out = std::io::BufWriter::new(super::terminal::stdout());
    serde_json::to_writer_pretty(&mut out, &info(&classifier)?)?;
    writeln!(out)?;
    out.flush()?;
    Ok(Ending::Done)
}

#[derive(Serialize)]
struct Info<'model> {
    name: &'model str,
    hash: &'model str,
    features: usize,
    comments: u64,
    /// The prior of each label that the calibrated scores assume; `--prior` changes it.
    priors: BTreeMap<&'static str, f64>,
    thresholds: BTreeMap<&'static str, Option<f64>>,
    threshold_rule: &'static str,
    /// What comes of the thresholds on the comments that the model is calibrated with, out of fold: of all comments those
    /// flagged, of these those that are right, and of those that should be flagged those that are.
    expected: BTreeMap<&'static str, ExpectedFigures>,
    uncertain_rule: &'static str,
    /// What holds in a run with these options and this configuration.
    effective: Effective,
    parameters: &'model crate::model::Parameters,
    sources: Vec<SourceRow<'model>>,
}

#[derive(Serialize)]
struct SourceRow<'model> {
    name: &'model str,
    comments: u64,
    /// For each label, the numbers of true and false comments.
    labels: BTreeMap<&'static str, [u64; 2]>,
}

#[derive(Serialize)]
struct Effective {
    thresholds: BTreeMap<&'static str, Option<f64>>,
    priors: BTreeMap<&'static str, f64>,
    /// The site's own lists: their hash, and how many phrases each has.
    lists: Option<serde_json::Value>,
    /// The configuration file and its values.
    configuration: Option<serde_json::Value>,
}

impl Effective {
    fn of(classifier: &Classifier) -> Self {
        let (model, policy) = (classifier.model(), classifier.policy());
        let of_off_topic = || model.relevance().and_then(Relevance::calibration).map(|curve| curve.prior);
        let of_model = |flag: Flag| match Target::ALL.into_iter().find(|target| target.flag() == Some(flag)) {
            Some(target) => model.calibration(target).map(|curve| curve.prior),
            None => of_off_topic(),
        };
        let prior = |flag| Some(rounded(policy.prior(flag).or_else(|| of_model(flag))?));
        Self {
            thresholds: Flag::ALL.into_iter().map(|flag| (flag.name(), policy.threshold(flag))).collect(),
            priors: Flag::ALL.into_iter().filter_map(|flag| Some((flag.name(), prior(flag)?))).collect(),
            lists: classifier.lists().map(|lists| {
                let [allow, flag] = lists.lengths();
                serde_json::json!({ "hash": lists.hash(), "allow": allow, "flag": flag })
            }),
            configuration: session::configuration().map(|(file, values)| {
                let mut shown = serde_json::Map::from_iter([("file".to_owned(), file.into())]);
                for (key, value) in values {
                    // Thresholds and priors are a value for each flag.
                    let several = shown.entry(key).or_insert_with(|| serde_json::Value::Array(Vec::new()));
                    several.as_array_mut().into_iter().for_each(|several| several.push(value.as_str().into()));
                }
                shown.into()
            }),
        }
    }
}

fn rounded(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}

/// The share for which the probabilities of a target are given; `None` where it has none.
fn prior(model: &Model, target: Target) -> Option<f64> {
    let of_calibration = model.calibration(target)?.prior;
    Some(match target.flag() {
        Some(_) => of_calibration,
        None => model.parameters().sentiment_prior[target as usize - Target::Negative as usize],
    })
}

fn info(classifier: &Classifier) -> anyhow::Result<Info<'_>> {
    let model = classifier.model();
    let mut expected = BTreeMap::new();
    for target in Target::ALL {
        let outcome = model.outcome(target, Path::new(model.name()))?;
        let Some(ExpectedFigures { flagged, precision, recall }) = outcome else { continue };
        let [flagged, precision, recall] = [flagged, precision, recall].map(rounded);
        expected.insert(target.name(), ExpectedFigures { flagged, precision, recall });
    }
    Ok(Info {
        name: model.name(),
        hash: model.hash(),
        features: model.features(),
        comments: model.sources().iter().map(|source| source.comments).sum(),
        priors: Target::ALL
            .into_iter()
            .filter_map(|target| Some((target.name(), rounded(prior(model, target)?))))
            .collect(),
        thresholds: Flag::ALL.into_iter().map(|flag| (flag.name(), model.threshold(flag))).collect(),
        threshold_rule: "highest expected F, precision weighing 1.4 times as much as recall (off topic: 2); sectarian's not below hostile's",
        expected,
        uncertain_rule: "fewer than five known features, a score between 0.4 and 0.6, or Arabizi",
        effective: Effective::of(classifier),
        parameters: model.parameters(),
        sources: model
            .sources()
            .iter()
            .map(|source| SourceRow {
                name: &source.name,
                comments: source.comments,
                labels: Target::ALL
                    .into_iter()
                    .map(|target| (target.name(), source.known[target as usize].into()))
                    .collect(),
            })
            .collect(),
    })
}
