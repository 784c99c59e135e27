//! English and French times, printed beside Arabic comments where a page's software was not translated.

use super::{check, said, told};
use mushrif::internals::{published, read_in_time_field, read_line};
use mushrif::time::{Clock, Rounding, read};

fn dates(table: &[(&str, &str)]) {
    for &(text, expected) in table {
        let interval = read(text).and_then(|reading| reading.resolve(None, Rounding::Unknown)).expect(text);
        assert_eq!(interval.to_string(), format!("{expected}/{expected}"), "{text}");
        assert_eq!(said(text), "- absolute", "{text}");
    }
}

fn resolved(table: &[(&str, &str, &str)]) {
    for &(text, clock, expected) in table {
        let clock: Clock = clock.parse().unwrap();
        let interval = read(text).expect(text).resolve(Some(&clock), Rounding::Truncated).expect(text);
        assert_eq!(interval.to_string(), expected, "{text} at {clock:?}");
    }
}

#[test]
fn english_dates_are_read_as_content_systems_print_them() {
    dates(&[
        ("July 14, 2016 at 9:16 pm", "2016-07-14T21:16"),
        ("July 14, 2016 at 9:16 p.m.", "2016-07-14T21:16"),
        ("Thursday, July 14, 2016 9:16 PM", "2016-07-14T21:16"),
        ("Thursday, July 14, 2016 - 12:16 AM", "2016-07-14T00:16"),
        ("Thu, 14 Jul 2016 21:16:05 +0000", "2016-07-14T21:16:05Z"),
        ("Thu Jul 14 21:16:05 2016", "2016-07-14T21:16:05"),
        ("14 July 2016", "2016-07-14"),
        ("14th of July, 2016", "2016-07-14"),
        ("July 1st, 2016", "2016-07-01"),
        ("Jul 14, 2016, 21:16", "2016-07-14T21:16"),
        ("Jul. 14, 2016", "2016-07-14"),
        ("14 Sept. 2016", "2016-09-14"),
        ("14-Jul-2016", "2016-07-14"),
        ("Dec 15, 2017", "2017-12-15"),
        ("May 3, 2017 @ 9:16 am", "2017-05-03T09:16"),
        ("Sat 5 March 2016", "2016-03-05"),
        ("2016-07-14 at 21:16", "2016-07-14T21:16"),
        ("on 14/07/2016 at 9:16 am", "2016-07-14T09:16"),
        ("Posted on July 14, 2016 at 9 pm", "2016-07-14T21:00"),
        ("July 14, 2016 at 9:16 pm EDT", "2016-07-14T21:16-04:00"),
        ("July 14, 2016 at 9:16 pm · Reply", "2016-07-14T21:16"),
        ("July 14, 2016 at 9:16 pm (Edited)", "2016-07-14T21:16"),
        ("Like · Reply · 2 · July 14, 2016 9:16pm", "2016-07-14T21:16"),
        ("Thu Jul 14, 2016 9:16 pm", "2016-07-14T21:16"),
        ("07-14-2016 09:16 PM", "2016-07-14T21:16"),
        ("9:16 pm, July 14 2016", "2016-07-14T21:16"),
        ("Thursday 14th of July 2016 09:16:05 PM", "2016-07-14T21:16:05"),
        ("يوليو 14, 2016 at 9:16 م", "2016-07-14T21:16"),
        ("July 14, 2016 الساعة 9:16 م", "2016-07-14T21:16"),
    ]);
    let interval = read("July 2016").and_then(|reading| reading.resolve(None, Rounding::Unknown)).unwrap();
    assert_eq!(interval.to_string(), "2016-07-01/2016-07-31");
    let interval = published("Posted on July 14, 2016 | Updated: July 15, 2016")
        .and_then(|reading| reading.resolve(None, Rounding::Unknown))
        .unwrap();
    assert_eq!(interval.to_string(), "2016-07-14/2016-07-14");
}

#[test]
fn english_ages_say_their_units() {
    check(&[
        ("3 years ago", "P3Y past"),
        ("2 weeks ago", "P2W past"),
        ("1 year, 3 months ago", "P1Y3M past"),
        ("8 years and 7 months ago", "P8Y7M past"),
        ("an hour ago", "PT1H past"),
        ("a year ago", "P1Y past"),
        ("One week ago", "P1W past"),
        ("about 3 hours ago", "PT3H past about"),
        ("over 2 years ago", "P2Y past over"),
        ("almost 3 years ago", "P3Y past almost"),
        ("less than a minute ago", "PT1M past less_than"),
        ("half an hour ago", "PT30M past"),
        ("two and a half years ago", "P2Y6M past"),
        ("an hour and a half ago", "PT1H30M past"),
        ("in 2 hours", "PT2H future"),
        ("2 hours from now", "PT2H future"),
        ("days ago", "- past"),
        ("a few seconds ago", "PT0S past"),
        ("منذ 3 years", "P3Y past"),
        ("moments ago", "PT0S past"),
        ("a few days ago", "- past"),
        ("a long time ago", "- past"),
        ("just now", "PT0S now"),
        ("yesterday", "P1D past"),
        ("Yesterday at 9:16 PM", "P1D past"),
        ("Today, 09:16 PM", "P0D now"),
        ("the day before yesterday", "P2D past"),
        ("last week", "P1W past"),
        ("next year", "P1Y future"),
        ("this month", "P0M now"),
        ("last Friday at 9:16 PM", "- past"),
        ("Last May", "- past"),
        ("2 weeks ago 14:52", "P2W past"),
        ("3 yrs", "P3Y none"),
        ("3 yrs ago", "P3Y past"),
        ("5 mins", "PT5M none"),
        ("3 days ago · 5 comments", "P3D past"),
        ("Like · Reply · 3 yrs", "P3Y none"),
        ("Like · Reply · 2 · 3 yrs · Edited", "P3Y none"),
    ]);
}

#[test]
fn english_letters_need_a_number_and_a_place() {
    check(&[
        ("2y", "P2Y none"),
        ("5 d", "P5D none"),
        ("44w", "P44W none"),
        ("2y 3mo", "P2Y3M none"),
        ("5m", "PT5M none"),
    ]);
    for text in ["2y", "5 d", "44w", "2mo", "5 m", "3h", "10 s", "2d ago", "2h 30m", "2h30m"] {
        assert_eq!(read_line(text), None, "{text}");
        assert!(told(read_in_time_field(text)).ends_with(" past"), "{text}");
    }
    assert_eq!(told(read_in_time_field("3 yrs")), "P3Y past");
    assert_eq!(told(read_line("3 years ago")), "P3Y past");
}

#[test]
fn english_words_of_every_day_are_no_times() {
    for text in [
        "Wed",
        "Sun",
        "Sat",
        "Mon",
        "Friday",
        "on Friday",
        "Sun 14",
        "Sun 2016",
        "March",
        "May",
        "Mar",
        "Dec",
        "August",
        "May be",
        "may be 5",
        "March on",
        "March of 5",
        "on March",
        "in March",
        "the 2 of them",
        "2 of them",
        "Sat down",
        "sat 5 min",
        "Second",
        "second",
        "Minute",
        "Day",
        "day one",
        "Days",
        "Year",
        "years",
        "Years 10",
        "months 3",
        "year ago",
        "ago",
        "now",
        "now what",
        "this an",
        "right",
        "today we march",
        "last minute",
        "Last Minute",
        "last day",
        "next",
        "last",
        "last 5",
        "moment",
        "moments",
        "a moment",
        "a few",
        "a few seconds",
        "a long time",
        "a",
        "an",
        "A 2",
        "one",
        "half",
        "about",
        "About 3",
        "in 4 cities",
        "over 9000",
        "at 9",
        "at",
        "on",
        "of the day",
        "12 th",
        "14th",
        "h",
        "d",
        "5 dl",
        "10 mb",
        "3 x 5",
        "2 years in prison",
        "2 years later",
        "3 ago",
        "p.m.",
        "a.m",
        "reply",
        "Reply (3)",
        "5 comments",
        "Share",
        "Last updated",
        "Posted by 5",
        "date",
        "Like",
        "i",
    ] {
        assert_eq!(said(text), "no time", "{text}");
    }
}

#[test]
fn french_times_are_read() {
    dates(&[
        ("14 juillet 2016 à 21:16", "2016-07-14T21:16"),
        ("14 juillet 2016 à 21h16", "2016-07-14T21:16"),
        ("14 juillet 2016 à 21h", "2016-07-14T21:00"),
        ("14 juillet 2016 à 21 h 16 min", "2016-07-14T21:16"),
        ("jeudi 14 juillet 2016", "2016-07-14"),
        ("Publié le 1er août 2016 à 21 h 16", "2016-08-01T21:16"),
        ("le 14/07/2016 à 21:16", "2016-07-14T21:16"),
        ("14 déc. 2016", "2016-12-14"),
        ("3 FÉVRIER 2016", "2016-02-03"),
    ]);
    check(&[
        ("il y a 3 ans", "P3Y past"),
        ("Il y a un an", "P1Y past"),
        ("il y a sept mois", "P7M past"),
        ("il y a 2 ans et 3 mois", "P2Y3M past"),
        ("il y a une heure", "PT1H past"),
        ("il y a environ 3 heures", "PT3H past about"),
        ("il y a plus d’un an", "P1Y past over"),
        ("il y a moins d'une minute", "PT1M past less_than"),
        ("il y a quelques secondes", "PT0S past"),
        ("il y a quelques jours", "- past"),
        ("il y a 2 j", "P2D past"),
        ("dans 2 jours", "P2D future"),
        ("à l’instant", "PT0S now"),
        ("hier", "P1D past"),
        ("Hier à 21:16", "P1D past"),
        ("avant-hier", "P2D past"),
        ("Aujourd'hui à 21h16", "P0D now"),
        ("la semaine dernière", "P1W past"),
        ("l'année prochaine", "P1Y future"),
        ("ce mois", "P0M now"),
        ("vendredi dernier", "- past"),
    ]);
    for text in [
        "mars",
        "mer",
        "la mer",
        "sept",
        "an",
        "un",
        "le 14",
        "à",
        "il y a",
        "il y a 3 hommes",
        "ce",
        "dernier",
        "21h",
        "21h16",
        "2h30",
    ] {
        assert_eq!(told(read_line(text)), "no time", "{text}");
    }
}

#[test]
fn english_times_are_placed_as_arabic_ones_are() {
    resolved(&[
        ("3 years ago", "2024-05-15", "2020-05-15/2021-05-15"),
        ("Yesterday at 9:16 PM", "2024-05-15", "2024-05-14T21:16/2024-05-14T21:16"),
        ("Friday at 9:16 PM", "2024-05-15", "2024-05-10T21:16/2024-05-10T21:16"),
        ("July 14 at 9:16 PM", "2024-05-15", "2023-07-14T21:16/2023-07-14T21:16"),
        ("2 weeks ago 14:52", "2024-05-15", "2024-04-24T14:52/2024-05-01T14:52"),
        ("قبل يومين الساعة 9:16 م", "2024-05-15", "2024-05-12T21:16/2024-05-13T21:16"),
        ("last month", "2024-03-31", "2024-02-01/2024-02-29"),
        ("last May", "2024-05-15", "2023-05-01/2023-05-31"),
    ]);
}
