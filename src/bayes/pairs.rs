//! Which pairs of neighbours may be known: nine in ten are not, and need not be looked up.

use crate::text::features::{Key, seed_of_pair};

/// A bit for the seed of each pair that is known (a Bloom filter, Bloom 1970): 128 KiB, of which one bit in a hundred is set.
#[derive(Debug)]
pub struct KnownPairs(Box<[u64; BITS / 64]>);

const BITS: usize = 1 << 20;

impl Default for KnownPairs {
    fn default() -> Self {
        Self(bytemuck::zeroed_box())
    }
}

impl KnownPairs {
    /// Adds the key of a pair.
    pub fn add(&mut self, pair: Key) {
        let (block, bit) = place(seed_of_pair(pair));
        self.0[block] |= 1 << bit;
    }

    /// 1 in the lowest bit where the pair of this trace may be known.
    #[inline]
    #[must_use]
    pub fn may_have(&self, trace: u64) -> u64 {
        let (block, bit) = place(trace);
        self.0[block] >> bit
    }
}

/// Where the bit of a seed stands, or of its trace: words are mixed already, and so is what they make together. It does
/// not depend on the family.
#[inline]
const fn place(trace: u64) -> (usize, u64) {
    ((trace >> 44) as usize % (BITS / 64), trace >> 38 & 63)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::features::{pair_of_seed, pair_seeds};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_known_pair_may_be_known_by_its_trace(traces: [u64; 2]) {
            let mut known = KnownPairs::default();
            pair_seeds(traces).map(pair_of_seed).into_iter().for_each(|pair| known.add(pair));
            prop_assert_eq!(traces.map(|trace| known.may_have(trace) & 1), [1, 1]);
            let others = (0..1000_u64).filter(|other| known.may_have(crate::text::fold::mix(*other)) & 1 != 0);
            prop_assert!(others.count() < 3, "most pairs are not");
        }
    }
}
