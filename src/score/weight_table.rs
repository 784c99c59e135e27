//! The weights of a model compiled for scoring: one packed table, a row a feature for all targets.

use super::feature_sums::FeatureSums;
use super::scorer::CommentSums;
use crate::label::{TARGETS, Target};
use crate::model::{Mixing, Model, WEIGHTS};
use crate::relevance::{Relevance, term};
use crate::text::feature_extractor::{FeatureKey, is_pair, seed_of_pair, word_key};
use crate::text::{BloomFilter, Token};
use prefetch_index::prefetch_index;
use wide::{i16x8, u8x16};

/// A feature's row: its weights, and in the last two places a part of its key.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Row(i16x8);

impl Row {
    pub(super) fn new(weights: [i16; WEIGHTS], key: FeatureKey) -> Self {
        let ([a, b, c, d, e, f], tag) = (weights, tag(key));
        Self(i16x8::new([a, b, c, d, e, f, tag as i16, (tag >> 16) as i16]))
    }

    /// The weights, and in the last two places what is none.
    #[inline]
    pub(super) fn weights_and_tag(&self) -> i16x8 {
        self.0
    }

    #[inline]
    fn tag(&self) -> u32 {
        let [.., low, high] = self.0.to_array().map(i16::cast_unsigned);
        u32::from(low) | u32::from(high) << 16
    }
}

/// The weights of a model, shared by all threads.
#[derive(Debug)]
pub(crate) struct WeightTable {
    /// Open addressing with linear probing; the number of rows is a power of two and at most half are taken.
    rows: Vec<Row>,
    /// A byte of each row's key, 0 where there is none: unknown features end here, in an eighth of the second-level cache.
    /// Sixteen are compared at once, so as many of the first stand behind the last again.
    marks: Vec<u8>,
    shift: u32,
    /// Which pairs may be known, by their seeds: nine in ten are not, and need not be looked up.
    pub(super) pairs: BloomFilter,
    scales: [f64; WEIGHTS],
    mixing: Mixing,
    /// Stems of words that exist but say nothing, for the reader of disguises.
    stems: Vec<u32>,
}

/// So many marks are compared at once.
const MARKS: usize = 16;

/// So many features are looked up at once: all of most words.
pub(super) const AT_ONCE: usize = 32;

/// The raw scores of a comment: log-odds before calibration, on no particular scale.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[non_exhaustive]
pub struct RawScores {
    /// For each target, the sum of weights over the root of the number of features, mixed.
    pub targets: [f64; TARGETS],
    /// How many features the comment has.
    pub features: u32,
    /// How many of them the model knows.
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
            rows: vec![Row::default(); capacity],
            marks: vec![0; capacity],
            shift: 64 - capacity.trailing_zeros(),
            pairs: BloomFilter::default(),
            scales: model.scales().map(f64::from),
            mixing: model.parameters().blend,
            stems: model.relevance().map_or_else(Vec::new, |relevance: &Relevance| relevance.stems().to_vec()),
        };
        for (key, weights) in model.rows() {
            if is_pair(key) {
                table.pairs.insert(seed_of_pair(key));
            }
            let mut place = table.place(key);
            while table.marks[place] != 0 {
                place = (place + 1) & (capacity - 1);
            }
            table.marks[place] = mark(key);
            table.rows[place] = Row::new(*weights, key);
        }
        table.marks.extend_from_within(..MARKS);
        table
    }

    /// The raw scores of a comment: its sums over the root of the number of its features, mixed.
    pub(super) fn raw_scores(&self, sum: &CommentSums) -> RawScores {
        let length = f64::from(sum.features.max(1)).sqrt();
        let raw = std::array::from_fn(|target| sum.weights[target] as f64 * self.scales[target] / length);
        RawScores { targets: self.mixing.apply(raw), features: sum.features, known: sum.known }
    }

    #[inline]
    fn place(&self, key: FeatureKey) -> usize {
        (key >> self.shift) as usize
    }

    /// The weights of a feature, if the model knows it.
    ///
    /// An unknown feature is taken for a known one with a chance of about one in a billion a look-up.
    pub(crate) fn weights(&self, key: FeatureKey) -> Option<[i16; WEIGHTS]> {
        let [weights @ .., _, _] = self.row(key)?.weights_and_tag().to_array();
        Some(weights)
    }

    /// The row of a feature, if the model knows it.
    #[inline]
    fn row(&self, key: FeatureKey) -> Option<&Row> {
        let mut place = self.place(key);
        loop {
            let (mut same, is_end) = self.compare(place, key);
            while same != 0 {
                let row = &self.rows[self.behind(place, same)];
                if row.tag() == tag(key) {
                    return Some(row);
                }
                same &= same - 1;
            }
            if is_end {
                return None;
            }
            place = (place + MARKS) & (self.rows.len() - 1);
        }
    }

    /// Which of the marks from this place on are those of a key, a bit each, and whether unknown features end here.
    #[inline]
    fn compare(&self, place: usize, key: FeatureKey) -> (u32, bool) {
        let marks = u8x16::new(*self.marks[place..].first_chunk().unwrap_or(&[0; MARKS]));
        let free = marks.simd_eq(u8x16::ZERO).to_bitmask();
        // Those before the first that is free.
        (marks.simd_eq(u8x16::splat(mark(key))).to_bitmask() & free.wrapping_sub(1) & !free, free != 0)
    }

    /// The row of the first of these marks from a place on.
    #[inline]
    fn behind(&self, place: usize, same: u32) -> usize {
        (place + same.trailing_zeros() as usize) & (self.rows.len() - 1)
    }

    /// Adds a feature.
    #[inline]
    pub(super) fn add(&self, sums: &mut FeatureSums, key: FeatureKey) {
        match self.row(key) {
            Some(row) => sums.add_known(row),
            None => sums.add_unknown(1),
        }
    }

    /// Adds features, at most as many as are looked up at once. The memory is asked for all their rows before the first is
    /// read, and who has one is found without a branch: half of a new word's features do, which no processor foresees.
    #[inline(never)]
    pub(super) fn add_all(&self, sums: &mut FeatureSums, keys: &[FeatureKey]) {
        let keys = &keys[..keys.len().min(AT_ONCE)];
        let (mut rows, mut found) = ([0; AT_ONCE], 0);
        let (mut tags, mut elsewhere) = ([0; AT_ONCE], 0);
        for key in keys {
            let place = self.place(*key);
            let (same, is_end) = self.compare(place, *key);
            if !is_end || same & same.wrapping_sub(1) != 0 {
                self.add(sums, *key);
                elsewhere += 1;
                continue;
            }
            let row = self.behind(place, same);
            prefetch_index(self.rows.as_slice(), row);
            (rows[found % AT_ONCE], tags[found % AT_ONCE]) = (row as u32, tag(*key));
            found += usize::from(same != 0);
        }
        let mut known = FeatureSums::default();
        for (row, tag) in rows.iter().zip(tags).take(found) {
            let row = &self.rows[*row as usize];
            if row.tag() == tag {
                known.add_known(row);
            }
        }
        sums.add_with_unknown(&known, keys.len() - elsewhere);
    }

    /// Whether a word exists: the model weighs it, or its stem is in the background.
    pub(crate) fn exists(&self, word: &Token<'_>) -> bool {
        self.weights(word_key(word.key)).is_some() || self.stems.binary_search(&term(word).stem).is_ok()
    }

    /// What a weight of 1 stands for, in the order of a feature's weights.
    pub(crate) fn scales(&self) -> &[f64; WEIGHTS] {
        &self.scales
    }
}

/// The part of a key that a row keeps.
#[inline]
fn tag(key: FeatureKey) -> u32 {
    key as u32
}

/// The part of a key that marks its row; never 0.
#[inline]
fn mark(key: FeatureKey) -> u8 {
    (key >> 32) as u8 | 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::counts::Counts;
    use crate::model::{Mixing, ModelParts, Parameters, Weights};
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

    /// The features of a comment as a dense row, a number each.
    fn row(text: &str, names: &[FeatureKey]) -> Vec<f64> {
        let mut row = vec![0.0; names.len()];
        feature_extractor::of_comment([text], |key| {
            if let Ok(index) = names.binary_search(&key) {
                row[index] += 1.0;
            }
        });
        row
    }

    #[test]
    fn scores_part_comments_as_the_prediction_of_linfa_bayes_does() {
        let mut names = Vec::new();
        COMMENTS.iter().for_each(|(text, _)| feature_extractor::of_comment([*text], |key| names.push(key)));
        names.sort_unstable();
        names.dedup();
        let cells: Vec<f64> = COMMENTS.iter().flat_map(|(text, _)| row(text, &names)).collect();
        let rows = Array2::from_shape_vec((COMMENTS.len(), names.len()), cells).unwrap();
        let targets = Array1::from_iter(COMMENTS.iter().map(|(_, class)| *class));
        let fitted = MultinomialNb::params().alpha(0.5).fit(&Dataset::new(rows, targets)).unwrap();
        // Both classes are as large, so the prior says nothing, and a weight is a difference of log-probabilities.
        let shown = serde_json::to_value(&fitted).unwrap();
        let log =
            |class: &str, index: usize| shown["class_info"][class]["feature_log_prob"]["data"][index].as_f64().unwrap();
        let weight = |index| [(log("1", index) - log("0", index)) as f32, 0.0, 0.0, 0.0, 0.0, 0.0];
        let weights = Weights {
            rows: names.iter().enumerate().map(|(index, key)| (*key, weight(index))).collect(),
            companions: Vec::new(),
        };
        let blend = Mixing { hostile_of_negative: 0.0, sectarian_of_hostile: 0.0, ..Mixing::default() };
        let parameters = Parameters { blend, ..Parameters::default() };
        let learnt = ModelParts {
            parameters: &parameters,
            weights: &weights,
            counts: &Counts::default(),
            calibrations: [None; TARGETS],
            thresholds: [None; 3],
            histograms: Default::default(),
            unweighted: &[],
            relevance: None,
        };
        let mut scorer = Scorer::new(&Model::new("small", learnt));
        let others = ["يا كلب", "شكرا جزيلا يا كاتب", "كلاب وحمير", "الخبر جميل", "انتم لصوص", "صباح النور"];
        for text in COMMENTS.iter().map(|(text, _)| *text).chain(others) {
            let dense = Array2::from_shape_vec((1, names.len()), row(text, &names)).unwrap();
            let predicted = fitted.predict(&dense)[0];
            let raw = scorer.score([text]).of(Target::Hostile);
            assert!(raw.abs() > 1e-3, "{text} is a tie");
            assert_eq!(usize::from(raw > 0.0), predicted, "{text}");
        }
    }
}
