//! What the features of a word, and of a comment's words, sum to.

use super::weight_table::Row;
use crate::model::WEIGHTS;
use bytemuck::{Pod, Zeroable};
use wide::{i32x4, i32x8};

/// FeatureSums of weights, and how much has been summed up: eight numbers, added at once.
///
/// Behind the weights stand two numbers of two: features and known features, Arabic letters and Latin letters (below
/// 32,768 each, which a comment that is summed up here does not reach).
#[derive(Debug, Clone, Copy, Default, PartialEq, Zeroable, Pod)]
#[repr(transparent)]
pub(super) struct FeatureSums([i32x4; 2]);

/// Where the second of two numbers begins.
const SECOND: i32 = 1 << 16;

impl FeatureSums {
    const fn of_amounts(features: i32, letters: i32) -> i32x4 {
        i32x4::new([0, 0, features, letters])
    }

    /// Adds the letters of others, and the rest where it is wanted: by a mask and not by a branch, since no processor
    /// foresees which word of a comment is said again.
    #[inline]
    pub(super) fn add_if(&mut self, wanted: bool, others: &Self) {
        let wanted = i32x4::splat(-i32::from(wanted));
        self.0[0] += others.0[0] & wanted;
        self.0[1] += others.0[1] & (wanted | Self::of_amounts(0, -1));
    }

    /// Counts features that the model does not know.
    #[inline]
    pub(super) fn add_unknown(&mut self, features: i32) {
        self.0[1] += Self::of_amounts(features, 0);
    }

    /// Counts a feature that the model knows, and adds its weights.
    #[inline]
    pub(super) fn add_known(&mut self, row: &Row) {
        const WEIGHTS_ALONE: i32x4 = i32x4::new([-1, -1, 0, 0]);
        let [first, second]: [i32x4; 2] = bytemuck::cast(i32x8::from_i16x8(row.weights_and_tag()));
        self.0[0] += first;
        self.0[1] += second & WEIGHTS_ALONE | Self::of_amounts(1 + SECOND, 0);
    }

    /// Adds what known features sum to, and counts the unknown ones beside them, so many in all.
    #[inline]
    pub(super) fn add_with_unknown(&mut self, known: &Self, features: usize) {
        let [counted, ..] = known.amounts();
        self.add_if(true, known);
        self.add_unknown(features as i32 - counted as i32);
    }

    /// Counts letters.
    pub(super) fn count_letters(&mut self, arabic: u32, latin: u32) {
        self.0[1] += Self::of_amounts(0, arabic as i32 + latin as i32 * SECOND);
    }

    /// The sums of weights.
    #[inline]
    pub(super) fn weights(&self) -> [i32; WEIGHTS] {
        let [[a, b, c, d], [e, f, ..]] = self.0.map(i32x4::to_array);
        [a, b, c, d, e, f]
    }

    /// How many features there are, how many of them the model knows, and how many Arabic and Latin letters.
    #[inline]
    pub(super) fn amounts(&self) -> [u32; 4] {
        let [_, _, features, letters] = self.0[1].to_array().map(i32::cast_unsigned);
        [features & 0xFFFF, features >> 16, letters & 0xFFFF, letters >> 16]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_summed_up_adds_up_each_for_itself() {
        let mut one = FeatureSums::default();
        one.add_known(&Row::new([1, -2, 3, -4, i16::MAX, i16::MIN], u64::MAX));
        one.add_unknown(3);
        one.count_letters(4_000, 3_000);
        let mut sums = one;
        sums.add_if(true, &one);
        assert_eq!(sums.weights(), [2, -4, 6, -8, 2 * i32::from(i16::MAX), 2 * i32::from(i16::MIN)]);
        assert_eq!(sums.amounts(), [8, 2, 8_000, 6_000]);
        sums.add_if(false, &one);
        assert_eq!(sums.amounts(), [8, 2, 12_000, 9_000]);
    }
}
