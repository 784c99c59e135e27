//! Comparison of a retrained model with the old one, on labels that neither has seen.

use super::metrics::auroc;
use crate::label::{Label, LabelValues, TARGETS, Target};

/// Gathers labels with the scores of an old model and those of a new one that was not trained on them.
#[derive(Debug, Default)]
pub(crate) struct Comparison {
    rows: Vec<(LabelValues, [f64; TARGETS], [f64; TARGETS])>,
}

/// How two models compare on a target.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Compared {
    /// The target.
    pub target: Target,
    /// The AUROC of the old model.
    pub before: f64,
    /// The AUROC of the new one.
    pub after: f64,
}

/// The outcome of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Better, or not clearly worse.
    Fair,
    /// The new model ranks the labels worse than the old one did.
    Worse,
    /// The old model ranks the labels so far wrongly that yes and no look swapped.
    Swapped,
}

impl Comparison {
    /// A target with fewer comments of either answer is not compared: chance would decide.
    pub(crate) const ENOUGH: usize = 20;

    /// Adds a label with the raw scores of both models.
    pub(crate) fn add(&mut self, label: &Label, before: [f64; TARGETS], after: [f64; TARGETS]) {
        self.rows.push((label.into(), before, after));
    }

    /// The comparison on each target that enough comments have labels of.
    pub(crate) fn all(&self) -> Vec<Compared> {
        Target::ALL.into_iter().filter_map(|target| self.of(target)).collect()
    }

    /// The comparison on a target; `None` where too few comments have either answer.
    fn of(&self, target: Target) -> Option<Compared> {
        let known = self.rows.iter().filter_map(|row| Some((row, target.truth(&row.0)?)));
        let (before, after): (Vec<_>, Vec<_>) = known
            .map(|((_, before, after), truth)| ((before[target as usize], truth), (after[target as usize], truth)))
            .unzip();
        let positive = before.iter().filter(|row| row.1).count();
        let enough = positive >= Self::ENOUGH && before.len() - positive >= Self::ENOUGH;
        enough.then(|| Compared { target, before: auroc(&before), after: auroc(&after) })
    }
}

impl Compared {
    /// A fall of AUROC by more than this makes a model worse.
    pub(crate) const FALL: f64 = 0.02;
    /// Below this AUROC of the old model the answers look swapped: with 20 of either answer, chance alone gives less in
    /// one case of a hundred.
    const SWAPPED_BELOW: f64 = 0.28;

    /// The outcome on this target.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        let is_flag = matches!(self.target, Target::Hostile | Target::Sectarian);
        if self.after + Self::FALL < self.before {
            Verdict::Worse
        } else if is_flag && self.before < Self::SWAPPED_BELOW {
            Verdict::Swapped
        } else {
            Verdict::Fair
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compared(before: f64, after: f64) -> Verdict {
        Compared { target: Target::Hostile, before, after }.verdict()
    }

    #[test]
    fn a_fall_is_worse_and_swapped_labels_are_recognised() {
        assert_eq!(compared(0.8, 0.79), Verdict::Fair);
        assert_eq!(compared(0.8, 0.7), Verdict::Worse);
        assert_eq!(compared(0.1, 0.6), Verdict::Swapped);
    }

    #[test]
    fn too_few_labels_are_not_compared() {
        let mut comparison = Comparison::default();
        let label = |hostile| Label { hostile: Some(hostile), ..Label::default() };
        for index in 0..39 {
            let yes = index % 2 == 0;
            comparison.add(&label(yes), [f64::from(u8::from(yes)); TARGETS], [0.0; TARGETS]);
        }
        assert_eq!(comparison.of(Target::Hostile), None);
        comparison.add(&label(false), [0.0; TARGETS], [0.0; TARGETS]);
        let compared = comparison.of(Target::Hostile).unwrap();
        assert_eq!((compared.before, compared.after), (1.0, 0.5));
        assert_eq!(comparison.of(Target::Sectarian), None);
    }
}
