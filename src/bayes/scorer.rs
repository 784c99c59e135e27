//! What runs: weights in one packed table, one row for all columns.
//!
//! Everything inside a word depends on that word alone, so a [`Worker`] keeps the sums of the words it has met; most
//! words of a comment are old acquaintances and cost one look-up instead of forty. Sums are of whole numbers: the result
//! does not depend on what is remembered.

use super::model::Model;
use super::{Blend, COLUMNS, Column, WEIGHTS};
use crate::relevance::term;
use crate::text::disguise::plain;
use crate::text::features::{self, Identity, Key, Seen, is_pair};
use crate::text::{Folded, Word};

/// A feature's row: a part of its key, and its weights.
#[derive(Debug, Clone, Copy, Default)]
struct Row {
    tag: u32,
    weights: [i16; WEIGHTS],
}

/// A model compiled for scoring; shared by all threads.
#[derive(Debug)]
pub struct Scorer {
    /// Open addressing with linear probing; the number of rows is a power of two and at most half are taken.
    rows: Vec<Row>,
    shift: u32,
    /// One bit for each pair of words that may be known. Most pairs are not, and this fits the first-level cache, which
    /// the rows do not.
    pairs: Vec<u64>,
    scales: [f64; WEIGHTS],
    blend: Blend,
    /// Stems of words that exist but say nothing, for the reader of disguises.
    stems: Vec<u32>,
}

/// What the features of a comment sum to.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct RawScores {
    /// For each column, the sum of weights over the root of the number of features, blended.
    pub columns: [f64; COLUMNS],
    /// How many features the comment has.
    pub features: u32,
    /// How many of them the model knows.
    pub known: u32,
}

impl RawScores {
    /// The raw score of a column.
    #[must_use]
    pub fn of(&self, column: Column) -> f64 {
        self.columns[column as usize]
    }
}

impl Scorer {
    /// Compiles a model.
    #[must_use]
    pub fn new(model: &Model) -> Self {
        let capacity = (model.features() * 2).next_power_of_two().max(16);
        let mut scorer = Self {
            rows: vec![Row::default(); capacity],
            shift: 64 - capacity.trailing_zeros(),
            pairs: vec![0; PAIR_BITS / 64],
            scales: model.scales().map(f64::from),
            blend: model.head.parameters.blend,
            stems: model.head.relevance.as_ref().map_or_else(Vec::new, |relevance| relevance.stems().to_vec()),
        };
        for (key, weights) in model.rows() {
            if is_pair(key) {
                let (word, bit) = pair_bit(key);
                scorer.pairs[word] |= bit;
            }
            let mut place = scorer.place(key);
            while scorer.rows[place].tag != 0 {
                place = (place + 1) & (capacity - 1);
            }
            scorer.rows[place] = Row { tag: tag(key), weights: *weights };
        }
        scorer
    }

    /// A worker of its own for each thread.
    #[must_use]
    pub fn worker(&self) -> Worker<'_> {
        Worker {
            scorer: self,
            folded: Folded::default(),
            seen: Seen::default(),
            words: vec![Remembered::default(); REMEMBERED],
            reading: Vec::new(),
        }
    }

    #[inline]
    fn place(&self, key: Key) -> usize {
        (key >> self.shift) as usize
    }

    /// The weights of a feature, if the model knows it.
    ///
    /// A stranger is taken for a known feature with a chance of about one in a billion a look-up.
    #[inline]
    #[must_use]
    pub fn weights(&self, key: Key) -> Option<&[i16; WEIGHTS]> {
        if is_pair(key) {
            let (word, bit) = pair_bit(key);
            if self.pairs[word] & bit == 0 {
                return None;
            }
        }
        let wanted = tag(key);
        let mut place = self.place(key);
        loop {
            let row = &self.rows[place];
            if row.tag == wanted {
                return Some(&row.weights);
            }
            if row.tag == 0 {
                return None;
            }
            place = (place + 1) & (self.rows.len() - 1);
        }
    }

    /// Whether a word exists: the model weighs it, or its stem is in the background.
    #[must_use]
    pub fn exists(&self, word: &Word<'_>) -> bool {
        self.weights(features::word_key(word.key)).is_some() || self.stems.binary_search(&term(word).stem).is_ok()
    }

    /// What a weight of 1 stands for, in the order of a feature's weights.
    #[must_use]
    pub fn scales(&self) -> &[f64; WEIGHTS] {
        &self.scales
    }
}

/// How many bits tell which pairs may be known: 32 KiB of them.
const PAIR_BITS: usize = 1 << 18;

/// Where a pair's bit stands.
#[inline]
fn pair_bit(key: Key) -> (usize, u64) {
    let bit = (key >> 8) as usize & (PAIR_BITS - 1);
    (bit / 64, 1 << (bit % 64))
}

/// The part of a key that a row keeps; 0 marks an empty row.
#[inline]
fn tag(key: Key) -> u32 {
    (key as u32).max(1)
}

/// How many words a worker remembers, each in the place that its hash names.
const REMEMBERED: usize = 1 << 14;

#[derive(Debug, Clone, Copy, Default)]
struct Remembered {
    /// The word's key; 0 where nothing is remembered.
    word: u64,
    identity: Identity,
    sum: Sum,
}

/// A sum of rows.
#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    weights: [i32; WEIGHTS],
    features: u32,
    known: u32,
}

impl Sum {
    #[inline]
    fn add(&mut self, weights: Option<&[i16; WEIGHTS]>) {
        self.features += 1;
        if let Some(weights) = weights {
            self.known += 1;
            for (sum, weight) in self.weights.iter_mut().zip(weights) {
                *sum = sum.saturating_add(i32::from(*weight));
            }
        }
    }
}

/// Scores comments, one after the other; one a thread.
#[derive(Debug)]
pub struct Worker<'scorer> {
    scorer: &'scorer Scorer,
    folded: Folded,
    seen: Seen,
    words: Vec<Remembered>,
    /// Room for the letters of a word in disguise.
    reading: Vec<u8>,
}

impl Worker<'_> {
    /// Scores a comment, its fields one after the other.
    pub fn score<'text>(&mut self, fields: impl IntoIterator<Item = &'text str>) -> RawScores {
        let mut total = [0_i64; WEIGHTS];
        let (mut features, mut known) = (0, 0);
        let mut add = |sum: &Sum| {
            for (total, sum) in total.iter_mut().zip(&sum.weights) {
                *total += i64::from(*sum);
            }
            features += sum.features;
            known += sum.known;
        };
        self.seen.clear();
        for field in fields {
            self.folded.fold(field);
            let mut before = Identity::default();
            for word in self.folded.words() {
                let remembered = &mut self.words[word.key as usize & (REMEMBERED - 1)];
                if remembered.word != word.key {
                    let mut sum = Sum::default();
                    let read = plain(&word, |word| self.scorer.exists(word), &mut self.reading);
                    let identity = features::of_word(&read.unwrap_or(word), |key| sum.add(self.scorer.weights(key)));
                    *remembered = Remembered { word: word.key, identity, sum };
                }
                if self.seen.insert(word.key) {
                    add(&remembered.sum);
                }
                let this = remembered.identity;
                let mut pairs = Sum::default();
                features::of_neighbours(before, this, |key| pairs.add(self.scorer.weights(key)));
                add(&pairs);
                before = this;
            }
        }
        let length = f64::from(features.max(1)).sqrt();
        let columns = std::array::from_fn(|column| total[column] as f64 * self.scorer.scales[column] / length);
        RawScores { columns: self.scorer.blend.apply(columns), features, known }
    }
}
