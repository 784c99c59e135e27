//! All figures of a model on labels: overall, by source, by community, and the worst mistakes.

use super::community::{Communities, CommunityFigures};
use super::figures::{Figures, Gathered};
use super::mistakes::{Mistake, Mistakes};
use crate::label::{Label, UNNAMED_SOURCE};
use crate::locale::Locale;
use crate::record::{Flag, ModelId, Prediction};
use crate::score::Classifier;
use serde::Serialize;
use std::collections::BTreeMap;

/// Gathers labels with predictions.
#[derive(Debug)]
pub struct Evaluation {
    sources: BTreeMap<String, Gathered>,
    communities: Communities,
    mistakes: Mistakes,
}

/// The figures of an evaluation.
#[derive(Debug, Serialize)]
pub struct Report {
    /// The model that predicted; `None` where each part of the labels had a model of its own.
    pub model: Option<ModelId>,
    /// The method of evaluation.
    pub method: String,
    /// The figures of the same model without the lists of a site, where it has any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub without_lists: Option<Figures>,
    /// The thresholds at which flags were raised, in the order of [`Flag::ALL`], where they were the same for all.
    #[serde(skip)]
    pub thresholds: [Option<f64>; 3],
    /// The figures of all labels together.
    pub all: Figures,
    /// The figures of each source.
    pub sources: BTreeMap<String, Figures>,
    /// The figures of all comments that name a community, where any does.
    pub all_communities: Option<CommunityFigures>,
    /// The figures of each community that labels name.
    pub communities: BTreeMap<String, CommunityFigures>,
    /// The worst mistakes of each flag and of sentiment.
    pub mistakes: Vec<Mistake>,
}

impl Evaluation {
    /// An empty evaluation; at most `mistakes` of the worst comments are kept a flag and of sentiment.
    #[must_use]
    pub fn new(mistakes: usize) -> Self {
        Self { sources: BTreeMap::new(), communities: Communities::default(), mistakes: Mistakes::new(mistakes) }
    }

    /// Adds a label, its prediction, and its position.
    pub fn add(&mut self, label: &Label, prediction: &Prediction, position: &str) {
        let source = label.source.as_deref().unwrap_or(UNNAMED_SOURCE);
        let gathered = self.sources.entry(source.to_string()).or_default();
        gathered.add(label, prediction);
        self.communities.add(label, prediction);
        self.mistakes.add(label, prediction, position);
    }

    /// The report on the predictions of this classifier, or, where `None`, of models of the other labels.
    #[must_use]
    pub fn report(&self, classifier: Option<&Classifier>, method: String) -> Report {
        let model = classifier.map(Classifier::id);
        let threshold = |flag| classifier.and_then(|classifier| classifier.policy().threshold(flag));
        let thresholds = Flag::ALL.map(threshold);
        let mut all = Gathered::default();
        self.sources.values().for_each(|gathered| all.extend(gathered));
        Report {
            model,
            method,
            without_lists: None,
            thresholds,
            all: all.figures(true),
            sources: self.sources.iter().map(|(name, gathered)| (name.clone(), gathered.figures(false))).collect(),
            all_communities: self.communities.all(),
            communities: self.communities.figures(),
            mistakes: self.mistakes.worst(),
        }
    }
}

impl Gathered {
    fn add(&mut self, label: &Label, prediction: &Prediction) {
        self.comments += 1;
        self.unscored += u64::from(prediction.scores.hostile.is_none());
        for flag in Flag::ALL {
            if let (Some(truth), Some(score)) = (label.flag(flag), prediction.scores.of(flag)) {
                let said = prediction.flags.contains(&flag);
                self.flags[flag as usize].push(super::figures::Decided { score, said, truth });
            }
        }
        if let (Some(truth), Some(said)) = (label.sentiment, prediction.sentiment) {
            self.sentiments.push((truth, said.label));
        }
    }
}

impl Report {
    /// The figures of each community, and of all where there are several.
    pub(super) fn named_communities(&self, locale: Locale) -> impl Iterator<Item = (&str, &CommunityFigures)> {
        let all = self
            .all_communities
            .iter()
            .filter(|_| self.communities.len() > 1)
            .map(move |all| (locale.word("report.all"), all));
        self.communities.iter().map(|(name, figures)| (name.as_str(), figures)).chain(all)
    }
}
