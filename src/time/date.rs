//! Dates: with a month's name in any of its families, and in numbers.

use jiff::civil::{Date, date};

use super::absolute::Day;
use super::hijri;
use super::role::Role;
use super::sentence::Item;

/// The calendar that a date is told in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Calendar {
    Christian,
    Hijri,
}

/// A date that was read, and where the text goes on after it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Read {
    calendar: Calendar,
    year: Option<i16>,
    month: Option<i8>,
    day: Option<i8>,
    /// Whether its month is a word of every day, which alone makes no date.
    is_word: bool,
    pub(super) next: usize,
}

impl Read {
    pub(super) fn is_hijri(&self) -> bool {
        self.calendar == Calendar::Hijri
    }

    /// Whether it needs a weekday to be a date at all: "5 الصيف", "2 صفر".
    pub(super) fn is_doubtful(&self) -> bool {
        self.is_word && self.year.is_none()
    }

    pub(super) fn day(self) -> Day {
        match (self.calendar, self.year, self.month, self.day) {
            (Calendar::Hijri, Some(year), Some(month), Some(day)) => {
                hijri::date(year, month, day).map_or(Day::HijriUnknown, Day::HijriDate)
            }
            (Calendar::Hijri, Some(year), month, None) => {
                let first = hijri::date(year, month.unwrap_or(1), 1);
                let last = hijri::date(year, month.unwrap_or(12), 30);
                first.zip(last).map_or(Day::HijriUnknown, |(first, last)| Day::HijriWithin(first, last))
            }
            (Calendar::Hijri, ..) => Day::HijriUnknown,
            (_, Some(year), Some(month), Some(day)) => Date::new(year, month, day).map_or(Day::HijriUnknown, Day::Date),
            (_, Some(year), Some(month), None) => {
                Date::new(year, month, 1).map_or(Day::HijriUnknown, |first| Day::Within(first, first.last_of_month()))
            }
            (_, Some(year), None, _) => Day::Within(date(year, 1, 1), date(year, 12, 31)),
            (_, None, month, day) => Day::OfYear(month.unwrap_or(1), day.unwrap_or(1)),
        }
    }

    /// The same day of a year that stands apart; `None` where it has a year of its own.
    pub(super) fn in_year(self, year: i16) -> Option<Self> {
        let date = Self { year: Some(year), ..self };
        (self.year.is_none() && !self.is_hijri() && date.is_possible()).then_some(date)
    }

    /// Whether such a day can be: 31 April cannot, 29 February needs its year.
    fn is_possible(&self) -> bool {
        match (self.calendar, self.month, self.day) {
            (Calendar::Hijri, _, day) => day.is_none_or(|day| (1..=30).contains(&day)),
            (Calendar::Christian, Some(month), Some(day)) => Date::new(self.year.unwrap_or(2024), month, day).is_ok(),
            (Calendar::Christian, ..) => true,
        }
    }
}

/// Reads the date that begins at `at`.
pub(super) fn read(items: &[Item], at: usize) -> Option<Read> {
    numeric(items, at).or_else(|| named(items, at)).or_else(|| year_alone(items, at)).filter(Read::is_possible)
}

/// "14/7/2016", "2016-07-14", "14.7.2016م", "9/10/1437هـ": day first, unless the year is.
fn numeric(items: &[Item], at: usize) -> Option<Read> {
    let (first, first_length) = items.get(at)?.digits()?;
    let separator = items.get(at + 1).filter(|mark| ['/', '-', '.'].iter().any(|&each| mark.is_mark(each)))?;
    let (second, second_length) = items.get(at + 2)?.digits()?;
    let again = items.get(at + 3)?;
    let same = ['/', '-', '.'].iter().any(|&each| separator.is_mark(each) && again.is_mark(each));
    let (third, third_length) = items.get(at + 4)?.digits()?;
    if !same || second_length > 2 {
        return None;
    }
    let (year, month, day) = match (first_length, third_length) {
        (4, ..=2) => (first, second, third),
        // An American date gives itself away where its day is beyond twelve.
        (..=2, 4) if second > 12 && first <= 12 => (third, first, second),
        (..=2, 4) => (third, second, first),
        _ => return None,
    };
    let (calendar, next) = era(items, at + 5, year)?;
    let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    ((1..=12).contains(&month) && day > 0).then_some(Read {
        calendar,
        year: Some(year),
        month: Some(month),
        day: Some(day),
        is_word: false,
        next,
    })
}

/// "14 يوليو 2016", "14 تموز/يوليو، 2016م", "يوليو 14, 2016", "يوليو 2016", "14 يوليو".
fn named(items: &[Item], at: usize) -> Option<Read> {
    let (mut day, mut next) = match day_number(items.get(at)?) {
        Some(day) => (Some(day), at + 1),
        None => (None, at),
    };
    // "14 من يوليو", "14 من شهر يوليو", "14-يوليو-2016", "14/يوليو/2016".
    let dashed = day.is_some() && items.get(next).is_some_and(is_separator);
    if dashed {
        next += 1;
    } else if day.is_some() {
        next += items[next..].iter().take(2).take_while(|item| item.is(Role::Filler)).count();
    }
    let name = items.get(next)?;
    let (calendar, month) = month(name)?;
    next = after_double(items, next + 1, calendar, month);
    if day.is_none() {
        // "يوليو 14, 2016", never "يوليو 2016".
        if let Some(number) = items.get(next).and_then(day_number) {
            (day, next) = (Some(number), next + 1);
        }
    }
    let mut year_at = next;
    if items.get(year_at).is_some_and(|item| item.is_mark(',') || is_separator(item) || item.is(Role::Filler)) {
        year_at += 1;
    }
    if items.get(year_at).is_some_and(|item| item.is(Role::YearMarker)) {
        year_at += 1;
    }
    let is_word = name.roles().iter().any(|role| matches!(role, Role::WordMonth(_) | Role::WordHijriMonth(_)));
    let mut read = Read { calendar, year: None, month: Some(month), day, is_word, next };
    if let Some(year) = year_number(items.get(year_at), calendar) {
        let (_, next) = era(items, year_at + 1, year)?;
        (read.year, read.next) = (Some(year), next);
    }
    // A month alone is a title, a number or a person's name (ناصر), not a date.
    (read.year.is_some() || (read.day.is_some() && !dashed)).then_some(read)
}

/// "عام 2016", "سنة 1437هـ", "2016م".
fn year_alone(items: &[Item], at: usize) -> Option<Read> {
    let marked = items.get(at)?.is(Role::YearMarker);
    let year_at = at + usize::from(marked);
    let (year, 4) = items.get(year_at)?.digits()? else {
        return None;
    };
    let (calendar, next) = era(items, year_at + 1, year)?;
    let said = marked || next > year_at + 1;
    let plausible = calendar == Calendar::Hijri || (1000..=2200).contains(&year);
    (said && plausible).then_some(Read { calendar, year: Some(year), month: None, day: None, is_word: false, next })
}

/// The calendar of a year, by the era behind it or by its size, and where the text goes on.
/// The م behind a year is the Christian era, never the afternoon.
fn era(items: &[Item], at: usize, year: i16) -> Option<(Calendar, usize)> {
    let item = items.get(at);
    if item.is_some_and(|item| item.is(Role::Hijri)) {
        return Some((Calendar::Hijri, at + 1));
    }
    if item.is_some_and(|item| item.is(Role::Christian)) {
        return Some((Calendar::Christian, at + 1));
    }
    match year {
        1300..=1500 => Some((Calendar::Hijri, at)),
        1000..=2200 => Some((Calendar::Christian, at)),
        _ => None,
    }
}

fn day_number(item: &Item) -> Option<i8> {
    let (day, length) = item.digits()?;
    (length <= 2 && (1..=31).contains(&day)).then(|| i8::try_from(day).ok()).flatten()
}

fn year_number(item: Option<&Item>, calendar: Calendar) -> Option<i16> {
    let (year, length) = item?.digits()?;
    let plausible = match calendar {
        Calendar::Hijri => 1..=1700,
        Calendar::Christian => 1600..=2200,
    };
    (length == 4 && plausible.contains(&year)).then_some(year)
}

/// A year that stands apart from its day and month; it is none before a day and month have been seen to lack one.
pub(super) fn year_apart(item: &Item) -> Option<i16> {
    year_number(Some(item), Calendar::Christian).filter(|year| *year >= 1900)
}

fn is_separator(item: &Item) -> bool {
    item.is_mark('-') || item.is_mark('/')
}

fn month(item: &Item) -> Option<(Calendar, i8)> {
    item.find(|role| match role {
        Role::Month(month) | Role::WordMonth(month) => Some((Calendar::Christian, month)),
        Role::HijriMonth(month) | Role::WordHijriMonth(month) => Some((Calendar::Hijri, i8::try_from(month).ok()?)),
        _ => None,
    })
}

/// After the other family's name of the same month: "يوليو/تموز", "تموز (يوليو)".
fn after_double(items: &[Item], at: usize, calendar: Calendar, number: i8) -> usize {
    let slash = usize::from(items.get(at).is_some_and(is_separator));
    match items.get(at + slash).and_then(month) {
        Some(again) if again == (calendar, number) => at + slash + 1,
        _ => at,
    }
}
