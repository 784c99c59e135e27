//! What is said to people, in English or Arabic: strings as data, one file a language.
//!
//! A line of a file is `key = text`; `{}` in a text are filled in order. Field names and option names are no part of this:
//! they never change.

mod catalogue;

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Display;
use std::str::FromStr;
use std::sync::LazyLock;

/// The language and the digits of what is said to people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Locale {
    arabic: bool,
    /// Whether numbers have the digits ٠ to ٩, as in Arabic outside of the Maghreb.
    arabic_digits: bool,
}

const ENGLISH: &str = include_str!("en.txt");
const ARABIC: &str = include_str!("ar.txt");

type Texts = HashMap<&'static str, &'static str>;

static TEXTS: LazyLock<[Texts; 2]> = LazyLock::new(|| [ENGLISH, ARABIC].map(|file| lines(file).collect()));

fn lines(file: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    file.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(" = "))
}

/// The regions whose Arabic has the digits 0 to 9.
const MAGHREB: [&str; 6] = ["DZ", "EH", "LY", "MA", "MR", "TN"];

impl Locale {
    /// Both, for what is read back in any language.
    pub(crate) const ALL: [Self; 2] =
        [Self { arabic: false, arabic_digits: false }, Self { arabic: true, arabic_digits: true }];

    /// The locale that the environment names by `LC_ALL`, `LC_MESSAGES` or `LANG`; English where it names another.
    pub(crate) fn of_environment() -> Self {
        let named = ["LC_ALL", "LC_MESSAGES", "LANG"]
            .into_iter()
            .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
        named.and_then(|name| name.parse().ok()).unwrap_or_default()
    }

    /// The text of a key.
    pub(crate) fn word(self, key: &str) -> &'static str {
        TEXTS[usize::from(self.arabic)].get(key).copied().unwrap_or_default()
    }

    /// The text of a key with its gaps filled.
    pub(crate) fn phrase(self, key: &str, parts: &[&dyn Display]) -> String {
        let mut pieces = self.word(key).split("{}");
        let mut text = pieces.next().unwrap_or_default().to_owned();
        for (piece, part) in pieces.zip(parts) {
            text.push_str(&part.to_string());
            text.push_str(piece);
        }
        text
    }

    /// A message that the program or the library made in English.
    pub(crate) fn message(self, english: &str) -> Cow<'_, str> {
        if self.arabic { catalogue::arabic(english) } else { english.into() }
    }

    /// A number in the digits of the locale.
    pub(crate) fn number(self, number: impl Display) -> String {
        let written = number.to_string();
        if !self.arabic_digits {
            return written;
        }
        let digit = |character: char| match character {
            '0'..='9' => char::from_u32('٠' as u32 + (character as u32 - '0' as u32)).unwrap_or(character),
            '.' => '٫',
            ',' => '٬',
            other => other,
        };
        written.chars().map(digit).collect()
    }

    /// What parts a list.
    pub(crate) fn comma(self) -> &'static str {
        if self.arabic { "، " } else { ", " }
    }

    /// Whether it is written from right to left.
    pub(crate) fn is_right_to_left(self) -> bool {
        self.arabic
    }

    /// The tag of its language, for HTML.
    pub(crate) fn tag(self) -> &'static str {
        if self.arabic { "ar" } else { "en" }
    }
}

impl FromStr for Locale {
    type Err = String;

    /// Parses `en`, `ar`, `ar-MA` or, as in `LANG`, `ar_EG.UTF-8`.
    fn from_str(text: &str) -> Result<Self, String> {
        let tag = text.split(['.', '@']).next().unwrap_or_default().replace('_', "-");
        let mut parts = tag.split('-');
        match parts.next() {
            Some("en" | "C" | "POSIX") => Ok(Self::default()),
            Some("ar") => {
                let maghreb = parts.any(|part| MAGHREB.contains(&part) || part == "latn");
                Ok(Self { arabic: true, arabic_digits: !maghreb })
            }
            _ => Err(format!("\"{text}\" is not known; write ar or en (ar-MA for Arabic with the digits 0 to 9)")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_is_missing_in_either_language_and_gaps_are_alike() {
        let [english, arabic] = [ENGLISH, ARABIC].map(|file| lines(file).collect::<Vec<_>>());
        assert_eq!(english.len(), arabic.len());
        for ((key, english), (other, arabic)) in english.iter().zip(&arabic) {
            assert_eq!(key, other);
            assert_eq!(english.matches("{}").count(), arabic.matches("{}").count(), "{key}");
            assert!(!english.is_empty() && !arabic.is_empty(), "{key}");
        }
    }

    /// Every key that the code names by a literal.
    #[test]
    fn no_key_of_the_code_is_missing() {
        fn files(folder: &std::path::Path, found: &mut Vec<String>) {
            for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
                match entry.path() {
                    path if path.is_dir() => files(&path, found),
                    path if path.extension().is_some_and(|ending| ending == "rs") => {
                        found.push(std::fs::read_to_string(path).unwrap());
                    }
                    _ => {}
                }
            }
        }
        let mut sources = Vec::new();
        files(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut sources);
        let known: Vec<&str> = lines(ENGLISH).map(|(key, _)| key).collect();
        let mut checked = 0;
        for source in &sources {
            for call in [".word(\"", ".phrase(\"", ".phrase(\n            \""] {
                for key in source.split(call).skip(1).filter_map(|rest| rest.split('"').next()) {
                    if !key.contains(['{', '\\']) {
                        assert!(known.contains(&key), "{key}");
                        checked += 1;
                    }
                }
            }
        }
        assert!(checked > 10);
    }

    #[test]
    fn a_locale_is_told_by_its_tag() {
        let number = |tag: &str| tag.parse::<Locale>().unwrap().number("1,234.5");
        assert_eq!(number("ar"), "١٬٢٣٤٫٥");
        assert_eq!(number("ar_MA.UTF-8"), "1,234.5");
        assert_eq!(number("en_GB"), "1,234.5");
        assert!("de".parse::<Locale>().is_err());
    }
}
