//! What runs: weights in one packed table, one row for all columns.

use super::model::Model;
use super::worker::{Sum, Worker};
use super::{Blend, COLUMNS, Column};
use crate::text::features::{Key, is_pair};

/// A feature's row: a part of its key, and its weights.
#[derive(Debug, Clone, Copy, Default)]
struct Row {
    tag: u32,
    weights: [i16; COLUMNS],
}

/// A model compiled for scoring; shared by all threads.
#[derive(Debug)]
pub struct Scorer {
    /// Open addressing with linear probing; the number of rows is a power of two and at most half are taken.
    rows: Vec<Row>,
    /// A byte of each row's key, 0 where there is none: strangers end here, in an eighth of the second-level cache.
    marks: Vec<u8>,
    shift: u32,
    /// One bit for each pair of words that may be known. Most pairs are not, and this fits the first-level cache, which
    /// the rows do not.
    pairs: Box<[u64; PAIR_BITS / 64]>,
    scales: [f64; COLUMNS],
    blend: Blend,
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
            marks: vec![0; capacity],
            shift: 64 - capacity.trailing_zeros(),
            pairs: Box::new([0; PAIR_BITS / 64]),
            scales: model.scales().map(f64::from),
            blend: model.head.parameters.blend,
        };
        for (key, weights) in model.rows() {
            if is_pair(key) {
                let (word, bit) = pair_bit(key);
                scorer.pairs[word] |= bit;
            }
            let mut place = scorer.place(key);
            while scorer.marks[place] != 0 {
                place = (place + 1) & (capacity - 1);
            }
            scorer.marks[place] = mark(key);
            scorer.rows[place] = Row { tag: tag(key), weights: *weights };
        }
        scorer
    }

    /// A worker of its own for each thread.
    #[must_use]
    pub fn worker(&self) -> Worker<'_> {
        Worker::new(self)
    }

    /// What the sum of a comment's features means: weighed by the root of their number, and blended.
    #[must_use]
    pub fn raw_scores(&self, sum: &Sum) -> RawScores {
        let length = f64::from(sum.features.max(1)).sqrt();
        let columns = std::array::from_fn(|column| sum.weights[column] as f64 * self.scales[column] / length);
        RawScores { columns: self.blend.apply(columns), features: sum.features, known: sum.known }
    }

    #[inline]
    fn place(&self, key: Key) -> usize {
        (key >> self.shift) as usize
    }

    /// Asks the memory for the rows of these features, all at once, where they are looked up soon.
    #[inline]
    pub fn summon(&self, keys: &[Key]) {
        let touched = keys.iter().fold(0, |touched, key| touched ^ self.rows[self.place(*key)].tag);
        std::hint::black_box(touched);
    }

    /// Whether one of two pairs of words may be known. Most are not.
    #[inline]
    #[must_use]
    pub fn may_know(&self, pairs: [Key; 2]) -> bool {
        let [one, other] = pairs.map(|pair| self.pairs[pair_bit(pair).0] >> (pair >> 8 & 63) & 1);
        one | other != 0
    }

    /// The weights of a feature, if the model knows it.
    ///
    /// A stranger is taken for a known feature with a chance of about one in a billion a look-up.
    #[inline]
    #[must_use]
    pub fn weights(&self, key: Key) -> Option<&[i16; COLUMNS]> {
        if is_pair(key) {
            let (word, bit) = pair_bit(key);
            if self.pairs[word] & bit == 0 {
                return None;
            }
        }
        let wanted = mark(key);
        let mut place = self.place(key);
        loop {
            let mark = self.marks[place];
            if mark == 0 {
                return None;
            }
            if mark == wanted && self.rows[place].tag == tag(key) {
                return Some(&self.rows[place].weights);
            }
            place = (place + 1) & (self.marks.len() - 1);
        }
    }

    /// What a weight of 1 stands for in a column.
    #[must_use]
    pub fn scale(&self, column: Column) -> f64 {
        self.scales[column as usize]
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

/// The part of a key that a row keeps.
#[inline]
fn tag(key: Key) -> u32 {
    key as u32
}

/// The part of a key that marks its row; never 0.
#[inline]
fn mark(key: Key) -> u8 {
    (key >> 32) as u8 | 1
}
