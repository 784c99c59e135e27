//! The correction of the sentiments: what logistic regression adds to their scores, kept apart from the weights so that
//! retraining, which fits the weights anew from counts, keeps it.
//!
//! A corrected comment's score of a sentiment, mixed, has Σ value · step / √(number of features) more, and what its marks of
//! punctuation add. When a model is compiled the first is folded into the weights of the features
//! ([`super::Mixing::columns_of_sentiments`]), so that scoring has no feature more to sum, and hostile and sectarian stay
//! what they are.

use super::Vocabulary;
use crate::text::feature_extractor::FeatureKey;
use crate::text::punctuation::PUNCTUATION_MARKS;
use serde::{Deserialize, Serialize};

/// The correction of a model, by the features of its vocabulary.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct StoredCorrection {
    /// What a value of 1 adds to the score of each sentiment, mixed: negative, neutral, positive.
    steps: [f32; 3],
    /// What the presence of each mark of punctuation adds to them.
    punctuation: [[f32; 3]; PUNCTUATION_MARKS],
    /// The indices in the vocabulary of the corrected features, each less the one before.
    gaps: Vec<u32>,
    /// Their values.
    values: Vec<[i8; 3]>,
}

/// A correction as training fits it, sorted by key.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct SentimentCorrection {
    /// What a value of 1 adds to the score of each sentiment, mixed: negative, neutral, positive.
    pub(crate) steps: [f32; 3],
    /// What the presence of each mark of punctuation adds to them.
    pub(crate) punctuation: [[f32; 3]; PUNCTUATION_MARKS],
    /// Each corrected feature with its values.
    pub(crate) rows: Vec<(FeatureKey, [i8; 3])>,
}

impl StoredCorrection {
    /// The correction of the features that a vocabulary has; `None` where it has none of them.
    pub(super) fn of(correction: &SentimentCorrection, vocabulary: &Vocabulary) -> Option<Self> {
        let mut rows = correction.rows.iter().peekable();
        let (mut gaps, mut values, mut before) = (Vec::new(), Vec::new(), 0);
        for (index, key) in (0_u32..).zip(vocabulary.keys()) {
            while rows.next_if(|row| row.0 < key).is_some() {}
            if let Some((_, row)) = rows.next_if(|row| row.0 == key) {
                gaps.push(index - before);
                values.push(*row);
                before = index;
            }
        }
        (!values.is_empty()).then_some(Self {
            steps: correction.steps,
            punctuation: correction.punctuation,
            gaps,
            values,
        })
    }

    /// The same by the keys of the features.
    pub(super) fn by_key(&self, vocabulary: &Vocabulary) -> SentimentCorrection {
        let mut corrected = self.by_index().peekable();
        let rows = vocabulary.keys().enumerate().filter_map(|(index, key)| {
            corrected.next_if(|(corrected, _)| *corrected == index).map(|(_, values)| (key, values))
        });
        SentimentCorrection { steps: self.steps, rows: rows.collect(), punctuation: self.punctuation }
    }

    /// Each corrected feature's index in the vocabulary, with its values.
    pub(super) fn by_index(&self) -> impl Iterator<Item = (usize, [i8; 3])> {
        let indices = self.gaps.iter().scan(0_usize, |index, gap| {
            *index += *gap as usize;
            Some(*index)
        });
        indices.zip(self.values.iter().copied())
    }

    /// What the presence of each mark of punctuation adds to the score of each sentiment, mixed.
    pub(super) fn punctuation(&self) -> [[f64; 3]; PUNCTUATION_MARKS] {
        self.punctuation.map(|of_mark| of_mark.map(f64::from))
    }

    /// What values add to the score of each sentiment, before it is divided by √(number of features).
    pub(super) fn added(&self, values: [i8; 3]) -> [f64; 3] {
        std::array::from_fn(|sentiment| f64::from(values[sentiment]) * f64::from(self.steps[sentiment]))
    }

    /// Whether it can be of a vocabulary of so many features.
    pub(super) fn fits(&self, features: usize) -> bool {
        let mut sum = 0_usize;
        let are_rising = self.gaps.iter().enumerate().all(|(number, gap)| {
            sum = sum.saturating_add(*gap as usize);
            (*gap > 0 || number == 0) && sum < features
        });
        let mut numbers = self.steps.iter().chain(self.punctuation.iter().flatten());
        are_rising && self.gaps.len() == self.values.len() && numbers.all(|number| number.is_finite())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_correction_comes_back_but_for_the_features_that_the_vocabulary_has_not() {
        let correction = SentimentCorrection {
            steps: [0.5, 1.0, 2.0],
            punctuation: [[1.0, -1.0, 0.5]; PUNCTUATION_MARKS],
            rows: vec![(3, [1, 2, 3]), (5, [9; 3]), (7, [-4, 0, 127]), (9, [1; 3])],
        };
        let vocabulary = Vocabulary::new([3, 4, 7].into_iter());
        let stored = StoredCorrection::of(&correction, &vocabulary).unwrap();
        assert!(stored.fits(3) && !stored.fits(2));
        let expected = SentimentCorrection { rows: vec![(3, [1, 2, 3]), (7, [-4, 0, 127])], ..correction.clone() };
        assert_eq!(stored.by_key(&vocabulary), expected);
        assert_eq!(stored.added([2, 2, -1]), [1.0, 2.0, -2.0]);
        assert_eq!(StoredCorrection::of(&correction, &Vocabulary::new([4].into_iter())), None);
    }

    #[test]
    fn a_correction_that_no_training_wrote_does_not_fit() {
        let punctuation = [[0.0; 3]; PUNCTUATION_MARKS];
        let stored = StoredCorrection { steps: [1.0; 3], punctuation, gaps: vec![0, 2], values: vec![[1; 3]; 2] };
        assert!(stored.fits(3));
        assert!(!StoredCorrection { gaps: vec![0, 0], ..stored.clone() }.fits(3), "a feature twice");
        assert!(!StoredCorrection { gaps: vec![u32::MAX; 2], ..stored.clone() }.fits(3));
        assert!(!StoredCorrection { values: vec![[1; 3]], ..stored.clone() }.fits(3));
        assert!(!StoredCorrection { steps: [f32::NAN; 3], ..stored.clone() }.fits(3));
        assert!(!StoredCorrection { punctuation: [[f32::INFINITY; 3]; PUNCTUATION_MARKS], ..stored }.fits(3));
    }
}
