//! Names of two words that are one: عبد, "servant of", and whom it serves.

use super::letters::symbol;
use std::collections::HashSet;
use std::sync::LazyLock;

/// عبد.
const SERVANT: [u8; 3] = [symbol('ع'), symbol('ب'), symbol('د')];

/// One-letter clitics before a name.
pub const CLITICS: [u8; 5] = [symbol('و'), symbol('ف'), symbol('ب'), symbol('ل'), symbol('ك')];

/// Folding needs these, so they are not folded but written in folded letters.
static SERVED: LazyLock<HashSet<Box<[u8]>>> = LazyLock::new(|| {
    let lines = include_str!("servants.txt").lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(str::split_whitespace).map(|word| word.chars().map(symbol).collect()).collect()
});

/// All such names, written as one word.
pub fn all() -> impl Iterator<Item = Box<[u8]>> {
    SERVED.iter().map(|served| [&SERVANT, served.as_ref()].concat().into_boxed_slice())
}

/// Whether two folded words are one name: عبد, perhaps behind a clitic, and whom it serves.
#[must_use]
pub fn is_one_name(first: &[u8], second: &[u8]) -> bool {
    is_servant(first) && SERVED.contains(second)
}

/// Whether a folded word is عبد, perhaps behind a clitic: the first half of a name, if the second follows.
#[must_use]
pub fn is_servant(word: &[u8]) -> bool {
    match word {
        [clitic, rest @ ..] => word == SERVANT || rest == SERVANT && CLITICS.contains(clitic),
        [] => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_the_list_is_in_folded_letters() {
        assert!(SERVED.len() > 90);
        let mut folded = super::super::Folded::default();
        for served in SERVED.iter() {
            let word: String = served
                .iter()
                .filter_map(|symbol| super::super::letters::ARABIC.iter().find(|(_, other)| other == symbol))
                .map(|(letter, _)| *letter)
                .collect();
            folded.fold(&word);
            assert!(folded.words().next().is_some_and(|found| found.symbols == served.as_ref()), "{word}");
        }
    }
}
