//! Training: labels → counts → weights → a model.
//!
//! Two passes over the labels. The first counts them, each in a fold derived from its text ([`example`]), and fits the
//! weights ([`fit`]: of all folds, and of all but each): statistics of each feature ([`feature_statistics`]), selection
//! by chi² ([`selection`]), estimates by linfa-bayes. The second scores each label by the weights fitted without its
//! fold ([`out_of_fold`]), and the model is calibrated on those scores. The recipe also corrects the sentiments by logistic
//! regression ([`sentiment_correction`]).

mod example;
mod feature_statistics;
mod first_pass;
mod fit;
mod lbfgs;
mod out_of_fold;
mod second_pass;
mod selection;
mod sentiment_correction;

pub(crate) use example::Example;
pub use example::fold_of;
pub use first_pass::FirstPass;
pub use fit::fit;
pub use out_of_fold::raw_scores;
pub(crate) use out_of_fold::{OutOfFoldHistograms, OutOfFoldWeights};
pub use second_pass::SecondPass;
pub use sentiment_correction::{CorrectionTable, SentimentExamples};
