//! The measures, by their textbook definitions.

/// The area under the ROC curve: the chance that a positive scores above a negative, ties counting half (Mann and
/// Whitney 1947). NaN where one of the two is missing.
#[must_use]
pub fn auroc(scores: &[(f64, bool)]) -> f64 {
    let sorted = sorted(scores);
    let positive = sorted.iter().filter(|row| row.1).count() as f64;
    let negative = sorted.len() as f64 - positive;
    let mut rank_sum = 0.0;
    let mut before = 0;
    for tied in sorted.chunk_by(|one, other| one.0 == other.0) {
        let rank = before as f64 + (tied.len() + 1) as f64 / 2.0;
        rank_sum += rank * tied.iter().filter(|row| row.1).count() as f64;
        before += tied.len();
    }
    (rank_sum - positive * (positive + 1.0) / 2.0) / (positive * negative)
}

/// The mean precision over recall steps, from the highest score down. NaN without positives.
#[must_use]
pub fn average_precision(scores: &[(f64, bool)]) -> f64 {
    let sorted = sorted(scores);
    let positive = sorted.iter().filter(|row| row.1).count() as f64;
    let (mut found, mut seen, mut sum) = (0.0, 0.0, 0.0);
    for tied in sorted.chunk_by(|one, other| one.0 == other.0).rev() {
        let new = tied.iter().filter(|row| row.1).count() as f64;
        found += new;
        seen += tied.len() as f64;
        sum += new * found / seen;
    }
    sum / positive
}

/// The expected calibration error over bins of equal mass: how far the mean probability of a bin is from the share of
/// positives in it, on average (Naeini et al. 2015).
#[must_use]
pub fn calibration_error(scores: &[(f64, bool)], bins: usize) -> f64 {
    let sorted = sorted(scores);
    let count = sorted.len();
    let mut error = 0.0;
    for bin in 0..bins {
        let rows = &sorted[bin * count / bins..(bin + 1) * count / bins];
        let gap: f64 = rows.iter().map(|row| row.0 - f64::from(u8::from(row.1))).sum();
        error += gap.abs();
    }
    error / count as f64
}

/// The mean F1 over classes; `confusion[truth][said]`. A class that neither stands nor is said has an F1 of 0.
#[must_use]
pub fn macro_f1<const N: usize>(confusion: &[[u64; N]; N]) -> f64 {
    let f1 = |class: usize| {
        let right = confusion[class][class] as f64;
        let truth: u64 = confusion[class].iter().sum();
        let said: u64 = confusion.iter().map(|row| row[class]).sum();
        2.0 * right / ((truth + said) as f64).max(1.0)
    };
    (0..N).map(f1).sum::<f64>() / N as f64
}

/// Right and wrong of a yes-or-no decision.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Binary {
    /// Said yes, rightly.
    pub true_positive: u64,
    /// Said yes, wrongly.
    pub false_positive: u64,
    /// Said no, wrongly.
    pub false_negative: u64,
    /// Said no, rightly.
    pub true_negative: u64,
}

impl Binary {
    /// Adds a decision.
    pub fn add(&mut self, said: bool, truth: bool) {
        *match (said, truth) {
            (true, true) => &mut self.true_positive,
            (true, false) => &mut self.false_positive,
            (false, true) => &mut self.false_negative,
            (false, false) => &mut self.true_negative,
        } += 1;
    }

    /// The share of what was said to be that is.
    #[must_use]
    pub fn precision(&self) -> f64 {
        self.true_positive as f64 / ((self.true_positive + self.false_positive) as f64).max(1.0)
    }

    /// The share of what is that was said to be.
    #[must_use]
    pub fn recall(&self) -> f64 {
        self.true_positive as f64 / ((self.true_positive + self.false_negative) as f64).max(1.0)
    }

    /// The harmonic mean of precision and recall.
    #[must_use]
    pub fn f1(&self) -> f64 {
        let wrong = self.false_positive + self.false_negative;
        2.0 * self.true_positive as f64 / ((2 * self.true_positive + wrong) as f64).max(1.0)
    }

    /// The mean of the F1 of yes and of no.
    #[must_use]
    pub fn macro_f1(&self) -> f64 {
        macro_f1(&[[self.true_negative, self.false_positive], [self.false_negative, self.true_positive]])
    }
}

fn sorted(scores: &[(f64, bool)]) -> Vec<(f64, bool)> {
    let mut sorted = scores.to_vec();
    sorted.sort_by(|one, other| one.0.total_cmp(&other.0));
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;

    // Expected values by scikit-learn: roc_auc_score, average_precision_score, f1_score(average="macro") on
    // y = [0, 0, 1, 1, 1, 0], s = [0.1, 0.4, 0.35, 0.8, 0.4, 0.2].
    const ROWS: [(f64, bool); 6] = [(0.1, false), (0.4, false), (0.35, true), (0.8, true), (0.4, true), (0.2, false)];

    #[test]
    fn ranking_is_measured_as_scikit_learn_does() {
        assert!((auroc(&ROWS) - 0.833_333_333).abs() < 1e-6);
        assert!((average_precision(&ROWS) - 0.805_555_556).abs() < 1e-6);
    }

    #[test]
    fn decisions_are_measured_as_scikit_learn_does() {
        let mut decisions = Binary::default();
        ROWS.iter().for_each(|(score, truth)| decisions.add(*score >= 0.4, *truth));
        assert!((decisions.precision() - 2.0 / 3.0).abs() < 1e-9);
        assert!((decisions.macro_f1() - 2.0 / 3.0).abs() < 1e-9);
    }

    #[test]
    fn a_perfectly_calibrated_bin_has_no_error_and_a_sure_wrong_one_all() {
        let half: Vec<(f64, bool)> = (0..100).map(|index| (0.5, index % 2 == 0)).collect();
        assert!(calibration_error(&half, 1) < 1e-9);
        let wrong: Vec<(f64, bool)> = (0..100).map(|_| (1.0, false)).collect();
        assert!((calibration_error(&wrong, 15) - 1.0).abs() < 1e-9);
    }
}
