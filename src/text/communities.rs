//! Names of communities: each is replaced by one token of its class, so that what is learnt of one community serves all
//! and no name carries weight.

use super::compound_names::CLITICS;
use super::key_map::KeyMap;
use super::letters::symbol;
use super::token::{Token, TokenKind, key, mix};
use super::tokenizer::Tokenizer;
use std::sync::LazyLock;

/// The list: lines of a class, a colon and forms; comment lines begin with `#`.
const LIST: &str = include_str!("communities.txt");

/// The classes of the list, in the order of [`class_key`].
const CLASSES: [&str; 2] = ["confession", "ethnicity"];

/// The class of each form, with every clitic and article before it.
static COMMUNITIES: LazyLock<KeyMap<u64>> = LazyLock::new(|| {
    const ARTICLE: [u8; 2] = [symbol('ا'), symbol('ل')];
    let mut communities = KeyMap::default();
    let mut tokenizer = Tokenizer::default();
    for (class, forms) in LIST.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(':')) {
        let Some(class) = CLASSES.iter().position(|name| *name == class.trim()) else { continue };
        tokenizer.tokenize(forms);
        for form in tokenizer.tokens() {
            let mut insert = |before: &[u8]| {
                let key = key(TokenKind::Arabic, &[before, form.symbols].concat());
                communities.insert(key, class_key(class as u64));
            };
            insert(&[]);
            insert(&ARTICLE);
            for clitic in CLITICS {
                insert(&[clitic]);
                // The alef of the article is not written after ل.
                let article = if clitic == symbol('ل') { &ARTICLE[1..] } else { &ARTICLE };
                insert(&[&[clitic], article].concat());
            }
        }
    }
    communities
});

/// The key of the token that stands for the names of a class.
const fn class_key(class: u64) -> u64 {
    mix(0xC1A5_5000 + class)
}

/// The keys of the tokens of all classes.
pub(crate) fn class_keys() -> impl Iterator<Item = u64> {
    (0..CLASSES.len() as u64).map(class_key)
}

/// The key of the class that a word names a community of, alone or after an article and one-letter clitics.
#[inline]
pub(crate) fn community(word: &Token<'_>) -> Option<u64> {
    COMMUNITIES.get(&word.key).copied()
}

/// The key under which a word counts once in a comment: that of its class for the name of a community.
#[inline]
pub(crate) fn key_in_comment(word: &Token<'_>) -> u64 {
    community(word).unwrap_or(word.key)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn classes(text: &str) -> Vec<Option<u64>> {
        let mut tokenizer = Tokenizer::default();
        tokenizer.tokenize(text);
        tokenizer.tokens().map(|word| community(&word)).collect()
    }

    #[test]
    fn every_form_of_the_list_is_a_word_of_a_known_class() {
        for line in LIST.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()) {
            let (class, forms) = line.split_once(':').expect(line);
            assert!(CLASSES.contains(&class), "{line}");
            assert!(classes(forms).iter().all(Option::is_some), "{line}");
        }
        assert!(COMMUNITIES.len() > 500);
    }

    #[test]
    fn names_of_a_class_are_one_token_in_every_spelling_and_after_clitics() {
        let all = classes("الأكراد والأكراد للأكراد أكـراد كأكراد والكُورد");
        assert!(all.iter().all(|class| class.is_some() && *class == all[0]), "{all:?}");
        assert_ne!(classes("الأقباط"), classes("الأكراد"));
    }

    #[test]
    fn no_part_of_a_word_is_replaced() {
        assert_eq!(classes("كردستان قبطان مسيحا الأمازيغيات"), [None; 4]);
    }
}
