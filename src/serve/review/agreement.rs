//! Figures of the labels of comments drawn at random: how far people and the model agree, whether its scores are what they
//! say, how two models rank them.

use crate::evaluate::auroc;
use crate::record::{Field, Flag};
use crate::score::Classifier;
use crate::serve::store::BlindLabel;
use crate::workflow::summary::wilson;
use serde::{Deserialize, Serialize};

/// With fewer labels drawn at random the figures are told with a warning, and decide nothing.
pub(super) const ENOUGH: usize = 200;

/// How far people and the model agree on what is hostile.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Agreement {
    /// Comments with an answer and a score.
    pub(super) comments: u64,
    /// The share of comments on which both say the same, and the ends of its 95 % interval.
    pub(super) agree: [f64; 3],
    /// The share that people call hostile, likewise.
    pub(super) hostile: [f64; 3],
    /// The mean score: near that share where scores are what they say.
    pub(super) score: f64,
    /// Of what is flagged hostile so much is, and of what is hostile so much is flagged.
    pub(super) precision: [f64; 3],
    pub(super) recall: [f64; 3],
}

/// The agreement on labels drawn at random; `None` without any.
pub(super) fn agreement(labels: &[BlindLabel]) -> Option<Agreement> {
    let told: Vec<(bool, bool, f64)> = labels
        .iter()
        .filter(|label| label.scores[0] >= 0.0)
        .filter_map(|label| Some((label.hostile?, label.flags & 1 != 0, label.scores[0])))
        .collect();
    let count = |is: &dyn Fn(&(bool, bool, f64)) -> bool| told.iter().filter(|row| is(row)).count() as u64;
    let all = told.len() as u64;
    let both = count(&|row| row.0 && row.1);
    (all > 0).then(|| Agreement {
        comments: all,
        agree: wilson(count(&|row| row.0 == row.1), all),
        hostile: wilson(count(&|row| row.0), all),
        score: told.iter().map(|row| row.2).sum::<f64>() / all as f64,
        precision: wilson(both, count(&|row| row.1)),
        recall: wilson(both, count(&|row| row.0)),
    })
}

/// How an old and a new model rank the same labels.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Ranked {
    pub(super) label: String,
    pub(super) positive: usize,
    pub(super) negative: usize,
    /// AUROC and the ends of its 95 % interval.
    pub(super) before: [f64; 3],
    pub(super) after: [f64; 3],
}

impl Ranked {
    /// Of rows of the answer, the old score and the new one; `None` where either answer is missing.
    pub(super) fn of(label: &str, rows: &[(bool, f64, f64)]) -> Option<Self> {
        let positive = rows.iter().filter(|row| row.0).count();
        let negative = rows.len() - positive;
        let before: Vec<(f64, bool)> = rows.iter().map(|row| (row.1, row.0)).collect();
        let after: Vec<(f64, bool)> = rows.iter().map(|row| (row.2, row.0)).collect();
        (positive > 0 && negative > 0).then(|| Self {
            label: label.into(),
            positive,
            negative,
            before: interval(auroc(&before), positive, negative),
            after: interval(auroc(&after), positive, negative),
        })
    }
}

/// An AUROC with the ends of its 95 % interval (Hanley and McNeil 1982).
pub(super) fn interval(area: f64, positive: usize, negative: usize) -> [f64; 3] {
    let (p, n) = (positive as f64, negative as f64);
    let (one, two) = (area / (2.0 - area), 2.0 * area * area / (1.0 + area));
    let variance = area * (1.0 - area) + (p - 1.0) * (one - area * area) + (n - 1.0) * (two - area * area);
    let half = 1.96 * (variance / (p * n)).max(0.0).sqrt();
    [area, (area - half).max(0.0), (area + half).min(1.0)]
}

/// What a model does to sentences that name communities.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Communities {
    pub(super) innocent: usize,
    /// Innocent sentences that it flags, and hateful ones.
    pub(super) innocent_flagged: usize,
    pub(super) hateful: usize,
    pub(super) hateful_flagged: usize,
}

/// Says every sentence of every community.
pub(super) fn communities(classifier: &Classifier) -> Communities {
    let lines = || include_str!("communities.txt").lines().filter_map(|line| line.split_once(": "));
    let of = |kind: &'static str| lines().filter(move |(name, _)| *name == kind).map(|(_, text)| text);
    let mut lease = classifier.lease();
    let mut found = Communities::default();
    for name in of("name") {
        for (kind, is_hateful) in [("innocent", false), ("hateful", true)] {
            for sentence in of(kind) {
                let text = sentence.replace("{}", name);
                let flags = &lease.predict(&[(Field::Text, &text)], None).flags;
                let is_flagged = usize::from(flags.contains(&Flag::Hostile));
                let (all, flagged) = match is_hateful {
                    true => (&mut found.hateful, &mut found.hateful_flagged),
                    false => (&mut found.innocent, &mut found.innocent_flagged),
                };
                *all += 1;
                *flagged += is_flagged;
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Model;

    fn label(hostile: Option<bool>, score: f64) -> BlindLabel {
        let flags = u8::from(score >= 0.5);
        BlindLabel { comment: 1, who: None, hostile, sectarian: None, scores: [score, 0.0], flags }
    }

    #[test]
    fn agreement_is_of_answers_with_a_score() {
        let labels = [
            label(Some(true), 0.9),
            label(Some(false), 0.1),
            label(Some(true), 0.2),
            label(None, 0.5),
            label(Some(true), -1.0),
        ];
        let found = agreement(&labels).unwrap();
        assert_eq!((found.comments, found.precision[0], found.recall[0]), (3, 1.0, 0.5));
        assert!((found.agree[0] - 2.0 / 3.0).abs() < 1e-9 && (found.score - 0.4).abs() < 1e-9);
        assert_eq!(agreement(&labels[3..]), None);
    }

    #[test]
    fn an_area_has_the_interval_of_hanley_and_mcneil() {
        // Their example: an area of 0.893 of 51 abnormal and 58 normal images has a standard error of 0.032.
        let [_, low, high] = interval(0.893, 51, 58);
        assert!(((high - low) / 2.0 / 1.96 - 0.032).abs() < 1e-3, "{low} {high}");
        assert_eq!(Ranked::of("hostile", &[(true, 0.1, 0.9), (true, 0.2, 0.8)]), None);
    }

    #[test]
    fn the_default_model_holds_no_name_against_people() {
        let found = communities(&Classifier::new(Model::default_model().unwrap()));
        assert!(found.innocent_flagged * 10 <= found.innocent, "{found:?}");
        assert!(found.hateful_flagged * 2 >= found.hateful, "{found:?}");
    }
}
