//! Records: the owned types that Mushrif prints and reads back, each declared once.
//!
//! | module | content |
//! | --- | --- |
//! | [`comment`](mod@comment) | a comment, its article, its page |
//! | [`prediction`](mod@prediction) | the model's output; [`scores`], [`reason`] and [`flag`] are its parts |
//! | [`scored`](mod@scored) | a comment with its prediction, as `score` prints it and `export` reads it back |
//! | [`raw`] | a record of the user's: its bytes pass through |
//! | [`key`](mod@key) | the keys of comments |
//! | [`schema`] | the fields of records and their types, for tables |

mod comment;
mod flag;
mod json_fields;
pub(crate) mod key;
mod prediction;
pub(crate) mod raw;
mod reason;
pub(crate) mod schema;
mod scored;
mod scores;

pub(crate) use comment::host;
pub use comment::{Article, ClockRecord, Comment, PageRecord};
pub use flag::{Flag, Sentiment};
pub use prediction::{Field, ModelId, Prediction};
pub(crate) use raw::{RawRecord, RecordError, write_plain};
pub use reason::{ByRule, Reason};
#[cfg(feature = "cli")]
pub(crate) use scored::NOT_SCORED;
pub use scored::ScoredComment;
pub use scores::{Probability, Scores, SentimentScores};
