//! What a form of the lexicon can be in a sentence.

use super::reading::{Approximate, Direction};
use super::unit::Unit;

/// One meaning of a form. A form may have several (see `lexicon/ambiguous.txt`); its neighbours decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Unit(Unit, Count),
    Number(u64),
    Fraction(u8, u8),
    /// Parts of one that a number counts: "3 أرباع".
    Parts(u8),
    Before(Direction),
    /// منذ: the past, unless "من الآن" follows.
    Since,
    After(Direction),
    FromNow,
    Qualifier(Approximate),
    And,
    Except,
    /// A count that is no number: the least and the most.
    Vague(u8, u8),
    Few,
    While(While),
    Now,
    NamedDay(i8),
    This,
    Modifier(i8),
    Latest,
    ModifierBefore(i8),
    Filler,
    YearMarker,
    Christian,
    Hijri,
    /// The era of the solar Hijri calendar.
    Solar,
    IsoT,
    Clock,
    DayPart(DayPart),
    Hour(i8),
    ZoneWord,
    /// A zone of the IANA database; empty for the reader's own.
    Zone(&'static str),
    Caption(Caption),
    Month(i8),
    HijriMonth(u8),
    /// Months that are words of every day as well.
    WordMonth(i8),
    WordHijriMonth(u8),
    /// A month of the solar Hijri calendar.
    SolarMonth(i8),
    WordSolarMonth(i8),
    /// 1 is Monday.
    Weekday(i8),
    /// A weekday that is a word of every day as well, or a title: it needs a date or a time of day beside it.
    WordWeekday(i8),
    /// Glued to the number of a day: "14th".
    Ordinal,
    /// Between an hour and its minutes, or behind an hour: "21h16".
    HourMark,
}

/// How many a form of a unit means by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Count {
    One,
    Two,
    Some,
    /// The singular of a language in which it needs a number: "year" is none, "a year" is one.
    Singular,
    /// The plural of such a language: a number before it, or a direction.
    Plural,
    Letter,
    /// With the article: the Week, which is none in particular until something follows.
    Definite,
    /// With the article, dual: "قرابة الساعتين".
    DefiniteTwo,
    /// Glued to the dialects' "this": "هالأسبوع".
    Current,
}

/// A while: how long at most, where anybody can say, and which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct While {
    pub(super) seconds: Option<u32>,
    /// Whether it is a time without a direction before it.
    pub(super) alone: bool,
    pub(super) direction: Option<Direction>,
}

/// A part of the day, as said after a clock time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DayPart {
    Morning,
    Noon,
    Afternoon,
    Night,
}

/// What a label around a time says about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Caption {
    Published,
    Updated,
    /// Behind a duration, of which it is a part: "فقط".
    Other,
    /// What the page itself adds: "رد", "جديد".
    Button,
}
