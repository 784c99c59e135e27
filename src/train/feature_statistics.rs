//! Statistics of a feature over the classes of all tasks, sources balanced.

use crate::counts::{Entry, Group};
use crate::model::{CLASSES, Parameters, Task};
use crate::text::feature_extractor::{FeatureKey, is_pair};
use crate::text::mix;
use std::collections::BTreeMap;

/// Mass and comments of a feature in each class.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct ClassSums {
    /// Mass in each class, sources balanced.
    pub(super) mass: [f64; CLASSES],
    /// Comments in each class, not balanced: the standard error of the ratio is computed from them.
    pub(super) comments: [u64; CLASSES],
}

impl ClassSums {
    fn add(&mut self, class: usize, weight: f64, entry: &Entry) {
        self.mass[class] += weight * entry.mass as f64;
        self.comments[class] += u64::from(entry.comments);
    }
}

/// The statistics of a feature over the classes of all tasks.
pub(super) struct FeatureStatistics {
    pub(super) key: FeatureKey,
    pub(super) comments: u64,
    /// Of all sources.
    pub(super) all: ClassSums,
    /// Of the sources of the domain; empty where no task asks for them.
    pub(super) domain: ClassSums,
    /// For each class, the z-score of its comments against those of its task's other classes, stratified by source.
    pub(super) errors_by_source: [f64; CLASSES],
    /// A hash of all its counts: features with equal counts cannot be told apart.
    pub(super) signature: u64,
    /// The features that were merged into it.
    pub(super) companions: Vec<FeatureKey>,
}

impl FeatureStatistics {
    /// How many features were merged in it, itself included.
    pub(super) fn times(&self) -> f64 {
        (self.companions.len() + 1) as f64
    }
}

/// Comments of one feature by source, of those that have any: all, and those of each class.
///
/// Only these are cleared and read: with a source a label, going over all for each feature was quadratic.
#[derive(Default)]
pub(super) struct Strata {
    by_source: Vec<(u64, [u64; CLASSES])>,
    /// The sources that have the feature, sorted.
    sources: Vec<usize>,
}

impl Strata {
    fn clear(&mut self, sources: usize) {
        self.by_source.resize(sources, (0, [0; CLASSES]));
        for source in self.sources.drain(..) {
            self.by_source[source] = (0, [0; CLASSES]);
        }
    }

    fn of(&mut self, source: usize) -> &mut (u64, [u64; CLASSES]) {
        let stratum = &mut self.by_source[source];
        if stratum.0 == 0 {
            self.sources.push(source);
        }
        stratum
    }
}

/// What an entry of a group is added to.
struct Role {
    /// The index of its source.
    source: usize,
    /// Whether sums of the domain are wanted, and it is of the domain.
    in_domain: bool,
    /// For each task a class and a weight.
    classes: Vec<(usize, f64)>,
}

/// Computes the statistics of features from their entries, with the weight of each group and source.
pub(super) struct StatisticsReader<'parameters> {
    parameters: &'parameters Parameters,
    /// The role of each group; `None` where it is left out.
    roles: Vec<Option<Role>>,
    /// Comments in each class, by source.
    sizes: Vec<[u64; CLASSES]>,
    /// Comments of all groups that are not left out.
    pub(super) comments: u64,
    /// The same in each class.
    pub(super) class_comments: [u64; CLASSES],
    /// The same in each class, of the domain's sources.
    pub(super) domain_comments: [u64; CLASSES],
}

impl<'parameters> StatisticsReader<'parameters> {
    /// A reader of the groups for which `counted` is true.
    pub(super) fn new(
        groups: &[(Group, u64)],
        parameters: &'parameters Parameters,
        counted: impl Fn(&Group) -> bool,
    ) -> Self {
        let sizes = sizes(groups, &counted);
        let sources: Vec<&String> = sizes.keys().collect();
        let weights: BTreeMap<&String, [f64; CLASSES]> =
            sizes.iter().map(|(source, size)| (source, balance(source, size, parameters))).collect();
        let role = |group: &Group| {
            counted(group).then(|| {
                let source = sources.binary_search(&&group.source).unwrap_or(0);
                let classes = Task::ALL.iter().filter_map(|task| task.class(group));
                let classes = classes.map(|class| (class, weights[&group.source][class])).collect();
                Role { source, in_domain: parameters.is_in_domain(&group.source), classes }
            })
        };
        let roles = groups.iter().map(|(group, _)| role(group)).collect();
        let (mut class_comments, mut domain_comments) = ([0; CLASSES], [0; CLASSES]);
        for (source, size) in &sizes {
            add_to(&mut class_comments, size);
            if parameters.is_in_domain(source) {
                add_to(&mut domain_comments, size);
            }
        }
        let comments = groups.iter().filter(|(group, _)| counted(group)).map(|(_, comments)| comments).sum();
        Self { parameters, roles, sizes: sizes.into_values().collect(), comments, class_comments, domain_comments }
    }

    /// The statistics of a feature without errors by source; `None` where the privacy cut drops the feature.
    pub(super) fn of(&self, same: &[Entry], strata: &mut Strata) -> Option<FeatureStatistics> {
        strata.clear(self.sizes.len());
        let mut statistics = FeatureStatistics {
            key: same[0].key,
            comments: 0,
            all: ClassSums::default(),
            domain: ClassSums::default(),
            errors_by_source: [0.0; CLASSES],
            signature: self.signature(same),
            companions: Vec::new(),
        };
        for entry in same {
            let Some(role) = &self.roles[entry.group as usize] else { continue };
            statistics.comments += u64::from(entry.comments);
            let stratum = strata.of(role.source);
            stratum.0 += u64::from(entry.comments);
            for (class, weight) in &role.classes {
                statistics.all.add(*class, *weight, entry);
                if role.in_domain {
                    statistics.domain.add(*class, *weight, entry);
                }
                stratum.1[*class] += u64::from(entry.comments);
            }
        }
        strata.sources.sort_unstable();
        is_public(&statistics, strata.sources.len(), self.parameters).then_some(statistics)
    }

    /// A hash of all counts of a feature.
    pub(super) fn signature(&self, same: &[Entry]) -> u64 {
        const ODD: [u64; 3] = [0x9E37_79B9_7F4A_7C15, 0xBF58_476D_1CE4_E5B9, 0x94D0_49BB_1331_11EB];
        let counted = same.iter().filter(|entry| self.roles[entry.group as usize].is_some());
        let signature = counted.fold(0_u64, |signature, entry| {
            let comments = u64::from(entry.group) << 32 | u64::from(entry.comments);
            let part = comments.wrapping_mul(ODD[0]) ^ entry.mass.wrapping_mul(ODD[1]).rotate_left(32);
            let signature = (signature ^ part).wrapping_mul(ODD[2]);
            signature ^ signature >> 32
        });
        mix(signature)
    }

    /// [`Self::of`] with errors by source.
    pub(super) fn in_full(&self, same: &[Entry], strata: &mut Strata) -> Option<FeatureStatistics> {
        let mut statistics = self.of(same, strata)?;
        for task in Task::ALL.into_iter().filter(|task| self.parameters.task(*task).by_source > 0.0) {
            for class in task.classes() {
                let sources = strata.sources.iter().copied();
                let strata = sources.map(|source| (&strata.by_source[source].1, &self.sizes[source]));
                statistics.errors_by_source[class] = mantel_haenszel_z(strata, task.classes(), class);
            }
        }
        Some(statistics)
    }
}

fn add_to(sums: &mut [u64; CLASSES], size: &[u64; CLASSES]) {
    sums.iter_mut().zip(size).for_each(|(sum, class)| *sum += class);
}

/// How many comments each class of each source has.
fn sizes(groups: &[(Group, u64)], counted: &impl Fn(&Group) -> bool) -> BTreeMap<String, [u64; CLASSES]> {
    let mut sizes: BTreeMap<String, [u64; CLASSES]> = BTreeMap::new();
    for (group, comments) in groups.iter().filter(|(group, _)| counted(group)) {
        let size = sizes.entry(group.source.clone()).or_default();
        for class in Task::ALL.iter().filter_map(|task| task.class(group)) {
            size[class] += comments;
        }
    }
    sizes
}

/// The weight of a comment in each class of a source.
fn balance(source: &str, size: &[u64; CLASSES], parameters: &Parameters) -> [f64; CLASSES] {
    let mut weight = [0.0; CLASSES];
    let source_weight = parameters.source_weights.get(source).copied().unwrap_or(1.0);
    for task in Task::ALL {
        let present: Vec<usize> = task.classes().filter(|class| size[*class] > 0).collect();
        let smallest = present.iter().map(|class| size[*class]).min().unwrap_or(0) as f64;
        let share = if present.len() > 1 { 1.0 } else { parameters.task(task).lone_class };
        let share = if matches!(task, Task::Hostile | Task::Sentiment) { share * source_weight } else { share };
        for class in present {
            weight[class] = share * smallest.powf(parameters.balance) / size[class] as f64;
        }
    }
    weight
}

/// The privacy cut: whether enough comments have a feature for it to be in the model.
fn is_public(statistics: &FeatureStatistics, sources: usize, parameters: &Parameters) -> bool {
    let enough = if sources >= 2 { parameters.comments_of_two_sources } else { parameters.comments_of_one_source };
    let enough = if is_pair(statistics.key) { enough.max(parameters.comments_of_pair) } else { enough };
    statistics.comments >= u64::from(enough)
}

/// The z-score of a class's share of comments with a feature against that of the other classes: the log-ratio of the
/// two shares over its standard error, with half a comment added to each count (Gart 1966).
pub(super) fn pooled_z(
    sums: &ClassSums,
    class_comments: &[u64; CLASSES],
    classes: &std::ops::Range<usize>,
    class: usize,
) -> f64 {
    let seen = |class: usize| sums.comments[class] as f64;
    let all = |class: usize| class_comments[class] as f64;
    let others = || classes.clone().filter(|other| *other != class);
    let (inside, inside_all) = (seen(class) + 0.5, all(class) + 1.0);
    let (outside, outside_all) = (others().map(seen).sum::<f64>() + 0.5, others().map(all).sum::<f64>() + 1.0);
    let ratio = ((inside / inside_all) / (outside / outside_all)).ln();
    ratio / (1.0 / inside + 1.0 / outside).sqrt()
}

/// The same over strata, one a source, comparing only inside each (Mantel and Haenszel 1959). A stratum is the comments
/// with the feature and all comments, by class.
fn mantel_haenszel_z<'a>(
    strata: impl Iterator<Item = (&'a [u64; CLASSES], &'a [u64; CLASSES])>,
    classes: std::ops::Range<usize>,
    class: usize,
) -> f64 {
    let (mut excess, mut variance) = (0.0, 0.25);
    for (having, all) in strata {
        let (inside, inside_all) = (having[class] as f64, all[class] as f64);
        let having = having[classes.clone()].iter().sum::<u64>() as f64;
        let total = all[classes.clone()].iter().sum::<u64>() as f64;
        if having == 0.0 || inside_all == 0.0 || inside_all == total {
            continue;
        }
        excess += inside - having * inside_all / total;
        variance +=
            inside_all * (total - inside_all) * having * (total - having) / (total * total * (total - 1.0).max(1.0));
    }
    excess / variance.sqrt()
}
