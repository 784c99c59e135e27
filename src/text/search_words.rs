//! The words by which a comment is found: folded and stemmed, as letters.

use super::disguise::spelled;
use super::stemmer::stem;
use super::{TokenKind, Tokenizer};

/// A word of a text, folded, and its stem where that is shorter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SearchWord {
    /// The folded word: حمار of حـمـاااار.
    pub(crate) word: String,
    /// Its stem: حمار of والحمار.
    pub(crate) stem: Option<String>,
}

/// The words of a text; marks such as web addresses and numbers are left out, emoji are words.
pub(crate) fn search_words(tokenizer: &mut Tokenizer, text: &str) -> Vec<SearchWord> {
    tokenizer.tokenize(text);
    let words = tokenizer.tokens().filter_map(|token| match token.kind {
        TokenKind::Arabic => {
            let stemmed = stem(token.symbols);
            let stem = (stemmed.len() < token.symbols.len()).then(|| spelled(stemmed, token.kind));
            Some(SearchWord { word: spelled(token.symbols, token.kind), stem })
        }
        TokenKind::Latin => Some(SearchWord { word: spelled(token.symbols, token.kind), stem: None }),
        TokenKind::Emoji | TokenKind::Foreign | TokenKind::Number => {
            Some(SearchWord { word: text[token.start..token.end].to_lowercase(), stem: None })
        }
        TokenKind::Url | TokenKind::Mail | TokenKind::Handle | TokenKind::Laughter => None,
    });
    words.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_found_in_every_spelling_and_with_its_clitics() {
        let mut tokenizer = Tokenizer::default();
        for text in ["حمار", "حـمـاااار", "ح.م.ا.ر", "الحمار", "والحمار"] {
            let words = search_words(&mut tokenizer, text);
            let [found] = &words[..] else { panic!("{words:?}") };
            assert!(found.word == "حمار" || found.stem.as_deref() == Some("حمار"), "{text}: {found:?}");
        }
    }
}
