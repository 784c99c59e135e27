//! The parameters of training.

use super::{Mixing, Task};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

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
}

/// The parameters of training. The defaults are those of the default model; its report says what each is worth.
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
    /// How raw scores of related targets are mixed when a comment is scored.
    pub blend: Mixing,
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
            blend: Mixing::default(),
            comments_of_two_sources: 3,
            comments_of_one_source: 10,
            comments_of_pair: 5,
        }
    }
}

impl Parameters {
    pub(crate) fn task(&self, task: Task) -> TaskParameters {
        match task {
            Task::Hostile => self.hostile,
            Task::Sectarian => self.sectarian,
            Task::SectarianAmongHostile => self.sectarian_among_hostile,
            Task::Sentiment => self.sentiment,
        }
    }
}
