//! Training: labels → a model.

use super::{LabelSet, LocatedLabel, Progress, WorkflowError, refuse_empty};
use crate::counts::{CountsFile, Resources};
use crate::label::Fingerprints;
use crate::model::{Model, Parameters};
use crate::train::{Example, FirstPass};

/// The options of training.
#[derive(Debug)]
pub struct Train<'a> {
    /// The name of the model.
    pub name: &'a str,
    /// The parameters of the fit.
    pub parameters: Parameters,
    /// Threads and memory.
    pub resources: Resources,
    /// Full counts to be kept beside the model, empty when training begins.
    pub counts: Option<&'a mut CountsFile>,
}

/// The result of training.
#[derive(Debug)]
pub struct Trained {
    /// The model.
    pub model: Model,
    /// How many labels were counted.
    pub labels: u64,
}

/// Trains a model on a set of labels, with the default model's model of off-topic.
///
/// # Errors
/// [`WorkflowError`] where temporary files fail, nothing can be learnt, or the report stops it.
pub fn train(labels: &mut LabelSet, how: Train<'_>, report: &mut dyn Progress) -> Result<Trained, WorkflowError> {
    let Train { name, parameters, resources, mut counts } = how;
    let mut first = FirstPass::new(parameters)
        .with_resources(resources)
        .with_relevance(Model::default_model()?.relevance().cloned());
    if counts.is_none() {
        first = first.only_for_a_model();
    }
    let mut counted = 0_u64;
    let mut fingerprints = Fingerprints::default();
    let example = |located: LocatedLabel<'_>| Example::of(located.label);
    labels.first_pass(report, &|_| None, example, &mut |located, example| {
        if first.count_example(located.label, &example) {
            counted += 1;
            if let Some(counts) = &mut counts {
                counts.note(fingerprints.of(&located.label.text), located.label, 1);
            }
        }
    })?;
    if !report.goes_on() {
        return Err(WorkflowError::Stopped);
    }
    let mut second = first.counted().map_err(WorkflowError::Temporary)?;
    let (out_of_fold, histograms) = second.parts();
    labels.again(|located| out_of_fold.scores(located.label), &mut |located, scores| {
        histograms.keep(located.label, scores)
    });
    if let Some(counts) = &mut counts {
        counts.counts = second.full_counts().map_err(WorkflowError::Temporary)?;
    }
    let model = second.finish(name);
    refuse_empty(&model, counted)?;
    if let Some(counts) = counts {
        counts.belong_to(model.hash_of_counted());
    }
    Ok(Trained { model, labels: counted })
}
