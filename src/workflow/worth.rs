//! How much the label of a comment would teach: more where the model is uncertain, less where the text is short or like
//! that of another.

use crate::text::Tokenizer;

/// The weight of similarity against uncertainty: of two that share half of their words, the second must be more
/// uncertain by 0.35 to be picked before one that shares none.
pub(crate) const PENALTY: f64 = 0.7;
/// A comment of fewer distinct words is less useful: its uncertainty is multiplied by its share of them.
const WORDS: usize = 6;

/// The uncertainty of a probability: 1 at one half, 0 at 0 and 1.
pub(super) fn uncertainty(probability: f64) -> f64 {
    1.0 - (2.0 * probability - 1.0).abs()
}

/// The worth of a comment by its uncertainty and the number of its distinct words.
pub(super) fn worth_of(uncertainty: f64, words: usize) -> f64 {
    uncertainty * (words.min(WORDS) as f64 / WORDS as f64)
}

/// The worth of a comment by the scores of its flags, the number of its distinct words, and its similarity to another
/// that is labelled or will be labelled before it; 0 without scores.
#[cfg_attr(not(feature = "serve"), allow(dead_code))]
pub(crate) fn worth(scores: impl IntoIterator<Item = f64>, words: usize, similarity: f64) -> f64 {
    let most = scores.into_iter().map(uncertainty).fold(0.0, f64::max);
    (worth_of(most, words) - PENALTY * similarity).max(0.0)
}

/// The words of a text, each once, sorted.
pub(crate) fn distinct_words(tokenizer: &mut Tokenizer, text: &str) -> Vec<u64> {
    tokenizer.tokenize(text);
    let mut words: Vec<u64> = tokenizer.tokens().map(|word| word.key).collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// The share of words that two comments have in common (Jaccard); both are sorted.
pub(crate) fn jaccard(one: &[u64], other: &[u64]) -> f64 {
    let (mut common, mut rest) = (0_usize, other);
    for word in one {
        rest = &rest[rest.partition_point(|other| other < word)..];
        common += usize::from(rest.first() == Some(word));
    }
    common as f64 / (one.len() + other.len() - common).max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sure_short_or_known_already_is_worth_less() {
        assert_eq!(worth([0.5], 6, 0.0), 1.0);
        assert_eq!(worth([0.9, 0.5], 3, 0.0), 0.5);
        assert!((worth([0.5], 6, 0.5) - 0.65).abs() < 1e-9);
        assert_eq!((worth([0.6], 6, 1.0) * 10.0).round(), 1.0);
        assert_eq!((worth([], 6, 0.0), worth([0.9], 6, 1.0)), (0.0, 0.0));
    }

    #[test]
    fn the_words_in_common_are_counted_once_whatever_their_spelling() {
        let mut tokenizer = Tokenizer::default();
        let [one, same, half] =
            ["يا حمار اسكت", "اسكت يا حـمـاااار يا", "يا حمار تكلم"].map(|text| distinct_words(&mut tokenizer, text));
        assert_eq!((jaccard(&one, &same), jaccard(&one, &half)), (1.0, 0.5));
        assert_eq!(jaccard(&one, &[]), 0.0);
    }
}
