//! The class of each character: the lossless half of folding.
//!
//! A character is looked up once and becomes a [`Class`]. Letters that writers interchange are *not* merged here (`أ`
//! is not yet `ا`), because runs of one letter must be recognised first: in المسيئين the letters ي ئ ي are three
//! different ones, in حمييييل one that is held down.

use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;

/// What a character means for folding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    /// An Arabic letter, not merged yet: an index into [`ARABIC`].
    Arabic(u8),
    /// A Latin letter, lower-cased and without accents: `a` is 0.
    Latin(u8),
    /// A digit of any of the three families in use (Latin, Arabic-Indic, Persian): its value.
    Digit(u8),
    /// A vowel sign, a Qur'anic mark, a tatweel, a zero-width or direction control: ignored.
    Nothing,
    /// An emoji: 🐷 🖕 😂.
    Emoji,
    /// A letter of any other script.
    Foreign,
    /// Several letters in one character (presentation forms, ligatures): see [`expansion`].
    Several,
    /// White space, punctuation, and everything else: ends a word.
    Break,
}

/// The Arabic letters that are distinguished before merging, with the symbol that each merges into.
///
/// Symbols below 64 stand for letters, so that five of them fit 30 bits. 0 is no symbol and 1 the edge of a word.
pub(crate) const ARABIC: [(char, u8); 45] = [
    ('ا', 2),
    ('أ', 2),
    ('إ', 2),
    ('آ', 2),
    ('ٱ', 2),
    ('ب', 3),
    ('پ', 3),
    ('ت', 4),
    ('ث', 5),
    ('ج', 6),
    ('ح', 7),
    ('خ', 8),
    ('د', 9),
    ('ذ', 10),
    ('ر', 11),
    ('ز', 12),
    ('ژ', 12),
    ('س', 13),
    ('ش', 14),
    ('ص', 15),
    ('ض', 16),
    ('ط', 17),
    ('ظ', 18),
    ('ع', 19),
    ('غ', 20),
    ('ف', 21),
    ('ڤ', 21),
    ('ق', 22),
    ('ك', 23),
    ('ل', 24),
    ('م', 25),
    ('ن', 26),
    ('ه', 27),
    ('ة', 27),
    ('و', 28),
    ('ي', 29),
    ('ى', 29),
    ('ء', 30),
    ('ؤ', 28),
    ('ئ', 29),
    // In Iraq and the Gulf گلبي is "my heart" and كلبي "my dog": گ is a letter of its own, and so is چ.
    ('گ', 31),
    ('چ', 32),
    // Urdu's retroflex letters: kept apart so that Urdu does not look like Arabic.
    ('ٹ', 43),
    ('ڈ', 44),
    ('ڑ', 45),
];

/// The raw code (before merging) of the digit 0; the others follow. Smaller ones are indices of [`ARABIC`].
pub(super) const RAW_DIGIT: u8 = 64;
/// The raw code of the Latin letter a; the others follow.
pub(super) const RAW_LATIN: u8 = 80;
/// The edge of a word, as a symbol.
pub(crate) const EDGE: u8 = 1;
/// The symbol of the digit 0; the others follow.
pub(crate) const ZERO: u8 = 33;
/// The symbol of the Latin letter a; the others follow. Those of Arabic letters overlap: the kind of a token decides.
pub(crate) const LATIN_A: u8 = 2;

/// The raw code of an Arabic letter: its index in [`ARABIC`].
///
/// # Panics
/// If the letter is not in the table; only constants and built-in lists are passed.
pub(crate) const fn raw(letter: char) -> u8 {
    let mut index = 0;
    while index < ARABIC.len() {
        if ARABIC[index].0 as u32 == letter as u32 {
            return index as u8;
        }
        index += 1;
    }
    panic!("not a letter of the table")
}

/// The symbol that an Arabic letter merges into.
pub(crate) const fn symbol(letter: char) -> u8 {
    ARABIC[raw(letter) as usize].1
}

/// The class of a character.
pub(crate) fn class(character: char) -> Class {
    Classes::get().of(character)
}

/// The table of classes, fetched once before a loop over many characters.
#[derive(Clone, Copy)]
pub(crate) struct Classes(&'static [Class; TABLE_END]);

impl Classes {
    /// The table.
    pub(crate) fn get() -> Self {
        Self(&TABLE)
    }

    /// The class of a character.
    #[inline]
    pub(crate) fn of(self, character: char) -> Class {
        match self.0.get(character as usize) {
            Some(class) => *class,
            None => class_beyond_table(character),
        }
    }
}

const TABLE_END: usize = 0x800;

static TABLE: LazyLock<Box<[Class; TABLE_END]>> = LazyLock::new(|| {
    let mut table = Box::new([Class::Break; TABLE_END]);
    for (code, class) in table.iter_mut().enumerate() {
        if let Some(character) = u32::try_from(code).ok().and_then(char::from_u32) {
            *class = class_below_table_end(character);
        }
    }
    table
});

fn class_below_table_end(character: char) -> Class {
    if let Some(index) = ARABIC.iter().position(|(letter, _)| *letter == character) {
        return Class::Arabic(index as u8);
    }
    match character {
        'a'..='z' => Class::Latin(character as u8 - b'a'),
        'A'..='Z' => Class::Latin(character as u8 - b'A'),
        '0'..='9' => Class::Digit(character as u8 - b'0'),
        '\u{660}'..='\u{669}' => Class::Digit((character as u32 - 0x660) as u8),
        '\u{6F0}'..='\u{6F9}' => Class::Digit((character as u32 - 0x6F0) as u8),
        // Persian, Urdu and Kurdish keyboards type these for ك, ي and ه.
        'ک' | 'ڪ' | 'ګ' => Class::Arabic(raw('ك')),
        'ی' | 'ې' | 'ۍ' | 'ێ' => Class::Arabic(raw('ي')),
        'ے' => Class::Arabic(raw('ى')),
        'ہ' | 'ە' | 'ھ' | 'ۀ' | 'ۂ' => Class::Arabic(raw('ه')),
        'ۃ' => Class::Arabic(raw('ة')),
        // Maghrebi and Uyghur spellings of the sound g, and of v.
        'ڨ' | 'ڭ' | 'ݣ' => Class::Arabic(raw('گ')),
        'ڥ' => Class::Arabic(raw('ف')),
        'ڢ' | 'ڡ' => Class::Arabic(raw('ف')),
        'ڧ' | 'ٯ' => Class::Arabic(raw('ق')),
        'ٲ' => Class::Arabic(raw('أ')),
        'ٳ' => Class::Arabic(raw('إ')),
        'ٶ' | 'ۆ' | 'ۇ' | 'ۈ' | 'ۋ' => Class::Arabic(raw('و')),
        'ڵ' => Class::Arabic(raw('ل')),
        'ڕ' => Class::Arabic(raw('ر')),
        'ں' => Class::Arabic(raw('ن')),
        // Vowels, Qur'anic marks, tatweel, and the controls of the Arabic block.
        '\u{610}'..='\u{61A}'
        | '\u{61C}'
        | '\u{640}'
        | '\u{64B}'..='\u{65F}'
        | '\u{670}'
        | '\u{6D6}'..='\u{6DC}'
        | '\u{6DF}'..='\u{6E8}'
        | '\u{6EA}'..='\u{6ED}'
        | '\u{300}'..='\u{36F}'
        | '\u{AD}' => Class::Nothing,
        '×' | '÷' => Class::Break,
        _ if character.is_alphabetic() => unaccented(character).map_or(Class::Foreign, Class::Latin),
        _ => Class::Break,
    }
}

/// The letter of an accented Latin one, `a` as 0: é is e. `None` for other scripts.
fn unaccented(character: char) -> Option<u8> {
    let base = std::iter::once(character).nfkd().next()?.to_ascii_lowercase();
    match base {
        'a'..='z' => Some(base as u8 - b'a'),
        _ => match character {
            'œ' | 'Œ' | 'ø' | 'Ø' => Some(b'o' - b'a'),
            'æ' | 'Æ' => Some(0),
            'ß' => Some(b's' - b'a'),
            'ı' => Some(b'i' - b'a'),
            _ => None,
        },
    }
}

fn class_beyond_table(character: char) -> Class {
    match character {
        // Zero-width characters, direction controls, variation selectors, skin tones, byte-order mark.
        '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}'
        | '\u{FE00}'..='\u{FE0F}'
        | '\u{FEFF}'
        | '\u{1F3FB}'..='\u{1F3FF}'
        | '\u{8CA}'..='\u{8FF}'
        | '\u{20E3}'
        | '\u{E0000}'..='\u{E01EF}' => Class::Nothing,
        '\u{2600}'..='\u{27BF}' | '\u{1F000}'..='\u{1FAFF}' | '\u{2B05}'..='\u{2B55}' => Class::Emoji,
        // Quotation marks, dashes and the like: the commonest characters that no range below has.
        '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205E}' => Class::Break,
        // Arabic letters of the Supplement and Extended blocks that have the sound of a letter of the table.
        '\u{763}' => Class::Arabic(raw('گ')),
        // Presentation forms, and letters in circles, full width and the like.
        '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}' | '\u{FF01}'..='\u{FFDC}' | '\u{1D400}'..='\u{1D7FF}' => {
            Class::Several
        }
        _ if character.is_alphabetic() => unaccented(character).map_or(Class::Foreign, Class::Latin),
        _ => Class::Break,
    }
}

/// The classes of the letters that a character of [`Class::Several`] stands for.
///
/// NFKC expands presentation forms, but turns the isolated vowel signs (U+FE70–FE7F, U+FC5E–FC63) into a *space* and a
/// mark, which would split a word in two, and ﷺ and ﷽ into a sentence. Signs are marks here; phrases expand to nothing.
pub(crate) fn expansion(character: char) -> impl Iterator<Item = Class> {
    let phrase = matches!(character, '\u{FDF0}'..='\u{FDF1}' | '\u{FDF3}'..='\u{FDFF}');
    let sign = matches!(character, '\u{FE70}'..='\u{FE7F}' | '\u{FC5E}'..='\u{FC63}');
    std::iter::once(character).nfkc().filter_map(move |part| match part {
        _ if phrase => None,
        ' ' if sign => None,
        _ => Some(match class(part) {
            // NFKC is idempotent: a second expansion would change nothing.
            Class::Several => Class::Break,
            other => other,
        }),
    })
}

/// Whether a character is one of the invisible marks that set the direction of text (Unicode, Bidi_Control).
pub(crate) fn is_direction_mark(character: char) -> bool {
    matches!(character, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_families_of_digits_have_the_same_values() {
        for digits in ["0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹"] {
            for (value, digit) in digits.chars().enumerate() {
                assert_eq!(class(digit), Class::Digit(value as u8));
            }
        }
    }

    #[test]
    fn every_symbol_fits_six_bits() {
        assert!(ARABIC.iter().all(|(_, symbol)| *symbol < 64 && *symbol > EDGE));
    }

    #[test]
    fn presentation_forms_expand_to_letters_and_isolated_vowels_to_nothing() {
        let expanded = |c| expansion(c).collect::<Vec<_>>();
        assert_eq!(expanded('ﺣ'), [Class::Arabic(raw('ح'))]);
        assert_eq!(expanded('ﻻ'), [Class::Arabic(raw('ل')), Class::Arabic(raw('ا'))]);
        assert_eq!(expanded('\u{FE76}'), [Class::Nothing]);
        assert!(expanded('ﷺ').is_empty());
    }

    #[test]
    fn accents_are_removed_and_letters_of_other_scripts_are_foreign() {
        assert_eq!(class('é'), Class::Latin(4));
        assert_eq!(class('Ж'), Class::Foreign);
        assert_eq!(class('🐷'), Class::Emoji);
        assert_eq!(class('\u{200F}'), Class::Nothing);
    }
}
