//! Confidence intervals of figures: the percentile bootstrap (Efron 1979).
//!
//! Comments are resampled with replacement, as many as there are; a figure's interval holds the middle 95 % of its
//! values. The samples are the same in every run.

use crate::text::mix;

/// The number of resamples.
const RESAMPLES: usize = 1000;
/// The increment of SplitMix64: 2⁶⁴ over the golden ratio, made odd (Steele et al. 2014).
const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

/// The lower and the upper end of a 95 % interval, both included.
pub(super) type ConfidenceInterval = [f64; 2];

/// The intervals of `N` figures of `rows` comments; `measure` computes the figures from how often each comment counts.
/// `None` where no resample gave a figure.
pub(super) fn intervals<const N: usize>(
    rows: usize,
    mut measure: impl FnMut(&[u32]) -> [f64; N],
) -> [Option<ConfidenceInterval>; N] {
    let mut figures: [Vec<f64>; N] = std::array::from_fn(|_| Vec::with_capacity(RESAMPLES));
    let mut times = vec![0_u32; rows];
    let mut state = 0_u64;
    for _ in 0..RESAMPLES {
        times.fill(0);
        for _ in 0..rows {
            state = state.wrapping_add(STEP);
            // The upper half of the product is uniform below `rows` (Lemire 2019).
            let drawn = (u128::from(mix(state)) * rows as u128) >> 64;
            times[drawn as usize] += 1;
        }
        for (figures, figure) in figures.iter_mut().zip(measure(&times)) {
            // Without a positive there is no AUROC; such resamples are left out.
            figures.extend(Some(figure).filter(|figure| !figure.is_nan()));
        }
    }
    figures.map(|mut figures| {
        figures.sort_by(f64::total_cmp);
        let at = |share: f64| figures.get((share * (figures.len() as f64 - 1.0)).round() as usize).copied();
        Some([at(0.025)?, at(0.975)?])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_of_a_mean_is_as_wide_as_its_standard_error_says() {
        // 400 fair coins: the standard error of the share is 0.025, the 95 % interval 0.5 ± 0.049.
        let coins: Vec<bool> = (0..400).map(|index| index % 2 == 0).collect();
        let share = |times: &[u32]| {
            let heads: u32 = times.iter().zip(&coins).filter(|(_, coin)| **coin).map(|(times, _)| times).sum();
            [f64::from(heads) / 400.0]
        };
        let [interval] = intervals(400, share);
        let [low, high] = interval.unwrap();
        assert!((low - 0.451).abs() < 0.008 && (high - 0.549).abs() < 0.008, "{low} {high}");
        assert_eq!(intervals(400, share)[0], Some([low, high]), "another run draws other comments");
    }

    #[test]
    fn resamples_without_a_figure_are_left_out_and_without_any_there_is_no_interval() {
        let only_first = |times: &[u32]| [if times[0] > 0 { 1.0 } else { f64::NAN }];
        assert_eq!(intervals(3, only_first), [Some([1.0, 1.0])]);
        assert_eq!(intervals(3, |_| [f64::NAN]), [None]);
        assert_eq!(intervals(0, |_| [f64::NAN]), [None]);
    }
}
