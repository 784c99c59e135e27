//! Reads whole texts: labels and marks around a time are removed, and the rest is tried as each kind of time.

use super::absolute;
use super::lexicon::LEXICON;
use super::named_unit;
use super::normalise::{First, first_word, normalise};
use super::phrase;
use super::reading::{Absolute, Approximate, Day, Direction, Meaning, Reading};
use super::role::{Caption, Count, Role};
use super::sentence::{Item, Kind, items};
use super::span::Span;
use super::unit::Unit;

/// Beyond this many bytes a text is not read a second time.
const LONGEST_PARTED: usize = 400;

/// Reads a text that is a time as a whole, as `mushrif time` does; `None` where it is none.
///
/// Labels ("نشر", "(تم التعديل)", "· رد") and marks around it are no hindrance. One-letter units ("3 د") are read,
/// since the caller says that the text should be a time; [`read_line`] does not.
#[must_use]
pub fn read(text: &str) -> Option<Reading> {
    read_as(text, true)
}

/// Reads a line of a page that may be anything: as [`read`], but one-letter units are not taken for units.
#[must_use]
pub fn read_line(line: &str) -> Option<Reading> {
    read_as(line, false)
}

/// Reads what stands where a page has the time of a comment: as [`read`], and a bare duration ("3 أشهر") lies in the
/// past, as does "خلال 3 أشهر": CLDR's short Arabic style has it for both directions, and no comment comes from the future.
#[must_use]
pub fn read_in_time_field(text: &str) -> Option<Reading> {
    let mut reading = read_as(text, true)?;
    let is_within = reading.direction == Direction::Future && text.trim_start().starts_with("خلال ");
    if reading.direction == Direction::None || is_within {
        reading.direction = Direction::Past;
    }
    Some(reading)
}

/// Reads the date of publication in a line such as "نشر في: … | آخر تحديث: …"; `None` where no label says "published".
#[must_use]
pub fn published(line: &str) -> Option<Reading> {
    line.split(['|', '•', '·']).find_map(|part| {
        let items = items(&normalise(part)?)?;
        let label = items.iter().position(|item| !matches!(item.kind, Kind::Mark(_)))?;
        (items[label].label()? == Caption::Published).then_some(())?;
        read_items(until_update(&items), true)
    })
}

/// Whether a line may be a time at all, from its first word: never false for what [`read`] reads, and cheap enough to
/// be asked of every line of a page.
#[must_use]
pub fn may_be_time(line: &str) -> bool {
    begins(line) || parted(line).is_some_and(|line| begins(&line))
}

fn begins(line: &str) -> bool {
    let mut word = String::with_capacity(32);
    match first_word(line, &mut word) {
        First::Word => LEXICON.begins(&word),
        First::Digit => true,
        First::Nothing | First::TooLong => false,
    }
}

fn read_as(text: &str, letters: bool) -> Option<Reading> {
    read_once(text, letters).or_else(|| read_once(&parted(text)?, letters))
}

/// The text with spaces for characters without width. Those mostly stand inside of words, but some pages part words by
/// them; `None` where there are none.
fn parted(text: &str) -> Option<String> {
    let widthless = ['\u{200b}', '\u{200c}'];
    (text.len() <= LONGEST_PARTED && text.contains(widthless)).then(|| text.replace(widthless, " "))
}

fn read_once(text: &str, letters: bool) -> Option<Reading> {
    let items = items(&normalise(text)?)?;
    read_items(&items, letters).or_else(|| read_items(until_update(&items), letters))
}

/// What stands before "آخر تحديث": the publication, which is the time that counts.
fn until_update(items: &[Item]) -> &[Item] {
    let is_update = |item: &Item| item.label() == Some(Caption::Updated);
    let start = items.iter().position(|item| !matches!(item.kind, Kind::Mark(_)) && !is_update(item)).unwrap_or(0);
    let end = items[start..].iter().position(is_update).map_or(items.len(), |at| start + at);
    &items[start..end]
}

fn read_items(items: &[Item], letters: bool) -> Option<Reading> {
    let all = items;
    let items = without_edges(all);
    if items.is_empty() || is_named_anew(items, all) {
        return None;
    }
    now(items)
        .or_else(|| phrase::read(items, letters))
        .or_else(|| absolute::read(items).map(dated))
        .or_else(|| named_unit::read(items))
}

/// "عام جديد", "يوم إعجاب": right behind a unit that nothing counts or points, what might be a label is its adjective.
fn is_named_anew(items: &[Item], all: &[Item]) -> bool {
    let [unit] = items else { return false };
    let bare = unit.unit().is_some_and(|(_, count)| count == Count::One);
    let behind = all.iter().skip_while(|item| !std::ptr::eq(*item, unit)).nth(1);
    bare && behind.and_then(Item::label).is_some_and(|label| label != Caption::Other)
}

/// Takes labels and marks off both ends.
fn without_edges(mut items: &[Item]) -> &[Item] {
    let is_mark = |item: &Item| matches!(item.kind, Kind::Mark(_));
    let is_digits = |item: &Item| matches!(item.kind, Kind::Digits(..));
    let is_edge = |item: &Item| is_mark(item) || item.label().is_some();
    let mut is_labelled = false;
    while let [first, rest @ ..] = items {
        items = match rest {
            // "أعجبني · رد · 2 · 3 سنوات".
            [mark, rest @ ..] if is_labelled && is_digits(first) && mark.is_mark('·') => rest,
            _ if is_edge(first) => rest,
            _ => break,
        };
        is_labelled |= first.label().is_some();
    }
    loop {
        items = match items {
            // "· 5 ردود", "· الرد (3)": a count of its own.
            [rest @ .., before, number, last] if is_digits(number) && (is_mark(before) && last.label().is_some()) => {
                rest
            }
            [rest @ .., last, number] if is_digits(number) && last.label().is_some() && !rest.is_empty() => rest,
            [rest @ .., last] if is_edge(last) => rest,
            _ => break,
        };
    }
    items
}

fn now(items: &[Item]) -> Option<Reading> {
    let [item] = items else { return None };
    item.is(Role::Now).then_some(())?;
    let meaning = Meaning::Between { least: Span::default(), most: Span::of(1, Unit::Minute)?, unit: Unit::Minute };
    Some(Reading { span: Some(Span::default()), direction: Direction::Now, approximate: None, meaning })
}

fn dated(absolute: Absolute) -> Reading {
    let (span, direction) = match absolute.day {
        Day::Offset(days) => (Span::of(i64::from(days).abs(), Unit::Day), toward(days)),
        Day::Weekday(_, Some(which @ (-1 | 1))) | Day::OfYear { which: Some(which), .. } => (None, toward(which)),
        _ => (None, Direction::Absolute),
    };
    let approximate = matches!(absolute.day, Day::HijriDate(_) | Day::HijriWithin(..)).then_some(Approximate::About);
    Reading { span, direction, approximate, meaning: Meaning::Absolute(absolute) }
}

fn toward(offset: i8) -> Direction {
    match offset {
        ..0 => Direction::Past,
        0 => Direction::Now,
        1.. => Direction::Future,
    }
}
