//! A comment → raw scores, with one of these a thread.
//!
//! Everything inside a word depends on that word alone, and so a [`Worker`] remembers what the words that it has met sum
//! to: most words of a comment are old acquaintances and cost one look-up instead of folding and forty look-ups. They
//! are known by their bytes as written ([`crate::text::runs`]). Sums are of whole numbers: the result does not depend on
//! what is remembered.

use super::WEIGHTS;
use super::memo::{Acquaintance, Memo, Nature, Seat};
use super::scorer::{RawScores, Scorer};
use super::strangers::look_over;
use super::sums::Sums;
use crate::text::Folded;
use crate::text::features::{self, Identity};
use crate::text::language::{ENOUGH, Letters};
use crate::text::runs::{Name, Runs};
use crate::text::seen::Seen;

/// Scores comments, one after the other.
#[derive(Debug)]
pub struct Worker<'scorer> {
    scorer: &'scorer Scorer,
    folded: Folded,
    seen: Seen,
    memo: Memo,
    runs: Runs,
    /// Where the memory was asked for those runs.
    found: Vec<Seat>,
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
            memo: Memo::default(),
            runs: Runs::default(),
            found: Vec::new(),
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

    /// The short way: a look-up a run. `None` for a text that is too long for it, has words spelt out in single letters, or
    /// runs that reach over one another without end.
    fn by_runs<'text>(&mut self, fields: impl Iterator<Item = &'text str>, sum: &mut Sum) -> Option<()> {
        self.runs.find(fields)?;
        // Sums of a text of this length fit theirs, and the language is told from no more.
        if self.runs.length() > ENOUGH {
            return None;
        }
        self.memo.summon(self.runs.names(), &mut self.found);
        self.seen.clear();
        let mut reading = Reading::default();
        let mut index = 0;
        for field in 0..self.runs.fields() {
            reading.begin();
            let end = self.runs.field_end(field);
            loop {
                index += reading.meet_plain(self.scorer, &mut self.seen, &self.memo, &self.found[index..end]);
                if index == end {
                    break;
                }
                (reading, index) = self.unusual(reading, index, field)?;
            }
        }
        let [_, _, arabic, latin] = reading.sums.amounts();
        self.letters = (!reading.is_strange).then(|| Letters::plain(arabic, latin));
        reading.pour(sum);
        Some(())
    }

    /// Reads a run that is new or more than a plain word, with those behind it that it reaches over; gives the number of
    /// the next.
    #[inline(never)]
    fn unusual(&mut self, mut reading: Reading, index: usize, field: usize) -> Option<(Reading, usize)> {
        let Self { scorer, folded, seen, memo, runs, .. } = self;
        let mut stretch = runs.get(index)?;
        let known = memo.find_or_meet(runs.name(stretch), || scorer.meet_run(folded, runs.text(stretch)));
        let mut nature = known.nature();
        let (mut letters, mut steps) = (None, 0);
        // What a run reaches over is looked over anew each time: addresses are not worth remembering.
        while let Some(further) = nature.reaches().find_map(|reach| runs.reached(stretch, reach, field)) {
            steps += 1;
            if steps > MOST_STEPS {
                return None;
            }
            stretch = further;
            let looked_over = look_over(folded, runs.text(stretch));
            (nature, letters) = (looked_over.0, Some(looked_over.1));
        }
        if nature.is(Nature::SPELT) {
            return None;
        }
        reading.is_strange |= nature.is(Nature::STRANGE);
        if letters.is_none() && nature.is(Nature::EMPTY) {
            reading.sums.add_if(false, &known.sums);
        } else if letters.is_none() && !nature.is(Nature::SEVERAL) {
            reading.count_single(nature);
            reading.meet(scorer, seen, &known);
        } else {
            if let Some(letters) = letters {
                // Looked over just now, and still folded.
                reading.sums.count_letters(letters.arabic, letters.latin);
            } else {
                reading.sums.add_if(false, &known.sums);
                folded.fold(runs.text(stretch));
            }
            for word in folded.words() {
                let word = memo.find_or_meet(Name::of_word(word.key), || scorer.meet_word(&word));
                reading.count_single(word.nature());
                reading.meet(scorer, seen, &word);
            }
        }
        // So many single letters in a row may spell a word.
        (reading.singles < SPELT).then_some((reading, stretch.next))
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
                let met = memo.find_or_meet(Name::of_word(word.key), || scorer.meet_word(&word));
                reading.meet(scorer, seen, &met);
                reading.pour(sum);
            }
        }
    }
}

/// A run that reaches further than this is no name and no address: each step looks over all of them again.
const MOST_STEPS: u32 = 3;

/// Three single letters in a row may spell a word.
const SPELT: u32 = 3;

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
    sums: Sums,
    /// How many pairs there were that the model does not know, of words and of stems.
    unknown_pairs: u64,
    /// The word before, and whether it makes pairs.
    before: Identity,
    before_makes_pairs: u64,
    /// How many single letters stand in a row; no more is asked once they may spell a word.
    singles: u32,
    /// Whether there are letters that must be counted otherwise.
    is_strange: bool,
}

impl Reading {
    /// A field begins: pairs do not reach into it.
    fn begin(&mut self) {
        self.before_makes_pairs = 0;
        self.singles = 0;
    }

    /// Counts the single letters in a row.
    fn count_single(&mut self, nature: Nature) {
        let counts = nature.is(Nature::SINGLE) || self.singles >= SPELT;
        self.singles = if counts { self.singles + 1 } else { 0 };
    }

    /// Reads a word: what it sums to, if the comment has not said it before, and the pairs that it makes.
    #[inline(always)]
    fn meet(&mut self, scorer: &Scorer, seen: &mut Seen, word: &Acquaintance) {
        let (before, this) = (self.before, word.identity);
        self.sums.add_if(seen.insert(this.word), &word.sums);
        // No pair reaches over a name, which has no features but letters.
        let are_pairs = self.before_makes_pairs & word.makes_pairs;
        let traces = features::pair_traces(before, this);
        let [words, stems] = traces.map(|trace| scorer.pairs.may_have(trace));
        if are_pairs & (words | stems) != 0 {
            self.sums = with_pairs(self.sums, scorer, traces);
        } else {
            self.unknown_pairs += 2 * are_pairs;
        }
        (self.before, self.before_makes_pairs) = (this, word.makes_pairs);
    }

    /// Reads plain words that have been met before, and says how many they are up to one that is not.
    #[inline(always)]
    fn meet_plain(&mut self, scorer: &Scorer, seen: &mut Seen, memo: &Memo, found: &[Seat]) -> usize {
        let mut reading = *self;
        let mut count = 0;
        for word in memo.plain(found) {
            reading.meet(scorer, seen, word);
            count += 1;
        }
        if count > 0 {
            reading.singles = 0;
        }
        *self = reading;
        count
    }

    /// Hands on what has been summed up, before it grows too large for small numbers.
    #[inline]
    fn pour(&mut self, sum: &mut Sum) {
        let sums = std::mem::take(&mut self.sums);
        for (sum, weight) in sum.weights.iter_mut().zip(sums.weights()) {
            *sum += i64::from(weight);
        }
        let [features, known, ..] = sums.amounts();
        sum.features += features + std::mem::take(&mut self.unknown_pairs) as u32;
        sum.known += known;
    }
}

/// Adds the pairs of these traces. By value: what is summed up elsewhere may then stay in registers.
#[inline(never)]
fn with_pairs(mut sums: Sums, scorer: &Scorer, traces: [u64; 2]) -> Sums {
    for (seed, trace) in features::pair_seeds(traces).into_iter().zip(traces) {
        if scorer.pairs.may_have(trace) & 1 != 0 {
            scorer.add(&mut sums, features::pair_of_seed(seed));
        } else {
            sums.add_unknown(1);
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bayes::Model;
    use crate::text::disguise::plain;
    use crate::text::language;
    use proptest::prelude::*;
    use std::sync::{LazyLock, Mutex};

    static SCORER: LazyLock<Scorer> = LazyLock::new(|| Scorer::new(&Model::default_model().unwrap()));

    /// The plain formula: every feature looked up for itself, of words as they are read.
    fn plainly(fields: &[&str]) -> RawScores {
        let mut sum = Sum::default();
        let mut add = |key| {
            sum.features += 1;
            if let Some(weights) = SCORER.weights(key) {
                sum.known += 1;
                for (sum, weight) in sum.weights.iter_mut().zip(weights) {
                    *sum += i64::from(weight);
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
            "@user كلب @_x me@x.org كلب@x @عبد الله",
            "http://",
            &"عبد ".repeat(500),
            "wwwعبد\nالله ثم عبد عبد الله، عبد",
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
                "((يا|و|كلب|(😂|🌹){8}|ال(كلاب|شعب|خونة)|عبد|الله|[ا-ي]{1,9}|[ا-ي]|حماا+ر|ه+|لعن[ةه]|[a-z0-9]{1,6}|www|https?|😂+|[٠-٩]{1,3}|[ء-ۓ]{1,4}|7مار|گل(ب|بي|اب)|چ[اذل][بي]|[ا-يگچ2375a-eـ]{1,6}|\\PC)([ .،:!@/_\n\u{200F}-]|://|  )?){0,40}",
                1..3,
            )
        ) {
            let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
            // One that has met all the cases before, too.
            static EXPERIENCED: LazyLock<Mutex<Worker<'static>>> = LazyLock::new(|| Mutex::new(SCORER.worker()));
            agree(&mut EXPERIENCED.lock().unwrap(), &fields)?;
            agree(&mut SCORER.worker(), &fields)?;
        }
    }
}
