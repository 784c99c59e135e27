//! Scored comments → a file for people or programs: one file here a format, behind one trait.
//!
//! To add a format, write a file with a type that implements [`Exporter`] and name its ending in [`exporter`].

mod html;
mod item;
mod jsonl;
mod sheet;
mod workbook;

pub use item::Item;

use std::io::{self, Write};

/// What can go wrong while exporting.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
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

/// A format: items go in one after the other, then the end.
pub trait Exporter {
    /// Writes one item.
    ///
    /// # Errors
    /// [`ExportError`] where the file cannot be written.
    fn write(&mut self, item: &Item<'_>) -> Result<(), ExportError>;

    /// Writes what comes last.
    ///
    /// # Errors
    /// [`ExportError`] where the file cannot be written.
    fn finish(self: Box<Self>) -> Result<(), ExportError>;
}

/// The endings that [`exporter`] knows.
pub const ENDINGS: [&str; 4] = ["csv", "xlsx", "jsonl", "html"];

/// The exporter for a file's ending; `None` for an ending that is no format.
///
/// # Errors
/// [`ExportError`] where the beginning of the file cannot be written.
pub fn exporter<'out>(ending: &str, out: impl Write + 'out) -> Result<Option<Box<dyn Exporter + 'out>>, ExportError> {
    Ok(Some(match ending.to_ascii_lowercase().as_str() {
        "csv" => Box::new(sheet::Sheet::new(out)?),
        "xlsx" => Box::new(workbook::Workbook::new(out)?),
        "jsonl" => Box::new(jsonl::JsonLines::new(out)),
        "html" | "htm" => Box::new(html::Html::new(out)?),
        _ => return Ok(None),
    }))
}

/// The columns of the sheet, in csv and xlsx; the last four are for a person to fill.
pub const COLUMNS: [&str; 20] = [
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

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq)]
enum Cell {
    Text(String),
    Score(f64),
    Empty,
}

/// The cells of an item, in the order of [`COLUMNS`], unguarded.
fn cells(item: &Item<'_>) -> [Cell; COLUMNS.len()] {
    let text = |value: &Option<String>| value.clone().map_or(Cell::Empty, Cell::Text);
    let score = |value: Option<f64>| value.map_or(Cell::Empty, Cell::Score);
    [
        text(&item.key),
        text(&item.page),
        text(&item.url),
        text(&item.article),
        text(&item.author),
        text(&item.time_text),
        text(&item.earliest),
        text(&item.latest),
        Cell::Text(item.text()),
        score(item.scores[0]),
        score(item.scores[1]),
        score(item.scores[2]),
        text(&item.sentiment),
        Cell::Text(item.flags.join(";")),
        Cell::Text(item.why()),
        text(&item.model),
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
    ]
}
