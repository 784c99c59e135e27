//! Retraining: a model, plus new labels, less those to be forgotten, with a comparison that detects a worse model.

use super::{LabelSet, LocatedLabel, Progress, WorkflowError, refuse_empty};
use crate::counts::{CountsFile, Resources};
use crate::evaluate::{Compared, Comparison, Verdict};
use crate::label::{Fingerprints, Label, LabelError};
use crate::model::{Model, RetrainCounts};
use crate::record::{Field, Flag};
use crate::score::{Classifier, Scorer};
use crate::train::{Example, FirstPass};
use std::path::Path;

/// The options of retraining.
#[derive(Debug)]
pub struct Retrain<'a> {
    /// The name of the new model.
    pub name: &'a str,
    /// The name of the old model in errors.
    pub old_file: &'a Path,
    /// How often each new label counts.
    pub weight: u32,
    /// Threads and memory.
    pub resources: Resources,
    /// The full counts of the old model, and of no other, which are updated; without them, retraining starts from those it carries.
    pub counts: Option<&'a mut CountsFile>,
    /// Comments to be subtracted from the full counts first.
    pub forget: Option<&'a LabelSet>,
}

/// The result of retraining.
#[derive(Debug)]
pub struct Retrained {
    /// The new model.
    pub model: Model,
    /// How many new labels were counted.
    pub labels: u64,
    /// How many comments were subtracted from the counts.
    pub forgotten: usize,
    /// How well the old weights, and the new ones out of fold, rank the new labels, by target; targets with too few
    /// labels are left out.
    pub compared: Vec<Compared>,
    /// Whether the new model is worse on the new labels, or they contradict the old one so far that answers look
    /// swapped; the latter is allowed where something was forgotten, since corrections do that.
    pub is_worse: bool,
}

/// A decision on a new label that differs between the two models.
#[derive(Debug)]
pub struct Change<'a> {
    /// The label.
    pub label: LocatedLabel<'a>,
    /// The flag.
    pub flag: Flag,
    /// Its scores by the old and by the new model.
    pub scores: [Option<f64>; 2],
    /// Whether it is flagged now.
    pub is_flagged: bool,
}

/// Retrains a model on a set of new labels.
///
/// # Errors
/// [`WorkflowError`] where temporary files, the model or the counts fail, the counts are of another
/// model, nothing new is there, or the report stops it.
pub fn retrain(
    old: &Model,
    labels: &mut LabelSet,
    how: Retrain<'_>,
    report: &mut dyn Progress,
) -> Result<Retrained, WorkflowError> {
    let Retrain { name, old_file, weight, resources, mut counts, forget } = how;
    if counts.as_ref().is_some_and(|counts| !counts.are_of(old.hash_of_counted())) {
        return Err(WorkflowError::OtherModel { model: old_file.into() });
    }
    let forgotten = match (&mut counts, forget) {
        (Some(counts), Some(forget)) if !forget.is_empty() => subtract(counts, forget, report)?,
        _ => 0,
    };
    let retrain_counts = match &counts {
        Some(counts) => RetrainCounts { counts: counts.counts.clone(), unweighted: Vec::new() },
        None => old.retrain_counts(old_file)?,
    };
    let mut first = FirstPass::from_model(old, retrain_counts, weight)?.with_resources(resources);
    if counts.is_none() {
        first = first.only_for_a_model();
    }
    let mut counted = Vec::new();
    let mut fingerprints = Fingerprints::default();
    let known = |fingerprint| counts.as_ref().and_then(|counts| counts.known(fingerprint));
    let example = |located: LocatedLabel<'_>| Example::of(located.label);
    labels.first_pass(report, &known, example, &mut |located, example| {
        if first.count_example(located.label, &example) {
            let label = Label { text: String::new(), article: None, ..located.label.clone() };
            counted.push((fingerprints.of(&located.label.text), label));
        }
    })?;
    if !report.goes_on() {
        return Err(WorkflowError::Stopped);
    }
    if counted.is_empty() && forgotten == 0 {
        return Err(WorkflowError::NoNewLabel);
    }
    // The new labels scored by the old model, and out of fold by the new weights.
    let mut second = first.counted().map_err(WorkflowError::Temporary)?;
    let mut scorer = Scorer::new(old);
    let mut comparison = Comparison::default();
    let (out_of_fold, histograms) = second.parts();
    labels.again(|located| out_of_fold.scores(located.label), &mut |located, after| {
        let before = scorer.score([located.label.text.as_str()]);
        comparison.add(located.label, before.targets, after);
        histograms.keep(located.label, after);
    });
    if let Some(counts) = &mut counts {
        counts.counts = second.full_counts().map_err(WorkflowError::Temporary)?;
        counted.iter().for_each(|(fingerprint, label)| counts.note(*fingerprint, label, weight));
    }
    let model = second.finish(name);
    refuse_empty(&model, counted.len() as u64)?;
    if let Some(counts) = counts {
        counts.belong_to(model.hash_of_counted());
    }
    let compared = comparison.all();
    let is_worse = !labels.is_empty()
        && compared.iter().any(|compared| match compared.verdict() {
            Verdict::Swapped => forgotten == 0,
            Verdict::Worse => true,
            Verdict::Fair => false,
        });
    Ok(Retrained { model, labels: counted.len() as u64, forgotten, compared, is_worse })
}

/// Subtracts the comments of these files from the counts, and reports those that were never counted.
fn subtract(counts: &mut CountsFile, forget: &LabelSet, report: &mut dyn Progress) -> Result<usize, WorkflowError> {
    let mut comments = Vec::new();
    let mut positions = Vec::new();
    let mut fingerprints = Fingerprints::default();
    forget.every(report, &mut |located| {
        let text = located.label.text.clone();
        let fingerprint = fingerprints.of(&text);
        comments.push((text, fingerprint));
        positions.push((located.file.to_path_buf(), located.position));
    });
    let was_counted = counts.forget(comments.iter().map(|(text, fingerprint)| (text.as_str(), *fingerprint)))?;
    for ((file, position), _) in positions.into_iter().zip(&was_counted).filter(|(_, was_counted)| !**was_counted) {
        let problem = "this comment is not in the counts, so it cannot be forgotten".into();
        report.problem(&LabelError::BadLine { file, position, problem });
    }
    Ok(was_counted.into_iter().filter(|was_counted| *was_counted).count())
}

impl Retrained {
    /// Visits the decisions on the new labels that change, in order.
    pub fn changes(&self, old: &Model, labels: &LabelSet, visit: &mut dyn FnMut(Change<'_>)) {
        let classifiers = [old, &self.model].map(|model| Classifier::new(model.clone()));
        let mut leases = classifiers.each_ref().map(Classifier::lease);
        labels.again(|_| (), &mut |located, ()| {
            let fields = [(Field::Text, located.label.text.as_str())];
            let article = located.label.article.as_deref();
            let [before, after] = leases.each_mut().map(|lease| lease.predict(&fields, article));
            for flag in Flag::ALL {
                let is_flagged = after.flags.contains(&flag);
                if before.flags.contains(&flag) != is_flagged {
                    let scores = [before.scores.of(flag), after.scores.of(flag)];
                    visit(Change { label: located, flag, scores, is_flagged });
                }
            }
        });
    }
}
