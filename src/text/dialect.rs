//! The group of dialects that a text is in, by words that are said in one of them alone.
//!
//! Most comments are in the standard language or have none of these words, and have no dialect here. Of 3,761 tweets in a
//! dialect (ArSarcasm-v2; 2026-11-29) 617 are named, 515 of them rightly; of 11,589 sentences of readers' comments whose
//! dialect or lack of one readers had told (Zaidan & Callison-Burch 2011), by which the words were chosen, 1,502, and 1,385
//! of these rightly.

use super::search_words::search_words;
use super::tokenizer::Tokenizer;
use serde::Serialize;
use std::collections::HashMap;
use std::sync::LazyLock;

/// A group of dialects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Dialect {
    Egyptian,
    Gulf,
    Levantine,
    Maghrebi,
}

/// What is known of the error: of texts in a dialect the share that is named, and of those that are named the share that is
/// named rightly, on the tweets, which the words were not chosen by.
pub(crate) const ERROR: [f64; 2] = [0.16, 0.83];

const WORDS: &str = include_str!("dialects.txt");

/// The words, as the tokenizer folds them.
static LEXICON: LazyLock<HashMap<String, Dialect>> = LazyLock::new(|| {
    let mut tokenizer = Tokenizer::default();
    let mut lexicon = HashMap::new();
    for (name, words) in WORDS.lines().filter_map(|line| line.split_once(" = ")) {
        let Some(dialect) = Dialect::ALL.into_iter().find(|dialect| dialect.name() == name) else { continue };
        for word in words.split(' ') {
            lexicon.extend(search_words(&mut tokenizer, word).into_iter().map(|found| (found.word, dialect)));
        }
    }
    lexicon
});

impl Dialect {
    /// All, in the order in which they are always told.
    pub(crate) const ALL: [Self; 4] = [Self::Egyptian, Self::Gulf, Self::Levantine, Self::Maghrebi];

    /// The name in records.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Egyptian => "egyptian",
            Self::Gulf => "gulf",
            Self::Levantine => "levantine",
            Self::Maghrebi => "maghrebi",
        }
    }

    /// The dialect most of whose words stand in a text; `None` where there is none, or two have as many.
    pub(crate) fn of(tokenizer: &mut Tokenizer, text: &str) -> Option<Self> {
        let mut found = [0_usize; 4];
        let mut words: Vec<Dialect> = Vec::new();
        let mut seen = std::collections::BTreeSet::new();
        for word in search_words(tokenizer, text) {
            // "And" and "so" are written with the word that follows.
            let bare = word.word.strip_prefix(['و', 'ف']).filter(|bare| bare.chars().count() > 2);
            let known = LEXICON.get(&word.word).or_else(|| LEXICON.get(bare?));
            if let Some(dialect) = known.filter(|_| seen.insert(word.word.clone())) {
                words.push(*dialect);
            }
        }
        words.into_iter().for_each(|dialect| found[dialect as usize] += 1);
        let most = found.into_iter().max().filter(|most| *most > 0)?;
        let mut best = Self::ALL.into_iter().filter(|dialect| found[*dialect as usize] == most);
        best.next().filter(|_| best.next().is_none())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_of_the_dialect_of_its_words_and_the_standard_language_is_of_none() {
        let mut tokenizer = Tokenizer::default();
        for (text, expected) in [
            ("الحكومة دي عايزة ايه دلوقتي", Some(Dialect::Egyptian)),
            ("شو هالحكي، بدنا نعيش متل الناس", Some(Dialect::Levantine)),
            ("وش يبي هذا الحين", Some(Dialect::Gulf)),
            ("علاش هاد الزيادة بزااااف علينا", Some(Dialect::Maghrebi)),
            ("لا نريد من الحكومة إلا العدل بين الناس", None),
            ("شو بزاف", None),
            ("", None),
        ] {
            assert_eq!(Dialect::of(&mut tokenizer, text), expected, "{text}");
        }
    }

    #[test]
    fn every_word_is_of_one_group_and_is_folded_to_one_word() {
        let mut tokenizer = Tokenizer::default();
        let mut known: HashMap<String, &str> = HashMap::new();
        for (name, words) in
            WORDS.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(" = "))
        {
            assert!(Dialect::ALL.into_iter().any(|dialect| dialect.name() == name), "{name}");
            for word in words.split(' ') {
                let folded = search_words(&mut tokenizer, word);
                assert_eq!(folded.len(), 1, "{word}");
                let before = known.insert(folded[0].word.clone(), name);
                assert!(before.is_none_or(|before| before == name), "{word} is of {name} and another");
            }
        }
        assert!(known.len() > 100);
    }
}
