//! Evaluation of a model on labels that it has not seen.
//!
//! - [`metrics`](auroc): by their textbook definitions, with bootstrap intervals.
//! - [`Evaluation`] gathers scored labels; its [`Report`] is JSON, a table, or a page with plots.
//! - [`Parts`] divides labels for cross-validation.
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
