//! The scores of comments by weights that have not seen them: of a corpus by the others, of readers' comments by licensed texts.

use crate::measures::Scores;
use mushrif::Label;
use mushrif::internals::{Counts, CountsBuilder, FeatureKey, Parameters, Weights, feature_extractor, fit, raw_scores};
use std::collections::{BTreeMap, BTreeSet};

/// The counts of all labels, folds not told apart.
fn counted(labels: &[Label]) -> Counts {
    let mut builder = CountsBuilder::default();
    for label in labels {
        builder.add(label, 0, &mut keys_of(label));
    }
    builder.finish().expect("nothing goes to files without a limit of memory")
}

fn keys_of(label: &Label) -> Vec<FeatureKey> {
    let mut keys = Vec::new();
    feature_extractor::of_comment([label.text.as_str()], |key| keys.push(key));
    keys
}

/// A comment's scores by these weights.
fn mixed(label: &Label, weights: &Weights, parameters: &Parameters) -> Scores {
    let keys = keys_of(label);
    parameters.mixing.apply(raw_scores(weights, &keys), keys.len() as u32)
}

/// The scores of comments that are no part of training, by weights fitted on all labels.
pub fn unseen(labels: &[Label], judged: &[Label], parameters: &Parameters) -> Vec<Scores> {
    if judged.is_empty() {
        return Vec::new();
    }
    let weights = fit(&counted(labels), parameters, |_| true).expect("parameters that fit");
    judged.iter().map(|label| mixed(label, &weights, parameters)).collect()
}

/// The scores of every label by weights that were fitted without its source.
pub fn leave_one_out(labels: &[Label], parameters: &Parameters) -> Vec<Scores> {
    let counts = counted(labels);
    let sources: BTreeSet<&str> = labels.iter().filter_map(|label| label.source.as_deref()).collect();
    let without = |source: &str| fit(&counts, parameters, |group| group.source != source).expect("parameters that fit");
    let weights: BTreeMap<&str, _> = sources.into_iter().map(|source| (source, without(source))).collect();
    let of = |label: &Label| weights.get(label.source.as_deref()?).map(|weights| mixed(label, weights, parameters));
    labels.iter().map(|label| of(label).unwrap_or_default()).collect()
}

/// The parameters where only licensed texts are in training: the newspapers' comments on which alone scores are calibrated are
/// not among them, and a model that is calibrated on nothing has no scores, so each source calibrates by its share.
pub fn for_licensed(parameters: Parameters) -> Parameters {
    Parameters { calibration_weights: BTreeMap::new(), ..parameters }
}

#[cfg(test)]
mod tests {
    use super::*;
    use mushrif::internals::{FirstPass, Target, calibration};

    #[test]
    fn a_model_of_licensed_texts_has_scores_though_newspapers_calibrate_the_default_one() {
        let parameters: Parameters = toml::from_str(include_str!("../ar-news.toml")).unwrap();
        let is_calibrated = |parameters: Parameters| {
            let labels: Vec<Label> = (0..60)
                .map(|number| Label {
                    text: if number % 2 == 0 { "يا حمار يا كلب" } else { "شكرا على المقال" }.to_string()
                        + &" كلمة".repeat(number),
                    hostile: Some(number % 2 == 0),
                    source: Some("osact4".into()),
                    ..Label::default()
                })
                .collect();
            let mut first = FirstPass::new(parameters);
            labels.iter().for_each(|label| assert!(first.count(label)));
            let mut second = first.counted().unwrap();
            second.score_all(&labels);
            calibration(&second.finish("licensed"), Target::Hostile).is_some()
        };
        assert!(!is_calibrated(parameters.clone()));
        assert!(is_calibrated(for_licensed(parameters)));
    }
}
