//! Feature selection by chi²; of features with equal counts only the plainest are kept.
//!
//! There may be far more features than fit into memory, so they are read in several passes. Between passes the
//! candidates are kept where they fit, else only how many features each stands for. Sums are taken in the order of the
//! features, so that they are the same, bit for bit, for any memory and number of threads.

use super::feature_statistics::{FeatureStatistics, StatisticsReader, Strata};
use crate::counts::{CountsView, Entry, FeatureCursor};
use crate::model::{CLASSES, Task};
use crate::text::BloomFilter;
use crate::text::feature_extractor::{FeatureKey, plainness};
use std::io;

/// What selection needs of a feature.
#[derive(Clone, Copy)]
struct FeatureCandidate {
    key: FeatureKey,
    signature: u64,
    mass: [f64; CLASSES],
}

/// Bytes that a feature takes while features with equal counts are looked for.
const OF_EQUALS: u64 = 16;

/// The `most` features of the highest rank, sorted by key, with their statistics in full.
///
/// A feature's rank in a task is its share of the chi² of all features, so that a task with more labels does not take
/// all places; its best task counts. The two sectarian tasks have half the weight each.
pub(super) fn select(
    features: &impl CountsView,
    reader: &StatisticsReader<'_>,
    most: usize,
    memory: u64,
) -> io::Result<Vec<FeatureStatistics>> {
    let mut candidates = Candidates { features, reader, kept: None };
    let count = candidates.keep(memory / 2)?;
    let times = candidates.times(count, memory / 4)?;
    let mut totals = [0.0; CLASSES];
    candidates.each(&times, &mut |candidate, times| {
        totals.iter_mut().zip(candidate.mass).for_each(|(total, mass)| *total += mass * times);
    })?;
    let mut sums = [0.0; Task::ALL.len()];
    candidates.each(&times, &mut |candidate, times| {
        sums.iter_mut().zip(Task::ALL).for_each(|(sum, task)| *sum += chi2(candidate, times, task, &totals));
    })?;
    let mut best = Best { most, ranked: Vec::new() };
    candidates.each(&times, &mut |candidate, times| {
        let shares = Task::ALL.into_iter().zip(sums).filter(|(_, sum)| *sum > 0.0).map(|(task, sum)| {
            let task_weight = if matches!(task, Task::Sectarian | Task::SectarianAmongHostile) { 0.5 } else { 1.0 };
            task_weight * chi2(candidate, times, task, &totals) / sum
        });
        best.add(shares.fold(0.0, f64::max), candidate);
    })?;
    let chosen = SelectedFeatures::new(best.ranked(), candidates.kept.as_deref());
    drop((candidates, times));
    in_full(features, reader, &chosen)
}

/// The candidates of all features, kept in memory or computed anew in each pass.
struct Candidates<'a, F> {
    features: &'a F,
    reader: &'a StatisticsReader<'a>,
    kept: Option<Vec<FeatureCandidate>>,
}

impl<F: CountsView> Candidates<'_, F> {
    /// Keeps the candidates if they fit into `memory` bytes; returns their number.
    fn keep(&mut self, memory: u64) -> io::Result<usize> {
        let most = usize::try_from(memory / size_of::<FeatureCandidate>() as u64).unwrap_or(usize::MAX);
        let (mut kept, mut count) = (Some(Vec::new()), 0);
        self.for_each_fresh(&mut |candidate| {
            count += 1;
            if count > most {
                kept = None;
            } else if let Some(kept) = &mut kept {
                kept.push(*candidate);
            }
        })?;
        self.kept = kept;
        Ok(count)
    }

    /// Computes the candidates, and visits them in order of key.
    fn for_each_fresh(&self, visit: &mut dyn FnMut(&FeatureCandidate)) -> io::Result<()> {
        let candidates = |features: &mut dyn FeatureCursor| {
            let (mut candidates, mut strata) = (Vec::new(), Strata::default());
            while let Some(same) = features.next_feature()? {
                let statistics = self.reader.of(same, &mut strata);
                candidates.extend(statistics.map(|found| FeatureCandidate {
                    key: found.key,
                    signature: found.signature,
                    mass: found.all.mass,
                }));
            }
            Ok(candidates)
        };
        self.features.shards(candidates, |candidates: Vec<FeatureCandidate>| {
            candidates.iter().for_each(&mut *visit);
            Ok(())
        })
    }

    fn all(&self, visit: &mut dyn FnMut(&FeatureCandidate)) -> io::Result<()> {
        match &self.kept {
            Some(kept) => {
                kept.iter().for_each(visit);
                Ok(())
            }
            None => self.for_each_fresh(visit),
        }
    }

    /// Visits each candidate that was not merged into another, with the number of features it stands for.
    fn each(&self, times: &[u32], visit: &mut dyn FnMut(&FeatureCandidate, f64)) -> io::Result<()> {
        let mut times = times.iter();
        self.all(&mut |candidate| {
            if let Some(times) = times.next().filter(|times| **times > 0) {
                visit(candidate, f64::from(*times));
            }
        })
    }

    /// How many features each of `count` candidates stands for: 0 where it is merged into another. Takes about `memory`
    /// bytes, in as many rounds as are needed for that, 256 at most.
    fn times(&self, count: usize, memory: u64) -> io::Result<Vec<u32>> {
        let mut times = vec![1_u32; count];
        let rounds = (count as u64 * OF_EQUALS / memory.max(1) + 1).min(256);
        for round in 0..rounds {
            let mut equals: Vec<Equal> = Vec::with_capacity(if rounds == 1 { count } else { 0 });
            let mut place = 0_u64;
            self.all(&mut |candidate| {
                if ((candidate.signature >> 32) * rounds) >> 32 == round {
                    equals.push(Equal { signature: candidate.signature, rank: plainness(candidate.key) << 61 | place });
                }
                place += 1;
            })?;
            equals.sort_unstable();
            for same in equals.chunk_by(|one, other| one.signature == other.signature) {
                let kept = kept_of(same.iter().map(|equal| equal.rank >> 61));
                for (companion, of) in shared_out(kept, same.len()) {
                    times[same[companion].place()] = 0;
                    times[same[of].place()] += 1;
                }
            }
        }
        Ok(times)
    }
}

/// A feature among those with equal counts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Equal {
    signature: u64,
    /// Three bits of plainness, then its index among the features, which are sorted by key.
    rank: u64,
}

impl Equal {
    fn place(self) -> usize {
        (self.rank & (u64::MAX >> 3)) as usize
    }
}

/// How many of some features with equal counts, the plainest first, are kept. Mostly they are a word, its stem and its
/// character n-grams, which are redundant; the one that is kept gets the mass of all. Words that always occur together
/// are all kept, and the other features are divided among them.
fn kept_of(plainness: impl Iterator<Item = u64>) -> usize {
    plainness.take_while(|plainness| *plainness == 0).count().max(1)
}

/// The index of each feature that is not kept, with that of the kept one it is merged into.
fn shared_out(kept: usize, all: usize) -> impl Iterator<Item = (usize, usize)> {
    (kept..all).map(move |companion| (companion, (companion - kept) % kept))
}

/// Pearson's chi² of a feature over the classes of a task; 0 where a class has no comments.
fn chi2(candidate: &FeatureCandidate, times: f64, task: Task, totals: &[f64; CLASSES]) -> f64 {
    let totals = &totals[task.classes()];
    if totals.contains(&0.0) {
        return 0.0;
    }
    let all: f64 = totals.iter().sum();
    let observed = || candidate.mass[task.classes()].iter().map(|mass| mass * times);
    let sum: f64 = observed().sum();
    let part = |(observed, total): (f64, &f64)| {
        let expected = sum * total / all;
        if expected > 0.0 { (observed - expected).powi(2) / expected } else { 0.0 }
    };
    observed().zip(totals).map(part).sum()
}

/// The features of the highest rank so far: rank, key and signature.
struct Best {
    most: usize,
    ranked: Vec<(f64, FeatureKey, u64)>,
}

impl Best {
    fn add(&mut self, rank: f64, candidate: &FeatureCandidate) {
        if rank > 0.0 {
            self.ranked.push((rank, candidate.key, candidate.signature));
            if self.ranked.len() / 4 > self.most {
                self.cut();
            }
        }
    }

    /// Keeps the `most` best. Ties go to the smaller key, so that the selection depends on the counts alone.
    fn cut(&mut self) {
        self.ranked.sort_unstable_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
        self.ranked.truncate(self.most);
    }

    fn ranked(mut self) -> Vec<(f64, FeatureKey, u64)> {
        self.cut();
        self.ranked
    }
}

/// The selected features, and what identifies all features with their counts.
struct SelectedFeatures {
    /// The keys of the selected features, sorted.
    keys: Vec<FeatureKey>,
    /// Sorted: the keys of all features with the counts of one of `keys`, if candidates were kept; else signatures.
    names: Vec<u64>,
    are_keys: bool,
    filter: BloomFilter,
}

impl SelectedFeatures {
    fn new(ranked: Vec<(f64, FeatureKey, u64)>, candidates: Option<&[FeatureCandidate]>) -> Self {
        let mut keys: Vec<FeatureKey> = ranked.iter().map(|(_, key, _)| *key).collect();
        keys.sort_unstable();
        let mut names: Vec<u64> = ranked.into_iter().map(|(.., signature)| signature).collect();
        names.sort_unstable();
        let mut filter: BloomFilter = names.iter().copied().collect();
        if let Some(candidates) = candidates {
            let is_named = |name: u64| filter.may_contain(name) && names.binary_search(&name).is_ok();
            names = candidates
                .iter()
                .filter(|candidate| is_named(candidate.signature))
                .map(|candidate| candidate.key)
                .collect();
            filter = names.iter().copied().collect();
        }
        Self { keys, names, are_keys: candidates.is_some(), filter }
    }

    /// Whether a feature is selected, or has the counts of one that is.
    fn want(&self, same: &[Entry], reader: &StatisticsReader<'_>) -> bool {
        let name = if self.are_keys { same[0].key } else { reader.signature(same) };
        self.filter.may_contain(name) && self.names.binary_search(&name).is_ok()
    }
}

/// The full statistics of the selected features, sorted by key, those with equal counts merged into them.
fn in_full(
    features: &impl CountsView,
    reader: &StatisticsReader<'_>,
    chosen: &SelectedFeatures,
) -> io::Result<Vec<FeatureStatistics>> {
    let mut found: Vec<FeatureStatistics> = Vec::with_capacity(chosen.keys.len() * 2);
    let wanted = |features: &mut dyn FeatureCursor| {
        let (mut wanted, mut strata) = (Vec::new(), Strata::default());
        while let Some(same) = features.next_feature()? {
            if chosen.want(same, reader) {
                wanted.extend(reader.in_full(same, &mut strata));
            }
        }
        Ok(wanted)
    };
    features.shards(wanted, |wanted: Vec<FeatureStatistics>| {
        found.extend(wanted);
        Ok(())
    })?;
    let mut selected = merged(found);
    selected.retain(|statistics| chosen.keys.binary_search(&statistics.key).is_ok());
    selected.sort_unstable_by_key(|statistics| statistics.key);
    Ok(selected)
}

/// Merges features with equal counts.
fn merged(mut features: Vec<FeatureStatistics>) -> Vec<FeatureStatistics> {
    features.sort_unstable_by_key(|statistics| (statistics.signature, plainness(statistics.key), statistics.key));
    for same in features.chunk_by_mut(|one, other| one.signature == other.signature) {
        let kept = kept_of(same.iter().map(|statistics| plainness(statistics.key)));
        for (companion, of) in shared_out(kept, same.len()) {
            let key = same[companion].key;
            same[of].companions.push(key);
        }
    }
    features
}
