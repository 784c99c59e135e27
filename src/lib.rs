//! Mushrif (مُشرف, "moderator") finds, times and classifies the readers' comments of Arabic news pages: offline, fast, and
//! every decision explained.
//!
//! # Classify a comment
//!
//! ```
//! use mushrif::{Classifier, Comment, Flag, Model};
//!
//! let classifier = Classifier::new(Model::default_model()?).with_reasons(Some(2));
//! let prediction = classifier.classify(&Comment::new("يا حـمـاااار انت وهو، كلكم لصوص وكلاب"));
//! assert_eq!(prediction.flags, [Flag::Hostile]);
//! for reason in prediction.reasons.iter().flatten() {
//!     println!("{} speaks for {} ({:+.2})", reason.text, reason.label, reason.weight);
//! }
//! # Ok::<(), mushrif::ModelError>(())
//! ```
//!
//! A [`Classifier`] is cheap to clone and shared by threads; [`Classifier::classify_batch`] uses all cores. [`Policy`] sets
//! thresholds and priors. What the labels mean is in `training/guide.md` of the repository.
//!
//! # Read a page
//!
//! ```
//! use mushrif::extract::{Clocks, Page, extract};
//! use mushrif::{Classifier, Flag, Model};
//!
//! let page = Page::read("examples/arabi21.txt".as_ref())?;
//! let clocks = Clocks { otherwise: Some(("2024-05-15".parse()?, "as-of")), ..Clocks::default() };
//! let found = extract(&page, &clocks);
//! assert_eq!(found.comments[1].time.as_ref().unwrap().earliest.unwrap().to_string(), "2015-09-15");
//!
//! let classifier = Classifier::new(Model::default_model()?);
//! let predictions = classifier.classify_batch(&found.comments);
//! assert_eq!(predictions[1].flags, [Flag::Hostile]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [`time`] reads Arabic times by themselves. [`ScoredComment`] reads back what `mushrif score` prints.
//!
//! # Features
//!
//! | feature | what it adds |
//! | --- | --- |
//! | `cli` (default) | the program |
//! | `serve` (default) | the server and the review desk of the program |
//! | `train` | training, retraining, calibration, evaluation: [`workflow`] |
//! | `tables` | labels of [`workflow`] in CSV and spreadsheets; in the program, records too |
//! | `archives` | WARC, compressed pages, exports of comment systems: `extract::Pages` |
//! | `parquet` | comments and crawled documents as Parquet, in the program |
//!
//! Without any, comments are classified and pages of HTML and text read.

#![deny(missing_docs)]
// Much of the library serves features that may be off.
#![cfg_attr(not(all(feature = "cli", feature = "internals")), allow(dead_code, unused_imports))]
// What is `pub` is public, here or in `internals`; all else says so.
#![cfg_attr(feature = "internals", warn(unreachable_pub))]

// Lines and streams are those of the program.
#[cfg_attr(not(feature = "cli"), allow(dead_code))]
mod bounded;
mod calibration;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod cli;
mod counts;
#[cfg(feature = "train")]
mod evaluate;
#[cfg(feature = "tables")]
mod export;
pub mod extract;
#[cfg(feature = "internals")]
#[doc(hidden)]
pub mod internals;
mod label;
mod locale;
#[cfg(any(feature = "train", feature = "tables"))]
mod markup;
mod model;
mod page;
mod pipeline;
mod record;
mod relevance;
mod score;
#[cfg(feature = "serve")]
mod serve;
#[cfg(feature = "tables")]
mod table;
mod text;
pub mod time;
#[cfg(feature = "train")]
mod train;
mod varint;
#[cfg(feature = "train")]
pub mod workflow;

/// The examples of the README, tested.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

/// Calendar arithmetic, whose dates, times and zones [`time`] takes and gives: the version that this crate uses. Types of our own
/// would be converted to these at once, since nobody reckons without them.
///
/// ```
/// use mushrif::{jiff::civil::date, time::Clock};
///
/// assert_eq!(Clock::day(date(2024, 5, 15)).date(), "2024-05-15".parse()?);
/// # Ok::<(), mushrif::jiff::Error>(())
/// ```
pub use jiff;
pub use label::{Label, Target};
pub use model::{Model, ModelError};
pub use record::{
    Article, ByRule, ClockRecord, Comment, Field, Flag, ModelId, Prediction, Probability, Reason, ScoredComment,
    Scores, Sentiment, SentimentScores,
};
pub use score::{Classifier, Policy, RawScores, Scorer};
pub use text::Language;
