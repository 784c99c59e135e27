//! Which words decided, and how much: every score is a sum over words, so a word's share is its own part of the sum.

use super::model::Model;
use super::scorer::Scorer;
use super::{Column, WEIGHTS};
use crate::text::Folded;
use crate::text::disguise::{plain, written};
use crate::text::features::{self, Identity, Key};
use crate::text::seen::Seen;
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;

/// A word that speaks for a label.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reason {
    /// The field that it stands in: `title`, `body`, `author` or `text`.
    pub field: String,
    /// Where it begins, in characters of the field.
    pub start: usize,
    /// Where it ends, exclusive.
    pub end: usize,
    /// The word as written.
    pub text: String,
    /// How it was read, where it was in disguise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read: Option<String>,
    /// What it speaks for: hostile, sectarian, negative, neutral or positive.
    pub label: &'static str,
    /// How much, in log-odds: 0.7 doubles the odds. Negative speaks against. Printed with four decimals.
    #[serde(serialize_with = "four_decimals")]
    pub weight: f64,
}

fn four_decimals<S: Serializer>(weight: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64((weight * 1e4).round() / 1e4)
}

/// The share of every word of a comment in every calibrated column, in log-odds, in order of fields and words.
///
/// A pair of words gives half to each. Columns without calibration give nothing.
#[must_use]
pub fn explain(model: &Model, scorer: &Scorer, fields: &[(&str, &str)]) -> Vec<Reason> {
    let mut folded = Folded::default();
    let mut seen = Seen::default();
    let mut count = 0_u32;
    let mut shares: Vec<(usize, usize, usize, [f64; WEIGHTS])> = Vec::new();
    let mut reading = Vec::new();
    let mut read_as: BTreeMap<(usize, usize), String> = BTreeMap::new();
    for (field_index, (_, text)) in fields.iter().enumerate() {
        folded.fold(text);
        let mut before = Identity::default();
        for word in folded.words() {
            let mut own = [0.0; WEIGHTS];
            let read = plain(&word, |word| scorer.exists(word), &mut reading);
            if let Some(read) = &read {
                read_as.insert((field_index, word.start), written(read.symbols));
            }
            let read = read.unwrap_or(word);
            let new = seen.insert(read.key);
            let this = features::of_word(&read, |key| {
                if new {
                    count += 1;
                    add(&mut own, scorer, key, 1.0);
                }
            });
            shares.push((field_index, word.start, word.end, own));
            let last = shares.len() - 1;
            features::of_neighbours(before, this, |key| {
                count += 1;
                add(&mut shares[last].3, scorer, key, 0.5);
                add(&mut shares[last - 1].3, scorer, key, 0.5);
            });
            before = this;
        }
    }
    let length = f64::from(count.max(1)).sqrt();
    let blend = model.head.parameters.blend;
    let sum = |column: usize| shares.iter().map(|share| share.3[column]).sum::<f64>() / length;
    let below_caps = blend.shares(std::array::from_fn(sum));
    let mut reasons = Vec::new();
    for (field_index, start, end, own) in shares {
        let (field, text) = fields[field_index];
        let blended = blend.part(own.map(|weight| weight / length), below_caps);
        for column in Column::ALL {
            let Some(calibration) = model.calibration(column) else { continue };
            reasons.push(Reason {
                field: field.into(),
                start: text[..start].chars().count(),
                end: text[..end].chars().count(),
                text: text[start..end].into(),
                read: read_as.get(&(field_index, start)).cloned(),
                label: column.name(),
                weight: blended[column as usize] * calibration.slope,
            });
        }
    }
    reasons
}

fn add(own: &mut [f64; WEIGHTS], scorer: &Scorer, key: Key, share: f64) {
    let Some(weights) = scorer.weights(key) else { return };
    for ((own, weight), scale) in own.iter_mut().zip(weights).zip(scorer.scales()) {
        *own += f64::from(weight) * scale * share;
    }
}

/// The strongest reasons for the given labels: at most `most` a label, those that speak for it, strongest first.
#[must_use]
pub fn strongest(reasons: Vec<Reason>, labels: &[&str], most: usize) -> Vec<Reason> {
    let mut kept = Vec::new();
    for label in labels {
        let mut of_label: Vec<Reason> =
            reasons.iter().filter(|reason| reason.label == *label && reason.weight >= 0.005).cloned().collect();
        of_label.sort_by(|one, other| other.weight.total_cmp(&one.weight).then(one.start.cmp(&other.start)));
        of_label.truncate(most);
        kept.extend(of_label);
    }
    kept
}
