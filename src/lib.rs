//! Mushrif (مُشرف, "moderator") finds, times and judges the readers' comments of Arabic news pages: offline, fast, and
//! every decision explained.
//!
//! # The way a comment goes
//!
//! ```text
//! bytes ──page──▶ Page ──extract──▶ Article + Comments ──text──▶ features ──bayes──▶ Scores ──policy──▶ flags ──export──▶ file
//!                                     │
//!                                     └─ time: "منذ 8 سنوات 7 أشهر" + a clock ──▶ an interval on the calendar
//! ```
//!
//! One direction, no room entered twice. Training goes the same way up to the features, so the two can never drift:
//!
//! ```text
//! label files ──label──▶ Labelled comments ──text──▶ features ──bayes──▶ Counts ──fit──▶ Model ──compile──▶ Scorer
//! ```
//!
//! *Counts* add up and subtract, *Model* is what is saved, *Scorer* is what runs.
//!
//! # An example
//!
//! ```
//! use mushrif::bayes::Model;
//! use mushrif::extract::{Clocks, extract};
//! use mushrif::label::Flag;
//! use mushrif::page::Page;
//! use mushrif::scoring::{Judge, scored_fields};
//!
//! let page = Page::read("examples/arabi21.txt".as_ref())?;
//! let clocks = Clocks { otherwise: Some(("2024-05-15".parse()?, "as-of")), ..Clocks::default() };
//! let found = extract(&page, &clocks);
//! assert_eq!(found.comments.len(), 4);
//!
//! let judge = Judge::new(Model::default_model()?);
//! let mut clerk = judge.clerk();
//! let comment = &found.comments[1];
//! let fields = scored_fields(comment.author.as_deref(), None, &comment.body, found.speaks_in_names);
//! assert_eq!(clerk.score(&fields).flags, [Flag::Hostile]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod bayes;
pub mod cli;
pub mod evaluate;
pub mod export;
pub mod extract;
pub mod label;
pub mod page;
pub mod pipeline;
pub mod policy;
pub mod records;
pub mod relevance;
pub mod scoring;
pub mod suggest;
pub mod text;
pub mod time;
