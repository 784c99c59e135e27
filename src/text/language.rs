//! The language of a comment, detected in the raw text, since folding merges the letters that distinguish languages.
//!
//! Arabic script is Arabic unless Persian, Urdu or Kurdish is detected by letters *and* by function words:
//! گ چ پ ڤ alone are also Iraqi, Gulf and Maghrebi. Latin script is Arabizi, French or English by its short words and,
//! for Arabizi, by the digits that stand for Arabic letters (7mar, 3ayez).

use super::letters::{Class, Classes};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

/// A language, by its BCP 47 tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Language {
    /// Arabic in Arabic letters, any dialect.
    #[serde(rename = "ar")]
    Arabic,
    /// Arabizi: Arabic in Latin letters and digits.
    #[serde(rename = "ar-Latn")]
    Arabizi,
    /// French.
    #[serde(rename = "fr")]
    French,
    /// English.
    #[serde(rename = "en")]
    English,
    /// Persian.
    #[serde(rename = "fa")]
    Persian,
    /// Urdu.
    #[serde(rename = "ur")]
    Urdu,
    /// Central Kurdish (Sorani), which is written in Arabic letters.
    #[serde(rename = "ckb")]
    Kurdish,
    /// Another language, or one that cannot be determined.
    #[serde(rename = "und")]
    Undetermined,
}

impl Language {
    /// Whether comments in this language are scored.
    #[must_use]
    pub fn is_scored(self) -> bool {
        matches!(self, Self::Arabic | Self::Arabizi)
    }

    /// Its BCP 47 tag, as records print it.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::Arabic => "ar",
            Self::Arabizi => "ar-Latn",
            Self::French => "fr",
            Self::English => "en",
            Self::Persian => "fa",
            Self::Urdu => "ur",
            Self::Kurdish => "ckb",
            Self::Undetermined => "und",
        }
    }

    fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// Short words, one section a language: data that a reader of the language can check.
const WORDS: &str = include_str!("language_words.txt");

/// The languages of each short word, a bit a language.
static LANGUAGES_OF: LazyLock<FxHashMap<&'static str, u8>> = LazyLock::new(|| {
    let mut words = FxHashMap::default();
    let mut language = Language::Undetermined;
    for line in WORDS.lines().filter(|line| !line.starts_with('#')) {
        match line.trim() {
            "[fr]" => language = Language::French,
            "[en]" => language = Language::English,
            "[ar-Latn]" => language = Language::Arabizi,
            "[fa]" => language = Language::Persian,
            "[ur]" => language = Language::Urdu,
            "[ckb]" => language = Language::Kurdish,
            list => {
                for word in list.split_whitespace() {
                    *words.entry(word).or_insert(0) |= language.bit();
                }
            }
        }
    }
    words
});

/// The length of the beginning of a text that is examined, in bytes.
pub(crate) const ENOUGH: usize = 4096;

/// The language of a text; `None` where there are no letters.
#[must_use]
pub fn language(text: &str) -> Option<Language> {
    let text = &text[..text.floor_char_boundary(ENOUGH)];
    let letters = LetterCounts::of(text);
    match letters.verdict() {
        ScriptVerdict::NoLetters => None,
        ScriptVerdict::Told(language) => Some(language),
        ScriptVerdict::ArabicScript => Some(of_arabic_script(text, &letters)),
        ScriptVerdict::LatinScript => Some(of_mostly_latin(text)),
    }
}

/// Arabic or another language of a text with more Latin letters than Arabic ones. Addresses, handles, hashtags and markup
/// do not count where there is anything else: `@some_long_name` and two words in Arabic are in Arabic.
fn of_mostly_latin(text: &str) -> Language {
    if memchr::memchr3(b'@', b'#', b'<', text.as_bytes()).is_none() && !text.contains("://") && !text.contains("www.") {
        return of_latin_script(text);
    }
    let speech = without_addresses(text);
    let letters = LetterCounts::of(&speech);
    match letters.verdict() {
        ScriptVerdict::NoLetters => of_latin_script(text),
        ScriptVerdict::Told(language) => language,
        ScriptVerdict::ArabicScript => of_arabic_script(&speech, &letters),
        ScriptVerdict::LatinScript => of_latin_script(&speech),
    }
}

/// A text without its addresses, handles, hashtags in Latin letters, and markup.
fn without_addresses(text: &str) -> String {
    let mut speech = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, tag)) = rest.split_once('<') {
        let is_tag = tag.starts_with(|first: char| first.is_ascii_alphabetic() || matches!(first, '/' | '!'));
        let after = tag.split_once('>').filter(|_| is_tag).map(|(_, after)| after);
        speech.push_str(before);
        speech.push(' ');
        rest = after.unwrap_or(tag);
    }
    speech.push_str(rest);
    let is_address = |word: &str| {
        let is_marked = word.contains(['@', '#']) || word.contains("://") || word.starts_with("www.");
        is_marked && LetterCounts::of(word).arabic == 0
    };
    speech.split_whitespace().filter(|word| !is_address(word)).collect::<Vec<_>>().join(" ")
}

/// The language of a text as far as its letters alone tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ScriptVerdict {
    /// No letters, and so no language.
    NoLetters,
    /// This language, by the letters alone.
    Told(Language),
    /// A language in Arabic script; the words tell which.
    ArabicScript,
    /// A language in Latin script; the words tell which.
    LatinScript,
}

/// The numbers of letters of each script in a text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct LetterCounts {
    /// Letters of Arabic script.
    pub arabic: u32,
    /// Latin letters.
    pub latin: u32,
    /// Letters of other scripts.
    pub foreign: u32,
    /// Letters of Arabic script that Arabic keyboards do not have.
    pub beyond_arabic: u32,
    urdu: u32,
    kurdish: u32,
}

impl LetterCounts {
    /// The counts of a text whose letters are all on Arabic keyboards or Latin.
    pub(crate) fn of_arabic_and_latin(arabic: u32, latin: u32) -> Self {
        Self { arabic, latin, ..Self::default() }
    }

    /// Counts the letters of a text.
    pub(crate) fn of(text: &str) -> Self {
        let mut letters = Self::default();
        let classes = Classes::get();
        for character in text.chars() {
            letters.count(character, classes);
        }
        letters
    }

    /// The language as far as these counts tell.
    pub(crate) fn verdict(&self) -> ScriptVerdict {
        if self.arabic + self.latin + self.foreign == 0 {
            ScriptVerdict::NoLetters
        } else if self.foreign > self.arabic && self.foreign > self.latin {
            ScriptVerdict::Told(Language::Undetermined)
        } else if self.arabic < self.latin {
            ScriptVerdict::LatinScript
        } else if self.beyond_arabic == 0 {
            ScriptVerdict::Told(Language::Arabic)
        } else {
            ScriptVerdict::ArabicScript
        }
    }

    #[inline]
    fn count(&mut self, character: char, classes: Classes) {
        match classes.of(character) {
            Class::Arabic(_) => {
                self.arabic += 1;
                match character {
                    'ٹ' | 'ڈ' | 'ڑ' | 'ں' | 'ے' | 'ہ' | 'ھ' => {
                        self.urdu += 1;
                        self.beyond_arabic += 1;
                    }
                    'ێ' | 'ۆ' | 'ڕ' | 'ڵ' | 'ە' => {
                        self.kurdish += 1;
                        self.beyond_arabic += 1;
                    }
                    'پ' | 'چ' | 'ژ' | 'گ' | 'ک' | 'ی' => self.beyond_arabic += 1,
                    _ => {}
                }
            }
            Class::Several => self.arabic += 1,
            Class::Latin(_) => self.latin += 1,
            Class::Foreign => self.foreign += 1,
            _ => {}
        }
    }
}

/// Arabic, unless a fifth of all words, and two or more (one in a text of up to four), are function words of another.
fn of_arabic_script(text: &str, letters: &LetterCounts) -> Language {
    let mut words = 0;
    let (mut persian, mut urdu, mut kurdish) = (0, 0, 0);
    for word in text.split(|c: char| !c.is_alphabetic() && c != '\u{200C}').filter(|word| !word.is_empty()) {
        words += 1;
        let languages = LANGUAGES_OF.get(word).copied().unwrap_or(0);
        persian += u32::from(languages & Language::Persian.bit() != 0);
        urdu += u32::from(languages & Language::Urdu.bit() != 0);
        kurdish += u32::from(languages & Language::Kurdish.bit() != 0);
    }
    let is_likely = |found: u32| found * 5 >= words && (found >= 2 || words <= 4 && found == 1);
    if letters.kurdish >= 2 && letters.kurdish > letters.urdu && is_likely(kurdish + letters.kurdish / 4) {
        Language::Kurdish
    } else if letters.urdu >= 2 && is_likely(urdu) && urdu >= persian {
        Language::Urdu
    } else if is_likely(persian) {
        Language::Persian
    } else {
        Language::Arabic
    }
}

/// Arabizi, French or English, by the most points: 2 a short word, 1 a French accent, 3 a digit for a letter (Arabizi), 1
/// an unknown word that is spelled as neither French nor English is.
fn of_latin_script(text: &str) -> Language {
    let mut points = Points::default();
    // A word in small letters without accents, and the number of accents that it had.
    let (mut word, mut accents) = (String::new(), 0);
    let classes = Classes::get();
    for character in text.chars().chain([' ']) {
        if character.is_ascii_alphanumeric() {
            word.push(character.to_ascii_lowercase());
        } else if character.is_ascii() || !character.is_alphanumeric() {
            if !word.is_empty() {
                points.add(&word, accents);
                word.clear();
            }
            accents = 0;
        } else {
            match classes.of(character) {
                Class::Latin(letter) => {
                    word.push(char::from(b'a' + letter));
                    accents += 1;
                }
                Class::Digit(digit) => word.push(char::from(b'0' + digit)),
                _ => {}
            }
        }
    }
    points.most()
}

/// What speaks for each language of a text in Latin script.
#[derive(Default)]
struct Points {
    arabizi: u32,
    french: u32,
    english: u32,
}

impl Points {
    fn add(&mut self, word: &str, accents: u32) {
        let languages = LANGUAGES_OF.get(word).copied().unwrap_or(0);
        let spelling = Spelling::of(word.as_bytes());
        self.arabizi += 2 * u32::from(languages & Language::Arabizi.bit() != 0);
        self.french += 2 * u32::from(languages & Language::French.bit() != 0) + accents;
        self.english += 2 * u32::from(languages & Language::English.bit() != 0);
        self.arabizi += 3 * u32::from(spelling.has_letter_digit(word.as_bytes()));
        self.arabizi += u32::from(languages == 0 && accents == 0 && spelling.is_arabizi(word.as_bytes()));
    }

    fn most(&self) -> Language {
        let most = self.arabizi.max(self.french).max(self.english);
        match most {
            0 => Language::Undetermined,
            _ if self.arabizi == most => Language::Arabizi,
            _ if self.french == most => Language::French,
            _ => Language::English,
        }
    }
}

/// What a word of small letters and digits shows in one pass over it.
#[derive(Default)]
struct Spelling {
    letters: usize,
    digits: usize,
    has_vowel: bool,
    /// Whether it has kh, dh or aa.
    has_rare_pair: bool,
    /// Whether two digits stand side by side.
    has_number: bool,
    /// Whether it has one of the digits that stand for letters: 2 3 5 6 7 8 9.
    has_digit_for_letter: bool,
}

impl Spelling {
    fn of(word: &[u8]) -> Self {
        let mut spelling = Self::default();
        let mut previous = 0u8;
        for &byte in word {
            if byte.is_ascii_digit() {
                spelling.digits += 1;
                spelling.has_number |= previous.is_ascii_digit();
                spelling.has_digit_for_letter |= matches!(byte, b'2' | b'3' | b'5'..=b'9');
            } else {
                spelling.letters += 1;
                spelling.has_vowel |= matches!(byte, b'a' | b'e' | b'i' | b'o' | b'u');
                spelling.has_rare_pair |= matches!((previous, byte), (b'k' | b'd', b'h') | (b'a', b'a'));
            }
            previous = byte;
        }
        spelling
    }

    /// Whether a word begins with two consonants as no French or English word does (tbarkallah, nchallah, lkollkom), or
    /// has a spelling of an Arabic letter that is rare there: kh, dh, aa, or ou at the end.
    fn is_arabizi(&self, word: &[u8]) -> bool {
        let [first, second, _, ..] = *word else { return false };
        let is_consonant = |letter: u8| !b"aeiouy".contains(&letter);
        self.digits == 0
            && self.has_vowel
            && (self.has_rare_pair
                || word.len() > 3 && word.ends_with(b"ou")
                || is_consonant(first) && is_consonant(second) && !is_onset(first, second))
    }

    /// Whether a digit stands for a letter: one of 2 3 5 6 7 8 9 beside a letter, and not an ordinal or a model number.
    fn has_letter_digit(&self, word: &[u8]) -> bool {
        if self.letters < 2 || !self.has_digit_for_letter || self.digits > 3 || self.has_number {
            return false;
        }
        let ordinal = matches!(word, [first @ .., b't', b'h'] | [first @ .., b'n', b'd'] | [first @ .., b'r', b'd'] if first.iter().all(u8::is_ascii_digit));
        !ordinal
    }
}

/// Whether French or English words begin with these two consonants.
fn is_onset(first: u8, second: u8) -> bool {
    let after: &[u8] = match first {
        b'b' | b'f' => b"lr",
        b'c' => b"hlr",
        b'd' => b"rw",
        b'g' => b"hlnr",
        b'k' => b"n",
        b'p' => b"hlnrs",
        b'r' => b"h",
        b's' => b"chklmnpqtw",
        b't' => b"hrsw",
        b'v' => b"r",
        b'w' => b"hr",
        _ => b"",
    };
    after.contains(&second)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arabic_script_is_arabic_unless_another_language_is_detected() {
        for (text, expected) in [
            ("مقال جيد شكرا", Language::Arabic),
            ("گلبي وياك چذاب", Language::Arabic),
            ("شكرا یا اخی", Language::Arabic),
            ("این حرف درست نیست", Language::Persian),
            ("مردم ایران خیلی خوب هستند و این را می دانند", Language::Persian),
            ("یہ بات بالکل ٹھیک نہیں ہے", Language::Urdu),
            ("ئەم بابەتە زۆر باشە بۆ هەموو کەس", Language::Kurdish),
            ("يا كلب", Language::Arabic),
        ] {
            assert_eq!(language(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn latin_script_is_arabizi_french_or_english() {
        for (text, expected) in [
            ("wallah enta 7mar", Language::Arabizi),
            ("mabrouk 3likom ya chabab", Language::Arabizi),
            ("tbarkallah lkollkom", Language::Arabizi),
            ("allah yerhamhou khouya", Language::Arabizi),
            ("ce pays est magnifique et les gens sont gentils", Language::French),
            ("c pas a toi de decider", Language::French),
            ("this is not what the people want", Language::English),
            ("shame on the khedive of whom they speak", Language::English),
            ("Xyzzy", Language::Undetermined),
        ] {
            assert_eq!(language(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn addresses_handles_hashtags_and_markup_do_not_make_a_comment_another_language() {
        for (text, expected) in [
            ("@some_very_long_user_name انت حمار", Language::Arabic),
            ("انت حمار https://example.com/a/long/path?of=words", Language::Arabic),
            ("www.example.com/news/sports كلام فارغ", Language::Arabic),
            ("#BreakingNews #FreeSpeechForAll كلام فارغ", Language::Arabic),
            ("<a href=\"https://example.com/page\" rel=\"nofollow\">رأيي</a> كلام فارغ", Language::Arabic),
            ("someone.with.a.name@example.com انتم لصوص", Language::Arabic),
            ("@this_is_what_they_want wallah enta 7mar", Language::Arabizi),
            ("@user this is not what the people want سلام", Language::English),
            ("@xyzzy", Language::Undetermined),
            ("a < b and this is what they want", Language::English),
        ] {
            assert_eq!(language(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn without_letters_there_is_no_language() {
        for text in ["", "😂😂", "123 !!", "…"] {
            assert_eq!(language(text), None, "{text}");
        }
    }

    #[test]
    fn a_long_text_is_cut_at_a_character() {
        assert_eq!(language(&"ا".repeat(ENOUGH)), Some(Language::Arabic));
    }
}
