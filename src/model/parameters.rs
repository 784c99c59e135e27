//! The parameters of training.

use super::{Mixing, Task};
use crate::label::Target;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The largest weight, factor or cap: beyond, sums of weights lose their precision.
const MOST_FACTOR: f64 = 1e6;
/// The most features: a model of so many is of a gigabyte.
const MOST_FEATURES: usize = 1 << 26;

/// The parameters of one task's fit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct TaskParameters {
    /// Mass given to the unseen, as a share of a class's own (Lidstone smoothing), spread over the selected features.
    pub smoothing: f64,
    /// How many standard errors a log-ratio must be from zero to keep half of its weight.
    pub trust: f64,
    /// The weight of a class whose source has no other class of the task, where a source with others has 1.
    pub lone_class: f64,
    /// What share of a standard error is measured inside sources (Mantel and Haenszel 1959), the rest over all comments
    /// pooled: where sources differ most in their topics, only differences inside sources are evidence.
    pub by_source: f64,
    /// The factor of the log-ratio among the comments of the domain alone ([`Parameters::other_domains`]), which is added
    /// to that of all sources; 0 leaves it out.
    #[serde(default)]
    pub domain: f64,
}

/// The parameters of training. The defaults are for labels of any site; those of the default model are in
/// `training/ar-news.toml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Parameters {
    /// The fit of hostile against not.
    pub hostile: TaskParameters,
    /// The fit of sectarian against neither sectarian nor hostile.
    pub sectarian: TaskParameters,
    /// The fit of sectarian against other hostile comments.
    pub sectarian_among_hostile: TaskParameters,
    /// The fit of the three sentiments.
    pub sentiment: TaskParameters,
    /// How many features are selected, by chi², for all tasks together: as many as a table in the L2 cache holds.
    pub features: usize,
    /// A source that has several classes weighs its smallest class's number of comments to this power, each class
    /// alike: so no source outweighs the others by far, and the topics of none are taken for a class.
    pub balance: f64,
    /// The weights of sources in the fits of hostile and sentiment, where not 1.
    pub source_weights: BTreeMap<String, f64>,
    /// The sources whose comments are of another kind than those that the model is for, or labelled by other rules. All
    /// others are its *domain*: what they alone say is added to what all say, as the domain's own copy of a feature in
    /// Daumé, "Frustratingly Easy Domain Adaptation" (2007). On readers' comments out of fold that gave hostile .007 of
    /// AUROC, and sectarian among hostile .03.
    pub other_domains: BTreeSet<String>,
    /// How many standard errors a log-ratio of the domain must be from zero to keep half of its weight.
    pub domain_trust: f64,
    /// The smoothing of the domain's log-ratios, as that of a task.
    pub domain_smoothing: f64,
    /// How raw scores of related targets are mixed when a comment is scored.
    pub mixing: Mixing,
    /// How much the out-of-fold scores of a source count in calibration and thresholds, where not 1, the scores of a source
    /// summing to one: 0 leaves out a source whose labels mean something else, or whose share of positives is no site's.
    pub calibration_weights: BTreeMap<String, f64>,
    /// The share of hostile comments for which probabilities and threshold are given; that of the calibration's comments
    /// where it is absent.
    pub hostile_prior: Option<f64>,
    /// The same of sectarian comments.
    pub sectarian_prior: Option<f64>,
    /// The shares of negative, neutral and positive comments for which the sentiment is told; they sum to 1.
    pub sentiment_prior: [f64; 3],
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
            hostile: TaskParameters { smoothing: 0.001, trust: 3.0, lone_class: 0.3, by_source: 0.5, domain: 0.0 },
            sectarian: TaskParameters { smoothing: 0.03, trust: 5.0, lone_class: 0.03, by_source: 1.0, domain: 0.0 },
            sectarian_among_hostile: TaskParameters {
                smoothing: 0.1,
                trust: 5.0,
                lone_class: 30.0,
                by_source: 0.0,
                domain: 0.0,
            },
            sentiment: TaskParameters { smoothing: 0.001, trust: 1.3, lone_class: 0.3, by_source: 0.0, domain: 0.0 },
            features: 62_000,
            balance: 0.5,
            source_weights: BTreeMap::new(),
            other_domains: BTreeSet::new(),
            domain_trust: 3.0,
            domain_smoothing: 0.001,
            mixing: Mixing::default(),
            calibration_weights: BTreeMap::new(),
            hostile_prior: None,
            sectarian_prior: None,
            sentiment_prior: [1.0 / 3.0; 3],
            comments_of_two_sources: 3,
            comments_of_one_source: 10,
            comments_of_pair: 5,
        }
    }
}

impl Parameters {
    /// What is wrong with parameters that a person or a file gives; `None` where a fit can use them.
    pub(crate) fn problem(&self) -> Option<String> {
        let factor = |value: f64| (0.0..=MOST_FACTOR).contains(&value);
        for (name, task) in [
            ("hostile", self.hostile),
            ("sectarian", self.sectarian),
            ("sectarian_among_hostile", self.sectarian_among_hostile),
            ("sentiment", self.sentiment),
        ] {
            let problem = match task {
                _ if !(factor(task.smoothing) && task.smoothing > 0.0) => "smoothing: write a number above 0",
                _ if !factor(task.trust) => "trust: write a number of standard errors, 0 or more",
                _ if !factor(task.lone_class) => "lone_class: write a weight, 0 or more",
                _ if !factor(task.domain) => "domain: write a factor, 0 or more",
                _ if !(0.0..=1.0).contains(&task.by_source) => "by_source: write a share between 0 and 1",
                _ => continue,
            };
            return Some(format!("{name}.{problem}"));
        }
        fn are_numbers(value: &serde_json::Value) -> bool {
            let is_number = |value: f64| value.abs() <= MOST_FACTOR;
            match value {
                serde_json::Value::Object(fields) => fields.values().all(are_numbers),
                value => value.as_f64().is_some_and(is_number),
            }
        }
        let prior = self.sentiment_prior;
        match self {
            _ if self.features > MOST_FEATURES => Some(format!("features: write {MOST_FEATURES} at most")),
            _ if !(0.0..=2.0).contains(&self.balance) => Some("balance: write a power between 0 and 2".into()),
            _ if !factor(self.domain_trust) => {
                Some("domain_trust: write a number of standard errors, 0 or more".into())
            }
            _ if !(factor(self.domain_smoothing) && self.domain_smoothing > 0.0) => {
                Some("domain_smoothing: write a number above 0".into())
            }
            _ if !self.source_weights.values().all(|weight| factor(*weight)) => {
                Some("source_weights: write weights, 0 or more".into())
            }
            _ if !self.calibration_weights.values().all(|weight| factor(*weight)) => {
                Some("calibration_weights: write weights, 0 or more".into())
            }
            _ if [self.hostile_prior, self.sectarian_prior]
                .iter()
                .flatten()
                .any(|share| !(*share > 0.0 && *share < 1.0)) =>
            {
                Some("hostile_prior, sectarian_prior: write a share between 0 and 1".into())
            }
            _ if !prior.iter().all(|share| *share > 0.0) || (prior.iter().sum::<f64>() - 1.0).abs() > 1e-6 => {
                Some("sentiment_prior: write three shares above 0 that sum to 1".into())
            }
            _ if !serde_json::to_value(self.mixing).is_ok_and(|mixing| are_numbers(&mixing)) => {
                Some("mixing: write numbers".into())
            }
            _ => None,
        }
    }

    /// The share of positives for which the probabilities of a target are given; `None` for that of the calibration's
    /// comments.
    pub(crate) fn prior(&self, target: Target) -> Option<f64> {
        match target {
            Target::Hostile => self.hostile_prior,
            Target::Sectarian => self.sectarian_prior,
            Target::Negative | Target::Neutral | Target::Positive => None,
        }
    }

    /// Whether the comments of a source are of the kind that the model is for.
    pub(crate) fn is_in_domain(&self, source: &str) -> bool {
        !self.other_domains.contains(source)
    }

    pub(crate) fn task(&self, task: Task) -> TaskParameters {
        match task {
            Task::Hostile => self.hostile,
            Task::Sectarian => self.sectarian,
            Task::SectarianAmongHostile => self.sectarian_among_hostile,
            Task::Sentiment => self.sentiment,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_that_no_fit_can_use_are_named_with_what_to_write() {
        let problem = |change: &dyn Fn(&mut Parameters)| {
            let mut parameters = Parameters::default();
            change(&mut parameters);
            parameters.problem().unwrap_or_default()
        };
        assert_eq!(problem(&|_| {}), "");
        assert!(problem(&|changed| changed.hostile.smoothing = 0.0).starts_with("hostile.smoothing: "));
        assert!(problem(&|changed| changed.sentiment.trust = f64::NAN).starts_with("sentiment.trust: "));
        assert!(problem(&|changed| changed.sectarian.by_source = 1.5).starts_with("sectarian.by_source: "));
        assert!(problem(&|changed| changed.sectarian.domain = -1.0).starts_with("sectarian.domain: "));
        assert!(problem(&|changed| changed.domain_trust = f64::NAN).starts_with("domain_trust: "));
        assert!(problem(&|changed| changed.balance = f64::INFINITY).starts_with("balance: "));
        assert!(problem(&|changed| changed.features = usize::MAX).starts_with("features: "));
        assert!(problem(&|changed| changed.mixing.sectarian.hostile_cap = f64::NAN).starts_with("mixing: "));
        let negative = |changed: &mut Parameters| changed.source_weights = [("a".to_string(), -1.0)].into();
        assert!(problem(&negative).starts_with("source_weights: "));
    }
}
