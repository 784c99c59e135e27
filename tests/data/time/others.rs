//! Dates in languages that occur beside Arabic, and of the solar Hijri calendar.

use mushrif::time::{Rounding, read};

fn interval(text: &str) -> Option<String> {
    Some(read(text)?.resolve(None, Rounding::Unknown)?.to_string())
}

#[test]
fn dates_of_the_solar_calendar_are_told_from_lunar_ones_by_month_era_or_year() {
    for (text, expected) in [
        ("۱۳۹۹/۱۲/۱۴ - ۰۹:۱۰", "2021-03-04T09:10/2021-03-04T09:10"),
        ("14 اسفند 1399", "2021-03-04/2021-03-04"),
        ("۱۴ اسفند ۱۳۹۹ در ۰۹:۱۰", "2021-03-04T09:10/2021-03-04T09:10"),
        ("پنج‌شنبه ۱۴ اسفند ۱۳۹۹، ساعت ۹:۱۰ ق.ظ", "2021-03-04T09:10/2021-03-04T09:10"),
        ("1/1/1370 ه.ش", "1991-03-21/1991-03-21"),
        ("اسفند 1399", "2021-02-19/2021-03-20"),
        ("8 جوزا 1400", "2021-05-29/2021-05-29"),
        // Lunar ones: by their era, their month or a year that the solar calendar has not reached.
        ("20/7/1399هـ", "1979-06-15/1979-06-15"),
        ("20 رجب 1399", "1979-06-15/1979-06-15"),
        ("20/7/1442", "2021-03-04/2021-03-04"),
    ] {
        let found = interval(text).unwrap_or_default();
        let is_lunar = text.contains("رجب") || text.contains('ـ') || text.contains("1442");
        match is_lunar {
            // A lunar date is exact to a day either way.
            true => assert!(!found.is_empty() && found[..7] == expected[..7], "{text}: {found}"),
            false => assert_eq!(found, expected, "{text}"),
        }
    }
}

#[test]
fn month_names_of_neighbouring_languages_are_read() {
    for (text, expected) in [
        ("4. März 2021 um 9:10 Uhr", "2021-03-04T09:10"),
        ("4 Mart 2021 saat 09:10", "2021-03-04T09:10"),
        ("4 Şubat 2021", "2021-02-04"),
        ("4 de marzo de 2021 a las 9:10", "2021-03-04T09:10"),
        ("4 במרץ 2021 בשעה 9:10", "2021-03-04T09:10"),
        ("ב-4 במרץ 2021", "2021-03-04"),
        ("4 مارچ 2021 بوقت 9:10 شام", "2021-03-04T21:10"),
        ("4 مارس 2021 ساعت 09:10", "2021-03-04T09:10"),
        ("خميس، 4. مارس 2021 - 9:10", "2021-03-04T09:10"),
        ("جمعة، 5. مارس 2021 - 20:00", "2021-03-05T20:00"),
    ] {
        assert_eq!(interval(text).unwrap_or_default(), format!("{expected}/{expected}"), "{text}");
    }
}

#[test]
fn words_of_every_day_that_are_months_as_well_are_no_date_alone() {
    for text in ["3 mart", "10 دی", "2 تیر", "1 أحد", "5 kasım", "جمعة"] {
        assert_eq!(interval(text), None, "{text}");
    }
}
