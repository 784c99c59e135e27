//! A duration or a while with what stands around it: direction and qualifiers.

use super::duration::{self, Allowed};
use super::reading::{Approximate, Direction, Meaning, Reading};
use super::role::{Count, Role, While};
use super::sentence::{Item, Kind};
use super::span::Span;
use super::unit::Unit;

/// Reads items that are one relative time and nothing else.
pub(super) fn read(items: &[Item], letters: bool) -> Option<Reading> {
    let mut around = Around::default();
    let mut at = 0;
    while around.before(items.get(at)?)? || (at > 0 && is_mark(&items[at])) {
        at += 1;
    }
    let body = body(items, at, letters, &around)?;
    at = body.next;
    while let Some(item) = items.get(at) {
        if !is_mark(item) {
            around.after(item)?;
        }
        at += 1;
    }
    around.finish(body)
}

/// "منذ: 3 أيام", "3 أيام، تقريبا": a mark between the duration and what stands around it says nothing.
fn is_mark(item: &Item) -> bool {
    matches!(item.kind, Kind::Mark(',' | ':' | '.' | '-' | '·'))
}

/// What was said around the duration.
#[derive(Debug, Default)]
struct Around {
    direction: Option<Direction>,
    approximate: Option<Approximate>,
    from_now: bool,
    since: bool,
}

impl Around {
    /// Takes a word before the duration: whether it was one; `None` if it contradicts what was said.
    fn before(&mut self, item: &Item) -> Option<bool> {
        if item.is(Role::Since) {
            self.since = true;
            return self.point(Direction::Past).map(|()| true);
        }
        if let Some(direction) = item.before() {
            return self.point(direction).map(|()| true);
        }
        if let Some(approximate) = item.qualifier() {
            return self.qualify(approximate).map(|()| true);
        }
        let from_now = item.is(Role::FromNow) && !self.from_now;
        self.from_now |= from_now;
        Some(from_now)
    }

    /// Takes a word after the duration; `None` if it has no place there.
    fn after(&mut self, item: &Item) -> Option<()> {
        if let Some(approximate) = item.qualifier() {
            return self.qualify(approximate);
        }
        if item.is(Role::FromNow) && !self.from_now {
            self.from_now = true;
            return Some(());
        }
        let direction = item.after()?;
        self.point(direction)
    }

    fn point(&mut self, direction: Direction) -> Option<()> {
        match self.direction {
            Some(said) if said != direction => return None,
            _ => self.direction = Some(direction),
        }
        Some(())
    }

    fn qualify(&mut self, approximate: Approximate) -> Option<()> {
        // "تقريبا أكثر من سنة": what bounds it says more than "about".
        match self.approximate {
            Some(said) if said != Approximate::About && approximate != Approximate::About && said != approximate => {
                return None;
            }
            Some(said) if said != Approximate::About => {}
            _ => self.approximate = Some(approximate),
        }
        Some(())
    }

    fn finish(self, body: Body) -> Option<Reading> {
        // "منذ ساعة من الآن" is Django's, for an hour that is to come; "قبل ساعة من الآن" is past.
        let to_come = self.from_now && (self.since || self.direction != Some(Direction::Past));
        let said = if to_come { Some(Direction::Future) } else { self.direction };
        let direction = match (body.direction, said) {
            (Some(own), Some(said)) if own != said => return None,
            (Some(own), _) => own,
            (None, Some(said)) => said,
            (None, None) if body.alone => Direction::None,
            (None, None) => return None,
        };
        // "منذ زمن" is a time, "في زمن" begins a story.
        if body.meaning == Meaning::Open && direction != Direction::Past {
            return None;
        }
        Some(Reading { span: body.span, direction, approximate: self.approximate, meaning: body.meaning })
    }
}

/// What stands between the words around.
struct Body {
    span: Option<Span>,
    meaning: Meaning,
    /// Whether it is a time without a direction.
    alone: bool,
    direction: Option<Direction>,
    next: usize,
}

fn body(items: &[Item], at: usize, letters: bool, around: &Around) -> Option<Body> {
    a_while(items, at)
        .or_else(|| {
            let allowed = Allowed { letters, definite: around.approximate.is_some() };
            let duration = duration::read(items, at, allowed)?;
            let meaning = Meaning::Counted { unit: duration.unit, parts: duration.parts };
            Some(Body { span: duration.span, meaning, alone: true, direction: None, next: duration.next })
        })
        .or_else(|| some(items, at))
}

/// "قليل", "لحظات", "زمن".
fn a_while(items: &[Item], at: usize) -> Option<Body> {
    let While { seconds, alone, direction } = items.get(at)?.a_while()?;
    let meaning = match seconds {
        Some(seconds) => Meaning::Between {
            least: Span::default(),
            most: Span::of(seconds.into(), Unit::Second)?,
            unit: Unit::Minute,
        },
        None => Meaning::Open,
    };
    let span = seconds.map(|_| Span::default());
    Some(Body { span, meaning, alone, direction, next: at + 1 })
}

/// A plural without a number: "منذ أيام", "بضعة أشهر", "أيام قليلة", "كم يوم".
fn some(items: &[Item], at: usize) -> Option<Body> {
    let vague =
        items.get(at)?.find(|role| if let Role::Vague(least, most) = role { Some((least, most)) } else { None });
    let unit_at = at + usize::from(vague.is_some());
    let (unit, count) = items.get(unit_at)?.unit()?;
    let fits = count == Count::Some || (vague.is_some() && count == Count::One);
    if !fits {
        return None;
    }
    let mut next = unit_at + 1;
    let few = items.get(next).is_some_and(|item| item.is(Role::Few));
    if few {
        next += 1;
    }
    // "ثوان" is moment's for under a minute: it may stand alone, and is no time at all.
    let moments = unit <= Unit::Second;
    let (least, most) = match vague {
        Some((least, most)) => (least.into(), i64::from(most) + 1),
        None if moments => (0, unit.some_at_most()),
        None => (2, unit.some_at_most()),
    };
    let meaning = Meaning::Between { least: Span::of(least, unit)?, most: Span::of(most, unit)?, unit };
    let span = moments.then(Span::default);
    Some(Body {
        span,
        meaning,
        // "كم يوم" by itself is a question, "أيام طويلة" a title.
        alone: moments || (vague.is_some() && count == Count::Some),
        direction: None,
        next,
    })
}
