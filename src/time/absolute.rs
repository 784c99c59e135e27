//! Dates and times of day, gathered from items.

use jiff::civil::Weekday;

use super::clock_time;
use super::date;
use super::reading::{Absolute, Day, Zone};
use super::role::{DayPart, Role};
use super::sentence::{Item, Kind};

/// Reads items that are one date or time of day and nothing else.
pub(super) fn read(items: &[Item]) -> Option<Absolute> {
    let mut gathered = Gathered::default();
    let mut at = 0;
    while at < items.len() {
        at = gathered.take(items, at)?;
    }
    gathered.finish()
}

#[derive(Debug, Default)]
struct Gathered {
    offset: Option<i8>,
    weekday: Option<(Weekday, Option<i8>)>,
    /// Whether the weekday is a word of every day: "sun".
    is_word: bool,
    date: Option<date::Read>,
    hijri: Option<date::Read>,
    /// A year apart from its day and month: "GMT 21:16 2016 الخميس 14 يوليو".
    year: Option<i16>,
    time: Option<clock_time::Read>,
    day_part: Option<DayPart>,
    zone: Option<Zone>,
    /// A word such as منذ or من, which would turn "اليوم" into something else.
    filler: bool,
    /// Whether the time of day was told once more in another zone, which is passed over.
    told_twice: bool,
    /// Whether the time of day was an hour alone, which is no time without a day: "9 م".
    bare_hour: bool,
}

impl Gathered {
    /// Takes what stands at `at` and says where the text goes on; `None` if it has no place in a date.
    fn take(&mut self, items: &[Item], at: usize) -> Option<usize> {
        let item = &items[at];
        if let Some(time) = clock_time::read(items, at) {
            // "16:21 (غرينتش)، 19:21 (مكة المكرمة)" is one moment told twice.
            if self.time.is_some() && self.zone.is_some() && !self.told_twice {
                self.told_twice = true;
                return Some(time.next);
            }
            return set(&mut self.time, time).map(|()| time.next);
        }
        if let Some(date) = date::read(items, at) {
            let slot = if date.is_hijri() { &mut self.hijri } else { &mut self.date };
            return set(slot, date).map(|()| date.next);
        }
        if let Some(time) = clock_time::bare_hour(items, at) {
            self.bare_hour = true;
            return set(&mut self.time, time).map(|()| time.next);
        }
        if let Some(next) = self.zone(items, at) {
            return Some(next);
        }
        if let Some(next) = self.weekday(items, at) {
            return Some(next);
        }
        if let Some(days) = item.named_day() {
            return set(&mut self.offset, days).map(|()| at + 1);
        }
        if let Some(part) = item.day_part() {
            return set(&mut self.day_part, part).map(|()| at + 1);
        }
        if let Some(year) = date::year_apart(item) {
            return set(&mut self.year, year).map(|()| at + 1);
        }
        if item.is(Role::Filler) {
            self.filler = true;
            return Some(at + 1);
        }
        // Between parts only; what stands at the edges has been taken off.
        let between = matches!(item.kind, Kind::Mark(',' | '-' | '|' | '·' | '/' | ':' | '.'))
            || item.is(Role::And)
            || (item.is(Role::IsoT) && item.glued);
        between.then_some(at + 1)
    }

    fn weekday(&mut self, items: &[Item], at: usize) -> Option<usize> {
        let this = items[at].is(Role::This).then_some(0);
        let said = items[at].modifier_before().or(this);
        let day_at = at + usize::from(said.is_some());
        let item = items.get(day_at)?;
        let day = item.weekday().or_else(|| item.word_weekday())?;
        // "اثنين" by itself is a number.
        if items.len() == 1 && item.is_number() {
            return None;
        }
        self.is_word = item.weekday().is_none();
        let which = items.get(day_at + 1).and_then(Item::modifier);
        let next = day_at + 1 + usize::from(which.is_some());
        let day = Weekday::from_monday_one_offset(day).ok()?;
        set(&mut self.weekday, (day, said.or(which))).map(|()| next)
    }

    /// "بتوقيت مكة", "GMT", "+03:00"; a city by itself only beside a whole date, as a page's own clock has it.
    fn zone(&mut self, items: &[Item], at: usize) -> Option<usize> {
        let mut next = at;
        while items.get(next)?.is(Role::ZoneWord) {
            next += 1;
        }
        let named = next > at;
        if let Some(name) = items.get(next)?.zone() {
            // Elaph writes "GMT 21:16": a zone without its word belongs to a time right before or behind it.
            let time_follows = name == "UTC" && clock_time::read(items, next + 1).is_some();
            if !named && self.time.is_none() && !time_follows {
                return None;
            }
            next += 1;
            let mut zone = Zone::Named(name);
            if name == "UTC"
                && let Some((offset, after)) = offset(items, next)
            {
                (zone, next) = (Zone::Offset(offset), after);
            }
            // "بتوقيت القاهرة المحلي": the place says more than the word for local.
            if items.get(next).and_then(Item::zone) == Some("") {
                next += 1;
            }
            return self.set_zone(zone).map(|()| next);
        }
        let (offset, next) = offset(items, next)?;
        self.time?;
        self.set_zone(Zone::Offset(offset)).map(|()| next)
    }

    fn set_zone(&mut self, zone: Zone) -> Option<()> {
        if self.told_twice {
            return Some(());
        }
        set(&mut self.zone, zone)
    }

    fn finish(self) -> Option<Absolute> {
        let time = match (self.time, self.day_part) {
            (Some(time), part) => Some(time.at(part)?),
            (None, _) => None,
        };
        let dated = match (self.date, self.year) {
            (date, None) => date.or(self.hijri),
            (Some(date), Some(year)) => Some(date.in_year(year)?),
            (None, Some(_)) => return None,
        };
        if dated.is_some_and(|date| !date.is_certain(self.weekday.is_some(), time.is_some())) {
            return None;
        }
        let day = match (dated, self.offset, self.weekday) {
            // "اليوم الخميس 14 يوليو" is that date.
            (Some(date), None | Some(0), weekday) => {
                weekday.map_or(date, |(weekday, _)| date.agreeing_with(weekday)).day()
            }
            // "اليوم الجمعة", "غدا السبت".
            (None, Some(days), None | Some((_, None))) => Day::Offset(days),
            (_, Some(_), _) => return None,
            (None, None, Some((_, None))) if self.is_word && time.is_none() => return None,
            (None, None, Some((weekday, which))) => Day::Weekday(weekday, which),
            (None, None, None) => Day::Unsaid,
        };
        match day {
            // "في اليوم" is once a day, "من اليوم" from today on.
            Day::Offset(0) if self.filler && time.is_none() => None,
            Day::Unsaid if time.is_none() || self.bare_hour => None,
            // A month or a year has no time of day.
            Day::Within(..) | Day::HijriWithin(..) | Day::OfYear { day: None, .. } if time.is_some() => None,
            _ => Some(Absolute { day, time, zone: self.zone }),
        }
    }
}

fn set<T>(slot: &mut Option<T>, value: T) -> Option<()> {
    if slot.is_some() {
        return None;
    }
    *slot = Some(value);
    Some(())
}

/// "+03:00", "+3", "-0500": minutes east of Greenwich.
fn offset(items: &[Item], at: usize) -> Option<(i16, usize)> {
    let sign = match items.get(at)?.kind {
        Kind::Mark('+') => 1,
        Kind::Mark('-') if items.get(at)?.glued => -1,
        _ => return None,
    };
    let (first, length) = items.get(at + 1).filter(|item| item.glued)?.digits()?;
    let (hours, minutes, next) = if length > 2 {
        (first / 100, first % 100, at + 2)
    } else if items.get(at + 2).is_some_and(|item| item.is_mark(':')) {
        (first, items.get(at + 3)?.digits()?.0, at + 4)
    } else if sign > 0 {
        (first, 0, at + 2)
    } else {
        // "21:16-14 يوليو" is no offset.
        return None;
    };
    (hours <= 14 && minutes < 60 && minutes % 15 == 0).then_some((sign * (hours * 60 + minutes), next))
}
