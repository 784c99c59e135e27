//! Mushrif.
pub mod text;
pub mod label;
pub mod bayes;
pub mod time;
pub mod page;
pub mod extract;
