//! A new model against the one in use: what is kept beside its version, why it is refused, which decisions change.

use super::agreement::{Communities, ENOUGH, Ranked};
use super::rescore::predict;
use crate::record::Flag;
use crate::score::Classifier;
use crate::serve::app::Shared;
use crate::serve::store::{Filter, State};
use crate::workflow::Retrained;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A fall of the AUROC that may be chance.
const FALL: f64 = 0.02;
/// The waiting comments whose decisions are compared, and how many are shown.
const WAITING: usize = 2000;
const SHOWN: usize = 20;

/// What a training found, kept beside its version.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Report {
    /// Comments with labels, and how many of them were drawn at random and are compared on.
    pub(super) labels: usize,
    pub(super) blind: usize,
    /// How many of all labels are hostile, and how many are not.
    pub(super) hostile: [usize; 2],
    /// On labels drawn at random.
    pub(super) ranked: Vec<Ranked>,
    /// On all new labels, out of fold: these come from a queue that a score may have ordered.
    pub(super) out_of_fold: Vec<(String, f64, f64)>,
    /// Sentences that name communities, by the old and the new model.
    pub(super) communities: [Communities; 2],
    /// Of so many comments that wait, the flags that would be raised and those that would fall.
    pub(super) waiting: usize,
    pub(super) raised: BTreeMap<String, usize>,
    pub(super) lowered: BTreeMap<String, usize>,
    /// Comments whose flag changes, and whether it is raised.
    pub(super) examples: Vec<(i64, String, bool)>,
    /// Why it is refused: `labels`, `random`, `communities` or `hateful`; empty where it is not.
    pub(super) worse: Vec<String>,
}

/// Why the new model is refused.
pub(super) fn worse(retrained: &Retrained, report: &Report) -> Vec<String> {
    let [before, after] = report.communities;
    let falls = |ranked: &&Ranked| ranked.after[0] + FALL < ranked.before[0];
    let random = report.blind >= ENOUGH && report.ranked.iter().any(|ranked| falls(&ranked));
    let reasons = [
        ("labels", retrained.is_worse),
        ("random", random),
        ("communities", after.innocent_flagged > before.innocent_flagged + before.innocent / 50),
        ("hateful", after.hateful_flagged + before.hateful / 10 < before.hateful_flagged),
    ];
    reasons.into_iter().filter(|(_, is)| *is).map(|(name, _)| name.into()).collect()
}

/// Compares decisions on comments that wait.
pub(super) fn changes(app: &Shared, [old, new]: [&Classifier; 2], report: &mut Report) -> Result<(), String> {
    for state in [State::New, State::InReview] {
        let filter = Filter { state: Some(state), ..Filter::default() };
        let room = WAITING - report.waiting;
        for id in app.store.ids(&filter, "", room).map_err(|error| error.to_string())? {
            let Some(entry) = app.store.entry(id).map_err(|error| error.to_string())? else { continue };
            report.waiting += 1;
            let [before, after] = [old, new].map(|classifier| predict(classifier, &entry).flags);
            for flag in Flag::ALL {
                let (was, is) = (before.contains(&flag), after.contains(&flag));
                if was != is {
                    let side = if is { &mut report.raised } else { &mut report.lowered };
                    *side.entry(flag.name().into()).or_default() += 1;
                    if report.examples.len() < SHOWN {
                        report.examples.push((id, flag.name().into(), is));
                    }
                }
            }
        }
    }
    Ok(())
}
