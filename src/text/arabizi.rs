//! Arabizi (Arabic in Latin letters and digits) read into Arabic letters, so that a word shares the skeleton and root of
//! the same word in Arabic script: 7mar, hmar and حمار are all ح م ر.
//!
//! Only consonants matter, since skeletons have no long vowels and short ones are not written. A letter that writers use
//! for two sounds (9 is ق or ص) gives two readings; a reading that is no word has no weight in the model. The table
//! follows Yaghan, "Arabizi: A Contemporary Style of Arabic Slang" (2008), with the French spellings of the Maghreb
//! (ch, kh, gh, and 9 for ق).

use super::letters::{LATIN_A, ZERO, symbol};

/// The most letters of a reading.
const MOST: usize = 64;

/// The two readings of a word in Arabic symbols. They differ only where a letter has two sounds.
#[derive(Debug)]
pub(crate) struct Readings {
    letters: [[u8; MOST]; 2],
    count: usize,
    /// Whether the readings differ.
    pub(crate) ambiguous: bool,
}

impl Readings {
    /// Reads a word of Latin letters and digits, as symbols of [`super::letters`].
    pub(crate) fn of(word: &[u8]) -> Self {
        let mut readings = Self { letters: [[0; MOST]; 2], count: 0, ambiguous: false };
        let mut rest = word;
        while let Some((sounds, length)) = first_sound(rest) {
            if let Some([one, other]) = sounds
                && readings.count < MOST
            {
                readings.letters[0][readings.count] = one;
                readings.letters[1][readings.count] = other;
                readings.count += 1;
                readings.ambiguous |= one != other;
            }
            rest = &rest[length..];
        }
        readings
    }

    /// The usual reading, and the other.
    pub(crate) fn get(&self, other: bool) -> &[u8] {
        &self.letters[usize::from(other)][..self.count]
    }
}

/// The letter for which a symbol of a Latin word stands, as ASCII.
fn ascii(symbol: u8) -> u8 {
    if symbol >= ZERO { symbol - ZERO + b'0' } else { symbol - LATIN_A + b'a' }
}

/// The usual and the other sound at the beginning of a word, `None` for a vowel, and the number of symbols read.
fn first_sound(word: &[u8]) -> Option<(Option<[u8; 2]>, usize)> {
    let first = ascii(*word.first()?);
    let second = word.get(1).map_or(0, |symbol| ascii(*symbol));
    let one = |letter| Some([symbol(letter); 2]);
    let two = |letter, other| Some([symbol(letter), symbol(other)]);
    let digraph = match (first, second) {
        (b's' | b'c', b'h') => one('ش'),
        (b'k', b'h') => one('خ'),
        (b'g', b'h') => one('غ'),
        (b't', b'h') => two('ث', 'ت'),
        (b'd', b'h') => two('ذ', 'ض'),
        _ => None,
    };
    if digraph.is_some() {
        return Some((digraph, 2));
    }
    let sounds = match first {
        b'b' | b'p' => one('ب'),
        b'c' => two('س', 'ك'),
        b'd' => two('د', 'ض'),
        b'f' | b'v' => one('ف'),
        b'g' => two('ق', 'ج'),
        b'h' => two('ه', 'ح'),
        b'j' => one('ج'),
        b'k' => two('ك', 'ق'),
        b'l' => one('ل'),
        b'm' => one('م'),
        b'n' => one('ن'),
        b'q' | b'8' => two('ق', 'غ'),
        b'r' => one('ر'),
        b's' => two('س', 'ص'),
        b't' => two('ت', 'ط'),
        b'x' => one('خ'),
        b'z' => two('ز', 'ظ'),
        b'3' => one('ع'),
        b'4' => one('ذ'),
        b'5' => one('خ'),
        b'6' => one('ط'),
        b'7' => one('ح'),
        b'9' => two('ق', 'ص'),
        // Vowels, and 2 for hamza: none is in a skeleton.
        _ => None,
    };
    Some((sounds, 1))
}

#[cfg(test)]
mod tests {
    use super::super::letters::ARABIC;
    use super::super::tokenizer::Tokenizer;
    use super::*;
    use proptest::prelude::*;

    fn readings(word: &str) -> Vec<String> {
        let mut tokenizer = Tokenizer::default();
        tokenizer.tokenize(word);
        let readings = Readings::of(tokenizer.tokens().next().unwrap().symbols);
        let letters = |symbols: &[u8]| {
            symbols.iter().map(|symbol| ARABIC.iter().find(|(_, other)| other == symbol).unwrap().0).collect()
        };
        let mut found = vec![letters(readings.get(false))];
        found.extend(readings.ambiguous.then(|| letters(readings.get(true))));
        found
    }

    #[test]
    fn digits_and_digraphs_stand_for_letters_and_vowels_for_none() {
        assert_eq!(readings("7mar"), ["حمر"]);
        assert_eq!(readings("5aruf"), ["خرف"]);
        assert_eq!(readings("3arab"), ["عرب"]);
        assert_eq!(readings("choufou"), ["شف"]);
        assert_eq!(readings("ghabi"), ["غب"]);
    }

    #[test]
    fn a_letter_of_two_sounds_gives_both_readings() {
        assert_eq!(readings("9alb"), ["قلب", "صلب"]);
        assert_eq!(readings("hmar"), ["همر", "حمر"]);
    }

    proptest! {
        #[test]
        fn any_word_is_read_into_letters_of_the_alphabet(word in "[a-zA-Z0-9]{0,80}[a-z]") {
            for reading in readings(&word) {
                prop_assert!(reading.chars().count() <= MOST);
            }
        }
    }
}
