//! The terms that relevance compares: stems and roots of the words of a text, each once; proper names included, since
//! they identify a subject.

use crate::text::feature_extractor::root;
use crate::text::stemmer::stem;
use crate::text::{Token, TokenKind, Tokenizer, key};

/// A word as its stem and root; the root is 0 where there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Term {
    /// The upper half of the stem's key.
    pub stem: u32,
    /// The upper half of the root's key.
    pub root: u32,
}

/// The term of a word.
pub(crate) fn term(word: &Token<'_>) -> Term {
    let upper = |key: u64| (key >> 32) as u32;
    match word.kind {
        TokenKind::Arabic => {
            let stem = stem(word.symbols);
            Term { stem: upper(key(TokenKind::Arabic, stem)), root: root(stem).map_or(0, upper) }
        }
        _ => Term { stem: upper(word.key), root: 0 },
    }
}

/// The terms of a text, sorted, each once.
#[must_use]
pub fn terms(tokenizer: &mut Tokenizer, text: &str) -> Vec<Term> {
    tokenizer.tokenize(text);
    let mut terms: Vec<Term> = tokenizer.tokens().map(|word| term(&word)).collect();
    terms.sort_unstable();
    terms.dedup();
    terms
}
