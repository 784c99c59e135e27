//! Times of day: "9:16 م", "الساعة التاسعة والنصف صباحا", "21:16:05".

use jiff::civil::Time;

use super::reading::TimeOfDay;
use super::role::{Count, DayPart, Role};
use super::sentence::Item;
use super::unit::Unit;

/// A time of day that was read, and where the text goes on after it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Read {
    hour: i8,
    minute: i8,
    second: Option<i8>,
    part: Option<DayPart>,
    pub(super) next: usize,
}

impl Read {
    /// With the part of the day, whether it stands right behind or elsewhere ("مساء أمس الساعة 9").
    pub(super) fn at(self, elsewhere: Option<DayPart>) -> Option<TimeOfDay> {
        let hour = match (self.part.or(elsewhere), self.hour) {
            (Some(_), 13..) | (None, _) => self.hour,
            (Some(DayPart::Morning | DayPart::Night), 12) => 0,
            // Two at night comes after midnight, nine at night before it; eleven at noon comes before it.
            (Some(DayPart::Morning), hour)
            | (Some(DayPart::Afternoon), hour @ 12)
            | (Some(DayPart::Noon), hour @ 10..)
            | (Some(DayPart::Night), hour @ ..6) => hour,
            (Some(_), hour) => hour + 12,
        };
        let time = Time::new(hour, self.minute, self.second.unwrap_or(0), 0).ok()?;
        Some(TimeOfDay { time, seconds: self.second.is_some() })
    }
}

/// Reads the time of day that begins at `at`.
pub(super) fn read(items: &[Item], at: usize) -> Option<Read> {
    let said = items.get(at)?.is(Role::Clock);
    let colon = said && items.get(at + 1).is_some_and(|item| item.is_mark(':'));
    let start = at + usize::from(said) + usize::from(colon);
    let mut read = digital(items, start)
        .or_else(|| if said || items[at].is(Role::Hour(0)) { spoken(items, start) } else { None })?;
    read.part = items.get(read.next).and_then(Item::day_part);
    read.next += usize::from(read.part.is_some());
    let in_range = (0..24).contains(&read.hour)
        && (0..60).contains(&read.minute)
        && read.second.is_none_or(|second| (0..60).contains(&second));
    in_range.then_some(read)
}

/// "9 مساء" without الساعة, or "21h16", which beside a date can only be a time of day.
pub(super) fn bare_hour(items: &[Item], at: usize) -> Option<Read> {
    let (hour, length) = items.get(at)?.digits()?;
    let hour = i8::try_from(hour).ok().filter(|hour| length <= 2 && (0..24).contains(hour))?;
    let behind = items.get(at + 1)?;
    if behind.is(Role::HourMark) {
        return after_hour_mark(items, at + 2, hour);
    }
    let part = behind.day_part().filter(|_| hour > 0)?;
    Some(Read { hour, minute: 0, second: None, part: Some(part), next: at + 2 })
}

/// The minutes of "21h", "21h16", "21 h 16 min".
fn after_hour_mark(items: &[Item], at: usize, hour: i8) -> Option<Read> {
    let whole = Read { hour, minute: 0, second: None, part: None, next: at };
    let Some((minute, 2)) = items.get(at).and_then(Item::digits) else {
        return Some(whole);
    };
    let minute = i8::try_from(minute).ok().filter(|minute| (0..60).contains(minute))?;
    let is_minute = |item: &Item| item.unit() == Some((Unit::Minute, Count::Singular));
    let said = items.get(at + 1).is_some_and(is_minute);
    Some(Read { minute, next: at + 1 + usize::from(said), ..whole })
}

/// "9:16", "21:16:05", "21:16:05.123".
fn digital(items: &[Item], at: usize) -> Option<Read> {
    let (hour, hour_length) = items.get(at)?.digits()?;
    let after_colon = |at: usize| {
        let (value, length) =
            items.get(at).filter(|mark| mark.is_mark(':')).and_then(|_| items.get(at + 1))?.digits()?;
        (length == 2).then(|| i8::try_from(value).ok()).flatten()
    };
    if hour_length > 2 {
        return None;
    }
    let minute = after_colon(at + 1)?;
    let second = after_colon(at + 3);
    let mut next = at + if second.is_some() { 5 } else { 3 };
    // Parts of a second say nothing here.
    if second.is_some()
        && items.get(next).is_some_and(|mark| mark.is_mark('.') && mark.glued)
        && items.get(next + 1).is_some_and(|item| item.glued)
    {
        next += 2;
    }
    Some(Read { hour: i8::try_from(hour).ok()?, minute, second, part: None, next })
}

/// After الساعة: "9 م", "التاسعة والنصف", "الثالثة إلا ربعا", "التاسعة و16 دقيقة".
fn spoken(items: &[Item], at: usize) -> Option<Read> {
    let item = items.get(at)?;
    let hour = match item.hour() {
        Some(hour) => hour,
        None => i8::try_from(item.digits().filter(|&(_, length)| length <= 2)?.0).ok()?,
    };
    let whole = Read { hour, minute: 0, second: None, part: None, next: at + 1 };
    let Some(joiner) = items.get(at + 1) else {
        return Some(whole);
    };
    let less = joiner.is(Role::Except);
    if !less && !joiner.is(Role::And) {
        return Some(whole);
    }
    let Some((minutes, next)) = minutes(items, at + 2) else {
        return Some(whole);
    };
    let (hour, minute) = match (less, hour) {
        (false, _) => (hour, minutes),
        (true, 0 | 1) => (12, 60 - minutes),
        (true, _) => (hour - 1, 60 - minutes),
    };
    Some(Read { hour, minute, next, ..whole })
}

fn minutes(items: &[Item], at: usize) -> Option<(i8, usize)> {
    if let Some((above, below)) = items.get(at)?.fraction() {
        let minutes = 60 * i16::from(above) / i16::from(below);
        return Some((i8::try_from(minutes).ok()?, at + 1));
    }
    let number = super::number::read(items, at)?;
    let (unit, count) = items.get(number.next)?.unit()?;
    let (minutes, rest) = number.amount.split();
    let fits = unit == Unit::Minute && count != Count::Letter && rest.is_zero() && (1..60).contains(&minutes);
    fits.then_some((i8::try_from(minutes).ok()?, number.next + 1))
}
