//! Scored comments → a file for people or programs: one file a format, behind one trait.
//!
//! To add a format, write a file with a type that implements [`Exporter`] and name its ending in [`exporter`].

mod html;
mod jsonl;
mod sheet;
mod workbook;

use crate::record::{Flag, Reason, ScoredComment, key};
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

/// The exporter for a file's ending; `None` for an unknown ending.
pub(crate) fn exporter<'out>(
    ending: &str,
    out: impl Write + 'out,
) -> Result<Option<Box<dyn Exporter + 'out>>, ExportError> {
    Ok(Some(match ending.to_ascii_lowercase().as_str() {
        "csv" => Box::new(sheet::Sheet::new(out)?),
        "xlsx" => Box::new(workbook::Workbook::new(out)?),
        "jsonl" => Box::new(jsonl::JsonLines::new(out)),
        "html" | "htm" => Box::new(html::Html::new(out)?),
        _ => return Ok(None),
    }))
}

/// The columns of the sheet, in csv and xlsx; the last four are to be filled in by a person.
pub(crate) const COLUMNS: [&str; 20] = [
    "key",
    "page",
    "url",
    "article",
    "author",
    "time_text",
    "earliest",
    "latest",
    "text",
    "score_hostile",
    "score_sectarian",
    "score_off_topic",
    "sentiment_label",
    "flags",
    "why",
    "model",
    "hostile",
    "sectarian",
    "off_topic",
    "sentiment",
];

/// The content of a cell.
#[derive(Debug, Clone, PartialEq)]
enum Cell<'a> {
    /// Text of a reader: guarded against formulas.
    Text(Cow<'a, str>),
    /// Text of this program, which no spreadsheet program evaluates: not guarded.
    Own(String),
    Score(f64),
    Empty,
}

/// The cells of a scored comment, in the order of [`COLUMNS`], unguarded.
fn cells(scored: &ScoredComment) -> [Cell<'_>; COLUMNS.len()] {
    fn text<'a>(value: Option<impl Into<Cow<'a, str>>>) -> Cell<'a> {
        value.map_or(Cell::Empty, |value| Cell::Text(value.into()))
    }
    let moment = |value: Option<Moment>| value.map_or(Cell::Empty, |moment| Cell::Own(moment.to_string()));
    let ScoredComment { comment, prediction, .. } = scored;
    let score = |flag| prediction.scores.of(flag).map_or(Cell::Empty, Cell::Score);
    let (article, time) = (comment.article.as_deref(), comment.time.as_ref());
    let model = [prediction.model.name.as_str(), &prediction.model.hash];
    let model = model.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    [
        comment.key.as_ref().map_or(Cell::Empty, |key| match key::is_key(key) {
            true => Cell::Own(key.clone()),
            false => Cell::Text(key.into()),
        }),
        text(comment.page.as_deref()),
        text(article.and_then(|article| article.url.as_deref())),
        text(article.and_then(|article| article.title.as_deref())),
        text(comment.author.as_deref()),
        text(time.map(|time| time.text.as_str())),
        moment(time.and_then(|time| time.earliest)),
        moment(time.and_then(|time| time.latest)),
        Cell::Text(comment.text().into()),
        score(Flag::Hostile),
        score(Flag::Sectarian),
        score(Flag::OffTopic),
        text(prediction.sentiment.map(|sentiment| sentiment.label.name())),
        Cell::Text(prediction.flags.iter().map(|flag| flag.name()).collect::<Vec<_>>().join(";").into()),
        Cell::Text(why(prediction.reasons.as_deref().unwrap_or_default()).into()),
        text(Some(model).filter(|model| !model.is_empty())),
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
    ]
}

/// The reasons as one cell: `hostile: word (+1.20), …`.
fn why(reasons: &[Reason]) -> String {
    let mut parts: Vec<String> = Vec::new();
    for same in reasons.chunk_by(|one, other| one.label == other.label) {
        let words: Vec<String> = same.iter().map(|reason| format!("{} ({:+.2})", reason.text, reason.weight)).collect();
        parts.push(format!("{}: {}", same[0].label, words.join(", ")));
    }
    parts.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_one_cell() {
        let line = r#"{"text":"ن","scores":{"hostile":0.9},"flags":["hostile"],
            "reasons":[{"field":"text","start":0,"end":1,"text":"ن","label":"hostile","weight":1.234}]}"#;
        let scored = ScoredComment::parse(line).unwrap();
        assert_eq!(cells(&scored)[14], Cell::Text("hostile: ن (+1.23)".into()));
    }
}
