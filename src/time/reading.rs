//! What a text says about a time, before any clock is known.

use jiff::civil::{Date, Time, Weekday};
use serde::{Deserialize, Serialize, Serializer};

use super::span::Span;
use super::unit::Unit;

/// Which way from the clock a time lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// Before the clock: "منذ شهر".
    Past,
    /// After the clock: "بعد شهر".
    Future,
    /// At the clock, or in the current unit: "الآن", "هذا الشهر".
    Now,
    /// A bare duration, "3 أشهر", which lies nowhere.
    None,
    /// A date or a time of day.
    Absolute,
}

/// How exact a time says it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Approximate {
    /// "حوالي", "تقريبا": from half a unit less to one more.
    About,
    /// "أكثر من": up to one unit more.
    Over,
    /// "ما يقارب": up to one unit less.
    Almost,
    /// "أقل من": anything down to nothing.
    LessThan,
}

/// A time that was read. [`Reading::resolve`] places it on the calendar.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    pub(super) span: Option<Span>,
    pub(super) direction: Direction,
    pub(super) approximate: Option<Approximate>,
    pub(super) meaning: Meaning,
}

impl Reading {
    /// How much time it says; `None` where it says none, as a date or "منذ زمن".
    #[must_use]
    pub fn span(&self) -> Option<Span> {
        self.span
    }

    /// Which way it lies.
    #[must_use]
    pub fn direction(&self) -> Direction {
        self.direction
    }

    /// How exact it says it is.
    #[must_use]
    pub fn approximate(&self) -> Option<Approximate> {
        self.approximate
    }

    /// Whether it is told from the clock ("منذ شهر", "أمس", "الآن") and not by date alone.
    #[must_use]
    pub fn is_relative(&self) -> bool {
        matches!(self.direction, Direction::Past | Direction::Future | Direction::Now)
    }

    /// Whether it is a time of day without its day: "9:10 م".
    pub(crate) fn is_time_of_day(&self) -> bool {
        matches!(self.meaning, Meaning::Absolute(Absolute { day: Day::Unsaid, .. }))
    }
}

/// What resolution needs beyond the span.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Meaning {
    /// A number of units, the smallest of them `unit`, counted in its `parts`; with the time of that day, where said.
    Counted { unit: Unit, parts: u32, time: Option<TimeOfDay> },
    /// Between two spans: "بضع أيام", "منذ قليل". Whether dates tell it is up to the unit.
    Between { least: Span, most: Span, unit: Unit },
    /// A calendar unit so many units away: "الشهر الماضي".
    Named { unit: Unit, offset: i8 },
    /// A date, a time of day, or a named day with or without a time of day.
    Absolute(Absolute),
    /// A direction, and nothing to reckon with: "منذ زمن".
    Open,
}

/// Which day a text says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Day {
    /// Only a time of day: the clock's own day.
    #[default]
    Unsaid,
    Date(Date),
    /// A date of the Hijri calendar that no other calendar stands beside: converted, and a day either way.
    HijriDate(Date),
    /// A month or a year of the Hijri calendar, likewise.
    HijriWithin(Date, Date),
    /// A Hijri date beyond the tables.
    HijriUnknown,
    /// A day of a month, or a whole month, of no year: the last before the clock, the next after it, or unsaid, which
    /// is the last one up to it.
    OfYear {
        month: i8,
        day: Option<i8>,
        which: Option<i8>,
    },
    /// A month of a year, or a year: its first and last days.
    Within(Date, Date),
    /// So many days from the clock: "أمس".
    Offset(i8),
    /// A weekday, and which: before the clock, after it, or the nearest up to it.
    Weekday(Weekday, Option<i8>),
}

/// A date, a time of day, or both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Absolute {
    pub(super) day: Day,
    pub(super) time: Option<TimeOfDay>,
    pub(super) zone: Option<Zone>,
}

/// A time of day, and whether its seconds were said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TimeOfDay {
    pub(super) time: Time,
    pub(super) seconds: bool,
}

/// A zone that a text names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Zone {
    /// By its name in the IANA database; empty for the reader's own.
    Named(&'static str),
    /// Minutes east of Greenwich.
    Offset(i16),
}

impl Serialize for Reading {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;
        let mut fields = serializer.serialize_struct("Reading", 3)?;
        fields.serialize_field("span", &self.span)?;
        fields.serialize_field("direction", &self.direction)?;
        fields.serialize_field("approximate", &self.approximate)?;
        fields.end()
    }
}
