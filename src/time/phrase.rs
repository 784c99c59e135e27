//! A duration or a while with what stands around it: direction and qualifiers.

use super::clock_time;
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
    let mut body = body(items, at, letters, &mut around)?;
    at = body.next;
    while let Some(item) = items.get(at) {
        if is_mark(item) || around.after(item).is_some() {
            at += 1;
        } else {
            at = body.at_time(items, at)?;
        }
    }
    around.finish(body)
}

/// "منذ: 3 أيام", "3 أيام، تقريبا": a mark between the duration and the words around it has no meaning.
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

    fn finish(self, body: PhraseBody) -> Option<Reading> {
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
struct PhraseBody {
    span: Option<Span>,
    meaning: Meaning,
    /// Whether it is a time without a direction.
    alone: bool,
    direction: Option<Direction>,
    next: usize,
}

impl PhraseBody {
    /// "2 weeks ago 14:52", "قبل يومين الساعة 9:16 م": takes the time of that day and says where the text goes on.
    fn at_time(&mut self, items: &[Item], at: usize) -> Option<usize> {
        let Meaning::Counted { unit, parts: 1, time: time @ None } = &mut self.meaning else { return None };
        // "يوم قبل الساعة 7" is not a time of the day before, but a day before that time.
        if items[at - 1].before().is_some() {
            return None;
        }
        let read = clock_time::read(items, at + usize::from(items.get(at)?.is(Role::Filler)))?;
        // A bare "3 أيام 14:52" may be two numbers of a table.
        self.alone = false;
        *time = Some(read.at(None).filter(|_| unit.is_date())?);
        Some(read.next)
    }
}

fn body(items: &[Item], at: usize, letters: bool, around: &mut Around) -> Option<PhraseBody> {
    if let Some(body) = a_while(items, at) {
        return Some(body);
    }
    let allowed = Allowed { letters, definite: around.approximate.is_some() };
    let Some(duration) = duration::read(items, at, allowed) else {
        return some(items, at);
    };
    if let Some(approximate) = duration.approximate {
        around.qualify(approximate)?;
    }
    let meaning = Meaning::Counted { unit: duration.unit, parts: duration.parts, time: None };
    Some(PhraseBody { span: duration.span, meaning, alone: true, direction: None, next: duration.next })
}

/// "قليل", "لحظات", "زمن".
fn a_while(items: &[Item], at: usize) -> Option<PhraseBody> {
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
    Some(PhraseBody { span, meaning, alone, direction, next: at + 1 })
}

/// A plural without a number: "منذ أيام", "بضعة أشهر", "أيام قليلة", "كم يوم".
fn some(items: &[Item], at: usize) -> Option<PhraseBody> {
    let vague =
        items.get(at)?.find(|role| if let Role::Vague(least, most) = role { Some((least, most)) } else { None });
    let unit_at = at + usize::from(vague.is_some());
    let (unit, count) = items.get(unit_at)?.unit()?;
    let is_many = matches!(count, Count::Some | Count::Plural);
    let fits = is_many || (vague.is_some() && matches!(count, Count::One | Count::Singular));
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
    Some(PhraseBody {
        span,
        meaning,
        // "كم يوم" by itself is a question, "أيام طويلة" a title.
        alone: (moments && count == Count::Some) || (vague.is_some() && is_many),
        direction: None,
        next,
    })
}
