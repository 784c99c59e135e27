//! Calibration to a site: scores and thresholds fitted to a few hundred of its labels, the weights unchanged.

use super::{LabelSet, Progress, WorkflowError};
use crate::calibration::{Calibration, Histogram, PrecisionWeight, calibrated};
use crate::evaluate::calibration_error;
use crate::label::{LabelValues, TARGETS, Target};
use crate::model::Model;
use crate::score::Scorer;
use std::collections::BTreeMap;

/// The least number of labels of either answer: with fewer, the model's own calibration is better.
pub const ENOUGH_LABELS: usize = 20;
/// How many bins of equal mass the calibration error has.
const BINS: usize = 15;

/// The outcome for a target.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Calibrated {
    /// It was fitted: its calibration error on these labels, before and after.
    Fitted(Target, [f64; 2]),
    /// It was left unchanged: the labels for it and against it, of which [`ENOUGH_LABELS`] each are needed.
    TooFew(Target, [usize; 2]),
}

/// Fits the calibrations and thresholds of a model to labels: a new model `name`. `visit` gets each target's outcome.
///
/// # Errors
/// [`WorkflowError`] where temporary files fail, nothing can be fitted, or the report stops it.
pub fn calibrate(
    model: &Model,
    name: &str,
    labels: &mut LabelSet,
    report: &mut dyn Progress,
    visit: &mut dyn FnMut(Calibrated),
) -> Result<Model, WorkflowError> {
    let mut scorer = Scorer::new(model);
    let mut histograms: [Histogram; TARGETS] = Default::default();
    let mut answers: [Vec<(f64, bool)>; TARGETS] = Default::default();
    labels.first_pass(report, &|_| None, |_| (), &mut |located, ()| {
        let raw = scorer.score([located.label.text.as_str()]);
        let values = LabelValues::from(located.label);
        for target in Target::ALL {
            if let Some(answer) = target.truth(&values) {
                histograms[target as usize].add("site", answer, raw.of(target));
                answers[target as usize].push((raw.of(target), answer));
            }
        }
    })?;
    if !report.goes_on() {
        return Err(WorkflowError::Stopped);
    }
    let mut fitted = Vec::new();
    for target in Target::ALL {
        let answers = &answers[target as usize];
        let with = answers.iter().filter(|row| row.1).count();
        let without = answers.len() - with;
        if without < ENOUGH_LABELS || with < ENOUGH_LABELS {
            visit(Calibrated::TooFew(target, [with, without]));
            continue;
        }
        let (calibration, threshold) =
            calibrated(&histograms[target as usize], &BTreeMap::new(), None, PrecisionWeight::FLAGS);
        let errors = [model.calibration(target), calibration.as_ref()].map(|found| error(found, answers));
        visit(Calibrated::Fitted(target, errors));
        fitted.push((target, calibration, threshold));
    }
    if fitted.is_empty() {
        return Err(WorkflowError::NothingFitted);
    }
    Ok(model.clone().recalibrated(name, fitted))
}

/// The calibration error of a target on these raw scores and answers.
fn error(calibration: Option<&Calibration>, answers: &[(f64, bool)]) -> f64 {
    let probability = |raw: f64| calibration.map_or(0.5, |found| found.probability(raw, None));
    let scored: Vec<(f64, bool)> = answers.iter().map(|(raw, answer)| (probability(*raw), *answer)).collect();
    calibration_error(&scored, BINS)
}
