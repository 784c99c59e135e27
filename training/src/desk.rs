//! Evaluation on readers' comments that were labelled by our guide: what a comment desk gets, out of fold.

use crate::corpora::{DESK, READ_EVENTS, READ_NEWSPAPERS, READ_OTHERS};
use crate::functional::Pairs;
use crate::measures::Scores;
use mushrif::internals::{Language, auroc, language, macro_f1, predict_from};
use mushrif::{Classifier, Flag, Label, Model, Prediction, Sentiment};
use std::fmt::Write as _;

/// Resamplings of the bootstrap.
const RESAMPLINGS: usize = 400;

/// A labelled comment with what is predicted for it out of fold.
struct Row {
    weight: f64,
    hostile: Option<bool>,
    sectarian: Option<bool>,
    sentiment: Option<Sentiment>,
    /// Probabilities; 0 for a comment that is not scored.
    scores: [f64; 2],
    flags: [bool; 2],
    said: Option<Sentiment>,
}

impl Row {
    fn of(label: &Label, scores: &Scores, classifier: &Classifier) -> Self {
        let is_scored = language(&label.text).is_some_and(Language::is_scored);
        let found = if is_scored { predict_from(classifier, *scores) } else { Prediction::default() };
        Self {
            weight: 1.0,
            hostile: label.hostile,
            sectarian: label.sectarian,
            sentiment: label.sentiment,
            scores: [Flag::Hostile, Flag::Sectarian].map(|flag| found.scores.of(flag).unwrap_or(0.0)),
            flags: [Flag::Hostile, Flag::Sectarian].map(|flag| found.flags.contains(&flag)),
            said: found.sentiment.map(|sentiment| sentiment.label),
        }
    }

    fn truth(&self, flag: Flag) -> Option<bool> {
        if flag == Flag::Hostile { self.hostile } else { self.sectarian }
    }
}

/// The weight of the comments that are hostile, or are not.
fn weight_of(hostile: bool, rows: &[Row]) -> f64 {
    rows.iter().filter(|row| row.hostile == Some(hostile)).map(|row| row.weight).sum()
}

/// The share of hostile comments, by weight.
fn share_hostile(rows: &[Row]) -> f64 {
    weight_of(true, rows) / (weight_of(true, rows) + weight_of(false, rows))
}

/// A figure of some rows.
type Measure = fn(&[&Row]) -> f64;

/// The comments with an answer: score, flagged, answer, weight; the highest score first.
fn answered(rows: &[&Row], flag: Flag) -> Vec<(f64, bool, bool, f64)> {
    let index = usize::from(flag == Flag::Sectarian);
    let mut found: Vec<_> = rows
        .iter()
        .filter_map(|row| Some((row.scores[index], row.flags[index], row.truth(flag)?, row.weight)))
        .collect();
    found.sort_by(|one, other| other.0.total_cmp(&one.0));
    found
}

/// Weighted AUROC: each pair of a positive and a negative counts the product of its weights.
fn ranking(rows: &[&Row], flag: Flag) -> f64 {
    let rows = answered(rows, flag);
    if rows.iter().all(|row| row.3 == 1.0) {
        return auroc(&rows.iter().map(|row| (row.0, row.2)).collect::<Vec<_>>());
    }
    let (mut found, mut passed, mut pairs) = (0.0, 0.0, 0.0);
    for tied in rows.chunk_by(|one, other| one.0 == other.0) {
        let sum = |answer: bool| tied.iter().filter(|row| row.2 == answer).map(|row| row.3).sum::<f64>();
        pairs += sum(false) * (found + sum(true) / 2.0);
        found += sum(true);
        passed += sum(false);
    }
    pairs / (found * passed)
}

fn precision(rows: &[&Row], flag: Flag) -> f64 {
    let rows = answered(rows, flag);
    let sum =
        |right_only: bool| rows.iter().filter(|row| row.1 && (row.2 || !right_only)).map(|row| row.3).sum::<f64>();
    sum(true) / sum(false)
}

fn recall(rows: &[&Row], flag: Flag) -> f64 {
    let rows = answered(rows, flag);
    let sum =
        |flagged_only: bool| rows.iter().filter(|row| row.2 && (row.1 || !flagged_only)).map(|row| row.3).sum::<f64>();
    sum(true) / sum(false)
}

/// Of the comments with the highest scores, `share` of all: the share of positives among them, and of all positives.
fn highest(rows: &[&Row], flag: Flag, share: f64) -> (f64, f64) {
    let rows = answered(rows, flag);
    let all: f64 = rows.iter().map(|row| row.3).sum();
    let positives: f64 = rows.iter().filter(|row| row.2).map(|row| row.3).sum();
    let (mut shown, mut found) = (0.0, 0.0);
    for row in &rows {
        if shown >= share * all {
            break;
        }
        shown += row.3;
        found += if row.2 { row.3 } else { 0.0 };
    }
    (found / shown, found / positives)
}

fn found_in(rows: &[&Row], share: f64) -> f64 {
    highest(rows, Flag::Hostile, share).1
}

fn as_many_as_are(rows: &[&Row]) -> f64 {
    let answers = answered(rows, Flag::Hostile);
    let positives: f64 = answers.iter().filter(|row| row.2).map(|row| row.3).sum();
    highest(rows, Flag::Hostile, positives / answers.iter().map(|row| row.3).sum::<f64>()).0
}

/// How much lower the Brier score is than that of the constant prior, as a share of the latter.
fn brier_skill(rows: &[&Row]) -> f64 {
    let rows = answered(rows, Flag::Hostile);
    let all: f64 = rows.iter().map(|row| row.3).sum();
    let prior = rows.iter().filter(|row| row.2).map(|row| row.3).sum::<f64>() / all;
    let score = |said: &dyn Fn(f64) -> f64| {
        rows.iter().map(|row| row.3 * (said(row.0) - f64::from(u8::from(row.2))).powi(2)).sum::<f64>()
    };
    1.0 - score(&|score| score) / score(&|_| prior)
}

/// The calibration error of hostile: the mean gap between scores and answers over ten bins of equal weight.
fn calibration_error(rows: &[&Row]) -> f64 {
    const BINS: usize = 10;
    let rows = answered(rows, Flag::Hostile);
    let all: f64 = rows.iter().map(|row| row.3).sum();
    let (mut gaps, mut before) = ([0.0; BINS], 0.0);
    for row in rows {
        gaps[((before / all * BINS as f64) as usize).min(BINS - 1)] += row.3 * (row.0 - f64::from(u8::from(row.2)));
        before += row.3;
    }
    gaps.iter().map(|gap: &f64| gap.abs()).sum::<f64>() / all
}

/// Macro-F1 of the printed sentiment; a comment that gets none counts as wrong, each comment once.
fn sentiment(rows: &[&Row]) -> f64 {
    // The fourth answer is none, and never the truth.
    let mut confusion = [[0_u64; 4]; 4];
    for row in rows {
        if let Some(truth) = row.sentiment {
            confusion[truth as usize][row.said.map_or(3, |said| said as usize)] += 1;
        }
    }
    // No comment is none, so that answer's F1 is 0 and the mean is over three.
    macro_f1(&confusion) * 4.0 / 3.0
}

fn among_hostile(rows: &[&Row]) -> f64 {
    let hostile: Vec<&Row> = rows.iter().filter(|row| row.hostile == Some(true)).copied().collect();
    ranking(&hostile, Flag::Sectarian)
}

const NEWSPAPERS: [(&str, &str, Measure); 10] = [
    ("auroc", "hostile, AUROC", |rows| ranking(rows, Flag::Hostile)),
    ("precision", "precision at the default threshold", |rows| precision(rows, Flag::Hostile)),
    ("recall", "recall at the default threshold", |rows| recall(rows, Flag::Hostile)),
    ("found_in_2", "found when the highest 2 % are looked at", |rows| found_in(rows, 0.02)),
    ("found_in_5", "found when the highest 5 % are looked at", |rows| found_in(rows, 0.05)),
    ("found_in_10", "found when the highest 10 % are looked at", |rows| found_in(rows, 0.1)),
    ("as_many", "precision when as many are shown as are hostile", as_many_as_are),
    ("brier_skill", "Brier score below the constant prior's, as a share of it", brier_skill),
    ("calibrated", "1 - calibration error (ten bins of equal weight)", |rows| 1.0 - calibration_error(rows)),
    ("sentiment", "sentiment, macro-F1 of the printed label", sentiment),
];

const EVENTS: [(&str, &str, Measure); 8] = [
    ("auroc", "hostile, AUROC", |rows| ranking(rows, Flag::Hostile)),
    ("precision", "hostile, precision at the default threshold", |rows| precision(rows, Flag::Hostile)),
    ("recall", "hostile, recall at the default threshold", |rows| recall(rows, Flag::Hostile)),
    ("as_many", "precision when as many are shown as are hostile", as_many_as_are),
    ("sectarian", "sectarian, AUROC", |rows| ranking(rows, Flag::Sectarian)),
    ("sectarian_precision", "sectarian, precision at the default threshold", |rows| precision(rows, Flag::Sectarian)),
    ("sectarian_recall", "sectarian, recall at the default threshold", |rows| recall(rows, Flag::Sectarian)),
    ("sentiment", "sentiment, macro-F1 of the printed label", sentiment),
];

const OTHERS: [(&str, &str, Measure); 7] = [
    ("auroc", "hostile, AUROC", |rows| ranking(rows, Flag::Hostile)),
    ("precision", "hostile, precision at the default threshold", |rows| precision(rows, Flag::Hostile)),
    ("sectarian", "sectarian, AUROC", |rows| ranking(rows, Flag::Sectarian)),
    ("sectarian_precision", "sectarian, precision at the default threshold", |rows| precision(rows, Flag::Sectarian)),
    ("sectarian_recall", "sectarian, recall at the default threshold", |rows| recall(rows, Flag::Sectarian)),
    ("among_hostile", "sectarian among the hostile, AUROC", among_hostile),
    ("sentiment", "sentiment, macro-F1 of the printed label", sentiment),
];

const ARABIZI: [(&str, &str, Measure); 2] = [
    ("auroc", "hostile, AUROC", |rows| ranking(rows, Flag::Hostile)),
    ("sentiment", "sentiment, macro-F1 of the printed label", sentiment),
];

/// The desk figures of out-of-fold scores, as a section of the report, and those that have floors.
pub fn section(labels: &[Label], scores: &[Scores], model: &Model) -> (String, Vec<(String, Pairs)>) {
    let classifier = Classifier::new(model.clone());
    let rows_of = |wanted: &dyn Fn(&Label) -> bool| -> Vec<Row> {
        let rows = labels.iter().zip(scores).filter(|(label, _)| wanted(label));
        rows.map(|(label, scores)| Row::of(label, scores, &classifier)).collect()
    };
    let is_of = |label: &Label, sources: &[&str]| label.source.as_deref().is_some_and(|of| sources.contains(&of));
    let mut newspapers = rows_of(&|label| is_of(label, &[DESK, READ_NEWSPAPERS]));
    let share = share_hostile(&newspapers);
    let prior = model.parameters().hostile_prior;
    if let Some(prior) = prior {
        weigh_hostile_to(prior, &mut newspapers);
    }
    let newspapers_title = format!(
        "Newspapers (Youm7, Al-Ghad, Al-Riyadh of 2010, Hespress of 2023–25): every different comment at hand, of which {:.1} % \
         are hostile; weighed to the share for which the model's probabilities are given, {:.0} %",
        100.0 * share,
        100.0 * prior.unwrap_or(share),
    );
    let events = rows_of(&|label| is_of(label, &[READ_EVENTS]));
    let others = rows_of(&|label| is_of(label, &[READ_OTHERS]) && !is_latin(&label.text));
    let arabizi = rows_of(&|label| is_of(label, &[READ_OTHERS]) && is_latin(&label.text));
    let mut text = String::from(
        "## Readers' comments, labelled by our guide\n\n\
         What a comment desk gets: flags at the default thresholds and labels as printed, by weights fitted without the\n\
         comment's fold. A language model labelled them, not native speakers ([training/desk](../training/desk/README.md)).\n\
         Intervals are of 95 %, by a bootstrap of comments.\n",
    );
    let mut figures = Vec::new();
    for (name, title, rows, measures) in [
        ("newspapers", newspapers_title.as_str(), &newspapers, &NEWSPAPERS[..]),
        (
            "events",
            "Facebook, X and YouTube under 32 Lebanese news events of 2023–24: a random sample, as it is, not weighed to a share",
            &events,
            &EVENTS[..],
        ),
        (
            "desk_others",
            "Comments drawn for what they are about (communities, nations, formulae, threats; many times a site's share of \
             hostile ones), in Arabic letters",
            &others,
            &OTHERS[..],
        ),
        ("desk_arabizi", "The same in Arabizi (Tunisia, Algeria, Morocco)", &arabizi, &ARABIZI[..]),
    ] {
        let count = |flag: Flag| rows.iter().filter(|row| row.truth(flag) == Some(true)).count();
        let _ = writeln!(
            text,
            "\n{title}: {} comments, {} hostile, {} sectarian.\n\n| | | 95 % |\n| --- | ---: | ---: |",
            rows.len(),
            count(Flag::Hostile),
            count(Flag::Sectarian)
        );
        let mut pairs = Pairs::new();
        for (key, title, measure) in measures {
            let found = measure(&rows.iter().collect::<Vec<_>>());
            let [low, high] = interval(rows, *measure);
            // Precision has no value where nothing is flagged.
            let _ = match found.is_nan() {
                true => writeln!(text, "| {title} | – | |"),
                false => writeln!(text, "| {title} | {:.3} | {low:.2}–{high:.2} |", found + 0.0),
            };
            pairs.insert((*key).into(), [found; 2]);
        }
        if !rows.is_empty() {
            figures.push((name.to_string(), pairs));
        }
    }
    text.push('\n');
    (text, figures)
}

/// Weighs hostile comments so that they are this share of those with an answer.
fn weigh_hostile_to(prior: f64, rows: &mut [Row]) {
    let factor = prior / (1.0 - prior) * weight_of(false, rows) / weight_of(true, rows);
    rows.iter_mut().filter(|row| row.hostile == Some(true)).for_each(|row| row.weight *= factor);
}

fn is_latin(text: &str) -> bool {
    let latin = text.chars().filter(char::is_ascii_alphabetic).count();
    latin > text.chars().filter(|letter| ('\u{600}'..='\u{6ff}').contains(letter)).count()
}

/// The 95 % interval of a figure: the 2.5th and 97.5th percentile over resamplings of the rows.
fn interval(rows: &[Row], measure: Measure) -> [f64; 2] {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut figures: Vec<f64> = (0..RESAMPLINGS)
        .map(|_| {
            let sample: Vec<&Row> = (0..rows.len())
                .map(|_| {
                    // xorshift64 (Marsaglia 2003): the same resamplings at every run.
                    state ^= state << 13;
                    state ^= state >> 7;
                    state ^= state << 17;
                    &rows[(state % rows.len() as u64) as usize]
                })
                .collect();
            measure(&sample)
        })
        .filter(|figure| !figure.is_nan())
        .collect();
    figures.sort_by(f64::total_cmp);
    let at = |share: f64| figures.get((figures.len() as f64 * share) as usize).copied().unwrap_or(f64::NAN);
    [at(0.025), at(0.975)]
}
