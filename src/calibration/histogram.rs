//! Histograms of out-of-fold scores: all that calibration needs of comments, and all that a model keeps for it.

use crate::label::MOST_COMMENTS;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How many bins a unit of score has.
pub(super) const BINS: f64 = 64.0;

/// The comments from which a source counts as much as any other. Twelve contradictory labels of a new site, counted as much
/// as the thousands of the default model, had made a retrained model that flagged nothing.
pub(super) const WHOLE_SOURCE: f64 = 1000.0;

/// Out-of-fold scores: a histogram for each source and answer, by bins of 1/64.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Histogram {
    bins: BTreeMap<(String, bool), BTreeMap<i32, u64>>,
}

impl Histogram {
    /// Adds a score with its answer, rounded to a bin.
    pub(crate) fn add(&mut self, source: &str, answer: bool, score: f64) {
        let bin = (score * BINS).round().clamp(-1e6, 1e6) as i32;
        let bins = match self.bins.get_mut(&(source.to_string(), answer)) {
            Some(bins) => bins,
            None => self.bins.entry((source.to_string(), answer)).or_default(),
        };
        *bins.entry(bin).or_insert(0) += 1;
    }

    /// Whether its numbers of comments can be summed, as those of a file may not.
    pub(crate) fn can_be_summed(&self) -> bool {
        let mut counts = self.bins.values().flat_map(|bins| bins.values());
        counts.try_fold(0_u64, |sum, count| sum.checked_add(*count)).is_some_and(|sum| sum <= MOST_COMMENTS)
    }

    /// The scores with their weights: the scores of a source with both answers sum to its weight; other sources are left
    /// out. The weight of a source that is not given one here is 1, whatever its size, from [`WHOLE_SOURCE`] comments on, and
    /// less by its share of them below.
    pub(crate) fn points(&self, source_weights: &BTreeMap<String, f64>) -> Vec<Point> {
        let mut points = Vec::new();
        for source in self.sources() {
            let answers = [false, true].map(|answer| self.bins.get(&(source.to_string(), answer)));
            let [Some(without), Some(with)] = answers else { continue };
            let all: u64 = without.values().chain(with.values()).sum();
            let usual = (all as f64 / WHOLE_SOURCE).min(1.0);
            let source_weight = source_weights.get(source).copied().unwrap_or(usual);
            if source_weight <= 0.0 {
                continue;
            }
            for (answer, bins) in [(false, without), (true, with)] {
                points.extend(bins.iter().map(|(bin, count)| Point {
                    score: f64::from(*bin) / BINS,
                    answer,
                    weight: source_weight * *count as f64 / all as f64,
                }));
            }
        }
        points.sort_by(|one, other| one.score.total_cmp(&other.score));
        points
    }

    fn sources(&self) -> Vec<&str> {
        let mut sources: Vec<&str> = self.bins.keys().map(|(source, _)| source.as_str()).collect();
        sources.dedup();
        sources
    }
}

/// A score, its answer, and how much it counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// The raw score.
    pub score: f64,
    /// The label's value for the target.
    pub answer: bool,
    /// How much it counts; the points of a source sum to its weight.
    pub weight: f64,
}
