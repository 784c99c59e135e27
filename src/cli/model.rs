//! `mushrif model`: information on a model, and the differences of two.

use super::Ending;
use super::arguments::read_model;
use crate::label::Target;
use crate::model::{Model, WEIGHTS};
use crate::record::Flag;
use clap::Subcommand;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;

/// What `mushrif model` is given.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// What a model was made of and how it judges, as JSON
    Info {
        /// The model; the default one if not said
        model: Option<PathBuf>,
    },
    /// How two models differ, as JSON
    Diff {
        /// The one model; `default` is that inside the program
        one: PathBuf,
        /// The other
        other: PathBuf,
    },
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Ending> {
    let mut out = std::io::BufWriter::new(super::terminal::stdout());
    match &arguments.command {
        Command::Info { model } => {
            serde_json::to_writer_pretty(&mut out, &info(&read_model(model.as_deref())?))?;
        }
        Command::Diff { one, other } => {
            let difference = diff(&read_model(Some(one))?, &read_model(Some(other))?);
            serde_json::to_writer_pretty(&mut out, &difference)?;
        }
    }
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
    uncertain_rule: &'static str,
    parameters: &'model crate::model::Parameters,
    sources: Vec<Source<'model>>,
}

#[derive(Serialize)]
struct Source<'model> {
    name: &'model str,
    comments: u64,
    /// For each label, the numbers of true and false comments.
    labels: BTreeMap<&'static str, [u64; 2]>,
}

fn info(model: &Model) -> Info<'_> {
    let rounded = |value: f64| (value * 1e4).round() / 1e4;
    Info {
        name: model.name(),
        hash: model.hash(),
        features: model.features(),
        comments: model.sources().iter().map(|source| source.comments).sum(),
        priors: Target::ALL
            .into_iter()
            .filter_map(|target| Some((target.name(), rounded(model.calibration(target)?.prior))))
            .collect(),
        thresholds: Flag::ALL.into_iter().map(|flag| (flag.name(), model.threshold(flag))).collect(),
        threshold_rule: "highest F0.5 out of fold at the weights of calibration; sectarian's not below hostile's",
        uncertain_rule: "fewer than five known features, a score between 0.4 and 0.6, or Arabizi",
        parameters: model.parameters(),
        sources: model
            .sources()
            .iter()
            .map(|source| Source {
                name: &source.name,
                comments: source.comments,
                labels: Target::ALL
                    .into_iter()
                    .map(|target| (target.name(), source.known[target as usize].into()))
                    .collect(),
            })
            .collect(),
    }
}

#[derive(Serialize)]
struct Difference {
    same_weights: bool,
    only_in_one: usize,
    only_in_other: usize,
    in_both: usize,
    /// For each label, the largest difference between the weights of a shared feature.
    largest_difference: BTreeMap<&'static str, f64>,
    thresholds: BTreeMap<&'static str, [Option<f64>; 2]>,
}

fn diff(one: &Model, other: &Model) -> Difference {
    let weights = |model: &Model| -> BTreeMap<u64, [f64; WEIGHTS]> {
        let scales = *model.scales();
        let scaled =
            |row: &[i16; WEIGHTS]| std::array::from_fn(|index| f64::from(row[index]) * f64::from(scales[index]));
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
    }
}
