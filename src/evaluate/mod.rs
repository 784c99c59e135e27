//! How good a model is, on labels that it has not seen.
//!
//! - [`metrics`](auroc): the measures, by their textbook definitions. Their uncertainty is bootstrapped.
//! - [`Evaluation`] gathers judged labels; its [`Report`] is JSON, a table, or a page with plots.
//! - [`Parts`] says what to leave out where a model is made of the very labels that measure it.
//! - [`Comparison`]: an old model and a new one on the same labels.

mod bootstrap;
mod community;
mod comparison;
mod figures;
mod html;
mod metrics;
mod mistakes;
mod parts;
mod report;
mod svg;
mod table;

pub use community::CommunityFigures;
pub(crate) use comparison::Comparison;
pub use comparison::{Compared, Verdict};
pub(crate) use metrics::calibration_error;
pub use metrics::{auroc, macro_f1};
pub(crate) use parts::Parts;
pub use report::{Evaluation, Report};
