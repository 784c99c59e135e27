//! How a site rounds "8 years and some months" to "8 years".

use std::fmt;
use std::str::FromStr;

use super::error::Error;

/// What a site does with the part of a unit that it does not print.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Rounding {
    /// It cuts: "8 years" is an age of eight years and less than nine.
    Truncated,
    /// It rounds: "8 years" is from seven and a half to eight and a half.
    Nearest,
    /// Unknown: both of these, from seven and a half to nine.
    #[default]
    Unknown,
}

impl FromStr for Rounding {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        match text {
            "truncated" => Ok(Self::Truncated),
            "nearest" => Ok(Self::Nearest),
            "unknown" => Ok(Self::Unknown),
            _ => Err(Error::Rounding(text.to_owned())),
        }
    }
}

impl fmt::Display for Rounding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(match self {
            Self::Truncated => "truncated",
            Self::Nearest => "nearest",
            Self::Unknown => "unknown",
        })
    }
}
