//! Evaluation: labels scored by a model, or by models of the other labels.

use super::{LabelSet, LocatedLabel, Progress, WorkflowError};
use crate::evaluate::{Evaluation, Parts};
use crate::label::{Fingerprints, Label};
use crate::model::{Model, Parameters};
use crate::record::Field;
use crate::score::{Classifier, Lease, Policy};
use crate::train::{Example, FirstPass};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// Adds all labels of a set to an evaluation, with the predictions of a classifier.
pub fn evaluate(classifier: &Classifier, labels: &LabelSet, evaluation: &mut Evaluation, report: &mut dyn Progress) {
    let mut lease = classifier.lease();
    labels.every(report, &mut |located| predict_and_add(evaluation, &mut lease, located));
}

/// Adds all labels of a set to an evaluation, each with the prediction of a model of the other parts: `folds` parts of
/// about the same size, or a part a source where `None`. `policy` gives the policy for such a model. Returns the method
/// in words.
///
/// # Errors
/// [`WorkflowError`] where temporary files fail, or `Ok(None)` where the labels name a single source.
pub fn cross_validate(
    labels: &mut LabelSet,
    folds: Option<u32>,
    parameters: &Parameters,
    policy: impl Fn(&Model) -> Policy,
    evaluation: &mut Evaluation,
    report: &mut dyn Progress,
) -> Result<Option<String>, WorkflowError> {
    let mut sources = BTreeSet::new();
    labels.first_pass(report, &|_| None, |_| (), &mut |located, ()| sources.extend(sourced(located).source.clone()))?;
    let parts = folds.map_or(Parts::Sources(sources), Parts::Folds);
    if parts.count() < 2 {
        return Ok(None);
    }
    let mut fingerprints = Fingerprints::default();
    for part in 0..parts.count() {
        let mut first = FirstPass::new(parameters.clone());
        labels.again(|located| Example::of(located.label), &mut |located, example| {
            let label = sourced(located);
            if parts.of(&label, &mut fingerprints) != part {
                first.count_example(&label, &example);
            }
        });
        let mut second = first.counted().map_err(WorkflowError::Temporary)?;
        let (out_of_fold, histograms) = second.parts();
        labels.again(|located| out_of_fold.scores(located.label), &mut |located, scores| {
            let label = sourced(located);
            if parts.of(&label, &mut fingerprints) != part {
                histograms.keep(&label, scores);
            }
        });
        let model = second.finish("held out");
        if model.features() == 0 {
            report.note(&format!("part {} of {}: nothing could be learnt from the others", part + 1, parts.count()));
        }
        let policy = policy(&model);
        let classifier = Classifier::new(model).with_policy(policy);
        let mut lease = classifier.lease();
        labels.again(|_| (), &mut |located, ()| {
            if parts.of(&sourced(located), &mut fingerprints) == part {
                predict_and_add(evaluation, &mut lease, located);
            }
        });
    }
    Ok(Some(parts.describe()))
}

fn predict_and_add(evaluation: &mut Evaluation, lease: &mut Lease<'_>, located: LocatedLabel<'_>) {
    let label = sourced(located);
    let prediction = lease.predict(&[(Field::Text, &label.text)], label.article.as_deref());
    evaluation.add(&label, prediction, &format!("{}, {}", located.file.display(), located.position));
}

/// The label, its source the name of its file where it names none.
fn sourced(located: LocatedLabel<'_>) -> Cow<'_, Label> {
    match &located.label.source {
        Some(_) => Cow::Borrowed(located.label),
        None => {
            let source = located.file.file_stem().map(|stem| stem.to_string_lossy().into_owned());
            Cow::Owned(Label { source, ..located.label.clone() })
        }
    }
}
