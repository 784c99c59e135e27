//! Durations in every style are parsed back, and nothing panics.

use proptest::prelude::*;

use super::said;
use mushrif::internals::{may_be_time, published};
use mushrif::time::{Clock, Rounding, read, time_zone};

/// Units with their singular, dual and plural, as a writer of the language knows them, not as the lexicon lists them.
const UNITS: [(&str, &str, &str, &str); 7] = [
    ("Y", "سنة", "سنتين", "سنوات"),
    ("M", "شهر", "شهرين", "أشهر"),
    ("W", "أسبوع", "أسبوعين", "أسابيع"),
    ("D", "يوم", "يومين", "أيام"),
    ("H", "ساعة", "ساعتين", "ساعات"),
    ("N", "دقيقة", "دقيقتين", "دقائق"),
    ("S", "ثانية", "ثانيتين", "ثوان"),
];

/// The same in English: the letter of ISO 8601, the singular, the plural, the abbreviation, the letter of Facebook.
const ENGLISH: [(&str, &str, &str, &str, &str); 7] = [
    ("Y", "year", "years", "yrs", "y"),
    ("M", "month", "months", "mo", "mo"),
    ("W", "week", "weeks", "wks", "w"),
    ("D", "day", "days", "days", "d"),
    ("H", "hour", "hours", "hrs", "h"),
    ("M", "minute", "minutes", "mins", "m"),
    ("S", "second", "seconds", "secs", "s"),
];

const WORDS: [&str; 10] = ["صفر", "واحدة", "اثنتين", "ثلاث", "أربع", "خمس", "ست", "سبع", "ثماني", "تسع"];
const TENS: [&str; 10] = ["", "عشر", "عشرين", "ثلاثين", "أربعين", "خمسين", "ستين", "سبعين", "ثمانين", "تسعين"];

fn number(value: u64, style: u8) -> String {
    let digits = |zero: char| {
        value
            .to_string()
            .chars()
            .map(|digit| char::from_u32(digit as u32 - '0' as u32 + zero as u32).unwrap())
            .collect()
    };
    match style {
        0 => digits('0'),
        1 => digits('٠'),
        2 => digits('۰'),
        _ => {
            let (tens, ones) = (usize::try_from(value / 10).unwrap(), usize::try_from(value % 10).unwrap());
            match (tens, ones) {
                (0, _) => WORDS[ones].to_owned(),
                (1, 0) => "عشر".to_owned(),
                (1, 1) => "إحدى عشرة".to_owned(),
                (1, 2) => "اثنتي عشرة".to_owned(),
                (1, _) => format!("{} عشرة", WORDS[ones]),
                (_, 0) => TENS[tens].to_owned(),
                (_, 1) => format!("واحد و{}", TENS[tens]),
                _ => format!("{} و{}", WORDS[ones], TENS[tens]),
            }
        }
    }
}

fn counted(unit: usize, value: u64, style: u8) -> String {
    let (_, one, two, some) = UNITS[unit];
    match value {
        1 => one.to_owned(),
        2 if style.is_multiple_of(2) => two.to_owned(),
        3..=10 => format!("{} {some}", number(value, style)),
        _ => format!("{} {one}", number(value, style)),
    }
}

fn disguised(text: &str, disguise: u8) -> String {
    match disguise {
        0 => text.to_owned(),
        1 => text.replace(' ', "\u{a0}"),
        2 => text.chars().flat_map(|each| [each, '\u{200f}']).collect(),
        3 => text
            .chars()
            .flat_map(|each| if ('ب'..='غ').contains(&each) { vec![each, '\u{64e}'] } else { vec![each] })
            .collect(),
        4 => text.replace('أ', "ا").replace('ة', "ه"),
        5 => format!("({text})"),
        6 => format!("· {text} · رد"),
        7 => format!("{text} (تم التعديل)"),
        _ => text.replace('ن', "ن\u{640}\u{640}"),
    }
}

proptest! {
    #[test]
    fn durations_of_every_style_are_read_back(
        parts in prop::collection::btree_map(0_usize..7, 1_u64..100, 1..4),
        style in 0_u8..4, joiner in 0_usize..5, place in 0_usize..7, qualifier in 0_usize..5, disguise in 0_u8..9,
    ) {
        let joiner = [" ", " و ", " و", "، ", ", "][joiner];
        // "شهر واحد وعشرين يوما" is a month and twenty days: without a joiner, "one" belongs to the unit before it.
        let one_twice = style == 3 && parts.values().any(|&value| value == 1) && parts.values().any(|&value| value > 20 && value % 10 == 1);
        let joiner = if one_twice && joiner == " " { "، " } else { joiner };
        let duration = parts.iter().map(|(&unit, &value)| counted(unit, value, style)).collect::<Vec<_>>().join(joiner);
        let (qualifier, approximate) = [("", None), ("حوالي ", Some("about")), ("أكثر من ", Some("over")), ("أقل من ", Some("less_than")), ("ما يقارب ", Some("almost"))][qualifier];
        let duration = format!("{qualifier}{duration}");
        let (text, direction) = match place {
            0 => (duration, "none"),
            1 => (format!("منذ {duration}"), "past"),
            2 => (format!("قبل {duration}"), "past"),
            3 => (format!("{duration} مضت"), "past"),
            4 => (format!("بعد {duration}"), "future"),
            5 => (format!("في غضون {duration}"), "future"),
            _ => (format!("{duration} من الآن"), "future"),
        };
        let mut span = "P".to_owned();
        for (&unit, value) in &parts {
            if unit >= 4 && !span.contains('T') {
                span.push('T');
            }
            span += &value.to_string();
            span += &UNITS[unit].0.replace('N', "M");
        }
        let expected = [Some(span.as_str()), Some(direction), approximate].into_iter().flatten().collect::<Vec<_>>().join(" ");
        let text = disguised(&text, disguise);
        prop_assert_eq!(said(&text), expected, "{}", text);
        prop_assert!(may_be_time(&text));
    }

    #[test]
    fn english_ages_of_every_style_are_read_back(
        parts in prop::collection::btree_map(0_usize..7, 1_u64..100, 1..4), style in 0_usize..3, joiner in 0_usize..4, place in 0_usize..4,
    ) {
        let counted = |(&unit, &value): (&usize, &u64)| match (style, value) {
            (0, 1) => format!("1 {}", ENGLISH[unit].1),
            (0, _) => format!("{value} {}", ENGLISH[unit].2),
            (1, _) => format!("{value} {}", ENGLISH[unit].3),
            _ => format!("{value}{}", ENGLISH[unit].4),
        };
        let duration = parts.iter().map(counted).collect::<Vec<_>>().join([" ", ", ", " and ", ", and "][joiner]);
        let (text, direction) = match place {
            0 => (duration, "none"),
            1 => (format!("{duration} ago"), "past"),
            2 => (format!("in {duration}"), "future"),
            _ => (format!("{duration} from now"), "future"),
        };
        let mut span = "P".to_owned();
        for (&unit, value) in &parts {
            if unit >= 4 && !span.contains('T') {
                span.push('T');
            }
            span += &format!("{value}{}", ENGLISH[unit].0);
        }
        prop_assert_eq!(said(&text), format!("{} {}", span, direction), "{}", text);
        prop_assert!(may_be_time(&text));
    }

    #[test]
    fn no_text_makes_reading_panic(text in any::<String>()) {
        never_panics(&text);
    }

    #[test]
    fn no_sequence_of_words_and_numbers_makes_reading_panic(
        words in prop::collection::vec(prop::sample::select(vec![
            "منذ", "قبل", "بعد", "في", "و", "إلا", "نصف", "ربع", "ثلاثة", "ألف", "مليون", "سنة", "شهرين", "أيام", "ساعة", "قرن", "ألفية", "أمس", "الخميس", "الماضي",
            "الساعة", "م", "ص", "هـ", "يوليو", "شوال", "عام", "من الآن", "مضت", "حوالي", "بتوقيت", "مكة", "GMT", ":", "/", "-", "+", ".", "،", "½", "3", "14", "2016",
            "a", "an", "half", "last", "May", "Wed", "th", "at", "ago", "years", "d", "p.m.", "Reply", "il y a", "mois", "hier", "avant-hier", "à", "h", "min",
            "1437", "99999999999", "18446744073709551615", "0", "30", "T", "Z", "نشر في", "آخر تحديث", "\u{200b}", "\u{640}", "(", "·", "|",
        ]), 0..10), glue in prop::bool::ANY,
    ) {
        never_panics(&words.join(if glue { "" } else { " " }));
    }
}

fn never_panics(text: &str) {
    let zone = time_zone("Africa/Cairo").unwrap();
    let _ = published(text);
    let Some(reading) = read(text) else { return };
    assert!(may_be_time(text), "{text}");
    for clock in ["2024-02-29", "2024-04-26T00:30", "9999-12-30T22:00:00Z", "-009999-01-02"] {
        let clock: Clock = clock.parse().unwrap();
        for rounding in [Rounding::Truncated, Rounding::Nearest, Rounding::Unknown] {
            let _ = reading.resolve(Some(&clock), rounding);
            let _ = reading.resolve(Some(&clock.clone().in_time_zone(&zone)), rounding);
        }
    }
    let _ = reading.resolve(None, Rounding::Unknown);
}
