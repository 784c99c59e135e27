//! Raw scores → probabilities: a logistic curve fitted to out-of-fold scores (Platt 1999), sources at
//! their weights.

use super::{Point, logistic, logit};
use serde::{Deserialize, Serialize};

/// A logistic curve: probability = 1 / (1 + exp(-(slope · score + offset))).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Calibration {
    /// Log-odds a unit of score.
    pub slope: f64,
    /// Log-odds at score zero.
    pub offset: f64,
    /// The share of positives for which the curve holds, 0 to 1.
    pub prior: f64,
}

impl Calibration {
    /// Fits the curve to points by Newton's method, with a weak L2 penalty on the slope, so that it stays finite where
    /// scores separate the answers perfectly.
    ///
    /// `None` where one of the two answers is missing.
    #[must_use]
    pub fn fit(points: &[Point]) -> Option<Self> {
        let total: f64 = points.iter().map(|point| point.weight).sum();
        let positive: f64 = points.iter().filter(|point| point.answer).map(|point| point.weight).sum();
        if positive <= 0.0 || positive >= total {
            return None;
        }
        let prior = positive / total;
        let penalty = 1e-3 * total;
        // A step of Newton's goes downhill or too far; one that goes too far is halved until it does not.
        let mut at = [0.0, logit(prior)];
        let mut loss = Self::loss(points, at, penalty);
        for _ in 0..100 {
            let step = Self::newton_step(points, at, penalty);
            let mut share = 1.0;
            let next = loop {
                let next = [at[0] - share * step[0], at[1] - share * step[1]];
                let next_loss = Self::loss(points, next, penalty);
                if next_loss <= loss || share < 1e-6 {
                    loss = next_loss;
                    break next;
                }
                share /= 2.0;
            };
            let moved = (next[0] - at[0]).abs().max((next[1] - at[1]).abs());
            at = next;
            if moved < 1e-10 {
                break;
            }
        }
        Some(Self { slope: at[0], offset: at[1], prior })
    }

    /// The weighted log-loss, plus the penalty.
    fn loss(points: &[Point], [slope, offset]: [f64; 2], penalty: f64) -> f64 {
        let log_loss = |point: &Point| {
            let log_odds = slope * point.score + offset;
            let against = if point.answer { -log_odds } else { log_odds };
            // ln(1 + exp(x)) without overflow.
            point.weight * (against.max(0.0) + (-against.abs()).exp().ln_1p())
        };
        points.iter().map(log_loss).sum::<f64>() + penalty * slope * slope / 2.0
    }

    fn newton_step(points: &[Point], [slope, offset]: [f64; 2], penalty: f64) -> [f64; 2] {
        let (mut gradient, mut hessian) = ([penalty * slope, 0.0], [penalty, 0.0, penalty * 1e-6]);
        for point in points {
            let probability = logistic(slope * point.score + offset);
            let error = point.weight * (probability - f64::from(u8::from(point.answer)));
            let curvature = point.weight * probability * (1.0 - probability);
            gradient[0] += error * point.score;
            gradient[1] += error;
            hessian[0] += curvature * point.score * point.score;
            hessian[1] += curvature * point.score;
            hessian[2] += curvature;
        }
        let determinant = hessian[0] * hessian[2] - hessian[1] * hessian[1];
        if determinant.abs() < 1e-300 {
            return [0.0; 2];
        }
        [
            (gradient[0] * hessian[2] - gradient[1] * hessian[1]) / determinant,
            (gradient[1] * hessian[0] - gradient[0] * hessian[1]) / determinant,
        ]
    }

    /// The log-odds of a raw score where a share `prior` of comments is positive (the curve's own if `None`).
    #[must_use]
    pub fn log_odds(&self, score: f64, prior: Option<f64>) -> f64 {
        self.slope * score + self.offset + self.shift(prior)
    }

    /// How far log-odds move where a share `prior` of comments is positive, and not the curve's own.
    #[must_use]
    pub fn shift(&self, prior: Option<f64>) -> f64 {
        prior.map_or(0.0, |prior| logit(prior) - logit(self.prior))
    }

    /// The probability of a raw score.
    #[must_use]
    pub fn probability(&self, score: f64, prior: Option<f64>) -> f64 {
        logistic(self.log_odds(score, prior))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calibration::Histogram;
    use crate::calibration::histogram::BINS;
    use std::collections::BTreeMap;

    fn histogram(rows: &[(&str, bool, f64, usize)]) -> Histogram {
        let mut histogram = Histogram::default();
        for (source, answer, score, count) in rows {
            (0..*count).for_each(|_| histogram.add(source, *answer, *score));
        }
        histogram
    }

    #[test]
    fn the_curve_gives_back_the_shares_that_it_was_fitted_to() {
        let histogram =
            histogram(&[("a", true, 1.0, 90), ("a", false, 1.0, 10), ("a", true, -1.0, 20), ("a", false, -1.0, 80)]);
        let calibration = Calibration::fit(&histogram.points(&BTreeMap::new())).unwrap();
        assert!((calibration.probability(1.0, None) - 0.9).abs() < 0.01);
        assert!((calibration.probability(-1.0, None) - 0.2).abs() < 0.01);
        assert!((calibration.prior - 0.55).abs() < 1e-9);
    }

    #[test]
    fn large_sources_count_alike_small_ones_less_and_one_with_a_single_answer_not_at_all() {
        let histogram = histogram(&[
            ("large", true, 0.0, 1000),
            ("large", false, 0.0, 3000),
            ("other", true, 0.0, 750),
            ("other", false, 0.0, 250),
            ("lone", false, 0.0, 500),
        ]);
        let calibration = Calibration::fit(&histogram.points(&BTreeMap::new())).unwrap();
        assert!((calibration.prior - 0.5).abs() < 1e-9);
        let mut histogram = histogram;
        (0..10).for_each(|_| histogram.add("small", true, 0.0));
        (0..10).for_each(|_| histogram.add("small", false, 0.0));
        let weights: f64 = histogram.points(&BTreeMap::new()).iter().map(|point| point.weight).sum();
        assert!((weights - 2.02).abs() < 1e-9, "{weights}");
    }

    #[test]
    fn scores_of_any_scale_are_calibrated_alike() {
        for scale in [0.5, 1.0, 300.0] {
            let rows =
                [("a", true, scale, 90), ("a", false, scale, 10), ("a", true, -scale, 20), ("a", false, -scale, 80)];
            let calibration = Calibration::fit(&histogram(&rows).points(&BTreeMap::new())).unwrap();
            let score = (scale * BINS).round() / BINS;
            assert!((calibration.probability(score, None) - 0.9).abs() < 0.02, "{scale}: {calibration:?}");
        }
    }

    #[test]
    fn separable_scores_give_a_finite_slope() {
        let histogram = histogram(&[("a", true, 2.0, 10), ("a", false, -2.0, 10)]);
        let calibration = Calibration::fit(&histogram.points(&BTreeMap::new())).unwrap();
        assert!(calibration.slope.is_finite() && calibration.slope > 0.0 && calibration.slope < 50.0);
    }

    #[test]
    fn a_rarer_prior_lowers_the_probability() {
        let calibration = Calibration { slope: 1.0, offset: 0.0, prior: 0.5 };
        assert!((calibration.probability(0.0, Some(0.1)) - 0.1).abs() < 1e-9);
    }

    #[test]
    fn one_answer_alone_cannot_be_calibrated() {
        assert_eq!(Calibration::fit(&histogram(&[("a", true, 1.0, 5)]).points(&BTreeMap::new())), None);
    }
}
