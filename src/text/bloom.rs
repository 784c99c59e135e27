//! A Bloom filter (Bloom 1970): a set of hashes with false positives and no false negatives.

/// A filter of 2²⁰ bits (128 KiB) in blocks of 64, one bit a hash: bits 44 to 57 of a hash choose the block, bits
/// 38 to 43 the bit. A false positive has the probability *n* / 2²⁰ for *n* hashes added.
///
/// Hashes must be mixed well in those bits. A larger set is divided over several filters by other bits;
/// several hashes of an item lower the rate of false positives.
#[derive(Debug, Clone)]
pub(crate) struct BloomFilter(Box<[u64; BLOCKS]>);

const BLOCKS: usize = 1 << 14;

/// The size of a filter in bits.
pub(crate) const BITS: usize = BLOCKS * 64;

impl Default for BloomFilter {
    fn default() -> Self {
        Self(bytemuck::zeroed_box())
    }
}

impl BloomFilter {
    /// Adds a hash.
    pub(crate) fn insert(&mut self, hash: u64) {
        let (block, bit) = block_and_bit(hash);
        self.0[block] |= 1 << bit;
    }

    /// Whether a hash may have been added; `false` is certain.
    #[inline]
    pub(crate) fn may_contain(&self, hash: u64) -> bool {
        self.bit(hash) & 1 != 0
    }

    /// The result of [`Self::may_contain`] in the lowest bit, for arithmetic without a branch; the other bits are
    /// undefined.
    #[inline]
    pub(crate) fn bit(&self, hash: u64) -> u64 {
        let (block, bit) = block_and_bit(hash);
        self.0[block] >> bit
    }
}

impl FromIterator<u64> for BloomFilter {
    fn from_iter<I: IntoIterator<Item = u64>>(hashes: I) -> Self {
        let mut filter = Self::default();
        hashes.into_iter().for_each(|hash| filter.insert(hash));
        filter
    }
}

/// The block and the bit of a hash. The highest six bits are left out: in the seed of a word pair they hold its family
/// ([`super::feature_extractor::pair_seeds`]).
#[inline]
const fn block_and_bit(hash: u64) -> (usize, u64) {
    ((hash >> 44) as usize % BLOCKS, hash >> 38 & 63)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::feature_extractor::{pair_of_seed, pair_seeds, seed_of_pair};
    use crate::text::token::mix;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn added_hashes_may_be_contained_and_most_others_are_not(hashes in prop::collection::vec(any::<u64>(), 1..50)) {
            let filter: BloomFilter = hashes.iter().copied().collect();
            prop_assert!(hashes.iter().all(|hash| filter.may_contain(*hash)));
            prop_assert!((0..1000_u64).filter(|other| filter.may_contain(mix(*other))).count() < 10);
        }

        #[test]
        fn a_pair_inserted_by_its_seed_is_found_by_its_trace(traces: [u64; 2]) {
            let pairs = pair_seeds(traces).map(pair_of_seed);
            let filter: BloomFilter = pairs.into_iter().map(seed_of_pair).collect();
            prop_assert_eq!(traces.map(|trace| filter.bit(trace) & 1), [1, 1]);
        }
    }
}
