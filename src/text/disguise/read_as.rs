//! The reading of a disguised word in letters, as explanations show it.

use crate::text::letters::{ARABIC, Class, LATIN_A, ZERO, class, expansion, is_direction_mark, symbol};
use crate::text::{Token, TokenKind};

/// The letters that a token was read as; `None` for one that is written without disguise.
///
/// `undisguised` is the result of [`super::undisguise`]. Vowel signs and interchanged letters (أ for ا, ة for ه) are no
/// disguise; a held-down letter, letters written one by one, tatweel, and characters that only look like letters are
/// disguises that the tokenizer undid.
pub(crate) fn read_as(token: &Token<'_>, undisguised: Option<&Token<'_>>, written: &str) -> Option<String> {
    if let Some(undisguised) = undisguised {
        return Some(spelled(undisguised.symbols, undisguised.kind));
    }
    if !matches!(token.kind, TokenKind::Arabic | TokenKind::Latin)
        || symbols_of(written).as_deref() == Some(token.symbols)
    {
        return None;
    }
    Some(spelled(token.symbols, token.kind))
}

/// Symbols as letters, the first of each group that merges.
pub(crate) fn spelled(symbols: &[u8], kind: TokenKind) -> String {
    symbols.iter().map(|symbol| letter(*symbol, kind)).collect()
}

/// The symbols of a word as written, character by character; `None` if one of them is no letter.
fn symbols_of(written: &str) -> Option<Vec<u8>> {
    let mut symbols = Vec::new();
    // A direction mark belongs to the line that it stands in, not to the word.
    let mut characters = written.trim_matches(is_direction_mark).chars().peekable();
    while let Some(character) = characters.next() {
        match class(character) {
            Class::Nothing if is_vowel(character) => {}
            // As the tokenizer does with every spelling: مسئول is مسؤول.
            _ if character == 'ئ' && characters.peek() == Some(&'و') => symbols.push(symbol('و')),
            Class::Several => {
                let parts: Option<Vec<u8>> = expansion(character).map(symbol_of).collect();
                symbols.extend(parts?);
            }
            other => symbols.push(symbol_of(other)?),
        }
    }
    // As the tokenizer does with every spelling: a final hamza after a long vowel is removed.
    const LONG_VOWELS: [u8; 3] = [symbol('ا'), symbol('و'), symbol('ي')];
    if let [.., before, last] = symbols[..]
        && last == symbol('ء')
        && LONG_VOWELS.contains(&before)
    {
        symbols.pop();
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
fn letter(symbol: u8, kind: TokenKind) -> char {
    if (ZERO..ZERO + 10).contains(&symbol) {
        return char::from(b'0' + symbol - ZERO);
    }
    match kind {
        TokenKind::Latin => char::from(b'a' + symbol.saturating_sub(LATIN_A).min(25)),
        _ => ARABIC.iter().find(|(_, other)| *other == symbol).map_or('؟', |(letter, _)| *letter),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Tokenizer;

    fn read(text: &str) -> Vec<Option<String>> {
        let mut tokenizer = Tokenizer::default();
        tokenizer.tokenize(text);
        tokenizer.tokens().map(|token| read_as(&token, None, &text[token.start..token.end])).collect()
    }

    #[test]
    fn a_disguised_word_is_spelled_in_its_own_letters() {
        for disguised in ["ح.م.ا.ر", "ح م ا ر", "حـمـار", "حماااار", "ح\u{200C}مار"] {
            assert_eq!(read(disguised), [Some("حمار".to_string())], "{disguised}");
        }
    }

    #[test]
    fn an_undisguised_word_has_no_reading_in_any_spelling() {
        assert_eq!(read("أَنْتُمْ إلى المدرسة القديمة على 15 🙂 hello"), vec![None; 8]);
        assert_eq!(read("هؤلاء شيء سوء شاء"), vec![None; 4]);
        assert_eq!(read("مسئول شئون المباشرة\u{200F} \u{202B}البث\u{202C}"), vec![None; 4]);
    }
}
