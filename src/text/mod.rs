//! Text → features: the language it is in, its folded words, and what the model looks at.
//!
//! Training and scoring both come through here, so the two cannot drift: [`Folded::fold`] turns a comment into words
//! in one form, [`features`] names what is in them.

pub mod disguise;
pub mod features;
pub mod fold;
pub mod keyed;
pub mod language;
pub mod letters;
pub mod names;
pub mod reading;
pub mod runs;
pub mod seen;
pub mod servants;
pub mod stem;

pub use fold::{Folded, Kind, Word};
pub use language::{Language, language};
