//! `mushrif calibrate`: fits scores and thresholds to a site, from a few hundred labels of its own.

use super::Ending;
use super::arguments::read_model;
use super::learning::{LabelArguments, NewModelArguments};
use super::problems::{Problems, say};
use super::session;
use crate::counts::Resources;
use crate::workflow::{Calibrated, ENOUGH_LABELS, LabelSet, WorkflowError, calibrate};
use std::path::PathBuf;

/// What `mushrif calibrate` is given.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    labels: LabelArguments,
    #[command(flatten)]
    new: NewModelArguments,
    /// The model to calibrate; the default one if not said
    #[arg(long, value_name = "MODEL")]
    model: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Ending> {
    let Arguments { labels, new, .. } = arguments;
    let model = read_model(arguments.model.as_deref())?;
    let mut set = LabelSet::open(&labels.labels, Resources::default())?;
    let mut problems = Problems::strict(labels.strict);
    let locale = session::spoken();
    let calibrated = calibrate(&model, &new.name(), &mut set, &mut problems, &mut |calibrated| match calibrated {
        Calibrated::TooFew(target, counts) => {
            let [with, without] = counts.map(|count| locale.number(count));
            let enough = locale.number(ENOUGH_LABELS);
            say(&locale.phrase("calibrate.few", &[&locale.word(target.name()), &with, &without, &enough]));
        }
        Calibrated::Fitted(target, errors) => {
            let [before, after] = errors.map(|error| locale.number(format!("{error:.3}")));
            say(&locale.phrase("calibrate.fitted", &[&locale.word(target.name()), &before, &after]));
        }
    });
    match calibrated {
        Err(WorkflowError::Stopped) => {}
        Err(error @ WorkflowError::NothingFitted) => {
            say(&error.to_string());
            return Ok(Ending::Failed);
        }
        calibrated => new.write(&calibrated?, None)?,
    }
    let ending = problems.ending();
    problems.say_labels_done();
    Ok(ending)
}
