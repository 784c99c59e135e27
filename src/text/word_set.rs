//! The set of words of a comment, in which a repeated word counts once.

use super::key_map::KeySet;

/// The words of a comment so far: a direct-mapped table that is cleared by changing the number of the comment.
#[derive(Debug, Clone)]
pub(crate) struct WordSet {
    /// A slot for each value of a word's highest ten bits, which are XORed with the number of the comment that stored
    /// it. Tested without a branch on the result, which could not be predicted.
    words: [u64; Self::SLOTS],
    /// The number of this comment, in the highest bits; never 0.
    comment: u64,
    /// Words whose slot holds another word of this comment: few.
    others: KeySet,
}

impl Default for WordSet {
    fn default() -> Self {
        Self { words: Self::empty(), comment: Self::NEXT, others: KeySet::default() }
    }
}

impl WordSet {
    const SLOTS: usize = 1 << 10;
    const NEXT: u64 = 1 << (u64::BITS - Self::SLOTS.ilog2());

    /// Slots as filled by a comment of number 0, which does not occur.
    fn empty() -> [u64; Self::SLOTS] {
        std::array::from_fn(|slot| slot as u64 * Self::NEXT)
    }

    /// Removes all words: a new comment begins.
    pub(crate) fn clear(&mut self) {
        self.comment = self.comment.wrapping_add(Self::NEXT);
        if self.comment == 0 {
            self.words = Self::empty();
            self.comment = Self::NEXT;
        }
        if !self.others.is_empty() {
            self.others.clear();
        }
    }

    /// Adds a word; returns whether it is new to the comment.
    #[inline(always)]
    pub(crate) fn insert(&mut self, word: u64) -> bool {
        let stored = word ^ self.comment;
        let slot = &mut self.words[(word / Self::NEXT) as usize];
        let difference = *slot ^ stored;
        // The slot holds another word of this comment.
        if difference.wrapping_sub(1) < Self::NEXT - 1 {
            return self.insert_other(word);
        }
        *slot = stored;
        difference != 0
    }

    #[cold]
    #[inline(never)]
    fn insert_other(&mut self, word: u64) -> bool {
        self.others.insert(word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashSet;

    proptest! {
        #[test]
        fn a_word_is_new_once_a_comment_whatever_other_comments_had(
            comments in prop::collection::vec(prop::collection::vec((0..4_u64, 0..4_u64), 0..12), 1..3000),
        ) {
            let mut seen = WordSet::default();
            for comment in comments {
                seen.clear();
                let mut expected = HashSet::new();
                // Few slots, so that many words collide.
                for word in comment.into_iter().map(|(slot, word)| slot << 54 | word) {
                    prop_assert_eq!(seen.insert(word), expected.insert(word));
                }
            }
        }
    }
}
