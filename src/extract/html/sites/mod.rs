//! Sites whose markup is their own.

mod akhbarona;
mod hespress;

use super::Marks;

/// The tables, the more specific before the more general.
pub(super) const ALL: &[Marks] = &[akhbarona::MARKS, hespress::MARKS];
