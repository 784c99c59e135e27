//! A comment → raw scores: the sums of its features' weights.
//!
//! The words of a comment are found by their bytes as written ([`crate::text::raw_spans`]) and their sums taken from
//! the word cache; pairs of neighbours are added. Sums are of integers, so what is cached does not change the result.

use super::feature_sums::{CommentSums, FeatureSums};
use super::lookup::{LookUps, tokenize_span};
use super::weight_table::{RawScores, WeightTable};
use super::word_cache::{CachedWord, Slot, TokenFlags, WordCache};
use crate::model::Model;
use crate::text::Tokenizer;
use crate::text::feature_extractor::{self, FeatureKey, WordKeys};
use crate::text::language::{ENOUGH, LetterCounts};
use crate::text::raw_spans::{RawSpans, SpanHash};
use crate::text::word_set::WordSet;
use std::sync::Arc;

/// Scores comments one after the other, with buffers and a word cache of its own: one a thread.
///
/// ```
/// use mushrif::{Model, Scorer, Target};
///
/// let mut scorer = Scorer::new(&Model::default_model()?);
/// let insult = scorer.score(["يا حمار يا كلب"]).of(Target::Hostile);
/// assert!(insult > scorer.score(["مقال جميل، شكرا"]).of(Target::Hostile));
/// # Ok::<(), mushrif::ModelError>(())
/// ```
#[derive(Debug)]
pub struct Scorer {
    table: Arc<WeightTable>,
    tokenizer: Tokenizer,
    seen: WordSet,
    cache: WordCache,
    spans: RawSpans,
    /// The cache slots of those spans.
    slots: Vec<Slot>,
    look_ups: LookUps,
    /// The pairs of the comment that the model may know, which are looked up together.
    pairs: Vec<FeatureKey>,
    letters: Option<LetterCounts>,
}

impl Scorer {
    /// A scorer of this model, with an empty cache.
    #[must_use]
    pub fn new(model: &Model) -> Self {
        Self::of_table(Arc::new(WeightTable::new(model)))
    }

    /// A scorer by a weight table that other scorers may share, with an empty cache.
    pub(crate) fn of_table(table: Arc<WeightTable>) -> Self {
        Self {
            table,
            tokenizer: Tokenizer::default(),
            seen: WordSet::default(),
            cache: WordCache::default(),
            spans: RawSpans::default(),
            slots: Vec::new(),
            look_ups: LookUps::default(),
            pairs: Vec::new(),
            letters: None,
        }
    }

    /// Scores a comment, its fields one after the other.
    pub fn score<'text>(&mut self, fields: impl IntoIterator<Item = &'text str, IntoIter: Clone>) -> RawScores {
        let fields = fields.into_iter();
        let mut sum = CommentSums::default();
        if self.by_spans(fields.clone(), &mut sum).is_none() {
            self.letters = None;
            sum = CommentSums::default();
            self.by_tokens(fields.clone(), &mut sum);
        }
        self.table.raw_scores(&sum, fields)
    }

    /// The letters of the last comment, all its fields together, where they were counted while it was scored.
    pub(super) fn letters(&self) -> Option<LetterCounts> {
        self.letters
    }

    /// Sums by raw spans, one cache look-up each. `None` for a text that is too long, has words spelled out in single
    /// letters, or has a span that extends more than [`MOST_STEPS`] times.
    fn by_spans<'text>(
        &mut self,
        fields: impl Iterator<Item = &'text str> + Clone,
        sum: &mut CommentSums,
    ) -> Option<()> {
        self.spans.find(fields.clone())?;
        // Counts of a text of this length fit into 16 bits, and no more of it is examined for the language.
        if self.spans.length() > ENOUGH {
            return None;
        }
        self.cache.find_all(self.spans.hashes(), &mut self.slots);
        self.look_up_missing(fields.clone());
        self.seen.clear();
        self.pairs.clear();
        let mut so_far = Accumulator::default();
        let mut index = 0;
        for (field, text) in fields.enumerate() {
            so_far.begin_field();
            let end = self.spans.field_end(field);
            loop {
                index += so_far.add_plain_words(
                    &self.table,
                    (&mut self.seen, &mut self.pairs),
                    &self.cache,
                    &self.slots[index..end],
                );
                if index == end {
                    break;
                }
                (so_far, index) = self.add_unusual(so_far, index, (field, text))?;
            }
        }
        so_far.add_pairs(&self.table, &mut self.look_ups, &mut self.pairs);
        let [_, _, arabic, latin] = so_far.sums.amounts();
        self.letters = (!so_far.has_other_letters).then(|| LetterCounts::of_arabic_and_latin(arabic, latin));
        so_far.move_to(sum);
        Some(())
    }

    /// Looks up the spans that are not cached, all together.
    fn look_up_missing<'text>(&mut self, fields: impl Iterator<Item = &'text str>) {
        let Self { table, tokenizer, cache, spans, slots, look_ups, .. } = self;
        let mut begin = 0;
        for (field, text) in fields.enumerate() {
            let end = spans.field_end(field);
            for (index, _) in slots.iter().enumerate().take(end).skip(begin).filter(|(_, slot)| slot.is_missing()) {
                if let Some(span) = spans.get(index) {
                    look_ups.add_span(table, tokenizer, spans.text(span, field, text), index);
                }
            }
            begin = end;
        }
        look_ups.finish(table, |index, word| slots[index] = cache.insert(slots[index], word));
    }

    /// Adds a span of this field that is not cached or is not one plain word, with the spans that it extends over;
    /// returns the index of the next.
    #[inline(never)]
    fn add_unusual(
        &mut self,
        mut so_far: Accumulator,
        index: usize,
        (field, text): (usize, &str),
    ) -> Option<(Accumulator, usize)> {
        let Self { table, tokenizer, seen, cache, spans, slots, look_ups, pairs, .. } = self;
        let mut span = spans.get(index)?;
        let word = cache
            .get_or_insert_with(slots[index], || look_ups.of_span(table, tokenizer, spans.text(span, field, text)));
        let mut flags = word.flags();
        let (mut letters, mut steps) = (None, 0);
        // An extended span is tokenized anew each time: addresses are not worth caching.
        while let Some(extended) = flags.reaches().find_map(|reach| spans.reached(span, reach, field)) {
            steps += 1;
            if steps > MOST_STEPS {
                return None;
            }
            span = extended;
            let tokenized = tokenize_span(tokenizer, spans.text(span, field, text));
            (flags, letters) = (tokenized.0, Some(tokenized.1));
        }
        if flags.has(TokenFlags::SPELLED_OUT) {
            return None;
        }
        so_far.has_other_letters |= flags.has(TokenFlags::OTHER_LETTERS);
        if letters.is_none() && flags.has(TokenFlags::EMPTY) {
            so_far.sums.add_if(false, &word.sums);
        } else if letters.is_none() && !flags.has(TokenFlags::SEVERAL) {
            so_far.count_single_letter(flags);
            so_far.add(table, (seen, pairs), &word);
        } else {
            if let Some(letters) = letters {
                // Tokenized just now, and still in the tokenizer.
                so_far.sums.count_letters(letters.arabic, letters.latin);
            } else {
                so_far.sums.add_if(false, &word.sums);
                tokenizer.tokenize(spans.text(span, field, text));
            }
            for token in tokenizer.tokens() {
                let word = cache
                    .get_or_insert_with(cache.find(SpanHash::of_word(token.key)), || look_ups.of_token(table, &token));
                so_far.count_single_letter(word.flags());
                so_far.add(table, (seen, pairs), &word);
            }
        }
        // This many single letters in a row may spell a word.
        (so_far.single_letters < SPELL_A_WORD).then_some((so_far, span.next))
    }

    /// Sums by tokens: each field is tokenized as a whole.
    fn by_tokens<'text>(&mut self, fields: impl Iterator<Item = &'text str>, sum: &mut CommentSums) {
        let Self { table, tokenizer, seen, cache, look_ups, pairs, .. } = self;
        seen.clear();
        pairs.clear();
        let mut so_far = Accumulator::default();
        for field in fields {
            tokenizer.tokenize(field);
            so_far.begin_field();
            for token in tokenizer.tokens() {
                let word = cache
                    .get_or_insert_with(cache.find(SpanHash::of_word(token.key)), || look_ups.of_token(table, &token));
                so_far.add(table, (seen, pairs), &word);
                so_far.add_pairs(table, look_ups, pairs);
                so_far.move_to(sum);
            }
        }
    }
}

/// The most extensions of a span: one of more is no name and no address, and each step tokenizes all of it again.
const MOST_STEPS: u32 = 3;

/// The number of single letters in a row that may spell a word.
const SPELL_A_WORD: u32 = 3;

/// The sums of a comment as far as it has been read.
#[derive(Debug, Clone, Copy, Default)]
struct Accumulator {
    sums: FeatureSums,
    /// The number of pairs, of words and of stems, that the model does not know.
    unknown_pairs: u64,
    /// The keys of the word before, and 1 where it makes pairs.
    before: WordKeys,
    before_makes_pairs: u64,
    /// The number of single letters in a row; no longer reset once they may spell a word.
    single_letters: u32,
    /// Whether there are letters beyond the Arabic and Latin alphabets.
    has_other_letters: bool,
}

impl Accumulator {
    /// Begins a field: pairs do not extend into it.
    fn begin_field(&mut self) {
        self.before_makes_pairs = 0;
        self.single_letters = 0;
    }

    /// Counts the single letters in a row.
    fn count_single_letter(&mut self, flags: TokenFlags) {
        let counts = flags.has(TokenFlags::SINGLE_LETTER) || self.single_letters >= SPELL_A_WORD;
        self.single_letters = if counts { self.single_letters + 1 } else { 0 };
    }

    /// Adds a word: its sums, if it is new to the comment, and its pairs with the word before.
    #[inline(always)]
    fn add(&mut self, table: &WeightTable, (seen, pairs): (&mut WordSet, &mut Vec<FeatureKey>), word: &CachedWord) {
        let (before, this) = (self.before, word.keys);
        self.sums.add_if(seen.insert(this.word), &word.sums);
        // A proper name has no features and makes no pairs.
        let are_pairs = self.before_makes_pairs & word.makes_pairs;
        let traces = feature_extractor::pair_traces(before, this);
        let (words, stems) = (table.pairs.bit(traces[0]), table.pairs.bit(traces[1]));
        if are_pairs & (words | stems) != 0 {
            self.unknown_pairs += note_pairs(pairs, table, traces);
        } else {
            self.unknown_pairs += 2 * are_pairs;
        }
        (self.before, self.before_makes_pairs) = (this, word.makes_pairs);
    }

    /// Adds the plain words in these slots up to the first that is not cached or not plain, and returns their number.
    #[inline(always)]
    fn add_plain_words(
        &mut self,
        table: &WeightTable,
        (seen, pairs): (&mut WordSet, &mut Vec<FeatureKey>),
        cache: &WordCache,
        slots: &[Slot],
    ) -> usize {
        let mut so_far = *self;
        let mut count = 0;
        for word in cache.plain_words(slots) {
            so_far.add(table, (seen, pairs), word);
            count += 1;
        }
        if count > 0 {
            so_far.single_letters = 0;
        }
        *self = so_far;
        count
    }

    /// Adds the pairs that were noted.
    fn add_pairs(&mut self, table: &WeightTable, look_ups: &mut LookUps, pairs: &mut Vec<FeatureKey>) {
        if !pairs.is_empty() {
            self.sums.add_rows(&look_ups.sums(table, pairs));
            pairs.clear();
        }
    }

    /// Moves the sums into wider numbers before they overflow.
    #[inline]
    fn move_to(&mut self, sum: &mut CommentSums) {
        let sums = std::mem::take(&mut self.sums);
        for (sum, weight) in sum.weights.iter_mut().zip(sums.weights()) {
            *sum += i64::from(weight);
        }
        let [features, known, ..] = sums.amounts();
        sum.features += features + std::mem::take(&mut self.unknown_pairs) as u32;
        sum.known += known;
    }
}

/// Notes the pairs of these traces that the model may know, and returns how many it does not.
#[inline(never)]
fn note_pairs(pairs: &mut Vec<FeatureKey>, table: &WeightTable, traces: [u64; 2]) -> u64 {
    let before = pairs.len();
    for (seed, trace) in feature_extractor::pair_seeds(traces).into_iter().zip(traces) {
        if table.pairs.may_contain(trace) {
            let pair = feature_extractor::pair_of_seed(seed);
            table.prefetch_mark(pair);
            pairs.push(pair);
        }
    }
    (2 + before - pairs.len()) as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::communities::key_in_comment;
    use crate::text::disguise::undisguise;
    use crate::text::language;
    use proptest::prelude::*;
    use std::sync::{LazyLock, Mutex};

    static TABLE: LazyLock<Arc<WeightTable>> =
        LazyLock::new(|| Arc::new(WeightTable::new(&Model::default_model().unwrap())));

    /// The reference: every feature of undisguised words looked up by itself.
    fn reference(fields: &[&str]) -> RawScores {
        let mut sum = CommentSums::default();
        let mut add = |key| {
            sum.features += 1;
            if let Some(weights) = TABLE.weights(key) {
                sum.known += 1;
                for (sum, weight) in sum.weights.iter_mut().zip(weights) {
                    *sum += i64::from(weight);
                }
            }
        };
        let (mut tokenizer, mut seen, mut letters) = (Tokenizer::default(), WordSet::default(), Vec::new());
        for field in fields {
            tokenizer.tokenize(field);
            let mut before = WordKeys::default();
            for word in tokenizer.tokens() {
                let word = undisguise(&word, |word| TABLE.exists(word), &mut letters).unwrap_or(word);
                let is_new = seen.insert(key_in_comment(&word));
                let this = feature_extractor::of_word(&word, |key| {
                    if is_new {
                        add(key)
                    }
                });
                feature_extractor::of_neighbours(before, this, &mut add);
                before = this;
            }
        }
        TABLE.raw_scores(&sum, fields.iter().copied())
    }

    /// Checks that a scorer gives the reference's scores, whatever it has cached.
    fn agree(scorer: &mut Scorer, fields: &[&str]) -> Result<(), TestCaseError> {
        let expected = reference(fields);
        for _ in 0..2 {
            prop_assert_eq!(scorer.score(fields.iter().copied()), expected, "{:?}", fields);
            if let Some(letters) = scorer.letters() {
                prop_assert_eq!(letters.verdict(), LetterCounts::of(&fields.join(" ")).verdict(), "{:?}", fields);
            }
        }
        Ok(())
    }

    #[test]
    fn spans_that_extend_over_spaces_and_marks_score_as_the_reference_does() {
        let mut scorer = Scorer::of_table(Arc::clone(&TABLE));
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
            agree(&mut scorer, &[text]).unwrap();
        }
    }

    #[test]
    fn the_language_is_detected_by_the_letters_of_a_common_comment() {
        let mut scorer = Scorer::of_table(Arc::clone(&TABLE));
        scorer.score(["مقال جيد، شكرا"]);
        assert_eq!(scorer.letters().map(|letters| letters.verdict()), Some(LetterCounts::of("مقال").verdict()));
        assert!(language("مقال جيد، شكرا").is_some());
    }

    proptest! {
        #[test]
        fn a_scorer_gives_the_scores_of_the_reference(
            fields in prop::collection::vec(
                "((يا|و|كلب|(😂|🌹){8}|ال(كلاب|شعب|خونة)|عبد|الله|[ا-ي]{1,9}|[ا-ي]|حماا+ر|ه+|لعن[ةه]|[a-z0-9]{1,6}|www|https?|😂+|[٠-٩]{1,3}|[ء-ۓ]{1,4}|7مار|گل(ب|بي|اب)|چ[اذل][بي]|[ا-يگچ2375a-eـ]{1,6}|\\PC)([ .،:!@/_\n\u{200F}-]|://|  )?){0,40}",
                1..3,
            )
        ) {
            let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
            // Also by a scorer that has scored all the earlier cases.
            static WARM: LazyLock<Mutex<Scorer>> = LazyLock::new(|| Mutex::new(Scorer::of_table(Arc::clone(&TABLE))));
            agree(&mut WARM.lock().unwrap(), &fields)?;
            agree(&mut Scorer::of_table(Arc::clone(&TABLE)), &fields)?;
        }
    }
}
