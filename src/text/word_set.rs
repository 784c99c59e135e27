//! Which words a comment has said: what is said again counts once.

use super::key_map::KeySet;

/// The words that a comment has said so far.
#[derive(Debug, Clone)]
pub(crate) struct WordSet {
    /// A word for each of the parts that all words fall into. The highest bits, which a part has in common, are other
    /// ones for each comment. Asked without a step that depends on the answer, which no processor could foresee.
    words: [u64; Self::PARTS],
    /// What the highest bits differ by in this comment.
    comment: u64,
    /// Words whose part another one has already: few.
    others: KeySet,
}

impl Default for WordSet {
    fn default() -> Self {
        Self { words: Self::unsaid(), comment: Self::NEXT, others: KeySet::default() }
    }
}

impl WordSet {
    const PARTS: usize = 1 << 10;
    const NEXT: u64 = 1 << (u64::BITS - Self::PARTS.ilog2());

    /// As if the comment of number 0, which there never is, had said a word of each part.
    fn unsaid() -> [u64; Self::PARTS] {
        std::array::from_fn(|part| part as u64 * Self::NEXT)
    }

    /// Forgets everything: a new comment begins.
    pub(crate) fn clear(&mut self) {
        self.comment = self.comment.wrapping_add(Self::NEXT);
        if self.comment == 0 {
            self.words = Self::unsaid();
            self.comment = Self::NEXT;
        }
        if !self.others.is_empty() {
            self.others.clear();
        }
    }

    /// Whether this word is new to the comment; it is known from now on.
    #[inline(always)]
    pub(crate) fn insert(&mut self, word: u64) -> bool {
        let said = word ^ self.comment;
        let place = &mut self.words[(word / Self::NEXT) as usize];
        let unlike = *place ^ said;
        // Said by this comment, and another word.
        if unlike.wrapping_sub(1) < Self::NEXT - 1 {
            return self.insert_other(word);
        }
        *place = said;
        unlike != 0
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
        fn a_word_is_new_once_a_comment_whatever_others_said(
            comments in prop::collection::vec(prop::collection::vec((0..4_u64, 0..4_u64), 0..12), 1..3000),
        ) {
            let mut seen = WordSet::default();
            for comment in comments {
                seen.clear();
                let mut said = HashSet::new();
                // Of few parts, so that many words meet in one.
                for word in comment.into_iter().map(|(part, word)| part << 54 | word) {
                    prop_assert_eq!(seen.insert(word), said.insert(word));
                }
            }
        }
    }
}
