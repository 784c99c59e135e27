//! Compound names: two words that are one name, عبد ("servant of") and a name of God or of a person.

use super::letters::symbol;
use std::collections::HashSet;
use std::sync::LazyLock;

/// The symbols of عبد.
const FIRST_HALF: [u8; 3] = [symbol('ع'), symbol('ب'), symbol('د')];

/// The symbols of عبيد, its diminutive and also a slur: a name with the next alone.
const DIMINUTIVE: [u8; 4] = [symbol('ع'), symbol('ب'), symbol('ي'), symbol('د')];

/// The symbols of الله.
const GOD: [u8; 4] = [symbol('ا'), symbol('ل'), symbol('ل'), symbol('ه')];

/// One-letter clitics before a name.
pub(crate) const CLITICS: [u8; 5] = [symbol('و'), symbol('ف'), symbol('ب'), symbol('ل'), symbol('ك')];

/// The symbols of second halves. The tokenizer needs them, so the list is written in folded letters and not tokenized.
static SECOND_HALVES: LazyLock<HashSet<Box<[u8]>>> = LazyLock::new(|| {
    let lines = include_str!("compound_names.txt").lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(str::split_whitespace).map(|word| word.chars().map(symbol).collect()).collect()
});

/// The symbols of all compound names, each written as one word.
pub(crate) fn all() -> impl Iterator<Item = Box<[u8]>> {
    let names = SECOND_HALVES.iter().map(|second| [&FIRST_HALF, second.as_ref()].concat());
    names.chain([[DIMINUTIVE, GOD].concat()]).map(Vec::into_boxed_slice)
}

/// Whether two folded words are a compound name: عبد, perhaps after a clitic, and a second half, or عبيد الله.
pub(crate) fn is_compound_name(first: &[u8], second: &[u8]) -> bool {
    is_with_clitic(first, &FIRST_HALF) && SECOND_HALVES.contains(second)
        || second == GOD && is_with_clitic(first, &DIMINUTIVE)
}

/// Whether a folded word is the first half of a compound name, perhaps after a clitic, if the second follows.
pub(crate) fn is_first_half(word: &[u8]) -> bool {
    is_with_clitic(word, &FIRST_HALF) || is_with_clitic(word, &DIMINUTIVE)
}

fn is_with_clitic(word: &[u8], half: &[u8]) -> bool {
    match word {
        [clitic, rest @ ..] => word == half || rest == half && CLITICS.contains(clitic),
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
