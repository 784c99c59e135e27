//! The division of labels for cross-validation.

use crate::label::{Fingerprints, Label, UNNAMED_SOURCE};
use std::collections::BTreeSet;

/// A division of labels into parts, each of which is scored by a model of all the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Parts {
    /// So many parts of about the same size, by a hash of a comment's words, so that its repetitions are in one part.
    Folds(u32),
    /// A part a source: a user's site is a source that was not trained on.
    Sources(BTreeSet<String>),
}

impl Parts {
    /// How many parts there are.
    pub(crate) fn count(&self) -> usize {
        match self {
            Self::Folds(folds) => *folds as usize,
            Self::Sources(sources) => sources.len(),
        }
    }

    /// The part of a label, below [`Parts::count`].
    pub(crate) fn of(&self, label: &Label, fingerprints: &mut Fingerprints) -> usize {
        match self {
            Self::Folds(folds) => {
                let fingerprint = fingerprints.of(&label.text);
                // Both halves, since the folds of training are a hash of words as well.
                let mixed = crate::text::mix((fingerprint >> 64) as u64 ^ fingerprint as u64);
                (mixed % u64::from((*folds).max(1))) as usize
            }
            Self::Sources(sources) => {
                let source = label.source.as_deref().unwrap_or(UNNAMED_SOURCE);
                sources.iter().position(|other| other == source).unwrap_or(0)
            }
        }
    }

    /// The method of evaluation, for people.
    pub(crate) fn describe(&self) -> String {
        match self {
            Self::Folds(folds) => format!("{folds}-fold cross-validation"),
            Self::Sources(sources) => format!("each of {} sources by a model of the others", sources.len()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn label(text: &str, source: &str) -> Label {
        Label { text: text.into(), source: Some(source.into()), ..Label::default() }
    }

    #[test]
    fn folds_are_of_like_size_and_spellings_of_one_comment_in_the_same() {
        let parts = Parts::Folds(4);
        let mut fingerprints = Fingerprints::default();
        let mut sizes = [0; 4];
        for number in 0..400_u32 {
            let word: String = (0..6).map(|at| char::from(b'a' + (number >> (2 * at) & 3) as u8)).collect();
            sizes[parts.of(&label(&word, "a"), &mut fingerprints)] += 1;
        }
        assert!(sizes.iter().all(|size| (70..130).contains(size)), "{sizes:?}");
        let [one, other] = ["يا حمار", "يا حِمـــار!"].map(|text| parts.of(&label(text, "a"), &mut fingerprints));
        assert_eq!(one, other);
    }

    #[test]
    fn a_source_is_a_part() {
        let parts = Parts::Sources(["a", "b", UNNAMED_SOURCE].map(String::from).into());
        let mut fingerprints = Fingerprints::default();
        assert_eq!(parts.of(&label("x", "b"), &mut fingerprints), 1);
        assert_eq!(parts.of(&Label::default(), &mut fingerprints), 2);
        assert_eq!(parts.count(), 3);
    }
}
