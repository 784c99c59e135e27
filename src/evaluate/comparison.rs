//! Is a retrained model better than the one before, on labels that neither has seen?

use super::metrics::auroc;
use crate::label::{Label, LabelValues, TARGETS, Target};

/// Gathers labels as an old model scores them and as a new one does that has not seen them.
#[derive(Debug, Default)]
pub(crate) struct Comparison {
    rows: Vec<(LabelValues, [f64; TARGETS], [f64; TARGETS])>,
}

/// How two models compare on a target.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Compared {
    /// Which.
    pub target: Target,
    /// The AUROC of the old model.
    pub before: f64,
    /// The AUROC of the new one.
    pub after: f64,
}

/// What a comparison comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Better, or not clearly worse.
    Fair,
    /// The new model ranks the labels worse than the old one did.
    Worse,
    /// The labels contradict what the old model knows so far that yes and no look swapped.
    Swapped,
}

impl Comparison {
    /// A label with fewer comments of either answer is not compared: chance would decide.
    pub(crate) const ENOUGH: usize = 20;

    /// Adds a label with the raw scores of both models.
    pub(crate) fn add(&mut self, label: &Label, before: [f64; TARGETS], after: [f64; TARGETS]) {
        self.rows.push((label.into(), before, after));
    }

    /// How both models do on each target that enough comments have labels of.
    pub(crate) fn all(&self) -> Vec<Compared> {
        Target::ALL.into_iter().filter_map(|target| self.of(target)).collect()
    }

    /// How both models do on a target; `None` where too few comments have either answer.
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
    const FALL: f64 = 0.02;
    /// Labels that a fair model ranks so are ranked better upside down: with 20 of either answer, chance alone gives less
    /// in one case of a hundred.
    const UPSIDE_DOWN: f64 = 0.28;

    /// What it comes to.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        let is_flag = matches!(self.target, Target::Hostile | Target::Sectarian);
        if self.after + Self::FALL < self.before {
            Verdict::Worse
        } else if is_flag && self.before < Self::UPSIDE_DOWN {
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
    fn a_fall_is_worse_and_labels_upside_down_are_told() {
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
