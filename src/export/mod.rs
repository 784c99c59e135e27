//! Scored comments → a file for people or programs: one file a format, behind one trait.
//!
//! To add a format, write a file with a type that implements [`Exporter`] and name its ending in [`exporter`].

mod html;
mod jsonl;
mod sheet;
mod workbook;

#[cfg(feature = "serve")]
pub(crate) use html::{legend, marked, plain};

use crate::locale::Locale;
use crate::record::{Flag, Prediction, ScoredComment, Sentiment, key};
use crate::table::exported::{COLUMNS, Column};
use crate::time::Moment;
use std::borrow::Cow;
use std::io::{self, Write};

/// An error of writing an export.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ExportError {
    /// The file cannot be written.
    #[error("cannot be written: {0}")]
    Io(#[from] io::Error),
    /// A CSV row cannot be written.
    #[error("cannot be written: {0}")]
    Csv(#[from] csv::Error),
    /// A spreadsheet cannot be written.
    #[error("cannot be written as a spreadsheet: {0}; a .csv has no such limit")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
}

/// Writer of one format.
pub(crate) trait Exporter {
    /// Writes one scored comment; `line` is its original record.
    fn write(&mut self, line: &str, scored: &ScoredComment) -> Result<(), ExportError>;

    /// Writes the end of the file.
    fn finish(self: Box<Self>) -> Result<(), ExportError>;
}

/// The endings of [`exporter`].
pub(crate) const ENDINGS: [&str; 4] = ["csv", "xlsx", "jsonl", "html"];

/// The exporter for a file's ending, for people who read this language; `None` for an unknown ending.
pub(crate) fn exporter<'out>(
    ending: &str,
    out: impl Write + 'out,
    locale: Locale,
) -> Result<Option<Box<dyn Exporter + 'out>>, ExportError> {
    Ok(Some(match ending.to_ascii_lowercase().as_str() {
        "csv" => Box::new(sheet::Sheet::new(out)?),
        "xlsx" => Box::new(workbook::Workbook::new(out, locale)?),
        "jsonl" => Box::new(jsonl::JsonLines::new(out)),
        "html" | "htm" => Box::new(html::Html::new(out, locale)?),
        _ => return Ok(None),
    }))
}

/// The columns that a person fills in: of flags, and then of the sentiment.
const LABELS: std::ops::Range<usize> = 1..5;

/// The content of a cell.
#[derive(Debug, Clone, PartialEq)]
enum Cell<'a> {
    /// Text of a reader: guarded against formulas.
    Text(Cow<'a, str>),
    /// Text of this program, which no spreadsheet program evaluates: not guarded.
    Own(String),
    /// The deciding words.
    Reasons(&'a Prediction),
    /// Flags.
    Flags(&'a [Flag]),
    /// The sentiment.
    Sentiment(Sentiment),
    /// A day or a minute.
    Moment(Moment),
    Score(f64),
    Empty,
}

/// The cells of a scored comment, in the order of [`COLUMNS`], unguarded.
fn cells(scored: &ScoredComment) -> [Cell<'_>; COLUMNS.len()] {
    fn text<'a>(value: Option<impl Into<Cow<'a, str>>>) -> Cell<'a> {
        value.map_or(Cell::Empty, |value| Cell::Text(value.into()))
    }
    let moment = |value: Option<Moment>| value.map_or(Cell::Empty, Cell::Moment);
    let ScoredComment { comment, prediction, .. } = scored;
    let score = |flag| prediction.scores.printed(flag).map_or(Cell::Empty, Cell::Score);
    let threshold = |flag| prediction.thresholds.printed(flag).map_or(Cell::Empty, Cell::Score);
    let (article, time) = (comment.article.as_deref(), comment.time.as_ref());
    let of_model = |part: &'_ str| Some(part.to_owned()).filter(|part| !part.is_empty());
    [
        Cell::Text(comment.text().into()),
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
        Cell::Flags(&prediction.flags),
        text(comment.author.as_deref()),
        text(time.map(|time| time.text.as_str())),
        text(article.and_then(|article| article.title.as_deref())),
        Cell::Reasons(prediction),
        moment(time.and_then(|time| time.earliest)),
        moment(time.and_then(|time| time.latest)),
        text(article.and_then(|article| article.url.as_deref())),
        text(comment.page.as_deref()),
        score(Flag::Hostile),
        score(Flag::Sectarian),
        score(Flag::OffTopic),
        threshold(Flag::Hostile),
        threshold(Flag::Sectarian),
        threshold(Flag::OffTopic),
        prediction.sentiment.map_or(Cell::Empty, |sentiment| Cell::Sentiment(sentiment.label)),
        text(of_model(&prediction.model.name)),
        text(of_model(&prediction.model.hash)),
        comment.key.as_ref().map_or(Cell::Empty, |key| match key::is_key(key) {
            true => Cell::Own(key.clone()),
            false => Cell::Text(key.into()),
        }),
    ]
}

/// The reasons as one cell, `hostile: word (+1.20), …`, with labels by these names; before them the phrases of a site's
/// list, in words like these.
fn why<'name>(
    prediction: &'name Prediction,
    name: impl Fn(&'name str) -> &'name str,
    by_rule: impl Fn(&str, &str) -> String,
) -> String {
    let rules = prediction.by_rule.iter().flatten();
    let mut parts: Vec<String> = rules.map(|rule| by_rule(name(rule.flag.name()), &rule.phrase)).collect();
    let reasons = prediction.reasons.as_deref().unwrap_or_default();
    for same in reasons.chunk_by(|one, other| one.label == other.label) {
        let words: Vec<String> = same.iter().map(|reason| format!("{} ({:+.2})", reason.text, reason.weight)).collect();
        parts.push(format!("{}: {}", name(&same[0].label), words.join(", ")));
    }
    parts.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_one_cell() {
        let line = r#"{"text":"ن","scores":{"hostile":0.9},"flags":["hostile"],
            "reasons":[{"field":"text","start":0,"end":1,"text":"ن","label":"hostile","weight":1.234}],
            "by_rule":[{"flag":"hostile","phrase":"س","field":"text","start":0,"end":1}]}"#;
        let scored = ScoredComment::parse(line).unwrap();
        let Cell::Reasons(reasons) = cells(&scored)[9] else { panic!("no reasons") };
        let why = why(reasons, |label| label, |flag, phrase| format!("{flag} by {phrase}"));
        assert_eq!(why, "hostile by س; hostile: ن (+1.23)");
    }
}
