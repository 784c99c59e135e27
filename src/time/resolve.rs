//! From a reading and a clock to the interval that it means.

use jiff::tz::TimeZone;

use super::calendar;
use super::clock::Clock;
use super::moment::{Anchor, Interval, Precision};
use super::reading::{Approximate, Direction, Meaning, Reading};
use super::rounding::Rounding;
use super::span::Span;

impl Reading {
    /// Places it on the calendar.
    ///
    /// A date resolves without a clock. `None` where there is nothing to reckon with (a bare duration, no clock), and
    /// beyond the calendar.
    #[must_use]
    pub fn resolve(&self, clock: Option<&Clock>, rounding: Rounding) -> Option<Interval> {
        self.resolve_in(clock, clock.and_then(Clock::time_zone), rounding)
    }

    /// The same for a page of a known zone, which dates are told in that name none, clock or no clock.
    #[must_use]
    pub fn resolve_in(&self, clock: Option<&Clock>, zone: Option<&TimeZone>, rounding: Rounding) -> Option<Interval> {
        match &self.meaning {
            Meaning::Absolute(absolute) => calendar::absolute(absolute, clock, zone),
            Meaning::Open => None,
            Meaning::Named { unit, offset } => calendar::named(*unit, *offset, clock?),
            Meaning::Between { least, most, unit } => interval(
                self.direction,
                &Ages { low: Bound::exactly(*least), high: Bound::exactly(*most) },
                Precision::of(*unit, 1),
                clock?,
            ),
            Meaning::Counted { unit, parts, time } => {
                let ages = ages(
                    self.span?,
                    Span::part(*unit, *parts)?,
                    Span::part(*unit, parts.checked_mul(2)?)?,
                    self.approximate,
                    rounding,
                )?;
                let interval = interval(self.direction, &ages, Precision::of(*unit, *parts), clock?)?;
                let days = (interval.earliest.date(), interval.latest.date());
                Some(time.map_or(interval, |time| calendar::at_time(days.0, days.1, time, zone)))
            }
        }
    }
}

/// How far from the clock, at the least and at the most.
struct Ages {
    low: Bound,
    high: Bound,
}

/// A span, less another: calendar spans are subtracted one after the other, since half a month has no fixed length.
struct Bound {
    span: Span,
    less: Option<Span>,
}

impl Bound {
    fn exactly(span: Span) -> Self {
        Self { span, less: None }
    }

    fn less(span: Span, less: Span) -> Self {
        // Nothing less something is nothing, not the other side of the clock.
        if span.is_zero() { Self::exactly(span) } else { Self { span, less: Some(less) } }
    }
}

fn ages(said: Span, step: Span, half: Span, approximate: Option<Approximate>, rounding: Rounding) -> Option<Ages> {
    let exactly = Bound::exactly(said);
    let one_more = || Some(Bound::exactly(said.plus(step)?));
    let half_less = || Bound::less(said, half);
    let half_more = || Some(Bound::exactly(said.plus(half)?));
    Some(match (approximate, rounding) {
        (Some(Approximate::LessThan), _) => Ages { low: Bound::exactly(Span::default()), high: exactly },
        (Some(Approximate::Almost), _) => Ages { low: Bound::less(said, step), high: exactly },
        (Some(Approximate::Over), _) | (None, Rounding::Truncated) => Ages { low: exactly, high: one_more()? },
        (Some(Approximate::About), _) | (None, Rounding::Unknown) => Ages { low: half_less(), high: one_more()? },
        (None, Rounding::Nearest) => Ages { low: half_less(), high: half_more()? },
    })
}

fn interval(direction: Direction, ages: &Ages, precision: Precision, clock: &Clock) -> Option<Interval> {
    let (first, last) = clock.bounds()?;
    let (mut earliest, mut latest) = match direction {
        Direction::Past | Direction::Now => (back(&first, &ages.high)?, back(&last, &ages.low)?),
        Direction::Future => (forth(&first, &ages.low)?, forth(&last, &ages.high)?),
        Direction::None | Direction::Absolute => return None,
    };
    // Half a month may be longer than a short one: the past stays before the clock, the future after it.
    if direction == Direction::Future && first.is_after(&earliest) {
        earliest = first;
    } else if direction != Direction::Future && latest.is_after(&last) {
        latest = last;
    }
    Some(Interval { earliest: earliest.moment(precision), latest: latest.moment(precision) })
}

fn back(from: &Anchor, bound: &Bound) -> Option<Anchor> {
    let at = from.earlier(bound.span)?;
    bound.less.map_or(Some(at.clone()), |less| at.later(less))
}

fn forth(from: &Anchor, bound: &Bound) -> Option<Anchor> {
    let at = from.later(bound.span)?;
    bound.less.map_or(Some(at.clone()), |less| at.earlier(less))
}
