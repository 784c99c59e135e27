//! The weights of a model compiled for scoring: one packed table, a row a feature for all targets.

use super::feature_sums::{CommentSums, RowSums};
use super::weight_row::{WeightRow, tag};
use crate::label::{TARGETS, Target};
use crate::model::{Mixing, Model, WEIGHTS};
use crate::relevance::{Relevance, term};
use crate::text::feature_extractor::{FeatureKey, gram_of_key, is_pair, seed_of_pair, word_key};
use crate::text::punctuation::{PUNCTUATION_MARKS, Punctuation};
use crate::text::{BloomFilter, Token};
use bytemuck::zeroed_vec;
use prefetch_index::prefetch_index;
use wide::u8x16;

/// The weights of a model, shared by all threads.
#[derive(Debug)]
pub(crate) struct WeightTable {
    /// Open addressing with linear probing; the number of rows is a power of two and at most half are occupied. Before
    /// them a row of zeros, for the n-grams that the model does not know.
    rows: Vec<WeightRow>,
    /// For each n-gram of three letters, by itself, the number of its row in `three_rows`, or 0: a third of what is looked
    /// up for a new word, at a fifth of what a key takes that is mixed first. Empty where 16 bits cannot number them.
    threes: Vec<u16>,
    /// Their rows once more, close together; the first is of zeros.
    three_rows: Vec<WeightRow>,
    /// A byte of each row's key, 0 for an empty row: unknown features are rejected here, in an eighth of the
    /// second-level cache. Sixteen are compared at once, so the first sixteen are repeated after the last.
    marks: Vec<u8>,
    shift: u32,
    /// The pairs that the model knows, by their seeds: nine in ten are not among them and need no look-up.
    pub(super) pairs: BloomFilter,
    scales: [f64; WEIGHTS],
    mixing: Mixing,
    /// What the presence of each mark of punctuation adds to the score of each sentiment; `None` where it adds nothing.
    pub(super) punctuation: Option<[[f64; 3]; PUNCTUATION_MARKS]>,
    /// The stems of the background, sorted: words that exist without a weight, for reading disguises.
    stems: Vec<u32>,
}

/// Punctuation compared at once.
const MARKS: usize = 16;

/// N-grams of three letters are below this: three symbols of six bits, and a bit for Latin.
const THREES: u32 = 1 << 19;

/// The index of an n-gram of three letters: Arabic ones, then Latin ones.
#[inline]
const fn three(gram: u32) -> usize {
    (gram / 2 + gram % 2 * (THREES / 2)) as usize
}

/// The raw scores of a comment: log-odds before calibration, on no particular scale.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[non_exhaustive]
pub struct RawScores {
    /// For each target, the sum of weights over the square root of the number of features, mixed.
    pub targets: [f64; TARGETS],
    /// The number of features of the comment.
    pub features: u32,
    /// The number of them that the model knows.
    pub known: u32,
}

impl RawScores {
    /// The raw score of a target.
    #[must_use]
    pub fn of(&self, target: Target) -> f64 {
        self.targets[target as usize]
    }
}

impl WeightTable {
    /// Compiles a model.
    pub(crate) fn new(model: &Model) -> Self {
        let capacity = (model.features() * 2).next_power_of_two().max(16);
        let mut table = Self {
            rows: zeroed_vec(1 + capacity),
            threes: Vec::new(),
            three_rows: vec![WeightRow::default()],
            marks: vec![0; capacity],
            shift: 64 - capacity.trailing_zeros(),
            pairs: BloomFilter::default(),
            scales: model.scales().map(f64::from),
            mixing: model.parameters().mixing,
            punctuation: model.punctuation(),
            stems: model.relevance().map_or_else(Vec::new, |relevance: &Relevance| relevance.stems().to_vec()),
        };
        let mut threes = Vec::new();
        for (key, weights) in model.rows() {
            if is_pair(key) {
                table.pairs.insert(seed_of_pair(key));
            }
            let mut slot = table.slot(key);
            while table.marks[slot] != 0 {
                slot = (slot + 1) & (capacity - 1);
            }
            table.marks[slot] = mark(key);
            table.rows[1 + slot] = WeightRow::new(weights, key);
            threes.extend(gram_of_key(key).filter(|gram| *gram < THREES).map(|gram| (gram, table.rows[1 + slot])));
        }
        if threes.len() < usize::from(u16::MAX) {
            table.threes = vec![0; THREES as usize];
            for ((gram, _), number) in threes.iter().zip(1..) {
                table.threes[three(*gram)] = number;
            }
            // Neighbours in the alphabet are neighbours in memory.
            for number in table.threes.iter_mut().filter(|number| **number != 0) {
                table.three_rows.push(threes[usize::from(*number) - 1].1);
                *number = (table.three_rows.len() - 1) as u16;
            }
        }
        table.marks.extend_from_within(..MARKS);
        table
    }

    /// The raw scores of a comment, given as texts: its sums over the square root of the number of its features, mixed.
    pub(super) fn raw_scores<'text>(
        &self,
        sum: &CommentSums,
        texts: impl IntoIterator<Item = &'text str>,
    ) -> RawScores {
        let length = f64::from(sum.features.max(1)).sqrt();
        let raw = std::array::from_fn(|target| sum.weights[target] as f64 * self.scales[target] / length);
        let mut targets = self.mixing.apply(raw, sum.features);
        if let Some(of_mark) = &self.punctuation {
            for mark in Punctuation::of(texts).present() {
                targets[Target::Negative as usize..]
                    .iter_mut()
                    .zip(of_mark[mark])
                    .for_each(|(score, more)| *score += more);
            }
        }
        RawScores { targets, features: sum.features, known: sum.known }
    }

    #[inline]
    fn capacity(&self) -> usize {
        self.rows.len() - 1
    }

    #[inline]
    fn slot(&self, key: FeatureKey) -> usize {
        (key >> self.shift) as usize
    }

    /// The weights of a feature, if the model knows it.
    ///
    /// An unknown feature is taken for a known one with probability about 1 in a billion a look-up.
    pub(crate) fn weights(&self, key: FeatureKey) -> Option<[i16; WEIGHTS]> {
        let [weights @ .., _, _] = self.row(key)?.weights_and_tag().to_array();
        Some(weights)
    }

    /// The row of a feature, if the model knows it.
    #[inline]
    fn row(&self, key: FeatureKey) -> Option<&WeightRow> {
        Some(self.row_number(key)).filter(|number| *number != 0).map(|number| &self.rows[number])
    }

    /// The number of the row of a feature; 0 if the model does not know it.
    fn row_number(&self, key: FeatureKey) -> usize {
        let mut slot = self.slot(key);
        loop {
            let (mut matching, is_end) = self.compare(slot, key);
            while matching != 0 {
                let row = 1 + self.first_match(slot, matching);
                if self.rows[row].tag() == tag(key) {
                    return row;
                }
                matching &= matching - 1;
            }
            if is_end {
                return 0;
            }
            slot = (slot + MARKS) & (self.capacity() - 1);
        }
    }

    /// A bit for each of sixteen marks from `slot` on that is the key's, and whether a row among them is empty.
    #[inline]
    fn compare(&self, slot: usize, key: FeatureKey) -> (u32, bool) {
        let marks = u8x16::new(*self.marks[slot..].first_chunk().unwrap_or(&[0; MARKS]));
        let empty = marks.simd_eq(u8x16::ZERO).to_bitmask();
        // Those before the first empty row.
        (marks.simd_eq(u8x16::splat(mark(key))).to_bitmask() & empty.wrapping_sub(1) & !empty, empty != 0)
    }

    /// The row of the first matching mark from a slot on.
    #[inline]
    fn first_match(&self, slot: usize, matching: u32) -> usize {
        (slot + matching.trailing_zeros() as usize) & (self.capacity() - 1)
    }

    /// Prefetches the marks of a feature.
    #[inline]
    pub(super) fn prefetch_mark(&self, key: FeatureKey) {
        prefetch_index(self.marks.as_slice(), self.slot(key));
    }

    /// The index of an n-gram of three letters, prefetched; `None` for one that is found by its key.
    #[inline]
    pub(super) fn prefetch_three(&self, gram: u32) -> Option<u32> {
        let index = three(gram);
        prefetch_index(self.threes.as_slice(), index);
        (gram < THREES && !self.threes.is_empty()).then_some(index as u32)
    }

    /// Replaces the indices of n-grams of three letters by the numbers of their rows, which are prefetched.
    pub(super) fn find_threes(&self, threes: &mut [u32]) {
        for three in threes {
            let number = self.threes[*three as usize];
            prefetch_index(self.three_rows.as_slice(), usize::from(number));
            *three = u32::from(number);
        }
    }

    /// Adds n-grams of three letters by the numbers of their rows.
    #[inline]
    pub(super) fn add_threes(&self, sums: &mut RowSums, numbers: &[u32]) {
        sums.add_all(numbers.iter().map(|number| *number as usize), &self.three_rows);
    }

    /// Finds the numbers of the rows of features, all of them prefetched before the first is read.
    pub(super) fn find_all(&self, keys: &[FeatureKey], rows: &mut Vec<u32>) {
        rows.clear();
        rows.extend(keys.iter().map(|key| self.find(*key)));
    }

    /// Adds features by the numbers of their rows.
    #[inline]
    pub(super) fn add_rows(&self, sums: &mut RowSums, keys: &[FeatureKey], rows: &[u32]) {
        let is_its = |row: u32, key| u32::from(self.rows[row as usize].tag() == tag(key));
        sums.add_all(rows.iter().zip(keys).map(|(row, key)| (row * is_its(*row, *key)) as usize), &self.rows);
    }

    /// The number of the row of a feature, with that row prefetched; 0, that of the row of zeros, where the model does not
    /// know it.
    #[inline]
    fn find(&self, key: FeatureKey) -> u32 {
        let slot = self.slot(key);
        let (matching, is_end) = self.compare(slot, key);
        if !is_end || matching & matching.wrapping_sub(1) != 0 {
            return self.row_number(key) as u32;
        }
        // Without a branch: half of a new word's features have a row, which cannot be predicted.
        let row = (1 + self.first_match(slot, matching)) * usize::from(matching != 0);
        prefetch_index(self.rows.as_slice(), row);
        row as u32
    }

    /// Whether a word is in the vocabulary: the model has weights for it, or its stem is in the background.
    pub(crate) fn exists(&self, word: &Token<'_>) -> bool {
        self.weights(word_key(word.key)).is_some() || self.stems.binary_search(&term(word).stem).is_ok()
    }

    /// The value of a quantised weight of 1, in the order of a feature's weights.
    pub(crate) fn scales(&self) -> &[f64; WEIGHTS] {
        &self.scales
    }
}

/// The byte of a key that marks its row; never 0.
#[inline]
fn mark(key: FeatureKey) -> u8 {
    (key >> 32) as u8 | 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::counts::Counts;
    use crate::model::{Factors, Mixing, ModelParts, Parameters, Weights};
    use crate::score::Scorer;
    use crate::text::feature_extractor;
    use linfa::prelude::*;
    use linfa_bayes::MultinomialNb;
    use ndarray::{Array1, Array2};

    const COMMENTS: [(&str, usize); 12] = [
        ("يا كلب يا حمار", 1),
        ("انت كلب ابن كلب", 1),
        ("حمار وغبي", 1),
        ("لصوص وخونة كلهم", 1),
        ("يا خونة يا لصوص", 1),
        ("غبي انت والله", 1),
        ("مقال جميل شكرا", 0),
        ("شكرا للكاتب على المقال", 0),
        ("صباح الخير يا جماعة", 0),
        ("كلام جميل والله", 0),
        ("الف شكر للكاتب", 0),
        ("خبر سار للناس", 0),
    ];

    /// The feature counts of a comment as a dense row, a column for each key.
    fn row(text: &str, keys: &[FeatureKey]) -> Vec<f64> {
        let mut row = vec![0.0; keys.len()];
        feature_extractor::of_comment([text], |key| {
            if let Ok(index) = keys.binary_search(&key) {
                row[index] += 1.0;
            }
        });
        row
    }

    #[test]
    fn scores_separate_comments_as_linfa_bayes_predicts() {
        let mut keys = Vec::new();
        COMMENTS.iter().for_each(|(text, _)| feature_extractor::of_comment([*text], |key| keys.push(key)));
        keys.sort_unstable();
        keys.dedup();
        let cells: Vec<f64> = COMMENTS.iter().flat_map(|(text, _)| row(text, &keys)).collect();
        let rows = Array2::from_shape_vec((COMMENTS.len(), keys.len()), cells).unwrap();
        let targets = Array1::from_iter(COMMENTS.iter().map(|(_, class)| *class));
        let fitted = MultinomialNb::params().alpha(0.5).fit(&Dataset::new(rows, targets)).unwrap();
        // Both classes are of one size, so the prior is zero, and a weight is a difference of log-probabilities.
        let shown = serde_json::to_value(&fitted).unwrap();
        let log =
            |class: &str, index: usize| shown["class_info"][class]["feature_log_prob"]["data"][index].as_f64().unwrap();
        let weight = |index| [(log("1", index) - log("0", index)) as f32, 0.0, 0.0, 0.0, 0.0, 0.0];
        let weights = Weights {
            rows: keys.iter().enumerate().map(|(index, key)| (*key, weight(index))).collect(),
            companions: Vec::new(),
        };
        let hostile = Factors { hostile: 1.0, ..Factors::default() };
        let parameters = Parameters { mixing: Mixing { hostile, ..Mixing::default() }, ..Parameters::default() };
        let parts = ModelParts {
            parameters: &parameters,
            weights: &weights,
            counts: &Counts::default(),
            calibrations: [None; TARGETS],
            thresholds: [None; 3],
            histograms: Default::default(),
            unweighted: &[],
            relevance: None,
            correction: None,
        };
        let mut scorer = Scorer::new(&Model::new("small", parts));
        let others = ["يا كلب", "شكرا جزيلا يا كاتب", "كلاب وحمير", "الخبر جميل", "انتم لصوص", "صباح النور"];
        for text in COMMENTS.iter().map(|(text, _)| *text).chain(others) {
            let dense = Array2::from_shape_vec((1, keys.len()), row(text, &keys)).unwrap();
            let predicted = fitted.predict(&dense)[0];
            let raw = scorer.score([text]).of(Target::Hostile);
            assert!(raw.abs() > 1e-3, "{text} is a tie");
            assert_eq!(usize::from(raw > 0.0), predicted, "{text}");
        }
    }
}
