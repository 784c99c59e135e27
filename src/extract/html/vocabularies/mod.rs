//! Vocabularies for machines: any site may mark up its comments by them.

mod microdata;
mod rdfa;

use super::Marks;

/// The tables, the more specific before the more general.
pub(super) const ALL: &[Marks] = &[microdata::MARKS, rdfa::MARKS];
