//! Meeting a run or word for the first time: folded, stemmed, and all its features looked up.

use super::memo::{Acquaintance, Nature};
use super::scorer::{AT_ONCE, Scorer};
use crate::text::disguise::plain;
use crate::text::features;
use crate::text::language::Letters;
use crate::text::servants::is_servant;
use crate::text::{Folded, Kind, Word};

impl Scorer {
    /// Looks a folded word up as it is read, all its features.
    pub(super) fn meet_word(&self, word: &Word<'_>) -> Acquaintance {
        let mut met = Acquaintance::default();
        let mut keys = [0; AT_ONCE];
        let mut count = 0;
        let mut reading_room = Vec::new();
        let read = plain(word, |word| self.exists(word), &mut reading_room);
        met.identity = features::of_word(&read.unwrap_or(*word), |key| {
            keys[count % AT_ONCE] = key;
            count += 1;
            if count.is_multiple_of(AT_ONCE) {
                self.add_all(&mut met.sums, &keys);
            }
        });
        self.add_all(&mut met.sums, &keys[..count % AT_ONCE]);
        met.makes_pairs = u64::from(met.identity.word != 0);
        if word.kind == Kind::Arabic && word.symbols.len() == 1 {
            met.becomes(Nature::SINGLE);
        }
        met
    }

    /// Folds a run and looks it up.
    #[cold]
    pub(super) fn meet_run(&self, folded: &mut Folded, run: &str) -> Acquaintance {
        let (nature, letters) = look_over(folded, run);
        let mut met = match folded.words().next() {
            Some(word) if !nature.is(Nature::SEVERAL) => self.meet_word(&word),
            _ => Acquaintance::default(),
        };
        met.becomes(nature);
        met.sums.count_letters(letters.arabic, letters.latin);
        met
    }
}

/// Folds a run, and says of what nature it is and what letters it has.
pub(super) fn look_over(folded: &mut Folded, run: &str) -> (Nature, Letters) {
    folded.fold(run);
    let letters = Letters::of(run);
    let last = folded.words().next_back();
    let natures = [
        (folded.words().len() == 0, Nature::EMPTY),
        (folded.words().len() > 1, Nature::SEVERAL),
        (letters.foreign + letters.beyond_arabic > 0, Nature::STRANGE),
        (folded.has_joined(), Nature::SPELT),
        (letters.latin > 0 && begins_address(run) || run.contains('@'), Nature::ADDRESS),
        (last.is_some_and(|word| is_servant(word.symbols)), Nature::SERVANT),
    ];
    let is = natures.into_iter().filter(|(is, _)| *is).fold(Nature::default(), |all, (_, nature)| all.and(nature));
    (is, letters)
}

/// Whether a run may be the beginning of a web address, whose end is behind the next mark.
fn begins_address(run: &str) -> bool {
    ["http", "www"]
        .iter()
        .any(|scheme| run.as_bytes().windows(scheme.len()).any(|part| part.eq_ignore_ascii_case(scheme.as_bytes())))
}
