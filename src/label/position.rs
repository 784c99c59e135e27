//! The position of a label in its file, or in a list.

use std::fmt;

/// The position of a label: in its file, counted from 1, or in a list or data frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Position {
    /// The line of a text file, or the row of a table.
    Line(usize),
    /// The element of a JSON array, which is often all on one line.
    Record(usize),
    /// The row of a list or data frame that a program has at hand, counted from 0 as programs do.
    Row(usize),
}

impl fmt::Display for Position {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(number) => write!(formatter, "line {number}"),
            Self::Record(number) => write!(formatter, "record {number}"),
            Self::Row(number) => write!(formatter, "row {number}"),
        }
    }
}
