//! The look-up of a word that is not cached: tokenized, stemmed, and all its features looked up in the weight table.

use super::feature_sums::RowSums;
use super::weight_table::WeightTable;
use super::word_cache::{CachedWord, TokenFlags};
use crate::text::compound_names::is_first_half;
use crate::text::feature_extractor::{self, MOST_KEYS};
use crate::text::language::LetterCounts;
use crate::text::{Token, TokenKind, Tokenizer, disguise};

impl WeightTable {
    /// Looks up all features of a token, undisguised.
    pub(super) fn look_up_token(&self, token: &Token<'_>) -> CachedWord {
        let mut word = CachedWord::default();
        let (mut keys, mut count) = ([0; MOST_KEYS], 0);
        let mut letters = Vec::new();
        let read = disguise::undisguise(token, |token| self.exists(token), &mut letters).unwrap_or(*token);
        let found = feature_extractor::keys_of_word(&read, |key| {
            keys[count] = key;
            count += 1;
        });
        let mut rows = RowSums::default();
        self.add_keys(&mut rows, &keys[..count]);
        if found.has_grams {
            self.add_grams(&mut rows, &read);
        }
        word.sums.add_rows(&rows);
        word.keys = found.keys;
        word.makes_pairs = u64::from(word.keys.word != 0);
        if token.kind == TokenKind::Arabic && token.symbols.len() == 1 {
            word.add_flags(TokenFlags::SINGLE_LETTER);
        }
        word
    }

    /// Tokenizes a raw span and looks up its features.
    #[cold]
    pub(super) fn look_up_span(&self, tokenizer: &mut Tokenizer, span: &str) -> CachedWord {
        let (flags, letters) = tokenize_span(tokenizer, span);
        let mut word = match tokenizer.tokens().next() {
            Some(token) if !flags.has(TokenFlags::SEVERAL) => self.look_up_token(&token),
            _ => CachedWord::default(),
        };
        word.add_flags(flags);
        word.sums.count_letters(letters.arabic, letters.latin);
        word
    }
}

/// Tokenizes a raw span, and returns its flags and letters.
pub(super) fn tokenize_span(tokenizer: &mut Tokenizer, span: &str) -> (TokenFlags, LetterCounts) {
    tokenizer.tokenize(span);
    let plain = tokenizer.plain_letters();
    let letters = plain.map_or_else(|| LetterCounts::of(span), |arabic| LetterCounts::of_arabic_and_latin(arabic, 0));
    let is_address = || letters.latin > 0 && begins_address(span) || span.contains('@');
    let last = tokenizer.tokens().next_back();
    let flags = TokenFlags::EMPTY
        .when(last.is_none())
        .and(TokenFlags::SEVERAL.when(tokenizer.tokens().len() > 1))
        .and(TokenFlags::OTHER_LETTERS.when(letters.foreign + letters.beyond_arabic > 0))
        .and(TokenFlags::SPELLED_OUT.when(tokenizer.has_joined()))
        .and(TokenFlags::ADDRESS.when(plain.is_none() && is_address()))
        .and(TokenFlags::COMPOUND_NAME.when(last.is_some_and(|token| is_first_half(token.symbols))));
    (flags, letters)
}

/// Whether a span may begin a web address, which extends beyond the next punctuation mark.
fn begins_address(span: &str) -> bool {
    ["http", "www"]
        .iter()
        .any(|scheme| span.as_bytes().windows(scheme.len()).any(|part| part.eq_ignore_ascii_case(scheme.as_bytes())))
}
