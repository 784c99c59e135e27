//! Labels as a table: CSV or a spreadsheet, including the sheet that `mushrif export` writes.
//!
//! The table's first row names its columns. The exported sheet guards cells that a spreadsheet program would take for
//! something else than text; the guard is removed here, so that a text comes back byte for byte.

use super::answer::{answer, sentiment};
use super::guard::unguarded;
use super::{Label, LabelError, Labels, Place};
use crate::locale::Locale;
use crate::table::CsvRows;
use crate::table::workbook::sheet_rows;
use std::borrow::Cow;
use std::fs::File;
use std::path::Path;

/// Columns that only an exported sheet has, by their names in csv, of older versions and in the heads of a workbook;
/// where both of a pair are there, cells may be guarded.
const SHEET_MARKS: [[&str; 2]; 2] = [["why", "scores.hostile"], ["why", "score_hostile"]];
const SHEET_HEADS: [&str; 2] = ["sheet.why", "sheet.score_hostile"];

pub(super) fn read_csv(file: &Path) -> Result<Labels, LabelError> {
    let unreadable = |source| LabelError::Unreadable { file: file.into(), source };
    let opened = File::open(file).map_err(unreadable)?;
    if opened.metadata().map_err(unreadable)?.is_dir() {
        return Err(unreadable(std::io::Error::other("a folder")));
    }
    let bad_file = |problem: String| LabelError::BadFile { file: file.into(), problem };
    let rows = CsvRows::open(opened).map_err(bad_file)?;
    let columns = Columns::named(&rows.names).map_err(bad_file)?;
    let file = file.to_path_buf();
    Ok(Box::new(rows.filter_map(move |(line, row)| {
        let label = row.and_then(|cells| columns.label(&|index| cells.get(index).map_or("", String::as_str)));
        item(&file, line, label)
    })))
}

pub(super) fn read_workbook(file: &Path) -> Result<Labels, LabelError> {
    let bad_file = |problem: String| LabelError::BadFile { file: file.into(), problem };
    File::open(file).map_err(|source| LabelError::Unreadable { file: file.into(), source })?;
    let mut rows = sheet_rows(file).map_err(bad_file)?;
    let header = match rows.next() {
        Some((_, Ok(names))) => names.dense(),
        Some((row, Err(problem))) => return Err(bad_file(format!("row {row}: {problem}"))),
        None => return Err(bad_file("an empty sheet; its first row names the columns, one of them text".into())),
    };
    let columns = Columns::named(&header).map_err(bad_file)?;
    let file = file.to_path_buf();
    Ok(Box::new(rows.filter_map(move |(number, row)| {
        item(&file, number, row.and_then(|row| columns.label(&|index| row.cell(index))))
    })))
}

/// A row without labels is skipped: in an exported sheet most rows stay unlabelled.
fn item(file: &Path, line: u64, label: Result<Label, String>) -> Option<Result<(Place, Label), LabelError>> {
    let place = Place::Line(usize::try_from(line).unwrap_or(usize::MAX));
    match label {
        Ok(label) if !label.says_something() => None,
        Ok(label) => Some(Ok((place, label))),
        Err(problem) => Some(Err(LabelError::BadLine { file: file.into(), place, problem })),
    }
}

/// The column of each field in a table.
#[derive(Debug)]
struct Columns {
    text: usize,
    article: Option<usize>,
    hostile: Option<usize>,
    sectarian: Option<usize>,
    off_topic: Option<usize>,
    sentiment: Option<usize>,
    source: Option<usize>,
    community: Option<usize>,
    guarded: bool,
}

impl Columns {
    fn named(header: &[String]) -> Result<Self, String> {
        let named = |name: &str| {
            header.iter().position(|cell| cell.trim_start_matches('\u{FEFF}').trim().eq_ignore_ascii_case(name))
        };
        // A column by its names in records, or by the heads of an exported workbook.
        let column = |names: &[&str], head: &str| {
            let heads = Locale::ALL.map(|locale| locale.word(head));
            names.iter().chain(&heads).filter(|name| !name.is_empty()).find_map(|name| named(name))
        };
        let text = column(&["text", "body", "comment"], "sheet.text").ok_or(
            "the first row names no column \"text\" (or \"body\", \"comment\"); a label table begins with a row of names",
        )?;
        let both = |marks: &[&str; 2]| marks.iter().all(|mark| named(mark).is_some());
        let has_heads = |locale: &Locale| both(&SHEET_HEADS.map(|head| locale.word(head)));
        let columns = Self {
            text,
            article: column(&["article", "article.title"], "sheet.article"),
            hostile: column(&["hostile"], "sheet.label_hostile"),
            sectarian: column(&["sectarian"], "sheet.label_sectarian"),
            off_topic: column(&["off_topic"], "sheet.label_off_topic"),
            sentiment: column(&["sentiment"], "sheet.label_sentiment"),
            source: named("source"),
            community: named("community"),
            guarded: SHEET_MARKS.iter().any(both) || Locale::ALL.iter().any(has_heads),
        };
        if [columns.hostile, columns.sectarian, columns.off_topic, columns.sentiment].iter().all(Option::is_none) {
            return Err("the first row names none of the columns hostile, sectarian, off_topic and sentiment".into());
        }
        Ok(columns)
    }

    fn label<'row>(&self, cell: &dyn Fn(usize) -> &'row str) -> Result<Label, String> {
        let text_of = |index: usize| match self.guarded {
            true => unguarded(cell(index)),
            false => Cow::Borrowed(cell(index)),
        };
        let filled = |index: Option<usize>| index.map(text_of).filter(|text| !text.trim().is_empty());
        let flag = |name: &str, index: Option<usize>| match filled(index) {
            Some(text) => answer(name, &text),
            None => Ok(None),
        };
        let sentiment = filled(self.sentiment).map_or(Ok(None), |text| sentiment(&text))?;
        let label = Label {
            text: text_of(self.text).into_owned(),
            article: filled(self.article).map(Cow::into_owned),
            hostile: flag("hostile", self.hostile)?,
            sectarian: flag("sectarian", self.sectarian)?,
            off_topic: flag("off_topic", self.off_topic)?,
            sentiment,
            source: filled(self.source).map(Cow::into_owned),
            community: filled(self.community).map(Cow::into_owned),
        };
        if label.text.trim().is_empty() && label.says_something() {
            return Err("has labels but no text".into());
        }
        label.settled()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Sentiment;

    #[test]
    fn a_row_of_an_exported_sheet_becomes_a_label_without_its_guard() {
        let header: Vec<String> = ["text", "score_hostile", "why", "hostile", "sentiment"].map(String::from).into();
        let columns = Columns::named(&header).unwrap();
        let row = ["'=1+1 كلام", "0.9", "", "TRUE", "سلبي"];
        let label = columns.label(&|index| row[index]).unwrap();
        assert_eq!((label.text.as_str(), label.hostile), ("=1+1 كلام", Some(true)));
        assert_eq!(label.sentiment, Some(Sentiment::Negative));
    }

    #[test]
    fn a_table_without_a_text_column_is_refused_with_a_remedy() {
        let problem = Columns::named(&["a".into(), "hostile".into()]).unwrap_err();
        assert!(problem.contains("no column \"text\""));
    }
}
