//! Errors in what a user says about clocks.

/// An error in a clock, zone or rounding. A text that is not a time is no error: it is read as `None`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A clock that is neither a day nor a moment.
    #[error(
        "{0:?} is no clock: give a day (2024-05-15), a local time (2024-05-15T10:30) or a moment (2024-05-15T10:30:00Z, …+03:00)"
    )]
    Clock(String),
    /// A zone that the IANA database does not have.
    #[error("{0:?} is no time zone: give a name of the IANA database, such as Africa/Cairo")]
    TimeZone(String),
    /// A kind of rounding that does not exist.
    #[error("{0:?} is no rounding: give truncated, nearest or unknown")]
    Rounding(String),
}
