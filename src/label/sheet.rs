//! Labels as a table: CSV or a spreadsheet, including the sheet that `mushrif export` writes.
//!
//! The table's first row names its columns. The exported sheet guards cells that a spreadsheet program would take for
//! something else than text; the guard is removed here, so that a text comes back byte for byte.

use super::answer::{answer, sentiment};
use super::{Label, LabelError, Labels, Position};
use crate::table::CsvRows;
use crate::table::exported;
use crate::table::guard::unguarded;
use crate::table::workbook::sheet_rows;
use std::borrow::Cow;
use std::fs::File;
use std::path::Path;

pub(super) fn read_csv(file: &Path) -> Result<Labels, LabelError> {
    let unreadable = |source| LabelError::Unreadable { file: file.into(), source };
    let opened = File::open(file).map_err(unreadable)?;
    if opened.metadata().map_err(unreadable)?.is_dir() {
        return Err(unreadable(std::io::Error::other("a folder")));
    }
    let bad_file = |problem: String| LabelError::BadFile { file: file.into(), problem };
    let rows = CsvRows::open(opened).map_err(bad_file)?;
    let columns = SheetColumns::named(&rows.names).map_err(bad_file)?;
    let file = file.to_path_buf();
    Ok(Box::new(rows.flat_map(move |(line, row)| {
        let label = row.map(|cells| columns.label(&|index| cells.get(index).map_or("", String::as_str)));
        items(&file, line, label)
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
    let columns = SheetColumns::named(&header).map_err(bad_file)?;
    let file = file.to_path_buf();
    Ok(Box::new(
        rows.flat_map(move |(number, row)| {
            items(&file, number, row.map(|row| columns.label(&|index| row.cell(index))))
        }),
    ))
}

/// What a row gives: a problem for each cell that cannot be read, and the label of those that can. A row without labels is
/// skipped: in an exported sheet most rows stay unlabelled.
fn items(
    file: &Path,
    line: u64,
    row: Result<(Result<Label, String>, Vec<String>), String>,
) -> Vec<Result<(Position, Label), LabelError>> {
    let position = Position::Line(usize::try_from(line).unwrap_or(usize::MAX));
    let (label, mut problems) = row.unwrap_or_else(|problem| (Err(problem), Vec::new()));
    let label = label.map_err(|problem| problems.push(problem)).ok().filter(Label::says_something);
    let bad = |problem| Err(LabelError::BadLine { file: file.into(), position, problem });
    problems.into_iter().map(bad).chain(label.map(|label| Ok((position, label)))).collect()
}

/// The column of each field in a table.
#[derive(Debug)]
struct SheetColumns {
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

impl SheetColumns {
    fn named(header: &[String]) -> Result<Self, String> {
        let names = exported::names(header);
        let named = |name: &str| {
            names.iter().position(|cell| cell.trim_start_matches('\u{FEFF}').trim().eq_ignore_ascii_case(name))
        };
        let text = ["text", "body", "comment"].into_iter().find_map(named).ok_or(
            "the first row names no column \"text\" (or \"body\", \"comment\"); a label table begins with a row of names",
        )?;
        let columns = Self {
            text,
            article: named("article").or_else(|| named("article.title")),
            hostile: named("hostile"),
            sectarian: named("sectarian"),
            off_topic: named("off_topic"),
            sentiment: named("sentiment"),
            source: named("source"),
            community: named("community"),
            guarded: exported::is_exported(&names),
        };
        if [columns.hostile, columns.sectarian, columns.off_topic, columns.sentiment].iter().all(Option::is_none) {
            return Err("the first row names none of the columns hostile, sectarian, off_topic and sentiment".into());
        }
        Ok(columns)
    }

    /// The label of a row, and the problems of cells that cannot be read: the others count.
    fn label<'row>(&self, cell: &dyn Fn(usize) -> &'row str) -> (Result<Label, String>, Vec<String>) {
        let text_of = |index: usize| match self.guarded {
            true => unguarded(cell(index)),
            false => Cow::Borrowed(cell(index)),
        };
        let filled = |index: Option<usize>| index.map(text_of).filter(|text| !text.trim().is_empty());
        let mut problems = Vec::new();
        let mut flag = |name: &str, index: Option<usize>| {
            let said = answer(name, &filled(index)?);
            said.unwrap_or_else(|problem| {
                problems.push(problem);
                None
            })
        };
        let (hostile, sectarian) = (flag("hostile", self.hostile), flag("sectarian", self.sectarian));
        let off_topic = flag("off_topic", self.off_topic);
        let sentiment = filled(self.sentiment).and_then(|text| {
            sentiment(&text).unwrap_or_else(|problem| {
                problems.push(problem);
                None
            })
        });
        let label = Label {
            text: text_of(self.text).into_owned(),
            article: filled(self.article).map(Cow::into_owned),
            hostile,
            sectarian,
            off_topic,
            sentiment,
            source: filled(self.source).map(Cow::into_owned),
            community: filled(self.community).map(Cow::into_owned),
        };
        if label.text.trim().is_empty() && label.says_something() {
            return (Err("has labels but no text".into()), problems);
        }
        (label.settled(), problems)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Sentiment;

    #[test]
    fn a_row_of_an_exported_sheet_becomes_a_label_without_its_guard() {
        let header: Vec<String> = ["text", "score_hostile", "why", "hostile", "sentiment"].map(String::from).into();
        let columns = SheetColumns::named(&header).unwrap();
        let row = ["'=1+1 كلام", "0.9", "", "TRUE", "سلبي"];
        let label = columns.label(&|index| row[index]).0.unwrap();
        assert_eq!((label.text.as_str(), label.hostile), ("=1+1 كلام", Some(true)));
        assert_eq!(label.sentiment, Some(Sentiment::Negative));
    }

    #[test]
    fn a_cell_that_cannot_be_read_leaves_the_others_of_its_row() {
        let columns = SheetColumns::named(&["text", "hostile", "sectarian"].map(String::from)).unwrap();
        let row = ["نص", "نعم", "ربما"];
        let found = items(Path::new("a.csv"), 2, Ok(columns.label(&|index| row[index])));
        let [Err(LabelError::BadLine { problem, .. }), Ok((_, label))] = &found[..] else { panic!("{found:?}") };
        assert!(problem.contains("ربما"), "{problem}");
        assert_eq!((label.hostile, label.sectarian), (Some(true), None));
    }

    #[test]
    fn a_table_without_a_text_column_is_refused_with_a_remedy() {
        let problem = SheetColumns::named(&["a".into(), "hostile".into()]).unwrap_err();
        assert!(problem.contains("no column \"text\""));
    }
}
