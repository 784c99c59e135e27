//! The rows of character n-grams, by the n-grams themselves: two thirds of what is looked up for a new word, at a fifth of
//! what a key takes that is mixed first.

/// For each n-gram that the model knows the number of its row, from 1; 0 for all others.
#[derive(Debug)]
pub(super) struct GramIndex {
    /// Those of three letters, by the n-gram: of a megabyte of numbers a tenth is ever read.
    threes: Box<[u32; THREES]>,
    /// Those of five, and the numbers of their rows, or 0 and 0: open addressing with linear probing, a quarter occupied.
    fives: Vec<[u32; 2]>,
    shift: u32,
}

/// N-grams of three letters are below this: three symbols of six bits, and a bit for Latin.
const THREES: usize = 1 << 19;

impl GramIndex {
    /// An index of these n-grams and the numbers of their rows.
    pub(super) fn new(rows: &[(u32, u32)]) -> Self {
        let capacity = (rows.len() * 4).next_power_of_two().max(4);
        let mut index = Self {
            threes: bytemuck::zeroed_box(),
            fives: vec![[0; 2]; capacity],
            shift: u32::BITS - capacity.trailing_zeros(),
        };
        for (gram, row) in rows {
            match index.threes.get_mut(*gram as usize) {
                Some(found) => *found = *row,
                None => {
                    let mut place = index.place(*gram);
                    while index.fives[place] != [0; 2] {
                        place = (place + 1) % capacity;
                    }
                    index.fives[place] = [*gram, *row];
                }
            }
        }
        index
    }

    /// The number of the row of an n-gram; 0 for one that the model does not know.
    #[inline]
    pub(super) fn row(&self, gram: u32) -> u32 {
        match self.threes.get(gram as usize) {
            Some(row) => *row,
            None => self.row_of_five(gram),
        }
    }

    #[inline]
    fn row_of_five(&self, gram: u32) -> u32 {
        let mut place = self.place(gram);
        loop {
            let [found, row] = self.fives[place & (self.fives.len() - 1)];
            if found == gram || row == 0 {
                return row;
            }
            place += 1;
        }
    }

    /// Multiplicative hashing (Knuth 1973): the highest bits of a product.
    #[inline]
    fn place(&self, gram: u32) -> usize {
        (gram.wrapping_mul(0x9E37_79B1) >> self.shift) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        #[test]
        fn every_n_gram_has_its_row_and_others_have_none(
            rows in prop::collection::btree_map(0..1_u32 << 31, 1..=u32::MAX, 0..500),
            threes in prop::collection::btree_map(0..THREES as u32, 1..=u32::MAX, 0..50),
            others in prop::collection::vec(0..1_u32 << 31, 50),
        ) {
            let all: BTreeMap<u32, u32> = rows.into_iter().chain(threes).collect();
            let index = GramIndex::new(&all.iter().map(|(gram, row)| (*gram, *row)).collect::<Vec<_>>());
            for gram in all.keys().chain(&others) {
                prop_assert_eq!(index.row(*gram), all.get(gram).copied().unwrap_or(0));
            }
        }
    }
}
