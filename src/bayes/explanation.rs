//! Which words decided, and how much: every score is a sum over words, so a word's share is its own part of the sum.

use super::model::Model;
use super::scorer::Scorer;
use super::{COLUMNS, Column};
use crate::text::Folded;
use crate::text::features::{self, Identity, Seen};
use serde::Serialize;

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
    /// What it speaks for: hostile, sectarian, negative, neutral or positive.
    pub label: &'static str,
    /// How much, in log-odds: 0.7 doubles the odds. Negative speaks against.
    pub weight: f64,
}

/// The share of every word of a comment in every calibrated column, in log-odds, in order of fields and words.
///
/// A pair of words gives half to each. Columns without calibration give nothing.
#[must_use]
pub fn explain(model: &Model, scorer: &Scorer, fields: &[(&str, &str)]) -> Vec<Reason> {
    let mut folded = Folded::default();
    let mut seen = Seen::default();
    let mut count = 0_u32;
    let mut shares: Vec<(usize, usize, usize, [f64; COLUMNS])> = Vec::new();
    for (field_index, (_, text)) in fields.iter().enumerate() {
        folded.fold(text);
        let mut before = [Identity::default(); 2];
        let first = shares.len();
        for (place, word) in folded.words().enumerate() {
            let mut own = [0.0; COLUMNS];
            let new = seen.insert(word.key);
            let this = features::of_word(&word, |key| {
                if new {
                    count += 1;
                    add(&mut own, scorer.weights(key), 1.0);
                }
            });
            shares.push((field_index, word.start, word.end, own));
            // The first pairs reach to the word before, the last to the one before that.
            let mut pairs = Vec::new();
            features::of_neighbours(before, this, |key| pairs.push(key));
            let apart = usize::from(before[0].word != 0);
            for (index, key) in pairs.iter().enumerate() {
                count += 1;
                let reach = if index + apart >= pairs.len() && apart == 1 { 2 } else { 1 };
                let partner = (first + place).saturating_sub(reach).max(first);
                for target in [first + place, partner] {
                    add(&mut shares[target].3, scorer.weights(*key), 0.5);
                }
            }
            before = [before[1], this];
        }
    }
    let length = f64::from(count.max(1)).sqrt();
    let mut reasons = Vec::new();
    for (field_index, start, end, own) in shares {
        let (field, text) = fields[field_index];
        for column in Column::ALL {
            let Some(calibration) = model.calibration(column) else { continue };
            let weight = own[column as usize] * scorer.scale(column) / length * calibration.slope;
            reasons.push(Reason {
                field: field.into(),
                start: text[..start].chars().count(),
                end: text[..end].chars().count(),
                text: text[start..end].into(),
                label: column.name(),
                weight,
            });
        }
    }
    reasons
}

fn add(own: &mut [f64; COLUMNS], weights: Option<&[i16; COLUMNS]>, share: f64) {
    for (own, weight) in own.iter_mut().zip(weights.into_iter().flatten()) {
        *own += f64::from(*weight) * share;
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
