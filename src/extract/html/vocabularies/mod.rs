//! Layouts of machine-readable vocabularies, which any site may use.

mod microdata;
mod rdfa;

use super::Marks;

/// The tables, more specific before more general.
pub(super) const ALL: &[Marks] = &[microdata::MARKS, rdfa::MARKS];
