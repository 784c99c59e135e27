//! The default threshold: the least probability that raises a flag, unless the user sets another.

use crate::calibration::{Calibration, Histogram, Point};
use std::collections::BTreeMap;

/// The curve through out-of-fold scores, and the default threshold on it; `None` where one of the answers is missing.
/// The scores of a source sum to its weight, 1 unless given here.
pub(crate) fn calibrated(
    histogram: &Histogram,
    source_weights: &BTreeMap<String, f64>,
) -> (Option<Calibration>, Option<f64>) {
    let points = histogram.points(source_weights);
    let calibration = Calibration::fit(&points);
    (calibration, calibration.map(|calibration| default_threshold(&points, &calibration)))
}

/// The default threshold: the probability at which F0.5 is highest out of fold, at the sources' weights. F0.5 weighs
/// precision twice as much as recall: moderators want to see what is likely, and can set lower thresholds.
fn default_threshold(points: &[Point], calibration: &Calibration) -> f64 {
    const BETA_SQUARED: f64 = 0.25;
    let all: f64 = points.iter().filter(|point| point.answer).map(|point| point.weight).sum();
    let (mut found, mut raised) = (0.0, 0.0);
    let mut best = (0.0, 0.5);
    let mut rest = points;
    while let Some(last) = rest.last() {
        let same = rest.iter().rev().take_while(|point| point.score == last.score).count();
        let (before, tied) = rest.split_at(rest.len() - same);
        raised += tied.iter().map(|point| point.weight).sum::<f64>();
        found += tied.iter().filter(|point| point.answer).map(|point| point.weight).sum::<f64>();
        let f_beta = (1.0 + BETA_SQUARED) * found / (BETA_SQUARED * all + raised);
        if f_beta > best.0 {
            // Halfway to the next lower score.
            let lower = before.last().map_or(last.score, |point| point.score);
            best = (f_beta, calibration.probability((last.score + lower) / 2.0, None));
        }
        rest = before;
    }
    // Four decimals, as it is printed, so that a printed threshold typed in means the same.
    (best.1 * 1e4).round() / 1e4
}
