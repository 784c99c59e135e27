//! The look-up of a word that is not cached: tokenized, stemmed, and all its features looked up in the weight table.

use super::weight_table::{AT_ONCE, WeightTable};
use super::word_cache::{CachedWord, TokenFlags};
use crate::text::compound_names::is_first_half;
use crate::text::language::LetterCounts;
use crate::text::{Token, TokenKind, Tokenizer, disguise, feature_extractor};

impl WeightTable {
    /// Looks up all features of a token, undisguised.
    pub(super) fn look_up_token(&self, token: &Token<'_>) -> CachedWord {
        let mut word = CachedWord::default();
        let mut keys = [0; AT_ONCE];
        let mut count = 0;
        let mut letters = Vec::new();
        let read = disguise::undisguise(token, |token| self.exists(token), &mut letters);
        word.keys = feature_extractor::of_word(&read.unwrap_or(*token), |key| {
            keys[count % AT_ONCE] = key;
            count += 1;
            if count.is_multiple_of(AT_ONCE) {
                self.add_all(&mut word.sums, &keys);
            }
        });
        self.add_all(&mut word.sums, &keys[..count % AT_ONCE]);
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
    let letters = LetterCounts::of(span);
    let last = tokenizer.tokens().next_back();
    let flags = [
        (tokenizer.tokens().len() == 0, TokenFlags::EMPTY),
        (tokenizer.tokens().len() > 1, TokenFlags::SEVERAL),
        (letters.foreign + letters.beyond_arabic > 0, TokenFlags::OTHER_LETTERS),
        (tokenizer.has_joined(), TokenFlags::SPELLED_OUT),
        (letters.latin > 0 && begins_address(span) || span.contains('@'), TokenFlags::ADDRESS),
        (last.is_some_and(|token| is_first_half(token.symbols)), TokenFlags::COMPOUND_NAME),
    ];
    let all = flags.into_iter().filter(|(has, _)| *has).fold(TokenFlags::default(), |all, (_, flag)| all.and(flag));
    (all, letters)
}

/// Whether a span may begin a web address, which extends beyond the next punctuation mark.
fn begins_address(span: &str) -> bool {
    ["http", "www"]
        .iter()
        .any(|scheme| span.as_bytes().windows(scheme.len()).any(|part| part.eq_ignore_ascii_case(scheme.as_bytes())))
}
