//! The figures of a corpus, from the raw scores of its comments.

use mushrif::internals::{LabelValues, TARGETS, Target, auroc, macro_f1};
use mushrif::{Label, Sentiment};

/// The raw scores of a comment, a target each.
pub type Scores = [f64; TARGETS];

/// A corpus's comments with their scores.
pub fn rows<'a>(
    labels: &'a [Label],
    scores: &'a [Scores],
    source: &'a str,
) -> impl Iterator<Item = (&'a Label, &'a Scores)> {
    labels.iter().zip(scores).filter(move |(label, _)| label.source.as_deref() == Some(source))
}

/// The AUROC of a target on a corpus; NaN where the corpus has no label of it.
pub fn ranking(target: Target, labels: &[Label], scores: &[Scores], source: &str) -> f64 {
    let answers = rows(labels, scores, source)
        .filter_map(|(label, scores)| Some((scores[target as usize], target.truth(&LabelValues::from(label))?)));
    auroc(&answers.collect::<Vec<_>>())
}

/// The AUROC of sectarian among sohateful's hostile comments.
pub fn sectarian_among_hostile(labels: &[Label], scores: &[Scores]) -> f64 {
    let hostile = rows(labels, scores, "sohateful").filter(|(label, _)| label.hostile == Some(true));
    let answers = hostile.filter_map(|(label, scores)| Some((scores[Target::Sectarian as usize], label.sectarian?)));
    auroc(&answers.collect::<Vec<_>>())
}

/// The macro-F1 of the sentiment that `said` tells from these scores; NaN for a corpus in which one of the three is
/// rarer than 4 %, which says little of it.
pub fn sentiment(
    labels: &[Label],
    scores: &[Scores],
    source: &str,
    said: impl Fn(&Scores) -> Option<Sentiment>,
) -> f64 {
    let mut confusion = [[0_u64; 3]; 3];
    for (label, scores) in rows(labels, scores, source) {
        let Some(truth) = label.sentiment else { continue };
        let Some(said) = said(scores) else { continue };
        confusion[truth as usize][said as usize] += 1;
    }
    let all: u64 = confusion.iter().flatten().sum();
    let balanced = confusion.iter().all(|row| row.iter().sum::<u64>() * 25 > all);
    if balanced { macro_f1(&confusion) } else { f64::NAN }
}
