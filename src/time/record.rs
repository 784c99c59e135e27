//! The time of a comment as its record prints it.

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::clock::Clock;
use super::moment::{Interval, Moment};
use super::reading::{Approximate, Direction, Reading};
use super::rounding::Rounding;
use super::span::Span;

/// The text of a time, what it says and when that was; absent is null.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TimeRecord {
    /// As written.
    pub text: String,
    /// How much time it says.
    pub span: Option<Span>,
    /// Which way; null for a text that is no time.
    pub direction: Option<Direction>,
    /// How exact it says it is.
    pub approximate: Option<Approximate>,
    /// The first day or minute that it may be.
    pub earliest: Option<Moment>,
    /// The last day or minute that it may be.
    pub latest: Option<Moment>,
}

impl TimeRecord {
    /// The record of a text and what was read of it.
    #[must_use]
    pub fn new(text: impl Into<String>, reading: Option<&Reading>, interval: Option<Interval>) -> Self {
        Self {
            text: text.into(),
            span: reading.and_then(Reading::span),
            direction: reading.map(Reading::direction),
            approximate: reading.and_then(Reading::approximate),
            earliest: interval.map(|interval| interval.earliest),
            latest: interval.map(|interval| interval.latest),
        }
    }

    /// Reads a text by itself and places it on the calendar.
    #[must_use]
    pub fn read(text: &str, clock: Option<&Clock>, zone: Option<&TimeZone>, rounding: Rounding) -> Self {
        let reading = super::read(text);
        let interval = reading.as_ref().and_then(|reading| reading.resolve_in(clock, zone, rounding));
        Self::new(text, reading.as_ref(), interval)
    }
}
