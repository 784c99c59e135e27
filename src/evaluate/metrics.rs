//! Metrics, by their textbook definitions.

use serde::Serialize;

/// The area under the ROC curve: the chance that a positive scores above a negative, ties counting half (Mann and
/// Whitney 1947). NaN where one of the two is missing.
#[must_use]
pub fn auroc(scores: &[(f64, bool)]) -> f64 {
    ranking(&sorted(scores), |_| 1.0).0
}

/// The mean precision over recall steps, from the highest score down. NaN without positives.
pub(super) fn average_precision(scores: &[(f64, bool)]) -> f64 {
    ranking(&sorted(scores), |_| 1.0).1
}

/// AUROC and average precision of rows that are sorted by score, each weighted by `weight` of its index.
pub(super) fn ranking(sorted: &[(f64, bool)], weight: impl Fn(usize) -> f64) -> (f64, f64) {
    let (mut positives, mut negatives) = (0.0, 0.0);
    for (index, row) in sorted.iter().enumerate() {
        *(if row.1 { &mut positives } else { &mut negatives }) += weight(index);
    }
    let (mut above, mut steps) = (0.0, 0.0);
    let (mut found, mut passed) = (0.0, 0.0);
    let mut end = sorted.len();
    for tied in sorted.chunk_by(|one, other| one.0 == other.0).rev() {
        let (mut new, mut new_negatives) = (0.0, 0.0);
        for (index, row) in (end - tied.len()..end).zip(tied) {
            *(if row.1 { &mut new } else { &mut new_negatives }) += weight(index);
        }
        end -= tied.len();
        above += new_negatives * (found + new / 2.0);
        found += new;
        passed += new + new_negatives;
        if passed > 0.0 {
            steps += new * found / passed;
        }
    }
    (above / (positives * negatives), steps / positives)
}

/// A bin of the reliability diagram: comments of similar scores.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Bin {
    /// The number of comments.
    pub comments: u64,
    /// Their mean score.
    pub score: f64,
    /// The share of them that has the label.
    pub share: f64,
}

/// Rows in bins of equal mass, from the lowest scores to the highest; empty bins are left out.
pub(super) fn reliability(scores: &[(f64, bool)], bins: usize) -> Vec<Bin> {
    let sorted = sorted(scores);
    let count = sorted.len();
    let bins = (0..bins).map(|bin| &sorted[bin * count / bins..(bin + 1) * count / bins]);
    bins.filter(|rows| !rows.is_empty())
        .map(|rows| {
            let mean = |value: &dyn Fn(&(f64, bool)) -> f64| rows.iter().map(value).sum::<f64>() / rows.len() as f64;
            Bin {
                comments: rows.len() as u64,
                score: mean(&|row| row.0),
                share: mean(&|row| f64::from(u8::from(row.1))),
            }
        })
        .collect()
}

/// The expected calibration error over bins of equal mass: how far the mean probability of a bin is from the share of
/// positives in it, on average (Naeini et al. 2015).
pub(crate) fn calibration_error(scores: &[(f64, bool)], bins: usize) -> f64 {
    let error = |bin: &Bin| bin.comments as f64 * (bin.score - bin.share).abs();
    reliability(scores, bins).iter().map(error).sum::<f64>() / scores.len() as f64
}

/// The figures at a threshold.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct CurvePoint {
    /// The least score that flags.
    pub threshold: f64,
    /// The share of those flagged that have the label; NaN, in JSON null, where nothing is flagged.
    pub precision: f64,
    /// The share of those that have it that are flagged.
    pub recall: f64,
    /// The harmonic mean of the two.
    pub f1: f64,
    /// The share of those without the label that are flagged.
    pub false_positive_rate: f64,
    /// The share of all that is flagged.
    pub flagged: f64,
}

/// The figures at the thresholds from 0 to 1, in `steps` equal steps.
pub(super) fn curve(scores: &[(f64, bool)], steps: usize) -> Vec<CurvePoint> {
    let sorted = sorted(scores);
    let total = sorted.len() as f64;
    let all = sorted.iter().filter(|row| row.1).count() as f64;
    let (mut below, mut missed) = (0, 0.0);
    (0..=steps)
        .map(|step| {
            let threshold = step as f64 / steps as f64;
            while let Some(row) = sorted.get(below).filter(|row| row.0 < threshold) {
                missed += f64::from(u8::from(row.1));
                below += 1;
            }
            let flagged = total - below as f64;
            let hits = all - missed;
            CurvePoint {
                threshold,
                precision: hits / flagged,
                recall: hits / all,
                f1: 2.0 * hits / (all + flagged),
                false_positive_rate: (flagged - hits) / (total - all),
                flagged: flagged / total,
            }
        })
        .collect()
}

/// The mean F1 over classes; `confusion[label][prediction]`. A class that is in neither has an F1 of 0.
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

/// The confusion matrix of a binary decision.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Binary {
    /// Predicted yes, rightly.
    pub true_positive: u64,
    /// Predicted yes, wrongly.
    pub false_positive: u64,
    /// Predicted no, wrongly.
    pub false_negative: u64,
    /// Predicted no, rightly.
    pub true_negative: u64,
}

impl Binary {
    /// Adds a decision.
    pub fn add(&mut self, said: bool, truth: bool) {
        self.add_times(said, truth, 1);
    }

    /// Adds a decision as if it had been made so many times.
    pub fn add_times(&mut self, said: bool, truth: bool, times: u64) {
        *match (said, truth) {
            (true, true) => &mut self.true_positive,
            (true, false) => &mut self.false_positive,
            (false, true) => &mut self.false_negative,
            (false, false) => &mut self.true_negative,
        } += times;
    }

    /// The share of predicted positives that are positive; NaN where none is predicted.
    #[must_use]
    pub fn precision(&self) -> f64 {
        self.true_positive as f64 / (self.true_positive + self.false_positive) as f64
    }

    /// The share of positives that are predicted; NaN where there are none.
    #[must_use]
    pub fn recall(&self) -> f64 {
        self.true_positive as f64 / (self.true_positive + self.false_negative) as f64
    }

    /// The harmonic mean of precision and recall, 0 where no positive is predicted; NaN where there are none.
    #[must_use]
    pub fn f1(&self) -> f64 {
        let wrong = self.false_positive + self.false_negative;
        let f1 = 2.0 * self.true_positive as f64 / (2 * self.true_positive + wrong) as f64;
        if self.true_positive + self.false_negative > 0 { f1 } else { f64::NAN }
    }

    /// The mean of the F1 of yes and of no; NaN where one of the two answers is missing.
    #[must_use]
    pub fn macro_f1(&self) -> f64 {
        let both = self.true_positive + self.false_negative > 0 && self.true_negative + self.false_positive > 0;
        let confusion = [[self.true_negative, self.false_positive], [self.false_negative, self.true_positive]];
        if both { macro_f1(&confusion) } else { f64::NAN }
    }
}

/// Rows sorted by score, the lowest first.
pub(super) fn sorted(scores: &[(f64, bool)]) -> Vec<(f64, bool)> {
    let mut sorted = scores.to_vec();
    sorted.sort_by(|one, other| one.0.total_cmp(&other.0));
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;

    // Expected values by scikit-learn 1.9.1 on these rows: roc_auc_score, average_precision_score, precision_score,
    // recall_score, f1_score, also with average="macro", and all of them again with the weights as sample_weight.
    const ROWS: [(f64, bool); 8] =
        [(0.1, false), (0.4, false), (0.35, true), (0.8, true), (0.4, true), (0.2, false), (0.8, true), (0.65, false)];
    const WEIGHTS: [u32; 8] = [2, 0, 1, 3, 1, 1, 0, 2];

    fn near(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-12, "{found} {expected}");
    }

    #[test]
    fn ranking_is_measured_as_scikit_learn_does() {
        near(auroc(&ROWS), 0.781_25);
        near(average_precision(&ROWS), 0.816_666_666_666_666_7);
    }

    #[test]
    fn weighted_rows_are_ranked_as_scikit_learn_does() {
        let mut rows: Vec<((f64, bool), u32)> = ROWS.into_iter().zip(WEIGHTS).collect();
        rows.sort_by(|one, other| one.0.0.total_cmp(&other.0.0));
        let (rows, weights): (Vec<(f64, bool)>, Vec<u32>) = rows.into_iter().unzip();
        let (auroc, average_precision) = ranking(&rows, |index| f64::from(weights[index]));
        near(auroc, 0.84);
        near(average_precision, 0.876_190_476_190_476_1);
    }

    #[test]
    fn decisions_are_measured_as_scikit_learn_does() {
        let (mut unweighted, mut weighted) = (Binary::default(), Binary::default());
        for ((score, truth), weight) in ROWS.into_iter().zip(WEIGHTS) {
            unweighted.add(score >= 0.4, truth);
            weighted.add_times(score >= 0.4, truth, weight.into());
        }
        near(unweighted.precision(), 0.6);
        near(unweighted.recall(), 0.75);
        near(unweighted.f1(), 0.666_666_666_666_666_6);
        near(unweighted.macro_f1(), 0.619_047_619_047_619_1);
        near(weighted.f1(), 0.727_272_727_272_727_3);
        near(weighted.macro_f1(), 0.696_969_696_969_697);
    }

    #[test]
    fn three_classes_are_averaged_as_scikit_learn_does() {
        // f1_score([0, 0, 1, 2, 2, 1, 0], [0, 1, 1, 2, 0, 1, 0], average="macro") by scikit-learn 1.9.1.
        let mut confusion = [[0_u64; 3]; 3];
        for (truth, said) in [(0, 0), (0, 1), (1, 1), (2, 2), (2, 0), (1, 1), (0, 0)] {
            confusion[truth][said] += 1;
        }
        near(macro_f1(&confusion), 0.711_111_111_111_111_1);
    }

    #[test]
    fn the_curve_is_what_each_threshold_gives() {
        // precision_score, recall_score, f1_score and the mean of the decisions by scikit-learn 1.9.1.
        let points = curve(&ROWS, 20);
        for (step, expected) in [
            (0, [0.5, 1.0, 0.666_666_666_666_666_6, 1.0]),
            (5, [0.666_666_666_666_666_6, 1.0, 0.8, 0.75]),
            (8, [0.6, 0.75, 0.666_666_666_666_666_6, 0.625]),
            (10, [0.666_666_666_666_666_6, 0.5, 0.571_428_571_428_571_4, 0.375]),
            (16, [1.0, 0.5, 0.666_666_666_666_666_6, 0.25]),
        ] {
            let point = points[step];
            near(point.threshold, step as f64 / 20.0);
            for (found, expected) in [point.precision, point.recall, point.f1, point.flagged].into_iter().zip(expected)
            {
                near(found, expected);
            }
        }
        assert!(points[18].precision.is_nan() && points[18].recall == 0.0 && points[18].f1 == 0.0);
        near(points[10].false_positive_rate, 0.25);
    }

    #[test]
    fn a_perfectly_calibrated_bin_has_error_0_and_one_of_certain_mistakes_error_1() {
        let half: Vec<(f64, bool)> = (0..100).map(|index| (0.5, index % 2 == 0)).collect();
        assert!(calibration_error(&half, 1) < 1e-9);
        let wrong: Vec<(f64, bool)> = (0..100).map(|_| (1.0, false)).collect();
        assert!((calibration_error(&wrong, 15) - 1.0).abs() < 1e-9);
    }

    #[test]
    fn bins_of_equal_mass_are_weighed_by_hand() {
        // Sorted by score: 0.1 no, 0.2 no, 0.35 yes, 0.4 no | 0.4 yes, 0.65 no, 0.8 yes, 0.8 yes.
        let bins = reliability(&ROWS, 2);
        assert_eq!(bins.iter().map(|bin| bin.comments).collect::<Vec<_>>(), [4, 4]);
        near(bins[0].score, 1.05 / 4.0);
        near(bins[0].share, 0.25);
        near(bins[1].score, 2.65 / 4.0);
        near(bins[1].share, 0.75);
        near(calibration_error(&ROWS, 2), 0.5 * (0.2625 - 0.25) + 0.5 * (0.75 - 0.6625));
    }
}
