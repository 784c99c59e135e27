//! The time of a comment as its record prints it.

use std::fmt;
use std::str::FromStr;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

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
    /// The first second of `earliest` without its offset, in the one form that programs read as a time.
    #[serde(default)]
    pub earliest_at: Option<CivilSecond>,
    /// The last second of `latest`, likewise.
    #[serde(default)]
    pub latest_at: Option<CivilSecond>,
}

/// A second on the calendar of a page, without an offset: printed as `2015-09-15T00:00:00`, always to the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct CivilSecond(pub DateTime);

impl CivilSecond {
    /// The first second of a moment.
    #[must_use]
    pub fn first_of(moment: Moment) -> Self {
        Self(moment.first_second())
    }
}

impl fmt::Display for CivilSecond {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (date, time) = (self.0.date(), self.0.time());
        write!(formatter, "{date}T{:02}:{:02}:{:02}", time.hour(), time.minute(), time.second())
    }
}

impl FromStr for CivilSecond {
    type Err = jiff::Error;

    fn from_str(text: &str) -> Result<Self, jiff::Error> {
        Ok(Self(text.parse()?))
    }
}

impl Serialize for CivilSecond {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for CivilSecond {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
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
            earliest_at: interval.map(|interval| CivilSecond(interval.earliest.first_second())),
            latest_at: interval.map(|interval| CivilSecond(interval.latest.last_second())),
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
