//! `mushrif calibrate`: fits scores and thresholds to a site, from a few hundred labels of its own.

use super::Ending;
use super::arguments::read_model;
use super::learning::{LabelArguments, NewModelArguments, with_remedy};
use super::problems::{Problems, say};
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
    let calibrated = calibrate(&model, &new.name(), &mut set, &mut problems, &mut |calibrated| match calibrated {
        Calibrated::TooFew(target, [with, without]) => say(&format!(
            "{}: {with} for and {without} against; {ENOUGH_LABELS} of each are needed, so it stays as it was",
            target.name()
        )),
        Calibrated::Fitted(target, [before, after]) => {
            say(&format!("{}: calibration error on these labels {before:.3} before, {after:.3} after", target.name()));
        }
    });
    match calibrated {
        Err(WorkflowError::Stopped) => {}
        Err(error @ WorkflowError::NothingFitted) => {
            say(&error.to_string());
            return Ok(Ending::Failed);
        }
        calibrated => new.write(&calibrated.map_err(with_remedy)?, None)?,
    }
    Ok(problems.ending())
}
