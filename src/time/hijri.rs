//! Hijri dates: lunar ones by the Umm al-Qura calendar, solar ones by the Persian.

use icu_calendar::Date as CalendarDate;
use icu_calendar::cal::{Hijri, Iso};
use jiff::civil::Date;

/// The day that a Hijri date most likely is. The moon was sighted, or not, a day earlier or later elsewhere, so
/// whoever uses it says "about"; `None` where there is no such day.
pub(super) fn date(year: i16, month: i8, day: i8) -> Option<Date> {
    let month = u8::try_from(month).ok()?;
    let day = u8::try_from(day).ok()?;
    // The thirtieth of a month that has twenty-nine days by the tables may have been seen all the same.
    let date = [day, day.saturating_sub(1)].into_iter().find_map(|day| {
        CalendarDate::try_new_hijri_with_calendar(year.into(), month, day, Hijri::new_umm_al_qura()).ok()
    })?;
    civil(date.to_calendar(Iso))
}

/// The day of a date of the solar Hijri calendar, which is certain; `None` where there is no such day.
pub(super) fn solar_date(year: i16, month: i8, day: i8) -> Option<Date> {
    let (month, day) = (u8::try_from(month).ok()?, u8::try_from(day).ok()?);
    civil(CalendarDate::try_new_persian(year.into(), month, day).ok()?.to_calendar(Iso))
}

/// The years of the solar calendar in which pages on the web are written, 1996 to 2037. In the lunar one they were 1955
/// to 1995, so a date in numbers without an era is a solar one.
pub(super) fn is_solar_year(year: i16) -> bool {
    (1375..=1415).contains(&year)
}

fn civil(iso: CalendarDate<Iso>) -> Option<Date> {
    let year = i16::try_from(iso.year().extended_year()).ok()?;
    let month = i8::try_from(iso.month().ordinal).ok()?;
    Date::new(year, month, i8::try_from(iso.day_of_month().0).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_days_of_the_hijri_year() {
        // New year 1437 in Saudi Arabia, Eid al-Fitr 1437, new year 1446.
        for (year, month, day, expected) in
            [(1437, 1, 1, "2015-10-14"), (1437, 10, 1, "2016-07-06"), (1446, 1, 1, "2024-07-07")]
        {
            assert_eq!(date(year, month, day).map(|date| date.to_string()).as_deref(), Some(expected));
        }
    }

    #[test]
    fn known_days_of_the_solar_year() {
        // New year 1400, and the last day of a leap year and of a common one.
        for (year, month, day, expected) in [
            (1399, 12, 14, Some("2021-03-04")),
            (1400, 1, 1, Some("2021-03-21")),
            (1399, 12, 30, Some("2021-03-20")),
            (1400, 12, 30, None),
        ] {
            assert_eq!(solar_date(year, month, day).map(|date| date.to_string()).as_deref(), expected);
        }
    }

    #[test]
    fn no_hijri_number_panics() {
        for (year, month, day) in [(i16::MAX, 12, 30), (i16::MIN, 1, 1), (1437, 13, 1), (1437, 0, 0), (1437, -1, -1)] {
            let _ = (date(year, month, day), solar_date(year, month, day));
        }
    }
}
