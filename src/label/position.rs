//! The position of a label in its file.

use std::fmt;

/// The position of a label in its file, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Position {
    /// The line of a text file, or the row of a table.
    Line(usize),
    /// The element of a JSON array, which is often all on one line.
    Record(usize),
}

impl fmt::Display for Position {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(number) => write!(formatter, "line {number}"),
            Self::Record(number) => write!(formatter, "record {number}"),
        }
    }
}
