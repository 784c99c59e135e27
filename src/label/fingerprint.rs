//! Fingerprints of comments: 128-bit hashes of their folded words, by which repetitions are found.

use crate::text::Tokenizer;

/// Hashes comments: two that differ only in what folding removes have the same fingerprint, and the same features.
#[derive(Debug, Default)]
pub(crate) struct Fingerprints {
    tokenizer: Tokenizer,
}

impl Fingerprints {
    /// The fingerprint of a text.
    pub(crate) fn of(&mut self, text: &str) -> u128 {
        self.tokenizer.tokenize(text);
        let words = self.tokenizer.tokens();
        let length = words.len() as u128;
        words.fold(length, |hash, word| {
            (hash ^ u128::from(word.key)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013B).rotate_left(29)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_comment_are_one_and_other_words_another() {
        let mut fingerprints = Fingerprints::default();
        let unvocalised = fingerprints.of("يا حمار اسكت");
        assert_eq!(fingerprints.of("يا حِمـــااااار، اسكت!"), unvocalised);
        assert_ne!(fingerprints.of("اسكت يا حمار"), unvocalised);
        assert_ne!(fingerprints.of("يا حمار"), unvocalised);
    }
}
