//! Points on the calendar, with or without a zone, and the interval between two of them.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Disambiguation, Offset, TimeZone};
use jiff::{Timestamp, Zoned};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::span::Span;
use super::unit::Unit;

/// One end of an [`Interval`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    at: DateTime,
    offset: Option<Offset>,
    precision: Precision,
}

/// How fine a moment is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Precision {
    Day,
    Minute,
    Second,
}

impl Precision {
    /// Dates tell it where the smallest unit said is a day or more; half a day needs the time of day.
    pub(super) fn of(unit: Unit, parts: u32) -> Self {
        match unit {
            Unit::Day if parts > 1 => Self::Minute,
            unit if unit.is_date() => Self::Day,
            Unit::Minute if parts > 1 => Self::Second,
            Unit::Minute | Unit::Hour => Self::Minute,
            _ => Self::Second,
        }
    }
}

impl Moment {
    /// The day it is on.
    #[must_use]
    pub fn date(&self) -> Date {
        self.at.date()
    }

    /// The time of day; `None` where only the day is told.
    #[must_use]
    pub fn time(&self) -> Option<Time> {
        (self.precision != Precision::Day).then(|| self.at.time())
    }

    /// The offset from Greenwich; `None` where the zone is not known, or only the day is told.
    #[must_use]
    pub fn offset(&self) -> Option<Offset> {
        self.offset.filter(|_| self.precision != Precision::Day)
    }

    /// The moment itself; `None` where the zone is not known, or only the day is told.
    #[must_use]
    pub fn timestamp(&self) -> Option<Timestamp> {
        self.offset()?.to_timestamp(self.at).ok()
    }

    /// The first second that it may be, on the calendar of its page: of a day, midnight.
    #[must_use]
    pub fn first_second(&self) -> DateTime {
        match self.precision {
            Precision::Day => self.at.date().to_datetime(Time::midnight()),
            Precision::Minute | Precision::Second => self.at,
        }
    }

    /// The last second that it may be: of a day 23:59:59, of a minute its second 59.
    #[must_use]
    pub fn last_second(&self) -> DateTime {
        let time = match self.precision {
            Precision::Day => Time::constant(23, 59, 59, 0),
            Precision::Minute => Time::constant(self.at.hour(), self.at.minute(), 59, 0),
            Precision::Second => self.at.time(),
        };
        self.at.date().to_datetime(time)
    }

    pub(super) fn datetime(&self) -> DateTime {
        self.at
    }

    pub(super) fn on(date: Date) -> Self {
        Self { at: date.at(0, 0, 0, 0), offset: None, precision: Precision::Day }
    }

    /// A date-time of a zone; without the offset where the zone is not known.
    ///
    /// What clocks going forward skip is told by the clocks that went; of what they show twice, `which` is taken.
    pub(super) fn at(at: DateTime, zone: Option<&TimeZone>, which: Disambiguation, precision: Precision) -> Self {
        let zoned = zone.and_then(|zone| zone.to_ambiguous_zoned(at).disambiguate(which).ok());
        match zoned {
            Some(zoned) => Self { at: zoned.datetime(), offset: Some(zoned.offset()), precision },
            None => Self { at, offset: None, precision },
        }
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time = self.at.time();
        write!(formatter, "{}", self.at.date())?;
        match self.precision {
            Precision::Day => return Ok(()),
            Precision::Minute => write!(formatter, "T{:02}:{:02}", time.hour(), time.minute())?,
            Precision::Second => {
                write!(formatter, "T{:02}:{:02}:{:02}", time.hour(), time.minute(), time.second())?;
            }
        }
        match self.offset {
            Some(offset) if offset.is_zero() => formatter.write_str("Z"),
            Some(offset) => {
                let minutes = offset.seconds() / 60;
                let sign = if minutes < 0 { '-' } else { '+' };
                write!(formatter, "{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
            }
            None => Ok(()),
        }
    }
}

impl FromStr for Moment {
    type Err = jiff::Error;

    /// Parses a day (`2015-09-15`) or a date-time (`2015-09-15T10:30`, with or without seconds and offset), as printed.
    fn from_str(text: &str) -> Result<Self, jiff::Error> {
        let Some((_, time)) = text.split_once('T') else { return Ok(Self::on(text.parse()?)) };
        let civil = time.trim_end_matches('Z').split(['+', '-']).next().unwrap_or_default();
        let precision = if civil.matches(':').count() > 1 { Precision::Second } else { Precision::Minute };
        let at: DateTime = text.trim_end_matches('Z').parse()?;
        let offset = match &time[civil.len()..] {
            "" => None,
            "Z" => Some(Offset::UTC),
            offset => Some(Offset::from_seconds(seconds_of(offset).unwrap_or(i32::MAX))?),
        };
        Ok(Self { at, offset, precision })
    }
}

/// The seconds of an offset such as `+03:00`.
fn seconds_of(offset: &str) -> Option<i32> {
    let (hours, minutes) = offset.get(1..)?.split_once(':')?;
    let seconds = hours.parse::<i32>().ok()? * 3600 + minutes.parse::<i32>().ok()? * 60;
    Some(if offset.starts_with('-') { -seconds } else { seconds })
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// When a time was, at the earliest and at the latest, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Interval {
    /// The first day or minute that it may be.
    pub earliest: Moment,
    /// The last day or minute that it may be.
    pub latest: Moment,
}

impl Interval {
    pub(super) fn days(earliest: Date, latest: Date) -> Self {
        Self { earliest: Moment::on(earliest), latest: Moment::on(latest) }
    }
}

impl fmt::Display for Interval {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.earliest, self.latest)
    }
}

/// A point to reckon from. With a zone, hours are those that pass and days those of the calendar there.
#[derive(Debug, Clone)]
pub(super) enum Anchor {
    Civil(DateTime),
    Zoned(Zoned),
}

impl Anchor {
    /// So much later; `None` beyond the calendar.
    pub(super) fn later(&self, span: Span) -> Option<Self> {
        self.moved(span.to_jiff()?)
    }

    /// So much earlier; `None` beyond the calendar.
    pub(super) fn earlier(&self, span: Span) -> Option<Self> {
        self.moved(span.to_jiff()?.negate())
    }

    fn moved(&self, span: jiff::Span) -> Option<Self> {
        Some(match self {
            Self::Civil(at) => Self::Civil(at.checked_add(span).ok()?),
            Self::Zoned(at) => Self::Zoned(at.checked_add(span).ok()?),
        })
    }

    pub(super) fn moment(&self, precision: Precision) -> Moment {
        match self {
            Self::Civil(at) => Moment { at: *at, offset: None, precision },
            Self::Zoned(at) => Moment { at: at.datetime(), offset: Some(at.offset()), precision },
        }
    }

    /// The same point with another time of day.
    pub(super) fn with_time(&self, time: Time) -> Option<Self> {
        Some(match self {
            Self::Civil(at) => Self::Civil(at.date().to_datetime(time)),
            Self::Zoned(at) => Self::Zoned(at.date().to_datetime(time).to_zoned(at.time_zone().clone()).ok()?),
        })
    }

    pub(super) fn is_after(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Zoned(one), Self::Zoned(other)) => one > other,
            (Self::Civil(one), Self::Civil(other)) => one > other,
            _ => false,
        }
    }
}
