//! Readings placed on the calendar.

use super::said;
use mushrif::time::{Clock, Rounding, read, time_zone};

fn resolved(text: &str, clock: &str, rounding: Rounding) -> String {
    let clock: Clock = clock.parse().unwrap();
    let interval = read(text).expect(text).resolve(Some(&clock), rounding);
    interval.map_or("-".to_owned(), |interval| interval.to_string())
}

#[test]
fn sites_cut_round_or_do_not_say() {
    use Rounding::{Nearest, Truncated, Unknown};
    for (text, clock, rounding, expected) in [
        ("منذ 8 سنوات 7 أشهر", "2024-05-15", Truncated, "2015-09-15/2015-10-15"),
        ("منذ 8 سنوات 7 أشهر", "2024-05-15", Nearest, "2015-09-29/2015-10-31"),
        ("منذ 8 سنوات 7 أشهر", "2024-05-15", Unknown, "2015-09-15/2015-10-31"),
        ("بعد 3 أيام", "2024-05-15", Truncated, "2024-05-18/2024-05-19"),
        ("منذ 3 أيام", "2024-05-15", Unknown, "2024-05-11/2024-05-13"),
        ("منذ 3 ساعات", "2024-05-15T10:30", Truncated, "2024-05-15T06:30/2024-05-15T07:30"),
        ("منذ 3 ساعات", "2024-05-15", Truncated, "2024-05-14T20:00/2024-05-15T20:59"),
        ("منذ 5 دقائق", "2024-05-15T10:30:00Z", Nearest, "2024-05-15T10:24Z/2024-05-15T10:25Z"),
        ("منذ 20 ثانية", "2024-05-15T10:30:00+03:00", Truncated, "2024-05-15T10:29:39+03:00/2024-05-15T10:29:40+03:00"),
    ] {
        assert_eq!(resolved(text, clock, rounding), expected, "{text} at {clock}, {rounding}");
    }
}

#[test]
fn qualifiers_say_more_than_rounding() {
    use Rounding::{Nearest, Truncated, Unknown};
    for (text, clock, rounding, expected) in [
        ("منذ حوالي شهرين", "2024-05-15", Truncated, "2024-02-15/2024-03-31"),
        ("منذ أكثر من سنة", "2024-05-15", Nearest, "2022-05-15/2023-05-15"),
        ("منذ ما يقارب 3 سنوات", "2024-05-15", Unknown, "2021-05-15/2022-05-15"),
        ("منذ أقل من ساعة", "2024-05-15T10:30", Unknown, "2024-05-15T09:30/2024-05-15T10:30"),
        ("منذ نصف دقيقة", "2024-05-15T10:30:00", Unknown, "2024-05-15T10:29:00/2024-05-15T10:29:45"),
        ("منذ 0 يوم", "2024-05-15T10:30", Unknown, "2024-05-14/2024-05-15"),
        ("الآن", "2024-05-15T10:30", Unknown, "2024-05-15T10:29/2024-05-15T10:30"),
        ("3 أشهر", "2024-05-15", Unknown, "-"),
    ] {
        assert_eq!(resolved(text, clock, rounding), expected, "{text} at {clock}, {rounding}");
    }
}

#[test]
fn calendar_arithmetic_knows_month_ends_and_leap_days() {
    for (text, clock, expected) in [
        ("منذ شهر", "2024-03-31", "2024-01-31/2024-02-29"),
        ("منذ شهر", "2023-03-31", "2023-01-31/2023-02-28"),
        ("منذ سنة", "2024-02-29", "2022-02-28/2023-02-28"),
        ("منذ 4 سنوات", "2024-02-29", "2019-02-28/2020-02-29"),
        ("بعد شهر", "2024-01-31", "2024-02-29/2024-03-31"),
        ("الشهر الماضي", "2024-03-31", "2024-02-01/2024-02-29"),
        ("الربع الماضي", "2024-02-15", "2023-10-01/2023-12-31"),
        ("السنة القادمة", "2023-07-01", "2024-01-01/2024-12-31"),
        ("الأسبوع الماضي", "2024-03-05", "2024-02-20/2024-03-04"),
        ("أمس", "2024-03-01", "2024-02-29/2024-02-29"),
        ("أمس الساعة 9:16 م", "2024-03-01T10:30", "2024-02-29T21:16/2024-02-29T21:16"),
        ("الجمعة", "2024-05-15", "2024-05-10/2024-05-10"),
        ("الأربعاء", "2024-05-15", "2024-05-15/2024-05-15"),
        ("الأربعاء الماضي", "2024-05-15", "2024-05-08/2024-05-08"),
        ("الخميس 9 مساء", "2024-05-15", "2024-05-09T21:00/2024-05-09T21:00"),
        ("29 فبراير", "2023-05-15", "2020-02-29/2020-02-29"),
        ("الساعة الحالية", "2024-05-15T10:31", "2024-05-15T10:00/2024-05-15T10:59"),
        ("مايو الماضي", "2024-05-15", "2023-05-01/2023-05-31"),
        ("مايو الماضي", "2024-06-01", "2024-05-01/2024-05-31"),
        ("شباط المقبل", "2023-05-15", "2024-02-01/2024-02-29"),
        ("14 مايو الماضي", "2024-05-15", "2024-05-14/2024-05-14"),
        ("14 مايو القادم", "2024-05-14", "2025-05-14/2025-05-14"),
        ("29 فبراير القادم", "2024-02-29", "2028-02-29/2028-02-29"),
    ] {
        assert_eq!(resolved(text, clock, Rounding::Truncated), expected, "{text} at {clock}");
    }
}

#[test]
fn hours_pass_through_a_change_of_clocks() {
    // Cairo went from 00:00 to 01:00 on 26 April 2024.
    let cairo = time_zone("Africa/Cairo").unwrap();
    let clock = "2024-04-26T02:00".parse::<Clock>().unwrap().in_time_zone(&cairo);
    let at = |text: &str| read(text).unwrap().resolve(Some(&clock), Rounding::Truncated).unwrap().to_string();
    assert_eq!(at("منذ ساعة"), "2024-04-25T23:00+02:00/2024-04-26T01:00+03:00");
    assert_eq!(at("منذ ساعتين"), "2024-04-25T22:00+02:00/2024-04-25T23:00+02:00");
    assert_eq!(at("منذ يوم"), "2024-04-24/2024-04-25");
    // A date of the page takes the page's zone, and that day's offset.
    assert_eq!(at("14 يناير 2016 9:16 م"), "2016-01-14T21:16+02:00/2016-01-14T21:16+02:00");
    // The half hour that was skipped is moved forward; the one that occurs twice may be either.
    assert_eq!(at("26 أبريل 2024 00:30"), "2024-04-26T01:30+03:00/2024-04-26T01:30+03:00");
    assert_eq!(at("31 أكتوبر 2024 23:30"), "2024-10-31T23:30+03:00/2024-10-31T23:30+02:00");
    // So may a clock.
    let twice = "2024-10-31T23:30".parse::<Clock>().unwrap().in_time_zone(&cairo);
    let interval = read("منذ ساعة").unwrap().resolve(Some(&twice), Rounding::Truncated).unwrap();
    assert_eq!(interval.to_string(), "2024-10-31T21:30+03:00/2024-10-31T23:30+03:00");
}

#[test]
fn beyond_the_calendar_the_span_stays() {
    for text in [
        "منذ 99999999999 سنة",
        "بعد 9223372036854775807 ثانية",
        "منذ 999999999999999999 قرن",
        "بعد 9000 سنة",
        "قبل 13000 عام",
    ] {
        assert_eq!(resolved(text, "2024-05-15", Rounding::Unknown), "-", "{text}");
    }
    assert_eq!(said("منذ 99999999999 سنة"), "P99999999999Y past");
    for clock in ["9999-12-31", "-009999-01-01", "9999-12-31T23:59"] {
        for text in [
            "غدا",
            "أمس",
            "بعد شهر",
            "منذ شهر",
            "الآن",
            "السنة القادمة",
            "الساعة القادمة",
            "الخميس",
            "14 يوليو",
            "القرن القادم",
            "هذا الأسبوع",
        ] {
            let _ = read(text).unwrap().resolve(Some(&clock.parse().unwrap()), Rounding::Unknown);
        }
    }
}
