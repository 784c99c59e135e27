//! The clock that relative times are told from.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use super::error::Error;
use super::moment::{Anchor, Moment};

/// When a page was seen: a whole day, a local date-time, or a moment with its zone.
///
/// ```
/// use mushrif::time::Clock;
///
/// let clock: Clock = "2024-05-15T10:30:00+03:00".parse()?;
/// assert_eq!(clock.to_string(), "2024-05-15T10:30:00+03:00");
/// # Ok::<(), mushrif::time::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Clock {
    face: Face,
    zone: Option<TimeZone>,
}

#[derive(Debug, Clone, PartialEq)]
enum Face {
    Day(Date),
    Civil(DateTime),
    Zoned(Zoned),
    /// A local time that occurs twice, as clocks go back: its first and second moment.
    Twice(Zoned, Zoned),
}

/// The zone of a name in the IANA database, which is built in.
///
/// # Errors
///
/// [`Error::TimeZone`] where there is no such zone.
pub fn time_zone(name: &str) -> Result<TimeZone, Error> {
    TimeZone::get(name).map_err(|_| Error::TimeZone(name.to_owned()))
}

impl Clock {
    /// The whole of a day.
    #[must_use]
    pub fn day(day: Date) -> Self {
        Self { face: Face::Day(day), zone: None }
    }

    /// A local time of unknown zone.
    #[must_use]
    pub fn civil(at: DateTime) -> Self {
        Self { face: Face::Civil(at), zone: None }
    }

    /// A moment.
    #[must_use]
    pub fn zoned(at: Zoned) -> Self {
        Self { face: Face::Zoned(at), zone: None }
    }

    /// The same clock in the zone of the page: a moment is told in it, a local time is taken to be of it.
    /// A local time that the zone skips (clocks going forward) is moved forward by the skipped time; one that occurs
    /// twice (clocks going back) may be either.
    /// (clocks going back) may be either.
    #[must_use]
    pub fn in_time_zone(self, zone: &TimeZone) -> Self {
        let face = match self.face {
            Face::Day(day) => Face::Day(day),
            Face::Civil(at) => {
                let local = zone.to_ambiguous_zoned(at);
                match (local.clone().compatible(), local.later()) {
                    (Ok(first), Ok(second)) if first != second => Face::Twice(first, second),
                    (Ok(at), _) => Face::Zoned(at),
                    (Err(_), _) => Face::Civil(at),
                }
            }
            Face::Zoned(at) => Face::Zoned(at.with_time_zone(zone.clone())),
            Face::Twice(first, second) => {
                Face::Twice(first.with_time_zone(zone.clone()), second.with_time_zone(zone.clone()))
            }
        };
        Self { face, zone: Some(zone.clone()) }
    }

    /// The first and the last moment that the clock may mean.
    pub(super) fn bounds(&self) -> Option<(Anchor, Anchor)> {
        Some(match (&self.face, &self.zone) {
            (Face::Day(day), Some(zone)) => {
                let first = Anchor::Zoned(day.to_zoned(zone.clone()).ok()?);
                let last = Anchor::Zoned(day.at(23, 59, 59, 0).to_zoned(zone.clone()).ok()?);
                (first, last)
            }
            (Face::Day(day), None) => (Anchor::Civil(day.at(0, 0, 0, 0)), Anchor::Civil(day.at(23, 59, 59, 0))),
            (Face::Civil(at), _) => (Anchor::Civil(*at), Anchor::Civil(*at)),
            (Face::Zoned(at), _) => (Anchor::Zoned(at.clone()), Anchor::Zoned(at.clone())),
            (Face::Twice(first, second), _) => (Anchor::Zoned(first.clone()), Anchor::Zoned(second.clone())),
        })
    }

    /// The day that the clock shows.
    #[must_use]
    pub fn date(&self) -> Date {
        match &self.face {
            Face::Day(day) => *day,
            Face::Civil(at) => at.date(),
            Face::Zoned(at) | Face::Twice(at, _) => at.date(),
        }
    }

    /// Whether a moment lies after everything that the clock may mean: a time that a page cannot have known.
    #[must_use]
    pub fn is_before(&self, moment: &Moment) -> bool {
        let last = self.bounds().map(|(_, last)| last);
        match (moment.timestamp(), last) {
            (Some(at), Some(Anchor::Zoned(last))) => at > last.timestamp(),
            (_, Some(Anchor::Civil(last))) if moment.time().is_some() => moment.datetime() > last,
            _ => moment.date() > self.date(),
        }
    }

    /// The zone of the page, where it was said. The bare offset of a moment is none: it is the clock's own.
    #[must_use]
    pub fn time_zone(&self) -> Option<&TimeZone> {
        self.zone.as_ref()
    }
}

impl FromStr for Clock {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let wrong = || Error::Clock(text.to_owned());
        let text = text.trim();
        // A zone in brackets says which zone, beyond the offset.
        if text.contains('[') {
            let at: Zoned = text.parse().map_err(|_| wrong())?;
            let zone = at.time_zone().clone();
            return Ok(Self { face: Face::Zoned(at), zone: Some(zone) });
        }
        if let Ok(pieces) = jiff::fmt::temporal::DateTimeParser::new().parse_timestamp(text) {
            let at = offset_of(text)
                .map_or_else(|| pieces.to_zoned(TimeZone::UTC), |offset| pieces.to_zoned(TimeZone::fixed(offset)));
            return Ok(Self::zoned(at));
        }
        if text.len() <= "2024-05-15".len() {
            return text.parse::<Date>().map(Self::day).map_err(|_| wrong());
        }
        text.parse::<DateTime>().map(Self::civil).map_err(|_| wrong())
    }
}

/// The offset at the end of a moment; none for Z.
fn offset_of(text: &str) -> Option<jiff::tz::Offset> {
    let pieces = jiff::fmt::temporal::Pieces::parse(text).ok()?;
    pieces.to_numeric_offset()
}

impl From<Timestamp> for Clock {
    fn from(at: Timestamp) -> Self {
        Self::zoned(at.to_zoned(TimeZone::UTC))
    }
}

impl fmt::Display for Clock {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.face {
            Face::Day(day) => day.fmt(formatter),
            // As records print moments: to the minute, where no more is known.
            Face::Civil(at) if at.second() == 0 && at.subsec_nanosecond() == 0 => {
                write!(formatter, "{}T{:02}:{:02}", at.date(), at.hour(), at.minute())
            }
            Face::Civil(at) => at.fmt(formatter),
            Face::Zoned(at) if at.offset().is_zero() && at.time_zone() == &TimeZone::UTC => {
                at.timestamp().fmt(formatter)
            }
            Face::Zoned(at) | Face::Twice(at, _) => at.timestamp().display_with_offset(at.offset()).fmt(formatter),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_are_printed_as_they_were_given() {
        for text in [
            "2024-05-15",
            "2024-05-15T10:30",
            "2024-05-15T10:30:07",
            "2024-05-15T10:30:00Z",
            "2024-05-15T10:30:00+03:00",
            "2024-05-15T10:30:00-05:00",
        ] {
            assert_eq!(text.parse::<Clock>().unwrap().to_string(), text);
        }
        assert_eq!("2024-05-15T10:30:00".parse::<Clock>().unwrap().to_string(), "2024-05-15T10:30");
        assert_eq!("2024-05-15 10:30".parse::<Clock>().unwrap().to_string(), "2024-05-15T10:30");
    }

    #[test]
    fn what_is_no_clock_is_refused_by_name() {
        for text in ["", "15/05/2024", "2024-13-01", "2024-05-15T25:00", "yesterday", "2024-05"] {
            let error = text.parse::<Clock>().unwrap_err().to_string();
            assert!(error.contains(&format!("{text:?}")), "{error}");
        }
    }

    #[test]
    fn a_zone_is_applied_to_local_times_and_moments() {
        let cairo = time_zone("Africa/Cairo").unwrap();
        let local: Clock = "2024-05-15T10:30".parse().unwrap();
        assert_eq!(local.in_time_zone(&cairo).to_string(), "2024-05-15T10:30:00+03:00");
        let moment: Clock = "2024-05-15T22:30:00Z".parse().unwrap();
        assert_eq!(moment.in_time_zone(&cairo).date().to_string(), "2024-05-16");
        assert!(time_zone("Africa/Atlantis").is_err());
    }

    #[test]
    fn a_clock_knows_what_it_cannot_have_seen() {
        let latest = |text: &str| {
            let interval =
                crate::time::read(text).and_then(|reading| reading.resolve(None, crate::time::Rounding::Unknown));
            interval.expect(text).latest
        };
        for (clock, text, later) in [
            ("2024-05-15", "15/5/2024", false),
            ("2024-05-15", "16/5/2024", true),
            ("2024-05-15", "15/5/2024 23:59", false),
            ("2024-05-15T10:30", "15/5/2024 10:31", true),
            ("2024-05-15T10:30Z", "15/5/2024 13:30 بتوقيت مكة", false),
            ("2024-05-15T10:30Z", "15/5/2024 13:31 بتوقيت مكة", true),
        ] {
            assert_eq!(clock.parse::<Clock>().unwrap().is_before(&latest(text)), later, "{text} at {clock}");
        }
    }
}
