//! Counts → weights: balance, selection, the fit by linfa-bayes, shrinking.
//!
//! The multinomial estimate depends on class sums alone, so each column is fitted on one summed, weighted row a class:
//! exact, where a row a comment would need a matrix of gigabytes.

use super::counts::{Counts, Group};
use super::{Blend, WEIGHTS};
use crate::label::Sentiment;
use crate::text::features::{Key, is_pair, plainness};
use crate::text::fold::mix;
use linfa::prelude::*;
use linfa_bayes::MultinomialNb;
use ndarray::{Array1, Array2};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What is fitted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Task {
    /// Hostile or not.
    Hostile,
    /// Sectarian, or neither sectarian nor hostile: what tells an attack on a community from talk of it.
    Sectarian,
    /// Sectarian, or hostile without being so: what tells an attack on a community from other attacks.
    SectarianAmongHostile,
    /// The three sentiments.
    Sentiment,
}

/// Classes of all tasks, one after the other.
const CLASSES: usize = 9;

impl Task {
    const ALL: [Self; 4] = [Self::Hostile, Self::Sectarian, Self::SectarianAmongHostile, Self::Sentiment];

    /// Where its classes stand among [`CLASSES`].
    fn classes(self) -> std::ops::Range<usize> {
        match self {
            Self::Hostile => 0..2,
            Self::Sectarian => 2..4,
            Self::SectarianAmongHostile => 4..6,
            Self::Sentiment => 6..9,
        }
    }

    /// The class of a group, among [`CLASSES`].
    fn class(self, group: &Group) -> Option<usize> {
        match self {
            Self::Hostile => group.known.hostile.map(usize::from),
            Self::Sectarian => match (group.known.sectarian, group.known.hostile) {
                (Some(true), _) => Some(3),
                (Some(false), Some(true)) | (None, _) => None,
                (Some(false), _) => Some(2),
            },
            Self::SectarianAmongHostile => match (group.known.sectarian, group.known.hostile) {
                (Some(true), _) => Some(5),
                (Some(false), Some(true)) => Some(4),
                _ => None,
            },
            Self::Sentiment => group.known.sentiment.map(|value| match value {
                Sentiment::Negative => 6,
                Sentiment::Neutral => 7,
                Sentiment::Positive => 8,
            }),
        }
    }
}

/// How one task is fitted.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct TaskParameters {
    /// Mass given to the unseen, as a share of a class's own (Lidstone smoothing), spread over the selected features.
    pub smoothing: f64,
    /// How many standard errors a log-ratio must be from zero to keep half of its weight.
    pub trust: f64,
    /// What a class of a source that has no other class of the task counts for, beside one that has.
    pub lone_class: f64,
    /// What share of a standard error is measured inside sources (Mantel and Haenszel 1959), the rest over all comments
    /// pooled: where sources differ most in what they are about, only what holds inside them is evidence.
    pub by_source: f64,
}

/// How a model is made of counts. The defaults are those of the default model; its report says what each is worth.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Parameters {
    /// The fit of hostile against not.
    pub hostile: TaskParameters,
    /// The fit of sectarian against neither sectarian nor hostile.
    pub sectarian: TaskParameters,
    /// The fit of sectarian against other hostile comments.
    pub sectarian_among_hostile: TaskParameters,
    /// The fit of the three sentiments.
    pub sentiment: TaskParameters,
    /// How many features are selected, by chi², for all tasks together: as many as a table in the second-level cache holds.
    pub features: usize,
    /// A source that has several classes counts as its smallest class's number of comments to this power, each class
    /// alike: so no source drowns another, and none teaches that its own topics are a class.
    pub balance: f64,
    /// What sources count for in the fits of hostile and sentiment, where not 1.
    pub source_weights: BTreeMap<String, f64>,
    /// What the columns lend each other when a comment is scored.
    pub blend: Blend,
    /// Privacy: a feature stays if it is in this many comments of two sources …
    pub comments_of_two_sources: u32,
    /// … or in this many of one …
    pub comments_of_one_source: u32,
    /// … and a pair of words only if in this many at all.
    pub comments_of_pair: u32,
}

impl Default for Parameters {
    fn default() -> Self {
        Self {
            hostile: TaskParameters { smoothing: 0.001, trust: 3.0, lone_class: 0.3, by_source: 0.5 },
            sectarian: TaskParameters { smoothing: 0.03, trust: 5.0, lone_class: 0.03, by_source: 1.0 },
            sectarian_among_hostile: TaskParameters { smoothing: 0.1, trust: 5.0, lone_class: 30.0, by_source: 0.0 },
            sentiment: TaskParameters { smoothing: 0.001, trust: 1.3, lone_class: 0.3, by_source: 0.0 },
            features: 62_000,
            balance: 0.5,
            source_weights: BTreeMap::new(),
            blend: Blend::default(),
            comments_of_two_sources: 3,
            comments_of_one_source: 10,
            comments_of_pair: 5,
        }
    }
}

impl Parameters {
    fn task(&self, task: Task) -> TaskParameters {
        match task {
            Task::Hostile => self.hostile,
            Task::Sectarian => self.sectarian,
            Task::SectarianAmongHostile => self.sectarian_among_hostile,
            Task::Sentiment => self.sentiment,
        }
    }
}

/// The weights of the selected features, sorted by key; a column is 0 where its task did not select the feature.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Weights {
    /// A feature and what it weighs for each column.
    pub rows: Vec<(Key, [f32; WEIGHTS])>,
    /// Features whose counts are those of a feature with weights, which speaks for them: that feature, and the other.
    /// Retraining may tell them apart.
    pub companions: Vec<(Key, Key)>,
}

impl Weights {
    /// The weights of a feature: all 0 for one that is not known.
    #[must_use]
    pub fn of(&self, key: Key) -> Option<&[f32; WEIGHTS]> {
        self.rows.binary_search_by_key(&key, |row| row.0).ok().map(|index| &self.rows[index].1)
    }
}

/// What the counts say of one feature, sources balanced.
struct Evidence {
    key: Key,
    comments: u64,
    /// Balanced mass a class.
    mass: [f64; CLASSES],
    /// Comments a class, not balanced: how sure the ratio is.
    seen: [u64; CLASSES],
    /// How many standard errors a class's comments are from those of its task's other classes, source by source.
    errors_by_source: [f64; CLASSES],
    /// A hash of all its counts: features with equal counts cannot be told apart.
    signature: u64,
    /// The features that were merged into it.
    companions: Vec<Key>,
}

impl Evidence {
    /// Its mass in a class, and that of the features merged into it.
    fn mass_of_all(&self, class: usize) -> f64 {
        self.mass[class] * self.times()
    }

    /// How many features it stands for.
    fn times(&self) -> f64 {
        (self.companions.len() + 1) as f64
    }
}

/// What the counts say of all, over the groups that `counted` lets through.
struct Gathered {
    features: Vec<Evidence>,
    comments: u64,
    class_comments: [u64; CLASSES],
}

/// Fits the weights on the groups that `counted` lets through.
#[must_use]
pub fn fit(counts: &Counts, parameters: &Parameters, counted: impl Fn(&Group) -> bool) -> Weights {
    let gathered = gather(counts, parameters, counted);
    let selected = select(&gathered, parameters.features);
    let log_ratios = |task: Task| fit_task(&gathered, &selected, task, parameters.task(task));
    let [hostile, sectarian, among_hostile, sentiment] = Task::ALL.map(log_ratios);
    let rows = selected.iter().enumerate().map(|(place, index)| {
        let evidence = &gathered.features[*index];
        let idf = ((1.0 + gathered.comments as f64) / (1.0 + evidence.comments as f64)).ln() + 1.0;
        let of = |columns: &[Vec<f64>], class: usize| {
            columns.get(class).map_or(0.0, |column| column[place] * idf * evidence.times())
        };
        let row = [
            of(&hostile, 1),
            of(&sectarian, 1),
            of(&sentiment, 0),
            of(&sentiment, 1),
            of(&sentiment, 2),
            of(&among_hostile, 1),
        ];
        (evidence.key, row.map(|weight| weight as f32))
    });
    let rows: Vec<_> = rows.filter(|(_, row)| row.iter().any(|weight| *weight != 0.0)).collect();
    let companions_of =
        |evidence: &Evidence| evidence.companions.iter().map(|key| (evidence.key, *key)).collect::<Vec<_>>();
    let companions = selected.iter().flat_map(|index| companions_of(&gathered.features[*index])).collect();
    Weights { rows, companions }
}

/// How many comments each class of each source has.
fn sizes(counts: &Counts, counted: &impl Fn(&Group) -> bool) -> BTreeMap<String, [u64; CLASSES]> {
    let mut sizes: BTreeMap<String, [u64; CLASSES]> = BTreeMap::new();
    for (group, comments) in counts.groups.iter().filter(|(group, _)| counted(group)) {
        let size = sizes.entry(group.source.clone()).or_default();
        for class in Task::ALL.iter().filter_map(|task| task.class(group)) {
            size[class] += comments;
        }
    }
    sizes
}

/// What a comment of each class of a source counts for.
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

/// What an entry of a group adds to: its source, and for each task a class and a weight.
type Role = (usize, Vec<(usize, f64)>);

fn gather(counts: &Counts, parameters: &Parameters, counted: impl Fn(&Group) -> bool) -> Gathered {
    let sizes = sizes(counts, &counted);
    let sources: Vec<&String> = sizes.keys().collect();
    let weights: BTreeMap<&String, [f64; CLASSES]> =
        sizes.iter().map(|(source, size)| (source, balance(source, size, parameters))).collect();
    let roles: Vec<Option<Role>> = counts
        .groups
        .iter()
        .map(|(group, _)| {
            counted(group).then(|| {
                let source = sources.binary_search(&&group.source).unwrap_or(0);
                let classes = Task::ALL.iter().filter_map(|task| task.class(group));
                (source, classes.map(|class| (class, weights[&group.source][class])).collect())
            })
        })
        .collect();
    let mut features = Vec::new();
    let mut of_source = vec![(0_u64, [0_u64; CLASSES]); sources.len()];
    let sizes_in_order: Vec<[u64; CLASSES]> = sizes.values().copied().collect();
    for same in counts.entries.chunk_by(|one, other| one.key == other.key) {
        let mut evidence = Evidence {
            key: same[0].key,
            comments: 0,
            mass: [0.0; CLASSES],
            seen: [0; CLASSES],
            errors_by_source: [0.0; CLASSES],
            signature: 0,
            companions: Vec::new(),
        };
        of_source.fill((0, [0; CLASSES]));
        for entry in same {
            let Some((source, classes)) = &roles[entry.group as usize] else { continue };
            evidence.comments += u64::from(entry.comments);
            for part in [u64::from(entry.group), u64::from(entry.comments), entry.mass] {
                evidence.signature = mix(evidence.signature.rotate_left(7) ^ part);
            }
            of_source[*source].0 += u64::from(entry.comments);
            for (class, weight) in classes {
                evidence.mass[*class] += weight * entry.mass as f64;
                evidence.seen[*class] += u64::from(entry.comments);
                of_source[*source].1[*class] += u64::from(entry.comments);
            }
        }
        if is_public(&evidence, of_source.iter().filter(|source| source.0 > 0).count(), parameters) {
            for task in Task::ALL.into_iter().filter(|task| parameters.task(*task).by_source > 0.0) {
                for class in task.classes() {
                    let strata = of_source.iter().map(|source| &source.1).zip(&sizes_in_order);
                    evidence.errors_by_source[class] = stratified_errors(strata, task.classes(), class);
                }
            }
            features.push(evidence);
        }
    }
    let features = merged(features);
    let mut class_comments = [0; CLASSES];
    for size in sizes.values() {
        for (all, class) in class_comments.iter_mut().zip(size) {
            *all += class;
        }
    }
    let comments = counts.groups.iter().filter(|(group, _)| counted(group)).map(|(_, comments)| comments).sum();
    Gathered { features, comments, class_comments }
}

/// Merges features with equal counts into the plainest of them: mostly a word, its stem and runs of its letters. They
/// would say the same thing several times, and take several places; the one that stays says it as loudly. Words that
/// always come together all stay, and share the others.
fn merged(mut features: Vec<Evidence>) -> Vec<Evidence> {
    features.sort_unstable_by_key(|evidence| (evidence.signature, plainness(evidence.key), evidence.key));
    let mut kept: Vec<Evidence> = Vec::with_capacity(features.len());
    let (mut first, mut next) = (0, 0);
    for evidence in features {
        if kept.get(first).is_none_or(|plainest| plainest.signature != evidence.signature) {
            (first, next) = (kept.len(), kept.len());
            kept.push(evidence);
        } else if plainness(evidence.key) == 0 {
            kept.push(evidence);
        } else {
            kept[next].companions.push(evidence.key);
            next = if next + 1 < kept.len() { next + 1 } else { first };
        }
    }
    kept.sort_unstable_by_key(|evidence| evidence.key);
    kept
}

/// The privacy cut: what only a few people wrote stays out of the model.
fn is_public(evidence: &Evidence, sources: usize, parameters: &Parameters) -> bool {
    let enough = if sources >= 2 { parameters.comments_of_two_sources } else { parameters.comments_of_one_source };
    let enough = if is_pair(evidence.key) { enough.max(parameters.comments_of_pair) } else { enough };
    evidence.comments >= u64::from(enough)
}

/// The log-ratios of a task, one column a class, one row a selected feature, each trusted as far as its error allows;
/// nothing where a class has no comments.
fn fit_task(gathered: &Gathered, selected: &[usize], task: Task, parameters: TaskParameters) -> Vec<Vec<f64>> {
    let classes = task.classes();
    if selected.is_empty() || classes.clone().any(|class| gathered.class_comments[class] == 0) {
        return Vec::new();
    }
    let mut columns = log_probabilities(gathered, selected, task, parameters.smoothing);
    for (place, index) in selected.iter().enumerate() {
        let row: Vec<f64> = columns.iter().map(|column| column[place]).collect();
        let mean = row.iter().sum::<f64>() / row.len() as f64;
        for (class, column) in columns.iter_mut().enumerate() {
            // Of two classes the one against the other, of three each against their mean.
            let ratio = if row.len() == 2 { row[class] - row[1 - class] } else { row[class] - mean };
            let evidence = &gathered.features[*index];
            let class = classes.start + class;
            let errors = parameters.by_source * evidence.errors_by_source[class]
                + (1.0 - parameters.by_source) * pooled_errors(evidence, gathered, &classes, class);
            column[place] = ratio * trust(errors, parameters.trust);
        }
    }
    columns
}

/// The features that tell classes apart best, as indices in order.
///
/// A feature's rank in a task is its share of the chi² of all features, so that a task with more labels does not take all
/// places; its best task counts. The two sectarian tasks have half a voice each.
fn select(gathered: &Gathered, most: usize) -> Vec<usize> {
    let mut best = vec![0.0_f64; gathered.features.len()];
    for task in Task::ALL {
        let voice = if matches!(task, Task::Sectarian | Task::SectarianAmongHostile) { 0.5 } else { 1.0 };
        let scores = chi2(gathered, task);
        let sum: f64 = scores.iter().sum();
        for (best, score) in best.iter_mut().zip(scores).filter(|_| sum > 0.0) {
            *best = best.max(voice * score / sum);
        }
    }
    let mut order: Vec<usize> = (0..best.len()).filter(|index| best[*index] > 0.0).collect();
    // Ties fall to the smaller key, so that the selection does not depend on anything but the counts.
    order.sort_unstable_by(|one, other| best[*other].total_cmp(&best[*one]).then(one.cmp(other)));
    order.truncate(most);
    order.sort_unstable();
    order
}

/// Pearson's chi² of each feature over the classes of a task; zeros where a class has no comments.
fn chi2(gathered: &Gathered, task: Task) -> Vec<f64> {
    let classes = task.classes();
    let total = |class: usize| gathered.features.iter().map(|evidence| evidence.mass_of_all(class)).sum::<f64>();
    let totals: Vec<f64> = classes.clone().map(total).collect();
    let all: f64 = totals.iter().sum();
    if totals.contains(&0.0) {
        return vec![0.0; gathered.features.len()];
    }
    let of = |evidence: &Evidence| {
        let observed: Vec<f64> = classes.clone().map(|class| evidence.mass_of_all(class)).collect();
        let sum: f64 = observed.iter().sum();
        let part = |(observed, total): (&f64, &f64)| {
            let expected = sum * total / all;
            if expected > 0.0 { (observed - expected).powi(2) / expected } else { 0.0 }
        };
        observed.iter().zip(&totals).map(part).sum()
    };
    gathered.features.iter().map(of).collect()
}

/// The smoothed log-probabilities of the selected features in each class of a task, as linfa-bayes estimates them.
///
/// Each class's row is scaled to a mass of one, so that smoothing favours none and a feature that no class has weighs
/// nothing.
fn log_probabilities(gathered: &Gathered, selected: &[usize], task: Task, smoothing: f64) -> Vec<Vec<f64>> {
    let classes: Vec<usize> = task.classes().collect();
    let mut rows = Array2::<f64>::zeros((classes.len(), selected.len()));
    for (mut row, class) in rows.outer_iter_mut().zip(&classes) {
        for (cell, index) in row.iter_mut().zip(selected) {
            *cell = gathered.features[*index].mass_of_all(*class);
        }
        let total = row.sum();
        if total > 0.0 {
            row /= total;
        }
    }
    let targets = Array1::from_iter(0..classes.len());
    let alpha = smoothing / selected.len() as f64;
    let fitted = MultinomialNb::params().alpha(alpha).fit(&Dataset::new(rows, targets));
    let fitted = fitted.ok().and_then(|model| Fitted::of(&model));
    fitted.map(Fitted::into_rows).unwrap_or_default()
}

/// What linfa-bayes keeps private and serde shows.
#[derive(Deserialize)]
struct Fitted {
    class_info: BTreeMap<usize, FittedClass>,
}

#[derive(Deserialize)]
struct FittedClass {
    feature_log_prob: Array1<f64>,
}

impl Fitted {
    fn of(model: &MultinomialNb<f64, usize>) -> Option<Self> {
        serde_json::to_string(model).ok().and_then(|json| serde_json::from_str(&json).ok())
    }

    fn into_rows(self) -> Vec<Vec<f64>> {
        self.class_info.into_values().map(|class| class.feature_log_prob.to_vec()).collect()
    }
}

/// How far to trust a ratio that is so many standard errors from none: a half at `half`, z² / (z² + half²), as a Wiener
/// filter weighs signal against noise.
fn trust(errors: f64, half: f64) -> f64 {
    errors * errors / (errors * errors + half * half)
}

/// How many standard errors a class's share of comments with a feature is from that of the others: of a log-ratio of two
/// shares, with half a comment added to each count (Gart 1966).
fn pooled_errors(evidence: &Evidence, gathered: &Gathered, classes: &std::ops::Range<usize>, class: usize) -> f64 {
    let seen = |class: usize| evidence.seen[class] as f64;
    let all = |class: usize| gathered.class_comments[class] as f64;
    let others = || classes.clone().filter(|other| *other != class);
    let (inside, inside_all) = (seen(class) + 0.5, all(class) + 1.0);
    let (outside, outside_all) = (others().map(seen).sum::<f64>() + 0.5, others().map(all).sum::<f64>() + 1.0);
    let ratio = ((inside / inside_all) / (outside / outside_all)).ln();
    ratio / (1.0 / inside + 1.0 / outside).sqrt()
}

/// The same over strata, one a source, comparing only inside each (Mantel and Haenszel 1959): comments with the feature
/// and comments at all, a class.
fn stratified_errors<'a>(
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bayes::counts::Counter;
    use crate::label::Label;

    /// Three features in twelve hostile and twelve other comments of one source.
    fn counts() -> Counts {
        let mut counter = Counter::default();
        for index in 0..24 {
            let hostile = index % 2 == 0;
            let label = Label { hostile: Some(hostile), ..Label::default() };
            counter.add(&label, 0, &mut [2, if hostile { 4 } else { 6 }]);
        }
        counter.finish()
    }

    #[test]
    fn a_feature_of_one_class_weighs_for_it_and_one_of_both_weighs_nothing() {
        let weights = fit(&counts(), &Parameters::default(), |_| true);
        let hostile = |key| weights.of(key).map_or(0.0, |row| row[0]);
        assert!(hostile(4) > 0.3 && hostile(6) < -0.3, "{} {}", hostile(4), hostile(6));
        assert!(hostile(2).abs() < 1e-6);
    }

    #[test]
    fn what_fewer_people_wrote_than_the_privacy_cut_asks_is_not_in_the_model() {
        let mut counter = Counter::default();
        for index in 0..40 {
            let label = Label { hostile: Some(index < 9), ..Label::default() };
            counter.add(&label, 0, &mut [2, if index < 9 { 4 } else { 6 }]);
        }
        let weights = fit(&counter.finish(), &Parameters::default(), |_| true);
        assert!(weights.of(4).is_none(), "nine comments of one source are too few");
        assert!(weights.of(6).is_some());
    }

    #[test]
    fn a_task_with_one_class_has_no_weights() {
        let weights = fit(&counts(), &Parameters::default(), |group| group.known.hostile == Some(true));
        assert!(weights.rows.is_empty());
        let weights = fit(&counts(), &Parameters::default(), |_| true);
        assert!(weights.rows.iter().all(|(_, row)| row[1..] == [0.0; WEIGHTS - 1]));
    }

    #[test]
    fn estimates_are_those_of_scikit_learn() {
        // MultinomialNB(alpha=0.5, fit_prior=False).fit([[3, 1, 0], [1, 2, 5]], [0, 1]).feature_log_prob_ of
        // scikit-learn 1.9: ln((count + 0.5) / (sum + 1.5)).
        let expected = [
            [-0.451_985_123_743_057_3, -1.299_282_984_130_260_8, -2.397_895_272_798_370_7],
            [-1.845_826_690_498_330_8, -1.335_001_066_732_340_3, -0.546_543_706_368_069_9],
        ];
        let rows = Array2::from_shape_vec((2, 3), vec![3.0, 1.0, 0.0, 1.0, 2.0, 5.0]).unwrap();
        let dataset = Dataset::new(rows, Array1::from_iter(0..2_usize));
        let model = MultinomialNb::params().alpha(0.5).fit(&dataset).unwrap();
        for (row, expected) in Fitted::of(&model).unwrap().into_rows().iter().zip(expected) {
            for (value, expected) in row.iter().zip(expected) {
                assert!((value - expected).abs() < 1e-12, "{value} {expected}");
            }
        }
    }
}
