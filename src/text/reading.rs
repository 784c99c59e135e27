//! How a word was read, in letters again: for people who ask what a disguise was taken for.

use super::fold::{Kind, Word};
use super::letters::{ARABIC, Class, LATIN_A, ZERO, class, expansion};

/// The letters that a disguised word was read as; `None` for one that is written plainly.
///
/// Plain is a word with or without vowel signs, in any of the spellings that people mix (أ for ا, ة for ه). A held-down
/// letter, letters written one by one, tatweel, and characters that only look like letters are disguises.
#[must_use]
pub fn disguise(word: &Word<'_>, written: &str) -> Option<String> {
    if !matches!(word.kind, Kind::Arabic | Kind::Latin) || plain(written).as_deref() == Some(word.symbols) {
        return None;
    }
    Some(word.symbols.iter().map(|symbol| letter(*symbol, word.kind)).collect())
}

/// The symbols of a word as they stand; `None` where something is between them that is no letter.
fn plain(written: &str) -> Option<Vec<u8>> {
    let mut symbols = Vec::new();
    for character in written.chars() {
        match class(character) {
            Class::Nothing if is_vowel(character) => {}
            Class::Several => {
                let parts: Option<Vec<u8>> = expansion(character).map(symbol_of).collect();
                symbols.extend(parts?);
            }
            other => symbols.push(symbol_of(other)?),
        }
    }
    Some(symbols)
}

/// The vowel signs, and the dagger alif.
fn is_vowel(character: char) -> bool {
    matches!(character, '\u{064B}'..='\u{0652}' | '\u{0670}')
}

fn symbol_of(class: Class) -> Option<u8> {
    match class {
        Class::Arabic(index) => Some(ARABIC[index as usize].1),
        Class::Latin(index) => Some(LATIN_A + index),
        Class::Digit(value) => Some(ZERO + value),
        _ => None,
    }
}

/// The letter that a symbol is read as: of those that merge into it, the first of the table.
fn letter(symbol: u8, kind: Kind) -> char {
    if (ZERO..ZERO + 10).contains(&symbol) {
        return char::from(b'0' + symbol - ZERO);
    }
    match kind {
        Kind::Latin => char::from(b'a' + symbol.saturating_sub(LATIN_A).min(25)),
        _ => ARABIC.iter().find(|(_, other)| *other == symbol).map_or('؟', |(letter, _)| *letter),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Folded;

    fn read(text: &str) -> Vec<Option<String>> {
        let mut folded = Folded::default();
        folded.fold(text);
        folded.words().map(|word| disguise(&word, &text[word.start..word.end])).collect()
    }

    #[test]
    fn a_disguised_word_is_given_in_plain_letters() {
        for disguised in ["ح.م.ا.ر", "ح م ا ر", "حـمـار", "حماااار", "ح\u{200C}مار"] {
            assert_eq!(read(disguised), [Some("حمار".to_string())], "{disguised}");
        }
    }

    #[test]
    fn a_plain_word_is_not_in_any_spelling() {
        assert_eq!(read("أَنْتُمْ إلى المدرسة القديمة على 15 🙂 hello"), vec![None; 8]);
    }
}
