//! What a worker remembers of the runs and words that it has met.

use super::sums::Sums;
use crate::text::features::Identity;
use crate::text::fold::mix;
use crate::text::runs::{Name, Reach};
use bytemuck::{Pod, Zeroable, zeroed_box};
#[cfg(target_os = "linux")]
use memmap2::Advice;
use memmap2::MmapMut;
use prefetch_index::prefetch_index;
use std::alloc::{Layout, handle_alloc_error};
use wide::u16x8;

/// What is known of a run or word: all that its features sum to, on one cache line.
#[derive(Debug, Clone, Copy, Default, Zeroable, Pod)]
#[repr(C, align(64))]
pub struct Acquaintance {
    /// What its features sum to.
    pub sums: Sums,
    /// What its neighbours need to know.
    pub identity: Identity,
    /// Its name, and its nature; 0 where nobody is remembered.
    label: u64,
    /// 1 where it makes pairs with its neighbours, 0 where it is a name and makes none: a number to reckon with, and not a
    /// branch.
    pub makes_pairs: u64,
}

impl Acquaintance {
    /// What makes it more than a plain word.
    #[must_use]
    pub const fn nature(&self) -> Nature {
        Nature(self.label as u8)
    }

    /// It is of this nature as well.
    pub fn becomes(&mut self, nature: Nature) {
        self.label |= nature.0 as u64;
    }
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
    /// Spelt out in single letters or written in two scripts: the comment must be folded as a whole.
    pub const SPELT: Self = Self(16);
    /// An address, which reaches to the next white space.
    pub const ADDRESS: Self = Self(32);
    /// Ends in the first half of what may be a name of two words.
    pub const SERVANT: Self = Self(64);

    /// Of both natures.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// How far a run of this nature may reach.
    pub fn reaches(self) -> impl Iterator<Item = Reach> {
        let all = [(Self::ADDRESS, Reach::WhiteSpace), (Self::SERVANT, Reach::Neighbour)];
        all.into_iter().filter(move |(nature, _)| self.is(*nature)).map(|(_, reach)| reach)
    }

    /// Whether it has something of another.
    #[inline]
    #[must_use]
    pub const fn is(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// The label of a plain word with this name.
#[inline]
const fn label(name: Name) -> u64 {
    name.number() & !0xFF
}

/// The acquaintances, in sets of eight. Where all seats of a set are taken, a stranger is given one by lot, one time in
/// four: who comes often gets in, and the many who come once do not drive each other out.
///
/// All seats are there from the beginning, 8 MiB: the system gives pages when somebody takes a seat on them.
#[derive(Debug)]
pub struct Memo {
    /// For each set, 16 bits of the name of each of the eight, 0 where nobody sits: they are compared at once, and
    /// strangers are known as such without a look at the records, which are larger than the second-level cache.
    marks: Box<[[u16; SEATS]; SETS]>,
    records: MmapMut,
    lot: u64,
}

const SEATS: usize = 8;
const SETS: usize = 1 << 14;
type Records = [Acquaintance; SEATS * SETS];

/// Where an acquaintance was looked for, and the label that it has if it sits there and is a plain word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seat {
    label: u64,
    place: u32,
}

impl Default for Memo {
    fn default() -> Self {
        let length = size_of::<Records>();
        let records = MmapMut::map_anon(length).unwrap_or_else(|_| handle_alloc_error(Layout::new::<Records>()));
        // A few large pages: thousands of small ones would be given one by one, while all threads ask for theirs. The
        // system may decline.
        #[cfg(target_os = "linux")]
        let _ = records.advise(Advice::HugePage);
        Self { marks: zeroed_box(), records, lot: 0 }
    }
}

impl Memo {
    /// Looks for those who have these names, and asks the memory for them all at once: they are met soon.
    #[inline]
    pub fn summon(&self, names: impl Iterator<Item = Name>, found: &mut Vec<Seat>) {
        found.clear();
        let records = self.records();
        found.extend(names.map(|name| {
            let place = self.find(name);
            prefetch_index(records.as_slice(), place);
            Seat { label: label(name), place: place as u32 }
        }));
    }

    /// The plain words that were found in these seats, up to the first that does not sit there.
    #[inline]
    pub fn plain(&self, seats: &[Seat]) -> impl Iterator<Item = &Acquaintance> {
        let records = self.records();
        seats.iter().map_while(|seat| {
            let known = &records[seat.place as usize % records.len()];
            (known.label == seat.label).then_some(known)
        })
    }

    /// Who has this name; a stranger is introduced by `meet` and remembered.
    pub fn find_or_meet(&mut self, name: Name, meet: impl FnOnce() -> Acquaintance) -> Acquaintance {
        let known = &self.records()[self.find(name)];
        if known.label & !0xFF == label(name) {
            return *known;
        }
        let mut met = meet();
        met.label |= label(name);
        self.remember(name, met);
        met
    }

    #[cold]
    fn remember(&mut self, name: Name, met: Acquaintance) {
        let (set, mark) = place(name);
        let marks = &mut self.marks[set];
        let seat = match marks.iter().position(|other| [0, mark].contains(other)) {
            Some(seat) => seat,
            None => {
                self.lot = mix(self.lot.wrapping_add(1));
                if !self.lot.is_multiple_of(4) {
                    return;
                }
                self.lot as usize / 4 % SEATS
            }
        };
        marks[seat] = mark;
        bytemuck::cast_slice_mut::<u8, Acquaintance>(&mut self.records)[set * SEATS + seat] = met;
    }

    #[inline]
    fn records(&self) -> &Records {
        bytemuck::from_bytes(&self.records)
    }

    /// The seat that bears the mark of this name; if none does, any of the set.
    #[inline]
    fn find(&self, name: Name) -> usize {
        let (set, mark) = place(name);
        let same = u16x8::new(self.marks[set]).simd_eq(u16x8::splat(mark)).to_bitmask();
        set * SEATS + same.trailing_zeros() as usize % SEATS
    }
}

/// The set and the mark of a name, by its highest bits.
#[inline]
fn place(name: Name) -> (usize, u16) {
    let set = name.number() >> (u64::BITS - SETS.ilog2());
    (set as usize, (name.number() >> 32) as u16 | 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bayes::WEIGHTS;
    use crate::bayes::scorer::Row;

    fn number(number: u64) -> Acquaintance {
        let mut met = Acquaintance::default();
        met.sums.add_known(&Row::new([number as i16; WEIGHTS], number));
        met.identity = Identity { word: number, stem: number + 1 };
        if number.is_multiple_of(3) {
            met.becomes(Nature::SINGLE);
        }
        met
    }

    #[test]
    fn an_acquaintance_is_one_cache_line() {
        assert_eq!(size_of::<Acquaintance>(), 64);
    }

    #[test]
    fn whoever_is_asked_for_is_given_however_many_have_been_met() {
        let mut memo = Memo::default();
        let (mut met, mut plain, mut found) = (0_u64, 0, Vec::new());
        for _ in 0..3 {
            for index in 1..400_000_u64 {
                let expected = number(index);
                let name = Name::of_word(mix(index));
                let given = memo.find_or_meet(name, || {
                    met += 1;
                    expected
                });
                assert_eq!((given.identity, given.sums), (expected.identity, expected.sums));
                assert_eq!(given.nature(), expected.nature());
                let stranger = Name::of_word(mix(index + 400_000));
                memo.summon([stranger, name].into_iter(), &mut found);
                assert!(memo.plain(&found[..1]).next().is_none(), "nobody has met {stranger:?}");
                if let Some(known) = memo.plain(&found[1..]).next() {
                    plain += 1;
                    assert_eq!((known.identity, known.sums), (expected.identity, expected.sums));
                    assert_eq!(Nature::default(), expected.nature());
                }
            }
        }
        assert!(met > 400_000 && plain > 200_000, "{met} {plain}");
    }
}
