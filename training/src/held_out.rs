//! The scores of comments by weights that have not seen them: of a corpus by the others, of readers' comments by licensed texts.

use crate::measures::Scores;
use mushrif::Label;
use mushrif::internals::{
    CorrectionTable, Counts, CountsBuilder, FeatureKey, Parameters, SentimentExamples, Weights, feature_extractor, fit,
    raw_scores,
};
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

/// Weights, and the correction of the sentiments that belongs to them.
struct Fitted {
    weights: Weights,
    correction: CorrectionTable,
}

impl Fitted {
    /// Fits on all sources but one.
    fn without(
        source: Option<&str>,
        counts: &Counts,
        parameters: &Parameters,
        examples: Option<&SentimentExamples>,
    ) -> Self {
        let weights =
            fit(counts, parameters, |group| Some(group.source.as_str()) != source).expect("parameters that fit");
        let correction = examples.map(|examples| examples.without_source(&weights, source)).unwrap_or_default();
        Self { weights, correction }
    }

    /// A comment's scores.
    fn scores(&self, label: &Label, parameters: &Parameters) -> Scores {
        let keys = keys_of(label);
        let mut scores = parameters.mixing.apply(raw_scores(&self.weights, &keys), keys.len() as u32);
        self.correction.add(&keys, mushrif::internals::Punctuation::of([label.text.as_str()]), &mut scores);
        scores
    }
}

/// The scores of comments that are no part of training, by weights fitted on all labels.
pub fn unseen(
    labels: &[Label],
    judged: &[Label],
    parameters: &Parameters,
    examples: Option<&SentimentExamples>,
) -> Vec<Scores> {
    if judged.is_empty() {
        return Vec::new();
    }
    let fitted = Fitted::without(None, &counted(labels), parameters, examples);
    judged.iter().map(|label| fitted.scores(label, parameters)).collect()
}

/// The scores of every label by weights that were fitted without its source. The correction's offsets are out-of-fold scores,
/// so that its fit knows of the source what weights of the others' offsets learnt from it, and no label.
pub fn leave_one_out<'l>(
    labels: &'l [Label],
    parameters: &Parameters,
    examples: Option<&SentimentExamples>,
) -> Vec<Scores> {
    let counts = counted(labels);
    let sources: Vec<&str> =
        labels.iter().filter_map(|label| label.source.as_deref()).collect::<BTreeSet<_>>().into_iter().collect();
    // A thread a core.
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let fitted: BTreeMap<&'l str, Fitted> = std::thread::scope(|scope| {
        let running: Vec<_> = (0..threads)
            .map(|thread| {
                let (sources, counts) = (&sources, &counts);
                let fit =
                    move |source: &&'l str| (*source, Fitted::without(Some(source), counts, parameters, examples));
                scope.spawn(move || sources.iter().skip(thread).step_by(threads).map(fit).collect::<Vec<_>>())
            })
            .collect();
        running.into_iter().flat_map(|thread| thread.join().expect("a fit that does not panic")).collect()
    });
    let of = |label: &Label| fitted.get(label.source.as_deref()?).map(|fitted| fitted.scores(label, parameters));
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
