//! Labels → counts, within limits on memory and threads.
//!
//! Entries are buffered, sorted and summed into runs. Integer sums do not depend on their order, so the result is the
//! same, bit for bit, for any memory and number of threads.

use super::spill::{Encoder, SHARDS, SortedRuns, shard};
use super::{Counts, CountsView, Entry, Group, Resources, SpilledCounts, UNIT};
use crate::label::{Label, LabelValues, UNNAMED_SOURCE};
use crate::pipeline::in_order;
use crate::text::feature_extractor::FeatureKey;
use std::collections::{BTreeMap, HashMap};
use std::io;

/// One feature of one comment, packed so that one integer is sorted and not three: key (bits 64 to 127), group (32 to
/// 63), mass (0 to 31).
type Unsorted = u128;

fn unsorted(key: FeatureKey, group: u32, mass: u32) -> Unsorted {
    u128::from(key) << 64 | u128::from(group) << 32 | u128::from(mass)
}

/// Counts labels, one at a time.
#[derive(Debug)]
pub struct CountsBuilder {
    resources: Resources,
    /// The number of each group, in order of first appearance.
    groups: BTreeMap<Group, u32>,
    /// The same by source, then fold and labels: a look-up that allocates no [`Group`].
    by_source: HashMap<String, Vec<(u8, LabelValues, u32)>>,
    comments: Vec<u64>,
    /// Entries not yet sorted, by shard.
    unsorted: Vec<Vec<Unsorted>>,
    buffered: usize,
    runs: SortedRuns,
    /// The first error of a temporary file.
    first_error: Option<io::Error>,
}

impl Default for CountsBuilder {
    fn default() -> Self {
        Self::new(Resources::default())
    }
}

impl CountsBuilder {
    /// An empty builder with these limits.
    #[must_use]
    pub fn new(resources: Resources) -> Self {
        Self {
            resources,
            groups: BTreeMap::new(),
            by_source: HashMap::new(),
            comments: Vec::new(),
            unsorted: vec![Vec::new(); SHARDS],
            buffered: 0,
            runs: SortedRuns::default(),
            first_error: None,
        }
    }

    /// Counts one comment: its label, its fold below [`super::FOLDS`] and its features, repetitions included.
    pub fn add(&mut self, label: &Label, fold: u8, features: &mut [FeatureKey]) {
        features.sort_unstable();
        self.add_sorted(label, fold, features);
    }

    /// [`CountsBuilder::add`] of features that are sorted.
    pub(crate) fn add_sorted(&mut self, label: &Label, fold: u8, features: &[FeatureKey]) {
        if features.is_empty() {
            return;
        }
        let (source, known) = (label.source.as_deref().unwrap_or(UNNAMED_SOURCE), LabelValues::from(label));
        let of_source = self.by_source.get(source).into_iter().flatten();
        let index = of_source.copied().find(|index| (index.0, index.1) == (fold, known));
        let group = index.map_or_else(|| self.index(Group { source: source.into(), fold, known }), |index| index.2);
        self.add_comment(group, features);
    }

    /// Counts one comment of a group by its features, repetitions included.
    pub fn add_to(&mut self, group: Group, features: &mut [FeatureKey]) {
        if !features.is_empty() {
            features.sort_unstable();
            let group = self.index(group);
            self.add_comment(group, features);
        }
    }

    /// Adds counts made earlier.
    pub(crate) fn add_counts(&mut self, counts: &Counts) {
        let indices: Vec<u32> = counts.groups.iter().map(|(group, _)| self.index(group.clone())).collect();
        for ((_, comments), index) in counts.groups.iter().zip(&indices) {
            self.comments[*index as usize] += comments;
        }
        let mut run: Vec<Encoder> = std::iter::repeat_with(Encoder::default).take(SHARDS).collect();
        for same in counts.entries.chunk_by(|one, other| one.key == other.key) {
            let mut entries: Vec<Entry> =
                same.iter().map(|entry| Entry { group: indices[entry.group as usize], ..*entry }).collect();
            entries.sort_unstable_by_key(|entry| entry.group);
            let encoder = &mut run[shard(same[0].key)];
            entries.into_iter().for_each(|entry| encoder.add(entry));
        }
        self.add_run(run.into_iter().map(|encoder| encoder.bytes).collect());
    }

    /// The number of a group; a new group gets the next one.
    fn index(&mut self, group: Group) -> u32 {
        if let Some(index) = self.groups.get(&group) {
            return *index;
        }
        let index = self.groups.len() as u32;
        self.by_source.entry(group.source.clone()).or_default().push((group.fold, group.known, index));
        self.groups.insert(group, index);
        self.comments.push(0);
        index
    }

    fn add_comment(&mut self, group: u32, features: &[FeatureKey]) {
        self.comments[group as usize] += 1;
        let mass = (UNIT / (features.len() as f64).sqrt()).round() as u32;
        for same in features.chunk_by(|one, other| one == other) {
            self.unsorted[shard(same[0])].push(unsorted(same[0], group, mass.saturating_mul(same.len() as u32)));
            self.buffered += 1;
        }
        if self.buffered >= self.resources.unsorted_entries() {
            self.sort_into_run();
        }
    }

    /// Sorts the unsorted entries into a run, the shards in parallel.
    fn sort_into_run(&mut self) {
        self.buffered = 0;
        let mut unsorted = self.unsorted.iter_mut();
        let mut run = Vec::with_capacity(SHARDS);
        in_order(
            self.resources.threads,
            || unsorted.next(),
            || (),
            |(), shard| {
                shard.sort_unstable();
                let mut encoder = Encoder::default();
                for same in shard.chunk_by(|one, other| one >> 32 == other >> 32) {
                    let mass = same.iter().map(|entry| u64::from(*entry as u32)).sum();
                    let (key, group) = ((same[0] >> 64) as FeatureKey, (same[0] >> 32) as u32);
                    encoder.add(Entry { key, group, comments: same.len() as u32, mass });
                }
                shard.clear();
                encoder.bytes.shrink_to_fit();
                encoder.bytes
            },
            |encoded| {
                run.push(encoded);
                true
            },
        );
        self.add_run(run);
    }

    fn add_run(&mut self, run: Vec<Vec<u8>>) {
        let added = self.runs.add(run, self.resources.run_bytes(), self.resources.threads);
        self.first_error = self.first_error.take().or(added.err());
    }

    /// The counts, in memory.
    ///
    /// # Errors
    /// Where a temporary file failed; without a memory limit there is none.
    pub fn finish(self) -> io::Result<Counts> {
        self.counted().and_then(|counted| counted.counts())
    }

    /// The counts as sorted runs; fails where a temporary file did.
    pub(crate) fn counted(mut self) -> io::Result<SpilledCounts> {
        self.sort_into_run();
        if let Some(first_error) = self.first_error {
            return Err(first_error);
        }
        // Entries number the groups in the order of counting; the BTreeMap lists them sorted.
        let mut indices = vec![0; self.groups.len()];
        for (sorted, index) in self.groups.values().enumerate() {
            indices[*index as usize] = sorted as u32;
        }
        let groups = self.groups.into_iter().map(|(group, index)| (group, self.comments[index as usize])).collect();
        Ok(SpilledCounts::new(self.resources, groups, indices, self.runs))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::counts::{CountsSubset, FOLDS};
    use proptest::prelude::*;

    /// Handing few rows to threads took 20 s of system time a test.
    const ONE_THREAD: Resources = Resources { threads: 1, memory: u64::MAX };

    fn counted(rows: &[(u8, Vec<u64>)]) -> Counts {
        let mut counter = CountsBuilder::new(ONE_THREAD);
        count(&mut counter, rows);
        counter.finish().unwrap()
    }

    fn count(counter: &mut CountsBuilder, rows: &[(u8, Vec<u64>)]) {
        for (kind, features) in rows {
            let label = Label {
                hostile: Some(kind % 2 == 0),
                source: (kind % 3 == 0).then(|| format!("source {}", kind % 5)),
                ..Label::default()
            };
            // Keys spread over all shards, as hashes do.
            let mut keys: Vec<FeatureKey> =
                features.iter().map(|key| key.wrapping_mul(0x9E37_79B9_7F4A_7C15)).collect();
            counter.add(&label, kind % FOLDS, &mut keys);
        }
    }

    fn rows() -> impl Strategy<Value = Vec<(u8, Vec<u64>)>> {
        prop::collection::vec((any::<u8>(), prop::collection::vec(0..30_u64, 1..12)), 0..30)
    }

    proptest! {
        #[test]
        fn counting_parts_and_adding_them_is_counting_all(one in rows(), other in rows()) {
            let all: Vec<_> = one.iter().chain(&other).cloned().collect();
            prop_assert_eq!(counted(&one).plus(&counted(&other)), counted(&all));
        }

        #[test]
        fn the_order_of_comments_does_not_matter(rows in rows()) {
            let mut reversed = rows.clone();
            reversed.reverse();
            prop_assert_eq!(counted(&rows), counted(&reversed));
        }

        #[test]
        fn forgetting_folds_and_adding_commute(one in rows(), other in rows()) {
            let apart = counted(&one).without_folds().plus(&counted(&other).without_folds());
            prop_assert_eq!(apart, counted(&one).plus(&counted(&other)).without_folds());
        }

        #[test]
        fn counting_twice_is_counting_times_two(rows in rows()) {
            let twice: Vec<_> = rows.iter().chain(&rows).cloned().collect();
            prop_assert_eq!(counted(&rows).times(2), counted(&twice));
        }
    }

    /// The counts of these rows within these limits.
    fn counted_with(rows: &[(u8, Vec<u64>)], resources: Resources) -> Counts {
        let mut counter = CountsBuilder::new(resources);
        count(&mut counter, rows);
        counter.counted().unwrap().counts().unwrap()
    }

    proptest! {
        #[test]
        fn a_subset_is_what_counting_only_its_rows_gives(rows in rows(), fold in 0..FOLDS) {
            let mut counter = CountsBuilder::new(ONE_THREAD);
            count(&mut counter, &rows);
            let all = counter.counted().unwrap();
            let subset = CountsSubset::new(&all, 1, |group| group.fold != fold).counts().unwrap();
            let others: Vec<_> = rows.iter().filter(|(kind, _)| kind % FOLDS != fold).cloned().collect();
            prop_assert_eq!(subset, counted(&others).without_folds());
        }

        #[test]
        fn threads_and_memory_do_not_change_the_counts(
            rows in rows(), threads in 1..5_usize, memory in prop::sample::select(vec![0_u64, 5_000, 20_000, 1 << 30])
        ) {
            prop_assert_eq!(counted_with(&rows, Resources { threads, memory }), counted(&rows));
        }
    }
}
