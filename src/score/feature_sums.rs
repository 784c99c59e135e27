//! Sums of the weights and counts of the features of a word or of a comment.

use super::weight_row::WeightRow;
use crate::model::WEIGHTS;
use bytemuck::{Pod, Zeroable};
use wide::{i32x4, i32x8};

/// The sums of six weights, and four counts: eight 32-bit lanes, added at once.
///
/// Each of the last two lanes holds two 16-bit counts: features and known features, Arabic letters and Latin letters
/// (below 32,768 each, which a comment that is summed here does not reach).
#[derive(Debug, Clone, Copy, Default, PartialEq, Zeroable, Pod)]
#[repr(transparent)]
pub(super) struct FeatureSums([i32x4; 2]);

/// One in the upper count of a lane.
const SECOND: i32 = 1 << 16;
/// The lanes of the second half that are sums of weights.
const WEIGHTS_ALONE: i32x4 = i32x4::new([-1, -1, 0, 0]);

/// The sums of rows, some of which may be of zeros, for features that the model does not know.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct RowSums {
    /// With tags in the last two lanes.
    sums: [i32x4; 2],
    features: i32,
    known: i32,
}

impl RowSums {
    /// Adds the rows with these numbers; that of number 0 is of zeros.
    #[inline]
    pub(super) fn add_all(&mut self, numbers: impl Iterator<Item = usize>, rows: &[WeightRow]) {
        // A copy, which stays in registers.
        let mut sums = *self;
        for number in numbers {
            let [first, second]: [i32x4; 2] = bytemuck::cast(i32x8::from_i16x8(rows[number].weights_and_tag()));
            sums.sums[0] += first;
            sums.sums[1] += second;
            sums.features += 1;
            sums.known += i32::from(number != 0);
        }
        *self = sums;
    }
}

impl FeatureSums {
    const fn of_amounts(features: i32, letters: i32) -> i32x4 {
        i32x4::new([0, 0, features, letters])
    }

    /// Adds the letters of others, and all the rest where `wanted`: by a mask and not by a branch, since which word of
    /// a comment is repeated cannot be predicted.
    #[inline]
    pub(super) fn add_if(&mut self, wanted: bool, others: &Self) {
        let wanted = i32x4::splat(-i32::from(wanted));
        self.0[0] += others.0[0] & wanted;
        self.0[1] += others.0[1] & (wanted | Self::of_amounts(0, -1));
    }

    /// Adds the sums of rows.
    #[inline]
    pub(super) fn add_rows(&mut self, rows: &RowSums) {
        self.0[0] += rows.sums[0];
        self.0[1] += rows.sums[1] & WEIGHTS_ALONE | Self::of_amounts(rows.features + rows.known * SECOND, 0);
    }

    /// Counts letters.
    pub(super) fn count_letters(&mut self, arabic: u32, latin: u32) {
        self.0[1] += Self::of_amounts(0, arabic as i32 + latin as i32 * SECOND);
    }

    /// The sums of weights.
    #[inline]
    pub(super) fn weights(&self) -> [i32; WEIGHTS] {
        let [a, b, c, d, e, f, ..]: [i32; 8] = bytemuck::cast(self.0);
        [a, b, c, d, e, f]
    }

    /// The numbers of features, of features that the model knows, of Arabic letters and of Latin letters.
    #[inline]
    pub(super) fn amounts(&self) -> [u32; 4] {
        let [_, _, features, letters]: [u32; 4] = bytemuck::cast(self.0[1]);
        [features & 0xFFFF, features >> 16, letters & 0xFFFF, letters >> 16]
    }
}

/// The sums over the features of a comment.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct CommentSums {
    /// The sums of their quantised weights.
    pub(super) weights: [i64; WEIGHTS],
    /// The number of features.
    pub(super) features: u32,
    /// The number of them that the model knows.
    pub(super) known: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_features_and_letters_add_up_separately() {
        let mut one = FeatureSums::default();
        let rows = [WeightRow::default(), WeightRow::new([1, -2, 3, -4, i16::MAX, i16::MIN], u64::MAX)];
        let mut of_rows = RowSums::default();
        of_rows.add_all([0, 1, 0, 0].into_iter(), &rows);
        one.add_rows(&of_rows);
        one.count_letters(4_000, 3_000);
        let mut sums = one;
        sums.add_if(true, &one);
        assert_eq!(sums.weights(), [2, -4, 6, -8, 2 * i32::from(i16::MAX), 2 * i32::from(i16::MIN)]);
        assert_eq!(sums.amounts(), [8, 2, 8_000, 6_000]);
        sums.add_if(false, &one);
        assert_eq!(sums.amounts(), [8, 2, 12_000, 9_000]);
    }
}
