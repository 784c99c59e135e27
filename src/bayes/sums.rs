//! What the features of a word, and of a comment's words, sum to.

use super::WEIGHTS;
use bytemuck::cast;
use wide::{i16x8, i32x4, i32x8, u8x16, u16x8};

/// Sums of weights, and how much has been summed up: eight numbers each, added at once.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Sums {
    /// The weights, and behind them what means nothing.
    weights: [i32x4; 2],
    /// Features, known features, Arabic letters and Latin letters (below 65,536 each), before them what means nothing.
    amounts: u16x8,
}

/// Where the letters stand.
const ARABIC: usize = 6;
const LATIN: usize = 7;

impl Sums {
    /// Adds others.
    #[inline]
    pub fn add(&mut self, others: &Self) {
        self.weights[0] += others.weights[0];
        self.weights[1] += others.weights[1];
        self.amounts += others.amounts;
    }

    /// Adds the letters of others alone.
    #[inline]
    pub fn add_letters(&mut self, others: &Self) {
        const LETTERS: u16x8 = u16x8::new([0, 0, 0, 0, 0, 0, u16::MAX, u16::MAX]);
        self.amounts += others.amounts & LETTERS;
    }

    /// Counts the two features of two neighbours, neither of which the model knows.
    #[inline]
    pub fn add_unknown_pairs(&mut self) {
        const PAIRS: u16x8 = u16x8::new([0, 0, 0, 0, 2, 0, 0, 0]);
        self.amounts += PAIRS;
    }

    /// Counts a feature that the model does not know.
    #[inline]
    pub fn add_unknown(&mut self) {
        const ONE: u16x8 = u16x8::new([0, 0, 0, 0, 1, 0, 0, 0]);
        self.amounts += ONE;
    }

    /// Counts a feature that the model knows, and adds its weights.
    #[inline]
    pub fn add_known(&mut self, weights: &[i16; WEIGHTS]) {
        let [a, b, c, d, e, f] = weights.map(i32::from);
        self.weights[0] += i32x4::new([a, b, c, d]);
        self.weights[1] += i32x4::new([e, f, 0, 0]);
        const ONE: u16x8 = u16x8::new([0, 0, 0, 0, 1, 1, 0, 0]);
        self.amounts += ONE;
    }

    /// Counts letters.
    pub fn count_letters(&mut self, arabic: u32, latin: u32) {
        let amounts = self.amounts.as_mut_array();
        amounts[ARABIC] += arabic as u16;
        amounts[LATIN] += latin as u16;
    }

    /// The sums of weights.
    #[inline]
    #[must_use]
    pub fn weights(&self) -> [i32; WEIGHTS] {
        let [a, b, c, d, e, f, ..]: [i32; 8] = cast(self.weights);
        [a, b, c, d, e, f]
    }

    /// How many features there are, how many of them the model knows, and how many Arabic and Latin letters.
    #[inline]
    #[must_use]
    pub fn amounts(&self) -> [u32; 4] {
        let [.., features, known, arabic, latin] = self.amounts.to_array();
        [features, known, arabic, latin].map(u32::from)
    }

    /// The same in sixteen bytes: the weights two bytes each, the amounts one. `None` where one needs more.
    #[must_use]
    pub fn packed(&self) -> Option<[u32; 4]> {
        let mut packed = i16x8::default();
        for (small, weight) in packed.as_mut_array().iter_mut().zip(self.weights()) {
            *small = i16::try_from(weight).ok()?;
        }
        let mut bytes: [u8; 16] = cast(packed);
        for (byte, amount) in bytes[2 * WEIGHTS..].iter_mut().zip(self.amounts()) {
            *byte = u8::try_from(amount).ok()?;
        }
        Some(cast(bytes))
    }

    /// What was packed.
    #[inline]
    #[must_use]
    pub fn unpacked(packed: [u32; 4]) -> Self {
        let bytes: u8x16 = cast(packed);
        Self { weights: cast(i32x8::from_i16x8(cast(bytes))), amounts: cast(u8x16::unpack_high(bytes, u8x16::ZERO)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_summed_up_adds_up_each_for_itself() {
        let mut one = Sums::default();
        one.add_known(&[1, -2, 3, -4, i16::MAX, i16::MIN]);
        one.add_unknown();
        one.add_unknown_pairs();
        one.count_letters(4_000, 3_000);
        let mut sums = one;
        sums.add(&one);
        assert_eq!(sums.weights(), [2, -4, 6, -8, 2 * i32::from(i16::MAX), 2 * i32::from(i16::MIN)]);
        assert_eq!(sums.amounts(), [8, 2, 8_000, 6_000]);
        sums.add_letters(&one);
        assert_eq!(sums.amounts(), [8, 2, 12_000, 9_000]);
        assert_eq!(sums.packed(), None);
    }

    proptest! {
        #[test]
        fn what_was_packed_sums_up_as_what_was_not(
            features in prop::collection::vec(prop::option::of(any::<[i16; WEIGHTS]>()), 0..9),
            arabic in 0..300_u32,
            latin in 0..300_u32,
        ) {
            let mut sums = Sums::default();
            for feature in &features {
                feature.as_ref().map_or_else(|| sums.add_unknown(), |weights| sums.add_known(weights));
            }
            sums.count_letters(arabic, latin);
            let fits = sums.weights().into_iter().all(|weight| i16::try_from(weight).is_ok()) && arabic.max(latin) < 256;
            prop_assert_eq!(sums.packed().is_some(), fits);
            if let Some(packed) = sums.packed() {
                let (mut plain, mut unpacked) = (Sums::default(), Sums::default());
                for _ in 0..3 {
                    plain.add(&sums);
                    unpacked.add(&Sums::unpacked(packed));
                    prop_assert_eq!(plain.weights(), unpacked.weights());
                    prop_assert_eq!(plain.amounts(), unpacked.amounts());
                }
            }
        }
    }
}
