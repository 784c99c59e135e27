//! What a worker remembers of the runs and words that it has met.

use super::WEIGHTS;
use crate::text::features::Identity;
use crate::text::runs::Name;
use prefetch_index::prefetch_index;
use wide::u16x8;

/// What is known of a run or word: all that its features sum to, on one cache line.
#[derive(Debug, Clone, Copy, Default)]
#[repr(align(64))]
pub struct Acquaintance {
    /// Its name; zero where nobody is remembered.
    pub name: Name,
    /// What its neighbours need to know.
    pub identity: Identity,
    /// What its features sum to.
    pub sums: Sums,
    /// What makes it more than a plain word.
    pub nature: Nature,
}

/// Sums of weights, and how much has been summed up: eight numbers, added at once.
///
/// Behind the weights stand features and known features (below 65,536 each) in one number, and Arabic letters and Latin
/// letters (below 8,192 each) in another.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sums([i32; 8]);

/// Where the features stand, and the letters.
const FEATURES: usize = WEIGHTS;
const LETTERS: usize = WEIGHTS + 1;
const KNOWN_SHIFT: u32 = 16;
const LATIN_SHIFT: u32 = 13;

impl Sums {
    /// Adds others.
    #[inline]
    pub fn add(&mut self, others: &Self) {
        for (sum, other) in self.0.iter_mut().zip(others.0) {
            *sum = sum.wrapping_add(other);
        }
    }

    /// Adds the letters of others alone.
    #[inline]
    pub fn add_letters(&mut self, others: &Self) {
        self.0[LETTERS] += others.0[LETTERS];
    }

    /// Counts features that the model does not know.
    #[inline]
    pub fn add_unknown(&mut self, features: i32) {
        self.0[FEATURES] = self.0[FEATURES].wrapping_add(features);
    }

    /// Counts a feature that the model knows, and adds its weights.
    #[inline]
    pub fn add_known(&mut self, weights: &[i16; WEIGHTS]) {
        for (sum, weight) in self.0.iter_mut().zip(weights) {
            *sum += i32::from(*weight);
        }
        self.add_unknown(1 + (1 << KNOWN_SHIFT));
    }

    /// Counts letters: Arabic and Latin ones.
    pub fn count_letters(&mut self, arabic: u32, latin: u32) {
        self.0[LETTERS] += (arabic | latin << LATIN_SHIFT) as i32;
    }

    /// The sums of weights.
    #[inline]
    #[must_use]
    pub fn weights(&self) -> &[i32] {
        &self.0[..WEIGHTS]
    }

    /// How many features there are, and how many of them the model knows.
    #[inline]
    #[must_use]
    pub const fn features(&self) -> [u32; 2] {
        let both = self.0[FEATURES] as u32;
        [both & ((1 << KNOWN_SHIFT) - 1), both >> KNOWN_SHIFT]
    }

    /// How many Arabic and Latin letters there are.
    #[inline]
    #[must_use]
    pub const fn letters(&self) -> [u32; 2] {
        let both = self.0[LETTERS] as u32;
        [both & ((1 << LATIN_SHIFT) - 1), both >> LATIN_SHIFT]
    }
}

/// What makes a run more than a plain word.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Nature(u8);

impl Nature {
    /// One word and nothing else to say of it.
    pub const PLAIN: Self = Self(0);
    /// No word: a mark.
    pub const EMPTY: Self = Self(1);
    /// A single Arabic letter: three of them in a row spell a word.
    pub const SINGLE: Self = Self(2);
    /// More than one word.
    pub const SEVERAL: Self = Self(4);
    /// Its letters do not count themselves: the language must be told from the text.
    pub const STRANGE: Self = Self(8);
    /// Reaches over its ends: the comment must be folded as a whole.
    pub const REACHING: Self = Self(16);

    /// Whether it has something of another.
    #[inline]
    #[must_use]
    pub const fn is(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// It is of this nature as well.
    pub fn becomes(&mut self, other: Self) {
        self.0 |= other.0;
    }
}

/// The acquaintances, in sets of eight: the first comer keeps its seat, guests take turns in the others.
#[derive(Debug)]
pub struct Memo {
    /// For each set, 16 bits of the name of each of the eight, 0 where nobody sits: they are compared at once, and
    /// strangers are known as such without a look at the sets, which are larger than the second-level cache.
    marks: Vec<[u16; SEATS]>,
    sets: Vec<[Acquaintance; SEATS]>,
    taken: usize,
    turn: usize,
}

const SEATS: usize = 8;
/// So many sets at first: a single comment should not pay for a large table …
const FEWEST: usize = 1 << 6;
/// … and so many at most: 8 MiB.
const MOST: usize = 1 << 14;

/// Where an acquaintance sat when it was looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seat(u32);

impl Default for Memo {
    fn default() -> Self {
        Self::with_sets(FEWEST)
    }
}

impl Memo {
    fn with_sets(sets: usize) -> Self {
        Self { marks: vec![[0; SEATS]; sets], sets: vec![Default::default(); sets], taken: 0, turn: 0 }
    }

    /// Looks for those who have these names, and asks the memory for them: they are met a comment later.
    #[inline]
    pub fn summon(&self, names: impl Iterator<Item = Name>, found: &mut Vec<(Name, Seat)>) {
        found.clear();
        found.extend(names.map(|name| {
            let seat = self.find(name);
            prefetch_index(self.sets.as_flattened(), seat.0 as usize);
            (name, seat)
        }));
    }

    /// Who has this name and was found in this seat, if nobody else sits there.
    #[inline]
    pub fn seated(&self, name: Name, seat: Seat) -> Option<&Acquaintance> {
        let found = self.at(seat);
        (found.name == name).then_some(found)
    }

    /// Who has this name; a stranger is introduced by `meet` and remembered.
    pub fn find_or_meet(&mut self, name: Name, meet: impl FnOnce() -> Acquaintance) -> &Acquaintance {
        let mut seat = self.find(name);
        // Nobody, or somebody else with the same mark.
        if self.seated(name, seat).is_none() {
            seat = self.insert(Acquaintance { name, ..meet() });
        }
        self.at(seat)
    }

    #[inline]
    fn at(&self, Seat(seat): Seat) -> &Acquaintance {
        &self.sets.as_flattened()[seat as usize]
    }

    /// The seat that bears the mark of this name; any of the set if none does.
    #[inline]
    fn find(&self, name: Name) -> Seat {
        let (set, mark) = self.place(name);
        let same = u16x8::new(self.marks[set]).simd_eq(u16x8::splat(mark)).to_bitmask();
        Seat((set * SEATS) as u32 + same.trailing_zeros() % SEATS as u32)
    }

    /// The set of a name, and its mark.
    #[inline]
    fn place(&self, name: Name) -> (usize, u16) {
        ((name.number() >> 48) as usize & (self.sets.len() - 1), (name.number() >> 32) as u16 | 1)
    }

    #[cold]
    fn insert(&mut self, stranger: Acquaintance) -> Seat {
        if self.taken > self.sets.len() * 4 && self.sets.len() < MOST {
            let smaller = std::mem::replace(self, Self::with_sets(self.sets.len() * 2));
            for old in smaller.sets.into_iter().flatten().filter(|old| old.name != Name::default()) {
                self.put(old);
            }
        }
        self.put(stranger)
    }

    fn put(&mut self, stranger: Acquaintance) -> Seat {
        let (place, mark) = self.place(stranger.name);
        let free = self.sets[place].iter().position(|other| other.name == Name::default());
        self.taken += usize::from(free.is_some());
        let seat = free.unwrap_or_else(|| {
            self.turn += 1;
            1 + self.turn % (SEATS - 1)
        });
        self.marks[place][seat] = mark;
        self.sets[place][seat] = stranger;
        Seat((place * SEATS + seat) as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold::mix;

    #[test]
    fn an_acquaintance_is_one_cache_line() {
        assert_eq!(size_of::<Acquaintance>(), 64);
    }

    #[test]
    fn whoever_is_asked_for_is_given_however_many_have_been_met() {
        let mut memo = Memo::default();
        let mut met = 0_u64;
        for round in 0..3 {
            for number in 1..400_000_i32 {
                let meet = || {
                    met += 1;
                    let mut stranger = Acquaintance::default();
                    stranger.sums.add_unknown(number);
                    stranger
                };
                let name = Name::of_word(mix(number as u64 + 400_000 * (round % 2)));
                let found = memo.find_or_meet(name, meet);
                assert_eq!((found.name, found.sums.0[FEATURES]), (name, number));
            }
        }
        assert!(met > 400_000 && memo.sets.len() == MOST);
    }

    #[test]
    fn what_is_summed_up_adds_up_each_for_itself() {
        let mut one = Sums::default();
        one.add_known(&[1, -2, 3, -4, i16::MAX, i16::MIN]);
        one.add_unknown(8_000);
        one.count_letters(4_000, 3_000);
        let mut sums = one;
        sums.add(&one);
        assert_eq!(sums.weights(), [2, -4, 6, -8, 2 * i32::from(i16::MAX), 2 * i32::from(i16::MIN)]);
        assert_eq!((sums.features(), sums.letters()), ([16_002, 2], [8_000, 6_000]));
        sums.add_letters(&Sums::default());
        assert_eq!((sums.features(), sums.letters()), ([16_002, 2], [8_000, 6_000]));
        let mut letters = Sums::default();
        letters.add_letters(&one);
        assert_eq!((letters.features(), letters.letters()), ([0, 0], [4_000, 3_000]));
    }
}
