//! All figures of a model on labels, overall and a source, as JSON and as a table.

use super::metrics::{Binary, auroc, average_precision, calibration_error, macro_f1};
use crate::bayes::UNNAMED_SOURCE;
use crate::label::{Flag, Label};
use crate::policy::Judgement;
use comfy_table::{CellAlignment, Table, presets};
use serde::Serialize;
use std::collections::BTreeMap;

/// How many bins of equal mass the calibration error has.
const BINS: usize = 15;

/// Gathers judged labels.
#[derive(Debug, Default)]
pub struct Evaluation {
    sources: BTreeMap<String, Gathered>,
}

#[derive(Debug, Default, Clone)]
struct Gathered {
    comments: u64,
    unscored: u64,
    flags: [Vec<(f64, bool)>; 3],
    decisions: [Binary; 3],
    confusion: [[u64; 3]; 3],
}

/// The figures of a set of labels.
#[derive(Debug, Serialize)]
pub struct Figures {
    /// How many comments.
    pub comments: u64,
    /// How many have no scores, their language not being Arabic.
    pub unscored: u64,
    /// The figures of each flag that has both answers.
    pub flags: BTreeMap<&'static str, FlagFigures>,
    /// The figures of sentiment, where labelled.
    pub sentiment: Option<SentimentFigures>,
}

/// The figures of a flag.
#[derive(Debug, Serialize)]
pub struct FlagFigures {
    /// Comments that have it.
    pub positive: u64,
    /// Comments that have not.
    pub negative: u64,
    /// The share of those flagged that have it.
    pub precision: f64,
    /// The share of those that have it that are flagged.
    pub recall: f64,
    /// Their harmonic mean.
    pub f1: f64,
    /// The mean of the F1 of yes and of no.
    pub macro_f1: f64,
    /// The area under the ROC curve.
    pub auroc: f64,
    /// The average precision.
    pub average_precision: f64,
    /// The expected calibration error over 15 bins of equal mass.
    pub calibration_error: f64,
}

/// The figures of sentiment.
#[derive(Debug, Serialize)]
pub struct SentimentFigures {
    /// The mean F1 of the three.
    pub macro_f1: f64,
    /// `confusion[truth][said]`, in the order negative, neutral, positive.
    pub confusion: [[u64; 3]; 3],
}

impl Evaluation {
    /// Adds a label and what was said of it.
    pub fn add(&mut self, label: &Label, judgement: &Judgement) {
        let source = label.source.as_deref().unwrap_or(UNNAMED_SOURCE);
        let gathered = self.sources.entry(source.to_string()).or_default();
        gathered.comments += 1;
        gathered.unscored += u64::from(judgement.scores.hostile.is_none());
        for flag in Flag::ALL {
            if let (Some(truth), Some(score)) = (label.flag(flag), judgement.scores.of(flag)) {
                gathered.flags[flag as usize].push((score, truth));
                gathered.decisions[flag as usize].add(judgement.flags.contains(&flag), truth);
            }
        }
        if let (Some(truth), Some(said)) = (label.sentiment, judgement.sentiment) {
            gathered.confusion[truth as usize][said.label as usize] += 1;
        }
    }

    /// The figures of all labels together.
    #[must_use]
    pub fn all(&self) -> Figures {
        let mut all = Gathered::default();
        for gathered in self.sources.values() {
            all.comments += gathered.comments;
            all.unscored += gathered.unscored;
            for flag in 0..3 {
                all.flags[flag].extend(&gathered.flags[flag]);
                let (sum, more) = (&mut all.decisions[flag], gathered.decisions[flag]);
                sum.true_positive += more.true_positive;
                sum.false_positive += more.false_positive;
                sum.false_negative += more.false_negative;
                sum.true_negative += more.true_negative;
            }
            for (row, more) in all.confusion.iter_mut().flatten().zip(gathered.confusion.iter().flatten()) {
                *row += more;
            }
        }
        all.figures()
    }

    /// The figures of each source.
    #[must_use]
    pub fn sources(&self) -> BTreeMap<&str, Figures> {
        self.sources.iter().map(|(name, gathered)| (name.as_str(), gathered.figures())).collect()
    }

    /// The figures as a table for people.
    #[must_use]
    pub fn table(&self) -> String {
        let mut table = Table::new();
        table.load_style(presets::UTF8_HORIZONTAL_ONLY);
        table.set_header([
            "source",
            "label",
            "yes",
            "no",
            "precision",
            "recall",
            "F1",
            "macro-F1",
            "AUROC",
            "avg prec",
            "calib err",
        ]);
        for column in 2..11 {
            if let Some(column) = table.column_mut(column) {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        let all = self.all();
        let sources = self.sources();
        let rows = sources.iter().map(|(name, figures)| (*name, figures)).chain([("all", &all)]);
        for (name, figures) in rows {
            for (flag, row) in &figures.flags {
                let figure = |value: f64| format!("{value:.3}");
                table.add_row([
                    name.to_string(),
                    (*flag).to_string(),
                    row.positive.to_string(),
                    row.negative.to_string(),
                    figure(row.precision),
                    figure(row.recall),
                    figure(row.f1),
                    figure(row.macro_f1),
                    figure(row.auroc),
                    figure(row.average_precision),
                    figure(row.calibration_error),
                ]);
            }
            if let Some(sentiment) = &figures.sentiment {
                let count: u64 = sentiment.confusion.iter().flatten().sum();
                let mut row = vec![name.to_string(), "sentiment".into(), count.to_string()];
                row.extend(["", "", "", ""].map(String::from));
                row.push(format!("{:.3}", sentiment.macro_f1));
                table.add_row(row);
            }
        }
        table.to_string()
    }
}

impl Gathered {
    fn figures(&self) -> Figures {
        let flags = Flag::ALL
            .into_iter()
            .filter_map(|flag| {
                let (scores, decisions) = (&self.flags[flag as usize], self.decisions[flag as usize]);
                let positive = scores.iter().filter(|row| row.1).count() as u64;
                let negative = scores.len() as u64 - positive;
                let figures = FlagFigures {
                    positive,
                    negative,
                    precision: decisions.precision(),
                    recall: decisions.recall(),
                    f1: decisions.f1(),
                    macro_f1: decisions.macro_f1(),
                    auroc: auroc(scores),
                    average_precision: average_precision(scores),
                    calibration_error: calibration_error(scores, BINS),
                };
                (positive > 0 && negative > 0).then_some((flag.name(), figures))
            })
            .collect();
        let said: u64 = self.confusion.iter().flatten().sum();
        let sentiment =
            (said > 0).then(|| SentimentFigures { macro_f1: macro_f1(&self.confusion), confusion: self.confusion });
        Figures { comments: self.comments, unscored: self.unscored, flags, sentiment }
    }
}
