//! Units of the calendar by their distance from the clock: "الشهر الماضي", "هذا الأسبوع".

use super::reading::{Direction, Meaning, Reading};
use super::role::{Count, Role};
use super::sentence::Item;
use super::span::Span;
use super::unit::Unit;

/// Reads items that are one such unit and nothing else.
pub(super) fn read(items: &[Item]) -> Option<Reading> {
    let fillers = items.iter().take_while(|item| item.is(Role::Filler)).count();
    let (unit, offset) = match &items[fillers..] {
        [unit] => (counted(unit, Count::Current)?, 0),
        [this, unit] if this.is(Role::This) => (counted(unit, Count::Definite).or_else(|| bare(unit))?, 0),
        [unit, this] if this.is(Role::This) => (counted(unit, Count::Definite)?, 0),
        [unit, latest] if latest.is(Role::Latest) => {
            let unit = counted(unit, Count::Definite).filter(|&unit| unit >= Unit::Week)?;
            (unit, -1)
        }
        [which, unit] if which.modifier_before().is_some() => (bare(unit)?, which.modifier_before()?),
        [unit, which] => {
            let which = which.modifier()?;
            (counted(unit, Count::Definite)?, which)
        }
        _ => return None,
    };
    let direction = match offset {
        ..0 => Direction::Past,
        0 => Direction::Now,
        1.. => Direction::Future,
    };
    let span = Span::of(i64::from(offset).abs(), unit);
    Some(Reading { span, direction, approximate: None, meaning: Meaning::Named { unit, offset } })
}

/// Without its article, as in "last week"; not below a week, since "last minute" is no time, and not the French "an",
/// which is English for one.
fn bare(item: &Item) -> Option<Unit> {
    counted(item, Count::Singular).filter(|&unit| unit >= Unit::Week && !item.is_number())
}

fn counted(item: &Item, count: Count) -> Option<Unit> {
    item.find(|role| if let Role::Unit(unit, each) = role { (each == count).then_some(unit) } else { None })
}
