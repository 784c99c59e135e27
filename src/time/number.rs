//! Numbers as sites and people write them: digits, grouped or decimal, and words.

use super::amount::Amount;
use super::role::Role;
use super::sentence::{Item, Kind};

/// A number that was read, and where the text goes on after it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Number {
    pub(super) amount: Amount,
    /// Into how many parts the number divides one: ten for 1.5, two for 2½.
    pub(super) parts: u32,
    pub(super) next: usize,
}

/// Reads the number that begins at `at`.
pub(super) fn read(items: &[Item], at: usize) -> Option<Number> {
    let mut number = digits(items, at).or_else(|| words(items, at))?;
    // "3 آلاف سنة", "2 مليون سنة".
    while let Some(scale) =
        word(items, number.next).filter(|&scale| scale == 1000 || scale == 1_000_000 || scale == 1_000_000_000)
    {
        number = Number { amount: number.amount.times(i128::from(scale))?, parts: 1, next: number.next + 1 };
    }
    // "2½ ساعة"; "3 ونصف ساعة" has its و, and a unit must follow at once, or the half belongs to what stands before.
    let joined = usize::from(items.get(number.next).is_some_and(|item| item.is(Role::And)));
    if let Some((above, below)) = items.get(number.next + joined).and_then(Item::fraction) {
        let unit_follows = items.get(number.next + joined + 1).is_some_and(|item| item.unit().is_some());
        if unit_follows && number.parts == 1 {
            let amount = number.amount.plus(Amount::fraction(above, below)?)?;
            return Some(Number { amount, parts: below.into(), next: number.next + joined + 1 });
        }
    }
    Some(number)
}

fn digits(items: &[Item], at: usize) -> Option<Number> {
    let run = |at: usize| match items.get(at).map(|item| (item.kind, item.glued)) {
        Some((Kind::Digits(value, length), glued)) => Some((value, length, glued)),
        _ => None,
    };
    let (value, length, _) = run(at)?;
    // "1/2 ساعة", where a date would have a third number and no unit.
    if let (Some(true), Some((below @ 2..=10, _, true))) =
        (items.get(at + 1).map(|mark| mark.is_mark('/') && mark.glued), run(at + 2))
        && (1..below).contains(&value)
    {
        let parts = u32::try_from(below).ok()?;
        return Some(Number { amount: Amount::fraction(value, below)?, parts, next: at + 3 });
    }
    let mut amount = Amount::whole(value)?;
    let mut next = at + 1;
    let mut grouped = false;
    let may_group = (1..=3).contains(&length) && value > 0;
    // "1,234.5": groups first, then at most one decimal part.
    while let (Some(Kind::Mark('.' | ',')), Some((part, part_length, true))) =
        (items.get(next).filter(|mark| mark.glued).map(|mark| mark.kind), run(next + 1))
    {
        if part_length == 3 && may_group {
            // A separator with exactly three digits groups ...
            amount = amount.times(1000)?.plus(Amount::whole(part)?)?;
            grouped = true;
            next += 2;
        } else {
            // ... else it is decimal. No unit is exact to more than six decimals.
            let kept = part_length.min(6);
            let below = 10_u64.pow(kept.into());
            let part = part / 10_u64.checked_pow((part_length - kept).into())?;
            return Some(Number {
                amount: amount.plus(Amount::fraction(part, below)?)?,
                parts: u32::try_from(below).ok()?,
                next: next + 2,
            });
        }
    }
    // "10 000 سنة": a space groups too, where a unit follows.
    if may_group && !grouped {
        while let Some((part, 3, false)) = run(next) {
            amount = amount.times(1000)?.plus(Amount::whole(part)?)?;
            next += 1;
        }
    }
    Some(Number { amount, parts: 1, next })
}

fn word(items: &[Item], at: usize) -> Option<u64> {
    items.get(at)?.number()
}

/// Words: "خمسة وعشرين", "ثلاثة آلاف ومئتين وخمسين".
fn words(items: &[Item], at: usize) -> Option<Number> {
    let mut first = word(items, at)?;
    // Right before its noun "ألفا" is the dual, since the accusative keeps its n there: "ألفا عام" are two thousand.
    if items[at].is(Role::Number(2 * first)) && items.get(at + 1).is_some_and(|item| item.unit().is_some()) {
        first *= 2;
    }
    let mut total: u64 = 0;
    let mut current = first;
    let mut last = first;
    let mut next = at + 1;
    if is_scale(first) {
        (total, current) = (first, 0);
    }
    loop {
        if let Some(scale) = word(items, next).filter(|&value| value == 100 || is_scale(value)) {
            // "ثلاثة آلاف", "ثلاث مئة": what stands before is multiplied.
            if current == 0 || (scale == 100 && current > 9) {
                break;
            }
            current = current.checked_mul(scale)?;
            if is_scale(scale) {
                (total, current) = (total.checked_add(current)?, 0);
            }
            last = scale;
            next += 1;
            continue;
        }
        let joined = items.get(next).is_some_and(|item| item.is(Role::And));
        // Units before tens ("خمسة وعشرين"), otherwise from large to small ("مئة وخمسة").
        let Some(value) = word(items, next + 1).filter(|&value| joined && goes_on(last, value)) else {
            break;
        };
        if is_scale(value) {
            total = total.checked_add(value)?;
        } else {
            current = current.checked_add(value)?;
        }
        last = value;
        next += 2;
    }
    Some(Number { amount: Amount::whole(total.checked_add(current)?)?, parts: 1, next })
}

fn is_scale(value: u64) -> bool {
    matches!(value, 1000 | 2000 | 1_000_000 | 2_000_000 | 1_000_000_000)
}

fn goes_on(last: u64, value: u64) -> bool {
    let units_before_tens = (1..10).contains(&last) && (20..100).contains(&value);
    let smaller = last >= 100 && value > 0 && value < last;
    units_before_tens || smaller
}
