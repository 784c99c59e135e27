//! Light stems: clitics and endings off, as in Larkey, Ballesteros and Connell's light10 (2007), on folded symbols.
//!
//! A stem is a feature beside the word, never instead of it, so a wrong cut costs little; what it brings is that
//! وكلابهم, الكلاب and كلاب share one.

use super::letters::symbol;

macro_rules! symbols {
    ($($letter:literal)*) => { &[$(symbol($letter)),*] };
}

/// Longest first: only one is taken off.
static PREFIXES: [&[u8]; 14] = [
    symbols!('و' 'ا' 'ل'),
    symbols!('ب' 'ا' 'ل'),
    symbols!('ك' 'ا' 'ل'),
    symbols!('ف' 'ا' 'ل'),
    symbols!('و' 'ل' 'ل'),
    symbols!('ه' 'ا' 'ل'),
    symbols!('ع' 'ا' 'ل'),
    symbols!('ا' 'ل'),
    symbols!('ل' 'ل'),
    symbols!('و'),
    symbols!('ف'),
    symbols!('ب'),
    symbols!('ل'),
    symbols!('ي' 'ا'),
];

static SUFFIXES: [&[u8]; 13] = [
    symbols!('ه' 'م'),
    symbols!('ه' 'ا'),
    symbols!('ه' 'ن'),
    symbols!('ك' 'م'),
    symbols!('ن' 'ا'),
    symbols!('ا' 'ن'),
    symbols!('ا' 'ت'),
    symbols!('و' 'ن'),
    symbols!('ي' 'ن'),
    symbols!('و' 'ا'),
    symbols!('ي' 'ه'),
    symbols!('ه'),
    symbols!('ي'),
];

/// The stem of a folded Arabic word: at least three symbols stay.
#[must_use]
pub fn stem(word: &[u8]) -> &[u8] {
    let mut rest = word;
    // The letter is compared first: most affixes are not there.
    for prefix in PREFIXES.iter().filter(|prefix| prefix.first() == word.first()) {
        // One-letter clitics look like first letters of many words: ask for more to remain.
        let least = if prefix.len() == 1 { 4 } else { 3 };
        if rest.len() >= prefix.len() + least && rest.starts_with(prefix) {
            rest = &rest[prefix.len()..];
            break;
        }
    }
    for suffix in SUFFIXES.iter().filter(|suffix| suffix.last() == word.last()) {
        if rest.len() >= suffix.len() + 3 && rest.ends_with(suffix) {
            rest = &rest[..rest.len() - suffix.len()];
            break;
        }
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::super::fold::Folded;
    use super::*;

    fn stems(text: &str) -> Vec<Vec<u8>> {
        let mut folded = Folded::default();
        folded.fold(text);
        folded.words().map(|word| stem(word.symbols).to_vec()).collect()
    }

    #[test]
    fn forms_of_one_word_share_a_stem() {
        let found = stems("كلاب الكلاب وكلابهم للكلاب بالكلاب كلابنا");
        assert!(found.windows(2).all(|pair| pair[0] == pair[1]), "{found:?}");
    }

    #[test]
    fn short_words_stay_whole() {
        assert_eq!(stems("وجه"), [stems("وجه")[0].clone()]);
        assert_eq!(stems("وجه")[0].len(), 3);
    }
}
