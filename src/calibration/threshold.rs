//! The default threshold: the least probability that raises a flag, unless the user sets another.

use crate::calibration::{Calibration, Histogram, Point};
use std::collections::BTreeMap;

/// The curve through out-of-fold scores, and the default threshold on it; `None` where one of the answers is missing.
/// The scores of a source sum to its weight, 1 unless given here; the positives together to `prior`, where it is given.
pub(crate) fn calibrated(
    histogram: &Histogram,
    source_weights: &BTreeMap<String, f64>,
    prior: Option<f64>,
    precision: PrecisionWeight,
) -> (Option<Calibration>, Option<f64>) {
    let mut points = histogram.points(source_weights);
    if let Some(prior) = prior {
        weigh_for(prior, &mut points);
    }
    let calibration = Calibration::fit(&points);
    (calibration, calibration.map(|calibration| default_threshold(&points, &calibration, precision)))
}

/// Weighs the two answers so that a share `prior` of all weight is positive.
fn weigh_for(prior: f64, points: &mut [Point]) {
    let sum =
        |wanted: bool| points.iter().filter(|point| point.answer == wanted).map(|point| point.weight).sum::<f64>();
    let factors = [(1.0 - prior) / sum(false), prior / sum(true)];
    if factors.iter().all(|factor| factor.is_finite()) {
        points.iter_mut().for_each(|point| point.weight *= factors[usize::from(point.answer)]);
    }
}

/// What comes of a threshold on the comments of the calibration, out of fold, as shares.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub(crate) struct ExpectedFigures {
    /// Comments flagged, of all.
    pub(crate) flagged: f64,
    /// Comments flagged rightly, of those flagged.
    pub(crate) precision: f64,
    /// Comments flagged, of those that should be.
    pub(crate) recall: f64,
}

/// What comes of a threshold, where a share `calibration.prior` of comments is positive; `None` without comments of both
/// answers.
pub(crate) fn outcome(
    histogram: &Histogram,
    source_weights: &BTreeMap<String, f64>,
    calibration: &Calibration,
    threshold: f64,
) -> Option<ExpectedFigures> {
    let mut points = histogram.points(source_weights);
    weigh_for(calibration.prior, &mut points);
    let sum = |wanted: &dyn Fn(&&Point) -> bool| points.iter().filter(wanted).map(|point| point.weight).sum::<f64>();
    let is_flagged = |point: &&Point| calibration.probability(point.score, None) >= threshold;
    let (all, positive) = (sum(&|_| true), sum(&|point| point.answer));
    let (flagged, right) = (sum(&is_flagged), sum(&|point| point.answer && is_flagged(point)));
    let outcome = ExpectedFigures { flagged: flagged / all, precision: right / flagged, recall: right / positive };
    [outcome.flagged, outcome.precision, outcome.recall].iter().all(|share| share.is_finite()).then_some(outcome)
}

/// How many times as much precision weighs as recall: 1/β of the F measure.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PrecisionWeight(f64);

impl PrecisionWeight {
    /// What is likely is to be shown, and most of what there is found.
    pub(crate) const FLAGS: Self = Self(std::f64::consts::SQRT_2);
    /// A comment under its own article that is called off topic annoys more than one that is missed.
    pub(crate) const OFF_TOPIC: Self = Self(2.0);
}

/// The default threshold: the probability from which flags have the highest F, as expected by the curve. The highest F of the answers themselves lies anywhere on a flat top: with 490 hostile
/// comments it moved between a recall of .27 and .39 from one set of labels to the next.
fn default_threshold(points: &[Point], calibration: &Calibration, PrecisionWeight(weight): PrecisionWeight) -> f64 {
    let beta_squared = 1.0 / (weight * weight);
    let probability = |score: f64| calibration.probability(score, None);
    let all: f64 = points.iter().map(|point| point.weight * probability(point.score)).sum();
    let (mut found, mut raised) = (0.0, 0.0);
    let mut best = (0.0, 0.5);
    let mut rest = points;
    while let Some(last) = rest.last() {
        let same = rest.iter().rev().take_while(|point| point.score == last.score).count();
        let (before, tied) = rest.split_at(rest.len() - same);
        let weight = tied.iter().map(|point| point.weight).sum::<f64>();
        raised += weight;
        found += weight * probability(last.score);
        let f_beta = (1.0 + beta_squared) * found / (beta_squared * all + raised);
        if f_beta > best.0 {
            // Halfway to the next lower score.
            let lower = before.last().map_or(last.score, |point| point.score);
            best = (f_beta, probability((last.score + lower) / 2.0));
        }
        rest = before;
    }
    // Four decimals, as it is printed, so that a printed threshold typed in means the same.
    (best.1 * 1e4).round() / 1e4
}

#[cfg(test)]
mod tests {
    use super::*;

    fn histogram() -> Histogram {
        let mut histogram = Histogram::default();
        for (answer, score, count) in [(true, 2.0, 30), (false, 2.0, 10), (true, -2.0, 10), (false, -2.0, 50)] {
            (0..count).for_each(|_| histogram.add("a", answer, score));
        }
        histogram
    }

    #[test]
    fn the_curve_holds_for_the_prior_that_is_given() {
        let none = BTreeMap::new();
        assert!((calibrated(&histogram(), &none, None, PrecisionWeight::FLAGS).0.unwrap().prior - 0.4).abs() < 1e-9);
        let (curve, threshold) = calibrated(&histogram(), &none, Some(0.04), PrecisionWeight::FLAGS);
        assert!((curve.unwrap().prior - 0.04).abs() < 1e-9);
        // Of 100, 3 of the 4 positives and 16 of the 96 others have the high score.
        assert!((curve.unwrap().probability(2.0, None) - 3.0 / 19.0).abs() < 0.01);
        let found = outcome(&histogram(), &none, &curve.unwrap(), 0.1).unwrap();
        assert!((found.precision - 3.0 / 19.0).abs() < 1e-9 && (found.recall - 0.75).abs() < 1e-9);
        assert!((found.flagged - 0.19).abs() < 1e-9);
        assert!(threshold.unwrap() < calibrated(&histogram(), &none, None, PrecisionWeight::FLAGS).1.unwrap());
    }
}
