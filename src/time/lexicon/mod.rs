//! The lexicon: text files that a speaker of the language can check, parsed once.

use rustc_hash::FxHashMap;
use std::sync::LazyLock;

use super::normalise::{is_letter, normalise};
use super::reading::{Approximate, Direction};
use super::role::{Caption, Count, DayPart, Role, While};
use super::unit::Unit;

const FILES: [(&str, &str); 8] = [
    ("units.txt", include_str!("units.txt")),
    ("numbers.txt", include_str!("numbers.txt")),
    ("words.txt", include_str!("words.txt")),
    ("months.txt", include_str!("months.txt")),
    ("zones.txt", include_str!("zones.txt")),
    ("english.txt", include_str!("english.txt")),
    ("french.txt", include_str!("french.txt")),
    ("others.txt", include_str!("others.txt")),
];

/// The built-in lexicon. A unit test parses it, so that a mistake in a file is found before a release.
pub(super) static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let (lexicon, _) = Lexicon::parse(&FILES);
    lexicon
});

/// All that is known about a form of one or more words.
#[derive(Debug, Default, Clone)]
pub(super) struct LexiconEntry {
    /// What it can be; empty where it only begins longer forms.
    pub(super) roles: Vec<Role>,
    /// How many words the longest form that begins with it has.
    pub(super) longest: usize,
}

/// Forms, folded, and their roles.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    // The lexicon is fixed, so that collisions cannot be crafted; half of the time of reading went into the standard
    // library's hash.
    entries: FxHashMap<Box<str>, LexiconEntry>,
}

impl Lexicon {
    pub(super) fn entry(&self, form: &str) -> Option<&LexiconEntry> {
        self.entries.get(form)
    }

    /// Whether a text may begin with this word, with or without a glued و.
    pub(super) fn begins(&self, word: &str) -> bool {
        let bare = word.strip_prefix('و');
        self.entry(word).is_some() || bare.is_some_and(|rest| self.entry(rest).is_some())
    }

    /// Reads the files; second, what was wrong in them, by file and line.
    fn parse(files: &[(&str, &'static str)]) -> (Self, Vec<String>) {
        let mut lexicon = Self::default();
        let mut faults = Vec::new();
        for &(file, content) in files {
            for (number, line) in content.lines().enumerate() {
                let line = line.trim();
                if line.is_empty() || line.starts_with('#') {
                    continue;
                }
                let Some((key, forms)) = line.split_once(':') else {
                    faults.push(format!("{file}:{}: no colon", number + 1));
                    continue;
                };
                let Some(role) = role(file, key.trim()) else {
                    faults.push(format!("{file}:{}: {key} is nothing that the grammar knows", number + 1));
                    continue;
                };
                for form in forms.split(['،', ',']) {
                    if !lexicon.add(form, role) {
                        faults.push(format!("{file}:{}: {form} is no word or words", number + 1));
                    }
                }
            }
        }
        (lexicon, faults)
    }

    fn add(&mut self, form: &str, role: Role) -> bool {
        let is_words =
            |form: &String| form.starts_with(is_letter) && form.chars().all(|each| is_letter(each) || is_joint(each));
        let Some(form) = normalise(form).filter(is_words) else {
            return false;
        };
        if let Role::Unit(unit, count @ (Count::One | Count::Two)) = role {
            let definite = if count == Count::One { Count::Definite } else { Count::DefiniteTwo };
            self.insert(&format!("ال{form}"), Role::Unit(unit, definite));
            if count == Count::One {
                self.insert(&format!("هال{form}"), Role::Unit(unit, Count::Current));
            }
        }
        self.insert(&form, role);
        true
    }

    fn insert(&mut self, form: &str, role: Role) {
        let words = form.split(is_joint).count();
        let first = form.split(is_joint).next().unwrap_or(form);
        let beginning = self.entries.entry(first.into()).or_default();
        beginning.longest = beginning.longest.max(words);
        let entry = self.entries.entry(form.into()).or_default();
        // Spellings that normalise to the same form may be listed side by side.
        if !entry.roles.contains(&role) {
            entry.roles.push(role);
        }
    }
}

/// What stands between the words of one form: "il y a", "a.m", "avant-hier".
pub(super) fn is_joint(folded: char) -> bool {
    matches!(folded, ' ' | '.' | '-')
}

fn role(file: &str, key: &'static str) -> Option<Role> {
    if file == "zones.txt" {
        return Some(Role::Zone(if key == "local" { "" } else { key }));
    }
    unit_role(key).or_else(|| number_role(key)).or_else(|| word_role(key))
}

fn unit_role(key: &str) -> Option<Role> {
    let (unit, count) = key.split_once(' ')?;
    let count = match count.trim() {
        "one" => Count::One,
        "two" => Count::Two,
        "some" => Count::Some,
        "singular" => Count::Singular,
        "plural" => Count::Plural,
        "letter" => Count::Letter,
        "definite" => Count::Definite,
        _ => return None,
    };
    Some(Role::Unit(Unit::from_name(unit)?, count))
}

fn number_role(key: &str) -> Option<Role> {
    Some(match key.split_once('/') {
        Some(("parts", below)) => Role::Parts(below.parse().ok()?),
        Some((above, below)) => Role::Fraction(above.parse().ok()?, below.parse().ok()?),
        None => Role::Number(key.parse().ok()?),
    })
}

fn word_role(key: &str) -> Option<Role> {
    if let Some((name, value)) = key.rsplit_once(' ')
        && let Some(role) = counted_role(name, value)
    {
        return Some(role);
    }
    Some(match key {
        "past before" => Role::Before(Direction::Past),
        "since" => Role::Since,
        "future before" => Role::Before(Direction::Future),
        "past after" => Role::After(Direction::Past),
        "future after" => Role::After(Direction::Future),
        "from now" => Role::FromNow,
        "about" => Role::Qualifier(Approximate::About),
        "over" => Role::Qualifier(Approximate::Over),
        "almost" => Role::Qualifier(Approximate::Almost),
        "less than" => Role::Qualifier(Approximate::LessThan),
        "and" => Role::And,
        "except" => Role::Except,
        "few" => Role::Few,
        "now" => Role::Now,
        "this" => Role::This,
        "latest" => Role::Latest,
        "filler" => Role::Filler,
        "year marker" => Role::YearMarker,
        "christian" => Role::Christian,
        "hijri" => Role::Hijri,
        "solar era" => Role::Solar,
        "iso" => Role::IsoT,
        "clock" => Role::Clock,
        "morning" => Role::DayPart(DayPart::Morning),
        "noon" => Role::DayPart(DayPart::Noon),
        "afternoon" => Role::DayPart(DayPart::Afternoon),
        "night" => Role::DayPart(DayPart::Night),
        "zone word" => Role::ZoneWord,
        "ordinal" => Role::Ordinal,
        "hour mark" => Role::HourMark,
        "published" => Role::Caption(Caption::Published),
        "updated" => Role::Caption(Caption::Updated),
        "label" => Role::Caption(Caption::Other),
        "button" => Role::Caption(Caption::Button),
        _ => return None,
    })
}

/// A key that ends in a number (or in "-", for a while without a definite maximum).
fn counted_role(name: &str, value: &str) -> Option<Role> {
    let while_of = |alone, direction| {
        let seconds = if value == "-" { None } else { Some(value.parse().ok()?) };
        Some(Role::While(While { seconds, alone, direction }))
    };
    match name {
        "while" => while_of(false, None),
        "moment" => while_of(true, None),
        "moment past" => while_of(true, Some(Direction::Past)),
        "moment future" => while_of(true, Some(Direction::Future)),
        _ => None,
    }
    .or_else(|| {
        Some(match name.split_once(' ') {
            Some(("vague", least)) => Role::Vague(least.parse().ok()?, value.parse().ok()?),
            Some(("named", "day")) => Role::NamedDay(value.parse().ok()?),
            Some(("word", "month")) => Role::WordMonth(value.parse().ok()?),
            Some(("word", "weekday")) => Role::WordWeekday(value.parse().ok()?),
            Some(("word", "hijri")) => Role::WordHijriMonth(value.parse().ok()?),
            Some(("word", "solar")) => Role::WordSolarMonth(value.parse().ok()?),
            Some(("modifier", "before")) => Role::ModifierBefore(value.parse().ok()?),
            Some(_) => return None,
            None => {
                let value: i8 = value.parse().ok()?;
                match name {
                    "modifier" => Role::Modifier(value),
                    "hour" => Role::Hour(value),
                    "month" => Role::Month(value),
                    "hijri" => Role::HijriMonth(u8::try_from(value).ok()?),
                    "solar" => Role::SolarMonth(value),
                    "weekday" => Role::Weekday(value),
                    _ => return None,
                }
            }
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_line_of_the_lexicon_is_understood() {
        let (_, faults) = Lexicon::parse(&FILES);
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }

    #[test]
    fn no_form_has_two_meanings_unknowingly() {
        let ambiguous: BTreeSet<String> = include_str!("ambiguous.txt")
            .lines()
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| normalise(line.split_once(':')?.0))
            .collect();
        let several: BTreeSet<String> = LEXICON
            .entries
            .iter()
            .filter(|(_, entry)| entry.roles.len() > 1)
            .map(|(form, _)| form.to_string())
            .collect();
        let unknowing: Vec<_> = several
            .difference(&ambiguous)
            .map(|form| format!("{form} {:?}", LEXICON.entries[form.as_str()].roles))
            .collect();
        let outdated: Vec<_> = ambiguous.difference(&several).collect();
        assert!(unknowing.is_empty(), "two meanings, and not in ambiguous.txt:\n{}", unknowing.join("\n"));
        assert!(outdated.is_empty(), "in ambiguous.txt, but with one meaning: {outdated:?}");
    }
}
