//! What a worker remembers of the runs and words that it has met.

use super::sums::Sums;
use crate::text::features::Identity;
use crate::text::fold::mix;
use crate::text::runs::Name;
use prefetch_index::prefetch_index;
use wide::u16x8;

/// What is known of a run or word.
#[derive(Debug, Clone, Copy, Default)]
pub struct Acquaintance {
    /// What its neighbours need to know.
    pub identity: Identity,
    /// What its features sum to.
    pub sums: Sums,
    /// What makes it more than a plain word.
    pub nature: Nature,
}

/// What makes a run more than a plain word.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Nature(u8);

impl Nature {
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
    /// Sums to more than is remembered: it is met anew each time.
    const GREAT: Self = Self(32);

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

/// An acquaintance as it is remembered, on half a cache line: 24 bits of its name and its nature; 48 bits each of word and
/// stem; the weights, and the amounts, where [`Sums`] has room for them.
type Record = [u32; 8];

/// The first number of a record: a plain word's whole, another's but for its nature. Never 0.
#[inline]
const fn label(name: Name) -> u32 {
    name.number() as u32 & !0xFF | 0x100
}

/// A plain word that was met before, as it is remembered.
#[derive(Debug, Clone, Copy)]
pub struct Plain<'memo>(&'memo Record);

impl Plain<'_> {
    /// What its neighbours need to know, but for the lowest bits of each key ([`trace`]).
    #[inline]
    #[must_use]
    pub const fn trace(&self) -> Identity {
        let [_, word, stem, middle, ..] = *self.0;
        Identity {
            word: (word as u64) << 32 | (middle as u64 & 0xFFFF) << LOW_BITS,
            stem: (stem as u64) << 32 | (middle as u64 >> 16) << LOW_BITS,
        }
    }

    /// What its features sum to.
    #[inline]
    #[must_use]
    pub fn sums(&self) -> Sums {
        let [_, _, _, _, packed @ ..] = *self.0;
        Sums::unpacked(packed)
    }
}

/// So many of the lowest bits of word and stem are kept apart.
const LOW_BITS: u32 = 16;

const LOWEST: u64 = (1 << LOW_BITS) - 1;

/// An identity but for its lowest bits: enough to tell whether a word is new to a comment, and what most pairs are.
#[inline]
#[must_use]
pub const fn trace(identity: Identity) -> Identity {
    Identity { word: identity.word & !LOWEST, stem: identity.stem & !LOWEST }
}

/// The acquaintances, in sets of eight. Where all seats of a set are taken, a stranger is given one by lot, one time in
/// four: who comes often gets in, and the many who come once do not drive each other out.
#[derive(Debug)]
pub struct Memo {
    /// For each set, 16 bits of the name of each of the eight, 0 where nobody sits: they are compared at once, and
    /// strangers are known as such without a look at the records, which are larger than the second-level cache.
    marks: Vec<[u16; SEATS]>,
    /// The records, eight numbers each, from the first place on that a cache line begins at.
    numbers: Vec<u32>,
    begin: usize,
    /// What there is no room for in a record, a number each: the lowest bits of the identity, and the highest of the name.
    rests: Vec<u64>,
    taken: usize,
    lot: u64,
}

const SEATS: usize = 8;
/// So many sets at first: a single comment should not pay for a large table, and a small one is sooner found in a cache …
const FEWEST: usize = 1 << 6;
/// … and so many at most: 10.5 MiB in all.
const MOST: usize = 1 << 15;
/// The number of sets is doubled when more seats of each are taken, on average.
const CROWDED: usize = 5;
/// In bytes, on all machines of today.
const CACHE_LINE: usize = 64;

/// Where an acquaintance was looked for, and what its record begins with if it sits there and is a plain word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seat {
    place: u32,
    label: u32,
}

impl Default for Memo {
    fn default() -> Self {
        Self::with_sets(FEWEST)
    }
}

impl Memo {
    fn with_sets(sets: usize) -> Self {
        let numbers = vec![0; sets * SEATS * size_of::<Record>() / 4 + CACHE_LINE / 4];
        let begin = numbers.as_ptr().align_offset(CACHE_LINE).min(CACHE_LINE / 4);
        Self { marks: vec![[0; SEATS]; sets], numbers, begin, rests: vec![0; sets * SEATS], taken: 0, lot: 0 }
    }

    /// Looks for those who have these names, and asks the memory for them: they are met a comment later.
    #[inline]
    pub fn summon(&self, names: impl Iterator<Item = Name>, found: &mut Vec<Seat>) {
        let records = self.records();
        found.clear();
        found.extend(names.map(|name| {
            let seat = self.find(name);
            prefetch_index(records, seat.place as usize);
            seat
        }));
    }

    /// The plain word that was found in this seat, if it still sits there.
    #[inline]
    #[must_use]
    pub fn plain(&self, seat: Seat) -> Option<Plain<'_>> {
        let record = self.record(seat);
        (record[0] == seat.label).then_some(Plain(record))
    }

    /// The whole identity of who sits here.
    #[inline]
    #[must_use]
    pub fn identity(&self, seat: Seat) -> Identity {
        let (Identity { word, stem }, rest) = (Plain(self.record(seat)).trace(), self.rests[seat.place as usize]);
        Identity { word: word | rest & LOWEST, stem: stem | rest >> LOW_BITS & LOWEST }
    }

    /// Who has this name; a stranger is introduced by `meet` and remembered.
    pub fn find_or_meet(&mut self, name: Name, meet: impl FnOnce() -> Acquaintance) -> Acquaintance {
        let seat = self.find(name);
        let record = self.record(seat);
        let nature = Nature(record[0] as u8);
        if record[0] & !0xFF == seat.label && !nature.is(Nature::GREAT) {
            return Acquaintance { identity: self.identity(seat), sums: Plain(record).sums(), nature };
        }
        let met = meet();
        self.remember(name, &met);
        met
    }

    #[cold]
    fn remember(&mut self, name: Name, met: &Acquaintance) {
        let mut nature = met.nature;
        let packed = met.sums.packed().unwrap_or_else(|| {
            nature.becomes(Nature::GREAT);
            [0; 4]
        });
        let Identity { word, stem } = met.identity;
        let middle = (word >> LOW_BITS & LOWEST) as u32 | (stem as u32 & !(LOWEST as u32));
        let [p, q, r, s] = packed;
        let record = [label(name) | u32::from(nature.0), (word >> 32) as u32, (stem >> 32) as u32, middle, p, q, r, s];
        let rest = word & LOWEST | (stem & LOWEST) << LOW_BITS | name.number() >> 32 << 32;
        if self.taken > self.marks.len() * CROWDED && self.marks.len() < MOST {
            let smaller = std::mem::replace(self, Self::with_sets(self.marks.len() * 2));
            for (place, (record, rest)) in smaller.records().iter().zip(&smaller.rests).enumerate() {
                if smaller.marks[place / SEATS][place % SEATS] != 0 {
                    self.put(*record, *rest);
                }
            }
        }
        self.put(record, rest);
    }

    fn put(&mut self, record: Record, rest: u64) {
        let (set, mark) = self.place(rest);
        let marks = &mut self.marks[set];
        let seat = match marks.iter().position(|other| [0, mark].contains(other)) {
            Some(seat) => seat,
            None => {
                self.lot = mix(self.lot.wrapping_add(1));
                if self.lot % 4 != 0 {
                    return;
                }
                self.lot as usize / 4 % SEATS
            }
        };
        self.taken += usize::from(marks[seat] == 0);
        marks[seat] = mark;
        let seat = set * SEATS + seat;
        self.rests[seat] = rest;
        let begin = self.begin;
        self.numbers[begin..].as_chunks_mut().0[seat] = record;
    }

    #[inline]
    fn records(&self) -> &[Record] {
        self.numbers[self.begin..].as_chunks().0
    }

    #[inline]
    fn record(&self, seat: Seat) -> &Record {
        &self.records()[seat.place as usize]
    }

    /// The seat that bears the mark of this name; any of the set if none does.
    #[inline]
    fn find(&self, name: Name) -> Seat {
        let (set, mark) = self.place(name.number());
        let same = u16x8::new(self.marks[set]).simd_eq(u16x8::splat(mark)).to_bitmask();
        Seat { place: (set * SEATS) as u32 + same.trailing_zeros() % SEATS as u32, label: label(name) }
    }

    /// The set of a name, and its mark, by the highest bits of the name; what [`label`] takes of it are others.
    #[inline]
    fn place(&self, name: u64) -> (usize, u16) {
        ((name >> 48) as usize & (self.marks.len() - 1), (name >> 32) as u16 | 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bayes::WEIGHTS;

    fn number(number: u64) -> Acquaintance {
        let mut sums = Sums::default();
        sums.add_known(&[(number % 30_000) as i16, -((number / 30_000) as i16), 0, 0, 0, 0]);
        sums.count_letters(number as u32 % 250, 0);
        let identity = Identity { word: mix(number), stem: mix(number + 1) };
        let mut nature = Nature::default();
        if number % 3 == 0 {
            nature.becomes(Nature::SINGLE);
        }
        Acquaintance { identity, sums, nature }
    }

    #[test]
    fn a_record_is_half_a_cache_line_and_lies_on_one() {
        let memo = Memo::default();
        assert_eq!(2 * size_of::<Record>(), CACHE_LINE);
        assert_eq!(memo.records().as_ptr() as usize % CACHE_LINE, 0);
        assert!(memo.records().len() >= FEWEST * SEATS);
    }

    #[test]
    fn whoever_is_asked_for_is_given_however_many_have_been_met() {
        let mut memo = Memo::default();
        let (mut met, mut plain, mut found) = (0_u64, 0, Vec::new());
        for _ in 0..3 {
            for index in 1..400_000_u64 {
                let expected = number(index);
                let name = Name::of_word(mix(mix(index)));
                let given = memo.find_or_meet(name, || {
                    met += 1;
                    expected
                });
                assert_eq!((given.identity, given.sums, given.nature), (expected.identity, expected.sums, expected.nature));
                memo.summon([name].into_iter(), &mut found);
                if let Some(known) = memo.plain(found[0]) {
                    plain += 1;
                    assert_eq!(known.trace(), trace(expected.identity));
                    assert_eq!(memo.identity(found[0]), expected.identity);
                    assert_eq!((known.sums(), Nature::default()), (expected.sums, expected.nature));
                }
            }
        }
        assert!(met > 400_000 && plain > 400_000 && memo.marks.len() == MOST, "{met} {plain}");
    }

    #[test]
    fn who_sums_to_more_than_can_be_remembered_is_met_each_time() {
        let mut memo = Memo::default();
        let mut great = number(7);
        great.sums.add_known(&[i16::MAX; WEIGHTS]);
        great.sums.add_known(&[1; WEIGHTS]);
        let mut met = 0;
        for _ in 0..3 {
            let given = memo.find_or_meet(Name::of_word(mix(1)), || {
                met += 1;
                great
            });
            assert_eq!(given.sums, great.sums);
        }
        assert_eq!(met, 3);
    }
}
