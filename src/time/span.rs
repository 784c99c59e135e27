//! A span of time in the units that were said, as ISO 8601 writes it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::amount::Amount;
use super::unit::Unit;

/// How much time a text says, unit by unit: `P8Y7M`, `P2W`, `PT30S`.
///
/// Units stay as said; a quarter is three months, a decade ten years, and fractions are carried down: two and a half
/// years are `P2Y6M`, half a month is fifteen days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Span {
    /// Years, with decades, centuries and millennia.
    pub years: i64,
    /// Months, with quarters.
    pub months: i64,
    /// Weeks.
    pub weeks: i64,
    /// Days.
    pub days: i64,
    /// Hours.
    pub hours: i64,
    /// Minutes.
    pub minutes: i64,
    /// Seconds.
    pub seconds: i64,
    /// Parts of a second.
    pub nanoseconds: i32,
    /// Which unit a span of nothing is said in: "this month" is `P0M`.
    zero: Zero,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
enum Zero {
    #[default]
    Seconds,
    Minutes,
    Hours,
    Days,
    Weeks,
    Months,
    Years,
}

impl Span {
    /// So many whole units.
    #[must_use]
    pub fn of(count: i64, unit: Unit) -> Option<Self> {
        let mut amounts = Amounts::default();
        amounts.add(Amount::whole(count)?, unit)?;
        amounts.span()
    }

    /// A whole unit divided into `parts`: the step between two neighbouring numbers as they were said. It is never too
    /// short: of a month that is parted, the longest counts.
    pub(super) fn part(unit: Unit, parts: u32) -> Option<Self> {
        let mut amounts = Amounts::default();
        amounts.add(Amount::fraction(1, parts)?, unit)?;
        amounts.carried(LONGEST_MONTH)
    }

    pub(super) fn plus(self, other: Self) -> Option<Self> {
        let nanoseconds = i64::from(self.nanoseconds) + i64::from(other.nanoseconds);
        Some(Self {
            years: self.years.checked_add(other.years)?,
            months: self.months.checked_add(other.months)?,
            weeks: self.weeks.checked_add(other.weeks)?,
            days: self.days.checked_add(other.days)?,
            hours: self.hours.checked_add(other.hours)?,
            minutes: self.minutes.checked_add(other.minutes)?,
            seconds: self.seconds.checked_add(other.seconds)?.checked_add(nanoseconds / 1_000_000_000)?,
            nanoseconds: i32::try_from(nanoseconds % 1_000_000_000).ok()?,
            zero: self.zero,
        })
    }

    /// Whether it is no time at all.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        *self == Self { zero: self.zero, ..Self::default() }
    }

    /// The same for calendar arithmetic; `None` where it is beyond the calendar.
    pub(super) fn to_jiff(self) -> Option<jiff::Span> {
        jiff::Span::new()
            .try_years(self.years)
            .and_then(|span| span.try_months(self.months))
            .and_then(|span| span.try_weeks(self.weeks))
            .and_then(|span| span.try_days(self.days))
            .and_then(|span| span.try_hours(self.hours))
            .and_then(|span| span.try_minutes(self.minutes))
            .and_then(|span| span.try_seconds(self.seconds))
            .and_then(|span| span.try_nanoseconds(i64::from(self.nanoseconds)))
            .ok()
    }
}

impl fmt::Display for Span {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_zero() {
            return formatter.write_str(match self.zero {
                Zero::Seconds => "PT0S",
                Zero::Minutes => "PT0M",
                Zero::Hours => "PT0H",
                Zero::Days => "P0D",
                Zero::Weeks => "P0W",
                Zero::Months => "P0M",
                Zero::Years => "P0Y",
            });
        }
        formatter.write_str("P")?;
        for (count, letter) in [(self.years, 'Y'), (self.months, 'M'), (self.weeks, 'W'), (self.days, 'D')] {
            if count != 0 {
                write!(formatter, "{count}{letter}")?;
            }
        }
        if self.hours == 0 && self.minutes == 0 && self.seconds == 0 && self.nanoseconds == 0 {
            return Ok(());
        }
        formatter.write_str("T")?;
        for (count, letter) in [(self.hours, 'H'), (self.minutes, 'M')] {
            if count != 0 {
                write!(formatter, "{count}{letter}")?;
            }
        }
        if self.nanoseconds != 0 {
            let decimals = format!("{:09}", self.nanoseconds);
            write!(formatter, "{}.{}S", self.seconds, decimals.trim_end_matches('0'))
        } else if self.seconds != 0 {
            write!(formatter, "{}S", self.seconds)
        } else {
            Ok(())
        }
    }
}

impl FromStr for Span {
    type Err = jiff::Error;

    /// Reads a span as it is printed.
    fn from_str(text: &str) -> Result<Self, jiff::Error> {
        let span: jiff::Span = text.parse()?;
        let zero = match (text.as_bytes().last(), text.contains('T')) {
            (Some(b'Y'), _) => Zero::Years,
            (Some(b'M'), false) => Zero::Months,
            (Some(b'W'), _) => Zero::Weeks,
            (Some(b'D'), _) => Zero::Days,
            (Some(b'H'), _) => Zero::Hours,
            (Some(b'M'), true) => Zero::Minutes,
            _ => Zero::Seconds,
        };
        let nanoseconds = i64::from(span.get_milliseconds() as i32) * 1_000_000
            + span.get_microseconds() * 1_000
            + span.get_nanoseconds();
        Ok(Self {
            years: span.get_years().into(),
            months: span.get_months().into(),
            weeks: span.get_weeks().into(),
            days: span.get_days().into(),
            hours: span.get_hours().into(),
            minutes: span.get_minutes(),
            seconds: span.get_seconds(),
            nanoseconds: nanoseconds as i32,
            zero,
        })
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl Serialize for Span {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The fields of a span while they are being added up, largest first, with the number of the next that makes one.
/// Thirty days for a month: what "a month and a half" means by its half, and no calendar is at hand to say better.
const CARRY: [i128; 6] = [12, 30, 7, 24, 60, 60];
const WEEKS: usize = 2;
const LONGEST_MONTH: i128 = 31;

/// Amounts of units, before fractions are carried down.
#[derive(Debug, Clone)]
pub(super) struct Amounts {
    fields: [Amount; 7],
    smallest: Option<Unit>,
}

impl Default for Amounts {
    fn default() -> Self {
        Self { fields: [Amount::ZERO; 7], smallest: None }
    }
}

impl Amounts {
    pub(super) fn add(&mut self, amount: Amount, unit: Unit) -> Option<()> {
        let (field, amount) = field_of(unit, amount)?;
        self.fields[field] = self.fields[field].plus(amount)?;
        self.smallest = Some(self.smallest.map_or(unit, |smallest| smallest.min(unit)));
        Some(())
    }

    pub(super) fn subtract(&mut self, amount: Amount, unit: Unit) -> Option<()> {
        let (field, amount) = field_of(unit, amount)?;
        self.fields[field] = self.fields[field].minus(amount)?;
        Some(())
    }

    /// The span, fractions carried down; `None` where a number is beyond counting or less than nothing.
    pub(super) fn span(self) -> Option<Span> {
        self.carried(CARRY[1])
    }

    fn carried(mut self, days_of_month: i128) -> Option<Span> {
        self.borrow_from_larger()?;
        let mut whole = [0_i64; 7];
        for field in 0..7 {
            let (count, rest) = self.fields[field].split();
            whole[field] = i64::try_from(count).ok()?;
            self.fields[field] = rest;
            if field == 6 || rest.is_zero() {
                continue;
            }
            // Weeks stand aside: a month's half goes to days at once.
            let (to, factor) = match field {
                1 => (3, days_of_month),
                WEEKS => (3, CARRY[2]),
                0 => (1, CARRY[0]),
                _ => (field + 1, CARRY[field]),
            };
            self.fields[to] = self.fields[to].plus(rest.times(factor)?)?;
        }
        let [years, months, weeks, days, hours, minutes, seconds] = whole;
        let nanoseconds = self.fields[6].nanoseconds();
        Some(Span { years, months, weeks, days, hours, minutes, seconds, nanoseconds, zero: zero_of(self.smallest) })
    }

    /// "An hour less five minutes": what fell below nothing borrows from the next larger unit that is there.
    fn borrow_from_larger(&mut self) -> Option<()> {
        for field in (1..7).rev() {
            if self.fields[field] >= Amount::ZERO {
                continue;
            }
            let (from, factor) = match field {
                1 => (0, CARRY[0]),
                3 if self.fields[WEEKS].is_zero() => (1, CARRY[1]),
                3 => (WEEKS, CARRY[2]),
                WEEKS => return None,
                _ => (field - 1, CARRY[field - 1]),
            };
            let (below, _) = self.fields[field].split();
            // As many of the larger as cover it: minutes below nothing take an hour a sixty.
            let borrowed = below.checked_neg()?.checked_add(factor - 1)?.checked_div(factor)?;
            self.fields[from] = self.fields[from].minus(Amount::whole(borrowed)?)?;
            self.fields[field] = self.fields[field].plus(Amount::whole(borrowed.checked_mul(factor)?)?)?;
        }
        (self.fields[0] >= Amount::ZERO && self.fields[WEEKS] >= Amount::ZERO).then_some(())
    }
}

/// The field of a span that a unit counts in, and how much of it.
fn field_of(unit: Unit, amount: Amount) -> Option<(usize, Amount)> {
    Some(match unit {
        Unit::Millennium => (0, amount.times(1000)?),
        Unit::Century => (0, amount.times(100)?),
        Unit::Decade => (0, amount.times(10)?),
        Unit::Year => (0, amount),
        Unit::Quarter => (1, amount.times(3)?),
        Unit::Month => (1, amount),
        Unit::Week => (2, amount),
        Unit::Day => (3, amount),
        Unit::Hour => (4, amount),
        Unit::Minute => (5, amount),
        Unit::Second => (6, amount),
        Unit::Millisecond => (6, amount.of(1, 250)?.of(1, 4)?),
    })
}

fn zero_of(unit: Option<Unit>) -> Zero {
    match unit {
        None | Some(Unit::Second | Unit::Millisecond) => Zero::Seconds,
        Some(Unit::Minute) => Zero::Minutes,
        Some(Unit::Hour) => Zero::Hours,
        Some(Unit::Day) => Zero::Days,
        Some(Unit::Week) => Zero::Weeks,
        Some(Unit::Month | Unit::Quarter) => Zero::Months,
        Some(_) => Zero::Years,
    }
}
