//! The program, run as a user runs it: one file a command or a concern. One test binary, since each costs a link.

mod bad_inputs;
mod bounds;
mod common;
mod configuration;
mod disguises;
mod errors;
mod evaluate;
mod explain;
mod exports;
mod extract;
mod formats;
mod help;
mod kills;
mod labels;
mod pages;
mod parquet;
mod paths;
mod records;
mod retrain;
mod score;
mod silence;
mod spreadsheets;
mod suggest;
mod summary;
mod terminal;
mod training;
