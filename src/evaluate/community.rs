//! Figures a community: which comments that name it are flagged, of those that attack it and those that do not.

use super::metrics::auroc;
use crate::label::Label;
use crate::record::{Flag, Prediction};
use serde::Serialize;
use std::collections::BTreeMap;

/// Gathers scored labels by the community that they name.
#[derive(Debug, Default)]
pub(super) struct Communities(BTreeMap<String, Vec<Named>>);

#[derive(Debug, Clone, Copy)]
struct Named {
    attacked: bool,
    flagged: bool,
    score: f64,
}

/// The figures of comments that name a community.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CommunityFigures {
    /// Comments that are not hostile.
    pub in_peace: u64,
    /// Comments that are not hostile and are flagged hostile or sectarian.
    pub in_peace_flagged: u64,
    /// Comments that are hostile.
    pub hostile: u64,
    /// Comments that are hostile and are flagged.
    pub hostile_flagged: u64,
    /// The AUROC of the hostile score between the two; NaN, in JSON null, where one is missing.
    pub auroc: f64,
}

impl CommunityFigures {
    /// The share of comments that are not hostile that is flagged; `None` without any.
    #[must_use]
    pub fn false_positive_rate(&self) -> Option<f64> {
        (self.in_peace > 0).then(|| self.in_peace_flagged as f64 / self.in_peace as f64)
    }

    /// The share of hostile comments that is flagged; `None` without any.
    #[must_use]
    pub fn recall(&self) -> Option<f64> {
        (self.hostile > 0).then(|| self.hostile_flagged as f64 / self.hostile as f64)
    }
}

impl Communities {
    pub(super) fn add(&mut self, label: &Label, prediction: &Prediction) {
        let (Some(community), Some(attacked)) = (&label.community, label.hostile) else { return };
        let flagged = prediction.flags.iter().any(|flag| matches!(flag, Flag::Hostile | Flag::Sectarian));
        // What was not scored was not flagged.
        let score = prediction.scores.of(Flag::Hostile).unwrap_or(0.0);
        self.0.entry(community.clone()).or_default().push(Named { attacked, flagged, score });
    }

    /// The figures a community.
    pub(super) fn figures(&self) -> BTreeMap<String, CommunityFigures> {
        self.0.iter().map(|(name, rows)| (name.clone(), of(rows))).collect()
    }

    /// The figures of all communities together; `None` where none is named.
    pub(super) fn all(&self) -> Option<CommunityFigures> {
        let all: Vec<Named> = self.0.values().flatten().copied().collect();
        (!all.is_empty()).then(|| of(&all))
    }
}

fn of(rows: &[Named]) -> CommunityFigures {
    let count = |attacked: bool, flagged_alone: bool| {
        rows.iter().filter(|row| row.attacked == attacked && (row.flagged || !flagged_alone)).count() as u64
    };
    let scores: Vec<(f64, bool)> = rows.iter().map(|row| (row.score, row.attacked)).collect();
    CommunityFigures {
        in_peace: count(false, false),
        in_peace_flagged: count(false, true),
        hostile: count(true, false),
        hostile_flagged: count(true, true),
        auroc: auroc(&scores),
    }
}
