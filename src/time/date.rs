//! Dates: with a month's name in any of its families, and in numbers.

use jiff::civil::{Date, Weekday, date};

use super::hijri;
use super::reading::Day;
use super::role::Role;
use super::sentence::Item;

/// The calendar that a date is told in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Calendar {
    Christian,
    Hijri,
    /// The solar Hijri calendar.
    Solar,
}

/// A date that was read, and where the text goes on after it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Read {
    calendar: Calendar,
    year: Option<i16>,
    month: Option<i8>,
    day: Option<i8>,
    /// The year by its distance from the clock: "مايو الماضي".
    which: Option<i8>,
    doubt: Doubt,
    /// Whether its numbers make a date month first as well: "11/05/2014".
    is_either_order: bool,
    pub(super) next: usize,
}

/// What must stand beside a date for it to be one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Doubt {
    None,
    /// Its month is a word of every day, which needs a year or a weekday: "5 الصيف", "2 صفر".
    WordMonth,
    /// Dots and dashes part versions and telephone numbers too: "14.07.16" needs a weekday or a time of day.
    ShortYear,
}

impl Read {
    /// Whether it is told in a calendar that another may stand beside: "18 محرم 1435هـ / 21-11-2013م".
    pub(super) fn is_hijri(&self) -> bool {
        self.calendar != Calendar::Christian
    }

    /// Whether it is a date, given what stands beside it.
    pub(super) fn is_certain(&self, beside_weekday: bool, beside_time: bool) -> bool {
        match self.doubt {
            Doubt::None => true,
            Doubt::WordMonth => self.year.is_some() || beside_weekday,
            Doubt::ShortYear => beside_weekday || beside_time,
        }
    }

    /// Month first, where a weekday says so: Drupal's "الأربعاء, 11/05/2014" is in November, since the eleventh of May
    /// was a Sunday.
    pub(super) fn agreeing_with(self, weekday: Weekday) -> Self {
        let swapped = Self { month: self.day, day: self.month, is_either_order: false, ..self };
        let falls_on = |date: Self| matches!(date.day(), Day::Date(date) if date.weekday() == weekday);
        if self.is_either_order && !falls_on(self) && falls_on(swapped) { swapped } else { self }
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
            (Calendar::Solar, Some(year), Some(month), Some(day)) => {
                hijri::solar_date(year, month, day).map_or(Day::HijriUnknown, Day::Date)
            }
            (Calendar::Solar, Some(year), month, None) => {
                let first = hijri::solar_date(year, month.unwrap_or(1), 1);
                let next = match month {
                    Some(month @ 1..=11) => hijri::solar_date(year, month + 1, 1),
                    _ => hijri::solar_date(year.saturating_add(1), 1, 1),
                };
                let last = next.and_then(|next| next.yesterday().ok());
                first.zip(last).map_or(Day::HijriUnknown, |(first, last)| Day::Within(first, last))
            }
            (Calendar::Hijri | Calendar::Solar, ..) => Day::HijriUnknown,
            (_, Some(year), Some(month), Some(day)) => Date::new(year, month, day).map_or(Day::HijriUnknown, Day::Date),
            (_, Some(year), Some(month), None) => {
                Date::new(year, month, 1).map_or(Day::HijriUnknown, |first| Day::Within(first, first.last_of_month()))
            }
            (_, Some(year), None, _) => Day::Within(date(year, 1, 1), date(year, 12, 31)),
            (_, None, month, day) => Day::OfYear { month: month.unwrap_or(1), day, which: self.which },
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
            (Calendar::Solar, _, day) => day.is_none_or(|day| (1..=31).contains(&day)),
            (Calendar::Christian, Some(month), Some(day)) => Date::new(self.year.unwrap_or(2024), month, day).is_ok(),
            (Calendar::Christian, ..) => true,
        }
    }
}

/// Reads the date that begins at `at`.
pub(super) fn read(items: &[Item], at: usize) -> Option<Read> {
    numeric(items, at).or_else(|| named(items, at)).or_else(|| year_alone(items, at)).filter(Read::is_possible)
}

/// "14/7/2016", "2016-07-14", "14.7.2016م", "9/10/1437هـ", "14/07/16": day first, unless the year is.
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
        // An American date is recognised where its day is beyond twelve.
        (..=2, 2 | 4) if second > 12 && first <= 12 => (third, first, second),
        (..=2, 2 | 4) => (third, second, first),
        _ => return None,
    };
    let is_short = first_length < 4 && third_length == 2;
    let year = if is_short { in_century(year) } else { year };
    let (mut calendar, next) = era(items, at + 5, year)?;
    if next == at + 5 && hijri::is_solar_year(year) {
        calendar = Calendar::Solar;
    }
    let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    // "14/07/37هـ" is a year whose century is unknown.
    let is_date = (1..=12).contains(&month) && day > 0 && !(is_short && calendar != Calendar::Christian);
    let is_doubtful = is_short && !separator.is_mark('/');
    is_date.then_some(Read {
        calendar,
        year: Some(year),
        month: Some(month),
        day: Some(day),
        which: None,
        doubt: if is_doubtful { Doubt::ShortYear } else { Doubt::None },
        is_either_order: first_length < 4 && day <= 12,
        next,
    })
}

/// The year that two digits mean, as POSIX `strptime` has it: from 1969 to 2068.
fn in_century(year: i16) -> i16 {
    if year < 69 { 2000 + year } else { 1900 + year }
}

/// "14 يوليو 2016", "14 تموز/يوليو، 2016م", "يوليو 14, 2016", "يوليو 2016", "14 يوليو", "مايو الماضي", "last May".
fn named(items: &[Item], at: usize) -> Option<Read> {
    let said = items.get(at)?.modifier_before();
    let (mut day, mut next) = day_number(items, at + usize::from(said.is_some()));
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
    // "Jul. 14".
    next += usize::from(items.get(next).is_some_and(|mark| mark.is_mark('.') && mark.glued));
    if day.is_none() {
        // "يوليو 14, 2016", never "يوليو 2016".
        (day, next) = day_number(items, next);
    }
    let mut year_at = next;
    if items.get(year_at).is_some_and(|item| item.is_mark(',') || is_separator(item) || item.is(Role::Filler)) {
        year_at += 1;
    }
    if items.get(year_at).is_some_and(|item| item.is(Role::YearMarker)) {
        year_at += 1;
    }
    let is_word = name
        .roles()
        .iter()
        .any(|role| matches!(role, Role::WordMonth(_) | Role::WordHijriMonth(_) | Role::WordSolarMonth(_)));
    let doubt = if is_word { Doubt::WordMonth } else { Doubt::None };
    let mut read =
        Read { calendar, year: None, month: Some(month), day, which: said, doubt, is_either_order: false, next };
    if let Some(year) = year_number(items.get(year_at), calendar) {
        let (_, next) = era(items, year_at + 1, year)?;
        (read.year, read.next) = (Some(year), next);
    } else if let Some(which) = items.get(next).and_then(Item::modifier).filter(|_| said.is_none()) {
        (read.which, read.next) = (Some(which), next + 1);
    }
    let is_pointed = match (read.which, read.year) {
        (None, _) => false,
        (Some(-1 | 1), None) if calendar == Calendar::Christian => true,
        _ => return None,
    };
    // A month alone is a title, a number or a person's name (ناصر), not a date.
    (read.year.is_some() || is_pointed || (read.day.is_some() && !dashed)).then_some(read)
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
    (said && plausible).then_some(Read {
        calendar,
        year: Some(year),
        month: None,
        day: None,
        which: None,
        doubt: Doubt::None,
        is_either_order: false,
        next,
    })
}

/// The calendar of a year, by the era behind it or by its size, and where the text goes on.
/// The م behind a year is the Christian era, never the afternoon.
fn era(items: &[Item], at: usize, year: i16) -> Option<(Calendar, usize)> {
    let item = items.get(at);
    if item.is_some_and(|item| item.is(Role::Hijri)) {
        return Some((Calendar::Hijri, at + 1));
    }
    if item.is_some_and(|item| item.is(Role::Solar)) {
        return Some((Calendar::Solar, at + 1));
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

/// The number of a day, if one stands at `at`, and where the text goes on: "14", "14th".
fn day_number(items: &[Item], at: usize) -> (Option<i8>, usize) {
    let digits = items.get(at).and_then(Item::digits);
    let day = digits.filter(|&(day, length)| length <= 2 && (1..=31).contains(&day));
    let Some(day) = day.and_then(|(day, _)| i8::try_from(day).ok()) else {
        return (None, at);
    };
    // "14th"; "4. März", "4. مارس".
    let next = items.get(at + 1);
    let is_dotted = |item: &Item| item.is_mark('.') && items.get(at + 2).is_some_and(|item| month(item).is_some());
    let is_ordinal = next.is_some_and(|item| item.glued && (item.is(Role::Ordinal) || is_dotted(item)));
    (Some(day), at + 1 + usize::from(is_ordinal))
}

fn year_number(item: Option<&Item>, calendar: Calendar) -> Option<i16> {
    let (year, length) = item?.digits()?;
    let plausible = match calendar {
        Calendar::Hijri => 1..=1700,
        Calendar::Solar => 1200..=1500,
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
        Role::SolarMonth(month) | Role::WordSolarMonth(month) => Some((Calendar::Solar, month)),
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
