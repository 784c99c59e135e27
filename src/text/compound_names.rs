//! Compound names: two words that are one name, عبد ("servant of") and a name of God or of a person.

use super::letters::symbol;
use std::collections::HashSet;
use std::sync::LazyLock;

/// The symbols of عبد.
const FIRST_HALF: [u8; 3] = [symbol('ع'), symbol('ب'), symbol('د')];

/// One-letter clitics before a name.
pub(crate) const CLITICS: [u8; 5] = [symbol('و'), symbol('ف'), symbol('ب'), symbol('ل'), symbol('ك')];

/// The symbols of second halves. The tokenizer needs them, so the list is written in folded letters and not tokenized.
static SECOND_HALVES: LazyLock<HashSet<Box<[u8]>>> = LazyLock::new(|| {
    let lines = include_str!("compound_names.txt").lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(str::split_whitespace).map(|word| word.chars().map(symbol).collect()).collect()
});

/// The symbols of all compound names, each written as one word.
pub(crate) fn all() -> impl Iterator<Item = Box<[u8]>> {
    SECOND_HALVES.iter().map(|second| [&FIRST_HALF, second.as_ref()].concat().into_boxed_slice())
}

/// Whether two folded words are a compound name: عبد, perhaps after a clitic, and a second half.
pub(crate) fn is_compound_name(first: &[u8], second: &[u8]) -> bool {
    is_first_half(first) && SECOND_HALVES.contains(second)
}

/// Whether a folded word is عبد, perhaps after a clitic: the first half of a compound name, if the second follows.
pub(crate) fn is_first_half(word: &[u8]) -> bool {
    match word {
        [clitic, rest @ ..] => word == FIRST_HALF || rest == FIRST_HALF && CLITICS.contains(clitic),
        [] => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_the_list_is_in_folded_letters() {
        assert!(SECOND_HALVES.len() > 90);
        let mut tokenizer = super::super::Tokenizer::default();
        for second in SECOND_HALVES.iter() {
            let word: String = second
                .iter()
                .filter_map(|symbol| super::super::letters::ARABIC.iter().find(|(_, other)| other == symbol))
                .map(|(letter, _)| *letter)
                .collect();
            tokenizer.tokenize(&word);
            assert!(tokenizer.tokens().next().is_some_and(|found| found.symbols == second.as_ref()), "{word}");
        }
    }
}
