//! `mushrif calibrate`: scores and thresholds fitted to a site, from a few hundred labels of its own.

use super::Ending;
use super::arguments::read_model;
use super::labels::{LabelArguments, LabelFiles};
use super::learning::NewModelArguments;
use super::problems::{Problems, say};
use crate::bayes::training::calibrated;
use crate::bayes::{COLUMNS, Column, Histogram, Model, Resources, Scorer};
use crate::evaluate::calibration_error;
use std::path::PathBuf;

/// What `mushrif calibrate` is given.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    labels: LabelArguments,
    #[command(flatten)]
    new: NewModelArguments,
    /// The model to calibrate; the default one if not said
    #[arg(long, value_name = "MODEL")]
    model: Option<PathBuf>,
}

/// With fewer answers of either kind, the model's own calibration is better.
const ENOUGH: usize = 20;
/// How many bins of equal mass the calibration error has.
const BINS: usize = 15;

pub fn run(arguments: &Arguments) -> anyhow::Result<Ending> {
    let Arguments { labels, new, .. } = arguments;
    new.refuse_overwriting(&labels.labels)?;
    let mut model = read_model(arguments.model.as_deref())?;
    let scorer = Scorer::new(&model);
    let mut worker = scorer.worker();
    let mut files = LabelFiles::open(&labels.labels, Resources::default())?;
    let mut problems = Problems::default();
    let mut histograms: [Histogram; COLUMNS] = Default::default();
    let mut answers: [Vec<(f64, bool)>; COLUMNS] = Default::default();
    files.first_pass(&mut problems, &|_| None, |_| (), &mut |found, ()| {
        let raw = worker.score([found.label.text.as_str()]);
        for column in Column::ALL {
            if let Some(answer) = column.truth(found.label) {
                histograms[column as usize].add("site", answer, raw.of(column));
                answers[column as usize].push((raw.of(column), answer));
            }
        }
    })?;
    let ending = problems.ending(labels.strict);
    if matches!(ending, Ending::Failed) {
        return Ok(ending);
    }
    let mut fitted = 0;
    for column in Column::ALL {
        let answers = &answers[column as usize];
        let with = answers.iter().filter(|row| row.1).count();
        let without = answers.len() - with;
        if without < ENOUGH || with < ENOUGH {
            say(&format!(
                "{}: {with} for and {without} against; {ENOUGH} of each are needed, so it stays as it was",
                column.name()
            ));
            continue;
        }
        let before = error(&model, column, answers);
        let (calibration, threshold) = calibrated(&histograms[column as usize]);
        model.head.calibrations[column as usize] = calibration;
        if (column as usize) < 2 {
            model.head.thresholds[column as usize] = threshold;
        }
        fitted += 1;
        let after = error(&model, column, answers);
        say(&format!("{}: calibration error on these labels {before:.3} before, {after:.3} after", column.name()));
    }
    if fitted == 0 {
        say("nothing could be fitted; label more comments");
        return Ok(Ending::Failed);
    }
    model.head.name = new.name();
    new.write(&model)?;
    Ok(ending)
}

/// How far a column's probabilities are from what the labels say.
fn error(model: &Model, column: Column, answers: &[(f64, bool)]) -> f64 {
    let probability = |raw: f64| model.calibration(column).map_or(0.5, |found| found.probability(raw, None));
    let judged: Vec<(f64, bool)> = answers.iter().map(|(raw, answer)| (probability(*raw), *answer)).collect();
    calibration_error(&judged, BINS)
}
