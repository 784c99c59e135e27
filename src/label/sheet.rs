//! Labels as a table: CSV or a spreadsheet, including the sheet that `mushrif export` writes.
//!
//! The table's first row names its columns. The exported sheet guards cells that a spreadsheet program would take for
//! something else than text; the guard is removed here, so that a text comes back byte for byte.

use super::answer::{answer, sentiment};
use super::{Label, LabelError, Labels, Place};
use crate::locale::Locale;
use calamine::{Data, Reader, open_workbook_auto};
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

/// Columns that only an exported sheet has, by their names in csv, of older versions and in the heads of a workbook;
/// where both of a pair are there, cells may be guarded.
const SHEET_MARKS: [[&str; 2]; 2] = [["why", "scores.hostile"], ["why", "score_hostile"]];
const SHEET_HEADS: [&str; 2] = ["sheet.why", "sheet.score_hostile"];

/// The prefix that makes spreadsheet programs keep a cell as text; some show it, some drop it.
const GUARD: char = '\'';

/// Writes a cell so that no spreadsheet program computes it, dates it or rounds it.
///
/// Formulas begin with `= + - @`, a tab or a line break (OWASP, "CSV Injection"); numbers, dates, times and truth
/// values would be rewritten in the program's own form. [`unguarded`] undoes it exactly.
pub(crate) fn guarded(text: &str) -> std::borrow::Cow<'_, str> {
    if needs_guard(text) { format!("{GUARD}{text}").into() } else { text.into() }
}

/// Removes the guard that [`guarded`] added.
pub(crate) fn unguarded(text: &str) -> &str {
    match text.strip_prefix(GUARD) {
        Some(rest) if needs_guard(rest) => rest,
        _ => text,
    }
}

/// Whether a program could rewrite a cell; leading guards do not change the answer, so that guarding can be undone.
fn needs_guard(text: &str) -> bool {
    /// Longer than any number or date.
    const SHORT: usize = 32;
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let bare = text.trim_start_matches(GUARD);
    let Some(first) = bare.chars().next() else { return !text.is_empty() };
    let formula = matches!(first, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠') || first.is_whitespace();
    let ends_in_space = bare.ends_with(char::is_whitespace);
    let lower = if bare.len() <= SHORT { bare.to_ascii_lowercase() } else { String::new() };
    let truth_value = matches!(lower.as_str(), "true" | "false");
    // 1,5e3  12:30 pm  ١٥  !!!: no letters but those of exponents, am and pm.
    let numeric =
        !bare.chars().any(|c| c.is_alphabetic() && !matches!(c, 'e' | 'E' | 'a' | 'A' | 'p' | 'P' | 'm' | 'M'))
            && bare.len() <= SHORT;
    let dated = lower.contains(|c: char| c.is_ascii_digit()) && MONTHS.iter().any(|month| lower.contains(month));
    formula || ends_in_space || truth_value || numeric || dated
}

pub(super) fn read_csv(file: &Path) -> Result<Labels, LabelError> {
    let unreadable = |source| LabelError::Unreadable { file: file.into(), source };
    let opened = File::open(file).map_err(unreadable)?;
    if opened.metadata().map_err(unreadable)?.is_dir() {
        return Err(unreadable(std::io::Error::other("a folder")));
    }
    let mut bytes = BufReader::with_capacity(1 << 16, opened);
    let delimiter = crate::table::delimiter(bytes.fill_buf().map_err(unreadable)?);
    let mut reader = csv::ReaderBuilder::new().flexible(true).delimiter(delimiter).from_reader(bytes);
    let bad_file = |problem: String| LabelError::BadFile { file: file.into(), problem };
    let header = reader.byte_headers().map_err(|error| bad_file(error.to_string()))?.clone();
    let header: Vec<String> = header.iter().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect();
    let columns = Columns::named(&header).map_err(bad_file)?;
    let file = file.to_path_buf();
    let rows = reader.into_byte_records().filter_map(move |row| {
        let (line, label) = match row {
            Err(error) => (error.position().map_or(0, csv::Position::line), Err(error.to_string())),
            Ok(row) => {
                let line = row.position().map_or(0, csv::Position::line);
                let cells: Result<Vec<&str>, _> = row.iter().map(std::str::from_utf8).collect();
                match cells {
                    Err(_) => (line, Err("not UTF-8; save the file as UTF-8".into())),
                    Ok(cells) => (line, columns.label(&|index| cells.get(index).map_or("", |cell| *cell))),
                }
            }
        };
        item(&file, usize::try_from(line).unwrap_or(usize::MAX), label)
    });
    Ok(Box::new(rows))
}

pub(super) fn read_workbook(file: &Path) -> Result<Labels, LabelError> {
    let bad_file = |problem: String| LabelError::BadFile { file: file.into(), problem };
    File::open(file).map_err(|source| LabelError::Unreadable { file: file.into(), source })?;
    let mut workbook = open_workbook_auto(file)
        .map_err(|error| bad_file(format!("not a spreadsheet that can be read ({error}); save it as .xlsx")))?;
    let range = workbook
        .worksheet_range_at(0)
        .ok_or_else(|| bad_file("has no sheet".into()))?
        .map_err(|error| bad_file(error.to_string()))?;
    let mut rows = range.rows();
    let header: Vec<String> = rows.next().unwrap_or_default().iter().map(cell_text).collect();
    let columns = Columns::named(&header).map_err(bad_file)?;
    let first_row = range.start().map_or(0, |(row, _)| row as usize);
    let labels: Vec<_> = rows
        .enumerate()
        .filter_map(|(index, row)| {
            let cells: Vec<String> = row.iter().map(cell_text).collect();
            let label = columns.label(&|index| cells.get(index).map_or("", String::as_str));
            item(file, first_row + index + 2, label)
        })
        .collect();
    Ok(Box::new(labels.into_iter()))
}

fn cell_text(cell: &Data) -> String {
    match cell {
        Data::Bool(value) => value.to_string(),
        other => other.to_string(),
    }
}

/// A row without labels is skipped: in an exported sheet most rows stay unlabelled.
fn item(file: &Path, line: usize, label: Result<Label, String>) -> Option<Result<(Place, Label), LabelError>> {
    let place = Place::Line(line);
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
        let text_of = |index: usize| if self.guarded { unguarded(cell(index)) } else { cell(index) };
        let filled = |index: Option<usize>| index.map(text_of).filter(|text| !text.trim().is_empty());
        let flag = |name: &str, index: Option<usize>| match filled(index) {
            Some(text) => answer(name, text),
            None => Ok(None),
        };
        let sentiment = filled(self.sentiment).map_or(Ok(None), sentiment)?;
        let label = Label {
            text: text_of(self.text).to_string(),
            article: filled(self.article).map(str::to_string),
            hostile: flag("hostile", self.hostile)?,
            sectarian: flag("sectarian", self.sectarian)?,
            off_topic: flag("off_topic", self.off_topic)?,
            sentiment,
            source: filled(self.source).map(str::to_string),
            community: filled(self.community).map(str::to_string),
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
    use proptest::prelude::*;

    #[test]
    fn formulas_numbers_and_dates_are_guarded_and_sentences_are_not() {
        for text in ["=1+1", "+5", "-5", "@x", "15", "2016-07-14", "3/4", "TRUE", " a", "May 5", "١٥", "!!!"] {
            assert!(guarded(text).starts_with('\''), "{text}");
        }
        for text in ["تعليق عادي", "ok", "", "هل هذا صحيح؟", "3e5600ef82c75290", "pages/a.txt", "100 سنة"]
        {
            assert_eq!(guarded(text), text);
        }
    }

    proptest! {
        #[test]
        fn taking_off_the_guard_gives_the_text_back(text in "['=+@0-9 aا-]{0,12}|\\PC{0,20}") {
            let cell = guarded(&text);
            prop_assert_eq!(unguarded(&cell), text.as_str());
        }
    }

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
