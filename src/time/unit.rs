//! The units of time that the lexicon knows.

/// A unit, from the smallest to the largest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// A thousandth of a second.
    Millisecond,
    /// A second.
    Second,
    /// A minute.
    Minute,
    /// An hour.
    Hour,
    /// A day.
    Day,
    /// A week, seven days.
    Week,
    /// A month.
    Month,
    /// A quarter, three months.
    Quarter,
    /// A year.
    Year,
    /// Ten years.
    Decade,
    /// A hundred years.
    Century,
    /// A thousand years.
    Millennium,
}

impl Unit {
    /// The unit that the lexicon names so.
    pub(super) fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "millisecond" => Self::Millisecond,
            "second" => Self::Second,
            "minute" => Self::Minute,
            "hour" => Self::Hour,
            "day" => Self::Day,
            "week" => Self::Week,
            "month" => Self::Month,
            "quarter" => Self::Quarter,
            "year" => Self::Year,
            "decade" => Self::Decade,
            "century" => Self::Century,
            "millennium" => Self::Millennium,
            _ => return None,
        })
    }

    /// The most that "some" of this unit may be, before a larger unit is used: "minutes ago" is under an hour.
    pub(super) fn some_at_most(self) -> i64 {
        match self {
            Self::Millisecond => 1000,
            Self::Second | Self::Minute => 60,
            Self::Hour => 24,
            Self::Day => 31,
            Self::Month => 12,
            Self::Week | Self::Quarter | Self::Decade | Self::Century | Self::Millennium => 10,
            Self::Year => 20,
        }
    }

    /// Whether it is counted in days or more, so that dates tell it well enough.
    #[must_use]
    pub fn is_date(self) -> bool {
        self >= Self::Day
    }
}
