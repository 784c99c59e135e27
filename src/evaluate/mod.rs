//! How good a model is, on labels that it has not seen.

mod metrics;
mod report;

pub use metrics::{Binary, auroc, average_precision, calibration_error, macro_f1};
pub use report::{Evaluation, Figures, FlagFigures, SentimentFigures};
