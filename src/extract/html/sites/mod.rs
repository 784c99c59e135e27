//! Layouts of sites with markup of their own.

mod akhbarona;
mod hespress;

use super::Marks;

/// The tables, more specific before more general.
pub(super) const ALL: &[Marks] = &[akhbarona::MARKS, hespress::MARKS];
