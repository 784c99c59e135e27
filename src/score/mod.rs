//! Scoring: a comment and a model → a prediction.
//!
//! | module | what it does |
//! | --- | --- |
//! | [`classifier`](mod@classifier) | language, raw scores, off-topic and policy in one call; shared by threads |
//! | [`scorer`](mod@scorer) | a comment → raw scores: [`word_cache`], [`lookup`] of words that are not cached, [`feature_sums`] |
//! | [`weight_table`] | the weights of a model, compiled |
//! | [`policy`](mod@policy) | raw scores → probabilities, flags |
//! | [`lists`] | a site's own phrases: without weight, or raising a flag |
//! | [`explanation`] | which words decided, and how much |

mod classifier;
mod explanation;
mod feature_sums;
// Only the program reads lists.
#[cfg_attr(not(feature = "cli"), allow(dead_code))]
mod lists;
mod lookup;
mod policy;
mod scorer;
mod weight_row;
mod weight_table;
mod word_cache;

pub use classifier::{Classifier, Lease, fields};
pub(crate) use classifier::{article_text, comment_fields};
#[cfg(feature = "cli")]
pub(crate) use lists::Lists;
pub use policy::Policy;
#[cfg(all(test, feature = "train"))]
pub(crate) use policy::reaches;
pub use scorer::Scorer;
pub use weight_table::RawScores;
