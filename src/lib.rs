//! Mushrif.
pub mod text;
pub mod label;
pub mod bayes;
pub mod time;
pub mod page;
pub mod extract;
pub mod policy;
pub mod scoring;
pub mod records;
pub mod pipeline;
pub mod export;
pub mod evaluate;
pub mod cli;
