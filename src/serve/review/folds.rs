//! Folds of labels: comments of one article, and near-duplicates, are in one.

use crate::label::Fingerprints;
use crate::serve::store::TrainingLabel;
use std::collections::HashMap;

/// How many there are.
pub(super) const FOLDS: usize = 5;

/// The fold of every comment: those of one article, and those with the same words, are in one.
pub(super) fn folds(labels: &[TrainingLabel]) -> HashMap<i64, usize> {
    let mut fingerprints = Fingerprints::default();
    // Union of sets, by the index of the first label of each.
    let mut parents: Vec<usize> = (0..labels.len()).collect();
    fn root(parents: &mut [usize], mut at: usize) -> usize {
        while parents[at] != at {
            parents[at] = parents[parents[at]];
            at = parents[at];
        }
        at
    }
    let mut first: HashMap<(bool, u128), usize> = HashMap::new();
    for (index, label) in labels.iter().enumerate() {
        let names =
            [Some((false, fingerprints.of(&label.label.text))), label.article.map(|article| (true, article as u128))];
        for name in names.into_iter().flatten() {
            let other = *first.entry(name).or_insert(index);
            let (one, other) = (root(&mut parents, index), root(&mut parents, other));
            parents[one.max(other)] = one.min(other);
        }
    }
    let fold = |index: usize, parents: &mut [usize]| {
        let first = labels[root(parents, index)].comment;
        (crate::text::mix(first as u64) % FOLDS as u64) as usize
    };
    (0..labels.len()).map(|index| (labels[index].comment, fold(index, &mut parents))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::Label;

    #[test]
    fn comments_of_an_article_and_spellings_of_one_comment_are_in_one_fold() {
        let label = |comment: i64, article: Option<i64>, text: &str| TrainingLabel {
            comment,
            article,
            blind: true,
            label: Label { text: text.into(), ..Label::default() },
        };
        let mut labels = vec![
            label(1, Some(7), "أول"),
            label(2, None, "ثان"),
            label(3, Some(7), "ثـاااان"),
            label(4, Some(8), "ثالث"),
        ];
        // Words and not numbers, which are all alike to a model.
        let words = "ابتجحدرسعقفكلمنهو"
            .chars()
            .flat_map(|one| "زصطغخشضذثظ".chars().map(move |other| format!("كلم{one}{other}")));
        labels.extend(words.zip(5..).map(|(word, number)| label(number, None, &word)));
        let folds = folds(&labels);
        assert_eq!((folds[&1], folds[&2]), (folds[&3], folds[&3]));
        let sizes: Vec<usize> = (0..FOLDS).map(|fold| folds.values().filter(|of| **of == fold).count()).collect();
        assert!(sizes.iter().all(|size| *size > 10), "{sizes:?}");
    }
}
