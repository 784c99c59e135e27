//! The look-up of words that are not cached: tokenized, stemmed, and their features looked up in the weight table, those of
//! all new words of a comment together, so that the waits for memory overlap: a third of the time of a new word was waiting.

use super::feature_sums::RowSums;
use super::weight_table::WeightTable;
use super::word_cache::{CachedWord, TokenFlags};
use crate::text::compound_names::is_first_half;
use crate::text::feature_extractor::{self, FeatureKey};
use crate::text::language::LetterCounts;
use crate::text::plain_word::{Letters, plain_token};
use crate::text::{Token, TokenKind, Tokenizer, disguise};

/// Words whose features are to be looked up.
#[derive(Debug, Clone, Default)]
pub(super) struct LookUps {
    words: Vec<NewWord>,
    keys: Vec<FeatureKey>,
    /// The n-grams of three letters, and then the numbers of their rows.
    threes: Vec<u32>,
    /// The numbers of the rows of the keys.
    rows: Vec<u32>,
}

/// A word, and where its features end in [`LookUps`].
#[derive(Debug, Clone, Copy)]
struct NewWord {
    /// The index that it was added with.
    index: usize,
    word: CachedWord,
    keys: usize,
    threes: usize,
}

impl LookUps {
    /// Adds a raw span.
    pub(super) fn add_span(&mut self, table: &WeightTable, tokenizer: &mut Tokenizer, span: &str, index: usize) {
        if let Some((token, letters)) = plain_token(span.as_bytes(), &mut Letters::default()) {
            let flags = TokenFlags::COMPOUND_NAME
                .when(is_first_half(token.symbols))
                .and(TokenFlags::SINGLE_LETTER.when(token.symbols.len() == 1));
            return self.add(table, &token, index, |word| {
                word.add_flags(flags);
                word.sums.count_letters(letters, 0);
            });
        }
        let (flags, letters) = tokenize_span(tokenizer, span);
        let finish = |word: &mut CachedWord| {
            word.add_flags(flags);
            word.sums.count_letters(letters.arabic, letters.latin);
        };
        match tokenizer.tokens().next() {
            Some(token) if !flags.has(TokenFlags::SEVERAL) => self.add_token(table, &token, index, finish),
            _ => {
                let mut word = CachedWord::default();
                finish(&mut word);
                self.words.push(NewWord { index, word, keys: self.keys.len(), threes: self.threes.len() });
            }
        }
    }

    /// Adds a token, undisguised.
    fn add_token(
        &mut self,
        table: &WeightTable,
        token: &Token<'_>,
        index: usize,
        finish: impl FnOnce(&mut CachedWord),
    ) {
        let mut letters = Vec::new();
        let read = disguise::undisguise(token, |token| table.exists(token), &mut letters).unwrap_or(*token);
        let is_letter = token.kind == TokenKind::Arabic && token.symbols.len() == 1;
        self.add(table, &read, index, |word| {
            word.add_flags(TokenFlags::SINGLE_LETTER.when(is_letter));
            finish(word);
        });
    }

    /// Adds a token as it is read.
    #[inline]
    fn add(&mut self, table: &WeightTable, read: &Token<'_>, index: usize, finish: impl FnOnce(&mut CachedWord)) {
        let Self { words, keys, threes, .. } = self;
        let mut word = CachedWord::default();
        let mut add_key = |key| {
            table.prefetch_mark(key);
            keys.push(key);
        };
        let found = feature_extractor::keys_of_word(read, &mut add_key);
        if found.has_grams {
            feature_extractor::grams_of_word(read, |gram| match table.prefetch_three(gram) {
                Some(three) => threes.push(three),
                None => add_key(feature_extractor::gram_key(gram)),
            });
        }
        word.keys = found.keys;
        word.makes_pairs = u64::from(word.keys.word != 0);
        finish(&mut word);
        words.push(NewWord { index, word, keys: keys.len(), threes: threes.len() });
    }

    /// Looks up what was added, and passes each word to `take` with the index that it was added with.
    pub(super) fn finish(&mut self, table: &WeightTable, mut take: impl FnMut(usize, CachedWord)) {
        let Self { words, keys, threes, rows } = self;
        table.find_all(keys, rows);
        table.find_threes(threes);
        let (mut key, mut three) = (0, 0);
        for new in words.drain(..) {
            let mut sums = RowSums::default();
            table.add_rows(&mut sums, &keys[key..new.keys], &rows[key..new.keys]);
            table.add_threes(&mut sums, &threes[three..new.threes]);
            (key, three) = (new.keys, new.threes);
            let mut word = new.word;
            word.sums.add_rows(&sums);
            take(new.index, word);
        }
        keys.clear();
        threes.clear();
    }

    /// Looks up one token.
    pub(super) fn of_token(&mut self, table: &WeightTable, token: &Token<'_>) -> CachedWord {
        self.add_token(table, token, 0, |_| ());
        self.only(table)
    }

    /// Looks up one raw span.
    pub(super) fn of_span(&mut self, table: &WeightTable, tokenizer: &mut Tokenizer, span: &str) -> CachedWord {
        self.add_span(table, tokenizer, span, 0);
        self.only(table)
    }

    fn only(&mut self, table: &WeightTable) -> CachedWord {
        let mut found = CachedWord::default();
        self.finish(table, |_, word| found = word);
        found
    }

    /// The sums of features.
    pub(super) fn sums(&mut self, table: &WeightTable, keys: &[FeatureKey]) -> RowSums {
        let mut sums = RowSums::default();
        table.find_all(keys, &mut self.rows);
        table.add_rows(&mut sums, keys, &self.rows);
        sums
    }
}

/// Tokenizes a raw span, and returns its flags and letters.
pub(super) fn tokenize_span(tokenizer: &mut Tokenizer, span: &str) -> (TokenFlags, LetterCounts) {
    tokenizer.tokenize(span);
    let letters = LetterCounts::of(span);
    let is_address = letters.latin > 0 && begins_address(span) || span.contains('@');
    let last = tokenizer.tokens().next_back();
    let flags = TokenFlags::EMPTY
        .when(last.is_none())
        .and(TokenFlags::SEVERAL.when(tokenizer.tokens().len() > 1))
        .and(TokenFlags::OTHER_LETTERS.when(letters.foreign + letters.beyond_arabic > 0))
        .and(TokenFlags::SPELLED_OUT.when(tokenizer.has_joined()))
        .and(TokenFlags::ADDRESS.when(is_address))
        .and(TokenFlags::COMPOUND_NAME.when(last.is_some_and(|token| is_first_half(token.symbols))));
    (flags, letters)
}

/// Whether a span may begin a web address, which extends beyond the next punctuation mark.
fn begins_address(span: &str) -> bool {
    ["http", "www"]
        .iter()
        .any(|scheme| span.as_bytes().windows(scheme.len()).any(|part| part.eq_ignore_ascii_case(scheme.as_bytes())))
}
