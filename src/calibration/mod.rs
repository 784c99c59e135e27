//! Calibration: raw scores → probabilities, and the thresholds on them.
//!
//! The posterior of naive Bayes is overconfident, since it takes dependent features for independent ones. So a raw score
//! is calibrated by a logistic curve ([`Calibration`], Platt 1999) fitted to out-of-fold scores of labelled comments.
//! Only [`Histogram`]s of those scores are kept, so that a model can be recalibrated without the comments.

mod histogram;
mod platt;
mod threshold;

pub(crate) use histogram::Histogram;
pub use histogram::Point;
pub use platt::Calibration;
pub(crate) use threshold::{ExpectedFigures, PrecisionWeight, calibrated, outcome};

/// The logistic function.
pub(crate) fn logistic(log_odds: f64) -> f64 {
    1.0 / (1.0 + (-log_odds).exp())
}

/// The log-odds of a probability, kept finite.
pub(crate) fn logit(probability: f64) -> f64 {
    let probability = probability.clamp(1e-9, 1.0 - 1e-9);
    (probability / (1.0 - probability)).ln()
}
