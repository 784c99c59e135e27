//! The counts that a published model carries for retraining: of features with weights, and which others are common.

use super::Weights;
use super::vocabulary::steps;
use crate::counts::{Counts, Entry, Group, problem_of_entry, problem_of_groups};
#[cfg(feature = "train")]
use crate::counts::{CountsView, FeatureCursor};
use crate::text::feature_extractor::FeatureKey;
#[cfg(feature = "train")]
use crate::text::feature_extractor::key_prefix;
use serde::{Deserialize, Serialize};
#[cfg(feature = "train")]
use std::io;

/// Counts as a model carries them.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct StoredCounts {
    groups: Vec<(Group, u64)>,
    /// The mean mass of a comment of each group, in sixteenths of a unit.
    means: Vec<u64>,
    /// For each feature of the vocabulary, in order: the number of entries, its mass over what the means of the groups
    /// give for its comments, in [`FACTORS`], then each entry: its group, its comments, and for one of [`CORRECTED_FROM`]
    /// comments or more by what share its mass differs from comments times mean times factor ([`correction`]). Exact
    /// masses took 2.5 MB more; without corrections retraining decided three times as many comments otherwise than
    /// training on the union does.
    entries: Vec<u64>,
    /// Features with the counts of one in the vocabulary ([`Weights::companions`]): the step from the index of the last
    /// one to the index of this one, and the bytes of the companion's key.
    companions: Vec<(u64, [u8; 8])>,
    /// Common features without weights: the upper halves of their keys, as steps.
    unweighted: Vec<u32>,
}

/// The unit of a feature's factor, a part of 1.
const FACTORS: u64 = 256;
/// The parts of a unit of mass that a group's mean is kept in.
const MEANS: u64 = 16;
/// The comments from which an entry's mass is corrected.
const CORRECTED_FROM: u64 = 2;
/// The unit of a correction, a part of 1.
const CORRECTIONS: u64 = 64;

/// The counts that retraining starts from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RetrainCounts {
    /// The counts of the features that the model carries.
    pub counts: Counts,
    /// Sorted key prefixes of features that were common in the old labels and have no weight: without their old counts,
    /// a coincidence in a few new labels would be taken for evidence.
    pub unweighted: Vec<u32>,
}

/// How often the numbers of a model's counts may be repeated for companions, beyond the first [`FEW_ENTRIES`] entries: a
/// file of 0.5 MB whose one large feature had 60,000 companions took 6 GB. In the default model they are repeated less
/// than once.
const MOST_COPIES: usize = 4;
const FEW_ENTRIES: usize = 1 << 16;

/// A feature without weights is listed as common if at least this many comments have it.
pub(crate) const UNWEIGHTED_FROM: u64 = 20;

#[cfg(feature = "train")]
impl RetrainCounts {
    /// The retrain counts of these features: the counts of those with weights, and which others are common, those of
    /// earlier models included.
    pub(crate) fn of(features: &impl CountsView, weights: &Weights, unweighted_before: Vec<u32>) -> io::Result<Self> {
        let mut merged: Vec<FeatureKey> = weights.companions.iter().map(|(_, companion)| *companion).collect();
        merged.sort_unstable();
        let mut kept = Self { counts: Counts::default(), unweighted: unweighted_before };
        let of_shard = |features: &mut dyn FeatureCursor| {
            let (mut entries, mut unweighted) = (Vec::new(), Vec::new());
            while let Some(same) = features.next_feature()? {
                let key = same[0].key;
                if weights.of(key).is_some() {
                    entries.extend_from_slice(same);
                } else if merged.binary_search(&key).is_err()
                    && same.iter().map(|entry| u64::from(entry.comments)).sum::<u64>() >= UNWEIGHTED_FROM
                {
                    unweighted.push(key_prefix(key));
                }
            }
            Ok((entries, unweighted))
        };
        features.shards(of_shard, |(entries, unweighted): (Vec<Entry>, Vec<u32>)| {
            kept.counts.entries.extend(entries);
            kept.unweighted.extend(unweighted);
            Ok(())
        })?;
        kept.unweighted.sort_unstable();
        kept.unweighted.dedup();
        kept.counts.groups = features.groups().to_vec();
        Ok(kept)
    }
}

/// A ratio, rounded; 0 where there is nothing to divide by.
fn rounded(sum: u64, by: u64) -> u64 {
    (sum + by / 2).checked_div(by).unwrap_or(0)
}

/// The mass that this many comments have at the mean of their group and the factor of a feature.
fn expected_mass(comments: u64, mean: u64, factor: u64) -> u64 {
    // The product of numbers in a false file may overflow; such a mass is more than any comments have.
    let product = (u128::from(comments) * u128::from(mean)).saturating_mul(u128::from(factor));
    u64::try_from(product / u128::from(MEANS * FACTORS)).unwrap_or(u64::MAX)
}

/// By how many [`CORRECTIONS`] a mass is above what is expected (even numbers), or below (odd ones).
fn correction(mass: u64, expected: u64) -> u64 {
    let ratio = rounded(mass * CORRECTIONS, expected);
    if ratio >= CORRECTIONS { 2 * (ratio - CORRECTIONS) } else { 2 * (CORRECTIONS - ratio) - 1 }
}

/// The mass with this correction.
fn corrected(expected: u64, correction: u64) -> u64 {
    let ratio = match correction % 2 {
        0 => u128::from(CORRECTIONS) + u128::from(correction / 2),
        _ => u128::from(CORRECTIONS).saturating_sub(u128::from(correction / 2) + 1),
    };
    u64::try_from(u128::from(expected) * ratio / u128::from(CORRECTIONS)).unwrap_or(u64::MAX)
}

impl StoredCounts {
    /// Encodes counts, which are all of features with weights ([`RetrainCounts::of`]), and unweighted features, sorted.
    pub(super) fn of(counts: &Counts, weights: &Weights, unweighted: &[u32]) -> Self {
        let mut last = 0;
        let mut companions = Vec::new();
        for (key, companion) in &weights.companions {
            let Ok(place) = weights.rows.binary_search_by_key(key, |row| row.0) else { continue };
            companions.push(((place - last) as u64, companion.to_le_bytes()));
            last = place;
        }
        let mut sums = vec![(0_u64, 0_u64); counts.groups.len()];
        for entry in &counts.entries {
            let (mass, comments) = &mut sums[entry.group as usize];
            *mass += entry.mass;
            *comments += u64::from(entry.comments);
        }
        let means: Vec<u64> = sums.into_iter().map(|(mass, comments)| rounded(mass * MEANS, comments)).collect();
        // Features and entries are both sorted by key, and a feature without entries has no weights.
        let mut entries = Vec::new();
        for same in counts.entries.chunk_by(|one, other| one.key == other.key) {
            let mass: u64 = same.iter().map(|entry| entry.mass).sum();
            let expected: u64 = same.iter().map(|entry| u64::from(entry.comments) * means[entry.group as usize]).sum();
            let factor = rounded(mass * MEANS * FACTORS, expected);
            entries.extend([same.len() as u64, factor]);
            for entry in same {
                let comments = u64::from(entry.comments);
                entries.extend([u64::from(entry.group), comments]);
                if comments >= CORRECTED_FROM {
                    let expected = expected_mass(comments, means[entry.group as usize], factor);
                    entries.push(correction(entry.mass, expected));
                }
            }
        }
        let unweighted = steps(unweighted.iter().copied().map(u64::from)).into_iter().map(|step| step as u32).collect();
        Self { groups: counts.groups.clone(), means, entries, companions, unweighted }
    }

    /// Decodes counts of features with these keys; what is wrong where no program wrote such counts.
    pub(super) fn open(self, keys: impl Iterator<Item = FeatureKey>) -> Result<RetrainCounts, &'static str> {
        const SHORT: &str = "its counts are not those of its features";
        if let Some(problem) = problem_of_groups(&self.groups) {
            return Err(problem);
        }
        let most = self.entries.len().saturating_mul(MOST_COPIES).saturating_add(FEW_ENTRIES);
        let mut numbers = self.entries.into_iter();
        let mut companions = self.companions.into_iter().peekable();
        // How many features come before the one that the next companion belongs to.
        let mut ahead = companions.peek().map(|companion| companion.0);
        let mut entries: Vec<Entry> = Vec::new();
        for key in keys {
            let first = entries.len();
            let (count, factor) = (numbers.next().ok_or(SHORT)?, numbers.next().ok_or(SHORT)?);
            for _ in 0..count {
                let mut number = || numbers.next().ok_or(SHORT);
                let group = u32::try_from(number()?).unwrap_or(u32::MAX);
                let comments = u32::try_from(number()?).unwrap_or(u32::MAX);
                let mean = self.means.get(group as usize).copied().ok_or(SHORT)?;
                let mut mass = expected_mass(comments.into(), mean, factor);
                if u64::from(comments) >= CORRECTED_FROM {
                    mass = corrected(mass, number()?);
                }
                let entry = Entry { key, group, comments, mass };
                if let Some(problem) = problem_of_entry(&entry, &self.groups) {
                    return Err(problem);
                }
                if entries[first..].last().is_some_and(|last| last.group >= group) {
                    return Err("its entries are not in order");
                }
                entries.push(entry);
            }
            let last = entries.len();
            while ahead == Some(0) {
                let (_, companion) = companions.next().ok_or(SHORT)?;
                let companion = FeatureKey::from_le_bytes(companion);
                if entries.len() + (last - first) > most {
                    return Err("its counts are repeated more often than training merges features");
                }
                entries.extend_from_within(first..last);
                let copied = entries.len() - (last - first);
                entries[copied..].iter_mut().for_each(|entry| entry.key = companion);
                ahead = companions.peek().map(|companion| companion.0);
            }
            ahead = ahead.map(|ahead| ahead - 1);
        }
        if numbers.next().is_some() || companions.next().is_some() {
            return Err(SHORT);
        }
        entries.sort_unstable_by_key(|entry| (entry.key, entry.group));
        if !entries.is_sorted_by(|one, other| (one.key, one.group) < (other.key, other.group)) {
            return Err("a feature has its counts twice");
        }
        let unweighted = self.unweighted.iter().scan(0_u32, |value, step| {
            *value = value.wrapping_add(*step);
            Some(*value)
        });
        let unweighted: Vec<u32> = unweighted.collect();
        if !unweighted.is_sorted_by(|one, other| one < other) {
            return Err("its features without weights are not in order");
        }
        Ok(RetrainCounts { unweighted, counts: Counts { groups: self.groups, entries } })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::Label;
    use proptest::prelude::*;

    /// One feature with an entry in each of many groups, which many others are said to have as well: 12 bytes of the file
    /// for 65,000 entries of 32 bytes.
    #[test]
    fn counts_that_are_repeated_for_thousands_of_companions_are_refused() {
        const GROUPS: u64 = 65_000;
        let group = |number| Group { source: format!("{number:05}"), fold: 0, known: (&Label::default()).into() };
        let stored = |companions: u64| StoredCounts {
            groups: (0..GROUPS).map(|number| (group(number), 1)).collect(),
            means: vec![MEANS; GROUPS as usize],
            entries: [GROUPS, FACTORS].into_iter().chain((0..GROUPS).flat_map(|group| [group, 1])).collect(),
            companions: (0..companions).map(|key| (0, (key + 8).to_le_bytes())).collect(),
            unweighted: Vec::new(),
        };
        assert_eq!(stored(2).open([7].into_iter()).unwrap().counts.entries.len(), 3 * GROUPS as usize);
        let problem = stored(60_000).open([7].into_iter()).unwrap_err();
        assert!(problem.contains("repeated more often"), "{problem}");
    }

    proptest! {
        #[test]
        fn a_corrected_mass_is_within_a_hundredth_and_a_unit(expected in 1_u64..1 << 40, parts in 0_u64..1_000) {
            let mass = expected / 100 * parts;
            let found = corrected(expected, correction(mass, expected));
            prop_assert!(found.abs_diff(mass) <= expected / 100 + 1, "{found} for {mass}");
        }

        #[test]
        fn any_numbers_give_a_mass(comments: u64, mean: u64, factor: u64, correction: u64) {
            let _ = corrected(expected_mass(comments, mean, factor), correction);
        }
    }
}
