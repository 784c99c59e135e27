//! Labels → counts, in as much memory as may be used and on as many threads.
//!
//! Entries are gathered, sorted and joined into runs; integers add up the same in any order, so neither threads nor
//! memory change a bit of the result.

use super::spill::{Encoder, SHARDS, SortedRuns, shard};
use super::{Counts, CountsView, Entry, Group, Resources, SpilledCounts, UNIT};
use crate::label::{Label, LabelValues, UNNAMED_SOURCE};
use crate::pipeline::in_order;
use crate::text::feature_extractor::FeatureKey;
use std::collections::{BTreeMap, HashMap};
use std::io;

/// A feature of one comment in one number, which is sorted faster than three: from the highest bit down its key, the
/// comment's group, its mass.
type Unsorted = u128;

fn unsorted(key: FeatureKey, group: u32, mass: u32) -> Unsorted {
    u128::from(key) << 64 | u128::from(group) << 32 | u128::from(mass)
}

/// Counts labels, one at a time.
#[derive(Debug)]
pub struct CountsBuilder {
    resources: Resources,
    /// The groups, numbered as they came.
    groups: BTreeMap<Group, u32>,
    /// The same by the source of each, and by fold and labels: found without making a name of it.
    places: HashMap<String, Vec<(u8, LabelValues, u32)>>,
    comments: Vec<u64>,
    /// Not yet sorted, by shard.
    unsorted: Vec<Vec<Unsorted>>,
    waiting: usize,
    runs: SortedRuns,
    /// The first thing that went wrong with a temporary file.
    trouble: Option<io::Error>,
}

impl Default for CountsBuilder {
    fn default() -> Self {
        Self::new(Resources::default())
    }
}

impl CountsBuilder {
    /// Begins to count.
    #[must_use]
    pub fn new(resources: Resources) -> Self {
        Self {
            resources,
            groups: BTreeMap::new(),
            places: HashMap::new(),
            comments: Vec::new(),
            unsorted: vec![Vec::new(); SHARDS],
            waiting: 0,
            runs: SortedRuns::default(),
            trouble: None,
        }
    }

    /// Counts one comment: its label and its features, in which a feature may stand several times.
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
        let of_source = self.places.get(source).into_iter().flatten();
        let place = of_source.copied().find(|place| (place.0, place.1) == (fold, known));
        let group = place.map_or_else(|| self.place(Group { source: source.into(), fold, known }), |place| place.2);
        self.add_comment(group, features);
    }

    /// Counts one comment of a group by its features, in which a feature may stand several times.
    pub fn add_to(&mut self, group: Group, features: &mut [FeatureKey]) {
        if !features.is_empty() {
            features.sort_unstable();
            let group = self.place(group);
            self.add_comment(group, features);
        }
    }

    /// Adds what was counted before.
    pub(crate) fn add_counts(&mut self, counts: &Counts) {
        let places: Vec<u32> = counts.groups.iter().map(|(group, _)| self.place(group.clone())).collect();
        for ((_, comments), place) in counts.groups.iter().zip(&places) {
            self.comments[*place as usize] += comments;
        }
        let mut run: Vec<Encoder> = std::iter::repeat_with(Encoder::default).take(SHARDS).collect();
        for same in counts.entries.chunk_by(|one, other| one.key == other.key) {
            let mut entries: Vec<Entry> =
                same.iter().map(|entry| Entry { group: places[entry.group as usize], ..*entry }).collect();
            entries.sort_unstable_by_key(|entry| entry.group);
            let encoder = &mut run[shard(same[0].key)];
            entries.into_iter().for_each(|entry| encoder.add(entry));
        }
        self.add_run(run.into_iter().map(|encoder| encoder.bytes).collect());
    }

    /// Where a group stands among the groups.
    fn place(&mut self, group: Group) -> u32 {
        if let Some(place) = self.groups.get(&group) {
            return *place;
        }
        let place = self.groups.len() as u32;
        self.places.entry(group.source.clone()).or_default().push((group.fold, group.known, place));
        self.groups.insert(group, place);
        self.comments.push(0);
        place
    }

    fn add_comment(&mut self, group: u32, features: &[FeatureKey]) {
        self.comments[group as usize] += 1;
        let mass = (UNIT / (features.len() as f64).sqrt()).round() as u32;
        for same in features.chunk_by(|one, other| one == other) {
            self.unsorted[shard(same[0])].push(unsorted(same[0], group, mass.saturating_mul(same.len() as u32)));
            self.waiting += 1;
        }
        if self.waiting >= self.resources.unsorted_entries() {
            self.settle();
        }
    }

    /// Sorts what is unsorted into a run, the shards shared out among the threads.
    fn settle(&mut self) {
        self.waiting = 0;
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
        self.trouble = self.trouble.take().or(added.err());
    }

    /// The counts, where they fit into memory.
    #[must_use]
    pub fn finish(self) -> Counts {
        // Without a limit nothing goes to files, and nothing else can go wrong.
        self.counted().and_then(|counted| counted.counts()).unwrap_or_default()
    }

    /// Ends counting.
    pub(crate) fn counted(mut self) -> io::Result<SpilledCounts> {
        self.settle();
        if let Some(trouble) = self.trouble {
            return Err(trouble);
        }
        // Groups came in the order of counting, entries speak of them in that order; BTreeMap lists them sorted.
        let mut places = vec![0; self.groups.len()];
        for (sorted, index) in self.groups.values().enumerate() {
            places[*index as usize] = sorted as u32;
        }
        let groups = self.groups.into_iter().map(|(group, place)| (group, self.comments[place as usize])).collect();
        Ok(SpilledCounts::new(self.resources, groups, places, self.runs))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::counts::{CountsSubset, FOLDS};
    use proptest::prelude::*;

    fn counted(rows: &[(u8, Vec<u64>)]) -> Counts {
        let mut counter = CountsBuilder::default();
        count(&mut counter, rows);
        counter.finish()
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

    /// The counts of these rows on so many threads, with so much memory that runs go to files.
    fn counted_with(rows: &[(u8, Vec<u64>)], resources: Resources) -> Counts {
        let mut counter = CountsBuilder::new(resources);
        count(&mut counter, rows);
        counter.counted().unwrap().counts().unwrap()
    }

    proptest! {
        #[test]
        fn a_part_is_what_counting_only_its_rows_gives(rows in rows(), fold in 0..FOLDS) {
            let mut counter = CountsBuilder::default();
            count(&mut counter, &rows);
            let all = counter.counted().unwrap();
            let part = CountsSubset::new(&all, 1, |group| group.fold != fold).counts().unwrap();
            let others: Vec<_> = rows.iter().filter(|(kind, _)| kind % FOLDS != fold).cloned().collect();
            prop_assert_eq!(part, counted(&others).without_folds());
        }

        #[test]
        fn threads_and_memory_do_not_change_the_counts(
            rows in rows(), threads in 1..5_usize, memory in prop::sample::select(vec![0_u64, 5_000, 20_000, 1 << 30])
        ) {
            prop_assert_eq!(counted_with(&rows, Resources { threads, memory }), counted(&rows));
        }
    }
}
