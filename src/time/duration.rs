//! Durations: numbers of units, one after another.

use super::amount::Amount;
use super::number::{self, Number};
use super::reading::Approximate;
use super::role::{Count, Role};
use super::sentence::Item;
use super::span::{Amounts, Span};
use super::unit::Unit;

/// A duration that was read, and where the text goes on after it.
#[derive(Debug, Clone)]
pub(super) struct Duration {
    /// `None` where the numbers overflow.
    pub(super) span: Option<Span>,
    /// The smallest unit said, and into how many parts its number divides it.
    pub(super) unit: Unit,
    pub(super) parts: u32,
    /// What was said between its parts: "سنة تقريبا و 3 أشهر".
    pub(super) approximate: Option<Approximate>,
    pub(super) next: usize,
}

/// What may be read as a unit where a duration begins.
#[derive(Debug, Clone, Copy)]
pub(super) struct Allowed {
    /// One-letter units: "3 د".
    pub(super) letters: bool,
    /// Units with the article: "ما يقارب الشهر".
    pub(super) definite: bool,
}

/// One number of one unit.
#[derive(Debug, Clone, Copy)]
struct DurationPart {
    amount: Amount,
    unit: Unit,
    parts: u32,
    next: usize,
}

/// Reads the duration that begins at `at`.
pub(super) fn read(items: &[Item], at: usize, allowed: Allowed) -> Option<Duration> {
    let first = part(items, at, allowed)?;
    let mut sum = Sum { amounts: Some(Amounts::default()), smallest: first, units: Vec::with_capacity(4), last: first };
    sum.add(first);
    let mut next = first.next;
    let mut approximate = None;
    loop {
        if let Some(less) = less(items, next, sum.last) {
            sum.subtract(less);
            next = less.next;
            continue;
        }
        let qualifier = items.get(next).and_then(Item::qualifier);
        let joined = qualifier.is_some() && items.get(next + 1).is_some_and(|item| item.is(Role::And));
        let Some(more) = more(items, next + usize::from(joined), &sum, allowed) else {
            break;
        };
        if joined {
            approximate = qualifier;
        }
        sum.add(more);
        next = more.next;
    }
    let DurationPart { unit, parts, .. } = sum.smallest;
    Some(Duration { span: sum.amounts.and_then(Amounts::span), unit, parts, approximate, next })
}

/// Parts added up. The amounts are `None` once they overflow, and the text is a time all the same.
struct Sum {
    amounts: Option<Amounts>,
    smallest: DurationPart,
    units: Vec<Unit>,
    last: DurationPart,
}

impl Sum {
    fn add(&mut self, part: DurationPart) {
        self.amounts =
            self.amounts.take().and_then(|mut amounts| amounts.add(part.amount, part.unit).map(|()| amounts));
        self.see(part);
    }

    fn subtract(&mut self, part: DurationPart) {
        self.amounts =
            self.amounts.take().and_then(|mut amounts| amounts.subtract(part.amount, part.unit).map(|()| amounts));
        self.see(part);
    }

    fn see(&mut self, part: DurationPart) {
        self.units.push(part.unit);
        let finer =
            (part.unit, std::cmp::Reverse(part.parts)) < (self.smallest.unit, std::cmp::Reverse(self.smallest.parts));
        if finer {
            self.smallest = part;
        }
        self.last = part;
    }
}

/// A further part, with or without a joiner: "و 3 أيام", "، شهر", " شهرين", "ونصف".
fn more(items: &[Item], at: usize, sum: &Sum, allowed: Allowed) -> Option<DurationPart> {
    let mut next = at;
    if items.get(next)?.is_mark(',') {
        next += 1;
    }
    let joined = items.get(next)?.is(Role::And);
    if joined {
        next += 1;
    }
    if let Some(part) = fraction_of_unit(items, next) {
        return Some(part);
    }
    if joined && let Some((above, below)) = items.get(next)?.fraction() {
        let amount = Amount::fraction(above, below)?;
        return Some(DurationPart { amount, unit: sum.last.unit, parts: below.into(), next: next + 1 });
    }
    // The same unit twice is no duration but two.
    part(items, next, Allowed { definite: false, ..allowed }).filter(|part| !sum.units.contains(&part.unit))
}

/// What is taken off again: "ساعة إلا ربع", "ساعة إلا خمس دقائق".
fn less(items: &[Item], at: usize, last: DurationPart) -> Option<DurationPart> {
    if !items.get(at)?.is(Role::Except) {
        return None;
    }
    if let Some(part) = fraction_of_unit(items, at + 1) {
        return Some(part);
    }
    if let Some((above, below)) = items.get(at + 1).and_then(Item::fraction) {
        return Some(DurationPart {
            amount: Amount::fraction(above, below)?,
            unit: last.unit,
            parts: below.into(),
            next: at + 2,
        });
    }
    part(items, at + 1, Allowed { letters: false, definite: false }).filter(|part| part.unit < last.unit)
}

fn part(items: &[Item], at: usize, allowed: Allowed) -> Option<DurationPart> {
    if let Some(part) = fraction_of_unit(items, at) {
        return Some(part);
    }
    if let Some((unit, count)) = items.get(at)?.unit()
        && let Some(part) = unit_first(items, at, unit, count, allowed)
    {
        return Some(part);
    }
    let Number { mut amount, mut parts, mut next } = number::read(items, at)?;
    if let Some(below) = items.get(next)?.parts() {
        (amount, parts, next) = (amount.of(1, below)?, below.into(), next + 1);
        // "3 أرباع الساعة": the article comes with the parts.
        let (unit, Count::One | Count::Definite) = items.get(next)?.unit()? else {
            return None;
        };
        return Some(DurationPart { amount, unit, parts, next: next + 1 });
    }
    let (unit, count) = items.get(next)?.unit()?;
    let fits = match count {
        Count::Letter => allowed.letters,
        Count::Definite | Count::DefiniteTwo | Count::Current => false,
        Count::One | Count::Two | Count::Some | Count::Singular | Count::Plural => true,
    };
    // A dual after its number says two again, not four: the number has been read already.
    fits.then_some(DurationPart { amount, unit, parts, next: next + 1 })
}

/// A unit with its number inside ("شهر", "شهرين") or behind ("شهر واحد", and "سنوات 5" as Redmine has it).
fn unit_first(items: &[Item], at: usize, unit: Unit, count: Count, allowed: Allowed) -> Option<DurationPart> {
    let after = number::read(items, at + 1);
    let said = match count {
        Count::One => 1,
        Count::Definite if allowed.definite => 1,
        Count::Two => 2,
        Count::DefiniteTwo if allowed.definite => 2,
        Count::Some => {
            let number = after?;
            // In "أيام 3 ساعات" the number is the hours'.
            let taken =
                items.get(number.next).is_some_and(|item| item.unit().is_some_and(|(_, count)| count != Count::Letter));
            return (!taken).then_some(DurationPart {
                amount: number.amount,
                unit,
                parts: number.parts,
                next: number.next,
            });
        }
        _ => return None,
    };
    let amount = Amount::whole(said)?;
    // In "شهر واحد وعشرين يوما" and "ساعة واحدة ونصف ساعة" one agrees with the month and the hour and is theirs, not the
    // number's behind; in "سنة واحد وعشرين يوما" it does not.
    let is_own = |one: &Item| one.is_one_behind && one.feminine == items[at].feminine;
    if said == 1 && items.get(at + 1).is_some_and(is_own) {
        return Some(DurationPart { amount, unit, parts: 1, next: at + 2 });
    }
    // "يومين اثنين"; never digits, which in "سنة 1 شهر" belong to what follows.
    let repeated = after.filter(|number| number.amount == amount && !items[at + 1].roles().is_empty());
    Some(DurationPart { amount, unit, parts: 1, next: repeated.map_or(at + 1, |number| number.next) })
}

/// "نصف ساعة", "ربع الساعة", "ثلاثة أرباع الساعة".
fn fraction_of_unit(items: &[Item], at: usize) -> Option<DurationPart> {
    let (above, below) = items.get(at)?.fraction()?;
    let (unit, count) = items.get(at + 1)?.unit()?;
    matches!(count, Count::One | Count::Definite | Count::Singular).then_some(()).and_then(|()| {
        Some(DurationPart { amount: Amount::fraction(above, below)?, unit, parts: below.into(), next: at + 2 })
    })
}
