//! `--review-share`: thresholds that flag a given share of the comments, as many as people can review.

use super::problems::{Problems, say};
use super::scoring::{self, each};
use super::session;
use super::share::Share;
use super::standard_input;
use crate::record::{Flag, Prediction, Scores};
use crate::score::{Classifier, Policy};
use crate::workflow::ReviewShare;
use crate::workflow::score::Scored;

/// The first pass: scores everything once and finds the thresholds. Standard input is spooled for the second.
pub(super) fn policy(arguments: &scoring::Arguments, classifier: &Classifier, share: Share) -> anyhow::Result<Policy> {
    let paths = &arguments.comments.paths;
    let is_piped = paths.is_empty() || paths.iter().any(|path| path.as_os_str() == "-");
    let mut kept = is_piped.then(standard_input::keep).transpose()?;
    let mut review_share = ReviewShare::default();
    let scores = |scores: &mut Vec<Scores>, _: &Scored<'_>, prediction: &Prediction| {
        scores.push(prediction.scores);
        Ok(())
    };
    each(arguments, classifier, &mut Problems::quiet(), &scores, &mut |scores, _| {
        scores.iter().for_each(|scores| review_share.add(classifier.policy(), scores));
        Ok(())
    })?;
    if let Some(kept) = &mut kept {
        kept.rewind()?;
    }
    let (policy, flagged) = review_share.policy(classifier.policy(), share.0);
    let locale = session::spoken();
    let from = |flag: Flag, least: f64| {
        locale.phrase("share.from", &[&locale.word(flag.name()), &locale.number(format!("{least:.4}"))])
    };
    let thresholds: Vec<String> =
        Flag::ALL.into_iter().filter_map(|flag| Some(from(flag, policy.threshold(flag)?))).collect();
    let comments = review_share.comments();
    let percent = locale.number(format!("{:.1}", 100.0 * flagged as f64 / (comments as f64).max(1.0)));
    let [flagged, comments] = [flagged, comments].map(|count| locale.number(count));
    say(&locale.phrase("share", &[&flagged, &comments, &percent, &thresholds.join(locale.comma())]));
    Ok(policy)
}
