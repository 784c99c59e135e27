//! Meeting a run or word for the first time: folded, stemmed, and all its features looked up.

use super::memo::{Acquaintance, Nature};
use super::scorer::Scorer;
use super::sums::Sums;
use crate::text::disguise::plain;
use crate::text::features::{self, Key};
use crate::text::language::Letters;
use crate::text::servants::is_servant;
use crate::text::{Folded, Kind, Word};

/// How many features of a word are looked up at once: all of most words.
const AT_ONCE: usize = 32;

impl Scorer {
    /// Adds a feature.
    #[inline]
    pub(super) fn add_to(&self, sums: &mut Sums, key: Key) {
        match self.weights(key) {
            Some(weights) => sums.add_known(weights),
            None => sums.add_unknown(1),
        }
    }

    /// Looks a folded word up as it is read, all its features.
    pub(super) fn meet_word(&self, word: &Word<'_>) -> Acquaintance {
        let mut met = Acquaintance::default();
        let mut keys = [0; AT_ONCE];
        let mut count = 0;
        let mut look_up = |keys: &[Key]| {
            self.summon(keys);
            keys.iter().for_each(|key| self.add_to(&mut met.sums, *key));
        };
        let mut reading_room = Vec::new();
        let read = plain(word, |word| self.exists(word), &mut reading_room);
        let identity = features::of_word(&read.unwrap_or(*word), |key| {
            if count == AT_ONCE {
                look_up(&keys);
                count = 0;
            }
            keys[count] = key;
            count += 1;
        });
        look_up(&keys[..count]);
        met.identity = identity;
        if word.kind == Kind::Arabic && word.symbols.len() == 1 {
            met.becomes(Nature::SINGLE);
        }
        met
    }

    /// Folds a run and looks it up.
    #[cold]
    pub(super) fn meet_run(&self, folded: &mut Folded, run: &str) -> Acquaintance {
        let letters = Letters::of(run);
        folded.fold(run);
        let mut words = folded.words();
        let mut met = Acquaintance::default();
        match (words.next(), words.len()) {
            (None, _) => met.becomes(Nature::EMPTY),
            (Some(word), 0) => met = self.meet_word(&word),
            _ => met.becomes(Nature::SEVERAL),
        }
        met.sums.count_letters(letters.arabic, letters.latin);
        if letters.foreign + letters.beyond_arabic > 0 {
            met.becomes(Nature::STRANGE);
        }
        if folded.has_joined()
            || letters.latin > 0 && begins_address(run)
            || folded.words().any(|word| is_servant(word.symbols))
        {
            met.becomes(Nature::REACHING);
        }
        met
    }
}

/// Whether a run may be the beginning of a web address, whose end is behind the next mark.
fn begins_address(run: &str) -> bool {
    ["http", "www"]
        .iter()
        .any(|scheme| run.as_bytes().windows(scheme.len()).any(|part| part.eq_ignore_ascii_case(scheme.as_bytes())))
}
