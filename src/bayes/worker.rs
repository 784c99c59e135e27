//! A comment → raw scores, with one of these a thread.
//!
//! Everything inside a word depends on that word alone, and so a [`Worker`] remembers what the words that it has met sum
//! to: most words of a comment are old acquaintances and cost one look-up instead of folding and forty look-ups. They
//! are known by their bytes as written ([`runs`]). Sums are of whole numbers: the result does not depend on what is
//! remembered.

use super::WEIGHTS;
use super::memo::{Acquaintance, Amounts, Memo, Nature, Seat};
use super::scorer::{RawScores, Scorer};
use crate::text::disguise::plain;
use crate::text::features::{self, Identity, Key, Seen};
use crate::text::language::{ENOUGH, Letters};
use crate::text::runs::{self, RunName, Runs};
use crate::text::servants::is_servant;
use crate::text::{Folded, Kind, Word};

/// Scores comments, one after the other.
#[derive(Debug)]
pub struct Worker<'scorer> {
    scorer: &'scorer Scorer,
    folded: Folded,
    seen: Seen,
    runs: Runs,
    found: Vec<(RunName, Seat)>,
    memo: Memo,
    letters: Option<Letters>,
}

impl<'scorer> Worker<'scorer> {
    /// A worker that has met nobody yet.
    #[must_use]
    pub fn new(scorer: &'scorer Scorer) -> Self {
        Self {
            scorer,
            folded: Folded::default(),
            seen: Seen::default(),
            runs: Runs::default(),
            found: Vec::new(),
            memo: Memo::default(),
            letters: None,
        }
    }

    /// Scores a comment, its fields one after the other.
    pub fn score<'text>(&mut self, fields: impl IntoIterator<Item = &'text str, IntoIter: Clone>) -> RawScores {
        let fields = fields.into_iter();
        let mut sum = Sum::default();
        if self.by_runs(fields.clone(), &mut sum).is_none() {
            self.letters = None;
            sum = Sum::default();
            self.by_words(fields, &mut sum);
        }
        self.scorer.raw_scores(&sum)
    }

    /// The letters of the last comment, all its fields together, where they were counted by the way.
    #[must_use]
    pub fn letters(&self) -> Option<Letters> {
        self.letters
    }

    /// The short way: a look-up a run. `None` where a word reaches over the ends of a run, or the text is long.
    fn by_runs<'text>(&mut self, fields: impl Iterator<Item = &'text str>, sum: &mut Sum) -> Option<()> {
        self.seen.clear();
        let mut reading = Reading::default();
        let mut length = 0;
        for field in fields {
            // Amounts of a text of this length fit theirs, and the language is told from no more.
            length += field.len() + 1;
            if length > ENOUGH || memchr::memchr(b'@', field.as_bytes()).is_some() {
                return None;
            }
            reading.begin();
            self.runs.find(field);
            let names = self.runs.iter().map(|(start, end)| runs::name(field.as_bytes(), start, end));
            self.memo.summon(names, &mut self.found);
            for index in 0..self.found.len() {
                let (name, seat) = self.found[index];
                match self.memo.seated(name, seat) {
                    Some(known) if known.nature() == Nature::PLAIN => reading.meet(self.scorer, &mut self.seen, known),
                    _ => reading = self.unusual(reading, field, index)?,
                }
            }
        }
        let [_, _, arabic, latin] = reading.amounts.all().map(u32::from);
        self.letters = (!reading.is_strange).then(|| Letters::plain(arabic, latin));
        reading.pour(sum);
        Some(())
    }

    /// Reads a run that is new or more than a plain word.
    #[inline(never)]
    fn unusual(&mut self, mut reading: Reading, field: &str, index: usize) -> Option<Reading> {
        let Self { scorer, folded, seen, runs, memo, found, .. } = self;
        let run = runs.get(index).map(|(start, end)| &field[start..end])?;
        let known = *memo.find_or_meet(found[index].0, || scorer.meet_run(folded, run));
        if known.nature().is(Nature::REACHING) {
            return None;
        }
        reading.is_strange |= known.nature().is(Nature::STRANGE);
        if known.nature().is(Nature::SEVERAL) {
            reading.amounts.add(known.amounts.letters());
            folded.fold(run);
            for word in folded.words() {
                reading.meet(scorer, seen, memo.find_or_meet(word_name(&word), || scorer.meet_word(&word)));
            }
        } else if known.nature().is(Nature::EMPTY) {
            reading.amounts.add(known.amounts.letters());
        } else {
            reading.meet(scorer, seen, &known);
        }
        (!reading.spells).then_some(reading)
    }

    /// The long way: the comment is folded as a whole.
    fn by_words<'text>(&mut self, fields: impl Iterator<Item = &'text str>, sum: &mut Sum) {
        let Self { scorer, folded, seen, memo, .. } = self;
        seen.clear();
        let mut reading = Reading::default();
        for field in fields {
            folded.fold(field);
            reading.begin();
            for word in folded.words() {
                reading.meet(scorer, seen, memo.find_or_meet(word_name(&word), || scorer.meet_word(&word)));
                reading.pour(sum);
            }
        }
    }
}

/// Three single letters in a row may spell a word.
const SPELT: u32 = 3;

/// How many features of a word are looked up at once: all of most words.
const AT_ONCE: usize = 32;

/// The name of a folded word, which no run has: no text has the byte 0xFF.
#[inline]
fn word_name(word: &Word<'_>) -> RunName {
    [word.key, u64::MAX]
}

/// The features of a comment: what they sum to, and how many there are.
#[derive(Debug, Clone, Copy, Default)]
pub struct Sum {
    /// The sum of their weights.
    pub weights: [i64; WEIGHTS],
    /// How many there are.
    pub features: u32,
    /// How many the model knows.
    pub known: u32,
}

/// A comment being read.
#[derive(Debug, Clone, Copy, Default)]
struct Reading {
    weights: [i32; WEIGHTS],
    amounts: Amounts,
    before: Identity,
    /// How many single letters stand in a row.
    singles: u32,
    /// Whether so many stood in a row that they may spell a word.
    spells: bool,
    /// Whether there are letters that must be counted otherwise.
    is_strange: bool,
}

impl Reading {
    /// A field begins: pairs do not reach into it.
    fn begin(&mut self) {
        self.before = Identity::default();
        self.singles = 0;
    }

    /// Reads a word.
    #[inline(always)]
    fn meet(&mut self, scorer: &Scorer, seen: &mut Seen, word: &Acquaintance) {
        self.singles = if word.nature().is(Nature::SINGLE) { self.singles + 1 } else { 0 };
        self.spells |= self.singles >= SPELT;
        let this = word.identity;
        if this.word == 0 {
            // A name: it says nothing, and no pair reaches over it.
            self.amounts.add(word.amounts.letters());
            self.before = this;
            return;
        }
        if seen.insert(this.word) {
            self.amounts.add(word.amounts);
            for (sum, weight) in self.weights.iter_mut().zip(word.weights) {
                *sum += weight;
            }
        } else {
            self.amounts.add(word.amounts.letters());
        }
        if self.before.word != 0 {
            let seeds = features::pair_seeds(self.before, this);
            if scorer.may_know(seeds) {
                *self = self.with_pairs(scorer, seeds);
            } else {
                self.amounts.add(Amounts::new(2, 0, 0, 0));
            }
        }
        self.before = this;
    }

    /// Looks pairs up. By value: what is summed up elsewhere may then stay in registers.
    #[inline(never)]
    fn with_pairs(mut self, scorer: &Scorer, seeds: [u64; 2]) -> Self {
        seeds.into_iter().map(features::pair_of_seed).for_each(|pair| self.look_up(scorer, pair));
        self
    }

    #[inline]
    fn look_up(&mut self, scorer: &Scorer, key: Key) {
        let weights = scorer.weights(key);
        self.amounts.add(Amounts::new(1, u16::from(weights.is_some()), 0, 0));
        if let Some(weights) = weights {
            for (sum, weight) in self.weights.iter_mut().zip(weights) {
                *sum += i32::from(*weight);
            }
        }
    }

    /// Hands on what has been summed up, before it grows too large for small numbers.
    #[inline]
    fn pour(&mut self, sum: &mut Sum) {
        for (sum, weight) in sum.weights.iter_mut().zip(std::mem::take(&mut self.weights)) {
            *sum += i64::from(weight);
        }
        let [features, known, ..] = std::mem::take(&mut self.amounts).all();
        sum.features += u32::from(features);
        sum.known += u32::from(known);
    }
}

impl Scorer {
    /// Looks a folded word up as it is read, all its features.
    fn meet_word(&self, word: &Word<'_>) -> Acquaintance {
        let mut reading = Reading::default();
        let mut keys = [0; AT_ONCE];
        let mut count = 0;
        let mut look_up = |keys: &[Key]| {
            self.summon(keys);
            keys.iter().for_each(|key| reading.look_up(self, *key));
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
        let mut met =
            Acquaintance { name: word_name(word), identity, weights: reading.weights, amounts: reading.amounts };
        if word.kind == Kind::Arabic && word.symbols.len() == 1 {
            met.becomes(Nature::SINGLE);
        }
        met
    }

    /// Folds a run and looks it up.
    #[cold]
    fn meet_run(&self, folded: &mut Folded, run: &str) -> Acquaintance {
        let letters = Letters::of(run);
        folded.fold(run);
        let mut words = folded.words();
        let mut met = Acquaintance::default();
        match (words.next(), words.len()) {
            (None, _) => met.becomes(Nature::EMPTY),
            (Some(word), 0) => met = self.meet_word(&word),
            _ => met.becomes(Nature::SEVERAL),
        }
        met.amounts.add(Amounts::new(0, 0, letters.arabic as u16, letters.latin as u16));
        if letters.foreign + letters.beyond_arabic > 0 {
            met.becomes(Nature::STRANGE);
        }
        if folded.has_joined() || begins_address(run) || folded.words().any(|word| is_servant(word.symbols)) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bayes::Model;
    use crate::text::language;
    use proptest::prelude::*;
    use std::sync::LazyLock;

    static SCORER: LazyLock<Scorer> = LazyLock::new(|| Scorer::new(&Model::default_model().unwrap()));

    /// The plain formula: every feature looked up for itself, of words as they are read.
    fn plainly(fields: &[&str]) -> RawScores {
        let mut sum = Sum::default();
        let mut add = |key| {
            sum.features += 1;
            if let Some(weights) = SCORER.weights(key) {
                sum.known += 1;
                for (sum, weight) in sum.weights.iter_mut().zip(weights) {
                    *sum += i64::from(*weight);
                }
            }
        };
        let (mut folded, mut seen, mut reading) = (Folded::default(), Seen::default(), Vec::new());
        for field in fields {
            folded.fold(field);
            let mut before = Identity::default();
            for word in folded.words() {
                let word = plain(&word, |word| SCORER.exists(word), &mut reading).unwrap_or(word);
                let is_new = seen.insert(word.key);
                let this = features::of_word(&word, |key| {
                    if is_new {
                        add(key)
                    }
                });
                features::of_neighbours(before, this, &mut add);
                before = this;
            }
        }
        SCORER.raw_scores(&sum)
    }

    /// Whatever a worker has met before, it says the same.
    fn agree(worker: &mut Worker<'_>, fields: &[&str]) -> Result<(), TestCaseError> {
        let expected = plainly(fields);
        for _ in 0..2 {
            prop_assert_eq!(worker.score(fields.iter().copied()), expected, "{:?}", fields);
            if let Some(letters) = worker.letters() {
                prop_assert_eq!(letters.verdict(), Letters::of(&fields.join(" ")).verdict(), "{:?}", fields);
            }
        }
        Ok(())
    }

    #[test]
    fn what_reaches_over_spaces_and_marks_is_read_as_the_plain_way_reads_it() {
        let mut worker = SCORER.worker();
        let long = "يا كلب ".repeat(1000);
        for text in [
            "",
            "يا كلب يا ابن الكلب",
            "ح م ا ر",
            "ح.م.ا.ر و ك ل ب",
            "و ح،م،ا،ر",
            &"ح ".repeat(200),
            &"حماركلب".repeat(20),
            "ك ل ىػ و",
            "عبد الله وعبد الرحمن عبد المال",
            "انظر https://a.b/c?كلب و www.x.com/كلب و http كلب www كلب",
            "@user كلب @_x me@x.org كلب@x",
            "كلب😂😂حمار 😡 ههههه 7mar كلب2016 ٢٠١٦",
            "این حرف درست نیست",
            "Это собака كلب",
            "ﷺ ﻛﻠﺐ حِمَار حمااااار",
            "سطر\nو\nح\nا",
            "حمار 7مار ٧مار گلب گلبي چلاب حmار يا 7مار ح م aر ك ل حaر مaر ك ل ك3لb",
            &long,
        ] {
            agree(&mut worker, &[text]).unwrap();
        }
    }

    #[test]
    fn the_language_is_told_from_the_letters_of_a_common_comment() {
        let mut worker = SCORER.worker();
        worker.score(["مقال جيد، شكرا"]);
        assert_eq!(worker.letters().map(|letters| letters.verdict()), Some(Letters::of("مقال").verdict()));
        assert!(language("مقال جيد، شكرا").is_some());
    }

    proptest! {
        #[test]
        fn a_worker_says_what_the_plain_formula_says(
            fields in prop::collection::vec(
                "((يا|و|كلب|ال(كلاب|شعب|خونة)|عبد|الله|[ا-ي]{1,9}|[ا-ي]|حماا+ر|ه+|لعن[ةه]|[a-z0-9]{1,6}|www|https?|😂+|[٠-٩]{1,3}|[ء-ۓ]{1,4}|7مار|گل(ب|بي|اب)|چ[اذل][بي]|[ا-يگچ2375a-eـ]{1,6}|\\PC)([ .،:!@/_\n\u{200F}-]|://|  )?){0,40}",
                1..3,
            )
        ) {
            let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
            agree(&mut SCORER.worker(), &fields)?;
        }
    }
}
