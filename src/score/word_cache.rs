//! The word cache: the sums over the features of a word, by the hash of its bytes as written.
//!
//! Features inside a word depend on that word alone, and most words of a comment occur in many others, so a cached word
//! costs one look-up instead of tokenization and forty look-ups of features.

use super::feature_sums::FeatureSums;
use crate::text::feature_extractor::WordKeys;
use crate::text::mix;
use crate::text::raw_spans::{Reach, SpanHash};
use bytemuck::{Pod, Zeroable, zeroed_box};
#[cfg(target_os = "linux")]
use memmap2::{Advice, MmapMut};
use prefetch_index::prefetch_index;
use std::alloc::{Layout, handle_alloc_error};
use wide::u16x8;

/// The cache entry of a raw span or a word: one cache line.
#[derive(Debug, Clone, Copy, Default, Zeroable, Pod)]
#[repr(C, align(64))]
pub(super) struct CachedWord {
    /// The sums over its features.
    pub(super) sums: FeatureSums,
    /// The keys that pairs with its neighbours are made of.
    pub(super) keys: WordKeys,
    /// The upper 56 bits of its hash, and its flags in the lowest 8; 0 in an empty slot.
    tag: u64,
    /// 1 where it makes pairs with its neighbours, 0 where it is a proper name and makes none: a number, so that no
    /// branch depends on it.
    pub(super) makes_pairs: u64,
}

impl CachedWord {
    /// Its flags; none for a plain word: one token and no special case.
    pub(super) const fn flags(&self) -> TokenFlags {
        TokenFlags(self.tag as u8)
    }

    /// Adds flags to its own.
    pub(super) fn add_flags(&mut self, flags: TokenFlags) {
        self.tag |= flags.0 as u64;
    }
}

/// Flags of a raw span that is not one plain word.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct TokenFlags(u8);

impl TokenFlags {
    /// It has no token: a punctuation mark.
    pub(super) const EMPTY: Self = Self(1);
    /// It is a single Arabic letter: three of them in a row spell a word.
    pub(super) const SINGLE_LETTER: Self = Self(2);
    /// It has more than one token.
    pub(super) const SEVERAL: Self = Self(4);
    /// It has letters beyond the Arabic and Latin alphabets: the language must be detected in the text.
    pub(super) const OTHER_LETTERS: Self = Self(8);
    /// It is spelled out in single letters or written in two scripts: the comment must be tokenized as a whole.
    pub(super) const SPELLED_OUT: Self = Self(16);
    /// It begins a web or mail address or a handle, which ends at the next white space.
    pub(super) const ADDRESS: Self = Self(32);
    /// It ends in the first half of what may be a compound name (عبد الله).
    pub(super) const COMPOUND_NAME: Self = Self(64);

    /// The union of both.
    pub(super) const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// These flags, or none.
    #[inline]
    pub(super) const fn when(self, wanted: bool) -> Self {
        Self(if wanted { self.0 } else { 0 })
    }

    /// How far a span with these flags may extend beyond its end.
    pub(super) fn reaches(self) -> impl Iterator<Item = Reach> {
        let all = [(Self::ADDRESS, Reach::WhiteSpace), (Self::COMPOUND_NAME, Reach::NextSpan)];
        all.into_iter().filter(move |(flags, _)| self.has(*flags)).map(|(_, reach)| reach)
    }

    /// Whether it has any of these flags.
    #[inline]
    pub(super) const fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// The tag of a plain word with this hash.
#[inline]
const fn tag(hash: SpanHash) -> u64 {
    hash.number() & !0xFF
}

/// An 8-way set-associative cache of 262,144 words. In a full set a new word replaces a random way with probability ¼,
/// so that words seen once do not evict frequent ones.
///
/// A word that is not let in stands in a ring of the last of these, where the comment that has it finds it.
///
/// All slots are mapped from the beginning, 16 MiB; the system provides their pages as they are first written.
#[derive(Debug)]
pub(super) struct WordCache {
    /// For each set, 16 bits of the hash of each of its ways, 0 where the way is empty: the eight are compared at once,
    /// and most words that are not cached are rejected without reading the entries, which exceed the L2 cache.
    marks: Box<[[u16; WAYS]; SETS]>,
    entries: MmapMut,
    random: u64,
    /// The next index of the ring.
    next: usize,
}

const WAYS: usize = 8;
const SETS: usize = 1 << 15;
/// The words of the ring: more new ones than most comments have.
const RING: usize = 1 << 8;
type CacheEntries = [CachedWord; WAYS * SETS + RING];

/// Set in the place of a word that is not cached.
const MISSING: u32 = 1 << 31;

/// The index of a word's look-up, and the tag that the entry there has if it is that word and a plain one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Slot {
    tag: u64,
    index: u32,
}

impl Slot {
    /// Whether its word is not cached.
    #[inline]
    pub(super) const fn is_missing(self) -> bool {
        self.index & MISSING != 0
    }
}

impl Default for WordCache {
    fn default() -> Self {
        let length = size_of::<CacheEntries>();
        let entries = MmapMut::map_anon(length).unwrap_or_else(|_| handle_alloc_error(Layout::new::<CacheEntries>()));
        // A few huge pages: thousands of small ones would be provided one by one, to all threads at once. The system
        // may decline.
        #[cfg(target_os = "linux")]
        let _ = entries.advise(Advice::HugePage);
        Self { marks: zeroed_box(), entries, random: 0, next: 0 }
    }
}

impl WordCache {
    /// Looks up words by their hashes, and prefetches all their entries at once.
    #[inline]
    pub(super) fn find_all(&self, hashes: impl Iterator<Item = SpanHash>, slots: &mut Vec<Slot>) {
        slots.clear();
        let entries = self.entries();
        slots.extend(hashes.map(|hash| {
            let slot = self.find(hash);
            prefetch_index(entries.as_slice(), (slot.index & !MISSING) as usize);
            slot
        }));
    }

    /// The plain words in these slots, up to the first slot whose word is not cached or not plain.
    #[inline]
    pub(super) fn plain_words(&self, slots: &[Slot]) -> impl Iterator<Item = &CachedWord> {
        let entries = self.entries();
        slots.iter().map_while(|slot| entries.get(slot.index as usize).filter(|entry| entry.tag == slot.tag))
    }

    /// The word of a slot, looked up by `look_up` where it is not cached.
    pub(super) fn get_or_insert_with(&mut self, slot: Slot, look_up: impl FnOnce() -> CachedWord) -> CachedWord {
        let found = self.entries().get(slot.index as usize).filter(|entry| entry.tag & !0xFF == slot.tag).copied();
        found.unwrap_or_else(|| {
            let word = look_up();
            self.insert(slot, word);
            word
        })
    }

    /// Adds the word of a slot, and returns its slot there.
    pub(super) fn insert(&mut self, slot: Slot, mut word: CachedWord) -> Slot {
        let (set, mark) = set_and_mark(slot.tag);
        let marks = &mut self.marks[set];
        let way = marks.iter().position(|other| [0, mark].contains(other)).or_else(|| {
            self.random = mix(self.random.wrapping_add(1));
            self.random.is_multiple_of(4).then_some(self.random as usize / 4 % WAYS)
        });
        let index = match way {
            Some(way) => {
                marks[way] = mark;
                set * WAYS + way
            }
            None => {
                self.next = (self.next + 1) % RING;
                WAYS * SETS + self.next
            }
        };
        word.tag |= slot.tag;
        bytemuck::cast_slice_mut::<u8, CachedWord>(&mut self.entries)[index] = word;
        Slot { index: index as u32, ..slot }
    }

    #[inline]
    fn entries(&self) -> &CacheEntries {
        bytemuck::from_bytes(&self.entries)
    }

    /// The slot of the word with this hash.
    #[inline]
    pub(super) fn find(&self, hash: SpanHash) -> Slot {
        let (set, mark) = set_and_mark(tag(hash));
        let same = u16x8::new(self.marks[set]).simd_eq(u16x8::splat(mark)).to_bitmask();
        let index = (set * WAYS) as u32 + same.trailing_zeros() % WAYS as u32;
        Slot { tag: tag(hash), index: index + u32::from(same == 0) * MISSING }
    }
}

/// The set and the mark of a tag, by its highest bits.
#[inline]
const fn set_and_mark(tag: u64) -> (usize, u16) {
    ((tag >> (u64::BITS - SETS.ilog2())) as usize, (tag >> 32) as u16 | 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::WEIGHTS;
    use crate::score::feature_sums::RowSums;
    use crate::score::weight_row::WeightRow;

    fn word(number: u64) -> CachedWord {
        let mut word = CachedWord::default();
        let mut rows = RowSums::default();
        rows.add_all([1].into_iter(), &[WeightRow::default(), WeightRow::new([number as i16; WEIGHTS], number)]);
        word.sums.add_rows(&rows);
        word.keys = WordKeys { word: number, stem: number + 1 };
        if number.is_multiple_of(3) {
            word.add_flags(TokenFlags::SINGLE_LETTER);
        }
        word
    }

    #[test]
    fn a_cached_word_is_one_cache_line() {
        assert_eq!(size_of::<CachedWord>(), 64);
    }

    #[test]
    fn the_cache_returns_the_word_asked_for_however_many_were_inserted() {
        let mut cache = WordCache::default();
        let (mut looked_up, mut plain, mut slots) = (0_u64, 0, Vec::new());
        for _ in 0..3 {
            for index in 1..400_000_u64 {
                let expected = word(index);
                let hash = SpanHash::of_word(mix(index));
                let given = cache.get_or_insert_with(cache.find(hash), || {
                    looked_up += 1;
                    expected
                });
                assert_eq!((given.keys, given.sums), (expected.keys, expected.sums));
                assert_eq!(given.flags(), expected.flags());
                let other = SpanHash::of_word(mix(index + 400_000));
                cache.find_all([other, hash].into_iter(), &mut slots);
                assert!(cache.plain_words(&slots[..1]).next().is_none(), "{other:?} was never cached");
                if let Some(cached) = cache.plain_words(&slots[1..]).next() {
                    plain += 1;
                    assert_eq!((cached.keys, cached.sums), (expected.keys, expected.sums));
                    assert_eq!(TokenFlags::default(), expected.flags());
                }
            }
        }
        assert!(looked_up > 400_000 && plain > 200_000, "{looked_up} {plain}");
    }
}
