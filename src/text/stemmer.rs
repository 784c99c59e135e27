//! Light stems: clitics and endings removed, as in Larkey, Ballesteros and Connell's light10 (2007), on folded symbols.
//!
//! A stem is a feature beside the word, never instead of it, so a wrong cut costs little; the gain is that
//! وكلابهم, الكلاب and كلاب share one.

use super::letters::symbol;

const ALEF: u8 = symbol('ا');
const BA: u8 = symbol('ب');
const TA: u8 = symbol('ت');
const AYN: u8 = symbol('ع');
const FA: u8 = symbol('ف');
const KAF: u8 = symbol('ك');
const LAM: u8 = symbol('ل');
const MIM: u8 = symbol('م');
const NUN: u8 = symbol('ن');
const HA: u8 = symbol('ه');
const WAW: u8 = symbol('و');
const YA: u8 = symbol('ي');

/// The stem of a folded Arabic word; at least three symbols remain.
pub(crate) fn stem(word: &[u8]) -> &[u8] {
    without_suffix(without_prefix(word))
}

/// The word without its longest prefix of the list; only one is removed.
fn without_prefix(word: &[u8]) -> &[u8] {
    match word {
        [WAW | BA | KAF | FA | HA | AYN, ALEF, LAM, rest @ ..] if rest.len() >= 3 => rest,
        [WAW, LAM, LAM, rest @ ..] if rest.len() >= 3 => rest,
        [ALEF | LAM, LAM, rest @ ..] | [YA, ALEF, rest @ ..] if rest.len() >= 3 => rest,
        // One-letter clitics look like first letters of many words, so more must remain.
        [WAW | FA | BA | LAM, rest @ ..] if rest.len() >= 4 => rest,
        _ => word,
    }
}

fn without_suffix(word: &[u8]) -> &[u8] {
    match word {
        [rest @ .., HA, MIM | ALEF | NUN] | [rest @ .., KAF, MIM] if rest.len() >= 3 => rest,
        [rest @ .., ALEF | WAW | YA, NUN] | [rest @ .., ALEF, TA] if rest.len() >= 3 => rest,
        [rest @ .., NUN | WAW, ALEF] | [rest @ .., YA, HA] if rest.len() >= 3 => rest,
        [rest @ .., HA | YA] if rest.len() >= 3 => rest,
        _ => word,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tokenizer::Tokenizer;
    use super::*;

    fn stems(text: &str) -> Vec<Vec<u8>> {
        let mut tokenizer = Tokenizer::default();
        tokenizer.tokenize(text);
        tokenizer.tokens().map(|word| stem(word.symbols).to_vec()).collect()
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
