//! Whether a model read from a file can be used: a checksum says that the bytes are those that were written, and nothing
//! of who wrote them.

use super::file::ScoringPart;
use crate::calibration::Calibration;
use crate::label::MOST_COMMENTS;
use crate::text::feature_extractor::FeatureKey;

/// How far from its place a feature may be in a table that is half full. Keys are hashes, so that in the default model
/// none is 40 places away; a thousand keys of one place would make each look-up as long.
const FARTHEST: u64 = 1 << 10;

/// What is wrong with the scoring part of a model; `None` where it can be scored by.
pub(super) fn problem(part: &ScoringPart) -> Option<&'static str> {
    let is_probability = |value: f64| (0.0..=1.0).contains(&value);
    let can_calibrate = |curve: &Calibration| {
        curve.slope.is_finite() && curve.offset.is_finite() && curve.prior > 0.0 && curve.prior < 1.0
    };
    if part.vocabulary.len() != part.weights.len() {
        return Some("its weights do not fit its features");
    }
    if !is_spread(part.vocabulary.keys(), part.vocabulary.len()) {
        return Some("its features are not those of words");
    }
    if !part.scales.iter().all(|scale| scale.is_finite() && *scale >= 0.0) {
        return Some("its scales are no numbers");
    }
    if !part.correction.as_ref().is_none_or(|correction| correction.fits(part.weights.len())) {
        return Some("its correction is not of its features");
    }
    if part.parameters.problem().is_some() {
        return Some("its parameters are not those of a training");
    }
    if !part.calibrations.iter().flatten().all(can_calibrate) {
        return Some("its calibration is no curve");
    }
    if !part.thresholds.iter().flatten().all(|threshold| is_probability(*threshold)) {
        return Some("its thresholds are no probabilities");
    }
    let comments = part.sources.iter().try_fold(0_u64, |sum, source| sum.checked_add(source.comments));
    let counted = part
        .sources
        .iter()
        .flat_map(|source| source.known)
        .all(|(with, without)| with <= MOST_COMMENTS && without <= MOST_COMMENTS);
    if comments.is_none_or(|sum| sum > MOST_COMMENTS) || !counted {
        return Some("its sources have more comments than can be");
    }
    part.relevance.as_ref().and_then(crate::relevance::Relevance::problem)
}

/// Whether keys are sorted, each once, and spread as hashes are: none would be far from its place in a table twice their
/// number.
fn is_spread(keys: impl Iterator<Item = FeatureKey>, count: usize) -> bool {
    let capacity = (count as u64 * 2).next_power_of_two().max(16);
    let shift = u64::BITS - capacity.trailing_zeros();
    let mut free = 0;
    let mut before = None;
    for key in keys {
        let place = key >> shift;
        free = free.max(place);
        if free - place > FARTHEST || before.is_some_and(|before| before >= key) {
            return false;
        }
        free += 1;
        before = Some(key);
    }
    true
}

#[cfg(test)]
mod tests {
    use super::super::Model;
    use super::*;
    use crate::text::mix;

    #[test]
    fn hashes_are_spread_and_keys_of_one_place_or_out_of_order_are_not() {
        let mut hashes: Vec<u64> = (0..50_000).map(mix).collect();
        hashes.sort_unstable();
        assert!(is_spread(hashes.iter().copied(), hashes.len()));
        assert!(!is_spread(0..50_000, 50_000), "all are of the first place");
        assert!(!is_spread([3, 2].into_iter(), 2) && !is_spread([2, 2].into_iter(), 2));
        assert!(is_spread(std::iter::empty(), 0));
    }

    #[test]
    fn the_default_model_can_be_used() {
        assert_eq!(problem(&Model::default_model().unwrap().scoring), None);
    }
}
