//! The look-up of a word that is not cached: tokenized, stemmed, and all its features looked up in the weight table.

use super::feature_sums::RowSums;
use super::weight_table::{AT_ONCE, WeightTable};
use super::word_cache::{CachedWord, TokenFlags};
use crate::text::compound_names::is_first_half;
use crate::text::feature_extractor::{self, FeatureKey};
use crate::text::language::LetterCounts;
use crate::text::{Token, TokenKind, Tokenizer, disguise};

/// The features of a word, collected to be looked up together.
struct Features<'table> {
    table: &'table WeightTable,
    keys: Few<FeatureKey>,
    /// The numbers of the rows of n-grams of three letters.
    threes: Few<u16>,
    sums: RowSums,
}

/// Values, at most [`AT_ONCE`].
#[derive(Default)]
struct Few<T> {
    values: [T; AT_ONCE],
    count: usize,
}

impl<T: Copy> Few<T> {
    /// Adds a value, unless there are too many.
    #[inline]
    fn add(&mut self, value: T) {
        if let Some(place) = self.values.get_mut(self.count) {
            *place = value;
            self.count += 1;
        }
    }
}

impl Features<'_> {
    #[inline]
    fn add(&mut self, key: FeatureKey) {
        if self.keys.count == AT_ONCE {
            self.sum();
        }
        self.keys.add(key);
    }

    #[inline]
    fn add_gram(&mut self, gram: u32) {
        if self.threes.count == AT_ONCE {
            self.sum();
        }
        match self.table.three(gram) {
            Some(row) => self.threes.add(row),
            None => self.add(feature_extractor::gram_key(gram)),
        }
    }

    /// Looks up what has been collected, and returns the sums of all so far.
    fn sum(&mut self) -> RowSums {
        let Self { table, keys, threes, sums } = self;
        table.add_keys(sums, &keys.values[..keys.count]);
        table.add_threes(sums, &threes.values[..threes.count]);
        (keys.count, threes.count) = (0, 0);
        *sums
    }
}

impl WeightTable {
    /// Looks up all features of a token, undisguised.
    pub(super) fn look_up_token(&self, token: &Token<'_>) -> CachedWord {
        let mut word = CachedWord::default();
        let mut features =
            Features { table: self, keys: Few::default(), threes: Few::default(), sums: RowSums::default() };
        let mut letters = Vec::new();
        let read = disguise::undisguise(token, |token| self.exists(token), &mut letters).unwrap_or(*token);
        let found = feature_extractor::keys_of_word(&read, |key| features.add(key));
        if found.has_grams {
            feature_extractor::grams_of_word(&read, |gram| features.add_gram(gram));
        }
        word.sums.add_rows(&features.sum());
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
