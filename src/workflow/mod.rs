//! Workflows: what the commands do, as a library.
//!
//! | module | what it does |
//! | --- | --- |
//! | `pages` | streams the pages of inputs |
//! | `score` | the comments of pages and files → predictions, on all cores, in order |
//! | `answer` | each line of JSON Lines → one answer, for a co-process |
//! | `review_share` | thresholds that flag a share of the comments |
//! | `summary` | shares flagged by site, day and article, and the words that decided |
//! | `suggest`, `worth` | selects the comments most worth labelling next; how much a label would teach |
//! | `label_set` | label files, read in passes |
//! | `train`, `retrain`, `calibrate` | labels → a model |
//! | `cross_validate` | labels scored by models of the others |
//!
//! They report through a `Progress`, and depend on neither arguments nor terminals.

pub(crate) mod answer;
mod calibrate;
mod cross_validate;
mod label_set;
pub(crate) mod pages;
mod retrain;
mod review_share;
pub(crate) mod score;
mod suggest;
pub(crate) mod summary;
mod train;
pub(crate) mod worth;

pub use calibrate::{Calibrated, ENOUGH_LABELS, calibrate};
pub use cross_validate::{cross_validate, evaluate};
pub use label_set::{LabelSet, LocatedLabel};
pub use retrain::{Change, Retrain, Retrained, retrain};
pub use review_share::ReviewShare;
pub use suggest::Suggester;
pub use train::{Train, Trained, train};

pub use crate::counts::{CountsError, CountsFile, Resources, Secret};
pub use crate::evaluate::{Compared, Evaluation, Verdict};
pub use crate::label::{LabelError, Position};
pub use crate::model::Parameters;

use std::fmt::Display;
use std::io;

/// The progress and the problems of a workflow.
pub trait Progress {
    /// Reports an input or line that cannot be used, with position and remedy; the workflow goes on.
    fn problem(&mut self, problem: &dyn Display);

    /// Reports that so many more inputs or lines were read.
    fn done(&mut self, count: u64);

    /// Reports something that is not a problem.
    fn note(&mut self, note: &str);

    /// Whether to go on after all inputs were read once; where not, the workflow ends with [`WorkflowError::Stopped`].
    fn goes_on(&mut self) -> bool {
        true
    }
}

/// An error that ends a workflow.
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
    /// The full counts given are not those of the model that is retrained.
    #[error(
        "not the counts of {}, so that retraining would lose what it knows; give the model that was written with them, \
         or train both again from all labels", model.display()
    )]
    OtherModel {
        /// The model.
        model: std::path::PathBuf,
    },
    /// Training gave a model without weights.
    #[error(
        "nothing could be learnt from {labels} labels: both answers of a label are needed, and words that stand in {of_one} \
         comments of one source, or {of_two} of two; label more comments"
    )]
    NothingLearnt {
        /// How many labels there were.
        labels: u64,
        /// In how many comments of one source a word must be.
        of_one: u32,
        /// In how many of two sources.
        of_two: u32,
    },
    /// There was no new label and none to forget.
    #[error("no new label could be counted, so there is nothing to retrain on")]
    NoNewLabel,
    /// No target had enough labels of either answer.
    #[error("nothing could be fitted; label more comments")]
    NothingFitted,
    /// [`Progress::goes_on`] returned `false`.
    #[error("stopped, because some inputs cannot be read")]
    Stopped,
}

/// An error that says why there are no weights, for a model without any.
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
