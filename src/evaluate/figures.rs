//! The figures of a set of scored labels.

use super::bootstrap::{ConfidenceInterval, intervals};
use super::metrics::{
    Bin, Binary, CurvePoint, auroc, average_precision, calibration_error, curve, macro_f1, ranking, reliability,
};
use crate::record::{Flag, Sentiment};
use serde::Serialize;
use std::collections::BTreeMap;

/// How many bins of equal mass the calibration error has.
const BINS: usize = 15;
/// How many steps of the threshold the curve has.
const STEPS: usize = 100;

/// Labels with predictions.
#[derive(Debug, Default, Clone)]
pub(super) struct Gathered {
    pub comments: u64,
    pub unscored: u64,
    /// The decisions on each flag, in the order of [`Flag::ALL`].
    pub flags: [Vec<Decided>; 3],
    /// Pairs of label and prediction.
    pub sentiments: Vec<(Sentiment, Sentiment)>,
}

/// A decision on a flag: the score, whether it was raised, whether the comment has it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Decided {
    pub score: f64,
    pub said: bool,
    pub truth: bool,
}

/// The figures of a set of labels.
#[derive(Debug, Serialize)]
pub struct Figures {
    /// The number of comments.
    pub comments: u64,
    /// How many have no scores, their language not being Arabic.
    pub unscored: u64,
    /// The figures of each flag that is labelled.
    pub flags: BTreeMap<&'static str, FlagFigures>,
    /// The figures of sentiment, where labelled.
    pub sentiment: Option<SentimentFigures>,
}

/// The figures of a flag; NaN, in JSON null, where one of the answers that a figure needs is missing.
#[derive(Debug, Serialize)]
pub struct FlagFigures {
    /// Comments labelled with the flag.
    pub positive: u64,
    /// Comments labelled without it.
    pub negative: u64,
    /// The share of those flagged that have it.
    pub precision: f64,
    /// The share of those that have it that are flagged.
    pub recall: f64,
    /// The harmonic mean of precision and recall.
    pub f1: f64,
    /// The mean of the F1 of yes and of no.
    pub macro_f1: f64,
    /// The area under the ROC curve.
    pub auroc: f64,
    /// The average precision.
    pub average_precision: f64,
    /// The expected calibration error over 15 bins of equal mass.
    pub calibration_error: f64,
    /// The decisions at the threshold.
    pub confusion: Binary,
    /// The 95 % bootstrap intervals of the figures, except the calibration error, which resampling only makes larger.
    pub intervals: BTreeMap<&'static str, ConfidenceInterval>,
    /// The figures at each threshold.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub curve: Vec<CurvePoint>,
    /// The reliability diagram: 15 bins of equal mass.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reliability: Vec<Bin>,
}

/// The figures of sentiment.
#[derive(Debug, Serialize)]
pub struct SentimentFigures {
    /// The mean F1 of the three.
    pub macro_f1: f64,
    /// `confusion[label][prediction]`, in the order negative, neutral, positive.
    pub confusion: [[u64; 3]; 3],
    /// The 95 % bootstrap interval of macro-F1.
    pub intervals: BTreeMap<&'static str, ConfidenceInterval>,
}

impl Gathered {
    /// Adds the comments of another set.
    pub(super) fn extend(&mut self, other: &Self) {
        self.comments += other.comments;
        self.unscored += other.unscored;
        for (flags, others) in self.flags.iter_mut().zip(&other.flags) {
            flags.extend(others);
        }
        self.sentiments.extend(&other.sentiments);
    }

    /// The figures; with curves where asked for.
    pub(super) fn figures(&self, with_curves: bool) -> Figures {
        let of = |flag: Flag| Some((flag.name(), flag_figures(&self.flags[flag as usize], with_curves)?));
        Figures {
            comments: self.comments,
            unscored: self.unscored,
            flags: Flag::ALL.into_iter().filter_map(of).collect(),
            sentiment: sentiment_figures(&self.sentiments),
        }
    }
}

fn flag_figures(decided: &[Decided], with_curves: bool) -> Option<FlagFigures> {
    /// The figures that have intervals, in this order.
    const NAMES: [&str; 6] = ["precision", "recall", "f1", "macro_f1", "auroc", "average_precision"];
    if decided.is_empty() {
        return None;
    }
    let mut decided = decided.to_vec();
    decided.sort_by(|one, other| one.score.total_cmp(&other.score));
    let scores: Vec<(f64, bool)> = decided.iter().map(|row| (row.score, row.truth)).collect();
    let confusion = |times: &[u32]| {
        let mut decisions = Binary::default();
        for (row, times) in decided.iter().zip(times) {
            decisions.add_times(row.said, row.truth, u64::from(*times));
        }
        decisions
    };
    let found = intervals(decided.len(), |times| {
        let decisions = confusion(times);
        let (auroc, average_precision) = ranking(&scores, |index| f64::from(times[index]));
        [decisions.precision(), decisions.recall(), decisions.f1(), decisions.macro_f1(), auroc, average_precision]
    });
    let decisions = confusion(&vec![1; decided.len()]);
    let positive = scores.iter().filter(|row| row.1).count() as u64;
    Some(FlagFigures {
        positive,
        negative: scores.len() as u64 - positive,
        precision: decisions.precision(),
        recall: decisions.recall(),
        f1: decisions.f1(),
        macro_f1: decisions.macro_f1(),
        auroc: auroc(&scores),
        average_precision: average_precision(&scores),
        calibration_error: calibration_error(&scores, BINS),
        confusion: decisions,
        intervals: NAMES.into_iter().zip(found).filter_map(|(name, interval)| Some((name, interval?))).collect(),
        curve: if with_curves { curve(&scores, STEPS) } else { Vec::new() },
        reliability: if with_curves { reliability(&scores, BINS) } else { Vec::new() },
    })
}

fn sentiment_figures(pairs: &[(Sentiment, Sentiment)]) -> Option<SentimentFigures> {
    if pairs.is_empty() {
        return None;
    }
    let confusion = |times: &[u32]| {
        let mut confusion = [[0_u64; 3]; 3];
        for ((truth, said), times) in pairs.iter().zip(times) {
            confusion[*truth as usize][*said as usize] += u64::from(*times);
        }
        confusion
    };
    let [interval] = intervals(pairs.len(), |times| [macro_f1(&confusion(times))]);
    let confusion = confusion(&vec![1; pairs.len()]);
    let intervals = interval.into_iter().map(|interval| ("macro_f1", interval)).collect();
    Some(SentimentFigures { macro_f1: macro_f1(&confusion), confusion, intervals })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decided(count: usize) -> Vec<Decided> {
        let score = |index: usize| (index * 37 % 100) as f64 / 100.0;
        let row = |index| Decided { score: score(index), said: score(index) >= 0.5, truth: index % 3 == 0 };
        (0..count).map(row).collect()
    }

    #[test]
    fn every_figure_lies_within_its_interval() {
        let figures = flag_figures(&decided(200), true).unwrap();
        for (name, value) in [
            ("precision", figures.precision),
            ("recall", figures.recall),
            ("f1", figures.f1),
            ("macro_f1", figures.macro_f1),
            ("auroc", figures.auroc),
            ("average_precision", figures.average_precision),
        ] {
            let [low, high] = figures.intervals[name];
            assert!(low < value && value < high && high - low < 0.3, "{name}: {low} {value} {high}");
        }
        assert_eq!((figures.curve.len(), figures.reliability.len()), (101, 15));
    }

    #[test]
    fn one_answer_alone_has_counts_and_no_ranking() {
        let rows: Vec<Decided> = decided(50).into_iter().map(|row| Decided { truth: false, ..row }).collect();
        let figures = flag_figures(&rows, false).unwrap();
        assert_eq!((figures.positive, figures.negative), (0, 50));
        for (name, figure) in [("auroc", figures.auroc), ("recall", figures.recall), ("f1", figures.f1)] {
            assert!(figure.is_nan() && !figures.intervals.contains_key(name), "{name}");
        }
        // What was flagged was flagged wrongly, so precision is known.
        assert_eq!(figures.precision, 0.0);
        assert_eq!(serde_json::to_value(&figures).unwrap()["auroc"], serde_json::Value::Null);
    }

    #[test]
    fn the_parts_of_a_set_gathered_together_are_the_whole() {
        let part = |rows: &[Decided]| Gathered {
            comments: rows.len() as u64,
            flags: [rows.to_vec(), Vec::new(), Vec::new()],
            ..Gathered::default()
        };
        let rows = decided(90);
        let mut sum = part(&rows[..30]);
        sum.extend(&part(&rows[30..]));
        let figures = [sum, part(&rows)].map(|gathered| serde_json::to_value(gathered.figures(true)).unwrap());
        assert_eq!(figures[0], figures[1]);
    }
}
