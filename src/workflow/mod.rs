//! Workflows: what the commands do, for whoever calls them from a program.
//!
//! | module | what it does |
//! | --- | --- |
//! | [`pages`] | the pages of inputs, one after the other |
//! | [`score`] | the comments of pages and files → predictions, on all cores, in order |
//! | [`review_share`] | thresholds that flag a share of the comments |
//! | [`suggest`] | which comments are most worth labelling next |
//! | [`label_set`] | label files, read in passes |
//! | [`train`](mod@train), [`retrain`](mod@retrain), [`calibrate`](mod@calibrate) | labels → a model |
//! | [`cross_validate`](mod@cross_validate) | labels judged by models of the others |
//!
//! They speak through a [`Report`] and know neither arguments nor terminals.

mod calibrate;
mod cross_validate;
mod label_set;
pub(crate) mod pages;
mod retrain;
mod review_share;
pub(crate) mod score;
mod suggest;
mod train;

pub use calibrate::{Calibrated, ENOUGH_LABELS, calibrate};
pub use cross_validate::{cross_validate, evaluate};
pub use label_set::{LabelSet, LocatedLabel};
pub use retrain::{Change, Retrain, Retrained, retrain};
pub use review_share::ReviewShare;
pub use suggest::Suggester;
pub use train::{Train, Trained, train};

pub use crate::counts::{CountsError, CountsFile, Resources, Secret};
pub use crate::evaluate::{Compared, Evaluation, Verdict};
pub use crate::label::{LabelError, Place};
pub use crate::model::Parameters;

use std::fmt::Display;
use std::io;

/// Where a workflow reports what it meets on its way.
pub trait Report {
    /// An input or line that cannot be used, named with its place and remedy; the rest goes on.
    fn problem(&mut self, problem: &dyn Display);

    /// So many inputs or lines were read.
    fn done(&mut self, count: u64);

    /// Something to know that is no problem.
    fn note(&mut self, note: &str);

    /// Whether to go on after all inputs were read once; where not, the workflow ends with [`WorkflowError::Stopped`].
    fn goes_on(&mut self) -> bool {
        true
    }
}

/// What ends a workflow.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WorkflowError {
    /// A temporary file cannot be written or read.
    #[error("cannot keep counts in a temporary file; make room where TMPDIR says, or give more memory")]
    Temporary(#[source] io::Error),
    /// Standard input cannot be read or kept.
    #[error("standard input: cannot be read")]
    StandardInput(#[source] io::Error),
    /// A model cannot be used.
    #[error(transparent)]
    Model(#[from] crate::model::ModelError),
    /// A file of counts cannot be used.
    #[error(transparent)]
    Counts(#[from] crate::counts::CountsError),
    /// A model without weights tells nothing.
    #[error(
        "nothing could be learnt from {labels} labels: both answers of a label are needed, and words that stand in {of_one} \
         comments of one source, or {of_two} of two; label more comments"
    )]
    NothingLearnt {
        /// How many labels there were.
        labels: u64,
        /// How many comments of one source a word must stand in.
        of_one: u32,
        /// How many of two sources.
        of_two: u32,
    },
    /// There was no new label and none to forget.
    #[error("no new label could be counted, so there is nothing to retrain on")]
    NoNewLabel,
    /// No target had enough labels of either answer.
    #[error("nothing could be fitted; label more comments")]
    NothingFitted,
    /// The report said so, see [`Report::goes_on`].
    #[error("stopped, because some inputs cannot be read")]
    Stopped,
}

/// A model without weights is an error that says why there are none.
fn refuse_empty(model: &crate::model::Model, labels: u64) -> Result<(), WorkflowError> {
    let parameters = model.parameters();
    if model.features() > 0 {
        return Ok(());
    }
    Err(WorkflowError::NothingLearnt {
        labels,
        of_one: parameters.comments_of_one_source,
        of_two: parameters.comments_of_two_sources,
    })
}
