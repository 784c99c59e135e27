//! Days gathered into weeks, months or years, and their places on an axis of time.

use super::FlagCounts;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;

/// More days with comments than this are told by weeks.
const DAYS: usize = 60;
/// No chart has more bars than this, empty ones counted, while a longer period can be taken.
const BARS: i64 = 150;

/// A period by which comments are told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum PeriodUnit {
    #[default]
    Day,
    /// From Monday.
    Week,
    Month,
    Year,
}

/// The comments of a period, named by its first day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(crate) struct Period {
    #[serde(rename = "name", serialize_with = "as_text")]
    pub(crate) first: Date,
    #[serde(flatten)]
    pub(crate) counts: FlagCounts,
}

fn as_text<S: Serializer>(date: &Date, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(date)
}

/// A date to be named below an axis.
#[derive(Debug, PartialEq)]
pub(super) struct Mark {
    /// In units from where the first period begins.
    pub(super) at: f64,
    pub(super) name: String,
}

impl PeriodUnit {
    /// The shortest unit that fits the days.
    fn of(days: &BTreeMap<Date, FlagCounts>) -> Self {
        let (Some(first), Some(last)) = (days.keys().next(), days.keys().next_back()) else { return Self::Day };
        let fits = |unit: &Self| unit.between(*first, *last) < BARS && (*unit != Self::Day || days.len() <= DAYS);
        [Self::Day, Self::Week, Self::Month].into_iter().find(fits).unwrap_or(Self::Year)
    }

    /// The days by this unit, those without comments left out.
    pub(super) fn periods(days: &BTreeMap<Date, FlagCounts>) -> (Self, Vec<Period>) {
        let unit = Self::of(days);
        let mut periods: Vec<Period> = Vec::new();
        for (day, counts) in days {
            let first = unit.first(*day);
            match periods.last_mut().filter(|period| period.first == first) {
                Some(period) => period.counts.merge(counts),
                None => periods.push(Period { first, counts: *counts }),
            }
        }
        (unit, periods)
    }

    /// The first day of the period that a day is in.
    fn first(self, day: Date) -> Date {
        match self {
            Self::Day => day,
            Self::Week => day.saturating_sub(i64::from(day.weekday().since(Weekday::Monday)).days()),
            Self::Month => day.first_of_month(),
            Self::Year => day.first_of_year(),
        }
    }

    /// How many periods after that of one day another's begins.
    pub(super) fn between(self, one: Date, other: Date) -> i64 {
        let days = |one: Date, other: Date| other.duration_since(one).as_hours() / 24;
        let months = |date: Date| i64::from(date.year()) * 12 + i64::from(date.month());
        match self {
            Self::Day => days(one, other),
            Self::Week => days(self.first(one), self.first(other)) / 7,
            Self::Month => months(other) - months(one),
            Self::Year => i64::from(other.year()) - i64::from(one.year()),
        }
    }

    /// The key of its words in the locale.
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Day => "summary.days",
            Self::Week => "summary.weeks",
            Self::Month => "summary.months",
            Self::Year => "summary.years",
        }
    }

    /// A period by its first day: `2024-05-15`, `2024-05` or `2024`.
    pub(super) fn name(self, first: Date) -> String {
        let whole = first.to_string();
        let cut = match self {
            Self::Day | Self::Week => 0,
            Self::Month => "-01".len(),
            Self::Year => "-01-01".len(),
        };
        whole[..whole.len() - cut].to_owned()
    }

    /// The marks of an axis from one period to another, so few that their names do not touch on a phone: four days, or six
    /// months or years.
    pub(super) fn marks(self, first: Date, last: Date) -> Vec<Mark> {
        let steps = [(Self::Day, [1, 7, 14].as_slice()), (Self::Month, &[1, 3, 6])];
        let steps = steps.into_iter().flat_map(|(of, steps)| steps.iter().map(move |step| (of, *step)));
        let steps = steps.filter(|(of, _)| self != Self::Year && (*of != Self::Day || self == Self::Day));
        let years = (0..).flat_map(|power| [1, 2, 5].map(|step| (Self::Year, step * 10_i64.pow(power)))).take(13);
        for (of, step) in steps.chain(years) {
            let most = if of == Self::Day { 4 } else { 6 };
            if of.between(first, last) / step > most {
                continue;
            }
            let dates = of.dates(first, last, step);
            if !dates.is_empty() && dates.len() <= most as usize {
                return dates.into_iter().map(|date| self.mark(first, date, of)).collect();
            }
        }
        vec![self.mark(first, first, self)]
    }

    /// Every so many of this unit, from the first date on; months and years from where they begin, by their own count.
    fn dates(self, first: Date, last: Date, step: i64) -> Vec<Date> {
        let mut date = self.first(first);
        let mut dates = Vec::new();
        while date <= last {
            let number = match self {
                Self::Day | Self::Week => self.between(first, date),
                Self::Month => i64::from(date.month()) - 1,
                Self::Year => i64::from(date.year()),
            };
            if date >= first && number % step == 0 {
                dates.push(date);
            }
            let next = match self {
                Self::Day => 1.day(),
                Self::Week => 1.week(),
                Self::Month => 1.month(),
                Self::Year => 1.year(),
            };
            let Ok(next) = date.checked_add(next) else { break };
            date = next;
        }
        dates
    }

    fn mark(self, first: Date, date: Date, of: Self) -> Mark {
        let mut at = self.between(first, date) as f64;
        if self == of {
            // The name of a bar is below its middle.
            at += 0.5;
        } else if self == Self::Week {
            at += f64::from(date.weekday().since(Weekday::Monday)) / 7.0;
        }
        Mark { at, name: of.name(date) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(days: &[&str]) -> (PeriodUnit, Vec<String>) {
        let counts = FlagCounts { comments: 1, ..FlagCounts::default() };
        let days = days.iter().map(|day| (day.parse().unwrap(), counts)).collect();
        let (unit, periods) = PeriodUnit::periods(&days);
        (unit, periods.iter().map(|period| format!("{} {}", unit.name(period.first), period.counts.comments)).collect())
    }

    fn marks(unit: PeriodUnit, first: &str, last: &str) -> String {
        let marks = unit.marks(first.parse().unwrap(), last.parse().unwrap());
        let marks: Vec<String> = marks.iter().map(|mark| format!("{}@{:.1}", mark.name, mark.at)).collect();
        marks.join(" ")
    }

    #[test]
    fn the_unit_is_the_shortest_with_no_more_than_150_bars() {
        assert_eq!(told(&["2024-01-01", "2024-05-29"]).0, PeriodUnit::Day);
        assert_eq!(told(&["2024-01-01", "2024-05-30"]).0, PeriodUnit::Week);
        assert_eq!(told(&["2020-01-01", "2022-11-13"]).0, PeriodUnit::Week);
        let months = told(&["2020-01-01", "2020-01-31", "2022-11-14"]);
        assert_eq!(months, (PeriodUnit::Month, vec!["2020-01 2".into(), "2022-11 1".into()]));
        let years = told(&["2001-03-01", "2001-12-31", "2024-11-14"]);
        assert_eq!(years, (PeriodUnit::Year, vec!["2001 2".into(), "2024 1".into()]));
        assert_eq!(told(&["-009999-01-01", "9999-12-31"]).0, PeriodUnit::Year);
    }

    #[test]
    fn periods_are_places_in_time_whether_or_not_others_have_comments() {
        let [one, other] = ["2023-12-31", "2024-03-01"].map(|day| day.parse().unwrap());
        assert_eq!(PeriodUnit::Day.between(one, other), 61);
        assert_eq!(PeriodUnit::Week.between(one, other), 9);
        assert_eq!(PeriodUnit::Month.between(one, other), 3);
        assert_eq!(PeriodUnit::Year.between(one, other), 1);
    }

    #[test]
    fn an_axis_has_few_marks_where_days_months_or_years_begin() {
        assert_eq!(marks(PeriodUnit::Day, "2024-05-15", "2024-05-15"), "2024-05-15@0.5");
        assert_eq!(marks(PeriodUnit::Day, "2024-05-15", "2024-06-04"), "2024-05-15@0.5 2024-05-22@7.5 2024-05-29@14.5");
        assert_eq!(
            marks(PeriodUnit::Day, "2024-01-20", "2024-05-10"),
            "2024-02@12.0 2024-03@41.0 2024-04@72.0 2024-05@102.0"
        );
        assert_eq!(
            marks(PeriodUnit::Week, "2023-07-03", "2024-12-02"),
            "2023-10@12.9 2024-01@26.0 2024-04@39.0 2024-07@52.0 2024-10@65.1"
        );
        assert_eq!(
            marks(PeriodUnit::Month, "2015-09-01", "2024-02-01"),
            "2016@4.0 2018@28.0 2020@52.0 2022@76.0 2024@100.0"
        );
        assert_eq!(
            marks(PeriodUnit::Year, "1999-01-01", "2024-01-01"),
            "2000@1.5 2005@6.5 2010@11.5 2015@16.5 2020@21.5"
        );
        assert!(PeriodUnit::Year.marks(Date::MIN, Date::MAX).len() <= 6);
    }
}
