//! Proper names, which have no features: a name alone tells nothing about a comment.

use super::compound_names;
use super::key_map::KeySet;
use super::token::{Token, TokenKind, key};
use super::tokenizer::Tokenizer;
use std::sync::LazyLock;

/// The list: names separated by white space, and comment lines that begin with `#`.
const LIST: &str = include_str!("names.txt");

/// The keys of the names, and of those of three letters or more after a one-letter clitic (و ف ب ل ك).
static NAMES: LazyLock<KeySet> = LazyLock::new(|| {
    let mut names = KeySet::default();
    let mut insert = |name: &[u8]| {
        names.insert(key(TokenKind::Arabic, name));
        let mut form = [&[0], name].concat();
        for clitic in compound_names::CLITICS.iter().filter(|_| name.len() >= 3) {
            form[0] = *clitic;
            names.insert(key(TokenKind::Arabic, &form));
        }
    };
    let mut tokenizer = Tokenizer::default();
    for line in LIST.lines().filter(|line| !line.starts_with('#')) {
        tokenizer.tokenize(line);
        tokenizer.tokens().for_each(|word| insert(word.symbols));
    }
    compound_names::all().for_each(|name| insert(&name));
    names
});

/// Whether a folded word is a proper name, alone or after a one-letter clitic.
pub(crate) fn is_name(word: &Token<'_>) -> bool {
    word.kind == TokenKind::Arabic && NAMES.contains(&word.key)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<bool> {
        let mut tokenizer = Tokenizer::default();
        tokenizer.tokenize(text);
        tokenizer.tokens().map(|word| is_name(&word)).collect()
    }

    #[test]
    fn a_name_is_recognised_after_a_clitic_and_in_every_spelling() {
        assert_eq!(names("عمر وعلي على عُمَر لجرجس"), [true; 5]);
    }

    #[test]
    fn compound_names_are_names_in_both_spellings_and_other_words_after_abd_are_none() {
        assert_eq!(names("عبد الله عبدالله وعبد الحسين عبد الرؤوف"), [true; 4]);
        assert_eq!(names("عبد المال"), [false; 2]);
        assert_eq!(names("عبيد الله وعبيد الله عبيدالله"), [true; 3]);
        assert_eq!(names("عبيد الكرسي"), [false; 2]);
    }

    #[test]
    fn a_word_that_only_begins_like_a_name_is_none() {
        assert_eq!(names("عمرها علينا والعلم"), [false; 3]);
    }
}
