//! Retraining from a published model compared with training on the union: our own labels are added to a model of the
//! public corpora alone.

use super::corpora::OWN;
use mushrif::internals::{FirstPass, retrain_counts};
use mushrif::{Classifier, Comment, Flag, Label, Model};
use std::fmt::Write as _;
use std::path::Path;

/// Compares `union`, the model of all labels, with `published`, that of the public corpora, retrained and not.
pub fn compared(labels: &[Label], union: &Model, published: &Model) -> String {
    let is_own = |label: &&Label| label.source.as_deref() == Some(OWN);
    let (own, public): (Vec<Label>, Vec<Label>) = labels.iter().cloned().partition(|label| is_own(&label));
    let counts = retrain_counts(published, Path::new("the published model")).expect("a model of this program");
    let mut first = FirstPass::from_model(published, counts, 1).expect("a model of this program");
    own.iter().for_each(|label| {
        first.count(label);
    });
    let mut second = first.counted().expect("nothing goes to files without a limit of memory");
    own.iter().for_each(|label| {
        second.score(label);
    });
    let classifiers = [second.finish("retrained"), union.clone(), published.clone()].map(Classifier::new);
    let mut text = String::from(
        "\n## Retraining from a published model\n\n\
         Our own labels added to a model of the public corpora, by what that model carries, beside training on all labels\n\
         at once (which full counts give exactly): the mean difference of the hostile probability, and the share of\n\
         decisions that differ; and the same for the model that was not retrained.\n\n\
         | on | retrained | decisions | not retrained | decisions |\n\
         | --- | ---: | ---: | ---: | ---: |\n",
    );
    for (name, rows) in [("our own labels", &own), ("the public corpora", &public)] {
        let (mut gap, mut changed) = ([0.0, 0.0], [0_u64, 0]);
        for label in rows {
            let predictions =
                classifiers.each_ref().map(|classifier| classifier.classify(&Comment::new(label.text.as_str())));
            let score = |at: usize| predictions[at].scores.hostile.map_or(0.0, |score| score.0);
            let flagged = |at: usize| predictions[at].flags.contains(&Flag::Hostile);
            for (slot, other) in [0, 2].into_iter().enumerate() {
                gap[slot] += (score(other) - score(1)).abs();
                changed[slot] += u64::from(flagged(other) != flagged(1));
            }
        }
        let count = rows.len() as f64;
        let percent = |changed: u64| 100.0 * changed as f64 / count;
        let _ = writeln!(
            text,
            "| {name} | {:.3} | {:.1} % | {:.3} | {:.1} % |",
            gap[0] / count,
            percent(changed[0]),
            gap[1] / count,
            percent(changed[1])
        );
    }
    text
}
