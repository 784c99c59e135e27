//! Selects the comments most worth labelling next: uncertain ones, and few that are alike.
//!
//! *Uncertain*: the label of a comment with a score near ½ moves the model most (Lewis and Gale 1994). *Diverse*:
//! of comments with much the same words one label gives nearly all, so they are picked one after the other, each by its
//! uncertainty less its similarity to those picked before (maximal marginal relevance, Carbonell and Goldstein 1998).
//!
//! Memory is flat: only the most uncertain comments are kept, a few times as many as are wanted.

use super::worth::{PENALTY, distinct_words, jaccard, uncertainty, worth_of};
use crate::label::{Fingerprints, LabelTask};
use crate::text::Tokenizer;
use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeMap, BinaryHeap, HashSet};

/// How many candidates are kept for each comment that is wanted.
const KEPT: usize = 8;

/// Keeps the best candidates of a stream.
#[derive(Debug)]
pub struct Suggester {
    wanted: usize,
    /// The most valuable first; of equals the earlier one.
    kept: BTreeMap<(Reverse<u64>, u64), Candidate>,
    /// The fingerprints of candidates kept, and of comments excluded.
    known: HashSet<u128>,
    fingerprints: Fingerprints,
    tokenizer: Tokenizer,
    seen: u64,
}

#[derive(Debug)]
struct Candidate {
    task: LabelTask,
    value: f64,
    fingerprint: u128,
    /// Its words, each once, sorted.
    words: Vec<u64>,
}

impl Suggester {
    /// An empty suggester; at most `wanted` comments will be picked.
    #[must_use]
    pub fn new(wanted: usize) -> Self {
        Self {
            wanted,
            kept: BTreeMap::new(),
            known: HashSet::new(),
            fingerprints: Fingerprints::default(),
            tokenizer: Tokenizer::default(),
            seen: 0,
        }
    }

    /// Excludes a comment that is labelled already.
    pub fn exclude(&mut self, text: &str) {
        self.known.insert(self.fingerprints.of(text));
    }

    /// Offers a comment, with the scores of its flags; without any it is not taken.
    pub fn offer(&mut self, task: LabelTask, scores: &[f64]) {
        self.seen += 1;
        let Some(uncertainty) = scores.iter().map(|score| uncertainty(*score)).max_by(f64::total_cmp) else { return };
        let words = distinct_words(&mut self.tokenizer, &task.text);
        let value = worth_of(uncertainty, words.len());
        // Integers are ordered; differences below a millionth do not matter.
        let rank = (Reverse((value * 1e6).round() as u64), self.seen);
        let is_full = self.kept.len() >= self.wanted * KEPT;
        if value <= 0.0 || is_full && self.kept.last_key_value().is_none_or(|(worst, _)| *worst <= rank) {
            return;
        }
        let fingerprint = self.fingerprints.of(&task.text);
        if !self.known.insert(fingerprint) {
            return;
        }
        let task = LabelTask { uncertainty: (uncertainty * 1e4).round() / 1e4, ..task };
        self.kept.insert(rank, Candidate { task, value, fingerprint, words });
        if self.kept.len() > self.wanted * KEPT
            && let Some((_, worst)) = self.kept.pop_last()
        {
            self.known.remove(&worst.fingerprint);
        }
    }

    /// The comments to label, the most valuable first.
    ///
    /// Similarity to what is picked only grows, so an earlier score of a candidate is an upper bound, and only those on
    /// top of the heap are scored anew (lazy greedy, Minoux 1978).
    #[must_use]
    pub fn picked(self) -> Vec<LabelTask> {
        let candidates: Vec<Candidate> = self.kept.into_values().collect();
        let ranked = |(index, candidate): (usize, &Candidate)| Ranked {
            score: candidate.value,
            index,
            similarity: 0.0,
            compared: 0,
        };
        let mut heap: BinaryHeap<Ranked> = candidates.iter().enumerate().map(ranked).collect();
        let mut picked: Vec<usize> = Vec::new();
        while let Some(mut top) = heap.pop() {
            let candidate = &candidates[top.index];
            if top.compared < picked.len() {
                for other in &picked[top.compared..] {
                    top.similarity = top.similarity.max(jaccard(&candidate.words, &candidates[*other].words));
                }
                top.score = candidate.value - PENALTY * top.similarity;
                top.compared = picked.len();
                heap.push(top);
                continue;
            }
            picked.push(top.index);
            if picked.len() == self.wanted {
                break;
            }
        }
        let mut tasks: Vec<Option<LabelTask>> = candidates.into_iter().map(|candidate| Some(candidate.task)).collect();
        picked.into_iter().filter_map(|index| tasks[index].take()).collect()
    }
}

/// The score of a candidate after the first `compared` picks.
#[derive(Debug)]
struct Ranked {
    score: f64,
    index: usize,
    /// The similarity to the most similar of those picks.
    similarity: f64,
    compared: usize,
}

impl Ord for Ranked {
    /// Of equals the first is on top: the more uncertain or the earlier one.
    fn cmp(&self, other: &Self) -> Ordering {
        self.score.total_cmp(&other.score).then(other.index.cmp(&self.index))
    }
}

impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Ranked {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Ranked {}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS_OF_ONE: &str = "قال الوزير إن الطريق الجديد سيفتح";

    fn task(text: &str) -> LabelTask {
        LabelTask { key: text.into(), text: text.into(), article: None, uncertainty: 0.0 }
    }

    fn picked(wanted: usize, offers: &[(&str, f64)]) -> Vec<String> {
        let mut suggester = Suggester::new(wanted);
        offers.iter().for_each(|(text, score)| suggester.offer(task(text), &[*score]));
        suggester.picked().into_iter().map(|task| task.text).collect()
    }

    #[test]
    fn the_most_uncertain_is_picked_first_and_a_duplicate_once() {
        let sure = "أعلنت البلدية موعد افتتاح الحديقة العامة";
        let offers = [(sure, 0.9), (WORDS_OF_ONE, 0.52), ("قالَ الوزير إنّ الطريق الجديد سيفتح!", 0.52)];
        assert_eq!(picked(5, &offers), [WORDS_OF_ONE, sure]);
    }

    #[test]
    fn of_two_that_are_alike_the_second_comes_after_an_unlike_one() {
        let alike = format!("{WORDS_OF_ONE} غدا");
        let unlike = "أعلنت البلدية موعد افتتاح الحديقة العامة";
        let offers = [(WORDS_OF_ONE, 0.5), (alike.as_str(), 0.5), (unlike, 0.7)];
        assert_eq!(picked(3, &offers), [WORDS_OF_ONE, unlike, &alike]);
    }

    #[test]
    fn each_pick_is_the_best_that_is_left_given_those_before() {
        let mut suggester = Suggester::new(25);
        for number in 0..200_u64 {
            let word = |at: u32| {
                ["قال", "الوزير", "الطريق", "البحر", "اليوم", "جديد", "كبير", "غدا"][(number >> at & 7) as usize]
            };
            let text = format!("{} {} {} {} {} {}", word(0), word(1), word(3), word(4), word(5), word(2));
            suggester.offer(task(&text), &[0.5 + (number * 37 % 101) as f64 / 300.0]);
        }
        // The reference: every candidate compared with every pick, each time.
        let mut left: Vec<(f64, Vec<u64>, String)> =
            suggester.kept.values().map(|one| (one.value, one.words.clone(), one.task.text.clone())).collect();
        let mut expected: Vec<(Vec<u64>, String)> = Vec::new();
        while expected.len() < 25 && !left.is_empty() {
            let like = |words: &[u64]| expected.iter().map(|pick| jaccard(&pick.0, words)).fold(0.0, f64::max);
            let score: Vec<f64> = left.iter().map(|(value, words, _)| value - PENALTY * like(words)).collect();
            let best = (0..left.len()).rev().max_by(|one, other| score[*one].total_cmp(&score[*other])).unwrap();
            let (_, words, text) = left.remove(best);
            expected.push((words, text));
        }
        let texts: Vec<String> = suggester.picked().into_iter().map(|task| task.text).collect();
        assert_eq!(texts, expected.into_iter().map(|pick| pick.1).collect::<Vec<_>>());
    }

    #[test]
    fn one_word_is_picked_after_a_sentence() {
        assert_eq!(picked(1, &[("نعم", 0.5), (WORDS_OF_ONE, 0.7)]), [WORDS_OF_ONE]);
    }

    #[test]
    fn no_more_than_a_few_times_as_many_as_wanted_are_kept() {
        let mut suggester = Suggester::new(2);
        for number in 0..1000_u32 {
            let word: String = (0..7).map(|at| char::from(b'a' + (number >> at & 7) as u8)).collect();
            suggester.offer(task(&format!("{WORDS_OF_ONE} {word}")), &[f64::from(number % 500) / 1000.0]);
            assert!(suggester.kept.len() <= 2 * KEPT && suggester.known.len() <= 2 * KEPT);
        }
        assert_eq!(suggester.picked()[0].uncertainty, 0.998);
    }

    #[test]
    fn what_is_labelled_or_has_no_scores_is_not_suggested() {
        let mut suggester = Suggester::new(3);
        suggester.exclude("قال الوزير: إن الطريق الجديد سيفتح");
        suggester.offer(task(WORDS_OF_ONE), &[0.5]);
        suggester.offer(task("أعلنت البلدية موعد افتتاح الحديقة العامة"), &[]);
        assert!(suggester.picked().is_empty());
    }
}
