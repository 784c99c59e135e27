//! What the recipe, the fuzz targets, the benches and the tests need beyond the public API. Not counted as part of it, and
//! no promise: it changes without notice.

pub use crate::calibration::{Calibration, Point};
pub use crate::counts::{Counts, CountsBuilder, Entry, FOLDS, Group, Resources};
pub use crate::evaluate::{CommunityFigures, Evaluation, Report, auroc, macro_f1};
pub use crate::label::{LabelValues, Position, TARGETS, Target, read};
pub use crate::model::{Factors, Mixing, Parameters, RetrainCounts, SectarianMixing, TaskParameters, WEIGHTS, Weights};
pub use crate::page::html::Tree;
pub use crate::page::parquet::documents;
pub use crate::page::{Content, Input, Pages};
pub use crate::relevance::{Relevance, RelevanceExample, learn, terms};
pub use crate::score::{Lease, fields};
pub use crate::table::parquet::lines;
pub use crate::text::feature_extractor::{self, FeatureKey, plainness};
pub use crate::text::punctuation::Punctuation;
pub use crate::text::{Language, Token, TokenKind, Tokenizer, language};
pub use crate::time::{may_be_time, published, read_in_time_field, read_line};
pub use crate::train::{CorrectionTable, FirstPass, SecondPass, SentimentExamples, fit, fold_of, raw_scores};

use crate::model::Model;
use crate::record::Prediction;
use crate::score::Classifier;

/// The part of a model that judges off-topic.
#[must_use]
pub fn relevance(model: &Model) -> Option<&Relevance> {
    model.relevance()
}

/// The features of a model, sorted by key, with their quantised weights.
pub fn rows(model: &Model) -> impl Iterator<Item = (FeatureKey, [i16; WEIGHTS])> {
    model.rows()
}

/// The calibration of a target.
#[must_use]
pub fn calibration(model: &Model, target: Target) -> Option<&Calibration> {
    model.calibration(target)
}

/// What a classifier predicts for a comment of these raw scores, mixed, in a language that is scored; for out-of-fold
/// scores, which are not by its own weights.
#[must_use]
pub fn predict_from(classifier: &Classifier, targets: [f64; TARGETS]) -> Prediction {
    classifier.predict_from(targets)
}

/// Scratch of a classifier's pool, to predict comments one after the other without allocating.
#[must_use]
pub fn lease(classifier: &Classifier) -> Lease<'_> {
    classifier.lease()
}

/// The counts in a model that retraining starts from, where the full ones are not given.
///
/// # Errors
/// [`ModelError::Damaged`](crate::ModelError::Damaged) where they cannot be decoded; `file` is named in it.
pub fn retrain_counts(model: &Model, file: &std::path::Path) -> Result<RetrainCounts, crate::ModelError> {
    model.retrain_counts(file)
}

/// The words that decided the scores of a comment, as `mushrif explain --json` prints them.
#[cfg(feature = "cli")]
#[must_use]
pub fn explanation(classifier: &Classifier, text: &str, article: Option<&str>) -> serde_json::Value {
    crate::cli::explain::explanation(classifier, text, article)
}

/// Scores a file of comments (JSON Lines, CSV or a workbook, by its ending) and writes it as a table of CSV; the bytes, or
/// what is wrong with the file. What is wrong with a line is left out.
///
/// # Errors
/// Where the file cannot be opened.
pub fn score_table(classifier: &Classifier, file: &std::path::Path) -> Result<Vec<u8>, String> {
    use crate::table::{Format, RecordWriter};
    use crate::workflow::score::{CommentFormat, Scored, open_comments, score_chunks};
    let format = match file.extension().and_then(|ending| ending.to_str()) {
        Some("csv" | "tsv") => CommentFormat::Csv,
        Some("xlsx" | "ods") => CommentFormat::Workbook,
        _ => CommentFormat::Json,
    };
    let (source, _) = open_comments(&Input::File(file.into()), format, None)?;
    let mut records = Vec::new();
    let collect = |into: &mut Vec<u8>, scored: &Scored<'_>, prediction: &crate::Prediction| match scored {
        Scored::Record(record) => {
            let written = record.write_with(prediction, into).map_err(|error| error.to_string());
            into.push(b'\n');
            written
        }
        Scored::OfPage(_) | Scored::Line(_) => Ok(()),
    };
    score_chunks(source, classifier, format, None, 1, &collect, |chunk| {
        records.extend_from_slice(&chunk.collected);
        true
    });
    let mut writer = RecordWriter::new(Format::Csv, Vec::new(), &[])?;
    writer.write(&records).map_err(|error| error.to_string())?;
    writer.finish().map_err(|error| error.to_string())
}

/// The text of a comment record, a JSON object on a line, as `score` finds it.
#[must_use]
pub fn text_of_record(line: &str) -> Option<String> {
    crate::record::RawRecord::parse(line, None).ok().map(|record| record.text().1.to_string())
}
