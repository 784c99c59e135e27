//! The first pass over labels, and the fits that it is for.

use super::fit::fit_within;
use super::{Example, OutOfFoldHistograms, OutOfFoldWeights, SecondPass};
use crate::calibration::Histogram;
use crate::counts::{Counts, CountsBuilder, CountsSubset, Entry, FOLDS, Group, NO_FOLD, Resources};
use crate::label::{Label, TARGETS};
use crate::model::{Model, Parameters, RetrainCounts, UNWEIGHTED_FROM, Weights};
use crate::pipeline::in_order;
use crate::relevance::Relevance;
use std::io;

/// The first pass.
#[derive(Debug, Default)]
pub struct FirstPass {
    parameters: Parameters,
    resources: Resources,
    /// Whether nobody will ask for the full counts.
    only_model: bool,
    builder: CountsBuilder,
    /// What was known before: nothing, full counts, or what a published model carries.
    before: Before,
}

#[derive(Debug, Default)]
struct Before {
    counts: Counts,
    unweighted: Vec<u32>,
    histograms: [Histogram; TARGETS],
    weight: u32,
    relevance: Option<Relevance>,
}

impl FirstPass {
    /// Begins with nothing.
    #[must_use]
    pub fn new(parameters: Parameters) -> Self {
        Self { parameters, before: Before { weight: 1, ..Before::default() }, ..Self::default() }
    }

    /// Begins with a model's histograms and either its full counts or what it carries; each new label counts `weight`
    /// times.
    #[must_use]
    pub fn from_model(model: &Model, counts: RetrainCounts, weight: u32) -> Self {
        let before = Before {
            counts: counts.counts,
            unweighted: counts.unweighted,
            histograms: model.histograms(),
            weight: weight.max(1),
            relevance: model.relevance().cloned(),
        };
        Self { parameters: model.parameters().clone(), before, ..Self::default() }
    }

    /// Uses these threads and this memory; what comes out is the same with any.
    #[must_use]
    pub fn with_resources(self, resources: Resources) -> Self {
        Self { resources, builder: CountsBuilder::new(resources), ..self }
    }

    /// Lets go of what only [`SecondPass::full_counts`] needs, which is much: those are then the counts of the features
    /// that have weights.
    #[must_use]
    pub fn only_for_a_model(self) -> Self {
        Self { only_model: true, ..self }
    }

    /// The model judges off-topic by this, which is not learnt here: [`crate::relevance::learn`].
    #[must_use]
    pub fn with_relevance(mut self, relevance: Option<Relevance>) -> Self {
        self.before.relevance = relevance;
        self
    }

    /// Counts a label. `false` where there is nothing to count: no label known, or no feature in the text.
    pub fn count(&mut self, label: &Label) -> bool {
        self.count_example(label, &Example::of(label))
    }

    /// [`FirstPass::count`] of a label that has been dealt.
    pub fn count_example(&mut self, label: &Label, dealt: &Example) -> bool {
        self.builder.add_sorted(label, dealt.fold, &dealt.features);
        !dealt.features.is_empty()
    }

    /// Ends the first pass.
    ///
    /// # Errors
    /// Where a temporary file cannot be written or read.
    pub fn counted(self) -> io::Result<SecondPass> {
        let Self { parameters, resources, only_model, mut builder, before } = self;
        let Before { counts, unweighted, histograms, weight, relevance } = before;
        // They belong to no fold, so every fold's weights rest on them.
        builder.add_counts(&Counts { groups: in_no_fold(counts.groups), entries: counts.entries });
        let all = builder.counted()?;
        // What can have no weight, however the folds fall, is not even looked at: it is by far the most.
        let may_matter = |same: &[Entry], groups: &[(Group, u64)]| may_matter(same, groups, weight, &parameters);
        let (counted, features) = all.only(may_matter)?;
        let all = Some(all).filter(|_| !only_model);
        let at_once = at_once(features, resources);
        let part = |fold: u8| {
            let part = CountsSubset::new(&counted, weight, |group| group.fold != fold).without_new_of(&unweighted);
            part.on_threads(resources.threads / at_once)
        };
        let mut fits: Vec<Weights> = Vec::with_capacity(usize::from(FOLDS) + 1);
        let mut failed = Ok(());
        // The last is without nothing.
        let mut next = (0..FOLDS).chain([NOTHING]);
        in_order(
            at_once,
            || next.next(),
            || (),
            |(), fold| fit_within(&part(fold), &parameters, resources.memory / 2 / at_once as u64),
            |fitted: io::Result<Weights>| {
                failed = fitted.map(|weights| fits.push(weights));
                failed.is_ok()
            },
        );
        failed?;
        let weights = fits.pop().unwrap_or_default();
        let rest = part(NOTHING).on_threads(resources.threads);
        let retrain_counts = RetrainCounts::of(&rest, &weights, unweighted.clone())?;
        let out_of_fold = OutOfFoldWeights::new(fits, parameters.blend);
        Ok(SecondPass {
            parameters,
            retrain_counts,
            weights,
            all,
            weight,
            threads: resources.threads,
            out_of_fold,
            histograms: OutOfFoldHistograms(histograms),
            relevance,
        })
    }
}

/// A fold that no group is of.
const NOTHING: u8 = u8::MAX;

fn in_no_fold(groups: Vec<(Group, u64)>) -> Vec<(Group, u64)> {
    groups.into_iter().map(|(group, comments)| (Group { fold: NO_FOLD, ..group }, comments)).collect()
}

/// Bytes that a fit holds for each feature where it keeps what it asks of them, about.
const OF_A_FEATURE: u64 = 192;

/// How many fits are made at once: as many as there are threads and memory for.
fn at_once(features: u64, resources: Resources) -> usize {
    let fits = usize::try_from(resources.memory / 2 / (features * OF_A_FEATURE).max(1)).unwrap_or(usize::MAX);
    resources.threads.min(fits).clamp(1, usize::from(FOLDS) + 1)
}

/// Whether a feature could pass the privacy cut over any part of the groups, or be remembered as unweighted. Over a part there
/// are no more comments and no more sources of them, so what fails over all fails over each.
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
