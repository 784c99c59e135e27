//! Counts → weights: multinomial naive Bayes (linfa-bayes) over the selected features, then shrinkage.
//!
//! The multinomial estimate depends on class sums alone, so each task is fitted on one summed, weighted row a class:
//! exact, where a row a comment would need a matrix of gigabytes.

use super::feature_statistics::{ClassSums, FeatureStatistics, StatisticsReader, pooled_z};
use super::selection::select;
use crate::counts::{Counts, CountsView, Group};
use crate::model::{CLASSES, Parameters, Task, TaskParameters, Weights};
use crate::text::communities::class_keys;
use crate::text::feature_extractor::word_key;
use linfa::prelude::*;
use linfa_bayes::MultinomialNb;
use ndarray::{Array1, Array2};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::io;

/// Fits the weights on the groups for which `counted` is true.
///
/// # Errors
/// Where linfa-bayes refuses the parameters.
pub fn fit(counts: &Counts, parameters: &Parameters, counted: impl Fn(&Group) -> bool) -> io::Result<Weights> {
    let reader = StatisticsReader::new(&counts.groups, parameters, counted);
    fit_on(counts, &reader, parameters, u64::MAX)
}

/// Fits the weights on all groups, in about `memory` bytes.
pub(super) fn fit_within(features: &impl CountsView, parameters: &Parameters, memory: u64) -> io::Result<Weights> {
    fit_on(features, &StatisticsReader::new(features.groups(), parameters, |_| true), parameters, memory)
}

fn fit_on(
    features: &impl CountsView,
    reader: &StatisticsReader<'_>,
    parameters: &Parameters,
    memory: u64,
) -> io::Result<Weights> {
    let selected = select(features, reader, parameters.features, memory)?;
    let mut columns = Vec::with_capacity(Task::ALL.len());
    for task in Task::ALL {
        let of_task = parameters.task(task);
        let mut ratios = fit_task(&selected, Sums::of_all(reader), task, of_task)?;
        if of_task.domain > 0.0 {
            let (smoothing, trust) = (parameters.domain_smoothing, parameters.domain_trust);
            let in_domain = TaskParameters { smoothing, trust, by_source: 0.0, ..of_task };
            let added = fit_task(&selected, Sums::of_domain(reader), task, in_domain)?;
            for (column, added) in ratios.iter_mut().zip(&added) {
                column.iter_mut().zip(added).for_each(|(ratio, added)| *ratio += of_task.domain * added);
            }
        }
        columns.push(ratios);
    }
    let of_task = |task: Task, class: usize, place: usize| {
        columns[task as usize].get(class).map_or(0.0, |column: &Vec<f64>| column[place])
    };
    let community_keys: Vec<_> = class_keys().map(word_key).collect();
    let rows = selected.iter().enumerate().map(|(place, statistics)| {
        let idf = ((1.0 + reader.comments as f64) / (1.0 + statistics.comments as f64)).ln() + 1.0;
        // The name of a community alone is evidence of whom a comment is about, and not of hostility or sentiment.
        let is_name = community_keys.contains(&statistics.key);
        let of = |task: Task, class: usize| match task {
            Task::Hostile | Task::Sentiment if is_name => 0.0,
            _ => of_task(task, class, place) * idf * statistics.times(),
        };
        let row = [
            of(Task::Hostile, 1),
            of(Task::Sectarian, 1),
            of(Task::Sentiment, 0),
            of(Task::Sentiment, 1),
            of(Task::Sentiment, 2),
            of(Task::SectarianAmongHostile, 1),
        ];
        (statistics.key, row.map(|weight| weight as f32))
    });
    let rows: Vec<_> = rows.filter(|(_, row)| row.iter().any(|weight| *weight != 0.0)).collect();
    let companions_of = |statistics: &FeatureStatistics| {
        statistics.companions.iter().map(|key| (statistics.key, *key)).collect::<Vec<_>>()
    };
    Ok(Weights { rows, companions: selected.iter().flat_map(companions_of).collect() })
}

/// Whose sums a task is fitted on.
#[derive(Clone, Copy)]
struct Sums<'reader> {
    /// The sums of a feature.
    of: fn(&FeatureStatistics) -> &ClassSums,
    /// Comments in each class.
    class_comments: &'reader [u64; CLASSES],
}

impl<'reader> Sums<'reader> {
    fn of_all(reader: &'reader StatisticsReader<'_>) -> Self {
        Self { of: |statistics| &statistics.all, class_comments: &reader.class_comments }
    }

    fn of_domain(reader: &'reader StatisticsReader<'_>) -> Self {
        Self { of: |statistics| &statistics.domain, class_comments: &reader.domain_comments }
    }

    /// The mass of a feature in a class, together with that of the features merged into it.
    fn mass(self, statistics: &FeatureStatistics, class: usize) -> f64 {
        (self.of)(statistics).mass[class] * statistics.times()
    }
}

/// The log-ratios of a task, one column a class, one row a selected feature, each shrunk by its standard error; empty
/// where a class has no comments.
fn fit_task(
    selected: &[FeatureStatistics],
    sums: Sums<'_>,
    task: Task,
    parameters: TaskParameters,
) -> io::Result<Vec<Vec<f64>>> {
    let classes = task.classes();
    if selected.is_empty() || classes.clone().any(|class| sums.class_comments[class] == 0) {
        return Ok(Vec::new());
    }
    let mut columns = log_probabilities(selected, sums, task, parameters.smoothing)?;
    for (place, statistics) in selected.iter().enumerate() {
        let row: Vec<f64> = columns.iter().map(|column| column[place]).collect();
        let mean = row.iter().sum::<f64>() / row.len() as f64;
        for (class, column) in columns.iter_mut().enumerate() {
            // Of two classes the one against the other, of three each against their mean.
            let ratio = if row.len() == 2 { row[class] - row[1 - class] } else { row[class] - mean };
            let class = classes.start + class;
            let errors = parameters.by_source * statistics.errors_by_source[class]
                + (1.0 - parameters.by_source) * pooled_z((sums.of)(statistics), sums.class_comments, &classes, class);
            column[place] = ratio * trust(errors, parameters.trust);
        }
    }
    Ok(columns)
}

/// The smoothed log-probabilities of the selected features in each class of a task, as linfa-bayes estimates them.
///
/// Each class's row is scaled to a mass of one, so that smoothing favours none and a feature that no class has gets
/// weight 0.
fn log_probabilities(
    selected: &[FeatureStatistics],
    sums: Sums<'_>,
    task: Task,
    smoothing: f64,
) -> io::Result<Vec<Vec<f64>>> {
    let classes: Vec<usize> = task.classes().collect();
    let mut rows = Array2::<f64>::zeros((classes.len(), selected.len()));
    for (mut row, class) in rows.outer_iter_mut().zip(&classes) {
        for (cell, statistics) in row.iter_mut().zip(selected) {
            *cell = sums.mass(statistics, *class);
        }
        let total = row.sum();
        if total > 0.0 {
            row /= total;
        }
    }
    let targets = Array1::from_iter(0..classes.len());
    let alpha = smoothing / selected.len() as f64;
    let fitted = MultinomialNb::params().alpha(alpha).fit(&Dataset::new(rows, targets));
    let fitted = fitted.map_err(|error| io::Error::other(format!("linfa-bayes cannot fit the weights: {error}")))?;
    let rows = Fitted::of(&fitted)?.into_rows();
    if rows.len() != classes.len() || rows.iter().any(|row| row.len() != selected.len()) {
        return Err(io::Error::other("linfa-bayes fitted other classes or features than were given"));
    }
    Ok(rows)
}

/// The fields of linfa-bayes's model that are private but serialised.
#[derive(Deserialize)]
struct Fitted {
    class_info: BTreeMap<usize, FittedClass>,
}

#[derive(Deserialize)]
struct FittedClass {
    feature_log_prob: Array1<f64>,
}

impl Fitted {
    fn of(model: &MultinomialNb<f64, usize>) -> io::Result<Self> {
        Ok(serde_json::from_str(&serde_json::to_string(model)?)?)
    }

    fn into_rows(self) -> Vec<Vec<f64>> {
        self.class_info.into_values().map(|class| class.feature_log_prob.to_vec()).collect()
    }
}

/// The shrinkage factor, 0 to 1, of a log-ratio that is `errors` standard errors from zero: z² / (z² + half²), ½ at
/// `half`, the form of a Wiener filter.
fn trust(errors: f64, half: f64) -> f64 {
    errors * errors / (errors * errors + half * half)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::counts::CountsBuilder;
    use crate::label::Label;
    use crate::model::WEIGHTS;

    /// Three features in twelve hostile and twelve other comments of one source.
    fn counts() -> Counts {
        let mut counter = CountsBuilder::default();
        for index in 0..24 {
            let hostile = index % 2 == 0;
            let label = Label { hostile: Some(hostile), ..Label::default() };
            counter.add(&label, 0, &mut [2, if hostile { 4 } else { 6 }]);
        }
        counter.finish().unwrap()
    }

    #[test]
    fn a_feature_of_one_class_weighs_for_it_and_one_of_both_weighs_nothing() {
        let weights = fit(&counts(), &Parameters::default(), |_| true).unwrap();
        let hostile = |key| weights.of(key).map_or(0.0, |row| row[0]);
        assert!(hostile(4) > 0.3 && hostile(6) < -0.3, "{} {}", hostile(4), hostile(6));
        assert!(hostile(2).abs() < 1e-6);
    }

    #[test]
    fn a_feature_of_fewer_comments_than_the_privacy_cut_is_not_in_the_model() {
        let mut counter = CountsBuilder::default();
        for index in 0..40 {
            let label = Label { hostile: Some(index < 9), ..Label::default() };
            counter.add(&label, 0, &mut [2, if index < 9 { 4 } else { 6 }]);
        }
        let weights = fit(&counter.finish().unwrap(), &Parameters::default(), |_| true).unwrap();
        assert!(weights.of(4).is_none(), "nine comments of one source are too few");
        assert!(weights.of(6).is_some());
    }

    #[test]
    fn a_task_with_one_class_has_no_weights() {
        let weights = fit(&counts(), &Parameters::default(), |group| group.known.hostile == Some(true)).unwrap();
        assert!(weights.rows.is_empty());
        let weights = fit(&counts(), &Parameters::default(), |_| true).unwrap();
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
