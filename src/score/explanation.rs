//! Explanations: a score is a sum over words and marks of punctuation, and the share of each is its part of the sum.

use super::weight_table::WeightTable;
use crate::label::Target;
use crate::model::{Model, WEIGHTS};
use crate::record::Reason;
use crate::text::communities::key_in_comment;
use crate::text::disguise::{read_as, undisguise};
use crate::text::feature_extractor::{self, FeatureKey, WordKeys};
use crate::text::punctuation::{PUNCTUATION_MARKS, Punctuation};
use crate::text::word_set::WordSet;
use crate::text::{CharacterOffsets, Tokenizer};

/// A word: its field and byte range, the reading of a disguise, and its part of the sums.
struct WordShare {
    field: usize,
    start: usize,
    end: usize,
    read: Option<String>,
    weights: [f64; WEIGHTS],
}

/// The share of every word of a comment in every calibrated target, in log-odds, in order of fields and words, and after
/// them that of every mark of punctuation in the sentiments, where it first stands; of each field or part of one its name,
/// its text, and its offset in the field in characters.
///
/// Half the weight of a pair counts for each of its words. Targets without calibration are left out.
///
/// The tokenizer is the caller's, since making one takes longer than a comment.
pub(crate) fn explain(
    model: &Model,
    table: &WeightTable,
    tokenizer: &mut Tokenizer,
    fields: &[(&'static str, &str, usize)],
) -> Vec<Reason> {
    let mut seen = WordSet::default();
    let mut count = 0_u32;
    let mut shares: Vec<WordShare> = Vec::new();
    let mut letters = Vec::new();
    for (field, (_, text, _)) in fields.iter().enumerate() {
        tokenizer.tokenize(text);
        let mut before = WordKeys::default();
        for token in tokenizer.tokens() {
            let mut weights = [0.0; WEIGHTS];
            let undisguised = undisguise(&token, |token| table.exists(token), &mut letters);
            let read = read_as(&token, undisguised.as_ref(), &text[token.start..token.end]);
            let word = undisguised.unwrap_or(token);
            let is_new = seen.insert(key_in_comment(&word));
            let this = feature_extractor::of_word(&word, |key| {
                if is_new {
                    count += 1;
                    add(&mut weights, table, key, 1.0);
                }
            });
            shares.push(WordShare { field, start: token.start, end: token.end, read, weights });
            let last = shares.len() - 1;
            feature_extractor::of_neighbours(before, this, |key| {
                count += 1;
                add(&mut shares[last].weights, table, key, 0.5);
                add(&mut shares[last - 1].weights, table, key, 0.5);
            });
            before = this;
        }
    }
    let length = f64::from(count.max(1)).sqrt();
    let mixing = model.parameters().mixing;
    let sum = |weight: usize| shares.iter().map(|share| share.weights[weight]).sum::<f64>() / length;
    let below_caps = mixing.shares(std::array::from_fn(sum));
    let mut reasons = Vec::new();
    let mut offsets: Vec<CharacterOffsets<'_>> = fields.iter().map(|(_, text, _)| CharacterOffsets::of(text)).collect();
    for WordShare { field, start, end, read, weights } in shares {
        let offsets = &mut offsets[field];
        let (field, text, first) = fields[field];
        let characters = [start, end].map(|at| first + offsets.at(at));
        let mixed = mixing.part(weights.map(|weight| weight / length), below_caps);
        for target in Target::ALL {
            let Some(calibration) = model.calibration(target) else { continue };
            reasons.push(Reason {
                field: field.into(),
                start: characters[0],
                end: characters[1],
                text: text[start..end].into(),
                read: read.clone(),
                label: target.name().into(),
                weight: mixed[target as usize] * calibration.slope,
            });
        }
    }
    if let Some(of_mark) = &table.punctuation {
        add_punctuation(&mut reasons, model, of_mark, fields);
    }
    reasons
}

/// Adds the share of each mark of punctuation in each sentiment.
fn add_punctuation(
    reasons: &mut Vec<Reason>,
    model: &Model,
    of_mark: &[[f64; 3]; PUNCTUATION_MARKS],
    fields: &[(&'static str, &str, usize)],
) {
    let mut counted = [false; PUNCTUATION_MARKS];
    for (field, text, first) in fields {
        let runs = Punctuation::first_runs(text);
        for (mark, run) in runs.into_iter().enumerate().filter_map(|(mark, run)| Some((mark, run?))) {
            if std::mem::replace(&mut counted[mark], true) {
                continue;
            }
            let mut offsets = CharacterOffsets::of(text);
            let [start, end] = [run.start, run.end].map(|at| first + offsets.at(at));
            for (target, weight) in Target::SENTIMENTS.into_iter().zip(of_mark[mark]) {
                let Some(calibration) = model.calibration(target) else { continue };
                reasons.push(Reason {
                    field: (*field).into(),
                    start,
                    end,
                    text: text[run.clone()].into(),
                    read: None,
                    label: target.name().into(),
                    weight: weight * calibration.slope,
                });
            }
        }
    }
}

fn add(sums: &mut [f64; WEIGHTS], table: &WeightTable, key: FeatureKey, share: f64) {
    let Some(weights) = table.weights(key) else { return };
    for ((sum, weight), scale) in sums.iter_mut().zip(weights).zip(table.scales()) {
        *sum += f64::from(weight) * scale * share;
    }
}

/// The strongest reasons for the given labels: at most `most` a label, of weights from 0.005 on, strongest first.
pub(crate) fn strongest(reasons: Vec<Reason>, labels: &[&str], most: usize) -> Vec<Reason> {
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
