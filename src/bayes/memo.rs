//! What a worker remembers of the runs and words that it has met.

use super::WEIGHTS;
use crate::text::features::Identity;
use crate::text::runs::RunName;

/// What is known of a run or word: all that its features sum to, on one cache line.
#[derive(Debug, Clone, Copy, Default)]
#[repr(align(64))]
pub struct Acquaintance {
    /// Its name; zero where nobody is remembered.
    pub name: RunName,
    /// What its neighbours need to know.
    pub identity: Identity,
    /// The sum of its features' weights.
    pub weights: [i32; WEIGHTS],
    /// How much there is of it, and what makes it more than a plain word.
    pub amounts: Amounts,
}

impl Acquaintance {
    /// What makes it more than a plain word.
    #[inline]
    #[must_use]
    pub const fn nature(&self) -> Nature {
        Nature((self.amounts.0 >> NATURE) as u8)
    }

    /// It is of this nature as well.
    pub fn becomes(&mut self, nature: Nature) {
        self.amounts.0 |= u64::from(nature.0) << NATURE;
    }
}

/// Four numbers in one: features and known features (below 65,536), Arabic letters and Latin letters (below 8,192). What
/// is left above them is an acquaintance's [`Nature`], and means nothing in a sum.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Amounts(u64);

/// Where the Arabic letters begin, the Latin ones, and the nature.
const ARABIC: u32 = 32;
const LATIN: u32 = ARABIC + 13;
const NATURE: u32 = LATIN + 13;

impl Amounts {
    /// The amounts of a word.
    #[must_use]
    pub const fn new(features: u16, known: u16, arabic: u16, latin: u16) -> Self {
        Self(features as u64 | (known as u64) << 16 | (arabic as u64) << ARABIC | (latin as u64) << LATIN)
    }

    /// Adds others.
    #[inline]
    pub fn add(&mut self, others: Self) {
        self.0 = self.0.wrapping_add(others.0);
    }

    /// The letters without the features.
    #[inline]
    #[must_use]
    pub const fn letters(self) -> Self {
        Self(self.0 & !0xFFFF_FFFF)
    }

    /// Features, known features, Arabic letters, Latin letters.
    #[must_use]
    pub const fn all(self) -> [u16; 4] {
        const LETTERS: u16 = (1 << 13) - 1;
        [self.0 as u16, (self.0 >> 16) as u16, (self.0 >> ARABIC) as u16 & LETTERS, (self.0 >> LATIN) as u16 & LETTERS]
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
}

/// The acquaintances, in sets of eight: the first comer keeps its seat, guests take turns in the others.
#[derive(Debug)]
pub struct Memo {
    /// For each set, 16 bits of the hash of each of the eight, 0 where nobody sits: four are compared at once, and
    /// strangers are known as such without a look at the sets, which are larger than the second-level cache.
    marks: Vec<[u64; 2]>,
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
        Self { marks: vec![[0; 2]; sets], sets: vec![Default::default(); sets], taken: 0, turn: 0 }
    }

    /// Looks for those who have these names, all at once: to wait for one after the other would take longer than all
    /// else that is done with them.
    #[inline]
    pub fn summon(&self, names: impl Iterator<Item = RunName>, found: &mut Vec<(RunName, Seat)>) {
        found.clear();
        found.extend(names.map(|name| (name, self.find(name))));
        // So short a loop asks for all of them before the first has come.
        let touched = found.iter().fold(0, |touched, (_, seat)| touched ^ self.at(*seat).name[0]);
        std::hint::black_box(touched);
    }

    /// Who has this name and was found in this seat, if nobody else sits there.
    #[inline]
    pub fn seated(&self, name: RunName, seat: Seat) -> Option<&Acquaintance> {
        let found = self.at(seat);
        // Half by half: comparing sixteen bytes at once would wait until both halves have reached the cache.
        let is_same = (found.name[0] ^ name[0]) | (found.name[1] ^ name[1]) == 0;
        is_same.then_some(found)
    }

    /// Who has this name; a stranger is introduced by `meet` and remembered.
    pub fn find_or_meet(&mut self, name: RunName, meet: impl FnOnce() -> Acquaintance) -> &Acquaintance {
        let mut seat = self.find(name);
        // Nobody, or somebody else with the same mark.
        if self.seated(name, seat).is_none() {
            seat = self.insert(Acquaintance { name, ..meet() });
        }
        self.at(seat)
    }

    #[inline]
    fn at(&self, Seat(seat): Seat) -> &Acquaintance {
        &self.sets[seat as usize / SEATS][seat as usize % SEATS]
    }

    /// The seat that bears the mark of this name; any of the set if none does.
    #[inline]
    fn find(&self, name: RunName) -> Seat {
        const EACH: u64 = 0x0001_0001_0001_0001;
        let (set, mark) = self.place(name);
        let [first, second] = self.marks[set].map(|marks| {
            let differences = marks ^ (mark * EACH);
            // The highest bit of the first lane that is zero, and perhaps of lanes above it.
            differences.wrapping_sub(EACH) & !differences & (EACH << 15)
        });
        let lane = if first == 0 { 64 + second.trailing_zeros() } else { first.trailing_zeros() };
        Seat((set * SEATS) as u32 + (lane >> 4) % SEATS as u32)
    }

    /// The set of a name, and its mark.
    #[inline]
    fn place(&self, [first, second]: RunName) -> (usize, u64) {
        let mixed = first.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(second.wrapping_mul(0xC2B2_AE3D_27D4_EB4F));
        ((mixed >> 48) as usize & (self.sets.len() - 1), mixed >> 32 & 0xFFFF | 1)
    }

    #[cold]
    fn insert(&mut self, stranger: Acquaintance) -> Seat {
        if self.taken > self.sets.len() * 4 && self.sets.len() < MOST {
            let smaller = std::mem::replace(self, Self::with_sets(self.sets.len() * 2));
            for old in smaller.sets.into_iter().flatten().filter(|old| old.name != RunName::default()) {
                self.put(old);
            }
        }
        self.put(stranger)
    }

    fn put(&mut self, stranger: Acquaintance) -> Seat {
        let (place, mark) = self.place(stranger.name);
        let free = self.sets[place].iter().position(|other| other.name == RunName::default());
        self.taken += usize::from(free.is_some());
        let seat = free.unwrap_or_else(|| {
            self.turn += 1;
            1 + self.turn % (SEATS - 1)
        });
        let (marks, lane) = (&mut self.marks[place][seat / 4], 16 * (seat % 4));
        *marks = *marks & !(0xFFFF << lane) | mark << lane;
        self.sets[place][seat] = stranger;
        Seat((place * SEATS + seat) as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_acquaintance_is_one_cache_line() {
        assert_eq!(size_of::<Acquaintance>(), 64);
    }

    #[test]
    fn whoever_is_asked_for_is_given_however_many_have_been_met() {
        let mut memo = Memo::default();
        let mut met = 0_u64;
        for round in 0..3 {
            for number in 1..400_000_u64 {
                let meet = || {
                    met += 1;
                    Acquaintance { weights: [number as i32; WEIGHTS], ..Default::default() }
                };
                let found = memo.find_or_meet([number, round % 2], meet);
                assert_eq!((found.name[0], found.weights[0]), (number, number as i32));
            }
        }
        assert!(met > 400_000 && memo.sets.len() == MOST);
    }

    #[test]
    fn amounts_add_up_each_for_itself_whatever_the_natures() {
        let mut one = Acquaintance { amounts: Amounts::new(1, 2, 3, 4), ..Default::default() };
        for nature in [Nature::SINGLE, Nature::STRANGE, Nature::REACHING] {
            one.becomes(nature);
            assert!(one.nature().is(nature) && !one.nature().is(Nature::SEVERAL));
        }
        let mut amounts = one.amounts;
        amounts.add(one.amounts);
        assert_eq!(amounts.all(), [2, 4, 6, 8]);
        let mut amounts = Amounts::new(1, 2, 3, 4);
        amounts.add(Amounts::new(10, 20, 30, 40));
        amounts.add(Amounts::new(100, 100, 5, 6).letters());
        assert_eq!(amounts.all(), [11, 22, 38, 50]);
    }
}
