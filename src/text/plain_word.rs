//! Words of plain Arabic letters, folded in one pass over their bytes, a table look-up a letter: nine in ten of the words
//! that are met first, for a third of what the tokenizer takes for them letter by letter.

use super::language::LetterCounts;
use super::letters::{ARABIC, Class, class, symbol};
use super::token::{Token, TokenKind, key};
use std::ops::Range;
use std::sync::LazyLock;
use wide::u8x16;

/// The longest word that is folded here, in letters.
pub(super) const LONGEST: usize = 16;

/// A word that was folded.
#[derive(Debug, Clone, Copy)]
pub(super) struct PlainWord {
    /// How many letters it has.
    pub(super) length: usize,
    /// The length of the word as written, in bytes.
    pub(super) bytes: usize,
}

/// Its symbols, and behind them others that are no part of it.
pub(crate) type Letters = [u8; LONGEST + 2];

/// A mark that is ignored.
const MARK: u8 = 0x80;
/// Set beside the symbols of ئ, which is read as و before و, and of ؤ, which is no و before which it would be.
const HAMZA: u8 = 0x40;
const HA: u8 = symbol('ه');
const ALEF: u8 = symbol('ا');
const WAW: u8 = symbol('و');
const YA: u8 = symbol('ي');
const LAM: u8 = symbol('ل');

/// Ends a word: ، ؛ ؟ and the like.
const BREAK: u8 = 0xC0;

/// What each character from U+0600 to U+06FF is in a plain word: a symbol, a mark, its end, or 0 for what makes it no
/// plain word.
static PLAIN: LazyLock<[u8; 256]> = LazyLock::new(|| {
    std::array::from_fn(|low| {
        let character = char::from_u32(0x600 + low as u32).unwrap_or_default();
        match class(character) {
            Class::Nothing => MARK,
            Class::Break => BREAK,
            Class::Arabic(_) if LetterCounts::of(character.encode_utf8(&mut [0; 4])).beyond_arabic > 0 => 0,
            Class::Arabic(_) if matches!(character, 'ئ' | 'ؤ') => symbol(character) | HAMZA,
            // May stand for others.
            Class::Arabic(raw) if [symbol('گ'), symbol('چ')].contains(&ARABIC[usize::from(raw)].1) => 0,
            Class::Arabic(raw) => ARABIC[usize::from(raw)].1,
            _ => 0,
        }
    })
});

/// The token of a text that is one plain word, and the number of its letters as written.
#[inline]
pub(crate) fn plain_token<'letters>(text: &[u8], letters: &'letters mut Letters) -> Option<(Token<'letters>, u32)> {
    let word = PlainWord::fold(text, letters).filter(|word| word.bytes == text.len())?;
    let symbols = &letters[settled(&letters[..word.length])];
    let key = key(TokenKind::Arabic, symbols);
    let token = Token { symbols, kind: TokenKind::Arabic, start: 0, end: text.len(), stretched: false, key };
    Some((token, word.length as u32))
}

/// What is kept of a word: all but a final hamza after a long vowel (شيء becomes شي), and but the second alef of االله.
pub(super) fn settled(symbols: &[u8]) -> Range<usize> {
    const FINAL: u8 = symbol('ء');
    let end = symbols.len();
    match symbols {
        [.., ALEF | WAW | YA, FINAL] => 0..end - 1,
        [ALEF, ALEF, LAM, LAM, HA] => 1..end,
        _ => 0..end,
    }
}

impl PlainWord {
    /// Folds the word that a text begins with into `letters`. `None` unless it is made of the letters of Arabic keyboards and ends at
    /// an Arabic mark, at an ASCII character below the digits, or with the text; where it is too long, and where it may
    /// be laughter or have a letter that was held down.
    #[inline]
    pub(super) fn fold(text: &[u8], letters: &mut Letters) -> Option<Self> {
        let plain = &*PLAIN;
        let (mut length, mut bytes, mut any) = (0, 0, 0);
        while let [lead @ 0xD8..=0xDB, trail, ..] = text[bytes..] {
            let found = plain[usize::from(lead << 6 | trail & 0x3F)];
            match found {
                0 => return None,
                BREAK => break,
                MARK if length > 0 => {}
                _ if found == MARK || length == LONGEST => return None,
                letter => {
                    any |= letter;
                    letters[length] = letter;
                    length += 1;
                }
            }
            bytes += 2;
        }
        // A plain word that goes on in other letters or digits is part of a longer one.
        if length == 0 || text.get(bytes).is_some_and(|byte| *byte >= b'0' && !(0xD8..=0xDB).contains(byte)) {
            return None;
        }
        // Runs are found by symbols and so are more than those of one letter: left to the tokenizer, which knows.
        let from = |at: usize| u8x16::new(*letters[at..].first_chunk().unwrap_or(&[0; LONGEST]));
        let (all, next) = (from(0), from(1));
        let runs = all.simd_eq(next) & next.simd_eq(from(2));
        let laughing = all.simd_eq(u8x16::splat(HA)) | all.simd_eq(u8x16::splat(ALEF));
        let every = (1_u32 << length) - 1;
        if runs.to_bitmask() & every >> 2 != 0 || laughing.to_bitmask() & every == every {
            return None;
        }
        if any & HAMZA != 0 {
            for index in 0..length {
                let before_waw = index + 1 < length && letters[index + 1] == WAW;
                letters[index] = match letters[index] & HAMZA {
                    0 => letters[index],
                    _ if before_waw => WAW,
                    _ => letters[index] & !HAMZA,
                };
            }
        }
        Some(Self { length, bytes })
    }
}

#[cfg(test)]
mod tests {
    use super::super::tokenizer::Tokenizer;
    use super::*;
    use proptest::prelude::*;

    /// The kind and symbols of the tokens of a text.
    fn tokens(text: &str) -> Vec<(String, Vec<u8>, u64, bool)> {
        let mut tokenizer = Tokenizer::default();
        tokenizer.tokenize(text);
        let found = tokenizer.tokens();
        found.map(|token| (format!("{:?}", token.kind), token.symbols.to_vec(), token.key, token.stretched)).collect()
    }

    #[test]
    fn common_words_are_plain_and_others_are_not() {
        for word in ["كلب", "الأكراد", "مسؤول", "شُكْرًا", "كلب،", "كلب\n", "ء"] {
            assert!(PlainWord::fold(word.as_bytes(), &mut Letters::default()).is_some(), "{word}");
        }
        for word in
            ["", "حماااار", "هههه", "هاها", "كلب2", "كلبx", "کلب", "گلب", "،", "ـكلب", "كلب\u{200F}", "abc", "كلب😂"]
        {
            assert!(PlainWord::fold(word.as_bytes(), &mut Letters::default()).is_none(), "{word}");
        }
    }

    proptest! {
        /// A direction mark at the end of a word means nothing, and leaves it to the tokenizer.
        #[test]
        fn a_plain_word_is_folded_as_the_tokenizer_folds_it(
            words in prop::collection::vec("(وال|ال|للل|[ء-غف-ي]){0,2}([ئؤوهايى]{1,4}|[ء-غف-ي\u{64B}-\u{652}ـ]{1,17}|[ا-غف-يپچگکیٱ]{1,5})", 1..4)
        ) {
            prop_assert_eq!(tokens(&words.join(" ")), tokens(&words.join("\u{200F} ")), "{:?}", words);
        }
    }
}
