//! A folded text cut into items: numbers, marks, and forms of the lexicon.

use super::lexicon::{LEXICON, LexiconEntry, is_joint};
use super::normalise::{is_fraction, is_letter};
use super::reading::{Approximate, Direction};
use super::role::{Caption, Count, DayPart, Role, While};
use super::unit::Unit;

/// One item of a sentence.
#[derive(Debug, Clone, Copy)]
pub(super) struct Item {
    pub(super) kind: Kind,
    /// Whether no space stands before it.
    pub(super) glued: bool,
    /// Whether it is a word of the feminine ending, as ساعة and واحدة are.
    pub(super) feminine: bool,
    /// Whether it is واحد or واحدة, which stands behind its noun; أحد does not.
    pub(super) is_one_behind: bool,
}

/// What an item is.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    /// A run of digits: its value and length.
    Digits(u64, u8),
    Mark(char),
    Word(&'static [Role]),
}

impl Item {
    fn bare(kind: Kind, glued: bool) -> Self {
        Self { kind, glued, feminine: false, is_one_behind: false }
    }

    fn word(form: &str, roles: &'static [Role], glued: bool) -> Self {
        let is_one_behind = matches!(form, "واحد" | "واحده");
        Self { kind: Kind::Word(roles), glued, feminine: form.ends_with('ه'), is_one_behind }
    }

    pub(super) fn roles(&self) -> &'static [Role] {
        if let Kind::Word(roles) = self.kind { roles } else { &[] }
    }

    pub(super) fn find<T>(&self, role: impl Fn(Role) -> Option<T>) -> Option<T> {
        self.roles().iter().find_map(|&each| role(each))
    }

    pub(super) fn is(&self, role: Role) -> bool {
        self.roles().contains(&role)
    }

    pub(super) fn is_number(&self) -> bool {
        self.roles().iter().any(|role| matches!(role, Role::Number(_)))
    }

    pub(super) fn is_mark(&self, mark: char) -> bool {
        matches!(self.kind, Kind::Mark(each) if each == mark)
    }

    pub(super) fn unit(&self) -> Option<(Unit, Count)> {
        self.find(|role| if let Role::Unit(unit, count) = role { Some((unit, count)) } else { None })
    }

    pub(super) fn fraction(&self) -> Option<(u8, u8)> {
        self.find(|role| if let Role::Fraction(above, below) = role { Some((above, below)) } else { None })
    }

    /// A run of digits short enough to be a part of a date.
    pub(super) fn digits(&self) -> Option<(i16, u8)> {
        match self.kind {
            Kind::Digits(value, length) if length <= 4 => i16::try_from(value).ok().map(|value| (value, length)),
            _ => None,
        }
    }
}

/// An accessor a role: the value that the item has in it.
macro_rules! roles {
    ($($name:ident: $role:ident($value:ty),)*) => {
        impl Item {
            $(pub(super) fn $name(&self) -> Option<$value> {
                self.find(|role| if let Role::$role(value) = role { Some(value) } else { None })
            })*
        }
    };
}

roles! {
    before: Before(Direction),
    after: After(Direction),
    qualifier: Qualifier(Approximate),
    number: Number(u64),
    parts: Parts(u8),
    a_while: While(While),
    named_day: NamedDay(i8),
    modifier: Modifier(i8),
    modifier_before: ModifierBefore(i8),
    weekday: Weekday(i8),
    word_weekday: WordWeekday(i8),
    day_part: DayPart(DayPart),
    hour: Hour(i8),
    zone: Zone(&'static str),
    label: Caption(Caption),
}

/// Cuts folded text; `None` as soon as a word is none that a time could have.
pub(super) fn items(folded: &str) -> Option<Vec<Item>> {
    let mut items = Vec::with_capacity(12);
    let mut at = 0;
    let mut glued = true;
    while let Some(character) = folded[at..].chars().next() {
        let rest = &folded[at..];
        if character == ' ' {
            at += 1;
            glued = false;
            continue;
        }
        if character.is_ascii_digit() {
            let length = rest.bytes().take_while(u8::is_ascii_digit).count();
            // Beyond counting it is a number all the same: "منذ 99999999999999999999 سنة" is a time.
            let value = rest[..length].parse().unwrap_or(u64::MAX);
            items.push(Item::bare(Kind::Digits(value, u8::try_from(length).unwrap_or(u8::MAX)), glued));
            at += length;
        } else if is_letter(character) {
            at += form(rest, glued, &mut items)?;
        } else {
            items.push(Item::bare(Kind::Mark(character), glued));
            at += character.len_utf8();
        }
        glued = true;
    }
    Some(items)
}

/// Takes the longest form that `text` begins with, after a glued و if need be; says how many bytes it has.
fn form(text: &str, glued: bool, items: &mut Vec<Item>) -> Option<usize> {
    let whole = longest(text);
    let behind_and = text.strip_prefix('و').and_then(|bare| {
        let (length, roles) = longest(bare)?;
        // "سنة واحد عشر شهرا" is a year and eleven months, for want of a hamza; "شهر واحد عشرة أيام" is ten days.
        let is_longer =
            whole.is_none_or(|(whole, _)| whole < 'و'.len_utf8() + length && !bare[..length].ends_with('ه'));
        is_longer.then_some((length, roles))
    });
    let Some((length, roles)) = behind_and else {
        let (length, roles) = whole?;
        items.push(Item::word(&text[..length], roles, glued));
        return Some(length);
    };
    let and = 'و'.len_utf8();
    items.push(Item::bare(Kind::Word(&[Role::And]), glued));
    items.push(Item::word(&text[and..and + length], roles, true));
    Some(and + length)
}

fn longest(text: &str) -> Option<(usize, &'static [Role])> {
    let lexicon = &*LEXICON;
    let first = word_length(text);
    let entry: &'static LexiconEntry = lexicon.entry(&text[..first])?;
    let mut found = Some((first, entry));
    if entry.longest > 1 {
        let mut end = first;
        for _ in 1..entry.longest {
            let Some(next) = text[end..].strip_prefix(is_joint) else {
                break;
            };
            let length = word_length(next);
            if length == 0 {
                break;
            }
            end += 1 + length;
            if let Some(entry) = lexicon.entry(&text[..end]).filter(|entry| !entry.roles.is_empty()) {
                found = Some((end, entry));
            }
        }
    }
    found.filter(|(_, entry)| !entry.roles.is_empty()).map(|(length, entry)| (length, entry.roles.as_slice()))
}

/// The length of the word that `text` begins with. A fraction sign is a word of its own.
fn word_length(text: &str) -> usize {
    match text.chars().next() {
        Some(first) if is_fraction(first) => first.len_utf8(),
        _ => text
            .char_indices()
            .find(|&(_, each)| !is_letter(each) || is_fraction(each))
            .map_or(text.len(), |(at, _)| at),
    }
}
