//! Times that the calendar names: a month by its distance from the clock, a date, a weekday.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use jiff::tz::{Disambiguation, Offset, TimeZone};

use super::clock::Clock;
use super::moment::{Anchor, Interval, Moment, Precision};
use super::reading::{Absolute, Day, TimeOfDay, Zone};
use super::span::Span;
use super::unit::Unit;

/// A unit of the calendar: "الشهر الماضي" is the whole month before the clock's.
pub(super) fn named(unit: Unit, offset: i8, clock: &Clock) -> Option<Interval> {
    let today = clock.date();
    let offset = i64::from(offset);
    match unit {
        Unit::Day => day_at(today, offset).map(|day| Interval::days(day, day)),
        Unit::Week => {
            // Weeks start on Saturday, Sunday or Monday, by country: last week is one to fourteen days ago.
            let (from, to) = match offset {
                0 => (-6, 6),
                ..0 => (7 * offset - 7, 7 * offset + 6),
                1.. => (7 * offset - 6, 7 * offset + 7),
            };
            Some(Interval::days(day_at(today, from)?, day_at(today, to)?))
        }
        Unit::Month => months(today.first_of_month(), offset, 1),
        Unit::Quarter => {
            let first = today.first_of_month().checked_sub(((today.month() - 1) % 3).months()).ok()?;
            months(first, offset * 3, 3)
        }
        Unit::Year => months(today.first_of_year(), offset * 12, 12),
        Unit::Decade => years(today, offset, 10),
        Unit::Century => years(today, offset, 100),
        Unit::Millennium => years(today, offset, 1000),
        Unit::Hour | Unit::Minute | Unit::Second | Unit::Millisecond => clock_unit(unit, offset, clock),
    }
}

fn day_at(today: Date, offset: i64) -> Option<Date> {
    today.checked_add(jiff::Span::new().try_days(offset).ok()?).ok()
}

fn months(first: Date, offset: i64, length: i64) -> Option<Interval> {
    let first = first.checked_add(jiff::Span::new().try_months(offset).ok()?).ok()?;
    let last = first.checked_add(jiff::Span::new().try_months(length - 1).ok()?).ok()?;
    Some(Interval::days(first, last.last_of_month()))
}

fn years(today: Date, offset: i64, length: i64) -> Option<Interval> {
    let first = (i64::from(today.year()).div_euclid(length) + offset) * length;
    let first = Date::new(i16::try_from(first).ok()?, 1, 1).ok()?;
    months(first, 0, 12 * length)
}

/// "الساعة الحالية": the hour that the clock shows, from its first minute to its last.
fn clock_unit(unit: Unit, offset: i64, clock: &Clock) -> Option<Interval> {
    let (first, last) = clock.bounds()?;
    let shift = Span::of(offset.abs(), unit)?;
    let moved = |anchor: &Anchor| {
        if offset < 0 { anchor.earlier(shift) } else { anchor.later(shift) }
    };
    let (first, last) = (moved(&first)?, moved(&last)?);
    let time = |anchor: &Anchor| match anchor {
        Anchor::Civil(at) => at.time(),
        Anchor::Zoned(at) => at.time(),
    };
    let (from, to) = (time(&first), time(&last));
    let (from, to) = match unit {
        Unit::Hour => (from.with().minute(0).second(0).build().ok()?, to.with().minute(59).second(59).build().ok()?),
        Unit::Minute => (from.with().second(0).build().ok()?, to.with().second(59).build().ok()?),
        _ => (from, to),
    };
    let precision = Precision::of(unit, 1);
    Some(Interval { earliest: first.with_time(from)?.moment(precision), latest: last.with_time(to)?.moment(precision) })
}

pub(super) fn absolute(absolute: &Absolute, clock: Option<&Clock>, zone: Option<&TimeZone>) -> Option<Interval> {
    let today = clock.map(Clock::date);
    let (first, last) = match absolute.day {
        Day::Date(date) => (date, date),
        // The moon may have been sighted a day earlier or later than the tables have it.
        Day::HijriDate(date) => (date.yesterday().ok()?, date.tomorrow().ok()?),
        Day::HijriWithin(first, last) => (first.yesterday().ok()?, last.tomorrow().ok()?),
        Day::HijriUnknown => return None,
        Day::Within(first, last) => (first, last),
        Day::Unsaid => (today?, today?),
        Day::Offset(days) => {
            let day = day_at(today?, days.into())?;
            (day, day)
        }
        Day::OfYear { month, day, which } => of_year(today?, month, day, which)?,
        Day::Weekday(weekday, which) => {
            let day = such_weekday(today?, weekday, which)?;
            (day, day)
        }
    };
    let Some(time) = absolute.time else {
        return Some(Interval::days(first, last));
    };
    let said = match absolute.zone {
        Some(Zone::Offset(minutes)) => Some(TimeZone::fixed(Offset::from_seconds(i32::from(minutes) * 60).ok()?)),
        Some(Zone::Named(name)) if !name.is_empty() => TimeZone::get(name).ok(),
        _ => None,
    };
    Some(at_time(first, last, time, said.as_ref().or(zone)))
}

/// From a time of the first day to that of the last.
pub(super) fn at_time(first: Date, last: Date, time: TimeOfDay, zone: Option<&TimeZone>) -> Interval {
    let precision = if time.seconds { Precision::Second } else { Precision::Minute };
    let moment = |date: Date, which| Moment::at(date.to_datetime(time.time), zone, which, precision);
    // Where clocks go back, an hour is there twice, and the text does not say which of the two it means.
    Interval { earliest: moment(first, Disambiguation::Compatible), latest: moment(last, Disambiguation::Later) }
}

/// "14 يوليو" without a year: the last one up to the clock; "يوليو الماضي": the last one that was over. The 29th of
/// February may be eight years away.
fn of_year(today: Date, month: i8, day: Option<i8>, which: Option<i8>) -> Option<(Date, Date)> {
    let fits = |first: Date, last: Date| match which {
        None => last <= today,
        Some(..0) => last < today,
        Some(_) => first > today,
    };
    let step = if which.is_some_and(|which| which > 0) { 1 } else { -1 };
    (0..=8).find_map(|away| {
        let first = Date::new(today.year().checked_add(step * away)?, month, day.unwrap_or(1)).ok()?;
        let last = if day.is_some() { first } else { first.last_of_month() };
        fits(first, last).then_some((first, last))
    })
}

fn such_weekday(today: Date, weekday: Weekday, which: Option<i8>) -> Option<Date> {
    match which {
        None => today.tomorrow().ok()?.nth_weekday(-1, weekday).ok(),
        Some(-1) => today.nth_weekday(-1, weekday).ok(),
        Some(1) => today.nth_weekday(1, weekday).ok(),
        // "هذا الخميس" may be behind or ahead.
        Some(_) => None,
    }
}
