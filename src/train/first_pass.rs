//! The first pass over labels: counts them, and fits the weights of all folds and of all but each.

use super::fit::fit_within;
use super::{CorrectionTable, Example, OutOfFoldHistograms, OutOfFoldWeights, SecondPass};
use crate::calibration::Histogram;
use crate::counts::{Counts, CountsBuilder, CountsSubset, Entry, FOLDS, Group, NO_FOLD, Resources};
use crate::label::{Label, TARGETS};
use crate::model::{Model, ModelError, Parameters, RetrainCounts, SentimentCorrection, UNWEIGHTED_FROM, Weights};
use crate::pipeline::in_order;
use crate::relevance::Relevance;
use std::io;
use std::path::Path;

/// Counts labels, then fits weights.
#[derive(Debug, Default)]
pub struct FirstPass {
    parameters: Parameters,
    resources: Resources,
    /// Whether the full counts are not needed.
    only_model: bool,
    builder: CountsBuilder,
    /// What training starts from: nothing, full counts, or the counts that a published model carries.
    before: Before,
}

#[derive(Debug, Default)]
struct Before {
    counts: Counts,
    unweighted: Vec<u32>,
    histograms: [Histogram; TARGETS],
    weight: u32,
    relevance: Option<Relevance>,
    correction: Option<SentimentCorrection>,
}

impl FirstPass {
    /// A first pass that starts from nothing.
    #[must_use]
    pub fn new(parameters: Parameters) -> Self {
        Self { parameters, before: Before { weight: 1, ..Before::default() }, ..Self::default() }
    }

    /// A first pass that starts from a model's histograms and either its full counts or those it carries; each new
    /// label counts `weight` times.
    ///
    /// # Errors
    /// [`ModelError`] where the model's histograms cannot be read.
    pub fn from_model(model: &Model, counts: RetrainCounts, weight: u32) -> Result<Self, ModelError> {
        let before = Before {
            counts: counts.counts,
            unweighted: counts.unweighted,
            histograms: model.histograms(Path::new(model.name()))?,
            weight: weight.max(1),
            relevance: model.relevance().cloned(),
            correction: model.correction(),
        };
        Ok(Self { parameters: model.parameters().clone(), before, ..Self::default() })
    }

    /// Sets the limits on threads and memory; the result does not depend on them.
    #[must_use]
    pub fn with_resources(self, resources: Resources) -> Self {
        Self { resources, builder: CountsBuilder::new(resources), ..self }
    }

    /// Drops what only [`SecondPass::full_counts`] needs, which is large: it then returns the counts of the features
    /// that have weights.
    #[must_use]
    pub fn only_for_a_model(self) -> Self {
        Self { only_model: true, ..self }
    }

    /// Sets the model of off-topic, which [`crate::relevance::learn`] trains.
    #[must_use]
    pub fn with_relevance(mut self, relevance: Option<Relevance>) -> Self {
        self.before.relevance = relevance;
        self
    }

    /// Counts a label. `false` where there is nothing to count: no label known, or no feature in the text.
    pub fn count(&mut self, label: &Label) -> bool {
        self.count_example(label, &Example::of(label))
    }

    /// [`FirstPass::count`] of a label whose example is made already.
    pub fn count_example(&mut self, label: &Label, example: &Example) -> bool {
        self.builder.add_sorted(label, example.fold, &example.features);
        !example.features.is_empty()
    }

    /// Ends counting, and fits the weights.
    ///
    /// # Errors
    /// Where a temporary file cannot be written or read.
    pub fn counted(self) -> io::Result<SecondPass> {
        let Self { parameters, resources, only_model, mut builder, before } = self;
        let Before { counts, unweighted, histograms, weight, relevance, correction } = before;
        // They belong to no fold, so the weights of every fold use them.
        builder.add_counts(&Counts { groups: in_no_fold(counts.groups), entries: counts.entries });
        let all = builder.counted()?;
        // Features that can have no weight without any fold are skipped: they are by far the most.
        let may_matter = |same: &[Entry], groups: &[(Group, u64)]| may_matter(same, groups, weight, &parameters);
        let (counted, features) = all.only(may_matter)?;
        let all = Some(all).filter(|_| !only_model);
        let at_once = at_once(features, resources);
        let subset = |fold: u8| {
            let subset = CountsSubset::new(&counted, weight, |group| group.fold != fold).without_new_of(&unweighted);
            subset.on_threads(resources.threads / at_once)
        };
        let mut fits: Vec<Weights> = Vec::with_capacity(usize::from(FOLDS) + 1);
        let mut failed = Ok(());
        // The last fit leaves nothing out.
        let mut next = (0..FOLDS).chain([NOTHING]);
        in_order(
            at_once,
            || next.next(),
            || (),
            |(), fold| fit_within(&subset(fold), &parameters, resources.memory / 2 / at_once as u64),
            |fitted: io::Result<Weights>| {
                failed = fitted.map(|weights| fits.push(weights));
                failed.is_ok()
            },
        );
        failed?;
        let weights = fits.pop().unwrap_or_default();
        let all_folds = subset(NOTHING).on_threads(resources.threads);
        let retrain_counts = RetrainCounts::of(&all_folds, &weights, unweighted.clone())?;
        let table = correction.as_ref().map(CorrectionTable::new).unwrap_or_default();
        let out_of_fold = OutOfFoldWeights::new(fits, parameters.mixing, &table);
        let histograms = OutOfFoldHistograms::new(histograms, &parameters);
        Ok(SecondPass {
            parameters,
            retrain_counts,
            weights,
            all,
            weight,
            threads: resources.threads,
            out_of_fold,
            histograms,
            relevance,
            correction,
        })
    }
}

/// A fold that no group has: leaving it out leaves out nothing.
const NOTHING: u8 = u8::MAX;

fn in_no_fold(groups: Vec<(Group, u64)>) -> Vec<(Group, u64)> {
    groups.into_iter().map(|(group, comments)| (Group { fold: NO_FOLD, ..group }, comments)).collect()
}

/// Approximate bytes of a fit for each feature, where its candidates are kept in memory.
const BYTES_A_FEATURE: u64 = 192;

/// How many fits run at once: as many as threads and memory allow.
fn at_once(features: u64, resources: Resources) -> usize {
    let fits = usize::try_from(resources.memory / 2 / (features * BYTES_A_FEATURE).max(1)).unwrap_or(usize::MAX);
    resources.threads.min(fits).clamp(1, usize::from(FOLDS) + 1)
}

/// Whether a feature could pass the privacy cut over any subset of the groups, or be listed as unweighted. A subset has
/// no more comments and no more sources of them, so what fails over all groups fails over each subset.
pub(super) fn may_matter(same: &[Entry], groups: &[(Group, u64)], weight: u32, parameters: &Parameters) -> bool {
    let group = |entry: &Entry| &groups[entry.group as usize].0;
    let times = |entry: &Entry| if group(entry).fold < NO_FOLD { u64::from(weight) } else { 1 };
    let comments: u64 = same.iter().map(|entry| u64::from(entry.comments) * times(entry)).sum();
    let of_two = same.iter().any(|entry| group(entry).source != group(&same[0]).source);
    let enough = if of_two {
        parameters.comments_of_two_sources.min(parameters.comments_of_one_source)
    } else {
        parameters.comments_of_one_source
    };
    comments >= u64::from(enough).min(UNWEIGHTED_FROM)
}
